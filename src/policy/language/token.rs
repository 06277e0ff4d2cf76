//! From text to tokens.

use std::ops::Range;
use std::sync::Arc;

use super::error::ExpressionError;

/// A token with its byte range.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub span: Range<usize>,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    Identifier(Arc<str>),
    Text(Arc<str>),
    Number(f64),
    Symbol(Symbol),
    End,
}

macro_rules! symbols {
    ($($name:ident $text:literal),* $(,)?) => {
        /// Operators and punctuation.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Symbol { $($name),* }

        impl Symbol {
            /// All, longer ones before their beginnings.
            const ALL: &[(Self, &'static str)] = &[$((Self::$name, $text)),*];

            /// As written.
            pub(super) fn text(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }
        }
    };
}

symbols! {
    And "&&", Or "||", Equal "==", Unequal "!=", LessEqual "<=", GreaterEqual ">=",
    Less "<", Greater ">", Not "!", Plus "+", Minus "-", Star "*", Slash "/", Percent "%",
    Question "?", Colon ":", Dot ".", Comma ",", LeftParenthesis "(", RightParenthesis ")",
    LeftBracket "[", RightBracket "]",
}

/// What people write in other languages, and what it is called here.
const FOREIGN: &[(&str, &str)] = &[
    ("=>", "`=>` is no operator; write `>=`"),
    ("=<", "`=<` is no operator; write `<=`"),
    ("<>", "`<>` is no operator; write `!=`"),
    ("=~", "`=~` is no operator; write `text.matches('…')`, or `==`, which ignores case"),
    ("!~", "`!~` is no operator; write `!text.matches('…')`, or `!=`, which ignores case"),
    ("===", "`===` is no operator; write `==`"),
    ("!==", "`!==` is no operator; write `!=`"),
    ("=", "`=` is no operator; comparison is written `==`"),
    ("&", "`&` is no operator; write `&&`"),
    ("|", "`|` is no operator; write `||`"),
    (";", "one page has one expression: join conditions with `&&`"),
    ("{", "there are no braces in this language"),
    ("}", "there are no braces in this language"),
    ("\u{201c}", "write texts in plain quotes: '…' or \"…\""),
    ("\u{201d}", "write texts in plain quotes: '…' or \"…\""),
    ("\u{2018}", "write texts in plain quotes: '…' or \"…\""),
    ("\u{2019}", "write texts in plain quotes: '…' or \"…\""),
    ("`", "write texts in plain quotes: '…' or \"…\""),
];

/// All tokens of a text, [`TokenKind::End`] last.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, ExpressionError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        }
        let (kind, length) = if first.is_ascii_digit() {
            number(rest, at)?
        } else if let Some(raw) = rest.strip_prefix('r').filter(|raw| raw.starts_with(['\'', '"'])) {
            let (kind, length) = raw_text(raw, at)?;
            (kind, length + 1)
        } else if first.is_ascii_alphabetic() || first == '_' {
            let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
            let length = rest.bytes().position(|byte| !is_part(&byte)).unwrap_or(rest.len());
            (TokenKind::Identifier(rest[..length].into()), length)
        } else if first == '\'' || first == '"' {
            escaped_text(rest, first, at)?
        } else {
            symbol(rest, first, at)?
        };
        tokens.push(Token { kind, span: at..at + length });
        at += length;
    }
    tokens.push(Token { kind: TokenKind::End, span: text.len()..text.len() });
    Ok(tokens)
}

fn symbol(rest: &str, first: char, at: usize) -> Result<(TokenKind, usize), ExpressionError> {
    // What nothing else begins with needs no search.
    if matches!(first, '.' | ',' | '(' | ')' | '[' | ']' | '?' | ':' | '+' | '-' | '*' | '/' | '%')
        && let Some(&(symbol, text)) = Symbol::ALL.iter().find(|(_, text)| rest.starts_with(text))
    {
        return Ok((TokenKind::Symbol(symbol), text.len()));
    }
    let foreign = FOREIGN.iter().filter(|(text, _)| rest.starts_with(text)).max_by_key(|(text, _)| text.len());
    let known = Symbol::ALL.iter().find(|(_, text)| rest.starts_with(text));
    match (foreign, known) {
        (Some((text, message)), known) if known.is_none_or(|(_, known)| known.len() < text.len()) => {
            Err(ExpressionError::new(at..at + text.len(), *message))
        }
        (_, Some(&(symbol, text))) => Ok((TokenKind::Symbol(symbol), text.len())),
        _ => {
            let message = format!("unexpected character `{}`", first.escape_debug());
            Err(ExpressionError::new(at..at + first.len_utf8(), message))
        }
    }
}

fn number(rest: &str, at: usize) -> Result<(TokenKind, usize), ExpressionError> {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let mut length = digits(rest);
    if let Some(fraction) =
        rest[length..].strip_prefix('.').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    {
        length += 1 + digits(fraction);
    }
    if rest[length..].starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        let end = length + rest[length..].find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len() - length);
        let message = format!("`{}` is no number; texts stand in quotes", &rest[..end]);
        return Err(ExpressionError::new(at..at + end, message));
    }
    match rest[..length].parse::<f64>() {
        Ok(value) if value.is_finite() => Ok((TokenKind::Number(value), length)),
        _ => Err(ExpressionError::new(at..at + length, "this number is too large")),
    }
}

fn unclosed(quote: char, at: usize) -> ExpressionError {
    ExpressionError::new(at..at + 1, format!("this text is not closed: its {quote} is missing"))
}

fn raw_text(raw: &str, at: usize) -> Result<(TokenKind, usize), ExpressionError> {
    let quote = if raw.starts_with('"') { '"' } else { '\'' };
    let length = raw[1..].find(quote).ok_or_else(|| unclosed(quote, at + 1))?;
    Ok((TokenKind::Text(raw[1..=length].into()), length + 2))
}

fn escaped_text(rest: &str, quote: char, at: usize) -> Result<(TokenKind, usize), ExpressionError> {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((index, character)) = characters.next() {
        match character {
            _ if character == quote => return Ok((TokenKind::Text(text.into()), index + 1)),
            '\\' => match characters.next() {
                Some((_, escaped @ ('\\' | '\'' | '"'))) => text.push(escaped),
                Some((_, 'n')) => text.push('\n'),
                Some((_, 't')) => text.push('\t'),
                Some((_, other)) => {
                    let message = format!("`\\{}` is no escape; write `\\\\` or a raw text r'…'", other.escape_debug());
                    return Err(ExpressionError::new(at + index..at + index + 1 + other.len_utf8(), message));
                }
                None => break,
            },
            other => text.push(other),
        }
    }
    Err(unclosed(quote, at))
}
