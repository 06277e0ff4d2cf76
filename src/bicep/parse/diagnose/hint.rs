//! What the writer of text that does not fit probably meant.

use super::Place;
use super::context::{Context, Role, ends_operand};
use super::expect::Expected;
use crate::bicep::parse::kind::Kind;
use crate::formats::closest;

/// Words that declarations begin with.
pub(in crate::bicep::parse) const KEYWORDS: [&str; 17] = [
    "metadata",
    "param",
    "var",
    "type",
    "func",
    "resource",
    "module",
    "test",
    "output",
    "assert",
    "import",
    "extension",
    "provider",
    "using",
    "extends",
    "extensionConfig",
    "targetScope",
];

/// What other languages call the same, and what is often written instead.
const ELSEWHERE: [(&str, &str); 13] = [
    ("parameter", "param"),
    ("parameters", "param"),
    ("input", "param"),
    ("variable", "var"),
    ("variables", "var"),
    ("let", "var"),
    ("const", "var"),
    ("local", "var"),
    ("locals", "var"),
    ("outputs", "output"),
    ("function", "func"),
    ("def", "func"),
    ("scope", "targetScope"),
];

/// Operators of two operands.
const OPERATORS: [&str; 16] = ["&&", "||", "??", "==", "!=", "=~", "!~", "<=", ">=", "<", ">", "+", "-", "*", "/", "%"];

/// The keyword that was meant by a word that declarations do not begin with.
pub(in crate::bicep::parse) fn keyword_meant(word: &str) -> Option<&'static str> {
    let same = KEYWORDS.iter().find(|keyword| keyword.eq_ignore_ascii_case(word) && **keyword != word);
    let elsewhere =
        || ELSEWHERE.iter().find(|(other, _)| other.eq_ignore_ascii_case(word)).map(|(_, keyword)| *keyword);
    let alike = || {
        let found = closest(&word.to_ascii_lowercase(), KEYWORDS.into_iter().chain(ELSEWHERE.map(|(other, _)| other)))?;
        let elsewhere = ELSEWHERE.iter().find(|(other, _)| *other == found);
        elsewhere.map(|(_, keyword)| *keyword).or_else(|| KEYWORDS.into_iter().find(|keyword| *keyword == found))
    };
    same.copied().or_else(elsewhere).or_else(alike)
}

/// The word that a text begins with.
pub(in crate::bicep::parse) fn word(text: &str) -> &str {
    let end = text.find(|character: char| !character.is_ascii_alphanumeric() && character != '_');
    &text[..end.unwrap_or(text.len())]
}

/// What to do about a place where something else was expected, if that is clear.
pub(super) fn hint(place: &Place, context: &Context, expected: Expected) -> Option<String> {
    let (before, rest) = (place.before(), place.rest());
    if expected == Expected::Declaration {
        return of_declaration(before, rest);
    }
    let did_you_mean = |meant: &str| Some(format!("did you mean \"{meant}\"?"));
    let last = context.tokens.last().map(|token| token.kind);
    let is_behind_operand = last.is_some_and(ends_operand);
    let is_adjacent = before.ends_with(|last: char| !last.is_whitespace());
    let first_word = word(rest);
    if rest.starts_with('>') && before.ends_with('-') {
        return did_you_mean("=>");
    }
    if rest.starts_with('=') && (before.ends_with("==") || before.ends_with("!=")) {
        return did_you_mean(&before[before.len() - 2..]);
    }
    if last == Some(Kind::Dot) && rest.starts_with(|first: char| first.is_ascii_digit()) {
        return Some("there are no decimal numbers: write json('0.5')".to_owned());
    }
    if last == Some(Kind::Comma) && rest.starts_with(')') {
        return Some("remove the comma before it".to_owned());
    }
    if context.top().role == Role::Parenthesis && is_behind_operand_of(context) {
        if rest.starts_with(':') {
            return Some("an object stands between { and }".to_owned());
        }
        if last == Some(Kind::Other) {
            return Some("an expression in parentheses stands in one line".to_owned());
        }
    }
    if let Some(hint) = of_head(place, context, expected) {
        return Some(hint.to_owned());
    }
    if !is_behind_operand {
        return None;
    }
    match first_word {
        "and" => return did_you_mean("&&"),
        "or" => return did_you_mean("||"),
        "" => {}
        _ if is_word_before(before, "not") => return did_you_mean("!"),
        _ if is_adjacent && last == Some(Kind::String) => {
            return Some("a single quote within a string is written \\'".to_owned());
        }
        _ if closest(first_word, ["existing"]).is_some() && is_head_of_resource(context) => {
            return did_you_mean("existing");
        }
        _ => {}
    }
    if expected == Expected::Token("the \"=>\" characters") {
        return did_you_mean("=>").filter(|_| rest.starts_with('='));
    }
    let is_value = context.outside.contains(&Kind::Equal) && expected != Expected::Token("the \":\" character");
    if is_value && rest.starts_with('=') && !rest.starts_with("==") {
        let is_lambda = last == Some(Kind::ParenthesisClose) && context.top().role == Role::Arguments;
        return did_you_mean(if is_lambda { "=>" } else { "==" });
    }
    if rest.starts_with('{') && is_condition(place, context) {
        return Some("a value is chosen with CONDITION ? VALUE : OTHER".to_owned());
    }
    let is_key = context.top().role == Role::Object && expected == Expected::Token("the \":\" character");
    if is_key && is_adjacent && rest.starts_with(['-', '.']) {
        return Some("put the name of the property in single quotes".to_owned());
    }
    None
}

