//! Properties that hold secrets, by name.

use std::sync::Arc;

use super::Run;
use crate::document::{Data, Existence, Origins, Reason, Reference, Value};

/// How deep secrets are looked for.
const DEEPEST: usize = 48;

/// Marks the properties of a body whose names say that they hold secrets, and their literals.
pub(crate) fn hide_secrets(run: &Run<'_>, body: &mut Value) {
    hide(run, body, 0);
}

/// The names of those properties, below `properties`, that hold secrets in resources of this type.
pub(crate) fn typed_secrets<'r>(run: &'r Run<'_>, type_name: &'r str) -> impl Iterator<Item = &'static str> + 'r {
    let typed = run.interest.arm_typed_secrets.iter();
    typed.filter(move |(own, _)| own.eq_ignore_ascii_case(type_name)).map(|(_, name)| *name)
}

/// Marks what is secret in the body of a resource of this type.
pub(crate) fn hide_typed_secrets(run: &Run<'_>, type_name: &str, body: &mut Value) {
    for name in typed_secrets(run, type_name) {
        let Data::Object(object) = &mut body.data else { continue };
        for (key, entry) in &mut Arc::make_mut(object).entries {
            let Data::Object(inner) = &mut entry.value.data else { continue };
            if !key.eq_ignore_ascii_case("properties") {
                continue;
            }
            for (key, entry) in &mut Arc::make_mut(inner).entries {
                if key.eq_ignore_ascii_case(name) {
                    run.mask(&entry.value);
                    entry.value.sensitive = true;
                }
            }
        }
    }
}

fn hide(run: &Run<'_>, value: &mut Value, depth: usize) {
    if depth > DEEPEST || !holds(run, value, depth) {
        return;
    }
    match &mut value.data {
        Data::Object(object) => {
            for (name, entry) in &mut Arc::make_mut(object).entries {
                if entry.value.sensitive || is_secret(run, name) {
                    run.mask(&entry.value);
                    entry.value.sensitive = true;
                } else {
                    hide(run, &mut entry.value, depth + 1);
                }
            }
        }
        Data::List(list) => {
            Arc::make_mut(list).items.iter_mut().for_each(|item| hide(run, item, depth + 1));
        }
        Data::OneOf(members) => {
            let reason = Arc::clone(members.reason());
            let mut hidden = members.to_vec();
            hidden.iter_mut().for_each(|member| hide(run, member, depth + 1));
            let (trail, sensitive) = (value.trail.clone(), value.sensitive);
            *value = Value::one_of(hidden, &reason).with_trail(trail).with_sensitive(sensitive);
        }
        _ => {}
    }
}

/// Whether a property of this name holds a secret.
pub(crate) fn is_secret(run: &Run<'_>, name: &str) -> bool {
    run.interest.arm_secrets.iter().any(|secret| secret.eq_ignore_ascii_case(name))
}

/// Whether there is anything to hide: most bodies are left as they are.
fn holds(run: &Run<'_>, value: &Value, depth: usize) -> bool {
    depth <= DEEPEST
        && match &value.data {
            Data::Object(object) => {
                let entry = |(name, entry): (&Arc<str>, &crate::document::Entry)| {
                    entry.value.sensitive || is_secret(run, name) || holds(run, &entry.value, depth + 1)
                };
                object.entries.iter().any(entry)
            }
            Data::List(list) => list.items.iter().any(|item| holds(run, item, depth + 1)),
            Data::OneOf(members) => members.iter().any(|member| holds(run, member, depth + 1)),
            _ => false,
        }
}

/// Where the secrets come from that a function lists of a resource, which is given as such or by its id: `listKeys()`. The
/// path is the name of the function; behind an id that no declaration has stands the id first.
pub(crate) fn listed(name: &str, resource: &Value) -> Origins {
    let call = format!("{name}()");
    let of = |reference: &Reference| match reference.address.is_empty() {
        true => Reference { address: "".into(), path: format!("{}.{call}", reference.path).into() },
        false => Reference { address: Arc::clone(&reference.address), path: call.as_str().into() },
    };
    let mut references: Vec<Reference> = resource.origins().iter().map(|reference| of(reference)).collect();
    if let Some(id) = resource.as_str() {
        references.push(of(&Reference { address: "".into(), path: id.into() }));
    }
    if references.is_empty() {
        references.push(of(&Reference { address: "".into(), path: "".into() }));
    }
    Origins { references: references.into_iter().map(Arc::new).collect(), sketch: None }
}

/// Whether a value is among what can be of interest of an output: secrets that were listed flow into it.
pub(crate) fn is_listed(value: &Value) -> bool {
    value.origins().iter().any(|reference| reference.path.contains("()"))
}

/// Whether something takes effect that depends on one more thing that is not decided.
pub(crate) fn combined(outer: &Existence, reason: &Arc<Reason>) -> Existence {
    match outer {
        Existence::Maybe(first) => Existence::Maybe(Arc::clone(first)),
        Existence::Always => Existence::Maybe(Arc::clone(reason)),
    }
}
