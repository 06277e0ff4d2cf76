//! Who may do what: Kubernetes RBAC, Entra ID, identities, the API server.

use super::super::rows::{
    AUTOMATIC, NO, PRESET, YES, api, arm, at, automatic, azurerm, bool, object, says, text, texts,
};
use super::super::schema::Property;
use super::super::schema::SilentValue::{Absent, Computed, Unknown};
use super::super::secrets::{SOURCE, SOURCE_DOC};

const NOT_INTEGRATED: &str =
    "without an Entra ID profile the cluster is not integrated (azurerm and AKS documentation)";
const OFF: &str = "azurerm schema";
const TYPES: &str = "Microsoft.ContainerService types";
const OPEN: &str = "without ranges every address may reach the API server (AKS documentation, authorized IP ranges)";

pub(super) const ROWS: &[Property] = &[
    bool("enableRBAC", "Kubernetes role-based access control is on.")
        .azurerm(&[
            at("role_based_access_control_enabled").since(2, 99),
            at("role_based_access_control.enabled").until(3, 0),
        ])
        .silence(&[
            automatic(YES),
            azurerm(NO, "before 2.99.0 the provider sends false without the block (azurerm 2.98.0 source)")
                .until(2, 99),
            azurerm(YES, "since 2.99.0 the attribute defaults to true (azurerm schema)").since(2, 99),
            PRESET,
            api(NO, "API versions before 2020-04-01 default to no RBAC (AKS release notes 2020-05-25)")
                .until_api(2020, 4, 1),
            api(YES, "since API version 2020-04-01 RBAC is the default (AKS release notes 2020-05-25)")
                .since_api(2020, 4, 1),
        ]),
    object("aadProfile", "The Entra ID (Azure AD) integration.")
        .azurerm(&[
            at("azure_active_directory_role_based_access_control").since(2, 99),
            at("role_based_access_control.azure_active_directory").until(3, 0),
        ])
        .silence(&[
            automatic(Computed("present")),
            azurerm(Absent, NOT_INTEGRATED),
            PRESET,
            api(Absent, NOT_INTEGRATED),
        ]),
    bool("aadProfile.managed", "The integration is AKS-managed, not the retired legacy one.")
        .azurerm(&[
            at("azure_active_directory_role_based_access_control.managed").since(2, 99).until(4, 0),
            at("role_based_access_control.azure_active_directory.managed").since(2, 14).until(3, 0),
        ])
        .silence(&[
            automatic(YES),
            azurerm(Computed("absentWithoutParent"), NOT_INTEGRATED),
            azurerm(NO, "before 4.0.0 `managed` defaults to false (azurerm schema)").until(4, 0),
            azurerm(YES, "since 4.0.0 the integration is always managed (azurerm 4.0 upgrade guide)").since(4, 0),
            PRESET,
            api(Computed("absentWithoutParent"), NOT_INTEGRATED),
            api(NO, "`managed` is false unless set (Microsoft.ContainerService types)"),
        ]),
    bool("aadProfile.enableAzureRBAC", "Azure RBAC authorises access to the Kubernetes API.")
        .since_api(2021, 3, 1)
        .azurerm(&[
            at("azure_active_directory_role_based_access_control.azure_rbac_enabled").since(2, 99),
            at("role_based_access_control.azure_active_directory.azure_rbac_enabled").since(2, 57).until(3, 0),
        ])
        .silence(&[automatic(YES), azurerm(NO, OFF), PRESET, api(NO, TYPES)]),
    texts("aadProfile.adminGroupObjectIDs", "The Entra groups that administer the cluster.").azurerm(&[
        at("azure_active_directory_role_based_access_control.admin_group_object_ids").since(2, 99),
        at("role_based_access_control.azure_active_directory.admin_group_object_ids").since(2, 14).until(3, 0),
    ]),
    text("aadProfile.tenantID", "The Entra tenant that authenticates users.").azurerm(&[
        at("azure_active_directory_role_based_access_control.tenant_id").since(2, 99),
        at("role_based_access_control.azure_active_directory.tenant_id").until(3, 0),
    ]),
    text("aadProfile.clientAppID", "The client application of the retired legacy integration.").azurerm(&[
        at("azure_active_directory_role_based_access_control.client_app_id").since(2, 99).until(4, 0),
        at("role_based_access_control.azure_active_directory.client_app_id").until(3, 0),
    ]),
    text("aadProfile.serverAppID", "The server application of the retired legacy integration.").azurerm(&[
        at("azure_active_directory_role_based_access_control.server_app_id").since(2, 99).until(4, 0),
        at("role_based_access_control.azure_active_directory.server_app_id").until(3, 0),
    ]),
    text("aadProfile.serverAppSecret", "The secret of the retired legacy integration's server application.").azurerm(
        &[
            at("azure_active_directory_role_based_access_control.server_app_secret").since(2, 99).until(4, 0),
            at("role_based_access_control.azure_active_directory.server_app_secret").until(3, 0),
        ],
    ),
    text("aadProfile.serverAppSecretSource", SOURCE_DOC).silence(&SOURCE),
    bool("disableLocalAccounts", "The local (certificate) accounts are off, so that only Entra identities get in.")
        .since_api(2021, 5, 1)
        .azurerm(&[at("local_account_disabled").since(2, 71)])
        .silence(&[
            automatic(Unknown("the documentation does not say whether AKS Automatic keeps local accounts")),
            azurerm(NO, OFF),
            PRESET,
            api(NO, TYPES),
        ]),
    object("identity", "The control plane's managed identity.").azurerm(&[at("identity")]),
    text("identity.type", "The kind of the control plane's identity: SystemAssigned, UserAssigned or None.")
        .azurerm(&[at("identity.type").renamed(IDENTITY_TYPES)])
        .arm(&[arm("identity.type").renamed(IDENTITY_TYPES)]),
    texts("identity.userAssignedIdentities", "The ids of the control plane's user-assigned identities.")
        .azurerm(&[
            at("identity.identity_ids").since(3, 0),
            at("identity.user_assigned_identity_id").since(2, 44).until(3, 0).single(),
        ])
        .arm(&[arm("identity.identity_ids")]),
    object("servicePrincipalProfile", "The service principal, where there is no managed identity.")
        .azurerm(&[at("service_principal")])
        .silence(&[
            azurerm(Absent, "the provider demands an identity or a service principal (azurerm schema)"),
            api(Computed("identityDecides"), "a managed identity takes the service principal's place"),
        ]),
    text("servicePrincipalProfile.clientId", "The service principal's client id; `msi` means a managed identity.")
        .azurerm(&[at("service_principal.client_id")])
        .silence(&[
            azurerm(Absent, "the provider demands an identity or a service principal (azurerm schema)"),
            api(Computed("identityDecides"), "a managed identity takes the service principal's place"),
        ]),
    text("servicePrincipalProfile.secret", "The service principal's secret.")
        .azurerm(&[at("service_principal.client_secret")]),
    text("servicePrincipalProfile.secretSource", SOURCE_DOC).silence(&SOURCE),
    object("identityProfile.kubeletidentity", "The identity of the kubelets, which pulls images.")
        .azurerm(&[at("kubelet_identity").since(2, 63)]),
    text("identityProfile.kubeletidentity.resourceId", "The id of the kubelets' user-assigned identity.")
        .azurerm(&[at("kubelet_identity.user_assigned_identity_id").since(2, 63)]),
    text("identityProfile.kubeletidentity.clientId", "The client id of the kubelets' identity.")
        .azurerm(&[at("kubelet_identity.client_id").since(2, 63)]),
    text("identityProfile.kubeletidentity.objectId", "The principal id of the kubelets' identity.")
        .azurerm(&[at("kubelet_identity.object_id").since(2, 63)]),
    bool("oidcIssuerProfile.enabled", "The cluster issues OIDC tokens for its service accounts.")
        .since_api(2023, 2, 1)
        .azurerm(&[at("oidc_issuer_enabled").since(3, 1)])
        .silence(&[
            automatic(YES),
            azurerm(YES, "since 5.0.0 the attribute defaults to true (azurerm schema)").since(5, 0),
            azurerm(Unknown(OIDC), "AKS documentation, use-oidc-issuer").until(5, 0),
            PRESET,
            api(Unknown(OIDC), "AKS documentation, use-oidc-issuer"),
        ]),
    bool("securityProfile.workloadIdentity.enabled", "Pods get Entra identities through workload identity.")
        .since_api(2023, 3, 1)
        .azurerm(&[at("workload_identity_enabled").since(3, 27)])
        .silence(&[automatic(YES), azurerm(NO, OFF), PRESET, api(NO, TYPES)]),
    bool("podIdentityProfile.enabled", "The retired pod identity add-on is on.")
        .silence(&[azurerm(NO, "azurerm never had it"), api(NO, TYPES)]),
    bool("podIdentityProfile.allowNetworkPluginKubenet", "The retired pod identity add-on is allowed on kubenet.")
        .silence(&[azurerm(NO, "azurerm never had it"), api(NO, TYPES)]),
    texts("apiServerAccessProfile.authorizedIPRanges", "The networks that may reach the API server.")
        .azurerm(&[
            at("api_server_access_profile.authorized_ip_ranges").since(3, 39),
            at("api_server_authorized_ip_ranges").since(1, 28).until(4, 0),
            at("api_server_access.authorized_ip_ranges").only(AUTOMATIC),
        ])
        .arm(&[arm("properties.apiServerAuthorizedIPRanges").until(2019, 8, 1)])
        .silence(&[azurerm(Absent, OPEN), api(Absent, OPEN)]),
    bool("apiServerAccessProfile.enablePrivateCluster", "The API server has a private address only.")
        .azurerm(&[
            at("private_cluster_enabled").since(2, 7),
            at("private_link_enabled").since(1, 40).until(3, 0),
            at("private_cluster").presence().only(AUTOMATIC),
        ])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    bool("apiServerAccessProfile.enablePrivateClusterPublicFQDN", "A private cluster also has a public name.")
        .since_api(2021, 8, 1)
        .azurerm(&[
            at("private_cluster_public_fqdn_enabled").since(2, 73),
            at("private_cluster.public_fully_qualified_domain_name_enabled").only(AUTOMATIC),
        ])
        .silence(&[
            azurerm(NO, "the provider always sends its default, false (azurerm schema)"),
            api(
                Unknown("AKS decides whether a private cluster has a public name"),
                "AKS documentation, private-clusters",
            ),
        ]),
    text("apiServerAccessProfile.privateDNSZone", "The private DNS zone: System, None or a zone's id.")
        .azurerm(&[at("private_dns_zone_id").since(2, 47), at("private_cluster.private_dns_zone_id").only(AUTOMATIC)])
        .silence(&[
            azurerm(says("System"), "AKS makes a zone of its own (AKS documentation, private-clusters)"),
            api(says("System"), "AKS makes a zone of its own (AKS documentation, private-clusters)"),
        ]),
    bool("apiServerAccessProfile.enableVnetIntegration", "The API server is placed into the virtual network.")
        .azurerm(&[
            at("api_server_access_profile.virtual_network_integration_enabled").since(4, 46),
            at("api_server_access_profile.vnet_integration_enabled").since(3, 39).until(4, 0),
        ])
        .silence(&[automatic(YES), azurerm(NO, OFF), PRESET, api(NO, TYPES)]),
    text("apiServerAccessProfile.subnetId", "The subnet the API server is placed into.").azurerm(&[
        at("api_server_access_profile.subnet_id").since(4, 46),
        at("api_server_access_profile.subnet_id").since(3, 39).until(4, 0),
        at("api_server_access.subnet_id").only(AUTOMATIC),
    ]),
    bool("apiServerAccessProfile.disableRunCommand", "Commands cannot be run in the cluster through the Azure API.")
        .since_api(2022, 1, 1)
        .azurerm(&[at("run_command_enabled").since(3, 4).inverted()])
        .silence(&[
            azurerm(NO, "running commands is allowed unless switched off (azurerm schema)"),
            api(NO, "running commands is allowed unless switched off (AKS documentation, command-invoke)"),
        ]),
    text("publicNetworkAccess", "Whether the cluster may be reached from public networks: Enabled or Disabled.")
        .azurerm(&[at("public_network_access_enabled").since(2, 91).until(4, 0).ignored(3, 71).renamed(ENABLED)])
        .silence(&[
            azurerm(says("Enabled"), "since 3.71.0 the provider does not send it (azurerm source)"),
            api(says("Enabled"), "enabled unless disabled (Microsoft.ContainerService types)"),
        ]),
    text("windowsProfile.adminUsername", "The administrator of Windows nodes.")
        .azurerm(&[at("windows_profile.admin_username")]),
    text("windowsProfile.adminPassword", "The administrator's password on Windows nodes.")
        .azurerm(&[at("windows_profile.admin_password")]),
    text("windowsProfile.adminPasswordSource", SOURCE_DOC).silence(&SOURCE),
    text("linuxProfile.adminUsername", "The administrator of Linux nodes.")
        .azurerm(&[at("linux_profile.admin_username")]),
    text("linuxProfile.sshPublicKey", "The public key of the administrator of Linux nodes.")
        .azurerm(&[at("linux_profile.ssh_key.key_data")])
        .arm(&[arm("properties.linuxProfile.ssh.publicKeys.keyData")]),
    text(
        "linuxProfile.sshKeySource",
        "`generated` where Terraform makes the private key, which then stands in its state, else `given`.",
    )
    .silence(&[
        azurerm(Computed("keySource"), "where the key comes from"),
        api(Computed("keySource"), "where the key comes from"),
    ]),
];

const OIDC: &str = "Azure decides whether the OIDC issuer is on: it is for new clusters with Kubernetes 1.34 or newer";

const IDENTITY_TYPES: &[(&str, &str)] =
    &[("SystemAssigned", "SystemAssigned"), ("UserAssigned", "UserAssigned"), ("None", "None")];

const ENABLED: &[(&str, &str)] = &[("true", "Enabled"), ("false", "Disabled")];
