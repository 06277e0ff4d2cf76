//! The order of texts, as `<` and `>` see it.
//!
//! Azure compares by the rules of the invariant culture: letters without regard to case first, and where nothing else
//! differs the small letter before the capital one. Source: learn.microsoft.com, "Bicep comparison operators" (`'demo' <
//! 'Demo'`) and `greater('A', 'a')` under "Comparison functions for ARM templates". How signs and letters beyond ASCII
//! are ordered differs between the platforms that Azure may run on: that is left undecided.

use std::cmp::Ordering;

/// The order of two texts; none where it depends on the platform.
pub(super) fn order(left: &str, right: &str) -> Option<Ordering> {
    if left == right {
        return Some(Ordering::Equal);
    }
    let (mut lefts, mut rights) = (left.chars(), right.chars());
    let mut by_case = Ordering::Equal;
    loop {
        let (a, b) = match (lefts.next(), rights.next()) {
            (None, None) => return Some(by_case),
            (Some(more), None) => {
                return longer(more, lefts.as_str(), by_case.reverse()).map(Ordering::reverse);
            }
            (None, Some(more)) => return longer(more, rights.as_str(), by_case),
            (Some(a), Some(b)) => (a, b),
        };
        if a == b {
            continue;
        }
        if !a.is_ascii() || !b.is_ascii() {
            return None;
        }
        let (small_a, small_b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
        if small_a == small_b {
            let small_first = if a.is_ascii_lowercase() { Ordering::Less } else { Ordering::Greater };
            by_case = by_case.then(small_first);
            continue;
        }
        return match (rank(small_a)?, rank(small_b)?) {
            (Rank::Sign, Rank::Sign) => None,
            (Rank::Sign, Rank::Word) => Some(Ordering::Less),
            (Rank::Word, Rank::Sign) => Some(Ordering::Greater),
            (Rank::Word, Rank::Word) => Some(small_a.cmp(&small_b)),
        };
    }
}

enum Rank {
    Sign,
    Word,
}

/// Signs stand before digits, digits before letters. Some platforms pass over hyphens, apostrophes and control
/// characters.
fn rank(character: char) -> Option<Rank> {
    match character {
        '-' | '\'' => None,
        _ if character.is_ascii_alphanumeric() => Some(Rank::Word),
        _ if character.is_ascii_control() => None,
        _ => Some(Rank::Sign),
    }
}

/// The order of a text and the longer one that begins with it; `by_case` is what their common part says.
fn longer(more: char, rest: &str, by_case: Ordering) -> Option<Ordering> {
    let counts = std::iter::once(more).chain(rest.chars()).any(|character| rank(character).is_some());
    (counts || by_case != Ordering::Greater).then_some(Ordering::Less)
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn texts_are_ordered_by_the_invariant_culture() {
        for (less, more) in [
            ("a", "A"),
            ("demo", "Demo"),
            ("band", "bend"),
            ("A", "b"),
            ("a", "B"),
            ("Z", "zz"),
            ("1.28", "1.30"),
            ("1.28.0", "1.9"),
            ("2", "a"),
            ("", "a"),
            ("a.b", "ab"),
            ("ab", "Ab1"),
            ("Ab", "ab1"),
        ] {
            assert_eq!(order(less, more).map(std::cmp::Ordering::is_lt), Some(true), "{less} {more}");
            assert_eq!(order(more, less).map(std::cmp::Ordering::is_gt), Some(true), "{more} {less}");
        }
        assert!(order("same-é", "same-é").is_some_and(std::cmp::Ordering::is_eq));
    }

    #[test]
    fn what_depends_on_the_platform_is_not_decided() {
        for (a, b) in [("a-b", "ab"), ("é", "f"), ("a_b", "a.b"), ("it's", "its"), ("a-", "A")] {
            assert_eq!(order(a, b), None, "{a} {b}");
            assert_eq!(order(b, a), None, "{b} {a}");
        }
    }
}
