//! Keeps secret text out of sentences: whatever a masked span holds is replaced wherever else it shows up.
//!
//! Knows: the masked spans and the literals in them. Does not know why they are secret.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::place::is_on_disk;
use crate::model::How;
use crate::policy::Verdict;
use crate::source::{FileId, Sources};

/// What stands in the place of a secret.
pub const MASK: &str = "***";

/// Literals shorter than this are not looked for in sentences: replacing them would garble every output and hide
/// nothing. Their own place in the source is masked all the same.
const SHORTEST: usize = 4;

/// The most masked text, in bytes, whose literals are looked for in sentences: a bound on memory. What lies behind
/// it is still masked in its own place.
const MOST_TEXT: usize = 4 * 1024 * 1024;

/// The longest line of which all texts are hidden that stand beside a secret, in bytes.
const LONGEST_LINE: usize = 1_000;

/// Marks the places of secret values that decided a verdict.
pub fn mark(sources: &Sources, verdict: &Verdict) {
    for evidence in verdict.evidence.iter().filter(|evidence| evidence.is_sensitive) {
        match evidence.trail.literal {
            Some(literal) => sources.mask(literal),
            // Which part of the attribute holds the value is not known.
            None if matches!(evidence.how, How::Written) => sources.mask(evidence.span),
            None => {}
        }
    }
}

/// The secrets of a run.
#[derive(Debug)]
pub struct Secrets {
    spans: BTreeMap<FileId, Vec<(usize, usize)>>,
    finder: Option<AhoCorasick>,
}

impl Secrets {
    /// Collects what is masked.
    #[must_use]
    pub fn new(sources: &Sources) -> Self {
        let mut spans: BTreeMap<FileId, Vec<(usize, usize)>> = BTreeMap::new();
        let mut texts = BTreeSet::new();
        let mut searched = 0;
        for span in sources.masks() {
            let range = span.range();
            let file = sources.file(span.file);
            let text = file.text.get(range.clone()).unwrap_or("");
            searched += text.len();
            if searched <= MOST_TEXT {
                texts_of(text, !is_on_disk(&file.path), &mut texts);
            }
            let own = spans.entry(span.file).or_default();
            own.extend(beside(&file.text, &range));
            own.push((range.start, range.end));
        }
        spans.values_mut().for_each(merge);
        let finder = (!texts.is_empty())
            .then(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&texts).ok())
            .flatten();
        Self { spans, finder }
    }

    /// Masks one more place, but not its text elsewhere; [`settle`](Self::settle) afterwards.
    pub fn hide(&mut self, file: FileId, range: std::ops::Range<usize>) {
        self.spans.entry(file).or_default().push((range.start, range.end));
    }

    /// Puts what was hidden in order.
    pub fn settle(&mut self) {
        self.spans.values_mut().for_each(merge);
    }

    /// The masked byte ranges that touch `range` of a file, sorted by start.
    pub fn within(&self, file: FileId, range: std::ops::Range<usize>) -> impl Iterator<Item = (usize, usize)> {
        let ranges = self.spans.get(&file).map_or(&[][..], Vec::as_slice);
        let first = ranges.partition_point(|&(_, end)| end <= range.start);
        ranges[first..].iter().copied().take_while(move |&(start, _)| start < range.end)
    }

    /// The sentence with every secret replaced.
    #[must_use]
    pub fn mask<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let Some(finder) = &self.finder else { return Cow::Borrowed(text) };
        if !finder.is_match(text) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        finder.replace_all_with(text, &mut out, |_, _, dst| {
            dst.push_str(MASK);
            true
        });
        Cow::Owned(out)
    }
}

