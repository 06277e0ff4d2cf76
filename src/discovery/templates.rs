//! Bicep files, their parameter files and ARM templates: which of them matter, and who calls whom.
//!
//! Knows: how references to other files look in the text. Does not know: what a file means.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use memchr::memmem;
use regex::bytes::Regex;
use rustc_hash::{FxHashMap, FxHashSet};

use super::touched::Touched;
use crate::document::{Interest, Problem, ProblemKind};
use crate::source::{ReadError, Sources};
use crate::{arm, bicep};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum TemplateKind {
    /// A `.bicep` file.
    Bicep,
    /// A `.bicepparam` file.
    BicepParameters,
    /// A JSON file whose schema is that of a deployment template.
    Arm,
    /// Any other JSON file.
    #[default]
    Other,
}

/// What a byte search tells about a file.
#[derive(Debug, Clone, Default)]
pub(super) struct TemplateFacts {
    kind: TemplateKind,
    /// It mentions something of interest, or may hide it behind an escape.
    is_interesting: bool,
    /// It mentions what matters beside something of interest.
    is_neighbour: bool,
    /// It says that a compiler wrote it.
    is_generated: bool,
    /// Local files that it calls or imports from.
    references: Vec<String>,
    /// The file whose parameters it sets.
    uses: Option<String>,
}

impl TemplateFacts {
    /// Whether it is a template or a parameter file of Bicep, rather than any JSON file.
    pub fn is_code(&self) -> bool {
        self.kind != TemplateKind::Other
    }
}

/// The templates to evaluate.
#[derive(Debug, Default)]
pub(super) struct Templates {
    pub bicep: Vec<bicep::RootFile>,
    pub arm: Vec<arm::RootFile>,
    pub compiled: Vec<PathBuf>,
    /// Files looked at beyond those given.
    pub files: usize,
    pub problems: Vec<Problem>,
}

/// Looks for what a file may hold without parsing it.
#[derive(Debug)]
pub(super) struct TemplateExaminer {
    /// None makes every file interesting.
    triggers: Option<AhoCorasick>,
    types: Option<AhoCorasick>,
    module_hints: Vec<&'static str>,
}

/// Whether a file of this name may be a template or a parameter file.
#[must_use]
pub fn is_candidate(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    match Path::new(name).extension().and_then(|extension| extension.to_str()) {
        Some("bicep" | "bicepparam" | "jsonc") => true,
        // Names of our own files and of files that are known to be something else.
        Some("json") => {
            !matches!(name, "package.json" | "package-lock.json" | "tsconfig.json") && !name.starts_with(".akslint-")
        }
        _ => false,
    }
}

impl TemplateExaminer {
    pub fn new(interest: &Interest, everything: bool) -> Self {
        let build = |patterns: &[&str]| AhoCorasick::builder().ascii_case_insensitive(true).build(patterns).ok();
        Self {
            triggers: build(&interest.arm_triggers).filter(|_| !everything),
            types: build(&interest.arm_types).filter(|_| !everything),
            module_hints: interest.module_hints.clone(),
        }
    }

    /// What these bytes tell.
    pub fn examine(&self, name: &str, bytes: &[u8]) -> TemplateFacts {
        match Path::new(name).extension().and_then(|extension| extension.to_str()) {
            Some("bicep") => self.bicep(bytes, TemplateKind::Bicep),
            Some("bicepparam") => self.bicep(bytes, TemplateKind::BicepParameters),
            _ if arm::is_template(bytes) => {
                let is_escaped = memmem::find(bytes, b"\\u").is_some();
                TemplateFacts {
                    kind: TemplateKind::Arm,
                    is_interesting: is_escaped || self.is_interesting(bytes),
                    is_neighbour: self.is_neighbour(bytes),
                    is_generated: GENERATOR.is_match(bytes),
                    references: captures(&RELATIVE, bytes).collect(),
                    uses: None,
                }
            }
            _ => TemplateFacts::default(),
        }
    }

    fn bicep(&self, bytes: &[u8], kind: TemplateKind) -> TemplateFacts {
        let mut facts = TemplateFacts {
            kind,
            is_interesting: memmem::find(bytes, b"\\u{").is_some() || self.is_interesting(bytes),
            is_neighbour: self.is_neighbour(bytes),
            ..TemplateFacts::default()
        };
        for reference in captures(&REFERENCE, bytes) {
            if bicep::is_registry_reference(&reference) {
                let reference = reference.to_ascii_lowercase();
                facts.is_interesting |= self.module_hints.iter().any(|hint| reference.contains(hint));
            } else {
                facts.references.push(reference);
            }
        }
        facts.uses = captures(&USING, bytes).next();
        facts
    }

