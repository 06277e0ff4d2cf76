//! The plan for the terminal.

use std::fmt::Write as _;

use super::words::{
    Bar, arithmetic, assumptions, capacity, closing, count, known, needs, network_note, number, origin_of, ranges,
    site_name, sizes, subnet_note, surge, weight,
};
use super::{clusters_of, networks_of, sites};
use crate::planning::Bounds;
use crate::planning::estate::{Cluster, Conflict, Estate, Network, Room, RoomKind, Verdict};
use crate::report::shown::Shown;
use crate::report::visible::{clip, visible};
use crate::source::Sources;

/// The characters of a bar.
const BAR: u64 = 60;
/// The most gaps and subnets that a map lists.
const LISTED: usize = 60;
/// The longest name in a table.
const NAME: usize = 32;

/// The plan as text.
#[must_use]
pub fn text(estate: &Estate, sources: &Sources) -> String {
    let mut out = Text { out: String::new(), estate, shown: Shown::new(sources), has_bars: false };
    for site in sites(estate) {
        out.line(0, &site_name(&site));
        for network in networks_of(estate, &site) {
            out.network(network);
        }
        for cluster in clusters_of(estate, &site) {
            out.cluster(cluster);
        }
    }
    if out.has_bars {
        out.line(
            0,
            "bars: # now, = more at the largest, - more while upgraded or full of pods, . free, ! beyond the end |",
        );
    }
    out.line(0, &closing(estate));
    out.out
}

struct Text<'e> {
    out: String,
    estate: &'e Estate,
    shown: Shown<'e>,
    has_bars: bool,
}

