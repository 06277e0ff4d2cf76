//! The AKS resource model: the Rosetta table, resources, links.
//!
//! Knows: what each AKS property is called in azurerm and ARM, per version, and what silence means.
//! Does not know: any syntax; where a value comes from is told by its trail.

mod fact;
pub mod registry;
pub mod table;

pub use fact::{Fact, Facts, How, Linked, ResourceId};
