//! The table checks itself.

use std::collections::BTreeSet;

use super::{Column, Home, Kind, LinkRule, PropertyType, SilentValue, Transform, kind, kinds};
use crate::model::derive;

/// The names that `model::links` knows.
const COMPUTED_LINKS: [&str; 15] = [
    "securedDomains",
    "inFront",
    "credentials",
    "parent",
    "identities",
    "registries",
    "kubeletOf",
    "controlPlaneOf",
    "identityOf",
    "beside",
    "inScope",
    "pullAssignments",
    "policyAssignments",
    "defenderPlans",
    "kmsKeyVault",
];

/// Resource types of azurerm homes, the enclosing ones too.
fn resource_types(kind: &Kind) -> BTreeSet<&'static str> {
    kind.homes
        .iter()
        .filter_map(|home| match home {
            Home::Azurerm { resource_type } | Home::AzurermBlock { resource_type, .. } => Some(*resource_type),
            _ => None,
        })
        .collect()
}

fn is_path(path: &str) -> bool {
    !path.is_empty()
        && path.split('.').all(|name| {
            let name = name.strip_suffix("[]").unwrap_or(name);
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
}

#[test]
fn kinds_and_properties_have_one_name_each() {
    let names: BTreeSet<&str> = kinds().iter().map(|kind| kind.name).collect();
    assert_eq!(names.len(), kinds().len());
    for kind in kinds() {
        let names: BTreeSet<String> =
            kind.properties.iter().map(|property| property.name.to_ascii_lowercase()).collect();
        assert_eq!(names.len(), kind.properties.len(), "{}", kind.name);
        assert!(!kind.homes.is_empty() && !kind.doc.is_empty(), "{}", kind.name);
        for property in kind.properties {
            assert!(is_path(property.name) && !property.doc.is_empty(), "{}.{}", kind.name, property.name);
            // Links and properties share their names in policies.
            assert!(kind.link(property.name).is_none(), "{}.{}", kind.name, property.name);
            if let Some((list, _)) = property.name.split_once("[].") {
                let list = kind.property(list);
                assert_eq!(list.map(|list| list.ty), Some(PropertyType::ObjectList), "{}", property.name);
            }
        }
    }
}

#[test]
fn spellings_are_paths_with_versions_in_known_types() {
    for kind in kinds() {
        let types = resource_types(kind);
        for property in kind.properties {
            let at = format!("{}.{}", kind.name, property.name);
            for spelling in property.azurerm {
                assert!(is_path(spelling.path), "{at}: {}", spelling.path);
                assert!(spelling.versions.from < spelling.versions.until, "{at}: {}", spelling.path);
                assert!(spelling.resource_type.is_empty() || types.contains(spelling.resource_type), "{at}");
                if matches!(spelling.transform, Transform::Inverted) {
                    assert_eq!(property.ty, PropertyType::Bool, "{at}");
                }
                if matches!(spelling.transform, Transform::Single) {
                    assert_eq!(property.ty, PropertyType::StringList, "{at}");
                }
            }
            for (index, spelling) in property.azurerm.iter().enumerate() {
                let twin = property.azurerm[index + 1..].iter().find(|other| {
                    other.path == spelling.path
                        && other.resource_type == spelling.resource_type
                        && other.versions.overlaps(spelling.versions)
                });
                assert!(twin.is_none(), "{at}: {} twice in the same versions", spelling.path);
            }
            for spelling in property.arm {
                assert!(is_path(spelling.path), "{at}: {}", spelling.path);
                assert!(spelling.versions.from < spelling.versions.until, "{at}: {}", spelling.path);
            }
            assert!(!types.is_empty() || property.azurerm.is_empty(), "{at}: no azurerm home");
        }
    }
}

#[test]
fn silences_have_sources_types_and_versions() {
    for kind in kinds() {
        let types = resource_types(kind);
        for property in kind.properties {
            let at = format!("{}.{}", kind.name, property.name);
            for row in property.silence {
                assert!(!row.source.is_empty(), "{at}");
                assert!(row.versions.from < row.versions.until, "{at}");
                assert!(row.resource_type.is_empty() || types.contains(row.resource_type), "{at}");
                match row.value {
                    SilentValue::Bool(_) => assert_eq!(property.ty, PropertyType::Bool, "{at}"),
                    SilentValue::Number(_) => assert_eq!(property.ty, PropertyType::Number, "{at}"),
                    SilentValue::Text(_) => assert_eq!(property.ty, PropertyType::String, "{at}"),
                    SilentValue::Texts(_) => assert_eq!(property.ty, PropertyType::StringList, "{at}"),
                    SilentValue::Unknown(text) => assert!(!text.is_empty() && !text.ends_with('.'), "{at}"),
                    SilentValue::Computed(name) => assert!(derive::NAMES.contains(&name), "{at}: {name}"),
                    SilentValue::Absent => {}
                }
            }
            // A row that is never reached is an error.
            for (index, row) in property.silence.iter().enumerate() {
                let hidden = property.silence[..index].iter().any(|before| {
                    before.column == row.column
                        && before.versions.covers(row.versions)
                        && (before.resource_type.is_empty() || before.resource_type == row.resource_type)
                        && !matches!(before.value, SilentValue::Computed(_))
                });
                assert!(!hidden, "{at}: row {index} is hidden by one before");
            }
        }
    }
}

#[test]
fn truth_values_have_a_silence_in_both_columns() {
    for kind in kinds() {
        for property in kind.properties.iter().filter(|property| property.ty == PropertyType::Bool) {
            for column in [Column::Azurerm, Column::Arm] {
                let is_home = |home: &Home| match home {
                    Home::Azurerm { .. } | Home::AzurermBlock { .. } => column == Column::Azurerm,
                    Home::Arm { .. } | Home::ArmList { .. } => column == Column::Arm,
                };
                // The fields of azurerm's gateways are built, never read.
                if !kind.homes.iter().any(is_home) || property.name.contains("ingressGateways[]") {
                    continue;
                }
                let rows = property.silence.iter().filter(|row| row.column == column);
                assert!(rows.count() > 0, "{}.{}", kind.name, property.name);
            }
        }
    }
}

#[test]
fn links_lead_to_kinds_that_exist() {
    for from in kinds() {
        for link in from.links {
            let at = format!("{}.{}", from.name, link.name);
            let target = kind(link.target).unwrap_or_else(|| panic!("{at}: no kind {}", link.target));
            assert!(!link.doc.is_empty(), "{at}");
            match link.rule {
                LinkRule::Property(name) => assert!(from.property(name).is_some(), "{at}: no property {name}"),
                LinkRule::Reverse(name) => {
                    let back = target.link(name).unwrap_or_else(|| panic!("{at}: no link {name} back"));
                    assert_eq!(back.target, from.name, "{at}");
                    assert!(!matches!(back.rule, LinkRule::Reverse(_)), "{at}");
                }
                LinkRule::Computed(name) => {
                    assert!(COMPUTED_LINKS.contains(&name), "{at}: {name}");
                    if name == "parent" {
                        let inline = from
                            .homes
                            .iter()
                            .all(|home| matches!(home, Home::AzurermBlock { .. } | Home::ArmList { .. }));
                        assert!(inline || from.property("parent").is_some(), "{at}: no parent");
                    }
                }
            }
        }
    }
}

#[test]
fn interest_names_every_home() {
    let interest = crate::model::interest();
    for name in ["azurerm_kubernetes_cluster", "azurerm_subnet", "azapi_resource", "azurerm_role_assignment"] {
        assert!(interest.terraform_types.contains(&name), "{name}");
    }
    assert!(interest.arm_types.contains(&"Microsoft.ContainerService/managedClusters"));
    assert!(interest.secret_attributes.contains(&("", "client_secret")));
}
