//! Filling a hole never flips a definite verdict: the one property that makes an undecided verdict honest.

use serde_json::{Map, Value as Json, json};

use crate::model::ResourceId;
use crate::policy::testing::{Model, page, schema};
use crate::policy::{Catalogue, Outcome, Selection, judge};

const POLICIES: [(Option<&str>, &str); 22] = [
    (
        None,
        "cluster.apiServerAccessProfile.enablePrivateCluster || (size(cluster.apiServerAccessProfile.authorizedIPRanges) > 0 \
        && cluster.apiServerAccessProfile.authorizedIPRanges.all(r, !isAnyAddress(r)))",
    ),
    (None, "cluster.networkProfile.networkPolicy in ['azure', 'calico']"),
    (Some("cluster.networkProfile.networkPolicy != 'none'"), "cluster.enableRBAC && cluster.disableLocalAccounts"),
    (None, "cluster.pools.all(p, !p.enableNodePublicIP)"),
    (None, "size(cluster.pools.filter(p, p.mode == 'System')) >= 1"),
    (None, "size(cluster.pools.filter(p, p.mode == 'System')) == 1"),
    (
        None,
        "cluster.diagnosticSettings.exists(d, d.logs.exists(l, l.enabled && l.category in ['kube-audit', 'guard']))",
    ),
    (None, "cluster.diagnosticSettings.all(d, d.logs.all(l, l.retention.days >= 30 || !has(l.retention.days)))"),
    (None, "cluster.pools.map(p, p.count * (p.maxPods + 1)).sum() <= cluster.nodeLimit"),
    (None, "cluster.pools.filter(p, p.mode == 'System').all(p, p.subnet.capacity > p.count)"),
    (None, "kubernetesSupport(cluster.kubernetesVersion, cluster.supportPlan, cluster.sku.tier) != 'ended'"),
    (None, "'owner' in cluster.tags && cluster.tags.owner != ''"),
    (None, "size(cluster.tags) < 2 || cluster.tags['env'] == 'prod'"),
    (None, "has(cluster.networkProfile.networkPolicy) ? cluster.enableRBAC : cluster.nodeLimit > 5"),
    (None, "coversAnyAddress(cluster.apiServerAccessProfile.authorizedIPRanges)"),
    (None, "'0.0.0.0/0' in cluster.apiServerAccessProfile.authorizedIPRanges"),
    (None, "cluster.networkProfile.networkPolicy in cluster.apiServerAccessProfile.authorizedIPRanges"),
    (None, "cluster.apiServerAccessProfile.authorizedIPRanges[0] != '1.2.3.4'"),
    (None, "cluster.pools.exists(p, p.subnet.name == cluster.networkProfile.networkPolicy)"),
    (None, "size(cluster.apiServerAccessProfile.authorizedIPRanges) <= 2"),
    (None, "cluster.pools.map(p, p.mode).filter(m, m != 'User').exists(m, m.startsWith('S'))"),
    (None, "versionAtLeast(cluster.kubernetesVersion, '1.32.2') || cluster.nodeLimit % 2 == 0"),
];