    fn is_interesting(&self, bytes: &[u8]) -> bool {
        self.triggers.as_ref().is_none_or(|triggers| triggers.is_match(bytes))
    }

    fn is_neighbour(&self, bytes: &[u8]) -> bool {
        self.types.as_ref().is_none_or(|types| types.is_match(bytes))
    }
}

#[expect(clippy::unwrap_used, reason = "constant patterns")]
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?m-u)(?:^[ \t]*(?:module|test)[ \t]+[A-Za-z_0-9]+[ \t]+|\bfrom[ \t]+|^[ \t]*extends[ \t]+)'([^'\r\n]*)'",
    )
    .unwrap()
});
#[expect(clippy::unwrap_used, reason = "constant patterns")]
static USING: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?m-u)^[ \t]*using[ \t]+'([^'\r\n]*)'").unwrap());
#[expect(clippy::unwrap_used, reason = "constant patterns")]
static RELATIVE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"(?-u)"relativePath"\s*:\s*"([^"\r\n]*)""#).unwrap());
#[expect(clippy::unwrap_used, reason = "constant patterns")]
static GENERATOR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(?-u)"_generator"\s*:\s*\{\s*"name"\s*:\s*"bicep""#).unwrap());

fn captures<'b>(pattern: &'static Regex, bytes: &'b [u8]) -> impl Iterator<Item = String> + 'b {
    pattern
        .captures_iter(bytes)
        .filter_map(|captures| Some(std::str::from_utf8(captures.get(1)?.as_bytes()).ok()?.to_owned()))
}

/// Which of these files to evaluate; files in `file_directories` are looked at as well. With `touched`, only those that
/// have to do with it.
pub(super) fn arrange(
    sources: &Sources,
    files: Vec<(PathBuf, TemplateFacts)>,
    file_directories: &[PathBuf],
    examiner: &TemplateExaminer,
    touched: Option<&Touched>,
) -> Templates {
    let mut graph = Graph { nodes: FxHashMap::default(), examiner, sources, files: 0, problems: Vec::new() };
    for (path, facts) in files {
        graph.nodes.insert(path, Node::new(facts));
    }
    for directory in file_directories {
        let entries = sources.list(directory).unwrap_or_default();
        for entry in entries.iter().filter(|entry| !entry.is_directory && is_candidate(&entry.name)) {
            graph.look(&directory.join(&entry.name));
        }
    }
    graph.nodes.values_mut().for_each(|node| node.is_searched = true);
    graph.follow();
    graph.templates(touched)
}

/// Files and what they call.
struct Graph<'a> {
    nodes: FxHashMap<PathBuf, Node>,
    examiner: &'a TemplateExaminer,
    sources: &'a Sources,
    files: usize,
    problems: Vec<Problem>,
}

/// What is known of one file.
struct Node {
    facts: TemplateFacts,
    /// It was found below the named paths, rather than as somebody's module.
    is_searched: bool,
    /// The files it calls.
    targets: Vec<PathBuf>,
    /// It calls a module that may not be read: nobody knows what is in it.
    calls_outside: bool,
}

impl Node {
    fn new(facts: TemplateFacts) -> Self {
        Self { facts, is_searched: false, targets: Vec::new(), calls_outside: false }
    }
}

impl Graph<'_> {
    /// Looks at a file that the walk did not see: outside the named paths, or ignored.
    fn look(&mut self, path: &Path) {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return };
        if self.nodes.contains_key(path) {
            return;
        }
        match self.sources.read_bytes(path) {
            Ok(bytes) => {
                let facts = self.examiner.examine(name, &bytes);
                if facts.is_code() {
                    self.files += 1;
                    self.nodes.insert(path.to_owned(), Node::new(facts));
                }
            }
            Err(ReadError::WrongType(_) | ReadError::NotFound) => {}
            Err(error) => {
                let path = self.sources.shown_path(path);
                self.problems.push(Problem::with_path(ProblemKind::Io, path, error.to_string()));
            }
        }
    }

    /// Follows references to files not yet seen.
    fn follow(&mut self) {
        let calling =
            self.nodes.iter().filter(|(_, node)| !node.facts.references.is_empty() || node.facts.uses.is_some());
        let mut queue: VecDeque<PathBuf> = calling.map(|(path, _)| path.clone()).collect();
        while let Some(path) = queue.pop_front() {
            let Some(node) = self.nodes.get_mut(&path) else { continue };
            let directory = path.parent().unwrap_or(&path);
            for reference in &node.facts.references {
                match self.sources.resolve(&directory.join(reference)) {
                    Ok(target) => node.targets.push(target),
                    // Whoever evaluates it says that it is spelt differently.
                    Err(ReadError::NotFound) => {
                        node.targets.extend(bicep::near_path(self.sources, directory, reference).map(|(path, _)| path));
                    }
                    Err(error) => node.calls_outside |= error == ReadError::OutsideBoundary,
                }
            }
            let mut wanted = node.targets.clone();
            wanted.extend(node.facts.uses.as_ref().and_then(|used| self.sources.resolve(&directory.join(used)).ok()));
            for target in wanted {
                if !self.nodes.contains_key(&target) {
                    self.look(&target);
                    queue.push_back(target);
                }
            }
        }
    }

    /// Who calls each file.
    fn callers(&self) -> FxHashMap<&Path, Vec<&Path>> {
        let mut callers: FxHashMap<&Path, Vec<&Path>> = FxHashMap::default();
        for (path, node) in &self.nodes {
            for target in &node.targets {
                callers.entry(target).or_default().push(path);
            }
        }
        callers
    }

    /// The template whose parameters a file sets.
    fn used(&self, path: &Path, node: &Node) -> Option<PathBuf> {
        let used = node.facts.uses.as_ref()?;
        self.sources.resolve(&path.parent()?.join(used)).ok()
    }

    /// The files that have to do with what was touched: those that call it, and the templates that parameters among them
    /// are for.
    fn chosen(&self, touched: &Touched) -> FxHashSet<&Path> {
        let callers = self.callers();
        let mut chosen = FxHashSet::default();
        let concerned =
            self.nodes.keys().filter(|path| touched.concerns_template(path)).map(PathBuf::as_path).collect();
        close(concerned, &callers, &mut chosen);
        let used: Vec<PathBuf> = (self.nodes.iter())
            .filter(|(path, _)| chosen.contains(path.as_path()))
            .filter_map(|(path, node)| self.used(path, node))
            .collect();
        let used = used.iter().filter_map(|path| self.nodes.get_key_value(path)).map(|(path, _)| path.as_path());
        close(used.collect(), &callers, &mut chosen);
        chosen
    }

    /// The files of interest and those that call them, directly or through others; then what matters beside them.
    fn relevant(&self) -> FxHashSet<&Path> {
        let callers = self.callers();
        let mut relevant = FxHashSet::default();
        let of = |wanted: &dyn Fn(&Path, &Node) -> bool| -> Vec<&Path> {
            self.nodes.iter().filter(|(path, node)| wanted(path, node)).map(|(path, _)| path.as_path()).collect()
        };
        close(of(&|_, node| node.facts.is_interesting || node.calls_outside), &callers, &mut relevant);
        let beside: FxHashSet<PathBuf> = relevant.iter().filter_map(|path| path.parent().map(Path::to_owned)).collect();
        let is_beside = |path: &Path| path.parent().is_some_and(|directory| beside.contains(directory));
        close(of(&|path, node| node.facts.is_neighbour && is_beside(path)), &callers, &mut relevant);
        relevant
    }

    fn templates(mut self, touched: Option<&Touched>) -> Templates {
        let problems = std::mem::take(&mut self.problems);
        let mut relevant = self.relevant();
        if let Some(touched) = touched {
            let chosen = self.chosen(touched);
            relevant.retain(|path| chosen.contains(path));
        }
        let called: FxHashSet<&Path> = (self.nodes.iter())
            .flat_map(|(path, node)| node.targets.iter().filter(move |target| *target != path).map(PathBuf::as_path))
            .collect();
        let mut parameters: FxHashMap<PathBuf, Vec<PathBuf>> = FxHashMap::default();
        for (path, node) in self.nodes.iter().filter(|(_, node)| node.facts.kind == TemplateKind::BicepParameters) {
            if let Some(target) = self.used(path, node) {
                parameters.entry(target).or_default().push(path.clone());
            }
        }
        let mut templates = Templates { files: self.files, problems, ..Templates::default() };
        for path in relevant {
            let Some(node) = self.nodes.get(path).filter(|node| node.is_searched) else { continue };
            let is_called = called.contains(path);
            match node.facts.kind {
                TemplateKind::Bicep => {
                    let mut parameter_files = parameters.remove(path).unwrap_or_default();
                    parameter_files.sort();
                    templates.bicep.push(bicep::RootFile { path: path.to_owned(), is_called, parameter_files });
                }
                TemplateKind::Arm => {
                    // What the compiler made of a Bicep file beside it is judged there.
                    let source = path.with_extension("bicep");
                    let is_compiled = node.facts.is_generated && self.nodes.contains_key(&source);
                    templates.compiled.extend(is_compiled.then(|| path.to_owned()));
                    templates.arm.push(arm::RootFile { path: path.to_owned(), is_called: is_called || is_compiled });
                }
                TemplateKind::BicepParameters | TemplateKind::Other => {}
            }
        }
        templates.bicep.sort_by(|a, b| a.path.cmp(&b.path));
        templates.arm.sort_by(|a, b| a.path.cmp(&b.path));
        templates.compiled.sort();
        templates
    }
}

