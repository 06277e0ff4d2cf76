//! What the ignore files of a revision hide.
//!
//! Knows: `.gitignore` and `.ignore` of each directory, and which of them goes first. Does not know what lies on disk.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::Revision;
use crate::source::ReadError;

/// The names of ignore files, the one that goes first first.
const FILES: [&str; 2] = [".ignore", ".gitignore"];

/// The largest ignore file that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// The ignore files of a revision; each is read once.
#[derive(Debug)]
pub(in crate::source) struct Ignores {
    revision: Arc<Revision>,
    rules: RwLock<HashMap<PathBuf, Arc<[Gitignore; 2]>>>,
    /// `.git/info/exclude`: what the person's clone ignores.
    own: Gitignore,
}

impl Ignores {
    /// Those of a revision.
    pub fn new(revision: Arc<Revision>) -> Self {
        let exclude = crate::source::store::read_file(&revision.boundary.join(".git/info/exclude"), LARGEST);
        let own = rules(&revision.boundary, &exclude.unwrap_or_default());
        Self { revision, rules: RwLock::default(), own }
    }

    /// Whether a name is that of an ignore file.
    pub fn is_ignore_file(name: &str) -> bool {
        FILES.contains(&name)
    }

    /// Whether a path, absolute and below the boundary, is hidden; what lies in a hidden directory is not looked at.
    pub fn is_ignored(&self, path: &Path, is_directory: bool) -> bool {
        let Ok(relative) = path.strip_prefix(&self.revision.boundary) else { return false };
        let chain: Vec<_> = relative.ancestors().skip(1).map(|directory| self.of(directory)).collect();
        // Nearest first; every `.ignore` goes before any `.gitignore`.
        for file in 0..FILES.len() {
            for rules in &chain {
                match rules[file].matched(path, is_directory) {
                    Match::Ignore(_) => return true,
                    Match::Whitelist(_) => return false,
                    Match::None => {}
                }
            }
        }
        self.own.matched(path, is_directory).is_ignore()
    }

    fn of(&self, directory: &Path) -> Arc<[Gitignore; 2]> {
        if let Some(known) = self.rules.read().unwrap_or_else(PoisonError::into_inner).get(directory) {
            return Arc::clone(known);
        }
        let root = self.revision.boundary.join(directory);
        let read = FILES.map(|name| rules(&root, &self.bytes(&directory.join(name)).unwrap_or_default()));
        let read = Arc::new(read);
        self.rules.write().unwrap_or_else(PoisonError::into_inner).insert(directory.to_owned(), Arc::clone(&read));
        read
    }

    fn bytes(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        self.revision.read_at(path, LARGEST)
    }
}

fn rules(root: &Path, bytes: &[u8]) -> Gitignore {
    if bytes.is_empty() {
        return Gitignore::empty();
    }
    let mut builder = GitignoreBuilder::new(root);
    for line in String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').lines() {
        // A pattern that is wrong hides nothing.
        let _ = builder.add_line(None, line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}
