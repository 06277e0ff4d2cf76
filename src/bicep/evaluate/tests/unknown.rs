//! What is certain although parts are not known, and that nothing else counts as certain.

use super::super::testing::{Fixture, reason, show};
use super::super::{Bindings, evaluate_rounds};
use super::{gives, names, refuses, run, run_with};
use crate::bicep::parse_bicep;
use crate::bicep::syntax::{DeclarationKind, ExpressionKind};
use crate::document::{Cause, Data, Value};

#[test]
fn operators_keep_what_is_certain() {
    gives(&[
        ("u && false", "false"),
        ("false && u", "false"),
        ("u || true", "true"),
        ("flag && true", "set?"),
        ("!flag", "set?"),
        ("flag ? 1 : 2", "1 | 2"),
        ("flag ? 1 : 1", "1"),
        ("flag ? { a: 1 } : { a: 2 }", "{a: 1} | {a: 2}"),
        ("(flag ? { a: 1 } : { a: 2 }).a", "1 | 2"),
        ("flag ? [][0] : 1", "1 | ?"),
        ("u ?? 'x'", "set? | 'x'"),
        ("s ?? 'x'", "set?"),
        ("s == null", "false"),
        ("u == null", "set?"),
        ("either == 'c'", "false"),
        ("either == 'a'", "set?"),
        ("either =~ 'B'", "set?"),
        ("'${either}-x'", "'a-x' | 'b-x'"),
        ("'${s}-x'", "set?"),
        ("toUpper(either)", "'A' | 'B'"),
        ("s + 1", "set?"),
        ("flag && [][0]", "set?"),
    ]);
    refuses(&[
        ("flag ? [][0] : [][1]", "outside the bounds", "[][0]"),
        ("true && [][0]", "outside the bounds", "[][0]"),
    ]);
}

#[test]
fn members_of_what_is_not_known() {
    gives(&[
        ("u.a", "?"),
        ("u.?a.?b", "?"),
        ("rest.known", "1"),
        ("rest.other", "?"),
        ("rest.?other", "?"),
        ("open[0]", "?"),
        ("[1, 2][u]", "1 | 2"),
        ("{ a: 1, b: 2 }[u]", "1 | 2"),
        ("aks.name", "'cluster'"),
        ("aks.id", "set?aks#id"),
        ("aks.properties.fqdn", "?aks#properties.fqdn"),
        ("aks.properties.pools[0].name", "?aks#properties.pools[0].name"),
        ("aks.id == null", "false"),
        ("empty(aks.id)", "false"),
        ("aks.?tags.?a", "?aks#tags.a"),
    ]);
}

#[test]
fn arrays_and_objects_stay_open() {
    gives(&[
        ("[1, ...u]", "[1, …]"),
        ("[...open, 2]", "[1, 2, …]"),
        ("{ a: 1, ...u }", "{a: 1 | ?, …}"),
        ("{ ...u, a: 1 }", "{a: 1, …}"),
        ("{ ...rest, a: 1 }", "{a: 1, known: 1, …}"),
        ("{ ...(flag ? { a: 1 } : {}) }", "{a?: 1}"),
        ("{ a: 0, ...(flag ? { a: 1 } : {}) }", "{a: 1 | 0}"),
        ("{ '${s}': 1 }", "{…}"),
        ("{ a: u }", "{a: ?}"),
    ]);
}

#[test]
fn loops_over_what_is_not_known() {
    gives(&[
        ("[for x in u: x]", "[…]"),
        ("[for x in open: x]", "[1, …]"),
        ("[for (x, i) in open: i]", "[set?, …]"),
        ("[for x in (flag ? [1, 2] : []): x * 10]", "[10, 20] | []"),
        ("[for x in (flag ? [1] : null): x]", "[1] | ?"),
        ("[for x in [u, 2]: x]", "[?, 2]"),
        // Whether there is a round is not known, so neither is whether it fails.
        ("[for x in u: [][0]]", "[…]"),
        ("map(open, x => x + 1)", "[2, …]"),
        ("filter([1, 2], x => flag)", "[…]"),
        ("length([for x in u: x])", "set?"),
    ]);
}

