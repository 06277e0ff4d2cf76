//! Sections and fenced examples.

use std::ops::Range;

use super::PageError;
use crate::policy::Outcome;
use crate::policy::language::nearest;

/// The sections of a page that hold examples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Section {
    /// The policy does not hold.
    Bad,
    /// Nobody wrote the property.
    Silence,
    /// The policy holds.
    Good,
    /// It depends on something that is not known.
    Undecided,
}

/// The language of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ExampleLanguage {
    /// Terraform, azurerm or azapi.
    Terraform,
    /// Bicep.
    Bicep,
    /// ARM template JSON.
    Json,
    /// Kubernetes manifests.
    Yaml,
}

/// One example: files that belong together, and what judging them must give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The section it stands in.
    pub section: Section,
    /// Its language.
    pub language: ExampleLanguage,
    /// Its files, in the page's order; at least one.
    pub files: Vec<ExampleFile>,
    /// What the policy must give.
    pub expected: Outcome,
    /// The azurerm version to pin (`azurerm=3.117`); the newest known when none.
    pub azurerm: Option<String>,
    /// Line of the first fence in the page, counted from 1.
    pub line: usize,
}

/// One file of an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleFile {
    /// Its name: the fence's `title`, else `main.tf`, `main.bicep`, `main.json` or `main.yaml`.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Lines marked `# finding` or `// finding`, counted from 1.
    pub finding_lines: Vec<usize>,
    /// Line of its text's first line in the page, counted from 1.
    pub line: usize,
}

/// One verdict of the page's policy on an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observed<'a> {
    /// The outcome.
    pub outcome: Outcome,
    /// The file of the primary label, as the example names it.
    pub file: &'a str,
    /// The line of the primary label, counted from 1.
    pub line: usize,
}

impl Section {
    /// All, in the order of a page.
    pub const ALL: [Self; 4] = [Self::Bad, Self::Silence, Self::Good, Self::Undecided];

    /// The heading.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bad => "Bad",
            Self::Silence => "Silence",
            Self::Good => "Good",
            Self::Undecided => "Undecided",
        }
    }

    /// What an example must give unless its fence says otherwise; silence always says.
    fn expected(self) -> Option<Outcome> {
        match self {
            Self::Bad => Some(Outcome::Fail),
            Self::Silence => None,
            Self::Good => Some(Outcome::Pass),
            Self::Undecided => Some(Outcome::Undecided),
        }
    }

    fn allows(self, outcome: Outcome) -> bool {
        match self {
            Self::Bad => outcome == Outcome::Fail,
            Self::Silence => true,
            Self::Good => matches!(outcome, Outcome::Pass | Outcome::NotApplicable),
            Self::Undecided => outcome == Outcome::Undecided,
        }
    }
}

impl ExampleLanguage {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "terraform" => Self::Terraform,
            "bicep" | "bicepparam" => Self::Bicep,
            "json" => Self::Json,
            "yaml" => Self::Yaml,
            _ => return None,
        })
    }

    fn file_name(self) -> &'static str {
        match self {
            Self::Terraform => "main.tf",
            Self::Bicep => "main.bicep",
            Self::Json => "main.json",
            Self::Yaml => "main.yaml",
        }
    }
}

