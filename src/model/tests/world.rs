//! A short way to write documents for tests.
//!
//! Bodies are JSON. In azurerm bodies nested objects and lists of objects are blocks; in ARM bodies they are values.
//! `"?x"` is unknown because `x` has no value, `"!x"` the same but certainly set, `"&a.b.c#id"` the attribute `id` of
//! the declaration `a.b.c`, `"@x"` the symbol of the declaration `x`. `{"one of": […]}` is one of several values. A key that ends in `?` may not be there; the key
//! `...` makes its object open, a key that begins with `&` is not known; `{"open blocks": […]}` are blocks of which there may be more.

use std::cell::Cell;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::document::{
    Call, Cause, Data, Declaration, Document, Entry, Existence, Language, List, ListKind, Mode, Number, Object,
    ObjectKind, Reason, Reference, Unknown, Value, VersionRange, Versions,
};
use crate::model::{Fact, Facts, Linked, Model, Resource, ResourceId};
use crate::source::{FileId, Sources, Span};

/// Builds one document.
pub struct World {
    file: FileId,
    next: Cell<usize>,
    versions: Arc<Versions>,
    language: Language,
    root: &'static str,
    declarations: Vec<Declaration>,
}

/// A reason as variables give it.
pub fn no_value(name: &str) -> Arc<Reason> {
    Arc::new(Reason::new(Cause::NoValue, name, format!("{name} has no value")))
}

impl World {
    pub fn new() -> Self {
        Self {
            file: Sources::in_memory().add("main.tf", ""),
            next: Cell::new(0),
            versions: Arc::new(Versions::unstated()),
            language: Language::Terraform,
            root: ".",
            declarations: Vec::new(),
        }
    }

    /// The azurerm version that is stated for what follows.
    pub fn azurerm(mut self, constraint: &str) -> Self {
        self.versions = Arc::new(Versions {
            range: VersionRange::from_constraint(constraint),
            source: Some("required_providers"),
            text: constraint.into(),
            span: None,
        });
        self
    }

    pub fn root(mut self, root: &'static str) -> Self {
        self.root = root;
        self
    }

    fn span(&self) -> Span {
        let start = self.next.get();
        self.next.set(start + 10);
        Span::new(self.file, start, start + 9)
    }

    fn declare(mut self, mode: Mode, address: &str, type_name: &str, api: Option<&str>, body: Value) -> Self {
        let header = self.span();
        self.declarations.push(Declaration {
            language: self.language,
            mode,
            type_name: type_name.into(),
            address: address.into(),
            versions: Arc::clone(&self.versions),
            api_version: api.map(Into::into),
            header,
            body,
            existence: Existence::Always,
            calls: Arc::from(Vec::<Call>::new()),
        });
        self
    }

    /// A Terraform resource; the type is read from the address.
    pub fn resource(self, address: &str, body: &str) -> Self {
        let type_name = crate::model::address::resource_type(address).expect("a type").to_owned();
        let is_azapi = type_name.starts_with("azapi_");
        let body = self.block(&serde_json::from_str(body).expect("JSON"), is_azapi);
        self.declare(Mode::Managed, address, &type_name, None, body)
    }

    /// A Terraform data source.
    pub fn data(self, address: &str, body: &str) -> Self {
        let type_name = crate::model::address::resource_type(address).expect("a type").to_owned();
        let body = self.block(&serde_json::from_str(body).expect("JSON"), false);
        self.declare(Mode::Existing, address, &type_name, None, body)
    }

    /// A Bicep resource.
    pub fn bicep(mut self, name: &str, type_at_version: &str, body: &str) -> Self {
        self.language = Language::Bicep;
        let (type_name, api) = type_at_version.split_once('@').expect("an API version");
        let body = self.value(&serde_json::from_str(body).expect("JSON"));
        self.declare(Mode::Managed, name, type_name, Some(api), body)
    }

    /// A Bicep resource that is only read.
    pub fn existing(mut self, name: &str, type_at_version: &str, body: &str) -> Self {
        self = self.bicep(name, type_at_version, body);
        self.declarations.last_mut().expect("a declaration").mode = Mode::Existing;
        self
    }

    /// A resource of an ARM template.
    pub fn arm(mut self, address: &str, type_at_version: &str, body: &str) -> Self {
        self = self.bicep(address, type_at_version, body);
        self.language = Language::Arm;
        self.declarations.last_mut().expect("a declaration").language = Language::Arm;
        self
    }

