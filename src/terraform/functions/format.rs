//! `format` and `formatlist`.

use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation as _;

use super::arguments::{Arguments, normalize};
use super::error::{FunctionError, Outcome, excerpt};
use super::{convert, format_number, json};
use crate::document::{Data, ListKind, Reason, Value, is_deeply_sensitive};

/// One `%` sequence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Verb {
    /// As written.
    pub raw: String,
    /// Where it stands in the format, in bytes.
    pub offset: usize,
    pub letter: char,
    /// Counted from 1.
    pub argument: usize,
    pub has_zero: bool,
    pub has_sharp: bool,
    pub has_plus: bool,
    pub has_minus: bool,
    pub has_space: bool,
    pub width: Option<usize>,
    pub precision: Option<usize>,
}

/// What a format consists of.
enum Piece {
    Text(String),
    Verb(Verb),
}

pub(super) fn format(arguments: &Arguments<'_>) -> Outcome {
    let pieces = parse(arguments.text(0)?)?;
    let items: Vec<&Value> = arguments.values.iter().skip(1).collect();
    Ok(Value::string(fill(arguments, &pieces, &items)?))
}

pub(super) fn formatlist(arguments: &Arguments<'_>) -> Outcome {
    let mut length = None;
    let mut open: Option<Arc<Reason>> = arguments.value(0)?.first_reason();
    for (index, value) in arguments.values.iter().enumerate().skip(1) {
        match &value.data {
            Data::List(list) => {
                // Equal elements of a set may still turn out to be one.
                let is_uncertain = list.kind == ListKind::Set && list.items.iter().any(|item| !item.is_wholly_known());
                if list.open.is_some() || is_uncertain {
                    open = open.or_else(|| value.first_reason());
                    continue;
                }
                let here = list.items.len();
                let &mut (first, length) = length.get_or_insert((index, here));
                if here != length {
                    return Err(FunctionError::at(
                        index,
                        format!(
                            "argument {index} has length {here}, which is inconsistent with argument {first} of length \
                             {length}"
                        ),
                    ));
                }
            }
            Data::Unknown(unknown) => open = open.or_else(|| Some(Arc::clone(&unknown.reason))),
            _ => {}
        }
    }
    if let Some(reason) = open {
        return Ok(Value::unknown_set(reason));
    }
    let pieces = parse(arguments.text(0)?)?;
    let rounds = length.map_or(1, |(_, length)| length);
    arguments.elements(rounds)?;
    let mut results = Vec::new();
    for round in 0..rounds {
        let pick = |value| match value {
            &Value { data: Data::List(ref list), .. } => list.items.get(round).unwrap_or(value),
            _ => value,
        };
        let items: Vec<&Value> = arguments.values.iter().skip(1).map(pick).collect();
        let is_sensitive = items.iter().any(|item| is_deeply_sensitive(item));
        let result = match items.iter().find_map(|item| item.first_reason()) {
            Some(reason) => Value::unknown_set(reason),
            None => Value::string(fill(arguments, &pieces, &items).map_err(|error| FunctionError {
                message: format!("error on format iteration {round}: {}", error.message),
                ..error
            })?),
        };
        results.push(result.with_sensitive(is_sensitive));
    }
    Ok(Value::list(results, ListKind::List))
}

fn parse(format: &str) -> Outcome<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut next_argument = 1;
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(behind) = rest.strip_prefix("%%") {
            text.push('%');
            rest = behind;
            continue;
        }
        pieces.push(Piece::Text(std::mem::take(&mut text)));
        let mut verb = Verb { offset: format.len() - rest.len(), argument: next_argument, ..Verb::default() };
        let behind = parse_verb(&rest[1..], &mut verb).map_err(|behind| match behind.chars().next() {
            None => FunctionError::new(format!("invalid format string starting at offset {}", format.len())),
            Some(letter) => {
                let (letter, at) = (letter.escape_debug(), format.len() - behind.len());
                FunctionError::new(format!("unrecognized format character '{letter}' at offset {at}"))
            }
        })?;
        verb.raw = rest[..rest.len() - behind.len()].to_owned();
        next_argument = verb.argument.saturating_add(1);
        pieces.push(Piece::Verb(verb));
        rest = behind;
    }
    text.push_str(rest);
    pieces.push(Piece::Text(text));
    Ok(pieces)
}

