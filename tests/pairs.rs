//! A Bicep file and the ARM template that the Bicep compiler makes of it say the same about every resource.
//!
//! `testdata/pairs/NAME.bicep` stands beside `NAME.json`; the modules and the loaded files of NAME lie in `NAME/`. Each
//! side is analysed by itself, and the models are compared: resources, existence, every property of the table, links.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use akslint::document::{Data, Existence, Mode, Value};
use akslint::model::table::Kind;
use akslint::model::{Facts, How, Model, Resource, ResourceId};
use akslint::{Analysis, analyse_texts};

const PAIRS: &str = "testdata/pairs";

/// What a Bicep file says about values that one of the two languages cannot tell: how many, and why.
const ALLOWANCE: &str = "// Known on one side alone: ";

struct Pair {
    name: String,
    bicep: Vec<(String, String)>,
    json: Vec<(String, String)>,
}

impl Pair {
    /// How many values may be known on one side alone; the reason follows the number.
    fn allowance(&self) -> usize {
        let line = self.bicep[0].1.lines().find_map(|line| line.strip_prefix(ALLOWANCE));
        let Some((count, reason)) = line.and_then(|line| line.split_once(", because ")) else { return 0 };
        assert!(reason.len() > 10, "{}: the allowance has no reason", self.name);
        count.parse().expect("a number")
    }

    /// Resources of symbolic-name templates keep the names of the Bicep file; whether all templates here are such.
    fn is_symbolic(&self) -> bool {
        let count = |part: &str| self.json[0].1.matches(part).count();
        count("\"languageVersion\": \"2.0\"") == count("\"$schema\"")
    }
}

fn pairs() -> Vec<Pair> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAIRS);
    let text = |path: &Path| std::fs::read_to_string(path).unwrap();
    let listed = |path: &Path| {
        let mut paths: Vec<_> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    };
    let mut pairs = Vec::new();
    for path in listed(&root).iter().filter(|path| path.extension().is_some_and(|extension| extension == "bicep")) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut bicep = vec![(format!("{name}.bicep"), text(path))];
        let directory = root.join(&name);
        if directory.is_dir() {
            let file_name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
            bicep.extend(listed(&directory).iter().map(|path| (format!("{name}/{}", file_name(path)), text(path))));
        }
        let json = vec![(format!("{name}.json"), text(&root.join(format!("{name}.json"))))];
        pairs.push(Pair { name, bicep, json });
    }
    pairs
}

fn analyse(files: &[(String, String)]) -> Analysis {
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (&**name, &**text)).collect();
    analyse_texts(&files)
}

/// The differences of two models, in words.
struct Comparison<'a> {
    bicep: &'a Model,
    json: &'a Model,
    /// By the resource's kind and name, the resource of either side.
    matched: BTreeMap<String, (ResourceId, ResourceId)>,
    differences: String,
    is_written: bool,
    /// Written values that are equal.
    known: usize,
    /// Written values that neither side knows.
    unknown: usize,
    known_on_one_side: Vec<String>,
}

/// What the resources of both sides are matched by: kind and name, with the parent's where it stands in another resource.
fn key(model: &Model, resource: &Resource) -> String {
    let name = resource.kind.property("name").map(|property| model.property(resource.id, property).value);
    let mut key = format!("{} ", resource.kind.name);
    if let Some(enclosing) = resource.enclosing.and_then(|id| model.resource(id)) {
        let _ = write!(key, "{} ", self::key(model, enclosing));
    }
    match name.as_ref().and_then(Value::as_str) {
        Some(name) => key.push_str(own_name(name)),
        // A name that is known at deployment alone; a pair has one such resource of a kind.
        None => key.push('?'),
    }
    key
}

