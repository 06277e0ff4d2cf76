//! What every page must have, and the index of all pages.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Example, ExampleLanguage, Page, PageError, Section, check_query};
use crate::document::Version;
use crate::model::table::{Home, kind};
use crate::policy::Outcome;
use crate::policy::mechanical::contradictions;

const BEGIN: &str = "<!-- index -->\n";
const END: &str = "<!-- /index -->";

/// What a set of pages misses; empty when every page is complete. Expressions are checked by the catalogue, examples by
/// running them.
#[must_use]
pub fn unsound(pages: &[Page]) -> Vec<PageError> {
    let mut errors = Vec::new();
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for page in pages {
        if let Some(other) = seen.insert(&page.id, &page.path) {
            errors.push(error(page, format!("the id `{}` is taken by {other}", page.id)));
        }
        let messages = front_matter(page).into_iter().chain(sections(page));
        errors.extend(messages.map(|message| error(page, message)));
    }
    errors
}

/// What pages miss that are judged in every language, as the built-in ones are: each section has an example in Terraform
/// (for manifests in YAML), and one in Bicep where the kind of resource has a home in ARM. A page with neither `fix` nor
/// `fix.bicep` is about Terraform alone, and its prose says why.
#[must_use]
pub fn uncovered(pages: &[Page]) -> Vec<PageError> {
    let missing = |page: &Page| {
        let mut messages = Vec::new();
        for section in Section::ALL {
            let has = |languages: &[ExampleLanguage]| {
                let is_one = |one: &Example| one.section == section && languages.contains(&one.language);
                page.examples.iter().any(is_one)
            };
            if !has(&[ExampleLanguage::Terraform, ExampleLanguage::Yaml]) {
                let message = "there is no Terraform (or, for manifests, YAML) example in";
                messages.push(format!("{message} `## {}`", section.name()));
            }
            if is_about_bicep(page) && !has(&[ExampleLanguage::Bicep]) {
                messages.push(format!("there is no Bicep example in `## {}`", section.name()));
            }
        }
        messages
    };
    pages.iter().flat_map(|page| missing(page).into_iter().map(|message| error(page, message))).collect()
}

fn is_about_bicep(page: &Page) -> bool {
    let is_arm = |home: &Home| matches!(home, Home::Arm { .. } | Home::ArmList { .. });
    let has_fix = page.front.fix.is_some() || page.front.fix_bicep.is_some();
    has_fix && kind(&page.front.resource).is_some_and(|kind| kind.homes.iter().any(is_arm))
}

fn error(page: &Page, message: String) -> PageError {
    PageError { path: page.path.clone(), line: 1, column: 1, message, excerpt: None }
}

fn front_matter(page: &Page) -> Vec<String> {
    let front = &page.front;
    let mut messages = Vec::new();
    if front.links.is_empty() {
        messages.push("links names no page to read more".to_owned());
    }
    for link in front.links.iter().filter(|link| !link.starts_with("https://") || link.contains(char::is_whitespace)) {
        messages.push(format!("the link {link} is no https address"));
    }
    if [&front.fix, &front.fix_azurerm, &front.fix_azapi, &front.fix_bicep].into_iter().all(Option::is_none) {
        messages.push("there is no fix".to_owned());
    }
    if front.lowered.as_ref().is_some_and(|lowered| lowered.severity >= front.severity) {
        messages.push("lowered names no severity below that of the policy".to_owned());
    }
    if Version::parse(&front.since).is_none_or(|(_, parts)| parts != 3) {
        messages.push(format!("since is a version of akslint such as 0.1.0, not {}", front.since));
    }
    for text in [&front.message].into_iter().chain(&front.fix) {
        if text.ends_with('.') {
            messages.push(format!("message and fix are sentence parts without a full stop: {text}"));
        }
    }
    for name in front.aliases.iter().chain(front.controls.iter()).chain(front.guidance.iter()) {
        if name.is_empty() || name.contains(char::is_whitespace) {
            messages.push(format!("`{name}` is no name of a check, control or guidance row"));
        }
    }
    if let Some(Err(message)) = front.query.as_deref().map(check_query) {
        messages.push(format!("query: {message}"));
    }
    messages.extend(contradictions(front));
    if page.prose.is_empty() {
        messages.push("nothing says why it matters".to_owned());
    }
    messages
}

fn sections(page: &Page) -> Vec<String> {
    let mut messages = Vec::new();
    for section in Section::ALL {
        if !page.examples.iter().any(|example| example.section == section) {
            messages.push(format!("there is no example in `## {}`", section.name()));
        }
    }
    for example in &page.examples {
        let marks: usize = example.files.iter().map(|file| file.finding_lines.len()).sum();
        // JSON has no comments everywhere, so its examples may go unmarked.
        let is_marked = matches!(example.expected, Outcome::Fail | Outcome::Undecided);
        if is_marked && marks == 0 && example.language != ExampleLanguage::Json {
            messages.push(format!("the example at line {} marks no line with `finding`", example.line));
        } else if !is_marked && marks > 0 {
            messages.push(format!("the example at line {} gives no finding, yet marks one", example.line));
        }
    }
    messages
}

/// The index of pages as Markdown, by area.
#[must_use]
pub fn index(pages: &[Page]) -> String {
    let mut areas: BTreeMap<&str, Vec<&Page>> = BTreeMap::new();
    for page in pages {
        let mut parts = page.path.rsplit('/').skip(1);
        areas.entry(parts.next().unwrap_or_default()).or_default().push(page);
    }
    let mut out = String::new();
    for (area, mut pages) in areas {
        pages.sort_by(|a, b| a.id.cmp(&b.id));
        // Writing to a string cannot fail.
        let _ = write!(out, "\n### {area}\n\n| policy | severity | what it asks |\n| --- | --- | --- |\n");
        for page in pages {
            let title = page.title.replace('|', "\\|");
            let _ = writeln!(out, "| [{0}]({area}/{0}.md) | {1} | {title} |", page.id, page.front.severity.name());
        }
    }
    out
}

/// A README with its index renewed; `None` when it has no place for one.
#[must_use]
pub fn with_index(readme: &str, pages: &[Page]) -> Option<String> {
    let start = readme.find(BEGIN)? + BEGIN.len();
    let end = start + readme.get(start..)?.find(END)?;
    Some(format!("{}{}\n{}", &readme[..start], index(pages), &readme[end..]))
}
