//! From a failed verdict to a suggestion: what the page wants, where it is written, and what has to change.
//!
//! Knows: which fixes are certain. Does not know: how a text is laid out, or who wants fixes.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use super::change::{Change, Container, Insertion, Suggestion, Syntax};
use super::literal::{is_plain, spell};
use super::{bicep, hcl, json, rename, trail};
use crate::bicep::syntax::SyntaxTree;
use crate::document::Data;
use crate::formats::json::{Dialect, Node, read_file};
use crate::model::{Fact, Facts as _, How, Model, Notation, PathStep, ResourceId, Spelt, Wanted, Writing};
use crate::policy::{Catalogue, OptionValue, Outcome, Selection, Verdict, has_fix};
use crate::source::{Edit, FileId, RewriteError, Sources, Span};
use crate::terraform::parse::{parse_file, parse_json_file};
use crate::terraform::syntax::Body;

/// Where a path leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// It is written.
    Written {
        /// The name, with quotes where it has them.
        name: Span,
        /// The value.
        value: Span,
    },
    /// It is a block that is written.
    Block,
    /// It is not written.
    Missing {
        /// The innermost block or object that is written.
        container: Container,
        /// The step that is missing in it.
        from: usize,
    },
}

/// What would mend a finding.
struct Planned {
    title: String,
    changes: Vec<Change>,
    /// One value, or new names alone, and nobody else relies on it.
    is_small: bool,
}

/// A file, read again: the model keeps no syntax.
enum Parsed {
    Terraform(Body),
    TerraformJson(Body),
    Bicep(SyntaxTree),
    Json(Node),
}

/// Makes suggestions for the verdicts of one analysis.
pub struct Planner<'a> {
    sources: &'a Sources,
    catalogue: &'a Catalogue,
    model: &'a Model,
    /// Policies and declarations with an outcome that a change of the declaration would override.
    others: BTreeSet<(usize, Span)>,
    parsed: RefCell<HashMap<FileId, Rc<Parsed>>>,
    /// Why files must not be changed; asked of the disk once each.
    refusals: RefCell<HashMap<FileId, Option<RewriteError>>>,
}

impl<'a> Planner<'a> {
    /// A planner over all verdicts of an analysis.
    #[must_use]
    pub fn new(sources: &'a Sources, catalogue: &'a Catalogue, model: &'a Model, verdicts: &[Verdict]) -> Self {
        let other = |verdict: &&Verdict| verdict.outcome == Outcome::NotApplicable;
        let place = |verdict: &Verdict| Some((verdict.policy, model.resource(verdict.resource)?.header));
        let others = verdicts.iter().filter(other).filter_map(place).collect();
        Self { sources, catalogue, model, others, parsed: RefCell::default(), refusals: RefCell::default() }
    }

    /// The fix for a failed verdict, which this selection gave; none where its page has no mechanical fix.
    ///
    /// # Errors
    /// Why this one cannot be fixed mechanically: a sentence part.
    #[must_use]
    pub fn suggest(&self, verdict: &Verdict, selection: &Selection) -> Option<Result<Suggestion, String>> {
        let policy = self.catalogue.policies().get(verdict.policy)?;
        let settings = policy.fix_settings(selection.options(verdict.policy, policy));
        if !policy.fix_renames() && settings.is_empty() {
            return None;
        }
        if !has_fix(self.catalogue, selection, verdict.policy, self.model, verdict.resource) {
            let rests_on = policy.front().fix_when.as_deref().unwrap_or_default();
            return Some(Err(format!("the fix is for those with `{rests_on}`")));
        }
        let planned = if policy.fix_renames() { self.renamed(verdict.resource) } else { self.set(verdict, &settings) };
        Some(planned.and_then(|Planned { title, changes, is_small }| {
            let is_safe = policy.is_fix_safe() && is_small;
            let suggestion = Suggestion::new(is_safe, title, changes, self.sources);
            let suggestion = suggestion.ok_or_else(|| "there is nothing to change".to_owned())?;
            self.check_files(&suggestion)?;
            Ok(suggestion)
        }))
    }

    fn check_files(&self, suggestion: &Suggestion) -> Result<(), String> {
        let mut refusals = self.refusals.borrow_mut();
        for edit in suggestion.edits.iter().filter(|_| self.sources.boundary().is_some()) {
            let file = edit.span.file;
            let path = &self.sources.file(file).path;
            let refusal = refusals.entry(file).or_insert_with(|| self.sources.may_rewrite(path).err());
            if let Some(error) = refusal {
                return Err(format!("`{path}` is not changed: {error}"));
            }
        }
        Ok(())
    }

    fn renamed(&self, resource: ResourceId) -> Result<Planned, String> {
        let (declaration, block, renames) = self.model.renames(resource)?;
        let parsed = self.parsed(declaration.file);
        let Parsed::Terraform(body) = &*parsed else { return Err("names in JSON are not changed".to_owned()) };
        let file = self.sources.file(declaration.file);
        let changes = rename::rename(body, &file.text, declaration, block, &renames)?;
        let names: Vec<String> = renames.iter().map(|one| format!("`{}` is now `{}`", one.old, one.new)).collect();
        Ok(Planned { title: names.join(", "), changes, is_small: true })
    }

