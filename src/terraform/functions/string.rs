//! Functions on texts. Lengths and offsets count grapheme clusters.

use unicode_segmentation::UnicodeSegmentation;

use super::arguments::{Arguments, texts};
use super::error::{FunctionError, Outcome};
use super::regexp;
use crate::document::{Data, Value};
use crate::formats::case;

pub(super) fn chomp(arguments: &Arguments<'_>) -> Outcome {
    arguments.produce(arguments.text(0)?.trim_end_matches(['\r', '\n']))
}

pub(super) fn startswith(arguments: &Arguments<'_>) -> Outcome {
    Ok(Value::bool(arguments.text(0)?.starts_with(arguments.text(1)?)))
}

pub(super) fn endswith(arguments: &Arguments<'_>) -> Outcome {
    Ok(Value::bool(arguments.text(0)?.ends_with(arguments.text(1)?)))
}

pub(super) fn strcontains(arguments: &Arguments<'_>) -> Outcome {
    Ok(Value::bool(arguments.text(0)?.contains(arguments.text(1)?)))
}

pub(super) fn upper(arguments: &Arguments<'_>) -> Outcome {
    let text: String = arguments.text(0)?.chars().map(case::upper).collect();
    arguments.produce(text)
}

pub(super) fn lower(arguments: &Arguments<'_>) -> Outcome {
    let text: String = arguments.text(0)?.chars().map(case::lower).collect();
    arguments.produce(text)
}

pub(super) fn title(arguments: &Arguments<'_>) -> Outcome {
    let mut before = ' ';
    let capitalise = |letter: char| {
        let mapped = if case::is_separator(before) { case::title(letter) } else { letter };
        before = letter;
        mapped
    };
    let text: String = arguments.text(0)?.chars().map(capitalise).collect();
    arguments.produce(text)
}

pub(super) fn trim(arguments: &Arguments<'_>) -> Outcome {
    let cutset: Vec<char> = arguments.text(1)?.chars().collect();
    arguments.produce(arguments.text(0)?.trim_matches(cutset.as_slice()))
}

pub(super) fn trimprefix(arguments: &Arguments<'_>) -> Outcome {
    let text = arguments.text(0)?;
    arguments.produce(text.strip_prefix(arguments.text(1)?).unwrap_or(text))
}

pub(super) fn trimsuffix(arguments: &Arguments<'_>) -> Outcome {
    let text = arguments.text(0)?;
    arguments.produce(text.strip_suffix(arguments.text(1)?).unwrap_or(text))
}

pub(super) fn trimspace(arguments: &Arguments<'_>) -> Outcome {
    arguments.produce(arguments.text(0)?.trim())
}

pub(super) fn strrev(arguments: &Arguments<'_>) -> Outcome {
    let text: String = arguments.text(0)?.graphemes(true).rev().collect();
    arguments.produce(text)
}

pub(super) fn indent(arguments: &Arguments<'_>) -> Outcome {
    let spaces = arguments.integer(0)?;
    let text = arguments.text(1)?;
    let Ok(spaces) = usize::try_from(spaces) else {
        return Err(FunctionError::at(0, "the number of spaces must not be negative"));
    };
    let lines = memchr::memchr_iter(b'\n', text.as_bytes()).count();
    arguments.allocate(lines.saturating_mul(spaces).saturating_add(text.len()))?;
    let padding = if lines == 0 { String::new() } else { " ".repeat(spaces) };
    arguments.produce(text.replace('\n', &format!("\n{padding}")))
}

pub(super) fn substr(arguments: &Arguments<'_>) -> Outcome {
    let text = arguments.text(0)?;
    let offset = arguments.integer(1)?;
    let length = arguments.integer(2)?;
    let skipped = if offset < 0 {
        let total = i64::try_from(text.graphemes(true).count()).unwrap_or(i64::MAX);
        total.saturating_add(offset).max(0)
    } else {
        offset
    };
    let rest = text.graphemes(true).skip(usize::try_from(skipped).unwrap_or(usize::MAX));
    // Any negative length means "to the end".
    let taken = usize::try_from(length).unwrap_or(usize::MAX);
    arguments.produce(rest.take(taken).collect::<String>())
}

