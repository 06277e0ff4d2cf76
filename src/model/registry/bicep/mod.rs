//! Azure Verified Modules of Bicep's public registry.
//!
//! Knows: which parameter becomes which property, in which versions. Where a default is known to have changed, but not
//! in which version, it is unknown for the versions between those that were read.
//! Does not know: the Terraform modules of the same names.

mod azd_aks;
mod cluster;
mod cluster_rows;
mod network;
mod pools;
mod registry;
mod shared;

pub(super) use azd_aks::AZD_AKS;
pub(super) use cluster::MANAGED_CLUSTER;
pub(super) use network::{SUBNET, VIRTUAL_NETWORK};
pub(super) use pools::AGENT_POOL;
pub(super) use registry::{REGISTRY, RESOURCE_ROLE_ASSIGNMENT, VAULT};
