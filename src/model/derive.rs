//! Named functions of sibling properties that tell what silence means.
//!
//! Knows: what Azure derives from other settings. Does not know: where those settings are written.

use std::sync::Arc;

use super::convert::constant;
use super::read::DEEPEST;
use super::resource::{Resource, Source};
use super::roles;
use super::table::{AUTOMATIC, Property, Silence, SilentValue};
use super::walk::{Keys, each, walk};
use super::{Facts, Model};
use crate::document::{Cause, Data, List, ListKind, Reason, Unknown, Value};

/// What a named function says.
pub(super) enum Derived {
    /// The property is this.
    Is(Value),
    /// The property is this, and another row says so.
    Says(Value, &'static Silence),
    /// The function holds or not, for this reason; where not, the next row counts.
    Perhaps(Value, Arc<Reason>),
    /// It does not hold: the next row counts.
    Declines,
}

/// The names that [`Model::derive`] knows.
#[cfg(test)]
pub(super) const NAMES: [&str; 29] = [
    super::registry::AZURE_DECIDES,
    "automatic",
    "present",
    "absentWithoutParent",
    "unknownWithoutParent",
    "identityDecides",
    "pluginMode",
    "ciliumPolicy",
    "podCidr",
    "singularList",
    "dnsServiceIP",
    "osSku",
    "maxPods",
    "criticalAddonsTaint",
    "association",
    "roleName",
    "roleId",
    "scopeLevel",
    "principalType",
    "policyName",
    "istioGateways",
    "maintenanceName",
    "outdatedAttributes",
    "nodeGroup",
    "kubeconfig",
    "getCredentials",
    "secretSource",
    "secretSetting",
    "keySource",
];

impl Model {
    /// Computes what silence means for `property` by the function of this name.
    pub(super) fn derive(&self, name: &str, resource: &Resource, property: &'static Property, depth: u8) -> Derived {
        match name {
            "automatic" => self.automatic(resource, property, depth),
            "present" => Derived::Is(self.with_fields(resource, property, &Value::object([]), depth)),
            "absentWithoutParent" => self.without_parent(resource, property, &Value::null(), depth),
            "unknownWithoutParent" => {
                let text = "nothing is written there, and it is not documented what Azure then takes";
                let reason = Reason::new(Cause::Undocumented, property.name, text);
                self.without_parent(resource, property, &Value::unknown(reason), depth)
            }
            "identityDecides" => self.identity_decides(resource, depth),
            "pluginMode" => self.plugin_mode(resource, depth),
            "ciliumPolicy" => self.cilium_policy(resource, depth),
            "podCidr" => self.pod_cidr(resource, depth),
            "singularList" => self.singular_list(resource, property, depth),
            "dnsServiceIP" => self.dns_service_ip(resource, depth),
            "osSku" => self.os_sku(resource, depth),
            "maxPods" => self.max_pods(resource, depth),
            "criticalAddonsTaint" => critical_addons_taint(resource),
            "association" => self.association(resource, property),
            "roleName" => self.role(resource, "roleDefinitionId", roles::name_of, depth),
            "roleId" => self.role(resource, "roleDefinitionName", roles::id_of, depth),
            "scopeLevel" => {
                Derived::Is(self.scope_level(resource.document, &self.written_sibling(resource, "scope", depth)))
            }
            "principalType" => {
                let principal = self.written_sibling(resource, "principalId", depth);
                Derived::Is(self.principal_type(resource.document, &principal))
            }
            "policyName" => {
                let definition = self.written_sibling(resource, "policyDefinitionId", depth);
                Derived::Is(self.policy_name(resource.document, &definition))
            }
            "istioGateways" => istio_gateways(resource),
            "maintenanceName" => maintenance_name(resource),
            "outdatedAttributes" => super::outdated::outdated(resource),
            "nodeGroup" => Derived::Is(self.in_node_group(resource)),
            "kubeconfig" => self.derive_kubeconfig(resource),
            "getCredentials" => super::credentials::derive_fetched(resource),
            "secretSource" => self.derive_secret_source(resource, property),
            "secretSetting" => self.derive_secret_setting(resource, depth),
            "keySource" => self.derive_key_source(resource, depth),
            _ => Derived::Declines,
        }
    }

    fn sibling(&self, resource: &Resource, name: &str, depth: u8) -> Value {
        let property = resource.kind.property(name);
        property.map_or_else(Value::null, |property| self.read(resource, property, depth).value)
    }

