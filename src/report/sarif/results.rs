//! Findings as SARIF results: one per rule and line, as GitHub keeps one alert per rule and line.

use std::collections::BTreeMap;

use super::fixes::fixes;
use super::rules::level;
use super::schema::{
    ArtifactLocation, CodeFlow, Location, LogicalLocation, Message, PhysicalLocation, Region, ResultProperties,
    SarifResult, ThreadFlow, ThreadFlowLocation,
};
use super::snippet;
use super::uri::relative_uri;
use crate::report::annotation::sentence;
use crate::report::catalogue::confidence_name;
use crate::report::full::occurrence_text;
use crate::report::shown::Shown;
use crate::report::{Finding, Label, Occurrence};
use crate::source::Span;

/// Results of one run that GitHub keeps; the worst are written, so that it is not left to chance which those are.
pub const MOST_RESULTS: usize = 5_000;

/// Locations of one result that GitHub shows.
const MOST_LOCATIONS: usize = 100;

/// Steps of one flow that GitHub shows.
const MOST_STEPS: usize = 1_000;

/// How many resources a message names.
const MOST_NAMED: usize = 10;

/// The most characters of a sentence part.
const SENTENCE: usize = 1_000;

/// The region of what stands nowhere in the repository: GitHub refuses a result without one.
const START: Region = Region { start_line: 1, start_column: 1, end_line: 1, end_column: 1, snippet: None };

/// The base that all URIs are relative to.
pub const BASE: &str = "%SRCROOT%";

/// All findings as results in the report's order, and how many were left out.
#[must_use]
pub fn results(findings: &[Finding], rules: &BTreeMap<&str, usize>, shown: &Shown<'_>) -> (Vec<SarifResult>, usize) {
    let merged = merged(findings, shown);
    let mut order: Vec<usize> = (0..merged.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(merged[index].finding.severity));
    order.truncate(MOST_RESULTS);
    order.sort_unstable();
    let left_out = merged.len() - order.len();
    let kept = order.into_iter().filter_map(|index| {
        let merged = &merged[index];
        let rule = *rules.get(&*merged.finding.policy)?;
        Some(result(merged, rule, shown))
    });
    (kept.collect(), left_out)
}

/// Findings of one policy in one line.
struct Merged<'f> {
    finding: &'f Finding,
    occurrences: Vec<&'f Occurrence>,
}

fn merged<'f>(findings: &'f [Finding], shown: &Shown<'_>) -> Vec<Merged<'f>> {
    let mut out: Vec<Merged<'f>> = Vec::new();
    let mut by_line: BTreeMap<(&str, String, usize), usize> = BTreeMap::new();
    for finding in findings {
        let place = shown.place(finding.primary.span);
        let index = *by_line.entry((&finding.policy, place.path, place.start.line)).or_insert_with(|| {
            out.push(Merged { finding, occurrences: Vec::new() });
            out.len() - 1
        });
        out[index].occurrences.extend(&finding.occurrences);
    }
    for merged in &mut out {
        merged.occurrences.sort();
        merged.occurrences.dedup();
    }
    out
}

fn result(merged: &Merged<'_>, rule_index: usize, shown: &Shown<'_>) -> SarifResult {
    let Merged { finding, occurrences } = merged;
    // A place that no URI can name (a value of the command line) gives way to the next best.
    let labels = || std::iter::once(&finding.primary).chain(&finding.secondary);
    let primary = labels().position(|label| location(label.span, shown).is_some());
    let mut first = primary.and_then(|index| excerpt(labels().nth(index)?.span, shown)).unwrap_or_else(|| Location {
        id: None,
        physical_location: PhysicalLocation { region: Some(START), ..whole(".") },
        message: None,
        logical_locations: Vec::new(),
    });
    let others = labels().enumerate().filter(|(index, _)| Some(*index) != primary).map(|(_, label)| label);
    let related: Vec<Location> = others
        .filter_map(|label| Some((label, location(label.span, shown)?)))
        .take(MOST_LOCATIONS)
        .enumerate()
        .map(|(index, (label, location))| Location {
            id: Some(index + 1),
            message: Some(Message { text: shown.part(&label.text, SENTENCE) }),
            ..location
        })
        .collect();
    first.logical_locations = (occurrences.iter().take(MOST_LOCATIONS))
        .map(|one| LogicalLocation { fully_qualified_name: shown.part(&one.address, SENTENCE), kind: "resource" })
        .collect();
    first.logical_locations.dedup_by(|a, b| a.fully_qualified_name == b.fully_qualified_name);
    SarifResult {
        rule_id: finding.policy.to_string(),
        rule_index,
        level: level(finding.severity),
        message: Message { text: message(finding, occurrences, &related, shown) },
        locations: vec![first],
        code_flows: flow(&finding.flow, shown),
        suppressions: Vec::new(),
        related_locations: related,
        fixes: fixes(finding, shown),
        partial_fingerprints: BTreeMap::from([("akslint/v1", finding.fingerprint.clone())]),
        properties: ResultProperties {
            severity: finding.severity.name(),
            confidence: confidence_name(finding.confidence),
            occurrences: occurrences.iter().map(|one| shown.part(&occurrence_text(one), SENTENCE)).collect(),
        },
    }
}

