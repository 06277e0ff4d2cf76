//! Which directories matter: those that mention a type of interest, and those that call one, found by searching
//! bytes. Nothing is parsed here.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use memchr::memmem;
use regex::bytes::Regex;
use rustc_hash::{FxHashMap, FxHashSet};

use super::evaluation::is_local;
use super::load::is_configuration;
use super::read::RootDirectory;
use crate::document::{Interest, Problem, ProblemKind};
use crate::source::{ReadError, Sources};

/// What a byte search tells about a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileFacts {
    /// It mentions something of interest, or may hide it behind an escape.
    pub is_interesting: bool,
    /// It declares a network or a subnet.
    pub declares_network: bool,
    /// It reads a network or a subnet that is deployed from somewhere else.
    pub reads_network: bool,
    /// Local module sources it names.
    pub local_sources: Vec<String>,
}

/// The directories to evaluate.
#[derive(Debug, Default)]
pub struct Discovery {
    /// Directories to evaluate by themselves, sorted: callers first means nothing here.
    pub directories: Vec<RootDirectory>,
    /// Directories of networks alone, sorted: what others read by name is declared there. Empty where nothing is read so.
    pub networks: Vec<RootDirectory>,
    /// Files looked at beyond those given.
    pub files: usize,
    /// What could not be looked at.
    pub problems: Vec<Problem>,
}

/// Looks for what a file may hold without parsing it.
#[derive(Debug)]
pub struct Examiner {
    /// None makes every file interesting.
    interest: Option<AhoCorasick>,
    module_hints: Vec<&'static str>,
}

impl Examiner {
    /// An examiner for these types. `everything` makes every file interesting.
    #[must_use]
    pub fn new(interest: &Interest, everything: bool) -> Self {
        let interest_hints = interest.module_hints.clone();
        let patterns = &interest.terraform_triggers;
        let interest = AhoCorasick::builder().ascii_case_insensitive(true).build(patterns).ok();
        Self { interest: interest.filter(|_| !everything), module_hints: interest_hints }
    }

    /// Whether these bytes name one of the types.
    #[must_use]
    pub fn mentions(&self, bytes: &[u8]) -> bool {
        self.interest.as_ref().is_none_or(|interest| interest.is_match(bytes))
    }

    /// What these bytes tell.
    #[must_use]
    pub fn examine(&self, bytes: &[u8]) -> FileFacts {
        let mut is_interesting = self.mentions(bytes)
            // An escaped letter can hide a type name; nothing else can.
            || memmem::find(bytes, b"\\u").is_some()
            || memmem::find(bytes, b"\\U").is_some();
        let mut local_sources = Vec::new();
        if memmem::find(bytes, b"source").is_some() {
            for captures in SOURCE.captures_iter(bytes) {
                let Ok(source) = std::str::from_utf8(&captures[1]) else { continue };
                if is_local(source) {
                    local_sources.push(source.to_owned());
                } else {
                    let source = source.to_ascii_lowercase();
                    is_interesting |= self.module_hints.iter().any(|hint| source.contains(hint));
                }
            }
        }
        let (mut declares_network, mut reads_network) = (false, false);
        if memmem::find(bytes, b"azurerm_subnet").is_some() || memmem::find(bytes, b"azurerm_virtual_network").is_some()
        {
            for captures in NETWORK.captures_iter(bytes) {
                declares_network |= &captures[1] == b"resource";
                reads_network |= &captures[1] == b"data";
            }
        }
        FileFacts { is_interesting, declares_network, reads_network, local_sources }
    }
}

#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static SOURCE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"(?-u)"?source"?[ \t]*[=:][ \t]*"([^"\n]*)""#).unwrap());

#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static NETWORK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(?-u)\b(resource|data)[ \t]+"azurerm_(?:subnet|virtual_network)""#).unwrap());