impl Example {
    /// Compares what came out with what the page says.
    ///
    /// # Errors
    /// With what differs, in words.
    pub fn check(&self, observed: &[Observed<'_>]) -> Result<(), String> {
        let all = || {
            let mut text: Vec<String> =
                (observed.iter()).map(|one| format!("{} at {}:{}", one.outcome.name(), one.file, one.line)).collect();
            text.sort();
            if text.is_empty() { "no verdict".to_owned() } else { text.join(", ") }
        };
        let worst = |outcome: Outcome| observed.iter().any(|one| one.outcome == outcome);
        let outcome_holds = match self.expected {
            Outcome::Fail => worst(Outcome::Fail),
            Outcome::Undecided => worst(Outcome::Undecided) && !worst(Outcome::Fail),
            Outcome::Pass => worst(Outcome::Pass) && !worst(Outcome::Fail) && !worst(Outcome::Undecided),
            Outcome::NotApplicable => observed.iter().all(|one| one.outcome == Outcome::NotApplicable),
        };
        if !outcome_holds {
            return Err(format!("expected {}, got {}", self.expected.name(), all()));
        }
        let mut expected: Vec<(&str, usize)> = Vec::new();
        for file in &self.files {
            expected.extend(file.finding_lines.iter().map(|&line| (&*file.name, line)));
        }
        if !matches!(self.expected, Outcome::Fail | Outcome::Undecided) {
            return Ok(());
        }
        let mut found: Vec<(&str, usize)> =
            observed.iter().filter(|one| one.outcome == self.expected).map(|one| (one.file, one.line)).collect();
        expected.sort_unstable();
        found.sort_unstable();
        found.dedup();
        if expected == found { Ok(()) } else { Err(format!("the marked lines are {expected:?}, got {}", all())) }
    }
}

/// The prose and the examples behind a page's title. `body` is the offset behind the front matter.
pub(super) fn read(path: &str, text: &str, body: usize) -> Result<(String, Vec<Example>), PageError> {
    let mut reader = Reader { path, text, examples: Vec::new(), section: None, may_join: false };
    let mut prose = String::new();
    let mut fence: Option<Fence> = None;
    let mut is_titled = false;
    let mut at = body;
    for line in text[body..].split_inclusive('\n') {
        let span = at..at + line.trim_end().len();
        at += line.len();
        if let Some(open) = &mut fence {
            if is_end(line, open.marks) {
                reader.close(open.info.clone(), open.text..span.start)?;
                fence = None;
            } else if reader.section.is_none() {
                prose.push_str(line);
            }
            continue;
        }
        let marks = line.len() - line.trim_start_matches('`').len();
        if marks >= 3 {
            let info = span.start + marks..span.end;
            if reader.section.is_some() {
                fence = Some(Fence { info, marks, text: at });
                continue;
            }
            let message = "examples stand in a section: ## Bad, ## Silence, ## Good or ## Undecided";
            return Err(PageError::at(path, text, span, message));
        }
        if let Some(heading) = line.strip_prefix("## ") {
            reader.heading(heading.trim(), span)?;
        } else if line.starts_with("# ") && !is_titled {
            is_titled = true;
        } else if line.starts_with("# ") {
            return Err(PageError::at(path, text, span, "a page has one title"));
        } else if reader.section.is_none() {
            prose.push_str(line);
        } else if !line.trim().is_empty() {
            reader.may_join = false;
        }
    }
    match fence {
        Some(open) => Err(PageError::at(path, text, open.info, "this fence is not closed")),
        None => Ok((prose.trim().to_owned(), reader.examples)),
    }
}

/// A fence that is not closed yet: its info string, how many backticks it has, where its text begins.
struct Fence {
    info: Range<usize>,
    marks: usize,
    text: usize,
}

struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    examples: Vec<Example>,
    section: Option<Section>,
    /// Nothing but blank lines came since the last fence.
    may_join: bool,
}

