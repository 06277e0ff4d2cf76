//! What judging yields.

use std::sync::Arc;

use super::grade::Severity;
use crate::document::{Data, Reason, Trail};
use crate::model::{How, ResourceId};
use crate::source::Span;

/// Three-valued truth with Kleene's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Truth {
    /// Certainly true.
    True,
    /// Certainly false.
    False,
    /// Not decided.
    Unknown,
}

/// The outcome of one policy for one resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// The policy holds.
    Pass,
    /// It does not hold.
    Fail,
    /// It depends on something we cannot know.
    Undecided,
    /// The policy does not concern this resource.
    NotApplicable,
}

/// One policy judged for one resource.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// Index of the policy in its catalogue.
    pub policy: usize,
    /// The resource.
    pub resource: ResourceId,
    /// The outcome.
    pub outcome: Outcome,
    /// How bad it is when it does not hold for this resource.
    pub severity: Severity,
    /// What decided it (or, when undecided, what stood in the way): never empty, but for passes that are not to be told.
    /// Written before silent, then in the order of evaluation, without repetition.
    pub evidence: Vec<Evidence>,
    /// The policy ran out of its own budget; the outcome is undecided.
    pub is_exhausted: bool,
}

/// One fact that decided a verdict.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// The resource it was read from; differs from the verdict's behind a link.
    pub resource: ResourceId,
    /// Where to point: the written attribute, else the header of the nearest written block.
    pub span: Span,
    /// One short sentence part: `` `private_cluster_enabled` is false ``, `` `network_policy` is not set ``.
    pub text: String,
    /// What was read, whole where `text` shows a part: for an element or a field, all of the property that holds it.
    pub data: Data,
    /// How it came to be.
    pub how: How,
    /// The way of the value.
    pub trail: Trail,
    /// Why it is not known, for what is not.
    pub reason: Option<Arc<Reason>>,
    /// The value is secret: `text` does not hold it.
    pub is_sensitive: bool,
}

impl Outcome {
    /// The name in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Undecided => "undecided",
            Self::NotApplicable => "not-applicable",
        }
    }
}
