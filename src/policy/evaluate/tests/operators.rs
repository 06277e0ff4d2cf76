//! Operators and functions one by one, against their meaning written out.

use serde_json::{Value as Json, json};

use crate::model::ResourceId;
use crate::policy::Outcome::{Fail, Pass, Undecided};
use crate::policy::testing::{Model, judged, page, schema, verdict};
use crate::policy::{Catalogue, Outcome, Selection, judge, message};

fn outcome(require: &str, json: &Json) -> Outcome {
    judged(None, require, json).0
}

#[test]
fn connectives_follow_kleene() {
    let values = [json!(true), json!(false), json!({"?": "x"})];
    let of = |value: &Json| value.as_bool();
    let name = |truth: Option<bool>| match truth {
        Some(true) => Pass,
        Some(false) => Fail,
        None => Undecided,
    };
    for a in &values {
        for b in &values {
            let json = json!({"enableRBAC": a, "disableLocalAccounts": b});
            let and = match (of(a), of(b)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            };
            let or = match (of(a), of(b)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            };
            let equal = of(a).zip(of(b)).map(|(a, b)| a == b);
            for (operator, expected) in [("&&", and), ("||", or), ("==", equal), ("!=", equal.map(|equal| !equal))] {
                let require = format!("cluster.enableRBAC {operator} cluster.disableLocalAccounts");
                assert_eq!(outcome(&require, &json), name(expected), "{require} with {json}");
            }
        }
        let json = json!({"enableRBAC": a});
        assert_eq!(outcome("!cluster.enableRBAC", &json), name(of(a).map(|a| !a)));
        assert_eq!(outcome("cluster.enableRBAC ? true : false", &json), name(of(a)));
        assert_eq!(outcome("cluster.enableRBAC ? true : true", &json), Pass);
    }
}

#[test]
fn numbers_compare_and_compute() {
    for a in [-3i32, 0, 2, 7] {
        for b in [-3i32, 1, 2] {
            let json = json!({"nodeLimit": a});
            for (operator, expected) in
                [("==", a == b), ("!=", a != b), ("<", a < b), ("<=", a <= b), (">", a > b), (">=", a >= b)]
            {
                let require = format!("cluster.nodeLimit {operator} {b}");
                assert_eq!(outcome(&require, &json), if expected { Pass } else { Fail }, "{require} with {a}");
            }
            for (operator, expected) in [("+", a + b), ("-", a - b), ("*", a * b), ("%", a % b)] {
                let require = format!("cluster.nodeLimit {operator} {b} == {expected}");
                assert_eq!(outcome(&require, &json), Pass, "{require} with {a}");
            }
        }
    }
    let json = json!({"nodeLimit": 7});
    assert_eq!(outcome("cluster.nodeLimit / 2 == 3.5", &json), Pass);
    assert_eq!(outcome("cluster.nodeLimit / 0 == 1", &json), Undecided);
    assert_eq!(outcome("cluster.nodeLimit % 0 == 1", &json), Undecided);
    assert_eq!(outcome("1 + 2 * 3 - 4 / 2 == 5 && (1 + 2) * 3 == 9 && 2 - 1 - 1 == 0 && -2 * 3 == -6", &json), Pass);
}

#[test]
fn what_is_absent_compares_false() {
    let json = json!({});
    for (require, expected) in [
        ("cluster.name == 'a'", Fail),
        ("cluster.name != 'a'", Pass),
        ("cluster.name == cluster.kubernetesVersion", Fail),
        ("cluster.nodeLimit < 1", Fail),
        ("cluster.nodeLimit >= 1", Fail),
        ("cluster.nodeLimit + 1 > 0", Undecided),
        ("cluster.name in ['a']", Fail),
        ("'a' in cluster.apiServerAccessProfile.authorizedIPRanges", Fail),
        ("has(cluster.name)", Fail),
        ("size(cluster.apiServerAccessProfile.authorizedIPRanges) == 0", Pass),
        ("cluster.apiServerAccessProfile.authorizedIPRanges.all(r, false)", Pass),
        ("cluster.apiServerAccessProfile.authorizedIPRanges.exists(r, true)", Fail),
        ("size(cluster.apiServerAccessProfile.authorizedIPRanges.filter(r, true)) == 0", Pass),
        ("cluster.tags.env == 'a'", Fail),
        ("cluster.name.startsWith('a')", Fail),
        ("cluster.name.matches('.*')", Fail),
        ("isAnyAddress(cluster.name)", Fail),
        ("minorVersion(cluster.kubernetesVersion) >= 1", Fail),
        ("coversAnyAddress(cluster.apiServerAccessProfile.authorizedIPRanges)", Fail),
        ("cluster.disableLocalAccounts", Fail),
        ("cluster.disableLocalAccounts == false", Fail),
        ("!cluster.disableLocalAccounts", Pass),
        ("cluster.pools[0].count > 1", Fail),
        ("cluster.pools[0].count != 1", Pass),
    ] {
        assert_eq!(outcome(require, &json), expected, "{require}");
    }
}

