//! What a page says of its mechanical fix: which properties get which values, and whether that is safe.
//!
//! Knows: `fix.set`, `fix.rename`, `fix.when`, `fix.safety` and what they have to agree with. Does not know: where a value is written.

use super::definition::Policy;
use super::front_matter::{FrontMatter, OptionValue, Setting};
use super::grade::{Cost, Safety};
use super::language::nearest;
use crate::model::table::{Kind, PropertyType};

/// How a text in `fix.set` names an option of the page.
const OPTION: &str = "options.";

impl Policy {
    /// The properties that the fix sets, with their values; empty when the page has no such fix. `options` are the values of
    /// the page's options, in their order.
    #[must_use]
    pub fn fix_settings(&self, options: &[OptionValue]) -> Vec<(&str, OptionValue)> {
        let option = |name: &str| {
            let index = self.front.options.iter().position(|option| option.name == name)?;
            options.get(index)
        };
        let value = |value: &OptionValue| option_name(value).and_then(option).unwrap_or(value).clone();
        self.front.fix_set.iter().map(|setting| (&*setting.property, value(&setting.value))).collect()
    }

    /// The fix gives outdated attributes their new names.
    #[must_use]
    pub fn fix_renames(&self) -> bool {
        self.front.fix_rename
    }

    /// Whether there is a mechanical fix: `safe`, or `unsafe`.
    #[must_use]
    pub fn fixable(&self) -> Option<&'static str> {
        let is_mechanical = self.front.fix_rename || !self.front.fix_set.is_empty();
        is_mechanical.then_some(if self.is_fix_safe() { "safe" } else { "unsafe" })
    }

    /// Whether the fix may be applied without being asked for by name: as the page says, else when it costs nothing.
    #[must_use]
    pub fn is_fix_safe(&self) -> bool {
        let safety = self.front.fix_safety;
        safety.map_or(self.front.cost == Some(Cost::None), |safety| safety == Safety::Safe)
    }
}

fn option_name(value: &OptionValue) -> Option<&str> {
    if let OptionValue::Text(text) = value { text.strip_prefix(OPTION) } else { None }
}

/// What the keys of a mechanical fix say that cannot be, in words.
pub(super) fn contradictions(front: &FrontMatter) -> Vec<String> {
    let mut messages = Vec::new();
    let mut say = |is_wrong: bool, message: &str| {
        if is_wrong {
            messages.push(message.to_owned());
        }
    };
    let is_mechanical = !front.fix_set.is_empty() || front.fix_rename;
    let is_free = front.cost == Some(Cost::None);
    say(!front.fix_set.is_empty() && front.fix_rename, "fix.set and fix.rename exclude each other");
    say(!is_mechanical && front.fix_safety.is_some(), "fix.safety stands beside fix.set or fix.rename");
    say(!is_mechanical && front.fix_when.is_some(), "fix.when stands beside fix.set or fix.rename");
    say(
        is_mechanical && front.cost == Some(Cost::ClusterReplacement),
        "a fix that replaces the cluster is never applied: remove fix.set",
    );
    say(is_mechanical && front.cost.is_none(), "a mechanical fix says what it costs");
    say(front.fix_safety == Some(Safety::Safe) && !is_free, "a fix that costs something is not safe");
    say(front.fix_safety == Some(Safety::Safe) && is_free, "fix.safety says what cost says already");
    say(front.fix_safety == Some(Safety::Unsafe) && !is_free, "fix.safety says what cost says already");
    messages
}

/// What is wrong with a setting of a page of this kind: the property does not exist, or has another type.
pub(super) fn wrong_setting(setting: &Setting, front: &FrontMatter, kind: &Kind) -> Option<String> {
    let name = &*setting.property;
    let Some(property) = kind.property(name) else {
        let meant = nearest(name, kind.properties.iter().map(|property| property.name));
        let hint = meant.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
        return Some(format!("{} has no property `{name}`{hint}", kind.name));
    };
    let value = match option_name(&setting.value) {
        None => &setting.value,
        Some(option) => match front.options.iter().find(|one| one.name == option) {
            Some(option) => &option.default,
            None => return Some(format!("the page has no option `{option}`")),
        },
    };
    let fits = match (property.ty, value) {
        (PropertyType::Bool, OptionValue::Bool(_))
        | (PropertyType::String, OptionValue::Text(_))
        | (PropertyType::StringList, OptionValue::Texts(_)) => true,
        (PropertyType::Number, OptionValue::Number(number)) => number.fract() == 0.0,
        _ => false,
    };
    (!fits || name.contains("[]")).then(|| format!("`{name}` cannot be set to this value"))
}
