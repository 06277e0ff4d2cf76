//! Declarations: what they hold and where they stand.

use super::{clean, parse, shape, type_shape};
use crate::bicep::syntax::{CommentKind, DeclarationKind, Imported, ObjectItem, Resource};

fn resource(text: &str) -> Resource {
    match clean(text).remove(0).kind {
        DeclarationKind::Resource(resource) => *resource,
        other => panic!("{other:?}"),
    }
}

#[test]
fn bodies_are_taken_apart() {
    let plain = resource("resource a 'B@1' = {\n  name: 'x'\n}\n");
    assert_eq!(&*plain.name.text, "a");
    assert_eq!(plain.type_literal.text().unwrap().as_ref(), "B@1");
    assert!(!plain.is_existing && plain.body.condition.is_none() && plain.body.repetition.is_none());
    assert_eq!(shape(&plain.body.object.property("NAME").unwrap().value), "\"x\"");

    assert!(resource("resource a 'B@1' existing = {\n  name: 'x'\n}\n").is_existing);

    let conditional = resource("resource a 'B@1' =\n  if (c && d) {\n  name: 'x'\n}\n");
    assert_eq!(shape(conditional.body.condition.as_ref().unwrap()), "p(c And d)");

    let repeated = resource("resource a 'B@1' = [for (x, i) in y: if (z) {\n  name: x\n}]\n");
    let clause = repeated.body.repetition.unwrap();
    assert_eq!((&*clause.item.text, &*clause.index.unwrap().text, &*shape(&clause.collection)), ("x", "i", "y"));
    assert_eq!(shape(&repeated.body.condition.unwrap()), "pz");
    assert_eq!(shape(&repeated.body.object), "{\"name\": x}");
}

#[test]
fn resources_nest() {
    let outer = resource(
        "resource a 'B@1' = {\n  name: 'x'\n  @batchSize(1)\n  resource c 'd' = [for x in y: {\n    name: x\n  }]\n}\n",
    );
    let items = outer.body.object.object_items().unwrap();
    let ObjectItem::Resource(inner) = &items[1] else { panic!("{items:?}") };
    assert_eq!(inner.decorator("batchSize").unwrap().arguments.len(), 1);
    let DeclarationKind::Resource(inner) = &inner.kind else { panic!() };
    assert!(inner.body.repetition.is_some());
}

#[test]
fn decorators_belong_to_the_next_declaration() {
    let declarations = clean("@allowed([\n  'a'\n])\n\n@sys.description('b')\n// c\n@secure()\nparam d string = 'e'\n");
    assert_eq!(declarations.len(), 1);
    let parameter = &declarations[0];
    let names: Vec<&str> = parameter.decorators.iter().map(|decorator| &*decorator.name.text).collect();
    assert_eq!(names, ["allowed", "description", "secure"]);
    assert_eq!(&*parameter.decorators[1].namespace.as_ref().unwrap().text, "sys");
    assert_eq!(shape(&parameter.decorator("description").unwrap().arguments[0]), "\"b\"");
    assert!(parameter.decorator("secure").is_some() && parameter.decorator("minLength").is_none());
}

#[test]
fn places_are_exact() {
    let text = "\u{feff}// ä\n@secure()\nparam d string = 'e'\n";
    let declarations = clean(text);
    let parameter = &declarations[0];
    assert_eq!(&text[parameter.span.range()], "param d string = 'e'");
    assert_eq!(&text[parameter.decorators[0].span.range()], "@secure()");
    let DeclarationKind::Parameter(inner) = &parameter.kind else { panic!() };
    assert_eq!(&text[inner.name.span.range()], "d");
    assert_eq!(&text[inner.type_expression.span.range()], "string");
    assert_eq!(&text[inner.default.as_ref().unwrap().span.range()], "'e'");
}

