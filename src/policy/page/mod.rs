//! Policy pages: front matter, title, prose, and examples that are tests.
//!
//! Knows: the Markdown form of a page and what a sound page has. Does not know: how an example is read or judged; whoever
//! runs it tells the page what came out.

pub mod coverage;
mod example;
mod properties;
mod query;
mod soundness;

use std::ops::Range;

pub use self::example::{Example, ExampleFile, ExampleLanguage, Observed, Section};
pub use self::properties::properties;
pub use self::query::check_query;
pub use self::soundness::{index, uncovered, unsound, with_index};
use super::front_matter::{self, FrontMatter};

/// A page, read whole.
#[derive(Debug, Clone)]
pub struct Page {
    /// The path as shown: `policies/api-server/aks-api-server-restricted.md`.
    pub path: String,
    /// The policy's id: the file's stem.
    pub id: String,
    /// The line `# …`.
    pub title: String,
    /// The keys between the `---` lines.
    pub front: FrontMatter,
    /// Why it matters: the Markdown between title and first section.
    pub prose: String,
    /// The examples of all sections, in the page's order.
    pub examples: Vec<Example>,
}

/// What is wrong with a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageError {
    /// The page's path as shown.
    pub path: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// One sentence without a full stop.
    pub message: String,
    /// The line itself with carets below, when there is something to point at.
    pub excerpt: Option<String>,
}

impl Page {
    /// Reads a page.
    ///
    /// # Errors
    /// When its front matter, title, a section or a fence breaks the rules of `policies/README.md`; the first of them.
    pub fn parse(path: &str, text: &str) -> Result<Self, PageError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let front = front_matter::parse(text).map_err(|error| PageError::front_matter(path, text, &error))?;
        let (_, body) = front_matter::split(text).map_err(|error| PageError::front_matter(path, text, &error))?;
        let id = stem(path).to_owned();
        if !is_id(&id) {
            let message = "a page's file name is its policy's id: small letters, digits and hyphens, ending in .md";
            return Err(PageError::at(path, text, 0..3, message));
        }
        let Some(title) = front_matter::title(&text[body..]) else {
            let message = "behind the front matter a page begins with its title: `# …`";
            return Err(PageError::at(path, text, body..body, message));
        };
        let (prose, examples) = example::read(path, text, body)?;
        Ok(Self { path: path.to_owned(), id, title: title.to_owned(), front, prose, examples })
    }
}

impl PageError {
    /// An error at a byte range of the page's text.
    #[must_use]
    pub fn at(path: &str, text: &str, range: Range<usize>, message: impl Into<String>) -> Self {
        let mut start = range.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line = text[..start].matches('\n').count() + 1;
        let column = text[line_start..start].chars().count() + 1;
        let mut end = range.end.clamp(start, line_end);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let width = text[start..end].chars().count().max(1);
        let shown = text[line_start..line_end].trim_end();
        let margin = " ".repeat(line.to_string().len());
        let excerpt =
            format!("{margin} |\n{line} | {shown}\n{margin} | {}{}", " ".repeat(column - 1), "^".repeat(width));
        Self { path: path.to_owned(), line, column, message: message.into(), excerpt: Some(excerpt) }
    }

    fn front_matter(path: &str, text: &str, error: &front_matter::FrontMatterError) -> Self {
        let start: usize = text.split_inclusive('\n').take(error.line.saturating_sub(1)).map(str::len).sum();
        let line = text[start..].split('\n').next().unwrap_or_default();
        let column = line.char_indices().nth(error.column.saturating_sub(1)).map_or(line.len(), |(at, _)| at);
        Self::at(path, text, start + column..start + column, &*error.message)
    }
}

impl std::fmt::Display for PageError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}:{}: {}", self.path, self.line, self.column, self.message)?;
        match &self.excerpt {
            Some(excerpt) => write!(formatter, "\n{excerpt}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for PageError {}

/// A path's file name without `.md`.
pub(super) fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".md").unwrap_or("")
}

fn is_id(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && !id.ends_with('-')
        && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// Where a byte range of a front-matter value stands in the page: YAML may fold lines and indent them, but keeps every
/// other character, so these are counted.
pub(super) fn locate(page: &str, key: &str, value: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let (yaml, _) = front_matter::split(page).ok()?;
    let offset = page.find(yaml)?;
    let mut at = 0;
    let line_end = loop {
        let line = yaml[at..].split_inclusive('\n').next()?;
        if line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')) {
            break at + line.len();
        }
        at += line.len();
    };
    let first = yaml[at + key.len() + 1..line_end].trim_start();
    let is_block = first.starts_with(['>', '|']);
    let mut start = if is_block { line_end } else { line_end - first.len() };
    if !is_block && first.starts_with(['\'', '"']) {
        start += 1;
    }
    let is_mark = |c: char| !c.is_whitespace();
    let count = |end: usize| value.get(..end).map(|text| text.chars().filter(|&c| is_mark(c)).count());
    let (before, length) = (count(range.start)?, count(range.end.max(range.start + 1).min(value.len()))?);
    let mut marks = yaml[start..].char_indices().filter(|&(_, c)| is_mark(c));
    let begin = marks.clone().nth(before).map(|(at, _)| start + at)?;
    let end = marks.nth(length.saturating_sub(1).max(before)).map_or(begin, |(at, c)| start + at + c.len_utf8());
    Some(offset + begin..offset + end.max(begin))
}

#[cfg(test)]
mod tests;
