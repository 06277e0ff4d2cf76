//! Native syntax: what is understood, what is recovered, and where problems point.

use super::*;
use crate::document::ProblemKind;

#[test]
fn operators_and_traversals_nest_as_in_terraform() {
    assert_eq!(value("a = 1 + 2 * 3 == 7 && x || !y"), "(Or (And (Equal (Add 1 (Multiply 2 3)) 7) x) (! y))");
    assert_eq!(value("a = x ? 1 : y ? 2 : 3"), "(if x 1 (if y 2 3))");
    assert_eq!(value("a = b.c[0].d"), "(. (index (. b c) 0) d)");
    assert_eq!(value("a = b.*.c[0]"), "(index (splat b .c) 0)");
    assert_eq!(value("a = b[*].c[0]"), "(splat* b .c [0])");
    assert_eq!(value("a = b[*].c[*].d"), "(splat* b .c (splat* .d))");
    assert_eq!(value("a = b.0.c"), "(. (. b 0) c)");
    assert_eq!(value("a = provider::ns::fn(1, x...)"), "(provider::ns::fn... 1 x)");
    assert_eq!(value("a = - 1"), "-1");
    assert_eq!(value("a = { null = 1, true = 2, (x) = 3 }"), "{\"null\"=1 \"true\"=2 (paren x)=3}");
}

#[test]
fn spans_are_exact_behind_a_byte_order_mark() {
    let text = "\u{feff}é = f(\"ü\", <<EOT\nx\nEOT\n, b.c[0])\r\nblock \"l\" \"m\" { x = 1 }\n";
    let parsed = parse(text);
    assert_eq!(problems(text, &parsed), Vec::<String>::new());
    let attribute = &parsed.body.attributes[0];
    assert_eq!(&text[attribute.name_span.range()], "é");
    assert_eq!(&text[attribute.span.range()], "é = f(\"ü\", <<EOT\nx\nEOT\n, b.c[0])");
    let ExpressionKind::Call(call) = &attribute.expression.kind else { panic!("{attribute:?}") };
    let arguments: Vec<&str> = call.arguments.iter().map(|argument| &text[argument.span.range()]).collect();
    assert_eq!(arguments, ["\"ü\"", "<<EOT\nx\nEOT", "b.c[0]"]);
    assert_eq!(&text[call.name_span.range()], "f");
    let ExpressionKind::Index(base, _) = &call.arguments[2].kind else { panic!() };
    assert_eq!(&text[base.span.range()], "b.c");
    let block = &parsed.body.blocks[0];
    assert_eq!(&text[block.header.range()], "block \"l\" \"m\"");
    assert_eq!(&text[block.span.range()], "block \"l\" \"m\" { x = 1 }");
    assert_eq!(&text[block.labels[1].span.range()], "\"m\"");
    check_spans(&parsed.body, text);
}

#[test]
fn what_hcl_edit_refuses_or_changes_is_read_as_terraform_does() {
    // Equal keys, however they are written; each entry is kept.
    assert_eq!(value("a = { b = 1, \"b\" = { c = 2, c = x }, b = 3 }"), "{\"b\"=1 \"b\"={\"c\"=2 \"c\"=x} \"b\"=3}");
    assert_eq!(value("a = { 1 = a, 1.0 = b, \"\\u0062\" = c, \"b\" = d }").matches('=').count(), 4);
    assert_eq!(value("a = { (x) = 1, ( x ) = 2 }.y"), "(. {(paren x)=1 (paren x)=2} y)");
    // Newlines and comments inside brackets.
    assert_eq!(
        value("a = {for k, v in x : k => # c\n v ?\n 1 /* d */ :\n 2\n if v ||\n k}"),
        "(for Some(\"k\") v x k (if v 1 2) (Or v k) false)"
    );
    assert_eq!(value("a = [for\r\n v in x : v]"), "(for None v x - v - false)");
    assert_eq!(value("a = -\"${\n -\n b\n + 1}\".c"), "(- (. (wrap (Add (- b) 1)) c))");
    // A heredoc line that only begins with the marker; an empty heredoc before another.
    assert_eq!(value("a = <<EOT\n  EOT ${x}\n EOTS\nEOT\n"), "(template \"  EOT \" x \"\\n EOTS\\n\")");
    assert_eq!(value("a = [<<E\nE\n, <<E\nx\nE\n]\n"), "[\"\" \"x\\n\"]");
    // Escapes inside directives, and NFC.
    assert_eq!(
        value("a = \"%{ if c }\\\"\\t$${%{ else }e\u{301}%{ endif }\""),
        "(template (if c (\"\\\"\\t${\") (\"é\")))"
    );
    assert_eq!(value("a = \"e\u{301}\""), "\"é\"");
    assert_eq!(value("a = \"${x}\""), "(wrap x)");
    assert_eq!(value("a = \" ${~x}\""), "(template x)");
}

