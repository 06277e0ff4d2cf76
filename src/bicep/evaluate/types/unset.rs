//! What a parameter is that got no value, and which parts of a value are secret.

use std::sync::Arc;

use super::{ParameterType, TypeOf};
use crate::document::{Cause, Data, Entry, MAX_ALTERNATIVES, Object, Reason, StepKind, Trail, Value};
use crate::source::Span;

/// How deeply the members of an object without a value are told apart.
const DEEPEST: usize = 4;
/// How deeply secrets are looked for.
const DEEPEST_SECRET: usize = 48;

impl ParameterType {
    /// What a parameter of this type is that got no value and has no default: null where that is a value of it, as
    /// Azure takes it; else not known, but within what the type says.
    #[must_use]
    pub fn unset(&self, name: &str, declared: Span) -> Value {
        let subject = format!("param {name}");
        if self.is_nullable {
            let trail = Trail::literal(declared).through(StepKind::Default, subject.into(), declared);
            return Value::null().with_trail(trail).with_sensitive(self.is_secure);
        }
        let text = format!("the parameter `{name}` has no value");
        let reason = Arc::new(Reason::new(Cause::NoValue, subject, text).at(declared));
        self.some(&reason, DEEPEST)
    }

    /// Any value of the type, null included.
    fn some(&self, reason: &Arc<Reason>, depth: usize) -> Value {
        let null = self.is_nullable.then(Value::null);
        let value = match &self.shape {
            TypeOf::Literals(values) if values.len() + usize::from(self.is_nullable) <= MAX_ALTERNATIVES => {
                let values = values.iter().map(|value| Value::new(value.data.clone()));
                Value::one_of(values.chain(null), reason)
            }
            TypeOf::Object { properties, additional, is_sealed }
                if depth > 0 && !self.is_nullable && !properties.is_empty() =>
            {
                let entry = |(name, ty): &(Arc<str>, ParameterType)| {
                    // A member that may be null may also be left out.
                    let maybe = ty.is_nullable.then(|| Arc::clone(reason));
                    (Arc::clone(name), Entry { maybe, ..Entry::from(ty.some(reason, depth - 1)) })
                };
                let is_closed = *is_sealed && additional.is_none();
                let open = (!is_closed).then(|| Arc::clone(reason));
                let object = Object { entries: properties.iter().map(entry).collect(), open, ..Object::default() };
                Value::new(Data::Object(Arc::new(object)))
            }
            TypeOf::OneOf(types)
                if depth > 0
                    && types.len() + usize::from(self.is_nullable) <= MAX_ALTERNATIVES
                    && types.iter().all(|ty| matches!(ty.shape, TypeOf::Object { .. })) =>
            {
                Value::one_of(types.iter().map(|ty| ty.some(reason, depth - 1)).chain(null), reason)
            }
            TypeOf::Any => Value::unknown(Arc::clone(reason)),
            _ if self.is_nullable => Value::unknown(Arc::clone(reason)),
            _ => Value::unknown_set(Arc::clone(reason)),
        };
        value.with_sensitive(self.is_secure)
    }

    /// The value with what the type calls secret marked so.
    #[must_use]
    pub fn mark(&self, value: Value) -> Value {
        if self.holds_secrets(0) { self.marked(value, 0) } else { value }
    }

    fn marked(&self, mut value: Value, depth: usize) -> Value {
        value.sensitive |= self.is_secure;
        if depth > DEEPEST_SECRET || matches!(self.shape, TypeOf::Any) {
            return value;
        }
        match &mut value.data {
            Data::Object(object) => {
                let object = Arc::make_mut(object);
                for (name, entry) in &mut object.entries {
                    for ty in self.members(name).filter(|ty| ty.holds_secrets(0)) {
                        let member = std::mem::replace(&mut entry.value, Value::null());
                        entry.value = ty.marked(member, depth + 1);
                    }
                }
            }
            Data::List(list) => {
                let list = Arc::make_mut(list);
                for (at, item) in list.items.iter_mut().enumerate() {
                    for ty in self.elements(at).filter(|ty| ty.holds_secrets(0)) {
                        let element = std::mem::replace(item, Value::null());
                        *item = ty.marked(element, depth + 1);
                    }
                }
            }
            Data::OneOf(members) => {
                let marked = members.iter().map(|member| self.marked(member.clone(), depth + 1));
                let trail = value.trail.clone();
                let sensitive = value.sensitive;
                return Value::one_of(marked, members.reason()).with_trail(trail).with_sensitive(sensitive);
            }
            _ => {}
        }
        value
    }

    /// The types that a member of this name may have.
    fn members<'t>(&'t self, name: &'t str) -> Box<dyn Iterator<Item = &'t ParameterType> + 't> {
        match &self.shape {
            TypeOf::Object { properties, additional, .. } => {
                let named = properties.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, ty)| ty);
                Box::new(named.or(additional.as_deref()).into_iter())
            }
            TypeOf::OneOf(types) => Box::new(types.iter().flat_map(move |ty| ty.members(name))),
            _ => Box::new(std::iter::empty()),
        }
    }

    /// The types that an element at this position may have.
    fn elements(&self, at: usize) -> Box<dyn Iterator<Item = &ParameterType> + '_> {
        match &self.shape {
            TypeOf::Array(element) => Box::new(element.as_deref().into_iter()),
            TypeOf::Tuple(items) => Box::new(items.get(at).into_iter()),
            TypeOf::OneOf(types) => Box::new(types.iter().flat_map(move |ty| ty.elements(at))),
            _ => Box::new(std::iter::empty()),
        }
    }

    fn holds_secrets(&self, depth: usize) -> bool {
        let inner = |ty: &ParameterType| ty.holds_secrets(depth + 1);
        self.is_secure
            || depth < DEEPEST_SECRET
                && match &self.shape {
                    TypeOf::Object { properties, additional, .. } => {
                        properties.iter().any(|(_, ty)| inner(ty)) || additional.as_deref().is_some_and(inner)
                    }
                    TypeOf::Array(element) => element.as_deref().is_some_and(inner),
                    TypeOf::Tuple(types) | TypeOf::OneOf(types) => types.iter().any(inner),
                    _ => false,
                }
    }
}
