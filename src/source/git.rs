//! The list of tracked files of a git work tree, read from its index. Runs no git and follows no configuration.

use super::Sources;

/// Directories named `name` that hold tracked files, relative to the work tree, sorted. Empty where there is no index
/// of a known form.
#[must_use]
pub fn tracked_directories(sources: &Sources, name: &str) -> Vec<String> {
    let Some(boundary) = sources.boundary() else { return Vec::new() };
    let Ok(index) = sources.read_bytes(&boundary.join(".git/index")) else { return Vec::new() };
    tracked_in(&index, name)
}

fn tracked_in(index: &[u8], name: &str) -> Vec<String> {
    let needle = format!("{name}/");
    // A quick look first: most work trees track no such directory, and their index may be large.
    if memchr::memmem::find(index, needle.as_bytes()).is_none() {
        return Vec::new();
    }
    let mut found: Vec<String> = Vec::new();
    for path in paths(index).unwrap_or_default() {
        let Ok(path) = std::str::from_utf8(path) else { continue };
        let Some(at) = path.find(&needle).filter(|&at| at == 0 || path.as_bytes()[at - 1] == b'/') else { continue };
        let directory = &path[..at + name.len()];
        if found.last().is_none_or(|last| last != directory) {
            found.push(directory.to_owned());
        }
    }
    found.sort();
    found.dedup();
    found
}

/// The paths of an index of version 2 or 3: a header of 12 bytes, then entries of 62 bytes (64 when extended), the path
/// and padding to a multiple of 8 (see git's documentation of the index format).
fn paths(index: &[u8]) -> Option<Vec<&[u8]>> {
    let number = |at: usize| Some(u32::from_be_bytes(index.get(at..at + 4)?.try_into().ok()?));
    if index.get(..4)? != b"DIRC" || !(2..=3).contains(&number(4)?) {
        return None;
    }
    let mut found = Vec::new();
    let mut at = 12;
    for _ in 0..number(8)? {
        let flags = u16::from_be_bytes(index.get(at + 60..at + 62)?.try_into().ok()?);
        let start = if flags & 0x4000 == 0 { at + 62 } else { at + 64 };
        let length = memchr::memchr(0, index.get(start..)?)?;
        found.push(index.get(start..start + length)?);
        at += (start - at + length + 8) / 8 * 8;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::tracked_in;

    fn index(paths: &[&str]) -> Vec<u8> {
        let mut bytes = b"DIRC\0\0\0\x02".to_vec();
        bytes.extend(u32::try_from(paths.len()).unwrap().to_be_bytes());
        for path in paths {
            let start = bytes.len();
            bytes.extend([0; 62]);
            bytes.extend(path.as_bytes());
            bytes.push(0);
            while !(bytes.len() - start).is_multiple_of(8) {
                bytes.push(0);
            }
        }
        bytes
    }

    #[test]
    fn tracked_directories_are_found_by_whole_name() {
        let index = index(&[
            "a/.terraform/modules/modules.json",
            "a/.terraform/modules/x/main.tf",
            "b/main.tf",
            "c/x.terraform/main.tf",
            "d/.terraform.lock.hcl",
        ]);
        assert_eq!(tracked_in(&index, ".terraform"), ["a/.terraform"]);
        assert!(tracked_in(&index[..40], ".terraform").is_empty());
        assert!(tracked_in(b"DIRC", ".terraform").is_empty());
    }
}
