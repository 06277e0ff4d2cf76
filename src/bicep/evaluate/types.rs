//! Types: what they say about a value that is not given, and which values they refuse.

use std::sync::Arc;

use super::{Bindings, Scope, evaluate};
use crate::arm::operators::Merge;
use crate::bicep::syntax::{Decorator, ExpressionKind, TypeExpression, TypeItem, TypeKind};
use crate::document::{Cause, Data, Entry, MAX_ALTERNATIVES, Object, Reason, Value};
use crate::source::Span;

/// How deeply types are followed; user-defined ones may contain themselves.
const DEEPEST: usize = 12;
/// How deeply the members of an object without a value are told apart.
const DEEPEST_UNSET: usize = 4;

/// What a type says.
#[derive(Debug, Clone)]
pub struct ParameterType {
    /// Null is a value of it.
    pub is_nullable: bool,
    /// Its values are secret.
    pub is_secure: bool,
    /// Which values it has.
    pub shape: TypeOf,
}

/// Which values a type has.
#[derive(Debug, Clone)]
pub enum TypeOf {
    /// Any, or nobody knows.
    Any,
    /// Texts.
    String,
    /// Whole numbers.
    Integer,
    /// True and false.
    Bool,
    /// Arrays, of these elements.
    Array(Option<Box<ParameterType>>),
    /// Objects.
    Object {
        /// The members it names.
        properties: Vec<(Arc<str>, ParameterType)>,
        /// There may be others.
        is_open: bool,
    },
    /// These and no others.
    Literals(Vec<Value>),
}

/// What the type of a parameter with these decorators says.
#[must_use]
pub fn parameter_type(expression: &TypeExpression, decorators: &[Decorator], scope: &dyn Scope) -> ParameterType {
    typed(expression, decorators, scope, 0)
}

const ANY: ParameterType = ParameterType { is_nullable: false, is_secure: false, shape: TypeOf::Any };

fn typed(expression: &TypeExpression, decorators: &[Decorator], scope: &dyn Scope, depth: usize) -> ParameterType {
    let mut found = shape(expression, scope, depth);
    let named = |wanted: &str| decorators.iter().find(|decorator| &*decorator.name.text == wanted);
    found.is_secure |= named("secure").is_some();
    let allowed = named("allowed").and_then(|decorator| decorator.arguments.first());
    if let Some(values) = allowed.and_then(|list| evaluate(list, scope, &Bindings::empty()).ok())
        && let Some(list) = values.as_list()
        && list.items.iter().all(Value::is_wholly_known)
        && !matches!(found.shape, TypeOf::Array(_))
    {
        found.shape = TypeOf::Literals(list.items.clone());
    }
    found
}

fn item(item: &TypeItem, scope: &dyn Scope, depth: usize) -> ParameterType {
    typed(&item.type_expression, &item.decorators, scope, depth)
}

fn shape(expression: &TypeExpression, scope: &dyn Scope, depth: usize) -> ParameterType {
    let of = |shape: TypeOf| ParameterType { shape, ..ANY };
    if depth > DEEPEST || scope.run().budget.spend(1).is_err() {
        return ParameterType { is_nullable: true, ..ANY };
    }
    match &expression.kind {
        TypeKind::Name(name) => match &**name {
            "string" => of(TypeOf::String),
            "int" => of(TypeOf::Integer),
            "bool" => of(TypeOf::Bool),
            "array" => of(TypeOf::Array(None)),
            "object" => of(TypeOf::Object { properties: Vec::new(), is_open: true }),
            "any" => ParameterType { is_nullable: true, ..ANY },
            _ => declared(None, name, scope, depth),
        },
        TypeKind::Literal(literal) => match literal.kind {
            ExpressionKind::Null => ParameterType { is_nullable: true, ..of(TypeOf::Literals(Vec::new())) },
            _ => match evaluate(literal, scope, &Bindings::empty()) {
                Ok(value) => of(TypeOf::Literals(vec![value])),
                Err(_) => ANY,
            },
        },
        TypeKind::Object(object) => {
            let properties = (object.properties.iter())
                .map(|property| (Arc::clone(&property.name.text), item(&property.item, scope, depth + 1)));
            of(TypeOf::Object { properties: properties.collect(), is_open: object.additional.is_some() })
        }
        TypeKind::Tuple(_) => of(TypeOf::Array(None)),
        TypeKind::Array(element) => of(TypeOf::Array(Some(Box::new(shape(element, scope, depth + 1))))),
        TypeKind::Nullable(inner) => ParameterType { is_nullable: true, ..shape(inner, scope, depth) },
        TypeKind::NonNull(inner) => ParameterType { is_nullable: false, ..shape(inner, scope, depth) },
        TypeKind::Parenthesis(inner) => shape(inner, scope, depth),
        TypeKind::Union(members) => union(members, scope, depth),
        TypeKind::Member(base, name) => {
            if let TypeKind::Name(namespace) = &base.kind
                && scope.is_namespace(namespace)
            {
                return declared(Some(namespace), &name.text, scope, depth);
            }
            match shape(base, scope, depth + 1).shape {
                TypeOf::Object { properties, .. } => {
                    let found = properties.into_iter().find(|(other, _)| *other == name.text);
                    found.map_or(ParameterType { is_nullable: true, ..ANY }, |(_, ty)| ty)
                }
                _ => ParameterType { is_nullable: true, ..ANY },
            }
        }
        TypeKind::Items(base) => match shape(base, scope, depth + 1).shape {
            TypeOf::Array(Some(element)) => *element,
            _ => ParameterType { is_nullable: true, ..ANY },
        },
        TypeKind::AdditionalProperties(_)
        | TypeKind::Item(..)
        | TypeKind::Generic(_)
        | TypeKind::Resource(_)
        | TypeKind::Error(_) => ParameterType { is_nullable: true, ..ANY },
    }
}

