//! What a template is given and what deploying it yields: the same for Bicep files and ARM templates, so that each may
//! call the other's.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::document::{Call, Declaration, Existence, Reason, Value};

/// Values for parameters.
#[derive(Debug, Clone, Default)]
pub struct Arguments {
    /// By parameter name as spelt. Their trails already tell the argument or the line of the parameter file; null
    /// means the default, where there is one.
    pub values: BTreeMap<Arc<str>, Value>,
    /// Why there may be more values than these.
    pub open: Option<Arc<Reason>>,
}

/// Where a template is deployed.
#[derive(Debug, Clone)]
pub struct Placement {
    /// The address of the module call or nested deployment; none for a root. Addresses of what it declares are
    /// `address/name`, with `name` alone in a root.
    pub address: Option<Arc<str>>,
    /// The calls it came through, outermost first, its own last.
    pub calls: Arc<[Call]>,
    /// Whether the call takes effect.
    pub existence: Existence,
}

/// What a template tells its caller.
#[derive(Debug, Clone, Default)]
pub struct Outputs {
    /// By name as spelt.
    pub values: BTreeMap<Arc<str>, Value>,
    /// Why there may be more outputs than these.
    pub open: Option<Arc<Reason>>,
}

/// A deployed template.
#[derive(Debug, Clone, Default)]
pub struct Deployed {
    /// What it declares, in source order, what its modules declare at the place of their call.
    pub declarations: Vec<Declaration>,
    /// Its outputs.
    pub outputs: Outputs,
}

impl Placement {
    /// The place of a root.
    #[must_use]
    pub fn root() -> Self {
        Self { address: None, calls: Arc::from([]), existence: Existence::Always }
    }

    /// The address of something declared here.
    #[must_use]
    pub fn address_of(&self, name: &str) -> Arc<str> {
        match &self.address {
            Some(address) => format!("{address}/{name}").into(),
            None => name.into(),
        }
    }
}
