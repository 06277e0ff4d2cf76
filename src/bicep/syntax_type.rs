//! The syntax of types: what stands behind a parameter's name or a `type` declaration.
//!
//! Knows: the shape of what was written. Does not know: what a name refers to.

use std::sync::Arc;

use super::syntax::{Decorator, Expression, Name, find_decorator};
use crate::source::Span;

/// A type with its place.
#[derive(Debug, Clone)]
pub struct TypeExpression {
    /// What it is.
    pub kind: TypeKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of types.
#[derive(Debug, Clone)]
pub enum TypeKind {
    /// `string`, `int`, `bool`, `object`, `array`, or a declared type.
    Name(Arc<str>),
    /// A literal that is the only value of the type: a string, a number or a boolean, also with `-` or `!` before it,
    /// or `null`.
    Literal(Expression),
    /// `{ key: type, *: type }`.
    Object(ObjectType),
    /// `[ type, type ]`.
    Tuple(Vec<TypeItem>),
    /// `type[]`.
    Array(Box<TypeExpression>),
    /// `type?`.
    Nullable(Box<TypeExpression>),
    /// `type!`.
    NonNull(Box<TypeExpression>),
    /// `a | b`.
    Union(Vec<TypeExpression>),
    /// `(type)`.
    Parenthesis(Box<TypeExpression>),
    /// `type.name`.
    Member(Box<TypeExpression>, Name),
    /// `type.*`: of the additional properties.
    AdditionalProperties(Box<TypeExpression>),
    /// `type[*]`: of the items of an array.
    Items(Box<TypeExpression>),
    /// `type[0]`: of one item of a tuple.
    Item(Box<TypeExpression>, Expression),
    /// `name<arguments>`, such as `resourceInput<'type@version'>`.
    Generic(Box<GenericType>),
    /// `resource`, `resource 'type@version'`: a parameter or output that is a resource.
    Resource(Option<Expression>),
    /// Could not be read; a problem says why. Holds the message.
    Error(Arc<str>),
}

/// `name<arguments>` or `namespace.name<arguments>`.
#[derive(Debug, Clone)]
pub struct GenericType {
    /// The namespace or wildcard import, where it is written.
    pub base: Option<TypeExpression>,
    /// The name.
    pub name: Name,
    /// What stands between the angle brackets.
    pub arguments: Vec<TypeExpression>,
}

/// The type of an object.
#[derive(Debug, Clone, Default)]
pub struct ObjectType {
    /// The properties in source order.
    pub properties: Vec<TypeProperty>,
    /// `*: type`: properties of any other name may be there. A [`TypeKind::Error`] when part of the type could not be
    /// read.
    pub additional: Option<Box<TypeItem>>,
}

/// `name: type` in the type of an object.
#[derive(Debug, Clone)]
pub struct TypeProperty {
    /// The name, escapes decoded.
    pub name: Name,
    /// Its type.
    pub item: TypeItem,
}

/// The type of a property or of an item of a tuple, with what decorates it.
#[derive(Debug, Clone)]
pub struct TypeItem {
    /// The decorators before it.
    pub decorators: Vec<Decorator>,
    /// The type.
    pub type_expression: TypeExpression,
}

impl TypeItem {
    /// The decorator of this name, in the `sys` or `az` namespace or in none.
    #[must_use]
    pub fn decorator(&self, name: &str) -> Option<&Decorator> {
        find_decorator(&self.decorators, name)
    }
}
