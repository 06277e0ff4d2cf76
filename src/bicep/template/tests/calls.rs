//! Calls of modules.

use std::path::PathBuf;

use super::{file, files, is_maybe, pair, root, show, world};
use crate::arm::Options;
use crate::document::{Data, Mode, ObjectKind, StepKind};

const MODULE: &str = "param p string = 'd'\nparam q int\nresource a 'X.Y/as@2020-01-01' = {\n  name: p\n  v: q\n}\n\
                      output o string = p\noutput id string = a.id\n";

#[test]
fn arguments_and_outputs_know_their_way() {
    let main = "module m 'm.bicep' = {\n  name: 'deployment'\n  params: {\n    p: 'x'\n    q: 1\n  }\n}\n\
                resource a 'X.Y/as@2020-01-01' = {\n  name: m.outputs.o\n  v: m.outputs.id\n  w: m.name\n}\n";
    let world = pair(main, MODULE);
    assert_eq!(world.problems(), []);
    assert_eq!(world.addresses(), ["m/a", "a"]);
    let name = world.at("m/a", "name");
    assert_eq!(world.way(&name), ("'x'".into(), vec!["Argument m.p".into()]));
    assert_eq!(world.text(name.trail.steps().next().unwrap().span), "p: 'x'");
    let out = world.at("a", "name");
    assert_eq!(world.way(&out), ("'x'".into(), vec!["Argument m.p".into(), "Output m.outputs.o".into()]));
    assert_eq!(world.text(out.trail.steps().next().unwrap().span), "output o string = p");
    assert_eq!(world.shown("a", "v"), "?Computed!:m/a#id");
    assert_eq!(world.shown("a", "w"), "'deployment'");
    let calls = &world.declaration("m/a").calls;
    assert_eq!((calls.len(), &*calls[0].address, &*world.text(calls[0].header)), (1, "m", "module m 'm.bicep'"));
}

#[test]
fn calls_repeat_and_depend_on_conditions() {
    let main = "param c bool\nmodule m 'm.bicep' = [for i in range(0, 2): {\n  params: { q: i }\n}]\n\
                module n 'm.bicep' = if (c) {\n  params: { q: 7 }\n}\nmodule off 'm.bicep' = if (false) {\n  params: { q: 7 }\n}\n\
                output x string = m[1].outputs.o\nresource a 'X.Y/as@2020-01-01' = {\n  name: m[1].outputs.id\n  v: off.outputs.o\n}\n";
    let world = pair(main, MODULE);
    assert_eq!(world.problems(), []);
    assert_eq!(world.addresses(), ["m[0]/a", "m[1]/a", "n/a", "a"]);
    assert_eq!(world.shown("m[1]/a", "v"), "1");
    assert!(is_maybe(world.declaration("n/a")) && !is_maybe(world.declaration("m[0]/a")));
    assert_eq!(world.shown("a", "name"), "?Computed!:m[1]/a#id");
    assert_eq!(world.shown("a", "v"), "?Condition");
}

#[test]
fn a_call_in_a_module_that_may_be_may_be() {
    let middle = "module m 'm.bicep' = {\n  params: { q: 1 }\n}\n";
    let main = "param c bool\nmodule outer 'middle.bicep' = if (c) {}\n";
    let world = files(&[("main.bicep", main), ("middle.bicep", middle), ("m.bicep", MODULE)]);
    assert_eq!(world.addresses(), ["outer/m/a"]);
    let declaration = world.declaration("outer/m/a");
    assert!(is_maybe(declaration));
    let calls: Vec<&str> = declaration.calls.iter().map(|call| &*call.address).collect();
    assert_eq!(calls, ["outer", "outer/m"]);
}

#[test]
fn wrong_arguments_are_problems_at_the_call() {
    let main = "module m 'm.bicep' = {\n  params: {\n    pp: 'x'\n  }\n}\nmodule n 'm.bicep' = {}\n";
    let world = pair(main, MODULE);
    assert_eq!(
        world.problems(),
        [
            (
                "Evaluation".into(),
                "pp".into(),
                "The property \"pp\" is not allowed on objects of type \"params\"; did you mean \"p\"?".into()
            ),
            (
                "Evaluation".into(),
                "module m 'm.bicep'".into(),
                "The specified \"object\" declaration is missing the following required properties: \"q\"".into()
            ),
            (
                "Evaluation".into(),
                "module n 'm.bicep'".into(),
                "The specified \"object\" declaration is missing the following required properties: \"q\"".into()
            ),
        ]
    );
    assert_eq!(world.shown("n/a", "v"), "?Invalid");
}

