//! What stands where in a file, as far as comments can mean it: comments, and the attributes, blocks and declarations that they
//! can stand at.
//!
//! Knows: every language that is read. Does not know: what comments say.

mod bicep;
mod json;
mod terraform;

use std::cmp::Reverse;
use std::ops::Range;

use crate::source::FileId;

/// The deepest nesting that is looked into.
const DEEPEST: usize = 100;

/// A comment, or a text of JSON that stands for one.
#[derive(Debug, Clone)]
pub(super) struct Note {
    /// Where it stands, with its markers.
    pub range: Range<usize>,
    /// The decoded text, for a text of JSON.
    pub text: Option<String>,
    /// The object that a text of JSON is about.
    pub target: Option<Range<usize>>,
}

/// An attribute, a block, a declaration, an element of a list that is an object.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// From its first character to its last.
    pub range: Range<usize>,
    /// What names it; empty where nothing does.
    pub name: Range<usize>,
    /// Whether other items can stand in it.
    pub is_container: bool,
    /// The item around it.
    pub parent: Option<usize>,
}

/// What stands in a file.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// In order.
    pub notes: Vec<Note>,
    /// In order of their start; what is around comes before what is in it.
    pub items: Vec<Item>,
}

/// The layout of a file; none for languages whose comments are not read.
pub(super) fn layout(path: &str, text: &str, file: FileId) -> Option<Layout> {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let layout = if ends(&[".tf.json", ".tofu.json", ".tfvars.json"]) {
        json::standard(text)
    } else if ends(&[".json", ".jsonc"]) {
        json::azure(text)
    } else if ends(&[".bicep", ".bicepparam"]) {
        bicep::layout(text, file)
    } else if ends(&[".tfvars"]) {
        terraform::values(text, file)
    } else if ends(&[".tf", ".tofu", ".hcl"]) {
        terraform::configuration(text, file)
    } else {
        return None;
    };
    Some(layout)
}

impl Layout {
    /// Puts notes and items in order and finds what is around each item.
    fn new(mut notes: Vec<Note>, mut items: Vec<Item>) -> Self {
        notes.sort_by_key(|note| note.range.start);
        items.sort_by_key(|item| (item.range.start, Reverse(item.range.end)));
        let mut open: Vec<usize> = Vec::new();
        for index in 0..items.len() {
            while open.last().is_some_and(|&last| items[last].range.end < items[index].range.end) {
                open.pop();
            }
            items[index].parent = open.last().copied();
            open.push(index);
        }
        Self { notes, items }
    }

    /// The smallest item around an offset.
    pub fn enclosing(&self, offset: usize) -> Option<usize> {
        let before = self.items.partition_point(|item| item.range.start <= offset);
        let chain = std::iter::successors(before.checked_sub(1), |&index| self.items[index].parent);
        chain.take(DEEPEST * 4).find(|&index| offset < self.items[index].range.end)
    }

    /// The item of exactly this range.
    pub fn at(&self, range: &Range<usize>) -> Option<usize> {
        let key = (range.start, Reverse(range.end));
        self.items.binary_search_by_key(&key, |item| (item.range.start, Reverse(item.range.end))).ok()
    }

    /// The outermost item that starts in a range.
    pub fn starting_in(&self, range: &Range<usize>) -> Option<usize> {
        let index = self.items.partition_point(|item| item.range.start < range.start);
        self.items.get(index).filter(|item| item.range.start < range.end).map(|_| index)
    }

    /// The item and those around it, outermost first.
    pub fn chain(&self, index: usize) -> Vec<&Item> {
        let mut chain: Vec<&Item> = std::iter::successors(Some(index), |&index| self.items[index].parent)
            .take(DEEPEST * 4)
            .map(|index| &self.items[index])
            .collect();
        chain.reverse();
        chain
    }
}

/// Items while they are gathered.
#[derive(Default)]
struct Gathered {
    items: Vec<Item>,
}

impl Gathered {
    /// Adds an item; `is_container` is corrected when something is found in it.
    fn add(&mut self, range: Range<usize>, name: Range<usize>, is_container: bool) {
        self.items.push(Item { range, name, is_container, parent: None });
    }
}

fn comments(ranges: Vec<Range<usize>>) -> Vec<Note> {
    ranges.into_iter().map(|range| Note { range, text: None, target: None }).collect()
}
