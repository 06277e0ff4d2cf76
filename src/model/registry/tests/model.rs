//! Calls of registry modules among the other resources of the model.

use super::*;
use crate::document::{Document, Reference, Unknown};
use crate::model::{Facts, How, Linked, Model, Resource};

const AKS: &str = "Azure/aks/azurerm";

/// A reference to an output of a call, as the evaluator gives it.
fn output(address: &str, path: &str) -> Value {
    let reason = Reason::new(Cause::MissingModule, address, format!("{address} is not on disk"));
    let reference = Some(Arc::new(Reference { address: address.into(), path: path.into() }));
    Value::new(Data::Unknown(Unknown { reason: Arc::new(reason), not_null: false, reference, origins: None }))
}

fn named(mut call: Declaration, address: &str) -> Declaration {
    call.address = address.into();
    call
}

fn resource(type_name: &str, name: &str, arguments: &[(&str, Value)]) -> Declaration {
    let mut declaration = call(type_name, "", arguments);
    declaration.mode = Mode::Managed;
    declaration.address = format!("{type_name}.{name}").into();
    declaration
}

fn model(declarations: Vec<Declaration>) -> Model {
    Model::build(&[Document {
        language: Language::Terraform,
        root: ".".into(),
        environment: None,
        is_called: false,
        declarations,
        problems: Vec::new(),
    }])
}

fn find_resource<'a>(model: &'a Model, label: &str) -> &'a Resource {
    let labels: Vec<String> = model.resources().iter().map(Resource::label).collect();
    let found = model.resources().iter().find(|resource| resource.label() == label);
    found.unwrap_or_else(|| panic!("no {label} in {labels:?}"))
}

fn linked(model: &Model, resource: &Resource, link: &str) -> Linked {
    model.linked(resource.id, resource.kind.link(link).unwrap())
}

fn labels(model: &Model, linked: &Linked) -> Vec<String> {
    linked.resources.iter().map(|id| model.resource(*id).unwrap().label()).collect()
}

fn property(model: &Model, resource: &Resource, name: &str) -> Fact {
    model.property(resource.id, resource.kind.property(name).unwrap())
}

#[test]
fn a_call_yields_a_cluster_with_its_pools() {
    let pools = Value::object([("blue".into(), Value::object([("name".into(), Value::string("blue"))]))]);
    let model = model(vec![named(call(AKS, "9.4.1", &[("node_pools", pools)]), "module.aks")]);
    let cluster = find_resource(&model, "module.aks.azurerm_kubernetes_cluster.main");
    assert!(cluster.is_judged());
    assert_eq!(cluster.calls.iter().map(|call| &*call.address).collect::<Vec<_>>(), ["module.aks"]);
    assert_eq!(&*cluster.type_name, "azurerm_kubernetes_cluster");
    let pools = linked(&model, cluster, "pools");
    assert!(pools.open.is_none());
    assert_eq!(
        labels(&model, &pools),
        [
            "module.aks.azurerm_kubernetes_cluster.main:default_node_pool",
            "module.aks.azurerm_kubernetes_cluster_node_pool.node_pool_create_before_destroy[\"blue\"]",
        ]
    );
    let settings = linked(&model, cluster, "diagnosticSettings");
    assert!(settings.resources.is_empty() && settings.open.is_none());
}

#[test]
fn facts_of_a_call_come_from_its_table() {
    let model = model(vec![named(call(AKS, "9.4.1", &[("local_account_disabled", unknown())]), "module.aks")]);
    let cluster = find_resource(&model, "module.aks.azurerm_kubernetes_cluster.main");
    let rbac = property(&model, cluster, "enableRBAC");
    assert_eq!(rbac.value.as_bool(), Some(false));
    assert_eq!(&*rbac.spelling, "role_based_access_control_enabled");
    assert_eq!(rbac.span, cluster.header);
    assert!(matches!(rbac.how, How::Silent(row) if row.source.starts_with("Azure/aks/azurerm")));
    let accounts = property(&model, cluster, "disableLocalAccounts");
    assert_eq!(accounts.how, How::Written);
    assert_eq!(&*accounts.value.first_reason().unwrap().subject, "var.x");
    let untold = property(&model, cluster, "podIdentityProfile.enabled");
    assert!(untold.value.as_unknown().is_some());
    // What AKS derives is derived for modules too: kubenet takes 110 pods and has a range of its own.
    assert_eq!(property(&model, cluster, "networkProfile.podCidr").value.as_str(), Some("10.244.0.0/16"));
    let pool = find_resource(&model, "module.aks.azurerm_kubernetes_cluster.main:default_node_pool");
    assert!(property(&model, pool, "maxPods").value.same(&Value::number(110)));
}

#[test]
fn settings_observe_the_cluster_by_its_output() {
    let log = Value::object([("category".into(), Value::string("kube-audit"))]);
    let setting = resource(
        "azurerm_monitor_diagnostic_setting",
        "aks",
        &[("target_resource_id", output("module.aks", "aks_id")), ("enabled_log", Value::tuple(vec![log]))],
    );
    let model = model(vec![named(call(AKS, "9.4.1", &[]), "module.aks"), setting]);
    let cluster = find_resource(&model, "module.aks.azurerm_kubernetes_cluster.main");
    let settings = linked(&model, cluster, "diagnosticSettings");
    assert_eq!(labels(&model, &settings), ["azurerm_monitor_diagnostic_setting.aks"]);
    assert!(settings.open.is_none());
}

