//! Type constraints from the expressions that write them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{AttributeType, MAX_DEPTH, TypeConstraint, convert};
use crate::document::BudgetLimits;
use crate::source::Span;
use crate::terraform::evaluate::{ConstantScope, EvaluationError, Scope, evaluate};
use crate::terraform::parse::parse_expression;
use crate::terraform::syntax::{Call, Expression, ExpressionKind, ObjectItem};

/// Reads the `type` of a variable: an expression, or its text in a string as JSON syntax has it.
///
/// # Errors
/// When it is no type constraint, or a default in it is in error.
pub fn parse(expression: &Expression) -> Result<TypeConstraint, EvaluationError> {
    let scope = ConstantScope::new(BudgetLimits::default());
    if let ExpressionKind::String(text) = &expression.kind {
        let offset = usize::try_from(expression.span.start).unwrap_or(0) + 1;
        let inner = parse_expression(text, expression.span.file, offset)
            .map_err(|problem| invalid(expression.span, &problem.message))?;
        return read(&inner, &scope, 0);
    }
    read(expression, &scope, 0)
}

fn invalid(span: Span, message: &str) -> EvaluationError {
    EvaluationError { message: message.to_owned(), span, is_exhausted: false }
}

fn read(expression: &Expression, scope: &dyn Scope, depth: usize) -> Result<TypeConstraint, EvaluationError> {
    let span = expression.span;
    if depth > MAX_DEPTH {
        return Err(invalid(span, "this type is nested too deeply"));
    }
    match &expression.kind {
        ExpressionKind::Parenthesis(inner) => read(inner, scope, depth + 1),
        ExpressionKind::Variable(name) => match &**name {
            "any" => Ok(TypeConstraint::Any),
            "bool" => Ok(TypeConstraint::Bool),
            "number" => Ok(TypeConstraint::Number),
            "string" => Ok(TypeConstraint::String),
            "list" => Ok(TypeConstraint::List(Box::new(TypeConstraint::Any))),
            "map" => Ok(TypeConstraint::Map(Box::new(TypeConstraint::Any))),
            "set" | "object" | "tuple" => {
                Err(invalid(span, &format!("the {name} type constructor requires one argument")))
            }
            _ => Err(invalid(span, &format!("the keyword {name:?} is not a valid type specification"))),
        },
        ExpressionKind::Call(call) => read_call(call, span, scope, depth),
        _ => Err(invalid(
            span,
            "a type specification is either a primitive type keyword (bool, number, string) or a complex type \
             constructor call, like list(string)",
        )),
    }
}

fn read_call(call: &Call, span: Span, scope: &dyn Scope, depth: usize) -> Result<TypeConstraint, EvaluationError> {
    let name = &*call.name;
    if !matches!(name, "list" | "set" | "map" | "object" | "tuple") {
        let message = if name == "optional" {
            "keyword \"optional\" is valid only as a modifier for object type attributes".to_owned()
        } else {
            format!("keyword {name:?} is not a valid type constructor")
        };
        return Err(invalid(call.name_span, &message));
    }
    let [argument] = &*call.arguments else {
        return Err(invalid(span, &format!("the {name} type constructor requires one argument")));
    };
    match (name, &argument.kind) {
        ("list", _) => Ok(TypeConstraint::List(Box::new(read(argument, scope, depth + 1)?))),
        ("set", _) => Ok(TypeConstraint::Set(Box::new(read(argument, scope, depth + 1)?))),
        ("map", _) => Ok(TypeConstraint::Map(Box::new(read(argument, scope, depth + 1)?))),
        ("tuple", ExpressionKind::Tuple(items)) => {
            items.iter().map(|item| read(item, scope, depth + 1)).collect::<Result<_, _>>().map(TypeConstraint::Tuple)
        }
        ("tuple", _) => Err(invalid(argument.span, "tuple type constructor requires a list of element types")),
        (_, ExpressionKind::Object(items)) => {
            let mut attributes = BTreeMap::new();
            for item in items {
                attributes.insert(attribute_name(item)?, read_attribute(&item.value, scope, depth + 1)?);
            }
            Ok(TypeConstraint::Object(attributes))
        }
        _ => Err(invalid(argument.span, "object type constructor requires a map of attribute types")),
    }
}

fn attribute_name(item: &ObjectItem) -> Result<Arc<str>, EvaluationError> {
    match &item.key.kind {
        ExpressionKind::String(name) | ExpressionKind::Variable(name) => Ok(Arc::clone(name)),
        _ => Err(invalid(item.key.span, "object constructor map keys must be attribute names")),
    }
}

fn read_attribute(expression: &Expression, scope: &dyn Scope, depth: usize) -> Result<AttributeType, EvaluationError> {
    let ExpressionKind::Call(call) = &expression.kind else {
        return Ok(AttributeType::required(read(expression, scope, depth)?));
    };
    if &*call.name != "optional" {
        return Ok(AttributeType::required(read(expression, scope, depth)?));
    }
    let (constraint, default) = match &*call.arguments {
        [constraint] => (read(constraint, scope, depth + 1)?, None),
        [constraint, default] => (read(constraint, scope, depth + 1)?, Some(default)),
        _ => return Err(invalid(expression.span, "optional takes the attribute's type and at most one default value")),
    };
    let default = match default {
        None => None,
        Some(expression) => {
            let value = evaluate(expression, scope)?;
            let converted = convert(&value, &constraint).map_err(|message| {
                invalid(
                    expression.span,
                    &format!("this default value is not compatible with the attribute's type constraint: {message}"),
                )
            })?;
            Some(converted)
        }
    };
    Ok(AttributeType { constraint, is_optional: true, default })
}
