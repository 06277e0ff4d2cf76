//! Which credentials of clusters a value holds, and of which cluster.
//!
//! Knows: how azurerm, ARM and modules name credentials, which parts of a kubeconfig are no secret, and how commands
//! fetch them. Does not know: whether it matters where they end up; pages say that.
//!
//! Sources: azurerm documentation (`kubernetes_cluster`, attributes reference), Azure REST API (managed clusters, list
//! cluster admin and user credentials), Azure CLI (`az aks get-credentials`), Az PowerShell (`Import-AzAksCredential`).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Model;
use super::address::resource_type;
use super::derive::Derived;
use super::resolve::Resolved;
use super::resource::{Resource, Source};
use super::table::{AUTOMATIC, Kind, Property, SLOTS};
use super::walk::{Keys, undecided, walk};
use crate::document::{Data, Language, Mode, Reason, Reference, Unknown, Value};

/// Attributes of a cluster that azurerm fills with credentials, and whether these are the administrator's.
const ATTRIBUTES: [(&str, bool); 4] =
    [("kube_config", false), ("kube_config_raw", false), ("kube_admin_config", true), ("kube_admin_config_raw", true)];

/// Azurerm's resource types with such attributes.
pub(super) const CLUSTERS: [&str; 2] = ["azurerm_kubernetes_cluster", AUTOMATIC];

/// Outputs of the modules Azure/aks/azurerm and the like, beside those named as the attributes: where the name of the
/// module promises a cluster.
const MODULE_OUTPUTS: [(&str, bool); 4] =
    [("client_key", false), ("password", false), ("admin_client_key", true), ("admin_password", true)];

/// Parts of names of modules that promise a cluster.
const MODULE_NAMES: [&str; 3] = ["aks", "kubernetes", "k8s"];

/// Functions of ARM that give credentials. `listCredential` asks for one of the two by name.
const CALLS: [(&str, bool); 3] =
    [("listClusterAdminCredential", true), ("listClusterUserCredential", false), ("listCredential", true)];

/// Parts of a kubeconfig that are no secret.
const HARMLESS: [&str; 14] = [
    "host",
    "client_certificate",
    "client-certificate-data",
    "cluster_ca_certificate",
    "username",
    "server",
    "certificate-authority-data",
    "clusters",
    "contexts",
    "current-context",
    "apiVersion",
    "kind",
    "preferences",
    "name",
];

/// Words of commands that fetch credentials, as they are usually spelt.
pub(super) const COMMANDS: [&str; 3] = ["aks get-credentials", "Import-AzAksCredential", "import-azakscredential"];

/// The certificate of the built-in administrator.
const ADMIN: &str = "admin credentials";
/// What every user of the cluster may fetch.
const USER: &str = "user credentials";

/// The deepest nesting of a value that is looked into.
const MAX_DEPTH: usize = 32;

/// A credential that a reference leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Credential {
    is_admin: bool,
    /// The reference leads to a part of it that is no secret.
    is_harmless: bool,
}

/// What a value may hold: any of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Held(u8);

impl Held {
    const NOTHING: Self = Self(1);
    const USER: Self = Self(2);
    const ADMIN: Self = Self(4);

    /// One or the other.
    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// One beside the other: the stronger counts.
    fn with(self, other: Self) -> Self {
        let mut both = 0;
        for one in [1, 2, 4] {
            for other_one in [1, 2, 4] {
                if self.0 & one != 0 && other.0 & other_one != 0 {
                    both |= one.max(other_one);
                }
            }
        }
        Self(both)
    }
}

/// The names that lead to credentials: attributes of clusters.
pub(super) fn attributes() -> impl Iterator<Item = &'static str> {
    ATTRIBUTES.iter().map(|(name, _)| *name)
}

impl Model {
    /// Which credentials a resource holds, and the property that holds them.
    pub(super) fn derive_kubeconfig(&self, resource: &Resource) -> Derived {
        let Some((_, value, held)) = self.carried(resource) else { return Derived::Declines };
        let outcomes =
            [(Held::ADMIN, Value::string(ADMIN)), (Held::USER, Value::string(USER)), (Held::NOTHING, Value::null())];
        let outcomes = outcomes.into_iter().filter(|(outcome, _)| held.0 & outcome.0 != 0);
        let reason = Arc::clone(&undecided(&value));
        Derived::Is(Value::one_of(outcomes.map(|(_, text)| text), &reason))
    }

