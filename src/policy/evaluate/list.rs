//! Lists: quantifiers, membership, size, sum, elements.

use std::rc::Rc;
use std::sync::Arc;

use super::operator::equal;
use super::read::Aspect;
use super::term::{Data, Item, Items, Support, Term, extend, union};
use super::{Evaluated, Evaluator};
use crate::document::ListKind;
use crate::policy::language::{Node, Quantifier};
use crate::policy::verdict::Truth;
use smallvec::smallvec;

impl Evaluator<'_> {
    /// A list that the page writes out.
    pub(super) fn list(&mut self, nodes: &[Node]) -> Evaluated<Term> {
        let mut items = Vec::with_capacity(nodes.len());
        let mut support = Support::new();
        for node in nodes {
            let term = self.evaluate(node)?;
            extend(&mut support, &term.support);
            items.push(Item { term, is_maybe: false, presence: Support::new() });
        }
        Ok(Term::new(Data::Made(Rc::new(Items { items, ..Items::default() })), support))
    }

    /// The elements of a list; `None` when it is no list that is known.
    pub(super) fn items(&mut self, list: &Term) -> Evaluated<Option<Rc<Items>>> {
        Ok(match &list.data {
            Data::Made(items) => Some(Rc::clone(items)),
            Data::Told(told, id, expected) => {
                self.spend(told.items.len())?;
                let mut items = Vec::with_capacity(told.items.len());
                for (index, value) in told.items.iter().enumerate() {
                    let term = self.element(value, *id, index, told.kind, *expected);
                    items.push(Item { term, is_maybe: false, presence: Support::new() });
                }
                let open =
                    told.open.as_ref().map(|reason| smallvec![self.aspect(*id, Aspect::Open(Arc::clone(reason)))]);
                Some(Rc::new(Items { items, open, base: list.support.clone() }))
            }
            _ => None,
        })
    }

    pub(super) fn quantifier(
        &mut self,
        quantifier: Quantifier,
        list: Term,
        slot: usize,
        body: &Node,
    ) -> Evaluated<Term> {
        let Some(items) = self.items(&list)? else {
            let empty = Items { base: list.support.clone(), ..Items::default() };
            return Ok(match (&list.data, quantifier) {
                (Data::Absent, Quantifier::All) => Term::bool(true, list.support),
                (Data::Absent, Quantifier::Exists) => Term::bool(false, list.support),
                (Data::Absent, _) => Term::new(Data::Made(Rc::new(empty)), list.support),
                _ => Term::unknown(list.support),
            });
        };
        match quantifier {
            Quantifier::All => self.every(&items, slot, body, Truth::False),
            Quantifier::Exists => self.every(&items, slot, body, Truth::True),
            Quantifier::Filter => self.filter(&items, slot, body),
            Quantifier::Map => self.map(&items, slot, body),
        }
    }

    /// `all` (decided by false) and `exists` (decided by true).
    fn every(&mut self, items: &Items, slot: usize, body: &Node, deciding: Truth) -> Evaluated<Term> {
        let is_exists = deciding == Truth::True;
        let mut is_decided = false;
        let mut is_open = items.open.is_some();
        let (mut decided, mut open, mut others) = (Support::new(), Support::new(), Support::new());
        for item in &items.items {
            self.assign(slot, &item.term);
            let condition = self.condition(body)?;
            let mut support = condition.support;
            if support.is_empty() {
                support.clone_from(&item.term.support);
            }
            if condition.truth == deciding && !item.is_maybe {
                is_decided = true;
                extend(&mut decided, &support);
                // One is enough for `exists`; `all` shows every element that fails.
                if is_exists {
                    break;
                }
            } else if condition.truth == deciding {
                is_open = true;
                extend(&mut open, &item.presence);
            } else if condition.truth == Truth::Unknown {
                is_open = true;
                extend(&mut open, &support);
            } else {
                extend(&mut others, &support);
            }
        }
        let or_base = |support: Support| if support.is_empty() { items.base.clone() } else { support };
        if is_decided {
            return Ok(Term::bool(is_exists, or_base(decided)));
        }
        if is_open {
            return Ok(Term::unknown(or_base(union(open, items.open.as_deref().unwrap_or_default()))));
        }
        Ok(Term::bool(!is_exists, or_base(others)))
    }

    fn filter(&mut self, items: &Items, slot: usize, body: &Node) -> Evaluated<Term> {
        let mut kept = Items { items: Vec::new(), open: items.open.clone(), base: items.base.clone() };
        for item in &items.items {
            self.assign(slot, &item.term);
            let condition = self.condition(body)?;
            match condition.truth {
                Truth::False => extend(&mut kept.base, &condition.support),
                Truth::True => {
                    let mut item = item.clone();
                    extend(&mut item.presence, &condition.support);
                    kept.items.push(item);
                }
                Truth::Unknown => {
                    let mut item = item.clone();
                    if !item.is_maybe {
                        item.presence = Support::new();
                    }
                    item.is_maybe = true;
                    extend(&mut item.presence, &condition.support);
                    kept.items.push(item);
                }
            }
        }
        let support = kept.base.clone();
        Ok(Term::new(Data::Made(Rc::new(kept)), support))
    }

    fn map(&mut self, items: &Items, slot: usize, body: &Node) -> Evaluated<Term> {
        let mut mapped = Items { items: Vec::new(), open: items.open.clone(), base: items.base.clone() };
        for item in &items.items {
            self.assign(slot, &item.term);
            let term = self.evaluate(body)?;
            mapped.items.push(Item { term, is_maybe: item.is_maybe, presence: item.presence.clone() });
        }
        let support = mapped.base.clone();
        Ok(Term::new(Data::Made(Rc::new(mapped)), support))
    }

    pub(super) fn sum(&mut self, list: Term) -> Evaluated<Term> {
        let Some(items) = self.items(&list)? else {
            return Ok(match list.data {
                Data::Absent => Term::new(Data::Number(0.0), list.support),
                _ => Term::unknown(list.support),
            });
        };
        self.spend(items.items.len())?;
        let mut total = 0.0;
        let mut is_open = items.open.is_some();
        let mut unknown = items.open.clone().unwrap_or_default();
        let mut known = Support::new();
        for item in &items.items {
            match item.term.data {
                Data::Number(number) if !item.is_maybe => {
                    total += number;
                    extend(&mut known, &item.term.support);
                }
                // What is absent has no number.
                _ => {
                    is_open = true;
                    extend(&mut unknown, if item.is_maybe { &item.presence } else { &item.term.support });
                }
            }
        }
        if known.is_empty() {
            known.clone_from(&items.base);
        }
        Ok(match (is_open, f64::is_finite(total)) {
            (true, _) => Term::unknown(unknown),
            (false, true) => Term::new(Data::Number(total), known),
            (false, false) => Term::unknown(known),
        })
    }

    pub(super) fn size(&mut self, operand: Term) -> Evaluated<Term> {
        let zero = Data::Number(0.0);
        match &operand.data {
            Data::Absent => return Ok(Term::new(zero, operand.support)),
            Data::Text(text) => {
                self.spend(text.len() / 16)?;
                return Ok(Term::new(Data::Number(count(text.chars().count())), operand.support));
            }
            Data::Object(object, id) => {
                let certain = object.entries.values().filter(|entry| entry.maybe.is_none()).count();
                if object.open.is_none() && object.computed.is_none() && certain == object.entries.len() {
                    return Ok(Term::new(Data::Number(count(certain)), operand.support));
                }
                let reason = (object.open.clone())
                    .or_else(|| object.entries.values().find_map(|entry| entry.maybe.clone()))
                    .or_else(|| object.computed.as_ref().map(|unknown| Arc::clone(&unknown.reason)));
                let support = match reason {
                    Some(reason) => smallvec![self.aspect(*id, Aspect::Open(reason))],
                    None => operand.support,
                };
                return Ok(Term::new(Data::AtLeast(count(certain)), support));
            }
            _ => {}
        }
        let Some(items) = self.items(&operand)? else { return Ok(Term::unknown(operand.support)) };
        let mut certain = items.items.iter().filter(|item| !item.is_maybe).count();
        let mut is_open = items.open.is_some() || certain < items.items.len();
        // Unknown elements of a set may turn out to be the same.
        if let Data::Told(told, ..) = &operand.data
            && told.kind == ListKind::Set
        {
            let known = told.items.iter().filter(|item| item.is_wholly_known()).count();
            if known < certain {
                is_open |= certain > 1;
                certain = known.max(1);
            }
        }
        let mut support = items.base.clone();
        for item in &items.items {
            extend(&mut support, &item.presence);
        }
        if !is_open {
            return Ok(Term::new(Data::Number(count(certain)), support));
        }
        let mut open = items.open.clone().unwrap_or_default();
        for item in items.items.iter().filter(|item| item.is_maybe) {
            extend(&mut open, &item.presence);
        }
        if open.is_empty() {
            open = support;
        }
        Ok(Term::new(Data::AtLeast(count(certain)), open))
    }

    /// `item in list`, `key in map`.
    pub(super) fn membership(&mut self, item: Term, list: Term) -> Evaluated<Term> {
        if let Data::Absent = item.data {
            return Ok(Term::bool(false, item.support));
        }
        if let (Data::Object(map, id), Data::Text(name)) = (&list.data, &item.data) {
            return Ok(self.has_key(map, *id, name));
        }
        let Some(items) = self.items(&list)? else {
            return Ok(match list.data {
                Data::Absent => Term::bool(false, list.support),
                _ => Term::unknown(list.support),
            });
        };
        self.spend(items.items.len())?;
        if item.is_unknown() {
            return Ok(Term::unknown(item.support));
        }
        let mut is_open = items.open.is_some();
        let mut open = Support::new();
        for candidate in &items.items {
            if let Data::OneOf(alternatives) = &candidate.term.data {
                let answers: Vec<_> = alternatives.iter().map(|data| equal(&item.data, data)).collect();
                match answers.as_slice() {
                    all if all.iter().all(|answer| *answer == Some(true)) && !candidate.is_maybe => {
                        return Ok(Term::bool(true, union(item.support, &candidate.term.support)));
                    }
                    all if all.iter().all(|answer| *answer == Some(false)) => {}
                    _ => {
                        is_open = true;
                        extend(&mut open, &candidate.term.support);
                    }
                }
                continue;
            }
            match equal(&item.data, &candidate.term.data) {
                Some(true) if !candidate.is_maybe => {
                    return Ok(Term::bool(true, union(item.support, &candidate.term.support)));
                }
                Some(true) => {
                    is_open = true;
                    extend(&mut open, &candidate.presence);
                }
                Some(false) => {}
                None if matches!(candidate.term.data, Data::Absent) => {}
                None => {
                    is_open = true;
                    extend(&mut open, &candidate.term.support);
                }
            }
        }
        if is_open {
            let mut support = union(open, items.open.as_deref().unwrap_or_default());
            if support.is_empty() {
                support = item.support;
            }
            return Ok(Term::unknown(support));
        }
        Ok(Term::bool(false, union(item.support, &list.support)))
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be whole and small")]
    pub(super) fn index(&mut self, list: Term, index: Term) -> Evaluated<Term> {
        let Some(items) = self.items(&list)? else {
            return Ok(match list.data {
                Data::Absent => list,
                _ => Term::unknown(list.support),
            });
        };
        let at = match index.data {
            Data::Number(number) if number >= 0.0 && number.fract() == 0.0 && number < 1e9 => number as usize,
            Data::Number(_) | Data::Absent => return Ok(Term::new(Data::Absent, list.support)),
            _ => return Ok(Term::unknown(index.support)),
        };
        // Where an element may be missing or come in between, the order is not known.
        if let Some(open) = &items.open {
            return Ok(Term::unknown(open.clone()));
        }
        if let Some(maybe) = items.items.iter().find(|item| item.is_maybe) {
            return Ok(Term::unknown(maybe.presence.clone()));
        }
        Ok(items.items.get(at).map_or_else(|| Term::new(Data::Absent, list.support), |item| item.term.clone()))
    }

    fn assign(&mut self, slot: usize, term: &Term) {
        if let Some(variable) = self.variables.get_mut(slot) {
            *variable = Some(term.clone());
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "no list is that long")]
fn count(number: usize) -> f64 {
    number as f64
}
