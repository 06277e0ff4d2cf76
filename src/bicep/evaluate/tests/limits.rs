//! Deep and long inputs: bounded, and never a crash.

use super::super::testing::{Fixture, show};
use crate::arm::Options;
use crate::bicep::parse_bicep;
use crate::document::BudgetLimits;

/// The stack that each thread of the program has.
const STACK: usize = 16 * 1024 * 1024;

fn with_stack(test: fn()) {
    std::thread::Builder::new().stack_size(STACK).spawn(test).unwrap().join().unwrap();
}

#[test]
fn deep_expressions_in_many_variables_fit_on_the_stack() {
    with_stack(|| {
        // Each variable nests the next one deeply.
        for (open, close) in [
            ("(", ")"),
            ("[", "]"),
            ("[...", "]"),
            ("[for x in [1]: ", "]"),
            ("{ a: ", " }"),
            ("{ ...", " }"),
            ("toLower(", ")"),
            ("union({}, ", ")"),
            ("az.resourceId('a/b', ", ")"),
            ("same(", ")"),
            ("map([1], y => ", ")"),
            ("toObject([1], y => 'k', y => ", ")"),
            ("flag ? 1 : ", ""),
            ("true && (", ")"),
            ("'${", "}'"),
            ("-", ""),
        ] {
            let mut text = String::new();
            for at in 0..300 {
                text.push_str(&format!("var v{at} = {}v{}{}\n", open.repeat(100), at + 1, close.repeat(100)));
            }
            text.push_str("var v300 = 1\nfunc same(x object) object => x\n");
            let fixture = Fixture::default();
            let (tree, problems) = parse_bicep(&text, fixture.sources.add("main.bicep", &text));
            assert!(problems.is_empty(), "{open}: {:?}", problems.first());
            let error = fixture.scope_of(tree).with_names(super::names()).value("v0").unwrap_err();
            assert!(error.is_exhausted, "{open}: {}", error.message);
        }
    });
}

#[test]
fn deep_functions_fit_on_the_stack() {
    with_stack(|| {
        let mut text = String::new();
        for at in 0..300 {
            let (open, close) = ("map([x], y => (".repeat(60), "))[0]".repeat(60));
            text.push_str(&format!("func f{at}(x int) int => {open}f{}(x){close}\n", at + 1));
        }
        text.push_str("func f300(x int) int => x\nvar answer = f0(1)\n");
        let fixture = Fixture::default();
        let (tree, problems) = parse_bicep(&text, fixture.sources.add("main.bicep", &text));
        assert!(problems.is_empty(), "{:?}", problems.first());
        let scope = fixture.scope_of(tree);
        assert!(scope.value("answer").unwrap_err().is_exhausted);
        let problems = scope.finish();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].message.contains("nested too deeply"), "{problems:?}");
    });
}

#[test]
fn ordinary_nesting_is_not_too_deep() {
    with_stack(|| {
        // 40 variables that build on one another, each nested as in the deepest files known.
        let mut text = String::new();
        for at in 0..40 {
            text.push_str(&format!("var v{at} = {}v{}{}\n", "[".repeat(17), at + 1, "][0]".repeat(17)));
        }
        text.push_str("var v40 = 'end'\n");
        let fixture = Fixture::default();
        assert_eq!(show(&fixture.scope(&text).value("v0").unwrap()), "'end'");
        let chain = format!("var answer = {}\n", ["1"; 250].join(" + "));
        assert_eq!(show(&fixture.scope(&chain).value("answer").unwrap()), "250");
    });
}

#[test]
fn long_inputs_are_linear_and_bounded() {
    let fixture = Fixture::default();
    let items: Vec<String> = (0..20_000).map(|at| format!("  {at}")).collect();
    let text = format!(
        "var items = [\n{}\n]\nvar doubled = [for x in items: x * 2]\nvar last = doubled[^1]\nvar count = length(filter(items, x => x % 2 == 0))\n",
        items.join("\n")
    );
    let scope = fixture.scope(&text);
    assert_eq!(show(&scope.value("last").unwrap()), "39998");
    assert_eq!(show(&scope.value("count").unwrap()), "10000");
    let members: Vec<String> = (0..5_000).map(|at| format!("  k{at}: {at}")).collect();
    let scope = fixture.scope(&format!("var o = {{\n{}\n}}\nvar answer = o.k4999\n", members.join("\n")));
    assert_eq!(show(&scope.value("answer").unwrap()), "4999");
}

#[test]
fn what_grows_without_bound_runs_out_of_budget() {
    for expression in [
        "[for a in range(0, 10000): [for b in range(0, 10000): [for c in range(0, 10000): c]]]",
        "reduce(range(0, 60), 'x', (text, n) => '${text}${text}')",
        "reduce(range(0, 60), [1], (all, n) => [...all, ...all])",
        "reduce(range(0, 60), { a: 1 }, (all, n) => { a: all, b: all, c: string(all) })",
    ] {
        let limits = BudgetLimits { steps: 1_000_000, bytes: 32 << 20, ..BudgetLimits::default() };
        let fixture = Fixture { options: Options { limits, ..Options::default() }, ..Fixture::default() };
        let scope = fixture.scope(&format!("var answer = {expression}\n"));
        let error = scope.value("answer").unwrap_err();
        assert!(error.is_exhausted, "{expression}: {}", error.message);
    }
    for expression in ["range(0, 1000000000)", "[for x in range(0, 1000000000): x]"] {
        let fixture = Fixture::default();
        let error = fixture.scope(&format!("var answer = {expression}\n")).value("answer").unwrap_err();
        assert!(error.message.contains("between 0 and 10000"), "{expression}: {}", error.message);
    }
}

#[test]
fn types_that_name_one_another_are_bounded() {
    let mut text = String::new();
    for at in 0..40 {
        let members: Vec<String> = (0..10).map(|member| format!("  m{member}: t{}", at + 1)).collect();
        text.push_str(&format!("type t{at} = {{\n{}\n}}\n", members.join("\n")));
    }
    text.push_str("type t40 = string\ntype own = { next: own?, all: own[] }\nparam wide t0\nparam own1 own\n");
    let limits = BudgetLimits { steps: 100_000, ..BudgetLimits::default() };
    let fixture = Fixture { options: Options { limits, ..Options::default() }, ..Fixture::default() };
    let scope = fixture.scope(&text);
    assert!(scope.value("wide").unwrap().as_object().is_some());
    assert_eq!(show(&scope.value("own1").unwrap()), "{all: set?, next?: ?, …}");
}

#[test]
fn every_construct_of_the_language_can_be_evaluated() {
    let constructs: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("../../../../testdata/bicep/constructs.json")).unwrap();
    let mut known = 0;
    for construct in &constructs {
        let text = construct["source"].as_str().unwrap();
        let fixture = Fixture::default();
        let (tree, _) = parse_bicep(text, fixture.sources.add("main.bicep", text));
        let names: Vec<String> = (tree.declarations.iter())
            .filter_map(|declaration| declaration.name().map(|name| name.text.to_string()))
            .collect();
        let scope = fixture.scope_of(tree).with_names(super::names());
        for name in names {
            match scope.value(&name) {
                Ok(value) => known += usize::from(value.is_wholly_known()),
                Err(error) => assert!(!error.is_exhausted, "{text}: {}", error.message),
            }
        }
    }
    assert!(known >= 40, "{known}");
}
