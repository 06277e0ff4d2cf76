//! How a property would be written at a resource's own declaration: the way back from the model to the text.
//!
//! Knows: paths below a declaration, in the versions that may read it, and what a value is called there. Does not know:
//! any syntax, or what stands at a path.

use super::outdated::{self, Rename, covers};
use super::read::{DEEPEST, ENVELOPE};
use super::resource::{ArmBody, AzurermBody, Patch, Resource, Source};
use super::table::{Property, Transform};
use super::walk::{Keys, walk};
use super::{Model, ResourceId};
use crate::document::VersionRange;
use crate::source::Span;

/// Blocks that the azurerm provider takes with one attribute alone (azurerm schema: everything else in them is optional).
/// A path through another block is followed where the block is written, and not made.
const STANDALONE: [&str; 4] = ["key_vault_secrets_provider", "policy_settings", "storage_profile", "upgrade_settings"];

/// Objects of ARM that need more than one member, add-ons besides; they are not made either (Microsoft.ContainerService and
/// other types).
const TOGETHER: [&str; 3] = ["sku", "identity", "aadProfile"];

/// A value to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
    /// A list of texts.
    Texts(Vec<String>),
    /// The block itself.
    Block,
}

/// What the declaration looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// Attributes and blocks of the azurerm provider.
    Blocks,
    /// An object in the attribute `body` of a Terraform resource.
    Azapi,
    /// A Bicep or ARM resource.
    Template,
}

/// One step of a path below a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathStep {
    /// A block, attribute or member.
    Name(String),
    /// An element of a list, and a place that lies in it.
    Element(usize, Span),
}

/// One way to spell a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelt {
    /// From the top of the declaration; never empty, the last step is a name.
    pub path: Vec<PathStep>,
    /// The value as it is written there; none where this spelling cannot say it.
    pub value: Option<Wanted>,
    /// Why it must not be added, for what is not written.
    pub no_insertion: Option<String>,
    /// Blocks or objects on the way that must be there already: their index in the path.
    pub needed: Vec<usize>,
}

/// Where and how a property is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writing {
    /// The header of the declaration.
    pub declaration: Span,
    /// What it looks like.
    pub notation: Notation,
    /// All spellings that count, the one to add first.
    pub spellings: Vec<Spelt>,
}

impl Model {
    /// How a property of a resource is written, and what to write for a value.
    ///
    /// # Errors
    /// Why it cannot be told: a sentence part.
    pub fn writing(&self, id: ResourceId, property: &'static Property, wanted: &Wanted) -> Result<Writing, String> {
        let resource = self.resource(id).ok_or("the resource is not known")?;
        let is_patched = |patch: &Patch| !self.read_arm(resource, &patch.body, property, DEEPEST).value.is_null();
        if resource.patches.iter().any(is_patched) {
            return Err("another declaration writes it as well".to_owned());
        }
        let declaration = match resource.enclosing.and_then(|enclosing| self.resource(enclosing)) {
            Some(enclosing) if resource.path.is_some() => enclosing.header,
            _ if resource.path.is_some() => return Err("what it is declared in is not known".to_owned()),
            _ => resource.header,
        };
        let (notation, mut spellings) = match &resource.source {
            Source::Azurerm(body) => (Notation::Blocks, azurerm(resource, body, property, wanted)?),
            Source::Arm(body) => {
                let is_azapi = resource.type_name.starts_with("azapi_");
                let notation = if is_azapi { Notation::Azapi } else { Notation::Template };
                (notation, arm(resource, body, property, wanted)?)
            }
            Source::Module(_) => return Err("it is declared by a module that is not part of the code".to_owned()),
        };
        if resource.partial.is_some() {
            for spelt in &mut spellings {
                spelt.no_insertion = Some("only what this declaration writes itself is judged".to_owned());
            }
        }
        Ok(Writing { declaration, notation, spellings })
    }