/// Reads a sequence behind its `%`: flags, width, precision, argument index, letter. Gives what follows, or where it
/// breaks off.
fn parse_verb<'a>(text: &'a str, verb: &mut Verb) -> Result<&'a str, &'a str> {
    let mut rest = text;
    loop {
        match rest.as_bytes().first() {
            Some(b'0') => verb.has_zero = true,
            Some(b'#') => verb.has_sharp = true,
            Some(b'-') => verb.has_minus = true,
            Some(b'+') => verb.has_plus = true,
            Some(b' ') => verb.has_space = true,
            _ => break,
        }
        rest = &rest[1..];
    }
    if let Some(b'1'..=b'9') = rest.as_bytes().first() {
        verb.width = Some(take_number(&mut rest));
    }
    if let Some(behind) = rest.strip_prefix('.') {
        rest = behind;
        verb.precision = Some(take_number(&mut rest));
    }
    if let Some(mut behind) = rest.strip_prefix('[') {
        if !matches!(behind.as_bytes().first(), Some(b'1'..=b'9')) {
            return Err(behind);
        }
        verb.argument = take_number(&mut behind);
        rest = behind.strip_prefix(']').ok_or(behind)?;
    }
    match rest.chars().next() {
        Some(letter) if letter.is_ascii_alphabetic() => {
            verb.letter = letter;
            Ok(&rest[1..])
        }
        _ => Err(rest),
    }
}

/// The number at the start, zero when there is none; it stops growing before it overflows.
fn take_number(rest: &mut &str) -> usize {
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, behind) = rest.split_at(length);
    *rest = behind;
    digits.bytes().fold(0usize, |number, digit| number.saturating_mul(10).saturating_add(usize::from(digit - b'0')))
}

fn fill(arguments: &Arguments<'_>, pieces: &[Piece], items: &[&Value]) -> Outcome<String> {
    let mut out = String::new();
    let mut used = 0;
    for piece in pieces {
        let verb = match piece {
            Piece::Text(text) => {
                arguments.allocate(text.len())?;
                out.push_str(text);
                continue;
            }
            Piece::Verb(verb) => verb,
        };
        used = used.max(verb.argument);
        let Some(item) = items.get(verb.argument - 1) else {
            return Err(FunctionError::new(format!(
                "not enough arguments for \"{}\" at {}: need index {} but have {} total",
                excerpt(&verb.raw),
                verb.offset,
                verb.argument,
                items.len()
            )));
        };
        arguments.context.budget.spend(1)?;
        // Width and precision are the user's numbers: count them before anything is made of that size.
        arguments
            .allocate(verb.width.unwrap_or(0).max(verb.precision.filter(|_| is_numeric(verb.letter)).unwrap_or(0)))?;
        let text = show(arguments, verb, item)?;
        arguments.allocate(text.len())?;
        out.push_str(&text);
    }
    if used < items.len() {
        let message = match used {
            0 => "too many arguments; no verbs in format string".to_owned(),
            _ => format!("too many arguments; only {used} used by format string"),
        };
        return Err(FunctionError::at(used + 1, message));
    }
    Ok(normalize(out))
}

fn is_numeric(letter: char) -> bool {
    matches!(letter, 'b' | 'd' | 'o' | 'x' | 'X' | 'e' | 'E' | 'f' | 'g' | 'G')
}

fn show(arguments: &Arguments<'_>, verb: &Verb, value: &Value) -> Outcome<String> {
    let unsupported = |reason: &str| {
        FunctionError::new(format!("unsupported value for \"{}\" at {}: {reason}", excerpt(&verb.raw), verb.offset))
    };
    if value.is_null() && verb.letter != 'v' {
        return Err(unsupported("null value cannot be formatted"));
    }
    match verb.letter {
        'v' => {
            let text = match &value.data {
                Data::String(text) if !verb.has_sharp => text.to_string(),
                Data::Number(number) if !verb.has_sharp => format_number::shortest(number),
                _ => json::encode(arguments, value)?,
            };
            Ok(pad(verb, text))
        }
        't' => {
            let value = convert::to_bool(value).ok_or_else(|| unsupported("a bool is required"))?;
            Ok(if value { "true" } else { "false" }.to_owned())
        }
        's' | 'q' => {
            let text = convert::to_text(value).ok_or_else(|| unsupported("string required"))?;
            let text = match verb.precision {
                Some(limit) if limit > 0 => text.graphemes(true).take(limit).collect(),
                _ => text.to_string(),
            };
            if verb.letter == 's' {
                return Ok(pad(verb, text));
            }
            let mut quoted = String::new();
            json::write_text(&text, &mut quoted);
            Ok(pad(verb, quoted))
        }
        letter if is_numeric(letter) => {
            let number = convert::to_number(value).ok_or_else(|| unsupported("a number is required"))?;
            format_number::show(verb, &number).ok_or_else(|| unsupported("an integer is required"))
        }
        letter => Err(FunctionError::new(format!(
            "unsupported format verb '{letter}' in \"{}\" at offset {}",
            excerpt(&verb.raw),
            verb.offset
        ))),
    }
}

