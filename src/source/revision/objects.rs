//! The contents of git's objects, from one process that answers as long as it is asked.
//!
//! Knows: the dialogue of `git cat-file --batch`. Does not know paths.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use super::RevisionError;
use super::program::{git, start};
use crate::source::ReadError;

/// The longest line that announces an object: name, type and size.
const LONGEST_LINE: u64 = 256;

/// How many objects are asked for before the first answer is read. Their names fit into any pipe, so that neither side
/// waits for the other.
pub(super) const BATCH: usize = 48;

/// A process that answers. Ends with this value.
#[derive(Debug)]
pub(super) struct Objects {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// Why an object could not be had.
#[derive(Debug)]
pub(super) enum ObjectError {
    /// Only this one.
    Read(ReadError),
    /// It is not in the clone.
    Missing,
    /// git does not answer as it should.
    Broken,
}

impl Objects {
    /// Starts the process.
    pub fn open(directory: &Path) -> Result<Self, RevisionError> {
        let mut child = start(git(directory).args(["cat-file", "--batch"]).stdin(Stdio::piped()))?;
        let no_pipe = || RevisionError::Failed("git has no standard input or output".to_owned());
        let questions = child.stdin.take().ok_or_else(no_pipe)?;
        let answers = BufReader::with_capacity(64 * 1024, child.stdout.take().ok_or_else(no_pipe)?);
        Ok(Self { child, questions, answers })
    }

    /// Asks for objects, at most [`BATCH`]; each must then be [received](Self::receive).
    pub fn ask<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) -> Result<(), ObjectError> {
        let mut text = String::new();
        for name in names.into_iter().take(BATCH) {
            text.push_str(name);
            text.push('\n');
        }
        self.questions.write_all(text.as_bytes()).and_then(|()| self.questions.flush()).map_err(|_| ObjectError::Broken)
    }

    /// The next blob asked for. Of one that is larger than the limit, only the `start` is kept.
    pub fn receive(&mut self, limit: u64, start: u64) -> Result<Received, ObjectError> {
        let mut line = Vec::new();
        let broken = |_| ObjectError::Broken;
        self.answers.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line).map_err(broken)?;
        let line = std::str::from_utf8(&line).map_err(|_| ObjectError::Broken)?;
        let line = line.strip_suffix('\n').ok_or(ObjectError::Broken)?;
        if line.ends_with(" missing") {
            return Err(ObjectError::Missing);
        }
        let mut words = line.rsplitn(3, ' ');
        let size: u64 = words.next().and_then(|size| size.parse().ok()).ok_or(ObjectError::Broken)?;
        let is_blob = words.next() == Some("blob");
        let kept = if size > limit { start.min(size) } else { size };
        let mut bytes = Vec::with_capacity(usize::try_from(kept).unwrap_or(0));
        self.answers.by_ref().take(kept).read_to_end(&mut bytes).map_err(broken)?;
        // What is not kept, and the line end behind each object.
        let rest = size - kept + 1;
        let skipped = std::io::copy(&mut self.answers.by_ref().take(rest), &mut std::io::sink()).map_err(broken)?;
        if bytes.len() as u64 != kept || skipped != rest {
            return Err(ObjectError::Broken);
        }
        if !is_blob {
            return Err(ObjectError::Read(ReadError::WrongType("not a regular file")));
        }
        Ok(if size > limit { Received::TooLarge { size, start: bytes } } else { Received::Whole(bytes) })
    }
}

/// What came back for a blob.
#[derive(Debug)]
pub(super) enum Received {
    /// All of it.
    Whole(Vec<u8>),
    /// It is larger than the limit: its size and first bytes.
    TooLarge { size: u64, start: Vec<u8> },
}

impl Drop for Objects {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
