//! Whether an expression can lead to something of interest, without evaluating it.
//!
//! Knows: which names an expression speaks of, and what the locals, outputs and arguments that it refers to speak of.
//! Does not know: any value. It may say yes where evaluation says no, never the other way round.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::instance::Instance;
use super::syntax::{Body, Expression, ExpressionKind, SplatOperation, TemplatePart};

/// The deepest chain of references and nested expressions that is followed.
const MAX_DEPTH: u32 = 200;

/// The words of interest.
#[derive(Clone, Copy)]
pub struct Words<'w> {
    /// Names of attributes.
    pub attributes: &'w [&'static str],
    /// Starts of resource types; a resource as a whole holds all its attributes.
    pub types: &'w [&'static str],
    /// Parts of texts.
    pub texts: &'w [&'static str],
}

/// A search from one place.
pub struct Mentions<'w> {
    words: Words<'w>,
    /// What was followed already: the module's address and the name in it.
    seen: BTreeSet<(Arc<str>, Arc<str>)>,
}

impl<'w> Mentions<'w> {
    /// A search for these words.
    #[must_use]
    pub fn new(words: Words<'w>) -> Self {
        Self { words, seen: BTreeSet::new() }
    }

    /// Whether any attribute of a body, or of the blocks in it, may lead to one of the words.
    pub fn in_body(&mut self, body: &Body, instance: &Instance<'_>, depth: u32) -> bool {
        depth > MAX_DEPTH
            || (body.attributes.iter())
                .filter(|attribute| depth > 0 || &*attribute.name != "depends_on")
                .any(|attribute| self.mentions(&attribute.expression, instance, depth + 1))
            || body.blocks.iter().any(|block| self.in_body(&block.body, instance, depth + 1))
    }

    /// Whether the expression may lead to one of the words.
    pub fn mentions(&mut self, expression: &Expression, instance: &Instance<'_>, depth: u32) -> bool {
        if depth > MAX_DEPTH || instance.evaluation.budget.spend(1).is_err() {
            return true;
        }
        match &expression.kind {
            ExpressionKind::String(text) => self.is_text(text),
            ExpressionKind::Template(parts) => self.in_template(parts) || self.in_children(expression, instance, depth),
            ExpressionKind::Attribute(..) | ExpressionKind::Index(..) | ExpressionKind::Variable(_) => {
                self.in_reference(expression, instance, depth)
            }
            ExpressionKind::Splat(splat) => {
                let is_told = |operation: &SplatOperation| match operation {
                    SplatOperation::Attribute(name) => self.words.attributes.contains(&&**name),
                    _ => false,
                };
                splat.each.iter().any(is_told) || self.in_children(expression, instance, depth)
            }
            // Reads files: what stands in them is not looked up here.
            ExpressionKind::Call(call) if matches!(&*call.name, "file" | "templatefile") => true,
            ExpressionKind::Pipeline(_) | ExpressionKind::Error(_) => false,
            _ => self.in_children(expression, instance, depth),
        }
    }

    fn is_text(&self, text: &str) -> bool {
        self.words.texts.iter().any(|word| text.contains(word))
    }

    fn in_template(&self, parts: &[TemplatePart]) -> bool {
        parts.iter().any(|part| match part {
            TemplatePart::Literal(text) => self.is_text(text),
            TemplatePart::Interpolation(_) => false,
            TemplatePart::If { yes, no, .. } => self.in_template(yes) || self.in_template(no),
            TemplatePart::For { body, .. } => self.in_template(body),
        })
    }

    fn in_children(&mut self, expression: &Expression, instance: &Instance<'_>, depth: u32) -> bool {
        let mut parts = Vec::new();
        super::walk::children(expression, &mut |child| parts.push(child));
        parts.into_iter().any(|child| self.mentions(child, instance, depth + 1))
    }

    /// A root name and what is selected from it.
    fn in_reference(&mut self, expression: &Expression, instance: &Instance<'_>, depth: u32) -> bool {
        let (mut names, mut keys): (Vec<&Arc<str>>, Vec<&Expression>) = Default::default();
        let mut base = expression;
        loop {
            base = match &base.kind {
                ExpressionKind::Attribute(inner, name) => {
                    names.push(name);
                    inner
                }
                ExpressionKind::Index(inner, key) => {
                    keys.push(key);
                    inner
                }
                _ => break,
            };
        }
        names.reverse();
        if names.iter().any(|name| self.words.attributes.contains(&&***name)) {
            return true;
        }
        let key_of_interest = |key: &&Expression| matches!(&key.kind, ExpressionKind::String(text) if self.words.attributes.contains(&&**text));
        if keys.iter().any(key_of_interest) {
            return true;
        }
        let ExpressionKind::Variable(root) = &base.kind else { return self.mentions(base, instance, depth + 1) };
        let first = names.first().map(|name| Arc::clone(name));
        match (&**root, first) {
            ("local", Some(name)) => self.in_local(&name, instance, depth),
            ("var", Some(name)) => self.in_argument(&name, instance, depth),
            ("module", Some(name)) => self.in_module(&name, names.get(1).map(|name| &***name), instance, depth),
            // Blocks as a whole, and iterators of loops over them.
            ("data", Some(type_name)) => self.is_type(&type_name) && names.len() <= 2,
            ("each" | "self", _) => true,
            _ => self.is_type(root) && names.len() <= 1,
        }
    }

    fn is_type(&self, type_name: &str) -> bool {
        self.words.types.iter().any(|start| type_name.starts_with(start))
    }

    fn is_new(&mut self, instance: &Instance<'_>, name: &str) -> bool {
        self.seen.insert((Arc::clone(&instance.address), name.into()))
    }

    fn in_local(&mut self, name: &str, instance: &Instance<'_>, depth: u32) -> bool {
        let Some(attribute) = instance.module.locals.get(name) else { return false };
        self.is_new(instance, &format!("local.{name}")) && self.mentions(&attribute.expression, instance, depth + 1)
    }

    fn in_argument(&mut self, name: &str, instance: &Instance<'_>, depth: u32) -> bool {
        if !self.is_new(instance, &format!("var.{name}")) {
            return false;
        }
        instance.with_argument(name, |attribute, caller| self.mentions(&attribute.expression, caller, depth + 1))
            == Some(true)
    }

    fn in_module(&mut self, name: &str, output: Option<&str>, instance: &Instance<'_>, depth: u32) -> bool {
        let Some(children) = instance.children(name) else { return false };
        if children.missing.is_some() {
            return true;
        }
        // The instances of a call differ in their arguments, not in what they speak of.
        let Some((_, child)) = children.instances.first() else { return false };
        let outputs = child.module.outputs.iter().filter(|(own, _)| output.is_none_or(|output| &***own == output));
        let values: Vec<_> =
            outputs.filter_map(|(own, output)| Some((Arc::clone(own), output.value.as_ref()?))).collect();
        values.into_iter().any(|(own, value)| {
            self.is_new(child, &format!("output.{own}")) && self.mentions(&value.expression, child, depth + 1)
        })
    }
}