    fn written_sibling(&self, resource: &Resource, name: &str, depth: u8) -> Value {
        let property = resource.kind.property(name);
        property.map_or_else(Value::null, |property| self.present(resource, property, depth).value)
    }

    fn automatic(&self, resource: &Resource, property: &'static Property, depth: u8) -> Derived {
        let Some(row) = property.silence.iter().find(|row| row.resource_type == AUTOMATIC) else {
            return Derived::Declines;
        };
        let preset = match row.value {
            SilentValue::Computed("present") => self.with_fields(resource, property, &Value::object([]), depth),
            value => constant(value, property.name).unwrap_or_else(Value::null),
        };
        let sku = self.sibling(resource, "sku.name", depth);
        match certainly(&sku, "Automatic") {
            Ok(true) => Derived::Says(preset, row),
            Ok(false) => Derived::Declines,
            Err(reason) => Derived::Perhaps(preset, reason),
        }
    }

    fn without_parent(&self, resource: &Resource, property: &'static Property, without: &Value, depth: u8) -> Derived {
        let mut name = property.name;
        while let Some((parent, _)) = name.rsplit_once('.') {
            if resource.kind.property(parent).is_some() {
                let written = self.written_sibling(resource, parent, depth);
                return match &written.data {
                    Data::Null => Derived::Is(without.clone()),
                    _ if written.is_certainly_set() => Derived::Declines,
                    _ => Derived::Perhaps(without.clone(), super::walk::undecided(&written)),
                };
            }
            name = parent;
        }
        Derived::Declines
    }

    fn identity_decides(&self, resource: &Resource, depth: u8) -> Derived {
        let identity = self.written_sibling(resource, "identity.type", depth);
        match certainly(&identity, "None") {
            Ok(false) if !identity.is_null() => Derived::Declines,
            Err(reason) => Derived::Is(Value::unknown(reason)),
            _ => Derived::Is(Value::unknown(Reason::new(
                Cause::Undocumented,
                "identity",
                "neither an identity nor a service principal is written, and it is not documented what AKS then takes",
            ))),
        }
    }

    fn plugin_mode(&self, resource: &Resource, depth: u8) -> Derived {
        if !self.written_sibling(resource, "networkProfile.networkPlugin", depth).is_null() {
            return Derived::Declines;
        }
        let plugin = self.sibling(resource, "networkProfile.networkPlugin", depth);
        plugin.first_reason().map_or(Derived::Declines, |reason| Derived::Is(Value::unknown(reason)))
    }

    fn cilium_policy(&self, resource: &Resource, depth: u8) -> Derived {
        let unknown = || {
            Value::unknown(Reason::new(
                Cause::Undocumented,
                "networkProfile.networkPolicy",
                "it is not documented which policy engine the Cilium data plane gets when none is chosen",
            ))
        };
        match certainly(&self.written_sibling(resource, "networkProfile.networkDataplane", depth), "cilium") {
            Ok(true) => Derived::Is(unknown()),
            Ok(false) => Derived::Declines,
            Err(reason) => Derived::Perhaps(unknown(), reason),
        }
    }

    /// Overlay and kubenet give pods addresses of their own space; whichever AKS takes when none is chosen has one.
    fn pod_cidr(&self, resource: &Resource, depth: u8) -> Derived {
        let default = || Derived::Is(Value::string("10.244.0.0/16"));
        let plugin = self.written_sibling(resource, "networkProfile.networkPlugin", depth);
        if plugin.is_null() {
            return default();
        }
        let mode = self.written_sibling(resource, "networkProfile.networkPluginMode", depth);
        let overlay = certainly(&mode, "overlay");
        match (plugin.as_str(), overlay) {
            (Some("kubenet"), _) | (Some("azure"), Ok(true)) => default(),
            (Some(_), Ok(false)) | (Some("none"), _) => Derived::Is(Value::null()),
            (Some(_), Ok(true)) => default(),
            (_, Err(reason)) => Derived::Is(Value::unknown(reason)),
            (None, _) => Derived::Is(Value::unknown(super::walk::undecided(&plugin))),
        }
    }

    /// `podCidrs` is `podCidr` as a list, where only that is written or silent.
    fn singular_list(&self, resource: &Resource, property: &'static Property, depth: u8) -> Derived {
        let Some(name) = property.name.strip_suffix('s') else { return Derived::Declines };
        let one = self.sibling(resource, name, depth);
        Derived::Is(each(&one, |one| match &one.data {
            Data::Null => Value::null(),
            _ => Value::tuple(vec![one.clone()]).with_trail(one.trail.clone()),
        }))
    }

