//! What holds for a whole scope, and for whom.

use super::world::World;

const GROUP: &str = "azurerm_resource_group.g";
const ASSIGNMENT: &str = "azurerm_resource_group_policy_assignment.pods";
const BUILT_IN: &str = "/providers/Microsoft.Authorization/policySetDefinitions/a8640138-9b0a-4a28-b8cb-1666c838647d";

/// The registries that a lock of this scope holds for, and whether there may be more; the registry is in `group`.
fn locked(scope: &str, group: &str) -> (Vec<String>, bool) {
    let model = World::new()
        .resource(GROUP, r#"{"name": "demo"}"#)
        .resource("azurerm_resource_group.other", r#"{"name": "other"}"#)
        .resource("azurerm_container_registry.r", &format!(r#"{{"name": "r", "resource_group_name": "{group}"}}"#))
        .resource("azurerm_management_lock.l", &format!(r#"{{"name": "l", "scope": "{scope}"}}"#))
        .build();
    let linked = model.links(model.at("azurerm_management_lock.l"), "registries");
    (model.labels(&linked), linked.open.is_some())
}

#[test]
fn a_lock_of_a_group_holds_for_what_is_in_it() {
    let held = (vec!["azurerm_container_registry.r".to_owned()], false);
    assert_eq!(locked("&azurerm_container_registry.r#id", "demo"), held);
    // The group's name is what the registry says as well.
    assert_eq!(locked("&azurerm_resource_group.g#id", "demo"), held);
    assert_eq!(locked("&azurerm_resource_group.g#id", "DEMO"), held);
    assert_eq!(locked("/subscriptions/s/resourceGroups/demo", "demo"), held);
    assert_eq!(locked("/subscriptions/s", "demo"), held);
    assert_eq!(locked("&azurerm_resource_group.other#id", "demo"), (vec![], false));
    assert_eq!(locked("/subscriptions/s/resourceGroups/other", "demo"), (vec![], false));
    assert_eq!(locked("&azurerm_resource_group.g#id", "?group"), (vec![], true));
    assert_eq!(locked("?scope", "demo"), (vec![], true));
}

fn policy_name(id: &str) -> String {
    let model = World::new()
        .data("data.azurerm_policy_set_definition.known", r#"{"name": "a8640138-9b0a-4a28-b8cb-1666c838647d"}"#)
        .resource("azurerm_policy_set_definition.own", r#"{"name": "own"}"#)
        .resource(ASSIGNMENT, &format!(r#"{{"name": "pods", "policy_definition_id": "{id}"}}"#))
        .build();
    super::world::show(&model.fact(model.at(ASSIGNMENT), "policyDefinitionName").value)
}

#[test]
fn policies_of_azure_have_names_and_others_are_not_read() {
    let known = "\"a8640138-9b0a-4a28-b8cb-1666c838647d\"";
    assert_eq!(policy_name(BUILT_IN), known);
    assert_eq!(policy_name(&BUILT_IN.to_lowercase()), known);
    assert_eq!(policy_name("&data.azurerm_policy_set_definition.known#id"), known);
    for other in [
        "&azurerm_policy_set_definition.own#id",
        "/subscriptions/s/providers/Microsoft.Authorization/policySetDefinitions/own",
        "/providers/Microsoft.Management/managementGroups/m/providers/Microsoft.Authorization/policySetDefinitions/own",
        "?policy",
    ] {
        assert!(policy_name(other).starts_with("unknown("), "{other}: {}", policy_name(other));
    }
}

/// Whether there may be policies of the cluster that the code does not assign, if it assigns this one.
fn may_have_others(definition: &str) -> bool {
    let model = World::new()
        .resource(GROUP, r#"{"name": "demo"}"#)
        .resource("azurerm_kubernetes_cluster.c", r#"{"name": "c", "resource_group_name": "demo"}"#)
        .resource(
            ASSIGNMENT,
            &format!(
                r#"{{"resource_group_id": "&azurerm_resource_group.g#id", "policy_definition_id": "{definition}"}}"#
            ),
        )
        .build();
    let linked = model.links(model.at("azurerm_kubernetes_cluster.c"), "policyAssignments");
    assert_eq!(model.labels(&linked), [ASSIGNMENT]);
    linked.open.is_some()
}

#[test]
fn whoever_assigns_a_policy_about_pods_decides_about_pods() {
    assert!(!may_have_others(BUILT_IN));
    // A policy about tags says nothing about what pods may do.
    assert!(may_have_others(
        "/providers/Microsoft.Authorization/policyDefinitions/871b6d14-10aa-478d-b590-94f262ecfa99"
    ));
}

#[test]
fn the_key_of_secrets_knows_its_cluster() {
    let model = World::new()
        .resource("azurerm_key_vault_key.etcd", r#"{"name": "etcd"}"#)
        .resource("azurerm_key_vault_key.disks", r#"{"name": "disks"}"#)
        .resource(
            "azurerm_kubernetes_cluster.c",
            r#"{"key_management_service": {"key_vault_key_id": "&azurerm_key_vault_key.etcd#id"}}"#,
        )
        .build();
    let clusters = |key: &str| model.labels(&model.links(model.at(key), "kmsOf"));
    assert_eq!(clusters("azurerm_key_vault_key.etcd"), ["azurerm_kubernetes_cluster.c"]);
    assert!(clusters("azurerm_key_vault_key.disks").is_empty());
}
