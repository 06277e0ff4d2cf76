//! Where a parsed text stands in its file.

use std::ops::Range;

use crate::source::{FileId, Span};

/// Turns offsets in a parsed text into spans in the file.
#[derive(Debug, Clone)]
pub struct Place {
    file: FileId,
    /// Offset of the text in the file.
    start: usize,
    /// Where the text is a decoded string: offsets in it and in the file, from where both run in step.
    steps: Vec<(usize, usize)>,
}

impl Place {
    /// A text that stands as it is at an offset of the file.
    pub fn new(file: FileId, start: usize) -> Self {
        Self { file, start, steps: Vec::new() }
    }

    /// A decoded text. The steps are sorted; between two of them both offsets run in step.
    pub fn decoded(file: FileId, start: usize, steps: Vec<(usize, usize)>) -> Self {
        Self { file, start, steps }
    }

    /// The offset in the file of an offset in the text.
    fn offset(&self, offset: usize) -> usize {
        match self.steps.partition_point(|&(decoded, _)| decoded <= offset).checked_sub(1) {
            Some(index) => {
                let (decoded, source) = self.steps[index];
                source + (offset - decoded)
            }
            None => self.start + offset,
        }
    }

    /// The span of a range.
    pub fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, self.offset(range.start), self.offset(range.end))
    }
}
