//! Why a value is not known.

use std::sync::Arc;

use super::Origins;
use crate::source::Span;

/// A value we cannot compute.
#[derive(Debug, Clone, PartialEq)]
pub struct Unknown {
    /// Why.
    pub reason: Arc<Reason>,
    /// Certainly not null: a resource's id, a template, `coalesce(…)`.
    pub not_null: bool,
    /// What it refers to, when the whole value is one attribute of another resource.
    pub reference: Option<Arc<Reference>>,
    /// What it was made of, when it is no such attribute.
    pub origins: Option<Arc<Origins>>,
}

impl Unknown {
    /// An attribute of it: unknown for the same reason. Of a reference the path grows; the `id` of a resource, and of
    /// what is declared in a list of it, is certainly set.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Self {
        let Some(reference) = &self.reference else {
            return self.part(|path| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") });
        };
        let path = &*reference.path;
        let longer: Arc<str> = if path.is_empty() { name.into() } else { format!("{path}.{name}").into() };
        let reference = Reference { address: Arc::clone(&reference.address), path: longer };
        let is_module = path.starts_with("outputs") || reference.address.rsplit('.').nth(1) == Some("module");
        let is_id = name == "id" && (path.is_empty() || path.ends_with(']') && !is_module);
        let not_null = is_id || path.is_empty() && is_time(&reference.address, name);
        Self { not_null, ..self.referring_to(reference) }
    }

    /// An element of it, by the index or key as written between brackets. An index directly behind the declaration names the
    /// instance.
    #[must_use]
    pub fn index(&self, key: &str) -> Self {
        let Some(reference) = &self.reference else { return self.part(|path| format!("{path}[{key}]")) };
        let (address, path) = (&reference.address, &*reference.path);
        let (address, path): (Arc<str>, Arc<str>) = match path.is_empty() {
            true => (format!("{address}[{key}]").into(), "".into()),
            false => (Arc::clone(address), format!("{path}[{key}]").into()),
        };
        self.referring_to(Reference { address, path })
    }

    /// Something of it that nobody can name.
    #[must_use]
    pub fn without_reference(&self) -> Self {
        let origins = match &self.reference {
            Some(own) => Some(Arc::new(Origins { references: vec![Arc::clone(own)], sketch: None })),
            None => self.origins.clone(),
        };
        Self { reason: Arc::clone(&self.reason), not_null: false, reference: None, origins }
    }

    /// Unknown for the same reason, and an attribute of another resource.
    fn referring_to(&self, reference: Reference) -> Self {
        let reference = Some(Arc::new(reference));
        Self { reason: Arc::clone(&self.reason), not_null: false, reference, origins: None }
    }

    /// A part of what was made of others.
    fn part(&self, step: impl Fn(&str) -> String) -> Self {
        let origins = self.origins.as_ref().map(|origins| Arc::new(origins.extended(step)));
        Self { reason: Arc::clone(&self.reason), not_null: false, reference: None, origins }
    }
}

/// Whether it is a moment that a resource of the time provider always knows: `time_rotating.year.rotation_rfc3339`.
fn is_time(address: &str, name: &str) -> bool {
    let is_moment = matches!(name, "rfc3339" | "rotation_rfc3339" | "unix");
    is_moment && address.rsplit('.').nth(1).is_some_and(|resource_type| resource_type.starts_with("time_"))
}

/// A reference to an attribute of another declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Absolute address of the declaration inside its root: `module.net.azurerm_subnet.nodes[0]`. Without instance
    /// key where the instance is not known.
    pub address: Arc<str>,
    /// The attribute path behind it, `id` or `subnet[0].id`; empty for the whole resource. `id/subnets/nodes` is the id
    /// of what lies in the resource. Where there is no address, an Azure id from the provider on:
    /// `/providers/Microsoft.Network/virtualNetworks/net`.
    pub path: Arc<str>,
}

/// Why something is not known: a cause to group by, a sentence, and the place that could mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What kind of cause.
    pub cause: Cause,
    /// What it is about, in the user's spelling: `var.private_cluster_enabled`, `data.azurerm_subnet.nodes`,
    /// `module.aks`, a function's name. Reasons with equal cause and subject are one cause in reports.
    pub subject: Arc<str>,
    /// One sentence part that fits behind "because": `var.x has no value`.
    pub text: Arc<str>,
    /// The place of the cause (the variable's declaration, the module call, the broken line), if there is one.
    pub span: Option<Span>,
}

/// The kinds of causes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cause {
    /// An input (variable or parameter) without a value.
    NoValue,
    /// Known only after deployment: an attribute the platform computes.
    Computed,
    /// Read from what is already deployed (`data`, `existing`).
    Deployed,
    /// A module that is not on disk.
    MissingModule,
    /// Replaced by the pipeline before deployment (`#{token}#`).
    Pipeline,
    /// A function whose result is only known at run time (`timestamp`, `uuid`), or a provider's function.
    Function,
    /// A condition or repetition that is not decided.
    Condition,
    /// The source could not be read there.
    Syntax,
    /// The expression is in error: the tool itself would refuse it.
    Invalid,
    /// It refers to itself.
    Cycle,
    /// The budget of steps, memory or time ran out.
    Budget,
    /// Sources disagree or the default is not documented.
    Undocumented,
}

impl Reason {
    /// A reason with a subject and a sentence part that fits behind "because".
    #[must_use]
    pub fn new(cause: Cause, subject: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { cause, subject: subject.into(), text: text.into(), span: None }
    }

    /// The same, with the place of the cause.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// A condition that is not decided, without further detail.
    #[must_use]
    pub fn undecided_condition() -> Self {
        Self::new(Cause::Condition, "", "a condition is not decided")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Cause, Reason, Reference, Unknown};

    /// Whether an attribute of what is declared at an address is certainly set.
    fn is_set(address: &str, name: &str) -> bool {
        let reference = Reference { address: address.into(), path: "".into() };
        let reason = Arc::new(Reason::new(Cause::Deployed, address, "Azure decides it"));
        Unknown { reason, not_null: false, reference: Some(Arc::new(reference)), origins: None }
            .attribute(name)
            .not_null
    }

    #[test]
    fn ids_and_moments_are_certainly_set() {
        assert!(is_set("azurerm_subnet.nodes", "id"));
        assert!(is_set("time_rotating.half_year", "rotation_rfc3339"));
        assert!(is_set("module.secrets.time_offset.end", "rfc3339"));
        assert!(!is_set("time_rotating.half_year", "rotation_hours"));
        assert!(!is_set("azurerm_key_vault_secret.password", "rfc3339"));
        assert!(!is_set("data.external.time_of_day", "rfc3339"));
    }
}
