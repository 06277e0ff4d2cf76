//! The shape of the tables of registry modules. Static data only, and a short way to write it.

use crate::document::{Version, VersionRange};
use crate::model::table::{Column, Silence, SilentValue, Transform};

/// A module of the public registry, and what a call of it stands for.
///
/// Paths: one that starts with `each.` reads the element of a repeated resource, every other one reads the arguments
/// of the call. `new|old` are names that one argument has in different versions: the first that is written counts.
#[derive(Debug)]
pub struct RegistryModule {
    /// Its source as calls write it, without host: `Azure/aks/azurerm`; of a Bicep module in full, without tag:
    /// `br:mcr.microsoft.com/bicep/avm/res/container-service/managed-cluster`.
    pub source: &'static str,
    /// One line.
    pub doc: &'static str,
    /// The newest version whose source was read for these rows. Newer versions are taken to be like it.
    pub newest: Version,
    /// Arguments that only some versions have: a call that writes one is a call of such a version.
    pub arguments: &'static [ModuleArgument],
    /// What it creates, as far as a kind is concerned.
    pub resources: &'static [ModuleResource],
    /// What its outputs refer to.
    pub outputs: &'static [ModuleOutput],
}

/// An argument that only some versions have.
#[derive(Debug, Clone, Copy)]
pub struct ModuleArgument {
    /// Its name.
    pub name: &'static str,
    /// The module versions that have it.
    pub versions: VersionRange,
}

/// A resource that a module creates.
#[derive(Debug, Clone, Copy)]
pub struct ModuleResource {
    /// Its kind in the model: `cluster`, `pool`, `subnet`, `virtualNetwork`, `diagnosticSetting`.
    pub kind: &'static str,
    /// What the module's language calls it inside the module; `{key}` and `{index}` stand for the element's.
    pub address: &'static str,
    /// The path inside the resource at `address`, for what is written inside another resource: `default_node_pool`,
    /// `agentPoolProfiles[{index}]`.
    pub inline: &'static str,
    /// The module versions that create it.
    pub versions: VersionRange,
    /// Once, or for every element of an argument.
    pub repeat: Repeat,
    /// Whether it is created.
    pub exists: Test,
    /// The address of the resource of the same call that it belongs to: a pool's cluster, a subnet's network. It
    /// answers the properties `parent` and `scope`.
    pub parent: Option<&'static str>,
    /// When something else than the arguments decides what is not written.
    pub preset: Option<Preset>,
    /// Its properties, in groups that resources and modules share; the first row that fits counts.
    pub inputs: &'static [&'static [ModuleInput]],
}

/// How often a resource is created.
#[derive(Debug, Clone, Copy)]
pub enum Repeat {
    /// Once.
    Once,
    /// For every element of a map or list of objects.
    Each {
        /// The argument.
        input: &'static str,
    },
    /// For every element of lists that belong together, position by position.
    Zip(&'static Zip),
}

/// Lists that belong together: `subnet_names` and `subnet_prefixes`.
#[derive(Debug)]
pub struct Zip {
    /// The lists; the first one decides how many elements there are and names them.
    pub lists: &'static [ZipList],
    /// Maps from an element's name to a value: field, argument.
    pub maps: &'static [(&'static str, &'static str)],
    /// The module versions for which the defaults of the lists are known.
    pub defaults_known: VersionRange,
}

/// One of the lists of a [`Zip`].
#[derive(Debug, Clone, Copy)]
pub struct ZipList {
    /// The element's field that takes its values.
    pub field: &'static str,
    /// The argument.
    pub input: &'static str,
    /// What the module takes when the call does not write it.
    pub default: &'static [&'static str],
}

/// When something else than the arguments decides what is not written: AKS Automatic.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// When it decides.
    pub when: Test,
    /// Properties that the module passes on even then, when they are written.
    pub passed_on: &'static [&'static str],
    /// What decides, in words that fit behind "because".
    pub reason: &'static str,
}

