//! The format `sarif`: SARIF 2.1.0 as GitHub code scanning, Azure DevOps and editors read it.
//!
//! Knows the standard and GitHub's limits. Does not know how anything was found.

mod artifacts;
mod fixes;
mod notifications;
mod results;
mod rules;
mod schema;
mod snippet;
mod suppressions;
mod taxonomies;
mod uri;

use std::collections::BTreeMap;
use std::io;

use self::artifacts::artifacts;
use self::notifications::{descriptors, notifications};
use self::results::{BASE, results};
use self::rules::{overrides, rule};
use self::schema::{
    AutomationDetails, Driver, Invocation, Log, Message, Run, RunChanges, RunProperties, Tool, UriBase,
};
use self::taxonomies::Taxonomies;
pub(super) use self::uri::is_link;
use super::secrets::MASK;
use super::shown::Shown;
use super::{PolicyInfo, Report, safe_json};
use crate::policy::Severity;
use crate::source::Sources;

/// The report as a SARIF log.
///
/// `policies` is the whole catalogue, whether or not a policy has findings. `category` tells runs of the same tool
/// apart when they are uploaded side by side; it is the text before the last slash of `automationDetails.id`.
#[must_use]
pub fn sarif(report: &Report, policies: &[PolicyInfo<'_>], sources: &Sources, category: Option<&str>) -> String {
    safe_json::to_string(&log(report, policies, sources, category))
}

/// Writes the report as a SARIF log.
///
/// # Errors
/// When writing fails.
pub fn write_sarif(
    writer: &mut impl io::Write,
    report: &Report,
    policies: &[PolicyInfo<'_>],
    sources: &Sources,
    category: Option<&str>,
) -> io::Result<()> {
    safe_json::write(writer, &log(report, policies, sources, category))
}

fn log(report: &Report, policies: &[PolicyInfo<'_>], sources: &Sources, category: Option<&str>) -> Log {
    let shown = Shown::new(sources).without_broken_lines(&report.problems);
    let mut sorted: Vec<&PolicyInfo<'_>> = policies.iter().collect();
    sorted.sort_by_key(|policy| policy.id);
    sorted.dedup_by_key(|policy| policy.id);
    let index: BTreeMap<&str, usize> = sorted.iter().enumerate().map(|(index, policy)| (policy.id, index)).collect();
    let (mut results, left_out) = results(&report.findings, &index, &shown);
    if report.lists_hidden {
        results.extend(suppressions::suppressed(&report.hidden, &index, &shown));
    }
    let mut notifications = notifications(&report.problems, left_out, &shown);
    let artifacts = artifacts(&mut results, &mut notifications, sources);
    let taxonomies = Taxonomies::new(&sorted);
    let applied = report.summary.applied.as_ref();
    let severities: BTreeMap<&str, Severity> = (applied.into_iter().flatten())
        .filter_map(|(&index, &severity)| Some((policies.get(index)?.id, severity)))
        .collect();
    let category = category.map_or(String::new(), |category| format!("{}/", category.trim_matches('/')));
    Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: vec![Run {
            tool: Tool {
                driver: Driver {
                    name: env!("CARGO_PKG_NAME"),
                    version: env!("CARGO_PKG_VERSION"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    full_name: concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")),
                    language: "en-US",
                    information_uri: Some(env!("CARGO_PKG_REPOSITORY")).filter(|link| is_link(link)),
                    supported_taxonomies: taxonomies.references(),
                    notifications: descriptors(),
                    rules: sorted
                        .iter()
                        .map(|policy| rule(policy, severities.get(policy.id).copied(), &taxonomies))
                        .collect(),
                },
            },
            automation_details: AutomationDetails { id: format!("{}/{category}", env!("CARGO_PKG_NAME")) },
            invocations: vec![Invocation {
                execution_successful: !report.problems.iter().any(|problem| problem.kind.is_incomplete()),
                exit_code: report.summary.exit_code,
                rule_configuration_overrides: applied
                    .map(|applied| overrides(policies, applied, &index))
                    .unwrap_or_default(),
                tool_execution_notifications: notifications,
            }],
            original_uri_base_ids: BTreeMap::from([(
                BASE,
                UriBase { description: Message { text: "The root of the repository that was scanned.".to_owned() } },
            )]),
            column_kind: "utf16CodeUnits",
            default_encoding: "utf-8",
            taxonomies: taxonomies.components(),
            artifacts,
            redaction_tokens: vec![MASK],
            results,
            properties: report.summary.changes.as_ref().map(|changes| RunProperties {
                changes: RunChanges {
                    base: shown.text(&changes.base),
                    new: changes.new,
                    fixed: changes.fixed,
                    unchanged: changes.unchanged,
                },
            }),
        }],
    }
}
