//! What is wrong with an expression, and the nearest name to a wrong one.

use std::fmt::Write as _;
use std::ops::Range;

/// What is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpressionError {
    /// One sentence without a full stop.
    pub message: String,
    /// Byte range in the expression's text.
    pub span: Range<usize>,
}

impl ExpressionError {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { message: message.into(), span }
    }

    /// The line of `text` it lies in, carets below, and the message behind them.
    #[must_use]
    pub fn render(&self, text: &str) -> String {
        let start = floor(text, self.span.start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let end = floor(text, self.span.end.min(line_end)).max(start);
        let indent = text[line_start..start].chars().count();
        let width = text[start..end].chars().count().max(1);
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}", &text[line_start..line_end]);
        let _ = write!(out, "{}{} {}", " ".repeat(indent), "^".repeat(width), self.message);
        out
    }
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The candidate that is spelt most like `name`, if any is close enough to be meant.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A name that long is not a typing error, and comparing is quadratic.
    if name.len() > 64 {
        return None;
    }
    let limit = (name.chars().count() / 3).max(1);
    let mut candidates: Vec<&str> = candidates.into_iter().filter(|candidate| candidate.len() <= 96).collect();
    candidates.sort_unstable();
    let lower = name.to_ascii_lowercase();
    (candidates.iter())
        .map(|candidate| (distance(&lower, &candidate.to_ascii_lowercase()), *candidate))
        .filter(|&(distance, _)| distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
        .or_else(|| shares_word(name, &candidates))
}

/// The only candidate that has a word of the name: `enableRBAC` for `rbacEnabled`.
fn shares_word<'a>(name: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let wanted: Vec<String> =
        words(name).into_iter().filter(|word| word.len() > 3 && !word.starts_with("enable")).collect();
    let mut found = candidates.iter().filter(|candidate| words(candidate).iter().any(|word| wanted.contains(word)));
    found.next().copied().filter(|_| found.next().is_none())
}

/// The words of a name in camelCase, snake_case or with hyphens, in small letters.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = '_';
    for character in name.chars() {
        let begins = !character.is_alphanumeric() || character.is_uppercase() && !before.is_uppercase();
        if begins {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| character.is_alphanumeric()) {
            word.extend(character.to_lowercase());
        }
        before = character;
    }
    words
}

/// How many letters must be inserted, removed, replaced or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before_last[j - 2] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn nearest_forgives_few_letters_and_case() {
        assert_eq!(nearest("enableRBCA", ["enableRBAC", "enableX"]), Some("enableRBAC"));
        assert_eq!(nearest("ENABLERBAC", ["enableRBAC"]), Some("enableRBAC"));
        assert_eq!(nearest("networkPolicy", ["enableRBAC", "sku"]), None);
        assert_eq!(nearest("sx", ["sku"]), None);
        assert_eq!(nearest("szie", ["size", "has"]), Some("size"));
        assert_eq!(nearest("rbacEnabled", ["enableRBAC", "sku", "nodeLimit"]), Some("enableRBAC"));
        assert_eq!(nearest("node_public", ["nodePool", "nodeLimit"]), None);
        assert_eq!(nearest("", ["x"]), Some("x"));
    }
}
