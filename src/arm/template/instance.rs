//! One deployment of a template: memo cells for parameters, variables, resources, nested deployments. Everything is
//! computed on demand and once; a cell in progress that is asked again is a cycle.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::binding::Bindings;
use super::file::TemplateFile;
use super::section::Template;
use super::unit::{Names, Unit};
use crate::arm::{Arguments, Deployed, Placement, Run};
use crate::document::{Cause, Problem, ProblemKind, Reason, StepKind, Value};
use crate::source::Span;

/// One deployment of a template.
pub(super) struct Instance<'i> {
    pub run: &'i Run<'i>,
    pub file: &'i TemplateFile,
    pub template: &'i Template<'i>,
    pub arguments: &'i Arguments,
    pub placement: &'i Placement,
    /// The deployment that this one is nested in.
    pub parent: Option<&'i Instance<'i>>,
    /// Expressions mean the parent's parameters and variables: the outer scope.
    pub is_outer_scope: bool,
    /// What the expressions see from outside; loops of the parent in the outer scope.
    pub bindings: &'i Bindings<'i>,
    /// The deployment's own name.
    pub name: Value,
    pub cells: InstanceCells,
}

/// What has been computed.
#[derive(Default)]
pub(super) struct InstanceCells {
    parameters: Cells<usize, Value>,
    variables: Cells<usize, Value>,
    pub texts: Cells<usize, Option<String>>,
    pub units: Cells<usize, Rc<Vec<Unit>>>,
    pub deployments: Cells<(usize, usize), Rc<Deployed>>,
    pub names: RefCell<Option<Rc<Names>>>,
    pub is_naming: Cell<bool>,
    /// How often a name was asked for while the names were being worked out.
    pub refusals: Cell<u64>,
}

/// Memo cells.
pub(super) struct Cells<K, V>(RefCell<FxHashMap<K, Option<V>>>);

impl<K, V> Default for Cells<K, V> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl Instance<'_> {
    /// The instance whose parameters and variables the expressions mean.
    pub fn owner(&self) -> &Self {
        match self.parent {
            Some(parent) if self.is_outer_scope => parent.owner(),
            _ => self,
        }
    }

    /// The value of a parameter; none when it is not declared.
    pub fn parameter(&self, name: &str) -> Option<Value> {
        let owner = self.owner();
        let index = owner.template.parameters.find(name)?;
        let (declared, node) = owner.template.parameters.members[index];
        let label = || format!("parameters('{}')", declared.text);
        let span = owner.file.span(&declared.range);
        Some(owner.cell(&owner.cells.parameters, index, label, span, Value::unknown, || {
            owner.compute_parameter(declared, node)
        }))
    }

    /// The value of a variable; none when it is not declared.
    pub fn variable(&self, name: &str) -> Option<Value> {
        let owner = self.owner();
        let index = owner.template.variables.find(name)?;
        let (declared, node) = owner.template.variables.members[index];
        let label = || format!("variables('{}')", declared.text);
        let span = owner.file.span(&declared.range);
        Some(owner.cell(&owner.cells.variables, index, label, span, Value::unknown, || {
            let is_copy = declared.range.start > node.range.start;
            let value = if is_copy { owner.copy_variable(node) } else { owner.value(node, &Bindings::NONE) };
            let place = if is_copy { owner.file.span(&node.range) } else { owner.file.member_span(declared, node) };
            let trail = value.trail.through(StepKind::Local, label().into(), place);
            value.with_trail(trail)
        }))
    }

    /// Runs `compute` unless the cell is filled; a cell that is being filled is a cycle.
    pub fn cell<K: std::hash::Hash + Eq + Clone, V: Clone>(
        &self,
        cells: &Cells<K, V>,
        key: K,
        label: impl Fn() -> String,
        span: Span,
        on_cycle: impl FnOnce(Arc<Reason>) -> V,
        compute: impl FnOnce() -> V,
    ) -> V {
        match cells.0.borrow().get(&key) {
            Some(Some(value)) => return value.clone(),
            Some(None) => {
                let text = format!("`{}` refers to itself", label());
                self.run.problem(Problem::at(ProblemKind::Evaluation, span, format!("Cycle: {text}")));
                return on_cycle(Arc::new(Reason::new(Cause::Cycle, label(), text).at(span)));
            }
            None => {}
        }
        let Some(_guard) = self.run.enter() else { return on_cycle(self.run.exhausted_reason(span)) };
        cells.0.borrow_mut().insert(key.clone(), None);
        let refusals = self.cells.refusals.get();
        let value = compute();
        if self.cells.refusals.get() == refusals {
            cells.0.borrow_mut().insert(key, Some(value.clone()));
        } else {
            // It could not see which resources there are: the next one who asks may.
            cells.0.borrow_mut().remove(&key);
        }
        value
    }
}
