//! What a finding is recognised by in another run: of an older commit, or against a baseline.
//!
//! Knows: what names a finding whatever lines, instances, roots and environments it is in, and how to tell that what was
//! found is the same, without keeping any value. Does not know where the other run's findings come from.

use std::collections::BTreeSet;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::Finding;
use super::secrets::Secrets;
use crate::document::{Data, Value};
use crate::policy::{Evidence, Severity, Verdict};
use crate::source::Sources;

/// How deep values are looked into: deeper ones are the same if they are alike down to there.
const DEEPEST: usize = 64;

/// What a finding keeps for [`Identities`].
#[derive(Debug, Clone, Default)]
pub struct Recognition {
    /// The resource's address without instance keys; without modules too where the finding lies in the resource itself.
    pub address: Arc<str>,
    /// What decided each of its verdicts.
    pub grounds: Vec<Arc<[Ground]>>,
}

/// One fact that decided a verdict.
#[derive(Debug, Clone)]
pub struct Ground {
    text: String,
    data: Data,
    is_sensitive: bool,
}

impl Ground {
    /// The facts that decided a verdict.
    #[must_use]
    pub fn of(verdict: &Verdict) -> Arc<[Self]> {
        let ground = |evidence: &Evidence| Self {
            text: evidence.text.clone(),
            data: evidence.data.clone(),
            is_sensitive: evidence.is_sensitive,
        };
        verdict.evidence.iter().map(ground).collect()
    }
}

/// What a finding is, apart from its lines. Findings of equal identity are told apart by their number only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// The policy's id.
    pub policy: String,
    /// The file, as shown.
    pub file: String,
    /// The resource's address, as in [`Recognition`].
    pub address: String,
    /// The path inside the resource, for an inline pool or subnet; empty for none.
    pub path: String,
    /// The severity.
    pub severity: Severity,
    /// One digest, 32 hexadecimal digits, for each different set of facts that it was found for. Of secrets, and of text
    /// that is masked in output, nothing goes into them.
    pub values: BTreeSet<String>,
}

/// Tells the identities of a run's findings.
#[derive(Debug)]
pub struct Identities<'a> {
    sources: &'a Sources,
    secrets: Secrets,
}

impl<'a> Identities<'a> {
    /// Over the files of a run, after all its findings were collected.
    #[must_use]
    pub fn new(sources: &'a Sources) -> Self {
        Self { sources, secrets: Secrets::new(sources) }
    }

    /// The identity of a finding.
    #[must_use]
    pub fn of(&self, finding: &Finding) -> Identity {
        let Recognition { address, grounds } = &finding.recognition;
        let path = finding.occurrences.first().and_then(|first| first.path.as_deref()).unwrap_or_default();
        let masked = |text: &str| self.secrets.mask(text).into_owned();
        Identity {
            policy: finding.policy.to_string(),
            file: masked(&self.sources.file(finding.primary.span.file).path),
            address: masked(address),
            path: masked(path),
            severity: finding.severity,
            values: grounds.iter().map(|grounds| self.digest(grounds)).collect(),
        }
    }

    fn digest(&self, grounds: &[Ground]) -> String {
        let facts: BTreeSet<[u8; 32]> = grounds.iter().map(|ground| self.ground(ground)).collect();
        let all = facts.iter().fold(Sha256::new(), |hasher, fact| hasher.chain_update(fact)).finalize();
        all[..16]
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(|nibble| char::from_digit(nibble.into(), 16))
            .collect()
    }

    fn ground(&self, ground: &Ground) -> [u8; 32] {
        let Ground { text, data, is_sensitive } = ground;
        let name = text.strip_prefix('`').and_then(|rest| rest.split('`').next());
        match name {
            Some(name) if *is_sensitive => hash(b's', &[without_indices(name).as_bytes()]),
            // What is not there has no value: its name and the sentence about it tell all.
            Some(name) if !matches!(data, Data::Null) => {
                hash(b'v', &[without_indices(name).as_bytes(), &self.data(data, DEEPEST)])
            }
            _ if *is_sensitive => hash(b's', &[]),
            _ => hash(b't', &[self.secrets.mask(text).as_bytes(), &self.data(data, DEEPEST)]),
        }
    }

    fn value(&self, value: &Value, depth: usize) -> [u8; 32] {
        if value.sensitive { hash(b's', &[]) } else { self.data(&value.data, depth) }
    }

    /// A digest of a value. The order of lists does not count: ranges and rules mean the same in any.
    fn data(&self, data: &Data, depth: usize) -> [u8; 32] {
        let Some(depth) = depth.checked_sub(1) else { return hash(b'd', &[]) };
        let sorted = |values: &[Value]| {
            let mut digests: Vec<[u8; 32]> = values.iter().map(|value| self.value(value, depth)).collect();
            digests.sort_unstable();
            digests
        };
        match data {
            Data::Null => hash(b'0', &[]),
            Data::Bool(value) => hash(b'b', &[&[u8::from(*value)]]),
            Data::Number(number) => hash(b'n', &[number.to_string().as_bytes()]),
            Data::String(text) => hash(b't', &[self.secrets.mask(text).as_bytes()]),
            Data::Unknown(_) => hash(b'u', &[]),
            Data::List(list) => hash(b'l', &[&[u8::from(list.open.is_some())], sorted(&list.items).as_flattened()]),
            Data::OneOf(members) => hash(b'o', &[sorted(members).as_flattened()]),
            Data::Object(object) => {
                let mut all = Vec::with_capacity(object.entries.len());
                for (key, entry) in &object.entries {
                    all.push(hash(b'k', &[self.secrets.mask(key).as_bytes(), &self.value(&entry.value, depth)]));
                }
                hash(b'm', &[&[u8::from(object.open.is_some())], all.as_flattened()])
            }
        }
    }
}

/// SHA-256 over parts, each delimited.
fn hash(kind: u8, parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new().chain_update([kind]);
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// `rules[3].ports[0]` as `rules.ports`: an element that moves is the same element.
fn without_indices(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, behind)) = rest.split_once('[') {
        out.push_str(before);
        match behind.split_once(']') {
            Some((index, behind)) if index.bytes().all(|byte| byte.is_ascii_digit()) => rest = behind,
            _ => {
                out.push('[');
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::without_indices;

    #[test]
    fn elements_are_named_without_their_number() {
        assert_eq!(without_indices("rules[3].ports[0]"), "rules.ports");
        assert_eq!(without_indices("a[\"x\"].b[1"), "a[\"x\"].b[1");
    }
}
