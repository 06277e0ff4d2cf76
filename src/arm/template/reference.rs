//! How a template's resources name one another: ids, `reference()`, symbolic names.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::binding::Bindings;
use super::evaluate::{Evaluated, EvaluationError, wrong_count};
use super::instance::Instance;
use super::section::DEPLOYMENTS;
use super::symbolic::is_known;
use super::unit::Unit;
use crate::arm::expression::{Expression, ExpressionKind};
use crate::document::{Cause, Data, Entry, List, Object, Reason, Reference, Unknown, Value};
use crate::formats::json::{Kind, Node};
use crate::source::Span;

/// What an id or name leads to: a resource of the template, and what of it.
pub(super) struct Target {
    pub resource: usize,
    pub unit: usize,
    /// Empty for the resource itself; else something inline in it: `properties.subnets[0]`.
    pub inline: String,
}

impl Target {
    fn whole((resource, unit): (usize, usize)) -> Self {
        Self { resource, unit, inline: String::new() }
    }
}

impl Instance<'_> {
    /// The resource of this type and full name.
    pub(super) fn find(&self, type_name: &str, name: &str) -> Option<Target> {
        let names = self.names()?;
        if let Some(found) = names.find(type_name, name) {
            return Some(Target::whole(found));
        }
        // Something that is written inside its parent.
        let (outer_type, level) = type_name.rsplit_once('/').filter(|(outer, _)| outer.contains('/'))?;
        let (outer_name, own) = name.rsplit_once('/')?;
        let (resource, unit) = names.find(outer_type, outer_name)?;
        let position = self.inline_position(resource, unit, level, own)?;
        Some(Target { resource, unit, inline: format!("properties.{level}[{position}]") })
    }

    /// Where in the list `properties.LEVEL` of a resource an item of this name stands.
    fn inline_position(&self, resource: usize, unit: usize, level: &str, name: &str) -> Option<usize> {
        let units = self.units(resource);
        let list = self.template.resources[resource].node.get("properties")?.get(level)?;
        if !matches!(list.kind, Kind::Array(_)) {
            return None;
        }
        self.with_loops(&units.get(unit)?.loops, |bindings| {
            list.items().iter().position(|item| {
                let text = item.get("name").and_then(|name| self.text_of_node(name, bindings));
                text.is_some_and(|text| text.eq_ignore_ascii_case(name))
            })
        })
    }

    /// `resourceId(…)` and its relatives.
    pub(super) fn resource_id_call(
        &self,
        arguments: &[Expression],
        whole: &Expression,
        bindings: &Bindings<'_>,
    ) -> Evaluated {
        if let Some(target) = self.target_of_id(whole, bindings) {
            return Ok(self.link(&target, "id", whole.span));
        }
        let ExpressionKind::Call { name, .. } = &whole.kind else { return Ok(Value::null()) };
        self.plain_call(&name.to_ascii_lowercase(), name, arguments, whole, bindings)
    }

    /// The resource of this template that an id names.
    fn target_of_id(&self, whole: &Expression, bindings: &Bindings<'_>) -> Option<Target> {
        let ExpressionKind::Call { name, arguments, .. } = &whole.kind else { return None };
        let name = name.to_ascii_lowercase();
        if !name.ends_with("resourceid") {
            return None;
        }
        let skipped = usize::from(matches!(&*name, "extensionresourceid" | "managementgroupresourceid"));
        let texts: Vec<String> = arguments.iter().map(|argument| self.text_of(argument, bindings)).collect();
        let is_type = |text: &String| {
            let provider = text.split('/').next().unwrap_or_default();
            is_known(text) && provider.contains('.') && text.contains('/')
        };
        let at = skipped + texts.iter().skip(skipped).position(is_type)?;
        let (type_name, names) = (&texts[at], texts.get(at + 1..)?);
        // Of another resource group it is another resource, but for deployments, whose names are theirs alone.
        let is_here = |text: &String| {
            let text = text.to_ascii_lowercase();
            text.contains("subscription().subscriptionid") || text.contains("resourcegroup().name")
        };
        let is_deployment = type_name.eq_ignore_ascii_case(DEPLOYMENTS);
        if names.is_empty() || !is_deployment && skipped == 0 && !texts[..at].iter().all(is_here) {
            return None;
        }
        self.find(type_name, &names.join("/"))
    }

    /// An id made of another and what is in it: `concat(resourceId(…), '/subnets/x')`.
    pub(super) fn child_id(&self, value: Value, whole: &Expression, bindings: &Bindings<'_>) -> Value {
        let ExpressionKind::Call { name, arguments, .. } = &whole.kind else { return value };
        let is_open = value.as_unknown().is_some_and(|unknown| unknown.reference.is_none());
        let (first, rest) = match (&*name.to_ascii_lowercase(), &arguments[..]) {
            ("concat", [first, rest @ ..]) if is_open => {
                (first, rest.iter().map(|part| self.text_of(part, bindings)).collect::<String>())
            }
            ("format", [Expression { kind: ExpressionKind::String(pattern), .. }, first, ..])
                if is_open && pattern.starts_with("{0}/") && !pattern[3..].contains("{0}") =>
            {
                let text = self.text_of(whole, bindings);
                let start = self.text_of(first, bindings);
                (first, text.strip_prefix(&start).unwrap_or_default().to_owned())
            }
            _ => return value,
        };
        let Ok(id) = self.evaluate(first, bindings) else { return value };
        let target = self.extended(&id, &rest);
        target.map_or(value, |target| self.link(&target, "id", whole.span))
    }

    /// What `/subnets/x` behind the id of a resource of this template leads to.
    fn extended(&self, id: &Value, rest: &str) -> Option<Target> {
        let reference = id.as_unknown()?.reference.as_ref().filter(|reference| &*reference.path == "id")?;
        let (resource, unit) = self.names()?.at(&reference.address)?;
        let units = self.units(resource);
        let unit = units.get(unit)?;
        let (mut type_name, mut name) = (unit.type_name.to_string(), unit.name.clone());
        let mut segments = rest.strip_prefix('/')?.split('/');
        while let Some(level) = segments.next() {
            type_name = format!("{type_name}/{level}");
            name = format!("{name}/{}", segments.next()?);
        }
        self.find(&type_name, &name)
    }

    /// A member of a resource, known only when it is deployed. An id is certainly set.
    pub(super) fn link(&self, target: &Target, path: &str, span: Span) -> Value {
        let units = self.units(target.resource);
        let Some(unit) = units.get(target.unit) else { return Value::null() };
        let path = match (&*target.inline, path) {
            ("", path) => path.to_owned(),
            (inline, "") => inline.to_owned(),
            (inline, path) => format!("{inline}.{path}"),
        };
        Value::new(Data::Unknown(self.computed(target.resource, unit, &path, path.ends_with("id")))).at(span)
    }

    fn computed(&self, resource: usize, unit: &Unit, path: &str, not_null: bool) -> Unknown {
        let reason = self.computed_reason(resource, unit);
        let reference = Reference { address: Arc::clone(&unit.address), path: path.into() };
        Unknown { reason, not_null, reference: Some(Arc::new(reference)), origins: None }
    }

    fn computed_reason(&self, resource: usize, unit: &Unit) -> Arc<Reason> {
        let resource = &self.template.resources[resource];
        let (cause, text) = if super::declare::is_existing(resource.node) {
            (Cause::Deployed, format!("`{}` is read from what is deployed", unit.address))
        } else {
            (Cause::Computed, format!("`{}` computes it while deploying", unit.address))
        };
        Arc::new(Reason::new(cause, Arc::clone(&unit.address), text).at(resource.header))
    }

    /// What `reference()` names: a symbolic name, an id, or a name that only one resource has.
    fn target_of_reference(&self, argument: &Expression, bindings: &Bindings<'_>) -> Option<Target> {
        if let Some(target) = self.target_of_id(argument, bindings) {
            return Some(target);
        }
        let text = self.text_of(argument, bindings);
        if let Some(target) = self.symbol(&text) {
            return Some(target);
        }
        if let Some(found) = self.names()?.named(&text) {
            return Some(Target::whole(found));
        }
        let value = self.evaluate(argument, bindings).ok()?;
        let reference = value.as_unknown()?.reference.clone()?;
        let found = self.names()?.at(&reference.address)?;
        (&*reference.path == "id").then(|| Target::whole(found))
    }

    /// `name` or `name[0]`.
    fn symbol(&self, text: &str) -> Option<Target> {
        let (name, key) = match text.strip_suffix(']').and_then(|text| text.split_once('[')) {
            Some((name, key)) => (name, Some(key)),
            None => (text, None),
        };
        let resource = *self.template.symbols.get(&name.to_ascii_lowercase())?;
        let position = match key {
            Some(key) => key.parse::<usize>().ok().or_else(|| (!is_known(key)).then_some(0))?,
            None => 0,
        };
        self.units(resource).get(position).map(|_| Target::whole((resource, position)))
    }

    pub(super) fn reference_call(
        &self,
        arguments: &[Expression],
        whole: &Expression,
        bindings: &Bindings<'_>,
    ) -> Evaluated {
        let Some(argument) = arguments.first().filter(|_| arguments.len() <= 3) else {
            return Err(wrong_count("reference", "1 to 3", arguments.len(), whole.span));
        };
        let is_full = arguments.get(2).is_some_and(
            |argument| matches!(&argument.kind, ExpressionKind::String(text) if text.eq_ignore_ascii_case("full")),
        );
        if let Some(target) = self.target_of_reference(argument, bindings) {
            return Ok(self.referenced(&target, is_full, whole.span));
        }
        // The id of a resource of another template.
        let id = self.evaluate(argument, bindings)?;
        if let Some(reference) = id.as_unknown().and_then(|unknown| unknown.reference.clone())
            && &*reference.path == "id"
            && let Some(unknown) = id.as_unknown()
        {
            let path = if is_full { "" } else { "properties" };
            let reference = Reference { address: Arc::clone(&reference.address), path: path.into() };
            let unknown = Unknown { not_null: false, reference: Some(Arc::new(reference)), ..unknown.clone() };
            return Ok(Value::new(Data::Unknown(unknown)).at(whole.span));
        }
        self.plain_call("reference", "reference", arguments, whole, bindings)
    }

    /// What `reference()` gives of a resource: of a deployment its outputs.
    fn referenced(&self, target: &Target, is_full: bool, span: Span) -> Value {
        let resource = &self.template.resources[target.resource];
        if !resource.is_deployment || !target.inline.is_empty() {
            return match is_full {
                true => self.symbol_value(target, span),
                false => self.link(target, "properties", span),
            };
        }
        let deployed = self.deployment(target.resource, target.unit);
        let units = self.units(target.resource);
        let computed =
            |path: &str| units.get(target.unit).map(|unit| Arc::new(self.computed(target.resource, unit, path, false)));
        let entry = |(name, value): (&Arc<str>, &Value)| {
            let output = [("value".into(), value.clone()), ("type".into(), Value::unknown_set(unknown_type()))];
            (Arc::clone(name), Entry::from(Value::object(output)))
        };
        let entries: BTreeMap<Arc<str>, Entry> = deployed.outputs.values.iter().map(entry).collect();
        let outputs = Object { entries, open: deployed.outputs.open.clone(), ..Object::default() };
        let outputs = ("outputs".into(), Entry::from(Value::new(Data::Object(Arc::new(outputs))).at(span)));
        let properties =
            Object { entries: BTreeMap::from([outputs]), computed: computed("properties"), ..Object::default() };
        let properties = Value::new(Data::Object(Arc::new(properties))).at(span);
        if !is_full {
            return properties;
        }
        let entries = BTreeMap::from([("properties".into(), Entry::from(properties))]);
        Value::new(Data::Object(Arc::new(Object { entries, computed: computed(""), ..Object::default() }))).at(span)
    }

    /// A whole resource: its id, name, type and version, and what it computes.
    fn symbol_value(&self, target: &Target, span: Span) -> Value {
        let units = self.units(target.resource);
        let Some(unit) = units.get(target.unit) else { return Value::null() };
        let node = self.template.resources[target.resource].node;
        let member =
            |name: &str| node.get(name).map(|node| self.with_loops(&unit.loops, |bindings| self.value(node, bindings)));
        let id = Value::new(Data::Unknown(self.computed(target.resource, unit, "id", true))).at(span);
        let members = [
            ("id", Some(id)),
            ("name", member("name")),
            ("type", Some(Value::string(Arc::clone(&unit.type_name)))),
            ("apiVersion", member("apiVersion")),
        ];
        let entries =
            members.into_iter().filter_map(|(name, value)| Some((name.into(), Entry::from(value?)))).collect();
        let computed = Some(Arc::new(self.computed(target.resource, unit, "", false)));
        Value::new(Data::Object(Arc::new(Object { entries, computed, ..Object::default() }))).at(span)
    }

    /// `references('loop')`: all instances of a loop.
    pub(super) fn references_call(
        &self,
        arguments: &[Expression],
        whole: &Expression,
        bindings: &Bindings<'_>,
    ) -> Evaluated {
        let Some(argument) = arguments.first() else {
            return Err(wrong_count("references", "1 to 3", 0, whole.span));
        };
        let Some(target) = self.symbol(&self.text_of(argument, bindings)) else {
            return Err(EvaluationError::new("references() takes the symbolic name of a resource loop", argument.span));
        };
        let is_full = arguments.iter().skip(1).any(
            |argument| matches!(&argument.kind, ExpressionKind::String(text) if text.eq_ignore_ascii_case("full")),
        );
        let units = self.units(target.resource);
        let items = (0..units.len())
            .map(|unit| self.referenced(&Target::whole((target.resource, unit)), is_full, whole.span))
            .collect();
        let open = units.iter().find_map(|unit| unit.maybe.clone());
        Ok(Value::new(Data::List(Arc::new(List { items, open, ..List::default() }))).at(whole.span))
    }

    /// `resourceInfo('symbol')`.
    pub(super) fn resource_info(
        &self,
        arguments: &[Expression],
        whole: &Expression,
        bindings: &Bindings<'_>,
    ) -> Evaluated {
        let [argument] = arguments else { return Err(wrong_count("resourceInfo", "1", arguments.len(), whole.span)) };
        match self.symbol(&self.text_of(argument, bindings)) {
            Some(target) => Ok(self.symbol_value(&target, whole.span)),
            None => Err(EvaluationError::new("resourceInfo() takes a symbolic name", argument.span)),
        }
    }

    /// `deployment()`: of a nested deployment its name is known.
    pub(super) fn deployment_call(&self, span: Span) -> Evaluated {
        let owner = self.owner();
        let reason = Reason::new(Cause::Function, "deployment()", "deployment() is known only when it is deployed");
        let reason = Arc::new(reason.at(span));
        let name = match &owner.name.data {
            Data::Null => Value::unknown_set(Arc::clone(&reason)).at(span),
            _ => owner.name.clone(),
        };
        let entries = BTreeMap::from([("name".into(), Entry::from(name))]);
        Ok(Value::new(Data::Object(Arc::new(Object { entries, open: Some(reason), ..Object::default() }))).at(span))
    }

    /// The resource that a `scope` names: an id, or a type and names in turn.
    pub(super) fn target_of_scope(&self, node: &Node, bindings: &Bindings<'_>) -> Option<Target> {
        let text = self.text_of_node(node, bindings)?;
        if let Some((type_name, name)) = type_and_name(&text) {
            return self.find(&type_name, &name);
        }
        let value = self.value(node, bindings);
        let reference = value.as_unknown()?.reference.clone()?;
        Some(Target::whole(self.names()?.at(&reference.address)?))
    }
}

fn unknown_type() -> Reason {
    Reason::new(Cause::Computed, "type", "the type of an output is not worked out")
}

/// `Microsoft.A/b/b1/c/c1` as `Microsoft.A/b/c` and `b1/c1`; the last provider in it counts.
fn type_and_name(text: &str) -> Option<(String, String)> {
    let lower = text.to_ascii_lowercase();
    let text = lower.rfind("/providers/").map_or(text, |at| &text[at + "/providers/".len()..]);
    let mut segments = text.trim_matches('/').split('/');
    let provider = segments.next().filter(|provider| is_known(provider) && provider.contains('.'))?;
    let (mut type_name, mut names) = (provider.to_owned(), Vec::new());
    while let Some(level) = segments.next().filter(|level| is_known(level)) {
        type_name = format!("{type_name}/{level}");
        names.push(segments.next()?);
    }
    (!names.is_empty()).then(|| (type_name, names.join("/")))
}