    /// The outdated attributes of a resource with their new names, and the declaration they stand in, with the block.
    ///
    /// # Errors
    /// Why not everything outdated can be renamed.
    pub fn renames(&self, id: ResourceId) -> Result<(Span, Option<&'static str>, Vec<Rename>), String> {
        let resource = self.resource(id).ok_or("the resource is not known")?;
        let enclosing = resource.enclosing.and_then(|enclosing| self.resource(enclosing));
        let block = match &resource.source {
            Source::Azurerm(body) => body.block,
            _ => None,
        };
        let declaration = enclosing.filter(|_| block.is_some()).map_or(resource.header, |enclosing| enclosing.header);
        Ok((declaration, block, outdated::renames(resource)?))
    }
}

fn azurerm(
    resource: &Resource,
    body: &AzurermBody,
    property: &'static Property,
    wanted: &Wanted,
) -> Result<Vec<Spelt>, String> {
    let specific = property.azurerm.iter().any(|spelling| spelling.resource_type == body.resource_type);
    let fits = |of: &str| if specific { of == body.resource_type } else { of.is_empty() };
    let mut spellings = Vec::new();
    for spelling in property.azurerm {
        if !fits(spelling.resource_type) || !spelling.heeded().overlaps(body.versions.accepted) {
            continue;
        }
        if spelling.path.contains("[]") {
            return Err(format!("`{}` may stand several times", spelling.path));
        }
        let mut path: Vec<PathStep> = Vec::new();
        if let Some(block) = body.block {
            if resource.path.as_deref() != Some(block) {
                return Err("it is one of several blocks".to_owned());
            }
            path.push(PathStep::Name(block.to_owned()));
        }
        let outer = path.len();
        path.extend(spelling.path.split('.').map(|name| PathStep::Name(name.to_owned())));
        let inner = path.len() - usize::from(!matches!(spelling.transform, Transform::Presence));
        let is_needed = |index: &usize| match &path[*index] {
            PathStep::Name(name) => *index < outer || !STANDALONE.contains(&&**name),
            PathStep::Element(..) => true,
        };
        let needed = (0..inner).filter(is_needed).collect();
        let no_insertion = (!covers(spelling, body))
            .then(|| "not every version of azurerm that may be used knows the same attribute".to_owned());
        spellings.push(Spelt { path, value: in_words_of(spelling.transform, wanted), no_insertion, needed });
    }
    if spellings.is_empty() {
        return Err(format!("azurerm has no attribute for `{}`", property.name));
    }
    spellings.sort_by_key(|spelt| spelt.no_insertion.is_some());
    Ok(spellings)
}

fn arm(
    resource: &Resource,
    body: &ArmBody,
    property: &'static Property,
    wanted: &Wanted,
) -> Result<Vec<Spelt>, String> {
    let first = property.name.split(['.', '[']).next().unwrap_or_default();
    let default =
        if ENVELOPE.contains(&first) { property.name.to_owned() } else { format!("properties.{}", property.name) };
    let mut candidates: Vec<(String, Transform)> = Vec::new();
    if !property.arm.iter().any(|spelling| spelling.path.eq_ignore_ascii_case(&default)) {
        candidates.push((default, Transform::Same));
    }
    let spellings = property.arm.iter().filter(|spelling| spelling.versions.overlaps(body.versions));
    candidates.extend(spellings.map(|spelling| (spelling.path.to_owned(), spelling.transform)));
    let no_insertion = match property.since_api {
        _ if body.versions == VersionRange::ALL => Some("it states no API version".to_owned()),
        Some(since) if since <= body.versions.from => None,
        _ => Some(format!("its API version may not have `{}`", property.name)),
    };
    let mut out = Vec::new();
    for (full, transform) in candidates {
        if full.contains("[]") {
            return Err(format!("`{full}` may stand several times"));
        }
        let mut path = list_steps(resource)?;
        let outer = path.len();
        let is_flat = body.is_inline && walk(&body.body, "properties", Keys::IgnoreCase).value.is_null();
        let relative = if is_flat { full.strip_prefix("properties.").unwrap_or(&full) } else { &full };
        path.extend(relative.split('.').map(|name| PathStep::Name(name.to_owned())));
        let is_add_on = |index: usize| {
            let before = index.checked_sub(1).map(|before| &path[before]);
            before == Some(&PathStep::Name("addonProfiles".to_owned())) && !property.name.ends_with(".enabled")
        };
        let is_needed = |index: &usize| match &path[*index] {
            PathStep::Name(name) => *index < outer || TOGETHER.contains(&&**name) || is_add_on(*index),
            PathStep::Element(..) => true,
        };
        let needed = (0..path.len() - 1).filter(is_needed).collect();
        let value = match in_words_of(transform, wanted) {
            // The configuration of an add-on is a map of texts (Microsoft.ContainerService types).
            Some(Wanted::Bool(value)) if full.contains(".config.") => Some(Wanted::Text(value.to_string())),
            // ARM has the names that the property has; the table takes azurerm's as well.
            _ if matches!(transform, Transform::Renamed(_)) => Some(wanted.clone()),
            value => value,
        };
        out.push(Spelt { path, value, no_insertion: no_insertion.clone(), needed });
    }
    Ok(out)
}

