//! The cluster's network profile.

use super::super::rows::{
    NO, PRESET, api, arm, at, automatic, azurerm, bool, number, object, objects, says, text, texts,
};
use super::super::schema::Property;
use super::super::schema::SilentValue::{Absent, Computed, Texts, Unknown};

const OFF: &str = "azurerm schema";
const TYPES: &str = "Microsoft.ContainerService types";
const PLUGIN: &str = "the documentation disagrees on the network plugin AKS takes when none is chosen";
const PLUGIN_SOURCE: &str =
    "azurerm documentation says kubenet, AKS documentation (azure-cni-overlay) says Azure CNI Overlay";
const RANGES: &str = "AKS documentation, configure-kubenet and azure-cni-overlay";
const NO_ENGINE: &str = "without a network policy engine none is installed (AKS documentation, use-network-policies)";

const PLUGINS: &[(&str, &str)] = &[("azure", "azure"), ("kubenet", "kubenet"), ("none", "none")];
const POLICIES: &[(&str, &str)] = &[("calico", "calico"), ("azure", "azure"), ("cilium", "cilium"), ("none", "none")];
const DATAPLANES: &[(&str, &str)] = &[("azure", "azure"), ("cilium", "cilium")];
const OVERLAY: &[(&str, &str)] = &[("overlay", "overlay")];
const OUTBOUND: &[(&str, &str)] = &[
    ("loadBalancer", "loadBalancer"),
    ("userDefinedRouting", "userDefinedRouting"),
    ("managedNATGateway", "managedNATGateway"),
    ("userAssignedNATGateway", "userAssignedNATGateway"),
    ("none", "none"),
    ("block", "block"),
];
const SKUS: &[(&str, &str)] = &[("basic", "basic"), ("standard", "standard")];
const MODES: &[(&str, &str)] = &[("bridge", "bridge"), ("transparent", "transparent")];

