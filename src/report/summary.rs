//! What a run has to say: findings, undecided verdicts by cause, problems, totals.

use std::sync::Arc;

use crate::document::Problem;
use crate::policy::{Confidence, Severity};
use crate::source::Span;

/// Everything a format needs.
#[derive(Debug, Default)]
pub struct Report {
    /// Failed policies, one per policy and source place, sorted by path, place and policy.
    pub findings: Vec<Finding>,
    /// Undecided verdicts by cause, worst first.
    pub undecided: Vec<UndecidedGroup>,
    /// Problems and notes, sorted by path and place.
    pub problems: Vec<Problem>,
    /// Totals.
    pub summary: Summary,
}

/// A failed policy at one source place.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The policy's id.
    pub policy: Arc<str>,
    /// Severity after configuration.
    pub severity: Severity,
    /// Confidence.
    pub confidence: Confidence,
    /// The policy's message.
    pub message: String,
    /// What to do, in the author's language; empty when the page has none.
    pub fix: String,
    /// The written line that decides it, else the header of the nearest written block.
    pub primary: Label,
    /// Attribute, variable, module call and whatever else decides it; the primary is not repeated.
    pub secondary: Vec<Label>,
    /// From the deciding literal to the attribute, for a step-by-step view; empty when it is one place.
    pub flow: Vec<Label>,
    /// The resources concerned: instances, callers, environments. Never empty, sorted.
    pub occurrences: Vec<Occurrence>,
    /// Stable over line moves: policy, address, property, occurrence; 32 hex digits.
    pub fingerprint: String,
}

/// One resource a finding concerns.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// The root evaluated, as shown.
    pub root: Arc<str>,
    /// The resource's address in its root.
    pub address: Arc<str>,
    /// The path inside the resource, for an inline pool or subnet.
    pub path: Option<Arc<str>>,
    /// The kind's name.
    pub kind: &'static str,
    /// The environment it fails in; none when the root has only one, or it fails in all.
    pub environment: Option<Arc<str>>,
}

/// A labelled place.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// One short sentence part, no advice.
    pub text: String,
}

/// Undecided verdicts with one cause in one root and environment.
#[derive(Debug, Clone)]
pub struct UndecidedGroup {
    /// The root, as shown.
    pub root: Arc<str>,
    /// The environment, if the root has several.
    pub environment: Option<Arc<str>>,
    /// The cause: `var.private_cluster_enabled has no value`.
    pub cause: String,
    /// What the user can do: `try --var-file envs/prod.tfvars`.
    pub remedy: Option<String>,
    /// Where the cause lies.
    pub span: Option<Span>,
    /// The verdicts: policy, severity, address, where the value is used.
    pub verdicts: Vec<UndecidedVerdict>,
}

/// One undecided verdict.
#[derive(Debug, Clone)]
pub struct UndecidedVerdict {
    /// The policy's id.
    pub policy: Arc<str>,
    /// Its severity.
    pub severity: Severity,
    /// The resource.
    pub occurrence: Occurrence,
    /// The attribute that is not known.
    pub label: Label,
}

/// Totals of a run.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Files looked at (their bytes searched).
    pub files: usize,
    /// Files read in depth.
    pub read: usize,
    /// Roots evaluated, environments not counted.
    pub roots: usize,
    /// Resources judged, as distinct source places.
    pub resources: usize,
    /// Policies applied.
    pub policies: usize,
    /// Verdicts that hold.
    pub passed: usize,
    /// Verdicts that fail, before merging.
    pub failed: usize,
    /// Verdicts not decided, before merging.
    pub undecided: usize,
    /// Findings suppressed.
    pub suppressed: usize,
    /// Files and modules on disk that could not be read.
    pub unread: usize,
    /// The date that calendars are read at, `2026-11-23`.
    pub as_of: String,
    /// The days on which the calendars were brought up to date: of Kubernetes versions, of retirements.
    pub calendars_written: [String; 2],
    /// Days between the last of them and the date that they are read at.
    pub calendar_age: i32,
    /// How many dates the user has set in their place.
    pub calendar_changes: usize,
}
