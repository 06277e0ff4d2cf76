//! Nested deployments: which template, which arguments, which scope.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use super::binding::Bindings;
use super::file::TemplateFile;
use super::instance::{Instance, InstanceCells};
use super::section::{ResourceNode, Template};
use super::symbolic::{is_known, without_tail};
use super::unit::Unit;
use crate::arm::operators;
use crate::arm::parameters::read_parameters;
use crate::arm::{Arguments, Deployed, Outputs, Placement};
use crate::document::{Call, Cause, Data, Problem, ProblemKind, Reason, StepKind, Value};
use crate::formats::json::{Kind, Node};
use crate::source::Span;

/// The most templates that are nested in one another.
const DEEPEST: usize = 32;

/// Where a nested deployment's template stands.
enum Place<'n> {
    Inline(&'n Node),
    File(Rc<TemplateFile>),
    Missing(Reason),
}

impl Instance<'_> {
    /// What a nested deployment gives.
    pub(super) fn deployment(&self, index: usize, position: usize) -> Rc<Deployed> {
        let resource = &self.template.resources[index];
        let units = self.units(index);
        let Some(unit) = units.get(position) else { return Rc::default() };
        let label = || unit.address.to_string();
        let unknown = |reason: Arc<Reason>| Rc::new(not_deployed(reason));
        self.cell(&self.cells.deployments, (index, position), label, resource.header, unknown, || {
            Rc::new(self.with_loops(&unit.loops, |bindings| self.deploy_nested(resource, unit, bindings)))
        })
    }

    fn deploy_nested(&self, resource: &ResourceNode<'_>, unit: &Unit, bindings: &Bindings<'_>) -> Deployed {
        let span = resource.header;
        let Some(existence) = self.existence(resource, unit) else {
            let text = format!("the condition of `{}` does not hold", unit.address);
            let reason = Reason::new(Cause::Condition, Arc::clone(&unit.address), text).at(span);
            return not_deployed(Arc::new(reason));
        };
        if super::declare::is_existing(resource.node) {
            let text = format!("`{}` is read from what is deployed", unit.address);
            return not_deployed(Arc::new(Reason::new(Cause::Deployed, Arc::clone(&unit.address), text).at(span)));
        }
        if !self.run.count_template(span) || self.depth() > DEEPEST {
            return not_deployed(self.run.exhausted_reason(span));
        }
        let Some(properties) = resource.node.get("properties") else { return Deployed::default() };
        let place = self.template_of(properties, unit, bindings, span);
        let arguments = self.arguments_of(properties, unit, bindings);
        let mut calls = self.placement.calls.to_vec();
        calls.push(Call { address: Arc::clone(&unit.address), header: span });
        let placement = Placement { address: Some(Arc::clone(&unit.address)), calls: calls.into(), existence };
        let name = resource.node.get("name").map_or_else(Value::null, |node| self.value(node, bindings));
        match place {
            Place::Inline(node) => {
                let is_inner = self.has_inner_scope(properties, bindings);
                let template = Template::new(node, self.file, self.run);
                let instance = Instance {
                    run: self.run,
                    file: self.file,
                    template: &template,
                    arguments: &arguments,
                    placement: &placement,
                    parent: Some(self),
                    is_outer_scope: !is_inner,
                    bindings: if is_inner { &Bindings::NONE } else { bindings },
                    name,
                    cells: InstanceCells::default(),
                };
                instance.deploy()
            }
            Place::File(file) => {
                let template = Template::new(&file.root, &file, self.run);
                let instance = Instance {
                    run: self.run,
                    file: &file,
                    template: &template,
                    arguments: &arguments,
                    placement: &placement,
                    parent: Some(self),
                    is_outer_scope: false,
                    bindings: &Bindings::NONE,
                    name,
                    cells: InstanceCells::default(),
                };
                instance.deploy()
            }
            Place::Missing(reason) => not_deployed(Arc::new(reason)),
        }
    }

    fn depth(&self) -> usize {
        std::iter::successors(Some(self), |instance| instance.parent).count()
    }

    /// Whether expressions of an inline template see its own parameters. They see the parent's unless told otherwise.
    fn has_inner_scope(&self, properties: &Node, bindings: &Bindings<'_>) -> bool {
        let scope = properties.get("expressionEvaluationOptions").and_then(|options| options.get("scope"));
        let value = scope.map(|scope| self.value(scope, bindings));
        value.is_some_and(|value| value.as_str().is_some_and(|scope| scope.eq_ignore_ascii_case("inner")))
    }

    fn template_of<'n>(&self, properties: &'n Node, unit: &Unit, bindings: &Bindings<'_>, span: Span) -> Place<'n> {
        if let Some(node) = properties.get("template") {
            if matches!(node.kind, Kind::Object(_)) {
                return Place::Inline(node);
            }
            let message = "The template of a nested deployment must be an object";
            if !matches!(node.kind, Kind::Error(_)) {
                let span = self.file.span(&node.range);
                self.run.problem(Problem::at(ProblemKind::Evaluation, span, message));
            }
            return Place::Missing(Reason::new(Cause::Invalid, Arc::clone(&unit.address), message).at(span));
        }
        let link = properties.get("templateLink");
        let missing = |what: &str| {
            let text = format!("the template of `{}` {what}", unit.address);
            let message = format!("What the deployment `{}` creates is not analysed, because {text}", unit.address);
            self.run.problem(Problem::at(ProblemKind::Note, span, message));
            Place::Missing(Reason::new(Cause::MissingModule, Arc::clone(&unit.address), text).at(span))
        };
        let Some(path) = link.and_then(|link| self.linked_path(link, bindings)) else {
            return missing("is not on disk");
        };
        let is_repeated =
            std::iter::successors(Some(self), |instance| instance.parent).any(|instance| instance.file.path == path);
        if is_repeated {
            let message = format!("Cycle: `{}` deploys itself", self.run.sources.shown_path(&path));
            self.run.problem(Problem::at(ProblemKind::Module, span, message.clone()));
            return Place::Missing(Reason::new(Cause::Cycle, Arc::clone(&unit.address), message).at(span));
        }
        match TemplateFile::load(self.run, &path) {
            Ok(file) => {
                self.run.reach(&path);
                Place::File(file)
            }
            Err(error) => {
                let shown = self.run.sources.shown_path(&path);
                let message = format!("The linked template `{shown}` cannot be read: {error}");
                self.run.problem(Problem::at(ProblemKind::Module, span, message.clone()));
                Place::Missing(Reason::new(Cause::MissingModule, Arc::clone(&unit.address), message).at(span))
            }
        }
    }

    /// The file that a `templateLink` or `parametersLink` means: `relativePath`, or the end of a `uri` that names a file
    /// beside this one, as when the whole folder is uploaded.
    fn linked_path(&self, link: &Node, bindings: &Bindings<'_>) -> Option<PathBuf> {
        let directory = self.file.path.parent().unwrap_or(Path::new(""));
        if let Some(relative) = link.get("relativePath") {
            let value = self.value(relative, bindings);
            return Some(join(directory, value.as_str()?));
        }
        let text = self.text_of_node(link.get("uri")?, bindings)?;
        let text = without_tail(text.split('?').next().unwrap_or(&text));
        let segments: Vec<&str> = text.split('/').collect();
        let known = segments.iter().rposition(|segment| !is_tail(segment)).map_or(0, |at| at + 1);
        (known.max(segments.len().saturating_sub(8))..segments.len())
            .map(|start| join(directory, &segments[start..].join("/")))
            .find(|path| path.extension().is_some_and(|extension| extension == "json") && self.run.sources.exists(path))
    }

    fn arguments_of(&self, properties: &Node, unit: &Unit, bindings: &Bindings<'_>) -> Arguments {
        let mut arguments = Arguments::default();
        if let Some(link) = properties.get("parametersLink") {
            match self.linked_path(link, bindings).filter(|path| self.run.sources.exists(path)) {
                Some(path) => {
                    let (assignments, problems) =
                        read_parameters(self.run.sources, &path, &self.run.options.placeholders);
                    problems.into_iter().for_each(|problem| self.run.problem(problem));
                    arguments.values.extend(assignments.into_iter().map(|found| (found.name, found.value)));
                }
                None => {
                    let text = format!("the parameters of `{}` are not on disk", unit.address);
                    let reason = Reason::new(Cause::MissingModule, Arc::clone(&unit.address), text);
                    arguments.open = Some(Arc::new(reason.at(self.file.span(&link.range))));
                }
            }
        }
        let Some(given) = properties.get("parameters") else { return arguments };
        if !matches!(given.kind, Kind::Object(_)) {
            let value = self.value(given, bindings);
            match &value.data {
                Data::Object(object) => {
                    for (name, entry) in &object.entries {
                        let value = operators::member(&entry.value, "value", true);
                        let value = self.settle(
                            value.map_err(|error| super::evaluate::at(error, unit_span(self, given))),
                            unit_span(self, given),
                        );
                        arguments.values.insert(Arc::clone(name), value);
                    }
                    arguments.open = arguments.open.or_else(|| object.open.clone());
                }
                Data::Null => {}
                _ => {
                    let reason = value.first_reason().unwrap_or_else(|| Arc::new(Reason::undecided_condition()));
                    arguments.open.get_or_insert(reason);
                }
            }
            return arguments;
        }
        for (name, node) in given.members() {
            let span = self.file.member_span(name, node);
            let value = self.argument_value(node, span, bindings);
            let label = format!("{}.{}", unit.address, name.text);
            let trail = value.trail.through(StepKind::Argument, label.into(), span);
            arguments.values.insert(name.text.as_str().into(), value.with_trail(trail));
        }
        arguments
    }

    /// `{"value": …}`, `{"reference": {"keyVault": …}}`, or an expression that gives the first.
    fn argument_value(&self, node: &Node, span: Span, bindings: &Bindings<'_>) -> Value {
        if let Some(value) = node.get("value") {
            return self.value(value, bindings);
        }
        if let Some(reference) = node.get("reference") {
            let place = self.file.span(&reference.range);
            let reason = Reason::new(Cause::Deployed, "reference", "it is a secret in a key vault").at(place);
            return Value::unknown_set(reason).at(place).with_sensitive(true);
        }
        let value = self.value(node, bindings);
        let member = operators::member(&value, "value", true);
        self.settle(member.map_err(|error| super::evaluate::at(error, span)), span)
    }
}

fn unit_span(instance: &Instance<'_>, node: &Node) -> Span {
    instance.file.span(&node.range)
}

/// A deployment of which nothing is known.
fn not_deployed(reason: Arc<Reason>) -> Deployed {
    Deployed { declarations: Vec::new(), outputs: Outputs { values: BTreeMap::new(), open: Some(reason) } }
}

/// Whether a segment of a uri may be part of a path beside the template.
fn is_tail(segment: &str) -> bool {
    !segment.is_empty() && is_known(segment) && !segment.contains(':')
}

/// A relative path with forward slashes behind a directory; `..` is resolved by name.
fn join(directory: &Path, relative: &str) -> PathBuf {
    let mut path = directory.to_owned();
    for component in Path::new(&relative.replace('\\', "/")).components() {
        match component {
            Component::ParentDir if matches!(path.components().next_back(), Some(Component::Normal(_))) => {
                path.pop();
            }
            Component::CurDir => {}
            other => path.push(other),
        }
    }
    path
}
