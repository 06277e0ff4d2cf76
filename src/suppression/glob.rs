//! Patterns over paths and addresses: `*` for anything but a slash, `**` for anything, `?` for one character.

/// The longest pattern that is tried, in bytes: the work grows with its length.
pub(super) const LONGEST: usize = 500;

/// Whether a pattern fits a whole text.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    if pattern.len() > LONGEST {
        return false;
    }
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    // Which ends of the text the pattern up to here can reach.
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    let mut at = 0;
    while at < pattern.len() {
        let mut next = vec![false; text.len() + 1];
        let is_double = pattern[at] == '*' && pattern.get(at + 1) == Some(&'*');
        match pattern[at] {
            '*' => {
                // `**/` stands for no directory as well.
                if is_double && pattern.get(at + 2) == Some(&'/') {
                    let mut is_open = false;
                    for end in 0..=text.len() {
                        is_open |= reached[end];
                        next[end] = reached[end] || is_open && end > 0 && text[end - 1] == '/';
                    }
                    at += 3;
                } else {
                    let mut is_open = false;
                    for end in 0..=text.len() {
                        if end > 0 && !is_double && text[end - 1] == '/' {
                            is_open = false;
                        }
                        is_open |= reached[end];
                        next[end] = is_open;
                    }
                    at += if is_double { 2 } else { 1 };
                }
            }
            one => {
                for end in 0..text.len() {
                    next[end + 1] = reached[end] && (one == text[end] || one == '?' && text[end] != '/');
                }
                at += 1;
            }
        }
        reached = next;
    }
    reached[text.len()]
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_stop_at_slashes_unless_there_are_two() {
        assert!(matches("envs/*/main.tf", "envs/prod/main.tf"));
        assert!(!matches("envs/*", "envs/prod/main.tf"));
        assert!(matches("envs/**", "envs/prod/main.tf"));
        assert!(matches("**/main.tf", "main.tf") && matches("**/main.tf", "a/b/main.tf"));
        assert!(!matches("**/main.tf", "xmain.tf"));
        assert!(matches("module.*.azurerm_kubernetes_cluster.this", "module.aks.azurerm_kubernetes_cluster.this"));
        assert!(matches("module.aks[\"?\"]", "module.aks[\"a\"]") && !matches("a?", "a/"));
        assert!(matches("*", "") && matches("", "") && !matches("", "a") && !matches("a", ""));
    }

    #[test]
    fn long_patterns_cost_little() {
        assert!(matches(&"*a".repeat(200), &"a".repeat(3_000)));
        assert!(!matches(&"*a".repeat(200), &format!("{}b", "a".repeat(3_000))));
        assert!(!matches(&"*".repeat(501), "a"));
    }
}
