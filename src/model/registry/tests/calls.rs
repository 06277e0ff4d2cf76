//! Calls of the cluster modules.

use super::super::{OutputTarget, resolve};
use super::*;
use crate::model::fact::How;

const AKS: &str = "Azure/aks/azurerm";
const AVM: &str = "Azure/avm-res-containerservice-managedcluster/azurerm";
const PRODUCTION: &str = "Azure/avm-ptn-aks-production/azurerm";

#[test]
fn what_is_not_written_is_the_modules_default() {
    let expansion = expansion(AKS, "9.4.1", &[]);
    let cluster = the(&expansion, "cluster");
    assert_eq!(&*cluster.address, "module.m.azurerm_kubernetes_cluster.main");
    for (property, expected) in [
        ("enableRBAC", false),
        ("aadProfile.managed", false),
        ("disableLocalAccounts", false),
        ("addonProfiles.omsagent.enabled", true),
        ("addonProfiles.azurepolicy.enabled", false),
        ("securityProfile.workloadIdentity.enabled", false),
        ("apiServerAccessProfile.enablePrivateCluster", false),
    ] {
        let fact = fact(cluster, property);
        assert_eq!(fact.value.as_bool(), Some(expected), "{property}");
        assert!(matches!(fact.how, How::Silent(silence) if silence.source.contains("Azure/aks/azurerm")), "{property}");
        assert_eq!(fact.span, cluster.header, "{property}");
    }
    assert_eq!(value(cluster, "networkProfile.networkPlugin").as_str(), Some("kubenet"));
    assert_eq!(value(cluster, "identity.type").as_str(), Some("SystemAssigned"));
    assert!(value(cluster, "servicePrincipalProfile").is_null());
    assert!(value(cluster, "oidcIssuerProfile.enabled").as_unknown().is_some());
    let pool = the(&expansion, "pool");
    assert_eq!(value(pool, "enableNodePublicIP").as_bool(), Some(false));
    assert_eq!(value(pool, "vmSize").as_str(), Some("Standard_D2s_v3"));
}

#[test]
fn what_is_written_is_pointed_at_in_the_authors_spelling() {
    let arguments = [("private_cluster_enabled", Value::bool(true))];
    let expansion = expansion(AKS, "10.2.0", &arguments);
    let fact = fact(the(&expansion, "cluster"), "apiServerAccessProfile.enablePrivateCluster");
    assert_eq!(fact.value.as_bool(), Some(true));
    assert_eq!(&*fact.spelling, "private_cluster_enabled");
    assert_eq!(fact.how, How::Written);
    assert_eq!(&TEXT[fact.span.range()], "first");
}

#[test]
fn what_no_row_tells_is_unknown() {
    let value = cluster(AKS, "11.0.0", &[], "podIdentityProfile.enabled");
    let reason = value.first_reason().unwrap();
    assert_eq!(reason.cause, Cause::MissingModule);
    assert_eq!(&*reason.subject, "module.m");
}

/// Until version 9 three switches had to be on, since version 10 two.
#[test]
fn entra_integration_depends_on_the_version() {
    let on = [("role_based_access_control_enabled", Value::bool(true))];
    assert_eq!(cluster(AKS, "9.4.1", &on, "aadProfile.managed").as_bool(), Some(false));
    assert_eq!(cluster(AKS, "11.0.0", &on, "aadProfile.managed").as_bool(), Some(true));
    assert!(cluster(AKS, "11.0.0", &on, "aadProfile").as_object().is_some());
    // Both versions are allowed, and they differ.
    let both = cluster(AKS, "", &on, "aadProfile.managed");
    assert!(both.first_reason().is_some() && both.as_bool().is_none(), "{both:?}");
    // An argument that only old versions have tells the version.
    let managed = [on[0].clone(), ("rbac_aad_managed", Value::bool(true))];
    assert_eq!(cluster(AKS, "", &managed, "aadProfile.managed").as_bool(), Some(true));
    let mut off = managed.to_vec();
    off.push(("rbac_aad", Value::bool(false)));
    assert_eq!(cluster(AKS, "", &off, "aadProfile.managed").as_bool(), Some(false));
    let azure_rbac = [on[0].clone(), ("rbac_aad_azure_rbac_enabled", Value::bool(true))];
    assert_eq!(cluster(AKS, "11.0.0", &azure_rbac, "aadProfile.enableAzureRBAC").as_bool(), Some(true));
    assert_eq!(cluster(AKS, "9.4.1", &azure_rbac, "aadProfile.enableAzureRBAC").as_bool(), Some(false));
    // azurerm 4 knows no other integration than the managed one.
    assert_eq!(cluster("Azure/aks/azurerm//v4", "9.4.1", &on, "aadProfile.managed").as_bool(), Some(true));
}

