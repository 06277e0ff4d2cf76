//! From the names that directives use to policies.

use super::directive::{Names, Tool};
use crate::policy::{Catalogue, Policy};

/// The policies that each name means; none for a name that means none.
///
/// What other tools call a check is known from the aliases on the pages; what they call everything is everything that
/// has a name of theirs.
pub(super) fn resolve(tool: Tool, names: &Names, catalogue: &Catalogue) -> Vec<(String, Vec<usize>)> {
    let of_tool = || (0..catalogue.policies().len()).filter(|&index| is_of(tool, &catalogue.policies()[index]));
    match names {
        Names::Listed(names) => names.iter().map(|name| (name.clone(), find(tool, name, catalogue))).collect(),
        Names::All => vec![(String::new(), of_tool().collect())],
        Names::AllBut(names) => {
            let but: Vec<usize> = names.iter().flat_map(|name| find(tool, name, catalogue)).collect();
            vec![(String::new(), of_tool().filter(|index| !but.contains(index)).collect())]
        }
    }
}

fn find(tool: Tool, name: &str, catalogue: &Catalogue) -> Vec<usize> {
    match tool {
        Tool::Akslint => catalogue.find(name),
        Tool::Checkov | Tool::Kics => aliased(tool, name, catalogue),
        Tool::Trivy | Tool::Tfsec => {
            let name = name.to_ascii_lowercase();
            if name.contains('*') {
                let matches = |alias: &str| spellings(alias).iter().any(|one| super::glob::matches(&name, one));
                return (0..catalogue.policies().len())
                    .filter(|&index| aliases(tool, &catalogue.policies()[index]).any(matches))
                    .collect();
            }
            let short = name.strip_prefix("avd-").unwrap_or(&name);
            // `azure-container-limit-authorized-ips`: the provider, the service, the check.
            let check = short.strip_prefix("azure-").and_then(|rest| rest.split_once('-')).map(|(_, check)| check);
            let found = aliased(tool, short, catalogue);
            if found.is_empty() {
                check.map(|check| aliased(tool, check, catalogue)).unwrap_or_default()
            } else {
                found
            }
        }
    }
}

fn aliased(tool: Tool, name: &str, catalogue: &Catalogue) -> Vec<usize> {
    let is_meant = |policy: &Policy| aliases(tool, policy).any(|alias| alias.eq_ignore_ascii_case(name));
    (0..catalogue.policies().len()).filter(|&index| is_meant(&catalogue.policies()[index])).collect()
}

/// What an alias of trivy may be spelt like where a pattern is meant.
fn spellings(alias: &str) -> [String; 2] {
    let alias = alias.to_ascii_lowercase();
    [format!("avd-{alias}"), format!("azure-{alias}")]
}

fn is_of(tool: Tool, policy: &Policy) -> bool {
    aliases(tool, policy).next().is_some()
}

fn aliases(tool: Tool, policy: &Policy) -> impl Iterator<Item = &str> {
    policy.aliases().iter().map(|alias| &**alias).filter(move |alias| is_name_of(tool, alias))
}

/// Whether a tool names its checks like this.
fn is_name_of(tool: Tool, alias: &str) -> bool {
    match tool {
        Tool::Akslint => true,
        Tool::Checkov => alias.starts_with("CKV"),
        // Old names of trivy are those of tfsec: small letters and hyphens.
        Tool::Trivy | Tool::Tfsec => {
            alias.starts_with("AZU-")
                || !is_uuid(alias) && alias.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        }
        Tool::Kics => is_uuid(alias),
    }
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}
