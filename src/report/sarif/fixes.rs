//! Fixes of a result: the edits of a finding's suggestion, file by file (SARIF 2.1.0 §3.55).

use std::collections::BTreeMap;

use serde::Serialize;

use super::results::BASE;
use super::schema::{ArtifactLocation, Message, Region};
use super::uri::relative_uri;
use crate::report::Finding;
use crate::report::shown::Shown;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    description: Message,
    artifact_changes: Vec<ArtifactChange>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange {
    artifact_location: ArtifactLocation,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Content,
}

#[derive(Serialize)]
struct Content {
    text: String,
}

/// The fixes of a finding: one, or none where a file of it has no URI.
#[must_use]
pub fn fixes(finding: &Finding, shown: &Shown<'_>) -> Vec<Fix> {
    let Some(Ok(suggestion)) = &finding.suggestion else { return Vec::new() };
    let mut changes: BTreeMap<String, Vec<Replacement>> = BTreeMap::new();
    for edit in &suggestion.edits {
        let place = shown.place(edit.span);
        let Some(uri) = relative_uri(&place.path) else { return Vec::new() };
        let deleted_region = Region {
            start_line: place.start.line,
            start_column: place.start.utf16_column,
            end_line: place.end.line,
            end_column: place.end.utf16_column,
            snippet: None,
        };
        let inserted_content = Content { text: edit.text.clone() };
        changes.entry(uri).or_default().push(Replacement { deleted_region, inserted_content });
    }
    let caution = if suggestion.is_safe { "" } else { " (look at what it costs first)" };
    let change = |(uri, replacements)| ArtifactChange {
        artifact_location: ArtifactLocation { uri, uri_base_id: BASE, index: None },
        replacements,
    };
    vec![Fix {
        description: Message { text: format!("{}{caution}", shown.text(&suggestion.title)) },
        artifact_changes: changes.into_iter().map(change).collect(),
    }]
}
