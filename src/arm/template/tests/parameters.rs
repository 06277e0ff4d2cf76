//! Parameters, variables, outputs, user functions.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{deploy, deploy_files, output, show, template};
use crate::arm::Arguments;
use crate::document::{Cause, Reason, StepKind, Value};

#[test]
fn defaults_are_defaults() {
    let sections = r#""parameters": {"A": {"type": "string", "defaultValue": "[concat('x', 'y')]"}},
        "variables": {"v": "[parameters('a')]"},"#;
    assert_eq!(output(sections, "[variables('V')]"), "\"xy\"");
    let text =
        template(&format!(r#"{sections} "outputs": {{"o": {{"type": "string", "value": "[variables('v')]"}}}}"#));
    let world = deploy_files(&[("main.json", &text)], &Arguments::default());
    let trail = &world.deployed.outputs.values["o"].trail;
    assert!(trail.is_default());
    assert_eq!(world.text(trail.literal.unwrap()), "concat('x', 'y')");
    let steps: Vec<(StepKind, String, String)> =
        trail.steps().map(|step| (step.kind, step.name.to_string(), world.text(step.span))).collect();
    let expected = [
        (StepKind::Output, "outputs.o", r#""o": {"type": "string", "value": "[variables('v')]"}"#),
        (StepKind::Local, "variables('v')", r#""v": "[parameters('a')]""#),
        (StepKind::Default, "parameters('A')", r#""defaultValue": "[concat('x', 'y')]""#),
    ];
    assert_eq!(steps, expected.map(|(kind, name, text)| (kind, name.to_owned(), text.to_owned())));
}

#[test]
fn without_a_value_the_type_tells_what_is_possible() {
    let sections = r##""definitions": {"n": {"type": "string", "nullable": true}, "e": {"type": "int", "allowedValues": [1, 2]}},
        "parameters": {"a": {"type": "string"}, "b": {"type": "string", "allowedValues": ["x", "y"]},
        "c": {"type": "string", "nullable": true}, "d": {"$ref": "#/definitions/n"}, "e": {"$ref": "#/definitions/e"},
        "f": {"type": "array", "allowedValues": ["x"]}, "g": {"$ref": "#/definitions/g"}},"##;
    assert_eq!(output(sections, "[parameters('a')]"), "?NoValue");
    assert_eq!(output(sections, "[parameters('b')]"), "\"x\" | \"y\"");
    assert_eq!(output(sections, "[equals(parameters('b'), 'z')]"), "false");
    assert_eq!(output(sections, "[parameters('c')]"), "null");
    assert_eq!(output(sections, "[parameters('d')]"), "null");
    assert_eq!(output(sections, "[parameters('e')]"), "1 | 2");
    assert_eq!(output(sections, "[parameters('f')]"), "?NoValue");
    assert_eq!(output(sections, "[parameters('g')]"), "?NoValue");
    assert_eq!(output(sections, "[parameters('unheard')]"), "error The template parameter 'unheard' is not found");
}

fn given(values: &[(&str, Value)], sections: &str) -> super::World {
    let values: BTreeMap<Arc<str>, Value> =
        values.iter().map(|(name, value)| ((*name).into(), value.clone())).collect();
    let text = template(sections);
    deploy_files(&[("main.json", &text)], &Arguments { values, open: None })
}

#[test]
fn given_values_count_and_null_means_the_default() {
    let sections = r#""parameters": {"a": {"type": "string", "defaultValue": "d"}, "b": {"type": "string", "defaultValue": "d"},
        "c": {"type": "string", "allowedValues": ["x", "y"]}},
        "outputs": {"a": {"value": "[parameters('a')]"}, "b": {"value": "[parameters('b')]"}, "c": {"value": "[parameters('c')]"}}"#;
    let pipeline = Value::unknown(Reason::new(Cause::Pipeline, "t", "t"));
    let world = given(&[("A", Value::string("v")), ("b", Value::null()), ("c", pipeline)], sections);
    let shown: Vec<String> = world.deployed.outputs.values.values().map(show).collect();
    assert_eq!(shown, ["\"v\"", "\"d\"", "\"x\" | \"y\""]);
    let world = given(&[("c", Value::string("z"))], sections);
    assert!(world.messages()[0].starts_with("The provided value for the template parameter 'c' is not valid"));
}

#[test]
fn secure_parameters_are_hidden_in_whole_and_in_part() {
    let text = template(
        r##""definitions": {"t": {"type": "object", "properties": {"key": {"type": "secureString"}, "name": {"type": "string"}}}},
        "parameters": {"p": {"type": "securestring", "defaultValue": "hunter2"},
        "o": {"$ref": "#/definitions/t", "defaultValue": {"key": "k1", "name": "n1"}},
        "l": {"type": "array", "items": {"type": "secureObject"}, "defaultValue": [{"x": "s1"}]}},
        "resources": [{"type": "Test.A/clusters", "name": "one", "properties": {"p": "[parameters('p')]",
        "o": "[parameters('o')]", "l": "[parameters('l')]", "Secret": "s2"}}]"##,
    );
    let world = deploy_files(&[("main.json", &text)], &Arguments::default());
    let masked: Vec<String> = world.sources.masks().into_iter().map(|span| world.text(span)).collect();
    for secret in ["\"hunter2\"", "\"k1\"", "\"s1\"", "\"s2\""] {
        assert!(masked.iter().any(|text| text == secret), "{secret} in {masked:?}");
    }
    assert!(!masked.contains(&"\"n1\"".to_owned()));
    let properties = world.declaration("one").body.as_object().unwrap().get("properties").unwrap().value.clone();
    let properties = properties.as_object().unwrap();
    assert!(properties.get("p").unwrap().value.sensitive);
    assert!(properties.get("Secret").unwrap().value.sensitive);
    let object = properties.get("o").unwrap().value.as_object().unwrap().clone();
    assert!(object.get("key").unwrap().value.sensitive && !object.get("name").unwrap().value.sensitive);
}

#[test]
fn user_functions_see_their_parameters_alone() {
    let sections = r#""functions": [{"namespace": "Ns", "members": {
        "greet": {"parameters": [{"name": "who", "type": "string"}], "output": {"type": "string", "value": "[concat('hi ', parameters('who'))]"}},
        "twice": {"parameters": [{"name": "x", "type": "string"}], "output": {"value": "[concat(ns.greet(parameters('x')), '!')]"}},
        "bad": {"output": {"value": "[parameters('outer')]"}},
        "loop": {"output": {"value": "[ns.loop()]"}}}}],
        "parameters": {"outer": {"type": "string", "defaultValue": "o"}},"#;
    assert_eq!(output(sections, "[ns.Twice('bo')]"), "\"hi bo!\"");
    assert_eq!(output(sections, "[ns.bad()]"), "error The template parameter 'outer' is not found");
    assert_eq!(output(sections, "[ns.none()]"), "error The template function 'ns.none' is not valid");
    assert_eq!(
        output(sections, "[ns.greet('a', 'b')]"),
        "error The template function 'ns.greet' takes 1 arguments, not 2"
    );
    assert!(output(sections, "[ns.loop()]").contains("nested too deeply"));
}

#[test]
fn branches_that_do_not_count_are_not_evaluated() {
    let sections = r#""parameters": {"u": {"type": "bool"}},"#;
    assert_eq!(output(sections, "[if(true(), 1, nope())]"), "1");
    assert_eq!(output(sections, "[if(parameters('u'), 1, 2)]"), "1 | 2");
    assert_eq!(output(sections, "[or(true(), nope())]"), "true");
    assert_eq!(output(sections, "[and(false(), nope())]"), "false");
    assert_eq!(output(sections, "[and(parameters('u'), false())]"), "false");
    assert_eq!(output(sections, "[coalesce(null(), 'x', nope())]"), "\"x\"");
    assert_eq!(output(sections, "[if(true(), 1, parameters('zz'))]"), "1");
    assert_eq!(output(sections, "[if(1, 2)]"), "error The template function 'if' takes 3 arguments, not 2");
    assert_eq!(output(sections, "[createObject('A', 1).a]"), "1");
    assert_eq!(output(sections, "[createArray('x', 'y')[1]]"), "\"y\"");
}

#[test]
fn lambdas_see_what_is_around_them() {
    let sections = r#""parameters": {"s": {"type": "string", "defaultValue": "-"}},"#;
    let map = "[map(createArray('a', 'b'), lambda('x', concat(lambdaVariables('x'), parameters('s'))))]";
    assert_eq!(output(sections, map), r#"["a-", "b-"]"#);
    let nested = "[map(createArray('a'), lambda('x', map(createArray('b'), lambda('y', concat(lambdaVariables('x'), lambdaVariables('y'))))))]";
    assert_eq!(output(sections, nested), r#"[["ab"]]"#);
    assert_eq!(output(sections, "[lambdaVariables('x')]"), "error The lambda variable 'x' is not found");
}

#[test]
fn what_refers_to_itself_is_a_cycle() {
    let world = deploy(
        r#""parameters": {"p": {"type": "string", "defaultValue": "[variables('v')]"}}, "variables": {"v": "[parameters('p')]"},
        "outputs": {"o": {"value": "[parameters('p')]"}}"#,
    );
    assert_eq!(show(&world.deployed.outputs.values["o"]), "?Cycle");
    assert_eq!(world.messages(), [r#"Cycle: `parameters('p')` refers to itself @ "p""#]);
}

#[test]
fn outputs_have_conditions() {
    let world = deploy(
        r#""parameters": {"u": {"type": "bool"}},
        "outputs": {"a": {"condition": "[equals(1, 2)]", "value": 1}, "b": {"condition": "[parameters('u')]", "value": 2},
        "s": {"type": "securestring", "value": "x"}}"#,
    );
    let outputs = &world.deployed.outputs.values;
    assert_eq!(outputs.keys().map(|name| &**name).collect::<Vec<_>>(), ["b", "s"]);
    assert_eq!(show(&outputs["b"]), "2 | null");
    assert!(outputs["s"].sensitive);
}

#[test]
fn an_error_in_a_part_loses_that_part() {
    let world = deploy(
        r#""outputs": {"o": {"value": "[union(createObject('a', parameters('zz'), 'b', 1, 'c', nope()), createObject('d', createArray(2, nope2())))]"}}"#,
    );
    assert_eq!(show(&world.deployed.outputs.values["o"]), "{a: ?Invalid, b: 1, c: ?Invalid, d: [2, ?Invalid]}");
    assert_eq!(
        world.messages(),
        [
            "The template parameter 'zz' is not found @ parameters('zz')",
            "The template function 'nope' is not valid @ nope()",
            "The template function 'nope2' is not valid @ nope2()",
        ]
    );
}

#[test]
fn an_object_without_one_of_its_names_keeps_the_others() {
    let world = deploy(r#""outputs": {"o": {"value": "[createObject('a', 1, createObject('x', 2), 'b', 3)]"}}"#);
    assert_eq!(show(&world.deployed.outputs.values["o"]), "{a: 1, b: 3, …}");
    assert!(world.messages()[0].starts_with("The template function 'createObject' takes a name and a value by turns"));
}

#[test]
fn names_of_properties_may_be_expressions() {
    let world = deploy(
        r#""parameters": {"u": {"type": "string"}}, "variables": {"v": {"[concat('a', 'b')]": 1, "[parameters('u')]": 2, "[[c]": 3}},
        "outputs": {"o": {"value": "[variables('v')]"}}"#,
    );
    assert_eq!(show(&world.deployed.outputs.values["o"]), "{[c]: 3, ab: 1, …}");
}

#[test]
fn what_was_probably_meant_is_told() {
    let sections = r#""parameters": {"clusterName": {"type": "string"}},"#;
    assert_eq!(
        output(sections, "[parameters('clusterNam')]"),
        "error The template parameter 'clusterNam' is not found; did you mean 'clusterName'?"
    );
    assert_eq!(
        output(sections, "[concatt('a')]"),
        "error The template function 'concatt' is not valid; did you mean 'concat'?"
    );
}
