//! Front Door: the names it answers to, where it leads them, the firewall in front.

use super::rows::{NO, YES, api, arm, arm_list, arm_type, at, azurerm, block, bool, from, says, terraform, text, to};
use super::schema::SilentValue::Unknown;
use super::schema::{Kind, Link, LinkRule};

const ENDPOINT: &str = "azurerm_cdn_frontdoor_endpoint";
const CUSTOM: &str = "azurerm_cdn_frontdoor_custom_domain";
const CLASSIC: &str = "azurerm_frontdoor";
const FIREWALL: &str = "azurerm_cdn_frontdoor_firewall_policy";
const CLASSIC_FIREWALL: &str = "azurerm_frontdoor_firewall_policy";
const SCHEMA: &str = "azurerm schema";
const TYPES: &str = "Microsoft.Cdn types";
const SWITCH: &[(&str, &str)] =
    &[("true", "Enabled"), ("false", "Disabled"), ("Enabled", "Enabled"), ("Disabled", "Disabled")];
const MODE: &str = "the documentation does not say in which mode a policy works that names none";

/// A name that Front Door answers to.
pub static FRONT_DOOR_DOMAIN: Kind = Kind {
    name: "frontDoorDomain",
    doc: "A name that Front Door answers to: an endpoint's own, a custom domain, or one of the classic Front Door.",
    homes: &[
        terraform(ENDPOINT),
        terraform(CUSTOM),
        block(CLASSIC, "frontend_endpoint"),
        arm_type("Microsoft.Cdn/profiles/afdEndpoints"),
        arm_type("Microsoft.Cdn/profiles/customDomains"),
        arm_list("Microsoft.Network/frontDoors", "properties.frontendEndpoints"),
    ],
    properties: &[
        text("name", "The name of the resource.").azurerm(&[at("name")]),
        text("parent", "The Front Door profile it belongs to.")
            .azurerm(&[at("cdn_frontdoor_profile_id").only(ENDPOINT), at("cdn_frontdoor_profile_id").only(CUSTOM)])
            .arm(&[arm("parent_id")]),
        text("hostName", "The name; of an endpoint it is known when it is made.")
            .azurerm(&[at("host_name").only(CUSTOM), at("host_name").only(CLASSIC)]),
        text("enabledState", "Enabled or Disabled, of an endpoint.")
            .azurerm(&[at("enabled").only(ENDPOINT).renamed(SWITCH)])
            .silence(&[azurerm(says("Enabled"), SCHEMA), api(says("Enabled"), TYPES)]),
        text("webApplicationFirewallPolicyLink.id", "The firewall policy, of the classic Front Door.")
            .azurerm(&[at("web_application_firewall_policy_link_id").only(CLASSIC)]),
    ],
    links: &[
        to(
            "firewallPolicy",
            "frontDoorFirewallPolicy",
            "webApplicationFirewallPolicyLink.id",
            "The firewall policy, of the classic Front Door.",
        ),
        from("securityPolicies", "frontDoorSecurityPolicy", "domains", "The security policies that name it."),
        from("routes", "frontDoorRoute", "endpoint", "The routes of an endpoint."),
    ],
};

/// A route of an endpoint.
pub static FRONT_DOOR_ROUTE: Kind = Kind {
    name: "frontDoorRoute",
    doc: "A route of a Front Door endpoint.",
    homes: &[terraform("azurerm_cdn_frontdoor_route"), arm_type("Microsoft.Cdn/profiles/afdEndpoints/routes")],
    properties: &[
        text("name", "The route's name.").azurerm(&[at("name")]),
        text("parent", "The endpoint.").azurerm(&[at("cdn_frontdoor_endpoint_id")]).arm(&[arm("parent_id")]),
        text("linkToDefaultDomain", "Whether the endpoint's own name leads along it: Enabled or Disabled.")
            .azurerm(&[at("link_to_default_domain").renamed(SWITCH)])
            .silence(&[azurerm(says("Enabled"), SCHEMA), api(says("Disabled"), TYPES)]),
    ],
    links: &[Link {
        name: "endpoint",
        doc: "The endpoint it belongs to.",
        target: "frontDoorDomain",
        is_list: false,
        rule: LinkRule::Computed("parent"),
    }],
};

/// What puts a firewall policy in front of names.
pub static FRONT_DOOR_SECURITY_POLICY: Kind = Kind {
    name: "frontDoorSecurityPolicy",
    doc: "A security policy of Front Door: it puts a firewall policy in front of domains.",
    homes: &[terraform("azurerm_cdn_frontdoor_security_policy"), arm_type("Microsoft.Cdn/profiles/securityPolicies")],
    properties: &[
        text("name", "The policy's name.").azurerm(&[at("name")]),
        text("parent", "The Front Door profile it belongs to.")
            .azurerm(&[at("cdn_frontdoor_profile_id")])
            .arm(&[arm("parent_id")]),
        text("parameters.wafPolicy.id", "The firewall policy.")
            .azurerm(&[at("security_policies.firewall.cdn_frontdoor_firewall_policy_id")]),
    ],
    links: &[
        to("firewallPolicy", "frontDoorFirewallPolicy", "parameters.wafPolicy.id", "The firewall policy."),
        Link {
            name: "domains",
            doc: "The domains it stands in front of.",
            target: "frontDoorDomain",
            is_list: true,
            rule: LinkRule::Computed("securedDomains"),
        },
    ],
};

/// A firewall policy of Front Door.
pub static FRONT_DOOR_FIREWALL_POLICY: Kind = Kind {
    name: "frontDoorFirewallPolicy",
    doc: "A web application firewall policy of Front Door.",
    homes: &[
        terraform(FIREWALL),
        terraform(CLASSIC_FIREWALL),
        arm_type("Microsoft.Network/FrontDoorWebApplicationFirewallPolicies"),
    ],
    properties: &[
        text("name", "The policy's name.").azurerm(&[at("name")]),
        text("sku.name", "Premium_AzureFrontDoor, Standard_AzureFrontDoor or Classic_AzureFrontDoor.")
            .azurerm(&[at("sku_name").only(FIREWALL)])
            .silence(&[azurerm(says("Classic_AzureFrontDoor"), SCHEMA).only(CLASSIC_FIREWALL)]),
        text("policySettings.enabledState", "Enabled or Disabled.")
            .azurerm(&[at("enabled").renamed(SWITCH)])
            .silence(&[azurerm(says("Enabled"), SCHEMA), api(says("Enabled"), "Microsoft.Network types")]),
        text("policySettings.mode", "Detection or Prevention.").azurerm(&[at("mode")]).silence(&[
            azurerm(says("Prevention"), SCHEMA).only(CLASSIC_FIREWALL),
            api(Unknown(MODE), "Microsoft.Network types"),
        ]),
        bool("policySettings.requestBodyCheck", "Bodies of requests are inspected.")
            .azurerm(&[at("request_body_check_enabled").only(FIREWALL)])
            .silence(&[
                azurerm(YES, SCHEMA).only(FIREWALL),
                azurerm(NO, "azurerm cannot set it for the classic Front Door").only(CLASSIC_FIREWALL),
                api(Unknown("the documentation does not say whether bodies are inspected"), "Microsoft.Network types"),
            ]),
    ],
    links: &[from(
        "securityPolicies",
        "frontDoorSecurityPolicy",
        "firewallPolicy",
        "The security policies that put it in front of domains.",
    )],
};
