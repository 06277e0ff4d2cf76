//! The front matter of a policy page: every key, its type, and how it is read.
//!
//! Knows: YAML between two `---` lines, and the page's title. Does not know: the expression language or the table (the
//! build script shares this file to turn built-in front matter into a static table).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use super::grade::{Confidence, Cost, Persona, Safety, Severity};

/// A text of a page: borrowed from the binary for built-in pages, owned for a user's.
pub type Text = Cow<'static, str>;

/// A list of texts of a page.
pub type Texts = Cow<'static, [Text]>;

/// All keys of a page's front matter.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrontMatter {
    /// How bad it is when the policy does not hold.
    pub severity: Severity,
    /// When it is less bad.
    #[serde(default)]
    pub lowered: Option<Lowered>,
    /// How sure it is that a finding matters.
    #[serde(default)]
    pub confidence: Confidence,
    /// Who wants to see its findings.
    #[serde(default)]
    pub persona: Persona,
    /// The kind of resource it judges, as the table names it.
    pub resource: Text,
    /// The policy concerns only resources for which this expression holds.
    #[serde(default)]
    pub when: Option<Text>,
    /// What must hold.
    pub require: Text,
    /// What is wrong when it does not hold; `{expression}` is replaced by its value.
    pub message: Text,
    /// What to do, in any language.
    #[serde(default)]
    pub fix: Option<Text>,
    /// What to do in Terraform with azurerm, where that differs from `fix`.
    #[serde(default, rename = "fix.azurerm")]
    pub fix_azurerm: Option<Text>,
    /// What to do in Terraform with azapi, where that differs from `fix`.
    #[serde(default, rename = "fix.azapi")]
    pub fix_azapi: Option<Text>,
    /// What to do in Bicep and ARM templates, where that differs from `fix`.
    #[serde(default, rename = "fix.bicep")]
    pub fix_bicep: Option<Text>,
    /// What mends it mechanically: the values that properties get.
    #[serde(default, rename = "fix.set", deserialize_with = "settings")]
    pub fix_set: Cow<'static, [Setting]>,
    /// New names of outdated attributes mend it mechanically.
    #[serde(default, rename = "fix.rename")]
    pub fix_rename: bool,
    /// The mechanical fix is for resources for which this expression holds.
    #[serde(default, rename = "fix.when")]
    pub fix_when: Option<Text>,
    /// Whether the mechanical fix is safe, where `cost` does not tell.
    #[serde(default, rename = "fix.safety")]
    pub fix_safety: Option<Safety>,
    /// What the fix costs on a cluster that is already deployed.
    #[serde(default)]
    pub cost: Option<Cost>,
    /// The first version of akslint that has the policy.
    pub since: Text,
    /// Rows of the guidance it implements: `M16`.
    #[serde(default)]
    pub guidance: Texts,
    /// Names of the same check in other tools: `CKV_AZURE_6`, `AZU-0041`, `Azure.AKS.AuthorizedIPs`.
    #[serde(default)]
    pub aliases: Texts,
    /// Controls of standards it helps to meet.
    #[serde(default)]
    pub controls: Texts,
    /// The same question to deployed clusters, for Azure Resource Graph.
    #[serde(default)]
    pub query: Option<Text>,
    /// Where to read more.
    #[serde(default)]
    pub links: Texts,
    /// What users may adjust; read in expressions as `options.NAME`.
    #[serde(default, deserialize_with = "options")]
    pub options: Cow<'static, [PolicyOption]>,
}

/// Cases in which it is less bad that a policy does not hold.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lowered {
    /// How bad it is then.
    pub severity: Severity,
    /// The condition of these cases; where it is not known, it is as bad as ever.
    pub when: Text,
}

/// A value that a property gets.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The property of the page's kind, as the table names it.
    pub property: Text,
    /// The value; a text `options.NAME` is the value of that option.
    pub value: OptionValue,
}

/// Something users may adjust about a policy.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyOption {
    /// The name.
    pub name: Text,
    /// The value unless the user sets another; its type is the option's.
    pub default: OptionValue,
    /// One line.
    pub doc: Text,
}

/// The value of an option.
#[derive(Debug, Clone, PartialEq)]
pub enum OptionValue {
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(Text),
    /// A list of texts.
    Texts(Texts),
}

/// Why front matter could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontMatterError {
    /// Line in the page, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// One sentence without a full stop.
    pub message: String,
}

/// Splits a page at its `---` lines: the YAML between them, and the offset of the text behind them.
///
/// # Errors
/// When the page does not begin with a `---` line or has no second one.
pub fn split(page: &str) -> Result<(&str, usize), FrontMatterError> {
    let error = |message: &str| FrontMatterError { line: 1, column: 1, message: message.to_owned() };
    let is_fence = |line: &str| line.trim_end() == "---";
    let mut lines = page.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| is_fence(line)) else {
        return Err(error("a policy page begins with a line `---` and its front matter"));
    };
    let mut offset = first.len();
    for line in lines {
        if is_fence(line) {
            return Ok((&page[first.len()..offset], offset + line.len()));
        }
        offset += line.len();
    }
    Err(error("the front matter is not closed by a line `---`"))
}

