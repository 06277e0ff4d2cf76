//! What expressions without unknown parts give. The expected values are worked out by hand from Bicep's documentation
//! (operators, data types, functions, lambda functions, loops).

use super::super::testing::{Fixture, show};
use super::{gives, refuses, run, run_with};

#[test]
fn literals_and_texts() {
    gives(&[
        ("null", "null"),
        ("true", "true"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("'it\\'s ${'$'}'", "'it's $'"),
        ("'\\u{1F600}'", "'\u{1F600}'"),
        ("'a${1}b${true}c${null}d'", "'a1bTruecd'"),
        ("'${[1, 'x']} ${{ a: 1 }}'", "'[1,\"x\"] {\"a\":1}'"),
        ("'''\nline\n  ${no}'''", "'line\n  ${no}'"),
        ("'a' == 'A'", "false"),
        ("'a' =~ 'A'", "true"),
        ("'a' !~ 'A'", "false"),
        ("'a' != 'A'", "true"),
        ("'B' < 'a'", "false"),
        ("'demo' < 'Demo'", "true"),
    ]);
}

#[test]
fn precedence_and_associativity() {
    gives(&[
        ("2 + 3 * 4 - 1", "13"),
        ("(2 + 3) * 4", "20"),
        ("10 - 3 - 2", "5"),
        ("7 / 2", "3"),
        ("-7 / 2", "-3"),
        ("-7 % 3", "-1"),
        ("1 + 1 == 2 && 3 > 2", "true"),
        ("true || false && false", "true"),
        ("!true || true", "true"),
        ("1 < 2 == true", "true"),
        ("null ?? 1 == 2 ? 'x' : 'y'", "'y'"),
        ("false ? 1 : true ? 2 : 3", "2"),
        ("true ? 1 : { b: 2 }.b", "1"),
        ("1 == { b: 1 }.b", "true"),
        ("null ?? { b: 1 }.b", "1"),
        ("!{ b: true }.b", "false"),
        ("-{ b: 4 }.b", "-4"),
    ]);
}

#[test]
fn only_the_side_that_counts_is_evaluated() {
    gives(&[
        ("true ? 1 : [][0]", "1"),
        ("false ? [][0] : 2", "2"),
        ("false && [][0]", "false"),
        ("true || [][0]", "true"),
        ("1 ?? [][0]", "1"),
        ("null ?? null ?? 3", "3"),
    ]);
}

#[test]
fn members_and_elements() {
    gives(&[
        ("{ a: { b: 1 } }.a.b", "1"),
        ("{ Enabled: true }.enabled", "true"),
        ("{ a: 1 }['A']", "1"),
        ("{ 'a-b': 1 }['a-b']", "1"),
        ("[10, 20, 30][1]", "20"),
        ("[10, 20, 30][^1]", "30"),
        ("[10, 20, 30][^3]", "10"),
        ("[10][?5]", "null"),
        ("[10][?^2]", "null"),
        ("{ a: 1 }.?b", "null"),
        ("{ a: 1 }.?b ?? 7", "7"),
        ("{ a: null }.?a.?b.?c", "null"),
        ("{ a: 1 }[?'b']", "null"),
        ("{ a: 1 }!.a!", "1"),
        ("(null).?a", "null"),
    ]);
    refuses(&[
        ("[10, 20][2]", "outside the bounds", "[10, 20][2]"),
        ("[10][^2]", "outside the bounds", "[10][^2]"),
        ("{ a: 1 }.b", "does not contain the property \"b\"", "b"),
        ("{ a: 1 }['b']", "does not contain the property \"b\"", "{ a: 1 }['b']"),
        ("null!.a", "Cannot access the property \"a\"", "a"),
        ("{ a: null }.a.b", "Cannot access the property \"b\"", "b"),
        ("[1].length", "Cannot access the property", "length"),
        ("[1]['x']", "cannot be indexed", "[1]['x']"),
        ("sys.pi", "The type \"sys\" does not contain property \"pi\"", "pi"),
    ]);
}

#[test]
fn arrays_and_objects_are_built() {
    gives(&[
        ("[1, ...[2, 3], 4, ...[]]", "[1, 2, 3, 4]"),
        ("{ a: 1, ...{ b: 2, a: 3 }, c: 4 }", "{a: 3, b: 2, c: 4}"),
        ("{ ...{ a: 1 }, a: 2 }", "{a: 2}"),
        ("{ ...{ a: 1 }, A: 2 }", "{A: 2}"),
        ("{ ...{ a: { x: 1 } }, ...{ a: { y: 2 } } }", "{a: {y: 2}}"),
        ("{ '${'k'}1': 1 }", "{k1: 1}"),
        ("{ 'a b': 1 }", "{a b: 1}"),
        ("[\n  1\n  [2]\n]", "[1, [2]]"),
    ]);
    refuses(&[
        ("[...{ a: 1 }]", "Expected an array", "{ a: 1 }"),
        ("{ ...[1] }", "Expected an object", "[1]"),
        ("1 + 'a'", "Cannot compute", "1 + 'a'"),
        ("1 / 0", "divide by zero", "1 / 0"),
        ("9223372036854775807 + 1", "64 bits", "9223372036854775807 + 1"),
        ("1 < 'a'", "Cannot compare", "1 < 'a'"),
        ("'a' ? 1 : 2", "boolean", "'a'"),
    ]);
}

#[test]
fn a_property_written_twice_is_a_problem_and_not_known() {
    let fixture = Fixture::default();
    let text = "var answer = { a: 1, b: 2, a: 3 }\n";
    let scope = fixture.scope(text);
    assert_eq!(show(&scope.value("answer").unwrap()), "{a: 1 | 3, b: 2}");
    let problems = scope.finish();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].message.starts_with("The property \"a\" is declared multiple times"), "{problems:?}");
    assert_eq!(problems[0].span.unwrap().range(), text.rfind("a: 3").map(|at| at..at + 1).unwrap());
}

