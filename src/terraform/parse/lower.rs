//! From hcl-edit's tree to ours: the one place that knows hcl-edit's types.

use std::ops::Range;
use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::expr::{self, BinaryOperator as Operator, ObjectKey, TraversalOperator, UnaryOperator};
use hcl_edit::template::{Directive, Element};

use super::copy::{HoleKind, copy};
use super::grammar::{Failure, Notes};
use super::simple::simple;
use super::template::{decode, normalize};
use crate::document::Number;
use crate::formats::Place;
use crate::source::Span;
use crate::terraform::syntax::{
    BinaryOperator, Call, Expression, ExpressionKind, ForExpression, ObjectItem, Splat, SplatOperation, TemplatePart,
};

/// Builds expressions of one text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lowering<'a> {
    /// The text as written.
    pub text: &'a str,
    /// Where the text stands in its file.
    pub place: &'a Place,
    /// What checking the expression noted.
    pub notes: &'a Notes,
}

impl Lowering<'_> {
    /// Parses the expression that stands in a range, which was checked before.
    pub fn expression(&self, range: Range<usize>) -> Result<Expression, Failure> {
        match simple(self, range.clone()) {
            Some(expression) => Ok(expression),
            None => self.parsed(range),
        }
    }

    /// The same by way of hcl-edit's tree.
    pub(super) fn parsed(&self, range: Range<usize>) -> Result<Expression, Failure> {
        let copy = copy(self.text, range.clone(), &self.notes.edits);
        match hcl_edit::parser::parse_expr(&copy) {
            Ok(parsed) => self.at(range.start).expression(&parsed),
            Err(error) => Err(rejected(range, &error)),
        }
    }

    /// Parses the whole text as a template, which was checked before.
    pub fn template(&self) -> Result<Expression, Failure> {
        let range = 0..self.text.len();
        let copy = copy(self.text, range.clone(), &self.notes.edits);
        let parsed = hcl_edit::parser::parse_template(&copy).map_err(|error| rejected(range.clone(), &error))?;
        let base = self.at(0);
        let elements: Vec<&Element> = parsed.iter().collect();
        let kind = base.quoted(&elements, 0)?;
        Ok(Expression { kind, span: self.place.span(range) })
    }

    fn at(&self, offset: usize) -> Based<'_> {
        Based { lowering: self, offset }
    }
}

/// hcl-edit refused what was checked before: it has limits of its own.
fn rejected(range: Range<usize>, error: &hcl_edit::parser::Error) -> Failure {
    let message = error.message();
    if message.contains("nested levels") {
        return Failure::budget(range, "the expression is nested too deeply");
    }
    if message.contains("chained binary operators") {
        return Failure::budget(range, "the expression has more than 128 chained operators");
    }
    let at = (range.start + error.location().offset()).min(range.end);
    Failure::syntax(at..range.end, "Invalid expression: this expression cannot be read")
}

type Operators<'e> = std::iter::Peekable<std::slice::Iter<'e, hcl_edit::Decorated<TraversalOperator>>>;

fn is_attribute(operator: &TraversalOperator) -> bool {
    matches!(operator, TraversalOperator::GetAttr(_) | TraversalOperator::LegacyIndex(_))
}

/// Lowers a tree whose offsets count from `offset`.
struct Based<'a> {
    lowering: &'a Lowering<'a>,
    offset: usize,
}

