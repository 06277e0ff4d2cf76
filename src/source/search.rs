//! Walking directories, with ignore files, and looking into candidate files in parallel.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::ReadError;
use super::unread::left_out;

/// How to walk.
#[derive(Debug, Clone, Copy)]
pub struct SearchOptions {
    /// Threads; 0 for as many as there are cores.
    pub threads: usize,
    /// Honour `.gitignore`, `.ignore` and the like.
    pub use_ignore_files: bool,
    /// Larger files are not looked into, in bytes.
    pub file_bytes: u64,
}

impl SearchOptions {
    /// Sets up a walk.
    pub(super) fn apply(self, builder: &mut WalkBuilder) -> &mut WalkBuilder {
        builder
            .threads(self.threads)
            .hidden(false)
            .follow_links(true)
            .require_git(false)
            .git_ignore(self.use_ignore_files)
            .git_exclude(self.use_ignore_files)
            .git_global(false)
            .ignore(self.use_ignore_files)
            .parents(self.use_ignore_files)
    }
}

/// What was found.
#[derive(Debug)]
pub struct Search<T> {
    /// The files and what `examine` made of them, sorted by path.
    pub files: Vec<(PathBuf, T)>,
    /// What could not be read, sorted by path.
    pub failures: Vec<(PathBuf, ReadError)>,
}

/// Folders that hold copies or caches, never configuration of their own.
pub(super) const SKIPPED: [&str; 4] = [".terraform", ".git", ".terragrunt-cache", "node_modules"];

/// How much of a file that is too large is looked into, in bytes.
const START: u64 = 64 * 1024;

/// Walks `roots` and calls `examine` with the name and bytes of every file whose name passes `is_candidate`. A file above
/// the size limit is a failure if `matters` says so of its name and first bytes. Links are followed while they stay
/// inside `boundary`; loops end with a failure.
pub fn search<T: Send>(
    roots: &[PathBuf],
    boundary: &Path,
    options: SearchOptions,
    is_candidate: impl Fn(&str) -> bool + Sync,
    examine: impl Fn(&str, &[u8]) -> T + Sync,
    matters: impl Fn(&str, &[u8]) -> bool + Sync,
) -> Search<T> {
    let Some((first, rest)) = roots.split_first() else { return Search { files: Vec::new(), failures: Vec::new() } };
    let mut builder = WalkBuilder::new(first);
    for root in rest {
        builder.add(root);
    }
    let boundary_owned = boundary.to_owned();
    options.apply(&mut builder).filter_entry(move |entry| left_out(entry, &boundary_owned).is_none());
    let all = Mutex::new(Search { files: Vec::new(), failures: Vec::new() });
    builder.build_parallel().run(|| {
        let mut batch = Batch { files: Vec::new(), failures: Vec::new(), all: &all };
        let is_candidate = &is_candidate;
        let examine = &examine;
        let matters = &matters;
        Box::new(move |entry| {
            match entry {
                Ok(entry) => visit(&entry, options, &Look { is_candidate, examine, matters }, &mut batch),
                Err(error) => batch.fail(&error),
            }
            WalkState::Continue
        })
    });
    let mut found = all.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    // By their bytes: comparing paths part by part takes longer than all the reading.
    found.files.sort_unstable_by(|a, b| a.0.as_os_str().cmp(b.0.as_os_str()));
    found.failures.sort_by(|a, b| a.0.as_os_str().cmp(b.0.as_os_str()));
    found
}

/// What one thread found; handed over when the thread ends.
struct Batch<'a, T> {
    files: Vec<(PathBuf, T)>,
    failures: Vec<(PathBuf, ReadError)>,
    all: &'a Mutex<Search<T>>,
}

impl<T> Batch<'_, T> {
    fn fail(&mut self, error: &ignore::Error) {
        let mut path = PathBuf::new();
        let mut reason = ReadError::Io("cannot be read".to_owned());
        let mut inner = Some(error);
        while let Some(error) = inner {
            inner = match error {
                ignore::Error::WithPath { path: at, err } => {
                    path.clone_from(at);
                    Some(err)
                }
                ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => Some(err),
                ignore::Error::Loop { child, .. } => {
                    path.clone_from(child);
                    reason = ReadError::Io("a loop of symbolic links".to_owned());
                    None
                }
                ignore::Error::Io(error) => {
                    reason = super::store::io_error(error);
                    None
                }
                _ => None,
            };
        }
        self.failures.push((path, reason));
    }
}

impl<T> Drop for Batch<'_, T> {
    fn drop(&mut self) {
        let mut all = self.all.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        all.files.append(&mut self.files);
        all.failures.append(&mut self.failures);
    }
}

/// What to do with a file.
struct Look<'a, C, E, M> {
    is_candidate: &'a C,
    examine: &'a E,
    matters: &'a M,
}

fn visit<T, C: Fn(&str) -> bool, E: Fn(&str, &[u8]) -> T, M: Fn(&str, &[u8]) -> bool>(
    entry: &DirEntry,
    options: SearchOptions,
    look: &Look<'_, C, E, M>,
    batch: &mut Batch<'_, T>,
) {
    let name = entry.file_name().to_string_lossy();
    let name = &*name;
    if !entry.file_type().is_some_and(|kind| kind.is_file()) || !(look.is_candidate)(name) {
        return;
    }
    if entry.file_name().to_str().is_none() {
        batch.failures.push((entry.path().to_owned(), ReadError::Io("its name is not UTF-8 text".to_owned())));
        return;
    }
    match super::store::read_file(entry.path(), options.file_bytes) {
        Ok(bytes) => batch.files.push((entry.path().to_owned(), (look.examine)(name, &bytes))),
        Err(error @ ReadError::TooLarge { .. }) => {
            let start = super::store::read_start(entry.path(), START).unwrap_or_default();
            if (look.matters)(name, &start) {
                batch.failures.push((entry.path().to_owned(), error));
            }
        }
        Err(error) => batch.failures.push((entry.path().to_owned(), error)),
    }
}
