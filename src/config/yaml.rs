//! YAML with places and suggestions in what is said about mistakes.

use serde::de::DeserializeOwned;
use serde_saphyr::Location;

use super::ConfigError;
use crate::formats::closest;

/// The most characters of a message.
const LONGEST: usize = 200;

/// Reads a file; none where it holds nothing but comments.
///
/// # Errors
/// What is wrong first, with its place.
pub(crate) fn parse<T: DeserializeOwned>(path: &str, text: &str) -> Result<Option<T>, ConfigError> {
    let is_empty = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#') || line.trim() == "---";
    if text.lines().all(is_empty) {
        return Ok(None);
    }
    serde_saphyr::from_str(text).map(Some).map_err(|error| {
        let message = plain(&error.without_snippet().to_string());
        at(path, error.location(), suggest(message))
    })
}

/// An error at a place.
pub(crate) fn at(path: &str, location: Option<Location>, message: String) -> ConfigError {
    let (line, column) = location.map_or((1, 1), |location| (number(location.line()), number(location.column())));
    ConfigError { path: path.to_owned(), line, column, message }
}

/// The line of a place.
pub(crate) fn line(location: Location) -> usize {
    number(location.line())
}

fn number(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX).max(1)
}

/// The reader's messages without the places that we show ourselves.
fn plain(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let line = line.strip_prefix("error: ").unwrap_or(line);
    let rest = line.strip_prefix("line ").and_then(|rest| rest.split_once(": ")).map_or(line, |(_, rest)| rest);
    let rest = rest.rsplit_once(" at line ").map_or(rest, |(rest, _)| rest);
    let rest = rest.split(", set DuplicateKeyPolicy").next().unwrap_or(rest).trim_end_matches('.');
    rest.to_owned()
}

/// Messages quote what they refuse, which may be of any length.
fn clipped(message: String) -> String {
    match message.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &message[..end]),
        None => message,
    }
}

/// Of the keys or values that a message lists, the one that was probably meant: ``unknown field `netwroks`, expected
/// networks``.
fn suggest(message: String) -> String {
    if let Some(key) = message.strip_prefix("missing field `") {
        return clipped(format!("the key `{key} is missing"));
    }
    let (what, rest) = match (message.strip_prefix("unknown field `"), message.strip_prefix("unknown variant `")) {
        (Some(rest), _) => ("key", rest),
        (_, Some(rest)) => ("value", rest),
        _ => return clipped(message),
    };
    let Some((unknown, expected)) = rest.split_once('`') else { return clipped(message) };
    let known: Vec<&str> =
        (expected.split([' ', ',', '`'])).filter(|word| !["", "expected", "one", "of", "or"].contains(word)).collect();
    let known_names = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let shown: String = unknown.chars().take(60).collect();
    // They are told apart by their case; whoever mistakes it means the same.
    let same = known.iter().find(|name| name.eq_ignore_ascii_case(unknown)).copied();
    match same.or_else(|| closest(unknown, known.iter().copied())) {
        Some(meant) => format!("unknown {what} `{shown}`: did you mean `{meant}`?"),
        None => format!("unknown {what} `{shown}`: the {what}s here are {known_names}"),
    }
}

#[cfg(test)]
mod tests {
    use super::suggest;

    #[test]
    fn unknown_keys_come_with_what_was_meant() {
        let of = |message: &str| suggest(message.to_owned());
        assert_eq!(
            of("unknown field `netwroks`, expected `networks`"),
            "unknown key `netwroks`: did you mean `networks`?"
        );
        assert_eq!(
            of("unknown field `Used`, expected one of `name`, `used`"),
            "unknown key `Used`: did you mean `used`?"
        );
        assert_eq!(
            of("unknown field `x`, expected one of `name`, `used`"),
            "unknown key `x`: the keys here are `name`, `used`"
        );
        assert_eq!(of("unknown field `nam`, expected range or name"), "unknown key `nam`: did you mean `name`?");
        assert_eq!(of("invalid type"), "invalid type");
    }
}
