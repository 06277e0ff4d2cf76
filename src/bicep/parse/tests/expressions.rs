//! Expressions: precedence, access, strings, brackets.

use super::{clean, parse, shape, type_shape, value};
use crate::bicep::syntax::{DeclarationKind, ExpressionKind};

#[track_caller]
fn reads(source: &str, expected: &str) {
    assert_eq!(shape(&value(source)), expected, "{source}");
}

#[test]
fn access_binds_tighter_than_operators() {
    reads("a ? b : c.d", "(a ? b : (c.d))");
    reads("a == b.c", "(a Equal (b.c))");
    reads("x ?? y.name", "(x Coalesce (y.name))");
    reads("!a.b", "(Not (a.b))");
    reads("a && !b.c[0]", "(a And (Not ((b.c)[0])))");
    reads("-a.b!", "(Negate ((a.b)!))");
    reads("a.?b.c", "((a.?b).c)");
    reads("a[?^1]::b!.c(d)", "((((a[?^1])::b)!).c(d))");
    reads("az.resourceGroup().location", "((az.resourceGroup()).location)");
}

#[test]
fn operators_have_the_precedence_of_the_compiler() {
    reads("a ?? b || c && d == e < f + g * h", "(a Coalesce (b Or (c And (d Equal (e Less (f Add (g Multiply h)))))))");
    reads("a * b + c < d == e && f || g ?? h", "(((((((a Multiply b) Add c) Less d) Equal e) And f) Or g) Coalesce h)");
    reads("a - b - c", "((a Subtract b) Subtract c)");
    reads("a ?? b ?? c", "((a Coalesce b) Coalesce c)");
    reads("a =~ b && c !~ d", "((a EqualIgnoringCase b) And (c NotEqualIgnoringCase d))");
    reads("a % b / c", "((a Remainder b) Divide c)");
    reads("a >= b != c <= d", "((a GreaterOrEqual b) NotEqual (c LessOrEqual d))");
    reads("a ? b : c ? d : e", "(a ? b : (c ? d : e))");
    reads("a ?? b ? c || d : e", "((a Coalesce b) ? (c Or d) : e)");
    reads("a ? x => y ? 1 : 2 : z", "(a ? (x => (y ? 1 : 2)) : z)");
}

#[test]
fn ternaries_go_over_lines_and_comments() {
    reads("b // why\n  ? c /* d */\n\n  // e ? f\n  : d", "(b ? c : d)");
    reads("b\n\n? c\n: d ? e\n: f", "(b ? c : (d ? e : f))");
    reads("{\n  a: b\n    ? c\n    : d\n  e: f\n}", "{\"a\": (b ? c : d), \"e\": f}");
    // A question mark in a comment continues nothing.
    assert_eq!(clean("var a = b\n// c ? d : e\nvar f = 1\n").len(), 2);
}

#[test]
fn newlines_separate() {
    reads("[\n  a\n  (b)\n]", "[a, pb]");
    reads("[\n  x\n  x[0]\n  -1\n]", "[x, (x[0]), (Negate 1)]");
    reads("[1, 2\n  3]", "[1, 2, 3]");
    reads("{ a: 1, b: 2 }", "{\"a\": 1, \"b\": 2}");
    reads("{\n\n  a: 1\n\n\n  ...b\n}", "{\"a\": 1, ...b}");
    reads("concat(\n  a,\n\n  b\n)", "concat(a, b)");
}

#[test]
fn strings_are_decoded() {
    reads(r"'it\'s \$ \\ \n \t \u{1F600}'", "\"it's $ \\\\ \\n \\t 😀\"");
    reads("'a$b $ {c} $$'", "\"a$b $ {c} $$\"");
    reads("'$${a}'", "<\"$\" a>");
    reads("'\\${a}'", "\"${a}\"");
    reads("'http://x/*y*/ #z'", "\"http://x/*y*/ #z\"");
    reads("'${a}//b${c}'", "<a \"//b\" c>");
    reads("'${'x${b}y'}'", "<<\"x\" b \"y\">>");
    reads("'a${ {b: '}'} }c'", "<\"a\" {\"b\": \"}\"} \"c\">");
    reads("'é${a}漢'", "<\"é\" a \"漢\">");
    reads("''", "\"\"");
}

