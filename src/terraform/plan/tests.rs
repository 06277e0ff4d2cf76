//! Reading a plan takes work in proportion to what is in it, and what it is.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::{PlanFile, read};
use crate::document::{Data, Document, Existence, Interest, Mode, ProblemKind, Value, VersionRange};
use crate::source::Sources;
use crate::terraform::{Loader, Options};

fn interest() -> Interest {
    Interest {
        terraform_types: vec!["azurerm_kubernetes_cluster_node_pool", "azurerm_subnet", "azurerm_virtual_network"],
        filled_blocks: vec![("azurerm_virtual_network", "subnet")],
        secret_attributes: vec![("", "admin_password")],
        ..Interest::default()
    }
}

fn document(text: &str, options: &Options) -> Document {
    let sources = Sources::in_memory();
    sources.add("plans/tfplan.json", text);
    let loader = Loader::new(&sources);
    let plan = PlanFile { path: PathBuf::from("plans/tfplan.json"), is_named: true };
    let mut reading = read(&loader, &[plan], &[], &interest(), options).reading;
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    reading.documents.remove(0)
}

fn entry<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    value.as_object()?.get(name).map(|entry| &entry.value)
}

/// A plan with so many pools, each of which refers to a subnet through a module.
fn many(count: usize) -> String {
    let mut changes = String::new();
    for index in 0..count {
        let _ = write!(
            changes,
            "{}{{\"address\":\"module.m[\\\"{index}\\\"].azurerm_kubernetes_cluster_node_pool.p\",\"mode\":\"managed\",\
             \"type\":\"azurerm_kubernetes_cluster_node_pool\",\"change\":{{\"actions\":[\"create\"],\"before\":null,\"after\":\
             {{\"name\":\"p{index}\",\"vm_size\":\"x\",\"zones\":[\"1\",\"2\"]}},\"after_unknown\":{{\"vnet_subnet_id\":true}}}}}}",
            if index > 0 { "," } else { "" }
        );
    }
    format!(
        "{{\"format_version\":\"1.2\",\"resource_changes\":[{changes}],\"configuration\":{{\"root_module\":{{\"module_calls\":{{\"m\":\
         {{\"expressions\":{{\"subnet\":{{\"references\":[\"azurerm_subnet.s.id\",\"azurerm_subnet.s\"]}}}},\"module\":{{\"resources\":[\
         {{\"address\":\"azurerm_kubernetes_cluster_node_pool.p\",\"expressions\":{{\"name\":{{}},\"vm_size\":{{}},\"zones\":{{}},\
         \"vnet_subnet_id\":{{\"references\":[\"var.subnet\"]}}}}}}]}}}}}}}}}}}}"
    )
}

#[test]
fn the_work_grows_with_the_plan_and_no_faster() {
    let fits = |count: usize, steps: u64| {
        let mut options = Options::default();
        options.limits.steps = steps;
        let document = document(&many(count), &options);
        assert_eq!(document.declarations.len(), count);
        !document.problems.iter().any(|problem| problem.kind == ProblemKind::Budget)
    };
    // Each pool has four attributes and two zones.
    assert!(fits(500, 500 * 8));
    assert!(fits(5_000, 5_000 * 8));
    assert!(!fits(5_000, 5_000 * 3), "the steps are counted");
}

#[test]
fn a_reference_is_followed_through_the_call() {
    let document = document(&many(2), &Options::default());
    let pool = &document.declarations[1];
    assert_eq!(&*pool.address, "module.m[\"1\"].azurerm_kubernetes_cluster_node_pool.p");
    assert_eq!((pool.mode, &pool.existence), (Mode::Managed, &Existence::Always));
    assert_eq!(&*pool.calls[0].address, "module.m[\"1\"]");
    let subnet = entry(&pool.body, "vnet_subnet_id").and_then(Value::as_unknown).unwrap();
    let reference = subnet.reference.as_ref().unwrap();
    assert_eq!((&*reference.address, &*reference.path), ("azurerm_subnet.s", "id"));
    assert!(subnet.not_null, "a reference is set");
    assert_eq!(entry(&pool.body, "name").and_then(Value::as_str), Some("p1"));
}

