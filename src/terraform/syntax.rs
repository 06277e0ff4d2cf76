//! The syntax tree: what parsing yields and evaluation reads. Native and JSON syntax give the same tree.

use std::sync::Arc;

use crate::document::Number;
use crate::source::Span;

/// A file or block body.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// Attributes in source order. A later one of the same name wins.
    pub attributes: Vec<Attribute>,
    /// Blocks in source order.
    pub blocks: Vec<Block>,
}

/// `name = expression`.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// The name.
    pub name: Arc<str>,
    /// From the name to the end of the expression.
    pub span: Span,
    /// The name alone.
    pub name_span: Span,
    /// The expression.
    pub expression: Expression,
}

/// `type "label" { … }`.
#[derive(Debug, Clone)]
pub struct Block {
    /// The block type.
    pub type_name: Arc<str>,
    /// The labels, escapes decoded.
    pub labels: Vec<Label>,
    /// From the type to the last label.
    pub header: Span,
    /// From the type to the closing brace.
    pub span: Span,
    /// What stands between the braces.
    pub body: Body,
    /// Part of the block could not be read: what is missing may stand in the unread part.
    pub is_partial: bool,
}

/// A block label.
#[derive(Debug, Clone)]
pub struct Label {
    /// The text, without quotes.
    pub text: Arc<str>,
    /// The label, with its quotes.
    pub span: Span,
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
    /// A number.
    Number(Number),
    /// A string without interpolation, escapes decoded; also a heredoc.
    String(Arc<str>),
    /// A template of at least one interpolation or directive beside other parts.
    Template(Vec<TemplatePart>),
    /// A template that is one interpolation and nothing else, `"${x}"`: keeps the type of `x`.
    Wrap(Box<Expression>),
    /// `[a, b]`.
    Tuple(Vec<Expression>),
    /// `{ key = value }`. A later entry of the same key wins.
    Object(Vec<ObjectItem>),
    /// `(a)`.
    Parenthesis(Box<Expression>),
    /// A root name: `var`, `local`, `each`, a resource type, a `for` variable.
    Variable(Arc<str>),
    /// `a.name`; also `a.0`, the legacy index, with a numeric name.
    Attribute(Box<Expression>, Arc<str>),
    /// `a[key]`.
    Index(Box<Expression>, Box<Expression>),
    /// `a.*` (attribute-only) or `a[*]` followed by operations on each element.
    Splat(Box<Splat>),
    /// `condition ? yes : no`.
    Conditional(Box<[Expression; 3]>),
    /// `name(arguments)`.
    Call(Box<Call>),
    /// `!a`.
    Not(Box<Expression>),
    /// `-a`.
    Negate(Box<Expression>),
    /// `left operator right`.
    Binary(BinaryOperator, Box<[Expression; 2]>),
    /// `[for … : …]` or `{for … : …}`.
    For(Box<ForExpression>),
    /// A string that the pipeline replaces before Terraform reads it: `#{token}#`. Holds the token as written.
    Pipeline(Arc<str>),
    /// Could not be read; a problem says why. Holds the message.
    Error(Arc<str>),
}

/// A part of a template.
#[derive(Debug, Clone)]
pub enum TemplatePart {
    /// Text, escapes decoded, `~` trimming and heredoc indentation applied.
    Literal(Arc<str>),
    /// `${expression}`.
    Interpolation(Expression),
    /// `%{if condition}…%{else}…%{endif}`.
    If {
        /// The condition.
        condition: Expression,
        /// The parts when true.
        yes: Vec<TemplatePart>,
        /// The parts when false.
        no: Vec<TemplatePart>,
    },
    /// `%{for key, value in collection}…%{endfor}`.
    For {
        /// Name for the key or index.
        key: Option<Arc<str>>,
        /// Name for the value.
        value: Arc<str>,
        /// What is iterated.
        collection: Expression,
        /// The parts of each round.
        body: Vec<TemplatePart>,
    },
}

/// An entry of an object expression.
#[derive(Debug, Clone)]
pub struct ObjectItem {
    /// The key: a bare name is a [`ExpressionKind::String`]; `(expression)` is a parenthesis.
    pub key: Expression,
    /// The value.
    pub value: Expression,
    /// Key and value.
    pub span: Span,
}

/// A splat and what is done with each element.
#[derive(Debug, Clone)]
pub struct Splat {
    /// What is splatted.
    pub base: Expression,
    /// Applied to each element, in order.
    pub each: Vec<SplatOperation>,
    /// `a[*]` rather than `a.*`.
    pub is_full: bool,
}

/// One operation on each element of a splat.
#[derive(Debug, Clone)]
pub enum SplatOperation {
    /// `.name`.
    Attribute(Arc<str>),
    /// `[key]`.
    Index(Expression),
    /// A splat of the element: `b[*].c` in `a[*].b[*].c`.
    Splat {
        /// Applied to each element of the element, in order.
        each: Vec<SplatOperation>,
        /// `[*]` rather than `.*`.
        is_full: bool,
    },
}

/// A function call.
#[derive(Debug, Clone)]
pub struct Call {
    /// The function's name; a provider's function keeps its `provider::` prefix.
    pub name: Arc<str>,
    /// The name alone.
    pub name_span: Span,
    /// The arguments.
    pub arguments: Vec<Expression>,
    /// The last argument is expanded: `f(list...)`.
    pub expand_last: bool,
}

/// A `for` expression.
#[derive(Debug, Clone)]
pub struct ForExpression {
    /// Name for the key or index.
    pub key_name: Option<Arc<str>>,
    /// Name for the value.
    pub value_name: Arc<str>,
    /// What is iterated.
    pub collection: Expression,
    /// For `{for}`: the key of each entry.
    pub key: Option<Expression>,
    /// The value of each element or entry.
    pub value: Expression,
    /// The filter.
    pub condition: Option<Expression>,
    /// `...`: values of equal keys are grouped into lists.
    pub group: bool,
}

/// Binary operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOperator {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
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

impl Body {
    /// The attribute of this name; the last one when it is written twice.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().rev().find(|attribute| &*attribute.name == name)
    }

    /// The blocks of this type.
    pub fn blocks_of<'a>(&'a self, type_name: &'a str) -> impl Iterator<Item = &'a Block> {
        self.blocks.iter().filter(move |block| &*block.type_name == type_name)
    }
}

impl Block {
    /// The text of the label at this index, counted from 0.
    #[must_use]
    pub fn label(&self, index: usize) -> Option<&Arc<str>> {
        self.labels.get(index).map(|label| &label.text)
    }
}
