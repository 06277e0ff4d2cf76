//! From the syntax of a type to what it says.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use super::{ParameterType, TypeOf};
use crate::arm::Run;
use crate::bicep::evaluate::{Bindings, Scope, evaluate};
use crate::bicep::syntax::{Decorator, ExpressionKind, ObjectType, TypeExpression, TypeItem, TypeKind};
use crate::document::{Data, Value};

/// How deeply types are followed.
const DEEPEST: usize = 48;
/// How many types one parameter may consist of: user-defined ones that name one another grow without bound.
const MOST: u32 = 4_000;

/// Resolves the type of one parameter.
pub(super) struct Resolver<'r> {
    run: &'r Run<'r>,
    /// The declared types being resolved, by the place of their name: those that contain themselves are cut short.
    resolving: RefCell<Vec<crate::source::Span>>,
    count: Cell<u32>,
}

impl<'r> Resolver<'r> {
    pub fn new(run: &'r Run<'r>) -> Self {
        Self { run, resolving: RefCell::default(), count: Cell::new(0) }
    }

    pub fn resolve(&self, expression: &TypeExpression, decorators: &[Decorator], scope: &dyn Scope) -> ParameterType {
        self.decorated(expression, decorators, scope, 0)
    }

    fn decorated(
        &self,
        expression: &TypeExpression,
        decorators: &[Decorator],
        scope: &dyn Scope,
        depth: usize,
    ) -> ParameterType {
        let mut found = self.shape(expression, scope, depth);
        for decorator in decorators {
            let argument = || {
                let first = decorator.arguments.first()?;
                evaluate(first, scope, &Bindings::empty()).ok()
            };
            let number = || match argument()?.data {
                Data::Number(number) => number.to_i64(),
                _ => None,
            };
            match &*decorator.name.text {
                "secure" => found.is_secure = true,
                "sealed" => {
                    if let TypeOf::Object { is_sealed, .. } = &mut found.shape {
                        *is_sealed = true;
                    }
                }
                "minValue" => found.bounds.min_value = number(),
                "maxValue" => found.bounds.max_value = number(),
                "minLength" => found.bounds.min_length = number(),
                "maxLength" => found.bounds.max_length = number(),
                "allowed" => found.shape = allowed(found.shape, argument()),
                _ => {}
            }
        }
        found
    }

    fn item(&self, item: &TypeItem, scope: &dyn Scope, depth: usize) -> ParameterType {
        self.decorated(&item.type_expression, &item.decorators, scope, depth)
    }

    fn shape(&self, expression: &TypeExpression, scope: &dyn Scope, depth: usize) -> ParameterType {
        self.count.set(self.count.get() + 1);
        if depth > DEEPEST || self.count.get() > MOST || self.run.budget.spend(1).is_err() {
            return ParameterType::ANY;
        }
        let of = ParameterType::of;
        match &expression.kind {
            TypeKind::Name(name) => match scope.named_type(None, name) {
                Some(_) => self.declared(None, name, scope, depth),
                None => built_in(name),
            },
            TypeKind::Literal(literal) => match literal.kind {
                ExpressionKind::Null => ParameterType { is_nullable: true, ..of(TypeOf::Literals(Vec::new())) },
                _ => match evaluate(literal, scope, &Bindings::empty()) {
                    Ok(value) => of(TypeOf::Literals(vec![value])),
                    Err(_) => ParameterType::ANY,
                },
            },
            TypeKind::Object(object) => of(self.object(object, scope, depth)),
            TypeKind::Tuple(items) => {
                of(TypeOf::Tuple(items.iter().map(|item| self.item(item, scope, depth + 1)).collect()))
            }
            TypeKind::Array(element) => of(TypeOf::Array(Some(Box::new(self.shape(element, scope, depth + 1))))),
            TypeKind::Nullable(inner) => ParameterType { is_nullable: true, ..self.shape(inner, scope, depth + 1) },
            TypeKind::NonNull(inner) => ParameterType { is_nullable: false, ..self.shape(inner, scope, depth + 1) },
            TypeKind::Parenthesis(inner) => self.shape(inner, scope, depth + 1),
            TypeKind::Union(members) => self.union(members, scope, depth),
            TypeKind::Member(base, name) => self.member(base, &name.text, scope, depth),
            TypeKind::Items(base) => match self.shape(base, scope, depth + 1).shape {
                TypeOf::Array(Some(element)) => *element,
                _ => ParameterType::ANY,
            },
            TypeKind::Item(base, position) => self.element(base, position, scope, depth),
            TypeKind::AdditionalProperties(base) => match self.shape(base, scope, depth + 1).shape {
                TypeOf::Object { additional: Some(additional), .. } => *additional,
                _ => ParameterType::ANY,
            },
            TypeKind::Resource(_) => of(TypeOf::Resource),
            // What is derived from a resource type is known to Azure alone.
            TypeKind::Generic(_) | TypeKind::Error(_) => ParameterType::ANY,
        }
    }

