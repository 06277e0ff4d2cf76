//! What pages can ask for, as Markdown: kinds, properties, links and functions.
//!
//! Knows: the table and the language. Does not know: which page uses what.

use std::fmt::Write as _;

use crate::document::{Version, VersionRange};
use crate::model::table::{Column, Home, Kind, Property, PropertyType, Silence, SilentValue, Spelling, Transform};
use crate::planning::plan;
use crate::policy::language::{FORMS, Function};

/// The page `policies/PROPERTIES.md`.
#[must_use]
pub fn properties(kinds: &[&Kind]) -> String {
    let mut out = String::from(
        "# What pages can ask for\n\nThe kinds of resources, their properties and links, and the functions of the language. Generated \
         from the table in `src/model/table` and from `src/policy/language` by `cargo run -p xtask -- index`; do not edit.\n\n\
         A property is read as `KIND.NAME`: `cluster.disableLocalAccounts`. Names are ARM's, below `properties`; the columns say how \
         azurerm spells them, newest first, and what it means that nobody writes them. Versions of azurerm are like 3.39, those of \
         APIs like 2023-02-01. A link leads to another resource: `pool.cluster.sku.tier`, `cluster.pools.exists(p, p.enableFIPS)`.\n\n\
         ## Functions\n\nWhat is not known in gives what is not known out; what is absent gives false or absent.\n\n\
         | function | what it answers |\n| --- | --- |\n",
    );
    let functions = Function::all().iter().map(|function| (function.usage, function.doc));
    let mut functions: Vec<(&str, &str)> = functions.chain(FORMS).collect();
    functions.sort_by_key(|(usage, _)| {
        usage.rsplit_once("text.").or(usage.rsplit_once("list.")).map_or(*usage, |(_, name)| name)
    });
    for (usage, doc) in functions {
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(out, "| `{usage}` | {} |", cell(doc));
    }
    for kind in kinds {
        write_kind(&mut out, kind);
    }
    out
}

fn write_kind(out: &mut String, kind: &Kind) {
    let _ = write!(out, "\n## {}\n\n{} {}\n\n", kind.name, kind.doc, homes(kind));
    out.push_str(
        "| property | type | what it is | azurerm | when nobody writes it |\n| --- | --- | --- | --- | --- |\n",
    );
    for property in kind.properties {
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} |",
            property.name,
            type_name(property.ty),
            cell(property.doc),
            property.azurerm.iter().map(spelling).collect::<Vec<_>>().join("<br>"),
            silence(property),
        );
    }
    if !plan::properties(kind).is_empty() {
        out.push_str("\n| computed property | type | what it is |\n| --- | --- | --- |\n");
    }
    for property in plan::properties(kind) {
        let _ = writeln!(out, "| `{}` | {} | {} |", property.name, type_name(property.ty), cell(property.doc));
    }
    if !kind.links.is_empty() {
        out.push_str("\n| link | leads to | what it is |\n| --- | --- | --- |\n");
    }
    for link in kind.links {
        let target = if link.is_list { format!("a list of `{}`", link.target) } else { format!("`{}`", link.target) };
        let _ = writeln!(out, "| `{}` | {target} | {} |", link.name, cell(link.doc));
    }
}

fn homes(kind: &Kind) -> String {
    let homes = kind.homes.iter().map(|home| match home {
        Home::Azurerm { resource_type } => format!("`{resource_type}`"),
        Home::AzurermBlock { resource_type, block } => format!("`{block}` in `{resource_type}`"),
        Home::Arm { resource_type } => format!("`{resource_type}`"),
        Home::ArmList { resource_type, path } => format!("`{path}` in `{resource_type}`"),
    });
    format!("Declared by {}.", homes.collect::<Vec<_>>().join(", "))
}

fn type_name(ty: PropertyType) -> &'static str {
    match ty {
        PropertyType::Bool => "bool",
        PropertyType::Number => "number",
        PropertyType::String => "text",
        PropertyType::StringList => "list of texts",
        PropertyType::StringMap => "map of texts",
        PropertyType::Object => "object",
        PropertyType::ObjectList => "list of objects",
    }
}

fn spelling(spelling: &Spelling) -> String {
    let mut text = format!("`{}`", spelling.path);
    let notes = [
        range(spelling.versions, number),
        spelling.ignored_since.map(|since| format!("ignored since {}", number(since))).unwrap_or_default(),
        match spelling.transform {
            Transform::Same | Transform::Renamed(_) | Transform::Single => String::new(),
            Transform::Inverted => "inverted".to_owned(),
            Transform::Presence => "true when written".to_owned(),
        },
        match spelling.resource_type {
            "" => String::new(),
            resource_type => format!("only in `{resource_type}`"),
        },
    ];
    let notes: Vec<String> = notes.into_iter().filter(|note| !note.is_empty()).collect();
    if !notes.is_empty() {
        let _ = write!(text, " ({})", notes.join(", "));
    }
    text
}

fn silence(property: &Property) -> String {
    let rows: Vec<String> = property.silence.iter().map(silent).collect();
    rows.join("<br>")
}

fn silent(silence: &Silence) -> String {
    let value = match silence.value {
        SilentValue::Bool(value) => value.to_string(),
        SilentValue::Number(value) => value.to_string(),
        SilentValue::Text(value) => format!("\"{value}\""),
        SilentValue::Texts(values) => format!("[{}]", values.join(", ")),
        SilentValue::Absent => "absent".to_owned(),
        SilentValue::Unknown(why) => format!("not known: {why}"),
        SilentValue::Computed(_) => "computed from other properties".to_owned(),
    };
    let (column, versions) = match silence.column {
        Column::Azurerm => ("azurerm", range(silence.versions, number)),
        Column::Arm => ("ARM", range(silence.versions, date)),
    };
    let column =
        if silence.resource_type.is_empty() { column.to_owned() } else { format!("`{}`", silence.resource_type) };
    let gap = if versions.is_empty() { "" } else { " " };
    cell(&format!("{column}{gap}{versions}: {value}"))
}

/// A range in words; empty for every version.
fn range(range: VersionRange, show: fn(Version) -> String) -> String {
    let starts = range.from > Version(0, 0, 0);
    match (starts, range.until < Version::MAX) {
        (false, false) => String::new(),
        (true, false) => format!("since {}", show(range.from)),
        (false, true) => format!("before {}", show(range.until)),
        (true, true) => format!("since {}, before {}", show(range.from), show(range.until)),
    }
}

/// As versions of providers are written: `3.39`.
fn number(version: Version) -> String {
    match version.2 {
        0 => format!("{}.{}", version.0, version.1),
        _ => version.to_string(),
    }
}

/// As versions of APIs are written: `2023-02-01`.
fn date(version: Version) -> String {
    format!("{:04}-{:02}-{:02}", version.0, version.1, version.2)
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