/// A template writes the names of a child's parents before its own.
fn own_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn by_key(model: &Model, keep: impl Fn(&Resource) -> bool) -> BTreeMap<String, Vec<ResourceId>> {
    let mut map: BTreeMap<String, Vec<ResourceId>> = BTreeMap::new();
    for resource in model.resources().iter().filter(|resource| keep(resource)) {
        map.entry(key(model, resource)).or_default().push(resource.id);
    }
    map
}

impl<'a> Comparison<'a> {
    fn new(bicep: &'a Model, json: &'a Model, is_symbolic: bool) -> Self {
        // The compiler drops `existing` resources from a template without symbolic names.
        let keep = |resource: &Resource| is_symbolic || resource.mode != Mode::Existing;
        let (left, mut right) = (by_key(bicep, keep), by_key(json, keep));
        let mut comparison = Self {
            bicep,
            json,
            matched: BTreeMap::new(),
            differences: String::new(),
            is_written: false,
            known: 0,
            unknown: 0,
            known_on_one_side: Vec::new(),
        };
        for (key, ids) in left {
            match right.remove(&key) {
                Some(others) if others.len() == ids.len() => {
                    for (index, pair) in ids.into_iter().zip(others).enumerate() {
                        comparison.matched.insert(format!("{key}#{index}"), pair);
                    }
                }
                others => {
                    let count = others.map_or(0, |others| others.len());
                    comparison.differ(&key, &format!("{} in Bicep, {count} in the template", ids.len()));
                }
            }
        }
        for (key, ids) in right {
            comparison.differ(&key, &format!("none in Bicep, {} in the template", ids.len()));
        }
        comparison
    }

    fn differ(&mut self, place: &str, what: &str) {
        let _ = writeln!(self.differences, "  {place}: {what}");
    }

    fn run(&mut self, is_symbolic: bool) {
        for (key, (left, right)) in self.matched.clone() {
            let (bicep, json) = (self.bicep.resource(left).unwrap(), self.json.resource(right).unwrap());
            if is_symbolic && bicep.address != json.address {
                self.differ(&key, &format!("address {} in Bicep, {} in the template", bicep.address, json.address));
            }
            let type_of = |resource: &Resource| resource.type_name.to_lowercase();
            if (type_of(bicep), bicep.mode) != (type_of(json), json.mode) {
                self.differ(&key, &format!("{bicep:?} in Bicep, {json:?} in the template"));
            }
            let exists = |resource: &Resource| matches!(resource.existence, Existence::Always);
            if exists(bicep) != exists(json) {
                self.differ(
                    &key,
                    &format!("exists {:?} in Bicep, {:?} in the template", bicep.existence, json.existence),
                );
            }
            let (left_facts, right_facts) = (self.bicep.facts(bicep), self.json.facts(json));
            let facts: Vec<_> = left_facts.zip(right_facts).collect();
            for ((property, left), (_, right)) in facts {
                let place = format!("{key} {}", property.name);
                if property.name != "parent" && (left.how == How::Written) != (right.how == How::Written) {
                    self.differ(&place, &format!("{:?} in Bicep, {:?} in the template", left.how, right.how));
                }
                self.is_written = left.how == How::Written;
                match (property.name, left.value.as_str(), right.value.as_str()) {
                    // Written as `parent` in Bicep, into the name in a template; the link tells whether it is the same.
                    ("parent", ..) => {}
                    ("name", Some(left), Some(right)) if own_name(left) == own_name(right) => {}
                    _ => self.values(&place, &left.value, &right.value),
                }
            }
            self.links(&key, bicep.kind, left, right);
        }
    }

