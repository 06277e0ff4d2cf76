//! Nested and linked deployments.

use super::{deploy, deploy_files, show, template};
use crate::arm::Arguments;
use crate::document::StepKind;

const CHILD: &str = r#""template": {"$schema": "x", "parameters": {"p": {"type": "string", "defaultValue": "inner"}},
    "variables": {"v": "inner"}, "resources": [{"type": "Test.A/clusters", "name": "[parameters('p')]", "location": "[variables('v')]"}],
    "outputs": {"id": {"type": "string", "value": "[resourceId('Test.A/clusters', parameters('p'))]"}, "p": {"type": "string", "value": "[parameters('p')]"}}}"#;

fn world(options: &str, more: &str) -> super::World {
    deploy(&format!(
        r#""parameters": {{"p": {{"type": "string", "defaultValue": "outer"}}}}, "variables": {{"v": "outer"}},
        "resources": [{{"type": "Microsoft.Resources/deployments", "apiVersion": "1", "name": "dep", "properties": {{{options} {CHILD}}}}}{more}]"#
    ))
}

#[test]
fn the_scope_is_the_outer_one_unless_told() {
    let outer = world("", "");
    assert_eq!(outer.shown(), [r#"dep/outer Test.A/clusters@- {location: "outer", name: "outer"}"#]);
    let inner = world(r#""expressionEvaluationOptions": {"scope": "Inner"},"#, "");
    assert_eq!(inner.shown(), [r#"dep/inner Test.A/clusters@- {location: "inner", name: "inner"}"#]);
    let calls = &inner.declaration("dep/inner").calls;
    assert_eq!(&*calls[0].address, "dep");
    assert_eq!(inner.text(calls[0].header), r#""type": "Microsoft.Resources/deployments""#);
}

#[test]
fn arguments_and_outputs_keep_their_way() {
    let inner =
        r#""expressionEvaluationOptions": {"scope": "inner"}, "parameters": {"p": {"value": "[parameters('p')]"}},"#;
    let more = r#", {"type": "Test.N/nets", "name": "net", "properties": {
        "id": "[reference('dep').outputs.id.value]",
        "p": "[reference(resourceId('Microsoft.Resources/deployments', 'dep'), '1').outputs.p.value]",
        "q": "[reference(extensionResourceId(format('/subscriptions/{0}', subscription().subscriptionId), 'Microsoft.Resources/deployments', 'dep'), '1').outputs.p.value]"}}"#;
    let world = world(inner, more);
    assert_eq!(world.messages(), Vec::<String>::new());
    assert_eq!(
        world.shown(),
        [
            r#"dep/outer Test.A/clusters@- {location: "inner", name: "outer"}"#,
            r#"net Test.N/nets@- {name: "net", properties: {id: <dep/outer:id>, p: "outer", q: "outer"}}"#,
        ]
    );
    let properties = world.declaration("net").body.as_object().unwrap().get("properties").unwrap().value.clone();
    let value = properties.as_object().unwrap().get("p").unwrap().value.clone();
    let steps: Vec<(StepKind, &str)> = value.trail.steps().map(|step| (step.kind, &*step.name)).collect();
    assert_eq!(
        steps,
        [(StepKind::Output, "dep.outputs.p"), (StepKind::Argument, "dep.p"), (StepKind::Default, "parameters('p')"),]
    );
    assert_eq!(world.text(value.trail.literal.unwrap()), "\"outer\"");
}

#[test]
fn an_argument_may_be_a_conditional_object() {
    let options = |condition: &str| {
        format!(
            r#""expressionEvaluationOptions": {{"scope": "inner"}},
            "parameters": {{"p": "[if({condition}, createObject('value', 'x'), createObject('value', null()))]"}},"#
        )
    };
    assert_eq!(world(&options("true()"), "").shown(), [r#"dep/x Test.A/clusters@- {location: "inner", name: "x"}"#]);
    assert_eq!(
        world(&options("false()"), "").shown(),
        [r#"dep/inner Test.A/clusters@- {location: "inner", name: "inner"}"#]
    );
}

#[test]
fn secrets_of_a_vault_are_set_and_hidden() {
    let options = r#""expressionEvaluationOptions": {"scope": "inner"}, "parameters": {"p": {"reference": {"keyVault": {"id": "x"}, "secretName": "s"}}},"#;
    let world = world(options, "");
    let name = world.deployed.declarations[0].body.as_object().unwrap().get("name").unwrap().value.clone();
    assert!(name.sensitive && name.is_certainly_set());
}

#[test]
fn deployments_repeat_and_have_conditions() {
    let world = deploy(&format!(
        r#""parameters": {{"u": {{"type": "bool"}}}}, "resources": [
        {{"type": "Microsoft.Resources/deployments", "name": "[format('d{{0}}', copyIndex())]", "copy": {{"name": "l", "count": 2}},
          "properties": {{"expressionEvaluationOptions": {{"scope": "inner"}}, "parameters": {{"p": {{"value": "[format('x{{0}}', copyIndex())]"}}}}, {CHILD}}}}},
        {{"type": "Microsoft.Resources/deployments", "name": "m", "condition": "[parameters('u')]",
          "properties": {{"expressionEvaluationOptions": {{"scope": "inner"}}, {CHILD}}}}},
        {{"type": "Microsoft.Resources/deployments", "name": "n", "condition": false,
          "properties": {{"expressionEvaluationOptions": {{"scope": "inner"}}, {CHILD}}}}}],
        "outputs": {{"m": {{"value": "[reference('m').outputs.p.value]"}}, "n": {{"value": "[reference('n').outputs.p.value]"}},
        "d": {{"value": "[reference('d1').outputs.p.value]"}}}}"#
    ));
    assert_eq!(world.messages(), Vec::<String>::new());
    assert_eq!(
        world.shown(),
        [
            r#"d0/x0 Test.A/clusters@- {location: "inner", name: "x0"}"#,
            r#"d1/x1 Test.A/clusters@- {location: "inner", name: "x1"}"#,
            r#"m/inner Test.A/clusters@- maybe {location: "inner", name: "inner"}"#,
        ]
    );
    let outputs = &world.deployed.outputs.values;
    assert_eq!(show(&outputs["m"]), "\"inner\"");
    assert_eq!(show(&outputs["n"]), "?Condition");
    assert_eq!(show(&outputs["d"]), "\"x1\"");
}

#[test]
fn the_name_of_a_deployment_is_known_inside() {
    let world = deploy(
        r#""resources": [{"type": "Microsoft.Resources/deployments", "name": "dep", "properties": {"expressionEvaluationOptions": {"scope": "inner"},
        "template": {"resources": [{"type": "Test.A/clusters", "name": "[format('{0}-x', deployment().name)]"}]}}}],
        "outputs": {"o": {"value": "[deployment().name]"}}"#,
    );
    assert_eq!(world.shown(), [r#"dep/dep-x Test.A/clusters@- {name: "dep-x"}"#]);
    assert_eq!(show(&world.deployed.outputs.values["o"]), "?Function");
}

#[test]
fn linked_templates_are_followed_on_disk() {
    let linked = template(
        r#""parameters": {"p": {"type": "string"}}, "resources": [{"type": "Test.A/clusters", "name": "[parameters('p')]"}]"#,
    );
    let link = |link: &str| {
        let text = template(&format!(
            r#""parameters": {{"base": {{"type": "string", "defaultValue": "[deployment().properties.templateLink.uri]"}}, "sas": {{"type": "string"}}}},
            "resources": [{{"type": "Microsoft.Resources/deployments", "name": "dep", "properties": {{
            "templateLink": {{{link}}}, "parameters": {{"p": {{"value": "x"}}}}}}}}]"#
        ));
        deploy_files(&[("main.json", &text), ("nested/aks.json", &linked)], &Arguments::default())
    };
    for found in [
        r#""relativePath": "nested/aks.json""#,
        r#""relativePath": "./other/../nested/aks.json""#,
        r#""uri": "[uri(parameters('base'), 'nested/aks.json')]""#,
        r#""uri": "[concat(parameters('base'), '/nested/aks.json', parameters('sas'))]""#,
        r#""uri": "https://example.org/repo/nested/aks.json?x=1""#,
    ] {
        let world = link(found);
        assert_eq!(world.shown(), [r#"dep/x Test.A/clusters@- {name: "x"}"#], "{found}");
    }
    let world = link(r#""relativePath": "none.json""#);
    assert!(world.messages()[0].starts_with("The linked template `none.json` cannot be read"));
    let world = link(r#""uri": "https://example.org/other.json""#);
    assert!(world.messages()[0].starts_with("What the deployment `dep` creates is not analysed"));
    assert_eq!(world.problems[0].kind, crate::document::ProblemKind::Note);
    let world = link(r#""relativePath": "main.json""#);
    assert!(world.messages()[0].starts_with("Cycle: `main.json` deploys itself"));
}

#[test]
fn deployments_that_ask_for_one_another_are_a_cycle() {
    let deployment = |name: &str, other: &str| {
        format!(
            r#"{{"type": "Microsoft.Resources/deployments", "name": "{name}", "properties": {{"expressionEvaluationOptions": {{"scope": "inner"}},
            "parameters": {{"p": {{"value": "[reference('{other}').outputs.p.value]"}}}}, {CHILD}}}}}"#
        )
    };
    let world = deploy(&format!(r#""resources": [{}, {}]"#, deployment("a", "b"), deployment("b", "a")));
    assert!(world.messages().iter().any(|message| message.starts_with("Cycle: `a` refers to itself")));
    assert_eq!(world.deployed.declarations.len(), 2);
}

#[test]
fn arguments_that_there_are_not_are_problems() {
    let world = world(r#""expressionEvaluationOptions": {"scope": "inner"}, "parameters": {"z": {"value": 1}},"#, "");
    assert_eq!(world.messages(), [r#"The template has no parameter 'z' @ "z": {"value": 1}"#]);
}
