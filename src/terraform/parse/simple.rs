//! The expressions that most attributes hold: a plain literal or a name with attributes. Building them from the text
//! spares a parse. Whatever looks otherwise in any way is left to the parser.

use std::ops::Range;
use std::sync::Arc;

use super::lower::Lowering;
use crate::document::Number;
use crate::terraform::syntax::{Expression, ExpressionKind};

/// The most digits of a number that is certainly exact and written as usual.
const MOST_DIGITS: usize = 15;

/// The expression in a range that was checked before, if it is one of the simple ones.
pub(super) fn simple(lowering: &Lowering<'_>, range: Range<usize>) -> Option<Expression> {
    let edits = &lowering.notes.edits;
    let next = edits.partition_point(|edit| edit.range.start < range.start);
    if edits.get(next).is_some_and(|edit| edit.range.start < range.end) {
        return None;
    }
    let text = &lowering.text[range.clone()];
    let kind = match text.as_bytes() {
        b"null" => ExpressionKind::Null,
        b"true" => ExpressionKind::Bool(true),
        b"false" => ExpressionKind::Bool(false),
        [b'"', inner @ .., b'"'] if inner.iter().all(|&byte| is_plain(byte)) => {
            ExpressionKind::String(Arc::from(&text[1..text.len() - 1]))
        }
        [b'0'] => ExpressionKind::Number(Number::parse(text)?),
        [b'1'..=b'9', rest @ ..] if rest.len() < MOST_DIGITS && rest.iter().all(u8::is_ascii_digit) => {
            ExpressionKind::Number(Number::parse(text)?)
        }
        _ => return names(lowering, text, range.start),
    };
    Some(Expression { kind, span: lowering.place.span(range) })
}

/// `a` or `a.b.c`.
fn names(lowering: &Lowering<'_>, text: &str, start: usize) -> Option<Expression> {
    let mut base: Option<Expression> = None;
    let mut end = start;
    for name in text.split('.') {
        if !is_name(name) {
            return None;
        }
        let kind = match base {
            Some(base) => ExpressionKind::Attribute(Box::new(base), Arc::from(name)),
            None if matches!(name, "null" | "true" | "false" | "for") => return None,
            None => ExpressionKind::Variable(Arc::from(name)),
        };
        end += name.len() + usize::from(end != start);
        base = Some(Expression { kind, span: lowering.place.span(start..end) });
    }
    base
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// Printable ASCII without what can start an escape or a sequence.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\' | b'$' | b'%')
}

#[cfg(test)]
mod tests {
    use super::super::grammar::Grammar;
    use super::{Lowering, simple};
    use crate::formats::Place;
    use crate::source::{Sources, Span};

    #[test]
    fn what_is_simple_equals_what_the_parser_builds() {
        let sources = Sources::in_memory();
        let cases = [
            ("null", true),
            ("true", true),
            ("\"\"", true),
            ("\"a plain text, 100\"", true),
            ("0", true),
            ("1234567890", true),
            ("007", false),
            ("1.5", false),
            ("12345678901234567890", false),
            ("var", true),
            ("var.name", true),
            ("module.aks.kubelet-identity_id.x", true),
            ("null.x", false),
            ("a.0.b", false),
            ("a[0]", false),
            ("a.*.b", false),
            ("(a)", false),
            ("!a", false),
            ("\"${a}\"", false),
            ("\"$\"", false),
            ("\"a\\n\"", false),
            ("\"\u{e9}\"", false),
            ("\"a\" == \"b\"", false),
            ("a /* b */", true),
        ];
        for (text, is_simple) in cases {
            for padding in ["", "      "] {
                let text = format!("{padding}{text}");
                let place = Place::new(sources.add("a.tf", &text), 3);
                let mut grammar = Grammar::new(&text, 0..text.len(), &[]);
                let range = grammar.root().unwrap();
                let lowering = Lowering { text: &text, place: &place, notes: &grammar.notes };
                let found = simple(&lowering, range.clone());
                assert_eq!(found.is_some(), is_simple, "{text}");
                if let Some(found) = found {
                    let parsed = lowering.parsed(range).unwrap();
                    assert_eq!(format!("{found:?}"), format!("{parsed:?}"), "{text}");
                    assert_ne!(found.span, Span::new(found.span.file, 0, 0));
                }
            }
        }
    }
}
