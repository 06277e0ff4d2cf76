//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::baseline::BaselineArguments;
use super::changes::ChangesArguments;
use super::comfort::{ComfortArguments, CompletionsArguments};
use super::fix::FixArguments;
use super::init::InitArguments;
use super::settings::{ConfigArguments, SettingsArguments, ThresholdArguments};
use super::suppress::{MigrateArguments, SuppressArguments};
use super::suppression::SuppressionArguments;
use super::what_if::WhatIf;

/// Finds what is insecure, undeployable or unscalable in Terraform, Bicep and ARM code of Azure Kubernetes Service.
#[derive(Debug, Parser)]
#[command(name = "akslint", version, args_conflicts_with_subcommands = true, max_term_width = 110)]
#[command(after_help = "Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 usage or configuration error; \
3 something on disk that matters could not be read. 2 wins over 3, 3 over 1.
Every option can be set by an environment variable as well: --fail-on by AKSLINT_FAIL_ON. It goes before akslint.yaml.")]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    scan: ScanArguments,
}

impl Arguments {
    /// The command; paths without one are scanned.
    #[must_use]
    pub fn command(self) -> Command {
        self.command.unwrap_or(Command::Scan(self.scan))
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Scan files and folders (the default command).
    Scan(ScanArguments),
    /// List the policies.
    Policies(PoliciesArguments),
    /// Explain a policy: why it matters, examples, how to mend.
    Explain(ExplainArguments),
    /// Show what was understood: the model, why a value is what it is, all verdicts.
    Show(ShowArguments),
    /// Plan addresses: a map of each virtual network, and whether nodes and pods find room.
    Ip(IpArguments),
    /// Print completions of a shell, to be loaded when it starts.
    Completions(CompletionsArguments),
    /// Write down what is there today, so that scans report only what is new.
    Baseline(BaselineArguments),
    /// Write ignore comments for the findings that are there, with a reason.
    Suppress(SuppressArguments),
    /// Rewrite ignore comments for checkov, trivy, tfsec and KICS into akslint's own.
    Migrate(MigrateArguments),
    /// Run the examples of your own policies' pages.
    Test(TestArguments),
    /// Write the skeleton of a page for a policy of your own.
    NewPolicy(NewPolicyArguments),
    /// Write akslint.yaml, a pre-commit hook and a GitHub workflow, fitted to what is there.
    Init(InitArguments),
}

/// What to read, and how.
#[derive(Debug, Clone, Args)]
pub struct ReadArguments {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub config: ConfigArguments,
    /// Files and folders; they choose the roots that are evaluated and what is reported.
    #[arg(value_name = "PATH", default_value = ".", hide_default_value = true)]
    pub paths: Vec<PathBuf>,
    /// Nothing outside this folder is read [default: the enclosing git work tree, else the common parent].
    #[arg(long, value_name = "DIR", help_heading = "Reading")]
    pub root: Option<PathBuf>,
    /// A file of values (.tfvars, .tfvars.json) for every root; repeatable, later ones win. Replaces the files
    /// found beside roots.
    #[arg(long, value_name = "FILE", help_heading = "Reading")]
    pub var_file: Vec<PathBuf>,
    /// A parameter file (.bicepparam, .parameters.json) for every Bicep file and ARM template; repeatable, later ones
    /// win. Replaces the files found beside them.
    #[arg(long, value_name = "FILE", help_heading = "Reading")]
    pub params: Vec<PathBuf>,
    /// A value for a root variable; repeatable.
    #[arg(long, value_name = "NAME=VALUE", value_parser = name_and_value, help_heading = "Reading")]
    pub var: Vec<(String, String)>,
    /// Take values from TF_VAR_* environment variables.
    #[arg(long, help_heading = "Reading")]
    pub env_vars: bool,
    /// Do not take files of values beside a root as environments.
    #[arg(long, help_heading = "Reading")]
    pub no_auto_env: bool,
    /// Where the module SOURCE lies on disk: a Terraform source, or a Bicep reference such as
    /// br/public:avm/res/container-service/managed-cluster; repeatable.
    #[arg(long, value_name = "SOURCE=DIR", value_parser = source_and_directory, help_heading = "Reading")]
    pub module_map: Vec<(String, String)>,
    /// Where `bicep restore` keeps modules of registries [default: ~/.bicep].
    #[arg(long, value_name = "DIR", help_heading = "Reading", conflicts_with = "no_module_cache")]
    pub module_cache: Option<PathBuf>,
    /// Do not look for modules of registries where `bicep restore` keeps them.
    #[arg(long, help_heading = "Reading")]
    pub no_module_cache: bool,
    /// A module of a registry that is not on disk makes the scan incomplete (exit code 3).
    #[arg(long, help_heading = "Reading")]
    pub strict: bool,
    /// A YAML file of ranges, networks and used addresses outside the code, as below `networks` in akslint.yaml; repeatable.
    #[arg(long, value_name = "FILE", help_heading = "Reading")]
    pub network_facts: Vec<PathBuf>,
    /// A regular expression for text in files of values that the pipeline replaces before Terraform reads it;
    /// repeatable [default: #{x}#, __x__, ${X}, $(X)].
    #[arg(long, value_name = "REGEX", help_heading = "Reading")]
    pub placeholder: Vec<String>,
    /// Read every file, also those without anything of interest, and report every syntax problem.
    #[arg(long, help_heading = "Reading")]
    pub read_all: bool,
    /// Search ignored folders as well.
    #[arg(long, help_heading = "Reading")]
    pub no_ignore: bool,
    /// Files above this size are not read, in MiB.
    #[arg(long, value_name = "MIB", default_value_t = 16, help_heading = "Limits")]
    pub max_file_size: u64,
    /// Stop after this many seconds, with a partial result.
    #[arg(long, value_name = "SECONDS", help_heading = "Limits")]
    pub timeout: Option<f64>,
    /// Threads [default: one per core].
    #[arg(long, short, value_name = "N", help_heading = "Limits")]
    pub jobs: Option<usize>,
    /// The date that support calendars are read at and suppressions must hold on, as 2026-11-23 [default: the date of the
    /// calendars themselves, and today].
    #[arg(long, value_name = "DATE", help_heading = "Policies")]
    pub as_of: Option<String>,
    /// Only these policies (names or aliases such as CKV_AZURE_5); repeatable, comma-separated.
    #[arg(long, value_name = "POLICY", value_delimiter = ',', help_heading = "Policies")]
    pub only: Vec<String>,
    /// A folder of pages with policies of your own; repeatable.
    #[arg(long, value_name = "DIR", help_heading = "Policies")]
    pub policies: Vec<PathBuf>,
    /// Whose policies apply: what a careful team would mend (regular), hardening that costs something too (pedantic),
    /// everything (auditor) [default: regular].
    #[arg(long, value_enum, help_heading = "Policies")]
    pub persona: Option<PersonaName>,
    /// Without these policies; repeatable, comma-separated.
    #[arg(long, value_name = "POLICY", value_delimiter = ',', help_heading = "Policies")]
    pub except: Vec<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub suppression: SuppressionArguments,
}

impl ReadArguments {
    /// Those of a command that names nothing but a folder.
    ///
    /// # Errors
    /// When there are no defaults.
    pub fn of_folder(directory: &std::path::Path) -> Result<Self, clap::Error> {
        #[derive(Parser)]
        struct Only {
            #[command(flatten)]
            read: ReadArguments,
        }
        // The defaults stand in one place, the attributes above.
        let mut read = Only::try_parse_from(["akslint"])?.read;
        read.paths = vec![directory.to_owned()];
        Ok(read)
    }
}

/// Arguments of `scan`.
#[derive(Debug, Clone, Args)]
pub struct ScanArguments {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub read: ReadArguments,
    /// How to print findings [default: full].
    #[arg(long, value_enum, help_heading = "Output")]
    pub format: Option<Format>,
    /// Write a format to a file, `-` for standard output; repeatable, all from one scan: --output sarif=akslint.sarif.
    #[arg(long, value_name = "FORMAT=FILE", value_parser = format_and_file, help_heading = "Output")]
    pub output: Vec<(Format, PathBuf)>,
    /// Colours in text output.
    #[arg(long, value_enum, default_value_t = ColorWhen::Auto, help_heading = "Output")]
    pub color: ColorWhen,
    /// Show all findings, not only the worst 20.
    #[arg(long, help_heading = "Output")]
    pub all: bool,
    /// Show each undecided verdict.
    #[arg(long, help_heading = "Output")]
    pub show_undecided: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub comfort: ComfortArguments,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub thresholds: ThresholdArguments,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub changes: ChangesArguments,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub fixes: FixArguments,
}

/// Arguments of `ip`.
#[derive(Debug, Clone, Args)]
#[command(mut_arg("as_of", |arg| arg.hide(true)), mut_arg("only", |arg| arg.hide(true)))]
#[command(mut_arg("except", |arg| arg.hide(true)), mut_arg("policies", |arg| arg.hide(true)))]
#[command(mut_arg("persona", |arg| arg.hide(true)), mut_arg("no_ignores", |arg| arg.hide(true)))]
#[command(mut_arg("no_foreign_ignores", |arg| arg.hide(true)), mut_arg("no_exemptions", |arg| arg.hide(true)))]
#[command(mut_arg("sarif_include_suppressed", |arg| arg.hide(true)))]
#[command(
    after_help = "Exit codes: 0 everything that is decided fits; 1 something does not fit, has no room to upgrade, or \
ranges overlap; 2 usage or configuration error; 3 something on disk that matters could not be read. 2 wins over 3, 3 over 1."
)]
pub struct IpArguments {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub read: ReadArguments,
    /// Plan as if a pool had other settings: pool=NAME,max_count=50. The settings are count, min_count, max_count,
    /// max_pods and max_surge; a pool is named by itself, as CLUSTER/NAME or by its address; repeatable.
    #[arg(long, value_name = "pool=NAME,SETTING=VALUE,…", help_heading = "Planning")]
    pub what_if: Vec<WhatIf>,
    /// Also tell the smallest sizes for pools grown by this factor: 2x, 1.5x.
    #[arg(long, value_name = "FACTOR", value_parser = crate::planning::estate::Growth::parse, help_heading = "Planning")]
    pub grow: Option<crate::planning::estate::Growth>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = PlanFormat::Text, help_heading = "Output")]
    pub format: PlanFormat,
    /// Characters of a line of text [default: those of the terminal, else no limit].
    #[arg(long, value_name = "N", help_heading = "Output")]
    pub columns: Option<usize>,
    /// Colours in text.
    #[arg(long, value_enum, default_value_t = ColorWhen::Auto, help_heading = "Output")]
    pub color: ColorWhen,
}

