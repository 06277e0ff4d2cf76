//! Writing ignore comments: for findings that are there, and in the place of those for other tools.
//!
//! Knows: where a comment reaches what it is about, and how to put it there without touching anything else. Does not write
//! files: it yields edits.

mod json;
mod migrate;
mod suppress;

pub use migrate::migrate;
pub use suppress::suppress;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::comment::may_hold_directives;
use super::layout::{Layout, layout};
use crate::source::{Edit, FileId, SourceFile, Sources, Span, apply_edits};

/// What is to be changed, and what is not.
#[derive(Debug, Default)]
pub struct Plan {
    /// The changes, by file in no particular order.
    pub edits: Vec<Edit>,
    /// What each comment is about: the place and what is written there.
    pub written: Vec<(Span, String)>,
    /// What no comment is written for, and why.
    pub refused: Vec<(Span, String)>,
}

/// What is said beside the names.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// Why.
    pub reason: &'a str,
    /// The last day.
    pub until: Option<Date>,
}

impl Words<'_> {
    /// Whether the reason can stand in a comment.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self) -> Result<(), &'static str> {
        let reason = self.reason.trim();
        if reason.chars().any(char::is_control) {
            Err("a reason is one line without control characters")
        } else if may_hold_directives(reason) || reason.starts_with("until=") {
            Err("a reason cannot hold what looks like an ignore comment")
        } else if reason.contains("*/") {
            Err("a reason cannot hold `*/`")
        } else {
            Ok(())
        }
    }
}

impl Plan {
    /// The changed texts, by file: the id, its edits in order, and the text as it will be. None for a file whose edits do
    /// not fit together.
    #[must_use]
    pub fn texts(&self, sources: &Sources) -> Vec<(FileId, Vec<Edit>, Option<String>)> {
        let mut by_file: BTreeMap<FileId, BTreeMap<Span, String>> = BTreeMap::new();
        for edit in &self.edits {
            // Several comments at one place stand one below the other.
            by_file.entry(edit.span.file).or_default().entry(edit.span).or_default().push_str(&edit.text);
        }
        let text = |(id, edits): (FileId, BTreeMap<Span, String>)| {
            let edits: Vec<Edit> = edits.into_iter().map(|(span, text)| Edit { span, text }).collect();
            let text = apply_edits(&sources.file(id).text, &edits);
            (id, edits, text)
        };
        let mut texts: Vec<(FileId, Vec<Edit>, Option<String>)> = by_file.into_iter().map(text).collect();
        texts.sort_by_cached_key(|(id, ..)| sources.file(*id).path.clone());
        texts
    }
}

/// The directive in our own words.
pub(super) fn directive_text(word: &str, names: &[String], until: Option<Date>, reason: &str) -> String {
    let until = until.map_or_else(String::new, |date| format!(" until={date}"));
    let reason = reason.trim();
    let reason = if reason.is_empty() { String::new() } else { format!(" {reason}") };
    format!("akslint: {word}[{}]{until}{reason}", names.join(", "))
}

/// How comments are written in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `# …`
    Hash,
    /// `// …`
    Slashes,
    /// A member of an object: of the key `//`.
    TerraformJson,
    /// A member of an object: of `metadata`.
    ArmJson,
}

/// A file that may be changed.
pub(super) struct Writable {
    pub id: FileId,
    pub source: Arc<SourceFile>,
    pub layout: Layout,
    pub style: Style,
}

impl Writable {
    /// The file.
    ///
    /// # Errors
    /// Why it is not changed.
    pub fn new(sources: &Sources, id: FileId) -> Result<Self, String> {
        let source = sources.file(id);
        sources.may_rewrite(&source.path).map_err(|error| error.to_string())?;
        let name = source.path.to_ascii_lowercase();
        let style = match name.rsplit('/').next().unwrap_or_default() {
            name if name.ends_with(".tfvars.json") => {
                return Err("files of values in JSON have no place for a comment".to_owned());
            }
            name if name.ends_with(".tf.json") || name.ends_with(".tofu.json") => Style::TerraformJson,
            name if name.ends_with(".json") || name.ends_with(".jsonc") => Style::ArmJson,
            name if name.ends_with(".bicep") || name.ends_with(".bicepparam") => Style::Slashes,
            _ => Style::Hash,
        };
        let layout = layout(&source.path, &source.text, id).ok_or("comments in such files are not read")?;
        Ok(Self { id, source, layout, style })
    }

    /// The nearest item around an offset that stands first in its line: what a comment above that line is about.
    pub fn item_at(&self, offset: usize) -> Option<usize> {
        let chain = std::iter::successors(self.layout.enclosing(offset), |&index| self.layout.items[index].parent);
        chain.take(1_000).find(|&index| self.is_first(self.layout.items[index].range.start))
    }

    fn line_start(&self, offset: usize) -> usize {
        let before = &self.source.text[..offset.min(self.source.text.len())];
        before.rfind('\n').map_or(0, |at| at + 1)
    }

    fn is_first(&self, offset: usize) -> bool {
        let before = self.source.text.get(self.line_start(offset)..offset).unwrap_or("x");
        before.chars().all(|one| matches!(one, ' ' | '\t' | '\u{feff}'))
    }

    /// An edit that puts a comment above an item, indented as the item is, with the line end of the file.
    pub fn above(&self, index: usize, directive: &str) -> Edit {
        let start = self.layout.items[index].range.start;
        let line = self.line_start(start);
        let indent: String = self.source.text[line..start].chars().filter(|one| matches!(one, ' ' | '\t')).collect();
        // A byte order mark stays the first thing in the file.
        let at = line + if self.source.text[line..].starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let end = if self.source.text[..].contains("\r\n") { "\r\n" } else { "\n" };
        let marker = if self.style == Style::Hash { "#" } else { "//" };
        Edit { span: Span::new(self.id, at, at), text: format!("{indent}{marker} {directive}{end}") }
    }
}
