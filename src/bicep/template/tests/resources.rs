//! Resources: conditions, loops, nesting, references between them.

use super::{file, is_maybe};
use crate::document::{Data, Language, Mode, ObjectKind};

#[test]
fn a_declaration_says_what_is_written() {
    let text = "@description('x')\nresource a 'X.Y/as@2020-01-01' = {\n  name: 'n'\n  dependsOn: [b]\n}\n\
                resource b 'Other/types@2020-01-01' = {\n  name: 'b'\n}\n";
    let world = file(text);
    assert_eq!(world.problems(), []);
    assert_eq!(world.addresses(), ["a"]);
    let a = world.declaration("a");
    assert_eq!((a.language, a.mode, &*a.type_name), (Language::Bicep, Mode::Managed, "X.Y/as"));
    assert_eq!(a.api_version.as_deref(), Some("2020-01-01"));
    assert_eq!(world.text(a.header), "resource a 'X.Y/as@2020-01-01'");
    let Data::Object(body) = &a.body.data else { panic!() };
    assert_eq!((body.kind, body.entries.len()), (ObjectKind::Block, 1));
    assert_eq!(world.text(body.get("name").unwrap().span.unwrap()), "name: 'n'");
}

#[test]
fn types_are_compared_without_regard_to_case() {
    let world = file("resource a 'x.y/AS@2020-01-01' = {\n  name: 'a'\n}\n");
    assert_eq!(&*world.declaration("a").type_name, "x.y/AS");
}

#[test]
fn conditions_decide_or_leave_open() {
    let text = "param p bool\nresource a 'X.Y/as@2020-01-01' = if (false) {\n  name: 'a'\n}\n\
                resource b 'X.Y/as@2020-01-01' = if (true) {\n  name: 'b'\n}\n\
                resource c 'X.Y/as@2020-01-01' = if (p) {\n  name: 'c'\n  resource d 'bs' = {\n    name: 'd'\n  }\n}\n";
    let world = file(text);
    assert_eq!(world.addresses(), ["b", "c", "c::d"]);
    assert!(!is_maybe(world.declaration("b")) && is_maybe(world.declaration("c")));
    assert!(is_maybe(world.declaration("c::d")));
}

#[test]
fn nested_resources_have_parents_and_can_be_named() {
    let text = "resource a 'X.Y/as@2020-01-01' = {\n  name: 'a'\n  resource b 'bs' = {\n    name: 'b'\n    \
                resource c 'cs@2021-01-01' = {\n      name: b.name\n    }\n  }\n  resource b2 'bs' = {\n    \
                name: '${b.name}2'\n  }\n}\n\
                resource l 'X.Y/locks@2020-01-01' = {\n  name: a::b::c.name\n  scope: a::b\n  v: a::b.id\n  w: a::none.id\n}\n";
    let world = file(text);
    assert_eq!(world.addresses(), ["a", "a::b", "a::b::c", "a::b2", "l"]);
    assert_eq!(&*world.declaration("a::b::c").type_name, "X.Y/as/bs/cs");
    assert_eq!(world.declaration("a::b").api_version.as_deref(), Some("2020-01-01"));
    assert_eq!(world.shown("a::b", "parent"), "?Computed!:a#id");
    assert_eq!(world.shown("a::b::c", "parent"), "?Computed!:a::b#id");
    assert_eq!(world.shown("a::b2", "name"), "'b2'");
    assert_eq!(world.shown("l", "name"), "'b'");
    assert_eq!(world.shown("l", "scope"), "?Computed!:a::b#id");
    assert_eq!(world.shown("l", "v"), "?Computed!:a::b#id");
    let message = "The resource \"a\" does not contain a nested resource \"none\"";
    assert_eq!(world.problems(), [("Evaluation".into(), "a::none".into(), message.into())]);
}

#[test]
fn a_parent_is_a_reference() {
    let text = "resource a 'X.Y/as@2020-01-01' existing = {\n  name: 'a'\n}\n\
                resource b 'X.Y/as/bs@2020-01-01' = {\n  parent: a\n  name: 'b'\n  v: [a.name, a.type, a.properties.x.y]\n}\n";
    let world = file(text);
    assert_eq!(world.declaration("a").mode, Mode::Existing);
    assert_eq!(world.shown("b", "parent"), "?Deployed!:a#id");
    assert_eq!(world.shown("b", "v"), "['a', 'X.Y/as', ?Deployed:a#properties.x.y]");
}

