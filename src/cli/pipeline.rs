//! From arguments to an analysis and a report: what every command that reads shares.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::arguments::ReadArguments;
use super::changes::{self, ChangesArguments};
use super::comfort::{Unsaved, meant_command};
use super::infos::{judged, roots};
use super::suppression::{Suppressions, today};
use super::{Surroundings, UsageError, settings};
use crate::arm;
use crate::config::{self, Configuration, Overrides, RunSettings, Scope, Scopes, Set};
use crate::document::{BudgetLimits, NamedEnvironments, Problem};
use crate::fixes::Suggestion;
use crate::formats::Placeholders;
use crate::planning::facts::NetworkFacts;
use crate::policy::{Catalogue, Filter, Outcome, Persona, Selection};
use crate::report::{self, Judged, PolicyInfo, Report};
use crate::source::{self, BoundaryError, Limits, Paths, Revision, SearchOptions, Sources, Trusted};
use crate::suppression::{self, Trust};
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
    trusted: Option<Sources>,
    named_settings: Vec<PathBuf>,
    notes: Vec<Problem>,
}

impl Pipeline {
    /// Resolves paths, policies and options.
    ///
    /// # Errors
    /// What is wrong with the arguments.
    pub fn new(arguments: &ReadArguments, surroundings: &Surroundings, include_called: bool) -> anyhow::Result<Self> {
        let overrides = settings::overrides(arguments, None, surroundings);
        Self::with_overrides(arguments, overrides, surroundings, include_called)
    }

    /// The same with what the command line says of settings.
    ///
    /// # Errors
    /// What is wrong with the arguments, or with the configuration.
    pub fn with_overrides(
        arguments: &ReadArguments,
        overrides: Overrides,
        surroundings: &Surroundings,
        include_called: bool,
    ) -> anyhow::Result<Self> {
        Self::with_trust(arguments, overrides, surroundings, include_called, &ChangesArguments::default(), None)
    }

