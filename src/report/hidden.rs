//! Findings that are not to be reported, with who said so.
//!
//! Knows: who can hide a finding, and how what is hidden is told. Does not know: how it is decided what is hidden.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::Date;

use super::input::PolicyInfo;
use super::summary::{Finding, Judgement, Occurrence, Report};
use crate::source::Span;

/// A finding that is not reported.
#[derive(Debug, Clone)]
pub struct Hidden {
    /// The finding; its occurrences are those that are hidden.
    pub finding: Finding,
    /// Who hides it.
    pub by: HiddenBy,
}

/// Who hides a finding. The texts are the users' own: every format makes them harmless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HiddenBy {
    /// A comment in the code.
    Comment(HidingComment),
    /// An entry of the exemptions.
    Exemption(Exemption),
    /// The baseline holds it.
    Baseline,
    /// It is the same at the revision that is compared with.
    Unchanged,
    /// A path or an address that the configuration leaves out.
    Configured {
        /// Why.
        reason: Option<String>,
        /// Where the configuration says so.
        place: Option<Span>,
    },
}

/// A comment that hides findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HidingComment {
    /// The comment.
    pub place: Span,
    /// Why.
    pub reason: Option<String>,
    /// The last day on which it hides anything.
    pub until: Option<Date>,
    /// The tool it was written for; none for akslint.
    pub tool: Option<&'static str>,
}

/// What was agreed about a finding, by whom and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exemption {
    /// Who answers for it.
    pub owner: String,
    /// What kind of agreement it is.
    pub category: ExemptionCategory,
    /// Where it was agreed on.
    pub ticket: Option<String>,
    /// The last day on which it holds.
    pub expires: Option<Date>,
    /// Why.
    pub reason: String,
    /// Where it is written.
    pub place: Span,
}

/// The categories of exemptions, as in Azure Policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExemptionCategory {
    /// The risk is accepted.
    Waiver,
    /// The risk is met by other means.
    Mitigated,
}

impl ExemptionCategory {
    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiver => "waiver",
            Self::Mitigated => "mitigated",
        }
    }
}

impl HiddenBy {
    /// The name in machine-readable output.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Comment(_) => "comment",
            Self::Exemption(_) => "exemption",
            Self::Baseline => "baseline",
            Self::Unchanged => "unchanged",
            Self::Configured { .. } => "configuration",
        }
    }

    /// Whether somebody decided about this very finding, or about all like it; not so for what was merely there before.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        !matches!(self, Self::Baseline | Self::Unchanged)
    }

    /// Where it is written.
    #[must_use]
    pub fn place(&self) -> Option<Span> {
        match self {
            Self::Comment(comment) => Some(comment.place),
            Self::Exemption(exemption) => Some(exemption.place),
            Self::Configured { place, .. } => *place,
            Self::Baseline | Self::Unchanged => None,
        }
    }

    /// Why, in the user's words, which may hold anything.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Comment(comment) => comment.reason.as_deref(),
            Self::Exemption(exemption) => Some(&exemption.reason),
            Self::Configured { reason, .. } => reason.as_deref(),
            Self::Baseline | Self::Unchanged => None,
        }
    }

    /// The last day on which it hides anything.
    #[must_use]
    pub fn until(&self) -> Option<Date> {
        match self {
            Self::Comment(comment) => comment.until,
            Self::Exemption(exemption) => exemption.expires,
            _ => None,
        }
    }

    /// One sentence part with all that is told: `waiver of team-a until 2027-01-01 (T-1): reason`. It holds the user's
    /// words.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = match self {
            Self::Comment(HidingComment { tool: Some(tool), .. }) => format!("suppressed by a comment for {tool}"),
            Self::Comment(_) => "suppressed by a comment".to_owned(),
            Self::Exemption(exemption) => format!("{} of {}", exemption.category.name(), exemption.owner),
            Self::Baseline => "in the baseline".to_owned(),
            Self::Unchanged => "the same at the base of the comparison".to_owned(),
            Self::Configured { .. } => "left out by the configuration".to_owned(),
        };
        if let Some(until) = self.until() {
            let _ = write!(text, " until {until}");
        }
        if let Self::Exemption(Exemption { ticket: Some(ticket), .. }) = self {
            let _ = write!(text, " ({ticket})");
        }
        if let Some(reason) = self.reason().filter(|reason| !reason.is_empty()) {
            let _ = write!(text, ": {reason}");
        }
        text
    }
}

impl Hidden {
    /// Whether it is about this resource, in this environment.
    #[must_use]
    pub fn concerns(&self, occurrence: &Occurrence) -> bool {
        self.finding.concerns(occurrence)
    }
}

impl Finding {
    /// Whether it is about this resource, in this environment.
    #[must_use]
    pub fn concerns(&self, occurrence: &Occurrence) -> bool {
        self.occurrences.iter().any(|one| {
            let is_environment = one.environment.is_none() || one.environment == occurrence.environment;
            is_environment
                && (&one.root, &one.address, &one.path, one.kind)
                    == (&occurrence.root, &occurrence.address, &occurrence.path, occurrence.kind)
        })
    }
}

impl Report {
    /// Hides whole findings: those for which the function says by whom. Judgements are kept in step.
    pub fn hide(&mut self, policies: &[PolicyInfo<'_>], mut by: impl FnMut(&Finding) -> Option<HiddenBy>) {
        let (mut kept, mut hidden) = (Vec::with_capacity(self.findings.len()), Vec::new());
        for finding in std::mem::take(&mut self.findings) {
            match by(&finding) {
                Some(by) => hidden.push(Hidden { finding, by }),
                None => kept.push(finding),
            }
        }
        self.findings = kept;
        self.hidden.extend(hidden);
        self.keep_judgements_of_findings(policies);
    }

    /// Keeps only these findings, reported or hidden; judgements are kept in step.
    pub fn retain(&mut self, policies: &[PolicyInfo<'_>], keep: impl Fn(&Finding) -> bool) {
        self.findings.retain(&keep);
        self.hidden.retain(|hidden| keep(&hidden.finding));
        self.keep_judgements_of_findings(policies);
    }

    /// What is hidden, by policy and place.
    #[must_use]
    pub fn hidden_by_place(&self) -> HiddenByPlace<'_> {
        let mut map: BTreeMap<(&str, Span), Vec<&Hidden>> = BTreeMap::new();
        for hidden in &self.hidden {
            map.entry((&*hidden.finding.policy, hidden.finding.primary.span)).or_default().push(hidden);
        }
        HiddenByPlace(map)
    }

    /// How many findings are hidden by each: `2 by comments`, `1 in the baseline`.
    #[must_use]
    pub fn hidden_counts(&self) -> Vec<String> {
        let count = |name: &str| self.hidden.iter().filter(|hidden| hidden.by.name() == name).count();
        let counts = [
            (count("comment"), "by comments"),
            (count("exemption"), "exempt"),
            (count("configuration"), "by the configuration"),
            (count("baseline"), "in the baseline"),
            (count("unchanged"), "unchanged"),
        ];
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect()
    }
}

/// Hidden findings by policy and place.
pub struct HiddenByPlace<'r>(BTreeMap<(&'r str, Span), Vec<&'r Hidden>>);

impl<'r> HiddenByPlace<'r> {
    /// What hides a failing judgement on a resource.
    #[must_use]
    pub fn of(&self, policy: &str, judgement: &Judgement, occurrence: &Occurrence) -> Option<&'r Hidden> {
        let at = self.0.get(&(policy, judgement.place?))?;
        at.iter().find(|hidden| hidden.concerns(occurrence)).copied()
    }
}
