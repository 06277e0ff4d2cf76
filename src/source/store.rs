//! The store of all files of a run, and the read boundary.
//!
//! Every read goes through here and is refused outside the boundary (after links are resolved), above the size
//! limit, or when the file is not UTF-8 text. Each file is read once.

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};

use super::directories::Directories;
use super::{FileId, SourceFile, Span};

/// Limits on what is read.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The largest file that is read, in bytes.
    pub file_bytes: u64,
    /// The most entries of one directory that are listed.
    pub directory_entries: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 16 * 1024 * 1024, directory_entries: 100_000 }
    }
}

/// Why a file or directory could not be read. The texts hold no absolute path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There is nothing at that path.
    #[error("no such file or directory")]
    NotFound,
    /// The path leads out of the read boundary.
    #[error("outside the read boundary; pass --root to widen it")]
    OutsideBoundary,
    /// A directory where a file is due, or the other way round.
    #[error("{0}")]
    WrongType(&'static str),
    /// The file is larger than the limit.
    #[error("{size} bytes, above the limit of {limit} bytes (--max-file-size)")]
    TooLarge {
        /// Size on disk in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// The file is no UTF-8 text.
    #[error("not UTF-8 text (first bad byte at offset {offset})")]
    NotText {
        /// Offset of the first byte that is no UTF-8.
        offset: usize,
    },
    /// The operating system refused.
    #[error("cannot be read: {0}")]
    Io(String),
}

/// One entry of a directory listing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DirectoryEntry {
    /// File name without its directory.
    pub name: String,
    /// Whether it is (or links to) a directory.
    pub is_directory: bool,
}

/// All files of a run. Shared between threads; each file is read once.
#[derive(Debug)]
pub struct Sources {
    boundary: Option<PathBuf>,
    cache: Option<PathBuf>,
    limits: Limits,
    state: RwLock<State>,
    masks: Mutex<Vec<Span>>,
    directories: Directories,
}

#[derive(Debug, Default)]
struct State {
    files: Vec<Arc<SourceFile>>,
    by_path: HashMap<PathBuf, Result<FileId, ReadError>>,
    overlays: Vec<(PathBuf, FileId)>,
}

impl Sources {
    /// A store that reads below `boundary`, which must be an absolute path with links resolved.
    #[must_use]
    pub fn new(boundary: PathBuf, limits: Limits) -> Self {
        Self { boundary: Some(boundary), limits, ..Self::in_memory() }
    }

    /// The same store, which may read below `cache` as well: where downloaded modules are kept. An absolute path with links
    /// resolved.
    #[must_use]
    pub fn with_cache(self, cache: Option<PathBuf>) -> Self {
        Self { cache, ..self }
    }

    /// A store that reads nothing from disk: for texts in memory.
    #[must_use]
    pub fn in_memory() -> Self {
        Self {
            boundary: None,
            cache: None,
            limits: Limits::default(),
            state: RwLock::default(),
            masks: Mutex::default(),
            directories: Directories::default(),
        }
    }

    /// The directory below which files may be read; none for a store in memory.
    #[must_use]
    pub fn boundary(&self) -> Option<&Path> {
        self.boundary.as_deref()
    }

    /// The limits on what is read.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Adds a text under a shown path, without reading the disk. For `--var`, examples and tests; a later
    /// [`read`](Self::read) of the same path finds it.
    pub fn add(&self, path: &str, text: &str) -> FileId {
        let mut state = self.state.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        let id = state.push(SourceFile::new(path.to_owned(), text.to_owned()));
        state.by_path.insert(normalize(Path::new(path)), Ok(id));
        id
    }

    /// Puts a text in the place of the file at this absolute path, whether or not one is there: what an editor holds and
    /// has not saved. Everything that reads or lists finds it.
    pub fn overlay(&self, path: &Path, text: String) {
        let key = normalize(path);
        let mut state = self.state.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        let id = state.push(SourceFile::new(self.shown_path(&key), text));
        state.by_path.insert(key.clone(), Ok(id));
        state.overlays.push((key, id));
    }

    /// The files whose text is not that on disk, by absolute path.
    #[must_use]
    pub fn overlays(&self) -> Vec<(PathBuf, FileId)> {
        self.state.read().unwrap_or_else(std::sync::PoisonError::into_inner).overlays.clone()
    }

    /// Reads a file, once.
    ///
    /// # Errors
    /// When it is not there, lies outside the boundary, is no regular file, is too large or is no UTF-8 text.
    pub fn read(&self, path: &Path) -> Result<FileId, ReadError> {
        let key = normalize(path);
        if let Some(known) = self.state.read().unwrap_or_else(std::sync::PoisonError::into_inner).by_path.get(&key) {
            return known.clone();
        }
        let loaded = self.load(&key);
        let mut state = self.state.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(known) = state.by_path.get(&key) {
            return known.clone();
        }
        let result = loaded.map(|file| state.push(file));
        state.by_path.insert(key, result.clone());
        result
    }

