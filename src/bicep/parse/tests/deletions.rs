//! Any one token may be missing: all that does not hold it is read as before.

use super::{parse, shape, type_shape};
use crate::bicep::parse::kind::language;
use crate::bicep::syntax::{Declaration, DeclarationKind, Imported};

const TEXTS: [&str; 2] = [
    include_str!("../../../../testdata/bicep/syntax/main.bicep"),
    include_str!("../../../../testdata/bicep/syntax/main.bicepparam"),
];

/// The tokens of a text, without newlines and comments.
fn tokens(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(language()).unwrap();
    let tree = parser.parse(text, None).unwrap();
    assert!(!tree.root_node().has_error());
    let mut found = Vec::new();
    let mut open = vec![tree.root_node()];
    while let Some(node) = open.pop() {
        let is_blank = text[node.byte_range()].trim().is_empty();
        if node.child_count() == 0 && !node.is_extra() && !is_blank {
            found.push(node.byte_range());
        }
        open.extend((0..node.child_count()).filter_map(|index| node.child(u32::try_from(index).unwrap())));
    }
    found
}

/// Everything a declaration says, without places.
fn said(declaration: &Declaration) -> String {
    let decorators = declaration.decorators.iter().map(|decorator| {
        let arguments: Vec<String> = decorator.arguments.iter().map(shape).collect();
        format!("@{}({}) ", decorator.name.text, arguments.join(", "))
    });
    let rest = match &declaration.kind {
        DeclarationKind::Parameter(parameter) => {
            format!("{} = {:?}", type_shape(&parameter.type_expression), parameter.default.as_ref().map(shape))
        }
        DeclarationKind::Variable(variable) => shape(&variable.value),
        DeclarationKind::Output(output) => {
            format!("{} = {}", type_shape(&output.type_expression), shape(&output.value))
        }
        DeclarationKind::Type(declared) => type_shape(&declared.type_expression),
        DeclarationKind::Resource(resource) => {
            let condition = resource.body.condition.as_ref().map(shape);
            format!("{} {:?} {}", shape(&resource.type_literal), condition, shape(&resource.body.object))
        }
        DeclarationKind::Module(module) => {
            let condition = module.body.condition.as_ref().map(shape);
            format!("{} {:?} {}", shape(&module.path), condition, shape(&module.body.object))
        }
        DeclarationKind::Function(function) => format!("{} => {}", type_shape(&function.result), shape(&function.body)),
        DeclarationKind::ParameterAssignment(assignment) => shape(&assignment.value),
        DeclarationKind::Metadata(metadata) => shape(&metadata.value),
        DeclarationKind::TargetScope(value) | DeclarationKind::Extends(value) => shape(value),
        DeclarationKind::Using(using) => format!("{:?}", using.path.as_ref().map(shape)),
        DeclarationKind::Import(import) => {
            let names = match &import.imported {
                Imported::All(name) => name.text.to_string(),
                Imported::Symbols(symbols) => symbols.iter().map(|symbol| format!("{} ", symbol.local.text)).collect(),
            };
            format!("{names} {}", shape(&import.path))
        }
        DeclarationKind::Extension(extension) | DeclarationKind::ExtensionConfiguration(extension) => {
            format!("{} {:?}", shape(&extension.name), extension.configuration.as_ref().map(shape))
        }
        other => panic!("the test data has no {other:?}"),
    };
    let name = declaration.name().map(|name| &*name.text).unwrap_or_default();
    let star = if declaration.is_partial { "*" } else { "" };
    format!("{}{star}{name} {rest}", decorators.collect::<String>())
}

#[test]
fn a_missing_token_hurts_its_own_declaration_only() {
    let (mut outside, mut kept, mut unnoticed) = (0, 0, 0);
    let mut deletions = 0;
    for text in TEXTS {
        let (tree, problems) = parse(text);
        assert!(problems.is_empty(), "{problems:?}");
        let whole: Vec<(usize, usize, String)> = (tree.declarations.iter())
            .map(|declaration| {
                let start = declaration.decorators.first().map_or(declaration.span, |first| first.span).start;
                (start as usize, declaration.span.end as usize, said(declaration))
            })
            .collect();
        for token in tokens(text) {
            deletions += 1;
            let broken = format!("{}{}", &text[..token.start], &text[token.end..]);
            let (tree, problems) = parse(&broken);
            unnoticed += usize::from(problems.is_empty());
            let found: Vec<String> = tree.declarations.iter().map(said).collect();
            for (start, end, said) in &whole {
                if *start <= token.start && token.end <= *end {
                    continue;
                }
                outside += 1;
                kept += usize::from(found.contains(said));
            }
        }
    }
    assert!(deletions > 900, "{deletions}");
    // `a -b` without its minus sign is an error, a list without an item is none.
    assert!(unnoticed * 3 < deletions, "{unnoticed} of {deletions}");
    let lost = outside - kept;
    // A bracket that is missing or left over casts doubt on its neighbour.
    assert!(lost * 500 < outside, "{lost} of {outside} lost");
}
