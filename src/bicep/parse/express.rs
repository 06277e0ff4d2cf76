//! Expressions.

use std::sync::Arc;

use super::concrete::NodeId;
use super::kind::Kind;
use super::lower::Lowering;
use super::text::{decode, inner, without_first_newline};
use crate::bicep::syntax::{
    ArrayItem, BinaryOperator, Call, Expression, ExpressionKind, ForClause, ForExpression, Index, InstanceCall, Lambda,
    Member, Name, ObjectItem, Property, StringPart, UnaryOperator,
};

impl Lowering<'_, '_> {
    /// An expression.
    pub(super) fn expression(&mut self, id: NodeId) -> Expression {
        let span = self.span(id);
        if self.is_disputed(span) {
            return self.unread(span);
        }
        let lowered = self.deeper(span, |lowering| lowering.expression_kind(id));
        Expression { kind: lowered.unwrap_or_else(ExpressionKind::Error), span }
    }

    fn expression_kind(&mut self, id: NodeId) -> ExpressionKind {
        let kind = self.tree.kind(id);
        match kind {
            Kind::Object => return ExpressionKind::Object(self.object(id)),
            Kind::Array => return ExpressionKind::Array(self.array(id)),
            _ if self.is_broken(id) => return ExpressionKind::Error(self.unread_message()),
            _ => {}
        }
        match kind {
            Kind::Identifier => ExpressionKind::Identifier(self.intern(self.source(id))),
            Kind::Number => self.number(id),
            Kind::Boolean => ExpressionKind::Bool(self.has(id, Kind::True)),
            Kind::Null => ExpressionKind::Null,
            Kind::String => ExpressionKind::String(self.piece(id, 1, 1)),
            Kind::MultilineString => {
                let source = self.source(id);
                ExpressionKind::String(self.intern(without_first_newline(inner(source, 3, 3))))
            }
            Kind::InterpolatedString => self.interpolation(id),
            Kind::InterpolatedMultilineString => self.multiline_interpolation(id),
            Kind::Parenthesized => self.parenthesis(id),
            Kind::Call => self.call(id),
            Kind::Member => self.member(id),
            Kind::InstanceCall => self.instance_call(id),
            Kind::Nested => ExpressionKind::Nested(Box::new((self.first_expression(id), self.first_name(id)))),
            Kind::Index => self.index(id),
            Kind::NonNull => ExpressionKind::NonNull(Box::new(self.first_expression(id))),
            Kind::Unary => self.unary(id),
            Kind::Binary => self.binary(id),
            Kind::Ternary => {
                let operands = self.exactly(id);
                self.or_unread(operands.map(ExpressionKind::Ternary))
            }
            Kind::Lambda => self.lambda(id),
            Kind::For => self.for_expression(id),
            Kind::If => {
                let parts = self.exactly(id);
                self.or_unread(parts.map(ExpressionKind::If))
            }
            _ => ExpressionKind::Error(self.unread_message()),
        }
    }

    fn or_unread(&self, kind: Option<ExpressionKind>) -> ExpressionKind {
        kind.unwrap_or_else(|| ExpressionKind::Error(self.unread_message()))
    }

    fn number(&mut self, id: NodeId) -> ExpressionKind {
        match self.source(id).parse() {
            Ok(value) => ExpressionKind::Integer(value),
            Err(_) => ExpressionKind::Error(self.report(self.span(id), "Expected a 64-bit signed integer")),
        }
    }

    /// The text of a token of a single-line string without so many delimiting bytes at its start and end.
    fn piece(&mut self, id: NodeId, start: usize, end: usize) -> Arc<str> {
        let raw = inner(self.source(id), start, end);
        if memchr::memchr(b'\\', raw.as_bytes()).is_none() {
            return self.intern(raw);
        }
        match decode(raw) {
            Ok(text) => Arc::from(text),
            Err(range) => {
                let at = self.tree.node(id).start as usize + start;
                let message =
                    "The escape sequence is not recognized: Expected \\n, \\r, \\t, \\\\, \\', \\$ or \\u{...}";
                self.report(self.place(at + range.start, at + range.end), message);
                Arc::from(raw)
            }
        }
    }