/// Output formats of the address plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// For the terminal.
    Text,
    /// For programs.
    Json,
    /// For pull requests and design documents.
    Markdown,
    /// A picture.
    Svg,
}

/// Arguments of `test`.
#[derive(Debug, Clone, Args)]
pub struct TestArguments {
    /// Folders with pages.
    #[arg(value_name = "DIR", required = true)]
    pub directories: Vec<PathBuf>,
}

/// Arguments of `new-policy`.
#[derive(Debug, Clone, Args)]
pub struct NewPolicyArguments {
    /// The policy's id: small letters, digits and hyphens.
    pub name: String,
    /// The kind of resource it judges.
    #[arg(long, default_value = "cluster")]
    pub resource: String,
    /// The folder to write it to [default: the current one].
    #[arg(long, value_name = "DIR")]
    pub directory: Option<PathBuf>,
}

/// Arguments of `policies`.
#[derive(Debug, Clone, Args)]
pub struct PoliciesArguments {
    /// Print what other tools call the same checks.
    #[arg(long)]
    pub aliases: bool,
    /// A folder of pages with policies of your own; repeatable.
    #[arg(long, value_name = "DIR")]
    pub policies: Vec<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    pub format: TableFormat,
}

/// Arguments of `explain`.
#[derive(Debug, Clone, Args)]
pub struct ExplainArguments {
    /// A policy's name, or an alias such as CKV_AZURE_6.
    pub policy: String,
    /// A folder of pages with policies of your own; repeatable.
    #[arg(long, value_name = "DIR")]
    pub policies: Vec<PathBuf>,
    /// Colours.
    #[arg(long, value_enum, default_value_t = ColorWhen::Auto)]
    pub color: ColorWhen,
}

