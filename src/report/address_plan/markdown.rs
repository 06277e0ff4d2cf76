//! The plan for pull requests and design documents, in the Markdown of GitHub.
//!
//! Knows: which text must be kept from being read as markup. Does not know: sums.

use std::fmt::Write as _;

use super::across::{Across, across};
use super::words::{
    Bar, arithmetic, assumptions, closing, count, counted, known, network_note, number, origin_of, pool_name, ranges,
    site_name, sizes, subnet_note, surge, weight,
};
use super::{clusters_of, conflicts_of, networks_of, places, sites};
use crate::planning::estate::{Cluster, Estate, Network, Room, RoomKind, interval};
use crate::report::markdown::text::{code, prose};
use crate::report::markup::escaped;
use crate::report::shown::Shown;
use crate::report::visible::{clip, visible};
use crate::source::Sources;

/// The characters of a bar.
const BAR: u64 = 24;
/// The longest name.
const NAME: usize = 80;
/// The most rows of a table.
const LISTED: usize = 100;

/// The plan as Markdown.
#[must_use]
pub fn markdown(estate: &Estate, sources: &Sources) -> String {
    let mut out = Markdown { out: String::new(), estate, shown: Shown::new(sources) };
    out.line(&format!("### Address plan\n\n{}.", closing(estate)));
    if !estate.tried.is_empty() {
        let tried: Vec<String> = estate.tried.iter().map(|one| out.code(one)).collect();
        out.line(&format!("\nAs if {}.", tried.join(" and ")));
    }
    out.overview();
    out.conflicts();
    let all = sites(estate);
    for site in &all {
        if all.len() > 1 {
            let name = out.code(&site_name(site));
            out.line(&format!("\n#### {name}"));
        }
        networks_of(estate, site).into_iter().for_each(|network| out.network(network));
        clusters_of(estate, site).into_iter().for_each(|cluster| out.cluster(cluster));
    }
    if estate.rooms().next().is_some() {
        out.line(
            "\nBars: `█` now, `▓` more at the largest, `▒` more while upgraded or full of pods, `?` perhaps, `·` free, `!` beyond the \
             end. More nodes: than now, beside what the others take now. Safe max: the most nodes with which the pool can still \
             be upgraded, the others at their largest.",
        );
    }
    out.out
}

struct Markdown<'e> {
    out: String,
    estate: &'e Estate,
    shown: Shown<'e>,
}

