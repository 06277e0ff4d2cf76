//! Puts a changed text in the place of a file: the one door through which a file of the user's is changed.
//!
//! Knows: what must never be written to, and how to leave no half-written file. Does not know: why the text changed.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Component, Path};

use super::Sources;
use super::store::read_file;

/// Directories whose files are somebody else's: what tools downloaded.
const DOWNLOADED: [&str; 4] = [".terraform", ".terragrunt-cache", ".bicep", ".git"];

/// Why a file is not written. The texts hold no absolute path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RewriteError {
    /// It lies outside the boundary, or is not on disk.
    #[error("it does not lie inside the read boundary")]
    OutsideBoundary,
    /// It is what a tool downloaded.
    #[error("it was downloaded by a tool")]
    Downloaded,
    /// It is a symbolic link, or lies behind one.
    #[error("it is, or lies behind, a symbolic link")]
    Link,
    /// It has other content than what was read.
    #[error("it has changed since it was read")]
    Changed,
    /// The operating system refused.
    #[error("{0}")]
    Io(String),
}

impl Sources {
    /// Whether a file, named as shown, may be rewritten: it lies inside the boundary, no link leads to it, no tool
    /// downloaded it.
    ///
    /// # Errors
    /// Why not.
    pub fn may_rewrite(&self, shown: &str) -> Result<(), RewriteError> {
        let boundary = self.boundary().ok_or(RewriteError::OutsideBoundary)?;
        let relative = Path::new(shown);
        let mut path = boundary.to_owned();
        for component in relative.components() {
            let Component::Normal(name) = component else { return Err(RewriteError::OutsideBoundary) };
            if DOWNLOADED.iter().any(|directory| name == *directory) {
                return Err(RewriteError::Downloaded);
            }
            path.push(name);
            let metadata = fs::symlink_metadata(&path).map_err(|_| RewriteError::OutsideBoundary)?;
            if metadata.file_type().is_symlink() {
                return Err(RewriteError::Link);
            }
        }
        Ok(())
    }

    /// Puts `new` in the place of a file, named as shown, that holds `old`: a file beside it is written and renamed, with
    /// the same permissions.
    ///
    /// # Errors
    /// Why not; the file is then as it was.
    pub fn rewrite(&self, shown: &str, old: &str, new: &str) -> Result<(), RewriteError> {
        self.may_rewrite(shown)?;
        let path = self.boundary().ok_or(RewriteError::OutsideBoundary)?.join(shown);
        if read_file(&path, self.limits().file_bytes).ok().as_deref() != Some(old.as_bytes()) {
            return Err(RewriteError::Changed);
        }
        let name = path.file_name().ok_or(RewriteError::OutsideBoundary)?.to_string_lossy().into_owned();
        let beside = path.with_file_name(format!(".{name}.akslint-{}", std::process::id()));
        let written = write_beside(&path, &beside, new).and_then(|()| fs::rename(&beside, &path));
        written.map_err(|error| {
            // What is left over is ours; that it cannot be removed either changes nothing.
            let _ = fs::remove_file(&beside);
            RewriteError::Io(error.kind().to_string())
        })
    }
}

fn write_beside(path: &Path, beside: &Path, text: &str) -> std::io::Result<()> {
    let permissions = fs::symlink_metadata(path)?.permissions();
    let mut file = OpenOptions::new().write(true).create_new(true).open(beside)?;
    file.set_permissions(permissions)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(unix)]
#[allow(clippy::disallowed_methods)]
#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::path::Path;

    use super::RewriteError;
    use crate::source::{Limits, Sources};

    fn sources(directory: &Path) -> Sources {
        Sources::new(directory.canonicalize().unwrap(), Limits::default())
    }

    #[test]
    fn permissions_stay_and_nothing_is_left_over() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("main.tf");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let sources = sources(directory.path());
        assert_eq!(sources.rewrite("main.tf", "old", "new"), Ok(()));
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
        assert_eq!(sources.rewrite("main.tf", "old", "newer"), Err(RewriteError::Changed));
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }

    #[test]
    fn links_and_what_lies_behind_them_are_refused() {
        let directory = tempfile::tempdir().unwrap();
        let inside = directory.path().join("inside");
        fs::create_dir_all(inside.join("real")).unwrap();
        fs::write(directory.path().join("outside.tf"), "old").unwrap();
        fs::write(inside.join("real/main.tf"), "old").unwrap();
        symlink(directory.path().join("outside.tf"), inside.join("link.tf")).unwrap();
        symlink(inside.join("real"), inside.join("linked")).unwrap();
        let sources = sources(&inside);
        assert_eq!(sources.rewrite("link.tf", "old", "new"), Err(RewriteError::Link));
        assert_eq!(sources.rewrite("linked/main.tf", "old", "new"), Err(RewriteError::Link));
        assert_eq!(sources.rewrite("../outside.tf", "old", "new"), Err(RewriteError::OutsideBoundary));
        assert_eq!(sources.rewrite("module-cache/a/main.bicep", "old", "new"), Err(RewriteError::OutsideBoundary));
        assert_eq!(fs::read_to_string(directory.path().join("outside.tf")).unwrap(), "old");
    }

    #[test]
    fn what_tools_downloaded_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir_all(directory.path().join("a/.terraform/modules/aks")).unwrap();
        fs::write(directory.path().join("a/.terraform/modules/aks/main.tf"), "old").unwrap();
        let sources = sources(directory.path());
        let refused = sources.rewrite("a/.terraform/modules/aks/main.tf", "old", "new");
        assert_eq!(refused, Err(RewriteError::Downloaded));
    }
}
