//! What comments and exemptions hide, in every language, what is said about them, and how they are written.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod support;

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use support::{Scan, Tree};

const API: &str = "aks-api-server-restricted";
const LOCAL: &str = "aks-local-accounts-disabled";

/// A cluster with two findings of interest: the API server is open, local accounts are enabled.
const CLUSTER: &str = r#"resource "azurerm_kubernetes_cluster" "this" {
  name                    = "demo"
  private_cluster_enabled = var.private
  local_account_disabled  = false
  azure_active_directory_role_based_access_control {
    azure_rbac_enabled = true
  }
}
variable "private" {
  default = false
}
"#;

const BICEP: &str = r"param private bool = false
resource aks 'Microsoft.ContainerService/managedClusters@2025-01-01' = {
  name: 'demo'
  location: 'westeurope'
  properties: {
    disableLocalAccounts: false
    apiServerAccessProfile: {
      enablePrivateCluster: private
    }
  }
}
";

const ARM: &str = r#"{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": {
    "private": {
      "type": "bool"
    }
  },
  "resources": [
    {
      "type": "Microsoft.ContainerService/managedClusters",
      "apiVersion": "2025-01-01",
      "name": "demo",
      "location": "westeurope",
      "properties": {
        "disableLocalAccounts": false,
        "apiServerAccessProfile": {
          "enablePrivateCluster": "[parameters('private')]"
        }
      }
    }
  ]
}
"#;

fn scan(tree: &Tree, further: &[&str]) -> Scan {
    let mut all = vec![".", "--only", "aks-api-server-restricted,aks-local-accounts-disabled"];
    all.extend(further);
    tree.scan(&all)
}

/// Policies of what is hidden, with who hides it.
fn hidden(scan: &Scan) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = scan.json["hidden"].as_array().unwrap();
    all.iter().map(|one| (text(&one["finding"]["policy"]), text(&one["by"]["kind"]))).collect()
}

fn hides(files: &[(&str, &str)]) -> Vec<String> {
    let mut policies: Vec<String> =
        hidden(&scan(&Tree::with(files), &[])).into_iter().map(|(policy, _)| policy).collect();
    policies.sort();
    policies
}

/// Messages of problems about suppressions.
fn said(scan: &Scan) -> Vec<String> {
    scan.problems().into_iter().map(|problem| problem.message).collect()
}

fn tf(from: &str, to: &str) -> Vec<String> {
    assert_eq!(CLUSTER.matches(from).count(), 1, "{from}");
    hides(&[("main.tf", &CLUSTER.replace(from, to))])
}

#[test]
fn a_comment_hides_what_is_decided_in_its_reach() {
    assert_eq!(tf("= var.private", "= var.private # akslint: ignore[aks-api-server-restricted]"), [API]);
    assert_eq!(tf("  private_c", "  # akslint: ignore[CKV_AZURE_6]\n  private_c"), [API], "an alias will do");
    assert_eq!(
        tf("\"this\" {", "\"this\" { // akslint: ignore[aks-api-server-restricted,CKV_AZURE_141]"),
        [API, LOCAL]
    );
    assert_eq!(
        tf("default = false", "default = false # akslint: ignore[aks-api-server-restricted]"),
        [API],
        "the value"
    );
    assert_eq!(tf("variable", "# akslint: ignore[aks-api-server-restricted]\nvariable"), [API], "the variable");
    assert_eq!(tf("variable", "# akslint: ignore-file[aks-local-accounts-disabled]\nvariable"), [LOCAL]);
    assert!(
        tf("= var.private", "= var.private # akslint: ignore[aks-local-accounts-disabled]").is_empty(),
        "elsewhere"
    );
    assert!(tf("= \"demo\"", "= \"demo # akslint: ignore[aks-api-server-restricted]\"").is_empty(), "a string");
}

