//! Application gateways and the policies of their firewalls.

use super::rows::{
    NO, YES, api, arm, arm_type, at, azurerm, bool, from, map, number, object, objects, says, terraform, text, to,
};
use super::schema::SilentValue::{Computed, Unknown};
use super::schema::{Kind, Link, LinkRule, Silence};

const SCHEMA: &str = "azurerm schema";
const TYPES: &str = "Microsoft.Network types";
const POLICY_SETTINGS: &str = "the documentation does not say what a policy without this setting does";
const STATES: &[(&str, &str)] =
    &[("true", "Enabled"), ("false", "Disabled"), ("Enabled", "Enabled"), ("Disabled", "Disabled")];
const POLICY_DECIDES: Silence = azurerm(Computed("unknownWithoutParent"), "azurerm sends no settings without a block");

/// An application gateway.
pub static APPLICATION_GATEWAY: Kind = Kind {
    name: "applicationGateway",
    doc: "An application gateway.",
    homes: &[terraform("azurerm_application_gateway"), arm_type("Microsoft.Network/applicationGateways")],
    properties: &[
        text("name", "The gateway's name.").azurerm(&[at("name")]),
        text("location", "The Azure region.").azurerm(&[at("location")]),
        map("tags", "The tags.").azurerm(&[at("tags")]),
        text("sku.name", "Standard_v2, WAF_v2, …").azurerm(&[at("sku.name")]).arm(&[arm("properties.sku.name")]),
        text("sku.tier", "Standard_v2 or WAF_v2; Standard and WAF are the retired first version.")
            .azurerm(&[at("sku.tier")])
            .arm(&[arm("properties.sku.tier")]),
        number("sku.capacity", "Its instances, where their number is fixed.")
            .azurerm(&[at("sku.capacity")])
            .arm(&[arm("properties.sku.capacity")]),
        object("autoscaleConfiguration", "It scales by itself.").azurerm(&[at("autoscale_configuration")]),
        number("autoscaleConfiguration.maxCapacity", "Its most instances.")
            .azurerm(&[at("autoscale_configuration.max_capacity")]),
        text("gatewayIPConfigurations.subnet.id", "The subnet it stands in; there is one.")
            .azurerm(&[at("gateway_ip_configuration.subnet_id")])
            .arm(&[arm("properties.gatewayIPConfigurations.properties.subnet.id")]),
        objects("frontendIPConfigurations", "Its addresses.").azurerm(&[at("frontend_ip_configuration")]),
        text("frontendIPConfigurations[].subnet.id", "The subnet of a private address.")
            .azurerm(&[at("frontend_ip_configuration[].subnet_id")])
            .arm(&[arm("properties.frontendIPConfigurations[].properties.subnet.id")]),
        bool("webApplicationFirewallConfiguration.enabled", "The firewall is on, configured in the gateway itself.")
            .azurerm(&[at("waf_configuration.enabled")])
            .silence(&[azurerm(NO, "off without `waf_configuration` (azurerm schema)"), api(NO, TYPES)]),
        text("webApplicationFirewallConfiguration.firewallMode", "Detection or Prevention.")
            .azurerm(&[at("waf_configuration.firewall_mode")]),
        text("webApplicationFirewallConfiguration.ruleSetVersion", "The version of the rules.")
            .azurerm(&[at("waf_configuration.rule_set_version")]),
        text("firewallPolicy.id", "The firewall policy of the whole gateway.")
            .azurerm(&[at("firewall_policy_id").since(2, 10)]),
        text("sslPolicy.policyType", "Predefined, Custom or CustomV2.").azurerm(&[at("ssl_policy.policy_type")]),
        text("sslPolicy.policyName", "The predefined policy.").azurerm(&[at("ssl_policy.policy_name")]).silence(&[
            azurerm(
                Unknown("the API version that azurerm speaks decides which TLS policy is taken"),
                "Azure documentation, application-gateway-ssl-policy-overview",
            ),
            api(says("AppGwSslPolicy20150501"), "Azure documentation, application-gateway-ssl-policy-overview")
                .until_api(2023, 2, 1),
            api(says("AppGwSslPolicy20220101"), "Azure documentation, application-gateway-ssl-policy-overview")
                .since_api(2023, 2, 1),
        ]),
        text("sslPolicy.minProtocolVersion", "The oldest version of TLS: TLSv1_0 to TLSv1_3.")
            .azurerm(&[at("ssl_policy.min_protocol_version")]),
        objects("httpListeners", "What it listens to.").azurerm(&[at("http_listener")]),
        text("httpListeners[].name", "The listener's name.")
            .azurerm(&[at("http_listener[].name")])
            .arm(&[arm("properties.httpListeners[].name")]),
        text("httpListeners[].protocol", "Http or Https.")
            .azurerm(&[at("http_listener[].protocol")])
            .arm(&[arm("properties.httpListeners[].properties.protocol")]),
        text("httpListeners[].firewallPolicy.id", "The firewall policy of one listener.")
            .azurerm(&[at("http_listener[].firewall_policy_id").since(2, 18)])
            .arm(&[arm("properties.httpListeners[].properties.firewallPolicy.id")]),
        objects("requestRoutingRules", "Which listener leads where.").azurerm(&[at("request_routing_rule")]),
        text("requestRoutingRules[].httpListener.id", "The listener; azurerm names it.")
            .azurerm(&[at("request_routing_rule[].http_listener_name")])
            .arm(&[arm("properties.requestRoutingRules[].properties.httpListener.id")]),
        text("requestRoutingRules[].redirectConfiguration.id", "The redirection; azurerm names it.")
            .azurerm(&[at("request_routing_rule[].redirect_configuration_name")])
            .arm(&[arm("properties.requestRoutingRules[].properties.redirectConfiguration.id")]),
    ],
    links: &[
        to(
            "webApplicationFirewallPolicy",
            "webApplicationFirewallPolicy",
            "firewallPolicy.id",
            "The firewall policy of the whole gateway.",
        ),
        to("subnet", "subnet", "gatewayIPConfigurations.subnet.id", "The subnet it stands in."),
        from("clusters", "cluster", "applicationGateway", "The clusters whose ingress controller drives it."),
        from(
            "diagnosticSettings",
            "diagnosticSetting",
            "applicationGateway",
            "The diagnostic settings that observe it.",
        ),
    ],
};

