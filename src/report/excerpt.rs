//! Excerpts of source files for the terminal: clipped, secrets masked, hostile characters visible.
//!
//! A small copy of the lines a diagnostic points at is built, with the labels moved along; line and column numbers
//! stay those of the file. Does not know what the labels are about.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use codespan_reporting::diagnostic::{Label as RenderedLabel, LabelStyle};
use codespan_reporting::files::{Error, Files};

use super::Label;
use super::place::{Places, floor_boundary};
use super::secrets::{MASK, Secrets};
use super::visible::{clip, is_command, is_hostile, push_escape, push_visible, visible};
use crate::source::{FileId, SourceFile, Span};

/// The most characters of a line that are shown.
const LINE_WIDTH: usize = 200;

/// How many characters are shown before a label in a line that is cut.
const BEFORE_LABEL: usize = 60;

/// The most characters of a label's text.
const TEXT_WIDTH: usize = 300;

/// The excerpts of one diagnostic.
#[derive(Debug, Default)]
pub struct Excerpts {
    files: Vec<Excerpt>,
}

/// The lines shown of one file.
#[derive(Debug, Default)]
struct Excerpt {
    name: String,
    text: String,
    lines: BTreeMap<usize, Line>,
    /// Original columns of the labels' starts, by offset in `text`.
    columns: BTreeMap<usize, usize>,
}

/// One line shown: where its copy stands, and how offsets in the file become offsets in the copy.
#[derive(Debug)]
struct Line {
    range: Range<usize>,
    /// (offset in the file, offset in the copy), both ascending; the last pair is the end of what is shown.
    offsets: Vec<(usize, usize)>,
}

impl Excerpts {
    /// Copies the lines that the labels point at; the first label is the primary one.
    #[must_use]
    pub fn new<'l>(
        places: &Places<'_>,
        secrets: &Secrets,
        labels: impl IntoIterator<Item = &'l Label>,
    ) -> (Self, Vec<RenderedLabel<usize>>) {
        let labels: Vec<(Span, &str)> =
            labels.into_iter().map(|label| (places.first_line(label.span), label.text.as_str())).collect();
        let mut order: Vec<FileId> = Vec::new();
        for (span, _) in &labels {
            if !order.contains(&span.file) {
                order.push(span.file);
            }
        }
        let files = order.iter().map(|&id| Excerpt::new(places, secrets, id, &labels)).collect();
        let mut excerpts = Self { files };
        let mut rendered = Vec::new();
        for (index, (span, text)) in labels.iter().enumerate() {
            let Some(file) = order.iter().position(|&id| id == span.file) else { continue };
            let position = places.position(span.file, span.start as usize);
            let range = excerpts.files[file].moved(position.line - 1, span.range());
            excerpts.files[file].columns.entry(range.start).or_insert(position.column);
            let style = if index == 0 { LabelStyle::Primary } else { LabelStyle::Secondary };
            let text = secrets.mask(text);
            rendered.push(RenderedLabel::new(style, file, range).with_message(visible(&clip(&text, TEXT_WIDTH))));
        }
        (excerpts, rendered)
    }

    fn file(&self, id: usize) -> Result<&Excerpt, Error> {
        self.files.get(id).ok_or(Error::FileMissing)
    }
}

impl Excerpt {
    fn new(places: &Places<'_>, secrets: &Secrets, id: FileId, labels: &[(Span, &str)]) -> Self {
        let file = places.file(id);
        let mut wanted: BTreeMap<usize, Option<usize>> = BTreeMap::new();
        let mut neighbours = BTreeSet::new();
        for (span, _) in labels.iter().filter(|(span, _)| span.file == id) {
            let index = places.position(id, span.start as usize).line - 1;
            wanted.entry(index).or_insert(Some(span.start as usize));
            // A single line between two labelled ones is shown as well.
            neighbours.insert(index + 1);
        }
        for index in neighbours {
            if index < file.line_starts().len() {
                wanted.entry(index).or_insert(None);
            }
        }
        let mut excerpt = Self { name: visible(&file.path).into_owned(), ..Self::default() };
        for (index, focus) in wanted {
            let line = copy_line(&file, id, index, focus, secrets, &mut excerpt.text);
            excerpt.lines.insert(index, line);
        }
        excerpt
    }

