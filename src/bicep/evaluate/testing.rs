//! A scope over a text, for tests: its variables, functions and types, and values given by name.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Bindings, EvaluationError, NamedType, Scope, UserFunction, evaluate, parameter_type};
use crate::arm::{Options, Run};
use crate::bicep::parse_bicep;
use crate::bicep::syntax::{Declaration, DeclarationKind, Expression, SyntaxTree};
use crate::document::{Cause, Data, Interest, Problem, Reason, Value};
use crate::source::{Sources, Span};

/// Files and what else an evaluation needs.
pub struct Fixture {
    pub sources: Sources,
    pub interest: Interest,
    pub options: Options,
}

impl Default for Fixture {
    fn default() -> Self {
        Self { sources: Sources::in_memory(), interest: Interest::default(), options: Options::default() }
    }
}

impl Fixture {
    /// A fixture with these files, paths relative to where `main.bicep` lies.
    pub fn with_files(files: &[(&str, &str)]) -> Self {
        let fixture = Self::default();
        for (path, text) in files {
            fixture.sources.add(&format!("infra/{path}"), text);
        }
        fixture
    }

    /// The scope of this text, which must parse.
    pub fn scope(&self, text: &str) -> TestScope<'_> {
        let file = self.sources.add("infra/main.bicep", text);
        let (tree, problems) = parse_bicep(text, file);
        assert!(problems.is_empty(), "{text:?}: {problems:?}");
        self.scope_of(tree)
    }

    /// The scope of a tree.
    pub fn scope_of(&self, tree: SyntaxTree) -> TestScope<'_> {
        TestScope {
            run: Run::new(&self.sources, &self.interest, &self.options),
            tree,
            path: "infra/main.bicep".into(),
            given: BTreeMap::new(),
            busy: RefCell::default(),
        }
    }
}

/// What the expressions of one text see.
pub struct TestScope<'f> {
    run: Run<'f>,
    tree: SyntaxTree,
    path: PathBuf,
    given: BTreeMap<&'static str, Value>,
    busy: RefCell<Vec<String>>,
}

impl TestScope<'_> {
    /// With values by name; they count for more than declarations.
    pub fn with_names(self, given: BTreeMap<&'static str, Value>) -> Self {
        Self { given, ..self }
    }

    /// As a file at another path.
    pub fn at(self, path: PathBuf) -> Self {
        Self { path, ..self }
    }

    /// The value of a variable or parameter.
    pub fn value(&self, name: &str) -> Result<Value, EvaluationError> {
        self.lookup(name, self.tree.declarations[0].span)
    }

    /// A declaration by name.
    pub fn declaration(&self, name: &str) -> &Declaration {
        self.find(name).unwrap_or_else(|| panic!("{name} is not declared"))
    }

    /// The expression of a variable.
    pub fn expression(&self, name: &str) -> &Expression {
        match &self.declaration(name).kind {
            DeclarationKind::Variable(variable) => &variable.value,
            other => panic!("{other:?} is no variable"),
        }
    }

    pub fn finish(self) -> Vec<Problem> {
        self.run.finish().0
    }

    fn find(&self, name: &str) -> Option<&Declaration> {
        self.tree.declarations.iter().find(|declaration| declaration.name().is_some_and(|found| &*found.text == name))
    }
}

