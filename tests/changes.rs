//! Only what is new, in real git repositories: baselines, comparison with a revision, trust in one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A repository that ends with the test.
struct Repository {
    directory: tempfile::TempDir,
}

/// What a run gave.
struct Run {
    code: i32,
    out: String,
    log: String,
}

impl Repository {
    fn new() -> Self {
        let repository = Self { directory: tempfile::tempdir().unwrap() };
        repository.git(&["init", "--quiet", "--initial-branch=main", "."]);
        repository
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Runs git; that it is there and does what it is told is part of every test.
    fn git(&self, arguments: &[&str]) -> String {
        let output = git(self.path(), arguments);
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    fn write(&self, path: &str, text: &str) -> &Self {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    fn edit(&self, path: &str, from: &str, to: &str) -> &Self {
        let text = std::fs::read_to_string(self.path().join(path)).unwrap();
        assert!(text.contains(from), "{path} holds {from}");
        self.write(path, &text.replace(from, to))
    }

    fn commit(&self) -> &Self {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--no-verify", "-m", "a commit"]);
        self
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.run_in(".", arguments)
    }

    fn run_in(&self, directory: &str, arguments: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_akslint"))
            .args(arguments)
            .current_dir(self.path().join(directory))
            .env_remove("FORCE_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .output()
            .unwrap();
        Run {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            log: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let run = self.run(&[&["scan", "--format", "json"], arguments].concat());
        serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}{}", run.out, run.log))
    }

    /// `new`, `fixed`, `unchanged`.
    fn changes(&self, arguments: &[&str]) -> (u64, u64, u64) {
        let json = self.json(arguments);
        let changes = &json["summary"]["changes"];
        let count = |name: &str| changes[name].as_u64().unwrap();
        assert_eq!(json["findings"].as_array().unwrap().len() as u64, count("new"), "{changes}");
        (count("new"), count("fixed"), count("unchanged"))
    }
}

fn git(directory: &Path, arguments: &[&str]) -> Output {
    Command::new("git")
        .current_dir(directory)
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgSign=false"])
        .args(["-c", "protocol.file.allow=always", "-c", "core.autocrlf=false"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .expect("these tests need git")
}

/// Policies and values of findings: `aks-x at file:line`.
fn findings(json: &Value) -> Vec<String> {
    let place = |finding: &Value| {
        let location = &finding["location"];
        format!("{} at {}", finding["policy"].as_str().unwrap(), location["file"].as_str().unwrap())
    };
    json["findings"].as_array().unwrap().iter().map(place).collect()
}

fn hidden(json: &Value, by: &str) -> usize {
    json["hidden"].as_array().unwrap().iter().filter(|hidden| hidden["by"]["kind"] == by).count()
}

fn notes(json: &Value) -> Vec<String> {
    let problems = json["problems"].as_array().unwrap().iter();
    problems
        .map(|problem| {
            format!(
                "{}: {}",
                problem["location"]["file"].as_str().or(problem["file"].as_str()).unwrap_or(""),
                problem["message"].as_str().unwrap()
            )
        })
        .collect()
}

const PROVIDER: &str = "terraform {\n  required_providers {\n    azurerm = { source = \"hashicorp/azurerm\", version = \"~> 4.0\" }\n  }\n}\n";

/// A cluster of this name with these attributes; without any it has findings of its own.
fn cluster(name: &str, attributes: &str) -> String {
    format!(
        "resource \"azurerm_kubernetes_cluster\" \"{name}\" {{\n  name = \"{name}\"\n  location = \"westeurope\"\n  \
         resource_group_name = \"group\"\n  dns_prefix = \"{name}\"\n{attributes}\n  default_node_pool {{\n    name = \
         \"system\"\n    vm_size = \"Standard_D4s_v5\"\n    node_count = 1\n  }}\n  identity {{ type = \"SystemAssigned\" }}\n}}\n"
    )
}

const OPEN: &str = "  api_server_access_profile {\n    authorized_ip_ranges = [\"0.0.0.0/0\"]\n  }";
const RANGES: [&str; 2] = ["--only", "aks-authorized-ip-too-wide"];

fn with_cluster(attributes: &str) -> Repository {
    let repository = Repository::new();
    repository.write("infra/main.tf", &format!("{PROVIDER}{}", cluster("this", attributes))).commit();
    repository
}

#[test]
fn a_baseline_hides_what_it_holds_and_nothing_that_is_worse() {
    let repository = with_cluster(OPEN);
    let before = repository.json(&[]);
    let count = findings(&before).len();
    assert!(count > 5);
    let created = repository.run(&["baseline", "create"]);
    assert_eq!((created.code, &*created.out), (0, &*format!("{count} findings written to .akslint-baseline.json\n")));
    let text = std::fs::read_to_string(repository.path().join(".akslint-baseline.json")).unwrap();
    assert!(!text.contains("0.0.0.0") && !text.contains("line"), "{text}");
    assert_eq!(text.lines().filter(|line| line.contains("\"policy\"")).count(), count, "one line each");

    let quiet = repository.run(&["scan"]);
    assert_eq!(quiet.code, 0, "{}", quiet.out);
    assert!(
        quiet.out.contains(&format!("0 findings; 4 undecided, {count} suppressed ({count} in the baseline)")),
        "{}",
        quiet.out
    );
    assert_eq!(hidden(&repository.json(&[]), "baseline"), count);
    assert_eq!(findings(&repository.json(&["--no-baseline"])).len(), count);

    // Lines that move and a file of another name are nothing new.
    repository.edit(
        "infra/main.tf",
        "resource \"azurerm_kubernetes_cluster\"",
        "# moved\n\n\nresource \"azurerm_kubernetes_cluster\"",
    );
    assert!(findings(&repository.json(&[])).is_empty());
    repository.git(&["mv", "infra/main.tf", "infra/cluster.tf"]);
    assert!(findings(&repository.json(&[])).is_empty());

    // Another open range is.
    repository.edit("infra/cluster.tf", "[\"0.0.0.0/0\"]", "[\"0.0.0.0/0\", \"::/0\"]");
    let worse = repository.json(&RANGES);
    assert_eq!(findings(&worse), ["aks-authorized-ip-too-wide at infra/cluster.tf"]);
}

#[test]
fn a_second_finding_that_equals_a_known_one_is_new() {
    let repository = Repository::new();
    let module = "module \"one\" {\n  source = \"./aks\"\n}\n";
    repository.write("aks/main.tf", &format!("{PROVIDER}{}", cluster("this", OPEN)));
    repository.write("main.tf", module).commit();
    repository.run(&["baseline", "create"]);
    assert!(findings(&repository.json(&[])).is_empty());
    // The same address in another file of the same directory: only where each file is a root of its own.
    let bicep = "resource aks 'Microsoft.ContainerService/managedClusters@2024-09-01' = {\n  name: 'a'\n  location: 'westeurope'\n  properties: {\n    disableLocalAccounts: false\n  }\n}\n";
    repository.write("templates/one.bicep", bicep).commit();
    repository.run(&["baseline", "create"]);
    let only = ["--only", "aks-local-accounts-disabled"];
    assert!(findings(&repository.json(&only)).is_empty());
    repository.write("templates/two.bicep", bicep);
    assert_eq!(findings(&repository.json(&only)), ["aks-local-accounts-disabled at templates/two.bicep"]);
    assert_eq!(repository.changes(&[&only[..], &["--no-baseline", "--diff-base", "main"]].concat()), (1, 0, 2));
}

#[test]
fn stale_entries_are_told_and_pruned() {
    let repository = with_cluster(OPEN);
    repository.run(&["baseline", "create"]);
    repository.edit("infra/main.tf", OPEN, "  local_account_disabled = true\n  api_server_access_profile {\n    authorized_ip_ranges = [\"203.0.113.0/24\"]\n  }");
    let json = repository.json(&[]);
    assert!(findings(&json).len() <= 1, "{:?}", findings(&json));
    let notes = notes(&json);
    assert!(notes.iter().any(|note| note.contains("of the baseline are there no more")), "{notes:?}");
    // What was not looked at is not stale.
    repository.write("other/main.tf", "");
    let elsewhere = repository.json(&["other"]);
    assert!(!self::notes(&elsewhere).iter().any(|note| note.contains("baseline")), "{elsewhere}");
    let only = repository.json(&["--only", "aks-policy-addon"]);
    assert!(!self::notes(&only).iter().any(|note| note.contains("baseline")), "{only}");

    let before = std::fs::read_to_string(repository.path().join(".akslint-baseline.json")).unwrap();
    let pruned = repository.run(&["baseline", "prune"]);
    assert_eq!(pruned.code, 0, "{}", pruned.log);
    let after = std::fs::read_to_string(repository.path().join(".akslint-baseline.json")).unwrap();
    assert!(after.len() < before.len());
    let entries = |text: &str| {
        text.lines()
            .filter(|line| line.contains("policy"))
            .map(|line| line.trim_end_matches(',').to_owned())
            .collect::<Vec<_>>()
    };
    assert!(entries(&after).iter().all(|line| entries(&before).contains(line)), "nothing is added:\n{after}");
    assert!(repository.run(&["baseline", "prune"]).out.starts_with("0 findings removed"));
    let json = repository.json(&[]);
    assert!(!self::notes(&json).iter().any(|note| note.contains("baseline")), "{json}");
}

#[test]
fn a_wrong_baseline_ends_the_run_with_its_place() {
    let repository = with_cluster("");
    for (text, said) in [
        ("{\n \"schema_version\": 9}", "error: .akslint-baseline.json:2:2: this baseline has another version than 1"),
        ("[", "error: .akslint-baseline.json:1:1: "),
        ("\u{0}", "error: .akslint-baseline.json:1:1: "),
    ] {
        repository.write(".akslint-baseline.json", text);
        let run = repository.run(&["scan"]);
        assert_eq!(run.code, 2, "{}", run.log);
        assert!(run.log.starts_with(said), "{}", run.log);
    }
    let missing = repository.run(&["scan", "--baseline", "none.json"]);
    assert_eq!((missing.code, &*missing.log), (2, "error: none.json: no such file or directory\n"));
    assert_eq!(repository.run(&["scan", "--no-baseline"]).code, 1);
    std::fs::remove_file(repository.path().join(".akslint-baseline.json")).unwrap();
    assert_eq!(repository.run(&["baseline", "prune"]).code, 2);
}

#[test]
fn no_secret_and_nothing_of_one_is_written_down() {
    let secret = "\n  service_principal {\n    client_id     = \"00000000-0000-0000-0000-000000000001\"\n    client_secret = \"hunter2-secret\"\n  }";
    let repository = with_cluster(secret);
    repository.edit("infra/main.tf", "  identity { type = \"SystemAssigned\" }\n", "");
    repository.run(&["baseline", "create"]);
    let text = std::fs::read_to_string(repository.path().join(".akslint-baseline.json")).unwrap();
    assert!(text.contains("secret"), "the finding is there: {text}");
    assert!(!text.contains("hunter2"), "{text}");
    // Another secret in the same place gives the same file: nothing is derived from it.
    repository.edit("infra/main.tf", "hunter2-secret", "correct-horse");
    repository.run(&["baseline", "create"]);
    assert_eq!(std::fs::read_to_string(repository.path().join(".akslint-baseline.json")).unwrap(), text);
}

#[test]
fn a_change_is_compared_with_where_it_left_the_branch() {
    let repository = with_cluster(OPEN);
    repository.git(&["switch", "--quiet", "--create", "topic"]);
    assert_eq!(repository.changes(&["--diff-base", "main"]).0, 0);
    // Moved lines, a renamed file, a renamed directory.
    repository.edit("infra/main.tf", "resource \"azurerm", "\n\n\nresource \"azurerm");
    repository.git(&["mv", "infra/main.tf", "infra/cluster.tf"]);
    let (new, fixed, unchanged) = repository.changes(&["--diff-base", "main"]);
    assert_eq!((new, fixed), (0, 0));
    assert!(unchanged > 5);
    repository.git(&["mv", "infra", "platform"]);
    assert_eq!(repository.changes(&["--diff-base", "main"]), (0, 0, unchanged));
    // A fixed one, a worse one, and one in a new file that is not even added.
    repository.edit(
        "platform/cluster.tf",
        "  api_server_access_profile",
        "  local_account_disabled = false\n  api_server_access_profile",
    );
    assert_eq!(
        repository.changes(&["--diff-base", "main"]),
        (0, 0, unchanged),
        "writing the default down is nothing new"
    );
    repository.edit("platform/cluster.tf", "[\"0.0.0.0/0\"]", "[\"0.0.0.0/0\", \"::/0\"]");
    repository.write("platform/second.tf", &cluster("second", OPEN));
    let json = repository.json(&["--diff-base", "main", "--only", "aks-authorized-ip-too-wide"]);
    assert_eq!(
        findings(&json),
        ["aks-authorized-ip-too-wide at platform/cluster.tf", "aks-authorized-ip-too-wide at platform/second.tf"]
    );
    assert_eq!(json["summary"]["changes"], serde_json::json!({"base": "main", "new": 2, "fixed": 0, "unchanged": 0}));
    repository.edit("platform/cluster.tf", "[\"0.0.0.0/0\", \"::/0\"]", "[\"203.0.113.0/28\"]");
    assert_eq!(repository.changes(&["--diff-base", "main", RANGES[0], RANGES[1]]), (1, 1, 0));
    // What main does meanwhile is not of this change.
    repository.commit();
    repository.git(&["switch", "--quiet", "main"]);
    repository.edit("infra/main.tf", OPEN, "").commit();
    repository.git(&["switch", "--quiet", "topic"]);
    assert_eq!(repository.changes(&["--diff-base", "main", RANGES[0], RANGES[1]]), (1, 1, 0));
    assert_eq!(repository.changes(&["--diff-base", "HEAD", RANGES[0], RANGES[1]]), (0, 0, 1));
}

#[test]
fn every_format_tells_what_a_change_makes_of_the_findings() {
    let repository = with_cluster("");
    repository.edit("infra/main.tf", "  dns_prefix", "\n  local_account_disabled = true\n  dns_prefix");
    for (format, expected) in [
        ("full", "compared with main: 0 new, 1 fixed, "),
        ("concise", "compared with main: 0 new, 1 fixed, "),
        ("json", "\"fixed\": 1"),
        ("sarif", "\"fixed\": 1"),
        ("github", "::notice title=akslint::compared with main: 0 new, 1 fixed, "),
        ("azure", "akslint: 0 new, 1 fixed, "),
        ("junit", "value=\"0 new, 1 fixed, "),
        ("markdown", "Compared with <code>main</code>: 0 new, 1 fixed, "),
        ("html", "0 new, 1 fixed, "),
    ] {
        let run = repository.run(&["scan", "--diff-base", "main", "--format", format]);
        assert_eq!(run.code, 0, "{}", run.log);
        assert!(run.out.contains(expected), "{format}: {}", run.out);
    }
    for format in ["gitlab", "rdjson"] {
        let run = repository.run(&["scan", "--diff-base", "main", "--format", format]);
        assert!(run.log.contains("compared with main: 0 new, 1 fixed, "), "{format}: {}", run.log);
    }
}

#[test]
fn values_and_modules_of_the_base_are_those_of_the_base() {
    let repository = Repository::new();
    repository.write(
        "modules/aks/main.tf",
        &format!(
            "variable \"ranges\" {{}}\n{PROVIDER}{}",
            cluster("this", OPEN).replace("[\"0.0.0.0/0\"]", "var.ranges")
        ),
    );
    repository.write(
        "main.tf",
        "variable \"ranges\" {}\nmodule \"aks\" {\n  source = \"./modules/aks\"\n  ranges = var.ranges\n}\n",
    );
    repository.write("terraform.tfvars", "ranges = [\"203.0.113.0/28\"]\n").commit();
    assert_eq!(repository.changes(&["--diff-base", "main", RANGES[0], RANGES[1]]), (0, 0, 0));
    // Only a file of values changes: the cluster's own file does not.
    repository.write("terraform.tfvars", "ranges = [\"0.0.0.0/0\"]\n");
    let json = repository.json(&["--diff-base", "main", RANGES[0], RANGES[1]]);
    assert_eq!(findings(&json), ["aks-authorized-ip-too-wide at terraform.tfvars"]);
    // Bicep, with a module.
    let bicep = "param local bool\nresource aks 'Microsoft.ContainerService/managedClusters@2024-09-01' = {\n  name: 'a'\n  location: 'westeurope'\n  properties: {\n    disableLocalAccounts: !local\n  }\n}\n";
    repository.write("terraform.tfvars", "ranges = [\"203.0.113.0/28\"]\n");
    repository.write("templates/aks.bicep", bicep);
    repository
        .write("templates/main.bicep", "module aks 'aks.bicep' = {\n  name: 'aks'\n  params: { local: false }\n}\n")
        .commit();
    repository.edit("templates/main.bicep", "false", "true");
    let json = repository.json(&["--diff-base", "main", "--only", "aks-local-accounts-disabled", "templates"]);
    assert_eq!(findings(&json), ["aks-local-accounts-disabled at templates/aks.bicep"]);
}

#[test]
fn what_git_does_not_keep_is_the_same_on_both_sides() {
    let repository = Repository::new();
    repository.write(".gitignore", ".terraform/\nsecret.auto.tfvars\n");
    repository
        .write(
            "main.tf",
            "variable \"ranges\" {}\nmodule \"aks\" {\n  source = \"example/aks/azurerm\"\n  ranges = var.ranges\n}\n",
        )
        .commit();
    let manifest = "{\"Modules\":[{\"Key\":\"\",\"Source\":\"\",\"Dir\":\".\"},{\"Key\":\"aks\",\"Source\":\"registry.terraform.io/example/aks/azurerm\",\"Version\":\"1.0.0\",\"Dir\":\".terraform/modules/aks\"}]}";
    repository.write(".terraform/modules/modules.json", manifest);
    repository.write(
        ".terraform/modules/aks/main.tf",
        &format!(
            "variable \"ranges\" {{}}\n{PROVIDER}{}",
            cluster("this", OPEN).replace("[\"0.0.0.0/0\"]", "var.ranges")
        ),
    );
    repository.write("secret.auto.tfvars", "ranges = [\"0.0.0.0/0\"]\n");
    assert_eq!(repository.changes(&["--diff-base", "main", RANGES[0], RANGES[1]]), (0, 0, 1));
}

#[test]
fn another_repository_inside_is_seen_where_it_is_at_the_same_commit() {
    let module = Repository::new();
    module.write("main.tf", &format!("{PROVIDER}{}", cluster("this", OPEN))).commit();
    let repository = Repository::new();
    let url = module.path().to_str().unwrap();
    repository.write("main.tf", "module \"aks\" {\n  source = \"./vendored\"\n}\n");
    repository.git(&["submodule", "--quiet", "add", url, "vendored"]);
    repository.commit();
    let compared = ["--diff-base", "main", RANGES[0], RANGES[1]];
    assert_eq!(repository.changes(&compared), (0, 0, 1));
    // At another commit it is not what the revision has: rather too much is new than too little.
    module.edit("main.tf", "node_count = 1", "node_count = 2").commit();
    git(&repository.path().join("vendored"), &["pull", "--quiet"]);
    assert_eq!(repository.changes(&compared), (1, 0, 0));
}

#[test]
fn ignored_folders_are_compared_when_they_are_searched() {
    let repository = with_cluster("");
    repository.write(".gitignore", "build/\n").commit();
    repository.write("build/main.tf", &format!("{PROVIDER}{}", cluster("built", OPEN)));
    assert_eq!(repository.changes(&["--diff-base", "main", RANGES[0], RANGES[1]]), (0, 0, 0));
    assert_eq!(repository.changes(&["--diff-base", "main", "--no-ignore", RANGES[0], RANGES[1]]), (0, 0, 1));
    // A folder that a change no longer ignores brings its findings with it.
    repository.git(&["add", "--force", "build"]);
    repository.commit();
    repository.write(".gitignore", "");
    assert_eq!(repository.changes(&["--diff-base", "main", RANGES[0], RANGES[1]]), (1, 0, 0));
    assert_eq!(repository.changes(&["--diff-base", "main", "--trust-base", "main", RANGES[0], RANGES[1]]), (0, 0, 0));
}

#[test]
fn clear_words_where_there_is_nothing_to_compare_with() {
    let repository = with_cluster("");
    for (revision, said) in [
        ("nowhere", "error: --diff-base: git knows no commit `nowhere` here; was it fetched?\n"),
        ("--upload-pack=touch x", "error: --diff-base: `--upload-pack=touch x` is no revision\n"),
        ("", "error: --diff-base: `` is no revision\n"),
        ("HEAD:infra/main.tf", "error: --diff-base: git knows no commit `HEAD:infra/main.tf` here; was it fetched?\n"),
    ] {
        let run = repository.run(&["scan", &format!("--diff-base={revision}")]);
        assert_eq!((run.code, &*run.log), (2, said));
    }
    let none = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_akslint"))
        .args(["scan", "--diff-base", "main", "--root", "."])
        .current_dir(none.path())
        .env("GIT_CEILING_DIRECTORIES", none.path().parent().unwrap())
        .output()
        .unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(log.contains("is not in a git repository"), "{log}");
    // No git at all.
    let output = Command::new(env!("CARGO_BIN_EXE_akslint"))
        .args(["scan", "--diff-base", "main"])
        .current_dir(repository.path())
        .env("PATH", none.path())
        .output()
        .unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (output.status.code(), &*log),
        (Some(2), "error: --diff-base: git was not found: comparing with a revision needs it on the PATH\n")
    );
    // Nothing in common.
    repository.git(&["switch", "--quiet", "--orphan", "other"]);
    repository.write("a.tf", "").commit();
    let run = repository.run(&["scan", "--diff-base", "main"]);
    assert_eq!((run.code, &*run.log), (2, "error: --diff-base: `main` and HEAD have no commit in common\n"));
}

#[test]
fn a_clone_that_lacks_history_or_files_is_told_apart_from_a_change() {
    let repository = with_cluster(OPEN);
    repository.edit("infra/main.tf", "node_count = 1", "node_count = 2").commit();
    let base = repository.git(&["rev-parse", "HEAD~1"]);
    let elsewhere = tempfile::tempdir().unwrap();
    let url = format!("file://{}", repository.path().display());
    let clone = |name: &str, options: &[&str]| -> PathBuf {
        let target = elsewhere.path().join(name);
        let output =
            git(elsewhere.path(), &[&["clone", "--quiet"], options, &[&url, target.to_str().unwrap()]].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        target
    };
    let scan = |directory: &Path| {
        let output = Command::new(env!("CARGO_BIN_EXE_akslint"))
            .args(["scan", "--diff-base", &base])
            .current_dir(directory)
            .output()
            .unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, log) = scan(&clone("shallow", &["--depth=1"]));
    assert_eq!(code, 2);
    assert!(log.contains("the clone is shallow") && log.contains("fetch-depth: 0"), "{log}");
    repository.git(&["config", "uploadpack.allowFilter", "true"]);
    let partial = clone("partial", &["--filter=blob:none"]);
    let (code, log) = scan(&partial);
    assert_eq!(code, 2);
    assert!(log.contains("the clone lacks files of"), "{log}");
    let missing = git(&partial, &["rev-list", "--objects", "--all", "--missing=print"]);
    assert!(String::from_utf8_lossy(&missing.stdout).contains('?'), "nothing was fetched");
    assert_eq!(scan(&clone("whole", &[])).0, 0);
}

#[cfg(unix)]
#[test]
fn nothing_of_a_hostile_repository_runs() {
    use std::os::unix::fs::PermissionsExt as _;
    let repository = with_cluster("");
    let marker = repository.path().join("marker");
    let script = repository.path().join(".git/run.sh");
    std::fs::write(&script, format!("#!/bin/sh\ntouch '{}'\ncat\n", marker.display())).unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    let script = script.to_str().unwrap().to_owned();
    repository.write(".gitattributes", "*.tf filter=evil diff=evil merge=evil\n*.tf working-tree-encoding=UTF-16\n");
    repository.git(&["-c", "core.attributesFile=/dev/null", "add", ".gitattributes"]);
    repository.git(&["commit", "--quiet", "-m", "attributes"]);
    for hook in [
        "post-checkout",
        "post-index-change",
        "pre-commit",
        "fsmonitor-watchman",
        "reference-transaction",
        "pre-auto-gc",
    ] {
        std::fs::copy(&script, repository.path().join(".git/hooks").join(hook)).unwrap();
    }
    for setting in [
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "diff.evil.textconv",
        "diff.evil.command",
        "diff.external",
        "merge.evil.driver",
        "core.fsmonitor",
        "core.pager",
        "core.editor",
        "core.sshCommand",
        "core.askPass",
        "core.gitProxy",
        "core.alternateRefsCommand",
        "credential.helper",
        "gpg.program",
        "uploadpack.packObjectsHook",
        "pager.ls-tree",
        "pager.rev-parse",
        "alias.ls-tree",
        "alias.cat-file",
        "interactive.diffFilter",
        "sequence.editor",
        "remote.origin.uploadpack",
        "remote.origin.vcs",
    ] {
        let value = if setting.starts_with("alias.") { format!("!{script}") } else { script.clone() };
        git(repository.path(), &["config", setting, &value]);
    }
    git(repository.path(), &["config", "core.hooksPath", ".git/hooks"]);
    git(repository.path(), &["config", "filter.evil.required", "true"]);
    git(repository.path(), &["config", "remote.origin.url", &format!("ext::{script}")]);
    git(repository.path(), &["config", "remote.origin.promisor", "true"]);
    git(repository.path(), &["config", "protocol.ext.allow", "always"]);
    let _ = std::fs::remove_file(&marker);
    // The trap works where it may.
    git(repository.path(), &["status"]);
    assert!(marker.exists(), "these settings do run something");
    std::fs::remove_file(&marker).unwrap();
    repository.edit("infra/main.tf", "node_count = 1", "node_count = 2");
    for arguments in [["--diff-base", "main"], ["--trust-base", "main"], ["--diff-base", "nowhere"]] {
        let run = repository.run(&["scan", "--format", "concise", arguments[0], arguments[1]]);
        assert!(run.code <= 2, "{}", run.log);
        assert!(!marker.exists(), "{arguments:?} ran a program of the repository");
    }
    assert_eq!(repository.changes(&["--diff-base", "main"]).0, 0);
    assert!(!marker.exists());
    // An object that is not there is not fetched.
    let blob = repository.git(&["rev-parse", "main:infra/main.tf"]);
    std::fs::remove_file(repository.path().join(format!(".git/objects/{}/{}", &blob[..2], &blob[2..]))).unwrap();
    let _ = std::fs::remove_file(&marker);
    let run = repository.run(&["scan", "--diff-base", "main"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(!marker.exists(), "{}", run.log);
}

#[cfg(unix)]
#[test]
fn file_names_may_hold_anything() {
    use std::os::unix::ffi::OsStrExt as _;
    let repository = with_cluster("");
    for name in ["a\nb", "tab\there", "\"quoted\"", "back\\slash", "-rf", "é😀", "main.tf\t100644 blob x"] {
        repository.write(&format!("{name}/main.tf"), &format!("{PROVIDER}{}", cluster("this", "")));
    }
    let bytes = repository.path().join(std::ffi::OsStr::from_bytes(b"\xff\xfe"));
    std::fs::create_dir(&bytes).unwrap();
    std::fs::write(bytes.join("main.tf"), cluster("this", "")).unwrap();
    std::fs::write(repository.path().join(std::ffi::OsStr::from_bytes(b"infra/\xc3\x28.tf")), "").unwrap();
    repository.commit();
    let all = findings(&repository.json(&[])).len() as u64;
    assert_eq!(repository.changes(&["--diff-base", "main"]), (0, 0, all));
    repository.run(&["baseline", "create"]);
    assert!(findings(&repository.json(&[])).is_empty());
}

#[cfg(unix)]
#[test]
fn links_of_the_base_are_followed_inside_only() {
    use std::os::unix::fs::symlink;
    let repository = with_cluster(OPEN);
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("main.tf"), cluster("outside", "")).unwrap();
    symlink("../infra", repository.path().join("infra/loop")).unwrap();
    symlink("infra", repository.path().join("linked")).unwrap();
    symlink(outside.path(), repository.path().join("out")).unwrap();
    symlink("../../../../../../etc", repository.path().join("up")).unwrap();
    repository.commit();
    let json = repository.json(&["--diff-base", "main"]);
    let changes = &json["summary"]["changes"];
    assert_eq!((changes["new"].as_u64(), changes["fixed"].as_u64()), (Some(0), Some(0)), "{json}");
    assert!(!json.to_string().contains("azurerm_kubernetes_cluster.outside"), "{json}");
}

#[test]
fn a_part_of_a_repository_is_compared_with_the_same_part() {
    let repository = with_cluster(OPEN);
    repository.write("other/main.tf", &format!("{PROVIDER}{}", cluster("this", OPEN))).commit();
    repository.edit("other/main.tf", "\"0.0.0.0/0\"", "\"0.0.0.0/1\"");
    assert_eq!(repository.changes(&["infra", "--diff-base", "main", RANGES[0], RANGES[1]]), (0, 0, 1));
    assert_eq!(repository.changes(&["other", "--diff-base", "main", RANGES[0], RANGES[1]]), (1, 0, 0));
    assert_eq!(
        repository.changes(&["infra", "--root", "infra", "--diff-base", "main", RANGES[0], RANGES[1]]),
        (0, 0, 1)
    );
    assert_eq!(repository.changes(&["infra/main.tf", "--diff-base", "main", RANGES[0], RANGES[1]]), (0, 0, 1));
    let run = repository.run_in("infra", &["scan", "--diff-base", "main", "--format", "concise"]);
    assert!(run.out.contains("compared with main: 0 new, 0 fixed, "), "{}", run.out);
    // A folder that the base does not have.
    repository.write("fresh/main.tf", &format!("{PROVIDER}{}", cluster("this", OPEN)));
    assert_eq!(repository.changes(&["fresh", "--diff-base", "main", RANGES[0], RANGES[1]]), (1, 0, 0));
}

#[test]
fn a_change_cannot_silence_its_own_scan() {
    let repository = with_cluster("");
    repository.write("plain/main.tf", &format!("{PROVIDER}{}", cluster("plain", ""))).commit();
    let count = findings(&repository.json(&["--trust-base", "main"])).len();
    assert!(count > 10);
    repository.git(&["switch", "--quiet", "--create", "topic"]);
    // A baseline, an ignore file, a setting.
    repository.run(&["baseline", "create"]);
    repository.write(".gitignore", "plain/\n");
    repository.write(".ignore", "infra\n").commit();
    assert!(findings(&repository.json(&[])).is_empty());
    let json = repository.json(&["--trust-base", "main"]);
    assert_eq!(findings(&json).len(), count);
    let notes = notes(&json);
    for file in [".akslint-baseline.json", ".gitignore", ".ignore"] {
        assert!(notes.iter().any(|note| note.starts_with(file)), "{file}: {notes:?}");
    }
    assert_eq!(repository.run(&["scan", "--trust-base", "main"]).code, 1);
    assert_eq!(
        findings(&repository.json(&["--trust-base", "main", "--baseline", ".akslint-baseline.json"])).len(),
        count
    );

    // What the trusted revision has is used, whatever the change makes of it.
    repository.git(&["switch", "--quiet", "main"]);
    repository.git(&["merge", "--quiet", "topic"]);
    repository.git(&["switch", "--quiet", "topic"]);
    for file in [".akslint-baseline.json", ".gitignore", ".ignore"] {
        std::fs::remove_file(repository.path().join(file)).unwrap();
    }
    assert_eq!(findings(&repository.json(&[])).len(), count);
    assert!(findings(&repository.json(&["--trust-base", "main"])).is_empty());
    let run = repository.run(&["scan", "--trust-base", "-x"]);
    assert_eq!(run.code, 2, "{}", run.log);
}

#[test]
fn settings_and_pages_come_from_the_trusted_revision() {
    let repository = with_cluster("");
    repository.write("akslint.yaml", "# nothing yet\n").commit();
    repository.write("akslint.yaml", "nonsense: true\n");
    assert_eq!(repository.run(&["scan"]).code, 2);
    let json = repository.json(&["--trust-base", "main"]);
    let notes = notes(&json);
    assert!(notes.iter().any(|note| note.starts_with("akslint.yaml: This file differs")), "{notes:?}");
    // A page cannot take the place of a built-in policy, and a page of the change is not one of the trusted revision.
    let page = repository.run(&["new-policy", "our-rule"]);
    assert_eq!(page.code, 0, "{}", page.log);
    let text = std::fs::read_to_string(repository.path().join("our-rule.md")).unwrap();
    std::fs::remove_file(repository.path().join("our-rule.md")).unwrap();
    repository.write("akslint.yaml", "");
    repository.write("pages/aks-local-accounts-disabled.md", &text);
    let run = repository.run(&["scan", "--policies", "pages"]);
    assert_eq!(run.code, 2);
    assert!(run.log.contains("there is already a policy `aks-local-accounts-disabled`"), "{}", run.log);
    let run = repository.run(&["scan", "--policies", "pages", "--trust-base", "main"]);
    assert_eq!(run.code, 1, "{}", run.log);
}

#[test]
fn both_sides_of_a_comparison_have_the_same_settings() {
    let repository = with_cluster("");
    repository.git(&["switch", "--quiet", "--create", "topic"]);
    let all = repository.changes(&["--diff-base", "main"]);
    assert_eq!((all.0, all.1), (0, 0));
    // A policy that becomes graver, or is switched off, makes nothing new and nothing fixed.
    repository.write(
        "akslint.yaml",
        "policies:\n  aks-policy-addon:\n    severity: critical\n  aks-local-accounts-disabled:\n    enabled: false\n",
    );
    assert_eq!(repository.changes(&["--diff-base", "main"]), (0, 0, all.2 - 1));
    // Files that only one side has are no mistake on the other.
    repository.write("infra/dev.tfvars", "x = 1\n");
    repository.write("infra/akslint.yaml", "environments:\n  - name: dev\n    var-files: [dev.tfvars]\n");
    let run = repository.run(&["scan", "--diff-base", "main", "--format", "concise"]);
    assert!(run.code <= 1, "{}", run.log);
    assert!(run.out.contains("compared with main: 0 new"), "{}", run.out);
    assert_eq!(repository.run(&["scan", "--diff-base", "main", "--config", "infra/akslint.yaml"]).code, 0);
}

#[test]
fn a_change_cannot_switch_policies_off() {
    let repository = with_cluster("");
    repository.write("infra/dev.tfvars", "");
    std::fs::create_dir(repository.path().join("ours")).unwrap();
    assert_eq!(repository.run(&["new-policy", "our-rule", "--directory", "ours"]).code, 0);
    let settings = "policy-directories: [ours]\nenvironments:\n  - name: dev\n    var-files: [infra/dev.tfvars]\n";
    repository.write("akslint.yaml", settings).commit();
    let trusted = ["--trust-base", "main", "--only", "aks-local-accounts-disabled"];
    assert_eq!(findings(&repository.json(&trusted)).len(), 1);
    repository.write("akslint.yaml", "policies:\n  aks-local-accounts-disabled:\n    enabled: false\n");
    repository.write("infra/akslint.yaml", "ignore:\n  - path: \"**\"\n    reason: none\n");
    assert!(findings(&repository.json(&[])).is_empty());
    let json = repository.json(&trusted);
    assert_eq!(findings(&json).len(), 1);
    let said = notes(&json);
    for file in ["akslint.yaml: This file differs", "infra/akslint.yaml: This file is not in the trusted revision"] {
        assert!(said.iter().any(|note| note.starts_with(file)), "{file}: {said:?}");
    }
    // Settings of the trusted revision name what the change has removed: neither a mistake nor a way out.
    std::fs::remove_dir_all(repository.path().join("ours")).unwrap();
    std::fs::remove_file(repository.path().join("infra/dev.tfvars")).unwrap();
    assert_eq!(findings(&repository.json(&trusted)).len(), 1);
    let run = repository.run(&["scan", "--trust-base", "main", "--only", "our-rule"]);
    assert!(run.code <= 1, "the page is the trusted one: {}", run.log);
    // A file that is named is taken from there, too.
    let run = repository.run(&["scan", "--trust-base", "main", "--config", "akslint.yaml", "--only", "our-rule"]);
    assert!(run.code <= 1, "{}", run.log);
}

#[test]
fn comments_and_exemptions_of_a_change_hide_nothing() {
    let repository = with_cluster("");
    let only = ["--only", "aks-local-accounts-disabled,aks-policy-addon"];
    let trusted = [&only[..], &["--trust-base", "main"]].concat();
    let ignore = "# akslint: ignore[aks-local-accounts-disabled] they are needed\nresource";
    repository.edit("infra/main.tf", "resource", ignore);
    let exemptions = "exemptions:\n  - policy: aks-policy-addon\n    address: \"**\"\n    owner: us\n    category: waiver\n    reason: none\n";
    repository.write("akslint-exemptions.yaml", exemptions);
    assert!(findings(&repository.json(&only)).is_empty());
    let json = repository.json(&trusted);
    assert_eq!(findings(&json).len(), 2, "{json}");
    let said = notes(&json);
    assert!(
        said.iter().any(|note| note.starts_with("akslint-exemptions.yaml: This file is not in the trusted")),
        "{said:?}"
    );
    assert!(said.iter().any(|note| note.contains("main")), "the comment is told: {said:?}");
    // Once they are in the trusted revision, they count, on whatever line.
    repository.commit();
    assert!(findings(&repository.json(&trusted)).is_empty());
    repository.edit("infra/main.tf", "# akslint", "\n\n# akslint");
    std::fs::remove_file(repository.path().join("akslint-exemptions.yaml")).unwrap();
    assert!(findings(&repository.json(&trusted)).is_empty());
    // Another reason, another comment.
    repository.edit("infra/main.tf", "they are needed", "no reason at all");
    assert_eq!(findings(&repository.json(&trusted)), ["aks-local-accounts-disabled at infra/main.tf"]);
    // A finding that shows because its comment is gone is new; one that a comment hides now is not fixed.
    repository.edit("infra/main.tf", "# akslint: ignore[aks-local-accounts-disabled] no reason at all\n", "");
    assert_eq!(
        repository.changes(&[&only[..1], &["aks-local-accounts-disabled", "--diff-base", "main"]].concat()),
        (1, 0, 0)
    );
    repository.edit("infra/main.tf", "resource", "# akslint: ignore[aks-policy-addon] later\nresource");
    repository.git(&["rm", "--quiet", "akslint-exemptions.yaml"]);
    repository.git(&["commit", "--quiet", "--message", "no exemption"]);
    assert_eq!(repository.changes(&[&only[..1], &["aks-policy-addon", "--diff-base", "main"]].concat()), (0, 0, 0));
}
