//! The `akslint` binary: arguments in, exit code out. Alone may print, exit and read the environment.

use std::io::{self, IsTerminal, Read, Write};
use std::process::ExitCode;

use akslint::cli::{self, Arguments, Surroundings};
use clap::Parser;

#[expect(clippy::disallowed_methods, reason = "main alone reads the environment")]
fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let value = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let is_set = |name: &str| value(name).is_some();
    // Colours are forced by any value but these, which ask for the opposite.
    let is_on = |name: &str| value(name).is_some_and(|value| value != "0" && value != "false");
    let is_dumb = value("TERM").is_some_and(|terminal| terminal == "dumb");
    let is_watched = !is_set("CI") && !is_dumb;
    let surroundings = Surroundings {
        is_terminal: io::stdout().is_terminal(),
        // None where standard output is no terminal.
        columns: terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0)),
        no_color: is_set("NO_COLOR") || is_dumb || value("CLICOLOR").is_some_and(|value| value == "0"),
        force_color: is_on("FORCE_COLOR") || is_on("CLICOLOR_FORCE"),
        has_hyperlinks: is_watched && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
        progress: (is_watched && io::stderr().is_terminal()).then_some(show),
        input: Some(input),
        terraform_variables: terraform_variables(),
        home: std::env::home_dir(),
        today: Some(jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date()),
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    // Not locked: progress is shown by another thread.
    let mut log = io::stderr();
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

fn show(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

fn input(limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
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
