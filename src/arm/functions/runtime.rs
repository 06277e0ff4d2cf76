//! Functions whose result only the deployment knows: what is certain about it all the same.

use std::sync::Arc;

use super::CallContext;
use crate::arm::operators::Outcome;
use crate::document::{Cause, Data, Entry, Object, Reason, Reference, Unknown, Value};

fn known_later(what: &str, context: CallContext<'_>) -> Arc<Reason> {
    let text = format!("{what} is known only when it is deployed");
    Arc::new(Reason::new(Cause::Function, what, text).at(context.span))
}

/// A text that is certainly set.
fn set(what: &str, context: CallContext<'_>) -> Outcome {
    Ok(Value::unknown_set(known_later(what, context)))
}

/// An object with these members, which are certainly set, and perhaps others.
fn with_members(what: &str, members: &[&str], context: CallContext<'_>) -> Outcome {
    let reason = known_later(what, context);
    let entries = members.iter().map(|name| {
        let value = Value::unknown_set(known_later(&format!("{what}.{name}"), context)).at(context.span);
        (Arc::from(*name), Entry::from(value))
    });
    let object = Object { entries: entries.collect(), open: Some(reason), ..Object::default() };
    Ok(Value::new(Data::Object(Arc::new(object))))
}

/// An object with these members whose id is known but for names: so much tells what a role assignment reaches.
fn with_id(what: &str, id: &str, members: &[&str], context: CallContext<'_>) -> Outcome {
    let mut value = with_members(what, members, context)?;
    if let Data::Object(object) = &mut value.data {
        let reference = Some(Arc::new(Reference { address: "".into(), path: id.into() }));
        let reason = known_later(&format!("{what}.id"), context);
        let id = Value::new(Data::Unknown(Unknown { reason, not_null: true, reference })).at(context.span);
        Arc::make_mut(object).entries.insert("id".into(), Entry::from(id));
    }
    Ok(value)
}

pub(super) fn resource_group(_: &[Value], context: CallContext<'_>) -> Outcome {
    with_id("resourceGroup()", "/subscriptions/?/resourceGroups/?", &["id", "location", "name", "type"], context)
}

pub(super) fn subscription(_: &[Value], context: CallContext<'_>) -> Outcome {
    let members = ["displayName", "id", "subscriptionId", "tenantId"];
    with_id("subscription()", "/subscriptions/?", &members, context)
}

pub(super) fn tenant(_: &[Value], context: CallContext<'_>) -> Outcome {
    with_members("tenant()", &["tenantId"], context)
}

pub(super) fn management_group(_: &[Value], context: CallContext<'_>) -> Outcome {
    with_id("managementGroup()", "/providers/Microsoft.Management/managementGroups/?", &["id", "name"], context)
}

pub(super) fn deployment(_: &[Value], context: CallContext<'_>) -> Outcome {
    with_members("deployment()", &["name"], context)
}

pub(super) fn deployer(_: &[Value], context: CallContext<'_>) -> Outcome {
    with_members("deployer()", &["objectId", "tenantId"], context)
}

pub(super) fn environment(_: &[Value], context: CallContext<'_>) -> Outcome {
    with_members("environment()", &["name", "portal", "resourceManager"], context)
}

/// An id of which subscription and resource group are not known, but perhaps type and names: then the reference has no
/// address, and its path is the id from the provider on.
pub(super) fn resource_id(values: &[Value], context: CallContext<'_>) -> Outcome {
    let reason = known_later("the resource id", context);
    let reference = id_from_provider(values).map(|path| Arc::new(Reference { address: "".into(), path: path.into() }));
    Ok(Value::new(Data::Unknown(Unknown { reason, not_null: true, reference })))
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

pub(super) fn guid(_: &[Value], context: CallContext<'_>) -> Outcome {
    set("guid()", context)
}

pub(super) fn unique_string(_: &[Value], context: CallContext<'_>) -> Outcome {
    set("uniqueString()", context)
}

pub(super) fn text(_: &[Value], context: CallContext<'_>) -> Outcome {
    set("the result", context)
}

pub(super) fn zones(_: &[Value], context: CallContext<'_>) -> Outcome {
    set("the zones", context)
}

pub(super) fn object(_: &[Value], context: CallContext<'_>) -> Outcome {
    Ok(Value::unknown(known_later("what is deployed", context)))
}

pub(super) fn secret(_: &[Value], context: CallContext<'_>) -> Outcome {
    Ok(Value::unknown_set(known_later("the secret", context)).with_sensitive(true))
}

pub(super) fn external_input(_: &[Value], context: CallContext<'_>) -> Outcome {
    let text = "the input comes from outside the parameter file";
    Ok(Value::unknown(Reason::new(Cause::NoValue, "externalInput()", text).at(context.span)))
}

pub(super) fn environment_variable(values: &[Value], context: CallContext<'_>) -> Outcome {
    let name = values[0].as_str().unwrap_or("?");
    let text = format!("the environment variable {name} is not read");
    Ok(Value::unknown_set(Reason::new(Cause::NoValue, format!("environment variable {name}"), text).at(context.span)))
}