    fn values(&mut self, place: &str, left: &Value, right: &Value) {
        let is_unknown = |value: &Value| matches!(value.data, Data::Unknown(_));
        if left.sensitive != right.sensitive {
            self.differ(place, &format!("secret {} in Bicep, {} in the template", left.sensitive, right.sensitive));
        }
        match (&left.data, &right.data) {
            (Data::Object(one), Data::Object(other)) => {
                if one.open.is_some() != other.open.is_some() {
                    self.known_on_one_side.push(format!("{place}: open on one side"));
                }
                for name in
                    one.entries.keys().chain(other.entries.keys().filter(|name| !one.entries.contains_key(*name)))
                {
                    let place = format!("{place}.{name}");
                    match (one.entries.get(name), other.entries.get(name)) {
                        (Some(left), Some(right)) => {
                            if left.maybe.is_some() != right.maybe.is_some() {
                                self.differ(&place, "may be missing on one side");
                            }
                            self.values(&place, &left.value, &right.value);
                        }
                        (one, _) => {
                            self.differ(&place, if one.is_some() { "only in Bicep" } else { "only in the template" })
                        }
                    }
                }
            }
            (Data::List(one), Data::List(other)) => {
                if one.open.is_some() != other.open.is_some() {
                    self.known_on_one_side.push(format!("{place}: open on one side"));
                }
                if one.items.len() != other.items.len() {
                    self.differ(
                        place,
                        &format!("{} items in Bicep, {} in the template", one.items.len(), other.items.len()),
                    );
                }
                for (index, (left, right)) in one.items.iter().zip(&other.items).enumerate() {
                    self.values(&format!("{place}[{index}]"), left, right);
                }
            }
            (Data::OneOf(one), Data::OneOf(other)) if one.len() == other.len() => {
                for (index, (left, right)) in one.iter().zip(other.iter()).enumerate() {
                    self.values(&format!("{place}|{index}"), left, right);
                }
            }
            (Data::Unknown(one), Data::Unknown(other)) => {
                self.unknown += usize::from(self.is_written);
                if one.not_null != other.not_null {
                    self.known_on_one_side.push(format!("{place}: certainly set on one side"));
                }
            }
            _ if is_unknown(left) || is_unknown(right) => {
                self.known_on_one_side
                    .push(format!("{place}: {:?} in Bicep, {:?} in the template", left.data, right.data));
            }
            _ if left.same(right) => self.known += usize::from(self.is_written),
            _ => self.differ(place, &format!("{:?} in Bicep, {:?} in the template", left.data, right.data)),
        }
    }

    fn links(&mut self, place: &str, kind: &'static Kind, left: ResourceId, right: ResourceId) {
        for link in kind.links {
            let (one, other) = (self.bicep.linked(left, link), self.json.linked(right, link));
            let keys = |model: &Model, ids: &[ResourceId]| {
                let is_there = |resource: &&Resource| resource.mode != Mode::Existing;
                let resources = ids.iter().filter_map(|id| model.resource(*id)).filter(is_there);
                let mut keys: Vec<String> = resources.map(|resource| key(model, resource)).collect();
                keys.sort();
                keys
            };
            let (one_keys, other_keys) = (keys(self.bicep, &one.resources), keys(self.json, &other.resources));
            if one_keys != other_keys {
                self.differ(
                    &format!("{place} -> {}", link.name),
                    &format!("{one_keys:?} in Bicep, {other_keys:?} in the template"),
                );
            }
            if one.open.is_some() != other.open.is_some() {
                let reasons = format!("{:?} in Bicep, {:?} in the template", one.open, other.open);
                self.known_on_one_side.push(format!("{place} -> {}: open on one side: {reasons}", link.name));
            }
        }
    }
}

