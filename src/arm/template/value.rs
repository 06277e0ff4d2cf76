//! JSON as values: strings that are expressions, property loops.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::binding::{Bindings, Loop};
use super::evaluate::{EvaluationError, at};
use super::instance::Instance;
use crate::arm::expression::Content;
use crate::document::{Cause, Data, Entry, List, Object, Problem, ProblemKind, Reason, Unknown, Value};
use crate::formats::json::{Kind, Node, Text};
use crate::source::Span;

/// The most rounds of a loop that Azure takes.
const MOST_ROUNDS: i64 = 800;

/// How often a loop runs.
pub(super) enum Count {
    Known(usize),
    Unknown(Arc<Reason>),
}

impl Instance<'_> {
    /// The value of a piece of the template. Errors are reported and give unknown values.
    pub(super) fn value(&self, node: &Node, bindings: &Bindings<'_>) -> Value {
        let span = self.file.span(&node.range);
        let Some(_guard) = self.run.enter() else { return Value::unknown(self.run.exhausted_reason(span)) };
        if self.run.budget.spend(1).is_err() {
            return Value::unknown(self.run.exhausted_reason(span));
        }
        let data = match &node.kind {
            Kind::Null => Data::Null,
            Kind::Bool(value) => Data::Bool(*value),
            Kind::Number => match node.as_number(&self.file.source.text) {
                Some(number) => Data::Number(number),
                None => return Value::unknown_set(Reason::new(Cause::Invalid, "", "the number is too large").at(span)),
            },
            Kind::String(text) => return self.string(text, bindings),
            Kind::Array(items) => {
                let items = items.iter().map(|item| self.value(item, bindings)).collect();
                Data::List(Arc::new(List { items, ..List::default() }))
            }
            Kind::Object(members) => Data::Object(Arc::new(self.object(members, bindings))),
            Kind::Placeholder => return Value::unknown(Reason::new(Cause::Pipeline, "", "the pipeline replaces it")),
            Kind::Error(message) => {
                return Value::unknown(Reason::new(Cause::Syntax, "", message.as_str()).at(span));
            }
        };
        Value::new(data).at(span)
    }

    /// The value of a piece in which nothing is evaluated.
    pub(super) fn literal(&self, node: &Node) -> Value {
        match &node.kind {
            Kind::String(text) => Value::string(text.text.as_str()).at(self.file.span(&node.range)),
            _ => self.value(node, &Bindings::NONE),
        }
    }

    fn string(&self, text: &Text, bindings: &Bindings<'_>) -> Value {
        let span = self.file.span(&text.range);
        match &*self.file.content(text) {
            Ok(Content::Literal(literal)) => Value::string(Arc::clone(literal)).at(span),
            Ok(Content::Expression(expression)) => {
                let value = self.evaluate(expression, bindings).and_then(|value| {
                    // It is about to be part of an array or object, which may hold it many times.
                    self.context(span).weigh(&value).map_err(|error| at(error, span))?;
                    Ok(value)
                });
                self.settle(value, span)
            }
            Err(error) => {
                self.run.problem(error.problem());
                Value::unknown(Reason::new(Cause::Invalid, "", error.message.as_str()).at(span))
            }
        }
    }

    /// The value, or an unknown one for what is in error, which is reported.
    pub(super) fn settle(&self, outcome: Result<Value, EvaluationError>, span: Span) -> Value {
        let value = outcome.unwrap_or_else(|error| {
            if error.is_exhausted {
                return Value::unknown(self.run.exhausted_reason(error.span));
            }
            self.run.problem(Problem::at(ProblemKind::Evaluation, error.span, error.message.clone()));
            Value::unknown(Reason::new(Cause::Invalid, "", error.message).at(error.span))
        });
        if value.trail.literal.is_some() || value.trail.last.is_some() { value } else { value.at(span) }
    }

    fn object(&self, members: &[(Text, Node)], bindings: &Bindings<'_>) -> Object {
        let mut object = Object::default();
        for (name, node) in members {
            if name.text == "copy" && is_property_copy(node) {
                for copy in node.items() {
                    self.property_copy(copy, bindings, &mut object.entries);
                }
                continue;
            }
            let span = Some(self.file.member_span(name, node));
            let key = self.string(name, bindings);
            match &key.data {
                Data::String(key) => {
                    let value = self.value(node, bindings);
                    object.entries.insert(Arc::clone(key), Entry { value, span, maybe: None });
                }
                _ => {
                    let reason = key.first_reason().unwrap_or_else(|| Arc::new(Reason::undecided_condition()));
                    object.open.get_or_insert_with(|| Arc::clone(&reason));
                    let unknown = key.as_unknown().cloned();
                    object.unknown_keys.push(unknown.unwrap_or(Unknown {
                        reason,
                        not_null: true,
                        reference: None,
                        origins: None,
                    }));
                }
            }
        }
        object
    }

    /// `{name, count, input}` makes a property with a list.
    fn property_copy(&self, copy: &Node, bindings: &Bindings<'_>, entries: &mut BTreeMap<Arc<str>, Entry>) {
        let Some(name) = copy.get("name").and_then(Node::as_text) else { return };
        let span = Some(self.file.span(&copy.range));
        let value = self.rounds(copy, Some(&name.text), true, bindings);
        entries.insert(name.text.as_str().into(), Entry { value, span, maybe: None });
    }

    pub(super) fn copy_variable(&self, copy: &Node) -> Value {
        let name = copy.get("name").and_then(Node::as_str);
        self.rounds(copy, name, false, &Bindings::NONE)
    }

    /// The list that a copy makes of its `input` (of an output: its `value`).
    pub(super) fn rounds(&self, copy: &Node, name: Option<&str>, is_property: bool, bindings: &Bindings<'_>) -> Value {
        let span = self.file.span(&copy.range);
        let input = copy.get("input");
        let mut list = List::default();
        match (self.count(copy, bindings), input) {
            (_, None) => {
                let message = "A copy loop must have an `input`";
                self.run.problem(Problem::at(ProblemKind::Evaluation, span, message));
                list.open = Some(Arc::new(Reason::new(Cause::Invalid, "copy", message).at(span)));
            }
            (Count::Unknown(reason), _) => list.open = Some(reason),
            (Count::Known(count), Some(input)) => {
                for index in 0..count {
                    if self.run.budget.spend(4).is_err() || self.run.budget.check_time().is_err() {
                        list.open = Some(self.run.exhausted_reason(span));
                        break;
                    }
                    let round = Loop { name: name.map(Into::into), index: index_value(index), is_property };
                    list.items.push(self.value(input, &bindings.with_loop(&round)));
                }
            }
        }
        Value::new(Data::List(Arc::new(list))).at(span)
    }

    /// The `count` of a copy.
    pub(super) fn count(&self, copy: &Node, bindings: &Bindings<'_>) -> Count {
        let Some(node) = copy.get("count") else {
            return self.no_count(copy, "A copy loop must have a `count`");
        };
        let value = self.value(node, bindings);
        match &value.data {
            Data::Number(number) => match number.to_i64() {
                Some(count @ 0..=MOST_ROUNDS) => Count::Known(usize::try_from(count).unwrap_or(0)),
                _ => {
                    let message = format!("The copy count must be a whole number from 0 to {MOST_ROUNDS}");
                    self.no_count(node, &message)
                }
            },
            Data::Unknown(_) | Data::OneOf(_) => {
                Count::Unknown(value.first_reason().unwrap_or_else(|| Arc::new(Reason::undecided_condition())))
            }
            _ => self.no_count(node, "The copy count must be a whole number"),
        }
    }

    fn no_count(&self, node: &Node, message: &str) -> Count {
        let span = self.file.span(&node.range);
        self.run.problem(Problem::at(ProblemKind::Evaluation, span, message));
        Count::Unknown(Arc::new(Reason::new(Cause::Invalid, "copy", message).at(span)))
    }
}

pub(super) fn index_value(index: usize) -> Value {
    Value::number(i64::try_from(index).unwrap_or(i64::MAX))
}

fn is_property_copy(node: &Node) -> bool {
    let items = node.items();
    !items.is_empty() && items.iter().all(|item| item.get("name").is_some() && item.get("count").is_some())
}
