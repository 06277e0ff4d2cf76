//! From a path to a [`File`]: parsed once per run and shared between threads, with what it declares by name.
//!
//! Knows: which names a file declares, how resource types compose. Does not know: any value.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use super::configuration::Configuration;
use super::parse_bicep;
use super::syntax::{Declaration, DeclarationKind, Expression, ExpressionKind, Imported, ObjectItem, Resource};
use crate::document::{Cause, Problem, ProblemKind, Reason};
use crate::source::{Sources, Span};

/// Loads each file once and shares the result between threads.
#[derive(Debug)]
pub struct Loader<'a> {
    sources: &'a Sources,
    files: Mutex<HashMap<PathBuf, Arc<OnceLock<Arc<File>>>>>,
    configurations: Mutex<HashMap<PathBuf, Arc<Configuration>>>,
}

/// A `.bicep` or `.bicepparam` file as written, with its names sorted out. Nothing is evaluated yet.
#[derive(Debug, Default)]
pub struct File {
    /// Absolute, links resolved.
    pub path: PathBuf,
    /// The path as shown.
    pub shown: Arc<str>,
    /// The declarations except resources, in source order.
    pub declarations: Vec<Declaration>,
    /// All resources, those nested in others included: a parent always before its children.
    pub resources: Vec<ResourceNode>,
    /// What is deployed, in source order.
    pub deployed: Vec<Deployable>,
    /// What each name stands for. Outputs have names of their own.
    pub symbols: FxHashMap<Arc<str>, Symbol>,
    /// The outputs, as indices of `declarations`.
    pub outputs: Vec<usize>,
    /// What `using` names: a path; none for `using none` and where there is no `using`.
    pub uses: Option<(Arc<str>, Span)>,
    /// What `extends` names.
    pub extends: Option<(Arc<str>, Span)>,
    /// Why declarations may be missing: part of the file could not be read.
    pub broken: Option<Arc<Reason>>,
    /// Problems of reading it.
    pub problems: Vec<Problem>,
}

/// A resource, possibly nested in another one.
#[derive(Debug)]
pub struct ResourceNode {
    /// The declaration without the resources nested in it.
    pub declaration: Declaration,
    /// The resource it is nested in.
    pub parent: Option<usize>,
    /// The resources nested in it, by name.
    pub children: FxHashMap<Arc<str>, usize>,
    /// `aks`, `aks::pool`.
    pub path: Arc<str>,
    /// The whole type without version; none when it is not written as a plain text.
    pub type_name: Option<Arc<str>>,
    /// The API version; a nested resource without one has its parent's.
    pub api_version: Option<Arc<str>>,
}

/// Something that is deployed.
#[derive(Debug, Clone, Copy)]
pub enum Deployable {
    /// An index of `resources`.
    Resource(usize),
    /// An index of `declarations`.
    Module(usize),
}

/// What a name stands for; numbers are indices of `declarations` unless noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbol {
    /// A parameter.
    Parameter(usize),
    /// A variable.
    Variable(usize),
    /// A parameter's value in a parameter file.
    Assignment(usize),
    /// A resource: an index of `resources`.
    Resource(usize),
    /// A module.
    Module(usize),
    /// A user-defined function.
    Function(usize),
    /// A user-defined type.
    Type(usize),
    /// `import * as name`.
    Namespace(usize),
    /// A single import: the declaration, and the position among its symbols.
    Imported(usize, usize),
    /// An extension's alias.
    Extension,
}

impl<'a> Loader<'a> {
    /// A loader over these files.
    #[must_use]
    pub fn new(sources: &'a Sources) -> Self {
        Self { sources, files: Mutex::default(), configurations: Mutex::default() }
    }

    /// The files.
    #[must_use]
    pub fn sources(&self) -> &'a Sources {
        self.sources
    }

    /// The file at this path. Problems are part of it; one that cannot be read is empty.
    #[must_use]
    pub fn load(&self, path: &Path) -> Arc<File> {
        let key = self.sources.resolve(path).unwrap_or_else(|_| path.to_owned());
        let cell = {
            let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(files.entry(key.clone()).or_default())
        };
        Arc::clone(cell.get_or_init(|| Arc::new(read_file(self.sources, key))))
    }

    /// What `bicepconfig.json` says for the files of a directory: the nearest one up the tree.
    #[must_use]
    pub fn configuration(&self, directory: &Path) -> Arc<Configuration> {
        let known = self.configurations.lock().unwrap_or_else(PoisonError::into_inner).get(directory).cloned();
        known.unwrap_or_else(|| {
            let found = Arc::new(Configuration::nearest(self.sources, directory));
            let mut all = self.configurations.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(all.entry(directory.to_owned()).or_insert(found))
        })
    }
}

