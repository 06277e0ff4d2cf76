//! Policies: pages, the expression language, evaluation, verdicts.
//!
//! Knows: how to judge a model. Does not know: any language the model was read from.

mod verdict;

pub use verdict::{Confidence, Evidence, Outcome, Persona, Severity, Truth, Verdict};
