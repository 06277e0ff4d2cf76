//! From the JSON of a plan to values.
//!
//! Knows: that what is known after the apply is told beside the values, as is what is secret; that nested blocks are
//! lists; that the attributes nobody wrote are there as well. Does not know: what an attribute means.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::configuration::is_expression;
use super::content::Content;
use super::references::{Site, unknown};
use crate::document::{Budget, Cause, Data, Entry, List, ListKind, Object, ObjectKind, Reason, Trail, Value};
use crate::formats::json::{Kind, Node};
use crate::source::Sources;

/// How the names of attributes end that are written and never read.
pub const WRITE_ONLY: &str = "_wo";

/// What a plan says of what is secret as a whole.
static TRUE: Node = Node { range: 0..0, kind: Kind::Bool(true) };

/// One part of a resource in all its aspects.
#[derive(Clone, Copy, Default)]
pub struct Part<'n> {
    /// The value, as far as it is known.
    pub value: Option<&'n Node>,
    /// `true` where it is not known.
    pub unknown: Option<&'n Node>,
    /// `true` where it is secret.
    pub sensitive: Option<&'n Node>,
    /// What the configuration says there.
    pub written: Option<&'n Node>,
}

/// How the attributes are taken that the configuration does not write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unwritten {
    /// All of them count: the source says what is written, or nothing was ever written.
    Kept,
    /// The resource is new: what is known of them are the provider's defaults.
    Defaults,
    /// They are what Azure has.
    Deployed,
}

/// Reads the values of one resource.
pub struct Reader<'r, 'n> {
    /// The plan.
    pub content: &'r Content<'n>,
    /// Where secrets are marked.
    pub sources: &'r Sources,
    /// The resource's module.
    pub site: Site,
    /// Why something is not known.
    pub reason: Arc<Reason>,
    /// The names of attributes that hold secrets.
    pub secrets: Vec<&'static str>,
    /// Blocks of the resource that Azure fills with what is declared by itself.
    pub filled: Vec<&'static str>,
    /// Values have places in the plan.
    pub has_places: bool,
    /// How unwritten attributes are taken.
    pub unwritten: Unwritten,
    /// The work.
    pub budget: &'r Budget,
}

impl<'n> Part<'n> {
    /// A member in all aspects.
    fn member(&self, name: &str) -> Part<'n> {
        Part {
            value: self.value.and_then(|node| exact(node, name)),
            unknown: inherited(self.unknown, |node| exact(node, name)),
            sensitive: inherited(self.sensitive, |node| exact(node, name)),
            written: self.written.filter(|node| !is_expression(node)).and_then(|node| exact(node, name)),
        }
    }

    /// An item in all aspects.
    fn item(&self, index: usize, written: Option<&'n Node>) -> Part<'n> {
        Part {
            value: self.value.and_then(|node| node.items().get(index)),
            unknown: inherited(self.unknown, |node| node.items().get(index)),
            sensitive: inherited(self.sensitive, |node| node.items().get(index)),
            written,
        }
    }

    fn is_unknown(&self) -> bool {
        self.unknown.and_then(Node::as_bool) == Some(true)
    }

    fn is_sensitive(&self) -> bool {
        self.sensitive.and_then(Node::as_bool) == Some(true)
    }

    /// How many items there are, known or not.
    fn len(&self) -> usize {
        let len = |node: Option<&Node>| node.map_or(0, |node| node.items().len());
        len(self.value).max(len(self.unknown))
    }
}

/// What holds for all parts holds for each.
fn inherited<'n>(node: Option<&'n Node>, pick: impl Fn(&'n Node) -> Option<&'n Node>) -> Option<&'n Node> {
    node.and_then(|node| if node.as_bool() == Some(true) { Some(node) } else { pick(node) })
}

/// The member of exactly this name, the last of several.
fn exact<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    node.members().iter().rfind(|(key, _)| key.text == name).map(|(_, value)| value)
}