fn of_declaration(before: &str, rest: &str) -> Option<String> {
    let word = word(rest);
    if let Some(meant) = keyword_meant(word).filter(|_| !word.is_empty()) {
        return Some(format!("did you mean \"{meant}\"?"));
    }
    if rest.starts_with(['}', ']', ')']) {
        return Some("nothing is open that it could close".to_owned());
    }
    if before.trim().is_empty() {
        return None;
    }
    let operator = OPERATORS.iter().find(|operator| rest.starts_with(**operator))?;
    Some(format!("an expression ends with its line: write \"{operator}\" and what follows in the line before"))
}

/// About the head of a declaration: its name and what stands before the equals sign.
fn of_head(place: &Place, context: &Context, expected: Expected) -> Option<&'static str> {
    let rest = place.rest();
    let top = context.top();
    if top.role != Role::Declaration || context.is_decorator {
        return None;
    }
    if rest.starts_with(['}', ']', ')']) && expected == Expected::Token("a new line character") {
        return Some("nothing is open that it could close");
    }
    if rest.starts_with(',') {
        return Some("no comma stands between declarations");
    }
    if context.outside.contains(&Kind::Equal) {
        return None;
    }
    if rest.starts_with(':') && matches!(context.outside.first(), Some(Kind::KeywordParam | Kind::KeywordOutput)) {
        return Some("no colon stands behind the name");
    }
    let is_string_next = matches!(context.outside.first(), Some(Kind::KeywordResource | Kind::KeywordModule));
    if rest.starts_with('=') && is_string_next && context.outside.len() == 2 {
        return Some("it stands before the equals sign");
    }
    let name_end = context.tokens.get(top.from + 1)?.end;
    let mut behind = place.text.get(name_end..)?.chars();
    (behind.next() == Some('-') && behind.next().is_some_and(|next| next.is_ascii_alphanumeric()))
        .then_some(NAME_CHARACTERS)
}

/// What names consist of.
pub(in crate::bicep::parse) const NAME_CHARACTERS: &str = "a name consists of letters, digits and underscores";

/// Whether the last token that is no newline ends an operand.
fn is_behind_operand_of(context: &Context) -> bool {
    context.tokens.iter().rev().find(|token| token.kind != Kind::Other).is_some_and(|last| ends_operand(last.kind))
}

fn is_head_of_resource(context: &Context) -> bool {
    context.outside.first() == Some(&Kind::KeywordResource) && !context.outside.contains(&Kind::Equal)
}

fn is_word_before(before: &str, word: &str) -> bool {
    let rest = before.trim_end_matches([' ', '\t']).strip_suffix(word);
    rest.is_some_and(|rest| !rest.ends_with(|last: char| last.is_ascii_alphanumeric() || last == '_'))
}

/// Whether what stands before looks like `if (…)` as a value.
fn is_condition(place: &Place, context: &Context) -> bool {
    let content = context.tokens.get(context.top().from..).unwrap_or_default();
    content.windows(2).any(|pair| {
        let is_call = pair[0].kind == Kind::Identifier && pair[1].kind == Kind::ParenthesisOpen;
        is_call && place.text.get(..pair[0].end).is_some_and(|before| is_word_before(before, "if"))
    })
}
