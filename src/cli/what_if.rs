//! Settings that are tried out: `--what-if pool=user,max_count=50`.
//!
//! Knows: reading them and finding the pools they are for. Does not know: what follows from them.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::UsageError;
use crate::model::{Model, Resource, ResourceId};
use crate::planning::network_model::POD_LIMITS;
use crate::planning::{Changes, MOST_NODES_PER_POOL, Planned, Setting, Surge};

/// The most names that a message lists.
const LISTED: usize = 12;

/// What is to be tried out for one pool.
#[derive(Debug, Clone)]
pub struct WhatIf {
    pool: String,
    settings: BTreeMap<Setting, Given>,
}

#[derive(Debug, Clone)]
enum Given {
    Number(u64),
    Surge(String),
}

impl fmt::Display for WhatIf {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "pool={}", self.pool)?;
        self.settings.iter().try_for_each(|(setting, given)| match given {
            Given::Number(number) => write!(formatter, ",{}={number}", setting.name()),
            Given::Surge(surge) => write!(formatter, ",{}={surge}", setting.name()),
        })
    }
}

impl FromStr for WhatIf {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut pool = None;
        let mut settings = BTreeMap::new();
        for part in text.split(',') {
            let Some((key, value)) = part.split_once('=') else {
                return Err(format!("`{part}` is no KEY=VALUE; write pool=NAME,max_count=50"));
            };
            let (key, value) = (key.trim(), value.trim());
            let is_new = if key == "pool" {
                !value.is_empty() && pool.replace(value.to_owned()).is_none()
            } else {
                let setting = setting(key)?;
                settings.insert(setting, given(setting, value)?).is_none()
            };
            if !is_new {
                return Err(if value.is_empty() {
                    "pool= names no pool".to_owned()
                } else {
                    format!("`{key}` is given twice")
                });
            }
        }
        let pool = pool.ok_or("no pool is named; write pool=NAME,max_count=50")?;
        if settings.is_empty() {
            return Err(format!("nothing is said about the pool `{pool}`; write pool={pool},max_count=50"));
        }
        Ok(Self { pool, settings })
    }
}

fn setting(key: &str) -> Result<Setting, String> {
    let names = Setting::ALL.map(Setting::name);
    let found = Setting::ALL.into_iter().find(|setting| setting.name() == key);
    found.ok_or_else(|| {
        let nearest = crate::policy::nearest(key, names.into_iter().chain(["pool"]));
        let hint = nearest.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
        format!("there is no setting `{key}`{hint}; the settings are {}", names.join(", "))
    })
}

fn given(setting: Setting, value: &str) -> Result<Given, String> {
    let name = setting.name();
    let (least, most) = match setting {
        Setting::MaxSurge => {
            Surge::parse(value).map_err(|error| format!("{name}: {error}"))?;
            return Ok(Given::Surge(value.to_owned()));
        }
        Setting::MaxPods => POD_LIMITS,
        Setting::MaxCount => (1, MOST_NODES_PER_POOL),
        Setting::Count | Setting::MinCount => (0, MOST_NODES_PER_POOL),
    };
    let is_digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let number = value.parse::<u64>().ok().filter(|number| is_digits && (least..=most).contains(number));
    number.map(Given::Number).ok_or_else(|| format!("{name}: `{value}` is no number between {least} and {most}"))
}

/// The changes to a model's pools.
///
/// # Errors
/// When no pool has the name, or settings do not go together.
pub fn changes(model: &Model, given: &[WhatIf]) -> Result<Changes, UsageError> {
    let mut changes = Changes::default();
    let planned = Planned::new(model);
    for what_if in given {
        let pools = pools(&planned, &what_if.pool)?;
        for pool in pools {
            for (setting, given) in &what_if.settings {
                match given {
                    Given::Number(number) => changes.set_number(pool, *setting, *number),
                    Given::Surge(surge) => changes.set_surge(pool, surge),
                }
            }
        }
    }
    let changed = Planned::new(model).changed(changes.clone());
    for pool in changes.pools() {
        check(&changed, pool)?;
    }
    Ok(changes)
}

