//! What the outputs of a called module refer to.

use super::instance::ModuleInstance;
use super::schema::{RegistryModule, Select};

/// What a reference to an output of a call leads to.
#[derive(Debug, Clone)]
pub struct OutputTarget<'a> {
    /// The resource.
    pub instance: &'a ModuleInstance,
    /// Its attribute: `id`, `name`.
    pub attribute: &'static str,
}

/// The resource that `path`, written behind the address of a call, refers to: `aks_id`, `vnet_subnets[0]`,
/// `vnet_subnets_name_id["nodes"]`, `subnets["nodes"].resource_id`. None where the table does not tell, or where which
/// one is meant is not known.
#[must_use]
pub fn resolve<'a>(
    module: &'static RegistryModule,
    instances: impl IntoIterator<Item = &'a ModuleInstance> + Clone,
    path: &str,
) -> Option<OutputTarget<'a>> {
    let end = path.find(['[', '.']).unwrap_or(path.len());
    let (name, rest) = path.split_at(end);
    module.outputs.iter().filter(|output| output.name == name).find_map(|output| {
        let (index, suffix) = match output.select {
            Select::Only => (None, rest),
            _ => {
                let (index, suffix) = index_of(rest)?;
                (Some(index), suffix)
            }
        };
        if suffix.strip_prefix('.').unwrap_or(suffix) != output.suffix {
            return None;
        }
        let mut candidates = instances.clone().into_iter().filter(|instance| {
            instance.resource.kind == output.kind
                && instance.resource.inline.is_empty()
                && instance.range.overlaps(output.versions)
                && match (output.select, &index) {
                    (Select::Only, _) => true,
                    (Select::Position, Some(Index::Number(number))) => instance.position == *number,
                    (Select::Key | Select::Name, Some(Index::Text(text))) => instance.key.as_deref() == Some(text),
                    (Select::Key, Some(Index::Number(number))) => instance.key.as_deref() == Some(&number.to_string()),
                    _ => false,
                }
        });
        let instance = candidates.next()?;
        candidates.next().is_none().then_some(OutputTarget { instance, attribute: output.attribute })
    })
}

enum Index {
    Number(usize),
    Text(String),
}

/// Reads `[0]`, `["key"]` or `.key` at the start.
fn index_of(text: &str) -> Option<(Index, &str)> {
    if let Some(inner) = text.strip_prefix("[\"") {
        let end = inner.find("\"]")?;
        return Some((Index::Text(inner[..end].replace("\\\"", "\"")), &inner[end + 2..]));
    }
    if let Some(inner) = text.strip_prefix('[') {
        let end = inner.find(']')?;
        return Some((Index::Number(inner[..end].parse().ok()?), &inner[end + 1..]));
    }
    let inner = text.strip_prefix('.')?;
    let end = inner.find(['.', '[']).unwrap_or(inner.len());
    let index = inner[..end].parse().map_or_else(|_| Index::Text(inner[..end].to_owned()), Index::Number);
    Some((index, &inner[end..]))
}
