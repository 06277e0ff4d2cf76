//! Calls of modules: where they lead, what they are given, what they yield.

use std::rc::Rc;
use std::sync::Arc;

use super::repetition::{Round, Rounds};
use super::resource::reference_object;
use super::{Fillable, Instance};
use crate::arm::{Arguments, Deployed, Outputs, Placement};
use crate::bicep::evaluate::{Bindings, TypeOf, parameter_type};
use crate::bicep::load::{File, header};
use crate::bicep::reference::RegistryModule;
use crate::bicep::resolve::{self, Target};
use crate::bicep::syntax::{Declaration as Statement, DeclarationKind, ExpressionKind, Module};
use crate::document::{
    Call, Cause, Data, Declaration, Entry, Language, Mode, Object, ObjectKind, Problem, ProblemKind, Reason, StepKind,
    Value, Version, VersionRange, Versions,
};
use crate::formats::closest;
use crate::source::Span;

/// The most levels of module calls.
pub(super) const MAX_MODULE_DEPTH: usize = 32;

/// The instances of one module call.
pub(super) struct ModuleCalls<'a> {
    rounds: Rounds,
    /// One for each round.
    calls: Vec<ModuleCall<'a>>,
}

/// One instance of a module call.
struct ModuleCall<'a> {
    address: Arc<str>,
    name: Option<Value>,
    callee: Callee<'a>,
}

/// What is called.
enum Callee<'a> {
    /// A Bicep file.
    Bicep(Rc<Instance<'a>>),
    /// An ARM template.
    Arm(Deployed),
    /// A registry module that is not on disk: the call itself is a declaration.
    NotRestored(Box<Declaration>, Arc<Reason>),
    /// Nothing, because of this.
    Nothing(Arc<Reason>),
}

impl Fillable for Rc<ModuleCalls<'_>> {
    fn unreadable(reason: Arc<Reason>) -> Self {
        let round = Round { suffix: String::new(), maybe: None, bindings: Bindings::empty() };
        let rounds = Rounds { rounds: vec![round], open: Some(Arc::clone(&reason)), is_loop: false };
        let call = ModuleCall { address: "".into(), name: None, callee: Callee::Nothing(reason) };
        Rc::new(ModuleCalls { rounds, calls: vec![call] })
    }
}

impl<'a> Instance<'a> {
    /// What a reference to a module sees: an object with its outputs; a list for a loop.
    pub(super) fn module_value(&self, index: usize) -> Value {
        let declaration = &self.file.declarations[index];
        let DeclarationKind::Module(module) = &declaration.kind else { return Value::null() };
        let place = header(declaration, &module.path);
        self.cell(&self.module_values, index, &module.name.text, place, || {
            let calls = self.module(index, declaration, module);
            let values = calls.calls.iter().map(|call| call.value(place)).collect();
            calls.rounds.collect(values, self.placement.address_of(&module.name.text), place)
        })
    }

