//! Every page that offers a mechanical fix: its own bad examples are mended, nothing new appears, nothing is left to do.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};

use akslint::cli::{NEWEST_PROVIDER, built_in, suggestions};
use akslint::document::Version;
use akslint::fixes::{Suggestion, combine};
use akslint::policy::page::{Example, ExampleLanguage};
use akslint::policy::{Catalogue, Outcome, Policy, Severity};
use akslint::source::Sources;
use akslint::{Analysis, Request, analyse_in_memory};

type Files = Vec<(String, String)>;

struct Judged {
    sources: Sources,
    analysis: Analysis,
}

fn judge(catalogue: &Catalogue, example: &Example, files: &Files) -> Judged {
    let version = example.azurerm.as_deref().map_or(NEWEST_PROVIDER, |text| Version::parse(text).unwrap().0);
    let mut request = Request::default();
    request.terraform.assumed_providers = vec![("azurerm".into(), version)];
    request.templates.auto_environments = true;
    let sources = Sources::in_memory();
    let named: Vec<(&str, &str)> = files.iter().map(|(name, text)| (&**name, &**text)).collect();
    let analysis = analyse_in_memory(&named, &sources, catalogue, &request);
    Judged { sources, analysis }
}

/// The failing policies with the resources they fail for, and how bad it is.
fn failing(catalogue: &Catalogue, judged: &Judged) -> BTreeMap<(String, String), Severity> {
    let verdicts = judged.analysis.verdicts.iter().filter(|verdict| verdict.outcome == Outcome::Fail);
    verdicts
        .map(|verdict| {
            let id = catalogue.policies()[verdict.policy].id().to_owned();
            let resource = judged.analysis.model.resource(verdict.resource).unwrap().label();
            ((id, resource), verdict.severity)
        })
        .collect()
}

/// The files with everything that one policy suggests, and why it suggests nothing.
fn mend(catalogue: &Catalogue, judged: &Judged, id: &str, files: &Files) -> (Files, usize, Vec<String>) {
    let all = suggestions(&judged.sources, catalogue, &judged.analysis);
    let own =
        all.into_iter().filter(|(index, _)| catalogue.policies()[judged.analysis.verdicts[*index].policy].id() == id);
    let (good, refused): (Vec<_>, Vec<_>) = own.map(|(_, one)| one).partition(Result::is_ok);
    let good: Vec<Suggestion> = good.into_iter().map(Result::unwrap).collect();
    let combined = combine(&good.iter().collect::<Vec<_>>(), &judged.sources);
    assert_eq!(combined.conflicting, [0usize; 0], "{id}: {files:?}");
    assert_eq!(combined.refused, [], "{id}: {files:?}");
    let changed = |(name, text): &(String, String)| {
        let new = combined.files.iter().find(|change| change.path == format!("example/{name}"));
        (name.clone(), new.map_or_else(|| text.clone(), |change| change.new.clone()))
    };
    let reasons = refused.into_iter().filter_map(Result::err).collect();
    (files.iter().map(changed).collect(), good.len(), reasons)
}

fn mechanical(catalogue: &Catalogue) -> Vec<&Policy> {
    let is_mechanical =
        |policy: &&Policy| policy.fix_renames() || !policy.fix_settings(policy.option_values()).is_empty();
    catalogue.policies().iter().filter(is_mechanical).collect()
}

fn failing_examples(policy: &Policy) -> Vec<Example> {
    let examples = policy.page().unwrap().examples;
    examples.into_iter().filter(|example| example.expected == Outcome::Fail).collect()
}

