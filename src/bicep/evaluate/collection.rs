//! Arrays, objects, repetitions.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Bindings;
use super::evaluator::{Evaluator, Outcome, error, refused};
use super::types::type_name;
use crate::arm::functions::CallContext;
use crate::arm::operators::{self, Merge, Spread, spread_items};
use crate::bicep::syntax::{ArrayItem, Expression, ExpressionKind, ForClause, ForExpression, ObjectItem};
use crate::document::{Cause, Data, List, Problem, ProblemKind, Reason, Truth, Value};
use crate::source::Span;

/// One round of a repetition.
pub(in crate::bicep) struct Round {
    /// The item.
    pub item: Value,
    /// Its position; none where that is not known.
    pub index: Option<usize>,
    /// Why the round may not happen, or stand for any number of rounds.
    pub maybe: Option<Arc<Reason>>,
}

impl Round {
    /// The names of the repetition bound for this round.
    pub fn bind(&self, clause: &ForClause, outer: &Bindings) -> Bindings {
        let bindings = outer.with(Arc::clone(&clause.item.text), self.item.clone());
        let Some(name) = &clause.index else { return bindings };
        let index = match self.index {
            Some(index) => Value::number(i64::try_from(index).unwrap_or(i64::MAX)).at(name.span),
            None => {
                let reason = self.maybe.clone().unwrap_or_else(|| Arc::new(Reason::undecided_condition()));
                Value::unknown_set(reason)
            }
        };
        bindings.with(Arc::clone(&name.text), index)
    }
}

fn unread(span: Span) -> Arc<Reason> {
    Arc::new(Reason::new(Cause::Syntax, "", "part of it could not be read").at(span))
}

