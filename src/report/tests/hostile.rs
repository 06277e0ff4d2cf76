//! Files written to attack whoever reads the report.

use super::super::sarif::sarif;
use super::*;

const EVIL: &str = "::error file=x::y,z\u{1b}[2J\u{1b}]8;;https://evil.example\u{7}\u{202e}</script><img src=x onerror=a()>\u{9b}31m\
    \u{0}\u{2066}]]>--><!--`%0A::set-output name=a::b\n\n##vso[task.complete result=Failed;]done\r\n::stop-commands::x\n## [a](javascript:b) \
    | c | @team #1 www.evil.example ' \" & &lt; *d* _e_ ~f~ <details>";

/// A report whose every text and whose source hold hostile characters.
fn evil() -> (Sources, Report) {
    let sources = Sources::in_memory();
    let text = format!("# {EVIL}\nname = \"{EVIL}\" # {EVIL}\n");
    let file = sources.add(&format!("dir{EVIL}/main.tf"), &text);
    let start = text.find("name").unwrap();
    let span = Span::new(file, start, text.len() - 1);
    let label = Label { span, text: format!("`x` is \"{EVIL}\"") };
    let occurrence = Occurrence {
        root: EVIL.into(),
        address: format!("azurerm_x.y[\"{EVIL}\"]").into(),
        path: Some(EVIL.into()),
        kind: "cluster",
        environment: Some(EVIL.into()),
    };
    let policy: Arc<str> = "aks-api-server-restricted".into();
    let finding = Finding {
        policy: Arc::clone(&policy),
        severity: Severity::High,
        confidence: Confidence::High,
        message: EVIL.to_owned(),
        fix: EVIL.to_owned(),
        suggestion: None,
        primary: label.clone(),
        secondary: vec![Label { span: Span::new(file, 0, 3), text: EVIL.to_owned() }],
        flow: vec![label.clone(), Label { span: Span::new(file, 0, 3), text: EVIL.to_owned() }],
        occurrences: vec![occurrence.clone()],
        fingerprint: "0".repeat(32),
        recognition: Recognition::default(),
    };
    let undecided = UndecidedGroup {
        root: EVIL.into(),
        environment: Some(EVIL.into()),
        cause: EVIL.to_owned(),
        remedy: Some(EVIL.to_owned()),
        span: Some(span),
        verdicts: vec![UndecidedVerdict { policy, severity: Severity::High, occurrence, label }],
    };
    let problems = vec![
        Problem::at(ProblemKind::Syntax, span, EVIL).help(EVIL),
        Problem::with_path(ProblemKind::Io, EVIL, EVIL),
        Problem::with_path(ProblemKind::Note, EVIL, EVIL).help(EVIL),
    ];
    let judgement = |outcome, place| Judgement {
        policy: 0,
        outcome,
        severity: Severity::High,
        place,
        places: Vec::new(),
        cause: Some(EVIL.to_owned()),
    };
    let assessed = Assessed {
        occurrence: finding.occurrences[0].clone(),
        cluster: Some(finding.occurrences[0].address.clone()),
        header: span,
        calls: [].into(),
        judgements: vec![
            judgement(Outcome::Fail, Some(span)),
            judgement(Outcome::Undecided, Some(span)),
            judgement(Outcome::Pass, None),
        ],
    };
    let elsewhere = Occurrence { root: "elsewhere".into(), ..finding.occurrences[0].clone() };
    let hidden = |by| Hidden { finding: Finding { occurrences: vec![elsewhere.clone()], ..finding.clone() }, by };
    let hidden = vec![
        hidden(HiddenBy::Comment(HidingComment {
            place: span,
            reason: Some(EVIL.to_owned()),
            until: None,
            tool: Some("checkov"),
        })),
        hidden(HiddenBy::Exemption(Exemption {
            owner: EVIL.to_owned(),
            category: ExemptionCategory::Mitigated,
            ticket: Some(EVIL.to_owned()),
            expires: None,
            reason: EVIL.to_owned(),
            place: span,
        })),
        hidden(HiddenBy::Configured { reason: Some(EVIL.to_owned()), place: None }),
    ];
    let exempt = Assessed {
        occurrence: elsewhere.clone(),
        judgements: vec![judgement(Outcome::Fail, Some(span))],
        ..assessed.clone()
    };
    let report = Report {
        hidden,
        lists_hidden: true,
        findings: vec![finding],
        undecided: vec![undecided],
        problems,
        assessed: vec![exempt, assessed],
        summary: Summary {
            changes: Some(Changes { base: EVIL.to_owned(), new: 1, fixed: 2, unchanged: 3 }),
            ..Summary::default()
        },
    };
    (sources, report)
}

