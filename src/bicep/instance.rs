//! One file with the values of its parameters: what each name in it stands for.

use std::cell::{OnceCell, RefCell};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use super::evaluate::{Bindings, EvaluationError, NamedType, Scope, UserFunction, evaluate, parameter_type};
use super::load::{File, Loader, Named};
use super::module::ModuleInstance;
use super::syntax::{DeclarationKind, Expression, ExpressionKind, Imported, Parameter};
use crate::arm::{Arguments, Placement, Run};
use crate::document::{Cause, Problem, ProblemKind, Reason, StepKind, Value};
use crate::formats::closest;
use crate::source::Span;

/// What the instances of one evaluation share.
pub(super) struct Evaluation<'a> {
    pub run: Run<'a>,
    pub loader: &'a Loader<'a>,
    /// The files being deployed, outermost first.
    pub stack: RefCell<Vec<std::path::PathBuf>>,
    /// Modules of registries that are not on disk: as written, with their first place, and whether a table knows them.
    pub missing: RefCell<std::collections::BTreeMap<String, (Span, bool)>>,
}

/// Why a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It is deployed by itself.
    Root,
    /// A module call gives its parameters.
    Module,
    /// Others import from it; it has no parameters.
    Library,
}

/// What is known of a value that is asked for by name.
enum Slot {
    Empty,
    Busy,
    Done(Result<Value, EvaluationError>),
}

/// A file with its parameters.
pub(super) struct Instance<'e> {
    pub evaluation: &'e Evaluation<'e>,
    pub file: Arc<File>,
    pub arguments: Arguments,
    pub placement: Placement,
    role: Role,
    slots: RefCell<Vec<Slot>>,
    imports: Vec<OnceCell<Option<Rc<Instance<'e>>>>>,
    modules: Vec<OnceCell<Rc<Vec<ModuleInstance>>>>,
    /// What a parameter file extends, by name.
    pub base: OnceCell<Value>,
}

impl<'e> Instance<'e> {
    pub fn new(
        evaluation: &'e Evaluation<'e>,
        file: Arc<File>,
        arguments: Arguments,
        placement: Placement,
        role: Role,
    ) -> Self {
        let count = file.tree.declarations.len();
        let slots = RefCell::new((0..count).map(|_| Slot::Empty).collect());
        let imports = (0..count).map(|_| OnceCell::new()).collect();
        let modules = (0..count).map(|_| OnceCell::new()).collect();
        Self { evaluation, file, arguments, placement, role, slots, imports, modules, base: OnceCell::new() }
    }

