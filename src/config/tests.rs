//! What the files may hold, and what is said about wrong ones.

use std::path::Path;

use super::networks::WrittenNetworks;
use super::written::WrittenConfig;
use super::{Choice, Configuration, network_facts, yaml};
use crate::planning::facts::NetworkFacts;
use crate::policy::{Catalogue, Schema};
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
        ("2026-12-24", "Christmas", "akslint.yaml:2:9: a date such as 2026-11-30 is due"),
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

