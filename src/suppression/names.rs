//! From the names that directives use to policies.

use std::collections::BTreeMap;

use super::directive::{Names, Tool};
use crate::policy::{Catalogue, Policy};

/// The most patterns (`azure-*`) of a run that are tried: each is compared with every alias.
const MOST_PATTERNS: usize = 500;

/// The most names of a run that another one is suggested for.
const MOST_NEAREST: usize = 1_000;

/// The longest name that is looked up, in bytes.
const LONGEST_NAME: usize = 100;

/// Looks up names, each once.
pub(super) struct Resolver<'c> {
    catalogue: &'c Catalogue,
    known: BTreeMap<(Tool, String), Vec<usize>>,
    patterns: usize,
    mistakes: usize,
}

impl<'c> Resolver<'c> {
    /// Over a catalogue.
    pub fn new(catalogue: &'c Catalogue) -> Self {
        Self { catalogue, known: BTreeMap::new(), patterns: 0, mistakes: 0 }
    }

    /// The policies that each name means; none for a name that means none.
    ///
    /// What other tools call a check is known from the aliases on the pages; what they call everything is everything that
    /// has a name of theirs.
    pub fn resolve(&mut self, tool: Tool, names: &Names) -> Vec<(String, Vec<usize>)> {
        match names {
            Names::Listed(names) => names.iter().map(|name| (name.clone(), self.find(tool, name))).collect(),
            Names::All => vec![(String::new(), self.of_tool(tool))],
            Names::AllBut(names) => {
                let but: Vec<usize> = names.iter().flat_map(|name| self.find(tool, name)).collect();
                let all = self.of_tool(tool).into_iter().filter(|index| !but.contains(index));
                vec![(String::new(), all.collect())]
            }
        }
    }

    /// The id that is spelt most like a name that means none; what is not told is not looked for.
    pub fn nearest(&mut self, name: &str) -> Option<&'c str> {
        self.mistakes += 1;
        (self.mistakes <= MOST_NEAREST && name.len() <= LONGEST_NAME).then(|| self.catalogue.nearest(name)).flatten()
    }

    fn of_tool(&self, tool: Tool) -> Vec<usize> {
        let policies = self.catalogue.policies();
        (0..policies.len()).filter(|&index| aliases(tool, &policies[index]).next().is_some()).collect()
    }

    fn find(&mut self, tool: Tool, name: &str) -> Vec<usize> {
        if name.len() > LONGEST_NAME {
            return Vec::new();
        }
        let key = (tool, name.to_owned());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let is_pattern = name.contains('*') && matches!(tool, Tool::Trivy | Tool::Tfsec);
        self.patterns += usize::from(is_pattern);
        let found = match tool {
            _ if is_pattern && self.patterns > MOST_PATTERNS => Vec::new(),
            Tool::Akslint => self.catalogue.find(name),
            Tool::Checkov | Tool::Kics => aliased(tool, name, self.catalogue),
            Tool::Trivy | Tool::Tfsec => find_trivy(tool, &name.to_ascii_lowercase(), self.catalogue),
        };
        self.known.insert(key, found.clone());
        found
    }
}

fn find_trivy(tool: Tool, name: &str, catalogue: &Catalogue) -> Vec<usize> {
    if name.contains('*') {
        let matches = |alias: &str| spellings(alias).iter().any(|one| super::glob::matches(name, one));
        let policies = catalogue.policies();
        return (0..policies.len()).filter(|&index| aliases(tool, &policies[index]).any(matches)).collect();
    }
    let short = name.strip_prefix("avd-").unwrap_or(name);
    let found = aliased(tool, short, catalogue);
    // `azure-container-limit-authorized-ips`: the provider, the service, the check.
    let check = short.strip_prefix("azure-").and_then(|rest| rest.split_once('-')).map(|(_, check)| check);
    match check.filter(|_| found.is_empty()) {
        Some(check) => aliased(tool, check, catalogue),
        None => found,
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
