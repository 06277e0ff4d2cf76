//! Networks among themselves: subnets in the space of their network and apart from one another, peered networks apart.
//!
//! Knows: what Azure refuses whatever lies in a network. Does not know: clusters.

use super::Planned;
use super::derived::{Derived, Reader};
use super::ranges::joined;
use super::subnets::ranges;
use crate::document::Value;
use crate::model::ResourceId;
use crate::planning::Range;
use crate::planning::overlap::{colliding, crossing};

const SPACE: &str = "addressSpace.addressPrefixes";
const PREFIXES: &str = "addressPrefixes";

/// The network of a subnet or a peering, where it is declared beside it. One that only bears the same name elsewhere may be
/// another.
fn network_of(reader: &mut Reader<'_, '_>, resource: ResourceId, link: &str) -> Option<ResourceId> {
    let linked = reader.linked(resource, link);
    let ([network], None) = (&linked.resources[..], &linked.open) else { return None };
    (reader.planned.stand_together(resource, *network) && reader.planned.is_judged(*network)).then_some(*network)
}

/// The ranges of a subnet that lie outside the space of its network.
pub(super) fn outside(planned: &Planned<'_>, subnet: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let Some(network) = network_of(&mut reader, subnet, "virtualNetwork") else {
        reader.forget();
        return reader.says(Value::null());
    };
    let (own, is_open) = ranges(&mut reader, subnet, PREFIXES);
    let (space, is_space_open) = ranges(&mut reader, network, SPACE);
    let outside: Vec<&Range> = own.iter().filter(|own| !space.iter().any(|space| space.contains(**own))).collect();
    let is_empty = space.is_empty();
    if !outside.is_empty() && !is_space_open && !is_empty {
        let list = |ranges: &[Range]| ranges.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let (name, around) = (planned.label(subnet), planned.label(network));
        let outside: Vec<Range> = outside.into_iter().copied().collect();
        let text =
            format!("`{name}` {} lies outside the address space of `{around}`, {}", list(&outside), list(&space));
        return reader.says(Value::string(text));
    }
    // A network that takes its space from a pool of addresses has none here.
    if is_open || !outside.is_empty() {
        return reader.unknown("the address space of the network is not known");
    }
    reader.says(Value::null())
}

/// The subnets of a network that share addresses.
pub(super) fn subnet_overlap(planned: &Planned<'_>, network: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let subnets = reader.linked(network, "subnets");
    let mut is_open = subnets.open.is_some();
    let mut found: Vec<(ResourceId, Range)> = Vec::new();
    for subnet in subnets.resources.into_iter().filter(|subnet| planned.stand_together(network, *subnet)) {
        let (own, is_more) = ranges(&mut reader, subnet, PREFIXES);
        is_open |= is_more;
        found.extend(own.into_iter().map(|range| (subnet, range)));
    }
    let all: Vec<Range> = found.iter().map(|(_, range)| *range).collect();
    let pairs = colliding(&all);
    if !pairs.is_empty() {
        reader.forget();
        let named = pairs.iter().take(super::ranges::NAMED).flat_map(|(one, other)| [*one, *other]);
        for index in named {
            reader.value(found[index].0, PREFIXES);
        }
        let name = |index: usize| format!("`{}` {}", planned.label(found[index].0), found[index].1);
        let text = joined(pairs.iter().map(|(one, other)| format!("{} and {}", name(*one), name(*other))));
        return reader.says(Value::string(text));
    }
    if is_open {
        return reader.unknown("not all subnets are known");
    }
    reader.says(Value::null())
}

/// The addresses that two peered networks share.
pub(super) fn peering_overlap(planned: &Planned<'_>, peering: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let sides = ["virtualNetwork", "remoteVirtualNetwork"].map(|link| {
        let network = network_of(&mut reader, peering, link)?;
        Some((network, ranges(&mut reader, network, SPACE)))
    });
    let [Some((one, (own, is_own_open))), Some((other, (remote, is_remote_open)))] = sides else {
        reader.forget();
        return reader.says(Value::null());
    };
    // A network is not peered with itself: that two names lead to one is a matter of reading.
    if one == other {
        reader.forget();
        return reader.says(Value::null());
    }
    if let Some((a, b)) = crossing(&own, &remote) {
        let (one, other) = (planned.label(one), planned.label(other));
        let text = format!("`{one}` {} and `{other}` {}", own[a], remote[b]);
        return reader.says(Value::string(text));
    }
    if is_own_open || is_remote_open {
        return reader.unknown("the address spaces of both networks are not known");
    }
    reader.says(Value::null())
}

impl Planned<'_> {
    /// Whether two resources are declared by the same root.
    pub(super) fn stand_together(&self, one: ResourceId, other: ResourceId) -> bool {
        let document = |id| self.model().resource(id).map(|resource| resource.document);
        document(one) == document(other)
    }
}
