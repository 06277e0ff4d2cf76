//! Random expressions over variables, each with its value and a vaguer form of it.

#![allow(dead_code, unused_imports, reason = "each test of unknown values uses a part of this")]

pub mod agreement;
pub mod calls;
pub mod template_calls;

use std::collections::BTreeMap;
use std::sync::Arc;

use akslint::document::{Data, Entry, List, ListKind, Object, Reason, Value};

pub use agreement::{agrees, show, without_order};

/// By name, the true value and what is known of it.
pub type Variables = BTreeMap<&'static str, (Value, Value)>;

/// A small random number generator with a seed (xorshift).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        let mut random = Self((seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for _ in 0..4 {
            random.next();
        }
        random
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 11
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[usize::try_from(self.below(choices.len() as u64)).unwrap()]
    }
}

fn reason() -> Arc<Reason> {
    Arc::new(Reason::undecided_condition())
}

fn text(random: &mut Random) -> Value {
    Value::string(random.pick(&["a", "b", "1", "", "Standard"]))
}

fn nullable(random: &mut Random) -> Value {
    if random.below(3) == 0 { Value::null() } else { text(random) }
}

fn number(random: &mut Random) -> Value {
    Value::number(random.pick(&[0i64, 1, 2, 7]))
}

fn texts(random: &mut Random, kind: ListKind) -> Value {
    let items: Vec<_> = (0..random.below(4)).map(|_| text(random)).collect();
    if kind == ListKind::Set {
        return Value::list(akslint::terraform::types::set_items(items), kind);
    }
    Value::list(items, kind)
}

fn object(random: &mut Random) -> Value {
    let mut entries: Vec<(Arc<str>, Value)> = vec![("a".into(), text(random)), ("b".into(), nullable(random))];
    if random.below(2) == 0 {
        entries.push(("c".into(), text(random)));
    }
    Value::object(entries)
}

fn objects(random: &mut Random) -> Value {
    Value::tuple((0..random.below(3)).map(|_| object(random)).collect())
}

pub fn variables(random: &mut Random) -> Variables {
    let mut variables = Variables::new();
    let mut add = |random: &mut Random, name, make: &dyn Fn(&mut Random) -> Value| {
        let known = make(random);
        let other = make(random);
        let vague = blurred(&known, &other, random);
        variables.insert(name, (known, vague));
    };
    for name in ["s", "t"] {
        add(random, name, &text);
    }
    add(random, "z", &nullable);
    add(random, "n", &number);
    for name in ["p", "q"] {
        add(random, name, &|random| Value::bool(random.below(2) == 0));
    }
    add(random, "l", &|random| texts(random, ListKind::List));
    add(random, "u", &|random| texts(random, ListKind::Set));
    add(random, "o", &object);
    add(random, "r", &objects);
    variables
}

/// A value that stands for `known` among others.
fn blurred(known: &Value, other: &Value, random: &mut Random) -> Value {
    match random.below(8) {
        0 => Value::unknown(reason()),
        1 if !known.is_null() => Value::unknown_set(reason()),
        2 => Value::one_of([known.clone(), other.clone()], &reason()),
        3 => Value::one_of([other.clone(), known.clone()], &reason()),
        4..6 => blurred_inside(known, other, random),
        _ => known.clone(),
    }
}

fn blurred_inside(known: &Value, other: &Value, random: &mut Random) -> Value {
    match &known.data {
        Data::List(list) => {
            let mut items: Vec<Value> = Vec::new();
            let is_open = random.below(3) == 0;
            for item in &list.items {
                if is_open && random.below(2) == 0 {
                    continue;
                }
                items.push(blurred(item, &Value::string("other"), random));
            }
            let items = if list.kind == ListKind::Set { akslint::terraform::types::set_items(items) } else { items };
            Value::new(Data::List(Arc::new(List { items, open: is_open.then(reason), kind: list.kind })))
        }
        Data::Object(object) => {
            let is_open = random.below(3) == 0;
            let mut entries = BTreeMap::new();
            for (name, entry) in &object.entries {
                if is_open && random.below(2) == 0 {
                    continue;
                }
                let value = blurred(&entry.value, &Value::string("other"), random);
                let maybe = (random.below(6) == 0).then(reason);
                entries.insert(Arc::clone(name), Entry { value, span: None, maybe });
            }
            if random.below(4) == 0 && object.get("c").is_none() {
                let entry = Entry { value: Value::string("c"), span: None, maybe: Some(reason()) };
                entries.insert("c".into(), entry);
            }
            let object = Object { entries, open: is_open.then(reason), kind: object.kind, ..Object::default() };
            Value::new(Data::Object(Arc::new(object)))
        }
        _ => Value::one_of([known.clone(), other.clone()], &reason()),
    }
}

/// A random expression of a random type.
pub fn expression(random: &mut Random) -> String {
    let depth = 2 + random.below(3);
    match random.below(5) {
        0 => string(random, depth),
        1 => boolean(random, depth),
        2 => numeric(random, depth),
        3 => list(random, depth),
        _ => mapping(random, depth),
    }
}

