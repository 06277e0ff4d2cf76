//! A whole analysis of one file of arbitrary text: read, evaluate, model, judge.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let name = match text.as_bytes().first() {
        Some(b'{') => "main.tf.json",
        _ => "main.tf",
    };
    let analysis = akslint::analyse_texts(&[(name, text)]);
    assert!(analysis.verdicts.iter().all(|verdict| !verdict.evidence.is_empty()));
});