impl<'n> Reader<'_, 'n> {
    /// The body of the resource: an object of kind block.
    pub fn resource(&self, part: Part<'n>, configuration: Option<&'n Node>) -> Value {
        let written = configuration.and_then(|node| node.get("expressions"));
        let reader = match configuration {
            Some(_) => self.unwritten,
            // Nobody tells what is written.
            None if self.unwritten != Unwritten::Kept => Unwritten::Kept,
            None => self.unwritten,
        };
        self.block(Part { written, ..part }, reader, true)
    }

    fn block(&self, part: Part<'n>, unwritten: Unwritten, is_resource: bool) -> Value {
        let mut object = Object { kind: ObjectKind::Block, ..Object::default() };
        for name in names(&part) {
            let member = part.member(name);
            let is_written = member.written.is_some();
            if is_resource && !is_written && unwritten == Unwritten::Deployed && self.is_filled(name, member) {
                let text = format!("the plan does not tell whether `{name}` is written or what Azure has");
                let value = Value::unknown(Reason::new(Cause::Deployed, Arc::clone(&self.reason.subject), text));
                object.entries.insert(name.into(), Entry::from(value));
                continue;
            }
            let is_secret = self.is_secret(name);
            let secret = Part { sensitive: Some(&TRUE).filter(|_| is_secret).or(member.sensitive), ..member };
            let mut value = self.value(name, secret, unwritten);
            if value.is_null() && is_written && name.ends_with(WRITE_ONLY) {
                // Neither plan nor state holds what is only written.
                let text = "what is only written is not in the plan";
                let reason = Reason::new(Cause::Computed, Arc::clone(&self.reason.subject), text);
                value = Value::unknown_set(reason).with_sensitive(true);
            }
            let is_taken = match unwritten {
                Unwritten::Kept => !value.is_null(),
                _ => is_written && !value.is_null() || is_told(name, &value, unwritten == Unwritten::Defaults),
            };
            if !is_taken {
                continue;
            }
            if !is_written && unwritten != Unwritten::Kept && !is_blocks_value(&value) {
                // It stands in the plan, and nobody wrote it.
                value.trail = Trail::default();
                object.entries.insert(name.into(), Entry::from(value));
                continue;
            }
            let span = member.value.filter(|_| self.has_places).and_then(|_| self.whole(part.value, name));
            object.entries.insert(name.into(), Entry { value, span, maybe: None });
        }
        self.placed(Value::new(Data::Object(Arc::new(object))), part.value)
    }

    /// Where a member is written with its name.
    fn whole(&self, node: Option<&Node>, name: &str) -> Option<crate::source::Span> {
        let (key, value) = node?.members().iter().rfind(|(key, _)| key.text == name)?;
        Some(self.content.span(&(key.range.start..value.range.end)))
    }

    fn is_secret(&self, name: &str) -> bool {
        self.secrets.iter().any(|secret| secret.eq_ignore_ascii_case(name))
    }

    fn is_filled(&self, name: &str, part: Part<'n>) -> bool {
        self.filled.contains(&name) && part.value.is_some_and(|node| !node.items().is_empty())
    }

    fn value(&self, name: &str, part: Part<'n>, unwritten: Unwritten) -> Value {
        if self.budget.spend(1).is_err() {
            return Value::unknown(Reason::new(Cause::Budget, "budget", "the plan is too large"));
        }
        let configuration = &self.content.configuration;
        let is_missing = || part.value.is_none() && part.written.is_some_and(|node| node.get("references").is_some());
        if part.is_unknown() || part.unknown.is_none() && is_missing() {
            let written = part.written.filter(|node| is_expression(node));
            return self.secret(unknown(configuration, &self.site, written, name, &self.reason), part);
        }
        if part.is_sensitive() && self.is_given(part) {
            // Where it comes from is what matters of a secret.
            let written = part.written.filter(|node| is_expression(node));
            return self.secret(unknown(configuration, &self.site, written, name, &self.given()), part);
        }
        let value = match (part.written, part.value.or(part.unknown)) {
            (_, None) => Value::null(),
            // Nested blocks: the configuration has a body for each.
            (Some(Node { kind: Kind::Array(bodies), .. }), Some(_)) => self.blocks(part, Some(bodies), unwritten),
            (Some(written), Some(node)) if !is_expression(written) && matches!(node.kind, Kind::Object(_)) => {
                self.block(part, unwritten, false)
            }
            (None, Some(node)) if is_blocks(node) => self.blocks(part, None, unwritten),
            (_, Some(node)) => self.plain(name, node, part),
        };
        self.secret(value, part)
    }

    /// Whether a single value does not stand in the configuration.
    fn is_given(&self, part: Part<'n>) -> bool {
        let is_single = part.value.is_some_and(|node| matches!(node.kind, Kind::String(_) | Kind::Number));
        is_single && part.written.is_none_or(|node| node.get("constant_value").is_none())
    }

    fn given(&self) -> Arc<Reason> {
        let text = "it is a secret that was given to the plan";
        Arc::new(Reason::new(Cause::NoValue, Arc::clone(&self.reason.subject), text))
    }

    fn secret(&self, mut value: Value, part: Part<'n>) -> Value {
        if part.is_sensitive() {
            value.sensitive = true;
            self.mask(part.value);
        }
        value
    }

    fn blocks(&self, part: Part<'n>, bodies: Option<&'n [Node]>, unwritten: Unwritten) -> Value {
        let count = part.len();
        // Dynamic blocks are not among the bodies; then nobody knows which body is which block's.
        let bodies = bodies.filter(|bodies| bodies.len() == count);
        let inner = if bodies.is_none() && unwritten != Unwritten::Kept { Unwritten::Kept } else { unwritten };
        let items = (0..count).map(|index| {
            let body = bodies.and_then(|bodies| bodies.get(index));
            self.block(part.item(index, body), inner, false)
        });
        let list = List { items: items.collect(), open: None, kind: ListKind::Blocks };
        self.placed(Value::new(Data::List(Arc::new(list))), part.value)
    }

    fn plain(&self, name: &str, node: &'n Node, part: Part<'n>) -> Value {
        let value = match &node.kind {
            Kind::Null | Kind::Placeholder | Kind::Error(_) => Value::null(),
            Kind::Bool(value) => Value::bool(*value),
            Kind::Number => match node.as_number(self.content.text) {
                Some(number) => Value::number(number),
                None => Value::unknown(Arc::clone(&self.reason)),
            },
            Kind::String(text) => Value::string(text.text.as_str()),
            Kind::Array(_) => {
                let written = part.written.filter(|node| is_expression(node));
                let items = (0..part.len()).map(|index| self.value(name, part.item(index, written), Unwritten::Kept));
                Value::list(items.collect(), ListKind::Tuple)
            }
            Kind::Object(_) => {
                let entries: BTreeMap<Arc<str>, Entry> = (names(&part).into_iter())
                    .map(|key| {
                        let written = part.written.filter(|node| is_expression(node));
                        let member = Part { written, ..part.member(key) };
                        let sensitive = Some(&TRUE).filter(|_| self.is_secret(key)).or(member.sensitive);
                        let value = self.value(key, Part { sensitive, ..member }, Unwritten::Kept);
                        let span = self.has_places.then(|| self.whole(part.value, key)).flatten();
                        (Arc::from(key), Entry { value, span, maybe: None })
                    })
                    .collect();
                Value::new(Data::Object(Arc::new(Object { entries, ..Object::default() })))
            }
        };
        self.placed(value, Some(node))
    }

    fn placed(&self, value: Value, node: Option<&Node>) -> Value {
        match node.filter(|_| self.has_places) {
            Some(node) => value.at(self.content.span(&node.range)),
            None => value,
        }
    }

    fn mask(&self, node: Option<&Node>) {
        super::masks::mask_all(self.content, self.sources, node);
    }
}

