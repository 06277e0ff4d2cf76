//! What stands in the files that `akslint init` writes.
//!
//! Lines of prose start with `# `, settings with `#` alone: taking that away leaves YAML.

use std::fmt::Write as _;

use super::{Found, MOST_ROOTS, SCHEMA_FILE};
use crate::policy::{Catalogue, OptionValue};
use crate::report::visible;

/// Policies whose options the file shows as examples.
const MOST_OPTIONS: usize = 3;

/// The most environments that are listed.
const MOST_ENVIRONMENTS: usize = 8;

/// A commented akslint.yaml for what was found. Everything in it is a comment: without changes it sets nothing.
pub(super) fn settings(found: &Found, catalogue: &Catalogue, has_schema: bool) -> String {
    let mut out = String::new();
    match (has_schema, env!("CARGO_PKG_REPOSITORY")) {
        (true, _) => push(&mut out, &format!("# yaml-language-server: $schema=./{SCHEMA_FILE}")),
        (false, "") => {
            push(&mut out, "# `akslint init --schema` writes a schema, from which editors complete this file.")
        }
        (false, repository) => {
            let version = env!("CARGO_PKG_VERSION");
            let path = "schemas/akslint.schema.json";
            push(&mut out, &format!("# yaml-language-server: $schema={repository}/raw/v{version}/{path}"));
        }
    }
    push(&mut out, include_str!("head.yaml"));
    if let Some(around) = &found.around {
        push(
            &mut out,
            &format!("#\n# {} does not count below this folder: only what stands here does.", visible(around)),
        );
    }
    roots(&mut out, found);
    push(&mut out, include_str!("policies.yaml"));
    options(&mut out, catalogue);
    push(&mut out, include_str!("ignore.yaml"));
    push(&mut out, include_str!("environments.yaml"));
    environments(&mut out, found);
    push(&mut out, include_str!("run.yaml"));
    out
}

fn push(out: &mut String, text: &str) {
    out.push_str(text.trim_end());
    out.push('\n');
}

fn roots(out: &mut String, found: &Found) {
    if found.roots.is_empty() {
        push(out, "#\n# No code of AKS was found below this folder yet.");
        return;
    }
    push(out, "#\n# Found below this folder:");
    for (root, environments) in found.roots.iter().take(MOST_ROOTS) {
        let names: Vec<_> = environments.iter().map(|name| visible(name)).collect();
        let told = if names.is_empty() { String::new() } else { format!(" (environments: {})", names.join(", ")) };
        push(out, &format!("# - {}{told}", visible(root)));
    }
    if found.roots.len() > MOST_ROOTS {
        push(out, &format!("# - and {} more", found.roots.len() - MOST_ROOTS));
    }
}

fn options(out: &mut String, catalogue: &Catalogue) {
    let with_options = catalogue.policies().iter().filter(|policy| {
        policy.options().iter().any(|option| matches!(option.default, OptionValue::Number(_) | OptionValue::Bool(_)))
    });
    for policy in with_options.take(MOST_OPTIONS) {
        push(out, &format!("#  {}:\n#    options:", policy.id()));
        for option in policy.options() {
            let value = match &option.default {
                OptionValue::Bool(value) => value.to_string(),
                OptionValue::Number(value) => value.to_string(),
                OptionValue::Text(_) | OptionValue::Texts(_) => continue,
            };
            push(out, &format!("#      {}: {value} # {}", option.name, option.doc));
        }
    }
}

fn environments(out: &mut String, found: &Found) {
    let mut names: Vec<&str> = found.roots.values().flatten().map(|name| &**name).collect();
    names.sort_unstable();
    names.dedup();
    let is_plain = |name: &&str| {
        let mut characters = name.chars();
        characters.next().is_some_and(|first| first.is_ascii_alphabetic())
            && characters.all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    };
    let known: Vec<&str> = names.into_iter().filter(is_plain).take(MOST_ENVIRONMENTS).collect();
    if known.is_empty() {
        push(out, "#  - name: prod\n#    var-files: [envs/prod.tfvars]\n#    parameter-files: [envs/prod.bicepparam]");
        push(
            out,
            "#    fail-on: low\n#    policies:\n#      aks-local-accounts-disabled:\n#        severity: critical",
        );
        return;
    }
    push(
        out,
        "# These were found beside the roots; an environment without files is the one of its name that is found there.",
    );
    for name in known {
        // In quotes: `no` and `null` are names too.
        let _ = writeln!(out, "#  - name: \"{name}\"\n#    fail-on: medium");
    }
}

/// The hook alone, for a configuration that is there already.
pub(super) fn snippet(hook: &str) -> &str {
    &hook[hook.find("  - repo:").unwrap_or(0)..]
}
