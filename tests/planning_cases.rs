//! The worked examples of address planning in `testdata/planning/cases.json`, each with its source: documentation,
//! messages of AKS, tests in Microsoft's source code. Whatever the file holds is run; a kind or key that is not known fails.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]

use std::fs;
use std::path::Path;

use akslint::planning::capacity::{
    DynamicPlan, Fit, NodeSubnetPlan, PodRange, PoolSize, most_nodes, most_upgradable_nodes, smallest_static_subnet,
    static_blocks_needed, suggestion,
};
use akslint::planning::dedicated::{self, Service};
use akslint::planning::network_model::{
    BATCH, MOST_ADDRESSES_PER_NODE, blocks, dynamic_addresses, static_blocks, usable_blocks,
};
use akslint::planning::overlap::{Place, Placed, overlapping};
use akslint::planning::service::{self, Judgement, Role};
use akslint::planning::{Bounds, DEFAULT_SURGE, NetworkModel, RESERVED_ADDRESSES, Range, Surge, usable_addresses};
use akslint::planning::{limits, outbound};
use serde_json::{Map, Value, json};

/// What a case expects, computed; null where there is nothing to say.
type Answers = Map<String, Value>;

struct Inputs<'a>(&'a Map<String, Value>);

impl Inputs<'_> {
    fn number(&self, key: &str) -> Option<u64> {
        self.0.get(key).map(|value| value.as_u64().unwrap_or_else(|| panic!("{key} is a number")))
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(|value| value.as_str().unwrap_or_else(|| panic!("{key} is a text")))
    }

    fn range(&self, key: &str) -> Option<Range> {
        self.text(key).map(|text| Range::parse(text).unwrap())
    }

    fn model(&self) -> NetworkModel {
        match self.text("model").expect("a network model") {
            "kubenet" => NetworkModel::Kubenet,
            "azure_node_subnet" => NetworkModel::NodeSubnet,
            "azure_overlay" => NetworkModel::Overlay,
            "azure_pod_subnet_dynamic" => NetworkModel::PodSubnetDynamic,
            "azure_pod_subnet_static" => NetworkModel::PodSubnetStatic,
            "none" => NetworkModel::None,
            other => panic!("no model {other}"),
        }
    }

    fn surge(&self) -> Surge {
        match self.0.get("max_surge") {
            Some(text) => Surge::parse(text.as_str().unwrap()).unwrap(),
            None if self.0.get("max_unavailable").is_some_and(|nodes| nodes != "0") => Surge::Nodes(0),
            None => DEFAULT_SURGE,
        }
    }

    fn pools(&self) -> Vec<Inputs<'_>> {
        let pools = self.0.get("node_pools").and_then(Value::as_array).expect("node pools");
        pools
            .iter()
            .map(|pool| {
                let known = ["name", "mode", "type", "count", "max_pods", "max_surge", "max_unavailable", "note"];
                let pool = pool.as_object().unwrap();
                assert!(pool.keys().all(|key| known.contains(&key.as_str())), "{pool:?}");
                Inputs(pool)
            })
            .collect()
    }
}

fn fit(fit: Fit) -> &'static str {
    match fit {
        Fit::Fits => "fits",
        Fit::NoUpgradeHeadroom => "fits_but_no_upgrade_headroom",
        Fit::DoesNotFit => "does_not_fit",
        Fit::Unknown => "unknown",
    }
}

fn validity(is_valid: bool) -> &'static str {
    if is_valid { "valid" } else { "invalid" }
}

fn judgement(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Valid => "valid",
        Judgement::Warn => "warn",
        Judgement::Invalid => "invalid",
    }
}

