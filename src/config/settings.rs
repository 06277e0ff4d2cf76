//! What holds below a folder: which policies, how bad, what fails, what is not reported.
//!
//! Knows: how a file, its environments and the command line combine. Does not know: where files lie.

use std::collections::BTreeSet;

use serde_saphyr::Spanned;

use super::ConfigError;
use super::environments::WrittenEnvironment;
use super::ignores::Ignore;
use super::origin::Set;
use super::policies::{self, AllPolicySettings};
use super::written::ConfigFile;
use crate::policy::{Catalogue, Filter, Persona, Selection, Severity};
use crate::source::Sources;

/// What the command line says; it goes before every file.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// The persona, and the option that says so.
    pub persona: Option<Set<Persona>>,
    /// Only these policies.
    pub only: Option<Set<Vec<String>>>,
    /// Without these.
    pub except: Option<Set<Vec<String>>>,
    /// Findings from this severity on fail.
    pub fail_on: Option<Set<Severity>>,
    /// Undecided verdicts from this severity on fail.
    pub fail_on_undecided: Option<Set<Severity>>,
    /// Findings below this severity are not reported.
    pub min_severity: Option<Set<Severity>>,
}

/// What holds below a folder, or there in one environment.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Whose policies apply.
    pub persona: Set<Persona>,
    /// Findings from this severity on fail.
    pub fail_on: Set<Severity>,
    /// Undecided verdicts from this severity on fail as well.
    pub fail_on_undecided: Set<Option<Severity>>,
    /// Findings below this severity are not reported.
    pub min_severity: Set<Option<Severity>>,
    /// Only these policies; all when none is named.
    pub only: Set<Vec<String>>,
    /// Without these policies.
    pub except: Vec<Set<Vec<String>>>,
    /// What is set of single policies, by their index in the catalogue.
    pub policies: AllPolicySettings,
    /// Findings of any policy that are not reported.
    pub ignores: Vec<Ignore>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            persona: Set::default(Persona::Regular),
            fail_on: Set::default(Severity::Medium),
            fail_on_undecided: Set::default(None),
            min_severity: Set::default(None),
            only: Set::default(Vec::new()),
            except: Vec::new(),
            policies: AllPolicySettings::new(),
            ignores: Vec::new(),
        }
    }
}

impl Settings {
    /// What a file says, before the command line has its say.
    pub(super) fn read(sources: &Sources, file: &ConfigFile, catalogue: &Catalogue) -> Result<Self, ConfigError> {
        let written = &file.written;
        let mut settings = Self::default();
        if let Some(persona) = &written.persona {
            settings.persona = file.set(persona);
        }
        settings.set_thresholds(file, [&written.fail_on, &written.fail_on_undecided, &written.min_severity]);
        if let Some(only) = &written.only {
            settings.only = names(file, catalogue, only)?;
        }
        if let Some(except) = &written.except {
            settings.except.push(names(file, catalogue, except)?);
        }
        if let Some(written) = &written.policies {
            settings.policies = policies::read(sources, file, catalogue, written)?;
        }
        settings.ignores = policies::ignores(sources, file, written.ignore.as_deref())?;
        Ok(settings)
    }

    /// The same in an environment.
    pub(super) fn in_environment(
        &self,
        file: &ConfigFile,
        catalogue: &Catalogue,
        written: &WrittenEnvironment,
    ) -> Result<Self, ConfigError> {
        let mut settings = self.clone();
        settings.set_thresholds(file, [&written.fail_on, &written.fail_on_undecided, &written.min_severity]);
        if let Some(changes) = &written.policies {
            policies::change(file, catalogue, &mut settings.policies, changes)?;
        }
        Ok(settings)
    }

    fn set_thresholds(&mut self, file: &ConfigFile, written: [&Option<Spanned<Severity>>; 3]) {
        let [fail_on, fail_on_undecided, min_severity] = written;
        let optional = |severity: &Spanned<Severity>| Set {
            value: Some(severity.value),
            origin: file.origin(severity.referenced),
        };
        if let Some(severity) = fail_on {
            self.fail_on = file.set(severity);
        }
        if let Some(severity) = fail_on_undecided {
            self.fail_on_undecided = optional(severity);
        }
        if let Some(severity) = min_severity {
            self.min_severity = optional(severity);
        }
    }

    /// The same after the command line had its say.
    pub(super) fn with(mut self, overrides: &Overrides) -> Self {
        let optional = |set: &Set<Severity>| Set { value: Some(set.value), origin: set.origin.clone() };
        if let Some(persona) = &overrides.persona {
            self.persona = persona.clone();
        }
        if let Some(fail_on) = &overrides.fail_on {
            self.fail_on = fail_on.clone();
        }
        if let Some(fail_on_undecided) = &overrides.fail_on_undecided {
            self.fail_on_undecided = optional(fail_on_undecided);
        }
        if let Some(min_severity) = &overrides.min_severity {
            self.min_severity = optional(min_severity);
        }
        if let Some(only) = &overrides.only {
            // Whoever asks for policies by name wants to see them, whatever a file leaves out.
            self.only = only.clone();
            self.except.clear();
            for settings in self.policies.values_mut() {
                settings.enabled = None;
            }
        }
        self.except.extend(overrides.except.clone());
        self
    }

    /// The policies to apply, with what is set of them.
    pub(super) fn selection(&self, catalogue: &Catalogue) -> Selection {
        let persona = self.persona.value;
        let min_severity = if persona == Persona::Auditor { Severity::Info } else { Filter::default().min_severity };
        let except: Vec<String> = self.except.iter().flat_map(|set| set.value.iter().cloned()).collect();
        let filter = Filter { only: self.only.value.clone(), except: except.clone(), min_severity, persona };
        // Names were looked up when they were read, those of the command line before anything else.
        let mut selection = Selection::new(catalogue, &filter).unwrap_or_default();
        let left_out: BTreeSet<usize> = except.iter().flat_map(|name| catalogue.find(name)).collect();
        for (&index, settings) in &self.policies {
            if let Some(enabled) = &settings.enabled {
                selection.set_enabled(index, enabled.value && !left_out.contains(&index));
            }
            if let Some(severity) = &settings.severity {
                selection.set_severity(index, severity.value);
            }
            for (name, value) in &settings.options {
                if let Some(policy) = catalogue.policy(index) {
                    // Checked when it was read.
                    let _ = selection.set_option(index, policy, name, value.value.clone());
                }
            }
        }
        selection
    }
}

fn names(
    file: &ConfigFile,
    catalogue: &Catalogue,
    written: &Spanned<Vec<Spanned<String>>>,
) -> Result<Set<Vec<String>>, ConfigError> {
    for name in &written.value {
        policies::find(file, catalogue, name)?;
    }
    let value = written.value.iter().map(|name| name.value.clone()).collect();
    Ok(Set { value, origin: file.origin(written.referenced) })
}
