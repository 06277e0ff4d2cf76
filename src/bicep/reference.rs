//! What a module's path leads to: a file, a template, a module of a registry in the restore cache.
//!
//! Facts about aliases and the layout of the cache come from the Bicep documentation and its sources.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::instance::Instance;
use super::load::File;
use super::syntax::Expression;
use crate::document::{Cause, Problem, ProblemKind, Reason};
use crate::formats::json::{self, Dialect, Node};
use crate::source::{ReadError, Sources, Span};

/// What is called.
pub(super) enum Target {
    /// A Bicep file.
    Bicep(Arc<File>),
    /// An ARM template.
    Template(PathBuf),
    /// A module of a registry that is not on disk: its name in full without version, and the version.
    Missing { canonical: Arc<str>, version: String },
    /// It cannot be followed; a problem says why.
    Failed(Reason),
}

/// Whether a module's path names one of a registry or a template spec.
#[must_use]
pub fn is_registry_reference(path: &str) -> bool {
    ["br:", "br/", "ts:", "ts/"].iter().any(|scheme| path.starts_with(scheme))
}

/// A reference in full.
#[derive(Debug, PartialEq, Eq)]
struct Reference {
    is_spec: bool,
    /// The registry's host; the subscription for a template spec.
    registry: String,
    /// The repository's path; resource group and name for a template spec.
    repository: String,
    version: String,
    is_digest: bool,
}

impl Reference {
    /// `br:host/path:tag`, `br/alias:path:tag`, `ts:subscription/group/name:version`, `ts/alias:name:version`.
    fn parse(text: &str, alias: impl Fn(&str, &str) -> Option<(String, String)>) -> Option<Self> {
        let is_spec = text.starts_with("ts");
        let rest = text.get(2..)?;
        let (registry, path) = if let Some(full) = rest.strip_prefix(':') {
            if is_spec {
                let (subscription, path) = full.split_once('/')?;
                (subscription.to_owned(), path.to_owned())
            } else {
                let (host, path) = full.split_once('/')?;
                (host.to_owned(), path.to_owned())
            }
        } else {
            let (name, path) = rest.strip_prefix('/')?.split_once(':')?;
            let (host, prefix) = alias(if is_spec { "ts" } else { "br" }, name)?;
            let prefix = prefix.trim_matches('/');
            (host, if prefix.is_empty() { path.to_owned() } else { format!("{prefix}/{path}") })
        };
        let (repository, version, is_digest) = match path.split_once('@') {
            Some((repository, digest)) => (repository.to_owned(), digest.to_owned(), true),
            None => {
                let (repository, version) = path.rsplit_once(':')?;
                (repository.to_owned(), version.to_owned(), false)
            }
        };
        Some(Self { is_spec, registry, repository, version, is_digest })
    }

    fn canonical(&self) -> String {
        format!("{}:{}/{}", if self.is_spec { "ts" } else { "br" }, self.registry.to_ascii_lowercase(), self.repository)
    }

    /// Where `bicep restore` puts it, below the root of the cache.
    fn cached(&self) -> PathBuf {
        if self.is_spec {
            let path = format!("ts/{}/{}/{}", self.registry, self.repository, self.version).to_lowercase();
            return Path::new(&path).join("main.json");
        }
        let registry = self.registry.to_ascii_lowercase().replace(':', "$");
        let repository = self.repository.replace('/', "$");
        let version = match self.is_digest {
            true => self.version.replace(':', "#"),
            false => format!("{}${}", self.version.to_ascii_lowercase(), upper_case_mask(&self.version)),
        };
        Path::new("br").join(registry).join(repository).join(version).join("main.json")
    }
}

/// Which letters of a tag are capitals, as the compiler notes them where a file system does not: a bit each, in hexadecimal;
/// nothing when none is.
fn upper_case_mask(tag: &str) -> String {
    let mut mask = String::new();
    let mut digits: Vec<u8> = Vec::new();
    for chunk in tag.as_bytes().chunks(4) {
        let bits =
            chunk.iter().enumerate().fold(0u8, |bits, (at, byte)| bits | (u8::from(byte.is_ascii_uppercase()) << at));
        digits.push(bits);
    }
    while digits.last() == Some(&0) {
        digits.pop();
    }
    for digit in digits.iter().rev() {
        mask.push(char::from_digit(u32::from(*digit), 16).unwrap_or('0'));
    }
    mask
}

impl<'e> Instance<'e> {
    /// What a path leads to; problems are reported at it.
    pub(super) fn target(&self, path: &Expression) -> Target {
        let place = path.span;
        let Some(text) = path.text() else {
            let message = "The path of a module must be a text that is known when it is compiled";
            self.run().problem(Problem::at(ProblemKind::Module, place, message));
            return Target::Failed(Reason::new(Cause::Invalid, "module", message).at(place));
        };
        if is_registry_reference(text) {
            return self.registry_target(text, place);
        }
        match self.local(text, place) {
            Some(path) => self.file_target(&path, text, place),
            None => Target::Failed(Reason::new(Cause::MissingModule, "module", "its module cannot be read").at(place)),
        }
    }

