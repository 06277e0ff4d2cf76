//! File patterns of `fileset`: `*` and `?` inside one name, `**` across directories, `[…]`, `{a,b}`, `\` escapes.

/// The most patterns that braces may stand for.
const MAX_PATTERNS: usize = 64;
/// The longest pattern in bytes; matching takes time proportional to pattern times name.
const MAX_LENGTH: usize = 4096;

/// One part of a pattern between slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Segment {
    /// `**`: any number of directories.
    AnyDepth,
    /// A name without special characters.
    Name(String),
    /// A pattern for one name.
    Pattern(Vec<Token>),
}

/// One part of a name's pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Letter(char),
    AnyLetter,
    AnyText,
    /// Ranges of letters, and whether they are the ones excluded.
    Class(Vec<(char, char)>, bool),
}

/// The patterns as segments; none when the pattern is malformed or stands for too many.
pub(super) fn parse(pattern: &str) -> Option<Vec<Vec<Segment>>> {
    if pattern.len() > MAX_LENGTH {
        return None;
    }
    let mut patterns = Vec::new();
    expand(pattern, &mut patterns)?;
    patterns.iter().map(|pattern| segments(pattern)).collect()
}

/// Whether a name matches; linear in pattern times name, without recursion.
pub(super) fn matches(tokens: &[Token], name: &str) -> bool {
    let letters: Vec<char> = name.chars().collect();
    let (mut token, mut letter) = (0, 0);
    // Where to go on when the rest fails: behind the last `*`, one letter later.
    let mut retry: Option<(usize, usize)> = None;
    while letter < letters.len() {
        match tokens.get(token) {
            Some(Token::AnyText) => {
                retry = Some((token + 1, letter));
                token += 1;
                continue;
            }
            Some(one) if matches_one(one, letters[letter]) => {
                token += 1;
                letter += 1;
                continue;
            }
            _ => {}
        }
        let Some((behind, from)) = retry else { return false };
        retry = Some((behind, from + 1));
        token = behind;
        letter = from + 1;
    }
    tokens[token..].iter().all(|token| *token == Token::AnyText)
}

fn matches_one(token: &Token, letter: char) -> bool {
    match token {
        Token::Letter(expected) => *expected == letter,
        Token::AnyLetter => true,
        Token::AnyText => false,
        Token::Class(ranges, is_negated) => {
            ranges.iter().any(|&(low, high)| (low..=high).contains(&letter)) != *is_negated
        }
    }
}

/// Replaces the first group of braces by each of its alternatives, and so on.
fn expand(pattern: &str, out: &mut Vec<String>) -> Option<()> {
    let mut pending = vec![pattern.to_owned()];
    while let Some(pattern) = pending.pop() {
        match first_braces(&pattern)? {
            None => out.push(pattern),
            Some((start, commas, end)) => {
                let mut from = start + 1;
                let mut alternatives = Vec::new();
                for stop in commas.into_iter().chain([end]) {
                    alternatives.push(format!("{}{}{}", &pattern[..start], &pattern[from..stop], &pattern[end + 1..]));
                    from = stop + 1;
                }
                pending.extend(alternatives.into_iter().rev());
            }
        }
        if pending.len() + out.len() > MAX_PATTERNS {
            return None;
        }
    }
    Some(())
}

/// Where the first brace stands, its top-level commas, and its end. The outer option is none when it never closes.
fn first_braces(pattern: &str) -> Option<Option<(usize, Vec<usize>, usize)>> {
    let mut start = None;
    let mut depth = 0;
    let mut commas = Vec::new();
    let mut letters = pattern.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => {
                letters.next();
            }
            '{' => {
                start.get_or_insert(at);
                depth += 1;
            }
            ',' if depth == 1 => commas.push(at),
            '}' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    return Some(start.map(|start| (start, commas, at)));
                }
            }
            _ => {}
        }
    }
    if start.is_some() { None } else { Some(None) }
}

fn segments(pattern: &str) -> Option<Vec<Segment>> {
    pattern.split('/').filter(|part| !part.is_empty() && *part != ".").map(segment).collect()
}

fn segment(part: &str) -> Option<Segment> {
    if part == "**" {
        return Some(Segment::AnyDepth);
    }
    let mut tokens = Vec::new();
    let mut rest = part.chars();
    while let Some(letter) = rest.next() {
        tokens.push(match letter {
            '*' if tokens.last() == Some(&Token::AnyText) => continue,
            '*' => Token::AnyText,
            '?' => Token::AnyLetter,
            '\\' => Token::Letter(rest.next()?),
            '[' => class(&mut rest)?,
            _ => Token::Letter(letter),
        });
    }
    let name: Option<String> =
        tokens.iter().map(|token| if let Token::Letter(letter) = token { Some(*letter) } else { None }).collect();
    Some(name.map_or(Segment::Pattern(tokens), Segment::Name))
}

/// A class behind its `[`.
fn class(rest: &mut std::str::Chars<'_>) -> Option<Token> {
    let mut ranges = Vec::new();
    let mut next = rest.next()?;
    let is_negated = matches!(next, '^' | '!');
    if is_negated {
        next = rest.next()?;
    }
    while next != ']' {
        let low = if next == '\\' { rest.next()? } else { next };
        next = rest.next()?;
        let mut high = low;
        if next == '-' {
            high = rest.next()?;
            if high == '\\' {
                high = rest.next()?;
            }
            next = rest.next()?;
        }
        ranges.push((low, high));
    }
    (!ranges.is_empty()).then_some(Token::Class(ranges, is_negated))
}

#[cfg(test)]
mod tests {
    use super::{Segment, matches, parse};

    fn fits(pattern: &str, name: &str) -> bool {
        parse(pattern).unwrap().iter().any(|segments| match &segments[..] {
            [Segment::Name(expected)] => expected == name,
            [Segment::Pattern(tokens)] => matches(tokens, name),
            _ => panic!("{pattern}"),
        })
    }

    #[test]
    fn names_match_patterns() {
        assert!(fits("*.tf", "main.tf") && !fits("*.tf", "main.tf.json"));
        assert!(fits("a?c*", "abcdef") && !fits("a?c", "ac"));
        assert!(fits("[a-c]*[!x]", "bzz") && !fits("[^a-c]", "a"));
        assert!(fits("{a,b{c,d}}.txt", "bd.txt") && !fits("{a,b}.txt", "c.txt"));
        assert!(fits("\\*", "*") && !fits("\\*", "a"));
        assert!(fits("*a*b*", "xxaxxbxx") && !fits("*a*b", "xxbxxa"));
        assert!(fits("*", ".hidden"));
        assert!(!fits(&"*a".repeat(500), &"a".repeat(499)));
    }

    #[test]
    fn malformed_and_exploding_patterns_are_refused() {
        assert!(parse("[a").is_none() && parse("{a").is_none() && parse("a\\").is_none());
        assert!(parse(&"{a,b}".repeat(10)).is_none());
        assert_eq!(parse("a/**/b").unwrap()[0][1], Segment::AnyDepth);
    }
}
