//! The index of policies in `policies/README.md`.

use std::fs;
use std::path::Path;

use akslint::policy::{Catalogue, Schema, page};
use anyhow::{Context, Result};

/// Writes the index anew.
pub fn renew(root: &Path) -> Result<()> {
    let path = root.join("policies/README.md");
    let readme = fs::read_to_string(&path)?;
    // Titles and severities need no table.
    let catalogue = Catalogue::built_in(Schema::new([]));
    let pages = catalogue.policies().iter().map(|policy| policy.page());
    let pages = pages.collect::<Result<Vec<_>, _>>()?;
    let renewed = page::with_index(&readme, &pages).context("policies/README.md has no `<!-- index -->`")?;
    Ok(fs::write(&path, renewed)?)
}
