//! The command line: one file per command. Sees everything, prints nothing: output goes through the writers that
//! `main` hands in.

mod arguments;
mod baseline;
mod catalogue;
mod changes;
mod comfort;
mod fix;
mod infos;
mod init;
mod ip;
mod outputs;
mod pages;
mod patch;
mod pipeline;
mod progress;
mod scan;
mod settings;
mod show;
mod skeleton;
mod suppress;
mod suppression;
mod what_if;

pub use arguments::{Arguments, Command};
pub use fix::suggestions;
pub use infos::{catalogue_infos, judged, resources};
pub use pages::{NEWEST_PROVIDER, check_example};
pub use pipeline::built_in;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Reads at most so many bytes.
pub type Input = fn(u64) -> std::io::Result<Vec<u8>>;

/// What `main` reads from the process, so that nothing below it has to.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// Standard output is a terminal.
    pub is_terminal: bool,
    /// The characters of a line of the terminal, where standard output is one.
    pub columns: Option<usize>,
    /// `NO_COLOR` is set.
    pub no_color: bool,
    /// `FORCE_COLOR` or `CLICOLOR_FORCE` is set.
    pub force_color: bool,
    /// Standard output is a terminal that shows links.
    pub has_hyperlinks: bool,
    /// Shows a text on standard error at once, where that is a terminal and a person may be watching.
    pub progress: Option<fn(&str)>,
    /// Reads at most so many bytes of standard input.
    pub input: Option<Input>,
    /// `TF_VAR_*` variables, without the prefix.
    pub terraform_variables: Vec<(String, String)>,
    /// The user's home directory.
    pub home: Option<PathBuf>,
    /// The day, in UTC: when ignore comments and exemptions end.
    pub today: Option<jiff::civil::Date>,
    /// The arguments that environment variables set: `fail_on`.
    pub arguments_from_environment: BTreeSet<String>,
}

/// Usage errors end with exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(pub String);

/// Runs a command. Findings go to `out`, messages to `log`.
///
/// # Errors
/// Usage and configuration errors, and failures to write: exit code 2.
pub fn run(
    arguments: Arguments,
    surroundings: &Surroundings,
    out: &mut dyn Write,
    log: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    match arguments.command() {
        Command::Scan(scan) => scan::run(&scan, surroundings, out, log),
        Command::Policies(policies) => catalogue::policies(&policies, out),
        Command::Explain(explain) => catalogue::explain(&explain, surroundings, out),
        Command::Show(show) => show::run(&show, surroundings, out, log),
        Command::Ip(ip) => ip::run(&ip, surroundings, out, log),
        Command::Baseline(baseline) => baseline::run(&baseline, surroundings, out, log),
        Command::Suppress(arguments) => suppress::suppress(&arguments, surroundings, out, log),
        Command::Migrate(arguments) => suppress::migrate(&arguments, surroundings, out, log),
        Command::Completions(completions) => comfort::completions(&completions, out),
        Command::Test(test) => pages::test(&test, out),
        Command::NewPolicy(new) => pages::new_policy(&new, out),
        Command::Init(init) => init::run(&init, surroundings, out, log),
    }
}

/// What an operation on a file of the user's gave, with the file's name in the error.
fn answer<T>(result: std::io::Result<T>, path: &std::path::Path) -> anyhow::Result<T> {
    result.map_err(|error| UsageError(format!("{}: {error}", path.display())).into())
}
