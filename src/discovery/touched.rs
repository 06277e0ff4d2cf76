//! What named files have to do with: the configuration that holds or calls them, and that whose values they may be.
//!
//! Knows: how far from a root files of values and parameters are found. Does not know: which of them really belong to it.

use std::path::{Path, PathBuf};

use super::templates::is_candidate;
use crate::source::Paths;
use crate::terraform::is_configuration;

/// How many folders lie between a root and its files of values at most: `environments/prod/main.tfvars`.
const LEVELS: usize = 2;

/// Files that the user named, and nothing else: hooks pass those that changed.
#[derive(Debug)]
pub(super) struct Touched {
    files: Vec<PathBuf>,
}

impl Touched {
    /// The files named, when only files are and they lie in a repository. Without one nobody knows how far to look for
    /// what calls them.
    pub fn by(paths: &Paths) -> Option<Self> {
        let is_some = !paths.named.is_empty() && paths.is_repository && paths.named.iter().all(|named| named.is_file);
        is_some.then(|| Self { files: paths.named.iter().map(|named| named.path.clone()).collect() })
    }

    /// Whether one of them is part of the configuration in this directory, or may give it values.
    pub fn concerns_directory(&self, directory: &Path) -> bool {
        self.files.iter().any(|file| match is_configuration(&name(file)) {
            true => file.parent() == Some(directory),
            false => is_near(file, directory),
        })
    }

    /// Whether one of them is this template, or may give it parameters.
    pub fn concerns_template(&self, template: &Path) -> bool {
        let directory = template.parent().unwrap_or(Path::new(""));
        self.files.iter().any(|file| {
            let is_json = is_candidate(&name(file)) && file.extension().is_some_and(|extension| extension != "bicep");
            file == template || (is_json && is_near(file, directory))
        })
    }
}

fn name(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn is_near(file: &Path, directory: &Path) -> bool {
    file.ancestors().skip(1).take(1 + LEVELS).any(|folder| folder == directory)
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::Touched;
    use crate::source::{NamedPath, Paths};

    fn touched(files: &[&str]) -> Touched {
        let named = files.iter().map(|file| NamedPath { path: PathBuf::from(file), is_file: true }).collect();
        Touched::by(&Paths { boundary: PathBuf::from("/r"), named, is_repository: true }).unwrap()
    }

    #[test]
    fn values_concern_what_lies_at_most_two_folders_above() {
        let values = touched(&["/r/infra/environments/prod/main.tfvars"]);
        for (directory, concerns) in [("/r/infra", true), ("/r/infra/environments", true), ("/r", false), ("/x", false)]
        {
            assert_eq!(values.concerns_directory(Path::new(directory)), concerns, "{directory}");
        }
        let code = touched(&["/r/infra/main.tf"]);
        assert!(code.concerns_directory(Path::new("/r/infra")) && !code.concerns_directory(Path::new("/r")));
    }

    #[test]
    fn a_template_is_concerned_by_itself_and_by_parameters() {
        let main = Path::new("/r/infra/main.bicep");
        assert!(touched(&["/r/infra/main.bicep"]).concerns_template(main));
        assert!(touched(&["/r/infra/env/prod.bicepparam"]).concerns_template(main));
        assert!(touched(&["/r/infra/main.parameters.json"]).concerns_template(main));
        assert!(!touched(&["/r/infra/other.bicep"]).concerns_template(main));
        assert!(!touched(&["/r/infra/package.json"]).concerns_template(main));
    }

    #[test]
    fn folders_and_what_is_in_no_repository_choose_for_themselves() {
        let folder = NamedPath { path: PathBuf::from("/r"), is_file: false };
        let file = NamedPath { path: PathBuf::from("/r/a.tf"), is_file: true };
        let paths = |named: &[&NamedPath], is_repository| Paths {
            boundary: PathBuf::from("/r"),
            named: named.iter().map(|named| (*named).clone()).collect(),
            is_repository,
        };
        assert!(Touched::by(&paths(&[&file], true)).is_some());
        assert!(Touched::by(&paths(&[&file, &folder], true)).is_none());
        assert!(Touched::by(&paths(&[&file], false)).is_none());
        assert!(Touched::by(&paths(&[], true)).is_none());
    }
}
