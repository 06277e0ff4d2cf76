//! Properties that hold secrets, by name.

use std::sync::Arc;

use super::Run;
use crate::document::{Data, Existence, Reason, Value};

/// How deep secrets are looked for.
const DEEPEST: usize = 48;

/// Marks the properties of a body whose names say that they hold secrets, and their literals.
pub(crate) fn hide_secrets(run: &Run<'_>, body: &mut Value) {
    hide(run, body, 0);
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

/// Whether something takes effect that depends on one more thing that is not decided.
pub(crate) fn combined(outer: &Existence, reason: &Arc<Reason>) -> Existence {
    match outer {
        Existence::Maybe(first) => Existence::Maybe(Arc::clone(first)),
        Existence::Always => Existence::Maybe(Arc::clone(reason)),
    }
}
