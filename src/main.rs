//! The `akslint` binary: arguments in, exit code out. Alone may print, exit and read the environment.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use akslint::cli::{self, Arguments, Surroundings};
use clap::Parser;

#[expect(clippy::disallowed_methods, reason = "main alone reads the environment")]
fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let surroundings = Surroundings {
        is_terminal: io::stdout().is_terminal(),
        // None where standard output is no terminal.
        columns: terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0)),
        no_color: is_set("NO_COLOR"),
        force_color: is_set("FORCE_COLOR") || is_set("CLICOLOR_FORCE"),
        terraform_variables: terraform_variables(),
        home: std::env::home_dir(),
        today: Some(jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date()),
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut log = io::stderr().lock();
    match cli::run(arguments, &surroundings, &mut out, &mut log) {
        Ok(code) => code,
        // Whoever reads our output has seen enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = out.flush();
            let _ = writeln!(log, "error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn terraform_variables() -> Vec<(String, String)> {
    let mut variables: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| {
            let name = name.to_str()?.strip_prefix("TF_VAR_")?.to_owned();
            Some((name, value.into_string().ok()?))
        })
        .collect();
    variables.sort();
    variables
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe))
}
