//! A change of a file as a patch: what `git apply` takes, as long as nothing hostile stands in its lines.

use std::fmt::Write as _;
use std::ops::Range;

use crate::report::visible;

/// Lines around a change that are shown.
const CONTEXT: usize = 3;

/// The patch from one text to another; empty when they are the same. Both differ in few lines: what is common at the start
/// of each changed stretch is found line by line. Characters that act on a terminal are made visible.
#[must_use]
pub fn patch(path: &str, old: &str, new: &str) -> String {
    let (before, after): (Vec<&str>, Vec<&str>) = (lines(old), lines(new));
    let changes = changes(&before, &after);
    if changes.is_empty() {
        return String::new();
    }
    let path = visible(path);
    let mut out = format!("--- a/{path}\n+++ b/{path}\n");
    let mut index = 0;
    while index < changes.len() {
        let mut last = index;
        while changes.get(last + 1).is_some_and(|next| next.0.start - changes[last].0.end <= 2 * CONTEXT) {
            last += 1;
        }
        hunk(&mut out, &before, &after, &changes[index..=last]);
        index = last + 1;
    }
    out
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Stretches of old and new lines that differ.
fn changes(before: &[&str], after: &[&str]) -> Vec<(Range<usize>, Range<usize>)> {
    let mut changes = Vec::new();
    let (mut old, mut new) = (0, 0);
    while old < before.len() || new < after.len() {
        if old < before.len() && new < after.len() && before[old] == after[new] {
            old += 1;
            new += 1;
            continue;
        }
        let (from_old, from_new) = (old, new);
        // The nearest lines where both run in step again.
        let step = (1..=before.len() - old + after.len() - new)
            .take(2_000)
            .flat_map(|distance| (0..=distance).map(move |removed| (removed, distance - removed)))
            .find(|&(removed, added)| in_step(before, after, old + removed, new + added));
        let (removed, added) = step.unwrap_or((before.len() - old, after.len() - new));
        old += removed;
        new += added;
        changes.push((from_old..old, from_new..new));
    }
    changes
}

fn in_step(before: &[&str], after: &[&str], old: usize, new: usize) -> bool {
    match (before.get(old), after.get(new)) {
        (Some(one), Some(other)) => one == other,
        (None, None) => old == before.len() && new == after.len(),
        _ => false,
    }
}

fn hunk(out: &mut String, before: &[&str], after: &[&str], changes: &[(Range<usize>, Range<usize>)]) {
    let (Some(first), Some(last)) = (changes.first(), changes.last()) else { return };
    let lead = CONTEXT.min(first.0.start);
    let trail = CONTEXT.min(before.len() - last.0.end);
    let old = first.0.start - lead..last.0.end + trail;
    let new = first.1.start - lead..last.1.end + trail;
    let start = |range: &Range<usize>| if range.is_empty() { range.start } else { range.start + 1 };
    let _ = writeln!(out, "@@ -{},{} +{},{} @@", start(&old), old.len(), start(&new), new.len());
    let mut at = old.start;
    for (removed, added) in changes {
        before[at..removed.start].iter().for_each(|line| push(out, ' ', line));
        before[removed.clone()].iter().for_each(|line| push(out, '-', line));
        after[added.clone()].iter().for_each(|line| push(out, '+', line));
        at = removed.end;
    }
    before[at..old.end].iter().for_each(|line| push(out, ' ', line));
}

fn push(out: &mut String, sign: char, line: &str) {
    out.push(sign);
    let (text, has_end) = line.strip_suffix('\n').map_or((line, false), |text| (text, true));
    let text = text.strip_suffix('\r').unwrap_or(text);
    let parts: Vec<_> = text.split('\t').map(visible).collect();
    out.push_str(&parts.join("\t"));
    out.push('\n');
    if !has_end {
        out.push_str("\\ No newline at end of file\n");
    }
}

#[cfg(test)]
mod tests {
    use super::patch;

    #[test]
    fn lines_that_were_added_and_removed_are_shown_with_those_around() {
        let old = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n";
        let new = "a\nb\nc\nd\nX\ne\nf\ng\nh\ni\nj\nl\n";
        let expected = "--- a/m.tf\n+++ b/m.tf\n@@ -2,11 +2,11 @@\n b\n c\n d\n+X\n e\n f\n g\n h\n i\n j\n-k\n l\n";
        assert_eq!(patch("m.tf", old, new), expected);
        assert_eq!(patch("m.tf", old, old), "");
    }

    #[test]
    fn far_changes_are_hunks_of_their_own() {
        let old: String = (0..30).map(|line| format!("{line}\n")).collect();
        let new = old.replacen("3\n", "3\nX\n", 1).replace("27\n", "27!\n");
        let text = patch("m.tf", &old, &new);
        assert_eq!(text.matches("@@ -").count(), 2, "{text}");
        assert!(text.contains("@@ -2,6 +2,7 @@\n 1\n 2\n 3\n+X\n") && text.contains("-27\n+27!\n"), "{text}");
    }

    #[test]
    fn nothing_acts_on_the_terminal() {
        let text = patch("m\u{1b}.tf", "\ta\n", "\ta\u{1b}[31m\u{202e}\n");
        assert!(!text.contains(['\u{1b}', '\u{202e}']) && text.contains("-\ta\n"), "{text}");
        assert!(
            patch("m.tf", "a", "b").ends_with("-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n")
        );
    }
}