#[test]
fn open_lists_are_larger_or_not_known() {
    let json = json!({"apiServerAccessProfile.authorizedIPRanges": {"open": ["a", "b"]}});
    let ranges = "cluster.apiServerAccessProfile.authorizedIPRanges";
    for (require, expected) in [
        (format!("size({ranges}) >= 2"), Pass),
        (format!("size({ranges}) > 1"), Pass),
        (format!("size({ranges}) == 1"), Fail),
        (format!("size({ranges}) != 1"), Pass),
        (format!("size({ranges}) < 2"), Fail),
        (format!("1 < size({ranges})"), Pass),
        (format!("2 > size({ranges})"), Fail),
        (format!("size({ranges}) == 2"), Undecided),
        (format!("size({ranges}) <= 2"), Undecided),
        (format!("size({ranges}) + 1 > 0"), Undecided),
        (format!("'a' in {ranges}"), Pass),
        (format!("'z' in {ranges}"), Undecided),
        (format!("{ranges}.exists(r, r == 'b')"), Pass),
        (format!("{ranges}.exists(r, r == 'z')"), Undecided),
        (format!("{ranges}.all(r, r == 'a')"), Fail),
        (format!("{ranges}.all(r, r != 'z')"), Undecided),
        (format!("{ranges}[0] == 'a'"), Undecided),
        (format!("has({ranges})"), Pass),
    ] {
        assert_eq!(outcome(&require, &json), expected, "{require}");
    }
    // Unknown elements of a set may be equal.
    let set = json!({"apiServerAccessProfile.authorizedIPRanges": {"set": ["a", {"?": "x"}]}});
    assert_eq!(outcome(&format!("size({ranges}) >= 1"), &set), Pass);
    assert_eq!(outcome(&format!("size({ranges}) == 2"), &set), Undecided);
    let list = json!({"apiServerAccessProfile.authorizedIPRanges": ["a", {"?": "x"}]});
    assert_eq!(outcome(&format!("size({ranges}) == 2"), &list), Pass);
}

#[test]
fn functions_say_what_they_say() {
    let json = json!({
        "name": "Prod-1", "kubernetesVersion": "1.30.4", "networkProfile.podCidr": "10.244.0.0/16",
        "apiServerAccessProfile.authorizedIPRanges": ["0.0.0.0/1", "128.0.0.0/1"],
    });
    for (require, expected) in [
        ("cluster.name == 'PROD-1' && cluster.name in ['prod-1'] && cluster.name != 'prod-2'", Pass),
        ("cluster.name.startsWith('Prod') && cluster.name.endsWith('-1') && cluster.name.contains('od')", Pass),
        ("cluster.name.startsWith('prod')", Fail),
        ("cluster.name.lowerAscii().startsWith('prod')", Pass),
        (r"cluster.name.matches('^[a-z]+-\\d$')", Fail),
        (r"cluster.name.matches(r'^(?i)[a-z]+-\d$')", Pass),
        ("size(cluster.name) == 6", Pass),
        ("minorVersion(cluster.kubernetesVersion) == 30", Pass),
        ("versionAtLeast(cluster.kubernetesVersion, '1.30')", Pass),
        ("versionAtLeast(cluster.kubernetesVersion, '1.30.4')", Pass),
        ("versionAtLeast(cluster.kubernetesVersion, '1.30.5')", Fail),
        ("versionAtLeast('1.9', '1.30')", Fail),
        ("versionAtLeast('1.30', '1.30.4')", Undecided),
        ("versionAtLeast('1.31', '1.30.4')", Pass),
        ("versionAtLeast(cluster.name, '1.30')", Undecided),
        ("portRangeContains('22', '22') && portRangeContains('20-30', '22') && portRangeContains('*', '22')", Pass),
        ("portRangeContains('23', '22') || portRangeContains('23-443', '22')", Fail),
        ("portRangeContains('ssh', '22')", Undecided),
        ("portRangeContains('22-', '22') || portRangeContains('70000', '22')", Undecided),
        ("prefixLength(cluster.networkProfile.podCidr) == 16", Pass),
        ("prefixLength(cluster.name) == 16", Undecided),
        ("cidrContains('10.0.0.0/8', cluster.networkProfile.podCidr)", Pass),
        ("cidrContains(cluster.networkProfile.podCidr, '10.0.0.0/8')", Fail),
        ("cidrOverlaps(cluster.networkProfile.podCidr, '10.244.3.0/24')", Pass),
        ("cidrOverlaps(cluster.networkProfile.podCidr, '10.245.0.0/16')", Fail),
        ("cidrOverlaps(cluster.networkProfile.podCidr, cluster.name)", Undecided),
        ("isPrivateAddress(cluster.networkProfile.podCidr)", Pass),
        ("coversAnyAddress(cluster.apiServerAccessProfile.authorizedIPRanges)", Pass),
        ("cluster.apiServerAccessProfile.authorizedIPRanges.exists(r, isAnyAddress(r))", Fail),
        ("daysUntil('2026-11-30') == 7", Pass),
        ("kubernetesCommunityEnd('1.34') == '2026-11-30'", Pass),
    ] {
        assert_eq!(outcome(require, &json), expected, "{require}");
    }
}

