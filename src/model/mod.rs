//! The AKS resource model: the Rosetta table, resources, links.
//!
//! Knows: what each AKS property is called in azurerm and ARM, per version, and what silence means.
//! Does not know: any syntax; where a value comes from is told by its trail.

mod address;
mod build;
mod convert;
mod credentials;
mod derive;
mod existing;
mod extension;
mod fact;
mod fronts;
mod interest;
mod json;
mod kms;
mod links;
mod merge;
mod modules;
mod node_group;
mod outdated;
mod principals;
mod pulling;
mod read;
pub mod registry;
mod resolve;
mod resource;
mod roles;
mod scope;
mod secrets;
mod silence;
pub mod table;
#[cfg(test)]
mod tests;
mod versions;
mod walk;
mod writing;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, RwLock};

pub use address::keyless as address_without_keys;
pub use fact::{Derivation, Fact, Facts, Ground, How, Linked, ResourceId};
pub use interest::interest;
pub use outdated::Rename;
pub use resource::Resource;
pub use writing::{Notation, PathStep, Spelt, Wanted, Writing};

use crate::document::{Cause, Data, Document, Language, Reason};
use crate::source::Span;
use table::{Kind, Link, Property};

/// The resources of all documents, with their links.
#[derive(Debug, Default)]
pub struct Model {
    resources: Vec<Resource>,
    unresolved: Vec<Unresolved>,
    /// Lists of inline resources that may hold more, by the enclosing resource and the kind.
    open_lists: HashMap<(ResourceId, &'static str), Arc<Reason>>,
    /// Why a module that is not on disk may add to a declaration it is given, by document and address without keys.
    handed_over: HashMap<(usize, String), Arc<Reason>>,
    /// The language of every document.
    languages: Vec<Language>,
    /// Why a document may declare more than it is known to.
    incomplete: HashMap<usize, Arc<Reason>>,
    /// Calls of registry modules that stand for resources, by document and address without instance keys.
    module_calls: HashMap<(usize, String), Vec<modules::ModuleCall>>,
    /// Calls of modules that no table knows and that are not on disk, by document and address without instance keys.
    unseen_calls: HashSet<(usize, String)>,
    /// By document and address without instance keys.
    addresses: HashMap<(usize, String), Vec<ResourceId>>,
    /// By kind and name in lower case, over all documents.
    names: HashMap<(&'static str, String), Vec<ResourceId>>,
    /// Resources whose name is not known, by document and kind.
    nameless: HashMap<(usize, &'static str), Vec<ResourceId>>,
    /// Reverse links, computed when first asked for, by kind and link.
    reverse: RwLock<HashMap<(&'static str, &'static str), Arc<links::Reverse>>>,
}

/// A declaration whose resource type is not known: it may be anything.
#[derive(Debug, Clone)]
pub struct Unresolved {
    /// Index of the document that declares it.
    pub document: usize,
    /// Its address in its root.
    pub address: Arc<str>,
    /// Its header.
    pub header: Span,
    /// Why its type is not known.
    pub reason: Arc<Reason>,
}

impl Model {
    /// The model of all documents.
    #[must_use]
    pub fn build(documents: &[Document]) -> Self {
        let mut builder = build::Builder::default();
        builder.model.languages = documents.iter().map(|document| document.language).collect();
        for (index, document) in documents.iter().enumerate() {
            builder.add(index, document);
        }
        let mut model = builder.finish();
        model.incomplete = documents.iter().enumerate().filter_map(incomplete).collect();
        model
    }

    /// Every resource, in source order; those that are only read too.
    #[must_use]
    pub fn resources(&self) -> &[Resource] {
        &self.resources
    }

    /// The resource with this id.
    #[must_use]
    pub fn resource(&self, id: ResourceId) -> Option<&Resource> {
        self.resources.get(id.0 as usize)
    }

    /// Declarations whose type is not known.
    #[must_use]
    pub fn unresolved(&self) -> &[Unresolved] {
        &self.unresolved
    }

    /// Every property of a resource with what is to be said about it, in the order of the table; the fields of lists
    /// are in their lists.
    pub fn facts(&self, resource: &Resource) -> impl Iterator<Item = (&'static Property, Fact)> {
        let properties = resource.kind.properties.iter().filter(|property| !property.name.contains("[]"));
        properties.map(|property| (property, self.read(resource, property, read::DEEPEST)))
    }
}

/// What could not be read may have declared anything.
fn incomplete((index, document): (usize, &Document)) -> Option<(usize, Arc<Reason>)> {
    let problem = document.problems.iter().find(|problem| problem.kind.is_incomplete())?;
    let reason = Reason::new(Cause::Syntax, "", "part of the configuration could not be read");
    Some((
        index,
        Arc::new(match problem.span {
            Some(span) => reason.at(span),
            None => reason,
        }),
    ))
}

/// Ids come from this model; one of another model is an error in the program.
impl Facts for Model {
    fn kind(&self, resource: ResourceId) -> &'static Kind {
        self.resources[resource.0 as usize].kind
    }

    fn property(&self, resource: ResourceId, property: &'static Property) -> Fact {
        let resource = &self.resources[resource.0 as usize];
        let mut fact = self.read(resource, property, read::DEEPEST);
        if let Data::Unknown(unknown) = &mut fact.value.data
            && !unknown.not_null
        {
            // What leads to a resource for certain is set: `vnet.properties.subnets[0].id`.
            unknown.not_null = self.leads_to_one(resource, property);
        }
        fact
    }

    fn linked(&self, resource: ResourceId, link: &'static Link) -> Linked {
        self.follow(&self.resources[resource.0 as usize], link)
    }

    fn header(&self, resource: ResourceId) -> Span {
        self.resources[resource.0 as usize].header
    }
}
