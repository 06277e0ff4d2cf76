//! Input that means harm ends soon, with a problem.

use super::{deploy, deploy_files, template};
use crate::arm::Arguments;
use crate::document::ProblemKind;

#[test]
fn every_prefix_and_every_missing_byte_is_read() {
    let text = template(
        r#""parameters": {"p": {"type": "string", "defaultValue": "é"}}, "variables": {"copy": [{"name": "v", "count": 2, "input": "[copyIndex('v')]"}]},
        "resources": [{"type": "Test.A/clusters", "name": "[format('{0}/x', parameters('p'))]", "copy": {"name": "l", "count": 2},
        "properties": {"a": "[variables('v')[0]]", "copy": [{"name": "b", "count": 1, "input": "[copyIndex()]"}]}}]"#,
    );
    for end in (0..text.len()).filter(|&end| text.is_char_boundary(end)) {
        deploy_files(&[("main.json", &text[..end])], &Arguments::default());
        if text.is_char_boundary(end + 1) {
            let without = format!("{}{}", &text[..end], &text[end + 1..]);
            deploy_files(&[("main.json", &without)], &Arguments::default());
        }
    }
}

#[test]
fn chains_of_variables_are_bounded() {
    let chain: Vec<String> =
        (0..5_000).map(|index| format!(r#""v{index}": "[variables('v{}')]""#, index + 1)).collect();
    let world = deploy(&format!(
        r#""variables": {{{}, "v5000": 1}}, "outputs": {{"o": {{"value": "[variables('v0')]"}}}}"#,
        chain.join(", ")
    ));
    assert!(world.problems.iter().any(|problem| problem.kind == ProblemKind::Budget), "{:?}", world.messages());
}

#[test]
fn variables_that_double_are_bounded() {
    let doubling: Vec<String> = (0..60)
        .map(|index| format!(r#""v{index}": "[concat(variables('v{0}'), variables('v{0}'))]""#, index + 1))
        .collect();
    let world = deploy(&format!(
        r#""variables": {{{}, "v60": "xxxxxxxxxxxxxxxx"}}, "resources": [{{"type": "Test.A/clusters", "name": "[variables('v0')]"}}]"#,
        doubling.join(", ")
    ));
    assert!(world.problems.iter().any(|problem| problem.kind == ProblemKind::Budget), "{:?}", world.messages());
}

#[test]
fn loops_in_loops_are_bounded() {
    let mut input = r#""x""#.to_owned();
    for level in 0..12 {
        input = format!(r#"{{"copy": [{{"name": "l{level}", "count": 800, "input": {input}}}]}}"#);
    }
    let world = deploy(&format!(
        r#""resources": [{{"type": "Test.A/clusters", "name": "c", "properties": {input}}}, {{"type": "Test.A/clusters", "name": "d"}}]"#
    ));
    assert!(world.problems.iter().any(|problem| problem.kind == ProblemKind::Budget), "{:?}", world.messages());
}

#[test]
fn deployments_in_deployments_are_bounded() {
    let mut inner = r#"{"resources": [{"type": "Test.A/clusters", "name": "c"}]}"#.to_owned();
    for _ in 0..60 {
        inner = format!(
            r#"{{"resources": [{{"type": "Microsoft.Resources/deployments", "name": "d", "properties": {{"template": {inner}}}}}]}}"#
        );
    }
    let world = deploy_files(&[("main.json", &inner)], &Arguments::default());
    assert!(world.problems.iter().any(|problem| problem.kind == ProblemKind::Budget), "{:?}", world.messages());
}

#[test]
fn deployments_that_multiply_are_bounded() {
    let mut inner = r#"{"resources": [{"type": "Test.A/clusters", "name": "c"}]}"#.to_owned();
    for level in 0..6 {
        inner = format!(
            r#"{{"resources": [{{"type": "Microsoft.Resources/deployments", "name": "d", "copy": {{"name": "l{level}", "count": 800}},
            "properties": {{"expressionEvaluationOptions": {{"scope": "inner"}}, "template": {inner}}}}}]}}"#
        );
    }
    let world = deploy_files(&[("main.json", &inner)], &Arguments::default());
    assert!(world.problems.iter().any(|problem| problem.kind == ProblemKind::Budget), "{:?}", world.messages());
    assert!(world.deployed.declarations.len() < 20_001);
}

#[test]
fn deep_values_do_not_overflow() {
    let deep = format!("{}1{}", "{\"a\": [".repeat(120), "]}".repeat(120));
    let nested = format!("[{}1{}]", "concat(".repeat(120), ")".repeat(120));
    let world =
        deploy(&format!(r#""resources": [{{"type": "Test.A/clusters", "name": "{nested}", "properties": {deep}}}]"#));
    assert_eq!(world.deployed.declarations.len(), 1);
}

#[test]
fn of_equal_members_the_last_counts() {
    let world = deploy(
        r#""resources": [{"type": "Test.A/clusters", "name": "c", "location": "a", "location": "b"}], "variables": {"v": 1, "V": 2},
        "outputs": {"o": {"value": "[variables('v')]"}}"#,
    );
    assert_eq!(world.shown(), [r#"c Test.A/clusters@- {location: "b", name: "c"}"#]);
    assert_eq!(super::show(&world.deployed.outputs.values["o"]), "2");
    assert_eq!(world.problems.len(), 2);
    assert!(world.messages()[0].starts_with("Duplicate property: \"location\" is already set"));
}