    /// The same, with settings taken from the git revision that is trusted, if one is, and with a file as an editor holds
    /// it, if one does: only that is reported then.
    ///
    /// # Errors
    /// What is wrong with the arguments, with the configuration, or with the revision.
    pub fn with_trust(
        arguments: &ReadArguments,
        mut overrides: Overrides,
        surroundings: &Surroundings,
        include_called: bool,
        changes: &ChangesArguments,
        unsaved: Option<Unsaved>,
    ) -> anyhow::Result<Self> {
        let (paths, unsaved) = resolved(arguments, unsaved)?;
        let paths = [config::FILE, crate::suppression::EXEMPTIONS_FILE, crate::changes::FILE]
            .into_iter()
            .fold(paths, |paths, name| paths.with_folder_of(name));
        let limits = Limits { file_bytes: arguments.max_file_size.saturating_mul(1024 * 1024), ..Limits::default() };
        let sources = Sources::new(paths.boundary.clone(), limits).with_cache(module_cache(arguments, surroundings)?);
        let revision = changes.trust_base.as_deref().map(|name| changes::trusted_revision(name, &paths)).transpose()?;
        let named_settings = changes.named_files(&arguments.config);
        let settings_from = |one| Trusted::new(Some(one), &changes::TRUSTED, named_settings.clone());
        let sources = sources.with_trusted(revision.clone().map(settings_from));
        let reported = unsaved.map(|(path, text)| {
            sources.overlay(&path, text);
            sources.shown_path(&path)
        });
        let trusted = revision.map(|one| Sources::of_revision(paths.boundary.clone(), limits, one));
        let notes = changes::changed_settings(&sources, &paths);
        let configuration = Configuration::load(&sources, &paths, arguments.config.choice())
            .map_err(|error| UsageError(error.to_string()))?;
        let run = configuration.run();
        let (terraform, templates) = reader_options(arguments, run, surroundings)?;
        let mut catalogue = built_in();
        let as_of = arguments
            .as_of
            .as_ref()
            .map(|date| date.parse().map_err(|_| UsageError(format!("--as-of: `{date}` is no date like 2026-11-23"))));
        let as_of = as_of.transpose()?;
        if let Some(date) = as_of.or(run.as_of) {
            catalogue.set_as_of(date);
        }
        catalogue.set_calendar_changes(run.calendar.clone());
        for directory in &run.policy_directories {
            add_configured_pages(&mut catalogue, trusted.as_ref().unwrap_or(&sources), &directory.value)?;
        }
        changes::add_own_pages(&mut catalogue, &arguments.policies, trusted.as_ref())?;
        let suppressions = Suppressions::new(
            &arguments.suppression,
            run.suppressions,
            today(as_of, surroundings),
            (&sources, &paths),
            &catalogue,
        )?;
        // What is shown beyond findings is everything.
        if include_called {
            overrides.persona = Some(Set::default(Persona::Auditor));
        }
        let filter = Filter { only: arguments.only.clone(), except: arguments.except.clone(), ..Filter::default() };
        Selection::new(&catalogue, &filter).map_err(|error| UsageError(error.to_string()))?;
        let facts = network_facts(&arguments.network_facts)?;
        let request = Request {
            configuration: Some(Arc::new(configuration.with(overrides, facts))),
            terraform,
            templates,
            read_everything: arguments.read_all,
            search_ignored: arguments.no_ignore,
            include_called,
            policies: None,
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
        Ok(Self {
            paths,
            sources,
            request,
            catalogue,
            suppressions,
            pool,
            first_path,
            reported,
            trusted,
            named_settings,
            notes,
        })
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

    /// What the user named.
    pub fn paths(&self) -> &Paths {
        &self.paths
    }

    /// Whether settings come from a revision.
    pub fn is_trusting(&self) -> bool {
        self.trusted.is_some()
    }

    /// The files of a revision, read as those on disk are.
    pub fn sources_of(&self, revision: &Arc<Revision>) -> Sources {
        let (boundary, limits) = (self.paths.boundary.clone(), self.sources.limits());
        let cache = self.request.templates.module_cache.clone();
        // The same settings on both sides: what differs is then the code.
        let trusted = self.trusted.as_ref().and_then(|trusted| trusted.revision().cloned());
        let settings = Trusted::new(trusted, &changes::TRUSTED, self.named_settings.clone());
        Sources::of_revision(boundary, limits, Arc::clone(revision)).with_cache(cache).with_trusted(Some(settings))
    }

    /// Whether a file, as shown, is one of those named or lies in a folder that is.
    pub fn is_named(&self, shown: &str) -> bool {
        let path = self.paths.boundary.join(shown);
        self.paths.named.iter().any(|named| match named.is_file {
            true => named.path == path,
            false => path.starts_with(&named.path),
        })
    }

    /// The policies.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The day on which it is asked what still holds.
    pub fn today(&self) -> Option<jiff::civil::Date> {
        self.suppressions.options.today
    }

    /// The same; where nobody tells it, that of the calendars.
    fn day(&self) -> jiff::civil::Date {
        self.today().unwrap_or_else(|| self.catalogue.calendar().as_of())
    }

    /// Whether a file, as shown, is the user's and in what is scanned.
    pub fn is_scanned(&self, file: &str) -> bool {
        super::suppression::is_scanned(file, (&self.sources, &self.paths))
    }

    /// Runs the analysis on as many threads as asked for.
    ///
    /// # Errors
    /// When a configuration around one of the roots is wrong.
    pub fn analyse(&self) -> anyhow::Result<Analysis> {
        let analysis = self.pool.install(|| crate::analyse(&self.paths, &self.sources, &self.catalogue, &self.request));
        Ok(analysis.map_err(|error| UsageError(error.to_string()))?)
    }

    /// The settings of all roots, without reading any.
    ///
    /// # Errors
    /// When a configuration around one of the roots is wrong.
    pub fn settings(&self) -> anyhow::Result<Scopes> {
        let scopes = self.pool.install(|| crate::settings(&self.paths, &self.sources, &self.catalogue, &self.request));
        Ok(scopes.map_err(|error| UsageError(error.to_string()))?)
    }

    /// What holds for the whole run.
    pub fn run_settings(&self) -> RunSettings {
        self.request.configuration.as_ref().map(|configuration| configuration.run().clone()).unwrap_or_default()
    }

    /// What holds where all paths named lie.
    pub fn scope<'a>(&self, analysis: &'a Analysis) -> &'a Scope {
        analysis.scopes.of(&self.sources.shown_path(&self.paths.common_directory()))
    }

