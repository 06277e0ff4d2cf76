//! Resources: as values that other expressions name, and as declarations.

use std::sync::Arc;

use super::evaluate::{Bindings, EvaluationError, Round, evaluate_rounds};
use super::instance::Instance;
use super::load::Node;
use super::syntax::{Body, Expression, ExpressionKind, ObjectItem, Resource};
use crate::arm::operators::truth;
use crate::arm::{combined, hide_secrets};
use crate::document::{
    Cause, Data, Declaration, Existence, Language, Mode, Object, ObjectKind, Reason, Reference, Truth, Unknown, Value,
    Versions,
};
use crate::source::Span;

/// The key in addresses of an instance that nobody can number.
const ANY_KEY: &str = "*";

impl Instance<'_> {
    /// The address of a resource. The key stands behind the name whose loop it numbers.
    fn address(&self, node: &Node, key: Option<&str>) -> String {
        let resource = self.file.resource(node).map(|(_, resource)| resource);
        let name = resource.map(|resource| resource.name.text.to_string()).unwrap_or_default();
        let parent = node.parent.map(|parent| &self.file.resources[parent]);
        let is_own = parent.is_none() || resource.is_some_and(|resource| resource.body.repetition.is_some());
        let (own, outer) = if is_own { (key, None) } else { (None, key) };
        let name = own.map_or(name.clone(), |key| format!("{name}[{key}]"));
        match parent {
            Some(parent) => format!("{}::{name}", self.address(parent, outer)),
            None => self.placement.address_of(&name).to_string(),
        }
    }

    /// What a resource's symbol stands for: an object, or a list of them for a loop.
    pub(super) fn resource_symbol(&self, index: usize, span: Span) -> Result<Value, EvaluationError> {
        let node = &self.file.resources[index];
        let Some((_, resource)) = self.file.resource(node) else {
            return Ok(Value::unknown(Reason::undecided_condition()));
        };
        let Some(clause) = &resource.body.repetition else { return self.symbol_in(index, None, span) };
        let (rounds, open) = evaluate_rounds(clause, self, &Bindings::empty())?;
        let mut items = Vec::new();
        for round in rounds.iter().filter(|round| round.maybe.is_none()) {
            let bindings = round.bind(clause, &Bindings::empty());
            let key = round.index.map_or_else(|| ANY_KEY.to_owned(), |index| index.to_string());
            items.push(self.symbol(node, resource, Some(&key), &bindings, span));
        }
        let list = crate::document::List { items, open, ..crate::document::List::default() };
        Ok(Value::new(Data::List(Arc::new(list))).at(span))
    }

    /// What one instance of a resource stands for.
    pub(super) fn symbol_in(&self, index: usize, key: Option<&str>, span: Span) -> Result<Value, EvaluationError> {
        let node = &self.file.resources[index];
        let Some((_, resource)) = self.file.resource(node) else {
            return Ok(Value::unknown(Reason::undecided_condition()));
        };
        Ok(self.symbol(node, resource, key, &Bindings::empty(), span))
    }

    fn symbol(&self, node: &Node, resource: &Resource, key: Option<&str>, bindings: &Bindings, span: Span) -> Value {
        let address: Arc<str> = self.address(node, key).into();
        let (cause, text) = match resource.is_existing {
            true => (Cause::Deployed, format!("`{address}` is already deployed")),
            false => (Cause::Computed, format!("Azure tells it when `{address}` is deployed")),
        };
        let reason = Arc::new(Reason::new(cause, Arc::clone(&address), text).at(header(resource)));
        let unknown = |path: &str, not_null: bool| {
            let reference = Some(Arc::new(Reference { address: Arc::clone(&address), path: path.into() }));
            Unknown { reason: Arc::clone(&reason), not_null, reference }
        };
        let text = |text: &str| Value::string(text).at(resource.type_literal.span);
        let mut object = Object { computed: Some(Arc::new(unknown("", true))), ..Object::default() };
        let mut add = |name: &str, value: Value| object.entries.insert(name.into(), value.into());
        add("id", Value::new(Data::Unknown(unknown("id", true))).at(span));
        add("type", text(&node.type_name));
        if let Some(version) = &node.api_version {
            add("apiVersion", text(version));
        }
        // A loop's names are unknown here without its round.
        let is_bound = resource.body.repetition.is_none() || bindings.get(&loop_name(resource)).is_some();
        let name = resource.body.object.property("name").filter(|_| is_bound);
        add(
            "name",
            match name {
                Some(property) => super::evaluate::evaluate(&property.value, self, bindings)
                    .unwrap_or_else(|_| Value::new(Data::Unknown(unknown("name", true)))),
                None => Value::new(Data::Unknown(unknown("name", true))),
            },
        );
        Value::new(Data::Object(Arc::new(object))).at(span)
    }

    /// What the resource at this index declares, and what is nested in it.
    pub(super) fn declare(&self, index: usize, outer: &Bindings, existence: &Existence, found: &mut Vec<Declaration>) {
        self.declare_in(index, outer, existence, None, found);
    }

    fn declare_in(
        &self,
        index: usize,
        outer: &Bindings,
        existence: &Existence,
        outer_key: Option<&str>,
        found: &mut Vec<Declaration>,
    ) {
        let node = &self.file.resources[index];
        let Some((declaration, resource)) = self.file.resource(node) else { return };
        let body = &resource.body;
        for (round, bindings) in self.rounds_of(body, outer) {
            if !self.run().count_resource(header(resource)) {
                return;
            }
            let mut existence = existence.clone();
            let mut key = outer_key.map(str::to_owned);
            if let Some(round) = &round {
                key = Some(round.index.map_or_else(|| ANY_KEY.to_owned(), |index| index.to_string()));
                if let Some(reason) = &round.maybe {
                    existence = combined(&existence, reason);
                }
            }
            if let Some(condition) = &body.condition {
                match self.decided(condition, &bindings) {
                    Truth::Known(false) => continue,
                    Truth::Known(true) => {}
                    Truth::Unknown(reason) => existence = combined(&existence, &reason),
                }
            }
            if self.is_wanted(&node.type_name) {
                let body = self.body(node, resource, declaration.is_partial, outer_key, &bindings);
                found.push(Declaration {
                    language: Language::Bicep,
                    mode: if resource.is_existing { Mode::Existing } else { Mode::Managed },
                    type_name: Arc::clone(&node.type_name),
                    address: self.address(node, key.as_deref()).into(),
                    versions: Arc::new(Versions::unstated()),
                    api_version: node.api_version.clone(),
                    header: header(resource),
                    body,
                    existence: existence.clone(),
                    calls: Arc::clone(&self.placement.calls),
                });
            }
            for child in &node.children {
                self.declare_in(*child, &bindings, &existence, key.as_deref(), found);
            }
        }
    }

    fn is_wanted(&self, type_name: &str) -> bool {
        self.run().interest.arm_types.iter().any(|wanted| wanted.eq_ignore_ascii_case(type_name))
    }

    /// The rounds of a body with what each binds: one without a repetition.
    pub(super) fn rounds_of(&self, body: &Body, outer: &Bindings) -> Vec<(Option<Round>, Bindings)> {
        let Some(clause) = &body.repetition else { return vec![(None, outer.clone())] };
        match evaluate_rounds(clause, self, outer) {
            Ok((rounds, _)) => (rounds.into_iter())
                .map(|round| {
                    let bindings = round.bind(clause, outer);
                    (Some(round), bindings)
                })
                .collect(),
            Err(error) => {
                // What is repeated may be there all the same.
                let value = self.failed(error);
                let reason = crate::arm::operators::reason(&value);
                let round = Round { item: value, index: None, maybe: Some(reason) };
                let bindings = round.bind(clause, outer);
                vec![(Some(round), bindings)]
            }
        }
    }

    /// Whether a condition holds.
    pub(super) fn decided(&self, condition: &Expression, bindings: &Bindings) -> Truth {
        let value = self.evaluated(condition, bindings);
        match truth(&value) {
            Ok(truth) => truth,
            Err(error) => {
                let error = EvaluationError { message: error.message, span: condition.span, is_exhausted: false };
                Truth::Unknown(crate::arm::operators::reason(&self.failed(error)))
            }
        }
    }

    fn body(
        &self,
        node: &Node,
        resource: &Resource,
        is_partial: bool,
        outer_key: Option<&str>,
        bindings: &Bindings,
    ) -> Value {
        let object = &resource.body.object;
        let mut body = self.lenient_object(object, bindings);
        if let Data::Object(found) = &mut body.data {
            let found = Arc::make_mut(found);
            found.kind = ObjectKind::Block;
            if is_partial && found.open.is_none() {
                let text = "part of the resource could not be read";
                found.open = Some(Arc::new(Reason::new(Cause::Syntax, "", text).at(header(resource))));
            }
            if let Some(parent) = node.parent
                && let Ok(symbol) = self.symbol_in(parent, outer_key, header(resource))
            {
                found.entries.entry("parent".into()).or_insert_with(|| symbol.into());
            }
        }
        hide_secrets(self.run(), &mut body);
        body
    }

    /// An object whose properties are evaluated one by one: an error loses one of them.
    pub(super) fn lenient_object(&self, object: &Expression, bindings: &Bindings) -> Value {
        let Some(items) = object.object_items() else { return self.evaluated(object, bindings) };
        let is_plain = items.iter().all(|item| match item {
            ObjectItem::Property(property) => property.name().is_some(),
            ObjectItem::Resource(_) => true,
            ObjectItem::Spread(_) | ObjectItem::Unread(_) => false,
        });
        if !is_plain {
            return self.evaluated(object, bindings);
        }
        let mut merge = crate::arm::operators::Merge::default();
        for item in items {
            if let ObjectItem::Property(property) = item
                && let Some(name) = property.name()
            {
                let value = match &property.value.kind {
                    ExpressionKind::Object(_) => self.lenient_object(&property.value, bindings),
                    _ => self.evaluated(&property.value, bindings),
                };
                merge.set(Arc::clone(name), value, Some(property.span));
            }
        }
        merge.finish().at(object.span)
    }
}

fn loop_name(resource: &Resource) -> Arc<str> {
    resource.body.repetition.as_ref().map(|clause| Arc::clone(&clause.item.text)).unwrap_or_else(|| "".into())
}

/// From the symbolic name's keyword to the end of the type.
pub(super) fn header(resource: &Resource) -> Span {
    let start = resource.name.span.start.saturating_sub(u32::try_from("resource ".len()).unwrap_or(0));
    Span { start, ..resource.type_literal.span }
}
