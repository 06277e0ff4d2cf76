//! How much of what decides about a cluster's security the Bicep and ARM readers know without deployment.
//!
//! A leaf is a scalar, or an empty list or object, that a cluster's or pool's body writes below one of the
//! security-relevant properties. It is known when its value is; "set, but only Azure knows to what" is not.

use std::path::{Path, PathBuf};

use akslint::document::{Data, Declaration, Language, Mode, Value};
use akslint::source::{Limits, Paths, Sources};
use akslint::{Request, arm};
use anyhow::Result;

/// Properties of clusters and pools that decide about security, from the top of the body; everything below them counts.
const SECURITY: [&str; 30] = [
    "identity.type",
    "sku.name",
    "sku.tier",
    "properties.aadProfile",
    "properties.addonProfiles",
    "properties.apiServerAccessProfile",
    "properties.autoUpgradeProfile",
    "properties.disableLocalAccounts",
    "properties.diskEncryptionSetID",
    "properties.enableRBAC",
    "properties.kubernetesVersion",
    "properties.networkProfile.networkDataplane",
    "properties.networkProfile.networkPlugin",
    "properties.networkProfile.networkPluginMode",
    "properties.networkProfile.networkPolicy",
    "properties.networkProfile.outboundType",
    "properties.oidcIssuerProfile",
    "properties.publicNetworkAccess",
    "properties.securityProfile",
    "properties.servicePrincipalProfile",
    "enableEncryptionAtHost",
    "enableFIPS",
    "enableNodePublicIP",
    "orchestratorVersion",
    "osDiskType",
    "osSKU",
    "osType",
    "mode",
    "upgradeSettings",
    "availabilityZones",
];

/// Whether a pool or cluster leaf counts; of add-ons only whether they are enabled.
fn is_security(path: &str) -> bool {
    if path.starts_with("properties.addonProfiles.") {
        return path.ends_with(".enabled");
    }
    let pool = path.strip_prefix("properties.agentPoolProfiles[].").or_else(|| path.strip_prefix("properties."));
    let is_below = |path: &str, property: &str| {
        path.strip_prefix(property).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    SECURITY.iter().any(|property| is_below(path, property) || pool.is_some_and(|pool| is_below(pool, property)))
}

/// Counts of leaves.
#[derive(Default)]
struct Count {
    known: usize,
    all: usize,
    unknown: Vec<String>,
}

/// Prints the share of security-relevant leaves that are known below a directory, and which are not.
pub fn print(directory: &Path) -> Result<()> {
    let paths = Paths::resolve(&[PathBuf::from(directory)], None)?;
    let sources = Sources::new(paths.boundary.clone(), Limits::default());
    let templates = arm::Options { auto_environments: true, ..arm::Options::default() };
    let request = Request { templates, ..Request::default() };
    let analysis = akslint::analyse(&paths, &sources, &akslint::cli::built_in(), &request)?;
    let mut count = Count::default();
    let mut resources = 0;
    for document in analysis.documents.iter().filter(|document| document.language != Language::Terraform) {
        for declaration in document.declarations.iter().filter(|declaration| counts(declaration)) {
            resources += 1;
            let place = format!("{} {}", document.root, declaration.address);
            visit(&declaration.body, "", &place, &mut count);
        }
    }
    for line in &count.unknown {
        println!("{line}");
    }
    let share = 100.0 * count.known as f64 / count.all.max(1) as f64;
    println!(
        "{} of {} security-relevant leaves of {resources} resources are known: {share:.1} %",
        count.known, count.all
    );
    Ok(())
}

fn counts(declaration: &Declaration) -> bool {
    let types = ["microsoft.containerservice/managedclusters", "microsoft.containerservice/managedclusters/agentpools"];
    declaration.mode == Mode::Managed && types.contains(&declaration.type_name.to_ascii_lowercase().as_str())
}

fn visit(value: &Value, path: &str, place: &str, count: &mut Count) {
    match &value.data {
        Data::Object(object) if !object.entries.is_empty() && object.computed.is_none() => {
            for (name, entry) in &object.entries {
                let path = if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
                visit(&entry.value, &path, place, count);
            }
        }
        Data::List(list) if !list.items.is_empty() => {
            list.items.iter().for_each(|item| visit(item, &format!("{path}[]"), place, count));
        }
        _ if is_security(path) => {
            count.all += 1;
            match value.first_reason() {
                None => count.known += 1,
                Some(reason) => count.unknown.push(format!("{place} {path}: {}", reason.text)),
            }
        }
        _ => {}
    }
}
