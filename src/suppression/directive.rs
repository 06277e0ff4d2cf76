//! All directives of the files that were read: what each names, how long it holds and how far it reaches.
//!
//! Knows: files and their comments. Does not know: findings.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use super::comment::{self, Written, may_hold_directives};
use super::layout::{Layout, Note, layout};
use super::names::Resolver;
use super::reach::{self, Reach};
use crate::document::{Problem, ProblemKind};
use crate::policy::Catalogue;
use crate::source::{FileId, SourceFile, Sources, Span};

/// The most directives of one file; the rest is told and hides nothing.
const MOST: usize = 5_000;

/// The most directives of a run.
const MOST_OF_ALL: usize = 50_000;

/// The most mistakes of one file that are told.
const MOST_MISTAKES: usize = 100;

/// The tool that a comment is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tool {
    /// Ours.
    Akslint,
    /// `checkov:skip=…`
    Checkov,
    /// `trivy:ignore:…`
    Trivy,
    /// `tfsec:ignore:…`
    Tfsec,
    /// `kics-scan …`
    Kics,
}

impl Tool {
    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Akslint => "akslint",
            Self::Checkov => "checkov",
            Self::Trivy => "trivy",
            Self::Tfsec => "tfsec",
            Self::Kics => "kics",
        }
    }

    /// The name, unless it is ours.
    #[must_use]
    pub fn foreign_name(self) -> Option<&'static str> {
        (self != Self::Akslint).then_some(self.name())
    }
}

/// How far a directive is meant to reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// What it stands at: an attribute, a block, a declaration.
    Item,
    /// The outermost block that it stands in.
    Block,
    /// The line below it.
    NextLine,
    /// The file.
    File,
}

/// Which checks a directive names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Names {
    /// These, as written.
    Listed(Vec<String>),
    /// All that its tool has.
    All,
    /// All that its tool has, but for these.
    AllBut(Vec<String>),
}

impl Names {
    /// The names as written.
    #[must_use]
    pub fn listed(&self) -> &[String] {
        match self {
            Self::Listed(names) | Self::AllBut(names) => names,
            Self::All => &[],
        }
    }
}

/// An ignore comment, or what stands for one in JSON.
#[derive(Debug, Clone)]
pub struct Directive {
    /// The directive, without the marker of the comment.
    pub place: Span,
    /// The comment around it; in JSON the text.
    pub comment: Span,
    /// The file, as shown.
    pub file: Arc<str>,
    /// Whose it is.
    pub tool: Tool,
    /// How far it is meant to reach.
    pub scope: Scope,
    /// What it names.
    pub names: Names,
    /// The policies that each name means, as indices of the catalogue; empty for a name that means none.
    pub resolved: Vec<(String, Vec<usize>)>,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// Why.
    pub reason: Option<String>,
    /// What it reaches; none when nothing stands where it could reach.
    pub reach: Option<Span>,
    /// What it stands at, by name: `resource "azurerm_kubernetes_cluster" "this" / sku_tier`. It stays when lines move.
    pub anchor: String,
}

impl Directive {
    /// The policies it names, as indices of the catalogue, in no particular order.
    pub fn policies(&self) -> impl Iterator<Item = usize> {
        self.resolved.iter().flat_map(|(_, policies)| policies.iter().copied())
    }
}

/// The directives of a run.
#[derive(Debug, Default)]
pub struct Directives {
    /// In the order of paths and places.
    pub all: Vec<Directive>,
    /// What is wrong with some; those hide nothing.
    pub problems: Vec<Problem>,
}

/// Reads the directives of all files that are in the store: sorted by path and place. A file without any marker costs one
/// search of its bytes. What was downloaded is left out: what its authors accept is not yet accepted by who uses it.
#[must_use]
pub fn directives(sources: &Sources, catalogue: &Catalogue) -> Directives {
    let (mut found, mut resolver) = (Directives::default(), Resolver::new(catalogue));
    for id in sources.ids() {
        let file = sources.file(id);
        if !is_downloaded(&file.path) && may_hold_directives(&file.text) {
            read(id, &file, &mut resolver, &mut found);
        }
    }
    found
}

