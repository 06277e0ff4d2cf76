//! Every row fits the model's table.

use super::super::path::Scope;
use super::super::{ModuleInput, ModuleResource, Read, Repeat, find, modules, sources};
use super::*;
use crate::document::Version;
use crate::model::table::{PropertyType, SilentValue};

/// What the first policies ask of a cluster.
const ASKED: [&str; 21] = [
    "enableRBAC",
    "aadProfile.managed",
    "aadProfile.enableAzureRBAC",
    "disableLocalAccounts",
    "identity.type",
    "servicePrincipalProfile",
    "servicePrincipalProfile.clientId",
    "apiServerAccessProfile.enablePrivateCluster",
    "apiServerAccessProfile.authorizedIPRanges",
    "addonProfiles.azurepolicy.enabled",
    "addonProfiles.omsagent.enabled",
    "azureMonitorProfile.containerInsights.enabled",
    "addonProfiles.azureKeyvaultSecretsProvider.enabled",
    "securityProfile.defender.securityMonitoring.enabled",
    "securityProfile.workloadIdentity.enabled",
    "oidcIssuerProfile.enabled",
    "autoUpgradeProfile.upgradeChannel",
    "networkProfile.networkPlugin",
    "networkProfile.networkPolicy",
    "kubernetesVersion",
    "supportPlan",
];

fn rows() -> impl Iterator<Item = (&'static ModuleResource, &'static ModuleInput)> {
    let resources = modules().flat_map(|module| module.resources);
    resources.flat_map(|resource| resource.inputs.iter().copied().flatten().map(move |row| (resource, row)))
}

#[test]
fn sources_are_found_as_calls_write_them() {
    assert!(find("Azure/aks/azurerm").is_some());
    assert!(find("registry.terraform.io/azure/AKS/azurerm").is_some());
    assert_eq!(find("Azure/aks/azurerm//v4").unwrap().source, "Azure/aks/azurerm//v4");
    let submodule = find("Azure/avm-res-network-virtualnetwork/azurerm//modules/subnet").unwrap();
    assert_eq!(submodule.resources.len(), 1);
    for other in
        ["Azure/aks/google", "Azure/aks/azurerm//modules/x", "./Azure/aks/azurerm", "", "registry.terraform.io/é"]
    {
        assert!(find(other).is_none(), "{other}");
    }
    assert!(sources().all(|source| find(source).is_some()));
    assert_eq!(sources().count(), 16);
    assert!(find("br:mcr.microsoft.com/bicep/avm/res/container-service/managed-cluster").is_some());
}

#[test]
fn every_row_names_a_property_of_its_kind_and_a_default_of_its_type() {
    for (resource, row) in rows() {
        let kind = kind(resource.kind).unwrap_or_else(|| panic!("no kind {}", resource.kind));
        let property = kind.property(row.property);
        let property = property.unwrap_or_else(|| panic!("{} has no {}", resource.kind, row.property));
        let fits = match row.default.value {
            SilentValue::Bool(_) => property.ty == PropertyType::Bool,
            SilentValue::Number(_) => property.ty == PropertyType::Number,
            SilentValue::Text(_) => property.ty == PropertyType::String,
            SilentValue::Texts(_) => property.ty == PropertyType::StringList,
            SilentValue::Absent | SilentValue::Unknown(_) | SilentValue::Computed(_) => true,
        };
        assert!(fits, "{} {}: {:?}", resource.kind, row.property, row.default.value);
        let is_object = property.ty == PropertyType::Object;
        let is_presence = matches!(row.read, Read::Present(_) | Read::Module);
        assert!(!is_object || is_presence, "{}", row.property);
    }
}

#[test]
fn every_row_tells_module_version_and_file() {
    for module in modules() {
        for row in module.resources.iter().flat_map(|resource| resource.inputs.iter().copied().flatten()) {
            let source = row.default.source;
            let name = module_name(module.source);
            // What all modules of a registry have in common is told once.
            let is_shared = module.is_bicep() && source.ends_with("the same in every resource module");
            assert!(source.starts_with(name) || is_shared, "{}: {source}", row.property);
            assert!(source.contains(|c: char| c.is_ascii_digit()), "{source}");
            assert!([".tf", "modules/", ".bicep"].iter().any(|file| source.contains(file)), "{source}");
        }
        for output in module.outputs {
            assert!(output.source.starts_with(module_name(module.source)), "{}", output.name);
        }
    }
}

