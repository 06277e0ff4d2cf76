//! What is open behind a run of tokens that fit, and what could come next.

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
enum Role {
    /// The declaration itself.
    Declaration,
    Object,
    ObjectType,
    Symbols,
    Array,
    Tuple,
    Index,
    Arguments,
    Parenthesis,
    Parameters,
    TypeParenthesis,
    TypeArguments,
    Hole,
}

#[derive(Debug, Clone, Copy)]
struct Frame {
    role: Role,
    /// In an object: the key is over, the value follows.
    is_value: bool,
    /// `?` of ternaries without their `:`.
    questions: usize,
}

/// What is open behind a run of tokens.
#[derive(Debug)]
pub(super) struct Context<'a> {
    /// The declaration's tokens without its decorators.
    tokens: &'a [Token],
    frames: Vec<Frame>,
    /// Tokens of the declaration outside brackets.
    outside: Vec<Kind>,
    is_decorator: bool,
}

impl<'a> Context<'a> {
    /// Follows the tokens.
    pub(super) fn of(tokens: &'a [Token]) -> Self {
        let mut context = Self { tokens, frames: Vec::new(), outside: Vec::new(), is_decorator: false };
        context.begin();
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

    fn begin(&mut self) {
        self.frames.clear();
        self.frames.push(Frame { role: Role::Declaration, is_value: false, questions: 0 });
        self.outside.clear();
        self.is_decorator = false;
    }

    fn top(&self) -> Frame {
        self.frames.last().copied().unwrap_or(Frame { role: Role::Declaration, is_value: false, questions: 0 })
    }

    fn follow(&mut self, index: usize, kind: Kind, before: Option<Kind>) {
        let top = self.top();
        match kind {
            Kind::BraceOpen | Kind::BracketOpen | Kind::ParenthesisOpen | Kind::Less => self.open(kind, before),
            Kind::StringLeft | Kind::MultilineLeft => self.push(Role::Hole),
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
                self.change_top(|frame| (frame.is_value, frame.questions) = (false, 0));
                if kind == Kind::Other && top.role == Role::Declaration && !self.is_open_ended() {
                    self.begin();
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
    fn is_open_ended(&self) -> bool {
        matches!(self.outside.last(), Some(Kind::Arrow | Kind::Equal))
    }

    fn push(&mut self, role: Role) {
        self.frames.push(Frame { role, is_value: false, questions: 0 });
    }

    fn pop(&mut self) {
        if self.frames.len() > 1 {
            self.frames.pop();
        }
    }

    fn open(&mut self, kind: Kind, before: Option<Kind>) {
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
        self.push(role);
    }

    /// Whether a type rather than an expression stands here.
    fn is_type(&self) -> bool {
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

    /// A sentence that says what could come next. `at_end`: nothing but blank lines follows.
    pub(super) fn expected(&self, at_end: bool) -> String {
        let what = self.next(at_end);
        match what.strip_prefix('!') {
            Some(sentence) => sentence.to_owned(),
            None => format!("Expected {what} at this location"),
        }
    }

    fn next(&self, at_end: bool) -> &'static str {
        let top = self.top();
        let last = self.tokens.last().map(|token| token.kind);
        if top.role == Role::Declaration
            && (self.is_decorator || !self.is_open_ended())
            && let Some(expected) = self.next_of_declaration()
        {
            return expected;
        }
        match last {
            Some(Kind::Dot | Kind::ColonColon) => return "a function or property name",
            Some(last) if ends_operand(last) || self.is_closed_by(last) => {}
            Some(Kind::Other | Kind::Comma | Kind::BraceOpen) if top.role == Role::Object => {
                return if at_end { "the \"}\" character" } else { "a property name" };
            }
            Some(Kind::Other | Kind::Comma | Kind::BraceOpen) if top.role == Role::ObjectType => {
                return if at_end { "the \"}\" character" } else { "a property name or the \"*\" character" };
            }
            Some(Kind::Other | Kind::Comma) if at_end => return closer(top.role),
            Some(Kind::BracketOpen) if at_end && matches!(top.role, Role::Array | Role::Tuple) => {
                return "the \"]\" character";
            }
            _ if top.role == Role::Parameters && last != Some(Kind::Identifier) => return "a parameter identifier",
            _ if self.is_type() => return "a type expression",
            _ => {
                return "a literal value, an array, an object, a parenthesized expression, or a function call";
            }
        }
        if top.questions > 0 {
            return "the \":\" character";
        }
        match top.role {
            Role::Object | Role::ObjectType if !top.is_value => "the \":\" character",
            _ if at_end => closer(top.role),
            Role::Object | Role::ObjectType | Role::Array | Role::Tuple | Role::Symbols => {
                "a new line or comma character"
            }
            Role::Index => "the \"]\" character",
            Role::Arguments | Role::Parameters => "the \",\" or \")\" character",
            Role::Parenthesis | Role::TypeParenthesis => "the \")\" character",
            Role::TypeArguments => "the \",\" or \">\" character",
            Role::Hole => "the \"}\" character",
            Role::Declaration => "a new line character",
        }
    }

    fn is_closed_by(&self, last: Kind) -> bool {
        // `T?` and `a!` are complete, `a ?` and `!` are not.
        let before = self.tokens.len().checked_sub(2).map(|index| self.tokens[index].kind);
        let is_behind_operand = before.is_some_and(|before| ends_operand(before) || matches!(before, Kind::Question));
        match last {
            Kind::Question => self.is_type() && is_behind_operand,
            Kind::Bang => is_behind_operand,
            Kind::Star => self.is_type() || self.outside == [Kind::KeywordImport, Kind::Star],
            Kind::Greater => self.is_type(),
            _ => false,
        }
    }

    /// What a declaration needs next in its head; none where an expression or type goes on.
    fn next_of_declaration(&self) -> Option<&'static str> {
        let outside = self.outside.as_slice();
        if self.is_decorator {
            return Some(match outside.last() {
                Some(Kind::At) => "the name of a decorator",
                Some(Kind::Dot) => "a function or property name",
                _ => "the \"(\" character or a new line character",
            });
        }
        let [keyword, rest @ ..] = outside else {
            return Some(
                "!This declaration type is not recognized: Expected a metadata, parameter, variable, resource, module, \
                 or output declaration, or another one",
            );
        };
        Some(match (keyword, rest) {
            (Kind::KeywordTargetScope, []) => "the \"=\" character",
            (Kind::KeywordParam, []) => "a parameter identifier",
            (Kind::KeywordVar, []) => "a variable identifier",
            (Kind::KeywordOutput, []) => "an output identifier",
            (Kind::KeywordResource, []) => "a resource identifier",
            (Kind::KeywordModule, []) => "a module identifier",
            (Kind::KeywordType, []) => "a type identifier",
            (Kind::KeywordFunc, []) => "a function identifier",
            (Kind::KeywordMetadata, []) => "a metadata identifier",
            (Kind::KeywordAssert, []) => "an assert identifier",
            (Kind::KeywordTest, []) => "a test identifier",
            (Kind::KeywordExtensionConfig, []) => "an extension identifier",
            (Kind::KeywordExtensionConfig, [_]) => "the \"with\" keyword",
            (Kind::KeywordParam, [_]) => "a parameter type or the \"=\" character",
            (Kind::KeywordOutput, [_]) => "an output type",
            (Kind::KeywordVar | Kind::KeywordType | Kind::KeywordMetadata | Kind::KeywordAssert, [_]) => {
                "the \"=\" character"
            }
            (Kind::KeywordFunc, [_]) => "the \"(\" character",
            (Kind::KeywordFunc, [_, Kind::ParenthesisClose]) => "a type expression",
            (Kind::KeywordResource, [_]) => "a resource type string of the format '<type-name>@<apiVersion>'",
            (Kind::KeywordModule | Kind::KeywordTest, [_]) => "a module path string",
            (Kind::KeywordImport, []) => "a list of symbols in braces or the \"*\" character",
            (Kind::KeywordImport, [Kind::Star]) => "the \"as\" keyword",
            (Kind::KeywordImport, [Kind::Star, Kind::As]) => "a namespace identifier",
            (Kind::KeywordImport, [Kind::Star, Kind::As, _] | [Kind::BraceOpen | Kind::BraceClose]) => {
                "the \"from\" keyword"
            }
            (Kind::KeywordImport, [.., Kind::KeywordFrom]) | (Kind::KeywordExtends, []) => "a module path string",
            (Kind::KeywordUsing, []) => "a module path string or the \"none\" keyword",
            (Kind::KeywordExtension | Kind::KeywordProvider, []) => "an extension identifier or string",
            (_, [.., Kind::With]) => "the \"{\" character",
            (_, [.., Kind::As]) => "an alias",
            (Kind::KeywordResource | Kind::KeywordModule | Kind::KeywordTest, _) if !rest.contains(&Kind::Equal) => {
                "the \"=\" character"
            }
            (Kind::KeywordOutput | Kind::KeywordVar, _) if !rest.contains(&Kind::Equal) && self.ends_type() => {
                "the \"=\" character"
            }
            (Kind::KeywordParam, _) if !rest.contains(&Kind::Equal) && self.ends_type() => {
                "the \"=\" character or a new line character"
            }
            (Kind::KeywordFunc, _) if !rest.contains(&Kind::Arrow) && self.ends_type() => "the \"=>\" characters",
            _ => return None,
        })
    }

    fn ends_type(&self) -> bool {
        self.tokens.last().is_some_and(|last| ends_operand(last.kind) || self.is_closed_by(last.kind))
    }
}

/// Whether an operand can end with this token.
fn ends_operand(kind: Kind) -> bool {
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

fn closer(role: Role) -> &'static str {
    match role {
        Role::Object | Role::ObjectType | Role::Symbols | Role::Hole => "the \"}\" character",
        Role::Array | Role::Tuple | Role::Index => "the \"]\" character",
        Role::Arguments | Role::Parenthesis | Role::Parameters | Role::TypeParenthesis => "the \")\" character",
        Role::TypeArguments => "the \">\" character",
        Role::Declaration => "a new line character",
    }
}
