//! Files that are taken from a trusted revision, whatever lies on disk in their place.
//!
//! Knows: which file names are meant, and how disk and revision differ. Does not know what the files say.

use std::path::Path;
use std::sync::Arc;

use super::revision::Ignores;
use super::{ReadError, Revision};

/// A revision that is trusted for some files: those of these names, and ignore files.
#[derive(Debug, Clone)]
pub struct Trusted {
    pub(super) revision: Arc<Revision>,
    names: &'static [&'static str],
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
    /// The revision, trusted for files of these names, in any directory, and for ignore files.
    #[must_use]
    pub fn new(revision: Arc<Revision>, names: &'static [&'static str]) -> Self {
        Self { revision, names }
    }

    /// Whether a file is taken from the revision by its name.
    pub(super) fn has_name(&self, path: &Path) -> bool {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| self.names.contains(&name))
    }

    /// Whether disk and revision may differ in a file of this name, and that is to be told.
    pub(super) fn is_noted(&self, name: &str) -> bool {
        self.names.contains(&name) || Ignores::is_ignore_file(name)
    }

    /// The contents of a file of the revision; the path is relative to the boundary.
    pub(super) fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        self.revision.read_at(path, limit)
    }

    /// How a file on disk, by its absolute path, differs from that of the revision.
    pub(super) fn difference(&self, path: &Path, boundary: &Path, limit: u64) -> Option<Difference> {
        let relative = path.strip_prefix(boundary).ok()?;
        let (now, then) = (super::store::read_file(path, limit), self.read(relative, limit));
        match (now, then) {
            (now, then) if now == then => None,
            (Err(ReadError::NotFound), _) => Some(Difference::OnlyInRevision),
            (_, Err(ReadError::NotFound)) => Some(Difference::OnlyOnDisk),
            _ => Some(Difference::Contents),
        }
    }
}
