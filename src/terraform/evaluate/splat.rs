//! `a[*].b` and `a.*.b`.

use std::sync::Arc;

use super::EvaluationError;
use super::access::{Step, extended, select_attribute, select_index};
use super::collection::ENTRY_BYTES;
use super::evaluator::{Evaluator, Outcome, placed};
use crate::document::{Data, List, ListKind, Unknown, Value};
use crate::source::Span;
use crate::terraform::syntax::{Splat, SplatOperation};

/// An operation whose key is evaluated.
enum Operation<'e> {
    Attribute(&'e str),
    /// A key in error is one only if there is an element to select from.
    Index(Outcome),
    Splat(Vec<Operation<'e>>),
}

impl Evaluator<'_> {
    pub(super) fn splat(&self, splat: &Splat, span: Span) -> Outcome {
        let base = self.evaluate(&splat.base)?;
        let operations = self.operations(&splat.each)?;
        Ok(placed(self.splat_value(&base, &operations, span)?, span))
    }

    fn operations<'e>(&self, each: &'e [SplatOperation]) -> Result<Vec<Operation<'e>>, EvaluationError> {
        each.iter()
            .map(|operation| {
                Ok(match operation {
                    SplatOperation::Attribute(name) => Operation::Attribute(name),
                    SplatOperation::Index(key) => match self.evaluate(key) {
                        Err(error) if error.is_exhausted => return Err(error),
                        outcome => Operation::Index(outcome),
                    },
                    SplatOperation::Splat { each, .. } => Operation::Splat(self.operations(each)?),
                })
            })
            .collect()
    }

    fn splat_value(&self, base: &Value, operations: &[Operation<'_>], span: Span) -> Outcome {
        match &base.data {
            Data::Null => Ok(Value::tuple(Vec::new()).with_trail(base.trail.clone()).with_sensitive(base.sensitive)),
            Data::Unknown(unknown) => {
                self.doubt.set(true);
                let element = extended_each(unknown, operations);
                let data = Data::Unknown(Unknown { not_null: true, ..element });
                Ok(Value { data, trail: base.trail.clone(), sensitive: base.sensitive })
            }
            Data::OneOf(members) => {
                let results: Result<Vec<_>, _> =
                    members.iter().map(|member| self.splat_value(member, operations, span)).collect();
                // Where one alternative is in error, Terraform's answer depends on which one it is.
                let results = match results {
                    Ok(results) => results,
                    Err(error) if error.is_exhausted => return Err(error),
                    Err(error) => {
                        let all = members.iter().all(|member| self.splat_value(member, operations, span).is_err());
                        if all {
                            return Err(error);
                        }
                        self.doubt.set(true);
                        return Ok(Value::unknown_set(Arc::clone(members.reason())).with_sensitive(base.sensitive));
                    }
                };
                Ok(Value::one_of(results, members.reason()).with_sensitive(base.sensitive))
            }
            Data::List(list) => {
                self.allocate(ENTRY_BYTES * list.items.len(), span)?;
                let (mut items, mut open) = (Vec::with_capacity(list.items.len()), list.open.clone());
                for item in &list.items {
                    let value = self.apply(item.clone(), operations, span)?;
                    // Two elements of a set that are not known may be the same one.
                    let maybe =
                        if list.kind == ListKind::Set && list.items.len() > 1 { item.first_reason() } else { None };
                    match maybe {
                        Some(reason) => drop(open.get_or_insert(reason)),
                        None => items.push(value),
                    }
                }
                let kind = if list.kind == ListKind::Tuple { ListKind::Tuple } else { ListKind::List };
                let data = Data::List(Arc::new(List { items, open, kind }));
                Ok(Value { data, trail: base.trail.clone(), sensitive: base.sensitive })
            }
            _ => {
                let item = self.apply(base.clone(), operations, span)?;
                let is_sensitive = base.sensitive;
                Ok(Value::tuple(vec![item]).with_trail(base.trail.clone()).with_sensitive(is_sensitive))
            }
        }
    }

    fn apply(&self, item: Value, operations: &[Operation<'_>], span: Span) -> Outcome {
        let mut item = item;
        for operation in operations {
            self.spend(1, span)?;
            item = match operation {
                Operation::Attribute(name) => self.selected(select_attribute(&item, name), span)?,
                Operation::Index(Ok(key)) => self.selected(select_index(&item, key), span)?,
                Operation::Index(Err(error)) => return Err(error.clone()),
                Operation::Splat(each) => self.splat_value(&item, each, span)?,
            };
        }
        Ok(item)
    }
}

/// The elements of an unknown value after these operations.
fn extended_each(unknown: &Unknown, operations: &[Operation<'_>]) -> Unknown {
    let mut element = extended(unknown, &Step::Each);
    for operation in operations {
        element = match operation {
            Operation::Attribute(name) => extended(&element, &Step::Attribute(name)),
            Operation::Index(key) => match key.as_ref().map(|key| &key.data) {
                Ok(Data::String(text)) => extended(&element, &Step::Index(&format!("{text:?}"))),
                Ok(Data::Number(number)) => extended(&element, &Step::Index(&number.to_string())),
                _ => extended(&element, &Step::SomeIndex),
            },
            Operation::Splat(each) => extended_each(&element, each),
        };
    }
    element
}
