//! Checking calls: functions, methods, and what is said of each element of a list.

use std::ops::Range;
use std::sync::Arc;

use super::check::{Checked, Checker, article};
use super::error::{ExpressionError, nearest};
use super::function::Function;
use super::program::{Node, Pattern, Quantifier};
use super::syntax::{Form, Name, Syntax};
use super::types::Type;
use crate::policy::retirement;

/// What is called as a function beside the table of functions.
const BUILT_IN: [&str; 2] = ["has", "size"];

/// What is called behind a value beside the table of functions.
const METHODS: [&str; 6] = ["all", "exists", "filter", "map", "sum", "matches"];

/// Names that other languages use, and ours.
const OTHER_NAMES: [(&str, &str); 8] = [
    ("len", "size"),
    ("length", "size"),
    ("count", "size"),
    ("any", "exists"),
    ("some", "exists"),
    ("every", "all"),
    ("exists_one", "exists"),
    ("select", "filter"),
];

impl Checker<'_> {
    pub(super) fn call(&mut self, name: &Name, arguments: &[Syntax], span: &Range<usize>) -> Checked {
        match &*name.text {
            "has" => {
                let [argument] = self.arguments(name, "has(x)", arguments, span)?;
                let is_path = matches!(argument.form, Form::Select(..) | Form::Index(..));
                if !is_path {
                    let message = "has(x) asks for a property, a field or an element: has(cluster.kubernetesVersion)";
                    return Err(ExpressionError::new(argument.span.clone(), message));
                }
                let (node, ty) = self.check(argument)?;
                if let (Node::Link(..), Type::List(_)) = (&node, &ty) {
                    let message = "has(x) does not ask for a list of resources; write size(x) > 0";
                    return Err(ExpressionError::new(argument.span.clone(), message));
                }
                Ok((Node::Has(Box::new(node)), Type::Bool))
            }
            "size" => {
                let [argument] = self.arguments(name, "size(x)", arguments, span)?;
                let (node, ty) = self.check(argument)?;
                match ty {
                    Type::List(_) | Type::Map | Type::Text => Ok((Node::Size(Box::new(node)), Type::Number)),
                    ty => {
                        let message = format!("size(x) counts a list, a map or a string; this is {}", article(&ty));
                        Err(ExpressionError::new(argument.span.clone(), message))
                    }
                }
            }
            text => match Function::named(text) {
                Some(function) if !function.is_method => {
                    let arguments: Vec<&Syntax> = arguments.iter().collect();
                    self.native(function, &arguments, span)
                }
                Some(function) => {
                    let message = format!("`{text}` stands behind a value: {}", function.usage);
                    Err(ExpressionError::new(name.span.clone(), message))
                }
                None if METHODS.contains(&text) => {
                    let message = format!("`{text}` stands behind a value: {}", method_usage(text));
                    Err(ExpressionError::new(name.span.clone(), message))
                }
                None => Err(unknown_function(name)),
            },
        }
    }

    pub(super) fn method(
        &mut self,
        subject: &Syntax,
        name: &Name,
        arguments: &[Syntax],
        span: &Range<usize>,
    ) -> Checked {
        let quantifier = match &*name.text {
            "all" => Quantifier::All,
            "exists" => Quantifier::Exists,
            "filter" => Quantifier::Filter,
            "map" => Quantifier::Map,
            "sum" => {
                let [] = self.arguments(name, method_usage("sum"), arguments, span)?;
                let list = self.demand(subject, &Type::list(Type::Number), ".sum() adds up")?;
                return Ok((Node::Sum(Box::new(list)), Type::Number));
            }
            "matches" => return self.pattern(subject, name, arguments, span),
            text => {
                let function = match Function::named(text) {
                    Some(function) if function.is_method => function,
                    Some(function) => {
                        let message = format!("`{text}` is called in front: {}", function.usage);
                        return Err(ExpressionError::new(name.span.clone(), message));
                    }
                    None if BUILT_IN.contains(&text) => {
                        let message = format!("`{text}` is called in front: {text}(x)");
                        return Err(ExpressionError::new(name.span.clone(), message));
                    }
                    None => return Err(unknown_function(name)),
                };
                let arguments: Vec<&Syntax> = std::iter::once(subject).chain(arguments).collect();
                return self.native(function, &arguments, span);
            }
        };
        let [variable, body] = self.arguments(name, method_usage(&name.text), arguments, span)?;
        let (list, ty) = self.check(subject)?;
        let Type::List(element) = ty else {
            let message = format!(".{}(x, …) needs a list, but this is {}", name.text, article(&ty));
            return Err(ExpressionError::new(subject.span.clone(), message));
        };
        let Form::Name(variable_name) = &variable.form else {
            let message = format!("the first argument names an element: {}", method_usage(&name.text));
            return Err(ExpressionError::new(variable.span.clone(), message));
        };
        let is_taken = **variable_name == *self.scope.kind.name
            || &**variable_name == "options"
            || self.variables.iter().any(|(taken, _)| taken == variable_name);
        if is_taken {
            let message = format!("`{variable_name}` already means something here; choose another name");
            return Err(ExpressionError::new(variable.span.clone(), message));
        }
        let slot = self.variables.len();
        self.variables.push((Arc::clone(variable_name), (*element).clone()));
        self.slots = self.slots.max(self.variables.len());
        let body = if quantifier == Quantifier::Map {
            self.check(body)
        } else {
            let who = format!(".{}(x, …) needs", name.text);
            self.demand(body, &Type::Bool, &who).map(|node| (node, Type::Bool))
        };
        self.variables.pop();
        let (body, body_type) = body?;
        let ty = match quantifier {
            Quantifier::All | Quantifier::Exists => Type::Bool,
            Quantifier::Filter => Type::List(element),
            Quantifier::Map => Type::list(body_type),
        };
        Ok((Node::Quantifier(quantifier, Box::new(list), slot, Box::new(body)), ty))
    }

    fn pattern(&mut self, subject: &Syntax, name: &Name, arguments: &[Syntax], span: &Range<usize>) -> Checked {
        let [pattern] = self.arguments(name, method_usage("matches"), arguments, span)?;
        let text = self.demand(subject, &Type::Text, ".matches('…') needs")?;
        let Form::Text(source) = &pattern.form else {
            let message = "the pattern is written out as a text, so that it can be checked: text.matches(r'…')";
            return Err(ExpressionError::new(pattern.span.clone(), message));
        };
        let pattern = Arc::new(Pattern::new(Arc::clone(source), pattern.span.clone()));
        self.patterns.push(Arc::clone(&pattern));
        Ok((Node::Matches(Box::new(text), pattern), Type::Bool))
    }

    fn native(&mut self, function: &'static Function, arguments: &[&Syntax], span: &Range<usize>) -> Checked {
        if arguments.len() != function.parameters.len() {
            let message = format!("it is called {}", function.usage);
            return Err(ExpressionError::new(span.clone(), message));
        }
        if function.name == "retirementDate" {
            retirement_name(arguments[0])?;
        }
        let mut nodes = Vec::with_capacity(arguments.len());
        for (argument, parameter) in arguments.iter().zip(function.parameters) {
            nodes.push(self.demand(argument, &parameter.ty(), &format!("{} needs", function.usage))?);
        }
        Ok((Node::Call(function, nodes.into()), function.result.ty()))
    }

    fn arguments<'s, const N: usize>(
        &self,
        _name: &Name,
        usage: &str,
        arguments: &'s [Syntax],
        span: &Range<usize>,
    ) -> Result<[&'s Syntax; N], ExpressionError> {
        let all: Vec<&Syntax> = arguments.iter().collect();
        <[&Syntax; N]>::try_from(all).map_err(|_| ExpressionError::new(span.clone(), format!("it is called {usage}")))
    }
}

