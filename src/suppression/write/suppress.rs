//! Comments for findings that are there.

use std::collections::{BTreeMap, BTreeSet};

use super::json::{holder as holder_in_json, member};
use super::{Plan, Style, Words, Writable, directive_text};
use crate::report::{Finding, Report};
use crate::source::{Edit, FileId, Sources, Span, apply_edits};
use crate::suppression::directive::read_text;

/// Comments that hide all findings of a report, each at the place that decides it: where the value was written, else the
/// resource, else the call of the module that the resource came with. Findings at one place share a comment.
#[must_use]
pub fn suppress(report: &Report, sources: &Sources, words: Words<'_>) -> Plan {
    let mut plan = Plan::default();
    let mut files: BTreeMap<FileId, Result<Writable, String>> = BTreeMap::new();
    // The names of each comment, by file and item.
    let mut comments: BTreeMap<(FileId, usize), BTreeSet<String>> = BTreeMap::new();
    let mut about: BTreeMap<(FileId, usize), Vec<Span>> = BTreeMap::new();
    for finding in &report.findings {
        for candidates in places(finding, report) {
            let mut why = "it lies in no file that can be changed".to_owned();
            let found = candidates.iter().find_map(|&span| {
                let file = files.entry(span.file).or_insert_with(|| Writable::new(sources, span.file));
                match file {
                    Ok(file) => match holder(file, span) {
                        Some(item) => Some((span, (span.file, item))),
                        None => {
                            why = "there is no place for a comment near it".to_owned();
                            None
                        }
                    },
                    Err(error) => {
                        why.clone_from(error);
                        None
                    }
                }
            });
            match found {
                Some((span, place)) => {
                    comments.entry(place).or_default().insert(finding.policy.to_string());
                    about.entry(place).or_default().push(span);
                }
                None => plan.refused.push((finding.primary.span, format!("{}: {why}", finding.policy))),
            }
        }
    }
    plan.refused.dedup();
    for ((id, item), names) in comments {
        let Some(Ok(file)) = files.get(&id) else { continue };
        let names: Vec<String> = names.into_iter().collect();
        let directive = directive_text("ignore", &names, words.until, words.reason);
        let spans = about.remove(&(id, item)).unwrap_or_default();
        let Some(edit) = edit(file, item, &directive) else { continue };
        if is_right(file, &edit, &spans) {
            plan.written.push((
                Span::new(id, file.layout.items[item].range.start, file.layout.items[item].range.start),
                directive,
            ));
            plan.edits.push(edit);
        } else {
            let why = format!("{}: a comment would not reach it", names.join(", "));
            plan.refused.extend(spans.first().map(|&span| (span, why)));
        }
    }
    plan
}

/// Where a comment can hide a finding, best first; once for each resource, where that is only possible at different calls.
fn places(finding: &Finding, report: &Report) -> Vec<Vec<Span>> {
    let mut all: Vec<Vec<Span>> = Vec::new();
    for one in &report.assessed {
        let is_this = finding.concerns(&one.occurrence)
            && one.judgements.iter().any(|judgement| judgement.place == Some(finding.primary.span));
        if is_this {
            let calls = one.calls.iter().rev().map(|call| call.header);
            let candidates: Vec<Span> = [finding.primary.span, one.header].into_iter().chain(calls).collect();
            if !all.contains(&candidates) {
                all.push(candidates);
            }
        }
    }
    if all.is_empty() { vec![vec![finding.primary.span]] } else { all }
}

/// The item that a comment about a place is written for.
fn holder(file: &Writable, span: Span) -> Option<usize> {
    let item = file.item_at(span.start as usize)?;
    match file.style {
        Style::Hash | Style::Slashes => Some(item),
        Style::TerraformJson | Style::ArmJson => {
            holder_in_json(file, item).filter(|&item| member(file, item, "").is_some())
        }
    }
}

fn edit(file: &Writable, item: usize, directive: &str) -> Option<Edit> {
    match file.style {
        Style::Hash | Style::Slashes => Some(file.above(item, directive)),
        Style::TerraformJson | Style::ArmJson => member(file, item, directive),
    }
}

/// Whether the comment, read as it will stand there, reaches what it is about.
fn is_right(file: &Writable, edit: &Edit, about: &[Span]) -> bool {
    let Some(text) = apply_edits(&file.source.text, [edit]) else { return false };
    let inserted = edit.text.len();
    let at = edit.span.start as usize;
    let moved = |offset: usize| if offset >= at { offset + inserted } else { offset };
    let found = read_text(&file.source.path, &text);
    let ours: Vec<_> = found.iter().filter(|(place, _)| place.start >= at && place.end <= at + inserted).collect();
    about.iter().all(|span| {
        let start = moved(span.start as usize);
        ours.iter().any(|(_, reach)| reach.as_ref().is_some_and(|reach| reach.contains(&start)))
    })
}