    pub fn run(&self) -> &Run<'e> {
        &self.evaluation.run
    }

    /// Evaluates an expression; an error becomes a problem and an unknown value.
    pub fn evaluated(&self, expression: &Expression, bindings: &Bindings) -> Value {
        match evaluate(expression, self, bindings) {
            Ok(value) => value,
            Err(error) => self.failed(error),
        }
    }

    /// Reports an error once; what it stands for is unknown.
    pub fn failed(&self, error: EvaluationError) -> Value {
        if error.is_exhausted {
            return Value::unknown(self.run().exhausted_reason(error.span));
        }
        self.run().problem(Problem::at(ProblemKind::Evaluation, error.span, error.message.clone()));
        let text = format!("the expression is in error: {}", error.message);
        Value::unknown(Reason::new(Cause::Invalid, "", text).at(error.span))
    }

    /// The value of the declaration at this index, computed once.
    pub fn value(&self, index: usize, span: Span) -> Result<Value, EvaluationError> {
        {
            let mut slots = self.slots.borrow_mut();
            match &slots[index] {
                Slot::Done(outcome) => return outcome.clone(),
                Slot::Busy => return Err(self.cycle(index, span)),
                Slot::Empty => slots[index] = Slot::Busy,
            }
        }
        let outcome = match self.run().enter() {
            Some(_level) => self.compute(index),
            None => {
                let _ = self.run().exhausted_reason(span);
                Err(EvaluationError { message: "nested too deeply".into(), span, is_exhausted: true })
            }
        };
        self.slots.borrow_mut()[index] = Slot::Done(outcome.clone());
        outcome
    }

    fn cycle(&self, index: usize, span: Span) -> EvaluationError {
        let name = self.file.tree.declarations[index].name().map(|name| name.text.to_string()).unwrap_or_default();
        let message = format!("The expression is involved in a cycle: \"{name}\" refers to itself");
        EvaluationError { message, span, is_exhausted: false }
    }

    fn compute(&self, index: usize) -> Result<Value, EvaluationError> {
        let declaration = &self.file.tree.declarations[index];
        match &declaration.kind {
            DeclarationKind::Parameter(parameter) => {
                Ok(self.parameter(parameter, &declaration.decorators, declaration.span))
            }
            DeclarationKind::Variable(variable) => {
                let value = evaluate(&variable.value, self, &Bindings::empty())?;
                let trail = value.trail.through(
                    StepKind::Local,
                    format!("var {}", variable.name.text).into(),
                    variable.name.span,
                );
                Ok(value.with_trail(trail))
            }
            DeclarationKind::ParameterAssignment(assignment) => evaluate(&assignment.value, self, &Bindings::empty()),
            DeclarationKind::Module(module) => Ok(self.module_symbol(index, module)),
            _ => Ok(Value::unknown(Reason::new(Cause::Invalid, "", "it is no value").at(declaration.span))),
        }
    }

    fn parameter(&self, parameter: &Parameter, decorators: &[super::syntax::Decorator], declared: Span) -> Value {
        let ty = parameter_type(&parameter.type_expression, decorators, self);
        let name = &parameter.name.text;
        let given = self.arguments.values.get(name).cloned().or_else(|| {
            let same = |(other, _): &(&Arc<str>, &Value)| other.eq_ignore_ascii_case(name);
            self.arguments.values.iter().find(same).map(|(_, value)| value.clone())
        });
        let default = || {
            let expression = parameter.default.as_ref()?;
            let value = self.evaluated(expression, &Bindings::empty());
            let trail = value.trail.through(StepKind::Default, format!("param {name}").into(), parameter.name.span);
            Some(value.with_trail(trail))
        };
        let value = match given {
            // Null asks for the default, where there is one.
            Some(value) if value.is_null() && parameter.default.is_some() => default().unwrap_or_else(Value::null),
            Some(value) => {
                let value = match (&value.data, &self.arguments.open) {
                    _ if value.is_certainly_set() || parameter.default.is_none() => value,
                    // It may be null, and then the default counts.
                    _ => {
                        let reason = crate::arm::operators::reason(&value);
                        let instead = default().unwrap_or_else(Value::null);
                        let trail = value.trail.clone();
                        let value = Value::one_of([value, instead], &reason);
                        if value.trail.literal.is_some() { value } else { value.with_trail(trail) }
                    }
                };
                if let Some(message) = ty.refusal(&value) {
                    let place = value.trail.literal.unwrap_or(declared);
                    let message = format!("The value of the parameter \"{name}\" is refused: {message}");
                    self.run().problem(Problem::at(ProblemKind::Evaluation, place, message));
                }
                value
            }
            None => match (&self.arguments.open, default()) {
                (Some(reason), Some(default)) => Value::one_of([default, Value::unknown(Arc::clone(reason))], reason),
                (Some(reason), None) => Value::unknown(Arc::clone(reason)),
                (None, Some(default)) => default,
                (None, None) if ty.is_nullable && ty_is_declared_nullable(parameter) => Value::null(),
                (None, None) => ty.unset(name, parameter.name.span),
            },
        };
        let value = ty.mark(value);
        if value.sensitive {
            self.run().mask(&value);
        }
        value
    }

    /// The file that the import at this index names, ready to be asked.
    fn library(&self, index: usize) -> Option<&Instance<'e>> {
        let DeclarationKind::Import(import) = &self.file.tree.declarations[index].kind else { return None };
        let found = self.imports[index].get_or_init(|| {
            let path = import.path.text()?;
            let file = self.imported_file(path, import.path.span)?;
            let library = Instance::new(self.evaluation, file, Arguments::default(), Placement::root(), Role::Library);
            Some(Rc::new(library))
        });
        found.as_deref()
    }

    /// The name in the other file of an imported symbol.
    fn imported(&self, index: usize, position: usize) -> Option<(&Instance<'e>, &str)> {
        let DeclarationKind::Import(import) = &self.file.tree.declarations[index].kind else { return None };
        let Imported::Symbols(symbols) = &import.imported else { return None };
        Some((self.library(index)?, &symbols.get(position)?.name.text))
    }

    fn named(&self, named: Named, span: Span) -> Result<Value, EvaluationError> {
        match named {
            Named::Declaration(index) => self.value(index, span),
            Named::Resource(node) => self.resource_symbol(node, span),
            Named::Imported(index, position) => match self.imported(index, position) {
                Some((library, name)) => match self.run().enter() {
                    Some(_level) => library.lookup(name, span),
                    None => Err(EvaluationError { message: "nested too deeply".into(), span, is_exhausted: true }),
                },
                None => Ok(self.not_imported(index)),
            },
            Named::Wildcard(index) => match self.library(index) {
                Some(library) => {
                    let exported = library.file.tree.declarations.iter().enumerate().filter(|(_, declaration)| {
                        matches!(declaration.kind, DeclarationKind::Variable(_))
                            && declaration.decorator("export").is_some()
                    });
                    let mut entries = Vec::new();
                    for (index, declaration) in exported {
                        if let Some(name) = declaration.name() {
                            entries.push((Arc::clone(&name.text), library.value(index, span)?));
                        }
                    }
                    Ok(Value::object(entries))
                }
                None => Ok(self.not_imported(index)),
            },
        }
    }

    fn not_imported(&self, index: usize) -> Value {
        let declaration = &self.file.tree.declarations[index];
        let reason = Reason::new(Cause::MissingModule, "import", "what it is imported from is not on disk");
        Value::unknown(reason.at(declaration.span))
    }
}

