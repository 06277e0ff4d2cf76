//! What an unresolved merge leaves in a file: two versions of the same lines, either of which may be meant.

use std::ops::Range;

const START: &str = "<<<<<<<";
const END: &str = ">>>>>>>";

/// Whether a line is one that a merge puts between the two versions.
pub(super) fn is_marker(line: &str) -> bool {
    let is_labelled =
        |marker: &str| line.strip_prefix(marker).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\r']));
    is_labelled(START) || is_labelled(END) || is_labelled("|||||||") || line.trim_end() == "======="
}

/// The conflicts of a text, each from its first marker to the end of its last one.
pub(super) fn conflicts(text: &str) -> Vec<Range<usize>> {
    let is_at_line_start = |at: usize| at == 0 || matches!(text.as_bytes()[at - 1], b'\n' | b'\r');
    let ends: Vec<usize> = text.match_indices(END).map(|(at, _)| at).filter(|at| is_at_line_start(*at)).collect();
    let mut found: Vec<Range<usize>> = Vec::new();
    for (start, _) in text.match_indices(START).filter(|(at, _)| is_at_line_start(*at)) {
        if found.last().is_some_and(|last| start < last.end) {
            continue;
        }
        let Some(&end) = ends.get(ends.partition_point(|end| *end < start)) else { break };
        let line = text[end..].find(['\n', '\r']).map_or(text.len(), |length| end + length);
        found.push(start..line);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{conflicts, is_marker};

    #[test]
    fn markers_stand_alone_in_their_line() {
        for line in ["<<<<<<< HEAD", "=======", ">>>>>>> main\r", "||||||| base", "<<<<<<<"] {
            assert!(is_marker(line), "{line}");
        }
        for line in ["<<<<<<<<", "======= x", " =======", "// <<<<<<<", ""] {
            assert!(!is_marker(line), "{line}");
        }
    }

    #[test]
    fn a_conflict_reaches_from_its_first_marker_to_its_last() {
        let text = "a\n<<<<<<< x\nb\n=======\nc\n>>>>>>> y\nd\n<<<<<<< z\n";
        let found = conflicts(text);
        assert_eq!(found.len(), 1);
        assert_eq!(&text[found[0].clone()], "<<<<<<< x\nb\n=======\nc\n>>>>>>> y");
    }
}
