//! Text inside GitHub's Markdown: nothing in it is a structure, a link, a mention or a reference.
//!
//! Knows Markdown as GitHub, GitLab and Azure DevOps read it. Does not know any document.

use std::fmt::Write as _;

use crate::report::visible::{is_hostile, push_visible};

/// A sentence whose parts in backticks become code.
#[must_use]
pub fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let parts: Vec<&str> = text.split('`').collect();
    let is_paired = parts.len() % 2 == 1;
    for (index, part) in parts.into_iter().enumerate() {
        match (index % 2 == 1, is_paired) {
            (true, true) if !part.is_empty() => out.push_str(&code(part)),
            (true, false) => {
                out.push_str("&#96;");
                push_text(&mut out, part);
            }
            _ => push_text(&mut out, part),
        }
    }
    out
}

/// A name, a path or a value, as it is written.
#[must_use]
pub fn code(text: &str) -> String {
    // Not backticks: they end at the next run of the same length, and do not work inside HTML blocks.
    let mut out = "<code>".to_owned();
    text.chars().for_each(|character| push_character(&mut out, character));
    out.push_str("</code>");
    out
}

fn push_text(out: &mut String, text: &str) {
    for character in text.chars() {
        // A mention or a reference is found in text after all entities were read, but not in code.
        if matches!(character, '@' | '#' | '!' | '~' | '$') {
            out.push_str("<code>");
            push_character(out, character);
            out.push_str("</code>");
        } else {
            push_character(out, character);
        }
    }
}

/// Punctuation by its number: so it is never read as structure (CommonMark 0.31 §2.5).
fn push_character(out: &mut String, character: char) {
    let is_plain = !character.is_ascii_punctuation()
        || matches!(character, ',' | ';' | '(' | ')' | '/' | '\'' | '-' | '=' | '"' | '?');
    match character {
        _ if is_hostile(character) => push_visible(out, character),
        _ if is_plain => out.push(character),
        _ => {
            // Writing to a string does not fail.
            let _ = write!(out, "&#{};", u32::from(character));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{code, prose};

    #[test]
    fn nothing_is_structure() {
        assert_eq!(code("a|b`c*<d>"), "<code>a&#124;b&#96;c&#42;&#60;d&#62;</code>");
        assert_eq!(prose("`a_b` is [x](y)"), "<code>a&#95;b</code> is &#91;x&#93;(y)");
        assert_eq!(prose("one ` only_"), "one &#96; only&#95;");
        assert_eq!(
            prose("@team #1 www.x.y https://z"),
            "<code>&#64;</code>team <code>&#35;</code>1 www&#46;x&#46;y https&#58;//z"
        );
        assert_eq!(prose("a\n\n# b\u{202e}"), "a␊␊<code>&#35;</code> b\\u{202e}");
    }
}
