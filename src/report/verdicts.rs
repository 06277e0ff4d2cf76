//! The rows of `show verdicts`: every policy for every resource, not merged; `schemas/verdicts.schema.json` describes
//! them.
//!
//! Knows the shape that others rely on. Does not know how verdicts came to be.

use serde::Serialize;

use super::input::{Judged, PolicyInfo, ResourceInfo};
use super::labels::{step_text, text};
use super::safe_json;
use super::secrets::mark;
use super::shown::Shown;
use super::visible::{clip, visible};
use crate::policy::{Evidence, Verdict};
use crate::source::{Sources, Span};

/// One policy judged for one resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct VerdictRow {
    /// `terraform`, `bicep`, `arm`.
    pub language: &'static str,
    /// The root evaluated, as shown.
    pub root: String,
    /// The resource's address in its root.
    pub address: String,
    /// The path inside the resource, for an inline pool or subnet.
    pub path: Option<String>,
    /// The kind's name.
    pub kind: &'static str,
    /// The policy's id.
    pub policy: String,
    /// The environment, when the root has several.
    pub environment: Option<String>,
    /// `pass`, `fail`, `undecided`, `not-applicable`.
    pub verdict: &'static str,
    /// The places that decided it: attributes, then for each the way of its value back to the deciding literal.
    pub reasons: Vec<VerdictReason>,
}

/// A place that decided a verdict.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct VerdictReason {
    /// The path as shown.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// One short sentence part.
    pub text: String,
}

/// The rows of a run, sorted.
#[must_use]
pub fn verdict_rows(sources: &Sources, policies: &[PolicyInfo<'_>], judged: &[Judged]) -> Vec<VerdictRow> {
    judged.iter().flat_map(|one| &one.verdicts).for_each(|verdict| mark(sources, verdict));
    let shown = Shown::new(sources);
    let mut rows = Vec::new();
    for Judged { resources, verdicts, .. } in judged {
        for verdict in verdicts {
            let resource = resources.get(verdict.resource.0 as usize);
            if let (Some(resource), Some(policy)) = (resource, policies.get(verdict.policy)) {
                rows.push(row(verdict, resource, policy, &shown));
            }
        }
    }
    rows.sort();
    rows
}

/// The rows as JSON: `{schema_version, verdicts: […]}`.
#[must_use]
pub fn verdicts_json(rows: &[VerdictRow]) -> String {
    #[derive(Serialize)]
    struct Document<'a> {
        schema_version: u32,
        verdicts: &'a [VerdictRow],
    }
    safe_json::to_string(&Document { schema_version: 1, verdicts: rows })
}

/// The rows as text: one line each.
#[must_use]
pub fn verdicts_text(rows: &[VerdictRow]) -> String {
    let mut out = String::new();
    for row in rows {
        let environment = row.environment.as_deref().map(|name| format!(" [{name}]")).unwrap_or_default();
        let path = row.path.as_deref().map(|path| format!(" {path}")).unwrap_or_default();
        let reasons: Vec<String> =
            (row.reasons.iter()).map(|reason| format!("{} ({}:{})", reason.text, reason.file, reason.line)).collect();
        let line = format!(
            "{:<14} {} {}{path} in {}{environment}: {}",
            row.verdict,
            row.policy,
            row.address,
            row.root,
            reasons.join(", ")
        );
        out.push_str(&visible(&clip(&line, 400)));
        out.push('\n');
    }
    out
}

fn row(verdict: &Verdict, resource: &ResourceInfo, policy: &PolicyInfo<'_>, shown: &Shown<'_>) -> VerdictRow {
    let mut reasons: Vec<VerdictReason> = Vec::new();
    let mut add = |span: Span, text: &str| {
        let place = shown.place(span);
        let reason = VerdictReason {
            file: place.path,
            line: place.start.line,
            column: place.start.column,
            text: shown.text(text),
        };
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    };
    for evidence in &verdict.evidence {
        add(evidence.span, &text(evidence));
        way(evidence, &mut add);
    }
    VerdictRow {
        language: resource.language.name(),
        root: resource.root.to_string(),
        address: resource.address.to_string(),
        path: resource.path.as_deref().map(str::to_owned),
        kind: resource.kind,
        policy: policy.id.to_owned(),
        environment: resource.environment.as_deref().map(str::to_owned),
        verdict: verdict.outcome.name(),
        reasons,
    }
}

/// The way of a value from the attribute back to its literal, and the cause of what is not known.
fn way(evidence: &Evidence, add: &mut impl FnMut(Span, &str)) {
    for step in evidence.trail.steps() {
        add(step.span, &step_text(step));
    }
    if let Some(literal) = evidence.trail.literal {
        add(literal, "decided here");
    }
    if let Some(reason) = &evidence.reason
        && let Some(span) = reason.span
    {
        add(span, &reason.text);
    }
}
