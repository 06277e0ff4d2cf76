//! From Bicep files to documents: every root with every set of parameters, in parallel.

use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::environment::{self, Environment};
use super::evaluation::Evaluation;
use super::load::{File, Loader};
use super::template::Instance;
use crate::arm::{MAX_ENVIRONMENTS, Options, Placement, Run, environment_note};
use crate::document::{Document, Interest, Language, Problem, Reading, UnusedFile};

/// A Bicep file to evaluate by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RootFile {
    /// The file.
    pub path: PathBuf,
    /// Whether other scanned code calls it.
    pub is_called: bool,
    /// `.bicepparam` files whose `using` names it, wherever they lie.
    pub parameter_files: Vec<PathBuf>,
}

/// Evaluates these files.
#[must_use]
pub fn read(loader: &Loader<'_>, roots: &[RootFile], interest: &Interest, options: &Options) -> Reading {
    let prepared: Vec<Prepared<'_>> = roots.par_iter().map(|root| prepare(loader, root, options)).collect();
    let tasks: Vec<(&Prepared<'_>, Option<&Environment>)> = (prepared.iter())
        .flat_map(|prepared| {
            let environments = prepared.environments.iter().map(Some);
            let single = prepared.environments.is_empty().then_some(None);
            environments.chain(single).map(move |environment| (prepared, environment))
        })
        .collect();
    let evaluated: Vec<(Document, Vec<PathBuf>)> = (tasks.par_iter())
        .map(|(prepared, environment)| evaluate(loader, prepared, *environment, interest, options))
        .collect();
    let mut reading = Reading::default();
    for (document, reached) in evaluated {
        reading.documents.push(document);
        reading.reached.extend(reached);
    }
    for prepared in prepared {
        if !prepared.unused.is_empty() {
            reading.unused_value_files.push((Arc::clone(&prepared.file.shown), prepared.unused));
        }
        reading.problems.extend(prepared.note);
    }
    let mut sorted = Reading::default();
    sorted.merge(reading);
    sorted
}

struct Prepared<'r> {
    root: &'r RootFile,
    file: Arc<File>,
    environments: Vec<Environment>,
    /// Files of `--params` that are meant for this root.
    given: Vec<&'r PathBuf>,
    unused: Vec<UnusedFile>,
    note: Option<Problem>,
}

fn prepare<'r>(loader: &Loader<'_>, root: &'r RootFile, options: &'r Options) -> Prepared<'r> {
    let file = loader.load(&root.path);
    let given = environment::meant_for(loader, &file, &options.parameter_files, options);
    let mut prepared = Prepared { root, file, environments: Vec::new(), given, unused: Vec::new(), note: None };
    if !options.parameter_files.is_empty() {
        return prepared;
    }
    let mut found = environment::discover(loader, root, &prepared.file, options);
    let mut more = 0;
    if options.auto_environments {
        more = found.len().saturating_sub(MAX_ENVIRONMENTS);
        found.truncate(MAX_ENVIRONMENTS);
    } else {
        let unused = |file: &PathBuf| (loader.sources().shown_path(file), environment::names(loader, file, options));
        prepared.unused = found.iter().flat_map(|found| &found.files).map(unused).collect();
        found.clear();
    }
    if options.environments.of(&root.path).is_empty() {
        // What was found is told, what was named is known.
        let names: Vec<&str> = found.iter().map(|environment| &*environment.name).collect();
        prepared.note = environment_note(&prepared.file.shown, &names, more);
    }
    let name = |environment: &Environment| Arc::clone(&environment.name);
    prepared.environments = options.environments.choose(&root.path, found, name, |named| {
        let files: Vec<PathBuf> = environment::meant_for(loader, &prepared.file, &named.parameter_files, options)
            .into_iter()
            .cloned()
            .collect();
        (!files.is_empty()).then(|| Environment { name: Arc::clone(&named.name), files })
    });
    prepared
}

fn evaluate(
    loader: &Loader<'_>,
    prepared: &Prepared<'_>,
    environment: Option<&Environment>,
    interest: &Interest,
    options: &Options,
) -> (Document, Vec<PathBuf>) {
    let run = Run::new(loader.sources(), interest, options);
    let declarations = {
        let evaluation = Evaluation::new(&run, loader);
        let files = environment.iter().flat_map(|environment| &environment.files).chain(prepared.given.iter().copied());
        let arguments = environment::arguments(&evaluation, &prepared.file, files);
        let file = Arc::clone(&prepared.file);
        let root = Instance::new(&evaluation, file, arguments, Placement::root(), "".into(), Vec::new());
        let declarations = root.declarations();
        evaluation.close();
        declarations
    };
    let (problems, reached) = run.finish();
    let document = Document {
        language: Language::Bicep,
        root: Arc::clone(&prepared.file.shown),
        environment: environment.map(|environment| Arc::clone(&environment.name)),
        is_called: prepared.root.is_called,
        declarations,
        problems,
    };
    (document, reached)
}
