//! One policy, as its page tells it.
//!
//! Knows: every key of the front matter. Does not know: other policies, or how it is judged.

use std::borrow::Cow;

use super::catalogue::OptionError;
use super::compile::Compiled;
use super::front_matter::{FrontMatter, OptionValue, PolicyOption, Text};
use super::grade::{Confidence, Cost, Persona, Severity};
use super::language::nearest;
use super::page::{Page, PageError};

/// One policy: what its page says.
#[derive(Debug)]
pub struct Policy {
    pub(super) id: Text,
    pub(super) path: Text,
    pub(super) title: Text,
    pub(super) text: Text,
    pub(super) front: Cow<'static, FrontMatter>,
    /// The values of the front matter's options, in their order.
    pub(super) options: Vec<OptionValue>,
    pub(super) is_built_in: bool,
    /// Filled as it is needed.
    pub(super) compiled: Compiled,
}

impl Policy {
    /// The id, for ever.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The page's path as shown.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The folder the page lies in: `api-server`.
    #[must_use]
    pub fn area(&self) -> &str {
        self.path.rsplit('/').nth(1).unwrap_or_default()
    }

    /// What it asks, in one line.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The whole page.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The page behind the front matter: Markdown with title, prose and examples.
    #[must_use]
    pub fn body(&self) -> &str {
        super::front_matter::split(&self.text).map_or("", |(_, body)| self.text[body..].trim_start())
    }

    /// The page, read whole.
    ///
    /// # Errors
    /// When a built-in page breaks the rules; a test keeps that from happening.
    pub fn page(&self) -> Result<Page, PageError> {
        Page::parse(&self.path, &self.text)
    }

    /// All keys of the front matter.
    #[must_use]
    pub fn front(&self) -> &FrontMatter {
        &self.front
    }

    /// How bad it is when it does not hold.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.front.severity
    }

    /// How sure it is that a finding matters.
    #[must_use]
    pub fn confidence(&self) -> Confidence {
        self.front.confidence
    }

    /// Who wants to see its findings.
    #[must_use]
    pub fn persona(&self) -> Persona {
        self.front.persona
    }

    /// The kind of resource it judges.
    #[must_use]
    pub fn resource(&self) -> &str {
        &self.front.resource
    }

    /// The condition under which it concerns a resource, as written.
    #[must_use]
    pub fn when(&self) -> Option<&str> {
        self.front.when.as_deref()
    }

    /// What must hold, as written.
    #[must_use]
    pub fn require(&self) -> &str {
        &self.front.require
    }

    /// What is wrong when it does not hold, as written: placeholders are not replaced.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.front.message
    }

    /// What to do, in any language.
    #[must_use]
    pub fn fix(&self) -> Option<&str> {
        self.front.fix.as_deref()
    }

    /// What to do in Terraform with azurerm.
    #[must_use]
    pub fn fix_azurerm(&self) -> Option<&str> {
        self.front.fix_azurerm.as_deref().or(self.fix())
    }

    /// What to do in Terraform with azapi.
    #[must_use]
    pub fn fix_azapi(&self) -> Option<&str> {
        self.front.fix_azapi.as_deref().or(self.front.fix_bicep.as_deref()).or(self.fix())
    }

    /// What to do in Bicep and ARM templates.
    #[must_use]
    pub fn fix_bicep(&self) -> Option<&str> {
        self.front.fix_bicep.as_deref().or(self.fix())
    }

    /// What the fix costs on a cluster that is already deployed.
    #[must_use]
    pub fn cost(&self) -> Option<Cost> {
        self.front.cost
    }

    /// The first version that has it.
    #[must_use]
    pub fn since(&self) -> &str {
        &self.front.since
    }

    /// Rows of the guidance it implements.
    #[must_use]
    pub fn guidance(&self) -> &[Text] {
        &self.front.guidance
    }

    /// Names of the same check in other tools.
    #[must_use]
    pub fn aliases(&self) -> &[Text] {
        &self.front.aliases
    }

    /// Controls of standards it helps to meet.
    #[must_use]
    pub fn controls(&self) -> &[Text] {
        &self.front.controls
    }

    /// The same question to deployed clusters, for Azure Resource Graph.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.front.query.as_deref()
    }

    /// Where to read more.
    #[must_use]
    pub fn links(&self) -> &[Text] {
        &self.front.links
    }

    /// What users may adjust.
    #[must_use]
    pub fn options(&self) -> &[PolicyOption] {
        &self.front.options
    }

    /// The values of the options as the page sets them, in their order.
    #[must_use]
    pub fn option_values(&self) -> &[OptionValue] {
        &self.options
    }

    /// The position of an option that may have this value.
    ///
    /// # Errors
    /// When there is no such option, or the value is of another type.
    pub fn check_option(&self, name: &str, value: &OptionValue) -> Result<usize, OptionError> {
        let Some(at) = self.front.options.iter().position(|option| option.name == name) else {
            let nearest = nearest(name, self.front.options.iter().map(|option| &*option.name)).map(str::to_owned);
            return Err(OptionError::NoOption { id: self.id().to_owned(), name: name.to_owned(), nearest });
        };
        let default = &self.front.options[at].default;
        if std::mem::discriminant(default) != std::mem::discriminant(value) {
            let expected = type_name(default);
            return Err(OptionError::WrongType { id: self.id().to_owned(), name: name.to_owned(), expected });
        }
        Ok(at)
    }

    /// Whether it came with akslint.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        self.is_built_in
    }
}

/// The type of an option, with article.
#[must_use]
pub fn type_name(value: &OptionValue) -> &'static str {
    match value {
        OptionValue::Bool(_) => "true or false",
        OptionValue::Number(_) => "a number",
        OptionValue::Text(_) => "a text",
        OptionValue::Texts(_) => "a list of texts",
    }
}