fn string(random: &mut Random, depth: u64) -> String {
    if depth == 0 {
        return random.pick(&["var.s", "var.t", "var.z", "\"a\"", "\"b\"", "\"\"", "null"]).to_owned();
    }
    let depth = depth - 1;
    match random.below(13) {
        0 => format!("(({}) ? ({}) : ({}))", boolean(random, depth), string(random, depth), string(random, depth)),
        1 => format!("\"x${{{}}}-${{{}}}\"", string(random, depth), numeric(random, depth)),
        2 => format!("\"%{{ if {} }}y%{{ else }}${{{}}}%{{ endif }}\"", boolean(random, depth), string(random, depth)),
        3 => format!("coalesce({}, {}, \"z\")", string(random, depth), string(random, depth)),
        4 => format!("try({}, {})", string(random, depth), string(random, depth)),
        5 => format!("({})[{}]", list(random, depth), random.pick(&["0", "1", "var.n"])),
        6 => format!("({}).{}", mapping(random, depth), random.pick(&["a", "b", "c"])),
        7 => format!("({})[{}]", mapping(random, depth), string(random, depth)),
        8 => format!("try(({}).{}, {})", mapping(random, depth), random.pick(&["a", "b", "c"]), string(random, depth)),
        9 => format!("lookup({}, \"{}\", \"d\")", mapping(random, depth), random.pick(&["a", "b", "c"])),
        10 => format!("join(\",\", {})", list(random, depth)),
        11 => format!("\"%{{ for x in {} }}${{x}};%{{ endfor }}\"", list(random, depth)),
        _ => format!("upper({})", string(random, depth)),
    }
}

fn boolean(random: &mut Random, depth: u64) -> String {
    if depth == 0 {
        return random.pick(&["var.p", "var.q", "true", "false"]).to_owned();
    }
    let depth = depth - 1;
    match random.below(12) {
        0 => format!("({}) && ({})", boolean(random, depth), boolean(random, depth)),
        1 => format!("({}) || ({})", boolean(random, depth), boolean(random, depth)),
        2 => format!("!({})", boolean(random, depth)),
        3 => format!("({}) == ({})", string(random, depth), string(random, depth)),
        4 => format!("({}) != ({})", string(random, depth), string(random, depth)),
        5 => format!(
            "({}) {} ({})",
            numeric(random, depth),
            random.pick(&["<", ">=", "==", "!="]),
            numeric(random, depth)
        ),
        6 => format!("({}) == null", string(random, depth)),
        7 => format!(
            "{{a = {}, b = {}}} == {{a = {}, b = null}}",
            string(random, depth),
            string(random, depth),
            string(random, depth)
        ),
        8 => format!("can({})", string(random, depth)),
        9 => format!("contains({}, {})", list(random, depth), random.pick(&["var.s", "\"a\""])),
        10 => format!("(({}) ? ({}) : ({}))", boolean(random, depth), boolean(random, depth), boolean(random, depth)),
        _ => format!("length({}) > 0", list(random, depth)),
    }
}

fn numeric(random: &mut Random, depth: u64) -> String {
    if depth == 0 {
        return random.pick(&["var.n", "1", "2", "0"]).to_owned();
    }
    let depth = depth - 1;
    match random.below(6) {
        0 => {
            format!("({}) {} ({})", numeric(random, depth), random.pick(&["+", "-", "+"]), numeric(random, depth))
        }
        1 => format!("length({})", list(random, depth)),
        2 => format!("length({})", mapping(random, depth)),
        3 => format!("-1 - ({})", numeric(random, depth)),
        4 => format!("try(tonumber({}), 5)", string(random, depth)),
        _ => format!("(({}) ? ({}) : ({}))", boolean(random, depth), numeric(random, depth), numeric(random, depth)),
    }
}

fn list(random: &mut Random, depth: u64) -> String {
    if depth == 0 {
        return random.pick(&["var.l", "var.u", "var.l", "[\"a\", \"b\"]", "[]", "[var.s]"]).to_owned();
    }
    let depth = depth - 1;
    match random.below(12) {
        0 => format!("[{}, {}]", string(random, depth), string(random, depth)),
        1 => format!(
            "[for x in {} : x if {}]",
            list(random, depth),
            random.pick(&["x != var.s", "x != \"a\"", "var.p", "x == null"])
        ),
        2 => format!("[for x in {} : \"${{x}}!\"]", list(random, depth)),
        3 => format!("[for k, v in {} : k]", mapping(random, depth)),
        4 => format!("[for k, v in {} : v if v != null]", mapping(random, depth)),
        5 => "var.r[*].a".to_owned(),
        6 => format!("({})[*]", random.pick(&["var.z", "var.l", "var.s", "var.u"])),
        7 => format!("concat([for x in {} : x], {})", list(random, depth), list(random, depth)),
        8 => format!("tolist([{}, {}])", string(random, depth), string(random, depth)),
        9 => format!("keys({})", mapping(random, depth)),
        10 => format!("[for r in var.r : try(r.c, {})]", string(random, depth)),
        _ => format!("toset([{}, {}])", string(random, depth), string(random, depth)),
    }
}

fn mapping(random: &mut Random, depth: u64) -> String {
    if depth == 0 {
        return random.pick(&["var.o", "{a = var.s}", "{a = \"x\", b = var.z}", "var.o"]).to_owned();
    }
    let depth = depth - 1;
    match random.below(9) {
        0 => format!(
            "{{a = {}, {} = {}}}",
            string(random, depth),
            random.pick(&["b", "c", "(var.s)"]),
            string(random, depth)
        ),
        1 => format!("{{for k, v in {} : k => v if v != null}}", mapping(random, depth)),
        2 => format!("{{for k, v in {} : k => v if {}}}", mapping(random, depth), boolean(random, depth)),
        3 => format!("merge({}, {})", mapping(random, depth), mapping(random, depth)),
        4 => format!("{{for x in {} : x => \"v\"...}}", list(random, depth)),
        5 => format!("{{for x in toset([\"a\", \"c\"]) : x => {}}}", string(random, depth)),
        6 => format!("{{for i, x in {} : \"k${{i}}\" => x}}", list(random, depth)),
        7 => format!("tomap({{a = {}, b = {}}})", string(random, depth), string(random, depth)),
        _ => format!("try({}, {})", mapping(random, depth), mapping(random, depth)),
    }
}