/// The steps to an element of a list inside a resource: `agentPoolProfiles[0]`.
fn list_steps(resource: &Resource) -> Result<Vec<PathStep>, String> {
    let Some(path) = &resource.path else { return Ok(Vec::new()) };
    let parsed = path.strip_suffix(']').and_then(|path| path.split_once('['));
    let (name, index) = parsed.ok_or("it is written in an unusual way")?;
    let index = index.parse().map_err(|_| "it is written in an unusual way")?;
    let names = ["properties", name].map(|name| PathStep::Name(name.to_owned()));
    Ok(names.into_iter().chain([PathStep::Element(index, resource.header)]).collect())
}

/// A property's value as it is written where a transform stands between both.
fn in_words_of(transform: Transform, wanted: &Wanted) -> Option<Wanted> {
    match (transform, wanted) {
        (Transform::Same, _) => Some(wanted.clone()),
        (Transform::Inverted, Wanted::Bool(value)) => Some(Wanted::Bool(!value)),
        (Transform::Presence, Wanted::Bool(true)) => Some(Wanted::Block),
        (Transform::Renamed(names), Wanted::Text(text)) => {
            let is_meant = |(_, to): &&(&str, &str)| to.eq_ignore_ascii_case(text);
            // An attribute that takes a truth value takes nothing else; names of ARM stand beside it in the table.
            let truth = names.iter().filter(is_meant).find(|(from, _)| matches!(*from, "true" | "false"));
            let same = || names.iter().filter(is_meant).find(|(from, _)| from.eq_ignore_ascii_case(text));
            let written = truth.or_else(same).or_else(|| names.iter().find(is_meant)).map_or(&**text, |(from, _)| from);
            Some(match written {
                "true" => Wanted::Bool(true),
                "false" => Wanted::Bool(false),
                written => Wanted::Text(written.to_owned()),
            })
        }
        (Transform::Single, Wanted::Texts(texts)) => match &texts[..] {
            [text] => Some(Wanted::Text(text.clone())),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Transform, Wanted, in_words_of};

    #[test]
    fn values_go_back_the_way_they_came() {
        let text = |text: &str| Wanted::Text(text.to_owned());
        assert_eq!(in_words_of(Transform::Inverted, &Wanted::Bool(true)), Some(Wanted::Bool(false)));
        assert_eq!(in_words_of(Transform::Presence, &Wanted::Bool(false)), None);
        let names = Transform::Renamed(&[("true", "enabled"), ("false", "disabled"), ("Old", "New")]);
        assert_eq!(in_words_of(names, &text("disabled")), Some(Wanted::Bool(false)));
        assert_eq!(in_words_of(names, &text("new")), Some(text("Old")));
        assert_eq!(in_words_of(names, &text("other")), Some(text("other")));
        let both = Transform::Renamed(&[("disabled", "disabled"), ("false", "disabled")]);
        assert_eq!(in_words_of(both, &text("disabled")), Some(Wanted::Bool(false)));
        let tiers = Transform::Renamed(&[("Paid", "Standard"), ("Standard", "Standard")]);
        assert_eq!(in_words_of(tiers, &text("Standard")), Some(text("Standard")));
        assert_eq!(in_words_of(Transform::Single, &Wanted::Texts(vec!["a".into()])), Some(text("a")));
        assert_eq!(in_words_of(Transform::Single, &Wanted::Texts(vec![])), None);
    }
}
