//! One root in one environment: what all templates of an evaluation share, Bicep's and ARM's.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Options;
use super::template::TemplateFile;
use crate::document::{Budget, Cause, Data, Exhausted, Interest, Problem, ProblemKind, Reason, Value};
use crate::source::{FileId, Sources, Span};

/// The most templates of one root: files times calls.
const MAX_TEMPLATES: u32 = 2_000;
/// The most resource instances of one root.
const MAX_RESOURCES: u32 = 20_000;
/// The most nested evaluations (variables, resources, outputs that ask for one another).
const MAX_DEPTH: u32 = 400;
/// The most problems of one root that are reported.
const MAX_PROBLEMS: usize = 1_000;

/// What all templates of one evaluation share.
pub struct Run<'a> {
    /// The files.
    pub sources: &'a Sources,
    /// What the run cares about.
    pub interest: &'a Interest,
    /// What the user asked for.
    pub options: &'a Options,
    /// Work done so far.
    pub budget: Budget,
    /// ARM templates read so far.
    pub(super) template_files: RefCell<FxHashMap<FileId, Rc<TemplateFile>>>,
    problems: RefCell<Vec<Problem>>,
    seen: RefCell<HashSet<(ProblemKind, Option<Span>, String)>>,
    reached: RefCell<BTreeSet<PathBuf>>,
    templates: Cell<u32>,
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

impl<'a> Run<'a> {
    /// A fresh evaluation.
    #[must_use]
    pub fn new(sources: &'a Sources, interest: &'a Interest, options: &'a Options) -> Self {
        Self {
            sources,
            interest,
            options,
            budget: Budget::new(options.limits),
            template_files: RefCell::default(),
            problems: RefCell::default(),
            seen: RefCell::default(),
            reached: RefCell::default(),
            templates: Cell::new(0),
            resources: Cell::new(0),
            depth: Cell::new(0),
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

    /// The reason to give when the budget ran out or [`enter`](Self::enter) refused, which is reported once.
    #[must_use]
    pub fn exhausted_reason(&self, span: Span) -> Arc<Reason> {
        let what = self.budget.exhausted().unwrap_or(Exhausted::Depth);
        let message = format!("{what}; the result for this root is partial");
        self.problem(Problem::at(ProblemKind::Budget, span, message));
        Arc::new(Reason::new(Cause::Budget, "budget", what.to_string()).at(span))
    }

    /// Counts one more template; false when there are too many.
    #[must_use]
    pub fn count_template(&self, span: Span) -> bool {
        self.count(&self.templates, MAX_TEMPLATES, "module", span)
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

    /// Notes that a file was evaluated as part of this root.
    pub fn reach(&self, file: &Path) {
        self.reached.borrow_mut().insert(file.to_owned());
    }

    /// Marks the literals that decided a value, and all in it, as secret.
    pub fn mask(&self, value: &Value) {
        // What is written in a declaration is not the secret that it computes.
        if value.is_reference() {
            return;
        }
        if let Some(span) = value.trail.literal {
            self.sources.mask(span);
        }
        match &value.data {
            Data::List(list) => list.items.iter().for_each(|item| self.mask(item)),
            Data::Object(object) => object.entries.values().for_each(|entry| self.mask(&entry.value)),
            Data::OneOf(members) => members.iter().for_each(|member| self.mask(member)),
            _ => {}
        }
    }

    /// The problems found and the files reached.
    #[must_use]
    pub fn finish(self) -> (Vec<Problem>, Vec<PathBuf>) {
        (self.problems.into_inner(), self.reached.into_inner().into_iter().collect())
    }
}
