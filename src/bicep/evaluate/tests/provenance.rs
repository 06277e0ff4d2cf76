//! Where values come from: the deciding literal, counted by hand.

use std::ops::Range;

use super::super::testing::Fixture;
use super::{run, run_with};
use crate::document::{StepKind, Value};

/// What stands before the expression in the text that [`run`] evaluates.
const BEFORE: &str = "\nvar answer = ";

fn literal(value: &Value) -> Range<usize> {
    value.trail.literal.unwrap().range()
}

#[test]
fn the_deciding_literal_is_remembered() {
    // The text that decides each expression's value.
    for (expression, decides) in [
        ("[10, 20][1]", "20"),
        ("[10, 20][^1]", "20"),
        ("{ a: { b: 'x' } }.a.b", "'x'"),
        ("{ a: 1 }.?a", "1"),
        ("true ? 'yes' : 'no'", "'yes'"),
        ("null ?? 'b'", "'b'"),
        ("'a' ?? 'b'", "'a'"),
        ("(((7)))", "7"),
        ("8!", "8"),
        ("any('x')", "'x'"),
        ("{ ...{ a: 1 }, ...{ a: 2 } }.a", "2"),
        ("[...[5], 6][0]", "5"),
        ("[for x in ['p', 'q']: x][1]", "'q'"),
        ("map(['p', 'q'], x => { n: x })[0].n", "'p'"),
        ("filter(['p', 'q'], x => x != 'p')[0]", "'q'"),
        ("first(['p', 'q'])", "'p'"),
        ("1 + 2", "1 + 2"),
        ("!true", "!true"),
        ("'a${1}'", "'a${1}'"),
        ("toLower('A')", "toLower('A')"),
        ("1 == 2", "1 == 2"),
        ("nameof(aks)", "nameof(aks)"),
        ("resourceGroup().location", "resourceGroup()"),
    ] {
        let value = run(expression).unwrap();
        let start = BEFORE.len() + expression.rfind(decides).unwrap();
        assert_eq!(literal(&value), start..start + decides.len(), "{expression}");
    }
}

#[test]
fn positions_counted_by_hand() {
    //                      1111111111222222222233333333334444
    //            01234567890123456789012345678901234567890123
    let text = "\nvar answer = { a: [1, 2], b: 'x' == 'y' }\n";
    assert_eq!(&text[BEFORE.len()..BEFORE.len() + 1], "{");
    let value = run("{ a: [1, 2], b: 'x' == 'y' }").unwrap();
    assert_eq!(literal(&value), 14..42);
    let object = value.as_object().unwrap();
    let a = object.get("a").unwrap();
    assert_eq!(a.span.unwrap().range(), 16..25, "key and value");
    assert_eq!(literal(&a.value), 19..25);
    assert_eq!(literal(&a.value.as_list().unwrap().items[1]), 23..24);
    let b = object.get("b").unwrap();
    assert_eq!(b.span.unwrap().range(), 27..40);
    assert_eq!(literal(&b.value), 30..40);
}

#[test]
fn user_functions_lead_to_the_literal() {
    let library = "func same(x string) string => x\nfunc fixed() string => 'inside'";
    let value = run_with(library, "same('given')").unwrap();
    let start = library.len() + BEFORE.len() + "same(".len();
    assert_eq!(literal(&value), start..start + "'given'".len());
    let value = run_with(library, "fixed()").unwrap();
    let start = library.find("'inside'").unwrap();
    assert_eq!(literal(&value), start..start + "'inside'".len());
}

#[test]
fn alternatives_each_keep_their_literal() {
    let value = run("flag ? 'one' : 'two'").unwrap();
    let crate::document::Data::OneOf(members) = &value.data else { panic!() };
    assert_eq!(literal(&members[0]), 21..26);
    assert_eq!(literal(&members[1]), 29..34);
    assert_eq!(literal(&value), 14..34, "the whole expression for both");
}

#[test]
fn what_is_not_given_is_decided_by_its_declaration() {
    //            1111111111222222222233333
    //  01234567890123456789012345678901234
    let text = "param zones string[]?\nparam mode 'a' | 'b'\n";
    let fixture = Fixture::default();
    let scope = fixture.scope(text);
    let zones = scope.value("zones").unwrap();
    assert!(zones.is_null() && zones.trail.is_default());
    assert_eq!(literal(&zones), 6..11);
    let step = zones.trail.steps().next().unwrap();
    assert_eq!((step.kind, &*step.name, step.span.range()), (StepKind::Default, "param zones", 6..11));
    let mode = scope.value("mode").unwrap();
    assert_eq!(mode.first_reason().unwrap().span.unwrap().range(), 28..32);
}
