//! The shape of the Rosetta table. Data, and finding rows by name.

use super::index::Index;
use crate::document::{Version, VersionRange};

/// A kind of thing that policies judge: cluster, pool, subnet, …
#[derive(Debug)]
pub struct Kind {
    /// The name policies use: `cluster`.
    pub name: &'static str,
    /// One line.
    pub doc: &'static str,
    /// Where it is declared.
    pub homes: &'static [Home],
    /// Its properties.
    pub properties: &'static [Property],
    /// Its links to other resources.
    pub links: &'static [Link],
}

/// Where resources of a kind are declared.
#[derive(Debug, Clone, Copy)]
pub enum Home {
    /// A Terraform resource of the azurerm provider.
    Azurerm {
        /// The resource type.
        resource_type: &'static str,
    },
    /// Blocks inside a Terraform resource of the azurerm provider: `default_node_pool` of a cluster.
    AzurermBlock {
        /// The resource type of the enclosing resource.
        resource_type: &'static str,
        /// The block's type.
        block: &'static str,
    },
    /// An ARM resource: Bicep, ARM JSON, or `type` of `azapi_resource`. The type holds no API version; it is compared
    /// without regard to case.
    Arm {
        /// `Microsoft.ContainerService/managedClusters`.
        resource_type: &'static str,
    },
    /// Elements of a list inside an ARM resource: `properties.agentPoolProfiles` of a cluster.
    ArmList {
        /// The type of the enclosing resource.
        resource_type: &'static str,
        /// The path of the list from the top of the body.
        path: &'static str,
    },
}

/// Which column of the table a declaration is read by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// The azurerm provider's attributes; versions are provider versions.
    Azurerm,
    /// The ARM body; versions are API versions: 2023-02-01 is `Version(2023, 2, 1)`.
    Arm,
}

/// A property of a kind.
#[derive(Debug, Clone, Copy)]
pub struct Property {
    /// The ARM path below `properties` in the newest stable API, camelCase: `apiServerAccessProfile.enablePrivateCluster`;
    /// the envelope keys `name`, `location`, `sku.tier`, `identity.type`, `tags`, `zones` stand beside them. Fields of the
    /// elements of a list: `logs[].category`.
    pub name: &'static str,
    /// Its type.
    pub ty: PropertyType,
    /// One line.
    pub doc: &'static str,
    /// How azurerm spells it, newest first; empty where azurerm cannot say it.
    pub azurerm: &'static [Spelling],
    /// Other or older ARM paths, from the top of the body; empty where `name` says it all.
    pub arm: &'static [ArmSpelling],
    /// An API version from which on ARM certainly has it: who adds the property must know. None where nobody looked.
    pub since_api: Option<Version>,
    /// What it means when nobody writes it; the first row that fits column and version counts. Without a row: absent.
    pub silence: &'static [Silence],
}

/// The type of a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PropertyType {
    /// A truth value.
    Bool,
    /// A number.
    Number,
    /// A text.
    String,
    /// A list of texts.
    StringList,
    /// A mapping from texts to texts.
    StringMap,
    /// An object; its fields are the rows whose names continue this one's.
    Object,
    /// A list of objects; their fields are the rows named `this[].field`.
    ObjectList,
}

/// How azurerm spells a property.
#[derive(Debug, Clone, Copy)]
pub struct Spelling {
    /// Attribute path; a block is stepped into by its name: `network_profile.network_plugin`, `enabled_log[].category`.
    pub path: &'static str,
    /// The provider versions that have it.
    pub versions: VersionRange,
    /// The first version that takes it and ignores it, where there is one.
    pub ignored_since: Option<Version>,
    /// Only in this resource type; in every home of the kind when empty.
    pub resource_type: &'static str,
    /// How the written value becomes the property's.
    pub transform: Transform,
}

