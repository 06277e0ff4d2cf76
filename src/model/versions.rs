//! Which azurerm versions may read a declaration: what is stated, and what the written attributes tell.
//!
//! Knows: that a configuration uses one version of a provider, and that Terraform refuses attributes which that version
//! does not have. Does not know: how versions are stated.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::resource::ProviderVersions;
use super::table::{self, AUTOMATIC, Home};
use super::walk::{Keys, walk};
use crate::document::{Declaration, Language, Mode, Value, Version, VersionRange};

/// The oldest version that is assumed where nothing states one.
const OLDEST: Version = Version(2, 0, 0);

/// An attribute that only some versions have.
struct Marker {
    block: &'static str,
    path: &'static str,
    versions: VersionRange,
}

/// The versions of the azurerm provider that one configuration may use.
#[derive(Debug, Clone, Copy)]
pub(super) struct Configured {
    stated: VersionRange,
    range: VersionRange,
}

impl Configured {
    /// Looks at every declaration of the provider in one root.
    pub fn of(declarations: &[Declaration]) -> Self {
        let mut stated = VersionRange::ALL;
        let mut told = VersionRange::ALL;
        for declaration in declarations.iter().filter(|declaration| is_azurerm(declaration)) {
            if declaration.versions.source.is_some() {
                stated = both(stated, declaration.versions.range).unwrap_or(stated);
            }
            if declaration.mode == Mode::Managed {
                told = both(told, told_by(&declaration.type_name, &declaration.body)).unwrap_or(told);
            }
        }
        let assumed = if stated == VersionRange::ALL { VersionRange::from(OLDEST) } else { stated };
        Self { stated, range: both(assumed, told).unwrap_or(assumed) }
    }

    /// The versions that may read one of its declarations.
    pub fn for_declaration(self, declaration: &Declaration) -> ProviderVersions {
        let own = declaration.versions.range;
        let accepted = both(self.stated, own).unwrap_or(own);
        let range = both(self.range, own).unwrap_or(own);
        ProviderVersions { stated: Arc::clone(&declaration.versions), accepted, range }
    }
}

fn is_azurerm(declaration: &Declaration) -> bool {
    declaration.language == Language::Terraform
        && declaration.mode != Mode::ModuleCall
        && declaration.type_name.starts_with("azurerm_")
}

fn both(one: VersionRange, other: VersionRange) -> Option<VersionRange> {
    one.overlaps(other).then(|| VersionRange::between(one.from.max(other.from), one.until.min(other.until)))
}

/// The versions that have every attribute written in a body.
fn told_by(resource_type: &str, body: &Value) -> VersionRange {
    let mut range = VersionRange::ALL;
    for marker in markers().get(resource_type).into_iter().flatten() {
        let full = if marker.block.is_empty() { marker.path } else { marker.block };
        let first = full.split('.').next().unwrap_or_default();
        if body.as_object().is_some_and(|object| object.get(first).is_none()) {
            continue;
        }
        let root = walk(body, marker.block, Keys::Exact).value;
        let found = walk(&root, marker.path, Keys::Exact);
        if found.is_written && found.value.is_certainly_set() && !is_empty(&found.value) {
            range = both(range, marker.versions).unwrap_or(range);
        }
    }
    range
}

fn is_empty(value: &Value) -> bool {
    value.as_list().is_some_and(|list| list.items.is_empty())
}

/// The telling attributes of each resource type, from the table.
fn markers() -> &'static BTreeMap<&'static str, Vec<Marker>> {
    static MARKERS: OnceLock<BTreeMap<&'static str, Vec<Marker>>> = OnceLock::new();
    MARKERS.get_or_init(|| {
        let mut markers: BTreeMap<&'static str, Vec<Marker>> = BTreeMap::new();
        for kind in table::kinds() {
            for home in kind.homes {
                let (resource_type, block) = match *home {
                    Home::Azurerm { resource_type } if resource_type != AUTOMATIC => (resource_type, ""),
                    Home::AzurermBlock { resource_type, block } => (resource_type, block),
                    _ => continue,
                };
                let spellings = kind.properties.iter().flat_map(|property| {
                    let specific = property.azurerm.iter().any(|spelling| spelling.resource_type == resource_type);
                    property.azurerm.iter().filter(move |spelling| {
                        if specific {
                            spelling.resource_type == resource_type
                        } else {
                            spelling.resource_type.is_empty()
                        }
                    })
                });
                let found = markers.entry(resource_type).or_default();
                for spelling in spellings.filter(|spelling| !spelling.path.contains("[]")) {
                    let known = found.iter_mut().find(|known| known.path == spelling.path && known.block == block);
                    match known {
                        // The same attribute in two ranges: whatever lies between is not told either.
                        Some(known) => {
                            known.versions = VersionRange::between(
                                known.versions.from.min(spelling.versions.from),
                                known.versions.until.max(spelling.versions.until),
                            );
                        }
                        None => found.push(Marker { block, path: spelling.path, versions: spelling.versions }),
                    }
                }
                found.retain(|marker| !marker.path.is_empty());
            }
        }
        for found in markers.values_mut() {
            found.retain(|marker| marker.versions != VersionRange::ALL);
        }
        markers
    })
}
