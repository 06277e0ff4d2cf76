//! Tests of the parser, by syntax.

mod json;
mod native;
mod robustness;
mod values;

use super::*;
use crate::source::{SourceFile, Sources};
use crate::terraform::syntax::{Body, ExpressionKind, SplatOperation, TemplatePart};

fn file() -> FileId {
    Sources::in_memory().add("a.tf", "")
}

fn parse(text: &str) -> Parsed {
    parse_file(text, file())
}

/// Each problem as `line:column message`.
fn problems(text: &str, parsed: &Parsed) -> Vec<String> {
    let source = SourceFile::new("a.tf".into(), text.into());
    let place = |problem: &Problem| source.position(problem.span.unwrap().start as usize);
    (parsed.problems.iter())
        .map(|problem| format!("{}:{} {}", place(problem).line, place(problem).column, problem.message))
        .collect()
}

/// The only expression of `a = …`, rendered.
fn value(text: &str) -> String {
    let parsed = parse(text);
    assert_eq!(problems(text, &parsed), Vec::<String>::new(), "{text}");
    render(&parsed.body.attributes[0].expression)
}

fn list<'e>(items: impl IntoIterator<Item = &'e Expression>) -> String {
    items.into_iter().map(render).collect::<Vec<_>>().join(" ")
}

/// An unambiguous form of an expression.
fn render(node: &Expression) -> String {
    match &node.kind {
        ExpressionKind::Null => "null".into(),
        ExpressionKind::Bool(value) => value.to_string(),
        ExpressionKind::Number(number) => number.to_string(),
        ExpressionKind::String(text) => format!("{text:?}"),
        ExpressionKind::Template(parts) => format!("(template {})", template(parts)),
        ExpressionKind::Wrap(inner) => format!("(wrap {})", render(inner)),
        ExpressionKind::Tuple(items) => format!("[{}]", list(items)),
        ExpressionKind::Object(items) => {
            let items = items.iter().map(|item| format!("{}={}", render(&item.key), render(&item.value)));
            format!("{{{}}}", items.collect::<Vec<_>>().join(" "))
        }
        ExpressionKind::Parenthesis(inner) => format!("(paren {})", render(inner)),
        ExpressionKind::Variable(name) => name.to_string(),
        ExpressionKind::Attribute(base, name) => format!("(. {} {name})", render(base)),
        ExpressionKind::Index(base, key) => format!("(index {} {})", render(base), render(key)),
        ExpressionKind::Splat(splat) => {
            format!(
                "(splat{} {}{})",
                if splat.is_full { "*" } else { "" },
                render(&splat.base),
                operations(&splat.each)
            )
        }
        ExpressionKind::Conditional(parts) => format!("(if {})", list(parts.iter())),
        ExpressionKind::Call(call) => {
            let expand = if call.expand_last { "..." } else { "" };
            format!("({}{expand} {})", call.name, list(&call.arguments))
        }
        ExpressionKind::Not(inner) => format!("(! {})", render(inner)),
        ExpressionKind::Negate(inner) => format!("(- {})", render(inner)),
        ExpressionKind::Binary(operator, operands) => format!("({operator:?} {})", list(operands.iter())),
        ExpressionKind::For(parsed) => {
            let option = |part: &Option<Expression>| part.as_ref().map_or("-".into(), render);
            format!(
                "(for {:?} {} {} {} {} {} {})",
                parsed.key_name,
                parsed.value_name,
                render(&parsed.collection),
                option(&parsed.key),
                render(&parsed.value),
                option(&parsed.condition),
                parsed.group
            )
        }
        ExpressionKind::Pipeline(token) => format!("<{token}>"),
        ExpressionKind::Error(_) => "error".into(),
    }
}

fn operations(each: &[SplatOperation]) -> String {
    let operation = |operation: &SplatOperation| match operation {
        SplatOperation::Attribute(name) => format!(" .{name}"),
        SplatOperation::Index(key) => format!(" [{}]", render(key)),
        SplatOperation::Splat { each, is_full } => {
            format!(" (splat{}{})", if *is_full { "*" } else { "" }, operations(each))
        }
    };
    each.iter().map(operation).collect()
}

fn template(parts: &[TemplatePart]) -> String {
    let part = |part: &TemplatePart| match part {
        TemplatePart::Literal(text) => format!("{text:?}"),
        TemplatePart::Interpolation(inner) => render(inner),
        TemplatePart::If { condition, yes, no } => {
            format!("(if {} ({}) ({}))", render(condition), template(yes), template(no))
        }
        TemplatePart::For { key, value, collection, body } => {
            format!("(for {key:?} {value} {} ({}))", render(collection), template(body))
        }
    };
    parts.iter().map(part).collect::<Vec<_>>().join(" ")
}

/// Every span of a tree lies in the file and on character boundaries, and inside that of what holds it.
fn check_spans(body: &Body, text: &str) {
    let check = |span: crate::source::Span| assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
    for attribute in &body.attributes {
        check(attribute.span);
        check(attribute.name_span);
        check_expression(&attribute.expression, text);
        assert!(attribute.span.contains(attribute.name_span) && attribute.span.contains(attribute.expression.span));
    }
    for block in &body.blocks {
        check(block.span);
        check(block.header);
        assert!(block.span.contains(block.header), "{text:?}");
        for label in &block.labels {
            check(label.span);
        }
        check_spans(&block.body, text);
    }
}

fn check_expression(node: &Expression, text: &str) {
    assert!(text.get(node.span.range()).is_some(), "{:?} in {text:?}", node.span);
    for child in children(node) {
        assert!(node.span.contains(child.span), "{:?} holds {:?} in {text:?}", node.span, child.span);
        check_expression(child, text);
    }
}

fn children(node: &Expression) -> Vec<&Expression> {
    match &node.kind {
        ExpressionKind::Wrap(inner)
        | ExpressionKind::Parenthesis(inner)
        | ExpressionKind::Attribute(inner, _)
        | ExpressionKind::Not(inner)
        | ExpressionKind::Negate(inner) => vec![inner],
        ExpressionKind::Tuple(items) => items.iter().collect(),
        ExpressionKind::Object(items) => items.iter().flat_map(|item| [&item.key, &item.value]).collect(),
        ExpressionKind::Index(base, key) => vec![base, key],
        ExpressionKind::Splat(splat) => vec![&splat.base],
        ExpressionKind::Conditional(parts) => parts.iter().collect(),
        ExpressionKind::Call(call) => call.arguments.iter().collect(),
        ExpressionKind::Binary(_, operands) => operands.iter().collect(),
        ExpressionKind::For(parsed) => {
            let mut all = vec![&parsed.collection, &parsed.value];
            all.extend(parsed.key.iter().chain(&parsed.condition));
            all
        }
        ExpressionKind::Template(parts) => template_children(parts),
        _ => Vec::new(),
    }
}

fn template_children(parts: &[TemplatePart]) -> Vec<&Expression> {
    let children = |part| match part {
        &TemplatePart::Literal(_) => Vec::new(),
        TemplatePart::Interpolation(inner) => vec![inner],
        TemplatePart::If { condition, yes, no } => {
            let mut all = vec![condition];
            all.extend(template_children(yes));
            all.extend(template_children(no));
            all
        }
        TemplatePart::For { collection, body, .. } => {
            let mut all = vec![collection];
            all.extend(template_children(body));
            all
        }
    };
    parts.iter().flat_map(children).collect()
}
