//! AKS Automatic: presets in azurerm and ARM.

use super::world::{World, cluster};
use crate::model::How;
use crate::model::table::AUTOMATIC;

#[test]
fn the_automatic_resource_presets_much() {
    let model = World::new()
        .azurerm("~> 5.0")
        .resource(
            "azurerm_kubernetes_automatic_cluster.this",
            r#"{"name": "x", "private_cluster": {}, "api_server_access": {"authorized_ip_ranges": ["1.1.1.1/32"]}}"#,
        )
        .build();
    for (name, value) in [
        ("enableRBAC", "true"),
        ("aadProfile.managed", "true"),
        ("aadProfile.enableAzureRBAC", "true"),
        ("oidcIssuerProfile.enabled", "true"),
        ("securityProfile.workloadIdentity.enabled", "true"),
        ("addonProfiles.azurepolicy.enabled", "true"),
        ("networkProfile.networkPolicy", "\"cilium\""),
        ("networkProfile.networkPlugin", "\"azure\""),
        ("autoUpgradeProfile.upgradeChannel", "\"stable\""),
        ("sku.name", "\"Automatic\""),
        ("sku.tier", "\"Standard\""),
        ("apiServerAccessProfile.enablePrivateCluster", "true"),
        ("apiServerAccessProfile.authorizedIPRanges", r#"["1.1.1.1/32"]"#),
        ("nodeResourceGroupProfile.restrictionLevel", "\"ReadOnly\""),
        ("addonProfiles.omsagent.enabled", "false"),
    ] {
        assert_eq!(cluster(&model, name), value, "{name}");
    }
    assert!(cluster(&model, "aadProfile").contains("enableAzureRBAC: true"));
    let fact = model.fact(model.only("cluster"), "enableRBAC");
    let How::Silent(row) = fact.how else { panic!("{:?}", fact.how) };
    assert_eq!(row.resource_type, AUTOMATIC);
}

#[test]
fn automatic_in_arm_takes_the_same_presets() {
    let at = "Microsoft.ContainerService/managedClusters@2025-05-01";
    let read = |sku: &str, name: &str| {
        let body = format!(r#"{{"sku": {{"name": {sku}}}, "properties": {{}}}}"#);
        cluster(&World::new().bicep("aks", at, &body).build(), name)
    };
    assert_eq!(read("\"automatic\"", "networkProfile.networkPolicy"), "\"cilium\"");
    assert_eq!(read("\"Base\"", "networkProfile.networkPolicy"), "null");
    assert_eq!(read("\"?var.sku\"", "addonProfiles.azurepolicy.enabled"), "true | false");
    assert_eq!(read("\"?var.sku\"", "enableRBAC"), "true");
    assert!(read("\"Automatic\"", "aadProfile").contains("managed: true"));
    assert_eq!(read("\"Base\"", "aadProfile"), "null");
}
