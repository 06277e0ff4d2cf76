//! From the text of a comment to the directives in it, ours and those of other tools.
//!
//! Knows: how each is spelt. Does not know: where comments stand, or which names there are.

use std::ops::Range;

use jiff::civil::Date;

use super::directive::{Names, Scope, Tool};
use super::layout::Note;

/// The most characters of a reason that are kept.
const LONGEST_REASON: usize = 500;

/// The most names of one directive that are kept.
const MOST_NAMES: usize = 200;

/// How directives begin, by tool.
const MARKERS: [(&str, Tool); 5] = [
    ("akslint:", Tool::Akslint),
    ("checkov:skip=", Tool::Checkov),
    ("trivy:ignore:", Tool::Trivy),
    ("tfsec:ignore:", Tool::Tfsec),
    ("kics-scan", Tool::Kics),
];

/// A directive as written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// Where it stands in the file.
    pub range: Range<usize>,
    /// Whose it is.
    pub tool: Tool,
    /// How far it reaches, what it names and until when; or what is wrong with it.
    pub what: Result<(Scope, Names, Option<Date>), Mistake>,
    /// Why.
    pub reason: Option<String>,
}

/// What is wrong with a directive.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    pub message: String,
    pub help: String,
}

type What = Result<(Scope, Names, Option<Date>), Mistake>;

/// What stands for a marker in JSON.
const KEYS: [&str; 2] = ["\"akslint\"", "\"checkov\""];

/// Whether a text can hold directives at all.
pub(super) fn may_hold_directives(text: &str) -> bool {
    let markers = MARKERS.iter().map(|(marker, _)| *marker).chain(KEYS);
    markers.into_iter().any(|marker| memchr::memmem::find(text.as_bytes(), marker.as_bytes()).is_some())
}

/// The directives in a comment, or in what stands for one, in order.
pub(super) fn directives(text: &str, note: &Note) -> Vec<Written> {
    let Some(comment) = text.get(note.range.clone()) else { return Vec::new() };
    match &note.text {
        // Decoded from JSON: places inside of it are those of the whole text.
        Some(decoded) => {
            let found = starts(decoded);
            let mut all = within(decoded, &found);
            all.iter_mut().for_each(|written| written.range = note.range.clone());
            all
        }
        None => {
            let found = starts(comment);
            let mut all = within(comment, &found);
            all.iter_mut().for_each(|written| {
                written.range = written.range.start + note.range.start..written.range.end + note.range.start;
            });
            all
        }
    }
}

/// Where directives start: markers at the start of a comment or line, or behind a blank or another comment's marker.
fn starts(text: &str) -> Vec<(usize, &'static str, Tool)> {
    let mut found = Vec::new();
    for (marker, tool) in MARKERS {
        for at in memchr::memmem::find_iter(text.as_bytes(), marker.as_bytes()) {
            let before = text[..at].chars().next_back();
            if before.is_none_or(|before| before.is_whitespace() || matches!(before, '#' | '/' | '*')) {
                found.push((at, marker, tool));
            }
        }
    }
    found.sort_unstable_by_key(|&(at, ..)| at);
    found
}