#[test]
fn what_is_mended_stays_mended_and_brings_nothing_new() {
    let catalogue = built_in();
    let mut wrong = Vec::new();
    let mut mended: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut told = String::new();
    for policy in mechanical(&catalogue) {
        let id = policy.id();
        for example in failing_examples(policy) {
            let place = format!("{}:{}", policy.path(), example.line);
            let files: Files = example.files.iter().map(|file| (file.name.clone(), file.text.clone())).collect();
            let before = judge(&catalogue, &example, &files);
            let (after_files, count, reasons) = mend(&catalogue, &before, id, &files);
            for reason in &reasons {
                told.push_str(&format!("{place}: {reason}\n"));
            }
            if count == 0 {
                continue;
            }
            let after = judge(&catalogue, &example, &after_files);
            if let Some(problem) = after.analysis.problems.iter().find(|problem| problem.kind.is_incomplete()) {
                wrong.push(format!("{place}: {}\n{}", problem.message, after_files[0].1));
                continue;
            }
            let (mut old, new) = (failing(&catalogue, &before), failing(&catalogue, &after));
            if policy.fix_renames() {
                // A new name says again what the old one said as long as it was heeded.
                let heeded = Example { azurerm: Some("3.117".to_owned()), ..example.clone() };
                old.extend(failing(&catalogue, &judge(&catalogue, &heeded, &files)));
            }
            if reasons.is_empty() && new.keys().any(|(failed, _)| failed == id) {
                wrong.push(format!("{place}: still fails\n{}", after_files[0].1));
            }
            let worst = policy.severity();
            for ((policy, resource), severity) in new {
                if severity >= worst && !old.contains_key(&(policy.clone(), resource.clone())) {
                    wrong.push(format!("{place}: {policy} is new for {resource}"));
                }
            }
            let (again, more, _) = mend(&catalogue, &after, id, &after_files);
            if more > 0 || again != after_files {
                wrong.push(format!("{place}: there is something left to do\n{}", after_files[0].1));
            }
            let language = if example.language == ExampleLanguage::Terraform { "terraform" } else { "template" };
            mended.entry(id).or_default().insert(language);
        }
    }
    println!("{told}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    let idle: Vec<&str> =
        mechanical(&catalogue).iter().map(|policy| policy.id()).filter(|id| !mended.contains_key(id)).collect();
    assert!(idle.is_empty(), "these fixes mend no example of their pages: {}", idle.join(", "));
}

mod support;

use support::Tree;

/// What a text becomes when these policies mend it; the reasons where they do not.
fn mended(ids: &[&str], files: &[(&str, &str)]) -> (BTreeMap<String, String>, Vec<String>) {
    let catalogue = built_in();
    let files: Files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let example = failing_examples(mechanical(&catalogue)[0]).remove(0);
    let example = Example { azurerm: None, ..example };
    let judged = judge(&catalogue, &example, &files);
    let all = suggestions(&judged.sources, &catalogue, &judged.analysis);
    let own = all
        .into_iter()
        .filter(|(index, _)| ids.contains(&catalogue.policies()[judged.analysis.verdicts[*index].policy].id()));
    let (good, refused): (Vec<_>, Vec<_>) = own.map(|(_, one)| one).partition(Result::is_ok);
    let good: Vec<Suggestion> = good.into_iter().map(Result::unwrap).collect();
    let combined = combine(&good.iter().collect::<Vec<_>>(), &judged.sources);
    let name = |path: &str| path.trim_start_matches("example/").to_owned();
    let mut texts: BTreeMap<String, String> = files.into_iter().collect();
    texts.extend(combined.files.iter().map(|change| (name(&change.path), change.new.clone())));
    (texts, refused.into_iter().filter_map(Result::err).collect())
}

fn assert_mended(ids: &[&str], name: &str, before: &str, after: &str) {
    let (texts, reasons) = mended(ids, &[(name, before)]);
    assert_eq!(texts[name], after, "{reasons:?}");
    assert_eq!(reasons, [""; 0]);
}

fn assert_refused(ids: &[&str], files: &[(&str, &str)], reason: &str) {
    let (texts, reasons) = mended(ids, files);
    for (name, text) in files {
        assert_eq!(texts[*name], *text);
    }
    assert!(reasons.iter().any(|one| one.contains(reason)), "{reasons:?}");
}

const RUN: &str = "aks-run-command-disabled";
const POLICY: &str = "aks-policy-addon";
const STORE: &str = "aks-secrets-store-csi";
const CLEANER: &str = "aks-image-cleaner";

#[test]
fn attributes_join_those_above_them() {
    // Short enough for the column that the line above shows, though another one is off.
    assert_mended(
        &[POLICY],
        "main.tf",
        "resource \"azurerm_kubernetes_cluster\" \"this\" {\n  name                    = \"demo\" # the name\n  \
         role_based_access_control_enabled = true\n  dns_prefix                        = \"d\" // prefix\n\n  \
         default_node_pool {\n    name = \"a\"\n  }\n}\n",
        "resource \"azurerm_kubernetes_cluster\" \"this\" {\n  name                    = \"demo\" # the name\n  \
         role_based_access_control_enabled = true\n  dns_prefix                        = \"d\" // prefix\n  \
         azure_policy_enabled              = true\n\n  default_node_pool {\n    name = \"a\"\n  }\n}\n",
    );
    assert_mended(
        &[POLICY],
        "main.tf",
        "resource \"azurerm_kubernetes_cluster\" \"this\" {\n  name                              = \"demo\" # the name\n  \
         role_based_access_control_enabled = true\n  dns_prefix                        = \"d\" // prefix\n\n  \
         default_node_pool {\n    name = \"a\"\n  }\n}\n",
        "resource \"azurerm_kubernetes_cluster\" \"this\" {\n  name                              = \"demo\" # the name\n  \
         role_based_access_control_enabled = true\n  dns_prefix                        = \"d\" // prefix\n  \
         azure_policy_enabled              = true\n\n  default_node_pool {\n    name = \"a\"\n  }\n}\n",
    );
    // Too long for it: apart, aligned with one another.
    assert_mended(
        &[RUN, POLICY],
        "main.tf",
        "resource \"azurerm_kubernetes_cluster\" \"this\" {\n  name     = \"demo\"\n  location = \"we\"\n}\n",
        "resource \"azurerm_kubernetes_cluster\" \"this\" {\n  name     = \"demo\"\n  location = \"we\"\n\n  \
         azure_policy_enabled = true\n  run_command_enabled  = false\n}\n",
    );
}

#[test]
fn line_ends_tabs_and_missing_ends_stay() {
    assert_mended(
        &[RUN, STORE],
        "main.tf",
        "resource \"azurerm_kubernetes_cluster\" \"this\" {\r\n\trun_command_enabled = true\t// on\r\n}",
        "resource \"azurerm_kubernetes_cluster\" \"this\" {\r\n\trun_command_enabled = false\t// on\r\n\r\n\t\
         key_vault_secrets_provider {\r\n\t\tsecret_rotation_enabled = true\r\n\t}\r\n}",
    );
    assert_mended(
        &[RUN],
        "main.bicep",
        "resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {\r\n\tname: 'demo' // name\r\n}",
        "resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {\r\n\tname: 'demo' // name\r\n\t\
         properties: {\r\n\t\tapiServerAccessProfile: {\r\n\t\t\tdisableRunCommand: true\r\n\t\t}\r\n\t}\r\n}",
    );
}

#[test]
fn blocks_on_one_line_are_spread() {
    assert_mended(
        &["aks-secret-rotation"],
        "main.tf",
        "resource \"azurerm_kubernetes_cluster\" \"this\" {\n  key_vault_secrets_provider { secret_rotation_interval = \"2m\" }\n}\n",
        "resource \"azurerm_kubernetes_cluster\" \"this\" {\n  key_vault_secrets_provider {\n    \
         secret_rotation_interval = \"2m\"\n    secret_rotation_enabled  = true\n  }\n}\n",
    );
    assert_mended(
        &[RUN],
        "main.tf",
        "resource \"azurerm_kubernetes_cluster\" \"this\" {}\n",
        "resource \"azurerm_kubernetes_cluster\" \"this\" {\n  run_command_enabled = false\n}\n",
    );
}

#[test]
fn what_is_kept_last_stays_last() {
    assert_mended(
        &[STORE, RUN],
        "main.tf",
        "resource \"azurerm_kubernetes_cluster\" \"this\" {\n  description = <<EOT\n    text\n  EOT\n\n  identity {\n    type = \"x\"\n  }\n\n  \
         lifecycle {\n    prevent_destroy = true\n  }\n}\n",
        "resource \"azurerm_kubernetes_cluster\" \"this\" {\n  description = <<EOT\n    text\n  EOT\n  \
         run_command_enabled = false\n\n  identity {\n    type = \"x\"\n  }\n\n  key_vault_secrets_provider {\n    \
         secret_rotation_enabled = true\n  }\n\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n",
    );
}

#[test]
fn objects_of_azapi_grow_in_their_own_style() {
    let resource = |body: &str| {
        format!(
            "resource \"azapi_resource\" \"this\" {{\n  type = \"Microsoft.ContainerService/managedClusters@2025-05-01\"\n  \
             name = \"demo\"\n  body = {body}\n}}\n"
        )
    };
    for (before, after) in [
        (
            "{\n    properties = {\n      dnsPrefix  = \"a\"\n      nodeGroups = 1\n    }\n  }",
            "{\n    properties = {\n      dnsPrefix  = \"a\"\n      nodeGroups = 1\n\n      \
             apiServerAccessProfile = {\n        disableRunCommand = true\n      }\n    }\n  }",
        ),
        (
            "jsonencode({\n    \"properties\" : {\n      \"dnsPrefix\" : \"a\",\n      \"x\" : 1, # one\n    }\n  })",
            "jsonencode({\n    \"properties\" : {\n      \"dnsPrefix\" : \"a\",\n      \"x\" : 1, # one\n      \
             \"apiServerAccessProfile\": {\n        \"disableRunCommand\": true\n      },\n    }\n  })",
        ),
        (
            "{ properties = { dnsPrefix = \"a\" } }",
            "{ properties = { dnsPrefix = \"a\", apiServerAccessProfile = { disableRunCommand = true } } }",
        ),
        (
            "{}",
            "{\n    properties = {\n      apiServerAccessProfile = {\n        disableRunCommand = true\n      }\n    }\n  }",
        ),
    ] {
        assert_mended(&[RUN], "main.tf", &resource(before), &resource(after));
    }
}

#[test]
fn objects_of_bicep_grow_in_their_own_style() {
    let resource =
        |body: &str| format!("resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {body}\n");
    for (before, after) in [
        (
            "{\n  name: 'demo'\n  properties: {\n    dnsPrefix: 'a' // prefix\n    // the end\n  }\n}",
            "{\n  name: 'demo'\n  properties: {\n    dnsPrefix: 'a' // prefix\n    securityProfile: {\n      \
             imageCleaner: {\n        enabled: true\n      }\n    }\n    // the end\n  }\n}",
        ),
        (
            "{ name: 'demo', properties: { securityProfile: {} } }",
            "{ name: 'demo', properties: { securityProfile: {\n  imageCleaner: {\n    enabled: true\n  }\n} } }",
        ),
        (
            "{ name: 'demo', properties: { dnsPrefix: 'a' } }",
            "{ name: 'demo', properties: { dnsPrefix: 'a', securityProfile: { imageCleaner: { enabled: true } } } }",
        ),
        (
            "if (true) {\n    name: 'demo'\n    properties: {\n        securityProfile: {\n            imageCleaner: { enabled: /* off */ false }\n        }\n    }\n}",
            "if (true) {\n    name: 'demo'\n    properties: {\n        securityProfile: {\n            imageCleaner: { enabled: /* off */ true }\n        }\n    }\n}",
        ),
    ] {
        assert_mended(&[CLEANER], "main.bicep", &resource(before), &resource(after));
    }
}

#[test]
fn templates_grow_in_their_own_style() {
    let template = |properties: &str| {
        format!(
            "{{\n    \"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\",\n    \
             \"contentVersion\": \"1.0.0.0\",\n    \"resources\": [\n        {{\n            \"type\": \
             \"Microsoft.ContainerService/managedClusters\",\n            \"apiVersion\": \"2025-05-01\",\n            \
             \"name\": \"demo\",\n            \"properties\": {properties}\n        }}\n    ]\n}}\n"
        )
    };
    for (before, after) in [
        (
            "{\n                \"dnsPrefix\": \"a\" // prefix\n            }",
            "{\n                \"dnsPrefix\": \"a\", // prefix\n                \"apiServerAccessProfile\": {\n                    \
             \"disableRunCommand\": true\n                }\n            }",
        ),
        (
            "{}",
            "{\n                \"apiServerAccessProfile\": {\n                    \"disableRunCommand\": true\n                }\n            }",
        ),
        (
            "{ \"apiServerAccessProfile\": { \"disableRunCommand\": false } }",
            "{ \"apiServerAccessProfile\": { \"disableRunCommand\": true } }",
        ),
    ] {
        assert_mended(&[RUN], "azuredeploy.json", &template(before), &template(after));
    }
    let generated = template("{}").replace(
        "\"contentVersion\"",
        "\"metadata\": {\"_generator\": {\"name\": \"bicep\"}},\n    \"contentVersion\"",
    );
    assert_refused(&[RUN], &[("azuredeploy.json", &generated)], "a compiler made this template");
}

#[test]
fn values_are_changed_where_they_are_written() {
    let cluster = "resource \"azurerm_kubernetes_cluster\" \"this\" {\n  run_command_enabled = var.run\n}\n";
    let variable = "variable \"run\" {\n  type    = bool\n  default = true # on\n}\n";
    let (texts, _) = mended(&[RUN], &[("main.tf", cluster), ("variables.tf", variable)]);
    assert_eq!(texts["variables.tf"], variable.replace("true", "false"));
    assert_eq!(texts["main.tf"], cluster);

    let values = "# prod\nrun = true\n";
    let files = [("main.tf", cluster), ("variables.tf", variable), ("terraform.tfvars", values)];
    let (texts, _) = mended(&[RUN], &files);
    assert_eq!(texts["terraform.tfvars"], "# prod\nrun = false\n");
    assert_eq!(texts["variables.tf"], variable);

    let call = "locals {\n  run = true\n}\n\nmodule \"aks\" {\n  source = \"./aks\"\n  run    = local.run\n}\n";
    let files = [("main.tf", call), ("aks/main.tf", cluster), ("aks/variables.tf", variable)];
    let (texts, reasons) = mended(&[RUN], &files);
    assert_eq!(texts["main.tf"], call.replacen("true", "false", 1), "{reasons:?}");

    let bicep = "param run bool\n\nresource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {\n  name: 'demo'\n  \
                 properties: {\n    apiServerAccessProfile: {\n      disableRunCommand: run\n    }\n  }\n}\n";
    let files = [("main.bicep", bicep), ("main.bicepparam", "using 'main.bicep'\n\nparam run = false // no\n")];
    let (texts, reasons) = mended(&[RUN], &files);
    assert_eq!(texts["main.bicepparam"], "using 'main.bicep'\n\nparam run = true // no\n", "{reasons:?}");
    let json = "{\"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#\", \
                \"contentVersion\": \"1.0.0.0\", \"parameters\": {\"run\": {\"value\": false}}}";
    let (texts, reasons) = mended(&[RUN], &[("main.bicep", bicep), ("main.parameters.json", json)]);
    assert_eq!(texts["main.parameters.json"], json.replace("false", "true"), "{reasons:?}");
}

#[test]
fn what_is_not_certain_is_left_alone() {
    let cluster = |line: &str| format!("resource \"azurerm_kubernetes_cluster\" \"this\" {{\n  {line}\n}}\n");
    let shared = format!(
        "{}variable \"run\" {{\n  default = true\n}}\n\noutput \"run\" {{\n  value = var.run\n}}\n",
        cluster("run_command_enabled = var.run")
    );
    assert_refused(&[RUN], &[("main.tf", &shared)], "`var.run` is used elsewhere too");
    let computed = cluster("run_command_enabled = !false");
    assert_refused(&[RUN], &[("main.tf", &computed)], "computed");
    let merged = format!("locals {{\n  x = {{ run = true }}\n}}\n{}", cluster("run_command_enabled = local.x.run"));
    assert_refused(&[RUN], &[("main.tf", &merged)], "computed");
    let dynamic = cluster(
        "dynamic \"key_vault_secrets_provider\" {\n    for_each = []\n    content {\n      secret_rotation_enabled = true\n    }\n  }",
    );
    assert_refused(&[STORE], &[("main.tf", &dynamic)], "a `dynamic` block writes `key_vault_secrets_provider`");
    let azapi = "resource \"azapi_resource\" \"this\" {\n  type = \"Microsoft.ContainerService/managedClusters@2025-05-01\"\n  \
                 name = \"demo\"\n  body = merge({}, { properties = {} })\n}\n";
    assert_refused(&[RUN], &[("main.tf", azapi)], "the object it lies in is computed");
    let spread = "var more = {}\nresource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {\n  name: 'demo'\n  \
                  properties: {\n    ...more\n  }\n}\n";
    assert_refused(&[RUN], &[("main.bicep", spread)], "takes over properties");
    let old = "resource aks 'Microsoft.ContainerService/managedClusters@2020-01-01' = {\n  name: 'demo'\n}\n";
    assert_refused(&[RUN], &[("main.bicep", old)], "its API version may not have");
    let two = "module \"a\" {\n  source  = \"./aks\"\n  private = false\n}\n\nmodule \"b\" {\n  source  = \"./aks\"\n  private = true\n}\n";
    let aks = format!("{}\nvariable \"private\" {{}}\n", cluster("private_cluster_enabled = var.private"));
    assert_refused(
        &[RUN],
        &[("main.tf", two), ("aks/main.tf", &aks)],
        "may have callers that the policy does not concern",
    );
}

#[test]
fn each_language_gets_the_type_it_takes() {
    assert_mended(
        &["acr-arm-audience-token"],
        "main.tf",
        "resource \"azurerm_container_registry\" \"this\" {\n  name = \"demo\"\n  sku  = \"Premium\"\n}\n",
        "resource \"azurerm_container_registry\" \"this\" {\n  name = \"demo\"\n  sku  = \"Premium\"\n\n  \
         azuread_authentication_as_arm_policy_enabled = false\n}\n",
    );
    assert_mended(
        &["acr-arm-audience-token"],
        "main.bicep",
        "resource acr 'Microsoft.ContainerRegistry/registries@2025-04-01' = {\n  name: 'demo'\n  sku: {\n    name: 'Premium'\n  }\n}\n",
        "resource acr 'Microsoft.ContainerRegistry/registries@2025-04-01' = {\n  name: 'demo'\n  sku: {\n    name: 'Premium'\n  }\n  \
         properties: {\n    policies: {\n      azureADAuthenticationAsArmPolicy: {\n        status: 'disabled'\n      }\n    }\n  }\n}\n",
    );
    assert_mended(
        &["aks-secret-rotation"],
        "main.bicep",
        "resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {\n  name: 'demo'\n  properties: {\n    \
         addonProfiles: {\n      azureKeyvaultSecretsProvider: { enabled: true }\n    }\n  }\n}\n",
        "resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {\n  name: 'demo'\n  properties: {\n    \
         addonProfiles: {\n      azureKeyvaultSecretsProvider: { enabled: true, config: { enableSecretRotation: 'true' } }\n    }\n  }\n}\n",
    );
}

#[test]
fn names_change_and_columns_with_them() {
    assert_mended(
        &["aks-pool-removed-attribute"],
        "main.tf",
        "resource \"azurerm_kubernetes_cluster\" \"this\" {\n  default_node_pool {\n    name                = \"a\" # pool\n    \
         enable_auto_scaling = true\n    min_count           = 1\n  }\n}\n",
        "resource \"azurerm_kubernetes_cluster\" \"this\" {\n  default_node_pool {\n    name                 = \"a\" # pool\n    \
         auto_scaling_enabled = true\n    min_count            = 1\n  }\n}\n",
    );
}

/// Files that end anywhere: whatever is read of them, nothing panics, and no change makes them worse.
#[test]
fn broken_files_are_mended_carefully_or_not_at_all() {
    let catalogue = built_in();
    let mut changed = 0;
    for policy in mechanical(&catalogue) {
        for example in failing_examples(policy).iter().take(4) {
            let text = &example.files[0].text;
            for cut in (40..text.len()).step_by(53).filter(|cut| text.is_char_boundary(*cut)) {
                let mut files: Files =
                    example.files.iter().map(|file| (file.name.clone(), file.text.clone())).collect();
                files[0].1.truncate(cut);
                let judged = judge(&catalogue, example, &files);
                let (after, ..) = mend(&catalogue, &judged, policy.id(), &files);
                changed += usize::from(after != files);
            }
        }
    }
    assert!(changed > 0, "something is mended in what can be read");
}

fn tree() -> Tree {
    let tree = Tree::new();
    tree.write(
        "main.tf",
        "resource \"azurerm_kubernetes_cluster\" \"this\" {\n  name                = \"demo\"\n  run_command_enabled = true\n}\n",
    );
    tree
}

#[test]
fn a_patch_changes_nothing_and_applies() {
    let tree = tree();
    let before = std::fs::read_to_string(tree.path("main.tf")).unwrap();
    let run = tree.run(&["scan", "--fix", "--diff", "--unsafe-fixes"]);
    assert_eq!(run.code, Some(1), "{}", run.log);
    assert_eq!(std::fs::read_to_string(tree.path("main.tf")).unwrap(), before);
    tree.write("fix.patch", &run.out);
    let applied = std::process::Command::new("git")
        .args(["apply", "--whitespace=nowarn", "fix.patch"])
        .current_dir(tree.path(""))
        .output()
        .unwrap();
    assert!(applied.status.success(), "{}{}", run.out, String::from_utf8_lossy(&applied.stderr));
    let patched = std::fs::read_to_string(tree.path("main.tf")).unwrap();
    tree.write("main.tf", &before);
    tree.run(&["scan", "--fix", "--unsafe-fixes"]);
    assert_eq!(std::fs::read_to_string(tree.path("main.tf")).unwrap(), patched);
    let again = tree.run(&["scan", "--diff", "--unsafe-fixes"]);
    assert_eq!((again.code, &*again.out), (Some(0), ""));
}

#[test]
fn safe_fixes_alone_are_applied_unless_more_is_asked_for() {
    let tree = tree();
    let run = tree.run(&["scan", "--fix", "--only", "aks-run-command-disabled,aks-workload-identity"]);
    let text = std::fs::read_to_string(tree.path("main.tf")).unwrap();
    assert!(text.contains("run_command_enabled = false") && !text.contains("workload"), "{text}");
    assert_eq!(run.code, Some(1), "what is left counts");
    let run =
        tree.run(&["scan", "--fix", "--unsafe-fixes", "--only", "aks-run-command-disabled,aks-workload-identity"]);
    assert_eq!(run.code, Some(0), "{}", run.out);
    assert_eq!(tree.run(&["scan", "--unsafe-fixes"]).code, Some(2));
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let tree = tree();
    tree.write("real/shared.txt", std::fs::read_to_string(tree.path("main.tf")).unwrap());
    std::fs::remove_file(tree.path("main.tf")).unwrap();
    std::fs::create_dir(tree.path("root")).unwrap();
    std::os::unix::fs::symlink("../real/shared.txt", tree.path("root/main.tf")).unwrap();
    let before = std::fs::read_to_string(tree.path("real/shared.txt")).unwrap();
    let run = tree.run(&["scan", "--fix", "--unsafe-fixes", "root", "--root", "."]);
    assert_eq!(std::fs::read_to_string(tree.path("real/shared.txt")).unwrap(), before);
    assert!(std::fs::symlink_metadata(tree.path("root/main.tf")).unwrap().is_symlink());
    assert!(run.log.contains("symbolic link"), "{}", run.log);
}

#[test]
fn secrets_are_in_no_patch() {
    let tree = Tree::new();
    tree.write(
        "main.tf",
        "resource \"azurerm_kubernetes_cluster\" \"this\" {\n  name = \"demo\"\n\n  service_principal {\n    client_id     = \"x\"\n    \
         client_secret = \"hunter2hunter2\"\n  }\n}\n",
    );
    let run = tree.run(&["scan", "--diff", "--unsafe-fixes"]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.contains("+  run_command_enabled") && !run.out.contains("hunter2"), "{}", run.out);
}

#[test]
fn machines_get_the_edits() {
    let tree = tree();
    let only = ["--only", "aks-run-command-disabled"];
    let scan = tree.scan(&only);
    let suggestion = &scan.findings()[0]["suggestion"];
    assert_eq!(suggestion["safe"], true);
    assert_eq!(suggestion["edits"][0]["text"], "false");
    assert_eq!((&suggestion["edits"][0]["line"], &suggestion["edits"][0]["column"]), (&3.into(), &25.into()));
    let read = |format: &str| -> serde_json::Value {
        serde_json::from_str(&tree.run(&["scan", "--format", format, only[0], only[1]]).out).unwrap()
    };
    let sarif = read("sarif");
    let change = &sarif["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "main.tf");
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "false");
    assert_eq!(change["replacements"][0]["deletedRegion"]["endColumn"], 29);
    let rdjson = read("rdjson");
    let suggested = &rdjson["diagnostics"][0]["suggestions"][0];
    assert_eq!((&suggested["text"], &suggested["range"]["start"]["column"]), (&"false".into(), &25.into()));
}

#[test]
fn a_plan_is_mended_in_its_source_once() {
    let tree = Tree::new();
    tree.copy(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/plans/modules"), "");
    let arguments = ["scan", "tfplan.json", "--fix", "--unsafe-fixes", "--only", "acr-admin-user"];
    let before = std::fs::read_to_string(tree.path("main.tf")).unwrap();
    let run = tree.run(&arguments);
    let after = std::fs::read_to_string(tree.path("main.tf")).unwrap();
    let changed: Vec<(&str, &str)> = before.lines().zip(after.lines()).filter(|(old, new)| old != new).collect();
    assert!(matches!(&changed[..], [(old, new)] if old.replace("true", "false") == *new), "{changed:?} {}", run.log);
    let again = tree.run(&arguments);
    assert_eq!(std::fs::read_to_string(tree.path("main.tf")).unwrap(), after);
    assert!(again.log.contains("make the plan anew"), "{}", again.log);
}
