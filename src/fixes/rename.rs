//! Gives outdated attributes their new names, and keeps what stands around them aligned.
//!
//! Knows: how `terraform fmt` aligns. Does not know: which names are outdated.

use super::change::{Change, Container};
use super::hcl;
use super::plan::Place;
use crate::model::{PathStep, Rename};
use crate::source::{Edit, Span};
use crate::terraform::syntax::{Block, Body};

/// The changes that rename attributes of a declaration, or of a block in it.
///
/// # Errors
/// Why they cannot be renamed.
pub fn rename(
    body: &Body,
    text: &str,
    declaration: Span,
    inner: Option<&str>,
    renames: &[Rename],
) -> Result<Vec<Change>, String> {
    let block = hcl::block_at(body, declaration).ok_or("its declaration is not found")?;
    let mut changes = Vec::new();
    let mut named: Vec<(Container, usize, &str)> = Vec::new();
    for rename in renames {
        let names = |path: &str| -> Vec<PathStep> {
            let all = inner.into_iter().chain(path.split('.'));
            all.map(|name| PathStep::Name(name.to_owned())).collect()
        };
        let Place::Written { name, value } = hcl::in_block(block, &names(rename.old), text)? else {
            return Err(format!("`{}` is written in an unusual way", rename.old));
        };
        if !matches!(hcl::in_block(block, &names(rename.new), text)?, Place::Missing { .. }) {
            return Err(format!("`{}` is written as well", rename.new));
        }
        if rename.is_opposite {
            let text = match text.get(value.range()) {
                Some("true") => "false",
                Some("false") => "true",
                _ => return Err(format!("`{}` says the opposite of what is computed", rename.new)),
            };
            changes.push(Change::Replace(Edit { span: value, text: text.to_owned() }));
        }
        let container = hcl::container(around(block, name), text)?;
        if !container.is_in(text) {
            return Err("part of the block cannot be read".to_owned());
        }
        let index = container.members.iter().position(|member| member.name == name.range());
        let index = index.ok_or("its declaration is not found")?;
        let new = rename.new.rsplit('.').next().unwrap_or(rename.new);
        named.push((container, index, new));
    }
    while let Some((container, ..)) = named.first().cloned() {
        let (same, others) = named.into_iter().partition(|(other, ..)| *other == container);
        named = others;
        let same: Vec<(Container, usize, &str)> = same;
        let names: Vec<(usize, &str)> = same.iter().map(|(_, index, new)| (*index, *new)).collect();
        changes.extend(aligned(&container, text, &names));
    }
    Ok(changes)
}

/// The innermost block that holds a place.
fn around(block: &Block, place: Span) -> &Block {
    let mut block = block;
    while let Some(inner) = block.body.blocks.iter().find(|inner| inner.span.contains(place)) {
        block = inner;
    }
    block
}

/// New names for members of one container; lines that were aligned with one another are so afterwards.
fn aligned(container: &Container, text: &str, names: &[(usize, &str)]) -> Vec<Change> {
    let members = &container.members;
    let sign = |index: usize| {
        let member = &members[index];
        let behind = text.get(member.name.end..member.range.end)?;
        let at = behind.find('=')?;
        behind[..at].trim().is_empty().then_some(member.name.end + at)
    };
    let is_single = |index: usize| !members[index].is_block && !text[members[index].range.clone()].contains('\n');
    let follow = |one: usize, next: usize| {
        let between = &text[members[one].range.end..members[next].range.start];
        is_single(one) && is_single(next) && between.matches('\n').count() == 1
    };
    let new_name = |index: usize| names.iter().find(|(one, _)| *one == index).map(|(_, new)| *new);
    let mut changes = Vec::new();
    let mut start = 0;
    while start < members.len() {
        let mut end = start + 1;
        while end < members.len() && follow(end - 1, end) {
            end += 1;
        }
        let group = start..end;
        start = end;
        if group.clone().all(|index| new_name(index).is_none()) {
            continue;
        }
        let old_length = |index: usize| members[index].name.len();
        let column = group.clone().filter(|index| is_single(*index)).map(|index| old_length(index) + 1).max();
        let is_aligned = group.clone().all(|index| {
            is_single(index) && sign(index).is_some_and(|sign| Some(sign - members[index].range.start) == column)
        });
        let new_length = |index: usize| new_name(index).map_or(old_length(index), str::len);
        let new_column = group.clone().map(|index| new_length(index) + 1).max().unwrap_or_default();
        for index in group {
            let name = members[index].name.clone();
            let (new, old) = (new_name(index), &text[name.clone()]);
            match sign(index).filter(|_| is_aligned) {
                Some(sign) if new.is_some() || Some(new_column) != column => {
                    let written = new.unwrap_or(old);
                    let (from, written) = match new {
                        Some(_) => (name.start, written),
                        None => (name.end, ""),
                    };
                    let blanks = " ".repeat(new_column - new_length(index));
                    let edit = Edit { span: Span::new(container.file, from, sign), text: format!("{written}{blanks}") };
                    changes.push(Change::Replace(edit));
                }
                _ => changes.extend(new.map(|new| {
                    Change::Replace(Edit {
                        span: Span::new(container.file, name.start, name.end),
                        text: new.to_owned(),
                    })
                })),
            }
        }
    }
    changes
}
