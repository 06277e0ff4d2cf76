//! Bicep and its parameter files: from text to a typed syntax tree.
//!
//! Knows: Bicep's grammar. Does not know: any resource type, and nothing of AKS.

pub mod evaluate;
mod parse;
mod read;
pub mod syntax;
mod syntax_type;

pub use parse::parse_bicep;
pub use read::{Loader, RootFile, is_registry_reference, read};
