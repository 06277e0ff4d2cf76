//! Calling the named functions.

use std::sync::Arc;

use super::read::Aspect;
use super::term::{Data, Support, Term, extend};
use super::{Evaluated, Evaluator};
use crate::document::{Cause, Reason};
use crate::policy::address::{self, AddressRange};
use crate::policy::language::{Answer, Function, Native, Node};

impl Evaluator<'_> {
    pub(super) fn call(&mut self, function: &'static Function, arguments: &[Node]) -> Evaluated<Term> {
        let mut terms = Vec::with_capacity(arguments.len());
        for argument in arguments {
            terms.push(self.evaluate(argument)?);
        }
        match function.native {
            Native::Texts(native) => self.spread(terms, &mut |this, terms| {
                let is_condition = function.is_condition();
                let mut unknown: Option<Support> = None;
                let mut texts: Vec<&str> = Vec::with_capacity(terms.len());
                for term in terms {
                    match &term.data {
                        Data::Text(text) => texts.push(text),
                        Data::Absent if is_condition => return Ok(Term::bool(false, term.support.clone())),
                        Data::Absent => return Ok(Term::new(Data::Absent, term.support.clone())),
                        _ => extend(unknown.get_or_insert_default(), &term.support),
                    }
                }
                if let Some(support) = unknown {
                    return Ok(Term::unknown(support));
                }
                this.spend(texts.iter().map(|text| text.len() / 16).sum())?;
                let answer = native(&texts, this.calendar);
                Ok(this.answer(answer, terms))
            }),
            Native::Coverage => {
                let Some(list) = terms.pop() else { return Ok(Term::unknown(Support::new())) };
                self.distribute(list, &mut Self::coverage)
            }
            Native::Support => self.spread(terms, &mut |this, terms| Ok(this.support(terms))),
        }
    }

    /// Computes for each combination of the alternatives of all arguments.
    fn spread(
        &mut self,
        terms: Vec<Term>,
        compute: &mut dyn FnMut(&mut Self, &[Term]) -> Evaluated<Term>,
    ) -> Evaluated<Term> {
        match terms.iter().position(|term| matches!(term.data, Data::OneOf(_))) {
            None => compute(self, &terms),
            Some(index) => {
                let term = terms[index].clone();
                self.distribute(term, &mut |this, one| {
                    let mut terms = terms.clone();
                    terms[index] = one;
                    this.spread(terms, compute)
                })
            }
        }
    }

    /// Known elements may already cover everything; otherwise every element must be known.
    fn coverage(&mut self, list: Term) -> Evaluated<Term> {
        let Some(items) = self.items(&list)? else {
            return Ok(match list.data {
                Data::Absent => Term::bool(false, list.support),
                _ => Term::unknown(list.support),
            });
        };
        self.spend(items.items.len() * 4)?;
        let mut ranges = Vec::new();
        let mut known = Support::new();
        let mut is_open = items.open.is_some();
        let mut open = Support::new();
        for item in &items.items {
            match &item.term.data {
                Data::Text(text) if !item.is_maybe => {
                    // What is no range covers nothing.
                    if let Some(range) = AddressRange::parse(text) {
                        ranges.push(range);
                        extend(&mut known, &item.term.support);
                    }
                }
                Data::Absent => {}
                _ => {
                    is_open = true;
                    extend(&mut open, if item.is_maybe { &item.presence } else { &item.term.support });
                }
            }
        }
        if address::cover_any_address(&ranges) {
            return Ok(Term::bool(true, known));
        }
        if is_open {
            extend(&mut open, items.open.as_deref().unwrap_or_default());
            return Ok(Term::unknown(open));
        }
        Ok(Term::bool(false, list.support))
    }

    /// The support state of a Kubernetes version under a plan and tier.
    fn support(&mut self, terms: &[Term]) -> Term {
        let [version, plan, tier] = terms else { return Term::unknown(Support::new()) };
        let text = match &version.data {
            Data::Text(text) => text,
            Data::Absent => return Term::new(Data::Absent, version.support.clone()),
            _ => return Term::unknown(version.support.clone()),
        };
        // Long-term support needs both; what is absent is neither.
        let is = |term: &Term, name: &str| match &term.data {
            Data::Text(text) => Some(text.eq_ignore_ascii_case(name)),
            Data::Absent => Some(false),
            _ => None,
        };
        let has_lts = match (is(plan, "AKSLongTermSupport"), is(tier, "Premium")) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        };
        let needs_plan = self.calendar.support(text, Some(true)) != self.calendar.support(text, Some(false));
        match self.calendar.support(text, has_lts) {
            // Plan or tier stands in the way, not the version.
            Answer::Unknown(_) if needs_plan => {
                let mut support = Support::new();
                for term in [plan, tier].into_iter().filter(|term| term.is_unknown()) {
                    extend(&mut support, &term.support);
                }
                Term::unknown(support)
            }
            answer if needs_plan => self.answer(answer, terms),
            answer => self.answer(answer, &terms[..1]),
        }
    }

    fn answer(&mut self, answer: Answer, arguments: &[Term]) -> Term {
        let mut support = Support::new();
        for argument in arguments {
            extend(&mut support, &argument.support);
        }
        match answer {
            Answer::Bool(value) => Term::bool(value, support),
            Answer::Number(value) => Term::new(Data::Number(value), support),
            Answer::Text(text) => Term::new(Data::Text(text.into()), support),
            Answer::Unknown(text) => {
                let is_secret = support.iter().any(|&id| self.reads.get(id).is_sensitive);
                let text = if is_secret { "its value does not fit".to_owned() } else { text };
                let reason = Arc::new(Reason::new(Cause::Invalid, "", text));
                let support: Support =
                    support.iter().map(|&id| self.aspect(id, Aspect::Invalid(Arc::clone(&reason)))).collect();
                Term::new(Data::Unknown { is_set: true }, support)
            }
        }
    }
}