#[test]
fn old_names_of_arguments_are_read() {
    let arguments = [("enable_role_based_access_control", Value::bool(true))];
    assert_eq!(cluster(AKS, "4.14.0", &arguments, "enableRBAC").as_bool(), Some(true));
    let pool = [("enable_node_public_ip", Value::bool(true))];
    let expansion = expansion(AKS, "9.4.1", &pool);
    let fact = fact(the(&expansion, "pool"), "enableNodePublicIP");
    assert_eq!((fact.value.as_bool(), &*fact.spelling), (Some(true), "enable_node_public_ip"));
}

#[test]
fn what_is_not_written_is_spelt_as_the_version_has_it() {
    let spelling = |constraint: &str, property: &str| {
        let expansion = expansion(AKS, constraint, &[]);
        let of = if property == "enableRBAC" { "cluster" } else { "pool" };
        fact(the(&expansion, of), property).spelling.to_string()
    };
    assert_eq!(spelling("4.14.0", "enableRBAC"), "enable_role_based_access_control");
    assert_eq!(spelling("9.4.1", "enableRBAC"), "role_based_access_control_enabled");
    assert_eq!(spelling("~> 9.4", "enableNodePublicIP"), "enable_node_public_ip");
    assert_eq!(spelling("11.0.0", "enableNodePublicIP"), "node_public_ip_enabled");
    assert_eq!(spelling("9.4.1", "vnetSubnetID"), "vnet_subnet_id");
}

#[test]
fn two_switches_are_needed_for_container_insights() {
    let property = "addonProfiles.omsagent.enabled";
    let off = [("log_analytics_workspace_enabled", Value::bool(false))];
    assert_eq!(cluster(AKS, "9.4.1", &off, property).as_bool(), Some(false));
    let agent = [("oms_agent_enabled", Value::bool(false))];
    assert_eq!(cluster(AKS, "9.4.1", &agent, property).as_bool(), Some(false));
    // One is off: the other does not matter.
    let mixed = [("log_analytics_workspace_enabled", Value::bool(false)), ("oms_agent_enabled", unknown())];
    assert_eq!(cluster(AKS, "9.4.1", &mixed, property).as_bool(), Some(false));
    let open = [("oms_agent_enabled", unknown())];
    assert!(cluster(AKS, "9.4.1", &open, property).as_unknown().is_some());
}

#[test]
fn a_service_principal_takes_the_identitys_place() {
    let both = [("client_id", Value::string("id")), ("client_secret", unknown())];
    assert!(cluster(AKS, "9.4.1", &both, "servicePrincipalProfile").first_reason().is_some());
    let both = [("client_id", Value::string("id")), ("client_secret", Value::string("secret"))];
    assert!(cluster(AKS, "9.4.1", &both, "identity.type").is_null());
    assert!(!cluster(AKS, "9.4.1", &both, "servicePrincipalProfile").is_null());
    assert_eq!(cluster(AKS, "9.4.1", &both, "servicePrincipalProfile.clientId").as_str(), Some("id"));
    let half = [("client_id", Value::string("")), ("client_secret", Value::string("secret"))];
    assert_eq!(cluster(AKS, "9.4.1", &half, "identity.type").as_str(), Some("SystemAssigned"));
}

#[test]
fn null_and_alternatives_take_the_default() {
    let null = [("network_plugin", Value::null())];
    assert_eq!(cluster(AKS, "9.4.1", &null, "networkProfile.networkPlugin").as_str(), Some("kubenet"));
    let reason = Arc::new(Reason::undecided_condition());
    let either = [("network_plugin", Value::one_of([Value::string("kubenet"), Value::null()], &reason))];
    assert_eq!(cluster(AKS, "9.4.1", &either, "networkProfile.networkPlugin").as_str(), Some("kubenet"));
}

