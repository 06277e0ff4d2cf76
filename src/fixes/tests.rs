//! Fixes of texts in memory.
