//! The format `html`: one page of evidence, for whoever has to show what was checked.
//!
//! Knows HTML. Does not know how anything was found. The page is one file: no script, nothing from elsewhere, and a
//! policy in its head that lets a browser load nothing. It is well-formed XML too, so a reader that is strict can check it.

mod clusters;
mod rows;

use std::fmt::Write as _;

use base64::Engine as _;
use sha2::{Digest, Sha256};

use self::clusters::Clusters;
use self::rows::{Group, State, controls, groups};
use super::address_plan::svg;
use super::annotation::sentence;
use super::catalogue::policies_json;
use super::closing::counted;
use super::gathered::gather;
use super::markup::escaped;
use super::place::is_on_disk;
use super::shown::Shown;
use super::visible::clip;
use super::{Hidden, HiddenBy, PolicyInfo, Report};
use crate::planning::estate::Estate;
use crate::policy::{Outcome, Severity};
use crate::source::Sources;

/// The page's only style sheet.
const STYLE: &str = include_str!("style.css");

/// The most characters of a sentence.
const SENTENCE: usize = 500;

/// The report as a page.
#[must_use]
pub fn html(report: &Report, policies: &[PolicyInfo<'_>], sources: &Sources) -> String {
    html_with_plan(report, policies, sources, None)
}

/// The same with the address plan of what was scanned.
#[must_use]
pub fn html_with_plan(
    report: &Report,
    policies: &[PolicyInfo<'_>],
    sources: &Sources,
    plan: Option<&Estate>,
) -> String {
    let shown = Shown::new(sources);
    let groups = groups(report, policies);
    let mut out = head();
    overview(&mut out, report, policies);
    let clusters = Clusters { policies, shown: &shown, findings: report.by_place() };
    clusters.table(&mut out, &groups);
    control_table(&mut out, &groups, policies);
    address_plan(&mut out, plan, sources);
    clusters.sections(&mut out, &groups);
    accepted(&mut out, report, policies, &shown);
    undecided(&mut out, report, &shown);
    problems(&mut out, report, &shown);
    inputs(&mut out, sources);
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// A name, a path or a value; none of them is endless.
fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(&clip(text, SENTENCE)))
}

/// A sentence whose parts in backticks are code.
fn prose(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escaped(text);
    }
    let part = |(index, part): (usize, &&str)| if index % 2 == 1 { code(part) } else { escaped(part) };
    parts.iter().enumerate().map(part).collect()
}

/// A state as a word that stands out.
fn badge(state: State) -> String {
    format!("<span class=\"outcome {0}\">{0}</span>", state.name())
}

fn head() -> String {
    // Only this very sheet is taken, and nothing else is loaded or run.
    let digest = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'; \
         base-uri 'none'; form-action 'none'\"/>\n\
         <meta name=\"referrer\" content=\"no-referrer\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <title>AKS evidence</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
    )
}

