//! What a person at a terminal types, and what comes back: output, messages, exit codes.
//!
//! Each file of `tests/cli` is a transcript; `TRYCMD=overwrite cargo test --test cli` rewrites them.

#[test]
fn transcripts_are_what_comes_out() {
    let ran = trycmd::TestCases::new();
    ran.case("tests/cli/*.trycmd");
    ran.run();
}
