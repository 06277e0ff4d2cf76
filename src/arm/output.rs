//! Outputs of templates as declarations: what a deployment records, for whoever may read the history of deployments.
//!
//! Knows: that only those matter into which listed secrets flow. Does not know: which secrets these are.

use std::sync::Arc;

use super::{Placement, Run, is_listed};
use crate::document::{Data, Declaration, Entry, Language, Mode, Object, ObjectKind, Value, Versions};
use crate::source::Span;

/// The type of an output as a declaration.
pub const OUTPUT: &str = "output";
/// The type of the configuration of an extension as a declaration.
pub const EXTENSION: &str = "extension";

/// An output as a declaration; none where it is of no interest. `secure` is where it is said to be a secret.
pub(crate) fn output(
    run: &Run<'_>,
    placement: &Placement,
    language: Language,
    name: &Arc<str>,
    value: &Value,
    header: Span,
    secure: Option<Span>,
) -> Option<Declaration> {
    if !run.interest.arm_types.contains(&OUTPUT) || !is_listed(value) || !run.count_resource(header) {
        return None;
    }
    let mut object = Object { kind: ObjectKind::Block, ..Object::default() };
    object.entries.insert("name".into(), Entry::from(Value::string(Arc::clone(name))));
    object.entries.insert("value".into(), Entry { value: value.clone(), span: Some(header), maybe: None });
    if let Some(place) = secure {
        object.entries.insert("sensitive".into(), Entry::from(Value::bool(true).at(place)));
    }
    Some(Declaration {
        language,
        mode: Mode::Managed,
        type_name: OUTPUT.into(),
        address: placement.address_of(&format!("outputs.{name}")),
        versions: Arc::new(Versions::unstated()),
        api_version: None,
        header,
        body: Value::new(Data::Object(Arc::new(object))).at(header),
        existence: placement.existence.clone(),
        calls: Arc::clone(&placement.calls),
    })
}