#[test]
fn settings_may_come_from_the_module() {
    let source = "Azure/avm-res-containerservice-managedcluster/azurerm";
    let one = Value::object([("law".into(), Value::object([]))]);
    let known = model(vec![named(call(source, "0.8.3", &[("diagnostic_settings", one)]), "module.aks")]);
    let cluster = find_resource(&known, "module.aks.azapi_resource.this");
    let settings = linked(&known, cluster, "diagnosticSettings");
    assert_eq!(labels(&known, &settings), ["module.aks.azapi_resource.diagnostic_settings[\"law\"]"]);
    let open = model(vec![named(call(source, "0.8.3", &[("diagnostic_settings", unknown())]), "module.aks")]);
    let cluster = find_resource(&open, "module.aks.azapi_resource.this");
    let settings = linked(&open, cluster, "diagnosticSettings");
    assert!(settings.resources.is_empty());
    assert_eq!(&*settings.open.unwrap().subject, "var.x");
}

#[test]
fn pools_lie_in_subnets_of_another_module() {
    let network = call(
        "Azure/vnet/azurerm",
        "4.1.0",
        &[("subnet_names", texts(&["nodes", "other"])), ("subnet_prefixes", texts(&["10.1.0.0/24", "10.1.1.0/24"]))],
    );
    let group = resource(
        "azurerm_subnet_network_security_group_association",
        "nodes",
        &[
            ("subnet_id", output("module.network", "vnet_subnets[0]")),
            ("network_security_group_id", Value::string("group")),
        ],
    );
    let aks = call(AKS, "9.4.1", &[("vnet_subnet_id", output("module.network", "vnet_subnets[0]"))]);
    let model = model(vec![named(network, "module.network"), named(aks, "module.aks"), group]);
    let pool = find_resource(&model, "module.aks.azurerm_kubernetes_cluster.main:default_node_pool");
    let subnets = linked(&model, pool, "subnet");
    assert_eq!(labels(&model, &subnets), ["module.network.azurerm_subnet.subnet_count[0]"]);
    let subnet = model.resource(subnets.resources[0]).unwrap();
    let network = linked(&model, subnet, "virtualNetwork");
    assert_eq!(labels(&model, &network), ["module.network.azurerm_virtual_network.vnet"]);
    assert_eq!(property(&model, subnet, "networkSecurityGroup.id").value.as_str(), Some("group"));
    let other = find_resource(&model, "module.network.azurerm_subnet.subnet_count[1]");
    assert!(property(&model, other, "networkSecurityGroup.id").value.is_null());
}

#[test]
fn an_output_that_is_not_told_may_lead_to_any_resource() {
    let aks = call(AKS, "9.4.1", &[("vnet_subnet_id", output("module.network", "something"))]);
    let network = call("Azure/vnet/azurerm", "4.1.0", &[("subnet_names", texts(&["nodes"]))]);
    let model = model(vec![named(network, "module.network"), named(aks, "module.aks")]);
    let pool = find_resource(&model, "module.aks.azurerm_kubernetes_cluster.main:default_node_pool");
    let subnets = linked(&model, pool, "subnet");
    assert!(subnets.resources.is_empty() && subnets.open.is_some());
}

#[test]
fn unknown_pools_leave_the_link_open() {
    let model = model(vec![named(call(AKS, "9.4.1", &[("node_pools", unknown())]), "module.aks")]);
    let cluster = find_resource(&model, "module.aks.azurerm_kubernetes_cluster.main");
    let pools = linked(&model, cluster, "pools");
    assert_eq!(pools.resources.len(), 1);
    assert!(pools.open.is_some());
}

#[test]
fn an_update_writes_over_the_modules_cluster() {
    let body =
        Value::object([("properties".into(), Value::object([("disableLocalAccounts".into(), Value::bool(true))]))]);
    let update = resource(
        "azapi_update_resource",
        "more",
        &[
            ("type", Value::string("Microsoft.ContainerService/managedClusters@2025-05-01")),
            ("resource_id", output("module.aks", "aks_id")),
            ("body", body),
        ],
    );
    let model = model(vec![named(call(AKS, "9.4.1", &[]), "module.aks"), update]);
    let cluster = find_resource(&model, "module.aks.azurerm_kubernetes_cluster.main");
    assert_eq!(property(&model, cluster, "disableLocalAccounts").value.as_bool(), Some(true));
}

#[test]
fn instances_of_a_call_are_told_apart() {
    let one = named(call(AKS, "9.4.1", &[]), "module.aks[\"a\"]");
    let two = named(call(AKS, "9.4.1", &[]), "module.aks[\"b\"]");
    let setting = resource(
        "azurerm_monitor_diagnostic_setting",
        "b",
        &[("target_resource_id", output("module.aks[\"b\"]", "aks_id"))],
    );
    let model = model(vec![one, two, setting]);
    let observed = |key: &str| {
        let cluster = find_resource(&model, &format!("module.aks[\"{key}\"].azurerm_kubernetes_cluster.main"));
        linked(&model, cluster, "diagnosticSettings").resources.len()
    };
    assert_eq!((observed("a"), observed("b")), (0, 1));
}

#[test]
fn a_module_without_a_table_yields_nothing() {
    let model = model(vec![call("Azure/naming/azurerm", "0.4.0", &[])]);
    assert!(model.resources().is_empty());
}