fn answers(values: Value) -> Answers {
    match values {
        Value::Object(object) => object,
        other => panic!("{other} is no object"),
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap()
}

fn node_subnet_capacity(inputs: &Inputs<'_>) -> Answers {
    let model = inputs.model();
    let others = inputs.0.get("other_subnet_consumers").and_then(Value::as_object);
    let others = others.map_or(0, |others| others.values().map(|count| count.as_u64().unwrap()).sum());
    let pools = inputs.pools();
    let plan = NodeSubnetPlan::new(
        pools.iter().map(|pool| {
            let max_pods = pool.number("max_pods").unwrap_or_else(|| model.default_max_pods());
            (model, PoolSize::known(pool.number("count").unwrap(), pool.surge(), max_pods))
        }),
        others,
    );
    let (required, upgrading) = (plan.required.exact().unwrap(), plan.upgrading.exact().unwrap());
    let mut answers = answers(json!({
        "required_ips_create": required,
        "required_ips_with_surge": upgrading,
        "min_prefix_create": suggestion(plan.required),
        "min_prefix_with_surge": suggestion(plan.upgrading),
    }));
    if let Some(range) = inputs.range("node_subnet") {
        let usable = usable_addresses(range.prefix()).unwrap();
        answers.extend(self::answers(json!({
            "usable_ips": usable,
            "fits_create": required <= usable,
            "fits_with_surge": upgrading <= usable,
            "free_after_create": signed(usable) - signed(required),
            "free_after_surge": signed(usable) - signed(upgrading),
            "verdict": fit(plan.fit(Bounds::exactly(usable))),
        })));
    }
    answers
}

fn max_nodes_in_subnet(inputs: &Inputs<'_>) -> Answers {
    let model = inputs.model();
    let max_pods = inputs.number("max_pods").unwrap_or_else(|| model.default_max_pods());
    let range = inputs.range("pod_subnet").or_else(|| inputs.range("node_subnet")).unwrap();
    let surge = inputs.number("surge").unwrap_or(0);
    let usable = usable_addresses(range.prefix()).unwrap();
    let is_pods = inputs.text("pod_subnet").is_some();
    let (nodes, per_node) = match model {
        NetworkModel::PodSubnetDynamic if is_pods => (most_nodes(range.prefix(), BATCH, surge), BATCH),
        NetworkModel::PodSubnetStatic if is_pods => {
            let per_node = static_blocks(max_pods);
            ((usable_blocks(range.prefix()) / per_node).saturating_sub(surge), per_node * BATCH)
        }
        _ => {
            let per_node = model.node_subnet_addresses(max_pods);
            (most_nodes(range.prefix(), per_node, surge), per_node)
        }
    };
    // Where the source names a range "with enough space to upgrade", the default surge is kept free.
    let upgradable = most_upgradable_nodes(usable, per_node, DEFAULT_SURGE);
    let allocatable = nodes * per_node;
    answers(json!({
        "usable_ips": usable,
        "max_nodes": nodes,
        "max_pods_total": nodes * max_pods,
        "max_nodes_range": upgradable,
        "max_pods_total_range": upgradable * max_pods,
        "allocatable_ips": allocatable,
        "lost_ips": usable - allocatable,
    }))
}

fn per_node_ips(inputs: &Inputs<'_>) -> Answers {
    let model = inputs.model();
    let max_pods = inputs.number("max_pods").unwrap_or_else(|| model.default_max_pods());
    let mut answers = answers(json!({ "ips_per_node": model.node_subnet_addresses(max_pods) }));
    match model {
        NetworkModel::PodSubnetDynamic => {
            let batch = inputs.number("batch").unwrap_or(BATCH);
            let fraction = inputs.0.get("min_free_fraction").map_or(0.5, |fraction| fraction.as_f64().unwrap());
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "small"
            )]
            let free = (fraction * batch as f64).ceil() as u64;
            let most = inputs.number("max_ips_per_node").unwrap_or(MOST_ADDRESSES_PER_NODE);
            let used = inputs.number("used").unwrap_or(max_pods);
            answers.insert("pod_subnet_ips_per_node".into(), json!(dynamic_addresses(used, batch, free, most)));
        }
        NetworkModel::PodSubnetStatic => {
            let blocks = static_blocks(max_pods);
            answers.extend(self::answers(json!({
                "blocks_per_node": blocks,
                "pod_subnet_ips_per_node": blocks * BATCH,
                "ips_available_for_pods": blocks * BATCH - 1,
                "wasted_per_node": blocks * BATCH - 1 - max_pods,
            })));
        }
        _ => {}
    }
    answers
}

