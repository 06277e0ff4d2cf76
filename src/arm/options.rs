//! What the user asked for, as far as Bicep and ARM are concerned.

use std::path::PathBuf;
use std::sync::Arc;

use crate::document::{BudgetLimits, NamedEnvironments};
use crate::formats::Placeholders;

/// How Bicep and ARM templates are read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// `--params`, in order; replaces the environments found.
    pub parameter_files: Vec<PathBuf>,
    /// Take parameter files beside a template as environments.
    pub auto_environments: bool,
    /// Environments that the user names; they go before those found.
    pub environments: NamedEnvironments,
    /// Local files or directories for module references: the reference without its version, then the path.
    pub module_map: Vec<(String, PathBuf)>,
    /// Where `bicep restore` keeps modules; none when it must not be read.
    pub module_cache: Option<PathBuf>,
    /// A registry module that is not on disk makes the scan incomplete.
    pub is_strict: bool,
    /// What the pipeline replaces in parameter files.
    pub placeholders: Arc<Placeholders>,
    /// The budget of one root in one environment.
    pub limits: BudgetLimits,
}
