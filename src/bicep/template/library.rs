//! Imports: variables, functions and types of other files.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use super::Instance;
use crate::bicep::evaluate::{EvaluationError, NamedType, Scope, UserFunction};
use crate::bicep::load::{File, Symbol};
use crate::bicep::resolve::{self, LocalFile, Target, find_local};
use crate::bicep::syntax::{Declaration, DeclarationKind, Imported};
use crate::document::{Cause, Data, Entry, Object, Problem, ProblemKind, Reason, Value};
use crate::formats::closest;
use crate::source::Span;

impl<'a> Instance<'a> {
    /// The file that an import names; else why it cannot be seen.
    pub(super) fn library(&self, index: usize) -> Result<&Rc<Instance<'a>>, Arc<Reason>> {
        let found = self.libraries[index].get_or_init(|| self.find_library(index));
        found.as_ref().map_err(Arc::clone)
    }

    /// Looks for all files that are imported, so that problems with them are reported even where nothing uses them.
    pub(super) fn check_imports(&self) {
        for (index, declaration) in self.file.declarations.iter().enumerate() {
            let DeclarationKind::Import(import) = &declaration.kind else { continue };
            let (Ok(library), Imported::Symbols(symbols)) = (self.library(index), &import.imported) else { continue };
            for symbol in symbols {
                if library.file.broken.is_none() && library.exported(&symbol.name.text).is_none() {
                    let known = library.file.symbols.keys().filter(|name| library.exported(name).is_some());
                    let known: std::collections::BTreeSet<&str> = known.map(|name| &**name).collect();
                    let near = closest(&symbol.name.text, known).map(|near| format!("; did you mean \"{near}\"?"));
                    let message = format!(
                        "The \"{}\" symbol was not found in (or was not exported by) the imported file{}",
                        symbol.name.text,
                        near.unwrap_or_default()
                    );
                    self.evaluation.refuse(symbol.name.span, message);
                }
            }
        }
    }

    fn find_library(&self, index: usize) -> Result<Rc<Instance<'a>>, Arc<Reason>> {
        let DeclarationKind::Import(import) = &self.file.declarations[index].kind else {
            return Err(Arc::new(Reason::undecided_condition()));
        };
        let place = import.path.span;
        let missing = |text: String| {
            let name = import.path.text().cloned().unwrap_or_else(|| "import".into());
            Arc::new(Reason::new(Cause::MissingModule, name, text).at(place))
        };
        let Some(path) = import.path.text() else {
            return Err(missing("the path of the import could not be read".to_owned()));
        };
        match resolve::find(&self.evaluation, &self.file, path, place).map_err(missing)? {
            Target::Bicep(target) => {
                let file = self.evaluation.loader.load(&target);
                if let Some(cycle) = self.import_cycle(&file) {
                    let message =
                        format!("The file is involved in a cycle of imports (\"{}\")", cycle.join("\" -> \""));
                    self.evaluation.run.problem(Problem::at(ProblemKind::Module, place, message.clone()));
                    return Err(missing(message));
                }
                Ok(self.evaluation.library(file))
            }
            Target::Arm(_) => Err(missing(format!("what \"{path}\" exports is compiled"))),
            Target::NotRestored(module) => {
                Err(missing(format!("\"{}:{}\" is not on disk", module.name, module.version)))
            }
        }
    }

    /// The way from a file along its imports back to this one, as shown.
    fn import_cycle(&self, from: &Arc<File>) -> Option<Vec<String>> {
        let loader = self.evaluation.loader;
        let mut seen: HashSet<PathBuf> = HashSet::from([from.path.clone()]);
        let mut left: Vec<(Arc<File>, Vec<String>)> = vec![(Arc::clone(from), vec![self.file.shown.to_string()])];
        while let Some((file, mut way)) = left.pop() {
            way.push(file.shown.to_string());
            if file.path == self.file.path {
                return Some(way);
            }
            for (path, _) in
                file.imports().filter(|(path, _)| Path::new(&***path).extension().is_some_and(|e| e == "bicep"))
            {
                let Ok(LocalFile::Exact(target) | LocalFile::OtherCase(target, _)) =
                    find_local(loader.sources(), file.directory(), path)
                else {
                    continue;
                };
                if seen.insert(target.clone()) {
                    left.push((loader.load(&target), way.clone()));
                }
            }
        }
        None
    }

    /// What a single import is called where it comes from.
    pub(super) fn imported_name(&self, index: usize, position: usize) -> Option<&Arc<str>> {
        match &self.file.declarations[index].kind {
            DeclarationKind::Import(import) => match &import.imported {
                Imported::Symbols(symbols) => symbols.get(position).map(|symbol| &symbol.name.text),
                Imported::All(_) => None,
            },
            _ => None,
        }
    }

    /// The value of a single import.
    pub(super) fn imported(&self, index: usize, position: usize, span: Span) -> Result<Value, EvaluationError> {
        let library = match self.library(index) {
            Ok(library) => library,
            Err(reason) => return Ok(self.not_seen(&reason)),
        };
        let name = self.imported_name(index, position).cloned().unwrap_or_else(|| "".into());
        match library.exported(&name) {
            Some(Symbol::Variable(variable)) => Ok(library.variable(variable)),
            Some(_) => {
                let message = format!("The name \"{name}\" is not a parameter, variable, resource or module");
                Err(EvaluationError { message, span, is_exhausted: false })
            }
            // Reported with the import.
            None => {
                let text = format!("\"{name}\" is not exported by `{}`", library.file.shown);
                Ok(Value::unknown(Reason::new(Cause::Invalid, name, text).at(span)).at(span))
            }
        }
    }

    /// All variables of a wildcard import.
    pub(super) fn library_variables(&self, index: usize) -> Value {
        let library = match self.library(index) {
            Ok(library) => library,
            Err(reason) => return self.not_seen(&reason),
        };
        let mut object = Object { open: library.file.broken.clone(), ..Object::default() };
        let names: std::collections::BTreeSet<&Arc<str>> = library.file.symbols.keys().collect();
        for name in names {
            if let Some(Symbol::Variable(variable)) = library.exported(name) {
                object.entries.insert(Arc::clone(name), Entry::from(library.variable(variable)));
            }
        }
        Value::new(Data::Object(Arc::new(object)))
    }

    /// A value that comes from a file which cannot be seen.
    fn not_seen(&self, reason: &Arc<Reason>) -> Value {
        let value = Value::unknown(Arc::clone(reason));
        if let Some(span) = reason.span { value.at(span) } else { value }
    }

    /// What an exported name of this file stands for.
    fn exported(&self, name: &str) -> Option<Symbol> {
        let symbol = *self.file.symbols.get(name)?;
        let (Symbol::Variable(index) | Symbol::Function(index) | Symbol::Type(index)) = symbol else { return None };
        is_exported(&self.file.declarations[index]).then_some(symbol)
    }

    pub(super) fn exported_function(&self, name: &str) -> Option<UserFunction<'_>> {
        self.exported(name).and_then(|_| self.function(None, name))
    }

    pub(super) fn exported_type(&self, name: &str) -> Option<NamedType<'_>> {
        self.exported(name).and_then(|_| self.named_type(None, name))
    }
}

fn is_exported(declaration: &Declaration) -> bool {
    declaration.decorator("export").is_some() || declaration.is_partial
}
