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
    /// Characters and UTF-16 units before every [`STRIDE`] bytes.
    counts: OnceLock<Vec<(usize, usize)>>,
}

/// How many bytes are counted at a time: a line may be the whole file, and positions are asked for often.
const STRIDE: usize = 4096;

impl SourceFile {
    /// A file with this shown path and text.
    #[must_use]
    pub fn new(path: String, text: String) -> Self {
        Self { path, text, line_starts: OnceLock::new(), counts: OnceLock::new() }
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
        let start = starts[line - 1] as usize;
        let start =
            if line == 1 && self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8().min(offset) } else { start };
        let (characters, units) = if offset - start > STRIDE {
            let (before, until) = (self.counted(start), self.counted(offset));
            (until.0 - before.0, until.1 - before.1)
        } else {
            count(&self.text.as_bytes()[start..offset])
        };
        Position { line, column: characters + 1, utf16_column: units + 1 }
    }

    /// The characters and UTF-16 units before an offset.
    fn counted(&self, offset: usize) -> (usize, usize) {
        let bytes = self.text.as_bytes();
        let counts = self.counts.get_or_init(|| {
            let mut sum = (0, 0);
            let mut counts = vec![sum];
            for chunk in bytes.chunks(STRIDE) {
                let (characters, units) = count(chunk);
                sum = (sum.0 + characters, sum.1 + units);
                counts.push(sum);
            }
            counts
        });
        let index = offset / STRIDE;
        let (characters, units) = counts.get(index).copied().unwrap_or_default();
        let (more_characters, more_units) = count(&bytes[index * STRIDE..offset]);
        (characters + more_characters, units + more_units)
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

/// The characters and UTF-16 units that start in these bytes of a text.
fn count(bytes: &[u8]) -> (usize, usize) {
    let characters = bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
    let pairs = bytes.iter().filter(|byte| **byte >= 0xf0).count();
    (characters, characters + pairs)
}

#[cfg(test)]
mod tests {
    use super::SourceFile;

    #[test]
    fn positions_in_a_line_of_megabytes_are_those_of_a_short_one() {
        let text = format!("\u{feff}{}é😀{}\n😀x", "aé😀".repeat(3_000), "b".repeat(5_000));
        let file = SourceFile::new("a.json".into(), text.clone());
        for at in [0, 3, 4, 20_000, 21_003, 21_005, 21_009, 25_000, text.len() - 1, text.len()] {
            let mut at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            let line = text[..at].rsplit('\n').next().unwrap().trim_start_matches('\u{feff}');
            let position = file.position(at);
            assert_eq!(position.column, line.chars().count() + 1, "{at}");
            assert_eq!(position.utf16_column, line.encode_utf16().count() + 1, "{at}");
        }
    }

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
