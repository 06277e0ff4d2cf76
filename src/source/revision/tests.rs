//! Revisions of real repositories.
