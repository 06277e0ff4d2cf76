//! Where the credentials of a cluster may end up: outputs, files and scripts, stores of secrets, providers.
//!
//! Knows: which attribute of each resource type holds what is kept there. Does not know: what a credential is.

use super::rows::{NO, api, arm, arm_type, at, azurerm, bool, terraform, text};
use super::schema::{Kind, Link, LinkRule, Property, Silence, SilentValue};

/// Properties that hold what flows in, of all kinds here: the first of them that holds credentials decides.
pub(in crate::model) const SLOTS: [&str; 4] = ["value", "content", "command", "environment"];

const COMPUTED: [Silence; 2] = [
    azurerm(SilentValue::Computed("kubeconfig"), "what the value was made of"),
    api(SilentValue::Computed("kubeconfig"), "what the value was made of"),
];

const KUBECONFIG: Property = text(
    "kubeconfig",
    "Which credentials of a cluster it holds: `admin credentials` (certificates that pass Entra ID by), `user \
     credentials` (the same where the cluster does not use Entra ID)",
)
.silence(&COMPUTED);

const NAME: Property = text("name", "Name").azurerm(&[at("name")]);

/// The cluster whose credentials are held.
const CLUSTER: Link = Link {
    name: "cluster",
    doc: "The cluster whose credentials it holds, where the settings of the cluster decide what these are worth",
    target: "cluster",
    is_list: false,
    rule: LinkRule::Computed("credentials"),
};

pub(super) static OUTPUT: Kind = Kind {
    name: "output",
    doc: "An output that may hold credentials of a cluster: of a root module, of a template or of a module of Bicep.",
    homes: &[terraform("output"), arm_type("output")],
    properties: &[
        NAME,
        text("value", "What is put out").azurerm(&[at("value")]).arm(&[arm("value")]),
        bool("sensitive", "It is not printed")
            .azurerm(&[at("sensitive")])
            .arm(&[arm("sensitive")])
            .silence(&[azurerm(NO, "Terraform documentation, output block"), api(NO, "Bicep documentation, outputs")]),
        KUBECONFIG,
    ],
    links: &[to_cluster()],
};

const fn to_cluster() -> Link {
    CLUSTER
}

pub(super) static SCRIPT: Kind = Kind {
    name: "script",
    doc: "A file that is written, or a script that runs while deploying, which may hold or fetch credentials of a cluster.",
    homes: &[
        terraform("local_file"),
        terraform("local_sensitive_file"),
        terraform("azurerm_storage_blob"),
        terraform("azurerm_virtual_machine_extension"),
        terraform("azurerm_virtual_machine_run_command"),
        terraform("azurerm_resource_deployment_script_azure_cli"),
        terraform("azurerm_resource_deployment_script_azure_power_shell"),
        terraform("provisioner"),
        arm_type("Microsoft.Resources/deploymentScripts"),
        arm_type("Microsoft.Compute/virtualMachines/extensions"),
        arm_type("Microsoft.Compute/virtualMachines/runCommands"),
    ],
    properties: &[
        NAME,
        text("content", "What is written: the text of a file, or the settings of an extension")
            .azurerm(&[
                at("content"),
                at("content_base64"),
                at("sensitive_content"),
                at("source_content"),
                at("protected_settings"),
                at("settings"),
                at("inline"),
            ])
            .arm(&[arm("properties.protectedSettings"), arm("properties.settings")]),
        text("command", "What runs")
            .azurerm(&[at("command"), at("script_content"), at("source.script"), at("commands")])
            .arm(&[arm("properties.scriptContent"), arm("properties.source.script")]),
        text("environment", "What a script is given beside its text")
            .azurerm(&[
                at("environment"),
                at("environment_variable"),
                at("command_line"),
                at("parameter"),
                at("protected_parameter"),
            ])
            .arm(&[
                arm("properties.environmentVariables"),
                arm("properties.arguments"),
                arm("properties.parameters"),
                arm("properties.protectedParameters"),
            ]),
        KUBECONFIG,
        text("getCredentials", "Which credentials a command fetches with `az aks get-credentials`: `admin credentials` or `user credentials`")
            .silence(&[
                azurerm(SilentValue::Computed("getCredentials"), "the words of the command"),
                api(SilentValue::Computed("getCredentials"), "the words of the command"),
            ]),
    ],
    links: &[to_cluster()],
};

