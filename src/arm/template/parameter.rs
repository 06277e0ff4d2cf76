//! Parameters: what is given, the default, or what is allowed.

use std::sync::Arc;

use super::binding::Bindings;
use super::instance::Instance;
use crate::document::{Cause, Data, Problem, ProblemKind, Reason, StepKind, Value, of_plain_parameter};
use crate::formats::json::{Node, Text};

/// The most definitions that refer to one another.
const MOST_REFERENCES: usize = 16;
/// The deepest nesting of a type that is looked into.
const DEEPEST: usize = 16;

impl Instance<'_> {
    pub(super) fn compute_parameter(&self, name: &Text, node: &Node) -> Value {
        let label: Arc<str> = format!("parameters('{}')", name.text).into();
        let span = self.file.member_span(name, node);
        let allowed = self.allowed_values(node);
        let is_nullable = self.keyword(node, "nullable").and_then(Node::as_bool) == Some(true);
        let given = self.argument(&name.text);
        let value = match (given, node.member("defaultValue")) {
            (Some(value), None) => self.refined(value, &allowed, is_nullable, name),
            (Some(value), Some(_)) if !value.is_null() => self.refined(value, &allowed, is_nullable, name),
            (None, _) if self.arguments.open.is_some() => {
                let reason = self.arguments.open.clone().unwrap_or_else(|| Arc::new(Reason::undecided_condition()));
                self.refined(Value::unknown(reason), &allowed, is_nullable, name)
            }
            (_, Some((key, default))) => {
                let value = self.value(default, &Bindings::NONE);
                let place = self.file.member_span(key, default);
                let trail = value.trail.through(StepKind::Default, Arc::clone(&label), place);
                value.with_trail(trail)
            }
            (None, None) if is_nullable => {
                let value = Value::null();
                let trail = value.trail.through(StepKind::Default, Arc::clone(&label), span);
                value.with_trail(trail)
            }
            (None, None) => {
                let reason = Reason::new(Cause::NoValue, Arc::clone(&label), format!("`{label}` has no value"));
                let reason = Arc::new(reason.at(span));
                if allowed.is_empty() { Value::unknown_set(reason) } else { Value::one_of(allowed, &reason) }
            }
        };
        let mut value = value;
        self.hide_secure(&mut value, node, DEEPEST);
        of_plain_parameter(&name.text, value)
    }

    fn argument(&self, name: &str) -> Option<Value> {
        let values = &self.arguments.values;
        let exact = values.get(name);
        exact
            .or_else(|| values.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value))
            .cloned()
    }

    /// A given value, narrowed to what is allowed where it is not known.
    fn refined(&self, value: Value, allowed: &[Value], is_nullable: bool, name: &Text) -> Value {
        if allowed.is_empty() {
            return value;
        }
        match &value.data {
            Data::Unknown(unknown) if unknown.reference.is_none() => {
                let reason = Arc::clone(&unknown.reason);
                let null = (is_nullable && !unknown.not_null).then(Value::null);
                let sensitive = value.sensitive;
                Value::one_of(allowed.iter().cloned().chain(null), &reason).with_sensitive(sensitive)
            }
            Data::String(_) | Data::Number(_) | Data::Bool(_)
                if !allowed.iter().any(|allowed| allowed.same(&value)) =>
            {
                let message = format!(
                    "The provided value for the template parameter '{}' is not valid: it is not part of the allowed \
                     values",
                    name.text
                );
                let span = value.trail.literal.unwrap_or_else(|| self.file.span(&name.range));
                self.run.problem(Problem::at(ProblemKind::Evaluation, span, message));
                value
            }
            _ => value,
        }
    }

    /// The values allowed for a text or a number; of an array they are its items, not the array.
    fn allowed_values(&self, node: &Node) -> Vec<Value> {
        let is_scalar = (self.keyword(node, "type").and_then(Node::as_str))
            .is_some_and(|name| ["string", "int", "bool"].iter().any(|known| known.eq_ignore_ascii_case(name)));
        match self.keyword(node, "allowedValues") {
            Some(values) if is_scalar => values.items().iter().map(|item| self.literal(item)).collect(),
            _ => Vec::new(),
        }
    }

    /// A keyword of a type, which may stand in the definition that it refers to.
    fn keyword<'n>(&'n self, node: &'n Node, keyword: &str) -> Option<&'n Node> {
        let mut node = node;
        for _ in 0..MOST_REFERENCES {
            if let Some(found) = node.get(keyword) {
                return Some(found);
            }
            node = self.definition(node)?;
        }
        None
    }

    /// The definition that a type refers to.
    fn definition<'n>(&'n self, node: &Node) -> Option<&'n Node> {
        let name = node.get("$ref")?.as_str()?.strip_prefix("#/definitions/")?;
        let name = name.replace("~1", "/").replace("~0", "~");
        let index = self.template.definitions.find(&name)?;
        Some(self.template.definitions.members[index].1)
    }

    /// Marks what a type says is secure, in whole or in part.
    pub(super) fn hide_secure(&self, value: &mut Value, node: &Node, depth: usize) {
        let is_secure = (self.keyword(node, "type").and_then(Node::as_str))
            .is_some_and(|name| name.eq_ignore_ascii_case("secureString") || name.eq_ignore_ascii_case("secureObject"));
        if is_secure {
            self.run.mask(value);
            value.sensitive = true;
            return;
        }
        if depth == 0 {
            return;
        }
        match &mut value.data {
            Data::Object(object) => {
                let properties = self.keyword(node, "properties").map(Node::members).unwrap_or_default();
                for (name, inner) in properties {
                    if !self.mentions_secure(inner, depth - 1) {
                        continue;
                    }
                    for (key, entry) in &mut Arc::make_mut(object).entries {
                        if key.eq_ignore_ascii_case(&name.text) {
                            self.hide_secure(&mut entry.value, inner, depth - 1);
                        }
                    }
                }
            }
            Data::List(list) => {
                let Some(inner) = self.keyword(node, "items").filter(|inner| self.mentions_secure(inner, depth - 1))
                else {
                    return;
                };
                for item in &mut Arc::make_mut(list).items {
                    self.hide_secure(item, inner, depth - 1);
                }
            }
            _ => {}
        }
    }

    fn mentions_secure(&self, node: &Node, depth: usize) -> bool {
        let is_secure = (self.keyword(node, "type").and_then(Node::as_str))
            .is_some_and(|name| name.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("secure")));
        if is_secure || depth == 0 {
            return is_secure;
        }
        let properties = self.keyword(node, "properties").map(Node::members).unwrap_or_default();
        properties.iter().any(|(_, inner)| self.mentions_secure(inner, depth - 1))
            || self.keyword(node, "items").is_some_and(|inner| self.mentions_secure(inner, depth - 1))
    }
}
