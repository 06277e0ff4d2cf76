//! Functions whose result only the deployment knows: what is certain about it all the same.

use std::sync::Arc;

use super::CallContext;
use crate::arm::operators::Outcome;
use crate::document::{Cause, Data, Entry, Object, Reason, Reference, Trail, Unknown, Value};

/// Calls, and members of what calls give, that are certainly texts with something in them.
const CERTAIN_TEXTS: &[&str] = &[
    "deployer().objectId",
    "deployer().tenantId",
    "deployment().name",
    "environment().name",
    "environment().portal",
    "environment().resourceManager",
    "guid()",
    "managementGroup().id",
    "managementGroup().name",
    "newGuid()",
    "resourceGroup().id",
    "resourceGroup().location",
    "resourceGroup().name",
    "resourceGroup().type",
    "subscription().displayName",
    "subscription().id",
    "subscription().subscriptionId",
    "subscription().tenantId",
    "tenant().tenantId",
    "uniqueString()",
    "utcNow()",
    RESOURCE_ID,
];

/// What the reason of an id is about that only the deployment knows.
const RESOURCE_ID: &str = "the resource id";

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
    let mut object = Object { entries: entries.collect(), open, ..Object::default() };
    if let Some(path) = id_of(function) {
        let reference = Some(Arc::new(Reference { address: "".into(), path: path.into() }));
        let reason = known_later(&format!("{function}().id"), context);
        let id =
            Value::new(Data::Unknown(Unknown { reason, not_null: true, reference, origins: None })).at(context.span);
        object.entries.insert("id".into(), Entry::from(id));
    }
    Value::new(Data::Object(Arc::new(object)))
}

/// The id of what a function gives, known but for names: so much tells what a role assignment reaches.
fn id_of(function: &str) -> Option<&'static str> {
    match function {
        "managementGroup" => Some("/providers/Microsoft.Management/managementGroups/?"),
        "resourceGroup" => Some("/subscriptions/?/resourceGroups/?"),
        "subscription" => Some("/subscriptions/?"),
        _ => None,
    }
}

/// An id of which subscription and resource group are not known, but perhaps type and names: then the reference has no
/// address, and its path is the id from the provider on.
pub(super) fn resource_id(values: &[Value], context: CallContext<'_>) -> Outcome {
    let reason = known_later(RESOURCE_ID, context);
    let reference = id_from_provider(values).map(|path| Arc::new(Reference { address: "".into(), path: path.into() }));
    Ok(Value::new(Data::Unknown(Unknown { reason, not_null: true, reference, origins: None })).at(context.span))
}

/// `/providers/Microsoft.Network/virtualNetworks/net/subnets/nodes`, from a type and its names.
fn id_from_provider(values: &[Value]) -> Option<String> {
    let is_type = |text: &str| text.split_once('/').is_some_and(|(provider, _)| provider.contains('.'));
    let at = values.iter().position(|value| value.as_str().is_some_and(is_type))?;
    let mut levels = values[at].as_str()?.split('/');
    let mut names = values[at + 1..].iter();
    let mut id = format!("/providers/{}", levels.next()?);
    for level in levels {
        let name = names.next()?.as_str().filter(|name| !name.is_empty() && !name.contains('/'))?;
        id = format!("{id}/{level}/{name}");
    }
    names.next().is_none().then_some(id)
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
