//! The resolved model, for `show model` and `show why`: every resource with every property that is written, silent or
//! unknown, where it stands and which way it came.
//!
//! Knows: facts and how to show them. Does not know where the model came from.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::input::ResourceInfo;
use super::labels::step_text;
use super::shown::Shown;
use crate::document::{Data, Value};
use crate::model::{Fact, Facts, How, ResourceId};
use crate::source::{Sources, Span};

/// The version of the JSON shape; `schemas/model.schema.json` describes it.
pub const SCHEMA_VERSION: u32 = 1;

/// The most elements of a list or object that are written out.
const MOST_ELEMENTS: usize = 200;
/// The deepest nesting that is written out.
const MOST_DEPTH: usize = 24;

/// One resource.
#[derive(Debug, Serialize)]
pub struct ModelRow {
    /// `terraform`.
    pub language: &'static str,
    /// The root evaluated.
    pub root: String,
    /// The environment, when the root has several.
    pub environment: Option<String>,
    /// Its address in the root.
    pub address: String,
    /// The path inside the resource, for an inline pool.
    pub path: Option<String>,
    /// The kind's name.
    pub kind: &'static str,
    /// Where its header stands.
    pub place: ModelPlace,
    /// Its properties by ARM path, sorted.
    pub properties: Vec<PropertyRow>,
    /// Its links by name: addresses at the other end.
    pub links: Vec<LinkRow>,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModelPlace {
    /// The path as shown.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
}

/// One property of a resource.
#[derive(Debug, Serialize)]
pub struct PropertyRow {
    /// ARM path.
    pub property: &'static str,
    /// `known`, `unknown`, `one-of`, `absent`.
    pub state: &'static str,
    /// `written`, `silent` (a documented default), `absent`.
    pub origin: &'static str,
    /// The value as far as it is known; secrets are masked.
    pub value: Json,
    /// The author's spelling.
    pub spelling: String,
    /// Why it is not known, or where the default is documented.
    pub because: Option<String>,
    /// Where the attribute stands, or the nearest written block.
    pub place: ModelPlace,
    /// The way of the value back to the deciding literal.
    pub trail: Vec<TrailRow>,
}

/// One place a value passed.
#[derive(Debug, Serialize)]
pub struct TrailRow {
    /// What happened there.
    pub text: String,
    /// The place.
    pub place: ModelPlace,
}

/// One link of a resource.
#[derive(Debug, Serialize)]
pub struct LinkRow {
    /// Its name.
    pub link: &'static str,
    /// Addresses of the resources at the other end.
    pub to: Vec<String>,
    /// Why there may be others.
    pub open: Option<String>,
}

/// All resources of a model, in model order.
#[must_use]
pub fn model_rows(sources: &Sources, resources: &[ResourceInfo], facts: &dyn Facts) -> Vec<ModelRow> {
    let shown = Shown::new(sources);
    (resources.iter().enumerate())
        .map(|(index, resource)| {
            let id = ResourceId(u32::try_from(index).unwrap_or(u32::MAX));
            let kind = facts.kind(id);
            let mut properties: Vec<PropertyRow> = (kind.properties.iter())
                .filter(|property| !property.name.contains("[]"))
                .map(|property| property_row(property.name, &facts.property(id, property), &shown))
                .collect();
            properties.sort_by_key(|row| row.property);
            let links = (kind.links.iter())
                .map(|link| {
                    let linked = facts.linked(id, link);
                    let address = |other: &ResourceId| resources.get(other.0 as usize).map(full_address);
                    LinkRow {
                        link: link.name,
                        to: linked.resources.iter().filter_map(address).collect(),
                        open: linked.open.map(|reason| shown.text(&reason.text)),
                    }
                })
                .collect();
            ModelRow {
                language: resource.language.name(),
                root: resource.root.to_string(),
                environment: resource.environment.as_ref().map(ToString::to_string),
                address: resource.address.to_string(),
                path: resource.path.as_ref().map(ToString::to_string),
                kind: resource.kind,
                place: place(resource.header, &shown),
                properties,
                links,
            }
        })
        .collect()
}

/// The rows as JSON.
#[must_use]
pub fn model_json(rows: &[ModelRow]) -> String {
    let document = json!({ "schema_version": SCHEMA_VERSION, "resources": rows });
    let mut text = super::safe_json::to_string(&document);
    text.push('\n');
    text
}

/// The rows as text: what nobody wrote and means nothing is left out.
#[must_use]
pub fn model_text(rows: &[ModelRow]) -> String {
    let mut out = String::new();
    for row in rows {
        let environment = row.environment.as_deref().map(|name| format!(" [{name}]")).unwrap_or_default();
        let path = row.path.as_deref().map(|path| format!(" {path}")).unwrap_or_default();
        let _ = writeln!(
            out,
            "{} {}{path} in {}{environment}\n  {}:{}",
            row.kind,
            line(&row.address),
            line(&row.root),
            line(&row.place.file),
            row.place.line
        );
        for property in row.properties.iter().filter(|property| property.state != "absent") {
            let _ = writeln!(out, "    {}", property_text(property));
        }
        for link in row.links.iter().filter(|link| !link.to.is_empty() || link.open.is_some()) {
            let open =
                link.open.as_deref().map(|reason| format!(" (perhaps others: {})", line(reason))).unwrap_or_default();
            let _ = writeln!(out, "    {} -> {}{open}", link.link, line(&link.to.join(", ")));
        }
        out.push('\n');
    }
    out
}

/// Why a property has its value: the answer of `show why`.
#[must_use]
pub fn why_text(row: &ModelRow, property: &PropertyRow) -> String {
    let mut out = String::new();
    let environment = row.environment.as_deref().map(|name| format!(" [{name}]")).unwrap_or_default();
    let _ = writeln!(out, "{} in {}{environment}", line(&row.address), line(&row.root));
    let _ = writeln!(out, "  {}", property_text(property));
    for step in &property.trail {
        let _ = writeln!(
            out,
            "    {}:{}:{}: {}",
            line(&step.place.file),
            step.place.line,
            step.place.column,
            line(&step.text)
        );
    }
    out
}

fn property_text(property: &PropertyRow) -> String {
    let value = match property.state {
        "absent" => "is not set".to_owned(),
        "unknown" => "is not known".to_owned(),
        "one-of" => format!("is one of {}", line(&property.value.to_string())),
        _ => format!("= {}", line(&property.value.to_string())),
    };
    let because = property.because.as_deref().map(|because| format!(" because {}", line(because))).unwrap_or_default();
    let origin = match property.origin {
        "written" => {
            format!("`{}` at {}:{}", line(&property.spelling), line(&property.place.file), property.place.line)
        }
        _ => format!("`{}` is not written", line(&property.spelling)),
    };
    format!("{} {value}{because} ({origin})", property.property)
}

fn line(text: &str) -> String {
    super::visible::visible(&super::visible::clip(text, 300)).into_owned()
}

fn full_address(resource: &ResourceInfo) -> String {
    match &resource.path {
        Some(path) => format!("{} {path}", resource.address),
        None => resource.address.to_string(),
    }
}

fn property_row(name: &'static str, fact: &Fact, shown: &Shown<'_>) -> PropertyRow {
    let state = match &fact.value.data {
        Data::Null => "absent",
        Data::Unknown(_) => "unknown",
        Data::OneOf(_) => "one-of",
        _ => "known",
    };
    let (origin, documented) = match fact.how {
        How::Written => ("written", None),
        How::Silent(silence) => ("silent", Some(silence.source.to_owned())),
        How::Absent => ("absent", None),
    };
    let reason = fact.value.first_reason().map(|reason| shown.text(&reason.text));
    let is_secret = fact.value.sensitive
        || fact.value.trail.literal.is_some_and(|span| shown.secrets.within(span.file, span.range()).next().is_some());
    let value = if is_secret { json!("(sensitive)") } else { render(&fact.value, shown, MOST_DEPTH) };
    let mut trail: Vec<TrailRow> = (fact.value.trail.steps())
        .map(|step| TrailRow { text: shown.text(&step_text(step)), place: place(step.span, shown) })
        .collect();
    if let Some(literal) = fact.value.trail.literal {
        trail.push(TrailRow { text: "the value is written here".to_owned(), place: place(literal, shown) });
    }
    PropertyRow {
        property: name,
        state,
        origin,
        value,
        spelling: fact.spelling.to_string(),
        because: reason.or(documented),
        place: place(fact.span, shown),
        trail,
    }
}

fn place(span: Span, shown: &Shown<'_>) -> ModelPlace {
    let place = shown.place(span);
    ModelPlace { file: place.path, line: place.start.line, column: place.start.column }
}

fn render(value: &Value, shown: &Shown<'_>, depth: usize) -> Json {
    if value.sensitive {
        return json!("(sensitive)");
    }
    if depth == 0 {
        return json!("(nested too deeply)");
    }
    match &value.data {
        Data::Null | Data::Unknown(_) => Json::Null,
        Data::Bool(value) => json!(value),
        Data::Number(number) => match number.to_i64() {
            Some(whole) => json!(whole),
            None => json!(number.to_f64()),
        },
        Data::String(text) => json!(shown.text(text)),
        Data::List(list) => {
            Json::Array(list.items.iter().take(MOST_ELEMENTS).map(|item| render(item, shown, depth - 1)).collect())
        }
        Data::Object(object) => Json::Object(
            (object.entries.iter().take(MOST_ELEMENTS))
                .map(|(key, entry)| (key.to_string(), render(&entry.value, shown, depth - 1)))
                .collect::<Map<_, _>>(),
        ),
        Data::OneOf(members) => Json::Array(members.iter().map(|member| render(member, shown, depth - 1)).collect()),
    }
}
