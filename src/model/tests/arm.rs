//! azapi and Bicep.

use super::world::{World, cluster, show};

const CLUSTER: &str = "Microsoft.ContainerService/managedClusters@2025-05-01";

#[test]
fn azapi_bodies_are_arm() {
    let model = World::new()
        .resource(
            "azapi_resource.aks",
            &format!(
                r#"{{"type": "{CLUSTER}", "name": "aks", "identity": {{"type": "UserAssigned", "identity_ids": ["i"]}},
                "body": {{"sku": {{"tier": "premium"}}, "properties": {{"disableLocalAccounts": true,
                "agentPoolProfiles": [{{"name": "p", "enableFIPS": true}}]}}}}}}"#
            ),
        )
        .build();
    assert_eq!(cluster(&model, "disableLocalAccounts"), "true");
    assert_eq!(cluster(&model, "sku.tier"), "\"Premium\"");
    assert_eq!(cluster(&model, "name"), "\"aks\"");
    assert_eq!(cluster(&model, "identity.type"), "\"UserAssigned\"");
    assert_eq!(cluster(&model, "identity.userAssignedIdentities"), r#"["i"]"#);
    assert_eq!(cluster(&model, "enableRBAC"), "true");
    let fact = model.fact(model.only("cluster"), "disableLocalAccounts");
    assert_eq!(&*fact.spelling, "disableLocalAccounts");
    let pool = model.at("azapi_resource.aks:agentPoolProfiles[0]");
    assert_eq!(show(&model.fact(pool, "enableFIPS").value), "true");
    assert_eq!(model.links(model.only("cluster"), "pools").resources, [pool.id]);
}

#[test]
fn silence_in_arm_points_to_the_object_or_the_header() {
    let model = World::new()
        .resource(
            "azapi_resource.aks",
            &format!(
                r#"{{"type": "{CLUSTER}",
                "body": {{"properties": {{"apiServerAccessProfile": {{"enablePrivateCluster": true}}}}}}}}"#
            ),
        )
        .build();
    let resource = model.only("cluster");
    assert_eq!(model.fact(resource, "disableLocalAccounts").span, resource.header);
    let ranges = model.fact(resource, "apiServerAccessProfile.authorizedIPRanges");
    assert_ne!(ranges.span, resource.header);
    assert_eq!(&*ranges.spelling, "apiServerAccessProfile.authorizedIPRanges");
}

#[test]
fn bodies_may_be_json_text() {
    let body = r#"{\"properties\": {\"enableRBAC\": false, \"aadProfile\": null, \"kubernetesVersion\": \"1.34\"}}"#;
    let model =
        World::new().resource("azapi_resource.aks", &format!(r#"{{"type": "{CLUSTER}", "body": "{body}"}}"#)).build();
    assert_eq!(cluster(&model, "enableRBAC"), "false");
    assert_eq!(cluster(&model, "aadProfile"), "null");
    assert_eq!(cluster(&model, "kubernetesVersion"), "\"1.34\"");
    let model =
        World::new().resource("azapi_resource.aks", &format!(r#"{{"type": "{CLUSTER}", "body": "nonsense"}}"#)).build();
    assert_eq!(cluster(&model, "enableRBAC"), "unknown(the body is no JSON text)");
    let model =
        World::new().resource("azapi_resource.aks", &format!(r#"{{"type": "{CLUSTER}", "body": "?var.b"}}"#)).build();
    assert_eq!(cluster(&model, "enableRBAC"), "unknown(var.b has no value)");
}

#[test]
fn the_type_may_be_undecided_between_versions_but_not_between_types() {
    let model = World::new()
        .resource(
            "azapi_resource.aks",
            r#"{"type": {"one of": ["Microsoft.ContainerService/managedClusters@2019-08-01",
                "microsoft.containerservice/managedclusters@2025-05-01"]}, "body": {}}"#,
        )
        .resource("azapi_resource.other", r#"{"type": "?var.type", "body": {}}"#)
        .resource("azapi_resource.storage", r#"{"type": "Microsoft.Storage/storageAccounts@2023-05-01", "body": {}}"#)
        .build();
    assert!(cluster(&model, "enableRBAC").contains("since 2020-04-01"));
    assert_eq!(model.resources().len(), 1);
    let unresolved: Vec<&str> = model.unresolved().iter().map(|unresolved| &*unresolved.address).collect();
    assert_eq!(unresolved, ["azapi_resource.other"]);
}

#[test]
fn an_update_may_name_its_parent_and_itself() {
    let update = |name: &str| {
        format!(
            r#"{{"type": "Microsoft.ContainerService/managedClusters/agentPools@2025-09-01", "parent_id": "&azurerm_kubernetes_cluster.this#id", "name": "{name}",
                "body": {{"properties": {{"securityProfile": {{"sshAccess": "Disabled"}}}}}}}}"#
        )
    };
    let read = |name: &str| {
        let model = World::new()
            .azurerm("~> 5.0")
            .resource("azurerm_kubernetes_cluster.this", r#"{"default_node_pool": [{"name": "system"}]}"#)
            .resource("azurerm_kubernetes_cluster.other", r#"{"default_node_pool": [{"name": "system"}]}"#)
            .resource("azapi_update_resource.patch", &update(name))
            .build();
        let pools = model.resources().iter().filter(|resource| resource.kind.name == "pool");
        pools.map(|pool| show(&model.fact(pool, "securityProfile.sshAccess").value)).collect::<Vec<_>>()
    };
    assert_eq!(read("System"), ["\"Disabled\"", "\"LocalUser\""]);
    assert_eq!(read("spot").len(), 3, "the update stands alone");
}

#[test]
fn updates_are_written_over_their_target() {
    let update = |target: &str, properties: &str| {
        format!(r#"{{"type": "{CLUSTER}", "resource_id": "{target}", "body": {{"properties": {properties}}}}}"#)
    };
    let model = World::new()
        .azurerm("~> 4.0")
        .resource(
            "azurerm_kubernetes_cluster.this",
            r#"{"local_account_disabled": false, "azure_policy_enabled": true}"#,
        )
        .resource(
            "azapi_update_resource.patch",
            &update(
                "&azurerm_kubernetes_cluster.this#id",
                r#"{"disableLocalAccounts": true, "nodeResourceGroupProfile": {"restrictionLevel": "ReadOnly"}}"#,
            ),
        )
        .build();
    assert_eq!(cluster(&model, "disableLocalAccounts"), "true");
    assert_eq!(cluster(&model, "nodeResourceGroupProfile.restrictionLevel"), "\"ReadOnly\"");
    assert_eq!(cluster(&model, "addonProfiles.azurepolicy.enabled"), "true");
    let fact = model.fact(model.only("cluster"), "disableLocalAccounts");
    assert_eq!(&*fact.spelling, "disableLocalAccounts");

    let model =
        World::new().resource("azapi_update_resource.alone", &update("?var.id", r#"{"enableRBAC": true}"#)).build();
    assert_eq!(cluster(&model, "enableRBAC"), "true");
    assert!(cluster(&model, "disableLocalAccounts").starts_with("unknown(azapi_update_resource tells only"));

    let model = World::new()
        .azurerm("~> 4.0")
        .resource("azurerm_kubernetes_cluster.this", "{}")
        .resource(
            "azapi_update_resource.patch",
            &update("&azurerm_kubernetes_cluster.this#id", r#"{"disableLocalAccounts": true}"#),
        )
        .maybe("var.patch")
        .build();
    assert_eq!(cluster(&model, "disableLocalAccounts"), "true | false");
}
