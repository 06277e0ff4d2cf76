//! Imports.

use super::files;

const SHARED: &str = "@export()\nvar sizes = { small: 1 }\n@export()\ntype mode = 'on' | 'off'\n@export()\n\
                      func twice(x int) int => x * factor\nvar factor = 2\nvar hidden = 3\n@export()\nvar from = factor\n";

fn main(imports: &str, value: &str) -> String {
    format!("{imports}\nresource a 'X.Y/as@2020-01-01' = {{\n  name: 'a'\n  v: {value}\n}}\n")
}

#[test]
fn single_imports_may_be_renamed() {
    let text = main(
        "import { sizes, mode as m, twice as double } from 'shared.bicep'\nparam p m",
        "[sizes.small, p, double(4)]",
    );
    let world = files(&[("main.bicep", &text), ("shared.bicep", SHARED)]);
    assert_eq!(world.problems(), []);
    assert_eq!(world.shown("a", "v"), "[1, 'on'|'off', 8]");
    let value = world.at("a", "v").as_list().unwrap().items[0].clone();
    assert_eq!(world.way(&value), ("1".into(), vec!["Local var sizes".into()]));
}

#[test]
fn a_wildcard_import_is_a_namespace() {
    let text = main("import * as s from 'shared.bicep'\nparam p s.mode", "[s.sizes.small, p, s.twice(4), s.from]");
    let world = files(&[("main.bicep", &text), ("shared.bicep", SHARED)]);
    assert_eq!(world.problems(), []);
    assert_eq!(world.shown("a", "v"), "[1, 'on'|'off', 8, 2]");
}

#[test]
fn what_is_not_exported_cannot_be_imported() {
    let text = main("import { hidden, size } from 'shared.bicep'", "hidden");
    let world = files(&[("main.bicep", &text), ("shared.bicep", SHARED)]);
    assert_eq!(world.shown("a", "v"), "?Invalid");
    let message =
        |name: &str| format!("The \"{name}\" symbol was not found in (or was not exported by) the imported file");
    assert_eq!(
        world.problems(),
        [
            ("Evaluation".into(), "hidden".into(), message("hidden")),
            ("Evaluation".into(), "size".into(), format!("{}; did you mean \"sizes\"?", message("size"))),
        ]
    );
}

#[test]
fn imports_that_lead_nowhere_are_problems_even_when_unused() {
    let world = files(&[("main.bicep", &main("import { x } from 'none.bicep'", "1"))]);
    assert_eq!(world.problems()[0].0, "Module");
    assert_eq!(world.problems()[0].1, "'none.bicep'");
}

#[test]
fn cycles_of_imports_are_named() {
    let a = main("import { b } from 'b.bicep'\n@export()\nvar x = b", "b");
    let b = "import { x } from 'main.bicep'\n@export()\nvar b = x\n";
    let world = files(&[("main.bicep", &a), ("b.bicep", b)]);
    let message = "The file is involved in a cycle of imports (\"main.bicep\" -> \"b.bicep\" -> \"main.bicep\")";
    assert_eq!(world.problems(), [("Module".into(), "'b.bicep'".into(), message.into())]);
    assert_eq!(world.shown("a", "v"), "?MissingModule");
}

#[test]
fn what_comes_from_a_registry_is_unknown_but_its_types_are_quiet() {
    let imports = "import { someType, someValue, someFunction } from 'br/public:avm/utl/types:0.1.0'\nparam p someType?\n\
                   import * as all from 'br/public:avm/utl/types:0.1.0'\nparam q all.other?";
    let world = files(&[("main.bicep", &main(imports, "[p, q, someValue, all.x, someFunction(1), all.f(1, 2)]"))]);
    assert_eq!(world.problems(), []);
    assert_eq!(world.shown("a", "v"), "[null, null, ?MissingModule, ?MissingModule, ?MissingModule, ?MissingModule]");
}
