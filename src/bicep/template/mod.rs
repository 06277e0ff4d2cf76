//! One instance of a file with its arguments: what its names stand for, and what it declares.
//!
//! Knows: parameters, variables, resources, modules, imports, outputs. Everything is computed on demand and once; what is
//! asked for while it is being computed is a cycle. Does not know: how expressions are evaluated.

mod beside;
mod call;
mod library;
mod parameter;
mod repetition;
mod resource;
mod scope;
mod secrets;
#[cfg(test)]
mod tests;

use std::cell::{OnceCell, RefCell};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::evaluate::{Bindings, EvaluationError, Scope, evaluate};
use super::evaluation::Evaluation;
use super::load::{Deployable, File, Symbol};
use super::syntax::{ArrayItem, Declaration, DeclarationKind, Expression, ExpressionKind, ObjectItem};
use crate::arm::operators::{Merge, spread_items};
use crate::arm::{Arguments, Outputs, Placement};
use crate::document::{Cause, Data, List, Reason, StepKind, Value};
use crate::formats::closest;
use crate::source::Span;
use call::ModuleCalls;

/// One instance of a file.
pub struct Instance<'a> {
    /// What the evaluation of the root shares.
    pub evaluation: Rc<Evaluation<'a>>,
    /// The file.
    pub file: Arc<File>,
    /// Where it is deployed.
    pub placement: Placement,
    /// What its caller calls it: `aks`, `pools[0]`; empty for a root.
    pub label: Arc<str>,
    arguments: Arguments,
    /// The files of its callers, outermost first.
    callers: Vec<PathBuf>,
    values: Cells<usize, Value>,
    symbols: Cells<usize, Value>,
    modules: Cells<usize, Rc<ModuleCalls<'a>>>,
    module_values: Cells<usize, Value>,
    libraries: Vec<OnceCell<Result<Rc<Instance<'a>>, Arc<Reason>>>>,
    base: OnceCell<Option<Rc<Instance<'a>>>>,
    in_progress: RefCell<Vec<Arc<str>>>,
}

type Cells<K, V> = RefCell<FxHashMap<K, Option<V>>>;

impl<'a> Instance<'a> {
    /// An instance at this place.
    #[must_use]
    pub fn new(
        evaluation: &Rc<Evaluation<'a>>,
        file: Arc<File>,
        arguments: Arguments,
        placement: Placement,
        label: Arc<str>,
        callers: Vec<PathBuf>,
    ) -> Rc<Self> {
        evaluation.report(&file);
        evaluation.run.reach(&file.path);
        Self::create(evaluation, file, arguments, placement, label, callers)
    }

    /// An instance of a file that deploys nothing: others import from it, or it assigns parameters.
    #[must_use]
    pub fn undeployed(evaluation: &Rc<Evaluation<'a>>, file: Arc<File>) -> Rc<Self> {
        evaluation.report(&file);
        Self::create(evaluation, file, Arguments::default(), Placement::root(), "".into(), Vec::new())
    }

    fn create(
        evaluation: &Rc<Evaluation<'a>>,
        file: Arc<File>,
        arguments: Arguments,
        placement: Placement,
        label: Arc<str>,
        callers: Vec<PathBuf>,
    ) -> Rc<Self> {
        let libraries = file.declarations.iter().map(|_| OnceCell::new()).collect();
        Rc::new(Self {
            evaluation: Rc::clone(evaluation),
            file,
            placement,
            label,
            arguments,
            callers,
            values: Cells::default(),
            symbols: Cells::default(),
            modules: Cells::default(),
            module_values: Cells::default(),
            libraries,
            base: OnceCell::new(),
            in_progress: RefCell::default(),
        })
    }

    /// What it and the modules it calls declare, in source order.
    #[must_use]
    pub fn declarations(&self) -> Vec<crate::document::Declaration> {
        self.hide_parameters();
        self.check_imports();
        let mut declarations = Vec::new();
        for deployable in &self.file.deployed {
            match *deployable {
                Deployable::Resource(index) => declarations.extend(self.resource_declarations(index)),
                Deployable::Module(index) => declarations.extend(self.module_declarations(index)),
            }
        }
        declarations.extend(self.beside());
        declarations
    }

