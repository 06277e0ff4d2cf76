//! What the benchmarks measure: single phases of a run.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::model::Facts;
use crate::planning::{self, Planned};
use crate::policy::{self, Catalogue, Selection};
use crate::source::{Limits, Paths, SearchOptions, Sources, search};
use crate::terraform::{self, Loader, RootDirectory};
use crate::{Request, analyse_in_memory, bicep, cli, discovery, model};

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
    let sources = Sources::new(directory.to_owned(), Limits::default());
    let file = sources.add("bench", "");
    let parse = |_: &str, bytes: &[u8]| {
        std::hint::black_box(terraform::parse::parse_file(&String::from_utf8_lossy(bytes), file));
    };
    search(&sources, &[directory.to_owned()], options, terraform::is_configuration, parse, |_, _| true);
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

/// How long it takes to compute every planned property of what these texts declare, each of them a root of its own in
/// Terraform; the shortest of three times.
///
/// # Panics
/// When nothing is planned.
#[must_use]
pub fn plan(roots: &[String]) -> Duration {
    let sources = Sources::in_memory();
    let directories: Vec<RootDirectory> = (roots.iter().enumerate())
        .map(|(index, text)| {
            let directory = Path::new("bench").join(index.to_string());
            sources.add(&directory.join("main.tf").to_string_lossy(), text);
            RootDirectory { directory, is_called: false }
        })
        .collect();
    let interest = model::interest();
    let reading = terraform::read(&Loader::new(&sources), &directories, &interest, &terraform::Options::default());
    let model = model::Model::build(&reading.documents);
    let plan_all = || {
        let planned = Planned::new(&model);
        let mut properties = 0;
        for resource in model.resources() {
            for property in planning::plan::properties(resource.kind) {
                std::hint::black_box(planned.property(resource.id, property));
                properties += 1;
            }
        }
        properties
    };
    let times = (0..3).map(|_| {
        let start = Instant::now();
        assert!(plan_all() > 0, "a benchmark of nothing must not go unnoticed");
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

/// How long the parts of one file take.
#[derive(Debug, Clone, Copy)]
pub struct OneFile {
    /// From text to syntax tree.
    pub parse: Duration,
    /// Every policy for every resource of the file, as a scan judges it.
    pub judge: Duration,
    /// Every policy for the clusters among them.
    pub clusters: Duration,
    /// All resources for the first time, with the checking of all expressions.
    pub first: Duration,
    /// How many resources were judged.
    pub resources: usize,
}

/// Parses one file in memory and judges what it declares; the shortest of several times. The language is told by the
/// name.
///
/// # Panics
/// When nothing is judged.
#[must_use]
pub fn one_file(name: &str, text: &str) -> OneFile {
    let sources = Sources::in_memory();
    let file = sources.add("bench", "");
    let parse = shortest(|| match name.ends_with(".bicep") {
        true => drop(std::hint::black_box(bicep::parse_bicep(text, file))),
        false => drop(std::hint::black_box(terraform::parse::parse_file(text, file))),
    });
    let catalogue = cli::built_in();
    let analysis = analyse_in_memory(&[(name, text)], &Sources::in_memory(), &catalogue, &Request::default());
    let model = analysis.model;
    let judged: Vec<_> = model.resources().iter().filter(|resource| resource.is_judged()).collect();
    let judge_some = |catalogue: &Catalogue, is_wanted: fn(&str) -> bool| {
        let all = Selection::all(catalogue).without_evidence_of_passes();
        let ids = judged.iter().filter(|resource| is_wanted(resource.kind.name)).map(|resource| resource.id);
        std::hint::black_box(policy::judge(catalogue, &all, &crate::planning::Planned::new(&model), ids)).len()
    };
    let judge_all = |catalogue: &Catalogue| judge_some(catalogue, |_| true);
    assert!(judge_all(&catalogue) > 0, "a benchmark of nothing must not go unnoticed");
    let judge = shortest(|| {
        std::hint::black_box(judge_all(&catalogue));
    });
    let clusters = shortest(|| {
        std::hint::black_box(judge_some(&catalogue, |kind| kind == "cluster"));
    });
    let first = shortest(|| {
        std::hint::black_box(judge_all(&cli::built_in()));
    });
    OneFile { parse, judge, clusters, first, resources: judged.len() }
}

fn shortest(mut work: impl FnMut()) -> Duration {
    let time = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..31).map(|_| time(&mut work)).min().unwrap_or_default()
}

/// The byte strings that make a directory or file worth reading, of all languages.
#[must_use]
pub fn triggers() -> Vec<&'static str> {
    let interest = model::interest();
    let mut triggers: Vec<&str> = interest.terraform_triggers.into_iter().chain(interest.arm_triggers).collect();
    triggers.sort_unstable();
    triggers.dedup();
    triggers
}
