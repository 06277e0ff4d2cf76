//! Three-valued evaluation of checked expressions, with the facts that decided the result.
//!
//! Knows: Kleene logic over what is known, unknown or absent; open lists; alternatives. Does not know: pages, or how the
//! model finds its facts.
//!
//! A result that is definite stays so when unknowns become known. Nothing cleverer is tried, except that a property with
//! few possible values is tried with each.

mod access;
mod list;
mod native;
mod operator;
mod read;
mod show;
mod term;

use std::rc::Rc;

use rustc_hash::FxHashMap;

use self::read::{Aspect, ReadId, Reads};
use self::term::{Data, Support, Term, extend, union};
use super::calendar::Calendar;
use super::front_matter::OptionValue;
use super::language::{Node, Program};
use super::verdict::{Evidence, Truth};
use crate::document::Trail;
use crate::model::{Fact, Facts, How, Linked, ResourceId};

pub(super) use self::read::show_text;

/// Steps that one policy may take for one resource.
pub(super) const FUEL: u32 = 100_000;

/// The most properties whose alternatives are tried together.
const MAX_SPLITS: usize = 3;

/// The most evidence that is given for one verdict.
const MAX_EVIDENCE: usize = 50;

/// The policy used up its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exhausted;

type Evaluated<T> = Result<T, Exhausted>;

/// What names a property or link of one resource: the row's address is its identity, as rows are static.
type Key = (ResourceId, usize);

/// Evaluates the programs of one resource's policies, one after the other.
pub(super) struct Evaluator<'a> {
    facts: &'a dyn Facts,
    calendar: &'a Calendar,
    root: ResourceId,
    options: &'a [OptionValue],
    fuel: u32,
    variables: Vec<Option<Term>>,
    /// What the model answered, for all policies.
    properties: FxHashMap<Key, Rc<Fact>>,
    links: FxHashMap<Key, Rc<Linked>>,
    /// What this policy read.
    reads: Reads,
    read_ids: FxHashMap<Key, ReadId>,
    /// Which alternative is being tried.
    pins: Vec<(Key, usize)>,
    /// What has alternatives and how many, by the fact that tells.
    choices: Vec<(ReadId, Key, usize)>,
}

/// The truth of a condition and the facts that decided it; for an unknown one those that are not known.
#[derive(Debug, Clone)]
pub(super) struct Decision {
    pub truth: Truth,
    support: Support,
}

impl<'a> Evaluator<'a> {
    /// An evaluator for the policies of one resource.
    pub fn new(facts: &'a dyn Facts, calendar: &'a Calendar, root: ResourceId) -> Self {
        Self {
            facts,
            calendar,
            root,
            options: &[],
            fuel: FUEL,
            variables: Vec::new(),
            properties: FxHashMap::default(),
            links: FxHashMap::default(),
            reads: Reads::default(),
            read_ids: FxHashMap::default(),
            pins: Vec::new(),
            choices: Vec::new(),
        }
    }

    /// Turns to the next policy: nothing read so far is evidence for it, and it has its own fuel.
    pub fn begin(&mut self, options: &'a [OptionValue]) {
        self.options = options;
        self.fuel = FUEL;
        self.reads.clear();
        self.read_ids.clear();
        self.pins.clear();
        self.choices.clear();
    }

    /// Decides a condition.
    pub fn decide(&mut self, program: &Program) -> Evaluated<Decision> {
        self.variables.clear();
        self.variables.resize(program.slots, None);
        let decision = self.condition(&program.root)?;
        // Where trying alternatives runs out of steps, what is known without them still counts.
        let tried = if decision.truth == Truth::Unknown { self.split(program, &decision) } else { Ok(None) };
        self.pins.clear();
        Ok(tried.unwrap_or(None).unwrap_or(decision))
    }

    /// The resource that is judged.
    pub fn root(&self) -> ResourceId {
        self.root
    }

    /// The evidence of decisions: what is written first, in the order of evaluation, without repetition; never empty.
    pub fn evidence(&self, decisions: &[Decision]) -> Vec<Evidence> {
        let mut evidence: Vec<Evidence> = Vec::new();
        for id in decisions.iter().flat_map(|decision| &decision.support) {
            let next = self.reads.evidence(*id);
            let is_new = !evidence
                .iter()
                .any(|old| (old.resource, old.span, &old.text) == (next.resource, next.span, &next.text));
            if is_new {
                evidence.push(next);
            }
            if evidence.len() == MAX_EVIDENCE {
                break;
            }
        }
        evidence.sort_by_key(|evidence| evidence.how != How::Written);
        if evidence.is_empty() {
            evidence.push(self.header("it is declared".to_owned(), None));
        }
        evidence
    }

    /// Evidence that points to the resource as a whole.
    pub fn header(&self, text: String, reason: Option<std::sync::Arc<crate::document::Reason>>) -> Evidence {
        header_evidence(self.facts, self.root, text, reason)
    }