/// A small generator: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }

    fn pick(&mut self, choices: &[Json]) -> Json {
        choices[self.below(choices.len())].clone()
    }

    fn ranges(&mut self) -> Json {
        let one = [json!("1.2.3.4"), json!("0.0.0.0/0"), json!("0.0.0.0/1"), json!("128.0.0.0/1"), json!("azure")];
        (0..self.below(4)).map(|_| self.pick(&one)).collect()
    }

    /// A value for a property; `None` leaves it out.
    fn property(&mut self, name: &str) -> Option<Json> {
        if self.below(4) == 0 {
            return None;
        }
        let texts = |texts: &[&str]| texts.iter().map(|text| json!(text)).collect::<Vec<_>>();
        Some(match name {
            "enableRBAC"
            | "disableLocalAccounts"
            | "enableNodePublicIP"
            | "enabled"
            | "apiServerAccessProfile.enablePrivateCluster" => self.pick(&[json!(true), json!(false)]),
            "apiServerAccessProfile.authorizedIPRanges" => self.ranges(),
            "networkProfile.networkPolicy" => self.pick(&texts(&["azure", "calico", "none", "1.2.3.4"])),
            "kubernetesVersion" => self.pick(&texts(&["1.30", "1.32", "1.32.1", "1.35", "1.99", "latest"])),
            "supportPlan" => self.pick(&texts(&["AKSLongTermSupport", "KubernetesOfficial"])),
            "sku.tier" => self.pick(&texts(&["Premium", "Free"])),
            "mode" => self.pick(&texts(&["System", "User"])),
            "category" => self.pick(&texts(&["kube-audit", "guard", "other"])),
            "name" | "owner" | "env" => self.pick(&texts(&["azure", "prod", ""])),
            "retention.days" => json!(self.below(3) * 30),
            "tags" => self.object(&["owner", "env"]),
            "logs" => {
                let count = self.below(3);
                (0..count).map(|_| self.object(&["category", "enabled", "retention.days"])).collect()
            }
            "pools" => {
                let count = self.below(3);
                (0..count)
                    .map(|_| self.object(&["mode", "enableNodePublicIP", "count", "maxPods", "name", "subnet"]))
                    .collect()
            }
            "subnet" => {
                let count = self.below(2);
                (0..count).map(|_| self.object(&["name", "capacity"])).collect()
            }
            "diagnosticSettings" => {
                let count = self.below(3);
                (0..count).map(|_| self.object(&["logs"])).collect()
            }
            _ => json!(self.below(10)),
        })
    }

    fn object(&mut self, names: &[&str]) -> Json {
        let mut object = Map::new();
        for name in names {
            if let Some(value) = self.property(name) {
                object.insert((*name).to_owned(), value);
            }
        }
        Json::Object(object)
    }

    fn cluster(&mut self) -> Json {
        self.object(&[
            "enableRBAC",
            "disableLocalAccounts",
            "apiServerAccessProfile.enablePrivateCluster",
            "apiServerAccessProfile.authorizedIPRanges",
            "networkProfile.networkPolicy",
            "kubernetesVersion",
            "supportPlan",
            "sku.tier",
            "tags",
            "nodeLimit",
            "pools",
            "diagnosticSettings",
        ])
    }

    /// The same model with something not known: every hole admits what `known` has there.
    fn punch(&mut self, known: &Json, name: &str) -> Json {
        let is_link = matches!(name, "pools" | "diagnosticSettings" | "subnet");
        let choice = self.below(9);
        match known {
            // Some of the resources are found; the others may be there.
            Json::Array(items) if is_link => {
                let mut kept = Vec::new();
                for item in items {
                    if choice >= 2 || self.below(2) == 0 {
                        kept.push(self.punch(item, ""));
                    }
                }
                let kept = Json::Array(kept);
                if choice < 2 { json!({"?": kept}) } else { kept }
            }
            _ if choice == 0 && !name.is_empty() => json!({"?": "hole"}),
            known if choice == 1 && !name.is_empty() && !known.is_null() => json!({"?set": "hole"}),
            known if choice == 2 && !name.is_empty() => match self.property(name) {
                Some(other) if other != *known => {
                    let mut alternatives = vec![known.clone(), other];
                    if self.below(2) == 0 {
                        alternatives.reverse();
                    }
                    json!({"or": alternatives})
                }
                _ => known.clone(),
            },
            Json::Array(items) => {
                let drops = choice == 3 && name != "logs" || choice == 4;
                let mut kept = Vec::new();
                for item in items {
                    if !drops || self.below(2) == 0 {
                        kept.push(self.element(item));
                    }
                }
                if drops { json!({"open": kept}) } else { Json::Array(kept) }
            }
            Json::Object(fields) => {
                let drops = choice == 3 && (name == "tags" || name == "log");
                let mut object = Map::new();
                // The notation looks at the first key, so what is open is said last.
                for (key, value) in fields {
                    if drops && self.below(2) == 0 {
                        continue;
                    }
                    let is_plain = name == "tags" || name == "log";
                    let punched =
                        if is_plain && self.below(6) == 0 { json!({"maybe": value}) } else { self.punch(value, key) };
                    object.insert(key.clone(), punched);
                }
                // What is not there may look as if it were.
                let names: &[&str] = match name {
                    "tags" => &["owner", "env"],
                    "log" => &["category", "enabled", "retention.days"],
                    _ => &[],
                };
                for name in names.iter().filter(|name| !fields.contains_key(**name)) {
                    if self.below(6) == 0
                        && let Some(value) = self.property(name)
                    {
                        object.insert((*name).to_owned(), json!({"maybe": value}));
                    }
                }
                if drops {
                    object.insert("…".to_owned(), json!(true));
                }
                Json::Object(object)
            }
            known => known.clone(),
        }
    }

    fn element(&mut self, known: &Json) -> Json {
        if known.is_object() {
            return self.punch(known, "log");
        }
        match self.below(5) {
            0 => json!({"?": "hole"}),
            1 => json!({"or": [known.clone(), "9.9.9.9"]}),
            _ => known.clone(),
        }
    }
}

fn outcomes(catalogue: &Catalogue, json: &Json) -> Vec<Outcome> {
    let model = Model::new(json);
    let verdicts = judge(catalogue, &Selection::all(catalogue), &model, [ResourceId(0)]);
    for verdict in &verdicts {
        assert!(!verdict.evidence.is_empty(), "no evidence for {json}");
        assert!(!verdict.is_exhausted);
        if verdict.outcome == Outcome::Undecided {
            for evidence in &verdict.evidence {
                let says_why = evidence.reason.is_some()
                    || evidence.text.ends_with("is not set")
                    || evidence.text.contains(" is ");
                assert!(says_why, "{} in {json}", evidence.text);
            }
        }
    }
    verdicts.into_iter().map(|verdict| verdict.outcome).collect()
}

#[test]
fn filling_a_hole_never_flips_a_definite_verdict() {
    let mut catalogue = Catalogue::empty(schema());
    for (index, (when, require)) in POLICIES.iter().enumerate() {
        catalogue.add(&format!("policies/test/p{index:02}.md"), &page(*when, require)).unwrap();
    }
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut definite, mut open) = (0, 0);
    for _ in 0..4_000 {
        let known = random.cluster();
        let truth = outcomes(&catalogue, &known);
        for _ in 0..2 {
            let holes = random.punch(&known, "");
            for (index, (partial, truth)) in outcomes(&catalogue, &holes).into_iter().zip(&truth).enumerate() {
                // A requirement that holds anyway passes before it is known whether it is asked for.
                let agrees = match partial {
                    Outcome::Undecided => true,
                    Outcome::Pass => matches!(truth, Outcome::Pass | Outcome::NotApplicable),
                    partial => partial == *truth,
                };
                open += usize::from(partial == Outcome::Undecided && *truth != Outcome::Undecided);
                definite += usize::from(partial != Outcome::Undecided);
                assert!(agrees, "{}\nwith holes {partial:?}: {holes}\nfilled {truth:?}: {known}", POLICIES[index].1);
            }
        }
    }
    // The test must see both kinds, or it shows nothing.
    assert!(definite > 50_000 && open > 10_000, "{definite} definite, {open} open");
}
