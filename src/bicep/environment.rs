//! Sets of values for the parameters of a root: `.bicepparam` and JSON parameter files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::instance::{Evaluation, Instance, Role};
use super::load::{File, Loader};
use super::read::RootFile;
use super::syntax::{DeclarationKind, SyntaxTree};
use crate::arm::parameters::{candidates, read_parameters};
use crate::arm::{Arguments, Options, Placement};
use crate::document::{Problem, ProblemKind, StepKind, Value};
use crate::source::Sources;

/// How many files a chain of `extends` has at most.
const MOST_EXTENDED: usize = 32;

/// A set of parameter files; later ones win.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Environment {
    /// Its name: what the file's name says beside the template's.
    pub name: Arc<str>,
    /// Its files.
    pub files: Vec<PathBuf>,
}

/// The sets of parameter files that belong to a root, sorted by name.
pub(super) fn discover(loader: &Loader<'_>, root: &RootFile, file: &File, options: &Options) -> Vec<Environment> {
    let sources = loader.sources();
    let mut found: BTreeMap<Arc<str>, Vec<PathBuf>> = BTreeMap::new();
    let mut bound: Vec<PathBuf> = root.parameter_files.clone();
    bound.extend(bound_beside(loader, &file.path));
    bound.sort();
    bound.dedup();
    for path in bound {
        found.entry(name_of(&path, &file.path)).or_default().push(path);
    }
    let declared: Vec<&Arc<str>> = file.parameters().map(|parameter| &parameter.name.text).collect();
    for (name, path) in candidates(sources, &file.path) {
        let (assignments, _) = read_parameters(sources, &path, &options.placeholders);
        let is_known = |name: &str| declared.iter().any(|known| known.eq_ignore_ascii_case(name));
        let known = assignments.iter().filter(|assignment| is_known(&assignment.name)).count();
        if known > 0 && known * 2 >= assignments.len() {
            found.entry(name).or_default().push(path);
        }
    }
    // Files of one name in different folders are different environments.
    (found.into_iter())
        .flat_map(|(name, files)| {
            let count = files.len();
            files.into_iter().map(move |file| {
                let name = if count > 1 { sources.shown_path(&file).into() } else { Arc::clone(&name) };
                Environment { name, files: vec![file] }
            })
        })
        .collect()
}

/// The `.bicepparam` files near a template that use it.
fn bound_beside(loader: &Loader<'_>, template: &Path) -> Vec<PathBuf> {
    let sources = loader.sources();
    let Some(directory) = template.parent() else { return Vec::new() };
    let mut folders = vec![directory.to_owned()];
    for entry in sources.list(directory).unwrap_or_default().iter().filter(|entry| entry.is_directory) {
        let name = entry.name.to_ascii_lowercase();
        if name.starts_with("env") || matches!(&*name, "parameters" | "params" | "config" | "configs") {
            folders.push(directory.join(&entry.name));
        }
    }
    let mut found = Vec::new();
    for folder in folders {
        for entry in sources.list(&folder).unwrap_or_default().iter().filter(|entry| !entry.is_directory) {
            let path = folder.join(&entry.name);
            if entry.name.ends_with(".bicepparam") && used(loader, &path).is_some_and(|used| used == template) {
                found.push(path);
            }
        }
    }
    found
}

/// The template that a parameter file uses.
fn used(loader: &Loader<'_>, path: &Path) -> Option<PathBuf> {
    let file = loader.load(path).ok()?;
    let using = using(&file.tree)?;
    loader.sources().resolve(&path.parent()?.join(using)).ok()
}

fn using(tree: &SyntaxTree) -> Option<&str> {
    tree.declarations.iter().find_map(|declaration| match &declaration.kind {
        DeclarationKind::Using(using) => using.path.as_ref()?.text().map(|text| &**text),
        _ => None,
    })
}

