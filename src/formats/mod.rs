//! Text formats and notations that several languages share.
//!
//! Knows: JSON with places, what pipelines replace in any text. Does not know: any language, and nothing of Azure.

mod closest;
pub mod json;
mod place;
mod placeholder;

pub use closest::closest;
pub use place::Place;
pub use placeholder::Placeholders;
