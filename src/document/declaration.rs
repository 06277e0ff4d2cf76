//! A resource as written, after evaluation.

use std::sync::Arc;

use super::{Problem, Reason, Value, Versions};
use crate::source::Span;

/// The language a declaration is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// Terraform or OpenTofu.
    Terraform,
    /// Bicep.
    Bicep,
    /// ARM template JSON.
    Arm,
}

impl Language {
    /// The name in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Terraform => "terraform",
            Self::Bicep => "bicep",
            Self::Arm => "arm",
        }
    }
}

/// What a declaration does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mode {
    /// Creates or updates the resource.
    Managed,
    /// Only reads one that exists (`data`, `existing`).
    Existing,
    /// Calls a module that is not on disk; the type name is its source without version.
    ModuleCall,
}

/// Whether a declaration takes effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Existence {
    /// It does.
    Always,
    /// It may or may not: count or condition is not decided.
    Maybe(Arc<Reason>),
}

/// A module call a declaration came through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Absolute address of the call with instance key: `module.aks["prod"]`.
    pub address: Arc<str>,
    /// The call's header.
    pub header: Span,
}

/// A resource, data source or call of a missing module.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// The language.
    pub language: Language,
    /// What it does.
    pub mode: Mode,
    /// `azurerm_kubernetes_cluster`, `Microsoft.ContainerService/managedClusters`, or a module source.
    pub type_name: Arc<str>,
    /// Absolute address inside its root with instance keys, as the language's tool prints it.
    pub address: Arc<str>,
    /// Versions of the provider (Terraform), or of the called module, that the configuration allows.
    pub versions: Arc<Versions>,
    /// ARM API version, where the language states one outside the body.
    pub api_version: Option<Arc<str>>,
    /// The header: `resource "azurerm_kubernetes_cluster" "this"`.
    pub header: Span,
    /// The body: an object of kind block.
    pub body: Value,
    /// Whether it takes effect.
    pub existence: Existence,
    /// The module calls it came through, outermost first.
    pub calls: Arc<[Call]>,
}

/// What evaluating one root in one environment gives.
#[derive(Debug, Clone)]
pub struct Document {
    /// The language.
    pub language: Language,
    /// The directory (Terraform) or file (Bicep, ARM) evaluated, as shown.
    pub root: Arc<str>,
    /// The environment's name, when the root is evaluated with one of several sets of values.
    pub environment: Option<Arc<str>>,
    /// Whether other scanned code calls this root as a module.
    pub is_called: bool,
    /// What it declares, in source order.
    pub declarations: Vec<Declaration>,
    /// What could not be read or resolved.
    pub problems: Vec<Problem>,
}
