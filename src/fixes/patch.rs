//! Changed files as a unified patch, as `git apply` and `patch -p1` take it.
//!
//! Knows: the notation. Does not know: why anything changed.

use std::fmt::Write as _;
use std::ops::Range;

use super::combine::FileChange;

/// Lines around a change that are shown.
const CONTEXT: usize = 3;

/// The patch of one file; empty when nothing changed. Context ends where a line holds a secret; a line that changes and
/// holds one is replaced by `mask`, and the patch no longer applies.
#[must_use]
pub fn unified(change: &FileChange, is_secret: &dyn Fn(Range<usize>) -> bool, mask: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (change.old.split_inclusive('\n').collect(), change.new.split_inclusive('\n').collect());
    let pieces = pieces(change, &old, &new);
    let mut at = 0;
    let secret: Vec<bool> = (old.iter())
        .map(|line| {
            at += line.len();
            is_secret(at - line.len()..at)
        })
        .collect();
    let lines = Lines { old: &old, new: &new, secret: &secret, mask };
    let mut out = String::new();
    if pieces.is_empty() {
        return out;
    }
    let _ = write!(out, "--- a/{0}\n+++ b/{0}\n", quoted(&change.path));
    let mut first = 0;
    while first < pieces.len() {
        let mut last = first;
        while last + 1 < pieces.len()
            && pieces[last + 1].0.start <= pieces[last].0.end + 2 * CONTEXT
            && !secret[pieces[last].0.end..pieces[last + 1].0.start].contains(&true)
        {
            last += 1;
        }
        lines.hunk(&mut out, &pieces[first..=last]);
        first = last + 1;
    }
    out
}

/// A name without what would end the line; behind one with a blank stands a tab, as git writes it.
fn quoted(path: &str) -> String {
    let name: String = path.chars().map(|character| if character.is_control() { '?' } else { character }).collect();
    if name.contains(' ') { format!("{name}\t") } else { name }
}

/// The line ranges that differ, before and after, in order.
fn pieces(change: &FileChange, old: &[&str], new: &[&str]) -> Vec<(Range<usize>, Range<usize>)> {
    let starts: Vec<usize> = old.iter().scan(0, |at, line| Some(std::mem::replace(at, *at + line.len()))).collect();
    let line_of = |offset: usize| starts.partition_point(|start| *start <= offset).max(1) - 1;
    let mut pieces: Vec<(Range<usize>, isize)> = Vec::new();
    for edit in &change.edits {
        let range = edit.span.range();
        let lines = line_of(range.start)..line_of(range.end) + 1;
        let removed = change.old[range].matches('\n').count();
        let grown = isize::try_from(edit.text.matches('\n').count()).unwrap_or_default()
            - isize::try_from(removed).unwrap_or_default();
        match pieces.last_mut().filter(|(last, _)| lines.start < last.end) {
            Some((last, more)) => {
                last.end = last.end.max(lines.end);
                *more += grown;
            }
            None => pieces.push((lines, grown)),
        }
    }
    let mut shift = 0isize;
    let mut out = Vec::new();
    for (lines, grown) in pieces {
        let after = lines.start.saturating_add_signed(shift)..lines.end.saturating_add_signed(shift + grown);
        shift += grown;
        let (mut before, mut after) = (lines.start..lines.end.min(old.len()), after.start..after.end.min(new.len()));
        // A line that is the same at either end is context.
        while !before.is_empty() && !after.is_empty() && old[before.start] == new[after.start] {
            (before.start, after.start) = (before.start + 1, after.start + 1);
        }
        while !before.is_empty() && !after.is_empty() && old[before.end - 1] == new[after.end - 1] {
            (before.end, after.end) = (before.end - 1, after.end - 1);
        }
        if !before.is_empty() || !after.is_empty() {
            out.push((before, after));
        }
    }
    out
}

/// A file's lines before and after.
struct Lines<'a> {
    old: &'a [&'a str],
    new: &'a [&'a str],
    /// The old lines that hold a secret.
    secret: &'a [bool],
    mask: &'a str,
}

impl Lines<'_> {
    fn hunk(&self, out: &mut String, pieces: &[(Range<usize>, Range<usize>)]) {
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else { return };
        let is_open = |line: &usize| !self.secret[*line];
        let lead = (0..first.0.start).rev().take(CONTEXT).take_while(is_open).count();
        let tail = (last.0.end..self.old.len()).take(CONTEXT).take_while(is_open).count();
        let (before, after) = (first.0.start - lead..last.0.end + tail, first.1.start - lead..last.1.end + tail);
        let range = |range: &Range<usize>| {
            let start = if range.is_empty() { range.start } else { range.start + 1 };
            if range.len() == 1 { start.to_string() } else { format!("{start},{}", range.len()) }
        };
        let _ = writeln!(out, "@@ -{} +{} @@", range(&before), range(&after));
        let mut at = before.start;
        for (removed, added) in pieces {
            self.old[at..removed.start].iter().for_each(|line| push(out, ' ', line));
            let is_masked = self.secret[removed.clone()].contains(&true);
            let shown = |line: &&str| if is_masked { format!("{}\n", self.mask) } else { (*line).to_owned() };
            self.old[removed.clone()].iter().for_each(|line| push(out, '-', &shown(line)));
            self.new[added.clone()].iter().for_each(|line| push(out, '+', &shown(line)));
            at = removed.end;
        }
        self.old[at..before.end].iter().for_each(|line| push(out, ' ', line));
    }
}

fn push(out: &mut String, sign: char, line: &str) {
    out.push(sign);
    out.push_str(line);
    if !line.ends_with('\n') {
        out.push_str("\n\\ No newline at end of file\n");
    }
}
