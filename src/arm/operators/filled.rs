//! Texts that are not known, but have something in them.

use crate::arm::functions;
use crate::document::{Data, Reference, Value};

/// Whether it is certainly a text that is not empty, known or not: the id of a resource, what `uniqueString` gives.
pub(in crate::arm) fn is_filled(value: &Value) -> bool {
    match &value.data {
        Data::String(text) => !text.is_empty(),
        Data::OneOf(members) => members.iter().all(is_filled),
        Data::Unknown(unknown) if unknown.not_null => {
            unknown.reference.as_ref().is_some_and(|reference| is_id(reference))
                || functions::is_certain_text(unknown, &value.trail)
        }
        _ => false,
    }
}

/// The id of a declaration, or of something within it; without an address the path is an id itself.
fn is_id(reference: &Reference) -> bool {
    let path = &*reference.path;
    match reference.address.is_empty() {
        true => path.starts_with('/'),
        false => path == "id" || path.ends_with(".id") || path.starts_with("id/"),
    }
}

/// Whether one side is an empty text and the other certainly none.
pub(super) fn differ_in_emptiness(left: &Value, right: &Value) -> bool {
    let is_empty = |value: &Value| value.as_str().is_some_and(str::is_empty);
    is_empty(left) && is_filled(right) || is_empty(right) && is_filled(left)
}
