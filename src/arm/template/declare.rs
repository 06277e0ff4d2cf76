//! Resources as declarations.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::instance::Instance;
use super::reference::Target;
use super::section::ResourceNode;
use super::unit::Unit;
use crate::arm::{combined, hide_secrets, hide_typed_secrets};
use crate::document::{
    Cause, Data, Declaration, Entry, Existence, Language, Mode, Object, ObjectKind, Problem, ProblemKind, Reason,
    Truth, Value, Versions,
};
use crate::formats::json::Node;

/// Members that say how to deploy, not what.
const DIRECTIVES: [&str; 10] =
    ["type", "apiVersion", "copy", "condition", "existing", "dependsOn", "resources", "comments", "metadata", "import"];

/// Whether a resource is only read.
pub(super) fn is_existing(node: &Node) -> bool {
    node.get("existing").and_then(Node::as_bool) == Some(true)
}

impl Instance<'_> {
    /// Whether an instance takes effect; none when it certainly does not.
    pub(super) fn existence(&self, resource: &ResourceNode<'_>, unit: &Unit) -> Option<Existence> {
        let mut existence = self.placement.existence.clone();
        if let Some(reason) = &unit.maybe {
            existence = combined(&existence, reason);
        }
        let Some(node) = resource.node.get("condition") else { return Some(existence) };
        let value = self.with_loops(&unit.loops, |bindings| self.value(node, bindings));
        match crate::arm::operators::truth(&value) {
            Ok(Truth::Known(true)) => Some(existence),
            Ok(Truth::Known(false)) => None,
            Ok(Truth::Unknown(reason)) => Some(combined(&existence, &reason)),
            Err(error) => {
                let span = self.file.span(&node.range);
                let message = format!("The condition is not valid: {}", error.message);
                self.run.problem(Problem::at(ProblemKind::Evaluation, span, message.clone()));
                let reason = Arc::new(Reason::new(Cause::Invalid, "condition", message).at(span));
                Some(combined(&existence, &reason))
            }
        }
    }

    /// The declarations of a resource whose type is of interest.
    pub(super) fn declarations(&self, index: usize) -> Vec<Declaration> {
        let resource = &self.template.resources[index];
        let units = self.units(index);
        let mut declarations = Vec::new();
        for unit in units.iter() {
            let is_wanted = |known: &&str| known.eq_ignore_ascii_case(&unit.type_name);
            if !self.run.interest.arm_types.iter().any(is_wanted) {
                continue;
            }
            let Some(existence) = self.existence(resource, unit) else { continue };
            let api_version = resource.node.get("apiVersion").and_then(|node| {
                let value = self.with_loops(&unit.loops, |bindings| self.value(node, bindings));
                value.as_str().map(Arc::from)
            });
            declarations.push(Declaration {
                language: Language::Arm,
                mode: if is_existing(resource.node) { Mode::Existing } else { Mode::Managed },
                type_name: Arc::clone(&unit.type_name),
                address: Arc::clone(&unit.address),
                versions: Arc::new(Versions::unstated()),
                api_version,
                header: resource.header,
                body: self.body(resource, unit),
                existence,
                calls: Arc::clone(&self.placement.calls),
            });
        }
        declarations
    }

    fn body(&self, resource: &ResourceNode<'_>, unit: &Unit) -> Value {
        let mut entries: BTreeMap<Arc<str>, Entry> = BTreeMap::new();
        for (name, node) in resource.node.members() {
            let is_directive = DIRECTIVES.iter().any(|directive| directive.eq_ignore_ascii_case(&name.text));
            if is_directive || name.text.eq_ignore_ascii_case("scope") {
                continue;
            }
            let span = Some(self.file.member_span(name, node));
            let value = self.with_loops(&unit.loops, |bindings| self.value(node, bindings));
            entries.insert(name.text.as_str().into(), Entry { value, span, maybe: None });
        }
        if let Some(parent) = self.parent_of(resource, unit) {
            let value = self.link(&parent, "id", resource.header);
            entries.insert("parent".into(), Entry { value, span: Some(resource.header), maybe: None });
        }
        if let Some(scope) = self.scope_of(resource, unit) {
            entries.insert("scope".into(), scope);
        }
        let object = Object { entries, kind: ObjectKind::Block, ..Object::default() };
        let mut body = Value::new(Data::Object(Arc::new(object))).at(self.file.span(&resource.node.range));
        hide_secrets(self.run, &mut body);
        hide_typed_secrets(self.run, &unit.type_name, &mut body);
        body
    }

    /// The resource that a child belongs to: the one it is written in, or the one its name starts with.
    fn parent_of(&self, resource: &ResourceNode<'_>, unit: &Unit) -> Option<Target> {
        if unit.extends.is_some() {
            return None;
        }
        let (outer_type, _) = unit.type_name.rsplit_once('/').filter(|(outer, _)| outer.contains('/'))?;
        if let Some(parent) = resource.parent {
            let units = self.units(parent);
            let loops = units.iter().position(|outer| {
                outer.loops.len() <= unit.loops.len()
                    && outer.loops.iter().zip(&unit.loops).all(|(outer, own)| outer.index.same(&own.index))
            });
            return Some(Target { resource: parent, unit: loops?, inline: String::new() });
        }
        let (outer_name, _) = unit.name.rsplit_once('/')?;
        self.find(outer_type, outer_name).filter(|target| target.inline.is_empty())
    }

    /// What an extension resource extends.
    fn scope_of(&self, resource: &ResourceNode<'_>, unit: &Unit) -> Option<Entry> {
        if let Some((type_name, name)) = &unit.extends {
            let value = self.link(&self.find(type_name, name)?, "id", resource.header);
            return Some(Entry { value, span: Some(resource.header), maybe: None });
        }
        let (name, node) = resource.node.member("scope")?;
        let span = self.file.span(&node.range);
        let value = self.with_loops(&unit.loops, |bindings| match self.target_of_scope(node, bindings) {
            Some(target) => self.link(&target, "id", span),
            // A type and names by turns are an id below where it is deployed.
            None => match self.value(node, bindings) {
                Value { data: Data::String(text), trail, sensitive }
                    if !text.starts_with('/') && text.split('/').next().is_some_and(|start| start.contains('.')) =>
                {
                    let id = format!("/providers/{text}");
                    Value::string(id).with_trail(trail).with_sensitive(sensitive)
                }
                value => value,
            },
        });
        Some(Entry { value, span: Some(self.file.member_span(name, node)), maybe: None })
    }
}
