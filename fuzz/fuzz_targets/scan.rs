//! A whole analysis of one file of arbitrary text, as each language that it may be: read, evaluate, model, judge.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let names: &[&str] = match text.as_bytes().first() {
        Some(b'{') => &["main.tf.json", "main.json"],
        _ => &["main.tf", "main.bicep"],
    };
    for name in names {
        let analysis = akslint::analyse_texts(&[(name, text)]);
        assert!(analysis.verdicts.iter().all(|verdict| !verdict.evidence.is_empty()));
    }
});
