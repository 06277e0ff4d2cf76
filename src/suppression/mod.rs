//! What keeps findings from being reported: comments in the code, and exemptions.
//!
//! Knows: how comments are written, here and for other tools, how far each reaches, when it ends, and which findings that
//! hides. Does not know: how findings are found or shown.

mod apply;
mod comment;
mod directive;
mod exempt;
mod glob;
mod layout;
mod names;
mod reach;
mod split;
mod trust;
mod write;

pub use apply::{Asked, Options, apply};
pub use directive::{Directive, Directives, Names, Scope, Tool, directives, is_downloaded};
pub use exempt::{Entry, Exemptions, FILE as EXEMPTIONS_FILE};
pub use trust::{Trust, untrusted};
pub use write::{Plan, Words, migrate, suppress};
