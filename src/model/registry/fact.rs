//! The properties of a resource of a called module.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::instance::ModuleInstance;
use super::make::{computed, identity, logs, objects, role, settings};
use super::path::{Found, first_path, or_default, silent};
use super::schema::{ModuleInput, Read, Repeat};
use crate::document::{Cause, Data, Entry, List, ListKind, Object, Reason, Value, VersionRange};
use crate::model::convert::convert;
use crate::model::fact::{Fact, How};
use crate::model::table::{Property, PropertyType, Transform, kind};
use crate::model::walk::each;
use crate::source::Span;

/// What one row says.
struct Answer {
    value: Value,
    span: Option<Span>,
    spelling: Cow<'static, str>,
    is_written: bool,
    row: &'static ModuleInput,
}

impl ModuleInstance {
    /// A property, as the model answers it. What no row tells is unknown.
    #[must_use]
    pub fn property(&self, property: &Property) -> Fact {
        if let (Some(parent), "parent" | "scope") = (&self.parent, property.name) {
            return self.sibling(parent, property.name);
        }
        match self.answer(property.name) {
            Some(answer) => {
                let mut fact = self.fact(answer);
                fact.value = convert(&fact.value, Transform::Same, property.ty);
                fact
            }
            // What a module writes inside is its maker's business; its arguments are not azurerm's.
            None if property.name == "outdatedAttributes" => {
                let list = List { items: Vec::new(), open: None, kind: ListKind::Blocks };
                Fact { value: Value::new(Data::List(Arc::new(list))), ..self.untold(property.name) }
            }
            None => self.untold(property.name),
        }
    }

    /// The rows that hold for the versions of the call, oldest first.
    fn rows(&self, name: &str) -> Vec<(VersionRange, &'static ModuleInput)> {
        let is_alike = |other: &&'static super::schema::ModuleResource| {
            std::ptr::eq(*other, self.resource)
                || other.kind == self.resource.kind
                    && other.inline.is_empty() == self.resource.inline.is_empty()
                    && matches!((other.repeat, self.resource.repeat), (Repeat::Once, Repeat::Once))
        };
        let mut rows: Vec<(VersionRange, &'static ModuleInput)> = Vec::new();
        for resource in self.module.resources.iter().filter(is_alike) {
            for row in resource.inputs.iter().copied().flatten().filter(|row| row.property == name) {
                let versions = VersionRange {
                    from: row.versions.from.max(resource.versions.from),
                    until: row.versions.until.min(resource.versions.until),
                };
                if versions.overlaps(self.range) {
                    rows.push((versions, row));
                }
            }
        }
        rows.sort_by_key(|(versions, _)| versions.from);
        rows
    }

    fn answer(&self, name: &str) -> Option<Answer> {
        let rows = self.rows(name);
        let mut answers: Vec<Answer> = rows.iter().map(|(_, row)| self.read(row)).collect();
        let newest = answers.pop()?;
        let mut values: Vec<Value> = answers.iter().map(|answer| answer.value.clone()).collect();
        if self.is_version_stated && !is_covered(self.range, rows.iter().map(|(versions, _)| *versions)) {
            let text = format!("the table of module {} does not know every version allowed", self.module.source);
            values.push(Value::unknown(Reason::new(Cause::MissingModule, Arc::clone(&self.call), text)));
        }
        let mut answer = newest;
        if values.iter().any(|value| !value.same(&answer.value)) {
            let text = format!("versions of module {} differ here and the call allows several", self.module.source);
            let reason = Arc::new(Reason::new(Cause::MissingModule, Arc::clone(&self.call), text));
            let written = answers.into_iter().find(|older| older.is_written && !answer.is_written);
            values.push(answer.value.clone());
            let trail = answer.value.trail.clone();
            answer.value = Value::one_of(values, &reason).with_trail(trail);
            if let Some(older) = written {
                (answer.span, answer.spelling, answer.is_written) = (older.span, older.spelling, true);
            }
        }
        Some(self.with_preset(name, answer))
    }

    /// Where a preset decides, only what is passed on counts.
    fn with_preset(&self, name: &str, mut answer: Answer) -> Answer {
        let Some(preset) = &self.resource.preset else { return answer };
        if answer.is_written && preset.passed_on.contains(&name) {
            return answer;
        }
        let reason = match self.scope().test(&preset.when).0 {
            Ok(false) => return answer,
            Ok(true) => Arc::new(Reason::new(Cause::Undocumented, Arc::clone(&self.call), preset.reason)),
            Err(reason) => reason,
        };
        answer.value = Value::unknown(reason);
        answer
    }

    fn fact(&self, answer: Answer) -> Fact {
        let how = match (&answer.value.data, answer.is_written) {
            (_, true) => How::Written,
            (Data::Null, false) => How::Absent,
            (_, false) => How::Silent(&answer.row.default),
        };
        let nearest = self.element_span.unwrap_or(self.header);
        Fact { value: answer.value, span: answer.span.unwrap_or(nearest), spelling: answer.spelling, how }
    }

