//! Relative URIs of repository files.

use crate::report::place::is_on_disk;

/// The path as a relative URI, percent-encoded; none for what is no path inside the repository.
#[must_use]
pub fn relative_uri(path: &str) -> Option<String> {
    let path = path.strip_prefix("./").unwrap_or(path);
    let is_inside = is_on_disk(path) && !path.starts_with('/') && !path.split('/').any(|part| part == "..");
    is_inside.then(|| encoded(path))
}

/// Whether a link can stand in a report: https, without anything a reader would trip over.
#[must_use]
pub fn is_link(text: &str) -> bool {
    text.strip_prefix("https://").is_some_and(|rest| !rest.is_empty())
        && text.bytes().all(|byte| {
            byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'"' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
        })
}

/// Everything but unreserved characters and slashes is encoded: a colon, too, which would read as a scheme.
fn encoded(path: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(DIGITS[usize::from(byte >> 4)]));
            out.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{is_link, relative_uri};

    #[test]
    fn paths_become_relative_uris() {
        let uri = |path| relative_uri(path);
        assert_eq!(uri("a b/ü#1%.tf").as_deref(), Some("a%20b/%C3%BC%231%25.tf"));
        assert_eq!(uri("git::x.tf").as_deref(), Some("git%3A%3Ax.tf"));
        assert_eq!(uri("./main.tf").as_deref(), Some("main.tf"));
        assert_eq!(uri("/etc/passwd"), None);
        assert_eq!(uri("a/../../b"), None);
        assert_eq!(uri("--var x"), None);
        assert_eq!(uri("..a/b..tf").as_deref(), Some("..a/b..tf"));
    }

    #[test]
    fn only_https_links_are_passed_on() {
        assert!(is_link("https://learn.microsoft.com/azure/aks/x#y"));
        assert!(!is_link("http://learn.microsoft.com/") && !is_link("https://a b") && !is_link("https://"));
    }
}
