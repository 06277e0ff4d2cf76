//! What breaks the grammar: where, what was expected, and what holds nonetheless.

use super::{parse, shape};
use crate::bicep::syntax::{Declaration, DeclarationKind};
use crate::document::ProblemKind;
use crate::source::SourceFile;

/// The problems as `line:column message`.
fn problems(text: &str) -> Vec<String> {
    let file = SourceFile::new("main.bicep".to_owned(), text.to_owned());
    let at = |offset: u32| file.position(offset as usize);
    let (_, problems) = parse(text);
    let shown = problems.iter().map(|problem| {
        let start = at(problem.span.unwrap().start);
        format!("{}:{} {}", start.line, start.column, problem.message)
    });
    shown.collect()
}

#[test]
fn messages_say_what_was_expected() {
    for (source, expected) in [
        ("param\n", "1:6 Expected a parameter identifier at this location"),
        ("param a\n", "1:8 Expected a parameter type or the \"=\" character at this location"),
        ("var a 1\n", "1:8 Expected the \"=\" character at this location"),
        ("output a = 1\n", "1:10 Expected an output type at this location"),
        (
            "resource a = {}\n",
            "1:12 Expected a resource type string of the format '<type-name>@<apiVersion>' at this location",
        ),
        ("resource a 'b@c' {}\n", "1:18 Expected the \"=\" character at this location"),
        ("module a = {}\n", "1:10 Expected a module path string at this location"),
        ("targetScope 'a'\n", "1:13 Expected the \"=\" character at this location"),
        ("import { a } 'b'\n", "1:14 Expected the \"from\" keyword at this location"),
        ("func f() => 1\n", "1:10 Expected a type expression at this location"),
        ("type a = {\n  b string\n}\n", "2:5 Expected the \":\" character at this location"),
        ("var a = b c\n", "1:11 Expected a new line character at this location"),
        ("var a = [1 2]\n", "1:12 Expected a new line or comma character at this location"),
        ("var a = { b c }\n", "1:13 Expected the \":\" character at this location"),
        ("var a = { : 1 }\n", "1:11 Expected a property name at this location"),
        ("var a = f(1 2)\n", "1:13 Expected the \",\" or \")\" character at this location"),
        ("var a = b[1 2]\n", "1:13 Expected the \"]\" character at this location"),
        ("var a = b ? c\n", "1:14 Expected the \":\" character at this location"),
        ("var a = b.\n", "1:11 Expected a function or property name at this location"),
        ("var a = 'x\n", "1:9 The string at this location is not terminated: Expected a single quote"),
        ("var a = '${b\n", "1:13 Expected the \"}\" character at this location"),
        ("var a = '''x\n", "1:9 The multi-line string at this location is not terminated: Expected '''"),
        ("var a = \"x\"\n", "1:9 The token \" is not recognized: Expected single quotes around a string"),
        ("var a = 1 ; \n", "1:11 The token \";\" is not recognized"),
        ("var a = [\n  1\n", "2:4 Expected the \"]\" character at this location"),
        ("var a = {\n  b: 1\n", "2:7 Expected the \"}\" character at this location"),
        ("/* a\n", "1:1 The multi-line comment at this location is not terminated: Expected */"),
        (
            "var a = 'b\\c'\n",
            "1:11 The escape sequence is not recognized: Expected \\n, \\r, \\t, \\\\, \\', \\$ or \\u{...}",
        ),
        ("@secure()\n", "1:10 Expected a declaration after the decorator"),
        (
            "foo a = 1\n",
            "1:1 This declaration type is not recognized: Expected a metadata, parameter, variable, resource, module, or output declaration, or another one",
        ),
    ] {
        assert_eq!(problems(source).first().map(String::as_str), Some(expected), "{source}");
    }
    let operand = "1:12 Expected a literal value, an array, an object, a parenthesized expression, or a function call at this location";
    assert_eq!(problems("var a = b +\n"), [operand]);
}

