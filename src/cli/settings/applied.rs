//! What settings do to a report: findings that are left out, findings that fail.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::Analysis;
use crate::config::{Applied, Ignore, Scopes};
use crate::document::{Problem, ProblemKind};
use crate::policy::{Catalogue, Outcome, Severity};
use crate::report::{Assessed, Finding, Hidden, HiddenBy, Occurrence, PolicyInfo, Report};
use crate::source::{Sources, Span};

/// The policies as reports show them: with the worst severity that is set of each anywhere.
#[must_use]
pub fn policy_infos<'c>(catalogue: &'c Catalogue, scopes: &Scopes) -> Vec<PolicyInfo<'c>> {
    let mut infos = crate::cli::catalogue_infos(catalogue);
    let all = || {
        scopes.iter().flat_map(|scope| {
            std::iter::once(&scope.applied).chain(scope.environments.iter().map(|(_, applied)| applied))
        })
    };
    for (index, info) in infos.iter_mut().enumerate() {
        let severities = all().map(|applied| applied.selection.severity(index).unwrap_or(info.severity));
        if let Some(worst) = severities.max() {
            info.severity = worst;
        }
    }
    infos
}

/// The policies that are applied anywhere, as indices, ascending.
#[must_use]
pub fn applied_policies(scopes: &Scopes) -> Vec<usize> {
    let selections = scopes
        .iter()
        .flat_map(|scope| std::iter::once(&scope.applied).chain(scope.environments.iter().map(|(_, applied)| applied)));
    let policies: BTreeSet<usize> = selections.flat_map(|applied| applied.selection.policies()).copied().collect();
    policies.into_iter().collect()
}

