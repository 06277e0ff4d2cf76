//! akslint: reads Terraform, Bicep and ARM code of Azure Kubernetes Service and judges it before deployment.

pub mod document;
pub mod model;
pub mod policy;
pub mod report;
pub mod source;
pub mod terraform;
