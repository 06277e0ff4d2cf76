//! Plans among the files: those that are named whatever they are called, and those that lie in a folder.
//!
//! Knows: how plans are recognised. Does not know: what is in them.

use std::path::Path;

use crate::source::{Paths, Sources};
use crate::terraform::discover::Examiner;
use crate::terraform::is_configuration;
use crate::terraform::plan::{PlanFile, Recognised, recognise};

/// Endings of files that are never plans.
const OTHER_LANGUAGES: [&str; 6] = ["bicep", "bicepparam", "tfvars", "hcl", "yaml", "yml"];

/// The files named that are plans, or what plans are mistaken for.
pub(super) fn named(sources: &Sources, paths: &Paths) -> Vec<PlanFile> {
    let may_be = |path: &Path| {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        !is_configuration(name) && !OTHER_LANGUAGES.contains(&ending)
    };
    let is_plan = |path: &Path| match sources.read_bytes(path) {
        Ok(bytes) => recognise(&bytes) != Recognised::Other,
        // Whoever reads it tells why it cannot be read.
        Err(_) => path.file_name().is_some_and(|name| name.to_string_lossy().contains("plan")),
    };
    (paths.named.iter())
        .filter(|named| named.is_file && may_be(&named.path) && is_plan(&named.path))
        .map(|named| PlanFile { path: named.path.clone(), is_named: true })
        .collect()
}

/// The plans in a directory in memory.
pub(super) fn in_memory(sources: &Sources, directory: &Path) -> Vec<PlanFile> {
    let entries = sources.list(directory).unwrap_or_default();
    let files = entries.iter().filter(|entry| !entry.is_directory && entry.name.ends_with(".json"));
    let paths = files.map(|entry| directory.join(&entry.name));
    let is_plan = |path: &Path| sources.read_bytes(path).is_ok_and(|bytes| recognise(&bytes) == Recognised::Plan);
    paths.filter(|path| is_plan(path)).map(|path| PlanFile { path, is_named: true }).collect()
}

/// Whether these bytes are a plan, and one of interest; none when they are no plan.
pub(super) fn examine(bytes: &[u8], configurations: &Examiner) -> Option<bool> {
    let is_wide = bytes.first().is_some_and(|byte| *byte >= 0xfe);
    (recognise(bytes) == Recognised::Plan).then(|| is_wide || configurations.mentions(bytes))
}