    /// Tries each alternative of a property that left the condition open. `None` when there is none, or when they
    /// disagree.
    fn split(&mut self, program: &Program, open: &Decision) -> Evaluated<Option<Decision>> {
        if self.pins.len() >= MAX_SPLITS {
            return Ok(None);
        }
        let choice = self
            .choices
            .iter()
            .copied()
            .find(|(id, key, _)| open.support.contains(id) && !self.pins.iter().any(|(pinned, _)| pinned == key));
        let Some((_, key, count)) = choice else { return Ok(None) };
        let mut agreed: Option<Decision> = None;
        for alternative in 0..count {
            self.pins.push((key, alternative));
            let tried = self.condition(&program.root).and_then(|decision| match decision.truth {
                Truth::Unknown => Ok(self.split(program, &decision)?.unwrap_or(decision)),
                _ => Ok(decision),
            });
            self.pins.pop();
            let tried = tried?;
            match &mut agreed {
                _ if tried.truth == Truth::Unknown => return Ok(None),
                Some(agreed) if agreed.truth != tried.truth => return Ok(None),
                Some(agreed) => extend(&mut agreed.support, &tried.support),
                None => agreed = Some(tried),
            }
        }
        Ok(agreed)
    }

    fn spend(&mut self, steps: usize) -> Evaluated<()> {
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        self.fuel = self.fuel.checked_sub(steps).ok_or(Exhausted)?;
        Ok(())
    }

    fn condition(&mut self, node: &Node) -> Evaluated<Decision> {
        let Term { data, support } = self.evaluate(node)?;
        let truth = match data {
            Data::Bool(true) => Truth::True,
            Data::Bool(false) | Data::Absent => Truth::False,
            _ => Truth::Unknown,
        };
        Ok(Decision { truth, support })
    }

    fn evaluate(&mut self, node: &Node) -> Evaluated<Term> {
        self.spend(1)?;
        match node {
            Node::Bool(value) => Ok(Term::bool(*value, Support::new())),
            Node::Number(value) => Ok(Term::new(Data::Number(*value), Support::new())),
            Node::Text(text) => Ok(Term::new(Data::Text(text.clone()), Support::new())),
            Node::List(nodes) => self.list(nodes),
            Node::Root => Ok(Term::new(Data::Resource(self.root), Support::new())),
            Node::Variable(slot) => match self.variables.get(*slot) {
                Some(Some(term)) => Ok(term.clone()),
                _ => Ok(Term::unknown(Support::new())),
            },
            Node::Option(index) => Ok(self.option(*index)),
            Node::Property(subject, property) => {
                let subject = self.evaluate(subject)?;
                self.distribute(subject, &mut |this, subject| this.property(subject, property))
            }
            Node::Link(subject, link) => {
                let subject = self.evaluate(subject)?;
                self.distribute(subject, &mut |this, subject| this.link(subject, link))
            }
            Node::Field(subject, property, path) => {
                let subject = self.evaluate(subject)?;
                self.distribute(subject, &mut |this, subject| Ok(this.field(subject, property, path)))
            }
            Node::Key(subject, key) => {
                let (subject, key) = (self.evaluate(subject)?, self.evaluate(key)?);
                self.distribute_two(subject, key, &mut |this, subject, key| Ok(this.key(subject, &key)))
            }
            Node::Index(list, index) => {
                let (list, index) = (self.evaluate(list)?, self.evaluate(index)?);
                self.distribute_two(list, index, &mut Self::index)
            }
            Node::Not(operand) => {
                let Decision { truth, support } = self.condition(operand)?;
                Ok(match truth {
                    Truth::True => Term::bool(false, support),
                    Truth::False => Term::bool(true, support),
                    Truth::Unknown => Term::unknown(support),
                })
            }
            Node::And(left, right) => self.connective(left, right, Truth::False),
            Node::Or(left, right) => self.connective(left, right, Truth::True),
            Node::Conditional(condition, then, otherwise) => self.conditional(condition, then, otherwise),
            Node::Compare(comparison, left, right) => {
                let (left, right) = (self.evaluate(left)?, self.evaluate(right)?);
                self.distribute_two(left, right, &mut |_, left, right| Ok(operator::compare(*comparison, left, right)))
            }
            Node::In(item, list) => {
                let (item, list) = (self.evaluate(item)?, self.evaluate(list)?);
                self.distribute_two(item, list, &mut Self::membership)
            }
            Node::Negate(operand) => {
                let operand = self.evaluate(operand)?;
                let zero = Term::new(Data::Number(0.0), Support::new());
                self.distribute(operand, &mut |_, operand| {
                    Ok(operator::arithmetic(super::language::Arithmetic::Subtract, zero.clone(), operand))
                })
            }
            Node::Arithmetic(operation, left, right) => {
                let (left, right) = (self.evaluate(left)?, self.evaluate(right)?);
                self.distribute_two(left, right, &mut |_, left, right| {
                    Ok(operator::arithmetic(*operation, left, right))
                })
            }
            Node::Quantifier(quantifier, list, slot, body) => {
                let list = self.evaluate(list)?;
                self.distribute(list, &mut |this, list| this.quantifier(*quantifier, list, *slot, body))
            }
            Node::Sum(list) => {
                let list = self.evaluate(list)?;
                self.distribute(list, &mut Self::sum)
            }
            Node::Size(operand) => {
                let operand = self.evaluate(operand)?;
                self.distribute(operand, &mut Self::size)
            }
            Node::Has(operand) => {
                let operand = self.evaluate(operand)?;
                self.distribute(operand, &mut |_, operand| {
                    Ok(match operand.data {
                        Data::Absent => Term::bool(false, operand.support),
                        Data::Unknown { is_set: false } => Term::unknown(operand.support),
                        _ => Term::bool(true, operand.support),
                    })
                })
            }
            Node::Matches(text, pattern) => {
                let text = self.evaluate(text)?;
                self.distribute(text, &mut |this, text| match &text.data {
                    Data::Text(characters) => {
                        this.spend(characters.len() / 16)?;
                        Ok(match pattern.regex() {
                            Ok(regex) => Term::bool(regex.is_match(characters), text.support),
                            Err(_) => Term::unknown(text.support),
                        })
                    }
                    Data::Absent => Ok(Term::bool(false, text.support)),
                    _ => Ok(Term::unknown(text.support)),
                })
            }
            Node::Call(function, arguments) => self.call(function, arguments),
        }
    }

