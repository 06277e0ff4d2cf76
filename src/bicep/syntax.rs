//! The syntax tree of Bicep: what parsing yields and evaluation reads. `.bicep` and `.bicepparam` give the same tree.
//!
//! Knows: the shape of what was written, decoded strings, places. Does not know: what anything means. No expression or
//! type is nested deeper than [`MAX_DEPTH`], so that functions may recurse over the tree.

use std::sync::Arc;

use crate::source::Span;

pub use super::syntax_type::{GenericType, ObjectType, TypeExpression, TypeItem, TypeKind, TypeProperty};

/// How deeply expressions and types nest at most; the links of a chain such as `a + b + c` or `a.b.c` count as levels.
/// What is deeper is an [`ExpressionKind::Error`] or a [`TypeKind::Error`] with a problem.
pub const MAX_DEPTH: usize = 256;

/// A file.
#[derive(Debug, Clone, Default)]
pub struct SyntaxTree {
    /// The declarations in source order.
    pub declarations: Vec<Declaration>,
    /// Comments and `#disable-…` directives in source order, those inside declarations included.
    pub comments: Vec<Comment>,
}

/// A comment or a directive to the compiler's linter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// What kind.
    pub kind: CommentKind,
    /// From its first character to its last, without the line end.
    pub span: Span,
}

/// The kinds of comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommentKind {
    /// `// …`
    Line,
    /// `/* … */`
    Block,
    /// `#disable-next-line …`, `#disable-diagnostics …`, `#restore-diagnostics …`
    Directive,
}

/// A name as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The text.
    pub text: Arc<str>,
    /// Where it stands.
    pub span: Span,
}

/// A statement of a file, or a resource nested in another one's body.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// What is declared.
    pub kind: DeclarationKind,
    /// `@name(…)` before it, in source order.
    pub decorators: Vec<Decorator>,
    /// From the keyword to the end; decorators are not in it.
    pub span: Span,
    /// Part of it could not be read, and a problem says so: what is missing may stand in the unread part.
    pub is_partial: bool,
}

/// The kinds of declarations.
#[derive(Debug, Clone)]
pub enum DeclarationKind {
    /// `targetScope = 'subscription'`.
    TargetScope(Expression),
    /// `metadata name = value`.
    Metadata(Metadata),
    /// `param name type = default`.
    Parameter(Parameter),
    /// `var name = value`.
    Variable(Variable),
    /// `type name = type`.
    Type(TypeDeclaration),
    /// `func name(parameters) type => body`.
    Function(Function),
    /// `resource name 'type@version' = body`.
    Resource(Box<Resource>),
    /// `module name 'path' = body`.
    Module(Box<Module>),
    /// `test name 'path' = body`: deploys nothing.
    Test(Box<Module>),
    /// `output name type = value`.
    Output(Output),
    /// `import { a as b } from 'path'`, `import * as name from 'path'`.
    Import(Import),
    /// `extension name with {…} as alias`.
    Extension(Extension),
    /// `assert name = condition`.
    Assert(Assert),
    /// `using 'main.bicep'`, `using none` (bicepparam).
    Using(Using),
    /// `extends 'base.bicepparam'` (bicepparam).
    Extends(Expression),
    /// `param name = value` (bicepparam).
    ParameterAssignment(ParameterAssignment),
    /// `extensionConfig name with {…}` (bicepparam).
    ExtensionConfiguration(Extension),
}

/// `@name(arguments)` or `@namespace.name(arguments)`.
#[derive(Debug, Clone)]
pub struct Decorator {
    /// The namespace, `sys` or `az`, where it is written.
    pub namespace: Option<Name>,
    /// The name.
    pub name: Name,
    /// The arguments.
    pub arguments: Vec<Expression>,
    /// From the `@` to the closing parenthesis.
    pub span: Span,
}

/// `metadata name = value`.
#[derive(Debug, Clone)]
pub struct Metadata {
    /// The name.
    pub name: Name,
    /// The value.
    pub value: Expression,
}

/// `param name type = default`.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// The name.
    pub name: Name,
    /// The type.
    pub type_expression: TypeExpression,
    /// The default.
    pub default: Option<Expression>,
}

