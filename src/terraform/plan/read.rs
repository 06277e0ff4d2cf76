//! From plans to documents.
//!
//! Knows: which plans are judged, where their source lies, and what of a plan becomes a declaration. Does not know:
//! resource types beyond those it is asked for.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::super::load::Loader;
use super::super::read::Options;
use super::super::root::Root;
use super::beside;
use super::change::planned_change;
use super::configuration::{calls, keyless, locked};
use super::content::{Action, Change, Content, Stored};
use super::masks::mask_secrets;
use super::overlay::overlay;
use super::recognise::{Recognised, load, recognise};
use super::references::Site;
use super::tree::{evaluate_tree, find};
use super::value::{Part, Reader, Unwritten, known_after_apply};
use crate::document::{
    Budget, Call, Data, Declaration, Document, Existence, Interest, Language, Mode, Problem, ProblemKind, Reading,
    Value,
};
use crate::formats::json::{self, Dialect};
use crate::source::{ReadError, Sources, Span};

/// What to do to get a plan that can be read.
pub(super) const HOW_TO_SHOW: &str =
    "make one with `terraform plan -out tfplan` and `terraform show -json tfplan > tfplan.json`";

/// A file that may be a plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlanFile {
    /// The file.
    pub path: PathBuf,
    /// The user named it, rather than a folder it lies in.
    pub is_named: bool,
}

/// What reading plans yields.
#[derive(Debug, Default)]
pub struct PlanReading {
    /// Documents, problems, and the directories whose configuration was evaluated.
    pub reading: Reading,
    /// Directories that are judged by their plans.
    pub planned: Vec<PathBuf>,
}

impl PlanReading {
    /// The roots that are judged by plans, as shown.
    #[must_use]
    pub fn roots(&self) -> Vec<Arc<str>> {
        let mut roots: Vec<_> = self.reading.documents.iter().map(|document| Arc::clone(&document.root)).collect();
        roots.dedup();
        roots
    }
}

/// Reads these plans. The source of each is looked for beside it and among `directories`. A plan that was found in a
/// folder gives way to its source.
#[must_use]
pub fn read(
    loader: &Loader<'_>,
    plans: &[PlanFile],
    directories: &[PathBuf],
    interest: &Interest,
    options: &Options,
) -> PlanReading {
    let mut all = PlanReading::default();
    for plan in plans {
        let one = read_one(loader, plan, directories, interest, options);
        all.reading.merge(one.reading);
        all.planned.extend(one.planned);
    }
    all.planned.sort();
    all.planned.dedup();
    all
}

fn read_one(
    loader: &Loader<'_>,
    plan: &PlanFile,
    directories: &[PathBuf],
    interest: &Interest,
    options: &Options,
) -> PlanReading {
    let sources = loader.sources();
    let shown: Arc<str> = sources.shown_path(&plan.path).into();
    let mut out = PlanReading::default();
    let failed = |message: String| Problem::with_path(ProblemKind::Io, Arc::clone(&shown), message);
    let bytes = sources.read_bytes(&plan.path);
    match bytes.as_deref().map(recognise) {
        Ok(Recognised::SavedPlan) => {
            let message = "This is a plan as Terraform saves it, which only Terraform can read".to_owned();
            let name = plan.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let help = format!("show it as JSON: `terraform show -json {name} > {name}.json`");
            out.reading.problems.push(failed(message).help(help));
            return out;
        }
        Ok(Recognised::State) => {
            let message = "This is a state: it tells what is, and plans tell what will be".to_owned();
            out.reading.problems.push(failed(message).help(HOW_TO_SHOW));
            return out;
        }
        Ok(Recognised::Plan | Recognised::Other) => {}
        Err(error) => {
            out.reading.problems.push(failed(error.to_string()));
            return out;
        }
    }
    let file = match load(sources, &plan.path) {
        Ok(file) => file,
        Err(error @ ReadError::NotText { .. }) => {
            let help = "in Windows PowerShell: `terraform show -json tfplan | Out-File -Encoding utf8 tfplan.json`";
            out.reading.problems.push(failed(error.to_string()).help(help));
            return out;
        }
        Err(error) => {
            out.reading.problems.push(failed(error.to_string()));
            return out;
        }
    };
    let source = sources.file(file);
    let (root, problems) = json::read_file(&source.text, file, None, Dialect::STANDARD);
    let is_broken = !problems.is_empty();
    out.reading.problems.extend(problems);
    let content = match Content::of(&root, &source.text, file) {
        Ok(content) => content,
        Err(problem) => {
            // A broken file may have lost what makes it a plan.
            out.reading.problems.extend((!is_broken).then_some(problem));
            return out;
        }
    };
    let own = plan.path.parent().unwrap_or(&plan.path);
    let directory = find(loader, &content, own, directories);
    if let Some(directory) = directory.as_deref().filter(|_| !plan.is_named) {
        let root = sources.shown_path(directory);
        let message = format!("This is a plan of `{root}`, which is judged by its source");
        let note = Problem::with_path(ProblemKind::Note, Arc::clone(&shown), message);
        out.reading.problems.push(note.help(format!("name the file to judge what is planned: `akslint scan {shown}`")));
        return out;
    }
    mask_secrets(&content, interest, sources);
    let budget = Budget::new(options.limits);
    let task = Task { content: &content, sources, interest, budget: &budget };
    let (document, reached) = match directory.as_deref() {
        Some(directory) => {
            let (source, reached, root) = evaluate_tree(loader, &content, directory, interest, options);
            (task.with_source(&source, &root), reached)
        }
        None => {
            let mut root = Root::read(sources, own, false);
            for (name, version) in &options.assumed_providers {
                root.locks.push((format!("assumed/{name}/{name}"), *version));
            }
            (task.alone(&shown, &root), Vec::new())
        }
    };
    let mut document =
        Document { environment: Some(environment(&plan.path, own, directory.as_deref(), &shown)), ..document };
    document.problems.extend(content.incomplete());
    if let Some(exhausted) = budget.exhausted() {
        let message = format!("{exhausted}; the result for this plan is partial");
        document.problems.push(Problem::with_path(ProblemKind::Budget, Arc::clone(&shown), message));
    }
    out.planned.extend(directory);
    out.reading.reached = reached;
    out.reading.documents.push(document);
    out
}

