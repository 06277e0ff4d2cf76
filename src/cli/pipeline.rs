//! From arguments to an analysis and a report: what every command that reads shares.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::arguments::ReadArguments;
use super::comfort::{Unsaved, meant_command};
use super::suppression::{Suppressions, today};
use super::{Surroundings, UsageError};
use crate::arm;
use crate::config;
use crate::document::BudgetLimits;
use crate::formats::Placeholders;
use crate::model::{Facts as _, Model, Resource};
use crate::planning::Planned;
use crate::planning::facts::NetworkFacts;
use crate::policy::{self, Catalogue, Filter, OptionValue, Outcome, Persona, Policy, Schema, Selection, Severity};
use crate::report::{self, Judged, OptionInfo, PolicyInfo, Report, ResourceInfo, RootInfo, ValueFile};
use crate::source::{self, BoundaryError, Limits, Paths, SearchOptions, Sources};
use crate::terraform::{self, GivenValues};
use crate::{Analysis, Request};

/// Stack of each thread: evaluation recurses with the nesting of expressions, which is bounded.
const STACK: usize = 16 * 1024 * 1024;

/// Everything a command that reads needs.
pub struct Pipeline {
    paths: Paths,
    sources: Sources,
    request: Request,
    catalogue: Catalogue,
    suppressions: Suppressions,
    pool: rayon::ThreadPool,
    first_path: String,
    /// The only file that is reported, as shown.
    reported: Option<String>,
}

impl Pipeline {
    /// Resolves paths, policies and options.
    ///
    /// # Errors
    /// What is wrong with the arguments.
    pub fn new(arguments: &ReadArguments, surroundings: &Surroundings, include_called: bool) -> anyhow::Result<Self> {
        Self::with_unsaved(arguments, surroundings, include_called, None)
    }

    /// The same with a file as an editor holds it: only that is reported.
    ///
    /// # Errors
    /// What is wrong with the arguments.
    pub fn with_unsaved(
        arguments: &ReadArguments,
        surroundings: &Surroundings,
        include_called: bool,
        unsaved: Option<Unsaved>,
    ) -> anyhow::Result<Self> {
        let (paths, unsaved) = resolved(arguments, unsaved)?;
        let limits = Limits { file_bytes: arguments.max_file_size.saturating_mul(1024 * 1024), ..Limits::default() };
        let (terraform, templates) = reader_options(arguments, surroundings)?;
        let sources = Sources::new(paths.boundary.clone(), limits).with_cache(templates.module_cache.clone());
        let reported = unsaved.map(|(path, text)| {
            sources.overlay(&path, text);
            sources.shown_path(&path)
        });
        let config = config::load(&sources, &paths).map_err(|error| UsageError(error.to_string()))?;
        let mut catalogue = built_in();
        let as_of = arguments
            .as_of
            .as_ref()
            .map(|date| date.parse().map_err(|_| UsageError(format!("--as-of: `{date}` is no date like 2026-11-23"))));
        let as_of = as_of.transpose()?;
        if let Some(date) = as_of.or(config.as_of) {
            catalogue.set_as_of(date);
        }
        catalogue.set_calendar_changes(config.calendar);
        add_pages(&mut catalogue, &arguments.policies)?;
        config.options.apply(&mut catalogue).map_err(|error| UsageError(error.to_string()))?;
        let suppressions = Suppressions::new(
            &arguments.suppression,
            config.suppressions,
            today(as_of, surroundings),
            (&sources, &paths),
            &catalogue,
        )?;
        // What is shown beyond findings is everything.
        let persona = if include_called { Persona::Auditor } else { arguments.persona.into() };
        let min_severity = if persona == Persona::Auditor { Severity::Info } else { Filter::default().min_severity };
        let filter = Filter { only: arguments.only.clone(), except: arguments.except.clone(), min_severity, persona };
        let selection = Selection::new(&catalogue, &filter).map_err(|error| UsageError(error.to_string()))?;
        // Reports show passes, not why they passed.
        let selection = if include_called { selection } else { selection.without_evidence_of_passes() };
        let network_facts = Arc::new(network_facts(config.networks, &arguments.network_facts)?);
        let request = Request {
            network_facts,
            terraform,
            templates,
            read_everything: arguments.read_all,
            search_ignored: arguments.no_ignore,
            include_called,
            policies: Some(selection),
            threads: arguments.jobs.unwrap_or(0),
        };
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(arguments.jobs.unwrap_or(0))
            .stack_size(STACK)
            .build()
            .map_err(|error| UsageError(format!("cannot start threads: {error}")))?;
        let first_path = (paths.named.first())
            .map(|named| {
                sources.shown_path(if named.is_file { named.path.parent().unwrap_or(&named.path) } else { &named.path })
            })
            .unwrap_or_default();
        Ok(Self { paths, sources, request, catalogue, suppressions, pool, first_path, reported })
    }

