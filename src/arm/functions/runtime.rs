//! Functions whose result only the deployment knows: what is certain about it all the same.

use std::sync::Arc;

use super::CallContext;
use crate::arm::operators::Outcome;
use crate::document::{Cause, Data, Entry, Object, Reason, Trail, Unknown, Value};

/// Calls, and members of what calls give, that are certainly texts with something in them.
const CERTAIN_TEXTS: &[&str] = &[
    "deployer().objectId",
    "deployer().tenantId",
    "deployment().name",
    "environment().name",
    "environment().portal",
    "environment().resourceManager",
    "extensionResourceId()",
    "guid()",
    "managementGroup().id",
    "managementGroup().name",
    "managementGroupResourceId()",
    "newGuid()",
    "resourceGroup().id",
    "resourceGroup().location",
    "resourceGroup().name",
    "resourceGroup().type",
    "resourceId()",
    "subscription().displayName",
    "subscription().id",
    "subscription().subscriptionId",
    "subscription().tenantId",
    "subscriptionResourceId()",
    "tenant().tenantId",
    "tenantResourceId()",
    "uniqueString()",
    "utcNow()",
];

/// Whether it is what one of these functions gave, as it is, and certainly a text that is not empty. What was computed
/// from it has another place than its reason.
pub(in crate::arm) fn is_certain_text(unknown: &Unknown, trail: &Trail) -> bool {
    let reason = &unknown.reason;
    reason.cause == Cause::Function
        && reason.span.is_some()
        && reason.span == trail.literal
        && CERTAIN_TEXTS.contains(&&*reason.subject)
}

fn known_later(subject: &str, context: CallContext<'_>) -> Arc<Reason> {
    let text = format!("{subject} is known only when it is deployed");
    Arc::new(Reason::new(Cause::Function, subject, text).at(context.span))
}

/// A value that is certainly set.
pub(super) fn set(function: &str, context: CallContext<'_>) -> Value {
    Value::unknown_set(known_later(&format!("{function}()"), context)).at(context.span)
}

/// An object with these members, which are certainly set, and perhaps others.
pub(super) fn object(function: &str, members: &[&str], context: CallContext<'_>) -> Value {
    let entries = members.iter().map(|name| {
        let value = Value::unknown_set(known_later(&format!("{function}().{name}"), context)).at(context.span);
        (Arc::from(*name), Entry::from(value))
    });
    let open = Some(known_later(&format!("{function}()"), context));
    let object = Object { entries: entries.collect(), open, ..Object::default() };
    Value::new(Data::Object(Arc::new(object)))
}

pub(super) fn reference(_: &[Value], context: CallContext<'_>) -> Outcome {
    Ok(Value::unknown(known_later("what is deployed", context)))
}

pub(super) fn secret(_: &[Value], context: CallContext<'_>) -> Outcome {
    Ok(Value::unknown_set(known_later("the secret", context)).with_sensitive(true))
}

pub(super) fn external_input(_: &[Value], context: CallContext<'_>) -> Outcome {
    let text = "the input comes from outside the parameter file";
    Ok(Value::unknown(Reason::new(Cause::NoValue, "externalInput()", text).at(context.span)))
}

/// The text of an environment variable, or the default where it is not set.
pub(super) fn environment_variable(values: &[Value], context: CallContext<'_>) -> Outcome {
    let name = values[0].as_str().unwrap_or("?");
    let text = format!("the environment variable {name} is not read");
    let reason = Reason::new(Cause::NoValue, format!("environment variable {name}"), text).at(context.span);
    let reason = Arc::new(reason);
    let variable = Value::unknown_set(Arc::clone(&reason)).at(context.span);
    Ok(match values.get(1) {
        Some(default) if !default.is_null() => Value::one_of([default.clone(), variable], &reason).at(context.span),
        _ => variable,
    })
}
