//! What an unknown value was made of: the attributes it was computed from, and the words that are certainly in it.
//!
//! Knows: how the parts of a value become the origins of what is made of them. Does not know: which attributes matter.

use std::sync::Arc;

use super::{Data, Reference, Unknown, Value};

/// The most references an unknown value keeps of what it was made of.
pub const MAX_ORIGINS: usize = 16;

/// The most parts of a value that are looked at for their origins.
const MAX_PARTS: usize = 512;

/// The deepest nesting of a value that is looked into.
const MAX_DEPTH: usize = 16;

/// The longest path that a reference among the origins grows to, in bytes.
const LONGEST_PATH: usize = 256;

/// The longest text that is kept of what is only partly known, in bytes.
pub const LONGEST_SKETCH: usize = 8 * 1024;

/// What stands among the origins of a parameter that is recorded in plain, with its name as the path.
pub const PLAIN_PARAMETER: &str = "parameters";

/// The same value; what is not known of it comes from a parameter that the deployment records as it is given.
#[must_use]
pub fn of_plain_parameter(name: &str, value: Value) -> Value {
    if value.sensitive || value.as_unknown().is_none_or(|unknown| unknown.origins.is_some()) {
        return value;
    }
    let reference = Arc::new(Reference { address: PLAIN_PARAMETER.into(), path: name.into() });
    value.with_origins(Origins { references: vec![reference], sketch: None })
}

/// What an unknown value was made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins {
    /// The attributes of other declarations it was computed from, in order, at most [`MAX_ORIGINS`].
    pub references: Vec<Arc<Reference>>,
    /// For a text that is known but for parts of it: the text, with a space for each part that is not known.
    pub sketch: Option<Arc<str>>,
}

impl Origins {
    /// The same with each path grown by a step; a path that is too long stays.
    pub(super) fn extended(&self, step: impl Fn(&str) -> String) -> Self {
        let grown = self.references.iter().map(|reference| {
            if reference.path.len() > LONGEST_PATH {
                return Arc::clone(reference);
            }
            Arc::new(Reference { address: Arc::clone(&reference.address), path: step(&reference.path).into() })
        });
        Self { references: grown.collect(), sketch: None }
    }
}

impl Value {
    /// The references of what is unknown in this value and in its parts, each once, at most [`MAX_ORIGINS`]. Of a
    /// declaration as a whole it is the reference with an empty path.
    #[must_use]
    pub fn origins(&self) -> Vec<Arc<Reference>> {
        let mut found = Vec::new();
        gather(self, &mut found, &mut MAX_PARTS.clone(), MAX_DEPTH);
        found
    }

    /// The same value; what is unknown in it, and does not say so itself, was made of these values.
    #[must_use]
    pub fn made_of<'v>(mut self, parts: impl IntoIterator<Item = &'v Value>) -> Self {
        if !is_bare(&self, &mut MAX_PARTS.clone(), MAX_DEPTH) {
            return self;
        }
        let (mut references, mut left) = (Vec::new(), MAX_PARTS);
        for part in parts {
            gather(part, &mut references, &mut left, MAX_DEPTH);
        }
        if !references.is_empty() {
            let origins = Arc::new(Origins { references, sketch: None });
            mark(&mut self, &origins, &mut MAX_PARTS.clone(), MAX_DEPTH);
        }
        self
    }

    /// The same value; where it is unknown, it was made of this. Origins without content change nothing.
    #[must_use]
    pub fn with_origins(mut self, origins: Origins) -> Self {
        if let Data::Unknown(unknown) = &mut self.data
            && unknown.reference.is_none()
            && origins != Origins::default()
        {
            unknown.origins = Some(Arc::new(origins));
        }
        self
    }
}

impl Unknown {
    /// The references of what this was made of: its own, else those of its origins.
    pub fn references(&self) -> impl Iterator<Item = &Arc<Reference>> {
        let origins = self.origins.iter().filter(|_| self.reference.is_none());
        self.reference.iter().chain(origins.flat_map(|origins| &origins.references))
    }

    fn is_bare(&self) -> bool {
        self.reference.is_none() && self.origins.is_none()
    }
}

fn add(found: &mut Vec<Arc<Reference>>, reference: &Arc<Reference>) {
    if found.len() < MAX_ORIGINS && !found.contains(reference) {
        found.push(Arc::clone(reference));
    }
}

fn gather(value: &Value, found: &mut Vec<Arc<Reference>>, left: &mut usize, depth: usize) {
    let (Some(fewer), Some(depth)) = (left.checked_sub(1), depth.checked_sub(1)) else { return };
    *left = fewer;
    match &value.data {
        Data::Unknown(unknown) => unknown.references().for_each(|reference| add(found, reference)),
        Data::OneOf(members) => members.iter().for_each(|member| gather(member, found, left, depth)),
        Data::List(list) => list.items.iter().for_each(|item| gather(item, found, left, depth)),
        Data::Object(object) => {
            // What is written in a declaration does not flow out with what is computed of it.
            if let Some(computed) = &object.computed {
                return computed.references().for_each(|reference| add(found, reference));
            }
            object.entries.values().for_each(|entry| gather(&entry.value, found, left, depth));
        }
        _ => {}
    }
}