#[test]
fn numbers_keep_their_written_value() {
    for literal in ["9007199254740993", "18446744073709551616", "0.1234567890123456789012345", "1e10", "12E-2"] {
        let parsed = parse(&format!("a = [{literal}]"));
        let ExpressionKind::Tuple(items) = &parsed.body.attributes[0].expression.kind else { panic!() };
        let ExpressionKind::Number(number) = &items[0].kind else { panic!("{literal}: {:?}", items[0]) };
        assert_eq!(Some(number), crate::document::Number::parse(literal).as_ref());
    }
}

#[test]
fn messages_are_those_of_terraform_and_name_the_opening_place() {
    let cases = [
        ("r \"a\" {\n  b = 1\n", "1:7 Unclosed configuration block"),
        // Terraform names the outer block; by the indentation it is the inner one.
        ("r \"a\" {\n  b {\n    c = 1\n}\n", "2:5 Unclosed configuration block"),
        ("a = \"x\nb = 1\n", "1:5 Invalid multi-line string"),
        ("a = f(1\nb = 2\n", "2:1 Missing argument separator"),
        ("a = (1", "1:5 Unbalanced parentheses"),
        ("a = [1,\n", "1:5 Unterminated tuple constructor expression"),
        ("a = {\n b = 1\n", "1:5 Unterminated object constructor expression"),
        ("a = <<EOT\nx\n", "1:5 Unterminated template string"),
        ("a = \"${x\n\"\n", "1:6 Unclosed template interpolation"),
        ("a = \"%{ if x }y\"\n", "1:6 Unexpected end of template"),
        ("a = 1\nb = 2\na = 3\n", "3:1 Attribute redefined: the argument \"a\" was already set on line 1"),
        ("a = 1, \n", "1:6 Unexpected comma after argument"),
        ("a 1\n", "1:1 Argument or block definition required"),
        ("<<<<<<< HEAD\n", "1:1 unresolved merge conflict"),
        ("a = 1 & 2\n", "1:7 Unsupported operator"),
        ("a = \"\\q\"\n", "1:6 Invalid escape sequence"),
        ("a = <<E\nx\ry\nE\n", "2:2 Invalid character"),
        ("a = 'x'\n", "1:5 Invalid character: single quotes are not valid"),
    ];
    for (text, expected) in cases {
        let parsed = parse(text);
        let found = problems(text, &parsed);
        assert!(found.first().is_some_and(|found| found.starts_with(expected)), "{text:?}: {found:?}");
        assert!(parsed.problems.iter().all(|problem| problem.kind == ProblemKind::Syntax));
    }
    let parsed = parse("a = f(1\nb = 2\n");
    assert_eq!(parsed.problems[0].help.as_deref(), Some("the parenthesis opened on line 1 may lack its end"));
}

#[test]
fn a_broken_attribute_is_an_error_expression_and_marks_its_blocks() {
    let text = "r \"a\" \"b\" {\n  x = 1 +\n  y = 2\n  inner {\n    z = [1 2]\n  }\n  t = {\n    u = 1 v = 2\n  }\n  w = 3\n}\n";
    let parsed = parse(text);
    assert_eq!(parsed.problems.len(), 3, "{:?}", problems(text, &parsed));
    let block = &parsed.body.blocks[0];
    let values: Vec<String> =
        block.body.attributes.iter().map(|found| format!("{}={}", found.name, render(&found.expression))).collect();
    assert_eq!(values, ["x=error", "y=2", "t=error", "w=3"]);
    assert!(block.is_partial && block.body.blocks[0].is_partial);
    assert_eq!(&text[block.body.attributes[2].span.range()], "t = {\n    u = 1 v = 2\n  }");
    let fine = parse("a {\n}\nb {\n x = \n}\n");
    assert!(!fine.body.blocks[0].is_partial && fine.body.blocks[1].is_partial);
}

