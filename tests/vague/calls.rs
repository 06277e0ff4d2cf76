//! Random function calls, each argument with its value and a vaguer form of it.

use std::sync::Arc;

use akslint::document::{Data, ListKind, Object, ObjectKind, Value};
use akslint::terraform::types::set_items;

use super::{Random, blurred};

/// What an argument is made of.
#[derive(Clone, Copy)]
enum Kind {
    /// A text, number, truth value or null.
    Any,
    Text,
    Number,
    /// A list, tuple or set of texts, some null.
    Texts,
    /// A tuple of truth values, some null.
    Bools,
    /// A tuple of numbers.
    Numbers,
    /// A tuple of tuples and texts.
    Nested,
    /// An object or map of texts.
    Mapping,
    /// An object of lists of texts.
    Lists,
}

use Kind::{Any, Bools, Lists, Mapping, Nested, Number, Numbers, Text, Texts};

/// Functions that read what is partly unknown, and some that do not.
const CALLS: &[(&str, &[Kind])] = &[
    ("alltrue", &[Bools]),
    ("anytrue", &[Bools]),
    ("chunklist", &[Texts, Number]),
    ("coalesce", &[Any, Any, Any]),
    ("coalesce", &[Text, Text]),
    ("coalescelist", &[Texts, Texts]),
    ("compact", &[Texts]),
    ("concat", &[Texts, Texts]),
    ("concat", &[Nested, Texts]),
    ("contains", &[Texts, Text]),
    ("contains", &[Nested, Any]),
    ("distinct", &[Texts]),
    ("element", &[Texts, Number]),
    ("flatten", &[Nested]),
    ("format", &[Text, Any]),
    ("formatlist", &[Text, Texts, Any]),
    ("index", &[Texts, Text]),
    ("join", &[Text, Texts]),
    ("jsonencode", &[Mapping]),
    ("keys", &[Mapping]),
    ("length", &[Texts]),
    ("length", &[Mapping]),
    ("length", &[Text]),
    ("lookup", &[Mapping, Text, Text]),
    ("lookup", &[Mapping, Text]),
    ("matchkeys", &[Texts, Texts, Texts]),
    ("max", &[Number, Number]),
    ("merge", &[Mapping, Mapping]),
    ("merge", &[Mapping, Mapping, Mapping]),
    ("one", &[Texts]),
    ("one", &[Nested]),
    ("range", &[Number, Number]),
    ("replace", &[Text, Text, Text]),
    ("reverse", &[Texts]),
    ("setintersection", &[Texts, Texts]),
    ("setproduct", &[Texts, Texts]),
    ("setsubtract", &[Texts, Texts]),
    ("setunion", &[Texts, Texts]),
    ("slice", &[Texts, Number, Number]),
    ("sort", &[Texts]),
    ("split", &[Text, Text]),
    ("substr", &[Text, Number, Number]),
    ("sum", &[Numbers]),
    ("tobool", &[Any]),
    ("tolist", &[Texts]),
    ("tomap", &[Mapping]),
    ("tonumber", &[Any]),
    ("toset", &[Texts]),
    ("tostring", &[Any]),
    ("transpose", &[Lists]),
    ("values", &[Mapping]),
    ("yamlencode", &[Mapping]),
    ("zipmap", &[Texts, Texts]),
];

/// A call: the function's name, the arguments, and what is known of them.
pub fn call(random: &mut Random) -> (&'static str, Vec<Value>, Vec<Value>) {
    let (name, kinds) = random.pick(CALLS);
    let mut known = Vec::new();
    let mut vague = Vec::new();
    for kind in kinds {
        let (value, other) = (value(*kind, random), value(*kind, random));
        let keeps = random.below(3) == 0;
        vague.push(if keeps { value.clone() } else { blurred(&value, &other, random) });
        known.push(value);
    }
    (name, known, vague)
}

fn text(random: &mut Random) -> Value {
    Value::string(random.pick(&["a", "b", "c", "1", "", "%s"]))
}

fn value(kind: Kind, random: &mut Random) -> Value {
    match kind {
        Any => match random.below(4) {
            0 => Value::null(),
            1 => Value::number(random.pick(&[0i64, 1])),
            2 => Value::bool(random.below(2) == 0),
            _ => text(random),
        },
        Text => text(random),
        Number => Value::number(random.pick(&[0i64, 1, 2, 3])),
        Texts => {
            let kind = random.pick(&[ListKind::Tuple, ListKind::List, ListKind::Set]);
            let may_be_null = random.below(4) == 0;
            let item =
                |random: &mut Random| if may_be_null && random.below(3) == 0 { Value::null() } else { text(random) };
            let items = (0..random.below(4)).map(|_| item(random)).collect();
            Value::list(if kind == ListKind::Set { set_items(items) } else { items }, kind)
        }
        Bools => Value::tuple(
            (0..random.below(4))
                .map(|_| if random.below(6) == 0 { Value::null() } else { Value::bool(random.below(2) == 0) })
                .collect(),
        ),
        Numbers => Value::tuple((0..random.below(4)).map(|_| Value::number(random.pick(&[0i64, 1, 2]))).collect()),
        Nested => Value::tuple(
            (0..random.below(4))
                .map(|_| if random.below(2) == 0 { text(random) } else { value(Texts, random) })
                .collect(),
        ),
        Mapping => mapping(random, text),
        Lists => mapping(random, |random| Value::tuple((0..random.below(3)).map(|_| text(random)).collect())),
    }
}

fn mapping(random: &mut Random, mut make: impl FnMut(&mut Random) -> Value) -> Value {
    let mut entries = Vec::new();
    for name in ["a", "b", "c"] {
        if random.below(3) > 0 {
            entries.push((Arc::from(name), make(random)));
        }
    }
    let mut value = Value::object(entries);
    if random.below(2) == 0
        && let Data::Object(object) = &value.data
    {
        value = Value::new(Data::Object(Arc::new(Object { kind: ObjectKind::Map, ..(**object).clone() })));
    }
    value
}
