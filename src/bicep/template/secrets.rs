//! Secrets in bodies: properties whose name says that they hold one.
//!
//! Knows the names it is given. Does not know which resource types there are, or why the names matter.

use super::Instance;
use crate::arm::{hide_secrets, hide_typed_secrets, is_secret, typed_secrets};
use crate::bicep::evaluate::{Bindings, Scope, evaluate};
use crate::bicep::syntax::{Expression, ExpressionKind, ObjectItem};
use crate::bicep::walk::children;
use crate::document::Value;

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
        hide_secrets(self.evaluation.run, value);
        let mut left = MOST_PARTS;
        self.hide_parts(expression, scope, bindings, &mut left);
    }

    /// The same for the properties that hold secrets in this type alone.
    pub(super) fn hide_typed_secrets(
        &self,
        value: &mut Value,
        type_name: &str,
        expression: &Expression,
        scope: &dyn Scope,
        bindings: &Bindings,
    ) {
        let run = self.evaluation.run;
        hide_typed_secrets(run, type_name, value);
        for name in typed_secrets(run, type_name) {
            let inner = expression.property("properties").and_then(|properties| properties.value.property(name));
            if let Some(secret) = inner {
                self.mask_parts(&secret.value, scope, bindings, &mut MOST_PARTS.clone());
            }
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
                    && property.name().is_some_and(|name| is_secret(self.evaluation.run, name))
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
                self.evaluation.run.sources.mask(expression.span);
            }
            ExpressionKind::Identifier(_) | ExpressionKind::Member(_) | ExpressionKind::Index(_) => {
                if let Ok(value) = evaluate(expression, scope, bindings) {
                    self.evaluation.run.mask(&value);
                }
                return;
            }
            _ => {}
        }
        children(expression, &mut |child| self.mask_parts(child, scope, bindings, left));
    }
}
