//! The resources that one call stands for.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::path::{Scope, reason_of};
use super::schema::{ModuleResource, RegistryModule, Repeat, Zip};
use crate::document::{Cause, Data, Declaration, Entry, Existence, Object, Reason, Value, Version, VersionRange};
use crate::source::Span;

/// What a call stands for.
#[derive(Debug, Clone, Default)]
pub struct Expansion {
    /// The resources, in the table's order and in the order of the elements.
    pub instances: Vec<ModuleInstance>,
    /// Kinds of which there may be more resources than these, and why.
    pub open: Vec<(&'static str, Arc<Reason>)>,
}

/// One resource of a called module.
#[derive(Debug, Clone)]
pub struct ModuleInstance {
    /// The module's table.
    pub module: &'static RegistryModule,
    /// The resource in it.
    pub resource: &'static ModuleResource,
    /// Its absolute address: `module.aks.azurerm_kubernetes_cluster.main`.
    pub address: Arc<str>,
    /// The absolute address of the resource it belongs to.
    pub parent: Option<Arc<str>>,
    /// The element's key: a map's key, a position, a name.
    pub key: Option<Arc<str>>,
    /// The element's position.
    pub position: usize,
    /// Whether it is created.
    pub existence: Existence,
    /// The call's header.
    pub header: Span,
    /// Where the element is written.
    pub element_span: Option<Span>,
    pub(super) call: Arc<str>,
    pub(super) arguments: Value,
    pub(super) element: Option<Value>,
    pub(super) range: VersionRange,
    pub(super) is_version_stated: bool,
}

impl ModuleInstance {
    pub(super) fn scope(&self) -> Scope<'_> {
        Scope { arguments: &self.arguments, element: self.element.as_ref(), element_span: self.element_span }
    }
}

/// The resources that a call of `module` stands for. `call` is a declaration of mode `ModuleCall`.
#[must_use]
pub fn expand(module: &'static RegistryModule, call: &Declaration) -> Expansion {
    let range = versions_of(module, call);
    let newest = newest_in(range, module.newest);
    let separator = module.separator();
    let mut expansion = Expansion::default();
    for resource in module.resources.iter().filter(|resource| resource.versions.contains(newest)) {
        let scope = Scope { arguments: &call.body, element: None, element_span: None };
        let elements = match resource.repeat {
            Repeat::Once => Elements::once(),
            Repeat::Each { input } => {
                let found = scope.get(input);
                Elements::of(&found.value, found.span)
            }
            Repeat::Zip(zip) => zipped(scope, zip, range, &call.address),
        };
        if let Some(reason) = elements.open {
            expansion.open.push((resource.kind, reason));
        }
        for element in elements.items {
            let mut instance = ModuleInstance {
                module,
                resource,
                address: address_of(module, &call.address, resource.address, &element),
                parent: resource.parent.map(|parent| format!("{}{separator}{parent}", call.address).into()),
                key: element.key,
                position: element.position,
                existence: element.maybe.map_or_else(|| call.existence.clone(), Existence::Maybe),
                header: call.header,
                element_span: element.span,
                call: Arc::clone(&call.address),
                arguments: call.body.clone(),
                element: element.value,
                range,
                is_version_stated: call.versions.range != VersionRange::ALL,
            };
            match instance.scope().test(&resource.exists).0 {
                Ok(true) => {}
                Ok(false) => continue,
                Err(reason) => instance.existence = Existence::Maybe(reason),
            }
            expansion.instances.push(instance);
        }
    }
    expansion
}

/// The versions that the constraint allows and that have every argument written.
fn versions_of(module: &RegistryModule, call: &Declaration) -> VersionRange {
    let stated = call.versions.range;
    let Some(arguments) = call.body.as_object() else { return stated };
    let written = module.arguments.iter().filter(|argument| {
        // A null is written for every version alike only if the argument is declared: it counts too.
        arguments.get(argument.name).is_some()
    });
    let narrowed = written.fold(stated, |range, argument| VersionRange {
        from: range.from.max(argument.versions.from),
        until: range.until.min(argument.versions.until),
    });
    // Arguments that no version has together: the call is broken, the constraint is all there is.
    if narrowed.from < narrowed.until { narrowed } else { stated }
}

/// The newest version of a range; of an open one the newest known.
fn newest_in(range: VersionRange, newest: Version) -> Version {
    if range.contains(newest) || newest < range.from {
        return newest.max(range.from);
    }
    let Version(major, minor, patch) = range.until;
    let before = match (major, minor, patch) {
        (_, _, 1..) => Version(major, minor, patch - 1),
        (_, 1.., 0) => Version(major, minor - 1, u32::MAX),
        (1.., 0, 0) => Version(major - 1, u32::MAX, u32::MAX),
        (0, 0, 0) => range.from,
    };
    before.max(range.from)
}

struct Elements {
    items: Vec<Element>,
    open: Option<Arc<Reason>>,
}

#[derive(Default)]
struct Element {
    key: Option<Arc<str>>,
    is_text_key: bool,
    position: usize,
    value: Option<Value>,
    span: Option<Span>,
    maybe: Option<Arc<Reason>>,
}

impl Elements {
    fn once() -> Self {
        Self { items: vec![Element::default()], open: None }
    }