pub(super) fn outputs(report: &Report, sources: &Sources) -> Vec<(&'static str, String)> {
    let options = TextOptions { is_all: true, is_showing_undecided: true, ..TextOptions::default() };
    vec![
        ("full", full(report, sources, &options)),
        ("concise", concise(report, sources, &options)),
        ("json", json(report, sources)),
        ("sarif", sarif(report, &policies(), sources, None)),
        ("github", github(report, &policies(), sources)),
        ("azure", azure(report, &policies(), sources)),
        ("gitlab", gitlab(report, &policies(), sources)),
        ("junit", junit(report, &policies(), sources)),
        ("rdjson", rdjson(report, &policies(), sources)),
        ("markdown", markdown(report, &policies(), sources)),
        ("html", html(report, &policies(), sources)),
    ]
}

#[test]
fn no_format_lets_hostile_characters_through() {
    let (sources, report) = evil();
    for (format, output) in outputs(&report, &sources) {
        let bad = output.chars().find(|&character| character != '\n' && super::super::visible::is_hostile(character));
        assert_eq!(bad, None, "{format}: {output:?}");
        if matches!(format, "json" | "sarif" | "gitlab" | "rdjson") {
            assert!(!output.contains('<'), "{format}: {output}");
            serde_json::from_str::<serde_json::Value>(&output).unwrap();
        }
    }
}

/// The output of one format for the hostile report.
fn evil_in(wanted: &str) -> String {
    let (sources, report) = evil();
    let mut all = outputs(&report, &sources).into_iter();
    all.find(|(format, _)| *format == wanted).unwrap().1
}

#[test]
fn no_format_holds_a_command_of_its_input() {
    let (sources, report) = evil();
    for (format, output) in outputs(&report, &sources) {
        for line in output.lines() {
            let line = line.trim_start();
            let is_ours = match format {
                "github" => {
                    ["::error title=", "::warning title=", "::notice title="].iter().any(|one| line.starts_with(one))
                }
                _ => false,
            };
            assert!(is_ours || !line.starts_with("::"), "{format}: {line}");
            let commands = line.matches("##vso[").count() + line.matches("##[").count();
            let is_issue = format == "azure" && line.starts_with("##vso[");
            assert_eq!(commands, usize::from(is_issue), "{format}: {line}");
        }
    }
}

#[test]
fn a_command_of_github_has_our_properties_only() {
    let output = evil_in("github");
    // One finding, two problems and what the change makes of them: the note is none.
    assert_eq!(output.lines().count(), 4, "{output}");
    for line in output.lines() {
        let (_, command) = line.split_once(' ').unwrap();
        let (properties, message) = command.split_once("::").unwrap();
        let names: Vec<&str> = properties.split(',').map(|property| property.split_once('=').unwrap().0).collect();
        let all = ["title", "file", "line", "endLine", "col", "endColumn"];
        let least = if message.starts_with("compared with ") { 1 } else { 2 };
        assert!(names.iter().all(|name| all.contains(name)) && names.len() >= least, "{line}");
        assert!(message.contains("evil.example") && message.contains("%250A"), "a percent sign stays one: {line}");
    }
}

#[test]
fn a_command_of_azure_has_our_properties_only() {
    let output = evil_in("azure");
    // What the change makes of the findings is no issue.
    let (issues, told): (Vec<&str>, Vec<&str>) = output.lines().partition(|line| line.starts_with("##vso["));
    assert_eq!((issues.len(), told.len()), (3, 1), "{output}");
    assert!(told[0].starts_with("akslint: 1 new, 2 fixed, 3 unchanged against "), "{output}");
    for line in issues {
        let properties = line.strip_prefix("##vso[task.logissue ").unwrap();
        let (properties, message) = properties.split_once(']').unwrap();
        let names: Vec<&str> =
            properties.split_terminator(';').map(|property| property.split_once('=').unwrap().0).collect();
        let all = ["type", "sourcepath", "linenumber", "columnnumber", "code"];
        assert!(names.iter().all(|name| all.contains(name)) && names.len() >= 3, "{line}");
        assert!(message.contains("evil.example") && message.contains("%AZP250A"), "a percent sign stays one: {line}");
    }
}

#[test]
fn hostile_text_is_text_in_test_results() {
    let output = evil_in("junit");
    let document = roxmltree::Document::parse(&output).unwrap();
    let count = |name: &str| document.descendants().filter(|node| node.has_tag_name(name)).count();
    assert_eq!((count("testcase"), count("failure"), count("skipped"), count("error")), (6, 1, 2, 2), "{output}");
    let failure = document.descendants().find(|node| node.has_tag_name("failure")).unwrap();
    assert!(failure.attribute("message").unwrap().contains("]]>--><!--`%0A::set-output"), "{output}");
    assert!(failure.text().unwrap().contains("<img src=x onerror=a()>"), "{output}");
}

