//! Sets of values for the parameters of a root: `.bicepparam` and JSON parameter files.
//!
//! Knows: which files belong to a root, and what they give. Does not know: how their expressions are evaluated.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use super::evaluation::Evaluation;
use super::load::{File, Loader};
use super::read::RootFile;
use super::reference::is_registry_reference;
use super::resolve::{LocalFile, find_local};
use super::template::Instance;
use crate::arm::parameters::{candidates, read_parameters};
use crate::arm::{Arguments, Options};
use crate::formats::closest;
use crate::source::Sources;

/// A parameter file that belongs to a root.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Environment {
    /// What the file's name says beside the template's.
    pub name: Arc<str>,
    /// Its files, least precedence first.
    pub files: Vec<PathBuf>,
}

/// The parameter files that belong to a root, sorted by name. A file that others call has only those that name it.
#[must_use]
pub fn discover(loader: &Loader<'_>, root: &RootFile, file: &File, options: &Options) -> Vec<Environment> {
    let sources = loader.sources();
    let mut bound: BTreeSet<PathBuf> = root.parameter_files.iter().cloned().collect();
    bound.extend(bound_beside(loader, &file.path));
    let mut found: BTreeMap<Arc<str>, BTreeSet<PathBuf>> = BTreeMap::new();
    for path in bound {
        found.entry(name_of(&path, &file.path)).or_default().insert(path);
    }
    if !root.is_called {
        for (name, path) in candidates(sources, &file.path) {
            let (assignments, _) = read_parameters(sources, &path, &options.placeholders);
            let names = assignments.iter().map(|assignment| &*assignment.name);
            if mostly_declared(file, names) {
                found.entry(name).or_default().insert(path);
            }
        }
    }
    // Files of one name in different folders are different environments.
    let named = |(name, files): (Arc<str>, BTreeSet<PathBuf>)| {
        let is_telling = files.len() == 1;
        files.into_iter().map(move |file| {
            let name = if is_telling { Arc::clone(&name) } else { sources.shown_path(&file).into() };
            Environment { name, files: vec![file] }
        })
    };
    found.into_iter().flat_map(named).collect()
}

/// Whether at least half of the names are parameters of a file.
fn mostly_declared<'n>(file: &File, names: impl Iterator<Item = &'n str>) -> bool {
    let (mut all, mut known) = (0usize, 0usize);
    for name in names {
        all += 1;
        known += usize::from(declared_name(file, name).is_some());
    }
    known > 0 && known * 2 >= all
}

/// The parameter of this name as the file spells it; Azure compares without regard to case.
fn declared_name<'f>(file: &'f File, name: &str) -> Option<&'f Arc<str>> {
    let names = || file.parameters().map(|(_, _, parameter)| &parameter.name.text);
    names().find(|known| ***known == *name).or_else(|| names().find(|known| known.eq_ignore_ascii_case(name)))
}

fn is_bicep_parameters(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("bicepparam"))
}

/// The `.bicepparam` files near a template that use it.
fn bound_beside(loader: &Loader<'_>, template: &Path) -> Vec<PathBuf> {
    let sources = loader.sources();
    let directory = template.parent().unwrap_or(Path::new(""));
    let mut found = Vec::new();
    let mut search = |folder: &Path| {
        for entry in sources.list(folder).unwrap_or_default().iter().filter(|entry| !entry.is_directory) {
            let path = folder.join(&entry.name);
            if is_bicep_parameters(&path) && used(loader, &path).is_some_and(|used| used == template) {
                found.push(sources.resolve(&path).unwrap_or(path));
            }
        }
    };
    search(directory);
    for folder in folders(sources, directory) {
        search(&folder);
        // `environments/prod/main.bicepparam`
        for inner in sources.list(&folder).unwrap_or_default().iter().filter(|entry| entry.is_directory) {
            search(&folder.join(&inner.name));
        }
    }
    found
}

fn folders(sources: &Sources, directory: &Path) -> Vec<PathBuf> {
    let is_one = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.starts_with("env")
            || matches!(&*name, "parameters" | "params" | "parameter" | "param" | "config" | "configs")
    };
    let entries = sources.list(directory).unwrap_or_default();
    let folders = entries.iter().filter(|entry| entry.is_directory && is_one(&entry.name));
    folders.map(|entry| directory.join(&entry.name)).collect()
}

/// The template that a parameter file uses.
fn used(loader: &Loader<'_>, path: &Path) -> Option<PathBuf> {
    let file = loader.load(path);
    let (using, _) = file.uses.as_ref().filter(|(using, _)| !is_registry_reference(using))?;
    match find_local(loader.sources(), file.directory(), using).ok()? {
        LocalFile::Exact(path) | LocalFile::OtherCase(path, _) => Some(path),
    }
}