/// A condition over arguments, three-valued.
#[derive(Debug, Clone, Copy)]
pub enum Test {
    /// Always.
    Always,
    /// The truth value at a path; the second field is the module's default.
    True(&'static str, bool),
    /// The argument is written and not null.
    Set(&'static str),
    /// The text or list is neither null nor empty; the module's default is null or empty.
    Filled(&'static str),
    /// The text is exactly this; the module's default is another or null.
    Equals(&'static str, &'static str),
    /// Not so.
    Not(&'static Test),
    /// All of them.
    All(&'static [Test]),
}

/// Where a property of a resource comes from.
#[derive(Debug, Clone, Copy)]
pub struct ModuleInput {
    /// The property's name in the model's table.
    pub property: &'static str,
    /// The module versions the row holds for.
    pub versions: VersionRange,
    /// How it is read.
    pub read: Read,
    /// What it means when the call writes nothing, the provider's own default included. Its `source` names the
    /// module's version and file.
    pub default: Silence,
}

/// How a property is read from the arguments.
#[derive(Debug, Clone, Copy)]
pub enum Read {
    /// The argument at this path.
    Argument(&'static str, Transform),
    /// The first argument, a list, unless it is not written or empty; then the second, a text that becomes a list.
    Either(&'static str, &'static str),
    /// The truth of a test.
    Truth(&'static Test),
    /// The argument at this path where the test holds (the default if it is not written), else the value.
    When(&'static Test, &'static str, SilentValue),
    /// The argument at the second path, inside the object at the first; the value where only the object is written.
    Inside(&'static str, &'static str, SilentValue),
    /// The value where the test holds, else the default.
    Fixed(&'static Test, SilentValue),
    /// The value beside the first test that holds, else the default.
    Choose(&'static [(Test, SilentValue)]),
    /// The identity's type, from a switch for the system-assigned and a list of user-assigned identities.
    Identity(&'static str, &'static str),
    /// A list of objects: table field, path in the argument's element.
    Objects(&'static str, &'static [(&'static str, &'static str)]),
    /// Log settings from two lists, of categories and of groups of categories, with the groups taken when none are
    /// written.
    Logs(&'static str, &'static str, &'static [&'static str]),
    /// Log or metric settings as diagnostic settings have them, enabled unless they say otherwise; where none are
    /// written, one whose field (second) has this value (third).
    Settings(&'static str, &'static str, &'static str),
    /// The name of a role that is told by name, GUID or id.
    RoleName(&'static str),
    /// The GUID or id of a role that is told by name, GUID or id.
    RoleId(&'static str),
    /// What a resource of the same call (its address inside the call) computes at this path.
    Output(&'static str, &'static str),
    /// Log settings of these categories.
    Categories(&'static [&'static str]),
    /// For an object: whether it is there. Its fields are the rows whose names continue its name.
    Present(&'static Test),
    /// The module decides, whatever the arguments say: the default.
    Module,
}

/// What an output of a module refers to.
#[derive(Debug, Clone, Copy)]
pub struct ModuleOutput {
    /// Its name.
    pub name: &'static str,
    /// The module versions that have it.
    pub versions: VersionRange,
    /// How it selects among the instances of the resource.
    pub select: Select,
    /// What is written behind the selection: `resource_id`; empty for the value itself.
    pub suffix: &'static str,
    /// The kind of the resource.
    pub kind: &'static str,
    /// The resource's attribute: `id`, `name`.
    pub attribute: &'static str,
    /// Where that is from.
    pub source: &'static str,
}

/// How an output selects among the instances of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Select {
    /// There is one.
    Only,
    /// By position: `vnet_subnets[0]`.
    Position,
    /// By the element's key: `subnets["nodes"]`.
    Key,
    /// By the element's name: `vnet_subnets_name_id["nodes"]`.
    Name,
}

/// The versions from `major.minor.0` on.
pub(super) const fn since(major: u32, minor: u32) -> VersionRange {
    VersionRange::from(Version(major, minor, 0))
}

/// The versions before `major.minor.0`.
pub(super) const fn until(major: u32, minor: u32) -> VersionRange {
    VersionRange::before(Version(major, minor, 0))
}

/// The versions from one up to, but not including, another.
pub(super) const fn between(from: (u32, u32), until: (u32, u32)) -> VersionRange {
    VersionRange::between(Version(from.0, from.1, 0), Version(until.0, until.1, 0))
}

pub(super) const fn only_in(name: &'static str, versions: VersionRange) -> ModuleArgument {
    ModuleArgument { name, versions }
}

/// A row whose facts stand in `source`.
pub(super) const fn row(property: &'static str, read: Read, default: SilentValue, source: &'static str) -> ModuleInput {
    let default =
        Silence { column: Column::Azurerm, versions: VersionRange::ALL, resource_type: "", value: default, source };
    ModuleInput { property, versions: VersionRange::ALL, read, default }
}

/// A row that passes an argument on.
pub(super) const fn argument(
    property: &'static str,
    path: &'static str,
    default: SilentValue,
    source: &'static str,
) -> ModuleInput {
    row(property, Read::Argument(path, Transform::Same), default, source)
}

/// The module hands nothing on: what Azure takes, by the model's own table.
pub(super) const AZURE: SilentValue = SilentValue::Computed(AZURE_DECIDES);

/// The name under which [`AZURE`] is computed.
pub(in crate::model) const AZURE_DECIDES: &str = "azure";

/// A row of a Bicep module that hands on an argument, else leaves the property to Azure.
pub(super) const fn passed(property: &'static str, path: &'static str, source: &'static str) -> ModuleInput {
    argument(property, path, AZURE, source).arm()
}

impl RegistryModule {
    /// Whether it is a module of Bicep's registry.
    #[must_use]
    pub fn is_bicep(&self) -> bool {
        self.source.starts_with("br:")
    }

    /// What separates the call from what is inside it in addresses.
    pub(in crate::model) fn separator(&self) -> &'static str {
        if self.is_bicep() { "/" } else { "." }
    }
}

impl ModuleInput {
    /// The same row, for these versions only.
    pub(super) const fn within(mut self, versions: VersionRange) -> Self {
        self.versions = versions;
        self
    }

    /// The same row for a module that writes ARM bodies.
    pub(super) const fn arm(mut self) -> Self {
        self.default.column = Column::Arm;
        self
    }
}

impl ModuleResource {
    /// A resource that every version creates once.
    pub(super) const fn new(
        kind: &'static str,
        address: &'static str,
        inputs: &'static [&'static [ModuleInput]],
    ) -> Self {
        Self {
            kind,
            address,
            inline: "",
            versions: VersionRange::ALL,
            repeat: Repeat::Once,
            exists: Test::Always,
            parent: None,
            preset: None,
            inputs,
        }
    }

    /// The same resource, in these versions only.
    pub(super) const fn within(mut self, versions: VersionRange) -> Self {
        self.versions = versions;
        self
    }

    /// The same resource, written inside the resource of its address.
    pub(super) const fn inline(mut self, path: &'static str) -> Self {
        self.inline = path;
        self
    }

    /// The same resource for every element of this argument.
    pub(super) const fn each(mut self, input: &'static str) -> Self {
        self.repeat = Repeat::Each { input };
        self
    }

    /// The same resource for every element of these lists.
    pub(super) const fn zip(mut self, zip: &'static Zip) -> Self {
        self.repeat = Repeat::Zip(zip);
        self
    }

    /// The same resource where this holds.
    pub(super) const fn exists(mut self, test: Test) -> Self {
        self.exists = test;
        self
    }

    /// The same resource, belonging to another one.
    pub(super) const fn of(mut self, parent: &'static str) -> Self {
        self.parent = Some(parent);
        self
    }

    /// The same resource with a preset.
    pub(super) const fn preset(mut self, preset: Preset) -> Self {
        self.preset = Some(preset);
        self
    }
}

/// An output that is an attribute of the only resource of a kind.
pub(super) const fn output(
    name: &'static str,
    kind: &'static str,
    attribute: &'static str,
    source: &'static str,
) -> ModuleOutput {
    ModuleOutput { name, versions: VersionRange::ALL, select: Select::Only, suffix: "", kind, attribute, source }
}

impl ModuleOutput {
    /// The same output, in these versions only.
    pub(super) const fn within(mut self, versions: VersionRange) -> Self {
        self.versions = versions;
        self
    }

    /// The same output, selecting an instance, with something written behind the selection.
    pub(super) const fn select(mut self, select: Select, suffix: &'static str) -> Self {
        self.select = select;
        self.suffix = suffix;
        self
    }
}
