//! Undecided verdicts by cause, with the remedy.
//!
//! Knows causes and what a user can do about each. Does not know output formats.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::input::RootInfo;
use super::{UndecidedGroup, UndecidedVerdict};
use crate::document::{Cause, Reason};
use crate::policy::{Evidence, Verdict};
use crate::source::Span;

/// Collects undecided verdicts and groups them.
#[derive(Debug, Default)]
pub struct Undecided {
    groups: BTreeMap<Key, Group>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    root: Arc<str>,
    cause: Cause,
    subject: Arc<str>,
    environment: Option<Arc<str>>,
}

#[derive(Debug)]
struct Group {
    text: Arc<str>,
    span: Option<Span>,
    verdicts: Vec<UndecidedVerdict>,
}

/// A group in one environment.
type InEnvironment = (Option<Arc<str>>, Group);

/// What tells undecided verdicts of different environments apart: nothing but the environment.
type Identity = (Arc<str>, Arc<str>, Option<Arc<str>>);

impl Undecided {
    /// Adds a verdict to the group of its cause.
    pub fn add(&mut self, verdict: &Verdict, undecided: UndecidedVerdict) {
        let reason = reason(verdict);
        let key = Key {
            root: Arc::clone(&undecided.occurrence.root),
            cause: reason.cause,
            subject: Arc::clone(&reason.subject),
            environment: undecided.occurrence.environment.clone(),
        };
        let group = self.groups.entry(key).or_insert_with(|| Group {
            text: Arc::clone(&reason.text),
            span: reason.span,
            verdicts: Vec::new(),
        });
        group.verdicts.push(undecided);
    }

    /// The groups, worst first; those equal in all environments of their root as one.
    #[must_use]
    pub fn finish(
        self,
        environments: &BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
        roots: &BTreeMap<Arc<str>, RootInfo>,
    ) -> Vec<UndecidedGroup> {
        let mut by_cause: BTreeMap<(Arc<str>, Cause, Arc<str>), Vec<InEnvironment>> = BTreeMap::new();
        for (key, group) in self.groups {
            by_cause.entry((key.root, key.cause, key.subject)).or_default().push((key.environment, group));
        }
        let mut out = Vec::new();
        for ((root, cause, subject), mut members) in by_cause {
            let count = environments.get(&root).map_or(0, BTreeSet::len);
            let first = identities(&members[0].1);
            if members.len() >= count.max(2) && members.iter().all(|(_, group)| identities(group) == first) {
                members.truncate(1);
                members[0].0 = None;
            } else if count < 2 && members.len() == 1 {
                members[0].0 = None;
            }
            let remedy = match is_template(&root) {
                true => template_remedy(cause, &subject, roots.get(&root)),
                false => remedy(cause, &subject, roots.get(&root)),
            };
            for (environment, Group { text, span, mut verdicts }) in members {
                for verdict in &mut verdicts {
                    verdict.occurrence.environment.clone_from(&environment);
                }
                verdicts.sort_by(|a, b| {
                    let key = |one: &UndecidedVerdict| (one.policy.clone(), one.occurrence.clone());
                    b.severity.cmp(&a.severity).then_with(|| key(a).cmp(&key(b)))
                });
                let cause = cause_text(cause, &text);
                let (root, remedy) = (Arc::clone(&root), remedy.clone());
                out.push(UndecidedGroup { root, environment, cause, remedy, span, verdicts });
            }
        }
        out.sort_by(|a, b| {
            let worst = |group: &UndecidedGroup| group.verdicts.first().map(|verdict| verdict.severity);
            let key = |group: &UndecidedGroup| (group.root.clone(), group.environment.clone(), group.cause.clone());
            (worst(b).cmp(&worst(a)))
                .then_with(|| b.verdicts.len().cmp(&a.verdicts.len()))
                .then_with(|| key(a).cmp(&key(b)))
        });
        out
    }
}

fn identities(group: &Group) -> BTreeSet<Identity> {
    let identity = |verdict: &UndecidedVerdict| {
        let occurrence = &verdict.occurrence;
        (Arc::clone(&verdict.policy), Arc::clone(&occurrence.address), occurrence.path.clone())
    };
    group.verdicts.iter().map(identity).collect()
}

/// Why a verdict is undecided.
#[must_use]
pub fn cause(verdict: &Verdict) -> String {
    let reason = reason(verdict);
    cause_text(reason.cause, &reason.text)
}

fn reason(verdict: &Verdict) -> Arc<Reason> {
    let reason = verdict.evidence.iter().find_map(|evidence| evidence.reason.clone());
    reason.unwrap_or_else(|| Arc::new(fallback(verdict)))
}

