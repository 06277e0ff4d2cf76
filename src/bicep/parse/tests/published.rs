//! Where the published grammar, the crate `tree-sitter-bicep`, goes wrong and ours does not: why we have our own.

use std::collections::BTreeSet;

use tree_sitter::{Language, Parser, Tree};

use super::{clean, shape, value};
use crate::bicep::parse::kind;

fn published() -> Language {
    tree_sitter_bicep::LANGUAGE.into()
}

fn parse_published(text: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&published()).unwrap();
    parser.parse(text, None).unwrap()
}

/// It has errors in what the compiler accepts.
#[test]
fn it_fails_on_valid_code() {
    for (construct, text) in [
        ("types that depend on a resource", "param a resourceInput<'b@c'>.tags?\n"),
        ("spread", "var a = {\n  ...b\n}\n"),
        ("spread in a list", "var a = [\n  ...b\n]\n"),
        ("a variable with a type", "var a string = 'x'\n"),
        ("extensions", "extension microsoftGraphV1\n"),
        ("`!` in an argument", "var a = foo(b!)\n"),
        ("`!` in a hole", "var a = '${b!}'\n"),
        ("`!` before an operator", "var a = b.c! ?? d\n"),
        ("a nullable type before another declaration", "param a fooType?\nvar b = [1]\n"),
        ("an import list without commas", "import {\n  a\n  b\n} from 'x'\n"),
        ("a multi-line string with holes", "var a = $'''\nfoo ${b}\n'''\n"),
        ("several dollar signs", "var a = $$'''\nfoo $${b}\n'''\n"),
        ("an index from the end", "var a = b[^1]\n"),
        ("a string that begins like a comment", "var a = '// x'\n"),
        ("a comment's beginning behind a hole", "var a = '${b}//x'\n"),
        ("an output that is a resource", "output a resource = b\n"),
        ("an import by a string", "import { 'a-b' as c } from 'x'\n"),
        ("an array of tuples", "type a = [string, int][]\n"),
        ("a parameter file", "param a = 'x'\n"),
        ("a parameter file of no template", "using none\n"),
        ("a parameter file that extends another", "extends 'x.bicepparam'\n"),
        ("configuration of an extension", "extensionConfig a with {\n  b: 1\n}\n"),
        ("a deployment's settings", "using 'x.bicep' with {\n  mode: 'stack'\n}\n"),
    ] {
        assert!(parse_published(text).root_node().has_error(), "no longer wrong, so this reason is gone: {construct}");
        assert!(!clean(text).is_empty());
    }
}

/// It reads some expressions as others, without an error.
#[test]
fn it_takes_operators_for_tighter_than_access() {
    for (expression, wrong, right) in [
        ("a ? b : c.d", "member_expression", "(a ? b : (c.d))"),
        ("a == b.c", "member_expression", "(a Equal (b.c))"),
        ("x ?? y.name", "member_expression", "(x Coalesce (y.name))"),
        ("!a.b", "member_expression", "(Not (a.b))"),
        ("a && !b.c", "member_expression", "(a And (Not (b.c)))"),
        ("[\n  a\n  (b)\n]", "call_expression", "[a, pb]"),
        ("map(b, c => c.d)", "member_expression", "map(b, (c => (c.d)))"),
    ] {
        let tree = parse_published(&format!("var a = {expression}\n"));
        assert!(!tree.root_node().has_error(), "{expression}");
        let shown = tree.root_node().to_sexp();
        let operation = shown.find(wrong).unwrap_or_else(|| panic!("{expression} gives {shown}"));
        // The access or call is outermost: it takes in the operation, or the element before it.
        let others =
            ["ternary_expression", "binary_expression", "unary_expression", "lambda_expression", "array (array"];
        assert!(others.iter().all(|other| shown.find(other).is_none_or(|at| at > operation)), "{shown}");
        assert_eq!(shape(&value(expression)), right);
    }
}

/// It sees no lines: the index of one item becomes an item of its own.
#[test]
fn it_takes_items_apart() {
    let list = "[\n  x\n  x[0]\n]";
    let tree = parse_published(&format!("var a = {list}\n"));
    assert!(!tree.root_node().has_error());
    let shown = tree.root_node().to_sexp();
    assert!(shown.contains("(array (identifier) (identifier) (array (number)))"), "{shown}");
    assert_eq!(shape(&value(list)), "[x, (x[0])]");
}

/// Two grammars of one name would link into one another: each must have its own tables.
#[test]
fn it_is_another_grammar() {
    let kinds = |language: &Language| -> BTreeSet<String> {
        let count = u16::try_from(language.node_kind_count()).unwrap();
        (0..count).filter_map(|kind| language.node_kind_for_id(kind)).map(str::to_owned).collect()
    };
    let (ours, theirs) = (kinds(kind::language()), kinds(&published()));
    assert_ne!(ours, theirs);
    assert!(ours.contains("extension_configuration") && !theirs.contains("extension_configuration"));
    assert_eq!(kind::language().name(), Some("akslint_bicep"));
}
