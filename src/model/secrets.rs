//! Where a secret stands before it reaches Azure: written in code, given by a parameter that is recorded, or elsewhere.
//!
//! Knows: what counts as written in code, and what pipelines replace before code is deployed. Does not know: which
//! properties hold secrets; the table does.

use super::Model;
use super::address::resource_type;
use super::derive::Derived;
use super::read::Written;
use super::resource::{Resource, Source};
use super::table::Property;
use super::walk::{Keys, each, undecided, walk};
use crate::document::{Data, Entry, PLAIN_PARAMETER, Reference, Value};
use crate::source::Span;
use std::borrow::Cow;
use std::sync::Arc;

/// The ending of properties that tell where the secret of the same name without it stands.
const ENDING: &str = "Source";

/// The text stands in code, in a default or in a file of values.
const LITERAL: &str = "written in code";
/// It is given when deploying, for a parameter that the history of deployments shows.
const PARAMETER: &str = "given in plain";
/// It is not in code: another resource, a secure parameter, a variable without a value.
const ELSEWHERE: &str = "elsewhere";

/// Marks at both ends of texts that a pipeline replaces before the code is deployed.
const REPLACED: [(&str, &str); 7] =
    [("#{", "}"), ("#{", "}#"), ("__", "__"), ("$(", ")"), ("<", ">"), ("{{", "}}"), ("[", "]")];

/// Endings of names of settings that hold secrets.
const SECRET_NAMES: [&str; 9] = [
    "password",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "accountkey",
    "privatekey",
    "connectionstring",
];
/// Settings whose value is the name of a secret in the cluster: of the Azure Machine Learning extension, and of charts.
const NAMES_OF_SECRETS: [&str; 2] = ["sslsecret", "existingsecret"];

/// Terraform's resource type that makes a private key, which then stands in the state.
pub(super) const GENERATED_KEY: &str = "tls_private_key";

/// Texts that stand for one which somebody puts there later.
const PLACEHOLDERS: [&str; 6] = ["placeholder", "replaceme", "replace-me", "replace_me", "todo", "tbd"];

/// The most parts of one property that are looked at.
const MAX_PARTS: usize = 512;
/// The deepest nesting that is looked into.
const MAX_DEPTH: usize = 16;

/// One text of a secret.
struct Leaf {
    value: Value,
    span: Option<Span>,
    spelling: Cow<'static, str>,
}

impl Model {
    /// Where the secret of `property`, whose name is the secret's and an ending, stands: the worst place, where it has
    /// several parts.
    pub(super) fn derive_secret_source(&self, resource: &Resource, property: &'static Property) -> Derived {
        let leaves = self.leaves(resource, property);
        match worst(&leaves) {
            Some(leaf) => Derived::Is(source(&leaf.value)),
            None => Derived::Declines,
        }
    }

    /// The text that decides where a secret stands.
    pub(super) fn deciding_secret(&self, resource: &Resource, property: &'static Property) -> Option<Written> {
        let leaves = self.leaves(resource, property);
        let leaf = worst(&leaves)?;
        let spelling = leaf.spelling.clone();
        Some(Written { value: leaf.value.clone(), span: leaf.span, nearest: None, spelling })
    }

    /// The first plain setting of an extension whose name promises a secret.
    pub(super) fn derive_secret_setting(&self, resource: &Resource, depth: u8) -> Derived {
        let Some(settings) = resource.kind.property("configurationSettings") else { return Derived::Declines };
        let written = self.present(resource, settings, depth).value;
        let Some(object) = written.as_object() else {
            return match written.is_null() {
                true => Derived::Declines,
                false => Derived::Is(Value::unknown(undecided(&written))),
            };
        };
        let found = object.entries.iter().find(|(name, entry)| is_secret_name(name) && may_be_secret(&entry.value));
        let Some((name, entry)) = found else {
            let open = object.open.clone();
            return open.map_or(Derived::Declines, |reason| Derived::Is(Value::unknown(reason)));
        };
        let name = Value::string(Arc::clone(name));
        Derived::Is(match &entry.maybe {
            Some(reason) => Value::one_of([name, Value::null()], reason),
            None => name,
        })
    }

    /// That setting itself.
    pub(super) fn secret_setting(&self, resource: &Resource) -> Option<Written> {
        let settings = resource.kind.property("configurationSettings")?;
        let written = self.present(resource, settings, 0);
        let entries = written.value.as_object().map(|object| &object.entries);
        let found = entries.and_then(|entries| {
            entries.iter().find(|(name, entry)| is_secret_name(name) && may_be_secret(&entry.value))
        });
        let Some((_, entry)) = found else { return Some(written).filter(|written| !written.value.is_null()) };
        let span = entry.span.or(written.span);
        Some(Written { value: Value::string("a setting"), span, nearest: None, spelling: written.spelling })
    }

