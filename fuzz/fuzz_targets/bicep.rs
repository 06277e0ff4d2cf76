//! Any text as a Bicep file: the syntax tree stays within the text, and what is read in part has a problem.

#![no_main]

use akslint::bicep::parse_bicep;
use akslint::source::Sources;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let sources = Sources::in_memory();
    let (tree, problems) = parse_bicep(text, sources.add("main.bicep", text));
    for comment in &tree.comments {
        assert!(text.get(comment.span.range()).is_some(), "a comment outside the text");
    }
    for declaration in &tree.declarations {
        assert!(text.get(declaration.span.range()).is_some(), "a declaration outside the text");
        assert!(!declaration.is_partial || !problems.is_empty(), "read in part, without a problem");
    }
    for problem in &problems {
        let span = problem.span.expect("a problem with the text has a place");
        assert!(text.get(span.range()).is_some() && !problem.message.is_empty());
    }
});
