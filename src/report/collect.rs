//! From verdicts to a report: one finding per policy and source place, undecided verdicts by cause, totals.
//!
//! Knows verdicts and where they point. Does not know output formats, suppressions or exit codes.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fingerprint::{fingerprint, local_address};
use super::identity::{Ground, Recognition};
use super::input::{Judged, PolicyInfo, ResourceInfo, RootInfo};
use super::labels::{Labelled, label, places};
use super::secrets::mark;
use super::undecided::{Undecided, cause};
use super::{Assessed, Finding, Judgement, Occurrence, Report, Summary, UndecidedVerdict};
use crate::document::Problem;
use crate::fixes::Suggestion;
use crate::model::address_without_keys;
use crate::policy::{Outcome, Severity};
use crate::source::{Sources, Span};

/// Makes the report of a run.
///
/// Modules that other scanned code calls are reported on their own only where no root reaches them. `roots` tells
/// all environments of each root and the files of values a remedy can name. Of the summary, what verdicts tell is
/// filled in; files, suppressions and the date are the caller's. Marks the literals of secret evidence in `sources`.
#[must_use]
pub fn collect(
    sources: &Sources,
    policies: &[PolicyInfo<'_>],
    judged: &[Judged],
    roots: &BTreeMap<Arc<str>, RootInfo>,
    problems: Vec<Problem>,
) -> Report {
    let reached = reached_by_roots(judged);
    let is_shown = |resource: &ResourceInfo| !resource.is_called || !reached.contains(&resource.header);
    let environments = environments(judged, roots);
    let mut summary = Summary { policies: policies.len(), ..Summary::default() };
    let mut drafts: BTreeMap<(usize, Span), Draft> = BTreeMap::new();
    let mut undecided = Undecided::default();
    let mut assessed = Vec::new();
    for Judged { resources, verdicts, messages, suggestions } in judged {
        let mut judgements: BTreeMap<u32, Vec<Judgement>> = BTreeMap::new();
        for (index, verdict) in verdicts.iter().enumerate() {
            let Some(resource) = resources.get(verdict.resource.0 as usize).filter(|one| is_shown(one)) else {
                continue;
            };
            let Some(policy) = policies.get(verdict.policy) else { continue };
            let mut judge = |place: Option<Span>, cause| {
                let (policy, outcome, severity) = (verdict.policy, verdict.outcome, verdict.severity);
                let places = if place.is_some() { places(verdict) } else { Vec::new() };
                let judgement = Judgement { policy, outcome, severity, place, places, cause };
                judgements.entry(verdict.resource.0).or_default().push(judgement);
            };
            match verdict.outcome {
                Outcome::NotApplicable => continue,
                Outcome::Pass => {
                    summary.passed += 1;
                    judge(None, None);
                    continue;
                }
                Outcome::Fail => summary.failed += 1,
                Outcome::Undecided => summary.undecided += 1,
            }
            mark(sources, verdict);
            let Some(labelled) = label(verdict, resources, sources) else { continue };
            let occurrence = occurrence(resource);
            let is_undecided = verdict.outcome == Outcome::Undecided;
            judge(Some(labelled.primary.span), is_undecided.then(|| cause(verdict)));
            if is_undecided {
                let (policy_id, severity) = (Arc::from(policy.id), verdict.severity);
                let label = labelled.primary;
                undecided.add(verdict, UndecidedVerdict { policy: policy_id, severity, occurrence, label });
                continue;
            }
            let message = messages.get(&index).map_or(policy.message, String::as_str);
            let draft = Draft {
                severity: verdict.severity,
                labelled,
                message: message.to_owned(),
                fix: policy.fix(resource.language, resource.is_azapi).to_owned(),
                suggestion: suggestions.get(&index).cloned(),
                occurrences: BTreeSet::from([occurrence]),
                grounds: vec![Ground::of(verdict)],
            };
            match drafts.entry((verdict.policy, draft.labelled.primary.span)) {
                Entry::Vacant(entry) => {
                    entry.insert(draft);
                }
                Entry::Occupied(mut entry) => entry.get_mut().join(draft),
            }
        }
        assessed.extend(judgements.into_iter().filter_map(|(index, mut judgements)| {
            let resource = resources.get(index as usize)?;
            judgements.sort_by_key(|judgement| judgement.policy);
            let (occurrence, cluster, header) = (occurrence(resource), resource.cluster.clone(), resource.header);
            let calls = Arc::clone(&resource.calls);
            Some(Assessed { occurrence, cluster, header, calls, judgements })
        }));
    }
    assessed.sort_by(|a, b| a.occurrence.cmp(&b.occurrence).then_with(|| place(a, sources).cmp(&place(b, sources))));
    let shown = judged.iter().flat_map(|one| &one.resources).filter(|one| is_shown(one));
    summary.roots = shown.clone().map(|one| &one.root).collect::<BTreeSet<_>>().len();
    summary.resources = shown.map(|one| (one.header, one.kind, &one.path)).collect::<BTreeSet<_>>().len();
    let findings = drafts.into_iter().map(|((policy, _), draft)| draft.finish(&policies[policy], &environments));
    let mut findings: Vec<Unnamed> = findings.collect();
    findings.sort_by_cached_key(|Unnamed { finding, .. }| {
        let span = finding.primary.span;
        (sources.file(span.file).path.clone(), span.start, span.end, Arc::clone(&finding.policy))
    });
    Report {
        findings: named(findings, sources),
        hidden: Vec::new(),
        lists_hidden: false,
        undecided: undecided.finish(&environments, roots),
        problems: sorted_problems(problems, sources),
        assessed,
        summary,
    }
}

fn place(assessed: &Assessed, sources: &Sources) -> (String, u32, u32) {
    let span = assessed.header;
    (sources.file(span.file).path.clone(), span.start, span.end)
}

/// The source places that are judged as part of a root that nobody calls.
fn reached_by_roots(judged: &[Judged]) -> BTreeSet<Span> {
    let resources = judged.iter().flat_map(|one| &one.resources);
    resources.filter(|resource| !resource.is_called).map(|resource| resource.header).collect()
}

/// All environments of each root.
fn environments(judged: &[Judged], roots: &BTreeMap<Arc<str>, RootInfo>) -> BTreeMap<Arc<str>, BTreeSet<Arc<str>>> {
    let mut out: BTreeMap<Arc<str>, BTreeSet<Arc<str>>> = BTreeMap::new();
    for (root, info) in roots {
        out.entry(Arc::clone(root)).or_default().extend(info.environments.iter().cloned());
    }
    for resource in judged.iter().flat_map(|one| &one.resources) {
        out.entry(Arc::clone(&resource.root)).or_default().extend(resource.environment.clone());
    }
    out
}

fn occurrence(resource: &ResourceInfo) -> Occurrence {
    Occurrence {
        root: Arc::clone(&resource.root),
        address: Arc::clone(&resource.address),
        path: resource.path.clone(),
        kind: resource.kind,
        environment: resource.environment.clone(),
    }
}

/// A finding while its occurrences are gathered.
struct Draft {
    severity: Severity,
    labelled: Labelled,
    message: String,
    fix: String,
    suggestion: Option<Result<Suggestion, String>>,
    occurrences: BTreeSet<Occurrence>,
    grounds: Vec<Arc<[Ground]>>,
}

/// A finding without its fingerprint.
struct Unnamed {
    finding: Finding,
    property: String,
    is_in_resource: bool,
}

impl Draft {
    /// Joins two of one policy and place; what is shown is that of the first resource in order, whatever order they
    /// come in.
    fn join(&mut self, mut other: Self) {
        if other.occurrences.first() < self.occurrences.first() {
            std::mem::swap(self, &mut other);
        }
        if self.suggestion != other.suggestion {
            let refused = [self.suggestion.take(), other.suggestion].into_iter().flatten().find(Result::is_err);
            let differ = || Err("it takes different changes for the resources it concerns".to_owned());
            self.suggestion = Some(refused.unwrap_or_else(differ));
        }
        // Not `append`, which rebuilds the whole set each time.
        self.occurrences.extend(other.occurrences);
        // Into the longer one, so that no order of many makes it long.
        if self.grounds.len() < other.grounds.len() {
            std::mem::swap(&mut self.grounds, &mut other.grounds);
        }
        self.grounds.append(&mut other.grounds);
        self.severity = self.severity.max(other.severity);
    }

    fn finish(self, policy: &PolicyInfo<'_>, environments: &BTreeMap<Arc<str>, BTreeSet<Arc<str>>>) -> Unnamed {
        let Labelled { primary, secondary, flow, property, is_in_resource } = self.labelled;
        let finding = Finding {
            policy: policy.id.into(),
            severity: self.severity,
            confidence: policy.confidence,
            message: self.message,
            fix: self.fix,
            suggestion: self.suggestion,
            primary,
            secondary,
            flow,
            occurrences: without_common_environments(self.occurrences, environments),
            fingerprint: String::new(),
            recognition: Recognition { address: Arc::default(), grounds: self.grounds },
        };
        Unnamed { finding, property, is_in_resource }
    }
}

/// Drops the environment where a resource fails in every environment of its root.
fn without_common_environments(
    occurrences: BTreeSet<Occurrence>,
    environments: &BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
) -> Vec<Occurrence> {
    let mut by_resource: BTreeMap<Occurrence, BTreeSet<Option<Arc<str>>>> = BTreeMap::new();
    for mut occurrence in occurrences {
        let environment = occurrence.environment.take();
        by_resource.entry(occurrence).or_default().insert(environment);
    }
    let mut out = Vec::new();
    for (occurrence, failing) in by_resource {
        let all = environments.get(&occurrence.root).map_or(0, BTreeSet::len);
        if all < 2 || failing.contains(&None) || failing.len() >= all {
            out.push(occurrence);
        } else {
            out.extend(failing.into_iter().map(|environment| Occurrence { environment, ..occurrence.clone() }));
        }
    }
    out.sort();
    out
}

/// Gives each finding its fingerprint. A finding in the resource itself is named by the resource, whoever calls its
/// module; one in a file of values or a module call by the resource's whole address. Equal names are counted.
fn named(findings: Vec<Unnamed>, sources: &Sources) -> Vec<Finding> {
    let mut counts: BTreeMap<[String; 5], usize> = BTreeMap::new();
    let name = |Unnamed { mut finding, property, is_in_resource }| {
        let Some(first) = finding.occurrences.first() else { return finding };
        let address = if is_in_resource { local_address(&first.address) } else { first.address.to_string() };
        let file = sources.file(finding.primary.span.file).path.clone();
        finding.recognition.address =
            if is_in_resource { address.as_str().into() } else { address_without_keys(&address).into() };
        let path = first.path.as_deref().unwrap_or_default().to_owned();
        let parts = [finding.policy.to_string(), file, address, path, property];
        let count = counts.entry(parts.clone()).and_modify(|count| *count += 1).or_insert(0);
        let [policy, file, address, path, property] = &parts;
        finding.fingerprint = fingerprint(&[policy, file, address, path, property, &count.to_string()]);
        finding
    };
    findings.into_iter().map(name).collect()
}

/// Problems sorted by path and place; what several roots say of the same place is said once.
#[must_use]
pub fn sorted_problems(mut problems: Vec<Problem>, sources: &Sources) -> Vec<Problem> {
    problems.sort_by_cached_key(|problem| {
        let path = problem.span.map(|span| sources.file(span.file).path.clone());
        let path = path.or_else(|| problem.path.as_deref().map(str::to_owned)).unwrap_or_default();
        let start = problem.span.map(|span| (span.start, span.end));
        (path, start, problem.kind, problem.message.clone(), problem.help.clone())
    });
    problems.dedup();
    problems
}
