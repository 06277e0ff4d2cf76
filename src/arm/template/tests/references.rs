//! How resources name one another, and addresses.

use super::{deploy, output};

const NET: &str = r#""parameters": {"net": {"type": "string"}, "cluster": {"type": "string"}},
    "variables": {"net": "[format('vnet-{0}', parameters('net'))]", "ids": {"net": "[resourceId('Test.N/nets', variables('net'))]"}},
    "resources": [
      {"type": "Test.N/nets", "name": "[concat('vnet-', parameters('net'))]", "apiVersion": "1",
       "properties": {"subnets": [{"name": "a"}, {"name": "[toLower('B')]"}]}},
      {"type": "Test.A/clusters", "name": "[parameters('cluster')]", "apiVersion": "2"},
      {"type": "Test.N/nets/subnets", "name": "[format('{0}/{1}', variables('net'), 'own')]", "apiVersion": "1"},
      {"type": "Test.A/clusters/pools", "name": "[concat(parameters('cluster'), '/pool')]", "apiVersion": "2"},
      {"type": "Test.D/diags", "name": "diag", "apiVersion": "1",
       "scope": "[format('Test.A/clusters/{0}', parameters('cluster'))]"},
      {"type": "Test.A/clusters/providers/diags", "name": "[concat(parameters('cluster'), '/Test.D/old')]", "apiVersion": "1"}],"#;

#[test]
fn ids_lead_to_resources_of_the_template() {
    let vnet = "concat('vnet-', parameters('net'))";
    for expression in [
        "[resourceId('Test.N/nets', variables('net'))]",
        "[resourceId('test.n/NETS', format('vnet-{0}', parameters('net')))]",
        "[resourceId(resourceGroup().name, 'Test.N/nets', variables('net'))]",
        "[variables('ids').net]",
        "[extensionResourceId(resourceGroup().id, 'Test.N/nets', variables('net'))]",
    ] {
        assert_eq!(output(NET, expression), format!("<{vnet}:id>"), "{expression}");
    }
    // What no resource of the template is called may be one of another template.
    assert_eq!(output(NET, "[resourceId('Test.N/nets', 'other')]"), "<:/providers/Test.N/nets/other>");
    assert_eq!(output(NET, "[resourceId('other-group', 'Test.N/nets', variables('net'))]"), "?Function");
}

#[test]
fn ids_lead_to_children_and_to_what_is_written_inside() {
    assert_eq!(output(NET, "[resourceId('Test.N/nets/subnets', variables('net'), 'own')]"), "<own:id>");
    let vnet = "concat('vnet-', parameters('net'))";
    let inline = format!("<{vnet}:properties.subnets[1].id>");
    assert_eq!(output(NET, "[resourceId('Test.N/nets/subnets', variables('net'), 'b')]"), inline);
    assert_eq!(output(NET, "[concat(resourceId('Test.N/nets', variables('net')), '/subnets/', 'b')]"), inline);
    // A text around an id is for the model to read.
    let text = format!("<{vnet}:id/subnets/b>");
    assert_eq!(output(NET, "[format('{0}/subnets/b', variables('ids').net)]"), text);
    assert_eq!(output(NET, "[concat(variables('ids').net, '/subnets/zz')]"), "?Computed");
}

#[test]
fn reference_leads_to_what_is_computed() {
    assert_eq!(
        output(NET, "[reference(resourceId('Test.A/clusters', parameters('cluster')), '2').identity]"),
        "<parameters('cluster'):properties.identity>"
    );
    assert_eq!(
        output(NET, "[reference(parameters('cluster'), '2', 'Full').identity.principalId]"),
        "<parameters('cluster'):identity.principalId>"
    );
    assert_eq!(output(NET, "[reference('elsewhere').x]"), "?Function");
    assert!(output(NET, "[listKeys(variables('ids').net, '1').key]").starts_with('?'));
}

#[test]
fn children_and_extensions_know_what_they_belong_to() {
    let world = deploy(&format!("{NET} \"outputs\": {{}}"));
    assert_eq!(world.messages(), Vec::<String>::new());
    let vnet = "concat('vnet-', parameters('net'))";
    assert_eq!(
        world.shown(),
        [
            format!(
                "{vnet} Test.N/nets@1 {{name: ?NoValue, properties: {{subnets: [{{name: \"a\"}}, {{name: \"b\"}}]}}}}"
            ),
            "parameters('cluster') Test.A/clusters@2 {name: ?NoValue}".to_owned(),
            format!("own Test.N/nets/subnets@1 {{name: ?NoValue, parent: <{vnet}:id>}}"),
            "pool Test.A/clusters/pools@2 {name: ?NoValue, parent: <parameters('cluster'):id>}".to_owned(),
            "diag Test.D/diags@1 {name: \"diag\", scope: <parameters('cluster'):id>}".to_owned(),
            "old Test.D/diags@1 {name: ?NoValue, scope: <parameters('cluster'):id>}".to_owned(),
        ]
    );
}

