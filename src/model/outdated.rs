//! Written attributes that the azurerm version in use does not have any more, or takes and ignores.
//!
//! Knows: the table's spellings with their versions. Does not know: attributes that the table does not have.

use std::sync::Arc;

use super::derive::Derived;
use super::resource::{AzurermBody, Resource, Source};
use super::table::Spelling;
use super::walk::{Keys, may_be_null, undecided, walk};
use crate::document::{Data, List, ListKind, Trail, Value};

/// The outdated attributes that a resource writes: each a text, at the place where it is written.
pub(super) fn outdated(resource: &Resource) -> Derived {
    let Source::Azurerm(body) = &resource.source else { return Derived::Declines };
    let mut items = Vec::new();
    let mut open = None;
    let mut seen: Vec<&str> = Vec::new();
    for spelling in spellings(resource, body) {
        if seen.contains(&spelling.path) || !is_outdated(spelling, resource, body) {
            continue;
        }
        seen.push(spelling.path);
        let found = walk(&body.body, spelling.path, Keys::Exact);
        if found.value.is_null() || !found.is_written {
            continue;
        }
        if may_be_null(&found.value) || !found.value.is_certainly_set() {
            open.get_or_insert_with(|| undecided(&found.value));
            continue;
        }
        let trail = Trail { literal: found.span, last: None };
        items.push(Value::string(spelling.path).with_trail(trail));
    }
    let list = List { items, open, kind: ListKind::Blocks };
    Derived::Is(Value::new(Data::List(Arc::new(list))))
}

/// How attributes of this resource type are spelt, in any version.
fn spellings<'a>(resource: &'a Resource, body: &'a AzurermBody) -> impl Iterator<Item = &'static Spelling> + 'a {
    resource.kind.properties.iter().flat_map(move |property| {
        let specific = property.azurerm.iter().any(|spelling| spelling.resource_type == body.resource_type);
        let fits = move |of: &str| if specific { of == body.resource_type } else { of.is_empty() };
        property.azurerm.iter().filter(move |spelling| fits(spelling.resource_type) && !spelling.path.contains("[]"))
    })
}

/// Whether no version that may be in use heeds an attribute that older ones heeded.
fn is_outdated(spelling: &Spelling, resource: &Resource, body: &AzurermBody) -> bool {
    let accepted = body.versions.accepted;
    spelling.heeded().until <= accepted.from
        && !spellings(resource, body).any(|other| other.path == spelling.path && other.heeded().overlaps(accepted))
}
