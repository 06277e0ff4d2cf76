//! The key `policies`: what users set of single policies.
//!
//! Knows: how values are written, and where. Does not know: which policies there are, or what they let one set.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::ConfigError;
use super::yaml::at;
use crate::policy::{Catalogue, OptionValue};

/// What is written below `policies`: by the name of the policy.
pub(super) type WrittenPolicies = BTreeMap<String, WrittenPolicy>;

/// What is written about one policy.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenPolicy {
    #[serde(default)]
    options: BTreeMap<String, Spanned<WrittenValue>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum WrittenValue {
    Bool(bool),
    Number(f64),
    Text(String),
    Texts(Vec<String>),
}

/// Options of policies, with the places where they are set.
#[derive(Debug, Default)]
pub struct PolicyOptions {
    path: String,
    set: Vec<(String, String, Spanned<WrittenValue>)>,
}

impl PolicyOptions {
    pub(super) fn new(path: &str, written: WrittenPolicies) -> Self {
        let set = written
            .into_iter()
            .flat_map(|(id, policy)| policy.options.into_iter().map(move |(name, value)| (id.clone(), name, value)));
        Self { path: path.to_owned(), set: set.collect() }
    }

    /// Sets them.
    ///
    /// # Errors
    /// When there is no such policy or option, or its value is of another type: what is wrong first, with its place.
    pub fn apply(self, catalogue: &mut Catalogue) -> Result<(), ConfigError> {
        for (id, name, value) in self.set {
            let location = value.referenced;
            let value = match value.value {
                WrittenValue::Bool(value) => OptionValue::Bool(value),
                WrittenValue::Number(value) => OptionValue::Number(value),
                WrittenValue::Text(value) => OptionValue::Text(value.into()),
                WrittenValue::Texts(values) => OptionValue::Texts(values.into_iter().map(Into::into).collect()),
            };
            let set = catalogue.set_option(&id, &name, value);
            set.map_err(|error| at(&self.path, Some(location), error.to_string()))?;
        }
        Ok(())
    }
}