fn overview(out: &mut String, report: &Report, policies: &[PolicyInfo<'_>]) {
    let summary = &report.summary;
    let as_of = match summary.as_of.as_str() {
        "" => String::new(),
        date => format!(", support calendars as of {}", escaped(date)),
    };
    let _ = writeln!(
        out,
        "<h1>What the code of these AKS clusters says</h1>\n<p class=\"soft\">akslint {}{as_of}. {} in {} judged by {} \
         policies. Catalogue {}.</p>",
        env!("CARGO_PKG_VERSION"),
        counted(summary.resources, "resource"),
        counted(summary.roots, "root"),
        summary.policies,
        code(&format!("sha256:{}", hexadecimal(policies_json(policies).as_bytes()))),
    );
    if summary.unread > 0 {
        let _ = writeln!(
            out,
            "<p class=\"notice\"><b>Incomplete.</b> Some of what is on disk could not be read; what is not read is not \
             judged. See <a href=\"#unread\">what could not be read</a>.</p>"
        );
    }
    if report.assessed.is_empty() {
        out.push_str("<p class=\"notice\"><b>Nothing was judged.</b> No AKS resources were found.</p>\n");
    }
    out.push_str("<ul class=\"cards\">\n");
    for severity in Severity::ALL.iter().rev() {
        let count = report.findings.iter().filter(|finding| finding.severity == *severity).count();
        let class = if count > 0 && *severity >= Severity::High { " class=\"fail\"" } else { "" };
        let _ = writeln!(out, "<li><b{class}>{count}</b>{} findings</li>", severity.name());
    }
    let verdicts = report.assessed.iter().flat_map(|one| &one.judgements);
    let count = |outcome| verdicts.clone().filter(|judgement| judgement.outcome == outcome).count();
    for (outcome, what) in [(Outcome::Pass, "verdicts pass"), (Outcome::Undecided, "verdicts undecided")] {
        let _ = writeln!(out, "<li><b class=\"{}\">{}</b>{what}</li>", outcome.name(), count(outcome));
    }
    if !report.hidden.is_empty() {
        let _ = writeln!(out, "<li><b>{}</b>findings suppressed</li>", report.hidden.len());
    }
    out.push_str("</ul>\n");
}

/// The picture of all networks, where there is one to show.
fn address_plan(out: &mut String, plan: Option<&Estate>, sources: &Sources) {
    let Some(plan) = plan.filter(|plan| !(plan.networks.is_empty() && plan.clusters.is_empty())) else { return };
    // The picture is made of shapes and escaped texts: it is part of the page, as a picture loaded would not be.
    let _ = writeln!(
        out,
        "<h2 id=\"addresses\">Address plan</h2>\n<p class=\"soft\">What nodes and pods need now, at their largest and while \
         they are upgraded; <code>akslint ip</code> tells the arithmetic.</p>\n<div class=\"scroll plan\">{}</div>",
        svg(plan, sources)
    );
}

/// What each control comes to, over all clusters.
fn control_table(out: &mut String, groups: &[Group<'_>], policies: &[PolicyInfo<'_>]) {
    let controls = controls(policies);
    if controls.is_empty() || groups.is_empty() {
        return;
    }
    out.push_str(
        "<h2 id=\"controls\">Controls</h2>\n<p class=\"soft\">A control counts as failed where one of the policies \
         mapped to it fails, as undecided where one is undecided, as exempt where one fails only where somebody has agreed to \
         it, and as passed where all pass. Only what code can show \
         is covered: a passed control is not yet a met one.</p>\n<div class=\"scroll\"><table>\n<thead><tr>\
         <th>Control</th><th>Policies</th><th>Fail</th><th>Undecided</th><th>Exempt</th><th>Pass</th></tr></thead>\n<tbody>\n",
    );
    let mut silent: Vec<String> = Vec::new();
    for (control, mapped) in controls {
        let outcomes: Vec<_> =
            groups.iter().enumerate().map(|(index, group)| (index, group.control(control, policies))).collect();
        if outcomes.iter().all(|(_, outcome)| outcome.is_none()) {
            silent.push(code(control));
            continue;
        }
        let cell = |wanted: State| {
            let these = outcomes.iter().filter(|(_, outcome)| *outcome == Some(wanted));
            let names: Vec<String> = these
                .map(|(index, _)| {
                    format!("<a class=\"{0}\" href=\"#{1}\">{1}</a>", wanted.name(), name(groups, *index))
                })
                .collect();
            names.join(" ")
        };
        let title = |id: &&str| policies.iter().find(|policy| policy.id == *id).map(|policy| prose(policy.title));
        let policies: Vec<String> = (mapped.iter())
            .map(|id| format!("{} <span class=\"soft\">{}</span>", code(id), title(id).unwrap_or_default()))
            .collect();
        let _ = writeln!(
            out,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            code(control),
            policies.join("<br/>"),
            cell(State::Fail),
            cell(State::Undecided),
            cell(State::Exempt),
            cell(State::Pass)
        );
    }
    out.push_str("</tbody>\n</table></div>\n");
    if !silent.is_empty() {
        let _ = writeln!(
            out,
            "<details>\n<summary>{} not assessed: nothing in this code is concerned, or the policies were not chosen</summary>\n\
             <p class=\"soft\">{}</p>\n</details>",
            counted(silent.len(), "control"),
            silent.join(", ")
        );
    }
}

/// A short name that is an anchor too: `C1` for a cluster, `R1` for what belongs to none.
fn name(groups: &[Group<'_>], index: usize) -> String {
    let clusters = groups.iter().filter(|group| group.cluster.is_some()).count();
    if index < clusters { format!("C{}", index + 1) } else { format!("R{}", index - clusters + 1) }
}

/// What somebody has agreed to: by whom, for how long, why.
fn accepted(out: &mut String, report: &Report, policies: &[PolicyInfo<'_>], shown: &Shown<'_>) {
    let accepted: Vec<_> = report.hidden.iter().filter(|hidden| hidden.by.is_accepted()).collect();
    if accepted.is_empty() {
        return;
    }
    out.push_str(
        "<h2 id=\"exempt\">What is exempt</h2>\n<div class=\"scroll\"><table>\n<thead><tr><th>Policy</th><th>Finding</th>\
         <th>By</th><th>Owner</th><th>Until</th><th>Reason</th></tr></thead>\n<tbody>\n",
    );
    for Hidden { finding, by } in accepted {
        let (kind, owner) = match by {
            HiddenBy::Exemption(exemption) => {
                let ticket = exemption
                    .ticket
                    .as_deref()
                    .map_or_else(String::new, |text| format!(" {}", code(&shown.part(text, SENTENCE))));
                (format!("{}{ticket}", exemption.category.name()), escaped(&shown.part(&exemption.owner, SENTENCE)))
            }
            other => (other.name().to_owned(), String::new()),
        };
        let written = by.place().map_or_else(String::new, |span| format!("<br/>{}", code(&shown.position(span))));
        let title = policies.iter().find(|policy| policy.id == &*finding.policy).map_or("", |policy| policy.title);
        let _ = writeln!(
            out,
            "<tr><td>{}<br/>{}</td><td>{}</td><td>{kind}{written}</td><td>{owner}</td><td>{}</td><td>{}</td></tr>",
            code(&finding.policy),
            prose(title),
            code(&shown.position(finding.primary.span)),
            by.until().map_or_else(|| "no end".to_owned(), |date| date.to_string()),
            by.reason().map(|reason| escaped(&shown.part(reason, SENTENCE))).unwrap_or_default()
        );
    }
    out.push_str("</tbody>\n</table></div>\n");
}

fn undecided(out: &mut String, report: &Report, shown: &Shown<'_>) {
    let gathered = gather(&report.undecided);
    if gathered.is_empty() {
        return;
    }
    out.push_str(
        "<h2 id=\"undecided\">Why verdicts are undecided</h2>\n<div class=\"scroll\"><table>\n<thead><tr>\
         <th class=\"number\">Verdicts</th><th>Worst</th><th>Root</th><th>Cause</th><th>Remedy</th></tr></thead>\n\
         <tbody>\n",
    );
    for one in &gathered {
        let place = match one.roots {
            1 => code(&one.first.root),
            roots => format!("{roots} roots"),
        };
        let environment =
            one.first.environment.as_deref().map(|name| format!(" {}", code(&format!("[{name}]")))).unwrap_or_default();
        let part = |text: &str| prose(&sentence(&shown.part(text, SENTENCE)));
        let _ = writeln!(
            out,
            "<tr><td class=\"number\">{}</td><td>{}</td><td>{place}{environment}</td><td>{}</td><td>{}</td></tr>",
            one.count(),
            one.questions.first().map_or("", |question| question.verdict.severity.name()),
            prose(&shown.part(&one.first.cause, SENTENCE)),
            one.first.remedy.as_deref().map(part).unwrap_or_default()
        );
    }
    out.push_str("</tbody>\n</table></div>\n");
}

fn problems(out: &mut String, report: &Report, shown: &Shown<'_>) {
    if report.problems.is_empty() {
        return;
    }
    out.push_str(
        "<h2 id=\"unread\">What could not be read or resolved</h2>\n<div class=\"scroll\"><table>\n<thead><tr>\
         <th>Kind</th><th>Place</th><th>Message</th></tr></thead>\n<tbody>\n",
    );
    for problem in &report.problems {
        let part = |text: &str| prose(&sentence(&shown.part(text, SENTENCE)));
        let class = if problem.kind.is_incomplete() { "fail" } else { "none" };
        let help = problem.help.as_deref().map(|help| format!(" {}", part(help))).unwrap_or_default();
        let _ = writeln!(
            out,
            "<tr><td><span class=\"outcome {class}\">{}</span></td><td>{}</td><td>{}{help}</td></tr>",
            problem.kind.name(),
            shown.problem_position(problem).map(|place| code(&place)).unwrap_or_default(),
            part(&problem.message)
        );
    }
    out.push_str("</tbody>\n</table></div>\n");
}

/// Every file that was read, with what `sha256sum` says of it.
fn inputs(out: &mut String, sources: &Sources) {
    let files = sources.files();
    let files: Vec<(&str, String)> = (files.iter())
        .filter(|file| is_on_disk(&file.path))
        .map(|file| (file.path.as_str(), hexadecimal(file.text.as_bytes())))
        .collect();
    let all: String = files.iter().map(|(path, digest)| format!("{digest}  {path}\n")).collect();
    let _ = writeln!(
        out,
        "<h2 id=\"inputs\">Inputs</h2>\n<p>{} read. All together, as the list <code>sha256sum</code> prints, sorted by \
         path: {}.</p>\n<details>\n<summary>The files and their hashes (SHA-256)</summary>\n\
         <div class=\"scroll\"><table>\n<tbody>",
        counted(files.len(), "file"),
        code(&format!("sha256:{}", hexadecimal(all.as_bytes())))
    );
    for (path, digest) in files {
        let _ = writeln!(out, "<tr><td>{}</td><td>{}</td></tr>", code(path), code(&digest));
    }
    out.push_str("</tbody>\n</table></div>\n</details>\n");
}

fn hexadecimal(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}