    fn set(&self, verdict: &Verdict, settings: &[(&str, OptionValue)]) -> Result<Planned, String> {
        let kind = self.model.kind(verdict.resource);
        let (mut changes, mut titles, mut is_default) = (Vec::new(), Vec::new(), false);
        for (name, value) in settings {
            let property = kind.property(name).ok_or("the property is not known")?;
            let wanted = wanted(value).ok_or("the value cannot be written")?;
            let fact = self.model.property(verdict.resource, property);
            if is_so(&fact, &wanted) {
                continue;
            }
            if matches!(fact.value.data, Data::Unknown(_) | Data::OneOf(_)) && fact.how == How::Written {
                return Err(format!("what `{}` is now is not known", fact.spelling));
            }
            let writing = self.model.writing(verdict.resource, property, &wanted)?;
            let Some((change, written, relied_on)) = self.change(&writing, &fact, settings)? else { continue };
            if change.span().file == writing.declaration.file {
                self.check_others(verdict)?;
            }
            is_default |= relied_on;
            titles.push(match written {
                Wanted::Block => format!("add `{}`", fact.spelling),
                written => format!("set `{}` to {}", fact.spelling, spell(&written, Syntax::Block)),
            });
            changes.push(change);
        }
        let is_small = changes.len() == 1 && !is_default;
        Ok(Planned { title: titles.join(", "), changes, is_small })
    }

    /// A change of a declaration must suit everybody who uses it. Not all callers of a module are in every scan.
    fn check_others(&self, verdict: &Verdict) -> Result<(), String> {
        let Some(resource) = self.model.resource(verdict.resource) else { return Ok(()) };
        let has_condition = self.catalogue.policies().get(verdict.policy).is_some_and(|policy| policy.when().is_some());
        if has_condition && !resource.calls.is_empty() {
            return Err("its module may have callers that the policy does not concern".to_owned());
        }
        match self.others.contains(&(verdict.policy, resource.header)) {
            true => Err("where the same declaration is used otherwise, the policy does not concern it".to_owned()),
            false => Ok(()),
        }
    }

    /// What has to change for one property, the value in the author's terms, and whether it is a default that others may
    /// rely on; none when it is so already.
    fn change(
        &self,
        writing: &Writing,
        fact: &Fact,
        settings: &[(&str, OptionValue)],
    ) -> Result<Option<(Change, Wanted, bool)>, String> {
        let mut places = Vec::new();
        for spelt in &writing.spellings {
            places.push((spelt, self.place(writing, spelt)?));
        }
        for (spelt, place) in &places {
            if let Place::Written { value, .. } = place {
                let wanted = spelt.value.as_ref().ok_or("the attribute that is written cannot say it")?;
                let (edit, is_default) = self.replaced(*value, wanted, fact)?;
                return Ok(Some((Change::Replace(edit), wanted.clone(), is_default)));
            }
        }
        if fact.how == How::Written {
            return Err("its value comes from elsewhere".to_owned());
        }
        let mut refused = None;
        for (spelt, place) in places {
            let added = match (&spelt.no_insertion, &spelt.value, place) {
                (None, Some(Wanted::Block), Place::Block) => return Ok(None),
                (None, Some(wanted), Place::Missing { container, from }) => {
                    self.added(spelt, wanted, container, from, settings).map(|change| (change, wanted.clone(), false))
                }
                (Some(reason), ..) => Err(reason.clone()),
                _ => Err("the attribute that would be added cannot say it".to_owned()),
            };
            match added {
                Ok(added) => return Ok(Some(added)),
                Err(reason) => _ = refused.get_or_insert(reason),
            }
        }
        Err(refused.unwrap_or_else(|| "there is no attribute for it".to_owned()))
    }

    fn added(
        &self,
        spelt: &Spelt,
        wanted: &Wanted,
        container: Container,
        from: usize,
        settings: &[(&str, OptionValue)],
    ) -> Result<Change, String> {
        let name = |step: &PathStep| match step {
            PathStep::Name(name) => name.clone(),
            PathStep::Element(index, _) => format!("[{index}]"),
        };
        if !container.is_in(&self.sources.file(container.file).text) {
            return Err("part of what it lies in cannot be read".to_owned());
        }
        // What an object needs besides is set by the same fix.
        let comes_along = |index: usize| {
            let ending = format!("{}.enabled", name(&spelt.path[index]));
            settings.iter().any(|(name, _)| name.ends_with(&ending))
        };
        let missing = spelt.needed.iter().find(|index| **index >= from && !comes_along(**index));
        if let Some(needed) = missing {
            return Err(format!("`{}` is not written, and needs more than this", name(&spelt.path[*needed])));
        }
        if matches!(&*self.parsed(container.file), Parsed::TerraformJson(_)) {
            return Err("nothing is added to Terraform in JSON".to_owned());
        }
        let path = spelt.path[from..].iter().map(name).collect();
        Ok(Change::Insert(Insertion { container, path, value: wanted.clone() }))
    }

