//! From the syntax tree to a program: names are resolved, types are checked.

use std::ops::Range;
use std::sync::Arc;

use super::error::{ExpressionError, nearest};
use super::program::{Arithmetic, Comparison, Node, Pattern, Program};
use super::select::select;
use super::syntax::{BinaryOperator, Form, Name, Syntax};
use super::token::Symbol;
use super::types::{Scope, Type};
use crate::policy::front_matter::OptionValue;

/// Checks an expression that must be a condition.
pub(super) fn condition(syntax: &Syntax, scope: &Scope<'_>) -> Result<Program, ExpressionError> {
    let mut checker = Checker { scope, variables: Vec::new(), slots: 0, patterns: Vec::new() };
    let (root, ty) = checker.check(syntax)?;
    match ty {
        Type::Bool => Ok(Program { root, slots: checker.slots, patterns: checker.patterns }),
        ty => {
            let message = format!("this must be a condition, but it is {}", article(&ty));
            Err(ExpressionError::new(syntax.span.clone(), message))
        }
    }
}

/// Checks an expression whose value is to be shown.
pub(super) fn value(syntax: &Syntax, scope: &Scope<'_>) -> Result<Program, ExpressionError> {
    let mut checker = Checker { scope, variables: Vec::new(), slots: 0, patterns: Vec::new() };
    let (root, ty) = checker.check(syntax)?;
    let is_shown = match &ty {
        Type::Bool | Type::Number | Type::Text => true,
        Type::List(element) => matches!(**element, Type::Bool | Type::Number | Type::Text | Type::Any),
        _ => false,
    };
    if is_shown {
        return Ok(Program { root, slots: checker.slots, patterns: checker.patterns });
    }
    let message =
        format!("this must be a bool, number, string or list of these to be shown, but it is {}", article(&ty));
    Err(ExpressionError::new(syntax.span.clone(), message))
}

pub(super) struct Checker<'a> {
    pub(super) scope: &'a Scope<'a>,
    /// The variables in scope, the innermost last; the index is the slot.
    pub(super) variables: Vec<(Arc<str>, Type)>,
    pub(super) slots: usize,
    pub(super) patterns: Vec<Arc<Pattern>>,
}

pub(super) type Checked = Result<(Node, Type), ExpressionError>;