#[test]
fn values_are_hidden_where_they_are_written() {
    let commented = "private = false # akslint: ignore[aks-api-server-restricted]\n";
    assert_eq!(hides(&[("main.tf", CLUSTER), ("terraform.tfvars", commented)]), [API]);
    // The value of the default is not what decides here.
    let default = CLUSTER.replace("default = false", "default = true # akslint: ignore[aks-api-server-restricted]");
    assert!(hides(&[("main.tf", &default), ("terraform.tfvars", "private = false\n")]).is_empty());
}

#[test]
fn one_environment_is_hidden_and_the_others_stay() {
    let text = CLUSTER.replace("= var.private", "= false") + "variable \"ranges\" {}\n";
    let text = text.replace(
        "  local_acc",
        "  api_server_access_profile {\n    authorized_ip_ranges = var.ranges\n  }\n  local_acc",
    );
    let tree = Tree::with(&[
        ("main.tf", &text),
        (
            "envs/dev.tfvars",
            "ranges = [\"0.0.0.0/0\"] # akslint: ignore[aks-api-server-restricted] nothing runs there\n",
        ),
        ("envs/prod.tfvars", "ranges = [\"0.0.0.0/0\"]\n"),
    ]);
    let scan = scan(&tree, &[]);
    let environments = |findings: Vec<&Value>| -> Vec<String> {
        let of = findings.into_iter().filter(|finding| finding["policy"] == API);
        of.flat_map(|finding| finding["occurrences"].as_array().unwrap().clone())
            .map(|one| one["environment"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    assert_eq!(
        environments(scan.json["hidden"].as_array().unwrap().iter().map(|one| &one["finding"]).collect()),
        ["dev"]
    );
    assert_eq!(environments(scan.findings().iter().collect()), ["prod"]);
}

#[test]
fn one_call_is_hidden_and_the_others_stay() {
    let tree = Tree::with(&[
        ("modules/aks/main.tf", &CLUSTER.replace("= var.private", "= false")),
        (
            "main.tf",
            "# akslint: ignore[aks-local-accounts-disabled] break glass\nmodule \"a\" {\n  source = \"./modules/aks\"\n}\n\
             module \"b\" {\n  source = \"./modules/aks\"\n}\n",
        ),
    ]);
    let scan = scan(&tree, &[]);
    let address = |finding: &Value| finding["occurrences"][0]["address"].as_str().unwrap().to_owned();
    assert_eq!(address(&scan.json["hidden"][0]["finding"]), "module.a.azurerm_kubernetes_cluster.this");
    let left: Vec<String> = scan.findings().iter().filter(|finding| finding["policy"] == LOCAL).map(address).collect();
    assert_eq!(left, ["module.b.azurerm_kubernetes_cluster.this"]);
    let tests = tree.run(&["scan", ".", "--only", LOCAL, "--format", "junit"]).out;
    assert!(tests.contains("failures=\"1\"") && tests.contains("suppressed by a comment: break glass"), "{tests}");
}

#[test]
fn bicep_and_arm_are_hidden_alike() {
    let bicep = |from: &str, to: &str| hides(&[("main.bicep", &BICEP.replacen(from, to, 1))]);
    assert_eq!(bicep("Accounts: false", "Accounts: false // akslint: ignore[aks-local-accounts-disabled]"), [LOCAL]);
    assert_eq!(bicep("= false", "= false // akslint: ignore[aks-api-server-restricted]"), [API]);
    assert_eq!(bicep("resource", "/* akslint: ignore[CKV_AZURE_6, CKV_AZURE_141] */\nresource"), [API, LOCAL]);
    let call = "module aks 'aks.bicep' = { // akslint: ignore[aks-local-accounts-disabled]\n  name: 'aks'\n  params: {\n    private: false // akslint: ignore[aks-api-server-restricted]\n  }\n}\n";
    let found: BTreeSet<String> = hides(&[("aks.bicep", BICEP), ("main.bicep", call)]).into_iter().collect();
    assert_eq!(found, BTreeSet::from([API.to_owned(), LOCAL.to_owned()]));
    let values = "using 'main.bicep'\nparam private = false // akslint: ignore[aks-api-server-restricted]\n";
    assert_eq!(hides(&[("main.bicep", BICEP), ("main.bicepparam", values)]), [API]);

    let values = |member: &str| {
        format!(
            "{{\n  \"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#\",\n  \"contentVersion\": \"1.0.0.0\",\n  \"parameters\": {{\n    \"private\": {{ \"value\": false{member} }}\n  }}\n}}\n"
        )
    };
    let with = |template: &str, values: &str| hides(&[("main.json", template), ("main.parameters.json", values)]);
    assert!(with(ARM, &values("")).is_empty());
    assert_eq!(with(ARM, &values(", \"metadata\": { \"akslint\": \"ignore[aks-api-server-restricted] lab\" }")), [API]);
    let commented =
        ARM.replace("Accounts\": false,", "Accounts\": false, // akslint: ignore[aks-local-accounts-disabled]");
    assert_eq!(with(&commented, &values("")), [LOCAL]);
    let member =
        "\"name\": \"demo\",\n      \"metadata\": { \"checkov\": { \"skip\": [ { \"id\": \"CKV_AZURE_141\" } ] } },";
    assert_eq!(with(&ARM.replace("\"name\": \"demo\",", member), &values("")), [LOCAL]);

    let terraform = r#"{ "resource": { "azurerm_kubernetes_cluster": { "this": {
      "//": "akslint: ignore[aks-local-accounts-disabled] lab",
      "name": "demo", "private_cluster_enabled": false, "local_account_disabled": false } } } }"#;
    assert_eq!(hides(&[("main.tf.json", terraform)]), [LOCAL]);
}

