//! A small table and models for the tests of policies.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use super::front_matter::PolicyOption;
use super::language::{Schema, Scope};
use super::{Catalogue, Selection, Verdict, judge};
use crate::document::{Cause, Data, Entry, List, ListKind, Number, Object, Reason, Unknown, Value, VersionRange};
use crate::model::table::{Column, Kind, Link, LinkRule, Property, PropertyType, Silence, SilentValue};
use crate::model::{Fact, Facts, How, Linked, ResourceId};
use crate::source::{FileId, Sources, Span};

const fn row(name: &'static str, ty: PropertyType) -> Property {
    Property { name, ty, doc: "", azurerm: &[], arm: &[], since_api: None, silence: &[] }
}

const fn silent(name: &'static str, ty: PropertyType, silence: &'static [Silence]) -> Property {
    Property { name, ty, doc: "", azurerm: &[], arm: &[], since_api: None, silence }
}

const fn default(value: SilentValue) -> Silence {
    Silence {
        column: Column::Azurerm,
        versions: VersionRange::ALL,
        resource_type: "",
        value,
        source: "the test's word",
    }
}

const fn link(name: &'static str, target: &'static str, is_list: bool) -> Link {
    Link { name, doc: "", target, is_list, rule: LinkRule::Computed("test") }
}

const TRUE: &[Silence] = &[default(SilentValue::Bool(true))];
const FALSE: &[Silence] = &[default(SilentValue::Bool(false))];

pub(super) static CLUSTER: Kind = Kind {
    name: "cluster",
    doc: "",
    homes: &[],
    properties: &[
        row("name", PropertyType::String),
        silent("enableRBAC", PropertyType::Bool, TRUE),
        row("disableLocalAccounts", PropertyType::Bool),
        silent("apiServerAccessProfile.enablePrivateCluster", PropertyType::Bool, FALSE),
        row("apiServerAccessProfile.authorizedIPRanges", PropertyType::StringList),
        row("networkProfile", PropertyType::Object),
        row("networkProfile.networkPlugin", PropertyType::String),
        row("networkProfile.networkPolicy", PropertyType::String),
        row("networkProfile.podCidr", PropertyType::String),
        row("kubernetesVersion", PropertyType::String),
        row("supportPlan", PropertyType::String),
        row("sku.tier", PropertyType::String),
        row("tags", PropertyType::StringMap),
        row("nodeLimit", PropertyType::Number),
    ],
    links: &[link("pools", "pool", true), link("diagnosticSettings", "diagnosticSetting", true)],
};

pub(super) static POOL: Kind = Kind {
    name: "pool",
    doc: "",
    homes: &[],
    properties: &[
        row("name", PropertyType::String),
        row("mode", PropertyType::String),
        silent("enableNodePublicIP", PropertyType::Bool, FALSE),
        row("count", PropertyType::Number),
        row("maxPods", PropertyType::Number),
    ],
    links: &[link("cluster", "cluster", false), link("subnet", "subnet", false)],
};

pub(super) static SUBNET: Kind = Kind {
    name: "subnet",
    doc: "",
    homes: &[],
    properties: &[row("name", PropertyType::String), row("capacity", PropertyType::Number)],
    links: &[],
};

pub(super) static SETTING: Kind = Kind {
    name: "diagnosticSetting",
    doc: "",
    homes: &[],
    properties: &[
        row("name", PropertyType::String),
        row("logs", PropertyType::ObjectList),
        row("logs[].category", PropertyType::String),
        row("logs[].enabled", PropertyType::Bool),
        row("logs[].retention.days", PropertyType::Number),
    ],
    links: &[],
};

pub(super) fn schema() -> Schema {
    Schema::new([&CLUSTER, &POOL, &SUBNET, &SETTING])
}

pub(super) fn scope<'a>(schema: &'a Schema, options: &'a [PolicyOption]) -> Scope<'a> {
    Scope { schema, kind: &CLUSTER, options }
}

/// A model in memory. Resource 0 is the cluster.
pub(super) struct Model {
    resources: Vec<Resource>,
    file: FileId,
}

struct Resource {
    kind: &'static Kind,
    properties: BTreeMap<String, (Value, Span)>,
    links: BTreeMap<String, Linked>,
}

impl Model {
    /// A model from JSON: the cluster's properties by full name; under `pools`, `diagnosticSettings`, `cluster` and
    /// `subnet` the linked resources, in a list, or behind `?` when there may be others.
    ///
    /// Values: `{"?": "why"}` is unknown, `{"?set": "why"}` unknown but set, `{"or": […]}` one of several,
    /// `{"open": […]}` an open list, `{"set": […]}` a set, `{"secret": …}` a secret; `{"maybe": …}` an entry that may
    /// not be there; an object with a key `…` is open.
    pub fn new(json: &Json) -> Self {
        let sources = Sources::in_memory();
        let file = sources.add("main.tf", &"#\n".repeat(5_000));
        let mut model = Self { resources: Vec::new(), file };
        model.resource(&CLUSTER, json);
        model
    }

