//! Text formats and notations that several languages share.
//!
//! Knows: what pipelines replace in any text. Does not know: any language, and nothing of Azure.

mod closest;
mod placeholder;

pub use closest::closest;
pub use placeholder::Placeholders;