#[test]
fn templates_get_one_round_with_an_unknown_item() {
    let fixture = Fixture::default();
    let text = "var answer = [for (x, i) in things: x]\n";
    for (things, expected) in [
        (Value::unknown(reason("things")), vec!["set? ? maybe"]),
        (Value::tuple(vec![Value::string("a"), Value::string("b")]), vec!["'a' 0 ", "'b' 1 "]),
        (names()["open"].clone(), vec!["1 ? ", "set? ? maybe"]),
        (
            Value::one_of([Value::tuple(vec![Value::number(7)]), Value::tuple(vec![])], &reason("things")),
            vec!["7 0 maybe"],
        ),
    ] {
        let scope = fixture.scope(text).with_names([("things", things)].into());
        let ExpressionKind::For(repeated) = &scope.expression("answer").kind else { panic!() };
        let (rounds, open) = evaluate_rounds(&repeated.clause, &scope, &Bindings::empty()).unwrap();
        let shown: Vec<String> = (rounds.iter())
            .map(|round| {
                let index = round.index.map_or_else(|| "?".to_owned(), |index| index.to_string());
                format!("{} {index} {}", show(&round.item), if round.maybe.is_some() { "maybe" } else { "" })
            })
            .collect();
        assert_eq!(shown, expected);
        assert_eq!(open.is_some(), rounds.iter().any(|round| round.maybe.is_some()));
        let bindings = rounds[0].bind(&repeated.clause, &Bindings::empty());
        assert_eq!(show(bindings.get("x").unwrap()), show(&rounds[0].item));
        assert_eq!(show(bindings.get("i").unwrap()), rounds[0].index.map_or("set?".to_owned(), |at| at.to_string()));
    }
}

#[test]
fn functions_of_the_deployment_are_set_but_not_known() {
    gives(&[
        ("resourceGroup().location", "set?"),
        ("az.resourceGroup().location", "set?"),
        ("az.subscription().id", "set?#/subscriptions/?"),
        ("resourceId('a/b', 'c')", "set?"),
        ("uniqueString(resourceGroup().id)", "set?"),
        ("aks.listClusterAdminCredential()", "*set?"),
        ("aks.listKeys().keys[0].value", "*?"),
        ("aks.getSecret('x')", "*set?"),
        ("aks.someFunction()", "set?"),
        ("u.listKeys()", "*set?"),
        ("listKeys('id', '2024-01-01')", "*set?"),
        ("az.getSecret('a', 'b', 'c', 'd')", "*set?"),
        ("'x${secret}'", "*'xhunter2'"),
        ("[secret][0]", "*'hunter2'"),
        ("secret == 'a'", "*false"),
        ("secret == 'hunter2' ? 1 : 2", "*1"),
    ]);
    let value = run("aks.listKeys()").unwrap();
    let Data::Unknown(unknown) = &value.data else { panic!() };
    assert_eq!(unknown.reason.cause, Cause::Function);
    assert_eq!(&*unknown.reason.subject, "aks.listKeys()");
}

#[test]
fn arguments_of_user_functions_may_be_unknown() {
    let library = "func f(x string) string => 'a${x}'\nfunc pick(b bool) string => b ? 'yes' : 'no'\n";
    for (expression, expected) in
        [("f(s)", "set?"), ("f(either)", "'aa' | 'ab'"), ("pick(flag)", "'yes' | 'no'"), ("f(secret)", "*'ahunter2'")]
    {
        assert_eq!(show(&run_with(library, expression).unwrap()), expected, "{expression}");
    }
}

#[test]
fn what_could_not_be_read_may_be_anything() {
    for (text, expected) in [
        ("var answer = {\n  a: 1\n  b $ 2\n  c: 3\n}\n", "{a: 1, c: 3, …}"),
        ("var answer = [\n  1\n  $ $\n  3\n]\n", "[1, 3, …]"),
        ("var answer = {\n  a: $\n  c: 3\n}\n", "{c: 3, …}"),
    ] {
        let fixture = Fixture::default();
        let (tree, problems) = parse_bicep(text, fixture.sources.add("infra/main.bicep", text));
        assert!(!problems.is_empty(), "{text}");
        let is_answer = tree.declarations.iter().any(|declaration| {
            matches!(&declaration.kind, DeclarationKind::Variable(variable) if &*variable.name.text == "answer")
        });
        assert!(is_answer, "{text}");
        let value = fixture.scope_of(tree).value("answer").unwrap();
        assert_eq!(show(&value), expected, "{text}");
        assert_eq!(value.first_reason().unwrap().cause, Cause::Syntax, "{text}");
    }
}
