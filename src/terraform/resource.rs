//! A resource's instances: repetition, body, nested and dynamic blocks.

use std::sync::Arc;

use super::instance::{Bindings, Instance, IteratorBinding, declared_object};
use super::load::literal_text;
use super::module::{ModuleCall, ResourceBlock};
use super::repetition::{Key, Repetition};
use super::syntax::{Block, Body};
use crate::document::{
    Cause, Data, Declaration, Entry, Existence, Language, List, ListKind, Mode, Object, ObjectKind, Reason, Reference,
    Unknown, Value, Versions,
};
use crate::source::Span;

/// Meta-arguments that are no attributes of the resource.
const META_ARGUMENTS: [&str; 4] = ["count", "for_each", "provider", "depends_on"];
/// Meta-blocks that are no part of the resource.
const META_BLOCKS: [&str; 3] = ["lifecycle", "connection", "provisioner"];

/// All instances of one resource block.
#[derive(Debug, Clone)]
pub struct ResourceInstances {
    /// What references see: one object, a tuple, or an object by key.
    pub value: Value,
    /// The instances.
    pub instances: Vec<ResourceInstance>,
}

/// One instance of a resource.
#[derive(Debug, Clone)]
pub struct ResourceInstance {
    /// Absolute address with instance key.
    pub address: Arc<str>,
    /// Its body: an object of kind block.
    pub body: Value,
    /// Whether it takes effect.
    pub existence: Existence,
}

impl ResourceInstances {
    /// Stands for a resource whose evaluation is not possible.
    #[must_use]
    pub fn unreadable(reason: Arc<Reason>) -> Self {
        Self { value: Value::unknown(reason), instances: Vec::new() }
    }

    /// Evaluates all instances of a block.
    #[must_use]
    pub fn evaluate(instance: &Instance<'_>, resource: &ResourceBlock) -> Self {
        let repetition = Repetition::of(instance, &resource.block.body, &Bindings::default());
        let mut instances = Vec::new();
        let mut values: Vec<(Option<Key>, Value)> = Vec::new();
        for step in repetition.steps() {
            if !instance.evaluation.count_resource(resource.block.header) {
                break;
            }
            let address = instance.absolute(&format!("{}{}", resource.address, step.suffix()));
            let reason = unwritten_reason(resource, &address);
            let mut secrets = instance.evaluation.secret_attributes(&resource.type_name);
            secrets.extend(typed_secrets(instance, resource));
            let reader = BodyReader { instance, address: &address, reason: &reason, secrets: &secrets };
            let object = reader.body(&resource.block, &step.bindings, "");
            let place = |object: Object| Value::new(Data::Object(Arc::new(object))).at(resource.block.header);
            let mut seen = declared_object(object.clone(), &address, &reason);
            // Many blocks are filled in by the platform when nobody writes them (`kubelet_identity`).
            seen.entries.retain(|_, entry| !is_no_block(&entry.value));
            values.push((step.key.clone(), place(seen)));
            let body = place(object);
            instances.push(ResourceInstance { address, body, existence: step.existence(&instance.existence) });
        }
        Self { value: repetition.collect(values.into_iter()), instances }
    }

    /// The instances as declarations.
    pub fn declarations(&self, owner: &Instance<'_>, resource: &ResourceBlock) -> Vec<Declaration> {
        let provider = resource.type_name.split('_').next().unwrap_or_default();
        let versions = owner.providers.get(provider).cloned().unwrap_or_else(|| Arc::new(Versions::unstated()));
        (self.instances.iter())
            .map(|instance| Declaration {
                language: Language::Terraform,
                mode: if resource.is_data { Mode::Existing } else { Mode::Managed },
                type_name: Arc::clone(&resource.type_name),
                address: Arc::clone(&instance.address),
                versions: Arc::clone(&versions),
                api_version: None,
                header: resource.block.header,
                body: as_written(&instance.body, &instance.address),
                existence: instance.existence.clone(),
                calls: Arc::clone(&owner.calls),
            })
            .collect()
    }
}

/// A body as the author wrote it: what is not written there is absent, not computed. References to attributes of other
/// declarations inside it, and these as a whole, stay what they are.
#[must_use]
pub fn as_written(value: &Value, own: &Arc<str>) -> Value {
    let data = match &value.data {
        Data::Object(object) if object.kind == ObjectKind::Block => {
            let is_own =
                |computed: &Arc<Unknown>| computed.reference.as_ref().is_none_or(|reference| reference.address == *own);
            if !object.computed.as_ref().is_none_or(is_own) {
                return value.clone();
            }
            let mut object = (**object).clone();
            object.computed = None;
            for entry in object.entries.values_mut() {
                entry.value = as_written(&entry.value, own);
            }
            Data::Object(Arc::new(object))
        }
        Data::List(list) if list.kind == ListKind::Blocks => {
            let items = list.items.iter().map(|item| as_written(item, own)).collect();
            Data::List(Arc::new(List { items, open: list.open.clone(), kind: list.kind }))
        }
        Data::OneOf(members) if members.iter().any(is_blocks) => {
            return Value {
                trail: value.trail.clone(),
                ..Value::one_of(members.iter().map(|member| as_written(member, own)), members.reason())
            };
        }
        _ => return value.clone(),
    };
    Value { data, ..value.clone() }
}

