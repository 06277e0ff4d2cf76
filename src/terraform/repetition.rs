//! `count` and `for_each`: which instances there are, and which there may be.

use std::collections::HashMap;
use std::sync::Arc;

use super::instance::{Bindings, Instance};
use super::syntax::Body;
use crate::document::{
    Cause, Data, Entry, Existence, List, ListKind, Object, ObjectKind, Problem, ProblemKind, Reason, Value,
};

/// The most instances one block may have; more is a budget problem.
pub const MAX_INSTANCES: usize = 1024;

/// How often a block is repeated.
#[derive(Debug, Clone)]
pub enum Repetition {
    /// Neither `count` nor `for_each`.
    Once,
    /// `count`.
    Count(Vec<RepetitionStep>, Option<Arc<Reason>>),
    /// `for_each`.
    ForEach(Vec<RepetitionStep>, Option<Arc<Reason>>),
}

/// One instance that is or may be there.
#[derive(Debug, Clone)]
pub struct RepetitionStep {
    /// The instance key; none without repetition or when it is not known.
    pub key: Option<Key>,
    /// Not known whether it is there, and why.
    pub maybe: Option<Arc<Reason>>,
    /// `count.index` or `each.*` in it.
    pub bindings: Bindings,
    is_symbolic: bool,
}

/// An instance key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// From `count`.
    Number(usize),
    /// From `for_each`.
    Text(Arc<str>),
}

impl RepetitionStep {
    fn new(key: Option<Key>, maybe: Option<Arc<Reason>>, bindings: Bindings) -> Self {
        Self { is_symbolic: false, key, maybe, bindings }
    }

    /// `[0]`, `["prod"]`, `[*]` for an instance whose key is not known, or nothing.
    #[must_use]
    pub fn suffix(&self) -> String {
        match &self.key {
            Some(Key::Number(number)) => format!("[{number}]"),
            Some(Key::Text(text)) => {
                format!("[\"{}\"]", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
            }
            None if self.is_symbolic => "[*]".to_owned(),
            None => String::new(),
        }
    }

    /// Whether the instance takes effect, given that of the enclosing module.
    #[must_use]
    pub fn existence(&self, outer: &Existence) -> Existence {
        match (outer, &self.maybe) {
            (Existence::Maybe(_), _) => outer.clone(),
            (Existence::Always, Some(reason)) => Existence::Maybe(Arc::clone(reason)),
            (Existence::Always, None) => Existence::Always,
        }
    }
}

impl Repetition {
    /// The repetition that a block body asks for.
    #[must_use]
    pub fn of(instance: &Instance<'_>, body: &Body, bindings: &Bindings) -> Self {
        if let Some(attribute) = body.attribute("count") {
            let value = instance.evaluation.attribute(attribute, instance, bindings);
            let (steps, open) = count_steps(instance, &value, attribute.span);
            return Self::Count(steps, open);
        }
        if let Some(attribute) = body.attribute("for_each") {
            let value = instance.evaluation.attribute(attribute, instance, bindings);
            let value = without_secret_keys(instance, value, attribute.span);
            let (steps, open) = for_each_steps(instance, &value, attribute.span);
            return Self::ForEach(steps, open);
        }
        Self::Once
    }

    /// The instances that are or may be there.
    #[must_use]
    pub fn steps(&self) -> Vec<RepetitionStep> {
        match self {
            Self::Once => vec![RepetitionStep::new(None, None, Bindings::default())],
            Self::Count(steps, _) | Self::ForEach(steps, _) => steps.clone(),
        }
    }

