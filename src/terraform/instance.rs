//! One instance of a module while a root is evaluated: memo cells for variables, locals, outputs, resources and
//! child modules. Everything is computed on demand and once; a cell in progress that is asked again is a cycle.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::evaluate::{EvaluationError, Scope};
use super::evaluation::Evaluation;
use super::module::{Module, ModuleCall, Variable};
use super::repetition::{Key, Repetition};
use super::resource::ResourceInstances;
use super::syntax::Attribute;
use super::types;
use crate::document::{
    Budget, Call, Cause, Data, Existence, Object, Problem, ProblemKind, Reason, Reference, StepKind, Unknown, Value,
    Versions,
};
use crate::source::{Sources, Span};

/// One instance of a module.
pub struct Instance<'a> {
    /// The evaluation it belongs to.
    pub evaluation: &'a Evaluation<'a>,
    /// The module's configuration.
    pub module: Arc<Module>,
    /// `module.aks["prod"]`; empty for the root.
    pub address: Arc<str>,
    /// The key in `modules.json`: call names joined by dots.
    pub key: String,
    /// The calls that lead here, outermost first.
    pub calls: Arc<[Call]>,
    /// Whether the calls take effect.
    pub existence: Existence,
    /// Provider versions allowed here and above, by local name.
    pub providers: Arc<std::collections::BTreeMap<Arc<str>, Arc<Versions>>>,
    caller: Option<Caller<'a>>,
    me: Weak<Instance<'a>>,
    variables: Cells<Arc<str>, Value>,
    locals: Cells<Arc<str>, Value>,
    outputs: Cells<Arc<str>, Value>,
    resources: Cells<usize, Rc<ResourceInstances>>,
    children: Cells<Arc<str>, Rc<Children<'a>>>,
}

/// Who called a module instance.
struct Caller<'a> {
    parent: Weak<Instance<'a>>,
    call: Arc<str>,
    bindings: Bindings,
}

/// The instances of one module call.
pub struct Children<'a> {
    /// The instances by key; without keys when the call has neither `count` nor `for_each`.
    pub instances: Vec<(Option<Key>, Rc<Instance<'a>>)>,
    /// Whether the call repeats, and over what.
    pub repetition: Repetition,
    /// Why there is no instance: the module is not on disk.
    pub missing: Option<Arc<Reason>>,
}

type Cells<K, V> = RefCell<FxHashMap<K, Option<V>>>;

/// What only some expressions of a module see: `count`, `each`, the iterators of dynamic blocks.
#[derive(Debug, Clone, Default)]
pub struct Bindings {
    /// `count.index`.
    pub count_index: Option<Value>,
    /// `each.key` and `each.value`.
    pub each: Option<(Value, Value)>,
    /// `self`, in a provisioner.
    pub own: Option<Value>,
    /// Iterators of the enclosing dynamic blocks, innermost first.
    pub iterator: Option<Rc<IteratorBinding>>,
}

/// The iterator of a dynamic block.
#[derive(Debug)]
pub struct IteratorBinding {
    /// Its name.
    pub name: Arc<str>,
    /// An object with `key` and `value`.
    pub value: Value,
    /// The iterator around it.
    pub outer: Option<Rc<IteratorBinding>>,
}

/// A module instance with bindings: what an expression in it sees.
pub struct InstanceScope<'i, 'a> {
    /// The instance.
    pub instance: &'i Instance<'a>,
    /// The bindings.
    pub bindings: &'i Bindings,
}

impl<'a> Instance<'a> {
    /// The root instance of an evaluation.
    pub fn root(evaluation: &'a Evaluation<'a>, module: Arc<Module>) -> Rc<Self> {
        let providers = evaluation.providers_of(&module, None);
        Self::create(evaluation, module, "".into(), String::new(), Arc::new([]), Existence::Always, providers, None)
    }

