//! Only what is new: the baseline, the comparison with a revision, and what is trusted of one.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::UsageError;
use super::pipeline::{Pipeline, add_pages};
use super::settings::{ConfigArguments, applied_policies};
use crate::Analysis;
use crate::changes::{self, Baseline, Moves, Scope, compare, hide_unchanged_verdicts};
use crate::config;
use crate::document::{Problem, ProblemKind};
use crate::policy::Catalogue;
use crate::report::{Changes, Finding, HiddenBy, Identities, Identity, PolicyInfo, Report, sorted_problems};
use crate::source::{Base, Limits, Paths, ReadError, Revision, Sources};
use crate::suppression;

/// The files that settings are in, and that a change may have made to hide something.
const SETTINGS: [&str; 4] = [config::FILE, suppression::EXEMPTIONS_FILE, ".gitignore", ".ignore"];

/// The files that are taken from a trusted revision by their names; ignore files are so in any case.
pub const TRUSTED: [&str; 3] = [config::FILE, suppression::EXEMPTIONS_FILE, changes::FILE];

/// How many entries a note names.
const MOST_NAMED: usize = 3;

/// What is reported only where it is new.
#[derive(Debug, Clone, Default, Args)]
pub struct ChangesArguments {
    /// A file of findings that are known and not reported [default: .akslint-baseline.json at the top of the repository,
    /// if it is there].
    #[arg(long, value_name = "FILE", help_heading = "Only what is new")]
    pub baseline: Option<PathBuf>,
    /// Use no baseline.
    #[arg(long, help_heading = "Only what is new", conflicts_with = "baseline")]
    pub no_baseline: bool,
    /// Report only what is new, or worse, since HEAD left this git revision: a branch, a tag, a commit. Files are read from
    /// git; nothing is checked out.
    #[arg(long, value_name = "REV", help_heading = "Only what is new")]
    pub diff_base: Option<String>,
    /// Take configuration, baseline, exemptions, ignore files, ignore comments and your own policies from this git revision,
    /// so that a change cannot silence its own scan.
    #[arg(long, value_name = "REV", help_heading = "Only what is new")]
    pub trust_base: Option<String>,
}

impl ChangesArguments {
    /// The files named that are settings, by their absolute paths; those in no directory that is there are left out.
    pub fn named_files(&self, config: &ConfigArguments) -> Vec<PathBuf> {
        let named = self.baseline.iter().chain(&config.config);
        named.flat_map(|path| [absolute(path).ok(), path.canonicalize().ok()]).flatten().collect()
    }
}

/// What was known before a scan, opened before the work begins.
pub struct KnownBefore {
    baseline: Option<(String, Baseline)>,
    base: Option<Arc<Revision>>,
    notes: Vec<Problem>,
}

impl KnownBefore {
    /// Reads the baseline and finds the revision.
    ///
    /// # Errors
    /// When one of them cannot be read or is wrong.
    pub fn open(arguments: &ChangesArguments, pipeline: &Pipeline) -> anyhow::Result<Self> {
        let mut notes = Vec::new();
        let baseline = match arguments.no_baseline {
            true => None,
            false => read_baseline(arguments.baseline.as_deref(), pipeline, &mut notes)?,
        };
        let revision = arguments.diff_base.as_deref().map(|name| revision(pipeline, "--diff-base", name));
        Ok(Self { baseline, base: revision.transpose()?, notes })
    }