    /// Its outputs, as its caller sees them.
    #[must_use]
    pub fn outputs(&self) -> Outputs {
        let mut outputs = Outputs { open: self.file.broken.clone(), ..Outputs::default() };
        for &index in &self.file.outputs {
            let declaration = &self.file.declarations[index];
            let DeclarationKind::Output(output) = &declaration.kind else { continue };
            let label = &self.label;
            let name: Arc<str> = match label.is_empty() {
                true => Arc::clone(&output.name.text),
                false => format!("{label}.outputs.{}", output.name.text).into(),
            };
            let value = self.cell(
                &self.values,
                index,
                &format!("output {}", output.name.text).into(),
                declaration.span,
                || {
                    let value = self.lenient(&output.value, self, &Bindings::empty());
                    let trail = value.trail.through(StepKind::Output, Arc::clone(&name), declaration.span);
                    let value = value.with_trail(trail).with_sensitive(declaration.decorator("secure").is_some());
                    if value.sensitive {
                        self.evaluation.run.mask(&value);
                    }
                    value
                },
            );
            outputs.values.insert(Arc::clone(&output.name.text), value);
        }
        outputs
    }

    /// The value of an expression; an error is reported and gives an unknown value.
    fn value(&self, expression: &Expression, scope: &dyn Scope, bindings: &Bindings) -> Value {
        evaluate(expression, scope, bindings).unwrap_or_else(|error| self.refused(error))
    }

    /// As [`value`](Self::value), but an error in an object or array literal loses only the member it stands in.
    fn lenient(&self, expression: &Expression, scope: &dyn Scope, bindings: &Bindings) -> Value {
        match evaluate(expression, scope, bindings) {
            Ok(value) => value,
            Err(error) if error.is_exhausted => self.refused(error),
            Err(error) => match &expression.kind {
                ExpressionKind::Object(items) => self.lenient_object(items, expression.span, scope, bindings),
                ExpressionKind::Array(items) => {
                    let mut list = List::default();
                    for item in items {
                        match item {
                            ArrayItem::Value(inner) => list.items.push(self.lenient(inner, scope, bindings)),
                            ArrayItem::Spread(inner) => {
                                let spread = spread_items(&self.lenient(inner, scope, bindings));
                                let Ok(spread) = spread else { return self.refused(error) };
                                list.items.extend(spread.items);
                                list.open = list.open.or(spread.open);
                            }
                            ArrayItem::Unread(span) => list.open = Some(unread(*span)),
                        }
                    }
                    Value::new(Data::List(Arc::new(list))).at(expression.span)
                }
                ExpressionKind::Parenthesis(inner) => self.lenient(inner, scope, bindings),
                _ => self.refused(error),
            },
        }
    }

    fn lenient_object(&self, items: &[ObjectItem], span: Span, scope: &dyn Scope, bindings: &Bindings) -> Value {
        let mut merge = Merge::default();
        for item in items {
            match item {
                ObjectItem::Property(property) => {
                    let key = self.value(&property.key, scope, bindings);
                    let value = self.lenient(&property.value, scope, bindings);
                    match &key.data {
                        Data::String(name) => merge.set(Arc::clone(name), value, Some(property.span)),
                        _ => merge.leave_open(&key.first_reason().unwrap_or_else(|| unread(property.key.span))),
                    }
                }
                ObjectItem::Spread(inner) => {
                    let value = self.lenient(inner, scope, bindings);
                    if let Err(error) = merge.spread(&value, false) {
                        self.evaluation.refuse(inner.span, error.message);
                        merge.obscure(&unread(inner.span));
                    }
                }
                ObjectItem::Unread(span) => merge.leave_open(&unread(*span)),
                ObjectItem::Resource(_) => {}
            }
        }
        merge.finish().at(span)
    }

    /// Reports an error of an expression: what its value is then.
    fn refused(&self, error: EvaluationError) -> Value {
        let EvaluationError { message, span, is_exhausted } = error;
        if is_exhausted {
            return Value::unknown(self.evaluation.run.exhausted_reason(span)).at(span);
        }
        let subject = message.clone();
        self.evaluation.refuse(span, message.clone());
        Value::unknown(Reason::new(Cause::Invalid, subject, message).at(span)).at(span)
    }

    /// The value of a variable.
    fn variable(&self, index: usize) -> Value {
        let declaration = &self.file.declarations[index];
        let DeclarationKind::Variable(variable) = &declaration.kind else { return Value::null() };
        let name = &variable.name.text;
        self.cell(&self.values, index, name, declaration.span, || {
            let value = self.lenient(&variable.value, self, &Bindings::empty());
            let trail = value.trail.through(StepKind::Local, format!("var {name}").into(), declaration.span);
            value.with_trail(trail)
        })
    }