#[test]
fn secrets_given_to_a_module_are_masked_where_the_call_writes_them() {
    let module = "@secure()\nparam p string\n@secure()\noutput o string = p\n";
    let main = "var v = 'hunter2'\nmodule m 'm.bicep' = {\n  params: { p: v }\n}\n\
                resource a 'X.Y/as@2020-01-01' = {\n  name: 'a'\n  v: m.outputs.o\n}\n";
    let world = pair(main, module);
    assert_eq!(world.masked(), ["'hunter2'"]);
    assert!(world.at("a", "v").sensitive);
}

#[test]
fn unknown_arguments_leave_parameters_open() {
    let main = "param o object\nmodule m 'm.bicep' = {\n  params: {\n    ...o\n    q: 2\n  }\n}\n";
    let world = pair(main, MODULE);
    assert_eq!(world.problems(), []);
    assert_eq!(world.shown("m/a", "v"), "2");
    assert_eq!(world.shown("m/a", "name"), "?NoValue");
}

#[test]
fn a_path_that_leads_nowhere_is_a_problem_at_the_path() {
    let main = "module m './modules/m.bicep' = {\n}\nmodule n 'Modules/M.bicep' = {\n  params: { q: 1 }\n}\nmodule o 'modules/aks.bicep' = {\n}\n\
                resource a 'X.Y/as@2020-01-01' = {\n  name: o.outputs.x\n}\n";
    let world = files(&[("main.bicep", main), ("modules/M.bicep", MODULE), ("modules/ask.bicep", MODULE)]);
    let problems = world.problems();
    let shown: Vec<(&str, &str)> = problems.iter().map(|(kind, place, _)| (&**kind, &**place)).collect();
    assert_eq!(
        shown,
        [
            ("Module", "'./modules/m.bicep'"),
            ("Evaluation", "module m './modules/m.bicep'"),
            ("Module", "'Modules/M.bicep'"),
            ("Module", "'modules/aks.bicep'")
        ]
    );
    assert!(problems[0].2.contains("\"./modules/M.bicep\""), "{}", problems[0].2);
    assert!(problems[2].2.contains("\"modules/M.bicep\""), "{}", problems[2].2);
    assert!(problems[3].2.contains("did you mean \"modules/ask.bicep\"?"), "{}", problems[3].2);
    assert_eq!(world.addresses(), ["m/a", "n/a", "a"]);
    assert_eq!(world.shown("a", "name"), "?MissingModule");
}

#[test]
fn cycles_of_modules_are_named() {
    let a = "module b 'b.bicep' = {\n}\nresource a 'X.Y/as@2020-01-01' = {\n  name: 'a'\n}\n";
    let world = files(&[
        ("main.bicep", a),
        ("b.bicep", "module c 'c.bicep' = {\n}\n"),
        ("c.bicep", "module m 'main.bicep' = {\n}\n"),
    ]);
    let message =
        "The file is involved in a cycle of modules (\"main.bicep\" -> \"b.bicep\" -> \"c.bicep\" -> \"main.bicep\")";
    assert_eq!(world.problems(), [("Module".into(), "'main.bicep'".into(), message.into())]);
    assert_eq!(world.addresses(), ["a"]);
    let itself = file("module m 'main.bicep' = {\n}\n");
    let message = "The file is involved in a cycle of modules (\"main.bicep\" -> \"main.bicep\")";
    assert_eq!(itself.problems(), [("Module".into(), "'main.bicep'".into(), message.into())]);
}

#[test]
fn calls_nested_too_deeply_are_cut_short() {
    let names: Vec<String> =
        (0..40).map(|at| if at == 0 { "main.bicep".into() } else { format!("m{at}.bicep") }).collect();
    let texts: Vec<String> = (1..41).map(|at| format!("module m 'm{at}.bicep' = {{\n}}\n")).collect();
    let all: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
    let world = files(&all);
    assert_eq!(world.problems().iter().map(|(kind, ..)| kind.as_str()).collect::<Vec<_>>(), ["Budget"]);
}

#[test]
fn outputs_that_need_one_another_are_a_cycle() {
    let module = "param p string\noutput o string = p\n";
    let main = "module m 'm.bicep' = {\n  params: { p: n.outputs.o }\n}\nmodule n 'm.bicep' = {\n  params: { p: m.outputs.o }\n}\n\
                resource a 'X.Y/as@2020-01-01' = {\n  name: m.outputs.o\n}\n";
    let world = pair(main, module);
    assert!(
        world.problems().iter().any(|(_, _, message)| message.contains("\"m\" -> \"n\" -> \"m\"")),
        "{:?}",
        world.problems()
    );
}

const REGISTRY: &str = "module m 'br/public:avm/res/other:1.2.3' = {\n  name: 'x'\n  params: {\n    p: 'x'\n    secret: 'hunter2'\n  }\n}\n\
                        module k 'br/public:avm/res/known:0.1.0' = [for i in range(0, 2): {\n}]\n\
                        resource a 'X.Y/as@2020-01-01' = {\n  name: m.outputs.resourceId\n  v: k[1].outputs.id\n}\n";

