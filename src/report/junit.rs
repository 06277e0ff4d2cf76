//! The format `junit`: test results, as nearly every pipeline shows them.
//!
//! Knows the common denominator of what Azure Pipelines, GitLab and Jenkins read. Does not know how anything was found.
//! A root is a suite, a policy on a resource is a test: undecided and suppressed ones are skipped, what could not be read is an error.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::annotation::sentence;
use super::markup::{escaped, escaped_lines};
use super::shown::Shown;
use super::visible::clip;
use super::{Assessed, Finding, HiddenByPlace, Judgement, PolicyInfo, Report};
use crate::document::{Problem, ProblemKind};
use crate::policy::Outcome;
use crate::source::{Sources, Span};

/// How many labels of a failure are written.
const MOST_LABELS: usize = 8;

/// The most characters of a sentence.
const SENTENCE: usize = 1_000;

/// All judgements as test results.
#[must_use]
pub fn junit(report: &Report, policies: &[PolicyInfo<'_>], sources: &Sources) -> String {
    let writer =
        Writer { shown: Shown::new(sources), policies, findings: report.by_place(), hidden: report.hidden_by_place() };
    let mut roots: BTreeMap<&Arc<str>, Vec<&Assessed>> = BTreeMap::new();
    for one in &report.assessed {
        roots.entry(&one.occurrence.root).or_default().push(one);
    }
    let mut suites: Vec<Suite> = roots.into_iter().map(|(root, assessed)| writer.suite(root, &assessed)).collect();
    let problems: Vec<&Problem> = report.problems.iter().filter(|one| one.kind != ProblemKind::Note).collect();
    if !problems.is_empty() {
        suites.push(writer.problems(&problems));
    }
    let sum = |count: fn(&Suite) -> usize| suites.iter().map(count).sum::<usize>();
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    let _ = writeln!(
        out,
        "<testsuites name=\"akslint\" tests=\"{}\" failures=\"{}\" errors=\"{}\">",
        sum(|suite| suite.tests),
        sum(|suite| suite.failures),
        sum(|suite| suite.errors)
    );
    for Suite { name, tests, failures, errors, skipped, cases } in &suites {
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" \
             skipped=\"{skipped}\">\n{cases}  </testsuite>",
            escaped(name)
        );
    }
    out.push_str("</testsuites>\n");
    out
}

#[derive(Default)]
struct Suite {
    name: String,
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
    cases: String,
}

struct Writer<'r> {
    shown: Shown<'r>,
    policies: &'r [PolicyInfo<'r>],
    findings: BTreeMap<(&'r str, Span), &'r Finding>,
    hidden: HiddenByPlace<'r>,
}

impl Writer<'_> {
    fn suite(&self, root: &str, assessed: &[&Assessed]) -> Suite {
        let mut suite = Suite { name: root.to_owned(), ..Suite::default() };
        for one in assessed {
            let class = class_name(one);
            for judgement in &one.judgements {
                let Some(policy) = self.policies.get(judgement.policy) else { continue };
                suite.tests += 1;
                let hidden = self.hidden.of(policy.id, judgement, &one.occurrence);
                let _ = write!(suite.cases, "    <testcase classname=\"{}\" name=\"{}\"", class, escaped(policy.id));
                match (judgement.outcome, hidden) {
                    (Outcome::Fail, Some(hidden)) => {
                        Self::skipped(&mut suite, &self.sentence(&hidden.by.text()));
                    }
                    (Outcome::Fail, None) => {
                        suite.failures += 1;
                        self.failure(&mut suite.cases, judgement, policy);
                    }
                    (Outcome::Undecided, _) => {
                        let cause = judgement.cause.as_deref().unwrap_or("it depends on something that is not known");
                        let text = format!("undecided ({}): {}", judgement.severity.name(), self.sentence(cause));
                        Self::skipped(&mut suite, &text);
                    }
                    (Outcome::Pass | Outcome::NotApplicable, _) => suite.cases.push_str("/>\n"),
                }
            }
        }
        suite
    }

    fn skipped(suite: &mut Suite, why: &str) {
        suite.skipped += 1;
        let _ = writeln!(suite.cases, ">\n      <skipped message=\"{}\"/>\n    </testcase>", escaped(why));
    }

    fn failure(&self, out: &mut String, judgement: &Judgement, policy: &PolicyInfo<'_>) {
        let finding = judgement.place.and_then(|place| self.findings.get(&(policy.id, place)));
        let (message, lines) = match finding {
            Some(finding) => (finding.message.as_str(), self.lines(finding)),
            None => (policy.message, Vec::new()),
        };
        let _ = writeln!(
            out,
            ">\n      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>",
            judgement.severity.name(),
            escaped(&self.sentence(message)),
            escaped_lines(&lines)
        );
    }

    /// Where it is, how it came to be and how to mend it.
    fn lines(&self, finding: &Finding) -> Vec<String> {
        let labels = std::iter::once(&finding.primary).chain(finding.secondary.iter().take(MOST_LABELS));
        let mut lines: Vec<String> = labels
            .map(|label| format!("{}: {}", self.shown.position(label.span), self.sentence(&label.text)))
            .collect();
        if !finding.fix.is_empty() {
            lines.push(format!("Fix: {}", sentence(&self.sentence(&finding.fix))));
        }
        lines.push(format!("More: akslint explain {}", finding.policy));
        lines
    }

    fn problems(&self, problems: &[&Problem]) -> Suite {
        let mut suite = Suite { name: "what akslint could not read or resolve".to_owned(), ..Suite::default() };
        for problem in problems {
            let place = self.shown.problem_position(problem).unwrap_or_else(|| ".".to_owned());
            let message = self.sentence(&problem.message);
            let help = problem.help.as_deref().map(|help| sentence(&self.sentence(help))).unwrap_or_default();
            suite.tests += 1;
            // What hides nothing is told, and fails nothing.
            let element = if problem.kind.is_incomplete() { "error" } else { "skipped" };
            match element {
                "error" => suite.errors += 1,
                _ => suite.skipped += 1,
            }
            let _ = writeln!(
                suite.cases,
                "    <testcase classname=\"{}\" name=\"{}\">\n      <{element} type=\"{}\" \
                 message=\"{}\">{}</{element}>\n    </testcase>",
                problem.kind.name(),
                escaped(&place),
                problem.kind.name(),
                escaped(&message),
                escaped(&help)
            );
        }
        suite
    }

    fn sentence(&self, text: &str) -> String {
        self.shown.part(text, SENTENCE)
    }
}

/// `module.aks.azurerm_x.y default_node_pool [prod]`, escaped.
fn class_name(assessed: &Assessed) -> String {
    let occurrence = &assessed.occurrence;
    let path = occurrence.path.as_deref().map(|path| format!(" {path}")).unwrap_or_default();
    let environment = occurrence.environment.as_deref().map(|name| format!(" [{name}]")).unwrap_or_default();
    let address = clip(&occurrence.address, SENTENCE);
    escaped(&format!("{address}{path}{environment}"))
}
