//! Address planning: will AKS accept it, can it be upgraded, which ranges collide.
//!
//! Knows: the arithmetic of Azure's and AKS's addresses, and how clusters, pools and subnets of a model add up.
//! Does not know: any language, any policy, or how a plan is shown.

mod bounds;
pub mod capacity;
mod changes;
pub mod dedicated;
pub mod estate;
pub mod facts;
pub mod limits;
pub mod network_model;
pub mod outbound;
pub mod overlap;
pub mod plan;
mod range;
pub mod service;
mod surge;

pub use bounds::Bounds;
pub use changes::{Changes, Setting};
pub use network_model::NetworkModel;
pub use plan::Planned;
pub use range::{
    LONGEST_SUBNET_PREFIX, RESERVED_ADDRESSES, Range, smallest_range, smallest_subnet, usable_addresses, usable_in,
};
pub use surge::{DEFAULT_SURGE, MOST_NODES_PER_POOL, Surge};
