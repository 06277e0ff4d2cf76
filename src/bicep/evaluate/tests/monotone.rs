//! Filling in what is not known never contradicts what was said before.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::EvaluationError;
use super::super::testing::{Fixture, TestScope, reason, show};
use crate::document::{Data, Value};

/// What a name may stand for: not known, then values that agree with it.
fn possible(name: &str) -> Vec<Value> {
    let list = |items: &[i64]| Value::tuple(items.iter().map(|item| Value::number(*item)).collect());
    let object = |members: &[(&str, Value)]| {
        Value::object(members.iter().map(|(name, value)| (std::sync::Arc::from(*name), value.clone())))
    };
    match name {
        "b" => vec![Value::bool(true), Value::bool(false)],
        "n" => vec![Value::number(0), Value::number(1), Value::number(2), Value::number(7)],
        "t" => vec![Value::string(""), Value::string("a"), Value::string("k")],
        "l" => vec![list(&[]), list(&[1]), list(&[3, 1])],
        "o" => vec![object(&[]), object(&[("a", Value::number(1))]), object(&[("k", Value::bool(true))])],
        _ => vec![Value::null(), Value::string("a"), Value::bool(true)],
    }
}

const NAMES: [&str; 6] = ["b", "n", "t", "l", "o", "x"];

/// A way not to know a name: anything, certainly set, or one of all it may be.
fn unknown(name: &str, how: u8) -> Value {
    match how {
        0 => Value::unknown(reason(name)),
        1 if name != "x" => Value::unknown_set(reason(name)),
        _ => Value::one_of(possible(name), &reason(name)),
    }
}

fn evaluate(scope: TestScope<'_>, given: BTreeMap<&'static str, Value>) -> Result<Value, EvaluationError> {
    scope.with_names(given).value("answer")
}

/// Whether a value agrees with what was known of it.
fn agrees(known: &Value, actual: &Value) -> bool {
    match (&known.data, &actual.data) {
        (Data::Unknown(unknown), _) => !unknown.not_null || !actual.is_null(),
        (Data::OneOf(members), _) => members.iter().any(|member| agrees(member, actual)),
        (Data::List(known), Data::List(actual)) => {
            if known.open.is_none() {
                let pairs = known.items.iter().zip(&actual.items);
                return known.items.len() == actual.items.len() && pairs.into_iter().all(|(a, b)| agrees(a, b));
            }
            // What is certain is there, in this order, with others in between.
            let mut rest = actual.items.iter();
            known.items.iter().all(|item| rest.any(|other| agrees(item, other)))
        }
        (Data::Object(known), Data::Object(actual)) => {
            let entries = known.entries.iter().all(|(name, entry)| match actual.get(name) {
                Some(other) => agrees(&entry.value, &other.value),
                None => entry.maybe.is_some(),
            });
            let is_closed = known.open.is_none() && known.computed.is_none();
            entries && (!is_closed || actual.entries.keys().all(|name| known.get(name).is_some()))
        }
        _ => known.same(actual),
    }
}

/// Expressions over the names.
fn expressions() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(NAMES.to_vec()).prop_map(str::to_owned),
        prop::sample::select(vec!["true", "false", "null", "0", "1", "'a'", "'k'", "[]", "{}", "[1, 2]", "{ a: 1 }"])
            .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let two = (inner.clone(), inner.clone());
        let three = (inner.clone(), inner.clone(), inner.clone());
        prop_oneof![
            (
                two.clone(),
                prop::sample::select(vec!["&&", "||", "==", "!=", "??", "+", "-", "*", "%", "<", ">=", "=~"])
            )
                .prop_map(|((a, b), operator)| format!("({a}) {operator} ({b})")),
            three.clone().prop_map(|(a, b, c)| format!("(({a}) ? ({b}) : ({c}))")),
            inner.clone().prop_map(|a| format!("!({a})")),
            (
                inner.clone(),
                prop::sample::select(vec![".a", ".?a", ".?k", "[0]", "[?0]", "[^1]", "[?^1]", "['a']", "!"])
            )
                .prop_map(|(a, access)| format!("({a}){access}")),
            two.clone().prop_map(|(a, b)| format!("({a})[?({b})]")),
            two.clone().prop_map(|(a, b)| format!("[({a}), ...({b})]")),
            two.clone().prop_map(|(a, b)| format!("{{ a: ({a}), ...({b}) }}")),
            two.clone().prop_map(|(a, b)| format!("{{ ...({a}), k: ({b}) }}")),
            two.clone().prop_map(|(a, b)| format!("[for (y, i) in ({a}): [y, i, ({b})]]")),
            two.clone().prop_map(|(a, b)| format!("map(({a}), y => [y, ({b})])")),
            two.clone().prop_map(|(a, b)| format!("filter(({a}), y => ({b}))")),
            two.prop_map(|(a, b)| format!("same(({a}), ({b}))")),
            inner.clone().prop_map(|a| format!("'x${{({a})}}'")),
            (inner, prop::sample::select(vec!["empty", "length", "string", "first", "any"]))
                .prop_map(|(a, function)| format!("{function}(({a}))")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn filling_in_never_contradicts(
        expression in expressions(),
        hows in prop::collection::vec(0_u8..4, NAMES.len()),
        picks in prop::collection::vec(0_usize..12, NAMES.len()),
    ) {
        let text = format!("func same(p bool, q bool) bool => p == q\nvar answer = {expression}\n");
        let fixture = Fixture::default();
        let actual: BTreeMap<_, _> = (NAMES.iter().zip(&picks))
            .map(|(name, pick)| {
                let values = possible(name);
                (*name, values[pick % values.len()].clone())
            })
            .collect();
        let known: BTreeMap<_, _> = (NAMES.iter().zip(&hows))
            .map(|(name, how)| (*name, if *how == 3 { actual[name].clone() } else { unknown(name, *how) }))
            .collect();
        let before = evaluate(fixture.scope(&text), known.clone());
        let after = evaluate(fixture.scope(&text), actual.clone());
        match (before, after) {
            (Ok(before), Ok(after)) => prop_assert!(
                agrees(&before, &after),
                "{}: {} became {} with {:?}",
                expression, show(&before), show(&after),
                actual.iter().map(|(name, value)| format!("{name}={} was {}", show(value), show(&known[name])))
                    .collect::<Vec<_>>()
            ),
            (Err(error), Ok(after)) => prop_assert!(
                error.is_exhausted,
                "{}: refused ({}) although it may be {}", expression, error.message, show(&after)
            ),
            _ => {}
        }
    }
}
