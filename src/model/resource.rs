//! One resource of the model and where its properties are read from.

use std::sync::Arc;

use super::ResourceId;
use super::registry::ModuleInstance;
use super::table::{Column, Kind};
use crate::document::{Call, Existence, Language, Mode, Reason, Value, VersionRange, Versions};
use crate::source::Span;

/// A resource, declared by itself or inside another one.
#[derive(Debug, Clone)]
pub struct Resource {
    /// Its id in this model.
    pub id: ResourceId,
    /// Its kind.
    pub kind: &'static Kind,
    /// Index of the document that declares it.
    pub document: usize,
    /// The root evaluated, as shown.
    pub root: Arc<str>,
    /// The environment the root was evaluated in, if it has several.
    pub environment: Option<Arc<str>>,
    /// The language of the declaration.
    pub language: Language,
    /// Managed ones are judged; existing ones only take part in links.
    pub mode: Mode,
    /// The declared type: `azurerm_kubernetes_cluster`, `Microsoft.ContainerService/managedClusters`.
    pub type_name: Arc<str>,
    /// Absolute address of the declaration in its root.
    pub address: Arc<str>,
    /// The path inside the declaration, for what is declared inside another resource: `default_node_pool`,
    /// `agentPoolProfiles[0]`.
    pub path: Option<Arc<str>>,
    /// The resource's header, or the header of the block inside its declaration.
    pub header: Span,
    /// Whether it takes effect.
    pub existence: Existence,
    /// The module calls it came through, outermost first.
    pub calls: Arc<[Call]>,
    /// The resource it is declared inside.
    pub enclosing: Option<ResourceId>,
    pub(super) source: Source,
    /// Why a property that is not written is unknown all the same: the resource is only read, or only patched.
    pub(super) partial: Option<Arc<Reason>>,
    /// What children of the same name and `azapi_update_resource` write over it, in source order.
    pub(super) patches: Vec<Patch>,
    /// Addresses of declarations that are the same resource: children that were merged into it.
    pub(super) aliases: Vec<Arc<str>>,
}

/// Where a resource's properties are read from.
#[derive(Debug, Clone)]
pub(super) enum Source {
    /// Attributes and blocks of the azurerm provider.
    Azurerm(AzurermBody),
    /// An ARM body.
    Arm(ArmBody),
    /// The arguments of a call of a registry module, by the module's table.
    Module(Box<ModuleInstance>),
}

/// A body in the azurerm provider's terms.
#[derive(Debug, Clone)]
pub(super) struct AzurermBody {
    /// The resource type, of the enclosing resource for what is inline.
    pub resource_type: &'static str,
    /// The block's type, for what is inline.
    pub block: Option<&'static str>,
    pub body: Value,
    pub versions: ProviderVersions,
}

/// The azurerm versions that may read a declaration.
#[derive(Debug, Clone)]
pub(super) struct ProviderVersions {
    /// What the configuration states.
    pub stated: Arc<Versions>,
    /// Spellings of versions outside this range are not accepted.
    pub accepted: VersionRange,
    /// The narrowest range known: stated, and what the written attributes tell.
    pub range: VersionRange,
}

/// A body in ARM's terms.
#[derive(Debug, Clone)]
pub(super) struct ArmBody {
    /// azapi's own attributes: `name`, `location`, `identity`, `tags`, `parent_id`.
    pub envelope: Option<Value>,
    pub body: Value,
    /// azapi's `sensitive_body`, merged into the body.
    pub sensitive: Option<Value>,
    /// The API version; every version where none is stated.
    pub versions: VersionRange,
    /// An element of a list: its properties stand in it, unless it has a `properties` object.
    pub is_inline: bool,
}

/// What is written over another resource.
#[derive(Debug, Clone)]
pub(super) struct Patch {
    pub body: ArmBody,
    pub existence: Existence,
}

impl Source {
    pub fn column(&self) -> Column {
        match self {
            Self::Azurerm(_) => Column::Azurerm,
            Self::Arm(_) => Column::Arm,
            // Not asked for: the module's table tells silence.
            Self::Module(_) => Column::Azurerm,
        }
    }

    /// The versions that silence is looked up for.
    pub fn versions(&self) -> VersionRange {
        match self {
            Self::Azurerm(azurerm) => azurerm.versions.range,
            Self::Arm(arm) => arm.versions,
            Self::Module(_) => VersionRange::ALL,
        }
    }

    /// The azurerm resource type, empty elsewhere.
    pub fn resource_type(&self) -> &'static str {
        match self {
            Self::Azurerm(azurerm) => azurerm.resource_type,
            Self::Arm(_) | Self::Module(_) => "",
        }
    }
}

impl Resource {
    /// Whether policies judge it: it is managed, not merely read.
    #[must_use]
    pub fn is_judged(&self) -> bool {
        self.mode != Mode::Existing
    }

    /// Whether it only patches something that is not in the code: what it does not write says nothing.
    #[must_use]
    pub fn is_patch(&self) -> bool {
        self.mode == Mode::Managed && self.partial.is_some()
    }

    /// The address, with the path inside it where there is one: `azurerm_kubernetes_cluster.this:default_node_pool`.
    #[must_use]
    pub fn label(&self) -> String {
        match &self.path {
            Some(path) => format!("{}:{path}", self.address),
            None => self.address.to_string(),
        }
    }
}
