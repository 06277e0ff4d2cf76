//! What the pages cost: judging beside parsing, and a run with all of them beside a run with ten.

use std::path::Path;

use akslint::bench::one_file;
use akslint::cli::built_in;

use super::{median, scan};

/// Clusters with everything around them, and every page is judged: what follows all advice is read to its end.
const SAMPLES: [(&str, &str); 2] = [
    ("main.tf", include_str!("../../testdata/contradictions/azurerm/main.tf")),
    ("main.bicep", include_str!("../../testdata/contradictions/bicep/main.bicep")),
];

/// Prints ratios.
pub fn measure() {
    let pages = built_in().policies().len();
    for (name, text) in SAMPLES {
        let times = one_file(name, text);
        let micros = |time: std::time::Duration| time.as_secs_f64() * 1e6;
        println!(
            "{name}, {pages} pages: parse {:.0} us; judge its cluster {:.0} us, {:.2}x; all of its {} resources {:.0} us, \
             {:.2}x; the first time {:.0} us",
            micros(times.parse),
            micros(times.clusters),
            micros(times.clusters) / micros(times.parse),
            times.resources,
            micros(times.judge),
            micros(times.judge) / micros(times.parse),
            micros(times.first),
        );
    }
}

/// Prints what a run with all pages takes beside one with ten.
pub fn start_up() {
    let catalogue = built_in();
    // Spread over the alphabet, so that they judge clusters, pools and what stands beside.
    let every = (catalogue.policies().len() / 10).max(1);
    let ten: Vec<&str> = catalogue.policies().iter().step_by(every).take(10).map(|policy| policy.id()).collect();
    let ten = ten.join(",");
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/contradictions/azurerm");
    let with_ten = median(41, || scan(&directory, &["--only", &ten]));
    let with_all = median(41, || scan(&directory, &["--persona", "auditor"]));
    println!(
        "one file, {} pages: {:.2} ms; 10 pages: {:.2} ms; {:.2}x\n",
        catalogue.policies().len(),
        with_all.as_secs_f64() * 1000.0,
        with_ten.as_secs_f64() * 1000.0,
        with_all.as_secs_f64() / with_ten.as_secs_f64()
    );
}
