//! Clusters with addresses of both families.
//!
//! Source: AKS documentation, configure-dual-stack.

use super::Planned;
use super::derived::{Derived, Reader};
use super::numbers::{is_text, texts};
use super::ranges::joined;
use super::subnets::ranges;
use crate::document::{Data, Value};
use crate::model::{Facts, How, ResourceId};
use crate::planning::Range;

const FAMILIES: &str = "networkProfile.ipFamilies";
const PODS: &str = "networkProfile.podCidrs";
const SERVICES: &str = "networkProfile.serviceCidrs";

/// Why the families of a cluster do not go with its ranges, its network model and its subnets.
pub(super) fn error(planned: &Planned<'_>, cluster: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let mut wrong: Vec<(ResourceId, &'static str, String)> = Vec::new();
    let families = planned.peek(cluster, FAMILIES);
    let Some(has) = families_of(&families) else {
        reader.value(cluster, FAMILIES);
        return reader.unknown("the families of the cluster's addresses are not known");
    };
    let is_dual = has == (true, true);
    if has == (false, true) {
        wrong.push((cluster, FAMILIES, "AKS has no clusters with IPv6 alone".to_owned()));
    }
    let mut is_open = false;
    for (property, of) in [(PODS, "pods"), (SERVICES, "services")] {
        let Some((ranges, is_more)) = written(&mut reader, cluster, property) else { continue };
        is_open |= is_more;
        let (v4, v6): (Vec<Range>, Vec<Range>) = ranges.into_iter().partition(|range| range.is_v4());
        let text = match (is_dual, v4.len(), v6.len()) {
            _ if is_more => continue,
            (true, 1, 1) | (false, 0 | 1, 0) => continue,
            (true, ..) => format!("with both families the {of} have one range of IPv4 and one of IPv6"),
            (false, _, 1..) => format!("the {of} have a range of IPv6, and the cluster has no such family"),
            (false, ..) => format!("the {of} have more than one range of IPv4"),
        };
        wrong.push((cluster, property, text));
    }
    if is_dual {
        is_open |= overlay(&mut reader, cluster, &mut wrong);
        for subnet in planned.subnets_of(cluster, "subnet") {
            is_open |= node_subnet(&mut reader, subnet, &mut wrong);
        }
    }
    if !wrong.is_empty() {
        reader.forget();
        for (resource, property, _) in &wrong {
            reader.value(*resource, property);
        }
        return reader.says(Value::string(joined(wrong.into_iter().map(|(.., text)| text))));
    }
    if is_open {
        return reader.unknown("not all ranges of the cluster are known");
    }
    reader.says(Value::null())
}

/// Whether IPv4 and IPv6 are among the families.
fn families_of(value: &Value) -> Option<(bool, bool)> {
    let list = match &value.data {
        Data::Null => return Some((true, false)),
        Data::List(list) if list.open.is_none() => list,
        _ => return None,
    };
    let all: Option<Vec<String>> = list.items.iter().map(|item| item.as_str().map(str::to_ascii_lowercase)).collect();
    let all = all?;
    Some((all.is_empty() || all.iter().any(|one| one == "ipv4"), all.iter().any(|one| one == "ipv6")))
}

/// The ranges of a list that somebody wrote, and whether there may be others.
fn written(reader: &mut Reader<'_, '_>, cluster: ResourceId, property: &str) -> Option<(Vec<Range>, bool)> {
    let row = reader.planned.kind(cluster).property(property)?;
    let fact = reader.planned.property(cluster, row);
    if !matches!(fact.how, How::Written) || fact.value.as_list().is_some_and(|list| list.items.is_empty()) {
        return None;
    }
    Some(ranges(reader, cluster, property))
}

/// Both families need the overlay; with pods in subnets only blocks are told to work as well.
fn overlay(
    reader: &mut Reader<'_, '_>,
    cluster: ResourceId,
    wrong: &mut Vec<(ResourceId, &'static str, String)>,
) -> bool {
    let plugin = reader.planned.peek(cluster, "networkProfile.networkPlugin");
    let mode = reader.planned.peek(cluster, "networkProfile.networkPluginMode");
    let is_kubenet = is_text(&plugin, "kubenet") == Some(true);
    let has_pod_subnet = !reader.planned.subnets_of(cluster, "podSubnet").is_empty();
    if is_text(&plugin, "azure") == Some(true) && is_text(&mode, "overlay") == Some(false) && !has_pod_subnet {
        let text = "both families need Azure CNI Overlay, and pods lie in the subnet of the nodes".to_owned();
        wrong.push((cluster, "networkProfile.networkPlugin", text));
    }
    // kubenet took both families once; it is on its way out.
    !is_kubenet && (texts(&plugin).is_none() || texts(&mode).is_none())
}

/// Nodes have an address of each family.
fn node_subnet(
    reader: &mut Reader<'_, '_>,
    subnet: ResourceId,
    wrong: &mut Vec<(ResourceId, &'static str, String)>,
) -> bool {
    let (ranges, is_open) = ranges(reader, subnet, "addressPrefixes");
    if is_open || ranges.is_empty() {
        return true;
    }
    let missing = match (ranges.iter().any(|range| range.is_v4()), ranges.iter().any(|range| !range.is_v4())) {
        (true, true) => return false,
        (true, false) => "IPv6",
        _ => "IPv4",
    };
    let text = format!("the subnet `{}` of the nodes has no range of {missing}", reader.planned.label(subnet));
    wrong.push((subnet, "addressPrefixes", text));
    false
}
