//! From a page's texts to checked programs.
//!
//! Knows: which keys hold expressions, and where in the page an error in one lies. Does not know: how they are evaluated.

use super::definition::Policy;
use super::grade::Severity;
use super::language::{ExpressionError, Program, Schema, Scope, compile_condition, compile_value, nearest};
use super::mechanical::wrong_setting;
use super::page::{PageError, locate};

/// A page's expressions, checked.
#[derive(Debug)]
pub(super) struct Compiled {
    pub when: Option<Program>,
    pub require: Program,
    pub lowered: Option<(Severity, Program)>,
    pub fix_when: Option<Program>,
    pub message: Vec<MessagePart>,
}

/// A piece of a message.
#[derive(Debug)]
pub(super) enum MessagePart {
    Text(String),
    Value(Program),
}

impl Policy {
    pub(super) fn compile(&self, schema: &Schema) -> Result<Compiled, PageError> {
        let front = &*self.front;
        let Some(kind) = schema.kind(&front.resource) else {
            let mut message = format!("there is no kind `{}`", front.resource);
            if let Some(meant) = nearest(&front.resource, schema.kinds().iter().map(|kind| kind.name)) {
                message.push_str(&format!("; did you mean `{meant}`?"));
            }
            return Err(self.error(
                "resource",
                &front.resource,
                &ExpressionError { message, span: 0..front.resource.len() },
            ));
        };
        let scope = Scope { schema, kind, options: &front.options };
        let condition =
            |key: &str, text: &str| compile_condition(text, &scope).map_err(|error| self.error(key, text, &error));
        let when = front.when.as_deref().map(|text| condition("when", text)).transpose()?;
        let require = condition("require", &front.require)?;
        let lowered = front.lowered.as_ref().map(|lowered| Ok((lowered.severity, condition("when", &lowered.when)?)));
        let lowered = lowered.transpose()?;
        let fix_when = front.fix_when.as_deref().map(|text| condition("fix.when", text)).transpose()?;
        let message =
            message_parts(&front.message, &scope).map_err(|error| self.error("message", &front.message, &error))?;
        for setting in front.fix_set.iter() {
            if let Some(message) = wrong_setting(setting, front, kind) {
                let error = ExpressionError { message, span: 0..setting.property.len() };
                return Err(self.error("fix.set", &setting.property, &error));
            }
        }
        Ok(Compiled { when, require, lowered, fix_when, message })
    }

    fn error(&self, key: &str, value: &str, error: &ExpressionError) -> PageError {
        let range = locate(&self.text, key, value, &error.span).unwrap_or(0..0);
        PageError::at(&self.path, &self.text, range, &*error.message)
    }
}

/// A message taken apart at its placeholders. `{{` and `}}` stand for braces.
fn message_parts(message: &str, scope: &Scope<'_>) -> Result<Vec<MessagePart>, ExpressionError> {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut at = 0;
    while let Some(found) = message[at..].find(['{', '}']) {
        text.push_str(&message[at..at + found]);
        at += found;
        let brace = &message[at..=at];
        if message[at + 1..].starts_with(brace) {
            text.push_str(brace);
            at += 2;
            continue;
        }
        let end = message[at..].find('}').filter(|_| brace == "{");
        let Some(end) = end else {
            let message = "this brace has no partner; a brace alone is written twice".to_owned();
            return Err(ExpressionError { message, span: at..at + 1 });
        };
        let start = at + 1;
        let program = compile_value(&message[start..at + end], scope)
            .map_err(|error| ExpressionError { span: start + error.span.start..start + error.span.end, ..error })?;
        parts.push(MessagePart::Text(std::mem::take(&mut text)));
        parts.push(MessagePart::Value(program));
        at += end + 1;
    }
    text.push_str(&message[at..]);
    parts.push(MessagePart::Text(text));
    Ok(parts)
}
