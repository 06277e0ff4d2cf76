//! Plans: what `terraform show -json` (or `tofu show -json`) tells of a saved plan, as declarations.
//!
//! Knows: the JSON output format 0.x and 1.x, which values are known only after the apply, which are secret, how the
//! configuration inside a plan names other resources, and how to find the source that a plan was made from. Does not
//! know: resource types, beyond those it is asked for. Source of the format: developer.hashicorp.com/terraform/internals/json-format.

mod assemble;
mod because;
mod beside;
mod change;
mod configuration;
mod content;
mod masks;
mod overlay;
mod read;
mod recognise;
mod references;
#[cfg(test)]
mod tests;
mod tree;
mod value;

pub use change::PLANNED_CHANGE;
pub use read::{PlanFile, PlanReading, read};
pub use recognise::{Recognised, recognise};