    /// The value that a parameter file gives a parameter.
    fn assignment(&self, index: usize) -> Value {
        let declaration = &self.file.declarations[index];
        let DeclarationKind::ParameterAssignment(assignment) = &declaration.kind else { return Value::null() };
        self.cell(&self.values, index, &assignment.name.text, declaration.span, || {
            let value = self.lenient(&assignment.value, self, &Bindings::empty());
            let trail = value.trail.through(StepKind::ValueFile, Arc::clone(&self.file.shown), declaration.span);
            value.with_trail(trail)
        })
    }

    /// What a name of the file stands for.
    fn symbol(&self, name: &str, span: Span) -> Result<Value, EvaluationError> {
        let refuse = |message: String| Err(EvaluationError { message, span, is_exhausted: false });
        Ok(match self.file.symbols.get(name) {
            Some(&Symbol::Parameter(index)) => self.parameter(index),
            Some(&Symbol::Variable(index)) => self.variable(index),
            Some(&Symbol::Assignment(index)) => self.assignment(index),
            Some(&Symbol::Resource(index)) => self.resource_value(index),
            Some(&Symbol::Module(index)) => self.module_value(index),
            Some(&Symbol::Namespace(index)) => self.library_variables(index),
            Some(&Symbol::Imported(index, position)) => self.imported(index, position, span)?,
            Some(Symbol::Function(_) | Symbol::Type(_)) => {
                return refuse(format!("The name \"{name}\" is not a parameter, variable, resource or module"));
            }
            Some(Symbol::Extension) => {
                let text = format!("`{name}` is an extension");
                Value::unknown_set(Reason::new(Cause::Computed, name, text).at(span))
            }
            None if name == "base" && self.file.extends.is_some() => self.base_parameters(),
            None => match &self.file.broken {
                Some(reason) => Value::unknown(Arc::clone(reason)).at(span),
                None => {
                    let known =
                        self.file.symbols.keys().map(|known| &**known).collect::<std::collections::BTreeSet<_>>();
                    let near = closest(name, known).map(|near| format!("; did you mean \"{near}\"?"));
                    let near = near.unwrap_or_default();
                    return refuse(format!("The name \"{name}\" does not exist in the current context{near}"));
                }
            },
        })
    }

    /// Runs `compute` unless the cell is filled; a cell that is being filled is a cycle.
    fn cell<K: std::hash::Hash + Eq + Copy, V: Clone + Fillable>(
        &self,
        cells: &Cells<K, V>,
        key: K,
        name: &Arc<str>,
        span: Span,
        compute: impl FnOnce() -> V,
    ) -> V {
        match cells.borrow().get(&key) {
            Some(Some(value)) => return value.clone(),
            Some(None) => return V::unreadable(self.cycle(name, span)),
            None => {}
        }
        let run = self.evaluation.run;
        let Some(_guard) = run.enter() else { return V::unreadable(run.exhausted_reason(span)) };
        cells.borrow_mut().insert(key, None);
        self.in_progress.borrow_mut().push(Arc::clone(name));
        let value = compute();
        self.in_progress.borrow_mut().pop();
        cells.borrow_mut().insert(key, Some(value.clone()));
        value
    }

    fn cycle(&self, name: &Arc<str>, span: Span) -> Arc<Reason> {
        let in_progress = self.in_progress.borrow();
        let start = in_progress.iter().position(|other| other == name).unwrap_or(0);
        let mut names: Vec<&str> = in_progress[start..].iter().chain([name]).map(|name| &**name).collect();
        names.dedup();
        let message = match names.len() {
            0 | 1 => format!("The expression is involved in a cycle: \"{name}\" refers to itself"),
            _ => format!("The expression is involved in a cycle (\"{}\")", names.join("\" -> \"")),
        };
        self.evaluation.refuse(span, message);
        let text = format!("`{name}` refers to itself");
        Arc::new(Reason::new(Cause::Cycle, Arc::clone(name), text).at(span))
    }

    /// The reason for what cannot be computed because of a declaration.
    fn reason(cause: Cause, declaration: &Declaration, name: &str, text: String) -> Arc<Reason> {
        Arc::new(Reason::new(cause, name, text).at(declaration.span))
    }
}

/// What a cell can hold.
trait Fillable {
    /// What stands in for a value that cannot be computed.
    fn unreadable(reason: Arc<Reason>) -> Self;
}

impl Fillable for Value {
    fn unreadable(reason: Arc<Reason>) -> Self {
        Value::unknown(reason)
    }
}

fn unread(span: Span) -> Arc<Reason> {
    Arc::new(Reason::new(Cause::Syntax, "", "part of it could not be read").at(span))
}
