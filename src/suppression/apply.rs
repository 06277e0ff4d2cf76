//! From directives and exemptions to what a report hides, and to what is said about them.
//!
//! Knows: which judgement a directive or an exemption is about. Does not know: how either is written.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::directive::{Directive, Directives, Tool};
use super::exempt::Exemptions;
use super::split::{Part, split};
use super::trust::{Trust, untrusted};
use crate::document::{Problem, ProblemKind};
use crate::policy::Outcome;
use crate::report::{Hidden, HiddenBy, HidingComment, PolicyInfo, Report};
use crate::source::{FileId, Sources, Span};

/// The most characters of addresses and paths that are compared with those of patterns: about two seconds.
const MOST_WORK: usize = 1_000_000_000;

/// What is honoured.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// No comment hides anything, and nothing is said about comments.
    pub ignores_comments: bool,
    /// Comments for other tools hide nothing.
    pub ignores_foreign: bool,
    /// A comment without a reason hides nothing.
    pub requires_reason: bool,
    /// The day on which it is asked what holds; nothing ends where it is not known.
    pub today: Option<Date>,
    /// Which comments may hide something.
    pub trust: Trust,
}

/// What was asked for: whether it can be known that something hides nothing.
pub struct Asked<'a> {
    /// The policies that were judged, as indices, ascending.
    pub policies: &'a [usize],
    /// All findings of what was read are in the report: no files were named, nothing was filtered.
    pub is_whole: bool,
    /// Whether a file, as shown, is the user's and in what was scanned.
    pub is_own: &'a dyn Fn(&str) -> bool,
}

/// What stands with a directive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Active,
    Expired,
    Untrusted,
    WithoutReason,
    Off,
}

/// Hides what directives and exemptions hide, in a report whose judgements are complete. What is wrong with some, and which
/// of them hide nothing, is added to the problems.
pub fn apply(
    report: &mut Report,
    policies: &[PolicyInfo<'_>],
    sources: &Sources,
    (directives, exemptions): (&Directives, &Exemptions),
    options: &Options,
    asked: &Asked<'_>,
) {
    let directives = if options.ignores_comments { &Directives::default() } else { directives };
    if directives.all.is_empty() && directives.problems.is_empty() && exemptions.entries.is_empty() {
        return;
    }
    let standings = standings(&directives.all, options);
    let mut hiding = Hiding {
        directives: &directives.all,
        standings: &standings,
        exemptions,
        today: options.today,
        by_place: by_place(&directives.all),
        sources,
        touched: vec![BTreeSet::new(); directives.all.len()],
        touched_exemptions: BTreeSet::new(),
        work: 0,
    };
    let mut parts: BTreeMap<(usize, Span), Vec<Part>> = BTreeMap::new();
    for one in &report.assessed {
        let around = one.calls.iter().map(|call| call.header).chain([one.header]);
        let around: Vec<Span> = around.collect();
        for judgement in &one.judgements {
            let is_failing = judgement.outcome == Outcome::Fail;
            if !is_failing && judgement.outcome != Outcome::Undecided {
                continue;
            }
            let places =
                judgement.place.into_iter().chain(judgement.places.iter().copied()).chain(around.iter().copied());
            let places: Vec<Span> = places.collect();
            let by = hiding.hides(judgement.policy, &places, &one.occurrence);
            if let (true, Some(place)) = (is_failing, judgement.place) {
                parts.entry((judgement.policy, place)).or_default().push((one.occurrence.clone(), by));
            }
        }
    }
    if hiding.work > MOST_WORK {
        let place = exemptions.entries.first().map(|entry| entry.exemption.place);
        let message = "There are too many exemptions for so many findings; some were not looked at";
        report.problems.extend(place.map(|place| Problem::at(ProblemKind::Budget, place, message)));
    }
    let (touched, touched_exemptions) = (hiding.touched, hiding.touched_exemptions);
    let index_of: BTreeMap<&str, usize> =
        policies.iter().enumerate().map(|(index, policy)| (policy.id, index)).collect();
    let mut kept = Vec::with_capacity(report.findings.len());
    for finding in std::mem::take(&mut report.findings) {
        let at = index_of.get(&*finding.policy).map(|&policy| (policy, finding.primary.span));
        let (rest, hidden) = split(finding, at.and_then(|at| parts.get(&at)).map(Vec::as_slice).unwrap_or_default());
        kept.extend(rest);
        report.hidden.extend(hidden.into_iter().map(|(by, finding)| {
            let by = match by.checked_sub(directives.all.len()) {
                None => comment(&directives.all[by]),
                Some(entry) => HiddenBy::Exemption(exemptions.entries[entry].exemption.clone()),
            };
            Hidden { finding, by }
        }));
    }
    report.findings = kept;
    report.keep_judgements_of_findings(policies);
    let said = Said { policies, options, asked, sources };
    report.problems.extend(directives.problems.iter().filter(|problem| said.is_own(problem.span)).cloned());
    for (index, directive) in directives.all.iter().enumerate() {
        report
            .problems
            .extend(said.of_directive(directive, standings[index], |policy| touched[index].contains(&policy)));
    }
    report.problems.extend(said.of_exemptions(exemptions, &touched_exemptions));
    report.problems = crate::report::sorted_problems(std::mem::take(&mut report.problems), sources);
}

fn comment(directive: &Directive) -> HiddenBy {
    HiddenBy::Comment(HidingComment {
        place: directive.place,
        reason: directive.reason.clone(),
        until: directive.until,
        tool: directive.tool.foreign_name(),
    })
}

fn standings(directives: &[Directive], options: &Options) -> Vec<Standing> {
    let untrusted = untrusted(directives, &options.trust);
    let standing = |(index, directive): (usize, &Directive)| match directive {
        one if one.tool != Tool::Akslint && options.ignores_foreign => Standing::Off,
        _ if untrusted.binary_search(&index).is_ok() => Standing::Untrusted,
        one if is_past(one.until, options.today) => Standing::Expired,
        one if options.requires_reason && one.reason.is_none() => Standing::WithoutReason,
        _ => Standing::Active,
    };
    directives.iter().enumerate().map(standing).collect()
}

/// Whether the last day on which something holds has passed.
fn is_past(until: Option<Date>, today: Option<Date>) -> bool {
    until.zip(today).is_some_and(|(until, today)| until < today)
}

/// The directives by policy and file.
fn by_place(directives: &[Directive]) -> BTreeMap<(usize, FileId), Vec<usize>> {
    let mut map: BTreeMap<(usize, FileId), Vec<usize>> = BTreeMap::new();
    for (index, directive) in directives.iter().enumerate() {
        let Some(reach) = directive.reach else { continue };
        for policy in directive.policies() {
            map.entry((policy, reach.file)).or_default().push(index);
        }
    }
    map
}

/// Looks up what hides a judgement, and remembers what was asked about.
struct Hiding<'a> {
    directives: &'a [Directive],
    standings: &'a [Standing],
    exemptions: &'a Exemptions,
    today: Option<Date>,
    by_place: BTreeMap<(usize, FileId), Vec<usize>>,
    sources: &'a Sources,
    /// By directive, the policies that it could have hidden.
    touched: Vec<BTreeSet<usize>>,
    touched_exemptions: BTreeSet<usize>,
    /// Characters compared with patterns.
    work: usize,
}