fn declared(namespace: Option<&str>, name: &str, scope: &dyn Scope, depth: usize) -> ParameterType {
    match scope.named_type(namespace, name) {
        Some(found) => typed(found.expression, &found.declaration.decorators, found.scope, depth + 1),
        None => ParameterType { is_nullable: true, ..ANY },
    }
}

/// A union of literals is a finite set; any other one may be anything.
fn union(members: &[TypeExpression], scope: &dyn Scope, depth: usize) -> ParameterType {
    let mut literals = Vec::new();
    let mut is_nullable = false;
    for member in members {
        let member = shape(member, scope, depth + 1);
        is_nullable |= member.is_nullable;
        match member.shape {
            TypeOf::Literals(more) => literals.extend(more),
            _ => return ParameterType { is_nullable: true, ..ANY },
        }
    }
    ParameterType { is_nullable, is_secure: false, shape: TypeOf::Literals(literals) }
}

impl ParameterType {
    /// What a parameter of this type is that got no value and has no default.
    #[must_use]
    pub fn unset(&self, name: &str, declared: Span) -> Value {
        let text = format!("the parameter `{name}` has no value");
        let reason = Arc::new(Reason::new(Cause::NoValue, format!("param {name}"), text).at(declared));
        self.unset_because(&reason, DEEPEST_UNSET)
    }

    fn unset_because(&self, reason: &Arc<Reason>, depth: usize) -> Value {
        let null = self.is_nullable.then(Value::null);
        let value = match &self.shape {
            TypeOf::Literals(values) if values.len() < MAX_ALTERNATIVES => {
                let values = values.iter().map(|value| Value::new(value.data.clone()));
                Value::one_of(values.chain(null), reason)
            }
            TypeOf::Object { properties, is_open: false } if depth > 0 && !self.is_nullable => {
                let entry = |(name, ty): &(Arc<str>, ParameterType)| {
                    (Arc::clone(name), Entry::from(ty.unset_because(reason, depth - 1)))
                };
                let object = Object { entries: properties.iter().map(entry).collect(), ..Object::default() };
                Value::new(Data::Object(Arc::new(object)))
            }
            _ if self.is_nullable => Value::unknown(Arc::clone(reason)),
            _ => Value::unknown_set(Arc::clone(reason)),
        };
        value.with_sensitive(self.is_secure)
    }

    /// The value with what the type calls secret marked so.
    #[must_use]
    pub fn mark(&self, value: Value) -> Value {
        let value = match (&self.shape, &value.data) {
            (TypeOf::Object { properties, .. }, Data::Object(object)) if self.holds_secrets(0) => {
                let mut merge = Merge::default();
                for (name, entry) in &object.entries {
                    let ty = properties.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
                    let member = ty.map_or_else(|| entry.value.clone(), |(_, ty)| ty.mark(entry.value.clone()));
                    merge.set(Arc::clone(name), member, entry.span);
                }
                if let Some(reason) = &object.open {
                    merge.leave_open(reason);
                }
                Value { trail: value.trail.clone(), ..merge.finish() }.with_sensitive(value.sensitive)
            }
            _ => value,
        };
        value.with_sensitive(self.is_secure)
    }

    fn holds_secrets(&self, depth: usize) -> bool {
        self.is_secure
            || depth < DEEPEST
                && match &self.shape {
                    TypeOf::Object { properties, .. } => properties.iter().any(|(_, ty)| ty.holds_secrets(depth + 1)),
                    TypeOf::Array(Some(element)) => element.holds_secrets(depth + 1),
                    _ => false,
                }
    }

    /// Why the type certainly refuses a value, in the compiler's manner.
    #[must_use]
    pub fn refusal(&self, value: &Value) -> Option<String> {
        let is_fitting = match (&self.shape, &value.data) {
            (_, Data::Unknown(_) | Data::OneOf(_)) | (TypeOf::Any, _) => true,
            (_, Data::Null) => true,
            (TypeOf::String, Data::String(_))
            | (TypeOf::Integer, Data::Number(_))
            | (TypeOf::Bool, Data::Bool(_))
            | (TypeOf::Array(_), Data::List(_))
            | (TypeOf::Object { .. }, Data::Object(_)) => true,
            (TypeOf::Literals(values), _) => values.iter().any(|allowed| allowed.same(value)),
            _ => false,
        };
        if is_fitting {
            return None;
        }
        let expected = match &self.shape {
            TypeOf::String => "a value of type \"string\"".to_owned(),
            TypeOf::Integer => "a value of type \"int\"".to_owned(),
            TypeOf::Bool => "a value of type \"bool\"".to_owned(),
            TypeOf::Array(_) => "a value of type \"array\"".to_owned(),
            TypeOf::Object { .. } => "a value of type \"object\"".to_owned(),
            TypeOf::Literals(values) => {
                let shown: Vec<String> =
                    values.iter().filter_map(|value| crate::arm::operators::display(value).ok()).take(12).collect();
                format!("one of '{}'", shown.join("', '"))
            }
            TypeOf::Any => return None,
        };
        Some(format!("Expected {expected}"))
    }
}