/// Names of the declarations, a star behind those that are partial.
fn names(declarations: &[Declaration]) -> Vec<String> {
    let name = |declaration: &Declaration| {
        let star = if declaration.is_partial { "*" } else { "" };
        format!("{}{star}", declaration.name().map(|name| &*name.text).unwrap_or_default())
    };
    declarations.iter().map(name).collect()
}

const BEFORE: &str = "param before string = 'x'\n\n";
const AFTER: &str = "\n@description('}')\nparam after int = 5\n\nresource last 'L@1' = {\n  name: 'l'\n}\n";

/// The one declaration between two good ones.
#[track_caller]
fn survives(broken: &str) -> Vec<Declaration> {
    let (tree, problems) = parse(&format!("{BEFORE}{broken}{AFTER}"));
    assert!(problems.iter().all(|problem| problem.kind == ProblemKind::Syntax), "{problems:?}");
    assert!(!problems.is_empty(), "{broken}");
    let mut declarations = tree.declarations;
    let found = names(&declarations);
    // A bracket too many may belong to what stands before it.
    assert_eq!(found.first().map(|name| name.trim_end_matches('*')), Some("before"), "{broken}");
    assert_eq!(found[found.len() - 2..], ["after", "last"], "{broken}: {found:?}");
    declarations.remove(0);
    declarations.truncate(declarations.len() - 2);
    declarations
}

#[test]
fn an_error_hurts_its_own_declaration_only() {
    for broken in [
        "var a = [\n  1\n",
        "var a = {\n  b: {\n    c: 1\n}\n",
        "var a = (b\n",
        "var a = 'b\n",
        "var a = '${b\n",
        "var a = f(\n",
        "var a = b ?\n",
        "var a =\n",
        "output a string\n",
        "resource a 'A@1' = {\n  name: 'x'\n  properties: {\n    b: 1\n",
        "resource a 'A@1' {\n  name: 'x'\n}\n",
        "resource a 'A@1 = {\n  name: 'x'\n}\n",
        "resource a 'A@1' = iff (b) {\n  name: 'x'\n}\n",
        "module a './b.bicep' = {\n  params: {\n    c: d e f\n  }\n}\n",
        "@allowed([\n  'x'\nparam a string\n",
        "param a string = = 'x'\n",
        "param a {\n  b: string\n",
        "type a = {\n  b: string c\n}\n",
    ] {
        assert_eq!(names(&survives(broken)), ["a*"], "{broken}");
    }
    for broken in ["}}}\n", "foo bar\n", "\"\n", "\0\n", "param\n", "/ * x\n"] {
        assert_eq!(names(&survives(broken)), Vec::<String>::new(), "{broken}");
    }
}

