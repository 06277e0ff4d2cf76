//! Random calls of template functions, each argument with its value and a vaguer form of it.

use std::sync::Arc;

use akslint::document::Value;

use super::{Random, blurred};

/// What an argument is made of.
#[derive(Clone, Copy)]
enum Kind {
    /// A text, number, truth value or null.
    Any,
    Text,
    /// A text or null.
    Perhaps,
    Bool,
    Number,
    /// An array of texts.
    Texts,
    /// An array of numbers.
    Numbers,
    /// An array of arrays of texts.
    Lists,
    /// An object of texts, numbers and null.
    Object,
    /// An object of objects and texts.
    Nested,
    /// An array of objects.
    Objects,
    /// An address range.
    Range,
    /// A name of a member.
    Name,
}

use Kind::{Any, Bool, Lists, Name, Nested, Number, Numbers, Object, Objects, Perhaps, Range, Text, Texts};

/// Functions whose results are computed, with what they take.
const CALLS: &[(&str, &[Kind])] = &[
    ("add", &[Number, Number]),
    ("and", &[Bool, Bool, Bool]),
    ("array", &[Any]),
    ("array", &[Texts]),
    ("base64", &[Text]),
    ("bool", &[Text]),
    ("bool", &[Number]),
    ("cidrHost", &[Range, Number]),
    ("cidrSubnet", &[Range, Number, Number]),
    ("coalesce", &[Perhaps, Perhaps, Text]),
    ("coalesce", &[Any, Object]),
    ("concat", &[Text, Text, Number]),
    ("concat", &[Texts, Texts]),
    ("contains", &[Texts, Text]),
    ("contains", &[Text, Text]),
    ("contains", &[Object, Name]),
    ("contains", &[Lists, Texts]),
    ("createArray", &[Any, Object]),
    ("createObject", &[Name, Any]),
    ("div", &[Number, Number]),
    ("empty", &[Text]),
    ("empty", &[Texts]),
    ("empty", &[Object]),
    ("empty", &[Any]),
    ("endsWith", &[Text, Text]),
    ("equals", &[Any, Any]),
    ("equals", &[Text, Text]),
    ("equals", &[Texts, Texts]),
    ("equals", &[Object, Object]),
    ("first", &[Texts]),
    ("first", &[Text]),
    ("flatten", &[Lists]),
    ("format", &[Text, Any]),
    ("greater", &[Number, Number]),
    ("greater", &[Text, Text]),
    ("indexFromEnd", &[Texts, Number]),
    ("indexOf", &[Text, Text]),
    ("indexOf", &[Texts, Text]),
    ("int", &[Text]),
    ("intersection", &[Texts, Texts]),
    ("intersection", &[Object, Object]),
    ("items", &[Object]),
    ("join", &[Texts, Text]),
    ("json", &[Text]),
    ("last", &[Texts]),
    ("lastIndexOf", &[Texts, Text]),
    ("length", &[Texts]),
    ("length", &[Object]),
    ("length", &[Text]),
    ("less", &[Text, Text]),
    ("lessOrEquals", &[Number, Number]),
    ("max", &[Number, Number]),
    ("max", &[Numbers]),
    ("min", &[Numbers]),
    ("mod", &[Number, Number]),
    ("not", &[Bool]),
    ("objectKeys", &[Object]),
    ("or", &[Bool, Bool]),
    ("padLeft", &[Text, Number, Text]),
    ("parseCidr", &[Range]),
    ("range", &[Number, Number]),
    ("replace", &[Text, Text, Text]),
    ("shallowMerge", &[Objects]),
    ("skip", &[Texts, Number]),
    ("skip", &[Text, Number]),
    ("split", &[Text, Text]),
    ("split", &[Text, Texts]),
    ("startsWith", &[Text, Text]),
    ("string", &[Any]),
    ("string", &[Object]),
    ("sub", &[Number, Number]),
    ("substring", &[Text, Number, Number]),
    ("take", &[Texts, Number]),
    ("toLower", &[Text]),
    ("toUpper", &[Text]),
    ("trim", &[Text]),
    ("tryGet", &[Object, Name]),
    ("tryGet", &[Nested, Name, Name]),
    ("tryGet", &[Texts, Number]),
    ("tryIndexFromEnd", &[Texts, Number]),
    ("union", &[Texts, Texts]),
    ("union", &[Object, Object]),
    ("union", &[Nested, Nested]),
    ("union", &[Nested, Object, Nested]),
    ("uriComponent", &[Text]),
];

