//! A short way to write the rows of the table. Everything here is `const`.

use super::schema::{
    ArmSpelling, Column, Home, Link, LinkRule, Property, PropertyType, Silence, SilentValue, Spelling, Transform,
};
use crate::document::{Version, VersionRange};

/// The azurerm resource type of AKS Automatic: its own blocks, and much that is preset.
pub(in crate::model) const AUTOMATIC: &str = "azurerm_kubernetes_automatic_cluster";

const fn row(ty: PropertyType, name: &'static str, doc: &'static str) -> Property {
    Property { name, ty, doc, azurerm: &[], arm: &[], since_api: None, silence: &[] }
}

pub(super) const fn bool(name: &'static str, doc: &'static str) -> Property {
    row(PropertyType::Bool, name, doc)
}

pub(super) const fn number(name: &'static str, doc: &'static str) -> Property {
    row(PropertyType::Number, name, doc)
}

pub(super) const fn text(name: &'static str, doc: &'static str) -> Property {
    row(PropertyType::String, name, doc)
}

pub(super) const fn texts(name: &'static str, doc: &'static str) -> Property {
    row(PropertyType::StringList, name, doc)
}

pub(super) const fn map(name: &'static str, doc: &'static str) -> Property {
    row(PropertyType::StringMap, name, doc)
}

pub(super) const fn object(name: &'static str, doc: &'static str) -> Property {
    row(PropertyType::Object, name, doc)
}

pub(super) const fn objects(name: &'static str, doc: &'static str) -> Property {
    row(PropertyType::ObjectList, name, doc)
}

impl Property {
    /// The same row with these azurerm spellings, newest first.
    pub(super) const fn azurerm(mut self, spellings: &'static [Spelling]) -> Self {
        self.azurerm = spellings;
        self
    }

    /// The same row with these ARM spellings.
    pub(super) const fn arm(mut self, spellings: &'static [ArmSpelling]) -> Self {
        self.arm = spellings;
        self
    }

    /// The same row with an API version from which on ARM certainly has it.
    pub(super) const fn since_api(mut self, year: u32, month: u32, day: u32) -> Self {
        self.since_api = Some(Version(year, month, day));
        self
    }

    /// The same row with what silence means.
    pub(super) const fn silence(mut self, silence: &'static [Silence]) -> Self {
        self.silence = silence;
        self
    }
}

/// An azurerm spelling that every version has.
pub(super) const fn at(path: &'static str) -> Spelling {
    Spelling { path, versions: VersionRange::ALL, ignored_since: None, resource_type: "", transform: Transform::Same }
}

impl Spelling {
    /// Since this version.
    pub(super) const fn since(mut self, major: u32, minor: u32) -> Self {
        self.versions.from = Version(major, minor, 0);
        self
    }

    /// Up to, but not including, this version.
    pub(super) const fn until(mut self, major: u32, minor: u32) -> Self {
        self.versions.until = Version(major, minor, 0);
        self
    }

    /// Since this version the provider takes it and ignores it.
    pub(super) const fn ignored(mut self, major: u32, minor: u32) -> Self {
        self.ignored_since = Some(Version(major, minor, 0));
        self
    }

    /// Only in this resource type.
    pub(super) const fn only(mut self, resource_type: &'static str) -> Self {
        self.resource_type = resource_type;
        self
    }

    /// The opposite truth value.
    pub(super) const fn inverted(mut self) -> Self {
        self.transform = Transform::Inverted;
        self
    }

    /// True when it is written.
    pub(super) const fn presence(mut self) -> Self {
        self.transform = Transform::Presence;
        self
    }

    /// With renamed values.
    pub(super) const fn renamed(mut self, names: &'static [(&'static str, &'static str)]) -> Self {
        self.transform = Transform::Renamed(names);
        self
    }

    /// A single text that becomes a list.
    pub(super) const fn single(mut self) -> Self {
        self.transform = Transform::Single;
        self
    }
}

/// An ARM path from the top of the body that every API version has.
pub(super) const fn arm(path: &'static str) -> ArmSpelling {
    ArmSpelling { path, versions: VersionRange::ALL, transform: Transform::Same }
}

impl ArmSpelling {
    /// With renamed values; texts that differ by case alone are renamed too.
    pub(super) const fn renamed(mut self, names: &'static [(&'static str, &'static str)]) -> Self {
        self.transform = Transform::Renamed(names);
        self
    }

