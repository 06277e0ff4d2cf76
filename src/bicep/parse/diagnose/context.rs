//! What is open behind a run of tokens that fit. Does not know: what could come next.

use crate::bicep::parse::kind::Kind;

/// A token that fitted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    /// What it is; a newline is [`Kind::Other`].
    pub(super) kind: Kind,
    /// Offset behind its last byte.
    pub(super) end: usize,
}

/// What brackets are open for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing: the declaration itself.
    Declaration,
    /// `{…}`
    Object,
    /// `{…}` of a type.
    ObjectType,
    /// `{…}` of an import.
    Symbols,
    /// `[…]`, also with a `for`.
    Array,
    /// `[…]` of a type.
    Tuple,
    /// `[…]` behind an operand.
    Index,
    /// `(…)` behind a function's name.
    Arguments,
    /// `(…)` that holds an expression or names.
    Parenthesis,
    /// `(…)` of a function's declaration.
    Parameters,
    /// `(…)` of a type.
    TypeParenthesis,
    /// `<…>` of a type.
    TypeArguments,
    /// `${…}` of a string.
    Hole,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// What the bracket is open for.
    pub(super) role: Role,
    /// Where its content begins in the tokens.
    pub(super) from: usize,
    /// The colon is over: in an object the one behind a key, in an array the one of a `for`.
    pub(super) is_value: bool,
    /// `?` of ternaries without their `:`.
    pub(super) questions: usize,
}

/// What is open behind a run of tokens.
#[derive(Debug)]
pub(super) struct Context<'a> {
    /// The declaration's tokens without its decorators.
    pub(super) tokens: &'a [Token],
    frames: Vec<Frame>,
    /// Tokens of the declaration outside brackets.
    pub(super) outside: Vec<Kind>,
    /// A decorator rather than a declaration.
    pub(super) is_decorator: bool,
    /// Decorators stand before it.
    pub(super) is_decorated: bool,
}

impl<'a> Context<'a> {
    /// Follows the tokens.
    pub(super) fn of(tokens: &'a [Token]) -> Self {
        let mut context =
            Self { tokens, frames: Vec::new(), outside: Vec::new(), is_decorator: false, is_decorated: false };
        context.begin(0);
        let mut before: Option<Kind> = None;
        for (index, token) in tokens.iter().enumerate() {
            context.follow(index, token.kind, before);
            before = Some(token.kind);
        }
        context
    }

    /// Whether a hole of a string is open.
    pub(super) fn is_in_hole(&self) -> bool {
        self.top().role == Role::Hole
    }

    /// Whether the innermost bracket holds a list of values.
    pub(super) fn is_in_list(&self) -> bool {
        matches!(self.top().role, Role::Array | Role::Tuple | Role::Arguments)
    }

    /// Where the innermost bracket stands.
    pub(super) fn opening(&self) -> Option<usize> {
        let index = self.top().from.checked_sub(1).filter(|_| self.frames.len() > 1)?;
        self.tokens.get(index)?.end.checked_sub(1)
    }

    fn begin(&mut self, from: usize) {
        self.frames.clear();
        self.push(Role::Declaration, from);
        self.is_decorated = self.is_decorator || self.is_decorated && self.outside.is_empty();
        self.outside.clear();
        self.is_decorator = false;
    }

    /// The innermost bracket.
    pub(super) fn top(&self) -> Frame {
        let outermost = Frame { role: Role::Declaration, from: 0, is_value: false, questions: 0 };
        self.frames.last().copied().unwrap_or(outermost)
    }

