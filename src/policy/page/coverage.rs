//! What the pages answer of the guidance and of what other tools check, and what they leave open, as Markdown.
//!
//! Knows: the data files `policies/data/guidance.yaml` and `policies/data/peers.yaml`, and what pages say of themselves.
//! Does not know: whether a page judges well; its examples show that.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;

use super::Page;

/// The recommendations of Microsoft's AKS security guidance.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guidance {
    /// Where the guidance stands.
    pub source: String,
    /// The recommendations, merged where several say the same.
    pub rows: Vec<GuidanceRow>,
}

/// A recommendation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuidanceRow {
    /// The name that pages use: `M16`.
    pub id: String,
    /// The recommendation in a few words.
    pub name: String,
    /// Where it is decided.
    pub decided: Place,
    /// What pages do not answer of it, and why; one clause.
    #[serde(default)]
    pub gap: Option<String>,
}

/// Where a recommendation is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// In what Azure is asked to create.
    Cloud,
    /// In Kubernetes manifests.
    Workloads,
    /// In both.
    Both,
}

/// What other tools check.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peers {
    /// The day their rules were looked at.
    pub as_of: String,
    /// The tools.
    pub peers: Vec<Peer>,
}

/// Another tool.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peer {
    /// Its name.
    pub name: String,
    /// What the list holds, and what it leaves out; whole sentences.
    pub about: String,
    /// Its rules.
    pub rules: Vec<PeerRule>,
}

/// A rule of another tool.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeerRule {
    /// Its id, as the tool spells it and as `aliases` or `controls` of pages name it.
    pub id: String,
    /// What it asks, in our words.
    pub asks: String,
    /// Why there is no page on purpose; one clause.
    #[serde(default)]
    pub reason: Option<String>,
}

/// How a rule of another tool is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Page,
    Reason,
    Nothing,
}

impl Place {
    fn words(self) -> &'static str {
        match self {
            Self::Cloud => "cloud",
            Self::Workloads => "workloads",
            Self::Both => "cloud and workloads",
        }
    }
}

impl Guidance {
    /// Reads the data file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(yaml: &str) -> Result<Self, String> {
        serde_saphyr::from_str(yaml).map_err(|error| error.to_string())
    }
}

impl Peers {
    /// Reads the data file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(yaml: &str) -> Result<Self, String> {
        serde_saphyr::from_str(yaml).map_err(|error| error.to_string())
    }
}

/// What does not fit together: rows that pages name and the guidance has not, rules that stand twice, reasons for having
/// no page where there is one. One sentence each.
#[must_use]
pub fn uneven(pages: &[Page], guidance: &Guidance, peers: &Peers) -> Vec<String> {
    let mut messages = Vec::new();
    for page in pages {
        for row in page.front.guidance.iter().filter(|row| !guidance.rows.iter().any(|known| known.id == ***row)) {
            messages.push(format!("{}: the guidance has no row {row}", page.path));
        }
    }
    for row in &guidance.rows {
        let has_page = pages.iter().any(|page| page.front.guidance.iter().any(|id| *id == row.id));
        if !has_page && row.gap.is_none() {
            messages.push(format!("no page answers {}, and nothing says why", row.id));
        }
    }
    for peer in &peers.peers {
        let mut seen: Vec<&str> = Vec::new();
        for rule in &peer.rules {
            if seen.contains(&&*rule.id) {
                messages.push(format!("{} stands twice among the rules of {}", rule.id, peer.name));
            }
            seen.push(&rule.id);
            let answers = answers(pages, &rule.id);
            if let (Some(_), [page, ..]) = (&rule.reason, &answers[..]) {
                messages.push(format!("{} has a page ({}), so there is no reason for having none", rule.id, page.id));
            }
        }
    }
    messages
}

/// The page `policies/COVERAGE.md`.
#[must_use]
pub fn coverage(pages: &[Page], guidance: &Guidance, peers: &Peers) -> String {
    let mut out = String::from(
        "# Coverage\n\nWhat the policies answer of Microsoft's AKS security guidance and of the checks that other tools have, and what \
         they do not. Generated from the pages and from `data/guidance.yaml` and `data/peers.yaml` by \
         `cargo run -p xtask -- index`; do not edit.\n\n`akslint policies --aliases` prints the same mapping the other way round, \
         and `akslint explain CKV_AZURE_6` finds a policy by the name another tool gives it.\n",
    );
    numbers(&mut out, pages, peers);
    recommendations(&mut out, pages, guidance);
    for peer in &peers.peers {
        rules(&mut out, pages, peer);
    }
    gaps(&mut out, pages, peers);
    own(&mut out, pages);
    out
}

