//! Files on disk: the read boundary, directories, what was reached.

use std::path::Path;

use super::{interest, pair, root};
use crate::arm::Options;
use crate::bicep::{Loader, RootFile, read};
use crate::document::{ProblemKind, Reading};
use crate::source::{Limits, Sources};

#[expect(clippy::disallowed_methods, reason = "the test makes its files")]
fn on_disk(files: &[(&str, &str)]) -> (tempfile::TempDir, Reading) {
    let base = tempfile::tempdir().unwrap();
    let directory = base.path().canonicalize().unwrap();
    for (path, text) in files {
        let path = directory.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        if !path.exists() {
            std::fs::write(path, text).unwrap();
        }
    }
    let sources = Sources::new(directory.join("inside"), Limits::default());
    let root = RootFile { path: directory.join("inside/main.bicep"), ..root("") };
    let reading = read(&Loader::new(&sources), &[root], &interest(), &Options::default());
    (base, reading)
}

#[test]
fn what_is_no_file_or_outside_is_a_problem_and_the_rest_is_read() {
    let main = "module a 'dir.bicep' = {\n}\nmodule b '../outside.bicep' = {\n}\nmodule c '/etc/passwd' = {\n}\n\
                module d 'sub/m.bicep' = {\n}\nresource e 'X.Y/as@2020-01-01' = {\n  name: loadTextContent('../outside.bicep')\n}\n";
    let module = "resource a 'X.Y/as@2020-01-01' = {\n  name: 'a'\n}\n";
    let (_base, reading) = on_disk(&[
        ("inside/main.bicep", main),
        ("inside/dir.bicep/x.txt", ""),
        ("inside/sub/m.bicep", module),
        ("outside.bicep", module),
    ]);
    let document = &reading.documents[0];
    let messages: Vec<(ProblemKind, &str)> =
        document.problems.iter().map(|problem| (problem.kind, problem.message.as_str())).collect();
    assert_eq!(messages[0], (ProblemKind::Module, "The file \"dir.bicep\" cannot be read: a directory, not a file"));
    assert!(messages[1].1.starts_with("The file \"../outside.bicep\" cannot be read: outside the read boundary"));
    assert_eq!(messages[2].0, ProblemKind::Module);
    assert_eq!(messages[3].0, ProblemKind::Evaluation);
    assert_eq!(messages.len(), 4);
    let addresses: Vec<&str> = document.declarations.iter().map(|declaration| &*declaration.address).collect();
    assert_eq!(addresses, ["d/a", "e"]);
    assert_eq!(&*document.root, "main.bicep");
}

#[test]
fn a_root_that_cannot_be_read_is_a_problem() {
    let (_base, reading) = on_disk(&[("inside/other.bicep", "")]);
    assert_eq!(reading.documents[0].problems[0].kind, ProblemKind::Io);
    assert_eq!(reading.documents[0].problems[0].path.as_deref(), Some("main.bicep"));
}

#[test]
fn the_files_that_were_evaluated_are_told() {
    let main = "module m 'm.bicep' = {\n}\nmodule n 'm.bicep' = if (false) {\n}\n";
    let world = pair(main, "var x = 1\n");
    let reached: Vec<&Path> = world.reading.reached.iter().map(std::path::PathBuf::as_path).collect();
    assert_eq!(reached, [Path::new("m.bicep"), Path::new("main.bicep")]);
}

#[test]
fn the_order_of_roots_does_not_matter() {
    let sources = Sources::in_memory();
    sources.add("a.bicep", "resource a 'X.Y/as@2020-01-01' = {\n  name: 'a'\n}\n");
    sources.add("b.bicep", "module a 'a.bicep' = {\n}\n");
    let shown = |roots: &[RootFile]| {
        let reading = read(&Loader::new(&sources), roots, &interest(), &Options::default());
        let documents = reading.documents.iter().map(|document| document.root.to_string());
        documents.collect::<Vec<_>>()
    };
    let (a, b) = (root("a.bicep"), root("b.bicep"));
    assert_eq!(shown(&[a.clone(), b.clone()]), ["a.bicep", "b.bicep"]);
    assert_eq!(shown(&[b, a]), ["a.bicep", "b.bicep"]);
}
