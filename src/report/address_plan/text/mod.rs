//! The plan for the terminal.
//!
//! Knows: what is said in which order. Does not know: lines and colours.

mod page;
mod table;

pub use page::TextPlanOptions;

use self::page::{Ink, Page};
use super::across::{Across, across, refused};
use super::words::{
    Bar, COLUMNS_MEAN, address_note, arithmetic, assumptions, capacity, closing, counted, needs, network_note, number,
    origin_of, ranges, site_name, sizes, subnet_note, weight,
};
use super::{clusters_of, networks_of, sites};
use crate::planning::estate::{Cluster, Conflict, Estate, Network, Room, RoomKind, Verdict, interval};
use crate::report::shown::Shown;
use crate::report::visible::clip;
use crate::source::Sources;

/// The characters of a bar.
const BAR: usize = 60;
/// The most gaps and subnets that a map lists.
const LISTED: usize = 60;
/// The longest name in a map.
const NAME: usize = 48;
/// The longest name in a title.
const TITLE: usize = 80;
/// Where lines are no longer than this, columns give way to words.
const NARROW: usize = 76;

/// The plan as text.
#[must_use]
pub fn text(estate: &Estate, sources: &Sources, options: TextPlanOptions) -> String {
    let page = Page::new(Shown::new(sources), options);
    let mut out = Text { page, estate, has_bars: false };
    if !estate.tried.is_empty() {
        out.page.colored(0, &format!("as if {}", estate.tried.join("; ")), Ink::Yellow);
    }
    for site in sites(estate) {
        if !out.page.out.is_empty() {
            out.page.blank();
        }
        out.page.colored(0, &site_name(&site), Ink::Bold);
        for network in networks_of(estate, &site) {
            out.network(network);
        }
        for cluster in clusters_of(estate, &site) {
            out.cluster(cluster);
        }
    }
    out.page.blank();
    if out.has_bars {
        let bars = "bars: # now, = more at the largest, - more while upgraded or full of pods, ? perhaps, . free, ! beyond the end |";
        out.page.colored(0, bars, Ink::Faint);
    }
    if estate.rooms().next().is_some() {
        out.page.colored(0, COLUMNS_MEAN, Ink::Faint);
    }
    out.page.line(0, &closing(estate));
    out.page.out
}

struct Text<'e> {
    page: Page<'e>,
    estate: &'e Estate,
    has_bars: bool,
}

