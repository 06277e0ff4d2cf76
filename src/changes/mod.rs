//! Only what is new: which findings were known before, from a baseline file or from an older commit.
//!
//! Knows: when two findings of two runs are the same one, and the form of the baseline file. Does not know: where findings
//! come from, git, or the command line.

mod baseline;
mod compare;
mod matching;

#[cfg(test)]
mod tests;

pub use baseline::{Baseline, BaselineError, Entry, FILE, Scope};
pub use compare::{Comparison, compare, hide_unchanged_verdicts};
pub use matching::{Known, Matching, Moves};
