//! Estates from their texts.

use super::{ConflictKind, Estate, Growth, NetworkKind, Room, Verdict};
use crate::analyse_texts;
use crate::planning::facts::{FactPlace, KnownNetwork, KnownRange, KnownSubnet, NetworkFacts};
use crate::planning::{Bounds, Changes, Planned, Range, Setting};

/// A network with a subnet, and whatever else.
fn network(prefix: &str, more: &str) -> String {
    format!(
        r#"
variable "unknown" {{}}
variable "secret" {{
  sensitive = true
  default   = 77
}}
resource "azurerm_virtual_network" "v" {{
  name          = "v"
  address_space = ["10.1.0.0/16"]
}}
resource "azurerm_subnet" "s" {{
  name                 = "s"
  virtual_network_name = azurerm_virtual_network.v.name
  address_prefixes     = ["{prefix}"]
}}
{more}
"#
    )
}

/// A cluster with a pool in the subnet.
fn cluster(name: &str, profile: &str, pool: &str) -> String {
    format!(
        r#"
resource "azurerm_kubernetes_cluster" "{name}" {{
  name = "{name}"
  default_node_pool {{
    name    = "system"
    vm_size = "Standard_D4s_v5"
    {pool}
  }}
  network_profile {{
    network_plugin = "azure"
    service_cidr   = "172.16.0.0/16"
    {profile}
  }}
}}
"#
    )
}

const OVERLAY: &str = "network_plugin_mode = \"overlay\"\n pod_cidr = \"10.244.0.0/16\"";
const HERE: &str = "vnet_subnet_id = azurerm_subnet.s.id";

fn estate(text: &str) -> Estate {
    estate_of(text, &|_| Changes::default(), None)
}

fn estate_of(text: &str, changes: &dyn Fn(&Estate) -> Changes, growth: Option<Growth>) -> Estate {
    let analysis = analyse_texts(&[("main.tf", text)]);
    let plain = Estate::new(&Planned::new(&analysis.model), growth);
    let changes = changes(&plain);
    let mut estate = Estate::new(&Planned::new(&analysis.model).changed(changes), growth);
    estate.compare(&plain);
    estate
}

fn nodes(estate: &Estate) -> &Room {
    let mut rooms =
        estate.networks.iter().flat_map(|network| &network.subnets).filter_map(|subnet| subnet.nodes.as_ref());
    let room = rooms.next().unwrap();
    assert!(rooms.next().is_none(), "one subnet has nodes");
    room
}

#[test]
fn a_network_shows_its_subnets_and_what_is_free() {
    let estate = estate(&network("10.1.4.0/24", &cluster("a", "", &format!("node_count = 2\n {HERE}"))));
    let [network] = &estate.networks[..] else { panic!("{:?}", estate.networks) };
    assert_eq!((network.kind, network.addresses(), network.free()), (NetworkKind::Declared, 65_536, 65_280));
    let gaps: Vec<String> = network.gaps.iter().map(|gap| format!("{}-{}", gap.first, gap.last)).collect();
    assert_eq!(gaps, ["10.1.0.0-10.1.3.255", "10.1.5.0-10.1.255.255"]);
    assert_eq!(network.clusters, [0]);
    let room = nodes(&estate);
    assert_eq!(
        (room.capacity, room.now, room.upgrade),
        (Bounds::exactly(251), Bounds::exactly(62), Bounds::exactly(93))
    );
    assert_eq!((room.verdict, room.smallest), (Verdict::Fits, Some(25)));
    assert_eq!(room.free(), Some(Bounds::exactly(158)));
    assert!(!estate.fails());
}

#[test]
fn clusters_that_share_a_subnet_are_added_up() {
    let pool = |count: u32| format!("node_count = {count}\n {HERE}");
    let two = format!("{}{}", cluster("a", "", &pool(4)), cluster("b", OVERLAY, &pool(30)));
    let estate = estate(&network("10.1.4.0/24", &two));
    let room = nodes(&estate);
    assert_eq!((room.now, room.largest), (Bounds::exactly(154), Bounds::exactly(154)));
    assert_eq!(room.upgrade, Bounds::exactly(5 * 31 + 33));
    assert_eq!(room.shares.len(), 2);
    assert_eq!(estate.networks[0].clusters, [0, 1]);
}

