//! JSON syntax: the same tree as native syntax.
//!
//! Knows: which members of Terraform's own blocks are blocks, which strings are references, literals or templates.
//! Does not know: any resource type. What only a provider's schema tells apart, a nested block from an attribute, is an
//! attribute here.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::grammar::Failure;
use super::template::normalize;
use crate::document::Number;
use crate::formats::Place;
use crate::formats::json::{self, Dialect, Kind, MOST_FAILURES, Node, Text};
use crate::source::{FileId, Span};
use crate::terraform::syntax::{Attribute, Block, Body, Expression, ExpressionKind, Label, ObjectItem};

/// Reads a configuration file. The document starts `shift` bytes behind the file's start.
pub(super) fn configuration(text: &str, file: FileId, shift: usize) -> (Body, Vec<Failure>) {
    let (root, failures) = read(text, &[]);
    let mut reader = Reader { text, file, shift, placeholders: &[], failures };
    let body = reader.body(&root, &Schema::ROOT);
    (body, reader.failures)
}

/// Reads a file of values: strings are literal.
pub(super) fn values(text: &str, file: FileId, shift: usize, placeholders: &[Range<usize>]) -> (Body, Vec<Failure>) {
    let (root, failures) = read(text, placeholders);
    let mut reader = Reader { text, file, shift, placeholders, failures };
    let body = reader.body(&root, &Schema { strings: Strings::Literal, ..Schema::EMPTY });
    (body, reader.failures)
}

fn read(text: &str, placeholders: &[Range<usize>]) -> (Node, Vec<Failure>) {
    let (root, failures) = json::read(text, placeholders, Dialect::STANDARD);
    let failures = failures.into_iter().map(|failure| Failure {
        kind: failure.kind,
        range: failure.range,
        message: failure.message,
        opened: None,
    });
    (root, failures.collect())
}

/// What the strings of an expression are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Strings {
    /// Templates.
    Template,
    /// Text as it stands.
    Literal,
    /// Expressions in native syntax: references and types.
    Expression,
}

/// What the members of a body are.
struct Schema {
    /// Block types with the number of their labels.
    blocks: &'static [(&'static str, usize)],
    /// Attributes whose strings are expressions.
    references: &'static [&'static str],
    /// Attributes whose strings are literal.
    literals: &'static [&'static str],
    /// What the strings of all other attributes are.
    strings: Strings,
}

impl Schema {
    const EMPTY: Self = Self { blocks: &[], references: &[], literals: &[], strings: Strings::Template };
    const ROOT: Self = Self {
        blocks: &[
            ("check", 1),
            ("data", 2),
            ("ephemeral", 2),
            ("import", 0),
            ("locals", 0),
            ("module", 1),
            ("moved", 0),
            ("output", 1),
            ("provider", 1),
            ("removed", 0),
            ("resource", 2),
            ("terraform", 0),
            ("variable", 1),
        ],
        ..Self::EMPTY
    };
    const RESOURCE: Self = Self {
        blocks: &[("connection", 0), ("dynamic", 1), ("lifecycle", 0), ("provisioner", 1)],
        references: &["depends_on", "provider"],
        ..Self::EMPTY
    };

    /// The schema of a block's body, by the types of the block and of the one around it.
    fn of(block: &str, outer: &Self) -> Self {
        match block {
            "resource" | "data" | "ephemeral" => Self::RESOURCE,
            "module" => {
                Self { references: &["depends_on", "providers"], literals: &["source", "version"], ..Self::EMPTY }
            }
            "variable" => {
                Self { blocks: &[("validation", 0)], references: &["type"], strings: Strings::Literal, ..Self::EMPTY }
            }
            "output" => Self { blocks: &[("precondition", 0)], references: &["depends_on"], ..Self::EMPTY },
            "check" => Self { blocks: &[("assert", 0), ("data", 2)], ..Self::EMPTY },
            "moved" | "removed" => Self {
                blocks: &[("lifecycle", 0), ("connection", 0), ("provisioner", 1)],
                references: &["from", "to"],
                ..Self::EMPTY
            },
            "import" => Self { references: &["to", "provider"], ..Self::EMPTY },
            "terraform" => Self {
                blocks: &[("backend", 1), ("cloud", 0), ("provider_meta", 1), ("required_providers", 0)],
                strings: Strings::Literal,
                ..Self::EMPTY
            },
            "required_providers" | "backend" | "cloud" => {
                Self { blocks: &[("workspaces", 0)], strings: Strings::Literal, ..Self::EMPTY }
            }
            "lifecycle" => Self {
                blocks: &[("postcondition", 0), ("precondition", 0)],
                references: &["ignore_changes", "replace_triggered_by"],
                ..Self::EMPTY
            },
            "dynamic" => Self { blocks: &[("content", 0)], references: &["iterator"], ..Self::EMPTY },
            "content" => Self { blocks: &[("dynamic", 1)], ..Self::EMPTY },
            "provisioner" => Self { blocks: &[("connection", 0)], literals: &["when", "on_failure"], ..Self::EMPTY },
            _ => Self { strings: outer.strings, ..Self::EMPTY },
        }
    }