fn is_blocks_value(value: &Value) -> bool {
    value.as_list().is_some_and(|list| list.kind == ListKind::Blocks)
}

/// The names of all members, each once.
fn names<'n>(part: &Part<'n>) -> Vec<&'n str> {
    let mut seen = rustc_hash::FxHashSet::default();
    let own = |node: Option<&'n Node>| node.map(Node::members).unwrap_or_default().iter();
    let written = part.written.filter(|node| !is_expression(node));
    own(part.value)
        .chain(own(part.unknown))
        .chain(own(written))
        .map(|(key, _)| key.text.as_str())
        .filter(|name| seen.insert(*name))
        .collect()
}

/// Whether a list looks like nested blocks.
pub fn is_blocks(node: &Node) -> bool {
    let items = node.items();
    !items.is_empty() && items.iter().all(|item| matches!(item.kind, Kind::Object(_)))
}

/// Whether the value of an attribute that is not written says something of its own: a default of the provider, or what
/// Azure has. What is empty was not set. The version that Azure has come to is not what the configuration asks for.
pub fn is_told(name: &str, value: &Value, is_new: bool) -> bool {
    match &value.data {
        _ if crate::document::is_deeply_sensitive(value) => false,
        Data::Null | Data::Unknown(_) | Data::OneOf(_) => false,
        Data::String(text) => !text.is_empty() && (is_new || !name.ends_with("version")),
        Data::List(list) if list.kind == ListKind::Blocks => !list.items.is_empty(),
        Data::List(list) => !list.items.is_empty(),
        Data::Object(object) => !object.entries.is_empty(),
        Data::Bool(_) | Data::Number(_) => true,
    }
}

/// The reason of what is known after the apply.
pub fn known_after_apply(address: &str) -> Arc<Reason> {
    Arc::new(Reason::new(Cause::Computed, address, "it is known only after the apply"))
}
