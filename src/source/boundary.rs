//! What the user named, and the boundary of what may be read.

use std::path::{Path, PathBuf};

/// The paths of a scan, resolved.
#[derive(Debug, Clone)]
pub struct Paths {
    /// Absolute, links resolved; only below this directory anything is read.
    pub boundary: PathBuf,
    /// The paths named, absolute, in the order given, without repetition.
    pub named: Vec<NamedPath>,
    /// Whether the boundary is a git work tree.
    pub is_repository: bool,
}

/// One path that the user named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPath {
    /// Absolute, links resolved.
    pub path: PathBuf,
    /// A file, rather than a directory.
    pub is_file: bool,
}

/// What is wrong with the paths that the user named.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BoundaryError {
    /// There is nothing at that path.
    #[error("{path}: no such file or directory")]
    NotFound {
        /// The path as given.
        path: String,
    },
    /// It lies outside the directory given by `--root`.
    #[error("{path} lies outside --root {root}")]
    Outside {
        /// The path as given.
        path: String,
        /// The root as given.
        root: String,
    },
}

impl Paths {
    /// Resolves the paths named. The boundary is `root`, else the enclosing git work tree, else the deepest directory
    /// that holds them all.
    ///
    /// # Errors
    /// When one of them is not there, or outside `root`.
    pub fn resolve(named: &[PathBuf], root: Option<&Path>) -> Result<Self, BoundaryError> {
        Self::resolve_by(named, root, canonical)
    }

    /// The same where `file`, which may not be on disk yet, is one of the paths named. Also gives its own path, absolute.
    ///
    /// # Errors
    /// When one of the others or the directory of `file` is not there, or outside `root`.
    pub fn resolve_unsaved(
        named: &[PathBuf],
        root: Option<&Path>,
        file: &Path,
    ) -> Result<(Self, PathBuf), BoundaryError> {
        let real = canonical(file).or_else(|error| {
            let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            Ok(canonical(directory)?.join(file.file_name().ok_or(error)?))
        })?;
        let mut all = named.to_vec();
        all.push(file.to_owned());
        let paths = Self::resolve_by(&all, root, |path| if path == file { Ok(real.clone()) } else { canonical(path) })?;
        Ok((paths, real))
    }

    fn resolve_by(
        named: &[PathBuf],
        root: Option<&Path>,
        locate: impl Fn(&Path) -> Result<PathBuf, BoundaryError>,
    ) -> Result<Self, BoundaryError> {
        let mut all: Vec<NamedPath> = Vec::new();
        for path in named {
            let real = locate(path)?;
            let is_file = !real.is_dir();
            let entry = NamedPath { path: real, is_file };
            if !all.contains(&entry) {
                all.push(entry);
            }
        }
        if let Some(root) = root {
            let boundary = canonical(root)?;
            for (entry, given) in all.iter().zip(named) {
                if !entry.path.starts_with(&boundary) {
                    let path = given.display().to_string();
                    return Err(BoundaryError::Outside { path, root: root.display().to_string() });
                }
            }
            let is_repository = boundary.join(".git").exists();
            return Ok(Self { boundary, named: all, is_repository });
        }
        let common = common_ancestor(&all);
        match common.ancestors().find(|directory| directory.join(".git").exists()) {
            Some(repository) => Ok(Self { boundary: repository.to_owned(), named: all, is_repository: true }),
            None => Ok(Self { boundary: common, named: all, is_repository: false }),
        }
    }

    /// The deepest directory that holds all paths named.
    #[must_use]
    pub fn common_directory(&self) -> PathBuf {
        common_ancestor(&self.named)
    }

    /// The directories to search: a file stands for its directory, which is not searched further.
    #[must_use]
    pub fn directories(&self) -> Vec<PathBuf> {
        let mut directories: Vec<PathBuf> =
            self.named.iter().filter(|named| !named.is_file).map(|named| named.path.clone()).collect();
        directories.sort();
        let mut outermost: Vec<PathBuf> = Vec::new();
        for directory in directories {
            if !outermost.iter().any(|outer| directory.starts_with(outer)) {
                outermost.push(directory);
            }
        }
        outermost
    }

    /// The directories of the files named, other than these.
    #[must_use]
    pub fn file_directories(&self, except: &[&Path]) -> Vec<PathBuf> {
        let mut directories: Vec<PathBuf> = (self.named.iter())
            .filter(|named| named.is_file && !except.contains(&named.path.as_path()))
            .filter_map(|named| named.path.parent().map(Path::to_owned))
            .collect();
        directories.sort();
        directories.dedup();
        directories
    }
}

fn canonical(path: &Path) -> Result<PathBuf, BoundaryError> {
    #[expect(clippy::disallowed_methods, reason = "this is the door to the disk")]
    let real = std::fs::canonicalize(path);
    real.map_err(|_| BoundaryError::NotFound { path: path.display().to_string() })
}

fn common_ancestor(named: &[NamedPath]) -> PathBuf {
    let mut directories = named.iter().map(|named| match named.is_file {
        true => named.path.parent().unwrap_or(&named.path),
        false => &named.path,
    });
    let Some(mut common) = directories.next() else { return PathBuf::from("/") };
    for directory in directories {
        while !directory.starts_with(common) {
            common = common.parent().unwrap_or(Path::new("/"));
        }
    }
    common.to_owned()
}
