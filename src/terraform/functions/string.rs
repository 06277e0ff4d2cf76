//! Functions on texts. Lengths and offsets count grapheme clusters.

use unicode_segmentation::UnicodeSegmentation;

use super::arguments::{Arguments, texts};
use super::error::{FunctionError, Outcome};
use super::{case, regexp};
use crate::document::{Data, Value};

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
