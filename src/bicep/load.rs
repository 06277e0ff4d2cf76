//! Files, parsed once per run and shared between threads.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use super::parse_bicep;
use super::syntax::{
    Declaration, DeclarationKind, Expression, ExpressionKind, Imported, ObjectItem, Resource, SyntaxTree,
};
use crate::document::Problem;
use crate::source::{FileId, ReadError, Sources};

/// A parsed file with an index of its names.
#[derive(Debug)]
pub struct File {
    /// Its path, links resolved.
    pub path: PathBuf,
    /// Its id.
    pub id: FileId,
    /// Its syntax.
    pub tree: SyntaxTree,
    /// What is wrong with its text.
    pub problems: Vec<Problem>,
    /// Values by name: parameters, variables, resources, modules, imports. The first declaration of a name counts.
    pub(super) values: FxHashMap<Arc<str>, Named>,
    /// Functions by name.
    pub(super) functions: FxHashMap<Arc<str>, Named>,
    /// Types by name.
    pub(super) types: FxHashMap<Arc<str>, Named>,
    /// All resources, nested ones behind the one they stand in.
    pub(super) resources: Vec<Node>,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// The declaration at this index.
    Declaration(usize),
    /// The resource at this index.
    Resource(usize),
    /// The symbol at this position of the import at this index.
    Imported(usize, usize),
    /// Everything of the import at this index, behind a name.
    Wildcard(usize),
}

/// A resource: top level or nested.
#[derive(Debug)]
pub(super) struct Node {
    /// The declaration it stands in, or is.
    pub declaration: usize,
    /// The items to step through from there.
    path: Vec<usize>,
    /// The resource it is nested in.
    pub parent: Option<usize>,
    /// The full type without version.
    pub type_name: Arc<str>,
    /// The API version.
    pub api_version: Option<Arc<str>>,
    /// The resources nested in it.
    pub children: Vec<usize>,
}

impl File {
    /// The declaration of a resource.
    pub(super) fn resource(&self, node: &Node) -> Option<(&Declaration, &Resource)> {
        let mut declaration = &self.tree.declarations[node.declaration];
        for &index in &node.path {
            let DeclarationKind::Resource(resource) = &declaration.kind else { return None };
            let Some(ObjectItem::Resource(inner)) = resource.body.object.object_items()?.get(index) else {
                return None;
            };
            declaration = inner;
        }
        match &declaration.kind {
            DeclarationKind::Resource(resource) => Some((declaration, resource)),
            _ => None,
        }
    }

    /// Its parameters' declarations.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &super::syntax::Parameter> {
        self.tree.declarations.iter().filter_map(|declaration| match &declaration.kind {
            DeclarationKind::Parameter(parameter) => Some(parameter),
            _ => None,
        })
    }
}

/// Loads each file once.
#[derive(Debug)]
pub struct Loader<'a> {
    sources: &'a Sources,
    files: Mutex<HashMap<PathBuf, Arc<OnceLock<Loaded>>>>,
}

type Loaded = Result<Arc<File>, ReadError>;

impl<'a> Loader<'a> {
    /// A loader over these files.
    #[must_use]
    pub fn new(sources: &'a Sources) -> Self {
        Self { sources, files: Mutex::default() }
    }

    /// The files.
    #[must_use]
    pub fn sources(&self) -> &'a Sources {
        self.sources
    }

    /// The file at this path.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn load(&self, path: &Path) -> Loaded {
        let key = self.sources.resolve(path)?;
        let cell = {
            let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(files.entry(key.clone()).or_default())
        };
        cell.get_or_init(|| read(self.sources, key)).clone()
    }
}

fn read(sources: &Sources, path: PathBuf) -> Loaded {
    let id = sources.read(&path)?;
    let source = sources.file(id);
    let (tree, problems) = parse_bicep(&source.text, id);
    let mut file = File {
        path,
        id,
        tree: SyntaxTree::default(),
        problems,
        values: FxHashMap::default(),
        functions: FxHashMap::default(),
        types: FxHashMap::default(),
        resources: Vec::new(),
    };
    for (index, declaration) in tree.declarations.iter().enumerate() {
        file.index(index, declaration);
    }
    file.tree = tree;
    Ok(Arc::new(file))
}

impl File {
    fn index(&mut self, index: usize, declaration: &Declaration) {
        let add = |names: &mut FxHashMap<Arc<str>, Named>, name: &Arc<str>, named: Named| {
            names.entry(Arc::clone(name)).or_insert(named);
        };
        match &declaration.kind {
            DeclarationKind::Resource(resource) => {
                let node = self.add_resource(index, Vec::new(), None, resource);
                add(&mut self.values, &resource.name.text, Named::Resource(node));
            }
            DeclarationKind::Function(function) => {
                add(&mut self.functions, &function.name.text, Named::Declaration(index));
            }
            DeclarationKind::Type(declared) => add(&mut self.types, &declared.name.text, Named::Declaration(index)),
            DeclarationKind::Import(import) => match &import.imported {
                Imported::All(name) => add(&mut self.values, &name.text, Named::Wildcard(index)),
                Imported::Symbols(symbols) => {
                    // Which of the three it is, the other file tells.
                    for (position, symbol) in symbols.iter().enumerate() {
                        let named = Named::Imported(index, position);
                        add(&mut self.values, &symbol.local.text, named);
                        add(&mut self.functions, &symbol.local.text, named);
                        add(&mut self.types, &symbol.local.text, named);
                    }
                }
            },
            DeclarationKind::Parameter(_)
            | DeclarationKind::Variable(_)
            | DeclarationKind::Module(_)
            | DeclarationKind::ParameterAssignment(_) => {
                if let Some(name) = declaration.name() {
                    add(&mut self.values, &name.text, Named::Declaration(index));
                }
            }
            _ => {}
        }
    }

    fn add_resource(
        &mut self,
        declaration: usize,
        path: Vec<usize>,
        parent: Option<usize>,
        resource: &Resource,
    ) -> usize {
        let (own_type, own_version) = type_and_version(&resource.type_literal);
        let outer = parent.map(|parent| &self.resources[parent]);
        let type_name: Arc<str> = match outer {
            // Nested types are written without their parent's; some write them whole.
            Some(outer) if !own_type.contains('/') || !starts_with(&own_type, &outer.type_name) => {
                format!("{}/{own_type}", outer.type_name).into()
            }
            _ => own_type.as_str().into(),
        };
        let api_version = own_version.or_else(|| outer.and_then(|outer| outer.api_version.clone()));
        let index = self.resources.len();
        let node = Node { declaration, path: path.clone(), parent, type_name, api_version, children: Vec::new() };
        self.resources.push(node);
        for (at, item) in resource.body.object.object_items().unwrap_or_default().iter().enumerate() {
            if let ObjectItem::Resource(inner) = item
                && let DeclarationKind::Resource(nested) = &inner.kind
            {
                let mut path = path.clone();
                path.push(at);
                let child = self.add_resource(declaration, path, Some(index), nested);
                self.resources[index].children.push(child);
            }
        }
        index
    }
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

fn type_and_version(literal: &Expression) -> (String, Option<Arc<str>>) {
    let ExpressionKind::String(text) = &literal.kind else { return (String::new(), None) };
    match text.rsplit_once('@') {
        Some((name, version)) => (name.to_owned(), Some(version.into())),
        None => (text.to_string(), None),
    }
}
