//! Base 64 with the standard alphabet and padding.
//!
//! Knows: bytes and their text. Does not know: character sets.

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};

/// As Go and .NET decode: padding is due, surplus bits do not matter.
const LENIENT: GeneralPurpose =
    GeneralPurpose::new(&ALPHABET, GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true));

/// Bytes as text.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes that a text holds; line ends do not count. None where it is no base 64.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    if text.contains(['\r', '\n']) {
        return LENIENT.decode(text.replace(['\r', '\n'], "")).ok();
    }
    LENIENT.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn gives_bytes_back() {
        for bytes in [&b""[..], b"a", b"one, two, three", &[0, 255, 128]] {
            assert_eq!(decode(&encode(bytes)).as_deref(), Some(bytes));
        }
        assert_eq!(decode("b25l\r\nLCB0d28=\n").as_deref(), Some(&b"one, two"[..]));
        assert_eq!(decode("b25lLCB0d28"), None, "padding is due");
        assert_eq!(decode("b*"), None);
    }
}
