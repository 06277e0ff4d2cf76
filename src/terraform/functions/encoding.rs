//! Base 64, compression, character sets and URL escapes.

use std::io::Write as _;

use encoding_rs::Encoding;
use flate2::write::GzEncoder;

use super::arguments::Arguments;
use super::error::{FunctionError, Outcome, excerpt};
use crate::document::Value;
use crate::formats::base64;

/// Character sets that Terraform knows and encoding_rs does not.
const NOT_IMPLEMENTED: &[&str] = &[
    "ibm037",
    "ibm437",
    "cp437",
    "ibm850",
    "cp850",
    "ibm852",
    "cp852",
    "ibm855",
    "cp855",
    "ibm00858",
    "ibm860",
    "ibm862",
    "ibm863",
    "ibm865",
    "ibm01140",
    "ibm1047",
    "hz-gb-2312",
    "utf-7",
];

pub(super) fn base64decode(arguments: &Arguments<'_>) -> Outcome {
    let text = arguments.text(0)?;
    let bytes = base64::decode(text)
        .ok_or_else(|| FunctionError::new(format!("failed to decode base64 data \"{}\"", excerpt(text))))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| FunctionError::new("the result of decoding the provided string is not valid UTF-8"))?;
    arguments.produce(text)
}

pub(super) fn base64encode(arguments: &Arguments<'_>) -> Outcome {
    encode_bytes(arguments, arguments.text(0)?.as_bytes())
}

pub(super) fn encode_bytes(arguments: &Arguments<'_>, bytes: &[u8]) -> Outcome {
    arguments.allocate(bytes.len() / 3 * 4)?;
    Ok(Value::string(base64::encode(bytes)))
}

/// Compressed as Terraform does: one flushed block, then an empty last one. Inside a block compressors are free, so
/// only what leaves them no choice is computed: short texts without anything to compress.
pub(super) fn base64gzip(arguments: &Arguments<'_>) -> Outcome {
    let text = arguments.text(0)?;
    if !is_incompressible(text) {
        return Ok(arguments.not_computed("the text depends on the compressor"));
    }
    let failed = |_| FunctionError::new("failed to compress the text");
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).map_err(failed)?;
    encoder.flush().map_err(failed)?;
    let flushed = encoder.get_ref().len();
    let packed = encoder.finish().map_err(failed)?;
    // Go's header names no operating system, and its last block is a stored one.
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    match packed.get(10..flushed) {
        Some(block) if !text.is_empty() => bytes.extend_from_slice(block),
        _ => bytes.extend_from_slice(&[0, 0, 0, 0xff, 0xff]),
    }
    bytes.extend_from_slice(&[1, 0, 0, 0xff, 0xff]);
    bytes.extend_from_slice(&packed[packed.len().saturating_sub(8)..]);
    encode_bytes(arguments, &bytes)
}

/// Whether every compressor writes the letters one by one in the predefined code.
fn is_incompressible(text: &str) -> bool {
    let bytes = text.as_bytes();
    let repeats = |at: usize| bytes[at + 1..].windows(3).any(|other| *other == bytes[at..at + 3]);
    text.is_ascii() && bytes.len() <= 32 && !(0..bytes.len().saturating_sub(3)).any(repeats)
}

pub(super) fn urlencode(arguments: &Arguments<'_>) -> Outcome {
    let mut out = String::new();
    for byte in arguments.text(0)?.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    arguments.produce(out)
}

