//! The catalogue of policies: a table, JSON with every front-matter key, and one page for `explain`.
//!
//! Knows what a page tells. Does not know where pages come from, nor any verdict.

use std::fmt::Write as _;

use serde::Serialize;

use super::input::{OptionInfo, PolicyInfo};
use super::safe_json;
use super::visible::{is_hostile, push_visible, visible};
use crate::policy::{Confidence, Persona};

/// The name of a confidence in pages and output.
#[must_use]
pub fn confidence_name(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "low",
        Confidence::Medium => "medium",
        Confidence::High => "high",
    }
}

/// The name of a persona in pages and output.
#[must_use]
pub fn persona_name(persona: Persona) -> &'static str {
    match persona {
        Persona::Regular => "regular",
        Persona::Pedantic => "pedantic",
        Persona::Auditor => "auditor",
    }
}

/// The policies as a table: id, severity, kind, title.
#[must_use]
pub fn policies_table(policies: &[PolicyInfo<'_>]) -> String {
    let head = ["policy", "severity", "resource", "title"];
    let rows = policies.iter().map(|policy| [policy.id, policy.severity.name(), policy.resource, policy.title]);
    let rows: Vec<[String; 4]> =
        std::iter::once(head).chain(rows).map(|row| row.map(|cell| visible(cell).into_owned())).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    let mut out = String::new();
    for [id, severity, resource, title] in &rows {
        let line = format!("{id:<0$}  {severity:<1$}  {resource:<2$}  {title}", widths[0], widths[1], widths[2]);
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}

/// What other tools call the same checks, by tool and name.
#[must_use]
pub fn aliases_table(policies: &[PolicyInfo<'_>]) -> String {
    let mut rows: Vec<[&str; 3]> = (policies.iter())
        .flat_map(|policy| policy.aliases.iter().map(|alias| [tool_of(alias), *alias, policy.id]))
        .collect();
    rows.sort_unstable();
    rows.insert(0, ["tool", "its name", "policy"]);
    let width = |column: usize| rows.iter().map(|row| visible(row[column]).chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1)];
    let mut out = String::new();
    for row in &rows {
        let [tool, alias, id] = row.map(visible);
        let _ = writeln!(out, "{tool:<0$}  {alias:<1$}  {id}", widths[0], widths[1]);
    }
    out
}

/// The tool that names its checks like this.
#[must_use]
pub fn tool_of(alias: &str) -> &'static str {
    let is_uuid = alias.len() == 36 && alias.bytes().filter(|byte| *byte == b'-').count() == 4;
    match alias {
        _ if alias.starts_with("CKV") => "checkov",
        _ if ["AZU-", "AVD-", "KSV"].iter().any(|prefix| alias.starts_with(prefix)) => "trivy",
        _ if alias.starts_with("Azure.") => "PSRule for Azure",
        _ if alias.starts_with("AC_AZURE_") => "terrascan",
        _ if alias.starts_with("TA-") => "template-analyzer",
        _ if alias.starts_with("aks-") && alias[4..].bytes().all(|byte| byte.is_ascii_digit()) => "azqr",
        _ if alias.starts_with("APRL:") => "APRL",
        _ if is_uuid => "KICS or APRL",
        _ => "tfsec",
    }
}

/// The policies as JSON: `{schema_version, policies: […]}`, with every front-matter key.
#[must_use]
pub fn policies_json(policies: &[PolicyInfo<'_>]) -> String {
    #[derive(Serialize)]
    struct Document<'a> {
        schema_version: u32,
        policies: Vec<PolicyRow<'a>>,
    }
    safe_json::to_string(&Document { schema_version: 1, policies: policies.iter().map(policy_row).collect() })
}

#[derive(Serialize)]
struct PolicyRow<'a> {
    id: &'a str,
    title: &'a str,
    severity: &'static str,
    confidence: &'static str,
    persona: &'static str,
    resource: &'a str,
    when: Option<&'a str>,
    require: &'a str,
    message: &'a str,
    fix: FixRow<'a>,
    cost: Option<&'a str>,
    fixable: Option<&'static str>,
    since: Option<&'a str>,
    guidance: &'a [&'a str],
    aliases: &'a [&'a str],
    controls: &'a [&'a str],
    query: Option<&'a str>,
    links: &'a [&'a str],
    options: &'a [OptionInfo<'a>],
}

#[derive(Serialize)]
struct FixRow<'a> {
    azurerm: &'a str,
    azapi: &'a str,
    bicep: &'a str,
}

