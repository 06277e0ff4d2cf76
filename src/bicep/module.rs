//! Calls of modules: what is called, with what, and what comes back.

use std::rc::Rc;
use std::sync::Arc;

use super::evaluate::{Bindings, Round};
use super::instance::{Instance, Role};
use super::reference::Target;
use super::syntax::{Module, ObjectItem};
use crate::arm::{self, Arguments, Deployed, Outputs, Placement, combined};
use crate::document::{
    Call, Cause, Data, Declaration, Language, List, Mode, Object, ObjectKind, Problem, ProblemKind, Reason, Reference,
    StepKind, Truth, Unknown, Value, Version, VersionRange, Versions,
};
use crate::formats::closest;
use crate::source::Span;

/// The most nested module calls.
const MAX_NESTED: usize = 32;

/// One deployed instance of a module.
pub(super) struct ModuleInstance {
    /// The round's number, for a loop; none where nobody can number it.
    position: Option<usize>,
    /// Why it may not be there.
    maybe: Option<Arc<Reason>>,
    /// What it declares and puts out.
    deployed: Deployed,
    /// What its symbol stands for.
    symbol: Value,
}

impl Instance<'_> {
    /// What a module's symbol stands for.
    pub(super) fn module_symbol(&self, index: usize, module: &Module) -> Value {
        let instances = self.deployed(index, module);
        if module.body.repetition.is_none() {
            return match instances.first() {
                Some(instance) => instance.symbol.clone(),
                None => {
                    let text = format!("the module `{}` is not deployed", module.name.text);
                    Value::unknown(
                        Reason::new(Cause::Condition, Arc::clone(&module.name.text), text).at(module.name.span),
                    )
                }
            };
        }
        let numbered = instances.iter().filter(|instance| instance.position.is_some());
        let items = numbered.map(|instance| instance.symbol.clone()).collect();
        let open = instances.iter().find(|instance| instance.position.is_none()).and_then(|open| open.maybe.clone());
        Value::new(Data::List(Arc::new(List { items, open, ..List::default() }))).at(module.name.span)
    }

    /// What the module at this index declares.
    pub(super) fn module_declarations(&self, index: usize, module: &Module, found: &mut Vec<Declaration>) {
        for instance in self.deployed(index, module).iter() {
            found.extend(instance.deployed.declarations.iter().cloned());
        }
    }

    fn deployed(&self, index: usize, module: &Module) -> Rc<Vec<ModuleInstance>> {
        self.module_instances(index, || {
            let mut instances = Vec::new();
            for (round, bindings) in self.rounds_of(&module.body, &Bindings::empty()) {
                instances.extend(self.call(module, round.as_ref(), &bindings));
            }
            instances
        })
    }

    fn call(&self, module: &Module, round: Option<&Round>, bindings: &Bindings) -> Option<ModuleInstance> {
        let header = header(module);
        if !self.run().count_template(header) {
            return None;
        }
        let mut maybe = round.and_then(|round| round.maybe.clone());
        if let Some(condition) = &module.body.condition {
            match self.decided(condition, bindings) {
                Truth::Known(false) => return None,
                Truth::Known(true) => {}
                Truth::Unknown(reason) => maybe = maybe.or(Some(reason)),
            }
        }
        let existence = maybe.iter().fold(self.placement.existence.clone(), |outer, reason| combined(&outer, reason));
        let position = round.and_then(|round| round.index);
        let name = match (round, position) {
            (None, _) => module.name.text.to_string(),
            (Some(_), Some(position)) => format!("{}[{position}]", module.name.text),
            (Some(_), None) => format!("{}[*]", module.name.text),
        };
        let address = self.placement.address_of(&name);
        let mut calls = self.placement.calls.to_vec();
        calls.push(Call { address: Arc::clone(&address), header });
        let placement = Placement { address: Some(Arc::clone(&address)), calls: calls.into(), existence };
        let arguments = self.arguments_of(module, &address, bindings);
        let (deployed, outputs) = self.deploy_target(module, &placement, arguments);
        let symbol = symbol(&address, outputs, module, bindings, self);
        Some(ModuleInstance { position, maybe, deployed, symbol })
    }

    /// The arguments of a call, each with the place where the call writes it.
    fn arguments_of(&self, module: &Module, address: &str, bindings: &Bindings) -> Arguments {
        let mut arguments = Arguments::default();
        let items = module.body.object.object_items().unwrap_or_default();
        if let Some(unread) = items.iter().find_map(|item| match item {
            ObjectItem::Unread(span) => Some(*span),
            ObjectItem::Spread(expression) => Some(expression.span),
            _ => None,
        }) {
            arguments.open = Some(Arc::new(Reason::new(Cause::Syntax, "", "the call could not be read").at(unread)));
        }
        let Some(property) = module.body.object.property("params") else { return arguments };
        let given = self.lenient_object(&property.value, bindings);
        match &given.data {
            Data::Object(object) => {
                arguments.open = object.open.clone().or(arguments.open);
                for (name, entry) in &object.entries {
                    let place = entry.span.unwrap_or(property.span);
                    let trail = entry.value.trail.within(&given.trail);
                    let trail = trail.through(StepKind::Argument, format!("{address}.{name}").into(), place);
                    let value = entry.value.clone().with_trail(trail);
                    let value = match &entry.maybe {
                        Some(reason) => {
                            let trail = value.trail.clone();
                            Value::one_of([value, Value::null()], reason).with_trail(trail)
                        }
                        None => value,
                    };
                    arguments.values.insert(Arc::clone(name), value.with_sensitive(given.sensitive));
                }
            }
            Data::Null => {}
            _ => arguments.open = Some(crate::arm::operators::reason(&given)),
        }
        arguments
    }

    fn deploy_target(
        &self,
        module: &Module,
        placement: &Placement,
        arguments: Arguments,
    ) -> (Deployed, Option<Outputs>) {
        let unseen = |reason: Reason| {
            let outputs = Outputs { open: Some(Arc::new(reason)), ..Outputs::default() };
            (Deployed::default(), Some(outputs))
        };
        let place = module.path.span;
        match self.target(&module.path) {
            Target::Bicep(file) => {
                if self.is_busy(&file.path, place) {
                    return unseen(Reason::new(Cause::Cycle, "module", "the modules call one another").at(place));
                }
                self.check_arguments(module, &file, &arguments);
                self.evaluation.stack.borrow_mut().push(file.path.clone());
                let child = Instance::new(self.evaluation, file, arguments, placement.clone(), Role::Module);
                let deployed = child.deploy();
                self.evaluation.stack.borrow_mut().pop();
                let outputs = deployed.outputs.clone();
                (deployed, Some(outputs))
            }
            Target::Template(path) => {
                if self.is_busy(&path, place) {
                    return unseen(Reason::new(Cause::Cycle, "module", "the modules call one another").at(place));
                }
                self.evaluation.stack.borrow_mut().push(path.clone());
                let deployed = arm::deploy_file(self.run(), &path, &arguments, placement, place);
                self.evaluation.stack.borrow_mut().pop();
                let outputs = deployed.outputs.clone();
                (deployed, Some(outputs))
            }
            Target::Missing { canonical, version } => {
                let declaration = missing_call(module, placement, arguments, canonical, &version);
                (Deployed { declarations: vec![declaration], ..Deployed::default() }, None)
            }
            Target::Failed(reason) => unseen(reason),
        }
    }

    /// Whether a file is being deployed already, or too many are.
    fn is_busy(&self, path: &std::path::Path, place: Span) -> bool {
        let stack = self.evaluation.stack.borrow();
        let sources = self.run().sources;
        if let Some(at) = stack.iter().position(|busy| busy == path) {
            let mut names: Vec<String> = stack[at..].iter().map(|path| sources.shown_path(path)).collect();
            names.push(sources.shown_path(path));
            let message = format!("The module calls form a cycle: \"{}\"", names.join("\" -> \""));
            self.run().problem(Problem::at(ProblemKind::Module, place, message));
            return true;
        }
        if stack.len() >= MAX_NESTED {
            let message = format!("Modules are nested more than {MAX_NESTED} deep: the rest is not analysed");
            self.run().problem(Problem::at(ProblemKind::Budget, place, message));
            return true;
        }
        false
    }

    /// Arguments that nobody asked for, and parameters that nobody gives.
    fn check_arguments(&self, module: &Module, file: &super::load::File, arguments: &Arguments) {
        if arguments.open.is_some() {
            return;
        }
        let names: Vec<&Arc<str>> = file.parameters().map(|parameter| &parameter.name.text).collect();
        for (name, value) in &arguments.values {
            if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                let place = value.trail.steps().next().map_or(module.path.span, |step| step.span);
                let hint = closest(name, names.iter().map(|name| &***name));
                let hint = hint.map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
                let message = format!("The property \"{name}\" is not allowed on objects of type \"params\"{hint}");
                self.run().problem(Problem::at(ProblemKind::Evaluation, place, message));
            }
        }
        let is_given = |name: &str| arguments.values.keys().any(|given| given.eq_ignore_ascii_case(name));
        let missing: Vec<&str> = (file.parameters())
            .filter(|parameter| parameter.default.is_none())
            .filter(|parameter| !matches!(parameter.type_expression.kind, super::syntax::TypeKind::Nullable(_)))
            .map(|parameter| &*parameter.name.text)
            .filter(|name| !is_given(name))
            .collect();
        if !missing.is_empty() && file.problems.is_empty() && missing.len() < names.len().max(1) + 1 {
            let names: Vec<String> = missing.iter().take(8).map(|name| format!("\"{name}\"")).collect();
            let message = format!(
                "The specified \"object\" declaration is missing the following required properties: {}",
                names.join(", ")
            );
            self.maybe_nullable(file, &missing, || Problem::at(ProblemKind::Evaluation, module.name.span, message));
        }
    }

    /// Reports only what is certain: a parameter whose type is declared elsewhere may be nullable.
    fn maybe_nullable(&self, file: &super::load::File, missing: &[&str], problem: impl FnOnce() -> Problem) {
        use super::syntax::TypeKind;
        let is_certain = |name: &&str| {
            file.parameters().filter(|parameter| *parameter.name.text == **name).all(|parameter| {
                match &parameter.type_expression.kind {
                    TypeKind::Name(ty) => matches!(&**ty, "string" | "int" | "bool" | "object" | "array"),
                    TypeKind::Array(_) | TypeKind::Object(_) | TypeKind::Union(_) => true,
                    _ => false,
                }
            })
        };
        if missing.iter().all(is_certain) {
            self.run().problem(problem());
        }
    }
}