#[test]
fn a_bicep_file_and_its_template_give_equal_models() {
    let pairs = pairs();
    assert!(pairs.len() >= 35, "only {} pairs", pairs.len());
    let (mut report, mut known, mut unknown, mut resources) = (String::new(), 0, 0, 0);
    for pair in &pairs {
        let (bicep, json) = (analyse(&pair.bicep), analyse(&pair.json));
        for (side, analysis) in [("Bicep", &bicep), ("the template", &json)] {
            for problem in &analysis.problems {
                let _ = writeln!(report, "{}: problem in {side}: {}", pair.name, problem.message);
            }
            if analysis.model.resources().is_empty() {
                let _ = writeln!(report, "{}: no resource in {side}", pair.name);
            }
        }
        let mut comparison = Comparison::new(&bicep.model, &json.model, pair.is_symbolic());
        comparison.run(pair.is_symbolic());
        known += comparison.known;
        unknown += comparison.unknown;
        resources += comparison.matched.len();
        if !comparison.differences.is_empty() {
            let _ = write!(report, "{}:\n{}", pair.name, comparison.differences);
        }
        if comparison.known_on_one_side.len() != pair.allowance() {
            let list = comparison.known_on_one_side.join("\n  ");
            let count = comparison.known_on_one_side.len();
            let _ =
                writeln!(report, "{}: {count} known on one side, {} allowed\n  {list}", pair.name, pair.allowance());
        }
    }
    println!("{} pairs, {resources} resources, {known} written values equal, {unknown} unknown to both", pairs.len());
    assert!(report.is_empty(), "{report}");
    // Most of what is compared must be known, or nothing is proven.
    assert!(known > 300 && known > 2 * unknown, "{known} written values are known, {unknown} are not");
}

/// What is compared is right as well: two languages that share their functions would share a mistake.
#[test]
fn the_values_are_as_reviewed() {
    let mut text = String::new();
    for pair in pairs() {
        let model = analyse(&pair.bicep).model;
        let _ = writeln!(text, "{}", pair.name);
        for resource in model.resources() {
            let _ = writeln!(text, "  {} {}", resource.kind.name, resource.label());
            for (property, fact) in model.facts(resource) {
                let name = property.name;
                let is_leaf = !resource.kind.properties.iter().any(|other| other.name.starts_with(&format!("{name}.")));
                if is_leaf && fact.how == How::Written && !matches!(fact.value.data, Data::Unknown(_)) {
                    let _ = writeln!(text, "    {name} = {}", shown(&fact.value));
                }
            }
        }
    }
    insta::assert_snapshot!("pairs", text);
}

fn shown(value: &Value) -> String {
    let join = |parts: Vec<String>| parts.join(", ");
    match &value.data {
        Data::Null => "null".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Number(number) => number.to_string(),
        Data::String(text) => format!("{text:?}"),
        Data::List(list) => {
            let more = if list.open.is_some() { ", …" } else { "" };
            format!("[{}{more}]", join(list.items.iter().map(shown).collect()))
        }
        Data::Object(object) => {
            let more = if object.open.is_some() { ", …" } else { "" };
            let entries = object.entries.iter().map(|(name, entry)| format!("{name}: {}", shown(&entry.value)));
            format!("{{{}{more}}}", join(entries.collect()))
        }
        Data::Unknown(_) => "?".to_owned(),
        Data::OneOf(members) => members.iter().map(shown).collect::<Vec<_>>().join(" or "),
    }
}

#[test]
fn a_pair_that_differs_is_noticed() {
    let pairs = pairs();
    let pair = pairs.iter().find(|pair| pair.name == "literals").unwrap();
    let changed = |from: &str, to: &str| {
        assert!(pair.json[0].1.contains(from), "{from}");
        let json = analyse(&[("literals.json".to_owned(), pair.json[0].1.replace(from, to))]);
        let bicep = analyse(&pair.bicep);
        let mut comparison = Comparison::new(&bicep.model, &json.model, false);
        comparison.run(false);
        (comparison.differences, comparison.known_on_one_side.len())
    };
    assert_eq!(changed("\"demo\"", "\"demo\""), (String::new(), 0));
    assert!(changed("\"enableRBAC\": true", "\"enableRBAC\": false").0.contains("enableRBAC"));
    assert!(changed("\"name\": \"system\"", "\"name\": \"apps\"").0.contains("pool"));
    assert!(changed("\"1.35\"", "\"[uniqueString('a')]\"").1 > 0);
}