    fn unknown(reason: Arc<Reason>) -> Self {
        Self { items: Vec::new(), open: Some(reason) }
    }

    /// The elements of a map or list.
    fn of(value: &Value, span: Option<Span>) -> Self {
        match &value.data {
            Data::Null => Self { items: Vec::new(), open: None },
            Data::Object(object) => {
                let items = object.entries.iter().enumerate().map(|(position, (key, entry))| {
                    let mut inner = entry.value.clone();
                    inner.sensitive |= value.sensitive;
                    Element {
                        key: Some(Arc::clone(key)),
                        is_text_key: true,
                        position,
                        value: Some(inner),
                        span: entry.span.or(span),
                        maybe: entry.maybe.clone(),
                    }
                });
                Self { items: items.collect(), open: object.open.clone() }
            }
            Data::List(list) => {
                let items = list.items.iter().enumerate().map(|(position, item)| Element {
                    key: Some(position.to_string().into()),
                    is_text_key: false,
                    position,
                    value: Some(item.clone()),
                    span: item.trail.literal.filter(|own| span.is_some_and(|span| span.contains(*own))).or(span),
                    maybe: None,
                });
                Self { items: items.collect(), open: list.open.clone() }
            }
            Data::OneOf(members) => Self::of_alternatives(members, &reason_of(value), span),
            _ => Self::unknown(reason_of(value)),
        }
    }

    /// An element that only some alternatives have may not be there.
    fn of_alternatives(members: &[Value], reason: &Arc<Reason>, span: Option<Span>) -> Self {
        let mut merged: BTreeMap<Arc<str>, (Element, Vec<Value>)> = BTreeMap::new();
        let mut open = None;
        for member in members {
            let elements = Self::of(member, span);
            open = open.or(elements.open);
            for mut element in elements.items {
                let Some(key) = element.key.clone() else { continue };
                let value = element.value.take();
                merged.entry(key).or_insert_with(|| (element, Vec::new())).1.extend(value);
            }
        }
        let items = merged.into_values().enumerate().map(|(position, (mut element, values))| {
            if values.len() < members.len() {
                element.maybe = Some(Arc::clone(reason));
            }
            element.position = position;
            element.value = Some(Value::one_of(values, reason));
            element
        });
        Self { items: items.collect(), open }
    }
}

/// The elements of lists that belong together, each an object of the lists' fields.
fn zipped(scope: Scope<'_>, zip: &'static Zip, range: VersionRange, call: &Arc<str>) -> Elements {
    let mut columns = Vec::new();
    for list in zip.lists {
        let found = scope.get(list.input);
        let column = match &found.value.data {
            Data::Null if zip.defaults_known.contains(newest_in(range, Version::MAX)) => {
                Value::tuple(list.default.iter().map(|text| Value::string(*text)).collect())
            }
            Data::Null => Value::unknown(Reason::new(
                Cause::MissingModule,
                Arc::clone(call),
                format!("the default of {} in this version of the module is not known", list.input),
            )),
            _ => found.value,
        };
        columns.push((list.field, column, found.span));
    }
    let Some((_, names, span)) = columns.first().cloned() else { return Elements::once() };
    let Some(names) = names.as_list().cloned() else { return Elements::unknown(reason_of(&names)) };
    let items = names.items.iter().enumerate().map(|(position, name)| {
        let mut fields: BTreeMap<Arc<str>, Entry> = BTreeMap::new();
        for (field, column, span) in &columns {
            let value = match column.as_list() {
                Some(list) => list
                    .items
                    .get(position)
                    .cloned()
                    .unwrap_or_else(|| list.open.clone().map_or_else(Value::null, Value::unknown)),
                None => Value::unknown(reason_of(column)),
            };
            fields.insert((*field).into(), Entry { value, span: *span, maybe: None });
        }
        for (field, input) in zip.maps {
            let found = scope.get(input);
            let value = match (&found.value.data, name.as_str()) {
                (Data::Null, _) => Value::null(),
                (Data::Object(map), Some(name)) => match (map.get(name), &map.open) {
                    (Some(entry), _) => entry.value.clone(),
                    (None, Some(reason)) => Value::unknown(Arc::clone(reason)),
                    (None, None) => Value::null(),
                },
                (Data::Object(_), None) => Value::unknown(reason_of(name)),
                _ => Value::unknown(reason_of(&found.value)),
            };
            fields.insert((*field).into(), Entry { value, span: found.span, maybe: None });
        }
        Element {
            key: Some(name.as_str().map_or_else(|| position.to_string().into(), Arc::from)),
            is_text_key: name.as_str().is_some(),
            position,
            value: Some(Value::new(Data::Object(Arc::new(Object { entries: fields, ..Object::default() })))),
            span,
            maybe: None,
        }
    });
    Elements { items: items.collect(), open: names.open.clone() }
}

/// The absolute address of a resource of a call.
fn address_of(module: &RegistryModule, call: &str, pattern: &str, element: &Element) -> Arc<str> {
    let key = match &element.key {
        Some(key) if element.is_text_key => format!("\"{}\"", key.replace('\\', "\\\\").replace('"', "\\\"")),
        Some(key) => key.to_string(),
        None => String::new(),
    };
    let inner = pattern.replace("{key}", &key).replace("{index}", &element.position.to_string());
    format!("{call}{}{inner}", module.separator()).into()
}