    /// The Bicep file that an import names; none when it cannot be read.
    pub(super) fn imported_file(&self, text: &str, place: Span) -> Option<Arc<File>> {
        if is_registry_reference(text) {
            // Compiled modules hold types that nobody needs to judge what is deployed.
            return None;
        }
        let path = self.local(text, place)?;
        match self.file_target(&path, text, place) {
            Target::Bicep(file) => Some(file),
            _ => None,
        }
    }

    fn file_target(&self, path: &Path, text: &str, place: Span) -> Target {
        let failed = |error: &ReadError| {
            let message = format!("The module \"{text}\" cannot be read: {error}");
            self.run().problem(Problem::at(ProblemKind::Module, place, message));
            Target::Failed(Reason::new(Cause::MissingModule, "module", "its module cannot be read").at(place))
        };
        if path.extension().is_some_and(|extension| extension == "json" || extension == "jsonc" || extension == "arm") {
            return match self.run().sources.read(path) {
                Ok(_) => {
                    self.run().reach(path);
                    Target::Template(path.to_owned())
                }
                Err(error) => failed(&error),
            };
        }
        match self.evaluation.loader.load(path) {
            Ok(file) => {
                self.run().reach(&file.path);
                for problem in &file.problems {
                    self.run().problem(problem.clone());
                }
                Target::Bicep(file)
            }
            Err(error) => failed(&error),
        }
    }

    /// The file that a relative path names; what differs from it in case alone is found too, with a problem.
    fn local(&self, text: &str, place: Span) -> Option<PathBuf> {
        let sources = self.run().sources;
        let directory = self.file.path.parent().unwrap_or(&self.file.path);
        let wanted = directory.join(text);
        let error = match sources.resolve(&wanted) {
            Ok(path) if sources.boundary().is_some() || sources.read_bytes(&path).is_ok() => return Some(path),
            Ok(_) => ReadError::NotFound,
            Err(error) => error,
        };
        if error == ReadError::NotFound
            && let Some((found, shown)) = near_path(sources, directory, text)
        {
            let message = format!("There is no \"{text}\"; the file on disk is \"{shown}\"");
            let problem = Problem::at(ProblemKind::Module, place, message);
            self.run().problem(problem.help("spell the path as on disk: not every file system ignores case"));
            return Some(found);
        }
        let message = match error {
            ReadError::NotFound => format!("An error occurred reading file: could not find \"{text}\""),
            error => format!("The module \"{text}\" cannot be read: {error}"),
        };
        self.run().problem(Problem::at(ProblemKind::Module, place, message));
        None
    }

    fn registry_target(&self, text: &str, place: Span) -> Target {
        let configuration = Configuration::nearest(self.run().sources, &self.file.path);
        let Some(reference) = Reference::parse(text, |scheme, name| configuration.alias(scheme, name)) else {
            let message =
                format!("The module reference \"{text}\" cannot be understood: its alias or form is not known");
            self.run().problem(Problem::at(ProblemKind::Module, place, message));
            return Target::Failed(Reason::new(Cause::MissingModule, "module", "its module is not known").at(place));
        };
        let canonical = reference.canonical();
        let sources = self.run().sources;
        let options = self.run().options;
        let unversioned = text.strip_suffix(&reference.version).map_or(text, |text| text.trim_end_matches([':', '@']));
        let mapped = options
            .module_map
            .iter()
            .find(|(source, _)| [text, unversioned, &canonical].iter().any(|name| name.eq_ignore_ascii_case(source)));
        if let Some((_, path)) = mapped {
            let inside = ["main.bicep", "main.json"].map(|name| path.join(name));
            let path = inside.into_iter().find(|path| sources.exists(path)).unwrap_or_else(|| path.clone());
            return self.file_target(&path, text, place);
        }
        let roots =
            options.module_cache.iter().map(|_| configuration.cache_root.clone()).chain([options.module_cache.clone()]);
        for root in roots.flatten() {
            let path = root.join(reference.cached());
            if sources.exists(&path) {
                return self.file_target(&path, text, place);
            }
        }
        let is_known = self.run().interest.module_sources.iter().any(|known| known.eq_ignore_ascii_case(&canonical));
        let mut missing = self.evaluation.missing.borrow_mut();
        let shown = |span: Span| (sources.file(span.file).path.clone(), span.start);
        let first = missing.entry(text.to_owned()).or_insert((place, is_known));
        if shown(place) < shown(first.0) {
            first.0 = place;
        }
        Target::Missing { canonical: canonical.into(), version: reference.version }
    }
}

