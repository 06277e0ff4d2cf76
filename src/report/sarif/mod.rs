//! The format `sarif`: SARIF 2.1.0 as GitHub code scanning, Azure DevOps and editors read it.
//!
//! Knows the standard and GitHub's limits. Does not know how anything was found.

mod fixes;
mod results;
mod rules;
mod schema;
mod uri;

use std::collections::BTreeMap;
use std::io;

use self::results::{BASE, MOST_RESULTS, location, results, whole};
use self::rules::rule;
use self::schema::{
    AutomationDetails, DescriptorReference, Driver, Invocation, Location, Log, Message, Notification,
    NotificationDescriptor, Run, Tool, UriBase,
};
pub(super) use self::uri::is_link;
use self::uri::relative_uri;
use super::annotation::sentence;
use super::secrets::MASK;
use super::shown::Shown;
use super::{PolicyInfo, Report, safe_json};
use crate::document::{Problem, ProblemKind};
use crate::source::Sources;

/// The kinds of notifications, in the order of their descriptors.
const NOTIFICATIONS: [(ProblemKind, &str); 6] = [
    (ProblemKind::Syntax, "The text breaks the language's grammar."),
    (ProblemKind::Evaluation, "An expression or configuration that the language's own tool would refuse."),
    (ProblemKind::Module, "A module that could not be followed."),
    (ProblemKind::Io, "A file or directory could not be read."),
    (ProblemKind::Budget, "A budget ran out: the result is partial."),
    (ProblemKind::Note, "Something to know that hides nothing."),
];

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
    let shown = Shown::new(sources);
    let mut sorted: Vec<&PolicyInfo<'_>> = policies.iter().collect();
    sorted.sort_by_key(|policy| policy.id);
    sorted.dedup_by_key(|policy| policy.id);
    let index: BTreeMap<&str, usize> = sorted.iter().enumerate().map(|(index, policy)| (policy.id, index)).collect();
    let (results, left_out) = results(&report.findings, &index, &shown);
    let mut notifications: Vec<Notification> =
        report.problems.iter().map(|problem| notification(problem, &shown)).collect();
    if left_out > 0 {
        let message =
            format!("{left_out} results are left out: a run holds at most {MOST_RESULTS}, the worst are kept");
        notifications.push(notification(&Problem::with_path(ProblemKind::Budget, "", message), &shown));
    }
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
                    notifications: descriptors(),
                    rules: sorted.into_iter().map(rule).collect(),
                },
            },
            automation_details: AutomationDetails { id: format!("{}/{category}", env!("CARGO_PKG_NAME")) },
            invocations: vec![Invocation {
                execution_successful: !report.problems.iter().any(|problem| problem.kind.is_incomplete()),
                tool_execution_notifications: notifications,
            }],
            original_uri_base_ids: BTreeMap::from([(
                BASE,
                UriBase { description: Message { text: "The root of the repository that was scanned.".to_owned() } },
            )]),
            column_kind: "utf16CodeUnits",
            redaction_tokens: vec![MASK],
            results,
        }],
    }
}

fn descriptors() -> Vec<NotificationDescriptor> {
    let descriptor = |&(kind, text): &(ProblemKind, &str)| NotificationDescriptor {
        id: kind.name(),
        short_description: Message { text: text.to_owned() },
    };
    NOTIFICATIONS.iter().map(descriptor).collect()
}

fn notification(problem: &Problem, shown: &Shown<'_>) -> Notification {
    let whole_file = || {
        let uri = relative_uri(problem.path.as_deref()?)?;
        Some(Location { id: None, physical_location: whole(&uri), message: None, logical_locations: Vec::new() })
    };
    let place = problem.span.and_then(|span| location(span, shown)).or_else(whole_file);
    let mut text = sentence(&shown.text(&problem.message));
    if let Some(help) = &problem.help {
        text.push(' ');
        text.push_str(&sentence(&shown.text(help)));
    }
    Notification {
        descriptor: DescriptorReference {
            id: problem.kind.name(),
            index: NOTIFICATIONS.iter().position(|(kind, _)| *kind == problem.kind).unwrap_or(0),
        },
        level: match problem.kind {
            kind if kind.is_incomplete() => "error",
            ProblemKind::Note => "note",
            _ => "warning",
        },
        message: Message { text },
        locations: place.into_iter().collect(),
    }
}
