//! Modules of the public registry that stand for AKS resources: what a call of one means, without its source on disk.
//!
//! Knows: for the commonest modules, which argument becomes which property, with what default in which version, and
//! what their outputs refer to.
//! Does not know: modules that are not listed. A property that no row tells is unknown, never the provider's default.

mod avm_aks_production;
mod avm_managed_cluster;
mod avm_virtual_network;
mod azure_aks;
mod azure_networks;
mod bicep;
mod fact;
mod instance;
mod make;
mod output;
mod path;
mod schema;
#[cfg(test)]
mod tests;

pub use instance::{Expansion, ModuleInstance, expand};
pub use output::{OutputTarget, resolve};
pub(in crate::model) use schema::AZURE_DECIDES;
pub use schema::{
    ModuleArgument, ModuleInput, ModuleOutput, ModuleResource, Preset, Read, RegistryModule, Repeat, Select, Test, Zip,
    ZipList,
};

static MODULES: &[&RegistryModule] = &[
    &azure_aks::MODULE,
    &azure_aks::MODULE_V4,
    &avm_managed_cluster::MODULE,
    &avm_aks_production::MODULE,
    &avm_virtual_network::MODULE,
    &avm_virtual_network::SUBNET_MODULE,
    &azure_networks::VNET_MODULE,
    &azure_networks::NETWORK_MODULE,
    &bicep::MANAGED_CLUSTER,
    &bicep::AGENT_POOL,
    &bicep::VIRTUAL_NETWORK,
    &bicep::SUBNET,
    &bicep::REGISTRY,
    &bicep::VAULT,
    &bicep::AZD_AKS,
    &bicep::RESOURCE_ROLE_ASSIGNMENT,
];

/// The table of the module with this source, as a call writes it: without regard to case, with or without the public
/// registry's host. A submodule (`//modules/subnet`) is a module of its own.
#[must_use]
pub fn find(source: &str) -> Option<&'static RegistryModule> {
    let source = source.trim();
    let hosts = ["registry.terraform.io/", "registry.opentofu.org/"];
    let source = hosts
        .iter()
        .find_map(|host| source.get(..host.len()).filter(|start| start.eq_ignore_ascii_case(host)).map(|_| host.len()))
        .map_or(source, |length| &source[length..]);
    let source = source.trim_end_matches('/');
    MODULES.iter().copied().find(|module| module.source.eq_ignore_ascii_case(source))
}

/// The sources of all listed modules, for readers that search files for what matters.
pub fn sources() -> impl Iterator<Item = &'static str> {
    MODULES.iter().map(|module| module.source)
}

/// All listed modules.
pub fn modules() -> impl Iterator<Item = &'static RegistryModule> {
    MODULES.iter().copied()
}
