//! Terraform's types: type constraints, conversion of values to them, and unification.
//!
//! Knows: which types there are, what converts into what, defaults of optional attributes. Does not know: variables
//! or modules. A value carries no type of its own here; [`TypeConstraint::of`] derives it as far as it is known.

mod convert;
mod parse;
mod set;
#[cfg(test)]
mod tests;
mod unify;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

pub use convert::{convert, convert_to_bool, convert_to_number, convert_to_string};
pub use parse::parse;
pub use set::{ordered_items, set_items, set_order};
pub use unify::{unify, unify_types};

use crate::document::{Data, ListKind, Object, ObjectKind, Value};

/// Types nest no deeper than this; below it everything is [`TypeConstraint::Any`].
const MAX_DEPTH: usize = 64;

/// A type, or a type constraint of a variable.
#[derive(Debug, Clone)]
pub enum TypeConstraint {
    /// `any`; also the type of what is null or unknown.
    Any,
    /// `bool`.
    Bool,
    /// `number`.
    Number,
    /// `string`.
    String,
    /// `list(…)`.
    List(Box<TypeConstraint>),
    /// `set(…)`.
    Set(Box<TypeConstraint>),
    /// `map(…)`.
    Map(Box<TypeConstraint>),
    /// `tuple([…])`.
    Tuple(Vec<TypeConstraint>),
    /// `object({…})`.
    Object(BTreeMap<Arc<str>, AttributeType>),
}

/// The type of an attribute of an object type.
#[derive(Debug, Clone)]
pub struct AttributeType {
    /// Its type.
    pub constraint: TypeConstraint,
    /// `optional(…)`: may be missing.
    pub is_optional: bool,
    /// Taken when the attribute is missing or null; already of the attribute's type.
    pub default: Option<Value>,
}

impl TypeConstraint {
    /// The type of a value: [`TypeConstraint::Any`] where it is null, unknown, open or the body of a resource.
    #[must_use]
    pub fn of(value: &Value) -> Self {
        Self::of_nested(value, 0)
    }

    fn of_nested(value: &Value, depth: usize) -> Self {
        if depth > MAX_DEPTH {
            return Self::Any;
        }
        match &value.data {
            Data::Null | Data::Unknown(_) => Self::Any,
            Data::Bool(_) => Self::Bool,
            Data::Number(_) => Self::Number,
            Data::String(_) => Self::String,
            Data::List(list) => {
                let types = list.items.iter().map(|item| Self::of_nested(item, depth + 1));
                match list.kind {
                    ListKind::Tuple if list.open.is_none() => Self::Tuple(types.collect()),
                    ListKind::List => Self::List(Box::new(element_type(types))),
                    ListKind::Set => Self::Set(Box::new(element_type(types))),
                    ListKind::Tuple | ListKind::Blocks => Self::Any,
                }
            }
            Data::Object(object) => {
                let mut types = object.entries.values().map(|entry| Self::of_nested(&entry.value, depth + 1));
                match object.kind {
                    ObjectKind::Map => Self::Map(Box::new(element_type(types))),
                    ObjectKind::Object if is_closed(object) => {
                        let attributes = types.by_ref().map(AttributeType::required);
                        Self::Object(object.entries.keys().cloned().zip(attributes).collect())
                    }
                    ObjectKind::Object | ObjectKind::Block => Self::Any,
                }
            }
            Data::OneOf(members) => {
                let mut types = members.iter().map(|member| Self::of_nested(member, depth + 1));
                let first = types.next().unwrap_or(Self::Any);
                if types.all(|other| other.is(&first)) { first } else { Self::Any }
            }
        }
    }

    /// Whether both are the same type; `optional` and defaults do not count.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any, Self::Any)
            | (Self::Bool, Self::Bool)
            | (Self::Number, Self::Number)
            | (Self::String, Self::String) => true,
            (Self::List(a), Self::List(b)) | (Self::Set(a), Self::Set(b)) | (Self::Map(a), Self::Map(b)) => a.is(b),
            (Self::Tuple(a), Self::Tuple(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is(b)),
            (Self::Object(a), Self::Object(b)) => {
                a.len() == b.len()
                    && a.iter()
                        .zip(b)
                        .all(|((a_name, a), (b_name, b))| a_name == b_name && a.constraint.is(&b.constraint))
            }
            _ => false,
        }
    }

    /// Whether it is `any`.
    #[must_use]
    pub fn is_any(&self) -> bool {
        matches!(self, Self::Any)
    }

    /// The kind of type in one word, for messages: `list`, `object`, `string`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Any => "dynamic",
            Self::Bool => "bool",
            Self::Number => "number",
            Self::String => "string",
            Self::List(_) => "list",
            Self::Set(_) => "set",
            Self::Map(_) => "map",
            Self::Tuple(_) => "tuple",
            Self::Object(_) => "object",
        }
    }
}

impl AttributeType {
    /// An attribute that must be there.
    #[must_use]
    pub fn required(constraint: TypeConstraint) -> Self {
        Self { constraint, is_optional: false, default: None }
    }
}

/// The one type of all elements of a collection: that of the first element whose type is known.
fn element_type(types: impl Iterator<Item = TypeConstraint>) -> TypeConstraint {
    let mut types = types;
    types.find(|element| !element.is_any()).unwrap_or(TypeConstraint::Any)
}

/// Whether exactly these entries are there.
fn is_closed(object: &Object) -> bool {
    object.open.is_none() && object.computed.is_none() && object.entries.values().all(|entry| entry.maybe.is_none())
}

/// In Terraform's spelling: `map(string)`, `object({ a = number })`.
impl fmt::Display for TypeConstraint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => formatter.write_str("any"),
            Self::Bool | Self::Number | Self::String => formatter.write_str(self.name()),
            Self::List(element) | Self::Set(element) | Self::Map(element) => {
                write!(formatter, "{}({element})", self.name())
            }
            Self::Tuple(elements) => {
                formatter.write_str("tuple([")?;
                for (index, element) in elements.iter().enumerate() {
                    let separator = if index == 0 { "" } else { ", " };
                    write!(formatter, "{separator}{element}")?;
                }
                formatter.write_str("])")
            }
            Self::Object(attributes) => {
                formatter.write_str("object({")?;
                for (index, (name, attribute)) in attributes.iter().enumerate() {
                    let separator = if index == 0 { " " } else { ", " };
                    match attribute.is_optional {
                        true => write!(formatter, "{separator}{name} = optional({})", attribute.constraint)?,
                        false => write!(formatter, "{separator}{name} = {}", attribute.constraint)?,
                    }
                }
                formatter.write_str(if attributes.is_empty() { "})" } else { " })" })
            }
        }
    }
}