    fn dns_service_ip(&self, resource: &Resource, depth: u8) -> Derived {
        let written = self.written_sibling(resource, "networkProfile.serviceCidr", depth);
        // azurerm demands it beside a service range; ARM refuses the range without it.
        Derived::Is(if written.is_null() { Value::string("10.0.0.10") } else { Value::null() })
    }

    fn os_sku(&self, resource: &Resource, depth: u8) -> Derived {
        match certainly(&self.sibling(resource, "osType", depth), "Linux") {
            Ok(true) => Derived::Is(Value::string("Ubuntu")),
            Ok(false) => Derived::Is(Value::unknown(Reason::new(
                Cause::Undocumented,
                "osSKU",
                "the Kubernetes version decides which Windows a pool gets",
            ))),
            Err(reason) => Derived::Is(Value::unknown(reason)),
        }
    }

    /// The limit depends on how pods get their addresses.
    fn max_pods(&self, resource: &Resource, depth: u8) -> Derived {
        let unknown = |reason: Arc<Reason>| Derived::Is(Value::unknown(reason));
        let undocumented = |text: &str| Derived::Is(Value::unknown(Reason::new(Cause::Undocumented, "maxPods", text)));
        let linked = resource.kind.link("cluster").map(|link| self.linked(resource.id, link)).unwrap_or_default();
        let [cluster] = linked.resources[..] else {
            return linked.open.map_or_else(|| undocumented("the pool's cluster is not known"), unknown);
        };
        let Some(cluster) = self.resource(cluster) else { return undocumented("the pool's cluster is not known") };
        let plugin = self.sibling(cluster, "networkProfile.networkPlugin", depth);
        match plugin.as_str() {
            Some("kubenet") => return Derived::Is(Value::number(110)),
            Some("azure") => {}
            Some(_) => return undocumented("the network plugin is not Azure's"),
            None => return unknown(super::walk::undecided(&plugin)),
        }
        let mode = self.sibling(cluster, "networkProfile.networkPluginMode", depth);
        match certainly(&mode, "overlay") {
            Ok(true) => return Derived::Is(Value::number(250)),
            Err(reason) => return unknown(reason),
            Ok(false) => {}
        }
        let pods = self.written_sibling(resource, "podSubnetID", depth);
        if pods.is_null() {
            Derived::Is(Value::number(30))
        } else if pods.is_certainly_set() {
            Derived::Is(Value::number(110))
        } else {
            unknown(super::walk::undecided(&pods))
        }
    }

    /// The id that an association resource gives a subnet.
    fn association(&self, resource: &Resource, property: &'static Property) -> Derived {
        let Some(kind) = super::table::kind("subnetAssociation") else { return Derived::Declines };
        let (Some(link), Some(property)) = (kind.link("subnet"), kind.property(property.name)) else {
            return Derived::Declines;
        };
        let sources = self.leading_to(kind, link, resource.id);
        for source in sources.resources {
            let Some(source) = self.resource(source) else { continue };
            let value = self.read(source, property, DEEPEST).value;
            if let Data::Unknown(unknown) = &value.data {
                // The association demands it.
                let unknown = Unknown { not_null: true, ..unknown.clone() };
                return Derived::Is(Value { data: Data::Unknown(unknown), ..value });
            }
            if !value.is_null() {
                return Derived::Is(value);
            }
        }
        sources.open.map_or(Derived::Declines, |reason| Derived::Perhaps(Value::unknown(Arc::clone(&reason)), reason))
    }

    fn role(&self, resource: &Resource, from: &str, to: fn(&str) -> Option<&'static str>, depth: u8) -> Derived {
        let written = self.written_sibling(resource, from, depth);
        let text = |text: &str, value: &Value| Value::string(text).with_trail(value.trail.clone());
        Derived::Is(each(&written, |value| {
            let defined = self.role_definition(resource.document, value);
            match id_text(value).or(defined.as_deref()) {
                // A role with another name or GUID certainly is none of the table.
                Some(id) => {
                    let derived = to(id).or_else(|| roles::guid_of(id)).or(defined.as_deref());
                    derived.map_or_else(
                        || {
                            let reason = "it is no built-in role that is known";
                            Value::unknown_set(Reason::new(Cause::Undocumented, from, reason))
                        },
                        |derived| text(derived, value),
                    )
                }
                None => value.clone(),
            }
        }))
    }

