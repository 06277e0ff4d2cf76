//! Each family of rows, in azurerm and ARM.

use super::world::{World, cluster, show};
use crate::model::{How, Model};

fn azurerm(body: &str) -> Model {
    World::new().azurerm("~> 4.0").resource("azurerm_kubernetes_cluster.this", body).build()
}

fn old(body: &str) -> Model {
    World::new().azurerm("= 2.98.0").resource("azurerm_kubernetes_cluster.this", body).build()
}

fn bicep(body: &str) -> Model {
    World::new().bicep("aks", "Microsoft.ContainerService/managedClusters@2025-05-01", body).build()
}

#[test]
fn entra_in_all_spellings() {
    let model = azurerm(
        r#"{"azure_active_directory_role_based_access_control":
            {"azure_rbac_enabled": true, "admin_group_object_ids": ["g"]}}"#,
    );
    assert_eq!(cluster(&model, "aadProfile.managed"), "true");
    assert_eq!(cluster(&model, "aadProfile.enableAzureRBAC"), "true");
    assert_eq!(cluster(&model, "aadProfile"), r#"{adminGroupObjectIDs: ["g"], enableAzureRBAC: true, managed: true}"#);
    let model = azurerm("{}");
    assert_eq!(cluster(&model, "aadProfile"), "null");
    assert_eq!(cluster(&model, "aadProfile.managed"), "null");
    assert_eq!(cluster(&model, "aadProfile.enableAzureRBAC"), "false");

    let model = old(r#"{"role_based_access_control": {"enabled": true,
            "azure_active_directory": {"managed": true, "azure_rbac_enabled": true}}}"#);
    assert_eq!(cluster(&model, "aadProfile.managed"), "true");
    assert_eq!(cluster(&model, "aadProfile.enableAzureRBAC"), "true");
    let model = old(r#"{"role_based_access_control": {"enabled": true, "azure_active_directory": {}}}"#);
    assert_eq!(cluster(&model, "aadProfile.managed"), "false");

    let model = bicep(r#"{"properties": {"aadprofile": {"managed": true, "enableAzureRbac": true}}}"#);
    assert_eq!(cluster(&model, "aadProfile.managed"), "true");
    assert_eq!(cluster(&model, "aadProfile.enableAzureRBAC"), "true");
    assert_eq!(cluster(&bicep(r#"{"properties": {}}"#), "aadProfile.managed"), "null");
    assert_eq!(cluster(&bicep(r#"{"properties": {"aadProfile": {}}}"#), "aadProfile.managed"), "false");
}

#[test]
fn identities_and_service_principals() {
    let model = azurerm(r#"{"identity": {"type": "UserAssigned", "identity_ids": ["a", "b"]}}"#);
    assert_eq!(cluster(&model, "identity.type"), "\"UserAssigned\"");
    assert_eq!(cluster(&model, "identity.userAssignedIdentities"), r#"["a", "b"]"#);
    assert_eq!(cluster(&model, "servicePrincipalProfile"), "null");
    let model = old(r#"{"identity": {"type": "UserAssigned", "user_assigned_identity_id": "a"}}"#);
    assert_eq!(cluster(&model, "identity.userAssignedIdentities"), r#"["a"]"#);
    let model = azurerm(r#"{"service_principal": {"client_id": "c", "client_secret": "s"}}"#);
    assert_eq!(cluster(&model, "servicePrincipalProfile.clientId"), "\"c\"");
    assert_eq!(cluster(&model, "identity.type"), "null");

    let model = bicep(r#"{"identity": {"type": "systemassigned", "userAssignedIdentities": {"/id/a": {}}}}"#);
    assert_eq!(cluster(&model, "identity.type"), "\"SystemAssigned\"");
    assert_eq!(cluster(&model, "identity.userAssignedIdentities"), r#"["/id/a"]"#);
    assert_eq!(cluster(&model, "servicePrincipalProfile"), "null");
    assert!(cluster(&bicep(r#"{"properties": {}}"#), "servicePrincipalProfile").starts_with("unknown("));
}

#[test]
fn api_server_access() {
    let model = azurerm(
        r#"{"private_cluster_enabled": true, "run_command_enabled": false,
            "api_server_access_profile": {"authorized_ip_ranges": ["1.2.3.4/32"]}}"#,
    );
    assert_eq!(cluster(&model, "apiServerAccessProfile.enablePrivateCluster"), "true");
    assert_eq!(cluster(&model, "apiServerAccessProfile.disableRunCommand"), "true");
    let fact = model.fact(model.only("cluster"), "apiServerAccessProfile.authorizedIPRanges");
    assert_eq!(show(&fact.value), r#"["1.2.3.4/32"]"#);
    assert_eq!(&*fact.spelling, "api_server_access_profile.authorized_ip_ranges");
    assert_eq!(fact.how, How::Written);
    let model = old(r#"{"api_server_authorized_ip_ranges": ["0.0.0.0/0"], "private_link_enabled": true}"#);
    assert_eq!(cluster(&model, "apiServerAccessProfile.authorizedIPRanges"), r#"["0.0.0.0/0"]"#);
    assert_eq!(cluster(&model, "apiServerAccessProfile.enablePrivateCluster"), "true");
    assert_eq!(cluster(&model, "apiServerAccessProfile.disableRunCommand"), "false");
    let model = World::new().bicep(
        "aks",
        "Microsoft.ContainerService/managedClusters@2019-06-01",
        r#"{"properties": {"apiServerAuthorizedIPRanges": ["1.1.1.1/32"]}}"#,
    );
    assert_eq!(cluster(&model.build(), "apiServerAccessProfile.authorizedIPRanges"), r#"["1.1.1.1/32"]"#);
}

#[test]
fn what_is_not_written_points_to_the_nearest_block() {
    let model = azurerm(r#"{"api_server_access_profile": {"subnet_id": "x"}}"#);
    let resource = model.only("cluster");
    let subnet = model.fact(resource, "apiServerAccessProfile.subnetId");
    let ranges = model.fact(resource, "apiServerAccessProfile.authorizedIPRanges");
    assert_ne!(ranges.span, resource.header);
    assert_ne!(ranges.span, subnet.span);
    assert_eq!(model.fact(resource, "disableLocalAccounts").span, resource.header);
}

#[test]
fn add_ons_are_blocks_flags_and_strings() {
    let model = azurerm(
        r#"{"azure_policy_enabled": true, "oms_agent": {"log_analytics_workspace_id": "w"},
            "key_vault_secrets_provider": {"secret_rotation_enabled": true}, "monitor_metrics": {},
            "microsoft_defender": {"log_analytics_workspace_id": "w"}}"#,
    );
    for name in [
        "addonProfiles.azurepolicy.enabled",
        "addonProfiles.omsagent.enabled",
        "addonProfiles.azureKeyvaultSecretsProvider.enabled",
        "addonProfiles.azureKeyvaultSecretsProvider.config.enableSecretRotation",
        "azureMonitorProfile.metrics.enabled",
        "securityProfile.defender.securityMonitoring.enabled",
    ] {
        assert_eq!(cluster(&model, name), "true", "{name}");
        assert_eq!(cluster(&azurerm("{}"), name), "false", "{name}");
    }
    assert_eq!(cluster(&model, "addonProfiles.omsagent.config.logAnalyticsWorkspaceResourceID"), "\"w\"");

    let model = old(r#"{"addon_profile": {"oms_agent": {"enabled": false}, "azure_policy": {"enabled": true},
            "azure_keyvault_secrets_provider": {"enabled": true}}}"#);
    assert_eq!(cluster(&model, "addonProfiles.omsagent.enabled"), "false");
    assert_eq!(cluster(&model, "addonProfiles.azurepolicy.enabled"), "true");
    assert_eq!(cluster(&model, "addonProfiles.azureKeyvaultSecretsProvider.enabled"), "true");

    let model = bicep(
        r#"{"properties": {"addonProfiles": {"omsAgent": {"enabled": true, "config": {"useAADAuth": "TRUE"}},
            "azurePolicy": {"enabled": false}},
            "securityProfile": {"azureDefender": {"enabled": true}}}}"#,
    );
    assert_eq!(cluster(&model, "addonProfiles.omsagent.enabled"), "true");
    assert_eq!(cluster(&model, "addonProfiles.omsagent.config.useAADAuth"), "true");
    assert_eq!(cluster(&model, "addonProfiles.azurepolicy.enabled"), "false");
    // The old name is no property of this API version.
    assert_eq!(cluster(&model, "securityProfile.defender.securityMonitoring.enabled"), "false");
}

#[test]
fn the_network_profile_and_its_derived_defaults() {
    let model = azurerm(r#"{"network_profile": {"network_plugin": "Azure", "network_policy": "calico"}}"#);
    assert_eq!(cluster(&model, "networkProfile.networkPlugin"), "\"azure\"");
    assert_eq!(cluster(&model, "networkProfile.networkPluginMode"), "null");
    assert_eq!(cluster(&model, "networkProfile.podCidr"), "null");
    assert_eq!(cluster(&model, "networkProfile.serviceCidr"), "\"10.0.0.0/16\"");
    assert_eq!(cluster(&model, "networkProfile.serviceCidrs"), r#"["10.0.0.0/16"]"#);
    assert_eq!(cluster(&model, "networkProfile.dnsServiceIP"), "\"10.0.0.10\"");
    assert_eq!(cluster(&model, "networkProfile.outboundType"), "\"loadBalancer\"");
    let model = azurerm("{}");
    assert!(cluster(&model, "networkProfile.networkPlugin").starts_with("unknown(the documentation disagrees"));
    assert!(cluster(&model, "networkProfile.networkPluginMode").starts_with("unknown("));
    assert_eq!(cluster(&model, "networkProfile.podCidr"), "\"10.244.0.0/16\"");
    assert_eq!(cluster(&model, "networkProfile.networkPolicy"), "null");
    let model = azurerm(
        r#"{"network_profile": {"network_plugin": "azure", "network_plugin_mode": "Overlay",
            "network_data_plane": "cilium", "service_cidr": "10.9.0.0/16"}}"#,
    );
    assert_eq!(cluster(&model, "networkProfile.networkPluginMode"), "\"overlay\"");
    assert_eq!(cluster(&model, "networkProfile.podCidrs"), r#"["10.244.0.0/16"]"#);
    assert_eq!(cluster(&model, "networkProfile.dnsServiceIP"), "null");
    assert!(cluster(&model, "networkProfile.networkPolicy").starts_with("unknown("));
}

#[test]
fn pools_inherit_their_limits_from_the_cluster() {
    let max = |profile: &str, pool: &str| {
        let model = azurerm(&format!(r#"{{"network_profile": {profile}, "default_node_pool": {pool}}}"#));
        show(&model.fact(model.only("pool"), "maxPods").value)
    };
    assert_eq!(max(r#"{"network_plugin": "kubenet"}"#, "{}"), "110");
    assert_eq!(max(r#"{"network_plugin": "azure"}"#, "{}"), "30");
    assert_eq!(max(r#"{"network_plugin": "azure"}"#, r#"{"pod_subnet_id": "x"}"#), "110");
    assert_eq!(max(r#"{"network_plugin": "azure", "network_plugin_mode": "overlay"}"#, "{}"), "250");
    assert_eq!(max(r#"{"network_plugin": "azure"}"#, r#"{"max_pods": 50}"#), "50");
    assert!(max(r#"{"network_plugin": "?var.plugin"}"#, "{}").contains("var.plugin"));
}

#[test]
fn pools_have_four_homes() {
    let model = World::new()
        .azurerm("~> 4.0")
        .resource(
            "azurerm_kubernetes_cluster.this",
            r#"{"default_node_pool": {"name": "system", "only_critical_addons_enabled": true}}"#,
        )
        .resource(
            "azurerm_kubernetes_cluster_node_pool.user",
            r#"{"kubernetes_cluster_id": "&azurerm_kubernetes_cluster.this#id", "os_type": "Windows"}"#,
        )
        .build();
    let pool = model.at("azurerm_kubernetes_cluster.this:default_node_pool");
    assert_eq!(show(&model.fact(pool, "mode").value), "\"System\"");
    assert_eq!(show(&model.fact(pool, "nodeTaints").value), r#"["CriticalAddonsOnly=true:NoSchedule"]"#);
    assert_eq!(show(&model.fact(pool, "osSKU").value), "\"Ubuntu\"");
    let pool = model.at("azurerm_kubernetes_cluster_node_pool.user");
    assert_eq!(show(&model.fact(pool, "mode").value), "\"User\"");
    assert_eq!(show(&model.fact(pool, "nodeTaints").value), "null");
    assert!(show(&model.fact(pool, "osSKU").value).starts_with("unknown("));
    let model = bicep(
        r#"{"properties": {"agentPoolProfiles": [{"name": "a", "mode": "system", "enableNodePublicIP": true},
            {"name": "b"}]}}"#,
    );
    let pool = model.at("aks:agentPoolProfiles[0]");
    assert_eq!(show(&model.fact(pool, "mode").value), "\"System\"");
    assert_eq!(show(&model.fact(pool, "enableNodePublicIP").value), "true");
    assert_eq!(show(&model.fact(model.at("aks:agentPoolProfiles[1]"), "enableNodePublicIP").value), "false");
    let model = World::new()
        .bicep(
            "pool",
            "Microsoft.ContainerService/managedClusters/agentPools@2025-05-01",
            r#"{"name": "aks/np", "properties": {"enableNodePublicIP": true}}"#,
        )
        .build();
    assert_eq!(show(&model.fact(model.only("pool"), "enableNodePublicIP").value), "true");
}

#[test]
fn diagnostic_settings_in_all_spellings() {
    let read = |constraint: &str, body: &str| {
        let model = World::new().azurerm(constraint).resource("azurerm_monitor_diagnostic_setting.this", body).build();
        show(&model.fact(model.only("diagnosticSetting"), "logs").value)
    };
    assert_eq!(
        read("~> 4.0", r#"{"enabled_log": [{"category": "kube-audit"}, {"category_group": "audit"}]}"#),
        r#"[{category: "kube-audit", enabled: true}, {categoryGroup: "audit", enabled: true}]"#
    );
    assert_eq!(
        read("= 3.20.0", r#"{"log": [{"category": "kube-audit", "enabled": false}, {"category": "guard"}]}"#),
        r#"[{category: "kube-audit", enabled: false}, {category: "guard", enabled: true}]"#
    );
    assert_eq!(read("~> 4.0", r#"{"enabled_log": {"open blocks": []}}"#), "[...]");
    assert_eq!(read("~> 4.0", "{}"), "null");
    let model = World::new()
        .bicep(
            "diagnostics",
            "Microsoft.Insights/diagnosticSettings@2021-05-01-preview",
            r#"{"properties": {"logs": [{"categoryGroup": "allLogs", "enabled": true}, {"category": "guard"}]}}"#,
        )
        .build();
    assert_eq!(
        show(&model.fact(model.only("diagnosticSetting"), "logs").value),
        r#"[{categoryGroup: "allLogs", enabled: true}, {category: "guard", enabled: unknown(`enabled` of a log is required)}]"#
    );
}

#[test]
fn roles_are_read_by_name_and_by_id() {
    let read = |body: &str, name: &str| {
        let model = World::new().azurerm("~> 4.0").resource("azurerm_role_assignment.this", body).build();
        show(&model.fact(model.only("roleAssignment"), name).value)
    };
    let by_name = r#"{"role_definition_name": "AcrPull"}"#;
    assert_eq!(read(by_name, "roleDefinitionId"), "\"7f951dda-4ed3-4680-a7ca-43fe172d538d\"");
    let by_id = r#"{"role_definition_id":
        "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/8E3AF657-A8FF-443C-A75C-2FE8C4BCB635"}"#;
    assert_eq!(read(by_id, "roleDefinitionName"), "\"Owner\"");
    assert!(read(r#"{"role_definition_id": "x"}"#, "roleDefinitionName").starts_with("unknown("));
    assert_eq!(read("{}", "roleDefinitionName"), "null");
}

#[test]
fn registries_speak_arm() {
    let model = World::new()
        .azurerm("~> 4.0")
        .resource(
            "azurerm_container_registry.this",
            r#"{"sku": "Premium", "public_network_access_enabled": false, "retention_policy_in_days": 7,
                "encryption": {"key_vault_key_id": "k"}, "export_policy_enabled": false}"#,
        )
        .build();
    let read = |name: &str| show(&model.fact(model.only("registry"), name).value);
    assert_eq!(read("publicNetworkAccess"), "\"Disabled\"");
    assert_eq!(read("policies.retentionPolicy.status"), "\"enabled\"");
    assert_eq!(read("policies.exportPolicy.status"), "\"disabled\"");
    assert_eq!(read("policies.trustPolicy.status"), "\"disabled\"");
    assert_eq!(read("encryption.status"), "\"enabled\"");
    assert_eq!(read("adminUserEnabled"), "false");
    assert_eq!(read("networkRuleSet.defaultAction"), "\"Allow\"");
}

#[test]
fn subnets_inline_and_by_themselves() {
    let model = World::new()
        .azurerm("~> 3.0")
        .resource(
            "azurerm_virtual_network.this",
            r#"{"name": "v", "address_space": ["10.0.0.0/8"],
                "subnet": [{"name": "a", "address_prefix": "10.1.0.0/16", "security_group": "n"}]}"#,
        )
        .resource(
            "azurerm_subnet.b",
            r#"{"name": "b", "address_prefixes": ["10.2.0.0/16"], "virtual_network_name": "V",
                "delegation": {"name": "d", "service_delegation": {"name": "Microsoft.ContainerService/managedClusters"}}}"#,
        )
        .build();
    let inline = model.at("azurerm_virtual_network.this:subnet[0]");
    assert_eq!(show(&model.fact(inline, "addressPrefixes").value), r#"["10.1.0.0/16"]"#);
    assert_eq!(show(&model.fact(inline, "networkSecurityGroup.id").value), "\"n\"");
    let single = model.at("azurerm_subnet.b");
    assert_eq!(
        show(&model.fact(single, "delegations").value),
        r#"[{serviceName: "Microsoft.ContainerService/managedClusters"}]"#
    );
    let network = model.only("virtualNetwork");
    assert_eq!(
        model.labels(&model.links(network, "subnets")),
        ["azurerm_virtual_network.this:subnet[0]", "azurerm_subnet.b"]
    );
    let model = World::new()
        .bicep(
            "vnet",
            "Microsoft.Network/virtualNetworks@2024-05-01",
            r#"{"name": "v", "properties": {"subnets": [{"name": "a",
                "properties": {"addressPrefix": "10.1.0.0/16", "delegations":
                [{"name": "d", "properties": {"serviceName": "s"}}]}}]}}"#,
        )
        .build();
    let inline = model.at("vnet:subnets[0]");
    assert_eq!(show(&model.fact(inline, "addressPrefixes").value), r#"["10.1.0.0/16"]"#);
    assert_eq!(show(&model.fact(inline, "delegations").value), r#"[{serviceName: "s"}]"#);
    assert_eq!(show(&model.fact(inline, "name").value), "\"a\"");
}

#[test]
fn maintenance_windows_are_blocks_of_the_cluster() {
    let model = azurerm(r#"{"maintenance_window_node_os": {"duration": 4, "frequency": "Weekly"}}"#);
    let window = model.only("maintenanceConfiguration");
    assert_eq!(show(&model.fact(window, "name").value), "\"aksManagedNodeOSUpgradeSchedule\"");
    assert_eq!(show(&model.fact(window, "maintenanceWindow.durationHours").value), "4");
    let linked = model.links(model.only("cluster"), "maintenanceConfigurations");
    assert_eq!(linked.resources, [window.id]);
}

#[test]
fn json_syntax_writes_a_block_as_an_object_or_a_tuple() {
    for body in [
        r#"{"network_profile": {"map": {"network_plugin": "azure"}}}"#,
        r#"{"network_profile": {"map": [{"network_plugin": "azure"}]}}"#,
    ] {
        assert_eq!(cluster(&azurerm(body), "networkProfile.networkPlugin"), "\"azure\"");
    }
    let model = azurerm(r#"{"oms_agent": {"map": []}, "default_node_pool": {"map": {"name": "x"}}}"#);
    assert_eq!(cluster(&model, "addonProfiles.omsagent.enabled"), "false");
    assert_eq!(show(&model.fact(model.only("pool"), "name").value), "\"x\"");
}
