//! From directories to documents: every root in every environment, in parallel.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::beside;
use super::environment::{self, Environment, MAX_ENVIRONMENTS};
use super::evaluation::Evaluation;
use super::instance::Instance;
use super::load::Loader;
use super::module::Module;
use super::parse::Placeholders;
use super::root::Root;
use super::values::{GivenValues, Values, automatic_files};
use crate::document::{
    BudgetLimits, Cause, Declaration, Document, Existence, Interest, Language, Mode, NamedEnvironments, Problem,
    ProblemKind, Reading, UnusedFile, Version, VersionRange, Versions,
};
use crate::source::Sources;

/// What the user asked for.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// `--var-file`, in order; replaces the environments found.
    pub value_files: Vec<PathBuf>,
    /// `--var` and, when asked for, `TF_VAR_*`.
    pub given: GivenValues,
    /// Take files of values beside a root as environments.
    pub auto_environments: bool,
    /// Environments that the user names; they go before those found.
    pub environments: NamedEnvironments,
    /// Directories for module sources.
    pub module_map: Vec<(String, PathBuf)>,
    /// A registry module that is not on disk makes the scan incomplete.
    pub is_strict: bool,
    /// What the pipeline replaces.
    pub placeholders: Arc<Placeholders>,
    /// The budget of one root in one environment.
    pub limits: BudgetLimits,
    /// Provider versions that nothing on disk states, for examples: name and version.
    pub assumed_providers: Vec<(String, Version)>,
}

/// A directory to evaluate by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RootDirectory {
    /// The directory.
    pub directory: PathBuf,
    /// Whether other scanned code calls it.
    pub is_called: bool,
}

/// Evaluates these directories.
#[must_use]
pub fn read(loader: &Loader<'_>, directories: &[RootDirectory], interest: &Interest, options: &Options) -> Reading {
    let prepared: Vec<Prepared> = directories.par_iter().map(|directory| prepare(loader, directory, options)).collect();
    let tasks: Vec<(&Prepared, Option<&Environment>)> = (prepared.iter())
        .flat_map(|prepared| {
            let environments = prepared.environments.iter().map(Some);
            let single = prepared.environments.is_empty().then_some(None);
            environments.chain(single).map(move |environment| (prepared, environment))
        })
        .collect();
    let evaluated: Vec<(Document, Vec<PathBuf>)> = (tasks.par_iter())
        .map(|(prepared, environment)| evaluate_root(loader, prepared, *environment, interest, options))
        .collect();
    let mut reading = Reading::default();
    for (document, reached) in evaluated {
        reading.documents.push(document);
        reading.reached.extend(reached);
    }
    reading.documents.sort_by(|a, b| (&a.root, &a.environment).cmp(&(&b.root, &b.environment)));
    reading.reached.sort();
    reading.reached.dedup();
    let mut terragrunt = 0;
    for prepared in prepared {
        if !prepared.unused.is_empty() {
            reading.unused_value_files.push((Arc::clone(&prepared.root.shown), prepared.unused));
        }
        terragrunt += usize::from(prepared.has_foreign_inputs);
        reading.problems.extend(prepared.problems);
    }
    if terragrunt > 0 {
        let (roots, verb) = if terragrunt == 1 { ("1 root", "takes") } else { ("roots", "take") };
        let roots = if terragrunt == 1 { roots.to_owned() } else { format!("{terragrunt} {roots}") };
        let message =
            format!("{roots} {verb} inputs from terragrunt.hcl that are not literal: their values are unknown");
        reading.problems.push(Problem { kind: ProblemKind::Note, message, help: None, span: None, path: None });
    }
    reading
}

struct Prepared {
    root: Root,
    module: Arc<Module>,
    environments: Vec<Environment>,
    unused: Vec<UnusedFile>,
    has_foreign_inputs: bool,
    problems: Vec<Problem>,
}

fn prepare(loader: &Loader<'_>, directory: &RootDirectory, options: &Options) -> Prepared {
    let sources = loader.sources();
    let mut root = Root::read(sources, &directory.directory, directory.is_called);
    for (name, version) in &options.assumed_providers {
        root.locks.push((format!("assumed/{name}/{name}"), *version));
    }
    let module = loader.load(&root.directory);
    let mut problems = Vec::new();
    let mut environments = Vec::new();
    let mut unused = Vec::new();
    if options.value_files.is_empty() && !directory.is_called {
        let mut found = environment::discover(sources, &module, &options.placeholders);
        let mut more = 0;
        if options.auto_environments {
            more = found.len().saturating_sub(MAX_ENVIRONMENTS);
            found.truncate(MAX_ENVIRONMENTS);
        } else {
            let files = found.iter().flat_map(|found| &found.files);
            unused = files.map(|file| unused_file(sources, file, &options.placeholders)).collect();
            found.clear();
        }
        let count = found.len();
        let name = |environment: &Environment| Arc::clone(&environment.name);
        let is_meant = |file: &PathBuf| environment::sets_variables(sources, &module, file, &options.placeholders);
        environments = options.environments.choose(&root.directory, found, name, |named| {
            let files = named.value_files.clone();
            files.iter().any(is_meant).then(|| Environment { name: Arc::clone(&named.name), files })
        });
        // What was found is told, what was named is known.
        if !environments.is_empty()
            && environments.len() == count
            && options.environments.of(&root.directory).is_empty()
        {
            problems.push(environment_note(&root, &environments, more));
        }
    }
    let has_foreign_inputs = {
        let path = root.directory.join("terragrunt.hcl");
        sources.exists(&path) && !Values::default().add_terragrunt(sources, &path).0
    };
    Prepared { root, module, environments, unused, has_foreign_inputs, problems }
}

