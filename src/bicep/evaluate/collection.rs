//! Arrays, objects, repetitions.

use std::sync::Arc;

use super::Bindings;
use super::evaluator::{Evaluator, Outcome, error, refused};
use crate::arm::operators::{Merge, Spread, spread_items};
use crate::bicep::syntax::{ArrayItem, Expression, ExpressionKind, ForClause, ForExpression, ObjectItem};
use crate::document::{Cause, Data, List, Reason, Value};
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
                ArrayItem::Value(expression) => values.push(self.evaluate(expression)?),
                ArrayItem::Spread(expression) => {
                    let value = self.evaluate(expression)?;
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

    pub(super) fn object(&self, items: &[ObjectItem], span: Span) -> Outcome {
        let mut merge = Merge::default();
        for item in items {
            match item {
                ObjectItem::Property(property) => {
                    let value = self.evaluate(&property.value)?;
                    let key = self.evaluate(&property.key)?;
                    match &key.data {
                        Data::String(name) => merge.set(Arc::clone(name), value, Some(property.span)),
                        _ => merge.set_unknown(&key),
                    }
                }
                ObjectItem::Spread(expression) => {
                    let value = self.evaluate(expression)?;
                    merge.spread(&value, false).map_err(|error| refused(error, expression.span))?;
                }
                ObjectItem::Resource(_) => {}
                ObjectItem::Unread(place) => merge.leave_open(&unread(*place)),
            }
        }
        Ok(merge.finish().at(span))
    }

    pub(super) fn repeat(&self, repeated: &ForExpression, span: Span) -> Outcome {
        let (rounds, mut open) = self.rounds(&repeated.clause)?;
        let mut values = Vec::new();
        for round in rounds {
            self.context(span).allocate(8).map_err(|error| refused(error, span))?;
            let value = match self.condition_of(&repeated.body) {
                // A filter leaves out rounds.
                Some((condition, body)) => {
                    let bindings = round.bind(&repeated.clause, self.bindings);
                    let inner = self.with(&bindings);
                    let condition = inner.evaluate(condition)?;
                    match crate::arm::operators::truth(&condition).map_err(|error| refused(error, span))? {
                        crate::document::Truth::Known(true) => inner.evaluate(body)?,
                        crate::document::Truth::Known(false) => continue,
                        crate::document::Truth::Unknown(reason) => {
                            open.get_or_insert(reason);
                            continue;
                        }
                    }
                }
                None => {
                    let bindings = round.bind(&repeated.clause, self.bindings);
                    self.with(&bindings).evaluate(&repeated.body)?
                }
            };
            match round.maybe {
                None => values.push(value),
                Some(reason) => {
                    open.get_or_insert(reason);
                }
            }
        }
        let list = List { items: values, open, ..List::default() };
        Ok(Value::new(Data::List(Arc::new(list))).at(span))
    }

    fn condition_of<'e>(&self, body: &'e Expression) -> Option<(&'e Expression, &'e Expression)> {
        let ExpressionKind::If(parts) = &body.kind else { return None };
        let [condition, value] = &**parts;
        Some((condition, value))
    }

    /// The rounds of a repetition, and why there may be more. Over something unknown there is one round that may not
    /// happen, with an unknown item.
    pub(in crate::bicep) fn rounds(
        &self,
        clause: &ForClause,
    ) -> Result<(Vec<Round>, Option<Arc<Reason>>), super::EvaluationError> {
        let collection = self.evaluate(&clause.collection)?;
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
                let items = spread_items(&collection).map_err(|error| refused(error, place))?.items;
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
                // Each alternative's items may be there.
                let mut rounds = Vec::new();
                for member in members.iter() {
                    if let Data::List(list) = &member.data {
                        for (index, item) in list.items.iter().enumerate() {
                            self.context(place).spend().map_err(|error| refused(error, place))?;
                            let trail = item.trail.within(&member.trail);
                            rounds.push(Round {
                                item: item.clone().with_trail(trail).with_sensitive(collection.sensitive),
                                index: Some(index),
                                maybe: Some(Arc::clone(members.reason())),
                            });
                        }
                    } else if !member.is_null() {
                        rounds.push(unknown_round(Arc::clone(members.reason())));
                    }
                }
                Ok((rounds, Some(Arc::clone(members.reason()))))
            }
            Data::Unknown(unknown) => {
                Ok((vec![unknown_round(Arc::clone(&unknown.reason))], Some(Arc::clone(&unknown.reason))))
            }
            Data::Null => Err(error("A loop needs an array; this value is null", place)),
            _ => Err(error("Loop expects an expression of type \"array\"", place)),
        }
    }
}
