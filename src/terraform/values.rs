//! Values of root variables: files of values in Terraform's order of precedence, and the command line.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::evaluate::{self, EvaluationError, Scope};
use super::load::literal_text;
use super::module::Module;
use super::parse::{self, Placeholders};
use super::syntax::{Attribute, ExpressionKind};
use crate::document::{Budget, BudgetLimits, Cause, Data, Problem, ProblemKind, Reason, StepKind, Value};
use crate::source::{Sources, Span};

/// Values of root variables by name.
#[derive(Debug, Clone, Default)]
pub struct Values {
    by_name: BTreeMap<Arc<str>, Value>,
}

/// Values given on the command line or, when asked for, by environment variables.
#[derive(Debug, Clone, Default)]
pub struct GivenValues {
    /// `--var name=value`, in order.
    pub variables: Vec<(String, String)>,
    /// `TF_VAR_name` environment variables.
    pub environment: Vec<(String, String)>,
}

impl Values {
    /// The value of a variable, if one is given.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value> {
        self.by_name.get(name).cloned()
    }

    /// Gives a variable this value, whatever it had.
    pub fn set(&mut self, name: Arc<str>, value: Value) {
        self.by_name.insert(name, value);
    }

    /// The value of an expression that refers to nothing; none where it does, or is in error.
    #[must_use]
    pub fn literal(sources: &Sources, expression: &super::syntax::Expression) -> Option<Value> {
        let mut problems = Vec::new();
        let value = literal_value(sources, expression, &mut problems);
        problems.is_empty().then_some(value)
    }

    /// The names that have a value.
    pub fn names(&self) -> impl Iterator<Item = &Arc<str>> {
        self.by_name.keys()
    }

    /// Adds the values of a file; they override earlier ones.
    pub fn add_file(&mut self, sources: &Sources, path: &Path, placeholders: &Placeholders) -> Vec<Problem> {
        let shown: Arc<str> = sources.shown_path(path).into();
        let file = match sources.read(path) {
            Ok(file) => file,
            Err(error) => return vec![Problem::with_path(ProblemKind::Io, shown, error.to_string())],
        };
        let text = &sources.file(file).text;
        let parsed = if shown.ends_with(".json") {
            parse::parse_json_values(text, file, placeholders)
        } else {
            parse::parse_values(text, file, placeholders)
        };
        let mut problems = parsed.problems;
        for attribute in &parsed.body.attributes {
            self.add(sources, &shown, attribute, &mut problems);
        }
        problems
    }

    /// Adds the literal `inputs` of a `terragrunt.hcl`. False when it has inputs (or may inherit some) that are not
    /// literal.
    pub fn add_terragrunt(&mut self, sources: &Sources, path: &Path) -> (bool, Vec<Problem>) {
        let shown: Arc<str> = sources.shown_path(path).into();
        let file = match sources.read(path) {
            Ok(file) => file,
            Err(error) => return (false, vec![Problem::with_path(ProblemKind::Io, shown, error.to_string())]),
        };
        let parsed = parse::parse_file(&sources.file(file).text, file);
        let mut problems = parsed.problems;
        let mut is_literal = parsed.body.blocks_of("include").next().is_none();
        if let Some(inputs) = parsed.body.attribute("inputs") {
            if let ExpressionKind::Object(items) = &inputs.expression.kind {
                for item in items {
                    let (Some(name), true) = (literal_text(&item.key), is_literal_expression(&item.value)) else {
                        is_literal = false;
                        continue;
                    };
                    let attribute =
                        Attribute { name, span: item.span, name_span: item.key.span, expression: item.value.clone() };
                    self.add(sources, &shown, &attribute, &mut problems);
                }
            } else {
                is_literal = false;
            }
        }
        (is_literal, problems)
    }

    /// Adds values given as text, which count for more than (`--var`) or less than (environment) any file.
    pub fn add_given(
        &mut self,
        sources: &Sources,
        module: &Module,
        given: &[(String, String)],
        flag: &str,
    ) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (name, text) in given {
            let Some(variable) = module.variables.get(name.as_str()) else { continue };
            let shown = format!("{flag} {name}");
            let file = sources.add(&shown, text);
            let span = Span::new(file, 0, text.len());
            let is_text = match variable.type_expression.as_ref().map(|expression| &expression.kind) {
                None => true,
                Some(ExpressionKind::Variable(name)) => matches!(&**name, "string" | "number" | "bool" | "any"),
                Some(_) => false,
            };
            let value = if is_text {
                Value::string(text.as_str()).at(span)
            } else {
                match parse::parse_expression(text, file, 0) {
                    Ok(expression) => literal_value(sources, &expression, &mut problems),
                    Err(problem) => {
                        problems.push(problem);
                        continue;
                    }
                }
            };
            let trail = value.trail.through(StepKind::ValueFile, shown.into(), span);
            self.by_name.insert(name.as_str().into(), value.with_trail(trail));
        }
        problems
    }

    fn add(&mut self, sources: &Sources, shown: &Arc<str>, attribute: &Attribute, problems: &mut Vec<Problem>) {
        let value = literal_value(sources, &attribute.expression, problems);
        let is_secret = looks_secret(&attribute.name) && matches!(value.data, Data::String(_));
        if is_secret {
            sources.mask(attribute.expression.span);
        }
        let trail = value.trail.through(StepKind::ValueFile, Arc::clone(shown), attribute.span);
        let value = value.with_trail(trail).with_sensitive(is_secret);
        self.by_name.insert(Arc::clone(&attribute.name), value);
    }
}

