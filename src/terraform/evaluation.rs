//! One root in one environment: what all module instances of an evaluation share.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::evaluate::{self, EvaluationError};
use super::instance::{Bindings, Instance, InstanceScope};
use super::load::Loader;
use super::module::{Module, ModuleCall};
use super::read::Options;
use super::root::Root;
use super::syntax::{Attribute, Expression, ExpressionKind};
use super::values::Values;
use crate::document::{
    Budget, Cause, Data, Exhausted, Interest, Problem, ProblemKind, Reason, Value, VersionRange, Versions,
};
use crate::source::{ReadError, Span};

/// The most module instances of one root.
const MAX_MODULES: u32 = 2_000;
/// The most resource instances of one root.
const MAX_RESOURCES: u32 = 20_000;
/// The most nested evaluations (variables, locals, outputs, resources that ask for one another).
const MAX_DEPTH: u32 = 400;
/// The most problems of one root that are reported.
const MAX_PROBLEMS: usize = 1_000;
/// The most nested module calls.
const MAX_MODULE_DEPTH: usize = 32;

/// What all instances of one evaluation share.
pub struct Evaluation<'a> {
    /// Modules by directory.
    pub loader: &'a Loader<'a>,
    /// The root.
    pub root: &'a Root,
    /// What the run cares about.
    pub interest: &'a Interest,
    /// Directories given for module sources on the command line.
    pub module_map: &'a [(String, PathBuf)],
    /// A registry module that is not on disk makes the scan incomplete.
    is_strict: bool,
    /// Work done so far.
    pub budget: Budget,
    values: Values,
    problems: RefCell<Vec<Problem>>,
    missing: RefCell<BTreeMap<String, MissingModule>>,
    reported: RefCell<HashSet<PathBuf>>,
    seen: RefCell<HashSet<(ProblemKind, Option<Span>, String)>>,
    resolved: RefCell<HashMap<PathBuf, Result<PathBuf, ReadError>>>,
    modules: Cell<u32>,
    resources: Cell<u32>,
    depth: Cell<u32>,
}

/// Counts nested evaluations; dropping it leaves the level.
pub struct DepthGuard<'e>(&'e Cell<u32>);

impl Drop for DepthGuard<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

impl<'a> Evaluation<'a> {
    /// An evaluation of this root with these values.
    #[must_use]
    pub fn new(
        loader: &'a Loader<'a>,
        root: &'a Root,
        interest: &'a Interest,
        options: &'a Options,
        values: Values,
    ) -> Self {
        Self {
            loader,
            root,
            interest,
            module_map: &options.module_map,
            is_strict: options.is_strict,
            budget: Budget::new(options.limits),
            values,
            problems: RefCell::default(),
            missing: RefCell::default(),
            reported: RefCell::default(),
            seen: RefCell::default(),
            resolved: RefCell::default(),
            modules: Cell::new(0),
            resources: Cell::new(0),
            depth: Cell::new(0),
        }
    }

    /// What the files of values and the command line give for a root variable.
    #[must_use]
    pub fn input(&self, name: &str) -> Option<Value> {
        self.values.get(name)
    }

    /// Evaluates an attribute; an error becomes a problem and an unknown value.
    #[must_use]
    pub fn attribute(&self, attribute: &Attribute, instance: &Instance<'_>, bindings: &Bindings) -> Value {
        self.expression(&attribute.expression, instance, bindings)
    }

    fn expression(&self, expression: &Expression, instance: &Instance<'_>, bindings: &Bindings) -> Value {
        let Some(_guard) = self.enter() else { return Value::unknown(self.exhausted_reason(expression.span)) };
        match evaluate::evaluate(expression, &InstanceScope { instance, bindings }) {
            Ok(value) => value,
            Err(error) if error.is_exhausted => Value::unknown(self.exhausted_reason(error.span)),
            Err(EvaluationError { message, span, .. }) => {
                self.problem(Problem::at(ProblemKind::Evaluation, span, message.clone()));
                let text = format!("the expression is in error: {message}");
                Value::unknown(Reason::new(Cause::Invalid, "", text).at(span))
            }
        }
    }

