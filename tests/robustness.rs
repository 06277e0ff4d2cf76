//! Whatever the input, nothing panics and every budget holds: prefixes and mutations of real-looking files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

/// How many mutated files are analysed. Optimised builds (the gate runs one) do the whole number.
const MUTATIONS: u64 = if cfg!(debug_assertions) { 4_000 } else { 100_000 };

fn examples() -> Vec<(String, String)> {
    fn walk(directory: &Path, found: &mut Vec<(String, String)>) {
        let mut entries: Vec<PathBuf> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, found);
            } else if let Some(name) = path.file_name().and_then(|name| name.to_str())
                && (name.ends_with(".tf") || name.ends_with(".tfvars") || name.ends_with(".tf.json"))
            {
                found.push((name.to_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata"), &mut found);
    assert!(found.len() > 10, "there are examples to break");
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

const SPLINTERS: [&str; 24] = [
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
    let analysis = akslint::analyse_texts(&[(name, text)]);
    for problem in &analysis.problems {
        assert!(!problem.message.is_empty());
    }
    for verdict in &analysis.verdicts {
        assert!(!verdict.evidence.is_empty(), "a verdict without evidence");
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