/// What a module's symbol stands for: its outputs, or references to what its outputs lead to.
fn symbol(
    address: &Arc<str>,
    outputs: Option<Outputs>,
    module: &Module,
    bindings: &Bindings,
    instance: &Instance<'_>,
) -> Value {
    let text = format!("Azure tells it when the module `{address}` is deployed");
    let reason = Arc::new(Reason::new(Cause::Computed, Arc::clone(address), text).at(header(module)));
    let unseen = || {
        let text = format!("the module \"{}\" is not on disk", module.path.text().map_or("", |path| path));
        Arc::new(Reason::new(Cause::MissingModule, Arc::clone(address), text).at(header(module)))
    };
    let computed = |reason: Arc<Reason>| {
        let reference = Some(Arc::new(Reference { address: Arc::clone(address), path: "".into() }));
        Some(Arc::new(Unknown { reason, not_null: true, reference }))
    };
    let outputs = match outputs {
        Some(outputs) => {
            let through = |(name, value): (Arc<str>, Value)| {
                let trail =
                    value.trail.through(StepKind::Output, format!("{address}.outputs.{name}").into(), module.name.span);
                (name, crate::document::Entry::from(value.with_trail(trail)))
            };
            let entries = outputs.values.into_iter().map(through).collect();
            Object { entries, open: outputs.open, ..Object::default() }
        }
        None => Object { computed: computed(unseen()), ..Object::default() },
    };
    let mut object = Object { computed: computed(reason), ..Object::default() };
    object.entries.insert("outputs".into(), Value::new(Data::Object(Arc::new(outputs))).into());
    if let Some(name) = module.body.object.property("name")
        && let Ok(value) = super::evaluate::evaluate(&name.value, instance, bindings)
    {
        object.entries.insert("name".into(), value.into());
    }
    Value::new(Data::Object(Arc::new(object))).at(module.name.span)
}