    /// Up to, but not including, this API version.
    pub(super) const fn until(mut self, year: u32, month: u32, day: u32) -> Self {
        self.versions.until = Version(year, month, day);
        self
    }

    /// A single text that becomes a list.
    pub(super) const fn single(mut self) -> Self {
        self.transform = Transform::Single;
        self
    }
}

/// In every azurerm version silence means this.
pub(super) const fn azurerm(value: SilentValue, source: &'static str) -> Silence {
    Silence { column: Column::Azurerm, versions: VersionRange::ALL, resource_type: "", value, source }
}

/// In every API version silence means this.
pub(super) const fn api(value: SilentValue, source: &'static str) -> Silence {
    Silence { column: Column::Arm, versions: VersionRange::ALL, resource_type: "", value, source }
}

/// What AKS Automatic presets, for `azurerm_kubernetes_automatic_cluster`; ARM clusters whose `sku.name` is `Automatic`
/// take it over through [`PRESET`].
pub(super) const fn automatic(value: SilentValue) -> Silence {
    Silence {
        column: Column::Azurerm,
        versions: VersionRange::ALL,
        resource_type: AUTOMATIC,
        value,
        source: "AKS Automatic presets it (AKS documentation, intro-aks-automatic)",
    }
}

/// The ARM column's counterpart of [`automatic`].
pub(super) const PRESET: Silence = Silence {
    column: Column::Arm,
    versions: VersionRange::ALL,
    resource_type: "",
    value: SilentValue::Computed("automatic"),
    source: "AKS Automatic presets it (AKS documentation, intro-aks-automatic)",
};

impl Silence {
    /// Since this provider version.
    pub(super) const fn since(mut self, major: u32, minor: u32) -> Self {
        self.versions.from = Version(major, minor, 0);
        self
    }

    /// Up to, but not including, this provider version.
    pub(super) const fn until(mut self, major: u32, minor: u32) -> Self {
        self.versions.until = Version(major, minor, 0);
        self
    }

    /// Since this API version.
    pub(super) const fn since_api(mut self, year: u32, month: u32, day: u32) -> Self {
        self.versions.from = Version(year, month, day);
        self
    }

    /// Up to, but not including, this API version.
    pub(super) const fn until_api(mut self, year: u32, month: u32, day: u32) -> Self {
        self.versions.until = Version(year, month, day);
        self
    }

    /// Only in this resource type.
    pub(super) const fn only(mut self, resource_type: &'static str) -> Self {
        self.resource_type = resource_type;
        self
    }
}

pub(super) const YES: SilentValue = SilentValue::Bool(true);
pub(super) const NO: SilentValue = SilentValue::Bool(false);

pub(super) const fn says(text: &'static str) -> SilentValue {
    SilentValue::Text(text)
}

/// A resource type of the azurerm provider as a home.
pub(super) const fn terraform(resource_type: &'static str) -> Home {
    Home::Azurerm { resource_type }
}

/// Blocks of a resource type of the azurerm provider as a home.
pub(super) const fn block(resource_type: &'static str, block: &'static str) -> Home {
    Home::AzurermBlock { resource_type, block }
}

/// An ARM resource type as a home.
pub(super) const fn arm_type(resource_type: &'static str) -> Home {
    Home::Arm { resource_type }
}

/// Elements of a list inside an ARM resource as a home.
pub(super) const fn arm_list(resource_type: &'static str, path: &'static str) -> Home {
    Home::ArmList { resource_type, path }
}

/// A link to one resource, through the property that holds its id.
pub(super) const fn to(name: &'static str, target: &'static str, property: &'static str, doc: &'static str) -> Link {
    Link { name, doc, target, is_list: false, rule: LinkRule::Property(property) }
}

/// A link to several resources, whose link of that name leads here.
pub(super) const fn from(name: &'static str, target: &'static str, link: &'static str, doc: &'static str) -> Link {
    Link { name, doc, target, is_list: true, rule: LinkRule::Reverse(link) }
}

/// One slice out of several: a kind's rows lie in several files.
pub(super) const fn concat<T: Copy, const N: usize>(parts: &[&[T]]) -> [T; N] {
    let mut rows = [parts[0][0]; N];
    let (mut part, mut at) = (0, 0);
    while part < parts.len() {
        let mut index = 0;
        while index < parts[part].len() {
            rows[at] = parts[part][index];
            at += 1;
            index += 1;
        }
        part += 1;
    }
    assert!(at == N, "the parts have another number of rows");
    rows
}