#[test]
fn alternatives_are_tried_together() {
    // Each side alone is open; only trying the alternatives tells that one always holds.
    let json =
        json!({"networkProfile.networkPolicy": {"or": ["azure", "calico"]}, "enableRBAC": {"or": [true, false]}});
    let policy = "cluster.networkProfile.networkPolicy";
    for (require, expected) in [
        (format!("{policy} == 'azure' || {policy} == 'calico'"), Pass),
        (format!("{policy} == 'azure' && {policy} == 'calico'"), Fail),
        (format!("{policy} == 'azure' || {policy} == 'cilium'"), Undecided),
        ("cluster.enableRBAC || !cluster.enableRBAC".to_owned(), Pass),
        (format!("cluster.enableRBAC ? {policy} != 'none' : {policy} == 'azure' || {policy} == 'calico'"), Pass),
        (format!("{policy}.startsWith('a') || {policy}.endsWith('o')"), Pass),
        (format!("size({policy}) >= 5"), Pass),
        (format!("size({policy}) == 5"), Undecided),
    ] {
        assert_eq!(outcome(&require, &json), expected, "{require}");
    }
}

#[test]
fn endless_work_is_cut_short() {
    let many: Vec<Json> = (0..200).map(|index| json!({"count": index})).collect();
    let model = Model::new(&json!({"pools": many}));
    let nested = "cluster.pools.all(a, cluster.pools.all(b, cluster.pools.all(c, a.count + b.count + c.count >= 0)))";
    let verdict = verdict(None, nested, &model);
    assert_eq!((verdict.outcome, verdict.is_exhausted), (Undecided, true));
    assert_eq!(verdict.evidence[0].text, "the policy a-policy exceeded its budget of steps");
    // A policy behind it has a budget of its own.
    let mut catalogue = Catalogue::empty(schema());
    catalogue.add("policies/test/a-policy.md", &page(None, nested)).unwrap();
    catalogue.add("policies/test/b-policy.md", &page(None, "cluster.pools.exists(p, p.count == 199)")).unwrap();
    let outcomes: Vec<_> = judge(&catalogue, &Selection::all(&catalogue), &model, [ResourceId(0)])
        .iter()
        .map(|verdict| verdict.outcome)
        .collect();
    assert_eq!(outcomes, [Undecided, Pass]);
}

#[test]
fn links_lead_to_one_none_or_several() {
    let pool = |subnet: Json| json!({"pools": [{"subnet": subnet}]});
    let big = "cluster.pools.all(p, p.subnet.capacity >= 100)";
    let linked = "cluster.pools.all(p, has(p.subnet))";
    for (json, capacity, has) in [
        (pool(json!([{"capacity": 200}])), Pass, Pass),
        (pool(json!([{"capacity": 20}])), Fail, Pass),
        (pool(json!([])), Fail, Fail),
        (pool(json!({"?": []})), Undecided, Undecided),
        (pool(json!({"?": [{"capacity": 200}]})), Undecided, Pass),
        (pool(json!([{"capacity": 200}, {"capacity": 300}])), Pass, Pass),
        (pool(json!([{"capacity": 200}, {"capacity": 30}])), Undecided, Pass),
    ] {
        assert_eq!((outcome(big, &json), outcome(linked, &json)), (capacity, has), "{json}");
    }
}

#[test]
fn messages_are_filled_in() {
    let mut catalogue = Catalogue::empty(schema());
    let text = "version {cluster.kubernetesVersion} of {{{cluster.nodeLimit + 1}}} ended on \
                {kubernetesCommunityEnd(cluster.kubernetesVersion)}, {cluster.name}, {cluster.tags.a}, {cluster.sku.tier}";
    let page = page(None, "true").replace("it is wrong", &format!("{text:?}"));
    catalogue.add("policies/test/a-policy.md", &page).unwrap();
    let model = Model::new(&json!({
        "kubernetesVersion": "1.30", "nodeLimit": 4, "name": {"secret": "hidden"}, "tags": {"a": {"?": "x"}},
    }));
    assert_eq!(
        message(&catalogue, &Selection::all(&catalogue), 0, &model, ResourceId(0)),
        "version 1.30 of {5} ended on 2025-08-22, (secret), (not known), (not set)"
    );
}