    #[expect(clippy::too_many_arguments, reason = "one constructor, two callers")]
    fn create(
        evaluation: &'a Evaluation<'a>,
        module: Arc<Module>,
        address: Arc<str>,
        key: String,
        calls: Arc<[Call]>,
        existence: Existence,
        providers: Arc<std::collections::BTreeMap<Arc<str>, Arc<Versions>>>,
        caller: Option<Caller<'a>>,
    ) -> Rc<Self> {
        evaluation.report_module(&module);
        Rc::new_cyclic(|me| Self {
            evaluation,
            module,
            address,
            key,
            calls,
            existence,
            providers,
            caller,
            me: Weak::clone(me),
            variables: Cells::default(),
            locals: Cells::default(),
            outputs: Cells::default(),
            resources: Cells::default(),
            children: Cells::default(),
        })
    }

    /// The directories of this instance and its callers, innermost first.
    fn directories(&self) -> Vec<PathBuf> {
        let mut directories = vec![self.module.directory.clone()];
        let mut parent = self.parent();
        while let Some(instance) = parent {
            directories.push(instance.module.directory.clone());
            parent = instance.parent();
        }
        directories
    }

    fn parent(&self) -> Option<Rc<Instance<'a>>> {
        self.caller.as_ref().and_then(|caller| caller.parent.upgrade())
    }

    /// The absolute address of something in this instance.
    #[must_use]
    pub fn absolute(&self, name: &str) -> Arc<str> {
        if self.address.is_empty() { name.into() } else { format!("{}.{name}", self.address).into() }
    }

    /// The value of a variable.
    pub fn variable(&self, name: &str, span: Span) -> Result<Value, EvaluationError> {
        let Some((name, variable)) = self.module.variables.get_key_value(name) else {
            return Err(undeclared("input variable", "var.", name, self.module.variables.keys(), span));
        };
        Ok(self.cell(&self.variables, Arc::clone(name), &format!("var.{name}"), variable.header, cyclic, || {
            self.compute_variable(variable)
        }))
    }

    fn compute_variable(&self, variable: &Variable) -> Value {
        let label: Arc<str> = format!("var.{}", variable.name).into();
        let mut given = self.input(variable, &label);
        if given.as_ref().is_some_and(Value::is_null) && !variable.nullable {
            given = None;
        }
        let value = given.unwrap_or_else(|| match &variable.default {
            Some(default) => {
                let value = self.evaluation.attribute(default, self, &Bindings::default());
                let trail = value.trail.through(StepKind::Default, Arc::clone(&label), default.span);
                value.with_trail(trail)
            }
            None if variable.is_partial => Value::unknown(
                Reason::new(
                    Cause::Syntax,
                    Arc::clone(&label),
                    format!("the declaration of `{label}` could not be read"),
                )
                .at(variable.header),
            ),
            None => {
                let reason = Reason::new(Cause::NoValue, Arc::clone(&label), format!("`{label}` has no value"));
                let reason = Arc::new(reason.at(variable.header));
                if variable.nullable { Value::unknown(reason) } else { Value::unknown_set(reason) }
            }
        });
        let trail = value.trail.clone();
        let value = self.converted(variable, value).with_trail(trail).with_sensitive(variable.sensitive);
        if variable.sensitive {
            self.evaluation.mask(&value);
        }
        value
    }

    fn converted(&self, variable: &Variable, value: Value) -> Value {
        let Some(expression) = &variable.type_expression else { return value };
        let constraint = match types::parse(expression) {
            Ok(constraint) => constraint,
            Err(error) => {
                self.evaluation.problem(Problem::at(ProblemKind::Evaluation, error.span, error.message));
                return value;
            }
        };
        match types::convert(&value, &constraint) {
            Ok(value) => value,
            Err(message) => {
                let message = format!("Invalid value for `var.{}`: {message}", variable.name);
                let span = value.trail.literal.unwrap_or(variable.header);
                self.evaluation.problem(Problem::at(ProblemKind::Evaluation, span, message.clone()));
                Value::unknown(Reason::new(Cause::Invalid, format!("var.{}", variable.name), message).at(span))
            }
        }
    }

    /// What the caller, or for the root the files of values, give for a variable.
    fn input(&self, variable: &Variable, label: &Arc<str>) -> Option<Value> {
        let Some(caller) = &self.caller else { return self.evaluation.input(&variable.name) };
        let parent = caller.parent.upgrade()?;
        let call = parent.module.calls.get(&caller.call)?;
        let argument = call.block.body.attribute(&variable.name)?;
        let value = self.evaluation.attribute(argument, &parent, &caller.bindings);
        let name = format!("module.{}.{}", caller.call, label.trim_start_matches("var."));
        let trail = value.trail.through(StepKind::Argument, name.into(), argument.span);
        Some(value.with_trail(trail))
    }

    /// What the caller writes for a variable, with the caller; none for the root, and where nothing is written.
    pub fn with_argument<T>(&self, name: &str, run: impl FnOnce(&Attribute, &Instance<'a>) -> T) -> Option<T> {
        let caller = self.caller.as_ref()?;
        let parent = caller.parent.upgrade()?;
        let argument = parent.module.calls.get(&caller.call)?.block.body.attribute(name)?;
        Some(run(argument, &parent))
    }

    /// The value of a local.
    pub fn local(&self, name: &str, span: Span) -> Result<Value, EvaluationError> {
        let Some((name, attribute)) = self.module.locals.get_key_value(name) else {
            return Err(undeclared("local value", "local.", name, self.module.locals.keys(), span));
        };
        let label: Arc<str> = format!("local.{name}").into();
        Ok(self.cell(&self.locals, Arc::clone(name), &label, attribute.span, cyclic, || {
            let value = self.evaluation.attribute(attribute, self, &Bindings::default());
            let trail = value.trail.through(StepKind::Local, Arc::clone(&label), attribute.span);
            value.with_trail(trail)
        }))
    }

    /// The value of an output, as the caller sees it.
    pub fn output(&self, name: &str) -> Option<Value> {
        let (name, output) = self.module.outputs.get_key_value(name)?;
        let label: Arc<str> = format!("{}.{name}", self.address).into();
        Some(self.cell(&self.outputs, Arc::clone(name), &label, output.header, cyclic, || {
            let Some(attribute) = &output.value else { return Value::null() };
            let value = self.evaluation.attribute(attribute, self, &Bindings::default());
            let trail = value.trail.through(StepKind::Output, Arc::clone(&label), attribute.span);
            value.with_trail(trail).with_sensitive(output.sensitive)
        }))
    }

    /// All outputs as an object, for calls with several instances.
    fn all_outputs(&self) -> Value {
        let names: Vec<Arc<str>> = self.module.outputs.keys().cloned().collect();
        Value::object(names.into_iter().filter_map(|name| self.output(&name).map(|value| (name, value))))
    }

    /// The instances of a resource.
    pub fn resource(&self, index: usize) -> Rc<ResourceInstances> {
        let resource = &self.module.resources[index];
        let on_cycle = |reason: Arc<Reason>| Rc::new(ResourceInstances::unreadable(reason));
        self.cell(&self.resources, index, &resource.address, resource.block.header, on_cycle, || {
            Rc::new(ResourceInstances::evaluate(self, resource))
        })
    }

    /// The instances of a module call.
    pub fn children(&self, name: &str) -> Option<Rc<Children<'a>>> {
        let (name, call) = self.module.calls.get_key_value(name)?;
        let on_cycle = |reason: Arc<Reason>| {
            Rc::new(Children { instances: Vec::new(), repetition: Repetition::Once, missing: Some(reason) })
        };
        let label = format!("module.{name}");
        Some(self.cell(&self.children, Arc::clone(name), &label, call.block.header, on_cycle, || {
            Rc::new(self.compute_children(call))
        }))
    }

    fn compute_children(&self, call: &ModuleCall) -> Children<'a> {
        let repetition = Repetition::of(self, &call.block.body, &Bindings::default());
        let key = if self.key.is_empty() { call.name.to_string() } else { format!("{}.{}", self.key, call.name) };
        let module = match self.evaluation.resolve_call(self, call, &key, &self.directories()) {
            Ok(module) => module,
            Err(reason) => return Children { instances: Vec::new(), repetition, missing: Some(reason) },
        };
        let providers = self.evaluation.providers_of(&module, Some(&self.providers));
        let mut instances = Vec::new();
        for step in repetition.steps() {
            if !self.evaluation.count_module(call.block.header) {
                break;
            }
            let address = self.absolute(&format!("module.{}{}", call.name, step.suffix()));
            let mut calls = self.calls.to_vec();
            calls.push(Call { address: Arc::clone(&address), header: call.block.header });
            let existence = step.existence(&self.existence);
            let caller =
                Caller { parent: Weak::clone(&self.me), call: Arc::clone(&call.name), bindings: step.bindings.clone() };
            let child = Self::create(
                self.evaluation,
                Arc::clone(&module),
                address,
                key.clone(),
                calls.into(),
                existence,
                Arc::clone(&providers),
                Some(caller),
            );
            instances.push((step.key.clone(), child));
        }
        Children { instances, repetition, missing: None }
    }

    /// Runs `compute` unless the cell is filled; a cell that is being filled is a cycle.
    fn cell<K: std::hash::Hash + Eq + Clone, V: Clone>(
        &self,
        cells: &Cells<K, V>,
        key: K,
        label: &str,
        span: Span,
        on_cycle: impl FnOnce(Arc<Reason>) -> V,
        compute: impl FnOnce() -> V,
    ) -> V {
        match cells.borrow().get(&key) {
            Some(Some(value)) => return value.clone(),
            Some(None) => {
                let text = format!("`{label}` refers to itself");
                let message = format!("Cycle: {text}");
                self.evaluation.problem(Problem::at(ProblemKind::Evaluation, span, message));
                return on_cycle(Arc::new(Reason::new(Cause::Cycle, label, text).at(span)));
            }
            None => {}
        }
        let Some(_guard) = self.evaluation.enter() else {
            return on_cycle(self.evaluation.exhausted_reason(span));
        };
        cells.borrow_mut().insert(key.clone(), None);
        let value = compute();
        cells.borrow_mut().insert(key, Some(value.clone()));
        value
    }

    fn module_value(&self, names: &[&str], span: Span) -> Result<(Value, usize), EvaluationError> {
        let name = names.first().copied().unwrap_or_default();
        let Some(children) = self.children(name) else {
            return Err(undeclared("module", "module.", name, self.module.calls.keys(), span));
        };
        if let Some(reason) = &children.missing {
            let reference = Reference { address: self.absolute(&format!("module.{name}")), path: "".into() };
            let reference = Some(Arc::new(reference));
            let unknown = Unknown { reason: Arc::clone(reason), not_null: false, reference, origins: None };
            return Ok((Value::new(Data::Unknown(unknown)), 1));
        }
        if matches!(children.repetition, Repetition::Once) {
            let Some((_, child)) = children.instances.first() else {
                return Ok((Value::unknown(self.evaluation.exhausted_reason(span)), 1));
            };
            let Some(&output) = names.get(1) else { return Ok((child.all_outputs(), 1)) };
            let value = child.output(output).ok_or_else(|| EvaluationError {
                message: format!("Unsupported attribute: the module `{name}` has no output named \"{output}\""),
                span,
                is_exhausted: false,
            })?;
            return Ok((value, 2));
        }
        let values = children.instances.iter().map(|(key, child)| (key.clone(), child.all_outputs()));
        Ok((children.repetition.collect(values), 1))
    }

    fn resource_value(
        &self,
        is_data: bool,
        type_name: &str,
        names: &[&str],
        span: Span,
    ) -> Result<(Value, usize), EvaluationError> {
        let name = names.first().copied().unwrap_or_default();
        let address = if is_data { format!("data.{type_name}.{name}") } else { format!("{type_name}.{name}") };
        let Some(&index) = self.module.by_address.get(address.as_str()) else {
            return Err(undeclared("resource", "", &address, self.module.by_address.keys(), span));
        };
        Ok((self.resource(index).value.clone(), 1))
    }
}