fn read_file(sources: &Sources, path: PathBuf) -> File {
    let shown: Arc<str> = sources.shown_path(&path).into();
    let mut file = File { path, shown, ..File::default() };
    match sources.read(&file.path) {
        Ok(id) => {
            let (tree, problems) = parse_bicep(&sources.file(id).text, id);
            let first = problems.iter().find(|problem| problem.kind.is_incomplete());
            file.broken = first.map(|problem| {
                let reason = Reason::new(Cause::Syntax, Arc::clone(&file.shown), "part of the file could not be read");
                Arc::new(Reason { span: problem.span, ..reason })
            });
            file.problems = problems;
            for declaration in tree.declarations {
                file.declare(declaration);
            }
        }
        Err(error) => {
            let text = format!("`{}` could not be read", file.shown);
            file.broken = Some(Arc::new(Reason::new(Cause::Syntax, Arc::clone(&file.shown), text)));
            file.problems = vec![Problem::with_path(ProblemKind::Io, Arc::clone(&file.shown), error.to_string())];
        }
    }
    file
}

impl File {
    /// The directory it lies in.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// The parameters with their declarations, in source order.
    pub fn parameters(&self) -> impl Iterator<Item = (usize, &Declaration, &super::syntax::Parameter)> {
        self.declarations.iter().enumerate().filter_map(|(index, declaration)| match &declaration.kind {
            DeclarationKind::Parameter(parameter) => Some((index, declaration, parameter)),
            _ => None,
        })
    }

    /// The names of the parameters that it assigns, as a parameter file.
    pub fn assigned(&self) -> impl Iterator<Item = &Arc<str>> {
        self.assigned_with_places().map(|(name, _)| name)
    }

    /// The parameters that it assigns, with the places of their names.
    pub fn assigned_with_places(&self) -> impl Iterator<Item = (&Arc<str>, Span)> {
        self.declarations.iter().filter_map(|declaration| match &declaration.kind {
            DeclarationKind::ParameterAssignment(assignment) => Some((&assignment.name.text, assignment.name.span)),
            _ => None,
        })
    }

    /// The paths that its imports name, with their places.
    pub fn imports(&self) -> impl Iterator<Item = (&Arc<str>, Span)> {
        self.declarations.iter().filter_map(|declaration| match &declaration.kind {
            DeclarationKind::Import(import) => Some((import.path.text()?, import.path.span)),
            _ => None,
        })
    }

    fn declare(&mut self, declaration: Declaration) {
        if matches!(declaration.kind, DeclarationKind::Resource(_)) {
            self.declare_resource(declaration, None);
            return;
        }
        let index = self.declarations.len();
        match &declaration.kind {
            DeclarationKind::Parameter(parameter) => self.name(&parameter.name, Symbol::Parameter(index)),
            DeclarationKind::Variable(variable) => self.name(&variable.name, Symbol::Variable(index)),
            DeclarationKind::Type(declared) => self.name(&declared.name, Symbol::Type(index)),
            DeclarationKind::Function(function) => self.name(&function.name, Symbol::Function(index)),
            DeclarationKind::Module(module) => {
                self.name(&module.name, Symbol::Module(index));
                self.deployed.push(Deployable::Module(index));
            }
            DeclarationKind::ParameterAssignment(assignment) => {
                self.name(&assignment.name, Symbol::Assignment(index));
            }
            DeclarationKind::Import(import) => match &import.imported {
                Imported::All(name) => self.name(name, Symbol::Namespace(index)),
                Imported::Symbols(symbols) => {
                    for (position, symbol) in symbols.iter().enumerate() {
                        self.name(&symbol.local, Symbol::Imported(index, position));
                    }
                }
            },
            DeclarationKind::Extension(extension) => {
                if let Some(alias) = &extension.alias {
                    self.name(alias, Symbol::Extension);
                } else if let ExpressionKind::Identifier(name) = &extension.name.kind {
                    self.symbols.entry(Arc::clone(name)).or_insert(Symbol::Extension);
                }
            }
            DeclarationKind::Output(_) => self.outputs.push(index),
            DeclarationKind::Using(using) => self.uses = using.path.as_ref().and_then(located),
            DeclarationKind::Extends(path) => self.extends = located(path),
            _ => {}
        }
        self.declarations.push(declaration);
    }

    fn name(&mut self, name: &super::syntax::Name, symbol: Symbol) {
        if self.symbols.contains_key(&name.text) {
            let message = format!(
                "Identifier \"{}\" is declared multiple times. Remove or rename the duplicates; only the first is used",
                name.text
            );
            self.problems.push(Problem::at(ProblemKind::Evaluation, name.span, message));
            return;
        }
        self.symbols.insert(Arc::clone(&name.text), symbol);
    }