    /// The range in the copy that shows this range of the file.
    fn moved(&self, line: usize, range: Range<usize>) -> Range<usize> {
        let Some(line) = self.lines.get(&line) else { return 0..0 };
        let at_or_before = line.offsets.partition_point(|&(original, _)| original <= range.start);
        let start = line.offsets.get(at_or_before.saturating_sub(1)).map_or(line.range.start, |pair| pair.1);
        let at_or_after = line.offsets.partition_point(|&(original, _)| original < range.end);
        let last = line.offsets.last().map_or(line.range.start, |pair| pair.1);
        let end = line.offsets.get(at_or_after).map_or(last, |pair| pair.1);
        start..end.max(start)
    }
}

/// Appends the copy of a line, cut around `focus` (an offset in the file) when it is long.
fn copy_line(
    file: &SourceFile,
    id: FileId,
    index: usize,
    focus: Option<usize>,
    secrets: &Secrets,
    out: &mut String,
) -> Line {
    let text = file.line(index + 1);
    let line_start = file.line_starts().get(index).map_or(file.text.len(), |&start| start as usize);
    let is_long = text.char_indices().nth(LINE_WIDTH).is_some();
    let window =
        if is_long { window(text, focus.map_or(0, |at| at.saturating_sub(line_start))) } else { 0..text.len() };
    let shown = line_start + window.start..line_start + window.end;
    let range_start = out.len();
    let mut offsets = Vec::new();
    if window.start > 0 {
        offsets.push((line_start, out.len()));
        out.push('…');
    }
    let mut masked = secrets.within(id, shown.clone()).peekable();
    let mut at = shown.start;
    while at < shown.end {
        offsets.push((at, out.len()));
        while masked.next_if(|&(_, end)| end <= at).is_some() {}
        if let Some(&(start, end)) = masked.peek()
            && start <= at
        {
            out.push_str(MASK);
            at = ceil_boundary(&file.text, end.min(shown.end));
            continue;
        }
        let Some(character) = file.text[at..].chars().next() else { break };
        match character {
            '\u{feff}' if at == 0 => {}
            '\t' => out.push(character),
            _ if is_hostile(character) => push_visible(out, character),
            '#' if is_command(&file.text[at..]) => push_escape(out, character),
            _ => out.push(character),
        }
        at += character.len_utf8();
    }
    offsets.push((shown.end, out.len()));
    if window.end < text.len() {
        out.push('…');
    }
    out.push('\n');
    Line { range: range_start..out.len(), offsets }
}

/// The byte range of at most [`LINE_WIDTH`] characters around an offset of a long line.
fn window(line: &str, focus: usize) -> Range<usize> {
    let focus = floor_boundary(line, focus);
    let before = line[..focus].char_indices().rev().nth(BEFORE_LABEL - 1).map_or(0, |(at, _)| at);
    let behind = line[before..].char_indices().nth(LINE_WIDTH).map_or(line.len(), |(at, _)| before + at);
    before..behind
}

fn ceil_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset += 1;
    }
    offset
}

impl<'a> Files<'a> for Excerpts {
    type FileId = usize;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: usize) -> Result<&'a str, Error> {
        Ok(&self.file(id)?.name)
    }

    fn source(&'a self, id: usize) -> Result<&'a str, Error> {
        Ok(&self.file(id)?.text)
    }

    fn line_index(&'a self, id: usize, byte_index: usize) -> Result<usize, Error> {
        let lines = &self.file(id)?.lines;
        let index = lines.iter().take_while(|(_, line)| line.range.start <= byte_index).last().map(|(&index, _)| index);
        Ok(index.unwrap_or(0))
    }

    fn column_number(&'a self, id: usize, line_index: usize, byte_index: usize) -> Result<usize, Error> {
        let file = self.file(id)?;
        let start = self.line_range(id, line_index)?.start;
        Ok(file.columns.get(&byte_index).copied().unwrap_or(byte_index.saturating_sub(start) + 1))
    }

    fn line_range(&'a self, id: usize, line_index: usize) -> Result<Range<usize>, Error> {
        let file = self.file(id)?;
        let max = file.lines.keys().next_back().copied().unwrap_or(0);
        let line = file.lines.get(&line_index).ok_or(Error::LineTooLarge { given: line_index, max })?;
        Ok(line.range.clone())
    }
}

