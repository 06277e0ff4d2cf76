//! Comments for other tools, rewritten into ours.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{Plan, Style, Writable, directive_text};
use crate::policy::Catalogue;
use crate::source::{Edit, FileId, Sources, Span};
use crate::suppression::directive::{Directive, Directives, Names, Scope, Tool};

/// Edits that replace foreign directives by ours with the same names, reason and end. Where a tool's comment reaches further
/// than ours would at its place, it moves to the head of the block. `hides` tells which policies a directive hides now: what
/// ignores everything is written as that.
#[must_use]
pub fn migrate(
    directives: &Directives,
    sources: &Sources,
    catalogue: &Catalogue,
    hides: &BTreeMap<Span, BTreeSet<usize>>,
    is_own: impl Fn(&str) -> bool,
) -> Plan {
    let mut plan = Plan::default();
    let mut files: BTreeMap<FileId, Result<Writable, String>> = BTreeMap::new();
    let mut shared: BTreeMap<Span, usize> = BTreeMap::new();
    for directive in &directives.all {
        *shared.entry(directive.comment).or_default() += 1;
    }
    let foreign = directives.all.iter().filter(|directive| directive.tool != Tool::Akslint);
    for directive in foreign.filter(|directive| is_own(&directive.file)) {
        let file = directive.place.file;
        let names = policies(directive, catalogue, hides.get(&directive.place));
        let outcome = match files.entry(file).or_insert_with(|| Writable::new(sources, file)) {
            _ if names.is_empty() => Err(without_counterpart(directive)),
            Ok(file) => edits(directive, &names, file, shared[&directive.comment] == 1),
            Err(why) => Err(why.clone()),
        };
        match outcome {
            Ok((edits, text)) => {
                plan.edits.extend(edits);
                plan.written.push((directive.place, text));
                let left: Vec<&str> = (directive.resolved.iter())
                    .filter(|(name, policies)| !name.is_empty() && policies.is_empty())
                    .map(|(name, _)| name.as_str())
                    .collect();
                if !left.is_empty() {
                    let left = crate::report::clip(&left.join(", "), 200).into_owned();
                    plan.refused
                        .push((directive.place, format!("{left}: akslint has no such policy, so it is left out")));
                }
            }
            Err(why) => plan.refused.push((directive.place, why)),
        }
    }
    plan
}

/// The policies to name, by id.
fn policies(directive: &Directive, catalogue: &Catalogue, hides: Option<&BTreeSet<usize>>) -> Vec<String> {
    let chosen: BTreeSet<usize> = match directive.names {
        Names::Listed(_) => directive.policies().collect(),
        Names::All | Names::AllBut(_) => hides.cloned().unwrap_or_default(),
    };
    chosen.into_iter().filter_map(|index| catalogue.policy(index)).map(|policy| policy.id().to_owned()).collect()
}

fn without_counterpart(directive: &Directive) -> String {
    match &directive.names {
        Names::Listed(names) if names.is_empty() => {
            "it depends on a condition, which akslint's comments cannot".to_owned()
        }
        Names::Listed(names) => {
            let names = crate::report::clip(&names.join(", "), 200).into_owned();
            format!("akslint has no policy for {names}")
        }
        Names::All | Names::AllBut(_) => "it hides nothing that akslint finds".to_owned(),
    }
}

/// The edits for one directive, and what it becomes.
fn edits(
    directive: &Directive,
    names: &[String],
    file: &Writable,
    is_only: bool,
) -> Result<(Vec<Edit>, String), String> {
    if matches!(file.style, Style::TerraformJson | Style::ArmJson) && !is_comment(directive, file) {
        return Err("texts of JSON are left as they are".to_owned());
    }
    let word = if directive.scope == Scope::File { "ignore-file" } else { "ignore" };
    let text = directive_text(word, names, directive.until, directive.reason.as_deref().unwrap_or_default());
    let Some(reach) = directive.reach else { return Err("it stands at nothing that it could be about".to_owned()) };
    if directive.scope == Scope::Block && !stands_at_head(directive, file, reach) {
        let block = file.layout.items.iter().position(|item| item.range == reach.range());
        let Some(block) = block.filter(|_| is_only) else {
            return Err("other comments share its line; rewrite it by hand".to_owned());
        };
        let removed = removal(directive, file).ok_or("it is part of a longer comment; rewrite it by hand")?;
        let gone = Edit { span: Span::new(file.id, removed.start, removed.end), text: String::new() };
        return Ok((vec![file.above(block, &text), gone], text));
    }
    let before = file.source.text[..directive.place.start as usize].chars().next_back();
    let gap = if matches!(before, Some('#' | '/' | '*')) { " " } else { "" };
    Ok((vec![Edit { span: directive.place, text: format!("{gap}{text}") }], text))
}

fn is_comment(directive: &Directive, file: &Writable) -> bool {
    file.source.text.get(directive.comment.range()).is_some_and(|text| text.starts_with('/'))
}

/// Whether a comment stands in the line in which its block begins, behind its start.
fn stands_at_head(directive: &Directive, file: &Writable, block: Span) -> bool {
    let line = |offset: u32| file.source.position(offset as usize).line;
    block.start < directive.place.start && line(block.start) == line(directive.place.start)
}

/// What to remove of a comment that holds one directive and nothing else: its whole line where it stands alone, else the
/// blanks before it as well.
fn removal(directive: &Directive, file: &Writable) -> Option<Range<usize>> {
    let text = &file.source.text;
    let comment = directive.comment.range();
    let rest = text.get(comment.start..directive.place.start as usize)?.trim_matches(['#', '/', '*', ' ', '\t']);
    let tail = text.get(directive.place.end as usize..comment.end)?.trim_matches(['*', '/', ' ', '\t', '#']);
    if !rest.is_empty() || !tail.is_empty() {
        return None;
    }
    let line = text[..comment.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[comment.end..].find('\n').map_or(text.len(), |at| comment.end + at + 1);
    let is_alone = text[line..comment.start].trim().is_empty() && text[comment.end..end].trim().is_empty();
    if is_alone {
        return Some(line..end);
    }
    let start = text[..comment.start].trim_end_matches([' ', '\t']).len();
    Some(start..comment.end)
}
