//! Settings of files on their way through a run: which file counts, what the command line says over it, and what follows
//! for a report.

mod applied;
mod arguments;
mod show;

pub use applied::{applied_policies, fails, hide_ignored, keep_severe, notes, policy_infos};
pub use arguments::{ConfigArguments, ThresholdArguments, overrides};
pub use show::{SettingsArguments, run as show};