impl Scope for InstanceScope<'_, '_> {
    fn lookup(&self, root: &str, names: &[&str], span: Span) -> Result<(Value, usize), EvaluationError> {
        let instance = self.instance;
        let mut iterator = self.bindings.iterator.as_deref();
        while let Some(binding) = iterator {
            if &*binding.name == root {
                return Ok((binding.value.clone(), 0));
            }
            iterator = binding.outer.as_deref();
        }
        let first = names.first().copied().unwrap_or_default();
        match root {
            "var" => Ok((instance.variable(first, span)?, 1)),
            "local" => Ok((instance.local(first, span)?, 1)),
            "module" => instance.module_value(names, span),
            "data" => {
                let (value, used) = instance.resource_value(true, first, names.get(1..).unwrap_or_default(), span)?;
                Ok((value, used + 1))
            }
            "resource" if names.len() >= 2 => {
                let (value, used) = instance.resource_value(false, first, &names[1..], span)?;
                Ok((value, used + 1))
            }
            "count" => match (&self.bindings.count_index, first) {
                (Some(index), "index") => Ok((index.clone(), 1)),
                _ => Err(misplaced("count", span)),
            },
            "each" => match (&self.bindings.each, first) {
                (Some((key, _)), "key") => Ok((key.clone(), 1)),
                (Some((_, value)), "value") => Ok((value.clone(), 1)),
                _ => Err(misplaced("each", span)),
            },
            "path" => Ok((instance.path(first), 1)),
            "terraform" | "tofu" => {
                let reason = Reason::new(Cause::NoValue, "terraform.workspace", "the workspace is chosen at run time");
                Ok((Value::unknown_set(reason.at(span)), 1))
            }
            "self" if self.bindings.own.is_some() => Ok((self.bindings.own.clone().unwrap_or_else(Value::null), 0)),
            "self" | "ephemeral" => {
                let reason = Reason::new(Cause::Computed, root, format!("`{root}` is known only while applying"));
                Ok((Value::unknown(reason.at(span)), 0))
            }
            _ => instance.resource_value(false, root, names, span),
        }
    }

