//! `akslint.yaml`, and other files in which users tell what the code does not.
//!
//! Knows: where such a file lies, its keys, and what to say about wrong ones. Does not know: the command line, or what is
//! done with what the file tells.

mod calendar;
mod environments;
mod ignores;
mod named;
mod networks;
mod origin;
mod policies;
mod run;
pub mod schema;
mod scopes;
mod settings;
mod suppressions;
mod written;
pub(crate) mod yaml;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use self::ignores::Ignore;
use self::networks::WrittenNetworks;
pub use self::origin::{Origin, Set};
pub use self::policies::PolicySettings;
pub use self::run::RunSettings;
pub use self::scopes::{Applied, Scope, Scopes};
pub use self::settings::{Overrides, Settings};
pub use self::suppressions::SuppressionRules;
use self::written::ConfigFile;
use crate::planning::facts::NetworkFacts;
use crate::policy::Catalogue;
use crate::source::{Paths, ReadError, Sources};

/// The name of the file.
pub const FILE: &str = "akslint.yaml";

/// What is wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}:{column}: {message}")]
pub struct ConfigError {
    /// The file, as shown.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// What is wrong, and what was probably meant.
    pub message: String,
}

/// Which file counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Choice {
    /// For each root the nearest one around it.
    #[default]
    Nearest,
    /// This one and no other.
    File(PathBuf),
    /// None.
    None,
}

/// The configuration of a run, before it is known which roots there are.
#[derive(Debug, Default)]
pub struct Configuration {
    choice: Choice,
    /// The file that may say what holds for the whole run.
    outermost: Option<ConfigFile>,
    run: RunSettings,
    boundary: PathBuf,
    overrides: Overrides,
    network_facts: NetworkFacts,
}

impl Configuration {
    /// Reads the file that holds for the whole run: the one named, else the outermost from the boundary down to the
    /// directory that holds all paths named.
    ///
    /// # Errors
    /// When the file cannot be read, or is wrong.
    pub fn load(sources: &Sources, paths: &Paths, choice: Choice) -> Result<Self, ConfigError> {
        let outermost = match &choice {
            Choice::None => None,
            Choice::File(path) => Some(named_file(sources, paths, path)?),
            Choice::Nearest => {
                let common = paths.common_directory();
                let mut around: Vec<&Path> =
                    common.ancestors().take_while(|directory| directory.starts_with(&paths.boundary)).collect();
                around.reverse();
                let mut found = None;
                for directory in around {
                    found = in_directory(sources, directory)?;
                    if found.is_some() {
                        break;
                    }
                }
                found
            }
        };
        let run = outermost.as_ref().map(|file| RunSettings::read(sources, file)).transpose()?.unwrap_or_default();
        let boundary = paths.boundary.clone();
        Ok(Self { choice, outermost, run, boundary, ..Self::default() })
    }

    /// The same for other files, which have the same settings: what these say is read anew among them.
    ///
    /// # Errors
    /// When a file cannot be read, or is wrong.
    pub fn among(&self, sources: &Sources, paths: &Paths) -> Result<Self, ConfigError> {
        let read = Self::load(sources, paths, self.choice.clone())?;
        Ok(read.with(self.overrides.clone(), self.network_facts.clone()))
    }

    /// What the command line says of policies, and of networks outside the code.
    #[must_use]
    pub fn with(self, overrides: Overrides, network_facts: NetworkFacts) -> Self {
        Self { overrides, network_facts, ..self }
    }

    /// What holds for the whole run.
    #[must_use]
    pub fn run(&self) -> &RunSettings {
        &self.run
    }

