//! What is new, what is known, what is gone.

use std::collections::BTreeSet;

use super::{Baseline, Matching, Moves, Scope, compare};
use crate::policy::Severity;
use crate::report::Identity;

fn identity(file: &str, value: &str) -> Identity {
    Identity {
        policy: "aks-x".to_owned(),
        file: file.to_owned(),
        address: "azurerm_kubernetes_cluster.this".to_owned(),
        path: String::new(),
        severity: Severity::Medium,
        values: BTreeSet::from([value.repeat(32)]),
    }
}

/// Nothing moved, or one file became another.
struct Move(Option<(&'static str, &'static str)>);

impl Moves for Move {
    fn is_moved(&self, then: &str, now: &str) -> bool {
        self.0 == Some((then, now)) || self.0.is_some_and(|pair| pair.0 == then && pair.1 == now)
    }
}

const STILL: Move = Move(None);

/// A run over everything, with these files.
struct World(&'static [&'static str]);

impl Scope for World {
    fn has_file(&self, shown: &str) -> bool {
        !shown.starts_with("elsewhere/")
    }
    fn has_policy(&self, policy: &str) -> bool {
        policy != "aks-not-asked"
    }
    fn exists(&self, shown: &str) -> bool {
        self.0.contains(&shown)
    }
}

#[test]
fn counts_are_kept() {
    let baseline = Baseline::new([identity("a.tf", "1"), identity("a.tf", "1")]);
    assert_eq!(baseline.entries.len(), 1);
    let three = vec![identity("a.tf", "1"); 3];
    let matching = Matching::new(&baseline.entries, &three, &STILL);
    assert_eq!(matching.known, [Some(0), Some(0), None]);
}

#[test]
fn worse_is_new_and_better_is_not() {
    let mut known = identity("a.tf", "1");
    known.values.insert("2".repeat(32));
    let baseline = Baseline::new([known]);
    let is_new = |finding: Identity| Matching::new(&baseline.entries, &[finding], &STILL).known == [None];
    assert!(!is_new(identity("a.tf", "1")));
    assert!(is_new(identity("a.tf", "3")));
    assert!(is_new(Identity { severity: Severity::High, ..identity("a.tf", "1") }));
    assert!(!is_new(Identity { severity: Severity::Low, ..identity("a.tf", "1") }));
    assert!(is_new(Identity { address: "azurerm_kubernetes_cluster.other".to_owned(), ..identity("a.tf", "1") }));
    assert!(is_new(Identity { values: BTreeSet::new(), ..identity("a.tf", "1") }), "what is not known hides nothing");
}

#[test]
fn a_renamed_file_holds_the_same_findings_and_a_copied_one_does_not() {
    let baseline = Baseline::new([identity("aks/main.tf", "1")]);
    let known = |file: &str, world: &World| baseline.matching(&[identity(file, "1")], world).known[0].is_some();
    assert!(known("aks/cluster.tf", &World(&["aks/cluster.tf"])));
    assert!(!known("aks/cluster.tf", &World(&["aks/cluster.tf", "aks/main.tf"])));
    assert!(!known("other/main.tf", &World(&["other/main.tf"])));
}

#[test]
fn stale_entries_are_told_and_pruned_and_nothing_is_added() {
    let entries = [
        identity("a.tf", "1"),
        identity("a.tf", "1"),
        identity("b.tf", "1"),
        identity("elsewhere/c.tf", "1"),
        Identity { policy: "aks-not-asked".to_owned(), ..identity("a.tf", "1") },
    ];
    let baseline = Baseline::new(entries.clone());
    let world = World(&["a.tf", "b.tf"]);
    let now = [identity("a.tf", "1"), identity("d.tf", "9")];
    let matching = baseline.matching(&now, &world);
    let stale: Vec<(&str, usize)> =
        baseline.stale(&matching, &world).into_iter().map(|(entry, count)| (&*entry.file, count)).collect();
    assert_eq!(stale, [("a.tf", 1), ("b.tf", 1)]);
    let pruned = baseline.pruned(&now, &world);
    assert_eq!(pruned, Baseline::new([entries[0].clone(), entries[3].clone(), entries[4].clone()]));
    assert_eq!(pruned.pruned(&now, &world), pruned);
}

