//! From the files of a directory to a [`Module`]: which files count, overrides, one module per directory and run.

use std::collections::HashMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::module::{Module, ModuleCall, Output, ProviderRequirement, ResourceBlock, Variable};
use super::parse::{self, Parsed};
use super::syntax::{Attribute, Block, Body, Expression, ExpressionKind};
use crate::document::{Problem, ProblemKind, VersionRange};
use crate::source::Sources;

/// Loads each directory once and shares the result between threads.
#[derive(Debug)]
pub struct Loader<'a> {
    sources: &'a Sources,
    modules: Mutex<HashMap<PathBuf, Arc<OnceLock<Arc<Module>>>>>,
}

impl<'a> Loader<'a> {
    /// A loader over these files.
    #[must_use]
    pub fn new(sources: &'a Sources) -> Self {
        Self { sources, modules: Mutex::default() }
    }

    /// The files.
    #[must_use]
    pub fn sources(&self) -> &'a Sources {
        self.sources
    }

    /// The module in this directory; without any Terraform file it is empty. Problems are part of it.
    #[must_use]
    pub fn load(&self, directory: &Path) -> Arc<Module> {
        self.load_resolved(self.sources.resolve(directory).unwrap_or_else(|_| directory.to_owned()))
    }

    /// The module in this directory, whose links are resolved.
    #[must_use]
    pub fn load_resolved(&self, key: PathBuf) -> Arc<Module> {
        let cell = {
            let mut modules = self.modules.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(modules.entry(key.clone()).or_default())
        };
        Arc::clone(cell.get_or_init(|| Arc::new(load_directory(self.sources, &key))))
    }

    /// All modules loaded so far, sorted by directory.
    #[must_use]
    pub fn loaded(&self) -> Vec<Arc<Module>> {
        let modules = self.modules.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = modules.values().filter_map(|cell| cell.get().cloned()).collect();
        all.sort_by(|a, b| a.directory.cmp(&b.directory));
        all
    }
}

/// Whether Terraform or OpenTofu would load a file of this name as configuration.
#[must_use]
pub fn is_configuration(name: &str) -> bool {
    let ignored = name.starts_with('.') || name.ends_with('~') || name.starts_with('#') && name.ends_with('#');
    !ignored && [".tf", ".tf.json", ".tofu", ".tofu.json"].iter().any(|suffix| name.ends_with(suffix))
}

fn is_override(name: &str) -> bool {
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    stem == "override" || stem.ends_with("_override")
}

fn load_directory(sources: &Sources, directory: &Path) -> Module {
    let shown: Arc<str> = sources.shown_path(directory).into();
    let mut module = Module { directory: directory.to_owned(), shown: Arc::clone(&shown), ..Module::default() };
    let entries = match sources.list(directory) {
        Ok(entries) => entries,
        Err(error) => {
            module.problems.push(Problem::with_path(ProblemKind::Io, shown, error.to_string()));
            return module;
        }
    };
    let names: Vec<&str> = (entries.iter())
        .filter(|entry| is_configuration(&entry.name))
        .map(|entry| entry.name.as_str())
        // OpenTofu loads `x.tofu` instead of `x.tf`.
        .filter(|name| {
            let Some((stem, suffix)) = name.split_once(".tf") else { return true };
            !matches!(suffix, "" | ".json") || !entries.iter().any(|other| other.name == format!("{stem}.tofu{suffix}"))
        })
        .collect();
    module.files = names.len();
    let (overrides, primary): (Vec<&str>, Vec<&str>) = names.into_iter().partition(|name| is_override(name));
    let mut top = Body::default();
    for name in primary {
        let parsed = read_file(sources, &directory.join(name), name, &mut module.problems);
        top.attributes.extend(parsed.attributes);
        top.blocks.extend(parsed.blocks);
    }
    for name in overrides {
        let parsed = read_file(sources, &directory.join(name), name, &mut module.problems);
        for block in parsed.blocks {
            apply_override(&mut top.blocks, block);
        }
    }
    for block in top.blocks {
        declare(&mut module, block);
    }
    module
}

fn read_file(sources: &Sources, path: &Path, name: &str, problems: &mut Vec<Problem>) -> Body {
    let file = match sources.read(path) {
        Ok(file) => file,
        Err(error) => {
            problems.push(Problem::with_path(ProblemKind::Io, sources.shown_path(path), error.to_string()));
            return Body::default();
        }
    };
    let source = sources.file(file);
    let Parsed { body, problems: found } = if name.ends_with(".json") {
        parse::parse_json_file(&source.text, file)
    } else {
        parse::parse_file(&source.text, file)
    };
    problems.extend(found);
    body
}

/// Terraform's merging of override files: attributes replace, nested blocks replace all blocks of their type.
fn apply_override(blocks: &mut Vec<Block>, new: Block) {
    let same = |block: &Block| {
        block.type_name == new.type_name
            && block.labels.len() == new.labels.len()
            && block.labels.iter().zip(&new.labels).all(|(a, b)| a.text == b.text)
    };
    if &*new.type_name == "locals" {
        for attribute in new.body.attributes {
            for block in blocks.iter_mut().filter(|block| &*block.type_name == "locals") {
                if let Some(old) = block.body.attributes.iter_mut().find(|old| old.name == attribute.name) {
                    *old = attribute.clone();
                }
            }
        }
        return;
    }
    let Some(old) = blocks.iter_mut().find(|block| same(block)) else {
        blocks.push(new);
        return;
    };
    merge_body(&mut old.body, new.body);
}

