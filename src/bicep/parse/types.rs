//! Types.

use super::concrete::NodeId;
use super::diagnose::NAME_CHARACTERS;
use super::kind::Kind;
use super::lower::Lowering;
use crate::bicep::syntax::{
    Decorator, Expression, ExpressionKind, GenericType, Name, ObjectType, TypeExpression, TypeItem, TypeKind,
    TypeProperty, UnaryOperator,
};

impl Lowering<'_, '_> {
    /// A type.
    pub(super) fn type_expression(&mut self, id: NodeId) -> TypeExpression {
        let span = self.span(id);
        if self.is_disputed(span) {
            return TypeExpression { kind: TypeKind::Error(self.unread_message()), span };
        }
        let lowered = self.deeper(span, |lowering| lowering.type_kind(id));
        TypeExpression { kind: lowered.unwrap_or_else(TypeKind::Error), span }
    }

    /// The first type among the children.
    pub(super) fn first_type(&mut self, id: NodeId) -> TypeExpression {
        match self.child(id, Kind::is_type) {
            Some(child) => self.type_expression(child),
            None => TypeExpression { kind: TypeKind::Error(self.unread_message()), span: self.span(id) },
        }
    }

    fn type_kind(&mut self, id: NodeId) -> TypeKind {
        let kind = self.tree.kind(id);
        match kind {
            Kind::ObjectType => return TypeKind::Object(self.object_type(id)),
            _ if self.is_broken(id) => return TypeKind::Error(self.unread_message()),
            _ => {}
        }
        match kind {
            Kind::TypeName => TypeKind::Name(self.intern(self.source(id))),
            Kind::LiteralType => TypeKind::Literal(self.first_expression(id)),
            Kind::UnaryType => self.unary_type(id),
            Kind::UnionType => TypeKind::Union(self.types(id)),
            Kind::NullableType => TypeKind::Nullable(Box::new(self.first_type(id))),
            Kind::NonNullType => TypeKind::NonNull(Box::new(self.first_type(id))),
            Kind::ArrayType => TypeKind::Array(Box::new(self.first_type(id))),
            Kind::ItemsType => TypeKind::Items(Box::new(self.first_type(id))),
            Kind::AdditionalPropertiesType => TypeKind::AdditionalProperties(Box::new(self.first_type(id))),
            Kind::ParenthesizedType => TypeKind::Parenthesis(Box::new(self.first_type(id))),
            Kind::MemberType => TypeKind::Member(Box::new(self.first_type(id)), self.first_name(id)),
            Kind::ItemType => TypeKind::Item(Box::new(self.first_type(id)), self.first_expression(id)),
            Kind::GenericType => self.generic_type(id),
            Kind::ResourceType => {
                TypeKind::Resource(self.child(id, Kind::is_string).map(|string| self.expression(string)))
            }
            Kind::TupleType => {
                let tree = self.tree;
                let items = tree.children(id).filter(|child| tree.kind(*child) == Kind::TupleItem);
                TypeKind::Tuple(items.map(|item| self.type_item(item)).collect())
            }
            _ => TypeKind::Error(self.unread_message()),
        }
    }

    fn types(&mut self, id: NodeId) -> Vec<TypeExpression> {
        let tree = self.tree;
        let children = tree.children(id).filter(|child| tree.kind(*child).is_type());
        children.map(|child| self.type_expression(child)).collect()
    }

    /// `-1` or `!true`: a literal; anything else with a sign before it is no type.
    fn unary_type(&mut self, id: NodeId) -> TypeKind {
        let literal = self.child(id, |kind| kind == Kind::LiteralType);
        let Some(literal) = literal else {
            let span = self.span(id);
            let before = self.text.get(..self.tree.node(id).start as usize).unwrap_or_default();
            let message = match before.ends_with(|last: char| last.is_ascii_alphanumeric()) {
                true => self.report_with_help(span, "Expected a type at this location", NAME_CHARACTERS),
                false => self.report(span, "Expected a literal behind the sign"),
            };
            return TypeKind::Error(message);
        };
        let span = self.span(id);
        if self.has(id, Kind::Bang) {
            let operand = Box::new(self.first_expression(literal));
            let kind = ExpressionKind::Unary(UnaryOperator::Not, operand);
            return TypeKind::Literal(Expression { kind, span });
        }
        let number = self.child(literal, |kind| kind == Kind::Number);
        let is_lowest = number.is_some_and(|number| self.source(number).parse() == Ok(i64::MIN.unsigned_abs()));
        let kind = if is_lowest {
            ExpressionKind::Integer(i64::MIN)
        } else {
            ExpressionKind::Unary(UnaryOperator::Negate, Box::new(self.first_expression(literal)))
        };
        TypeKind::Literal(Expression { kind, span })
    }

    fn generic_type(&mut self, id: NodeId) -> TypeKind {
        let has_base = self.has(id, Kind::Dot);
        let mut arguments = self.types(id);
        let base = (has_base && !arguments.is_empty()).then(|| arguments.remove(0));
        TypeKind::Generic(Box::new(GenericType { base, name: self.first_name(id), arguments }))
    }

    fn object_type(&mut self, id: NodeId) -> ObjectType {
        let tree = self.tree;
        let mut object = ObjectType::default();
        for child in tree.children(id) {
            let child_kind = tree.kind(child);
            if child_kind == Kind::TypeProperty && !self.is_broken(child) {
                self.type_property(child, &mut object);
            } else if matches!(child_kind, Kind::TypeProperty | Kind::Error) {
                let kind = TypeKind::Error(self.unread_message());
                let type_expression = TypeExpression { kind, span: self.span(child) };
                object.additional = Some(Box::new(TypeItem { decorators: Vec::new(), type_expression }));
            }
        }
        object
    }

    fn type_property(&mut self, id: NodeId, object: &mut ObjectType) {
        let item = self.type_item(id);
        match self.child(id, |kind| kind == Kind::Name || kind.is_string()) {
            None => object.additional = Some(Box::new(item)),
            Some(key) => {
                let key = self.key(key);
                match key.kind {
                    ExpressionKind::String(text) => {
                        object.properties.push(TypeProperty { name: Name { text, span: key.span }, item });
                    }
                    _ => {
                        self.report(key.span, "Expected the name of a property, without interpolation");
                    }
                }
            }
        }
    }

    fn type_item(&mut self, id: NodeId) -> TypeItem {
        TypeItem { decorators: self.decorators(id), type_expression: self.first_type(id) }
    }

    /// The decorators among the children.
    pub(super) fn decorators(&mut self, id: NodeId) -> Vec<Decorator> {
        let tree = self.tree;
        let children = tree.children(id).take_while(|child| matches!(tree.kind(*child), Kind::Decorator | Kind::Error));
        let decorators = children.filter(|child| tree.kind(*child) == Kind::Decorator);
        decorators.filter_map(|child| self.decorator(child)).collect()
    }

    fn decorator(&mut self, id: NodeId) -> Option<Decorator> {
        let tree = self.tree;
        let mut names: Vec<Name> =
            tree.children(id).filter(|child| tree.kind(*child) == Kind::Name).map(|child| self.name(child)).collect();
        let name = names.pop()?;
        let namespace = names.pop();
        Some(Decorator { namespace, name, arguments: self.arguments(id), span: self.span(id) })
    }
}