/// `var name type = value`.
#[derive(Debug, Clone)]
pub struct Variable {
    /// The name.
    pub name: Name,
    /// The type, where it is written.
    pub type_expression: Option<TypeExpression>,
    /// The value.
    pub value: Expression,
}

/// `type name = type`.
#[derive(Debug, Clone)]
pub struct TypeDeclaration {
    /// The name.
    pub name: Name,
    /// What it stands for.
    pub type_expression: TypeExpression,
}

/// `func name(parameters) type => body`.
#[derive(Debug, Clone)]
pub struct Function {
    /// The name.
    pub name: Name,
    /// The parameters.
    pub parameters: Vec<FunctionParameter>,
    /// The type of the result.
    pub result: TypeExpression,
    /// What is computed.
    pub body: Expression,
}

/// A parameter of a function: `name type`.
#[derive(Debug, Clone)]
pub struct FunctionParameter {
    /// The name.
    pub name: Name,
    /// The type.
    pub type_expression: TypeExpression,
}

/// `resource name 'type@version' existing = body`.
#[derive(Debug, Clone)]
pub struct Resource {
    /// The symbolic name.
    pub name: Name,
    /// The string `'type@version'`; of a nested resource often without version, and its type lacks the parent's.
    pub type_literal: Expression,
    /// `existing`: refers to what is deployed elsewhere.
    pub is_existing: bool,
    /// What is deployed. Nested resources are [`ObjectItem::Resource`]s of its object.
    pub body: Body,
}

/// `module name 'path' = body`.
#[derive(Debug, Clone)]
pub struct Module {
    /// The symbolic name.
    pub name: Name,
    /// The string `'path'`: a file, `br:…`, `br/alias:…`, `ts:…`.
    pub path: Expression,
    /// `params`, `scope`, `name`.
    pub body: Body,
}

/// The right side of a resource or module: `{…}`, `if (condition) {…}`, `[for x in y: {…}]`,
/// `[for x in y: if (condition) {…}]`.
#[derive(Debug, Clone)]
pub struct Body {
    /// The repetition around it.
    pub repetition: Option<ForClause>,
    /// The condition; it may use the names of the repetition.
    pub condition: Option<Expression>,
    /// An [`ExpressionKind::Object`], or an error.
    pub object: Expression,
    /// From the `=` (exclusive) to the end.
    pub span: Span,
}

/// `for item in collection` or `for (item, index) in collection`.
#[derive(Debug, Clone)]
pub struct ForClause {
    /// The name for the item.
    pub item: Name,
    /// The name for the index.
    pub index: Option<Name>,
    /// What is iterated.
    pub collection: Expression,
}

/// `output name type = value`.
#[derive(Debug, Clone)]
pub struct Output {
    /// The name.
    pub name: Name,
    /// The type.
    pub type_expression: TypeExpression,
    /// The value.
    pub value: Expression,
}

/// `import … from 'path'`.
#[derive(Debug, Clone)]
pub struct Import {
    /// What is imported.
    pub imported: Imported,
    /// The string `'path'`.
    pub path: Expression,
}

/// What an import names.
#[derive(Debug, Clone)]
pub enum Imported {
    /// `* as name`.
    All(Name),
    /// `{ a, b as c, 'd-e' as f }`.
    Symbols(Vec<ImportedSymbol>),
}

/// One symbol of an import.
#[derive(Debug, Clone)]
pub struct ImportedSymbol {
    /// What it is called there.
    pub name: Name,
    /// What it is called here: the alias, else the same name.
    pub local: Name,
}

/// `extension name with {…} as alias`; also the old form `import 'name@version' with {…} as alias`.
#[derive(Debug, Clone)]
pub struct Extension {
    /// An identifier or a string.
    pub name: Expression,
    /// The object behind `with`.
    pub configuration: Option<Expression>,
    /// The name behind `as`.
    pub alias: Option<Name>,
}

/// `assert name = condition`.
#[derive(Debug, Clone)]
pub struct Assert {
    /// The name.
    pub name: Name,
    /// What must hold.
    pub condition: Expression,
}

