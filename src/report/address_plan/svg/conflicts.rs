//! Ranges that do not go together, each pair drawn to scale.
//!
//! Knows: drawing one range above the other. Does not know: why they collide.

use super::canvas::{Canvas, FAINT, Font, HATCHED, INK, INNER, MARGIN, RED};
use super::rooms::BAR;
use crate::planning::estate::{Conflict, ConflictKind, interval};
use crate::report::address_plan::words::{counted, weight};

/// The most that are drawn.
const LISTED: usize = 20;
/// The least width of what is drawn.
const THINNEST: f64 = 3.0;

/// Draws conflicts below what is drawn so far.
pub(super) fn draw(canvas: &mut Canvas<'_>, conflicts: &[Conflict]) {
    for conflict in conflicts.iter().take(LISTED) {
        let top = canvas.y;
        let (fill, color) = if conflict.is_refused { (RED, "#ffffff") } else { ("#fde7b0", "#5c4200") };
        let width = canvas.pill((MARGIN, top + 13.0), weight(conflict), fill, color);
        let x = MARGIN + width + 10.0;
        let height = canvas.paragraph((x, top + 13.0), Font::new(12.0), &conflict.text, MARGIN + INNER - x);
        canvas.y = top + height + 8.0;
        if conflict.kind == ConflictKind::Overlap {
            overlap(canvas, conflict);
        }
    }
    if conflicts.len() > LISTED {
        let more = counted(conflicts.len() - LISTED, "more conflict");
        canvas.text((MARGIN, canvas.y + 12.0), Font::new(12.0).colored(FAINT), &more, INNER);
        canvas.y += 20.0;
    }
}

/// Of two ranges that share addresses one holds the other: the larger is as wide as it can be.
fn overlap(canvas: &mut Canvas<'_>, conflict: &Conflict) {
    let sides: Vec<_> = (conflict.sides.iter()).filter_map(|side| Some((side, interval(side.range)?))).collect();
    let [(one, a), (other, b)] = &sides[..] else { return };
    let window = (a.0.min(b.0), a.1.max(b.1));
    let (left, width) = BAR;
    #[expect(clippy::cast_precision_loss, reason = "addresses of IPv4 are exact in 53 bits")]
    let at = |address: u64| left + width * (address - window.0) as f64 / (window.1 - window.0).max(1) as f64;
    let shared = (a.0.max(b.0), a.1.min(b.1));
    for (side, range) in [(one, a), (other, b)] {
        let y = canvas.y;
        let size = (at(range.1) - at(range.0)).max(THINNEST);
        canvas.text((MARGIN + 26.0, y + 10.0), Font::new(11.0), &side.what.replace('`', "'"), left - MARGIN - 36.0);
        canvas.rect((at(range.0), y), (size, 12.0), "#e4e8ec", FAINT, &side.what);
        let size = (at(shared.1) - at(shared.0)).max(THINNEST);
        canvas.rect((at(shared.0), y), (size, 12.0), HATCHED, RED, "shared");
        canvas.text((left + width + 10.0, y + 10.0), Font::new(11.0).colored(INK), &side.range.to_string(), 200.0);
        canvas.y += 15.0;
    }
    canvas.y += 8.0;
}