fn ty_is_declared_nullable(parameter: &Parameter) -> bool {
    use super::syntax::TypeKind;
    let mut ty = &parameter.type_expression;
    loop {
        match &ty.kind {
            TypeKind::Nullable(_) => return true,
            TypeKind::Parenthesis(inner) => ty = inner,
            _ => return false,
        }
    }
}

impl Scope for Instance<'_> {
    fn lookup(&self, name: &str, span: Span) -> Result<Value, EvaluationError> {
        if let Some(named) = self.file.values.get(name) {
            return self.named(*named, span);
        }
        if name == "base"
            && let Some(base) = self.base.get()
        {
            return Ok(base.clone());
        }
        // Inside of a resource its siblings and children can be named without the parent.
        let nested = self.file.resources.iter().position(|node| {
            node.parent.is_some() && self.file.resource(node).is_some_and(|(_, resource)| &*resource.name.text == name)
        });
        if let Some(node) = nested {
            return self.resource_symbol(node, span);
        }
        let names = self.names();
        let hint = closest(name, names.iter().map(|name| &**name)).map(|near| format!("; did you mean \"{near}\"?"));
        let message = format!("The name \"{name}\" does not exist in the current context{}", hint.unwrap_or_default());
        Err(EvaluationError { message, span, is_exhausted: false })
    }

    fn nested(&self, base: &Expression, name: &str, span: Span) -> Result<Value, EvaluationError> {
        let failed = |message: String| EvaluationError { message, span, is_exhausted: false };
        let Some((node, key)) = self.node_of(base) else {
            return Err(failed("The \"::\" operator can only be used on a resource".to_owned()));
        };
        let child = self.file.resources[node].children.iter().copied().find(|child| {
            let found = self.file.resource(&self.file.resources[*child]);
            found.is_some_and(|(_, resource)| &*resource.name.text == name)
        });
        match child {
            Some(child) => self.symbol_in(child, key.as_deref(), span),
            None => Err(failed(format!("The resource does not contain a nested resource named \"{name}\""))),
        }
    }

    fn function(&self, namespace: Option<&str>, name: &str) -> Option<UserFunction<'_>> {
        if let Some(namespace) = namespace {
            let Some(Named::Wildcard(index)) = self.file.values.get(namespace).copied() else { return None };
            return self.library(index)?.function(None, name);
        }
        match *self.file.functions.get(name)? {
            Named::Declaration(index) => match &self.file.tree.declarations[index].kind {
                DeclarationKind::Function(function) => Some(UserFunction { function, scope: self }),
                _ => None,
            },
            Named::Imported(index, position) => {
                let (library, name) = self.imported(index, position)?;
                let _level = self.run().enter()?;
                library.function(None, name)
            }
            Named::Resource(_) | Named::Wildcard(_) => None,
        }
    }

    fn named_type(&self, namespace: Option<&str>, name: &str) -> Option<NamedType<'_>> {
        if let Some(namespace) = namespace {
            let Some(Named::Wildcard(index)) = self.file.values.get(namespace).copied() else { return None };
            return self.library(index)?.named_type(None, name);
        }
        match *self.file.types.get(name)? {
            Named::Declaration(index) => {
                let declaration = &self.file.tree.declarations[index];
                match &declaration.kind {
                    DeclarationKind::Type(declared) => {
                        Some(NamedType { expression: &declared.type_expression, declaration, scope: self })
                    }
                    _ => None,
                }
            }
            Named::Imported(index, position) => {
                let (library, name) = self.imported(index, position)?;
                let _level = self.run().enter()?;
                library.named_type(None, name)
            }
            Named::Resource(_) | Named::Wildcard(_) => None,
        }
    }

    fn is_namespace(&self, name: &str) -> bool {
        matches!(self.file.values.get(name), Some(Named::Wildcard(_)))
    }

    fn run(&self) -> &Run<'_> {
        &self.evaluation.run
    }

    fn file(&self) -> &Path {
        &self.file.path
    }

    fn names(&self) -> Vec<Arc<str>> {
        let mut names: Vec<Arc<str>> = self.file.values.keys().cloned().collect();
        names.sort();
        names
    }
}

