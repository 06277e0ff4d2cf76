//! Tests of the parser.

mod constructs;
mod deletions;
mod expressions;
mod limits;
mod mistakes;
mod properties;
mod published;
mod recovery;
mod statements;

use super::parse_bicep;
use crate::bicep::syntax::{ArrayItem, TypeExpression, TypeKind};
use crate::bicep::syntax::{
    Declaration, DeclarationKind, Expression, ExpressionKind, ObjectItem, StringPart, SyntaxTree,
};
use crate::document::Problem;
use crate::source::Sources;

/// The constructs of the language: name and source.
fn all_constructs() -> Vec<(String, String)> {
    let constructs: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("../../../../testdata/bicep/constructs.json")).unwrap();
    let field = |construct: &serde_json::Value, name: &str| construct[name].as_str().unwrap().to_owned();
    constructs.iter().map(|construct| (field(construct, "name"), field(construct, "source"))).collect()
}

fn parse(text: &str) -> (SyntaxTree, Vec<Problem>) {
    let sources = Sources::in_memory();
    parse_bicep(text, sources.add("main.bicep", text))
}

/// Parses what must have no problem.
fn clean(text: &str) -> Vec<Declaration> {
    let (tree, problems) = parse(text);
    assert!(problems.is_empty(), "{text:?}: {problems:?}");
    assert!(tree.declarations.iter().all(|declaration| !declaration.is_partial), "{text:?}");
    tree.declarations
}

/// The value of `var a = …`.
fn value(text: &str) -> Expression {
    match clean(&format!("var a = {text}\n")).pop().map(|declaration| declaration.kind) {
        Some(DeclarationKind::Variable(variable)) => variable.value,
        other => panic!("{text:?} gave {other:?}"),
    }
}

/// An expression with a bracket around each operation.
fn shape(expression: &Expression) -> String {
    let all = |expressions: &[Expression]| expressions.iter().map(shape).collect::<Vec<_>>().join(", ");
    match &expression.kind {
        ExpressionKind::Null => "null".to_owned(),
        ExpressionKind::Bool(value) => value.to_string(),
        ExpressionKind::Integer(value) => value.to_string(),
        ExpressionKind::String(text) => format!("{text:?}"),
        ExpressionKind::Interpolation(parts) => {
            let part = |part: &StringPart| match part {
                StringPart::Text(text) => format!("{text:?}"),
                StringPart::Expression(expression) => shape(expression),
            };
            format!("<{}>", parts.iter().map(part).collect::<Vec<_>>().join(" "))
        }
        ExpressionKind::Array(items) => {
            let item = |item: &ArrayItem| match item {
                ArrayItem::Value(value) => shape(value),
                ArrayItem::Spread(value) => format!("...{}", shape(value)),
                ArrayItem::Unread(_) => "?".to_owned(),
            };
            format!("[{}]", items.iter().map(item).collect::<Vec<_>>().join(", "))
        }
        ExpressionKind::Object(items) => {
            let item = |item: &ObjectItem| match item {
                ObjectItem::Property(property) => format!("{}: {}", shape(&property.key), shape(&property.value)),
                ObjectItem::Spread(value) => format!("...{}", shape(value)),
                ObjectItem::Resource(resource) => format!("resource {}", resource.name().unwrap().text),
                ObjectItem::Unread(_) => "?".to_owned(),
            };
            format!("{{{}}}", items.iter().map(item).collect::<Vec<_>>().join(", "))
        }
        ExpressionKind::For(repetition) => {
            let index = repetition.clause.index.as_ref().map(|index| format!(" {}", index.text)).unwrap_or_default();
            let (item, collection) = (&repetition.clause.item.text, shape(&repetition.clause.collection));
            format!("[for {item}{index} in {collection}: {}]", shape(&repetition.body))
        }
        ExpressionKind::If(parts) => format!("if {} {}", shape(&parts[0]), shape(&parts[1])),
        ExpressionKind::Parenthesis(inner) => format!("p{}", shape(inner)),
        ExpressionKind::Identifier(name) => name.to_string(),
        ExpressionKind::Member(member) => {
            format!("({}.{}{})", shape(&member.base), if member.is_safe { "?" } else { "" }, member.name.text)
        }
        ExpressionKind::Nested(nested) => format!("({}::{})", shape(&nested.0), nested.1.text),
        ExpressionKind::Index(index) => {
            let (safe, end) = (if index.is_safe { "?" } else { "" }, if index.is_from_end { "^" } else { "" });
            format!("({}[{safe}{end}{}])", shape(&index.base), shape(&index.index))
        }
        ExpressionKind::NonNull(base) => format!("({}!)", shape(base)),
        ExpressionKind::Call(call) => format!("{}({})", call.name.text, all(&call.arguments)),
        ExpressionKind::InstanceCall(call) => {
            format!("({}.{}({}))", shape(&call.base), call.name.text, all(&call.arguments))
        }
        ExpressionKind::Unary(operator, operand) => format!("({operator:?} {})", shape(operand)),
        ExpressionKind::Binary(operator, operands) => {
            format!("({} {operator:?} {})", shape(&operands[0]), shape(&operands[1]))
        }
        ExpressionKind::Ternary(parts) => {
            format!("({} ? {} : {})", shape(&parts[0]), shape(&parts[1]), shape(&parts[2]))
        }
        ExpressionKind::Lambda(lambda) => {
            let names: Vec<&str> = lambda.parameters.iter().map(|name| &*name.text).collect();
            format!("({} => {})", names.join(" "), shape(&lambda.body))
        }
        ExpressionKind::Error(_) => "ERROR".to_owned(),
    }
}