    /// Enters one more nested evaluation; none when nested too deeply.
    #[must_use]
    pub fn enter(&self) -> Option<DepthGuard<'_>> {
        let depth = self.depth.get() + 1;
        if depth > MAX_DEPTH {
            return None;
        }
        self.depth.set(depth);
        Some(DepthGuard(&self.depth))
    }

    /// The reason to give when the budget ran out, which is reported once.
    #[must_use]
    pub fn exhausted_reason(&self, span: Span) -> Arc<Reason> {
        let what = self.budget.exhausted().unwrap_or(Exhausted::Depth);
        let message = format!("{what}; the result for this root is partial");
        self.problem(Problem::at(ProblemKind::Budget, span, message));
        Arc::new(Reason::new(Cause::Budget, "budget", what.to_string()).at(span))
    }

    /// Counts one more module instance; false when there are too many.
    #[must_use]
    pub fn count_module(&self, span: Span) -> bool {
        self.count(&self.modules, MAX_MODULES, "module", span)
    }

    /// Counts one more resource instance; false when there are too many.
    #[must_use]
    pub fn count_resource(&self, span: Span) -> bool {
        self.count(&self.resources, MAX_RESOURCES, "resource", span)
    }

    fn count(&self, counter: &Cell<u32>, most: u32, what: &str, span: Span) -> bool {
        let count = counter.get().saturating_add(1);
        counter.set(count);
        if count > most || self.budget.spend(32).is_err() || self.budget.check_time().is_err() {
            let message = format!("More than {most} {what} instances: the rest is not analysed");
            let message = self.budget.exhausted().map_or(message, |what| format!("{what}; the rest is not analysed"));
            self.problem(Problem::at(ProblemKind::Budget, span, message));
            return false;
        }
        true
    }

    /// Adds a problem, once; budget problems once per kind of exhaustion.
    pub fn problem(&self, problem: Problem) {
        let place = problem.span.filter(|_| problem.kind != ProblemKind::Budget);
        let is_new = self.seen.borrow_mut().insert((problem.kind, place, problem.message.clone()));
        let mut problems = self.problems.borrow_mut();
        if is_new && problems.len() < MAX_PROBLEMS {
            problems.push(problem);
        }
    }

    /// Adds the problems of reading a module, once.
    pub fn report_module(&self, module: &Module) {
        if self.reported.borrow_mut().insert(module.directory.clone()) {
            for problem in &module.problems {
                self.problem(problem.clone());
            }
        }
    }

    /// The problems found.
    #[must_use]
    pub fn into_problems(self) -> Vec<Problem> {
        let kind = if self.is_strict { ProblemKind::Module } else { ProblemKind::Note };
        let mut problems = self.problems.into_inner();
        let (known, unseen): (Vec<_>, Vec<_>) =
            self.missing.into_inner().into_iter().partition(|(_, module)| module.is_known);
        problems.extend(missing_note(kind, &unseen));
        problems.extend(missing_note(kind, &known));
        problems
    }

    fn note_missing(&self, source: &str, version: Option<&str>, header: Span) {
        let name = version.map_or_else(|| source.to_owned(), |version| format!("{source} {version}"));
        let is_known = self.interest.module_sources.iter().any(|known| known.eq_ignore_ascii_case(source));
        let path = |span: Span| (self.loader.sources().file(span.file).path.clone(), span.start);
        let mut missing = self.missing.borrow_mut();
        let module = missing.entry(name).or_insert(MissingModule { header, is_known });
        if path(header) < path(module.header) {
            module.header = header;
        }
    }

    /// Marks the literals that decided a value, and all in it, as secret.
    pub fn mask(&self, value: &Value) {
        let sources = self.loader.sources();
        // What is written in a declaration is not the secret that it computes.
        if value.is_reference() {
            return;
        }
        if let Some(span) = value.trail.literal {
            sources.mask(span);
        }
        match &value.data {
            Data::List(list) => list.items.iter().for_each(|item| self.mask(item)),
            Data::Object(object) => object.entries.values().for_each(|entry| self.mask(&entry.value)),
            Data::OneOf(members) => members.iter().for_each(|member| self.mask(member)),
            _ => {}
        }
    }

    /// Marks every literal that flows into an expression as secret: its own texts and the values it refers to.
    pub fn mask_expression(&self, expression: &Expression, instance: &Instance<'_>, bindings: &Bindings) {
        let mut left = 200;
        self.mask_parts(expression, instance, bindings, &mut left);
    }

    fn mask_parts(&self, expression: &Expression, instance: &Instance<'_>, bindings: &Bindings, left: &mut u32) {
        if *left == 0 {
            return;
        }
        *left -= 1;
        match &expression.kind {
            ExpressionKind::String(_) | ExpressionKind::Template(_) | ExpressionKind::Pipeline(_) => {
                self.loader.sources().mask(expression.span);
            }
            ExpressionKind::Attribute(..) | ExpressionKind::Index(..) | ExpressionKind::Variable(_) => {
                if let Ok(value) = evaluate::evaluate(expression, &InstanceScope { instance, bindings }) {
                    self.mask(&value);
                }
            }
            _ => {}
        }
        super::walk::children(expression, &mut |child| self.mask_parts(child, instance, bindings, left));
    }

    /// The attributes of a resource type that hold secrets.
    #[must_use]
    pub fn secret_attributes(&self, type_name: &str) -> Vec<&'static str> {
        (self.interest.secret_attributes.iter())
            .filter(|(owner, _)| owner.is_empty() || *owner == type_name)
            .map(|(_, attribute)| *attribute)
            .collect()
    }

    /// The provider versions that a module and its callers allow together; the lock file of the root decides.
    #[must_use]
    pub fn providers_of(
        &self,
        module: &Module,
        outer: Option<&Arc<BTreeMap<Arc<str>, Arc<Versions>>>>,
    ) -> Arc<BTreeMap<Arc<str>, Arc<Versions>>> {
        if module.providers.is_empty()
            && let Some(outer) = outer
        {
            return Arc::clone(outer);
        }
        let locked_alone = outer.is_none().then(|| self.root.locked_providers());
        let mut all = outer.map(|outer| (**outer).clone()).unwrap_or_default();
        for (name, requirement) in &module.providers {
            let locked = self.root.locked(requirement.source.as_deref(), name);
            let before = all.get(name).map_or(VersionRange::ALL, |versions| versions.range);
            let both = VersionRange {
                from: before.from.max(requirement.range.from),
                until: before.until.min(requirement.range.until),
            };
            // Constraints that exclude one another: the innermost is what the module was written for.
            let range = if both.from < both.until { both } else { requirement.range };
            let versions = match locked {
                Some(version) => Versions::exactly(version, ".terraform.lock.hcl"),
                None => Versions {
                    range,
                    source: requirement.constraint.as_ref().map(|_| "required_providers"),
                    text: requirement.constraint.clone().unwrap_or_else(|| "".into()),
                    span: Some(requirement.span),
                },
            };
            all.insert(Arc::clone(name), Arc::new(versions));
        }
        for (name, version) in locked_alone.into_iter().flatten() {
            all.entry(name).or_insert_with(|| Arc::new(Versions::exactly(version, ".terraform.lock.hcl")));
        }
        Arc::new(all)
    }

    /// Finds the module of a call.
    ///
    /// # Errors
    /// The reason why there is none, which has been reported.
    pub fn resolve_call(
        &self,
        caller: &Instance<'_>,
        call: &ModuleCall,
        key: &str,
        ancestors: &[PathBuf],
    ) -> Result<Arc<Module>, Arc<Reason>> {
        let header = call.block.header;
        let label = format!("module.{}", call.name);
        let missing =
            |text: String| Arc::new(Reason::new(Cause::MissingModule, caller.absolute(&label), text).at(header));
        let broken = |message: String| {
            self.problem(Problem::at(ProblemKind::Module, header, message.clone()));
            missing(message)
        };
        let Some(source) = call.source.as_deref() else {
            return Err(broken(format!("The source of `{label}` is not a literal string")));
        };
        let sources = self.loader.sources();
        let directory = if let Some((_, directory)) = self.module_map.iter().find(|(from, _)| from == source) {
            directory.clone()
        } else if is_local(source) {
            caller.module.directory.join(source)
        } else if let Some(directory) = self.root.installed_modules.get(key) {
            directory.clone()
        } else {
            self.note_missing(source, call.version.as_deref(), header);
            return Err(missing(format!("the module \"{source}\" is not on disk")));
        };
        let known = self.resolved.borrow().get(&directory).cloned();
        let resolved = known.unwrap_or_else(|| {
            let resolved = sources.resolve(&directory);
            self.resolved.borrow_mut().insert(directory.clone(), resolved.clone());
            resolved
        });
        let directory = match resolved {
            Ok(directory) => directory,
            Err(error) => return Err(broken(format!("The module \"{source}\" is {error}"))),
        };
        if ancestors.contains(&directory) {
            return Err(broken(format!("Module cycle: `{label}` calls a module that is being called")));
        }
        if ancestors.len() >= MAX_MODULE_DEPTH {
            let message = format!("More than {MAX_MODULE_DEPTH} levels of module calls: the rest is not analysed");
            self.problem(Problem::at(ProblemKind::Budget, header, message));
            return Err(missing("modules are nested too deeply".to_owned()));
        }
        let module = self.loader.load_resolved(directory);
        if module.is_empty() {
            return Err(broken(format!("There is no Terraform file in the directory of the module \"{source}\"")));
        }
        Ok(module)
    }
}

