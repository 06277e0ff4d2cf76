//! What is read, and what is said about what is not.

use std::fmt::Write as _;

use super::{MAX_TEXT, compile_condition, compile_value};
use crate::policy::front_matter::{OptionValue, PolicyOption};
use crate::policy::testing::{schema, scope};

fn options() -> [PolicyOption; 1] {
    [PolicyOption { name: "shortestPrefix".into(), default: OptionValue::Number(16.0), doc: "".into() }]
}

fn error(text: &str) -> Option<String> {
    let schema = schema();
    let program = compile_condition(text, &scope(&schema, &options()));
    program.and_then(|program| program.check_patterns()).err().map(|error| error.render(text))
}

#[test]
fn the_table_of_the_tests_is_sound() {
    assert_eq!(schema().errors(), []);
}

#[test]
fn wrong_expressions_are_explained() {
    let expressions = include_str!("../../../testdata/policies/wrong_expressions.txt");
    let mut out = String::new();
    for expression in expressions.lines().filter(|line| !line.is_empty()) {
        let error = error(expression).unwrap_or_else(|| panic!("accepted: {expression}"));
        writeln!(out, "{error}\n").unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn right_expressions_are_accepted() {
    for text in [
        "cluster.enableRBAC",
        "!cluster.enableRBAC || cluster.nodeLimit % 2 == 0",
        "cluster.networkProfile.networkPolicy in ['azure', \"calico\",]",
        "size(cluster.apiServerAccessProfile.authorizedIPRanges) > 0 // a comment\n && cluster.enableRBAC == true",
        "cluster.pools.all(p, p.count >= 1 ? p.maxPods <= 250 : has(p.subnet))",
        "cluster.pools.map(p, p.count * (p.maxPods + 1)).sum() <= cluster.nodeLimit",
        "cluster.pools.filter(p, p.mode == 'System').exists(p, p.cluster.enableRBAC && p.subnet.name.startsWith('a'))",
        "cluster.diagnosticSettings.exists(d, d.logs.exists(l, l.category == 'kube-audit' && l.retention.days > -1))",
        "cluster.tags['env'] == 'prod' && 'owner' in cluster.tags && cluster.tags.env != ''",
        "cluster.name.matches(r'^aks-\\d+$') && cluster.name.lowerAscii().contains('x')",
        "cluster.apiServerAccessProfile.authorizedIPRanges.all(r, prefixLength(r) >= options.shortestPrefix)",
        "has(cluster.networkProfile) && has(cluster.diagnosticSettings[0].logs[0].category)",
        "kubernetesSupport(cluster.kubernetesVersion, cluster.supportPlan, cluster.sku.tier) != 'ended'",
        "'it\\'s' == \"it's\" && [] == [] || true".split(" && [] == []").next().unwrap(),
        "1.5 + 2 * 3 - 4 / 5 < 10 && 1 in [1, 2] && 'a' in []",
    ] {
        assert_eq!(error(text), None, "{text}");
    }
}

#[test]
fn values_of_messages_must_be_shown() {
    let schema = schema();
    let scope = scope(&schema, &[]);
    assert!(compile_value("cluster.kubernetesVersion", &scope).is_ok());
    assert!(compile_value("cluster.pools.map(p, p.name)", &scope).is_ok());
    let error = compile_value("cluster.pools", &scope).unwrap_err();
    assert!(error.message.contains("list of pools"), "{}", error.message);
}

#[test]
fn every_function_is_documented_as_it_is_called() {
    for function in super::Function::all() {
        let subject = if function.is_method { "text." } else { "" };
        assert!(function.usage.starts_with(&format!("{subject}{}(", function.name)), "{}", function.usage);
        assert!(function.doc.len() > 5 && !function.doc.ends_with('.'), "{}: {}", function.name, function.doc);
    }
    // What is called and no function; each form is told by the error of a wrong call.
    for (usage, _) in super::FORMS {
        let (call, _) = usage.split_once('(').unwrap();
        let wrong = match call.split_once('.') {
            Some(("list", name)) => format!("cluster.pools.{name}(1, 2, 3)"),
            Some((_, name)) => format!("cluster.kubernetesVersion.{name}(1, 2, 3)"),
            None => format!("{call}(1, 2, 3)"),
        };
        let message = error(&wrong).unwrap();
        assert!(message.contains(usage), "{wrong}: {message}");
    }
}

#[test]
fn hostile_text_is_an_error_and_no_crash() {
    let deep = |open: &str, close: &str| format!("{}true{}", open.repeat(900), close.repeat(900));
    for text in [
        deep("(", ")"),
        deep("!", ""),
        deep("[", "]"),
        deep("has(", ")"),
        deep("true ? true : ", ""),
        format!("true{}", " || true".repeat(1_500)),
        format!("cluster{}", ".a".repeat(3_000)),
        format!("cluster{}", "[0]".repeat(3_000)),
        // Chains inside brackets inside chains: each is short, together they are deep.
        format!("{}1{} == 1", "(".repeat(90), "+1+1+1+1+1+1+1+1+1+1)".repeat(90)),
    ] {
        let error = error(&text).expect("too deep");
        assert!(error.contains("nested more than 100 deep"), "{}", &error[error.len() - 80..]);
    }
    assert!(error(&"a".repeat(MAX_TEXT + 1)).unwrap().contains("16 KiB"));
    assert!(error(&format!("cluster.name.matches('{}')", "(a{1000}){1000}")).unwrap().contains("pattern"));
}

#[test]
fn no_text_makes_the_reader_panic() {
    let pieces = [
        "cluster",
        ".",
        "name",
        "(",
        ")",
        "[",
        "]",
        "'",
        "\"",
        "\\",
        "&&",
        "||",
        "=",
        "!",
        "<",
        "in",
        "?",
        ":",
        ",",
        "1",
        ".5",
        " ",
        "\n",
        "é",
        "😀",
        "all",
        "has(",
        "r'",
        "//",
        "-",
        "pools",
        "x",
        "\u{0}",
        "size(",
        "matches('a')",
    ];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % bound as u64).unwrap()
    };
    for _ in 0..20_000 {
        let text: String = (0..1 + next(14)).map(|_| pieces[next(pieces.len())]).collect();
        if let Some(error) = error(&text) {
            assert!(error.contains('^'));
        }
    }
}
