//! One root in one environment, as far as Bicep goes: files, libraries that are imported, modules that are missing.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::load::{File, Loader};
use super::template::Instance;
use crate::arm::Run;
use crate::document::{Problem, ProblemKind};
use crate::source::Span;

/// The most modules that a note names.
const MOST_NAMED: usize = 12;

/// What all files of one evaluation share.
pub struct Evaluation<'a> {
    /// What languages share.
    pub run: &'a Run<'a>,
    /// The files.
    pub loader: &'a Loader<'a>,
    reported: RefCell<BTreeSet<PathBuf>>,
    missing: RefCell<BTreeMap<String, MissingModule>>,
    libraries: RefCell<FxHashMap<PathBuf, Rc<Instance<'a>>>>,
}

/// A module that is not on disk: its first call, and whether what it creates is known all the same.
#[derive(Debug)]
struct MissingModule {
    place: Span,
    is_known: bool,
}

impl<'a> Evaluation<'a> {
    /// A fresh evaluation of a run.
    #[must_use]
    pub fn new(run: &'a Run<'a>, loader: &'a Loader<'a>) -> Rc<Self> {
        let (reported, missing, libraries) = Default::default();
        Rc::new(Self { run, loader, reported, missing, libraries })
    }

    /// Reports an error of the language at a place.
    pub fn refuse(&self, span: Span, message: impl Into<String>) {
        self.run.problem(Problem::at(ProblemKind::Evaluation, span, message));
    }

    /// Adds the problems of reading a file, once.
    pub fn report(&self, file: &File) {
        if self.reported.borrow_mut().insert(file.path.clone()) {
            file.problems.iter().for_each(|problem| self.run.problem(problem.clone()));
        }
    }

    /// The instance of a file that others import from; it has no arguments.
    #[must_use]
    pub fn library(self: &Rc<Self>, file: Arc<File>) -> Rc<Instance<'a>> {
        let known = self.libraries.borrow().get(&file.path).cloned();
        known.unwrap_or_else(|| {
            let library = Instance::undeployed(self, file);
            self.libraries.borrow_mut().insert(library.file.path.clone(), Rc::clone(&library));
            library
        })
    }

    /// Notes a registry module that is not on disk.
    pub fn note_missing(&self, name: &str, version: &str, place: Span) {
        let is_known = self.run.interest.module_sources.iter().any(|known| known.eq_ignore_ascii_case(name));
        let position = |span: Span| (self.run.sources.file(span.file).path.clone(), span.start);
        let separator = if version.starts_with("sha256:") { '@' } else { ':' };
        let mut missing = self.missing.borrow_mut();
        let module = missing.entry(format!("{name}{separator}{version}")).or_insert(MissingModule { place, is_known });
        if position(place) < position(module.place) {
            module.place = place;
        }
    }

    /// Ends the evaluation: reports the modules that are missing and lets go of the libraries.
    pub fn close(&self) {
        let missing = self.missing.take();
        let (known, unseen): (Vec<_>, Vec<_>) = missing.into_iter().partition(|(_, module)| module.is_known);
        let kind = if self.run.options.is_strict { ProblemKind::Module } else { ProblemKind::Note };
        for modules in [unseen, known] {
            if let Some(problem) = missing_problem(&modules, kind) {
                self.run.problem(problem);
            }
        }
        self.libraries.take();
    }
}

/// One problem for all modules of a root that are missing.
fn missing_problem(modules: &[(String, MissingModule)], kind: ProblemKind) -> Option<Problem> {
    let (first, module) = modules.first()?;
    let message = match (modules.len(), module.is_known) {
        (1, true) => format!("The module \"{first}\" is not on disk: the call is judged by its documented defaults"),
        (1, false) => format!("The module \"{first}\" is not on disk: what it creates is not seen"),
        (count, is_known) => {
            let names: Vec<&str> = modules.iter().take(MOST_NAMED).map(|(name, _)| &**name).collect();
            let what = match is_known {
                true => "calls are judged by their documented defaults",
                false => "what they create is not seen",
            };
            let more = if count > names.len() { format!(" and {} more", count - names.len()) } else { String::new() };
            format!("{count} modules are not on disk: {what}: {}{more}", names.join(", "))
        }
    };
    let problem = Problem::at(kind, module.place, message);
    Some(problem.help("run `bicep restore` before the scan, or pass --module-map REFERENCE=PATH"))
}