#[test]
fn imports_name_what_they_bring() {
    let declarations = clean("import {\n  a\n  b as c\n  'd-e' as f\n} from 'g.bicep'\nimport * as h from 'i.bicep'\n");
    let DeclarationKind::Import(listed) = &declarations[0].kind else { panic!() };
    let Imported::Symbols(symbols) = &listed.imported else { panic!() };
    let names: Vec<(&str, &str)> = symbols.iter().map(|symbol| (&*symbol.name.text, &*symbol.local.text)).collect();
    assert_eq!(names, [("a", "a"), ("b", "c"), ("d-e", "f")]);
    assert_eq!(listed.path.text().unwrap().as_ref(), "g.bicep");
    let DeclarationKind::Import(wildcard) = &declarations[1].kind else { panic!() };
    assert!(matches!(&wildcard.imported, Imported::All(name) if &*name.text == "h"));
}

#[test]
fn functions_have_typed_parameters() {
    let declarations = clean("@export()\nfunc f(\n  a fooType?,\n  b int\n) string[] =>\n  [a]\n");
    let DeclarationKind::Function(function) = &declarations[0].kind else { panic!() };
    let parameters: Vec<String> = (function.parameters.iter())
        .map(|parameter| format!("{} {}", parameter.name.text, type_shape(&parameter.type_expression)))
        .collect();
    assert_eq!(parameters, ["a (fooType?)", "b int"]);
    assert_eq!((&*type_shape(&function.result), &*shape(&function.body)), ("(string[])", "[a]"));
}

#[test]
fn parameter_files_are_read() {
    let declarations = clean(
        "using 'main.bicep' with {\n  mode: 'stack'\n}\nusing none\nextends 'base.bicepparam'\nparam a = [1]\n\
         extensionConfig k8s with {\n  b: 1\n}\n",
    );
    let DeclarationKind::Using(using) = &declarations[0].kind else { panic!() };
    assert!(using.path.as_ref().unwrap().text().is_some() && using.configuration.is_some());
    let DeclarationKind::Using(none) = &declarations[1].kind else { panic!() };
    assert!(none.path.is_none());
    assert!(matches!(&declarations[2].kind, DeclarationKind::Extends(path) if path.text().is_some()));
    let DeclarationKind::ParameterAssignment(assignment) = &declarations[3].kind else { panic!() };
    assert_eq!((&*assignment.name.text, &*shape(&assignment.value)), ("a", "[1]"));
    assert!(matches!(&declarations[4].kind, DeclarationKind::ExtensionConfiguration(_)));
}

#[test]
fn extensions_have_names_and_aliases() {
    let declarations = clean(
        "extension az as foo\nextension 'br:x/y:1' with {\n  a: 1\n} as b\nprovider 'k@1' as c\nimport 'k@1.0.0' with {\n a: 1\n} as d\n",
    );
    let aliases: Vec<String> = (declarations.iter())
        .map(|declaration| match &declaration.kind {
            DeclarationKind::Extension(extension) => {
                format!("{} {}", shape(&extension.name), extension.alias.as_ref().unwrap().text)
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(aliases, ["az foo", "\"br:x/y:1\" b", "\"k@1\" c", "\"k@1.0.0\" d"]);
}

#[test]
fn comments_are_kept() {
    let text = "// a\nvar b = c /* d */\n  // e\n  ? 1 // f\n  : 2\n#disable-next-line BCP001 // g\nvar h = '// no'\n";
    let (tree, problems) = parse(text);
    assert!(problems.is_empty());
    let comments: Vec<(CommentKind, &str)> =
        tree.comments.iter().map(|comment| (comment.kind, &text[comment.span.range()])).collect();
    assert_eq!(
        comments,
        [
            (CommentKind::Line, "// a"),
            (CommentKind::Block, "/* d */"),
            (CommentKind::Line, "// e"),
            (CommentKind::Line, "// f"),
            (CommentKind::Directive, "#disable-next-line BCP001 // g"),
        ]
    );
}

#[test]
fn words_of_the_language_are_names_too() {
    let text = "param resource string\nvar type = param\nvar for = in\noutput output object = module.type.for\n";
    assert_eq!(clean(text).len(), 4);
}