impl Evaluator<'_> {
    pub(super) fn array(&self, items: &[ArrayItem], span: Span) -> Outcome {
        let mut values = Vec::with_capacity(items.len());
        let mut open = None;
        for item in items {
            match item {
                ArrayItem::Value(expression) => values.push(self.part(expression)?),
                ArrayItem::Spread(expression) => {
                    let value = self.part(expression)?;
                    let Spread { items, open: more } =
                        spread_items(&value).map_err(|error| refused(error, expression.span))?;
                    self.context(span).allocate(items.len() * 8).map_err(|error| refused(error, span))?;
                    values.extend(items);
                    open = open.or(more);
                }
                ArrayItem::Unread(place) => {
                    open.get_or_insert_with(|| unread(*place));
                }
            }
        }
        let list = List { items: values, open, ..List::default() };
        Ok(Value::new(Data::List(Arc::new(list))).at(span))
    }

    /// What becomes part of an array or object.
    fn part(&self, expression: &Expression) -> Outcome {
        let value = self.evaluate(expression)?;
        let weighed = self.context(expression.span).weigh(&value);
        weighed.map_err(|error| refused(error, expression.span))?;
        Ok(value)
    }

    pub(super) fn object(&self, items: &[ObjectItem], span: Span) -> Outcome {
        let mut merge = Merge::default();
        let mut written: FxHashMap<&str, Value> = FxHashMap::default();
        for item in items {
            match item {
                ObjectItem::Property(property) => {
                    let mut value = self.part(&property.value)?;
                    if let Some(name) = property.name()
                        && let Some(before) = written.insert(name, value.clone())
                    {
                        value = self.duplicate(name, before, value, property.key.span);
                    }
                    let key = self.evaluate(&property.key)?;
                    match &key.data {
                        Data::String(name) => merge.set(Arc::clone(name), value, Some(property.span)),
                        _ => merge.set_unknown(&key),
                    }
                }
                ObjectItem::Spread(expression) => {
                    let value = self.part(expression)?;
                    merge.spread(&value, false).map_err(|error| refused(error, expression.span))?;
                }
                ObjectItem::Resource(_) => {}
                ObjectItem::Unread(place) => merge.leave_open(&unread(*place)),
            }
        }
        Ok(merge.finish().at(span))
    }

    /// What a property is that is written twice, which the compiler refuses.
    fn duplicate(&self, name: &str, before: Value, value: Value, place: Span) -> Value {
        let message = format!(
            "The property \"{name}\" is declared multiple times in this object. Remove or rename the duplicate properties"
        );
        let reason = Arc::new(Reason::new(Cause::Invalid, name, "it is written twice").at(place));
        self.scope.run().problem(Problem::at(ProblemKind::Evaluation, place, message));
        let trail = value.trail.clone();
        Value::one_of([before, value], &reason).with_trail(trail)
    }

    pub(super) fn repeat(&self, repeated: &ForExpression, span: Span) -> Outcome {
        let clause = &repeated.clause;
        let collection = self.evaluate(&clause.collection)?;
        let context = self.context(span);
        let Data::OneOf(members) = &collection.data else { return self.repeat_over(repeated, &collection, context) };
        // Each array that it may be gives one that the result may be.
        let mut results = Vec::with_capacity(members.len());
        let mut refused = None;
        for member in members.iter() {
            match self.repeat_over(repeated, member, context) {
                Ok(value) => results.push(value),
                Err(error) if error.is_exhausted => return Err(error),
                Err(error) => {
                    let text = format!("the expression is in error: {}", error.message);
                    results.push(Value::unknown(Reason::new(Cause::Invalid, "", text).at(error.span)));
                    refused.get_or_insert((error, 0)).1 += 1;
                }
            }
        }
        match refused {
            Some((error, count)) if count == members.len() => Err(error),
            _ => Ok(Value::one_of(results, members.reason()).at(span).with_sensitive(collection.sensitive)),
        }
    }

    fn repeat_over(&self, repeated: &ForExpression, collection: &Value, context: CallContext<'_>) -> Outcome {
        let clause = &repeated.clause;
        let (rounds, mut open) = self.rounds_over(clause, collection)?;
        let mut values = Vec::new();
        for round in rounds {
            context.allocate(8).map_err(|error| refused(error, context.span))?;
            // Whether it happens is not known, so neither is what it gives, nor whether that would be an error.
            if let Some(reason) = round.maybe {
                open.get_or_insert(reason);
                continue;
            }
            let bindings = round.bind(clause, self.bindings);
            let inner = self.with(&bindings);
            let ExpressionKind::If(parts) = &repeated.body.kind else {
                values.push(inner.part(&repeated.body)?);
                continue;
            };
            // A filter leaves out rounds.
            let [condition, body] = &**parts;
            let holds = inner.evaluate(condition)?;
            match operators::truth(&holds).map_err(|error| refused(error, condition.span))? {
                Truth::Known(true) => values.push(inner.part(body)?),
                Truth::Known(false) => {}
                Truth::Unknown(reason) => {
                    open.get_or_insert(reason);
                }
            }
        }
        let list = List { items: values, open, ..List::default() };
        Ok(Value::new(Data::List(Arc::new(list))).at(context.span).with_sensitive(collection.sensitive))
    }

    /// The rounds of a repetition, and why there may be more. Over something unknown there is one round that may not
    /// happen, with an unknown item.
    pub(in crate::bicep) fn rounds(
        &self,
        clause: &ForClause,
    ) -> Result<(Vec<Round>, Option<Arc<Reason>>), super::EvaluationError> {
        let collection = self.evaluate(&clause.collection)?;
        self.rounds_over(clause, &collection)
    }

    fn rounds_over(
        &self,
        clause: &ForClause,
        collection: &Value,
    ) -> Result<(Vec<Round>, Option<Arc<Reason>>), super::EvaluationError> {
        let place = clause.collection.span;
        let unknown_round = |reason: Arc<Reason>| Round {
            item: Value::unknown_set(Arc::clone(&reason))
                .with_trail(collection.trail.clone())
                .with_sensitive(collection.sensitive),
            index: None,
            maybe: Some(reason),
        };
        match &collection.data {
            Data::List(list) => {
                self.context(place).allocate(list.items.len() * 64).map_err(|error| refused(error, place))?;
                let items = spread_items(collection).map_err(|error| refused(error, place))?.items;
                let is_open = list.open.is_some();
                let known = items.into_iter().enumerate().map(|(index, item)| Round {
                    item,
                    index: (!is_open).then_some(index),
                    maybe: None,
                });
                let mut rounds: Vec<Round> = known.collect();
                rounds.extend(list.open.clone().map(unknown_round));
                Ok((rounds, list.open.clone()))
            }
            Data::OneOf(members) => {
                let reason = members.reason();
                let mut lists = Vec::new();
                for member in members.iter() {
                    match &member.data {
                        Data::List(list) if list.open.is_none() => {
                            lists.push(spread_items(member).map_err(|error| refused(error, place))?.items);
                        }
                        Data::Unknown(_) | Data::List(_) => {
                            return Ok((vec![unknown_round(Arc::clone(reason))], Some(Arc::clone(reason))));
                        }
                        // Were it this one, the deployment would fail.
                        _ => {}
                    }
                }
                // The items at one position are alternatives; there is a round as far as all of them go.
                let least = lists.iter().map(Vec::len).min().unwrap_or(0);
                let most = lists.iter().map(Vec::len).max().unwrap_or(0);
                self.context(place).allocate(most * 64).map_err(|error| refused(error, place))?;
                let round = |at: usize| {
                    let items = lists.iter().filter_map(|items| items.get(at)).cloned();
                    let item = Value::one_of(items, reason).with_sensitive(collection.sensitive);
                    Round { item, index: Some(at), maybe: (at >= least).then(|| Arc::clone(reason)) }
                };
                Ok(((0..most).map(round).collect(), (least < most).then(|| Arc::clone(reason))))
            }
            Data::Unknown(unknown) => {
                Ok((vec![unknown_round(Arc::clone(&unknown.reason))], Some(Arc::clone(&unknown.reason))))
            }
            _ => {
                let ty = type_name(collection);
                let message =
                    format!("Loop expected an expression of type \"array\" but the provided value is of type \"{ty}\"");
                Err(error(message, place))
            }
        }
    }
}