pub(super) const ROWS: &[Property] = &[
    object("networkProfile", "The network profile.").azurerm(&[at("network_profile")]),
    text("networkProfile.networkPlugin", "The network plugin: azure, kubenet or none.")
        .azurerm(&[at("network_profile.network_plugin").renamed(PLUGINS)])
        .arm(&[arm("properties.networkProfile.networkPlugin").renamed(PLUGINS)])
        .silence(&[
            automatic(says("azure")),
            azurerm(Unknown(PLUGIN), PLUGIN_SOURCE),
            PRESET,
            api(Unknown(PLUGIN), PLUGIN_SOURCE),
        ]),
    text("networkProfile.networkPluginMode", "`overlay` where pods have addresses of their own space.")
        .azurerm(&[at("network_profile.network_plugin_mode").since(3, 35).renamed(OVERLAY)])
        .arm(&[arm("properties.networkProfile.networkPluginMode").renamed(OVERLAY)])
        .silence(&[
            automatic(says("overlay")),
            azurerm(Computed("pluginMode"), PLUGIN_SOURCE),
            azurerm(Absent, "`azure` without a mode places pods into the node subnet (azurerm documentation)"),
            PRESET,
            api(Computed("pluginMode"), PLUGIN_SOURCE),
            api(Absent, "`azure` without a mode places pods into the node subnet (AKS documentation)"),
        ]),
    text("networkProfile.networkPolicy", "The network policy engine: calico, azure, cilium or none.")
        .azurerm(&[at("network_profile.network_policy").renamed(POLICIES)])
        .arm(&[arm("properties.networkProfile.networkPolicy").renamed(POLICIES)])
        .silence(&[
            automatic(says("cilium")),
            azurerm(Computed("ciliumPolicy"), NO_ENGINE),
            azurerm(Absent, NO_ENGINE),
            PRESET,
            api(Computed("ciliumPolicy"), NO_ENGINE),
            api(Absent, NO_ENGINE),
        ]),
    text("networkProfile.networkDataplane", "The data plane: azure or cilium.")
        .azurerm(&[
            at("network_profile.network_data_plane").since(3, 108).renamed(DATAPLANES),
            at("network_profile.ebpf_data_plane").since(3, 35).until(4, 0).renamed(DATAPLANES),
        ])
        .arm(&[
            arm("properties.networkProfile.networkDataplane").renamed(DATAPLANES),
            arm("properties.networkProfile.ebpfDataplane").until(2023, 2, 1).renamed(DATAPLANES),
        ])
        .silence(&[
            automatic(says("cilium")),
            azurerm(says("azure"), "the data plane defaults to azure (azurerm schema)"),
            PRESET,
            api(says("azure"), "the data plane defaults to azure (Microsoft.ContainerService types)"),
        ]),
    bool("networkProfile.advancedNetworking.enabled", "Advanced Container Networking Services are on.")
        .azurerm(&[at("network_profile.advanced_networking").since(4, 45).presence()])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    bool("networkProfile.advancedNetworking.observability.enabled", "Its observability is on.")
        .azurerm(&[at("network_profile.advanced_networking.observability_enabled").since(4, 45)])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    bool("networkProfile.advancedNetworking.security.enabled", "Its security (FQDN and L7 filtering) is on.")
        .azurerm(&[at("network_profile.advanced_networking.security_enabled").since(4, 45)])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    text("networkProfile.advancedNetworking.security.advancedNetworkPolicies", "L7, FQDN or None."),
    text("networkProfile.advancedNetworking.security.transitEncryption.type", "WireGuard or None."),
    text("networkProfile.podCidr", "The addresses of pods, where they have a space of their own.")
        .azurerm(&[at("network_profile.pod_cidr")])
        .silence(&[azurerm(Computed("podCidr"), RANGES), api(Computed("podCidr"), RANGES)]),
    texts("networkProfile.podCidrs", "The addresses of pods, one range for each IP family.")
        .azurerm(&[at("network_profile.pod_cidrs").since(3, 26)])
        .silence(&[azurerm(Computed("singularList"), RANGES), api(Computed("singularList"), RANGES)]),
    text("networkProfile.serviceCidr", "The addresses of services.")
        .azurerm(&[at("network_profile.service_cidr")])
        .silence(&[azurerm(says("10.0.0.0/16"), RANGES), api(says("10.0.0.0/16"), RANGES)]),
    texts("networkProfile.serviceCidrs", "The addresses of services, one range for each IP family.")
        .azurerm(&[at("network_profile.service_cidrs").since(3, 26)])
        .silence(&[azurerm(Computed("singularList"), RANGES), api(Computed("singularList"), RANGES)]),
    text("networkProfile.dnsServiceIP", "The address of the cluster's DNS service.")
        .azurerm(&[at("network_profile.dns_service_ip")])
        .silence(&[azurerm(Computed("dnsServiceIP"), RANGES), api(Computed("dnsServiceIP"), RANGES)]),
    text("networkProfile.dockerBridgeCidr", "The Docker bridge's addresses; without effect since containerd.")
        .azurerm(&[at("network_profile.docker_bridge_cidr").until(4, 0).ignored(3, 49)]),
    texts("networkProfile.ipFamilies", "The IP families, IPv4 and IPv6.")
        .azurerm(&[at("network_profile.ip_versions")])
        .silence(&[
            azurerm(Texts(&["IPv4"]), "single stack unless both are named (AKS documentation)"),
            api(Texts(&["IPv4"]), "single stack unless both are named (AKS documentation)"),
        ]),
    text("networkProfile.outboundType", "The way out of the cluster.")
        .azurerm(&[at("network_profile.outbound_type").since(2, 5).renamed(OUTBOUND)])
        .arm(&[arm("properties.networkProfile.outboundType").renamed(OUTBOUND)])
        .silence(&[
            automatic(Unknown("AKS Automatic chooses the way out by the network it is given")),
            azurerm(says("loadBalancer"), "defaults to loadBalancer (azurerm schema)"),
            PRESET,
            api(says("loadBalancer"), "defaults to loadBalancer (Microsoft.ContainerService types)"),
        ]),
    text("networkProfile.loadBalancerSku", "The load balancer's SKU: basic (retired) or standard.")
        .azurerm(&[at("network_profile.load_balancer_sku").renamed(SKUS)])
        .arm(&[arm("properties.networkProfile.loadBalancerSku").renamed(SKUS)])
        .silence(&[
            azurerm(says("basic"), "before 2.0.0 the attribute defaults to Basic (azurerm schema)").until(2, 0),
            azurerm(says("standard"), "since 2.0.0 the attribute defaults to Standard (azurerm schema)").since(2, 0),
            api(says("basic"), "AKS release notes 2020-05-25").until_api(2020, 4, 1),
            api(says("standard"), "since API version 2020-04-01 (AKS release notes 2020-05-25)").since_api(2020, 4, 1),
        ]),
    number("networkProfile.loadBalancerProfile.managedOutboundIPs.count", "Managed outbound IPv4 addresses.")
        .azurerm(&[at("network_profile.load_balancer_profile.managed_outbound_ip_count")]),
    number("networkProfile.loadBalancerProfile.allocatedOutboundPorts", "Source ports for each node.")
        .azurerm(&[at("network_profile.load_balancer_profile.outbound_ports_allocated")]),
    objects(
        "networkProfile.loadBalancerProfile.outboundIPs.publicIPs",
        "Public addresses of your own that the load balancer uses on the way out.",
    )
    .azurerm(&[at("network_profile.load_balancer_profile.outbound_ip_address_ids")]),
    text("networkProfile.loadBalancerProfile.outboundIPs.publicIPs[].id", "The address's id.")
        .azurerm(&[at("network_profile.load_balancer_profile.outbound_ip_address_ids[]")]),
    objects(
        "networkProfile.loadBalancerProfile.outboundIPPrefixes.publicIPPrefixes",
        "Prefixes of your own that the load balancer uses on the way out.",
    )
    .azurerm(&[at("network_profile.load_balancer_profile.outbound_ip_prefix_ids")]),
    text("networkProfile.loadBalancerProfile.outboundIPPrefixes.publicIPPrefixes[].id", "The prefix's id.")
        .azurerm(&[at("network_profile.load_balancer_profile.outbound_ip_prefix_ids[]")]),
    number(
        "networkProfile.natGatewayProfile.managedOutboundIPProfile.count",
        "Addresses of the NAT gateway AKS makes.",
    )
    .azurerm(&[at("network_profile.nat_gateway_profile.managed_outbound_ip_count")]),
    text("networkProfile.networkMode", "The Azure CNI mode: transparent, or bridge (old).")
        .azurerm(&[at("network_profile.network_mode").since(2, 42).renamed(MODES)])
        .arm(&[arm("properties.networkProfile.networkMode").renamed(MODES)])
        .silence(&[
            azurerm(says("transparent"), "transparent unless chosen otherwise (azurerm documentation)"),
            api(says("transparent"), "transparent unless chosen otherwise (AKS documentation)"),
        ]),
    text("networkProfile.podLinkLocalAccess", "Whether pods may reach the instance metadata service (preview).")
        .silence(&[
            azurerm(says("IMDS"), "azurerm cannot set it; pods reach it (AKS documentation)"),
            api(says("IMDS"), "pods reach it unless denied (Microsoft.ContainerService types)"),
        ]),
    object("httpProxyConfig", "The HTTP proxy that nodes and pods use.").azurerm(&[at("http_proxy_config")]),
    text("httpProxyConfig.httpProxy", "The proxy for HTTP.").azurerm(&[at("http_proxy_config.http_proxy")]),
    text("httpProxyConfig.httpsProxy", "The proxy for HTTPS.").azurerm(&[at("http_proxy_config.https_proxy")]),
];
