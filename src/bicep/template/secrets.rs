//! Secrets in bodies: properties whose name says that they hold one.
//!
//! Knows the names it is given. Does not know which resource types there are, or why the names matter.

use std::sync::Arc;

use super::Instance;
use crate::bicep::evaluate::{Bindings, Scope, evaluate};
use crate::bicep::syntax::{Expression, ExpressionKind, ObjectItem};
use crate::bicep::walk::children;
use crate::document::{Data, Value};

/// The deepest nesting of a value that is looked into.
const MOST_DEPTH: usize = 64;
/// The most parts of one expression that are looked at.
const MOST_PARTS: u32 = 10_000;

impl Instance<'_> {
    /// Marks the members of `value` that hold secrets, and masks what `expression`, which gave the value, says of them.
    pub(super) fn hide_secrets(
        &self,
        value: &mut Value,
        expression: &Expression,
        scope: &dyn Scope,
        bindings: &Bindings,
    ) {
        self.hide(value, MOST_DEPTH);
        let mut left = MOST_PARTS;
        self.hide_parts(expression, scope, bindings, &mut left);
    }

    fn is_secret(&self, name: &str) -> bool {
        self.session.run.interest.arm_secrets.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    fn holds_secrets(&self, value: &Value, depth: usize) -> bool {
        depth > 0
            && match &value.data {
                Data::List(list) => list.items.iter().any(|item| self.holds_secrets(item, depth - 1)),
                Data::Object(object) => object.entries.iter().any(|(name, entry)| {
                    entry.value.sensitive || self.is_secret(name) || self.holds_secrets(&entry.value, depth - 1)
                }),
                Data::OneOf(members) => members.iter().any(|member| self.holds_secrets(member, depth - 1)),
                _ => false,
            }
    }

    fn hide(&self, value: &mut Value, depth: usize) {
        if !self.holds_secrets(value, depth) {
            return;
        }
        match &mut value.data {
            Data::List(list) => Arc::make_mut(list).items.iter_mut().for_each(|item| self.hide(item, depth - 1)),
            Data::Object(object) => {
                for (name, entry) in &mut Arc::make_mut(object).entries {
                    entry.value.sensitive |= self.is_secret(name);
                    if entry.value.sensitive {
                        self.session.run.mask(&entry.value);
                    } else {
                        self.hide(&mut entry.value, depth - 1);
                    }
                }
            }
            Data::OneOf(members) => {
                let reason = Arc::clone(members.reason());
                let hidden: Vec<Value> = (members.iter().cloned())
                    .map(|mut member| {
                        self.hide(&mut member, depth - 1);
                        member
                    })
                    .collect();
                let (trail, sensitive) = (value.trail.clone(), value.sensitive);
                *value = Value::one_of(hidden, &reason).with_trail(trail).with_sensitive(sensitive);
            }
            _ => {}
        }
    }

    fn hide_parts(&self, expression: &Expression, scope: &dyn Scope, bindings: &Bindings, left: &mut u32) {
        if *left == 0 {
            return;
        }
        *left -= 1;
        if let ExpressionKind::Object(items) = &expression.kind {
            for item in items {
                if let ObjectItem::Property(property) = item
                    && property.name().is_some_and(|name| self.is_secret(name))
                {
                    self.mask_parts(&property.value, scope, bindings, left);
                }
            }
        }
        children(expression, &mut |child| self.hide_parts(child, scope, bindings, left));
    }

    /// Masks every literal that flows into an expression: its own texts and the values it refers to.
    fn mask_parts(&self, expression: &Expression, scope: &dyn Scope, bindings: &Bindings, left: &mut u32) {
        if *left == 0 {
            return;
        }
        *left -= 1;
        match &expression.kind {
            ExpressionKind::String(_) | ExpressionKind::Interpolation(_) => {
                self.session.run.sources.mask(expression.span);
            }
            ExpressionKind::Identifier(_) | ExpressionKind::Member(_) | ExpressionKind::Index(_) => {
                if let Ok(value) = evaluate(expression, scope, bindings) {
                    self.session.run.mask(&value);
                }
                return;
            }
            _ => {}
        }
        children(expression, &mut |child| self.mask_parts(child, scope, bindings, left));
    }
}