    /// The name or GUID of the role definition that a reference leads to.
    fn role_definition(&self, document: usize, value: &Value) -> Option<String> {
        let kind = super::table::kind("roleDefinition")?;
        value.as_unknown().filter(|unknown| unknown.reference.as_ref().is_some_and(|to| !to.address.is_empty()))?;
        let [definition] = self.resolve(document, kind, value).resources[..] else { return None };
        Some(self.name_of(definition)?.as_str()?.to_owned())
    }
}

/// The property that a function by this name says again in other words.
pub(super) fn restated(name: &str) -> Option<&'static str> {
    match name {
        "roleName" => Some("roleDefinitionId"),
        "roleId" => Some("roleDefinitionName"),
        "scopeLevel" => Some("scope"),
        "principalType" => Some("principalId"),
        "keySource" => Some("linuxProfile.sshPublicKey"),
        "policyName" => Some("policyDefinitionId"),
        _ => None,
    }
}

/// A text, or the id that is known but for subscription and resource group.
pub(super) fn id_text(value: &Value) -> Option<&str> {
    match &value.data {
        Data::String(text) => Some(text),
        Data::Unknown(unknown) => unknown
            .reference
            .as_ref()
            .filter(|reference| reference.address.is_empty())
            .map(|reference| &*reference.path),
        _ => None,
    }
}

/// Whether a value is certainly this text (or certainly not), else why that is not decided.
fn certainly(value: &Value, text: &str) -> Result<bool, Arc<Reason>> {
    match &value.data {
        Data::String(written) => Ok(written.eq_ignore_ascii_case(text)),
        Data::Unknown(unknown) => Err(Arc::clone(&unknown.reason)),
        Data::OneOf(members) => {
            let mut answers = members.iter().map(|member| certainly(member, text));
            let first = answers.next().unwrap_or(Ok(false))?;
            for answer in answers {
                if answer? != first {
                    return Err(super::walk::undecided(value));
                }
            }
            Ok(first)
        }
        _ => Ok(false),
    }
}

fn azurerm(resource: &Resource, path: &str) -> Value {
    match &resource.source {
        Source::Azurerm(azurerm) => walk(&azurerm.body, path, Keys::Exact).value,
        Source::Arm(_) | Source::Module(_) => Value::null(),
    }
}

fn critical_addons_taint(resource: &Resource) -> Derived {
    let written = azurerm(resource, "only_critical_addons_enabled");
    if written.is_null() {
        return Derived::Declines;
    }
    let written = super::convert::convert(&written, super::table::Transform::Same, super::table::PropertyType::Bool);
    Derived::Is(each(&written, |value| match value.as_bool() {
        Some(true) => {
            let taint = Value::string("CriticalAddonsOnly=true:NoSchedule").with_trail(value.trail.clone());
            Value::tuple(vec![taint]).with_trail(value.trail.clone())
        }
        Some(false) => Value::null(),
        None => value.clone(),
    }))
}

/// azurerm has two switches where ARM has a list of gateways.
fn istio_gateways(resource: &Resource) -> Derived {
    let mut gateways = Vec::new();
    for (mode, attribute) in
        [("External", "external_ingress_gateway_enabled"), ("Internal", "internal_ingress_gateway_enabled")]
    {
        for block in ["service_mesh_profile", "service_mesh"] {
            let enabled = azurerm(resource, &format!("{block}.{attribute}"));
            if !enabled.is_null() {
                // Each is shown where its switch is written.
                let trail = enabled.trail.clone();
                let fields = [("mode".into(), Value::string(mode)), ("enabled".into(), enabled)];
                gateways.push(Value::object(fields).with_trail(trail));
            }
        }
    }
    if gateways.is_empty() {
        return Derived::Declines;
    }
    let list = List { items: gateways, kind: ListKind::Blocks, open: None };
    Derived::Is(Value::new(Data::List(Arc::new(list))))
}

fn maintenance_name(resource: &Resource) -> Derived {
    let Source::Azurerm(azurerm) = &resource.source else { return Derived::Declines };
    let name = match azurerm.block {
        Some("maintenance_window") => "default",
        Some("maintenance_window_auto_upgrade") => "aksManagedAutoUpgradeSchedule",
        Some("maintenance_window_node_os") => "aksManagedNodeOSUpgradeSchedule",
        _ => return Derived::Declines,
    };
    Derived::Is(Value::string(name))
}
