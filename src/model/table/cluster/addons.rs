//! Add-ons, ingress, monitoring.

use super::super::rows::{
    AUTOMATIC, NO, PRESET, YES, api, arm, at, automatic, azurerm, bool, object, objects, says, text, texts,
};
use super::super::schema::Property;
use super::super::schema::SilentValue::{Computed, Unknown};

const OFF: &str = "azurerm schema";
const TYPES: &str = "Microsoft.ContainerService types";

pub(super) const ROWS: &[Property] = &[
    bool("addonProfiles.azurepolicy.enabled", "The Azure Policy add-on is on.")
        .since_api(2021, 3, 1)
        .azurerm(&[
            at("azure_policy_enabled").since(2, 97),
            at("addon_profile.azure_policy.enabled").since(1, 36).until(3, 0),
        ])
        .silence(&[
            automatic(YES),
            azurerm(NO, "the provider always sends its default, false"),
            PRESET,
            api(NO, TYPES),
        ]),
    bool("addonProfiles.omsagent.enabled", "Container Insights is on.")
        .azurerm(&[at("oms_agent").since(2, 97).presence(), at("addon_profile.oms_agent.enabled").until(3, 0)])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    text("addonProfiles.omsagent.config.logAnalyticsWorkspaceResourceID", "The workspace it writes to.").azurerm(&[
        at("oms_agent.log_analytics_workspace_id").since(2, 97),
        at("addon_profile.oms_agent.log_analytics_workspace_id").until(3, 0),
    ]),
    bool("addonProfiles.omsagent.config.useAADAuth", "It authenticates with a managed identity.")
        .azurerm(&[at("oms_agent.msi_auth_for_monitoring_enabled").since(3, 47)])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    bool("addonProfiles.httpApplicationRouting.enabled", "The retired HTTP application routing add-on is on.")
        .azurerm(&[
            at("http_application_routing_enabled").since(2, 97),
            at("addon_profile.http_application_routing.enabled").until(3, 0),
        ])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    bool("addonProfiles.azureKeyvaultSecretsProvider.enabled", "The Secrets Store CSI driver for Key Vault is on.")
        .since_api(2021, 8, 1)
        .azurerm(&[
            at("key_vault_secrets_provider").since(2, 97).presence(),
            at("addon_profile.azure_keyvault_secrets_provider.enabled").since(2, 89).until(3, 0),
        ])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    bool("addonProfiles.azureKeyvaultSecretsProvider.config.enableSecretRotation", "It refreshes mounted secrets.")
        .since_api(2021, 8, 1)
        .azurerm(&[
            at("key_vault_secrets_provider.secret_rotation_enabled").since(2, 97),
            at("addon_profile.azure_keyvault_secrets_provider.secret_rotation_enabled").since(2, 89).until(3, 0),
        ])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    text("addonProfiles.azureKeyvaultSecretsProvider.config.rotationPollInterval", "How often it refreshes.")
        .azurerm(&[
            at("key_vault_secrets_provider.secret_rotation_interval").since(2, 97),
            at("addon_profile.azure_keyvault_secrets_provider.secret_rotation_interval").since(2, 89).until(3, 0),
        ])
        .silence(&[
            azurerm(says("2m"), "defaults to two minutes (azurerm schema)"),
            api(says("2m"), "defaults to two minutes (AKS documentation, csi-secrets-store-driver)"),
        ]),
    bool("addonProfiles.openServiceMesh.enabled", "The Open Service Mesh add-on, which retires, is on.")
        .azurerm(&[
            at("open_service_mesh_enabled").since(2, 97),
            at("addon_profile.open_service_mesh.enabled").since(2, 82).until(3, 0),
        ])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    bool("addonProfiles.ingressApplicationGateway.enabled", "The Application Gateway ingress controller is on.")
        .azurerm(&[
            at("ingress_application_gateway").since(2, 97).presence(),
            at("addon_profile.ingress_application_gateway.enabled").since(2, 57).until(3, 0),
        ])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    text("addonProfiles.ingressApplicationGateway.config.applicationGatewayId", "The gateway it drives.").azurerm(&[
        at("ingress_application_gateway.gateway_id").since(2, 97),
        at("addon_profile.ingress_application_gateway.gateway_id").since(2, 57).until(3, 0),
    ]),
    text("addonProfiles.ingressApplicationGateway.config.applicationGatewayName", "The gateway it makes.").azurerm(&[
        at("ingress_application_gateway.gateway_name").since(2, 97),
        at("addon_profile.ingress_application_gateway.gateway_name").since(2, 57).until(3, 0),
    ]),
    text("addonProfiles.ingressApplicationGateway.config.subnetId", "The subnet of the gateway it makes.").azurerm(&[
        at("ingress_application_gateway.subnet_id").since(2, 97),
        at("addon_profile.ingress_application_gateway.subnet_id").since(2, 57).until(3, 0),
    ]),
    text("addonProfiles.ingressApplicationGateway.config.subnetCIDR", "The addresses of the gateway it makes.")
        .azurerm(&[
            at("ingress_application_gateway.subnet_cidr").since(2, 97),
            at("addon_profile.ingress_application_gateway.subnet_cidr").since(2, 57).until(3, 0),
        ]),
    bool("addonProfiles.kubeDashboard.enabled", "The Kubernetes dashboard add-on, long removed, is on.")
        .azurerm(&[at("addon_profile.kube_dashboard.enabled").since(1, 34).until(3, 0)])
        .silence(&[
            azurerm(NO, "off since Kubernetes 1.18 (AKS release notes 2020-05)"),
            api(NO, "off since Kubernetes 1.18 (AKS release notes 2020-05)"),
        ]),
    bool("addonProfiles.aciConnectorLinux.enabled", "Virtual nodes (container instances) are on.")
        .azurerm(&[
            at("aci_connector_linux").since(2, 97).presence(),
            at("addon_profile.aci_connector_linux.enabled").until(3, 0),
        ])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    text("addonProfiles.aciConnectorLinux.config.SubnetName", "The subnet of virtual nodes.").azurerm(&[
        at("aci_connector_linux.subnet_name").since(2, 97),
        at("addon_profile.aci_connector_linux.subnet_name").until(3, 0),
    ]),
    bool("addonProfiles.ACCSGXDevicePlugin.enabled", "The confidential computing add-on is on.")
        .azurerm(&[at("confidential_computing").since(3, 42).presence()])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    bool("ingressProfile.webAppRouting.enabled", "The application routing add-on is on.")
        .azurerm(&[
            at("web_app_routing").since(3, 30).presence(),
            at("web_app_routing_ingress").presence().only(AUTOMATIC),
        ])
        .silence(&[
            automatic(Unknown("the documentation does not say whether AKS Automatic keeps application routing on")),
            azurerm(NO, OFF),
            PRESET,
            api(NO, TYPES),
        ]),
    texts("ingressProfile.webAppRouting.dnsZoneResourceIds", "The DNS zones it writes to.")
        .azurerm(&[
            at("web_app_routing.dns_zone_ids").since(3, 107),
            at("web_app_routing.dns_zone_id").since(3, 30).until(4, 0).single(),
            at("web_app_routing_ingress.dns_zone_ids").only(AUTOMATIC),
        ])
        .arm(&[arm("properties.ingressProfile.webAppRouting.dnsZoneResourceId").until(2023, 8, 1).single()]),
    text("ingressProfile.webAppRouting.nginx.defaultIngressControllerType", "Who may reach its NGINX controller.")
        .azurerm(&[
            at("web_app_routing.default_nginx_controller").since(4, 36),
            at("web_app_routing_ingress.default_nginx_controller").only(AUTOMATIC),
        ])
        .silence(&[
            azurerm(says("AnnotationControlled"), "defaults to AnnotationControlled (azurerm schema)"),
            api(says("AnnotationControlled"), "defaults to AnnotationControlled (Microsoft.ContainerService types)"),
        ]),
    object("serviceMeshProfile", "The Istio add-on.")
        .azurerm(&[at("service_mesh_profile").since(3, 54), at("service_mesh").only(AUTOMATIC)]),
    text("serviceMeshProfile.mode", "Istio or Disabled.")
        .azurerm(&[at("service_mesh_profile.mode").since(3, 54)])
        .silence(&[
            azurerm(Computed("absentWithoutParent"), OFF),
            azurerm(says("Istio"), "the block means Istio (azurerm documentation)").only(AUTOMATIC),
            azurerm(says("Disabled"), OFF),
            api(Computed("absentWithoutParent"), TYPES),
            api(says("Disabled"), TYPES),
        ]),
    texts("serviceMeshProfile.istio.revisions", "The Istio revisions, two during an upgrade.")
        .azurerm(&[at("service_mesh_profile.revisions").since(3, 54), at("service_mesh.revisions").only(AUTOMATIC)]),
    objects("serviceMeshProfile.istio.components.ingressGateways", "The Istio ingress gateways.")
        .silence(&[azurerm(Computed("istioGateways"), "internal and external gateways are off unless switched on")]),
    bool("serviceMeshProfile.istio.components.ingressGateways[].enabled", "The gateway is on."),
    text("serviceMeshProfile.istio.components.ingressGateways[].mode", "External or Internal."),
    bool("azureMonitorProfile.metrics.enabled", "Managed Prometheus collects metrics.")
        .azurerm(&[at("monitor_metrics").since(3, 36).presence()])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    bool("azureMonitorProfile.metrics.controlPlane.enabled", "It also collects control plane metrics.")
        .silence(&[azurerm(NO, "azurerm cannot set it"), api(NO, TYPES)]),
    bool("azureMonitorProfile.containerInsights.enabled", "Container Insights in its newer shape (preview).")
        .silence(&[azurerm(NO, "azurerm cannot set it"), api(NO, TYPES)]),
    bool("azureMonitorProfile.appMonitoring.autoInstrumentation.enabled", "Applications are instrumented for them.")
        .silence(&[azurerm(NO, "azurerm cannot set it"), api(NO, TYPES)]),
    bool("metricsProfile.costAnalysis.enabled", "Cost analysis by namespace is on.")
        .azurerm(&[at("cost_analysis_enabled")])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    bool("workloadAutoScalerProfile.keda.enabled", "KEDA is on.")
        .azurerm(&[at("workload_autoscaler_profile.keda_enabled")])
        .silence(&[automatic(YES), azurerm(NO, OFF), PRESET, api(NO, TYPES)]),
    bool("workloadAutoScalerProfile.verticalPodAutoscaler.enabled", "The vertical pod autoscaler is on.")
        .azurerm(&[at("workload_autoscaler_profile.vertical_pod_autoscaler_enabled")])
        .silence(&[automatic(YES), azurerm(NO, OFF), PRESET, api(NO, TYPES)]),
    text("bootstrapProfile.artifactSource", "Where nodes get their images: Direct, or Cache (network isolated).")
        .azurerm(&[at("bootstrap_profile.artifact_source")])
        .silence(&[
            azurerm(says("Direct"), "defaults to Direct (azurerm schema)"),
            api(says("Direct"), "defaults to Direct (Microsoft.ContainerService types)"),
        ]),
    text("bootstrapProfile.containerRegistryId", "The registry that caches them.")
        .azurerm(&[at("bootstrap_profile.container_registry_id")]),
];