/// `prod` of `main.prod.bicepparam`, `azuredeploy.parameters.prod.bicepparam`, `prod.bicepparam` and
/// `env/prod/main.bicepparam`; `main` of `main.bicepparam`.
fn name_of(path: &Path, template: &Path) -> Arc<str> {
    let stem = |path: &Path| path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
    let (own, base) = (stem(path), stem(template));
    let is_word =
        |part: &str| ["parameters", "parameter", "params", "param"].iter().any(|word| part.eq_ignore_ascii_case(word));
    // `main-aks` of `main-aks.prod.bicepparam` is one part.
    let rest = match own.get(..base.len()) {
        Some(start) if start.eq_ignore_ascii_case(&base) => &own[base.len()..],
        _ => &own,
    };
    let parts: Vec<&str> = rest.split(['.', '-', '_']).filter(|part| !part.is_empty()).collect();
    let (before, behind) = match parts.iter().position(|part| is_word(part)) {
        Some(word) => (&parts[..word], &parts[word + 1..]),
        None => (&parts[..], &[][..]),
    };
    let telling = if behind.is_empty() { before } else { behind };
    if !telling.is_empty() && telling != [base.as_str()] {
        return telling.join("-").into();
    }
    let folder = path.parent().filter(|folder| Some(*folder) != template.parent());
    let folder = folder.and_then(|folder| folder.file_name()?.to_str());
    let is_plain = |name: &str| name.to_ascii_lowercase().starts_with("env") || is_word(name);
    folder.filter(|name| !is_plain(name)).map_or(own.as_str(), |name| name).into()
}

/// The names that a parameter file sets, for those that are not used.
#[must_use]
pub fn names(loader: &Loader<'_>, path: &Path, options: &Options) -> Vec<Arc<str>> {
    if is_bicep_parameters(path) {
        return loader.load(path).assigned().cloned().collect();
    }
    let (assignments, _) = read_parameters(loader.sources(), path, &options.placeholders);
    assignments.into_iter().map(|assignment| assignment.name).collect()
}

/// The files of `--params` that are meant for a root: those that use it, or set mostly its parameters.
#[must_use]
pub fn meant_for<'p>(loader: &Loader<'_>, file: &File, paths: &'p [PathBuf], options: &Options) -> Vec<&'p PathBuf> {
    let is_meant = |path: &Path| {
        if is_bicep_parameters(path) {
            let parameters = loader.load(path);
            if let Some(used) = used(loader, path) {
                return used == file.path;
            }
            return parameters.broken.is_some() || mostly_declared(file, parameters.assigned().map(|name| &**name));
        }
        let (assignments, problems) = read_parameters(loader.sources(), path, &options.placeholders);
        !problems.is_empty() || mostly_declared(file, assignments.iter().map(|assignment| &*assignment.name))
    };
    paths.iter().filter(|path| is_meant(path)).collect()
}

/// What parameter files give to a root; later ones win.
#[must_use]
pub fn arguments<'p>(
    evaluation: &Rc<Evaluation<'_>>,
    root: &File,
    paths: impl Iterator<Item = &'p PathBuf>,
) -> Arguments {
    let mut arguments = Arguments::default();
    for path in paths {
        let values = if is_bicep_parameters(path) {
            let file = evaluation.loader.load(path);
            let assigned = Instance::undeployed(evaluation, Arc::clone(&file)).assignments();
            if root.broken.is_none() {
                check_names(evaluation, root, &file);
            }
            if let Some(reason) = &file.broken {
                arguments.open.get_or_insert_with(|| Arc::clone(reason));
            }
            assigned.into_iter().map(|(name, value, _)| (name, value)).collect::<Vec<_>>()
        } else {
            let run = evaluation.run;
            let (assignments, problems) = read_parameters(run.sources, path, &run.options.placeholders);
            problems.into_iter().for_each(|problem| run.problem(problem));
            assignments.into_iter().map(|assignment| (assignment.name, assignment.value)).collect()
        };
        for (name, value) in values {
            let name = declared_name(root, &name).cloned().unwrap_or(name);
            arguments.values.insert(name, value);
        }
    }
    arguments
}

/// The compiler refuses a `.bicepparam` file that assigns what its template does not declare.
fn check_names(evaluation: &Evaluation<'_>, root: &File, parameters: &File) {
    for (name, place) in parameters.assigned_with_places() {
        if root.parameters().any(|(_, _, parameter)| parameter.name.text == *name) {
            continue;
        }
        let known: BTreeSet<&str> = root.parameters().map(|(_, _, parameter)| &*parameter.name.text).collect();
        let near = closest(name, known).map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
        let message = format!(
            "The parameter \"{name}\" is assigned in the params file without being declared in the Bicep file{near}"
        );
        evaluation.refuse(place, message);
    }
}
