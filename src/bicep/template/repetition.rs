//! Loops and conditions around resources and modules: which instances there are, and which there may be.

use std::sync::Arc;

use super::Instance;
use crate::arm::combined;
use crate::arm::operators;
use crate::bicep::evaluate::{self, Bindings, Scope, evaluate, evaluate_rounds};
use crate::bicep::syntax::{Body, Expression};
use crate::document::{Cause, Data, Existence, List, Problem, ProblemKind, Reason, Reference, Truth, Unknown, Value};
use crate::source::Span;

/// Behind the address of an instance that nobody can number.
const ANY: &str = "[*]";
/// The most instances of one loop. Azure itself takes 800.
const MAX_INSTANCES: usize = 1024;

/// The rounds of a loop, or the single one without a loop.
pub(super) struct Rounds {
    pub rounds: Vec<Round>,
    /// Why there may be more, or fewer where a round says so.
    pub open: Option<Arc<Reason>>,
    pub is_loop: bool,
}

/// One round.
#[derive(Clone)]
pub(super) struct Round {
    /// `[0]`; `[*]` where the collection is not known; nothing without a loop.
    pub suffix: String,
    /// Not known whether it happens, and why.
    pub maybe: Option<Arc<Reason>>,
    /// The names of the loop.
    pub bindings: Bindings,
}

impl Rounds {
    fn once() -> Self {
        let round = Round { suffix: String::new(), maybe: None, bindings: Bindings::empty() };
        Self { rounds: vec![round], open: None, is_loop: false }
    }

    /// What a reference to the whole declaration sees: one value, or a list of them.
    pub fn collect(&self, values: Vec<Value>, address: Arc<str>, span: Span) -> Value {
        if !self.is_loop {
            return values.into_iter().next().unwrap_or_else(Value::null);
        }
        match (&self.open, self.rounds.first()) {
            // Of which nothing is known: an index still names an instance.
            (Some(reason), Some(round)) if round.suffix == ANY => {
                let reference = Some(Arc::new(Reference { address, path: "".into() }));
                Value::new(Data::Unknown(Unknown {
                    reason: Arc::clone(reason),
                    not_null: true,
                    reference,
                    origins: None,
                }))
            }
            (open, _) => {
                let known = values.into_iter().zip(&self.rounds).filter(|(_, round)| round.maybe.is_none());
                let items = known.map(|(value, _)| value).collect();
                Value::new(Data::List(Arc::new(List { items, open: open.clone(), ..List::default() })))
            }
        }
        .at(span)
    }
}

impl Round {
    /// Whether an instance takes effect, given its condition and what is around it; none when it does not.
    pub fn existence(&self, outer: &Existence, condition: &Truth) -> Option<Existence> {
        let existence = match &self.maybe {
            Some(reason) => combined(outer, reason),
            None => outer.clone(),
        };
        match condition {
            Truth::Known(false) => None,
            Truth::Known(true) => Some(existence),
            Truth::Unknown(reason) => Some(combined(&existence, reason)),
        }
    }
}

impl Instance<'_> {
    /// The rounds of a resource's or module's body.
    pub(super) fn rounds(&self, body: &Body, scope: &dyn Scope) -> Rounds {
        let Some(clause) = &body.repetition else { return Rounds::once() };
        let place = clause.collection.span;
        let (found, open) = evaluate_rounds(clause, scope, &Bindings::empty()).unwrap_or_else(|error| {
            // What is repeated may be there all the same.
            let item = self.refused(error);
            let reason = item.first_reason().unwrap_or_else(|| Arc::new(Reason::undecided_condition()));
            (vec![evaluate::Round { item, index: None, maybe: Some(Arc::clone(&reason)) }], Some(reason))
        });
        if found.len() > MAX_INSTANCES {
            let message = format!("{} instances: only the first {MAX_INSTANCES} are analysed", found.len());
            self.evaluation.run.problem(Problem::at(ProblemKind::Budget, place, message));
        }
        let round = |(at, round): (usize, evaluate::Round)| {
            let bindings = round.bind(clause, &Bindings::empty());
            let suffix = match (round.index, &round.maybe) {
                (None, Some(_)) => ANY.to_owned(),
                _ => format!("[{at}]"),
            };
            Round { suffix, maybe: round.maybe, bindings }
        };
        let rounds = found.into_iter().take(MAX_INSTANCES).enumerate().map(round).collect();
        Rounds { rounds, open, is_loop: true }
    }

    /// The truth of a condition; an error is reported and leaves it open.
    pub(super) fn truth(&self, condition: Option<&Expression>, scope: &dyn Scope, bindings: &Bindings) -> Truth {
        let Some(condition) = condition else { return Truth::Known(true) };
        let value = match evaluate(condition, scope, bindings) {
            Ok(value) => value,
            Err(error) => self.refused(error),
        };
        operators::truth(&value).unwrap_or_else(|error| {
            self.evaluation.refuse(condition.span, error.message.clone());
            Truth::Unknown(Arc::new(Reason::new(Cause::Invalid, "if", error.message).at(condition.span)))
        })
    }
}
