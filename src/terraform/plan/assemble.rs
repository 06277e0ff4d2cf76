//! From a plan and its source to declarations.
//!
//! Knows: what of a plan becomes a declaration, and which declaration of the source is the same resource. Does not know:
//! resource types beyond those it is asked for.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::super::root::Root;
use super::beside;
use super::change::planned_change;
use super::configuration::{calls, keyless, locked};
use super::content::{Action, Change, Content, Stored};
use super::overlay::overlay;
use super::references::Site;
use super::value::{Part, Reader, Unwritten, known_after_apply};
use crate::document::{Budget, Call, Data, Declaration, Document, Existence, Interest, Language, Mode, Value};
use crate::source::{Sources, Span};

/// A plan and what is wanted of it.
pub struct Task<'t, 'n> {
    content: &'t Content<'n>,
    sources: &'t Sources,
    interest: &'t Interest,
    budget: &'t Budget,
    /// Where the source calls modules, by address without instance keys.
    source_calls: FxHashMap<String, Span>,
}

impl<'t, 'n> Task<'t, 'n> {
    /// The task.
    pub fn new(content: &'t Content<'n>, sources: &'t Sources, interest: &'t Interest, budget: &'t Budget) -> Self {
        Self { content, sources, interest, budget, source_calls: FxHashMap::default() }
    }

    fn is_wanted(&self, type_name: &str) -> bool {
        self.interest.terraform_types.contains(&type_name)
    }

    fn is_carrier(&self, type_name: &str) -> bool {
        self.interest.carriers.contains(&type_name)
    }

    /// The plan's values at the places of the source.
    pub fn with_source(mut self, source: Document, root: &Root) -> Document {
        self.source_calls = source_calls(&source);
        let mut exact: FxHashMap<&str, &Declaration> = FxHashMap::default();
        let mut alike: FxHashMap<String, &Declaration> = FxHashMap::default();
        let declared = source.declarations.iter().filter(|declaration| declaration.mode != Mode::ModuleCall);
        for declaration in declared {
            exact.entry(&declaration.address).or_insert(declaration);
            alike.entry(keyless(&declaration.address)).or_insert(declaration);
        }
        let twin = |address: &str| exact.get(address).or_else(|| alike.get(&keyless(address))).copied();
        let mut declarations = Vec::new();
        let mut seen = rustc_hash::FxHashSet::default();
        for change in self.content.changes.iter().filter(|change| !change.is_data) {
            seen.insert(keyless(change.address));
            let own = twin(change.address);
            if self.is_wanted(change.type_name) {
                declarations.extend(self.change(change, own, root));
            } else if self.is_carrier(change.type_name) && own.is_some() {
                // Matters only where the source speaks of what matters.
                declarations.extend(self.managed(change, own, root));
            }
        }
        let wanted = self.content.data.iter().filter(|stored| self.is_wanted(stored.type_name));
        for stored in wanted {
            seen.insert(keyless(stored.address));
            declarations.push(self.data(stored, twin(stored.address), root));
        }
        // What is no resource, or was not read yet, is as the source says.
        let rest = source.declarations.iter().filter(|declaration| {
            let is_beside = self.is_carrier(&declaration.type_name) && !declaration.type_name.contains('_');
            (is_beside || declaration.mode == Mode::Existing) && !seen.contains(&keyless(&declaration.address))
        });
        declarations.extend(rest.cloned());
        Document { declarations, problems: Vec::new(), ..source }
    }

    /// The plan by itself, at its own places.
    pub fn alone(&self, shown: &Arc<str>, root: &Root) -> Document {
        let mut declarations = Vec::new();
        for change in self.content.changes.iter().filter(|change| !change.is_data) {
            if self.is_wanted(change.type_name) || self.is_carrier(change.type_name) {
                declarations.extend(self.change(change, None, root));
            }
        }
        let wanted = self.content.data.iter().filter(|stored| self.is_wanted(stored.type_name));
        declarations.extend(wanted.map(|stored| self.data(stored, None, root)));
        let later = self.content.changes.iter().filter(|change| change.is_data && self.is_wanted(change.type_name));
        declarations.extend(later.filter_map(|change| self.managed(change, None, root)));
        declarations.extend(beside::outputs(self.content, self.interest));
        declarations.extend(beside::providers(self.content, self.interest));
        Document {
            language: Language::Terraform,
            root: Arc::clone(shown),
            environment: None,
            is_called: false,
            declarations,
            problems: Vec::new(),
        }
    }

    fn change(&self, change: &Change<'n>, own: Option<&Declaration>, root: &Root) -> Vec<Declaration> {
        let calls = self.calls(change.address, change.place, own);
        let secrets = self.secrets(change.type_name);
        let planned = planned_change(self.content, change, own, self.call_header(change.address), &calls, &secrets);
        self.managed(change, own, root).into_iter().chain(planned).collect()
    }

