//! The Rosetta table: one row per AKS property, in every spelling, with what silence means.
//!
//! Knows: names, versions and defaults, as static data. Does not know: how a declaration is read.

mod children;
mod cluster;
mod front_door;
mod gateway;
mod governance;
mod identity;
mod index;
mod key_vault;
mod leaks;
mod machine;
mod monitoring;
mod network;
mod planned;
mod pool;
mod private_endpoint;
mod registry;
mod rows;
mod schema;
mod secrets;
mod security;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

pub(in crate::model) use leaks::{ACTION, SLOTS};
pub(in crate::model) use rows::AUTOMATIC;
pub use schema::{
    ArmSpelling, Column, Home, Kind, Link, LinkRule, Property, PropertyType, Silence, SilentValue, Spelling, Transform,
};

static KINDS: [&Kind; 58] = [
    &cluster::CLUSTER,
    &pool::POOL,
    &network::SUBNET_KIND,
    &network::SUBNET_ASSOCIATION,
    &network::VIRTUAL_NETWORK,
    &network::PEERING,
    &network::ROUTE_TABLE,
    &network::ROUTE,
    &network::NETWORK_SECURITY_GROUP,
    &network::NAT_GATEWAY,
    &security::SECURITY_RULE,
    &security::BASTION,
    &security::PUBLIC_IP_ADDRESS,
    &gateway::APPLICATION_GATEWAY,
    &gateway::WEB_APPLICATION_FIREWALL_POLICY,
    &gateway::TRAFFIC_CONTROLLER,
    &gateway::TRAFFIC_CONTROLLER_SECURITY_POLICY,
    &front_door::FRONT_DOOR_DOMAIN,
    &front_door::FRONT_DOOR_ROUTE,
    &front_door::FRONT_DOOR_SECURITY_POLICY,
    &front_door::FRONT_DOOR_FIREWALL_POLICY,
    &machine::VIRTUAL_MACHINE,
    &machine::NETWORK_INTERFACE,
    &monitoring::DIAGNOSTIC_SETTING,
    &monitoring::LOG_ANALYTICS_WORKSPACE,
    &monitoring::DATA_COLLECTION_RULE_ASSOCIATION,
    &identity::ROLE_ASSIGNMENT,
    &identity::ROLE_DEFINITION,
    &identity::MANAGED_IDENTITY,
    &identity::FEDERATED_CREDENTIAL,
    &registry::REGISTRY,
    &registry::REGISTRY_WEBHOOK,
    &registry::REGISTRY_REPLICATION,
    &registry::REGISTRY_TOKEN_PASSWORD,
    &key_vault::KEY_VAULT,
    &key_vault::KEY_VAULT_KEY,
    &key_vault::KEY_VAULT_SECRET,
    &key_vault::ACCESS_POLICY,
    &private_endpoint::PRIVATE_ENDPOINT,
    &governance::LOCK,
    &governance::POLICY_ASSIGNMENT,
    &governance::POLICY_DEFINITION,
    &governance::RESOURCE_GROUP,
    &governance::DEFENDER_PLAN,
    &children::MAINTENANCE_CONFIGURATION,
    &children::DEPLOYMENT_SAFEGUARD,
    &children::MANAGED_NAMESPACE,
    &children::TRUSTED_ACCESS_ROLE_BINDING,
    &children::FLUX_CONFIGURATION,
    &children::BACKUP_INSTANCE,
    &secrets::REGISTRY_TASK,
    &secrets::CLUSTER_EXTENSION,
    &leaks::RESOURCE_ACTION,
    &leaks::OUTPUT,
    &leaks::SCRIPT,
    &leaks::SECRET_COPY,
    &leaks::PROVIDER,
    &planned::PLANNED_CHANGE,
];

/// Every kind, in the order of the table.
#[must_use]
pub fn kinds() -> &'static [&'static Kind] {
    &KINDS
}

/// The kind of this name.
#[must_use]
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.name == name)
}

/// Whether the text of a property is a sentence part made by whoever read it.
#[must_use]
pub fn is_sentence_in_words(property: &Property) -> bool {
    property.name == planned::BECAUSE
}

/// Whether resources of a kind matter only for what flows into them.
#[must_use]
pub fn is_carrier(kind: &Kind) -> bool {
    kind.property("kubeconfig").is_some()
}

/// Whether an azurerm attribute of this path says the opposite of the property it stands for: `run_command_enabled`.
#[must_use]
pub fn is_opposite(path: &str) -> bool {
    // Every label of a truth value asks.
    static OPPOSITES: OnceLock<FxHashSet<&str>> = OnceLock::new();
    let collect = || {
        let spellings = kinds().iter().flat_map(|kind| kind.properties).flat_map(|property| property.azurerm);
        let opposites = spellings.filter(|spelling| matches!(spelling.transform, Transform::Inverted));
        opposites.map(|spelling| spelling.path).collect()
    };
    OPPOSITES.get_or_init(collect).contains(path)
}
