//! What a search leaves out, and why: for whoever wonders where a file went.
//!
//! Walks once more, as a search does and with nothing ignored. Does not know what any file means.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder};

use super::search::{SKIPPED, SearchOptions};

/// Why something is not searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// A folder that holds copies or caches.
    Copies,
    /// `.gitignore`, `.ignore` or git's exclude file names it.
    Ignored,
    /// A link that leads out of the read boundary, or nowhere.
    OutsideBoundary,
}

impl LeftOut {
    /// Why, in a few words.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Copies => "a folder of copies, never searched",
            Self::Ignored => "named by an ignore file (--no-ignore)",
            Self::OutsideBoundary => "a link that leads out of the read boundary (--root)",
        }
    }
}

/// What a walk meets.
#[derive(Debug, Default)]
pub struct Walked {
    /// Files whose names pass, sorted.
    pub files: Vec<PathBuf>,
    /// Folders, and files whose names pass, that are not searched, sorted; nothing below such a folder is listed.
    pub left_out: Vec<(PathBuf, LeftOut)>,
}

/// Walks `roots` as a search with these options would.
#[must_use]
pub fn walk(roots: &[PathBuf], boundary: &Path, options: SearchOptions, is_candidate: fn(&str) -> bool) -> Walked {
    let searched = list(roots, options, boundary, None);
    let is_file =
        |path: &Path| !path.is_dir() && path.file_name().and_then(|name| name.to_str()).is_some_and(is_candidate);
    let files: Vec<PathBuf> = searched.found.iter().filter(|path| is_file(path)).cloned().collect();
    let mut left_out = searched.refused;
    if options.use_ignore_files {
        let everything = SearchOptions { use_ignore_files: false, ..options };
        let known: BTreeSet<PathBuf> = searched.found;
        let ignored = list(roots, everything, boundary, Some(Arc::new(known)));
        left_out.extend(ignored.refused);
    }
    left_out.retain(|(path, _)| path.is_dir() || is_file(path));
    left_out.sort();
    left_out.dedup_by(|a, b| a.0 == b.0);
    Walked { files, left_out }
}

struct Listed {
    found: BTreeSet<PathBuf>,
    refused: Vec<(PathBuf, LeftOut)>,
}

/// Everything below the roots. With `known`, what is not among it is refused as ignored.
fn list(roots: &[PathBuf], options: SearchOptions, boundary: &Path, known: Option<Arc<BTreeSet<PathBuf>>>) -> Listed {
    let mut listed = Listed { found: BTreeSet::new(), refused: Vec::new() };
    let Some((first, rest)) = roots.split_first() else { return listed };
    let mut builder = WalkBuilder::new(first);
    rest.iter().for_each(|root| {
        builder.add(root);
    });
    let refused: Arc<Mutex<Vec<(PathBuf, LeftOut)>>> = Arc::default();
    let (refusals, boundary) = (Arc::clone(&refused), boundary.to_owned());
    options.apply(&mut builder).filter_entry(move |entry| {
        let left_out = left_out(entry, &boundary).or_else(|| {
            let is_new = entry.depth() > 0 && known.as_ref().is_some_and(|known| !known.contains(entry.path()));
            is_new.then_some(LeftOut::Ignored)
        });
        // Git's own folder is nobody's code.
        if let Some(why) = left_out
            && entry.file_name() != ".git"
        {
            refusals.lock().unwrap_or_else(PoisonError::into_inner).push((entry.path().to_owned(), why));
        }
        left_out.is_none()
    });
    listed.found = builder.build().filter_map(Result::ok).map(DirEntry::into_path).collect();
    listed.refused = std::mem::take(&mut *refused.lock().unwrap_or_else(PoisonError::into_inner));
    listed
}

/// Why a search passes an entry by, if it does.
pub(super) fn left_out(entry: &DirEntry, boundary: &Path) -> Option<LeftOut> {
    let name = entry.file_name().to_str().unwrap_or_default();
    let is_directory = entry.file_type().is_some_and(|kind| kind.is_dir());
    if entry.depth() > 0 && is_directory && SKIPPED.contains(&name) {
        return Some(LeftOut::Copies);
    }
    if !entry.path_is_symlink() {
        return None;
    }
    #[expect(clippy::disallowed_methods, reason = "this is the door to the disk")]
    let real = std::fs::canonicalize(entry.path());
    (!real.is_ok_and(|real| real.starts_with(boundary))).then_some(LeftOut::OutsideBoundary)
}

#[cfg(all(test, unix))]
mod tests {
    use std::path::Path;

    use super::{LeftOut, walk};
    use crate::source::SearchOptions;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test writes what is walked")]
    fn what_is_left_out_is_told_with_its_reason() {
        let base = tempfile::tempdir().unwrap();
        let base = base.path().canonicalize().unwrap();
        let root = base.join("repo");
        for directory in ["a/.terraform/modules", "old/deep", ".git"] {
            std::fs::create_dir_all(root.join(directory)).unwrap();
        }
        for (file, text) in [
            (".gitignore", "old/\nsecret.tf\n"),
            ("a/main.tf", ""),
            ("a/readme.md", ""),
            ("secret.tf", ""),
            ("secret.md", ""),
            ("old/deep/main.tf", ""),
            ("a/.terraform/modules/main.tf", ""),
        ] {
            std::fs::write(root.join(file), text).unwrap();
        }
        std::fs::write(base.join("outside.tf"), "").unwrap();
        std::os::unix::fs::symlink(base.join("outside.tf"), root.join("link.tf")).unwrap();
        let options = SearchOptions { threads: 1, use_ignore_files: true, file_bytes: 1024 };
        let is_candidate = |name: &str| name.ends_with(".tf");
        let walked = walk(std::slice::from_ref(&root), &root, options, is_candidate);
        let short = |path: &Path| path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        let files: Vec<String> = walked.files.iter().map(|path| short(path)).collect();
        assert_eq!(files, ["a/main.tf"]);
        let left_out: Vec<(String, LeftOut)> = walked.left_out.iter().map(|(path, why)| (short(path), *why)).collect();
        let expected = [
            ("a/.terraform", LeftOut::Copies),
            ("link.tf", LeftOut::OutsideBoundary),
            ("old", LeftOut::Ignored),
            ("secret.tf", LeftOut::Ignored),
        ];
        assert_eq!(left_out, expected.map(|(path, why)| (path.to_owned(), why)));
        let options = SearchOptions { use_ignore_files: false, ..options };
        let walked = walk(std::slice::from_ref(&root), &root, options, is_candidate);
        assert_eq!(walked.files.len(), 3);
        assert_eq!(walked.left_out.len(), 2);
    }
}