#[test]
fn extra_pools_are_elements_of_the_map() {
    let pools = Value::object([
        ("blue".into(), Value::object([("enable_node_public_ip".into(), Value::bool(true))])),
        (
            "green".into(),
            Value::object([
                ("create_before_destroy".into(), Value::bool(false)),
                ("vnet_subnet_id".into(), Value::string("subnet")),
            ]),
        ),
    ]);
    let expansion = expansion(AKS, "9.4.1", &[("node_pools", pools)]);
    let pools: Vec<_> = expansion.instances.iter().filter(|instance| instance.key.is_some()).collect();
    let addresses: Vec<_> = pools.iter().map(|pool| &*pool.address).collect();
    let resource = "module.m.azurerm_kubernetes_cluster_node_pool.node_pool_create";
    assert_eq!(
        addresses,
        [format!("{resource}_after_destroy[\"green\"]"), format!("{resource}_before_destroy[\"blue\"]"),]
    );
    assert_eq!(value(pools[0], "vnetSubnetID").as_str(), Some("subnet"));
    let fact = fact(pools[1], "enableNodePublicIP");
    assert_eq!(fact.value.as_bool(), Some(true));
    assert_eq!(&*fact.spelling, "node_pools[\"blue\"].enable_node_public_ip");
    let parent = super::fact(pools[1], "parent").value;
    let reference = parent.as_unknown().unwrap().reference.clone().unwrap();
    assert_eq!((&*reference.address, &*reference.path), ("module.m.azurerm_kubernetes_cluster.main", "id"));
}

#[test]
fn unknown_pools_leave_the_kind_open() {
    let expansion = expansion(AKS, "9.4.1", &[("node_pools", unknown())]);
    assert_eq!(expansion.open.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), ["pool", "pool"]);
    assert_eq!(expansion.instances.iter().filter(|instance| instance.resource.kind == "pool").count(), 1);
}

#[test]
fn the_verified_module_changed_its_arguments_in_version_0_4() {
    let old = [("local_account_disabled", Value::bool(false)), ("azure_policy_enabled", Value::bool(false))];
    let expansion_old = expansion(AVM, "", &old);
    let cluster_old = the(&expansion_old, "cluster");
    assert_eq!(&*cluster_old.address, "module.m.azurerm_kubernetes_cluster.this");
    assert_eq!(value(cluster_old, "disableLocalAccounts").as_bool(), Some(false));
    assert_eq!(cluster(AVM, "0.3.3", &[], "disableLocalAccounts").as_bool(), Some(true));
    assert_eq!(cluster(AVM, "0.8.3", &[], "disableLocalAccounts").as_bool(), Some(false));
    // Nothing tells the version, and the two shapes differ.
    assert!(cluster(AVM, "", &[], "disableLocalAccounts").first_reason().is_some());
    // Both agree here.
    assert_eq!(cluster(AVM, "", &[], "enableRBAC").as_bool(), Some(true));
    // The defaults of version 0.1 were not read.
    assert!(cluster(AVM, "0.1.4", &[], "disableLocalAccounts").first_reason().is_some());
}

#[test]
fn the_verified_module_passes_objects_on() {
    let arguments = [
        ("aad_profile.managed", Value::bool(true)),
        ("aad_profile.enable_azure_rbac", Value::bool(true)),
        ("security_profile.defender.security_monitoring.enabled", Value::bool(true)),
        ("addon_profile_azure_policy.enabled", Value::bool(true)),
        ("managed_identities.user_assigned_resource_ids", texts(&["id"])),
    ];
    let expansion = expansion(AVM, "0.8.3", &arguments);
    let cluster = the(&expansion, "cluster");
    assert_eq!(&*cluster.address, "module.m.azapi_resource.this");
    for property in [
        "aadProfile.managed",
        "aadProfile.enableAzureRBAC",
        "securityProfile.defender.securityMonitoring.enabled",
        "addonProfiles.azurepolicy.enabled",
    ] {
        assert_eq!(value(cluster, property).as_bool(), Some(true), "{property}");
    }
    assert_eq!(value(cluster, "identity.type").as_str(), Some("UserAssigned"));
    let silent = [("aad_profile.admin_group_object_ids", texts(&["g"]))];
    assert!(super::cluster(AVM, "0.8.3", &silent, "aadProfile.managed").as_unknown().is_some());
}