fn pod_cidr_capacity(inputs: &Inputs<'_>) -> Answers {
    let range = inputs.range("pod_cidr").unwrap();
    let pods = PodRange::new(range);
    let mut answers = answers(json!({
        "available_pod_ips": pods.addresses,
        "blocks_available": pods.blocks,
        "max_nodes": pods.blocks,
        "max_nodes_by_pod_cidr": pods.blocks,
    }));
    if let Some(subnet) = inputs.range("node_subnet") {
        let by_subnet = usable_addresses(subnet.prefix()).unwrap();
        answers.insert("max_nodes_by_subnet".into(), json!(by_subnet));
        answers.insert("binding".into(), json!(if by_subnet < pods.blocks { "node_subnet" } else { "pod_cidr" }));
    }
    if let Some(nodes) = inputs.number("total_nodes") {
        let surge = inputs.number("surge_nodes").unwrap_or(0);
        answers.extend(self::answers(json!({
            "required_pod_ips": PodRange::required(nodes),
            "min_pod_cidr_prefix": PodRange::smallest(nodes),
            "fits_create": nodes <= pods.blocks,
            "fits_with_surge": nodes + surge <= pods.blocks,
            "verdict": fit(pods.fit(Bounds::exactly(nodes), Bounds::exactly(surge))),
        })));
    }
    answers
}

fn pod_subnet_capacity(inputs: &Inputs<'_>) -> Answers {
    let range = inputs.range("pod_subnet").unwrap();
    let usable = usable_addresses(range.prefix()).unwrap();
    let nodes = inputs.number("total_nodes").unwrap_or(0) + inputs.number("surge_nodes").unwrap_or(0);
    let model = inputs.model();
    let max_pods = inputs.number("max_pods").unwrap_or_else(|| model.default_max_pods());
    if model == NetworkModel::PodSubnetStatic {
        let needed = static_blocks_needed(Bounds::exactly(nodes), Bounds::exactly(max_pods)).exact().unwrap();
        let (all, certain) = (blocks(range.prefix(), 28), usable_blocks(range.prefix()));
        return answers(json!({
            "required_pod_ips": needed * BATCH,
            "addresses_in_subnet": range.addresses(),
            "blocks_in_subnet": all,
            "blocks_usable_lower_bound": certain,
            "min_prefix": smallest_static_subnet(needed),
            "reserved": RESERVED_ADDRESSES,
            "usable_ips": usable,
            "usable_by_pods": usable,
            "verdict": fit(Fit::new(Bounds::exactly(needed), Bounds::exactly(needed), Bounds::between(certain, all))),
        }));
    }
    let plan = DynamicPlan::new(Bounds::exactly(nodes), Bounds::exactly(max_pods));
    let (least, most) = (plan.least.exact().unwrap(), plan.most.exact().unwrap());
    let verdict = match () {
        () if least > usable => "does_not_fit",
        () if inputs.number("max_pods").is_none() => "fits_minimum",
        () if most > usable => "fits_minimum_not_at_full_density",
        () => "fits",
    };
    answers(json!({
        "min_pod_ips": least,
        "required_pod_ips": least,
        "pod_ips_upper_bound": most,
        "min_prefix": suggestion(plan.most),
        "addresses_in_subnet": range.addresses(),
        "usable_ips": usable,
        "allocatable_ips": usable / BATCH * BATCH,
        "reserved": RESERVED_ADDRESSES,
        "usable_by_pods": usable,
        "verdict": verdict,
    }))
}

fn surge(inputs: &Inputs<'_>) -> Answers {
    match inputs.number("pool_size") {
        Some(size) => answers(json!({ "surge_nodes": inputs.surge().nodes(size) })),
        None => {
            let total: u64 = inputs.pools().iter().map(|pool| pool.surge().nodes(pool.number("count").unwrap())).sum();
            answers(json!({ "total_surge_nodes": total }))
        }
    }
}

fn limit(inputs: &Inputs<'_>) -> Answers {
    if let Some(count) = inputs.number("pool_max_count") {
        let limit = limits::MOST_NODES_PER_POOL;
        return answers(json!({ "limit": limit, "verdict": validity(count <= limit) }));
    }
    if let Some(size) = inputs.number("pool_size") {
        let (nodes, limit) = (limits::nodes_during_upgrade(size, inputs.surge()), limits::MOST_NODES_PER_POOL);
        let verdict = if nodes > limit { "upgrade_refused" } else { "valid" };
        return answers(json!({ "nodes_during_upgrade": nodes, "limit": limit, "verdict": verdict }));
    }
    if let Some(services) = inputs.number("services") {
        let used = limits::backends(services, inputs.number("ports").unwrap(), inputs.number("nodes").unwrap());
        let limit = limits::MOST_BACKENDS;
        let verdict = match used.cmp(&limit) {
            std::cmp::Ordering::Less => "valid",
            std::cmp::Ordering::Equal => "at_limit",
            std::cmp::Ordering::Greater => "invalid",
        };
        return answers(json!({ "backend_ip_configurations": used, "limit": limit, "verdict": verdict }));
    }
    let nodes = inputs.number("total_nodes").expect("a limit on something");
    let model = if inputs.text("model").is_some() { inputs.model() } else { NetworkModel::Overlay };
    let limit = limits::most_nodes(model);
    let verdict = match nodes.cmp(&limit) {
        std::cmp::Ordering::Greater => "invalid",
        std::cmp::Ordering::Equal if limit == limits::MOST_NODES => "upgrade_refused",
        _ => "valid",
    };
    answers(json!({ "limit": limit, "verdict": verdict }))
}

