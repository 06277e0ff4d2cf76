//! Walks dotted paths through a tree of values, three-valued.
//!
//! Knows: blocks that are written once, open objects, alternatives, entries that may not be there.
//! Does not know: what a path means.

use std::sync::Arc;

use crate::document::{Data, Entry, ListKind, Object, ObjectKind, Reason, Value};
use crate::source::Span;

/// The most values passed on a path that is followed without copies; lists count.
const DEEPEST_CERTAIN: usize = 12;

/// How names in a path are compared with keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keys {
    /// Exactly: Terraform's attributes.
    Exact,
    /// Without regard to ASCII case: ARM's properties.
    IgnoreCase,
}

/// What a path leads to.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// The value; null where nothing is written, with alternatives where that is not decided.
    pub value: Value,
    /// Where the whole entry is written, or the header of the block.
    pub span: Option<Span>,
    /// The header of the innermost written block, or the first line of the innermost written object, on the way.
    pub nearest: Option<Span>,
    /// An entry is there, though its value may be null.
    pub is_written: bool,
}

/// Follows a path of names separated by dots. The empty path leads to the root itself.
pub(super) fn walk(root: &Value, path: &str, keys: Keys) -> Found {
    walk_certain(root, path, keys).unwrap_or_else(|| walk_any(root, path, keys))
}

/// Follows a path on which nothing is undecided, so that nothing is copied but what it leads to. `None` where something
/// is.
fn walk_certain(root: &Value, path: &str, keys: Keys) -> Option<Found> {
    let mut found = Found { value: Value::null(), span: None, nearest: None, is_written: false };
    if path.is_empty() {
        return None;
    }
    // What was passed, outermost first.
    let mut passed = [root; DEEPEST_CERTAIN];
    let mut depth = 0;
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        let mut container = passed[depth];
        if let Data::List(list) = &container.data {
            let Some(item) = list.items.first() else {
                return if list.open.is_none() { Some(found) } else { None };
            };
            if matches!(item.data, Data::List(_)) {
                return Some(found);
            }
            depth += 1;
            *passed.get_mut(depth)? = item;
            container = item;
        }
        let object = match &container.data {
            Data::Object(object) => object,
            Data::Unknown(_) | Data::OneOf(_) => return None,
            _ => return Some(found),
        };
        let Some(entry) = entry(object, name, keys) else {
            return if object.computed.is_none() && object.open.is_none() { Some(found) } else { None };
        };
        if entry.maybe.is_some() {
            return None;
        }
        let is_last = names.peek().is_none();
        found.is_written = is_last;
        if entry.value.is_null() {
            return Some(found);
        }
        if is_last {
            found.span = whole(entry);
        } else {
            found.nearest = head(entry).or(found.nearest);
        }
        depth += 1;
        *passed.get_mut(depth)? = &entry.value;
    }
    found.value = passed[depth].clone();
    // The way of each begins with its own and goes on with that of what it lies in, up to what is written in place.
    let begin = (1..=depth).rev().find(|&at| is_in_place(passed[at - 1])).unwrap_or(0);
    if begin < depth {
        let mut trail = passed[begin].trail.clone();
        for inner in &passed[begin + 1..=depth] {
            trail = inner.trail.within(&trail);
        }
        found.value.trail = trail;
    }
    found.value.sensitive |= passed[..depth].iter().any(|outer| outer.sensitive);
    Some(found)
}

/// Follows a path through whatever it leads to.
fn walk_any(root: &Value, path: &str, keys: Keys) -> Found {
    let mut found = Found { value: root.clone(), span: None, nearest: None, is_written: false };
    if path.is_empty() {
        return found;
    }
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        let step = step(&found.value, name, keys);
        let is_last = names.peek().is_none();
        let entry = step.entry.filter(|_| !step.value.is_null());
        if let Some(entry) = &entry
            && !is_last
        {
            found.nearest = head(entry).or(found.nearest);
        }
        if is_last {
            found.span = entry.as_ref().and_then(whole);
            found.is_written = step.is_written;
        }
        found.value = step.value;
        if found.value.is_null() {
            break;
        }
    }
    found
}

/// The elements of a list or of blocks, one block standing for a list of one.
pub(super) fn elements(value: &Value) -> Option<(Vec<Value>, Option<Arc<Reason>>)> {
    match &value.data {
        Data::List(list) => {
            let items = list.items.iter().map(|item| within(item, value));
            Some((items.collect(), list.open.clone()))
        }
        Data::Object(_) => Some((vec![value.clone()], None)),
        _ => None,
    }
}