    /// `generated` where a public key belongs to a private key that the configuration makes, else `given`.
    pub(super) fn derive_key_source(&self, resource: &Resource, depth: u8) -> Derived {
        let Some(key) = resource.kind.property("linuxProfile.sshPublicKey") else { return Derived::Declines };
        let written = self.present(resource, key, depth).value;
        let is_made = |reference: &Arc<Reference>| resource_type(&reference.address) == Some(GENERATED_KEY);
        let told = each(&written, |value| {
            let told = match value.origins().iter().any(is_made) {
                true => Value::string("generated"),
                false if value.is_null() => Value::null(),
                false => Value::string("given"),
            };
            told.with_trail(value.trail.clone())
        });
        if told.is_null() { Derived::Declines } else { Derived::Is(told) }
    }

    fn leaves(&self, resource: &Resource, property: &'static Property) -> Vec<Leaf> {
        let Some(secret) = property.name.strip_suffix(ENDING).and_then(|name| resource.kind.property(name)) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        match &resource.source {
            Source::Azurerm(body) => {
                let versions = body.versions.accepted;
                let spellings = secret.azurerm.iter().filter(|spelling| {
                    spelling.versions.overlaps(versions)
                        && (spelling.resource_type.is_empty() || spelling.resource_type == body.resource_type)
                });
                for spelling in spellings {
                    let place = (None, shown(spelling.path));
                    gather(&body.body, &steps(spelling.path), Keys::Exact, place, MAX_DEPTH, &mut found);
                }
            }
            Source::Arm(body) => {
                let own = format!("properties.{}", secret.name);
                let spellings = secret.arm.iter().map(|spelling| spelling.path);
                for path in spellings.chain(secret.arm.is_empty().then_some(own.as_str())) {
                    let first = path.split('.').next().unwrap_or_default();
                    let rest = path.strip_prefix("properties.").unwrap_or(path);
                    let root = match first == "properties" {
                        // Parts of a body may be sensitive as a whole.
                        true => rest.split('.').next().map(|next| (format!("properties.{next}"), rest)),
                        false => Some((first.to_owned(), rest)),
                    };
                    let Some((start, rest)) = root else { continue };
                    let start = body.find(&start);
                    let rest: Vec<&str> = steps(rest).into_iter().skip(1).collect();
                    gather(&start.value, &rest, Keys::IgnoreCase, (start.span, shown(path)), MAX_DEPTH, &mut found);
                }
            }
            Source::Module(_) => {}
        }
        if found.is_empty() {
            let written = self.present(resource, secret, 0);
            if !written.value.is_null() {
                found.push(Leaf { value: written.value, span: written.span, spelling: written.spelling });
            }
        }
        found
    }
}

fn steps(path: &str) -> Vec<&str> {
    path.split('.').collect()
}

fn shown(path: &str) -> Cow<'static, str> {
    path.strip_prefix("properties.").unwrap_or(path).to_owned().into()
}

