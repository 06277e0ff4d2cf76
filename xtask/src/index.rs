//! What is generated from the pages and the table: the index of policies in `policies/README.md`, and the pages
//! `policies/COVERAGE.md` and `policies/PROPERTIES.md`.

use std::fs;
use std::path::Path;

use akslint::model::table;
use akslint::policy::page::coverage::{self, Guidance, Peers};
use akslint::policy::{Catalogue, Schema, page};
use anyhow::{Context, Result, anyhow};

/// Writes all three anew.
pub fn renew(root: &Path) -> Result<()> {
    let policies = root.join("policies");
    let path = policies.join("README.md");
    let readme = fs::read_to_string(&path)?;
    // Titles and severities need no table.
    let catalogue = Catalogue::built_in(Schema::new([]));
    let pages = catalogue.policies().iter().map(|policy| policy.page());
    let pages = pages.collect::<Result<Vec<_>, _>>()?;
    let renewed = page::with_index(&readme, &pages).context("policies/README.md has no `<!-- index -->`")?;
    fs::write(&path, renewed)?;
    let data = |name: &str| fs::read_to_string(policies.join("data").join(name)).with_context(|| name.to_owned());
    let guidance = Guidance::read(&data("guidance.yaml")?).map_err(|error| anyhow!("guidance.yaml: {error}"))?;
    let peers = Peers::read(&data("peers.yaml")?).map_err(|error| anyhow!("peers.yaml: {error}"))?;
    fs::write(policies.join("COVERAGE.md"), coverage::coverage(&pages, &guidance, &peers))?;
    Ok(fs::write(policies.join("PROPERTIES.md"), page::properties(table::kinds()))?)
}
