//! The Bicep parser, generated from `grammars/bicep/grammar.js`.
//!
//! `grammar.js` is written by hand; `grammar.json` is the same grammar without JavaScript, and the parser is generated
//! from that, so that the check needs no JavaScript engine. A stamp ties `grammar.json` to the `grammar.js` it was made
//! from; where `node` is installed, the check makes it anew as well.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};
use tree_sitter_generate::{ABI_VERSION_MAX, OptLevel, generate_parser_in_directory, load_grammar_file};

/// What is generated, below `grammars/bicep/src`.
const GENERATED: [&str; 5] =
    ["parser.c", "node-types.json", "tree_sitter/parser.h", "tree_sitter/alloc.h", "tree_sitter/array.h"];
/// The grammar without JavaScript.
const JSON: &str = "src/grammar.json";
/// The hash of the `grammar.js` that the rest was made from.
const STAMP: &str = "src/grammar.js.sha256";

/// Writes everything anew. Needs `node`.
pub fn generate(root: &Path) -> Result<()> {
    let directory = root.join("grammars/bicep");
    let json = from_javascript(&directory)?;
    fs::write(directory.join(JSON), json)?;
    fs::write(directory.join(STAMP), stamp(&directory)?)?;
    write_parser(&directory, &directory.join("src"))
}

/// Fails when something checked in is not what would be generated.
pub fn check(root: &Path) -> Result<()> {
    let directory = root.join("grammars/bicep");
    let advice = "run `cargo run -p xtask -- grammar` and commit the result";
    ensure!(fs::read_to_string(directory.join(STAMP))? == stamp(&directory)?, "grammar.js has changed: {advice}");
    if has_node() {
        let json = fs::read_to_string(directory.join(JSON))?;
        ensure!(json == from_javascript(&directory)?, "{JSON} is not what grammar.js says: {advice}");
    }
    let scratch = root.join("target/xtask/bicep");
    write_parser(&directory, &scratch)?;
    for name in GENERATED {
        let checked_in = fs::read(directory.join("src").join(name)).with_context(|| name.to_owned())?;
        ensure!(checked_in == fs::read(scratch.join(name))?, "src/{name} is not the generated one: {advice}");
    }
    Ok(())
}

fn from_javascript(directory: &Path) -> Result<String> {
    let mut json = load_grammar_file(&directory.join("grammar.js"), None).context("turning grammar.js into JSON")?;
    json.push('\n');
    Ok(json)
}

fn write_parser(directory: &Path, target: &Path) -> Result<()> {
    let (json, no_report, no_runtime) = (directory.join(JSON), None, None);
    let (repository, target) = (directory.to_owned(), Some(target.to_owned()));
    let level = OptLevel::default();
    generate_parser_in_directory(repository, target, Some(json), ABI_VERSION_MAX, no_report, no_runtime, true, level)
        .context("generating the parser")
}

fn stamp(directory: &Path) -> Result<String> {
    // Line ends may differ between checkouts.
    let text = fs::read_to_string(directory.join("grammar.js"))?.replace("\r\n", "\n");
    let digest = Sha256::digest(text.as_bytes());
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>() + "\n")
}

fn has_node() -> bool {
    let mut command = Command::new("node");
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
