//! Written attributes that the azurerm version in use does not have any more, or takes and ignores.
//!
//! Knows: the table's spellings with their versions, and what took an attribute's place. Does not know: attributes that
//! the table does not have.

use std::sync::Arc;

use super::derive::Derived;
use super::resource::{AzurermBody, Resource, Source};
use super::table::{Property, PropertyType, Spelling, Transform};
use super::walk::{Keys, may_be_null, undecided, walk};
use crate::document::{Data, List, ListKind, Trail, Value, Version, VersionRange};

/// The outdated attributes that a resource writes: each a sentence that says what became of it, at the place where it is written.
pub(super) fn outdated(resource: &Resource) -> Derived {
    let Source::Azurerm(body) = &resource.source else { return Derived::Declines };
    let accepted = body.versions.accepted;
    let may_be_outdated = |spelling: &Spelling| spelling.heeded().until <= accepted.from;
    let mut candidates: Vec<(&Property, &Spelling)> =
        spellings(resource, body).filter(|(_, spelling)| may_be_outdated(spelling)).collect();
    // A block says everything about what stands in it, so it comes first.
    candidates.sort_by_key(|(_, spelling)| spelling.path.len());
    let mut items = Vec::new();
    let mut open = None;
    let mut seen: Vec<&str> = Vec::new();
    for (property, spelling) in candidates {
        if seen.iter().any(|outer| is_within(spelling.path, outer)) {
            continue;
        }
        let found = walk(&body.body, spelling.path, Keys::Exact);
        // Hardly anything outdated is written, so that is asked first.
        if found.value.is_null() || !found.is_written || !is_outdated(spelling, resource, body) {
            continue;
        }
        if may_be_null(&found.value) || !found.value.is_certainly_set() {
            open.get_or_insert_with(|| undecided(&found.value));
            continue;
        }
        seen.push(spelling.path);
        let text = sentence(property, spelling, resource, body);
        let trail = Trail { literal: found.span, last: None };
        items.push(Value::string(text).with_trail(trail));
    }
    let list = List { items, open, kind: ListKind::Blocks };
    Derived::Is(Value::new(Data::List(Arc::new(list))))
}

/// A written attribute that the version in use knows by another name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rename {
    /// The path that is written.
    pub old: &'static str,
    /// What it is called now; blocks on the way are the same.
    pub new: &'static str,
    /// The new attribute says the opposite.
    pub is_opposite: bool,
}

/// The new names of what is written and outdated.
///
/// # Errors
/// Why not everything outdated has a new name that can stand in the old one's place.
pub(super) fn renames(resource: &Resource) -> Result<Vec<Rename>, String> {
    let Source::Azurerm(body) = &resource.source else { return Ok(Vec::new()) };
    let mut renames: Vec<Rename> = Vec::new();
    let mut outdated: Vec<(&'static Property, &'static Spelling)> = spellings(resource, body)
        .filter(|(_, spelling)| is_outdated(spelling, resource, body))
        .filter(|(_, spelling)| {
            let found = walk(&body.body, spelling.path, Keys::Exact);
            found.is_written && !found.value.is_null()
        })
        .collect();
    outdated.sort_by_key(|(_, spelling)| spelling.path);
    for (property, old) in outdated {
        if renames.iter().any(|known| known.old == old.path) {
            continue;
        }
        let new = successor(property, resource, body).filter(|new| covers(new, body));
        let new = new.ok_or_else(|| format!("nothing has taken the place of `{}`", old.path))?;
        let is_opposite = match (old.transform, new.transform) {
            (Transform::Same, Transform::Same) | (Transform::Inverted, Transform::Inverted) => false,
            (Transform::Renamed(old), Transform::Renamed(new)) if old == new => false,
            (Transform::Inverted, Transform::Same) | (Transform::Same, Transform::Inverted) => true,
            _ => return Err(format!("`{}` and `{}` take different values", old.path, new.path)),
        };
        let is_leaf = !matches!(property.ty, PropertyType::Object | PropertyType::ObjectList);
        if !is_leaf || parent(old.path) != parent(new.path) {
            return Err(format!("`{}` stands elsewhere than `{}` did", new.path, old.path));
        }
        renames.push(Rename { old: old.path, new: new.path, is_opposite });
    }
    Ok(renames)
}

fn parent(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(parent, _)| parent)
}

/// Whether every version that may be in use heeds a spelling; where none is stated, the newest will be used.
pub(super) fn covers(spelling: &Spelling, body: &AzurermBody) -> bool {
    let (heeded, accepted, range) = (spelling.heeded(), body.versions.accepted, body.versions.range);
    if accepted == VersionRange::ALL {
        return heeded.until == Version::MAX && heeded.overlaps(range);
    }
    heeded.from <= range.from && range.until <= heeded.until
}

/// What became of an attribute.
fn sentence(property: &'static Property, old: &Spelling, resource: &Resource, body: &AzurermBody) -> String {
    let path = old.path;
    match successor(property, resource, body) {
        Some(successor) => format!("`{path}` is now `{}`", successor.path),
        None if old.versions.until <= body.versions.accepted.from => {
            let Version(major, minor, _) = old.versions.until;
            format!("`{path}` is gone since azurerm {major}.{minor}, without a successor")
        }
        None => {
            let Version(major, minor, _) = old.heeded().until;
            format!("`{path}` does nothing since azurerm {major}.{minor}")
        }
    }
}

/// How attributes of this resource type are spelt, in any version.
fn spellings<'a>(
    resource: &'a Resource,
    body: &'a AzurermBody,
) -> impl Iterator<Item = (&'static Property, &'static Spelling)> + 'a {
    resource
        .kind
        .properties
        .iter()
        .flat_map(move |property| of_type(property, body))
        .filter(|(_, spelling)| !spelling.path.contains("[]"))
}

/// How this resource type spells a property: as it says itself, else as all do.
fn of_type<'a>(
    property: &'static Property,
    body: &'a AzurermBody,
) -> impl Iterator<Item = (&'static Property, &'static Spelling)> + 'a {
    let specific = property.azurerm.iter().any(|spelling| spelling.resource_type == body.resource_type);
    let fits = move |of: &str| if specific { of == body.resource_type } else { of.is_empty() };
    property
        .azurerm
        .iter()
        .filter(move |spelling| fits(spelling.resource_type))
        .map(move |spelling| (property, spelling))
}

/// What all versions that may be in use call the same property.
fn successor(property: &'static Property, resource: &Resource, body: &AzurermBody) -> Option<&'static Spelling> {
    let accepted = body.versions.accepted;
    let heeds = |spelling: &&Spelling| spelling.heeded().overlaps(accepted) && !is_outdated(spelling, resource, body);
    of_type(property, body).map(|(_, spelling)| spelling).find(heeds)
}

/// Whether a path is another one, or leads into what stands there.
fn is_within(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether no version that may be in use heeds an attribute that older ones heeded.
fn is_outdated(spelling: &Spelling, resource: &Resource, body: &AzurermBody) -> bool {
    let accepted = body.versions.accepted;
    spelling.heeded().until <= accepted.from
        && !spellings(resource, body).any(|(_, other)| other.path == spelling.path && other.heeded().overlaps(accepted))
}