fn is_no_block(value: &Value) -> bool {
    let list = value.as_list();
    list.is_some_and(|list| list.kind == ListKind::Blocks && list.items.is_empty() && list.open.is_none())
}

fn is_blocks(value: &Value) -> bool {
    value.as_list().is_some_and(|list| list.kind == ListKind::Blocks)
}

/// The arguments of a module call that is not on disk, per instance: address, body and whether it takes effect.
#[must_use]
pub fn call_bodies(instance: &Instance<'_>, call: &ModuleCall) -> Vec<(Arc<str>, Value, Existence)> {
    let repetition = Repetition::of(instance, &call.block.body, &Bindings::default());
    let label = format!("module.{}", call.name);
    let reason = Arc::new(Reason::new(Cause::MissingModule, instance.absolute(&label), "the module is not on disk"));
    let secrets = instance.evaluation.secret_attributes("");
    let mut bodies = Vec::new();
    for step in repetition.steps() {
        if !instance.evaluation.count_resource(call.block.header) {
            break;
        }
        let address = instance.absolute(&format!("{label}{}", step.suffix()));
        let reader = BodyReader { instance, address: &address, reason: &reason, secrets: &secrets };
        let mut object = reader.body(&call.block, &step.bindings, "");
        object.entries.retain(|name, _| !matches!(&**name, "source" | "version" | "providers"));
        let body = Value::new(Data::Object(Arc::new(object))).at(call.block.header);
        bodies.push((address, body, step.existence(&instance.existence)));
    }
    bodies
}

/// The body of a block that is no resource.
#[must_use]
pub fn block_body(
    instance: &Instance<'_>,
    block: &Block,
    bindings: &Bindings,
    address: &Arc<str>,
    reason: &Arc<Reason>,
) -> Object {
    let secrets = instance.evaluation.secret_attributes("");
    BodyReader { instance, address, reason, secrets: &secrets }.body(block, bindings, "")
}

/// What is secret in the body of `azapi_resource` for its `type`.
fn typed_secrets<'i>(instance: &Instance<'i>, resource: &ResourceBlock) -> impl Iterator<Item = &'static str> + 'i {
    let written = resource.block.body.attribute("type").and_then(|written| literal_text(&written.expression));
    let typed = instance.evaluation.interest.arm_typed_secrets.iter();
    typed
        .filter(move |(own, _)| {
            let own_type = written.as_deref().and_then(|written| written.split('@').next());
            own_type.is_some_and(|written| written.eq_ignore_ascii_case(own))
        })
        .map(|(_, name)| *name)
}

fn unwritten_reason(resource: &ResourceBlock, address: &Arc<str>) -> Arc<Reason> {
    let reason = if resource.is_data {
        let text = format!("`{}` is read from what is deployed", resource.address);
        Reason::new(Cause::Deployed, Arc::clone(address), text)
    } else {
        let text = format!("`{}` computes it while deploying", resource.address);
        Reason::new(Cause::Computed, Arc::clone(address), text)
    };
    Arc::new(reason.at(resource.block.header))
}

/// Reads a block's body into an object.
struct BodyReader<'r, 'i, 'a> {
    instance: &'i Instance<'a>,
    address: &'r Arc<str>,
    reason: &'r Arc<Reason>,
    secrets: &'r [&'static str],
}