impl<'e> Instance<'e> {
    /// The resource that an expression names, with the key of its instance as written in addresses.
    fn node_of(&self, base: &Expression) -> Option<(usize, Option<String>)> {
        match &base.kind {
            ExpressionKind::Identifier(name) => match self.file.values.get(name)? {
                Named::Resource(node) => Some((*node, None)),
                _ => None,
            },
            ExpressionKind::Index(index) => {
                let (node, _) = self.node_of(&index.base)?;
                let key = self.evaluated(&index.index, &Bindings::empty());
                let key = match &key.data {
                    crate::document::Data::Number(number) => number.to_string(),
                    _ => "*".to_owned(),
                };
                Some((node, Some(key)))
            }
            ExpressionKind::Nested(parts) => {
                let (node, key) = self.node_of(&parts.0)?;
                let child = self.file.resources[node].children.iter().copied().find(|child| {
                    let found = self.file.resource(&self.file.resources[*child]);
                    found.is_some_and(|(_, resource)| resource.name.text == parts.1.text)
                })?;
                Some((child, key))
            }
            ExpressionKind::Parenthesis(inner) | ExpressionKind::NonNull(inner) => self.node_of(inner),
            _ => None,
        }
    }

    /// The instances of the module at this index, deployed once.
    pub fn module_instances(
        &self,
        index: usize,
        deploy: impl FnOnce() -> Vec<ModuleInstance>,
    ) -> Rc<Vec<ModuleInstance>> {
        Rc::clone(self.modules[index].get_or_init(|| Rc::new(deploy())))
    }
}
