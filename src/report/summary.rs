//! What a run has to say: findings, undecided verdicts by cause, problems, totals.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::hidden::Hidden;
use super::identity::Recognition;
use super::input::PolicyInfo;
use crate::document::{Call, Problem};
use crate::fixes::Suggestion;
use crate::policy::{Confidence, Outcome, Severity};
use crate::source::Span;

/// Everything a format needs.
#[derive(Debug, Default)]
pub struct Report {
    /// Failed policies, one per policy and source place, sorted by path, place and policy.
    pub findings: Vec<Finding>,
    /// Findings that are not reported, with who said so.
    pub hidden: Vec<Hidden>,
    /// SARIF lists what is hidden and accepted too, with its suppression.
    pub lists_hidden: bool,
    /// Undecided verdicts by cause, worst first.
    pub undecided: Vec<UndecidedGroup>,
    /// Problems and notes, sorted by path and place.
    pub problems: Vec<Problem>,
    /// Every resource with all that was judged about it, passes included, sorted by root, address and environment.
    pub assessed: Vec<Assessed>,
    /// Totals.
    pub summary: Summary,
}

impl Report {
    /// Drops the judgements that fail and have no finding here, reported or hidden: after findings were filtered.
    pub fn keep_judgements_of_findings(&mut self, policies: &[PolicyInfo<'_>]) {
        let mut assessed = std::mem::take(&mut self.assessed);
        let (kept, hidden) = (self.by_place(), self.hidden_by_place());
        let is_kept = |judgement: &Judgement, occurrence: &Occurrence| {
            let Some(policy) = policies.get(judgement.policy).map(|policy| policy.id) else { return false };
            judgement.place.is_some_and(|place| kept.contains_key(&(policy, place)))
                || hidden.of(policy, judgement, occurrence).is_some()
        };
        for one in &mut assessed {
            let occurrence = &one.occurrence;
            one.judgements.retain(|judgement| judgement.outcome != Outcome::Fail || is_kept(judgement, occurrence));
        }
        self.assessed = assessed;
    }

    /// The findings by policy and place: a failing judgement is part of the one at its own place.
    #[must_use]
    pub fn by_place(&self) -> BTreeMap<(&str, Span), &Finding> {
        self.findings.iter().map(|finding| ((&*finding.policy, finding.primary.span), finding)).collect()
    }
}

/// A resource in one environment with every policy that concerns it.
#[derive(Debug, Clone)]
pub struct Assessed {
    /// The resource; the environment is told whenever its root has several.
    pub occurrence: Occurrence,
    /// The address of the cluster it is or belongs to, in the same root, where that is known.
    pub cluster: Option<Arc<str>>,
    /// Its header.
    pub header: Span,
    /// The module calls it came through, outermost first.
    pub calls: Arc<[Call]>,
    /// One per policy that concerns it, in the order of the catalogue.
    pub judgements: Vec<Judgement>,
}

/// What one policy says of one resource.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// Index of the policy in the catalogue.
    pub policy: usize,
    /// Pass, fail or undecided.
    pub outcome: Outcome,
    /// How bad a failure is.
    pub severity: Severity,
    /// The place of the finding, for a failure; the attribute that is not known, for what is undecided.
    pub place: Option<Span>,
    /// Everything that decides it, beside that: where values are written and passed on. Empty for what passes.
    pub places: Vec<Span>,
    /// Why it is undecided.
    pub cause: Option<String>,
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
    /// The edits that mend it; where its page has a fix that cannot be made here, why. None when the page has none.
    pub suggestion: Option<Result<Suggestion, String>>,
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
    /// What it is recognised by in another run.
    pub recognition: Recognition,
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
    /// The policies applied, by index in the catalogue, with the severity that configuration gives them; none where it is not
    /// known.
    pub applied: Option<BTreeMap<usize, Severity>>,
    /// The exit code, once it is known.
    pub exit_code: Option<u8>,
    /// Verdicts that hold.
    pub passed: usize,
    /// Verdicts that fail, before merging.
    pub failed: usize,
    /// Verdicts not decided, before merging.
    pub undecided: usize,
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
    /// What a change makes of the findings, where only that is reported.
    pub changes: Option<Changes>,
}

/// How the findings of a change compare with those before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// What is compared with, as the user named it.
    pub base: String,
    /// Findings that were not there before, or not as bad, or of another value: those that are reported.
    pub new: usize,
    /// Findings that are there no more.
    pub fixed: usize,
    /// Findings that are as they were.
    pub unchanged: usize,
}

impl Changes {
    /// `3 new, 2 fixed, 41 unchanged`; the base is the user's own text, which every format makes harmless.
    #[must_use]
    pub fn counts(&self) -> String {
        format!("{} new, {} fixed, {} unchanged", self.new, self.fixed, self.unchanged)
    }
}
