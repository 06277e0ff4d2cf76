//! Walks paths through the arguments of a call, three-valued.

use std::sync::Arc;

use super::schema::Test;
use crate::document::{Cause, Data, Reason, Unknown, Value};
use crate::model::table::SilentValue;
use crate::source::Span;

/// What a path leads to.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// The value; null where nothing is written.
    pub value: Value,
    /// Where the argument is written.
    pub span: Option<Span>,
    /// The alternative of the path that was taken; all of them where nothing is written.
    pub path: &'static str,
}

/// What paths start from: the arguments of the call, and the element of a repeated resource.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'a> {
    pub arguments: &'a Value,
    pub element: Option<&'a Value>,
    pub element_span: Option<Span>,
}

/// The most nested names a path has; the tables' longest has five.
const DEEPEST: usize = 16;

impl Scope<'_> {
    /// The first alternative of `new|old` that is written (perhaps with an unknown value), else null.
    pub fn get(&self, alternatives: &'static str) -> Found {
        let found = alternatives.split('|').map(|path| self.get_one(path)).find(|found| !found.value.is_null());
        found.unwrap_or(Found { value: Value::null(), span: None, path: alternatives })
    }

    fn get_one(&self, path: &'static str) -> Found {
        match path.strip_prefix("each.") {
            Some(rest) => {
                let Some(element) = self.element else {
                    return Found { value: Value::null(), span: None, path };
                };
                let (value, span) = walk(element, rest, DEEPEST);
                Found { value, span: span.or(self.element_span), path }
            }
            None => {
                let (value, span) = walk(self.arguments, path, DEEPEST);
                Found { value, span, path }
            }
        }
    }

    /// Whether a test holds, and the first written argument it looked at.
    pub fn test(&self, test: &'static Test) -> (Result<bool, Arc<Reason>>, Option<Found>) {
        match *test {
            Test::Always => (Ok(true), None),
            Test::True(path, default) => self.ask(path, None, |value| match value.data {
                Data::Null => Some(default),
                _ => value.as_bool().or_else(|| value.as_str().and_then(|text| text.parse().ok())),
            }),
            Test::Set(path) => self.ask(path, Some(true), |value| Some(!value.is_null())),
            Test::Filled(path) => self.ask(path, None, |value| match &value.data {
                Data::Null => Some(false),
                Data::Unknown(unknown) => is_id(unknown).then_some(true),
                Data::String(text) => Some(!text.is_empty()),
                Data::List(list) if list.items.is_empty() => list.open.is_none().then_some(false),
                _ => Some(true),
            }),
            Test::Equals(path, text) => self.ask(path, None, |value| match &value.data {
                Data::Null => Some(false),
                _ => value.as_str().map(|written| written.eq_ignore_ascii_case(text)),
            }),
            Test::Not(inner) => {
                let (truth, found) = self.test(inner);
                (truth.map(|truth| !truth), found)
            }
            Test::All(tests) => {
                let mut undecided = None;
                let mut first = None;
                for inner in tests {
                    let (truth, found) = self.test(inner);
                    match truth {
                        // What makes it false is what to point at.
                        Ok(false) => return (Ok(false), found.or(first)),
                        Ok(true) => {}
                        Err(reason) => {
                            undecided.get_or_insert(reason);
                        }
                    }
                    first = first.or(found);
                }
                (undecided.map_or(Ok(true), Err), first)
            }
        }
    }

    /// Asks every alternative a value has. `when_set` answers for a value of which only that is known.
    fn ask(
        &self,
        path: &'static str,
        when_set: Option<bool>,
        question: impl Fn(&Value) -> Option<bool>,
    ) -> (Result<bool, Arc<Reason>>, Option<Found>) {
        let found = self.get(path);
        let answer = |value: &Value| match &value.data {
            Data::Unknown(unknown) if unknown.not_null && when_set.is_some() => when_set,
            Data::Unknown(_) => question(value).filter(|_| when_set.is_none()),
            _ => question(value),
        };
        let truth = match &found.value.data {
            Data::OneOf(members) => {
                let mut answers = members.iter().map(answer);
                answers.next().flatten().filter(|first| answers.all(|answer| answer == Some(*first)))
            }
            _ => answer(&found.value),
        };
        let truth = truth.ok_or_else(|| reason_of(&found.value));
        let written = (!found.value.is_null()).then_some(found);
        (truth, written)
    }
}

/// Whether it is the id of a resource, which is never empty.
fn is_id(unknown: &Unknown) -> bool {
    let Some(reference) = &unknown.reference else { return false };
    if reference.address.is_empty() {
        return true;
    }
    let name = reference.path.rsplit('.').next().unwrap_or_default();
    name.eq_ignore_ascii_case("id") || name.eq_ignore_ascii_case("resourceId")
}