    /// Hides what was known.
    ///
    /// # Errors
    /// When the revision cannot be read to its end.
    pub fn hide(
        self,
        report: &mut Report,
        pipeline: &Pipeline,
        analysis: &Analysis,
        policies: &[PolicyInfo<'_>],
    ) -> anyhow::Result<()> {
        let mut notes = self.notes;
        let identities = Identities::new(pipeline.sources());
        if let Some((path, baseline)) = &self.baseline {
            let all = |findings: &[Finding]| findings.iter().map(|one| identities.of(one)).collect::<Vec<_>>();
            let mut now = all(&report.findings);
            let reported = now.len();
            // What is hidden otherwise is there all the same.
            now.extend(report.hidden.iter().map(|hidden| identities.of(&hidden.finding)));
            let scope = Looked::new(pipeline, analysis, policies);
            let matching = baseline.matching(&now, &scope);
            let mut known = matching.known.iter().take(reported).map(Option::is_some);
            report.hide(policies, |_| known.next().unwrap_or(false).then_some(HiddenBy::Baseline));
            if report.summary.unread == 0 {
                let findings = now.iter().zip(&matching.known);
                let new: Vec<&Identity> =
                    findings.filter(|(_, known)| known.is_none()).map(|(finding, _)| finding).collect();
                notes.extend(stale_notes(path, &baseline.stale(&matching, &scope), &new));
            }
        }
        if let Some(revision) = &self.base {
            self::hide_unchanged(revision, report, pipeline, policies, &identities)?;
        }
        report.problems.extend(notes);
        report.problems = sorted_problems(std::mem::take(&mut report.problems), pipeline.sources());
        Ok(())
    }
}

/// The findings that a baseline of these paths holds: all that would be reported without one.
pub fn identities(report: &Report, sources: &Sources) -> Vec<Identity> {
    let identities = Identities::new(sources);
    report.findings.iter().map(|finding| identities.of(finding)).collect()
}

/// The baseline to use, with its path as shown.
pub fn read_baseline(
    named: Option<&Path>,
    pipeline: &Pipeline,
    notes: &mut Vec<Problem>,
) -> anyhow::Result<Option<(String, Baseline)>> {
    let boundary = &pipeline.paths().boundary;
    let path = match named {
        Some(path) => absolute(path)?,
        None => boundary.join(changes::FILE),
    };
    let is_inside = path.starts_with(boundary);
    let directory = path.parent().unwrap_or(&path).to_owned();
    let own = (!is_inside).then(|| Sources::new(directory, Limits::default()));
    let disk = own.as_ref().unwrap_or(pipeline.sources());
    let is_trusted = is_inside && pipeline.is_trusting();
    let shown = named.map_or_else(|| disk.shown_path(&path), |path| path.display().to_string().replace('\\', "/"));
    let failed = |error: ReadError| UsageError(format!("{shown}: {error}"));
    if let Some(difference) = disk.difference(&path).filter(|_| is_inside) {
        notes.push(Problem::with_path(ProblemKind::Note, disk.shown_path(&path), difference.to_string()));
    }
    let file = match disk.read(&path) {
        Ok(file) => disk.file(file),
        Err(ReadError::NotFound) if named.is_none() || is_trusted => return Ok(None),
        Err(error) => return Err(failed(error).into()),
    };
    let baseline = Baseline::parse(&file.text).map_err(|error| UsageError(format!("{shown}:{error}")))?;
    Ok(Some((shown, baseline)))
}

/// Where a file is, or will be: its directory is there.
pub fn absolute(path: &Path) -> anyhow::Result<PathBuf> {
    let name = path.file_name().ok_or_else(|| UsageError(format!("{}: a file needs a name", path.display())))?;
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let missing = |_| UsageError(format!("{}: no such directory", directory.display()));
    Ok(directory.canonicalize().map_err(missing)?.join(name))
}

/// What is said of the settings, in or around what was named, that the trusted revision has otherwise. Those further inside
/// are found by the search.
pub fn changed_settings(sources: &Sources, paths: &Paths) -> Vec<Problem> {
    let start = paths.common_directory();
    let around = start.ancestors().take_while(|directory| directory.starts_with(&paths.boundary));
    let files = around.flat_map(|directory| SETTINGS.map(|name| directory.join(name)));
    let note = |path: PathBuf| {
        let difference = sources.difference(&path)?;
        Some(Problem::with_path(ProblemKind::Note, sources.shown_path(&path), difference.to_string()))
    };
    files.filter_map(note).collect()
}

/// The revision whose settings are trusted.
///
/// # Errors
/// When it cannot be read.
pub fn trusted_revision(name: &str, paths: &Paths) -> anyhow::Result<Arc<Revision>> {
    // Nothing from disk: what is there may be the work of the change.
    open(&paths.boundary, "--trust-base", name, Base::Itself, false)
}

/// Adds the pages of these folders, those inside the repository from the trusted revision.
///
/// # Errors
/// When a folder cannot be read, or pages are in error: all of them are told.
pub fn add_own_pages(
    catalogue: &mut Catalogue,
    directories: &[PathBuf],
    trusted: Option<&Sources>,
) -> anyhow::Result<()> {
    for directory in directories {
        let real = Paths::resolve(std::slice::from_ref(directory), Some(directory));
        let real = real.map_err(|error| UsageError(error.to_string()))?.boundary;
        let trusted = trusted.filter(|trusted| trusted.boundary().is_some_and(|boundary| real.starts_with(boundary)));
        let Some(trusted) = trusted else {
            add_pages(catalogue, std::slice::from_ref(directory))?;
            continue;
        };
        let errors = match catalogue.load(trusted, &real) {
            Err(ReadError::NotFound) => Vec::new(),
            loaded => loaded.map_err(|error| UsageError(format!("{}: {error}", directory.display())))?,
        };
        if !errors.is_empty() {
            let all: Vec<String> = errors.iter().map(ToString::to_string).collect();
            return Err(UsageError(all.join("\n")).into());
        }
    }
    Ok(())
}

fn revision(pipeline: &Pipeline, option: &str, name: &str) -> anyhow::Result<Arc<Revision>> {
    open(&pipeline.paths().boundary, option, name, Base::MergeBase, true)
}

fn open(boundary: &Path, option: &str, name: &str, base: Base, with_disk: bool) -> anyhow::Result<Arc<Revision>> {
    let revision = Revision::open(boundary, name, base, with_disk);
    Ok(Arc::new(revision.map_err(|error| UsageError(format!("{option}: {error}")))?))
}

/// Analyses the revision and hides the findings, and the undecided verdicts, that it has too.
fn hide_unchanged(
    revision: &Arc<Revision>,
    report: &mut Report,
    pipeline: &Pipeline,
    policies: &[PolicyInfo<'_>],
    identities: &Identities<'_>,
) -> anyhow::Result<()> {
    let sources = pipeline.sources_of(revision);
    let paths = paths_in(&sources, pipeline.paths());
    let analysis = pipeline.analyse_other(&sources, &paths)?;
    let then = pipeline.report_other((&sources, &paths), &analysis, policies);
    if let Some(error) = revision.failure() {
        return Err(UsageError(format!("--diff-base: {error}")).into());
    }
    let unread = then.problems.iter().filter(|problem| problem.kind.is_incomplete()).count();
    let now: Vec<Identity> = report.findings.iter().map(|finding| identities.of(finding)).collect();
    let hidden: Vec<Identity> = report.hidden.iter().map(|hidden| identities.of(&hidden.finding)).collect();
    let then_identities = Identities::new(&sources);
    let before: Vec<Identity> = then.findings.iter().map(|finding| then_identities.of(finding)).collect();
    let moved = Moved { revision, pipeline };
    let comparison = compare(before, &now, &hidden, &moved);
    let mut is_unchanged = comparison.is_unchanged.iter().copied();
    report.hide(policies, |_| is_unchanged.next().unwrap_or(false).then_some(HiddenBy::Unchanged));
    hide_unchanged_verdicts(report, &then);
    let unchanged = comparison.is_unchanged.iter().filter(|same| **same).count();
    // What could not be read is not mended.
    let unread_now: BTreeSet<String> = incomplete(report, pipeline.sources()).collect();
    let is_fixed = |one: &&Identity| pipeline.is_named(&one.file) && !unread_now.contains(&one.file);
    report.summary.changes = Some(Changes {
        base: revision.name().to_owned(),
        new: now.len() - unchanged,
        fixed: comparison.fixed.iter().filter(is_fixed).count(),
        unchanged,
    });
    if unread > 0 {
        let message = format!("{unread} files of {} could not be read: what they hold counts as new", revision.name());
        report.problems.push(Problem::with_path(ProblemKind::Note, ".", message));
    }
    // The process ends soon: handing memory back piece by piece would only take time.
    std::mem::forget((analysis, then));
    Ok(())
}

/// The files that could not be read, or not all of them.
fn incomplete<'r>(report: &'r Report, sources: &'r Sources) -> impl Iterator<Item = String> + 'r {
    let problems = report.problems.iter().filter(|problem| problem.kind.is_incomplete());
    problems.filter_map(|problem| match problem.span {
        Some(span) => Some(sources.file(span.file).path.clone()),
        None => problem.path.as_deref().map(str::to_owned),
    })
}

/// The paths named that a revision has.
fn paths_in(sources: &Sources, paths: &Paths) -> Paths {
    let mut there = paths.clone();
    there.named.retain(|named| match named.is_file {
        true => named.path.parent().is_some_and(|directory| sources.list(directory).is_ok()),
        false => sources.list(&named.path).is_ok(),
    });
    there
}

/// A file that only the revision has may have become one that only the work tree has.
struct Moved<'a> {
    revision: &'a Revision,
    pipeline: &'a Pipeline,
}

impl Moves for Moved<'_> {
    fn is_moved(&self, then: &str, now: &str) -> bool {
        let is_there = |path: &str| self.pipeline.sources().exists(&self.pipeline.paths().boundary.join(path));
        !self.revision.has(now) && !is_there(then)
    }
}