#[test]
fn multi_line_strings_are_verbatim() {
    reads("'''\nfoo ''bar\\n ${x}\n'''", "\"foo ''bar\\\\n ${x}\\n\"");
    reads("'''\r\na\r\n'''", "\"a\\r\\n\"");
    reads("''''x''''", "\"'x'\"");
    reads("''''''", "\"\"");
    reads("'''// no comment'''", "\"// no comment\"");
}

#[test]
fn holes_of_multi_line_strings_need_as_many_dollar_signs() {
    reads("$'''\na${b}c'''", "<\"a\" b \"c\">");
    reads("$$'''\na $${b} ${c}\n'''", "<\"a \" b \" ${c}\\n\">");
    reads("$$$'''${a}$${b}$$${c}$$$${d}'''", "<\"${a}$${b}\" c \"$\" d>");
    reads("$''''''", "\"\"");
    reads("$'''p$'''", "\"p$\"");
    reads("$'''{${1}{0}${true}}'''", "<\"{\" 1 \"{0}\" true \"}\">");
    reads("$'''abc${'def${1}'}_${'${2}${3}'}'''", "<\"abc\" <\"def\" 1> \"_\" <2 3>>");
    reads("$'''a${$$'''b$${c}d'''}e'''", "<\"a\" <\"b\" c \"d\"> \"e\">");
    reads("$'''${a}''''", "<a \"'\">");
}

#[test]
fn repetitions_lambdas_and_spreads() {
    reads("[for (x, i) in b: {\n  c: i\n}]", "[for x i in b: {\"c\": i}]");
    reads("[\n  for x in b: x\n]", "[for x in b: x]");
    reads("reduce(b, 0, (x, y) => x + y)", "reduce(b, 0, (x y => (x Add y)))");
    reads("map(b, x =>\n  x.c)", "map(b, (x => (x.c)))");
    reads("f(() => 1)", "f(( => 1))");
    reads("[...a, ...b]", "[...a, ...b]");
    reads("{ 'a-b': 1, '${c}': 2, resource: 3, true: 4 }", "{\"a-b\": 1, <c>: 2, \"resource\": 3, \"true\": 4}");
}

#[test]
fn numbers_have_64_bits() {
    reads("9223372036854775807", "9223372036854775807");
    reads("-9223372036854775808", "-9223372036854775808");
    for source in ["9223372036854775808", "99999999999999999999999"] {
        let (_, problems) = parse(&format!("var a = {source}\n"));
        assert_eq!(problems.len(), 1, "{source}");
        assert_eq!(problems[0].message, "Expected a 64-bit signed integer");
    }
}

#[test]
fn parentheses_hold_one_expression() {
    let (tree, problems) = parse("var a = (b, c)\n");
    assert_eq!(problems[0].message, "Expected exactly one expression in parentheses");
    let DeclarationKind::Variable(variable) = &tree.declarations[0].kind else { panic!() };
    assert!(matches!(variable.value.kind, ExpressionKind::Error(_)));
}

#[test]
fn types_are_read() {
    for (source, expected) in [
        ("string[]?", "((string[])?)"),
        ("('x' | 'y')[]", "(p(\"x\" | \"y\")[])"),
        ("\n  | 'x'\n  // why\n  | 'y'", "(\"x\" | \"y\")"),
        ("-1 | 1", "((Negate 1) | 1)"),
        ("!true", "(Not true)"),
        ("{\n  @description('x')\n  b: string\n  *: int?\n}", "{b: string, *: (int?)}"),
        ("[string, int][]", "([string, int][])"),
        ("a.b[*].*[0]!", "(((((a.b)[*]).*)[0])!)"),
        ("resourceInput<'b@c'>.tags?", "((resourceInput<\"b@c\">.tags)?)"),
        ("sys.resourceOutput<'b@c'>", "sys.resourceOutput<\"b@c\">"),
        ("null | 'a'", "(null | \"a\")"),
    ] {
        let declarations = clean(&format!("type t = {source}\n"));
        let DeclarationKind::Type(declared) = &declarations[0].kind else { panic!("{source}") };
        assert_eq!(type_shape(&declared.type_expression), expected, "{source}");
    }
}