    /// The same without any policy: nothing is judged.
    pub fn without_policies(mut self) -> Self {
        self.request.policies = Some(Selection::none());
        self
    }

    /// The files.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The policies.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The day on which it is asked what still holds.
    pub fn today(&self) -> Option<jiff::civil::Date> {
        self.suppressions.options.today
    }

    /// Whether a file, as shown, is the user's and in what is scanned.
    pub fn is_scanned(&self, file: &str) -> bool {
        super::suppression::is_scanned(file, (&self.sources, &self.paths))
    }

    /// Runs the analysis on as many threads as asked for.
    ///
    /// # Errors
    /// Never now; commands treat it like the other steps.
    pub fn analyse(&self) -> anyhow::Result<Analysis> {
        Ok(self.pool.install(|| crate::analyse(&self.paths, &self.sources, &self.catalogue, &self.request)))
    }

    /// The report, filtered to what the user named.
    pub fn report(&self, analysis: &Analysis, policies: &[PolicyInfo<'_>]) -> Report {
        let problems = report::sorted_problems(analysis.problems.clone(), &self.sources);
        let judged = judged(&self.catalogue, analysis);
        let mut report = report::collect(&self.sources, policies, &[judged], &roots(analysis), problems);
        self.keep_named_files(&mut report, policies, &analysis.planned);
        self.keep_reported_file(&mut report, policies, &analysis.planned);
        let selection = self.request.policies.as_ref();
        let files = (&self.sources, &self.paths);
        self.suppressions.apply(&mut report, policies, files, &self.catalogue, selection);
        let summary = &mut report.summary;
        summary.files = analysis.files;
        summary.read = analysis.read;
        summary.roots = analysis.roots;
        let selection = self.request.policies.as_ref();
        summary.policies = selection.map_or(policies.len(), |selection| selection.policies().len());
        summary.applied = selection.map(|selection| {
            let severity = |&index: &usize| Some((index, policies.get(index)?.severity));
            selection.policies().iter().filter_map(severity).collect()
        });
        summary.unread = report.problems.iter().filter(|problem| problem.kind.is_incomplete()).count();
        let calendar = self.catalogue.calendar();
        summary.as_of = calendar.as_of().to_string();
        summary.calendars_written = calendar.written().map(|date| date.to_string());
        summary.calendar_age = calendar.age_in_days();
        summary.calendar_changes = calendar.changed();
        report
    }

    /// Writes problems to the log; the exit code says whether the reading was complete.
    pub fn log_problems(&self, analysis: &Analysis, log: &mut dyn Write) -> anyhow::Result<ExitCode> {
        let problems = report::sorted_problems(analysis.problems.clone(), &self.sources);
        log.write_all(report::problem_lines(&problems, &self.sources).as_bytes())?;
        let is_incomplete = problems.iter().any(|problem| problem.kind.is_incomplete());
        Ok(ExitCode::from(if is_incomplete { 3 } else { 0 }))
    }

    /// A shown path as seen from the first path named.
    pub fn relative_to_path(&self, shown: &str) -> String {
        if self.first_path == "." {
            return shown.to_owned();
        }
        match shown.strip_prefix(&self.first_path) {
            Some("") => ".".to_owned(),
            Some(rest) if rest.starts_with('/') => rest[1..].to_owned(),
            _ => shown.to_owned(),
        }
    }

    /// When an editor asks, only what it can show in its file is reported.
    fn keep_reported_file(&self, report: &mut Report, policies: &[PolicyInfo<'_>], planned: &[Arc<str>]) {
        // What a plan says is shown in the source.
        let is_plan = |file: &String| !planned.is_empty() && !terraform::is_configuration(file);
        let Some(file) = self.reported.as_ref().filter(|file| !is_plan(file)) else { return };
        let is_there = |span: crate::source::Span| self.sources.file(span.file).path == *file;
        report.retain(policies, |finding| is_there(finding.primary.span));
        for group in &mut report.undecided {
            group.verdicts.retain(|verdict| is_there(verdict.label.span));
        }
        report.undecided.retain(|group| !group.verdicts.is_empty());
        report.problems.retain(|problem| match (problem.span, &problem.path) {
            (Some(span), _) => is_there(span),
            (None, path) => path.as_deref() == Some(file),
        });
        report.assessed.retain(|one| {
            is_there(one.header) || one.judgements.iter().any(|judgement| judgement.place.is_some_and(is_there))
        });
    }

    /// What a report does not tell of an analysis.
    pub fn trace(&self, analysis: &Analysis, report: &Report) -> String {
        let is_candidate =
            |name: &str| crate::terraform::is_configuration(name) || crate::discovery::is_template_name(name);
        let options = SearchOptions {
            threads: 1,
            use_ignore_files: !self.request.search_ignored,
            file_bytes: self.sources.limits().file_bytes,
        };
        let walked = source::walk(&self.paths.directories(), &self.paths.boundary, options, is_candidate);
        let shown = |path: &PathBuf| self.sources.shown_path(path);
        let trace = report::Trace {
            documents: &analysis.documents,
            unused_value_files: &analysis.unused_value_files,
            left_out: walked.left_out.iter().map(|(path, why)| (shown(path), why.reason())).collect(),
            searched: walked.files.iter().map(shown).collect(),
        };
        report::trace(&trace, report, &self.sources)
    }

    /// When only files are named, only what has a label in one of them is reported.
    fn keep_named_files(&self, report: &mut Report, policies: &[PolicyInfo<'_>], planned: &[Arc<str>]) {
        if self.paths.named.is_empty() || self.paths.named.iter().any(|named| !named.is_file) {
            return;
        }
        let files: Vec<String> = self.paths.named.iter().map(|named| self.sources.shown_path(&named.path)).collect();
        let is_named = |span: crate::source::Span| files.contains(&self.sources.file(span.file).path);
        report.retain(policies, |finding| {
            is_named(finding.primary.span)
                || finding.secondary.iter().any(|label| is_named(label.span))
                // What a plan says is shown in the source.
                || finding.occurrences.iter().any(|occurrence| planned.contains(&occurrence.root))
        });
        report.assessed.retain(|one| {
            is_named(one.header)
                || planned.contains(&one.occurrence.root)
                || one.judgements.iter().any(|judgement| judgement.outcome == Outcome::Fail)
        });
    }
}

/// The paths named, and the file that an editor holds with its text. Where no path is named, that file alone is.
fn resolved(arguments: &ReadArguments, unsaved: Option<Unsaved>) -> anyhow::Result<(Paths, Option<(PathBuf, String)>)> {
    let failed = |error: BoundaryError| UsageError(error.to_string());
    let root = arguments.root.as_deref();
    let Some(Unsaved { file, text }) = unsaved else {
        let paths = Paths::resolve(&arguments.paths, root).map_err(|error| match meant_command(&arguments.paths) {
            Some(command) => UsageError(format!("{error}; did you mean the command `{command}`?")),
            None => failed(error),
        });
        return Ok((paths?, None));
    };
    let is_default = arguments.paths == [Path::new(".")];
    let named = if is_default { &[][..] } else { &arguments.paths };
    let (paths, file) = Paths::resolve_unsaved(named, root, &file).map_err(failed)?;
    Ok((paths, Some((file, text))))
}

/// The resources of a model as reports show them; a resource id is an index into them.
#[must_use]
pub fn resources(analysis: &Analysis) -> Vec<ResourceInfo> {
    analysis.model.resources().iter().map(|resource| resource_info(analysis, resource)).collect()
}

/// A model with its verdicts, and messages where a policy's names values.
#[must_use]
pub fn judged(catalogue: &Catalogue, analysis: &Analysis) -> Judged {
    let planned = Planned::with_facts(&analysis.model, &analysis.network_facts);
    let messages = (analysis.verdicts.iter().enumerate())
        .filter(|(_, verdict)| verdict.outcome == Outcome::Fail)
        .map(|(index, verdict)| (index, policy::message(catalogue, verdict.policy, &planned, verdict.resource)))
        .collect();
    Judged { resources: resources(analysis), verdicts: analysis.verdicts.clone(), messages }
}

/// The policies as reports show them, in catalogue order.
#[must_use]
pub fn catalogue_infos(catalogue: &Catalogue) -> Vec<PolicyInfo<'_>> {
    catalogue.policies().iter().map(policy_info).collect()
}

/// The built-in policies over the model's table.
#[must_use]
pub fn built_in() -> Catalogue {
    Catalogue::built_in(Schema::new(crate::model::table::kinds().iter().copied()))
}

/// Adds the pages of these folders.
///
/// # Errors
/// When a folder cannot be read, or pages are in error: all of them are told.
pub fn add_pages(catalogue: &mut Catalogue, directories: &[PathBuf]) -> anyhow::Result<()> {
    for directory in directories {
        let paths = Paths::resolve(std::slice::from_ref(directory), Some(directory))
            .map_err(|error| UsageError(error.to_string()))?;
        let sources = Sources::new(paths.boundary.clone(), Limits::default());
        let failed = |error: crate::source::ReadError| UsageError(format!("{}: {error}", directory.display()));
        let mut errors = catalogue.load(&sources, &paths.boundary).map_err(failed)?;
        if !errors.is_empty() {
            errors.iter_mut().for_each(|error| error.path = inside(directory, &error.path));
            let all: Vec<String> = errors.iter().map(ToString::to_string).collect();
            return Err(UsageError(all.join("\n")).into());
        }
    }
    Ok(())
}

/// What `akslint.yaml` and the files named tell of networks outside the code.
fn network_facts(mut facts: NetworkFacts, files: &[PathBuf]) -> anyhow::Result<NetworkFacts> {
    for file in files {
        facts = facts.and(config::network_facts(file).map_err(|error| UsageError(error.to_string()))?);
    }
    Ok(facts)
}

/// The path of a page in a folder, as the user can open it.
pub(super) fn inside(directory: &Path, path: &str) -> String {
    directory.strip_prefix(".").unwrap_or(directory).join(path).display().to_string()
}

fn reader_options(
    arguments: &ReadArguments,
    surroundings: &Surroundings,
) -> anyhow::Result<(terraform::Options, arm::Options)> {
    let placeholders = if arguments.placeholder.is_empty() {
        Placeholders::default()
    } else {
        Placeholders::new(arguments.placeholder.clone())
            .map_err(|error| UsageError(format!("--placeholder: {error}")))?
    };
    let absolute = |path: &PathBuf| -> anyhow::Result<PathBuf> {
        path.canonicalize().map_err(|_| UsageError(format!("{}: no such file or directory", path.display())).into())
    };
    let value_files = arguments.var_file.iter().map(absolute).collect::<anyhow::Result<_>>()?;
    let parameter_files = arguments.params.iter().map(absolute).collect::<anyhow::Result<_>>()?;
    let module_map = (arguments.module_map.iter())
        .map(|(source, directory)| Ok((source.clone(), absolute(&PathBuf::from(directory))?)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let module_cache = match (&arguments.module_cache, &surroundings.home) {
        _ if arguments.no_module_cache => None,
        (Some(directory), _) => Some(absolute(directory)?),
        (None, home) => home.as_ref().and_then(|home| home.join(".bicep").canonicalize().ok()),
    };
    let deadline = match arguments.timeout {
        Some(seconds) => {
            let duration = Duration::try_from_secs_f64(seconds)
                .map_err(|_| UsageError(format!("--timeout: {seconds} is no number of seconds")))?;
            Instant::now().checked_add(duration)
        }
        None => None,
    };
    let environment = if arguments.env_vars { surroundings.terraform_variables.clone() } else { Vec::new() };
    let placeholders = Arc::new(placeholders);
    let limits = BudgetLimits { deadline, ..BudgetLimits::default() };
    let templates = arm::Options {
        parameter_files,
        auto_environments: !arguments.no_auto_env,
        module_map: module_map.clone(),
        module_cache,
        is_strict: arguments.strict,
        placeholders: Arc::clone(&placeholders),
        limits,
    };
    let terraform = terraform::Options {
        value_files,
        given: GivenValues { variables: arguments.var.clone(), environment },
        auto_environments: !arguments.no_auto_env,
        module_map,
        is_strict: arguments.strict,
        placeholders,
        limits,
        assumed_providers: Vec::new(),
    };
    Ok((terraform, templates))
}

fn resource_info(analysis: &Analysis, resource: &Resource) -> ResourceInfo {
    ResourceInfo {
        root: Arc::clone(&resource.root),
        environment: resource.environment.clone(),
        is_called: analysis.documents[resource.document].is_called,
        address: Arc::clone(&resource.address),
        path: resource.path.clone(),
        kind: resource.kind.name,
        language: resource.language,
        is_azapi: resource.type_name.starts_with("azapi_"),
        cluster: cluster(&analysis.model, resource).map(|cluster| Arc::clone(&cluster.address)),
        header: resource.header,
        calls: Arc::clone(&resource.calls),
    }
}

/// The cluster that a resource is, is declared inside, or leads to.
fn cluster<'m>(model: &'m Model, resource: &'m Resource) -> Option<&'m Resource> {
    if resource.kind.name == "cluster" {
        return Some(resource);
    }
    let enclosing = resource.enclosing.and_then(|id| model.resource(id)).filter(|one| one.kind.name == "cluster");
    let linked = || match model.linked(resource.id, resource.kind.link("cluster")?).resources[..] {
        [cluster] => model.resource(cluster).filter(|cluster| cluster.root == resource.root),
        _ => None,
    };
    enclosing.or_else(linked)
}

fn roots(analysis: &Analysis) -> BTreeMap<Arc<str>, RootInfo> {
    let mut roots: BTreeMap<Arc<str>, RootInfo> = BTreeMap::new();
    for document in &analysis.documents {
        let root = roots.entry(Arc::clone(&document.root)).or_default();
        root.environments.extend(document.environment.clone());
    }
    for (root, files) in &analysis.unused_value_files {
        let info = roots.entry(Arc::clone(root)).or_default();
        info.value_files =
            files.iter().map(|(path, names)| ValueFile { path: path.as_str().into(), names: names.clone() }).collect();
    }
    roots
}

fn policy_info(policy: &Policy) -> PolicyInfo<'_> {
    let fix = policy.fix().unwrap_or_default();
    PolicyInfo {
        id: policy.id(),
        title: policy.title(),
        severity: policy.severity(),
        confidence: policy.confidence(),
        persona: policy.persona(),
        resource: policy.resource(),
        when: policy.when(),
        require: policy.require(),
        message: policy.message(),
        fix_azurerm: policy.fix_azurerm().unwrap_or(fix),
        fix_azapi: policy.fix_azapi().unwrap_or(fix),
        fix_bicep: policy.fix_bicep().unwrap_or(fix),
        cost: policy.cost().map(policy::Cost::name),
        since: Some(policy.since()),
        guidance: policy.guidance().iter().map(|text| &**text).collect(),
        aliases: policy.aliases().iter().map(|text| &**text).collect(),
        controls: policy.controls().iter().map(|text| &**text).collect(),
        query: policy.query(),
        links: policy.links().iter().map(|text| &**text).collect(),
        options: policy.options().iter().map(option_info).collect(),
        help_markdown: without_title(policy.body()),
    }
}

/// A page's text behind its first heading, which is shown as the title.
fn without_title(body: &str) -> &str {
    let body = body.trim_start();
    match body.strip_prefix("# ") {
        Some(rest) => rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start(),
        None => body,
    }
}

fn option_info(option: &policy::PolicyOption) -> OptionInfo<'_> {
    let default = match &option.default {
        OptionValue::Bool(value) => serde_json::json!(value),
        // As pages write them: 10, not 10.0.
        #[allow(clippy::cast_possible_truncation)]
        OptionValue::Number(value) if value.fract() == 0.0 && value.abs() < 1e15 => serde_json::json!(*value as i64),
        OptionValue::Number(value) => serde_json::json!(value),
        OptionValue::Text(text) => serde_json::json!(text),
        OptionValue::Texts(texts) => serde_json::json!(texts),
    };
    OptionInfo { name: &option.name, default, doc: &option.doc }
}
