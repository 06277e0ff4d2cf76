//! akslint: reads Terraform, Bicep and ARM code of Azure Kubernetes Service, works out what it will create, and judges that before
//! deployment.
//!
//! The pipeline on one screen: [`analyse`] discovers, reads, builds the model and judges; [`report`] shows.

pub mod arm;
pub mod bench;
pub mod bicep;
pub mod changes;
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
pub mod suppression;
pub mod terraform;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use config::{ConfigError, Configuration, Scopes};
use discovery::Found;
use document::{Document, Interest, Problem, ProblemKind, Reading, UnusedFile};
use model::{Model, Resource};
use planning::Planned;
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
    /// The policies to apply; where none are chosen those of the configuration, and without one all of them.
    pub policies: Option<Selection>,
    /// What users say in files, for the whole run and for parts of it.
    pub configuration: Option<Arc<Configuration>>,
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
    /// What holds for which root.
    pub scopes: Scopes,
    /// Roots, as shown, that are judged by a plan rather than by their source.
    pub planned: Vec<Arc<str>>,
}

/// Discovers, reads, builds the model, judges.
///
/// # Errors
/// When a configuration around one of the roots is wrong.
pub fn analyse(
    paths: &Paths,
    sources: &Sources,
    catalogue: &Catalogue,
    request: &Request,
) -> Result<Analysis, ConfigError> {
    let interest = model::interest();
    let mut found = find(paths, sources, &interest, request);
    let scopes = scopes(paths, sources, catalogue, request, &found)?;
    let request = &in_scopes(request, &scopes);
    let (files, mut problems) = (found.files, std::mem::take(&mut found.problems));
    problems.extend(tracked_terraform_folders(sources));
    let readers = Readers::new(sources, &interest, request);
    let plans = readers.read_plans(&found);
    found.terraform.retain(|root| !plans.planned.contains(&root.directory));
    let planned = plans.roots();
    let called = found.split_called();
    let mut roots = found.len() + plans.reading.documents.len();
    let mut reading = plans.reading;
    reading.merge(readers.read(&found));
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
    let analysis = judge(reading, beside, problems, catalogue, scopes);
    // Parameter files are read without having been searched.
    Ok(Analysis { files: files.max(read), read, roots, planned, ..analysis })
}

/// What holds for which root, without reading any.
///
/// # Errors
/// When a configuration around one of the roots is wrong.
pub fn settings(
    paths: &Paths,
    sources: &Sources,
    catalogue: &Catalogue,
    request: &Request,
) -> Result<Scopes, ConfigError> {
    let found = find(paths, sources, &model::interest(), request);
    scopes(paths, sources, catalogue, request, &found)
}

fn find(paths: &Paths, sources: &Sources, interest: &Interest, request: &Request) -> Found {
    let options = SearchOptions {
        threads: request.threads,
        use_ignore_files: !request.search_ignored,
        file_bytes: sources.limits().file_bytes,
    };
    discovery::find(sources, paths, interest, request.read_everything, options)
}

/// The settings around each root, and around the paths named, where there may be no root.
fn scopes(
    paths: &Paths,
    sources: &Sources,
    catalogue: &Catalogue,
    request: &Request,
    found: &Found,
) -> Result<Scopes, ConfigError> {
    let Some(configuration) = &request.configuration else { return Ok(uniform(catalogue, request)) };
    let common = paths.common_directory();
    let directories = found.directories().chain([&*common]);
    let scopes = configuration.scopes(sources, catalogue, directories)?;
    let scopes = match &request.policies {
        Some(selection) => scopes.with_policies(selection),
        None => scopes,
    };
    // Reports show passes, not why they passed.
    Ok(if request.include_called { scopes } else { scopes.without_evidence_of_passes() })
}

fn uniform(catalogue: &Catalogue, request: &Request) -> Scopes {
    let selection = request.policies.clone().unwrap_or_else(|| Selection::all(catalogue));
    Scopes::uniform(selection, Arc::default())
}

/// The same request with the environments that the settings name.
fn in_scopes(request: &Request, scopes: &Scopes) -> Request {
    let mut request = request.clone();
    request.terraform.environments = scopes.environments();
    request.templates.environments = request.terraform.environments.clone();
    request
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

    /// The plans, each with its source where that is among what was found or beside it.
    fn read_plans(&self, found: &Found) -> terraform::plan::PlanReading {
        if found.plans.is_empty() {
            return terraform::plan::PlanReading::default();
        }
        let directories: Vec<_> = found.terraform.iter().map(|root| root.directory.clone()).collect();
        terraform::plan::read(&self.terraform, &found.plans, &directories, self.interest, &self.request.terraform)
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
    let readers = Readers::new(sources, &interest, request);
    let plans = readers.read_plans(&roots);
    roots.terraform.retain(|root| !plans.planned.contains(&root.directory));
    let called = roots.split_called();
    let mut reading = plans.reading;
    reading.merge(readers.read(&roots));
    reading.merge(readers.read(&called.without(&reading.reached)));
    reading.problems.extend(roots.problems);
    let analysis = judge(reading, Vec::new(), Vec::new(), catalogue, uniform(catalogue, request));
    Analysis { files: files.len(), read: files.len(), roots: 1, ..analysis }
}

/// Builds the model and judges it. What stands in the documents `beside` is only looked up.
fn judge(
    reading: Reading,
    beside: Vec<Document>,
    mut problems: Vec<Problem>,
    catalogue: &Catalogue,
    scopes: Scopes,
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
    let judged = model.resources().iter().filter(|resource| resource.is_judged() && resource.document < own);
    let mut verdicts = verdicts(catalogue, &scopes, &model, judged);
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
        scopes,
        planned: Vec::new(),
    }
}

/// Judges each resource by the policies that hold where its root lies: in the order of the resources, then of policy ids.
fn verdicts<'m>(
    catalogue: &Catalogue,
    scopes: &Scopes,
    model: &Model,
    judged: impl Iterator<Item = &'m Resource>,
) -> Vec<Verdict> {
    type Place<'m> = (usize, Option<&'m str>);
    let mut by_place: BTreeMap<Place<'_>, Vec<&Resource>> = BTreeMap::new();
    for resource in judged {
        let place = (scopes.index_of(&resource.root), resource.environment.as_deref());
        by_place.entry(place).or_default().push(resource);
    }
    let mut verdicts = Vec::new();
    let mut planned: Option<(usize, Planned<'_>)> = None;
    for ((index, environment), resources) in by_place {
        let scope = scopes.at(index);
        if planned.as_ref().is_none_or(|(of, _)| *of != index) {
            planned = Some((index, Planned::with_facts(model, &scope.network_facts)));
        }
        let Some((_, planned)) = &planned else { continue };
        let selection = &scope.applied(environment).selection;
        let resources = resources.into_iter().map(|resource| resource.id);
        verdicts.extend(policy::judge(catalogue, selection, planned, resources));
    }
    // Stable: the policies of each resource keep their order.
    verdicts.sort_by_key(|verdict| verdict.resource);
    verdicts
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