    fn interpolation(&mut self, id: NodeId) -> ExpressionKind {
        let tree = self.tree;
        let mut parts = Vec::new();
        for child in tree.children(id) {
            match tree.kind(child) {
                Kind::StringLeft | Kind::StringMiddle => {
                    let text = self.piece(child, 1, 2);
                    push_text(&mut parts, text);
                }
                Kind::StringRight => {
                    let text = self.piece(child, 1, 1);
                    push_text(&mut parts, text);
                }
                kind if kind.is_expression() => parts.push(StringPart::Expression(self.expression(child))),
                _ => {}
            }
        }
        ExpressionKind::Interpolation(parts)
    }

    fn multiline_interpolation(&mut self, id: NodeId) -> ExpressionKind {
        let tree = self.tree;
        let mut parts = Vec::new();
        let mut dollars = 0;
        for child in tree.children(id) {
            let source = self.source(child);
            let raw = match tree.kind(child) {
                kind @ (Kind::MultilineComplete | Kind::MultilineLeft) => {
                    dollars = source.bytes().take_while(|byte| *byte == b'$').count();
                    let end = if kind == Kind::MultilineComplete { 3 } else { dollars + 1 };
                    without_first_newline(inner(source, dollars + 3, end))
                }
                Kind::MultilineMiddle => inner(source, 1, dollars + 1),
                Kind::MultilineRight => inner(source, 1, 3),
                kind if kind.is_expression() => {
                    parts.push(StringPart::Expression(self.expression(child)));
                    continue;
                }
                _ => continue,
            };
            let text = self.intern(raw);
            push_text(&mut parts, text);
        }
        match parts.as_slice() {
            [] => ExpressionKind::String(Arc::from("")),
            [StringPart::Text(text)] => ExpressionKind::String(Arc::clone(text)),
            _ => ExpressionKind::Interpolation(parts),
        }
    }

    fn parenthesis(&mut self, id: NodeId) -> ExpressionKind {
        match self.exactly::<1>(id) {
            Some(expression) => {
                let [expression] = *expression;
                ExpressionKind::Parenthesis(Box::new(expression))
            }
            None => ExpressionKind::Error(self.report(self.span(id), "Expected exactly one expression in parentheses")),
        }
    }

    fn call(&mut self, id: NodeId) -> ExpressionKind {
        let call = Call { name: self.first_name(id), arguments: self.arguments(id) };
        ExpressionKind::Call(Box::new(call))
    }

    fn instance_call(&mut self, id: NodeId) -> ExpressionKind {
        let (base, name, arguments) = (self.first_expression(id), self.first_name(id), self.arguments(id));
        ExpressionKind::InstanceCall(Box::new(InstanceCall { base, name, arguments }))
    }

    /// The arguments of a call or decorator. A broken list of arguments is one that could not be read.
    pub(super) fn arguments(&mut self, id: NodeId) -> Vec<Expression> {
        match self.child(id, |kind| kind == Kind::Arguments) {
            Some(arguments) if self.is_broken(arguments) => vec![self.unread(self.span(arguments))],
            Some(arguments) => self.expressions(arguments),
            None => Vec::new(),
        }
    }

    fn member(&mut self, id: NodeId) -> ExpressionKind {
        let (base, name) = (self.first_expression(id), self.first_name(id));
        ExpressionKind::Member(Box::new(Member { base, name, is_safe: self.has(id, Kind::Question) }))
    }

    fn index(&mut self, id: NodeId) -> ExpressionKind {
        let (is_safe, is_from_end) = (self.has(id, Kind::Question), self.has(id, Kind::Caret));
        let index = self.exactly(id).map(|parts| {
            let [base, index] = *parts;
            ExpressionKind::Index(Box::new(Index { base, index, is_safe, is_from_end }))
        });
        self.or_unread(index)
    }