/// Arguments of `show`.
#[derive(Debug, Clone, Args)]
pub struct ShowArguments {
    #[command(subcommand)]
    #[allow(missing_docs)]
    pub what: ShowCommand,
}

/// What can be shown.
#[derive(Debug, Clone, Subcommand)]
pub enum ShowCommand {
    /// The resolved resources with every value, its state, origin and trail.
    Model(ShowFormatArguments),
    /// Why a property of a resource has its value.
    Why(WhyArguments),
    /// Every policy for every resource.
    Verdicts(ShowFormatArguments),
    /// Every setting with its value and what set it, for each folder and environment.
    Settings(SettingsArguments),
}

/// Arguments of `show model` and `show verdicts`.
#[derive(Debug, Clone, Args)]
pub struct ShowFormatArguments {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub read: ReadArguments,
    /// How to print.
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    pub format: TableFormat,
}

/// Arguments of `show why`.
#[derive(Debug, Clone, Args)]
pub struct WhyArguments {
    /// The resource's address, or its end: module.aks.azurerm_kubernetes_cluster.main.
    pub address: String,
    /// The property, in ARM's spelling or the author's: apiServerAccessProfile.enablePrivateCluster,
    /// private_cluster_enabled.
    pub property: String,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub read: ReadArguments,
}

