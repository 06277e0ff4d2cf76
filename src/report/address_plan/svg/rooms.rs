//! Whether pools find room, as rows with bars.
//!
//! Knows: laying out one place: its bar to scale, its verdict, a line for each pool, the sum. Does not know: where it
//! lies.

use super::canvas::{BLANK, Canvas, FAINT, Font, HATCHED, INK, INNER, MARGIN, PERHAPS, RED, RULE};
use crate::planning::estate::{Estate, Room, RoomKind, Share, Verdict};
use crate::report::address_plan::words::{
    Bar, arithmetic, capacity, count, counted, known, needs, pool_name, sizes, surge,
};

/// Where bars begin, and how wide they are.
pub(super) const BAR: (f64, f64) = (MARGIN + 370.0, 560.0);
/// The colours of what is taken now, more at the largest, and more while upgraded or full of pods.
pub(super) const TAKEN: [&str; 3] = ["#1f4e79", "#5b9bd5", "#c3dcf2"];
/// The most pools that get a line.
const LISTED: usize = 24;
/// Where the columns of the pools begin.
const COLUMNS: [(&str, f64); 7] = [
    ("pool", 0.0),
    ("nodes now", 270.0),
    ("largest + extra", 345.0),
    ("each", 455.0),
    ("while upgraded", 535.0),
    ("more nodes", 640.0),
    ("safe max", 715.0),
];

/// Draws a room below what is drawn so far.
pub(super) fn draw(canvas: &mut Canvas<'_>, estate: &Estate, room: &Room, title: &str) {
    let top = canvas.y;
    let (left, width) = BAR;
    let wide = MARGIN + INNER - left;
    canvas.text((MARGIN + 26.0, top + 13.0), Font::new(12.0), title, left - MARGIN - 36.0);
    verdict(canvas, room, top);
    bar(canvas, room, (left, top + 1.0), width);
    canvas.y = top + 32.0;
    let font = Font::new(11.0);
    for text in [format!("{}; {}", capacity(room), needs(room)), sizes(estate, room)] {
        canvas.y += canvas.paragraph((left, canvas.y), font, &text, wide);
    }
    pools(canvas, estate, room);
    let faint = font.colored(FAINT);
    let sum = format!("sum: {}", arithmetic(estate, room));
    canvas.y += canvas.paragraph((left, canvas.y), faint, &sum, wide);
    if !room.reasons.is_empty() {
        let reasons: Vec<&str> = room.reasons.iter().take(3).map(|reason| &**reason).collect();
        let text = format!("not exactly known, because {}", reasons.join("; "));
        canvas.y += canvas.paragraph((left, canvas.y), faint, &text, wide);
    }
    canvas.y += 4.0;
}

fn verdict(canvas: &mut Canvas<'_>, room: &Room, top: f64) {
    let (fill, color) = match room.verdict {
        Verdict::Fits => ("#d3ecd6", "#12521f"),
        Verdict::FitsNotFull | Verdict::NoUpgradeRoom => ("#fde7b0", "#5c4200"),
        Verdict::DoesNotFit => (RED, "#ffffff"),
        Verdict::Undecided => ("#dfe3e8", INK),
    };
    let x = BAR.0 + BAR.1 + 16.0;
    let short = match room.verdict {
        Verdict::FitsNotFull => "fits, not full of pods",
        other => other.text(),
    };
    canvas.pill((x, top + 14.0), short, fill, color);
    if let Some(was) = room.was {
        let font = Font::new(10.0).colored(FAINT);
        canvas.text((x, top + 30.0), font, &format!("without the what-if: {}", was.text()), MARGIN + INNER - x);
    }
}

/// Used, needed and free, to scale.
fn bar(canvas: &mut Canvas<'_>, room: &Room, (x, y): (f64, f64), width: f64) {
    const HEIGHT: f64 = 16.0;
    let Some(bar) = Bar::new(room) else {
        canvas.rect((x, y), (width, HEIGHT), "none", RULE, "");
        canvas.text((x + 8.0, y + 12.0), Font::new(11.0).colored(FAINT), "its size is not known", width);
        return;
    };
    #[expect(clippy::cast_precision_loss, reason = "parts of a bar")]
    let at = |units: u64| width * units as f64 / bar.scale() as f64;
    let free = room.free().map(|free| format!("free: {}", count(free))).unwrap_or_default();
    canvas.rect((x, y), (at(bar.end), HEIGHT), BLANK, FAINT, &free);
    let kinds = [
        (bar.now, TAKEN[0], "now"),
        (bar.largest, TAKEN[1], "more at the largest"),
        (bar.needed, TAKEN[2], "more while upgraded, or full of pods"),
        (bar.perhaps, PERHAPS, "perhaps"),
    ];
    let mut from = 0;
    for (to, fill, tells) in kinds {
        let inside = to.min(bar.end);
        if inside > from {
            canvas.rect((x + at(from), y), (at(inside - from), HEIGHT), fill, "none", tells);
            from = inside;
        }
    }
    if bar.needed > bar.end {
        canvas.rect((x + at(bar.end), y), (at(bar.needed - bar.end), HEIGHT), HATCHED, RED, "beyond the end");
    }
    canvas.line((x + at(bar.end), y - 4.0), (x + at(bar.end), y + HEIGHT + 4.0), INK);
}

fn pools(canvas: &mut Canvas<'_>, estate: &Estate, room: &Room) {
    let (left, _) = BAR;
    let font = Font::new(11.0);
    canvas.y += 2.0;
    for (name, x) in COLUMNS {
        canvas.text((left + x, canvas.y), Font::new(10.0).colored(FAINT), name, 110.0);
    }
    canvas.line((left, canvas.y + 4.0), (MARGIN + INNER, canvas.y + 4.0), RULE);
    canvas.y += 17.0;
    for share in room.shares.iter().take(LISTED) {
        let pool = &estate.pools[share.pool];
        let cells = [
            pool_name(estate, room, share),
            count(pool.numbers.now),
            format!("{} + {}", count(pool.numbers.most), surge(estate, share)),
            per_node(room, share),
            count(share.upgrade),
            known(share.headroom),
            known(share.safe_nodes),
        ];
        let ends = COLUMNS.iter().skip(1).map(|(_, x)| *x).chain([MARGIN + INNER - left]);
        for ((cell, (_, x)), end) in cells.iter().zip(COLUMNS).zip(ends) {
            canvas.text((left + x, canvas.y), font, cell, end - x - 6.0);
        }
        canvas.y += 15.0;
    }
    if room.shares.len() > LISTED {
        let more = counted(room.shares.len() - LISTED, "more pool");
        canvas.text((left, canvas.y), font.colored(FAINT), &more, 300.0);
        canvas.y += 15.0;
    }
}

/// What a node takes: `31`, `16-64` from the least to full of pods.
fn per_node(room: &Room, share: &Share) -> String {
    if room.kind == RoomKind::PodRange {
        return "a /24".to_owned();
    }
    match share.per_full_node.filter(|full| *full != share.per_node) {
        Some(full) => format!("{} to {}", count(share.per_node), count(full)),
        None => count(share.per_node),
    }
}