#[test]
fn comments_for_other_tools_count_unless_told_otherwise() {
    for (from, to, expected) in [
        ("  name ", "  #checkov:skip=CKV_AZURE_6,CKV_AZURE_141:agreed\n  name ", vec![API, LOCAL]),
        ("  private_c", "  #trivy:ignore:AVD-AZU-0041:exp:2999-01-01\n  private_c", vec![API]),
        ("  private_c", "  #tfsec:ignore:azure-container-limit-authorized-ips\n  private_c", vec![API]),
        ("  private_c", "  #tfsec:ignore:azure-container-limit-authorized-ips:exp:2020-01-01\n  private_c", vec![]),
        ("resource", "# kics-scan ignore\nresource", vec![API]),
    ] {
        let tree = Tree::with(&[("main.tf", &CLUSTER.replacen(from, to, 1))]);
        let found: Vec<String> = hidden(&scan(&tree, &[])).into_iter().map(|(policy, _)| policy).collect();
        let is_as_expected = expected.iter().all(|policy| found.iter().any(|one| one == policy));
        assert!(is_as_expected && found.is_empty() == expected.is_empty(), "{to}: {found:?}");
        assert!(hidden(&scan(&tree, &["--no-foreign-ignores"])).is_empty(), "{to}");
        assert!(hidden(&scan(&tree, &["--no-ignores"])).is_empty(), "{to}");
    }
}

#[test]
fn an_ignore_ends_after_its_day() {
    let tree = Tree::with(&[(
        "main.tf",
        &CLUSTER.replace("= var.private", "= var.private # akslint: ignore[CKV_AZURE_6] until=2026-12-31 lab"),
    )]);
    let on = |day: &str| scan(&tree, &["--as-of", day]);
    assert_eq!(hidden(&on("2026-12-31")), [(API.to_owned(), "comment".to_owned())]);
    let late = on("2027-01-01");
    assert!(hidden(&late).is_empty() && late.findings().len() == 2, "{}", late.run.out);
    assert!(
        said(&late).contains(&"This ignore of `aks-api-server-restricted` ended on 2026-12-31".to_owned()),
        "{:?}",
        said(&late)
    );
    assert_eq!(late.code, 1);
}

