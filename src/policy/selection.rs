//! The policies that are applied, and what users set of them.
//!
//! Knows: which policies a filter lets through, and severities and options that go before those of the pages. Does not
//! know: where they are set.

use std::collections::BTreeMap;

use super::catalogue::{Catalogue, OptionError};
use super::definition::Policy;
use super::front_matter::OptionValue;
use super::grade::{Persona, Severity};

/// What to choose from a catalogue.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Ids and aliases; when not empty, only these, whatever their severity and persona.
    pub only: Vec<String>,
    /// Ids and aliases that are left out.
    pub except: Vec<String>,
    /// The least severity.
    pub min_severity: Severity,
    /// The most demanding persona.
    pub persona: Persona,
}

impl Default for Filter {
    fn default() -> Self {
        Self { only: Vec::new(), except: Vec::new(), min_severity: Severity::Low, persona: Persona::Regular }
    }
}

/// A name that no policy has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no policy `{name}`{}", .nearest.as_ref().map_or_else(String::new, |name| format!("; did you mean `{name}`?")))]
pub struct UnknownPolicy {
    /// The name.
    pub name: String,
    /// The id that is spelt most like it.
    pub nearest: Option<String>,
}

/// The policies of a catalogue that are applied, and what is set of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Selection {
    policies: Vec<usize>,
    severities: BTreeMap<usize, Severity>,
    options: BTreeMap<usize, Vec<OptionValue>>,
    is_without_evidence_of_passes: bool,
}

impl Selection {
    /// Every policy.
    #[must_use]
    pub fn all(catalogue: &Catalogue) -> Self {
        Self { policies: (0..catalogue.policies().len()).collect(), ..Self::default() }
    }

    /// No policy.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The policies that a filter lets through.
    ///
    /// # Errors
    /// When the filter names what is no policy.
    pub fn new(catalogue: &Catalogue, filter: &Filter) -> Result<Self, UnknownPolicy> {
        let indices = |names: &[String]| -> Result<Vec<usize>, UnknownPolicy> {
            let mut indices = Vec::new();
            for name in names {
                let found = catalogue.find(name);
                if found.is_empty() {
                    let nearest = catalogue.nearest(name).map(str::to_owned);
                    return Err(UnknownPolicy { name: name.clone(), nearest });
                }
                indices.extend(found);
            }
            Ok(indices)
        };
        let (only, except) = (indices(&filter.only)?, indices(&filter.except)?);
        let is_chosen = |&index: &usize| {
            let policy = &catalogue.policies()[index];
            let is_wanted = if filter.only.is_empty() {
                policy.severity() >= filter.min_severity && policy.persona() <= filter.persona
            } else {
                only.contains(&index)
            };
            is_wanted && !except.contains(&index)
        };
        Ok(Self { policies: (0..catalogue.policies().len()).filter(is_chosen).collect(), ..Self::default() })
    }

    /// The same, but evidence is given of what fails or is undecided only: finding the words for the rest takes as long
    /// as judging it.
    #[must_use]
    pub fn without_evidence_of_passes(mut self) -> Self {
        self.is_without_evidence_of_passes = true;
        self
    }

    /// Whether evidence is given of what passes too.
    #[must_use]
    pub fn gives_all_evidence(&self) -> bool {
        !self.is_without_evidence_of_passes
    }

    /// The indices of the chosen policies, ascending: in the order of their ids.
    #[must_use]
    pub fn policies(&self) -> &[usize] {
        &self.policies
    }
    /// Adds a policy, or takes it out.
    pub fn set_enabled(&mut self, policy: usize, is_enabled: bool) {
        match (self.policies.binary_search(&policy), is_enabled) {
            (Err(at), true) => self.policies.insert(at, policy),
            (Ok(at), false) => {
                self.policies.remove(at);
            }
            _ => {}
        }
    }

    /// Sets the severity of a policy, whatever its page says.
    pub fn set_severity(&mut self, policy: usize, severity: Severity) {
        self.severities.insert(policy, severity);
    }

    /// Sets an option of a policy.
    ///
    /// # Errors
    /// When the policy has no such option, or the value is of another type.
    pub fn set_option(
        &mut self,
        index: usize,
        policy: &Policy,
        name: &str,
        value: OptionValue,
    ) -> Result<(), OptionError> {
        let at = policy.check_option(name, &value)?;
        let options = self.options.entry(index).or_insert_with(|| policy.option_values().to_vec());
        if let Some(option) = options.get_mut(at) {
            *option = value;
        }
        Ok(())
    }

    /// The severity set for a policy; none where its page decides.
    #[must_use]
    pub fn severity(&self, policy: usize) -> Option<Severity> {
        self.severities.get(&policy).copied()
    }

    /// The values of a policy's options, in their order.
    #[must_use]
    pub fn options<'s>(&'s self, index: usize, policy: &'s Policy) -> &'s [OptionValue] {
        self.options.get(&index).map_or(policy.option_values(), Vec::as_slice)
    }
}