#[test]
fn loops_unroll() {
    gives(&[
        ("[for x in [1, 2]: x * 2]", "[2, 4]"),
        ("[for (x, i) in ['a', 'b']: '${i}${x}']", "['0a', '1b']"),
        ("[for x in []: x]", "[]"),
        ("[for i in range(3, 2): { n: i }]", "[{n: 3}, {n: 4}]"),
        ("[for x in [1, 2]: [for y in [10, 20]: x + y]]", "[[11, 21], [12, 22]]"),
        ("[for x in [1]: [for x in [2]: x]]", "[[2]]"),
        ("{ l: [for x in items({ b: 2, a: 1 }): '${x.key}=${x.value}'] }", "{l: ['a=1', 'b=2']}"),
    ]);
    refuses(&[
        ("[for x in { a: 1 }: x]", "Loop expected an expression of type \"array\"", "{ a: 1 }"),
        ("[for x in null: x]", "provided value is of type \"null\"", "null"),
        ("[for x in [1]: y]", "The name \"y\" does not exist", "y"),
        ("[for x in [1, 'a']: x + 1]", "Cannot compute", "x + 1"),
    ]);
}

#[test]
fn filters_leave_out_rounds() {
    // Where the compiler allows conditions they stand in resources and modules; the value is the same.
    let text = "resource r 'a/b@c' = {\n  p: [for x in [1, 2, 3]: if (x != 2) { n: x }]\n}\n";
    let fixture = Fixture::default();
    let scope = fixture.scope(text);
    let crate::bicep::syntax::DeclarationKind::Resource(resource) = &scope.declaration("r").kind else { panic!() };
    let property = &resource.body.object.property("p").unwrap().value;
    let value = super::super::evaluate(property, &scope, &super::super::Bindings::empty()).unwrap();
    assert_eq!(show(&value), "[{n: 1}, {n: 3}]");
}

#[test]
fn lambdas_are_called() {
    gives(&[
        ("map([1, 2], x => x + 1)", "[2, 3]"),
        ("map(['a', 'b'], (x, i) => '${x}${i}')", "['a0', 'b1']"),
        ("filter([1, 2, 3, 4], x => x % 2 == 0)", "[2, 4]"),
        ("reduce([1, 2, 3], 10, (sum, next) => sum + next)", "16"),
        ("reduce(['a', 'b'], '', (text, next, i) => '${text}${i}${next}')", "'0a1b'"),
        ("sort([3, 1, 2], (a, b) => a < b)", "[1, 2, 3]"),
        ("sort(['b', 'a'], (a, b) => a > b)", "['b', 'a']"),
        ("toObject(['a', 'b'], x => x)", "{a: 'a', b: 'b'}"),
        ("toObject([1, 2], x => 'k${x}', x => x * 10)", "{k1: 10, k2: 20}"),
        ("groupBy(['ab', 'cd', 'ae'], x => substring(x, 0, 1))", "{a: ['ab', 'ae'], c: ['cd']}"),
        ("mapValues({ a: 1, b: 2 }, x => x + 1)", "{a: 2, b: 3}"),
        ("map([1, 2], x => map([10], y => x + y))", "[[11], [12]]"),
        ("map([1], (x) => map([2], x => x))", "[[2]]"),
        ("sys.map([1], (x => x))", "[1]"),
        ("[for x in [1, 2]: map([10], y => x * y)]", "[[10], [20]]"),
    ]);
    refuses(&[
        ("map([1], 2)", "lambda", "2"),
        ("map([1], x => z)", "The name \"z\" does not exist", "map([1], x => z)"),
        ("toLower(x => x)", "lambda", "x => x"),
    ]);
}

