//! Chores of the project: `cargo run -p xtask -- index` renews the index of policies.

#![allow(clippy::disallowed_methods, reason = "chores read and write the project's own files")]

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use akslint::policy::{Catalogue, Schema, page};

fn main() -> ExitCode {
    match env::args().nth(1).as_deref() {
        Some("index") => index(),
        _ => Err("usage: cargo run -p xtask -- index".to_owned()),
    }
    .map_or_else(
        |message| {
            eprintln!("{message}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

/// Writes the index of policies into `policies/README.md`.
fn index() -> Result<(), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies/README.md");
    let readme = fs::read_to_string(&path).map_err(|error| error.to_string())?;
    // Titles and severities need no table.
    let catalogue = Catalogue::built_in(Schema::new([]));
    let pages = catalogue.policies().iter().map(|policy| policy.page().map_err(|error| error.to_string()));
    let pages = pages.collect::<Result<Vec<_>, _>>()?;
    let renewed = page::with_index(&readme, &pages).ok_or("policies/README.md has no `<!-- index -->`")?;
    fs::write(&path, renewed).map_err(|error| error.to_string())
}