    fn declare_resource(&mut self, mut declaration: Declaration, parent: Option<usize>) {
        let DeclarationKind::Resource(resource) = &mut declaration.kind else { return };
        let nested = take_nested(resource);
        let index = self.resources.len();
        let name = Arc::clone(&resource.name.text);
        let outer = parent.map(|parent| &self.resources[parent]);
        let path = outer.map_or_else(|| Arc::clone(&name), |outer| format!("{}::{name}", outer.path).into());
        let written = resource.type_literal.text();
        let (own, version) = match written.map(|text| text.split_once('@')) {
            Some(Some((own, version))) => (Some(own), Some(Arc::from(version))),
            Some(None) => (written.map(|text| &**text), None),
            None => (None, None),
        };
        let type_name = match outer {
            None => own.map(Arc::from),
            Some(outer) => (own.zip(outer.type_name.as_deref())).map(|(own, outer)| format!("{outer}/{own}").into()),
        };
        let api_version = version.or_else(|| outer.and_then(|outer| outer.api_version.clone()));
        match parent {
            None => self.name(&resource.name.clone(), Symbol::Resource(index)),
            Some(parent) => {
                self.resources[parent].children.entry(name).or_insert(index);
            }
        }
        self.deployed.push(Deployable::Resource(index));
        let children = FxHashMap::default();
        self.resources.push(ResourceNode { declaration, parent, children, path, type_name, api_version });
        for nested in nested {
            self.declare_resource(nested, Some(index));
        }
    }
}

impl ResourceNode {
    /// The resource.
    #[must_use]
    pub fn resource(&self) -> Option<&Resource> {
        if let DeclarationKind::Resource(resource) = &self.declaration.kind { Some(resource) } else { None }
    }

    /// From `resource` to the end of the type.
    #[must_use]
    pub fn header(&self) -> Span {
        self.resource().map_or(self.declaration.span, |resource| header(&self.declaration, &resource.type_literal))
    }
}

/// From the keyword to the end of the text behind the name.
#[must_use]
pub fn header(declaration: &Declaration, literal: &Expression) -> Span {
    Span { end: literal.span.end.max(declaration.span.start), ..declaration.span }
}

fn located(path: &Expression) -> Option<(Arc<str>, Span)> {
    path.text().map(|text| (Arc::clone(text), path.span))
}

fn take_nested(resource: &mut Resource) -> Vec<Declaration> {
    let ExpressionKind::Object(items) = &mut resource.body.object.kind else { return Vec::new() };
    if !items.iter().any(|item| matches!(item, ObjectItem::Resource(_))) {
        return Vec::new();
    }
    let mut nested = Vec::new();
    for item in std::mem::take(items) {
        match item {
            ObjectItem::Resource(declaration) => nested.push(*declaration),
            other => items.push(other),
        }
    }
    nested
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Loader, Symbol};
    use crate::source::Sources;

    #[test]
    fn nested_resources_have_whole_types_and_their_parents_version() {
        let sources = Sources::in_memory();
        let text = "resource a 'X.Y/as@2020-01-01' = {\n  name: 'a'\n  resource b 'bs' = {\n    name: 'b'\n    \
                    resource c 'cs@2021-01-01' = {\n      name: 'c'\n    }\n  }\n}\n";
        sources.add("main.bicep", text);
        let file = Loader::new(&sources).load(Path::new("main.bicep"));
        assert_eq!(file.problems, []);
        let shown: Vec<_> = (file.resources.iter())
            .map(|node| format!("{} {:?} {:?}", node.path, node.type_name, node.api_version))
            .collect();
        assert_eq!(
            shown,
            [
                r#"a Some("X.Y/as") Some("2020-01-01")"#,
                r#"a::b Some("X.Y/as/bs") Some("2020-01-01")"#,
                r#"a::b::c Some("X.Y/as/bs/cs") Some("2021-01-01")"#,
            ]
        );
        assert_eq!(&text[file.resources[1].header().range()], "resource b 'bs'");
        assert_eq!(file.symbols.get("b"), None);
        assert_eq!(file.symbols.get("a"), Some(&Symbol::Resource(0)));
    }

    #[test]
    fn a_name_declared_twice_is_a_problem_and_the_first_counts() {
        let sources = Sources::in_memory();
        let text = "param a string\nvar a = 1\noutput a string = a\n";
        sources.add("main.bicep", text);
        let file = Loader::new(&sources).load(Path::new("main.bicep"));
        let problem = &file.problems[0];
        assert_eq!((file.problems.len(), problem.span.unwrap().start), (1, 19));
        assert_eq!(file.symbols.get("a"), Some(&Symbol::Parameter(0)));
    }

    #[test]
    fn a_file_that_is_not_there_is_empty_with_a_problem() {
        let sources = Sources::in_memory();
        let file = Loader::new(&sources).load(Path::new("none.bicep"));
        assert!(file.broken.is_some());
        assert_eq!(file.problems[0].path.as_deref(), Some("none.bicep"));
    }
}
