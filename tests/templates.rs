//! Bicep files and ARM templates on disk: what is a root, what is called, parameter files, registry modules.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod support;

use support::{Scan, Tree, text};

const POLICY: &str = "aks-local-accounts-disabled";

/// A module with a cluster whose local accounts a parameter decides.
const MODULE: &str = "param name string\nparam localOff bool = true\n\n\
                      resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {\n  name: name\n  \
                      location: resourceGroup().location\n  properties: {\n    disableLocalAccounts: localOff\n  }\n}\n\n\
                      output id string = aks.id\n";

/// A root that calls the module.
const ROOT: &str = "param localOff bool = true\n\nmodule cluster 'modules/aks.bicep' = {\n  name: 'cluster'\n  params: {\n    \
                    name: 'demo'\n    localOff: localOff\n  }\n}\n";

fn findings_of<'a>(scan: &'a Scan, policy: &str) -> Vec<&'a serde_json::Value> {
    scan.findings().iter().filter(|finding| finding["policy"] == policy).collect()
}

/// Where the first finding of a policy stands: `file:line`.
fn place(scan: &Scan, policy: &str) -> Option<String> {
    let finding = *findings_of(scan, policy).first()?;
    let location = &finding["location"];
    Some(format!("{}:{}", text(&location["file"]), location["line"]))
}

fn verdicts(tree: &Tree, arguments: &[&str], policy: &str) -> Vec<(String, String, String)> {
    let verdicts = tree.verdicts(arguments);
    let mut found: Vec<_> = (verdicts["verdicts"].as_array().unwrap().iter())
        .filter(|row| row["policy"] == policy)
        .map(|row| (text(&row["root"]), text(&row["address"]), text(&row["verdict"])))
        .collect();
    found.sort();
    found
}

#[test]
fn the_literal_in_the_calling_file_is_the_place() {
    let root = ROOT.replace("localOff: localOff", "localOff: false");
    let tree = Tree::with(&[("main.bicep", &root), ("modules/aks.bicep", MODULE)]);
    let scan = tree.scan(&[]);
    assert!(scan.serious().is_empty(), "{:?}", scan.problems());
    assert_eq!(place(&scan, POLICY).as_deref(), Some("main.bicep:7"));
    let related = findings_of(&scan, POLICY)[0]["related"].to_string();
    assert!(related.contains("modules/aks.bicep"), "the resource is a secondary label: {related}");
    assert_eq!(
        verdicts(&tree, &[], POLICY),
        [
            ("main.bicep".to_owned(), "cluster/aks".to_owned(), "fail".to_owned()),
            ("modules/aks.bicep".to_owned(), "aks".to_owned(), "pass".to_owned())
        ],
        "called files are judged by themselves in `show verdicts` alone"
    );
}

#[test]
fn parameter_files_are_environments() {
    let tree = Tree::with(&[
        ("main.bicep", ROOT),
        ("modules/aks.bicep", MODULE),
        ("main.dev.bicepparam", "using 'main.bicep'\n\nparam localOff = false\n"),
        ("env/prod.bicepparam", "using '../main.bicep'\n\nparam localOff = true\n"),
    ]);
    let scan = tree.scan(&[]);
    assert_eq!(place(&scan, POLICY).as_deref(), Some("main.dev.bicepparam:3"), "{}", scan.run.out);
    let occurrences = findings_of(&scan, POLICY)[0]["occurrences"].to_string();
    assert!(occurrences.contains("dev") && !occurrences.contains("prod"), "{occurrences}");
    assert!(scan.has("note", "is evaluated once for each"), "{:?}", scan.problems());
    let alone = tree.scan(&["--no-auto-env"]);
    assert!(findings_of(&alone, POLICY).is_empty(), "the default counts");
    let chosen = tree.scan(&["--params", "main.dev.bicepparam"]);
    assert_eq!(place(&chosen, POLICY).as_deref(), Some("main.dev.bicepparam:3"));
    let good = tree.scan(&["--params", "env/prod.bicepparam"]);
    assert!(findings_of(&good, POLICY).is_empty());
}