    /// Reads a file as bytes, without keeping it: for `filebase64` and hash functions.
    ///
    /// # Errors
    /// As [`read`](Self::read), except that any bytes will do.
    pub fn read_bytes(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        let key = normalize(path);
        let known = self.state.read().unwrap_or_else(std::sync::PoisonError::into_inner).by_path.get(&key).cloned();
        if let Some(Ok(id)) = known {
            return Ok(self.file(id).text.clone().into_bytes());
        }
        self.load_bytes(&key)
    }

    /// The names in a directory, sorted. A store in memory lists the added paths.
    ///
    /// # Errors
    /// When it is not there, no directory, or outside the boundary.
    pub fn list(&self, directory: &Path) -> Result<Arc<[DirectoryEntry]>, ReadError> {
        let directory = normalize(directory);
        if self.boundary.is_none() {
            return Ok(self.list_memory(&directory).into());
        }
        let real = self.resolve(&directory)?;
        if let Some(listed) = self.directories.listed(&real) {
            return Ok(listed);
        }
        #[expect(clippy::disallowed_methods, reason = "this is the door to the disk")]
        let reader = fs::read_dir(&real).map_err(|error| io_error(&error))?;
        let mut entries = Vec::new();
        for entry in reader.take(self.limits.directory_entries) {
            let entry = entry.map_err(|error| io_error(&error))?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let file_type = entry.file_type().map_err(|error| io_error(&error))?;
            let is_directory = file_type.is_dir() || file_type.is_symlink() && entry.path().is_dir();
            entries.push(DirectoryEntry { name, is_directory });
        }
        entries.extend(self.unsaved_in(&directory));
        entries.sort();
        entries.dedup();
        let entries: Arc<[DirectoryEntry]> = entries.into();
        self.directories.add_listed(real, Arc::clone(&entries));
        Ok(entries)
    }

    /// Whether a file or directory is there and inside the boundary.
    #[must_use]
    pub fn exists(&self, path: &Path) -> bool {
        let path = normalize(path);
        let is_known = {
            let state = self.state.read().unwrap_or_else(std::sync::PoisonError::into_inner);
            state.by_path.get(&path).is_some_and(Result::is_ok)
                || self.boundary.is_none() && state.by_path.keys().any(|file| file.starts_with(&path))
        };
        is_known || self.boundary.is_some() && self.resolve(&path).is_ok()
    }

    /// The path with links resolved.
    ///
    /// # Errors
    /// When nothing is there or it lies outside the boundary.
    pub fn resolve(&self, path: &Path) -> Result<PathBuf, ReadError> {
        let Some(boundary) = &self.boundary else { return Ok(normalize(path)) };
        let cache = self.cache.as_deref().filter(|cache| path.starts_with(cache));
        let real = self.directories.canonicalize(path, cache.unwrap_or(boundary)).map_err(|error| io_error(&error))?;
        let is_inside = real.starts_with(boundary) || cache.is_some_and(|cache| real.starts_with(cache));
        if is_inside { Ok(real) } else { Err(ReadError::OutsideBoundary) }
    }

    /// A file of this store.
    ///
    /// # Panics
    /// Never for ids that this store gave.
    #[must_use]
    pub fn file(&self, id: FileId) -> Arc<SourceFile> {
        Arc::clone(&self.state.read().unwrap_or_else(std::sync::PoisonError::into_inner).files[id.0 as usize])
    }

    /// How many of the files read as text or added have a shown path like this.
    #[must_use]
    pub fn count(&self, is_counted: impl Fn(&str) -> bool) -> usize {
        let state = self.state.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        state.files.iter().filter(|file| is_counted(&file.path)).count()
    }

    /// All files read as text or added, sorted by shown path.
    #[must_use]
    pub fn files(&self) -> Vec<Arc<SourceFile>> {
        let state = self.state.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut files = state.files.clone();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files
    }

    /// All files read as text or added, sorted by shown path.
    #[must_use]
    pub fn ids(&self) -> Vec<FileId> {
        let state = self.state.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut ids: Vec<usize> = (0..state.files.len()).collect();
        ids.sort_by(|&a, &b| state.files[a].path.cmp(&state.files[b].path));
        ids.into_iter().map(|index| FileId(u32::try_from(index).unwrap_or(u32::MAX))).collect()
    }