#[test]
fn a_scope_elsewhere_is_an_id() {
    let world = deploy(
        r#""resources": [{"type": "Test.D/diags", "name": "a", "scope": "[format('Test.A/clusters/{0}', 'far')]"},
        {"type": "Test.D/diags", "name": "b", "scope": "/subscriptions/x"}, {"type": "Test.D/diags", "name": "c", "scope": "[subscription().id]"}]"#,
    );
    assert_eq!(
        world.shown(),
        [
            r#"a Test.D/diags@- {name: "a", scope: "/providers/Test.A/clusters/far"}"#,
            r#"b Test.D/diags@- {name: "b", scope: "/subscriptions/x"}"#,
            r#"c Test.D/diags@- {name: "c", scope: <:/subscriptions/?>}"#,
        ]
    );
}

#[test]
fn symbolic_names_are_addresses() {
    let sections = r#""languageVersion": "2.0", "resources": {
      "aks": {"type": "Test.A/clusters", "apiVersion": "2", "name": "c", "properties": {"net": "[reference('vnet').x]", "id": "[resourceId('Test.N/nets', 'v')]"}},
      "aks::pool": {"type": "Test.A/clusters/pools", "apiVersion": "2", "name": "[format('{0}/{1}', 'c', 'p')]"},
      "vnet": {"existing": true, "type": "Test.N/nets", "apiVersion": "1", "name": "v",
        "resources": {"sub": {"type": "subnets", "apiVersion": "1", "name": "s"}}},
      "loop": {"type": "Test.D/diags", "apiVersion": "1", "name": "[format('d{0}', copyIndex())]", "copy": {"name": "loop", "count": 2}}},"#;
    let world = deploy(&format!("{sections} \"outputs\": {{}}"));
    assert_eq!(world.messages(), Vec::<String>::new());
    assert_eq!(
        world.shown(),
        [
            r#"aks Test.A/clusters@2 {name: "c", properties: {id: <vnet:id>, net: <vnet:properties.x>}}"#,
            r#"aks::pool Test.A/clusters/pools@2 {name: "c/p", parent: <aks:id>}"#,
            r#"existing vnet Test.N/nets@1 {name: "v"}"#,
            r#"vnet::sub Test.N/nets/subnets@1 {name: "s", parent: <vnet:id>}"#,
            r#"loop[0] Test.D/diags@1 {name: "d0"}"#,
            r#"loop[1] Test.D/diags@1 {name: "d1"}"#,
        ]
    );
    assert_eq!(output(sections, "[reference(format('loop[{0}]', 1)).x]"), "<loop[1]:properties.x>");
    assert_eq!(output(sections, "[references('loop')[0].x]"), "<loop[0]:properties.x>");
    assert_eq!(output(sections, "[resourceInfo('aks').name]"), "\"c\"");
    assert_eq!(output(sections, "[resourceInfo('aks').id]"), "<aks:id>");
    assert_eq!(output(sections, "[reference('aks', '2', 'full').location]"), "<aks:location>");
}

#[test]
fn names_that_depend_on_ids_end() {
    // The name of each resource asks for all names.
    let world = deploy(
        r#""variables": {"v": "[resourceId('Test.A/clusters', 'a')]"}, "resources": [
        {"type": "Test.A/clusters", "name": "[guid(resourceId('Test.A/clusters', 'a'))]"},
        {"type": "Test.A/clusters", "name": "[last(split(variables('v'), '/'))]", "location": "[variables('v')]"},
        {"type": "Test.A/clusters", "name": "a"}]"#,
    );
    assert_eq!(world.messages(), Vec::<String>::new());
    assert_eq!(world.declaration("a").api_version, None);
    assert!(world.shown()[1].contains("location: <a:id>"), "{:?}", world.shown());
}

#[test]
fn conditions_decide_whether_a_resource_is_there() {
    let world = deploy(
        r#""parameters": {"u": {"type": "bool"}}, "resources": [
        {"type": "Test.A/clusters", "name": "no", "condition": false},
        {"type": "Test.A/clusters", "name": "yes", "condition": "[equals(1, 1)]"},
        {"type": "Test.A/clusters", "name": "maybe", "condition": "[parameters('u')]"},
        {"type": "Test.A/clusters", "name": "odd", "condition": "[createArray()]"}]"#,
    );
    let shown = world.shown();
    assert_eq!(shown.len(), 3);
    assert!(shown[0].starts_with("yes Test.A/clusters@- {"));
    assert!(shown[1].starts_with("maybe Test.A/clusters@- maybe {"));
    assert!(shown[2].starts_with("odd Test.A/clusters@- maybe {"));
    assert!(world.messages()[0].starts_with("The condition is not valid"));
}