#[cfg(test)]
mod tests {
    use codespan_reporting::diagnostic::Diagnostic;
    use codespan_reporting::term::{Config, emit_into_string};

    use super::Excerpts;
    use crate::report::Label;
    use crate::report::place::Places;
    use crate::report::secrets::Secrets;
    use crate::source::{Sources, Span};

    fn show(text: &str, masked: &[&str], labels: &[(&str, &str)]) -> String {
        let sources = Sources::in_memory();
        let id = sources.add("a.tf", text);
        let span = |needle: &str| {
            let start = text.find(needle).unwrap();
            Span::new(id, start, start + needle.len())
        };
        for needle in masked {
            sources.mask(span(needle));
        }
        let labels: Vec<Label> =
            labels.iter().map(|(needle, text)| Label { span: span(needle), text: (*text).to_owned() }).collect();
        let (excerpts, labels) = Excerpts::new(&Places::new(&sources), &Secrets::new(&sources), &labels);
        let diagnostic = Diagnostic::error().with_message("m").with_labels(labels);
        emit_into_string(&Config::default(), &excerpts, &diagnostic).unwrap()
    }

    #[test]
    fn lines_far_apart_keep_their_numbers() {
        let text = "a = 1\nb = 2\nc = 3\n\n\n\ng = 7\n";
        insta::assert_snapshot!(show(text, &[], &[("3", "three"), ("a = 1", "one"), ("7", "seven")]), @r"
        error: m
          ┌─ a.tf:3:5
          │
        1 │ a = 1
          │ ----- one
        2 │ b = 2
        3 │ c = 3
          │     ^ three
          ·
        7 │ g = 7
          │     - seven
        ");
    }

    #[test]
    fn secrets_and_hostile_characters_are_not_shown() {
        let text = "\u{feff}p = \"hunter2 é\" # \u{202e}x\u{1b}[2J\ty = 1\n";
        insta::assert_snapshot!(show(text, &["\"hunter2 é\""], &[("y = 1", "got hunter2 é"), ("hunter", "h\u{1b}")]), @r"
        error: m
          ┌─ a.tf:1:26
          │
        1 │ p = *** # \u{202e}x␛[2J y = 1
          │     ---                 ^^^^^ got ***
          │     │                    
          │     h␛
        ");
    }

    #[test]
    fn a_line_of_a_megabyte_is_cut_around_its_label() {
        let text = format!("{{{}\"enableRBAC\": false{}}}", "\"é\": 1, ".repeat(60_000), ", \"z\": 1".repeat(60_000));
        let shown = show(&text, &[], &[("\"enableRBAC\": false", "off"), ("{", "start")]);
        assert!(shown.len() < 2_000, "{}", shown.len());
        let column = 1 + 1 + "\"é\": 1, ".chars().count() * 60_000;
        assert!(shown.contains(&format!("a.tf:1:{column}")), "{shown}");
        assert!(shown.contains("\"enableRBAC\": false"), "{shown}");
        assert!(shown.contains("^^^^^^^^^^^^^^^^^^^ off"), "{shown}");
    }

    proptest::proptest! {
        #[test]
        fn any_text_any_span_and_any_mask_can_be_shown(
            text in "[ab\"é😀\u{feff}\u{202e}\u{7}\r\n\t]{0,300}",
            spans in proptest::collection::vec((0usize..400, 0usize..400), 1..5),
            masks in proptest::collection::vec((0usize..400, 0usize..400), 0..4),
        ) {
            let sources = Sources::in_memory();
            let id = sources.add("a.tf", &text);
            masks.iter().for_each(|&(start, end)| sources.mask(Span::new(id, start, end)));
            let label = |&(start, end): &(usize, usize)| Label { span: Span::new(id, start, end), text: "t".to_owned() };
            let labels: Vec<Label> = spans.iter().map(label).collect();
            let (excerpts, labels) = Excerpts::new(&Places::new(&sources), &Secrets::new(&sources), &labels);
            let diagnostic = Diagnostic::error().with_message("m").with_labels(labels);
            let shown = emit_into_string(&Config::default(), &excerpts, &diagnostic);
            proptest::prop_assert!(shown.is_ok(), "{:?}", shown);
            let is_harmless = !shown.unwrap().contains(['\u{7}', '\u{202e}', '\u{feff}']);
            proptest::prop_assert!(is_harmless);
        }
    }
}
