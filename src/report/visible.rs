//! Makes hostile text harmless: control characters, terminal escapes and bidirectional marks become visible, and what a
//! pipeline would take for a command is broken.
//!
//! Knows characters, and how pipelines mark commands in a log. Does not know what the text is about.

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

/// Whether a pipeline that reads the log takes what stands here for a command, wherever in a line it is: `##vso[…]`,
/// `##[…]`, `##teamcity[…]`.
#[must_use]
pub fn is_command(text: &str) -> bool {
    let behind = text.strip_prefix("##");
    behind.is_some_and(|behind| behind.trim_start_matches(|one: char| one.is_ascii_alphabetic()).starts_with('['))
}

/// Appends the visible form of a hostile character: `␛` for controls of ASCII, `\u{202e}` for the rest.
pub fn push_visible(out: &mut String, character: char) {
    match u32::from(character) {
        code @ 0..0x20 => out.extend(char::from_u32(0x2400 + code)),
        0x7f => out.push('\u{2421}'),
        _ => push_escape(out, character),
    }
}

/// Appends a character by its number: `\u{23}`.
pub fn push_escape(out: &mut String, character: char) {
    // Writing to a string does not fail.
    let _ = write!(out, "\\u{{{:x}}}", u32::from(character));
}

/// The text with every hostile character made visible; line ends too, so the result is one line. Commands to
/// pipelines are broken: those of GitHub begin a line with two colons, those of Azure Pipelines with two number signs.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let colons = text.len() - text.trim_start().len();
    let is_colons = text[colons..].starts_with("::");
    if !is_colons && !text.contains("##") && !text.chars().any(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, character) in text.char_indices() {
        if is_hostile(character) {
            push_visible(&mut out, character);
        } else if is_colons && at == colons || character == '#' && is_command(&text[at..]) {
            push_escape(&mut out, character);
        } else {
            out.push(character);
        }
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
    fn commands_to_pipelines_are_broken() {
        assert_eq!(visible("::error file=x::y"), "\\u{3a}:error file=x::y");
        assert_eq!(visible(" ::set-output name=x::y"), " \\u{3a}:set-output name=x::y");
        assert_eq!(visible("a ##vso[task.setvariable variable=x]y"), "a \\u{23}#vso[task.setvariable variable=x]y");
        assert_eq!(visible("###[add-path]/tmp"), "#\\u{23}#[add-path]/tmp");
        assert_eq!(visible("## heading ##"), "## heading ##");
    }

    #[test]
    fn clipping_counts_characters() {
        assert_eq!(clip("äöü", 3), "äöü");
        assert_eq!(clip("äöüß", 3), "äö…");
        assert_eq!(clip("abcd", 0), "…");
    }
}