/// `prod` of `main.prod.bicepparam`, `prod` of `prod.bicepparam`, `main` of `main.bicepparam`.
fn name_of(path: &Path, template: &Path) -> Arc<str> {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let base = template.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let rest = stem.strip_prefix(base).unwrap_or(stem).trim_start_matches(['.', '-', '_']);
    if rest.is_empty() { stem.into() } else { rest.into() }
}

impl Evaluation<'_> {
    /// The values that these files give.
    pub(super) fn arguments(&self, files: &[PathBuf]) -> Arguments {
        let mut arguments = Arguments::default();
        for path in files {
            if path.extension().is_some_and(|extension| extension == "bicepparam") {
                for (name, value) in self.assignments(path, 0) {
                    arguments.values.insert(name, value);
                }
            } else {
                let (assignments, problems) = read_parameters(self.run.sources, path, &self.run.options.placeholders);
                problems.into_iter().for_each(|problem| self.run.problem(problem));
                for assignment in assignments {
                    arguments.values.insert(assignment.name, assignment.value);
                }
            }
        }
        arguments
    }

    fn assignments(&self, path: &Path, depth: usize) -> BTreeMap<Arc<str>, Value> {
        let mut values = BTreeMap::new();
        let file = match self.loader.load(path) {
            Ok(file) => file,
            Err(error) => {
                let shown = self.run.sources.shown_path(path);
                self.run.problem(Problem::with_path(ProblemKind::Io, shown, error.to_string()));
                return values;
            }
        };
        file.problems.iter().for_each(|problem| self.run.problem(problem.clone()));
        let instance = Instance::new(self, Arc::clone(&file), Arguments::default(), Placement::root(), Role::Library);
        let extended = file.tree.declarations.iter().find_map(|declaration| match &declaration.kind {
            DeclarationKind::Extends(path) => Some(path),
            _ => None,
        });
        if let Some(expression) = extended
            && let Some(text) = expression.text()
        {
            let target = path.parent().unwrap_or(path).join(&**text);
            let message = match self.run.sources.resolve(&target) {
                Err(error) => Some(format!("The parameter file \"{text}\" cannot be read: {error}")),
                Ok(target) if self.stack.borrow().contains(&target) || target == file.path || depth > MOST_EXTENDED => {
                    Some("The \"extends\" declarations form a cycle".to_owned())
                }
                Ok(target) => {
                    self.stack.borrow_mut().push(file.path.clone());
                    values = self.assignments(&target, depth + 1);
                    self.stack.borrow_mut().pop();
                    None
                }
            };
            if let Some(message) = message {
                self.run.problem(Problem::at(ProblemKind::Module, expression.span, message));
            }
        }
        let base = Value::object(values.iter().map(|(name, value)| (Arc::clone(name), value.clone())));
        let _ = instance.base.set(base);
        let shown: Arc<str> = self.run.sources.shown_path(path).into();
        for (index, declaration) in file.tree.declarations.iter().enumerate() {
            let DeclarationKind::ParameterAssignment(assignment) = &declaration.kind else { continue };
            let value = match instance.value(index, declaration.span) {
                Ok(value) => value,
                Err(error) => instance.failed(error),
            };
            let trail = value.trail.through(StepKind::ValueFile, Arc::clone(&shown), declaration.span);
            values.insert(Arc::clone(&assignment.name.text), value.with_trail(trail));
        }
        values
    }
}

/// The names that files of values set, for those that are not used.
pub(super) fn names(sources: &Sources, loader: &Loader<'_>, path: &Path, options: &Options) -> Vec<Arc<str>> {
    if path.extension().is_some_and(|extension| extension == "bicepparam") {
        let Ok(file) = loader.load(path) else { return Vec::new() };
        let names = file.tree.declarations.iter().filter_map(|declaration| match &declaration.kind {
            DeclarationKind::ParameterAssignment(assignment) => Some(Arc::clone(&assignment.name.text)),
            _ => None,
        });
        return names.collect();
    }
    read_parameters(sources, path, &options.placeholders).0.into_iter().map(|assignment| assignment.name).collect()
}
