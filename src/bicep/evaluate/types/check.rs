//! Which values a type certainly refuses.

use super::{ParameterType, TypeOf, type_name};
use crate::document::{Data, Entry, Object, Value};
use crate::source::Span;

/// How deeply values are checked.
const DEEPEST: usize = 24;
/// The most refusals of one value.
const MOST: usize = 8;

/// Whether a value is an allowed one. Azure compares texts without regard to case where the compiler does not: what
/// differs in case alone is not certainly refused.
fn may_be(allowed: &Value, value: &Value) -> bool {
    match (&allowed.data, &value.data) {
        (Data::String(allowed), Data::String(value)) => allowed.eq_ignore_ascii_case(value),
        _ => crate::document::equals(allowed, value) != Some(false),
    }
}

/// Why a type refuses a value or a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// One sentence without a full stop, in the compiler's manner. Never tells the value.
    pub message: String,
    /// The literal at fault, where it is known.
    pub span: Option<Span>,
}

impl ParameterType {
    /// Why the type certainly refuses a value, in the compiler's manner: the first reason of [`check`](Self::check).
    #[must_use]
    pub fn refusal(&self, value: &Value) -> Option<String> {
        self.check(value).into_iter().next().map(|refusal| refusal.message)
    }

    /// Why the type certainly refuses a value, whatever its unknown parts turn out to be.
    #[must_use]
    pub fn check(&self, value: &Value) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        self.check_at(value, "", 0, &mut refusals);
        refusals.truncate(MOST);
        refusals
    }

    fn refuses(&self, value: &Value, depth: usize) -> bool {
        let mut refusals = Vec::new();
        self.check_at(value, "", depth, &mut refusals);
        !refusals.is_empty()
    }

    fn check_at(&self, value: &Value, path: &str, depth: usize, refusals: &mut Vec<Refusal>) {
        if depth > DEEPEST || refusals.len() >= MOST {
            return;
        }
        let mut refuse = |message: String| refusals.push(Refusal { message, span: value.trail.literal });
        let fits = match (&self.shape, &value.data) {
            (TypeOf::Any | TypeOf::Resource, _) | (_, Data::Unknown(_)) => true,
            (_, Data::OneOf(members)) => {
                // Refused only when it is none of those allowed, whichever it is.
                if members.iter().all(|member| self.refuses(member, depth + 1)) {
                    self.check_at(&members[0], path, depth + 1, refusals);
                }
                return;
            }
            (_, Data::Null) => self.is_nullable,
            (TypeOf::String, Data::String(_))
            | (TypeOf::Integer, Data::Number(_))
            | (TypeOf::Bool, Data::Bool(_))
            | (TypeOf::Array(_) | TypeOf::Tuple(_), Data::List(_))
            | (TypeOf::Object { .. }, Data::Object(_)) => true,
            (TypeOf::Literals(allowed), _) => {
                !value.is_wholly_known() || allowed.iter().any(|allowed| may_be(allowed, value))
            }
            (TypeOf::OneOf(types), _) => types.iter().any(|ty| !ty.refuses(value, depth + 1)),
            _ => false,
        };
        if !fits {
            refuse(self.mismatch(value, path));
            return;
        }
        for message in self.out_of_bounds(value) {
            refuse(if path.is_empty() { message } else { format!("{message} (property \"{path}\")") });
        }
        match (&self.shape, &value.data) {
            (TypeOf::Object { .. }, Data::Object(object)) => self.check_members(value, object, path, depth, refusals),
            (TypeOf::Array(Some(element)), Data::List(list)) => {
                for (at, item) in list.items.iter().enumerate().take(1_000) {
                    element.check_at(item, &format!("{path}[{at}]"), depth + 1, refusals);
                }
            }
            (TypeOf::Tuple(types), Data::List(list)) if list.open.is_none() => {
                for (at, (ty, item)) in types.iter().zip(&list.items).enumerate() {
                    ty.check_at(item, &format!("{path}[{at}]"), depth + 1, refusals);
                }
                if list.items.len() < types.len() && !types[list.items.len()..].iter().all(|ty| ty.is_nullable) {
                    let (wanted, got) = (types.len(), list.items.len());
                    let message = format!("Expected an array of {wanted} items, but the provided one has {got}");
                    refusals.push(Refusal { message, span: value.trail.literal });
                }
            }
            _ => {}
        }
    }

    fn check_members(&self, value: &Value, object: &Object, path: &str, depth: usize, refusals: &mut Vec<Refusal>) {
        let TypeOf::Object { properties, additional, is_sealed } = &self.shape else { return };
        let find = |name: &str| object.entries.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        let inside = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        let mut missing = Vec::new();
        for (name, ty) in properties {
            match find(name) {
                Some((_, Entry { maybe: Some(_), .. })) => {}
                Some((_, entry)) => ty.check_at(&entry.value, &inside(name), depth + 1, refusals),
                None if object.open.is_some() || object.computed.is_some() || ty.is_nullable => {}
                None if matches!(ty.shape, TypeOf::Any) => {}
                None => missing.push(format!("\"{name}\"")),
            }
        }
        if !missing.is_empty() {
            let names = missing.join(", ");
            let message =
                format!("The specified \"object\" declaration is missing the following required properties: {names}");
            refusals.push(Refusal { message, span: value.trail.literal });
        }
        let others = object.entries.iter().filter(|(name, entry)| {
            entry.maybe.is_none() && !properties.iter().any(|(other, _)| other.eq_ignore_ascii_case(name))
        });
        for (name, entry) in others {
            match additional {
                Some(additional) => additional.check_at(&entry.value, &inside(name), depth + 1, refusals),
                None if *is_sealed => {
                    let message = format!("The property \"{name}\" is not allowed on objects of type \"object\"");
                    refusals.push(Refusal { message, span: entry.span.or(entry.value.trail.literal) });
                }
                None => {}
            }
        }
    }

    fn mismatch(&self, value: &Value, path: &str) -> String {
        let (expected, got) = (self.name(), type_name(value));
        // What is none of the allowed values is not told: it may be a secret.
        let provided = match &self.shape {
            TypeOf::Literals(allowed) if allowed.iter().any(|allowed| type_name(allowed) == got) => {
                "but the provided value is another".to_owned()
            }
            _ => format!("but the provided value is of type \"{got}\""),
        };
        match path.is_empty() {
            true => format!("Expected a value of type \"{expected}\" {provided}"),
            false => format!("The property \"{path}\" expected a value of type \"{expected}\" {provided}"),
        }
    }

    fn out_of_bounds(&self, value: &Value) -> Vec<String> {
        let bounds = &self.bounds;
        let mut messages = Vec::new();
        if let Data::Number(number) = &value.data
            && let Some(number) = number.to_i64()
        {
            if let Some(least) = bounds.min_value.filter(|least| number < *least) {
                messages.push(format!("The provided value is less than the minimum value of {least}"));
            }
            if let Some(most) = bounds.max_value.filter(|most| number > *most) {
                messages.push(format!("The provided value is greater than the maximum value of {most}"));
            }
        }
        let (length, is_whole) = match &value.data {
            Data::String(text) => (text.encode_utf16().count(), true),
            Data::List(list) => (list.items.len(), list.open.is_none()),
            _ => return messages,
        };
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        if let Some(least) = bounds.min_length.filter(|least| is_whole && length < *least) {
            messages.push(format!("The provided value is shorter than the minimum length of {least}"));
        }
        if let Some(most) = bounds.max_length.filter(|most| length > *most) {
            messages.push(format!("The provided value is longer than the maximum length of {most}"));
        }
        messages
    }
}
