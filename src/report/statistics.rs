//! How often each policy fails or is undecided: a scan at a glance.
//!
//! Knows counts. Does not know the findings' places.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::visible::visible;
use super::{Report, safe_json};
use crate::policy::Severity;

/// The version of the JSON shape.
const SCHEMA_VERSION: u32 = 1;

/// What one policy comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
struct Counts {
    /// The gravest of its findings or undecided verdicts.
    #[serde(serialize_with = "by_name")]
    severity: Severity,
    /// Findings: one per place.
    findings: usize,
    /// Undecided verdicts: one per resource.
    undecided: usize,
}

fn by_name<S: serde::Serializer>(severity: &Severity, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(severity.name())
}

#[derive(Serialize)]
struct Row<'r> {
    policy: &'r str,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Serialize)]
struct Document<'r> {
    schema_version: u32,
    policies: Vec<Row<'r>>,
}

/// A table, the policy with most findings first.
#[must_use]
pub fn statistics_text(report: &Report) -> String {
    let rows = rows(report);
    if rows.is_empty() {
        return String::new();
    }
    let mut out = String::from("findings  undecided  severity  policy\n");
    for Row { policy, counts } in rows {
        let Counts { severity, findings, undecided } = counts;
        let _ = writeln!(out, "{findings:>8}  {undecided:>9}  {:<8}  {}", severity.name(), visible(policy));
    }
    out.push('\n');
    out
}

/// The same for programs.
#[must_use]
pub fn statistics_json(report: &Report) -> String {
    safe_json::to_string(&Document { schema_version: SCHEMA_VERSION, policies: rows(report) })
}

fn rows(report: &Report) -> Vec<Row<'_>> {
    let mut counts: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut count = |policy, severity: Severity, findings, undecided| {
        let counts = counts.entry(policy).or_insert(Counts { severity, findings: 0, undecided: 0 });
        counts.severity = counts.severity.max(severity);
        counts.findings += findings;
        counts.undecided += undecided;
    };
    report.findings.iter().for_each(|finding| count(&*finding.policy, finding.severity, 1, 0));
    let undecided = report.undecided.iter().flat_map(|group| &group.verdicts);
    undecided.for_each(|verdict| count(&*verdict.policy, verdict.severity, 0, 1));
    let mut rows: Vec<Row<'_>> = counts.into_iter().map(|(policy, counts)| Row { policy, counts }).collect();
    // Stable: the policies are sorted by name.
    rows.sort_by_key(|row| Reverse((row.counts.findings, row.counts.severity, row.counts.undecided)));
    rows
}