/// A call of a module that is not on disk, as a declaration: the model knows some of them.
fn missing_call(
    module: &Module,
    placement: &Placement,
    arguments: Arguments,
    canonical: Arc<str>,
    version: &str,
) -> Declaration {
    let entries = arguments.values.into_iter().map(|(name, value)| {
        let span = value.trail.steps().find(|step| step.kind == StepKind::Argument).map(|step| step.span);
        (name, crate::document::Entry { value, span, maybe: None })
    });
    let body =
        Object { entries: entries.collect(), open: arguments.open, kind: ObjectKind::Block, ..Object::default() };
    let range = match Version::parse(version) {
        Some((version, 3)) => VersionRange::between(version, version.next()),
        _ => VersionRange::ALL,
    };
    let versions =
        Versions { range, source: Some("module reference"), text: version.into(), span: Some(module.path.span) };
    Declaration {
        language: Language::Bicep,
        mode: Mode::ModuleCall,
        type_name: canonical,
        address: placement.address.clone().unwrap_or_else(|| "".into()),
        versions: Arc::new(versions),
        api_version: None,
        header: header(module),
        body: Value::new(Data::Object(Arc::new(body))).at(module.body.object.span),
        existence: placement.existence.clone(),
        calls: Arc::clone(&placement.calls),
    }
}

/// From the symbolic name's keyword to the end of the path.
fn header(module: &Module) -> Span {
    let start = module.name.span.start.saturating_sub(u32::try_from("module ".len()).unwrap_or(0));
    Span { start, ..module.path.span }
}
