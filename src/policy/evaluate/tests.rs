//! Verdicts and what they rest on.

mod monotonicity;
mod operators;
mod scenarios;
