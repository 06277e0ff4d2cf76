//! Operators and access: what Bicep writes with signs and ARM as functions.
//!
//! Knows: three-valued logic, Azure's rules on case, what a trail becomes. Does not know: syntax.