/// Which directories to evaluate: those of these files and the named file directories, as far as they matter, and are
/// chosen or call what is.
#[must_use]
pub fn arrange(
    sources: &Sources,
    files: Vec<(PathBuf, FileFacts)>,
    file_directories: &[PathBuf],
    examiner: &Examiner,
    is_chosen: impl Fn(&Path) -> bool,
) -> Discovery {
    let mut discovery = Discovery::default();
    let mut graph = Graph { directories: FxHashMap::default(), examiner, sources, files: 0, problems: Vec::new() };
    for (path, facts) in files {
        if let Some(directory) = path.parent() {
            graph.add(directory, facts);
        }
    }
    for directory in file_directories {
        if !graph.directories.contains_key(directory) {
            graph.look(directory);
        }
    }
    graph.directories.values_mut().for_each(|directory| directory.is_searched = true);
    graph.follow();
    let chosen = graph.reaching(|path, _| is_chosen(path));
    let mut relevant = graph.reaching(|_, directory| directory.facts.is_interesting || directory.calls_outside);
    relevant.retain(|path| chosen.contains(path));
    let called = graph.called();
    let roots = |paths: &FxHashSet<&Path>| -> Vec<RootDirectory> {
        let searched = paths.iter().filter(|path| graph.directories.get(**path).is_some_and(|one| one.is_searched));
        let root = |path: &&Path| RootDirectory { is_called: called.contains(path), directory: path.to_path_buf() };
        let mut roots: Vec<RootDirectory> = searched.map(root).collect();
        roots.sort();
        roots
    };
    discovery.directories = roots(&relevant);
    if !relevant.is_empty() && graph.directories.values().any(|directory| directory.facts.reads_network) {
        let networks = graph.reaching(|_, directory| directory.facts.declares_network);
        discovery.networks = roots(&networks.difference(&relevant).copied().collect());
        discovery.networks.retain(|root| !root.is_called);
    }
    discovery.files = graph.files;
    discovery.problems.append(&mut graph.problems);
    discovery
}

/// Directories and the local modules they name.
struct Graph<'a> {
    directories: FxHashMap<PathBuf, Directory>,
    examiner: &'a Examiner,
    sources: &'a Sources,
    files: usize,
    problems: Vec<Problem>,
}

/// What is known of one directory.
#[derive(Default)]
struct Directory {
    facts: FileFacts,
    /// It was found below the named paths, rather than as somebody's module.
    is_searched: bool,
    /// The directories it calls.
    targets: Vec<PathBuf>,
    /// It calls a module that may not be read: nobody knows what is in it.
    calls_outside: bool,
}

