//! Terraform and OpenTofu: parse, evaluate, follow modules, yield declarations.
//!
//! Knows: HCL, Terraform's expression language, functions, modules and values. Does not know: AKS, or any resource
//! type (what matters is handed in as an [`Interest`](crate::document::Interest)).

pub mod evaluate;
pub mod functions;
pub mod parse;
pub mod syntax;
pub mod types;
