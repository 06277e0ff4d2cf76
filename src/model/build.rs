//! Makes resources out of declarations.
//!
//! Knows: the homes of each kind, azapi's way to write ARM. Does not know: what a property means.

use std::sync::Arc;

use super::extension::in_new_notation;
use super::resource::{ArmBody, AzurermBody, Patch, Resource, Source};
use super::table::{ACTION, Home, Kind, is_carrier, kinds};
use super::versions::Configured;
use super::walk::{Keys, each, walk};
use super::{Model, ResourceId, Unresolved, json};
use crate::document::{
    Cause, Data, Declaration, Document, Existence, Language, Mode, Reason, Value, Version, VersionRange,
};
use crate::source::Span;

/// azapi's resource types that declare an ARM resource.
const AZAPI: [&str; 2] = ["azapi_resource", "azapi_update_resource"];

/// Blocks that may stand several times in their resource; their path has an index.
const REPEATED: [&str; 7] = [
    "subnet",
    "security_rule",
    "access_policy",
    "georeplications",
    "georeplication_locations",
    "frontend_endpoint",
    "network_interface",
];

/// What is the same for all resources of one declaration.
pub(super) struct Site<'a> {
    pub index: usize,
    pub document: &'a Document,
    pub declaration: &'a Declaration,
}

/// Where in a declaration further resources are declared.
struct Place<'a> {
    enclosing: Option<ResourceId>,
    name: &'a str,
    is_indexed: bool,
}

/// A patch whose target is looked up when all resources are known.
pub(super) struct Update {
    pub resource: Resource,
    /// `resource_id`.
    pub target: Value,
    /// `parent_id` and `name`, which stand for it.
    pub parent: Value,
    pub name: Value,
}

/// Collects the resources of all documents.
#[derive(Default)]
pub(super) struct Builder {
    pub model: Model,
    pub updates: Vec<Update>,
}

impl Builder {
    /// Adds the resources that one document declares.
    pub fn add(&mut self, index: usize, document: &Document) {
        let configured = Configured::of(&document.declarations);
        for declaration in &document.declarations {
            let site = Site { index, document, declaration };
            match (declaration.language, declaration.mode) {
                (Language::Terraform, Mode::ModuleCall) => self.add_module(&site),
                (Language::Terraform, _) if AZAPI.contains(&&*declaration.type_name) => self.add_azapi(&site),
                (Language::Terraform, _) => self.add_azurerm(&site, configured),
                (Language::Bicep | Language::Arm, Mode::ModuleCall) => self.add_module(&site),
                (Language::Bicep | Language::Arm, _) => self.add_template_resource(&site),
            }
        }
    }

    fn add_template_resource(&mut self, site: &Site<'_>) {
        let declaration = site.declaration;
        let versions = declaration.api_version.as_deref().and_then(api_version);
        let (resource_type, body) = match in_new_notation(&declaration.type_name, &declaration.body) {
            Some((resource_type, body)) => (resource_type, body),
            None => (&*declaration.type_name, declaration.body.clone()),
        };
        let body = ArmBody {
            envelope: None,
            body,
            sensitive: None,
            versions: versions.unwrap_or(VersionRange::ALL),
            is_inline: false,
        };
        self.add_arm(site, resource_type, body);
    }

    fn add_azurerm(&mut self, site: &Site<'_>, configured: Configured) {
        let declaration = site.declaration;
        let mut versions = None;
        let mut enclosing = None;
        let homes = || kinds().iter().flat_map(|kind| kind.homes.iter().map(move |home| (*kind, *home)));
        for (kind, home) in homes() {
            if let Home::Azurerm { resource_type } = home
                && *resource_type == *declaration.type_name
            {
                let versions = versions.get_or_insert_with(|| configured.for_declaration(declaration)).clone();
                let body = AzurermBody { resource_type, block: None, body: declaration.body.clone(), versions };
                enclosing = self.push(site, kind, Source::Azurerm(body)).or(enclosing);
            }
        }
        if declaration.mode == Mode::Existing {
            return;
        }
        for (kind, home) in homes() {
            if let Home::AzurermBlock { resource_type, block } = home
                && *resource_type == *declaration.type_name
            {
                let versions = versions.get_or_insert_with(|| configured.for_declaration(declaration)).clone();
                let found = walk(&declaration.body, block, Keys::Exact).value;
                let place = Place { enclosing, name: block, is_indexed: REPEATED.contains(&block) };
                self.add_inline(site, kind, &place, &found, |body| {
                    Source::Azurerm(AzurermBody { resource_type, block: Some(block), body, versions: versions.clone() })
                });
            }
        }
    }

