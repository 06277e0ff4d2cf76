//! One network: its map, and the table of what is in it.
//!
//! Knows: which colour a subnet has, and which ranges lie across the map. Does not know: scales.

use super::canvas::{Anchor, Canvas, FAINT, Font, INNER, MARGIN, RULE};
use super::strip::{self, Across, Interval, Part, Space, covering};
use super::{conflicts, rooms};
use crate::planning::estate::{Conflict, ConflictKind, Estate, Gap, Network, Subnet, interval};
use crate::report::address_plan::across::{Kind, across, conflicts_near};
use crate::report::address_plan::words::{counted, network_note, number, ranges, subnet_note};

/// Fill and ink of subnets with nodes.
pub(super) const NODES: (&str, &str) = ("#2f6db3", "#ffffff");
/// The same with pods only.
pub(super) const PODS: (&str, &str) = ("#9cc5ec", "#10263d");
/// The same for those reserved for a service.
pub(super) const DEDICATED: (&str, &str) = ("#d5c5ea", "#2c1a45");
/// The same for all others.
pub(super) const OTHER: (&str, &str) = ("#c9ced6", "#1b1f24");
/// The fill of ranges of services.
pub(super) const SERVICES: &str = "#f2c14e";
/// The fill of ranges of pods.
pub(super) const POD_RANGE: &str = "#a9d18e";
/// The fill of peered networks.
pub(super) const REMOTE: &str = "#f4b183";

/// The most subnets and gaps in a table.
const LISTED: usize = 80;
/// The most ranges of a network that are drawn.
const DRAWN: usize = 16;

/// Draws a network below what is drawn so far.
pub(super) fn draw(canvas: &mut Canvas<'_>, estate: &Estate, network: &Network) {
    header(canvas, network);
    let parts = parts(network);
    let across = lying_across(estate, network);
    let shared = shared(estate, network);
    let space = Space { parts: &parts, across: &across, shared: &shared };
    for window in windows(network).into_iter().take(DRAWN) {
        strip::draw(canvas, &space, window);
        canvas.y += 10.0;
    }
    conflicts::draw(canvas, &network.conflicts);
    table(canvas, estate, network);
    canvas.y += 8.0;
    canvas.line((MARGIN, canvas.y), (MARGIN + INNER, canvas.y), RULE);
    canvas.y += 8.0;
}

fn header(canvas: &mut Canvas<'_>, network: &Network) {
    let heading = Font::new(16.0).bold();
    let note = network_note(network).map(|note| format!(" ({note})")).unwrap_or_default();
    let free = if network.addresses() > 0 {
        format!("{} addresses, {} in no subnet", number(network.addresses()), number(network.free()))
    } else {
        String::new()
    };
    let small = Font::new(12.0).colored(FAINT);
    let room = INNER - small.width(&free) - 20.0;
    // However long the name, the range stays.
    let range = heading.fit(&format!(" · {}{note}", ranges(&network.ranges)), room / 2.0);
    let name = canvas.clean(&format!("network {}", network.name));
    let title = format!("{}{range}", heading.fit(&name, room - heading.width(&range)));
    canvas.text((MARGIN, canvas.y + 14.0), heading, &title, room);
    canvas.text((MARGIN + INNER, canvas.y + 14.0), small.anchored(Anchor::End), &free, INNER);
    canvas.y += 30.0;
    let mut facts: Vec<String> =
        network.peers.iter().map(|peer| format!("peered with {} {}", peer.name, ranges(&peer.ranges))).collect();
    if let Some(reason) = &network.ranges.open {
        facts.push(format!("its address space is not known, because {reason}"));
    } else if let Some(reason) = &network.open {
        facts.push(format!("there may be other subnets, because {reason}"));
    }
    for fact in facts.iter().take(LISTED) {
        canvas.y += canvas.paragraph((MARGIN, canvas.y + 4.0), small, fact, INNER);
    }
    canvas.y += 4.0;
}

/// What is drawn as one strip each: the ranges of the network, or what its subnets span where those are not known.
fn windows(network: &Network) -> Vec<Interval> {
    let known: Vec<Interval> = network.ranges.known.iter().filter_map(|range| interval(*range)).collect();
    if !known.is_empty() {
        return known;
    }
    let ranges = network.subnets.iter().flat_map(|subnet| &subnet.ranges.known);
    covering(ranges.filter_map(|range| interval(*range))).into_iter().collect()
}

fn parts(network: &Network) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (index, subnet) in network.subnets.iter().enumerate() {
        let (fill, ink) = colors(subnet);
        for range in &subnet.ranges.known {
            if let Some(at) = interval(*range) {
                let (name, range) = (subnet.name.clone(), range.to_string());
                parts.push(Part { at, number: Some(index + 1), name, range, fill, ink, depth: 0, is_holding: false });
            }
        }
    }
    // The outer one of two that overlap is drawn first.
    parts.sort_by_key(|part| (part.at.0, std::cmp::Reverse(part.at.1), part.number));
    let mut around: Vec<usize> = Vec::new();
    for index in 0..parts.len() {
        while around.last().is_some_and(|outer| parts[*outer].at.1 <= parts[index].at.0) {
            around.pop();
        }
        parts[index].depth = u32::try_from(around.len()).unwrap_or(u32::MAX);
        if let Some(outer) = around.last() {
            parts[*outer].is_holding = true;
        }
        around.push(index);
    }
    for gap in &network.gaps {
        let first = u64::from(gap.first.to_bits());
        let at = (first, first + gap.addresses());
        let name = "free".to_owned();
        parts.push(Part {
            at,
            number: None,
            name,
            range: gap_range(gap),
            fill: "none",
            ink: FAINT,
            depth: 0,
            is_holding: false,
        });
    }
    parts
}

