//! Judging resources by policies.
//!
//! Knows: how truth becomes a verdict, and that order does not depend on threads. Does not know: what a finding looks
//! like.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::catalogue::Catalogue;
use super::compile::MessagePart;
use super::definition::Policy;
use super::evaluate::{Decision, Evaluator, Exhausted, header_evidence};
use super::grade::Severity;
use super::page::PageError;
use super::selection::Selection;
use super::verdict::{Evidence, Outcome, Truth, Verdict};
use crate::document::{Cause, Reason};
use crate::model::{Facts, ResourceId};

/// From how many resources on work is shared between threads.
const PARALLEL: usize = 64;

/// Judges each resource by each chosen policy of its kind: in the order of the resources, then of policy ids.
pub fn judge(
    catalogue: &Catalogue,
    selection: &Selection,
    facts: &(dyn Facts + Sync),
    resources: impl IntoIterator<Item = ResourceId>,
) -> Vec<Verdict> {
    let resources: Vec<ResourceId> = resources.into_iter().collect();
    let judging = Judging::new(catalogue, selection, facts);
    if resources.len() < PARALLEL {
        return resources.iter().flat_map(|&resource| judging.resource(resource)).collect();
    }
    let verdicts: Vec<Vec<Verdict>> = resources.par_iter().map(|&resource| judging.resource(resource)).collect();
    verdicts.into_iter().flatten().collect()
}

/// A policy's message for one resource, placeholders replaced.
#[must_use]
pub fn message(
    catalogue: &Catalogue,
    selection: &Selection,
    policy: usize,
    facts: &dyn Facts,
    resource: ResourceId,
) -> String {
    let index = policy;
    let Some(policy) = catalogue.policy(index) else { return String::new() };
    let options = selection.options(index, policy);
    let Ok(message) = policy.message_parts(catalogue.schema()) else { return policy.message().to_owned() };
    if let [MessagePart::Text(text)] = message {
        return text.clone();
    }
    let fill = || {
        let mut evaluator = Evaluator::new(facts, catalogue.calendar(), resource);
        let mut text = String::new();
        for part in message {
            match part {
                MessagePart::Text(part) => text.push_str(part),
                MessagePart::Value(program) => {
                    evaluator.begin(options);
                    text.push_str(&evaluator.show(program));
                }
            }
        }
        text
    };
    catch_unwind(AssertUnwindSafe(fill)).unwrap_or_else(|_| policy.message().to_owned())
}

/// Whether a policy's mechanical fix is for a resource: where that is not certain, it is not.
#[must_use]
pub fn has_fix(
    catalogue: &Catalogue,
    selection: &Selection,
    policy: usize,
    facts: &dyn Facts,
    resource: ResourceId,
) -> bool {
    let index = policy;
    let Some(policy) = catalogue.policy(index) else { return false };
    let Ok(when) = policy.fix_when_program(catalogue.schema()) else { return false };
    let Some(when) = when else { return true };
    let holds = || {
        let mut evaluator = Evaluator::new(facts, catalogue.calendar(), resource);
        evaluator.begin(selection.options(index, policy));
        evaluator.decide(when).is_ok_and(|when| when.truth == Truth::True)
    };
    catch_unwind(AssertUnwindSafe(holds)).unwrap_or(false)
}

/// What judging all resources shares.
struct Judging<'a> {
    catalogue: &'a Catalogue,
    facts: &'a (dyn Facts + Sync),
    /// The chosen policies of each kind, ascending.
    policies: FxHashMap<&'a str, Vec<(usize, &'a Policy)>>,
    selection: &'a Selection,
}

type Judged = (Outcome, Vec<Evidence>, bool, Severity);

/// What keeps a policy from deciding.
enum Hindrance<'a> {
    Exhausted,
    Page(&'a PageError),
}

impl From<Exhausted> for Hindrance<'_> {
    fn from(_: Exhausted) -> Self {
        Self::Exhausted
    }
}

impl<'a> From<&'a PageError> for Hindrance<'a> {
    fn from(error: &'a PageError) -> Self {
        Self::Page(error)
    }
}

impl<'a> Judging<'a> {
    fn new(catalogue: &'a Catalogue, selection: &'a Selection, facts: &'a (dyn Facts + Sync)) -> Self {
        let mut policies: FxHashMap<&str, Vec<(usize, &Policy)>> = FxHashMap::default();
        for &index in selection.policies() {
            let Some(policy) = catalogue.policy(index) else { continue };
            policies.entry(policy.resource()).or_default().push((index, policy));
        }
        Self { catalogue, facts, policies, selection }
    }