fn merge_body(old: &mut Body, new: Body) {
    for attribute in new.attributes {
        match old.attributes.iter_mut().find(|other| other.name == attribute.name) {
            Some(other) => *other = attribute,
            None => old.attributes.push(attribute),
        }
    }
    let mut replaced: Vec<Arc<str>> = Vec::new();
    for block in new.blocks {
        // Terraform merges `lifecycle` and `required_providers` argument by argument.
        if matches!(&*block.type_name, "lifecycle" | "required_providers")
            && let Some(other) = old.blocks.iter_mut().find(|other| other.type_name == block.type_name)
        {
            merge_body(&mut other.body, block.body);
            continue;
        }
        let target = dynamic_type(&block);
        if !replaced.contains(&target) {
            old.blocks.retain(|other| dynamic_type(other) != target);
            replaced.push(target);
        }
        old.blocks.push(block);
    }
}

fn dynamic_type(block: &Block) -> Arc<str> {
    match (&*block.type_name, block.label(0)) {
        ("dynamic", Some(label)) => Arc::clone(label),
        _ => Arc::clone(&block.type_name),
    }
}

fn declare(module: &mut Module, block: Block) {
    let label = |index: usize| block.label(index).cloned();
    match (&*block.type_name, label(0), label(1)) {
        ("variable", Some(name), _) => {
            let variable = variable(Arc::clone(&name), &block);
            match module.variables.entry(name) {
                Entry::Vacant(entry) => {
                    entry.insert(variable);
                }
                Entry::Occupied(entry) => {
                    module.problems.push(duplicate("variable", entry.key(), &block));
                }
            }
        }
        ("locals", ..) => {
            for attribute in block.body.attributes {
                module.locals.entry(Arc::clone(&attribute.name)).or_insert(attribute);
            }
        }
        ("output", Some(name), _) => {
            let output = Output {
                header: block.header,
                value: block.body.attribute("value").cloned(),
                sensitive: is_true(&block, "sensitive"),
            };
            module.outputs.entry(name).or_insert(output);
        }
        ("module", Some(name), _) => {
            let literal = |attribute: &str| {
                block.body.attribute(attribute).and_then(|attribute| literal_text(&attribute.expression))
            };
            let call =
                ModuleCall { name: Arc::clone(&name), source: literal("source"), version: literal("version"), block };
            module.calls.entry(name).or_insert(call);
        }
        ("resource" | "data", Some(type_name), Some(name)) => {
            let is_data = &*block.type_name == "data";
            let address: Arc<str> =
                if is_data { format!("data.{type_name}.{name}") } else { format!("{type_name}.{name}") }.into();
            if module.by_address.contains_key(&address) {
                module.problems.push(duplicate("resource", &address, &block));
                return;
            }
            module.by_address.insert(Arc::clone(&address), module.resources.len());
            module.resources.push(ResourceBlock { is_data, type_name, name, address, block });
        }
        ("provider", Some(_), _) => module.provider_blocks.push(block),
        ("terraform", ..) => {
            for providers in block.body.blocks_of("required_providers") {
                for attribute in &providers.body.attributes {
                    module.providers.insert(Arc::clone(&attribute.name), requirement(attribute));
                }
            }
        }
        _ => {}
    }
}

fn duplicate(what: &str, name: &str, block: &Block) -> Problem {
    Problem::at(
        ProblemKind::Evaluation,
        block.header,
        format!("Duplicate {what} `{name}`: it is declared a second time, and only the first is used"),
    )
}

fn variable(name: Arc<str>, block: &Block) -> Variable {
    Variable {
        name,
        header: block.header,
        type_expression: block.body.attribute("type").map(|attribute| attribute.expression.clone()),
        default: block.body.attribute("default").cloned(),
        nullable: !is_false(block, "nullable"),
        // What could not be read may have said so.
        sensitive: is_true(block, "sensitive") || is_true(block, "ephemeral") || block.is_partial,
        is_partial: block.is_partial,
    }
}

fn requirement(attribute: &Attribute) -> ProviderRequirement {
    let mut requirement = ProviderRequirement {
        source: None,
        constraint: literal_text(&attribute.expression),
        range: VersionRange::ALL,
        span: attribute.span,
    };
    if let ExpressionKind::Object(items) = &attribute.expression.kind {
        for item in items {
            match literal_text(&item.key).as_deref() {
                Some("source") => requirement.source = literal_text(&item.value),
                Some("version") => {
                    requirement.constraint = literal_text(&item.value);
                    requirement.span = item.span;
                }
                _ => {}
            }
        }
    }
    if let Some(constraint) = &requirement.constraint {
        requirement.range = VersionRange::from_constraint(constraint);
    }
    requirement
}

/// The text of a literal string expression.
#[must_use]
pub fn literal_text(expression: &Expression) -> Option<Arc<str>> {
    match &expression.kind {
        ExpressionKind::String(text) => Some(Arc::clone(text)),
        ExpressionKind::Parenthesis(inner) | ExpressionKind::Wrap(inner) => literal_text(inner),
        _ => None,
    }
}

fn is_true(block: &Block, attribute: &str) -> bool {
    literal_bool(block, attribute) == Some(true)
}

fn is_false(block: &Block, attribute: &str) -> bool {
    literal_bool(block, attribute) == Some(false)
}

fn literal_bool(block: &Block, attribute: &str) -> Option<bool> {
    match &block.body.attribute(attribute)?.expression.kind {
        ExpressionKind::Bool(value) => Some(*value),
        ExpressionKind::String(text) => text.parse().ok(),
        _ => None,
    }
}
