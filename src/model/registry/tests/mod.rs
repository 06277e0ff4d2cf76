//! Tests of the registry modules' tables, and what calls of them mean.

mod bicep;
mod calls;
mod model;
mod networks;
mod rows;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Expansion, ModuleInstance, expand, find};
use crate::document::{
    Cause, Data, Declaration, Entry, Existence, Language, Mode, Object, ObjectKind, Reason, Value, VersionRange,
    Versions,
};
use crate::model::fact::Fact;
use crate::model::table::kind;
use crate::source::{Sources, Span};

const TEXT: &str = "module \"m\" {\n  first = 1\n  second = 2\n}\n";

/// A call of a module with these arguments; the first is "written" at the second line.
fn call(source: &str, constraint: &str, arguments: &[(&str, Value)]) -> Declaration {
    let sources = Sources::in_memory();
    let file = sources.add("main.tf", TEXT);
    let header = Span::new(file, 0, 10);
    let mut entries: BTreeMap<Arc<str>, Entry> = BTreeMap::new();
    for (index, (name, value)) in arguments.iter().enumerate() {
        let start = TEXT.find("first").unwrap() + index;
        insert(&mut entries, name, value.clone(), Span::new(file, start, start + 5));
    }
    let range = VersionRange::from_constraint(constraint);
    Declaration {
        language: Language::Terraform,
        mode: Mode::ModuleCall,
        type_name: source.into(),
        address: "module.m".into(),
        versions: Arc::new(Versions { range, text: constraint.into(), ..Versions::unstated() }),
        api_version: None,
        header,
        body: Value::new(Data::Object(Arc::new(Object { entries, kind: ObjectKind::Block, ..Object::default() }))),
        existence: Existence::Always,
        calls: Arc::new([]),
    }
}

/// Writes a value at a dotted path.
fn insert(entries: &mut BTreeMap<Arc<str>, Entry>, path: &str, value: Value, span: Span) {
    let Some((first, rest)) = path.split_once('.') else {
        entries.insert(path.into(), Entry { value, span: Some(span), maybe: None });
        return;
    };
    let entry = entries.entry(first.into()).or_insert_with(|| Entry {
        value: Value::object([]),
        span: Some(span),
        maybe: None,
    });
    if let Data::Object(inner) = &mut entry.value.data {
        insert(&mut Arc::make_mut(inner).entries, rest, value, span);
    }
}

fn unknown() -> Value {
    Value::unknown(Reason::new(Cause::NoValue, "var.x", "var.x has no value"))
}

fn texts(texts: &[&str]) -> Value {
    Value::tuple(texts.iter().map(|text| Value::string(*text)).collect())
}

fn expansion(source: &str, constraint: &str, arguments: &[(&str, Value)]) -> Expansion {
    expand(find(source).unwrap(), &call(source, constraint, arguments))
}

fn the<'a>(expansion: &'a Expansion, kind: &str) -> &'a ModuleInstance {
    let mut found = expansion.instances.iter().filter(|instance| instance.resource.kind == kind);
    let first = found.next().unwrap();
    assert!(found.next().is_none(), "more than one {kind}");
    first
}

fn fact(instance: &ModuleInstance, property: &str) -> Fact {
    let kind = kind(instance.resource.kind).unwrap();
    instance.property(kind.property(property).unwrap_or_else(|| panic!("{property}")))
}

fn value(instance: &ModuleInstance, property: &str) -> Value {
    fact(instance, property).value
}

/// The value of a property of the cluster that a call stands for.
fn cluster(source: &str, constraint: &str, arguments: &[(&str, Value)], property: &str) -> Value {
    value(the(&expansion(source, constraint, arguments), "cluster"), property)
}