    /// A call of a module that is not on disk.
    pub fn call(mut self, name: &str, source: &str, tag: &str, body: &str) -> Self {
        self.language = Language::Bicep;
        let body = self.value(&serde_json::from_str(body).expect("JSON"));
        self = self.declare(Mode::ModuleCall, name, source, None, body);
        let mut parts = tag.split('.').map(|part| part.parse().unwrap_or_default());
        let mut part = || parts.next().unwrap_or_default();
        let version = crate::document::Version(part(), part(), part());
        self.declarations.last_mut().expect("a declaration").versions = Arc::new(Versions {
            range: VersionRange::between(version, version.next()),
            source: Some("module reference"),
            text: tag.into(),
            span: None,
        });
        self
    }

    /// The last declaration may not exist.
    pub fn maybe(mut self, reason: &str) -> Self {
        self.declarations.last_mut().expect("a declaration").existence = Existence::Maybe(no_value(reason));
        self
    }

    pub fn document(self) -> Document {
        Document {
            language: self.language,
            root: self.root.into(),
            environment: None,
            is_called: false,
            declarations: self.declarations,
            problems: Vec::new(),
        }
    }

    pub fn build(self) -> Model {
        Model::build(&[self.document()])
    }

    /// The body of a block; `plain` where objects inside it are values (azapi).
    fn block(&self, json: &Json, plain: bool) -> Value {
        let header = self.span();
        let mut object = Object { kind: ObjectKind::Block, ..Object::default() };
        for (key, json) in json.as_object().expect("an object") {
            if key == "..." {
                object.open = Some(no_value(json.as_str().expect("a name")));
                continue;
            }
            let (name, maybe) = match key.strip_suffix('?') {
                Some(name) => (name, Some(no_value("var.maybe"))),
                None => (key.as_str(), None),
            };
            let value = if plain && name != "identity" { self.value(json) } else { self.attribute(json) };
            object.entries.insert(name.into(), Entry { value, span: Some(self.span()), maybe });
        }
        Value::new(Data::Object(Arc::new(object))).at(header)
    }

    fn attribute(&self, json: &Json) -> Value {
        let blocks = |items: &[Json], open| {
            let items = items.iter().map(|item| self.block(item, false)).collect();
            Value::new(Data::List(Arc::new(List { items, open, kind: ListKind::Blocks })))
        };
        match json {
            Json::Object(object) if object.contains_key("one of") => self.one_of(object, |json| self.attribute(json)),
            Json::Object(object) if object.contains_key("open blocks") => {
                blocks(object["open blocks"].as_array().expect("blocks"), Some(no_value("var.blocks")))
            }
            Json::Object(object) if object.contains_key("map") => self.value(&object["map"]),
            Json::Object(_) => blocks(std::slice::from_ref(json), None),
            Json::Array(items) if !items.is_empty() && items.iter().all(Json::is_object) => blocks(items, None),
            _ => self.value(json),
        }
    }

    /// What the symbol of a Bicep resource stands for.
    fn symbol(&self, address: &str) -> Value {
        let reason = Arc::new(Reason::new(Cause::Computed, address, format!("{address} is deployed later")));
        let unknown = |path: &str| Unknown {
            reason: Arc::clone(&reason),
            not_null: true,
            reference: Some(Arc::new(Reference { address: address.into(), path: path.into() })),
            origins: None,
        };
        let mut object = Object { computed: Some(Arc::new(unknown(""))), ..Object::default() };
        object.entries.insert("id".into(), Value::new(Data::Unknown(unknown("id"))).into());
        Value::new(Data::Object(Arc::new(object))).at(self.span())
    }

    fn one_of(&self, object: &serde_json::Map<String, Json>, of: impl Fn(&Json) -> Value) -> Value {
        let members: Vec<Value> = object["one of"].as_array().expect("alternatives").iter().map(of).collect();
        Value::one_of(members, &no_value("var.choice"))
    }