impl Hiding<'_> {
    /// The directive, or behind all directives the exemption, that hides a judgement with these places.
    fn hides(&mut self, policy: usize, places: &[Span], occurrence: &crate::report::Occurrence) -> Option<usize> {
        let mut best: Option<(bool, u32, usize)> = None;
        let mut places: Vec<Span> = places.to_vec();
        places.sort_unstable();
        places.dedup();
        for of_file in places.chunk_by(|one, other| one.file == other.file) {
            for &index in self.by_place.get(&(policy, of_file[0].file)).into_iter().flatten() {
                let directive = &self.directives[index];
                let Some(reach) = directive.reach else { continue };
                let first = of_file.partition_point(|place| place.start < reach.start);
                if of_file.get(first).is_none_or(|place| place.start >= reach.end) {
                    continue;
                }
                self.touched[index].insert(policy);
                if self.standings[index] == Standing::Active {
                    // Ours before others', the nearest before those further out.
                    let rank = (directive.tool != Tool::Akslint, reach.end - reach.start, index);
                    best = Some(best.map_or(rank, |best| best.min(rank)));
                }
            }
        }
        let mut exempt = None;
        if self.exemptions.entries.iter().any(|entry| entry.policies.contains(&policy)) {
            let files: Vec<_> = places.iter().map(|place| self.sources.file(place.file)).collect();
            let mut paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
            paths.sort_unstable();
            paths.dedup();
            let length = occurrence.address.len() + paths.iter().map(|path| path.len()).sum::<usize>();
            for (index, entry) in self.exemptions.entries.iter().enumerate() {
                if entry.policies.contains(&policy) {
                    self.work = self.work.saturating_add(entry.length() * length);
                }
                if self.work > MOST_WORK {
                    break;
                }
                if entry.is_about(policy, occurrence, &paths) {
                    self.touched_exemptions.insert(index);
                    if exempt.is_none() && !is_past(entry.exemption.expires, self.today) {
                        exempt = Some(self.directives.len() + index);
                    }
                }
            }
        }
        best.map(|(.., index)| index).or(exempt)
    }
}