    fn strings_of(&self, attribute: &str) -> Strings {
        if self.references.contains(&attribute) {
            Strings::Expression
        } else if self.literals.contains(&attribute) {
            Strings::Literal
        } else {
            self.strings
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    file: FileId,
    shift: usize,
    placeholders: &'t [Range<usize>],
    failures: Vec<Failure>,
}

impl Reader<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        Place::new(self.file, self.shift).span(range)
    }

    fn fail(&mut self, failure: Failure) {
        if self.failures.len() < MOST_FAILURES {
            self.failures.push(failure);
        }
    }

    fn wrong(&mut self, node: &Node, what: &str) {
        // What could not be read has its failure already.
        if !matches!(node.kind, Kind::Error(_)) {
            let message = format!("Incorrect JSON value type: {what}");
            self.fail(Failure::syntax(node.range.start..node.range.start + 1, message));
        }
    }

    /// A body: an object, or an array of objects that are one body.
    fn body(&mut self, node: &Node, schema: &Schema) -> Body {
        let mut body = Body::default();
        let mut names = FxHashSet::default();
        match &node.kind {
            Kind::Object(members) => self.members(members, schema, &mut body, &mut names),
            Kind::Array(items) => {
                for item in items {
                    match &item.kind {
                        Kind::Object(members) => self.members(members, schema, &mut body, &mut names),
                        _ => self
                            .wrong(item, "a JSON object is required here, whose properties are arguments and blocks"),
                    }
                }
            }
            _ => self.wrong(node, "a JSON object is required here, whose properties are arguments and blocks"),
        }
        body
    }

