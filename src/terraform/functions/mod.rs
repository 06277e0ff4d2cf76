//! Terraform's functions, table-driven.
