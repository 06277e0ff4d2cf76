//! Parameter files that may belong to a template, by where they stand and what they are called.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::is_parameter_file;
use crate::source::{DirectoryEntry, Sources};

/// The most files of one folder that are looked at.
const MOST_FILES: usize = 500;

/// The JSON parameter files that may belong to a template of any language, each with the name of its environment, sorted
/// by that name: `X.parameters.json`, `X.parameters.ENV.json`, `X.ENV.parameters.json`, `X-parameters.json`,
/// `parameters.json` and the like beside it, and parameter files in `env*`, `parameters` and `params` folders beside it.
#[must_use]
pub fn candidates(sources: &Sources, template: &Path) -> Vec<(Arc<str>, PathBuf)> {
    let directory = template.parent().unwrap_or(Path::new(""));
    let (Ok(entries), Some(stem)) = (sources.list(directory), template.file_stem().and_then(|stem| stem.to_str()))
    else {
        return Vec::new();
    };
    let others: BTreeSet<String> = other_templates(&entries, stem).collect();
    let mut search = Search { sources, stem: stem.to_ascii_lowercase(), others, found: BTreeMap::new() };
    for entry in entries.iter() {
        let path = directory.join(&entry.name);
        if path == template {
            continue;
        }
        match entry.is_directory {
            true if is_parameter_folder(&entry.name) => search.folder(&path, None),
            true => {}
            false => search.beside(&entry.name, path),
        }
    }
    search.named(directory)
}

/// The stems of the other templates in a directory.
fn other_templates<'e>(entries: &'e [DirectoryEntry], stem: &'e str) -> impl Iterator<Item = String> + 'e {
    let stems = entries.iter().filter_map(|entry| {
        let name = entry.name.strip_suffix(".bicep").or_else(|| entry.name.strip_suffix(".json"))?;
        (!name.contains('.') && !mentions_parameters(name)).then(|| name.to_ascii_lowercase())
    });
    stems.filter(move |other| !other.eq_ignore_ascii_case(stem))
}

fn is_parameter_folder(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("env") || matches!(&*name, "parameters" | "params" | "parameter" | "param")
}

fn mentions_parameters(name: &str) -> bool {
    parts(&name.to_ascii_lowercase()).iter().any(|part| is_parameter_word(part))
}

fn is_parameter_word(part: &str) -> bool {
    matches!(part, "parameters" | "parameter" | "params" | "param")
}

fn parts(name: &str) -> Vec<&str> {
    name.split(['.', '-', '_']).collect()
}

struct Search<'s> {
    sources: &'s Sources,
    /// The template's, in lower case.
    stem: String,
    /// Those of other templates beside it.
    others: BTreeSet<String>,
    /// Files by the environment their name tells.
    found: BTreeMap<String, Vec<PathBuf>>,
}

impl Search<'_> {
    /// What a file's name tells: none when it belongs to another template; the environment, or nothing of it.
    fn environment(&self, name: &str) -> Option<String> {
        let lower = name.to_ascii_lowercase();
        let mut rest = lower.as_str();
        let is_own = |rest: &str| {
            let tail = rest.strip_prefix(self.stem.as_str())?;
            (tail.is_empty() || tail.starts_with(['.', '-', '_'])).then_some(tail.len())
        };
        match is_own(rest) {
            Some(tail) => rest = &lower[lower.len() - tail..],
            None if self.belongs_elsewhere(rest) => return None,
            None => {}
        }
        let left: Vec<&str> = parts(rest)
            .into_iter()
            .filter(|part| !part.is_empty() && !is_parameter_word(part) && *part != self.stem)
            .collect();
        (!self.belongs_elsewhere(&left.join("."))).then(|| left.join("-"))
    }

    fn belongs_elsewhere(&self, name: &str) -> bool {
        let is_start = |other: &String| {
            name.strip_prefix(other.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.others.iter().any(is_start)
    }

    fn beside(&mut self, name: &str, path: PathBuf) {
        let Some(stem) = name.strip_suffix(".json").or_else(|| name.strip_suffix(".jsonc")) else { return };
        if mentions_parameters(stem)
            && let Some(environment) = self.environment(stem)
        {
            self.found.entry(environment).or_default().push(path);
        }
    }

    /// Files directly in the folder are one environment each, as are those in the folders in it.
    fn folder(&mut self, folder: &Path, environment: Option<&str>) {
        let Ok(entries) = self.sources.list(folder) else { return };
        for entry in entries.iter().take(MOST_FILES) {
            let path = folder.join(&entry.name);
            if entry.is_directory {
                if environment.is_none() {
                    self.folder(&path, Some(&entry.name));
                }
                continue;
            }
            let Some(stem) = entry.name.strip_suffix(".json").or_else(|| entry.name.strip_suffix(".jsonc")) else {
                continue;
            };
            let Some(told) = self.environment(stem) else { continue };
            let is_candidate = mentions_parameters(stem)
                || self.sources.read_bytes(&path).is_ok_and(|bytes| is_parameter_file(&bytes));
            if is_candidate {
                let name = match environment {
                    Some(outer) if told.is_empty() || told == outer => outer.to_owned(),
                    Some(outer) => format!("{outer}-{told}"),
                    None => told,
                };
                self.found.entry(name).or_default().push(path);
            }
        }
    }

    /// Where the name tells no environment, or several files tell the same, the file's own name does.
    fn named(self, directory: &Path) -> Vec<(Arc<str>, PathBuf)> {
        let mut named: Vec<(Arc<str>, PathBuf)> = Vec::new();
        for (environment, files) in self.found {
            let is_telling = !environment.is_empty() && files.len() == 1;
            for file in files {
                let relative = file.strip_prefix(directory).unwrap_or(&file).with_extension("");
                let name = if is_telling { environment.clone() } else { relative.to_string_lossy().replace('\\', "/") };
                named.push((name.into(), file));
            }
        }
        named.sort();
        named
    }
}
