//! Resources: what references to them see, and what they declare.

use std::sync::Arc;

use super::repetition::Round;
use super::scope::BodyScope;
use super::{Instance, unread};
use crate::bicep::evaluate::{Bindings, Scope};
use crate::bicep::load::ResourceNode;
use crate::bicep::syntax::{Expression, ExpressionKind, ObjectItem, Resource};
use crate::document::{
    Cause, Data, Declaration, Entry, Existence, Language, Mode, Object, ObjectKind, Reason, Reference, Truth, Unknown,
    Value, Versions,
};

impl Instance<'_> {
    /// What a reference to a resource sees: an object whose members beyond its name Azure knows; a list for a loop.
    pub(super) fn resource_value(&self, index: usize) -> Value {
        let node = &self.file.resources[index];
        let Some(resource) = node.resource() else { return Value::null() };
        self.cell(&self.symbols, index, &resource.name.text, node.header(), || {
            let scope = BodyScope { instance: self, node: index };
            let rounds = self.rounds(&resource.body, &scope);
            let values = rounds.rounds.iter().map(|round| self.seen(&scope, node, resource, round)).collect();
            rounds.collect(values, self.placement.address_of(&node.path), node.header())
        })
    }

    fn seen(&self, scope: &BodyScope<'_, '_>, node: &ResourceNode, resource: &Resource, round: &Round) -> Value {
        let address = self.placement.address_of(&format!("{}{}", node.path, round.suffix));
        let name = &resource.name.text;
        let reason = match resource.is_existing {
            true => {
                Reason::new(Cause::Deployed, Arc::clone(&address), format!("`{name}` is read from what is deployed"))
            }
            false => {
                Reason::new(Cause::Computed, Arc::clone(&address), format!("Azure sets it while deploying `{name}`"))
            }
        };
        let reason = Arc::new(reason.at(node.header()));
        let mut object = reference_object(&address, &reason);
        let place = |text: &Arc<str>| Value::string(Arc::clone(text)).at(resource.type_literal.span);
        let mut insert = |name: &str, value: Value| object.entries.insert(name.into(), Entry::from(value));
        if let Some(type_name) = &node.type_name {
            insert("type", place(type_name));
        }
        if let Some(version) = &node.api_version {
            insert("apiVersion", place(version));
        }
        if let Some(property) = resource.body.object.property("name") {
            insert("name", self.value(&property.value, scope, &round.bindings));
        }
        Value::new(Data::Object(Arc::new(object))).at(node.header())
    }

    /// The declarations of a resource that is of interest.
    pub(super) fn resource_declarations(&self, index: usize) -> Vec<Declaration> {
        let run = self.evaluation.run;
        let node = &self.file.resources[index];
        let (Some(resource), Some(type_name)) = (node.resource(), &node.type_name) else { return Vec::new() };
        if !run.interest.arm_types.iter().any(|wanted| wanted.eq_ignore_ascii_case(type_name)) {
            return Vec::new();
        }
        let scope = BodyScope { instance: self, node: index };
        let around = self.conditions_around(node);
        let mut declarations = Vec::new();
        if around == Truth::Known(false) {
            return declarations;
        }
        for round in self.rounds(&resource.body, &scope).rounds {
            let condition = self.truth(resource.body.condition.as_ref(), &scope, &round.bindings);
            let condition = around.clone().and(condition);
            let Some(existence) = round.existence(&self.placement.existence, &condition) else { continue };
            if !run.count_resource(node.header()) {
                break;
            }
            declarations.push(self.declaration(&scope, node, resource, type_name, &round, existence));
        }
        declarations
    }

    /// A nested resource is deployed only where those around it are.
    fn conditions_around(&self, node: &ResourceNode) -> Truth {
        let mut all = Truth::Known(true);
        let mut around = node.parent;
        while let Some(index) = around {
            let outer = &self.file.resources[index];
            let condition = outer.resource().and_then(|resource| resource.body.condition.as_ref());
            let scope = BodyScope { instance: self, node: index };
            all = all.and(self.truth(condition, &scope, &Bindings::empty()));
            around = outer.parent;
        }
        all
    }

    fn declaration(
        &self,
        scope: &BodyScope<'_, '_>,
        node: &ResourceNode,
        resource: &Resource,
        type_name: &Arc<str>,
        round: &Round,
        existence: Existence,
    ) -> Declaration {
        let mut object = self.block(&resource.body.object, scope, &round.bindings, &["dependsOn"]);
        if node.declaration.is_partial && object.open.is_none() {
            object.open = Some(unread(node.declaration.span));
        }
        for name in ["parent", "scope"] {
            if let Some(entry) = object.entries.get_mut(name) {
                entry.value = as_reference(&entry.value);
            }
        }
        if let Some(parent) = node.parent {
            let value = as_reference(&self.resource_value(parent));
            object.entries.insert("parent".into(), Entry::from(value));
        }
        let mut body = Value::new(Data::Object(Arc::new(object))).at(node.header());
        self.hide_secrets(&mut body, &resource.body.object, scope, &round.bindings);
        self.hide_typed_secrets(&mut body, type_name, &resource.body.object, scope, &round.bindings);
        Declaration {
            language: Language::Bicep,
            mode: if resource.is_existing { Mode::Existing } else { Mode::Managed },
            type_name: Arc::clone(type_name),
            address: self.placement.address_of(&format!("{}{}", node.path, round.suffix)),
            versions: Arc::new(Versions::unstated()),
            api_version: node.api_version.clone(),
            header: node.header(),
            body,
            existence,
            calls: Arc::clone(&self.placement.calls),
        }
    }

    /// An object literal as the body of a block, without some of its properties.
    pub(super) fn block(
        &self,
        expression: &Expression,
        scope: &dyn Scope,
        bindings: &Bindings,
        without: &[&str],
    ) -> Object {
        let mut object = Object { kind: ObjectKind::Block, ..Object::default() };
        let is_plain = |item: &ObjectItem| match item {
            ObjectItem::Property(property) => property.name().is_some(),
            ObjectItem::Unread(_) | ObjectItem::Resource(_) => true,
            ObjectItem::Spread(_) => false,
        };
        match &expression.kind {
            ExpressionKind::Object(items) if items.iter().all(is_plain) => {
                for item in items {
                    match item {
                        ObjectItem::Property(property) => {
                            let Some(name) = property.name().filter(|name| !without.contains(&&***name)) else {
                                continue;
                            };
                            let value = self.lenient(&property.value, scope, bindings);
                            let entry = Entry { value, span: Some(property.span), maybe: None };
                            object.entries.insert(Arc::clone(name), entry);
                        }
                        ObjectItem::Unread(span) => object.open = Some(unread(*span)),
                        ObjectItem::Resource(_) | ObjectItem::Spread(_) => {}
                    }
                }
            }
            _ => {
                let value = self.lenient(expression, scope, bindings);
                match value.data {
                    Data::Object(found) => {
                        object = Object { kind: ObjectKind::Block, ..(*found).clone() };
                        object.entries.retain(|name, _| !without.contains(&&**name));
                    }
                    _ => object.open = Some(value.first_reason().unwrap_or_else(|| unread(expression.span))),
                }
            }
        }
        object
    }
}