/// The first path a test looks at.
pub(super) fn first_path(test: &'static Test) -> Option<&'static str> {
    match *test {
        Test::Always => None,
        Test::True(path, _) | Test::Set(path) | Test::Filled(path) | Test::Equals(path, _) => Some(path),
        Test::Not(inner) => first_path(inner),
        Test::All(tests) => tests.iter().find_map(first_path),
    }
}

/// Why a value does not answer.
pub(super) fn reason_of(value: &Value) -> Arc<Reason> {
    value
        .first_reason()
        .unwrap_or_else(|| Arc::new(Reason::new(Cause::Invalid, "", "the argument has an unexpected type")))
}

/// The value at a dotted path, null where nothing is written, and where the innermost written entry stands.
fn walk(value: &Value, path: &str, depth: usize) -> (Value, Option<Span>) {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    if depth == 0 {
        return (Value::null(), None);
    }
    match &value.data {
        Data::Object(object) => {
            let Some(entry) = object.get(name) else {
                let value = match (&object.computed, &object.open) {
                    (Some(computed), _) => attribute_of(computed, path),
                    (None, Some(reason)) => Value::unknown(Arc::clone(reason)),
                    (None, None) => Value::null(),
                };
                return (value, None);
            };
            let mut inner = entry.value.clone();
            inner.trail = inner.trail.within(&value.trail);
            inner.sensitive |= value.sensitive;
            let (inner, span) = match rest {
                Some(rest) => walk(&inner, rest, depth - 1),
                None => (inner, None),
            };
            let inner = match &entry.maybe {
                Some(reason) => Value::one_of([inner, Value::null()], reason),
                None => inner,
            };
            (inner, span.or(entry.span))
        }
        Data::Unknown(unknown) => (attribute_of(unknown, path).with_trail(value.trail.clone()), None),
        Data::OneOf(members) => {
            let reason = reason_of(value);
            let mut span = None;
            let inner: Vec<Value> = members
                .iter()
                .map(|member| {
                    let (inner, at) = walk(member, path, depth - 1);
                    span = span.or(at);
                    inner
                })
                .collect();
            (Value::one_of(inner, &reason), span)
        }
        // A block written once, or what the module would refuse.
        Data::List(list) if list.items.len() == 1 && list.open.is_none() => walk(&list.items[0], path, depth - 1),
        Data::Null => (Value::null(), None),
        _ => (Value::unknown(reason_of(value)), None),
    }
}

/// An attribute of something unknown; a reference goes on to the attribute.
fn attribute_of(unknown: &Unknown, path: &str) -> Value {
    let reference = unknown.reference.as_ref().map(|reference| {
        let mut longer = (**reference).clone();
        longer.path = if longer.path.is_empty() { path.into() } else { format!("{}.{path}", longer.path).into() };
        Arc::new(longer)
    });
    // A part of what is set may itself be absent, except the id of a resource.
    let not_null = unknown.not_null && reference.is_some() && path == "id";
    Value::new(Data::Unknown(Unknown { reason: Arc::clone(&unknown.reason), not_null, reference, origins: None }))
}

/// Puts `default` where the value is null.
pub(super) fn or_default(value: &Value, default: &Value) -> Value {
    match &value.data {
        Data::Null => default.clone(),
        Data::OneOf(members) if members.iter().any(Value::is_null) => {
            let members = members.iter().map(|member| if member.is_null() { default.clone() } else { member.clone() });
            let mut merged = Value::one_of(members, &reason_of(value));
            merged.trail = value.trail.clone();
            merged.sensitive |= value.sensitive;
            merged
        }
        _ => value.clone(),
    }
}

/// What silence means, as a value. `subject` is the call, for the reason of what cannot be known.
pub(super) fn silent(value: SilentValue, subject: &Arc<str>) -> Value {
    match value {
        SilentValue::Bool(value) => Value::bool(value),
        SilentValue::Number(number) => Value::number(number),
        SilentValue::Text(text) => Value::string(text),
        SilentValue::Texts(texts) => Value::tuple(texts.iter().map(|text| Value::string(*text)).collect()),
        SilentValue::Absent => Value::null(),
        SilentValue::Unknown(text) => Value::unknown(Reason::new(Cause::Undocumented, Arc::clone(subject), text)),
        SilentValue::Computed(name) => Value::unknown(Reason::new(
            Cause::MissingModule,
            Arc::clone(subject),
            format!("the module leaves it to `{name}`"),
        )),
    }
}
