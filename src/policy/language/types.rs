//! The types of expressions, and what names mean.

use std::fmt;
use std::ptr;
use std::sync::Arc;

use crate::model::table::{Kind, PropertyType};
use crate::policy::front_matter::PolicyOption;

/// All kinds that policies may judge or reach through links.
#[derive(Debug, Clone)]
pub struct Schema {
    kinds: Arc<[&'static Kind]>,
}

/// A contradiction in the table: a page could not say what it means.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// Two kinds, or two properties or links of one kind, have the same name.
    #[error("`{0}` is declared twice")]
    Twice(String),
    /// A link leads to a kind that is not there.
    #[error("the link `{0}` leads to no kind")]
    NoTarget(String),
}

/// The type of an expression.
#[derive(Debug, Clone)]
pub(in crate::policy) enum Type {
    Bool,
    Number,
    Text,
    /// A mapping from texts to texts.
    Map,
    /// An object of this kind whose fields are the rows that begin with the text and a full stop.
    Object(&'static Kind, Arc<str>),
    Resource(&'static Kind),
    List(Box<Type>),
    /// The type of the elements of `[]`: any.
    Any,
}

/// What names mean in one page.
#[derive(Debug, Clone, Copy)]
pub(in crate::policy) struct Scope<'a> {
    pub schema: &'a Schema,
    pub kind: &'static Kind,
    pub options: &'a [PolicyOption],
}

impl Schema {
    /// The schema of these kinds.
    #[must_use]
    pub fn new(kinds: impl IntoIterator<Item = &'static Kind>) -> Self {
        Self { kinds: kinds.into_iter().collect() }
    }

    /// All kinds, in the order given.
    #[must_use]
    pub fn kinds(&self) -> &[&'static Kind] {
        &self.kinds
    }

    /// The kind of this name.
    #[must_use]
    pub fn kind(&self, name: &str) -> Option<&'static Kind> {
        self.kinds.iter().copied().find(|kind| kind.name == name)
    }

    /// What would make names ambiguous or lead nowhere; empty for a sound table.
    #[must_use]
    pub fn errors(&self) -> Vec<SchemaError> {
        let mut errors = Vec::new();
        for (index, kind) in self.kinds.iter().enumerate() {
            if self.kinds[..index].iter().any(|other| other.name == kind.name) {
                errors.push(SchemaError::Twice(kind.name.to_owned()));
            }
            for (index, property) in kind.properties.iter().enumerate() {
                if kind.properties[..index].iter().any(|other| other.name == property.name) {
                    errors.push(SchemaError::Twice(format!("{}.{}", kind.name, property.name)));
                }
            }
            for (index, link) in kind.links.iter().enumerate() {
                let is_property = |name: &str| name.split(['.', '[']).next() == Some(link.name);
                if kind.links[..index].iter().any(|other| other.name == link.name)
                    || kind.properties.iter().any(|property| is_property(property.name))
                {
                    errors.push(SchemaError::Twice(format!("{}.{}", kind.name, link.name)));
                }
                if self.kind(link.target).is_none() {
                    errors.push(SchemaError::NoTarget(format!("{}.{}", kind.name, link.name)));
                }
            }
        }
        errors
    }
}

impl Type {
    /// A list of these.
    pub fn list(element: Self) -> Self {
        Self::List(Box::new(element))
    }

    /// The type of a property or field of this name.
    pub fn of(ty: PropertyType, kind: &'static Kind, name: &str) -> Self {
        match ty {
            PropertyType::Bool => Self::Bool,
            PropertyType::Number => Self::Number,
            PropertyType::String => Self::Text,
            PropertyType::StringList => Self::list(Self::Text),
            PropertyType::StringMap => Self::Map,
            PropertyType::Object => Self::Object(kind, name.into()),
            PropertyType::ObjectList => Self::list(Self::Object(kind, format!("{name}[]").into())),
        }
    }

    /// Whether a value of either type may stand for one of the other.
    pub fn fits(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any, _) | (_, Self::Any) => true,
            (Self::Bool, Self::Bool)
            | (Self::Number, Self::Number)
            | (Self::Text, Self::Text)
            | (Self::Map, Self::Map) => true,
            (Self::Object(a, a_prefix), Self::Object(b, b_prefix)) => ptr::eq(*a, *b) && a_prefix == b_prefix,
            (Self::Resource(a), Self::Resource(b)) => ptr::eq(*a, *b),
            (Self::List(a), Self::List(b)) => a.fits(b),
            _ => false,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => formatter.write_str("bool"),
            Self::Number => formatter.write_str("number"),
            Self::Text => formatter.write_str("string"),
            Self::Map => formatter.write_str("map"),
            Self::Object(..) => formatter.write_str("object"),
            Self::Resource(kind) => formatter.write_str(kind.name),
            Self::List(element) => match &**element {
                Self::Any => formatter.write_str("empty list"),
                Self::List(_) => formatter.write_str("list of lists"),
                element => write!(formatter, "list of {element}s"),
            },
            Self::Any => formatter.write_str("any"),
        }
    }
}