#[test]
fn what_hides_nothing_is_told_where_that_can_be_known() {
    let text = CLUSTER.replace("\"demo\"", "\"demo\" # akslint: ignore[aks-local-accounts-disabled]");
    let tree = Tree::with(&[("main.tf", &text), ("other/main.tf", CLUSTER)]);
    let is_told = |arguments: &[&str]| said(&tree.scan(arguments)).iter().any(|one| one.contains("hides nothing"));
    assert!(is_told(&["."]));
    assert!(is_told(&[".", "--only", LOCAL]));
    assert!(!is_told(&[".", "--only", API]), "nobody looked");
    assert!(!is_told(&["main.tf"]), "only a file was named");
    assert!(!is_told(&["other"]), "it was not named");
    assert!(!is_told(&[".", "--no-ignores"]));
    // What is undecided may fail with other values.
    let undecided = CLUSTER
        .replace("default = false", "type = bool")
        .replace("= var.private", "= var.private # akslint: ignore[aks-api-server-restricted]");
    assert!(said(&scan(&Tree::with(&[("main.tf", &undecided)]), &[])).iter().all(|one| !one.contains("hides nothing")));
}

#[test]
fn reasons_can_be_asked_for() {
    let text = CLUSTER.replace("= var.private", "= var.private # akslint: ignore[CKV_AZURE_6]");
    let tree = Tree::with(&[("main.tf", &text), ("akslint.yaml", "suppressions:\n  require-reason: true\n")]);
    let first = scan(&tree, &[]);
    assert!(hidden(&first).is_empty());
    assert!(said(&first).iter().any(|one| one.contains("because it gives no reason")), "{:?}", said(&first));
    tree.write("main.tf", text.replace("[CKV_AZURE_6]", "[CKV_AZURE_6] the lab"));
    assert_eq!(hidden(&scan(&tree, &[])).len(), 1);
}

const EXEMPTION: &str = "exemptions:\n  - policy: aks-api-server-restricted\n    address: azurerm_kubernetes_cluster.*\n    owner: team-a@example.com\n    category: waiver\n    ticket: RISK-7\n    expires: 2027-03-31\n    reason: moves in spring\n";

