//! What it means when nobody writes a property, in the versions that may read it.

use std::sync::Arc;

use super::convert::constant;
use super::derive::Derived;
use super::resource::{Resource, Source};
use super::table::{Column, Property, Silence, SilentValue};
use super::{Model, walk};
use crate::document::{Cause, Data, Reason, Value, VersionRange};

/// What silence means for one resource.
#[derive(Debug, Clone)]
pub(super) struct Silent {
    pub value: Value,
    /// The row that says so; the first one where several agree or disagree.
    pub row: Option<&'static Silence>,
}

/// What one row says for a part of the versions.
struct Saying {
    value: Value,
    row: Option<&'static Silence>,
    versions: VersionRange,
}

impl Model {
    /// What silence means: one answer where all versions agree, else unknown.
    pub(super) fn silent(&self, resource: &Resource, property: &'static Property, depth: u8) -> Silent {
        let Some(depth) = depth.checked_sub(1) else {
            let reason = Reason::new(Cause::Cycle, property.name, "its default depends on too many others");
            return Silent { value: Value::unknown(reason), row: None };
        };
        if let Source::Module(instance) = &resource.source {
            return self.silent_in_module(resource, instance, property, depth);
        }
        self.silent_in(resource, property, depth, resource.source.column(), resource.source.versions())
    }

    /// What silence means in these versions of a column.
    pub(super) fn silent_in(
        &self,
        resource: &Resource,
        property: &'static Property,
        depth: u8,
        column: Column,
        versions: VersionRange,
    ) -> Silent {
        if let Some(said) = said_by_one(resource, property, column, versions) {
            return said;
        }
        let sayings = self.sayings(resource, property, depth, column, versions);
        let row = sayings.iter().find_map(|saying| saying.row);
        let Some((first, others)) = sayings.split_first() else { return Silent { value: Value::null(), row: None } };
        if others.iter().all(|other| other.value.same(&first.value)) {
            return Silent { value: first.value.clone(), row };
        }
        let reason = Reason {
            cause: Cause::Undocumented,
            subject: subject(resource),
            text: disagreement(resource, &sayings),
            span: None,
        };
        Silent { value: Value::unknown(reason), row }
    }

    fn sayings(
        &self,
        resource: &Resource,
        property: &'static Property,
        depth: u8,
        column: Column,
        versions: VersionRange,
    ) -> Vec<Saying> {
        let resource_type = resource.source.resource_type();
        let mut left = vec![versions];
        let mut sayings = Vec::new();
        // What a row that may or may not hold says besides.
        let mut perhaps: Vec<(Value, Arc<Reason>)> = Vec::new();
        for row in property.silence {
            let fits = row.resource_type.is_empty() || row.resource_type == resource_type;
            if row.column != column || !fits || !left.iter().any(|range| range.overlaps(row.versions)) {
                continue;
            }
            let (value, row) = match row.value {
                SilentValue::Computed(name) => match self.derive(name, resource, property, depth) {
                    Derived::Is(value) => (value, row),
                    Derived::Says(value, other) => (value, other),
                    Derived::Perhaps(value, reason) => {
                        perhaps.push((value, reason));
                        continue;
                    }
                    Derived::Declines => continue,
                },
                value => (constant(value, property.name).unwrap_or_else(Value::null), row),
            };
            take(&mut left, row.versions, |versions| {
                sayings.push(Saying { value: value.clone(), row: Some(row), versions });
            });
        }
        sayings.extend(left.into_iter().map(|versions| Saying { value: Value::null(), row: None, versions }));
        for (value, reason) in perhaps {
            for saying in &mut sayings {
                saying.value = Value::one_of([value.clone(), saying.value.clone()], &reason);
            }
        }
        sayings
    }
}

/// What silence means where no row, or one constant of all versions, says so: the usual case.
fn said_by_one(
    resource: &Resource,
    property: &'static Property,
    column: Column,
    versions: VersionRange,
) -> Option<Silent> {
    let resource_type = resource.source.resource_type();
    let fits = |row: &&Silence| {
        row.column == column
            && (row.resource_type.is_empty() || row.resource_type == resource_type)
            && row.versions.overlaps(versions)
    };
    let Some(row) = property.silence.iter().find(fits) else { return Some(Silent { value: Value::null(), row: None }) };
    let covers = row.versions.from <= versions.from && versions.until <= row.versions.until;
    if !covers || versions.from >= versions.until || matches!(row.value, SilentValue::Computed(_)) {
        return None;
    }
    Some(Silent { value: constant(row.value, property.name).unwrap_or_else(Value::null), row: Some(row) })
}

/// Takes a range out of others, and tells each piece that was taken.
fn take(left: &mut Vec<VersionRange>, range: VersionRange, mut taken: impl FnMut(VersionRange)) {
    let mut rest = Vec::with_capacity(left.len() + 1);
    for piece in left.drain(..) {
        let from = piece.from.max(range.from);
        let until = piece.until.min(range.until);
        if from >= until {
            rest.push(piece);
            continue;
        }
        taken(VersionRange::between(from, until));
        if piece.from < from {
            rest.push(VersionRange::between(piece.from, from));
        }
        if until < piece.until {
            rest.push(VersionRange::between(until, piece.until));
        }
    }
    *left = rest;
}

fn subject(resource: &Resource) -> Arc<str> {
    match resource.source {
        Source::Azurerm(_) => "the azurerm version".into(),
        Source::Arm(_) => "the API version".into(),
        Source::Module(_) => "the module's version".into(),
    }
}

/// Names what the versions say, oldest first, and why it is not known which one counts.
fn disagreement(resource: &Resource, sayings: &[Saying]) -> Arc<str> {
    let mut sayings: Vec<&Saying> = sayings.iter().collect();
    sayings.sort_by_key(|saying| saying.versions.from);
    sayings.dedup_by(|later, earlier| later.value.same(&earlier.value));
    let mut text = String::from("leaving it out means ");
    for (index, saying) in sayings.iter().enumerate() {
        if index > 0 {
            text.push_str(", and ");
        }
        text.push_str(&describe(&saying.value));
        if index > 0 {
            text.push_str(&format!(" since {}", version(resource, saying.versions.from)));
        } else if let Some(next) = sayings.get(1) {
            text.push_str(&format!(" before {}", version(resource, next.versions.from)));
        }
    }
    match &resource.source {
        Source::Azurerm(azurerm) if azurerm.versions.stated.source.is_some() => {
            text.push_str(&format!("; `{}` allows both versions of azurerm", azurerm.versions.stated.text));
        }
        Source::Azurerm(_) => text.push_str("; nothing states the version of azurerm"),
        Source::Arm(_) => text.push_str("; the API version is not known"),
        Source::Module(_) => text.push_str("; the module's version is not known"),
    }
    text.into()
}

fn version(resource: &Resource, version: crate::document::Version) -> String {
    match resource.source {
        Source::Azurerm(_) | Source::Module(_) => version.to_string(),
        Source::Arm(_) => format!("{:04}-{:02}-{:02}", version.0, version.1, version.2),
    }
}

fn describe(value: &Value) -> String {
    match &value.data {
        Data::Null => "nothing".into(),
        Data::Bool(truth) => format!("`{truth}`"),
        Data::Number(number) => format!("`{number}`"),
        Data::String(text) => format!("`{text}`"),
        Data::Unknown(_) => "what Azure chooses".into(),
        Data::OneOf(_) => format!("one of several values ({})", walk::undecided(value).text),
        Data::List(_) | Data::Object(_) => "a default".into(),
    }
}