/// A character set by its IANA name.
enum Charset {
    Ascii,
    Latin1,
    /// Big-endian with a byte order mark.
    Utf16,
    Utf16Big,
    Utf16Little,
    Other(&'static Encoding),
    NotImplemented,
}

fn charset(name: &str, index: usize) -> Result<Charset, FunctionError> {
    let lower = name.to_ascii_lowercase();
    Ok(match lower.as_str() {
        "us-ascii" | "ascii" | "ansi_x3.4-1968" | "iso646-us" | "us" | "csascii" => Charset::Ascii,
        "iso-8859-1" | "latin1" | "iso_8859-1:1987" | "iso_8859-1" | "l1" | "ibm819" | "cp819" | "iso-ir-100"
        | "csisolatin1" => Charset::Latin1,
        "utf-16" | "csutf16" => Charset::Utf16,
        "utf-16be" | "csutf16be" => Charset::Utf16Big,
        "utf-16le" | "csutf16le" => Charset::Utf16Little,
        name if NOT_IMPLEMENTED.contains(&name) => Charset::NotImplemented,
        name => match Encoding::for_label_no_replacement(name.as_bytes()) {
            Some(encoding) => Charset::Other(encoding),
            None => {
                let name = excerpt(name);
                return Err(FunctionError::at(
                    index,
                    format!("\"{name}\" is not a supported IANA encoding name or alias in this Terraform version"),
                ));
            }
        },
    })
}

pub(super) fn textencodebase64(arguments: &Arguments<'_>) -> Outcome {
    let (text, name) = (arguments.text(0)?, arguments.text(1)?);
    let code = |least: u32| text.chars().map(u32::from).all(|code| code < least);
    let narrow = || text.chars().filter_map(|letter| u8::try_from(u32::from(letter)).ok()).collect();
    let bytes: Option<Vec<u8>> = match charset(name, 1)? {
        Charset::Ascii => code(0x80).then(narrow),
        Charset::Latin1 => code(0x100).then(narrow),
        Charset::Utf16 => {
            let units = std::iter::once(0xfeff).chain(text.encode_utf16());
            Some(units.flat_map(u16::to_be_bytes).collect())
        }
        Charset::Utf16Big => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        Charset::Utf16Little => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        Charset::Other(encoding) => {
            let (bytes, _, has_errors) = encoding.encode(text);
            (!has_errors).then(|| bytes.into_owned())
        }
        Charset::NotImplemented => return Ok(arguments.not_computed("that character set is not implemented")),
    };
    let refuse = || {
        let name = excerpt(name);
        FunctionError::at(0, format!("the given string contains characters that cannot be represented in {name}"))
    };
    encode_bytes(arguments, &bytes.ok_or_else(refuse)?)
}

pub(super) fn textdecodebase64(arguments: &Arguments<'_>) -> Outcome {
    let (source, name) = (arguments.text(0)?, arguments.text(1)?);
    let charset = charset(name, 1)?;
    let bytes =
        base64::decode(source).ok_or_else(|| FunctionError::at(0, "the given value has an invalid base64 symbol"))?;
    let text = match charset {
        Charset::Ascii => String::from_utf8(bytes).ok().filter(|text| text.is_ascii()),
        Charset::Latin1 => Some(bytes.iter().copied().map(char::from).collect()),
        Charset::Utf16 => match bytes.as_slice() {
            [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
            [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
            all => utf16(all, u16::from_be_bytes),
        },
        Charset::Utf16Big => utf16(&bytes, u16::from_be_bytes),
        Charset::Utf16Little => utf16(&bytes, u16::from_le_bytes),
        Charset::Other(encoding) => encoding
            .decode_without_bom_handling_and_without_replacement(&bytes)
            .map(std::borrow::Cow::into_owned)
            // Bytes without a meaning come out as control characters of the upper half.
            .filter(|text| {
                !encoding.is_single_byte() || !text.contains(|letter| ('\u{80}'..='\u{9f}').contains(&letter))
            }),
        Charset::NotImplemented => return Ok(arguments.not_computed("that character set is not implemented")),
    };
    let refuse = || {
        let name = excerpt(name);
        FunctionError::at(0, format!("the given string contains symbols that are not defined for {name}"))
    };
    arguments.produce(text.ok_or_else(refuse)?)
}

fn utf16(bytes: &[u8], read: fn([u8; 2]) -> u16) -> Option<String> {
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{fails, gives};

    #[test]
    fn base64_encodes_texts() {
        gives("base64encode", r#"["Hello World"]"#, r#""SGVsbG8gV29ybGQ=""#);
        gives("base64decode", r#"["SGVsbG8gV29ybGQ="]"#, r#""Hello World""#);
        gives("base64decode", r#"["aGVsbG8=\n"]"#, r#""hello""#);
        fails("base64decode", r#"["aGVsbG8"]"#, "failed to decode base64 data \"aGVsbG8\"");
        fails("base64decode", r#"["/w=="]"#, "not valid UTF-8");
    }

    #[test]
    fn base64gzip_is_known_where_compressors_have_no_choice() {
        gives("base64gzip", r#"["test"]"#, r#""H4sIAAAAAAAA/ypJLS4BAAAA//8BAAD//wx+f9gEAAAA""#);
        gives("base64gzip", r#"[""]"#, r#""H4sIAAAAAAAA/wAAAP//AQAA//8AAAAAAAAAAA==""#);
        gives("base64gzip", r#"["hello hello"]"#, "set: base64gzip(): the text depends on the compressor");
    }

    #[test]
    fn urlencode_escapes_what_is_reserved() {
        gives("urlencode", r#"["Hello World!"]"#, r#""Hello+World%21""#);
        gives("urlencode", r#"["☃"]"#, r#""%E2%98%83""#);
        gives("urlencode", r#"["a/c?d=&~-_."]"#, r#""a%2Fc%3Fd%3D%26~-_.""#);
    }

    #[test]
    fn character_sets_go_by_their_iana_names() {
        gives("textencodebase64", r#"["Hello World", "UTF-16LE"]"#, r#""SABlAGwAbABvACAAVwBvAHIAbABkAA==""#);
        gives("textencodebase64", r#"["hé", "UTF-16"]"#, r#""/v8AaADp""#);
        gives("textencodebase64", r#"["hé", "latin1"]"#, r#""aOk=""#);
        gives("textencodebase64", r#"["日本", "Shift_JIS"]"#, r#""k/qWew==""#);
        gives(
            "textencodebase64",
            r#"["a", "IBM437"]"#,
            "set: textencodebase64(): that character set is not implemented",
        );
        fails("textencodebase64", r#"["hé€", "iso-8859-1"]"#, "cannot be represented in iso-8859-1");
        fails("textencodebase64", r#"["é", "US-ASCII"]"#, "cannot be represented");
        fails("textencodebase64", r#"["h", "nope"]"#, "not a supported IANA encoding name");
        gives("textdecodebase64", r#"["SABlAGwAbABvACAAVwBvAHIAbABkAA==", "UTF-16LE"]"#, r#""Hello World""#);
        gives("textdecodebase64", r#"["//5oAA==", "UTF-16"]"#, r#""h""#);
        gives("textdecodebase64", r#"["6Q==", "ISO-8859-1"]"#, r#""é""#);
        fails("textdecodebase64", r#"["/w==", "UTF-8"]"#, "symbols that are not defined for UTF-8");
        fails("textdecodebase64", r#"["gQ==", "windows-1252"]"#, "not defined for windows-1252");
        fails("textdecodebase64", r#"["aADp", "UTF-16LE"]"#, "not defined");
        fails("textdecodebase64", r#"["!!", "UTF-16LE"]"#, "invalid base64 symbol");
    }
}