fn snat(inputs: &Inputs<'_>) -> Answers {
    let addresses = inputs.number("outbound_ips");
    if inputs.text("outbound_type").is_some_and(|kind| kind.ends_with("NATGateway")) {
        let addresses = addresses.unwrap();
        return answers(json!({
            "total_ports": outbound::NAT_PORTS_PER_ADDRESS * addresses,
            "verdict": validity(addresses <= outbound::MOST_NAT_ADDRESSES),
        }));
    }
    let nodes = inputs.number("nodes");
    let ports = match inputs.number("allocated_outbound_ports") {
        Some(0) | None => outbound::automatic_ports(nodes.unwrap()).unwrap_or(0),
        Some(ports) => ports,
    };
    let mut answers = answers(json!({ "ports_per_node": ports }));
    if let Some(addresses) = addresses {
        answers.insert("max_nodes".into(), json!(outbound::most_nodes(ports, addresses)));
        if let Some(nodes) = nodes {
            let (needed, available) = (nodes * ports, outbound::PORTS_PER_ADDRESS * addresses);
            let surge = inputs.number("surge_nodes").unwrap_or(0) * ports;
            let verdict =
                Fit::new(Bounds::exactly(needed), Bounds::exactly(needed + surge), Bounds::exactly(available));
            answers.extend(self::answers(json!({
                "required_ports": needed,
                "surge_ports": surge,
                "available_ports": available,
                "total_ports": available,
                "excess_ports": signed(available) - signed(needed),
                "verdict": fit(verdict),
            })));
        }
    }
    answers
}

fn dedicated_subnet(inputs: &Inputs<'_>) -> Answers {
    let range = inputs.range("subnet");
    if let Some(prefix) = inputs.number("gateway_prefix_size") {
        let nodes = u8::try_from(prefix).ok().and_then(dedicated::egress_gateway_nodes);
        return answers(json!({ "max_gateway_nodes": nodes, "verdict": validity(nodes.is_some()) }));
    }
    if let Some(clusters) = inputs.number("clusters") {
        let is_delegated = inputs.text("delegation").is_none_or(|to| to == dedicated::API_SERVER_DELEGATION);
        let mut answers = answers(json!({
            "required_ips": clusters * dedicated::API_SERVER_ADDRESSES,
            "min_prefix": dedicated::api_server_prefix(clusters),
        }));
        if let Some(range) = range {
            let verdict = match () {
                () if range.prefix() > dedicated::API_SERVER_PREFIX || !is_delegated => "invalid",
                () if dedicated::takes_api_servers(range.prefix(), clusters) => "fits",
                () => "does_not_fit",
            };
            answers.insert("usable_ips".into(), json!(usable_addresses(range.prefix())));
            answers.insert("verdict".into(), json!(verdict));
        }
        return answers;
    }
    let service = match inputs.text("service").expect("a service") {
        "application_gateway" => Service::ApplicationGateway,
        "application_gateway_v1" => Service::ApplicationGatewayV1,
        "application_gateway_for_containers" => Service::ApplicationGatewayForContainers,
        "bastion" => Service::Bastion,
        "firewall" => Service::Firewall,
        "firewall_management" => Service::FirewallManagement,
        "vpn_gateway" | "expressroute_gateway" => Service::Gateway,
        other => panic!("no service {other}"),
    };
    if let Some(most) = service.most_instances() {
        let instances = inputs.number("instances").unwrap();
        let (addresses, prefix) =
            dedicated::application_gateway(instances, inputs.number("private_frontends").unwrap_or(0));
        let verdict = match range {
            _ if instances > most => "invalid",
            Some(range) if range.addresses() < addresses => "does_not_fit",
            _ => "fits",
        };
        return answers(json!({ "required_addresses": addresses, "min_prefix": prefix, "verdict": verdict }));
    }
    let longest = service.longest_prefix().unwrap();
    let has_its_name = service.subnet_name().is_none_or(|name| inputs.text("subnet_name") == Some(name));
    let verdict = match range {
        _ if !has_its_name => "invalid",
        Some(range) if range.prefix() <= longest => "fits",
        // A size that is recommended, not demanded.
        Some(_) if service == Service::Gateway => "warn",
        _ => "invalid",
    };
    answers(json!({ "min_prefix": longest, "verdict": verdict }))
}