/// A firewall policy of application gateways.
pub static WEB_APPLICATION_FIREWALL_POLICY: Kind = Kind {
    name: "webApplicationFirewallPolicy",
    doc: "A web application firewall policy of application gateways.",
    homes: &[
        terraform("azurerm_web_application_firewall_policy"),
        arm_type("Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies"),
    ],
    properties: &[
        text("name", "The policy's name.").azurerm(&[at("name")]),
        text("location", "The Azure region.").azurerm(&[at("location")]),
        map("tags", "The tags.").azurerm(&[at("tags")]),
        object("policySettings", "How the policy works.")
            .azurerm(&[at("policy_settings").since(2, 0), at("policy_setting").until(2, 0)]),
        text("policySettings.state", "Enabled or Disabled.")
            .azurerm(&[
                at("policy_settings.enabled").since(2, 0).renamed(STATES),
                at("policy_setting.enabled").until(2, 0).renamed(STATES),
            ])
            .arm(&[arm("properties.policySettings.state").renamed(STATES)])
            .silence(&[POLICY_DECIDES, azurerm(says("Enabled"), SCHEMA), api(Unknown(POLICY_SETTINGS), TYPES)]),
        text("policySettings.mode", "Detection or Prevention.")
            .azurerm(&[at("policy_settings.mode").since(2, 0), at("policy_setting.mode").until(2, 0)])
            .silence(&[POLICY_DECIDES, azurerm(says("Prevention"), SCHEMA), api(Unknown(POLICY_SETTINGS), TYPES)]),
        bool("policySettings.requestBodyCheck", "Bodies of requests are inspected.")
            .azurerm(&[
                at("policy_settings.request_body_check").since(2, 0),
                at("policy_setting.request_body_check").until(2, 0),
            ])
            .silence(&[POLICY_DECIDES, azurerm(YES, SCHEMA), api(Unknown(POLICY_SETTINGS), TYPES)]),
        objects("managedRules.managedRuleSets", "The sets of rules that Microsoft maintains.")
            .azurerm(&[at("managed_rules.managed_rule_set")]),
        text("managedRules.managedRuleSets[].ruleSetType", "OWASP, Microsoft_DefaultRuleSet, …")
            .azurerm(&[at("managed_rules.managed_rule_set[].type")])
            .silence(&[azurerm(says("OWASP"), "defaults to OWASP (azurerm schema)")]),
        text("managedRules.managedRuleSets[].ruleSetVersion", "The version of the set.")
            .azurerm(&[at("managed_rules.managed_rule_set[].version")]),
        objects("managedRules.exclusions", "What the rules do not look at.").azurerm(&[at("managed_rules.exclusion")]),
        text("managedRules.exclusions[].matchVariable", "The part of a request.")
            .azurerm(&[at("managed_rules.exclusion[].match_variable")]),
        text("managedRules.exclusions[].selectorMatchOperator", "Equals, StartsWith, EndsWith, Contains or EqualsAny.")
            .azurerm(&[at("managed_rules.exclusion[].selector_match_operator")]),
        text("managedRules.exclusions[].selector", "The name in that part.")
            .azurerm(&[at("managed_rules.exclusion[].selector")]),
        text(
            "managedRules.exclusions[].exclusionManagedRuleSets.ruleGroups.ruleGroupName",
            "The rules that do not look at it, where they are named; else none does.",
        )
        .azurerm(&[at("managed_rules.exclusion[].excluded_rule_set.rule_group.rule_group_name")]),
    ],
    links: &[
        from(
            "applicationGateways",
            "applicationGateway",
            "webApplicationFirewallPolicy",
            "The gateways it protects as a whole.",
        ),
        from(
            "trafficControllerSecurityPolicies",
            "trafficControllerSecurityPolicy",
            "webApplicationFirewallPolicy",
            "The security policies that put it in front of an Application Gateway for Containers.",
        ),
    ],
};