#[test]
fn pruning_takes_back_what_an_entry_need_not_allow() {
    let mut known = identity("a.tf", "1");
    known.values.insert("2".repeat(32));
    known.severity = Severity::High;
    let pruned = Baseline::new([known]).pruned(&[identity("a.tf", "2")], &World(&["a.tf"]));
    assert_eq!(pruned, Baseline::new([identity("a.tf", "2")]));
}

#[test]
fn a_file_is_read_as_it_was_written() {
    let hostile = Identity {
        address: "x[\"\u{202e}\u{1b}[2J</script>\n\"]".to_owned(),
        path: "pools[\"é😀\"]".to_owned(),
        ..identity("dir \"quoted\"/a.tf", "a")
    };
    let baseline = Baseline::new([identity("b.tf", "1"), identity("b.tf", "1"), hostile]);
    let text = baseline.text();
    assert!(text.is_ascii() && !text.contains('\u{1b}'), "{text}");
    assert_eq!(text.lines().count(), 2 + 1 + 2 + 2, "one line each: {text}");
    assert_eq!(Baseline::parse(&text), Ok(baseline));
    assert_eq!(Baseline::parse(&Baseline::default().text()), Ok(Baseline::default()));
}

#[test]
fn what_is_wrong_in_a_file_is_told_with_its_place() {
    let error = |text: &str| Baseline::parse(text).unwrap_err().to_string();
    assert_eq!(error(""), "1:1: this is no JSON: EOF while parsing a value");
    assert_eq!(error("[]"), "1:1: invalid type: sequence, expected a map");
    assert_eq!(error("{}"), "1:1: `schema_version` is missing: this is no baseline of akslint");
    let newer = error("{\n  \"schema_version\": 7, \"other\": 1}");
    assert!(newer.starts_with("2:3: this baseline has another version than 1"), "{newer}");
    assert!(error("{\"schema_version\": \"1\"}").starts_with("1:2: this baseline has another version"));
    let entry = |entry: &str| error(&format!("{{\"schema_version\": 1,\n\"findings\": [\n{entry}\n]}}"));
    let with = |severity: &str, values: &str, more: &str| {
        entry(&format!(
            "{{\"policy\":\"p\",\"file\":\"f\",\"address\":\"a\",\"severity\":\"{severity}\",\"values\":{values}{more}}}"
        ))
    };
    let digest = "[\"00000000000000000000000000000000\"]";
    assert_eq!(with("bad", digest, ""), "3:2: `severity` is none of info, low, medium, high and critical");
    assert!(with("low", "[]", "").starts_with("3:2: `values` must hold"));
    assert!(with("low", "[\"hunter2\"]", "").starts_with("3:2: `values` must hold"));
    assert_eq!(with("low", digest, ",\"count\":0"), "3:2: `count` must be at least 1");
    assert!(with("low", digest, ",\"count\":-1").starts_with("3:"));
    assert!(with("low", digest, ",\"line\":3").contains("unknown field `line`"));
    assert!(error(&"[".repeat(100_000)).starts_with("1:"), "depth is bounded");
}

#[test]
fn a_change_is_told_from_what_was_there() {
    let then = vec![identity("a.tf", "1"), identity("a.tf", "1"), identity("b.tf", "1"), identity("c.tf", "1")];
    let now = [
        identity("a.tf", "1"),
        identity("a.tf", "1"),
        identity("a.tf", "1"),
        identity("b.tf", "2"),
        identity("new.tf", "1"),
    ];
    let comparison = compare(then.clone(), &now, &[], &STILL);
    assert_eq!(comparison.is_unchanged, [true, true, false, false, false]);
    assert_eq!(comparison.fixed, [identity("c.tf", "1")], "what became worse is not fixed");
    let moved = compare(then.clone(), &now, &[], &Move(Some(("c.tf", "new.tf"))));
    assert_eq!(moved.is_unchanged, [true, true, false, false, true]);
    assert!(moved.fixed.is_empty());
    let hidden = compare(then, &now, &[identity("c.tf", "1")], &STILL);
    assert!(hidden.fixed.is_empty(), "what is hidden is not fixed");
}