    fn add_azapi(&mut self, site: &Site<'_>) {
        let declaration = site.declaration;
        let written = walk(&declaration.body, "type", Keys::Exact).value;
        let Some((resource_type, versions)) = azapi_type(&written) else {
            self.model.unresolved.push(Unresolved {
                document: site.index,
                address: Arc::clone(&declaration.address),
                header: declaration.header,
                reason: written
                    .first_reason()
                    .unwrap_or_else(|| Arc::new(Reason::new(Cause::Invalid, "type", "`type` names no resource type"))),
            });
            return;
        };
        let decoded = |name: &str| each(&walk(&declaration.body, name, Keys::Exact).value, json::decoded);
        let body = decoded("body");
        let sensitive = decoded("sensitive_body");
        let body = ArmBody {
            envelope: Some(declaration.body.clone()),
            body,
            sensitive: (!sensitive.is_null()).then_some(sensitive),
            versions,
            is_inline: false,
        };
        if &*declaration.type_name == "azapi_update_resource" && declaration.mode == Mode::Managed {
            let read = |name| walk(&declaration.body, name, Keys::Exact).value;
            let (target, parent, name) = (read("resource_id"), read("parent_id"), read("name"));
            for kind in homes_of(&resource_type) {
                let mut resource = self.resource(site, kind, Source::Arm(body.clone()));
                let text = "azapi_update_resource tells only what it changes";
                resource.partial = Some(Arc::new(Reason::new(Cause::Deployed, Arc::clone(&declaration.address), text)));
                let update = Update { resource, target: target.clone(), parent: parent.clone(), name: name.clone() };
                self.updates.push(update);
            }
            return;
        }
        self.add_arm(site, &resource_type, body);
    }

    fn add_arm(&mut self, site: &Site<'_>, resource_type: &str, body: ArmBody) {
        let mut enclosing = None;
        for kind in homes_of(resource_type) {
            enclosing = self.push(site, kind, Source::Arm(body.clone())).or(enclosing);
        }
        if site.declaration.mode == Mode::Existing {
            return;
        }
        self.add_arm_lists(site, resource_type, enclosing, &body);
    }

    fn add_arm_lists(&mut self, site: &Site<'_>, resource_type: &str, enclosing: Option<ResourceId>, body: &ArmBody) {
        for kind in kinds() {
            for home in kind.homes {
                let Home::ArmList { resource_type: outer, path } = home else { continue };
                if !outer.eq_ignore_ascii_case(resource_type) {
                    continue;
                }
                let found = body.find(path).value;
                let name = path.rsplit('.').next().unwrap_or(path);
                let place = Place { enclosing, name, is_indexed: true };
                self.add_inline(site, kind, &place, &found, |element| {
                    Source::Arm(ArmBody {
                        envelope: None,
                        body: element,
                        sensitive: None,
                        versions: body.versions,
                        is_inline: true,
                    })
                });
            }
        }
    }

    /// Adds what is declared inside another resource: a block, or the elements of a list.
    fn add_inline(
        &mut self,
        site: &Site<'_>,
        kind: &'static Kind,
        place: &Place<'_>,
        found: &Value,
        source: impl Fn(Value) -> Source,
    ) {
        let Place { enclosing, name, is_indexed } = *place;
        let inline = inline(found);
        if let (Some(enclosing), Some(reason)) = (enclosing, &inline.open) {
            self.model.open_lists.insert((enclosing, kind.name), Arc::clone(reason));
        }
        for (index, (element, maybe)) in inline.elements.into_iter().enumerate() {
            let header = element_header(&element).unwrap_or(site.declaration.header);
            let mut resource = self.resource(site, kind, source(element));
            resource.path = Some(if is_indexed { format!("{name}[{index}]").into() } else { name.into() });
            resource.header = header;
            resource.enclosing = enclosing;
            if let (Existence::Always, Some(reason)) = (&resource.existence, maybe) {
                resource.existence = Existence::Maybe(reason);
            }
            self.push_resource(resource);
        }
    }

    pub fn resource(&self, site: &Site<'_>, kind: &'static Kind, source: Source) -> Resource {
        let declaration = site.declaration;
        let mode = mode_of(declaration);
        let partial = (mode == Mode::Existing).then(|| {
            let text = format!("`{}` is read from what is already deployed", declaration.address);
            Arc::new(Reason::new(Cause::Deployed, Arc::clone(&declaration.address), text).at(declaration.header))
        });
        Resource {
            id: ResourceId(0),
            kind,
            document: site.index,
            root: Arc::clone(&site.document.root),
            environment: site.document.environment.clone(),
            language: declaration.language,
            mode,
            type_name: Arc::clone(&declaration.type_name),
            address: Arc::clone(&declaration.address),
            path: None,
            header: declaration.header,
            existence: declaration.existence.clone(),
            calls: Arc::clone(&declaration.calls),
            enclosing: None,
            source,
            partial,
            patches: Vec::new(),
            aliases: Vec::new(),
        }
    }

    /// None where the resource matters only for what flows into it, and nothing does.
    fn push(&mut self, site: &Site<'_>, kind: &'static Kind, source: Source) -> Option<ResourceId> {
        let resource = self.resource(site, kind, source);
        let is_empty = is_carrier(kind) && !super::credentials::is_of_interest(&resource, site.document.language);
        (!is_empty).then(|| self.push_resource(resource))
    }

