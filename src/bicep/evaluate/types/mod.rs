//! Types: what they say about a value that is not given, and which values they refuse.
//!
//! Knows: what a declared type and its decorators mean. Does not know: any resource type, so that what is derived from
//! one may be anything.

mod check;
mod resolve;
mod unset;

use std::sync::Arc;

pub use check::Refusal;

use super::Scope;
use crate::bicep::syntax::{Decorator, TypeExpression};
use crate::document::{Data, Value};

/// What a type says.
#[derive(Debug, Clone)]
pub struct ParameterType {
    /// Null certainly is a value of it.
    pub is_nullable: bool,
    /// Its values are secret.
    pub is_secure: bool,
    /// Which values it has.
    pub shape: TypeOf,
    /// What the decorators on numbers and lengths allow.
    pub bounds: Bounds,
}

/// Which values a type has.
#[derive(Debug, Clone)]
pub enum TypeOf {
    /// Anything, or nobody knows: also null.
    Any,
    /// A resource: certainly set.
    Resource,
    /// Texts.
    String,
    /// Whole numbers.
    Integer,
    /// True and false.
    Bool,
    /// Arrays, of these elements.
    Array(Option<Box<ParameterType>>),
    /// Arrays of these elements and no others.
    Tuple(Vec<ParameterType>),
    /// Objects.
    Object {
        /// The members it names.
        properties: Vec<(Arc<str>, ParameterType)>,
        /// What other members are, where it speaks of them.
        additional: Option<Box<ParameterType>>,
        /// There are no members but these: `@sealed()`.
        is_sealed: bool,
    },
    /// These and no others.
    Literals(Vec<Value>),
    /// Values of one of these types.
    OneOf(Vec<ParameterType>),
}

/// `@minValue`, `@maxValue`, `@minLength`, `@maxLength`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bounds {
    /// The lowest number.
    pub min_value: Option<i64>,
    /// The highest number.
    pub max_value: Option<i64>,
    /// The least characters or elements.
    pub min_length: Option<i64>,
    /// The most characters or elements.
    pub max_length: Option<i64>,
}

/// What the type of a parameter with these decorators says.
#[must_use]
pub fn parameter_type(expression: &TypeExpression, decorators: &[Decorator], scope: &dyn Scope) -> ParameterType {
    resolve::Resolver::new(scope.run()).resolve(expression, decorators, scope)
}

impl ParameterType {
    const ANY: Self = Self::of(TypeOf::Any);

    const fn of(shape: TypeOf) -> Self {
        let bounds = Bounds { min_value: None, max_value: None, min_length: None, max_length: None };
        Self { is_nullable: false, is_secure: false, shape, bounds }
    }

    /// The finite set of its values without null, where it has one.
    #[must_use]
    pub fn domain(&self) -> Option<&[Value]> {
        if let TypeOf::Literals(values) = &self.shape { Some(values) } else { None }
    }

    /// Its name as the compiler shows it.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.shape {
            TypeOf::Any => "any".to_owned(),
            TypeOf::Resource => "resource".to_owned(),
            TypeOf::String => "string".to_owned(),
            TypeOf::Integer => "int".to_owned(),
            TypeOf::Bool => "bool".to_owned(),
            TypeOf::Array(_) | TypeOf::Tuple(_) => "array".to_owned(),
            TypeOf::Object { .. } => "object".to_owned(),
            TypeOf::Literals(values) => {
                let shown: Vec<String> = values.iter().take(MOST_SHOWN).map(literal).collect();
                let more = if values.len() > MOST_SHOWN { " | …" } else { "" };
                format!("{}{more}", shown.join(" | "))
            }
            TypeOf::OneOf(members) => {
                let mut names: Vec<String> = members.iter().take(MOST_SHOWN).map(Self::name).collect();
                names.dedup();
                names.join(" | ")
            }
        }
    }
}

/// The most members of a union that are shown.
const MOST_SHOWN: usize = 12;

/// A literal as Bicep writes it.
fn literal(value: &Value) -> String {
    match &value.data {
        Data::String(text) => format!("'{text}'"),
        Data::Number(number) => number.to_string(),
        Data::Bool(value) => value.to_string(),
        _ => type_name(value).to_owned(),
    }
}

/// The name of a value's type in messages.
pub(super) fn type_name(value: &Value) -> &'static str {
    match &value.data {
        Data::Null => "null",
        Data::Bool(_) => "bool",
        Data::Number(_) => "int",
        Data::String(_) => "string",
        Data::List(_) => "array",
        Data::Object(_) => "object",
        Data::Unknown(_) | Data::OneOf(_) => "any",
    }
}