impl Text<'_> {
    fn network(&mut self, network: &Network) {
        let note = network_note(network).map(|note| format!(" ({note})")).unwrap_or_default();
        let at = address_note(&network.name, &network.origin);
        self.page.blank();
        let name = clip(&network.name, TITLE);
        self.page.colored(0, &format!("network {name}  {}{note}{at}", ranges(&network.ranges)), Ink::Bold);
        if network.addresses() > 0 {
            let as_known = if network.open.is_some() { ", as far as is known" } else { "" };
            let (all, free) = (number(network.addresses()), number(network.free()));
            self.page.line(2, &format!("{all} addresses, {free} in no subnet{as_known}"));
        }
        for peer in network.peers.iter().take(LISTED) {
            self.page.line(2, &format!("peered with {} {}", clip(&peer.name, TITLE), ranges(&peer.ranges)));
        }
        if let Some(reason) = &network.ranges.open {
            self.page.line(2, &format!("its address space is not known, because {reason}"));
        } else if let Some(reason) = &network.open {
            self.page.line(2, &format!("there may be other subnets, because {reason}"));
        }
        self.map(network);
        self.conflicts(&network.conflicts);
        for subnet in &network.subnets {
            for room in subnet.nodes.iter().chain(&subnet.pods) {
                let what = if room.kind == RoomKind::Nodes { "nodes" } else { "pods" };
                self.room(&format!("{what} in {} {}", clip(&subnet.name, TITLE), ranges(&subnet.ranges)), room);
            }
        }
    }

    fn map(&mut self, network: &Network) {
        // By first address, larger ranges before those in them.
        let mut lines: Vec<((u64, u64), bool, [String; 3])> = Vec::new();
        let mut unknown = Vec::new();
        let refused = refused(self.estate, network);
        let at = |range| interval(range).map_or((u64::MAX, 0), |(first, end)| (first, u64::MAX - end));
        for subnet in &network.subnets {
            let note = subnet_note(self.estate, subnet);
            let what = format!("{}{}{note}", clip(&subnet.name, NAME), if note.is_empty() { "" } else { ": " });
            for range in &subnet.ranges.known {
                let line = [range.to_string(), number(range.addresses()), what.clone()];
                lines.push((at(*range), refused.contains(range), line));
            }
            if subnet.ranges.known.is_empty() {
                unknown.push(((u64::MAX, 0), false, ["?".to_owned(), "?".to_owned(), what]));
            }
        }
        for gap in &network.gaps {
            let range = format!("{} - {}", gap.first, gap.last);
            let is_block = gap.largest.addresses() == gap.addresses();
            let what = format!("free{} {}", if is_block { ":" } else { ", in it" }, gap.largest);
            let first = u64::from(gap.first.to_bits());
            lines.push(((first, u64::MAX - first), false, [range, number(gap.addresses()), what]));
        }
        for Across { range, kind, of } in across(self.estate, network) {
            let what = format!("{} of {}", kind.what(), clip(&of.join(", "), NAME));
            let line = [range.to_string(), number(range.addresses()), what];
            lines.push((at(range), refused.contains(&range), line));
        }
        lines.sort_by_key(|(at, ..)| *at);
        lines.extend(unknown);
        let more = lines.len().saturating_sub(LISTED);
        lines.truncate(LISTED);
        let is_narrow = self.page.room(0).is_some_and(|room| room < NARROW);
        for (_, is_marked, [range, addresses, what]) in lines {
            let (mark, ink) = if is_marked { ("! ", Ink::Red) } else { ("  ", Ink::Plain) };
            let line = if is_narrow {
                format!("{range}  {addresses}  {what}")
            } else {
                format!("{range:<31} {addresses:>13}  {what}")
            };
            self.page.begins(2, mark, &line, ink);
        }
        if more > 0 {
            self.page.line(4, &counted(more, "more line"));
        }
    }

    fn conflicts(&mut self, conflicts: &[Conflict]) {
        for conflict in conflicts.iter().take(LISTED) {
            let ink = if conflict.is_refused { Ink::Red } else { Ink::Yellow };
            self.page.begins(2, weight(conflict), &format!(": {}", conflict.text), ink);
        }
        if conflicts.len() > LISTED {
            self.page.line(2, &counted(conflicts.len() - LISTED, "more conflict"));
        }
    }

    fn cluster(&mut self, cluster: &Cluster) {
        let at = address_note(&cluster.name, &cluster.origin);
        self.page.blank();
        self.page.colored(0, &format!("cluster {}{at}", clip(&cluster.name, TITLE)), Ink::Bold);
        let mut models: Vec<&str> = cluster.models.iter().map(|model| model.name()).collect();
        models.dedup();
        if !models.is_empty() {
            self.page.line(2, &models.join(" or "));
        }
        for (what, given) in [("services", &cluster.services), ("pods", &cluster.pods)] {
            if given.known.is_empty() && given.open.is_none() {
                continue;
            }
            let note = match (&given.open, origin_of(given)) {
                (Some(reason), _) => format!(" (not known, because {reason})"),
                (None, "") => String::new(),
                (None, note) => format!(" ({note})"),
            };
            let addresses: u64 = given.known.iter().map(|range| range.addresses()).sum();
            let size = if addresses > 0 { format!(", {} addresses", number(addresses)) } else { String::new() };
            self.page.line(2, &format!("{what} {}{size}{note}", ranges(given)));
        }
        self.conflicts(&cluster.conflicts);
        for text in &cluster.assumptions {
            self.page.colored(2, &format!("assumed: {text}"), Ink::Faint);
        }
        if let Some(room) = &cluster.pod_range {
            self.room(&format!("nodes in the range of pods {}", ranges(&cluster.pods)), room);
        }
    }

    fn room(&mut self, title: &str, room: &Room) {
        let estate = self.estate;
        self.page.blank();
        let (verdict, ink) = match room.verdict {
            Verdict::Fits => (room.verdict.text().to_owned(), Ink::Green),
            Verdict::FitsNotFull => (room.verdict.text().to_owned(), Ink::Yellow),
            Verdict::Undecided => (room.verdict.text().to_owned(), Ink::Bold),
            Verdict::NoUpgradeRoom | Verdict::DoesNotFit => (room.verdict.text().to_uppercase(), Ink::Red),
        };
        let was = room.was.map(|was| format!(" (without the what-if: {})", was.text())).unwrap_or_default();
        self.page.ends(2, &format!("{title}: "), &format!("{verdict}{was}"), ink);
        self.page.line(4, &format!("{}; {}", capacity(room), needs(room)));
        if let Some(bar) = Bar::new(room) {
            self.has_bars = true;
            let cells = self.page.room(6).map_or(BAR, |room| room.min(BAR));
            let parts = drawn(bar, cells as u64);
            let parts: Vec<(&str, Ink)> = parts.iter().map(|(text, ink)| (text.as_str(), *ink)).collect();
            self.page.parts(4, &parts);
        }
        table::write(&mut self.page, estate, room);
        self.page.line(4, &format!("sum: {}", arithmetic(estate, room)));
        self.page.line(4, &sizes(estate, room));
        if !room.reasons.is_empty() {
            let reasons: Vec<&str> = room.reasons.iter().take(4).map(|reason| &**reason).collect();
            let word = if room.verdict == Verdict::Undecided { "undecided" } else { "not exactly known" };
            self.page.line(4, &format!("{word} because {}", reasons.join("; ")));
        }
        for text in assumptions(estate, room) {
            self.page.colored(4, &format!("assumed: {text}"), Ink::Faint);
        }
    }
}

/// Used, needed and free, to scale.
fn drawn(bar: Bar, width: u64) -> Vec<(String, Ink)> {
    let at = |units: u64| {
        let cell = (u128::from(units) * u128::from(width)).div_ceil(u128::from(bar.scale()));
        usize::try_from(cell).unwrap_or(0)
    };
    let end = at(bar.end);
    let kinds = [
        (at(bar.now).min(end), "#", Ink::Bold),
        (at(bar.largest).min(end), "=", Ink::Plain),
        (at(bar.needed).min(end), "-", Ink::Plain),
        (at(bar.perhaps).min(end), "?", Ink::Yellow),
        (end, ".", Ink::Faint),
    ];
    let mut from = 0;
    let mut parts = vec![("[".to_owned(), Ink::Plain)];
    for (to, cell, ink) in kinds {
        parts.push((cell.repeat(to.saturating_sub(from)), ink));
        from = from.max(to);
    }
    parts.push(("|".to_owned(), Ink::Plain));
    parts.push(("!".repeat(at(bar.needed).saturating_sub(end)), Ink::Red));
    parts
}
