//! What stands beside a cluster: vaults, gateways, security rules, bastions.

use super::world::{World, show};
use crate::model::Model;

fn labels(model: &Model, resource: &str, link: &str) -> (Vec<String>, bool) {
    let linked = model.links(model.at(resource), link);
    (model.labels(&linked), linked.open.is_some())
}

fn value(model: &Model, resource: &str, property: &str) -> String {
    show(&model.fact(model.at(resource), property).value)
}

#[test]
fn texts_stand_for_the_objects_of_a_list() {
    let model = World::new()
        .azurerm("~> 4.0")
        .resource("azurerm_key_vault.a", r#"{"network_acls": {"ip_rules": ["203.0.113.0/24", "?var.own"]}}"#)
        .arm(
            "b",
            "Microsoft.KeyVault/vaults@2023-07-01",
            r#"{"properties": {"networkAcls": {"ipRules": [{"value": "203.0.113.0/24"}]}}}"#,
        )
        .build();
    let ranges = value(&model, "azurerm_key_vault.a", "networkAcls.ipRules");
    assert_eq!(ranges, r#"[{value: "203.0.113.0/24"}, {value: unknown(var.own has no value)}]"#);
    assert_eq!(value(&model, "b", "networkAcls.ipRules"), r#"[{value: "203.0.113.0/24"}]"#);
}

#[test]
fn new_vaults_use_roles_since_one_api_version() {
    let of = |version: &str| {
        let model = World::new().arm("v", &format!("Microsoft.KeyVault/vaults@{version}"), "{}").build();
        value(&model, "v", "enableRbacAuthorization")
    };
    assert_eq!([of("2025-05-01"), of("2026-02-01")], ["false", "true"]);
}

#[test]
fn a_firewall_policy_without_settings_is_not_known() {
    let of = |body: &str| {
        let model = World::new().azurerm("~> 4.0").resource("azurerm_web_application_firewall_policy.w", body).build();
        value(&model, "azurerm_web_application_firewall_policy.w", "policySettings.mode")
    };
    assert!(of("{}").starts_with("unknown("));
    assert_eq!(of(r#"{"policy_settings": {"enabled": true}}"#), r#""Prevention""#);
    assert_eq!(of(r#"{"policy_settings": {"mode": "Detection"}}"#), r#""Detection""#);
}

#[test]
fn rules_belong_to_their_group_wherever_they_are_declared() {
    let model = World::new()
        .azurerm("~> 4.0")
        .resource(
            "azurerm_network_security_group.nodes",
            r#"{"name": "nodes", "security_rule": [{"name": "a", "source_address_prefix": "*"}, {"name": "b"}]}"#,
        )
        .resource(
            "azurerm_network_security_rule.c",
            r#"{"name": "c", "network_security_group_name": "&azurerm_network_security_group.nodes#name"}"#,
        )
        .build();
    let group = "azurerm_network_security_group.nodes";
    let inline = |index| format!("{group}:security_rule[{index}]");
    assert_eq!(
        labels(&model, group, "rules"),
        (vec![inline(0), inline(1), "azurerm_network_security_rule.c".into()], false)
    );
    assert_eq!(value(&model, &inline(0), "sourceAddressPrefixes"), r#"["*"]"#);
}

#[test]
fn a_setting_of_some_vault_observes_no_cluster() {
    let model = World::new()
        .arm("aks", "Microsoft.ContainerService/managedClusters@2025-05-01", r#"{"name": "aks"}"#)
        .arm("vault", "Microsoft.KeyVault/vaults@2023-07-01", r#"{"name": "vault"}"#)
        .arm("x", "Microsoft.KeyVault/vaults/providers/diagnosticSettings@2021-05-01-preview", r#"{"name": "?name"}"#)
        .build();
    assert_eq!(labels(&model, "aks", "diagnosticSettings"), (vec![], false));
    assert_eq!(labels(&model, "vault", "diagnosticSettings"), (vec![], true));
}

#[test]
fn a_bastion_stands_in_the_subnet_of_its_one_configuration() {
    let model = World::new()
        .azurerm("~> 4.0")
        .resource("azurerm_subnet.bastion", r#"{"name": "AzureBastionSubnet", "virtual_network_name": "v"}"#)
        .resource(
            "azurerm_bastion_host.this",
            r#"{"ip_configuration": [{"subnet_id": "&azurerm_subnet.bastion#id"}]}"#,
        )
        .arm(
            "b",
            "Microsoft.Network/bastionHosts@2024-05-01",
            r#"{"properties": {"ipConfigurations": [{"properties": {"subnet": {"id": "/x/providers/Microsoft.Network/virtualNetworks/v/subnets/AzureBastionSubnet"}}}]}}"#,
        )
        .build();
    for bastion in ["azurerm_bastion_host.this", "b"] {
        assert_eq!(labels(&model, bastion, "subnet"), (vec!["azurerm_subnet.bastion".into()], false));
    }
}

#[test]
fn modules_that_are_given_a_network_may_peer_it() {
    let world = || World::new().bicep("net", "Microsoft.Network/virtualNetworks@2024-05-01", r#"{"name": "a"}"#);
    let alone = world().build();
    assert_eq!(labels(&alone, "net", "peerings"), (vec![], false));
    let given = world().call("m", "br:example.azurecr.io/x", "1.0.0", r#"{"network": "&net#id"}"#).build();
    assert!(labels(&given, "net", "peerings").1);
    assert!(labels(&given, "net", "bastions").1);
    assert!(!labels(&given, "net", "subnets").1);
}
