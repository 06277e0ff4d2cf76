//! Policies: pages, the expression language, evaluation, verdicts.
//!
//! Knows: how to judge a model. Does not know: any language the model was read from.

mod address;
mod calendar;
mod evaluate;
pub mod front_matter;
mod grade;
pub mod language;
mod verdict;

pub use calendar::Calendar;
pub use grade::{Confidence, Cost, Persona, Severity};
pub use verdict::{Evidence, Outcome, Truth, Verdict};