    fn untold(&self, name: &'static str) -> Fact {
        let text = format!("the table of module {} does not tell this property", self.module.source);
        Fact {
            value: Value::unknown(Reason::new(Cause::MissingModule, Arc::clone(&self.call), text)),
            span: self.element_span.unwrap_or(self.header),
            spelling: name.into(),
            how: How::Absent,
        }
    }

    /// The id of the resource of the same call that this one belongs to.
    fn sibling(&self, address: &Arc<str>, name: &'static str) -> Fact {
        let value = computed(address, "id");
        Fact { value, span: self.element_span.unwrap_or(self.header), spelling: name.into(), how: How::Written }
    }

    /// An object from the rows of its fields; there may be more fields.
    fn object(&self, name: &str) -> Value {
        let text = format!("the table of module {} does not tell this property", self.module.source);
        let open = Arc::new(Reason::new(Cause::MissingModule, Arc::clone(&self.call), text));
        let mut tree = Object { open: Some(open), ..Object::default() };
        let rows = self.resource.inputs.iter().copied().flatten();
        let fields: BTreeSet<&'static str> = rows
            .filter(|row| !matches!(row.read, Read::Present(_)))
            .filter_map(|row| row.property.strip_prefix(name)?.strip_prefix('.').map(|_| row.property))
            .collect();
        for field in fields {
            let Some(answer) = self.answer(field) else { continue };
            let path: Vec<&str> = field[name.len() + 1..].split('.').collect();
            insert(&mut tree, &path, answer.value);
        }
        Value::new(Data::Object(Arc::new(tree)))
    }

    /// The type of a property of this kind.
    fn type_of(&self, name: &str) -> PropertyType {
        kind(self.resource.kind).and_then(|kind| kind.property(name)).map_or(PropertyType::String, |row| row.ty)
    }

    fn read(&self, row: &'static ModuleInput) -> Answer {
        let scope = self.scope();
        let ty = self.type_of(row.property);
        let default = silent(row.default.value, &self.call);
        let answer = |value: Value, found: Option<Found>| {
            let is_written = found.as_ref().is_some_and(|found| !found.value.is_null());
            let spelling = match &found {
                Some(found) => self.spelling(found.path),
                None => row.property.into(),
            };
            let span = found.filter(|_| is_written).and_then(|found| found.span);
            Answer { value, span, spelling, is_written, row }
        };
        match row.read {
            Read::Module => answer(default, None),
            Read::Argument(path, how) => {
                let found = scope.get(path);
                let value = or_default(&convert(&found.value, how, ty), &default);
                answer(value, Some(found))
            }
            Read::Either(list, single) => {
                let found = scope.get(list);
                let is_empty = found.value.as_list().is_some_and(|list| list.items.is_empty() && list.open.is_none());
                if found.value.is_null() || is_empty {
                    let found = scope.get(single);
                    let value =
                        or_default(&convert(&found.value, Transform::Single, PropertyType::StringList), &default);
                    return answer(value, Some(found));
                }
                answer(or_default(&found.value, &default), Some(found))
            }
            Read::Truth(test) => {
                let (truth, found) = scope.test(test);
                let value = match truth {
                    Ok(truth) => Value::bool(truth),
                    Err(reason) => Value::unknown(reason),
                };
                let trail = found.as_ref().map(|found| found.value.trail.clone()).unwrap_or_default();
                let unwritten = || first_path(test).map(|path| Found { value: Value::null(), span: None, path });
                answer(value.with_trail(trail), found.or_else(unwritten))
            }
            Read::Fixed(test, fixed) => {
                let (truth, found) = scope.test(test);
                let fixed = silent(fixed, &self.call);
                let value = match truth {
                    Ok(true) => fixed,
                    Ok(false) => default,
                    Err(reason) => Value::one_of([fixed, default], &reason),
                };
                answer(value, found)
            }
            Read::Output(resource, path) => {
                let address = format!("{}{}{resource}", self.call, self.module.separator());
                answer(computed(&address.into(), path), None)
            }
            Read::Choose(choices) => self.choose(choices, default, &answer),
            Read::Settings(path, field, text) => {
                let found = scope.get(path);
                let entries = [(Arc::from(field), Value::string(text)), (Arc::from("enabled"), Value::bool(true))];
                let value = or_default(&settings(&found.value), &Value::tuple(vec![Value::object(entries)]));
                answer(value, Some(found))
            }
            Read::RoleName(path) | Read::RoleId(path) => {
                let found = scope.get(path);
                let is_name = matches!(row.read, Read::RoleName(_));
                let value = each(&found.value, |value| role(value, is_name));
                answer(or_default(&value, &default), Some(found))
            }
            Read::When(test, path, otherwise) => {
                let (truth, decider) = scope.test(test);
                let found = scope.get(path);
                let otherwise = silent(otherwise, &self.call);
                let inner = or_default(&found.value, &default);
                match truth {
                    Ok(true) => answer(inner, Some(found)),
                    Ok(false) => answer(otherwise, Some(decider.unwrap_or(found))),
                    Err(reason) => answer(Value::one_of([inner, otherwise], &reason), Some(decider.unwrap_or(found))),
                }
            }
            Read::Inside(object, path, inner) => {
                let found = scope.get(path);
                if !found.value.is_null() {
                    let value = or_default(&found.value, &silent(inner, &self.call));
                    return answer(value, Some(found));
                }
                let outer = scope.get(object);
                let value = if outer.value.is_null() { default } else { silent(inner, &self.call) };
                answer(value, Some(Found { path, ..outer }))
            }
            Read::Identity(system, users) => {
                let (system, users) = (scope.get(system), scope.get(users));
                if system.value.is_null() && users.value.is_null() {
                    return answer(default, Some(users));
                }
                let value = identity(&system.value, &users.value);
                answer(value, Some(if users.value.is_null() { system } else { users }))
            }
            Read::Objects(path, fields) => {
                let found = scope.get(path);
                let value = or_default(&objects(&found.value, fields), &default);
                answer(value, Some(found))
            }
            Read::Logs(categories, groups, default_groups) => {
                let (categories, groups) = (scope.get(categories), scope.get(groups));
                let taken = or_default(
                    &groups.value,
                    &Value::tuple(default_groups.iter().map(|group| Value::string(*group)).collect()),
                );
                let value = logs(&categories.value, &taken);
                answer(value, Some(if categories.value.is_null() { groups } else { categories }))
            }
            Read::Categories(categories) => {
                let names = Value::tuple(categories.iter().map(|name| Value::string(*name)).collect());
                answer(logs(&names, &Value::null()), None)
            }
            Read::Present(test) => {
                let (truth, found) = scope.test(test);
                let value = match truth {
                    Ok(true) => self.object(row.property),
                    Ok(false) => default,
                    Err(reason) => Value::one_of([self.object(row.property), default], &reason),
                };
                answer(value, found)
            }
        }
    }