impl BodyReader<'_, '_, '_> {
    fn body(&self, block: &Block, bindings: &Bindings, path: &str) -> Object {
        let mut object = Object { kind: ObjectKind::Block, ..Object::default() };
        if block.is_partial {
            let reason = Reason::new(Cause::Syntax, "", "part of the block could not be read").at(block.header);
            object.open = Some(Arc::new(reason));
        }
        self.attributes(&block.body, bindings, path, &mut object);
        let mut order: Vec<Arc<str>> = Vec::new();
        for nested in &block.body.blocks {
            let name = produced_type(nested);
            if (path.is_empty() && META_BLOCKS.contains(&&*name)) || order.contains(&name) {
                continue;
            }
            order.push(name);
        }
        for name in order {
            let nested_path = if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
            let blocks = block.body.blocks.iter().filter(|nested| produced_type(nested) == name);
            if let Some((value, span)) = self.blocks(blocks, bindings, &nested_path) {
                object.entries.insert(name, Entry { value, span: Some(span), maybe: None });
            }
        }
        object
    }

    fn attributes(&self, body: &Body, bindings: &Bindings, path: &str, object: &mut Object) {
        for attribute in &body.attributes {
            if path.is_empty() && META_ARGUMENTS.contains(&&*attribute.name) {
                continue;
            }
            let evaluation = self.instance.evaluation;
            let mut value = evaluation.attribute(attribute, self.instance, bindings);
            let full = if path.is_empty() { attribute.name.to_string() } else { format!("{path}.{}", attribute.name) };
            if self.secrets.iter().any(|secret| *secret == &*full || *secret == &*attribute.name) {
                value.sensitive = true;
                evaluation.mask_expression(&attribute.expression, self.instance, bindings);
            }
            evaluation.hide_entries(&mut value, &attribute.expression, self.secrets, self.instance, bindings);
            if value.sensitive {
                evaluation.mask(&value);
            }
            object
                .entries
                .insert(Arc::clone(&attribute.name), Entry { value, span: Some(attribute.span), maybe: None });
        }
    }

    /// All blocks of one type, static and dynamic, in source order.
    fn blocks<'b>(
        &self,
        blocks: impl Iterator<Item = &'b Block>,
        bindings: &Bindings,
        path: &str,
    ) -> Option<(Value, Span)> {
        let mut known: Vec<Value> = Vec::new();
        let mut open: Option<Arc<Reason>> = None;
        let mut alternatives: Option<Vec<Sequence>> = None;
        let mut undecided: Option<Arc<Reason>> = None;
        let mut place = None;
        for block in blocks {
            place.get_or_insert(block.header);
            let Some(content) = dynamic_content(block) else {
                let object = self.nested(block, bindings, path, known.len());
                push_all(&mut known, &mut alternatives, vec![object]);
                continue;
            };
            match self.dynamic(block, content, bindings, path) {
                Dynamic::Known(items, more) => {
                    push_all(&mut known, &mut alternatives, items);
                    open = open.or(more);
                }
                Dynamic::Either(options, reason) => {
                    undecided.get_or_insert(reason);
                    let before = alternatives.take().unwrap_or_else(|| vec![Sequence::default()]);
                    let mut combined = Vec::new();
                    for left in &before {
                        combined.extend(options.iter().map(|right| left.then(right)));
                    }
                    if combined.len() > crate::document::MAX_ALTERNATIVES {
                        open = undecided.clone();
                    }
                    combined.truncate(crate::document::MAX_ALTERNATIVES);
                    alternatives = Some(combined);
                }
            }
        }
        let list = |items: Vec<Value>, open: Option<Arc<Reason>>| {
            Value::new(Data::List(Arc::new(List { items, open, kind: ListKind::Blocks })))
        };
        let span = place?;
        let value = match (alternatives, undecided) {
            (Some(alternatives), Some(reason)) => {
                let lists = alternatives.into_iter().map(|tail| {
                    let more = tail.open.clone().or_else(|| open.clone());
                    list(known.iter().cloned().chain(tail.items).collect(), more)
                });
                Value::one_of(lists, &reason)
            }
            _ => list(known, open),
        };
        Some((value.at(span), span))
    }

    fn nested(&self, block: &Block, bindings: &Bindings, path: &str, index: usize) -> Value {
        let path_here = format!("{path}[{index}]");
        let mut object = self.body(block, bindings, path);
        let reference = Reference { address: Arc::clone(self.address), path: path_here.into() };
        let computed = Unknown {
            reason: Arc::clone(self.reason),
            not_null: false,
            reference: Some(Arc::new(reference)),
            origins: None,
        };
        object.computed = Some(Arc::new(computed));
        Value::new(Data::Object(Arc::new(object))).at(block.header)
    }

    fn dynamic(&self, block: &Block, content: &Block, bindings: &Bindings, path: &str) -> Dynamic {
        let evaluation = self.instance.evaluation;
        let Some(for_each) = block.body.attribute("for_each") else {
            let reason = Reason::new(Cause::Syntax, "for_each", "the dynamic block has no `for_each`").at(block.header);
            return Dynamic::Known(Vec::new(), Some(Arc::new(reason)));
        };
        let label = block.label(0).cloned().unwrap_or_else(|| "".into());
        let iterator: Arc<str> = match block.body.attribute("iterator").map(|attribute| &attribute.expression.kind) {
            Some(super::syntax::ExpressionKind::Variable(name) | super::syntax::ExpressionKind::String(name)) => {
                Arc::clone(name)
            }
            _ => label,
        };
        let collection = evaluation.attribute(for_each, self.instance, bindings);
        let round = |key: Value, value: Value, index: usize| {
            let entries = [("key".into(), key), ("value".into(), value)];
            let binding = IteratorBinding {
                name: Arc::clone(&iterator),
                value: Value::object(entries),
                outer: bindings.iterator.clone(),
            };
            let inner = Bindings { iterator: Some(binding.into()), ..bindings.clone() };
            // The header of the `dynamic` block is what a reader looks for; `content` says nothing.
            let content = Block { header: block.header, ..content.clone() };
            self.nested(&content, &inner, path, index)
        };
        match &collection.data {
            Data::OneOf(members) => {
                let reason = Arc::clone(members.reason());
                let mut options = Vec::new();
                for member in members.iter() {
                    let member = member.clone().with_trail(member.trail.within(&collection.trail));
                    match self.rounds(&member, &round) {
                        Some((items, open)) => options.push(Sequence { items, open }),
                        None => options.extend(none_or_some(symbolic(&round, &reason), &reason)),
                    }
                }
                Dynamic::Either(options, reason)
            }
            _ => match self.rounds(&collection, &round) {
                Some((items, more)) => Dynamic::Known(items, more),
                None => {
                    let reason = collection.first_reason().unwrap_or_else(|| {
                        let text = "the dynamic block's `for_each` is no collection";
                        Arc::new(Reason::new(Cause::Invalid, "for_each", text).at(for_each.span))
                    });
                    Dynamic::Either(none_or_some(symbolic(&round, &reason), &reason).to_vec(), reason)
                }
            },
        }
    }

    /// The blocks of each element of a known collection; none when it is not known.
    fn rounds(
        &self,
        collection: &Value,
        round: &dyn Fn(Value, Value, usize) -> Value,
    ) -> Option<(Vec<Value>, Option<Arc<Reason>>)> {
        let mut items = Vec::new();
        let within = |value: &Value| value.clone().with_trail(value.trail.within(&collection.trail));
        match &collection.data {
            Data::List(list) => {
                for (index, item) in list.items.iter().enumerate() {
                    self.instance.evaluation.budget.spend(16).ok()?;
                    let key = match list.kind {
                        ListKind::Set => within(item),
                        _ => Value::number(i64::try_from(index).unwrap_or(i64::MAX)),
                    };
                    items.push(round(key, within(item), index));
                }
                Some((items, list.open.clone()))
            }
            Data::Object(object) => {
                let mut open = object.open.clone();
                for (index, (key, entry)) in object.entries.iter().enumerate() {
                    self.instance.evaluation.budget.spend(16).ok()?;
                    if let Some(reason) = &entry.maybe {
                        open.get_or_insert_with(|| Arc::clone(reason));
                        continue;
                    }
                    items.push(round(Value::string(Arc::clone(key)), within(&entry.value), index));
                }
                Some((items, open))
            }
            Data::Null => Some((items, None)),
            _ => None,
        }
    }
}

