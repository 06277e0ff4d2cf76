//! The head of a declaration that the parser could make nothing of: its keyword, its name and what else is certain, so
//! that whoever refers to it knows that it is there.

use std::ops::Range;
use std::sync::Arc;

use super::Part;
use super::broken::unread;
use super::concrete::{Engine, statements};
use super::diagnose::{KEYWORDS, keyword_meant, word};
use super::lower::{Lowering, Shared};
use super::text::decode;
use crate::bicep::syntax::{
    Assert, Body, Declaration, DeclarationKind, Expression, ExpressionKind, Metadata, Module, Name, ObjectItem, Output,
    Parameter, Resource, TypeDeclaration, TypeExpression, TypeKind, Variable,
};
use crate::source::Span;

/// What is put before an object to parse it alone.
const PREFIX: &str = "var a=";

/// The declaration that a part begins with, as far as its head tells.
pub(super) fn salvage(part: &Part, engine: &mut Engine, shared: &mut Shared) -> Option<Declaration> {
    let head = Head::of(part.text)?;
    let message = shared.unread_message();
    let whole = part.place(head.start..part.text.trim_end().len().max(head.name.end));
    let name = Name { text: Arc::from(&part.text[head.name.clone()]), span: part.place(head.name.clone()) };
    let value = || unread(&message, whole);
    let type_expression = || TypeExpression { kind: TypeKind::Error(Arc::clone(&message)), span: whole };
    let kind = match head.keyword {
        "param" => {
            let default = Some(value());
            DeclarationKind::Parameter(Parameter { name, type_expression: type_expression(), default })
        }
        "var" => DeclarationKind::Variable(Variable { name, type_expression: None, value: value() }),
        "output" => DeclarationKind::Output(Output { name, type_expression: type_expression(), value: value() }),
        "type" => DeclarationKind::Type(TypeDeclaration { name, type_expression: type_expression() }),
        "metadata" => DeclarationKind::Metadata(Metadata { name, value: value() }),
        "assert" => DeclarationKind::Assert(Assert { name, condition: value() }),
        "resource" => {
            let (type_literal, is_existing) = (head.literal(part, &message), head.is_existing(part.text));
            let body = body(part, &head, engine, shared, whole);
            DeclarationKind::Resource(Box::new(Resource { name, type_literal, is_existing, body }))
        }
        keyword @ ("module" | "test") => {
            let path = head.literal(part, &message);
            let module = Box::new(Module { name, path, body: body(part, &head, engine, shared, whole) });
            if keyword == "module" { DeclarationKind::Module(module) } else { DeclarationKind::Test(module) }
        }
        _ => return None,
    };
    Some(Declaration { kind, decorators: Vec::new(), span: whole, is_partial: true })
}

/// The words that a declaration begins with.
struct Head<'a> {
    keyword: &'a str,
    start: usize,
    name: Range<usize>,
    /// A complete string behind the name.
    literal: Option<Range<usize>>,
    /// Behind all that.
    end: usize,
}

impl<'a> Head<'a> {
    /// The first line that begins as a declaration does.
    fn of(text: &'a str) -> Option<Self> {
        let mut at = 0;
        for line in text.split_inclusive(['\n', '\r']) {
            if let Some(head) = Self::of_line(text, at) {
                return Some(head);
            }
            at += line.len();
        }
        None
    }

    fn of_line(text: &'a str, at: usize) -> Option<Self> {
        let start = at + blanks(&text[at..]);
        let written = word(&text[start..]);
        // A keyword that is misspelt at the start of a line is meant as one.
        let meant = || if start == at && at == 0 { keyword_meant(written) } else { None };
        let keyword = if KEYWORDS.contains(&written) { written } else { meant().unwrap_or_default() };
        let is_known = matches!(
            keyword,
            "param" | "var" | "output" | "type" | "metadata" | "assert" | "resource" | "module" | "test"
        );
        let gap = blanks(&text[start + written.len()..]);
        let name = start + written.len() + gap;
        let name = name..name + word(&text[name..]).len();
        if !is_known
            || gap == 0
            || name.is_empty()
            || text[name.clone()].starts_with(|first: char| first.is_ascii_digit())
        {
            return None;
        }
        let string = name.end + blanks(&text[name.end..]);
        let literal = string_length(&text[string..]).map(|length| string..string + length);
        let end = literal.as_ref().map_or(name.end, |literal| literal.end);
        Some(Self { keyword, start, name, literal, end })
    }

    fn literal(&self, part: &Part, message: &Arc<str>) -> Expression {
        let Some(range) = &self.literal else { return unread(message, part.place(self.name.end..self.name.end)) };
        match decode(&part.text[range.start + 1..range.end - 1]) {
            Ok(text) => Expression { kind: ExpressionKind::String(text.into()), span: part.place(range.clone()) },
            Err(_) => unread(message, part.place(range.clone())),
        }
    }

    fn is_existing(&self, text: &str) -> bool {
        word(text[self.end..].trim_start_matches([' ', '\t'])) == "existing"
    }
}

/// What a resource or module deploys: what stands between braces, where nothing but an equals sign precedes them, or a
/// condition that could not be read.
fn body(part: &Part, head: &Head, engine: &mut Engine, shared: &mut Shared, whole: Span) -> Body {
    let message = shared.unread_message();
    let nothing = Body { repetition: None, condition: None, object: unread(&message, whole), span: whole };
    let Some(brace) = part.text[head.end..].find('{').map(|at| head.end + at) else { return nothing };
    let before = &part.text[head.end..brace];
    if before.contains('[') || head.end + part.start < PREFIX.len() {
        return nothing;
    }
    let synthetic = format!("{PREFIX}{}", &part.text[brace..]);
    let Some(parsed) = engine.parse_any(&synthetic) else { return nothing };
    let mut object = None;
    // The names of the synthetic text do not outlive it.
    let mut apart = shared.apart();
    statements(&parsed, &synthetic, |statement| {
        let offset = part.start + brace - PREFIX.len();
        let mut lowering = Lowering::new(&synthetic, offset, statement, &mut apart);
        lowering.is_unclosed = true;
        if let Some(DeclarationKind::Variable(variable)) =
            lowering.declaration(statement.root()).map(|found| found.kind)
        {
            object.get_or_insert(variable.value);
        }
    });
    let Some(mut object) = object else { return nothing };
    if let ExpressionKind::Object(items) = &mut object.kind {
        items.push(ObjectItem::Unread(whole));
    }
    let rest = before.trim_start_matches([' ', '\t']).trim_start_matches("existing");
    let is_plain = rest.chars().all(|character| matches!(character, ' ' | '\t' | '='));
    let condition = (!is_plain).then(|| unread(&message, part.place(head.end..brace)));
    Body { repetition: None, condition, span: object.span, object }
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// The length of a complete string without holes that the text begins with.
fn string_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 1;
    (bytes.first() == Some(&b'\'')).then_some(())?;
    loop {
        match bytes.get(at)? {
            b'\'' => return Some(at + 1),
            b'\n' | b'\r' => return None,
            b'$' if bytes.get(at + 1) == Some(&b'{') => return None,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}