    /// `&&` (decided by false) and `||` (decided by true).
    fn connective(&mut self, left: &Node, right: &Node, deciding: Truth) -> Evaluated<Term> {
        let is_or = deciding == Truth::True;
        let left = self.condition(left)?;
        if left.truth == deciding {
            return Ok(Term::bool(is_or, left.support));
        }
        let right = self.condition(right)?;
        Ok(match (left.truth, right.truth) {
            (_, truth) if truth == deciding => Term::bool(is_or, right.support),
            (Truth::Unknown, Truth::Unknown) => Term::unknown(union(left.support, &right.support)),
            (Truth::Unknown, _) => Term::unknown(left.support),
            (_, Truth::Unknown) => Term::unknown(right.support),
            _ => Term::bool(!is_or, union(left.support, &right.support)),
        })
    }

    fn conditional(&mut self, condition: &Node, then: &Node, otherwise: &Node) -> Evaluated<Term> {
        let condition = self.condition(condition)?;
        let mut result = match condition.truth {
            Truth::True => self.evaluate(then)?,
            Truth::False => self.evaluate(otherwise)?,
            Truth::Unknown => {
                let results = vec![self.evaluate(then)?, self.evaluate(otherwise)?];
                return Ok(term::join(results, &condition.support));
            }
        };
        // What is unknown keeps only what is not known.
        if !result.is_unknown() {
            result.support = union(condition.support, &result.support);
        }
        Ok(result)
    }

    /// Computes for each alternative of an operand.
    fn distribute(
        &mut self,
        term: Term,
        compute: &mut dyn FnMut(&mut Self, Term) -> Evaluated<Term>,
    ) -> Evaluated<Term> {
        let Data::OneOf(alternatives) = &term.data else { return compute(self, term) };
        let mut results = Vec::with_capacity(alternatives.len());
        for data in alternatives.iter() {
            self.spend(1)?;
            results.push(compute(self, Term::new(data.clone(), term.support.clone()))?);
        }
        Ok(term::join(results, &term.support))
    }

    fn distribute_two(
        &mut self,
        left: Term,
        right: Term,
        compute: &mut dyn FnMut(&mut Self, Term, Term) -> Evaluated<Term>,
    ) -> Evaluated<Term> {
        self.distribute(left, &mut |this, left| {
            this.distribute(right.clone(), &mut |this, right| compute(this, left.clone(), right))
        })
    }

    fn option(&self, index: usize) -> Term {
        let data = match self.options.get(index) {
            Some(OptionValue::Bool(value)) => Data::Bool(*value),
            Some(OptionValue::Number(value)) => Data::Number(*value),
            Some(OptionValue::Text(text)) => Data::Text(text.as_ref().into()),
            Some(OptionValue::Texts(texts)) => {
                let items = texts.iter().map(|text| term::Item {
                    term: Term::new(Data::Text(text.as_ref().into()), Support::new()),
                    is_maybe: false,
                    presence: Support::new(),
                });
                Data::Made(Rc::new(term::Items { items: items.collect(), ..term::Items::default() }))
            }
            None => Data::Unknown { is_set: false },
        };
        Term::new(data, Support::new())
    }

    fn aspect(&mut self, id: ReadId, aspect: Aspect) -> ReadId {
        self.reads.aspect(id, aspect)
    }
}

/// Evidence that points to a resource as a whole.
pub(super) fn header_evidence(
    facts: &dyn Facts,
    resource: ResourceId,
    text: String,
    reason: Option<std::sync::Arc<crate::document::Reason>>,
) -> Evidence {
    Evidence {
        resource,
        span: facts.header(resource),
        text,
        data: crate::document::Data::Null,
        how: How::Written,
        trail: Trail::default(),
        reason,
        is_sensitive: false,
    }
}
#[cfg(test)]
mod tests;
