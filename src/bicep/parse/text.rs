//! What string tokens stand for.

/// The text of a piece of a single-line string, without its delimiters: `\n`, `\r`, `\t`, `\\`, `\'`, `\$` and
/// `\u{…}` are decoded.
///
/// # Errors
/// The range of the first escape, within `raw`, that is none of these.
pub(super) fn decode(raw: &str) -> Result<String, std::ops::Range<usize>> {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        let start = raw.len() - rest.len() + at;
        let escape = &rest[at + 1..];
        let (character, length) = escape_value(escape).map_err(|length| start..start + 1 + length)?;
        text.push(character);
        rest = &escape[length..];
    }
    text.push_str(rest);
    Ok(text)
}

/// The character of an escape and its length, both without the backslash; else the length of what is wrong.
fn escape_value(escape: &str) -> Result<(char, usize), usize> {
    let Some(first) = escape.chars().next() else { return Err(0) };
    let character = match first {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '\\' | '\'' | '$' => first,
        'u' => {
            let Some(digits) = escape[1..].strip_prefix('{') else { return Err(1) };
            let length = digits.bytes().take_while(u8::is_ascii_hexdigit).count();
            let is_closed = digits.as_bytes().get(length) == Some(&b'}');
            let value = u32::from_str_radix(&digits[..length], 16).ok().filter(|value| *value <= 0x10_FFFF);
            return match value {
                // Half a surrogate pair has no character of its own in Unicode text.
                Some(value) if is_closed => Ok((char::from_u32(value).unwrap_or('\u{FFFD}'), length + 3)),
                _ => Err(2 + length + usize::from(is_closed)),
            };
        }
        other => return Err(other.len_utf8()),
    };
    Ok((character, 1))
}

/// The text of a multi-line string's first piece, without its delimiters: a newline at its start is not part of it.
pub(super) fn without_first_newline(raw: &str) -> &str {
    raw.strip_prefix("\r\n").or_else(|| raw.strip_prefix(['\n', '\r'])).unwrap_or(raw)
}

/// The raw text of a token without so many bytes at its start and end; empty when it is shorter.
pub(super) fn inner(token: &str, start: usize, end: usize) -> &str {
    token.get(start..token.len().saturating_sub(end)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn escapes_stand_for_characters() {
        assert_eq!(decode(r"a\n\r\t\\\'\$\u{1F600}é").unwrap(), "a\n\r\t\\'$\u{1F600}é");
        assert_eq!(decode("plain").unwrap(), "plain");
    }

    #[test]
    fn other_escapes_are_errors() {
        assert_eq!(decode(r"a\xb"), Err(1..3));
        assert_eq!(decode(r"\é"), Err(0..3));
        assert_eq!(decode(r"\u12"), Err(0..2));
        assert_eq!(decode(r"\u{110000}"), Err(0..10));
        assert_eq!(decode(r"\u{D800}").unwrap(), "\u{FFFD}");
        assert_eq!(decode(r"\u{}x"), Err(0..4));
        assert_eq!(decode(r"\u{1"), Err(0..4));
    }
}