impl Text<'_> {
    fn line(&mut self, indent: usize, text: &str) {
        let text = self.shown.secrets.mask(text);
        let _ = writeln!(self.out, "{:indent$}{}", "", visible(&text));
    }

    fn network(&mut self, network: &Network) {
        let note = network_note(network).map(|note| format!(" ({note})")).unwrap_or_default();
        let at =
            if network.origin.address.is_empty() { String::new() } else { format!("  {}", network.origin.address) };
        self.out.push('\n');
        self.line(0, &format!("network {}  {}{note}{at}", clip(&network.name, 80), ranges(&network.ranges)));
        let mut facts = Vec::new();
        if network.addresses() > 0 {
            let as_known = if network.open.is_some() { ", as far as is known" } else { "" };
            facts.push(format!(
                "{} addresses, {} in no subnet{as_known}",
                number(network.addresses()),
                number(network.free())
            ));
        }
        facts.extend(network.peers.iter().map(|peer| format!("peered with {} {}", peer.name, ranges(&peer.ranges))));
        if let Some(reason) = &network.ranges.open {
            facts.push(format!("its address space is not known, because {reason}"));
        } else if let Some(reason) = &network.open {
            facts.push(format!("there may be other subnets, because {reason}"));
        }
        facts.iter().for_each(|fact| self.line(2, fact));
        self.map(network);
        self.conflicts(&network.conflicts);
        for subnet in &network.subnets {
            for room in subnet.nodes.iter().chain(&subnet.pods) {
                let what = if room.kind == RoomKind::Nodes { "nodes" } else { "pods" };
                self.room(&format!("{what} in {} {}", clip(&subnet.name, 80), ranges(&subnet.ranges)), room);
            }
        }
    }

    fn map(&mut self, network: &Network) {
        let mut lines: Vec<(u64, [String; 3])> = Vec::new();
        let mut unknown = Vec::new();
        for subnet in &network.subnets {
            let note = subnet_note(subnet);
            let what = format!("{}{}{note}", clip(&subnet.name, NAME), if note.is_empty() { "" } else { ": " });
            for range in &subnet.ranges.known {
                let at = crate::planning::estate::interval(*range);
                let line = [range.to_string(), number(range.addresses()), what.clone()];
                lines.push((at.map_or(u64::MAX, |(first, _)| first), line));
            }
            if subnet.ranges.known.is_empty() {
                unknown.push((u64::MAX, ["?".to_owned(), "?".to_owned(), what]));
            }
        }
        for gap in &network.gaps {
            let range = format!("{} - {}", gap.first, gap.last);
            let what = if gap.largest.addresses() == gap.addresses() {
                format!("free: {}", gap.largest)
            } else {
                format!("free, in it {}", gap.largest)
            };
            lines.push((u64::from(gap.first.to_bits()), [range, number(gap.addresses()), what]));
        }
        lines.sort_by_key(|(at, _)| *at);
        lines.extend(unknown);
        let more = lines.len().saturating_sub(LISTED);
        lines.truncate(LISTED);
        for (_, [range, addresses, what]) in lines {
            self.line(4, &format!("{range:<31} {addresses:>13}  {what}"));
        }
        if more > 0 {
            self.line(4, &format!("{more} more"));
        }
    }

    fn conflicts(&mut self, conflicts: &[Conflict]) {
        for conflict in conflicts {
            self.line(2, &format!("{}: {}", weight(conflict), conflict.text));
        }
    }

    fn cluster(&mut self, cluster: &Cluster) {
        self.out.push('\n');
        let at =
            if cluster.origin.address.is_empty() { String::new() } else { format!("  {}", cluster.origin.address) };
        self.line(0, &format!("cluster {}{at}", clip(&cluster.name, 80)));
        let models: Vec<&str> = cluster.models.iter().map(|model| model.name()).collect();
        if !models.is_empty() {
            let mut models = models;
            models.dedup();
            self.line(2, &models.join(" or "));
        }
        for (what, given) in [("services", &cluster.services), ("pods", &cluster.pods)] {
            if given.known.is_empty() && given.open.is_none() {
                continue;
            }
            let note = match (&given.open, origin_of(given)) {
                (Some(reason), _) => format!("not known, because {reason}"),
                (None, note) => note.to_owned(),
            };
            let addresses: u64 = given.known.iter().map(|range| range.addresses()).sum();
            let addresses = if given.known.is_empty() { "?".to_owned() } else { number(addresses) };
            self.line(
                4,
                &format!(
                    "{:<31} {addresses:>13}  {what}{}{note}",
                    ranges(given),
                    if note.is_empty() { "" } else { ": " }
                ),
            );
        }
        self.conflicts(&cluster.conflicts);
        for text in &cluster.assumptions {
            self.line(2, &format!("assumed: {text}"));
        }
        if let Some(room) = &cluster.pod_range {
            self.room(&format!("nodes in the range of pods {}", ranges(&cluster.pods)), room);
        }
    }

    fn room(&mut self, title: &str, room: &Room) {
        let estate = self.estate;
        self.out.push('\n');
        let verdict =
            if room.verdict.fails() { room.verdict.text().to_uppercase() } else { room.verdict.text().to_owned() };
        self.line(2, &format!("{title}: {verdict}"));
        self.line(4, &format!("{}; {}", capacity(room), needs(room)));
        if let Some(bar) = Bar::new(room) {
            self.has_bars = true;
            self.line(4, &drawn(bar, BAR));
        }
        self.table(room);
        self.line(4, &format!("sum: {}", arithmetic(estate, room)));
        self.line(4, &sizes(estate, room));
        if !room.reasons.is_empty() {
            let reasons: Vec<&str> = room.reasons.iter().take(4).map(|reason| &**reason).collect();
            let word = if room.verdict == Verdict::Undecided { "undecided" } else { "not exactly known" };
            self.line(4, &format!("{word} because {}", reasons.join("; ")));
        }
        for text in assumptions(estate, room) {
            self.line(4, &format!("assumed: {text}"));
        }
    }

    fn table(&mut self, room: &Room) {
        let estate = self.estate;
        let is_pods = room.kind == RoomKind::Pods;
        let has_pods = room.kind != RoomKind::PodRange;
        let mut header = vec!["pool", "nodes", "max", "extra"];
        if has_pods {
            header.extend(["max pods", "per node"]);
        }
        header.extend(["now", "largest", "upgrade"]);
        if is_pods {
            header.push("full");
        }
        header.extend(["more nodes", "safe max"]);
        let mut rows: Vec<Vec<String>> = vec![header.into_iter().map(str::to_owned).collect()];
        for share in &room.shares {
            let pool = &estate.pools[share.pool];
            let cluster =
                pool.cluster.filter(|_| has_pods).map(|cluster| format!(" of {}", estate.clusters[cluster].name));
            let name = format!("{}{}", pool.name, cluster.unwrap_or_default());
            let numbers = &pool.numbers;
            let mut row =
                vec![clip(&name, NAME).into_owned(), count(numbers.now), count(numbers.most), surge(estate, share)];
            if has_pods {
                let full = share.per_full_node.filter(|full| *full != share.per_node);
                let per_node = full.map_or_else(
                    || count(share.per_node),
                    |full| format!("{}..{}", count(share.per_node), count(full)),
                );
                row.extend([count(numbers.max_pods), per_node]);
            }
            row.extend([count(share.now), count(share.largest), count(share.upgrade)]);
            if let (true, Some(full)) = (is_pods, share.full) {
                row.push(count(full));
            }
            row.extend([known(share.headroom), known(share.safe_nodes)]);
            rows.push(row);
        }
        let columns = rows[0].len();
        let blank = |name: &str| {
            let mut row = vec![String::new(); columns];
            row[0] = name.to_owned();
            row
        };
        let first = if has_pods { 6 } else { 4 };
        if room.endpoints != Bounds::ZERO {
            let mut row = blank("private endpoints");
            (first..first + 3).for_each(|column| row[column] = count(room.endpoints));
            rows.push(row);
        }
        if rows.len() > 2 {
            let mut row = blank("all");
            row[first] = count(room.now);
            row[first + 1] = count(room.largest);
            row[first + 2] = count(room.upgrade);
            if let (true, Some(full)) = (is_pods, room.full) {
                row[first + 3] = count(full);
            }
            rows.push(row);
        }
        // Hostile characters are longer once they are visible.
        let rows: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| self.shown.line(cell)).collect()).collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in &rows {
            let mut line = String::new();
            for (index, (cell, width)) in row.iter().zip(&widths).enumerate() {
                let _ = if index == 0 { write!(line, "{cell:<width$}") } else { write!(line, "  {cell:>width$}") };
            }
            self.line(4, line.trim_end());
        }
    }
}

/// Used, needed and free, to scale.
fn drawn(bar: Bar, width: u64) -> String {
    let at = |units: u64| {
        let cell = (u128::from(units) * u128::from(width)).div_ceil(u128::from(bar.scale()));
        usize::try_from(cell).unwrap_or(0)
    };
    let (now, largest, needed, perhaps, end) =
        (at(bar.now), at(bar.largest), at(bar.needed), at(bar.perhaps), at(bar.end));
    let cells: String = (0..needed.max(end))
        .map(|cell| match cell {
            _ if cell >= end => '!',
            _ if cell < now => '#',
            _ if cell < largest => '=',
            _ if cell < needed => '-',
            _ if cell < perhaps => '?',
            _ => '.',
        })
        .collect();
    let (inside, beyond) = cells.split_at(end);
    format!("[{inside}|{beyond}")
}
