//! References to modules as written: paths, and names in registries.
//!
//! Knows: their notations, where `bicep restore` puts what they name. Does not know: what is on disk.
//!
//! Sources: learn.microsoft.com, "Bicep modules"; the compiler's `OciArtifactReference`, `TemplateSpecModuleReference`,
//! `TagEncoder` and `ModuleReferenceSchemes`.

use std::path::PathBuf;
use std::sync::Arc;

use super::configuration::Configuration;

/// The longest tag that a registry takes.
const LONGEST_TAG: usize = 128;

/// A module of a registry or a template spec.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryModule {
    /// Its name without version, aliases resolved: `br:mcr.microsoft.com/bicep/avm/res/network/virtual-network`.
    pub name: Arc<str>,
    /// The tag, the version of a template spec, or `sha256:…`.
    pub version: Arc<str>,
    /// Where it lies below the root of the cache.
    pub cached: PathBuf,
}

/// Whether a reference names a module of a registry or a template spec, rather than a file.
#[must_use]
pub fn is_registry_reference(reference: &str) -> bool {
    ["br:", "br/", "ts:", "ts/"].iter().any(|scheme| reference.starts_with(scheme))
}

/// A reference without its version; the whole when it states none.
#[must_use]
pub fn without_version(reference: &str) -> &str {
    let name = reference.rfind('/').map_or(0, |at| at + 1).max(scheme_length(reference));
    let end = reference[name..].find(['@', ':']).map_or(reference.len(), |at| name + at);
    &reference[..end]
}

/// The scheme with its alias: `br:`, `br/public:`.
fn scheme_length(reference: &str) -> usize {
    match reference.get(2..3) {
        Some("/") => reference.find(':').map_or(reference.len(), |at| at + 1),
        _ => 3.min(reference.len()),
    }
}

/// Reads a reference to a registry module.
///
/// # Errors
/// When its form is wrong or its alias is not known: one sentence in the compiler's manner.
pub fn parse(reference: &str, configuration: &Configuration) -> Result<RegistryModule, String> {
    let refuse = |what: &str| format!("The specified module reference \"{reference}\" is not valid: {what}");
    let rest = &reference[scheme_length(reference)..];
    let alias = reference.get(2..3).filter(|mark| *mark == "/").map(|_| {
        let end = reference.find(':').unwrap_or(reference.len());
        &reference[3..end]
    });
    if !without_version(reference).contains(':') {
        return Err(refuse("there is no \":\" behind its scheme"));
    }
    let (path, version) = match (rest.rsplit_once('@'), rest.rsplit_once(':')) {
        (Some(parts), _) => parts,
        (None, Some((path, version))) if !version.contains('/') => (path, version),
        _ => return Err(refuse("it states no version")),
    };
    if path.is_empty() || version.is_empty() || version.len() > LONGEST_TAG || path.split('/').any(is_no_segment) {
        return Err(refuse("its path or version is empty or too long"));
    }
    if reference.starts_with("br") {
        let whole = match alias {
            None => path.to_owned(),
            Some(alias) => match configuration.registry(alias) {
                Some(prefix) => format!("{prefix}/{path}"),
                None => return Err(unknown_alias("br", alias)),
            },
        };
        let (registry, repository) = whole.split_once('/').ok_or_else(|| refuse("it names no registry"))?;
        let registry = registry.to_ascii_lowercase();
        let directory = if version.starts_with("sha256:") { version.replace(':', "#") } else { encoded_tag(version) };
        let cached: PathBuf =
            ["br", &registry.replace(':', "$"), &repository.replace('/', "$"), &directory].iter().collect();
        Ok(RegistryModule { name: format!("br:{registry}/{repository}").into(), version: version.into(), cached })
    } else {
        let whole = match alias {
            None => path.to_owned(),
            Some(alias) => match configuration.template_specs(alias) {
                Some(prefix) => format!("{prefix}/{path}"),
                None => return Err(unknown_alias("ts", alias)),
            },
        };
        if whole.split('/').count() != 3 {
            return Err(refuse("a template spec is named by subscription, resource group and name"));
        }
        let cached = format!("ts/{whole}/{version}").to_ascii_lowercase().into();
        Ok(RegistryModule { name: format!("ts:{whole}").into(), version: version.into(), cached })
    }
}

