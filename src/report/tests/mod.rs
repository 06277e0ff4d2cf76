//! A small estate, judged by hand, and what each format makes of it.

mod catalogue;
mod collect;
mod hostile;
mod json;
mod pipelines;
mod sarif;
mod text;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::*;
use crate::document::{Call, Cause, Language, Problem, ProblemKind, Reason, StepKind, Trail, Version, VersionRange};
use crate::model::table::{Column, Silence, SilentValue};
use crate::model::{How, ResourceId};
use crate::policy::{Confidence, Evidence, Outcome, Persona, Severity, Verdict};
use crate::source::{FileId, Sources, Span};

const MODULE: &str = r#"variable "private" {
  default = true
}

variable "ranges" {}

resource "azurerm_kubernetes_cluster" "this" {
  name                    = "demo"
  private_cluster_enabled = var.private
  local_account_disabled  = false

  api_server_access_profile {
    authorized_ip_ranges = var.ranges
  }
}
"#;

const ROOT: &str = r#"variable "private" {
  type = bool
}

module "aks" {
  source  = "../modules/aks"
  private = var.private
  ranges  = ["0.0.0.0/0"]
}
"#;

const PROD: &str = "# production\nprivate = false\nsecret  = \"hunter2!\"\n";

static OFF: Silence = Silence {
    column: Column::Azurerm,
    versions: VersionRange::from(Version(3, 0, 0)),
    resource_type: "",
    value: SilentValue::Bool(false),
    source: "azurerm 3.0 upgrade guide",
};

/// The files of the estate, and where things stand in them.
struct Estate {
    sources: Sources,
    module: FileId,
    root: FileId,
    prod: FileId,
}

impl Estate {
    fn new() -> Self {
        let sources = Sources::in_memory();
        let module = sources.add("modules/aks/main.tf", MODULE);
        let root = sources.add("infra/main.tf", ROOT);
        let prod = sources.add("infra/prod.tfvars", PROD);
        Self { sources, module, root, prod }
    }

    /// Where a text stands; it must stand there once.
    fn at(&self, file: FileId, needle: &str) -> Span {
        let text = &self.sources.file(file).text;
        assert_eq!(text.matches(needle).count(), 1, "{needle}");
        let start = text.find(needle).unwrap();
        Span::new(file, start, start + needle.len())
    }

    fn header(&self) -> Span {
        self.at(self.module, "resource \"azurerm_kubernetes_cluster\" \"this\"")
    }

    /// The cluster, called by the root in an environment.
    fn cluster(&self, environment: Option<&str>) -> ResourceInfo {
        ResourceInfo {
            root: "infra".into(),
            environment: environment.map(Into::into),
            is_called: false,
            address: "module.aks.azurerm_kubernetes_cluster.this".into(),
            path: None,
            kind: "cluster",
            language: Language::Terraform,
            is_azapi: false,
            cluster: Some("module.aks.azurerm_kubernetes_cluster.this".into()),
            header: self.header(),
            calls: [Call { address: "module.aks".into(), header: self.at(self.root, "module \"aks\"") }].into(),
        }
    }

    /// `private_cluster_enabled` is false because production's file of values says so.
    fn value_file(&self) -> Evidence {
        let trail = Trail::literal(Span::new(self.prod, 23, 28))
            .through(StepKind::ValueFile, "infra/prod.tfvars".into(), self.at(self.prod, "private = false"))
            .through(StepKind::Argument, "private".into(), self.at(self.root, "private = var.private"));
        self.written("private_cluster_enabled = var.private", "`private_cluster_enabled` is false", trail)
    }

    /// `authorized_ip_ranges` is the module call's literal.
    fn call_literal(&self) -> Evidence {
        let literal = self.at(self.root, "\"0.0.0.0/0\"");
        let trail = Trail::literal(literal).through(
            StepKind::Argument,
            "ranges".into(),
            self.at(self.root, "ranges  = [\"0.0.0.0/0\"]"),
        );
        let text = "`authorized_ip_ranges` is [\"0.0.0.0/0\"]";
        self.written("authorized_ip_ranges = var.ranges", text, trail)
    }

    /// `private_cluster_enabled` is the module's own default.
    fn module_default(&self) -> Evidence {
        let step = self.at(self.module, "default = true");
        let literal = Span::new(self.module, step.end as usize - 4, step.end as usize);
        let trail = Trail::literal(literal).through(StepKind::Default, "var.private".into(), step);
        self.written("private_cluster_enabled = var.private", "`private_cluster_enabled` is true", trail)
    }

    fn written(&self, attribute: &str, text: &str, trail: Trail) -> Evidence {
        let span = self.at(self.module, attribute);
        Evidence { span, text: text.to_owned(), trail, ..self.silent("") }
    }

    /// Nothing is written, and that means off.
    fn silent(&self, text: &str) -> Evidence {
        Evidence {
            resource: ResourceId(0),
            span: self.header(),
            text: text.to_owned(),
            data: crate::document::Data::Null,
            how: if text.is_empty() { How::Written } else { How::Silent(&OFF) },
            trail: Trail::default(),
            reason: None,
            is_sensitive: false,
        }
    }

    /// `var.ranges` has no value.
    fn unknown(&self) -> Evidence {
        let declared = self.at(self.module, "variable \"ranges\"");
        let reason = Reason::new(Cause::NoValue, "var.ranges", "var.ranges has no value").at(declared);
        let text = "`authorized_ip_ranges` is not known because var.ranges has no value";
        let evidence = self.written("authorized_ip_ranges = var.ranges", text, Trail::default());
        Evidence { reason: Some(Arc::new(reason)), ..evidence }
    }
}

