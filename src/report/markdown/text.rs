//! Text inside GitHub's Markdown: nothing in it is a structure, a link, a mention or a reference.
//!
//! Knows Markdown as GitHub, GitLab and Azure DevOps read it. Does not know any document.

use crate::report::visible::{is_hostile, push_visible};

/// A sentence whose parts in backticks become code.
#[must_use]
pub fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let parts: Vec<&str> = text.split('`').collect();
    let is_paired = !parts.len().is_multiple_of(2);
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
    push(&mut out, text, |out, _, number| out.push_str(number));
    out.push_str("</code>");
    out
}

fn push_text(out: &mut String, text: &str) {
    // A mention or a reference is found in text after all entities were read, but not in code.
    let is_reference = |character| matches!(character, '@' | '#' | '!' | '~' | '$');
    push(out, text, |out, character, number| {
        if is_reference(character) {
            out.push_str("<code>");
            out.push_str(number);
            out.push_str("</code>");
        } else {
            out.push_str(number);
        }
    });
}

/// Punctuation by its number, so that it is never read as structure (CommonMark 0.31 §2.5) or the start of a link.
fn push(out: &mut String, text: &str, mut push_number: impl FnMut(&mut String, char, &str)) {
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        let behind = text[at + character.len_utf8()..].chars().next().unwrap_or(' ');
        let is_plain = match character {
            ',' | ';' | '(' | ')' | '/' | '\'' | '-' | '=' | '"' | '?' => true,
            // `www.` starts a link, as `://` does.
            '.' => !matches!(before, 'w' | 'W'),
            // Between colons stands the name of a picture.
            ':' => behind == ' ' || behind.is_ascii_digit() && before.is_alphanumeric(),
            _ => !character.is_ascii_punctuation(),
        };
        if is_hostile(character) {
            push_visible(out, character);
        } else if is_plain {
            out.push(character);
        } else {
            push_number(out, character, &format!("&#{};", u32::from(character)));
        }
        before = character;
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
            "<code>&#64;</code>team <code>&#35;</code>1 www&#46;x.y https&#58;//z"
        );
        assert_eq!(prose("a\n\n# b\u{202e}"), "a␊␊<code>&#35;</code> b\\u{202e}");
    }
}
