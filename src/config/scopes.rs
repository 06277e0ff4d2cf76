//! Which settings hold for which root: those of the nearest file around it, whole.
//!
//! Knows: folders and their settings. Does not know: what a root is made of.

use std::path::PathBuf;
use std::sync::Arc;

use super::settings::Settings;
use crate::document::{NamedEnvironment, NamedEnvironments};
use crate::planning::facts::NetworkFacts;
use crate::policy::Selection;

/// All settings of a run, by folder.
#[derive(Debug)]
pub struct Scopes {
    /// Deepest first; the last holds for everything else.
    pub(super) scopes: Vec<Scope>,
}

/// A folder with what holds below it, other folders with settings of their own left out.
#[derive(Debug, Default)]
pub struct Scope {
    /// The folder, as shown.
    pub folder: Arc<str>,
    /// The folder, absolute.
    pub(super) directory: PathBuf,
    /// The file that says so, as shown; none where nothing is configured.
    pub file: Option<Arc<str>>,
    /// What holds.
    pub applied: Applied,
    /// Networks outside the code.
    pub network_facts: Arc<NetworkFacts>,
    /// What holds in single environments, in the order written.
    pub environments: Vec<(NamedEnvironment, Applied)>,
}

/// Settings, and the policies that follow from them.
#[derive(Debug, Clone, Default)]
pub struct Applied {
    /// The settings.
    pub settings: Settings,
    /// The policies.
    pub selection: Selection,
}

impl Scopes {
    /// The same everywhere: these policies, and otherwise no settings.
    #[must_use]
    pub fn uniform(selection: Selection, network_facts: Arc<NetworkFacts>) -> Self {
        let applied = Applied { settings: Settings::default(), selection };
        Self { scopes: vec![Scope { folder: ".".into(), applied, network_facts, ..Scope::default() }] }
    }

    /// The same settings with other policies: everywhere these.
    #[must_use]
    pub fn with_policies(mut self, selection: &Selection) -> Self {
        for scope in &mut self.scopes {
            scope.applied.selection = selection.clone();
            for (_, applied) in &mut scope.environments {
                applied.selection = selection.clone();
            }
        }
        self
    }

    /// The same, but evidence is given of what fails or is undecided only.
    #[must_use]
    pub fn without_evidence_of_passes(mut self) -> Self {
        let all = self.scopes.iter_mut().flat_map(|scope| {
            std::iter::once(&mut scope.applied).chain(scope.environments.iter_mut().map(|(_, applied)| applied))
        });
        for applied in all {
            applied.selection = std::mem::take(&mut applied.selection).without_evidence_of_passes();
        }
        self
    }

    /// All of them, outermost first.
    pub fn iter(&self) -> impl Iterator<Item = &Scope> {
        self.scopes.iter().rev()
    }

    /// The index of what holds for a root, which is a folder or a file, as shown.
    #[must_use]
    pub fn index_of(&self, root: &str) -> usize {
        let last = self.scopes.len().saturating_sub(1);
        self.scopes.iter().position(|scope| relative(&scope.folder, root).is_some()).unwrap_or(last)
    }

    /// What holds for a root, which is a folder or a file, as shown.
    ///
    /// # Panics
    /// Never: there is always one.
    #[must_use]
    pub fn of(&self, root: &str) -> &Scope {
        self.at(self.index_of(root))
    }

    /// What holds at an index of [`index_of`](Self::index_of).
    ///
    /// # Panics
    /// For other indices.
    #[must_use]
    pub fn at(&self, index: usize) -> &Scope {
        &self.scopes[index]
    }

    /// What holds for a root in one of its environments.
    #[must_use]
    pub fn applied(&self, root: &str, environment: Option<&str>) -> &Applied {
        self.of(root).applied(environment)
    }

    /// The environments that users name.
    #[must_use]
    pub fn environments(&self) -> NamedEnvironments {
        let named = |scope: &Scope| {
            let environments = scope.environments.iter().map(|(environment, _)| environment.clone()).collect();
            (scope.directory.clone(), environments)
        };
        NamedEnvironments::new(self.scopes.iter().filter(|scope| scope.file.is_some()).map(named).collect())
    }
}

impl Scope {
    /// What holds in an environment.
    #[must_use]
    pub fn applied(&self, environment: Option<&str>) -> &Applied {
        let named = environment.and_then(|name| self.environments.iter().find(|(one, _)| &*one.name == name));
        named.map_or(&self.applied, |(_, applied)| applied)
    }

    /// A path as shown, relative to the folder; none where it lies elsewhere.
    #[must_use]
    pub fn relative<'p>(&self, path: &'p str) -> Option<&'p str> {
        relative(&self.folder, path)
    }
}

fn relative<'p>(folder: &str, path: &'p str) -> Option<&'p str> {
    if folder == "." {
        return Some(path);
    }
    match path.strip_prefix(folder)? {
        "" => Some("."),
        rest => rest.strip_prefix('/'),
    }
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn folders_are_whole_names() {
        assert_eq!(relative("infra", "infra/prod/main.tf"), Some("prod/main.tf"));
        assert_eq!(relative("infra", "infra"), Some("."));
        assert_eq!(relative("infra", "infrastructure/main.tf"), None);
        assert_eq!(relative(".", "main.tf"), Some("main.tf"));
    }
}
