//! Deploying a template: all it declares, and its outputs.

use std::path::Path;
use std::sync::Arc;

use super::binding::{Bindings, Loop};
use super::file::TemplateFile;
use super::instance::{Instance, InstanceCells};
use super::section::Template;
use crate::arm::operators::truth;
use crate::arm::{Arguments, Deployed, Outputs, Placement, Run, output};
use crate::document::{Cause, Data, Language, List, Problem, ProblemKind, Reason, StepKind, Truth, Value};
use crate::formats::json::{Node, Text};
use crate::source::Span;

/// Deploys the template in a file. `call` is the place that asks for it, for problems: a file that cannot be read is one,
/// and its outputs are unknown.
#[must_use]
pub fn deploy_file(run: &Run<'_>, path: &Path, arguments: &Arguments, placement: &Placement, call: Span) -> Deployed {
    deploy(run, path, arguments, placement, Some(call))
}

/// Deploys the template in a file that nobody calls.
pub(in crate::arm) fn deploy_root(run: &Run<'_>, path: &Path, arguments: &Arguments) -> Deployed {
    deploy(run, path, arguments, &Placement::root(), None)
}

fn deploy(run: &Run<'_>, path: &Path, arguments: &Arguments, placement: &Placement, call: Option<Span>) -> Deployed {
    let shown = run.sources.shown_path(path);
    let file = match TemplateFile::load(run, path) {
        Ok(file) => file,
        Err(error) => {
            let message = format!("The template `{shown}` cannot be read: {error}");
            run.problem(match call {
                Some(span) => Problem::at(ProblemKind::Module, span, message.clone()),
                None => Problem::with_path(ProblemKind::Io, shown.as_str(), error.to_string()),
            });
            let reason = Arc::new(Reason::new(Cause::MissingModule, shown, message));
            return Deployed { outputs: Outputs { open: Some(reason), ..Outputs::default() }, ..Deployed::default() };
        }
    };
    run.reach(path);
    let start = file.span(&(0..0));
    // Reading the structure costs time as well.
    if run.budget.spend(file.source.text.len() as u64 / 64).is_err() || !run.count_template(call.unwrap_or(start)) {
        let reason = run.exhausted_reason(call.unwrap_or(start));
        return Deployed { outputs: Outputs { open: Some(reason), ..Outputs::default() }, ..Deployed::default() };
    }
    let template = Template::new(&file.root, &file, run);
    let instance = Instance {
        run,
        file: &file,
        template: &template,
        arguments,
        placement,
        parent: None,
        is_outer_scope: false,
        bindings: &Bindings::NONE,
        name: Value::null(),
        cells: InstanceCells::default(),
    };
    instance.deploy()
}

impl Instance<'_> {
    pub(super) fn deploy(&self) -> Deployed {
        let template = self.template;
        let parts = template.resources.len() + template.parameters.members.len() + template.variables.members.len();
        if self.run.budget.spend(parts as u64).is_err() {
            let reason = self.run.exhausted_reason(self.file.span(&(0..0)));
            return Deployed { outputs: Outputs { open: Some(reason), ..Outputs::default() }, ..Deployed::default() };
        }
        if !self.is_outer_scope {
            self.check_arguments();
            for (name, node) in &self.template.parameters.members {
                let kind = node.get("type").and_then(Node::as_str).unwrap_or_default();
                if kind.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("secure")) {
                    // Evaluated for its mask alone.
                    let _ = self.parameter(&name.text);
                }
            }
        }
        let mut deployed = Deployed::default();
        for (index, resource) in self.template.resources.iter().enumerate() {
            if resource.is_deployment {
                for position in 0..self.units(index).len() {
                    deployed.declarations.extend(self.deployment(index, position).declarations.iter().cloned());
                }
            } else {
                deployed.declarations.extend(self.declarations(index));
            }
        }
        for (name, node) in &self.template.outputs.members {
            if let Some(value) = self.output(name, node) {
                let header = self.file.member_span(name, node);
                let (name, secure) = (name.text.as_str().into(), self.secure_type(node));
                let output = output(self.run, self.placement, Language::Arm, &name, &value, header, secure);
                deployed.declarations.extend(output);
                deployed.outputs.values.insert(name, value);
            }
        }
        deployed
    }

    /// Azure refuses arguments for parameters that there are not.
    fn check_arguments(&self) {
        // A root's parameter files are checked by whoever chooses them.
        if self.placement.calls.is_empty() {
            return;
        }
        for (name, value) in &self.arguments.values {
            if self.template.parameters.find(name).is_none() {
                let span = value.trail.steps().next().map(|step| step.span).or(value.trail.literal);
                let message = format!("The template has no parameter '{name}'");
                if let Some(span) = span {
                    self.run.problem(Problem::at(ProblemKind::Evaluation, span, message));
                }
            }
        }
    }

    /// An output; none when its condition does not hold.
    fn output(&self, name: &Text, node: &Node) -> Option<Value> {
        let span = self.file.member_span(name, node);
        let condition = node.get("condition").map(|node| truth(&self.value(node, self.bindings)));
        if let Some(Ok(Truth::Known(false))) = condition {
            return None;
        }
        let mut value = match (node.get("copy"), node.get("value")) {
            (Some(copy), _) => self.output_rounds(copy, node),
            (None, Some(value)) => self.value(value, self.bindings),
            (None, None) => Value::null(),
        };
        self.hide_secure(&mut value, node, 8);
        if let Some(Ok(Truth::Unknown(reason))) = condition {
            let trail = value.trail.clone();
            value = Value::one_of([value, Value::null()], &reason).with_trail(trail);
        }
        let label = match &self.placement.address {
            Some(address) => format!("{address}.outputs.{}", name.text),
            None => format!("outputs.{}", name.text),
        };
        let trail = value.trail.through(StepKind::Output, label.into(), span);
        Some(value.with_trail(trail))
    }

    /// Where the type of an output says that it is a secret.
    fn secure_type(&self, node: &Node) -> Option<Span> {
        let (key, kind) = node.member("type")?;
        let is_secure = kind.as_str()?.to_ascii_lowercase().starts_with("secure");
        is_secure.then(|| self.file.member_span(key, kind))
    }

    /// The loop of an output stands beside its `value` or holds its `input`; it has no name.
    fn output_rounds(&self, copy: &Node, node: &Node) -> Value {
        let span = self.file.span(&copy.range);
        let input = copy.get("input").or_else(|| node.get("value"));
        let mut list = List::default();
        match (self.count(copy, self.bindings), input) {
            (super::value::Count::Known(count), Some(input)) => {
                for index in 0..count {
                    if self.run.budget.spend(4).is_err() {
                        list.open = Some(self.run.exhausted_reason(span));
                        break;
                    }
                    let round = Loop { name: None, index: super::value::index_value(index), is_property: false };
                    list.items.push(self.value(input, &self.bindings.with_loop(&round)));
                }
            }
            (super::value::Count::Unknown(reason), _) => list.open = Some(reason),
            (super::value::Count::Known(_), None) => {}
        }
        Value::new(Data::List(Arc::new(list))).at(span)
    }
}