/// The value, or in its place the one block it holds; null where there are certainly no blocks.
pub(super) fn single(value: &Value) -> Value {
    let Data::List(list) = &value.data else { return value.clone() };
    match (list.items.first(), &list.open) {
        (Some(item), _) => within(item, value),
        (None, Some(reason)) => Value::unknown(Arc::clone(reason)),
        (None, None) => Value::null(),
    }
}

/// The header of a block; the first line of an object; the whole entry of anything else.
fn head(entry: &Entry) -> Option<Span> {
    let literal = match &entry.value.data {
        Data::List(list) if list.kind == ListKind::Blocks => return list.items.first()?.trail.literal.or(entry.span),
        Data::Object(object) if is_block(object) => return entry.value.trail.literal.or(entry.span),
        Data::Object(_) => entry.value.trail.literal,
        _ => None,
    };
    let span = entry.span?;
    let literal = literal.filter(|literal| span.contains(*literal));
    Some(literal.map_or(span, |literal| Span { end: literal.start.saturating_add(1).min(span.end), ..span }))
}

/// The whole entry; the header of what is a block.
fn whole(entry: &Entry) -> Option<Span> {
    match &entry.value.data {
        Data::List(list) if list.kind == ListKind::Blocks => head(entry),
        Data::Object(object) if is_block(object) => head(entry),
        _ => entry.span.or(entry.value.trail.literal),
    }
}

/// Whether it is written in this place: another declaration as a whole is not.
fn is_block(object: &Object) -> bool {
    object.kind == ObjectKind::Block && object.computed.is_none()
}

struct Step {
    value: Value,
    entry: Option<Entry>,
    is_written: bool,
}

impl Step {
    fn nothing(value: Value) -> Self {
        Self { value, entry: None, is_written: false }
    }
}

fn step(container: &Value, name: &str, keys: Keys) -> Step {
    match &container.data {
        Data::Object(object) => step_into(object, container, name, keys),
        Data::List(list) => match (list.items.first(), &list.open) {
            (Some(item), _) => {
                let item = within(item, container);
                // One level only: lists of lists are no blocks.
                if item.as_list().is_some() { Step::nothing(Value::null()) } else { step(&item, name, keys) }
            }
            (None, Some(reason)) => Step::nothing(Value::unknown(Arc::clone(reason))),
            (None, None) => Step::nothing(Value::null()),
        },
        Data::Unknown(unknown) => {
            Step::nothing(Value::unknown(Arc::clone(&unknown.reason)).with_sensitive(container.sensitive))
        }
        Data::OneOf(members) => {
            let mut entry = None;
            let mut is_written = false;
            let mut values = Vec::with_capacity(members.len());
            for member in members.iter().filter(|member| !matches!(member.data, Data::OneOf(_))) {
                let step = step(member, name, keys);
                entry = entry.or(step.entry);
                is_written |= step.is_written;
                values.push(step.value);
            }
            let reason = undecided(container);
            let mut value = Value::one_of(values, &reason);
            if matches!(value.data, Data::OneOf(_)) {
                value.trail = container.trail.clone();
            }
            Step { value, entry, is_written }
        }
        _ => Step::nothing(Value::null()),
    }
}

fn step_into(object: &Object, container: &Value, name: &str, keys: Keys) -> Step {
    let Some(entry) = entry(object, name, keys) else {
        let value = match (&object.computed, &object.open) {
            (Some(computed), _) => Value::new(Data::Unknown((**computed).clone())),
            (None, Some(reason)) => Value::unknown(Arc::clone(reason)),
            (None, None) => Value::null(),
        };
        return Step::nothing(value);
    };
    let mut value = within(&entry.value, container);
    if let Some(reason) = &entry.maybe {
        let trail = value.trail.clone();
        value = Value::one_of([value, Value::null()], reason);
        value.trail = trail;
    }
    Step { value, entry: Some(entry.clone()), is_written: true }
}

fn entry<'o>(object: &'o Object, name: &str, keys: Keys) -> Option<&'o Entry> {
    let ignoring_case =
        || object.entries.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, entry)| entry);
    match keys {
        Keys::Exact => object.get(name),
        Keys::IgnoreCase => object.get(name).or_else(ignoring_case),
    }
}

/// Whether what lies in it is written there.
fn is_in_place(container: &Value) -> bool {
    match &container.data {
        Data::Object(object) => object.kind == ObjectKind::Block,
        Data::List(list) => list.kind == ListKind::Blocks,
        _ => false,
    }
}

/// An element with the way its container came; what is written in place inside a block has its own.
fn within(item: &Value, container: &Value) -> Value {
    let mut item = item.clone();
    if !is_in_place(container) {
        item.trail = item.trail.within(&container.trail);
    }
    item.sensitive |= container.sensitive;
    item
}

/// Why a value with alternatives is not decided.
pub(super) fn undecided(value: &Value) -> Arc<Reason> {
    value.first_reason().unwrap_or_else(|| Arc::new(Reason::undecided_condition()))
}