/// What tells one plan of a root from another: the file's name, where it does not lie in the root its path.
fn environment(path: &Path, own: &Path, directory: Option<&Path>, shown: &Arc<str>) -> Arc<str> {
    let name = path.file_name().and_then(|name| name.to_str());
    match (name, directory) {
        (Some(name), Some(directory)) if directory == own => name.into(),
        _ => Arc::clone(shown),
    }
}

struct Task<'t, 'n> {
    content: &'t Content<'n>,
    sources: &'t Sources,
    interest: &'t Interest,
    budget: &'t Budget,
}

impl<'n> Task<'_, 'n> {
    fn is_wanted(&self, type_name: &str) -> bool {
        self.interest.terraform_types.contains(&type_name)
    }

    fn is_carrier(&self, type_name: &str) -> bool {
        self.interest.carriers.contains(&type_name)
    }

    /// The plan's values at the places of the source.
    fn with_source(&self, source: &Document, root: &Root) -> Document {
        let mut exact: FxHashMap<&str, &Declaration> = FxHashMap::default();
        let mut alike: FxHashMap<String, &Declaration> = FxHashMap::default();
        let declared = source.declarations.iter().filter(|declaration| declaration.mode != Mode::ModuleCall);
        for declaration in declared {
            exact.entry(&declaration.address).or_insert(declaration);
            alike.entry(keyless(&declaration.address)).or_insert(declaration);
        }
        let twin = |address: &str| exact.get(address).or_else(|| alike.get(&keyless(address))).copied();
        let mut declarations = Vec::new();
        let mut seen = rustc_hash::FxHashSet::default();
        for change in self.content.changes.iter().filter(|change| !change.is_data) {
            seen.insert(keyless(change.address));
            let own = twin(change.address);
            if self.is_wanted(change.type_name) {
                declarations.extend(self.change(change, own, root));
            } else if self.is_carrier(change.type_name) && own.is_some() {
                // Matters only where the source speaks of what matters.
                declarations.extend(self.managed(change, own, root));
            }
        }
        let wanted = self.content.data.iter().filter(|stored| self.is_wanted(stored.type_name));
        for stored in wanted {
            seen.insert(keyless(stored.address));
            declarations.push(self.data(stored, twin(stored.address), root));
        }
        // What is no resource, or was not read yet, is as the source says.
        let rest = source.declarations.iter().filter(|declaration| {
            let is_beside = self.is_carrier(&declaration.type_name) && !declaration.type_name.contains('_');
            (is_beside || declaration.mode == Mode::Existing) && !seen.contains(&keyless(&declaration.address))
        });
        declarations.extend(rest.cloned());
        Document { declarations, problems: Vec::new(), ..source.clone() }
    }

    /// The plan by itself, at its own places.
    fn alone(&self, shown: &Arc<str>, root: &Root) -> Document {
        let mut declarations = Vec::new();
        for change in self.content.changes.iter().filter(|change| !change.is_data) {
            if self.is_wanted(change.type_name) || self.is_carrier(change.type_name) {
                declarations.extend(self.change(change, None, root));
            }
        }
        let wanted = self.content.data.iter().filter(|stored| self.is_wanted(stored.type_name));
        declarations.extend(wanted.map(|stored| self.data(stored, None, root)));
        let later = self.content.changes.iter().filter(|change| change.is_data && self.is_wanted(change.type_name));
        declarations.extend(later.filter_map(|change| self.managed(change, None, root)));
        declarations.extend(beside::outputs(self.content, self.interest));
        declarations.extend(beside::providers(self.content, self.interest));
        Document {
            language: Language::Terraform,
            root: Arc::clone(shown),
            environment: None,
            is_called: false,
            declarations,
            problems: Vec::new(),
        }
    }

    fn change(&self, change: &Change<'n>, own: Option<&Declaration>, root: &Root) -> Vec<Declaration> {
        let calls = self.calls(change.address, change.place, own);
        let secrets = self.secrets(change.type_name);
        let planned = planned_change(self.content, change, own, &calls, &secrets);
        self.managed(change, own, root).into_iter().chain(planned).collect()
    }

    /// What a resource will be; none where it will not be.
    fn managed(&self, change: &Change<'n>, own: Option<&Declaration>, root: &Root) -> Option<Declaration> {
        if matches!(change.action, Action::Destroy | Action::Forget) {
            return None;
        }
        let part = Part { value: change.after, unknown: change.unknown, sensitive: change.sensitive, written: None };
        let unwritten = match (own, change.is_new()) {
            (Some(_), _) => Unwritten::Kept,
            (None, true) => Unwritten::Defaults,
            (None, false) => Unwritten::Deployed,
        };
        let body = self.body(change.address, change.type_name, part, unwritten, own.is_none());
        let body = match own {
            Some(own) => overlay(&own.body, &body, change.is_new()),
            None => body,
        };
        let mode = if change.is_data { Mode::Existing } else { Mode::Managed };
        Some(self.declaration(change.address, change.type_name, change.provider, change.place, mode, body, own, root))
    }

    fn data(&self, stored: &Stored<'n>, own: Option<&Declaration>, root: &Root) -> Declaration {
        let part = Part { value: stored.values, sensitive: stored.sensitive, ..Part::default() };
        let body = self.body(stored.address, stored.type_name, part, Unwritten::Kept, own.is_none());
        let body = match own {
            Some(own) => read_over(&own.body, &body),
            None => body,
        };
        let (address, type_name, place) = (stored.address, stored.type_name, stored.place);
        self.declaration(address, type_name, stored.provider, place, Mode::Existing, body, own, root)
    }

    fn body(&self, address: &str, type_name: &str, part: Part<'n>, unwritten: Unwritten, has_places: bool) -> Value {
        let filled = self.interest.filled_blocks.iter().filter(|(owner, _)| *owner == type_name);
        let reader = Reader {
            content: self.content,
            sources: self.sources,
            site: Site::of(address),
            reason: known_after_apply(address),
            secrets: self.secrets(type_name),
            filled: filled.map(|(_, block)| *block).collect(),
            has_places,
            unwritten,
            budget: self.budget,
        };
        let configuration = self.content.configuration.resource(address);
        reader.resource(part, configuration)
    }

    fn secrets(&self, type_name: &str) -> Vec<&'static str> {
        let secrets = self.interest.secret_attributes.iter();
        secrets.filter(|(owner, _)| owner.is_empty() || *owner == type_name).map(|(_, name)| *name).collect()
    }

    #[expect(clippy::too_many_arguments, reason = "one constructor, two callers")]
    fn declaration(
        &self,
        address: &str,
        type_name: &str,
        provider: &str,
        place: Span,
        mode: Mode,
        body: Value,
        own: Option<&Declaration>,
        root: &Root,
    ) -> Declaration {
        let versions = match own {
            Some(own) if own.versions.source.is_some() => Arc::clone(&own.versions),
            _ => {
                let stated = || self.content.configuration.versions(address, provider);
                Arc::new(locked(&root.locks, provider).unwrap_or_else(stated))
            }
        };
        Declaration {
            language: Language::Terraform,
            mode,
            type_name: type_name.into(),
            address: address.into(),
            versions,
            api_version: None,
            header: own.map_or(place, |own| own.header),
            body,
            existence: Existence::Always,
            calls: self.calls(address, place, own),
        }
    }

    /// The calls that lead to an address; in the source where it has them.
    fn calls(&self, address: &str, place: Span, own: Option<&Declaration>) -> Arc<[Call]> {
        let headers = own.map(|own| own.calls.iter().map(|call| call.header).collect::<Vec<_>>()).unwrap_or_default();
        let calls = calls(address).into_iter().enumerate();
        calls
            .map(|(index, call)| Call { address: call.into(), header: headers.get(index).copied().unwrap_or(place) })
            .collect()
    }
}

/// What a data source read, over what the source asks it for.
fn read_over(own: &Value, read: &Value) -> Value {
    let (Data::Object(written), Data::Object(found)) = (&own.data, &read.data) else { return own.clone() };
    let mut object = (**written).clone();
    for (name, entry) in &found.entries {
        match object.entries.get_mut(name) {
            Some(known) => known.value = overlay(&known.value, &entry.value, false),
            None => {
                object.entries.insert(Arc::clone(name), entry.clone());
            }
        }
    }
    Value { data: Data::Object(Arc::new(object)), ..own.clone() }
}
