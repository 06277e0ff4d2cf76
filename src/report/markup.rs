//! Text inside XML and HTML: nothing in it is markup, and every character is one that both allow.
//!
//! Knows what XML 1.0 and HTML take for markup. Does not know any document.

use super::visible::{is_command, is_hostile, push_escape, push_visible};

/// The text as content of an element or as a value in double or single quotes; line ends and whatever else is hostile
/// become visible.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    push(&mut out, text);
    out
}

/// The same for several lines, each of which stays one.
#[must_use]
pub fn escaped_lines<T: AsRef<str>>(lines: &[T]) -> String {
    let mut out = String::new();
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        push(&mut out, line.as_ref());
    }
    out
}

fn push(out: &mut String, text: &str) {
    for (at, character) in text.char_indices() {
        match character {
            // The same to whoever reads the document, and no command to a pipeline whose log shows it.
            '#' if is_command(&text[at..]) => out.push_str("&#35;"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML 1.0 §2.2 has no character of these numbers.
            '\u{fffe}' | '\u{ffff}' => push_escape(out, character),
            _ if is_hostile(character) => push_visible(out, character),
            _ => out.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{escaped, escaped_lines};

    #[test]
    fn nothing_is_markup() {
        assert_eq!(escaped("<a b='c' d=\"e\">&amp;]]>"), "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;amp;]]&gt;");
        assert_eq!(escaped("a\u{0}\n\u{1b}[1m\u{202e}\u{ffff}é😀"), "a␀␊␛[1m\\u{202e}\\u{ffff}é😀");
        assert_eq!(escaped("##vso[x]y # ##"), "&#35;#vso[x]y # ##");
        assert_eq!(escaped_lines(&["a\nb", "<c>"]), "a␊b\n&lt;c&gt;");
    }
}