    fn resource(&self, resource: ResourceId) -> Vec<Verdict> {
        let policies = self.policies.get(self.facts.kind(resource).name).map_or(&[][..], Vec::as_slice);
        let mut evaluator = None;
        let mut verdicts = Vec::with_capacity(policies.len());
        for &(index, policy) in policies {
            // A mistake in one policy must not cost the others their verdicts.
            let judged = catch_unwind(AssertUnwindSafe(|| {
                let evaluator =
                    evaluator.get_or_insert_with(|| Evaluator::new(self.facts, self.catalogue.calendar(), resource));
                self.judge(evaluator, index, policy)
            }));
            let (outcome, evidence, is_exhausted, severity) = judged.unwrap_or_else(|_| {
                evaluator = None;
                let text = format!("judging {} failed inside akslint", policy.id());
                undecided(self.facts, resource, policy, text)
            });
            // What the user says of a severity holds without exception.
            let severity = self.selection.severity(index).unwrap_or(severity);
            verdicts.push(Verdict { policy: index, resource, outcome, severity, evidence, is_exhausted });
        }
        verdicts
    }

    fn judge(&self, evaluator: &mut Evaluator<'a>, index: usize, policy: &'a Policy) -> Judged {
        evaluator.begin(self.selection.options(index, policy));
        match self.decide(evaluator, policy) {
            Ok((outcome, decisions, severity)) => {
                let is_told =
                    self.selection.gives_all_evidence() || matches!(outcome, Outcome::Fail | Outcome::Undecided);
                let evidence = if is_told { evaluator.evidence(&decisions) } else { Vec::new() };
                (outcome, evidence, false, severity)
            }
            Err(Hindrance::Exhausted) => {
                let text = format!("the policy {} exceeded its budget of steps", policy.id());
                let reason = Reason::new(Cause::Budget, policy.id(), text.clone());
                (Outcome::Undecided, vec![evaluator.header(text, Some(Arc::new(reason)))], true, policy.severity())
            }
            Err(Hindrance::Page(error)) => {
                let text = format!("its page is wrong: {}", error.message);
                undecided(self.facts, evaluator.root(), policy, text)
            }
        }
    }

    /// The outcome, the decisions that led to it, and how bad it is.
    fn decide(
        &self,
        evaluator: &mut Evaluator<'a>,
        policy: &'a Policy,
    ) -> Result<(Outcome, Vec<Decision>, Severity), Hindrance<'a>> {
        let schema = self.catalogue.schema();
        let severity = policy.severity();
        let when = policy.when_program(schema)?.map(|when| evaluator.decide(when)).transpose()?;
        let when = match when {
            Some(when) if when.truth == Truth::False => return Ok((Outcome::NotApplicable, vec![when], severity)),
            when => when.filter(|when| when.truth == Truth::Unknown),
        };
        let require = evaluator.decide(policy.require_program(schema)?)?;
        Ok(match (when, require.truth) {
            // In scope or not: it holds.
            (_, Truth::True) => (Outcome::Pass, vec![require], severity),
            (None, Truth::False) => {
                let lowered = policy.lowered_program(schema)?;
                let lowered = lowered
                    .filter(|(_, when)| evaluator.decide(when).is_ok_and(|decision| decision.truth == Truth::True));
                (Outcome::Fail, vec![require], lowered.map_or(severity, |(severity, _)| severity))
            }
            (None, Truth::Unknown) => (Outcome::Undecided, vec![require], severity),
            (Some(when), Truth::False) => (Outcome::Undecided, vec![when], severity),
            (Some(when), Truth::Unknown) => (Outcome::Undecided, vec![when, require], severity),
        })
    }
}

