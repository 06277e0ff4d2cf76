//! Tests of the model over declarations built by hand.

mod arm;
mod automatic;
mod links;
mod neighbours;
mod rows;
mod scope;
mod templates;
mod unknown;
mod versions;
pub(super) mod world;
