//! Parameter files in JSON: of Azure Resource Manager and of the Azure Developer CLI, for Bicep and ARM alike.
//!
//! Knows: their shapes, what a pipeline fills in, which files stand beside a template. Does not know: which parameters a
//! template has.
//!
//! Source of the shapes: learn.microsoft.com, "Create parameters file".

mod candidates;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

pub use candidates::candidates;

use crate::document::{Cause, Data, Entry, Object, Problem, ProblemKind, Reason, StepKind, Trail, Value};
use crate::formats::Placeholders;
use crate::formats::json::{self, Dialect, Kind, Node, Text};
use crate::source::{FileId, Sources, Span};

/// A parameter with the value that a file gives it.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// The parameter, as spelt.
    pub name: Arc<str>,
    /// Its value, whose trail tells the literal and the line of the file.
    pub value: Value,
    /// The whole member of the file.
    pub span: Span,
}

/// Whether these bytes are a parameter file by their schema. One without a schema can only be told by its name and
/// shape.
#[must_use]
pub fn is_parameter_file(bytes: &[u8]) -> bool {
    const WORD: &[u8] = b"deploymentparameters.json";
    let start = |at: usize| bytes.get(at..at + WORD.len()).is_some_and(|found| found.eq_ignore_ascii_case(WORD));
    memchr::memchr2_iter(b'd', b'D', bytes).any(start)
}

/// Reads a parameter file: what it assigns, and what could not be read. Of several assignments of one name the last
/// counts, and it alone is given.
#[must_use]
pub fn read_parameters(sources: &Sources, path: &Path, placeholders: &Placeholders) -> (Vec<Assignment>, Vec<Problem>) {
    let shown: Arc<str> = sources.shown_path(path).into();
    let file = match sources.read(path) {
        Ok(file) => file,
        Err(error) => return (Vec::new(), vec![Problem::with_path(ProblemKind::Io, shown, error.to_string())]),
    };
    let source = sources.file(file);
    let found = placeholders.find(&source.text);
    let (root, problems) = json::read_file(&source.text, file, Some(placeholders), Dialect::AZURE);
    let reader = Reader { sources, file, text: &source.text, shown, placeholders: found };
    reader.assignments(&root, problems)
}

struct Reader<'s> {
    sources: &'s Sources,
    file: FileId,
    text: &'s str,
    shown: Arc<str>,
    placeholders: Vec<Range<usize>>,
}