/// The pools of a name: of a pool, `CLUSTER/NAME`, or an address.
fn pools(planned: &Planned<'_>, name: &str) -> Result<Vec<ResourceId>, UsageError> {
    let all: Vec<&Resource> = (planned.model().resources().iter())
        .filter(|resource| resource.kind.name == "pool" && resource.is_judged() && !resource.is_patch())
        .collect();
    let names = |resource: &Resource| {
        let own = planned.shown_name(resource.id);
        let cluster = planned.cluster_of_pool(resource.id).map(|cluster| planned.shown_name(cluster));
        [Some(own.clone()), cluster.map(|cluster| format!("{cluster}/{own}")), Some(resource.label())]
    };
    let is_named =
        |resource: &&&Resource| names(resource).into_iter().flatten().any(|one| one.eq_ignore_ascii_case(name));
    let found: Vec<ResourceId> = all.iter().filter(is_named).map(|resource| resource.id).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let mut known: Vec<String> = all.iter().map(|resource| planned.shown_name(resource.id)).collect();
    known.sort();
    known.dedup();
    let hint = match crate::policy::nearest(name, known.iter().map(String::as_str)) {
        Some(nearest) => format!("; did you mean `{nearest}`?"),
        None if known.is_empty() => "; no pools were found".to_owned(),
        None => {
            let more = if known.len() > LISTED { ", …" } else { "" };
            known.truncate(LISTED);
            format!("; the pools are {}{more}", known.join(", "))
        }
    };
    Err(UsageError(format!("--what-if: there is no pool `{name}`{}", crate::report::visible(&hint))))
}

fn check(changed: &Planned<'_>, pool: ResourceId) -> Result<(), UsageError> {
    let name = changed.shown_name(pool);
    let wrong = |text: String| Err(UsageError(format!("--what-if: {}", crate::report::visible(&text))));
    if changed.shown_text(pool, "type").is_some_and(|text| text.eq_ignore_ascii_case("VirtualMachines")) {
        return wrong(format!("`{name}` is a pool of single machines, whose profiles say how many there are"));
    }
    let numbers = changed.pool_numbers(pool);
    let number = |property| changed.number(pool, property);
    if numbers.is_autoscaled != Some(true) {
        return Ok(());
    }
    let Some(most) = number("maxCount") else { return Ok(()) };
    if let Some(least) = number("minCount").filter(|least| *least > most) {
        return wrong(format!("`{name}` would have min_count {least} above max_count {most}; give both"));
    }
    match numbers.now.exact() {
        Some(now) if now > most => wrong(format!("`{name}` would have count {now} above max_count {most}; give both")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::WhatIf;

    #[test]
    fn mistakes_are_told() {
        for (text, error) in [
            ("", "`` is no KEY=VALUE; write pool=NAME,max_count=50"),
            ("pool=a", "nothing is said about the pool `a`; write pool=a,max_count=50"),
            ("max_count=5", "no pool is named; write pool=NAME,max_count=50"),
            ("pool=,max_count=5", "pool= names no pool"),
            ("pool=a,pool=b,count=1", "`pool` is given twice"),
            ("pool=a,count=1,count=2", "`count` is given twice"),
            ("pool=a,max_count=0", "max_count: `0` is no number between 1 and 1000"),
            ("pool=a,max_count=+5", "max_count: `+5` is no number between 1 and 1000"),
            ("pool=a,count=1001", "count: `1001` is no number between 0 and 1000"),
            ("pool=a,count=99999999999999999999", "count: `99999999999999999999` is no number between 0 and 1000"),
            ("pool=a,max_pods=9", "max_pods: `9` is no number between 10 and 250"),
            ("pool=a,max_surge=abc", "max_surge: `abc` is neither a number of nodes nor a percentage"),
        ] {
            assert_eq!(text.parse::<WhatIf>().unwrap_err(), error, "{text}");
        }
        let error = "pool=a,maxcount=5".parse::<WhatIf>().unwrap_err();
        assert!(error.contains("did you mean `max_count`?"), "{error}");
        assert!("pool=a, max_count = 5, max_surge=33%".parse::<WhatIf>().is_ok());
    }
}
