//! Looks at a changed file before anybody else does: it must parse, and nothing but what was to change has changed.
//!
//! Knows: declarations as text. Does not know: what was to change.

use std::ops::Range;

use super::Syntax;
use super::trail::syntax_of;
use crate::formats::json::{Dialect, read_file};
use crate::source::{Edit, FileId, Sources};
use crate::terraform::parse::{parse_file, parse_json_file};

/// Why a changed file is not what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Harm {
    /// It does not parse, or less of it than before.
    #[error("the changed file would not parse")]
    Syntax,
    /// Something has changed that was not to.
    #[error("other declarations would change")]
    Others,
}

/// Checks a file before and after.
///
/// # Errors
/// What is wrong with the new text.
pub fn check(path: &str, old: &str, new: &str, edits: &[Edit]) -> Result<(), Harm> {
    let (before, after) = (parts(path, old), parts(path, new));
    if after.problems > before.problems {
        return Err(Harm::Syntax);
    }
    if before.declarations.len() != after.declarations.len() {
        return Err(Harm::Others);
    }
    for (one, other) in before.declarations.iter().zip(&after.declarations) {
        let touches = |edit: &Edit| {
            let range = edit.span.range();
            range.start <= one.end && range.end >= one.start
        };
        if !edits.iter().any(touches) && old.get(one.clone()) != new.get(other.clone()) {
            return Err(Harm::Others);
        }
    }
    Ok(())
}

/// The declarations of a file and how much of it cannot be read.
struct Parts {
    declarations: Vec<Range<usize>>,
    problems: usize,
}

fn parts(path: &str, text: &str) -> Parts {
    let file: FileId = Sources::in_memory().add(path, "");
    match syntax_of(path) {
        Syntax::Bicep => {
            let (tree, problems) = crate::bicep::parse_bicep(text, file);
            let declarations = tree.declarations.iter().map(|declaration| declaration.span.range()).collect();
            Parts { declarations, problems: problems.len() }
        }
        Syntax::Json if !crate::terraform::is_configuration(path) => {
            let (root, problems) = read_file(text, file, None, Dialect::AZURE);
            let resources = root.get("resources").map(|one| one.items()).unwrap_or_default();
            Parts { declarations: resources.iter().map(|one| one.range.clone()).collect(), problems: problems.len() }
        }
        syntax => {
            let parsed = if syntax == Syntax::Json { parse_json_file(text, file) } else { parse_file(text, file) };
            let attributes = parsed.body.attributes.iter().map(|attribute| attribute.span.range());
            let blocks = parsed.body.blocks.iter().map(|block| block.span.range());
            let mut declarations: Vec<Range<usize>> = attributes.chain(blocks).collect();
            declarations.sort_by_key(|range| range.start);
            Parts { declarations, problems: parsed.problems.len() }
        }
    }
}
