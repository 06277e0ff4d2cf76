//! Every page that offers a mechanical fix: its own bad examples are mended, nothing new appears, nothing is left to do.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};

use akslint::cli::{NEWEST_PROVIDER, built_in, suggestions};
use akslint::document::Version;
use akslint::fixes::{Suggestion, combine};
use akslint::policy::page::{Example, ExampleLanguage};
use akslint::policy::{Catalogue, Outcome, Policy, Severity};
use akslint::source::Sources;
use akslint::{Analysis, Request, analyse_in_memory};

type Files = Vec<(String, String)>;

struct Judged {
    sources: Sources,
    analysis: Analysis,
}

fn judge(catalogue: &Catalogue, example: &Example, files: &Files) -> Judged {
    let version = example.azurerm.as_deref().map_or(NEWEST_PROVIDER, |text| Version::parse(text).unwrap().0);
    let mut request = Request::default();
    request.terraform.assumed_providers = vec![("azurerm".into(), version)];
    request.templates.auto_environments = true;
    let sources = Sources::in_memory();
    let named: Vec<(&str, &str)> = files.iter().map(|(name, text)| (&**name, &**text)).collect();
    let analysis = analyse_in_memory(&named, &sources, catalogue, &request);
    Judged { sources, analysis }
}

/// The failing policies with the resources they fail for, and how bad it is.
fn failing(catalogue: &Catalogue, judged: &Judged) -> BTreeMap<(String, String), Severity> {
    let verdicts = judged.analysis.verdicts.iter().filter(|verdict| verdict.outcome == Outcome::Fail);
    verdicts
        .map(|verdict| {
            let id = catalogue.policies()[verdict.policy].id().to_owned();
            let resource = judged.analysis.model.resource(verdict.resource).unwrap().label();
            ((id, resource), verdict.severity)
        })
        .collect()
}

/// The files with everything that one policy suggests, and why it suggests nothing.
fn mend(catalogue: &Catalogue, judged: &Judged, id: &str, files: &Files) -> (Files, usize, Vec<String>) {
    let all = suggestions(&judged.sources, catalogue, &judged.analysis);
    let own = all.into_iter().filter(|(index, _)| {
        catalogue.policies()[judged.analysis.verdicts[*index].policy].id() == id
    });
    let (good, refused): (Vec<_>, Vec<_>) = own.map(|(_, one)| one).partition(Result::is_ok);
    let good: Vec<Suggestion> = good.into_iter().map(Result::unwrap).collect();
    let combined = combine(&good.iter().collect::<Vec<_>>(), &judged.sources);
    assert_eq!(combined.conflicting, [0usize; 0], "{id}: {files:?}");
    assert_eq!(combined.refused, [], "{id}: {files:?}");
    let changed = |(name, text): &(String, String)| {
        let new = combined.files.iter().find(|change| change.path == format!("example/{name}"));
        (name.clone(), new.map_or_else(|| text.clone(), |change| change.new.clone()))
    };
    let reasons = refused.into_iter().filter_map(Result::err).collect();
    (files.iter().map(changed).collect(), good.len(), reasons)
}

fn mechanical(catalogue: &Catalogue) -> Vec<&Policy> {
    let is_mechanical = |policy: &&Policy| policy.fix_renames() || !policy.fix_settings().is_empty();
    catalogue.policies().iter().filter(is_mechanical).collect()
}

fn failing_examples(policy: &Policy) -> Vec<Example> {
    let examples = policy.page().unwrap().examples;
    examples.into_iter().filter(|example| example.expected == Outcome::Fail).collect()
}

#[test]
fn what_is_mended_stays_mended_and_brings_nothing_new() {
    let catalogue = built_in();
    let mut wrong = Vec::new();
    let mut mended: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut told = String::new();
    for policy in mechanical(&catalogue) {
        let id = policy.id();
        for example in failing_examples(policy) {
            let place = format!("{}:{}", policy.path(), example.line);
            let files: Files = example.files.iter().map(|file| (file.name.clone(), file.text.clone())).collect();
            let before = judge(&catalogue, &example, &files);
            let (after_files, count, reasons) = mend(&catalogue, &before, id, &files);
            for reason in &reasons {
                told.push_str(&format!("{place}: {reason}\n"));
            }
            if count == 0 {
                continue;
            }
            let after = judge(&catalogue, &example, &after_files);
            if let Some(problem) = after.analysis.problems.iter().find(|problem| problem.kind.is_incomplete()) {
                wrong.push(format!("{place}: {}\n{}", problem.message, after_files[0].1));
                continue;
            }
            let (old, new) = (failing(&catalogue, &before), failing(&catalogue, &after));
            if reasons.is_empty() && new.keys().any(|(failed, _)| failed == id) {
                wrong.push(format!("{place}: still fails\n{}", after_files[0].1));
            }
            let worst = policy.severity();
            for ((policy, resource), severity) in new {
                if severity >= worst && !old.contains_key(&(policy.clone(), resource.clone())) {
                    wrong.push(format!("{place}: {policy} is new for {resource}"));
                }
            }
            let (again, more, _) = mend(&catalogue, &after, id, &after_files);
            if more > 0 || again != after_files {
                wrong.push(format!("{place}: there is something left to do\n{}", after_files[0].1));
            }
            let language = if example.language == ExampleLanguage::Terraform { "terraform" } else { "template" };
            mended.entry(id).or_default().insert(language);
        }
    }
    println!("{told}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    let idle: Vec<&str> = mechanical(&catalogue).iter().map(|policy| policy.id()).filter(|id| !mended.contains_key(id)).collect();
    assert!(idle.is_empty(), "these fixes mend no example of their pages: {}", idle.join(", "));
}
