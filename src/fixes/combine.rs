//! Several suggestions together: what contradicts an earlier one waits for the next run.
//!
//! Knows: files before and after. Does not know: the disk.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, Suggestion};
use super::render::render;
use super::verify::check;
use crate::source::{Edit, FileId, Sources, apply_edits};

/// What a set of suggestions does to files.
#[derive(Debug, Clone, Default)]
pub struct Combined {
    /// The files that change, by path.
    pub files: Vec<FileChange>,
    /// Indices of the suggestions that are in it.
    pub applied: Vec<usize>,
    /// Indices of those that contradict one that is.
    pub conflicting: Vec<usize>,
    /// Files that would not have been what they should, as shown, and why: nothing of them is in it.
    pub refused: Vec<(String, String)>,
}

/// A file before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// The path as shown.
    pub path: String,
    /// The text as it was read.
    pub old: String,
    /// The text with all edits.
    pub new: String,
    /// The edits, sorted.
    pub edits: Vec<Edit>,
}

/// Combines suggestions; earlier ones win. A suggestion that touches several files is in it as a whole, or not at all.
#[must_use]
pub fn combine(suggestions: &[&Suggestion], sources: &Sources) -> Combined {
    let mut out = Combined::default();
    let mut changes: Vec<Change> = Vec::new();
    for (index, suggestion) in suggestions.iter().enumerate() {
        // What lies in other files is not in the way.
        let files: BTreeSet<FileId> = suggestion.changes.iter().map(|change| change.span().file).collect();
        let nearby = changes.iter().filter(|change| files.contains(&change.span().file));
        let together: Vec<Change> = nearby.chain(&suggestion.changes).cloned().collect();
        if fits(&changes, suggestion) && render(&together, sources).is_some() {
            changes.extend(suggestion.changes.iter().cloned());
            out.applied.push(index);
        } else {
            out.conflicting.push(index);
        }
    }
    let mut files = files(&changes, sources);
    let refused: Vec<(FileId, String)> =
        files.iter().filter_map(|(file, change)| Some((*file, change.as_ref().err()?.clone()))).collect();
    if !refused.is_empty() {
        // What is left out of one file must not be half done in another.
        let is_refused = |index: &usize| {
            let edits = &suggestions[*index].edits;
            edits.iter().any(|edit| refused.iter().any(|(file, _)| *file == edit.span.file))
        };
        out.applied.retain(|index| !is_refused(index));
        changes = out.applied.iter().flat_map(|index| suggestions[*index].changes.iter().cloned()).collect();
        files = self::files(&changes, sources);
        out.refused = refused.into_iter().map(|(file, why)| (sources.file(file).path.clone(), why)).collect();
    }
    out.files = files.into_values().filter_map(Result::ok).collect();
    out.files.sort_by(|a, b| a.path.cmp(&b.path));
    out
}

/// Whether nothing is added to what is replaced, or replaced where something is added.
fn fits(changes: &[Change], suggestion: &Suggestion) -> bool {
    let swallows = |one: &Change, other: &Change| match (one, other) {
        (Change::Replace(edit), Change::Insert(_)) => edit.span.contains(other.span()),
        _ => false,
    };
    let clash = |one: &Change, other: &Change| swallows(one, other) || swallows(other, one);
    !suggestion.changes.iter().any(|one| changes.iter().any(|other| clash(one, other)))
}

/// Each changed file, checked; why where it must not be changed.
fn files(changes: &[Change], sources: &Sources) -> BTreeMap<FileId, Result<FileChange, String>> {
    let mut by_file: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
    for edit in render(changes, sources).unwrap_or_default() {
        by_file.entry(edit.span.file).or_default().push(edit);
    }
    let change = |(file, edits): (FileId, Vec<Edit>)| {
        let source = sources.file(file);
        let change = match apply_edits(&source.text, &edits) {
            None => Err("the changes overlap".to_owned()),
            Some(new) => check(&source.path, &source.text, &new, &edits)
                .map_err(|harm| harm.to_string())
                .map(|()| FileChange { path: source.path.clone(), old: source.text.clone(), new, edits }),
        };
        (file, change)
    };
    by_file.into_iter().map(change).collect()
}
