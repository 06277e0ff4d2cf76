//! The matrix: compliant, violating, not known, not known but masked, absent, open.

use serde_json::json;

use crate::policy::Outcome::{self, Fail, NotApplicable, Pass, Undecided};
use crate::policy::testing::judged;

const RESTRICTED: &str = "cluster.apiServerAccessProfile.enablePrivateCluster || \
    (size(cluster.apiServerAccessProfile.authorizedIPRanges) > 0 && \
     cluster.apiServerAccessProfile.authorizedIPRanges.all(r, !isAnyAddress(r)))";
const RBAC: &str = "cluster.enableRBAC";
const LOCAL: &str = "cluster.disableLocalAccounts";
const ENGINE: &str = "cluster.networkProfile.networkPolicy in ['azure', 'calico', 'cilium']";
const PUBLIC: &str = "cluster.pools.all(p, !p.enableNodePublicIP)";
const SYSTEM: &str = "size(cluster.pools.filter(p, p.mode == 'System')) >= 1";
const AUDIT: &str = "cluster.diagnosticSettings.exists(d, d.logs.exists(l, l.enabled && l.category in ['kube-audit']))";
const LIMIT: &str = "cluster.pools.map(p, p.count * (p.maxPods + 1)).sum() <= cluster.nodeLimit";
const VERSION: &str =
    "kubernetesSupport(cluster.kubernetesVersion, cluster.supportPlan, cluster.sku.tier) in ['supported', 'lts']";
const OWNER: &str = "'owner' in cluster.tags && cluster.tags.owner != ''";