/// Applies a function to a value, or to each of its alternatives.
pub(super) fn each(value: &Value, mut change: impl FnMut(&Value) -> Value) -> Value {
    let Data::OneOf(members) = &value.data else { return change(value) };
    let reason = undecided(value);
    let mut merged = Value::one_of(members.iter().map(change).collect::<Vec<_>>(), &reason);
    if matches!(merged.data, Data::OneOf(_)) {
        merged.trail = value.trail.clone();
    }
    merged.with_sensitive(value.sensitive)
}

/// Whether null is one of the alternatives (an unknown value that may be null does not count).
pub(super) fn may_be_null(value: &Value) -> bool {
    match &value.data {
        Data::Null => true,
        Data::OneOf(members) => members.iter().any(Value::is_null),
        _ => false,
    }
}

/// Puts another value in place of null.
pub(super) fn or_else(value: Value, other: &Value) -> Value {
    match &value.data {
        Data::Null => other.clone(),
        Data::OneOf(_) if may_be_null(&value) => {
            each(&value, |member| if member.is_null() { other.clone() } else { member.clone() })
        }
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::{Found, Keys, walk_any, walk_certain};
    use crate::document::{Data, Entry, List, ListKind, Object, ObjectKind, Reason, StepKind, Trail, Unknown, Value};
    use crate::source::Sources;

    fn values() -> impl Strategy<Value = Value> {
        let file = Sources::in_memory().add("a", "");
        let span = move |at: u32| crate::source::Span { file, start: at, end: at + 1 };
        let trail = (0u32..40, any::<bool>(), any::<bool>()).prop_map(move |(at, is_literal, passed)| {
            let trail = if is_literal { Trail::literal(span(at)) } else { Trail::default() };
            if passed { trail.through(StepKind::Local, format!("local.{at}").into(), span(at)) } else { trail }
        });
        let unknown = || {
            Data::Unknown(Unknown {
                reason: Arc::new(Reason::undecided_condition()),
                not_null: false,
                reference: None,
                origins: None,
            })
        };
        let leaf = prop_oneof![
            Just(Data::Null),
            any::<bool>().prop_map(Data::Bool),
            Just(Data::String("x".into())),
            Just(()).prop_map(move |()| unknown()),
        ];
        let with = |data: BoxedStrategy<Data>, trail: BoxedStrategy<Trail>| {
            (data, trail, any::<bool>()).prop_map(|(data, trail, sensitive)| Value { data, trail, sensitive })
        };
        let trail = trail.boxed();
        with(leaf.boxed(), trail.clone()).prop_recursive(5, 40, 4, move |inner| {
            let entry = (inner.clone(), prop::option::of(0u32..40), prop::bool::weighted(0.1)).prop_map(
                move |(value, at, is_maybe)| Entry {
                    value,
                    span: at.map(span),
                    maybe: is_maybe.then(|| Arc::new(Reason::undecided_condition())),
                },
            );
            let name = prop_oneof![Just("a"), Just("A"), Just("b"), Just("c")].prop_map(Arc::from);
            let object = (prop::collection::btree_map(name, entry, 0..4), any::<bool>(), prop::bool::weighted(0.1))
                .prop_map(|(entries, is_block, is_open)| {
                    let kind = if is_block { ObjectKind::Block } else { ObjectKind::Map };
                    let open = is_open.then(|| Arc::new(Reason::undecided_condition()));
                    Data::Object(Arc::new(Object { entries, kind, open, ..Object::default() }))
                });
            let list = (prop::collection::vec(inner, 0..3), any::<bool>()).prop_map(|(items, is_blocks)| {
                let kind = if is_blocks { ListKind::Blocks } else { ListKind::Tuple };
                Data::List(Arc::new(List { items, open: None, kind }))
            });
            with(prop_oneof![3 => object, 1 => list].boxed(), trail.clone())
        })
    }

    fn shown(found: &Found) -> String {
        format!("{found:?}")
    }

    proptest! {
        #[test]
        fn the_short_way_leads_to_the_same(root in values(), names in prop::collection::vec("[abc]", 1..5)) {
            let path = names.join(".");
            for keys in [Keys::Exact, Keys::IgnoreCase] {
                if let Some(found) = walk_certain(&root, &path, keys) {
                    let long = walk_any(&root, &path, keys);
                    // Where nothing is, nothing is said of how it came about.
                    if found.value.is_null() {
                        prop_assert!(long.value.is_null());
                        prop_assert_eq!((found.span, found.nearest, found.is_written), (long.span, long.nearest, long.is_written));
                    } else {
                        prop_assert_eq!(shown(&found), shown(&long));
                    }
                }
            }
        }
    }
}
