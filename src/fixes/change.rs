//! What a fix changes, before it is text: a value in its place, or something added to a block or object.
//!
//! Knows: the shape of what is changed. Does not know: how it is laid out.

use std::ops::Range;

use super::render::render;
use crate::model::Wanted;
use crate::source::{Edit, FileId, Sources, Span};

/// A fix for one finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// It may be applied without anybody deciding.
    pub is_safe: bool,
    /// What it does, for people: `` set `run_command_enabled` to false ``.
    pub title: String,
    /// What changes.
    pub changes: Vec<Change>,
    /// The same as edits of bytes, when nothing else is changed with it; sorted, without overlap.
    pub edits: Vec<Edit>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A text takes the place of another: a value, a name.
    Replace(Edit),
    /// Something is added.
    Insert(Insertion),
}

/// Something that is added to a block or object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insertion {
    /// What it is added to.
    pub container: Container,
    /// Names from there on; all but the last are blocks or objects to be made.
    pub path: Vec<String>,
    /// The value.
    pub value: Wanted,
}

/// A notation for attributes and what is between braces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// A block of Terraform.
    Block,
    /// An object in an expression of Terraform.
    Object,
    /// An object of Bicep.
    Bicep,
    /// An object of JSON.
    Json,
}

/// A block or object that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    /// The file.
    pub file: FileId,
    /// How it is written.
    pub syntax: Syntax,
    /// What stands between the braces.
    pub inner: Range<usize>,
    /// Its members in order.
    pub members: Vec<Member>,
}

/// A member of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The whole member.
    pub range: Range<usize>,
    /// Its name, with quotes where it has them.
    pub name: Range<usize>,
    /// It is a block.
    pub is_block: bool,
}

impl Suggestion {
    /// A suggestion of changes; none where there are none, or they cannot be made together.
    #[must_use]
    pub fn new(is_safe: bool, title: String, mut changes: Vec<Change>, sources: &Sources) -> Option<Self> {
        changes.dedup();
        let edits = render(&changes, sources)?;
        (!edits.is_empty()).then_some(Self { is_safe, title, changes, edits })
    }
}

impl Container {
    /// Whether the text is what the container says: braces around it, members in order between them. In a file that breaks
    /// the grammar it may not be.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        let Range { start, end } = self.inner;
        let (Some(before), Some(behind)) = (text.get(..start), text.get(end..)) else { return false };
        let mut at = start;
        let mut follow = |member: &Member| {
            let is_next = at <= member.range.start
                && member.range.start <= member.name.start
                && member.name.end <= member.range.end
                && member.range.end <= end;
            at = member.range.end;
            is_next && text.get(member.range.clone()).is_some() && text.get(member.name.clone()).is_some()
        };
        start <= end && before.ends_with('{') && behind.starts_with('}') && self.members.iter().all(&mut follow)
    }
}

impl Change {
    /// The bytes it concerns: what is replaced, or the block or object that gets something.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Replace(edit) => edit.span,
            Self::Insert(Insertion { container, .. }) => {
                Span::new(container.file, container.inner.start, container.inner.end)
            }
        }
    }
}
