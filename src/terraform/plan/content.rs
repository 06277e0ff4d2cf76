//! The parts of a plan that matter, as a view of its JSON. Nothing is copied.
//!
//! Knows: the names of the output format. Does not know: what a value means.

use std::ops::Range;

use super::configuration::Configuration;
use crate::document::{Problem, ProblemKind};
use crate::formats::json::{Kind, Node, span};
use crate::source::{FileId, Span};

/// How deep modules may be nested in a plan; deeper ones are not read.
const MAX_MODULE_DEPTH: usize = 64;

/// A plan.
pub struct Content<'n> {
    /// The whole document.
    pub root: &'n Node,
    /// Its text.
    pub text: &'n str,
    /// Its file.
    pub file: FileId,
    /// What is planned for each resource, in the plan's order.
    pub changes: Vec<Change<'n>>,
    /// Data sources that were read while planning.
    pub data: Vec<Stored<'n>>,
    /// The configuration.
    pub configuration: Configuration<'n>,
}

/// What is done with a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Nothing, or a change in place.
    Keep,
    /// It is created.
    Create,
    /// It is destroyed and created anew, in either order.
    Replace,
    /// It is destroyed.
    Destroy,
    /// A data source that is read while applying.
    Read,
    /// Terraform no longer looks after it, and leaves it alone.
    Forget,
    /// The plan does not tell.
    Untold,
}

/// What is planned for one resource.
pub struct Change<'n> {
    /// The absolute address with instance keys.
    pub address: &'n str,
    /// Where the address is written.
    pub place: Span,
    /// `data` rather than `managed`.
    pub is_data: bool,
    /// The resource type.
    pub type_name: &'n str,
    /// The source address of its provider.
    pub provider: &'n str,
    /// What is done.
    pub action: Action,
    /// Where that is written.
    pub action_place: Option<Span>,
    /// Why, in Terraform's word: `replace_because_cannot_update`.
    pub reason: &'n str,
    /// The values before.
    pub before: Option<&'n Node>,
    /// Which of these are secret.
    pub before_sensitive: Option<&'n Node>,
    /// The values after, without what is not known yet.
    pub after: Option<&'n Node>,
    /// What is not known yet.
    pub unknown: Option<&'n Node>,
    /// Which are secret.
    pub sensitive: Option<&'n Node>,
    /// The paths of the attributes that ask for a replacement.
    pub replace_paths: &'n [Node],
}

/// A resource with its values, as states and planned values hold it.
pub struct Stored<'n> {
    /// The absolute address with instance keys.
    pub address: &'n str,
    /// Where the address is written.
    pub place: Span,
    /// `data` rather than `managed`.
    pub is_data: bool,
    /// The resource type.
    pub type_name: &'n str,
    /// The source address of its provider.
    pub provider: &'n str,
    /// The values.
    pub values: Option<&'n Node>,
    /// Which are secret.
    pub sensitive: Option<&'n Node>,
}

impl<'n> Content<'n> {
    /// The parts of a document; none, with the problem, where it is no plan that can be read.
    pub fn of(root: &'n Node, text: &'n str, file: FileId) -> Result<Self, Problem> {
        if let Some(version) = root.get("format_version")
            && let Some(major) = version.as_str().and_then(|text| text.split('.').next()?.parse::<u32>().ok())
            && major > 1
        {
            let message =
                format!("The plan has format version {}, and 1.x is understood", version.as_str().unwrap_or_default());
            let place = span(file, &version.range);
            let help = "look for a newer akslint, or make the plan with an older Terraform";
            return Err(Problem::at(ProblemKind::Io, place, message).help(help));
        }
        if root.get("resource_changes").is_none() && root.get("planned_values").is_none() {
            let place = Span::new(file, root.range.start, root.range.start + 1);
            let message = "The file is no plan: it has neither `resource_changes` nor `planned_values`";
            return Err(Problem::at(ProblemKind::Io, place, message).help(super::read::HOW_TO_SHOW));
        }
        let changes = root.get("resource_changes").map(Node::items).unwrap_or_default();
        let mut changes: Vec<Change<'n>> = changes.iter().filter_map(|node| change(node, file)).collect();
        if root.get("resource_changes").is_none() {
            let planned = stored(root.get("planned_values"), file);
            changes.extend(planned.into_iter().map(Stored::planned));
        }
        let prior = root.get("prior_state").and_then(|state| state.get("values"));
        let data = stored(prior, file).into_iter().filter(|resource| resource.is_data).collect();
        let configuration = Configuration::of(root.get("configuration"));
        Ok(Self { root, text, file, changes, data, configuration })
    }

