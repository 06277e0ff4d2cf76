//! Files that are taken from elsewhere than all others: settings of a trusted revision while the work tree is read, those of
//! the work tree while another revision is.
//!
//! Knows: which files are meant, and how disk and revision differ. Does not know what the files say.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::revision::Ignores;
use super::{ReadError, Revision};

/// Where some files come from.
#[derive(Debug, Clone)]
pub struct Trusted {
    /// The revision; none for the disk.
    revision: Option<Arc<Revision>>,
    names: &'static [&'static str],
    paths: Vec<PathBuf>,
}

/// How a file on disk and in a trusted revision differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Difference {
    /// Only on disk.
    #[error("This file is not in the trusted revision and was not used")]
    OnlyOnDisk,
    /// Only in the revision.
    #[error("This file is gone, and was used as the trusted revision has it")]
    OnlyInRevision,
    /// In both, with other contents.
    #[error("This file differs from the trusted revision, and was used as it is there")]
    Contents,
}

impl Trusted {
    /// Files of these names, in any directory, and files at these absolute paths are taken from a revision; from disk when
    /// there is none. With a revision, the same holds of ignore files.
    #[must_use]
    pub fn new(revision: Option<Arc<Revision>>, names: &'static [&'static str], paths: Vec<PathBuf>) -> Self {
        Self { revision, names, paths }
    }

    /// The ignore files that count, where those on disk do not.
    pub(super) fn ignores(&self) -> Option<Arc<Ignores>> {
        self.revision.as_ref().map(|revision| Arc::new(Ignores::new(Arc::clone(revision))))
    }

    /// Whether a file, by its absolute path, is one of those.
    pub(super) fn has(&self, path: &Path) -> bool {
        let has_name = path.file_name().and_then(|name| name.to_str()).is_some_and(|name| self.names.contains(&name));
        has_name || self.paths.iter().any(|one| one == path)
    }

    /// Whether disk and revision may differ in a file of this name, and that is to be told.
    pub(super) fn is_noted(&self, name: &str) -> bool {
        self.revision.is_some() && (self.names.contains(&name) || Ignores::is_ignore_file(name))
    }

    /// The contents of a file, by its absolute path.
    pub(super) fn read(&self, path: &Path, boundary: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        let relative = path.strip_prefix(boundary).map_err(|_| ReadError::OutsideBoundary)?;
        if let Some(revision) = &self.revision {
            return revision.read_at(relative, limit);
        }
        #[expect(clippy::disallowed_methods, reason = "this is the door to the disk")]
        let real = std::fs::canonicalize(path).map_err(|error| super::store::io_error(&error))?;
        if real.starts_with(boundary) { super::store::read_file(&real, limit) } else { Err(ReadError::OutsideBoundary) }
    }

    /// How a file on disk, by its absolute path, differs from that of the revision.
    pub(super) fn difference(&self, path: &Path, boundary: &Path, limit: u64) -> Option<Difference> {
        self.revision.as_ref()?;
        let (now, then) = (super::store::read_file(path, limit), self.read(path, boundary, limit));
        match (now, then) {
            (now, then) if now == then => None,
            (Err(ReadError::NotFound), _) => Some(Difference::OnlyInRevision),
            (_, Err(ReadError::NotFound)) => Some(Difference::OnlyOnDisk),
            _ => Some(Difference::Contents),
        }
    }
}