impl Reader<'_> {
    fn error(&self, span: Range<usize>, message: impl Into<String>) -> PageError {
        PageError::at(self.path, self.text, span, message)
    }

    fn heading(&mut self, heading: &str, span: Range<usize>) -> Result<(), PageError> {
        self.may_join = false;
        let Some(section) = Section::ALL.into_iter().find(|section| section.name() == heading) else {
            let names = Section::ALL.map(Section::name);
            let hint = nearest(heading, names).map_or_else(
                || "; sections are Bad, Silence, Good and Undecided".to_owned(),
                |name| format!("; did you mean `## {name}`?"),
            );
            return Err(self.error(span, format!("unknown section `{heading}`{hint}")));
        };
        if self.examples.iter().any(|example| example.section == section) || self.section == Some(section) {
            return Err(self.error(span, format!("the section `{heading}` stands here twice")));
        }
        self.section = Some(section);
        Ok(())
    }

    fn close(&mut self, info: Range<usize>, body: Range<usize>) -> Result<(), PageError> {
        let Some(section) = self.section else { return Ok(()) };
        let attributes = self.attributes(info.clone())?;
        let text = self.text[body.clone()].to_owned();
        let finding_lines = (text.lines().enumerate())
            .filter(|(_, line)| ["# finding", "// finding"].iter().any(|mark| line.trim_end().ends_with(mark)))
            .map(|(index, _)| index + 1)
            .collect();
        let line_of = |at: usize| self.text[..at].matches('\n').count() + 1;
        let language = attributes.language;
        let name = attributes.title.clone().unwrap_or_else(|| language.file_name().to_owned());
        let file = ExampleFile { name, text, finding_lines, line: line_of(body.start) };
        let line = line_of(info.start);
        let joined = self.examples.last_mut().filter(|example| {
            self.may_join
                && attributes.title.is_some()
                && joins(example.language, language, &file.name)
                && example.files.iter().all(|other| other.name != file.name)
        });
        self.may_join = true;
        if let Some(example) = joined {
            if attributes.verdict.is_some() || attributes.azurerm.is_some() {
                let message = "verdict and azurerm stand at the first file of an example";
                return Err(self.error(info, message));
            }
            example.files.push(file);
            return Ok(());
        }
        let Some(expected) = attributes.verdict.or(section.expected()) else {
            return Err(self.error(info, "an example of silence says what it gives: verdict=fail, verdict=pass, …"));
        };
        if !section.allows(expected) {
            let message = format!("an example of `{}` cannot give {}", section.name(), expected.name());
            return Err(self.error(info, message));
        }
        let azurerm = attributes.azurerm;
        self.examples.push(Example { section, language, files: vec![file], expected, azurerm, line });
        Ok(())
    }

    fn attributes(&self, info: Range<usize>) -> Result<Attributes, PageError> {
        let text = &self.text[info.clone()];
        let mut words = words(text);
        let first = words.next().map_or("", |range| &text[range]);
        let Some(language) = ExampleLanguage::of(first) else {
            let message = "an example is in terraform, bicep, bicepparam, json or yaml";
            return Err(self.error(info, message));
        };
        let mut attributes = Attributes { language, title: None, verdict: None, azurerm: None };
        for range in words {
            let word = &text[range.clone()];
            let span = info.start + range.start..info.start + range.end;
            let (key, value) = word.split_once('=').unwrap_or((word, ""));
            let value = value.trim_matches('"');
            match key {
                "title" if is_file_name(value) => attributes.title = Some(value.to_owned()),
                "title" => {
                    let message = "title names a file: letters, digits, `.`, `_`, `-` and `/`, without `..`";
                    return Err(self.error(span, message));
                }
                "verdict" => {
                    let outcomes = [Outcome::Pass, Outcome::Fail, Outcome::Undecided, Outcome::NotApplicable];
                    attributes.verdict = outcomes.into_iter().find(|outcome| outcome.name() == value);
                    if attributes.verdict.is_none() {
                        let message = "verdict is pass, fail, undecided or not-applicable";
                        return Err(self.error(span, message));
                    }
                }
                "azurerm" if crate::document::Version::parse(value).is_some() => {
                    attributes.azurerm = Some(value.to_owned());
                }
                "azurerm" => return Err(self.error(span, "azurerm is a version: azurerm=3.117")),
                _ => {
                    let mut message = format!("unknown attribute `{key}`");
                    if let Some(meant) = nearest(key, ["title", "verdict", "azurerm"]) {
                        message.push_str(&format!("; did you mean `{meant}`?"));
                    }
                    return Err(self.error(span, message));
                }
            }
        }
        Ok(attributes)
    }
}

struct Attributes {
    language: ExampleLanguage,
    title: Option<String>,
    verdict: Option<Outcome>,
    azurerm: Option<String>,
}

/// The words of an info string; quotes hold one together.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(|c: char| !c.is_whitespace())?;
        let mut is_quoted = false;
        let end = text[start..].find(|c: char| {
            is_quoted ^= c == '"';
            c.is_whitespace() && !is_quoted
        });
        at = end.map_or(text.len(), |end| start + end);
        Some(start..at)
    })
}

/// Whether a fence of this language and title may go on with an example.
fn joins(example: ExampleLanguage, language: ExampleLanguage, title: &str) -> bool {
    example == language
        || language == ExampleLanguage::Json
            && match example {
                ExampleLanguage::Terraform => {
                    [".tf.json", ".tfvars.json", "tfplan.json"].iter().any(|end| title.ends_with(end))
                }
                ExampleLanguage::Bicep => title.ends_with(".parameters.json"),
                _ => false,
            }
}

fn is_file_name(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    !name.is_empty()
        && name.chars().all(is_plain)
        && name.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}

fn is_end(line: &str, marks: usize) -> bool {
    let line = line.trim_end();
    line.len() >= marks && line.bytes().all(|byte| byte == b'`')
}
