//! Address space drawn to scale: a strip for a range, and below it what is too small in it, enlarged.
//!
//! Knows: scales, what is enlarged, and placing numbers so that none covers another. Does not know: pools.

use super::canvas::{Anchor, BLANK, Canvas, FAINT, Font, HATCHED, INK, INNER, MARGIN, RED, RULE};
use crate::report::address_plan::words::number;

/// The height of a strip.
const HEIGHT: f64 = 46.0;
/// What is narrower is enlarged where it has neighbours.
const NARROW: f64 = 100.0;
/// What has been enlarged once is only enlarged again where it is narrower than this.
const STILL_NARROW: f64 = 64.0;
/// The height of the band below a strip that shows what is shared.
const BAND: f64 = 9.0;
/// What is narrower has no name, only a number.
const NAMELESS: f64 = 56.0;
/// What is narrower is still drawn as wide as this.
const THINNEST: f64 = 2.0;
/// By how much at least something is enlarged.
const LEAST_ZOOM: u64 = 3;
/// How often what is enlarged is enlarged again.
const DEEPEST: usize = 3;
/// The most strips for a range.
const MOST_STRIPS: usize = 10;
/// The ticks of a strip.
const TICKS: u64 = 8;
/// The most rows of numbers below a strip.
const MOST_ROWS: u32 = 16;
/// The height of a row of numbers below a strip, and of a bar above it.
const ROW: f64 = 15.0;

/// An interval of addresses: the first, and the one behind the last.
pub(super) type Interval = (u64, u64);

/// The left and right of what is enlarged, and where the strip that it is a part of ends.
type Foot = (f64, f64, f64);

/// Something that lies in a strip.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub at: Interval,
    /// The number it has in the table; none for what is free.
    pub number: Option<usize>,
    pub name: String,
    pub range: String,
    pub fill: &'static str,
    pub ink: &'static str,
    /// In how many others it lies that it must not lie in.
    pub depth: u32,
    /// Others lie in it that must not.
    pub is_holding: bool,
}

/// Something that lies across a strip: ranges of services and pods, peered networks.
#[derive(Debug, Clone)]
pub(super) struct Across {
    pub at: Interval,
    pub name: String,
    pub fill: &'static str,
}

/// What is drawn to one scale after the other.
pub(super) struct Space<'p> {
    /// By their first address.
    pub parts: &'p [Part],
    pub across: &'p [Across],
    /// What is shared and must not be.
    pub shared: &'p [Interval],
}

/// Where a window lies on the picture.
#[derive(Clone, Copy)]
struct Scale {
    window: Interval,
}

impl Scale {
    #[expect(clippy::cast_precision_loss, reason = "addresses of IPv4 and sums of them are exact in 53 bits")]
    fn x(self, address: u64) -> f64 {
        let (first, end) = self.window;
        let address = address.clamp(first, end);
        MARGIN + INNER * (address - first) as f64 / (end - first).max(1) as f64
    }

    fn width(self, (first, end): Interval) -> f64 {
        self.x(end) - self.x(first)
    }
}

/// The first and the end of all.
pub(super) fn covering(intervals: impl Iterator<Item = Interval>) -> Option<Interval> {
    intervals.reduce(|(first, end), (other_first, other_end)| (first.min(other_first), end.max(other_end)))
}

fn overlaps((a, b): Interval, (c, d): Interval) -> bool {
    a < d && c < b
}

/// A window with round ends around an interval, in an outer one; and how far its ticks are apart.
fn rounded((first, end): Interval, outer: Interval) -> (Interval, u64) {
    let unit = ((end - first).next_power_of_two() / TICKS).max(1);
    let window = (first / unit * unit, end.div_ceil(unit) * unit);
    ((window.0.max(outer.0), window.1.min(outer.1)), unit)
}

