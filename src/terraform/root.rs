//! A root module: what lies beside its configuration (installed modules, the lock file).

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::load::literal_text;
use super::parse;
use crate::document::{Problem, ProblemKind, Version};
use crate::source::{ReadError, Sources};

/// A directory that is evaluated by itself.
#[derive(Debug, Default)]
pub struct Root {
    /// The directory, absolute.
    pub directory: PathBuf,
    /// The directory as shown.
    pub shown: Arc<str>,
    /// Whether other scanned code calls it.
    pub is_called: bool,
    /// Directories of installed modules by key (`aks`, `aks.network`), from `.terraform/modules/modules.json`.
    pub installed_modules: HashMap<String, PathBuf>,
    /// Locked provider versions by source address (`registry.terraform.io/hashicorp/azurerm`).
    pub locks: Vec<(String, Version)>,
    /// What could not be read of these.
    pub problems: Vec<Problem>,
}

impl Root {
    /// Reads what lies beside a root's configuration.
    #[must_use]
    pub fn read(sources: &Sources, directory: &Path, is_called: bool) -> Self {
        let directory = sources.resolve(directory).unwrap_or_else(|_| directory.to_owned());
        let shown = sources.shown_path(&directory).into();
        let mut root = Self { directory, shown, is_called, ..Self::default() };
        root.read_installed_modules(sources);
        root.read_lock_file(sources);
        root
    }

    /// The locked version of a provider, by source address or, without one, local name.
    #[must_use]
    pub fn locked(&self, source: Option<&str>, name: &str) -> Option<Version> {
        let wanted = source.map_or_else(|| format!("/{name}"), |source| format!("/{}", source.to_lowercase()));
        (self.locks.iter())
            .find(|(address, _)| address.ends_with(&wanted) || format!("/{address}") == wanted)
            .map(|(_, version)| *version)
    }

    /// All locked providers by the name they usually go by: the end of their address.
    pub fn locked_providers(&self) -> impl Iterator<Item = (Arc<str>, Version)> {
        (self.locks.iter()).filter_map(|(address, version)| Some((address.rsplit('/').next()?.into(), *version)))
    }

    fn read_installed_modules(&mut self, sources: &Sources) {
        let path = self.directory.join(".terraform/modules/modules.json");
        let file = match sources.read(&path) {
            Ok(file) => file,
            Err(ReadError::NotFound) => return,
            Err(error) => {
                self.problems.push(Problem::with_path(ProblemKind::Io, sources.shown_path(&path), error.to_string()));
                return;
            }
        };
        let text = &sources.file(file).text;
        let Ok(json) = serde_json::from_str::<serde_json::Value>(text) else {
            let message = "The list of installed modules is not valid JSON; run `terraform init` again";
            self.problems.push(Problem::with_path(ProblemKind::Module, sources.shown_path(&path), message));
            return;
        };
        let modules = json.get("Modules").and_then(serde_json::Value::as_array);
        for module in modules.into_iter().flatten() {
            let text = |key: &str| module.get(key).and_then(serde_json::Value::as_str);
            if let (Some(key), Some(directory)) = (text("Key"), text("Dir"))
                && !key.is_empty()
            {
                self.installed_modules.insert(key.to_owned(), self.directory.join(directory));
            }
        }
    }

    fn read_lock_file(&mut self, sources: &Sources) {
        let path = self.directory.join(".terraform.lock.hcl");
        let file = match sources.read(&path) {
            Ok(file) => file,
            Err(ReadError::NotFound | ReadError::WrongType(_)) => return,
            Err(error) => {
                self.problems.push(Problem::with_path(ProblemKind::Io, sources.shown_path(&path), error.to_string()));
                return;
            }
        };
        let parsed = parse::parse_file(&sources.file(file).text, file);
        self.problems.extend(parsed.problems);
        for block in parsed.body.blocks_of("provider") {
            let version = block.body.attribute("version").and_then(|attribute| literal_text(&attribute.expression));
            let version = version.and_then(|text| Version::parse(&text));
            if let (Some(address), Some((version, _))) = (block.label(0), version) {
                self.locks.push((address.to_lowercase(), version));
            }
        }
    }
}