    /// The property that holds credentials.
    pub(super) fn carrying(&self, resource: &Resource) -> Option<&'static Property> {
        self.carried(resource).map(|(property, ..)| property)
    }

    /// The slot that holds the strongest credentials, its value as written, and which ones.
    fn carried(&self, resource: &Resource) -> Option<(&'static Property, Value, Held)> {
        let language = self.languages.get(resource.document).copied().unwrap_or(Language::Terraform);
        let mut found: Option<(&'static Property, Value, Held)> = None;
        for (property, value) in slots(resource) {
            let held = held(language, &value, MAX_DEPTH);
            if held != Held::NOTHING && found.as_ref().is_none_or(|(.., strongest)| held.0 > strongest.0) {
                found = Some((property, value, held));
            }
        }
        found
    }

    /// The cluster whose credentials a resource holds. None where its settings change nothing: the administrator's
    /// credentials of a cluster that is only read.
    pub(super) fn credentials_of(&self, resource: &Resource, clusters: &'static Kind) -> Resolved {
        let language = self.languages.get(resource.document).copied().unwrap_or(Language::Terraform);
        let mut resolved = Resolved::default();
        for (_, value) in slots(resource) {
            for reference in value.origins() {
                let Some(credential) = credential(language, &reference).filter(|credential| !credential.is_harmless)
                else {
                    continue;
                };
                let reason = value.first_reason().unwrap_or_else(|| Arc::new(Reason::undecided_condition()));
                let mut own = self.resolve(resource.document, clusters, &owner(&reference, &reason));
                if credential.is_admin {
                    own.resources.retain(|id| self.resource(*id).is_some_and(|found| found.mode != Mode::Existing));
                    (own.open, own.outside) = (None, None);
                } else if own.resources.is_empty() && own.open.is_none() {
                    own.open = own.outside.take().or(Some(reason));
                }
                resolved.merge(own);
            }
        }
        resolved.resources.sort_unstable();
        resolved.resources.dedup();
        resolved
    }
}

/// Whether a resource of a kind that may hold credentials does, or speaks of fetching them: of others the model is free.
pub(super) fn is_of_interest(resource: &Resource, language: Language) -> bool {
    slots(resource).any(|(_, value)| {
        fetched(&value).is_some() || value.origins().iter().any(|reference| credential(language, reference).is_some())
    })
}

/// Which credentials the words of a command fetch.
pub(super) fn derive_fetched(resource: &Resource) -> Derived {
    let found = slots(resource).find_map(|(_, value)| fetched(&value));
    found.map_or(Derived::Declines, |is_admin| Derived::Is(Value::string(if is_admin { ADMIN } else { USER })))
}

/// The property whose words fetch credentials.
pub(super) fn fetching(resource: &Resource) -> Option<&'static Property> {
    slots(resource).find_map(|(property, value)| fetched(&value).map(|_| property))
}

/// The values that flow into a resource, as written, in every spelling.
fn slots(resource: &Resource) -> impl Iterator<Item = (&'static Property, Value)> {
    let properties = SLOTS.iter().filter_map(|name| resource.kind.property(name));
    properties.flat_map(|property| written(resource, property).into_iter().map(move |value| (property, value)))
}

/// What is written for a property, before it is made a text.
fn written(resource: &Resource, property: &'static Property) -> Vec<Value> {
    match &resource.source {
        Source::Azurerm(body) => {
            let paths = property.azurerm.iter().map(|spelling| spelling.path);
            let values = paths.map(|path| walk(&body.body, path, Keys::Exact).value);
            values.filter(|value| !value.is_null()).take(1).collect()
        }
        Source::Arm(body) => {
            let values = property.arm.iter().map(|spelling| body.find(spelling.path).value);
            values.filter(|value| !value.is_null()).take(1).collect()
        }
        Source::Module(_) => Vec::new(),
    }
}

fn held(language: Language, value: &Value, depth: usize) -> Held {
    let Some(depth) = depth.checked_sub(1) else { return Held::NOTHING };
    let of_unknown = |unknown: &Unknown| {
        unknown.references().fold(Held::NOTHING, |held, reference| match credential(language, reference) {
            Some(Credential { is_harmless: true, .. }) | None => held,
            Some(Credential { is_admin: true, .. }) => held.with(Held::ADMIN),
            Some(_) => held.with(Held::USER),
        })
    };
    match &value.data {
        Data::Unknown(unknown) => of_unknown(unknown),
        Data::OneOf(members) => {
            let members = members.iter().map(|member| held(language, member, depth));
            members.reduce(Held::or).unwrap_or(Held::NOTHING)
        }
        Data::List(list) => list.items.iter().fold(Held::NOTHING, |all, item| all.with(held(language, item, depth))),
        Data::Object(object) => match &object.computed {
            Some(computed) => of_unknown(computed),
            None => object.entries.values().fold(Held::NOTHING, |all, entry| {
                let own = held(language, &entry.value, depth);
                all.with(if entry.maybe.is_some() { own.or(Held::NOTHING) } else { own })
            }),
        },
        _ => Held::NOTHING,
    }
}

