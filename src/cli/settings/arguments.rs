//! The options that choose a file, and those that go before what a file says.

use std::path::PathBuf;

use clap::Args;

use crate::cli::Surroundings;
use crate::cli::arguments::{ReadArguments, SeverityName};
use crate::config::{Choice, Origin, Overrides, Set};
use crate::policy::Severity;

/// Which file counts.
#[derive(Debug, Clone, Default, Args)]
pub struct ConfigArguments {
    /// This akslint.yaml counts and no other [default: for each root the nearest one around it].
    #[arg(long, value_name = "FILE", help_heading = "Configuration", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// No akslint.yaml counts.
    #[arg(long, help_heading = "Configuration")]
    pub no_config: bool,
}

impl ConfigArguments {
    /// The file that counts.
    #[must_use]
    pub fn choice(&self) -> Choice {
        match &self.config {
            _ if self.no_config => Choice::None,
            Some(file) => Choice::File(file.clone()),
            None => Choice::Nearest,
        }
    }
}

/// Which findings fail, and which are reported.
#[derive(Debug, Clone, Default, Args)]
pub struct ThresholdArguments {
    /// Findings of this severity or worse give exit code 1 [default: medium].
    #[arg(long, value_enum, value_name = "SEVERITY", help_heading = "Policies")]
    pub fail_on: Option<SeverityName>,
    /// Undecided verdicts of policies of this severity or worse give exit code 1 as well.
    #[arg(long, value_enum, value_name = "SEVERITY", help_heading = "Policies")]
    pub fail_on_undecided: Option<SeverityName>,
    /// Report only findings of this severity or worse.
    #[arg(long, value_enum, value_name = "SEVERITY", help_heading = "Policies")]
    pub min_severity: Option<SeverityName>,
}

/// What the command line says over every file.
#[must_use]
pub fn overrides(
    read: &ReadArguments,
    thresholds: Option<&ThresholdArguments>,
    surroundings: &Surroundings,
) -> Overrides {
    let severity = |name: &str, value: Option<SeverityName>| {
        value.map(|value| Set { value: Severity::from(value), origin: origin(name, surroundings) })
    };
    let names = |name: &str, value: &[String]| {
        (!value.is_empty()).then(|| Set { value: value.to_vec(), origin: origin(name, surroundings) })
    };
    Overrides {
        persona: read.persona.map(|value| Set { value: value.into(), origin: origin("persona", surroundings) }),
        only: names("only", &read.only),
        except: names("except", &read.except),
        fail_on: severity("fail_on", thresholds.and_then(|thresholds| thresholds.fail_on)),
        fail_on_undecided: severity(
            "fail_on_undecided",
            thresholds.and_then(|thresholds| thresholds.fail_on_undecided),
        ),
        min_severity: severity("min_severity", thresholds.and_then(|thresholds| thresholds.min_severity)),
    }
}

/// What set an argument: its option, or the environment variable in its place.
pub(super) fn origin(argument: &str, surroundings: &Surroundings) -> Origin {
    Origin::Argument(match surroundings.arguments_from_environment.contains(argument) {
        true => format!("AKSLINT_{}", argument.to_uppercase()),
        false => format!("--{}", argument.replace('_', "-")),
    })
}
