//! The key `policies`: what users set of single policies.
//!
//! Knows: how values are written, and which policies a name means. Does not know: what is done with them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::ConfigError;
use super::ignores::{Ignore, WrittenIgnore};
use super::named::Named;
use super::origin::Set;
use super::written::ConfigFile;
use crate::formats::closest;
use crate::policy::{Catalogue, OptionValue, Severity};
use crate::source::Sources;

/// What is written below `policies`: by the name of the policy.
pub(super) type WrittenPolicies = Named<Option<WrittenPolicy>>;

/// What is written about one policy.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct WrittenPolicy {
    severity: Option<Spanned<Severity>>,
    enabled: Option<Spanned<bool>>,
    options: Option<Named<Spanned<WrittenValue>>>,
    ignore: Option<Vec<Spanned<WrittenIgnore>>>,
}

/// What is written about one policy in an environment.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct WrittenChange {
    severity: Option<Spanned<Severity>>,
    enabled: Option<Spanned<bool>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum WrittenValue {
    Bool(bool),
    Number(f64),
    Text(String),
    Texts(Vec<String>),
}

impl From<WrittenValue> for OptionValue {
    fn from(written: WrittenValue) -> Self {
        match written {
            WrittenValue::Bool(value) => Self::Bool(value),
            WrittenValue::Number(value) => Self::Number(value),
            WrittenValue::Text(value) => Self::Text(value.into()),
            WrittenValue::Texts(values) => Self::Texts(values.into_iter().map(Into::into).collect()),
        }
    }
}

/// What is set of one policy.
#[derive(Debug, Clone, Default)]
pub struct PolicySettings {
    /// How bad it is, in place of what its page says.
    pub severity: Option<Set<Severity>>,
    /// Whether it is judged, whatever the persona.
    pub enabled: Option<Set<bool>>,
    /// Its options.
    pub options: Vec<(String, Set<OptionValue>)>,
    /// Findings that are not reported.
    pub ignores: Vec<Ignore>,
}

/// What is set of policies, by their index in the catalogue.
pub(super) type AllPolicySettings = BTreeMap<usize, PolicySettings>;

/// Reads what a file says of single policies.
pub(super) fn read(
    sources: &Sources,
    file: &ConfigFile,
    catalogue: &Catalogue,
    written: &WrittenPolicies,
) -> Result<AllPolicySettings, ConfigError> {
    let mut all = AllPolicySettings::new();
    for (name, policy, indices) in named(file, catalogue, written)? {
        let settings = PolicySettings {
            severity: policy.severity.as_ref().map(|severity| file.set(severity)),
            enabled: policy.enabled.as_ref().map(|enabled| file.set(enabled)),
            options: Vec::new(),
            ignores: ignores(sources, file, policy.ignore.as_deref())?,
        };
        let mut options: BTreeMap<usize, Vec<(String, Set<OptionValue>)>> = BTreeMap::new();
        for (option, value) in policy.options.iter().flat_map(|options| &options.0) {
            let set = Set { value: OptionValue::from(value.value.clone()), origin: file.origin(value.referenced) };
            let mut is_taken = false;
            let mut refused = None;
            // An alias may mean several policies, of which some have the option.
            for &index in &indices {
                let Some(policy) = catalogue.policy(index) else { continue };
                match policy.check_option(&option.value, &set.value) {
                    Ok(_) => {
                        is_taken = true;
                        options.entry(index).or_default().push((option.value.clone(), set.clone()));
                    }
                    Err(error) => refused = Some(refused.unwrap_or(error)),
                }
            }
            if let Some(error) = refused.filter(|_| !is_taken) {
                let is_name = matches!(error, crate::policy::OptionError::NoOption { .. });
                let place = if is_name { option.referenced } else { value.referenced };
                return Err(file.error(place, error.to_string()));
            }
        }
        for index in indices {
            let options = options.remove(&index).unwrap_or_default();
            let settings = PolicySettings { options, ..settings.clone() };
            if all.insert(index, settings).is_some() {
                return Err(twice(file, catalogue, index, name));
            }
        }
    }
    Ok(all)
}

/// Reads what a file says of single policies in an environment, over what it says of them elsewhere.
pub(super) fn change(
    file: &ConfigFile,
    catalogue: &Catalogue,
    all: &mut AllPolicySettings,
    written: &Named<Option<WrittenChange>>,
) -> Result<(), ConfigError> {
    let mut seen = std::collections::BTreeSet::new();
    for (name, change, indices) in named(file, catalogue, written)? {
        for index in indices {
            if !seen.insert(index) {
                return Err(twice(file, catalogue, index, name));
            }
            let settings = all.entry(index).or_default();
            if let Some(severity) = &change.severity {
                settings.severity = Some(file.set(severity));
            }
            if let Some(enabled) = &change.enabled {
                settings.enabled = Some(file.set(enabled));
            }
        }
    }
    Ok(())
}

/// Reads the entries of a key `ignore`.
pub(super) fn ignores(
    sources: &Sources,
    file: &ConfigFile,
    written: Option<&[Spanned<WrittenIgnore>]>,
) -> Result<Vec<Ignore>, ConfigError> {
    written.unwrap_or_default().iter().map(|entry| entry.value.read(sources, file, entry)).collect()
}

/// The policies that a name means.
pub(super) fn find(
    file: &ConfigFile,
    catalogue: &Catalogue,
    name: &Spanned<String>,
) -> Result<Vec<usize>, ConfigError> {
    let found = catalogue.find(&name.value);
    if found.is_empty() {
        let shown: String = name.value.chars().take(60).collect();
        let aliases = || catalogue.policies().iter().flat_map(|policy| policy.aliases().iter().map(|alias| &**alias));
        let nearest = catalogue.nearest(&shown).or_else(|| closest(&shown, aliases()));
        let nearest = nearest.map(|nearest| format!("; did you mean `{nearest}`?"));
        let message = format!("there is no policy `{shown}`{}", nearest.unwrap_or_default());
        return Err(file.error(name.referenced, message));
    }
    Ok(found)
}

type NamedPolicies<'w, V> = Vec<(&'w Spanned<String>, &'w V, Vec<usize>)>;

fn named<'w, V: 'w>(
    file: &ConfigFile,
    catalogue: &Catalogue,
    written: &'w Named<Option<V>>,
) -> Result<NamedPolicies<'w, V>, ConfigError> {
    let mut all = Vec::new();
    for (name, value) in &written.0 {
        let indices = find(file, catalogue, name)?;
        // A name with nothing behind it sets nothing.
        if let Some(value) = value {
            all.push((name, value, indices));
        }
    }
    Ok(all)
}

fn twice(file: &ConfigFile, catalogue: &Catalogue, index: usize, name: &Spanned<String>) -> ConfigError {
    let id = catalogue.policy(index).map_or("", crate::policy::Policy::id);
    let message = format!("`{id}` is set already, by another of its names; `{}` means it too", name.value);
    file.error(name.referenced, message)
}