fn gap_range(gap: &Gap) -> String {
    format!("{} - {}", gap.first, gap.last)
}

fn colors(subnet: &Subnet) -> (&'static str, &'static str) {
    match () {
        () if subnet.nodes.is_some() => NODES,
        () if subnet.pods.is_some() => PODS,
        () if subnet.purpose.is_some() => DEDICATED,
        () => OTHER,
    }
}

fn lying_across(estate: &Estate, network: &Network) -> Vec<Across> {
    let drawn = across(estate, network).into_iter().filter_map(|one| {
        let fill = match one.kind {
            Kind::Services => SERVICES,
            Kind::Pods => POD_RANGE,
            Kind::Peer => REMOTE,
        };
        let name = format!("{} of {} {}", one.kind.what(), one.of.join(", "), one.range);
        Some(Across { at: interval(one.range)?, name, fill })
    });
    drawn.collect()
}

/// What overlaps share, of the network and of the clusters that reach it.
fn shared(estate: &Estate, network: &Network) -> Vec<Interval> {
    let overlaps = conflicts_near(estate, network).filter(|one| one.kind == ConflictKind::Overlap);
    let mut found: Vec<Interval> = overlaps.filter_map(common).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn common(conflict: &Conflict) -> Option<Interval> {
    let mut sides = conflict.sides.iter().map(|side| interval(side.range));
    let ((a, b), (c, d)) = (sides.next()??, sides.next()??);
    Some((a.max(c), b.min(d))).filter(|(first, end)| first < end)
}

/// A line of the table.
enum Line<'n> {
    Subnet(usize, &'n Subnet),
    Gap(&'n Gap),
}

fn table(canvas: &mut Canvas<'_>, estate: &Estate, network: &Network) {
    let mut lines: Vec<(u64, Line<'_>)> = Vec::new();
    for (index, subnet) in network.subnets.iter().enumerate() {
        let at = subnet.ranges.known.iter().filter_map(|range| interval(*range)).map(|(first, _)| first).min();
        lines.push((at.unwrap_or(u64::MAX), Line::Subnet(index + 1, subnet)));
    }
    lines.extend(network.gaps.iter().map(|gap| (u64::from(gap.first.to_bits()), Line::Gap(gap))));
    lines.sort_by_key(|(at, _)| *at);
    for (_, line) in lines.iter().take(LISTED) {
        match line {
            Line::Subnet(number, subnet) => row(canvas, estate, *number, subnet),
            Line::Gap(gap) => {
                let text = format!(
                    "free: {} · {} addresses, largest block {}",
                    gap_range(gap),
                    number(gap.addresses()),
                    gap.largest
                );
                canvas.text((MARGIN + 26.0, canvas.y + 13.0), Font::new(11.0).colored(FAINT), &text, INNER - 30.0);
                canvas.y += 22.0;
            }
        }
    }
    if lines.len() > LISTED {
        let more = counted(lines.len() - LISTED, "more line");
        canvas.text((MARGIN + 26.0, canvas.y + 13.0), Font::new(11.0).colored(FAINT), &more, INNER);
        canvas.y += 20.0;
    }
}

fn row(canvas: &mut Canvas<'_>, estate: &Estate, digits: usize, subnet: &Subnet) {
    let (fill, ink) = colors(subnet);
    let y = canvas.y;
    let font = Font::new(11.0).bold().colored(ink).anchored(Anchor::Middle);
    canvas.rect((MARGIN, y + 1.0), (20.0, 16.0), fill, RULE, "");
    canvas.text((MARGIN + 10.0, y + 13.0), font, &digits.to_string(), 20.0);
    let bold = Font::new(12.0).bold();
    canvas.text((MARGIN + 26.0, y + 13.0), bold, &subnet.name, 330.0);
    let addresses: u64 = subnet.ranges.known.iter().filter(|range| range.is_v4()).map(|range| range.addresses()).sum();
    let mut facts = vec![ranges(&subnet.ranges)];
    if addresses > 0 {
        facts.push(format!("{} addresses", number(addresses)));
    }
    if subnet.nodes.is_none() && subnet.pods.is_none() {
        facts.extend(Some(subnet_note(estate, subnet)).filter(|note| !note.is_empty()));
        canvas.text((rooms::BAR.0, y + 13.0), Font::new(11.0), &facts.join(" · "), MARGIN + INNER - rooms::BAR.0);
        canvas.y += 22.0;
        return;
    }
    let small = Font::new(11.0).colored(FAINT);
    canvas.text((MARGIN + 26.0, y + 28.0), small, &facts.join(" · "), 330.0);
    canvas.text((MARGIN + 26.0, y + 43.0), small, &subnet_note(estate, subnet), 330.0);
    let is_both = subnet.nodes.is_some() && subnet.pods.is_some();
    for (room, title) in [(&subnet.nodes, "nodes"), (&subnet.pods, "pods")] {
        if let Some(room) = room {
            if is_both {
                // Beside the bar, below the subnet's own lines.
                let low = canvas.y.max(y + 45.0) + 13.0;
                canvas.text((MARGIN + 26.0, low), small, title, 330.0);
            }
            rooms::draw(canvas, estate, room, "");
        }
    }
}
