//! How far a directive reaches: what it stands at, in lines and items.
//!
//! Knows: the layout of a file. Does not know: what directives say.

use std::ops::Range;

use super::directive::{Scope, Tool};
use super::layout::{Layout, Note};

/// The most characters of an anchor.
const LONGEST_ANCHOR: usize = 400;

/// What a directive reaches.
pub(super) struct Reach {
    /// The place; none when nothing stands where it could reach.
    pub range: Option<Range<usize>>,
    /// What it stands at, by name.
    pub anchor: String,
}

/// The lines of a file.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: &'t [u32],
    /// Behind the last comment before anything else.
    preamble: usize,
    /// By note, the line below it; other comments may stand in between.
    below: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub fn new(text: &'t str, starts: &'t [u32], layout: &Layout) -> Self {
        let mut preamble = text.len() - text.trim_start_matches('\u{feff}').len();
        for note in layout.notes.iter().filter(|note| note.text.is_none()) {
            if text.get(preamble..note.range.start).is_none_or(|between| !between.trim().is_empty()) {
                break;
            }
            preamble = note.range.end;
        }
        let mut lines = Self { text, starts, preamble, below: vec![0; layout.notes.len()] };
        for (index, note) in layout.notes.iter().enumerate().rev() {
            let next = lines.line(note.range.end.saturating_sub(1)) + 1;
            let is_comment = layout.notes.get(index + 1).is_some_and(|other| {
                let start = other.range.start;
                other.text.is_none() && lines.line(start) == next && lines.is_first(start)
            });
            lines.below[index] = if is_comment { lines.below[index + 1] } else { next };
        }
        lines
    }

    /// The index of the line of an offset.
    fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start as usize <= offset).saturating_sub(1)
    }

    /// A line with its end; none behind the last.
    fn range(&self, line: usize) -> Option<Range<usize>> {
        let start = *self.starts.get(line)? as usize;
        Some(start..self.starts.get(line + 1).map_or(self.text.len(), |&next| next as usize))
    }

    fn text(&self, range: &Range<usize>) -> &'t str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// Whether nothing stands before an offset in its line.
    fn is_first(&self, offset: usize) -> bool {
        let start = self.range(self.line(offset)).map_or(0, |range| range.start);
        self.text(&(start..offset)).trim_matches(['\u{feff}', ' ', '\t']).is_empty()
    }

    /// What a directive in a note reaches.
    pub fn reach(&self, scope: Scope, tool: Tool, note: &Note, layout: &Layout) -> Reach {
        let item =
            |index: usize| Reach { range: Some(layout.items[index].range.clone()), anchor: self.anchor(layout, index) };
        let nothing = || Reach { range: None, anchor: String::new() };
        match (scope, &note.target) {
            // KICS looks for such commands at the beginning of a file only.
            (Scope::File, _) if tool == Tool::Kics && note.range.start >= self.preamble => nothing(),
            (Scope::File, _) => Reach { range: Some(0..self.text.len()), anchor: String::new() },
            (_, Some(target)) => {
                layout.at(target).map_or_else(|| Reach { range: Some(target.clone()), anchor: String::new() }, item)
            }
            (Scope::Block, None) => self.outermost(note, layout).map_or_else(nothing, item),
            (Scope::NextLine, None) => match self.range(self.line(note.range.end) + 1) {
                Some(line) => self.line_only(line, layout),
                None => nothing(),
            },
            (Scope::Item, None) if self.is_first(note.range.start) => match self.below(note, layout) {
                Some(below) => item(below),
                // Nothing stands below: what it stands in is meant.
                None if tool == Tool::Akslint => layout.enclosing(note.range.start).map_or_else(nothing, item),
                None => nothing(),
            },
            (Scope::Item, None) => self.beside(note, layout),
        }
    }

    /// The outermost item in whose lines a note stands.
    fn outermost(&self, note: &Note, layout: &Layout) -> Option<usize> {
        let line = self.range(self.line(note.range.start))?;
        let inside = layout.enclosing(note.range.start);
        // Behind the closing brace, or before the opening one, in the same line.
        let beside = || layout.starting_in(&line).or_else(|| layout.enclosing(line.start));
        let mut index = inside.or_else(beside)?;
        while let Some(parent) = layout.items[index].parent {
            index = parent;
        }
        layout.items[index].is_container.then_some(index)
    }

    /// The item that stands below a note.
    fn below(&self, note: &Note, layout: &Layout) -> Option<usize> {
        let index = layout.notes.partition_point(|other| other.range.start < note.range.start);
        let range = self.range(*self.below.get(index)?)?;
        if self.text(&range).trim().is_empty() {
            return None;
        }
        let first = layout.starting_in(&range).filter(|&index| self.is_first(layout.items[index].range.start));
        // A line of a list: the attribute is meant.
        let inside = || layout.enclosing(note.range.start).filter(|&inside| !layout.items[inside].is_container);
        first.or_else(inside)
    }

    /// What a note at the end of a line reaches: what begins in the line, else what ends in it, else the line.
    fn beside(&self, note: &Note, layout: &Layout) -> Reach {
        let Some(line) = self.range(self.line(note.range.start)) else {
            return Reach { range: None, anchor: String::new() };
        };
        let starting = layout.starting_in(&(line.start..note.range.start));
        let around = || layout.enclosing(line.start).filter(|&index| !layout.items[index].is_container);
        match starting.or_else(around) {
            Some(index) => Reach { range: Some(layout.items[index].range.clone()), anchor: self.anchor(layout, index) },
            None => self.line_only(line, layout),
        }
    }

    fn line_only(&self, line: Range<usize>, layout: &Layout) -> Reach {
        let mut anchor = layout.enclosing(line.start).map(|index| self.anchor(layout, index)).unwrap_or_default();
        anchor.push_str(" : ");
        anchor.push_str(self.text(&line).trim());
        Reach { range: Some(line), anchor: clipped(anchor) }
    }

    fn anchor(&self, layout: &Layout, index: usize) -> String {
        let names: Vec<&str> = layout.chain(index).iter().map(|item| self.text(&item.name)).collect();
        clipped(names.join(" / "))
    }
}

fn clipped(text: String) -> String {
    crate::report::clip(&text, LONGEST_ANCHOR).into_owned()
}
