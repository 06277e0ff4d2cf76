//! Reads a property of a resource: the spelling that is written, its value, its place.
//!
//! Knows: which spelling counts in which version. Does not know: what silence means.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::convert::{convert, is_converted};
use super::resource::{ArmBody, AzurermBody, Patch, Resource, Source};
use super::table::{Property, PropertyType, Silence, SilentValue, Transform};
use super::walk::{Found, Keys, each, elements, may_be_null, or_else, walk};
use super::{Fact, How, Model};
use crate::document::{Data, Entry, Existence, List, Object, Value};
use crate::source::Span;

/// Keys that stand beside `properties` in an ARM body; `parent` and `scope` are Bicep's.
pub(super) const ENVELOPE: [&str; 12] = [
    "name",
    "location",
    "kind",
    "sku",
    "identity",
    "tags",
    "zones",
    "scope",
    "parent",
    "parent_id",
    "plan",
    "extendedLocation",
];

/// The most properties that may be asked for on the way to one: silence depends on siblings, those on theirs.
pub(super) const DEEPEST: u8 = 8;

/// A property as it is written, before silence.
#[derive(Debug, Clone)]
pub(super) struct Written {
    /// Null where nothing is written.
    pub value: Value,
    pub span: Option<Span>,
    pub nearest: Option<Span>,
    pub spelling: Cow<'static, str>,
}

/// One way a property may be spelt.
#[derive(Clone, Copy)]
struct Candidate {
    path: &'static str,
    /// The path begins in the envelope's `properties`, though it does not say so.
    is_inside: bool,
    transform: Transform,
}

/// Of several spellings, the one that is written; the others where it may be null.
#[derive(Default)]
struct Choice {
    chosen: Option<(Candidate, Found)>,
    nearest: Option<Span>,
}

impl Model {
    /// The property with silence applied.
    pub(super) fn read(&self, resource: &Resource, property: &'static Property, depth: u8) -> Fact {
        let mut written = self.written(resource, property, depth);
        if property.name == "name" && matches!(resource.source, Source::Arm(_)) {
            written.value = each(&written.value, own_name);
        }
        let span = written.span.or(written.nearest).unwrap_or(resource.header);
        if !may_be_null(&written.value) {
            let how = self.restating(resource, property, &written, depth).map_or(How::Written, How::Silent);
            return Fact { value: written.value, span, spelling: written.spelling, how };
        }
        if let Some(reason) = &resource.partial {
            let unknown = Value::unknown(Arc::clone(reason));
            let value = or_else(written.value, &unknown);
            return Fact { value, span, spelling: written.spelling, how: How::Absent };
        }
        let silent = self.silent(resource, property, depth);
        let how = match silent.row {
            _ if !written.value.is_null() => How::Written,
            Some(row) => How::Silent(row),
            None => How::Absent,
        };
        if let How::Silent(row) = how
            && let Some(said) = self.restated(resource, property, row, depth)
        {
            return Fact { value: silent.value, ..said };
        }
        Fact { value: or_else(written.value, &silent.value), span, spelling: written.spelling, how }
    }

