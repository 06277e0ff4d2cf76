//! From a page's texts to checked programs.
//!
//! Knows: which keys hold expressions, and where in the page an error in one lies. Does not know: how they are evaluated.

use std::sync::OnceLock;

use super::definition::Policy;
use super::grade::Severity;
use super::language::{ExpressionError, Program, Schema, Scope, compile_condition, compile_value, nearest};
use super::mechanical::wrong_setting;
use super::page::{PageError, locate};

/// A page's expressions, each checked when it is first needed: of most pages that is the first one only.
#[derive(Debug, Default)]
pub(super) struct Compiled {
    when: OnceLock<Result<Option<Program>, PageError>>,
    require: OnceLock<Result<Program, PageError>>,
    lowered: OnceLock<Result<Program, PageError>>,
    fix_when: OnceLock<Result<Option<Program>, PageError>>,
    message: OnceLock<Result<Vec<MessagePart>, PageError>>,
}

/// A piece of a message.
#[derive(Debug)]
pub(super) enum MessagePart {
    Text(String),
    Value(Program),
}

impl Policy {
    /// Under which condition the policy concerns a resource.
    pub(super) fn when_program(&self, schema: &Schema) -> Result<Option<&Program>, &PageError> {
        let compile = || self.front.when.as_deref().map(|text| self.condition(schema, "when", text)).transpose();
        self.compiled.when.get_or_init(compile).as_ref().map(Option::as_ref)
    }

    /// What must hold.
    pub(super) fn require_program(&self, schema: &Schema) -> Result<&Program, &PageError> {
        self.compiled.require.get_or_init(|| self.condition(schema, "require", &self.front.require)).as_ref()
    }

    /// When a finding is of another severity, and of which.
    pub(super) fn lowered_program(&self, schema: &Schema) -> Result<Option<(Severity, &Program)>, &PageError> {
        let Some(lowered) = &self.front.lowered else { return Ok(None) };
        let compile = || self.condition(schema, "when", &lowered.when);
        let program = self.compiled.lowered.get_or_init(compile).as_ref()?;
        Ok(Some((lowered.severity, program)))
    }

    /// Under which condition the mechanical fix is for a resource.
    pub(super) fn fix_when_program(&self, schema: &Schema) -> Result<Option<&Program>, &PageError> {
        let compile =
            || self.front.fix_when.as_deref().map(|text| self.condition(schema, "fix.when", text)).transpose();
        self.compiled.fix_when.get_or_init(compile).as_ref().map(Option::as_ref)
    }

    /// What is said of a finding.
    pub(super) fn message_parts(&self, schema: &Schema) -> Result<&[MessagePart], &PageError> {
        let compile = || {
            let text = &self.front.message;
            message_parts(text, &self.scope(schema)?).map_err(|error| self.error("message", text, &error))
        };
        self.compiled.message.get_or_init(compile).as_deref()
    }

    /// Checks all expressions, and what else is left until it is needed.
    pub(super) fn check(&self, schema: &Schema) -> Result<(), PageError> {
        let patterns = |key: &str, text: &str, program: &Program| {
            program.check_patterns().map_err(|error| self.error(key, text, &error))
        };
        if let (Some(when), Some(text)) = (self.when_program(schema).map_err(PageError::clone)?, &self.front.when) {
            patterns("when", text, when)?;
        }
        patterns("require", &self.front.require, self.require_program(schema).map_err(PageError::clone)?)?;
        if let (Some((_, program)), Some(lowered)) =
            (self.lowered_program(schema).map_err(PageError::clone)?, &self.front.lowered)
        {
            patterns("when", &lowered.when, program)?;
        }
        if let (Some(when), Some(text)) =
            (self.fix_when_program(schema).map_err(PageError::clone)?, &self.front.fix_when)
        {
            patterns("fix.when", text, when)?;
        }
        let kind = self.scope(schema)?.kind;
        for setting in self.front.fix_set.iter() {
            if let Some(message) = wrong_setting(setting, &self.front, kind) {
                let error = ExpressionError { message, span: 0..setting.property.len() };
                return Err(self.error("fix.set", &setting.property, &error));
            }
        }
        for part in self.message_parts(schema).map_err(PageError::clone)? {
            if let MessagePart::Value(program) = part {
                patterns("message", &self.front.message, program)?;
            }
        }
        Ok(())
    }

    fn condition(&self, schema: &Schema, key: &str, text: &str) -> Result<Program, PageError> {
        compile_condition(text, &self.scope(schema)?).map_err(|error| self.error(key, text, &error))
    }

    fn scope<'s>(&'s self, schema: &'s Schema) -> Result<Scope<'s>, PageError> {
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
        Ok(Scope { schema, kind, options: &front.options })
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
