//! The key `suppressions`: what is asked of comments that hide findings.

use serde::Deserialize;

/// What is written below `suppressions`.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct SuppressionRules {
    /// A comment that gives no reason hides nothing.
    pub require_reason: bool,
}
