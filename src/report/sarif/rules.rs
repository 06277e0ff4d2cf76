//! The catalogue as SARIF rules, with the properties GitHub code scanning reads.

use std::collections::BTreeMap;

use super::schema::{Configuration, ConfigurationOverride, DescriptorReference, Help, Message, Rule, RuleProperties};
use super::taxonomies::Taxonomies;
use super::uri::is_link;
use crate::policy::{Confidence, Filter, Severity};
use crate::report::PolicyInfo;
use crate::report::annotation::sentence;
use crate::report::catalogue::fixes;
use crate::report::visible::clip;

/// GitHub's limit on descriptions, in characters.
const DESCRIPTION: usize = 1024;

/// GitHub's limit on rule names, in characters.
const NAME: usize = 255;

/// GitHub shows ten tags of a rule.
const TAGS: usize = 10;

/// A policy as a rule. GitHub knows no severity of a single result: that of the rule is the one of this run.
#[must_use]
pub fn rule(policy: &PolicyInfo<'_>, severity: Option<Severity>, taxonomies: &Taxonomies<'_>) -> Rule {
    Rule {
        id: policy.id.to_owned(),
        name: clip(&pascal_case(policy.id), NAME).into_owned(),
        short_description: description(policy.title, policy.id),
        full_description: description(&sentence(policy.message), policy.id),
        help: Help { text: help_text(policy), markdown: help_markdown(policy) },
        help_uri: policy.links.iter().find(|link| is_link(link)).map(|&link| link.to_owned()),
        default_configuration: Configuration {
            level: Some(level(policy.severity)),
            enabled: (!is_enabled_by_default(policy)).then_some(false),
        },
        relationships: taxonomies.relationships(policy),
        properties: RuleProperties {
            tags: tags(policy),
            precision: precision(policy.confidence),
            security_severity: security_severity(severity.unwrap_or(policy.severity)),
        },
    }
}

/// How this run's policies differ from what is applied by default, and from the severities on their pages.
pub fn overrides(
    policies: &[PolicyInfo<'_>],
    applied: &BTreeMap<usize, Severity>,
    rules: &BTreeMap<&str, usize>,
) -> Vec<ConfigurationOverride> {
    let mut overrides: Vec<ConfigurationOverride> = (policies.iter().enumerate())
        .filter_map(|(index, policy)| {
            let severity = applied.get(&index);
            let enabled = Some(severity.is_some()).filter(|is_applied| *is_applied != is_enabled_by_default(policy));
            let level = severity.map(|severity| level(*severity)).filter(|own| *own != level(policy.severity));
            let rule = *rules.get(policy.id).filter(|_| enabled.is_some() || level.is_some())?;
            let descriptor = DescriptorReference { id: policy.id.to_owned(), index: rule };
            Some(ConfigurationOverride { descriptor, configuration: Configuration { level, enabled } })
        })
        .collect();
    overrides.sort_by_key(|one| one.descriptor.index);
    overrides
}

fn is_enabled_by_default(policy: &PolicyInfo<'_>) -> bool {
    let default = Filter::default();
    policy.persona <= default.persona && policy.severity >= default.min_severity
}

/// SARIF's level of a severity.
#[must_use]
pub fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// GitHub's bands: critical above 9.0, high from 7.0, medium from 4.0, low from 0.1.
fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.5",
        Severity::Info => "0.1",
    }
}

fn precision(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "high",
        Confidence::Medium => "medium",
        Confidence::Low => "low",
    }
}

fn tags(policy: &PolicyInfo<'_>) -> Vec<String> {
    let fixed = ["security", "azure", "aks", "infrastructure-as-code", policy.resource].map(str::to_owned);
    let guidance = policy.guidance.iter().map(|row| format!("guidance/{row}"));
    let controls = policy.controls.iter().map(|control| format!("control/{control}"));
    let mut tags: Vec<String> = Vec::new();
    for tag in fixed.into_iter().chain(guidance).chain(controls) {
        if !tag.is_empty() && !tags.contains(&tag) && tags.len() < TAGS {
            tags.push(tag);
        }
    }
    tags
}

fn description(text: &str, id: &str) -> Message {
    let text = if text.trim().is_empty() { id } else { text.trim() };
    Message { text: clip(text, DESCRIPTION).into_owned() }
}

/// `aks-api-server-restricted` → `AksApiServerRestricted`.
fn pascal_case(id: &str) -> String {
    id.split(|character: char| !character.is_alphanumeric())
        .flat_map(|word| {
            let mut rest = word.chars();
            rest.next().into_iter().flat_map(char::to_uppercase).chain(rest)
        })
        .collect()
}

fn help_text(policy: &PolicyInfo<'_>) -> String {
    let mut text = format!("{}\n\n{}", policy.title, sentence(policy.message));
    for (name, fix) in fixes(policy).into_iter().filter(|(_, fix)| !fix.is_empty()) {
        let name = if name == "fix" { "Fix".to_owned() } else { format!("Fix {name}") };
        text.push_str(&format!("\n{name}: {}", sentence(fix)));
    }
    text.push_str(&format!("\nMore: akslint explain {}", policy.id));
    text
}

fn help_markdown(policy: &PolicyInfo<'_>) -> String {
    let mut text = format!("# {}\n\n{}\n\n", policy.title, sentence(policy.message));
    for (name, fix) in fixes(policy).into_iter().filter(|(_, fix)| !fix.is_empty()) {
        let name = if name == "fix" { "Fix".to_owned() } else { format!("Fix {name}") };
        text.push_str(&format!("**{name}:** {}\n\n", sentence(fix)));
    }
    text.push_str(policy.help_markdown.trim());
    text.push_str(&format!("\n\nRun `akslint explain {}` to read this page in the terminal.\n", policy.id));
    let links: Vec<&&str> = policy.links.iter().filter(|link| is_link(link)).collect();
    if !links.is_empty() {
        text.push_str("\n## Links\n\n");
        links.iter().for_each(|link| text.push_str(&format!("- <{link}>\n")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{pascal_case, sentence};

    #[test]
    fn names_and_sentences() {
        assert_eq!(pascal_case("aks-api-server-restricted"), "AksApiServerRestricted");
        assert_eq!(sentence("the API server is open"), "The API server is open.");
        assert_eq!(sentence("Done."), "Done.");
    }
}
