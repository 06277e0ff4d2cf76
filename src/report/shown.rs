//! What every format needs to show text safely: positions, and secrets kept out of sentences.
//!
//! Does not know any format.

use std::borrow::Cow;

use super::Finding;
use super::broken::hidden_part;
use super::place::{Place, Places};
use super::secrets::Secrets;
use super::visible::{clip, visible};
use crate::document::{Problem, ProblemKind};
use crate::source::{Sources, Span};

/// The most characters of a sentence shown in the terminal.
const SENTENCE: usize = 500;

/// Positions and masking for one rendering.
#[derive(Debug)]
pub struct Shown<'a> {
    /// Lines and columns.
    pub places: Places<'a>,
    /// What must not be shown.
    pub secrets: Secrets,
}

impl<'a> Shown<'a> {
    /// Over the files of a run, with everything masked so far.
    #[must_use]
    pub fn new(sources: &'a Sources) -> Self {
        Self { places: Places::new(sources), secrets: Secrets::new(sources) }
    }

    /// Hides the texts in lines that break the grammar: what they would have been is not known.
    #[must_use]
    pub fn without_broken_lines(mut self, problems: &[Problem]) -> Self {
        for span in problems.iter().filter(|problem| problem.kind == ProblemKind::Syntax).filter_map(|one| one.span) {
            let file = self.places.file(span.file);
            let line = self.places.position(span.file, span.start as usize).line;
            let start = file.line_starts().get(line - 1).map_or(0, |&start| start as usize);
            if let Some(range) = hidden_part(file.line(line)) {
                self.secrets.hide(span.file, start + range.start..start + range.end);
            }
        }
        self.secrets.settle();
        self
    }

    /// A sentence for machines: secrets masked, otherwise whole.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        self.secrets.mask(text).into_owned()
    }

    /// A sentence that is not endless: secrets masked, before a cut could leave half of one.
    #[must_use]
    pub fn part(&self, text: &str, most: usize) -> String {
        clip(&self.secrets.mask(text), most).into_owned()
    }

    /// A sentence for the terminal: secrets masked, hostile characters visible, not endless.
    #[must_use]
    pub fn line(&self, text: &str) -> String {
        visible(&clip(&self.secrets.mask(text), SENTENCE)).into_owned()
    }

    /// The name of a policy for the terminal: a word of a secret that is in it as well stays, as it does in other formats.
    #[must_use]
    pub fn name(&self, policy: &str) -> String {
        visible(&clip(policy, SENTENCE)).into_owned()
    }

    /// A span in lines and columns.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        self.places.place(span)
    }

    /// `path:line:column` for the terminal.
    #[must_use]
    pub fn position(&self, span: Span) -> String {
        let start = self.places.position(span.file, span.start as usize);
        format!("{}:{}:{}", visible(&self.places.file(span.file).path), start.line, start.column)
    }

    /// Where a problem lies, for the terminal: as precise as is known.
    #[must_use]
    pub fn problem_position(&self, problem: &Problem) -> Option<String> {
        let path = || problem.path.as_deref().map(visible).map(Cow::into_owned);
        problem.span.map(|span| self.position(span)).or_else(path)
    }

    /// The findings, worst first, then by path and place.
    #[must_use]
    pub fn worst_first(findings: &[Finding]) -> Vec<&Finding> {
        let mut sorted: Vec<&Finding> = findings.iter().collect();
        // Stable: the report is sorted by path and place.
        sorted.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        sorted
    }
}