/// The files of values that Terraform loads by itself, least precedence first.
#[must_use]
pub fn automatic_files(sources: &Sources, directory: &Path) -> Vec<PathBuf> {
    let Ok(entries) = sources.list(directory) else { return Vec::new() };
    let names: Vec<&str> = entries.iter().filter(|entry| !entry.is_directory).map(|entry| &*entry.name).collect();
    let mut files = Vec::new();
    files.extend(["terraform.tfvars", "terraform.tfvars.json"].into_iter().filter(|name| names.contains(name)));
    files.extend(names.iter().filter(|name| name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json")));
    files.into_iter().map(|name| directory.join(name)).collect()
}

/// Names that hold secrets by common usage, where the value is a text: masked even where no type says so.
pub(super) fn looks_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["password", "secret", "token", "connection_string", "access_key", "private_key", "sas_key", "passwd"]
        .iter()
        .any(|suffix| name.ends_with(suffix))
}

fn literal_value(sources: &Sources, expression: &super::syntax::Expression, problems: &mut Vec<Problem>) -> Value {
    let scope = NoScope { sources, budget: Budget::new(BudgetLimits::default()) };
    match evaluate::evaluate(expression, &scope) {
        Ok(value) => value,
        Err(error) => {
            let kind = if error.is_exhausted { ProblemKind::Budget } else { ProblemKind::Evaluation };
            problems.push(Problem::at(kind, error.span, error.message.clone()));
            Value::unknown(Reason::new(Cause::Invalid, "", error.message).at(error.span))
        }
    }
}

fn is_literal_expression(expression: &super::syntax::Expression) -> bool {
    match &expression.kind {
        ExpressionKind::Variable(_) | ExpressionKind::Call(_) | ExpressionKind::Error(_) => false,
        _ => {
            let mut all = true;
            super::walk::children(expression, &mut |child| all &= is_literal_expression(child));
            all
        }
    }
}

/// Files of values may not refer to anything.
struct NoScope<'s> {
    sources: &'s Sources,
    budget: Budget,
}

impl Scope for NoScope<'_> {
    fn lookup(&self, root: &str, _: &[&str], span: Span) -> Result<(Value, usize), EvaluationError> {
        let message = format!("Variables not allowed: `{root}` may not be used in a file of values");
        Err(EvaluationError { message, span, is_exhausted: false })
    }

    fn budget(&self) -> &Budget {
        &self.budget
    }

    fn sources(&self) -> &Sources {
        self.sources
    }

    fn directory(&self) -> &Path {
        Path::new("")
    }
}