fn reserved_range(inputs: &Inputs<'_>) -> Answers {
    let role = match inputs.text("range_role").unwrap() {
        "pod_cidr" => Role::Pod,
        "service_cidr" => Role::Service,
        "vnet" => Role::Network,
        "subnet" => Role::Subnet,
        other => panic!("no role {other}"),
    };
    let range = inputs.range("cidr").unwrap();
    answers(json!({
        "overlaps": service::reserved_overlaps(role, range),
        "verdict": judgement(service::judge_place(role, range)),
    }))
}

fn overlap(inputs: &Inputs<'_>) -> Answers {
    let ranges = inputs.0["ranges"].as_object().unwrap();
    let names: Vec<&String> = ranges.keys().collect();
    let placed: Vec<Placed> = (ranges.iter())
        .map(|(name, range)| {
            let role = name.split_once('.').map_or(name.as_str(), |(_, role)| role);
            let place = match role.split(':').next().unwrap() {
                "vnet" | "managed_vnet" => Place::Network,
                "subnet" | "pod_subnet" | "node_subnet" => Place::Subnet,
                "peered_vnet" | "on_premises" => Place::Remote,
                "pod_cidr" => Place::Pods,
                "service_cidr" => Place::Services,
                other => panic!("no range {other}"),
            };
            Placed { range: Range::parse(range.as_str().unwrap()).unwrap(), place }
        })
        .collect();
    let pairs = overlapping(&placed);
    let is_subnet_safe = pairs.iter().all(|(a, b)| {
        let network = |place| place == Place::Network;
        network(placed[*a].place) || network(placed[*b].place)
    });
    let severity = match pairs.as_slice() {
        [] => Value::Null,
        pairs
            if is_subnet_safe
                && pairs.iter().any(|(a, b)| [*a, *b].iter().any(|i| placed[*i].place == Place::Pods)) =>
        {
            json!("error_on_migration_warning_on_new")
        }
        _ if is_subnet_safe => json!("warning"),
        _ => json!("error"),
    };
    let named: Vec<[&String; 2]> = pairs.iter().map(|(a, b)| [names[*a], names[*b]]).collect();
    answers(json!({
        "overlapping_pairs": named,
        "severity": severity,
        "verdict": if named.is_empty() { "ok" } else { "conflict" },
    }))
}

fn pod_cidr_change(inputs: &Inputs<'_>) -> Answers {
    let (old, new) = (inputs.range("old").unwrap(), inputs.range("new").unwrap());
    let is_linux = inputs.text("os").is_none_or(|os| os.eq_ignore_ascii_case("linux"));
    let is_valid = inputs.model() == NetworkModel::Overlay && is_linux && service::may_expand(old, new);
    answers(json!({
        "nodes_before": PodRange::new(old).blocks,
        "nodes_after": PodRange::new(new).blocks,
        "verdict": validity(is_valid),
    }))
}

fn unknown(inputs: &Inputs<'_>) -> Answers {
    if let Some(attribute) = inputs.text("terraform") {
        assert_eq!(attribute, "azurerm_subnet.ip_address_pool");
        let plan = NodeSubnetPlan { required: Bounds::exactly(31), upgrading: Bounds::exactly(62) };
        return answers(json!({ "verdict": fit(plan.fit(Bounds::UNKNOWN)) }));
    }
    assert_eq!(inputs.text("node_provisioning_mode"), Some("Auto"));
    let count = inputs.0["system_pool"]["count"].as_u64().unwrap();
    let pool = PoolSize { nodes: Bounds::at_least(count), ..PoolSize::known(count, DEFAULT_SURGE, 250) };
    let plan = NodeSubnetPlan::new([(inputs.model(), pool)], 0);
    let subnet = usable_addresses(inputs.range("node_subnet").unwrap().prefix()).unwrap();
    let pods = PodRange::new(inputs.range("pod_cidr").unwrap());
    answers(json!({
        "max_nodes_by_subnet": subnet,
        "max_nodes_by_pod_cidr": pods.blocks,
        "lower_bound_required": plan.required.least,
        "verdict": fit(plan.fit(Bounds::exactly(subnet))),
    }))
}

