//! Whatever the input, nothing panics and every budget holds: prefixes and mutations of real-looking files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]

use std::fs;
use std::path::{Path, PathBuf};

use akslint::bicep::parse_bicep;
use akslint::planning::Planned;
use akslint::planning::estate::{Estate, Growth};
use akslint::report::address_plan::{self, TextPlanOptions};
use akslint::source::{Sources, Span};
use rayon::prelude::*;

/// How many mutated files are analysed. Optimised builds (the gate runs one) do the whole number.
const MUTATIONS: u64 = if cfg!(debug_assertions) { 4_000 } else { 100_000 };

/// What the names of the examples end in.
const EXTENSIONS: [&str; 5] = [".tf", ".tfvars", ".tf.json", ".bicep", ".bicepparam"];

/// How many bytes a large file has.
const LARGE: usize = if cfg!(debug_assertions) { 1_000_000 } else { 10_000_000 };

fn is_bicep(name: &str) -> bool {
    name.ends_with(".bicep") || name.ends_with(".bicepparam")
}

fn examples() -> Vec<(String, String)> {
    fn walk(directory: &Path, found: &mut Vec<(String, String)>) {
        let mut entries: Vec<PathBuf> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, found);
            } else if let Some(name) = path.file_name().and_then(|name| name.to_str())
                && EXTENSIONS.iter().any(|extension| name.ends_with(extension))
            {
                found.push((name.to_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata"), &mut found);
    assert!(found.len() > 10 && found.iter().any(|(name, _)| is_bicep(name)), "there are examples to break");
    found
}

/// A small generator of pseudo-random numbers (xorshift), so that a failure can be repeated from its seed.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below.max(1) as u64).unwrap()
    }
}

const SPLINTERS: [&str; 32] = [
    "'",
    "'''",
    "$'''",
    "$$'''${",
    "=>",
    "|",
    "@",
    "\nresource ",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "${",
    "%{",
    "<<EOT\n",
    "EOT",
    "\n",
    "=",
    ":",
    "?",
    "...",
    "#{x}#",
    "\u{feff}",
    "\0",
    "for x in ",
    "/*",
    "*/",
    "\\u0041",
    "[*]",
];

fn mutate(text: &str, random: &mut Random) -> String {
    let mut bytes = text.to_owned();
    for _ in 0..=random.next(4) {
        let boundary = |at: usize, text: &str| (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        let at = boundary(random.next(bytes.len() + 1), &bytes);
        let end = boundary((at + random.next(30)).min(bytes.len()), &bytes).max(at);
        match random.next(4) {
            0 => bytes.replace_range(at..end, ""),
            1 => bytes.insert_str(at, SPLINTERS[random.next(SPLINTERS.len())]),
            2 => bytes.replace_range(at..end, SPLINTERS[random.next(SPLINTERS.len())]),
            _ => {
                let copy = bytes[at..end].to_owned();
                bytes.insert_str(boundary(random.next(bytes.len() + 1), &bytes), &copy);
            }
        }
    }
    bytes
}

fn analyse(name: &str, text: &str) {
    if is_bicep(name) {
        parse(name, text);
        // A whole analysis takes much longer than parsing: some of them, and only in an optimised build.
        if cfg!(debug_assertions) || !text.len().is_multiple_of(32) {
            return;
        }
    }
    let analysis = akslint::analyse_texts(&[(name, text)]);
    for problem in &analysis.problems {
        assert!(!problem.message.is_empty());
    }
    for verdict in &analysis.verdicts {
        assert!(!verdict.evidence.is_empty(), "a verdict without evidence");
    }
    let estate = Estate::new(&Planned::new(&analysis.model), Growth::parse("2x").ok());
    let sources = Sources::in_memory();
    let options = TextPlanOptions { columns: Some(40), is_colored: true };
    assert!(address_plan::svg(&estate, &sources).ends_with("</svg>\n"));
    assert!(address_plan::json(&estate, &sources).ends_with("}\n"));
    assert!(address_plan::markdown(&estate, &sources).starts_with("### Address plan\n"));
    assert!(!address_plan::text(&estate, &sources, options).is_empty());
}

/// Parses a Bicep file; gives its declarations and its problems.
fn parse(name: &str, text: &str) -> (usize, usize) {
    let sources = Sources::in_memory();
    let (tree, problems) = parse_bicep(text, sources.add(name, text));
    let is_inside = |span: Span| text.get(span.range()).is_some();
    assert!(tree.declarations.iter().all(|declaration| is_inside(declaration.span)));
    assert!(tree.comments.iter().all(|comment| is_inside(comment.span)));
    assert!(problems.iter().all(|problem| problem.span.is_some_and(is_inside) && !problem.message.is_empty()));
    let is_partial = tree.declarations.iter().any(|declaration| declaration.is_partial);
    assert!(!is_partial || !problems.is_empty(), "what is read in part has a problem");
    (tree.declarations.len(), problems.len())
}

#[test]
fn a_large_bicep_file_is_read_whole() {
    let examples = examples();
    let (name, text) = examples.iter().filter(|(name, _)| is_bicep(name)).max_by_key(|(_, text)| text.len()).unwrap();
    let (declarations, problems) = parse(name, text);
    assert_eq!(problems, 0, "{name}");
    let copies = LARGE / text.len() + 1;
    assert_eq!(parse(name, &text.repeat(copies)), (declarations * copies, 0));
    // An error in the middle costs one declaration.
    let broken = format!("{}var broken = {{\n{}", text.repeat(copies / 2), text.repeat(copies / 2));
    assert_eq!(parse(name, &broken), (declarations * (copies / 2 * 2) + 1, 1));
}

#[test]
fn a_large_file_that_is_no_bicep_ends() {
    for line in ["} ] ) ' ${\n", "word word\n", "{ [ (\n", "param a = [\n", "$'''${\n", "/*\n", "@a(\n"] {
        let (_, problems) = parse("main.bicep", &line.repeat(LARGE / line.len()));
        assert!((1..=101).contains(&problems), "{line:?}: {problems}");
    }
}

#[test]
fn every_prefix_is_survived() {
    let examples = examples();
    examples.par_iter().for_each(|(name, text)| {
        let step = if cfg!(debug_assertions) { 7 } else { 1 };
        for (at, _) in text.char_indices().step_by(step) {
            analyse(name, &text[..at]);
        }
    });
}

#[test]
fn mutations_are_survived() {
    let examples = examples();
    (0..MUTATIONS).into_par_iter().for_each(|seed| {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let (name, text) = &examples[random.next(examples.len())];
        let mutated = mutate(text, &mut random);
        let survived = std::panic::catch_unwind(|| analyse(name, &mutated));
        assert!(survived.is_ok(), "seed {seed} of {name}:\n{mutated}");
    });
}