/// Hides what an entry of `ignore` covers, on a day. What is undecided there is left out as well.
pub fn hide_ignored(
    report: &mut Report,
    policies: &[PolicyInfo<'_>],
    catalogue: &Catalogue,
    scopes: &Scopes,
    sources: &Sources,
    day: Date,
) {
    let has_ignores = |applied: &Applied| {
        !applied.settings.ignores.is_empty() || applied.settings.policies.values().any(|one| !one.ignores.is_empty())
    };
    // Environments have no entries of their own.
    if !scopes.iter().any(|scope| has_ignores(&scope.applied)) {
        return;
    }
    let ignore = |policy: &str, span: Span, occurrence: &Occurrence| -> Option<&Ignore> {
        let scope = scopes.of(&occurrence.root);
        let settings = &scope.applied.settings;
        let file = sources.file(span.file);
        let path = scope.relative(&file.path);
        let own = catalogue.index_of(policy).and_then(|index| settings.policies.get(&index));
        let mut entries = own.into_iter().flat_map(|own| &own.ignores).chain(&settings.ignores);
        entries.find(|entry| entry.holds_on(day) && entry.covers(path, &occurrence.address))
    };
    let mut hidden = Vec::new();
    report.findings.retain_mut(|finding| {
        let mut by_entry: BTreeMap<(Span, String), Vec<Occurrence>> = BTreeMap::new();
        let span = finding.primary.span;
        let policy = std::sync::Arc::clone(&finding.policy);
        finding.occurrences.retain(|occurrence| match ignore(&policy, span, occurrence) {
            Some(entry) => {
                by_entry.entry((entry.place, entry.reason.clone())).or_default().push(occurrence.clone());
                false
            }
            None => true,
        });
        for ((place, reason), occurrences) in by_entry {
            let by = HiddenBy::Configured { reason: Some(reason), place: Some(place) };
            hidden.push(Hidden { finding: Finding { occurrences, ..finding.clone() }, by });
        }
        !finding.occurrences.is_empty()
    });
    report.hidden.extend(hidden);
    for group in &mut report.undecided {
        group.verdicts.retain(|verdict| ignore(&verdict.policy, verdict.label.span, &verdict.occurrence).is_none());
    }
    report.undecided.retain(|group| !group.verdicts.is_empty());
    report.keep_judgements_of_findings(policies);
}

/// What is to be told about settings: entries that have run out, environments that no root is evaluated in.
#[must_use]
pub fn notes(analysis: &Analysis, day: Date) -> Vec<Problem> {
    let mut notes = Vec::new();
    for scope in analysis.scopes.iter() {
        let settings = &scope.applied.settings;
        let entries = settings.policies.values().flat_map(|policy| &policy.ignores).chain(&settings.ignores);
        for entry in entries.filter(|entry| !entry.holds_on(day)) {
            let until = entry.until.map(|until| until.to_string()).unwrap_or_default();
            let message =
                format!("This entry of `ignore` ({}) has run out on {until}: it hides nothing", entry.pattern());
            notes.push(Problem::at(ProblemKind::Note, entry.place, message));
        }
        let Some(file) = &scope.file else { continue };
        for (environment, _) in &scope.environments {
            if environment.value_files.is_empty() && environment.parameter_files.is_empty() {
                continue;
            }
            let is_evaluated = analysis.documents.iter().any(|document| {
                document.environment.as_ref() == Some(&environment.name)
                    && std::ptr::eq(analysis.scopes.of(&document.root), scope)
            });
            if !is_evaluated {
                let name = &environment.name;
                let message =
                    format!("No root is evaluated in the environment `{name}`: its files set no values of any");
                notes.push(Problem::with_path(ProblemKind::Note, std::sync::Arc::clone(file), message));
            }
        }
    }
    notes
}

/// Leaves out findings below the least severity that is to be reported where they are.
pub fn keep_severe(report: &mut Report, policies: &[PolicyInfo<'_>], scopes: &Scopes) {
    let is_any = |applied: &Applied| applied.settings.min_severity.value.is_some();
    if !scopes.iter().any(|scope| is_any(&scope.applied) || scope.environments.iter().any(|(_, one)| is_any(one))) {
        return;
    }
    let assessed = std::mem::take(&mut report.assessed);
    let least = |applied: &Applied| applied.settings.min_severity.value.unwrap_or(Severity::Info);
    {
        let judged = ByPlace::new(&assessed, policies, scopes);
        report.retain(policies, |finding| judged.any(finding, |severity, applied| severity >= least(applied)));
    }
    report.assessed = assessed;
    report.keep_judgements_of_findings(policies);
}

/// Whether a finding, or something undecided, fails where it is.
#[must_use]
pub fn fails(report: &Report, policies: &[PolicyInfo<'_>], scopes: &Scopes) -> bool {
    let judged = ByPlace::new(&report.assessed, policies, scopes);
    let is_grave = |severity: Severity, applied: &Applied| severity >= applied.settings.fail_on.value;
    let undecided = || {
        report.undecided.iter().flat_map(|group| &group.verdicts).any(|verdict| {
            let occurrence = &verdict.occurrence;
            let applied = scopes.applied(&occurrence.root, occurrence.environment.as_deref());
            applied.settings.fail_on_undecided.value.is_some_and(|least| verdict.severity >= least)
        })
    };
    report.findings.iter().any(|finding| judged.any(finding, is_grave)) || undecided()
}

/// Failing judgements by policy and place: a finding joins several of them, which may be of different severity and in
/// different environments.
struct ByPlace<'a> {
    judgements: BTreeMap<(&'a str, Span), Vec<(&'a Occurrence, Severity)>>,
    scopes: &'a Scopes,
}

impl<'a> ByPlace<'a> {
    fn new(assessed: &'a [Assessed], policies: &'a [PolicyInfo<'_>], scopes: &'a Scopes) -> Self {
        let mut judgements: BTreeMap<(&str, Span), Vec<(&Occurrence, Severity)>> = BTreeMap::new();
        for one in assessed {
            for judgement in one.judgements.iter().filter(|judgement| judgement.outcome == Outcome::Fail) {
                let Some((policy, place)) = policies.get(judgement.policy).zip(judgement.place) else { continue };
                judgements.entry((policy.id, place)).or_default().push((&one.occurrence, judgement.severity));
            }
        }
        Self { judgements, scopes }
    }

    /// Whether something is so for any resource that a finding concerns, in any environment.
    fn any(&self, finding: &Finding, is_so: impl Fn(Severity, &Applied) -> bool) -> bool {
        let all = self.judgements.get(&(&*finding.policy, finding.primary.span)).map_or(&[][..], Vec::as_slice);
        let mut concerned = all.iter().filter(|(occurrence, _)| finding.concerns(occurrence)).peekable();
        if concerned.peek().is_some() {
            return concerned.any(|(occurrence, severity)| {
                is_so(*severity, self.scopes.applied(&occurrence.root, occurrence.environment.as_deref()))
            });
        }
        // What no policy judged has the severity that it says.
        finding.occurrences.iter().any(|occurrence| {
            is_so(finding.severity, self.scopes.applied(&occurrence.root, occurrence.environment.as_deref()))
        })
    }
}