    /// The path as shown: relative to the boundary, forward slashes; `module-cache/…` in the cache of modules.
    #[must_use]
    pub fn shown_path(&self, path: &Path) -> String {
        let path = normalize(path);
        let outside = self.boundary.as_ref().is_none_or(|boundary| !path.starts_with(boundary));
        if let Some(cached) = self.cache.as_ref().filter(|_| outside).and_then(|cache| path.strip_prefix(cache).ok()) {
            return format!("module-cache/{}", cached.to_string_lossy().replace('\\', "/"));
        }
        let relative = self.boundary.as_ref().and_then(|boundary| path.strip_prefix(boundary).ok()).unwrap_or(&path);
        let text = relative.to_string_lossy().replace('\\', "/");
        if text.is_empty() { ".".to_owned() } else { text }
    }

    /// Marks a span as secret: its text must not be shown.
    pub fn mask(&self, span: Span) {
        self.masks.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(span);
    }

    /// All spans marked secret, in no particular order.
    #[must_use]
    pub fn masks(&self) -> Vec<Span> {
        self.masks.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    fn unsaved_in(&self, directory: &Path) -> Vec<DirectoryEntry> {
        let state = self.state.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let inside = state.overlays.iter().filter(|(path, _)| path.parent() == Some(directory));
        let names = inside.filter_map(|(path, _)| path.file_name()?.to_str().map(str::to_owned));
        names.map(|name| DirectoryEntry { name, is_directory: false }).collect()
    }

    fn list_memory(&self, directory: &Path) -> Vec<DirectoryEntry> {
        let state = self.state.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        // What was asked for in vain is remembered too.
        let files = state.by_path.iter().filter(|(_, read)| read.is_ok()).map(|(file, _)| file);
        let mut entries: Vec<_> = files
            .filter_map(|file| {
                let mut rest = file.strip_prefix(directory).ok()?.components();
                let name = rest.next()?.as_os_str().to_str()?.to_owned();
                Some(DirectoryEntry { name, is_directory: rest.next().is_some() })
            })
            .collect();
        entries.sort();
        entries.dedup();
        entries
    }

    fn load(&self, path: &Path) -> Result<SourceFile, ReadError> {
        let bytes = self.load_bytes(path)?;
        let text = String::from_utf8(bytes)
            .map_err(|error| ReadError::NotText { offset: error.utf8_error().valid_up_to() })?;
        Ok(SourceFile::new(self.shown_path(path), text))
    }

    fn load_bytes(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        if self.boundary.is_none() {
            return Err(ReadError::NotFound);
        }
        let real = self.resolve(path)?;
        read_file(&real, self.limits.file_bytes)
    }
}

/// Reads a regular file of at most `limit` bytes.
pub(super) fn read_file(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    let refused = |metadata: &fs::Metadata| match metadata {
        _ if metadata.is_dir() => Err(ReadError::WrongType("a directory, not a file")),
        _ if !metadata.is_file() => Err(ReadError::WrongType("not a regular file")),
        _ => Ok(()),
    };
    // Looked at before it is opened: opening a pipe waits for whoever writes to it.
    #[expect(clippy::disallowed_methods, reason = "this is the door to the disk")]
    refused(&fs::metadata(path).map_err(|error| io_error(&error))?)?;
    let file = fs::File::open(path).map_err(|error| io_error(&error))?;
    let metadata = file.metadata().map_err(|error| io_error(&error))?;
    refused(&metadata)?;
    if metadata.len() > limit {
        return Err(ReadError::TooLarge { size: metadata.len(), limit });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| io_error(&error))?;
    match bytes.len() as u64 {
        size if size > limit => Err(ReadError::TooLarge { size, limit }),
        _ => Ok(bytes),
    }
}

/// The first `bytes` of a regular file.
pub(super) fn read_start(path: &Path, bytes: u64) -> Option<Vec<u8>> {
    let mut start = Vec::new();
    #[expect(clippy::disallowed_methods, reason = "this is the door to the disk")]
    let is_file = fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
    fs::File::open(path).ok().filter(|_| is_file)?.take(bytes).read_to_end(&mut start).ok()?;
    Some(start)
}

impl State {
    fn push(&mut self, file: SourceFile) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(Arc::new(file));
        id
    }
}

pub(super) fn io_error(error: &std::io::Error) -> ReadError {
    match error.kind() {
        std::io::ErrorKind::NotFound => ReadError::NotFound,
        std::io::ErrorKind::NotADirectory => ReadError::WrongType("a file, not a directory"),
        std::io::ErrorKind::IsADirectory => ReadError::WrongType("a directory, not a file"),
        std::io::ErrorKind::PermissionDenied => ReadError::Io("permission denied".to_owned()),
        _ if error.raw_os_error() == Some(40) => ReadError::Io("a loop of symbolic links".to_owned()),
        kind => ReadError::Io(kind.to_string()),
    }
}

/// Removes `.` and resolves `..` by name, as Terraform does with module sources.
fn normalize(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}