pub(super) static SECRET_COPY: Kind = Kind {
    name: "secretCopy",
    doc: "A secret, variable or setting of another service that may hold credentials of a cluster.",
    homes: &[
        terraform("azurerm_key_vault_secret"),
        terraform("azurerm_app_configuration_key"),
        terraform("azurerm_automation_variable_string"),
        terraform("azurerm_automation_variable_object"),
        terraform("azurerm_container_group"),
        terraform("azurerm_container_app"),
        terraform("kubernetes_secret"),
        terraform("kubernetes_secret_v1"),
        terraform("kubernetes_config_map"),
        terraform("kubernetes_config_map_v1"),
        terraform("github_actions_secret"),
        terraform("github_actions_environment_secret"),
        terraform("github_actions_organization_secret"),
        terraform("github_actions_variable"),
        terraform("github_dependabot_secret"),
        terraform("gitlab_project_variable"),
        terraform("gitlab_group_variable"),
        terraform("azuredevops_variable_group"),
        terraform("azuredevops_serviceendpoint_kubernetes"),
        terraform("azuredevops_serviceendpoint_generic"),
        arm_type("Microsoft.KeyVault/vaults/secrets"),
        arm_type("Microsoft.AppConfiguration/configurationStores/keyValues"),
        arm_type("Microsoft.Automation/automationAccounts/variables"),
        arm_type("Microsoft.ContainerInstance/containerGroups"),
        arm_type("core/Secret"),
    ],
    properties: &[
        NAME,
        text("value", "What is kept")
            .azurerm(&[
                at("value"),
                at("value_wo"),
                at("plaintext_value"),
                at("encrypted_value"),
                at("data"),
                at("data_wo"),
                at("binary_data"),
                at("variable"),
                at("kubeconfig"),
                at("service_account"),
                at("password"),
                at("secret"),
            ])
            .arm(&[arm("properties.value"), arm("stringData"), arm("data")]),
        text("environment", "What its containers are given")
            .azurerm(&[
                at("container.secure_environment_variables"),
                at("container.environment_variables"),
                at("init_container.secure_environment_variables"),
                at("init_container.environment_variables"),
                at("template.container.env"),
            ])
            .arm(&[arm("properties.containers")]),
        KUBECONFIG,
    ],
    links: &[to_cluster()],
};

/// An action of azapi, which asks Azure for something while Terraform runs.
pub(in crate::model) const ACTION: &str = "azapi_resource_action";

pub(super) static RESOURCE_ACTION: Kind = Kind {
    name: "resourceAction",
    doc: "An action that Terraform asks of a resource through azapi, such as giving out credentials; as a resource or as \
          a data source.",
    homes: &[terraform(ACTION)],
    properties: &[
        text("action", "What is asked: `listClusterAdminCredential`").azurerm(&[at("action")]),
        text("type", "The resource's type and API version").azurerm(&[at("type")]),
    ],
    links: &[],
};

pub(super) static PROVIDER: Kind = Kind {
    name: "provider",
    doc: "The configuration of a provider or extension that may sign in to a cluster with its credentials.",
    homes: &[terraform("provider"), arm_type("extension")],
    properties: &[
        NAME,
        text("value", "With what it signs in, else where")
            .azurerm(&[
                at("client_key"),
                at("password"),
                at("token"),
                at("client_certificate"),
                at("config_raw"),
                at("kubernetes.client_key"),
                at("kubernetes.password"),
                at("kubernetes.token"),
                at("kubernetes.client_certificate"),
                at("host"),
                at("kubernetes.host"),
            ])
            .arm(&[arm("kubeConfig")]),
        text("exec.command", "The program that it asks for a token")
            .azurerm(&[at("exec.command"), at("kubernetes.exec.command")]),
        KUBECONFIG,
    ],
    links: &[to_cluster()],
};
