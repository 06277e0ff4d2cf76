//! The grades a page gives its policy: severity, confidence, persona, cost.
//!
//! Knows: their names. Does not know: pages or verdicts (the build script shares this file).

use serde::Deserialize;

/// How bad it is when a policy does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Advice, off by default.
    Info,
    /// Small.
    Low,
    /// Should be mended.
    Medium,
    /// Must be mended.
    High,
    /// A credential or full control is exposed.
    Critical,
}

/// How sure a policy is that its finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Often wrong.
    Low,
    /// Sometimes wrong.
    Medium,
    /// Hardly ever wrong.
    #[default]
    High,
}

/// Who wants to see a policy's findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Persona {
    /// Everybody.
    #[default]
    Regular,
    /// Those who want hardening that costs something.
    Pedantic,
    /// Those who want everything.
    Auditor,
}

/// What following a policy's fix costs on a cluster that is already deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cost {
    /// Nothing that is felt.
    None,
    /// Something restarts.
    Restart,
    /// Nodes are replaced.
    NodeReplacement,
    /// The cluster is replaced.
    ClusterReplacement,
    /// A higher bill.
    Money,
}

/// Whether a fix may be applied without being asked for by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Safety {
    /// It changes nothing but what it says: no restart, no replacement, no bill, nobody locked out.
    Safe,
    /// Somebody has to decide.
    Unsafe,
}

impl Severity {
    /// All, least first.
    pub const ALL: [Self; 5] = [Self::Info, Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The name in pages and output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl Confidence {
    /// The name in pages and output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

impl Persona {
    /// The name in pages and output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Regular => "regular",
            Self::Pedantic => "pedantic",
            Self::Auditor => "auditor",
        }
    }
}

impl Cost {
    /// The name in pages and output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Restart => "restart",
            Self::NodeReplacement => "node-replacement",
            Self::ClusterReplacement => "cluster-replacement",
            Self::Money => "money",
        }
    }
}
