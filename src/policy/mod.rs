//! Policies: pages, the expression language, evaluation, verdicts.
//!
//! Knows: how to judge a model. Does not know: any language the model was read from.

mod address;
mod calendar;
mod catalogue;
mod compile;
mod definition;
mod evaluate;
pub mod front_matter;
mod grade;
mod judge;
pub mod language;
mod mechanical;
pub mod page;
mod retirement;
mod selection;
#[cfg(test)]
mod testing;
mod verdict;

pub use calendar::{Calendar, CalendarChanges, VersionDates, minor as minor_version};
pub use catalogue::{Catalogue, OptionError};
pub use definition::Policy;
pub use front_matter::{OptionValue, PolicyOption, Setting};
pub use grade::{Confidence, Cost, Persona, Safety, Severity};
pub use judge::{has_fix, judge, message};
pub use language::{Schema, nearest};
pub use retirement::names as retirement_names;
pub use selection::{Filter, Selection, UnknownPolicy};
pub use verdict::{Evidence, Outcome, Truth, Verdict};
