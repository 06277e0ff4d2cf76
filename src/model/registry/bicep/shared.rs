//! What the resource modules have in common: diagnostic settings, role assignments.

use super::super::schema::{ModuleInput, Read, argument, passed, row};
use crate::model::table::SilentValue;
use crate::model::table::SilentValue::{Absent, Unknown};

/// Every resource module takes the same two lists (specification of the Azure Verified Modules, interfaces).
const SETTINGS: &str =
    "avm/res/container-service/managed-cluster 0.1 to 0.12, main.bicep; the same in every resource module";

const NAMED: &str = "the module makes the name from the cluster's";

/// A row of a Bicep module with a default of its own.
pub(super) const fn told(
    property: &'static str,
    path: &'static str,
    default: SilentValue,
    source: &'static str,
) -> ModuleInput {
    argument(property, path, default, source).arm()
}

/// A row of a Bicep module that reads otherwise than by one argument.
pub(super) const fn made(
    property: &'static str,
    read: Read,
    default: SilentValue,
    source: &'static str,
) -> ModuleInput {
    row(property, read, default, source).arm()
}

/// `diagnosticSettings[]`.
pub(super) const DIAGNOSTIC_ROWS: &[ModuleInput] = &[
    told("name", "each.name", Unknown(NAMED), SETTINGS),
    passed("workspaceId", "each.workspaceResourceId", SETTINGS),
    passed("storageAccountId", "each.storageAccountResourceId", SETTINGS),
    passed("eventHubAuthorizationRuleId", "each.eventHubAuthorizationRuleResourceId", SETTINGS),
    passed("eventHubName", "each.eventHubName", SETTINGS),
    passed("marketplacePartnerId", "each.marketplacePartnerResourceId", SETTINGS),
    passed("logAnalyticsDestinationType", "each.logAnalyticsDestinationType", SETTINGS),
    made(
        "logs",
        Read::Settings("each.logCategoriesAndGroups", "categoryGroup", "allLogs"),
        Unknown("the module's default is the group allLogs"),
        SETTINGS,
    ),
    made(
        "metrics",
        Read::Settings("each.metricCategories", "category", "AllMetrics"),
        Unknown("the module's default is AllMetrics"),
        SETTINGS,
    ),
];

/// `roleAssignments[]`.
pub(super) const ROLE_ROWS: &[ModuleInput] = &[
    told("name", "each.name", Unknown("the module makes a GUID"), SETTINGS),
    passed("principalId", "each.principalId", SETTINGS),
    passed("principalType", "each.principalType", SETTINGS),
    passed("condition", "each.condition", SETTINGS),
    made("roleDefinitionName", Read::RoleName("each.roleDefinitionIdOrName"), Absent, SETTINGS),
    made("roleDefinitionId", Read::RoleId("each.roleDefinitionIdOrName"), Absent, SETTINGS),
];