impl Based<'_> {
    fn range(&self, range: Option<Range<usize>>) -> Range<usize> {
        let range = range.unwrap_or(0..0);
        range.start + self.offset..range.end + self.offset
    }

    fn span(&self, range: Range<usize>) -> Span {
        self.lowering.place.span(range)
    }

    fn source(&self, range: Range<usize>) -> &str {
        &self.lowering.text[range]
    }

    fn expressions<'e>(
        &self,
        parsed: impl IntoIterator<Item = &'e expr::Expression>,
    ) -> Result<Vec<Expression>, Failure> {
        parsed.into_iter().map(|parsed| self.expression(parsed)).collect()
    }

    fn boxed(&self, parsed: &expr::Expression) -> Result<Box<Expression>, Failure> {
        Ok(Box::new(self.expression(parsed)?))
    }

    fn expression(&self, parsed: &expr::Expression) -> Result<Expression, Failure> {
        let range = self.range(parsed.span());
        let kind = match parsed {
            expr::Expression::Null(_) => ExpressionKind::Null,
            expr::Expression::Bool(value) => ExpressionKind::Bool(*value.value()),
            expr::Expression::Number(_) => self.number(range.clone())?,
            expr::Expression::String(_) => self.string(range.clone())?,
            expr::Expression::Array(items) => ExpressionKind::Tuple(self.expressions(items.iter())?),
            expr::Expression::Object(object) => self.object(object)?,
            expr::Expression::StringTemplate(template) => {
                self.quoted(&template.iter().collect::<Vec<_>>(), range.start)?
            }
            expr::Expression::HeredocTemplate(heredoc) => {
                ExpressionKind::Template(self.parts(&heredoc.template.iter().collect::<Vec<_>>(), range.start)?)
            }
            expr::Expression::Parenthesis(inner) => ExpressionKind::Parenthesis(self.boxed(inner.inner())?),
            expr::Expression::Variable(name) => return self.variable(name.as_str(), range),
            expr::Expression::Conditional(parsed) => ExpressionKind::Conditional(Box::new([
                self.expression(&parsed.cond_expr)?,
                self.expression(&parsed.true_expr)?,
                self.expression(&parsed.false_expr)?,
            ])),
            expr::Expression::FuncCall(call) => self.call(call)?,
            expr::Expression::Traversal(traversal) => return self.traversal(traversal),
            expr::Expression::UnaryOp(operation) => match *operation.operator.value() {
                UnaryOperator::Neg => ExpressionKind::Negate(self.boxed(&operation.expr)?),
                UnaryOperator::Not => ExpressionKind::Not(self.boxed(&operation.expr)?),
            },
            expr::Expression::BinaryOp(operation) => ExpressionKind::Binary(
                operator(*operation.operator.value()),
                Box::new([self.expression(&operation.lhs_expr)?, self.expression(&operation.rhs_expr)?]),
            ),
            expr::Expression::ForExpr(parsed) => self.for_expression(parsed)?,
        };
        Ok(Expression { kind, span: self.span(range) })
    }

    /// A name, or what the name stands for in the copy.
    fn variable(&self, name: &str, range: Range<usize>) -> Result<Expression, Failure> {
        let span = self.span(range.clone());
        let kind = match self.lowering.notes.holes.get(&range.start) {
            Some(hole) if hole.end == range.end => match &hole.kind {
                HoleKind::Text(text) => ExpressionKind::String(Arc::from(text.as_str())),
                HoleKind::Pipeline(token) => ExpressionKind::Pipeline(Arc::from(self.source(token.clone()))),
                HoleKind::Object(items) => {
                    let items = items.iter().map(|(key, value)| {
                        let mut key = self.lowering.expression(key.clone())?;
                        if let ExpressionKind::Variable(name) = &key.kind {
                            key.kind = ExpressionKind::String(Arc::from(normalize(name)));
                        } else if let Some(word) = keyword(&key.kind) {
                            key.kind = ExpressionKind::String(Arc::from(word));
                        }
                        let value = self.lowering.expression(value.clone())?;
                        Ok(ObjectItem { span: key.span.to(value.span), key, value })
                    });
                    ExpressionKind::Object(items.collect::<Result<_, Failure>>()?)
                }
            },
            _ => ExpressionKind::Variable(Arc::from(name)),
        };
        Ok(Expression { kind, span })
    }

    fn number(&self, range: Range<usize>) -> Result<ExpressionKind, Failure> {
        let digits: String = self.source(range.clone()).chars().filter(|found| !found.is_whitespace()).collect();
        Number::parse(&digits).map(ExpressionKind::Number).ok_or_else(|| {
            Failure::syntax(range, "Invalid number literal: failed to recognize the value of this number literal")
        })
    }

    fn string(&self, range: Range<usize>) -> Result<ExpressionKind, Failure> {
        let source = self.source(range.clone());
        let raw = source.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')).unwrap_or(source);
        let text = decode(raw, true).map_err(|fault| fault.at(range.start + 1))?;
        Ok(ExpressionKind::String(Arc::from(text)))
    }

    fn object(&self, object: &expr::Object) -> Result<ExpressionKind, Failure> {
        let items = object.iter().map(|(key, value)| {
            let key = match key {
                ObjectKey::Expression(key) => {
                    let mut key = self.expression(key)?;
                    if let Some(word) = keyword(&key.kind) {
                        key.kind = ExpressionKind::String(Arc::from(word));
                    }
                    key
                }
                ObjectKey::Ident(name) => {
                    let mut key = self.variable(name.as_str(), self.range(name.span()))?;
                    if let ExpressionKind::Variable(name) = &key.kind {
                        key.kind = ExpressionKind::String(Arc::from(normalize(name)));
                    }
                    key
                }
            };
            let value = self.expression(value.expr())?;
            Ok(ObjectItem { span: key.span.to(value.span), key, value })
        });
        Ok(ExpressionKind::Object(items.collect::<Result<_, Failure>>()?))
    }

    fn call(&self, call: &expr::FuncCall) -> Result<ExpressionKind, Failure> {
        let name = &call.name;
        let mut path: Vec<&str> = name.namespace.iter().map(|part| part.as_str()).collect();
        path.push(name.name.as_str());
        let end = self.range(name.name.span());
        let start = name.namespace.first().map_or(end.start, |first| self.range(first.span()).start);
        Ok(ExpressionKind::Call(Box::new(Call {
            name: Arc::from(path.join("::")),
            name_span: self.span(start..end.end),
            arguments: self.expressions(call.args.iter())?,
            expand_last: call.args.expand_final(),
        })))
    }

    fn traversal(&self, traversal: &expr::Traversal) -> Result<Expression, Failure> {
        let mut base = self.expression(&traversal.expr)?;
        let start = self.range(traversal.expr.span()).start;
        let mut operators = traversal.operators.iter().peekable();
        while let Some(operator) = operators.next() {
            let mut end = self.range(operator.span()).end;
            let kind = match operator.value() {
                TraversalOperator::GetAttr(name) => ExpressionKind::Attribute(Box::new(base), Arc::from(name.as_str())),
                TraversalOperator::LegacyIndex(index) => {
                    ExpressionKind::Attribute(Box::new(base), Arc::from(index.value().to_string()))
                }
                TraversalOperator::Index(key) => ExpressionKind::Index(Box::new(base), self.boxed(key)?),
                TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => {
                    let is_full = matches!(operator.value(), TraversalOperator::FullSplat(_));
                    let each = self.each(is_full, &mut operators, &mut end)?;
                    ExpressionKind::Splat(Box::new(Splat { base, each, is_full }))
                }
            };
            base = Expression { kind, span: self.span(start..end) };
        }
        Ok(base)
    }

    /// What is done with each element of a splat: behind `[*]` everything, behind `.*` the attributes that follow.
    fn each(
        &self,
        is_full: bool,
        operators: &mut Operators<'_>,
        end: &mut usize,
    ) -> Result<Vec<SplatOperation>, Failure> {
        let mut each = Vec::new();
        while let Some(operator) = operators.next_if(|next| is_full || is_attribute(next.value())) {
            *end = self.range(operator.span()).end;
            each.push(match operator.value() {
                TraversalOperator::GetAttr(name) => SplatOperation::Attribute(Arc::from(name.as_str())),
                TraversalOperator::LegacyIndex(index) => {
                    SplatOperation::Attribute(Arc::from(index.value().to_string()))
                }
                TraversalOperator::Index(key) => SplatOperation::Index(self.expression(key)?),
                TraversalOperator::AttrSplat(_) => {
                    SplatOperation::Splat { each: self.each(false, operators, end)?, is_full: false }
                }
                TraversalOperator::FullSplat(_) => {
                    SplatOperation::Splat { each: self.each(true, operators, end)?, is_full: true }
                }
            });
        }
        Ok(each)
    }

    fn for_expression(&self, parsed: &expr::ForExpr) -> Result<ExpressionKind, Failure> {
        let optional = |parsed: Option<&expr::Expression>| parsed.map(|parsed| self.expression(parsed)).transpose();
        Ok(ExpressionKind::For(Box::new(ForExpression {
            key_name: parsed.intro.key_var.as_ref().map(|name| Arc::from(name.as_str())),
            value_name: Arc::from(parsed.intro.value_var.as_str()),
            collection: self.expression(&parsed.intro.collection_expr)?,
            key: optional(parsed.key_expr.as_ref())?,
            value: self.expression(&parsed.value_expr)?,
            condition: optional(parsed.cond.as_ref().map(|condition| &condition.expr))?,
            group: parsed.grouping,
        })))
    }

    /// A template in quotes: one interpolation and nothing else keeps its type.
    fn quoted(&self, elements: &[&Element], open: usize) -> Result<ExpressionKind, Failure> {
        if let [Element::Interpolation(inner)] = elements {
            return Ok(ExpressionKind::Wrap(self.boxed(&inner.expr)?));
        }
        let mut parts = self.parts(elements, open)?;
        Ok(match parts.as_mut_slice() {
            [] => ExpressionKind::String(Arc::from("")),
            [TemplatePart::Literal(text)] => ExpressionKind::String(Arc::clone(text)),
            _ => ExpressionKind::Template(parts),
        })
    }

    /// The parts of the template that opens at this offset.
    fn parts(&self, elements: &[&Element], open: usize) -> Result<Vec<TemplatePart>, Failure> {
        let mut parts = Vec::new();
        for element in elements {
            match element {
                Element::Literal(literal) => {
                    let text = self.literal(open, self.range(literal.span()));
                    if !text.is_empty() {
                        parts.push(TemplatePart::Literal(Arc::from(text)));
                    }
                }
                Element::Interpolation(inner) => parts.push(TemplatePart::Interpolation(self.expression(&inner.expr)?)),
                Element::Directive(directive) => parts.push(self.directive(directive, open)?),
            }
        }
        Ok(parts)
    }

    /// The decoded text of the literal parts in a range.
    fn literal(&self, open: usize, range: Range<usize>) -> String {
        let Some(literals) = self.lowering.notes.templates.get(&open) else { return String::new() };
        let first = literals.partition_point(|(start, _)| *start < range.start);
        let inside = literals[first..].iter().take_while(|(start, _)| *start < range.end);
        inside.map(|(_, text)| text.as_str()).collect()
    }

    fn directive(&self, directive: &Directive, open: usize) -> Result<TemplatePart, Failure> {
        let inner = |template: &hcl_edit::template::Template| self.parts(&template.iter().collect::<Vec<_>>(), open);
        Ok(match directive {
            Directive::If(directive) => TemplatePart::If {
                condition: self.expression(&directive.if_expr.cond_expr)?,
                yes: inner(&directive.if_expr.template)?,
                no: directive.else_expr.as_ref().map_or(Ok(Vec::new()), |parsed| inner(&parsed.template))?,
            },
            Directive::For(directive) => TemplatePart::For {
                key: directive.for_expr.key_var.as_ref().map(|name| Arc::from(name.as_str())),
                value: Arc::from(directive.for_expr.value_var.as_str()),
                collection: self.expression(&directive.for_expr.collection_expr)?,
                body: inner(&directive.for_expr.template)?,
            },
        })
    }
}

/// A key that is a keyword is a name like any other.
fn keyword(kind: &ExpressionKind) -> Option<&'static str> {
    match kind {
        ExpressionKind::Null => Some("null"),
        ExpressionKind::Bool(true) => Some("true"),
        ExpressionKind::Bool(false) => Some("false"),
        _ => None,
    }
}

fn operator(operator: Operator) -> BinaryOperator {
    match operator {
        Operator::Or => BinaryOperator::Or,
        Operator::And => BinaryOperator::And,
        Operator::Eq => BinaryOperator::Equal,
        Operator::NotEq => BinaryOperator::NotEqual,
        Operator::Less => BinaryOperator::Less,
        Operator::LessEq => BinaryOperator::LessOrEqual,
        Operator::Greater => BinaryOperator::Greater,
        Operator::GreaterEq => BinaryOperator::GreaterOrEqual,
        Operator::Plus => BinaryOperator::Add,
        Operator::Minus => BinaryOperator::Subtract,
        Operator::Mul => BinaryOperator::Multiply,
        Operator::Div => BinaryOperator::Divide,
        Operator::Mod => BinaryOperator::Remainder,
    }
}
