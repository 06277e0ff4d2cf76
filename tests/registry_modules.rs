//! Calls of registry modules, from Terraform text to facts and links.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]

use akslint::model::{Fact, Facts, Model, Resource};
use akslint::{Analysis, analyse_texts};

const MAIN: &str = include_str!("../testdata/terraform/registry_modules/main.tf");

fn analysis() -> Analysis {
    analyse_texts(&[("main.tf", MAIN)])
}

fn resource<'a>(model: &'a Model, label: &str) -> &'a Resource {
    let labels: Vec<String> = model.resources().iter().map(Resource::label).collect();
    let found = model.resources().iter().find(|resource| resource.label() == label);
    found.unwrap_or_else(|| panic!("no {label} in {labels:?}"))
}

fn linked(model: &Model, label: &str, link: &str) -> Vec<String> {
    let from = resource(model, label);
    let linked = model.linked(from.id, from.kind.link(link).expect(link));
    assert!(linked.open.is_none(), "{label} {link}: {:?}", linked.open);
    linked.resources.iter().map(|id| model.resource(*id).expect("a resource").label()).collect()
}

fn fact(model: &Model, label: &str, property: &str) -> Fact {
    let of = resource(model, label);
    model.property(of.id, of.kind.property(property).expect(property))
}

const CLUSTER: &str = "module.aks.azurerm_kubernetes_cluster.main";
const POOL: &str = "module.aks.azurerm_kubernetes_cluster.main:default_node_pool";
const BLUE: &str = "module.aks.azurerm_kubernetes_cluster_node_pool.node_pool_create_before_destroy[\"blue\"]";

#[test]
fn facts_stand_at_the_argument_or_at_the_call() {
    let analysis = analysis();
    let model = &analysis.model;
    let text = |fact: &Fact| MAIN[fact.span.range()].to_owned();
    let managed = fact(model, CLUSTER, "aadProfile.managed");
    assert_eq!(managed.value.as_bool(), Some(true));
    assert!(text(&managed).starts_with("role_based_access_control_enabled"), "{}", text(&managed));
    let silent = fact(model, CLUSTER, "disableLocalAccounts");
    assert_eq!(silent.value.as_bool(), Some(false));
    assert_eq!(text(&silent).trim_end_matches(['{', ' ']), "module \"aks\"");
    let private = fact(model, CLUSTER, "apiServerAccessProfile.enablePrivateCluster");
    assert_eq!(&*private.value.first_reason().expect("a reason").subject, "var.private");
    let public = fact(model, BLUE, "enableNodePublicIP");
    assert_eq!((public.value.as_bool(), text(&public).as_str()), (Some(true), "enable_node_public_ip = true"));
}

#[test]
fn outputs_of_calls_are_followed() {
    let analysis = analysis();
    let model = &analysis.model;
    let subnet = |name: &str| format!("module.network.azurerm_subnet.subnet_for_each[\"{name}\"]");
    assert_eq!(linked(model, POOL, "subnet"), [subnet("nodes")]);
    assert_eq!(linked(model, BLUE, "subnet"), [subnet("other")]);
    assert_eq!(linked(model, CLUSTER, "pools"), [POOL, BLUE]);
    assert_eq!(linked(model, CLUSTER, "diagnosticSettings"), ["azurerm_monitor_diagnostic_setting.aks"]);
    let verified = "module.verified.azapi_resource.this";
    let pool = "module.verified.azapi_resource.this:agentPoolProfiles";
    let spoke = "module.spoke.module.subnet[\"nodes\"].azapi_resource.subnet[0]";
    assert_eq!(linked(model, pool, "subnet"), [spoke]);
    assert_eq!(linked(model, spoke, "virtualNetwork"), ["module.spoke.azapi_resource.vnet"]);
    assert_eq!(
        linked(model, verified, "diagnosticSettings"),
        ["module.verified.azapi_resource.diagnostic_settings[\"workspace\"]"]
    );
    assert_eq!(fact(model, spoke, "addressPrefixes").value.as_list().map(|list| list.items.len()), Some(1));
}