/// The credential that a reference leads to.
fn credential(language: Language, reference: &Reference) -> Option<Credential> {
    match language {
        Language::Terraform => in_terraform(reference),
        Language::Bicep | Language::Arm => in_template(&reference.path),
    }
}

fn in_terraform(reference: &Reference) -> Option<Credential> {
    let named =
        |names: &[(&str, bool)], name: &str| names.iter().find(|(own, _)| *own == name).map(|(_, admin)| *admin);
    // Behind a declaration with several instances the path may begin with the instance.
    let path = reference.path.trim_start_matches(|c: char| c == '[' || c == ']' || c == '*' || c.is_ascii_digit());
    let path = path.trim_start_matches('.');
    let (first, rest) = path.split_at(path.find(['.', '[']).unwrap_or(path.len()));
    let is_module = resource_type(&reference.address).is_none();
    let is_admin = match is_module {
        true => {
            let module = reference.address.to_ascii_lowercase();
            let is_cluster = MODULE_NAMES.iter().any(|part| module.contains(part));
            named(&ATTRIBUTES, first).or_else(|| named(&MODULE_OUTPUTS, first).filter(|_| is_cluster))?
        }
        false if !CLUSTERS.contains(&resource_type(&reference.address)?) => return None,
        // The cluster as a whole, with all it computes.
        false if first.is_empty() => true,
        false => named(&ATTRIBUTES, first)?,
    };
    Some(Credential { is_admin, is_harmless: is_harmless(rest) })
}

fn in_template(path: &str) -> Option<Credential> {
    // Functions are called in any case.
    let lower = path.to_ascii_lowercase();
    CALLS.iter().find_map(|(name, is_admin)| {
        let at = lower.find(&format!("{}()", name.to_ascii_lowercase()))?;
        Some(Credential { is_admin: *is_admin, is_harmless: is_harmless(&path[at + name.len() + 2..]) })
    })
}

/// Whether what stands behind a kubeconfig leads to a part of it that is no secret.
fn is_harmless(behind: &str) -> bool {
    let last = behind.rsplit('.').next().unwrap_or_default();
    let last = last.split('[').next().unwrap_or_default();
    behind.contains('.') && HARMLESS.contains(&last)
}

/// The declaration that computes a credential, as the value of its id.
fn owner(reference: &Reference, reason: &Arc<Reason>) -> Value {
    // Of what is named by its id the call stands behind the id.
    let path = match reference.address.is_empty() {
        true => {
            let lower = reference.path.to_ascii_lowercase();
            CALLS.iter().find_map(|(name, _)| lower.find(&format!(".{}()", name.to_ascii_lowercase())))
        }
        false => None,
    };
    let path = path.map_or("id", |at| &reference.path[..at]);
    let reference = Reference { address: Arc::clone(&reference.address), path: path.into() };
    let reference = Some(Arc::new(reference));
    Value::new(Data::Unknown(Unknown { reason: Arc::clone(reason), not_null: true, reference, origins: None }))
}

/// Whether the words in a value fetch credentials, and then whether the administrator's.
fn fetched(value: &Value) -> Option<bool> {
    let mut texts = BTreeSet::new();
    words(value, &mut texts, MAX_DEPTH);
    let fetching = texts.iter().filter_map(|text| fetches(text));
    fetching.reduce(|one, other| one || other)
}

fn words(value: &Value, found: &mut BTreeSet<Arc<str>>, depth: usize) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match &value.data {
        Data::String(text) => drop(found.insert(Arc::clone(text))),
        Data::Unknown(unknown) => {
            let sketch = unknown.origins.as_ref().and_then(|origins| origins.sketch.clone());
            found.extend(sketch);
        }
        Data::List(list) => list.items.iter().for_each(|item| words(item, found, depth)),
        Data::Object(object) if object.computed.is_none() => {
            object.entries.values().for_each(|entry| words(&entry.value, found, depth));
        }
        _ => {}
    }
}

fn fetches(text: &str) -> Option<bool> {
    let lower = text.to_ascii_lowercase();
    let mut is_fetching = false;
    for (command, admin) in [("aks get-credentials", &["--admin", "-a"][..]), ("import-azakscredential", &["-admin"])] {
        for (at, _) in lower.match_indices(command) {
            is_fetching = true;
            let behind = &lower[at + command.len()..];
            // The options of this command: up to the next one.
            let joined = behind.replace("\\\n", " ").replace("\\\r\n", " ").replace("`\n", " ");
            let end = joined.find(['\n', ';', '|']).or_else(|| joined.find("&&")).unwrap_or(joined.len());
            if joined[..end].split_whitespace().any(|word| admin.contains(&word.trim_matches(['"', '\'', ')']))) {
                return Some(true);
            }
        }
    }
    is_fetching.then_some(false)
}
