//! JSON files as values, each part at its place in the file.

use std::ops::Range;
use std::sync::Arc;

use super::{Content, DIALECT};
use crate::document::{Cause, Data, Entry, Object, Reason, Value};
use crate::formats::Placeholders;
use crate::formats::json::{self, Kind, Node, Text};
use crate::source::Span;

/// The value that a file holds; none where it is no JSON.
pub(super) fn read(content: &Content, placeholders: &Placeholders, call: Span) -> Option<Value> {
    let found = placeholders.find(&content.text);
    let (root, failures) = json::read(&content.text, &found, DIALECT);
    failures.is_empty().then(|| Reader { content, placeholders: found, call }.value(&root))
}

struct Reader<'c> {
    content: &'c Content,
    placeholders: Vec<Range<usize>>,
    call: Span,
}

impl Reader<'_> {
    fn value(&self, node: &Node) -> Value {
        let span = self.span(&node.range);
        let value = match &node.kind {
            Kind::Null => Value::null(),
            Kind::Bool(value) => Value::bool(*value),
            Kind::Number => match node.as_number(&self.content.text) {
                Some(number) => Value::number(number),
                None => Value::unknown_set(Reason::new(Cause::Invalid, "", "the number is too large").at(span)),
            },
            Kind::String(text) => match self.placeholder_in(text) {
                Some(token) => pipeline(token, span),
                None => Value::string(text.text.as_str()),
            },
            Kind::Array(items) => Value::tuple(items.iter().map(|item| self.value(item)).collect()),
            Kind::Object(members) => {
                let entry = |(name, node): &(Text, Node)| {
                    let span = self.span(&(name.range.start..node.range.end));
                    (name.text.as_str().into(), Entry { span: Some(span), ..Entry::from(self.value(node)) })
                };
                let entries = members.iter().map(entry).collect();
                Value::new(Data::Object(Arc::new(Object { entries, ..Object::default() })))
            }
            Kind::Placeholder => pipeline(&self.content.text[node.range.clone()], span),
            Kind::Error(message) => Value::unknown(Reason::new(Cause::Syntax, "", message.as_str()).at(span)),
        };
        value.at(span)
    }

    fn placeholder_in(&self, text: &Text) -> Option<&str> {
        let first = self.placeholders.partition_point(|found| found.end <= text.range.start);
        let found = self.placeholders.get(first).filter(|found| found.start < text.range.end)?;
        Some(&self.content.text[found.clone()])
    }

    fn span(&self, range: &Range<usize>) -> Span {
        self.content.file.map_or(self.call, |file| json::span(file, range))
    }
}

fn pipeline(token: &str, span: Span) -> Value {
    let text = format!("the pipeline replaces `{token}`");
    Value::unknown(Reason::new(Cause::Pipeline, token, text).at(span))
}
