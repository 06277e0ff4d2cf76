//! Changes of a file's bytes: what is put in the place of what.
//!
//! Knows: that edits of one file must not overlap. Does not know: what the text means.

use super::Span;

/// A replacement of a byte range. An empty range inserts, an empty text removes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What takes its place.
    pub text: String,
}

/// The text with edits applied; those of other files are left out. None when edits overlap, have the same place or lie
/// outside the text.
#[must_use]
pub fn apply_edits<'e>(text: &str, edits: impl IntoIterator<Item = &'e Edit>) -> Option<String> {
    let mut edits: Vec<&Edit> = edits.into_iter().collect();
    edits.sort();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut before: Option<Span> = None;
    for edit in edits {
        if before == Some(edit.span) {
            return None;
        }
        before = Some(edit.span);
        out.push_str(text.get(at..edit.span.start as usize)?);
        out.push_str(&edit.text);
        at = edit.span.end as usize;
        if at < edit.span.start as usize {
            return None;
        }
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Edit, apply_edits};
    use crate::source::{Sources, Span};

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        let file = Sources::in_memory().add("a.tf", "");
        Edit { span: Span::new(file, start, end), text: text.to_owned() }
    }

    #[test]
    fn edits_apply_in_any_order() {
        let edits = [edit(4, 5, "two"), edit(0, 1, "one"), edit(6, 6, "!")];
        assert_eq!(apply_edits("a = b\n", &edits).as_deref(), Some("one = two\n!"));
    }

    #[test]
    fn what_overlaps_or_lies_outside_is_refused() {
        assert_eq!(apply_edits("abcdef", &[edit(0, 3, ""), edit(2, 4, "")]), None);
        assert_eq!(apply_edits("abcdef", &[edit(1, 1, "x"), edit(1, 1, "y")]), None);
        assert_eq!(apply_edits("abc", &[edit(2, 9, "")]), None);
        assert_eq!(apply_edits("é", &[edit(1, 1, "x")]), None);
    }

    proptest! {
        /// What no edit covers is in the result, byte for byte and in order.
        #[test]
        fn bytes_outside_the_spans_stay(
            text in "[ -~\u{e9}\n]{0,80}",
            cuts in proptest::collection::vec((0usize..80, 0usize..6, "[a-z\u{e9}\n]{0,8}"), 0..6),
        ) {
            let edits: Vec<Edit> = cuts.iter().map(|(start, length, new)| edit(*start, start + length, new)).collect();
            if let Some(out) = apply_edits(&text, &edits) {
                let mut sorted: Vec<&Edit> = edits.iter().collect();
                sorted.sort();
                let (mut at, mut seen) = (0, 0);
                for edit in sorted {
                    let kept = &text[at..edit.span.start as usize];
                    prop_assert_eq!(&out[seen..seen + kept.len()], kept);
                    seen += kept.len() + edit.text.len();
                    at = edit.span.end as usize;
                }
                prop_assert_eq!(&out[seen..], &text[at..]);
            }
        }
    }
}