impl Checker<'_> {
    pub(super) fn check(&mut self, syntax: &Syntax) -> Checked {
        let span = &syntax.span;
        match &syntax.form {
            Form::Bool(value) => Ok((Node::Bool(*value), Type::Bool)),
            Form::Number(value) => Ok((Node::Number(*value), Type::Number)),
            Form::Text(text) => Ok((Node::Text(Arc::clone(text)), Type::Text)),
            Form::List(items) => self.list(items),
            Form::Name(name) => self.name(name, span),
            Form::Select(..) => self.selection(syntax),
            Form::Index(subject, index) => self.index(subject, index),
            Form::Call(name, arguments) => self.call(name, arguments, span),
            Form::Method(subject, name, arguments) => self.method(subject, name, arguments, span),
            Form::Not(operand) => {
                let node = self.demand(operand, &Type::Bool, "`!` needs")?;
                Ok((Node::Not(Box::new(node)), Type::Bool))
            }
            Form::Negate(operand) => {
                let node = self.demand(operand, &Type::Number, "`-` needs")?;
                Ok((Node::Negate(Box::new(node)), Type::Number))
            }
            Form::Binary(operator, left, right) => self.binary(*operator, left, right),
            Form::Conditional(condition, then, otherwise) => {
                let condition = self.demand(condition, &Type::Bool, "`?` needs")?;
                let (then, then_type) = self.check(then)?;
                let (other, other_type) = self.check(otherwise)?;
                if !then_type.fits(&other_type) {
                    let message = format!("both sides of `:` need one type; these are {then_type} and {other_type}");
                    return Err(ExpressionError::new(otherwise.span.clone(), message));
                }
                Ok((Node::Conditional(Box::new(condition), Box::new(then), Box::new(other)), then_type))
            }
        }
    }

    pub(super) fn demand(&mut self, syntax: &Syntax, ty: &Type, who: &str) -> Result<Node, ExpressionError> {
        let (node, found) = self.check(syntax)?;
        if found.fits(ty) {
            return Ok(node);
        }
        let mut message = format!("{who} {}, but this is {}", article(ty), article(&found));
        if let (Type::Bool, Type::List(_)) = (ty, &found) {
            message.push_str("; write size(x) > 0 or x.exists(…)");
        } else if let (Type::Bool, Type::Text | Type::Map | Type::Object(..) | Type::Resource(_)) = (ty, &found) {
            message.push_str("; write has(x) to ask whether it is set");
        }
        Err(ExpressionError::new(syntax.span.clone(), message))
    }

    fn list(&mut self, items: &[Syntax]) -> Checked {
        let mut nodes = Vec::with_capacity(items.len());
        let mut element = Type::Any;
        for item in items {
            let (node, ty) = self.check(item)?;
            if !element.fits(&ty) {
                let message = format!("a list holds one type; this is {} among {element}s", article(&ty));
                return Err(ExpressionError::new(item.span.clone(), message));
            }
            element = ty;
            nodes.push(node);
        }
        Ok((Node::List(nodes.into()), Type::list(element)))
    }

    fn name(&self, name: &Arc<str>, span: &Range<usize>) -> Checked {
        if let Some((slot, (_, ty))) =
            self.variables.iter().enumerate().rev().find(|(_, (variable, _))| variable == name)
        {
            return Ok((Node::Variable(slot), ty.clone()));
        }
        let kind = self.scope.kind;
        if **name == *kind.name {
            return Ok((Node::Root, Type::Resource(kind)));
        }
        if &**name == "options" {
            return Err(ExpressionError::new(span.clone(), "name an option: options.NAME"));
        }
        let mut message = format!("there is no `{name}` here; this page judges `{}`", kind.name);
        let variables = self.variables.iter().map(|(variable, _)| &**variable);
        let link = kind.links.iter().find(|link| link.target == &**name);
        if let Some(meant) = nearest(name, variables.chain([kind.name])) {
            message = format!("there is no `{name}` here; did you mean `{meant}`?");
        } else if let Some(link) = link {
            message.push_str(&format!("; write `{}.{}`", kind.name, link.name));
        } else if kind.property(name).is_some()
            || kind.properties.iter().any(|p| p.name.split('.').next() == Some(name))
        {
            message.push_str(&format!("; did you mean `{}.{name}`?", kind.name));
        }
        Err(ExpressionError::new(span.clone(), message))
    }

    fn selection(&mut self, syntax: &Syntax) -> Checked {
        let mut names: Vec<Name> = Vec::new();
        let mut subject = syntax;
        while let Form::Select(inner, name) = &subject.form {
            names.push(name.clone());
            subject = inner;
        }
        names.reverse();
        if let Form::Name(name) = &subject.form
            && &**name == "options"
            && !self.variables.iter().any(|(variable, _)| variable == name)
        {
            return self.option(&names);
        }
        let shown = match &subject.form {
            Form::Name(name) => name.to_string(),
            _ => "…".to_owned(),
        };
        let subject = self.check(subject)?;
        select(self.scope, subject, &shown, &names)
    }

    fn option(&self, names: &[Name]) -> Checked {
        let options = self.scope.options;
        let Some(first) = names.first() else { return Ok((Node::Bool(false), Type::Bool)) };
        let Some(index) = options.iter().position(|option| *option.name == *first.text) else {
            let mut message = format!("the page has no option `{}`", first.text);
            if let Some(meant) = nearest(&first.text, options.iter().map(|option| &*option.name)) {
                message.push_str(&format!("; did you mean `{meant}`?"));
            }
            return Err(ExpressionError::new(first.span.clone(), message));
        };
        let ty = match options[index].default {
            OptionValue::Bool(_) => Type::Bool,
            OptionValue::Number(_) => Type::Number,
            OptionValue::Text(_) => Type::Text,
            OptionValue::Texts(_) => Type::list(Type::Text),
        };
        let shown = format!("options.{}", first.text);
        select(self.scope, (Node::Option(index), ty), &shown, &names[1..])
    }

    fn index(&mut self, subject: &Syntax, index: &Syntax) -> Checked {
        let (node, ty) = self.check(subject)?;
        match ty {
            Type::List(element) => {
                let index = self.demand(index, &Type::Number, "a list's index must be")?;
                Ok((Node::Index(Box::new(node), Box::new(index)), *element))
            }
            Type::Map => {
                let key = self.demand(index, &Type::Text, "a map's key must be")?;
                Ok((Node::Key(Box::new(node), Box::new(key)), Type::Text))
            }
            ty => {
                let message = format!("only lists and maps have elements; this is {}", article(&ty));
                Err(ExpressionError::new(subject.span.clone(), message))
            }
        }
    }

    fn binary(&mut self, operator: BinaryOperator, left: &Syntax, right: &Syntax) -> Checked {
        let symbol = match operator {
            BinaryOperator::In => return self.membership(left, right),
            BinaryOperator::Symbol(symbol) => symbol,
        };
        let arithmetic = match symbol {
            Symbol::And | Symbol::Or => {
                let who = format!("`{}` needs", symbol.text());
                let left = Box::new(self.demand(left, &Type::Bool, &who)?);
                let right = Box::new(self.demand(right, &Type::Bool, &who)?);
                let node = if symbol == Symbol::And { Node::And(left, right) } else { Node::Or(left, right) };
                return Ok((node, Type::Bool));
            }
            Symbol::Plus => Arithmetic::Add,
            Symbol::Minus => Arithmetic::Subtract,
            Symbol::Star => Arithmetic::Multiply,
            Symbol::Slash => Arithmetic::Divide,
            Symbol::Percent => Arithmetic::Remainder,
            _ => return self.comparison(symbol, left, right),
        };
        let who = format!("`{}` needs", symbol.text());
        let left = self.demand(left, &Type::Number, &who)?;
        let right = self.demand(right, &Type::Number, &who)?;
        Ok((Node::Arithmetic(arithmetic, Box::new(left), Box::new(right)), Type::Number))
    }

    fn comparison(&mut self, symbol: Symbol, left: &Syntax, right: &Syntax) -> Checked {
        let comparison = match symbol {
            Symbol::Equal => Comparison::Equal,
            Symbol::Unequal => Comparison::Unequal,
            Symbol::Less => Comparison::Less,
            Symbol::LessEqual => Comparison::LessEqual,
            Symbol::Greater => Comparison::Greater,
            _ => Comparison::GreaterEqual,
        };
        let (left_node, left_type) = self.check(left)?;
        let (right_node, right_type) = self.check(right)?;
        let is_equality = matches!(comparison, Comparison::Equal | Comparison::Unequal);
        let message = match (&left_type, &right_type) {
            (Type::Number, Type::Number) => None,
            (Type::Bool, Type::Bool) | (Type::Text, Type::Text) if is_equality => None,
            (Type::Text, Type::Text) => Some(format!(
                "strings have no order, so `{}` cannot compare them; for versions write versionAtLeast(v, '1.30')",
                symbol.text()
            )),
            (Type::Bool, Type::Bool) => Some(format!("`{}` cannot compare bools", symbol.text())),
            (a, b) if a.fits(b) => Some(format!("{a}s cannot be compared as a whole; use .all(x, …) or .exists(x, …)")),
            (a, b) => {
                let advice = match (a, b) {
                    (Type::Bool, Type::Text) | (Type::Text, Type::Bool) => "; write true or false without quotes",
                    (Type::Number, Type::Text) if is_numeric(right) => "; write the number without quotes",
                    (Type::Text, Type::Number) if is_numeric(left) => "; write the number without quotes",
                    (Type::Number, Type::Text) if is_number(left) => "; write the number in quotes",
                    (Type::Text, Type::Number) if is_number(right) => "; write the number in quotes",
                    (Type::List(_), Type::Text) | (Type::Text, Type::List(_)) => "; write 'text' in list",
                    (Type::List(_), Type::Number) | (Type::Number, Type::List(_)) => "; write size(list)",
                    _ => "",
                };
                Some(format!("cannot compare {a} with {b}{advice}"))
            }
        };
        match message {
            None => Ok((Node::Compare(comparison, Box::new(left_node), Box::new(right_node)), Type::Bool)),
            Some(message) => Err(ExpressionError::new(left.span.start..right.span.end, message)),
        }
    }

    fn membership(&mut self, left: &Syntax, right: &Syntax) -> Checked {
        let (item, item_type) = self.check(left)?;
        let (list, list_type) = self.check(right)?;
        let message = match &list_type {
            Type::List(element) if matches!(item_type, Type::Bool | Type::Number | Type::Text) => {
                if element.fits(&item_type) {
                    return Ok((Node::In(Box::new(item), Box::new(list)), Type::Bool));
                }
                format!("{} cannot be in a {list_type}", article(&item_type))
            }
            Type::Map if item_type.fits(&Type::Text) => {
                return Ok((Node::In(Box::new(item), Box::new(list)), Type::Bool));
            }
            Type::List(_) | Type::Map => format!("{} cannot be looked for with `in`", article(&item_type)),
            Type::Text => "`in` needs a list on its right; for a part of a string write text.contains(part)".to_owned(),
            ty => format!("`in` needs a list on its right, but this is {}", article(ty)),
        };
        Err(ExpressionError::new(left.span.start..right.span.end, message))
    }
}

fn is_number(syntax: &Syntax) -> bool {
    matches!(syntax.form, Form::Number(_))
}

/// Whether it is a text that writes a number.
fn is_numeric(syntax: &Syntax) -> bool {
    matches!(&syntax.form, Form::Text(text) if text.trim().parse::<f64>().is_ok())
}

/// A type with its article.
pub(super) fn article(ty: &Type) -> String {
    match ty {
        Type::Object(..) | Type::Any => format!("an {ty}"),
        Type::List(element) if matches!(**element, Type::Any) => format!("an {ty}"),
        ty => format!("a {ty}"),
    }
}