    fn value(&self, json: &Json) -> Value {
        let data = match json {
            Json::Null => Data::Null,
            Json::Bool(truth) => Data::Bool(*truth),
            Json::Number(number) => Data::Number(Number::parse(&number.to_string()).expect("a number")),
            Json::String(text) => match text.split_at_checked(1) {
                Some(("?", name)) => return Value::unknown(no_value(name)).at(self.span()),
                Some(("!", name)) => return Value::unknown_set(no_value(name)).at(self.span()),
                Some(("&", reference)) => {
                    let (address, path) = reference.split_once('#').expect("an attribute");
                    let reference = Reference { address: address.into(), path: path.into() };
                    let reason = Reason::new(Cause::Computed, address, format!("{address} is known after apply"));
                    Data::Unknown(Unknown {
                        reason: Arc::new(reason),
                        not_null: true,
                        reference: Some(Arc::new(reference)),
                        origins: None,
                    })
                }
                Some(("@", address)) => return self.symbol(address),
                _ => Data::String(text.as_str().into()),
            },
            Json::Array(items) => {
                let items = items.iter().map(|item| self.value(item)).collect();
                Data::List(Arc::new(List { items, ..List::default() }))
            }
            Json::Object(object) if object.contains_key("one of") => {
                return self.one_of(object, |json| self.value(json));
            }
            Json::Object(fields) => {
                let mut object = Object::default();
                for (key, json) in fields {
                    if key == "..." {
                        object.open = Some(no_value(json.as_str().expect("a name")));
                        continue;
                    }
                    let (name, maybe) = match key.strip_suffix('?') {
                        Some(name) => (name, Some(no_value("var.maybe"))),
                        None => (key.as_str(), None),
                    };
                    if key.starts_with('&') {
                        let key = self.value(&Json::String(key.clone()));
                        object.unknown_keys.extend(key.as_unknown().cloned());
                        object.open = object.unknown_keys.first().map(|key| Arc::clone(&key.reason));
                        continue;
                    }
                    let entry = Entry { value: self.value(json), span: Some(self.span()), maybe };
                    object.entries.insert(name.into(), entry);
                }
                Data::Object(Arc::new(object))
            }
        };
        Value::new(data).at(self.span())
    }
}

/// Questions that tests ask.
impl Model {
    /// The only resource of a kind.
    pub fn only(&self, name: &str) -> &Resource {
        let found: Vec<&Resource> = self.resources().iter().filter(|resource| resource.kind.name == name).collect();
        assert_eq!(found.len(), 1, "resources of kind {name}");
        found[0]
    }

    /// The resource with this label.
    pub fn at(&self, label: &str) -> &Resource {
        self.resources().iter().find(|resource| resource.label() == label).expect("a resource at that address")
    }

    /// What is to be said about a property.
    pub fn fact(&self, resource: &Resource, name: &str) -> Fact {
        let property = resource.kind.property(name).unwrap_or_else(|| panic!("no property {name}"));
        self.property(resource.id, property)
    }

    /// The other end of a link.
    pub fn links(&self, resource: &Resource, name: &str) -> Linked {
        self.linked(resource.id, resource.kind.link(name).unwrap_or_else(|| panic!("no link {name}")))
    }

    /// The labels of what a link leads to.
    pub fn labels(&self, linked: &Linked) -> Vec<String> {
        linked.resources.iter().map(|id: &ResourceId| self.resource(*id).expect("a resource").label()).collect()
    }
}

/// A value as short text: `true`, `"text"`, `[1, 2]`, `{a: 1}`, `null`, `unknown(reason)`, `true | false`.
pub fn show(value: &Value) -> String {
    match &value.data {
        Data::Null => "null".into(),
        Data::Bool(truth) => truth.to_string(),
        Data::Number(number) => number.to_string(),
        Data::String(text) => format!("{text:?}"),
        Data::List(list) => {
            let open = list.open.as_ref().map(|_| "...".to_owned());
            let items: Vec<String> = list.items.iter().map(show).chain(open).collect();
            format!("[{}]", items.join(", "))
        }
        Data::Object(object) => {
            let entries: Vec<String> =
                object.entries.iter().map(|(key, entry)| format!("{key}: {}", show(&entry.value))).collect();
            format!("{{{}}}", entries.join(", "))
        }
        Data::Unknown(unknown) => format!("unknown({})", unknown.reason.text),
        Data::OneOf(members) => members.iter().map(show).collect::<Vec<_>>().join(" | "),
    }
}

/// The value of a property of the only cluster, as text.
pub fn cluster(model: &Model, name: &str) -> String {
    show(&model.fact(model.only("cluster"), name).value)
}