/// Adds these files and all that call them.
fn close<'g>(files: Vec<&'g Path>, callers: &FxHashMap<&'g Path, Vec<&'g Path>>, relevant: &mut FxHashSet<&'g Path>) {
    let mut queue = VecDeque::from(files);
    while let Some(path) = queue.pop_front() {
        if relevant.insert(path) {
            queue.extend(callers.get(path).into_iter().flatten());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{TemplateExaminer, TemplateKind, is_candidate};
    use crate::document::Interest;

    fn examiner() -> TemplateExaminer {
        let interest = Interest {
            arm_triggers: vec!["Microsoft.ContainerService"],
            arm_types: vec!["Microsoft.Network/virtualNetworks"],
            module_hints: vec!["managed-cluster"],
            ..Interest::default()
        };
        TemplateExaminer::new(&interest, false)
    }

    #[test]
    fn a_type_makes_a_bicep_file_interesting_and_an_escape_cannot_hide_it() {
        let facts = |text: &str| examiner().examine("main.bicep", text.as_bytes());
        assert!(facts("resource a 'microsoft.containerservice/managedClusters@2025-05-01' = {}").is_interesting);
        assert!(facts("resource a 'Microsoft.\\u{43}ontainerService/managedClusters@2025-05-01' = {}").is_interesting);
        let network = facts("resource a 'Microsoft.Network/virtualNetworks@2024-05-01' = {}");
        assert!(!network.is_interesting && network.is_neighbour);
    }

    #[test]
    fn references_are_found_and_registries_hint() {
        let text = "module a './x/a.bicep' = {\n}\n  module b 'br/public:avm/res/storage:1' = {}\nimport { c } from '../c.bicep'\n// from here\nvar m = 'module d'";
        let facts = examiner().examine("main.bicep", text.as_bytes());
        assert_eq!(facts.references, ["./x/a.bicep", "../c.bicep"]);
        assert!(!facts.is_interesting);
        let cluster = "module b 'br/public:avm/res/container-service/managed-cluster:0.9.0' = {}";
        assert!(examiner().examine("main.bicep", cluster.as_bytes()).is_interesting);
        let parameters = examiner().examine("prod.bicepparam", b"using '../main.bicep'\nextends 'base.bicepparam'");
        assert_eq!(parameters.uses.as_deref(), Some("../main.bicep"));
        assert_eq!(parameters.references, ["base.bicepparam"]);
    }

    #[test]
    fn only_templates_among_json_files_count() {
        let kind = |text: &str| examiner().examine("x.json", text.as_bytes()).kind;
        let template =
            "{\"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\"}";
        assert_eq!(kind(template), TemplateKind::Arm);
        assert_eq!(kind("{\"name\": \"Microsoft.ContainerService\"}"), TemplateKind::Other);
        assert!(is_candidate("azuredeploy.json") && !is_candidate("package-lock.json") && !is_candidate("a.txt"));
    }
}
