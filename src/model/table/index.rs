//! Finds rows of a kind by name. Knows nothing but names.

use std::sync::{LazyLock, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

use super::kinds;
use super::schema::{Kind, Property};

/// The names of one kind.
pub(super) struct Index {
    properties: FxHashMap<&'static str, &'static Property>,
    /// What stands before a dot in some name.
    groups: FxHashSet<&'static str>,
}

/// By where the kind lies, as kinds of the table are static; each is made when it is first asked for.
static INDICES: LazyLock<FxHashMap<usize, OnceLock<Index>>> =
    LazyLock::new(|| kinds().iter().map(|kind| (std::ptr::from_ref(*kind) as usize, OnceLock::new())).collect());

impl Index {
    /// The index of a kind of the table; none for others, which tests make.
    pub fn of(kind: &Kind) -> Option<&'static Self> {
        let index = INDICES.get(&(std::ptr::from_ref(kind) as usize))?;
        Some(index.get_or_init(|| Self::new(kind.properties)))
    }

    fn new(rows: &'static [Property]) -> Self {
        let properties = rows.iter().map(|row| (row.name, row)).collect();
        let groups = rows.iter().flat_map(|row| row.name.match_indices('.').map(|(at, _)| &row.name[..at])).collect();
        Self { properties, groups }
    }

    /// The row of exactly this name.
    pub fn property(&self, name: &str) -> Option<&'static Property> {
        self.properties.get(name).copied()
    }

    /// Whether the name of some row goes on behind this one.
    pub fn is_group(&self, name: &str) -> bool {
        self.groups.contains(name)
    }
}
