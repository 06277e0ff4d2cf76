//! `load…` functions: what they read, where values stand, what is refused.

use super::super::EvaluationError;
use super::super::testing::{Fixture, show};
use crate::arm::Options;
use crate::document::{Cause, Interest, Value};
use crate::formats::Placeholders;
use crate::source::{Limits, Sources};

const FILES: &[(&str, &str)] = &[
    ("hello.txt", "hello\nworld\n"),
    ("bom.txt", "\u{feff}text"),
    (
        "sub/pools.json",
        "{ // comment\n  \"pools\": [ { \"name\": \"a\", \"n\": 3 }, { \"name\": \"b\" }, ],\n  \"on\": true\n}",
    ),
    ("broken.json", "{ \"a\": "),
    ("token.json", "{ \"ip\": \"#{IP}#\", \"n\": #{N}#, \"x\": null }"),
    ("values.yaml", "a: 1\nb: [x, 'true', true, ~]\nc: &base {k: v}\nd:\n  <<: *base\n  e: 1.5\n"),
    ("broken.yaml", "a: [1\n"),
    ("empty.yaml", ""),
];

fn run(expression: &str) -> Result<Value, EvaluationError> {
    let fixture = Fixture::with_files(FILES);
    let scope = fixture.scope(&format!("var answer = {expression}\n"));
    scope.with_names(super::names()).value("answer")
}

#[expect(clippy::disallowed_methods, reason = "a test's own files")]
fn write(directory: &std::path::Path, files: &[(&str, &[u8])]) {
    for (path, content) in files {
        std::fs::write(directory.join(path), content).unwrap();
    }
}

#[test]
fn files_are_loaded() {
    for (expression, expected) in [
        ("loadTextContent('hello.txt')", "'hello\nworld\n'"),
        ("loadTextContent('./sub/../hello.txt', 'utf-8')", "'hello\nworld\n'"),
        ("sys.loadTextContent('hello.txt')", "'hello\nworld\n'"),
        ("loadTextContent('bom.txt')", "'text'"),
        ("loadFileAsBase64('hello.txt')", "'aGVsbG8Kd29ybGQK'"),
        ("loadJsonContent('sub/pools.json').on", "true"),
        ("loadJsonContent('sub/pools.json').pools[1].name", "'b'"),
        ("loadJsonContent('sub/pools.json', '$.pools[0].n')", "3"),
        ("loadJsonContent('sub/pools.json', 'pools[0]')", "{n: 3, name: 'a'}"),
        ("loadJsonContent('sub/pools.json', '.on')", "true"),
        ("loadJsonContent('sub/pools.json', '$')", "{on: true, pools: [{n: 3, name: 'a'}, {name: 'b'}]}"),
        ("loadJsonContent('sub/pools.json', '$.pools[*].name')", "['a', 'b']"),
        ("loadJsonContent('sub/pools.json', '$..name')", "['a', 'b']"),
        ("loadJsonContent('sub/pools.json', '$[\\'on\\']')", "true"),
        ("loadJsonContent('sub/pools.json', '$.pools[?(@.n > 1)]')", "?"),
        ("loadJsonContent('token.json')", "{ip: ?, n: ?, x: null}"),
        ("loadYamlContent('values.yaml')", "{a: 1, b: ['x', 'true', true, null], c: {k: 'v'}, d: {e: 1.5, k: 'v'}}"),
        ("loadYamlContent('values.yaml', 'b[0]')", "'x'"),
        ("loadDirectoryFileInfo('sub')", "set?"),
        ("loadTextContent(s)", "set?"),
        ("loadJsonContent('sub/pools.json', s)", "?"),
    ] {
        let value = run(expression).unwrap_or_else(|error| panic!("{expression}: {}", error.message));
        assert_eq!(show(&value), expected, "{expression}");
    }
    let ip = run("loadJsonContent('token.json').ip").unwrap();
    assert_eq!(ip.first_reason().unwrap().cause, Cause::Pipeline);
}