/// A file whose path differs in case alone, with its path as on disk.
#[must_use]
pub fn near_path(sources: &Sources, directory: &Path, text: &str) -> Option<(PathBuf, String)> {
    let mut found = directory.to_owned();
    let mut shown = Vec::new();
    for part in text.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                found.pop();
                shown.push("..".to_owned());
            }
            _ => {
                let entries = sources.list(&found).ok()?;
                let entry = entries
                    .iter()
                    .find(|entry| entry.name == part)
                    .or_else(|| entries.iter().find(|entry| entry.name.to_lowercase() == part.to_lowercase()))?;
                found.push(&entry.name);
                shown.push(entry.name.clone());
            }
        }
    }
    Some((sources.resolve(&found).ok()?, shown.join("/")))
}

/// What `bicepconfig.json` says about modules.
#[derive(Default)]
struct Configuration {
    /// Scheme, alias, registry and path before the module's.
    aliases: Vec<(&'static str, String, String, String)>,
    /// Where the cache lies, when that is inside the read boundary.
    cache_root: Option<PathBuf>,
}

impl Configuration {
    /// The configuration of the nearest directory above a file that has one.
    fn nearest(sources: &Sources, file: &Path) -> Self {
        let boundary = sources.boundary().map(Path::to_owned);
        for directory in file.ancestors().skip(1) {
            if boundary.as_ref().is_some_and(|boundary| !directory.starts_with(boundary)) {
                break;
            }
            if let Ok(id) = sources.read(&directory.join("bicepconfig.json")) {
                let source = sources.file(id);
                let (root, _) = json::read_file(&source.text, id, None, Dialect::AZURE);
                return Self::read(&root, directory, sources);
            }
        }
        Self::default()
    }

    fn read(root: &Node, directory: &Path, sources: &Sources) -> Self {
        let mut configuration = Self::default();
        let text = |node: &Node, name: &str| node.get(name).and_then(Node::as_str).unwrap_or_default().to_owned();
        if let Some(aliases) = root.get("moduleAliases") {
            for (scheme, first, second) in [("br", "registry", "modulePath"), ("ts", "subscription", "resourceGroup")] {
                for (name, alias) in aliases.get(scheme).map(Node::members).unwrap_or_default() {
                    configuration.aliases.push((scheme, name.text.clone(), text(alias, first), text(alias, second)));
                }
            }
        }
        let written = text(root, "cacheRootDirectory");
        if !written.is_empty() && !written.starts_with('~') {
            // Anywhere else a pull request could make us read what is none of its business.
            configuration.cache_root = sources.resolve(&directory.join(written)).ok();
        }
        configuration
    }

    fn alias(&self, scheme: &str, name: &str) -> Option<(String, String)> {
        let found = self.aliases.iter().find(|(other, alias, ..)| *other == scheme && alias == name);
        match found {
            Some((_, _, first, second)) => Some((first.clone(), second.clone())),
            None if scheme == "br" && name == "public" => Some(("mcr.microsoft.com".to_owned(), "bicep".to_owned())),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Reference, upper_case_mask};

    fn parse(text: &str) -> Option<Reference> {
        Reference::parse(text, |scheme, name| match (scheme, name) {
            ("br", "public") => Some(("mcr.microsoft.com".into(), "bicep".into())),
            ("ts", "team") => Some(("00000000-0000-0000-0000-000000000001".into(), "Specs".into())),
            _ => None,
        })
    }

    #[test]
    fn references_lead_to_the_places_where_restore_puts_them() {
        let cached = |text: &str| parse(text).map(|reference| reference.cached().to_string_lossy().into_owned());
        assert_eq!(
            cached("br/public:avm/res/container-service/managed-cluster:0.11.0").unwrap(),
            "br/mcr.microsoft.com/bicep$avm$res$container-service$managed-cluster/0.11.0$/main.json"
        );
        assert_eq!(
            cached("br:Example.azurecr.io/modules/aks:V1").unwrap(),
            "br/example.azurecr.io/modules$aks/v1$1/main.json"
        );
        assert_eq!(cached("br:localhost:5000/aks@sha256:abc").unwrap(), "br/localhost$5000/aks/sha256#abc/main.json");
        assert_eq!(
            cached("ts/team:Cluster:1.0").unwrap(),
            "ts/00000000-0000-0000-0000-000000000001/specs/cluster/1.0/main.json"
        );
        assert_eq!(cached("br/nobody:aks:1"), None);
        assert_eq!(
            parse("br/public:avm/res/key-vault/vault:0.1.0").unwrap().canonical(),
            "br:mcr.microsoft.com/bicep/avm/res/key-vault/vault"
        );
    }

    #[test]
    fn capitals_in_tags_are_noted() {
        assert_eq!(upper_case_mask("1.0.0"), "");
        assert_eq!(upper_case_mask("V1"), "1");
        assert_eq!(upper_case_mask("aB"), "2");
        assert_eq!(upper_case_mask("abcdE"), "10");
    }
}
