//! `akslint policies` and `akslint explain`.

use std::io::Write;
use std::process::ExitCode;

use super::arguments::{ExplainArguments, PoliciesArguments, TableFormat};
use super::infos::catalogue_infos;
use super::pipeline::{add_pages, built_in};
use super::scan::is_colored;
use super::{Surroundings, UsageError};
use crate::policy::Policy;
use crate::report::catalogue;

/// Lists the policies.
///
/// # Errors
/// When writing fails.
pub fn policies(arguments: &PoliciesArguments, out: &mut dyn Write) -> anyhow::Result<ExitCode> {
    let mut catalogue = built_in();
    add_pages(&mut catalogue, &arguments.policies)?;
    let infos = catalogue_infos(&catalogue);
    let text = match arguments.format {
        TableFormat::Text if arguments.aliases => catalogue::aliases_table(&infos),
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
    let mut policies = built_in();
    add_pages(&mut policies, &arguments.policies)?;
    let infos = catalogue_infos(&policies);
    let found = policies.find(&arguments.policy);
    if found.is_empty() {
        let holds = |id: &&str| id.contains(&arguments.policy);
        let nearest =
            policies.nearest(&arguments.policy).or_else(|| policies.policies().iter().map(Policy::id).find(holds));
        let nearest = nearest.map(|near| format!("; did you mean `{near}`?"));
        let message = format!("there is no policy `{}`{}", arguments.policy, nearest.unwrap_or_default());
        return Err(UsageError(message).into());
    }
    for index in found {
        let text = catalogue::explain(&infos[index], is_colored(arguments.color, surroundings));
        out.write_all(text.as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}
