//! Changes of files as patches that are printed: of fixes, and of ignore comments.
//!
//! Knows: what must not be shown. Does not know: why a file changes.

use std::ops::Range;

use crate::fixes::{FileChange, unified};
use crate::report::{self, Secrets, visible};
use crate::source::Sources;

/// The patch of a file: byte for byte, or without what could harm a terminal. Secrets are never in it.
pub fn patch(change: &FileChange, sources: &Sources, is_harmless: bool) -> String {
    let secrets = Secrets::new(sources);
    let file = change.edits.first().map(|edit| edit.span.file);
    let is_secret = |line: Range<usize>| file.is_some_and(|file| secrets.within(file, line).next().is_some());
    let text = unified(change, &is_secret, report::MASK);
    if is_harmless { text.split_inclusive('\n').map(harmless).collect() } else { text }
}

/// A line whose tabs stay; what else acts on a terminal is made visible.
fn harmless(line: &str) -> String {
    let parts: Vec<_> = line.trim_end_matches(['\r', '\n']).split('\t').map(visible).collect();
    parts.join("\t") + "\n"
}

#[cfg(test)]
mod tests {
    use super::patch;
    use crate::fixes::FileChange;
    use crate::source::{Edit, Sources, Span, apply_edits};

    /// The patch after replacing each text by another.
    fn changed(path: &str, old: &str, edits: &[(&str, &str)], secret: Option<&str>) -> String {
        let sources = Sources::in_memory();
        let file = sources.add(path, old);
        let span = |needle: &str| {
            let start = old.find(needle).unwrap();
            Span::new(file, start, start + needle.len())
        };
        secret.into_iter().for_each(|secret| sources.mask(span(secret)));
        let edits: Vec<Edit> =
            edits.iter().map(|(from, to)| Edit { span: span(from), text: (*to).to_owned() }).collect();
        let new = apply_edits(old, &edits).unwrap();
        patch(&FileChange { path: path.to_owned(), old: old.to_owned(), new, edits }, &sources, true)
    }

    #[test]
    fn lines_that_were_added_and_removed_are_shown_with_those_around() {
        let old = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n";
        let expected = "--- a/m.tf\n+++ b/m.tf\n@@ -2,11 +2,11 @@\n b\n c\n d\n+X\n e\n f\n g\n h\n i\n j\n-k\n l\n";
        assert_eq!(changed("m.tf", old, &[("d\n", "d\nX\n"), ("k\n", "")], None), expected);
        assert_eq!(changed("m.tf", old, &[("d", "d")], None), "");
    }

    #[test]
    fn far_changes_are_hunks_of_their_own() {
        let old: String = (0..30).map(|line| format!("{line}\n")).collect();
        let text = changed("m.tf", &old, &[("3\n", "3\nX\n"), ("27\n", "27!\n")], None);
        assert_eq!(text.matches("@@ -").count(), 2, "{text}");
        assert!(text.contains("@@ -2,6 +2,7 @@\n 1\n 2\n 3\n+X\n") && text.contains("-27\n+27!\n"), "{text}");
    }

    #[test]
    fn nothing_acts_on_the_terminal() {
        let text = changed("m\u{1b}.tf", "\ta\n", &[("a", "a\u{1b}[31m\u{202e}")], None);
        assert!(!text.contains(['\u{1b}', '\u{202e}']) && text.contains("-\ta\n"), "{text}");
        assert!(
            changed("m.tf", "a", &[("a", "b")], None)
                .ends_with("-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n")
        );
    }

    #[test]
    fn secrets_beside_a_change_are_left_out() {
        let old = "a {\n  password = \"hunter2\"\n  b = 1\n}\n";
        let text = changed("m.tf", old, &[("  b", "  # why\n  b")], Some("\"hunter2\""));
        assert!(!text.contains("hunter2") && text.contains("+  # why\n   b = 1\n"), "{text}");
    }
}
