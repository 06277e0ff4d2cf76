//! A module as written: the blocks of one directory, sorted by what they declare. Nothing is evaluated yet.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::syntax::{Attribute, Block, Expression};
use crate::document::{Problem, VersionRange};
use crate::source::Span;

/// The configuration of one directory.
#[derive(Debug, Default)]
pub struct Module {
    /// The directory, absolute, links resolved.
    pub directory: PathBuf,
    /// The directory as shown.
    pub shown: Arc<str>,
    /// Input variables.
    pub variables: BTreeMap<Arc<str>, Variable>,
    /// Local values.
    pub locals: BTreeMap<Arc<str>, Attribute>,
    /// `resource` and `data` blocks in source order.
    pub resources: Vec<ResourceBlock>,
    /// Index into `resources` by `type.name` or `data.type.name`.
    pub by_address: BTreeMap<Arc<str>, usize>,
    /// Module calls.
    pub calls: BTreeMap<Arc<str>, ModuleCall>,
    /// Outputs.
    pub outputs: BTreeMap<Arc<str>, Output>,
    /// `provider` blocks in source order.
    pub provider_blocks: Vec<Block>,
    /// `required_providers` by local name.
    pub providers: BTreeMap<Arc<str>, ProviderRequirement>,
    /// Files parsed.
    pub files: usize,
    /// Problems of reading the files.
    pub problems: Vec<Problem>,
}

/// A `variable` block.
#[derive(Debug)]
pub struct Variable {
    /// Its name.
    pub name: Arc<str>,
    /// `variable "x"`.
    pub header: Span,
    /// The `type` constraint.
    pub type_expression: Option<Expression>,
    /// The `default` attribute.
    pub default: Option<Attribute>,
    /// `nullable`, true unless written otherwise.
    pub nullable: bool,
    /// `sensitive = true` or `ephemeral = true`.
    pub sensitive: bool,
    /// Part of the block could not be read: a default may be missing.
    pub is_partial: bool,
}

/// An `output` block.
#[derive(Debug)]
pub struct Output {
    /// `output "x"`.
    pub header: Span,
    /// The `value` attribute.
    pub value: Option<Attribute>,
    /// `sensitive = true`.
    pub sensitive: bool,
}

/// A `resource` or `data` block.
#[derive(Debug)]
pub struct ResourceBlock {
    /// `data` rather than `resource`.
    pub is_data: bool,
    /// The resource type.
    pub type_name: Arc<str>,
    /// The resource name.
    pub name: Arc<str>,
    /// `type.name` or `data.type.name`.
    pub address: Arc<str>,
    /// The block.
    pub block: Block,
}

/// A `module` block.
#[derive(Debug)]
pub struct ModuleCall {
    /// Its name.
    pub name: Arc<str>,
    /// The source as written, when it is a literal.
    pub source: Option<Arc<str>>,
    /// The version constraint as written.
    pub version: Option<Arc<str>>,
    /// The block.
    pub block: Block,
}

/// An entry of `required_providers`.
#[derive(Debug, Clone)]
pub struct ProviderRequirement {
    /// `hashicorp/azurerm`, when stated.
    pub source: Option<Arc<str>>,
    /// The version constraint as written.
    pub constraint: Option<Arc<str>>,
    /// What the constraint allows.
    pub range: VersionRange,
    /// Where it is written.
    pub span: Span,
}