/// What a scan looks at.
pub struct Looked<'a> {
    pipeline: &'a Pipeline,
    policies: &'a [PolicyInfo<'a>],
    applied: Vec<usize>,
}

impl<'a> Looked<'a> {
    /// What this analysis has looked at.
    pub fn new(pipeline: &'a Pipeline, analysis: &Analysis, policies: &'a [PolicyInfo<'a>]) -> Self {
        Self { pipeline, policies, applied: applied_policies(&analysis.scopes) }
    }
}

impl Scope for Looked<'_> {
    fn has_file(&self, shown: &str) -> bool {
        self.pipeline.is_named(shown)
    }

    fn has_policy(&self, policy: &str) -> bool {
        let index = self.policies.iter().position(|one| one.id == policy);
        index.is_none_or(|index| self.applied.binary_search(&index).is_ok())
    }

    fn exists(&self, shown: &str) -> bool {
        self.pipeline.sources().exists(&self.pipeline.paths().boundary.join(shown))
    }
}

/// What is said of entries that stand for nothing: those that are there with another value or graver, and so are reported,
/// and those that are gone.
fn stale_notes(path: &str, stale: &[(&Identity, usize)], reported: &[&Identity]) -> Vec<Problem> {
    let is_same = |one: &Identity, other: &Identity| {
        (&one.policy, &one.file, &one.address, &one.path) == (&other.policy, &other.file, &other.address, &other.path)
    };
    let (worse, gone): (Vec<_>, Vec<_>) =
        stale.iter().partition(|(entry, _)| reported.iter().any(|finding| is_same(entry, finding)));
    let note = |entries: &[(&Identity, usize)], (one, several): (&str, &str)| {
        let count: usize = entries.iter().map(|(_, count)| count).sum();
        let names: BTreeSet<String> =
            entries.iter().map(|(one, _)| format!("{} in {}", one.policy, one.file)).collect();
        let mut listed: Vec<String> = names.iter().take(MOST_NAMED).cloned().collect();
        if names.len() > MOST_NAMED {
            listed.push(format!("{} more", names.len() - MOST_NAMED));
        }
        let said = if count == 1 { format!("1 finding {one}") } else { format!("{count} findings {several}") };
        Problem::with_path(ProblemKind::Note, path, format!("{said}: {}", listed.join(", ")))
    };
    let mut notes = Vec::new();
    if !worse.is_empty() {
        let said = (
            "of the baseline is there with another value, or graver, and so is reported",
            "of the baseline are there with other values, or graver, and so are reported",
        );
        notes.push(note(&worse, said));
    }
    if !gone.is_empty() {
        let said = ("of the baseline is there no more", "of the baseline are there no more");
        notes.push(note(&gone, said).help("`akslint baseline prune` takes out what is not needed"));
    }
    notes
}
