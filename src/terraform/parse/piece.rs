//! A broken file is read block by block.

use std::ops::Range;

use super::structure::{Outcome, Structure};
use crate::formats::Place;

/// What a top-level block of Terraform, OpenTofu and their test and policy files can start with.
const BLOCK_TYPES: [&str; 18] = [
    "check",
    "component",
    "data",
    "ephemeral",
    "import",
    "locals",
    "module",
    "moved",
    "output",
    "plugin",
    "provider",
    "provider_meta",
    "removed",
    "resource",
    "run",
    "terraform",
    "variable",
    "variables",
];

/// Reads a text: as a whole, and when that fails, each top-level block by itself, so that a missing quote, brace or
/// heredoc end reaches no further than its block.
pub(super) fn read(text: &str, place: &Place, placeholders: &[Range<usize>]) -> Outcome {
    let whole = Structure::read(text, 0..text.len(), place, placeholders, false);
    if !whole.is_broken() {
        return whole;
    }
    let mut starts: Vec<usize> = block_starts(text)
        .filter(|&start| {
            let index = whole.heredocs.partition_point(|heredoc| heredoc.end <= start);
            whole.heredocs.get(index).is_none_or(|heredoc| start < heredoc.start)
        })
        .collect();
    if starts.first() != Some(&0) {
        starts.insert(0, 0);
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let mut all = Outcome { work: whole.work, ..Outcome::default() };
    for (start, end) in starts.iter().copied().zip(ends) {
        let piece = read_piece(text, start..end, place, placeholders);
        all.body.attributes.extend(piece.body.attributes);
        all.body.blocks.extend(piece.body.blocks);
        all.failures.extend(piece.failures);
        all.work += piece.work;
    }
    all.failures.truncate(100);
    all
}

fn read_piece(text: &str, range: Range<usize>, place: &Place, placeholders: &[Range<usize>]) -> Outcome {
    let mut plain = Structure::read(text, range.clone(), place, placeholders, false);
    if !plain.has_unbalanced_braces {
        return plain;
    }
    let mut indented = Structure::read(text, range, place, placeholders, true);
    indented.work += plain.work;
    plain.work = indented.work;
    if indented.failures.len() <= plain.failures.len() { indented } else { plain }
}

/// Where a line starts that looks like the first of a top-level block.
fn block_starts(text: &str) -> impl Iterator<Item = usize> + '_ {
    let lines = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
    lines.filter(|&start| {
        let rest = &text[start..];
        let name = rest.bytes().take_while(|&byte| byte.is_ascii_lowercase() || byte == b'_').count();
        if !BLOCK_TYPES.contains(&&rest[..name]) {
            return false;
        }
        let line = &rest[..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())];
        line[name..].starts_with([' ', '\t', '"', '{'])
            && line.contains('{')
            && !line[name..].trim_start().starts_with('=')
    })
}