#[test]
fn what_cannot_be_loaded_is_refused_at_the_argument() {
    for (expression, message, at) in [
        (
            "loadTextContent('no.txt')",
            "An error occurred reading file \"no.txt\": no such file or directory",
            "'no.txt'",
        ),
        ("loadTextContent('/etc/passwd')", "begins with \"/\"", "'/etc/passwd'"),
        ("loadTextContent('a\\\\b')", "contains a \"\\\" character", "'a\\\\b'"),
        ("loadTextContent('')", "path is empty", "''"),
        ("loadTextContent('a\\tb')", "control code", "'a\\tb'"),
        ("loadTextContent(1)", "compile-time constant", "1"),
        ("loadTextContent('hello.txt', 'utf-7')", "'us-ascii' | 'iso-8859-1'", "'utf-7'"),
        ("loadTextContent()", "Expected 1 to 2 arguments, but got 0", "loadTextContent()"),
        ("loadFileAsBase64('a', 'b')", "Expected 1 argument, but got 2", "loadFileAsBase64('a', 'b')"),
        ("loadJsonContent('broken.json')", "Unable to parse literal JSON value", "'broken.json'"),
        ("loadJsonContent('hello.txt')", "Unable to parse literal JSON value", "'hello.txt'"),
        ("loadJsonContent('sub/pools.json', '$.nope')", "Specified JSONPath does not exist", "'$.nope'"),
        ("loadJsonContent('sub/pools.json', 'On')", "Specified JSONPath does not exist", "'On'"),
        ("loadJsonContent('sub/pools.json', 'a..')", "Specified JSONPath does not exist", "'a..'"),
        ("loadYamlContent('broken.yaml')", "Unable to parse literal YAML value", "'broken.yaml'"),
        ("loadYamlContent('empty.yaml')", "Unable to parse literal YAML value", "'empty.yaml'"),
        ("loadtextcontent('hello.txt')", "did you mean \"loadTextContent\"?", "loadtextcontent"),
    ] {
        let text = format!("var answer = {expression}\n");
        let error = run(expression).unwrap_err();
        assert!(error.message.contains(message), "{expression}: {}", error.message);
        assert_eq!(&text[error.span.range()], at, "{expression}");
    }
}

#[test]
fn values_stand_where_the_file_says_them() {
    let fixture = Fixture::with_files(FILES);
    let text = "var n = loadJsonContent('sub/pools.json').pools[0].n\n\
                var e = loadYamlContent('values.yaml').d.e\n\
                var t = loadTextContent('hello.txt')\n\
                var b = loadJsonContent('sub/pools.json', '$', 'utf-8').on\n";
    let scope = fixture.scope(text);
    let place = |name: &str| {
        let span = scope.value(name).unwrap().trail.literal.unwrap();
        let file = fixture.sources.file(span.file);
        (file.path.clone(), file.text[span.range()].to_owned())
    };
    assert_eq!(place("n"), ("infra/sub/pools.json".to_owned(), "3".to_owned()));
    assert_eq!(place("e"), ("infra/values.yaml".to_owned(), "1.5".to_owned()));
    assert_eq!(place("t"), ("infra/main.bicep".to_owned(), "loadTextContent('hello.txt')".to_owned()));
    // With an encoding of its own the text is another than the file's.
    assert_eq!(place("b").0, "infra/main.bicep");
    let pools = scope.value("n").unwrap();
    assert_eq!(pools.trail.literal.unwrap().start, 46, "counted by hand");
    let yaml = crate::bicep::evaluate::evaluate(
        &fixture.scope("var y = loadYamlContent('values.yaml').d\n").expression("y").clone(),
        &scope,
        &crate::bicep::evaluate::Bindings::empty(),
    )
    .unwrap();
    let entry = yaml.as_object().unwrap().get("e").unwrap().span.unwrap();
    assert_eq!(&fixture.sources.file(entry.file).text[entry.range()], "e: 1.5");
}

#[test]
fn large_files_are_refused() {
    let text = "x".repeat(131_073);
    let json = format!("\"{}\"", "x".repeat(1_048_577));
    let files = [("big.txt", &*text), ("big.json", &*json), ("fits.json", &format!("[\"{text}\"]"))];
    let fixture = Fixture::with_files(&files);
    let scope = fixture.scope(
        "var a = loadTextContent('big.txt')\nvar b = loadFileAsBase64('big.txt')\nvar c = loadJsonContent('big.json')\n\
         var d = length(loadJsonContent('fits.json')[0])\n",
    );
    for (name, message) in [("a", "131072 characters"), ("b", "131072 characters"), ("c", "1048576 characters")] {
        let error = scope.value(name).unwrap_err();
        assert!(error.message.contains(message), "{name}: {}", error.message);
    }
    assert_eq!(show(&scope.value("d").unwrap()), "131073");
}

