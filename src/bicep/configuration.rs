//! `bicepconfig.json`: the aliases of registries and the place of the cache.
//!
//! Knows: its members that matter here. Does not know: linter settings and experimental features.
//!
//! Source: learn.microsoft.com, "Add module settings in the Bicep config file".

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::document::{Problem, ProblemKind};
use crate::formats::json::{self, Dialect, Kind, Node};
use crate::source::{ReadError, Sources};

/// The alias that exists without configuration.
const PUBLIC: (&str, &str) = ("public", "mcr.microsoft.com/bicep");

/// What a configuration says.
#[derive(Debug, Clone, Default)]
pub struct Configuration {
    registries: BTreeMap<String, String>,
    template_specs: BTreeMap<String, String>,
    /// `cacheRootDirectory`, absolute; none when it is not set or needs the environment.
    pub cache: Option<PathBuf>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl Configuration {
    /// The configuration nearest up the tree, from this directory on.
    #[must_use]
    pub fn nearest(sources: &Sources, directory: &Path) -> Self {
        for directory in directory.ancestors() {
            let path = directory.join("bicepconfig.json");
            match sources.read(&path) {
                Ok(file) => {
                    let text = &sources.file(file).text;
                    let (root, problems) = json::read_file(text, file, None, Dialect::AZURE);
                    return Self { problems, ..Self::of(&root, directory) };
                }
                Err(ReadError::NotFound) => {}
                Err(ReadError::OutsideBoundary) => break,
                Err(error) => {
                    let problem = Problem::with_path(ProblemKind::Io, sources.shown_path(&path), error.to_string());
                    return Self { problems: vec![problem], ..Self::default() };
                }
            }
        }
        Self::default()
    }

    /// What the alias of a registry stands for: the registry and the path before a module's.
    #[must_use]
    pub fn registry(&self, alias: &str) -> Option<&str> {
        let public = (alias == PUBLIC.0).then_some(PUBLIC.1);
        self.registries.get(alias).map(String::as_str).or(public)
    }

    /// What the alias of template specs stands for: subscription and resource group.
    #[must_use]
    pub fn template_specs(&self, alias: &str) -> Option<&str> {
        self.template_specs.get(alias).map(String::as_str)
    }

    fn of(root: &Node, directory: &Path) -> Self {
        let aliases = |scheme: &str, parts: [&str; 2]| {
            let members =
                root.get("moduleAliases").and_then(|aliases| aliases.get(scheme)).map_or(&[][..], Node::members);
            let whole = |alias: &Node| {
                let first = alias.get(parts[0])?.as_str()?.trim_matches('/').to_owned();
                Some(match alias.get(parts[1]).and_then(Node::as_str) {
                    Some(second) => format!("{first}/{}", second.trim_matches('/')),
                    None => first,
                })
            };
            members.iter().filter_map(|(name, alias)| Some((name.text.clone(), whole(alias)?))).collect()
        };
        let cache = root.get("cacheRootDirectory").filter(|node| matches!(node.kind, Kind::String(_)));
        let cache = cache.and_then(Node::as_str).filter(|path| !path.starts_with('~') && !path.contains(['$', '%']));
        Self {
            registries: aliases("br", ["registry", "modulePath"]),
            template_specs: aliases("ts", ["subscription", "resourceGroup"]),
            cache: cache.map(|path| directory.join(path)),
            problems: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Configuration;
    use crate::source::Sources;

    #[test]
    fn the_nearest_file_counts_and_may_hold_comments() {
        let sources = Sources::in_memory();
        sources.add("bicepconfig.json", r#"{"moduleAliases": {"br": {"far": {"registry": "far.io"}}}}"#);
        let near = r#"{
          // ours
          "cacheRootDirectory": ".cache",
          "moduleAliases": {
            "br": { "ours": { "registry": "ours.azurecr.io", "modulePath": "bicep/modules" }, "bad": { "modulePath": "x" } },
            "ts": { "specs": { "subscription": "1111", "resourceGroup": "group" }, },
          },
        }"#;
        sources.add("a/bicepconfig.json", near);
        let found = Configuration::nearest(&sources, Path::new("a/b"));
        assert_eq!(found.problems, []);
        assert_eq!(found.registry("ours"), Some("ours.azurecr.io/bicep/modules"));
        assert_eq!(found.registry("far"), None);
        assert_eq!(found.registry("bad"), None);
        assert_eq!(found.registry("public"), Some("mcr.microsoft.com/bicep"));
        assert_eq!(found.template_specs("specs"), Some("1111/group"));
        assert_eq!(found.cache.as_deref(), Some(Path::new("a/.cache")));
        assert_eq!(Configuration::nearest(&sources, Path::new("c")).registry("far"), Some("far.io"));
    }

    #[test]
    fn a_broken_file_is_a_problem() {
        let sources = Sources::in_memory();
        sources.add("bicepconfig.json", "{");
        assert_eq!(Configuration::nearest(&sources, Path::new("")).problems.len(), 1);
    }
}