    fn unary(&mut self, id: NodeId) -> ExpressionKind {
        if self.has(id, Kind::Bang) {
            return ExpressionKind::Unary(UnaryOperator::Not, Box::new(self.first_expression(id)));
        }
        // The lowest number has no positive twin.
        let lowest = self.child(id, |kind| kind == Kind::Number);
        if lowest.is_some_and(|number| self.source(number).parse() == Ok(i64::MIN.unsigned_abs())) {
            return ExpressionKind::Integer(i64::MIN);
        }
        ExpressionKind::Unary(UnaryOperator::Negate, Box::new(self.first_expression(id)))
    }

    fn binary(&mut self, id: NodeId) -> ExpressionKind {
        let tree = self.tree;
        let operator = tree.children(id).find_map(|child| binary_operator(tree.kind(child)));
        let operands = self.exactly(id);
        self.or_unread(operator.zip(operands).map(|(operator, operands)| ExpressionKind::Binary(operator, operands)))
    }

    fn lambda(&mut self, id: NodeId) -> ExpressionKind {
        let tree = self.tree;
        let mut children = tree.children(id).filter(|child| tree.kind(*child).is_expression());
        let parameters = match self.child(id, |kind| kind == Kind::Name) {
            Some(name) => Some(vec![self.name(name)]),
            None => children.next().and_then(|parenthesis| self.lambda_parameters(parenthesis)),
        };
        let body = children.next().map(|body| self.expression(body));
        let lambda = parameters.zip(body).map(|(parameters, body)| Lambda { parameters, body });
        self.or_unread(lambda.map(|lambda| ExpressionKind::Lambda(Box::new(lambda))))
    }

    fn lambda_parameters(&mut self, parenthesis: NodeId) -> Option<Vec<Name>> {
        if self.is_broken(parenthesis) {
            return None;
        }
        let tree = self.tree;
        let mut names = Vec::new();
        for child in tree.children(parenthesis) {
            match tree.kind(child) {
                Kind::Identifier => names.push(self.name(child)),
                kind if kind.is_expression() => {
                    self.report(self.span(child), "Expected the name of a lambda variable at this location");
                    return None;
                }
                _ => {}
            }
        }
        Some(names)
    }

    fn for_expression(&mut self, id: NodeId) -> ExpressionKind {
        let parts = self.for_parts(id);
        let lowered = parts.map(|(clause, body)| {
            let body = self.expression(body);
            ExpressionKind::For(Box::new(ForExpression { clause, body }))
        });
        self.or_unread(lowered)
    }

    /// What a `for` iterates, and its body.
    pub(super) fn for_parts(&mut self, id: NodeId) -> Option<(ForClause, NodeId)> {
        if self.is_broken(id) {
            return None;
        }
        let tree = self.tree;
        let mut names = tree.children(id).filter(|child| tree.kind(*child) == Kind::Name);
        let item = names.next().map(|name| self.name(name))?;
        let index = names.next().map(|name| self.name(name));
        let mut expressions = tree.children(id).filter(|child| tree.kind(*child).is_expression());
        let collection = expressions.next().map(|collection| self.expression(collection))?;
        Some((ForClause { item, index, collection }, expressions.next()?))
    }

    fn array(&mut self, id: NodeId) -> Vec<ArrayItem> {
        let tree = self.tree;
        let mut items = Vec::new();
        let mut end = tree.node(id).start;
        for child in tree.children(id) {
            match tree.kind(child) {
                Kind::Error => {
                    // What follows an item in its line belongs to it.
                    if self.is_one_line(end, child) {
                        items.pop();
                    }
                    items.push(ArrayItem::Unread(self.span(child)));
                }
                Kind::Spread => items.push(ArrayItem::Spread(self.first_expression(child))),
                kind if kind.is_expression() => items.push(ArrayItem::Value(self.expression(child))),
                _ => continue,
            }
            end = tree.node(child).end;
        }
        if self.is_unclosed {
            items.push(ArrayItem::Unread(self.span(id)));
        }
        items
    }