pub(super) fn join(arguments: &Arguments<'_>) -> Outcome {
    let separator = arguments.text(0)?;
    if arguments.len() < 2 {
        return Err(FunctionError::new("at least one list is required"));
    }
    let mut joined = String::new();
    let mut is_first = true;
    for index in 1..arguments.len() {
        for (at, item) in arguments.list(index)?.items.iter().enumerate() {
            let Data::String(text) = &item.data else {
                let message = format!("element {at} is null; cannot concatenate null values");
                return Err(FunctionError::at(index, message));
            };
            arguments.allocate(text.len() + separator.len())?;
            if !std::mem::replace(&mut is_first, false) {
                joined.push_str(separator);
            }
            joined.push_str(text);
        }
    }
    arguments.produce(joined)
}

pub(super) fn split(arguments: &Arguments<'_>) -> Outcome {
    let separator = arguments.text(0)?;
    let text = arguments.text(1)?;
    let parts: Vec<&str> = if separator.is_empty() {
        text.split("").filter(|part| !part.is_empty()).collect()
    } else {
        text.split(separator).collect()
    };
    texts(arguments, parts)
}

pub(super) fn replace(arguments: &Arguments<'_>) -> Outcome {
    let text = arguments.text(0)?;
    let pattern = arguments.text(1)?;
    let replacement = arguments.text(2)?;
    let inner = pattern.strip_prefix('/').filter(|_| pattern.len() > 1).and_then(|rest| rest.strip_suffix('/'));
    if let Some(inner) = inner {
        return regexp::replace_all(arguments, inner, text, replacement);
    }
    let count = if pattern.is_empty() { text.chars().count() + 1 } else { text.matches(pattern).count() };
    arguments.allocate(count.saturating_mul(replacement.len()).saturating_add(text.len()))?;
    arguments.produce(text.replace(pattern, replacement))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{fails, gives};

    #[test]
    fn chomp_takes_line_ends() {
        gives("chomp", r#"["hello\n"]"#, r#""hello""#);
        gives("chomp", r#"["hello\r\n"]"#, r#""hello""#);
        gives("chomp", r#"["a\nb\r\n\n\r"]"#, r#""a\nb""#);
    }

    #[test]
    fn startswith_endswith_and_strcontains_compare() {
        gives("startswith", r#"["hello world", "hello"]"#, "true");
        gives("startswith", r#"["hello world", "world"]"#, "false");
        gives("endswith", r#"["hello world", "world"]"#, "true");
        gives("endswith", r#"["hello world", "hello"]"#, "false");
        gives("strcontains", r#"["hello world", "wor"]"#, "true");
        gives("strcontains", r#"["hello world", "wod"]"#, "false");
    }

    #[test]
    fn upper_lower_and_title_map_letters() {
        gives("upper", r#"["алло!"]"#, r#""АЛЛО!""#);
        gives("upper", r#"["straße"]"#, r#""STRAßE""#);
        gives("lower", r#"["АЛЛО!"]"#, r#""алло!""#);
        gives("title", r#"["hello wOrld_x a-b é'f 1a"]"#, r#""Hello WOrld_x A-B É'F 1a""#);
    }

    #[test]
    fn trim_takes_a_set_of_letters() {
        gives("trim", r#"["?!hello?!", "!?"]"#, r#""hello""#);
        gives("trim", r#"["foobar", "far"]"#, r#""oob""#);
        gives("trim", r#"["   hello! world.!  ", "! "]"#, r#""hello! world.""#);
        gives("trimprefix", r#"["helloworld", "hello"]"#, r#""world""#);
        gives("trimprefix", r#"["--hello", "-"]"#, r#""-hello""#);
        gives("trimprefix", r#"["helloworld", "cat"]"#, r#""helloworld""#);
        gives("trimsuffix", r#"["helloworld", "world"]"#, r#""hello""#);
        gives("trimsuffix", r#"["hello--", "-"]"#, r#""hello-""#);
        gives("trimspace", r#"["\u00a0 hello\n\n\u3000"]"#, r#""hello""#);
    }

    #[test]
    fn strrev_and_substr_count_grapheme_clusters() {
        gives("strrev", r#"["hello"]"#, r#""olleh""#);
        gives("strrev", r#"["a ☃"]"#, r#""☃ a""#);
        gives("strrev", r#"["👾🕹️"]"#, r#""🕹️👾""#);
        gives("substr", r#"["hello world", 1, 4]"#, r#""ello""#);
        gives("substr", r#"["🤔🤷", 0, 1]"#, r#""🤔""#);
        gives("substr", r#"["hello world", -5, -1]"#, r#""world""#);
        gives("substr", r#"["hello", -10, 2]"#, r#""he""#);
        gives("substr", r#"["hello", 10, 2]"#, r#""""#);
        gives("substr", r#"["hello", 1, 0]"#, r#""""#);
        fails("substr", r#"["hello", 1.5, 1]"#, "whole number");
    }

    #[test]
    fn indent_leaves_the_first_line() {
        gives("indent", r#"[2, "[\n  foo,\n]\n"]"#, r#""[\n    foo,\n  ]\n  ""#);
        gives("indent", r#"[999999999, "a"]"#, r#""a""#);
        fails("indent", r#"[-1, "a\nb"]"#, "must not be negative");
        fails("indent", r#"[999999999, "a\nb"]"#, "too much memory");
    }

    #[test]
    fn join_and_split_are_inverse() {
        gives("join", r#"["-", ["foo", "bar", "baz"]]"#, r#""foo-bar-baz""#);
        gives("join", r#"[", ", ["foo"]]"#, r#""foo""#);
        gives("join", r#"[",", ["a"], [], ["b", 2.5, true]]"#, r#""a,b,2.5,true""#);
        gives("join", r#"[",", ["a", {"$some":"b"}]]"#, "set: b");
        gives("join", r#"[",", ["a", {"$secret":"b"}]]"#, r#"secret "a,b""#);
        fails("join", r#"[",", ["a", null]]"#, "element 1 is null; cannot concatenate null values");
        fails("join", r#"[","]"#, "at least one list is required");
        fails("join", r#"[",", "a"]"#, "Invalid value for \"lists\" parameter: list of string required");
        gives("split", r#"[",", "foo,bar,baz"]"#, r#"["foo","bar","baz"]"#);
        gives("split", r#"[",", "foo"]"#, r#"["foo"]"#);
        gives("split", r#"[",", ""]"#, r#"[""]"#);
        gives("split", r#"["", "aé"]"#, r#"["a","é"]"#);
        gives("split", r#"["", ""]"#, "[]");
    }

    #[test]
    fn replace_takes_texts_and_patterns() {
        gives("replace", r#"["1 + 2 + 3", "+", "-"]"#, r#""1 - 2 - 3""#);
        gives("replace", r#"["hello world", "/w.*d/", "everybody"]"#, r#""hello everybody""#);
        gives("replace", r#"["hello", "/l(.)/", "<$1>"]"#, r#""he<l>o""#);
        gives("replace", r#"["hello", "/(?P<x>l)/", "[${x}]"]"#, r#""he[l][l]o""#);
        gives("replace", r#"["a/b", "/", "-"]"#, r#""a-b""#);
        gives("replace", r#"["abc", "", "-"]"#, r#""-a-b-c-""#);
        gives("replace", r#"["abc", "//", "x"]"#, r#""xaxbxcx""#);
        fails("replace", r#"["abc", "/[/", "x"]"#, "missing closing ]");
    }

    #[test]
    fn a_text_that_doubles_ends_at_the_budget() {
        let long = "a".repeat(1 << 20);
        fails("replace", &format!("[{long:?}, \"\", {long:?}]"), "too much memory");
        fails("replace", &format!("[{long:?}, \"/a/\", {long:?}]"), "too much memory");
    }
}
