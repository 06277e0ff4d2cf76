//! The source that a plan was made from: which directory it is, and what it says with the plan's values.
//!
//! Knows: that a plan names the resources and calls of its root module. Does not know: what changed in the source since.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::load::Loader;
use super::super::module::Module;
use super::super::read::{Options, evaluate};
use super::super::root::Root;
use super::super::values::{Values, automatic_files, looks_secret};
use super::configuration::split;
use super::content::Content;
use crate::document::{Document, Interest, Trail, Value};
use crate::formats::json::{Kind, Node};

/// Where the source of a plan lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree {
    /// In this directory.
    At(PathBuf),
    /// Several fit alike, and nobody knows which it was.
    Several,
    /// Not among what was looked at.
    Nowhere,
}

/// The directory whose configuration the plan was made from, if it can be told: the one that declares most of what the
/// plan names, at least half of it. The plan's own directory comes first.
pub fn find(loader: &Loader<'_>, content: &Content<'_>, own: &Path, candidates: &[PathBuf]) -> Tree {
    let wanted = wanted(content);
    let score = |directory: &Path| {
        let module = loader.load(directory);
        let declared = wanted.iter().filter(|name| declares(&module, name)).count();
        if declared * 2 >= wanted.len() { declared } else { 0 }
    };
    let mut best: Option<(usize, &Path)> = Some((score(own), own)).filter(|(score, _)| *score > 0);
    let mut is_tied = false;
    for directory in candidates.iter().map(PathBuf::as_path).filter(|directory| *directory != own) {
        let score = score(directory);
        match best {
            Some((most, _)) if score < most => {}
            Some((most, first)) if score == most => is_tied |= first != own,
            _ if score == 0 => {}
            _ => (best, is_tied) = (Some((score, directory)), false),
        }
    }
    match best {
        Some(_) if is_tied => Tree::Several,
        Some((_, directory)) => Tree::At(directory.to_owned()),
        None => Tree::Nowhere,
    }
}

/// The names of what the root module declares: `azurerm_subnet.nodes`, `module.aks`.
fn wanted(content: &Content<'_>) -> BTreeSet<String> {
    if let Some(module) = content.configuration.module("") {
        let resources = module.resources.keys().map(|address| (*address).to_owned());
        return resources.chain(module.calls.keys().map(|name| format!("module.{name}"))).collect();
    }
    let of_root = |address: &str| {
        let (path, local) = split(address);
        match path.split('.').next() {
            Some(call) if !call.is_empty() => format!("module.{call}"),
            _ => local,
        }
    };
    content.changes.iter().map(|change| of_root(change.address)).collect()
}

fn declares(module: &Module, name: &str) -> bool {
    match name.strip_prefix("module.") {
        Some(call) => module.calls.contains_key(call),
        None => module.by_address.contains_key(name),
    }
}

/// What the source says with the plan's values for its variables.
pub fn evaluate_tree(
    loader: &Loader<'_>,
    content: &Content<'_>,
    directory: &Path,
    interest: &Interest,
    options: &Options,
) -> (Document, Vec<PathBuf>, Root) {
    let sources = loader.sources();
    let mut root = Root::read(sources, directory, false);
    for (name, version) in &options.assumed_providers {
        root.locks.push((format!("assumed/{name}/{name}"), *version));
    }
    let module = loader.load(&root.directory);
    let mut values = Values::default();
    for file in automatic_files(sources, &root.directory) {
        let _ = values.add_file(sources, &file, &options.placeholders);
    }
    for (name, given) in content.root.get("variables").map(Node::members).unwrap_or_default() {
        let Some(value) = given.get("value").map(|node| plain(node, content.text)) else { continue };
        // Where the source or a file beside it gives the same, its place is the better one.
        let is_known = match values.get(&name.text) {
            Some(known) => known.same(&value),
            None => module.variables.get(name.text.as_str()).is_some_and(|variable| {
                variable.default.as_ref().is_some_and(|default| {
                    Values::literal(sources, &default.expression).is_some_and(|default| default.same(&value))
                })
            }),
        };
        let is_secret = looks_secret(&name.text)
            || module.variables.get(name.text.as_str()).is_some_and(|variable| variable.sensitive);
        // A secret stays what the source knows of it.
        if !is_known && !is_secret {
            values.set(name.text.as_str().into(), value);
        }
    }
    let (document, reached) = evaluate(loader, &root, Arc::clone(&module), values, interest, options);
    (document, reached, root)
}

/// A value without places: it is given on no line of the source.
fn plain(node: &Node, text: &str) -> Value {
    let value = match &node.kind {
        Kind::Null | Kind::Placeholder | Kind::Error(_) => Value::null(),
        Kind::Bool(value) => Value::bool(*value),
        Kind::Number => node.as_number(text).map_or_else(Value::null, Value::number),
        Kind::String(text) => Value::string(text.text.as_str()),
        Kind::Array(items) => Value::tuple(items.iter().map(|item| plain(item, text)).collect()),
        Kind::Object(members) => {
            Value::object(members.iter().map(|(key, value)| (Arc::from(key.text.as_str()), plain(value, text))))
        }
    };
    value.with_trail(Trail::default())
}