/// Functions that call a lambda for what these are made of.
const LAMBDA_CALLS: &[(&str, &[Kind])] = &[
    ("filter", &[Texts]),
    ("groupBy", &[Texts]),
    ("map", &[Texts]),
    ("mapValues", &[Object]),
    ("reduce", &[Texts, Text]),
    ("sort", &[Numbers]),
    ("toObject", &[Texts]),
];

/// A call: the function's name, the arguments, and what is known of them.
pub struct Vague {
    pub name: &'static str,
    pub known: Vec<Value>,
    pub vague: Vec<Value>,
}

pub fn call(random: &mut Random) -> Vague {
    with_arguments(CALLS, random)
}

/// A call that takes a lambda behind these arguments.
pub fn lambda_call(random: &mut Random) -> Vague {
    with_arguments(LAMBDA_CALLS, random)
}

fn with_arguments(calls: &[(&'static str, &[Kind])], random: &mut Random) -> Vague {
    let (name, kinds) = random.pick(calls);
    let (mut known, mut vague) = (Vec::new(), Vec::new());
    for kind in kinds {
        let (value, other) = (value(*kind, random), value(*kind, random));
        let keeps = random.below(3) == 0;
        vague.push(if keeps { value.clone() } else { blurred(&value, &other, random) });
        known.push(value);
    }
    Vague { name, known, vague }
}

fn text(random: &mut Random) -> Value {
    Value::string(random.pick(&["a", "b", "A", "ab", "1", "", "true", "{0}"]))
}

fn name(random: &mut Random) -> &'static str {
    random.pick(&["a", "b", "c", "A"])
}

fn any(random: &mut Random) -> Value {
    match random.below(4) {
        0 => Value::null(),
        1 => Value::number(random.pick(&[0i64, 1])),
        2 => Value::bool(random.below(2) == 0),
        _ => text(random),
    }
}

fn several(random: &mut Random, make: impl Fn(&mut Random) -> Value) -> Value {
    Value::tuple((0..random.below(4)).map(|_| make(random)).collect())
}

fn object(random: &mut Random, make: impl Fn(&mut Random) -> Value) -> Value {
    let mut entries: Vec<(Arc<str>, Value)> = Vec::new();
    for name in ["a", "b", "c"] {
        if random.below(3) > 0 {
            entries.push((name.into(), make(random)));
        }
    }
    Value::object(entries)
}

fn value(kind: Kind, random: &mut Random) -> Value {
    match kind {
        Any => any(random),
        Text => text(random),
        Perhaps => {
            if random.below(2) == 0 {
                Value::null()
            } else {
                text(random)
            }
        }
        Bool => Value::bool(random.below(2) == 0),
        Number => Value::number(random.pick(&[0i64, 1, 2, 3, 25])),
        Texts => several(random, text),
        Numbers => several(random, |random| Value::number(random.pick(&[0i64, 1, 2, 3]))),
        Lists => several(random, |random| several(random, text)),
        Object => object(random, any),
        Nested => object(random, |random| match random.below(3) {
            0 => any(random),
            _ => object(random, |random| if random.below(3) == 0 { object(random, any) } else { any(random) }),
        }),
        Objects => several(random, |random| object(random, any)),
        Range => Value::string(random.pick(&["10.0.0.0/16", "10.1.2.0/24", "10.0.0.0/30", "fd00::/64"])),
        Name => Value::string(name(random)),
    }
}