/// A type with a bracket around each operation.
fn type_shape(expression: &TypeExpression) -> String {
    let all = |types: &mut dyn Iterator<Item = &TypeExpression>| types.map(type_shape).collect::<Vec<_>>().join(", ");
    match &expression.kind {
        TypeKind::Name(name) => name.to_string(),
        TypeKind::Literal(value) => shape(value),
        TypeKind::Object(object) => {
            let mut items: Vec<String> = (object.properties.iter())
                .map(|property| format!("{}: {}", property.name.text, type_shape(&property.item.type_expression)))
                .collect();
            items.extend(object.additional.iter().map(|item| format!("*: {}", type_shape(&item.type_expression))));
            format!("{{{}}}", items.join(", "))
        }
        TypeKind::Tuple(items) => format!("[{}]", all(&mut items.iter().map(|item| &item.type_expression))),
        TypeKind::Array(item) => format!("({}[])", type_shape(item)),
        TypeKind::Nullable(base) => format!("({}?)", type_shape(base)),
        TypeKind::NonNull(base) => format!("({}!)", type_shape(base)),
        TypeKind::Union(members) => format!("({})", all(&mut members.iter()).replace(", ", " | ")),
        TypeKind::Parenthesis(inner) => format!("p{}", type_shape(inner)),
        TypeKind::Member(base, name) => format!("({}.{})", type_shape(base), name.text),
        TypeKind::AdditionalProperties(base) => format!("({}.*)", type_shape(base)),
        TypeKind::Items(base) => format!("({}[*])", type_shape(base)),
        TypeKind::Item(base, index) => format!("({}[{}])", type_shape(base), shape(index)),
        TypeKind::Generic(generic) => {
            let base = generic.base.as_ref().map(|base| format!("{}.", type_shape(base))).unwrap_or_default();
            format!("{base}{}<{}>", generic.name.text, all(&mut generic.arguments.iter()))
        }
        TypeKind::Resource(literal) => {
            format!("resource{}", literal.as_ref().map(|text| format!(" {}", shape(text))).unwrap_or_default())
        }
        TypeKind::Error(_) => "ERROR".to_owned(),
    }
}