    /// What silence means, where a value that stands nowhere says the same: plans hold what nobody wrote.
    fn restating(
        &self,
        resource: &Resource,
        property: &'static Property,
        written: &Written,
        depth: u8,
    ) -> Option<&'static Silence> {
        let is_placed = written.span.is_some() || written.value.trail.literal.is_some();
        if is_placed || resource.partial.is_some() || !written.value.is_wholly_known() {
            return None;
        }
        let silent = self.silent(resource, property, depth);
        silent.row.filter(|_| silent.value.same(&written.value))
    }

    /// The property that is written and says what this one is: the role's id for its name.
    fn restated(
        &self,
        resource: &Resource,
        property: &'static Property,
        row: &'static Silence,
        depth: u8,
    ) -> Option<Fact> {
        let SilentValue::Computed(name) = row.value else { return None };
        let written = match name {
            "secretSource" => self.deciding_secret(resource, property)?,
            "secretSetting" => self.secret_setting(resource)?,
            "kubeconfig" => self.present(resource, self.carrying(resource)?, depth),
            "getCredentials" => self.present(resource, super::credentials::fetching(resource)?, depth),
            _ => self.present(resource, resource.kind.property(super::derive::restated(name)?)?, depth),
        };
        let span = written.span.filter(|_| !written.value.is_null())?;
        Some(Fact { value: written.value, span, spelling: written.spelling, how: How::Written })
    }

    /// The property as it is written; objects hold their fields with silence applied.
    pub(super) fn written(&self, resource: &Resource, property: &'static Property, depth: u8) -> Written {
        let mut written = self.present(resource, property, depth);
        if property.ty == PropertyType::Object && !written.value.is_null() {
            written.value = self.with_fields(resource, property, &written.value, depth);
        }
        written
    }

    /// The property as it is written; objects are as the author wrote them.
    pub(super) fn present(&self, resource: &Resource, property: &'static Property, depth: u8) -> Written {
        let mut written = match &resource.source {
            Source::Azurerm(body) => self.read_azurerm(resource, body, property, depth),
            Source::Arm(body) => self.read_arm(resource, body, property, depth),
            Source::Module(instance) => super::modules::written(instance, property),
        };
        for patch in &resource.patches {
            self.apply(resource, patch, property, &mut written, depth);
        }
        written
    }

    fn apply(&self, resource: &Resource, patch: &Patch, property: &'static Property, written: &mut Written, depth: u8) {
        // What identifies the resource is not patched.
        if matches!(property.name, "name" | "parent" | "scope" | "location") {
            return;
        }
        let over = self.read_arm(resource, &patch.body, property, depth);
        if over.value.is_null() {
            return;
        }
        let value = or_else(over.value, &written.value);
        written.value = match &patch.existence {
            Existence::Always => value,
            Existence::Maybe(reason) => Value::one_of([value, written.value.clone()], reason),
        };
        written.span = over.span.or(written.span);
        written.spelling = over.spelling;
    }

    fn read_azurerm(&self, resource: &Resource, body: &AzurermBody, property: &'static Property, depth: u8) -> Written {
        let specific = property.azurerm.iter().any(|spelling| spelling.resource_type == body.resource_type);
        let fits = |of: &str| if specific { of == body.resource_type } else { of.is_empty() };
        let candidates = || {
            let spellings = (property.azurerm.iter())
                .filter(|spelling| fits(spelling.resource_type) && spelling.heeded().overlaps(body.versions.accepted));
            spellings.map(|spelling| {
                (Candidate { path: spelling.path, is_inside: false, transform: spelling.transform }, spelling.heeded())
            })
        };
        let mut choice = Choice::default();
        for (candidate, _) in candidates() {
            let found = walk(&body.body, candidate.path, Keys::Exact);
            choice.add(candidate, self.finish(resource, property, candidate, Keys::Exact, found, depth));
        }
        choice.written(|| {
            (candidates().find(|(_, versions)| versions.overlaps(body.versions.range)))
                .or_else(|| candidates().next())
                .map_or(property.name, |(candidate, _)| candidate.path)
        })
    }

    pub(super) fn read_arm(
        &self,
        resource: &Resource,
        body: &ArmBody,
        property: &'static Property,
        depth: u8,
    ) -> Written {
        let first = property.name.split(['.', '[']).next().unwrap_or_default();
        let is_inside = !ENVELOPE.contains(&first);
        let default = Candidate { path: property.name, is_inside, transform: Transform::Same };
        let is_default = |path: &str| {
            let path = if is_inside { strip_properties(path) } else { Some(path) };
            path.is_some_and(|path| path.eq_ignore_ascii_case(property.name))
        };
        let own = Some(default).filter(|_| !property.arm.iter().any(|spelling| is_default(spelling.path)));
        let others = (property.arm.iter())
            .filter(|spelling| spelling.versions.overlaps(body.versions))
            .map(|spelling| Candidate { path: spelling.path, is_inside: false, transform: spelling.transform });
        let candidates = || own.into_iter().chain(others.clone());
        let mut choice = Choice::default();
        for candidate in candidates() {
            let found = match candidate.is_inside {
                true => body.find_inside(candidate.path),
                false => body.find(candidate.path),
            };
            choice.add(candidate, self.finish(resource, property, candidate, Keys::IgnoreCase, found, depth));
        }
        choice.written(|| candidates().next().map_or(property.name, |candidate| candidate.path))
    }

    /// Transforms what was found, and gives lists of objects the table's names.
    fn finish(
        &self,
        resource: &Resource,
        property: &'static Property,
        candidate: Candidate,
        keys: Keys,
        mut found: Found,
        depth: u8,
    ) -> Found {
        if is_converted(&found.value, candidate.transform, property.ty) {
            return found;
        }
        let path = if candidate.is_inside { &format!("properties.{}", candidate.path) } else { candidate.path };
        found.value = if property.ty == PropertyType::ObjectList {
            each(&found.value, |value| match elements(value) {
                Some((items, open)) => {
                    let items = items.iter().filter(|item| !item.is_null());
                    let items = items.map(|item| self.element(resource, property, path, keys, item, depth)).collect();
                    let data = Data::List(Arc::new(List { items, open, ..List::default() }));
                    Value { data, trail: value.trail.clone(), sensitive: value.sensitive }
                }
                None => convert(value, candidate.transform, property.ty),
            })
        } else {
            convert(&found.value, candidate.transform, property.ty)
        };
        found
    }

    /// An element of a list of objects, in the table's names, with silence applied.
    fn element(
        &self,
        resource: &Resource,
        list: &'static Property,
        path: &str,
        keys: Keys,
        item: &Value,
        depth: u8,
    ) -> Value {
        each(item, |item| {
            if item.as_object().is_none() {
                return bare_element(resource, list, path, keys, item);
            }
            let mut entries = BTreeMap::new();
            for field in resource.kind.properties {
                let Some(name) = field.name.strip_prefix(list.name).and_then(|rest| rest.strip_prefix("[].")) else {
                    continue;
                };
                let mut value = Value::null();
                let mut span = None;
                for (inner, transform) in field_paths(field, name, path, keys) {
                    let found = walk(item, inner, keys);
                    span = span.or(found.span);
                    value = or_else(value, &convert(&found.value, transform, field.ty));
                }
                if may_be_null(&value) && resource.partial.is_none() {
                    value = or_else(value, &self.silent(resource, field, depth.saturating_sub(1)).value);
                }
                if !value.is_null() {
                    insert(&mut entries, name, Entry { value, span, maybe: None });
                }
            }
            let data = Data::Object(Arc::new(Object { entries, ..Object::default() }));
            Value { data, trail: item.trail.clone(), sensitive: item.sensitive }
        })
    }

    /// An object with the fields the table knows, in its names, with silence applied.
    pub(super) fn with_fields(
        &self,
        resource: &Resource,
        property: &'static Property,
        written: &Value,
        depth: u8,
    ) -> Value {
        let Some(depth) = depth.checked_sub(1) else { return written.clone() };
        let mut fields = None;
        each(written, |value| match &value.data {
            Data::Null | Data::Unknown(_) => value.clone(),
            _ => {
                let entries = fields.get_or_insert_with(|| self.fields(resource, property, depth)).clone();
                let data = Data::Object(Arc::new(Object { entries, ..Object::default() }));
                Value { data, trail: value.trail.clone(), sensitive: value.sensitive }
            }
        })
    }

    fn fields(&self, resource: &Resource, property: &'static Property, depth: u8) -> BTreeMap<Arc<str>, Entry> {
        let mut entries = BTreeMap::new();
        for field in resource.kind.properties {
            let Some(name) = field.name.strip_prefix(property.name).and_then(|rest| rest.strip_prefix('.')) else {
                continue;
            };
            if field.ty == PropertyType::Object || name.contains("[]") {
                continue;
            }
            let fact = self.read(resource, field, depth);
            if !fact.value.is_null() {
                let span = (fact.how == How::Written).then_some(fact.span);
                insert(&mut entries, name, Entry { value: fact.value, span, maybe: None });
            }
        }
        entries
    }
}