#[test]
fn functions_have_the_compilers_names() {
    gives(&[
        ("toLower('ABC')", "'abc'"),
        ("sys.toLower('ABC')", "'abc'"),
        ("any(1)", "1"),
        ("empty('')", "true"),
        ("union({ a: 1 }, { b: 2 })", "{a: 1, b: 2}"),
        ("nameof(aks)", "'aks'"),
        ("nameof(aks.properties.fqdn)", "'fqdn'"),
        ("nameof(aks['properties'])", "'properties'"),
        ("nameof((aks.list[0]!))", "'list'"),
        ("sys.nameof(u)", "'u'"),
    ]);
    refuses(&[
        (
            "tolower('A')",
            "The name \"tolower\" does not exist in the current context; did you mean \"toLower\"?",
            "tolower",
        ),
        ("uniqeString('a')", "did you mean \"uniqueString\"?", "uniqeString"),
        ("nosuchthing()", "The name \"nosuchthing\" does not exist in the current context", "nosuchthing"),
        ("sys.resourceGroup()", "The function \"resourceGroup\" does not exist in namespace \"sys\"", "resourceGroup"),
        ("az.toLower('a')", "The function \"toLower\" does not exist in namespace \"az\"", "toLower"),
        ("add(1, 2)", "The function \"add\" is not supported. Use the \"+\" operator instead", "add"),
        ("createArray(1)", "Construct an array literal", "createArray"),
        ("tryGet({ a: 1 }, 'a')", "does not exist", "tryGet"),
        ("parameters('a')", "Directly reference parameters", "parameters"),
        ("toLower()", "toLower", "toLower()"),
        ("int('x')", "int()", "'x'"),
        ("nameof(1 + 1)", "\"nameof\"", "1 + 1"),
        ("nameof()", "Expected 1 argument, but got 0", "nameof()"),
        ("'a'.foo()", "Cannot call functions on type \"string\"", "foo"),
        ("{ a: 1 }.foo()", "The type \"object\" does not contain function \"foo\"", "foo"),
        ("lib.nosuch()", "The name \"lib\" does not exist", "lib"),
    ]);
}

#[test]
fn user_functions_are_called() {
    let library = "func double(x int) int => x * 2\n\
                   func join2(a string, b string?) string => '${a}-${b ?? 'none'}'\n\
                   func twice(x int) int => double(double(x))\n\
                   func seen() string => hidden\n\
                   type level = 'low' | 'high'\n\
                   func of(l level) string => l\n\
                   func all(items string[]) string => join(map(items, i => '<${i}>'), '')\n";
    for (expression, expected) in [
        ("double(4)", "8"),
        ("lib.double(4)", "8"),
        ("twice(3)", "12"),
        ("join2('a', null)", "'a-none'"),
        ("join2('a', 'b')", "'a-b'"),
        ("of('low')", "'low'"),
        ("all(['x', 'y'])", "'<x><y>'"),
        ("map([1, 2], n => double(n))", "[2, 4]"),
    ] {
        assert_eq!(show(&run_with(library, expression).unwrap()), expected, "{expression}");
    }
    for (expression, message) in [
        ("double()", "Expected 1 argument, but got 0"),
        ("join2('a')", "Expected 2 arguments, but got 1"),
        ("double('x')", "Expected a value of type \"int\" but the provided value is of type \"string\""),
        ("of('middle')", "Expected a value of type \"'low' | 'high'\""),
        ("all([1])", "The property \"[0]\" expected a value of type \"string\""),
        ("map([1], hidden => seen())", "The name \"hidden\" does not exist"),
        ("lib.nosuch()", "does not"),
    ] {
        let error = run_with(library, expression).unwrap_err();
        assert!(error.message.contains(message), "{expression}: {}", error.message);
    }
}

#[test]
fn functions_that_call_themselves_are_cycles() {
    for library in [
        "func f(x int) int => f(x)\n",
        "func f(x int) int => g(x)\nfunc g(x int) int => f(x)\n",
        "func f(x int) int => map([x], y => f(y))[0]\n",
        "func f(x int) int => v\nvar v = f(1)\n",
    ] {
        let error = run_with(library, "f(1)").unwrap_err();
        assert!(error.message.contains("involved in a cycle"), "{library}: {}", error.message);
        assert!(!error.is_exhausted);
    }
}

#[test]
fn names_bound_inside_hide_those_outside() {
    let value = run_with("var x = 'outer'\n", "[for x in ['inner']: x]").unwrap();
    assert_eq!(show(&value), "['inner']");
    let value = run_with("var x = 'outer'\n", "[...map(['inner'], x => x), x]").unwrap();
    assert_eq!(show(&value), "['inner', 'outer']");
    let value = run_with("var az = { resourceGroup: 'mine' }\n", "az.resourceGroup").unwrap();
    assert_eq!(show(&value), "'mine'");
    assert!(run("[for x in [1]: x][0] + x").is_err());
}