/// The texts in quotes on the line of a secret: of secrets that stand in one map, perhaps one alone is used where that is
/// known to be secret.
fn beside(text: &str, secret: &Range<usize>) -> Vec<(usize, usize)> {
    let is_one_line = text.get(secret.clone()).is_some_and(|text| !text.contains('\n'));
    // No further than such a line goes: others may be the whole file.
    let bytes = text.as_bytes();
    let from = secret.start.saturating_sub(LONGEST_LINE + 1);
    let before = bytes.get(from..secret.start).and_then(|bytes| memchr::memrchr(b'\n', bytes));
    let until = secret.end.saturating_add(LONGEST_LINE + 1).min(bytes.len());
    let behind = bytes.get(secret.end..until).and_then(|bytes| memchr::memchr(b'\n', bytes));
    let start = before.map_or(from, |at| from + at + 1);
    let end = behind.map_or(until, |at| secret.end + at);
    if !is_one_line || end - start > LONGEST_LINE {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut at = start;
    while let Some(open) = text.get(at..end).and_then(|rest| rest.find(['"', '\''])).map(|open| at + open) {
        if open >= secret.start && open < secret.end {
            at = secret.end;
            continue;
        }
        let Some(close) = closing_quote(&text[open..end]) else { break };
        at = open + close + 1;
        // A name before a colon or an equals sign is a key.
        if !text[at..end].trim_start().starts_with([':', '=']) {
            found.push((open, at));
        }
    }
    found
}

/// Where the text in quotes at the start ends.
fn closing_quote(text: &str) -> Option<usize> {
    let quote = *text.as_bytes().first()?;
    let mut is_escaped = false;
    text.bytes().enumerate().skip(1).find_map(|(at, byte)| {
        let is_end = !is_escaped && byte == quote;
        is_escaped = !is_escaped && byte == b'\\';
        is_end.then_some(at)
    })
}

/// Sorts ranges and joins those that overlap, so that both starts and ends ascend.
fn merge(ranges: &mut Vec<(usize, usize)>) {
    ranges.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::with_capacity(ranges.len());
    for &(start, end) in ranges.iter() {
        match merged.last_mut() {
            Some(last) if start < last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    *ranges = merged;
}

/// The literals in a masked text: quoted strings, the lines of a heredoc, a number, all of what was typed on the command
/// line. Names and operators are no secrets.
fn texts_of(text: &str, is_typed: bool, out: &mut BTreeSet<String>) {
    let mut keep = |literal: &str| {
        let literal = literal.trim();
        if literal.chars().count() >= SHORTEST && !matches!(literal, "true" | "false" | "null") {
            out.insert(literal.to_owned());
        }
    };
    if text.starts_with("<<") || text.starts_with("'''") {
        let lines = text.lines().skip(1);
        let count = lines.clone().count();
        lines.take(count.saturating_sub(1)).for_each(&mut keep);
        return;
    }
    if is_typed || text.starts_with(|first: char| first.is_ascii_digit()) {
        keep(text);
    }
    let mut names = Names::Nothing;
    let mut rest = text;
    while let Some(open) = rest.find(['"', '\'']) {
        names = names.behind(&rest[..open]);
        let Some(close) = closing_quote(&rest[open..]) else { break };
        let literal = &rest[open + 1..open + close];
        if names == Names::Nothing {
            keep(literal);
            if literal.contains('\\') {
                keep(&literal.replace("\\\"", "\"").replace("\\n", "\n").replace("\\\\", "\\"));
            }
        }
        rest = &rest[open + close + 1..];
    }
}

/// Which texts are arguments of a call that says where a secret lies, and not the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Names {
    Nothing,
    /// The first argument, of Bicep's `readEnvironmentVariable`.
    First,
    /// Every argument, of Bicep's `getSecret`.
    All,
}

impl Names {
    /// What holds behind this code, which has no texts in quotes.
    fn behind(self, code: &str) -> Self {
        // Whichever call a parenthesis closes.
        let (before, code) = code.rsplit_once(')').map_or((self, code), |(_, behind)| (Self::Nothing, behind));
        if before == Self::All || code.contains("getSecret(") {
            return Self::All;
        }
        let (before, arguments) =
            code.rsplit_once("readEnvironmentVariable(").map_or((before, code), |(_, own)| (Self::First, own));
        if arguments.contains(',') { Self::Nothing } else { before }
    }
}

#[cfg(test)]
mod tests {
    use super::Secrets;
    use crate::source::{Sources, Span};

    fn secrets(text: &str, masked: &str) -> (Sources, Secrets) {
        let sources = Sources::in_memory();
        let id = sources.add("a.tf", text);
        let start = text.find(masked).unwrap();
        sources.mask(Span::new(id, start, start + masked.len()));
        let secrets = Secrets::new(&sources);
        (sources, secrets)
    }

    #[test]
    fn quoted_literals_are_masked_in_sentences() {
        let (_, secrets) = secrets("p = { a = \"hunter2!\", b = \"x\" }", "{ a = \"hunter2!\", b = \"x\" }");
        assert_eq!(secrets.mask("invalid value hunter2! for x"), "invalid value *** for x");
    }

    #[test]
    fn where_a_secret_lies_is_no_secret() {
        let read = "readEnvironmentVariable('WINDOWS_PASSWORD', 'hunter2!')";
        let (_, secrets) = secrets(read, read);
        let sentence = "aks-windows: WINDOWS_PASSWORD is not read; hunter2! is its default";
        assert_eq!(secrets.mask(sentence), "aks-windows: WINDOWS_PASSWORD is not read; *** is its default");
        let text = "{ a: 'getSecret(', b: 'hunter2!' }";
        let (_, secrets) = self::secrets(text, text);
        assert_eq!(secrets.mask("hunter2!"), "***", "a text is no call");
        let vault = "concat(az.getSecret('group', 'vault', 'windows'), 'hunter2!')";
        let (_, secrets) = self::secrets(vault, vault);
        assert_eq!(secrets.mask("windows in vault of group, hunter2!"), "windows in vault of group, ***");
    }

    #[test]
    fn texts_beside_a_secret_are_hidden_in_their_place() {
        let line = "p = { 'a': \"hunter2!\", b = \"hunter3!\" }\nq = \"open\"\n";
        let sources = Sources::in_memory();
        let file = sources.add("a.tf", line);
        let start = line.find("\"hunter2!").unwrap();
        sources.mask(Span::new(file, start, start + 10));
        let secrets = Secrets::new(&sources);
        let hidden: Vec<&str> = secrets.within(file, 0..line.len()).map(|(from, to)| &line[from..to]).collect();
        assert_eq!(hidden, ["\"hunter2!\"", "\"hunter3!\""]);
        assert_eq!(secrets.mask("hunter3! may stand elsewhere"), "hunter3! may stand elsewhere");
    }

    #[test]
    fn heredoc_lines_are_masked_and_names_are_not() {
        let (_, heredoc) = secrets("p = <<EOT\n  line one\n  line two\nEOT\n", "<<EOT\n  line one\n  line two\nEOT");
        assert_eq!(heredoc.mask("got line two, EOT"), "got ***, EOT");
        let (_, name) = secrets("p = var.client_secret\n", "var.client_secret");
        assert_eq!(name.mask("var.client_secret has no value"), "var.client_secret has no value");
    }

    #[test]
    fn numbers_and_typed_values_are_masked() {
        let (_, number) = secrets("pin = 271828\n", "271828");
        assert_eq!(number.mask("271828 is too large"), "*** is too large");
        let sources = Sources::in_memory();
        let id = sources.add("--var password", "hunter2!");
        sources.mask(Span::new(id, 0, 8));
        assert_eq!(Secrets::new(&sources).mask("hunter2! is no bool"), "*** is no bool");
    }
}
