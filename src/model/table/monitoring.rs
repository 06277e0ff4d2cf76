//! Diagnostic settings, workspaces, data collection.

use super::rows::{YES, api, arm, arm_type, at, azurerm, bool, from, map, number, objects, terraform, text, to};
use super::schema::SilentValue::{Number, Unknown};
use super::schema::{Kind, Link};

const TO_CLUSTER: Link = to("cluster", "cluster", "scope", "The cluster it observes.");

/// A diagnostic setting: which logs and metrics go where.
pub static DIAGNOSTIC_SETTING: Kind = Kind {
    name: "diagnosticSetting",
    doc: "A diagnostic setting: which logs and metrics of a resource go where.",
    homes: &[terraform("azurerm_monitor_diagnostic_setting"), arm_type("Microsoft.Insights/diagnosticSettings")],
    properties: &[
        text("name", "The setting's name.").azurerm(&[at("name")]),
        text("scope", "The resource it observes.").azurerm(&[at("target_resource_id")]).arm(&[arm("parent_id")]),
        objects("logs", "The logs it sends.").azurerm(&[at("enabled_log").since(3, 39), at("log").until(4, 0)]),
        text("logs[].category", "The category: kube-audit, kube-apiserver, guard, …")
            .azurerm(&[at("enabled_log[].category").since(3, 39), at("log[].category").until(4, 0)]),
        text("logs[].categoryGroup", "The group of categories: allLogs or audit.").azurerm(&[
            at("enabled_log[].category_group").since(3, 39),
            at("log[].category_group").since(3, 21).until(4, 0),
        ]),
        bool("logs[].enabled", "They are sent.").azurerm(&[at("log[].enabled").until(4, 0)]).silence(&[
            azurerm(YES, "an enabled_log block is enabled, and `enabled` of a log block defaults to true"),
            api(Unknown("`enabled` of a log is required"), "required by Microsoft.Insights types"),
        ]),
        objects("metrics", "The metrics it sends.")
            .azurerm(&[at("enabled_metric").since(4, 31), at("metric").until(5, 0)]),
        text("metrics[].category", "The category: AllMetrics.")
            .azurerm(&[at("enabled_metric[].category").since(4, 31), at("metric[].category").until(5, 0)]),
        bool("metrics[].enabled", "They are sent.").azurerm(&[at("metric[].enabled").until(5, 0)]).silence(&[
            azurerm(YES, "an enabled_metric block is enabled, and `enabled` of a metric block defaults to true"),
            api(Unknown("`enabled` of a metric is required"), "required by Microsoft.Insights types"),
        ]),
        text("workspaceId", "The Log Analytics workspace it sends to.").azurerm(&[at("log_analytics_workspace_id")]),
        text("storageAccountId", "The storage account it sends to.").azurerm(&[at("storage_account_id")]),
        text("eventHubAuthorizationRuleId", "The event hub rule it sends with.")
            .azurerm(&[at("eventhub_authorization_rule_id")]),
        text("eventHubName", "The event hub it sends to.").azurerm(&[at("eventhub_name")]),
        text("marketplacePartnerId", "The partner solution it sends to.").azurerm(&[at("partner_solution_id")]),
        text("logAnalyticsDestinationType", "Dedicated tables, or the one AzureDiagnostics table.")
            .azurerm(&[at("log_analytics_destination_type")]),
    ],
    links: &[
        TO_CLUSTER,
        to("registry", "registry", "scope", "The registry it observes."),
        to("keyVault", "keyVault", "scope", "The key vault it observes."),
        to("applicationGateway", "applicationGateway", "scope", "The application gateway it observes."),
        to("workspace", "logAnalyticsWorkspace", "workspaceId", "The workspace it sends to."),
    ],
};

/// A Log Analytics workspace.
pub static LOG_ANALYTICS_WORKSPACE: Kind = Kind {
    name: "logAnalyticsWorkspace",
    doc: "A Log Analytics workspace.",
    homes: &[terraform("azurerm_log_analytics_workspace"), arm_type("Microsoft.OperationalInsights/workspaces")],
    properties: &[
        text("name", "The workspace's name.").azurerm(&[at("name")]),
        text("location", "The Azure region.").azurerm(&[at("location")]),
        map("tags", "The tags.").azurerm(&[at("tags")]),
        text("sku.name", "The price tier.").azurerm(&[at("sku")]).arm(&[arm("properties.sku.name")]),
        number("retentionInDays", "How long data is kept.").azurerm(&[at("retention_in_days")]).silence(&[
            azurerm(
                Unknown("the workspace's tier decides how long data is kept"),
                "Azure documentation, data-retention",
            ),
            api(Unknown("the workspace's tier decides how long data is kept"), "Azure documentation, data-retention"),
        ]),
        number("workspaceCapping.dailyQuotaGb", "The daily limit; -1 is none.")
            .azurerm(&[at("daily_quota_gb")])
            .silence(&[
                azurerm(Number(-1), "defaults to -1, unlimited (azurerm schema)"),
                api(Number(-1), "unlimited unless capped (Microsoft.OperationalInsights types)"),
            ]),
    ],
    links: &[from(
        "diagnosticSettings",
        "diagnosticSetting",
        "workspace",
        "The diagnostic settings that send to it, of the same code.",
    )],
};

/// What applies a data collection rule to a resource.
pub static DATA_COLLECTION_RULE_ASSOCIATION: Kind = Kind {
    name: "dataCollectionRuleAssociation",
    doc: "What applies a data collection rule to a resource.",
    homes: &[
        terraform("azurerm_monitor_data_collection_rule_association"),
        arm_type("Microsoft.Insights/dataCollectionRuleAssociations"),
    ],
    properties: &[
        text("name", "The association's name.").azurerm(&[at("name")]),
        text("scope", "The resource it applies to.").azurerm(&[at("target_resource_id")]).arm(&[arm("parent_id")]),
        text("dataCollectionRuleId", "The rule.").azurerm(&[at("data_collection_rule_id")]),
        text("dataCollectionEndpointId", "The endpoint.").azurerm(&[at("data_collection_endpoint_id")]),
    ],
    links: &[TO_CLUSTER],
};
