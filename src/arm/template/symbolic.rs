//! Names as texts, where what is not known stands as the expression that gives it: two names with the same text are the
//! same, even where nobody knows what it is.

use super::binding::Bindings;
use super::instance::Instance;
use crate::arm::expression::{Content, Expression, ExpressionKind, is_expression};
use crate::document::{Data, Value};
use crate::formats::json::{Kind, Node};

/// Around an expression.
const OPEN: char = '\u{1}';
const CLOSE: char = '\u{2}';
/// A slash in an expression, which separates no segments of the name.
const SLASH: char = '\u{3}';
/// The longest text that is compared, in bytes.
const LONGEST: usize = 1 << 14;

/// Whether a text holds no expressions.
pub(super) fn is_known(text: &str) -> bool {
    !text.contains(OPEN)
}

/// The text for people: expressions as they are written.
pub(super) fn shown(text: &str) -> String {
    text.chars().filter(|&character| character != OPEN && character != CLOSE).map(unslash).collect()
}

/// The text without the expressions at its end, such as the token behind a uri.
pub(super) fn without_tail(text: &str) -> &str {
    let mut text = text;
    while text.ends_with(CLOSE) {
        let mut depth = 0usize;
        let start = text.char_indices().rev().find(|&(_, character)| {
            match character {
                CLOSE => depth += 1,
                OPEN => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        text = start.map_or("", |(start, _)| &text[..start]);
    }
    text
}

fn unslash(character: char) -> char {
    if character == SLASH { '/' } else { character }
}

fn opaque(expression: &str) -> String {
    let inner: String = expression.chars().map(|character| if character == '/' { SLASH } else { character }).collect();
    format!("{OPEN}{inner}{CLOSE}")
}

/// Functions whose results only the deployment knows, or that name resources themselves: never evaluated for a text.
fn is_runtime(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(
        &*name,
        "reference" | "references" | "resourceinfo" | "guid" | "uniquestring" | "newguid" | "utcnow" | "providers"
    ) || name.ends_with("resourceid")
        || name.starts_with("list")
}

fn mentions_runtime(expression: &Expression) -> bool {
    match &expression.kind {
        ExpressionKind::String(_) | ExpressionKind::Number(_) => false,
        ExpressionKind::Call { name, arguments, .. } => is_runtime(name) || arguments.iter().any(mentions_runtime),
        ExpressionKind::Member(base, _) => mentions_runtime(base),
        ExpressionKind::Index(base, key) => mentions_runtime(base) || mentions_runtime(key),
    }
}

impl Instance<'_> {
    /// The text of a string of the template; none for what is no string.
    pub(super) fn text_of_node(&self, node: &Node, bindings: &Bindings<'_>) -> Option<String> {
        match &node.kind {
            Kind::String(text) => Some(match &*self.file.content(text) {
                Ok(Content::Literal(literal)) => literal.to_string(),
                Ok(Content::Expression(expression)) => self.text_of(expression, bindings),
                Err(_) => opaque(&text.text),
            }),
            Kind::Number => Some(self.file.source.text.get(node.range.clone())?.to_owned()),
            Kind::Bool(true) => Some("True".to_owned()),
            Kind::Bool(false) => Some("False".to_owned()),
            _ => None,
        }
    }

    /// The text of an expression.
    pub(super) fn text_of(&self, expression: &Expression, bindings: &Bindings<'_>) -> String {
        let text = match self.run.enter() {
            Some(_guard) if self.run.budget.spend(1).is_ok() => self.compute_text(expression, bindings),
            _ => None,
        };
        let text = text.unwrap_or_else(|| opaque(&self.written(expression)));
        if text.len() <= LONGEST { text } else { opaque(&self.written(expression)) }
    }

    fn written(&self, expression: &Expression) -> String {
        let text = self.file.source.text.get(expression.span.range()).unwrap_or_default();
        text.chars().take(LONGEST / 8).filter(|character| !character.is_whitespace()).collect()
    }

    fn compute_text(&self, expression: &Expression, bindings: &Bindings<'_>) -> Option<String> {
        match &expression.kind {
            ExpressionKind::String(text) => Some(text.to_string()),
            ExpressionKind::Number(number) => Some(number.to_string()),
            ExpressionKind::Member(..) | ExpressionKind::Index(..) => match self.node_of(expression, bindings) {
                Some(node) => self.owner().text_of_node(node, &Bindings::NONE),
                None => self.evaluated_text(expression, bindings),
            },
            ExpressionKind::Call { name, arguments, .. } => match (&*name.to_ascii_lowercase(), &arguments[..]) {
                ("format", [pattern, values @ ..]) => self.format_text(pattern, values, bindings),
                ("concat", [_, ..]) => {
                    let parts: Vec<String> = arguments.iter().map(|part| self.text_of(part, bindings)).collect();
                    Some(parts.concat())
                }
                ("uri", [base, relative]) => {
                    let evaluated = self.evaluated_text(expression, bindings);
                    let parts = || format!("{}/{}", self.text_of(base, bindings), self.text_of(relative, bindings));
                    evaluated.or_else(|| Some(parts()))
                }
                ("variables", [_]) => self.variable_text(expression, bindings),
                ("if", [condition, yes, no]) if !mentions_runtime(condition) => {
                    let condition = self.evaluate(condition, bindings).ok()?;
                    self.text_of(if condition.as_bool()? { yes } else { no }, bindings).into()
                }
                (lower, _) if is_runtime(lower) => {
                    let parts: Vec<String> = arguments.iter().map(|part| self.text_of(part, bindings)).collect();
                    Some(opaque(&format!("{lower}({})", parts.join(","))))
                }
                ("parameters" | "copyindex" | "lambdavariables", _) => self.evaluated_text(expression, bindings),
                (lower, _) => {
                    let parts: Vec<String> = arguments.iter().map(|part| self.text_of(part, bindings)).collect();
                    let evaluated = self.evaluated_text(expression, bindings);
                    evaluated.or_else(|| Some(opaque(&format!("{lower}({})", parts.join(",")))))
                }
            },
        }
    }

    /// What an expression that names no resources evaluates to.
    fn evaluated_text(&self, expression: &Expression, bindings: &Bindings<'_>) -> Option<String> {
        if mentions_runtime(expression) {
            return None;
        }
        known_text(&self.evaluate(expression, bindings).ok()?)
    }

    fn format_text(&self, pattern: &Expression, values: &[Expression], bindings: &Bindings<'_>) -> Option<String> {
        let ExpressionKind::String(pattern) = &pattern.kind else { return None };
        let mut text = String::new();
        let mut rest = &**pattern;
        while let Some(at) = rest.find(['{', '}']) {
            text.push_str(&rest[..at]);
            rest = &rest[at..];
            if let Some(after) = rest.strip_prefix("{{").or_else(|| rest.strip_prefix("}}")) {
                text.push_str(&rest[..1]);
                rest = after;
                continue;
            }
            let (index, after) = rest.strip_prefix('{')?.split_once('}')?;
            text.push_str(&self.text_of(values.get(index.parse::<usize>().ok()?)?, bindings));
            rest = after;
            if text.len() > LONGEST {
                return None;
            }
        }
        text.push_str(rest);
        Some(text)
    }

    fn variable_text(&self, expression: &Expression, bindings: &Bindings<'_>) -> Option<String> {
        let node = self.node_of(expression, bindings)?;
        let owner = self.owner();
        let span = owner.file.span(&node.range);
        let label = || owner.written(expression);
        owner.cell(
            &owner.cells.texts,
            node.range.start,
            label,
            span,
            |_| None,
            || owner.text_of_node(node, &Bindings::NONE),
        )
    }

    /// The piece of the template that a variable, or a member of one, is written as.
    fn node_of(&self, expression: &Expression, bindings: &Bindings<'_>) -> Option<&Node> {
        let owner = self.owner();
        match &expression.kind {
            ExpressionKind::Call { name, arguments, .. } if name.eq_ignore_ascii_case("variables") => {
                let [argument] = &arguments[..] else { return None };
                if bindings.function_parameters().is_some() {
                    return None;
                }
                let name = self.known(argument, bindings)?;
                let (declared, node) = owner.template.variables.members[owner.template.variables.find(&name)?];
                (declared.range.start < node.range.start).then_some(node)
            }
            ExpressionKind::Member(base, name) => {
                let base = self.node_of(base, bindings)?;
                // The last of several, and no loop may have made it.
                base.get("copy").is_none().then(|| base.get(name)).flatten()
            }
            ExpressionKind::Index(base, key) => {
                let base = self.node_of(base, bindings)?;
                let key = self.known(key, bindings)?;
                match &base.kind {
                    Kind::Array(items) => items.get(key.parse::<usize>().ok()?),
                    _ if base.get("copy").is_none() => base.get(&key),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn known(&self, expression: &Expression, bindings: &Bindings<'_>) -> Option<String> {
        Some(self.text_of(expression, bindings)).filter(|text| is_known(text))
    }

    /// The name as written, for an address.
    pub(super) fn written_name(&self, node: &Node) -> String {
        let written = node.as_str().unwrap_or("?");
        if is_expression(written) { written[1..written.len() - 1].trim().to_owned() } else { written.to_owned() }
    }
}

fn known_text(value: &Value) -> Option<String> {
    match &value.data {
        Data::String(text) => Some(text.to_string()),
        Data::Number(number) => Some(number.to_string()),
        Data::Bool(true) => Some("True".to_owned()),
        Data::Bool(false) => Some("False".to_owned()),
        _ => None,
    }
}
