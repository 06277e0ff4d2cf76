//! From template files to documents: every root with every set of parameters, in parallel.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use memchr::memmem;
use rayon::prelude::*;

use super::parameters::{candidates, read_parameters};
use super::template::{deploy_root, parameter_names};
use super::{Arguments, MAX_ENVIRONMENTS, Options, Run, environment_note};
use crate::document::{Document, Interest, Language, Problem, Reading, UnusedFile};
use crate::formats::json::{self, Dialect, Node};
use crate::source::Sources;

/// How far behind `$schema` its value is looked for, in bytes.
const SCHEMA_LENGTH: usize = 300;

/// A template file to evaluate by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RootFile {
    /// The file.
    pub path: PathBuf,
    /// Whether other scanned code calls it, or it is what a compiler made of other scanned code.
    pub is_called: bool,
}

/// Whether these bytes hold a template of any scope, by its schema. Policies with a template in them are told apart when
/// they are read.
#[must_use]
pub fn is_template(bytes: &[u8]) -> bool {
    const WORD: &[u8] = b"deploymenttemplate.json";
    memmem::find_iter(bytes, b"$schema").any(|at| {
        let behind = &bytes[at..bytes.len().min(at + SCHEMA_LENGTH)];
        behind.windows(WORD.len()).any(|found| found.eq_ignore_ascii_case(WORD))
    })
}

/// Evaluates these templates.
#[must_use]
pub fn read(sources: &Sources, roots: &[RootFile], interest: &Interest, options: &Options) -> Reading {
    let prepared: Vec<Prepared> = roots.par_iter().filter_map(|root| prepare(sources, root, options)).collect();
    let tasks: Vec<(&Prepared, Option<&Environment>)> = (prepared.iter())
        .flat_map(|prepared| {
            let environments = prepared.environments.iter().map(Some);
            let single = prepared.environments.is_empty().then_some(None);
            environments.chain(single).map(move |environment| (prepared, environment))
        })
        .collect();
    let evaluated: Vec<(Document, Vec<PathBuf>)> = (tasks.par_iter())
        .map(|(prepared, environment)| evaluate(sources, prepared, *environment, interest, options))
        .collect();
    let mut reading = Reading::default();
    for (document, reached) in evaluated {
        reading.documents.push(document);
        reading.reached.extend(reached);
    }
    for prepared in prepared {
        if !prepared.unused.is_empty() {
            reading.unused_value_files.push((prepared.shown, prepared.unused));
        }
        reading.problems.extend(prepared.problems);
    }
    let mut sorted = Reading::default();
    sorted.merge(reading);
    sorted
}

/// A name with its parameter files, least precedence first.
type Environment = (Arc<str>, Vec<PathBuf>);

struct Prepared {
    path: PathBuf,
    shown: Arc<str>,
    is_called: bool,
    environments: Vec<Environment>,
    /// Files of `--params` that set parameters of this template.
    given: Vec<PathBuf>,
    unused: Vec<UnusedFile>,
    problems: Vec<Problem>,
}

/// None when the file is no template after all.
fn prepare(sources: &Sources, root: &RootFile, options: &Options) -> Option<Prepared> {
    let shown: Arc<str> = sources.shown_path(&root.path).into();
    let mut prepared = Prepared {
        path: root.path.clone(),
        shown,
        is_called: root.is_called,
        environments: Vec::new(),
        given: Vec::new(),
        unused: Vec::new(),
        problems: Vec::new(),
    };
    // What cannot be read is reported when it is evaluated.
    let Ok(file) = sources.read(&root.path) else { return Some(prepared) };
    let source = sources.file(file);
    let (node, failures) = json::read(&source.text, &[], Dialect::AZURE);
    match node.get("$schema").and_then(Node::as_str) {
        Some(schema) if schema.to_ascii_lowercase().contains("deploymenttemplate.json") => {}
        // A broken file may have lost its schema.
        None if !failures.is_empty() => {}
        _ => return None,
    }
    let names: Vec<&str> = parameter_names(&node).collect();
    let matching = |path: &Path| matches(sources, path, &names, options);
    prepared.given = options.parameter_files.iter().filter(|path| matching(path)).cloned().collect();
    if options.parameter_files.is_empty() && !root.is_called {
        let mut found = candidates(sources, &root.path);
        found.retain(|(_, path)| matching(path));
        let mut more = 0;
        if options.auto_environments {
            more = found.len().saturating_sub(MAX_ENVIRONMENTS);
            found.truncate(MAX_ENVIRONMENTS);
        } else {
            prepared.unused = found.iter().map(|(_, path)| unused_file(sources, path, options)).collect();
            found.clear();
        }
        if options.environments.of(&root.path).is_empty() {
            // What was found is told, what was named is known.
            let names: Vec<&str> = found.iter().map(|(name, _)| &**name).collect();
            prepared.problems.extend(environment_note(&prepared.shown, &names, more));
        }
        let found: Vec<Environment> = found.into_iter().map(|(name, path)| (name, vec![path])).collect();
        prepared.environments = options.environments.choose(
            &root.path,
            found,
            |(name, _)| Arc::clone(name),
            |named| {
                let files: Vec<PathBuf> = named.parameter_files.iter().filter(|path| matching(path)).cloned().collect();
                (!files.is_empty()).then(|| (Arc::clone(&named.name), files))
            },
        );
    }
    Some(prepared)
}

/// Whether at least half of what a file sets are parameters of the template.
fn matches(sources: &Sources, path: &Path, names: &[&str], options: &Options) -> bool {
    if path.extension().is_none_or(|extension| extension != "json" && extension != "jsonc") {
        return false;
    }
    let (assignments, _) = read_parameters(sources, path, &options.placeholders);
    let is_known = |name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let known = assignments.iter().filter(|assignment| is_known(&assignment.name)).count();
    known > 0 && known * 2 >= assignments.len()
}

fn unused_file(sources: &Sources, path: &Path, options: &Options) -> UnusedFile {
    let (assignments, _) = read_parameters(sources, path, &options.placeholders);
    (sources.shown_path(path), assignments.into_iter().map(|assignment| assignment.name).collect())
}

fn evaluate(
    sources: &Sources,
    prepared: &Prepared,
    environment: Option<&Environment>,
    interest: &Interest,
    options: &Options,
) -> (Document, Vec<PathBuf>) {
    let run = Run::new(sources, interest, options);
    let mut arguments = Arguments::default();
    for file in environment.iter().flat_map(|(_, files)| files).chain(&prepared.given) {
        let (assignments, problems) = read_parameters(sources, file, &options.placeholders);
        problems.into_iter().for_each(|problem| run.problem(problem));
        for assignment in assignments {
            // Azure does not tell upper from lower case.
            arguments.values.retain(|name, _| !name.eq_ignore_ascii_case(&assignment.name));
            arguments.values.insert(assignment.name, assignment.value);
        }
    }
    let deployed = deploy_root(&run, &prepared.path, &arguments);
    let (problems, reached) = run.finish();
    let document = Document {
        language: Language::Arm,
        root: Arc::clone(&prepared.shown),
        environment: environment.map(|(name, _)| Arc::clone(name)),
        is_called: prepared.is_called,
        declarations: deployed.declarations,
        problems,
    };
    (document, reached)
}
