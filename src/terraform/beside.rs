//! What a configuration declares beside resources: outputs of the root, provisioners, configurations of providers.
//!
//! Knows: where each stands, and that only those are wanted that may lead to something of interest. Does not know: what
//! is of interest, or why.

use std::sync::Arc;

use super::instance::{Bindings, Instance};
use super::mention::{Mentions, Words};
use super::module::{Output, ResourceBlock};
use super::repetition::Repetition;
use super::resource::{as_written, block_body};
use super::syntax::Block;
use crate::document::{
    Cause, Data, Declaration, Entry, Existence, Language, Mode, Object, ObjectKind, Reason, Value, Versions,
};

/// The type of an `output` block as a declaration.
pub const OUTPUT: &str = "output";
/// The type of a `provisioner` block as a declaration.
pub const PROVISIONER: &str = "provisioner";
/// The type of a `provider` block as a declaration.
pub const PROVIDER: &str = "provider";

/// The outputs of a root module, which are stored in its state and printed. Those of a called module are values.
pub fn outputs(root: &Instance<'_>) -> Vec<Declaration> {
    if !is_wanted(root, OUTPUT) {
        return Vec::new();
    }
    let outputs = root.module.outputs.iter();
    outputs.filter_map(|(name, output)| self::output(root, name, output)).collect()
}

fn output(root: &Instance<'_>, name: &Arc<str>, output: &Output) -> Option<Declaration> {
    let attribute = output.value.as_ref()?;
    if !Mentions::new(words(root)).mentions(&attribute.expression, root, 0) {
        return None;
    }
    let evaluation = root.evaluation;
    let value = evaluation.attribute(attribute, root, &Bindings::default()).with_sensitive(output.sensitive);
    if output.sensitive {
        evaluation.mask(&value);
    }
    let mut object = Object { kind: ObjectKind::Block, ..Object::default() };
    let mut insert =
        |name: &str, value: Value, span| object.entries.insert(name.into(), Entry { value, span, maybe: None });
    insert("name", Value::string(Arc::clone(name)).at(output.header), Some(output.header));
    insert("value", value, Some(attribute.span));
    insert("sensitive", Value::bool(output.sensitive).at(output.header), None);
    Some(declaration(root, OUTPUT, format!("output.{name}").into(), output.header, object, Existence::Always))
}

/// The configurations of providers in a module.
pub fn providers(instance: &Instance<'_>) -> Vec<Declaration> {
    if !is_wanted(instance, PROVIDER) {
        return Vec::new();
    }
    let mut declarations = Vec::new();
    for block in &instance.module.provider_blocks {
        let Some(name) = block.label(0) else { continue };
        if !Mentions::new(words(instance)).in_body(&block.body, instance, 0) {
            continue;
        }
        let alias = block.body.attribute("alias").and_then(|alias| super::load::literal_text(&alias.expression));
        let address = match alias {
            Some(alias) => format!("provider.{name}.{alias}"),
            None => format!("provider.{name}"),
        };
        let address = instance.absolute(&address);
        let mut object = body(instance, block, &Bindings::default(), &address);
        let entry = Entry { value: Value::string(Arc::clone(name)).at(block.header), span: None, maybe: None };
        object.entries.insert("name".into(), entry);
        let existence = instance.existence.clone();
        declarations.push(declaration(instance, PROVIDER, address, block.header, object, existence));
    }
    declarations
}

/// The provisioners of a resource, for each of its instances.
pub fn provisioners(instance: &Instance<'_>, resource: &ResourceBlock) -> Vec<Declaration> {
    let blocks: Vec<&Block> = resource.block.body.blocks_of(PROVISIONER).collect();
    if blocks.is_empty() || !is_wanted(instance, PROVISIONER) {
        return Vec::new();
    }
    let wanted = |block: &Block| Mentions::new(words(instance)).in_body(&block.body, instance, 0);
    let blocks: Vec<(usize, &Block)> = blocks.into_iter().enumerate().filter(|(_, block)| wanted(block)).collect();
    let mut declarations = Vec::new();
    if blocks.is_empty() {
        return declarations;
    }
    for step in Repetition::of(instance, &resource.block.body, &Bindings::default()).steps() {
        let owner = instance.absolute(&format!("{}{}", resource.address, step.suffix()));
        for (index, block) in &blocks {
            if !instance.evaluation.count_resource(block.header) {
                return declarations;
            }
            let address: Arc<str> = format!("{owner}.{PROVISIONER}[{index}]").into();
            let own = super::instance::whole(&owner, &reason(block, &owner));
            let bindings = Bindings { own: Some(own), ..step.bindings.clone() };
            let mut object = body(instance, block, &bindings, &address);
            let kind = block.label(0).cloned().unwrap_or_else(|| "".into());
            let entry = Entry { value: Value::string(kind).at(block.header), span: None, maybe: None };
            object.entries.insert("type".into(), entry);
            let existence = step.existence(&instance.existence);
            declarations.push(declaration(instance, PROVISIONER, address, block.header, object, existence));
        }
    }
    declarations
}

/// Whether a resource that matters only for what flows into it speaks of something of interest.
pub fn is_carrying(instance: &Instance<'_>, resource: &ResourceBlock) -> bool {
    !resource.is_data
        && is_wanted(instance, &resource.type_name)
        && Mentions::new(words(instance)).in_body(&resource.block.body, instance, 0)
}

fn is_wanted(instance: &Instance<'_>, type_name: &str) -> bool {
    instance.evaluation.interest.carriers.contains(&type_name)
}

fn words<'i>(instance: &Instance<'i>) -> Words<'i> {
    let interest = instance.evaluation.interest;
    Words { attributes: &interest.carried_attributes, types: &interest.carried_types, texts: &interest.carried_texts }
}

fn reason(block: &Block, address: &Arc<str>) -> Arc<Reason> {
    let text = format!("`{address}` is known only while applying");
    Arc::new(Reason::new(Cause::Computed, Arc::clone(address), text).at(block.header))
}

fn body(instance: &Instance<'_>, block: &Block, bindings: &Bindings, address: &Arc<str>) -> Object {
    block_body(instance, block, bindings, address, &reason(block, address))
}

fn declaration(
    instance: &Instance<'_>,
    type_name: &str,
    address: Arc<str>,
    header: crate::source::Span,
    object: Object,
    existence: Existence,
) -> Declaration {
    Declaration {
        language: Language::Terraform,
        mode: Mode::Managed,
        type_name: type_name.into(),
        versions: Arc::new(Versions::unstated()),
        api_version: None,
        header,
        address: Arc::clone(&address),
        body: as_written(&Value::new(Data::Object(Arc::new(object))).at(header), &address),
        existence,
        calls: Arc::clone(&instance.calls),
    }
}