    pub fn push_resource(&mut self, mut resource: Resource) -> ResourceId {
        let id = ResourceId(u32::try_from(self.model.resources.len()).unwrap_or(u32::MAX));
        resource.id = id;
        self.model.resources.push(resource);
        id
    }

    /// Attaches patches to their targets; one whose target is not in the code is a resource of which only a part is
    /// known.
    pub fn finish(mut self) -> Model {
        self.model.index();
        self.merge_children();
        let updates = std::mem::take(&mut self.updates);
        let mut alone = Vec::new();
        for update in updates {
            let Update { resource, target, parent, name } = update;
            let target = match self.model.resolve(resource.document, resource.kind, &target).resources[..] {
                [target] => Some(target),
                _ => self.model.named_child(&resource, &parent, &name),
            };
            match target {
                Some(target) => {
                    let Source::Arm(body) = resource.source else { continue };
                    let patch = Patch { body, existence: resource.existence };
                    if let Some(target) = self.model.resources.get_mut(target.0 as usize) {
                        target.patches.push(patch);
                    }
                }
                _ => alone.push(resource),
            }
        }
        if !alone.is_empty() {
            for resource in alone {
                self.push_resource(resource);
            }
            self.model.index();
        }
        self.model
    }
}

/// The kinds that are at home in an ARM type.
fn homes_of(resource_type: &str) -> impl Iterator<Item = &'static Kind> {
    kinds().iter().copied().filter(move |kind| {
        kind.homes
            .iter()
            .any(|home| matches!(home, Home::Arm { resource_type: own } if own.eq_ignore_ascii_case(resource_type)))
    })
}

/// An API version as a range of one: `2024-05-01`, `2024-05-02-preview`.
fn api_version(text: &str) -> Option<VersionRange> {
    let mut parts = text.trim().splitn(4, '-');
    let mut next = || parts.next()?.parse().ok();
    let version = Version(next()?, next()?, next()?);
    Some(VersionRange::between(version, version.next()))
}

/// An action is done, even where it is a data source.
fn mode_of(declaration: &Declaration) -> Mode {
    match &*declaration.type_name {
        ACTION => Mode::Managed,
        _ => declaration.mode,
    }
}

/// The ARM type and API versions that `type` of azapi tells; alternatives must agree on the type.
fn azapi_type(value: &Value) -> Option<(String, VersionRange)> {
    let members = match &value.data {
        Data::OneOf(members) => members,
        _ => std::slice::from_ref(value),
    };
    let mut found: Option<(String, VersionRange)> = None;
    for member in members {
        let text = member.as_str()?;
        let (resource_type, version) = text.split_once('@').unwrap_or((text, ""));
        let versions = api_version(version).unwrap_or(VersionRange::ALL);
        found = Some(match found {
            None => (resource_type.to_owned(), versions),
            Some((known, range)) if known.eq_ignore_ascii_case(resource_type) => {
                let from = range.from.min(versions.from);
                (known, VersionRange::between(from, range.until.max(versions.until)))
            }
            Some(_) => return None,
        });
    }
    found.filter(|(resource_type, _)| resource_type.contains('/'))
}

/// What is declared inside another resource.
struct Inline {
    /// The elements, each with the reason why it may not be there.
    elements: Vec<(Value, Option<Arc<Reason>>)>,
    /// Why there may be more.
    open: Option<Arc<Reason>>,
}

/// The elements of a list or the blocks of one type; alternatives are merged position by position.
fn inline(value: &Value) -> Inline {
    match &value.data {
        Data::Null => Inline { elements: Vec::new(), open: None },
        Data::Unknown(unknown) => Inline { elements: Vec::new(), open: Some(Arc::clone(&unknown.reason)) },
        Data::OneOf(members) => {
            let reason = super::walk::undecided(value);
            let alternatives: Vec<Inline> = members.iter().map(inline).collect();
            let longest = alternatives.iter().map(|inline| inline.elements.len()).max().unwrap_or_default();
            let elements = (0..longest).map(|index| {
                let there = alternatives.iter().filter_map(|inline| inline.elements.get(index));
                let values: Vec<Value> = there.map(|(value, _)| value.clone()).collect();
                let maybe = (values.len() < alternatives.len()).then(|| Arc::clone(&reason));
                (Value::one_of(values, &reason), maybe)
            });
            let elements = elements.collect();
            Inline { elements, open: alternatives.into_iter().find_map(|inline| inline.open) }
        }
        _ => match super::walk::elements(value) {
            Some((items, open)) => Inline {
                elements: items.into_iter().filter(|item| !item.is_null()).map(|item| (item, None)).collect(),
                open,
            },
            None => Inline { elements: Vec::new(), open: None },
        },
    }
}

/// A block's header; where the name of an object is written.
fn element_header(element: &Value) -> Option<Span> {
    let element = match &element.data {
        Data::OneOf(members) => members.first()?,
        _ => element,
    };
    let object = element.as_object()?;
    if object.kind == crate::document::ObjectKind::Block {
        return element.trail.literal;
    }
    walk(element, "name", Keys::IgnoreCase).span.or(element.trail.literal)
}
