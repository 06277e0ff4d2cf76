//! What is told about policies and resources: the report's boundary to the catalogue and the model.
//!
//! Borrowed, so that building it costs nothing worth mentioning. Knows no page format and no model internals.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::document::{Call, Language};
use crate::fixes::Suggestion;
use crate::policy::{Confidence, Persona, Severity, Verdict};
use crate::source::Span;

/// A policy as reports show it: the front matter of its page and the page's prose.
#[derive(Debug, Clone)]
pub struct PolicyInfo<'a> {
    /// The id, the page's file stem.
    pub id: &'a str,
    /// The page's first heading.
    pub title: &'a str,
    /// Severity after configuration.
    pub severity: Severity,
    /// How sure the policy is that its finding matters.
    pub confidence: Confidence,
    /// Who wants to see it.
    pub persona: Persona,
    /// The kind it judges: `cluster`.
    pub resource: &'a str,
    /// Out of scope where this is false.
    pub when: Option<&'a str>,
    /// The expression that must hold.
    pub require: &'a str,
    /// What a finding says.
    pub message: &'a str,
    /// What to do in azurerm; empty when the page does not say.
    pub fix_azurerm: &'a str,
    /// What to do in azapi.
    pub fix_azapi: &'a str,
    /// What to do in Bicep and ARM.
    pub fix_bicep: &'a str,
    /// What the fix costs: none, restart, node-replacement, cluster-replacement, money.
    pub cost: Option<&'a str>,
    /// Whether there is a mechanical fix: safe, or unsafe.
    pub fixable: Option<&'static str>,
    /// The akslint version that first had it.
    pub since: Option<&'a str>,
    /// Rows of the guidance it implements.
    pub guidance: Vec<&'a str>,
    /// Ids of the same check in other tools.
    pub aliases: Vec<&'a str>,
    /// Controls of compliance frameworks.
    pub controls: Vec<&'a str>,
    /// The same question to live clusters, in Azure Resource Graph's language.
    pub query: Option<&'a str>,
    /// Documentation, https.
    pub links: Vec<&'a str>,
    /// What users may adjust.
    pub options: Vec<OptionInfo<'a>>,
    /// The page below its first heading, Markdown: why, and the examples.
    pub help_markdown: &'a str,
}

/// Something users may adjust about a policy.
#[derive(Debug, Clone, Serialize)]
pub struct OptionInfo<'a> {
    /// The name.
    pub name: &'a str,
    /// The value unless the user sets another.
    pub default: serde_json::Value,
    /// One line.
    pub doc: &'a str,
}

impl<'a> PolicyInfo<'a> {
    /// The fix in the author's dialect; empty when the page has none.
    #[must_use]
    pub fn fix(&self, language: Language, is_azapi: bool) -> &'a str {
        match (language, is_azapi) {
            (Language::Terraform, false) => self.fix_azurerm,
            (Language::Terraform, true) => self.fix_azapi,
            (Language::Bicep | Language::Arm, _) => self.fix_bicep,
        }
    }
}

/// A resource as reports show it.
#[derive(Debug, Clone)]
pub struct ResourceInfo {
    /// The root evaluated, as shown.
    pub root: Arc<str>,
    /// The environment, when the root is evaluated with one of several sets of values.
    pub environment: Option<Arc<str>>,
    /// The root is itself called as a module by other scanned code.
    pub is_called: bool,
    /// Address inside the root, as the language's tool prints it.
    pub address: Arc<str>,
    /// The path inside the resource, for an inline pool or subnet.
    pub path: Option<Arc<str>>,
    /// The kind's name.
    pub kind: &'static str,
    /// The language.
    pub language: Language,
    /// Written with the azapi provider.
    pub is_azapi: bool,
    /// The address of the cluster it is or belongs to, in the same root, where that is known.
    pub cluster: Option<Arc<str>>,
    /// The resource's header.
    pub header: Span,
    /// The module calls it came through, outermost first.
    pub calls: Arc<[Call]>,
}

/// A model with its verdicts. There may be one for the whole run or one per root and environment.
#[derive(Debug, Default)]
pub struct Judged {
    /// The resources; a [`ResourceId`](crate::model::ResourceId) is an index into them.
    pub resources: Vec<ResourceInfo>,
    /// The verdicts on them.
    pub verdicts: Vec<Verdict>,
    /// What a finding says where that is more than its page's words (the page names values), by index of the verdict.
    pub messages: BTreeMap<usize, String>,
    /// What would mend a failure mechanically, by index of the verdict; where its page has a fix that cannot be made, why.
    pub suggestions: BTreeMap<usize, Result<Suggestion, String>>,
}

/// What is known about a root beyond its resources.
#[derive(Debug, Clone, Default)]
pub struct RootInfo {
    /// All environments it was evaluated in, also those without resources.
    pub environments: Vec<Arc<str>>,
    /// Files of values that lie near it and were not loaded: what a remedy can name.
    pub value_files: Vec<ValueFile>,
}

/// A file of values that could be passed.
#[derive(Debug, Clone)]
pub struct ValueFile {
    /// Its path as the user would type it.
    pub path: Arc<str>,
    /// The variables it sets.
    pub names: Vec<Arc<str>>,
}
