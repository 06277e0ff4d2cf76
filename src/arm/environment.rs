//! What all template languages say about environments.

use std::sync::Arc;

use crate::document::{Problem, ProblemKind};

/// The most environments that are evaluated for one root.
pub const MAX_ENVIRONMENTS: usize = 8;

/// A note that a root is evaluated once for each set of values; none where there is none.
#[must_use]
pub fn environment_note(root: &Arc<str>, names: &[&str], more: usize) -> Option<Problem> {
    if names.is_empty() {
        return None;
    }
    let more = if more > 0 { format!(" (and {more} more that are not evaluated)") } else { String::new() };
    let message = format!("`{root}` is evaluated once for each file of values beside it: {}{more}", names.join(", "));
    let note = Problem::with_path(ProblemKind::Note, Arc::clone(root), message);
    Some(note.help("--no-auto-env turns this off, --params FILE chooses one"))
}
