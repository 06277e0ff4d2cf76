//! What any language yields: declarations with trees of values, and problems.
//!
//! Knows: values that are known, unknown or absent, and where each came from.
//! Does not know: any syntax, and nothing of AKS.

mod budget;
mod declaration;
mod environments;
mod equality;
mod interest;
mod number;
mod origin;
mod problem;
mod reading;
mod reason;
#[cfg(test)]
pub(crate) mod testing;
mod trail;
mod truth;
mod value;
mod version;
mod weight;

pub use budget::{Budget, BudgetLimits, Exhausted};
pub use declaration::{Call, Declaration, Document, Existence, Language, Mode};
pub use environments::{NamedEnvironment, NamedEnvironments};
pub use equality::{equality, equals};
pub use interest::Interest;
pub use number::{DecimalCut, Number};
pub use origin::{LONGEST_SKETCH, MAX_ORIGINS, Origins, PLAIN_PARAMETER, of_plain_parameter};
pub use problem::{Problem, ProblemKind};
pub use reading::{Reading, UnusedFile};
pub use reason::{Cause, Reason, Reference, Unknown};
pub use trail::{Step, StepKind, Trail};
pub use truth::Truth;
pub use value::{Alternatives, Data, Entry, List, ListKind, MAX_ALTERNATIVES, Object, ObjectKind, Value};
pub use version::{Version, VersionRange, Versions};
pub use weight::{is_deeply_sensitive, weigh};
