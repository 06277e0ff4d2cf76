//! What of a line that breaks the grammar must not be shown: nobody knows whether its text is a secret.
//!
//! Knows how lines of configuration look. Does not know any grammar.

use std::ops::Range;

/// Blocks whose labels are names.
const BLOCKS: [&str; 9] =
    ["resource", "data", "module", "variable", "output", "provider", "locals", "terraform", "dynamic"];

/// Parts of names whose values are hidden even without quotes.
const SECRET_NAMES: [&str; 7] = ["password", "secret", "token", "key", "connection", "credential", "kube"];

/// The part of a line that is hidden: texts, all that is assigned to a name that promises a secret, and lines that are
/// nothing but text (of a heredoc, say).
#[must_use]
pub fn hidden_part(line: &str) -> Option<Range<usize>> {
    let end = line.trim_end().len();
    let start = end - line.trim_end().trim_start().len();
    let content = &line[start..end];
    let word = content.split(|character: char| !(character.is_alphanumeric() || "_-".contains(character))).next()?;
    if BLOCKS.contains(&word) && !content[word.len()..].trim_start().starts_with(['=', ':']) {
        return None;
    }
    let Some(equals) = content.find(['=', ':']).map(|at| start + at) else {
        let is_plain = content.chars().all(|character| character.is_ascii_punctuation() || character == ' ');
        let is_header = content.ends_with('{') && !content.contains('"');
        return (!is_plain && !is_header).then_some(start..end);
    };
    let name = line[start..equals].to_ascii_lowercase();
    if SECRET_NAMES.iter().any(|secret| name.contains(secret)) {
        let value = equals + 1;
        let value = value + (line[value..end].len() - line[value..end].trim_start_matches([' ', '\t', '=']).len());
        return (value < end).then_some(value..end);
    }
    // Keys of `.tf.json` are quoted as well.
    let from = if line[start..equals].contains('"') { equals } else { start };
    let text = line[from..end].find(['"', '\'']).into_iter().chain(line[from..end].find("<<"));
    text.min().map(|at| from + at..end)
}

#[cfg(test)]
mod tests {
    use super::hidden_part;

    #[test]
    fn names_and_structure_are_shown_and_texts_are_not() {
        let shown = |line: &str| match hidden_part(line) {
            Some(range) => format!("{}***{}", &line[..range.start], &line[range.end..]),
            None => line.to_owned(),
        };
        assert_eq!(shown("  client_secret = hunter2 ? "), "  client_secret = *** ");
        assert_eq!(shown("  default = \"hunter2"), "  default = ***");
        assert_eq!(shown("  node_count = = 3"), "  node_count = = 3");
        assert_eq!(shown("resource \"a\" \"b\" {{"), "resource \"a\" \"b\" {{");
        assert_eq!(shown("hunter2 in a heredoc"), "***");
        assert_eq!(shown("  ]]"), "  ]]");
        assert_eq!(shown("  network_profile {"), "  network_profile {");
        assert_eq!(shown("  \"name\": \"hunter2\","), "  \"name\": ***");
        assert_eq!(shown("  x = <<EOT"), "  x = ***");
        assert_eq!(shown("\"hunter2\" = 1"), "\"hunter2\" = 1");
        assert_eq!(shown(""), "");
    }
}