    /// What a reference to the whole block sees: one value, a tuple, or an object by key.
    #[must_use]
    pub fn collect(&self, values: impl Iterator<Item = (Option<Key>, Value)>) -> Value {
        match self {
            Self::Once => values.map(|(_, value)| value).next().unwrap_or_else(Value::null),
            Self::Count(steps, open) => {
                let mut items: Vec<Value> = Vec::new();
                let mut open = open.clone();
                for ((_, value), step) in values.zip(steps) {
                    match &step.maybe {
                        // An instance that may not be there: the tuple ends here, or it does not.
                        Some(reason) => {
                            if steps.len() == 1 && open.is_none() {
                                let present = Value::tuple(vec![value]);
                                return Value::one_of([present, Value::tuple(Vec::new())], reason);
                            }
                            open.get_or_insert_with(|| Arc::clone(reason));
                        }
                        None => items.push(value),
                    }
                }
                Value::new(Data::List(Arc::new(List { items, open, kind: ListKind::Tuple })))
            }
            Self::ForEach(steps, open) => {
                let mut open = open.clone();
                let mut object = Object { kind: ObjectKind::Object, ..Object::default() };
                for ((key, value), step) in values.zip(steps) {
                    match key {
                        Some(Key::Text(key)) => {
                            let entry = Entry { value, span: None, maybe: step.maybe.clone() };
                            object.entries.insert(key, entry);
                        }
                        _ => open = open.or_else(|| step.maybe.clone()),
                    }
                }
                object.open = open;
                Value::new(Data::Object(Arc::new(object)))
            }
        }
    }
}

type Steps = (Vec<RepetitionStep>, Option<Arc<Reason>>);

fn count_steps(instance: &Instance<'_>, value: &Value, span: crate::source::Span) -> Steps {
    let step = |index: usize, maybe: Option<Arc<Reason>>| {
        let number = Value::number(i64::try_from(index).unwrap_or(i64::MAX));
        let index_value = number.with_trail(value.trail.clone());
        RepetitionStep::new(
            Some(Key::Number(index)),
            maybe,
            Bindings { count_index: Some(index_value), ..Bindings::default() },
        )
    };
    let known = |value: &Value| match &value.data {
        Data::Number(number) => number.to_i64().and_then(|count| usize::try_from(count).ok()),
        Data::String(text) => text.trim().parse().ok(),
        Data::Bool(_) | Data::Null => None,
        _ => None,
    };
    match &value.data {
        Data::OneOf(members) => {
            let reason = undecided(value, "count");
            let counts: Vec<Option<usize>> = members.iter().map(known).collect();
            let Some(least) = counts.iter().map(|count| count.unwrap_or(0)).min() else { return (Vec::new(), None) };
            let most = counts.iter().map(|count| count.unwrap_or(least + 1)).max().unwrap_or(least);
            let open = counts.contains(&None).then(|| Arc::clone(&reason));
            let most = bounded(instance, most, span);
            let steps = (0..most).map(|index| step(index, (index >= least).then(|| Arc::clone(&reason)))).collect();
            (steps, open)
        }
        Data::Unknown(unknown) => (vec![step(0, Some(Arc::clone(&unknown.reason)))], Some(Arc::clone(&unknown.reason))),
        _ => match known(value) {
            Some(count) => ((0..bounded(instance, count, span)).map(|index| step(index, None)).collect(), None),
            None => {
                let message = "Invalid count argument: a whole number of zero or more is required";
                instance.evaluation.problem(Problem::at(ProblemKind::Evaluation, span, message));
                let reason = Arc::new(Reason::new(Cause::Invalid, "count", "`count` is not a number").at(span));
                (vec![step(0, Some(Arc::clone(&reason)))], Some(reason))
            }
        },
    }
}

fn bounded(instance: &Instance<'_>, count: usize, span: crate::source::Span) -> usize {
    if count > MAX_INSTANCES {
        let message = format!("{count} instances: only the first {MAX_INSTANCES} are analysed");
        instance.evaluation.problem(Problem::at(ProblemKind::Budget, span, message));
    }
    count.min(MAX_INSTANCES)
}

/// Terraform refuses sensitive keys, since they become part of addresses.
fn without_secret_keys(instance: &Instance<'_>, value: Value, span: crate::source::Span) -> Value {
    let is_secret = value.sensitive
        || matches!(&value.data, Data::List(list) if list.items.iter().any(|item| item.sensitive))
        || matches!(&value.data, Data::OneOf(members) if members.iter().any(|member| member.sensitive));
    if !is_secret {
        return value;
    }
    let message = "Invalid for_each argument: sensitive values, or values derived from them, cannot be used";
    instance.evaluation.problem(Problem::at(ProblemKind::Evaluation, span, message));
    Value::unknown(Reason::new(Cause::Invalid, "for_each", "`for_each` depends on a sensitive value").at(span))
}

fn for_each_steps(instance: &Instance<'_>, value: &Value, span: crate::source::Span) -> Steps {
    let mut steps: Vec<RepetitionStep> = Vec::new();
    let mut open = None;
    let alternatives: Vec<&Value> = match &value.data {
        Data::OneOf(members) => members.iter().collect(),
        _ => vec![value],
    };
    let undecided_reason = (alternatives.len() > 1).then(|| undecided(value, "for_each"));
    let mut seen_in: Vec<usize> = Vec::new();
    let mut positions: HashMap<Arc<str>, usize> = HashMap::new();
    for alternative in &alternatives {
        match entries(alternative) {
            Ok((entries, more)) => {
                open = open.or(more);
                for (key, element, maybe) in entries {
                    if let Some(&position) = positions.get(&key) {
                        seen_in[position] += 1;
                        let step = &mut steps[position];
                        if let (Some((_, old)), Some(reason)) = (&mut step.bindings.each, &undecided_reason) {
                            *old = Value::one_of([old.clone(), element], reason);
                        }
                        continue;
                    }
                    let key_value = Value::string(Arc::clone(&key)).with_trail(element.trail.clone());
                    let bindings = Bindings { each: Some((key_value, element)), ..Bindings::default() };
                    positions.insert(Arc::clone(&key), steps.len());
                    steps.push(RepetitionStep::new(Some(Key::Text(key)), maybe, bindings));
                    seen_in.push(1);
                }
            }
            Err(Some(reason)) => open = open.or(Some(reason)),
            Err(None) => {
                let message = "Invalid for_each argument: a map, an object or a set of strings is required";
                instance.evaluation.problem(Problem::at(ProblemKind::Evaluation, span, message));
                let reason =
                    Reason::new(Cause::Invalid, "for_each", "`for_each` is neither a map nor a set of strings");
                open = open.or(Some(Arc::new(reason.at(span))));
            }
        }
    }
    if let Some(reason) = &undecided_reason {
        for (step, seen) in steps.iter_mut().zip(&seen_in) {
            if *seen < alternatives.len() {
                step.maybe.get_or_insert_with(|| Arc::clone(reason));
            }
        }
    }
    if steps.len() > MAX_INSTANCES {
        bounded(instance, steps.len(), span);
        steps.truncate(MAX_INSTANCES);
    }
    if steps.is_empty()
        && let Some(reason) = &open
    {
        let unknown = |what: &str| {
            let text = format!("`{what}` depends on {}", reason.subject);
            let text = if reason.subject.is_empty() { reason.text.to_string() } else { text };
            Reason { text: text.into(), ..(**reason).clone() }
        };
        let each = (Value::unknown_set(unknown("each.key")), Value::unknown(unknown("each.value")));
        let bindings = Bindings { each: Some(each), ..Bindings::default() };
        steps.push(RepetitionStep { key: None, maybe: Some(Arc::clone(reason)), bindings, is_symbolic: true });
    }
    (steps, open)
}

type Entries = Vec<(Arc<str>, Value, Option<Arc<Reason>>)>;
/// The entries and why there may be more; the error says why they are not known, if anything but a mistake does.
type EntriesResult = Result<(Entries, Option<Arc<Reason>>), Option<Arc<Reason>>>;

/// Keys and values of a `for_each` argument.
fn entries(value: &Value) -> EntriesResult {
    match &value.data {
        Data::Object(object) => {
            let entries = (object.entries.iter())
                .map(|(key, entry)| {
                    let trail = entry.value.trail.within(&value.trail);
                    (Arc::clone(key), entry.value.clone().with_trail(trail), entry.maybe.clone())
                })
                .collect();
            Ok((entries, object.open.clone()))
        }
        // Terraform refuses plain lists; dynamic blocks and old configurations use them, so they are understood.
        Data::List(list) => {
            let mut open = list.open.clone();
            let mut entries = Entries::new();
            for item in &list.items {
                let item = item.clone();
                let trail = item.trail.within(&value.trail);
                match &item.data {
                    Data::String(text) => entries.push((Arc::clone(text), item.clone().with_trail(trail), None)),
                    Data::Number(number) => {
                        entries.push((number.to_string().into(), item.clone().with_trail(trail), None));
                    }
                    _ => open = open.or_else(|| item.first_reason()).or_else(|| Some(undecided(value, "for_each"))),
                }
            }
            Ok((entries, open))
        }
        Data::Unknown(unknown) => Err(Some(Arc::clone(&unknown.reason))),
        _ => Err(None),
    }
}

fn undecided(value: &Value, what: &str) -> Arc<Reason> {
    value.first_reason().unwrap_or_else(|| {
        Arc::new(Reason::new(Cause::Condition, what, format!("the condition behind `{what}` is not decided")))
    })
}
