//! Text formats and notations that several languages share.
//!
//! Knows: JSON with places, ranges of addresses, base 64, the case of letters, what pipelines replace in any text. Does not know: any language, and nothing of Azure.

mod address_range;
pub mod base64;
pub mod case;
mod closest;
pub mod json;
mod place;
mod placeholder;
pub mod wildcard;

pub use address_range::AddressRange;
pub use closest::closest;
pub use place::Place;
pub use placeholder::Placeholders;
