//! Twins: the same infrastructure written with azurerm, with azapi, in Bicep and as an ARM template gives the same
//! model and the same verdicts. Every folder of `testdata/twins` is one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use akslint::document::{Data, Value};
use akslint::model::table::{Property, kind};
use akslint::model::{Facts, How, Model, Resource};
use akslint::policy::Outcome;
use akslint::{Analysis, analyse_texts};

const SPELLINGS: [&str; 4] = ["azurerm.tf", "azapi.tf", "main.bicep", "main.json"];

/// What azurerm and ARM mean by silence where they differ; the source of each cell is in the table.
const DIFFERENT_SILENCE: [(&str, &str); 6] = [
    // azurerm sends its own default.
    ("cluster", "apiServerAccessProfile.enablePrivateClusterPublicFQDN"),
    ("cluster", "servicePrincipalProfile"),
    ("cluster", "servicePrincipalProfile.clientId"),
    ("pool", "osDiskType"),
    ("pool", "count"),
    ("pool", "mode"),
];

/// Names that one side makes up: azurerm puts the pool's parent into another attribute. And what only azurerm has:
/// attributes that a version has dropped.
const NOT_COMPARED: [&str; 4] = ["parent", "scope", "location", OUTDATED];

/// Nobody writes it.
const OUTDATED: &str = "outdatedAttributes";

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/twins");
    let mut folders: Vec<PathBuf> =
        fs::read_dir(root).expect("the twins").map(|entry| entry.expect("a folder").path()).collect();
    folders.sort();
    folders
}

fn analysis(folder: &Path, spelling: &str) -> Analysis {
    let text = fs::read_to_string(folder.join(spelling)).expect("a twin has four spellings");
    let analysis = analyse_texts(&[(spelling, &text)]);
    let errors: Vec<_> = analysis.problems.iter().filter(|problem| problem.kind.is_incomplete()).collect();
    assert!(errors.is_empty(), "{} {spelling}: {errors:?}", folder.display());
    analysis
}

/// What a resource is called whatever the spelling.
fn name_of(model: &Model, resource: &Resource) -> String {
    let text = resource.kind.property("name").map(|name| model.property(resource.id, name).value);
    let text = text.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
    format!("{} {}", resource.kind.name, text.rsplit('/').next().unwrap_or_default())
}

fn judged(model: &Model) -> impl Iterator<Item = &Resource> {
    // azurerm attaches what ARM writes into the subnet.
    model.resources().iter().filter(|resource| resource.is_judged() && resource.kind.name != "subnetAssociation")
}

