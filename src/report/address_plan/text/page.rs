//! Lines for a terminal: wrapped to its width, coloured where it shows colours.
//!
//! Knows: wrapping and painting what is harmless. Does not know: plans.

use std::fmt::Write as _;

use crate::report::shown::Shown;
use crate::report::visible::visible;

/// The fewest characters a line has, however narrow the terminal says it is.
const NARROWEST: usize = 24;

/// How the text is shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct TextPlanOptions {
    /// The characters of a line; none where nothing limits them.
    pub columns: Option<usize>,
    /// With escapes for colours.
    pub is_colored: bool,
}

/// A colour of the terminal's own palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Plain,
    Bold,
    Faint,
    Red,
    Yellow,
    Green,
}

impl Ink {
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Bold => "1",
            Self::Faint => "2",
            Self::Red => "1;31",
            Self::Yellow => "33",
            Self::Green => "32",
        }
    }
}

/// What has been written.
pub(super) struct Page<'e> {
    pub out: String,
    pub shown: Shown<'e>,
    options: TextPlanOptions,
}

impl<'e> Page<'e> {
    pub fn new(shown: Shown<'e>, options: TextPlanOptions) -> Self {
        Self { out: String::new(), shown, options }
    }

    /// The characters of a line behind an indentation; none where nothing limits them.
    pub fn room(&self, indent: usize) -> Option<usize> {
        self.options.columns.map(|columns| columns.max(NARROWEST).saturating_sub(indent).max(NARROWEST / 2))
    }

    /// A text fit to be shown: secrets masked, hostile characters visible.
    pub fn clean(&self, text: &str) -> String {
        visible(&self.shown.secrets.mask(text)).into_owned()
    }

    pub fn blank(&mut self) {
        self.out.push('\n');
    }

    /// A text in lines, those after the first indented further.
    pub fn line(&mut self, indent: usize, text: &str) {
        self.painted(indent, text, Ink::Plain, |_| (0, 0));
    }

    /// A text in one colour.
    pub fn colored(&mut self, indent: usize, text: &str, ink: Ink) {
        self.painted(indent, text, ink, |line| (0, line.len()));
    }

    /// A text whose first word is coloured.
    pub fn begins(&mut self, indent: usize, word: &str, text: &str, ink: Ink) {
        let wanted = word.to_owned();
        self.painted(indent, &format!("{word}{text}"), ink, move |line| {
            if line.starts_with(&wanted) { (0, wanted.len()) } else { (0, 0) }
        });
    }

    /// A text whose last words are coloured.
    pub fn ends(&mut self, indent: usize, text: &str, words: &str, ink: Ink) {
        let wanted = words.to_owned();
        self.painted(indent, &format!("{text}{words}"), ink, move |line| {
            if line.ends_with(&wanted) { (line.len() - wanted.len(), line.len()) } else { (0, 0) }
        });
    }

    fn painted(&mut self, indent: usize, text: &str, ink: Ink, which: impl Fn(&str) -> (usize, usize)) {
        let text = self.clean(text);
        let lines = wrap(&text, self.room(indent));
        for (index, line) in lines.iter().enumerate() {
            let indent = if index == 0 { indent } else { indent + 2 };
            let (from, to) = which(line);
            let _ = write!(self.out, "{:indent$}{}", "", &line[..from]);
            self.paint(&line[from..to], ink);
            let _ = writeln!(self.out, "{}", &line[to..]);
        }
    }

    /// A line as it is, a colour for each part.
    pub fn parts(&mut self, indent: usize, parts: &[(&str, Ink)]) {
        let _ = write!(self.out, "{:indent$}", "");
        for (text, ink) in parts {
            let text = self.clean(text);
            self.paint(&text, *ink);
        }
        self.blank();
    }

    fn paint(&mut self, text: &str, ink: Ink) {
        if !self.options.is_colored || text.is_empty() || ink == Ink::Plain {
            self.out.push_str(text);
        } else {
            let _ = write!(self.out, "\u{1b}[{}m{text}\u{1b}[0m", ink.code());
        }
    }
}

/// A text in lines of so many characters, two fewer after the first. Spaces within a line stay as they are; a word that is
/// longer than a line has one to itself.
fn wrap(text: &str, width: Option<usize>) -> Vec<String> {
    let Some(width) = width else { return vec![text.to_owned()] };
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut length = 0;
    for (index, word) in text.split(' ').enumerate() {
        let limit = if lines.is_empty() { width } else { width.saturating_sub(2) };
        let size = word.chars().count();
        if index > 0 && length + 1 + size > limit && !line.trim().is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            length = 0;
        } else if index > 0 {
            line.push(' ');
            length += 1;
        }
        line.push_str(word);
        length += size;
    }
    lines.push(line);
    // What is wrapped begins with a word.
    lines
        .iter()
        .enumerate()
        .map(|(index, line)| if index == 0 { line.clone() } else { line.trim_start().to_owned() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn lines_are_no_longer_than_asked() {
        assert_eq!(wrap("any  length", None), ["any  length"]);
        assert_eq!(wrap("", Some(10)), [""]);
        assert_eq!(wrap("one two three four", Some(10)), ["one two", "three", "four"]);
        assert_eq!(wrap("a  b", Some(10)), ["a  b"]);
        assert_eq!(wrap("unbreakably-long x", Some(6)), ["unbreakably-long", "x"]);
        assert_eq!(wrap("10.0.0.0/8          wide  name", Some(26)), ["10.0.0.0/8          wide", "name"]);
    }
}
