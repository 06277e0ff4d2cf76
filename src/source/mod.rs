//! Files, spans, lines and columns, and the one door to the disk.
//!
//! Knows: how to read a file or list a directory inside the read boundary, and where a byte lies in it.
//! Does not know: what any file means.

mod boundary;
mod directories;
mod edit;
mod file;
mod git;
mod rewrite;
mod search;
mod span;
mod store;
mod unread;

pub use boundary::{BoundaryError, NamedPath, Paths};
pub use edit::{Edit, apply_edits};
pub use file::{Position, SourceFile};
pub use git::tracked_directories;
pub use rewrite::RewriteError;
pub use search::{Search, SearchOptions, search};
pub use span::{FileId, Span};
pub use store::{DirectoryEntry, Limits, ReadError, Sources};
pub use unread::{LeftOut, Walked, walk};
