//! Links by reference, id and name.

use super::world::World;
use crate::model::Model;

fn labels(model: &Model, resource: &str, link: &str) -> (Vec<String>, bool) {
    let linked = model.links(model.at(resource), link);
    (model.labels(&linked), linked.open.is_some())
}

#[test]
fn pools_subnets_and_networks_across_modules() {
    let model = World::new()
        .azurerm("~> 4.0")
        .resource("module.net.azurerm_virtual_network.this", r#"{"name": "v"}"#)
        .resource(r#"module.net.azurerm_subnet.nodes["a"]"#, r#"{"name": "a", "virtual_network_name": "v"}"#)
        .resource(r#"module.net.azurerm_subnet.nodes["b"]"#, r#"{"name": "b", "virtual_network_name": "v"}"#)
        .resource(
            "module.aks.azurerm_kubernetes_cluster.main[0]",
            r#"{"default_node_pool": {"vnet_subnet_id": "&module.net.azurerm_subnet.nodes[\"a\"]#id"}}"#,
        )
        .resource(
            "azurerm_kubernetes_cluster_node_pool.user",
            r#"{"kubernetes_cluster_id": "&module.aks.azurerm_kubernetes_cluster.main[0]#id",
                "pod_subnet_id": "&module.net.azurerm_subnet.nodes#id"}"#,
        )
        .build();
    let cluster = "module.aks.azurerm_kubernetes_cluster.main[0]";
    let pool = format!("{cluster}:default_node_pool");
    assert_eq!(
        labels(&model, cluster, "pools"),
        (vec![pool.clone(), "azurerm_kubernetes_cluster_node_pool.user".into()], false)
    );
    assert_eq!(labels(&model, &pool, "subnet"), (vec![r#"module.net.azurerm_subnet.nodes["a"]"#.into()], false));
    assert_eq!(labels(&model, &pool, "cluster"), (vec![cluster.into()], false));
    // The instance is not known: every one is meant.
    assert_eq!(labels(&model, "azurerm_kubernetes_cluster_node_pool.user", "podSubnet").0.len(), 2);
    assert_eq!(
        labels(&model, r#"module.net.azurerm_subnet.nodes["a"]"#, "virtualNetwork").0,
        ["module.net.azurerm_virtual_network.this"]
    );
    assert_eq!(labels(&model, r#"module.net.azurerm_subnet.nodes["a"]"#, "pools").0, [pool]);
}

#[test]
fn diagnostic_settings_lead_to_their_cluster() {
    let world = || {
        World::new()
            .azurerm("~> 4.0")
            .resource("azurerm_kubernetes_cluster.a", r#"{"name": "aks-a"}"#)
            .resource("azurerm_kubernetes_cluster.b", r#"{"name": "aks-b"}"#)
            .resource(
                "azurerm_monitor_diagnostic_setting.a",
                r#"{"target_resource_id": "&azurerm_kubernetes_cluster.a#id"}"#,
            )
    };
    let model = world().build();
    assert_eq!(
        labels(&model, "azurerm_kubernetes_cluster.a", "diagnosticSettings"),
        (vec!["azurerm_monitor_diagnostic_setting.a".into()], false)
    );
    assert_eq!(labels(&model, "azurerm_kubernetes_cluster.b", "diagnosticSettings"), (vec![], false));
    // A target that is not known may be any cluster.
    let model =
        world().resource("azurerm_monitor_diagnostic_setting.x", r#"{"target_resource_id": "?var.id"}"#).build();
    assert_eq!(labels(&model, "azurerm_kubernetes_cluster.b", "diagnosticSettings"), (vec![], true));
    // One that is of another type is none.
    let model = world()
        .resource("azurerm_monitor_diagnostic_setting.x", r#"{"target_resource_id": "&azurerm_key_vault.x#id"}"#)
        .resource(
            "azurerm_monitor_diagnostic_setting.y",
            r#"{"target_resource_id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"}"#,
        )
        .build();
    assert_eq!(labels(&model, "azurerm_kubernetes_cluster.b", "diagnosticSettings"), (vec![], false));
    // A literal id is found by name.
    let id = "/subscriptions/s/resourceGroups/g/providers/microsoft.containerservice/managedClusters/AKS-B";
    let model = world()
        .resource("azurerm_monitor_diagnostic_setting.x", &format!(r#"{{"target_resource_id": "{id}"}}"#))
        .build();
    assert_eq!(
        labels(&model, "azurerm_kubernetes_cluster.b", "diagnosticSettings"),
        (vec!["azurerm_monitor_diagnostic_setting.x".into()], false)
    );
    // One that may not be there leaves it open, unless the cluster is there for the same reason.
    let setting = r#"{"target_resource_id": "&azurerm_kubernetes_cluster.c#id"}"#;
    let maybe = |cluster: bool| {
        let world = World::new().azurerm("~> 4.0").resource("azurerm_kubernetes_cluster.c", "{}");
        let world = if cluster { world.maybe("var.create") } else { world };
        world.resource("azurerm_monitor_diagnostic_setting.c", setting).maybe("var.create").build()
    };
    assert_eq!(labels(&maybe(false), "azurerm_kubernetes_cluster.c", "diagnosticSettings"), (vec![], true));
    assert_eq!(labels(&maybe(true), "azurerm_kubernetes_cluster.c", "diagnosticSettings").0.len(), 1);
}

#[test]
fn azapi_children_and_extensions_name_their_parent() {
    let model = World::new()
        .resource(
            "azapi_resource.aks",
            r#"{"type": "Microsoft.ContainerService/managedClusters@2025-05-01", "body": {"properties": {}}}"#,
        )
        .resource(
            "azapi_resource.pool",
            r#"{"type": "Microsoft.ContainerService/managedClusters/agentPools@2025-05-01",
                "parent_id": "&azapi_resource.aks#id", "body": {"properties": {"mode": "User"}}}"#,
        )
        .resource(
            "azapi_resource.diagnostics",
            r#"{"type": "Microsoft.Insights/diagnosticSettings@2021-05-01-preview",
                "parent_id": "&azapi_resource.aks#id", "body": {"properties": {"logs": []}}}"#,
        )
        .build();
    assert_eq!(labels(&model, "azapi_resource.aks", "pools"), (vec!["azapi_resource.pool".into()], false));
    assert_eq!(
        labels(&model, "azapi_resource.aks", "diagnosticSettings"),
        (vec!["azapi_resource.diagnostics".into()], false)
    );
}

#[test]
fn bicep_names_and_symbols() {
    let model = World::new()
        .bicep("aks", "Microsoft.ContainerService/managedClusters@2025-05-01", r#"{"name": "c", "properties": {}}"#)
        .bicep(
            "pool",
            "Microsoft.ContainerService/managedClusters/agentPools@2025-05-01",
            r#"{"name": "c/p", "properties": {}}"#,
        )
        .bicep(
            "diagnostics",
            "Microsoft.Insights/diagnosticSettings@2021-05-01-preview",
            r#"{"name": "d", "scope": "&aks#id", "properties": {}}"#,
        )
        .build();
    assert_eq!(labels(&model, "aks", "pools"), (vec!["pool".into()], false));
    assert_eq!(labels(&model, "aks", "diagnosticSettings"), (vec!["diagnostics".into()], false));
}

#[test]
fn registries_through_the_role_of_an_identity() {
    let world = || {
        World::new()
            .azurerm("~> 4.0")
            .resource("azurerm_container_registry.r", r#"{"name": "r"}"#)
            .resource("azurerm_user_assigned_identity.k", r#"{"name": "k"}"#)
            .resource(
                "azurerm_kubernetes_cluster.c",
                r#"{"kubelet_identity": {"user_assigned_identity_id": "&azurerm_user_assigned_identity.k#id"}}"#,
            )
    };
    for principal in [
        "&azurerm_kubernetes_cluster.c#kubelet_identity[0].object_id",
        "&azurerm_user_assigned_identity.k#principal_id",
    ] {
        let model = world()
            .resource(
                "azurerm_role_assignment.pull",
                &format!(
                    r#"{{"scope": "&azurerm_container_registry.r#id", "role_definition_name": "AcrPull",
                    "principal_id": "{principal}"}}"#
                ),
            )
            .build();
        assert_eq!(
            labels(&model, "azurerm_kubernetes_cluster.c", "registries"),
            (vec!["azurerm_container_registry.r".into()], false)
        );
        assert_eq!(labels(&model, "azurerm_container_registry.r", "roleAssignments").0.len(), 1);
        assert_eq!(labels(&model, "azurerm_kubernetes_cluster.c", "roleAssignments"), (vec![], false));
    }
    assert_eq!(
        labels(&world().build(), "azurerm_kubernetes_cluster.c", "identities"),
        (vec!["azurerm_user_assigned_identity.k".into()], false)
    );
    assert_eq!(labels(&world().build(), "azurerm_kubernetes_cluster.c", "registries"), (vec![], false));
}

#[test]
fn associations_attach_groups_and_tables_to_subnets() {
    let model = World::new()
        .azurerm("~> 4.0")
        .resource("azurerm_subnet.s", r#"{"name": "s", "virtual_network_name": "?var.v"}"#)
        .resource("azurerm_subnet.t", r#"{"name": "t", "virtual_network_name": "elsewhere"}"#)
        .resource("azurerm_network_security_group.n", r#"{"name": "n"}"#)
        .resource(
            "azurerm_subnet_network_security_group_association.x",
            r#"{"subnet_id": "&azurerm_subnet.s#id", "network_security_group_id": "&azurerm_network_security_group.n#id"}"#,
        )
        .build();
    assert_eq!(
        labels(&model, "azurerm_subnet.s", "networkSecurityGroup"),
        (vec!["azurerm_network_security_group.n".into()], false)
    );
    assert_eq!(labels(&model, "azurerm_subnet.t", "networkSecurityGroup"), (vec![], false));
    assert_eq!(labels(&model, "azurerm_subnet.s", "routeTable"), (vec![], false));
    assert_eq!(labels(&model, "azurerm_subnet.s", "virtualNetwork"), (vec![], true));
    assert_eq!(labels(&model, "azurerm_subnet.t", "virtualNetwork"), (vec![], true));
}

#[test]
fn subnets_that_are_only_read_are_linked_and_unknown() {
    let model = World::new()
        .azurerm("~> 4.0")
        .data("data.azurerm_subnet.s", r#"{"name": "s", "virtual_network_name": "v"}"#)
        .resource(
            "azurerm_kubernetes_cluster.c",
            r#"{"default_node_pool": {"vnet_subnet_id": "&data.azurerm_subnet.s#id"}}"#,
        )
        .build();
    let pool = "azurerm_kubernetes_cluster.c:default_node_pool";
    assert_eq!(labels(&model, pool, "subnet"), (vec!["data.azurerm_subnet.s".into()], false));
    let prefixes = model.fact(model.at("data.azurerm_subnet.s"), "addressPrefixes");
    assert!(prefixes.value.as_unknown().is_some());
}

#[test]
fn links_do_not_cross_documents_except_by_literal_id() {
    let cluster = World::new()
        .root("aks")
        .resource(
            "azurerm_kubernetes_cluster.c",
            r#"{"default_node_pool": {"vnet_subnet_id":
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/nodes"}}"#,
        )
        .resource("azurerm_monitor_diagnostic_setting.d", r#"{"target_resource_id": "?var.id"}"#)
        .document();
    let network = World::new()
        .root("network")
        .resource("azurerm_kubernetes_cluster.c", r#"{"name": "other"}"#)
        .resource("azurerm_subnet.a", r#"{"name": "nodes", "virtual_network_name": "w"}"#)
        .resource("azurerm_subnet.b", r#"{"name": "nodes", "virtual_network_name": "V"}"#)
        .document();
    let model = Model::build(&[cluster, network]);
    let pool = model.only("pool");
    assert_eq!(model.labels(&model.links(pool, "subnet")), ["azurerm_subnet.b"]);
    let other = model.resources().iter().find(|resource| &*resource.root == "network").expect("a resource");
    let settings = model.links(other, "diagnosticSettings");
    assert!(settings.resources.is_empty() && settings.open.is_none());
}

#[test]
fn one_of_two_clusters_leaves_both_open() {
    let model = World::new()
        .azurerm("~> 4.0")
        .resource("azurerm_kubernetes_cluster.a", "{}")
        .resource("azurerm_kubernetes_cluster.b", "{}")
        .resource("azurerm_kubernetes_cluster.c", "{}")
        .resource(
            "azurerm_monitor_diagnostic_setting.d",
            r#"{"target_resource_id": {"one of": ["&azurerm_kubernetes_cluster.a#id", "&azurerm_kubernetes_cluster.b#id"]}}"#,
        )
        .build();
    for (cluster, open) in [("a", true), ("b", true), ("c", false)] {
        let cluster = format!("azurerm_kubernetes_cluster.{cluster}");
        assert_eq!(labels(&model, &cluster, "diagnosticSettings"), (vec![], open), "{cluster}");
    }
}

#[test]
fn federated_credentials_lead_to_identity_and_cluster() {
    let model = World::new()
        .azurerm("~> 4.0")
        .resource("azurerm_kubernetes_cluster.c", "{}")
        .resource("azurerm_user_assigned_identity.i", r#"{"name": "i"}"#)
        .resource(
            "azurerm_federated_identity_credential.f",
            r#"{"parent_id": "&azurerm_user_assigned_identity.i#id",
                "issuer": "&azurerm_kubernetes_cluster.c#oidc_issuer_url"}"#,
        )
        .build();
    assert_eq!(
        labels(&model, "azurerm_federated_identity_credential.f", "identity").0,
        ["azurerm_user_assigned_identity.i"]
    );
    assert_eq!(
        labels(&model, "azurerm_federated_identity_credential.f", "cluster").0,
        ["azurerm_kubernetes_cluster.c"]
    );
}

#[test]
fn role_assignments_tell_whose_identity_gets_the_role() {
    let assignment = |principal: &str| format!(r#"{{"scope": "/subscriptions/s", "principal_id": "{principal}"}}"#);
    let model = World::new()
        .azurerm("~> 4.0")
        .resource("azurerm_user_assigned_identity.nodes", r#"{"name": "nodes"}"#)
        .resource("azurerm_user_assigned_identity.control", r#"{"name": "control"}"#)
        .resource("azurerm_user_assigned_identity.other", r#"{"name": "other"}"#)
        .resource(
            "azurerm_kubernetes_cluster.c",
            r#"{"kubelet_identity": {"user_assigned_identity_id": "&azurerm_user_assigned_identity.nodes#id"},
                "identity": {"identity_ids": ["&azurerm_user_assigned_identity.control#id"]}}"#,
        )
        .resource(
            "azurerm_role_assignment.kubelet",
            &assignment("&azurerm_kubernetes_cluster.c#kubelet_identity[0].object_id"),
        )
        .resource("azurerm_role_assignment.nodes", &assignment("&azurerm_user_assigned_identity.nodes#principal_id"))
        .resource(
            "azurerm_role_assignment.plane",
            &assignment("&azurerm_kubernetes_cluster.c#identity[0].principal_id"),
        )
        .resource(
            "azurerm_role_assignment.control",
            &assignment("&azurerm_user_assigned_identity.control#principal_id"),
        )
        .resource("azurerm_role_assignment.other", &assignment("&azurerm_user_assigned_identity.other#principal_id"))
        .resource(
            "azurerm_role_assignment.addon",
            &assignment("&azurerm_kubernetes_cluster.c#key_vault_secrets_provider[0].secret_identity[0].object_id"),
        )
        .resource("azurerm_role_assignment.open", &assignment("?principal"))
        .build();
    for (name, kubelet, plane) in [
        ("kubelet", true, false),
        ("nodes", true, false),
        ("plane", false, true),
        ("control", false, true),
        ("other", false, false),
        ("addon", false, false),
    ] {
        let address = format!("azurerm_role_assignment.{name}");
        let expected = |is_it: bool| {
            let cluster = is_it.then(|| "azurerm_kubernetes_cluster.c".to_owned());
            (cluster.into_iter().collect::<Vec<_>>(), false)
        };
        assert_eq!(labels(&model, &address, "kubeletOf"), expected(kubelet), "{name}");
        assert_eq!(labels(&model, &address, "controlPlaneOf"), expected(plane), "{name}");
    }
    for link in ["kubeletOf", "controlPlaneOf"] {
        assert_eq!(labels(&model, "azurerm_role_assignment.open", link), (vec![], true), "{link}");
    }
}
