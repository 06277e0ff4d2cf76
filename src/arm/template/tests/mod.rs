//! What templates declare: each rule with a small template of its own.

mod hostile;
mod loops;
mod nested;
mod parameters;
mod references;

use std::path::Path;

use crate::arm::{Arguments, Options, Run, deploy_file};
use crate::arm::{Deployed, Placement, RootFile, read};
use crate::document::{Data, Declaration, Existence, Interest, Problem, Reading, Value};
use crate::source::{Sources, Span};

/// What a template gives.
pub(super) struct World {
    pub sources: Sources,
    pub deployed: Deployed,
    pub problems: Vec<Problem>,
}

pub(super) fn interest() -> Interest {
    Interest {
        arm_types: vec![
            "Test.A/clusters",
            "Test.A/clusters/pools",
            "Test.N/nets",
            "Test.N/nets/subnets",
            "Test.D/diags",
        ],
        arm_secrets: vec!["secret"],
        ..Interest::default()
    }
}

/// A template around these sections.
pub(super) fn template(sections: &str) -> String {
    format!(
        "{{\"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\", \
         \"contentVersion\": \"1.0.0.0\", {sections}}}"
    )
}

/// Deploys `main.json` with these files beside it.
pub(super) fn deploy_files(files: &[(&str, &str)], arguments: &Arguments) -> World {
    let sources = Sources::in_memory();
    for (name, text) in files {
        sources.add(name, text);
    }
    let (interest, options) = (interest(), Options::default());
    let run = Run::new(&sources, &interest, &options);
    let call = Span::new(sources.add("caller", "call"), 0, 4);
    let deployed = deploy_file(&run, Path::new("main.json"), arguments, &Placement::root(), call);
    let (problems, _) = run.finish();
    World { sources, deployed, problems }
}

pub(super) fn deploy(sections: &str) -> World {
    deploy_files(&[("main.json", &template(sections))], &Arguments::default())
}

/// A template with one output `o`; its value as JSON-like text.
pub(super) fn output(sections: &str, expression: &str) -> String {
    let expression = serde_json::to_string(expression).unwrap();
    let world =
        deploy(&format!("{sections} \"outputs\": {{\"o\": {{\"type\": \"string\", \"value\": {expression}}}}}"));
    match world.problems.first() {
        Some(problem) => format!("error {}", problem.message),
        None => show(&world.deployed.outputs.values["o"]),
    }
}

pub(super) fn show(value: &Value) -> String {
    match &value.data {
        Data::Null => "null".into(),
        Data::Bool(value) => value.to_string(),
        Data::Number(number) => number.to_string(),
        Data::String(text) => format!("{text:?}"),
        Data::List(list) => {
            let open = if list.open.is_some() { ["…".to_owned()].to_vec() } else { Vec::new() };
            format!("[{}]", list.items.iter().map(show).chain(open).collect::<Vec<_>>().join(", "))
        }
        Data::Object(object) => {
            let open = if object.open.is_some() { ["…".to_owned()].to_vec() } else { Vec::new() };
            let entries = object.entries.iter().map(|(name, entry)| format!("{name}: {}", show(&entry.value)));
            format!("{{{}}}", entries.chain(open).collect::<Vec<_>>().join(", "))
        }
        Data::Unknown(unknown) => match &unknown.reference {
            Some(reference) => format!("<{}:{}>", reference.address, reference.path),
            None => format!("?{:?}", unknown.reason.cause),
        },
        Data::OneOf(members) => members.iter().map(show).collect::<Vec<_>>().join(" | "),
    }
}

impl World {
    /// All declarations in a line each.
    pub fn shown(&self) -> Vec<String> {
        self.deployed.declarations.iter().map(show_declaration).collect()
    }

    pub fn messages(&self) -> Vec<String> {
        let place = |problem: &Problem| match problem.span {
            Some(span) => self.sources.file(span.file).text[span.range()].to_owned(),
            None => String::new(),
        };
        self.problems.iter().map(|problem| format!("{} @ {}", problem.message, place(problem))).collect()
    }

    pub fn declaration(&self, address: &str) -> &Declaration {
        self.deployed.declarations.iter().find(|declaration| &*declaration.address == address).unwrap()
    }

    pub fn text(&self, span: Span) -> String {
        self.sources.file(span.file).text[span.range()].to_owned()
    }
}

pub(super) fn show_declaration(declaration: &Declaration) -> String {
    let mode = match declaration.mode {
        crate::document::Mode::Managed => "",
        crate::document::Mode::Existing => "existing ",
        crate::document::Mode::ModuleCall => "call ",
    };
    let maybe = if declaration.existence == Existence::Always { "" } else { " maybe" };
    let version = declaration.api_version.as_deref().unwrap_or("-");
    format!("{mode}{} {}@{version}{maybe} {}", declaration.address, declaration.type_name, show(&declaration.body))
}

/// Reads files as roots.
pub(super) fn read_roots(files: &[(&str, &str)], roots: &[&str], options: &Options) -> Reading {
    let sources = Sources::in_memory();
    for (name, text) in files {
        sources.add(name, text);
    }
    let roots: Vec<RootFile> = roots.iter().map(|path| RootFile { path: path.into(), is_called: false }).collect();
    read(&sources, &roots, &interest(), options)
}

