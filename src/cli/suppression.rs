//! Which comments and exemptions count: the arguments, and the step of the pipeline.

use std::path::Path;

use clap::Args;
use jiff::civil::Date;

use super::{Surroundings, UsageError};
use crate::config::SuppressionRules;
use crate::policy::Catalogue;
use crate::report::{PolicyInfo, Report};
use crate::source::{Paths, Sources};
use crate::suppression::{self, Asked, Exemptions, Options, Trust};

/// Arguments about comments that hide findings.
#[derive(Debug, Clone, Default, Args)]
pub struct SuppressionArguments {
    /// Report findings that comments in the code ignore.
    #[arg(long, help_heading = "Suppressions")]
    pub no_ignores: bool,
    /// Honour akslint's own ignore comments only, not those for checkov, trivy, tfsec and KICS.
    #[arg(long, help_heading = "Suppressions")]
    pub no_foreign_ignores: bool,
    /// Report findings that akslint-exemptions.yaml exempts.
    #[arg(long, help_heading = "Suppressions")]
    pub no_exemptions: bool,
    /// List suppressed findings in SARIF, with who suppressed them and why. GitHub's code scanning would open an alert for
    /// each.
    #[arg(long, help_heading = "Suppressions")]
    pub sarif_include_suppressed: bool,
}

/// What may hide findings in a run.
#[derive(Debug)]
pub struct Suppressions {
    /// What is honoured.
    pub options: Options,
    /// The exemptions.
    pub exemptions: Exemptions,
    /// SARIF lists what is hidden.
    pub lists_hidden: bool,
}

impl Suppressions {
    /// Reads the exemptions.
    ///
    /// # Errors
    /// When `--as-of` is no date, or the file of exemptions is wrong.
    pub fn new(
        arguments: &SuppressionArguments,
        rules: SuppressionRules,
        today: Option<Date>,
        (sources, paths): (&Sources, &Paths),
        catalogue: &Catalogue,
    ) -> anyhow::Result<Self> {
        let exemptions = match arguments.no_exemptions {
            true => Exemptions::default(),
            false => Exemptions::load(sources, paths, catalogue).map_err(|error| UsageError(error.to_string()))?,
        };
        let options = Options {
            ignores_comments: arguments.no_ignores,
            ignores_foreign: arguments.no_foreign_ignores,
            requires_reason: rules.require_reason,
            today,
            trust: Trust::Everything,
        };
        Ok(Self { options, exemptions, lists_hidden: arguments.sarif_include_suppressed })
    }

    /// Hides what comments and exemptions hide.
    pub fn apply(
        &self,
        report: &mut Report,
        policies: &[PolicyInfo<'_>],
        (sources, paths): (&Sources, &Paths),
        catalogue: &Catalogue,
        (applied, trust): (&[usize], Trust),
    ) {
        report.lists_hidden = self.lists_hidden;
        let directives = match self.options.ignores_comments {
            true => suppression::Directives::default(),
            false => suppression::directives(sources, catalogue),
        };
        let is_own = |file: &str| is_scanned(file, (sources, paths));
        let asked = Asked {
            policies: applied,
            // Of named files, only what concerns them is reported.
            is_whole: paths.named.iter().any(|named| !named.is_file)
                && !report.problems.iter().any(|problem| problem.kind.is_incomplete()),
            is_own: &is_own,
        };
        let options = Options { trust, ..self.options.clone() };
        suppression::apply(report, policies, sources, (&directives, &self.exemptions), &options, &asked);
    }
}

/// The day on which it is asked what still holds.
pub fn today(as_of: Option<Date>, surroundings: &Surroundings) -> Option<Date> {
    as_of.or(surroundings.today)
}

/// Whether a file is the user's and in what was named. What was downloaded is somebody else's.
pub fn is_scanned(file: &str, (sources, paths): (&Sources, &Paths)) -> bool {
    let is_named = |named: &crate::source::NamedPath| {
        let shown = sources.shown_path(&named.path);
        shown == "." || Path::new(file).starts_with(shown)
    };
    !suppression::is_downloaded(file) && paths.named.iter().any(is_named)
}
