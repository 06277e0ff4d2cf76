//! When a finding is one that was known before.

use std::collections::BTreeMap;

use crate::report::Identity;

/// A finding that was known, and how many there were of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Known {
    /// What it was.
    pub identity: Identity,
    /// How many there were.
    pub count: usize,
}

/// Whether a known finding and one of now may be the same.
type IsSame<'a> = &'a dyn Fn(&Identity, &Identity) -> bool;

/// Which files went where.
pub trait Moves {
    /// Whether a finding of the file `then` may be found in the file `now` today: because the one became the other.
    fn is_moved(&self, then: &str, now: &str) -> bool;
}

/// Which finding is which known one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matching {
    /// For each finding, the index of the known one that it is; none for a new one.
    pub known: Vec<Option<usize>>,
    /// For each known finding, how many of it are there no more.
    pub gone: Vec<usize>,
}

impl Matching {
    /// Finds for each finding a known one of the same policy and resource that is at least as severe, and that was found for
    /// all that it is found for now. Each known finding stands for as many as there were of it: first for those in its own
    /// file with the very same values, then for others in its file, then for those in the file that its file became.
    #[must_use]
    pub fn new(known: &[Known], findings: &[Identity], moves: &dyn Moves) -> Self {
        let mut by_name: BTreeMap<(&str, &str, &str), Vec<usize>> = BTreeMap::new();
        for (index, one) in known.iter().enumerate() {
            by_name.entry(name(&one.identity)).or_default().push(index);
        }
        let mut matching =
            Self { known: vec![None; findings.len()], gone: known.iter().map(|one| one.count).collect() };
        let is_covered = |then: &Identity, now: &Identity| {
            then.severity >= now.severity && now.values.is_subset(&then.values) && !now.values.is_empty()
        };
        let rounds: [IsSame<'_>; 3] = [
            &|then, now| then.file == now.file && then.values == now.values,
            &|then, now| then.file == now.file,
            &|then, now| moves.is_moved(&then.file, &now.file),
        ];
        for is_same in rounds {
            for (finding, known_as) in findings.iter().zip(&mut matching.known).filter(|(_, known)| known.is_none()) {
                let candidates = by_name.get(&name(finding)).map_or(&[][..], Vec::as_slice);
                let found = candidates.iter().copied().find(|&index| {
                    let then = &known[index].identity;
                    matching.gone[index] > 0 && is_covered(then, finding) && is_same(then, finding)
                });
                if let Some(index) = found {
                    matching.gone[index] -= 1;
                    *known_as = Some(index);
                }
            }
        }
        matching
    }
}

fn name(identity: &Identity) -> (&str, &str, &str) {
    (&identity.policy, &identity.address, &identity.path)
}

/// Equal findings, counted and sorted.
#[must_use]
pub(super) fn counted(findings: impl IntoIterator<Item = Identity>) -> Vec<Known> {
    let mut counts: BTreeMap<Identity, usize> = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding).or_default() += 1;
    }
    counts.into_iter().map(|(identity, count)| Known { identity, count }).collect()
}