fn module_name(source: &str) -> &str {
    let source = source.strip_prefix("br:mcr.microsoft.com/bicep/").unwrap_or(source);
    source.split("//").next().unwrap()
}

#[test]
fn rows_of_one_property_never_hold_for_the_same_version() {
    for module in modules() {
        for resource in module.resources {
            let rows: Vec<_> = resource.inputs.iter().copied().flatten().collect();
            for (index, row) in rows.iter().enumerate() {
                for other in &rows[index + 1..] {
                    let clash = row.property == other.property && row.versions.overlaps(other.versions);
                    assert!(!clash, "{} {} {}", module.source, resource.address, row.property);
                }
            }
        }
    }
}

#[test]
fn parents_and_outputs_lead_to_resources_of_the_module() {
    for module in modules() {
        for resource in module.resources {
            let Some(parent) = resource.parent else { continue };
            let is_there = module.resources.iter().any(|other| other.address == parent && other.inline.is_empty());
            assert!(is_there, "{} {parent}", module.source);
            assert_eq!(
                resource.address.contains('{') || resource.inline.contains('{'),
                !matches!(resource.repeat, Repeat::Once),
                "{} {}",
                module.source,
                resource.address
            );
        }
        for output in module.outputs {
            assert!(module.resources.iter().any(|resource| resource.kind == output.kind), "{}", output.name);
        }
        for argument in module.arguments {
            assert!(argument.versions.from < argument.versions.until, "{}", argument.name);
        }
    }
}

#[test]
fn clusters_answer_what_the_first_policies_ask() {
    for resource in modules().flat_map(|module| module.resources).filter(|resource| resource.kind == "cluster") {
        for asked in ASKED {
            let told = resource.inputs.iter().copied().flatten().any(|row| row.property == asked);
            assert!(told, "{} does not tell {asked}", resource.address);
        }
    }
    for resource in modules().flat_map(|module| module.resources).filter(|resource| resource.kind == "pool") {
        assert!(resource.inputs.iter().copied().flatten().any(|row| row.property == "enableNodePublicIP"));
    }
}

/// A default beside a test must be what the test says of an empty call.
#[test]
fn defaults_of_truths_agree_with_their_tests() {
    let nothing = Value::object([]);
    let scope = Scope { arguments: &nothing, element: None, element_span: None };
    for (resource, row) in rows() {
        match row.read {
            Read::Truth(test) => {
                let truth = scope.test(test).0.unwrap();
                assert_eq!(row.default.value, SilentValue::Bool(truth), "{} {}", resource.address, row.property);
            }
            Read::Present(test) if row.default.value != SilentValue::Absent => {
                panic!("{}: what is not there is absent ({:?})", row.property, test);
            }
            _ => {}
        }
    }
}

#[test]
fn computed_defaults_name_functions_of_the_model() {
    for (resource, row) in rows() {
        if let SilentValue::Computed(name) = row.default.value {
            assert!(crate::model::derive::NAMES.contains(&name), "{} {name}", resource.address);
        }
    }
}

/// An argument whose value is not known makes no definite claim, in any module and version.
#[test]
fn unknown_arguments_give_unknown_properties() {
    for module in modules() {
        let Version(major, minor, patch) = module.newest;
        let constraint = format!("{major}.{minor}.{patch}");
        for resource in module.resources.iter().filter(|resource| matches!(resource.repeat, Repeat::Once)) {
            if !resource.versions.contains(module.newest) {
                continue;
            }
            for row in resource.inputs.iter().copied().flatten() {
                let (Read::Argument(paths, _) | Read::Inside(_, paths, _)) = row.read else { continue };
                if !row.versions.contains(module.newest) {
                    continue;
                }
                let path = paths.split('|').next().unwrap();
                let expansion = expansion(module.source, &constraint, &[(path, unknown())]);
                let instance = expansion.instances.iter().find(|instance| std::ptr::eq(instance.resource, resource));
                let value = value(instance.unwrap(), row.property);
                assert!(value.first_reason().is_some(), "{} {} {value:?}", module.source, row.property);
            }
        }
    }
}