/// Fills up to the width, which counts grapheme clusters.
fn pad(verb: &Verb, text: String) -> String {
    let Some(missing) = verb.width.and_then(|width| width.checked_sub(text.graphemes(true).count())) else {
        return text;
    };
    let padding = if verb.has_zero { "0" } else { " " }.repeat(missing);
    if verb.has_minus { text + &padding } else { padding + &text }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{answer, fails, gives};

    fn shows(format: &str, arguments: &str, expected: &str) {
        gives("format", &format!("[{format:?}{arguments}]"), &serde_json::to_string(expected).unwrap());
    }

    #[test]
    fn format_knows_its_verbs() {
        shows("Hello, %s!", r#", "Ander""#, "Hello, Ander!");
        shows("There are %d lights", ", 4", "There are 4 lights");
        shows("%[2]s %[1]s", r#", "a", "b""#, "b a");
        shows("%5s|%-5s|%05d|%+d|% d", r#", "a", "b", 42, 3, 4"#, "    a|b    |00042|+3| 4");
        shows("%v %v %v", ", 0.1, 100000000000000000000000, 123456789", "0.1 1e+23 1.23456789e+08");
        shows("%v %v %#v %v", r#", [1,2], {"a":"x"}, "a", true"#, r#"[1,2] {"a":"x"} "a" true"#);
        shows("%x %X %o %b %#x", ", -255, 255, 8, 5, 255", "-ff FF 10 101 0xff");
        shows("%.3d|%8.3d|%-5d|%.d|", ", 5, 5, 3, 0", "005|     005|3    ||");
        shows("%.0f %.0f %6.2f", ", 2.5, 3.5, 12.345", "2 4  12.34");
        shows("%e|%.2e|%E|%.0e", ", 0, 12345.678, 1e-10, 15", "0.000000e+00|1.23e+04|1.000000E-10|2e+01");
        shows("%g|%.3g|%G|%g", ", 1000000, 123456, 1e-10, 0.0001", "1e+06|1.23e+05|1E-10|0.0001");
        shows("%08.3f|%+08.3f|%-8.2f|", ", -3.14159, 3.14159, 3.14159", "-003.142|+003.142|3.14    |");
        shows("%q|%.3s|%3s|%05s", r#", "<é>", "abcdef", "é", "a""#, r#""\u003cé\u003e"|abc|  é|0000a"#);
        shows("%t 100%%", r#", "true""#, "true 100%");
        shows("%v", ", null", "null");
    }

    #[test]
    fn format_refuses() {
        let refuses = |format: &str, arguments: &str, message: &str| {
            fails("format", &format!("[{format:?}{arguments}]"), message);
        };
        refuses("%s", "", "not enough arguments for \"%s\" at 0: need index 1 but have 0 total");
        refuses("%s", r#", "a", "b""#, "too many arguments; only 1 used by format string");
        refuses("x", r#", "a""#, "too many arguments; no verbs in format string");
        refuses("%", "", "invalid format string starting at offset 1");
        refuses("%5%|", "", "unrecognized format character '%' at offset 2");
        refuses("%é", ", 1", "unrecognized format character 'é' at offset 1");
        refuses("%z", ", 1", "unsupported format verb 'z' in \"%z\" at offset 0");
        refuses("%d", ", 1.5", "an integer is required");
        refuses("%s", ", [1]", "string required");
        refuses("%s", ", null", "null value cannot be formatted");
        refuses("%[0]d", ", 3", "unrecognized format character '0' at offset 2");
    }

    #[test]
    fn huge_widths_end_at_the_budget() {
        for verb in ["%999999999s", "%999999999d", "%.999999999f", "%.999999999e", "%0999999999x"] {
            let error = answer("format", &format!("[{verb:?}, 1]")).unwrap_err();
            assert!(error.is_exhausted, "{verb}: {}", error.message);
        }
    }

    #[test]
    fn formatlist_runs_through_lists() {
        gives("formatlist", r#"["Hello, %s!", ["Valentina", "Sam"]]"#, r#"["Hello, Valentina!","Hello, Sam!"]"#);
        gives(
            "formatlist",
            r#"["%s, %s!", "Salutations", ["Sam", "Ander"]]"#,
            r#"["Salutations, Sam!","Salutations, Ander!"]"#,
        );
        gives("formatlist", r#"["a"]"#, r#"["a"]"#);
        gives("formatlist", r#"["%s", []]"#, "[]");
        gives("formatlist", r#"["%s", ["a", {"$some":"b"}, {"$secret":"c"}]]"#, r#"["a",set: b,secret "c"]"#);
        gives("formatlist", r#"["%s", {"$open":["a"]}]"#, "set: open");
        fails(
            "formatlist",
            r#"["%s-%s", ["a","b"], ["c"]]"#,
            "argument 2 has length 1, which is inconsistent with argument 1 of length 2",
        );
        fails("formatlist", r#"["%d", ["a"]]"#, "error on format iteration 0");
    }
}