impl Module {
    fn is_empty(&self) -> bool {
        self.resources.is_empty()
            && self.calls.is_empty()
            && self.variables.is_empty()
            && self.outputs.is_empty()
            && self.locals.is_empty()
            && self.providers.is_empty()
            && self.problems.is_empty()
    }
}

/// A module that is not on disk: its first call, and whether what it creates is known all the same.
#[derive(Debug)]
struct MissingModule {
    header: Span,
    is_known: bool,
}

/// The most modules that a note names.
const MOST_NAMED: usize = 12;

/// One note for all modules of a root that are missing.
fn missing_note(kind: ProblemKind, modules: &[(String, MissingModule)]) -> Option<Problem> {
    let (first, module) = modules.first()?;
    let what =
        if module.is_known { "the call is judged by its documented defaults" } else { "what it creates is not seen" };
    let message = if modules.len() == 1 {
        format!("The module \"{first}\" is not on disk: {what}")
    } else {
        let names: Vec<&str> = modules.iter().take(MOST_NAMED).map(|(name, _)| &**name).collect();
        let more = modules.len() - names.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let what =
            what.replace("it creates", "they create").replace("the call is", "calls are").replace("its", "their");
        format!("{} modules are not on disk: {what}: {}{more}", modules.len(), names.join(", "))
    };
    let note = Problem::at(kind, module.header, message);
    Some(note.help("run `terraform init` before the scan, or pass --module-map SOURCE=DIR"))
}

/// Whether a module source is a path.
#[must_use]
pub fn is_local(source: &str) -> bool {
    source.starts_with("./") || source.starts_with("../") || source == "." || source == ".."
}
