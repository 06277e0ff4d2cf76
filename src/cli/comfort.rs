//! What makes a scan pleasant: how much it says, when it fails, an editor's text, completions of shells.
//!
//! Knows the options. Does not know what is found.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory};

use super::arguments::Arguments;
use super::{Surroundings, UsageError};
use crate::report::Report;

/// Options of `scan` for people, editors and gates.
#[derive(Debug, Clone, Default, Args)]
pub struct ComfortArguments {
    /// Findings do not give exit code 1; what could not be read still gives 3.
    #[arg(long, help_heading = "Exit code")]
    pub exit_zero: bool,
    /// What could not be parsed, read or followed does not give exit code 3; it is told all the same.
    #[arg(long, help_heading = "Exit code")]
    pub allow_parse_errors: bool,
    /// Exit code 3 when no AKS resources are found.
    #[arg(long, help_heading = "Exit code")]
    pub require_resources: bool,
    /// Print findings and what could not be read, nothing else.
    #[arg(long, short, help_heading = "Output", conflicts_with = "verbose")]
    pub quiet: bool,
    /// Tell on standard error what was read, what was not and why, and why verdicts are undecided.
    #[arg(long, short, help_heading = "Output")]
    pub verbose: bool,
    /// Print how often each policy fails or is undecided, instead of the findings (formats full, concise and json).
    #[arg(long, help_heading = "Output")]
    pub statistics: bool,
    /// Do not show on a terminal how far a long scan has come.
    #[arg(long, help_heading = "Output")]
    pub no_progress: bool,
    /// Tells several SARIF reports of one commit apart when they are uploaded: the name of an environment or folder.
    #[arg(long, value_name = "NAME", help_heading = "Output")]
    pub sarif_category: Option<String>,
    /// The text of this file is what standard input holds, saved or not; only this file is reported. Name its callers as
    /// paths to have it judged as part of them.
    #[arg(long, value_name = "FILE", help_heading = "Reading")]
    pub stdin_filename: Option<PathBuf>,
}

impl ComfortArguments {
    /// Whether the scan counts as incomplete: exit code 3.
    pub fn is_incomplete(&self, report: &Report) -> bool {
        let is_unread = report.summary.unread > 0 && !self.allow_parse_errors;
        is_unread || self.require_resources && report.summary.resources == 0
    }
}

/// A file as an editor holds it.
pub struct Unsaved {
    /// The file as the user names it.
    pub file: PathBuf,
    /// What the editor holds.
    pub text: String,
}

impl Unsaved {
    /// Reads standard input, when a file is named for it.
    ///
    /// # Errors
    /// When it cannot be read, is too long, or is no UTF-8 text.
    pub fn read(file: Option<&PathBuf>, surroundings: &Surroundings, limit: u64) -> anyhow::Result<Option<Self>> {
        let Some(file) = file else { return Ok(None) };
        let wrong = |what: String| UsageError(format!("--stdin-filename: standard input {what}"));
        let read = surroundings.input.ok_or_else(|| wrong("is not there".to_owned()))?;
        // One byte more tells a text that is too long from one that just fits.
        let bytes = read(limit.saturating_add(1)).map_err(|error| wrong(format!("cannot be read: {error}")))?;
        if bytes.len() as u64 > limit {
            return Err(wrong("is above the limit of --max-file-size".to_owned()).into());
        }
        let text = String::from_utf8(bytes).map_err(|_| wrong("is not UTF-8 text".to_owned()))?;
        Ok(Some(Self { file: file.clone(), text }))
    }
}

/// Arguments of `completions`.
#[derive(Debug, Clone, Args)]
pub struct CompletionsArguments {
    /// The shell.
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// Prints the completions of a shell.
///
/// # Errors
/// When writing fails.
pub fn completions(arguments: &CompletionsArguments, out: &mut dyn Write) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut <Arguments as CommandFactory>::command(), "akslint", &mut script);
    out.write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}

/// The command that a path that is not there may have been meant for.
pub fn meant_command(paths: &[PathBuf]) -> Option<String> {
    let word = paths.first()?.to_str().filter(|word| !word.contains(['/', '\\', '.']))?;
    let command = <Arguments as CommandFactory>::command();
    crate::policy::nearest(word, command.get_subcommands().map(clap::Command::get_name)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::meant_command;

    #[test]
    fn a_mistyped_command_is_recognised_and_a_path_is_not() {
        let meant = |word: &str| meant_command(&[PathBuf::from(word)]);
        assert_eq!(meant("scna").as_deref(), Some("scan"));
        assert_eq!(meant("polices").as_deref(), Some("policies"));
        assert_eq!(meant("infrastructure"), None);
        assert_eq!(meant("./scna"), None);
        assert_eq!(meant("scan.tf"), None);
    }
}