fn usable(inputs: &Inputs<'_>) -> Answers {
    let prefix = match inputs.range("subnet") {
        Some(range) => range.prefix(),
        None => u8::try_from(inputs.number("prefix").unwrap()).unwrap(),
    };
    let usable = usable_addresses(prefix);
    answers(json!({ "usable_ips": usable, "verdict": validity(usable.is_some()) }))
}

fn dns_ip(inputs: &Inputs<'_>) -> Answers {
    let address = inputs.text("dns_service_ip").unwrap().parse().unwrap();
    let error = service::dns_address_error(inputs.range("service_cidr").unwrap(), address);
    answers(json!({ "verdict": validity(error.is_none()) }))
}

fn service_cidr_size(inputs: &Inputs<'_>) -> Answers {
    answers(json!({ "verdict": judgement(service::judge_service_size(inputs.range("service_cidr").unwrap())) }))
}

fn max_pods_rule(inputs: &Inputs<'_>) -> Answers {
    let is_valid = limits::accepts_max_pods(inputs.number("max_pods").unwrap(), inputs.number("pool_nodes").unwrap());
    answers(json!({ "verdict": validity(is_valid) }))
}

/// Whether an answer is what is expected; a range is met by a number within it.
fn meets(key: &str, expected: &Value, answer: &Value) -> bool {
    match (expected.as_array(), answer.as_u64()) {
        (Some(range), Some(number)) if key.ends_with("_range") => {
            (range[0].as_u64().unwrap()..=range[1].as_u64().unwrap()).contains(&number)
        }
        _ => expected == answer,
    }
}

#[test]
fn every_case_comes_out_as_its_source_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/planning/cases.json");
    let file: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let cases = file["oracles"].as_array().unwrap();
    assert!(!cases.is_empty());
    assert_eq!(file["count"], cases.len());
    let mut wrong = Vec::new();
    for case in cases {
        let (id, kind) = (case["id"].as_str().unwrap(), case["kind"].as_str().unwrap());
        let inputs = case["inputs"].as_object().unwrap();
        let known = |part: &str, key: &String| file["keys"][kind][part].as_array().unwrap().contains(&json!(key));
        let expected = case["expect"].as_object().unwrap();
        assert!(inputs.keys().all(|key| known("inputs", key)), "{id}: unknown inputs {inputs:?}");
        assert!(expected.keys().all(|key| known("expect", key)), "{id}: unknown expectations {expected:?}");
        let inputs = Inputs(inputs);
        let answers = match kind {
            "node_subnet_capacity" => node_subnet_capacity(&inputs),
            "max_nodes_in_subnet" => max_nodes_in_subnet(&inputs),
            "per_node_ips" => per_node_ips(&inputs),
            "pod_cidr_capacity" => pod_cidr_capacity(&inputs),
            "pod_subnet_capacity" => pod_subnet_capacity(&inputs),
            "surge" => surge(&inputs),
            "limit" => limit(&inputs),
            "snat" => snat(&inputs),
            "dedicated_subnet" => dedicated_subnet(&inputs),
            "reserved_range" => reserved_range(&inputs),
            "overlap" => overlap(&inputs),
            "pod_cidr_change" => pod_cidr_change(&inputs),
            "unknown" => unknown(&inputs),
            "usable" => usable(&inputs),
            "dns_ip" => dns_ip(&inputs),
            "service_cidr_size" => service_cidr_size(&inputs),
            "max_pods_rule" => max_pods_rule(&inputs),
            other => panic!("{id}: no kind {other}"),
        };
        for (key, expected) in expected {
            let answer = answers.get(key).unwrap_or(&Value::Null);
            if !meets(key, expected, answer) {
                wrong.push(format!("{id}: {key} is {answer}, not {expected} ({})", case["source"]["ref"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
