//! Calls of the network modules.

use super::super::resolve;
use super::*;

const VNET: &str = "Azure/vnet/azurerm";
const NETWORK: &str = "Azure/network/azurerm";
const AVM: &str = "Azure/avm-res-network-virtualnetwork/azurerm";

fn subnets(expansion: &Expansion) -> Vec<&ModuleInstance> {
    expansion.instances.iter().filter(|instance| instance.resource.kind == "subnet").collect()
}

fn first_text(value: &Value) -> Option<String> {
    value.as_list()?.items.first()?.as_str().map(str::to_owned)
}

#[test]
fn lists_that_belong_together_are_subnets() {
    let arguments = [
        ("subnet_names", texts(&["nodes", "pods"])),
        ("subnet_prefixes", texts(&["10.1.0.0/24", "10.1.1.0/24"])),
        ("nsg_ids", Value::object([("pods".into(), Value::string("group"))])),
        ("use_for_each", Value::bool(true)),
    ];
    let expansion = expansion(VNET, "4.1.0", &arguments);
    let subnets = subnets(&expansion);
    assert_eq!(&*subnets[1].address, "module.m.azurerm_subnet.subnet_for_each[\"pods\"]");
    assert_eq!(first_text(&value(subnets[1], "addressPrefixes")), Some("10.1.1.0/24".to_owned()));
    assert_eq!(&*fact(subnets[1], "addressPrefixes").spelling, "subnet_prefixes");
    assert_eq!(value(subnets[1], "networkSecurityGroup.id").as_str(), Some("group"));
    let module = find(VNET).unwrap();
    let by_name = resolve(module, &expansion.instances, "vnet_subnets_name_id[\"pods\"]").unwrap();
    assert_eq!(by_name.instance.position, 1);
    let by_position = resolve(module, &expansion.instances, "vnet_subnets[0]").unwrap();
    assert_eq!(by_position.instance.key.as_deref(), Some("nodes"));
    assert!(resolve(module, &expansion.instances, "vnet_subnets[7]").is_none());
    assert!(resolve(module, &expansion.instances, "vnet_subnets").is_none());
}

#[test]
fn defaults_of_lists_are_known_for_known_versions() {
    let expansion_new = expansion(VNET, "4.1.0", &[]);
    let found = subnets(&expansion_new);
    assert_eq!(found.len(), 3);
    assert_eq!(&*found[0].address, "module.m.azurerm_subnet.subnet_count[0]");
    let network = the(&expansion_new, "virtualNetwork");
    assert_eq!(first_text(&value(network, "addressSpace.addressPrefixes")), Some("10.0.0.0/16".to_owned()));
    let expansion_old = expansion(VNET, "1.2.0", &[]);
    assert!(subnets(&expansion_old).is_empty());
    assert!(expansion_old.open.iter().any(|(kind, _)| *kind == "subnet"));
}

#[test]
fn prefixes_that_are_not_known_stay_unknown() {
    let expansion = expansion(NETWORK, "5.3.0", &[("subnet_names", texts(&["a"])), ("subnet_prefixes", unknown())]);
    assert!(value(subnets(&expansion)[0], "addressPrefixes").first_reason().is_some());
}

#[test]
fn one_address_space_or_several() {
    let network = |arguments: &[(&str, Value)]| {
        let expansion = expansion(NETWORK, "5.3.0", arguments);
        first_text(&value(the(&expansion, "virtualNetwork"), "addressSpace.addressPrefixes"))
    };
    assert_eq!(network(&[("address_space", Value::string("10.2.0.0/16"))]).as_deref(), Some("10.2.0.0/16"));
    let both = [("address_spaces", texts(&["10.3.0.0/16"])), ("address_space", Value::string("10.2.0.0/16"))];
    assert_eq!(network(&both).as_deref(), Some("10.3.0.0/16"));
    let empty = [("address_spaces", texts(&[])), ("address_space", Value::string("10.2.0.0/16"))];
    assert_eq!(network(&empty).as_deref(), Some("10.2.0.0/16"));
    assert_eq!(network(&[]).as_deref(), Some("10.0.0.0/16"));
}

