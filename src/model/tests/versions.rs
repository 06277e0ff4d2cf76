//! Silence and spellings per provider and API version.

use super::world::{World, cluster, show};
use crate::model::How;
use crate::model::table::SilentValue;

fn rbac(constraint: &str, body: &str) -> String {
    let world = if constraint.is_empty() { World::new() } else { World::new().azurerm(constraint) };
    cluster(&world.resource("azurerm_kubernetes_cluster.this", body).build(), "enableRBAC")
}

#[test]
fn rbac_is_off_before_2_99_and_on_since() {
    assert_eq!(rbac("= 2.98.0", "{}"), "false");
    assert_eq!(rbac("= 2.99.0", "{}"), "true");
    assert_eq!(rbac("~> 3.0", "{}"), "true");
    assert_eq!(rbac(">= 4.0", "{}"), "true");
    assert_eq!(
        rbac("~> 2.90", "{}"),
        "unknown(leaving it out means `false` before 2.99.0, and `true` since 2.99.0; `~> 2.90` allows both versions of \
         azurerm)"
    );
    assert_eq!(
        rbac("", "{}"),
        "unknown(leaving it out means `false` before 2.99.0, and `true` since 2.99.0; nothing states the version of \
         azurerm)"
    );
}

#[test]
fn rbac_is_read_from_the_block_of_old_versions() {
    assert_eq!(rbac("= 2.98.0", r#"{"role_based_access_control": {"enabled": true}}"#), "true");
    assert_eq!(rbac("", r#"{"role_based_access_control": {"enabled": false}}"#), "false");
    // Not an attribute of this version: Terraform refuses it, it decides nothing.
    assert_eq!(rbac("~> 4.0", r#"{"role_based_access_control": {"enabled": false}}"#), "true");
    assert_eq!(rbac("~> 2.0", r#"{"role_based_access_control_enabled": false}"#), "false");
}

#[test]
fn written_attributes_tell_the_version_where_nothing_states_it() {
    assert!(rbac("", r#"{"oms_agent": {"log_analytics_workspace_id": "x"}}"#).contains("unknown"));
    assert_eq!(rbac("", r#"{"workload_identity_enabled": true}"#), "true");
    assert_eq!(rbac(">= 2.0", r#"{"automatic_upgrade_channel": "patch"}"#), "true");
    assert_eq!(rbac("", r#"{"default_node_pool": {"auto_scaling_enabled": true}}"#), "true");
    // A neighbour in the same configuration tells it too.
    let model = World::new()
        .resource("azurerm_kubernetes_cluster.this", "{}")
        .resource("azurerm_monitor_diagnostic_setting.this", r#"{"enabled_log": [{"category": "guard"}]}"#)
        .resource("azurerm_kubernetes_cluster_node_pool.this", r#"{"host_encryption_enabled": true}"#)
        .build();
    assert_eq!(cluster(&model, "enableRBAC"), "true");
    assert_eq!(cluster(&model, "autoUpgradeProfile.nodeOSUpgradeChannel"), "\"NodeImage\"");
}

#[test]
fn the_row_that_counts_and_the_spelling_to_use_follow_the_version() {
    let model = World::new().azurerm("~> 3.100").resource("azurerm_kubernetes_cluster.this", "{}").build();
    let fact = model.fact(model.only("cluster"), "autoUpgradeProfile.upgradeChannel");
    assert_eq!(&*fact.spelling, "automatic_channel_upgrade");
    assert_eq!(fact.span, model.only("cluster").header);
    let How::Silent(row) = fact.how else { panic!("{:?}", fact.how) };
    assert_eq!(row.value, SilentValue::Text("none"));
    let model = World::new().azurerm("~> 4.0").resource("azurerm_kubernetes_cluster.this", "{}").build();
    let fact = model.fact(model.only("cluster"), "autoUpgradeProfile.upgradeChannel");
    assert_eq!(&*fact.spelling, "automatic_upgrade_channel");
}

#[test]
fn oidc_and_node_image_channel_depend_on_the_major_version() {
    let read = |constraint: &str, name: &str| {
        let model = World::new().azurerm(constraint).resource("azurerm_kubernetes_cluster.this", "{}").build();
        cluster(&model, name)
    };
    assert_eq!(read("~> 5.0", "oidcIssuerProfile.enabled"), "true");
    assert!(read("~> 4.0", "oidcIssuerProfile.enabled").starts_with("unknown(Azure decides"));
    assert_eq!(read("~> 4.0", "autoUpgradeProfile.nodeOSUpgradeChannel"), "\"NodeImage\"");
    assert!(read("~> 3.0", "autoUpgradeProfile.nodeOSUpgradeChannel").starts_with("unknown(before 4.0.0"));
    assert_eq!(read("~> 1.44", "networkProfile.loadBalancerSku"), "\"basic\"");
    assert_eq!(read("~> 2.0", "networkProfile.loadBalancerSku"), "\"standard\"");
}

#[test]
fn api_versions_decide_in_arm() {
    let read = |api: &str, name: &str| {
        let at = format!("Microsoft.ContainerService/managedClusters@{api}");
        cluster(&World::new().bicep("aks", &at, r#"{"properties": {}}"#).build(), name)
    };
    assert_eq!(read("2020-03-01", "enableRBAC"), "false");
    assert_eq!(read("2020-04-01", "enableRBAC"), "true");
    assert_eq!(read("2025-05-02-preview", "enableRBAC"), "true");
    assert!(read("latest", "enableRBAC").contains("before 2020-04-01"));
}

#[test]
fn pool_attributes_were_renamed_in_4() {
    let read = |constraint: &str, body: &str, name: &str| {
        let model =
            World::new().azurerm(constraint).resource("azurerm_kubernetes_cluster_node_pool.this", body).build();
        show(&model.fact(model.only("pool"), name).value)
    };
    assert_eq!(read("~> 3.0", r#"{"enable_node_public_ip": true}"#, "enableNodePublicIP"), "true");
    assert_eq!(read("~> 4.0", r#"{"node_public_ip_enabled": true}"#, "enableNodePublicIP"), "true");
    assert_eq!(read("~> 4.0", r#"{"enable_node_public_ip": true}"#, "enableNodePublicIP"), "false");
    assert_eq!(read(">= 3.0", r#"{"enable_auto_scaling": true}"#, "enableAutoScaling"), "true");
    assert_eq!(read("~> 2.0", r#"{"availability_zones": ["1"]}"#, "availabilityZones"), r#"["1"]"#);
    assert_eq!(read("~> 4.0", r#"{"zones": [1, 2]}"#, "availabilityZones"), r#"["1", "2"]"#);
}

/// What is told about outdated attributes of the cluster.
fn outdated(constraint: &str, body: &str) -> String {
    let world = World::new().azurerm(constraint);
    cluster(&world.resource("azurerm_kubernetes_cluster.this", body).build(), "outdatedAttributes")
}

#[test]
fn outdated_attributes_are_told_with_what_took_their_place() {
    let renamed = r#"{"automatic_channel_upgrade": "patch"}"#;
    assert_eq!(outdated("~> 4.0", renamed), r#"["`automatic_channel_upgrade` is now `automatic_upgrade_channel`"]"#);
    assert_eq!(outdated("~> 3.100", renamed), "[]");
    assert_eq!(outdated(">= 3.100", renamed), "[]");
    let ignored = r#"{"public_network_access_enabled": false}"#;
    let text = r#"["`public_network_access_enabled` does nothing since azurerm 3.71"]"#;
    assert_eq!(outdated("~> 3.80", ignored), text);
    assert_eq!(outdated("~> 3.70.0", ignored), "[]");
    let gone = r#"["`public_network_access_enabled` is gone since azurerm 4.0, without a successor"]"#;
    assert_eq!(outdated("~> 4.0", ignored), gone);
    assert_eq!(outdated("~> 4.0", r#"{"public_network_access_enabled": null}"#), "[]");
}

#[test]
fn an_outdated_block_is_told_once_for_all_that_stands_in_it() {
    let block = r#"{"role_based_access_control": {"azure_active_directory": {"managed": true, "tenant_id": "t"}}}"#;
    assert_eq!(
        outdated("~> 4.0", block),
        r#"["`role_based_access_control.azure_active_directory` is now `azure_active_directory_role_based_access_control`"]"#
    );
    let all = r#"{"api_server_authorized_ip_ranges": ["203.0.113.0/24"], "private_link_enabled": true}"#;
    assert_eq!(
        outdated("~> 4.0", all),
        r#"["`private_link_enabled` is now `private_cluster_enabled`", "`api_server_authorized_ip_ranges` is now `api_server_access_profile.authorized_ip_ranges`"]"#
    );
}

#[test]
fn whether_an_outdated_attribute_is_set_may_not_be_known() {
    assert_eq!(outdated("~> 4.0", r#"{"automatic_channel_upgrade": "?var.channel"}"#), "[...]");
}