/// The name is written out, so that a page that misspells it is an error and not for ever undecided.
fn retirement_name(argument: &Syntax) -> Result<(), ExpressionError> {
    let Form::Text(name) = &argument.form else {
        let message = "the name is written out as a text, so that it can be checked: retirementDate('kubenet')";
        return Err(ExpressionError::new(argument.span.clone(), message));
    };
    if retirement::names().any(|known| known == &**name) {
        return Ok(());
    }
    let mut message = format!("`{name}` is not in the table of retirements");
    if let Some(meant) = nearest(name, retirement::names()) {
        message.push_str(&format!("; did you mean `{meant}`?"));
    }
    Err(ExpressionError::new(argument.span.clone(), message))
}

fn method_usage(name: &str) -> &'static str {
    match name {
        "all" => "list.all(x, condition)",
        "exists" => "list.exists(x, condition)",
        "filter" => "list.filter(x, condition)",
        "map" => "list.map(x, value)",
        "sum" => "list.sum()",
        _ => "text.matches(r'pattern')",
    }
}

fn unknown_function(name: &Name) -> ExpressionError {
    let names = (Function::all().iter().map(|function| function.name)).chain(BUILT_IN).chain(METHODS);
    let other = OTHER_NAMES.iter().find(|(other, _)| other.eq_ignore_ascii_case(&name.text)).map(|(_, ours)| *ours);
    let mut message = format!("unknown function `{}`", name.text);
    if let Some(meant) = other.or_else(|| nearest(&name.text, names)) {
        message.push_str(&format!("; did you mean `{meant}`?"));
    }
    ExpressionError::new(name.span.clone(), message)
}
