//! What the files may hold, and what is said about wrong ones.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use super::networks::WrittenNetworks;
use super::written::{ConfigFile, WrittenConfig};
use super::{Choice, Configuration, RunSettings, Scopes, network_facts, yaml};
use crate::planning::facts::NetworkFacts;
use crate::policy::{Catalogue, OptionValue, Persona, Schema, Severity};
use crate::source::{Limits, Paths, Sources};

fn facts(text: &str) -> Result<NetworkFacts, String> {
    let written = yaml::parse::<WrittenNetworks>("facts.yaml", text).map_err(|error| error.to_string())?;
    written.unwrap_or_default().facts("facts.yaml").map_err(|error| error.to_string())
}

#[test]
fn facts_are_read_with_their_places() {
    let text = "reserved:\n  - 10.200.0.0/16\non-premises:\n  - range: 172.20.0.0/16\n    name: Vienna\nhub: [10.100.0.0/16]\n\
                existing:\n  - name: spoke\n    ranges: [10.1.0.0/16]\n    subnets:\n      - name: nodes\n        \
                ranges: [10.1.0.0/24]\n        used: 37\n";
    let facts = facts(text).unwrap();
    let ranges: Vec<String> =
        facts.ranges().iter().map(|known| format!("{} {} {}", known.range, known.name, known.place)).collect();
    assert_eq!(
        ranges,
        [
            "10.200.0.0/16 reserved from facts.yaml:2",
            "172.20.0.0/16 Vienna (on-premises) from facts.yaml:4",
            "10.100.0.0/16 hub from facts.yaml:6",
        ]
    );
    let (network, subnet) = facts.subnet_named("spoke", "nodes").unwrap();
    assert_eq!((network.place.line, subnet.place.line, subnet.used), (8, 11, 37));
}

#[test]
fn mistakes_are_told_with_their_place_and_what_was_meant() {
    for (text, message) in [
        ("reservd: []", "facts.yaml:1:1: unknown key `reservd`: did you mean `reserved`?"),
        ("existing:\n  - nme: a", "facts.yaml:2:5: unknown key `nme`: did you mean `name`?"),
        ("hub:\n  - range: 10.0.0.0/8\n    nam: x", "unknown key `nam`: did you mean `name`?"),
        (
            "hub:\n  - 10.0.0.1/8",
            "facts.yaml:2:5: `10.0.0.1/8` has bits behind its prefix: the network is `10.0.0.0/8`",
        ),
        ("hub:\n  - 0.0.0.0/0", "facts.yaml:2:5: `0.0.0.0/0` is every address there is"),
        ("hub:\n  - 7", "facts.yaml:2:5: "),
        ("hub: 10.0.0.0/8", "facts.yaml:1:6: "),
        ("existing:\n  - ranges: []", "facts.yaml:2:5: a network needs its `name` or its `id`"),
        ("existing:\n  - name: a\n  - name: A", "facts.yaml:3:5: the network `A` is told of twice"),
        (
            "existing:\n  - name: a\n    ranges: [10.0.0.0/24]\n    subnets:\n      - {name: s, ranges: [10.0.1.0/24]}",
            "facts.yaml:5:28: 10.0.1.0/24 lies outside the ranges of its network",
        ),
        (
            "existing:\n  - name: a\n    subnets:\n      - {name: s, ranges: [10.0.1.0/29], used: 4}",
            "facts.yaml:4:9: 4 addresses are used, and the subnet `s` has 3",
        ),
        ("existing:\n  - name: a\n    subnets:\n      - {name: s, used: -1}", "facts.yaml:4:"),
        ("existing:\n  - name: a\n    subnets: [{name: s}, {name: S}]", "the subnet `S` is told of twice"),
        ("hub: [", "facts.yaml:"),
        ("- a", "facts.yaml:1:1: "),
        ("hub: []\nhub: []", "facts.yaml:2:1: "),
    ] {
        let error = facts(text).unwrap_err();
        assert!(error.contains(message), "{text}: {error}");
        assert!(error.len() < 300, "{error}");
    }
    let long = format!("hub: [{}]", "9".repeat(100_000));
    assert!(facts(&long).unwrap_err().len() < 300);
}

