//! Findings split by what hides some of the resources they concern.

use std::collections::BTreeMap;

use crate::report::{Finding, Occurrence};

/// What hides a resource in one environment, as an index of the caller's; none where nothing does.
pub(super) type Part = (Occurrence, Option<usize>);

/// The finding with what nothing hides, and the findings that are hidden, by what hides them.
pub(super) fn split(finding: Finding, parts: &[Part]) -> (Option<Finding>, Vec<(usize, Finding)>) {
    let mut deciders: Vec<Option<usize>> = parts.iter().map(|(_, by)| *by).collect();
    deciders.sort_unstable();
    deciders.dedup();
    match deciders[..] {
        [] | [None] => return (Some(finding), Vec::new()),
        [Some(one)] => return (None, vec![(one, finding)]),
        _ => {}
    }
    let mut by: BTreeMap<Option<usize>, Vec<Occurrence>> = BTreeMap::new();
    for occurrence in &finding.occurrences {
        let is_same = |one: &Occurrence| {
            let is_environment = occurrence.environment.is_none() || one.environment == occurrence.environment;
            is_environment && Occurrence { environment: occurrence.environment.clone(), ..one.clone() } == *occurrence
        };
        let of: Vec<&Part> = parts.iter().filter(|(one, _)| is_same(one)).collect();
        let first = of.first().and_then(|(_, by)| *by);
        if of.iter().all(|(_, by)| *by == first) {
            by.entry(first).or_default().push(occurrence.clone());
        } else {
            // Hidden in some environments only, which are told apart now.
            of.into_iter().for_each(|(one, hiding)| by.entry(*hiding).or_default().push(one.clone()));
        }
    }
    let with = |mut occurrences: Vec<Occurrence>| {
        occurrences.sort();
        occurrences.dedup();
        Finding { occurrences, ..finding.clone() }
    };
    let kept = by.remove(&None).map(with);
    (kept, by.into_iter().filter_map(|(by, occurrences)| Some((by?, with(occurrences)))).collect())
}