fn verdict(policy: usize, outcome: Outcome, evidence: Vec<Evidence>) -> Verdict {
    Verdict {
        policy,
        resource: ResourceId(0),
        outcome,
        severity: if policy == 0 { Severity::Critical } else { Severity::Medium },
        evidence,
        is_exhausted: false,
    }
}

fn policies() -> Vec<PolicyInfo<'static>> {
    let policy = PolicyInfo {
        id: "aks-api-server-restricted",
        title: "The API server is private or limited to known addresses",
        severity: Severity::Critical,
        confidence: Confidence::High,
        persona: Persona::Regular,
        resource: "cluster",
        when: None,
        require: "cluster.apiServerAccessProfile.enablePrivateCluster",
        message: "the API server accepts connections from any address",
        fix_azurerm: "set `private_cluster_enabled = true`",
        fix_azapi: "set `apiServerAccessProfile.enablePrivateCluster` to true",
        fix_bicep: "set `apiServerAccessProfile.enablePrivateCluster` to true",
        cost: Some("cluster-replacement"),
        fixable: None,
        since: Some("0.1.0"),
        guidance: vec!["M16"],
        aliases: vec!["CKV_AZURE_6"],
        controls: vec![],
        query: Some("resources\n| where type =~ 'Microsoft.ContainerService/managedClusters'\n"),
        links: vec!["https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges"],
        options: vec![OptionInfo { name: "most", default: 3.into(), doc: "how many" }],
        help_markdown: "Whoever reaches the API server can try credentials on it.\n\n## Bad\n\n```terraform\nresource {}\n```\n",
    };
    let local = PolicyInfo {
        id: "aks-local-accounts-disabled",
        title: "Local accounts are disabled",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        message: "local accounts are enabled",
        fix_azurerm: "set `local_account_disabled = true`",
        fix_azapi: "set `disableLocalAccounts` to true",
        fix_bicep: "set `disableLocalAccounts` to true",
        links: vec![],
        ..policy.clone()
    };
    vec![policy, local]
}

/// The report of these verdicts, in one environment.
fn report_of(estate: &Estate, verdicts: Vec<Verdict>) -> Report {
    let judged = Judged { resources: vec![estate.cluster(None)], verdicts, ..Judged::default() };
    collect(&estate.sources, &policies(), &[judged], &BTreeMap::new(), Vec::new())
}

/// One of everything: two environments of which one fails, a module call, silence, an undecided verdict, problems.
fn whole(estate: &Estate) -> Report {
    let local = |estate: &Estate| {
        let evidence = estate.written(
            "local_account_disabled  = false",
            "`local_account_disabled` is false",
            Trail::literal(estate.at(estate.module, "local_account_disabled  = false")),
        );
        verdict(1, Outcome::Fail, vec![evidence])
    };
    let prod = Judged {
        resources: vec![estate.cluster(Some("prod"))],
        verdicts: vec![
            verdict(0, Outcome::Fail, vec![estate.value_file(), estate.silent("`authorized_ip_ranges` is not set")]),
            local(estate),
        ],
        ..Judged::default()
    };
    let dev = Judged {
        resources: vec![estate.cluster(Some("dev"))],
        verdicts: vec![verdict(0, Outcome::Undecided, vec![estate.unknown()]), local(estate)],
        ..Judged::default()
    };
    let roots = BTreeMap::from([(
        Arc::from("infra"),
        RootInfo {
            environments: vec!["dev".into(), "prod".into()],
            value_files: vec![ValueFile { path: "infra/dev values.tfvars".into(), names: vec!["ranges".into()] }],
        },
    )]);
    let problems = vec![
        Problem::at(ProblemKind::Syntax, estate.at(estate.root, "type = bool"), "an argument is expected here")
            .help("write `type = bool`"),
        Problem::with_path(ProblemKind::Io, "infra/locked.tf", "cannot be read: permission denied"),
        Problem::at(ProblemKind::Note, estate.at(estate.root, "module \"aks\""), "a note"),
    ];
    let mut report = collect(&estate.sources, &policies(), &[prod, dev], &roots, problems);
    report.summary.files = 7;
    report.summary.read = 3;
    report.summary.unread = 2;
    report.hidden.push(exempt(estate, &report.findings[0]));
    report.summary.as_of = "2026-11-23".to_owned();
    report
}

/// The same finding in a staging environment, where it is exempt.
fn exempt(estate: &Estate, finding: &Finding) -> Hidden {
    let mut finding = finding.clone();
    finding.occurrences[0].environment = Some("staging".into());
    let by = HiddenBy::Exemption(Exemption {
        owner: "team-a".to_owned(),
        category: ExemptionCategory::Waiver,
        ticket: Some("RISK-7".to_owned()),
        expires: Some(jiff::civil::date(2027, 1, 31)),
        reason: "the jump host moves in January".to_owned(),
        place: estate.at(estate.root, "module \"aks\""),
    });
    Hidden { finding, by }
}

/// `path:line:column` of a label, for assertions.
fn place(estate: &Estate, label: &Label) -> String {
    let place = Places::new(&estate.sources).place(label.span);
    format!("{}:{}:{}", place.path, place.start.line, place.start.column)
}