#[test]
fn exemptions_hide_with_owner_and_end() {
    let tree = Tree::with(&[("main.tf", CLUSTER), ("akslint-exemptions.yaml", EXEMPTION)]);
    let first = scan(&tree, &["--as-of", "2027-03-31"]);
    let by = &first.json["hidden"][0]["by"];
    assert_eq!(by["kind"], "exemption");
    assert_eq!(by["until"], "2027-03-31");
    assert_eq!(
        by["exemption"],
        serde_json::json!({ "owner": "team-a@example.com", "category": "waiver", "ticket": "RISK-7" })
    );
    assert_eq!(
        (by["location"]["file"].as_str(), by["location"]["line"].as_u64()),
        (Some("akslint-exemptions.yaml"), Some(2))
    );
    let page = tree.run(&["scan", ".", "--only", API, "--as-of", "2027-01-01", "--format", "html"]).out;
    for part in [
        "<span class=\"outcome exempt\">exempt</span>",
        "team-a@example.com",
        "2027-03-31",
        "moves in spring",
        "RISK-7",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let sarif = |further: &[&str]| -> Value {
        let mut all = vec!["scan", ".", "--only", API, "--as-of", "2027-01-01", "--format", "sarif"];
        all.extend(further);
        serde_json::from_str(&tree.run(&all).out).unwrap()
    };
    assert_eq!(sarif(&[])["runs"][0]["results"], serde_json::json!([]), "code scanning would open an alert");
    let listed = sarif(&["--sarif-include-suppressed"]);
    let suppression = &listed["runs"][0]["results"][0]["suppressions"][0];
    assert_eq!((&suppression["kind"], &suppression["status"]), (&"external".into(), &"accepted".into()));
    assert!(
        suppression["justification"]
            .as_str()
            .unwrap()
            .contains("waiver of team-a@example.com until 2027-03-31 (RISK-7)")
    );

    let late = scan(&tree, &["--as-of", "2027-04-01"]);
    assert!(hidden(&late).is_empty());
    assert!(said(&late).iter().any(|one| one.contains("ended on 2027-03-31")), "{:?}", said(&late));
    assert!(hidden(&scan(&tree, &["--no-exemptions"])).is_empty());
}

#[test]
fn exemptions_are_about_addresses_and_paths() {
    let tree = Tree::with(&[("dev/main.tf", CLUSTER), ("prod/main.tf", CLUSTER)]);
    let with = |from: &str, to: &str| {
        tree.write("akslint-exemptions.yaml", EXEMPTION.replace(from, to));
        scan(&tree, &["--as-of", "2027-01-01"])
    };
    let path = with("address: azurerm_kubernetes_cluster.*", "path: dev/**");
    assert_eq!(path.json["hidden"][0]["finding"]["location"]["file"], "dev/main.tf");
    assert_eq!(hidden(&path).len(), 1);
    assert_eq!(hidden(&with("azurerm_kubernetes_cluster.*", "\"**\"")).len(), 2);
    let stale = with("azurerm_kubernetes_cluster.*", "module.gone.*");
    assert!(hidden(&stale).is_empty());
    assert!(said(&stale).iter().any(|one| one.starts_with("This exemption matches nothing")), "{:?}", said(&stale));
    assert!(
        !said(&tree.scan(&["dev", "--only", API])).iter().any(|one| one.contains("matches nothing")),
        "a part was scanned"
    );
}

#[test]
fn mistakes_in_exemptions_are_told_with_their_place() {
    let tree = Tree::with(&[("main.tf", CLUSTER)]);
    for (from, to, expected) in [
        ("owner:", "ownr:", "3:5: unknown key `ownr`: did you mean `owner`?"),
        (
            "restricted",
            "restrictd",
            "2:13: there is no policy `aks-api-server-restrictd`; did you mean `aks-api-server-restricted`?",
        ),
        ("waiver", "wavier", "did you mean `waiver`?"),
        ("2027-03-31", "soon", "7:14: a date such as 2026-11-30 is due"),
        ("    address: azurerm_kubernetes_cluster.*\n", "", "an exemption says what it is about"),
        ("team-a@example.com", "\" \"", "an exemption needs its `owner`"),
        ("    reason: moves in spring\n", "", "reason"),
    ] {
        tree.write("akslint-exemptions.yaml", EXEMPTION.replace(from, to));
        let run = tree.run(&["scan", "."]);
        assert_eq!(run.code, Some(2), "{to}: {}", run.out);
        let expected = expected.trim_start_matches("3:5: ");
        assert!(run.log.contains("akslint-exemptions.yaml:") && run.log.contains(expected), "{to}: {}", run.log);
    }
}

#[test]
fn hostile_reasons_are_harmless_in_every_format() {
    let evil = "\u{1b}[31m ]]></script> ::error::x \u{202e}y ##vso[task.complete]z <img src=x> `a`";
    let tree = Tree::with(&[
        ("main.tf", &CLUSTER.replace("= var.private", &format!("= var.private # akslint: ignore[CKV_AZURE_6] {evil}"))),
        ("other.tf", &format!("# akslint: ignore[{evil}]\n# akslint: {evil}\n# akslint: ignore[x] until={evil}\n")),
    ]);
    for format in
        ["full", "concise", "json", "sarif", "github", "azure", "gitlab", "junit", "rdjson", "markdown", "html"]
    {
        let run = tree.run(&["scan", ".", "--format", format, "--sarif-include-suppressed", "--all"]);
        let text = format!("{}{}", run.out, run.log);
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{format}: {text}");
        let is_plain = matches!(format, "full" | "concise" | "github" | "azure");
        assert!(is_plain || !text.contains("</script>") && !text.contains("<img"), "{format}: {text}");
        assert!(text.lines().all(|line| !line.trim_start().starts_with("::error::x")), "{format}: {text}");
        assert!(format == "azure" || !text.contains("##vso["), "{format}: {text}");
        assert!(format != "azure" || !text.contains("##vso[task.complete]"), "{format}: {text}");
    }
}

/// Everything in the tree's files, by path.
fn texts(tree: &Tree, paths: &[&str]) -> Vec<String> {
    paths.iter().map(|path| fs::read_to_string(tree.path(path)).unwrap()).collect()
}

/// Suppresses everything and checks that a scan then finds nothing, that a second run changes nothing, and that only comments
/// were added.
fn suppress_all(files: &[(&str, &str)]) -> Tree {
    let tree = Tree::with(files);
    let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    let before = scan(&tree, &[]);
    assert!(!before.findings().is_empty(), "{files:?}");
    let arguments = [
        "suppress",
        ".",
        "--only",
        "aks-api-server-restricted,aks-local-accounts-disabled",
        "--reason",
        "until spring",
        "--until",
        "2999-01-31",
    ];
    let mut dry = arguments.to_vec();
    dry.push("--diff");
    let patch = tree.run(&dry).out;
    assert!(patch.starts_with("--- a/") && patch.contains("until=2999-01-31 until spring"), "{patch}");
    assert_eq!(
        texts(&tree, &paths),
        files.iter().map(|(_, text)| (*text).to_owned()).collect::<Vec<_>>(),
        "a patch changes nothing"
    );
    let run = tree.run(&arguments);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.log);
    let once = texts(&tree, &paths);
    for ((path, old), new) in files.iter().zip(&once) {
        let kept: Vec<&str> = new.split_inclusive('\n').filter(|line| !line.contains("akslint")).collect();
        assert_eq!(kept.concat(), *old, "{path}: nothing but comments is added");
        assert_eq!(
            old.contains("\r\n"),
            new.contains("\r\n") && !new.replace("\r\n", "").contains('\n'),
            "{path}: line ends"
        );
    }
    let after = scan(&tree, &[]);
    assert!(after.findings().is_empty(), "{}: {once:#?}", after.run.out);
    assert_eq!(hidden(&after).len(), hidden(&before).len() + before.findings().len());
    assert!(said(&after).iter().all(|one| !one.contains("ignore")), "{:?}", said(&after));
    tree.run(&arguments);
    assert_eq!(texts(&tree, &paths), once, "a second run changes nothing");
    tree
}