/// All texts below a path; lists are looked through.
fn gather(
    value: &Value,
    path: &[&str],
    keys: Keys,
    (span, spelling): (Option<Span>, Cow<'static, str>),
    depth: usize,
    found: &mut Vec<Leaf>,
) {
    let Some(depth) = depth.checked_sub(1).filter(|_| found.len() < MAX_PARTS) else { return };
    let place = || (span, spelling.clone());
    match (&value.data, path) {
        (Data::Null, _) => {}
        (Data::List(list), _) => {
            list.items.iter().for_each(|item| {
                let span = if path.is_empty() { item.trail.literal.or(span) } else { span };
                gather(item, path, keys, (span, spelling.clone()), depth, found);
            });
        }
        (Data::Object(object), []) if object.computed.is_none() => {
            object.entries.values().for_each(|entry| gather_entry(entry, keys, place(), depth, found));
        }
        (_, []) => found.push(Leaf { value: value.clone(), span: span.or(value.trail.literal), spelling }),
        (Data::Object(_), [name, rest @ ..]) => {
            let next = walk(value, name, keys);
            gather(&next.value, rest, keys, (next.span.or(span), spelling), depth, found);
        }
        _ => {}
    }
}

fn gather_entry(
    entry: &Entry,
    keys: Keys,
    (span, spelling): (Option<Span>, Cow<'static, str>),
    depth: usize,
    found: &mut Vec<Leaf>,
) {
    let value = match &entry.maybe {
        Some(reason) => Value::one_of([entry.value.clone(), Value::null()], reason),
        None => entry.value.clone(),
    };
    gather(&value, &[], keys, (entry.span.or(span), spelling), depth, found);
}

/// The leaf that is in the worst place, the first of several.
fn worst(leaves: &[Leaf]) -> Option<&Leaf> {
    let rank = |leaf: &Leaf| match &source(&leaf.value).data {
        Data::String(text) if &**text == LITERAL => 0,
        Data::OneOf(members) if members.iter().any(|member| member.as_str() == Some(LITERAL)) => 1,
        Data::String(text) if &**text == PARAMETER => 2,
        Data::OneOf(members) if members.iter().any(|member| member.as_str() == Some(PARAMETER)) => 3,
        Data::Null => 5,
        _ => 4,
    };
    leaves.iter().min_by_key(|leaf| rank(leaf)).filter(|leaf| rank(leaf) < 5)
}

/// Where a text stands.
fn source(value: &Value) -> Value {
    let told = match &value.data {
        Data::OneOf(members) => Value::one_of(members.iter().map(source), &undecided(value)),
        Data::Null => Value::null(),
        Data::String(text) if text.trim().is_empty() => Value::null(),
        Data::String(text) if is_replaced(text.trim()) => Value::string(ELSEWHERE),
        Data::Unknown(_) => {
            let is_plain = value.origins().iter().any(|reference| &*reference.address == PLAIN_PARAMETER);
            Value::string(if is_plain { PARAMETER } else { ELSEWHERE })
        }
        Data::Object(_) | Data::List(_) => Value::string(ELSEWHERE),
        Data::String(_) | Data::Number(_) | Data::Bool(_) => Value::string(LITERAL),
    };
    // The place of the text, which a variable or a file of values may hold.
    told.with_trail(value.trail.clone())
}

/// Whether a setting of this name holds a secret, and not the name of one.
fn is_secret_name(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name).to_ascii_lowercase();
    let last = last.replace(['-', '_'], "");
    SECRET_NAMES.iter().any(|ending| last.ends_with(ending)) && !NAMES_OF_SECRETS.contains(&last.as_str())
}

fn may_be_secret(value: &Value) -> bool {
    match &value.data {
        Data::String(text) => !["", "true", "false"].contains(&text.trim().to_ascii_lowercase().as_str()),
        Data::Unknown(_) | Data::OneOf(_) => true,
        _ => false,
    }
}

/// Whether a text stands for one that a pipeline puts in its place.
fn is_replaced(text: &str) -> bool {
    let is_between = |(start, end): &(&str, &str)| {
        text.len() > start.len() + end.len()
            && text.starts_with(start)
            && text.ends_with(end)
            && !text[start.len()..text.len() - end.len()].contains(end)
    };
    REPLACED.iter().any(is_between) || PLACEHOLDERS.iter().any(|known| known.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{is_replaced, source};
    use crate::document::{Reason, Value, of_plain_parameter};

    fn text(value: &Value) -> Option<&str> {
        value.as_str()
    }

    #[test]
    fn what_pipelines_replace_is_no_secret() {
        for token in [
            "#{Password}#",
            "#{ Password }",
            "__PASSWORD__",
            "$(password)",
            "<your password>",
            "{{ password }}",
            "[base64 data]",
            "Placeholder",
        ] {
            assert!(is_replaced(token), "{token}");
        }
        for secret in ["P@ssw0rd!", "__", "<>", "$(a) and $(b)", "#{x}y", "a__b__"] {
            assert!(!is_replaced(secret), "{secret}");
        }
    }

    #[test]
    fn known_texts_are_in_code_and_parameters_in_the_history() {
        let reason = Arc::new(Reason::undecided_condition());
        assert_eq!(text(&source(&Value::string("s3cret"))), Some(super::LITERAL));
        assert_eq!(text(&source(&Value::unknown(Arc::clone(&reason)))), Some("elsewhere"));
        let plain = of_plain_parameter("password", Value::unknown(Arc::clone(&reason)));
        assert_eq!(text(&source(&plain)), Some(super::PARAMETER));
        let secure = of_plain_parameter("password", Value::unknown(Arc::clone(&reason)).with_sensitive(true));
        assert_eq!(text(&source(&secure)), Some("elsewhere"));
        assert!(source(&Value::string("")).is_null());
        let either = source(&Value::one_of([Value::string("s3cret"), Value::unknown(Arc::clone(&reason))], &reason));
        assert_eq!(text(&either), None, "one or the other");
    }
}