/// Policy, model, outcome, evidence.
type Scenario = (&'static str, serde_json::Value, Outcome, &'static [&'static str]);

fn ranges(value: serde_json::Value) -> serde_json::Value {
    json!({"apiServerAccessProfile.authorizedIPRanges": value})
}

fn scenarios() -> Vec<Scenario> {
    vec![
        // Private cluster or ranges.
        (
            RESTRICTED,
            json!({"apiServerAccessProfile.enablePrivateCluster": true}),
            Pass,
            &["`apiServerAccessProfile.enablePrivateCluster` is true"],
        ),
        (
            RESTRICTED,
            ranges(json!(["10.0.0.0/8"])),
            Pass,
            &[
                "`apiServerAccessProfile.authorizedIPRanges` is [\"10.0.0.0/8\"]",
                "`apiServerAccessProfile.authorizedIPRanges[0]` is \"10.0.0.0/8\"",
            ],
        ),
        (
            RESTRICTED,
            ranges(json!(["10.0.0.0/8", "0.0.0.0/0", "::/0"])),
            Fail,
            &[
                "`apiServerAccessProfile.authorizedIPRanges[1]` is \"0.0.0.0/0\"",
                "`apiServerAccessProfile.authorizedIPRanges[2]` is \"::/0\"",
                "`apiServerAccessProfile.enablePrivateCluster` is not set; the default is false",
            ],
        ),
        (
            RESTRICTED,
            json!({}),
            Fail,
            &[
                "`apiServerAccessProfile.enablePrivateCluster` is not set; the default is false",
                "`apiServerAccessProfile.authorizedIPRanges` is not set",
            ],
        ),
        (
            RESTRICTED,
            ranges(json!([])),
            Fail,
            &[
                "`apiServerAccessProfile.authorizedIPRanges` is empty",
                "`apiServerAccessProfile.enablePrivateCluster` is not set; the default is false",
            ],
        ),
        (
            RESTRICTED,
            ranges(json!({"?": "var.ranges has no value"})),
            Undecided,
            &["`apiServerAccessProfile.authorizedIPRanges` is not known because var.ranges has no value"],
        ),
        (
            RESTRICTED,
            json!({"apiServerAccessProfile.enablePrivateCluster": true,
                            "apiServerAccessProfile.authorizedIPRanges": {"?": "x"}}),
            Pass,
            &["`apiServerAccessProfile.enablePrivateCluster` is true"],
        ),
        (
            RESTRICTED,
            json!({"apiServerAccessProfile.enablePrivateCluster": {"?": "x"},
                            "apiServerAccessProfile.authorizedIPRanges": ["1.2.3.4"]}),
            Pass,
            &[
                "`apiServerAccessProfile.authorizedIPRanges` is [\"1.2.3.4\"]",
                "`apiServerAccessProfile.authorizedIPRanges[0]` is \"1.2.3.4\"",
            ],
        ),
        (
            RESTRICTED,
            json!({"apiServerAccessProfile.enablePrivateCluster": {"?": "var.private has no value"},
                            "apiServerAccessProfile.authorizedIPRanges": ["0.0.0.0/0"]}),
            Undecided,
            &["`apiServerAccessProfile.enablePrivateCluster` is not known because var.private has no value"],
        ),
        (
            RESTRICTED,
            ranges(json!(["1.2.3.4", {"?": "var.office has no value"}])),
            Undecided,
            &["`apiServerAccessProfile.authorizedIPRanges[1]` is not known because var.office has no value"],
        ),
        (
            RESTRICTED,
            ranges(json!(["0.0.0.0/0", {"?": "x"}])),
            Fail,
            &[
                "`apiServerAccessProfile.authorizedIPRanges[0]` is \"0.0.0.0/0\"",
                "`apiServerAccessProfile.enablePrivateCluster` is not set; the default is false",
            ],
        ),
        (
            RESTRICTED,
            ranges(json!({"open": ["0.0.0.0/0"]})),
            Fail,
            &[
                "`apiServerAccessProfile.authorizedIPRanges[0]` is \"0.0.0.0/0\"",
                "`apiServerAccessProfile.enablePrivateCluster` is not set; the default is false",
            ],
        ),
        (
            RESTRICTED,
            ranges(json!({"open": ["1.2.3.4"]})),
            Undecided,
            &["`apiServerAccessProfile.authorizedIPRanges` may hold more because var.more has no value"],
        ),
        (
            RESTRICTED,
            ranges(json!({"or": [["1.2.3.4"], ["5.6.7.8", "9.9.9.9"]]})),
            Pass,
            &[
                "`apiServerAccessProfile.authorizedIPRanges` is [\"1.2.3.4\"] or [\"5.6.7.8\", \"9.9.9.9\"]",
                "`apiServerAccessProfile.authorizedIPRanges[0]` is \"1.2.3.4\"",
                "`apiServerAccessProfile.authorizedIPRanges[0]` is \"5.6.7.8\"",
                "`apiServerAccessProfile.authorizedIPRanges[1]` is \"9.9.9.9\"",
            ],
        ),
        (
            RESTRICTED,
            ranges(json!({"or": [["1.2.3.4"], []]})),
            Undecided,
            &["`apiServerAccessProfile.authorizedIPRanges` is [\"1.2.3.4\"] or []"],
        ),
        (
            RESTRICTED,
            ranges(json!({"or": [["0.0.0.0/0"], []]})),
            Fail,
            &[
                "`apiServerAccessProfile.authorizedIPRanges[0]` is \"0.0.0.0/0\"",
                "`apiServerAccessProfile.authorizedIPRanges` is [\"0.0.0.0/0\"] or []",
                "`apiServerAccessProfile.enablePrivateCluster` is not set; the default is false",
            ],
        ),
        // A documented default.
        (RBAC, json!({"enableRBAC": true}), Pass, &["`enableRBAC` is true"]),
        (RBAC, json!({"enableRBAC": false}), Fail, &["`enableRBAC` is false"]),
        (RBAC, json!({}), Pass, &["`enableRBAC` is not set; the default is true"]),
        (RBAC, json!({"enableRBAC": {"?": "x"}}), Undecided, &["`enableRBAC` is not known because x"]),
        (RBAC, json!({"enableRBAC": "true"}), Pass, &["`enableRBAC` is \"true\""]),
        (RBAC, json!({"enableRBAC": ["no"]}), Undecided, &["`enableRBAC` cannot be judged because it is not a bool"]),
        // Absent without a default.
        (LOCAL, json!({}), Fail, &["`disableLocalAccounts` is not set"]),
        (
            LOCAL,
            json!({"disableLocalAccounts": {"or": [true, false]}}),
            Undecided,
            &["`disableLocalAccounts` is true or false"],
        ),
        (
            LOCAL,
            json!({"disableLocalAccounts": {"secret": false}}),
            Fail,
            &["`disableLocalAccounts` is set (its value is secret)"],
        ),
        // Membership.
        (
            ENGINE,
            json!({"networkProfile.networkPolicy": "Calico"}),
            Pass,
            &["`networkProfile.networkPolicy` is \"Calico\""],
        ),
        (
            ENGINE,
            json!({"networkProfile.networkPolicy": "none"}),
            Fail,
            &["`networkProfile.networkPolicy` is \"none\""],
        ),
        (ENGINE, json!({}), Fail, &["`networkProfile.networkPolicy` is not set"]),
        (
            ENGINE,
            json!({"networkProfile.networkPolicy": {"or": ["azure", "calico"]}}),
            Pass,
            &["`networkProfile.networkPolicy` is \"azure\" or \"calico\""],
        ),
        (
            ENGINE,
            json!({"networkProfile.networkPolicy": {"?set": "x"}}),
            Undecided,
            &["`networkProfile.networkPolicy` is not known because x"],
        ),
        // Linked resources.
        (
            PUBLIC,
            json!({"pools": [{"name": "a"}, {"name": "b", "enableNodePublicIP": false}]}),
            Pass,
            &["`enableNodePublicIP` is false", "`enableNodePublicIP` is not set; the default is false"],
        ),
        (
            PUBLIC,
            json!({"pools": [{"name": "a"}, {"name": "b", "enableNodePublicIP": true}]}),
            Fail,
            &["`enableNodePublicIP` is true"],
        ),
        (PUBLIC, json!({"pools": {"?": [{"enableNodePublicIP": true}]}}), Fail, &["`enableNodePublicIP` is true"]),
        (
            PUBLIC,
            json!({"pools": {"?": [{"enableNodePublicIP": false}]}}),
            Undecided,
            &["there may be other `pools` because other code may add to it"],
        ),
        (PUBLIC, json!({}), Pass, &["no `pools` found"]),
        (
            SYSTEM,
            json!({"pools": [{"mode": "User"}, {"mode": "system"}]}),
            Pass,
            &["2 `pools` found", "`mode` is \"User\"", "`mode` is \"system\""],
        ),
        (SYSTEM, json!({"pools": [{"mode": "User"}]}), Fail, &["`pools` found", "`mode` is \"User\""]),
        (
            SYSTEM,
            json!({"pools": [{"mode": {"?": "var.mode has no value"}}]}),
            Undecided,
            &["`mode` is not known because var.mode has no value"],
        ),
        (
            SYSTEM,
            json!({"pools": {"?": [{"mode": "System"}]}}),
            Pass,
            &["there may be other `pools` because other code may add to it"],
        ),
        // Objects in lists behind a link.
        (
            AUDIT,
            json!({"diagnosticSettings": [{"logs": [{"category": "kube-audit", "enabled": true}]}]}),
            Pass,
            &["`logs[0].enabled` is true", "`logs[0].category` is \"kube-audit\""],
        ),
        (
            AUDIT,
            json!({"diagnosticSettings": [{"logs": [{"category": "guard", "enabled": true}]}]}),
            Fail,
            &["`logs[0].category` is \"guard\""],
        ),
        (AUDIT, json!({"diagnosticSettings": []}), Fail, &["no `diagnosticSettings` found"]),
        (
            AUDIT,
            json!({"diagnosticSettings": {"?": []}}),
            Undecided,
            &["there may be `diagnosticSettings` because other code may add to it"],
        ),
        (
            AUDIT,
            json!({"diagnosticSettings": [{"logs": {"open": []}}]}),
            Undecided,
            &["`logs` may hold more because var.more has no value"],
        ),
        (
            AUDIT,
            json!({"diagnosticSettings": [{"logs": [{"category": "kube-audit", "…": true}]}]}),
            Undecided,
            &["`logs[0].enabled` is not known because var.rest has no value"],
        ),
        (
            AUDIT,
            json!({"diagnosticSettings": [{"logs": [{"category": "kube-audit", "enabled": {"maybe": true}}]}]}),
            Undecided,
            &["`logs[0].enabled` may not be set because var.perhaps has no value"],
        ),
        (
            AUDIT,
            json!({"diagnosticSettings": [{"logs": [{"category": "guard", "enabled": {"maybe": true}}]}]}),
            Fail,
            &["`logs[0].category` is \"guard\""],
        ),
        // Arithmetic.
        (
            LIMIT,
            json!({"nodeLimit": 100, "pools": [{"count": 2, "maxPods": 30}, {"count": 1, "maxPods": 10}]}),
            Pass,
            &["`count` is 2", "`maxPods` is 30", "`count` is 1", "`maxPods` is 10", "`nodeLimit` is 100"],
        ),
        (
            LIMIT,
            json!({"nodeLimit": 70, "pools": [{"count": 2, "maxPods": 30}, {"count": 1, "maxPods": 10}]}),
            Fail,
            &["`count` is 2", "`maxPods` is 30", "`count` is 1", "`maxPods` is 10", "`nodeLimit` is 70"],
        ),
        (
            LIMIT,
            json!({"nodeLimit": 70, "pools": [{"count": 2, "maxPods": 30}, {"count": 1, "maxPods": {"?": "x"}}]}),
            Undecided,
            &["`maxPods` is not known because x"],
        ),
        (LIMIT, json!({"nodeLimit": 70, "pools": [{"count": 2}]}), Undecided, &["`maxPods` is not set"]),
        (LIMIT, json!({"pools": []}), Fail, &["`nodeLimit` is not set"]),
        // A calendar.
        (VERSION, json!({"kubernetesVersion": "1.35"}), Pass, &["`kubernetesVersion` is \"1.35\""]),
        (
            VERSION,
            json!({"kubernetesVersion": "1.35", "supportPlan": {"?": "x"}}),
            Pass,
            &["`kubernetesVersion` is \"1.35\""],
        ),
        (
            VERSION,
            json!({"kubernetesVersion": "1.32"}),
            Fail,
            &["`kubernetesVersion` is \"1.32\"", "`supportPlan` is not set", "`sku.tier` is not set"],
        ),
        (
            VERSION,
            json!({"kubernetesVersion": "1.32", "supportPlan": "AKSLongTermSupport", "sku.tier": {"?": "x"}}),
            Undecided,
            &["`sku.tier` is not known because x"],
        ),
        (
            VERSION,
            json!({"kubernetesVersion": "1.32", "supportPlan": "AKSLongTermSupport", "sku.tier": "Premium"}),
            Pass,
            &[
                "`kubernetesVersion` is \"1.32\"",
                "`supportPlan` is \"AKSLongTermSupport\"",
                "`sku.tier` is \"Premium\"",
            ],
        ),
        (
            VERSION,
            json!({"kubernetesVersion": "1.99"}),
            Undecided,
            &["`kubernetesVersion` cannot be judged because Kubernetes 1.99 is not in the version table of 2026-11-23"],
        ),
        (
            VERSION,
            json!({"kubernetesVersion": {"secret": "nonsense"}}),
            Undecided,
            &["`kubernetesVersion` cannot be judged because its value does not fit"],
        ),
        // Maps.
        (OWNER, json!({"tags": {"Owner": "me"}}), Pass, &["`tags` is set", "`tags.Owner` is \"me\""]),
        (OWNER, json!({"tags": {"env": "x"}}), Fail, &["`tags` is set"]),
        (
            OWNER,
            json!({"tags": {"env": "x", "…": true}}),
            Undecided,
            &["`tags.owner` is not known because var.rest has no value"],
        ),
        (OWNER, json!({}), Fail, &["`tags` is not set"]),
    ]
}

#[test]
fn every_scenario_has_its_verdict_and_its_reasons() {
    let mut wrong = Vec::new();
    for (require, json, outcome, evidence) in scenarios() {
        let found = judged(None, require, &json);
        if found.0 != outcome || found.1 != evidence {
            wrong.push(format!(
                "{require}\n  {json}\n  expected {outcome:?} {evidence:#?}\n  found {:?} {:#?}",
                found.0, found.1
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn scope_comes_before_the_requirement() {
    let when = Some("cluster.networkProfile.networkPlugin != 'none'");
    let require = "cluster.networkProfile.networkPolicy == 'azure'";
    let plugin = "networkProfile.networkPlugin";
    let policy = "networkProfile.networkPolicy";
    let unknown = json!({"?": "x"});
    for (json, outcome, evidence) in [
        (json!({plugin: "none", policy: unknown}), NotApplicable, vec!["`networkProfile.networkPlugin` is \"none\""]),
        (json!({plugin: "azure", policy: "azure"}), Pass, vec!["`networkProfile.networkPolicy` is \"azure\""]),
        (json!({plugin: "azure", policy: "none"}), Fail, vec!["`networkProfile.networkPolicy` is \"none\""]),
        (json!({plugin: unknown, policy: "azure"}), Pass, vec!["`networkProfile.networkPolicy` is \"azure\""]),
        (
            json!({plugin: unknown, policy: "none"}),
            Undecided,
            vec!["`networkProfile.networkPlugin` is not known because x"],
        ),
        (
            json!({plugin: unknown, policy: unknown}),
            Undecided,
            vec![
                "`networkProfile.networkPlugin` is not known because x",
                "`networkProfile.networkPolicy` is not known because x",
            ],
        ),
        (json!({policy: "none"}), Fail, vec!["`networkProfile.networkPolicy` is \"none\""]),
    ] {
        let found = judged(when, require, &json);
        assert_eq!((found.0, found.1), (outcome, evidence.iter().map(|text| (*text).to_owned()).collect()), "{json}");
    }
}

#[test]
fn values_are_clipped_and_marks_made_visible() {
    let long = "x".repeat(100);
    let (_, evidence) = judged(None, ENGINE, &json!({"networkProfile.networkPolicy": long}));
    assert_eq!(evidence, [format!("`networkProfile.networkPolicy` is \"{}…\"", "x".repeat(60))]);
    let (_, evidence) = judged(None, ENGINE, &json!({"networkProfile.networkPolicy": "a\u{1b}[31m\u{202e}\n\"b"}));
    assert_eq!(evidence, ["`networkProfile.networkPolicy` is \"a\\u{1b}[31m\\u{202e}\\n\\\"b\""]);
    let (_, evidence) = judged(
        None,
        "size(cluster.apiServerAccessProfile.authorizedIPRanges) > 9",
        &ranges(json!(["a", "b", {"secret": "hidden"}, "d", "e"])),
    );
    assert_eq!(evidence, ["`apiServerAccessProfile.authorizedIPRanges` is [\"a\", \"b\", secret, \"d\", …]"]);
}
