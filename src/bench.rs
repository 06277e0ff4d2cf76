//! What the benchmarks measure: single phases of a run.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::policy::{self, Selection};
use crate::source::{Limits, Paths, SearchOptions, Sources, search};
use crate::terraform::{self, Loader, RootDirectory};
use crate::{cli, discovery, model};

/// How long the phases took.
#[derive(Debug, Clone, Copy)]
pub struct Phases {
    /// Reading, parsing and evaluating every root.
    pub evaluate: Duration,
    /// Building the model and judging it.
    pub judge: Duration,
}

/// Parses every configuration file below a directory, on one thread.
pub fn parse(directory: &Path) {
    let options = SearchOptions { threads: 1, use_ignore_files: true, file_bytes: Limits::default().file_bytes };
    let sources = Sources::in_memory();
    let file = sources.add("bench", "");
    let parse = |_: &str, bytes: &[u8]| {
        std::hint::black_box(terraform::parse::parse_file(&String::from_utf8_lossy(bytes), file));
    };
    search(&[directory.to_owned()], directory, options, terraform::is_configuration, parse, |_, _| true);
}

/// Runs the phases once, on one thread.
///
/// # Panics
/// When the directory is not there.
#[must_use]
#[expect(clippy::expect_used, reason = "a benchmark of nothing must not go unnoticed")]
pub fn phases(directory: &Path) -> Phases {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(16 << 20).build().expect("one thread");
    pool.install(|| {
        let paths = Paths::resolve(&[directory.to_owned()], None).expect("the directory is there");
        let sources = Sources::new(paths.boundary.clone(), Limits::default());
        let interest = model::interest();
        let options = SearchOptions { threads: 1, use_ignore_files: true, file_bytes: sources.limits().file_bytes };
        let found = discovery::find(&sources, &paths, &interest, false, options);
        let roots: Vec<RootDirectory> = found.terraform.into_iter().filter(|root| !root.is_called).collect();
        let start = Instant::now();
        let loader = Loader::new(&sources);
        let reading = terraform::read(&loader, &roots, &interest, &terraform::Options::default());
        let evaluate = start.elapsed();
        let start = Instant::now();
        let model = model::Model::build(&reading.documents);
        let catalogue = cli::built_in();
        let all = Selection::all(&catalogue);
        let judged = model.resources().iter().filter(|resource| resource.is_judged()).map(|resource| resource.id);
        std::hint::black_box(policy::judge(&catalogue, &all, &crate::planning::Planned::new(&model), judged));
        Phases { evaluate, judge: start.elapsed() }
    })
}

/// The byte strings that make a directory worth reading.
#[must_use]
pub fn triggers() -> Vec<&'static str> {
    model::interest().terraform_triggers
}
