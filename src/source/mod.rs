//! Files, spans, lines and columns, and the one door to the disk.
//!
//! Knows: how to read a file or list a directory inside the read boundary, and where a byte lies in it.
//! Does not know: what any file means.

mod boundary;
mod directories;
mod file;
mod git;
mod search;
mod span;
mod store;

pub use boundary::{BoundaryError, NamedPath, Paths};
pub use file::{Position, SourceFile};
pub use git::tracked_directories;
pub use search::{Search, SearchOptions, search};
pub use span::{FileId, Span};
pub use store::{DirectoryEntry, Limits, ReadError, Sources};