    /// The resources of a state or of planned values.
    pub fn stored(&self, values: Option<&'n Node>) -> Vec<Stored<'n>> {
        stored(values, self.file)
    }

    /// The span of a node.
    pub fn span(&self, range: &Range<usize>) -> Span {
        span(self.file, range)
    }

    /// Why not everything that will be is in the plan, if so.
    pub fn incomplete(&self) -> Option<Problem> {
        let member = |name: &str, wanted: bool| {
            self.root
                .member(name)
                .filter(|(_, value)| value.as_bool() == Some(wanted))
                .map(|(key, value)| Span::new(self.file, key.range.start, value.range.end))
        };
        if let Some(place) = member("errored", true) {
            let message = "Planning ended with an error: what the plan does not have was not judged";
            return Some(Problem::at(ProblemKind::Io, place, message).help("mend the error and plan again"));
        }
        let place = member("complete", false)?;
        let message = "The plan is not complete: what it leaves for later was not judged";
        let help = "plan without -target and -exclude, or judge the source";
        Some(Problem::at(ProblemKind::Io, place, message).help(help))
    }
}

impl Change<'_> {
    /// Whether what it will be is newly made, so that nothing of it was filled in by the platform.
    pub fn is_new(&self) -> bool {
        matches!(self.action, Action::Create | Action::Replace)
    }
}

impl<'n> Stored<'n> {
    fn planned(self) -> Change<'n> {
        Change {
            address: self.address,
            place: self.place,
            is_data: self.is_data,
            type_name: self.type_name,
            provider: self.provider,
            action: if self.is_data { Action::Read } else { Action::Untold },
            action_place: None,
            reason: "",
            before: None,
            before_sensitive: None,
            after: self.values,
            unknown: None,
            sensitive: self.sensitive,
            replace_paths: &[],
        }
    }
}

/// The text of a member, empty where there is none.
pub fn text<'n>(node: &'n Node, name: &str) -> &'n str {
    node.get(name).and_then(Node::as_str).unwrap_or_default()
}

/// A value that is there and not null.
pub fn given(node: Option<&Node>) -> Option<&Node> {
    node.filter(|node| !matches!(node.kind, Kind::Null))
}

fn place(node: &Node, file: FileId) -> Span {
    match node.member("address") {
        Some((key, value)) => Span::new(file, key.range.start, value.range.end),
        None => Span::new(file, node.range.start, node.range.start + 1),
    }
}

fn change(node: &Node, file: FileId) -> Option<Change<'_>> {
    let change = node.get("change")?;
    // What an earlier apply could not destroy is not what is declared.
    if given(node.get("deposed")).is_some() {
        return None;
    }
    let address = node.get("address").and_then(Node::as_str).filter(|address| !address.is_empty())?;
    let actions = change.member("actions");
    let names: Vec<&str> =
        actions.map(|(_, actions)| actions.items().iter().filter_map(Node::as_str).collect()).unwrap_or_default();
    Some(Change {
        address,
        place: place(node, file),
        is_data: text(node, "mode") == "data",
        type_name: text(node, "type"),
        provider: text(node, "provider_name"),
        action: action(&names),
        action_place: actions.map(|(key, value)| Span::new(file, key.range.start, value.range.end)),
        reason: text(node, "action_reason"),
        before: given(change.get("before")),
        before_sensitive: change.get("before_sensitive"),
        after: given(change.get("after")),
        unknown: change.get("after_unknown"),
        sensitive: change.get("after_sensitive"),
        replace_paths: change.get("replace_paths").map(Node::items).unwrap_or_default(),
    })
}

fn action(names: &[&str]) -> Action {
    match names {
        ["create"] => Action::Create,
        ["delete"] => Action::Destroy,
        ["read"] => Action::Read,
        ["forget"] => Action::Forget,
        // One stays behind and another is made.
        ["create", "forget"] | ["forget", "create"] => Action::Create,
        _ if names.contains(&"delete") && names.contains(&"create") => Action::Replace,
        [] => Action::Untold,
        _ => Action::Keep,
    }
}

fn stored(values: Option<&Node>, file: FileId) -> Vec<Stored<'_>> {
    let mut found = Vec::new();
    let root = values.and_then(|values| values.get("root_module"));
    let mut queue: Vec<(&Node, usize)> = root.map(|root| (root, 0)).into_iter().collect();
    while let Some((module, depth)) = queue.pop() {
        let resources = module.get("resources").map(Node::items).unwrap_or_default();
        found.extend(resources.iter().map(|node| Stored {
            address: text(node, "address"),
            place: place(node, file),
            is_data: text(node, "mode") == "data",
            type_name: text(node, "type"),
            provider: text(node, "provider_name"),
            values: given(node.get("values")),
            sensitive: node.get("sensitive_values"),
        }));
        if depth < MAX_MODULE_DEPTH {
            let children = module.get("child_modules").map(Node::items).unwrap_or_default();
            queue.extend(children.iter().rev().map(|child| (child, depth + 1)));
        }
    }
    found
}