    fn replaced(&self, place: Span, wanted: &Wanted, fact: &Fact) -> Result<(Edit, bool), String> {
        let file = self.sources.file(place.file);
        let text = file.text.get(place.range()).unwrap_or_default();
        let syntax = trail::syntax_of(&file.path);
        let items = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        let is_list = items.is_some_and(|items| {
            matches!(wanted, Wanted::Texts(_)) && items.split(',').all(|item| is_plain(item.trim(), syntax))
        });
        if text == "null" || is_list || is_plain(text, syntax) {
            return Ok((unlike(text, Edit { span: place, text: spell(wanted, syntax) })?, false));
        }
        let (span, syntax, is_default) = trail::literal(place, &fact.value.trail, self.sources)?;
        let old = self.sources.file(span.file);
        let old = old.text.get(span.range()).unwrap_or_default();
        Ok((unlike(old, Edit { span, text: spell(wanted, syntax) })?, is_default))
    }

    fn place(&self, writing: &Writing, spelt: &Spelt) -> Result<Place, String> {
        let file = writing.declaration.file;
        let text = &self.sources.file(file).text;
        let parsed = self.parsed(file);
        let lost = || "its declaration is not found".to_owned();
        match &*parsed {
            Parsed::Terraform(body) | Parsed::TerraformJson(body) => {
                let block = hcl::block_at(body, writing.declaration).ok_or_else(lost)?;
                match writing.notation {
                    Notation::Azapi => hcl::in_azapi(block, &spelt.path, text),
                    _ if matches!(&*parsed, Parsed::TerraformJson(_)) => in_terraform_json(block, &spelt.path, text),
                    _ => hcl::in_block(block, &spelt.path, text),
                }
            }
            Parsed::Bicep(tree) => {
                bicep::in_object(bicep::resource_at(tree, writing.declaration).ok_or_else(lost)?, &spelt.path)
            }
            Parsed::Json(root) if json::is_generated(root) => {
                Err("a compiler made this template: change its source".to_owned())
            }
            Parsed::Json(root) => {
                let resource = json::resource_at(root, &writing.declaration.range()).ok_or_else(lost)?;
                json::in_node(resource, &spelt.path, file)
            }
        }
    }

    fn parsed(&self, file: FileId) -> Rc<Parsed> {
        if let Some(known) = self.parsed.borrow().get(&file) {
            return Rc::clone(known);
        }
        let source = self.sources.file(file);
        let (path, text) = (&source.path, &source.text);
        let parsed = if path.ends_with(".tf.json") || path.ends_with(".tofu.json") {
            Parsed::TerraformJson(parse_json_file(text, file).body)
        } else if path.ends_with(".json") || path.ends_with(".jsonc") {
            Parsed::Json(read_file(text, file, None, Dialect::AZURE).0)
        } else if path.ends_with(".bicep") {
            Parsed::Bicep(crate::bicep::parse_bicep(text, file).0)
        } else {
            Parsed::Terraform(parse_file(text, file).body)
        };
        let parsed = Rc::new(parsed);
        self.parsed.borrow_mut().insert(file, Rc::clone(&parsed));
        parsed
    }
}

/// A plan may be older than the text it was made of.
fn unlike(old: &str, edit: Edit) -> Result<Edit, String> {
    if old == edit.text { Err("it is written so already: make the plan anew".to_owned()) } else { Ok(edit) }
}

/// In JSON only values that are written are changed.
fn in_terraform_json(block: &crate::terraform::syntax::Block, path: &[PathStep], text: &str) -> Result<Place, String> {
    match hcl::in_block(block, path, text) {
        Ok(Place::Missing { .. }) | Err(_) => Err("nothing is added to Terraform in JSON".to_owned()),
        found => found,
    }
}

fn wanted(value: &OptionValue) -> Option<Wanted> {
    Some(match value {
        OptionValue::Bool(value) => Wanted::Bool(*value),
        #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
        OptionValue::Number(value) if value.fract() == 0.0 && value.abs() < 1e15 => Wanted::Number(*value as i64),
        OptionValue::Number(_) => return None,
        OptionValue::Text(text) => Wanted::Text(text.to_string()),
        OptionValue::Texts(texts) => Wanted::Texts(texts.iter().map(ToString::to_string).collect()),
    })
}

/// Whether a property certainly has the value.
fn is_so(fact: &Fact, wanted: &Wanted) -> bool {
    match (&fact.value.data, wanted) {
        (Data::Bool(value), Wanted::Bool(wanted)) => value == wanted,
        (Data::Number(number), Wanted::Number(wanted)) => number.to_i64() == Some(*wanted),
        (Data::String(text), Wanted::Text(wanted)) => text.eq_ignore_ascii_case(wanted),
        (Data::List(list), Wanted::Texts(wanted)) => {
            let texts: Vec<&str> = list.items.iter().filter_map(|item| item.as_str()).collect();
            list.open.is_none() && texts.len() == list.items.len() && texts == *wanted
        }
        _ => false,
    }
}
