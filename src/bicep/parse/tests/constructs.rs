//! Every construct of the language gives declarations without problems.

use super::{all_constructs, clean};

#[test]
fn every_construct_is_understood() {
    for (name, source) in all_constructs() {
        let declarations = clean(&source);
        let shown = format!("{declarations:?}");
        assert!(!declarations.is_empty(), "{name}");
        assert!(!shown.contains("Error(") && !shown.contains("Unread("), "{name}: {shown}");
    }
}
