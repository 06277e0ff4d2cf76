//! What was read, what was not and why, and why verdicts are undecided: the lines of `--verbose`.
//!
//! Knows documents, files and undecided verdicts. Does not know how anything was found.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use super::Report;
use super::full::occurrence_text;
use super::place::is_on_disk;
use super::shown::Shown;
use super::visible::visible;
use crate::document::{Document, Mode, UnusedFile};
use crate::source::{Sources, Span};

/// What a report does not hold.
#[derive(Debug, Default)]
pub struct Trace<'a> {
    /// What was evaluated.
    pub documents: &'a [Document],
    /// Files of values that were found and not used, by root.
    pub unused_value_files: &'a [(Arc<str>, Vec<UnusedFile>)],
    /// Paths that were not searched, as shown, with the reason.
    pub left_out: Vec<(String, &'static str)>,
    /// Files that were searched, as shown; those that were not read hold nothing of interest.
    pub searched: Vec<String>,
}

/// Lines of an area and what is to be told, `root: infra (terraform), environments dev, prod`.
#[must_use]
pub fn trace(trace: &Trace<'_>, report: &Report, sources: &Sources) -> String {
    let shown = Shown::new(sources);
    let mut out = String::new();
    roots(&mut out, trace);
    files(&mut out, trace, sources);
    modules(&mut out, trace, &shown);
    undecided(&mut out, report, &shown);
    out
}

fn roots(out: &mut String, trace: &Trace<'_>) {
    let mut roots: BTreeMap<&str, (&Document, Vec<&str>)> = BTreeMap::new();
    for document in trace.documents {
        let entry = roots.entry(&document.root).or_insert((document, Vec::new()));
        entry.1.extend(document.environment.as_deref());
    }
    for (root, (document, environments)) in roots {
        let _ = write!(out, "root: {} ({})", visible(root), document.language.name());
        if document.is_called {
            out.push_str(", called by nothing that was evaluated");
        }
        if !environments.is_empty() {
            let _ = write!(out, ", environments {}", visible(&environments.join(", ")));
        }
        out.push('\n');
    }
}

fn files(out: &mut String, trace: &Trace<'_>, sources: &Sources) {
    let files = sources.files();
    let read: BTreeSet<&str> = files.iter().map(|file| &*file.path).filter(|path| is_on_disk(path)).collect();
    for path in &read {
        let _ = writeln!(out, "read: {}", visible(path));
    }
    for (root, files) in trace.unused_value_files {
        for file in files {
            let names: Vec<&str> = file.1.iter().map(|name| &**name).collect();
            let (path, root, names) = (visible(&file.0), visible(root), names.join(", "));
            let _ = writeln!(out, "not used: {path} for {root} (--var-file, --params): it sets {}", visible(&names));
        }
    }
    for (path, reason) in &trace.left_out {
        let _ = writeln!(out, "skipped: {}: {reason}", visible(path));
    }
    let mut data = 0;
    for path in trace.searched.iter().filter(|path| !read.contains(path.as_str())) {
        match path.ends_with(".json") && !path.ends_with(".tf.json") {
            // Most JSON has nothing to do with deployment.
            true => data += 1,
            false => {
                let _ = writeln!(out, "skipped: {}: nothing of AKS in it (--read-all)", visible(path));
            }
        }
    }
    if data > 0 {
        let _ = writeln!(out, "skipped: {data} JSON files that are no templates of AKS");
    }
}

fn modules(out: &mut String, trace: &Trace<'_>, shown: &Shown<'_>) {
    let mut found: BTreeMap<(&str, &str), (Span, usize)> = BTreeMap::new();
    let mut missing: BTreeMap<(&str, &str), (Span, &str)> = BTreeMap::new();
    for document in trace.documents {
        for declaration in &document.declarations {
            for call in &*declaration.calls {
                found.entry((&document.root, &call.address)).or_insert((call.header, 0)).1 += 1;
            }
            if declaration.mode == Mode::ModuleCall {
                missing.insert((&document.root, &declaration.address), (declaration.header, &declaration.type_name));
            }
        }
    }
    for ((root, address), (header, count)) in found {
        let (position, resources) = (shown.position(header), if count == 1 { "resource" } else { "resources" });
        let (address, root) = (visible(address), visible(root));
        let _ = writeln!(out, "module: {address} in {root} ({position}): followed, {count} {resources}");
    }
    for ((root, address), (header, source)) in missing {
        let (position, source) = (shown.position(header), shown.line(source));
        let (address, root) = (visible(address), visible(root));
        let _ = writeln!(out, "module: {address} in {root} ({position}): {source} is not on disk (--module-map)");
    }
}

fn undecided(out: &mut String, report: &Report, shown: &Shown<'_>) {
    for group in &report.undecided {
        let environment = group.environment.as_ref().map(|name| format!(" [{name}]")).unwrap_or_default();
        let remedy = group.remedy.as_ref().map(|remedy| format!("; {remedy}")).unwrap_or_default();
        let cause = shown.line(&group.cause);
        for verdict in &group.verdicts {
            let whom = format!("{}{environment}", occurrence_text(&verdict.occurrence));
            let place = shown.position(verdict.label.span);
            let text = shown.line(&verdict.label.text);
            // What is not known often says why itself.
            let why = if text.contains(&cause) { text } else { format!("{text}, because {cause}") };
            let at = group.span.map(|span| shown.position(span)).filter(|at| *at != place);
            let at = at.map(|at| format!(" ({at})")).unwrap_or_default();
            let _ = writeln!(
                out,
                "undecided: {place}: {}[{}] {}: {why}{at}{}",
                verdict.severity.name(),
                shown.name(&verdict.policy),
                shown.line(&whom),
                shown.line(&remedy),
            );
        }
    }
}
