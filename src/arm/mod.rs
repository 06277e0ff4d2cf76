//! ARM templates: JSON with expressions, and what Bicep shares with them: functions, operators, parameter files.
//!
//! Knows: the template language, its functions, nested deployments. Does not know: any resource type, and nothing of
//! AKS. Bicep modules that were restored are ARM templates on disk, so Bicep's evaluator calls this room.

mod deployment;
mod environment;
pub mod expression;
pub mod functions;
pub mod operators;
mod options;
mod output;
pub mod parameters;
mod read;
mod run;
mod secrets;
mod template;

pub use deployment::{Arguments, Deployed, Outputs, Placement};
pub use environment::{MAX_ENVIRONMENTS, environment_note};
pub use options::Options;
pub(crate) use output::output;
pub use output::{EXTENSION, OUTPUT};
pub use read::{RootFile, is_template, read};
pub use run::{DepthGuard, Run};
pub(crate) use secrets::{combined, hide_secrets, hide_typed_secrets, is_listed, is_secret, listed, typed_secrets};
pub use template::deploy_file;
