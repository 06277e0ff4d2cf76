//! From files to documents: every root in every environment, in parallel.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::environment::{self, Environment};
use super::instance::{Evaluation, Instance, Role};
use super::load::{File, Loader};
use crate::arm::{MAX_ENVIRONMENTS, Options, Placement, Run, environment_note};
use crate::document::{Document, Interest, Language, Problem, ProblemKind, Reading, UnusedFile};
use crate::source::Span;

/// The most modules that a note about missing ones names.
const MOST_NAMED: usize = 4;

/// A file to evaluate by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RootFile {
    /// The file, links resolved.
    pub path: PathBuf,
    /// Whether other scanned code calls it.
    pub is_called: bool,
    /// `.bicepparam` files that use it, wherever they stand, sorted.
    pub parameter_files: Vec<PathBuf>,
}

struct Prepared<'r> {
    root: &'r RootFile,
    shown: Arc<str>,
    file: Arc<File>,
    environments: Vec<Environment>,
    unused: Vec<UnusedFile>,
    problems: Vec<Problem>,
}

/// Evaluates these files.
#[must_use]
pub fn read(loader: &Loader<'_>, roots: &[RootFile], interest: &Interest, options: &Options) -> Reading {
    let sources = loader.sources();
    let mut reading = Reading::default();
    let prepared: Vec<_> = roots.par_iter().map(|root| (root, prepare(loader, root, options))).collect();
    let mut ready = Vec::new();
    for (root, prepared) in prepared {
        match prepared {
            Ok(prepared) => ready.push(prepared),
            Err(error) => {
                let shown = sources.shown_path(&root.path);
                reading.problems.push(Problem::with_path(ProblemKind::Io, shown, error.to_string()));
            }
        }
    }
    let tasks: Vec<(&Prepared<'_>, Option<&Environment>)> = (ready.iter())
        .flat_map(|prepared| {
            let environments = prepared.environments.iter().map(Some);
            let single = prepared.environments.is_empty().then_some(None);
            environments.chain(single).map(move |environment| (prepared, environment))
        })
        .collect();
    let evaluated: Vec<(Document, Vec<PathBuf>)> = (tasks.par_iter())
        .map(|(prepared, environment)| evaluate(loader, prepared, *environment, interest, options))
        .collect();
    for (document, reached) in evaluated {
        reading.merge(Reading { documents: vec![document], reached, ..Reading::default() });
    }
    for prepared in ready {
        if !prepared.unused.is_empty() {
            reading.unused_value_files.push((prepared.shown, prepared.unused));
        }
        reading.problems.extend(prepared.problems);
    }
    reading
}

fn prepare<'r>(
    loader: &Loader<'_>,
    root: &'r RootFile,
    options: &Options,
) -> Result<Prepared<'r>, crate::source::ReadError> {
    let sources = loader.sources();
    let file = loader.load(&root.path)?;
    let shown: Arc<str> = sources.shown_path(&file.path).into();
    let (mut environments, mut unused, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    // A file that others call gets its values from them.
    if options.parameter_files.is_empty() && !root.is_called {
        let found = environment::discover(loader, root, &file, options);
        if options.auto_environments {
            let more = found.len().saturating_sub(MAX_ENVIRONMENTS);
            environments = found;
            environments.truncate(MAX_ENVIRONMENTS);
            let names: Vec<&str> = environments.iter().map(|environment| &*environment.name).collect();
            problems.extend(environment_note(&shown, &names, more));
        } else {
            let files = found.iter().flat_map(|environment| &environment.files);
            unused = files
                .map(|path| (sources.shown_path(path), environment::names(sources, loader, path, options)))
                .collect();
        }
    }
    Ok(Prepared { root, shown, file, environments, unused, problems })
}

fn evaluate(
    loader: &Loader<'_>,
    prepared: &Prepared<'_>,
    environment: Option<&Environment>,
    interest: &Interest,
    options: &Options,
) -> (Document, Vec<PathBuf>) {
    let sources = loader.sources();
    let evaluation = Evaluation {
        run: Run::new(sources, interest, options),
        loader,
        stack: RefCell::default(),
        missing: RefCell::default(),
    };
    evaluation.run.reach(&prepared.file.path);
    prepared.file.problems.iter().for_each(|problem| evaluation.run.problem(problem.clone()));
    let files = environment.map_or(&options.parameter_files, |environment| &environment.files);
    let arguments = evaluation.arguments(files);
    evaluation.stack.borrow_mut().push(prepared.file.path.clone());
    let declarations = {
        let root = Instance::new(&evaluation, Arc::clone(&prepared.file), arguments, Placement::root(), Role::Root);
        root.deploy().declarations
    };
    let notes = missing_notes(options.is_strict, evaluation.missing.take());
    let (mut problems, reached) = evaluation.run.finish();
    problems.extend(notes);
    let document = Document {
        language: Language::Bicep,
        root: Arc::clone(&prepared.shown),
        environment: environment.map(|environment| Arc::clone(&environment.name)),
        is_called: prepared.root.is_called,
        declarations,
        problems,
    };
    (document, reached)
}

/// One word on the modules that are not on disk.
fn missing_notes(is_strict: bool, missing: BTreeMap<String, (Span, bool)>) -> Vec<Problem> {
    let (known, unseen): (Vec<_>, Vec<_>) = missing.into_iter().partition(|(_, (_, is_known))| *is_known);
    let kind = if is_strict { ProblemKind::Module } else { ProblemKind::Note };
    let note = |modules: &[(String, (Span, bool))], one: &str, several: &str| {
        let (first, (place, _)) = modules.first()?;
        let message = if modules.len() == 1 {
            format!("The module \"{first}\" is not on disk: {one}")
        } else {
            let names: Vec<&str> = modules.iter().take(MOST_NAMED).map(|(name, _)| &**name).collect();
            let more = modules.len() - names.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("{} modules are not on disk: {several}: {}{more}", modules.len(), names.join(", "))
        };
        let help = "run `bicep restore` before the scan, or pass --module-map REFERENCE=PATH";
        Some(Problem::at(kind, *place, message).help(help))
    };
    let seen = note(&unseen, "what it creates is not seen", "what they create is not seen");
    let judged =
        note(&known, "the call is judged by its documented defaults", "calls are judged by their documented defaults");
    seen.into_iter().chain(judged).collect()
}
