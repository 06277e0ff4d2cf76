//! Bicep and its parameter files: from text to declarations.
//!
//! Knows: Bicep's grammar, expressions, types, modules and parameter files. Does not know: any resource type, and
//! nothing of AKS (what matters is handed in as an [`Interest`](crate::document::Interest)).

mod configuration;
mod environment;
pub mod evaluate;
mod evaluation;
mod load;
mod parse;
mod read;
mod reference;
mod resolve;
pub mod syntax;
mod syntax_type;
mod template;
mod walk;

pub use load::Loader;
pub use parse::parse_bicep;
pub use read::{RootFile, read};
pub use reference::is_registry_reference;
pub use resolve::near_path;
