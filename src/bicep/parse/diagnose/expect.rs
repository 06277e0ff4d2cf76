//! What could come next behind a run of tokens, in the words of the compiler.

use super::context::{Context, Role, ends_operand};
use crate::bicep::parse::kind::Kind;

const OPERAND: &str = "a literal value, an array, an object, a parenthesized expression, or a function call";

/// What could come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    /// This.
    Token(&'static str),
    /// What closes the innermost bracket.
    Closing(&'static str),
    /// An operand of an expression.
    Operand,
    /// Another declaration.
    Declaration,
    /// The declaration that the decorators before it are for.
    Decorated,
}

impl Expected {
    /// A sentence.
    pub(super) fn sentence(self) -> String {
        match self {
            Self::Token(what) | Self::Closing(what) => format!("Expected {what} at this location"),
            Self::Operand => format!("Expected {OPERAND} at this location"),
            Self::Declaration => {
                "This declaration type is not recognized: Expected a metadata, parameter, variable, resource, module, \
                 or output declaration, or another one"
                    .to_owned()
            }
            Self::Decorated => "Expected a declaration after the decorator".to_owned(),
        }
    }
}

impl Context<'_> {
    /// What could come next, where `next` is the first character that does not fit; none where nothing but blank lines
    /// follows.
    pub(super) fn expected(&self, next: Option<char>) -> Expected {
        let top = self.top();
        if top.role == Role::Declaration
            && (self.is_decorator || !self.is_open_ended())
            && let Some(expected) = self.next_of_declaration(next.is_none())
        {
            return expected;
        }
        let content = self.tokens.get(top.from..).unwrap_or_default();
        let kinds: Vec<Kind> = content.iter().map(|token| token.kind).filter(|kind| *kind != Kind::Other).collect();
        if let Some(expected) = next_of_for(top.role, &kinds, top.is_value) {
            return Expected::Token(expected);
        }
        let is_foreign_closer = matches!(next, Some('}' | ']' | ')')) && next != closing_character(top.role);
        if next.is_none() || is_foreign_closer {
            let is_separated = match content.last().map(|token| token.kind) {
                None => !matches!(
                    top.role,
                    Role::Declaration | Role::Hole | Role::Index | Role::Parenthesis | Role::TypeParenthesis
                ),
                Some(Kind::Other | Kind::Comma) => top.role != Role::Declaration || !self.is_open_ended(),
                Some(_) => false,
            };
            if is_separated {
                return closer(top.role);
            }
        }
        self.next_of_content(&kinds, next)
    }

    fn next_of_content(&self, kinds: &[Kind], next: Option<char>) -> Expected {
        let top = self.top();
        let is_list = matches!(top.role, Role::Object | Role::ObjectType | Role::Array | Role::Tuple | Role::Symbols);
        let last = self.tokens.last().map(|token| token.kind);
        // A newline within parentheses separates nothing.
        let last = if is_list { last } else { kinds.last().copied() };
        match last {
            Some(Kind::Dot | Kind::ColonColon) => return Expected::Token("a function or property name"),
            Some(last) if ends_operand(last) || self.is_closed_by(last) => {}
            None | Some(Kind::Other | Kind::Comma | Kind::BraceOpen) if top.role == Role::Object => {
                return Expected::Token("a property name");
            }
            None | Some(Kind::Other | Kind::Comma | Kind::BraceOpen) if top.role == Role::ObjectType => {
                return Expected::Token("a property name or the \"*\" character");
            }
            None | Some(Kind::Other | Kind::Comma | Kind::BraceOpen) if top.role == Role::Symbols => {
                return Expected::Token("the name of an exported symbol");
            }
            Some(Kind::KeywordIf) => return Expected::Token("the \"(\" character"),
            _ if top.role == Role::Parameters && last != Some(Kind::Identifier) => {
                return Expected::Token("a parameter identifier");
            }
            _ if self.is_body() => {
                return Expected::Token("the \"{\" character, the \"[\" character or the \"if\" keyword");
            }
            _ if self.is_type() => return Expected::Token("a type expression"),
            _ => return Expected::Operand,
        }
        if top.questions > 0 {
            return Expected::Token("the \":\" character");
        }
        match top.role {
            Role::Object | Role::ObjectType if !top.is_value => Expected::Token("the \":\" character"),
            Role::Declaration
                if self.outside.contains(&Kind::KeywordIf) && !self.outside.contains(&Kind::BraceClose) =>
            {
                Expected::Token("the \"{\" character")
            }
            Role::Array if is_conditional(kinds) => Expected::Token("the \"{\" character"),
            _ if next.is_none() || kinds.first() == Some(&Kind::KeywordFor) => closer(top.role),
            Role::Object | Role::ObjectType | Role::Array | Role::Tuple => {
                Expected::Token("a new line or comma character")
            }
            Role::Symbols => Expected::Token("a new line, comma or \"}\" character"),
            Role::Arguments | Role::Parameters => Expected::Token("the \",\" or \")\" character"),
            Role::TypeArguments => Expected::Token("the \",\" or \">\" character"),
            Role::Index | Role::Parenthesis | Role::TypeParenthesis | Role::Hole | Role::Declaration => {
                closer(top.role)
            }
        }
    }

    /// Whether the body of a resource or module must follow.
    fn is_body(&self) -> bool {
        self.top().role == Role::Declaration
            && matches!(self.outside.first(), Some(Kind::KeywordResource | Kind::KeywordModule | Kind::KeywordTest))
            && self.outside.last() == Some(&Kind::Equal)
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
    fn next_of_declaration(&self, at_end: bool) -> Option<Expected> {
        let outside = self.outside.as_slice();
        if self.is_decorator {
            return Some(match outside.last() {
                Some(Kind::At) => Expected::Token("the name of a decorator"),
                Some(Kind::Dot) => Expected::Token("a function or property name"),
                Some(Kind::ParenthesisClose) if at_end => Expected::Decorated,
                Some(Kind::ParenthesisClose) => Expected::Token("a new line character"),
                _ => Expected::Token("the \"(\" character or a new line character"),
            });
        }
        let [keyword, rest @ ..] = outside else {
            let is_decorated = self.is_decorated && at_end;
            return Some(if is_decorated { Expected::Decorated } else { Expected::Declaration });
        };
        let expected = match (keyword, rest) {
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
        };
        Some(Expected::Token(expected))
    }

    fn ends_type(&self) -> bool {
        self.tokens.last().is_some_and(|last| ends_operand(last.kind) || self.is_closed_by(last.kind))
    }
}

/// What a `for` needs next before its body.
fn next_of_for(role: Role, kinds: &[Kind], has_colon: bool) -> Option<&'static str> {
    if role != Role::Array || has_colon {
        return None;
    }
    match kinds {
        [Kind::KeywordFor] => Some("an identifier or the \"(\" character"),
        [Kind::KeywordFor, .., Kind::ParenthesisClose] if !kinds.contains(&Kind::KeywordIn) => {
            Some("the \"in\" keyword")
        }
        [Kind::KeywordFor, _] => Some("the \"in\" keyword"),
        [Kind::KeywordFor, .., last] if kinds.contains(&Kind::KeywordIn) && ends_operand(*last) => {
            Some("the \":\" character")
        }
        _ => None,
    }
}

/// Whether a `for` ends with a condition, without what is conditional.
fn is_conditional(kinds: &[Kind]) -> bool {
    let condition = kinds.iter().rposition(|kind| *kind == Kind::KeywordIf);
    condition.is_some_and(|at| kinds.last() == Some(&Kind::ParenthesisClose) && !kinds[at..].contains(&Kind::BraceOpen))
}

/// What closes a bracket.
fn closer(role: Role) -> Expected {
    match closing_character(role) {
        Some('}') => Expected::Closing("the \"}\" character"),
        Some(']') => Expected::Closing("the \"]\" character"),
        Some(')') => Expected::Closing("the \")\" character"),
        Some(_) => Expected::Closing("the \">\" character"),
        None => Expected::Token("a new line character"),
    }
}

fn closing_character(role: Role) -> Option<char> {
    match role {
        Role::Object | Role::ObjectType | Role::Symbols | Role::Hole => Some('}'),
        Role::Array | Role::Tuple | Role::Index => Some(']'),
        Role::Arguments | Role::Parenthesis | Role::Parameters | Role::TypeParenthesis => Some(')'),
        Role::TypeArguments => Some('>'),
        Role::Declaration => None,
    }
}