/// An object that stands for a declaration: its id is set, what else is asked for leads back to it.
pub(super) fn reference_object(address: &Arc<str>, reason: &Arc<Reason>) -> Object {
    let reference = |path: &str| Some(Arc::new(Reference { address: Arc::clone(address), path: path.into() }));
    let unknown = |path: &str, not_null| Unknown {
        reason: Arc::clone(reason),
        not_null,
        reference: reference(path),
        origins: None,
    };
    let mut object = Object { computed: Some(Arc::new(unknown("", true))), ..Object::default() };
    let id = Value::new(Data::Unknown(unknown("id", true)));
    object.entries.insert("id".into(), Entry::from(id));
    object
}

/// A resource as the value of `parent` or `scope`: its id.
fn as_reference(value: &Value) -> Value {
    match &value.data {
        Data::Object(object) if object.computed.is_some() => match object.get("id") {
            Some(id) => id.value.clone().with_trail(value.trail.clone()),
            None => value.clone(),
        },
        Data::Unknown(unknown) if unknown.reference.as_ref().is_some_and(|reference| reference.path.is_empty()) => {
            Value { data: Data::Unknown(unknown.attribute("id")), ..value.clone() }
        }
        Data::OneOf(members) => {
            let trail = value.trail.clone();
            Value::one_of(members.iter().map(as_reference), members.reason()).with_trail(trail)
        }
        _ => value.clone(),
    }
}