fn policy_row<'a>(policy: &'a PolicyInfo<'a>) -> PolicyRow<'a> {
    PolicyRow {
        id: policy.id,
        title: policy.title,
        severity: policy.severity.name(),
        confidence: confidence_name(policy.confidence),
        persona: persona_name(policy.persona),
        resource: policy.resource,
        when: policy.when,
        require: policy.require,
        message: policy.message,
        fix: FixRow { azurerm: policy.fix_azurerm, azapi: policy.fix_azapi, bicep: policy.fix_bicep },
        cost: policy.cost,
        fixable: policy.fixable,
        since: policy.since,
        guidance: &policy.guidance,
        aliases: &policy.aliases,
        controls: &policy.controls,
        query: policy.query,
        links: &policy.links,
        options: &policy.options,
    }
}

/// One policy as a page for the terminal: title, facts, prose and examples, fix, links.
#[must_use]
pub fn explain(policy: &PolicyInfo<'_>, is_colored: bool) -> String {
    let (bold, plain) = if is_colored { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
    let mut out = format!("{bold}{}{plain}\n\n", visible(policy.title));
    let mut fact = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "{name:<11}{}", visible(value));
        }
    };
    fact("policy", policy.id);
    fact("severity", policy.severity.name());
    fact("confidence", confidence_name(policy.confidence));
    if policy.persona != Persona::Regular {
        fact("persona", persona_name(policy.persona));
    }
    fact("resource", policy.resource);
    fact("finding", policy.message);
    for (name, value) in fixes(policy) {
        fact(name, value);
    }
    fact("cost", policy.cost.unwrap_or(""));
    fact("fixable", policy.fixable.unwrap_or(""));
    fact("since", policy.since.unwrap_or(""));
    fact("guidance", &policy.guidance.join(", "));
    fact("aliases", &policy.aliases.join(", "));
    fact("controls", &policy.controls.join(", "));
    for option in &policy.options {
        fact("option", &format!("{} = {} ({})", option.name, option.default, option.doc));
    }
    let _ = writeln!(out, "\n{}", body(policy.help_markdown, is_colored).trim_end());
    let _ =
        write!(out, "\n{bold}Rule{plain}\n\n{}", indented(policy.when.map(|when| format!("when {when}")).as_deref()));
    out.push_str(&indented(Some(policy.require)));
    if let Some(query) = policy.query {
        let _ = write!(out, "\n{bold}The same question to live clusters (Azure Resource Graph){plain}\n\n");
        out.push_str(&indented(Some(query)));
    }
    if !policy.links.is_empty() {
        let _ = write!(out, "\n{bold}Links{plain}\n\n");
        out.push_str(&indented(Some(&policy.links.join("\n"))));
    }
    out
}

/// The fixes under the names of their dialects; one line where they agree.
pub(super) fn fixes<'a>(policy: &PolicyInfo<'a>) -> Vec<(&'static str, &'a str)> {
    if policy.fix_azurerm == policy.fix_azapi && policy.fix_azapi == policy.fix_bicep {
        return vec![("fix", policy.fix_azurerm)];
    }
    vec![("in azurerm", policy.fix_azurerm), ("in azapi", policy.fix_azapi), ("in Bicep", policy.fix_bicep)]
}

/// Markdown for the terminal: headings stand out, fences become indentation, the rest is as written.
fn body(markdown: &str, is_colored: bool) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut is_code = false;
    for line in markdown.lines() {
        if let Some(info) = line.trim_start().strip_prefix("```") {
            is_code = !is_code;
            if is_code {
                let _ = writeln!(out, "  ({})", visible(info.trim()));
            }
            continue;
        }
        let heading = line.trim_start_matches('#');
        match (is_code, heading.len() < line.len()) {
            (true, _) => {
                out.push_str("    ");
                push_line(&mut out, line);
            }
            (false, true) if is_colored => {
                out.push_str("\u{1b}[1m");
                push_line(&mut out, heading.trim());
                out.push_str("\u{1b}[0m");
            }
            (false, true) => push_line(&mut out, heading.trim()),
            (false, false) => push_line(&mut out, line),
        }
        out.push('\n');
    }
    out
}

fn indented(text: Option<&str>) -> String {
    let mut out = String::new();
    for line in text.unwrap_or("").trim_end().lines() {
        out.push_str("  ");
        push_line(&mut out, line);
        out.push('\n');
    }
    out
}

fn push_line(out: &mut String, line: &str) {
    for character in line.chars() {
        if character != '\t' && is_hostile(character) { push_visible(out, character) } else { out.push(character) }
    }
}
