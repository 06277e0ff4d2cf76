//! Calls of Bicep's Azure Verified Modules.

use crate::model::tests::world::{World, cluster, show};
use crate::model::{How, Model};

const AKS: &str = "br:mcr.microsoft.com/bicep/avm/res/container-service/managed-cluster";
const NETWORK: &str = "br:mcr.microsoft.com/bicep/avm/res/network/virtual-network";
const REGISTRY: &str = "br:mcr.microsoft.com/bicep/avm/res/container-registry/registry";

fn called(version: &str, parameters: &str) -> Model {
    World::new().call("m", AKS, version, parameters).build()
}

fn labels(model: &Model, resource: &str, link: &str) -> (Vec<String>, bool) {
    let linked = model.links(model.at(resource), link);
    (model.labels(&linked), linked.open.is_some())
}

#[test]
fn what_is_not_written_is_the_modules_default_or_azures() {
    let model = called("0.9.0", r#"{"name": "c", "primaryAgentPoolProfiles": [{"name": "s"}]}"#);
    for (property, expected) in [
        ("name", "\"c\""),
        ("enableRBAC", "true"),
        ("publicNetworkAccess", "\"Disabled\""),
        ("addonProfiles.azurepolicy.enabled", "true"),
        ("addonProfiles.omsagent.enabled", "false"),
        ("autoUpgradeProfile.upgradeChannel", "\"stable\""),
        ("autoUpgradeProfile.nodeOSUpgradeChannel", "\"Unmanaged\""),
        ("sku.tier", "\"Standard\""),
        ("aadProfile", "null"),
        // What the module leaves alone is Azure's default, or unknown where that is not documented.
        ("networkProfile.networkPolicy", "null"),
        ("networkProfile.networkDataplane", "\"azure\""),
        ("securityProfile.azureKeyVaultKms.enabled", "false"),
        ("apiServerAccessProfile.authorizedIPRanges", "null"),
        ("diskEncryptionSetID", "null"),
    ] {
        assert_eq!(cluster(&model, property), expected, "{property}");
    }
    assert!(cluster(&model, "oidcIssuerProfile.enabled").starts_with("unknown(Azure decides"));
    assert!(cluster(&model, "networkProfile.networkPlugin").starts_with("unknown("));
    let resource = model.only("cluster");
    assert_eq!(
        (resource.label().as_str(), &*resource.type_name),
        ("m/managedCluster", "Microsoft.ContainerService/managedClusters")
    );
    let fact = model.fact(resource, "publicNetworkAccess");
    assert!(matches!(fact.how, How::Silent(row) if row.source.contains("0.1 to 0.12")));
    assert_eq!((fact.span, &*fact.spelling), (resource.header, "publicNetworkAccess"));
    let fact = model.fact(resource, "networkProfile.networkDataplane");
    assert!(matches!(fact.how, How::Silent(row) if row.source.contains("Microsoft.ContainerService types")));
    let pool = model.only("pool");
    assert_eq!(pool.label(), "m/managedCluster:agentPoolProfiles[0]");
    for (property, expected) in [
        ("enableNodePublicIP", "false"),
        ("osType", "\"Linux\""),
        ("vmSize", "\"Standard_D2s_v3\""),
        ("availabilityZones", r#"["1", "2", "3"]"#),
        ("type", "\"VirtualMachineScaleSets\""),
    ] {
        assert_eq!(show(&model.fact(pool, property).value), expected, "{property}");
    }
    assert!(show(&model.fact(pool, "kubeletConfig.seccompDefault").value).contains("does not tell this property"));
}

/// false in 0.3, true in 0.12; in which version between them it changed nobody says.
#[test]
fn a_default_that_changed_is_unknown_between_the_versions_read() {
    assert_eq!(cluster(&called("0.3.0", "{}"), "disableLocalAccounts"), "false");
    assert!(cluster(&called("0.9.0", "{}"), "disableLocalAccounts").starts_with("unknown("));
    assert_eq!(cluster(&called("0.12.0", "{}"), "disableLocalAccounts"), "true");
    assert_eq!(cluster(&called("0.9.0", r#"{"disableLocalAccounts": true}"#), "disableLocalAccounts"), "true");
}

#[test]
fn parameters_have_the_names_of_their_version() {
    let flat = called(
        "0.1.7",
        r#"{"aadProfileEnableAzureRBAC": false, "primaryAgentPoolProfile":
        [{"name": "s", "vnetSubnetID": "!id", "enableNodePublicIP": true}], "monitoringWorkspaceId": "w"}"#,
    );
    assert_eq!(cluster(&flat, "aadProfile.managed"), "true");
    assert_eq!(cluster(&flat, "aadProfile.enableAzureRBAC"), "false");
    assert_eq!(cluster(&flat, "addonProfiles.omsagent.enabled"), "true");
    let fact = flat.fact(flat.only("pool"), "enableNodePublicIP");
    assert_eq!(
        (show(&fact.value).as_str(), &*fact.spelling),
        ("true", "primaryAgentPoolProfile[0].enableNodePublicIP")
    );
    let objects = called("0.9.0", r#"{"aadProfile": {"aadProfileManaged": true, "aadProfileEnableAzureRBAC": true}}"#);
    assert_eq!(cluster(&objects, "aadProfile.managed"), "true");
    assert_eq!(&*objects.fact(objects.only("cluster"), "aadProfile.managed").spelling, "aadProfile.aadProfileManaged");
    let typed = called(
        "0.12.0",
        r#"{"aadProfile": {"managed": true}, "apiServerAccessProfile": {"enablePrivateCluster": true},
            "securityProfile": {"defender": {"securityMonitoring": {"enabled": true}}},
            "autoUpgradeProfile": {"nodeOSUpgradeChannel": "SecurityPatch"}}"#,
    );
    assert_eq!(cluster(&typed, "aadProfile.managed"), "true");
    assert_eq!(cluster(&typed, "aadProfile.enableAzureRBAC"), "false");
    assert_eq!(cluster(&typed, "apiServerAccessProfile.enablePrivateCluster"), "true");
    assert_eq!(cluster(&typed, "securityProfile.defender.securityMonitoring.enabled"), "true");
    assert_eq!(cluster(&typed, "autoUpgradeProfile.upgradeChannel"), "\"none\"");
    assert_eq!(cluster(&typed, "autoUpgradeProfile.nodeOSUpgradeChannel"), "\"SecurityPatch\"");
    assert_eq!(cluster(&called("0.12.0", "{}"), "autoUpgradeProfile.upgradeChannel"), "\"stable\"");
}

#[test]
fn identities_workspaces_and_unknown_parameters() {
    let model = World::new()
        .bicep("uai", "Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31", r#"{"name": "i"}"#)
        .call(
            "m",
            AKS,
            "0.9.0",
            r#"{"managedIdentities": {"userAssignedResourceIds": ["&uai#id"]},
                "monitoringWorkspaceResourceId": "&workspace#resourceId", "networkDataplane": "cilium",
                "enablePrivateCluster": "?private", "azurePolicyEnabled": "?policy"}"#,
        )
        .build();
    assert_eq!(cluster(&model, "identity.type"), "\"UserAssigned\"");
    assert_eq!(labels(&model, "m/managedCluster", "identities"), (vec!["uai".into()], false));
    assert_eq!(cluster(&model, "addonProfiles.omsagent.enabled"), "true");
    assert_eq!(cluster(&model, "networkProfile.networkPolicy"), "\"cilium\"");
    assert_eq!(cluster(&model, "networkProfile.networkPluginMode"), "\"overlay\"");
    assert_eq!(cluster(&model, "apiServerAccessProfile.enablePrivateCluster"), "unknown(private has no value)");
    assert_eq!(cluster(&model, "addonProfiles.azurepolicy.enabled"), "unknown(policy has no value)");
    let undecided = called("0.9.0", r#"{"managedIdentities": {"systemAssigned": "?system"}}"#);
    assert!(cluster(&undecided, "identity.type").contains("\"SystemAssigned\""));
    assert_ne!(cluster(&undecided, "identity.type"), "\"SystemAssigned\"");
}

#[test]
fn settings_roles_and_pools_belong_to_the_cluster() {
    let model = called(
        "0.9.0",
        r#"{"agentPools": [{"name": "a"}, {"name": "b", "osType": "Windows"}],
            "diagnosticSettings": [{"workspaceResourceId": "w"},
                {"logCategoriesAndGroups": [{"category": "kube-audit"}, {"category": "guard", "enabled": false}]}],
            "roleAssignments": [{"principalId": "p", "roleDefinitionIdOrName": "Owner"}],
            "maintenanceConfigurations": [{"name": "aksManagedAutoUpgradeSchedule", "maintenanceWindow": {"durationHours": 4}}]}"#,
    );
    let of = |link: &str| labels(&model, "m/managedCluster", link);
    assert_eq!(
        of("pools"),
        (
            vec!["m/managedCluster_agentPools[0]/agentPool".into(), "m/managedCluster_agentPools[1]/agentPool".into()],
            false
        )
    );
    let (settings, open) = of("diagnosticSettings");
    assert_eq!((settings.len(), open), (2, false));
    let logs = |label: &str| show(&model.fact(model.at(label), "logs").value);
    assert_eq!(logs(&settings[0]), r#"[{categoryGroup: "allLogs", enabled: true}]"#);
    assert_eq!(logs(&settings[1]), r#"[{category: "kube-audit", enabled: true}, {category: "guard", enabled: false}]"#);
    let (roles, _) = of("roleAssignments");
    assert_eq!(show(&model.fact(model.at(&roles[0]), "roleDefinitionName").value), "\"Owner\"");
    assert_eq!(of("maintenanceConfigurations").0.len(), 1);
    let model = called("0.9.0", r#"{"agentPools": "?pools"}"#);
    assert_eq!(labels(&model, "m/managedCluster", "pools"), (vec![], true));
}

#[test]
fn outputs_lead_to_subnets_and_identities() {
    let model = World::new()
        .call(
            "net",
            NETWORK,
            "0.5.1",
            r#"{"name": "v", "addressPrefixes": ["10.0.0.0/8"],
                "subnets": [{"name": "a", "addressPrefix": "10.1.0.0/16"}, {"name": "b", "addressPrefix": "10.2.0.0/16"}]}"#,
        )
        .call("m", AKS, "0.9.0", r#"{"primaryAgentPoolProfiles": [{"vnetSubnetResourceId": "&net#subnetResourceIds[1]"}]}"#)
        .call(
            "acr",
            REGISTRY,
            "0.6.0",
            r#"{"name": "r", "acrAdminUserEnabled": true, "roleAssignments": [
                {"principalId": "&m#kubeletIdentityObjectId", "roleDefinitionIdOrName": "AcrPull"}]}"#,
        )
        .bicep("logs", "Microsoft.Insights/diagnosticSettings@2021-05-01-preview", r#"{"scope": "&m#resourceId"}"#)
        .build();
    assert_eq!(
        labels(&model, "m/managedCluster:agentPoolProfiles[0]", "subnet"),
        (vec!["net/virtualNetwork_subnets[1]/subnet".into()], false)
    );
    let subnet = model.at("net/virtualNetwork_subnets[1]/subnet");
    assert_eq!(show(&model.fact(subnet, "addressPrefixes").value), r#"["10.2.0.0/16"]"#);
    assert_eq!(labels(&model, &subnet.label(), "virtualNetwork"), (vec!["net/virtualNetwork".into()], false));
    assert_eq!(labels(&model, "m/managedCluster", "registries"), (vec!["acr/registry".into()], false));
    assert_eq!(labels(&model, "m/managedCluster", "diagnosticSettings"), (vec!["logs".into()], false));
    assert_eq!(show(&model.fact(model.only("registry"), "adminUserEnabled").value), "true");
    assert!(show(&model.fact(model.only("registry"), "zoneRedundancy").value).starts_with("unknown("));
}

#[test]
fn other_modules_may_add_to_a_cluster_they_are_given() {
    let given = |source: &str| {
        let model =
            World::new().call("m", AKS, "0.9.0", "{}").call("x", source, "1.0.0", r#"{"id": "&m#resourceId"}"#).build();
        labels(&model, "m/managedCluster", "diagnosticSettings").1
    };
    assert!(given("br:example.azurecr.io/bicep/logs"));
    // The specification of resource modules does not let them.
    assert!(!given("br:mcr.microsoft.com/bicep/avm/res/insights/component"));
}

#[test]
fn azd_makes_a_cluster_and_a_registry_it_may_pull_from() {
    let source = "br:mcr.microsoft.com/bicep/avm/ptn/azd/aks";
    let model = World::new().call("aks", source, "0.2.0", r#"{"name": "c", "containerRegistryName": "r"}"#).build();
    assert_eq!(model.only("cluster").label(), "aks/managedCluster/managedCluster");
    assert_eq!(cluster(&model, "networkProfile.networkPolicy"), "\"azure\"");
    assert!(cluster(&model, "disableLocalAccounts").starts_with("unknown("));
    assert_eq!(show(&model.fact(model.only("pool"), "mode").value), "\"System\"");
    let of = |link: &str| labels(&model, "aks/managedCluster/managedCluster", link);
    assert_eq!(of("diagnosticSettings").0.len(), 1);
    assert_eq!(of("registries"), (vec!["aks/containerRegistry/registry".into()], false));
}