/// What is too small in a window and lies together, enlarged.
fn enlarged(parts: &[Part], window: Interval, narrow: f64) -> Vec<Interval> {
    let scale = Scale { window };
    let is_small = |part: &&Part| part.number.is_some() && overlaps(part.at, window) && scale.width(part.at) < narrow;
    let limit = (window.1 - window.0) / LEAST_ZOOM;
    let mut groups: Vec<(Interval, usize)> = Vec::new();
    for part in parts.iter().filter(is_small) {
        match groups.last_mut() {
            Some(((first, end), count)) if part.at.1.max(*end) - *first <= limit => {
                *end = part.at.1.max(*end);
                *count += 1;
            }
            _ => groups.push((part.at, 1)),
        }
    }
    let found = groups.into_iter().filter(|(_, count)| *count > 1).map(|(group, _)| rounded(group, window).0);
    found.filter(|(first, end)| *end - *first <= (window.1 - window.0) / 2).collect()
}

/// Draws a window and what must be enlarged of it.
pub(super) fn draw(canvas: &mut Canvas<'_>, space: &Space<'_>, window: Interval) {
    let mut left = MOST_STRIPS;
    let mut above = 0.0_f64;
    let mut waiting: Vec<(Interval, Option<Foot>, usize)> = vec![(window, None, 0)];
    // The enlarged parts of a strip follow it, before those of its neighbours.
    while let Some((window, from, depth)) = waiting.pop() {
        if left == 0 {
            break;
        }
        left -= 1;
        let narrow = if depth == 0 { NARROW } else { STILL_NARROW };
        let mut parts = if depth < DEEPEST { enlarged(space.parts, window, narrow) } else { Vec::new() };
        parts.truncate(left);
        // Lines lead from the part to what is enlarged where nothing is drawn between them.
        let from = from.filter(|(_, _, foot)| (*foot - above).abs() < 1.0);
        let bottom = strip(canvas, space, window, (from, depth > 0), &parts);
        above = bottom;
        let scale = Scale { window };
        for part in parts.into_iter().rev() {
            let foot = (scale.x(part.0), scale.x(part.1), bottom);
            waiting.push((part, Some(foot), depth + 1));
        }
    }
}

/// Draws one strip; where its lower edge lies. What it enlarges lies between two points above it; what is enlarged of
/// it needs no number here.
fn strip(
    canvas: &mut Canvas<'_>,
    space: &Space<'_>,
    window: Interval,
    (from, is_enlarged): (Option<Foot>, bool),
    below: &[Interval],
) -> f64 {
    let scale = Scale { window };
    let (_, unit) = rounded(window, window);
    let across: Vec<&Across> = space.across.iter().filter(|across| overlaps(across.at, window)).collect();
    if is_enlarged {
        canvas.y += 26.0;
    }
    let top = canvas.y + 16.0 + ROW * f64::from(u32::try_from(across.len()).unwrap_or(0));
    if let Some((left, right, foot)) = from {
        let (brim, right) = (canvas.y - 2.0, right.max(left + 1.0));
        canvas.line((left, foot), (MARGIN, brim), RULE);
        canvas.line((right, foot), (MARGIN + INNER, brim), RULE);
        canvas.area(&[(left, foot), (right, foot), (MARGIN + INNER, brim), (MARGIN, brim)], "#0b3d6b");
    }
    ticks(canvas, scale, unit, canvas.y + 10.0);
    for (index, one) in across.iter().enumerate() {
        let y = canvas.y + 15.0 + ROW * f64::from(u32::try_from(index).unwrap_or(0));
        let (x, width) = (scale.x(one.at.0), scale.width(one.at).max(THINNEST));
        canvas.rect((x, y), (width, ROW - 3.0), one.fill, INK, &one.name);
        let font = Font::new(10.0);
        let inside = width - 8.0;
        let wanted = font.width(&one.name);
        let place = match () {
            () if wanted <= inside => x + 4.0,
            () if x + width + 4.0 + wanted <= MARGIN + INNER => x + width + 4.0,
            () => (x - 4.0 - wanted).max(MARGIN),
        };
        canvas.text((place, y + 9.5), font, &one.name, MARGIN + INNER - place);
    }
    canvas.rect((MARGIN, top), (INNER, HEIGHT), BLANK, RULE, "");
    let mut outside: Vec<(f64, usize)> = Vec::new();
    let visible = space.parts.iter().filter(|part| overlaps(part.at, window));
    for part in visible {
        let (x, width) = (scale.x(part.at.0), scale.width(part.at));
        // Each lies in the lower half of the one around it.
        let sunk = HEIGHT * (1.0 - 0.5_f64.powi(i32::try_from(part.depth.min(3)).unwrap_or(3)));
        let tells = format!("{} {}", part.name, part.range);
        if part.number.is_some() {
            let width = width.max(THINNEST);
            // A border would leave nothing of what is thin.
            let border = if width < 6.0 { part.fill } else { "#ffffff" };
            canvas.rect((x, top + sunk), (width, HEIGHT - sunk), part.fill, border, &tells);
        }
        if !label(canvas, part, window, (x, top + sunk), (width, HEIGHT - sunk))
            && let Some(number) = part.number
            && !below.iter().any(|window| overlaps(*window, part.at))
        {
            outside.push((x + width / 2.0, number));
        }
    }
    canvas.rect((MARGIN, top), (INNER, HEIGHT), "none", FAINT, "");
    let mut bottom = top + HEIGHT;
    let shared: Vec<&Interval> = space.shared.iter().filter(|shared| overlaps(**shared, window)).collect();
    if !shared.is_empty() {
        for one in shared {
            let width = scale.width(*one).max(THINNEST + 1.0);
            canvas.rect((scale.x(one.0), bottom), (width, BAND), HATCHED, RED, "shared, and must not be");
        }
        bottom += BAND;
    }
    for window in below {
        canvas.rect((scale.x(window.0), bottom), (scale.width(*window).max(4.0), 3.0), FAINT, FAINT, "enlarged below");
    }
    let rows = numbers(canvas, &outside, bottom);
    canvas.y = bottom + ROW * f64::from(rows) + 4.0;
    bottom
}

