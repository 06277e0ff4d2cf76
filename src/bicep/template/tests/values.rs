//! Parameters, variables, user functions, types.

use super::{file, has_step, pair};
use crate::document::StepKind;

fn resource(value: &str) -> String {
    format!("resource a 'X.Y/as@2020-01-01' = {{\n  name: 'a'\n  v: {value}\n}}\n")
}

#[test]
fn defaults_and_variables_know_their_way() {
    let world = file(&format!("param p bool = true\nvar v = {{ x: p }}\n{}", resource("v.x")));
    assert_eq!(world.problems(), []);
    let value = world.at("a", "v");
    assert_eq!(value.as_bool(), Some(true));
    assert_eq!(world.way(&value), ("true".into(), vec!["Default param p".into(), "Local var v".into()]));
    let step = value.trail.steps().last().unwrap();
    assert_eq!(world.text(step.span), "param p bool = true");
    assert!(value.trail.is_default());
}

#[test]
fn a_parameter_without_value_is_unknown_within_its_type() {
    let text = "param p string\nparam q bool?\n@allowed(['x', 'y'])\nparam r string\nparam s ('on' | 'off')\n";
    let world = file(&format!("{text}{}", resource("[p, q, r, s]")));
    assert_eq!(world.shown("a", "v"), "[?NoValue!, null, 'x'|'y', 'on'|'off']");
    let value = world.at("a", "v");
    let reason = value.first_reason().unwrap();
    assert_eq!((&*reason.subject, &*reason.text), ("param p", "the parameter `p` has no value"));
    assert_eq!(world.text(reason.span.unwrap()), "param p string");
    assert!(has_step(&value.as_list().unwrap().items[1], StepKind::Default));
}

#[test]
fn cycles_are_named_and_leave_the_rest_alone() {
    let world = file(&format!("var x = y\nvar y = z\nvar z = x\nvar w = w\n{}", resource("[x, w, 1]")));
    assert_eq!(world.shown("a", "v"), "[?Cycle, ?Cycle, 1]");
    let problems = world.problems();
    assert_eq!(
        problems,
        [
            (
                "Evaluation".into(),
                "var x = y".into(),
                "The expression is involved in a cycle (\"x\" -> \"y\" -> \"z\" -> \"x\")".into()
            ),
            (
                "Evaluation".into(),
                "var w = w".into(),
                "The expression is involved in a cycle: \"w\" refers to itself".into()
            ),
        ]
    );
}

#[test]
fn an_unknown_name_is_a_problem_that_loses_only_its_property() {
    let world = file(&format!("var known = 1\n{}", resource("{ p: knwon, q: known, r: [missing, 2] }")));
    assert_eq!(world.shown("a", "v"), "{p: ?Invalid, q: 1, r: [?Invalid, 2]}");
    let problems = world.problems();
    assert_eq!(problems.len(), 2);
    assert_eq!(
        problems[0],
        (
            "Evaluation".into(),
            "knwon".into(),
            "The name \"knwon\" does not exist in the current context; did you mean \"known\"?".into()
        )
    );
}

#[test]
fn functions_and_types_of_the_file_are_seen() {
    let text = "type switch = 'on' | 'off'\nfunc twice(x int) int => x * 2\nfunc four(x int) int => twice(twice(x))\n\
                param s switch\n";
    let world = file(&format!("{text}{}", resource("[s, four(3)]")));
    assert_eq!(world.problems(), []);
    assert_eq!(world.shown("a", "v"), "['on'|'off', 12]");
}

#[test]
fn secure_parameters_are_masked_though_nothing_uses_them() {
    let text = "@secure()\nparam p string = 'hunter2'\n@secure()\ntype hidden = string\nparam q hidden = 'hunter3'\n\
                param r { @secure()\n  inner: string } = { inner: 'hunter4' }\nparam s string = 'shown'\n";
    let world = file(text);
    assert_eq!(world.masked(), ["'hunter2'", "'hunter3'", "'hunter4'"]);
    let world = file(&format!("{text}{}", resource("[p, s]")));
    let list = world.at("a", "v").as_list().unwrap().clone();
    assert_eq!((list.items[0].sensitive, list.items[1].sensitive), (true, false));
}

#[test]
fn secret_properties_are_masked_wherever_they_come_from() {
    let text = "param p string = 'one'\nvar o = { secret: 'two', plain: 'seen' }\n\
                resource a 'X.Y/as@2020-01-01' = {\n  name: 'a'\n  secret: 'x-${p}'\n  inner: o\n}\n";
    let world = file(text);
    assert_eq!(world.masked(), ["'one'", "'two'", "'x-${p}'"]);
    assert!(world.at("a", "secret").sensitive && world.at("a", "inner.secret").sensitive);
    assert!(!world.at("a", "inner.plain").sensitive);
}

#[test]
fn a_value_that_its_type_refuses_is_a_problem() {
    let world = file(&format!("@allowed(['x', 'y'])\nparam p string = 'z'\n{}", resource("p")));
    assert_eq!(world.shown("a", "v"), "?Invalid");
    let problems = world.problems();
    assert_eq!((problems.len(), &*problems[0].0, &*problems[0].1), (1, "Evaluation", "'z'"));
    assert!(problems[0].2.starts_with("The value of the parameter \"p\" is not valid"), "{}", problems[0].2);
}

#[test]
fn a_broken_file_leaves_undeclared_names_open() {
    let world = file(&format!("var known = 1\nvar broken = = 3\n%%%\n{}", resource("[known, lost]")));
    assert_eq!(world.shown("a", "v"), "[1, ?Syntax]");
    assert!(world.problems().iter().all(|(kind, ..)| kind == "Syntax"), "{:?}", world.problems());
}

#[test]
fn null_asks_for_the_default_of_a_module_parameter() {
    let module = format!("param p string = 'd'\nparam q string?\n{}", resource("[p, q]"));
    let world = pair("module m 'm.bicep' = {\n  params: { p: null, q: null }\n}\n", &module);
    assert_eq!(world.problems(), []);
    assert_eq!(world.shown("m/a", "v"), "['d', null]");
    let main = "param c bool\nmodule m 'm.bicep' = {\n  params: { p: c ? 'x' : null }\n}\n";
    assert_eq!(pair(main, &module).shown("m/a", "v"), "['x'|'d', null]");
}