    /// Runs the same analysis, with the same settings, over other files.
    ///
    /// # Errors
    /// When the settings are wrong for those files.
    pub fn analyse_other(&self, sources: &Sources, paths: &Paths) -> anyhow::Result<Analysis> {
        let configuration = self.request.configuration.as_ref();
        let configuration = configuration.map(|configuration| configuration.among(sources, &self.paths)).transpose();
        let configuration = configuration.map_err(|error| UsageError(error.to_string()))?.map(Arc::new);
        let request = Request { configuration, ..self.request.clone() };
        let analysis = self.pool.install(|| crate::analyse(paths, sources, &self.catalogue, &request));
        Ok(analysis.map_err(|error| UsageError(error.to_string()))?)
    }

    /// The report on an analysis of other files, in all of them, without what settings, comments and exemptions hide.
    pub fn report_other(&self, files: (&Sources, &Paths), analysis: &Analysis, policies: &[PolicyInfo<'_>]) -> Report {
        let mut report = self.collected(files.0, analysis, policies, BTreeMap::new());
        self.hide_accepted(files, &mut report, analysis, policies, Trust::Everything);
        report
    }

    /// Hides what somebody has decided about.
    fn hide_accepted(
        &self,
        (sources, paths): (&Sources, &Paths),
        report: &mut Report,
        analysis: &Analysis,
        policies: &[PolicyInfo<'_>],
        trust: Trust,
    ) {
        let (catalogue, scopes) = (&self.catalogue, &analysis.scopes);
        settings::hide_ignored(report, policies, catalogue, scopes, sources, self.day());
        let applied = settings::applied_policies(scopes);
        self.suppressions.apply(report, policies, (sources, paths), catalogue, (&applied, trust));
    }

    fn collected(
        &self,
        sources: &Sources,
        analysis: &Analysis,
        policies: &[PolicyInfo<'_>],
        suggestions: BTreeMap<usize, Result<Suggestion, String>>,
    ) -> Report {
        let problems = analysis.problems.clone();
        let judged = Judged { suggestions, ..judged(&self.catalogue, analysis) };
        report::collect(sources, policies, &[judged], &roots(analysis), problems)
    }

    /// The report, filtered to what the user named.
    pub fn report(&self, analysis: &Analysis, policies: &[PolicyInfo<'_>]) -> Report {
        let day = self.day();
        let suggestions = super::suggestions(&self.sources, &self.catalogue, analysis);
        let mut report = self.collected(&self.sources, analysis, policies, suggestions);
        report.problems.extend(self.notes.iter().cloned().chain(settings::notes(analysis, day)));
        report.problems = report::sorted_problems(std::mem::take(&mut report.problems), &self.sources);
        self.keep_named_files(&mut report, policies, &analysis.planned);
        self.keep_reported_file(&mut report, policies, &analysis.planned);
        report.summary.unread = report.problems.iter().filter(|problem| problem.kind.is_incomplete()).count();
        let trust = self.trusted.as_ref().map_or(Trust::Everything, |trusted| self.trust_in(trusted));
        self.hide_accepted((&self.sources, &self.paths), &mut report, analysis, policies, trust);
        let summary = &mut report.summary;
        summary.files = analysis.files;
        summary.read = analysis.read;
        summary.roots = analysis.roots;
        let applied = settings::applied_policies(&analysis.scopes);
        summary.policies = applied.len();
        let severity = |index: usize| Some((index, policies.get(index)?.severity));
        summary.applied = Some(applied.into_iter().filter_map(severity).collect());
        let calendar = self.catalogue.calendar();
        summary.as_of = calendar.as_of().to_string();
        summary.calendars_written = calendar.written().map(|date| date.to_string());
        summary.calendar_age = calendar.age_in_days();
        summary.calendar_changes = calendar.changed();
        report
    }

    /// The comments that a revision has too, in the files that were read.
    fn trust_in(&self, trusted: &Sources) -> Trust {
        for file in self.sources.files() {
            // A file that the revision does not have has no comments there.
            let _ = trusted.read(&self.paths.boundary.join(&file.path));
        }
        let name = trusted.revision().map_or("", |revision| revision.name());
        Trust::only(name, &suppression::directives(trusted, &self.catalogue).all)
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

/// The built-in policies over the model's table.
#[must_use]
pub fn built_in() -> Catalogue {
    Catalogue::whole()
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

/// Adds the pages of a folder that the configuration names: it lies in the boundary and is read as everything else.
fn add_configured_pages(catalogue: &mut Catalogue, sources: &Sources, directory: &Path) -> anyhow::Result<()> {
    let failed = |error: crate::source::ReadError| UsageError(format!("{}: {error}", sources.shown_path(directory)));
    let errors = catalogue.load(sources, directory).map_err(failed)?;
    if errors.is_empty() {
        return Ok(());
    }
    let all: Vec<String> = errors.iter().map(ToString::to_string).collect();
    Err(UsageError(all.join("\n")).into())
}

/// What the files named tell of networks outside the code.
fn network_facts(files: &[PathBuf]) -> anyhow::Result<NetworkFacts> {
    let mut facts = NetworkFacts::default();
    for file in files {
        facts = facts.and(config::network_facts(file).map_err(|error| UsageError(error.to_string()))?);
    }
    Ok(facts)
}

/// The path of a page in a folder, as the user can open it.
pub(super) fn inside(directory: &Path, path: &str) -> String {
    directory.strip_prefix(".").unwrap_or(directory).join(path).display().to_string()
}

fn absolute(path: impl AsRef<Path>) -> anyhow::Result<PathBuf> {
    let path = path.as_ref();
    path.canonicalize().map_err(|_| UsageError(format!("{}: no such file or directory", path.display())).into())
}

/// Where downloaded modules are kept.
fn module_cache(arguments: &ReadArguments, surroundings: &Surroundings) -> anyhow::Result<Option<PathBuf>> {
    Ok(match (&arguments.module_cache, &surroundings.home) {
        _ if arguments.no_module_cache => None,
        (Some(directory), _) => Some(absolute(directory)?),
        (None, home) => home.as_ref().and_then(|home| home.join(".bicep").canonicalize().ok()),
    })
}

fn reader_options(
    arguments: &ReadArguments,
    run: &RunSettings,
    surroundings: &Surroundings,
) -> anyhow::Result<(terraform::Options, arm::Options)> {
    let placeholders = match &run.placeholders.value {
        _ if !arguments.placeholder.is_empty() => Placeholders::new(arguments.placeholder.clone())
            .map_err(|error| UsageError(format!("--placeholder: {error}")))?,
        Some(patterns) => Placeholders::new(patterns.clone())
            .map_err(|error| UsageError(format!("{}: {error}", run.placeholders.origin)))?,
        None => Placeholders::default(),
    };
    let value_files = arguments.var_file.iter().map(absolute).collect::<anyhow::Result<_>>()?;
    let parameter_files = arguments.params.iter().map(absolute).collect::<anyhow::Result<_>>()?;
    let mut module_map = (arguments.module_map.iter())
        .map(|(source, directory)| Ok((source.clone(), absolute(directory)?)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    // The first one counts: those of the command line.
    module_map.extend(run.module_map.iter().map(|(source, directory)| (source.clone(), directory.value.clone())));
    let module_cache = module_cache(arguments, surroundings)?;
    let auto_environments = run.auto_environments.value && !arguments.no_auto_env;
    let is_strict = run.strict.value || arguments.strict;
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
        auto_environments,
        environments: NamedEnvironments::default(),
        module_map: module_map.clone(),
        module_cache,
        is_strict,
        placeholders: Arc::clone(&placeholders),
        limits,
    };
    let terraform = terraform::Options {
        value_files,
        given: GivenValues { variables: arguments.var.clone(), environment },
        auto_environments,
        environments: NamedEnvironments::default(),
        module_map,
        is_strict,
        placeholders,
        limits,
        assumed_providers: Vec::new(),
    };
    Ok((terraform, templates))
}