    fn object(&self, object: &ObjectType, scope: &dyn Scope, depth: usize) -> TypeOf {
        let properties = (object.properties.iter())
            .map(|property| (Arc::clone(&property.name.text), self.item(&property.item, scope, depth + 1)))
            .collect();
        let additional = object.additional.as_ref().map(|item| Box::new(self.item(item, scope, depth + 1)));
        TypeOf::Object { properties, additional, is_sealed: false }
    }

    fn declared(&self, namespace: Option<&str>, name: &str, scope: &dyn Scope, depth: usize) -> ParameterType {
        let Some(found) = scope.named_type(namespace, name) else { return ParameterType::ANY };
        let place = found.expression.span;
        if self.resolving.borrow().contains(&place) {
            return ParameterType::ANY;
        }
        self.resolving.borrow_mut().push(place);
        let ty = self.decorated(found.expression, &found.declaration.decorators, found.scope, depth + 1);
        self.resolving.borrow_mut().pop();
        ty
    }

    fn member(&self, base: &TypeExpression, name: &str, scope: &dyn Scope, depth: usize) -> ParameterType {
        if let TypeKind::Name(namespace) = &base.kind {
            if scope.is_namespace(namespace) {
                return self.declared(Some(namespace), name, scope, depth);
            }
            if &**namespace == "sys" && scope.named_type(None, namespace).is_none() {
                return built_in(name);
            }
        }
        match self.shape(base, scope, depth + 1).shape {
            TypeOf::Object { properties, .. } => {
                let found = properties.into_iter().find(|(other, _)| **other == *name);
                found.map_or(ParameterType::ANY, |(_, ty)| ty)
            }
            _ => ParameterType::ANY,
        }
    }

    fn element(
        &self,
        base: &TypeExpression,
        position: &crate::bicep::syntax::Expression,
        scope: &dyn Scope,
        depth: usize,
    ) -> ParameterType {
        let ExpressionKind::Integer(position) = position.kind else { return ParameterType::ANY };
        match self.shape(base, scope, depth + 1).shape {
            TypeOf::Tuple(items) => {
                let at = usize::try_from(position).unwrap_or(usize::MAX);
                items.into_iter().nth(at).unwrap_or(ParameterType::ANY)
            }
            TypeOf::Array(Some(element)) => *element,
            _ => ParameterType::ANY,
        }
    }

    /// A union of literals is a finite set; one of objects has a discriminator.
    fn union(&self, members: &[TypeExpression], scope: &dyn Scope, depth: usize) -> ParameterType {
        let mut literals: Vec<Value> = Vec::new();
        let mut others = Vec::new();
        let mut is_nullable = false;
        for member in members {
            let mut member = self.shape(member, scope, depth + 1);
            is_nullable |= member.is_nullable;
            member.is_nullable = false;
            match member.shape {
                TypeOf::Any => return ParameterType { is_nullable, ..ParameterType::ANY },
                TypeOf::Literals(more) => {
                    literals.extend(more.into_iter().filter(|value| !value.is_null()));
                }
                TypeOf::OneOf(more) => others.extend(more),
                _ => others.push(member),
            }
        }
        let shape = if others.is_empty() {
            TypeOf::Literals(literals)
        } else {
            if !literals.is_empty() {
                others.push(ParameterType::of(TypeOf::Literals(literals)));
            }
            TypeOf::OneOf(others)
        };
        ParameterType { is_nullable, ..ParameterType::of(shape) }
    }
}

fn built_in(name: &str) -> ParameterType {
    ParameterType::of(match name {
        "string" => TypeOf::String,
        "int" => TypeOf::Integer,
        "bool" => TypeOf::Bool,
        "array" => TypeOf::Array(None),
        "object" => {
            TypeOf::Object { properties: Vec::new(), additional: Some(Box::new(ParameterType::ANY)), is_sealed: false }
        }
        // The types of templates from before Bicep had decorators.
        "secureString" | "secureObject" => {
            let inner = if name == "secureString" { built_in("string") } else { built_in("object") };
            return ParameterType { is_secure: true, ..inner };
        }
        _ => TypeOf::Any,
    })
}

/// What `@allowed` leaves: of an array, which elements it may have, unless whole arrays are listed.
fn allowed(shape: TypeOf, listed: Option<Value>) -> TypeOf {
    let Some(listed) = listed else { return shape };
    let Some(list) = listed.as_list().filter(|list| list.open.is_none()) else { return shape };
    if !list.items.iter().all(Value::is_wholly_known) {
        return shape;
    }
    let literals = TypeOf::Literals(list.items.clone());
    match shape {
        TypeOf::Array(_) | TypeOf::Tuple(_) if !list.items.iter().any(|item| item.as_list().is_some()) => {
            TypeOf::Array(Some(Box::new(ParameterType::of(literals))))
        }
        _ => literals,
    }
}