#[test]
fn a_missing_or_surplus_brace_is_found_by_indentation() {
    let missing = "resource \"a\" \"b\" {\n  one {\n    x = 1\n\n  two {\n    y = [\n      1,\n    z = 2\n  }\n  w = 3\n}\n\nresource \"c\" \"d\" {\n  v = 4\n}\n";
    let surplus = "resource \"a\" \"b\" {\n  one {\n    x = 1\n  }\n  }\n  two {\n    y = 1\n    z = 2\n  }\n  w = 3\n}\n\nresource \"c\" \"d\" {\n  v = 4\n}\n";
    for text in [missing, surplus] {
        let parsed = parse(text);
        let names: Vec<_> = parsed.body.blocks.iter().map(|block| block.label(1).unwrap().to_string()).collect();
        assert_eq!(names, ["b", "d"]);
        let block = &parsed.body.blocks[0];
        let inner: Vec<_> = block.body.blocks.iter().map(|block| &*block.type_name).collect();
        assert_eq!((inner, block.body.attributes.len()), (vec!["one", "two"], 1), "{:?}", problems(text, &parsed));
        assert_eq!(block.body.blocks[1].body.attributes.len(), 2);
        assert!(block.is_partial && !parsed.body.blocks[1].is_partial);
        assert_eq!(parsed.body.blocks[1].body.attributes.len(), 1);
    }
}

#[test]
fn code_in_a_heredoc_starts_no_block() {
    let text = "resource \"a\" \"b\" {\n  x = <<EOT\nresource \"no\" \"block\" {\n}\nEOT\n  y = \n}\n";
    let parsed = parse(text);
    assert_eq!(parsed.body.blocks.len(), 1);
    assert_eq!(
        render(&parsed.body.blocks[0].body.attributes[0].expression),
        "\"resource \\\"no\\\" \\\"block\\\" {\\n}\\n\""
    );
}

#[test]
fn a_merge_conflict_makes_both_sides_unknown() {
    let text = "a {\n  w = 0\n<<<<<<< HEAD\n  x = 1\n=======\n  x = 2\n>>>>>>> b\n  y = 3\n}\n";
    let parsed = parse(text);
    let values: Vec<_> = parsed.body.blocks[0].body.attributes.iter().map(|found| render(&found.expression)).collect();
    assert_eq!(values, ["0", "error", "error", "3"]);
}

#[test]
fn broken_headers_keep_their_block() {
    let parsed = parse(
        "resource \"a\" \"b {\n  x = 1\n}\nresource \"c\" \"d\"\n{\n  y = 2\n}\na { b = 1, c = 2 }\nd { e { f = 1 } }\n",
    );
    let found: Vec<_> =
        parsed.body.blocks.iter().map(|block| (block.labels.len(), block.body.attributes.len())).collect();
    assert_eq!(found, [(2, 1), (2, 1), (0, 1), (0, 0)]);
    assert_eq!(&**parsed.body.blocks[0].label(1).unwrap(), "b");
    assert_eq!(parsed.body.blocks[3].body.blocks[0].body.attributes.len(), 1);
}

#[test]
fn single_expressions() {
    let parsed = parse_expression("{ a = 1, a = x.y }", file(), 10).unwrap();
    assert_eq!(render(&parsed), "{\"a\"=1 \"a\"=(. x y)}");
    assert_eq!((parsed.span.start, parsed.span.end), (10, 28));
    let failed = parse_expression("1 +", file(), 10).unwrap_err();
    assert_eq!(failed.span.unwrap().start, 13);
    assert!(parse_expression("1 2", file(), 0).is_err());
    assert!(parse_expression("", file(), 0).is_err());
    assert_eq!(render(&parse_expression("\n[1,\n2]\n", file(), 0).unwrap()), "[1 2]");
}
