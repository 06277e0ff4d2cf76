//! One file's text with its line index.

use std::sync::OnceLock;

/// A position in a file, for people and for SARIF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters (Unicode scalar values), counted from 1.
    pub column: usize,
    /// Column in UTF-16 code units, counted from 1, as SARIF and editors count.
    pub utf16_column: usize,
}

/// One file: its path as shown and its text.
#[derive(Debug)]
pub struct SourceFile {
    /// Path relative to the read boundary, with forward slashes: the same on every machine.
    pub path: String,
    /// The text as it lies on disk, byte order mark included.
    pub text: String,
    line_starts: OnceLock<Vec<u32>>,
}

impl SourceFile {
    /// A file with this shown path and text.
    #[must_use]
    pub fn new(path: String, text: String) -> Self {
        Self { path, text, line_starts: OnceLock::new() }
    }

    /// Byte offsets at which lines start; the first is 0.
    #[must_use]
    pub fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let newlines = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(newlines.map(|at| u32::try_from(at + 1).unwrap_or(u32::MAX))).collect()
        })
    }

    /// The position of a byte offset; an offset behind the end gives the end, one inside a character its start.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start as usize <= offset).max(1);
        let before = &self.text[starts[line - 1] as usize..offset];
        let before = if line == 1 { before.strip_prefix('\u{feff}').unwrap_or(before) } else { before };
        Position { line, column: before.chars().count() + 1, utf16_column: before.encode_utf16().count() + 1 }
    }

    /// The text of a line counted from 1, without its line end; empty when there is no such line.
    #[must_use]
    pub fn line(&self, line: usize) -> &str {
        let starts = self.line_starts();
        let Some(&start) = line.checked_sub(1).and_then(|index| starts.get(index)) else { return "" };
        let end = starts.get(line).map_or(self.text.len(), |&next| next as usize);
        self.text[start as usize..end].trim_end_matches(['\n', '\r'])
    }
}

#[cfg(test)]
mod tests {
    use super::SourceFile;

    #[test]
    fn positions_count_characters_and_utf16_units() {
        let file = SourceFile::new("a.tf".into(), "\u{feff}a = 1\nb = \"😀é\" # x\n".into());
        let at = |needle: &str| file.position(file.text.find(needle).unwrap());
        assert_eq!((at("a").line, at("a").column), (1, 1));
        let hash = at("#");
        assert_eq!((hash.line, hash.column, hash.utf16_column), (2, 10, 11));
        assert_eq!(file.line(2), "b = \"😀é\" # x");
        assert_eq!(file.line(9), "");
        assert_eq!(file.position(10_000).line, 3);
    }
}
