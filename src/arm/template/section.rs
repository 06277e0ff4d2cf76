//! What a template consists of, before anything is evaluated.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::file::TemplateFile;
use crate::arm::Run;
use crate::arm::expression::is_expression;
use crate::document::{Problem, ProblemKind};
use crate::formats::json::{Kind, Node, Text};
use crate::source::Span;

/// The type of nested deployments.
pub(super) const DEPLOYMENTS: &str = "Microsoft.Resources/deployments";

/// The names of the parameters that a template declares, as spelt.
pub(in crate::arm) fn parameter_names(template: &Node) -> impl Iterator<Item = &str> {
    template.get("parameters").map(Node::members).unwrap_or_default().iter().map(|(name, _)| name.text.as_str())
}

/// Members by name, without regard to case.
#[derive(Default)]
pub(super) struct Section<'t> {
    pub members: Vec<(&'t Text, &'t Node)>,
    by_name: FxHashMap<String, usize>,
}

impl<'t> Section<'t> {
    fn add(&mut self, name: &'t Text, node: &'t Node) {
        // Of several the last counts.
        match self.by_name.get(&name.text.to_ascii_lowercase()) {
            Some(&index) => self.members[index] = (name, node),
            None => {
                self.by_name.insert(name.text.to_ascii_lowercase(), self.members.len());
                self.members.push((name, node));
            }
        }
    }

    pub fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(&name.to_ascii_lowercase()).copied()
    }
}

/// A resource as written.
pub(super) struct ResourceNode<'t> {
    /// Its symbolic name.
    pub symbol: Option<&'t Text>,
    pub node: &'t Node,
    /// The resource it is written in.
    pub parent: Option<usize>,
    /// The full type, as spelt.
    pub type_name: Arc<str>,
    /// The `type` member.
    pub header: Span,
    pub is_deployment: bool,
}

/// A template's parts.
pub(super) struct Template<'t> {
    pub parameters: Section<'t>,
    /// Variables; those of a `copy` section stand for their copy.
    pub variables: Section<'t>,
    pub outputs: Section<'t>,
    pub definitions: Section<'t>,
    /// User functions by `namespace.name` in lower case.
    pub functions: FxHashMap<String, &'t Node>,
    /// All resources in source order, children behind their parents.
    pub resources: Vec<ResourceNode<'t>>,
    /// Resources by symbolic name in lower case.
    pub symbols: FxHashMap<String, usize>,
}

impl<'t> Template<'t> {
    /// Takes a template apart; what has the wrong shape is reported and left out.
    pub fn new(node: &'t Node, file: &TemplateFile, run: &Run<'_>) -> Self {
        let mut builder = Builder { file, run };
        let mut template = Self {
            parameters: builder.section(node, "parameters"),
            variables: builder.section(node, "variables"),
            outputs: builder.section(node, "outputs"),
            definitions: builder.section(node, "definitions"),
            functions: FxHashMap::default(),
            resources: Vec::new(),
            symbols: FxHashMap::default(),
        };
        if !matches!(node.kind, Kind::Object(_) | Kind::Error(_)) {
            builder.wrong(node, "A template must be an object");
        }
        builder.variable_copies(&mut template);
        for namespace in node.get("functions").map(Node::items).unwrap_or_default() {
            let Some(prefix) = namespace.get("namespace").and_then(Node::as_str) else { continue };
            for (name, function) in namespace.get("members").map(Node::members).unwrap_or_default() {
                template.functions.insert(format!("{prefix}.{}", name.text).to_ascii_lowercase(), function);
            }
        }
        if let Some(resources) = node.get("resources") {
            builder.resources(resources, None, &mut template);
        }
        template
    }
}

struct Builder<'b, 'r> {
    file: &'b TemplateFile,
    run: &'b Run<'r>,
}

impl Builder<'_, '_> {
    fn wrong(&self, node: &Node, message: &str) {
        if !matches!(node.kind, Kind::Error(_)) {
            let span = self.file.span(&(node.range.start..node.range.start + 1));
            self.run.problem(Problem::at(ProblemKind::Evaluation, span, message));
        }
    }

    fn section<'t>(&mut self, node: &'t Node, name: &str) -> Section<'t> {
        let mut section = Section::default();
        if let Some(node) = node.get(name) {
            match &node.kind {
                Kind::Object(members) => members.iter().for_each(|(name, node)| section.add(name, node)),
                Kind::Null => {}
                _ => self.wrong(node, &format!("The template section '{name}' must be an object")),
            }
        }
        section
    }

    /// `variables.copy` declares a variable per item.
    fn variable_copies<'t>(&mut self, template: &mut Template<'t>) {
        let Some(index) = template.variables.find("copy") else { return };
        let (_, node) = template.variables.members[index];
        if !matches!(node.kind, Kind::Array(_)) {
            return;
        }
        for item in node.items() {
            match item.get("name").and_then(Node::as_text) {
                Some(name) => template.variables.add(name, item),
                None => self.wrong(item, "A copy of a variable must have a name"),
            }
        }
    }

    fn resources<'t>(&mut self, node: &'t Node, parent: Option<usize>, template: &mut Template<'t>) {
        match &node.kind {
            Kind::Array(items) => items.iter().for_each(|item| self.resource(None, item, parent, template)),
            Kind::Object(members) => {
                members.iter().for_each(|(name, item)| self.resource(Some(name), item, parent, template));
            }
            Kind::Null => {}
            _ => self.wrong(node, "The template section 'resources' must be an array or an object"),
        }
    }

    fn resource<'t>(
        &mut self,
        symbol: Option<&'t Text>,
        node: &'t Node,
        parent: Option<usize>,
        template: &mut Template<'t>,
    ) {
        if !matches!(node.kind, Kind::Object(_)) {
            return self.wrong(node, "A template resource must be an object");
        }
        let Some((name, value)) = node.member("type") else {
            return self.wrong(node, "The template resource has no `type`");
        };
        let Some(written) = value.as_str().filter(|text| !is_expression(text)) else {
            return self.wrong(value, "The type of a template resource must be a literal text");
        };
        // `type@version` in one is how some tools write it.
        let written = written.split('@').next().unwrap_or(written);
        let outer = parent.map(|parent| Arc::clone(&template.resources[parent].type_name));
        let type_name: Arc<str> = match outer {
            Some(outer) if !is_full(written, &outer) => format!("{outer}/{written}").into(),
            _ => written.into(),
        };
        let index = template.resources.len();
        if let Some(symbol) = symbol {
            template.symbols.insert(symbol.text.to_ascii_lowercase(), index);
        }
        template.resources.push(ResourceNode {
            symbol,
            node,
            parent,
            is_deployment: type_name.eq_ignore_ascii_case(DEPLOYMENTS),
            type_name,
            header: self.file.member_span(name, value),
        });
        // A deployment's inner resources stand in its template.
        if let Some(children) = node.get("resources") {
            self.resources(children, Some(index), template);
        }
    }
}

/// Whether the type of a resource inside another is written in full.
fn is_full(written: &str, outer: &str) -> bool {
    let starts_alike = written.get(..outer.len()).is_some_and(|start| start.eq_ignore_ascii_case(outer));
    let provider = written.split('/').next().unwrap_or_default();
    starts_alike || provider.contains('.') && written.contains('/')
}