/// Reads the front matter of a page.
///
/// # Errors
/// When it is missing, no YAML, has an unknown key or misses a necessary one.
pub fn parse(page: &str) -> Result<FrontMatter, FrontMatterError> {
    let (yaml, _) = split(page)?;
    let mut front: FrontMatter = serde_saphyr::from_str(yaml).map_err(|error| {
        let location = error.location().filter(|_| !is_missing(&error));
        let number = |number: Option<u64>| number.and_then(|number| usize::try_from(number).ok()).unwrap_or(1);
        let message = error.without_snippet().to_string();
        FrontMatterError {
            line: number(location.map(|location| location.line())) + 1,
            column: number(location.map(|location| location.column())),
            message: without_place(&message),
        }
    })?;
    front.trim();
    Ok(front)
}

/// The page's title: its first line `# …` behind the front matter.
#[must_use]
pub fn title(body: &str) -> Option<&str> {
    body.lines()
        .find(|line| !line.trim().is_empty())?
        .strip_prefix("# ")
        .map(str::trim)
        .filter(|title| !title.is_empty())
}

impl FrontMatter {
    /// Block scalars end with a line end that means nothing.
    fn trim(&mut self) {
        let optional = [
            &mut self.when,
            &mut self.fix,
            &mut self.fix_azurerm,
            &mut self.fix_azapi,
            &mut self.fix_bicep,
            &mut self.fix_when,
            &mut self.query,
        ];
        let necessary = [&mut self.resource, &mut self.require, &mut self.message, &mut self.since];
        let lowered = self.lowered.as_mut().map(|lowered| &mut lowered.when);
        for text in optional.into_iter().flatten().chain(necessary).chain(lowered) {
            let trimmed = text.trim_end();
            if trimmed.len() != text.len() {
                *text = Cow::Owned(trimmed.to_owned());
            }
        }
    }
}

/// What is missing has no place.
fn is_missing(error: &serde_saphyr::Error) -> bool {
    error.without_snippet().to_string().contains("missing field")
}

/// The reader's messages begin with a place that we show ourselves.
fn without_place(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let line = line.strip_prefix("error: ").unwrap_or(line);
    let rest = line.strip_prefix("line ").and_then(|rest| rest.split_once(": ")).map_or(line, |(_, rest)| rest);
    let rest = rest.rsplit_once(" at line ").map_or(rest, |(rest, _)| rest);
    let rest = rest.split(", set DuplicateKeyPolicy").next().unwrap_or(rest);
    rest.trim_end_matches('.').to_owned()
}

fn settings<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'static, [Setting]>, D::Error> {
    let written = BTreeMap::<String, OptionValue>::deserialize(deserializer)?;
    let setting = |(property, value)| Setting { property: Cow::Owned(property), value };
    Ok(Cow::Owned(written.into_iter().map(setting).collect()))
}

fn options<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'static, [PolicyOption]>, D::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Written {
        default: OptionValue,
        doc: Text,
    }
    let written = BTreeMap::<String, Written>::deserialize(deserializer)?;
    let option = |(name, Written { default, doc })| PolicyOption { name: Cow::Owned(name), default, doc };
    Ok(Cow::Owned(written.into_iter().map(option).collect()))
}

impl<'de> Deserialize<'de> for OptionValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ValueVisitor;
        impl<'de> Visitor<'de> for ValueVisitor {
            type Value = OptionValue;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("true, false, a number, a text or a list of texts")
            }

            fn visit_bool<E: de::Error>(self, value: bool) -> Result<OptionValue, E> {
                Ok(OptionValue::Bool(value))
            }

            #[expect(clippy::cast_precision_loss, reason = "thresholds are small")]
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<OptionValue, E> {
                Ok(OptionValue::Number(value as f64))
            }

            #[expect(clippy::cast_precision_loss, reason = "thresholds are small")]
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<OptionValue, E> {
                Ok(OptionValue::Number(value as f64))
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<OptionValue, E> {
                if value.is_finite() {
                    Ok(OptionValue::Number(value))
                } else {
                    Err(E::custom("the number is not finite"))
                }
            }

            fn visit_str<E: de::Error>(self, value: &str) -> Result<OptionValue, E> {
                Ok(OptionValue::Text(Cow::Owned(value.to_owned())))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut sequence: A) -> Result<OptionValue, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = sequence.next_element::<String>()? {
                    texts.push(Cow::Owned(text));
                }
                Ok(OptionValue::Texts(Cow::Owned(texts)))
            }
        }
        deserializer.deserialize_any(ValueVisitor)
    }
}
