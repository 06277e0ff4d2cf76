//! Links and properties of Bicep and ARM declarations.

use super::world::{World, cluster, show};
use crate::model::Model;

const CLUSTER: &str = "Microsoft.ContainerService/managedClusters@2025-05-01";
const POOL: &str = "Microsoft.ContainerService/managedClusters/agentPools@2025-05-01";
const VNET: &str = "Microsoft.Network/virtualNetworks@2024-05-01";
const SUBNET: &str = "Microsoft.Network/virtualNetworks/subnets@2024-05-01";
const SETTING: &str = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview";
const ROLE: &str = "Microsoft.Authorization/roleAssignments@2022-04-01";

fn labels(model: &Model, resource: &str, link: &str) -> (Vec<String>, bool) {
    let linked = model.links(model.at(resource), link);
    (model.labels(&linked), linked.open.is_some())
}

#[test]
fn symbols_lead_to_parents_and_scopes() {
    let model = World::new()
        .bicep("cluster/aks", CLUSTER, r#"{"name": "c", "properties": {}}"#)
        .bicep("cluster/aks::pool", POOL, r#"{"name": "p", "parent": "@cluster/aks", "properties": {}}"#)
        .bicep("cluster/pools[0]", POOL, r#"{"name": "q", "parent": "@cluster/aks", "properties": {}}"#)
        .bicep("logs", SETTING, r#"{"name": "d", "scope": "@cluster/aks", "properties": {}}"#)
        .build();
    assert_eq!(
        labels(&model, "cluster/aks", "pools"),
        (vec!["cluster/aks::pool".into(), "cluster/pools[0]".into()], false)
    );
    assert_eq!(labels(&model, "cluster/aks", "diagnosticSettings"), (vec!["logs".into()], false));
}

#[test]
fn what_extends_a_resource_of_another_type_leaves_the_cluster_alone() {
    // The vault's type is not of interest: only its reference is seen.
    let model = World::new()
        .bicep("aks", CLUSTER, r#"{"name": "c"}"#)
        .bicep("logs", SETTING, r#"{"name": "d", "scope": "@vault"}"#)
        .build();
    assert_eq!(labels(&model, "aks", "diagnosticSettings"), (vec![], false));
    // An output of a module that is not on disk may be anything.
    let model = World::new()
        .bicep("aks", CLUSTER, r#"{"name": "c"}"#)
        .call("m", "br:example.azurecr.io/x", "1.0.0", "{}")
        .bicep("a", "Microsoft.Insights/dataCollectionRuleAssociations@2022-06-01", r#"{"scope": "&m#id"}"#)
        .build();
    assert_eq!(labels(&model, "aks", "dataCollectionRuleAssociations"), (vec![], true));
    assert_eq!(labels(&model, "aks", "diagnosticSettings"), (vec![], false));
}

#[test]
fn subnets_by_their_place_in_the_network() {
    let vnet = r#"{"name": "v", "properties": {"subnets": [
        {"name": "a", "properties": {"addressPrefix": "10.0.0.0/24"}},
        {"name": "b", "properties": {"addressPrefix": "10.0.1.0/24"}}]}}"#;
    let id = "Microsoft.Network/virtualNetworks/v/subnets/b";
    for reference in [
        "&vnet#properties.subnets[1].id".to_owned(),
        "&vnet#Properties.Subnets[1].id".to_owned(),
        "&vnet#id/subnets/b".to_owned(),
        format!("&#/subscriptions/s/resourceGroups/g/providers/{id}"),
        format!("/subscriptions/s/resourceGroups/g/providers/{id}"),
        "@b".to_owned(),
    ] {
        let pools =
            format!(r#"{{"properties": {{"agentPoolProfiles": [{{"name": "p", "vnetSubnetID": "{reference}"}}]}}}}"#);
        let model = World::new()
            .bicep("vnet", VNET, vnet)
            .existing("b", SUBNET, r#"{"name": "b", "parent": "@vnet"}"#)
            .bicep("aks", CLUSTER, &pools)
            .build();
        let found = labels(&model, "aks:agentPoolProfiles[0]", "subnet");
        assert_eq!(found, (vec!["vnet:subnets[1]".into()], false), "{reference}");
        assert_eq!(labels(&model, "vnet:subnets[1]", "pools").0, ["aks:agentPoolProfiles[0]"], "{reference}");
    }
    // Of another network.
    let model = World::new()
        .bicep("vnet", VNET, vnet)
        .bicep("pool", POOL, r#"{"name": "c/p", "properties": {"vnetSubnetID": "&other#id/subnets/b"}}"#)
        .build();
    assert_eq!(labels(&model, "pool", "subnet"), (vec![], false));
}

#[test]
fn existing_resources_are_those_the_same_code_deploys() {
    let world = |name: &str| {
        World::new()
            .bicep("cluster/aks", CLUSTER, r#"{"name": "c"}"#)
            .existing("logs/aks", CLUSTER, &format!(r#"{{"name": "{name}"}}"#))
            .bicep("logs/setting", SETTING, r#"{"scope": "@logs/aks"}"#)
            .build()
    };
    assert_eq!(labels(&world("C"), "cluster/aks", "diagnosticSettings"), (vec!["logs/setting".into()], false));
    assert_eq!(labels(&world("other"), "cluster/aks", "diagnosticSettings"), (vec![], false));
    assert_eq!(labels(&world("?name"), "cluster/aks", "diagnosticSettings"), (vec![], true));
}

#[test]
fn a_child_of_the_name_of_an_inline_pool_is_that_pool() {
    let world = World::new()
        .bicep(
            "aks",
            CLUSTER,
            r#"{"name": "c", "properties": {"agentPoolProfiles": [
                {"name": "system", "mode": "System", "enableFIPS": true},
                {"name": "user", "mode": "User", "count": 2}]}}"#,
        )
        .bicep("other", POOL, r#"{"name": "more", "parent": "@aks", "properties": {"enableFIPS": false}}"#)
        .bicep("again", POOL, r#"{"name": "System", "parent": "@aks", "properties": {"enableFIPS": false}}"#)
        .bicep("byName", POOL, r#"{"name": "c/user", "properties": {"count": 3}}"#)
        .maybe("param")
        .bicep("role", ROLE, r#"{"scope": "&aks#id"}"#);
    let model = world.build();
    let pools = ["aks:agentPoolProfiles[0]", "aks:agentPoolProfiles[1]", "other"];
    assert_eq!(labels(&model, "aks", "pools"), (pools.map(str::to_owned).to_vec(), false));
    let value = |label: &str, property: &str| show(&model.fact(model.at(label), property).value);
    assert_eq!(value(pools[0], "enableFIPS"), "false");
    assert_eq!(value(pools[0], "mode"), "\"System\"");
    assert_eq!(value(pools[0], "name"), "\"system\"");
    assert_eq!(value(pools[1], "count"), "3 | 2");
    assert_eq!(labels(&model, "aks", "roleAssignments"), (vec!["role".into()], false));
    assert_eq!(model.resources().iter().filter(|resource| resource.kind.name == "pool").count(), 3);
}

#[test]
fn extensions_in_the_old_notation() {
    let old = |setting: &str| {
        World::new()
            .arm("a", CLUSTER, r#"{"name": "a"}"#)
            .arm("b", CLUSTER, r#"{"name": "b"}"#)
            .arm(
                "x",
                "Microsoft.ContainerService/managedClusters/providers/diagnosticSettings@2021-05-01-preview",
                &format!(r#"{{"name": "{setting}", "properties": {{"workspaceId": "w"}}}}"#),
            )
            .build()
    };
    let model = old("a/Microsoft.Insights/all");
    assert_eq!(labels(&model, "a", "diagnosticSettings"), (vec!["x".into()], false));
    assert_eq!(labels(&model, "b", "diagnosticSettings"), (vec![], false));
    assert_eq!(labels(&old("?name"), "b", "diagnosticSettings"), (vec![], true));
    let model = World::new()
        .arm("a", CLUSTER, r#"{"name": "a"}"#)
        .arm("x", SETTING, r#"{"scope": "Microsoft.ContainerService/managedClusters/a"}"#)
        .arm(
            "y",
            "Microsoft.Storage/storageAccounts/providers/diagnosticSettings@2021-05-01-preview",
            r#"{"name": "?name"}"#,
        )
        .build();
    assert_eq!(labels(&model, "a", "diagnosticSettings"), (vec!["x".into()], false));
}

#[test]
fn a_pool_whose_name_is_not_known_may_be_of_any_cluster() {
    let model = World::new().arm("a", CLUSTER, r#"{"name": "a"}"#).arm("p", POOL, r#"{"name": "?name"}"#).build();
    assert_eq!(labels(&model, "a", "pools"), (vec![], true));
}

#[test]
fn registries_through_the_kubelets_identity() {
    let world = |principal: &str, role: &str| {
        World::new()
            .bicep("acr", "Microsoft.ContainerRegistry/registries@2023-07-01", r#"{"name": "r"}"#)
            .bicep("aks", CLUSTER, r#"{"name": "c"}"#)
            .existing("same", CLUSTER, r#"{"name": "c"}"#)
            .bicep(
                "pull",
                ROLE,
                &format!(
                    r#"{{"scope": "@acr", "properties": {{"principalId": "{principal}", "roleDefinitionId": "{role}"}}}}"#
                ),
            )
            .build()
    };
    let id = "/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d";
    for principal in [
        "&aks#properties.identityProfile.kubeletidentity.objectId",
        "&aks#identity.principalId",
        "&same#properties.identityProfile.kubeletidentity.objectId",
    ] {
        for role in [id.to_owned(), format!("&#{id}")] {
            let model = world(principal, &role);
            assert_eq!(labels(&model, "aks", "registries"), (vec!["acr".into()], false), "{principal} {role}");
        }
    }
}

#[test]
fn names_in_any_case_and_config_in_texts() {
    let model = World::new()
        .bicep(
            "aks",
            CLUSTER,
            r#"{"Name": "c", "SKU": {"Tier": "standard"}, "Properties": {"EnableRbac": true, "addonProfiles": {
                "azurePolicy": {"Enabled": true}, "omsAgent": {"enabled": true, "config": {
                    "loganalyticsworkspaceresourceid": "w", "useAADAuth": "true"}},
                "AzureKeyvaultSecretsProvider": {"enabled": true, "config": {"enableSecretRotation": "false"}}}}}"#,
        )
        .build();
    for (property, expected) in [
        ("name", "\"c\""),
        ("sku.tier", "\"Standard\""),
        ("enableRBAC", "true"),
        ("addonProfiles.azurepolicy.enabled", "true"),
        ("addonProfiles.omsagent.enabled", "true"),
        ("addonProfiles.omsagent.config.logAnalyticsWorkspaceResourceID", "\"w\""),
        ("addonProfiles.omsagent.config.useAADAuth", "true"),
        ("addonProfiles.azureKeyvaultSecretsProvider.config.enableSecretRotation", "false"),
    ] {
        assert_eq!(cluster(&model, property), expected, "{property}");
    }
}

#[test]
fn properties_as_a_whole_may_be_unknown_or_undecided() {
    let model = World::new().bicep("aks", CLUSTER, r#"{"name": "c", "properties": "?p"}"#).build();
    assert_eq!(cluster(&model, "enableRBAC"), "unknown(p has no value)");
    assert_eq!(labels(&model, "aks", "pools"), (vec![], true));
    let model = World::new()
        .bicep(
            "aks",
            CLUSTER,
            r#"{"name": "c", "properties": {"one of": [{"enableRBAC": false}, {"agentPoolProfiles": [{"name": "p"}]}]}}"#,
        )
        .build();
    assert_eq!(cluster(&model, "enableRBAC"), "false | true");
    assert_eq!(cluster(&model, "disableLocalAccounts"), "false");
    assert_eq!(labels(&model, "aks", "pools").0, Vec::<String>::new());
}

#[test]
fn identities_are_keyed_by_ids_that_nobody_knows() {
    let identity = "Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31";
    let world = |more: &str| {
        World::new()
            .bicep("a", identity, r#"{"name": "a"}"#)
            .bicep("b", identity, r#"{"name": "b"}"#)
            .bicep(
                "aks",
                CLUSTER,
                &format!(
                    r#"{{"name": "c", "identity": {{"type": "UserAssigned",
                    "userAssignedIdentities": {{"&a#id": {{}}, "&b#id": {{}} {more}}}}}}}"#
                ),
            )
            .build()
    };
    assert_eq!(labels(&world(""), "aks", "identities"), (vec!["a".into(), "b".into()], false));
    assert_eq!(cluster(&world(""), "identity.type"), "\"UserAssigned\"");
    let model = world(r#", "...": "rest""#);
    assert_eq!(labels(&model, "aks", "identities"), (vec!["a".into(), "b".into()], true));
}

/// What the front ends tell of ids, from the text to the link.
#[test]
fn ids_in_bicep_and_arm_lead_to_what_they_name() {
    let bicep = r"
resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'v'
  properties: { subnets: [ { name: 'nodes' } ] }
}
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = { name: 'i' }
resource acr 'Microsoft.ContainerRegistry/registries@2023-07-01' = { name: 'r' }
resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'c'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: { agentPoolProfiles: [
    { name: 'a', vnetSubnetID: '${vnet.id}/subnets/nodes' }
    { name: 'b', vnetSubnetID: resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 'nodes') }
  ] }
}
resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid('x')
  scope: acr
  properties: {
    principalId: aks.properties.identityProfile.kubeletidentity.objectId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
  }
}
";
    let arm = r#"{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0", "resources": [
  {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "v",
   "properties": {"subnets": [{"name": "nodes"}]}},
  {"type": "Microsoft.ManagedIdentity/userAssignedIdentities", "apiVersion": "2023-01-31", "name": "i"},
  {"type": "Microsoft.ContainerRegistry/registries", "apiVersion": "2023-07-01", "name": "r"},
  {"type": "Microsoft.ContainerService/managedClusters", "apiVersion": "2025-05-01", "name": "c",
   "identity": {"type": "UserAssigned", "userAssignedIdentities": {
     "[format('{0}', resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'i'))]": {}}},
   "properties": {"agentPoolProfiles": [
     {"name": "a", "vnetSubnetID": "[format('{0}/subnets/nodes', resourceId('Microsoft.Network/virtualNetworks', 'v'))]"},
     {"name": "b", "vnetSubnetID": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 'nodes')]"}]}},
  {"type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01", "name": "[guid('x')]",
   "scope": "[format('Microsoft.ContainerRegistry/registries/{0}', 'r')]", "properties": {
     "principalId": "[reference(resourceId('Microsoft.ContainerService/managedClusters', 'c')).identityProfile.kubeletidentity.objectId]",
     "roleDefinitionId": "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')]"}}]}"#;
    for (file, text) in [("main.bicep", bicep), ("main.json", arm)] {
        let model = crate::analyse_texts(&[(file, text)]).model;
        let cluster = model.only("cluster");
        assert_eq!(model.links(cluster, "identities").resources.len(), 1, "{file}");
        assert!(model.links(cluster, "identities").open.is_none(), "{file}");
        let registries = model.links(cluster, "registries");
        assert!(registries.open.is_none() && registries.resources.len() == 1, "{file}: {registries:?}");
        for pool in model.resources().iter().filter(|resource| resource.kind.name == "pool") {
            let subnet = model.links(pool, "subnet");
            let labels = model.labels(&subnet);
            assert!(subnet.open.is_none() && labels.len() == 1, "{file}: {}: {subnet:?}", pool.label());
            assert!(labels[0].ends_with(":subnets[0]"), "{file}: {labels:?}");
        }
    }
}
