//! Declarations.

use super::concrete::NodeId;
use super::kind::Kind;
use super::lower::Lowering;
use crate::bicep::syntax::{
    Assert, Body, Declaration, DeclarationKind, Expression, Extension, Function, FunctionParameter, Import, Imported,
    ImportedSymbol, Metadata, Module, Name, Output, Parameter, ParameterAssignment, Resource, TypeDeclaration,
    TypeExpression, TypeKind, Using, Variable,
};

impl Lowering<'_, '_> {
    /// A declaration; none for a node that is none.
    pub(super) fn declaration(&mut self, id: NodeId) -> Option<Declaration> {
        let kind = self.declaration_kind(id)?;
        let decorators = self.decorators(id);
        let tree = self.tree;
        let keyword = tree.children(id).find(|child| !matches!(tree.kind(*child), Kind::Decorator | Kind::Error));
        let span = keyword.map_or(self.span(id), |keyword| self.span(keyword).to(self.span(id)));
        let span =
            crate::source::Span { start: keyword.map_or(span.start, |keyword| self.span(keyword).start), ..span };
        Some(Declaration { kind, decorators, span, is_partial: tree.node(id).has_error || self.is_disputed(span) })
    }

    fn declaration_kind(&mut self, id: NodeId) -> Option<DeclarationKind> {
        let name = |lowering: &mut Self| lowering.first_name(id);
        Some(match self.tree.kind(id) {
            Kind::TargetScope => DeclarationKind::TargetScope(self.assigned(id)),
            Kind::Metadata => DeclarationKind::Metadata(Metadata { name: name(self), value: self.assigned(id) }),
            Kind::Parameter => self.parameter(id),
            Kind::ParameterAssignment => {
                let assignment = ParameterAssignment { name: name(self), value: self.assigned(id) };
                DeclarationKind::ParameterAssignment(assignment)
            }
            Kind::Variable => {
                let type_expression = self.declared_type(id);
                let variable = Variable { name: name(self), type_expression, value: self.assigned(id) };
                DeclarationKind::Variable(variable)
            }
            Kind::TypeDeclaration => {
                let type_expression = match self.is_broken(id) {
                    true => self.unread_type(id),
                    false => self.first_type(id),
                };
                DeclarationKind::Type(TypeDeclaration { name: name(self), type_expression })
            }
            Kind::Function => DeclarationKind::Function(self.function(id)),
            Kind::Resource => {
                let (name, type_literal) = (name(self), self.first_string(id));
                if id == self.tree.root() {
                    self.require_version(&type_literal);
                }
                let is_existing = self.has(id, Kind::Existing);
                let body = self.body(id);
                DeclarationKind::Resource(Box::new(Resource { name, type_literal, is_existing, body }))
            }
            Kind::Module => DeclarationKind::Module(Box::new(self.module(id))),
            Kind::Test => DeclarationKind::Test(Box::new(self.module(id))),
            Kind::Output => {
                let type_expression = self.declared_type(id).unwrap_or_else(|| self.unread_type(id));
                DeclarationKind::Output(Output { name: name(self), type_expression, value: self.assigned(id) })
            }
            Kind::Assert => DeclarationKind::Assert(Assert { name: name(self), condition: self.assigned(id) }),
            Kind::Import => {
                DeclarationKind::Import(Import { imported: self.imported(id), path: self.first_string(id) })
            }
            Kind::Extension => DeclarationKind::Extension(self.extension(id)),
            Kind::ExtensionConfiguration => DeclarationKind::ExtensionConfiguration(self.extension(id)),
            Kind::Using => {
                let path = (!self.has(id, Kind::None)).then(|| self.first_string(id));
                DeclarationKind::Using(Using { path, configuration: self.configuration(id) })
            }
            Kind::Extends => DeclarationKind::Extends(self.first_string(id)),
            _ => return None,
        })
    }

    /// Only nested resources inherit the version of their type.
    fn require_version(&mut self, literal: &Expression) {
        if literal.text().is_some_and(|text| !text.contains('@')) {
            let message = "The resource type is not valid: Expected the format \"<type-name>@<apiVersion>\"";
            self.refuse(literal.span, message);
        }
    }

    fn parameter(&mut self, id: NodeId) -> DeclarationKind {
        let type_expression = self.declared_type(id).unwrap_or_else(|| self.unread_type(id));
        let default = self.has(id, Kind::Equal).then(|| self.assigned(id));
        // Without an equals sign, what could not be read may hold the default.
        let default = default.or_else(|| self.is_broken(id).then(|| self.unread(self.span(id))));
        DeclarationKind::Parameter(Parameter { name: self.first_name(id), type_expression, default })
    }

    fn function(&mut self, id: NodeId) -> Function {
        let tree = self.tree;
        let mut parameters = Vec::new();
        if let Some(list) = self.child(id, |kind| kind == Kind::FunctionParameters) {
            for parameter in tree.children(list).filter(|child| tree.kind(*child) == Kind::FunctionParameter) {
                let (name, type_expression) = (self.first_name(parameter), self.first_type(parameter));
                parameters.push(FunctionParameter { name, type_expression });
            }
        }
        let body = if self.is_broken(id) { self.unread(self.span(id)) } else { self.first_expression(id) };
        Function { name: self.first_name(id), parameters, result: self.first_type(id), body }
    }

