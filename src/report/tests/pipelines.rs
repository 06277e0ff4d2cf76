//! What pipelines, forges and auditors are given.

use super::*;

/// A release changes nothing that was reviewed.
fn unversioned(text: &str) -> String {
    text.replace(concat!("akslint ", env!("CARGO_PKG_VERSION")), "akslint …")
}

#[test]
fn every_format_is_as_reviewed() {
    let estate = Estate::new();
    let (report, sources) = (whole(&estate), &estate.sources);
    insta::assert_snapshot!("github", github(&report, &policies(), sources));
    insta::assert_snapshot!("azure", azure(&report, &policies(), sources));
    insta::assert_snapshot!("gitlab", gitlab(&report, &policies(), sources));
    insta::assert_snapshot!("rdjson", rdjson(&report, &policies(), sources));
    insta::assert_snapshot!("junit", junit(&report, &policies(), sources));
    insta::assert_snapshot!("markdown", unversioned(&markdown(&report, &policies(), sources)));
    let page = html(&report, &policies(), sources);
    let (_, body) = page.split_once("<body>").unwrap();
    insta::assert_snapshot!("html", unversioned(body));
}

/// As many findings, each at a place of its own and of a policy of its own, all critical.
fn many(estate: &Estate, count: usize) -> (Report, Vec<PolicyInfo<'static>>) {
    let names: Vec<&'static str> = (0..count).map(|index| &*format!("policy-{index:05}").leak()).collect();
    let policies: Vec<PolicyInfo<'static>> =
        names.into_iter().map(|id| PolicyInfo { id, ..policies()[0].clone() }).collect();
    let verdicts = (0..count).map(|index| {
        let span = Span::new(estate.module, index % 200, index % 200 + 1);
        verdict(index, Outcome::Fail, vec![Evidence { span, ..estate.module_default() }])
    });
    let judged = Judged { resources: vec![estate.cluster(None)], verdicts: verdicts.collect(), ..Judged::default() };
    (collect(&estate.sources, &policies, &[judged], &BTreeMap::new(), Vec::new()), policies)
}

#[test]
fn a_comment_is_never_longer_than_it_may_be() {
    let estate = Estate::new();
    let (report, policies) = many(&estate, 2_000);
    let text = markdown(&report, &policies, &estate.sources);
    assert!((40_000..65_536).contains(&text.len()), "{}", text.len());
    let shown = text.matches("<summary><b>").count();
    assert!(text.contains(&format!("**{0} findings of {0} policies are not shown here**", 2_000 - shown)), "{text}");
    assert_eq!(text.matches("<details").count(), text.matches("</details>").count());
    // The one that is critical comes first.
    assert!(text.find("<b>critical</b>").unwrap() < text.find("<b>medium</b>").unwrap());
    let (report, policies) = many(&estate, 20);
    assert!(!markdown(&report, &policies, &estate.sources).contains("not shown here"));
}

#[test]
fn what_a_pipeline_does_not_show_is_told() {
    let estate = Estate::new();
    let (report, policies) = many(&estate, 25);
    let text = github(&report, &policies, &estate.sources);
    let first = text.lines().next().unwrap();
    assert!(first.starts_with("::notice title=akslint::") && first.contains("14 warnings"), "{first}");
    assert!(text.lines().nth(1).unwrap().starts_with("::error "), "worst first: {text}");
    let text = azure(&report, &policies, &estate.sources);
    let last = text.lines().next_back().unwrap();
    assert!(last.contains("0 errors and 14 warnings") && !last.starts_with("##"), "{last}");
    let (report, policies) = many(&estate, 5);
    assert!(!github(&report, &policies, &estate.sources).contains("::notice title=akslint::"));
}

#[test]
fn the_inputs_of_the_evidence_can_be_checked() {
    let estate = Estate::new();
    estate.sources.add("--var private=false", "false");
    let page = html(&whole(&estate), &policies(), &estate.sources);
    // `printf '# production\nprivate = false\nsecret  = "hunter2!"\n' | sha256sum`
    let digest = "a44de56ccebd98efe8cc1a6e3c67679ae7f40e9896e624d500449ab083581d74";
    assert!(page.contains(&format!("<td><code>infra/prod.tfvars</code></td><td><code>{digest}</code></td>")), "{page}");
    assert!(!page.contains("--var private=false"), "what is no file is no input");
}

#[test]
fn evidence_tells_environments_apart_and_counts_by_the_gravest() {
    let estate = Estate::new();
    let mapped: Vec<PolicyInfo<'_>> = policies()
        .into_iter()
        .enumerate()
        .map(|(index, policy)| PolicyInfo {
            controls: if index == 0 { vec!["MCSB:NS-2", "MCSB:XX-1"] } else { vec!["MCSB:NS-2", "MCSB:IM-1"] },
            ..policy
        })
        .collect();
    let in_environment = |name: &str, api: Outcome, local: Outcome| Judged {
        resources: vec![estate.cluster(Some(name))],
        verdicts: vec![
            verdict(0, api, vec![estate.value_file()]),
            verdict(1, local, vec![estate.silent("`local_account_disabled` is not set")]),
        ],
        ..Judged::default()
    };
    let judged = [
        in_environment("dev", Outcome::Undecided, Outcome::Pass),
        in_environment("prod", Outcome::Fail, Outcome::Pass),
    ];
    let report = collect(&estate.sources, &mapped, &judged, &BTreeMap::new(), Vec::new());
    let page = html(&report, &mapped, &estate.sources);
    let verdict = |policy: &str| {
        let is_it = |line: &&str| line.contains(&format!("{policy}</code><br/>")) && line.contains("class=\"outcome");
        page.lines().find(is_it).unwrap_or_else(|| panic!("{policy}: {page}"))
    };
    let row = |start: &str| page.lines().find(|line| line.contains(start)).unwrap_or_else(|| panic!("{start}: {page}"));
    let api = verdict("aks-api-server-restricted");
    assert!(api.contains("class=\"outcome fail\">fail</span> <code>[prod]</code>"), "{api}");
    assert!(api.contains("class=\"outcome undecided\">undecided</span> <code>[dev]</code>"), "{api}");
    let local = verdict("aks-local-accounts-disabled");
    assert!(local.contains("class=\"outcome pass\">pass</span></td>"), "{local}");
    let link = |class: &str| format!("<a class=\"{class}\" href=\"#C1\">C1</a>");
    assert!(row("<td><code>MCSB:NS-2</code></td>").contains(&format!("<td>{}</td><td></td><td></td>", link("fail"))));
    assert!(row("<td><code>MCSB:IM-1</code></td>").contains(&format!("<td></td><td></td><td>{}</td>", link("pass"))));
    assert!(page.contains("<td class=\"number fail\"><b>1</b></td><td class=\"number soft\">0</td>"), "{page}");
}

#[test]
fn a_cut_leaves_no_half_of_a_secret() {
    let estate = Estate::new();
    let secret = estate.at(estate.prod, "\"hunter2!\"");
    estate.sources.mask(secret);
    // The cut of a sentence at 1000 (500, 300) characters falls into the secret.
    for length in [296, 496, 996] {
        let message = format!("{}hunter2!", "x".repeat(length));
        let problem = Problem::at(ProblemKind::Evaluation, secret, message.clone()).help(message);
        let report = Report { problems: vec![problem], ..Report::default() };
        for (format, output) in super::hostile::outputs(&report, &estate.sources) {
            assert!(!output.contains("xhunt"), "{format}: {output}");
        }
    }
}
