//! One file per output format, each owning its serialisable structs.
//!
//! Knows: findings and how to show them. Does not know: how a finding was found.

pub mod address_plan;
mod annotation;
mod azure;
mod broken;
pub mod catalogue;
mod closing;
mod collect;
mod concise;
mod excerpt;
mod fingerprint;
mod full;
mod gathered;
mod github;
mod gitlab;
mod hidden;
mod html;
mod input;
mod json;
mod junit;
mod labels;
mod markdown;
mod markup;
mod model;
mod place;
mod rdjson;
mod safe_json;
pub mod sarif;
mod secrets;
mod shown;
mod statistics;
mod summary;
mod trace;
mod undecided;
mod verdicts;
mod visible;

pub use azure::azure;
pub use closing::{closing, next_command};
pub use collect::{collect, sorted_problems};
pub use concise::{concise, problem_lines};
pub use full::{TextOptions, full};
pub use github::github;
pub use gitlab::gitlab;
pub use hidden::{Exemption, ExemptionCategory, Hidden, HiddenBy, HiddenByPlace, HidingComment};
pub use html::{html, html_with_plan};
pub use input::{Judged, OptionInfo, PolicyInfo, ResourceInfo, RootInfo, ValueFile};
pub use json::{json, write_json};
pub use junit::junit;
pub use markdown::markdown;
pub use model::{ModelRow, PropertyRow, model_json, model_rows, model_text, why_text};
pub use place::{Place, Places};
pub use rdjson::rdjson;
pub use secrets::{MASK, Secrets};
pub use statistics::{statistics_json, statistics_text};
pub use summary::{Assessed, Finding, Judgement, Label, Occurrence, Report, Summary, UndecidedGroup, UndecidedVerdict};
pub use trace::{Trace, trace};
pub use verdicts::{VerdictReason, VerdictRow, verdict_rows, verdicts_json, verdicts_text};
pub use visible::{clip, visible};

#[cfg(test)]
mod tests;
