//! From plans to documents.
//!
//! Knows: which plans are judged, where their source lies, and what of a plan becomes a declaration. Does not know:
//! resource types beyond those it is asked for.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::load::Loader;
use super::super::read::Options;
use super::super::root::Root;
use super::assemble::Task;
use super::content::Content;
use super::masks::mask_secrets;
use super::recognise::{Recognised, load, recognise};
use super::tree::{Tree, evaluate_tree, find};
use crate::document::{Budget, Document, Interest, Problem, ProblemKind, Reading};
use crate::formats::json::{self, Dialect};
use crate::source::ReadError;

/// What to do to get a plan that can be read.
pub(super) const HOW_TO_SHOW: &str =
    "make one with `terraform plan -out tfplan` and `terraform show -json tfplan > tfplan.json`";

/// A file that may be a plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlanFile {
    /// The file.
    pub path: PathBuf,
    /// The user named it, rather than a folder it lies in.
    pub is_named: bool,
}

/// What reading plans yields.
#[derive(Debug, Default)]
pub struct PlanReading {
    /// Documents, problems, and the directories whose configuration was evaluated.
    pub reading: Reading,
    /// Directories that are judged by their plans.
    pub planned: Vec<PathBuf>,
}

impl PlanReading {
    /// The roots that are judged by plans, as shown.
    #[must_use]
    pub fn roots(&self) -> Vec<Arc<str>> {
        let mut roots: Vec<_> = self.reading.documents.iter().map(|document| Arc::clone(&document.root)).collect();
        roots.dedup();
        roots
    }
}

/// Reads these plans. The source of each is looked for beside it and among `directories`. A plan that was found in a
/// folder gives way to its source.
#[must_use]
pub fn read(
    loader: &Loader<'_>,
    plans: &[PlanFile],
    directories: &[PathBuf],
    interest: &Interest,
    options: &Options,
) -> PlanReading {
    let mut all = PlanReading::default();
    for plan in plans {
        let one = read_one(loader, plan, directories, interest, options);
        all.reading.merge(one.reading);
        all.planned.extend(one.planned);
    }
    all.planned.sort();
    all.planned.dedup();
    all
}

fn read_one(
    loader: &Loader<'_>,
    plan: &PlanFile,
    directories: &[PathBuf],
    interest: &Interest,
    options: &Options,
) -> PlanReading {
    let sources = loader.sources();
    let shown: Arc<str> = sources.shown_path(&plan.path).into();
    let mut out = PlanReading::default();
    let failed = |message: String| Problem::with_path(ProblemKind::Io, Arc::clone(&shown), message);
    let bytes = sources.read_bytes(&plan.path);
    match bytes.as_deref().map(recognise) {
        Ok(Recognised::SavedPlan) => {
            let message = "This is a plan as Terraform saves it, which only Terraform can read".to_owned();
            let name = plan.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let help = format!("show it as JSON: `terraform show -json {name} > {name}.json`");
            out.reading.problems.push(failed(message).help(help));
            return out;
        }
        Ok(Recognised::State) => {
            let message = "This is a state: it tells what is, and plans tell what will be".to_owned();
            out.reading.problems.push(failed(message).help(HOW_TO_SHOW));
            return out;
        }
        Ok(Recognised::Plan | Recognised::Other) => {}
        Err(error) => {
            out.reading.problems.push(failed(error.to_string()));
            return out;
        }
    }
    let file = match load(sources, &plan.path) {
        Ok(file) => file,
        Err(error @ ReadError::NotText { .. }) => {
            let help = "in Windows PowerShell: `terraform show -json tfplan | Out-File -Encoding utf8 tfplan.json`";
            out.reading.problems.push(failed(error.to_string()).help(help));
            return out;
        }
        Err(error) => {
            out.reading.problems.push(failed(error.to_string()));
            return out;
        }
    };
    let source = sources.file(file);
    let (root, problems) = json::read_file(&source.text, file, None, Dialect::STANDARD);
    let content = match Content::of(&root, &source.text, file) {
        Ok(content) => content,
        Err(problem) => {
            // A broken file may have lost what makes it a plan.
            out.reading.problems.extend(if problems.is_empty() { vec![problem] } else { problems });
            return out;
        }
    };
    let own = plan.path.parent().unwrap_or(&plan.path);
    let directory = match find(loader, &content, own, directories) {
        Tree::At(directory) => Some(directory),
        Tree::Nowhere => None,
        Tree::Several => {
            let message = "Several folders declare what this plan names: findings are shown in the plan itself";
            let note = Problem::with_path(ProblemKind::Note, Arc::clone(&shown), message);
            out.reading.problems.push(note.help("name the plan together with the one folder it was made from"));
            None
        }
    };
    if let Some(directory) = directory.as_deref().filter(|_| !plan.is_named) {
        let root = sources.shown_path(directory);
        let message = format!("This is a plan of `{root}`, which is judged by its source");
        let note = Problem::with_path(ProblemKind::Note, Arc::clone(&shown), message);
        out.reading.problems.push(note.help(format!("name the file to judge what is planned: `akslint scan {shown}`")));
        return out;
    }
    mask_secrets(&content, interest, sources);
    let budget = Budget::new(options.limits);
    let task = Task::new(&content, sources, interest, &budget);
    let (document, reached) = match directory.as_deref() {
        Some(directory) => {
            let (source, reached, root) = evaluate_tree(loader, &content, directory, interest, options);
            (task.with_source(source, &root), reached)
        }
        None => {
            let mut root = Root::read(sources, own, false);
            for (name, version) in &options.assumed_providers {
                root.locks.push((format!("assumed/{name}/{name}"), *version));
            }
            (task.alone(&shown, &root), Vec::new())
        }
    };
    let mut document =
        Document { environment: Some(environment(&plan.path, own, directory.as_deref(), &shown)), ..document };
    document.problems.extend(problems);
    document.problems.extend(content.incomplete());
    if let Some(exhausted) = budget.exhausted() {
        let message = format!("{exhausted}; the result for this plan is partial");
        document.problems.push(Problem::with_path(ProblemKind::Budget, Arc::clone(&shown), message));
    }
    out.planned.extend(directory);
    out.reading.reached = reached;
    out.reading.documents.push(document);
    out
}

/// What tells one plan of a root from another: the file's name, where it does not lie in the root its path.
fn environment(path: &Path, own: &Path, directory: Option<&Path>, shown: &Arc<str>) -> Arc<str> {
    let name = path.file_name().and_then(|name| name.to_str());
    match (name, directory) {
        (Some(name), Some(directory)) if directory == own => name.into(),
        _ => Arc::clone(shown),
    }
}
