//! `[for …]` and `{for …}`.

use std::sync::Arc;

use super::collection::{ENTRY_BYTES, Key};
use super::evaluator::{Evaluator, Outcome, error, placed};
use super::for_result::ForResult;
use crate::document::Truth;
use crate::document::{Cause, Data, ListKind, Reason, Value};
use crate::source::Span;
use crate::terraform::syntax::{Expression, ForExpression};

/// What a loop goes over.
pub(super) struct Rounds {
    pub(super) elements: Vec<Round>,
    /// Why there may be more rounds.
    pub(super) open: Option<Arc<Reason>>,
}

/// One round of a loop.
pub(super) struct Round {
    pub(super) key: Value,
    pub(super) value: Value,
    /// Where the entry is written, for objects.
    pub(super) span: Option<Span>,
    /// Why this round may not take place.
    pub(super) maybe: Option<Arc<Reason>>,
}

impl Evaluator<'_> {
    pub(super) fn for_expression(&self, expression: &ForExpression, span: Span) -> Outcome {
        let collection = self.evaluate(&expression.collection)?;
        let value = self.for_value(expression, &collection, span)?;
        Ok(placed(value, span).with_sensitive(collection.sensitive))
    }

    fn for_value(&self, expression: &ForExpression, collection: &Value, span: Span) -> Outcome {
        if let Data::OneOf(members) = &collection.data {
            let mut results = Vec::with_capacity(members.len());
            let mut first_error = None;
            for member in members.iter() {
                match self.for_value(expression, member, span) {
                    Ok(value) => results.push(placed(value, span)),
                    Err(error) if error.is_exhausted => return Err(error),
                    Err(error) => {
                        self.doubt.set(true);
                        results.push(Value::unknown_set(Reason::new(Cause::Invalid, "", error.message.as_str())));
                        first_error.get_or_insert((error, 0usize)).1 += 1;
                    }
                }
            }
            return match first_error {
                Some((error, count)) if count == members.len() => Err(error),
                _ => Ok(Value::one_of(results, members.reason())),
            };
        }
        let mut result = ForResult::new(expression.key.is_some(), expression.group);
        if let Some(condition) = &expression.condition {
            self.check_condition(expression, condition)?;
        }
        let Some(rounds) = self.rounds(collection, expression.collection.span)? else {
            let reason = collection.first_reason().unwrap_or_else(|| Arc::new(Reason::undecided_condition()));
            result.open(&reason);
            return Ok(result.finish());
        };
        if let Some(reason) = &rounds.open {
            result.open(reason);
        }
        for round in rounds.elements {
            self.spend(1, span)?;
            self.allocate(ENTRY_BYTES, span)?;
            let names = [
                expression.key_name.as_ref().map(|key| (key, round.key.clone())),
                Some((&expression.value_name, round.value.clone())),
            ];
            self.with_bindings(names, || self.round(expression, &round, &mut result))?;
        }
        Ok(result.finish())
    }

    /// Terraform refuses a condition that cannot be one whatever the element is, even when there is no element.
    fn check_condition(
        &self,
        expression: &ForExpression,
        condition: &Expression,
    ) -> Result<(), super::EvaluationError> {
        let unknown = || Value::unknown(Reason::undecided_condition());
        let names =
            [expression.key_name.as_ref().map(|key| (key, unknown())), Some((&expression.value_name, unknown()))];
        let doubt = self.doubt.get();
        let outcome = self.with_bindings(names, || self.condition(condition, "'if' clause"));
        self.doubt.set(doubt);
        outcome.map(|_| ())
    }

    fn round(
        &self,
        expression: &ForExpression,
        round: &Round,
        result: &mut ForResult,
    ) -> Result<(), super::EvaluationError> {
        let mut maybe = round.maybe.clone();
        if let Some(condition) = &expression.condition {
            let outcome = self.perhaps(maybe.as_ref(), || self.condition(condition, "'if' clause"))?;
            match outcome {
                Ok((Truth::Known(true), is_sensitive)) => result.is_sensitive |= is_sensitive,
                Ok((Truth::Known(false), is_sensitive)) => {
                    result.is_sensitive |= is_sensitive;
                    return Ok(());
                }
                Ok((Truth::Unknown(reason), is_sensitive)) => {
                    result.is_sensitive |= is_sensitive;
                    maybe.get_or_insert(reason);
                }
                Err(reason) => {
                    maybe.get_or_insert(reason);
                }
            }
        }
        let value = |part: &Expression| {
            self.perhaps(maybe.as_ref(), || self.evaluate(part)).map(|outcome| outcome.unwrap_or_else(Value::unknown))
        };
        let Some(key) = &expression.key else {
            let item = value(&expression.value)?;
            self.weigh(&item, expression.value.span)?;
            result.push(item, maybe.as_ref());
            return Ok(());
        };
        let key_value = value(key)?;
        result.is_sensitive |= key_value.sensitive;
        let key_found = match self.perhaps(maybe.as_ref(), || self.key(&key_value, key.span))? {
            Ok(key) => key,
            Err(reason) => Key::Unknown(reason),
        };
        // An entry that keeps its name still stands where it was written.
        let keeps_name = matches!((&key_found, &round.key.data), (Key::Known(a), Data::String(b)) if a == b);
        let span = round.span.filter(|_| keeps_name);
        let value = value(&expression.value)?;
        self.weigh(&value, expression.value.span)?;
        result.insert(key_found, value, span, keeps_name, maybe.as_ref()).map_err(|name| {
            let message = format!(
                "Duplicate object key: two different items produced the key \"{name}\" in this 'for' expression; if \
                 duplicates are expected, use the ellipsis (...) after the value expression to enable grouping by key"
            );
            error(message, key.span)
        })
    }

    /// Runs a part of a round. In a round that may not take place an error is only a possibility: the inner result
    /// says so.
    fn perhaps<T>(
        &self,
        maybe: Option<&Arc<Reason>>,
        run: impl FnOnce() -> Result<T, super::EvaluationError>,
    ) -> Result<Result<T, Arc<Reason>>, super::EvaluationError> {
        match (run(), maybe) {
            (Ok(value), _) => Ok(Ok(value)),
            (Err(error), Some(reason)) if !error.is_exhausted => {
                self.doubt.set(true);
                Ok(Err(Arc::clone(reason)))
            }
            (Err(error), _) => Err(error),
        }
    }

    /// The rounds over a collection; none when nothing is known of it.
    pub(super) fn rounds(&self, collection: &Value, span: Span) -> Result<Option<Rounds>, super::EvaluationError> {
        match &collection.data {
            Data::Null => Err(error(
                "Iteration over null value: a null value cannot be used as the collection in a 'for' expression",
                span,
            )),
            Data::Unknown(_) | Data::OneOf(_) => {
                self.doubt.set(true);
                Ok(None)
            }
            Data::List(list) => {
                self.spend(list.items.len() as u64, span)?;
                let is_set = list.kind == ListKind::Set;
                let elements = (list.items.iter().enumerate())
                    .map(|(index, item)| {
                        let trail = item.trail.within(&collection.trail);
                        let value = item.clone().with_trail(trail);
                        let key = match &list.open {
                            _ if is_set => value.clone(),
                            None => Value::number(i64::try_from(index).unwrap_or(i64::MAX)),
                            // Where elements may be missing in between, the index is not known.
                            Some(reason) => Value::unknown_set(Arc::clone(reason)),
                        };
                        // Two elements of a set that are not known may be the same one.
                        let maybe = if is_set && list.items.len() > 1 { value.first_reason() } else { None };
                        Round { key, value, span: None, maybe }
                    })
                    .collect();
                Ok(Some(Rounds { elements, open: list.open.clone() }))
            }
            Data::Object(object) => {
                self.spend(object.entries.len() as u64, span)?;
                let elements = (object.entries.iter())
                    .map(|(name, entry)| {
                        let trail = entry.value.trail.within(&collection.trail);
                        Round {
                            key: Value::string(Arc::clone(name)).with_trail(trail.clone()),
                            value: entry.value.clone().with_trail(trail),
                            span: entry.span,
                            maybe: entry.maybe.clone(),
                        }
                    })
                    .collect();
                let computed = || object.computed.as_ref().map(|computed| Arc::clone(&computed.reason));
                Ok(Some(Rounds { elements, open: object.open.clone().or_else(computed) }))
            }
            _ => Err(error(
                "Iteration over non-iterable value: a value of this type cannot be used as the collection in a 'for' expression",
                span,
            )),
        }
    }
}