/// Output formats of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Findings with source excerpts.
    Full,
    /// One line each.
    Concise,
    /// Versioned JSON.
    Json,
    /// SARIF 2.1.0, for code scanning and editors.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// Issues of Azure Pipelines.
    Azure,
    /// Code Quality of GitLab.
    Gitlab,
    /// Test results.
    Junit,
    /// Reviewdog Diagnostic Format.
    Rdjson,
    /// A summary of a step, or a comment on a change.
    Markdown,
    /// One page of evidence.
    Html,
}

/// Output formats of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Severities, as on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum SeverityName {
    Info,
    Low,
    Medium,
    High,
    Critical,
}

/// Personas, as on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum PersonaName {
    Regular,
    Pedantic,
    Auditor,
}

impl From<PersonaName> for crate::policy::Persona {
    fn from(name: PersonaName) -> Self {
        match name {
            PersonaName::Regular => Self::Regular,
            PersonaName::Pedantic => Self::Pedantic,
            PersonaName::Auditor => Self::Auditor,
        }
    }
}

impl From<SeverityName> for crate::policy::Severity {
    fn from(name: SeverityName) -> Self {
        match name {
            SeverityName::Info => Self::Info,
            SeverityName::Low => Self::Low,
            SeverityName::Medium => Self::Medium,
            SeverityName::High => Self::High,
            SeverityName::Critical => Self::Critical,
        }
    }
}

fn name_and_value(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE")?;
    if name.is_empty() {
        return Err("expected NAME=VALUE".to_owned());
    }
    Ok((name.to_owned(), value.to_owned()))
}

/// Sources hold equals signs (`?ref=v1`), so the last one counts.
fn source_and_directory(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once('=') {
        Some((source, directory)) if !source.is_empty() && !directory.is_empty() => {
            Ok((source.to_owned(), directory.to_owned()))
        }
        _ => Err("expected SOURCE=DIR".to_owned()),
    }
}

fn format_and_file(text: &str) -> Result<(Format, PathBuf), String> {
    let (format, file) = text.split_once('=').ok_or("expected FORMAT=FILE, such as sarif=akslint.sarif")?;
    let format = Format::from_str(format, true).map_err(|_| {
        let names: Vec<String> = (Format::value_variants().iter())
            .filter_map(|one| one.to_possible_value().map(|value| value.get_name().to_owned()))
            .collect();
        match crate::policy::nearest(format, names.iter().map(String::as_str)) {
            Some(nearest) => format!("unknown format `{format}`; did you mean `{nearest}`?"),
            None => format!("unknown format `{format}`: one of {}", names.join(", ")),
        }
    })?;
    if file.is_empty() {
        return Err("expected a file name behind `=`".to_owned());
    }
    Ok((format, PathBuf::from(file)))
}
