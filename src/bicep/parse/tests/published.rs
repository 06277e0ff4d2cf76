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
    for text in [
        "param a resourceInput<'b@c'>.tags?\n",
        "var a = {\n  ...b\n}\n",
        "var a string = 'x'\n",
        "extension microsoftGraphV1\n",
        "var a = foo(b!)\n",
        "param a fooType?\nvar b = [1]\n",
        "import {\n  a\n  b\n} from 'x'\n",
        "var a = $'''\nfoo ${b}\n'''\n",
        "var a = b[^1]\n",
        "var a = '// x'\n",
        "param a = 'x'\n",
    ] {
        assert!(parse_published(text).root_node().has_error(), "no longer wrong, so this reason is gone: {text:?}");
        assert!(!clean(text).is_empty());
    }
}

/// It reads some conditions as something else, without an error.
#[test]
fn it_takes_operators_for_tighter_than_access() {
    for (expression, wrong, right) in [
        ("a ? b : c.d", "member_expression", "(a ? b : (c.d))"),
        ("a == b.c", "member_expression", "(a Equal (b.c))"),
        ("!a.b", "member_expression", "(Not (a.b))"),
        ("[\n  a\n  (b)\n]", "call_expression", "[a, pb]"),
    ] {
        let tree = parse_published(&format!("var a = {expression}\n"));
        assert!(!tree.root_node().has_error(), "{expression}");
        let shown = tree.root_node().to_sexp();
        let operation = shown.find(wrong).unwrap_or_else(|| panic!("{expression} gives {shown}"));
        // The access or call is outermost: it takes in the operation, or the element before it.
        let others = ["ternary_expression", "binary_expression", "unary_expression", "array (array"];
        assert!(others.iter().all(|other| shown.find(other).is_none_or(|at| at > operation)), "{shown}");
        assert_eq!(shape(&value(expression)), right);
    }
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