#[test]
fn loops_over_known_arrays_unroll() {
    let text = "var names = ['x', 'y']\n@batchSize(1)\n\
                resource a 'X.Y/as@2020-01-01' = [for (n, i) in names: if (n != 'z') {\n  name: '${n}${i}'\n}]\n\
                resource b 'X.Y/as/bs@2020-01-01' = [for i in range(0, 2): {\n  parent: a[i]\n  name: 'b${i}'\n}]\n\
                output o array = [for i in range(0, 2): a[i].id]\n";
    let world = file(text);
    assert_eq!(world.problems(), []);
    assert_eq!(world.addresses(), ["a[0]", "a[1]", "b[0]", "b[1]"]);
    assert_eq!(world.shown("a[1]", "name"), "'y1'");
    assert_eq!(world.shown("b[1]", "parent"), "?Computed!:a[1]#id");
    assert!(!is_maybe(world.declaration("a[0]")));
}

#[test]
fn a_loop_over_something_unknown_is_one_that_may_be() {
    let text = "param p array\nresource a 'X.Y/as@2020-01-01' = [for n in p: {\n  name: n\n}]\n\
                resource b 'X.Y/as/bs@2020-01-01' = {\n  parent: a[0]\n  name: 'b'\n}\n";
    let world = file(text);
    assert_eq!(world.addresses(), ["a[*]", "b"]);
    assert!(is_maybe(world.declaration("a[*]")));
    assert_eq!(world.shown("a[*]", "name"), "?NoValue!");
    assert_eq!(world.shown("b", "parent"), "?NoValue!:a[0]#id");
}

#[test]
fn a_loop_over_alternatives_merges_by_position() {
    let text = "param p bool\nresource a 'X.Y/as@2020-01-01' = [for n in (p ? ['x', 'y'] : ['z']): {\n  name: n\n}]\n";
    let world = file(text);
    assert_eq!(world.addresses(), ["a[0]", "a[1]"]);
    assert_eq!(world.shown("a[0]", "name"), "'x'|'z'");
    assert!(!is_maybe(world.declaration("a[0]")) && is_maybe(world.declaration("a[1]")));
}

#[test]
fn too_many_rounds_are_cut_short_with_a_problem() {
    let text = "resource a 'X.Y/as@2020-01-01' = [for n in range(0, 1100): {\n  name: 'a'\n}]\n";
    let world = file(text);
    assert_eq!(world.addresses().len(), 1024);
    assert_eq!(world.problems()[0].0, "Budget");
    let huge = file("resource a 'X.Y/as@2020-01-01' = [for n in range(0, 1000000000): {\n  name: 'a'\n}]\n");
    assert!(!huge.problems().is_empty());
}

#[test]
fn what_is_no_array_cannot_be_looped_over() {
    let world = file("resource a 'X.Y/as@2020-01-01' = [for n in 'text': {\n  name: n\n}]\n");
    assert_eq!(world.addresses(), ["a[*]"]);
    let message = "Loop expected an expression of type \"array\" but the provided value is of type \"string\"";
    assert_eq!(world.problems(), [("Evaluation".into(), "'text'".into(), message.into())]);
}

#[test]
fn what_could_not_be_read_leaves_the_body_open() {
    let world = file(
        "resource a 'X.Y/as@2020-01-01' = {\n  name: 'a'\n  properties: {\n    x: = 3\n    y: 2\n  }\n  %% 4\n}\n",
    );
    let Data::Object(body) = &world.declaration("a").body.data else { panic!() };
    assert!(body.open.is_some());
    assert_eq!(world.shown("a", "name"), "'a'");
}

#[test]
fn other_extensions_resources_are_passed_over() {
    let text = "extension kubernetes with {\n  kubeConfig: 'x'\n  namespace: 'default'\n} as k8s\n\
                resource d 'apps/Deployment@v1' = {\n  metadata: { name: 'd' }\n}\n\
                resource a 'X.Y/as@2020-01-01' = {\n  name: d.metadata.name\n}\nassert t = true\nmetadata m = 'x'\n\
                targetScope = 'resourceGroup'\n";
    let world = file(text);
    assert_eq!(world.problems(), []);
    assert_eq!(world.shown("a", "name"), "?Computed:d#metadata.name");
}

#[test]
fn spread_in_a_body_counts() {
    let text =
        "var base = { location: 'x', tags: { t: 1 } }\nresource a 'X.Y/as@2020-01-01' = {\n  name: 'a'\n  ...base\n}\n";
    let world = file(text);
    assert_eq!(world.shown("a", "tags.t"), "1");
    let Data::Object(body) = &world.declaration("a").body.data else { panic!() };
    assert_eq!(body.kind, ObjectKind::Block);
}
