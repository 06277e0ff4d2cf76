//! The formats for people.

use super::*;

#[test]
fn full_shows_labels_across_files_causes_problems_and_totals() {
    let estate = Estate::new();
    insta::assert_snapshot!(full(&whole(&estate), &estate.sources, &TextOptions::default()));
}

#[test]
fn concise_is_one_line_each() {
    let estate = Estate::new();
    insta::assert_snapshot!(concise(&whole(&estate), &estate.sources, &TextOptions::default()));
}

#[test]
fn colour_is_only_there_when_asked_for() {
    let estate = Estate::new();
    let report = whole(&estate);
    let plain = full(&report, &estate.sources, &TextOptions::default());
    let colored = full(&report, &estate.sources, &TextOptions { is_colored: true, ..TextOptions::default() });
    assert!(!plain.contains('\u{1b}'));
    assert!(colored.contains("critical[aks-api-server-restricted]"), "{colored}");
    let mut stripped = String::new();
    let mut rest = colored.as_str();
    while let Some((before, code)) = rest.split_once("\u{1b}[") {
        stripped.push_str(before);
        rest = code.split_once('m').unwrap().1;
    }
    stripped.push_str(rest);
    assert_eq!(stripped, plain);
}

/// As many findings, each at a place of its own, of alternating severity.
fn many(estate: &Estate, count: usize) -> Report {
    let verdicts = (0..count).map(|index| {
        let span = Span::new(estate.module, index * 3, index * 3 + 1);
        verdict(index % 2, Outcome::Fail, vec![Evidence { span, ..estate.module_default() }])
    });
    report_of(estate, verdicts.collect())
}

#[test]
fn the_worst_twenty_are_shown_and_the_rest_counted() {
    let estate = Estate::new();
    let report = many(&estate, 50);
    assert_eq!(report.findings.len(), 50);
    let shown = full(&report, &estate.sources, &TextOptions::default());
    assert_eq!(shown.matches("critical[").count(), 20);
    assert_eq!(shown.matches("medium[").count(), 0);
    assert!(shown.contains("… and 30 more (--all)"), "{shown}");
    assert!(shown.ends_with("next: akslint scan --all\n"), "{shown}");
    let all = full(&report, &estate.sources, &TextOptions { is_all: true, ..TextOptions::default() });
    assert_eq!((all.matches("critical[").count(), all.matches("medium[").count()), (25, 25));
    assert!(all.ends_with("next: akslint explain aks-api-server-restricted\n"), "{all}");
}

#[test]
fn grave_undecided_verdicts_get_a_line_and_the_rest_a_count() {
    let estate = Estate::new();
    let verdicts = vec![
        verdict(0, Outcome::Undecided, vec![estate.unknown()]),
        verdict(1, Outcome::Undecided, vec![estate.unknown()]),
    ];
    let report = report_of(&estate, verdicts);
    let brief = full(&report, &estate.sources, &TextOptions::default());
    assert!(brief.contains("infra: 2 undecided because var.ranges has no value; try --var ranges=…\n"), "{brief}");
    assert!(brief.contains("  modules/aks/main.tf:13:5: critical[aks-api-server-restricted] module.aks."), "{brief}");
    assert!(brief.contains("and 1 of medium or lower severity (--show-undecided)"), "{brief}");
    let options = TextOptions { is_showing_undecided: true, ..TextOptions::default() };
    let all = full(&report, &estate.sources, &options);
    assert!(all.contains("medium[aks-local-accounts-disabled]") && !all.contains("--show-undecided"), "{all}");
}

#[test]
fn the_next_command_names_the_file_of_values_that_helps() {
    let estate = Estate::new();
    let judged = Judged {
        resources: vec![estate.cluster(None)],
        verdicts: vec![verdict(0, Outcome::Undecided, vec![estate.unknown()])],
        ..Judged::default()
    };
    let info = RootInfo {
        value_files: vec![ValueFile { path: "infra/prod.tfvars".into(), names: vec!["ranges".into()] }],
        ..RootInfo::default()
    };
    let roots = BTreeMap::from([(Arc::from("infra"), info)]);
    let report = collect(&estate.sources, &policies(), &[judged], &roots, Vec::new());
    let next = next_command(&report, &TextOptions::default());
    assert_eq!(next.as_deref(), Some("akslint scan --var-file infra/prod.tfvars infra"));
    assert_eq!(next_command(&Report::default(), &TextOptions::default()), None);
}