/// `using 'path' with {…}`.
#[derive(Debug, Clone)]
pub struct Using {
    /// The string `'path'`; none for `using none`.
    pub path: Option<Expression>,
    /// The object behind `with`.
    pub configuration: Option<Expression>,
}

/// `param name = value` of a bicepparam file.
#[derive(Debug, Clone)]
pub struct ParameterAssignment {
    /// The name.
    pub name: Name,
    /// The value.
    pub value: Expression,
}

/// An expression with its place.
#[derive(Debug, Clone)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of expressions.
#[derive(Debug, Clone)]
pub enum ExpressionKind {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// A whole number. A minus sign is a [`Self::Unary`], except for the lowest number, which has no positive twin.
    Integer(i64),
    /// A string without interpolation, escapes decoded; also a multi-line string.
    String(Arc<str>),
    /// A string with interpolation; also a multi-line one.
    Interpolation(Vec<StringPart>),
    /// `[a, ...b]`.
    Array(Vec<ArrayItem>),
    /// `{ key: value, ...spread }`.
    Object(Vec<ObjectItem>),
    /// `[for x in y: body]`.
    For(Box<ForExpression>),
    /// `if (condition) value`: only where a `for` of a property holds it; of resources and modules see [`Body`].
    If(Box<[Expression; 2]>),
    /// `(a)`.
    Parenthesis(Box<Expression>),
    /// A parameter, variable, resource, module, loop or lambda variable, import or namespace.
    Identifier(Arc<str>),
    /// `base.name`, `base.?name`.
    Member(Box<Member>),
    /// `base::name`: a nested resource.
    Nested(Box<(Expression, Name)>),
    /// `base[index]`, `base[?index]`, `base[^index]`, `base[?^index]`.
    Index(Box<Index>),
    /// `base!`.
    NonNull(Box<Expression>),
    /// `name(arguments)`.
    Call(Box<Call>),
    /// `base.name(arguments)`: a function of a resource or of a namespace (`az.resourceGroup()`), or an imported one.
    InstanceCall(Box<InstanceCall>),
    /// `!a`, `-a`.
    Unary(UnaryOperator, Box<Expression>),
    /// `left operator right`.
    Binary(BinaryOperator, Box<[Expression; 2]>),
    /// `condition ? yes : no`.
    Ternary(Box<[Expression; 3]>),
    /// `(a, b) => body`.
    Lambda(Box<Lambda>),
    /// Could not be read; a problem says why. Holds the message.
    Error(Arc<str>),
}

/// A part of a string with interpolation.
#[derive(Debug, Clone)]
pub enum StringPart {
    /// Text, escapes decoded; never empty.
    Text(Arc<str>),
    /// `${expression}`.
    Expression(Expression),
}

/// An item of an array.
#[derive(Debug, Clone)]
pub enum ArrayItem {
    /// A value.
    Value(Expression),
    /// `...items`.
    Spread(Expression),
    /// Text that could not be read; there may be items in it.
    Unread(Span),
}

/// An item of an object.
#[derive(Debug, Clone)]
pub enum ObjectItem {
    /// `key: value`.
    Property(Property),
    /// `...properties`.
    Spread(Expression),
    /// A resource nested in the body of another one.
    Resource(Box<Declaration>),
    /// Text that could not be read; there may be properties in it, but none that stands elsewhere too.
    Unread(Span),
}

/// `key: value`.
#[derive(Debug, Clone)]
pub struct Property {
    /// An [`ExpressionKind::String`], for a bare name too, or an [`ExpressionKind::Interpolation`].
    pub key: Expression,
    /// The value.
    pub value: Expression,
    /// Key and value.
    pub span: Span,
}

/// `[for x in y: body]` as a value.
#[derive(Debug, Clone)]
pub struct ForExpression {
    /// What is iterated, and the names.
    pub clause: ForClause,
    /// The value of each round.
    pub body: Expression,
}

/// `base.name` or `base.?name`.
#[derive(Debug, Clone)]
pub struct Member {
    /// What it is a member of.
    pub base: Expression,
    /// Its name.
    pub name: Name,
    /// `.?`: null where there is no such member.
    pub is_safe: bool,
}

