//! What to evaluate: one walk over the named paths, a byte search in each file, and the graphs of who calls whom.
//!
//! Knows: which files each language reads. Does not know: any syntax; nothing is parsed here.

mod compiled;
mod plans;
mod templates;
mod touched;

use std::path::{Path, PathBuf};

use templates::{TemplateExaminer, TemplateFacts};
use touched::Touched;

use crate::arm;
use crate::bicep;
use crate::document::{Interest, Problem, ProblemKind};
use crate::source::{Paths, Search, SearchOptions, Sources, search};
use crate::terraform::discover::{self, Examiner, FileFacts};
use crate::terraform::plan::PlanFile;
use crate::terraform::{RootDirectory, is_configuration};

pub use compiled::name_after_sources;
pub use templates::is_candidate as is_template_name;

/// What to evaluate by itself.
#[derive(Debug, Default)]
pub struct Found {
    /// Terraform directories, sorted.
    pub terraform: Vec<RootDirectory>,
    /// Terraform directories of networks alone, which others read by name: read, and not judged.
    pub networks: Vec<RootDirectory>,
    /// Plans of Terraform, sorted.
    pub plans: Vec<PlanFile>,
    /// Bicep files, sorted.
    pub bicep: Vec<bicep::RootFile>,
    /// ARM templates, sorted.
    pub arm: Vec<arm::RootFile>,
    /// Among those templates the ones that the compiler made of a Bicep file beside them, sorted.
    pub compiled: Vec<PathBuf>,
    /// Files whose bytes were searched.
    pub files: usize,
    /// What could not be looked at.
    pub problems: Vec<Problem>,
}

impl Found {
    /// How many roots these are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.terraform.len() + self.bicep.len() + self.arm.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The directories that roots lie in.
    pub fn directories(&self) -> impl Iterator<Item = &Path> {
        let files = self.bicep.iter().map(|root| &root.path).chain(self.arm.iter().map(|root| &root.path));
        let directories = self.terraform.iter().map(|root| &*root.directory);
        let plans = self.plans.iter().map(|plan| &plan.path);
        directories.chain(files.chain(plans).filter_map(|path| path.parent()))
    }

    /// Takes out what others call.
    #[must_use]
    pub fn split_called(&mut self) -> Found {
        Found {
            terraform: self.terraform.extract_if(.., |root| root.is_called).collect(),
            bicep: self.bicep.extract_if(.., |root| root.is_called).collect(),
            arm: self.arm.extract_if(.., |root| root.is_called).collect(),
            ..Found::default()
        }
    }

    /// The same without these directories and files, which are sorted.
    #[must_use]
    pub fn without(mut self, reached: &[PathBuf]) -> Found {
        let is_new = |path: &PathBuf| reached.binary_search(path).is_err();
        self.terraform.retain(|root| is_new(&root.directory));
        self.bicep.retain(|root| is_new(&root.path));
        self.arm.retain(|root| is_new(&root.path));
        self
    }
}

/// What a byte search tells about a file.
enum Facts {
    Terraform(FileFacts),
    Template(TemplateFacts),
    /// A plan, and whether it is of interest.
    Plan(bool),
}