#[test]
fn aliases_that_multiply_end_in_an_error() {
    let mut text = "a0: &a0 [10.0.0.0/8]\n".to_owned();
    for level in 1..30 {
        let before = level - 1;
        text.push_str(&format!("a{level}: &a{level} [*a{before}, *a{before}, *a{before}, *a{before}]\n"));
    }
    assert!(facts(&text).is_err());
    let deep = format!("hub: {}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(facts(&deep).is_err());
}

#[test]
fn a_file_of_comments_tells_nothing() {
    assert!(facts("# nothing yet\n\n---\n").unwrap().ranges().is_empty());
    let config = yaml::parse::<WrittenConfig>("akslint.yaml", "networks:\n").unwrap().unwrap();
    assert!(config.networks.is_none());
    let error = yaml::parse::<WrittenConfig>("akslint.yaml", "network: {}\n").unwrap_err();
    assert_eq!(error.to_string(), "akslint.yaml:1:1: unknown key `network`: did you mean `networks`?");
}

#[test]
fn the_nearest_file_up_to_the_boundary_counts() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/config");
    let load_at = |directory: &str, boundary: &str| {
        let paths = Paths::resolve(&[root.join(directory)], Some(&root.join(boundary))).unwrap();
        let sources = Sources::new(paths.boundary.clone(), Limits::default());
        let configuration = Configuration::load(&sources, &paths, Choice::Nearest)?;
        configuration.scopes(&sources, &Catalogue::built_in(Schema::new([])), [&*paths.common_directory()])
    };
    let named = |directory: &str, boundary: &str| {
        let scopes = load_at(directory, boundary).unwrap();
        let shown = directory.strip_prefix(boundary).unwrap().trim_start_matches('/');
        let facts = &scopes.of(shown).network_facts;
        facts.ranges().iter().map(|known| known.place.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(named("outer/inner/code", "outer"), ["from inner/akslint.yaml:3"]);
    assert_eq!(named("outer/code", "outer"), ["from akslint.yaml:3"]);
    assert!(named("outer/code", "outer/code").is_empty());
    let error = load_at("wrong", "wrong").unwrap_err().to_string();
    assert_eq!(error, "akslint.yaml:2:3: unknown key `on-premise`: did you mean `on-premises`?");
    let missing = network_facts(Path::new("testdata/config/none.yaml")).unwrap_err().to_string();
    assert_eq!(missing, "testdata/config/none.yaml:1:1: no such file or directory");
}

#[test]
fn users_know_dates_better() {
    let text = "calendar:\n  as-of: \"2026-12-24\"\n  kubernetes-versions:\n    - minor: \"1.37\"\n      available: \"2026-10-01\"\n      \
                community-end: \"2027-10-31\"\n      lts-end: \"2028-10-31\"\n  retirements:\n    - name: kubenet\n      date: \"2029-01-31\"\n";
    let read = |text: &str| {
        let written = yaml::parse::<WrittenConfig>("akslint.yaml", text)?.unwrap_or_default();
        written.calendar.unwrap().value.read("akslint.yaml")
    };
    let (as_of, changes) = read(text).unwrap();
    assert_eq!(as_of.unwrap().to_string(), "2026-12-24");
    assert_eq!((changes.versions[0].version, changes.retirements[0].0.as_str()), ((1, 37), "kubenet"));
    for (from, to, message) in [
        ("2026-12-24", "Christmas", "akslint.yaml:2:10: a date such as 2026-11-30 is due"),
        ("2028-10-31", "2027-01-31", "akslint.yaml:4:7: a version becomes available before its support ends"),
        ("1.37", "latest", "akslint.yaml:4:14: a minor version such as 1.36 is due"),
        ("kubenet", "kubnet", "akslint.yaml:9:13: `kubnet` is no name of a retirement; did you mean `kubenet`?"),
        ("lts-end", "lts-ends", "did you mean `lts-end`?"),
        ("as-of", "retirement", "did you mean `retirements`?"),
    ] {
        let error = read(&text.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
}

/// The settings of a file in memory, at the top of everything.
fn scopes(text: &str) -> Result<Scopes, String> {
    let sources = Sources::in_memory();
    sources.add("code/akslint.yaml", text);
    let configuration = Configuration { boundary: "code".into(), ..Configuration::default() };
    let file = sources.read(Path::new("code/akslint.yaml")).unwrap();
    let outermost = ConfigFile::read(&sources, file, Path::new("code")).map_err(|error| error.to_string())?;
    let run = RunSettings::read(&sources, &outermost).map_err(|error| error.to_string())?;
    let configuration = Configuration { outermost: Some(outermost), run, ..configuration };
    let scopes = configuration.scopes(&sources, &catalogue(), [Path::new("code/infra")]);
    scopes.map_err(|error| error.to_string())
}

fn catalogue() -> Catalogue {
    Catalogue::whole()
}

#[test]
fn policies_are_set_by_name_and_alias() {
    let catalogue = catalogue();
    let index = |id: &str| catalogue.index_of(id).unwrap();
    let text = "persona: pedantic\npolicies:\n  aks-upgrade-headroom:\n    options: {reserve: 10}\n    severity: critical\n  \
                CKV_AZURE_141: {enabled: false}\n  aks-pod-range-public:\n";
    let scopes = scopes(&text.replace("aks-pod-range-public", catalogue.policies()[0].id())).unwrap();
    let applied = scopes.applied("code/infra", None);
    let headroom = index("aks-upgrade-headroom");
    assert_eq!(applied.settings.persona.value, Persona::Pedantic);
    assert_eq!(applied.settings.persona.origin.to_string(), "code/akslint.yaml:1");
    assert_eq!(applied.selection.severity(headroom), Some(Severity::Critical));
    let options = applied.selection.options(headroom, catalogue.policy(headroom).unwrap());
    assert!(options.contains(&OptionValue::Number(10.0)), "{options:?}");
    for alias in catalogue.find("CKV_AZURE_141") {
        assert!(!applied.selection.policies().contains(&alias));
    }
    assert!(!catalogue.find("CKV_AZURE_141").is_empty());
}

#[test]
fn wrong_settings_are_told_with_file_line_and_key() {
    let mut wrong = Vec::new();
    for (text, message) in [
        (
            "policies:\n  aks-upgarde-headroom: {}",
            "2:3: there is no policy `aks-upgarde-headroom`; did you mean `aks-upgrade-headroom`?",
        ),
        (
            "policies:\n  aks-upgrade-headroom:\n    options: {resrve: 1}",
            "3:15: the policy `aks-upgrade-headroom` has no option `resrve`; did you mean `reserve`?",
        ),
        (
            "policies:\n  aks-upgrade-headroom:\n    options: {reserve: ten}",
            "3:24: the option `reserve` of `aks-upgrade-headroom` is a number",
        ),
        ("policies:\n  aks-upgrade-headroom:\n    option: {}", "3:5: unknown key `option`: did you mean `options`?"),
        ("policies:\n  aks-upgrade-headroom: {severity: hihg}", "2:36: unknown value `hihg`: did you mean `high`?"),
        ("persona: admin", "1:10: unknown value `admin`: the values here are `regular`, `pedantic`, `auditor`"),
        ("fail_on: high", "1:1: unknown key `fail_on`: did you mean `fail-on`?"),
        ("only: [CKV_AZURE_1411]", "1:8: there is no policy `CKV_AZURE_1411`; did you mean `CKV_AZURE_141`?"),
        ("only: [aks-spto]", "1:8: there is no policy `aks-spto`"),
        ("ignore:\n  - path: a", "2:5: the key `reason` is missing"),
        ("ignore:\n  - reason: a", "2:5: an entry of `ignore` needs a `path` or an `address`"),
        ("ignore:\n  - {path: a, reason: ''}", "2:23: an entry of `ignore` says why"),
        ("ignore:\n  - {path: '!a', reason: b}", "2:12: a pattern of a path starts neither"),
        ("ignore:\n  - {path: ../a, reason: b}", "2:12: a pattern of a path holds no `..`"),
        ("ignore:\n  - {path: 'a{b', reason: b}", "2:12: this is no pattern"),
        ("ignore:\n  - {path: a, reason: b, until: soon}", "2:33: a date such as 2026-11-30 is due"),
        ("environments:\n  - {name: a}\n  - {name: a}", "3:12: the environment `a` is told of twice"),
        ("environments:\n  - {name: a, var-files: [b.tfvars]}", "2:27: `b.tfvars`: no such file or directory"),
        ("environments:\n  - {name: a, var-files: [b.yaml]}", "2:27: `b.yaml` ends with none of .tfvars, .tfvars.json"),
        ("environments:\n  - {name: a, policies: {aks-x: {}}}", "2:26: there is no policy `aks-x`"),
        ("environments:\n  - var-files: []", "2:5: the key `name` is missing"),
        ("placeholders: ['(']", "1:16: this is no regular expression"),
        (
            "policies:\n  CKV_AZURE_141: {enabled: false}\n  aks-local-accounts-disabled: {enabled: true}",
            "is set already, by another of its names",
        ),
        ("policies:\n  aks-upgrade-headroom: {}\n  aks-upgrade-headroom: {}", "code/akslint.yaml:3:3: "),
    ] {
        let error = scopes(text).map(|_| ()).expect_err(text);
        if !error.starts_with("code/akslint.yaml:") || !error.contains(message) {
            wrong.push(format!("{text}\n{error}\n{message}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    let huge = format!("# {}\n", "x".repeat(super::written::MAX_BYTES));
    assert!(scopes(&huge).unwrap_err().contains("above the limit"));
}

#[test]
fn ignores_cover_paths_and_addresses() {
    let text = "ignore:\n  - {path: examples/, reason: a}\n  - {path: '*.tfvars', address: 'module.old.*', reason: b}\n  - {path: /infra/*.tf, reason: c, until: 2026-12-31}\n";
    let scopes = scopes(text).unwrap();
    let ignores = &scopes.applied("code", None).settings.ignores;
    let covered = |file: Option<&str>, address: &str| {
        let covers = |entry: &&crate::config::Ignore| entry.covers(file, address);
        ignores.iter().filter(covers).map(|entry| entry.reason.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(covered(Some("examples/a/main.tf"), "x"), ["a"]);
    assert_eq!(covered(Some("env/prod.tfvars"), "module.old.x"), ["b"]);
    assert_eq!(covered(Some("env/prod.tfvars"), "module.new.x"), [""; 0]);
    assert_eq!(covered(Some("infra/main.tf"), "x"), ["c"]);
    assert_eq!(covered(Some("infra/deep/main.tf"), "x"), [""; 0]);
    assert_eq!(covered(None, "module.old.x"), [""; 0]);
    assert!(ignores[2].holds_on("2026-12-31".parse().unwrap()) && !ignores[2].holds_on("2027-01-01".parse().unwrap()));
}

#[test]
fn environments_change_what_holds_in_them_alone() {
    let text = "fail-on: high\npolicies: {aks-upgrade-headroom: {severity: low}}\nenvironments:\n  - name: prod\n    fail-on: low\n    \
                policies: {aks-upgrade-headroom: {severity: critical}}\n  - name: dev\n    policies: {aks-upgrade-headroom: {enabled: false}}\n";
    let scopes = scopes(text).unwrap();
    let headroom = catalogue().index_of("aks-upgrade-headroom").unwrap();
    let of = |environment: Option<&str>| {
        let applied = scopes.applied("code/infra", environment);
        let is_enabled = applied.selection.policies().contains(&headroom);
        (applied.settings.fail_on.value, applied.selection.severity(headroom), is_enabled)
    };
    assert_eq!(of(Some("prod")), (Severity::Low, Some(Severity::Critical), true));
    assert_eq!(of(Some("dev")), (Severity::High, Some(Severity::Low), false));
    assert_eq!(of(Some("test")), (Severity::High, Some(Severity::Low), true));
    assert_eq!(of(None), (Severity::High, Some(Severity::Low), true));
}

#[test]
fn the_schema_that_is_checked_in_is_the_one_of_the_reader() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/akslint.schema.json");
    #[expect(clippy::disallowed_methods, reason = "compares a file of the repository")]
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text == super::schema::text(&catalogue()), "run `cargo run -p xtask -- schema`");
}

/// A file with every key there is.
const EVERYTHING: &str = include_str!("../../testdata/config/everything.yaml");

/// Every place of a document, as the way there.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(object) => object.iter().for_each(|(key, value)| {
            places(value, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found);
        }),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| places(value, &format!("{at}/{index}"), found));
        }
        _ => {}
    }
}

/// Whether the reader takes a document, as far as its keys and the types of values go.
fn is_read(document: &Value) -> Result<(), String> {
    let text = serde_json::to_string(document).unwrap();
    scopes(&text).map(|_| ())
}

#[test]
fn the_schema_and_the_reader_take_the_same() {
    let schema = super::schema::schema(&catalogue());
    jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("no schema: {error}"));
    let validator = jsonschema::validator_for(&schema).unwrap();
    let document: Value = serde_saphyr::from_str(EVERYTHING).unwrap();
    assert_eq!(is_read(&document), Ok(()));
    let errors: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let mut all = Vec::new();
    places(&document, "", &mut all);
    let values = [
        Value::Null,
        json!(true),
        json!("zzz"),
        json!(7.5),
        json!([]),
        json!({}),
        json!([[]]),
        json!({"zzz": 1}),
        json!(["zzz"]),
    ];
    let (mut refused, mut keys, mut wrong) = (0, 0, Vec::new());
    for place in &all {
        for value in &values {
            let mut changed = document.clone();
            *changed.pointer_mut(place).unwrap() = value.clone();
            let read = is_read(&changed);
            // What is right in form may still be wrong: files that are not there, names of nothing, texts that are no range.
            let is_form = |error: &String| {
                ![
                    "no such file",
                    "ends with none",
                    "there is no policy",
                    "is no regular",
                    "a date such",
                    "a minor version",
                    "needs its `name`",
                    "no range",
                    "no prefix length",
                    "no address",
                    "needs a `path`",
                    "is told of twice",
                    "lies outside",
                    "says why",
                    "a pattern of 1",
                ]
                .iter()
                .any(|text| error.contains(text))
            };
            let is_valid = validator.is_valid(&changed);
            match &read {
                Ok(()) if !is_valid => {
                    wrong.push(format!("the schema refuses {value} at {place}, the reader takes it"))
                }
                Err(error) if is_form(error) && is_valid => {
                    wrong.push(format!("the schema takes {value} at {place}: {error}"));
                }
                _ => {}
            }
            refused += usize::from(read.is_err());
        }
        // Every key of an object is known to both: the reader lists those it takes.
        let Some(object) = document.pointer(place).and_then(Value::as_object) else { continue };
        let mut changed = document.clone();
        changed.pointer_mut(place).unwrap().as_object_mut().unwrap().insert("zzzzzzzzzzzz".to_owned(), Value::Null);
        let Err(error) = is_read(&changed) else {
            assert!(["/module-map"].contains(&&**place), "{place} takes any key");
            continue;
        };
        assert!(!validator.is_valid(&changed), "the schema takes any key at {place}");
        let Some((_, listed)) = error.split_once("the keys here are ") else { continue };
        let listed: BTreeSet<&str> = listed.split(", ").map(|name| name.trim_matches('`')).collect();
        let written: BTreeSet<&str> = object.keys().map(String::as_str).collect();
        assert_eq!(listed, written, "testdata/config/everything.yaml holds every key at {place}");
        keys += listed.len();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(refused > 200 && keys > 40, "{refused} {keys}");
}