fn undecided(facts: &dyn Facts, resource: ResourceId, policy: &Policy, text: String) -> Judged {
    let reason = Reason::new(Cause::Invalid, policy.id(), text.clone());
    let evidence = vec![header_evidence(facts, resource, text, Some(Arc::new(reason)))];
    (Outcome::Undecided, evidence, false, policy.severity())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Selection, judge};
    use crate::model::table::{Kind, Link, Property};
    use crate::model::{Fact, Facts, Linked, ResourceId};
    use crate::policy::testing::{Model, page, schema};
    use crate::policy::{Catalogue, Outcome, Severity};
    use crate::source::Span;

    /// A model with a mistake in it.
    struct Broken(Model);

    impl Facts for Broken {
        fn kind(&self, resource: ResourceId) -> &'static Kind {
            self.0.kind(resource)
        }

        fn property(&self, resource: ResourceId, property: &'static Property) -> Fact {
            assert_ne!(property.name, "nodeLimit", "a mistake");
            self.0.property(resource, property)
        }

        fn linked(&self, resource: ResourceId, link: &'static Link) -> Linked {
            self.0.linked(resource, link)
        }

        fn header(&self, resource: ResourceId) -> Span {
            self.0.header(resource)
        }
    }

    fn catalogue() -> Catalogue {
        let mut catalogue = Catalogue::empty(schema());
        for (id, require) in [("c", "cluster.name == 'x'"), ("a", "cluster.enableRBAC"), ("b", "cluster.nodeLimit > 1")]
        {
            catalogue.add(&format!("policies/test/{id}.md"), &page(None, require)).unwrap();
        }
        let pool = page(None, "!pool.enableNodePublicIP").replace("resource: cluster", "resource: pool");
        catalogue.add("policies/test/d.md", &pool).unwrap();
        catalogue
    }

    #[test]
    fn a_mistake_in_one_policy_leaves_the_others_alone() {
        let catalogue = catalogue();
        let model = Broken(Model::new(&json!({"name": "x", "nodeLimit": 3})));
        let verdicts = judge(&catalogue, &Selection::all(&catalogue), &model, [ResourceId(0)]);
        let outcomes: Vec<_> = verdicts.iter().map(|verdict| verdict.outcome).collect();
        assert_eq!(outcomes, [Outcome::Pass, Outcome::Undecided, Outcome::Pass]);
        assert_eq!(verdicts[1].evidence[0].text, "judging b failed inside akslint");
    }

    #[test]
    fn a_severity_is_lowered_only_where_that_is_certain() {
        let text = page(None, "cluster.enableRBAC")
            .replace("severity: high", "severity: high\nlowered: {severity: low, when: cluster.nodeLimit > 1}");
        let mut catalogue = Catalogue::empty(schema());
        catalogue.add("policies/test/a.md", &text).unwrap();
        let severity = |json: &serde_json::Value| {
            let verdicts = judge(&catalogue, &Selection::all(&catalogue), &Model::new(json), [ResourceId(0)]);
            (verdicts[0].outcome, verdicts[0].severity)
        };
        for (limit, expected) in
            [(json!(2), Severity::Low), (json!(1), Severity::High), (json!({"?": "why"}), Severity::High)]
        {
            assert_eq!(
                severity(&json!({"enableRBAC": false, "nodeLimit": limit})),
                (Outcome::Fail, expected),
                "{limit}"
            );
        }
        assert_eq!(
            severity(&json!({"enableRBAC": {"?": "why"}, "nodeLimit": 2})),
            (Outcome::Undecided, Severity::High)
        );
        let wrong = text.replace("cluster.nodeLimit > 1", "cluster.nodeLimit >");
        assert!(
            catalogue.add("policies/test/b.md", &wrong).is_err() || {
                let policy = catalogue.policies().last().unwrap();
                policy.check(catalogue.schema()).is_err()
            }
        );
    }

    #[test]
    fn order_does_not_depend_on_threads() {
        let catalogue = catalogue();
        let pools: Vec<_> = (0..300).map(|index| json!({"enableNodePublicIP": index % 3 == 0})).collect();
        let model = Model::new(&json!({"pools": pools}));
        let selection = Selection::all(&catalogue);
        let all = judge(&catalogue, &selection, &model, (0..301).map(ResourceId));
        let one_by_one: Vec<_> =
            (0..301).flat_map(|index| judge(&catalogue, &selection, &model, [ResourceId(index)])).collect();
        assert_eq!(all.len(), 303);
        let shape = |verdicts: &[super::Verdict]| {
            verdicts.iter().map(|v| (v.resource, v.policy, v.outcome, v.evidence[0].text.clone())).collect::<Vec<_>>()
        };
        assert_eq!(shape(&all), shape(&one_by_one));
        assert!(shape(&all).is_sorted_by_key(|(resource, policy, ..)| (*resource, *policy)));
        assert_eq!(all.iter().filter(|verdict| verdict.outcome == Outcome::Fail).count(), 102);
    }
}