impl Reader<'_> {
    fn assignments(&self, root: &Node, mut problems: Vec<Problem>) -> (Vec<Assignment>, Vec<Problem>) {
        let wrapped = root.get("parameters").filter(|node| !matches!(node.kind, Kind::Error(_)));
        let members = match (wrapped, &root.kind) {
            (Some(node), _) if matches!(node.kind, Kind::Object(_)) => node.members(),
            (Some(node), _) => {
                problems.push(self.wrong(node, "`parameters` must be an object"));
                &[]
            }
            (None, Kind::Object(members)) => members,
            (None, Kind::Error(_)) => &[],
            (None, _) => {
                problems.push(self.wrong(root, "A parameter file must be an object"));
                &[]
            }
        };
        let mut assignments: Vec<Assignment> = Vec::with_capacity(members.len());
        for (name, node) in members {
            let value = match self.assigned(name, node) {
                Some(value) => value,
                // Without `parameters` around them, other members may stand here too.
                None if wrapped.is_none() || name.text.starts_with('$') => continue,
                None => {
                    let message =
                        format!("The value of deployment parameter '{}' is null: it has no `value`", name.text);
                    problems.push(self.wrong(node, &message));
                    let reason = Reason::new(Cause::Invalid, name.text.as_str(), message);
                    Value::unknown(reason.at(self.span(&node.range)))
                }
            };
            let span = self.span(&(name.range.start..node.range.end));
            let is_secret = looks_secret(&name.text) && matches!(value.data, Data::String(_));
            if let (true, Some(literal)) = (is_secret, value.trail.literal) {
                self.sources.mask(literal);
            }
            let trail = value.trail.through(StepKind::ValueFile, Arc::clone(&self.shown), span);
            let value = value.with_trail(trail).with_sensitive(is_secret);
            assignments.push(Assignment { name: name.text.as_str().into(), value, span });
        }
        let mut seen = rustc_hash::FxHashSet::default();
        assignments.reverse();
        assignments.retain(|assignment| seen.insert(assignment.name.to_ascii_lowercase()));
        assignments.reverse();
        (assignments, problems)
    }

    fn assigned(&self, name: &Text, node: &Node) -> Option<Value> {
        if matches!(node.kind, Kind::Placeholder | Kind::Error(_)) {
            return Some(self.value(node));
        }
        if let Some(value) = node.get("value") {
            return Some(self.value(value));
        }
        let (reference, text) = match (node.get("reference"), node.get("expression")) {
            (Some(reference), _) => (reference, "it is a secret in a key vault"),
            (None, Some(expression)) => (expression, "the tool that deploys works it out"),
            (None, None) => return None,
        };
        let reason = Reason::new(Cause::Deployed, name.text.as_str(), text).at(self.span(&reference.range));
        let trail = Trail::literal(self.span(&reference.range));
        Some(Value::unknown_set(reason).with_trail(trail).with_sensitive(node.get("reference").is_some()))
    }

    fn value(&self, node: &Node) -> Value {
        let span = self.span(&node.range);
        let value = match &node.kind {
            Kind::Null => Value::null(),
            Kind::Bool(value) => Value::bool(*value),
            Kind::Number => match node.as_number(self.text) {
                Some(number) => Value::number(number),
                None => Value::unknown_set(Reason::new(Cause::Invalid, "", "the number is too large").at(span)),
            },
            Kind::String(text) => match self.placeholder_in(text) {
                Some(found) => pipeline(found, span),
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
            Kind::Placeholder => pipeline(&self.text[node.range.clone()], span),
            Kind::Error(message) => Value::unknown(Reason::new(Cause::Syntax, "", message.as_str()).at(span)),
        };
        value.at(span)
    }

    /// What a pipeline or the Azure Developer CLI (`${AZURE_LOCATION}`, `$(secretOrRandomPassword …)`) replaces in a
    /// string.
    fn placeholder_in(&self, text: &Text) -> Option<&str> {
        let first = self.placeholders.partition_point(|found| found.end <= text.range.start);
        let found = self.placeholders.get(first).filter(|found| found.start < text.range.end);
        found.map(|found| &self.text[found.clone()]).or_else(|| developer_variable(&self.text[text.range.clone()]))
    }

    fn span(&self, range: &Range<usize>) -> Span {
        json::span(self.file, range)
    }

    fn wrong(&self, node: &Node, message: &str) -> Problem {
        Problem::at(ProblemKind::Evaluation, self.span(&node.range), message)
    }
}

/// `${NAME}` or `$(command)`, whatever the user says of placeholders: the Azure Developer CLI replaces them.
fn developer_variable(text: &str) -> Option<&str> {
    let find = |open: &str, close: char| {
        let start = text.find(open)?;
        let length = text[start..].find(close)?;
        (!text[..start].ends_with('$')).then(|| &text[start..=start + length])
    };
    find("${", '}').or_else(|| find("$(", ')'))
}

fn pipeline(token: &str, span: Span) -> Value {
    let text = format!("the pipeline replaces `{token}`");
    Value::unknown(Reason::new(Cause::Pipeline, token, text).at(span))
}

/// Names that hold secrets by common usage, where the value is a text: masked even where no template says so.
fn looks_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["password", "secret", "token", "connectionstring", "accesskey", "privatekey", "saskey", "passwd"]
        .iter()
        .any(|suffix| name.ends_with(suffix))
}
