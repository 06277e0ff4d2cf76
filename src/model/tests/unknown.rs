//! Unknown values, alternatives, open collections.

use super::world::{World, cluster, show};
use crate::model::Model;

fn azurerm(body: &str) -> Model {
    World::new().azurerm("~> 4.0").resource("azurerm_kubernetes_cluster.this", body).build()
}

#[test]
fn unknown_attributes_stay_unknown_with_their_reason() {
    let model = azurerm(r#"{"local_account_disabled": "?var.off", "oms_agent": {"log_analytics_workspace_id": "!w"}}"#);
    assert_eq!(cluster(&model, "disableLocalAccounts"), "unknown(var.off has no value)");
    assert_eq!(cluster(&model, "addonProfiles.omsagent.enabled"), "true");
    assert!(
        model
            .fact(model.only("cluster"), "addonProfiles.omsagent.config.logAnalyticsWorkspaceResourceID")
            .value
            .is_certainly_set()
    );
    let model = azurerm(r#"{"run_command_enabled": "?var.run", "azure_policy_enabled": null}"#);
    assert_eq!(cluster(&model, "apiServerAccessProfile.disableRunCommand"), "unknown(var.run has no value)");
    assert_eq!(cluster(&model, "addonProfiles.azurepolicy.enabled"), "false");
}

#[test]
fn alternatives_take_silence_where_they_are_null() {
    let model = azurerm(r#"{"local_account_disabled": {"one of": [true, null]}}"#);
    assert_eq!(cluster(&model, "disableLocalAccounts"), "true | false");
    let model = azurerm(r#"{"local_account_disabled": {"one of": [false, null]}}"#);
    assert_eq!(cluster(&model, "disableLocalAccounts"), "false");
    let model = azurerm(r#"{"run_command_enabled": {"one of": [true, false]}}"#);
    assert_eq!(cluster(&model, "apiServerAccessProfile.disableRunCommand"), "false | true");
}

#[test]
fn blocks_of_unknown_number_may_be_absent() {
    let model = azurerm(r#"{"oms_agent": {"open blocks": []}}"#);
    assert_eq!(cluster(&model, "addonProfiles.omsagent.enabled"), "unknown(var.blocks has no value)");
    let model = azurerm(r#"{"oms_agent?": {"log_analytics_workspace_id": "w"}}"#);
    assert_eq!(cluster(&model, "addonProfiles.omsagent.enabled"), "true | false");
    let model = azurerm(r#"{"azure_active_directory_role_based_access_control?": {}}"#);
    assert_eq!(cluster(&model, "aadProfile.managed"), "null | true");
    let model = azurerm(r#"{"default_node_pool?": {"name": "x"}}"#);
    assert!(matches!(model.only("pool").existence, crate::document::Existence::Maybe(_)));
    let linked = model.links(model.only("cluster"), "pools");
    assert!(linked.resources.is_empty() && linked.open.is_some());
    let model = azurerm(r#"{"default_node_pool": {"open blocks": []}}"#);
    assert_eq!(
        model.links(model.only("cluster"), "pools").open.map(|reason| reason.text.to_string()),
        Some("var.blocks has no value".into())
    );
}

#[test]
fn missing_keys_of_open_objects_are_unknown() {
    let model = azurerm(r#"{"...": "var.more"}"#);
    assert_eq!(cluster(&model, "disableLocalAccounts"), "unknown(var.more has no value)");
    assert_eq!(cluster(&model, "addonProfiles.omsagent.enabled"), "unknown(var.more has no value)");
    // What is written counts, though an older spelling could be in the open part.
    let model = azurerm(r#"{"...": "var.more", "automatic_upgrade_channel": "patch"}"#);
    assert_eq!(cluster(&model, "autoUpgradeProfile.upgradeChannel"), "\"patch\"");
    let model = World::new()
        .azurerm(">= 3.0")
        .resource("azurerm_kubernetes_cluster.this", r#"{"...": "var.more", "automatic_channel_upgrade": "patch"}"#)
        .build();
    assert_eq!(cluster(&model, "autoUpgradeProfile.upgradeChannel"), "\"patch\"");
}

#[test]
fn what_the_provider_would_refuse_is_unknown() {
    let model = azurerm(r#"{"local_account_disabled": ["x"]}"#);
    assert!(cluster(&model, "disableLocalAccounts").starts_with("unknown(the value has a type"));
    let model = azurerm(r#"{"local_account_disabled": "true", "image_cleaner_interval_hours": "24"}"#);
    assert_eq!(cluster(&model, "disableLocalAccounts"), "true");
    assert_eq!(cluster(&model, "securityProfile.imageCleaner.intervalHours"), "24");
}

#[test]
fn what_is_only_read_is_unknown_but_for_what_is_written() {
    let model = World::new().data("data.azurerm_kubernetes_cluster.x", r#"{"name": "aks"}"#).build();
    assert_eq!(cluster(&model, "name"), "\"aks\"");
    assert!(cluster(&model, "enableRBAC").contains("`data.azurerm_kubernetes_cluster.x` is read"));
    assert!(!model.only("cluster").is_judged());
}

#[test]
fn every_property_of_every_kind_can_be_read_from_nothing_and_from_the_unknown() {
    // Of what may hold credentials only that is kept which does.
    let kinds = crate::model::table::kinds().iter().filter(|kind| !crate::model::table::is_carrier(kind));
    for kind in kinds {
        for home in kind.homes {
            let crate::model::table::Home::Azurerm { resource_type } = home else { continue };
            for body in ["{}", r#"{"...": "var.more"}"#] {
                let model = World::new().resource(&format!("{resource_type}.x"), body).build();
                let resource = model.at(&format!("{resource_type}.x"));
                let facts: Vec<String> = model.facts(resource).map(|(_, fact)| show(&fact.value)).collect();
                assert!(!facts.is_empty(), "{resource_type}");
                // What may be written in the part that is not known is never told as a default.
                let is_open = body.contains("...");
                let local = model.facts(resource).find(|(property, _)| property.name == "disableLocalAccounts");
                assert!(!is_open || local.is_none_or(|(_, fact)| fact.value.as_unknown().is_some()));
            }
        }
    }
}