/// Whether something in it is unknown and does not say what it was made of.
fn is_bare(value: &Value, left: &mut usize, depth: usize) -> bool {
    let (Some(fewer), Some(depth)) = (left.checked_sub(1), depth.checked_sub(1)) else { return false };
    *left = fewer;
    match &value.data {
        Data::Unknown(unknown) => unknown.is_bare(),
        Data::OneOf(members) => members.iter().any(|member| is_bare(member, left, depth)),
        Data::List(list) => list.items.iter().any(|item| is_bare(item, left, depth)),
        Data::Object(object) if object.computed.is_none() => {
            object.entries.values().any(|entry| is_bare(&entry.value, left, depth))
        }
        _ => false,
    }
}

fn mark(value: &mut Value, origins: &Arc<Origins>, left: &mut usize, depth: usize) {
    let (Some(fewer), Some(depth)) = (left.checked_sub(1), depth.checked_sub(1)) else { return };
    *left = fewer;
    match &mut value.data {
        Data::Unknown(unknown) if unknown.is_bare() => unknown.origins = Some(Arc::clone(origins)),
        Data::OneOf(members) => {
            let reason = Arc::clone(members.reason());
            let marked: Vec<Value> = (members.iter().cloned())
                .map(|mut member| {
                    mark(&mut member, origins, left, depth);
                    member
                })
                .collect();
            let (trail, sensitive) = (value.trail.clone(), value.sensitive);
            *value = Value::one_of(marked, &reason).with_trail(trail).with_sensitive(sensitive);
        }
        Data::List(list) if list.items.iter().any(|item| is_bare(item, &mut MAX_PARTS.clone(), depth)) => {
            Arc::make_mut(list).items.iter_mut().for_each(|item| mark(item, origins, left, depth));
        }
        Data::Object(object)
            if object.computed.is_none()
                && (object.entries.values()).any(|entry| is_bare(&entry.value, &mut MAX_PARTS.clone(), depth)) =>
        {
            let entries = Arc::make_mut(object).entries.values_mut();
            entries.for_each(|entry| mark(&mut entry.value, origins, left, depth));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{MAX_ORIGINS, Origins};
    use crate::document::{Cause, Data, Reason, Reference, Unknown, Value};

    fn reason() -> Arc<Reason> {
        Arc::new(Reason::new(Cause::Computed, "x", "x computes it"))
    }

    fn refers(path: &str) -> Value {
        let reference = Some(Arc::new(Reference { address: "a.x".into(), path: path.into() }));
        Value::new(Data::Unknown(Unknown { reason: reason(), not_null: true, reference, origins: None }))
    }

    fn paths(value: &Value) -> Vec<String> {
        value.origins().iter().map(|reference| reference.path.to_string()).collect()
    }

    #[test]
    fn what_is_made_of_several_values_remembers_all_of_them() {
        let made = Value::unknown(reason()).made_of(&[refers("one"), Value::string("s"), refers("two"), refers("one")]);
        assert_eq!(paths(&made), ["one", "two"]);
        assert_eq!(paths(&Value::unknown(reason()).made_of(&[made])), ["one", "two"]);
    }

    #[test]
    fn what_refers_to_something_itself_stays_what_it_is() {
        assert_eq!(paths(&refers("own").made_of(&[refers("other")])), ["own"]);
        let list = Value::tuple(vec![refers("own"), Value::unknown(reason())]).made_of(&[refers("other")]);
        assert_eq!(paths(&list), ["own", "other"]);
    }

    #[test]
    fn an_attribute_of_what_was_made_is_told_by_the_path() {
        let made = Value::unknown(reason()).made_of(&[refers("raw")]);
        let token = made.as_unknown().unwrap().attribute("users").index("0").attribute("token");
        assert_eq!(token.references().next().unwrap().path.as_ref(), "raw.users[0].token");
        assert_eq!(token.reference, None, "it is no attribute of the declaration");
    }

    #[test]
    fn there_are_never_more_than_so_many() {
        let many: Vec<Value> = (0..100).map(|index| refers(&index.to_string())).collect();
        assert_eq!(Value::unknown(reason()).made_of(&many).origins().len(), MAX_ORIGINS);
        let mut deep = refers("deep");
        for _ in 0..100 {
            deep = Value::tuple(vec![deep]);
        }
        assert!(deep.origins().is_empty());
    }

    #[test]
    fn a_sketch_belongs_to_what_is_unknown() {
        let origins = || Origins { references: Vec::new(), sketch: Some("az ".into()) };
        let known = Value::string("known").with_origins(origins());
        assert_eq!(known.as_str(), Some("known"));
        let unknown = Value::unknown(reason()).with_origins(origins());
        let kept = unknown.as_unknown().and_then(|unknown| unknown.origins.clone()).unwrap();
        assert_eq!(kept.sketch.as_deref(), Some("az "));
    }
}
