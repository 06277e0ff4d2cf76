//! Which directives may hide something: all, or those that stand in another state of the files too.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::directive::{Directive, Names, Scope, Tool};

/// What makes a directive the same in two states of the files: everything but its place.
type Key = (Arc<str>, Tool, Scope, Names, Option<Date>, Option<String>, String);

/// Which directives may hide something.
#[derive(Debug, Clone, Default)]
pub enum Trust {
    /// All.
    #[default]
    Everything,
    /// As many of each kind as stand in a trusted state of the files.
    Only {
        /// What is trusted, as users call it: `origin/main`.
        base: String,
        /// How many there are of each.
        known: BTreeMap<Key, usize>,
    },
}

impl Trust {
    /// Trusts what these directives say where they say it: they are those of the state that is called `base`.
    #[must_use]
    pub fn only(base: impl Into<String>, directives: &[Directive]) -> Self {
        let mut known: BTreeMap<Key, usize> = BTreeMap::new();
        for directive in directives {
            *known.entry(key(directive)).or_default() += 1;
        }
        Self::Only { base: base.into(), known }
    }
}

/// Which of the directives are not trusted, by index. Of several that are the same, the first ones are trusted.
#[must_use]
pub fn untrusted(directives: &[Directive], trust: &Trust) -> Vec<usize> {
    let Trust::Only { known, .. } = trust else { return Vec::new() };
    let mut left = known.clone();
    let mut is_new = |directive: &Directive| match left.get_mut(&key(directive)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    directives.iter().enumerate().filter(|(_, directive)| is_new(directive)).map(|(index, _)| index).collect()
}

fn key(directive: &Directive) -> Key {
    let Directive { file, tool, scope, names, until, reason, anchor, .. } = directive;
    (Arc::clone(file), *tool, *scope, names.clone(), *until, reason.clone(), anchor.clone())
}
