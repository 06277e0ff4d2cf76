//! Environments without configuration: files of values beside a root that Terraform would not load by itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::module::Module;
use super::parse::{self, Placeholders};
use crate::source::Sources;

/// The most environments that are evaluated for one root.
pub const MAX_ENVIRONMENTS: usize = 8;

/// A set of files of values found beside a root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// Its name: the file's or folder's.
    pub name: Arc<str>,
    /// Its files, least precedence first.
    pub files: Vec<PathBuf>,
}

/// The environments of a root, sorted by name; the caller caps them at [`MAX_ENVIRONMENTS`].
#[must_use]
pub fn discover(sources: &Sources, module: &Module, placeholders: &Placeholders) -> Vec<Environment> {
    let mut found: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    let Ok(entries) = sources.list(&module.directory) else { return Vec::new() };
    for entry in entries.iter() {
        let path = module.directory.join(&entry.name);
        if entry.is_directory {
            if is_value_folder(&entry.name) {
                search_folder(sources, &path, None, &mut found);
            }
        } else if is_value_file(&entry.name) && !is_automatic(&entry.name) {
            found.entry(stem(&entry.name).to_owned()).or_default().push(path);
        }
    }
    (found.into_iter())
        .filter(|(_, files)| files.iter().any(|file| matches(sources, module, file, placeholders)))
        .map(|(name, files)| Environment { name: name.into(), files })
        .collect()
}

/// Files directly in the folder are one environment each; a folder in it is one environment with all its files.
fn search_folder(sources: &Sources, folder: &Path, name: Option<&str>, found: &mut BTreeMap<String, Vec<PathBuf>>) {
    let Ok(entries) = sources.list(folder) else { return };
    for entry in entries.iter() {
        let path = folder.join(&entry.name);
        match (entry.is_directory, name) {
            (true, None) => search_folder(sources, &path, Some(&entry.name), found),
            (false, _) if is_value_file(&entry.name) => {
                let environment = name.unwrap_or_else(|| stem(&entry.name));
                found.entry(environment.to_owned()).or_default().push(path);
            }
            _ => {}
        }
    }
}

fn is_value_folder(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("env") || matches!(&*name, "vars" | "tfvars" | "config" | "configs" | "variables" | "parameters")
}

fn is_value_file(name: &str) -> bool {
    !name.starts_with('.') && (name.ends_with(".tfvars") || name.ends_with(".tfvars.json"))
}

fn is_automatic(name: &str) -> bool {
    matches!(name, "terraform.tfvars" | "terraform.tfvars.json")
        || name.ends_with(".auto.tfvars")
        || name.ends_with(".auto.tfvars.json")
}

fn stem(name: &str) -> &str {
    let name = name.strip_suffix(".json").unwrap_or(name);
    let name = name.strip_suffix(".tfvars").unwrap_or(name);
    name.strip_suffix(".auto").unwrap_or(name)
}

/// Whether a file's keys are (mostly) variables of the root.
fn matches(sources: &Sources, module: &Module, path: &Path, placeholders: &Placeholders) -> bool {
    let (known, all) = known_keys(sources, module, path, placeholders);
    known > 0 && known * 2 >= all
}

/// Whether a file sets any variable of the root.
#[must_use]
pub fn sets_variables(sources: &Sources, module: &Module, path: &Path, placeholders: &Placeholders) -> bool {
    known_keys(sources, module, path, placeholders).0 > 0
}

/// How many of a file's keys are variables of the root, and how many there are.
fn known_keys(sources: &Sources, module: &Module, path: &Path, placeholders: &Placeholders) -> (usize, usize) {
    let Ok(file) = sources.read(path) else { return (0, 0) };
    let text = &sources.file(file).text;
    let is_json = path.extension().is_some_and(|extension| extension == "json");
    let parsed = if is_json {
        parse::parse_json_values(text, file, placeholders)
    } else {
        parse::parse_values(text, file, placeholders)
    };
    let keys = &parsed.body.attributes;
    let known = keys.iter().filter(|attribute| module.variables.contains_key(&attribute.name)).count();
    (known, keys.len())
}
