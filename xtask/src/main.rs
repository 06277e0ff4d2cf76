//! Chores of the project, none of which a build needs and none of which uses the network:
//!
//! - `cargo run -p xtask -- index` renews the index of policies, COVERAGE.md and PROPERTIES.md beside it,
//! - `cargo run -p xtask -- schema` renews the schema of akslint.yaml,
//! - `cargo run -p xtask -- grammar` generates the Bicep parser anew,
//! - `cargo run -p xtask -- leaves DIR` tells how much of what decides about security is known in Bicep and ARM code,
//! - `cargo run -p xtask -- check` proves that the parser that is checked in is the generated one.

#![allow(clippy::disallowed_methods, reason = "chores read and write the project's own files")]

mod grammar;
mod index;
mod leaves;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};

fn main() -> ExitCode {
    let chore = std::env::args().nth(1);
    match run(chore.as_deref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(chore: Option<&str>) -> Result<()> {
    match chore {
        Some("index") => index::renew(&root()),
        Some("schema") => schema(),
        Some("grammar") => grammar::generate(&root()),
        Some("check") => grammar::check(&root()),
        Some("leaves") => leaves::print(Path::new(&std::env::args().nth(2).unwrap_or_else(|| ".".to_owned()))),
        _ => bail!("usage: cargo run -p xtask -- index | schema | grammar | check | leaves DIR"),
    }
}

/// Renews the schema of akslint.yaml.
fn schema() -> Result<()> {
    let text = akslint::config::schema::text(&akslint::cli::built_in());
    Ok(std::fs::write(root().join("schemas/akslint.schema.json"), text)?)
}

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}
