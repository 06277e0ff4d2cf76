//! Extension resources in their old notation: `Microsoft.ContainerService/managedClusters/providers/diagnosticSettings`
//! with the name `cluster/Microsoft.Insights/setting`.
//!
//! Knows: which kinds extend other resources, and how type and name hold the resource they extend.
//! Does not know: how the new notation (`scope`) is written.

use std::sync::{Arc, OnceLock};

use super::table::{Home, kinds};
use super::walk::{Keys, each, walk};
use crate::document::{Cause, Data, Entry, Reason, Reference, Unknown, Value};

/// What stands between the type of a resource and that of what extends it.
const PROVIDERS: &str = "/providers/";

/// The ARM types that extend other resources: those of kinds with a scope.
fn extensions() -> impl Iterator<Item = &'static str> {
    let scoped = kinds().iter().filter(|kind| kind.property("scope").is_some());
    scoped.flat_map(|kind| kind.homes).filter_map(|home| match home {
        Home::Arm { resource_type } => Some(*resource_type),
        _ => None,
    })
}

/// The old notations of the extensions of every resource that a kind stands for.
pub(super) fn old_types() -> &'static [String] {
    static TYPES: OnceLock<Vec<String>> = OnceLock::new();
    TYPES.get_or_init(|| {
        let extended = kinds().iter().filter(|kind| kind.property("scope").is_none()).flat_map(|kind| kind.homes);
        let extended = extended.filter_map(|home| match home {
            Home::Arm { resource_type } => Some(*resource_type),
            _ => None,
        });
        let of = |own: &'static str| extensions().filter_map(move |of| Some(format!("{own}{PROVIDERS}{}", last(of)?)));
        extended.flat_map(of).collect()
    })
}

fn last(resource_type: &str) -> Option<&str> {
    resource_type.rsplit('/').next()
}

/// The extension's own type and what it extends, where type and body are in the old notation.
pub(super) fn in_new_notation(resource_type: &str, body: &Value) -> Option<(&'static str, Value)> {
    let lower = resource_type.to_ascii_lowercase();
    let at = lower.find(PROVIDERS)?;
    let (extended, extension) = (resource_type.get(..at)?, resource_type.get(at + PROVIDERS.len()..)?);
    let own = extensions().find(|own| last(own).is_some_and(|last| last.eq_ignore_ascii_case(extension)))?;
    let name = walk(body, "name", Keys::IgnoreCase).value;
    let scope = each(&name, |name| scope_of(extended, name));
    let mut body = body.clone();
    if let Data::Object(object) = &mut body.data
        && !object.entries.keys().any(|key| key.eq_ignore_ascii_case("scope"))
    {
        Arc::make_mut(object).entries.insert("scope".into(), Entry::from(scope));
    }
    Some((own, body))
}

/// The scope, from the type of the extended resource and the whole name.
fn scope_of(extended: &str, name: &Value) -> Value {
    let mut segments = extended.split('/');
    let mut text = segments.next().unwrap_or_default().to_owned();
    let mut names = name.as_str().map(|name| name.split('/'));
    for level in segments {
        let own = names.as_mut().map_or(Some("?"), Iterator::next);
        let Some(own) = own else { break };
        text = format!("{text}/{level}/{own}");
    }
    let is_told = name.as_str().is_some();
    let is_kind = || {
        kinds()
            .iter()
            .flat_map(|kind| kind.homes)
            .any(|home| matches!(home, Home::Arm { resource_type } if resource_type.eq_ignore_ascii_case(extended)))
    };
    if is_told || !is_kind() {
        return Value::string(text).with_trail(name.trail.clone());
    }
    // It extends one of that type, but which one is not known.
    let reason = name
        .first_reason()
        .unwrap_or_else(|| Arc::new(Reason::new(Cause::Invalid, "name", "the name does not tell what is extended")));
    let reference = Some(Arc::new(Reference { address: "".into(), path: text.into() }));
    Value::new(Data::Unknown(Unknown { reason, not_null: true, reference, origins: None }))
        .with_trail(name.trail.clone())
}

#[cfg(test)]
mod tests {
    use super::{in_new_notation, old_types, scope_of};
    use crate::document::{Cause, Reason, Value};

    const CLUSTERS: &str = "Microsoft.ContainerService/managedClusters";

    #[test]
    fn the_name_holds_what_is_extended() {
        let scope = |of: &str, name: &str| scope_of(of, &Value::string(name)).as_str().unwrap().to_owned();
        assert_eq!(scope(CLUSTERS, "aks/Microsoft.Insights/all"), format!("{CLUSTERS}/aks"));
        assert_eq!(
            scope("Microsoft.Network/virtualNetworks/subnets", "v/s/Microsoft.Authorization/g"),
            "Microsoft.Network/virtualNetworks/v/subnets/s"
        );
        let unknown = Value::unknown(Reason::new(Cause::NoValue, "name", "name has no value"));
        assert!(scope_of(CLUSTERS, &unknown).as_unknown().unwrap().not_null);
        assert_eq!(
            scope_of("Microsoft.Storage/storageAccounts", &unknown).as_str(),
            Some("Microsoft.Storage/storageAccounts/?")
        );
    }

    #[test]
    fn the_type_is_the_extensions_own() {
        let body = Value::object([("name".into(), Value::string("aks/Microsoft.Insights/all"))]);
        let (own, body) = in_new_notation(&format!("{CLUSTERS}/providers/DiagnosticSettings"), &body).unwrap();
        assert_eq!(own, "Microsoft.Insights/diagnosticSettings");
        let scope = &body.as_object().unwrap().get("scope").unwrap().value;
        assert_eq!(scope.as_str(), Some("Microsoft.ContainerService/managedClusters/aks"));
        assert!(in_new_notation(CLUSTERS, &body).is_none());
        assert!(in_new_notation(&format!("{CLUSTERS}/providers/policyExemptions"), &body).is_none());
        assert!(old_types().contains(&format!("{CLUSTERS}/providers/roleAssignments")));
    }
}