enum Dynamic {
    /// These blocks, and why there may be more.
    Known(Vec<Value>, Option<Arc<Reason>>),
    /// One of these sequences of blocks.
    Either(Vec<Sequence>, Arc<Reason>),
}

/// Blocks in a row.
#[derive(Clone, Default)]
struct Sequence {
    items: Vec<Value>,
    open: Option<Arc<Reason>>,
}

impl Sequence {
    fn then(&self, next: &Self) -> Self {
        let items = self.items.iter().chain(&next.items).cloned().collect();
        Self { items, open: self.open.clone().or_else(|| next.open.clone()) }
    }
}

/// No block, or blocks that look like this one.
fn none_or_some(block: Value, reason: &Arc<Reason>) -> [Sequence; 2] {
    [Sequence::default(), Sequence { items: vec![block], open: Some(Arc::clone(reason)) }]
}

/// The block as it would look in a round whose key and value are not known.
fn symbolic(round: &dyn Fn(Value, Value, usize) -> Value, reason: &Arc<Reason>) -> Value {
    round(Value::unknown_set(Arc::clone(reason)), Value::unknown(Arc::clone(reason)), 0)
}

fn push_all(known: &mut Vec<Value>, alternatives: &mut Option<Vec<Sequence>>, items: Vec<Value>) {
    match alternatives {
        None => known.extend(items),
        Some(alternatives) => {
            for option in alternatives {
                option.items.extend(items.iter().cloned());
            }
        }
    }
}

fn produced_type(block: &Block) -> Arc<str> {
    match (dynamic_content(block), block.label(0)) {
        (Some(_), Some(label)) => Arc::clone(label),
        _ => Arc::clone(&block.type_name),
    }
}

fn dynamic_content(block: &Block) -> Option<&Block> {
    if &*block.type_name != "dynamic" || block.labels.len() != 1 {
        return None;
    }
    block.body.blocks_of("content").next()
}