/// How a written value becomes the property's value.
#[derive(Debug, Clone, Copy)]
pub enum Transform {
    /// As written.
    Same,
    /// The opposite truth value.
    Inverted,
    /// True when the block or attribute is written (`enabled` where the property is a text); silence tells what it means
    /// when it is certainly not.
    Presence,
    /// Renamed values: written → property's. Others stay as they are.
    Renamed(&'static [(&'static str, &'static str)]),
    /// A single text becomes a list of one.
    Single,
}

/// An ARM path that differs from the property's name.
#[derive(Debug, Clone, Copy)]
pub struct ArmSpelling {
    /// Path from the top of the body.
    pub path: &'static str,
    /// The API versions that have it.
    pub versions: VersionRange,
    /// How the written value becomes the property's.
    pub transform: Transform,
}

/// What it means when nobody writes a property.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Silence {
    /// The column it holds for.
    pub column: Column,
    /// The provider or API versions it holds for.
    pub versions: VersionRange,
    /// Only in this resource type; in every home of the kind when empty.
    pub resource_type: &'static str,
    /// What it means.
    pub value: SilentValue,
    /// Where that is documented, in words a reader can look up.
    pub source: &'static str,
}

/// What silence means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SilentValue {
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// A text.
    Text(&'static str),
    /// A list of texts.
    Texts(&'static [&'static str]),
    /// Nothing: the property is absent.
    Absent,
    /// It cannot be known, and why (fits behind "because").
    Unknown(&'static str),
    /// A named function of sibling properties computes it: see `model::derive`.
    Computed(&'static str),
}

/// A link from a kind to resources of a kind.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    /// The name policies use: `diagnosticSettings`.
    pub name: &'static str,
    /// One line.
    pub doc: &'static str,
    /// The kind at the other end.
    pub target: &'static str,
    /// There may be several.
    pub is_list: bool,
    /// How it is found.
    pub rule: LinkRule,
}

/// How a link is found.
#[derive(Debug, Clone, Copy)]
pub enum LinkRule {
    /// This property holds a reference to, or the id of, the other resource.
    Property(&'static str),
    /// The other kind's link of this name leads here.
    Reverse(&'static str),
    /// A named function finds it: see `model::links`.
    Computed(&'static str),
}

impl Silence {
    /// Whether the model concludes it from what is written elsewhere, so that it is no default.
    #[must_use]
    pub fn is_conclusion(&self) -> bool {
        matches!(self.value, SilentValue::Computed("nodeGroup" | "istioGateways" | "outdatedAttributes"))
    }

    /// Whether its elements are sentences about what is written at their place.
    #[must_use]
    pub fn is_sentence(&self) -> bool {
        matches!(self.value, SilentValue::Computed("outdatedAttributes"))
    }
}

impl Spelling {
    /// The provider versions that do what it says.
    #[must_use]
    pub fn heeded(&self) -> VersionRange {
        let until = self.ignored_since.map_or(self.versions.until, |since| since.min(self.versions.until));
        VersionRange { until, ..self.versions }
    }
}

impl Kind {
    /// The property of exactly this name.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&'static Property> {
        match Index::of(self) {
            Some(index) => index.property(name),
            None => self.properties.iter().find(|property| property.name == name),
        }
    }

    /// Whether the name of some property goes on behind `name` and a dot.
    #[must_use]
    pub fn is_group(&self, name: &str) -> bool {
        let goes_on = |row: &Property| row.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        match Index::of(self) {
            Some(index) => index.is_group(name),
            None => self.properties.iter().any(goes_on),
        }
    }

    /// The ARM type that declares it by itself.
    #[must_use]
    pub fn arm_type(&self) -> Option<&'static str> {
        self.homes.iter().find_map(|home| match home {
            Home::Arm { resource_type } => Some(*resource_type),
            _ => None,
        })
    }

    /// The link of this name.
    #[must_use]
    pub fn link(&self, name: &str) -> Option<&'static Link> {
        self.links.iter().find(|link| link.name == name)
    }
}