#[test]
fn json_parameter_files_are_environments_and_tokens_are_unknown() {
    let values = |value: &str| {
        format!(
            "{{\n  \"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#\",\n  \
             \"contentVersion\": \"1.0.0.0\",\n  \"parameters\": {{\n    \"localOff\": {{ \"value\": {value} }}\n  }}\n}}\n"
        )
    };
    let tree = Tree::with(&[
        ("main.bicep", ROOT),
        ("modules/aks.bicep", MODULE),
        ("main.parameters.dev.json", &values("false")),
        ("main.parameters.json", &values("\"${AKS_LOCAL_OFF}\"")),
    ]);
    let scan = tree.scan(&[]);
    assert_eq!(place(&scan, POLICY).as_deref(), Some("main.parameters.dev.json:5"), "{}", scan.run.out);
    let outcomes: Vec<String> = verdicts(&tree, &["main.bicep"], POLICY).into_iter().map(|row| row.2).collect();
    assert!(outcomes.contains(&"undecided".to_owned()), "a token is no text: {outcomes:?}");
}

#[test]
fn a_registry_module_is_read_where_restore_keeps_it() {
    let call = "module aks 'br/public:avm/res/container-service/managed-cluster:0.9.0' = {\n  name: 'aks'\n  params: {\n    \
                name: 'demo'\n    disableLocalAccounts: false\n    primaryAgentPoolProfiles: []\n  }\n}\n";
    let template = r#"{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "languageVersion": "2.0",
  "contentVersion": "1.0.0.0",
  "parameters": {
    "name": { "type": "string" },
    "disableLocalAccounts": { "type": "bool", "defaultValue": true },
    "primaryAgentPoolProfiles": { "type": "array" }
  },
  "resources": {
    "managedCluster": {
      "type": "Microsoft.ContainerService/managedClusters",
      "apiVersion": "2025-05-01",
      "name": "[parameters('name')]",
      "properties": { "disableLocalAccounts": "[parameters('disableLocalAccounts')]" }
    }
  }
}"#;
    let cached = "cache/br/mcr.microsoft.com/bicep$avm$res$container-service$managed-cluster/0.9.0$/main.json";
    let tree = Tree::with(&[("repo/main.bicep", call), (cached, template)]);
    let restored = tree.scan(&["repo", "--root", "repo", "--module-cache", "cache"]);
    assert!(restored.serious().is_empty(), "{:?}", restored.problems());
    assert_eq!(place(&restored, POLICY).as_deref(), Some("main.bicep:5"), "{}", restored.run.out);
    assert!(!restored.has("note", "bicep restore"));
    let seen = verdicts(&tree, &["repo", "--root", "repo", "--module-cache", "cache"], POLICY);
    assert_eq!(seen[0].1, "aks/managedCluster");

    let missing = tree.scan(&["repo", "--root", "repo", "--no-module-cache"]);
    assert!(missing.code < 2, "{:?}", missing.problems());
    let note = missing.problems().into_iter().find(|problem| problem.message.contains("managed-cluster")).unwrap();
    assert_eq!((note.kind.as_str(), note.line), ("note", Some(1)));
    assert!(missing.run.out.contains("bicep restore"), "the note says how to restore it");
    assert_eq!(place(&missing, POLICY).as_deref(), Some("main.bicep:5"), "the table knows the module");
    assert_eq!(tree.scan(&["repo", "--root", "repo", "--no-module-cache", "--strict"]).code, 3);

    let map = "br/public:avm/res/container-service/managed-cluster=repo/local.json";
    tree.write("repo/local.json", template);
    let mapped = tree.scan(&["repo", "--root", "repo", "--no-module-cache", "--module-map", map]);
    assert!(!mapped.has("note", "managed-cluster"), "{:?}", mapped.problems());
    assert_eq!(place(&mapped, POLICY).as_deref(), Some("main.bicep:5"));
}