#[test]
fn aks_automatic_decides_what_the_module_drops() {
    let arguments = [("sku.name", Value::string("Automatic")), ("disable_local_accounts", Value::bool(false))];
    assert!(cluster(AVM, "0.8.3", &arguments, "disableLocalAccounts").as_unknown().is_some());
    assert_eq!(cluster(AVM, "0.8.3", &arguments, "sku.name").as_str(), Some("Automatic"));
    assert!(cluster(AVM, "0.8.3", &[("sku.name", unknown())], "enableRBAC").as_unknown().is_some());
    assert_eq!(cluster(AVM, "0.8.3", &[("sku.name", Value::string("Base"))], "enableRBAC").as_bool(), Some(true));
}

#[test]
fn diagnostic_settings_of_the_verified_module_send_all_logs() {
    let settings = Value::object([
        ("law".into(), Value::object([("workspace_resource_id".into(), Value::string("workspace"))])),
        (
            "few".into(),
            Value::object([("log_categories".into(), texts(&["guard"])), ("log_groups".into(), texts(&[]))]),
        ),
    ]);
    let expansion = expansion(AVM, "0.7.0", &[("diagnostic_settings", settings)]);
    let settings: Vec<_> =
        expansion.instances.iter().filter(|instance| instance.resource.kind == "diagnosticSetting").collect();
    assert_eq!(&*settings[1].address, "module.m.azurerm_monitor_diagnostic_setting.this[\"law\"]");
    let field = |setting: &ModuleInstance, name: &str| {
        let logs = value(setting, "logs");
        let log = logs.as_list().unwrap().items[0].clone();
        log.as_object().unwrap().get(name).map(|entry| entry.value.as_str().map(str::to_owned))
    };
    assert_eq!(field(settings[1], "categoryGroup"), Some(Some("allLogs".to_owned())));
    assert_eq!(field(settings[0], "category"), Some(Some("guard".to_owned())));
    assert_eq!(value(settings[0], "logs").as_list().unwrap().items.len(), 1);
    let scope = value(settings[0], "scope");
    assert_eq!(&*scope.as_unknown().unwrap().reference.as_ref().unwrap().address, "module.m.azapi_resource.this");
}

#[test]
fn the_production_pattern_fixes_what_matters() {
    let expansion = expansion(PRODUCTION, "0.5.0", &[("network.node_subnet_id", Value::string("subnet"))]);
    let cluster = the(&expansion, "cluster");
    for property in ["disableLocalAccounts", "apiServerAccessProfile.enablePrivateCluster", "enableRBAC"] {
        let fact = fact(cluster, property);
        assert_eq!(fact.value.as_bool(), Some(true), "{property}");
        assert!(matches!(fact.how, How::Silent(_)));
    }
    assert!(value(cluster, "networkProfile.networkPolicy").as_unknown().is_some());
    let pool = expansion.instances.iter().find(|instance| instance.resource.kind == "pool").unwrap();
    assert_eq!(value(pool, "vnetSubnetID").as_str(), Some("subnet"));
    let logs = value(the(&expansion, "diagnosticSetting"), "logs");
    assert_eq!(logs.as_list().unwrap().items.len(), 11);
    // The source of version 0.1 was not read.
    let old = super::cluster(PRODUCTION, "0.1.0", &[], "disableLocalAccounts");
    assert!(old.as_unknown().is_some());
}

#[test]
fn outputs_lead_to_the_cluster_and_its_pools() {
    let module = find(AKS).unwrap();
    let aks = expansion(AKS, "9.4.1", &[]);
    let OutputTarget { instance, attribute } = resolve(module, &aks.instances, "aks_id").unwrap();
    assert_eq!((&*instance.address, attribute), ("module.m.azurerm_kubernetes_cluster.main", "id"));
    assert!(resolve(module, &aks.instances, "nothing").is_none());
    assert!(resolve(module, &aks.instances, "aks_id.more").is_none());
    let avm = expansion(AVM, "0.8.3", &[("agent_pools", Value::object([("blue".into(), Value::object([]))]))]);
    let module = find(AVM).unwrap();
    assert_eq!(resolve(module, &avm.instances, "resource_id").unwrap().instance.resource.kind, "cluster");
    let pool = resolve(module, &avm.instances, "agentpool_resource_ids[\"blue\"].resource_id").unwrap();
    assert_eq!(&*pool.instance.address, "module.m.module.nodepools[\"blue\"].azapi_resource.this");
}
