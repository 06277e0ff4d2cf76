//! What reports are told: policies, resources, roots and verdicts in their terms.
//!
//! Knows: the model and the catalogue. Does not know: arguments, or what becomes of a report.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::Analysis;
use crate::model::{Facts as _, Model, Resource};
use crate::planning::Planned;
use crate::policy::{self, Catalogue, OptionValue, Outcome, Policy};
use crate::report::{Judged, OptionInfo, PolicyInfo, ResourceInfo, RootInfo, ValueFile};

/// The resources of a model as reports show them; a resource id is an index into them.
#[must_use]
pub fn resources(analysis: &Analysis) -> Vec<ResourceInfo> {
    analysis.model.resources().iter().map(|resource| resource_info(analysis, resource)).collect()
}

/// A model with its verdicts, and messages where a policy's names values.
#[must_use]
pub fn judged(catalogue: &Catalogue, analysis: &Analysis) -> Judged {
    let mut planned: BTreeMap<usize, Planned<'_>> = BTreeMap::new();
    let failed = analysis.verdicts.iter().enumerate().filter(|(_, verdict)| verdict.outcome == Outcome::Fail);
    let messages = failed
        .filter_map(|(index, verdict)| {
            let resource = analysis.model.resource(verdict.resource)?;
            let at = analysis.scopes.index_of(&resource.root);
            let scope = analysis.scopes.at(at);
            let planned =
                planned.entry(at).or_insert_with(|| Planned::with_facts(&analysis.model, &scope.network_facts));
            let selection = &scope.applied(resource.environment.as_deref()).selection;
            Some((index, policy::message(catalogue, selection, verdict.policy, &*planned, verdict.resource)))
        })
        .collect();
    Judged { resources: resources(analysis), verdicts: analysis.verdicts.clone(), messages, ..Judged::default() }
}

/// The policies as reports show them, in catalogue order.
#[must_use]
pub fn catalogue_infos(catalogue: &Catalogue) -> Vec<PolicyInfo<'_>> {
    catalogue.policies().iter().map(policy_info).collect()
}

fn resource_info(analysis: &Analysis, resource: &Resource) -> ResourceInfo {
    ResourceInfo {
        root: Arc::clone(&resource.root),
        environment: resource.environment.clone(),
        is_called: analysis.documents[resource.document].is_called,
        address: Arc::clone(&resource.address),
        path: resource.path.clone(),
        kind: resource.kind.name,
        language: resource.language,
        is_azapi: resource.type_name.starts_with("azapi_"),
        cluster: cluster(&analysis.model, resource).map(|cluster| Arc::clone(&cluster.address)),
        header: resource.header,
        calls: Arc::clone(&resource.calls),
    }
}

/// The cluster that a resource is, is declared inside, or leads to.
fn cluster<'m>(model: &'m Model, resource: &'m Resource) -> Option<&'m Resource> {
    if resource.kind.name == "cluster" {
        return Some(resource);
    }
    let enclosing = resource.enclosing.and_then(|id| model.resource(id)).filter(|one| one.kind.name == "cluster");
    let linked = || match model.linked(resource.id, resource.kind.link("cluster")?).resources[..] {
        [cluster] => model.resource(cluster).filter(|cluster| cluster.root == resource.root),
        _ => None,
    };
    enclosing.or_else(linked)
}

pub(super) fn roots(analysis: &Analysis) -> BTreeMap<Arc<str>, RootInfo> {
    let mut roots: BTreeMap<Arc<str>, RootInfo> = BTreeMap::new();
    for document in &analysis.documents {
        let root = roots.entry(Arc::clone(&document.root)).or_default();
        root.environments.extend(document.environment.clone());
    }
    for (root, files) in &analysis.unused_value_files {
        let info = roots.entry(Arc::clone(root)).or_default();
        info.value_files =
            files.iter().map(|(path, names)| ValueFile { path: path.as_str().into(), names: names.clone() }).collect();
    }
    roots
}

fn policy_info(policy: &Policy) -> PolicyInfo<'_> {
    let fix = policy.fix().unwrap_or_default();
    PolicyInfo {
        id: policy.id(),
        title: policy.title(),
        severity: policy.severity(),
        confidence: policy.confidence(),
        persona: policy.persona(),
        resource: policy.resource(),
        when: policy.when(),
        require: policy.require(),
        message: policy.message(),
        fix_azurerm: policy.fix_azurerm().unwrap_or(fix),
        fix_azapi: policy.fix_azapi().unwrap_or(fix),
        fix_bicep: policy.fix_bicep().unwrap_or(fix),
        cost: policy.cost().map(policy::Cost::name),
        fixable: policy.fixable(),
        since: Some(policy.since()),
        guidance: policy.guidance().iter().map(|text| &**text).collect(),
        aliases: policy.aliases().iter().map(|text| &**text).collect(),
        controls: policy.controls().iter().map(|text| &**text).collect(),
        query: policy.query(),
        links: policy.links().iter().map(|text| &**text).collect(),
        options: policy.options().iter().map(option_info).collect(),
        help_markdown: without_title(policy.body()),
    }
}

/// A page's text behind its first heading, which is shown as the title.
fn without_title(body: &str) -> &str {
    let body = body.trim_start();
    match body.strip_prefix("# ") {
        Some(rest) => rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start(),
        None => body,
    }
}

fn option_info(option: &policy::PolicyOption) -> OptionInfo<'_> {
    let default = match &option.default {
        OptionValue::Bool(value) => serde_json::json!(value),
        // As pages write them: 10, not 10.0.
        #[allow(clippy::cast_possible_truncation)]
        OptionValue::Number(value) if value.fract() == 0.0 && value.abs() < 1e15 => serde_json::json!(*value as i64),
        OptionValue::Number(value) => serde_json::json!(value),
        OptionValue::Text(text) => serde_json::json!(text),
        OptionValue::Texts(texts) => serde_json::json!(texts),
    };
    OptionInfo { name: &option.name, default, doc: &option.doc }
}