    /// What a resource will be; none where it will not be.
    fn managed(&self, change: &Change<'n>, own: Option<&Declaration>, root: &Root) -> Option<Declaration> {
        if matches!(change.action, Action::Destroy | Action::Forget) {
            return None;
        }
        let part = Part { value: change.after, unknown: change.unknown, sensitive: change.sensitive, written: None };
        let unwritten = match (own, change.is_new()) {
            (Some(_), _) => Unwritten::Kept,
            (None, true) => Unwritten::Defaults,
            (None, false) => Unwritten::Deployed,
        };
        let body = self.body(change.address, change.type_name, part, unwritten, own);
        let body = match own {
            Some(own) => overlay(&own.body, &body, change.is_new()),
            None => body,
        };
        let mode = if change.is_data { Mode::Existing } else { Mode::Managed };
        Some(self.declaration(change.address, change.type_name, change.provider, change.place, mode, body, own, root))
    }

    fn data(&self, stored: &Stored<'n>, own: Option<&Declaration>, root: &Root) -> Declaration {
        let part = Part { value: stored.values, sensitive: stored.sensitive, ..Part::default() };
        let body = self.body(stored.address, stored.type_name, part, Unwritten::Kept, own);
        let body = match own {
            Some(own) => read_over(&own.body, &body),
            None => body,
        };
        let (address, type_name, place) = (stored.address, stored.type_name, stored.place);
        self.declaration(address, type_name, stored.provider, place, Mode::Existing, body, own, root)
    }

    fn body(
        &self,
        address: &str,
        type_name: &str,
        part: Part<'n>,
        unwritten: Unwritten,
        own: Option<&Declaration>,
    ) -> Value {
        let filled = self.interest.filled_blocks.iter().filter(|(owner, _)| *owner == type_name);
        let reader = Reader {
            content: self.content,
            sources: self.sources,
            site: Site::of(address),
            reason: known_after_apply(address),
            secrets: self.secrets(type_name),
            filled: filled.map(|(_, block)| *block).collect(),
            // Where the source calls its module, that is the place.
            has_places: own.is_none() && self.call_header(address).is_none(),
            unwritten,
            budget: self.budget,
        };
        let configuration = self.content.configuration.resource(address);
        reader.resource(part, configuration)
    }

    fn secrets(&self, type_name: &str) -> Vec<&'static str> {
        let secrets = self.interest.secret_attributes.iter();
        secrets.filter(|(owner, _)| owner.is_empty() || *owner == type_name).map(|(_, name)| *name).collect()
    }

    #[expect(clippy::too_many_arguments, reason = "one constructor, two callers")]
    fn declaration(
        &self,
        address: &str,
        type_name: &str,
        provider: &str,
        place: Span,
        mode: Mode,
        body: Value,
        own: Option<&Declaration>,
        root: &Root,
    ) -> Declaration {
        let versions = match own {
            Some(own) if own.versions.source.is_some() => Arc::clone(&own.versions),
            _ => {
                let stated = || self.content.configuration.versions(address, provider);
                Arc::new(locked(&root.locks, provider).unwrap_or_else(stated))
            }
        };
        Declaration {
            language: Language::Terraform,
            mode,
            type_name: type_name.into(),
            address: address.into(),
            versions,
            api_version: None,
            header: own.map(|own| own.header).or_else(|| self.call_header(address)).unwrap_or(place),
            body,
            existence: Existence::Always,
            calls: self.calls(address, place, own),
        }
    }

    /// The calls that lead to an address; in the source where it has them.
    fn calls(&self, address: &str, place: Span, own: Option<&Declaration>) -> Arc<[Call]> {
        let headers = own.map(|own| own.calls.iter().map(|call| call.header).collect::<Vec<_>>()).unwrap_or_default();
        let header = |index: usize, call: &str| {
            headers.get(index).or_else(|| self.source_calls.get(&keyless(call))).copied().unwrap_or(place)
        };
        let calls = calls(address).into_iter().enumerate();
        calls.map(|(index, call)| Call { address: call.into(), header: header(index, call) }).collect()
    }

    /// The innermost call on the way to an address that the source has.
    fn call_header(&self, address: &str) -> Option<Span> {
        if self.source_calls.is_empty() {
            return None;
        }
        calls(address).into_iter().rev().find_map(|call| self.source_calls.get(&keyless(call)).copied())
    }
}

/// Where a source calls modules, those that are not on disk as well.
fn source_calls(source: &Document) -> FxHashMap<String, Span> {
    let mut found = FxHashMap::default();
    for declaration in &source.declarations {
        if declaration.mode == Mode::ModuleCall {
            found.entry(keyless(&declaration.address)).or_insert(declaration.header);
        }
        for call in declaration.calls.iter() {
            found.entry(keyless(&call.address)).or_insert(call.header);
        }
    }
    found
}

/// What a data source read, over what the source asks it for.
fn read_over(own: &Value, read: &Value) -> Value {
    let (Data::Object(written), Data::Object(found)) = (&own.data, &read.data) else { return own.clone() };
    let mut object = (**written).clone();
    for (name, entry) in &found.entries {
        match object.entries.get_mut(name) {
            Some(known) => known.value = overlay(&known.value, &entry.value, false),
            None => {
                object.entries.insert(Arc::clone(name), entry.clone());
            }
        }
    }
    Value { data: Data::Object(Arc::new(object)), ..own.clone() }
}
