//! The comments of a file in native syntax, by the lexer: what looks like one in a string or a heredoc is none.

use std::ops::Range;

use super::lexer::Lexer;
use super::token::TokenKind;
use super::{Placeholders, mark_length, without_mark};

/// Where the comments of a text stand, from their marker to the end of the line or the closing `*/`, in order. A file of
/// values may hold placeholders that look like comments.
#[must_use]
pub fn comments(text: &str, placeholders: Option<&Placeholders>) -> Vec<Range<usize>> {
    let (shift, text) = (mark_length(text), without_mark(text));
    let found = placeholders.map(|placeholders| placeholders.find(text)).unwrap_or_default();
    let mut lexer = Lexer::new(text, 0..text.len(), &found);
    let mut comments = Vec::new();
    loop {
        let token = lexer.next();
        match token.kind {
            TokenKind::End => break,
            TokenKind::Newline if text[token.start..].starts_with(['#', '/']) => {
                let line = text[token.start..token.end].trim_end_matches(['\r', '\n']);
                comments.push(token.start..token.start + line.len());
            }
            _ => {}
        }
    }
    comments.append(&mut lexer.comments);
    comments.sort_unstable_by_key(|range| range.start);
    comments.into_iter().map(|range| range.start + shift..range.end + shift).collect()
}

#[cfg(test)]
mod tests {
    use super::comments;
    use crate::formats::Placeholders;

    fn texts(text: &str) -> Vec<&str> {
        comments(text, None).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn only_comments_are_comments() {
        let text = "\u{feff}# one\r\na = \"# no ${b /* two */ + \"// no\"}\" // three\nb = <<EOT\n# no\n${x} # no\nEOT\n\
                    c = [ # four\n  1, /* five\n # still */ 2 ]\n#last";
        assert_eq!(texts(text), ["# one", "/* two */", "// three", "# four", "/* five\n # still */", "#last"]);
    }

    #[test]
    fn broken_texts_come_to_an_end() {
        for text in [
            "a = \"never closed\n# one\n",
            "a = <<EOT\n# one\n",
            "/* never\n# one",
            "}}}]] # one",
            "${ # one",
            "\u{0}# one",
        ] {
            assert!(texts(text).len() <= 1, "{text:?}: {:?}", texts(text));
        }
        assert_eq!(texts("a = \"never closed\n# one\n"), ["# one"]);
    }

    #[test]
    fn placeholders_are_no_comments() {
        let text = "a = #{token}# # one\n# two\n";
        let found: Vec<&str> =
            comments(text, Some(&Placeholders::default())).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["# one", "# two"]);
    }
}
