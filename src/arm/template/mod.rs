//! ARM templates: from JSON to declarations and outputs.
//!
//! Knows: parameters, variables, copy loops, conditions, nested deployments, user functions, how resources name one
//! another. Does not know: any resource type but that of nested deployments, and nothing of AKS.
//!
//! Source of the rules: learn.microsoft.com, "Understand the structure and syntax of ARM templates" and the pages on
//! resource, property, variable and output iteration, conditional and nested deployments.

mod binding;
mod declare;
mod deploy;
mod evaluate;
mod file;
mod function;
mod instance;
mod nested;
mod parameter;
mod reference;
mod section;
mod symbolic;
#[cfg(test)]
mod tests;
mod unit;
mod value;

pub use deploy::deploy_file;
pub(in crate::arm) use deploy::deploy_root;
pub(in crate::arm) use file::TemplateFile;
pub(in crate::arm) use section::parameter_names;
