//! The grammar of Bicep and of its parameter files for tree-sitter, named `akslint_bicep`: two grammars called `bicep`
//! in one program would link into one another.
//!
//! `grammar.js` is the source; everything else here but `scanner.c` is generated from it by `cargo run -p xtask -- grammar`.

use tree_sitter_language::LanguageFn;

unsafe extern "C" {
    fn tree_sitter_akslint_bicep() -> *const ();
    fn akslint_bicep_recoveries() -> u32;
}

/// The grammar.
// SAFETY: the generated function takes nothing and returns a pointer to a static table.
pub const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_akslint_bicep) };

/// The kinds of nodes, as JSON in tree-sitter's format.
pub const NODE_TYPES: &str = include_str!("node-types.json");

/// How many tokens the parsers of this thread have read on their way out of errors, so far and beyond the largest number
/// from zero again. A parse that raises it is one of a text with errors; the runtime tells that only at its end.
#[must_use]
pub fn recoveries() -> u32 {
    // SAFETY: the function takes nothing and returns a number that belongs to the thread.
    unsafe { akslint_bicep_recoveries() }
}