/// A reason for a verdict whose evidence names none.
fn fallback(verdict: &Verdict) -> Reason {
    if verdict.is_exhausted {
        return Reason::new(Cause::Budget, "", "the policy takes too many steps");
    }
    let text = verdict.evidence.first().map(|Evidence { text, .. }| format!("{text} does not decide it"));
    Reason::new(Cause::Condition, "", text.unwrap_or_else(|| "a condition is not decided".to_owned()))
}

fn cause_text(cause: Cause, text: &str) -> String {
    let addition = match cause {
        Cause::Computed if !text.contains("after") => " (known only after deployment)",
        Cause::Deployed if !text.contains("deploy") => " (read from what is deployed)",
        _ => "",
    };
    format!("{text}{addition}")
}

/// What the user can do about a cause, if anything.
fn remedy(cause: Cause, subject: &str, root: Option<&RootInfo>) -> Option<String> {
    let variable = subject.strip_prefix("var.").map(|name| name.split(['.', '[']).next().unwrap_or(name));
    match cause {
        Cause::NoValue => Some(pass_value(variable.unwrap_or(subject), root)),
        Cause::Condition => variable.map(|name| pass_value(name, root)),
        Cause::Pipeline => match variable {
            Some(name) => Some(format!("try --var {name}=…")),
            None => Some("pass the value the pipeline puts there with --var NAME=…".to_owned()),
        },
        Cause::MissingModule => {
            let source = if subject.contains('/') { subject } else { "SOURCE" };
            Some(format!("run `terraform init`, or try --module-map {source}=DIR"))
        }
        Cause::Undocumented => Some("write it down to decide it".to_owned()),
        Cause::Syntax | Cause::Invalid | Cause::Cycle => Some("mend the error there".to_owned()),
        Cause::Computed | Cause::Deployed | Cause::Function | Cause::Budget => None,
    }
}

/// Whether a root is a Bicep file or an ARM template; Terraform's roots are directories.
fn is_template(root: &str) -> bool {
    [".bicep", ".json", ".jsonc"].iter().any(|extension| root.ends_with(extension))
}

/// What the user of Bicep or ARM can do about a cause.
fn template_remedy(cause: Cause, subject: &str, root: Option<&RootInfo>) -> Option<String> {
    match cause {
        Cause::NoValue => {
            let files = root.map_or(&[][..], |root| &root.value_files);
            Some(match files.iter().find(|file| file.names.iter().any(|one| &**one == subject)) {
                Some(file) => format!("try --params {}", shell_word(&file.path)),
                None => "pass a file of parameters with --params FILE".to_owned(),
            })
        }
        Cause::Pipeline => Some("pass the values the pipeline puts there with --params FILE".to_owned()),
        Cause::MissingModule => Some("run `bicep restore`, or try --module-map REFERENCE=PATH".to_owned()),
        Cause::Condition => None,
        _ => remedy(cause, subject, root),
    }
}

fn pass_value(name: &str, root: Option<&RootInfo>) -> String {
    let files = root.map_or(&[][..], |root| &root.value_files);
    match files.iter().find(|file| file.names.iter().any(|one| &**one == name)) {
        Some(file) => format!("try --var-file {}", shell_word(&file.path)),
        None if name.is_empty() => "pass a value with --var NAME=…".to_owned(),
        None => format!("try --var {name}=…"),
    }
}

/// A path as a shell reads it back: quoted where it holds anything unusual.
#[must_use]
pub fn shell_word(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./+,:@%=".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::input::{RootInfo, ValueFile};
    use super::{is_template, template_remedy};
    use crate::document::Cause;

    #[test]
    fn remedies_of_templates_speak_of_parameter_files_and_restore() {
        assert!(is_template("infra/main.bicep") && is_template("azuredeploy.json") && !is_template("infra"));
        let file = ValueFile { path: "env/prod.bicepparam".into(), names: vec![Arc::from("sku")] };
        let root = RootInfo { value_files: vec![file], ..RootInfo::default() };
        let remedy = |cause, subject| template_remedy(cause, subject, Some(&root));
        assert_eq!(remedy(Cause::NoValue, "sku").as_deref(), Some("try --params env/prod.bicepparam"));
        assert_eq!(remedy(Cause::NoValue, "location").as_deref(), Some("pass a file of parameters with --params FILE"));
        assert_eq!(
            remedy(Cause::MissingModule, "net/vnet").as_deref(),
            Some("run `bicep restore`, or try --module-map REFERENCE=PATH")
        );
        assert_eq!(remedy(Cause::Undocumented, "x").as_deref(), Some("write it down to decide it"));
    }
}