/// A plan with one resource.
fn one(type_name: &str, action: &str, after: &str, unknown: &str, expressions: &str) -> String {
    format!(
        "{{\"format_version\":\"1.2\",\"resource_changes\":[{{\"address\":\"{type_name}.x\",\"mode\":\"managed\",\"type\":\"{type_name}\",\
         \"provider_name\":\"registry.terraform.io/hashicorp/azurerm\",\"change\":{{\"actions\":[\"{action}\"],\"after\":{after},\
         \"after_unknown\":{unknown},\"after_sensitive\":{{\"tags\":true}}}}}}],\"configuration\":{{\"provider_config\":{{\"azurerm\":\
         {{\"name\":\"azurerm\",\"full_name\":\"registry.terraform.io/hashicorp/azurerm\",\"version_constraint\":\"~> 4.1\"}}}},\
         \"root_module\":{{\"resources\":[{{\"address\":\"{type_name}.x\",\"provider_config_key\":\"azurerm\",\"expressions\":{expressions}}}]}}}}}}"
    )
}

#[test]
fn null_is_absent_and_unwritten_defaults_of_new_resources_count() {
    let text = one(
        "azurerm_kubernetes_cluster_node_pool",
        "create",
        "{\"name\":\"x\",\"zones\":null,\"mode\":\"User\",\"upgrade_settings\":[],\"tags\":{\"a\":\"b\"},\"os_sku\":\"\"}",
        "{\"id\":true,\"max_pods\":true,\"tags\":{}}",
        "{\"name\":{\"constant_value\":\"x\"},\"zones\":{\"references\":[\"var.zones\"]},\"tags\":{\"constant_value\":{\"a\":\"b\"}}}",
    );
    let document = document(&text, &Options::default());
    let pool = &document.declarations[0];
    let names: Vec<&str> = pool.body.as_object().unwrap().entries.keys().map(|name| &**name).collect();
    assert_eq!(names, ["mode", "name", "tags"], "{:?}", pool.body);
    assert!(entry(&pool.body, "tags").unwrap().sensitive);
    let mode = pool.body.as_object().unwrap().get("mode").unwrap();
    assert!(mode.span.is_none() && mode.value.trail.literal.is_none(), "nobody wrote it");
    assert!(pool.body.as_object().unwrap().get("name").unwrap().span.is_some());
    assert_eq!(pool.versions.range, VersionRange::from_constraint("~> 4.1"));
}

#[test]
fn blocks_that_azure_fills_are_open_where_nobody_tells_who_wrote_them() {
    let subnets = "{\"name\":\"v\",\"subnet\":[{\"name\":\"s\",\"address_prefixes\":[\"10.0.0.0/24\"]}]}";
    let written = "{\"name\":{\"constant_value\":\"v\"}}";
    let subnet = |action: &str, expressions: &str| {
        let text = one("azurerm_virtual_network", action, subnets, "{}", expressions);
        let document = document(&text, &Options::default());
        entry(&document.declarations[0].body, "subnet").cloned()
    };
    assert!(matches!(subnet("no-op", written).map(|value| value.data), Some(Data::Unknown(_))));
    // Of what is new nothing was filled in: a dynamic block wrote it.
    assert!(matches!(subnet("create", written).map(|value| value.data), Some(Data::List(_))));
    let both = "{\"name\":{\"constant_value\":\"v\"},\"subnet\":[{\"name\":{\"constant_value\":\"s\"}}]}";
    assert!(matches!(subnet("no-op", both).map(|value| value.data), Some(Data::List(_))));
}

#[test]
fn an_id_that_may_be_the_start_of_another_is_no_reference() {
    let id = |references: &str| {
        let expressions = format!("{{\"vnet_subnet_id\":{{\"references\":{references}}}}}");
        let text =
            one("azurerm_kubernetes_cluster_node_pool", "create", "{}", "{\"vnet_subnet_id\":true}", &expressions);
        let document = document(&text, &Options::default());
        let value =
            entry(&document.declarations[0].body, "vnet_subnet_id").and_then(Value::as_unknown).cloned().unwrap();
        (value.reference.is_some(), value.references().count(), value.not_null)
    };
    assert_eq!(id("[\"azurerm_subnet.s.id\",\"azurerm_subnet.s\"]"), (true, 1, true));
    assert_eq!(id("[\"azurerm_virtual_network.v.id\",\"azurerm_virtual_network.v\"]"), (false, 1, true));
    assert_eq!(id("[\"azurerm_subnet.s.id\",\"azurerm_subnet.s\",\"local.x\"]"), (false, 1, true));
    assert_eq!(id("[\"azurerm_subnet.s.id\",\"azurerm_subnet.s\",\"azurerm_subnet.t.id\"]"), (false, 2, true));
    assert_eq!(id("[\"var.x\"]"), (false, 0, true));
}

#[test]
fn a_plan_with_an_error_is_incomplete() {
    let text = one("azurerm_subnet", "create", "{}", "{}", "{}").replacen('{', "{\"errored\":true,", 1);
    let document = document(&text, &Options::default());
    assert!(document.problems.iter().any(|problem| problem.kind.is_incomplete() && problem.span.is_some()));
}
