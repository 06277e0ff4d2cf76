//! Parameter files.

use std::path::PathBuf;

use super::{root, world};
use crate::arm::Options;
use crate::bicep::RootFile;
use crate::document::StepKind;

const MAIN: &str = "param p string = 'd'\nparam q int = 0\n@secure()\nparam s string = ''\n\
                    resource a 'X.Y/as@2020-01-01' = {\n  name: p\n  v: q\n}\n";

fn automatic() -> Options {
    Options { auto_environments: true, ..Options::default() }
}

fn names(found: &super::World) -> Vec<String> {
    let documents = found.reading.documents.iter();
    let name = |document: &crate::document::Document| document.environment.as_deref().unwrap_or("-").to_owned();
    let value = |document: &crate::document::Document| {
        super::show(&{
            let body = document.declarations[0].body.as_object().unwrap().clone();
            body.get("name").unwrap().value.clone()
        })
    };
    documents.map(|document| format!("{}={}", name(document), value(document))).collect()
}

#[test]
fn each_parameter_file_is_an_environment() {
    let json = r#"{"parameters": {"p": {"value": "json"}, "Q": {"value": 4}}}"#;
    let files = [
        ("x/main.bicep", MAIN),
        ("x/main.bicepparam", "using 'main.bicep'\nparam p = 'plain'\n"),
        ("x/main.dev.bicepparam", "using './main.bicep'\nparam p = 'dev'\nparam q = 3\n"),
        ("x/other.bicepparam", "using 'other.bicep'\nparam p = 'no'\n"),
        ("x/env/prod.bicepparam", "using '../main.bicep'\nvar v = 'pro'\nparam p = '${v}d'\n"),
        ("x/environments/qa/main.bicepparam", "using '../../main.bicep'\nparam p = 'qa'\n"),
        ("far/azuredeploy.parameters.eu.bicepparam", "using '../x/main.bicep'\nparam p = 'far'\n"),
        ("x/main.parameters.test.json", json),
        ("x/unrelated.parameters.json", r#"{"parameters": {"other": {"value": 1}}}"#),
    ];
    let root = RootFile {
        parameter_files: vec![PathBuf::from("far/azuredeploy.parameters.eu.bicepparam")],
        ..root("x/main.bicep")
    };
    let found = world(&files, root, &automatic());
    assert_eq!(names(&found), ["dev='dev'", "eu='far'", "main='plain'", "prod='prod'", "qa='qa'", "test='json'"]);
    assert!(found.reading.documents.iter().all(|document| document.problems.is_empty()));
    let (kind, place, message) = found.problem(&found.reading.problems[0]);
    assert_eq!((&*kind, &*place), ("Note", "x/main.bicep"));
    assert!(message.ends_with("dev, eu, main, prod, qa, test"), "{message}");
    let dev = &found.reading.documents[0].declarations[0].body.as_object().unwrap().get("v").unwrap().value.clone();
    let step = dev.trail.steps().next().unwrap();
    assert_eq!(
        (step.kind, &*step.name, &*found.text(step.span)),
        (StepKind::ValueFile, "x/main.dev.bicepparam", "param q = 3")
    );
    let test = found.reading.documents.last().unwrap().declarations[0].body.as_object().unwrap().clone();
    assert_eq!(super::show(&test.get("v").unwrap().value), "4", "Azure compares names without regard to case");
}

#[test]
fn without_environments_files_are_listed_as_unused() {
    let files = [("main.bicep", MAIN), ("main.dev.bicepparam", "using './main.bicep'\nparam p = 'dev'\nparam q = 3\n")];
    let found = world(&files, root("main.bicep"), &Options::default());
    assert_eq!(names(&found), ["-='d'"]);
    let (root, unused) = &found.reading.unused_value_files[0];
    assert_eq!((&**root, &*unused[0].0, unused[0].1.len()), ("main.bicep", "main.dev.bicepparam", 2));
}

#[test]
fn a_called_file_has_only_the_files_that_name_it() {
    let files = [
        ("main.bicep", MAIN),
        ("main.bicepparam", "using 'main.bicep'\nparam p = 'bound'\n"),
        ("main.parameters.json", r#"{"parameters": {"p": {"value": "json"}}}"#),
    ];
    let found = world(&files, RootFile { is_called: true, ..root("main.bicep") }, &automatic());
    assert_eq!(names(&found), ["main='bound'"]);
}

#[test]
fn chosen_files_replace_those_found() {
    let files = [
        ("main.bicep", MAIN),
        ("main.bicepparam", "using 'main.bicep'\nparam p = 'found'\n"),
        ("a.bicepparam", "using none\nparam p = 'first'\nparam q = 1\n"),
        ("b.json", r#"{"parameters": {"p": {"value": "second"}}}"#),
        ("c.bicepparam", "using 'other.bicep'\nparam p = 'another root'\n"),
        ("other.bicep", MAIN),
    ];
    let parameter_files = ["a.bicepparam", "b.json", "c.bicepparam"].map(PathBuf::from).to_vec();
    let options = Options { parameter_files, ..automatic() };
    let found = world(&files, root("main.bicep"), &options);
    assert_eq!(names(&found), ["-='second'"]);
}

#[test]
fn parameter_files_extend_others() {
    let files = [
        ("main.bicep", MAIN),
        ("base.bicepparam", "using none\nparam p = 'base'\nparam q = 5\n"),
        ("main.x.bicepparam", "using 'main.bicep'\nextends 'base.bicepparam'\nparam p = '${base.p}-x'\n"),
    ];
    let found = world(&files, root("main.bicep"), &automatic());
    assert_eq!(names(&found), ["x='base-x'"]);
    assert!(found.problems().is_empty(), "{:?}", found.problems());
    assert_eq!(found.shown("a", "v"), "5");
}

#[test]
fn cycles_of_extends_are_named() {
    let files = [
        ("main.bicep", MAIN),
        ("main.x.bicepparam", "using 'main.bicep'\nextends 'b.bicepparam'\nparam p = 'x'\n"),
        ("b.bicepparam", "using none\nextends 'main.x.bicepparam'\nparam q = 1\n"),
    ];
    let found = world(&files, root("main.bicep"), &automatic());
    let message = "The file is involved in a cycle of `extends` (\"main.x.bicepparam\" -> \"b.bicepparam\" -> \"main.x.bicepparam\")";
    assert_eq!(found.problems(), [("Module".into(), "'main.x.bicepparam'".into(), message.into())]);
    assert_eq!((found.shown("a", "name"), found.shown("a", "v")), ("'x'".into(), "1".into()));
}

#[test]
fn what_the_compiler_refuses_in_a_parameter_file_is_a_problem() {
    let files = [("main.bicep", MAIN), ("main.bicepparam", "using 'main.bicep'\nparam pp = 'x'\nparam p = none\n")];
    let found = world(&files, root("main.bicep"), &automatic());
    assert_eq!(
        found.problems(),
        [
            ("Evaluation".into(), "none".into(), "The name \"none\" does not exist in the current context".into()),
            (
                "Evaluation".into(),
                "pp".into(),
                "The parameter \"pp\" is assigned in the params file without being declared in the Bicep file; did you \
                 mean \"p\"?"
                    .into()
            ),
        ]
    );
}

#[test]
fn what_is_known_only_where_it_is_deployed_is_unknown() {
    let parameters = "using 'main.bicep'\nparam p = readEnvironmentVariable('REGION')\nparam q = int(readEnvironmentVariable('N', '7'))\n\
                      param s = az.getSecret('sub', 'group', 'vault', 'secret')\n";
    let json = r#"{"parameters": {"p": {"value": "${AZURE_LOCATION}"}, "q": {"value": 1}}}"#;
    let files = [("main.bicep", MAIN), ("main.bicepparam", parameters), ("main.parameters.azd.json", json)];
    let found = world(&files, root("main.bicep"), &automatic());
    let shown = names(&found);
    assert_eq!(shown.len(), 2);
    assert!(shown[0].starts_with("azd=?Pipeline") && shown[1].starts_with("main=?"), "{shown:?}");
    assert!(found.reading.documents.iter().all(|document| document.problems.is_empty()));
}

#[test]
fn secure_values_of_parameter_files_are_masked() {
    let files = [("main.bicep", MAIN), ("main.bicepparam", "using 'main.bicep'\nparam s = 'hunter2'\n")];
    let found = world(&files, root("main.bicep"), &automatic());
    assert!(found.masked().contains(&"'hunter2'".to_owned()));
}

#[test]
fn only_so_many_environments_are_evaluated() {
    let texts: Vec<(String, String)> = (0..10)
        .map(|at| (format!("main.e{at}.bicepparam"), format!("using 'main.bicep'\nparam p = 'p{at}'\n")))
        .collect();
    let mut files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    files.push(("main.bicep", MAIN));
    let found = world(&files, root("main.bicep"), &automatic());
    assert_eq!(found.reading.documents.len(), crate::arm::MAX_ENVIRONMENTS);
    assert!(found.reading.problems[0].message.contains("2 more"));
}