/// An Application Gateway for Containers.
pub static TRAFFIC_CONTROLLER: Kind = Kind {
    name: "trafficController",
    doc: "An Application Gateway for Containers.",
    homes: &[
        terraform("azurerm_application_load_balancer"),
        arm_type("Microsoft.ServiceNetworking/trafficControllers"),
    ],
    properties: &[
        text("name", "The gateway's name.").azurerm(&[at("name")]),
        text("location", "The Azure region.").azurerm(&[at("location")]),
        map("tags", "The tags.").azurerm(&[at("tags")]),
        text("securityPolicyConfigurations.wafSecurityPolicy.id", "The security policy of the whole gateway."),
    ],
    links: &[from(
        "securityPolicies",
        "trafficControllerSecurityPolicy",
        "trafficController",
        "Its security policies, wherever they are declared.",
    )],
};

/// A security policy of an Application Gateway for Containers.
pub static TRAFFIC_CONTROLLER_SECURITY_POLICY: Kind = Kind {
    name: "trafficControllerSecurityPolicy",
    doc: "A security policy of an Application Gateway for Containers: it offers a firewall policy to the cluster.",
    homes: &[
        terraform("azurerm_application_load_balancer_security_policy"),
        arm_type("Microsoft.ServiceNetworking/trafficControllers/securityPolicies"),
    ],
    properties: &[
        text("name", "The policy's name.").azurerm(&[at("name")]),
        text("parent", "The gateway it belongs to.")
            .azurerm(&[at("application_load_balancer_id")])
            .arm(&[arm("parent_id")]),
        text("wafPolicy.id", "The firewall policy.").azurerm(&[at("web_application_firewall_policy_id")]),
    ],
    links: &[
        Link {
            name: "trafficController",
            doc: "The gateway it belongs to.",
            target: "trafficController",
            is_list: false,
            rule: LinkRule::Computed("parent"),
        },
        to("webApplicationFirewallPolicy", "webApplicationFirewallPolicy", "wafPolicy.id", "The firewall policy."),
    ],
};
