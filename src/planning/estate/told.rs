//! What facts from outside tell of the networks of an estate: their ranges, and subnets that are in no code.
//!
//! Knows: networks by their names, where those leave no choice. Does not know: how the facts are written.

use rustc_hash::FxHashMap;

use super::NetworkKind;
use super::network::{Builder, Draft};
use crate::planning::Range;
use crate::planning::facts::KnownNetwork;
use crate::planning::plan::Ranges;

impl Builder<'_, '_, '_> {
    /// Completes networks that the code does not declare.
    pub fn add_told(&mut self) {
        let facts = self.planned.facts();
        if facts.networks().is_empty() {
            return;
        }
        // None where several have the name.
        let mut networks: FxHashMap<String, Option<&KnownNetwork>> = FxHashMap::default();
        for known in facts.networks() {
            let entry = networks.entry(known.name.to_ascii_lowercase());
            entry.and_modify(|only| *only = None).or_insert(Some(known));
        }
        let key = |network: usize, name: &str| (network, name.to_ascii_lowercase());
        let drafts: FxHashMap<(usize, String), usize> =
            self.drafts.iter().enumerate().map(|(at, draft)| (key(draft.network, &draft.subnet.name), at)).collect();
        for index in 0..self.estate.networks.len() {
            let network = &mut self.estate.networks[index];
            let Some(Some(known)) = networks.get(&network.name.to_ascii_lowercase()) else { continue };
            if !matches!(network.kind, NetworkKind::Existing | NetworkKind::Outside) {
                continue;
            }
            network.ranges = known_or(std::mem::take(&mut network.ranges), || Some(&known.ranges));
            for told in &known.subnets {
                let Some(draft) = drafts.get(&key(index, &told.name)) else {
                    let mut draft = Draft::nowhere(index, &told.name, &network.origin, given(&told.ranges), true);
                    draft.used = told.used;
                    self.drafts.push(draft);
                    continue;
                };
                let draft = &mut self.drafts[*draft];
                draft.subnet.ranges = known_or(std::mem::take(&mut draft.subnet.ranges), || Some(&told.ranges));
                if draft.id.is_none() {
                    draft.used = told.used;
                }
            }
        }
    }
}

/// Ranges as facts from outside tell them.
pub(super) fn given(ranges: &[Range]) -> Ranges {
    Ranges { known: ranges.to_vec(), open: None, is_default: false }
}

/// What the code says, and where it does not say all, what facts from outside tell.
pub(super) fn known_or<'f>(ranges: Ranges, told: impl FnOnce() -> Option<&'f Vec<Range>>) -> Ranges {
    if ranges.open.is_none() && !ranges.known.is_empty() {
        return ranges;
    }
    told().filter(|told| !told.is_empty()).map_or(ranges, |told| given(told))
}