impl Markdown<'_> {
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{text}");
    }

    fn clean(&self, text: &str) -> String {
        visible(&self.shown.secrets.mask(text)).into_owned()
    }

    /// A name or range, set as code.
    fn code(&self, text: &str) -> String {
        code(&clip(&self.clean(text), NAME))
    }

    fn prose(&self, text: &str) -> String {
        prose(&self.clean(text))
    }

    fn overview(&mut self) {
        let rows: Vec<String> = (places(self.estate).into_iter().take(LISTED))
            .map(|place| {
                let room = place.room;
                let what = match room.kind {
                    RoomKind::Nodes => "nodes in",
                    RoomKind::Pods => "pods in",
                    RoomKind::PodRange => "nodes in the range of pods of",
                };
                let verdict = if room.verdict.fails() {
                    format!("**{}**", room.verdict.text())
                } else {
                    room.verdict.text().to_owned()
                };
                let was = room.was.map(|was| format!(" (without the what-if: {})", was.text())).unwrap_or_default();
                let free = room.free().map_or_else(|| "?".to_owned(), count);
                format!(
                    "| {what} {} {} | {} | {} | {} | {} | {free} | {verdict}{was} |",
                    self.code(place.name),
                    self.code(&ranges(place.ranges)),
                    count(room.capacity),
                    count(room.now),
                    count(room.largest),
                    count(room.full.unwrap_or(room.upgrade)),
                )
            })
            .collect();
        if rows.is_empty() {
            return;
        }
        self.line(
            "\n| place | there are | now | at the largest | while upgraded, full of pods | left then | verdict |",
        );
        self.line("|---|--:|--:|--:|--:|--:|---|");
        rows.iter().for_each(|row| self.line(row));
        let more = self.estate.rooms().count().saturating_sub(LISTED);
        if more > 0 {
            self.line(&format!("\n{} are not listed.", counted(more, "more place")));
        }
    }

    fn conflicts(&mut self) {
        let all = conflicts_of(self.estate);
        if all.is_empty() {
            return;
        }
        self.line("");
        for conflict in all.iter().take(LISTED) {
            let text = self.prose(&conflict.text);
            self.line(&format!("- **{}**: {text}", weight(conflict)));
        }
        if all.len() > LISTED {
            self.line(&format!("- {}", counted(all.len() - LISTED, "more conflict")));
        }
    }

    /// Opens a part that is folded. Its title is HTML, where Markdown means nothing.
    fn open(&mut self, title: &str) {
        let title = escaped(&self.clean(title));
        self.line(&format!("\n<details><summary>{title}</summary>\n"));
    }

    fn network(&mut self, network: &Network) {
        let note = network_note(network).map(|note| format!(" ({note})")).unwrap_or_default();
        self.open(&format!("network {} · {}{note}", clip(&network.name, NAME), ranges(&network.ranges)));
        let mut facts = Vec::new();
        if network.addresses() > 0 {
            facts.push(format!("{} addresses, {} in no subnet.", number(network.addresses()), number(network.free())));
        }
        for peer in &network.peers {
            facts.push(format!("Peered with {} {}.", self.code(&peer.name), self.code(&ranges(&peer.ranges))));
        }
        if let Some(reason) = &network.ranges.open {
            facts.push(format!("Its address space is not known, because {}.", self.prose(reason)));
        } else if let Some(reason) = &network.open {
            facts.push(format!("There may be other subnets, because {}.", self.prose(reason)));
        }
        self.line(&facts.join(" "));
        self.map(network);
        for subnet in &network.subnets {
            for (room, what) in [(&subnet.nodes, "nodes"), (&subnet.pods, "pods")] {
                if let Some(room) = room {
                    let title = format!("{what} in {} {}", self.code(&subnet.name), self.code(&ranges(&subnet.ranges)));
                    self.room(&title, room);
                }
            }
        }
        self.line("\n</details>");
    }

    fn map(&mut self, network: &Network) {
        let mut rows: Vec<(u64, String)> = Vec::new();
        for subnet in &network.subnets {
            let (name, note) =
                (self.code(&subnet.name), self.prose(&subnet_note(self.estate, subnet).replace('|', "/")));
            for range in &subnet.ranges.known {
                let at = interval(*range).map_or(u64::MAX, |(first, _)| first);
                rows.push((at, format!("| `{range}` | {} | {name} | {note} |", number(range.addresses()))));
            }
            if subnet.ranges.known.is_empty() {
                rows.push((u64::MAX, format!("| ? | ? | {name} | {note} |")));
            }
        }
        for gap in &network.gaps {
            let row = format!(
                "| {} - {} | {} | free | the largest block is `{}` |",
                gap.first,
                gap.last,
                number(gap.addresses()),
                gap.largest
            );
            rows.push((u64::from(gap.first.to_bits()), row));
        }
        for Across { range, kind, of } in across(self.estate, network) {
            let first = interval(range).map_or(u64::MAX, |(first, _)| first);
            let of: Vec<String> = of.iter().map(|name| self.code(name)).collect();
            let row = format!("| `{range}` | {} | | {} of {} |", number(range.addresses()), kind.what(), of.join(", "));
            rows.push((first, row));
        }
        if rows.is_empty() {
            return;
        }
        rows.sort_by_key(|(at, _)| *at);
        self.line("\n| range | addresses | subnet | |\n|---|--:|---|---|");
        rows.iter().take(LISTED).for_each(|(_, row)| self.line(row));
        if rows.len() > LISTED {
            self.line(&format!("\n{} are not listed.", counted(rows.len() - LISTED, "more row")));
        }
    }

    fn cluster(&mut self, cluster: &Cluster) {
        self.open(&format!("cluster {}", clip(&cluster.name, NAME)));
        let mut models: Vec<&str> = cluster.models.iter().map(|model| model.name()).collect();
        models.dedup();
        if !models.is_empty() {
            self.line(&format!("{}.\n", models.join(" or ")));
        }
        for (what, given) in [("services", &cluster.services), ("pods", &cluster.pods)] {
            if given.known.is_empty() && given.open.is_none() {
                continue;
            }
            let note = match (&given.open, origin_of(given)) {
                (Some(reason), _) => format!(" (not known, because {})", self.prose(reason)),
                (None, "") => String::new(),
                (None, note) => format!(" ({note})"),
            };
            self.line(&format!("- {what}: {}{note}", self.code(&ranges(given))));
        }
        for text in &cluster.assumptions {
            let text = self.prose(text);
            self.line(&format!("- assumed: {text}"));
        }
        if let Some(room) = &cluster.pod_range {
            self.room(&format!("nodes in the range of pods {}", self.code(&ranges(&cluster.pods))), room);
        }
        self.line("\n</details>");
    }

    fn room(&mut self, title: &str, room: &Room) {
        let estate = self.estate;
        self.line(&format!("\n**{title}: {}**", room.verdict.text()));
        if let Some(bar) = Bar::new(room) {
            self.line(&format!("\n`{}` of {}", drawn(bar), number(bar.end)));
        }
        self.line("\n| pool | nodes | max | extra | max pods | per node | now | at the largest | while upgraded | more nodes | safe max |");
        self.line("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        for share in room.shares.iter().take(LISTED) {
            let numbers = &estate.pools[share.pool].numbers;
            let full = share.per_full_node.filter(|full| *full != share.per_node);
            let each = full.map_or_else(String::new, |full| format!(" to {}", count(full)));
            let upgrade = share.full.unwrap_or(share.upgrade);
            let name = self.code(&pool_name(estate, room, share));
            self.line(&format!(
                "| {name} | {} | {} | {} | {} | {}{each} | {} | {} | {} | {} | {} |",
                count(numbers.now),
                count(numbers.most),
                prose(&surge(estate, share)),
                count(numbers.max_pods),
                count(share.per_node),
                count(share.now),
                count(share.largest),
                count(upgrade),
                known(share.headroom),
                known(share.safe_nodes),
            ));
        }
        let (now, largest, upgrade) = (count(room.now), count(room.largest), count(room.full.unwrap_or(room.upgrade)));
        self.line(&format!("| all | | | | | | {now} | {largest} | {upgrade} | | |"));
        let sum = self.prose(&arithmetic(estate, room));
        self.line(&format!("\n- sum: {sum}\n- {}", sizes(estate, room)));
        for reason in room.reasons.iter().take(4) {
            let reason = self.prose(reason);
            self.line(&format!("- not exactly known, because {reason}"));
        }
        for text in assumptions(estate, room) {
            let text = self.prose(&text);
            self.line(&format!("- assumed: {text}"));
        }
    }
}

fn drawn(bar: Bar) -> String {
    let at = |units: u64| (u128::from(units) * u128::from(BAR)).div_ceil(u128::from(bar.scale()));
    let (now, largest, needed, perhaps, end) =
        (at(bar.now), at(bar.largest), at(bar.needed), at(bar.perhaps), at(bar.end));
    let cell = |cell: u128| match cell {
        _ if cell >= end => '!',
        _ if cell < now => '█',
        _ if cell < largest => '▓',
        _ if cell < needed => '▒',
        _ if cell < perhaps => '?',
        _ => '·',
    };
    let (inside, beyond): (String, String) = ((0..end).map(cell).collect(), (end..needed.max(end)).map(cell).collect());
    // A bar in code would end the cell of a table; this one stands alone.
    format!("{inside}|{beyond}")
}