/// The addresses along a strip.
fn ticks(canvas: &mut Canvas<'_>, scale: Scale, unit: u64, y: f64) {
    let (first, end) = scale.window;
    let font = Font::new(10.0).colored(FAINT);
    let last = MARGIN + INNER - font.width("255.255.255.255") - 6.0;
    let mut free = MARGIN;
    for address in (first..end).step_by(usize::try_from(unit).unwrap_or(usize::MAX)) {
        let text = dotted(address);
        let x = scale.x(address);
        if x < free || x + font.width(&text) > last {
            continue;
        }
        canvas.line((x, y - 9.0), (x, y + 6.0), RULE);
        canvas.text((x + 2.0, y), font, &text, 120.0);
        free = x + font.width(&text) + 8.0;
    }
    canvas.text((MARGIN + INNER, y), font.anchored(Anchor::End), &dotted(end - 1), 120.0);
}

fn dotted(address: u64) -> String {
    std::net::Ipv4Addr::from_bits(u32::try_from(address).unwrap_or(u32::MAX)).to_string()
}

/// What fits of a part's name; whether at least its number did.
fn label(
    canvas: &mut Canvas<'_>,
    part: &Part,
    window: Interval,
    (x, y): (f64, f64),
    (width, height): (f64, f64),
) -> bool {
    let room = width - 10.0;
    let Some(digits) = part.number else {
        let font = Font::new(11.0).colored(FAINT).anchored(Anchor::Middle);
        let size = part.at.1 - part.at.0;
        let is_whole = window.0 <= part.at.0 && part.at.1 <= window.1;
        let all = if is_whole { "" } else { " in all" };
        let texts = [
            format!("free: {} addresses{all}", number(size)),
            format!("free: {}{all}", number(size)),
            "free".to_owned(),
        ];
        if let Some(text) = texts.iter().find(|text| font.width(text) <= room) {
            canvas.text((x + width / 2.0, y + height / 2.0 + 4.0), font, text, room);
        }
        return true;
    };
    let bold = Font::new(12.0).bold().colored(part.ink);
    let plain = Font::new(10.0).colored(part.ink);
    let long = format!("{digits} {}", part.name);
    let short = digits.to_string();
    if width >= NAMELESS && part.depth == 0 {
        // A name that just does not fit is set smaller, not cut.
        let font = if bold.width(&canvas.clean(&long)) <= room { bold } else { Font { size: 10.0, ..bold } };
        canvas.text((x + 5.0, y + if part.is_holding { 16.0 } else { 19.0 }), font, &long, room);
        if plain.width(&part.range) <= room && !part.is_holding {
            canvas.text((x + 5.0, y + 34.0), plain, &part.range, room);
        }
        return true;
    }
    let small = Font::new(10.0).bold().colored(part.ink);
    if part.depth > 0 {
        // One that holds others has its upper half to itself.
        let fits = height >= HEIGHT / 2.0 && width >= small.width(&short) + 6.0;
        if fits {
            let text = if width >= NAMELESS { &long } else { &short };
            canvas.text((x + 4.0, y + 10.0), small, text, width - 5.0);
        }
        return fits;
    }
    if width >= bold.width(&short) + 3.0 {
        let middle = bold.anchored(Anchor::Middle);
        let low = if part.is_holding { 16.0 } else { height / 2.0 + 4.0 };
        canvas.text((x + width / 2.0, y + low), middle, &short, width);
        return true;
    }
    false
}

