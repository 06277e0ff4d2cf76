//! Regular expressions. Go's RE2 and the crate `regex` share their guarantee: time linear in the text.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use regex::{Captures, Regex, RegexBuilder};

use super::arguments::Arguments;
use super::error::{FunctionError, Outcome, excerpt};
use super::pattern;
use crate::document::{ListKind, Value};

/// The most compiled patterns kept per thread; modules test the same few variables again and again.
const CACHE_SIZE: usize = 64;
/// The largest compiled pattern in bytes.
const PATTERN_BYTES: usize = 4 << 20;

thread_local! {
    static CACHE: RefCell<Vec<(Box<str>, Rc<Regex>)>> = const { RefCell::new(Vec::new()) };
}

pub(super) fn regex(arguments: &Arguments<'_>) -> Outcome {
    let pattern = compile(arguments.text(0)?).map_err(|message| FunctionError::at(0, message))?;
    let text = arguments.text(1)?;
    match pattern.captures(text) {
        Some(captures) => found(arguments, &pattern, &captures),
        None => Err(FunctionError::new("pattern did not match any part of the given string")),
    }
}

pub(super) fn regexall(arguments: &Arguments<'_>) -> Outcome {
    let pattern = compile(arguments.text(0)?).map_err(|message| FunctionError::at(0, message))?;
    let mut matches = Vec::new();
    for captures in pattern.captures_iter(arguments.text(1)?) {
        matches.push(found(arguments, &pattern, &captures)?);
    }
    Ok(Value::list(matches, ListKind::List))
}

/// Replaces every match; `$1`, `${1}` and `${name}` in the replacement stand for groups.
pub(super) fn replace_all(arguments: &Arguments<'_>, pattern: &str, text: &str, replacement: &str) -> Outcome {
    let pattern = compile(pattern).map_err(FunctionError::new)?;
    let mut replaced = String::new();
    let mut done = 0;
    for captures in pattern.captures_iter(text) {
        let Some(whole) = captures.get(0) else { continue };
        replaced.push_str(&text[done..whole.start()]);
        // A replacement may name the whole text several times over.
        let groups = memchr::memchr_iter(b'$', replacement.as_bytes()).count();
        arguments.allocate(replacement.len().saturating_add(groups.saturating_mul(whole.len())))?;
        captures.expand(replacement, &mut replaced);
        done = whole.end();
    }
    replaced.push_str(&text[done..]);
    arguments.produce(replaced)
}

/// A match without groups is its text; with numbered groups a tuple; with named ones an object.
fn found(arguments: &Arguments<'_>, pattern: &Regex, captures: &Captures<'_>) -> Outcome {
    let mut bytes = 0;
    let mut group = |index: usize| match captures.get(index) {
        Some(part) => {
            bytes += part.len();
            Value::string(part.as_str())
        }
        None => Value::null(),
    };
    let names: Vec<Option<&str>> = pattern.capture_names().collect();
    let value = match names.len() {
        0 | 1 => group(0),
        count if names.iter().skip(1).all(Option::is_none) => Value::tuple((1..count).map(group).collect()),
        _ => {
            let named = names.iter().enumerate().filter_map(|(index, name)| Some((index, (*name)?)));
            Value::object(named.map(|(index, name)| (Arc::from(name), group(index))).collect::<Vec<_>>())
        }
    };
    arguments.allocate(bytes + 64)?;
    if names.len() > 2 && names.iter().skip(1).any(Option::is_none) && names.iter().skip(1).any(Option::is_some) {
        return Err(FunctionError::at(0, "invalid regexp pattern: cannot mix both named and unnamed capture groups"));
    }
    Ok(value)
}

fn compile(pattern: &str) -> Result<Rc<Regex>, String> {
    CACHE.with_borrow_mut(|cache| {
        if let Some(at) = cache.iter().position(|(text, _)| &**text == pattern) {
            let entry = cache.remove(at);
            let compiled = Rc::clone(&entry.1);
            cache.push(entry);
            return Ok(compiled);
        }
        let invalid = |reason: &str| format!("invalid regexp pattern: {reason} in `{}`", excerpt(pattern));
        let translated = pattern::translate(pattern).map_err(|reason| invalid(&reason))?;
        let compiled = RegexBuilder::new(&translated).size_limit(PATTERN_BYTES).build();
        let compiled = Rc::new(compiled.map_err(|error| invalid(&last_line(&error)))?);
        if cache.len() == CACHE_SIZE {
            cache.remove(0);
        }
        cache.push((pattern.into(), Rc::clone(&compiled)));
        Ok(compiled)
    })
}

fn last_line(error: &regex::Error) -> String {
    let text = error.to_string();
    text.lines().last().unwrap_or_default().trim().trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{fails, gives};

    #[test]
    fn regex_gives_text_tuple_or_object() {
        gives("regex", r#"["[a-z]+", "53453453.345345aaabbbccc23454"]"#, r#""aaabbbccc""#);
        gives("regex", r#"["(\\d\\d\\d\\d)-(\\d\\d)-(\\d\\d)", "2019-02-01"]"#, r#"["2019","02","01"]"#);
        gives(
            "regex",
            r#"["^(?:(?P<scheme>[^:/?#]+):)?(?://(?P<authority>[^/?#]*))?", "https://terraform.io/docs/"]"#,
            r#"{"authority":"terraform.io","scheme":"https"}"#,
        );
        gives("regex", r#"["a(b)?", "a"]"#, "[null]");
        fails("regex", r#"["[a-z]+", "53453453.34534523454"]"#, "pattern did not match any part of the given string");
        fails("regex", r#"["(?P<x>a)(b)", "ab"]"#, "cannot mix both named and unnamed capture groups");
        fails("regex", r#"["(", "a"]"#, "Invalid value for \"pattern\" parameter: invalid regexp pattern");
        fails("regex", r#"["((((x{1000}){1000}){1000}){1000})", "a"]"#, "invalid regexp pattern");
    }

    #[test]
    fn regexall_gives_every_match() {
        gives("regexall", r#"["[a-z]+", "1234abcd5678efgh9"]"#, r#"["abcd","efgh"]"#);
        gives("regexall", r#"["[a-z]+", "123456789"]"#, "[]");
        gives("regexall", r#"["(\\d)([a-z])", "1a2b"]"#, r#"[["1","a"],["2","b"]]"#);
        gives("regexall", r#"["x*", "ab"]"#, r#"["","",""]"#);
    }

    #[test]
    fn more_patterns_than_the_cache_holds() {
        for _ in 0..2 {
            for number in 0..200 {
                gives("regex", &format!("[\"a{number}$\", \"xa{number}\"]"), &format!("\"a{number}\""));
            }
        }
    }
}