fn unused_file(sources: &Sources, path: &Path, placeholders: &Placeholders) -> UnusedFile {
    let mut values = Values::default();
    let _ = values.add_file(sources, path, placeholders);
    (sources.shown_path(path), values.names().cloned().collect())
}

fn environment_note(root: &Root, environments: &[Environment], more: usize) -> Problem {
    let names: Vec<&str> = environments.iter().map(|environment| &*environment.name).collect();
    let more = if more > 0 { format!(" (and {more} more that are not evaluated)") } else { String::new() };
    let message =
        format!("`{}` is evaluated once for each file of values beside it: {}{more}", root.shown, names.join(", "));
    Problem::with_path(ProblemKind::Note, Arc::clone(&root.shown), message)
        .help("--no-auto-env turns this off, --var-file FILE chooses one")
}

fn evaluate_root(
    loader: &Loader<'_>,
    prepared: &Prepared,
    environment: Option<&Environment>,
    interest: &Interest,
    options: &Options,
) -> (Document, Vec<PathBuf>) {
    let (values, problems) = values_for(loader.sources(), prepared, environment, options);
    let module = Arc::clone(&prepared.module);
    let (mut document, reached) = evaluate(loader, &prepared.root, module, values, interest, options);
    document.environment = environment.map(|environment| Arc::clone(&environment.name));
    document.problems.splice(0..0, problems);
    (document, reached)
}

/// Evaluates a root with these values: its document, and the directories that were evaluated.
pub(super) fn evaluate(
    loader: &Loader<'_>,
    root: &Root,
    module: Arc<Module>,
    values: Values,
    interest: &Interest,
    options: &Options,
) -> (Document, Vec<PathBuf>) {
    let evaluation = Evaluation::new(loader, root, interest, options, values);
    for problem in &root.problems {
        evaluation.problem(problem.clone());
    }
    let mut declarations = Vec::new();
    let mut reached = Vec::new();
    {
        let top = Instance::root(&evaluation, Arc::clone(&module));
        for variable in module.variables.values().filter(|variable| variable.sensitive) {
            // Evaluated for its mask alone.
            let _ = top.variable(&variable.name, variable.header);
        }
        collect(&top, interest, &mut declarations, &mut reached);
        declarations.extend(beside::outputs(&top));
    }
    let document = Document {
        language: Language::Terraform,
        root: Arc::clone(&root.shown),
        environment: None,
        is_called: root.is_called,
        declarations,
        problems: evaluation.into_problems(),
    };
    (document, reached)
}

fn values_for(
    sources: &Sources,
    prepared: &Prepared,
    environment: Option<&Environment>,
    options: &Options,
) -> (Values, Vec<Problem>) {
    let mut values = Values::default();
    let module = &prepared.module;
    let mut problems = values.add_given(sources, module, &options.given.environment, "TF_VAR");
    let terragrunt = prepared.root.directory.join("terragrunt.hcl");
    if sources.exists(&terragrunt) {
        problems.extend(values.add_terragrunt(sources, &terragrunt).1);
    }
    // A module that others call gets its values from them, not from files beside it.
    let mut files = automatic_files(sources, &prepared.root.directory);
    files.extend(environment.iter().flat_map(|environment| environment.files.iter().cloned()));
    files.extend(options.value_files.iter().cloned());
    for file in files {
        problems.extend(values.add_file(sources, &file, &options.placeholders));
    }
    problems.extend(values.add_given(sources, module, &options.given.variables, "--var"));
    (values, problems)
}

fn collect(
    instance: &Instance<'_>,
    interest: &Interest,
    declarations: &mut Vec<Declaration>,
    reached: &mut Vec<PathBuf>,
) {
    reached.push(instance.module.directory.clone());
    for (index, resource) in instance.module.resources.iter().enumerate() {
        let is_wanted = interest.terraform_types.contains(&&*resource.type_name);
        if is_wanted || beside::is_carrying(instance, resource) {
            declarations.extend(instance.resource(index).declarations(instance, resource));
        }
        declarations.extend(beside::provisioners(instance, resource));
    }
    declarations.extend(beside::providers(instance));
    let names: Vec<Arc<str>> = instance.module.calls.keys().cloned().collect();
    for name in names {
        let Some(children) = instance.children(&name) else { continue };
        for (_, child) in &children.instances {
            collect(child, interest, declarations, reached);
        }
        if children.missing.as_ref().is_some_and(|reason| reason.cause == Cause::MissingModule) {
            declarations.extend(missing_call(instance, &name));
        }
    }
}

/// A call of a module that is not on disk, as a declaration: the model knows some of them.
fn missing_call(instance: &Instance<'_>, name: &Arc<str>) -> Vec<Declaration> {
    let Some(call) = instance.module.calls.get(name) else { return Vec::new() };
    let Some(source) = &call.source else { return Vec::new() };
    if super::evaluation::is_local(source) {
        return Vec::new();
    }
    let versions = match &call.version {
        Some(text) => Versions {
            range: VersionRange::from_constraint(text),
            source: Some("version"),
            text: Arc::clone(text),
            span: Some(call.block.header),
        },
        None => Versions::unstated(),
    };
    let versions = Arc::new(versions);
    let bodies = super::resource::call_bodies(instance, call);
    (bodies.into_iter())
        .map(|(address, body, existence): (Arc<str>, _, Existence)| {
            let mut calls = instance.calls.to_vec();
            calls.push(crate::document::Call { address: Arc::clone(&address), header: call.block.header });
            Declaration {
                language: Language::Terraform,
                mode: Mode::ModuleCall,
                type_name: Arc::clone(source),
                address,
                versions: Arc::clone(&versions),
                api_version: None,
                header: call.block.header,
                body,
                existence,
                calls: calls.into(),
            }
        })
        .collect()
}
