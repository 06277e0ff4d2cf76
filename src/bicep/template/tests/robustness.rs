//! Hostile and broken input: it ends, with a problem, and the rest is unharmed.

use std::fmt::Write;

use super::{World, file, files, is_maybe, pair};

/// As the command line does: evaluation is nested more deeply than the stack of a test allows.
fn with_stack<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(16 << 20).build().unwrap();
    pool.install(run)
}

fn kinds(world: &World) -> Vec<String> {
    let mut kinds: Vec<String> = world.problems().into_iter().map(|(kind, ..)| kind).collect();
    kinds.dedup();
    kinds
}

const RESOURCE: &str =
    "resource a 'X.Y/as@2020-01-01' = {\n  name: 'a'\n  v: v0\n}\nresource b 'X.Y/as@2020-01-01' = {\n  name: 'b'\n}\n";

#[test]
fn a_long_chain_of_variables_ends() {
    let mut text = RESOURCE.to_owned();
    for at in 0..2_000 {
        let _ = writeln!(text, "var v{at} = v{}", at + 1);
    }
    text.push_str("var v2000 = 1\n");
    let world = with_stack(|| file(&text));
    assert_eq!(world.shown("a", "v"), "?Budget");
    assert_eq!(world.shown("b", "name"), "'b'");
    assert_eq!(kinds(&world), ["Budget"]);
}

#[test]
fn a_long_chain_of_deep_expressions_ends() {
    let mut text = RESOURCE.to_owned();
    for at in 0..390 {
        let (open, close) = ("[".repeat(240), "]".repeat(240));
        let _ = writeln!(text, "var v{at} = {open}v{}{close}", at + 1);
    }
    text.push_str("var v390 = 1\n");
    let world = with_stack(|| file(&text));
    assert_eq!(world.addresses(), ["a", "b"]);
}

#[test]
fn a_long_circle_of_variables_ends() {
    let mut text = RESOURCE.to_owned();
    for at in 0..300 {
        let _ = writeln!(text, "var v{at} = [v{}]", (at + 1) % 300);
    }
    let world = with_stack(|| file(&text));
    // The circle, and that arrays within arrays would be nested 300 deep.
    assert_eq!(kinds(&world), ["Evaluation", "Budget"]);
    assert_eq!(world.problems().len(), 2);
}

#[test]
fn values_that_double_run_out_of_budget() {
    let mut text = "var v40 = 'xxxxxxxxxxxxxxxx'\n".to_owned();
    for at in 0..40 {
        let _ = writeln!(text, "var v{at} = '${{v{}}}${{v{}}}'", at + 1, at + 1);
    }
    text.push_str(RESOURCE);
    let world = with_stack(|| file(&text));
    assert_eq!(kinds(&world), ["Budget"]);
    assert_eq!(world.addresses().first(), Some(&"a"));
}

#[test]
fn modules_that_multiply_run_out_of_budget() {
    let names: Vec<String> =
        (0..12).map(|at| if at == 0 { "main.bicep".into() } else { format!("m{at}.bicep") }).collect();
    let texts: Vec<String> =
        (1..13).map(|at| format!("module a 'm{at}.bicep' = [for i in range(0, 4): {{\n}}]\n")).collect();
    let mut all: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
    let last = format!("var v0 = 1\n{RESOURCE}");
    all.push(("m12.bicep", &last));
    let world = with_stack(|| files(&all));
    assert_eq!(kinds(&world), ["Budget"]);
}

#[test]
fn functions_that_call_themselves_end() {
    let text = format!(
        "func f(x int) int => f(x + 1)\nfunc g(x int) int => h(x)\nfunc h(x int) int => g(x)\nvar v0 = [f(1), g(1)]\n{RESOURCE}"
    );
    let world = with_stack(|| file(&text));
    assert_eq!(kinds(&world), ["Evaluation"]);
    assert_eq!(world.shown("b", "name"), "'b'");
}

#[test]
fn types_that_hold_themselves_end() {
    let text = format!("type t = {{ next: t?, value: string }}\ntype u = u\nparam v0 t\nparam w u\n{RESOURCE}");
    let world = with_stack(|| file(&text));
    assert_eq!(world.addresses(), ["a", "b"]);
}

#[test]
fn every_prefix_of_a_file_is_read() {
    let main = "import { x as y } from 'm.bicep'\n@secure()\nparam p string = 'x'\nparam q { a: int, *: string }?\nvar v = [for (i, j) in range(0, 2): { k: '${i}-${p}' }]\n\
                resource a 'X.Y/as@2020-01-01' = [for i in range(0, 2): if (i > 0) {\n  name: v[i].k\n}]\n\
                resource c 'X.Y/as@2020-01-01' = {\n  name: 'c'\n  resource b 'bs' = {\n    name: 'b'\n    ...(empty(q) ? {} : q!)\n  }\n}\n\
                module m 'm.bicep' = {\n  params: {\n    p: c::b.id\n    ...{ r: 1 }\n  }\n}\nmodule r 'br/public:x:1.0' = if (p == 'x') {\n}\n\
                output o string = m.outputs.o.x ?? r.outputs.z\n";
    let module = "param p string\nparam r int\n@export()\nvar x = 1\noutput o object = { x: p }\n";
    for end in (0..=main.len()).filter(|&end| main.is_char_boundary(end)) {
        let world = pair(&main[..end], module);
        assert_eq!(world.reading.documents.len(), 1);
        let broken = pair(&main[end..], module);
        assert_eq!(broken.reading.documents.len(), 1);
    }
    let whole = pair(main, module);
    assert_eq!(kinds(&whole), ["Note"]);
    assert_eq!(whole.addresses(), ["a[1]", "c", "c::b", "r"]);
    assert!(!is_maybe(whole.declaration("r")));
}

#[test]
fn a_broken_module_leaves_its_callers_questions_open() {
    let module = "param p string\n%%%\noutput o string = p\n";
    let main = "module m 'm.bicep' = {\n  params: { p: 'x', other: 1 }\n}\nresource a 'X.Y/as@2020-01-01' = {\n  name: m.outputs.o\n  v: m.outputs.lost\n}\n";
    let world = pair(main, module);
    assert_eq!(kinds(&world), ["Syntax"]);
    assert_eq!((world.shown("a", "name"), world.shown("a", "v")), ("'x'".into(), "?Syntax".into()));
}