fn within(text: &str, starts: &[(usize, &'static str, Tool)]) -> Vec<Written> {
    let mut all = Vec::new();
    for (index, &(at, marker, tool)) in starts.iter().enumerate() {
        let line_end = text[at..].find(['\n', '\r']).map_or(text.len(), |end| at + end);
        let end = starts.get(index + 1).map_or(line_end, |&(next, ..)| next.min(line_end));
        let body = text[at..end].trim_end();
        let body = body.strip_suffix("*/").map_or(body, str::trim_end);
        // What leads over to the next comment is no part of the reason.
        let body = body.trim_end_matches(['#', ' ', '\t']);
        let rest = body.get(marker.len()..).unwrap_or_default();
        let read = match tool {
            Tool::Akslint => ours(rest, is_alone(&text[..at])),
            Tool::Checkov => Some(checkov(rest)),
            Tool::Trivy | Tool::Tfsec => Some(trivy(rest)),
            Tool::Kics => kics(rest),
        };
        if let Some((what, reason)) = read {
            all.push(Written { range: at..at + body.len(), tool, what, reason: reason.and_then(reason_text) });
        }
    }
    all
}

/// Whether nothing but the marker of a comment stands before it in its line.
fn is_alone(before: &str) -> bool {
    let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
    line.chars().all(|character| character.is_whitespace() || matches!(character, '#' | '/' | '*'))
}

/// A reason without what separates it from what is before it.
fn reason_text(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches([':', '-', '–', '—', ';', ',']).trim();
    (!text.is_empty()).then(|| text.chars().take(LONGEST_REASON).collect())
}

/// `ignore[name, other] until=2026-12-31 reason`. Words that only look like ours are none, except at the start of a
/// comment.
fn ours(rest: &str, is_alone: bool) -> Option<(What, Option<&str>)> {
    const HELP: &str = "write `akslint: ignore[policy] reason`";
    let rest = rest.trim_start();
    let word_end =
        rest.find(|one: char| !(one.is_ascii_alphanumeric() || matches!(one, '-' | '_'))).unwrap_or(rest.len());
    let (word, behind) = rest.split_at(word_end);
    let wrong = |message: String| Some((Err(Mistake { message, help: HELP.to_owned() }), None));
    let scope = match word {
        "ignore" => Scope::Item,
        "ignore-file" => Scope::File,
        _ if is_alone => {
            let word: String = word.chars().take(40).collect();
            return wrong(format!("`akslint: {word}` is no directive: there are `ignore[…]` and `ignore-file[…]`"));
        }
        _ => return None,
    };
    let behind = behind.trim_start();
    let Some((names, behind)) = behind.strip_prefix('[').and_then(|inside| inside.split_once(']')) else {
        return wrong(format!(
            "`akslint: {word}` must name what it ignores, as in `{word}[aks-local-accounts-disabled]`"
        ));
    };
    let names = listed(names);
    if names.is_empty() {
        return wrong(format!("`akslint: {word}[]` must name what it ignores; everything at once cannot be ignored"));
    }
    let behind = behind.trim_start();
    let (until, reason) = match behind.strip_prefix("until=") {
        Some(dated) => {
            let end = dated.find(char::is_whitespace).unwrap_or(dated.len());
            let (date, reason) = dated.split_at(end);
            let Ok(date) = date.parse::<Date>() else {
                let date: String = date.chars().take(40).collect();
                let message = format!("`until={date}` is no date such as until=2026-12-31, so this hides nothing");
                return wrong(message);
            };
            (Some(date), reason)
        }
        None => (None, behind),
    };
    Some((Ok((scope, Names::Listed(names), until)), Some(reason)))
}

fn listed(names: &str) -> Vec<String> {
    let names = names.split(',').map(|name| name.trim().trim_matches(['"', '\'', '`']));
    names.filter(|name| !name.is_empty()).take(MOST_NAMES).map(str::to_owned).collect()
}

/// `CKV_AZURE_5,CKV_AZURE_6:reason`.
fn checkov(rest: &str) -> (What, Option<&str>) {
    let rest = rest.trim_start();
    let end = rest.find(|one: char| !(one.is_ascii_alphanumeric() || matches!(one, '_' | ','))).unwrap_or(rest.len());
    let (names, reason) = rest.split_at(end);
    (Ok((Scope::Block, Names::Listed(listed(names)), None)), Some(reason))
}

/// `AVD-AZU-0041:exp:2026-01-01`, with conditions on attributes in brackets and on workspaces behind `ws:`. What depends on
/// a condition names nothing here: it cannot be decided.
fn trivy(rest: &str) -> (What, Option<&str>) {
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let (rule, reason) = rest.split_at(end);
    let mut parts = rule.split(':');
    let name = parts.next().unwrap_or_default();
    let (mut until, mut is_conditional) = (None, name.contains('['));
    while let Some(key) = parts.next() {
        match key {
            "exp" => match parts.next().and_then(|date| date.parse::<Date>().ok()) {
                Some(date) => until = Some(date),
                None => is_conditional = true,
            },
            "ws" => {
                is_conditional = true;
                parts.next();
            }
            _ => {}
        }
    }
    let names = if is_conditional { Vec::new() } else { listed(name) };
    (Ok((Scope::Item, Names::Listed(names), until)), Some(reason))
}

/// `ignore-line`, `ignore-block`, `ignore`, `disable=uuid,uuid`, `enable=uuid`.
fn kics(rest: &str) -> Option<(What, Option<&str>)> {
    if !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let rest = rest.trim_start();
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let (word, reason) = rest.split_at(end);
    let (scope, names) = match word.split_once('=') {
        Some(("disable", names)) => (Scope::File, Names::Listed(listed(names))),
        Some(("enable", names)) => (Scope::File, Names::AllBut(listed(names))),
        _ => match word {
            "ignore" => (Scope::File, Names::All),
            "ignore-line" => (Scope::NextLine, Names::All),
            "ignore-block" => (Scope::Item, Names::All),
            _ => return None,
        },
    };
    Some((Ok((scope, names, None)), Some(reason)))
}
