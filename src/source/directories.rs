//! What is known of directories, so that each is looked at once.
//!
//! Knows: which paths have no links in them, and listings. Does not know what may be read.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use super::DirectoryEntry;

/// Directories seen so far. Its locks are the last to be taken: nothing else is locked while one is held.
#[derive(Debug, Default)]
pub(super) struct Directories {
    /// Those whose path has no links in it.
    real: RwLock<HashSet<PathBuf>>,
    /// What was listed, by path without links.
    listed: RwLock<HashMap<PathBuf, Arc<[DirectoryEntry]>>>,
}

impl Directories {
    /// As the standard library does it, but each directory is looked at once and not again for each path through it.
    pub fn canonicalize(&self, path: &Path, boundary: &Path) -> std::io::Result<PathBuf> {
        #[expect(clippy::disallowed_methods, reason = "this is the door to the disk")]
        let standard = |path: &Path| fs::canonicalize(path);
        // Where names differ from what they are on disk in case or form, only the system knows.
        let are_names_exact = cfg!(all(unix, not(target_os = "macos")));
        let Some(rest) = path.strip_prefix(boundary).ok().filter(|_| are_names_exact) else { return standard(path) };
        let mut real = boundary.to_owned();
        for component in rest.components() {
            match component {
                Component::Normal(name) => real.push(name),
                Component::ParentDir if boundary.starts_with(&real) || self.is_real(&real) => {
                    real.pop();
                    continue;
                }
                _ => return standard(path),
            }
            if self.is_real(&real) {
                continue;
            }
            let mut kind = fs::symlink_metadata(&real)?.file_type();
            if kind.is_symlink() {
                real = standard(&real)?;
                kind = fs::symlink_metadata(&real)?.file_type();
            }
            if kind.is_dir() {
                self.add_real(&real);
            }
        }
        Ok(real)
    }

    /// The listing of a directory, if there was one before.
    pub fn listed(&self, path: &Path) -> Option<Arc<[DirectoryEntry]>> {
        self.listed.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }

    /// Keeps a listing.
    pub fn add_listed(&self, path: PathBuf, entries: Arc<[DirectoryEntry]>) {
        self.listed.write().unwrap_or_else(PoisonError::into_inner).insert(path, entries);
    }

    fn is_real(&self, path: &Path) -> bool {
        self.real.read().unwrap_or_else(PoisonError::into_inner).contains(path)
    }

    fn add_real(&self, path: &Path) {
        self.real.write().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;
    use std::path::Path;

    use super::Directories;
    use crate::source::{Limits, Sources};

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test compares with the standard library")]
    fn paths_resolve_as_in_the_standard_library() {
        let base = tempfile::tempdir().unwrap();
        let base = base.path().canonicalize().unwrap();
        std::fs::create_dir_all(base.join("a/b/c")).unwrap();
        std::fs::create_dir_all(base.join("inside/x/y")).unwrap();
        std::fs::write(base.join("a/file"), "").unwrap();
        symlink(base.join("a/b"), base.join("inside/link")).unwrap();
        symlink("file", base.join("a/alias")).unwrap();
        symlink("/", base.join("a/out")).unwrap();
        symlink("loop", base.join("a/loop")).unwrap();
        let boundary = base.join("inside");
        let paths = [
            ".",
            "x",
            "x/y/..",
            "./x/./y",
            "x/y/../../link/c",
            "link",
            "link/..",
            "link/../file",
            "../a/b",
            "../a/b/../..",
            "../a/alias",
            "../a/file/..",
            "../a/file/x",
            "../a/out",
            "../a/out/..",
            "../a/loop",
            "../a/loop/x",
            "none",
            "none/..",
            "../../../../../../../..",
        ];
        // Twice: once with nothing known, once with everything.
        let known = Directories::default();
        for _ in 0..2 {
            for path in paths {
                let path = boundary.join(path);
                let expected = std::fs::canonicalize(&path).map_err(|error| error.kind());
                let fresh = Directories::default().canonicalize(&path, &boundary).map_err(|error| error.kind());
                let again = known.canonicalize(&path, &boundary).map_err(|error| error.kind());
                assert_eq!(fresh, expected, "{}", path.display());
                assert_eq!(again, expected, "{}", path.display());
            }
        }
        assert!(known.canonicalize(Path::new("/"), &boundary).is_ok());
    }

    #[test]
    fn asking_for_a_directory_never_seen_before_ends() {
        let base = tempfile::tempdir().unwrap();
        let base = base.path().canonicalize().unwrap();
        std::fs::create_dir_all(base.join("a/b")).unwrap();
        let sources = Sources::new(base.clone(), Limits::default());
        assert!(sources.exists(&base.join("a/b")));
        assert!(!sources.exists(&base.join("a/c")));
    }
}
