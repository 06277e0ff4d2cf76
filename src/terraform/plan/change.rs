//! What a plan does to resources that will not survive it, as declarations.
//!
//! Knows: replacement and destruction, and which attribute asks for it. Does not know: which resources matter.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::because::{self, Step};
use super::content::{Action, Change, Content, text};
use crate::document::{
    Call, Cause, Data, Declaration, Entry, Existence, Language, Mode, Object, ObjectKind, Reason, Value, Versions,
};
use crate::source::Span;

/// The type of such a declaration. No resource type has a blank in it.
pub const PLANNED_CHANGE: &str = "terraform plan";

/// The declaration of what a plan destroys, whether or not it comes back; none where it lives on. It stands where the
/// source has it, else where the source calls its module.
pub fn planned_change(
    content: &Content<'_>,
    change: &Change<'_>,
    source: Option<&Declaration>,
    call: Option<Span>,
    calls: &Arc<[Call]>,
    secrets: &[&str],
) -> Option<Declaration> {
    let action = match change.action {
        Action::Replace => Value::string("replace"),
        Action::Destroy => Value::string("destroy"),
        Action::Untold => Value::unknown_set(Reason::new(
            Cause::Invalid,
            change.address,
            "the plan does not tell what is done with it",
        )),
        _ => return None,
    };
    let paths = because::paths(change, content.text);
    let in_source = source.and_then(|source| paths.iter().find_map(|path| place(&source.body, path)));
    let in_plan = || {
        let attribute = paths.iter().find_map(|path| because::find(change.after?, path));
        attribute.or(change.replace_paths.first()).map(|node| content.span(&node.range))
    };
    let header = source.map(|source| source.header).or(call).unwrap_or(change.place);
    let span = match source {
        Some(source) => in_source.unwrap_or(source.header),
        None if call.is_some() => header,
        None => in_plan().or(change.action_place).unwrap_or(change.place),
    };
    let mut entries = BTreeMap::new();
    let mut insert = |name: &str, value: Value| {
        entries.insert(Arc::from(name), Entry { value: value.at(span), span: Some(span), maybe: None });
    };
    insert("name", Value::string(change.address));
    insert("type", Value::string(type_of(change)));
    insert("planned_action", action);
    insert("because", Value::string(because::because(change, content.text, secrets)));
    let attributes = paths.iter().map(|path| Value::string(because::written(path)).at(span));
    insert("replace_paths", Value::tuple(attributes.collect()));
    let object = Object { entries, kind: ObjectKind::Block, ..Object::default() };
    Some(Declaration {
        language: Language::Terraform,
        mode: Mode::Managed,
        type_name: PLANNED_CHANGE.into(),
        address: change.address.into(),
        versions: Arc::new(Versions::unstated()),
        api_version: None,
        header,
        body: Value::new(Data::Object(Arc::new(object))).at(header),
        existence: Existence::Always,
        calls: Arc::clone(calls),
    })
}

/// The resource type; of azapi the type in Azure.
fn type_of(change: &Change<'_>) -> String {
    let written = change.before.or(change.after).map(|node| text(node, "type")).unwrap_or_default();
    match change.type_name.starts_with("azapi_") && written.contains('/') {
        true => written.split('@').next().unwrap_or_default().to_owned(),
        false => change.type_name.to_owned(),
    }
}

/// Where the source writes the attribute at a path, or the nearest block around it.
fn place(body: &Value, path: &[Step<'_>]) -> Option<Span> {
    let mut value = body;
    let mut span = None;
    for step in path {
        let entry = match (&value.data, step) {
            (Data::Object(object), Step::Name(name)) => object.get(name),
            (Data::List(list), Step::Index(index)) => {
                let item = list.items.get(*index)?;
                span = item.trail.literal.or(span);
                value = item;
                continue;
            }
            _ => None,
        };
        let Some(entry) = entry else { break };
        span = entry.span.or(span);
        value = &entry.value;
    }
    span
}
