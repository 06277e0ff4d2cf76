//! What expressions see: the names of the file, and inside a resource those of the resources nested in it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::Instance;
use crate::arm::Run;
use crate::bicep::evaluate::{EvaluationError, NamedType, Scope, UserFunction};
use crate::bicep::load::Symbol;
use crate::bicep::syntax::{DeclarationKind, Expression, ExpressionKind};
use crate::document::Value;
use crate::source::Span;

/// What the body of a resource sees.
pub(super) struct BodyScope<'i, 'a> {
    pub instance: &'i Instance<'a>,
    /// The resource, as an index of the file's.
    pub node: usize,
}

impl Scope for Instance<'_> {
    fn lookup(&self, name: &str, span: Span) -> Result<Value, EvaluationError> {
        self.symbol(name, span)
    }

    fn nested(&self, base: &Expression, name: &str, span: Span) -> Result<Value, EvaluationError> {
        self.nested_resource(base, name, span, None)
    }

    fn function(&self, namespace: Option<&str>, name: &str) -> Option<UserFunction<'_>> {
        match (namespace, self.file.symbols.get(namespace.unwrap_or(name))?) {
            (None, &Symbol::Function(index)) => match &self.file.declarations[index].kind {
                DeclarationKind::Function(function) => Some(UserFunction { function, scope: self }),
                _ => None,
            },
            (None, &Symbol::Imported(index, position)) => {
                let exported = self.imported_name(index, position)?;
                self.library(index).ok()?.exported_function(exported)
            }
            (Some(_), &Symbol::Namespace(index)) => self.library(index).ok()?.exported_function(name),
            _ => None,
        }
    }

    fn named_type(&self, namespace: Option<&str>, name: &str) -> Option<NamedType<'_>> {
        match (namespace, self.file.symbols.get(namespace.unwrap_or(name))?) {
            (None, &Symbol::Type(index)) => {
                let declaration = &self.file.declarations[index];
                match &declaration.kind {
                    DeclarationKind::Type(declared) => {
                        Some(NamedType { expression: &declared.type_expression, declaration, scope: self })
                    }
                    _ => None,
                }
            }
            (None, &Symbol::Imported(index, position)) => {
                let exported = self.imported_name(index, position)?;
                self.library(index).ok()?.exported_type(exported)
            }
            (Some(_), &Symbol::Namespace(index)) => self.library(index).ok()?.exported_type(name),
            _ => None,
        }
    }

    fn is_namespace(&self, name: &str) -> bool {
        matches!(self.file.symbols.get(name), Some(Symbol::Namespace(_)))
    }

    fn run(&self) -> &Run<'_> {
        self.evaluation.run
    }

    fn file(&self) -> &Path {
        &self.file.path
    }

    fn names(&self) -> Vec<Arc<str>> {
        self.file.symbols.keys().cloned().collect::<BTreeSet<_>>().into_iter().collect()
    }
}

impl Scope for BodyScope<'_, '_> {
    fn lookup(&self, name: &str, span: Span) -> Result<Value, EvaluationError> {
        match self.instance.nested_name(self.node, name) {
            Some(found) => Ok(self.instance.resource_value(found)),
            None => self.instance.symbol(name, span),
        }
    }

    fn nested(&self, base: &Expression, name: &str, span: Span) -> Result<Value, EvaluationError> {
        self.instance.nested_resource(base, name, span, Some(self.node))
    }

    fn function(&self, namespace: Option<&str>, name: &str) -> Option<UserFunction<'_>> {
        self.instance.function(namespace, name)
    }

    fn named_type(&self, namespace: Option<&str>, name: &str) -> Option<NamedType<'_>> {
        self.instance.named_type(namespace, name)
    }

    fn is_namespace(&self, name: &str) -> bool {
        self.instance.is_namespace(name)
    }

    fn run(&self) -> &Run<'_> {
        self.instance.evaluation.run
    }

    fn file(&self) -> &Path {
        &self.instance.file.path
    }

    fn names(&self) -> Vec<Arc<str>> {
        self.instance.names()
    }
}

impl Instance<'_> {
    /// The resource that a name stands for inside a resource: one nested in it, or in one around it.
    fn nested_name(&self, node: usize, name: &str) -> Option<usize> {
        let mut around = Some(node);
        while let Some(node) = around {
            let node = &self.file.resources[node];
            if let Some(&found) = node.children.get(name) {
                return Some(found);
            }
            around = node.parent;
        }
        None
    }

    fn nested_resource(
        &self,
        base: &Expression,
        name: &str,
        span: Span,
        inside: Option<usize>,
    ) -> Result<Value, EvaluationError> {
        let refuse = |message: String| EvaluationError { message, span, is_exhausted: false };
        let Some(node) = self.node_of(base, inside) else {
            return Err(refuse("The \"::\" operator needs a resource of this file before it".to_owned()));
        };
        let node = &self.file.resources[node];
        match node.children.get(name) {
            Some(&found) => Ok(self.resource_value(found)),
            None => {
                Err(refuse(format!("The resource \"{}\" does not contain a nested resource \"{name}\"", node.path)))
            }
        }
    }

    fn node_of(&self, expression: &Expression, inside: Option<usize>) -> Option<usize> {
        match &expression.kind {
            ExpressionKind::Identifier(name) => {
                let nested = inside.and_then(|node| self.nested_name(node, name));
                nested.or_else(|| match self.file.symbols.get(name) {
                    Some(&Symbol::Resource(index)) => Some(index),
                    _ => None,
                })
            }
            ExpressionKind::Nested(parts) => {
                let node = self.node_of(&parts.0, inside)?;
                self.file.resources[node].children.get(&parts.1.text).copied()
            }
            ExpressionKind::Parenthesis(inner) | ExpressionKind::NonNull(inner) => self.node_of(inner, inside),
            ExpressionKind::Index(index) => self.node_of(&index.base, inside),
            _ => None,
        }
    }
}
