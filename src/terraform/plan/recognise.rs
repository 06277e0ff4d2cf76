//! What a file is, by its bytes, and its text whatever the encoding.
//!
//! Knows: the marks of plans, states and saved plans; that Windows PowerShell writes UTF-16. Does not know: what is in
//! them.

use std::path::Path;

use memchr::memmem;

use crate::source::{FileId, ReadError, Sources};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recognised {
    /// A plan as JSON.
    Plan,
    /// A state as JSON: what is, not what will be.
    State,
    /// A plan as `terraform plan -out` saves it.
    SavedPlan,
    /// Something else.
    Other,
}

/// How saved plans begin: they are zip archives.
const ARCHIVE: &[u8] = b"PK\x03\x04";
/// What one in which nothing was stored would begin like.
const EMPTY_ARCHIVE: &[u8] = b"PK\x05\x06";

/// What these bytes are.
#[must_use]
pub fn recognise(bytes: &[u8]) -> Recognised {
    if bytes.starts_with(ARCHIVE) || bytes.starts_with(EMPTY_ARCHIVE) {
        return Recognised::SavedPlan;
    }
    match wide(bytes) {
        Some(text) => of_text(text.as_bytes()),
        None => of_text(bytes),
    }
}

fn of_text(bytes: &[u8]) -> Recognised {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Recognised::Other;
    }
    let has = |key: &str| memmem::find(bytes, format!("\"{key}\"").as_bytes()).is_some();
    if has("resource_changes") || has("planned_values") {
        return Recognised::Plan;
    }
    match has("format_version") && has("terraform_version") && has("root_module") {
        true => Recognised::State,
        false => Recognised::Other,
    }
}

/// The text of UTF-16 with a byte order mark.
fn wide(bytes: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes.get(..2)? {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => return None,
    };
    let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    Some(char::decode_utf16(units).map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// Reads a plan; UTF-16 as well, whose places are those of its text.
///
/// # Errors
/// As reading any text.
pub(super) fn load(sources: &Sources, path: &Path) -> Result<FileId, ReadError> {
    let read = sources.read(path);
    if !matches!(read, Err(ReadError::NotText { .. })) {
        return read;
    }
    match wide(&sources.read_bytes(path)?) {
        Some(text) => Ok(sources.add(&sources.shown_path(path), &text)),
        None => read,
    }
}

#[cfg(test)]
mod tests {
    use super::{Recognised, recognise};

    #[test]
    fn plans_states_and_saved_plans_are_told_apart() {
        let plan = "\u{feff} \n{\"format_version\":\"1.2\",\"resource_changes\":[]}";
        assert_eq!(recognise(plan.as_bytes()), Recognised::Plan);
        let state = "{\"format_version\":\"1.0\",\"terraform_version\":\"1.9.0\",\"values\":{\"root_module\":{\"resources\":[]}}}";
        assert_eq!(recognise(state.as_bytes()), Recognised::State);
        assert_eq!(recognise(b"PK\x03\x04\x14"), Recognised::SavedPlan);
        assert_eq!(recognise(b"# \"planned_values\""), Recognised::Other);
        assert_eq!(recognise(b"{\"name\": \"planned_values\" }"), Recognised::Plan);
        assert_eq!(recognise(b"{}"), Recognised::Other);
        assert_eq!(recognise(b""), Recognised::Other);
    }

    #[test]
    fn what_powershell_writes_is_recognised() {
        let text = "\u{feff}{\"planned_values\":{}}";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(recognise(&little), Recognised::Plan);
        assert_eq!(recognise(&big), Recognised::Plan);
        assert_eq!(recognise(&little[..little.len() - 1]), Recognised::Plan);
        assert_eq!(recognise(&[0xff, 0xfe, 0x00, 0xd8]), Recognised::Other);
    }
}
