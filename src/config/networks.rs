//! The key `networks`: ranges that are taken elsewhere, networks that exist already.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_saphyr::Spanned;

use super::ConfigError;
use super::yaml::{at, line};
use crate::planning::facts::{FactPlace, KnownNetwork, KnownRange, KnownSubnet, NetworkFacts};
use crate::planning::{Range, usable_in};

/// What is written below `networks`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct WrittenNetworks {
    /// Ranges that nobody may use.
    reserved: Vec<Spanned<WrittenRange>>,
    /// Ranges of networks on premises.
    on_premises: Vec<Spanned<WrittenRange>>,
    /// Ranges of the hub and of what lies behind it.
    hub: Vec<Spanned<WrittenRange>>,
    /// Networks that exist already.
    existing: Vec<Spanned<WrittenNetwork>>,
}

/// A range: the text alone, or with a name.
#[derive(Debug, Clone)]
struct WrittenRange {
    range: String,
    name: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct NamedRange {
    range: String,
    name: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenNetwork {
    name: Option<String>,
    id: Option<String>,
    #[serde(default)]
    ranges: Vec<Spanned<String>>,
    #[serde(default)]
    subnets: Vec<Spanned<WrittenSubnet>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSubnet {
    name: String,
    #[serde(default)]
    ranges: Vec<Spanned<String>>,
    #[serde(default)]
    used: u64,
}

impl<'de> Deserialize<'de> for WrittenRange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RangeVisitor;
        impl<'de> Visitor<'de> for RangeVisitor {
            type Value = WrittenRange;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a range such as 10.0.0.0/16, or `range` and `name`")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<WrittenRange, E> {
                Ok(WrittenRange { range: text.to_owned(), name: None })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<WrittenRange, A::Error> {
                let NamedRange { range, name } = NamedRange::deserialize(MapAccessDeserializer::new(map))?;
                Ok(WrittenRange { range, name })
            }
        }
        deserializer.deserialize_any(RangeVisitor)
    }
}

impl WrittenNetworks {
    /// The facts, checked.
    ///
    /// # Errors
    /// What is wrong first.
    pub fn facts(self, path: &str) -> Result<NetworkFacts, ConfigError> {
        let reader = Reader { path: path.into() };
        let mut ranges = Vec::new();
        for (list, kind) in [(self.reserved, "reserved"), (self.on_premises, "on-premises"), (self.hub, "hub")] {
            for written in list {
                let range = reader.range(&written, &written.value.range)?;
                let name = match &written.value.name {
                    Some(name) => format!("{name} ({kind})"),
                    None => kind.to_owned(),
                };
                ranges.push(KnownRange { range, name: name.into(), place: reader.place(&written) });
            }
        }
        let mut networks = Vec::new();
        let mut seen = BTreeSet::new();
        for written in self.existing {
            let place = reader.place(&written);
            let network = reader.network(&written, place)?;
            let key = network.id.as_deref().unwrap_or(&network.name).trim_end_matches('/').to_ascii_lowercase();
            if !seen.insert(key) {
                let message = format!("the network `{}` is told of twice", network.name);
                return Err(reader.error(&written, message));
            }
            networks.push(network);
        }
        Ok(NetworkFacts::new(ranges, networks))
    }
}

struct Reader {
    path: Arc<str>,
}

impl Reader {
    fn place<T>(&self, written: &Spanned<T>) -> FactPlace {
        FactPlace { file: Arc::clone(&self.path), line: line(written.referenced) }
    }

    fn error<T>(&self, written: &Spanned<T>, message: String) -> ConfigError {
        at(&self.path, Some(written.referenced), message)
    }

    fn range<T>(&self, written: &Spanned<T>, text: &str) -> Result<Range, ConfigError> {
        let clipped: String = text.chars().take(60).collect();
        let range = Range::parse(&clipped).map_err(|reason| self.error(written, reason))?;
        if range.prefix() == 0 {
            return Err(self.error(written, format!("`{range}` is every address there is")));
        }
        Ok(range)
    }

    fn ranges(&self, written: &[Spanned<String>]) -> Result<Vec<Range>, ConfigError> {
        written.iter().map(|text| self.range(text, &text.value)).collect()
    }

    fn network(&self, written: &Spanned<WrittenNetwork>, place: FactPlace) -> Result<KnownNetwork, ConfigError> {
        let WrittenNetwork { name, id, ranges, subnets } = &written.value;
        let last = id.as_deref().and_then(|id| id.trim_end_matches('/').rsplit('/').next());
        let Some(name) = name.as_deref().or(last).filter(|name| !name.is_empty()) else {
            return Err(self.error(written, "a network needs its `name` or its `id`".to_owned()));
        };
        let ranges = self.ranges(ranges)?;
        let mut known = Vec::new();
        let mut seen = BTreeSet::new();
        for subnet in subnets {
            let one = self.subnet(subnet, &ranges)?;
            if !seen.insert(one.name.to_ascii_lowercase()) {
                return Err(self.error(subnet, format!("the subnet `{}` is told of twice", one.name)));
            }
            known.push(one);
        }
        Ok(KnownNetwork { id: id.as_deref().map(Into::into), name: name.into(), ranges, subnets: known, place })
    }

    fn subnet(&self, written: &Spanned<WrittenSubnet>, network: &[Range]) -> Result<KnownSubnet, ConfigError> {
        let WrittenSubnet { name, ranges, used } = &written.value;
        let own = self.ranges(ranges)?;
        for (range, text) in own.iter().zip(ranges) {
            if !network.is_empty() && !network.iter().any(|network| network.contains(*range)) {
                return Err(self.error(text, format!("{range} lies outside the ranges of its network")));
            }
        }
        let usable = usable_in(&own);
        if !own.is_empty() && *used > usable {
            let message = format!("{used} addresses are used, and the subnet `{name}` has {usable}");
            return Err(self.error(written, message));
        }
        Ok(KnownSubnet { name: name.as_str().into(), ranges: own, used: *used, place: self.place(written) })
    }
}
