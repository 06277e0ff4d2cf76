//! One expression of arbitrary text: an answer or an error, within the budget.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = akslint::terraform::evaluate::evaluate_text(text);
});