    /// The items of an object.
    pub(super) fn object(&mut self, id: NodeId) -> Vec<ObjectItem> {
        let tree = self.tree;
        let mut items = Vec::new();
        let mut end = tree.node(id).start;
        for child in tree.children(id) {
            let Some(item) = self.object_item(child) else { continue };
            if let (ObjectItem::Unread(span), Some(ObjectItem::Property(property))) = (&item, items.last_mut()) {
                // What follows a property in its line belongs to its value.
                if self.is_one_line(end, child) {
                    property.value = self.unread(*span);
                }
            }
            end = tree.node(child).end;
            items.push(item);
        }
        if self.is_unclosed {
            items.push(ObjectItem::Unread(self.span(id)));
        }
        items
    }

    fn is_one_line(&self, end: u32, next: NodeId) -> bool {
        let start = self.tree.node(next).start as usize;
        !self.text.get(end as usize..start).unwrap_or_default().contains(['\n', '\r'])
    }

    /// An item of an object; none for a token.
    pub(super) fn object_item(&mut self, id: NodeId) -> Option<ObjectItem> {
        match self.tree.kind(id) {
            Kind::Error => Some(ObjectItem::Unread(self.span(id))),
            Kind::Property => Some(self.property(id)),
            Kind::Spread => Some(ObjectItem::Spread(self.first_expression(id))),
            Kind::Resource => Some(ObjectItem::Resource(Box::new(self.declaration(id)?))),
            _ => None,
        }
    }

    fn property(&mut self, id: NodeId) -> ObjectItem {
        let tree = self.tree;
        let key = self.child(id, |kind| kind == Kind::Name || kind.is_string());
        let mut behind_colon = tree.children(id).skip_while(|child| tree.kind(*child) != Kind::Colon).skip(1);
        let value = behind_colon.find(|child| tree.kind(*child).is_expression());
        let span = self.span(id);
        let Some(key) = key.filter(|key| !tree.node(*key).is_missing) else { return ObjectItem::Unread(span) };
        let key = match self.tree.kind(key) {
            // Whichever version is meant, that much is read.
            Kind::String if self.is_disputed(span) => {
                Expression { kind: ExpressionKind::String(self.piece(key, 1, 1)), span: self.span(key) }
            }
            _ => self.key(key),
        };
        let value = match value {
            Some(value) if !self.is_broken(id) => self.expression(value),
            Some(value) => self.unread(self.span(value)),
            None => self.unread(span),
        };
        ObjectItem::Property(Property { key, value, span })
    }

    /// The key of a property: a name counts as a string.
    pub(super) fn key(&mut self, id: NodeId) -> Expression {
        match self.tree.kind(id) {
            Kind::Name => {
                Expression { kind: ExpressionKind::String(self.intern(self.source(id))), span: self.span(id) }
            }
            _ => self.expression(id),
        }
    }
}

fn push_text(parts: &mut Vec<StringPart>, text: Arc<str>) {
    if !text.is_empty() {
        parts.push(StringPart::Text(text));
    }
}

fn binary_operator(token: Kind) -> Option<BinaryOperator> {
    Some(match token {
        Kind::QuestionQuestion => BinaryOperator::Coalesce,
        Kind::PipePipe => BinaryOperator::Or,
        Kind::AmpersandAmpersand => BinaryOperator::And,
        Kind::EqualEqual => BinaryOperator::Equal,
        Kind::BangEqual => BinaryOperator::NotEqual,
        Kind::EqualTilde => BinaryOperator::EqualIgnoringCase,
        Kind::BangTilde => BinaryOperator::NotEqualIgnoringCase,
        Kind::Less => BinaryOperator::Less,
        Kind::LessEqual => BinaryOperator::LessOrEqual,
        Kind::Greater => BinaryOperator::Greater,
        Kind::GreaterEqual => BinaryOperator::GreaterOrEqual,
        Kind::Plus => BinaryOperator::Add,
        Kind::Minus => BinaryOperator::Subtract,
        Kind::Star => BinaryOperator::Multiply,
        Kind::Slash => BinaryOperator::Divide,
        Kind::Percent => BinaryOperator::Remainder,
        _ => return None,
    })
}