/// What is said about directives and exemptions.
struct Said<'a> {
    policies: &'a [PolicyInfo<'a>],
    options: &'a Options,
    asked: &'a Asked<'a>,
    sources: &'a Sources,
}

impl Said<'_> {
    fn is_own(&self, place: Option<Span>) -> bool {
        place.is_some_and(|place| (self.asked.is_own)(&self.sources.file(place.file).path))
    }

    /// Whether every finding of these policies would be in the report.
    fn is_known(&self, policies: &[usize]) -> bool {
        self.asked.is_whole && policies.iter().all(|policy| self.asked.policies.binary_search(policy).is_ok())
    }

    fn of_directive(
        &self,
        directive: &Directive,
        standing: Standing,
        is_touched: impl Fn(usize) -> bool,
    ) -> Option<Problem> {
        if !self.is_own(Some(directive.place)) {
            return None;
        }
        let note = |message: String| Some(Problem::at(ProblemKind::Note, directive.place, message));
        let touched: Vec<usize> = directive.policies().filter(|&policy| is_touched(policy)).collect();
        let is_ours = directive.tool == Tool::Akslint;
        match standing {
            Standing::Off => None,
            Standing::Untrusted => {
                let Trust::Only { base, .. } = &self.options.trust else { return None };
                let hidden = self.listed(&touched);
                let what =
                    if touched.is_empty() { "hides nothing".to_owned() } else { format!("does not hide {hidden}") };
                note(format!("This ignore comment is not in {base}, so it {what}"))
            }
            Standing::Expired if !touched.is_empty() => {
                let until = directive.until?;
                let problem = note(format!("This ignore of {} ended on {until}", self.listed(&touched)))?;
                Some(problem.help("mend what it hid, or agree on a new date"))
            }
            Standing::WithoutReason if !touched.is_empty() || is_ours => {
                let problem = note("This ignore comment hides nothing, because it gives no reason".to_owned())?;
                Some(problem.help("write the reason behind the brackets; the configuration asks for one"))
            }
            Standing::Expired | Standing::Active if is_ours => self.unused(directive, &touched),
            _ => None,
        }
    }

    /// What a directive of ours names without need.
    fn unused(&self, directive: &Directive, touched: &[usize]) -> Option<Problem> {
        let is_unused = |(_, policies): &&(String, Vec<usize>)| {
            !policies.is_empty() && self.is_known(policies) && !policies.iter().any(|policy| touched.contains(policy))
        };
        let unused: Vec<&str> = directive.resolved.iter().filter(is_unused).map(|(name, _)| name.as_str()).collect();
        if unused.is_empty() {
            return None;
        }
        let note = |message: &str| Problem::at(ProblemKind::Note, directive.place, message);
        if directive.reach.is_none() {
            return Some(note("This ignore comment stands at nothing that it could be about").help(
                "write it behind an attribute or above it, or at the head of a block, a declaration or a module call",
            ));
        }
        let names: Vec<String> = unused.iter().map(|name| format!("`{name}`")).collect();
        let is_all = unused.len() == directive.names.listed().len();
        let message = format!("This ignore comment hides nothing: there is no finding of {} here", names.join(", "));
        let help = if is_all {
            "remove it, or write it where the finding is".to_owned()
        } else {
            format!("remove {}", names.join(", "))
        };
        Some(note(&message).help(help))
    }

    fn of_exemptions(&self, exemptions: &Exemptions, touched: &BTreeSet<usize>) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (index, entry) in exemptions.entries.iter().enumerate() {
            let place = entry.exemption.place;
            let names = self.listed(&entry.policies);
            let note = |message: String| Problem::at(ProblemKind::Note, place, message);
            match entry.exemption.expires.filter(|_| is_past(entry.exemption.expires, self.options.today)) {
                Some(date) if touched.contains(&index) => {
                    let owner = &entry.exemption.owner;
                    let message = format!("This exemption of {names} ended on {date}, so its findings are back");
                    problems.push(note(message).help(format!("ask {owner}")));
                }
                _ if !touched.contains(&index) && self.is_known(&entry.policies) && self.is_own(Some(place)) => {
                    let message =
                        format!("This exemption matches nothing: there is no finding of {names} that it is about");
                    problems.push(note(message).help("remove it, or correct its `address` or `path`"));
                }
                _ => {}
            }
        }
        problems
    }

    fn listed(&self, policies: &[usize]) -> String {
        let names: Vec<String> = policies
            .iter()
            .filter_map(|&policy| self.policies.get(policy))
            .map(|policy| format!("`{}`", policy.id))
            .collect();
        names.join(", ")
    }
}
