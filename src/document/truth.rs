//! Truth in three values.

use std::sync::Arc;

use super::{Reason, Value};
use crate::source::Span;

/// A truth value in three-valued logic.
#[derive(Debug, Clone, PartialEq)]
pub enum Truth {
    /// True or false, whatever the unknown parts turn out to be.
    Known(bool),
    /// Not decided, and why.
    Unknown(Arc<Reason>),
}

impl Truth {
    /// As the value of an expression at this place.
    #[must_use]
    pub fn value(self, is_sensitive: bool, span: Span) -> Value {
        let value = match self {
            Self::Known(value) => Value::bool(value),
            Self::Unknown(reason) => Value::unknown_set(reason),
        };
        value.at(span).with_sensitive(is_sensitive)
    }

    /// The opposite.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "the operator would hide that there are three values")]
    pub fn not(self) -> Self {
        if let Self::Known(value) = self { Self::Known(!value) } else { self }
    }

    /// Both: false as soon as one is.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.absorb(other, false)
    }

    /// One of them: true as soon as one is.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.absorb(other, true)
    }

    fn absorb(self, other: Self, absorbing: bool) -> Self {
        match (self, other) {
            (Self::Known(value), _) | (_, Self::Known(value)) if value == absorbing => Self::Known(absorbing),
            (Self::Known(_), other) | (other, Self::Known(_)) => other,
            (unknown, Self::Unknown(_)) => unknown,
        }
    }
}
