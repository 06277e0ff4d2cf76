//! Makes hostile text harmless: control characters, terminal escapes and bidirectional marks become visible.
//!
//! Knows characters. Does not know what the text is about.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a terminal or viewer would act on this character, hide it, or reorder text around it.
#[must_use]
pub fn is_hostile(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Appends the visible form of a hostile character: `␛` for controls of ASCII, `\u{202e}` for the rest.
pub fn push_visible(out: &mut String, character: char) {
    match u32::from(character) {
        code @ 0..0x20 => out.extend(char::from_u32(0x2400 + code)),
        0x7f => out.push('\u{2421}'),
        code => {
            // Writing to a string does not fail.
            let _ = write!(out, "\\u{{{code:x}}}");
        }
    }
}

/// The text with every hostile character made visible; line ends too, so the result is one line.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_hostile(character) { push_visible(&mut out, character) } else { out.push(character) }
    }
    Cow::Owned(out)
}

/// The text cut to at most `limit` characters, with an ellipsis where it was cut.
#[must_use]
pub fn clip(text: &str, limit: usize) -> Cow<'_, str> {
    match text.char_indices().nth(limit) {
        None => Cow::Borrowed(text),
        Some(_) => {
            let end = text.char_indices().nth(limit.saturating_sub(1)).map_or(0, |(at, _)| at);
            Cow::Owned(format!("{}…", text[..end].trim_end()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{clip, visible};

    #[test]
    fn hostile_characters_become_visible() {
        assert_eq!(visible("a\u{1b}[31mred\u{7}"), "a␛[31mred␇");
        assert_eq!(visible("x\u{202e}y\u{2066}z\u{200b}"), "x\\u{202e}y\\u{2066}z\\u{200b}");
        assert_eq!(visible("two\nlines\t\u{7f}\u{9b}"), "two␊lines␉␡\\u{9b}");
        assert_eq!(visible("plain é 😀"), "plain é 😀");
    }

    #[test]
    fn clipping_counts_characters() {
        assert_eq!(clip("äöü", 3), "äöü");
        assert_eq!(clip("äöüß", 3), "äö…");
        assert_eq!(clip("abcd", 0), "…");
    }
}
