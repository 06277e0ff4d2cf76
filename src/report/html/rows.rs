//! Judgements put together for a reader: by cluster, then one row per policy and resource over all environments.
//!
//! Knows what was judged. Does not know how it is shown.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::policy::{Outcome, Severity};
use crate::report::fingerprint::local_address;
use crate::report::{Hidden, Judgement, PolicyInfo, Report};

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
    /// The judgements.
    pub judgements: Vec<Judged<'r>>,
}

/// A judgement in one environment.
pub(super) struct Judged<'r> {
    /// The environment.
    pub environment: Option<&'r str>,
    /// The judgement.
    pub judgement: &'r Judgement,
    /// What hides it.
    pub hidden: Option<&'r Hidden>,
}

/// What a judgement comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    /// It fails; that it was so before changes nothing.
    Fail,
    /// It is undecided.
    Undecided,
    /// It fails, and somebody decided that it may.
    Exempt,
    /// It passes.
    Pass,
    /// Nothing was judged.
    None,
}

impl State {
    /// The name, also of its style.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Undecided => "undecided",
            Self::Exempt => "exempt",
            Self::Pass => "pass",
            Self::None => "none",
        }
    }
}

impl Judged<'_> {
    /// What it comes to.
    pub fn state(&self) -> State {
        match self.judgement.outcome {
            Outcome::Fail if self.hidden.is_some_and(|hidden| hidden.by.is_accepted()) => State::Exempt,
            Outcome::Fail => State::Fail,
            Outcome::Undecided => State::Undecided,
            Outcome::Pass => State::Pass,
            Outcome::NotApplicable => State::None,
        }
    }
}

/// How often each outcome occurs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Rows that fail in some environment.
    pub fail: usize,
    /// Rows that do not fail, but are undecided in some environment.
    pub undecided: usize,
    /// Rows that fail only where they may.
    pub exempt: usize,
    /// Rows that pass in all environments.
    pub pass: usize,
}

impl Row<'_> {
    /// The gravest state over all environments.
    pub fn state(&self) -> State {
        self.judgements.iter().map(Judged::state).min().unwrap_or(State::None)
    }

    /// The gravest severity of the judgements with the gravest state.
    pub fn severity(&self) -> Severity {
        let state = self.state();
        let gravest = self.judgements.iter().filter(|judged| judged.state() == state);
        gravest.map(|judged| judged.judgement.severity).max().unwrap_or(Severity::Info)
    }

    /// The states, gravest first, each with its environments; no environments where all agree.
    pub fn states(&self) -> Vec<(State, Vec<&str>)> {
        let mut found: BTreeMap<State, Vec<&str>> = BTreeMap::new();
        for judged in &self.judgements {
            found.entry(judged.state()).or_default().extend(judged.environment);
        }
        let is_one = found.len() == 1;
        found.into_iter().map(|(state, names)| (state, if is_one { Vec::new() } else { names })).collect()
    }
}

impl Group<'_> {
    /// The rows counted by state.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for row in &self.rows {
            match row.state() {
                State::Fail => tally.fail += 1,
                State::Undecided => tally.undecided += 1,
                State::Exempt => tally.exempt += 1,
                State::Pass => tally.pass += 1,
                State::None => {}
            }
        }
        tally
    }

    /// The state of a control: the gravest of the policies that are mapped to it; none when nothing was judged by them.
    pub fn control(&self, control: &str, policies: &[PolicyInfo<'_>]) -> Option<State> {
        let is_mapped =
            |row: &&Row<'_>| policies.get(row.policy).is_some_and(|policy| policy.controls.contains(&control));
        self.rows.iter().filter(is_mapped).map(Row::state).min()
    }
}

/// The clusters by root and address, then what belongs to none, by root.
pub(super) fn groups<'r>(report: &'r Report, policies: &[PolicyInfo<'_>]) -> Vec<Group<'r>> {
    type Resource<'r> = (&'r str, Option<&'r str>, usize);
    let mut groups: BTreeMap<(bool, &str, Option<&str>), BTreeMap<Resource<'_>, Row<'_>>> = BTreeMap::new();
    let mut environments: BTreeMap<(&str, Option<&str>), BTreeSet<&str>> = BTreeMap::new();
    let hidden = report.hidden_by_place();
    for one in &report.assessed {
        let occurrence = &one.occurrence;
        let (root, cluster) = (&*occurrence.root, one.cluster.as_deref());
        let environment = occurrence.environment.as_deref();
        environments.entry((root, cluster)).or_default().extend(environment);
        let rows = groups.entry((cluster.is_none(), root, cluster)).or_default();
        let (address, path) = (&*occurrence.address, occurrence.path.as_deref());
        for judgement in &one.judgements {
            let policy = judgement.policy;
            let new = || Row { policy, address, path, judgements: Vec::new() };
            let id = policies.get(policy).map_or("", |policy| policy.id);
            let hidden = hidden.of(id, judgement, occurrence);
            let judged = Judged { environment, judgement, hidden };
            rows.entry((address, path, policy)).or_insert_with(new).judgements.push(judged);
        }
    }
    let made = groups.into_iter().map(|((_, root, cluster), rows)| {
        let mut rows: Vec<Row<'_>> = rows.into_values().collect();
        rows.sort_by_key(|row| (row.state(), Reverse(row.severity()), row.policy));
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
