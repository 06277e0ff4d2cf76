//! Text formats and notations that several languages share.
//!
//! Knows: what pipelines replace in any text. Does not know: any language, and nothing of Azure.

mod placeholder;

pub use placeholder::Placeholders;