/// The numbers of parts that are too narrow for one, in rows below the strip; how many rows.
///
/// From right to left: each lies one row below every number that begins where it would lie, so that neither numbers
/// nor the lines to them meet.
fn numbers(canvas: &mut Canvas<'_>, outside: &[(f64, usize)], y: f64) -> u32 {
    let font = Font::new(10.0).bold();
    let mut rows = 0;
    let mut placed: Vec<(f64, u32)> = Vec::new();
    for (x, number) in outside.iter().rev() {
        let text = number.to_string();
        let end = x + font.width(&text) + 6.0;
        // Only the nearest can lie there: those further right begin further right.
        let below = placed.iter().rev().take_while(|(start, _)| *start < end).map(|(_, row)| row + 1);
        let row = below.max().unwrap_or(0);
        if row >= MOST_ROWS {
            continue;
        }
        placed.push((*x, row));
        rows = rows.max(row + 1);
        let foot = y + ROW * f64::from(row);
        canvas.line((*x, y), (*x, foot + 12.0), FAINT);
        canvas.text((x + 3.0, foot + 12.0), font, &text, 60.0);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::{Part, enlarged, rounded};

    fn part(first: u64, end: u64) -> Part {
        let (name, range) = (String::new(), String::new());
        Part { at: (first, end), number: Some(1), name, range, fill: "", ink: "", depth: 0, is_holding: false }
    }

    #[test]
    fn what_is_small_and_together_is_enlarged() {
        let network = (0, 65_536);
        let parts = [part(0, 512), part(512, 768), part(1_024, 2_048), part(2_048, 2_064)];
        assert_eq!(enlarged(&parts, network, 64.0), [(0, 2_560)]);
        assert!(enlarged(&[part(0, 16)], network, 64.0).is_empty(), "alone it needs no company");
        assert!(enlarged(&[part(0, 16), part(60_000, 60_016)], network, 64.0).is_empty(), "nothing is gained");
        assert!(enlarged(&[part(0, 32_768), part(32_768, 65_536)], network, 64.0).is_empty(), "wide enough");
        let groups = [part(0, 16), part(16, 32), part(60_000, 60_016), part(60_016, 60_032)];
        assert_eq!(enlarged(&groups, network, 64.0).len(), 2);
    }

    #[test]
    fn windows_have_round_ends_and_stay_inside() {
        assert_eq!(rounded((0, 256), (0, 256)), ((0, 256), 32));
        assert_eq!(rounded((100, 300), (0, 1_024)), ((96, 320), 32));
        assert_eq!(rounded((5, 6), (0, 8)), ((5, 6), 1));
        assert_eq!(rounded((1, 7), (1, 7)), ((1, 7), 1));
    }
}