#[test]
fn a_pool_without_a_subnet_lies_in_the_network_that_aks_makes() {
    let estate = estate(&cluster("a", OVERLAY, "node_count = 3"));
    let [network] = &estate.networks[..] else { panic!("{:?}", estate.networks) };
    assert_eq!((network.kind, network.addresses()), (NetworkKind::Managed, 1 << 20));
    assert_eq!(nodes(&estate).capacity, Bounds::exactly(65_531));
}

#[test]
fn a_subnet_that_is_nowhere_in_the_code_is_named_and_undecided() {
    let id = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/far/subnets/away";
    let estate = estate(&cluster("a", OVERLAY, &format!("node_count = 3\n vnet_subnet_id = \"{id}\"")));
    let [network] = &estate.networks[..] else { panic!("{:?}", estate.networks) };
    assert_eq!((network.kind, network.name.as_str()), (NetworkKind::Outside, "far"));
    assert_eq!(network.subnets[0].name, "away");
    let room = nodes(&estate);
    assert_eq!((room.verdict, room.capacity), (Verdict::Undecided, Bounds::UNKNOWN));
    assert_eq!((room.upgrade, room.smallest), (Bounds::exactly(4), Some(28)));
    assert!(room.reasons.iter().any(|reason| reason.contains("nowhere in this code")), "{:?}", room.reasons);
    assert!(room.shares[0].headroom.is_none() && room.shares[0].safe_nodes.is_none());
}

#[test]
fn what_is_not_known_has_bounds_and_a_reason() {
    let pool = format!("auto_scaling_enabled = true\n min_count = 2\n max_count = var.unknown\n {HERE}");
    let estate = estate(&network("10.1.4.0/27", &cluster("a", OVERLAY, &pool)));
    let room = nodes(&estate);
    assert_eq!((room.now, room.largest), (Bounds::exactly(2), Bounds::between(2, 1_000)));
    assert_eq!(room.verdict, Verdict::Undecided);
    assert_eq!(room.reasons.len(), 1, "{:?}", room.reasons);
    assert!(room.reasons[0].contains("var.unknown"));
    assert!(!estate.fails(), "what is not known fails nothing");
}

#[test]
fn what_collides_is_told_once() {
    let two = r#"
resource "azurerm_subnet" "t" {
  name                 = "t"
  virtual_network_name = azurerm_virtual_network.v.name
  address_prefixes     = ["10.1.4.128/25"]
}
resource "azurerm_subnet" "far" {
  name                 = "far"
  virtual_network_name = azurerm_virtual_network.v.name
  address_prefixes     = ["10.9.0.0/24"]
}
"#;
    let profile = "network_plugin_mode = \"overlay\"\n pod_cidr = \"10.1.4.0/22\"";
    let text = network("10.1.4.0/24", &format!("{two}{}", cluster("a", profile, &format!("node_count = 1\n {HERE}"))));
    let estate = estate(&text);
    let kinds = |conflicts: &[super::Conflict]| conflicts.iter().map(|one| one.kind).collect::<Vec<_>>();
    assert_eq!(kinds(&estate.networks[0].conflicts), [ConflictKind::Overlap, ConflictKind::Outside]);
    assert_eq!(kinds(&estate.clusters[0].conflicts), [ConflictKind::Overlap, ConflictKind::Overlap]);
    assert!(estate.conflicts().all(|conflict| conflict.is_refused) && estate.fails());
}

#[test]
fn what_is_tried_out_is_compared_with_the_code() {
    let pool = format!("auto_scaling_enabled = true\n min_count = 1\n max_count = 4\n {HERE}");
    let text = network("10.1.4.0/24", &cluster("a", "", &pool));
    let set = |number: u64| {
        move |estate: &Estate| {
            let mut changes = Changes::default();
            changes.set_number(estate.pools[0].id, Setting::MaxCount, number);
            changes
        }
    };
    let more = estate_of(&text, &set(50), None);
    assert_eq!((nodes(&more).verdict, nodes(&more).was), (Verdict::DoesNotFit, Some(Verdict::Fits)));
    assert_eq!(nodes(&more).largest, Bounds::exactly(50 * 31));
    let same = estate_of(&text, &set(5), None);
    assert_eq!((nodes(&same).verdict, nodes(&same).was), (Verdict::Fits, None));
}