    /// The settings of all roots: for each of these directories the nearest file around it, up to the boundary.
    ///
    /// # Errors
    /// When a file cannot be read, or is wrong.
    pub fn scopes<'p>(
        &self,
        sources: &Sources,
        catalogue: &Catalogue,
        directories: impl IntoIterator<Item = &'p Path>,
    ) -> Result<Scopes, ConfigError> {
        let mut scopes: Vec<Scope> = Vec::new();
        let mut is_covered = true;
        if self.choice == Choice::Nearest {
            // Whether a directory has no file in it.
            let mut known: BTreeMap<PathBuf, bool> = BTreeMap::new();
            for directory in directories {
                let real = sources.resolve(directory).unwrap_or_else(|_| directory.to_owned());
                let mut has_any = false;
                for directory in real.ancestors().take_while(|directory| directory.starts_with(&self.boundary)) {
                    let has_file = match known.get(directory) {
                        Some(&has_file) => has_file,
                        None => {
                            let file = in_directory(sources, directory)?;
                            known.insert(directory.to_owned(), file.is_some());
                            if let Some(file) = &file {
                                scopes.push(self.scope(sources, catalogue, Some(file))?);
                            }
                            file.is_some()
                        }
                    };
                    if has_file {
                        has_any = true;
                        break;
                    }
                }
                is_covered &= has_any;
            }
        } else if let Some(file) = &self.outermost {
            scopes.push(self.scope(sources, catalogue, Some(file))?);
        }
        if scopes.is_empty() || !is_covered {
            scopes.push(self.scope(sources, catalogue, None)?);
        }
        scopes.sort_by(|a, b| {
            let depth = |scope: &Scope| std::cmp::Reverse(scope.directory.components().count());
            (depth(a), &a.folder).cmp(&(depth(b), &b.folder))
        });
        Ok(Scopes { scopes })
    }

    fn scope(&self, sources: &Sources, catalogue: &Catalogue, file: Option<&ConfigFile>) -> Result<Scope, ConfigError> {
        let apply = |settings: Settings| {
            let settings = settings.with(&self.overrides);
            let selection = settings.selection(catalogue);
            Applied { settings, selection }
        };
        let Some(file) = file else {
            return Ok(Scope {
                folder: ".".into(),
                directory: self.boundary.clone(),
                file: None,
                applied: apply(Settings::default()),
                network_facts: Arc::new(self.network_facts.clone()),
                environments: Vec::new(),
            });
        };
        if self.outermost.as_ref().is_none_or(|outermost| outermost.id != file.id) {
            file.check_part()?;
        }
        let settings = Settings::read(sources, file, catalogue)?;
        let written = file.written.environments.as_deref().unwrap_or_default();
        let mut environments = Vec::new();
        for (environment, written) in environments::read(sources, file, written)?.into_iter().zip(written) {
            let settings = settings.in_environment(file, catalogue, &written.value)?;
            environments.push((environment, apply(settings)));
        }
        let networks = match &file.written.networks {
            Some(networks) => networks.clone().facts(&file.shown)?,
            None => NetworkFacts::default(),
        };
        // A file that is named counts for everything.
        let is_whole = matches!(self.choice, Choice::File(_));
        let directory = if is_whole { self.boundary.clone() } else { file.directory.clone() };
        Ok(Scope {
            folder: sources.shown_path(&directory).into(),
            directory,
            file: Some(Arc::clone(&file.shown)),
            applied: apply(settings),
            network_facts: Arc::new(networks.and(self.network_facts.clone())),
            environments,
        })
    }
}

fn in_directory(sources: &Sources, directory: &Path) -> Result<Option<ConfigFile>, ConfigError> {
    let path = directory.join(FILE);
    match sources.read(&path) {
        Ok(id) => ConfigFile::read(sources, id, directory).map(Some),
        Err(ReadError::NotFound) => Ok(None),
        Err(error) => Err(unreadable(&sources.shown_path(&path), &error)),
    }
}

/// A file that may lie anywhere. Paths in it start at its folder, or at the boundary where it lies outside of that.
fn named_file(sources: &Sources, paths: &Paths, path: &Path) -> Result<ConfigFile, ConfigError> {
    let shown = path.display().to_string().replace('\\', "/");
    let (real, outside) = read_named(path, &shown)?;
    let directory = real.parent().unwrap_or(&paths.boundary);
    match sources.read(&real) {
        Ok(id) => ConfigFile::read(sources, id, directory),
        Err(ReadError::OutsideBoundary) => {
            let id = sources.add(&shown, &outside);
            ConfigFile::read(sources, id, &paths.boundary)
        }
        Err(error) => Err(unreadable(&shown, &error)),
    }
}

/// The real path and the text of a file that may lie anywhere.
fn read_named(path: &Path, shown: &str) -> Result<(PathBuf, String), ConfigError> {
    let not_found = |_| unreadable(shown, &ReadError::NotFound);
    let paths = Paths::resolve(&[path.to_owned()], None).map_err(not_found)?;
    let Some(named) = paths.named.first() else { return Err(unreadable(shown, &ReadError::NotFound)) };
    let directory = named.path.parent().unwrap_or(&named.path).to_owned();
    let sources = Sources::new(directory, crate::source::Limits::default());
    let file = sources.read(&named.path).map_err(|error| unreadable(shown, &error))?;
    Ok((named.path.clone(), sources.file(file).text.clone()))
}

/// Reads a file that has what stands below `networks` in `akslint.yaml`. It may lie anywhere, and is shown as named.
///
/// # Errors
/// When the file cannot be read, or is wrong.
pub fn network_facts(path: &Path) -> Result<NetworkFacts, ConfigError> {
    let shown = path.display().to_string().replace('\\', "/");
    let (_, text) = read_named(path, &shown)?;
    let written: WrittenNetworks = yaml::parse(&shown, &text)?.unwrap_or_default();
    written.facts(&shown)
}

fn unreadable(path: &str, error: &ReadError) -> ConfigError {
    ConfigError { path: path.to_owned(), line: 1, column: 1, message: error.to_string() }
}

#[cfg(test)]
mod tests;