    fn module(&mut self, id: NodeId) -> Module {
        Module { name: self.first_name(id), path: self.first_string(id), body: self.body(id) }
    }

    /// The value behind the equals sign; an error when anything there could not be read.
    fn assigned(&mut self, id: NodeId) -> Expression {
        let tree = self.tree;
        let mut is_behind = false;
        let mut value = None;
        for child in tree.children(id) {
            match tree.kind(child) {
                Kind::Equal => is_behind = true,
                Kind::Error if is_behind => return self.unread(self.span(child)),
                kind if is_behind && kind.is_expression() => value = Some(child),
                _ => {}
            }
        }
        match value {
            Some(value) => self.expression(value),
            None => self.unread(self.span(id)),
        }
    }

    /// The type before the equals sign; an error when anything there could not be read.
    fn declared_type(&mut self, id: NodeId) -> Option<TypeExpression> {
        let tree = self.tree;
        let mut before = tree.children(id).take_while(|child| tree.kind(*child) != Kind::Equal);
        let is_broken = before.clone().any(|child| tree.kind(child) == Kind::Error);
        let child = before.find(|child| tree.kind(*child).is_type())?;
        Some(if is_broken { self.unread_type(child) } else { self.type_expression(child) })
    }

    fn unread_type(&self, id: NodeId) -> TypeExpression {
        TypeExpression { kind: TypeKind::Error(self.unread_message()), span: self.span(id) }
    }

    /// What a resource or module deploys. What could not be read before the object may be a condition.
    fn body(&mut self, id: NodeId) -> Body {
        let tree = self.tree;
        let mut behind = tree.children(id).skip_while(|child| tree.kind(*child) != Kind::Equal).skip(1).peekable();
        let unread = behind.peek().filter(|child| tree.kind(**child) == Kind::Error).map(|child| self.span(*child));
        let Some(value) = behind.find(|child| matches!(tree.kind(*child), Kind::Object | Kind::If | Kind::For)) else {
            let span = self.span(id);
            return Body { repetition: None, condition: None, object: self.unread(span), span };
        };
        let mut body = self.deployed(value);
        if let Some(unread) = unread {
            body.condition = Some(self.unread(unread));
        }
        body
    }

    fn deployed(&mut self, id: NodeId) -> Body {
        let span = self.span(id);
        let unread = |lowering: &Self| Body { repetition: None, condition: None, object: lowering.unread(span), span };
        match self.tree.kind(id) {
            Kind::Object => Body { repetition: None, condition: None, object: self.expression(id), span },
            Kind::If => {
                let parts = if self.is_broken(id) { None } else { self.exactly(id) };
                let Some(parts) = parts else { return unread(self) };
                let [condition, object] = *parts;
                Body { repetition: None, condition: Some(condition), object, span }
            }
            Kind::For => match self.for_parts(id) {
                // A repetition in a repetition is no body.
                Some((clause, body)) if self.tree.kind(body) != Kind::For => {
                    Body { repetition: Some(clause), span, ..self.deployed(body) }
                }
                _ => unread(self),
            },
            _ => {
                let message = "Expected an object or a condition as the body of the repetition";
                self.report(span, message);
                unread(self)
            }
        }
    }

    fn imported(&mut self, id: NodeId) -> Imported {
        let tree = self.tree;
        if let Some(wildcard) = self.child(id, |kind| kind == Kind::WildcardImport) {
            return Imported::All(self.first_name(wildcard));
        }
        let mut symbols = Vec::new();
        if let Some(list) = self.child(id, |kind| kind == Kind::ImportedSymbols) {
            for symbol in tree.children(list).filter(|child| tree.kind(*child) == Kind::ImportedSymbol) {
                symbols.extend(self.imported_symbol(symbol));
            }
        }
        Imported::Symbols(symbols)
    }

    fn imported_symbol(&mut self, id: NodeId) -> Option<ImportedSymbol> {
        let tree = self.tree;
        let name = self.child(id, |kind| matches!(kind, Kind::Name | Kind::String))?;
        let key = self.key(name);
        let name = Name { text: key.text().cloned()?, span: key.span };
        let mut behind = tree.children(id).skip_while(|child| tree.kind(*child) != Kind::As);
        let alias = behind.find(|child| tree.kind(*child) == Kind::Name).map(|alias| self.name(alias));
        Some(ImportedSymbol { local: alias.unwrap_or_else(|| name.clone()), name })
    }

    fn extension(&mut self, id: NodeId) -> Extension {
        let tree = self.tree;
        let name = self.child(id, |kind| kind == Kind::Identifier || kind.is_string());
        let name = match name {
            Some(name) => self.expression(name),
            None => self.unread(self.span(id)),
        };
        let mut behind = tree.children(id).skip_while(|child| tree.kind(*child) != Kind::As);
        let alias = behind.find(|child| tree.kind(*child) == Kind::Name).map(|alias| self.name(alias));
        Extension { name, configuration: self.configuration(id), alias }
    }

    /// The object behind `with`.
    fn configuration(&mut self, id: NodeId) -> Option<Expression> {
        let object = self.child(id, |kind| kind == Kind::Object);
        object.map(|object| self.expression(object))
    }
}
