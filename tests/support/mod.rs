//! What tests of the built binary share: trees of files in temporary directories, and runs over them.

#![allow(dead_code, clippy::unwrap_used, clippy::disallowed_methods)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// A cluster without anything set: several policies fail on it, `aks-defender-profile` among them.
pub const CLUSTER: &str = "resource \"azurerm_kubernetes_cluster\" \"this\" {\n  name = \"demo\"\n}\n";

/// A directory of files that is removed at the end.
pub struct Tree {
    directory: TempDir,
}

impl Tree {
    /// An empty tree.
    pub fn new() -> Self {
        // A name without a leading dot: such directories are treated like any other, but look odd in messages.
        Self { directory: tempfile::Builder::new().prefix("akslint-tree-").tempdir().unwrap() }
    }

    /// A tree with these files.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let tree = Self::new();
        for (path, text) in files {
            tree.write(path, text);
        }
        tree
    }

    /// Writes a file, with its directories.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// An absolute path in the tree.
    pub fn path(&self, path: &str) -> PathBuf {
        self.directory.path().join(path)
    }

    /// Copies a directory of the repository into the tree.
    pub fn copy(&self, from: &Path, to: &str) -> &Self {
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let target = if to.is_empty() { name } else { format!("{to}/{name}") };
            if entry.path().is_dir() {
                self.copy(&entry.path(), &target);
            } else {
                self.write(&target, fs::read(entry.path()).unwrap());
            }
        }
        self
    }

    /// Runs akslint in the tree.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[])
    }

    /// Runs akslint in the tree with environment variables.
    pub fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_akslint"))
            .current_dir(self.directory.path())
            .args(arguments)
            .env_remove("FORCE_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .envs(environment.iter().copied())
            .output()
            .unwrap();
        let run = Run {
            command: arguments.join(" "),
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            log: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(run.code.is_some(), "`{}` was killed: {}", run.command, run.log);
        assert!(!run.log.contains("panicked"), "`{}` panicked: {}", run.command, run.log);
        run
    }

    /// Scans, with these further arguments, into JSON.
    pub fn scan(&self, arguments: &[&str]) -> Scan {
        let mut all = vec!["scan", "--format", "json"];
        all.extend(arguments);
        let run = self.run(&all);
        let json = serde_json::from_str(&run.out)
            .unwrap_or_else(|error| panic!("`{}` gives no JSON ({error}): {}{}", run.command, run.out, run.log));
        Scan { code: run.code.unwrap(), json, run }
    }

    /// `show verdicts` in JSON.
    pub fn verdicts(&self, arguments: &[&str]) -> Value {
        let mut all = vec!["show", "verdicts", "--format", "json"];
        all.extend(arguments);
        serde_json::from_str(&self.run(&all).out).unwrap()
    }
}

/// What a run of the binary gave.
#[derive(Debug, Clone)]
pub struct Run {
    /// The arguments, for messages.
    pub command: String,
    /// The exit code.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub log: String,
}

/// A scan's JSON.
#[derive(Debug, Clone)]
pub struct Scan {
    /// The exit code.
    pub code: i32,
    /// The document.
    pub json: Value,
    /// The run.
    pub run: Run,
}

impl Scan {
    /// The findings.
    pub fn findings(&self) -> &[Value] {
        self.json["findings"].as_array().unwrap()
    }

    /// The problems.
    pub fn problems(&self) -> Vec<Problem> {
        (self.json["problems"].as_array().unwrap().iter())
            .map(|problem| Problem {
                kind: text(&problem["kind"]),
                file: text(&problem["file"]),
                line: problem["line"].as_u64(),
                column: problem["column"].as_u64(),
                message: text(&problem["message"]),
            })
            .collect()
    }

    /// The problems that are no notes.
    pub fn serious(&self) -> Vec<Problem> {
        self.problems().into_iter().filter(|problem| problem.kind != "note").collect()
    }

    /// Policies that found something in a root (`""` for all).
    pub fn policies_in(&self, root: &str) -> Vec<String> {
        let mut policies: Vec<String> = (self.findings().iter())
            .filter(|finding| {
                let mut occurrences = finding["occurrences"].as_array().unwrap().iter();
                root.is_empty() || occurrences.any(|occurrence| text(&occurrence["root"]) == root)
            })
            .map(|finding| text(&finding["policy"]))
            .collect();
        policies.sort();
        policies
    }

    /// Whether some problem has this kind and a message with this text.
    pub fn has(&self, kind: &str, message: &str) -> bool {
        self.problems().iter().any(|problem| problem.kind == kind && problem.message.contains(message))
    }
}

/// One problem of a scan.
#[derive(Debug, Clone)]
pub struct Problem {
    pub kind: String,
    pub file: String,
    pub line: Option<u64>,
    pub column: Option<u64>,
    pub message: String,
}

/// A JSON text, or nothing.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
