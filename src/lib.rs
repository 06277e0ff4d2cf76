//! akslint: reads Terraform code of Azure Kubernetes Service, works out what it will create, and judges that before
//! deployment.
//!
//! The pipeline on one screen: [`analyse`] discovers, reads, builds the model and judges; [`report`] shows.

pub mod arm;
pub mod bench;
pub mod bicep;
pub mod cli;
pub mod document;
pub mod formats;
pub mod model;
pub mod policy;
pub mod report;
pub mod source;
pub mod terraform;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use document::{Document, Problem, ProblemKind, Reading, UnusedFile};
use model::{Model, Resource};
use policy::{Catalogue, Outcome, Selection, Verdict};
use source::{Paths, SearchOptions, Sources};
use terraform::discover::{self, Examiner};
use terraform::{Loader, RootDirectory};

/// What to analyse, and how.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// How Terraform is read.
    pub terraform: terraform::Options,
    /// Read files without anything of interest as well.
    pub read_everything: bool,
    /// Search ignored folders as well.
    pub search_ignored: bool,
    /// Evaluate called modules by themselves even where a root reaches them.
    pub include_called: bool,
    /// The policies to apply; all of them when none is chosen.
    pub policies: Option<Selection>,
    /// Threads for searching; 0 for as many as there are cores.
    pub threads: usize,
}

/// What was found out.
#[derive(Debug)]
pub struct Analysis {
    /// A document per root and environment.
    pub documents: Vec<Document>,
    /// Everything that could not be read or resolved, those of the documents included, sorted and without repetition.
    pub problems: Vec<Problem>,
    /// The resources.
    pub model: Model,
    /// Every policy for every resource it judges.
    pub verdicts: Vec<Verdict>,
    /// Files whose bytes were searched.
    pub files: usize,
    /// Files that were parsed.
    pub read: usize,
    /// Directories evaluated by themselves.
    pub roots: usize,
    /// Files of values that were found beside roots and not used, by root as shown.
    pub unused_value_files: Vec<(Arc<str>, Vec<UnusedFile>)>,
}

/// Discovers, reads, builds the model, judges.
#[must_use]
pub fn analyse(paths: &Paths, sources: &Sources, catalogue: &Catalogue, request: &Request) -> Analysis {
    let interest = model::interest();
    let examiner = Examiner::new(&interest, request.read_everything);
    let options = SearchOptions {
        threads: request.threads,
        use_ignore_files: !request.search_ignored,
        file_bytes: sources.limits().file_bytes,
    };
    let mut found = discover::discover(sources, &paths.directories(), &paths.file_directories(), &examiner, options);
    let mut problems = std::mem::take(&mut found.problems);
    problems.extend(tracked_terraform_folders(sources));
    let loader = Loader::new(sources);
    let (called, roots): (Vec<RootDirectory>, Vec<RootDirectory>) =
        found.directories.into_iter().partition(|directory| directory.is_called);
    let mut reading = terraform::read(&loader, &roots, &interest, &request.terraform);
    let alone: Vec<RootDirectory> = (called.into_iter())
        .filter(|directory| request.include_called || reading.reached.binary_search(&directory.directory).is_err())
        .collect();
    let evaluated = roots.len() + alone.len();
    reading.merge(terraform::read(&loader, &alone, &interest, &request.terraform));
    let read = loader.loaded().iter().map(|module| module.files).sum();
    let analysis = judge(reading, problems, catalogue, request);
    Analysis { files: found.files, read, roots: evaluated, ..analysis }
}

/// Analyses texts in memory as one root: examples on pages, tests. The first policy's index is 0.
#[must_use]
pub fn analyse_texts(files: &[(&str, &str)]) -> Analysis {
    analyse_in_memory(files, &Sources::in_memory(), &cli::built_in(), &Request::default())
}

/// Analyses texts in memory as one root, with these policies.
#[must_use]
pub fn analyse_in_memory(
    files: &[(&str, &str)],
    sources: &Sources,
    catalogue: &Catalogue,
    request: &Request,
) -> Analysis {
    let directory = Path::new("example");
    for (name, text) in files {
        sources.add(&directory.join(name).to_string_lossy(), text);
    }
    let loader = Loader::new(sources);
    let root = RootDirectory { directory: PathBuf::from(directory), is_called: false };
    let reading = terraform::read(&loader, &[root], &model::interest(), &request.terraform);
    let analysis = judge(reading, Vec::new(), catalogue, request);
    Analysis { files: files.len(), read: files.len(), roots: 1, ..analysis }
}

fn judge(reading: Reading, mut problems: Vec<Problem>, catalogue: &Catalogue, request: &Request) -> Analysis {
    problems.extend(reading.problems);
    problems.extend(reading.documents.iter().flat_map(|document| document.problems.iter().cloned()));
    let model = Model::build(&reading.documents);
    problems.extend(model.unresolved().iter().map(|unresolved| {
        let message =
            format!("What `{}` declares is not judged, because {}", unresolved.address, unresolved.reason.text);
        Problem::at(ProblemKind::Note, unresolved.header, message)
    }));
    let selection = request.policies.clone().unwrap_or_else(|| Selection::all(catalogue));
    let judged = model.resources().iter().filter(|resource| resource.is_judged()).map(|resource| resource.id);
    let mut verdicts = policy::judge(catalogue, &selection, &model, judged);
    // A patch of something that lies elsewhere is judged by what it writes, not by what it leaves alone.
    verdicts.retain(|verdict| {
        verdict.outcome == Outcome::Fail || !model.resource(verdict.resource).is_some_and(Resource::is_patch)
    });
    Analysis {
        documents: reading.documents,
        problems,
        model,
        verdicts,
        files: 0,
        read: 0,
        roots: 0,
        unused_value_files: reading.unused_value_files,
    }
}

fn tracked_terraform_folders(sources: &Sources) -> Vec<Problem> {
    (source::tracked_directories(sources, ".terraform").into_iter())
        .map(|directory| {
            let message = "This folder is tracked by git: what is in it is what somebody once downloaded";
            Problem::with_path(ProblemKind::Note, directory, message)
                .help("remove it from the repository and add `.terraform/` to .gitignore")
        })
        .collect()
}
