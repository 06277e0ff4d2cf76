//! Hidden findings as suppressed results, for viewers that know suppressions. GitHub's code scanning does not: it would
//! open an alert for each, so they are left out unless they are asked for.

use std::collections::BTreeMap;

use super::results::{location, results};
use super::schema::{SarifResult, Suppression, SuppressionLocation};
use crate::report::shown::Shown;
use crate::report::{Finding, Hidden, HiddenBy};

/// The most characters of a justification.
const SENTENCE: usize = 1_000;

/// What somebody has agreed to, as results with a suppression each. What was merely there before is left out.
pub fn suppressed(hidden: &[Hidden], rules: &BTreeMap<&str, usize>, shown: &Shown<'_>) -> Vec<SarifResult> {
    let accepted = hidden.iter().filter(|hidden| hidden.by.is_accepted());
    let result = |Hidden { finding, by }: &Hidden| {
        let one: &[Finding] = std::slice::from_ref(finding);
        let mut result = results(one, rules, shown).0.pop()?;
        let place = by.place().and_then(|span| location(span, shown));
        result.suppressions = vec![Suppression {
            kind: if matches!(by, HiddenBy::Comment(_)) { "inSource" } else { "external" },
            status: "accepted",
            justification: shown.part(&by.text(), SENTENCE),
            location: place.map(|place| SuppressionLocation { physical_location: place.physical_location }),
        }];
        Some(result)
    };
    accepted.filter_map(result).collect()
}
