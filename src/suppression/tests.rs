//! Comments, exemptions and what they hide, on small texts.
