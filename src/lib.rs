//! akslint: reads Terraform, Bicep and ARM code of Azure Kubernetes Service, works out what it will create, and judges that before
//! deployment.
//!
//! The pipeline on one screen: [`analyse`] discovers, reads, builds the model and judges; [`report`] shows.

pub mod arm;
pub mod bench;
pub mod bicep;
pub mod cli;
pub mod config;
pub mod discovery;
pub mod document;
pub mod fixes;
pub mod formats;
pub mod model;
pub mod planning;
pub mod policy;
pub mod report;
pub mod source;
pub mod terraform;

use std::path::Path;
use std::sync::Arc;

use discovery::Found;
use document::{Document, Interest, Problem, ProblemKind, Reading, UnusedFile};
use model::{Model, Resource};
use planning::Planned;
use planning::facts::NetworkFacts;
use policy::{Catalogue, Outcome, Selection, Verdict};
use source::{Paths, SearchOptions, Sources};

/// What to analyse, and how.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// How Terraform is read.
    pub terraform: terraform::Options,
    /// How Bicep and ARM are read.
    pub templates: arm::Options,
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
    /// What is known of networks outside the code.
    pub network_facts: Arc<NetworkFacts>,
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
    /// What was known of networks outside the code.
    pub network_facts: Arc<NetworkFacts>,
}

/// Discovers, reads, builds the model, judges.
#[must_use]
pub fn analyse(paths: &Paths, sources: &Sources, catalogue: &Catalogue, request: &Request) -> Analysis {
    let interest = model::interest();
    let options = SearchOptions {
        threads: request.threads,
        use_ignore_files: !request.search_ignored,
        file_bytes: sources.limits().file_bytes,
    };
    let mut found = discovery::find(sources, paths, &interest, request.read_everything, options);
    let (files, mut problems) = (found.files, std::mem::take(&mut found.problems));
    problems.extend(tracked_terraform_folders(sources));
    let readers = Readers::new(sources, &interest, request);
    let called = found.split_called();
    let mut roots = found.len();
    let mut reading = readers.read(&found);
    let alone = match request.include_called {
        true => called,
        false => called.without(&reading.reached).without(&found.compiled),
    };
    roots += alone.len();
    reading.merge(readers.read(&alone));
    discovery::name_after_sources(&mut reading.documents);
    let networks = Found { terraform: std::mem::take(&mut found.networks), ..Found::default() };
    let beside = readers.read(&networks.without(&reading.reached)).documents;
    let read = readers.files();
    let analysis = judge(reading, beside, problems, catalogue, request);
    // Parameter files are read without having been searched.
    Analysis { files: files.max(read), read, roots, ..analysis }
}

/// The readers of all languages, with the files they parsed.
struct Readers<'a> {
    sources: &'a Sources,
    interest: &'a Interest,
    request: &'a Request,
    terraform: terraform::Loader<'a>,
    bicep: bicep::Loader<'a>,
}

impl<'a> Readers<'a> {
    fn new(sources: &'a Sources, interest: &'a Interest, request: &'a Request) -> Self {
        let (terraform, bicep) = (terraform::Loader::new(sources), bicep::Loader::new(sources));
        Self { sources, interest, request, terraform, bicep }
    }

    fn read(&self, found: &Found) -> Reading {
        let mut reading = terraform::read(&self.terraform, &found.terraform, self.interest, &self.request.terraform);
        let templates = &self.request.templates;
        reading.merge(bicep::read(&self.bicep, &found.bicep, self.interest, templates));
        reading.merge(arm::read(self.sources, &found.arm, self.interest, templates));
        reading
    }

    /// How many files were parsed.
    fn files(&self) -> usize {
        let is_template = |path: &str| discovery::is_template_name(path) && !terraform::is_configuration(path);
        let configurations: usize = self.terraform.loaded().iter().map(|module| module.files).sum();
        configurations + self.sources.count(is_template)
    }
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
    let interest = model::interest();
    let found = discovery::find_in_memory(sources, directory, &interest);
    let mut roots = found;
    let called = roots.split_called();
    let readers = Readers::new(sources, &interest, request);
    let mut reading = readers.read(&roots);
    reading.merge(readers.read(&called.without(&reading.reached)));
    reading.problems.extend(roots.problems);
    let analysis = judge(reading, Vec::new(), Vec::new(), catalogue, request);
    Analysis { files: files.len(), read: files.len(), roots: 1, ..analysis }
}

/// Builds the model and judges it. What stands in the documents `beside` is only looked up.
fn judge(
    reading: Reading,
    beside: Vec<Document>,
    mut problems: Vec<Problem>,
    catalogue: &Catalogue,
    request: &Request,
) -> Analysis {
    problems.extend(reading.problems);
    problems.extend(reading.documents.iter().flat_map(|document| document.problems.iter().cloned()));
    let mut documents = reading.documents;
    let own = documents.len();
    documents.extend(beside);
    let model = Model::build(&documents);
    let is_own = |unresolved: &&model::Unresolved| unresolved.document < own;
    problems.extend(model.unresolved().iter().filter(is_own).map(|unresolved| {
        let message =
            format!("What `{}` declares is not judged, because {}", unresolved.address, unresolved.reason.text);
        Problem::at(ProblemKind::Note, unresolved.header, message)
    }));
    let selection = request.policies.clone().unwrap_or_else(|| Selection::all(catalogue));
    let judged = model.resources().iter().filter(|resource| resource.is_judged() && resource.document < own);
    let judged = judged.map(|resource| resource.id);
    let planned = Planned::with_facts(&model, &request.network_facts);
    let mut verdicts = policy::judge(catalogue, &selection, &planned, judged);
    // A patch of something that lies elsewhere is judged by what it writes, not by what it leaves alone.
    verdicts.retain(|verdict| {
        verdict.outcome == Outcome::Fail || !model.resource(verdict.resource).is_some_and(Resource::is_patch)
    });
    Analysis {
        documents,
        problems,
        model,
        verdicts,
        files: 0,
        read: 0,
        roots: 0,
        unused_value_files: reading.unused_value_files,
        network_facts: Arc::clone(&request.network_facts),
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