#[test]
fn a_resource_is_declared_with_its_places() {
    let text = template(
        r#""resources": [
  {"type": "test.a/Clusters", "apiVersion": "2024-01-01", "name": "one", "location": "[concat('a', 'b')]",
   "dependsOn": ["x"], "properties": {"private": true, "n": null}},
  {"type": "Test.Other/things", "apiVersion": "1", "name": "x"}]"#,
    );
    let world = deploy_files(&[("main.json", &text)], &Arguments::default());
    assert_eq!(world.messages(), Vec::<String>::new());
    assert_eq!(
        world.shown(),
        [r#"one test.a/Clusters@2024-01-01 {location: "ab", name: "one", properties: {n: null, private: true}}"#]
    );
    let declaration = world.declaration("one");
    assert_eq!(world.text(declaration.header), r#""type": "test.a/Clusters""#);
    let body = declaration.body.as_object().unwrap();
    assert_eq!(body.kind, crate::document::ObjectKind::Block);
    let properties = body.get("properties").unwrap();
    assert_eq!(world.text(properties.span.unwrap()), r#""properties": {"private": true, "n": null}"#);
    let private = properties.value.as_object().unwrap().get("private").unwrap();
    assert_eq!(world.text(private.span.unwrap()), r#""private": true"#);
    assert_eq!(world.text(private.value.trail.literal.unwrap()), "true");
    let location = body.get("location").unwrap();
    assert_eq!(world.text(location.value.trail.literal.unwrap()), "concat('a', 'b')");
}

#[test]
fn broken_parts_lose_themselves() {
    let world = deploy(
        r#""variables": 1, "resources": [1, {"name": "x"}, {"type": "[x]", "name": "y"},
        {"type": "Test.A/clusters", "name": "ok", "location": "[nope()]", "properties": {"a": "[parameters('b')", "c": "[f(]"}}]"#,
    );
    assert_eq!(
        world.messages(),
        [
            "The template section 'variables' must be an object @ 1",
            "A template resource must be an object @ 1",
            "The template resource has no `type` @ {",
            "The type of a template resource must be a literal text @ \"",
            "The template function 'nope' is not valid @ nope()",
            "Unable to parse language expression: expected a function, a text or a number and found the end of the text @ ]",
        ]
    );
    assert_eq!(
        world.shown(),
        [r#"ok Test.A/clusters@- {location: ?Invalid, name: "ok", properties: {a: "[parameters('b')", c: ?Invalid}}"#]
    );
}

#[test]
fn only_templates_are_templates() {
    use crate::arm::is_template;
    assert!(is_template(template("\"resources\": []").as_bytes()));
    assert!(is_template(b"{\"$schema\" : \"https://x/2018-05-01/subscriptionDeploymentTemplate.json#\"}"));
    assert!(is_template(b"{\"$schema\": \"https://x/managementGroupDeploymentTemplate.json\"}"));
    assert!(!is_template(b"{\"$schema\": \"https://x/deploymentParameters.json#\"}"));
    assert!(!is_template(b"deploymentTemplate.json"));
    // A policy with a template in it.
    let policy = format!("{{\"$schema\": \"policy\", \"then\": {}}}", template("\"resources\": []"));
    let reading = read_roots(&[("policy.json", &policy)], &["policy.json"], &Options::default());
    assert!(reading.documents.is_empty() && reading.problems.is_empty());
}

#[test]
fn each_parameter_file_is_an_environment() {
    let main = template(
        r#""parameters": {"private": {"type": "bool"}, "x": {"type": "int", "defaultValue": 1}},
        "resources": [{"type": "Test.A/clusters", "name": "one", "properties": {"p": "[parameters('private')]"}}]"#,
    );
    let set = |value: &str| format!(r#"{{"parameters": {{"Private": {{"value": {value}}}}}}}"#);
    let files = [
        ("main.json", main.as_str()),
        ("main.parameters.dev.json", &set("false")),
        ("main.parameters.prod.json", &set("true")),
        ("main.parameters.other.json", r#"{"parameters": {"y": {"value": 1}, "z": {"value": 2}, "x": {"value": 3}}}"#),
    ];
    let automatic = Options { auto_environments: true, ..Options::default() };
    let reading = read_roots(&files, &["main.json"], &automatic);
    let shown: Vec<String> = (reading.documents.iter())
        .map(|document| {
            format!(
                "{} {}",
                document.environment.as_deref().unwrap_or("-"),
                show_declaration(&document.declarations[0])
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            r#"dev one Test.A/clusters@- {name: "one", properties: {p: false}}"#,
            r#"prod one Test.A/clusters@- {name: "one", properties: {p: true}}"#,
        ]
    );
    assert_eq!(
        reading.problems[0].message,
        "`main.json` is evaluated once for each file of values beside it: dev, prod"
    );
    assert_eq!(reading.reached, [Path::new("main.json")]);

    let reading = read_roots(&files, &["main.json"], &Options::default());
    assert_eq!(reading.documents.len(), 1);
    assert_eq!(reading.unused_value_files[0].1.len(), 2);

    let chosen = Options { parameter_files: vec!["main.parameters.prod.json".into()], ..automatic };
    let reading = read_roots(&files, &["main.json"], &chosen);
    assert_eq!(reading.documents.len(), 1);
    assert!(show_declaration(&reading.documents[0].declarations[0]).contains("{p: true}"));
}

#[test]
fn a_file_that_cannot_be_read_is_a_problem() {
    let world = deploy_files(&[], &Arguments::default());
    assert_eq!(world.messages(), ["The template `main.json` cannot be read: no such file or directory @ call"]);
    assert!(world.deployed.outputs.open.is_some());
    let reading = read_roots(&[("main.json", "{\"$schema\": ")], &["main.json"], &Options::default());
    assert_eq!(reading.documents[0].problems.len(), 2);
}
