//! JSON whose bytes are harmless wherever they are shown: what a terminal, a browser, an editor or a pipeline would act
//! on is written as an escape, so the values stay exact.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter};

use super::visible::{is_command, is_hostile};

/// Serialises with two spaces of indentation and a line end.
///
/// # Errors
/// When writing fails.
pub fn write<W: io::Write>(writer: &mut W, value: &impl Serialize) -> io::Result<()> {
    let formatter = Safe { pretty: PrettyFormatter::new() };
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut *writer, formatter)).map_err(io::Error::from)?;
    writer.write_all(b"\n")
}

/// The same as a text; empty only if serialising fails, which it does for no type of this crate.
#[must_use]
pub fn to_string(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    match write(&mut bytes, value) {
        Ok(()) => String::from_utf8(bytes).unwrap_or_default(),
        Err(_) => String::new(),
    }
}

struct Safe<'a> {
    pretty: PrettyFormatter<'a>,
}

macro_rules! delegate {
    ($($name:ident($($argument:ident: $type:ty),*);)*) => {
        $(fn $name<W: ?Sized + io::Write>(&mut self, writer: &mut W $(, $argument: $type)*) -> io::Result<()> {
            self.pretty.$name(writer $(, $argument)*)
        })*
    };
}

impl Formatter for Safe<'_> {
    delegate! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        begin_object_value();
        end_object_value();
    }

    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut from = 0;
        for (at, character) in fragment.char_indices() {
            // `<` ends scripts and comments in HTML that quotes the report.
            let is_acted_on = character == '<' || character == '#' && is_command(&fragment[at..]);
            if !is_acted_on && !is_hostile(character) {
                continue;
            }
            writer.write_all(&fragment.as_bytes()[from..at])?;
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                write!(writer, "\\u{unit:04x}")?;
            }
            from = at + character.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[from..])
    }
}

#[cfg(test)]
mod tests {
    use super::to_string;

    #[test]
    fn hostile_characters_are_escaped_and_values_stay_exact() {
        let value = "a##vso[task.complete]</script>\u{202e}\u{1b}[31m\u{9b}\u{7f}\u{e0041} é\n";
        let text = to_string(&serde_json::json!({ "k": [value, 1, {}] }));
        assert!(!text.contains("</script>") && !text.contains('\u{202e}') && !text.contains('\u{1b}'), "{text}");
        assert!(!text.contains('\u{9b}') && !text.contains('\u{e0041}') && text.contains("\\udb40\\udc41"), "{text}");
        assert!(!text.contains("##vso["), "{text}");
        let back: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(back["k"][0], value);
    }
}