    fn resource(&mut self, kind: &'static Kind, json: &Json) -> ResourceId {
        let id = self.resources.len();
        self.resources.push(Resource { kind, properties: BTreeMap::new(), links: BTreeMap::new() });
        let mut line = id * 100;
        for (name, json) in json.as_object().unwrap() {
            line += 1;
            if let Some(link) = kind.link(name) {
                let target = schema().kind(link.target).unwrap();
                let (list, open) = match json.get("?") {
                    Some(list) => (list, Some(reason("other code may add to it"))),
                    None => (json, None),
                };
                let resources = list.as_array().unwrap().iter().map(|json| self.resource(target, json)).collect();
                self.resources[id].links.insert(name.clone(), Linked { resources, open });
            } else {
                assert!(kind.property(name).is_some(), "the table has no {}.{name}", kind.name);
                let span = Span::new(self.file, line * 2, line * 2 + 1);
                self.resources[id].properties.insert(name.clone(), (value(json), span));
            }
        }
        ResourceId(u32::try_from(id).unwrap())
    }
}

impl Facts for Model {
    fn kind(&self, resource: ResourceId) -> &'static Kind {
        self.resources[resource.0 as usize].kind
    }

    fn property(&self, resource: ResourceId, property: &'static Property) -> Fact {
        let spelling = std::borrow::Cow::Borrowed(property.name);
        match (self.resources[resource.0 as usize].properties.get(property.name), property.silence) {
            (Some((value, span)), _) => Fact { value: value.clone(), span: *span, spelling, how: How::Written },
            (None, [silence, ..]) => {
                let SilentValue::Bool(value) = silence.value else { panic!("only bools are silent here") };
                let how = How::Silent(silence);
                Fact { value: Value::bool(value), span: self.header(resource), spelling, how }
            }
            (None, []) => Fact { value: Value::null(), span: self.header(resource), spelling, how: How::Absent },
        }
    }

    fn linked(&self, resource: ResourceId, link: &'static Link) -> Linked {
        self.resources[resource.0 as usize].links.get(link.name).cloned().unwrap_or_default()
    }

    fn header(&self, resource: ResourceId) -> Span {
        let at = resource.0 as usize * 200;
        Span::new(self.file, at, at + 1)
    }
}

pub(super) fn reason(text: &str) -> Arc<Reason> {
    Arc::new(Reason::new(Cause::NoValue, text, text))
}

/// A value from the notation of [`Model::new`].
pub(super) fn value(json: &Json) -> Value {
    let list = |items: &Json, kind, open| {
        let items = items.as_array().unwrap().iter().map(value).collect();
        Value::new(Data::List(Arc::new(List { items, open, kind })))
    };
    match json {
        Json::Null => Value::null(),
        Json::Bool(value) => Value::bool(*value),
        Json::Number(number) => Value::new(Data::Number(Number::parse(&number.to_string()).unwrap())),
        Json::String(text) => Value::string(text.as_str()),
        Json::Array(_) => list(json, ListKind::Tuple, None),
        Json::Object(object) => match object.iter().next().map(|(key, inner)| (key.as_str(), inner)) {
            Some((key @ ("?" | "?set"), why)) => Value::new(Data::Unknown(Unknown {
                reason: reason(why.as_str().unwrap()),
                not_null: key == "?set",
                reference: None,
                origins: None,
            })),
            Some(("or", items)) => {
                Value::one_of(items.as_array().unwrap().iter().map(value), &reason("var.which has no value"))
            }
            Some(("open", items)) => list(items, ListKind::Tuple, Some(reason("var.more has no value"))),
            Some(("set", items)) => list(items, ListKind::Set, None),
            Some(("secret", inner)) => value(inner).with_sensitive(true),
            _ => {
                let mut object_value = Object::default();
                for (key, json) in object {
                    if key == "…" {
                        object_value.open = Some(reason("var.rest has no value"));
                        continue;
                    }
                    let (json, maybe) = match json.get("maybe") {
                        Some(inner) => (inner, Some(reason("var.perhaps has no value"))),
                        None => (json, None),
                    };
                    object_value.entries.insert(key.as_str().into(), Entry { value: value(json), span: None, maybe });
                }
                Value::new(Data::Object(Arc::new(object_value)))
            }
        },
    }
}

/// A page for clusters with these conditions.
pub(super) fn page(when: Option<&str>, require: &str) -> String {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let when = when.map_or_else(String::new, |when| format!("when: {}\n", quoted(when)));
    format!(
        "---\nseverity: high\nresource: cluster\n{when}require: {}\nmessage: it is wrong\nfix: mend it\nsince: 0.1.0\nlinks: \
         [https://example.com]\n---\n# It is right\n\nBecause.\n",
        quoted(require)
    )
}

/// The verdict of one policy on the model's cluster.
pub(super) fn verdict(when: Option<&str>, require: &str, model: &Model) -> Verdict {
    let mut catalogue = Catalogue::empty(schema());
    if let Err(error) = catalogue.add("policies/test/a-policy.md", &page(when, require)) {
        panic!("{error}");
    }
    judge(&catalogue, &Selection::all(&catalogue), model, [ResourceId(0)]).swap_remove(0)
}

/// Outcome and evidence in words.
pub(super) fn judged(when: Option<&str>, require: &str, json: &Json) -> (super::Outcome, Vec<String>) {
    let verdict = verdict(when, require, &Model::new(json));
    (verdict.outcome, verdict.evidence.into_iter().map(|evidence| evidence.text).collect())
}