#[test]
fn comments_are_written_where_findings_are_decided() {
    suppress_all(&[("main.tf", CLUSTER)]);
    suppress_all(&[("main.tf", &CLUSTER.replace('\n', "\r\n"))]);
    suppress_all(&[("main.tf", &format!("\u{feff}{CLUSTER}"))]);
    suppress_all(&[("main.tf", CLUSTER), ("terraform.tfvars", "private = false\n")]);
    let list = CLUSTER.replace(
        "  local_acc",
        "  api_server_access_profile {\n    authorized_ip_ranges = [\n      \"0.0.0.0/0\",\n    ]\n  }\n  local_acc",
    );
    suppress_all(&[("main.tf", &list)]);
    suppress_all(&[("main.bicep", BICEP)]);
    suppress_all(&[("main.bicep", BICEP), ("main.bicepparam", "using 'main.bicep'\nparam private = false\n")]);
    let arm = ARM.replace("\"[parameters('private')]\"", "false");
    let tree = suppress_all(&[("main.json", &arm)]);
    let text = fs::read_to_string(tree.path("main.json")).unwrap();
    serde_json::from_str::<Value>(&text).unwrap();
    assert!(
        text.contains(
            "      \"metadata\": { \"akslint\": \"ignore[aks-api-server-restricted, aks-local-accounts-disabled]"
        ),
        "{text}"
    );
    let json = "{\n  \"resource\": {\n    \"azurerm_kubernetes_cluster\": {\n      \"this\": {\n        \"name\": \"demo\",\n        \"private_cluster_enabled\": false,\n        \"local_account_disabled\": false\n      }\n    }\n  }\n}\n";
    let tree = suppress_all(&[("main.tf.json", json)]);
    assert!(fs::read_to_string(tree.path("main.tf.json")).unwrap().contains("        \"//\": \"akslint: ignore["));
}

