//! Copy loops.

use super::{deploy, output, show};

#[test]
fn resources_repeat() {
    let world = deploy(
        r#""resources": [{"type": "Test.A/clusters", "name": "[concat('c', copyIndex(1))]",
        "copy": {"name": "loop", "count": 2}, "location": "[string(copyIndex('LOOP'))]"}]"#,
    );
    assert_eq!(world.messages(), Vec::<String>::new());
    assert_eq!(
        world.shown(),
        [r#"c1 Test.A/clusters@- {location: "0", name: "c1"}"#, r#"c2 Test.A/clusters@- {location: "1", name: "c2"}"#,]
    );
}

#[test]
fn symbolic_loops_have_keys() {
    let world = deploy(
        r#""languageVersion": "2.0", "parameters": {"n": {"type": "int"}}, "resources": {
        "many": {"type": "Test.A/clusters", "name": "[format('c{0}', copyIndex())]", "copy": {"name": "many", "count": "[length(createArray(1, 2))]"}},
        "some": {"type": "Test.A/clusters", "name": "[format('c{0}', copyIndex())]", "copy": {"name": "some", "count": "[parameters('n')]"}},
        "none": {"type": "Test.A/clusters", "name": "x", "copy": {"name": "none", "count": 0}}}"#,
    );
    assert_eq!(world.messages(), Vec::<String>::new());
    assert_eq!(
        world.shown(),
        [
            r#"many[0] Test.A/clusters@- {name: "c0"}"#,
            r#"many[1] Test.A/clusters@- {name: "c1"}"#,
            "some Test.A/clusters@- maybe {name: ?NoValue}",
        ]
    );
}

#[test]
fn properties_repeat_inside_resource_loops() {
    let world = deploy(
        r#""resources": [{"type": "Test.A/clusters", "name": "[format('c{0}', copyIndex())]", "copy": {"name": "r", "count": 2},
        "properties": {"fixed": 1, "copy": [
          {"name": "pools", "count": 2, "input": {"name": "[format('{0}-{1}', copyIndex(), copyIndex('pools', 10))]",
            "copy": [{"name": "inner", "count": 1, "input": "[copyIndex('pools')]"}]}},
          {"name": "zones", "count": 0, "input": "x"}]}}]"#,
    );
    assert_eq!(world.messages(), Vec::<String>::new());
    assert_eq!(
        world.shown()[1],
        r#"c1 Test.A/clusters@- {name: "c1", properties: {fixed: 1, pools: [{inner: [0], name: "1-10"}, {inner: [1], name: "1-11"}], zones: []}}"#
    );
    let properties = world.declaration("c1").body.as_object().unwrap().get("properties").unwrap().clone();
    let pools = properties.value.as_object().unwrap().get("pools").unwrap().clone();
    assert!(world.text(pools.span.unwrap()).starts_with(r#"{"name": "pools", "count": 2"#));
}

#[test]
fn a_property_loop_is_meant_by_its_name_alone() {
    let world = deploy(
        r#""resources": [{"type": "Test.A/clusters", "name": "c", "properties": {"copy": [
        {"name": "p", "count": 1, "input": "[copyIndex()]"}, {"name": "q", "count": 1, "input": "[copyIndex('zz')]"}]}}]"#,
    );
    let messages = world.messages();
    assert!(
        messages[0].starts_with("The template function 'copyIndex' is not expected at this location"),
        "{messages:?}"
    );
    assert!(messages[0].ends_with("@ copyIndex()"));
    assert!(messages[1].starts_with("The template function 'copyIndex' names the copy 'zz'"));
    assert_eq!(world.shown(), [r#"c Test.A/clusters@- {name: "c", properties: {p: [?Invalid], q: [?Invalid]}}"#]);
}

#[test]
fn variables_and_outputs_repeat() {
    let sections = r#""variables": {"copy": [{"name": "list", "count": 3, "input": "[concat('v', copyIndex('list', 1))]"}],
        "object": {"copy": [{"name": "inside", "count": 1, "input": {"i": "[copyIndex('inside')]"}}], "other": 1}},"#;
    assert_eq!(output(sections, "[variables('list')]"), r#"["v1", "v2", "v3"]"#);
    assert_eq!(output(sections, "[variables('object')]"), "{inside: [{i: 0}], other: 1}");
    let world = deploy(
        r#""outputs": {"o": {"type": "array", "copy": {"count": 2, "input": "[copyIndex()]"}},
        "u": {"type": "array", "copy": {"count": "[reference('x').n]", "input": 1}}}"#,
    );
    assert_eq!(show(&world.deployed.outputs.values["o"]), "[0, 1]");
    assert_eq!(show(&world.deployed.outputs.values["u"]), "[…]");
}

#[test]
fn impossible_counts_are_problems() {
    for (count, expected) in [
        ("-1", "The copy count must be a whole number from 0 to 800 @ -1"),
        ("1000000000", "The copy count must be a whole number from 0 to 800 @ 1000000000"),
        ("\"x\"", "The copy count must be a whole number @ \"x\""),
    ] {
        let world = deploy(&format!(
            r#""resources": [{{"type": "Test.A/clusters", "name": "c", "copy": {{"name": "l", "count": {count}}}}}]"#
        ));
        assert_eq!(world.messages(), [expected]);
        assert_eq!(world.deployed.declarations.len(), 1);
    }
    let world = deploy(r#""resources": [{"type": "Test.A/clusters", "name": "c", "copy": {"name": "l"}}]"#);
    assert!(world.messages()[0].starts_with("A copy loop must have a `count`"));
}

#[test]
fn children_stand_in_the_loop_of_their_parent() {
    let world = deploy(
        r#""resources": [{"type": "Test.A/clusters", "name": "[format('c{0}', copyIndex())]", "copy": {"name": "r", "count": 2},
        "resources": [{"type": "pools", "name": "[format('p{0}', copyIndex())]"}]}]"#,
    );
    assert_eq!(world.messages(), Vec::<String>::new());
    assert_eq!(
        world.shown(),
        [
            r#"c0 Test.A/clusters@- {name: "c0"}"#,
            r#"c1 Test.A/clusters@- {name: "c1"}"#,
            r#"p0 Test.A/clusters/pools@- {name: "p0", parent: <c0:id>}"#,
            r#"p1 Test.A/clusters/pools@- {name: "p1", parent: <c1:id>}"#,
        ]
    );
}