impl ArmBody {
    /// What a path from the top of the body leads to.
    pub(super) fn find(&self, path: &str) -> Found {
        let Some(rest) = path.strip_prefix("properties.") else {
            if let Some(envelope) = &self.envelope {
                let found = walk(envelope, path, Keys::IgnoreCase);
                if !found.value.is_null() {
                    return found;
                }
            }
            return walk(&self.body, path, Keys::IgnoreCase);
        };
        self.find_inside(rest)
    }

    /// What a path from the envelope's `properties` leads to.
    fn find_inside(&self, path: &str) -> Found {
        let properties = walk(&self.body, "properties", Keys::IgnoreCase).value;
        let root = if self.is_inline && properties.is_null() { &self.body } else { &properties };
        let mut found = walk(root, path, Keys::IgnoreCase);
        if found.value.is_null()
            && let Some(sensitive) = &self.sensitive
        {
            let secret = walk(sensitive, &format!("properties.{path}"), Keys::IgnoreCase);
            if !secret.value.is_null() {
                found = secret;
                found.value.sensitive = true;
            }
        }
        found
    }
}

/// Where a field may stand inside an element of the list at `path`.
fn field_paths<'a>(field: &'static Property, name: &'a str, path: &str, keys: Keys) -> Vec<(&'a str, Transform)> {
    let inside = |spelt: &'static str| spelt.strip_prefix(path).and_then(|rest| rest.strip_prefix("[]."));
    if keys == Keys::Exact {
        return (field.azurerm.iter())
            .filter_map(|spelling| Some((inside(spelling.path)?, spelling.transform)))
            .collect();
    }
    let mut paths: Vec<(&str, Transform)> =
        field.arm.iter().filter_map(|spelling| Some((inside(spelling.path)?, spelling.transform))).collect();
    if paths.is_empty() {
        paths.push((name, Transform::Same));
    }
    paths
}