#[test]
fn a_registry_module_that_is_not_restored_is_a_declaration() {
    let world = file(REGISTRY);
    assert_eq!(world.addresses(), ["m", "k[0]", "k[1]", "a"]);
    let call = world.declaration("m");
    assert_eq!((call.mode, &*call.type_name), (Mode::ModuleCall, "br:mcr.microsoft.com/bicep/avm/res/other"));
    assert_eq!(world.text(call.header), "module m 'br/public:avm/res/other:1.2.3'");
    assert_eq!((&*call.versions.text, call.versions.source), ("1.2.3", Some("module reference")));
    assert!(call.versions.range.contains(crate::document::Version(1, 2, 3)));
    assert!(!call.versions.range.contains(crate::document::Version(1, 2, 4)));
    assert_eq!(world.text(call.versions.span.unwrap()), "'br/public:avm/res/other:1.2.3'");
    let Data::Object(body) = &call.body.data else { panic!() };
    assert_eq!((body.kind, body.entries.len()), (ObjectKind::Block, 2));
    assert_eq!(world.text(body.get("p").unwrap().span.unwrap()), "p: 'x'");
    assert_eq!(world.masked(), ["'hunter2'"]);
    assert_eq!(world.shown("a", "name"), "?MissingModule:m#resourceId");
    assert_eq!(world.shown("a", "v"), "?MissingModule!:k[1]#id");
    let problems = world.problems();
    assert_eq!(problems.len(), 2);
    assert_eq!(problems[0].0, "Note");
    assert_eq!(
        problems[0].2,
        "The module \"br:mcr.microsoft.com/bicep/avm/res/other:1.2.3\" is not on disk: what it creates is not seen"
    );
    assert!(problems[1].2.ends_with("the call is judged by its documented defaults"));
    assert!(world.document().problems[0].help.as_deref().unwrap().contains("`bicep restore`"));
}

#[test]
fn strictness_makes_a_missing_module_a_problem() {
    let options = Options { is_strict: true, ..Options::default() };
    let world = world(&[("main.bicep", REGISTRY)], root("main.bicep"), &options);
    assert_eq!(world.problems().iter().map(|(kind, ..)| kind.as_str()).collect::<Vec<_>>(), ["Module", "Module"]);
}

#[test]
fn the_cache_and_the_map_lead_to_modules() {
    const TEMPLATE: &str = r#"{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "languageVersion": "2.0",
  "parameters": { "p": { "type": "string" } },
  "resources": { "t": { "type": "X.Y/as", "apiVersion": "2020-01-01", "name": "[parameters('p')]" } },
  "outputs": { "o": { "type": "string", "value": "[parameters('p')]" } }
}"#;
    let main = "module m 'br/public:avm/res/x:1.0.0' = {\n  params: { p: 'x' }\n}\nmodule l './local.json' = {\n  params: { p: 'y' }\n}\n\
                resource a 'X.Y/as@2020-01-01' = {\n  name: m.outputs.o\n  v: l.outputs.o\n}\n";
    let cached = "cache/br/mcr.microsoft.com/bicep$avm$res$x/1.0.0$/main.json";
    let options = Options { module_cache: Some(PathBuf::from("cache")), ..Options::default() };
    let found =
        world(&[("main.bicep", main), (cached, TEMPLATE), ("local.json", TEMPLATE)], root("main.bicep"), &options);
    assert_eq!(found.problems(), []);
    assert_eq!(found.addresses(), ["m/t", "l/t", "a"]);
    assert_eq!(found.shown("m/t", "name"), "'x'");
    let name = found.at("a", "name");
    assert_eq!(show(&name), "'x'");
    assert!(name.trail.steps().any(|step| step.kind == StepKind::Argument && &*step.name == "m.p"));
    assert!(name.trail.steps().any(|step| step.kind == StepKind::Output));
    for from in ["br/public:avm/res/x", "br/public:avm/res/x:1.0.0", "br:mcr.microsoft.com/bicep/avm/res/x"] {
        for (to, path) in [("mapped", "mapped/main.json"), ("mapped/x.json", "mapped/x.json")] {
            let options = Options { module_map: vec![(from.to_owned(), PathBuf::from(to))], ..Options::default() };
            let files = [("main.bicep", main), (path, TEMPLATE), ("local.json", TEMPLATE)];
            let found = world(&files, root("main.bicep"), &options);
            assert_eq!(found.problems(), [], "{from} {to}");
            assert_eq!(found.addresses(), ["m/t", "l/t", "a"], "{from} {to}");
        }
    }
}