fn read(id: FileId, file: &SourceFile, resolver: &mut Resolver<'_>, found: &mut Directives) {
    let Some(layout) = layout(&file.path, &file.text, id) else { return };
    let lines = reach::Lines::new(&file.text, file.line_starts(), &layout);
    let (before, mistakes) = (found.all.len(), found.problems.len());
    for note in &layout.notes {
        for written in comment::directives(&file.text, note) {
            if found.all.len() - before >= MOST || found.all.len() >= MOST_OF_ALL {
                let message = "There are too many ignore comments; those from here on hide nothing";
                let place = Span::new(id, written.range.start, written.range.end);
                found.problems.push(Problem::at(ProblemKind::Note, place, message));
                return;
            }
            add(written, note, &layout, &lines, (id, file), resolver, found);
            found.problems.truncate(mistakes + MOST_MISTAKES);
        }
    }
}

/// Whether a file, as shown, was downloaded by a tool.
#[must_use]
pub fn is_downloaded(path: &str) -> bool {
    path.starts_with("module-cache/") || path.split('/').any(|part| matches!(part, ".terraform" | ".terragrunt-cache"))
}

/// Where our directives in a text stand, and what each reaches.
pub(super) fn read_text(path: &str, text: &str) -> Vec<(Range<usize>, Option<Range<usize>>)> {
    let sources = Sources::in_memory();
    let file = sources.file(sources.add(path, text));
    let Some(id) = sources.ids().first().copied() else { return Vec::new() };
    let Some(layout) = layout(path, &file.text, id) else { return Vec::new() };
    let lines = reach::Lines::new(&file.text, file.line_starts(), &layout);
    let mut found = Vec::new();
    for note in &layout.notes {
        for written in comment::directives(&file.text, note).into_iter().filter(|one| one.tool == Tool::Akslint) {
            if let Ok((scope, ..)) = written.what {
                found.push((written.range, lines.reach(scope, written.tool, note, &layout).range));
            }
        }
    }
    found
}

fn add(
    written: Written,
    note: &Note,
    layout: &Layout,
    lines: &reach::Lines<'_>,
    (id, file): (FileId, &SourceFile),
    resolver: &mut Resolver<'_>,
    found: &mut Directives,
) {
    let place = Span::new(id, written.range.start, written.range.end);
    let wrong = |message: String| Problem::at(ProblemKind::Evaluation, place, message);
    let (scope, names, until) = match written.what {
        Ok(what) => what,
        Err(mistake) => {
            found.problems.push(wrong(mistake.message).help(mistake.help));
            return;
        }
    };
    let resolved = resolver.resolve(written.tool, &names);
    if written.tool == Tool::Akslint {
        for (name, _) in resolved.iter().filter(|(_, policies)| policies.is_empty()) {
            let problem = wrong(format!("There is no policy `{}` to ignore", shortened(name)));
            found.problems.push(match resolver.nearest(name) {
                Some(nearest) => problem.help(format!("did you mean `{nearest}`?")),
                None => problem.help("`akslint policies` lists them"),
            });
        }
    }
    let Reach { range, anchor } = lines.reach(scope, written.tool, note, layout);
    found.all.push(Directive {
        place,
        comment: Span::new(id, note.range.start, note.range.end),
        file: Arc::from(file.path.as_str()),
        tool: written.tool,
        scope,
        names,
        resolved,
        until,
        reason: written.reason,
        reach: range.map(|range| Span::new(id, range.start, range.end)),
        anchor,
    });
}

/// A name as it can be shown: names are of any length.
pub(super) fn shortened(name: &str) -> String {
    crate::report::clip(name, 80).into_owned()
}