/// Searches the named directories (recursively) and the directories of named files (alone). Where only files of a
/// repository are named, all of it is searched for what calls them and takes values from them.
#[must_use]
pub fn find(
    sources: &Sources,
    paths: &Paths,
    interest: &Interest,
    read_everything: bool,
    options: SearchOptions,
) -> Found {
    let configurations = Examiner::new(interest, read_everything);
    let examiner = TemplateExaminer::new(interest, read_everything);
    let plan = |bytes: &[u8]| plans::examine(bytes, &configurations);
    let named_plans = plans::named(sources, paths);
    // Who names a plan wants that judged.
    let touched = Touched::by(paths).filter(|_| named_plans.is_empty());
    let searched = if touched.is_some() { vec![paths.boundary.clone()] } else { paths.directories() };
    let Search { files, failures, untrusted } = search(
        sources,
        &searched,
        options,
        |name| is_configuration(name) || templates::is_candidate(name),
        |name, bytes| match is_configuration(name) {
            true => Facts::Terraform(configurations.examine(bytes)),
            // Nothing is sought in files that cannot be plans.
            false => match name.ends_with(".json").then(|| plan(bytes)).flatten() {
                Some(is_interesting) => Facts::Plan(is_interesting),
                None => Facts::Template(examiner.examine(name, bytes)),
            },
        },
        |name, start| is_configuration(name) || examiner.examine(name, start).is_code() || plan(start) == Some(true),
    );
    let mut found = Found::default();
    let files = unsaved(sources, paths, files, &configurations, &examiner);
    for (path, error) in failures {
        found.problems.push(Problem::with_path(ProblemKind::Io, sources.shown_path(&path), error.to_string()));
    }
    for path in untrusted {
        if let Some(difference) = sources.difference(&path) {
            found.problems.push(Problem::with_path(
                ProblemKind::Note,
                sources.shown_path(&path),
                difference.to_string(),
            ));
        }
    }
    let (mut configuration_files, mut template_files) = (Vec::new(), Vec::new());
    for (path, facts) in files {
        match facts {
            Facts::Terraform(facts) => configuration_files.push((path, facts)),
            Facts::Template(facts) if facts.is_code() => template_files.push((path, facts)),
            Facts::Plan(true) => found.plans.push(PlanFile { path, is_named: false }),
            Facts::Plan(false) | Facts::Template(_) => {}
        }
    }
    found.plans.retain(|plan| touched.is_none() && !named_plans.iter().any(|named| named.path == plan.path));
    found.plans.extend(named_plans);
    found.plans.sort();
    found.files = configuration_files.len() + template_files.len() + found.plans.len();
    let named: Vec<&Path> = found.plans.iter().filter(|plan| plan.is_named).map(|plan| plan.path.as_path()).collect();
    let directories = paths.file_directories(&named);
    let terraform = discover::arrange(sources, configuration_files, &directories, &configurations, |directory| {
        touched.as_ref().is_none_or(|touched| touched.concerns_directory(directory))
    });
    found.terraform = terraform.directories;
    found.networks = terraform.networks;
    found.files += terraform.files;
    found.problems.extend(terraform.problems);
    let templates = templates::arrange(sources, template_files, &directories, &examiner, touched.as_ref());
    found.bicep = templates.bicep;
    found.arm = templates.arm;
    found.compiled = templates.compiled;
    found.files += templates.files;
    found.problems.extend(templates.problems);
    found
}

/// The files searched, those that an editor holds as the editor holds them.
fn unsaved(
    sources: &Sources,
    paths: &Paths,
    mut files: Vec<(PathBuf, Facts)>,
    configurations: &Examiner,
    examiner: &TemplateExaminer,
) -> Vec<(PathBuf, Facts)> {
    for (path, id) in sources.overlays() {
        files.retain(|(other, _)| *other != path);
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let is_searched = paths.directories().iter().any(|directory| path.starts_with(directory));
        let file = sources.file(id);
        let bytes = file.text.as_bytes();
        let facts = match is_searched {
            true if is_configuration(name) => Facts::Terraform(configurations.examine(bytes)),
            true if templates::is_candidate(name) => Facts::Template(examiner.examine(name, bytes)),
            _ => continue,
        };
        files.push((path, facts));
        files.sort_unstable_by(|a, b| a.0.as_os_str().cmp(b.0.as_os_str()));
    }
    files
}

/// The files in memory as roots, all of them of interest: examples on pages, tests.
#[must_use]
pub fn find_in_memory(sources: &Sources, directory: &Path, interest: &Interest) -> Found {
    let examiner = TemplateExaminer::new(interest, true);
    let templates = templates::arrange(sources, Vec::new(), &[directory.to_owned()], &examiner, None);
    let root = RootDirectory { directory: directory.to_owned(), is_called: false };
    let entries = sources.list(directory).unwrap_or_default();
    let has_configuration = entries.iter().any(|entry| is_configuration(&entry.name));
    Found {
        terraform: if has_configuration { vec![root] } else { Vec::new() },
        networks: Vec::new(),
        plans: plans::in_memory(sources, directory),
        bicep: templates.bicep,
        arm: templates.arm,
        compiled: templates.compiled,
        files: templates.files,
        problems: templates.problems,
    }
}