fn numbers(out: &mut String, pages: &[Page], peers: &Peers) {
    // Writing to a string cannot fail, here and below.
    let _ = write!(
        out,
        "\n## In numbers\n\n{} policies. Rules of other tools as of {}:\n\n| tool | rules | answered | left out on purpose | no \
         policy yet |\n| --- | ---: | ---: | ---: | ---: |\n",
        pages.len(),
        peers.as_of
    );
    for peer in &peers.peers {
        let count = |answer| peer.rules.iter().filter(|rule| answered(pages, rule) == answer).count();
        let (page, reason, nothing) = (count(Answer::Page), count(Answer::Reason), count(Answer::Nothing));
        let _ = writeln!(out, "| {} | {} | {page} | {reason} | {nothing} |", peer.name, peer.rules.len());
    }
}

fn recommendations(out: &mut String, pages: &[Page], guidance: &Guidance) {
    let _ = write!(
        out,
        "\n## Microsoft's AKS security guidance\n\nThe recommendations of the [guidance]({}), merged where several say the same. \
         Workloads are Kubernetes manifests, which are not read yet.\n\n| row | recommendation | decided in | policies | what is \
         not answered |\n| --- | --- | --- | --- | --- |\n",
        guidance.source
    );
    for row in &guidance.rows {
        let policies = pages.iter().filter(|page| page.front.guidance.iter().any(|id| *id == row.id));
        let policies = policies.map(link).collect::<Vec<_>>().join(", ");
        let gap = row.gap.as_deref().unwrap_or_default();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {policies} | {} |",
            row.id,
            cell(&row.name),
            row.decided.words(),
            cell(gap)
        );
    }
}

fn rules(out: &mut String, pages: &[Page], peer: &Peer) {
    let _ = write!(
        out,
        "\n## {}\n\n{}\n\n| rule | what it asks | policies, or why there is none |\n| --- | --- | --- |\n",
        peer.name, peer.about
    );
    for rule in &peer.rules {
        let policies = answers(pages, &rule.id);
        let answer = match (&rule.reason, policies.is_empty()) {
            (_, false) => policies.into_iter().map(link).collect::<Vec<_>>().join(", "),
            (Some(reason), true) => format!("none on purpose: {}", cell(reason)),
            (None, true) => "**no policy yet**".to_owned(),
        };
        let _ = writeln!(out, "| {} | {} | {answer} |", rule.id, cell(&rule.asks));
    }
}

fn gaps(out: &mut String, pages: &[Page], peers: &Peers) {
    let mut open: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for peer in &peers.peers {
        for rule in peer.rules.iter().filter(|rule| answered(pages, rule) == Answer::Nothing) {
            open.entry(&peer.name).or_default().push(&rule.id);
        }
    }
    out.push_str(
        "\n## Known gaps\n\n- Azure Policy: custom definitions are not read, so what they demand is not checked; the built-in \
         ones are answered as the table above says. Definitions that deploy or change instead of auditing have no row of \
         their own: the policy that audits the same setting answers them.\n- Kubernetes manifests are not read, so no rule on \
         workloads is answered (rows M01, M07 and M12 to M14 of the guidance, and parts of others).\n- What only a running \
         cluster shows (quotas, addresses in use, agents that report) cannot be seen in code.\n",
    );
    for (peer, rules) in open {
        let _ = writeln!(out, "- {peer}: no policy yet for {}.", rules.join(", "));
    }
}

fn own(out: &mut String, pages: &[Page]) {
    let is_own = |page: &&Page| {
        let has_control = page.front.controls.iter().any(|control| control.starts_with("AzurePolicy:"));
        page.front.aliases.is_empty() && !has_control
    };
    let own: Vec<&Page> = pages.iter().filter(is_own).collect();
    let _ = write!(out, "\n## Without a counterpart\n\n{} policies that none of these tools has:\n\n", own.len());
    for page in own {
        let _ = writeln!(out, "- {}: {}", link(page), page.title);
    }
}

fn answered(pages: &[Page], rule: &PeerRule) -> Answer {
    match (answers(pages, &rule.id).is_empty(), &rule.reason) {
        (false, _) => Answer::Page,
        (true, Some(_)) => Answer::Reason,
        (true, None) => Answer::Nothing,
    }
}

/// The pages that name a rule of another tool.
fn answers<'a>(pages: &'a [Page], rule: &str) -> Vec<&'a Page> {
    let is_named = |page: &&Page| {
        let is_control = |control: &str| {
            control.strip_prefix("AzurePolicy:").is_some_and(|definition| definition.eq_ignore_ascii_case(rule))
        };
        page.front.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(rule))
            || page.front.controls.iter().any(|control| is_control(control))
    };
    pages.iter().filter(is_named).collect()
}

fn link(page: &Page) -> String {
    let path = page.path.strip_prefix("policies/").unwrap_or(&page.path);
    format!("[{}]({path})", page.id)
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
