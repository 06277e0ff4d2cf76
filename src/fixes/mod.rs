//! Mechanical fixes: which bytes have to change so that a finding is gone.
//!
//! Knows: how a property is written in each language, where its value comes from, and how to change a text so that its
//! author would not notice a machine. Does not know: which fixes are wanted, or any output format.

mod bicep;
mod change;
mod combine;
mod hcl;
mod json;
mod literal;
mod patch;
mod plan;
mod rename;
mod render;
mod trail;
mod verify;

#[cfg(test)]
mod tests;

pub use change::{Change, Container, Insertion, Member, Suggestion, Syntax};
pub use combine::{Combined, FileChange, combine};
pub use patch::unified;
pub use plan::Planner;
pub use verify::{Harm, check};
