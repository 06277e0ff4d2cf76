//! The files that a SARIF log speaks of, with their hashes: whoever reads it can tell whether they have changed since.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::schema::{Artifact, ArtifactLocation, Hashes, Location, Notification, SarifResult};
use super::uri::relative_uri;
use crate::source::{SourceFile, Sources};

/// Lists the files that results and notifications name, in the order of their first mention, and gives every mention the
/// index of its file.
pub fn artifacts(results: &mut [SarifResult], notifications: &mut [Notification], sources: &Sources) -> Vec<Artifact> {
    let files: BTreeMap<String, Arc<SourceFile>> =
        sources.files().into_iter().filter_map(|file| Some((relative_uri(&file.path)?, file))).collect();
    let mut artifacts: Vec<Artifact> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for location in locations(results, notifications) {
        let named = &mut location.physical_location.artifact_location;
        let Some(file) = files.get(&named.uri) else { continue };
        let index = *known.entry(named.uri.clone()).or_insert_with(|| {
            artifacts.push(artifact(named, file));
            artifacts.len() - 1
        });
        named.index = Some(index);
    }
    artifacts
}

fn locations<'l>(
    results: &'l mut [SarifResult],
    notifications: &'l mut [Notification],
) -> impl Iterator<Item = &'l mut Location> {
    let of_result = |result: &'l mut SarifResult| {
        let flows = result.code_flows.iter_mut().flat_map(|flow| &mut flow.thread_flows);
        let steps = flows.flat_map(|flow| &mut flow.locations).map(|step| &mut step.location);
        result.locations.iter_mut().chain(&mut result.related_locations).chain(steps)
    };
    results.iter_mut().flat_map(of_result).chain(notifications.iter_mut().flat_map(|one| &mut one.locations))
}

fn artifact(named: &ArtifactLocation, file: &SourceFile) -> Artifact {
    let mut sha_256 = String::with_capacity(64);
    for byte in Sha256::digest(file.text.as_bytes()) {
        // Writing to a string does not fail.
        let _ = write!(sha_256, "{byte:02x}");
    }
    Artifact {
        location: ArtifactLocation { uri: named.uri.clone(), uri_base_id: named.uri_base_id, index: None },
        roles: ["analysisTarget"],
        encoding: "utf-8",
        length: file.text.len(),
        hashes: Hashes { sha_256 },
    }
}
