//! Which of the shared functions Bicep has, and what it has instead of the others.
//!
//! Source: the compiler's namespaces `sys` and `az`, and its messages BCP057, BCP060 to BCP069, BCP082, BCP100 to BCP102.

use crate::arm::functions;
use crate::formats::closest;

/// Functions of ARM templates that the compiler refuses, with what to write instead.
const REFUSED: &[(&str, &str)] = &[
    ("add", "Use the \"+\" operator instead"),
    ("and", "Use the \"&&\" operator instead"),
    ("coalesce", "Use the \"??\" operator instead"),
    ("createArray", "Construct an array literal using []"),
    ("createObject", "Construct an object literal using {}"),
    ("div", "Use the \"/\" operator instead"),
    ("equals", "Use the \"==\" operator instead"),
    ("greater", "Use the \">\" operator instead"),
    ("greaterOrEquals", "Use the \">=\" operator instead"),
    ("if", "Use the \"?:\" operator instead"),
    ("less", "Use the \"<\" operator instead"),
    ("lessOrEquals", "Use the \"<=\" operator instead"),
    ("mod", "Use the \"%\" operator instead"),
    ("mul", "Use the \"*\" operator instead"),
    ("not", "Use the \"!\" operator instead"),
    ("or", "Use the \"||\" operator instead"),
    ("parameters", "Directly reference parameters by their symbolic names"),
    ("sub", "Use the \"-\" operator instead"),
    ("variables", "Directly reference variables by their symbolic names"),
];

/// Names that only the compiler's own output uses.
const INTERNAL: &[&str] = &["false", "float", "indexFromEnd", "null", "true", "tryGet", "tryIndexFromEnd"];

/// Functions that the evaluator itself knows.
const OWN: &[&str] =
    &["loadDirectoryFileInfo", "loadFileAsBase64", "loadJsonContent", "loadTextContent", "loadYamlContent", "nameof"];

/// The functions of the namespace `az`; all others stand in `sys`.
const OF_AZURE: &[&str] = &[
    "deployer",
    "deployment",
    "environment",
    "extensionResourceId",
    "getSecret",
    "managementGroup",
    "managementGroupResourceId",
    "pickZones",
    "providers",
    "reference",
    "resourceGroup",
    "resourceId",
    "roleDefinitions",
    "subscription",
    "subscriptionResourceId",
    "tenant",
    "tenantResourceId",
    "toLogicalZone",
    "toLogicalZones",
    "toPhysicalZone",
    "toPhysicalZones",
];

/// Whether a name is that of a built-in namespace.
pub(super) fn is_built_in_namespace(name: &str) -> bool {
    matches!(name, "sys" | "az")
}

/// Why a function cannot be called under this name, in the compiler's words; none where it can. Names count with their
/// case.
pub(super) fn refusal(namespace: Option<&str>, name: &str) -> Option<String> {
    if let Some((_, instead)) = REFUSED.iter().find(|(refused, _)| *refused == name) {
        return Some(format!("The function \"{name}\" is not supported. {instead}"));
    }
    let is_known = is_list(name) || all().any(|known| known == name);
    let is_here = namespace.is_none_or(|namespace| (namespace == "az") == is_of_azure(name));
    if is_known && is_here {
        return None;
    }
    let known = all().filter(|known| namespace.is_none_or(|namespace| (namespace == "az") == is_of_azure(known)));
    let hint = closest(name, known).map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
    Some(match namespace {
        Some(namespace) => format!("The function \"{name}\" does not exist in namespace \"{namespace}\"{hint}"),
        None => format!("The name \"{name}\" does not exist in the current context{hint}"),
    })
}

/// `list`, `listKeys` and whatever else a resource type lists: every name of this form is a function.
pub(super) fn is_list(name: &str) -> bool {
    name.strip_prefix("list").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

fn is_of_azure(name: &str) -> bool {
    is_list(name) || OF_AZURE.contains(&name)
}

fn all() -> impl Iterator<Item = &'static str> {
    let is_refused = |name: &&str| REFUSED.iter().any(|(refused, _)| refused == name) || INTERNAL.contains(name);
    functions::names().filter(move |name| !is_refused(name)).chain(OWN.iter().copied())
}
