//! `akslint policies` and `akslint explain`.

use std::io::Write;
use std::process::ExitCode;

use super::arguments::{ExplainArguments, PoliciesArguments, TableFormat};
use super::pipeline::catalogue_infos;
use super::scan::is_colored;
use super::{Surroundings, UsageError};
use crate::policy::Catalogue;
use crate::report::catalogue;

/// Lists the policies.
///
/// # Errors
/// When writing fails.
pub fn policies(arguments: &PoliciesArguments, out: &mut dyn Write) -> anyhow::Result<ExitCode> {
    let infos = catalogue_infos(Catalogue::builtin());
    let text = match arguments.format {
        TableFormat::Text => catalogue::policies_table(&infos),
        TableFormat::Json => catalogue::policies_json(&infos),
    };
    out.write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Explains one policy.
///
/// # Errors
/// When there is no such policy, or writing fails.
pub fn explain(
    arguments: &ExplainArguments,
    surroundings: &Surroundings,
    out: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    let builtin = Catalogue::builtin();
    let index = super::pipeline::find_policy(builtin, &arguments.policy).map_err(UsageError)?;
    let infos = catalogue_infos(builtin);
    let text = catalogue::explain(&infos[index], is_colored(arguments.color, surroundings));
    out.write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