    fn members<'n>(
        &mut self,
        members: &'n [(Text, Node)],
        schema: &Schema,
        body: &mut Body,
        names: &mut FxHashSet<&'n str>,
    ) {
        for (key, value) in members.iter().filter(|(key, _)| key.text != "//") {
            if let Some(&(block, labels)) = schema.blocks.iter().find(|(block, _)| *block == key.text) {
                let inner = Schema::of(block, schema);
                self.blocks(block, &mut Vec::new(), labels, key, value, &inner, &mut body.blocks);
                continue;
            }
            if !names.insert(&key.text) {
                let message = format!(
                    "Duplicate argument: the argument {:?} was already set; each argument may be set only once",
                    key.text
                );
                self.fail(Failure::syntax(key.range.clone(), message));
            }
            let name_span = self.span(key.range.clone());
            let expression = self.expression(value, schema.strings_of(&key.text));
            let name = Arc::from(key.text.as_str());
            body.attributes.push(Attribute { name, span: name_span.to(expression.span), name_span, expression });
        }
    }

    /// Blocks of one type: labels are nested objects; one block is an object, several are an array.
    #[expect(clippy::too_many_arguments, reason = "one recursion over type, labels and bodies")]
    fn blocks(
        &mut self,
        type_name: &str,
        labels: &mut Vec<Label>,
        labels_left: usize,
        key: &Text,
        node: &Node,
        schema: &Schema,
        blocks: &mut Vec<Block>,
    ) {
        match &node.kind {
            Kind::Null if labels_left == 0 => {}
            Kind::Array(items) => {
                for item in items {
                    match &item.kind {
                        Kind::Object(_) => self.blocks(type_name, labels, labels_left, key, item, schema, blocks),
                        Kind::Null if labels_left == 0 => {}
                        _ => self.wrong(item, "a JSON object is required here, which represents a block"),
                    }
                }
            }
            Kind::Object(members) if labels_left > 0 => {
                for (label, inner) in members.iter().filter(|(label, _)| label.text != "//") {
                    let span = self.span(label.range.clone());
                    labels.push(Label { text: Arc::from(normalize(&label.text)), span });
                    self.blocks(type_name, labels, labels_left - 1, label, inner, schema, blocks);
                    labels.pop();
                }
            }
            Kind::Object(_) => {
                let is_partial = (self.failures.iter())
                    .any(|failure| node.range.start <= failure.range.start && failure.range.end <= node.range.end);
                let body = self.body(node, schema);
                blocks.push(Block {
                    type_name: Arc::from(type_name),
                    labels: labels.clone(),
                    header: self.span(key.range.clone()),
                    span: self.span(key.range.start..node.range.end),
                    body,
                    is_partial,
                });
            }
            _ => self.wrong(node, "a JSON object is required here, which represents a block, or an array of them"),
        }
    }

    fn expression(&mut self, node: &Node, strings: Strings) -> Expression {
        let kind = match &node.kind {
            Kind::Null => ExpressionKind::Null,
            Kind::Bool(value) => ExpressionKind::Bool(*value),
            Kind::Number => match Number::parse(&self.text[node.range.clone()]) {
                Some(number) => ExpressionKind::Number(number),
                None => {
                    let message = "Invalid number literal: failed to recognize the value of this number literal";
                    self.fail(Failure::syntax(node.range.clone(), message));
                    ExpressionKind::Error(Arc::from(message))
                }
            },
            Kind::String(text) => return self.string(text, strings),
            Kind::Array(items) => {
                ExpressionKind::Tuple(items.iter().map(|item| self.expression(item, strings)).collect())
            }
            Kind::Object(members) => ExpressionKind::Object(self.items(members, strings)),
            Kind::Placeholder => ExpressionKind::Pipeline(Arc::from(&self.text[node.range.clone()])),
            Kind::Error(message) => ExpressionKind::Error(Arc::from(message.as_str())),
        };
        Expression { kind, span: self.span(node.range.clone()) }
    }

    fn items(&mut self, members: &[(Text, Node)], strings: Strings) -> Vec<ObjectItem> {
        let mut names = FxHashSet::default();
        let mut items = Vec::with_capacity(members.len());
        for (key, value) in members {
            if !names.insert(&key.text) {
                let message = format!(
                    "Duplicate object attribute: an attribute named {:?} was already defined; each attribute may be defined only once",
                    key.text
                );
                self.fail(Failure::syntax(key.range.clone(), message));
            }
            let key_strings = if strings == Strings::Expression { Strings::Literal } else { strings };
            let key = self.string(key, key_strings);
            let value = self.expression(value, strings);
            items.push(ObjectItem { span: key.span.to(value.span), key, value });
        }
        items
    }

    fn string(&mut self, text: &Text, strings: Strings) -> Expression {
        let span = self.span(text.range.clone());
        let literal = || ExpressionKind::String(Arc::from(normalize(&text.text)));
        let found = self.placeholders.partition_point(|found| found.end <= text.range.start);
        if let Some(found) = self.placeholders.get(found).filter(|found| found.start < text.range.end) {
            return Expression { kind: ExpressionKind::Pipeline(Arc::from(&self.text[found.clone()])), span };
        }
        let parsed = match strings {
            Strings::Template if text.text.contains("${") || text.text.contains("%{") => {
                super::bare_template(&text.text, &text.place(self.file, self.shift))
            }
            Strings::Expression => super::expression(&text.text, &text.place(self.file, self.shift)),
            Strings::Template | Strings::Literal => return Expression { kind: literal(), span },
        };
        match parsed {
            Ok(parsed) if strings == Strings::Expression => parsed,
            Ok(parsed) => Expression { kind: parsed.kind, span },
            Err(mut failure) => {
                let message = Arc::from(failure.message.as_str());
                let place = text.place(self.file, 0).span(failure.range);
                failure.range = place.range();
                self.fail(failure);
                Expression { kind: ExpressionKind::Error(message), span }
            }
        }
    }
}
