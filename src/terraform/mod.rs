//! Terraform and OpenTofu: parse, evaluate, follow modules, yield declarations.
//!
//! Knows: HCL, Terraform's expression language, functions, modules and values. Does not know: AKS, or any resource
//! type (what matters is handed in as an [`Interest`](crate::document::Interest)).

mod beside;
pub mod discover;
mod environment;
pub mod evaluate;
mod evaluation;
pub mod functions;
mod instance;
mod load;
mod mention;
mod module;
pub mod parse;
pub mod plan;
mod read;
mod repetition;
mod resource;
mod root;
mod secrets;
pub mod syntax;
pub mod types;
mod values;
mod walk;

pub use environment::MAX_ENVIRONMENTS;
pub use load::{Loader, is_configuration};
pub use read::{Options, RootDirectory, read};
pub use values::GivenValues;
