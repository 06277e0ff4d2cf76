//! One file per output format, each owning its serialisable structs.
//!
//! Knows: findings and how to show them. Does not know: how a finding was found.

mod summary;

pub use summary::{Finding, Label, Occurrence, Report, Summary, UndecidedGroup, UndecidedVerdict};
