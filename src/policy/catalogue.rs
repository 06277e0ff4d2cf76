//! All policies of a run: the built-in ones and the user's.
//!
//! Knows: what a page says and how to compile it when it is first needed. Does not know: which policies were chosen.

use std::borrow::Cow;
use std::path::Path;
use std::sync::OnceLock;

use jiff::civil::Date;

use super::calendar::{Calendar, CalendarChanges};
use super::compile::Compiled;
use super::definition::Policy;
use super::front_matter::{FrontMatter, Lowered, OptionValue, PolicyOption, Setting};
use super::grade::{Confidence, Cost, Persona, Safety, Severity};
use super::language::{Schema, nearest};
use super::page::{Page, PageError, stem};
use crate::source::{ReadError, Sources};

/// A built-in page as the build script lays it down.
struct BuiltInPage {
    path: &'static str,
    title: &'static str,
    text: &'static str,
    front: FrontMatter,
}

static BUILT_IN: &[BuiltInPage] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// All policies of a run, sorted by id.
#[derive(Debug)]
pub struct Catalogue {
    schema: Schema,
    policies: Vec<Policy>,
    as_of: Option<Date>,
    calendar_changes: CalendarChanges,
    calendar: OnceLock<Calendar>,
}

/// Why an option could not be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OptionError {
    /// The policy has no option of that name.
    #[error("the policy `{id}` has no option `{name}`{}", did_you_mean(.nearest))]
    NoOption {
        /// The policy.
        id: String,
        /// The option asked for.
        name: String,
        /// The option that is spelt most like it.
        nearest: Option<String>,
    },
    /// The value is of another type than the option.
    #[error("the option `{name}` of `{id}` is {expected}")]
    WrongType {
        /// The policy.
        id: String,
        /// The option.
        name: String,
        /// The option's type, with article.
        expected: &'static str,
    },
}

fn did_you_mean(nearest: &Option<String>) -> String {
    nearest.as_ref().map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

impl Catalogue {
    /// The built-in policies. Nothing is compiled yet.
    #[must_use]
    pub fn built_in(schema: Schema) -> Self {
        let policies = (BUILT_IN.iter())
            .map(|page| Policy {
                id: Cow::Borrowed(stem(page.path)),
                path: Cow::Borrowed(page.path),
                title: Cow::Borrowed(page.title),
                text: Cow::Borrowed(page.text),
                options: page.front.options.iter().map(|option| option.default.clone()).collect(),
                front: Cow::Borrowed(&page.front),
                is_built_in: true,
                compiled: Compiled::default(),
            })
            .collect();
        Self { policies, ..Self::empty(schema) }
    }

    /// The built-in policies over the model's table.
    #[must_use]
    pub fn whole() -> Self {
        Self::built_in(Schema::new(crate::model::table::kinds().iter().copied()))
    }

    /// No policies.
    #[must_use]
    pub fn empty(schema: Schema) -> Self {
        Self {
            schema,
            policies: Vec::new(),
            as_of: None,
            calendar_changes: CalendarChanges::default(),
            calendar: OnceLock::new(),
        }
    }

    /// Adds a user's page; its expressions are checked at once.
    ///
    /// # Errors
    /// When the page breaks the rules, an expression is wrong, or the id is taken.
    pub fn add(&mut self, path: &str, text: &str) -> Result<(), PageError> {
        let page = Page::parse(path, text)?;
        let Err(at) = self.policies.binary_search_by(|policy| (*policy.id).cmp(&page.id)) else {
            return Err(PageError::at(path, text, 0..3, format!("there is already a policy `{}`", page.id)));
        };
        let policy = Policy {
            id: Cow::Owned(page.id),
            path: Cow::Owned(page.path),
            title: Cow::Owned(page.title),
            text: Cow::Owned(text.trim_start_matches('\u{feff}').to_owned()),
            options: page.front.options.iter().map(|option| option.default.clone()).collect(),
            front: Cow::Owned(page.front),
            is_built_in: false,
            compiled: Compiled::default(),
        };
        policy.check(&self.schema)?;
        self.policies.insert(at, policy);
        Ok(())
    }

    /// Adds all pages (`*.md` except `README.md`) of a directory and of the directories in it. Returns what is wrong
    /// with those that could not be added.
    ///
    /// # Errors
    /// When the directory cannot be listed.
    pub fn load(&mut self, sources: &Sources, directory: &Path) -> Result<Vec<PageError>, ReadError> {
        let mut errors = Vec::new();
        let mut directories = vec![directory.to_path_buf()];
        for entry in sources.list(directory)?.iter().filter(|entry| entry.is_directory) {
            directories.push(directory.join(&entry.name));
        }
        for directory in directories {
            for entry in sources.list(&directory)?.iter() {
                if entry.is_directory || !entry.name.ends_with(".md") || entry.name == "README.md" {
                    continue;
                }
                let path = directory.join(&entry.name);
                let added = match sources.read(&path) {
                    Ok(id) => {
                        let file = sources.file(id);
                        self.add(&file.path, &file.text)
                    }
                    Err(error) => Err(PageError {
                        path: sources.shown_path(&path),
                        line: 1,
                        column: 1,
                        message: error.to_string(),
                        excerpt: None,
                    }),
                };
                errors.extend(added.err());
            }
        }
        Ok(errors)
    }

    /// Checks the expressions of all policies; empty when all are right.
    #[must_use]
    pub fn errors(&self) -> Vec<PageError> {
        self.policies.iter().filter_map(|policy| policy.check(&self.schema).err()).collect()
    }

    /// The policies, sorted by id; their index is [`Verdict::policy`](super::Verdict::policy).
    #[must_use]
    pub fn policies(&self) -> &[Policy] {
        &self.policies
    }

    /// The policy of this index.
    #[must_use]
    pub fn policy(&self, index: usize) -> Option<&Policy> {
        self.policies.get(index)
    }

    /// The index of the policy with this id.
    #[must_use]
    pub fn index_of(&self, id: &str) -> Option<usize> {
        self.policies.binary_search_by(|policy| (*policy.id).cmp(id)).ok()
    }

    /// The policies of this id, or with this alias, without regard to case.
    #[must_use]
    pub fn find(&self, name: &str) -> Vec<usize> {
        let is_meant = |policy: &Policy| {
            policy.id.eq_ignore_ascii_case(name)
                || policy.aliases().iter().any(|alias| alias.eq_ignore_ascii_case(name))
        };
        (0..self.policies.len()).filter(|&index| is_meant(&self.policies[index])).collect()
    }

    /// The id that is spelt most like `name`.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.policies.iter().map(|policy| &*policy.id))
    }

    /// Sets the day that calendars are read at; without it, it is the calendar's own.
    pub fn set_as_of(&mut self, date: Date) {
        self.as_of = Some(date);
        self.calendar = OnceLock::new();
    }

    /// Sets dates that users know better than the calendar.
    pub fn set_calendar_changes(&mut self, changes: CalendarChanges) {
        self.calendar_changes = changes;
        self.calendar = OnceLock::new();
    }

    /// The calendar, read at its day.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        self.calendar.get_or_init(|| {
            let calendar = Calendar::built_in().with(&self.calendar_changes);
            match self.as_of {
                Some(date) => calendar.at(date),
                None => calendar,
            }
        })
    }

    /// The table that pages are checked against.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }
}
