//! From byte offsets to lines and columns, fast also when thousands of places lie in one long line.
//!
//! Knows: files and positions. Does not know what lies there.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::source::{FileId, Position, SourceFile, Sources, Span};

/// Computes positions, remembering those it has computed: the next one in the same line is counted from there, so
/// that a minified file of many findings costs one pass, not one pass per finding.
#[derive(Debug)]
pub struct Places<'a> {
    sources: &'a Sources,
    known: RefCell<BTreeMap<FileId, Known>>,
}

#[derive(Debug)]
struct Known {
    file: Arc<SourceFile>,
    positions: BTreeMap<usize, Position>,
}

/// A span in lines and columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The path as shown.
    pub path: String,
    /// The first character.
    pub start: Position,
    /// Behind the last character.
    pub end: Position,
}

impl<'a> Places<'a> {
    /// Over the files of a run.
    #[must_use]
    pub fn new(sources: &'a Sources) -> Self {
        Self { sources, known: RefCell::default() }
    }

    /// The files.
    #[must_use]
    pub fn sources(&self) -> &'a Sources {
        self.sources
    }

    /// The file of a span.
    #[must_use]
    pub fn file(&self, id: FileId) -> Arc<SourceFile> {
        let mut known = self.known.borrow_mut();
        Arc::clone(&Self::entry(&mut known, self.sources, id).file)
    }

    /// Where a span begins and ends.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        let range = span.range();
        Place {
            path: self.file(span.file).path.clone(),
            start: self.position(span.file, range.start),
            end: self.position(span.file, range.end),
        }
    }

    /// The span cut to its first line; an empty one reaches to the end of its line.
    #[must_use]
    pub fn first_line(&self, span: Span) -> Span {
        let file = self.file(span.file);
        let range = span.range();
        let start = floor_boundary(&file.text, range.start);
        let line_end = memchr::memchr(b'\n', &file.text.as_bytes()[start..]).map_or(file.text.len(), |at| start + at);
        let line_end = start + file.text[start..line_end].trim_end_matches('\r').len();
        let end = floor_boundary(&file.text, range.end).min(line_end);
        Span::new(span.file, start, if end > start { end } else { line_end })
    }

    /// The position of a byte offset, as [`SourceFile::position`] gives it.
    #[must_use]
    pub fn position(&self, id: FileId, offset: usize) -> Position {
        let mut known = self.known.borrow_mut();
        let Known { file, positions } = Self::entry(&mut known, self.sources, id);
        let offset = floor_boundary(&file.text, offset);
        let starts = file.line_starts();
        let line = starts.partition_point(|&start| start as usize <= offset).max(1);
        let line_start = starts[line - 1] as usize;
        let near = positions.range(line_start..=offset).next_back().map(|(&at, &position)| (at, position));
        let position = match near {
            Some((at, near)) => {
                let between = &file.text[at..offset];
                let between = if at == 0 { between.strip_prefix('\u{feff}').unwrap_or(between) } else { between };
                // ASCII, the common case, needs no decoding.
                let (characters, units) = if between.is_ascii() {
                    (between.len(), between.len())
                } else {
                    (between.chars().count(), between.encode_utf16().count())
                };
                Position { line, column: near.column + characters, utf16_column: near.utf16_column + units }
            }
            None => file.position(offset),
        };
        positions.insert(offset, position);
        position
    }

    fn entry<'k>(known: &'k mut BTreeMap<FileId, Known>, sources: &Sources, id: FileId) -> &'k mut Known {
        known.entry(id).or_insert_with(|| Known { file: sources.file(id), positions: BTreeMap::new() })
    }
}

/// The nearest character boundary at or before `offset`, at most the length of the text.
#[must_use]
pub fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Whether a shown path names a file of the repository; values of the command line and the environment live in
/// texts that are none (`--var private=false`, `<environment>`).
#[must_use]
pub fn is_on_disk(path: &str) -> bool {
    !(path.is_empty() || path.starts_with("--") || path.starts_with('<') || path.starts_with("TF_VAR_"))
}

#[cfg(test)]
mod tests {
    use super::Places;
    use crate::source::{Sources, Span};

    #[test]
    fn positions_agree_with_the_file_whatever_the_order() {
        let sources = Sources::in_memory();
        let text = "\u{feff}a = 1\r\nb = \"😀é\" # x\nc = 3";
        let id = sources.add("a.tf", text);
        let places = Places::new(&sources);
        let mut offsets: Vec<usize> = (0..text.len() + 3).collect();
        offsets.sort_by_key(|offset| offset * 7 % 11);
        for offset in offsets {
            assert_eq!(places.position(id, offset), sources.file(id).position(offset), "offset {offset}");
        }
    }

    #[test]
    fn a_span_is_cut_to_its_first_line() {
        let sources = Sources::in_memory();
        let id = sources.add("a.tf", "one {\r\n two\n}\n\n");
        let places = Places::new(&sources);
        let cut = |start, end| places.first_line(Span::new(id, start, end)).range();
        assert_eq!(cut(0, 13), 0..5);
        assert_eq!(cut(8, 11), 8..11);
        assert_eq!(cut(8, 8), 8..11);
        assert_eq!(cut(14, 14), 14..14);
        assert_eq!(cut(900, 901).start, 15);
    }
}
