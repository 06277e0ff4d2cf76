//! Where findings point, how they merge, what is grouped.

use super::*;

fn only(report: &Report) -> &Finding {
    assert_eq!(report.findings.len(), 1, "{:?}", report.findings);
    &report.findings[0]
}

fn labels(estate: &Estate, labels: &[Label]) -> Vec<String> {
    labels.iter().map(|label| format!("{} {}", place(estate, label), label.text)).collect()
}

#[test]
fn a_value_from_a_file_of_values_is_pointed_at_there() {
    let estate = Estate::new();
    let report = report_of(&estate, vec![verdict(0, Outcome::Fail, vec![estate.value_file()])]);
    let finding = only(&report);
    assert_eq!(place(&estate, &finding.primary), "infra/prod.tfvars:2:11");
    assert_eq!(finding.primary.text, "`private_cluster_enabled` is false");
    assert_eq!(
        labels(&estate, &finding.secondary),
        ["modules/aks/main.tf:9:3 used here", "infra/main.tf:7:3 passed as `private`"]
    );
    assert_eq!(
        labels(&estate, &finding.flow),
        [
            "infra/prod.tfvars:2:1 set in `infra/prod.tfvars`",
            "infra/main.tf:7:3 passed as `private`",
            "modules/aks/main.tf:9:3 `private_cluster_enabled` is false",
        ]
    );
}

#[test]
fn a_literal_in_a_module_call_is_pointed_at_there() {
    let estate = Estate::new();
    let report = report_of(&estate, vec![verdict(0, Outcome::Fail, vec![estate.call_literal()])]);
    assert_eq!(place(&estate, &only(&report).primary), "infra/main.tf:8:14");
    assert_eq!(labels(&estate, &only(&report).secondary), ["modules/aks/main.tf:13:5 used here"]);
}

#[test]
fn a_default_of_the_caller_is_pointed_at_in_the_module_call() {
    let estate = Estate::new();
    let declared = estate.at(estate.root, "type = bool");
    let trail = Trail::literal(declared).through(StepKind::Default, "var.private".into(), declared).through(
        StepKind::Argument,
        "private".into(),
        estate.at(estate.root, "private = var.private"),
    );
    let evidence = estate.written("private_cluster_enabled = var.private", "`private_cluster_enabled` is false", trail);
    let report = report_of(&estate, vec![verdict(0, Outcome::Fail, vec![evidence])]);
    assert_eq!(place(&estate, &only(&report).primary), "infra/main.tf:7:3");
    assert!(
        labels(&estate, &only(&report).secondary).contains(&"infra/main.tf:2:3 default of `var.private`".to_owned())
    );
}

#[test]
fn a_default_of_the_module_is_pointed_at_in_the_resource() {
    let estate = Estate::new();
    let report = report_of(&estate, vec![verdict(0, Outcome::Fail, vec![estate.module_default()])]);
    assert_eq!(place(&estate, &only(&report).primary), "modules/aks/main.tf:9:3");
    assert_eq!(
        labels(&estate, &only(&report).secondary),
        ["modules/aks/main.tf:2:3 default of `var.private`", "infra/main.tf:5:1 `module.aks` is called here"]
    );
}

#[test]
fn a_value_of_the_command_line_is_pointed_at_in_the_resource() {
    let estate = Estate::new();
    let typed = estate.sources.add("--var", "private=false");
    let span = Span::new(typed, 8, 13);
    let trail = Trail::literal(span).through(StepKind::ValueFile, "--var".into(), span);
    let evidence = estate.written("private_cluster_enabled = var.private", "`private_cluster_enabled` is false", trail);
    let report = report_of(&estate, vec![verdict(0, Outcome::Fail, vec![evidence])]);
    assert_eq!(place(&estate, &only(&report).primary), "modules/aks/main.tf:9:3");
    assert_eq!(only(&report).secondary.len(), 1, "only the call: {:?}", only(&report).secondary);
}

#[test]
fn written_comes_before_silent_and_silence_says_what_it_means() {
    let estate = Estate::new();
    let silent = [estate.silent("`a` is not set"), estate.silent("`b` is not set; the default is false")];
    let report = report_of(&estate, vec![verdict(0, Outcome::Fail, silent.to_vec())]);
    assert_eq!(place(&estate, &only(&report).primary), "modules/aks/main.tf:7:1");
    assert_eq!(
        only(&report).primary.text,
        "`a` is not set; the default is false since azurerm 3.0 (azurerm 3.0 upgrade guide); \
         `b` is not set; the default is false since azurerm 3.0 (azurerm 3.0 upgrade guide)"
    );
    let mixed = vec![estate.silent("`a` is not set"), estate.module_default()];
    let report = report_of(&estate, vec![verdict(0, Outcome::Fail, mixed)]);
    assert_eq!(place(&estate, &only(&report).primary), "modules/aks/main.tf:9:3");
    assert!(
        labels(&estate, &only(&report).secondary).iter().any(|label| label.starts_with("modules/aks/main.tf:7:1 `a`"))
    );
}