    fn budget(&self) -> &Budget {
        &self.instance.evaluation.budget
    }

    fn sources(&self) -> &Sources {
        self.instance.evaluation.loader.sources()
    }

    fn directory(&self) -> &Path {
        &self.instance.evaluation.root.directory
    }
}

impl Instance<'_> {
    fn path(&self, name: &str) -> Value {
        let root = &self.evaluation.root.directory;
        match name {
            "module" => Value::string(relative(root, &self.module.directory)),
            "root" => Value::string("."),
            _ => Value::unknown_set(Reason::new(
                Cause::Function,
                format!("path.{name}"),
                format!("`path.{name}` depends on where Terraform runs"),
            )),
        }
    }
}

/// `to` as seen from `from`, with forward slashes.
fn relative(from: &Path, to: &Path) -> String {
    let mut from_parts = from.components().peekable();
    let mut to_parts = to.components().peekable();
    while from_parts.peek().is_some() && from_parts.peek() == to_parts.peek() {
        from_parts.next();
        to_parts.next();
    }
    let mut parts: Vec<String> = from_parts.map(|_| "..".to_owned()).collect();
    parts.extend(to_parts.map(|part| part.as_os_str().to_string_lossy().into_owned()));
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

fn cyclic(reason: Arc<Reason>) -> Value {
    Value::unknown(reason)
}

fn misplaced(root: &str, span: Span) -> EvaluationError {
    let needed = if root == "each" { "for_each" } else { "count" };
    EvaluationError {
        message: format!("Reference to \"{root}\" in a context without \"{needed}\""),
        span,
        is_exhausted: false,
    }
}

fn undeclared<'k>(
    what: &str,
    prefix: &str,
    name: &str,
    known: impl Iterator<Item = &'k Arc<str>>,
    span: Span,
) -> EvaluationError {
    let mut message = format!("Reference to undeclared {what}: `{prefix}{name}` is not declared in this module");
    if let Some(close) = super::evaluate::closest(name, known.map(|name| &**name)) {
        message.push_str(&format!("; did you mean `{prefix}{close}`?"));
    }
    EvaluationError { message, span, is_exhausted: false }
}

/// A reference to a declaration: an object whose unwritten attributes are computed.
#[must_use]
pub fn declared_object(object: Object, address: &Arc<str>, reason: &Arc<Reason>) -> Object {
    let reference = Reference { address: Arc::clone(address), path: "".into() };
    let reference = Some(Arc::new(reference));
    let computed = Unknown { reason: Arc::clone(reason), not_null: false, reference, origins: None };
    Object { computed: Some(Arc::new(computed)), ..object }
}

/// A reference to a declaration of which nothing written is known.
#[must_use]
pub fn whole(address: &Arc<str>, reason: &Arc<Reason>) -> Value {
    Value::new(Data::Object(Arc::new(declared_object(Object::default(), address, reason))))
}
