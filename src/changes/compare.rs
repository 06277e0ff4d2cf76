//! Two runs of one tool over two states of the code.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::matching::{Matching, Moves, counted};
use crate::report::{Identity, Occurrence, Report, UndecidedGroup, UndecidedVerdict};

/// How the findings of now compare with those of then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// For each finding of now, whether it was there before and was no better.
    pub is_unchanged: Vec<bool>,
    /// Findings of then that are there no more, in the order of their identity.
    pub fixed: Vec<Identity>,
}

/// Compares the findings of two runs. What was `hidden` now (by a comment, say) is not fixed; what was hidden then must not be
/// among those of then, for it is new once it is hidden no more.
#[must_use]
pub fn compare(
    then: impl IntoIterator<Item = Identity>,
    now: &[Identity],
    hidden: &[Identity],
    moves: &dyn Moves,
) -> Comparison {
    let known = counted(then);
    let matching = Matching::new(&known, now, moves);
    let left: Vec<_> =
        known.iter().zip(&matching.gone).map(|(known, gone)| super::Known { count: *gone, ..known.clone() }).collect();
    // Of what is left, what became worse is not fixed either.
    let worse: Vec<Identity> = (now.iter().zip(&matching.known))
        .filter(|(_, known)| known.is_none())
        .map(|(identity, _)| identity.clone())
        .collect();
    let mut gone = Matching::new(&left, hidden, moves).gone;
    for one in &worse {
        let same = |then: &Identity| {
            (&then.policy, &then.address, &then.path) == (&one.policy, &one.address, &one.path)
                && (then.file == one.file || moves.is_moved(&then.file, &one.file))
        };
        let found = left.iter().zip(&mut gone).find(|(then, gone)| **gone > 0 && same(&then.identity));
        if let Some((_, gone)) = found {
            *gone -= 1;
        }
    }
    let fixed = left.iter().zip(&gone);
    let fixed = fixed.flat_map(|(known, gone)| std::iter::repeat_n(known.identity.clone(), *gone)).collect();
    Comparison { is_unchanged: matching.known.iter().map(Option::is_some).collect(), fixed }
}

/// Drops the undecided verdicts that were undecided before, for the same resource and cause; as many as there were.
pub fn hide_unchanged_verdicts(now: &mut Report, then: &Report) {
    let mut known: BTreeMap<Question, usize> = BTreeMap::new();
    for (group, verdict) in verdicts(&then.undecided) {
        *known.entry(Question::of(&group.cause, verdict)).or_default() += 1;
    }
    for group in &mut now.undecided {
        let cause = &group.cause;
        group.verdicts.retain(|verdict| match known.get_mut(&Question::of(cause, verdict)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        });
    }
    now.undecided.retain(|group| !group.verdicts.is_empty());
}

fn verdicts(groups: &[UndecidedGroup]) -> impl Iterator<Item = (&UndecidedGroup, &UndecidedVerdict)> {
    groups.iter().flat_map(|group| group.verdicts.iter().map(move |verdict| (group, verdict)))
}

/// What is not decided, whatever file and line it is in.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Question {
    policy: Arc<str>,
    occurrence: Occurrence,
    cause: String,
}

impl Question {
    fn of(cause: &str, verdict: &UndecidedVerdict) -> Self {
        let UndecidedVerdict { policy, occurrence, .. } = verdict;
        Self { policy: Arc::clone(policy), occurrence: occurrence.clone(), cause: cause.to_owned() }
    }
}