/// Segments that would lead out of the cache.
fn is_no_segment(segment: &str) -> bool {
    matches!(segment, "" | "." | "..") || segment.contains('\\')
}

fn unknown_alias(scheme: &str, alias: &str) -> String {
    let what = if scheme == "br" { "OCI artifact registry" } else { "template spec" };
    format!(
        "The {what} module alias name \"{alias}\" does not exist in the Bicep configuration: bicepconfig.json has no \
         \"moduleAliases.{scheme}.{alias}\""
    )
}

/// The directory of a tag: the tag, `$`, and a mask of its capital letters in hexadecimal, empty without any, because
/// file systems may not tell them apart.
fn encoded_tag(tag: &str) -> String {
    let mask = (tag.chars().take(LONGEST_TAG).enumerate())
        .filter(|(_, character)| character.is_uppercase())
        .fold(0u128, |mask, (at, _)| mask | 1 << at);
    if mask == 0 { format!("{tag}$") } else { format!("{tag}${mask:x}") }
}

#[cfg(test)]
mod tests {
    use super::{encoded_tag, is_registry_reference, parse, without_version};
    use crate::bicep::configuration::Configuration;

    fn parsed(reference: &str) -> Result<String, String> {
        let configuration = Configuration::default();
        let found = parse(reference, &configuration)?;
        Ok(format!("{} {} {}", found.name, found.version, found.cached.display()))
    }

    #[test]
    fn references_name_modules_and_their_place_in_the_cache() {
        assert_eq!(
            parsed("br/public:avm/res/container-service/managed-cluster:0.11.0").unwrap(),
            "br:mcr.microsoft.com/bicep/avm/res/container-service/managed-cluster 0.11.0 \
             br/mcr.microsoft.com/bicep$avm$res$container-service$managed-cluster/0.11.0$"
        );
        assert_eq!(
            parsed("br:Contoso.azurecr.io:443/bicep/aks:v1.0-RC").unwrap(),
            "br:contoso.azurecr.io:443/bicep/aks v1.0-RC br/contoso.azurecr.io$443/bicep$aks/v1.0-RC$60"
        );
        assert_eq!(parsed("br:a.io/b@sha256:0123").unwrap(), "br:a.io/b sha256:0123 br/a.io/b/sha256#0123");
        assert_eq!(
            parsed("ts:1111-AA/My-Group/Spec:1.0").unwrap(),
            "ts:1111-AA/My-Group/Spec 1.0 ts/1111-aa/my-group/spec/1.0"
        );
    }

    #[test]
    fn what_is_no_reference_is_refused() {
        for wrong in
            ["br:a.io/b", "br:b:1", "br/public:x", "br/other:x:1", "ts:a/b:1", "ts/x:y:1", "br/x", "br:a/../b:1"]
        {
            assert!(parsed(wrong).is_err(), "{wrong}");
        }
        assert!(parsed("br/other:x:1").unwrap_err().contains("\"other\""));
        assert!(is_registry_reference("ts/x:y:1") && !is_registry_reference("./br/x.bicep"));
    }

    #[test]
    fn versions_can_be_left_out() {
        assert_eq!(without_version("br/public:avm/res/x:1.0"), "br/public:avm/res/x");
        assert_eq!(without_version("br:a.io:443/b/c:1.0"), "br:a.io:443/b/c");
        assert_eq!(without_version("br:a.io/b@sha256:01"), "br:a.io/b");
        assert_eq!(without_version("br/public:x"), "br/public:x");
        assert_eq!(without_version("br/public:x:1"), "br/public:x");
        assert_eq!(without_version("br"), "br");
    }

    #[test]
    fn capital_letters_of_tags_are_encoded() {
        assert_eq!(encoded_tag("0.11.0"), "0.11.0$");
        assert_eq!(encoded_tag("Ab"), "Ab$1");
        let long = format!("A{}Z", "a".repeat(63));
        assert_eq!(encoded_tag(&long), format!("{long}$10000000000000001"));
    }
}
