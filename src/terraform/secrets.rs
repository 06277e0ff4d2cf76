//! Secrets inside values: entries of objects whose name says that they hold one.
//!
//! Knows the names it is given. Does not know which resource types there are, or why the names matter.

use std::sync::Arc;

use super::evaluate;
use super::evaluation::Evaluation;
use super::instance::{Bindings, Instance, InstanceScope};
use super::load::literal_text;
use super::syntax::{Expression, ExpressionKind};
use crate::document::{Data, Value};

/// The most parts of one expression that are looked at.
const MOST_PARTS: u32 = 10_000;

/// The deepest nesting of a value that is looked into.
const MOST_DEPTH: usize = 64;

impl Evaluation<'_> {
    /// Marks the entries of `value` whose names are among `names` as sensitive, and masks what `expression`, which gave
    /// the value, holds of them: also where a function made a text of it.
    pub fn hide_entries(
        &self,
        value: &mut Value,
        expression: &Expression,
        names: &[&str],
        instance: &Instance<'_>,
        bindings: &Bindings,
    ) {
        if names.is_empty() {
            return;
        }
        self.hide(value, names, MOST_DEPTH);
        if is_reference(expression) {
            // What it refers to is the value.
            return;
        }
        let mut left = MOST_PARTS;
        self.hide_parts(expression, names, instance, bindings, &mut left);
    }

    fn hide(&self, value: &mut Value, names: &[&str], depth: usize) {
        if !holds(value, names, depth) {
            return;
        }
        match &mut value.data {
            Data::List(list) => {
                Arc::make_mut(list).items.iter_mut().for_each(|item| self.hide(item, names, depth - 1));
            }
            Data::Object(object) => {
                for (name, entry) in &mut Arc::make_mut(object).entries {
                    if is_among(name, names) {
                        self.mask(&entry.value);
                        entry.value.sensitive = true;
                    } else {
                        self.hide(&mut entry.value, names, depth - 1);
                    }
                }
            }
            Data::OneOf(members) => {
                let reason = Arc::clone(members.reason());
                let hidden = members.iter().cloned().map(|mut member| {
                    self.hide(&mut member, names, depth - 1);
                    member
                });
                let (trail, sensitive) = (value.trail.clone(), value.sensitive);
                *value = Value::one_of(hidden.collect::<Vec<_>>(), &reason).with_trail(trail).with_sensitive(sensitive);
            }
            _ => {}
        }
    }

    fn hide_parts(
        &self,
        expression: &Expression,
        names: &[&str],
        instance: &Instance<'_>,
        bindings: &Bindings,
        left: &mut u32,
    ) {
        if *left == 0 {
            return;
        }
        *left -= 1;
        match &expression.kind {
            ExpressionKind::Object(items) => {
                for item in items {
                    if literal_text(&item.key).is_some_and(|name| is_among(&name, names)) {
                        self.mask_expression(&item.value, instance, bindings);
                    }
                }
            }
            _ if is_reference(expression) => {
                if let Ok(mut value) = evaluate::evaluate(expression, &InstanceScope { instance, bindings }) {
                    self.hide(&mut value, names, MOST_DEPTH);
                }
                return;
            }
            _ => {}
        }
        super::walk::children(expression, &mut |child| self.hide_parts(child, names, instance, bindings, left));
    }
}

fn is_reference(expression: &Expression) -> bool {
    matches!(expression.kind, ExpressionKind::Attribute(..) | ExpressionKind::Index(..) | ExpressionKind::Variable(_))
}

fn holds(value: &Value, names: &[&str], depth: usize) -> bool {
    if depth == 0 {
        return false;
    }
    match &value.data {
        Data::List(list) => list.items.iter().any(|item| holds(item, names, depth - 1)),
        Data::Object(object) => {
            (object.entries.iter()).any(|(name, entry)| is_among(name, names) || holds(&entry.value, names, depth - 1))
        }
        Data::OneOf(members) => members.iter().any(|member| holds(member, names, depth - 1)),
        _ => false,
    }
}

/// ARM does not tell upper from lower case.
fn is_among(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}