    /// What a module call declares.
    pub(super) fn module_declarations(&self, index: usize) -> Vec<Declaration> {
        let declaration = &self.file.declarations[index];
        let DeclarationKind::Module(module) = &declaration.kind else { return Vec::new() };
        let calls = self.module(index, declaration, module);
        let of = |call: &ModuleCall<'a>| match &call.callee {
            Callee::Bicep(instance) => instance.declarations(),
            Callee::Arm(deployed) => deployed.declarations.clone(),
            Callee::NotRestored(declaration, _) => vec![(**declaration).clone()],
            Callee::Nothing(_) => Vec::new(),
        };
        calls.calls.iter().flat_map(of).collect()
    }

    fn module(&self, index: usize, declaration: &Statement, module: &Module) -> Rc<ModuleCalls<'a>> {
        let name = &module.name.text;
        let place = header(declaration, &module.path);
        self.cell(&self.modules, index, name, place, || {
            let rounds = self.rounds(&module.body, self);
            let mut target = None;
            let mut calls = Vec::new();
            for round in &rounds.rounds {
                let address = self.placement.address_of(&format!("{name}{}", round.suffix));
                let condition = self.truth(module.body.condition.as_ref(), self, &round.bindings);
                let nothing =
                    |reason| ModuleCall { address: Arc::clone(&address), name: None, callee: Callee::Nothing(reason) };
                let Some(existence) = round.existence(&self.placement.existence, &condition) else {
                    let text = format!("`{name}` is not deployed: its condition is false");
                    calls.push(nothing(Self::reason(Cause::Condition, declaration, name, text)));
                    continue;
                };
                if !self.evaluation.run.count_template(place) {
                    calls.push(nothing(self.evaluation.run.exhausted_reason(place)));
                    break;
                }
                let target = target.get_or_insert_with(|| self.find_module(module, place));
                let label: Arc<str> = format!("{name}{}", round.suffix).into();
                let call = Call { address: Arc::clone(&address), header: place };
                let placement = Placement {
                    address: Some(Arc::clone(&address)),
                    calls: self.placement.calls.iter().cloned().chain([call]).collect(),
                    existence,
                };
                let callee = match target {
                    Err(reason) => Callee::Nothing(Arc::clone(reason)),
                    Ok(target) => self.call(declaration, module, target, &label, placement, &round.bindings),
                };
                let written = module.body.object.property("name");
                let written = written.map(|property| self.value(&property.value, self, &round.bindings));
                calls.push(ModuleCall { address, name: written, callee });
            }
            Rc::new(ModuleCalls { rounds, calls })
        })
    }

    /// Finds what a module call leads to.
    fn find_module(&self, module: &Module, place: Span) -> Result<Target, Arc<Reason>> {
        let name = &module.name.text;
        let missing =
            |text: String| Arc::new(Reason::new(Cause::MissingModule, self.placement.address_of(name), text).at(place));
        let problem =
            |message: &str| self.evaluation.run.problem(Problem::at(ProblemKind::Module, module.path.span, message));
        let Some(path) = module.path.text() else {
            if !matches!(module.path.kind, ExpressionKind::Error(_)) {
                problem("The path of a module cannot hold an expression");
            }
            return Err(missing(format!("the path of the module `{name}` is not a plain text")));
        };
        let target = resolve::find(&self.evaluation, &self.file, path, module.path.span).map_err(missing)?;
        if let Target::Bicep(file) = &target {
            let file = self.evaluation.run.sources.resolve(file).unwrap_or_else(|_| file.clone());
            let mut way: Vec<_> = self.callers.iter().chain([&self.file.path]).collect();
            if let Some(start) = way.iter().position(|path| **path == file) {
                way.push(&file);
                let shown: Vec<String> =
                    way[start..].iter().map(|path| self.evaluation.run.sources.shown_path(path)).collect();
                let message = format!("The file is involved in a cycle of modules (\"{}\")", shown.join("\" -> \""));
                problem(&message);
                return Err(missing("modules call one another in a cycle".to_owned()));
            }
            if way.len() >= MAX_MODULE_DEPTH {
                let message = format!("More than {MAX_MODULE_DEPTH} levels of module calls: the rest is not analysed");
                self.evaluation.run.problem(Problem::at(ProblemKind::Budget, place, message));
                return Err(missing("modules are nested too deeply".to_owned()));
            }
        }
        Ok(target)
    }

    fn call(
        &self,
        declaration: &Statement,
        module: &Module,
        target: &Target,
        label: &Arc<str>,
        placement: Placement,
        bindings: &Bindings,
    ) -> Callee<'a> {
        let place = header(declaration, &module.path);
        let run = self.evaluation.run;
        match target {
            Target::NotRestored(registry) => {
                self.evaluation.note_missing(&registry.name, &registry.version, place);
                let text = format!("the module \"{}:{}\" is not on disk", registry.name, registry.version);
                let address = placement.address.clone().unwrap_or_else(|| Arc::clone(label));
                let reason = Arc::new(Reason::new(Cause::MissingModule, address, text).at(place));
                let call = self.unrestored(declaration, module, registry, placement, bindings);
                Callee::NotRestored(Box::new(call), reason)
            }
            Target::Bicep(path) => {
                let file = self.evaluation.loader.load(path);
                let arguments = self.arguments_of(declaration, module, label, bindings);
                self.check_arguments(&file, &arguments, declaration, module);
                let mut callers = self.callers.clone();
                callers.push(self.file.path.clone());
                Callee::Bicep(Instance::new(&self.evaluation, file, arguments, placement, Arc::clone(label), callers))
            }
            Target::Arm(path) => {
                let arguments = self.arguments_of(declaration, module, label, bindings);
                Callee::Arm(crate::arm::deploy_file(run, path, &arguments, &placement, place))
            }
        }
    }

    /// What a call gives to the parameters of a module.
    fn arguments_of(
        &self,
        declaration: &Statement,
        module: &Module,
        label: &Arc<str>,
        bindings: &Bindings,
    ) -> Arguments {
        let mut arguments = Arguments::default();
        if declaration.is_partial {
            let text = format!("part of `{}` could not be read", module.name.text);
            arguments.open = Some(Self::reason(Cause::Syntax, declaration, &module.name.text, text));
        }
        let Some(property) = module.body.object.property("params") else { return arguments };
        let mut given = self.lenient(&property.value, self, bindings);
        self.hide_secrets(&mut given, &property.value, self, bindings);
        match &given.data {
            Data::Object(object) => {
                arguments.open = object.open.clone().or(arguments.open);
                for (name, entry) in &object.entries {
                    let step = format!("{label}.{name}").into();
                    let trail = entry.value.trail.within(&given.trail);
                    let trail = trail.through(StepKind::Argument, step, entry.span.unwrap_or(property.span));
                    let mut value = entry.value.clone().with_trail(trail).with_sensitive(given.sensitive);
                    if let Some(reason) = &entry.maybe {
                        let trail = value.trail.clone();
                        value = Value::one_of([value, Value::null()], reason).with_trail(trail);
                    }
                    arguments.values.insert(Arc::clone(name), value);
                }
            }
            Data::Null => {}
            _ => {
                let reason = given.first_reason().unwrap_or_else(|| {
                    self.evaluation.refuse(property.value.span, "The parameters of a module must be an object");
                    Arc::new(Reason::new(Cause::Invalid, "params", "`params` is not an object").at(property.span))
                });
                arguments.open = Some(reason);
            }
        }
        arguments
    }

    /// Reports what the compiler would say of a call's parameters.
    fn check_arguments(&self, callee: &Arc<File>, arguments: &Arguments, declaration: &Statement, module: &Module) {
        if callee.broken.is_some() {
            return;
        }
        let declared: std::collections::BTreeSet<&str> =
            callee.parameters().map(|(_, _, parameter)| &*parameter.name.text).collect();
        let params = module.body.object.property("params");
        for name in arguments.values.keys().filter(|name| !declared.contains(&***name)) {
            let place = params.and_then(|params| params.value.property(name)).map(|property| property.key.span);
            let near = closest(name, declared.iter().copied()).map(|near| format!("; did you mean \"{near}\"?"));
            let message = format!(
                "The property \"{name}\" is not allowed on objects of type \"params\"{}",
                near.unwrap_or_default()
            );
            self.evaluation.refuse(place.unwrap_or_else(|| header(declaration, &module.path)), message);
        }
        if arguments.open.is_some() {
            return;
        }
        let mut missing = Vec::new();
        for (_, declared, parameter) in callee.parameters() {
            let name = &parameter.name.text;
            if parameter.default.is_some() || declared.is_partial || arguments.values.contains_key(name) {
                continue;
            }
            // Whether its type takes null may be said by a type that the callee declares or imports.
            let scope = self.evaluation.library(Arc::clone(callee));
            let ty = parameter_type(&parameter.type_expression, &declared.decorators, &*scope);
            if !ty.is_nullable && !matches!(ty.shape, TypeOf::Any) {
                missing.push(format!("\"{name}\""));
            }
        }
        if !missing.is_empty() {
            let names = missing.join(", ");
            let message =
                format!("The specified \"object\" declaration is missing the following required properties: {names}");
            self.evaluation.refuse(header(declaration, &module.path), message);
        }
    }

    /// The call of a registry module that is not on disk, as a declaration.
    fn unrestored(
        &self,
        declaration: &Statement,
        module: &Module,
        registry: &RegistryModule,
        placement: Placement,
        bindings: &Bindings,
    ) -> Declaration {
        let place = header(declaration, &module.path);
        let body = match module.body.object.property("params") {
            Some(property) => {
                let mut value = self.lenient(&property.value, self, bindings);
                self.hide_secrets(&mut value, &property.value, self, bindings);
                value
            }
            None => Value::object([]),
        };
        let mut object = match &body.data {
            Data::Object(object) => Object { kind: ObjectKind::Block, ..(**object).clone() },
            _ => Object { kind: ObjectKind::Block, open: body.first_reason(), ..Object::default() },
        };
        if declaration.is_partial && object.open.is_none() {
            let text = format!("part of `{}` could not be read", module.name.text);
            object.open = Some(Self::reason(Cause::Syntax, declaration, &module.name.text, text));
        }
        let range = match Version::parse(&registry.version) {
            Some((version, 3)) => VersionRange::between(version, version.next()),
            _ => VersionRange::ALL,
        };
        let versions = Versions {
            range,
            source: Some("module reference"),
            text: Arc::clone(&registry.version),
            span: Some(module.path.span),
        };
        Declaration {
            language: Language::Bicep,
            mode: Mode::ModuleCall,
            type_name: Arc::clone(&registry.name),
            address: placement.address.unwrap_or_else(|| Arc::clone(&module.name.text)),
            versions: Arc::new(versions),
            api_version: None,
            header: place,
            body: Value::new(Data::Object(Arc::new(object))).at(place),
            existence: placement.existence,
            calls: placement.calls,
        }
    }
}

impl ModuleCall<'_> {
    /// What a reference to it sees.
    fn value(&self, place: Span) -> Value {
        let outputs = |outputs: Outputs| {
            let entries = outputs.values.into_iter().map(|(name, value)| (name, Entry::from(value))).collect();
            Object { entries, open: outputs.open, ..Object::default() }
        };
        let (mut object, outputs) = match &self.callee {
            Callee::Bicep(instance) => (Object::default(), outputs(instance.outputs())),
            Callee::Arm(deployed) => (Object::default(), outputs(deployed.outputs.clone())),
            Callee::NotRestored(_, reason) => {
                let object = reference_object(&self.address, reason);
                let outputs = Object { computed: object.computed.clone(), ..Object::default() };
                (object, outputs)
            }
            Callee::Nothing(reason) => return Value::unknown(Arc::clone(reason)).at(place),
        };
        let outputs = Value::new(Data::Object(Arc::new(outputs))).at(place);
        object.entries.insert("outputs".into(), Entry::from(outputs));
        if let Some(name) = &self.name {
            object.entries.insert("name".into(), Entry::from(name.clone()));
        }
        Value::new(Data::Object(Arc::new(object))).at(place)
    }
}
