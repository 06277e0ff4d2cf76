//! What files declare, from text to declarations.

mod calls;
mod environments;
mod files;
mod imports;
mod resources;
mod robustness;
mod values;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::arm::Options;
use crate::bicep::{Loader, RootFile, read};
use crate::document::{Data, Declaration, Document, Existence, Interest, Problem, Reading, StepKind, Value};
use crate::source::{Sources, Span};

/// What reading gave, with what is needed to look at it.
pub(super) struct World {
    pub sources: Sources,
    pub reading: Reading,
}

pub(super) fn interest() -> Interest {
    Interest {
        arm_types: vec!["X.Y/as", "X.Y/as/bs", "X.Y/as/bs/cs", "X.Y/locks"],
        arm_secrets: vec!["secret"],
        module_sources: vec!["br:mcr.microsoft.com/bicep/avm/res/known"],
        ..Interest::default()
    }
}

pub(super) fn root(path: &str) -> RootFile {
    RootFile { path: PathBuf::from(path), is_called: false, parameter_files: Vec::new() }
}

pub(super) fn world(files: &[(&str, &str)], root: RootFile, options: &Options) -> World {
    let sources = Sources::in_memory();
    for (path, text) in files {
        sources.add(path, text);
    }
    let reading = read(&Loader::new(&sources), &[root], &interest(), options);
    World { sources, reading }
}

/// These files, from `main.bicep`.
pub(super) fn files(files: &[(&str, &str)]) -> World {
    world(files, root("main.bicep"), &Options::default())
}

/// One file.
pub(super) fn file(text: &str) -> World {
    files(&[("main.bicep", text)])
}

/// `main.bicep` and `m.bicep`.
pub(super) fn pair(main: &str, module: &str) -> World {
    files(&[("main.bicep", main), ("m.bicep", module)])
}

impl World {
    pub fn document(&self) -> &Document {
        assert_eq!(self.reading.documents.len(), 1);
        &self.reading.documents[0]
    }

    pub fn addresses(&self) -> Vec<&str> {
        self.document().declarations.iter().map(|declaration| &*declaration.address).collect()
    }

    pub fn declaration(&self, address: &str) -> &Declaration {
        let mut all = self.document().declarations.iter();
        all.find(|declaration| &*declaration.address == address).expect(address)
    }

    /// The value at a path in the body of a declaration.
    pub fn at(&self, address: &str, path: &str) -> Value {
        let mut value = self.declaration(address).body.clone();
        for name in path.split('.') {
            let Data::Object(object) = &value.data else { panic!("{name} of {value:?}") };
            value = object.get(name).unwrap_or_else(|| panic!("no {name}")).value.clone();
        }
        value
    }

    /// Its data, short: `'text'`, `1`, `null`, `?Computed:aks#id`, `a|b`.
    pub fn shown(&self, address: &str, path: &str) -> String {
        show(&self.at(address, path))
    }

    /// The text at a span.
    pub fn text(&self, span: Span) -> String {
        self.sources.file(span.file).text[span.range()].to_owned()
    }

    /// The literal that decided a value, and the steps from there, as `kind name`.
    pub fn way(&self, value: &Value) -> (String, Vec<String>) {
        let literal = value.trail.literal.map_or_else(String::new, |span| self.text(span));
        let mut steps: Vec<String> = value.trail.steps().map(|step| format!("{:?} {}", step.kind, step.name)).collect();
        steps.reverse();
        (literal, steps)
    }

    /// The problems: kind, the text they point at, message.
    pub fn problems(&self) -> Vec<(String, String, String)> {
        self.document().problems.iter().map(|problem| self.problem(problem)).collect()
    }

    pub fn problem(&self, problem: &Problem) -> (String, String, String) {
        let place = problem.span.map(|span| self.text(span)).or(problem.path.as_deref().map(str::to_owned));
        (format!("{:?}", problem.kind), place.unwrap_or_default(), problem.message.clone())
    }

    pub fn masked(&self) -> Vec<String> {
        let mut masked: Vec<String> = self.sources.masks().into_iter().map(|span| self.text(span)).collect();
        masked.sort();
        masked.dedup();
        masked
    }
}

pub(super) fn show(value: &Value) -> String {
    match &value.data {
        Data::Null => "null".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Number(number) => number.to_string(),
        Data::String(text) => format!("'{text}'"),
        Data::List(list) => {
            let items: Vec<String> = list.items.iter().map(show).collect();
            format!("[{}{}]", items.join(", "), if list.open.is_some() { ", …" } else { "" })
        }
        Data::Object(object) => {
            let entries: BTreeMap<_, _> =
                object.entries.iter().map(|(name, entry)| (name, show(&entry.value))).collect();
            let shown: Vec<String> = entries.into_iter().map(|(name, value)| format!("{name}: {value}")).collect();
            format!("{{{}{}}}", shown.join(", "), if object.open.is_some() { ", …" } else { "" })
        }
        Data::Unknown(unknown) => {
            let reference = unknown.reference.as_ref().map(|at| format!(":{}#{}", at.address, at.path));
            let set = if unknown.not_null { "!" } else { "" };
            format!("?{:?}{set}{}", unknown.reason.cause, reference.unwrap_or_default())
        }
        Data::OneOf(members) => members.iter().map(show).collect::<Vec<_>>().join("|"),
    }
}

pub(super) fn is_maybe(declaration: &Declaration) -> bool {
    matches!(declaration.existence, Existence::Maybe(_))
}

pub(super) fn has_step(value: &Value, kind: StepKind) -> bool {
    value.trail.steps().any(|step| step.kind == kind)
}