/// First sentence: what is wrong (GitHub's title). Then why, where, and how to mend it.
fn message(finding: &Finding, occurrences: &[&Occurrence], related: &[Location], shown: &Shown<'_>) -> String {
    let part = |text: &str| sentence(&shown.part(text, SENTENCE));
    let mut text = format!("{} {}", part(&finding.message), part(&finding.primary.text));
    let named = occurrences.iter().take(MOST_NAMED).map(|one| shown.part(&occurrence_text(one), SENTENCE));
    let names: Vec<String> = named.collect();
    text.push_str(&format!(" Concerns {}", names.join(", ")));
    match occurrences.len().saturating_sub(MOST_NAMED) {
        0 => text.push('.'),
        more => text.push_str(&format!(" and {more} more.")),
    }
    let links: Vec<String> = (related.iter())
        .filter_map(|location| Some(format!("[{}]({})", link_text(&location.message.as_ref()?.text), location.id?)))
        .collect();
    if !links.is_empty() {
        text.push_str(&format!(" See also: {}.", links.join(", ")));
    }
    if !finding.fix.is_empty() {
        text.push_str(&format!(" Fix: {}", part(&finding.fix)));
    }
    text
}

/// The text of an embedded link: brackets and backslashes are escaped (SARIF 2.1.0 §3.11.6).
fn link_text(text: &str) -> String {
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

fn flow(flow: &[Label], shown: &Shown<'_>) -> Vec<CodeFlow> {
    let locations: Vec<ThreadFlowLocation> = flow
        .iter()
        .filter_map(|label| {
            let message = Some(Message { text: shown.part(&label.text, SENTENCE) });
            Some(ThreadFlowLocation { location: Location { message, ..location(label.span, shown)? } })
        })
        .take(MOST_STEPS)
        .collect();
    if locations.len() < 2 { Vec::new() } else { vec![CodeFlow { thread_flows: vec![ThreadFlow { locations }] }] }
}

/// A span with its text and the lines around it.
fn excerpt(span: Span, shown: &Shown<'_>) -> Option<Location> {
    let mut location = location(span, shown)?;
    let span = shown.places.first_line(span);
    if let Some(region) = &mut location.physical_location.region {
        region.snippet = snippet::text(span, shown);
        location.physical_location.context_region = snippet::context(span, shown);
    }
    Some(location)
}

/// A span as a region of one line: annotations are shown only where every line of a region was changed.
#[must_use]
pub fn location(span: Span, shown: &Shown<'_>) -> Option<Location> {
    let place = shown.place(shown.places.first_line(span));
    let uri = relative_uri(&place.path)?;
    let region = Region {
        start_line: place.start.line,
        start_column: place.start.utf16_column,
        end_line: place.start.line,
        end_column: place.end.utf16_column,
        snippet: None,
    };
    let artifact_location = ArtifactLocation { uri, uri_base_id: BASE, index: None };
    let physical_location = PhysicalLocation { artifact_location, region: Some(region), context_region: None };
    Some(Location { id: None, physical_location, message: None, logical_locations: Vec::new() })
}

/// A whole file or directory.
#[must_use]
pub fn whole(uri: &str) -> PhysicalLocation {
    let artifact_location = ArtifactLocation { uri: uri.to_owned(), uri_base_id: BASE, index: None };
    PhysicalLocation { artifact_location, region: None, context_region: None }
}