    fn follow(&mut self, index: usize, kind: Kind, before: Option<Kind>) {
        let top = self.top();
        match kind {
            Kind::BraceOpen | Kind::BracketOpen | Kind::ParenthesisOpen | Kind::Less => self.open(index, kind, before),
            Kind::StringLeft | Kind::MultilineLeft => self.push(Role::Hole, index + 1),
            Kind::StringRight
            | Kind::MultilineRight
            | Kind::BraceClose
            | Kind::BracketClose
            | Kind::ParenthesisClose => {
                self.pop();
            }
            Kind::Greater if top.role == Role::TypeArguments => self.pop(),
            Kind::Question if !self.is_type() && !matches!(before, Some(Kind::Dot | Kind::BracketOpen)) => {
                self.change_top(|frame| frame.questions += 1);
            }
            Kind::Colon => {
                self.change_top(|frame| match frame.questions {
                    0 => frame.is_value = true,
                    _ => frame.questions -= 1,
                });
            }
            Kind::Other | Kind::Comma if !self.continues(index) => {
                self.change_top(|frame| {
                    // The colon of a `for` counts to its end.
                    frame.is_value &= frame.role == Role::Array;
                    frame.questions = 0;
                });
                if kind == Kind::Other && top.role == Role::Declaration && !self.is_open_ended() {
                    self.begin(index + 1);
                    return;
                }
            }
            _ => {}
        }
        if self.frames.len() == 1 && kind != Kind::Other {
            self.is_decorator |= kind == Kind::At && self.outside.is_empty();
            self.outside.push(kind);
        }
    }

    fn change_top(&mut self, change: impl FnOnce(&mut Frame)) {
        if let Some(frame) = self.frames.last_mut() {
            change(frame);
        }
    }

    /// Whether the newline is one behind which the line goes on.
    fn continues(&self, index: usize) -> bool {
        matches!(self.tokens.get(index + 1).map(|next| next.kind), Some(Kind::Question | Kind::Colon | Kind::Pipe))
    }

    /// Whether the declaration cannot end yet: the newline does not end it.
    pub(super) fn is_open_ended(&self) -> bool {
        matches!(self.outside.last(), Some(Kind::Arrow | Kind::Equal))
    }

    fn push(&mut self, role: Role, from: usize) {
        self.frames.push(Frame { role, from, is_value: false, questions: 0 });
    }

    fn pop(&mut self) {
        if self.frames.len() > 1 {
            self.frames.pop();
        }
    }

    fn open(&mut self, index: usize, kind: Kind, before: Option<Kind>) {
        let is_behind_operand = before.is_some_and(ends_operand);
        let is_type = self.is_type();
        let keyword = self.outside.first().copied();
        let role = match kind {
            Kind::BraceOpen if keyword == Some(Kind::KeywordImport) && self.outside.len() == 1 => Role::Symbols,
            Kind::BraceOpen if is_type => Role::ObjectType,
            Kind::BraceOpen => Role::Object,
            Kind::BracketOpen if is_behind_operand => Role::Index,
            Kind::BracketOpen if is_type => Role::Tuple,
            Kind::BracketOpen => Role::Array,
            Kind::ParenthesisOpen if keyword == Some(Kind::KeywordFunc) && self.outside.len() == 2 => Role::Parameters,
            Kind::ParenthesisOpen if is_type => Role::TypeParenthesis,
            Kind::ParenthesisOpen if before == Some(Kind::Identifier) => Role::Arguments,
            Kind::ParenthesisOpen => Role::Parenthesis,
            _ if is_type => Role::TypeArguments,
            _ => return,
        };
        self.push(role, index + 1);
    }

    /// Whether a type rather than an expression stands here.
    pub(super) fn is_type(&self) -> bool {
        match self.top().role {
            Role::ObjectType | Role::Tuple | Role::Parameters | Role::TypeParenthesis | Role::TypeArguments => true,
            Role::Declaration => {
                let is_assigned = self.outside.contains(&Kind::Equal);
                match self.outside.first() {
                    Some(Kind::KeywordParam | Kind::KeywordOutput | Kind::KeywordVar) => {
                        !is_assigned && self.outside.len() > 1
                    }
                    Some(Kind::KeywordType) => is_assigned,
                    Some(Kind::KeywordFunc) => self.outside.len() > 2 && !self.outside.contains(&Kind::Arrow),
                    _ => false,
                }
            }
            _ => false,
        }
    }
}

/// Whether an operand can end with this token.
pub(super) fn ends_operand(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Identifier
            | Kind::Name
            | Kind::Number
            | Kind::Null
            | Kind::True
            | Kind::False
            | Kind::String
            | Kind::StringRight
            | Kind::MultilineString
            | Kind::MultilineComplete
            | Kind::MultilineRight
            | Kind::BraceClose
            | Kind::BracketClose
            | Kind::ParenthesisClose
            | Kind::KeywordResource
    )
}
