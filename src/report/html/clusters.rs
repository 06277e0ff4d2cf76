//! The clusters: a table of all, and a section for each with every policy that concerns it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::rows::{Group, Row, State, Tally, local_name};
use super::{SENTENCE, badge, code, name, prose};
use crate::policy::Outcome;
use crate::report::annotation::sentence;
use crate::report::markup::escaped;
use crate::report::sarif::is_link;
use crate::report::shown::Shown;
use crate::report::{Finding, PolicyInfo};
use crate::source::Span;

/// How many places of one row are shown.
const MOST_PLACES: usize = 4;

/// What the sections are made of.
pub(super) struct Clusters<'r> {
    pub policies: &'r [PolicyInfo<'r>],
    pub shown: &'r Shown<'r>,
    pub findings: BTreeMap<(&'r str, Span), &'r Finding>,
}

impl Clusters<'_> {
    /// One line per cluster.
    pub fn table(&self, out: &mut String, groups: &[Group<'_>]) {
        if groups.is_empty() {
            return;
        }
        out.push_str(
            "<h2 id=\"clusters\">Clusters</h2>\n<div class=\"scroll\"><table>\n<thead><tr><th></th><th>Cluster</th>\
             <th>Root</th><th>Environments</th><th class=\"number\">Fail</th><th class=\"number\">Undecided</th>\
             <th class=\"number\">Exempt</th><th class=\"number\">Pass</th></tr></thead>\n<tbody>\n",
        );
        for (index, group) in groups.iter().enumerate() {
            let Tally { fail, undecided, exempt, pass } = group.tally();
            let anchor = name(groups, index);
            let environments: Vec<String> = group.environments.iter().map(|name| code(name)).collect();
            let number = |count: usize, class: &str| match count {
                0 => "<td class=\"number soft\">0</td>".to_owned(),
                _ => format!("<td class=\"number {class}\"><b>{count}</b></td>"),
            };
            let _ = writeln!(
                out,
                "<tr><td><a href=\"#{anchor}\">{anchor}</a></td><td>{}</td><td>{}</td><td>{}</td>{}{}{}{}</tr>",
                title(group),
                code(group.root),
                environments.join(" "),
                number(fail, "fail"),
                number(undecided, "undecided"),
                number(exempt, "exempt"),
                number(pass, "pass")
            );
        }
        out.push_str("</tbody>\n</table></div>\n");
    }

    /// One section per cluster.
    pub fn sections(&self, out: &mut String, groups: &[Group<'_>]) {
        if groups.is_empty() {
            return;
        }
        out.push_str("<h2>Every verdict</h2>\n");
        for (index, group) in groups.iter().enumerate() {
            let anchor = name(groups, index);
            let _ = writeln!(out, "<h3 id=\"{anchor}\">{anchor}: {} in {}</h3>", title(group), code(group.root));
            let passing = group.rows.partition_point(|row| row.state() != State::Pass);
            let (open, passed) = group.rows.split_at(passing);
            if open.is_empty() {
                out.push_str("<p>Every policy that concerns it passes.</p>\n");
            } else {
                self.rows(out, open);
            }
            if !passed.is_empty() {
                let _ = writeln!(out, "<details>\n<summary>{} passed</summary>", passed.len());
                self.rows(out, passed);
                out.push_str("</details>\n");
            }
        }
    }

    fn rows(&self, out: &mut String, rows: &[Row<'_>]) {
        out.push_str(
            "<div class=\"scroll\"><table>\n<thead><tr><th>Outcome</th><th>Severity</th><th>Policy</th>\
             <th>Resource</th><th>Evidence</th><th>Controls</th></tr></thead>\n<tbody>\n",
        );
        for row in rows {
            let Some(policy) = self.policies.get(row.policy) else { continue };
            let outcomes: Vec<String> = (row.states().into_iter())
                .map(|(state, environments)| {
                    let names: String =
                        environments.iter().map(|name| format!(" {}", code(&format!("[{name}]")))).collect();
                    format!("{}{names}", badge(state))
                })
                .collect();
            let controls: Vec<String> = policy.controls.iter().map(|control| code(control)).collect();
            let title = match policy.links.iter().find(|link| is_link(link)) {
                Some(link) => {
                    format!("<a rel=\"noreferrer\" href=\"{}\">{}</a>", escaped(link), prose(policy.title))
                }
                None => prose(policy.title),
            };
            let _ = writeln!(
                out,
                "<tr><td>{}</td><td>{}</td><td>{}<br/>{title}</td><td class=\"resource\">{}</td><td class=\"wide\">{}</td><td class=\"controls\">{}</td></tr>",
                outcomes.join("<br/>"),
                row.severity().name(),
                code(policy.id),
                code(&local_name(row.address, row.path)),
                self.evidence(row, policy),
                controls.join("<br/>")
            );
        }
        out.push_str("</tbody>\n</table></div>\n");
    }

    /// Where it fails and how to mend it, or why it is undecided.
    fn evidence(&self, row: &Row<'_>, policy: &PolicyInfo<'_>) -> String {
        let part = |text: &str| prose(&sentence(&self.shown.part(text, SENTENCE)));
        // Often begins with a name, which is no word to begin with a capital.
        let cause = |text: &str| prose(&self.shown.part(text, SENTENCE));
        let place = |span: Span| code(&self.shown.position(span));
        let mut lines: Vec<String> = Vec::new();
        let mut fixes: Vec<String> = Vec::new();
        for judged in &row.judgements {
            let judgement = judged.judgement;
            let Some(span) = judgement.place else { continue };
            let line = match judgement.outcome {
                Outcome::Fail => {
                    let hidden = judged.hidden;
                    let reported = || self.findings.get(&(policy.id, span)).copied();
                    let finding = hidden.map(|hidden| &hidden.finding).or_else(reported);
                    fixes.extend(finding.filter(|finding| !finding.fix.is_empty()).map(|finding| part(&finding.fix)));
                    let texts =
                        finding.map(|finding| format!("{} {}", part(&finding.message), part(&finding.primary.text)));
                    let why = hidden.map_or_else(String::new, |hidden| {
                        let at = hidden.by.place().map_or_else(String::new, |span| format!(" {}", place(span)));
                        format!("<br/><b>{}</b>{at}", part(&hidden.by.text()))
                    });
                    format!("{} {}{why}", place(span), texts.unwrap_or_default())
                }
                _ => format!("{} {}", place(span), judgement.cause.as_deref().map(cause).unwrap_or_default()),
            };
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        let more = lines.len().saturating_sub(MOST_PLACES);
        lines.truncate(MOST_PLACES);
        if more > 0 {
            lines.push(format!("and {more} more places"));
        }
        fixes.sort();
        fixes.dedup();
        lines.extend(fixes.into_iter().map(|fix| format!("<span class=\"soft\">Fix:</span> {fix}")));
        lines.join("<br/>")
    }
}

fn title(group: &Group<'_>) -> String {
    group.cluster.map_or_else(|| "resources of no known cluster".to_owned(), code)
}