impl Graph<'_> {
    fn add(&mut self, directory: &Path, facts: FileFacts) {
        if !self.directories.contains_key(directory) {
            self.directories.insert(directory.to_owned(), Directory::default());
        }
        if let Some(Directory { facts: all, .. }) = self.directories.get_mut(directory) {
            all.is_interesting |= facts.is_interesting;
            all.declares_network |= facts.declares_network;
            all.reads_network |= facts.reads_network;
            all.local_sources.extend(facts.local_sources);
        }
    }

    /// Looks at a directory that the walk did not see: outside the named paths, or ignored.
    fn look(&mut self, directory: &Path) {
        self.directories.entry(directory.to_owned()).or_default();
        let Ok(entries) = self.sources.list(directory) else { return };
        for entry in entries.iter().filter(|entry| is_configuration(&entry.name)) {
            self.files += 1;
            let path = directory.join(&entry.name);
            match self.sources.read_bytes(&path) {
                Ok(bytes) => self.add(directory, self.examiner.examine(&bytes)),
                Err(ReadError::WrongType(_)) => {}
                Err(error) => {
                    let path = self.sources.shown_path(&path);
                    self.problems.push(Problem::with_path(ProblemKind::Io, path, error.to_string()));
                }
            }
        }
    }

    /// Follows local module sources to directories not yet seen.
    fn follow(&mut self) {
        let calling = self.directories.iter().filter(|(_, directory)| !directory.facts.local_sources.is_empty());
        let mut queue: VecDeque<PathBuf> = calling.map(|(path, _)| path.clone()).collect();
        while let Some(path) = queue.pop_front() {
            let Some(directory) = self.directories.get_mut(&path) else { continue };
            for source in &directory.facts.local_sources {
                match self.sources.resolve(&path.join(source)) {
                    Ok(target) => directory.targets.push(target),
                    Err(error) => directory.calls_outside |= error == ReadError::OutsideBoundary,
                }
            }
            for target in directory.targets.clone() {
                if !self.directories.contains_key(&target) {
                    self.look(&target);
                    queue.push_back(target);
                }
            }
        }
    }

    /// The directories of which this holds, and those that call them, directly or through others.
    fn reaching(&self, is_sought: impl Fn(&Path, &Directory) -> bool) -> FxHashSet<&Path> {
        let mut callers: FxHashMap<&Path, Vec<&Path>> = FxHashMap::default();
        for (path, directory) in &self.directories {
            for target in &directory.targets {
                callers.entry(target).or_default().push(path);
            }
        }
        let mut relevant = FxHashSet::default();
        let sought = self.directories.iter().filter(|(path, directory)| is_sought(path, directory));
        let mut queue: VecDeque<&Path> = sought.map(|(path, _)| path.as_path()).collect();
        while let Some(path) = queue.pop_front() {
            if relevant.insert(path) {
                queue.extend(callers.get(path).into_iter().flatten());
            }
        }
        relevant
    }

    /// The directories that others call.
    fn called(&self) -> FxHashSet<&Path> {
        let calls = self.directories.iter().flat_map(|(path, directory)| {
            directory.targets.iter().filter(move |target| *target != path).map(PathBuf::as_path)
        });
        calls.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Examiner;
    use crate::document::Interest;

    fn examiner() -> Examiner {
        let interest = Interest {
            terraform_triggers: vec!["azurerm_kubernetes_cluster"],
            module_hints: vec!["aks"],
            ..Interest::default()
        };
        Examiner::new(&interest, false)
    }

    #[test]
    fn networks_that_are_declared_are_told_from_those_that_are_read() {
        let of = |text: &str| {
            let facts = examiner().examine(text.as_bytes());
            (facts.declares_network, facts.reads_network, facts.is_interesting)
        };
        assert_eq!(of("resource \"azurerm_subnet\" \"a\" {}"), (true, false, false));
        assert_eq!(of("data  \"azurerm_virtual_network\" \"a\" {}"), (false, true, false));
        assert_eq!(of("x = azurerm_subnet.a.id"), (false, false, false));
    }

    #[test]
    fn a_type_name_makes_a_file_interesting_and_an_escape_cannot_hide_it() {
        let is_interesting = |text: &str| examiner().examine(text.as_bytes()).is_interesting;
        assert!(is_interesting("resource \"azurerm_kubernetes_cluster\" \"x\" {}"));
        assert!(is_interesting("resource \"azurerm_kubern\\u0065tes_cluster\" \"x\" {}"));
        assert!(is_interesting("{\"resource\": {\"azurerm_\\u006bubernetes_cluster\": {}}}"));
        assert!(!is_interesting("resource \"azurerm_storage_account\" \"x\" { name = \"a\\nb\" }"));
    }

    #[test]
    fn local_sources_are_found_in_both_syntaxes() {
        let sources = |text: &str| examiner().examine(text.as_bytes()).local_sources;
        assert_eq!(sources("module \"a\" {\n  source  = \"../../modules/a\"\n}"), ["../../modules/a"]);
        assert_eq!(sources("{\"module\": {\"a\": {\"source\": \"./a\"}}}"), ["./a"]);
        assert_eq!(sources("module \"a\" { source = \"..\" }"), [".."]);
        assert!(sources("module \"a\" { source = \"Azure/aks/azurerm\" }").is_empty());
    }

    #[test]
    fn only_the_source_of_a_module_hints_at_a_cluster() {
        let is_interesting = |text: &str| examiner().examine(text.as_bytes()).is_interesting;
        assert!(is_interesting("module \"a\" { source = \"git::https://git.example.com/AKS-cluster\" }"));
        assert!(!is_interesting("module \"a\" { source = \"example.com/storage\" }\n# speaks of leaks"));
    }
}