impl Scope for TestScope<'_> {
    fn lookup(&self, name: &str, span: Span) -> Result<Value, EvaluationError> {
        if let Some(value) = self.given.get(name) {
            return Ok(value.clone());
        }
        let failed = |message: String, is_exhausted: bool| EvaluationError { message, span, is_exhausted };
        if self.busy.borrow().iter().any(|busy| busy == name) {
            return Err(failed(format!("The expression is involved in a cycle (\"{name}\")"), false));
        }
        let Some(_level) = self.run.enter() else { return Err(failed("nested too deeply".into(), true)) };
        self.busy.borrow_mut().push(name.to_owned());
        let outcome = match self.find(name).map(|declaration| (&declaration.kind, declaration)) {
            Some((DeclarationKind::Variable(variable), _)) => evaluate(&variable.value, self, &Bindings::empty()),
            Some((DeclarationKind::Parameter(parameter), declaration)) => match &parameter.default {
                Some(default) => evaluate(default, self, &Bindings::empty()),
                None => {
                    let ty = parameter_type(&parameter.type_expression, &declaration.decorators, self);
                    Ok(ty.unset(name, parameter.name.span))
                }
            },
            _ => Err(failed(format!("The name \"{name}\" does not exist in the current context"), false)),
        };
        self.busy.borrow_mut().pop();
        outcome
    }

    fn nested(&self, _: &Expression, name: &str, span: Span) -> Result<Value, EvaluationError> {
        self.lookup(name, span)
    }

    fn function(&self, namespace: Option<&str>, name: &str) -> Option<UserFunction<'_>> {
        match &self.find(name)?.kind {
            DeclarationKind::Function(function) if namespace.is_none_or(|namespace| namespace == "lib") => {
                Some(UserFunction { function, scope: self })
            }
            _ => None,
        }
    }

    fn named_type(&self, namespace: Option<&str>, name: &str) -> Option<NamedType<'_>> {
        let declaration = self.find(name)?;
        match &declaration.kind {
            DeclarationKind::Type(declared) if namespace.is_none_or(|namespace| namespace == "lib") => {
                Some(NamedType { expression: &declared.type_expression, declaration, scope: self })
            }
            _ => None,
        }
    }

    fn is_namespace(&self, name: &str) -> bool {
        name == "lib"
    }

    fn run(&self) -> &Run<'_> {
        &self.run
    }

    fn file(&self) -> &Path {
        &self.path
    }

    fn names(&self) -> Vec<Arc<str>> {
        let declared = self.tree.declarations.iter().filter_map(|declaration| declaration.name());
        declared.map(|name| Arc::clone(&name.text)).chain(self.given.keys().map(|name| Arc::from(*name))).collect()
    }
}

/// Why something is not known in tests.
pub fn reason(subject: &str) -> Arc<Reason> {
    Arc::new(Reason::new(Cause::NoValue, subject, format!("the parameter `{subject}` has no value")))
}

/// A value in one line: `?` not known, `set?` not known but set, with `address#path` where it refers to something;
/// `a | b` for alternatives; `…` behind what may have more; `name?:` what may not be there; `*` before secrets.
pub fn show(value: &Value) -> String {
    let secret = if value.sensitive { "*" } else { "" };
    let text = match &value.data {
        Data::Null => "null".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Number(number) => number.to_string(),
        Data::String(text) => format!("'{text}'"),
        Data::List(list) => {
            let mut items: Vec<String> = list.items.iter().map(show).collect();
            items.extend(list.open.as_ref().map(|_| "…".to_owned()));
            format!("[{}]", items.join(", "))
        }
        Data::Object(object) => {
            let entry = |(name, entry): (&Arc<str>, &crate::document::Entry)| {
                let maybe = if entry.maybe.is_some() { "?" } else { "" };
                format!("{name}{maybe}: {}", show(&entry.value))
            };
            let mut entries: Vec<String> = object.entries.iter().map(entry).collect();
            entries.extend(object.open.as_ref().map(|_| "…".to_owned()));
            format!("{{{}}}", entries.join(", "))
        }
        Data::Unknown(unknown) => {
            let set = if unknown.not_null { "set?" } else { "?" };
            let reference = unknown.reference.as_ref().map(|found| format!("{}#{}", found.address, found.path));
            format!("{set}{}", reference.unwrap_or_default())
        }
        Data::OneOf(members) => members.iter().map(show).collect::<Vec<_>>().join(" | "),
    };
    format!("{secret}{text}")
}