/// An element that is no object: azurerm may write the one field that matters in its place (`ip_rules`).
fn bare_element(resource: &Resource, list: &Property, path: &str, keys: Keys, item: &Value) -> Value {
    let is_element = |spelt: &str| spelt.strip_suffix("[]") == Some(path);
    let field = (resource.kind.properties.iter())
        .filter(|field| keys == Keys::Exact && field.azurerm.iter().any(|spelling| is_element(spelling.path)))
        .find_map(|field| field.name.strip_prefix(list.name)?.strip_prefix("[]."));
    match (field, &item.data) {
        (Some(name), Data::String(_) | Data::Unknown(_)) => {
            let mut entries = BTreeMap::new();
            insert(&mut entries, name, Entry { value: item.clone(), span: item.trail.literal, maybe: None });
            let data = Data::Object(Arc::new(Object { entries, ..Object::default() }));
            Value { data, trail: item.trail.clone(), sensitive: item.sensitive }
        }
        _ => item.clone(),
    }
}

/// Puts an entry at a dotted name, making the objects on the way.
fn insert(entries: &mut BTreeMap<Arc<str>, Entry>, name: &str, entry: Entry) {
    let Some((first, rest)) = name.split_once('.') else {
        entries.insert(name.into(), entry);
        return;
    };
    let slot = entries.entry(first.into()).or_insert_with(|| Entry::from(Value::object([])));
    if let Data::Object(object) = &mut slot.value.data {
        insert(&mut Arc::make_mut(object).entries, rest, entry);
    }
}

impl Choice {
    fn add(&mut self, candidate: Candidate, found: Found) {
        let is_there = |found: &Found| found.is_written && !found.value.is_null();
        self.nearest = self.nearest.or(found.nearest);
        match &mut self.chosen {
            Some((_, chosen)) if is_there(chosen) => {
                if is_there(&found) && may_be_null(&chosen.value) {
                    chosen.value = or_else(chosen.value.clone(), &found.value);
                }
            }
            Some(_) if !is_there(&found) => {}
            _ if found.value.is_null() => {}
            _ => self.chosen = Some((candidate, found)),
        }
    }

    /// What is written; `shown` is how the author would spell what is not.
    fn written(self, shown: impl FnOnce() -> &'static str) -> Written {
        let Some((candidate, found)) = self.chosen else {
            return Written { value: Value::null(), span: None, nearest: self.nearest, spelling: spell(shown()) };
        };
        let spelling = spell(if found.is_written { candidate.path } else { shown() });
        Written { value: found.value, span: found.span, nearest: found.nearest.or(self.nearest), spelling }
    }
}

/// A child's name may be written behind those of what it lies in: `cluster/pool`.
fn own_name(name: &Value) -> Value {
    match name.as_str().and_then(|text| text.rsplit_once('/')) {
        Some((_, own)) => Value { data: Data::String(own.into()), ..name.clone() },
        None => name.clone(),
    }
}

/// As shown: without ARM's `properties` envelope and without marks of lists.
fn spell(path: &'static str) -> Cow<'static, str> {
    let path = strip_properties(path).unwrap_or(path);
    if path.contains("[]") { Cow::Owned(path.replace("[]", "")) } else { Cow::Borrowed(path) }
}

fn strip_properties(path: &str) -> Option<&str> {
    path.strip_prefix("properties.")
}