    /// The value beside the first test that holds; where that is not decided, one of those it may be.
    fn choose(
        &self,
        choices: &'static [(super::schema::Test, crate::model::table::SilentValue)],
        default: Value,
        answer: &dyn Fn(Value, Option<Found>) -> Answer,
    ) -> Answer {
        let mut possible = Vec::new();
        let (mut why, mut first) = (None, None);
        for (test, value) in choices {
            let (truth, found) = self.scope().test(test);
            first = first.or(found);
            match truth {
                Ok(false) => {}
                Ok(true) => {
                    possible.push(silent(*value, &self.call));
                    break;
                }
                Err(reason) => {
                    possible.push(silent(*value, &self.call));
                    why = Some(reason);
                }
            }
        }
        let is_certain = why.is_none() && !possible.is_empty();
        if !is_certain && !choices.iter().any(|(test, _)| self.scope().test(test).0 == Ok(true)) {
            possible.push(default);
        }
        let reason = why.unwrap_or_else(|| Arc::new(Reason::undecided_condition()));
        let trail = first.as_ref().map(|found: &Found| found.value.trail.clone()).unwrap_or_default();
        answer(Value::one_of(possible, &reason).with_trail(trail), first)
    }

    /// How the author spells an argument: with the element it belongs to.
    /// Of several names, the first that the versions of the call have.
    fn spelling(&self, alternatives: &'static str) -> Cow<'static, str> {
        let is_there = |path: &&str| {
            let name = path.trim_start_matches("each.").split('.').next();
            let mut others = self.module.arguments.iter().filter(|argument| Some(argument.name) == name);
            others.all(|argument| argument.versions.overlaps(self.range))
        };
        let mut names = alternatives.split('|');
        let path = names.clone().find(is_there).or(names.next()).unwrap_or(alternatives);
        let Some(field) = path.strip_prefix("each.") else { return path.into() };
        match self.resource.repeat {
            Repeat::Once => field.into(),
            Repeat::Zip(zip) => {
                let list = zip.lists.iter().find(|list| list.field == field).map(|list| list.input);
                let map = || zip.maps.iter().find(|(name, _)| *name == field).map(|(_, input)| *input);
                list.or_else(map).unwrap_or(field).into()
            }
            Repeat::Each { input } => {
                let key = self.key.as_deref().unwrap_or_default();
                let input = self.spelling(input);
                if self.module.is_bicep() {
                    return format!("{input}[{key}].{field}").into();
                }
                format!("{input}[\"{key}\"].{field}").into()
            }
        }
    }
}

/// Whether ranges, sorted by their start, leave no gap in `range`.
fn is_covered(range: VersionRange, parts: impl Iterator<Item = VersionRange>) -> bool {
    let mut reached = range.from;
    for part in parts {
        if part.from <= reached {
            reached = reached.max(part.until);
        }
    }
    reached >= range.until
}

fn insert(tree: &mut Object, path: &[&str], value: Value) {
    let Some((first, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        tree.entries.insert((*first).into(), value.into());
        return;
    }
    let open = tree.open.clone();
    let entry = tree.entries.entry((*first).into()).or_insert_with(|| Entry {
        value: Value::new(Data::Object(Arc::new(Object { open, ..Object::default() }))),
        span: None,
        maybe: None,
    });
    if let Data::Object(inner) = &mut entry.value.data {
        insert(Arc::make_mut(inner), rest, value);
    }
}