#[test]
fn the_verified_network_keys_its_subnets() {
    let delegation = Value::tuple(vec![Value::object([(
        "service_delegation".into(),
        Value::object([("name".into(), Value::string("Microsoft.ContainerService/managedClusters"))]),
    )])]);
    let subnet = Value::object([
        ("name".into(), Value::string("snet-aks")),
        ("address_prefix".into(), Value::string("10.4.0.0/20")),
        ("route_table".into(), Value::object([("id".into(), Value::string("table"))])),
        ("delegation".into(), delegation),
    ]);
    let arguments = [("address_space", texts(&["10.4.0.0/16"])), ("subnets", Value::object([("aks".into(), subnet)]))];
    let expansion = expansion(AVM, "~> 0.8", &arguments);
    let subnet = subnets(&expansion)[0];
    assert_eq!(first_text(&value(subnet, "addressPrefixes")), Some("10.4.0.0/20".to_owned()));
    assert_eq!(value(subnet, "routeTable.id").as_str(), Some("table"));
    assert!(value(subnet, "networkSecurityGroup.id").is_null());
    let delegations = value(subnet, "delegations");
    let service = delegations.as_list().unwrap().items[0].as_object().unwrap().get("serviceName").cloned();
    assert_eq!(service.unwrap().value.as_str(), Some("Microsoft.ContainerService/managedClusters"));
    let module = find(AVM).unwrap();
    for path in ["subnets[\"aks\"].resource_id", "subnets[\"aks\"].resource.id", "subnets.aks.resource_id"] {
        assert_eq!(resolve(module, &expansion.instances, path).unwrap().instance.key.as_deref(), Some("aks"), "{path}");
    }
    assert!(resolve(module, &expansion.instances, "subnets[\"other\"].resource_id").is_none());
    assert_eq!(resolve(module, &expansion.instances, "resource_id").unwrap().instance.resource.kind, "virtualNetwork");
}

#[test]
fn ranges_from_a_pool_are_not_known() {
    let pools = Value::tuple(vec![Value::object([])]);
    let subnet = Value::object([("ipam_pools".into(), pools.clone())]);
    let arguments = [("ipam_pools", pools), ("subnets", Value::object([("aks".into(), subnet)]))];
    let expansion = expansion(AVM, "0.17.1", &arguments);
    assert!(value(the(&expansion, "virtualNetwork"), "addressSpace.addressPrefixes").as_unknown().is_some());
    assert!(value(the(&expansion, "subnet"), "addressPrefixes").as_unknown().is_some());
}

#[test]
fn the_submodule_is_one_subnet() {
    let source = "Azure/avm-res-network-virtualnetwork/azurerm//modules/subnet";
    let arguments = [
        ("address_prefixes", texts(&["10.5.0.0/24"])),
        ("virtual_network.resource_id", Value::string("network")),
        ("network_security_group.id", Value::string("group")),
    ];
    let expansion = expansion(source, "0.8.1", &arguments);
    let subnet = the(&expansion, "subnet");
    assert_eq!(value(subnet, "parent").as_str(), Some("network"));
    assert_eq!(value(subnet, "networkSecurityGroup.id").as_str(), Some("group"));
    assert!(resolve(find(source).unwrap(), &expansion.instances, "resource_id").is_some());
}

#[test]
fn alternatives_of_the_whole_map_are_merged() {
    let with = Value::object([("aks".into(), Value::object([("name".into(), Value::string("a"))]))]);
    let reason = Arc::new(Reason::undecided_condition());
    let either = Value::one_of([with, Value::object([])], &reason);
    let expansion = expansion(AVM, "0.17.1", &[("subnets", either)]);
    let subnet = the(&expansion, "subnet");
    assert!(matches!(subnet.existence, Existence::Maybe(_)));
    assert_eq!(value(subnet, "name").as_str(), Some("a"));
}