fn body(broken: &str) -> (String, Option<String>) {
    match survives(broken).remove(0).kind {
        DeclarationKind::Resource(resource) => {
            (shape(&resource.body.object), resource.body.condition.as_ref().map(shape))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_rest_of_a_broken_resource_is_read() {
    let cases = [
        ("{\n  a: 1\n  b c\n  d: 2\n}", "{\"a\": 1, ?, \"d\": 2}"),
        ("{\n  a: 1 2\n  d: 2\n}", "{\"a\": ERROR, ?, \"d\": 2}"),
        ("{\n  a: [1, 2 3]\n  d: 2\n}", "{\"a\": [1, ?], \"d\": 2}"),
        ("{\n  a: 'x\n  d: 2\n}", "{?, \"d\": 2}"),
        ("{\n  a: b(1 2)\n  d: 2\n}", "{\"a\": b(ERROR), \"d\": 2}"),
    ];
    for (object, expected) in cases {
        assert_eq!(body(&format!("resource r 'R@1' = {object}\n")), (expected.to_owned(), None), "{object}");
    }
}

#[test]
fn nothing_is_absent_where_brackets_do_not_match() {
    // What stands in `b` may belong beside it.
    let (object, _) = body("resource r 'R@1' = {\n  b: {\n    c: 1\n  d: 2\n}\n");
    assert_eq!(object, "{\"b\": {\"c\": 1, \"d\": 2, ?}, ?}");
    let (object, _) = body("resource r 'R@1' = {\n  b: 1\n  }\n  d: 2\n}\n");
    assert!(object.starts_with("{\"b\": 1") && object.contains('?'), "{object}");
}

#[test]
fn what_may_be_a_condition_is_no_certainty() {
    let (object, condition) = body("resource r 'R@1' = iff (x) {\n  a: 1\n}\n");
    assert!(object.contains("\"a\": 1"), "{object}");
    assert_eq!(condition.as_deref(), Some("ERROR"));
    let (object, condition) = body("resource r 'R@1' {\n  a: 1\n}\n");
    assert_eq!((&*object, condition), ("{\"a\": 1, ?, ?}", None));
}

#[test]
fn a_value_that_goes_on_is_no_value() {
    for broken in ["var a = b c\n", "var a = b +\n", "var a = 'b' 'c'\n"] {
        let declaration = survives(broken).remove(0);
        let DeclarationKind::Variable(variable) = declaration.kind else { panic!() };
        assert_eq!(shape(&variable.value), "ERROR", "{broken}");
    }
    let declaration = survives("param a strng[ = 1\n").remove(0);
    let DeclarationKind::Parameter(parameter) = declaration.kind else { panic!() };
    assert_eq!(super::type_shape(&parameter.type_expression), "ERROR");
}

#[test]
fn several_errors_are_told() {
    let found = problems("var a = {\n  b c\n  d: 1\n  e f\n}\nvar g = \nvar h = 1\n");
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[1].starts_with("4:3 Unexpected \"e f\""), "{found:?}");
    let many = problems(&"var = 1\n".repeat(1000));
    assert_eq!(many.len(), 101);
    assert!(many[100].ends_with("at least 900 more errors, which are not listed"), "{}", many[100]);
}

#[test]
fn neither_side_of_a_conflict_is_certain() {
    let text = "{\n  a: 1\n<<<<<<< HEAD\n  b: 2\n  c: 3\n=======\n  b: 4\n>>>>>>> other\n  d: 5\n}";
    let (object, _) = body(&format!("resource r 'R@1' = {text}\n"));
    assert_eq!(object, "{\"a\": 1, ?, \"b\": ERROR, \"c\": ERROR, ?, \"b\": ERROR, ?, \"d\": 5}");
    let declarations = survives("<<<<<<< HEAD\nparam a string = 'x'\n=======\nparam a int = 1\n>>>>>>> other\n");
    assert_eq!(names(&declarations), ["a*", "a*"]);
    for declaration in declarations {
        let DeclarationKind::Parameter(parameter) = declaration.kind else { panic!() };
        assert_eq!(super::type_shape(&parameter.type_expression), "ERROR");
        assert_eq!(parameter.default.as_ref().map(shape).as_deref(), Some("ERROR"));
    }
}

#[test]
fn an_operator_in_the_next_line_belongs_to_the_value() {
    let declaration = survives("var a = b\n  && c\n").remove(0);
    let DeclarationKind::Variable(variable) = declaration.kind else { panic!() };
    assert_eq!(shape(&variable.value), "ERROR");
}

#[test]
fn a_misspelt_keyword_still_declares() {
    let declarations = survives("pram a string = 'x'\nresourse b 'B@1' = {\n  c: 1\n}\n");
    assert_eq!(names(&declarations), ["a*", "b*"]);
    let DeclarationKind::Resource(resource) = &declarations[1].kind else { panic!() };
    assert_eq!(
        (&*resource.type_literal.text().unwrap().clone(), &*shape(&resource.body.object)),
        ("B@1", "{\"c\": 1, ?, ?}")
    );
}

#[test]
fn a_resource_type_needs_a_version_unless_it_is_nested() {
    let (_, problems) = parse("resource a 'A/b' = {\n  name: 'x'\n  resource c 'd' = {\n    name: 'y'\n  }\n}\n");
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].kind, ProblemKind::Evaluation);
    assert_eq!(problems[0].message, "The resource type is not valid: Expected the format \"<type-name>@<apiVersion>\"");
}
