//! The key `environments`: sets of values that roots are evaluated with, and what holds in them.
//!
//! Knows: how they are written, and that their files are there. Does not know: which roots they are meant for.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::ConfigError;
use super::named::Named;
use super::policies::WrittenChange;
use super::written::ConfigFile;
use crate::document::NamedEnvironment;
use crate::formats::closest;
use crate::policy::Severity;
use crate::source::{ReadError, Sources};

/// The most environments of one file.
const MOST: usize = 32;

/// One environment, as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct WrittenEnvironment {
    pub name: Spanned<String>,
    var_files: Option<Vec<Spanned<String>>>,
    parameter_files: Option<Vec<Spanned<String>>>,
    pub fail_on: Option<Spanned<Severity>>,
    pub fail_on_undecided: Option<Spanned<Severity>>,
    pub min_severity: Option<Spanned<Severity>>,
    pub policies: Option<Named<Option<WrittenChange>>>,
}

/// Reads the environments of a file.
pub(super) fn read(
    sources: &Sources,
    file: &ConfigFile,
    written: &[Spanned<WrittenEnvironment>],
) -> Result<Vec<NamedEnvironment>, ConfigError> {
    let mut names = BTreeSet::new();
    let mut environments = Vec::new();
    for entry in written {
        let WrittenEnvironment { name, var_files, parameter_files, .. } = &entry.value;
        let is_plain = |c: char| !c.is_control();
        if name.value.is_empty() || name.value.chars().count() > 60 || !name.value.chars().all(is_plain) {
            let message = "the name of an environment has 1 to 60 characters, and no control characters";
            return Err(file.error(name.referenced, message));
        }
        if !names.insert(name.value.as_str()) {
            return Err(file.error(name.referenced, format!("the environment `{}` is told of twice", name.value)));
        }
        if environments.len() == MOST {
            return Err(file.error(entry.referenced, format!("more than {MOST} environments")));
        }
        let files = |written: &Option<Vec<Spanned<String>>>, endings: &[&str]| {
            let written = written.as_deref().unwrap_or_default();
            let read = written.iter().map(|path| existing_file(sources, file, path, endings));
            read.filter_map(Result::transpose).collect::<Result<Vec<_>, _>>()
        };
        environments.push(NamedEnvironment {
            name: name.value.as_str().into(),
            value_files: files(var_files, &[".tfvars", ".tfvars.json"])?,
            parameter_files: files(parameter_files, &[".bicepparam", ".json", ".jsonc"])?,
        });
    }
    Ok(environments)
}

/// A file that is there; none for one that is not, where the settings are of another state of the code than the files.
fn existing_file(
    sources: &Sources,
    file: &ConfigFile,
    path: &Spanned<String>,
    endings: &[&str],
) -> Result<Option<PathBuf>, ConfigError> {
    let shown: String = path.value.chars().take(100).collect();
    if !endings.iter().any(|ending| path.value.ends_with(ending)) {
        let message = format!("`{shown}` ends with none of {}", endings.join(", "));
        return Err(file.error(path.referenced, message));
    }
    let full = file.directory.join(&path.value);
    match sources.resolve(&full) {
        Ok(real) => match sources.read(&real) {
            Ok(_) => Ok(Some(real)),
            Err(error) => Err(file.error(path.referenced, format!("`{shown}`: {error}"))),
        },
        Err(ReadError::NotFound) if sources.has_settings_from_elsewhere() => Ok(None),
        Err(error) => {
            let nearest = (error == ReadError::NotFound).then(|| near(sources, &full)).flatten();
            let hint = nearest.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
            Err(file.error(path.referenced, format!("`{shown}`: {error}{hint}")))
        }
    }
}

/// The file beside it that is spelt most like it.
fn near(sources: &Sources, path: &std::path::Path) -> Option<String> {
    let listed: Arc<[_]> = sources.list(path.parent()?).ok()?;
    let name = path.file_name()?.to_str()?;
    closest(name, listed.iter().map(|entry| entry.name.as_str())).map(str::to_owned)
}

/// An existing folder below the boundary.
pub(super) fn existing_folder(
    sources: &Sources,
    file: &ConfigFile,
    path: &Spanned<String>,
) -> Result<PathBuf, ConfigError> {
    let shown: String = path.value.chars().take(100).collect();
    let full = file.directory.join(&path.value);
    // What is there now is then not what was meant.
    if sources.has_settings_from_elsewhere() {
        return Ok(full);
    }
    let found = sources.resolve(&full).and_then(|real| sources.list(&real).map(|_| real));
    found.map_err(|error| {
        let nearest = (error == ReadError::NotFound).then(|| near(sources, &full)).flatten();
        let hint = nearest.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
        file.error(path.referenced, format!("`{shown}`: {error}{hint}"))
    })
}