#[test]
fn downloaded_modules_are_suppressed_at_their_call() {
    let module = CLUSTER.replace("= var.private", "= false");
    let tree = Tree::with(&[
        ("main.tf", "module \"aks\" {\n  source  = \"x/aks/azurerm\"\n  version = \"1.0.0\"\n}\n"),
        (".terraform/modules/aks/main.tf", &module),
        (
            ".terraform/modules/modules.json",
            "{\"Modules\":[{\"Key\":\"\",\"Source\":\"\",\"Dir\":\".\"},{\"Key\":\"aks\",\"Source\":\"registry.terraform.io/x/aks/azurerm\",\"Version\":\"1.0.0\",\"Dir\":\".terraform/modules/aks\"}]}",
        ),
    ]);
    assert_eq!(scan(&tree, &[]).findings().len(), 2);
    tree.run(&["suppress", ".", "--only", "CKV_AZURE_6,CKV_AZURE_141", "--reason", "the module's owners know"]);
    let [main, downloaded] = &texts(&tree, &["main.tf", ".terraform/modules/aks/main.tf"])[..] else { panic!() };
    assert!(
        main.starts_with("# akslint: ignore[aks-api-server-restricted, aks-local-accounts-disabled] the module's"),
        "{main}"
    );
    assert_eq!(*downloaded, module);
    // What their authors accept is not accepted by who calls them.
    tree.write("main.tf", "module \"aks\" {\n  source  = \"x/aks/azurerm\"\n  version = \"1.0.0\"\n}\n");
    tree.write(".terraform/modules/aks/main.tf", format!("# akslint: ignore[CKV_AZURE_6, CKV_AZURE_141]\n{module}"));
    assert_eq!(scan(&tree, &[]).findings().len(), 2);
    tree.run(&["suppress", ".", "--only", "CKV_AZURE_6,CKV_AZURE_141", "--reason", "the module's owners know"]);
    assert!(scan(&tree, &[]).findings().is_empty());
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_links() {
    let outside = Tree::with(&[("main.tf", CLUSTER)]);
    let tree = Tree::with(&[("real/main.tf", CLUSTER), ("root/providers.tf", "")]);
    std::os::unix::fs::symlink(tree.path("real/main.tf"), tree.path("root/main.tf")).unwrap();
    let run = tree.run(&["suppress", "root", "--root", ".", "--only", LOCAL, "--reason", "x"]);
    assert!(run.log.contains("symbolic link") && run.log.contains("0 comments written"), "{}{}", run.out, run.log);
    assert_eq!(texts(&tree, &["real/main.tf"]), [CLUSTER]);
    std::os::unix::fs::symlink(outside.path("main.tf"), tree.path("root/outside.tf")).unwrap();
    tree.run(&["suppress", "root", "--root", ".", "--reason", "x"]);
    assert_eq!(texts(&outside, &["main.tf"]), [CLUSTER]);
}

#[test]
fn what_is_wrong_with_a_suppression_is_told_before_anything_changes() {
    let tree = Tree::with(&[("main.tf", CLUSTER)]);
    for (arguments, part) in [
        (vec!["--reason", "a\nb"], "one line"),
        (vec!["--reason", " "], "say why"),
        (vec!["--reason", "see akslint: ignore[x]"], "looks like an ignore comment"),
        (vec!["--reason", "x", "--until", "soon"], "`soon` is no date"),
        (vec!["--reason", "x", "--until", "2020-01-01"], "that day has passed"),
        (vec!["--reason", "x", "--only", "aks-nothing"], "aks-nothing"),
        (vec![], "--reason"),
    ] {
        let mut all = vec!["suppress", "."];
        all.extend(arguments);
        let run = tree.run(&all);
        assert!(run.code == Some(2) && run.log.contains(part), "{all:?}: {}", run.log);
        assert_eq!(texts(&tree, &["main.tf"]), [CLUSTER]);
    }
}

#[test]
fn migration_keeps_what_is_hidden_with_reason_and_end() {
    let text = r#"#tfsec:ignore:azure-container-limit-authorized-ips:exp:2999-01-31 the lab
resource "azurerm_kubernetes_cluster" "one" { # checkov:skip=CKV_AZURE_141: at the head
  name = "one"
}
resource "azurerm_kubernetes_cluster" "two" {
  name                    = "two"
  private_cluster_enabled = false #trivy:ignore:AZU-0041
  #checkov:skip=CKV_AZURE_141,CKV_AWS_1:agreed with team-a
  local_account_disabled = false #checkov:skip=CKV_AWS_2:not ours
}
# kics-scan ignore-block
resource "azurerm_kubernetes_cluster" "three" {
  name = "three" #trivy:ignore:AZU-0041:ws:dev
}
"#;
    let tree = Tree::with(&[("main.tf", text)]);
    let before = scan(&tree, &[]);
    assert_eq!((before.findings().len(), hidden(&before).len()), (0, 6), "{}", before.run.out);
    let patch = tree.run(&["migrate", ".", "--diff"]);
    assert!(patch.out.contains("+# akslint: ignore[aks-local-accounts-disabled] agreed with team-a"), "{}", patch.out);
    assert_eq!(texts(&tree, &["main.tf"]), [text]);
    let run = tree.run(&["migrate", "."]);
    assert!(
        run.log.contains("CKV_AWS_2") && run.log.contains("CKV_AWS_1") && run.log.contains("condition"),
        "{}",
        run.log
    );
    let migrated = fs::read_to_string(tree.path("main.tf")).unwrap();
    let after = scan(&tree, &["--no-foreign-ignores"]);
    assert_eq!(hidden(&after), hidden(&before), "{migrated}");
    assert!(after.findings().is_empty());
    for line in [
        "# akslint: ignore[aks-api-server-restricted] until=2999-01-31 the lab\n",
        "\"one\" { # akslint: ignore[aks-local-accounts-disabled] at the head\n",
        "# akslint: ignore[aks-local-accounts-disabled] agreed with team-a\nresource \"azurerm_kubernetes_cluster\" \"two\" {\n",
        "private_cluster_enabled = false # akslint: ignore[aks-api-server-restricted]\n",
        "  local_account_disabled = false #checkov:skip=CKV_AWS_2:not ours\n",
        "#trivy:ignore:AZU-0041:ws:dev\n",
    ] {
        assert!(migrated.contains(line), "{line}in\n{migrated}");
    }
    tree.run(&["migrate", "."]);
    assert_eq!(texts(&tree, &["main.tf"]), [migrated], "a second run changes nothing");
    let bicep = BICEP.replace("  name:", "  // checkov:skip=CKV_AZURE_141:bicep too\n  name:");
    let tree = Tree::with(&[("main.bicep", &bicep)]);
    tree.run(&["migrate", "."]);
    let migrated = fs::read_to_string(tree.path("main.bicep")).unwrap();
    assert!(migrated.contains("// akslint: ignore[aks-local-accounts-disabled] bicep too\nresource aks"), "{migrated}");
    assert_eq!(hidden(&scan(&tree, &[])).len(), 1);
}