/// A value in one notation; what is not known is `?`.
fn shown(value: &Value) -> String {
    match &value.data {
        Data::Null => "null".into(),
        Data::Bool(truth) => truth.to_string(),
        Data::Number(number) => number.to_string(),
        // Resource ids and roles are compared by what they lead to.
        Data::String(text) => format!("{:?}", text.to_ascii_lowercase()),
        Data::Unknown(_) | Data::OneOf(_) => "?".into(),
        Data::List(list) => {
            let open = list.open.as_ref().map(|_| "?".to_owned());
            format!("[{}]", list.items.iter().map(shown).chain(open).collect::<Vec<_>>().join(", "))
        }
        Data::Object(object) => {
            let entries = object.entries.iter().map(|(key, entry)| format!("{key}: {}", shown(&entry.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Every property of every resource, by the resource's kind and name: its value, and whether it is written.
fn properties(model: &Model) -> BTreeMap<(String, &'static str, &'static str), (String, bool)> {
    let mut found = BTreeMap::new();
    for resource in judged(model) {
        for (property, fact) in model.facts(resource) {
            let is_written = fact.how == How::Written;
            found.insert(
                (name_of(model, resource), resource.kind.name, property.name),
                (shown(&fact.value), is_written),
            );
        }
    }
    found
}

/// Every link of every resource, by names.
fn links(model: &Model) -> BTreeMap<(String, &'static str), (BTreeSet<String>, bool)> {
    let mut found = BTreeMap::new();
    for resource in judged(model) {
        for link in resource.kind.links {
            let linked = model.linked(resource.id, link);
            let names = linked.resources.iter().filter_map(|id| Some(name_of(model, model.resource(*id)?)));
            found.insert((name_of(model, resource), link.name), (names.collect(), linked.open.is_some()));
        }
    }
    found
}

/// Every verdict, by policy and resource.
fn verdicts(analysis: &Analysis) -> BTreeMap<(usize, String), Outcome> {
    let model = &analysis.model;
    let name = |id| name_of(model, model.resource(id).expect("a resource"));
    analysis.verdicts.iter().map(|verdict| ((verdict.policy, name(verdict.resource)), verdict.outcome)).collect()
}

#[test]
fn there_are_enough_twins_and_each_has_four_spellings() {
    assert!(folders().len() >= 12, "{}", folders().len());
    for folder in folders() {
        for spelling in SPELLINGS {
            let analysis = analysis(&folder, spelling);
            let clusters = judged(&analysis.model).filter(|resource| resource.kind.name == "cluster").count();
            assert!((1..=2).contains(&clusters), "{} {spelling}: {clusters}", folder.display());
        }
    }
}

#[test]
fn twins_have_the_same_verdicts() {
    let catalogue = akslint::cli::built_in();
    for folder in folders() {
        let [first, others @ ..] = SPELLINGS.map(|spelling| (spelling, verdicts(&analysis(&folder, spelling))));
        for (spelling, other) in others {
            for (key, outcome) in &first.1 {
                let id = catalogue.policies()[key.0].id();
                let place = format!("{} {}: {id} of {}", folder.display(), spelling, key.1);
                assert_eq!(other.get(key), Some(outcome), "{place}");
            }
            assert_eq!(other.len(), first.1.len(), "{} {spelling}", folder.display());
        }
    }
}

#[test]
fn twins_have_the_same_properties() {
    for folder in folders() {
        let [first, others @ ..] = SPELLINGS.map(|spelling| (spelling, properties(&analysis(&folder, spelling).model)));
        for (spelling, other) in &others {
            let place = format!("{} {spelling}", folder.display());
            assert_eq!(other.keys().collect::<Vec<_>>(), first.1.keys().collect::<Vec<_>>(), "{place}");
            for (key, (value, is_written)) in &first.1 {
                let (_, of, property) = *key;
                let (twin, is_twin_written) = &other[key];
                let is_silent = !is_written && !is_twin_written;
                let is_known = |text: &str| text != "?";
                if NOT_COMPARED.contains(&property)
                    || is_silent && (DIFFERENT_SILENCE.contains(&(of, property)) || !is_known(value) || !is_known(twin))
                    // The same role, by name here and by id there.
                    || property.starts_with("roleDefinition")
                    || is_object(of, property)
                {
                    continue;
                }
                assert_eq!(value, twin, "{place}: {} {property}", key.0);
            }
        }
        // Bicep and ARM agree in everything.
        assert_eq!(others[1].1, others[2].1, "{}", folder.display());
    }
}

/// The fields of objects are compared one by one; of the object it matters whether it is there.
fn is_object(of: &str, property: &str) -> bool {
    use akslint::model::table::PropertyType;
    kind(of).and_then(|kind| kind.property(property)).is_some_and(|row| row.ty == PropertyType::Object)
}

#[test]
fn twins_have_the_same_links() {
    for folder in folders() {
        let [first, others @ ..] = SPELLINGS.map(|spelling| (spelling, links(&analysis(&folder, spelling).model)));
        for (spelling, other) in others {
            for (key, found) in &first.1 {
                assert_eq!(other.get(key), Some(found), "{} {spelling}: {} {}", folder.display(), key.0, key.1);
            }
        }
    }
}

/// What is to be found in the network layouts, in every spelling.
const LAYOUTS: [(&str, &[&str]); 7] = [
    ("layout-api-server-subnet", &[]),
    ("layout-kubenet", &[]),
    ("layout-node-subnet", &["aks-ip-capacity-node-subnet"]),
    ("layout-overlap", &["aks-cidr-overlap", "aks-ip-capacity-overlay"]),
    ("layout-overlay", &["aks-ip-capacity-overlay"]),
    ("layout-pod-subnet", &["aks-ip-capacity-pod-subnet"]),
    ("layout-shared-subnet", &["aks-ip-capacity-overlay"]),
];

#[test]
fn network_layouts_are_planned_alike() {
    let catalogue = akslint::cli::built_in();
    for (layout, expected) in LAYOUTS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/twins").join(layout);
        for spelling in SPELLINGS {
            let analysis = analysis(&folder, spelling);
            let failed = analysis.verdicts.iter().filter(|verdict| verdict.outcome == Outcome::Fail);
            let failed: BTreeSet<&str> = failed
                .map(|verdict| &catalogue.policies()[verdict.policy])
                .filter(|policy| policy.area() == "addresses")
                .map(|policy| policy.id())
                .collect();
            assert_eq!(failed.into_iter().collect::<Vec<_>>(), expected, "{layout} {spelling}");
        }
    }
}

/// Every property of a cluster and a pool is written in some twin in all its spellings.
#[test]
fn every_property_of_clusters_and_pools_has_a_twin() {
    let mut written: BTreeMap<&str, BTreeSet<(&'static str, &'static str)>> = BTreeMap::new();
    for folder in folders() {
        for spelling in SPELLINGS {
            let analysis = analysis(&folder, spelling);
            for resource in judged(&analysis.model) {
                for (property, fact) in analysis.model.facts(resource).filter(|(_, fact)| fact.how == How::Written) {
                    let into = written.entry(spelling).or_default();
                    into.insert((resource.kind.name, property.name));
                    into.extend(fields_in(resource.kind.name, property, &fact.value));
                }
            }
        }
    }
    let is_missing = |of: &'static str, property: &Property, spelling: &str| {
        // azurerm tells the SKU by the resource type, and gateways by two switches.
        let is_told =
            spelling != "azurerm.tf" || property.name != "sku.name" && !property.name.contains("ingressGateways");
        is_told && property.name != OUTDATED && !written[spelling].contains(&(of, property.name))
    };
    let mut missing = Vec::new();
    for of in ["cluster", "pool"] {
        for property in kind(of).expect("a kind").properties {
            for spelling in SPELLINGS.into_iter().filter(|spelling| is_missing(of, property, spelling)) {
                missing.push(format!("{of}.{} in {spelling}", property.name));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The fields of the elements of a list.
fn fields_in(of: &str, list: &Property, value: &Value) -> Vec<(&'static str, &'static str)> {
    let Some(kind) = kind(of) else { return Vec::new() };
    let elements = value.as_list().map(|list| list.items.clone()).unwrap_or_default();
    let is_there = |name: &str| {
        let elements = elements.iter().filter_map(Value::as_object);
        elements.into_iter().any(|element| element.entries.contains_key(name))
    };
    let fields = kind.properties.iter().filter_map(|property| {
        let name = property.name.strip_prefix(list.name)?.strip_prefix("[].")?;
        is_there(name).then_some((kind.name, property.name))
    });
    fields.collect()
}
