//! Environments that users name, with the files of values that belong to them.
//!
//! Knows: below which folder they hold. Does not know: any language's files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An environment that the user names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedEnvironment {
    /// The name.
    pub name: Arc<str>,
    /// Files of values for Terraform, absolute, least precedence first.
    pub value_files: Vec<PathBuf>,
    /// Parameter files for Bicep and ARM, absolute, least precedence first.
    pub parameter_files: Vec<PathBuf>,
}

impl NamedEnvironment {
    fn has_no_files(&self) -> bool {
        self.value_files.is_empty() && self.parameter_files.is_empty()
    }
}

/// The environments that users name, by the folders below which they hold.
#[derive(Debug, Clone, Default)]
pub struct NamedEnvironments {
    folders: Vec<(PathBuf, Vec<NamedEnvironment>)>,
}

impl NamedEnvironments {
    /// Environments by folder, absolute. Below a folder none but its own hold.
    #[must_use]
    pub fn new(mut folders: Vec<(PathBuf, Vec<NamedEnvironment>)>) -> Self {
        folders.sort_by_key(|(folder, _)| std::cmp::Reverse(folder.components().count()));
        Self { folders }
    }

    /// The environments that hold for a root: those of the nearest folder around it.
    #[must_use]
    pub fn of(&self, root: &Path) -> &[NamedEnvironment] {
        let nearest = self.folders.iter().find(|(folder, _)| root.starts_with(folder));
        nearest.map_or(&[], |(_, environments)| environments)
    }

    /// The environments of a root, of those found beside it and those named. `meant` gives the named files that are meant for
    /// the root. Where any are, the named environments count alone; one of them without files is the one of its name
    /// among those found. Without such files those found count.
    #[must_use]
    pub fn choose<E>(
        &self,
        root: &Path,
        found: Vec<E>,
        name: impl Fn(&E) -> Arc<str>,
        meant: impl Fn(&NamedEnvironment) -> Option<E>,
    ) -> Vec<E> {
        let named = self.of(root);
        let mut meant: Vec<(usize, E)> =
            named.iter().enumerate().filter_map(|(at, environment)| Some((at, meant(environment)?))).collect();
        if meant.is_empty() {
            return found;
        }
        for environment in found {
            let at = named.iter().position(|named| named.has_no_files() && named.name == name(&environment));
            meant.extend(at.map(|at| (at, environment)));
        }
        meant.sort_by_key(|(at, _)| *at);
        meant.into_iter().map(|(_, environment)| environment).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::{NamedEnvironment, NamedEnvironments};

    fn named(name: &str, files: &[&str]) -> NamedEnvironment {
        let value_files = files.iter().map(Into::into).collect();
        NamedEnvironment { name: name.into(), value_files, parameter_files: Vec::new() }
    }

    #[test]
    fn named_files_go_before_found_ones_where_they_are_meant() {
        let outer = vec![named("prod", &["/r/prod.tfvars"]), named("dev", &[])];
        let all = NamedEnvironments::new(vec![("/r".into(), outer), ("/r/inner".into(), Vec::new())]);
        let choose = |root: &str, found: &[&str], is_meant: bool| {
            let found: Vec<Arc<str>> = found.iter().map(|name| Arc::from(*name)).collect();
            let meant = |one: &NamedEnvironment| {
                (is_meant && !one.value_files.is_empty()).then(|| Arc::from(format!("{}!", one.name)))
            };
            let chosen = all.choose(Path::new(root), found, Arc::clone, meant);
            chosen.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(choose("/r/a", &["dev", "test"], true), ["prod!", "dev"]);
        assert_eq!(choose("/r/a", &["dev", "test"], false), ["dev", "test"]);
        assert_eq!(choose("/r/inner/a", &["dev", "test"], true), ["dev", "test"]);
        assert_eq!(choose("/other", &["dev"], true), ["dev"]);
    }
}
