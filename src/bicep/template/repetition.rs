//! Loops and conditions around resources and modules: which instances there are, and which there may be.

use std::sync::Arc;

use super::Instance;
use crate::arm::combined;
use crate::arm::operators::{self, spread_items};
use crate::bicep::evaluate::{Bindings, Scope, evaluate};
use crate::bicep::syntax::{Body, Expression, ForClause};
use crate::document::{
    Cause, Data, Existence, List, MAX_ALTERNATIVES, Problem, ProblemKind, Reason, Reference, Truth, Unknown, Value,
};
use crate::source::Span;

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
            (Some(reason), Some(round)) if round.suffix == "[*]" => {
                let reference = Some(Arc::new(Reference { address, path: "".into() }));
                Value::new(Data::Unknown(Unknown { reason: Arc::clone(reason), not_null: true, reference }))
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
        let collection = match evaluate(&clause.collection, scope, &Bindings::empty()) {
            Ok(value) => value,
            Err(error) => self.refused(error),
        };
        let all = self.rounds_over(&collection, clause);
        all.unwrap_or_else(|message| {
            self.session.refuse(place, message);
            let text = "the collection of the loop is not an array";
            let reason = Arc::new(Reason::new(Cause::Invalid, "for", text).at(place));
            Rounds { rounds: vec![symbolic(clause, &collection, &reason)], open: Some(reason), is_loop: true }
        })
    }

    fn rounds_over(&self, collection: &Value, clause: &ForClause) -> Result<Rounds, String> {
        let span = clause.collection.span;
        let looped = |rounds: Vec<Round>, open: Option<Arc<Reason>>| Rounds { rounds, open, is_loop: true };
        Ok(match &collection.data {
            Data::List(_) => {
                let spread = spread_items(collection).map_err(|error| error.message)?;
                let is_open = spread.open.is_some();
                let count = self.bounded(spread.items.len(), span);
                let items = spread.items.into_iter().take(count).enumerate();
                let mut rounds: Vec<Round> = items
                    .map(|(at, item)| {
                        // Where elements may be missing in between, nobody knows a position.
                        let index = match &spread.open {
                            Some(reason) if is_open => Value::unknown_set(Arc::clone(reason)),
                            _ => position(at),
                        };
                        Round { suffix: format!("[{at}]"), maybe: None, bindings: bind(clause, item, index) }
                    })
                    .collect();
                rounds.extend(spread.open.as_ref().map(|reason| symbolic(clause, collection, reason)));
                looped(rounds, spread.open)
            }
            Data::OneOf(members) => {
                let reason = members.reason();
                let mut lists = Vec::new();
                for member in members.iter() {
                    match &member.data {
                        Data::List(list) if list.open.is_none() => lists.push(list),
                        Data::Null | Data::Bool(_) | Data::Number(_) | Data::String(_) | Data::Object(_) => {}
                        _ => return Ok(looped(vec![symbolic(clause, collection, reason)], Some(Arc::clone(reason)))),
                    }
                }
                if lists.is_empty() {
                    return Err("Loop expected an expression of type \"array\"".to_owned());
                }
                let least = lists.iter().map(|list| list.items.len()).min().unwrap_or(0);
                let most = lists.iter().map(|list| list.items.len()).max().unwrap_or(0);
                let rounds = (0..self.bounded(most, span)).map(|at| {
                    let items = lists.iter().filter_map(|list| list.items.get(at)).take(MAX_ALTERNATIVES).cloned();
                    let item = Value::one_of(items, reason).with_sensitive(collection.sensitive);
                    let maybe = (at >= least).then(|| Arc::clone(reason));
                    Round { suffix: format!("[{at}]"), maybe, bindings: bind(clause, item, position(at)) }
                });
                looped(rounds.collect(), (least < most).then(|| Arc::clone(reason)))
            }
            Data::Unknown(unknown) => {
                let reason = &unknown.reason;
                looped(vec![symbolic(clause, collection, reason)], Some(Arc::clone(reason)))
            }
            _ => return Err("Loop expected an expression of type \"array\"".to_owned()),
        })
    }

    /// The truth of a condition; an error is reported and leaves it open.
    pub(super) fn truth(&self, condition: Option<&Expression>, scope: &dyn Scope, bindings: &Bindings) -> Truth {
        let Some(condition) = condition else { return Truth::Known(true) };
        let value = match evaluate(condition, scope, bindings) {
            Ok(value) => value,
            Err(error) => self.refused(error),
        };
        operators::truth(&value).unwrap_or_else(|error| {
            self.session.refuse(condition.span, error.message.clone());
            Truth::Unknown(Arc::new(Reason::new(Cause::Invalid, "if", error.message).at(condition.span)))
        })
    }

    fn bounded(&self, count: usize, span: Span) -> usize {
        if count > MAX_INSTANCES {
            let message = format!("{count} instances: only the first {MAX_INSTANCES} are analysed");
            self.session.run.problem(Problem::at(ProblemKind::Budget, span, message));
        }
        count.min(MAX_INSTANCES)
    }
}

fn position(at: usize) -> Value {
    Value::number(i64::try_from(at).unwrap_or(i64::MAX))
}

fn bind(clause: &ForClause, item: Value, index: Value) -> Bindings {
    let bindings = Bindings::empty().with(Arc::clone(&clause.item.text), item);
    match &clause.index {
        Some(name) => bindings.with(Arc::clone(&name.text), index),
        None => bindings,
    }
}

/// The round over a collection of which nothing is known: it stands for any number of rounds.
fn symbolic(clause: &ForClause, collection: &Value, reason: &Arc<Reason>) -> Round {
    let item = Value::unknown_set(Arc::clone(reason)).with_trail(collection.trail.clone());
    let item = item.with_sensitive(collection.sensitive);
    let bindings = bind(clause, item, Value::unknown_set(Arc::clone(reason)));
    Round { suffix: "[*]".to_owned(), maybe: Some(Arc::clone(reason)), bindings }
}
