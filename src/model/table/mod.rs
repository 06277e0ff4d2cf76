//! The Rosetta table: one row per AKS property, in every spelling, with what silence means.

mod schema;

pub use schema::{
    ArmSpelling, Column, Home, Kind, Link, LinkRule, Property, PropertyType, Silence, SilentValue, Spelling, Transform,
};
