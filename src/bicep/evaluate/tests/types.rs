//! What types say of values that are not given, what they refuse, what they hide.

use super::super::testing::{Fixture, TestScope, reason, show};
use super::super::{ParameterType, parameter_type};
use crate::bicep::syntax::DeclarationKind;
use crate::document::{Cause, Value};

const TYPES: &str = "type mode = 'none' | 'azure' | 'cilium'\n\
    type level = 1 | 2 | -3\n\
    type maybe = string?\n\
    @secure()\ntype password = string\n\
    type network = {\n  mode: mode\n  policy: string?\n  @secure()\n  key: string\n  nested: { on: bool, level: level }\n}\n\
    @sealed()\ntype closed = { a: string, b: int? }\n\
    type cat = { kind: 'cat', lives: int }\ntype dog = {\n  kind: 'dog'\n  @secure()\n  chip: string\n}\n\
    @discriminator('kind')\ntype pet = cat | dog\n\
    type pair = [string, int?]\n\
    type dictionary = { *: network }\n";

fn scope<'f>(fixture: &'f Fixture, parameter: &str) -> TestScope<'f> {
    fixture.scope(&format!("{TYPES}{parameter}\n"))
}

fn with_type<T>(parameter: &str, test: impl FnOnce(&ParameterType, &TestScope<'_>) -> T) -> T {
    let fixture = Fixture::default();
    let scope = scope(&fixture, parameter);
    let declaration = scope.declaration("p");
    let DeclarationKind::Parameter(declared) = &declaration.kind else { panic!("{parameter}") };
    let ty = parameter_type(&declared.type_expression, &declaration.decorators, &scope);
    test(&ty, &scope)
}

#[test]
fn a_parameter_without_value_is_within_its_type() {
    for (parameter, expected) in [
        ("param p string", "set?"),
        ("param p bool", "set?"),
        ("param p object", "set?"),
        ("param p string[]", "set?"),
        ("param p string?", "null"),
        ("param p maybe", "null"),
        ("param p lib.maybe", "null"),
        ("param p maybe!", "set?"),
        ("param p mode", "'none' | 'azure' | 'cilium'"),
        ("param p (mode)", "'none' | 'azure' | 'cilium'"),
        ("param p level", "1 | 2 | -3"),
        ("param p 'only'", "'only'"),
        ("param p mode | 'extra'", "'none' | 'azure' | 'cilium' | 'extra'"),
        ("param p 'a' | null", "null"),
        ("@allowed(['x', 'y'])\nparam p string", "'x' | 'y'"),
        ("@allowed([1, 2, 3, 4, 5, 6, 7, 8])\nparam p int", "1 | 2 | 3 | 4 | 5 | 6 | 7 | 8"),
        ("@allowed([1, 2, 3, 4, 5, 6, 7, 8, 9])\nparam p int", "set?"),
        ("@sys.allowed([true])\nparam p bool", "true"),
        ("@allowed(['x', 'y'])\nparam p array", "set?"),
        ("@secure()\nparam p string", "*set?"),
        ("@secure()\nparam p object", "*set?"),
        ("param p password", "*set?"),
        (
            "param p network",
            "{key: *set?, mode: 'none' | 'azure' | 'cilium', nested: {level: 1 | 2 | -3, on: set?, …}, policy?: ?, …}",
        ),
        ("param p network.mode", "'none' | 'azure' | 'cilium'"),
        ("param p network.nested.level", "1 | 2 | -3"),
        ("param p network.policy", "null"),
        ("param p network?", "null"),
        ("param p closed", "{a: set?, b?: ?}"),
        ("param p pet", "{kind: 'cat', lives: set?, …} | {chip: *set?, kind: 'dog', …}"),
        ("param p pair[0]", "set?"),
        ("param p pair[1]", "null"),
        ("param p mode[][*]", "'none' | 'azure' | 'cilium'"),
        ("param p dictionary.*.mode", "'none' | 'azure' | 'cilium'"),
        ("param p sys.string", "set?"),
        ("param p resourceInput<'a/b@2024-01-01'>.properties", "?"),
        ("param p resourceInput<'a/b@2024-01-01'>.tags?", "null"),
        ("param p notDeclared", "?"),
    ] {
        let fixture = Fixture::default();
        let scope = scope(&fixture, parameter);
        assert_eq!(show(&scope.value("p").unwrap()), expected, "{parameter}");
    }
}

#[test]
fn the_reason_names_the_parameter() {
    let fixture = Fixture::default();
    let scope = scope(&fixture, "param p string");
    let value = scope.value("p").unwrap();
    let reason = value.first_reason().unwrap();
    assert_eq!(
        (reason.cause, &*reason.subject, &*reason.text),
        (Cause::NoValue, "param p", "the parameter `p` has no value")
    );
    let at = TYPES.len() + "param ".len();
    assert_eq!(reason.span.unwrap().range(), at..at + 1);
}

#[test]
fn domains_are_finite_sets() {
    for (parameter, expected) in [
        ("param p mode", Some(3)),
        ("param p mode?", Some(3)),
        ("@allowed(['x'])\nparam p string", Some(1)),
        ("param p string", None),
        ("param p bool", None),
    ] {
        let found = with_type(parameter, |ty, _| ty.domain().map(<[Value]>::len));
        assert_eq!(found, expected, "{parameter}");
    }
    assert!(with_type("param p mode?", |ty, _| ty.is_nullable));
    assert!(with_type("@secure()\nparam p string", |ty, _| ty.is_secure));
}

#[test]
fn values_of_other_types_are_refused() {
    for (parameter, value, expected) in [
        ("param p string", "'x'", None),
        ("param p string", "1", Some("Expected a value of type \"string\" but the provided value is of type \"int\"")),
        (
            "param p string",
            "null",
            Some("Expected a value of type \"string\" but the provided value is of type \"null\""),
        ),
        ("param p string?", "null", None),
        ("param p int", "'1'", Some("Expected a value of type \"int\" but the provided value is of type \"string\"")),
        ("param p bool", "'true'", Some("\"bool\" but the provided value is of type \"string\"")),
        ("param p array", "{ }", Some("\"array\" but the provided value is of type \"object\"")),
        ("param p mode", "'azure'", None),
        ("param p mode", "'Azure'", None),
        ("param p mode", "'calico'", Some("\"'none' | 'azure' | 'cilium'\" but the provided value is another")),
        ("param p mode", "1", Some("but the provided value is of type \"int\"")),
        ("param p mode", "either", Some("but the provided value is another")),
        ("param p 'a' | 'z'", "either", None),
        ("param p mode", "u", None),
        ("param p int", "either", Some("\"int\"")),
        ("@allowed(['x', 'y'])\nparam p array", "['x']", None),
        (
            "@allowed(['x', 'y'])\nparam p array",
            "['x', 'z']",
            Some("The property \"[1]\" expected a value of type \"'x' | 'y'\""),
        ),
        ("@minValue(1)\n@maxValue(5)\nparam p int", "5", None),
        ("@minValue(1)\nparam p int", "0", Some("less than the minimum value of 1")),
        ("@maxValue(5)\nparam p int", "6", Some("greater than the maximum value of 5")),
        ("@minLength(2)\nparam p string", "'a'", Some("shorter than the minimum length of 2")),
        ("@maxLength(2)\nparam p string", "'abc'", Some("longer than the maximum length of 2")),
        ("@maxLength(2)\nparam p string[]", "['a', 'b', 'c']", Some("longer than the maximum length of 2")),
        ("@minLength(2)\nparam p array", "open", None),
        ("param p string[]", "['a', 1]", Some("The property \"[1]\" expected a value of type \"string\"")),
        ("param p closed", "{ a: 'x' }", None),
        ("param p closed", "{ A: 'x', b: null }", None),
        ("param p closed", "{ b: 1 }", Some("missing the following required properties: \"a\"")),
        ("param p closed", "{ a: 'x', c: 1 }", Some("The property \"c\" is not allowed on objects of type \"object\"")),
        ("param p closed", "{ a: 1 }", Some("The property \"a\" expected a value of type \"string\"")),
        ("param p closed", "rest", Some("The property \"known\" is not allowed")),
        ("param p { known: int, other: string }", "rest", None),
        (
            "param p { a: { b: int } }",
            "{ a: { b: 'x' } }",
            Some("The property \"a.b\" expected a value of type \"int\""),
        ),
        ("param p { *: int }", "{ x: 'a' }", Some("The property \"x\" expected a value of type \"int\"")),
        ("param p pet", "{ kind: 'cat', lives: 9 }", None),
        ("param p pet", "{ kind: 'dog', chip: 'x' }", None),
        ("param p pet", "{ kind: 'cow' }", Some("Expected a value of type \"object\"")),
        ("param p pair", "['a', 1]", None),
        ("param p pair", "['a']", None),
        ("param p pair", "[]", Some("Expected an array of 2 items, but the provided one has 0")),
        ("param p pair", "[1, 1]", Some("The property \"[0]\" expected a value of type \"string\"")),
        ("param p resourceInput<'a/b@c'>.properties", "1", None),
        ("param p object", "{ anything: [1] }", None),
    ] {
        let given = super::run(value).unwrap();
        let found = with_type(parameter, |ty, _| ty.refusal(&given));
        match (found, expected) {
            (None, None) => {}
            (Some(found), Some(expected)) => assert!(found.contains(expected), "{parameter}, {value}: {found}"),
            (found, _) => panic!("{parameter}, {value}: {found:?}"),
        }
    }
}

#[test]
fn all_that_is_refused_is_told_at_its_literal() {
    let text = "{ a: 1, b: 'x' }";
    let given = super::run(text).unwrap();
    let found = with_type("param p closed", |ty, _| ty.check(&given));
    let before = "\nvar answer = ".len();
    let places: Vec<&str> = found
        .iter()
        .map(|refusal| {
            let range = refusal.span.unwrap().range();
            &text[range.start - before..range.end - before]
        })
        .collect();
    assert_eq!(places, ["1", "'x'"]);
}

#[test]
fn refusals_never_tell_the_value() {
    for parameter in
        ["@secure()\n@allowed(['x'])\nparam p string", "@secure()\nparam p int", "@maxLength(2)\nparam p string"]
    {
        let found = with_type(parameter, |ty, _| ty.refusal(&Value::string("hunter2"))).unwrap();
        assert!(!found.contains("hunter2"), "{found}");
    }
}

#[test]
fn secrets_are_marked_wherever_the_type_has_them() {
    for (parameter, value, expected) in [
        ("@secure()\nparam p string", "'x'", "*'x'"),
        ("@secure()\nparam p object", "{ a: 'x' }", "*{a: 'x'}"),
        ("param p password", "'x'", "*'x'"),
        ("param p string", "'x'", "'x'"),
        ("param p network", "{ KEY: 'x', mode: 'none' }", "{KEY: *'x', mode: 'none'}"),
        ("param p network[]", "[{ key: 'x' }, { mode: 'none' }]", "[{key: *'x'}, {mode: 'none'}]"),
        ("param p dictionary", "{ a: { key: 'x' } }", "{a: {key: *'x'}}"),
        ("param p pet", "{ kind: 'dog', chip: 'x' }", "{chip: *'x', kind: 'dog'}"),
        ("param p [string, password]", "['x', 'y']", "['x', *'y']"),
        ("param p network", "flag ? { key: 'x' } : { key: 'y' }", "{key: *'x'} | {key: *'y'}"),
    ] {
        let given = super::run(value).unwrap();
        let trail = given.trail.clone();
        let marked = with_type(parameter, |ty, _| ty.mark(given));
        assert_eq!(show(&marked), expected, "{parameter}, {value}");
        assert_eq!(marked.trail, trail, "{parameter}");
    }
}

#[test]
fn an_unknown_value_is_not_refused() {
    for parameter in ["param p string", "param p closed", "param p mode", "@minValue(3)\nparam p int", "param p pair"] {
        for value in [Value::unknown(reason("x")), Value::unknown_set(reason("x"))] {
            assert_eq!(with_type(parameter, |ty, _| ty.refusal(&value)), None, "{parameter}");
        }
    }
}
