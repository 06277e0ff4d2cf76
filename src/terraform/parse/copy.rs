//! The copy of an expression that hcl-edit reads: as long as the text, byte for byte at the same offsets, but without
//! what hcl-edit does not take though Terraform does.

use std::borrow::Cow;
use std::ops::Range;

/// How a range of the copy differs.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    pub range: Range<usize>,
    pub kind: EditKind,
}

/// The ways a range can differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EditKind {
    /// Blanks: comments, and newlines where they mean nothing.
    Blank,
    /// A plain number.
    Number,
    /// Letters: text of a heredoc that looks like its end.
    Letters,
    /// A name that stands for something read by itself.
    Hole,
}

/// Something left out of the copy.
#[derive(Debug, Clone)]
pub(super) struct Hole {
    pub end: usize,
    pub kind: HoleKind,
}

/// What is left out.
#[derive(Debug, Clone)]
pub(super) enum HoleKind {
    /// A heredoc without sequences: its text.
    Text(String),
    /// A pipeline placeholder, or a string that holds one: where the placeholder stands.
    Pipeline(Range<usize>),
    /// An object of which hcl-edit might take two keys for equal: keys and values.
    Object(Vec<(Range<usize>, Range<usize>)>),
}

/// The copy of a range. The edits are sorted by start, longer ones first.
pub(super) fn copy<'t>(text: &'t str, range: Range<usize>, edits: &[Edit]) -> Cow<'t, str> {
    let first = edits.partition_point(|edit| edit.range.start < range.start);
    let inside = edits[first..].iter().take_while(|edit| edit.range.start < range.end);
    let mut copied = String::new();
    let mut done = range.start;
    for edit in inside {
        if edit.range.start < done || edit.range.end > range.end {
            continue;
        }
        copied.push_str(&text[done..edit.range.start]);
        let length = edit.range.len();
        match edit.kind {
            EditKind::Blank => copied.extend(std::iter::repeat_n(' ', length)),
            EditKind::Number if length > 2 => {
                copied.push_str("1.");
                copied.extend(std::iter::repeat_n('0', length - 2));
            }
            EditKind::Number => copied.extend(std::iter::repeat_n('1', length)),
            EditKind::Letters => copied.extend(std::iter::repeat_n('x', length)),
            EditKind::Hole => copied.extend(std::iter::repeat_n('_', length)),
        }
        done = edit.range.end;
    }
    if done == range.start {
        return Cow::Borrowed(&text[range]);
    }
    copied.push_str(&text[done..range.end]);
    Cow::Owned(copied)
}