#[test]
fn no_place_is_labelled_twice_and_no_label_is_empty() {
    let estate = Estate::new();
    let evidence = vec![estate.value_file(), estate.value_file(), estate.module_default(), estate.call_literal()];
    for outcome in [Outcome::Fail, Outcome::Undecided] {
        let labelled = super::super::labels::label(
            &verdict(0, outcome, evidence.clone()),
            &[estate.cluster(None)],
            &estate.sources,
        );
        let labelled = labelled.unwrap();
        let all: Vec<&Label> = std::iter::once(&labelled.primary).chain(&labelled.secondary).collect();
        for (index, label) in all.iter().enumerate() {
            assert!(!label.text.is_empty());
            assert!(all[..index].iter().all(|other| other.span != label.span), "{all:?}");
        }
    }
    let report = report_of(&estate, vec![verdict(0, Outcome::Fail, Vec::new())]);
    assert_eq!(place(&estate, &only(&report).primary), "modules/aks/main.tf:7:1");
}

#[test]
fn environments_are_named_only_where_not_all_fail() {
    let estate = Estate::new();
    let report = whole(&estate);
    let environments = |policy: &str| -> Vec<Option<String>> {
        let finding = report.findings.iter().find(|finding| &*finding.policy == policy).unwrap();
        finding.occurrences.iter().map(|one| one.environment.as_deref().map(str::to_owned)).collect()
    };
    assert_eq!(environments("aks-api-server-restricted"), [Some("prod".to_owned())]);
    assert_eq!(environments("aks-local-accounts-disabled"), [None]);
}

#[test]
fn instances_of_one_place_are_one_finding() {
    let estate = Estate::new();
    let instance = |key: &str| ResourceInfo {
        address: format!("module.aks[\"{key}\"].azurerm_kubernetes_cluster.this").into(),
        ..estate.cluster(None)
    };
    let judged = |key: &str| Judged {
        resources: vec![instance(key)],
        verdicts: vec![verdict(0, Outcome::Fail, vec![estate.module_default()])],
        ..Judged::default()
    };
    let collected = |judged: &[Judged]| collect(&estate.sources, &policies(), judged, &BTreeMap::new(), Vec::new());
    let forth = collected(&[judged("a"), judged("b")]);
    let back = collected(&[judged("b"), judged("a")]);
    assert_eq!(only(&forth).occurrences.len(), 2);
    assert_eq!(
        full(&forth, &estate.sources, &TextOptions::default()),
        full(&back, &estate.sources, &TextOptions::default())
    );
    assert_eq!((forth.summary.failed, forth.summary.resources, forth.summary.roots), (2, 1, 1));
    // Another instance does not rename the finding.
    assert_eq!(only(&forth).fingerprint, only(&collected(&[judged("z")])).fingerprint);
}

#[test]
fn fingerprints_survive_moved_lines_and_tell_places_apart() {
    let estate = Estate::new();
    let first = report_of(&estate, vec![verdict(0, Outcome::Fail, vec![estate.module_default()])]);
    let mut moved = Estate::new();
    moved.module = moved.sources.add("modules/aks/main.tf", &format!("# one more line\n\n{MODULE}"));
    let second = report_of(&moved, vec![verdict(0, Outcome::Fail, vec![moved.module_default()])]);
    assert_ne!(place(&estate, &only(&first).primary), place(&moved, &only(&second).primary));
    assert_eq!(only(&first).fingerprint, only(&second).fingerprint);
    assert_eq!(only(&first).fingerprint.len(), 32);

    let report = whole(&estate);
    assert_ne!(report.findings[0].fingerprint, report.findings[1].fingerprint);
    // The same property of the same resource at two places of one file: counted.
    let other =
        Evidence { span: estate.at(estate.module, "local_account_disabled  = false"), ..estate.module_default() };
    let twice = vec![verdict(0, Outcome::Fail, vec![estate.module_default()]), verdict(0, Outcome::Fail, vec![other])];
    let twice = report_of(&estate, twice);
    assert_eq!(twice.findings.len(), 2);
    assert_eq!(twice.findings[0].fingerprint, only(&first).fingerprint);
    assert_ne!(twice.findings[1].fingerprint, only(&first).fingerprint);
}

#[test]
fn called_modules_are_reported_only_where_no_root_reaches_them() {
    let estate = Estate::new();
    let alone = ResourceInfo {
        root: "modules/aks".into(),
        address: "azurerm_kubernetes_cluster.this".into(),
        is_called: true,
        calls: [].into(),
        ..estate.cluster(None)
    };
    let standalone = || Judged {
        resources: vec![alone.clone()],
        verdicts: vec![verdict(0, Outcome::Fail, vec![estate.silent("`x` is not set")])],
        ..Judged::default()
    };
    let root = Judged {
        resources: vec![estate.cluster(None)],
        verdicts: vec![verdict(0, Outcome::Pass, vec![estate.value_file()])],
        ..Judged::default()
    };
    let collected = |judged: &[Judged]| collect(&estate.sources, &policies(), judged, &BTreeMap::new(), Vec::new());
    assert!(collected(&[standalone(), root]).findings.is_empty());
    assert_eq!(only(&collected(&[standalone()])).occurrences[0].root.as_ref(), "modules/aks");
    // `show verdicts` lists both.
    let rows = verdict_rows(&estate.sources, &policies(), &[standalone()]);
    assert_eq!(rows.len(), 1);
}

