//! The name that was probably meant.

/// Of the known names the one most like `name`, if any is alike enough to be suggested: at most a third of its
/// characters differ. Among equals the first.
#[must_use]
pub fn closest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let length = name.chars().count();
    let limit = (length / 3).clamp(1, 4);
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        // At least as much differs as the lengths do.
        if candidate == name || candidate.len() > 128 || candidate.chars().count().abs_diff(length) > limit {
            continue;
        }
        let Some(distance) = distance(name, candidate, limit) else { continue };
        if best.is_none_or(|(other, _)| distance < other) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How many characters to insert, remove, replace or swap with their neighbour to get from one to the other; none when
/// more than `limit`.
fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    let a: Vec<char> = a.chars().take(128).collect();
    let b: Vec<char> = b.chars().take(128).collect();
    let mut before = vec![0; b.len() + 1];
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut next = vec![i + 1; b.len() + 1];
        for j in 0..b.len() {
            let replaced = row[j] + usize::from(a[i] != b[j]);
            next[j + 1] = replaced.min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                next[j + 1] = next[j + 1].min(before[j - 1] + 1);
            }
        }
        before = std::mem::replace(&mut row, next);
        // A swap reaches over one row, never over two.
        if row.iter().chain(&before).all(|&distance| distance > limit) {
            return None;
        }
    }
    Some(row[b.len()]).filter(|&distance| distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn suggests_what_is_alike() {
        let names = ["format", "formatlist", "join", "lower", "lookup"];
        assert_eq!(closest("fromat", names), Some("format"));
        assert_eq!(closest("formatlst", names), Some("formatlist"));
        assert_eq!(closest("looku", names), Some("lookup"));
        assert_eq!(closest("xyz", names), None);
        assert_eq!(closest("join", names), None, "an exact match needs no suggestion");
    }
}
