//! Undecided verdicts with one cause, from all roots: a cause is told once, however many roots it is in.
//!
//! Knows what is the same for whoever reads it. Does not know how it is written.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Occurrence, UndecidedGroup, UndecidedVerdict};
use crate::policy::Severity;
use crate::source::Span;

/// Groups of undecided verdicts with one cause and one remedy.
pub(super) struct Gathered<'r> {
    /// The first of them.
    pub first: &'r UndecidedGroup,
    /// The roots they are in.
    pub roots: usize,
    /// Their verdicts, worst first; those of one policy at one place together.
    pub questions: Vec<Question<'r>>,
}

/// A policy that is undecided at one place.
pub(super) struct Question<'r> {
    /// The first of the verdicts.
    pub verdict: &'r UndecidedVerdict,
    /// How many there are.
    pub count: usize,
}

impl Gathered<'_> {
    /// How many verdicts there are.
    pub fn count(&self) -> usize {
        self.questions.iter().map(|question| question.count).sum()
    }

    fn worst(&self) -> Option<Severity> {
        self.questions.first().map(|question| question.verdict.severity)
    }
}

impl Question<'_> {
    /// The resource it is about, as `text` tells it, and how many more there are.
    pub fn whom(&self, text: impl Fn(&Occurrence) -> String) -> String {
        let more = self.count - 1;
        let first = text(&self.verdict.occurrence);
        if more == 0 { first } else { format!("{first} and {more} more") }
    }
}

/// Gathers groups, worst first and then those with most verdicts.
pub(super) fn gather(groups: &[UndecidedGroup]) -> Vec<Gathered<'_>> {
    let mut places: BTreeMap<_, Vec<&UndecidedGroup>> = BTreeMap::new();
    for group in groups {
        places.entry((&group.cause, &group.remedy, &group.environment)).or_default().push(group);
    }
    let mut out: Vec<Gathered<'_>> = places.into_values().filter_map(|groups| together(&groups)).collect();
    out.sort_by(|a, b| {
        let key = |one: &Gathered<'_>| (one.first.root.clone(), one.first.environment.clone(), one.first.cause.clone());
        b.worst().cmp(&a.worst()).then_with(|| b.count().cmp(&a.count())).then_with(|| key(a).cmp(&key(b)))
    });
    out
}

fn together<'r>(groups: &[&'r UndecidedGroup]) -> Option<Gathered<'r>> {
    let first = *groups.first()?;
    let mut at: BTreeMap<(Span, &Arc<str>), usize> = BTreeMap::new();
    let mut questions: Vec<Question<'_>> = Vec::new();
    for verdict in groups.iter().flat_map(|group| &group.verdicts) {
        // Within one root every resource has a line: which of them they are is what decides.
        let one_root = groups.len() == 1;
        match at.get(&(verdict.label.span, &verdict.policy)).filter(|_| !one_root) {
            Some(&index) => questions[index].count += 1,
            None => {
                at.insert((verdict.label.span, &verdict.policy), questions.len());
                questions.push(Question { verdict, count: 1 });
            }
        }
    }
    questions.sort_by_key(|question| std::cmp::Reverse(question.verdict.severity));
    Some(Gathered { first, roots: groups.len(), questions })
}
