//! From the reference of a module, an import or a parameter file to a file on disk.
//!
//! Knows: where to look, and in which order. Does not know: what is in the files.

use std::path::{Path, PathBuf};

use super::evaluation::Evaluation;
use super::load::File;
use super::reference::{self, RegistryModule};
use crate::document::{Problem, ProblemKind};
use crate::formats::closest;
use crate::source::{ReadError, Sources, Span};

/// What a reference leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A Bicep file.
    Bicep(PathBuf),
    /// An ARM template.
    Arm(PathBuf),
    /// A module of a registry that is not on disk.
    NotRestored(RegistryModule),
}

/// A file named by a path, which may be spelt otherwise than on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocalFile {
    /// It is there.
    Exact(PathBuf),
    /// One that differs only in case is there; how it is spelt on disk, relative as the reference is.
    OtherCase(PathBuf, String),
}

/// Finds what a reference at this place of a file leads to. Problems are reported.
///
/// # Errors
/// When it leads nowhere, which has been reported: why, as a part of a sentence.
pub fn find(evaluation: &Evaluation<'_>, file: &File, reference: &str, place: Span) -> Result<Target, String> {
    let run = evaluation.run;
    let broken = |message: String| {
        run.problem(Problem::at(ProblemKind::Module, place, message.clone()));
        message
    };
    let configuration = evaluation.loader.configuration(file.directory());
    if !reference::is_registry_reference(reference) {
        if let Some(path) = mapped(evaluation, &[reference]) {
            return Ok(target(path));
        }
        return match find_local(run.sources, file.directory(), reference) {
            Ok(LocalFile::Exact(path)) => Ok(target(path)),
            Ok(LocalFile::OtherCase(path, spelt)) => {
                broken(format!(
                    "The file \"{reference}\" does not exist; on disk it is spelt \"{spelt}\", which only some file \
                     systems take for the same"
                ));
                Ok(target(path))
            }
            Err((error, near)) => {
                let near = near.map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
                Err(broken(format!("The file \"{reference}\" cannot be read: {error}{near}")))
            }
        };
    }
    configuration.problems.iter().for_each(|problem| run.problem(problem.clone()));
    let module = reference::parse(reference, &configuration).map_err(broken)?;
    let exactly = format!("{}:{}", module.name, module.version);
    let names = [reference, reference::without_version(reference), &exactly, &module.name];
    if let Some(path) = mapped(evaluation, &names) {
        return Ok(target(path));
    }
    for root in configuration.cache.iter().chain(&run.options.module_cache) {
        let path = root.join(&module.cached).join("main.json");
        match run.sources.read(&path) {
            Ok(_) => return Ok(Target::Arm(path)),
            Err(ReadError::NotFound | ReadError::OutsideBoundary | ReadError::WrongType(_)) => {}
            Err(error) => {
                return Err(broken(format!("The restored module \"{reference}\" cannot be read: {error}")));
            }
        }
    }
    Ok(Target::NotRestored(module))
}

fn target(path: PathBuf) -> Target {
    let is_bicep = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("bicep"));
    if is_bicep { Target::Bicep(path) } else { Target::Arm(path) }
}

/// What `--module-map` says of one of these names: a file, or `main.bicep` or `main.json` in a directory.
fn mapped(evaluation: &Evaluation<'_>, names: &[&str]) -> Option<PathBuf> {
    let run = evaluation.run;
    let (_, path) = run.options.module_map.iter().find(|(from, _)| names.contains(&from.as_str()))?;
    let inside = ["main.bicep", "main.json"].map(|name| path.join(name));
    let found = inside.into_iter().find(|path| run.sources.read(path).is_ok());
    Some(found.unwrap_or_else(|| path.clone()))
}

/// Finds the file at a path relative to a directory.
///
/// # Errors
/// When there is none: why, and a file that was probably meant.
pub fn find_local(sources: &Sources, directory: &Path, path: &str) -> Result<LocalFile, (ReadError, Option<String>)> {
    let whole = directory.join(path);
    match sources.read(&whole) {
        Ok(_) => Ok(LocalFile::Exact(sources.resolve(&whole).unwrap_or(whole))),
        Err(ReadError::NotFound) => match near_path(sources, directory, path) {
            Some((found, spelt)) => Ok(LocalFile::OtherCase(found, spelt)),
            None => Err((ReadError::NotFound, similar(sources, directory, path))),
        },
        Err(error) => Err((error, None)),
    }
}

/// The file whose path differs from this in case alone, with its path as spelt on disk.
#[must_use]
pub fn near_path(sources: &Sources, directory: &Path, path: &str) -> Option<(PathBuf, String)> {
    let mut found = directory.to_owned();
    let mut spelt: Vec<String> = Vec::new();
    for part in path.split('/') {
        if matches!(part, "" | "." | "..") {
            found.push(part);
            spelt.push(part.to_owned());
            continue;
        }
        let entries = sources.list(&found).ok()?;
        let exact = entries.iter().find(|entry| entry.name == part);
        let entry = exact.or_else(|| entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(part)))?;
        found.push(&entry.name);
        spelt.push(entry.name.clone());
    }
    Some((sources.resolve(&found).unwrap_or(found), spelt.join("/")))
}

/// A file in the same directory with a name like it.
fn similar(sources: &Sources, directory: &Path, path: &str) -> Option<String> {
    let (prefix, name) = path.rsplit_once('/').map_or(("", path), |(prefix, name)| (prefix, name));
    let entries = sources.list(&directory.join(prefix)).ok()?;
    let extension = Path::new(name).extension()?;
    let files =
        entries.iter().filter(|entry| !entry.is_directory && Path::new(&entry.name).extension() == Some(extension));
    let near = closest(name, files.map(|entry| entry.name.as_str()))?;
    Some(if prefix.is_empty() { near.to_owned() } else { format!("{prefix}/{near}") })
}
