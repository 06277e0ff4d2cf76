//! Patterns of addresses: `*` stands for any characters, `?` for one, everything else for itself.
//!
//! Brackets are no classes: addresses hold them (`module.aks["a"]`).

/// Whether a pattern matches a whole text. Takes at most the product of both lengths in steps.
#[must_use]
pub fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut in_text) = (0, 0);
    // Where the last star stands, and how far it reaches.
    let mut star: Option<(usize, usize)> = None;
    while in_text < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, in_text));
                at += 1;
            }
            Some(&wanted) if wanted == '?' || wanted == text[in_text] => {
                at += 1;
                in_text += 1;
            }
            _ => {
                let Some((before, reach)) = star else { return false };
                star = Some((before, reach + 1));
                at = before + 1;
                in_text = reach + 1;
            }
        }
    }
    pattern[at..].iter().all(|&rest| rest == '*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_match_anything_and_brackets_themselves() {
        for (pattern, text) in [
            ("module.legacy.*", "module.legacy.azurerm_kubernetes_cluster.this"),
            ("*.this", "module.a.azurerm_kubernetes_cluster.this"),
            ("module.aks[\"a\"].*", "module.aks[\"a\"].azurerm_kubernetes_cluster.this"),
            ("module.aks[?].*", "module.aks[0].x"),
            ("*a*b*", "xxaxxbxx"),
            ("*", ""),
            ("a", "a"),
            ("?", "é"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in
            [("a", "ab"), ("?", ""), ("*b", "ba"), ("module.aks[ab]", "module.aksa"), ("", "a"), ("a*b*c", "acb")]
        {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn many_stars_end() {
        let (pattern, text) = ("*a".repeat(400), "a".repeat(399) + &"b".repeat(2000));
        assert!(!matches(&pattern, &text));
    }
}
