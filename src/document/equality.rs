//! `==` on values of any type: no conversion, types count, three-valued.

use std::sync::Arc;

use super::{Data, List, ListKind, Object, ObjectKind, Reason, Truth, Value};

/// Deeper than this nothing is compared: not decided.
const MAX_DEPTH: u32 = 128;

/// Whether both are equal, and whether the answer tells anything about a sensitive value.
#[must_use]
pub fn equality(a: &Value, b: &Value) -> (Truth, bool) {
    let mut comparison = Comparison { is_sensitive: false };
    let truth = comparison.equal(a, b, 0);
    (truth, comparison.is_sensitive)
}

/// Whether both are equal; none when that is not decided.
#[must_use]
pub fn equals(a: &Value, b: &Value) -> Option<bool> {
    match equality(a, b).0 {
        Truth::Known(answer) => Some(answer),
        Truth::Unknown(_) => None,
    }
}

struct Comparison {
    is_sensitive: bool,
}

impl Comparison {
    fn equal(&mut self, a: &Value, b: &Value, depth: u32) -> Truth {
        self.is_sensitive |= a.sensitive || b.sensitive;
        if depth > MAX_DEPTH {
            return Truth::Unknown(Arc::new(Reason::undecided_condition()));
        }
        match (&a.data, &b.data) {
            (Data::Null, Data::Null) => Truth::Known(true),
            (Data::Null, _) if b.is_certainly_set() => Truth::Known(false),
            (_, Data::Null) if a.is_certainly_set() => Truth::Known(false),
            (Data::OneOf(members), _) => {
                let results: Vec<_> = members.iter().map(|member| self.equal(member, b, depth + 1)).collect();
                agreed(results, members.reason())
            }
            (_, Data::OneOf(members)) => {
                let results: Vec<_> = members.iter().map(|member| self.equal(a, member, depth + 1)).collect();
                agreed(results, members.reason())
            }
            (Data::Unknown(unknown), _) | (_, Data::Unknown(unknown)) => Truth::Unknown(Arc::clone(&unknown.reason)),
            (Data::Bool(a), Data::Bool(b)) => Truth::Known(a == b),
            (Data::Number(a), Data::Number(b)) => Truth::Known(a == b),
            (Data::String(a), Data::String(b)) => Truth::Known(a == b),
            (Data::List(a), Data::List(b)) => self.lists(a, b, depth),
            (Data::Object(a), Data::Object(b)) => self.objects(a, b, depth),
            _ => Truth::Known(false),
        }
    }

    fn lists(&mut self, a: &List, b: &List, depth: u32) -> Truth {
        // The blocks of a resource are a list for this purpose.
        let kind = |list: &List| if list.kind == ListKind::Blocks { ListKind::List } else { list.kind };
        if kind(a) != kind(b) {
            return Truth::Known(false);
        }
        if a.kind == ListKind::Set {
            return self.sets(a, b, depth);
        }
        if let Some(reason) = a.open.as_ref().or(b.open.as_ref()) {
            let too_short =
                |closed: &List, other: &List| closed.open.is_none() && closed.items.len() < other.items.len();
            let is_different = too_short(a, b) || too_short(b, a);
            return if is_different { Truth::Known(false) } else { Truth::Unknown(Arc::clone(reason)) };
        }
        if a.items.len() != b.items.len() {
            return Truth::Known(false);
        }
        let mut all = Truth::Known(true);
        for (a, b) in a.items.iter().zip(&b.items) {
            match self.equal(a, b, depth + 1) {
                Truth::Known(true) => {}
                Truth::Known(false) => return Truth::Known(false),
                unknown => all = unknown,
            }
        }
        all
    }

    fn sets(&mut self, a: &List, b: &List, depth: u32) -> Truth {
        self.is_sensitive |= a.items.iter().chain(&b.items).any(|item| item.sensitive);
        let known = |list: &List| list.open.is_none() && list.items.iter().all(Value::is_wholly_known);
        if !known(a) || !known(b) {
            let reason = [a, b]
                .into_iter()
                .find_map(|list| list.open.clone().or_else(|| list.items.iter().find_map(Value::first_reason)));
            return Truth::Unknown(reason.unwrap_or_else(|| Arc::new(Reason::undecided_condition())));
        }
        // Sets are kept sorted and without duplicates.
        let is_same = a.items.len() == b.items.len()
            && a.items.iter().zip(&b.items).all(|(a, b)| self.equal(a, b, depth + 1) == Truth::Known(true));
        Truth::Known(is_same)
    }

    fn objects(&mut self, a: &Object, b: &Object, depth: u32) -> Truth {
        let is_map = |object: &Object| object.kind == ObjectKind::Map;
        if is_map(a) != is_map(b) && a.kind != ObjectKind::Block && b.kind != ObjectKind::Block {
            return Truth::Known(false);
        }
        let rest = |object: &Object| {
            object.open.clone().or_else(|| object.computed.as_ref().map(|computed| Arc::clone(&computed.reason)))
        };
        let (rest_a, rest_b) = (rest(a), rest(b));
        let mut all = match rest_a.as_ref().or(rest_b.as_ref()) {
            Some(reason) => Truth::Unknown(Arc::clone(reason)),
            None => Truth::Known(true),
        };
        for (name, entry) in &a.entries {
            let one = match b.get(name) {
                Some(other) => {
                    let equal = self.equal(&entry.value, &other.value, depth + 1);
                    match (equal, entry.maybe.as_ref(), other.maybe.as_ref()) {
                        (equal, None, None) => equal,
                        // Different values differ even if one of the entries is not there, unless both are missing.
                        (Truth::Known(false), None, Some(_)) | (Truth::Known(false), Some(_), None) => {
                            Truth::Known(false)
                        }
                        (_, Some(reason), _) | (_, _, Some(reason)) => Truth::Unknown(Arc::clone(reason)),
                    }
                }
                None => missing(entry.maybe.as_ref(), rest_b.as_ref()),
            };
            match one {
                Truth::Known(true) => {}
                Truth::Known(false) => return Truth::Known(false),
                unknown => all = unknown,
            }
        }
        for (name, entry) in &b.entries {
            if a.get(name).is_none() {
                match missing(entry.maybe.as_ref(), rest_a.as_ref()) {
                    Truth::Known(_) => return Truth::Known(false),
                    unknown => all = unknown,
                }
            }
        }
        all
    }
}

/// An entry that the other object does not list: unequal, unless it may be missing here or be there as well.
fn missing(maybe: Option<&Arc<Reason>>, rest: Option<&Arc<Reason>>) -> Truth {
    match maybe.or(rest) {
        Some(reason) => Truth::Unknown(Arc::clone(reason)),
        None => Truth::Known(false),
    }
}

fn agreed(results: Vec<Truth>, reason: &Arc<Reason>) -> Truth {
    let mut results = results.into_iter();
    match results.next() {
        Some(Truth::Known(first)) if results.all(|other| other == Truth::Known(first)) => Truth::Known(first),
        _ => Truth::Unknown(Arc::clone(reason)),
    }
}