#[test]
fn encodings_are_decoded() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().canonicalize().unwrap();
    let utf16: Vec<u8> = "\u{feff}hé".encode_utf16().flat_map(u16::to_le_bytes).collect();
    write(&root, &[("utf16.txt", &utf16), ("latin.txt", b"h\xe9"), ("main.bicep", b"")]);
    let fixture = Fixture { sources: Sources::new(root.clone(), Limits::default()), ..Fixture::default() };
    let scope = fixture.scope(
        "var a = loadTextContent('utf16.txt', 'utf-16')\nvar b = loadTextContent('latin.txt', 'iso-8859-1')\n\
         var c = loadTextContent('latin.txt')\nvar d = loadFileAsBase64('latin.txt')\n",
    );
    let scope = scope.at(root.join("main.bicep"));
    for (name, expected) in [("a", "'hé'"), ("b", "'hé'"), ("c", "'h\u{fffd}'"), ("d", "'aOk='")] {
        assert_eq!(show(&scope.value(name).unwrap()), expected, "{name}");
    }
}

#[test]
fn nothing_outside_the_boundary_is_read() {
    let directory = tempfile::tempdir().unwrap();
    let outer = directory.path().canonicalize().unwrap();
    let root = outer.join("root");
    std::fs::create_dir(&root).unwrap();
    write(&outer, &[("secret.txt", b"canary"), ("root/main.bicep", b""), ("root/inside.txt", b"fine")]);
    #[cfg(unix)]
    std::os::unix::fs::symlink(outer.join("secret.txt"), root.join("link.txt")).unwrap();
    let fixture = Fixture { sources: Sources::new(root.clone(), Limits::default()), ..Fixture::default() };
    for (function, path) in [
        ("loadTextContent", "../secret.txt"),
        ("loadFileAsBase64", "../secret.txt"),
        ("loadJsonContent", "../secret.txt"),
        ("loadYamlContent", "../secret.txt"),
        #[cfg(unix)]
        ("loadTextContent", "link.txt"),
    ] {
        let scope = fixture.scope(&format!("var answer = {function}('{path}')\n"));
        let scope = scope.at(root.join("main.bicep"));
        let error = scope.value("answer").unwrap_err();
        assert!(error.message.contains("outside the read boundary"), "{function} {path}: {}", error.message);
        assert!(!error.message.contains("canary") && !error.message.contains(&*outer.to_string_lossy()));
    }
    let scope = fixture.scope("var answer = loadTextContent('inside.txt')\n");
    let scope = scope.at(root.join("main.bicep"));
    assert_eq!(show(&scope.value("answer").unwrap()), "'fine'");
}

#[test]
fn aliases_cannot_explode() {
    let mut yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let alias = format!("*a{}", level - 1);
        yaml.push_str(&format!("a{level}: &a{level} [{}]\n", [&alias[..]; 10].join(", ")));
    }
    let fixture = Fixture::with_files(&[("bomb.yaml", &yaml), ("deep.json", &"[".repeat(100_000))]);
    let scope = fixture.scope("var a = loadYamlContent('bomb.yaml')\nvar b = loadJsonContent('deep.json')\n");
    let error = scope.value("b").unwrap_err();
    assert!(error.message.contains("Unable to parse"), "{}", error.message);
    assert!(scope.value("a").unwrap_err().is_exhausted);
}

#[test]
fn placeholders_of_the_user_count_too() {
    let placeholders = Placeholders::default();
    let options = Options { placeholders: placeholders.into(), ..Options::default() };
    let fixture = Fixture { options, interest: Interest::default(), ..Fixture::with_files(FILES) };
    let scope = fixture.scope("var answer = loadJsonContent('token.json').n\n");
    assert_eq!(show(&scope.value("answer").unwrap()), "?");
}
