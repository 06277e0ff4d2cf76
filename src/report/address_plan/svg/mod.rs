//! The plan as a picture that stands alone: to scale, labelled, without scripts, nothing fetched.
//!
//! Knows: what is drawn in which order. Does not know: shapes.

mod canvas;
mod conflicts;
mod network;
mod rooms;
mod strip;

use self::canvas::{BLANK, Canvas, FAINT, Font, HATCHED, INK, INNER, MARGIN, PERHAPS, RED, RULE};
use self::network::{DEDICATED, NODES, OTHER, POD_RANGE, PODS, REMOTE, SERVICES};
use super::words::{COLUMNS_MEAN, closing, number, origin_of, ranges, site_name};
use super::{clusters_of, networks_of, sites};
use crate::planning::estate::{Cluster, Estate};
use crate::planning::plan::Ranges;
use crate::report::shown::Shown;
use crate::source::Sources;

/// The plan as SVG.
#[must_use]
pub fn svg(estate: &Estate, sources: &Sources) -> String {
    let mut canvas = Canvas::new(Shown::new(sources));
    let totals = closing(estate);
    canvas.text((MARGIN, canvas.y + 22.0), Font::new(24.0).bold(), "Address plan", INNER);
    canvas.y += 42.0;
    canvas.y += canvas.paragraph((MARGIN, canvas.y), Font::new(13.0), &totals, INNER);
    if !estate.tried.is_empty() {
        let tried = format!("as if {}", estate.tried.join("; "));
        canvas.y += canvas.paragraph((MARGIN, canvas.y), Font::new(13.0).bold(), &tried, INNER);
    }
    legend(&mut canvas);
    for site in sites(estate) {
        canvas.y += 14.0;
        canvas.rect((MARGIN, canvas.y), (INNER, 26.0), "#eef1f4", "none", "");
        canvas.text((MARGIN + 10.0, canvas.y + 18.0), Font::new(14.0).bold(), &site_name(&site), INNER - 20.0);
        canvas.y += 34.0;
        for network in networks_of(estate, &site) {
            network::draw(&mut canvas, estate, network);
        }
        for cluster in clusters_of(estate, &site) {
            draw_cluster(&mut canvas, estate, cluster);
        }
    }
    canvas.finish("Address plan", &totals)
}

/// A fill, what it means, and the stroke around it.
type Entry = (&'static str, &'static str, &'static str);

/// What colours mean.
fn legend(canvas: &mut Canvas<'_>) {
    let [now, largest, upgrade] = rooms::TAKEN;
    let rows: [(&str, &[Entry]); 2] = [
        (
            "maps",
            &[
                (NODES.0, "subnet with nodes", RULE),
                (PODS.0, "subnet with pods", RULE),
                (DEDICATED.0, "reserved for a service", RULE),
                (OTHER.0, "other subnet", RULE),
                (BLANK, "free", FAINT),
                (SERVICES, "services", FAINT),
                (POD_RANGE, "pods (overlay)", FAINT),
                (REMOTE, "peered network", FAINT),
                (HATCHED, "overlap", RED),
            ],
        ),
        (
            "bars",
            &[
                (now, "now", RULE),
                (largest, "more at the largest", RULE),
                (upgrade, "more while upgraded, or full of pods", RULE),
                (PERHAPS, "perhaps", FAINT),
                (BLANK, "free", FAINT),
                (HATCHED, "beyond the end", RED),
            ],
        ),
    ];
    canvas.y += 2.0;
    for (name, entries) in rows {
        let mut x = MARGIN + 40.0;
        canvas.text((MARGIN, canvas.y + 10.0), Font::new(11.0).colored(FAINT), name, 40.0);
        for (fill, text, stroke) in entries {
            canvas.rect((x, canvas.y), (18.0, 12.0), fill, stroke, "");
            let font = Font::new(11.0);
            canvas.text((x + 23.0, canvas.y + 10.0), font, text, 260.0);
            x += 23.0 + font.width(text) + 12.0;
        }
        canvas.y += 20.0;
    }
    let small = Font::new(11.0).colored(FAINT);
    canvas.text((MARGIN, canvas.y + 10.0), small, "tables", 40.0);
    canvas.y += canvas.paragraph((MARGIN + 40.0, canvas.y + 10.0), Font::new(11.0), COLUMNS_MEAN, INNER - 40.0);
}

fn draw_cluster(canvas: &mut Canvas<'_>, estate: &Estate, cluster: &Cluster) {
    canvas.y += 8.0;
    let heading = Font::new(15.0).bold();
    let mut models: Vec<&str> = cluster.models.iter().map(|model| model.name()).collect();
    models.dedup();
    canvas.text((MARGIN, canvas.y + 12.0), heading, &format!("cluster {}", cluster.name), 600.0);
    let x = MARGIN + heading.width(&canvas.clean(&format!("cluster {}", cluster.name))).min(600.0) + 14.0;
    canvas.text((x, canvas.y + 12.0), Font::new(12.0).colored(FAINT), &models.join(" or "), MARGIN + INNER - x);
    canvas.y += 24.0;
    for (what, fill, given) in [("services", SERVICES, &cluster.services), ("pods", POD_RANGE, &cluster.pods)] {
        range_row(canvas, what, fill, given);
    }
    conflicts::draw(canvas, &cluster.conflicts);
    for text in &cluster.assumptions {
        let text = format!("assumed: {text}");
        canvas.y +=
            canvas.paragraph((MARGIN + 26.0, canvas.y + 10.0), Font::new(11.0).colored(FAINT), &text, INNER - 30.0);
    }
    if let Some(room) = &cluster.pod_range {
        rooms::draw(canvas, estate, room, "nodes in the range of pods");
    }
    canvas.y += 6.0;
    canvas.line((MARGIN, canvas.y), (MARGIN + INNER, canvas.y), RULE);
}

fn range_row(canvas: &mut Canvas<'_>, what: &str, fill: &str, given: &Ranges) {
    if given.known.is_empty() && given.open.is_none() {
        return;
    }
    let addresses: u64 = given.known.iter().map(|range| range.addresses()).sum();
    let text = match (&given.open, given.known.is_empty()) {
        (Some(reason), true) => format!("{what}: not known, because {reason}"),
        _ => format!("{what}: {}, {} addresses", ranges(given), number(addresses)),
    };
    let note = origin_of(given);
    let text = if note.is_empty() { text } else { format!("{text} ({note})") };
    canvas.rect((MARGIN + 2.0, canvas.y), (18.0, 12.0), fill, FAINT, "");
    canvas.text((MARGIN + 26.0, canvas.y + 10.0), Font::new(12.0).colored(INK), &text, INNER - 30.0);
    canvas.y += 18.0;
}
