//! Judgements put together for a reader: by cluster, then one row per policy and resource over all environments.
//!
//! Knows what was judged. Does not know how it is shown.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::policy::{Outcome, Severity};
use crate::report::fingerprint::local_address;
use crate::report::{Assessed, Judgement, PolicyInfo};

/// Everything judged about a cluster and what belongs to it, or about what belongs to none.
pub(super) struct Group<'r> {
    /// The root.
    pub root: &'r str,
    /// The cluster's address; none for what belongs to no cluster that is known.
    pub cluster: Option<&'r str>,
    /// The environments it was judged in; empty when its root has but one.
    pub environments: BTreeSet<&'r str>,
    /// Failures worst first, then what is undecided, then what passes.
    pub rows: Vec<Row<'r>>,
}

/// One policy on one resource.
pub(super) struct Row<'r> {
    /// Index of the policy.
    pub policy: usize,
    /// The resource's address.
    pub address: &'r str,
    /// The path inside it.
    pub path: Option<&'r str>,
    /// The judgements with their environments.
    pub judgements: Vec<(Option<&'r str>, &'r Judgement)>,
}

/// How often each outcome occurs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Rows that fail in some environment.
    pub fail: usize,
    /// Rows that do not fail, but are undecided in some environment.
    pub undecided: usize,
    /// Rows that pass in all environments.
    pub pass: usize,
}

impl Row<'_> {
    /// The gravest outcome over all environments.
    pub fn outcome(&self) -> Outcome {
        outcome(self.judgements.iter().map(|(_, judgement)| judgement.outcome))
    }

    /// The gravest severity of the judgements with the gravest outcome.
    pub fn severity(&self) -> Severity {
        let outcome = self.outcome();
        let gravest = self.judgements.iter().filter(|(_, judgement)| judgement.outcome == outcome);
        gravest.map(|(_, judgement)| judgement.severity).max().unwrap_or(Severity::Info)
    }

    /// The outcomes, gravest first, each with its environments; no environments where all agree.
    pub fn outcomes(&self) -> Vec<(Outcome, Vec<&str>)> {
        let mut found: BTreeMap<usize, (Outcome, Vec<&str>)> = BTreeMap::new();
        for (environment, judgement) in &self.judgements {
            let entry = found.entry(rank(judgement.outcome)).or_insert((judgement.outcome, Vec::new()));
            entry.1.extend(*environment);
        }
        let is_one = found.len() == 1;
        found.into_values().map(|(outcome, names)| (outcome, if is_one { Vec::new() } else { names })).collect()
    }
}

impl Group<'_> {
    /// The rows counted by outcome.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for row in &self.rows {
            match row.outcome() {
                Outcome::Fail => tally.fail += 1,
                Outcome::Undecided => tally.undecided += 1,
                Outcome::Pass => tally.pass += 1,
                Outcome::NotApplicable => {}
            }
        }
        tally
    }

    /// The outcome of a control: the gravest of the policies that are mapped to it; none when nothing was judged by
    /// them.
    pub fn control(&self, control: &str, policies: &[PolicyInfo<'_>]) -> Option<Outcome> {
        let is_mapped =
            |row: &&Row<'_>| policies.get(row.policy).is_some_and(|policy| policy.controls.contains(&control));
        let mut outcomes = self.rows.iter().filter(is_mapped).map(Row::outcome).peekable();
        outcomes.peek()?;
        Some(outcome(outcomes))
    }
}

/// The clusters by root and address, then what belongs to none, by root.
pub(super) fn groups(assessed: &[Assessed]) -> Vec<Group<'_>> {
    type Resource<'r> = (&'r str, Option<&'r str>, usize);
    let mut groups: BTreeMap<(bool, &str, Option<&str>), BTreeMap<Resource<'_>, Row<'_>>> = BTreeMap::new();
    let mut environments: BTreeMap<(&str, Option<&str>), BTreeSet<&str>> = BTreeMap::new();
    for one in assessed {
        let occurrence = &one.occurrence;
        let (root, cluster) = (&*occurrence.root, one.cluster.as_deref());
        let environment = occurrence.environment.as_deref();
        environments.entry((root, cluster)).or_default().extend(environment);
        let rows = groups.entry((cluster.is_none(), root, cluster)).or_default();
        let (address, path) = (&*occurrence.address, occurrence.path.as_deref());
        for judgement in &one.judgements {
            let policy = judgement.policy;
            let new = || Row { policy, address, path, judgements: Vec::new() };
            rows.entry((address, path, policy)).or_insert_with(new).judgements.push((environment, judgement));
        }
    }
    let made = groups.into_iter().map(|((_, root, cluster), rows)| {
        let mut rows: Vec<Row<'_>> = rows.into_values().collect();
        rows.sort_by_key(|row| (rank(row.outcome()), Reverse(row.severity()), row.policy));
        let environments = environments.remove(&(root, cluster)).unwrap_or_default();
        Group { root, cluster, environments, rows }
    });
    made.filter(|group| !group.rows.is_empty()).collect()
}

/// The controls that policies name, by framework, each with the policies that are mapped to it.
pub(super) fn controls<'r>(policies: &'r [PolicyInfo<'_>]) -> Vec<(&'r str, Vec<&'r str>)> {
    let mut controls: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for policy in policies {
        policy.controls.iter().for_each(|control| controls.entry(control).or_default().push(policy.id));
    }
    let mut controls: Vec<_> = controls.into_iter().collect();
    // Definitions of Azure Policy go by ids that say nothing: what people read comes first.
    controls.sort_by_key(|(control, _)| control.starts_with("AzurePolicy:"));
    controls
}

/// The resource without its modules.
pub(super) fn local_name(address: &str, path: Option<&str>) -> String {
    let local = local_address(address);
    path.map_or_else(|| local.clone(), |path| format!("{local} {path}"))
}

fn outcome(outcomes: impl Iterator<Item = Outcome>) -> Outcome {
    outcomes.min_by_key(|&outcome| rank(outcome)).unwrap_or(Outcome::NotApplicable)
}

fn rank(outcome: Outcome) -> usize {
    match outcome {
        Outcome::Fail => 0,
        Outcome::Undecided => 1,
        Outcome::Pass => 2,
        Outcome::NotApplicable => 3,
    }
}
