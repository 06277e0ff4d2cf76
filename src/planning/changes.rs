//! Settings of pools that are tried out: what if this pool had fifty nodes?
//!
//! Knows: which settings decide how many addresses a pool takes. Does not know: where the question came from.

use std::collections::BTreeMap;

use crate::document::Value;
use crate::model::table::Property;
use crate::model::{Fact, How, ResourceId};
use crate::source::Span;

/// A setting of a pool that may be tried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setting {
    /// The number of nodes.
    Count,
    /// The autoscaler's lower bound.
    MinCount,
    /// The autoscaler's upper bound.
    MaxCount,
    /// The most pods on a node.
    MaxPods,
    /// The extra nodes of an upgrade: `3`, `33%`.
    MaxSurge,
}

impl Setting {
    /// Every setting.
    pub const ALL: [Self; 5] = [Self::Count, Self::MinCount, Self::MaxCount, Self::MaxPods, Self::MaxSurge];

    /// The name on the command line, as azurerm spells it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::MinCount => "min_count",
            Self::MaxCount => "max_count",
            Self::MaxPods => "max_pods",
            Self::MaxSurge => "max_surge",
        }
    }

    /// The property of the table.
    fn property(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::MinCount => "minCount",
            Self::MaxCount => "maxCount",
            Self::MaxPods => "maxPods",
            Self::MaxSurge => "upgradeSettings.maxSurge",
        }
    }
}

/// Settings that stand for those of the code.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    values: BTreeMap<(ResourceId, &'static str), Value>,
}

impl Changes {
    /// Sets a number of a pool. A bound of the autoscaler turns it on.
    pub fn set_number(&mut self, pool: ResourceId, setting: Setting, number: u64) {
        let number = Value::number(i64::try_from(number).unwrap_or(i64::MAX));
        if matches!(setting, Setting::MinCount | Setting::MaxCount) {
            self.values.insert((pool, "enableAutoScaling"), Value::bool(true));
        }
        self.values.insert((pool, setting.property()), number);
    }

    /// Sets the extra nodes of a pool's upgrades, `3` or `33%`; nothing is then unavailable instead.
    pub fn set_surge(&mut self, pool: ResourceId, surge: &str) {
        self.values.insert((pool, Setting::MaxSurge.property()), Value::string(surge));
        self.values.insert((pool, "upgradeSettings.maxUnavailable"), Value::null());
    }

    /// Whether nothing is tried out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The pools that something is tried out for, each once, in order.
    #[must_use]
    pub fn pools(&self) -> Vec<ResourceId> {
        let mut pools: Vec<ResourceId> = self.values.keys().map(|(pool, _)| *pool).collect();
        pools.dedup();
        pools
    }

    /// What stands for a property, as if the author had written it.
    #[must_use]
    pub fn fact(&self, resource: ResourceId, property: &'static Property, header: Span) -> Option<Fact> {
        let value = self.values.get(&(resource, property.name))?.clone();
        let how = if value.is_null() { How::Absent } else { How::Written };
        Some(Fact { value, span: header, spelling: "--what-if".into(), how })
    }
}