#[test]
fn what_the_compiler_made_of_a_bicep_file_is_not_judged_twice() {
    let compiled = r#"{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "metadata": { "_generator": { "name": "bicep", "version": "0.36.1", "templateHash": "1" } },
  "resources": [
    {
      "type": "Microsoft.ContainerService/managedClusters",
      "apiVersion": "2025-05-01",
      "name": "demo",
      "properties": { "disableLocalAccounts": false }
    }
  ]
}"#;
    let source = "resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {\n  name: 'demo'\n  \
                  properties: {\n    disableLocalAccounts: false\n  }\n}\n";
    let tree = Tree::with(&[("main.bicep", source), ("main.json", compiled), ("other/main.json", compiled)]);
    let scan = tree.scan(&[]);
    let mut places: Vec<String> =
        findings_of(&scan, POLICY).iter().map(|finding| text(&finding["location"]["file"])).collect();
    places.sort();
    assert_eq!(places, ["main.bicep", "other/main.json"]);
    let seen = verdicts(&tree, &[], POLICY);
    assert!(seen.iter().any(|row| row.0 == "main.json"), "but `show verdicts` lists it: {seen:?}");
}

#[test]
fn a_file_alone_is_analysed_and_filters_the_report() {
    let tree = Tree::with(&[
        ("main.bicep", &ROOT.replace("localOff: localOff", "localOff: false")),
        ("modules/aks.bicep", MODULE),
        (
            "other/main.bicep",
            &MODULE.replace("= true", "= false").replace("param name string", "param name string = 'x'"),
        ),
    ]);
    let scan = tree.scan(&["main.bicep"]);
    assert_eq!(place(&scan, POLICY).as_deref(), Some("main.bicep:7"));
    assert!(!scan.run.out.contains("other/main.bicep"));
    let module = tree.scan(&["modules/aks.bicep", "--root", "."]);
    assert!(module.findings().iter().all(|finding| finding.to_string().contains("modules/aks.bicep")));
    assert!(!module.findings().is_empty());
}

#[test]
fn what_matters_only_beside_a_cluster_is_read_beside_one() {
    let registry = "resource acr 'Microsoft.ContainerRegistry/registries@2023-07-01' = {\n  name: 'demo'\n  location: 'x'\n  \
                    sku: { name: 'Basic' }\n}\n";
    let cluster = "resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {\n  name: 'demo'\n}\n";
    let tree = Tree::with(&[("a/aks.bicep", cluster), ("a/acr.bicep", registry), ("b/acr.bicep", registry)]);
    let model = tree.run(&["show", "model"]);
    assert!(model.out.contains("a/acr.bicep"), "{}", model.out);
    assert!(!model.out.contains("b/acr.bicep"), "{}", model.out);
}

#[test]
fn json_that_is_no_template_is_left_alone() {
    let tree = Tree::with(&[
        ("main.bicep", MODULE),
        ("package.json", "{ \"Microsoft.ContainerService\": "),
        ("data.json", "{ \"type\": \"Microsoft.ContainerService/managedClusters\" "),
    ]);
    let mut large = String::from("{\"Microsoft.ContainerService\": \"");
    large.push_str(&"x".repeat(2 * 1024 * 1024));
    tree.write("large.json", large);
    let scan = tree.scan(&["--max-file-size", "1"]);
    assert!(scan.serious().is_empty(), "{:?}", scan.problems());
    let mut template = String::from(
        "{\"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\", \"x\": \"",
    );
    template.push_str(&"x".repeat(2 * 1024 * 1024));
    tree.write("large.json", template);
    let scan = tree.scan(&["--max-file-size", "1"]);
    assert_eq!(scan.code, 3);
    assert_eq!(scan.serious()[0].file, "large.json");
}

#[test]
fn a_module_path_that_differs_in_case_is_named() {
    let root = ROOT.replace("modules/aks.bicep", "Modules/AKS.bicep").replace("localOff: localOff", "localOff: false");
    let tree = Tree::with(&[("main.bicep", &root), ("modules/aks.bicep", MODULE)]);
    let scan = tree.scan(&[]);
    assert_eq!(scan.code, 3);
    let problem = &scan.serious()[0];
    assert_eq!((problem.file.as_str(), problem.line, problem.column), ("main.bicep", Some(3), Some(16)));
    assert!(problem.message.contains("modules/aks.bicep"), "{problem:?}");
    assert_eq!(place(&scan, POLICY).as_deref(), Some("main.bicep:7"), "and followed nevertheless");
}
