//! The format `markdown`: for the summary of a step and for a comment on a change.
//!
//! Knows what forges take. Does not know how anything was found. Worst first, folded, and never longer than a comment
//! may be: what does not fit is counted.

pub(super) mod text;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use self::text::{code, prose};
use super::annotation::{best_span, sentence};
use super::closing::{by_severity, counted};
use super::gathered::gather;
use super::shown::Shown;
use super::visible::clip;
use super::{Finding, Occurrence, PolicyInfo, Report};
use crate::document::ProblemKind;
use crate::policy::Severity;
use crate::source::Sources;

/// The longest document in bytes: GitHub takes comments of 65 536 characters.
const LONGEST: usize = 60_000;

/// Room kept for the lines that say what did not fit.
const RESERVE: usize = 1_000;

/// How many places of one policy are listed.
const MOST_PLACES: usize = 10;

/// How many causes, and how many problems, are listed.
const MOST_LINES: usize = 20;

/// How many resources of one place are named.
const MOST_NAMED: usize = 3;

/// The most characters of a sentence.
const SENTENCE: usize = 300;

/// Findings by policy, what is undecided, what could not be read, totals.
#[must_use]
pub fn markdown(report: &Report, policies: &[PolicyInfo<'_>], sources: &Sources) -> String {
    let shown = Shown::new(sources);
    let mut out = heading(report, &shown);
    let mut blocks = problem_blocks(report, &shown).into_iter().collect::<Vec<_>>();
    let (groups, later) = (by_policy(report), undecided_block(report, &shown));
    blocks.extend(later);
    // What comes behind the findings is short, and more than an afterthought: its room is kept.
    let kept: usize = blocks.iter().map(String::len).sum::<usize>() + RESERVE;
    let mut left_out = (0, 0);
    for group in &groups {
        let policy = policies.iter().find(|policy| policy.id == &*group[0].policy);
        let block = findings_block(group, policy, &shown);
        if left_out.0 > 0 || out.len() + block.len() + kept > LONGEST {
            left_out = (left_out.0 + 1, left_out.1 + group.len());
        } else {
            out.push_str(&block);
        }
    }
    if left_out.0 > 0 {
        let _ = writeln!(
            out,
            "**{} of {} are not shown here**, none of them graver than those above. `akslint scan --all` lists \
             everything.\n",
            counted(left_out.1, "finding"),
            match left_out.0 {
                1 => "1 policy".to_owned(),
                count => format!("{count} policies"),
            }
        );
    }
    blocks.iter().for_each(|block| out.push_str(block));
    out.push_str(&totals(report));
    out
}

fn heading(report: &Report, shown: &Shown<'_>) -> String {
    let mut out = format!("## akslint: {}", counted(report.findings.len(), "finding"));
    let by_severity = by_severity(report);
    if !by_severity.is_empty() {
        let _ = write!(out, " ({})", by_severity.join(", "));
    }
    out.push_str("\n\n");
    if let Some(changes) = &report.summary.changes {
        let _ = writeln!(out, "Compared with {}: {}.\n", code(&shown.part(&changes.base, SENTENCE)), changes.counts());
    }
    if report.summary.unread > 0 {
        let _ = writeln!(
            out,
            "**Incomplete:** {} on disk could not be read, and what is not read is not judged.\n",
            match report.summary.unread {
                1 => "1 thing".to_owned(),
                count => format!("{count} things"),
            }
        );
    } else if report.summary.resources == 0 {
        out.push_str("Nothing to judge: no AKS resources were found.\n\n");
    }
    out
}

/// The findings of each policy and severity: worst first, then by policy.
fn by_policy(report: &Report) -> Vec<Vec<&Finding>> {
    let mut groups: BTreeMap<(std::cmp::Reverse<Severity>, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        groups.entry((std::cmp::Reverse(finding.severity), &finding.policy)).or_default().push(finding);
    }
    groups.into_values().collect()
}

fn findings_block(group: &[&Finding], policy: Option<&PolicyInfo<'_>>, shown: &Shown<'_>) -> String {
    let first = group[0];
    let part = |text: &str| shown.part(text, SENTENCE);
    let open = if first.severity >= Severity::High { " open" } else { "" };
    let count = if group.len() == 1 { String::new() } else { format!(" ({} places)", group.len()) };
    let title = policy.map_or(first.message.as_str(), |policy| policy.message);
    let mut out = format!(
        "<details{open}>\n<summary><b>{}</b> {}: {}{count}</summary>\n\n",
        first.severity.name(),
        short(&first.policy),
        prose(&part(title))
    );
    for finding in group.iter().take(MOST_PLACES) {
        let span = best_span(finding, shown).unwrap_or(finding.primary.span);
        let place = shown.place(span);
        // Messages that name values differ from the page's.
        let message = match policy {
            Some(policy) if finding.message != policy.message => prose(&sentence(&part(&finding.message))) + " ",
            _ => String::new(),
        };
        let _ = writeln!(
            out,
            "- {} {message}{} Concerns {}.",
            short(&format!("{}:{}", place.path, place.start.line)),
            prose(&sentence(&part(&finding.primary.text))),
            concerned(&finding.occurrences),
        );
    }
    if group.len() > MOST_PLACES {
        let _ = writeln!(out, "- and {} more", group.len() - MOST_PLACES);
    }
    let mut fixes: Vec<&str> = group.iter().map(|finding| finding.fix.as_str()).filter(|fix| !fix.is_empty()).collect();
    fixes.sort_unstable();
    fixes.dedup();
    for fix in fixes {
        let _ = writeln!(out, "\n**Fix:** {}", prose(&sentence(&part(fix))));
    }
    let _ = writeln!(out, "\n<sub>More: {}</sub>\n\n</details>\n", code(&format!("akslint explain {}", first.policy)));
    out
}

/// `address` in `root`, only in `prod`.
fn concerned(occurrences: &[Occurrence]) -> String {
    let name = |one: &Occurrence| {
        let path = one.path.as_deref().map(|path| format!(" {path}")).unwrap_or_default();
        let root = if &*one.root == "." { String::new() } else { format!(" in {}", short(&one.root)) };
        let only = one.environment.as_deref().map(|name| format!(", only in {}", short(name))).unwrap_or_default();
        format!("{}{root}{only}", short(&format!("{}{path}", one.address)))
    };
    let names: Vec<String> = occurrences.iter().take(MOST_NAMED).map(name).collect();
    let more = match occurrences.len().saturating_sub(MOST_NAMED) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    format!("{}{more}", names.join("; "))
}

fn short(text: &str) -> String {
    code(&clip(text, SENTENCE))
}

/// With a full stop, and a capital only where the text has one: causes begin with names.
fn stopped(text: &str) -> String {
    format!("{}.", text.trim().trim_end_matches('.'))
}

fn undecided_block(report: &Report, shown: &Shown<'_>) -> Option<String> {
    let gathered = gather(&report.undecided);
    let count: usize = gathered.iter().map(super::gathered::Gathered::count).sum();
    if count == 0 {
        return None;
    }
    let mut out = format!("<details>\n<summary>{count} undecided, by cause</summary>\n\n");
    for one in gathered.iter().take(MOST_LINES) {
        let part = |text: &str| prose(&stopped(&shown.part(text, SENTENCE)));
        let remedy =
            one.first.remedy.as_deref().map(|remedy| format!(" {}", part(&sentence(remedy)))).unwrap_or_default();
        let worst = one.questions.first().map_or("", |question| question.verdict.severity.name());
        let place = match one.roots {
            1 => short(&one.first.root),
            roots => format!("{roots} roots"),
        };
        let environment = one.first.environment.as_deref().map(|name| format!(" {}", short(name))).unwrap_or_default();
        let _ = writeln!(
            out,
            "- {} (worst {worst}) in {place}{environment}: {}{remedy}",
            one.count(),
            part(&one.first.cause)
        );
    }
    if gathered.len() > MOST_LINES {
        let _ = writeln!(out, "- and {} more causes", gathered.len() - MOST_LINES);
    }
    out.push_str("\n</details>\n\n");
    Some(out)
}

fn problem_blocks(report: &Report, shown: &Shown<'_>) -> Option<String> {
    let problems: Vec<_> = report.problems.iter().filter(|one| one.kind != ProblemKind::Note).collect();
    if problems.is_empty() {
        return None;
    }
    let open = if problems.iter().any(|one| one.kind.is_incomplete()) { " open" } else { "" };
    let mut out =
        format!("<details{open}>\n<summary>{} while reading</summary>\n\n", counted(problems.len(), "problem"));
    for problem in problems.iter().take(MOST_LINES) {
        let part = |text: &str| prose(&sentence(&shown.part(text, SENTENCE)));
        let place = shown.problem_position(problem).map(|place| short(&place)).unwrap_or_default();
        let help = problem.help.as_deref().map(|help| format!(" {}", part(help))).unwrap_or_default();
        let _ = writeln!(out, "- {place} {}: {}{help}", problem.kind.name(), part(&problem.message));
    }
    if problems.len() > MOST_LINES {
        let _ = writeln!(out, "- and {} more", problems.len() - MOST_LINES);
    }
    out.push_str("\n</details>\n\n");
    Some(out)
}

fn totals(report: &Report) -> String {
    let summary = &report.summary;
    let as_of = if summary.as_of.is_empty() { String::new() } else { format!(", calendars as of {}", summary.as_of) };
    format!(
        "<sub>akslint {}: {} in {} judged by {} policies{as_of}; {} suppressed.</sub>\n",
        env!("CARGO_PKG_VERSION"),
        counted(summary.resources, "resource"),
        counted(summary.roots, "root"),
        summary.policies,
        report.hidden.len(),
    )
}