#[test]
fn undecided_verdicts_are_grouped_by_cause_with_a_remedy() {
    let estate = Estate::new();
    let report = whole(&estate);
    let [group] = &report.undecided[..] else { panic!("{:?}", report.undecided) };
    assert_eq!(group.cause, "var.ranges has no value");
    assert_eq!(group.remedy.as_deref(), Some("try --var-file 'infra/dev values.tfvars'"));
    assert_eq!(group.environment.as_deref(), Some("dev"));
    assert_eq!(place(&estate, &group.verdicts[0].label), "modules/aks/main.tf:13:5");

    // The same in every environment is said once; without a file of values the variable is named.
    let both = ["dev", "prod"].map(|environment| Judged {
        resources: vec![estate.cluster(Some(environment))],
        verdicts: vec![verdict(0, Outcome::Undecided, vec![estate.unknown()])],
        ..Judged::default()
    });
    let report = collect(&estate.sources, &policies(), &both, &BTreeMap::new(), Vec::new());
    let [group] = &report.undecided[..] else { panic!("{:?}", report.undecided) };
    assert_eq!((group.environment.as_deref(), group.verdicts.len()), (None, 1));
    assert_eq!(group.remedy.as_deref(), Some("try --var ranges=…"));
    assert_eq!(report.summary.undecided, 2);
}

#[test]
fn every_cause_has_its_remedy() {
    let estate = Estate::new();
    let remedy = |cause, subject: &str| {
        let reason = Arc::new(Reason::new(cause, subject, "it is so"));
        let evidence = Evidence { reason: Some(reason), ..estate.unknown() };
        let report = report_of(&estate, vec![verdict(0, Outcome::Undecided, vec![evidence])]);
        (report.undecided[0].cause.clone(), report.undecided[0].remedy.clone())
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        remedy(Cause::MissingModule, "module.aks").1,
        some("run `terraform init`, or try --module-map SOURCE=DIR")
    );
    assert_eq!(
        remedy(Cause::MissingModule, "Azure/aks/azurerm").1,
        some("run `terraform init`, or try --module-map Azure/aks/azurerm=DIR")
    );
    assert_eq!(remedy(Cause::Computed, "x.id"), ("it is so (known only after deployment)".to_owned(), None));
    assert_eq!(remedy(Cause::Deployed, "data.x"), ("it is so (read from what is deployed)".to_owned(), None));
    assert_eq!(remedy(Cause::Pipeline, "var.sku").1, some("try --var sku=…"));
    assert_eq!(remedy(Cause::Condition, "var.on.x").1, some("try --var on=…"));
    assert_eq!(remedy(Cause::Function, "timestamp").1, None);
}

#[test]
fn problems_are_sorted_and_said_once() {
    let estate = Estate::new();
    let problem = |text: &str, needle: &str| Problem::at(ProblemKind::Syntax, estate.at(estate.root, needle), text);
    let problems = vec![problem("b", "module \"aks\""), problem("a", "type = bool"), problem("b", "module \"aks\"")];
    let report = collect(&estate.sources, &[], &[], &BTreeMap::new(), problems);
    let texts: Vec<&str> = report.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(texts, ["a", "b"]);
}

#[test]
fn rows_of_show_verdicts_name_attribute_and_literal() {
    let estate = Estate::new();
    let judged = Judged {
        resources: vec![estate.cluster(Some("prod"))],
        verdicts: vec![
            verdict(0, Outcome::Fail, vec![estate.value_file()]),
            verdict(1, Outcome::Undecided, vec![estate.unknown()]),
        ],
        ..Judged::default()
    };
    let rows = verdict_rows(&estate.sources, &policies(), &[judged]);
    let places = |row: &VerdictRow| -> Vec<String> {
        row.reasons.iter().map(|one| format!("{}:{}:{}", one.file, one.line, one.column)).collect()
    };
    assert_eq!(rows[0].verdict, "fail");
    assert_eq!(
        places(&rows[0]),
        ["modules/aks/main.tf:9:3", "infra/main.tf:7:3", "infra/prod.tfvars:2:1", "infra/prod.tfvars:2:11"]
    );
    assert_eq!((rows[1].verdict, rows[1].environment.as_deref()), ("undecided", Some("prod")));
    assert_eq!(places(&rows[1]), ["modules/aks/main.tf:13:5", "modules/aks/main.tf:5:1"]);
}