/// `base[index]`.
#[derive(Debug, Clone)]
pub struct Index {
    /// What is indexed.
    pub base: Expression,
    /// The position or the name of the property.
    pub index: Expression,
    /// `[?…]`: null where there is no such item.
    pub is_safe: bool,
    /// `[^…]`: counted from the end, beginning with 1.
    pub is_from_end: bool,
}

/// `name(arguments)`.
#[derive(Debug, Clone)]
pub struct Call {
    /// The function's name.
    pub name: Name,
    /// The arguments.
    pub arguments: Vec<Expression>,
}

/// `base.name(arguments)`.
#[derive(Debug, Clone)]
pub struct InstanceCall {
    /// A resource, a namespace or a wildcard import.
    pub base: Expression,
    /// The function's name.
    pub name: Name,
    /// The arguments.
    pub arguments: Vec<Expression>,
}

/// `(parameters) => body`.
#[derive(Debug, Clone)]
pub struct Lambda {
    /// The names.
    pub parameters: Vec<Name>,
    /// The body.
    pub body: Expression,
}

/// Unary operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOperator {
    /// `!`
    Not,
    /// `-`
    Negate,
}

/// Binary operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOperator {
    /// `??`
    Coalesce,
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `=~`: equal texts, whatever the case
    EqualIgnoringCase,
    /// `!~`
    NotEqualIgnoringCase,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
}

impl Declaration {
    /// The name it declares; none for `targetScope`, imports, `using`, `extends` and the like.
    #[must_use]
    pub fn name(&self) -> Option<&Name> {
        match &self.kind {
            DeclarationKind::Metadata(metadata) => Some(&metadata.name),
            DeclarationKind::Parameter(parameter) => Some(&parameter.name),
            DeclarationKind::Variable(variable) => Some(&variable.name),
            DeclarationKind::Type(declared) => Some(&declared.name),
            DeclarationKind::Function(function) => Some(&function.name),
            DeclarationKind::Resource(resource) => Some(&resource.name),
            DeclarationKind::Module(module) | DeclarationKind::Test(module) => Some(&module.name),
            DeclarationKind::Output(output) => Some(&output.name),
            DeclarationKind::Assert(assert) => Some(&assert.name),
            DeclarationKind::ParameterAssignment(assignment) => Some(&assignment.name),
            DeclarationKind::TargetScope(_)
            | DeclarationKind::Import(_)
            | DeclarationKind::Extension(_)
            | DeclarationKind::Using(_)
            | DeclarationKind::Extends(_)
            | DeclarationKind::ExtensionConfiguration(_) => None,
        }
    }

    /// The decorator of this name, in the `sys` or `az` namespace or in none.
    #[must_use]
    pub fn decorator(&self, name: &str) -> Option<&Decorator> {
        find_decorator(&self.decorators, name)
    }
}

impl Property {
    /// The key, where it is written out.
    #[must_use]
    pub fn name(&self) -> Option<&Arc<str>> {
        match &self.key.kind {
            ExpressionKind::String(text) => Some(text),
            _ => None,
        }
    }
}

impl Expression {
    /// The text, for a string without interpolation.
    #[must_use]
    pub fn text(&self) -> Option<&Arc<str>> {
        match &self.kind {
            ExpressionKind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The items, for an object.
    #[must_use]
    pub fn object_items(&self) -> Option<&[ObjectItem]> {
        match &self.kind {
            ExpressionKind::Object(items) => Some(items),
            _ => None,
        }
    }

    /// The value of the property of this name, whatever its case; the last one when it is written twice.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.object_items()?.iter().rev().find_map(|item| match item {
            ObjectItem::Property(property) if property.name()?.eq_ignore_ascii_case(name) => Some(property),
            _ => None,
        })
    }
}

/// The decorator of this name, in the `sys` or `az` namespace or in none.
pub(super) fn find_decorator<'a>(decorators: &'a [Decorator], name: &str) -> Option<&'a Decorator> {
    decorators.iter().find(|decorator| {
        &*decorator.name.text == name
            && decorator.namespace.as_ref().is_none_or(|namespace| matches!(&*namespace.text, "sys" | "az"))
    })
}
