//! Source text in a SARIF log: what a region holds, and the lines around it, with secrets masked.

use std::ops::Range;

use super::schema::{ContextRegion, Message};
use crate::report::secrets::MASK;
use crate::report::shown::Shown;
use crate::source::{FileId, Span};

/// The most bytes of a region's text: a longer one (a minified file) has none.
const REGION: usize = 1_000;

/// The most bytes of the lines around a region.
const CONTEXT: usize = 4_000;

/// How many lines before and behind a region are its context.
const LINES: usize = 3;

/// The text of a region.
pub fn text(span: Span, shown: &Shown<'_>) -> Option<Message> {
    masked(span.file, span.range(), REGION, shown)
}

/// The lines around a region of one line; none where they are too long, or would be no more than the region.
pub fn context(span: Span, shown: &Shown<'_>) -> Option<ContextRegion> {
    let file = shown.places.file(span.file);
    let line = shown.places.position(span.file, span.start as usize).line;
    let starts = file.line_starts();
    // Behind the last line end there is no line.
    let last = if file.text.ends_with('\n') { starts.len() - 1 } else { starts.len() };
    let (start_line, end_line) = (line.saturating_sub(LINES).max(1), (line + LINES).min(last).max(line));
    let start = *starts.get(start_line - 1)? as usize;
    let end = starts.get(end_line).map_or(file.text.len(), |&next| next as usize);
    let is_more = start < span.start as usize || file.text[..end].trim_end().len() > span.end as usize;
    let snippet = masked(span.file, start..end, CONTEXT, shown).filter(|_| is_more)?;
    Some(ContextRegion { start_line, end_line, snippet })
}

fn masked(id: FileId, range: Range<usize>, most: usize, shown: &Shown<'_>) -> Option<Message> {
    let file = shown.places.file(id);
    if range.len() > most || range.is_empty() {
        return None;
    }
    let mut text = String::with_capacity(range.len());
    let mut at = range.start;
    for (start, end) in shown.secrets.within(id, range.clone()) {
        let (start, end) = (start.max(at), end.min(range.end));
        if start >= end {
            continue;
        }
        text.push_str(file.text.get(at..start)?);
        text.push_str(MASK);
        // Lines stay where they are.
        text.extend(file.text.get(start..end)?.chars().filter(|character| *character == '\n'));
        at = end;
    }
    text.push_str(file.text.get(at..range.end)?);
    let text = if range.start == 0 { text.strip_prefix('\u{feff}').unwrap_or(&text) } else { &text };
    // What is secret elsewhere is secret here as well.
    Some(Message { text: shown.text(text) })
}