#[test]
fn the_safe_maximum_is_the_last_that_fits() {
    for (count, surge) in [(2, "1"), (3, "10%"), (5, "33%"), (1, "100%"), (7, "50%")] {
        let pool = |most: u64| {
            format!(
                "auto_scaling_enabled = true\n min_count = 1\n max_count = {most}\n {HERE}\n upgrade_settings {{\n max_surge = \
                 \"{surge}\"\n }}"
            )
        };
        let verdict = |most: u64| {
            let text = network("10.1.4.0/24", &cluster("a", "", &pool(most)));
            let estate = estate(&text);
            let room = nodes(&estate);
            (room.verdict, room.shares[0].safe_nodes.unwrap())
        };
        let (_, safe) = verdict(count);
        assert_eq!(verdict(safe), (Verdict::Fits, safe), "{surge}");
        assert_ne!(verdict(safe + 1).0, Verdict::Fits, "{surge}: {safe} is not the last");
    }
}

#[test]
fn growth_asks_for_a_larger_subnet() {
    let text = network("10.1.4.0/24", &cluster("a", "", &format!("node_count = 4\n {HERE}")));
    let size = |growth: &str| {
        let estate = estate_of(&text, &|_| Changes::default(), Some(Growth::parse(growth).unwrap()));
        (nodes(&estate).smallest, nodes(&estate).smallest_grown)
    };
    assert_eq!(size("1x"), (Some(24), Some(24)));
    assert_eq!(size("1.5x"), (Some(24), Some(24)));
    assert_eq!(size("2x"), (Some(24), Some(23)));
}

#[test]
fn facts_from_outside_fill_what_the_code_does_not_say() {
    let place = FactPlace { file: "facts.yaml".into(), line: 3 };
    let ranges = |text: &str| vec![Range::parse(text).unwrap()];
    let subnet = KnownSubnet { name: "away".into(), ranges: ranges("10.7.1.0/26"), used: 50, place: place.clone() };
    let far = KnownNetwork {
        id: None,
        name: "far".into(),
        ranges: ranges("10.7.0.0/16"),
        subnets: vec![subnet],
        place: place.clone(),
    };
    let elsewhere = KnownRange { range: Range::parse("172.16.128.0/20").unwrap(), name: "on-premises".into(), place };
    let facts = NetworkFacts::new(vec![elsewhere], vec![far]);
    let id = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/far/subnets/away";
    let text = cluster("a", OVERLAY, &format!("node_count = 9\n vnet_subnet_id = \"{id}\""));
    let analysis = analyse_texts(&[("main.tf", &text)]);
    let estate = Estate::new(&Planned::with_facts(&analysis.model, &facts), None);
    let room = nodes(&estate);
    assert_eq!((room.capacity, room.used_by_others), (Bounds::exactly(59), 50));
    assert_eq!(
        (room.now, room.upgrade, room.verdict),
        (Bounds::exactly(59), Bounds::exactly(60), Verdict::NoUpgradeRoom)
    );
    assert_eq!(room.smallest, Some(25));
    assert_eq!(estate.networks[0].addresses(), 65_536);
    let [conflict] = &estate.clusters[0].conflicts[..] else { panic!("{:?}", estate.clusters[0].conflicts) };
    assert!(conflict.is_refused && conflict.text.contains("on-premises` (from facts.yaml:3)"), "{}", conflict.text);
}

#[test]
fn a_secret_count_is_not_told() {
    let text = network("10.1.4.0/24", &cluster("a", OVERLAY, &format!("node_count = var.secret\n {HERE}")));
    let estate = estate(&text);
    assert!(!format!("{estate:?}").contains("77"), "{estate:?}");
    assert_eq!(nodes(&estate).verdict, Verdict::Undecided);
    let written = estate_of(&text.replace("sensitive = true", ""), &|_| Changes::default(), None);
    assert!(format!("{written:?}").contains("77"));
}