#[test]
fn hostile_text_is_text_in_html() {
    let output = evil_in("html");
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
    let document = roxmltree::Document::parse_with_options(&output, options).unwrap();
    let elements = [
        "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "ul", "li", "b", "a", "code",
        "span", "div", "table", "thead", "tbody", "tr", "th", "td", "br", "details", "summary",
    ];
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        assert!(elements.contains(&node.tag_name().name()), "<{}>", node.tag_name().name());
        for attribute in node.attributes() {
            let is_known = match attribute.name() {
                "href" => ["#", "https://learn.microsoft.com/"].iter().any(|one| attribute.value().starts_with(one)),
                name => ["lang", "charset", "http-equiv", "content", "name", "class", "id", "rel"].contains(&name),
            };
            assert!(is_known, "{attribute:?}");
        }
    }
    let text: String = document.descendants().filter(|node| node.is_text()).filter_map(|node| node.text()).collect();
    assert!(text.contains("<img src=x onerror=a()>"), "it is told: {text}");
}

#[test]
fn hostile_text_is_text_in_markdown() {
    let output = evil_in("markdown");
    let mut rest = output.as_str();
    let tags = ["details", "details open", "summary", "b", "code", "sub"];
    while let Some((before, behind)) = rest.split_once('<') {
        let (tag, behind) = behind.split_once('>').unwrap();
        assert!(tags.contains(&tag.trim_start_matches('/')), "<{tag}> in {output}");
        assert!(!before.contains(['@', '|', '`', '[', ']', '~', '_']), "{before}");
        rest = behind;
    }
    let headings = output.lines().filter(|line| line.trim_start().starts_with('#')).count();
    assert_eq!(headings, 1, "{output}");
    assert!(!output.contains("://") && !output.contains("www.") && !output.contains("&lt;"), "{output}");
    assert!(output.contains("evil.example"), "it is told: {output}");
}

#[test]
fn json_keeps_hostile_text_exact() {
    let (sources, report) = evil();
    let document: serde_json::Value = serde_json::from_str(&json(&report, &sources)).unwrap();
    assert_eq!(document["findings"][0]["message"], EVIL);
    assert_eq!(document["findings"][0]["location"]["file"], format!("dir{EVIL}/main.tf"));
}

#[test]
fn each_line_of_concise_is_one_finding() {
    let (sources, mut report) = evil();
    report.findings[0].message = "one\nfake.tf:1:1: critical[x] two".to_owned();
    let output = concise(&report, &sources, &TextOptions::default());
    assert!(!output.lines().any(|line| line.starts_with("fake.tf")), "{output}");
}

#[test]
fn a_line_of_a_megabyte_makes_no_long_output() {
    let sources = Sources::in_memory();
    let pad = "\"key\": \"valueü\", ".repeat(60_000);
    let text = format!("{{{pad}\"enableRBAC\": false, {pad}}}");
    let file = sources.add("a.tf.json", &text);
    let start = text.find("\"enableRBAC\"").unwrap();
    let (_, mut report) = evil();
    report.findings[0].primary = Label { span: Span::new(file, start, start + 19), text: text.clone() };
    report.findings[0].secondary = vec![Label { span: Span::new(file, 0, text.len()), text: text.clone() }];
    report.findings[0].flow = Vec::new();
    report.findings[0].message.clone_from(&text);
    report.undecided.clear();
    report.problems = vec![Problem::at(ProblemKind::Syntax, Span::new(file, 0, text.len()), text.clone())];
    for (format, output) in outputs(&report, &sources) {
        // JSON gives texts whole; nothing repeats them.
        let most = if format == "json" {
            text.len() * 5
        } else if matches!(format, "sarif" | "rdjson") {
            text.len() * 2
        } else {
            30_000
        };
        assert!(output.len() < most, "{format}: {}", output.len());
    }
}

#[test]
fn secrets_are_masked_in_every_format() {
    let estate = Estate::new();
    let literal = estate.at(estate.prod, "\"hunter2!\"");
    let trail = Trail::literal(literal).through(
        StepKind::ValueFile,
        "infra/prod.tfvars".into(),
        estate.at(estate.prod, "secret  = \"hunter2!\""),
    );
    let evidence = Evidence {
        is_sensitive: true,
        ..estate.written("name                    = \"demo\"", "`client_secret` is set", trail)
    };
    let judged = Judged {
        resources: vec![estate.cluster(None)],
        verdicts: vec![verdict(0, Outcome::Fail, vec![evidence])],
        ..Judged::default()
    };
    let problem = Problem::at(ProblemKind::Evaluation, literal, "cannot convert \"hunter2!\" to number")
        .help("hunter2! is no number");
    let report = collect(&estate.sources, &policies(), std::slice::from_ref(&judged), &BTreeMap::new(), vec![problem]);
    let mut all = outputs(&report, &estate.sources);
    all.push(("verdicts", verdicts_json(&verdict_rows(&estate.sources, &policies(), &[judged]))));
    for (format, output) in &all {
        assert!(!output.contains("hunter2"), "{format}: {output}");
        assert!(output.contains("(sensitive)"), "{format}: {output}");
    }
    assert!(all[0].1.contains("secret  = ***"), "{}", all[0].1);
}
