//! Controls of standards as SARIF taxonomies: one per standard, and which rule answers to which control.

use std::collections::BTreeMap;

use super::schema::{Message, Relationship, Taxon, TaxonReference, Taxonomy, TaxonomyReference};
use crate::report::PolicyInfo;

/// Standards whose names and pages are known; a standard of the user's own goes by the word before the colon.
const STANDARDS: [(&str, &str, &str, &str); 2] = [
    (
        "MCSB",
        "Microsoft cloud security benchmark",
        "https://learn.microsoft.com/security/benchmark/azure/overview",
        // A control asks for more than one setting of a cluster.
        "superset",
    ),
    ("AzurePolicy", "Azure Policy", "https://learn.microsoft.com/azure/governance/policy/overview", "equal"),
];

/// The standard of what names none.
const UNNAMED: &str = "controls";

/// The taxonomies of a run.
pub struct Taxonomies<'p> {
    standards: BTreeMap<&'p str, BTreeMap<&'p str, usize>>,
}

impl<'p> Taxonomies<'p> {
    /// Those of all controls that policies name.
    pub fn new(policies: &[&PolicyInfo<'p>]) -> Self {
        let mut standards: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
        for control in policies.iter().flat_map(|policy| policy.controls.iter()) {
            let (standard, id) = split(control);
            standards.entry(standard).or_default().insert(id, 0);
        }
        for controls in standards.values_mut() {
            controls.values_mut().enumerate().for_each(|(index, at)| *at = index);
        }
        Self { standards }
    }

    /// One component per standard.
    pub fn components(&self) -> Vec<Taxonomy> {
        let component = |(&standard, controls): (&&str, &BTreeMap<&str, usize>)| {
            let known = STANDARDS.iter().find(|(key, ..)| *key == standard);
            let full_name = known.map_or(standard, |(_, name, ..)| name);
            Taxonomy {
                name: standard.to_owned(),
                full_name: full_name.to_owned(),
                short_description: Message { text: format!("Controls of {full_name} that policies answer to.") },
                information_uri: known.map(|(_, _, link, _)| *link),
                is_comprehensive: false,
                taxa: controls.keys().map(|id| Taxon { id: (*id).to_owned() }).collect(),
            }
        };
        self.standards.iter().map(component).collect()
    }

    /// References to all of them.
    pub fn references(&self) -> Vec<TaxonomyReference> {
        self.standards
            .keys()
            .enumerate()
            .map(|(index, name)| TaxonomyReference { name: (*name).to_owned(), index })
            .collect()
    }

    /// The controls that a policy answers to.
    pub fn relationships(&self, policy: &PolicyInfo<'_>) -> Vec<Relationship> {
        let relationship = |control: &&str| {
            let (standard, id) = split(control);
            let component = self.standards.keys().position(|name| *name == standard)?;
            let index = *self.standards.get(standard)?.get(id)?;
            let kind = STANDARDS.iter().find(|(key, ..)| *key == standard).map_or("relevant", |(.., kind)| kind);
            let tool_component = TaxonomyReference { name: standard.to_owned(), index: component };
            Some(Relationship { target: TaxonReference { id: id.to_owned(), index, tool_component }, kinds: [kind] })
        };
        policy.controls.iter().filter_map(relationship).collect()
    }
}

fn split(control: &str) -> (&str, &str) {
    control
        .split_once(':')
        .filter(|(standard, id)| !standard.is_empty() && !id.is_empty())
        .unwrap_or((UNNAMED, control))
}
