//! How a value is spelt in each notation, and whether a text is a plain value.
//!
//! Knows: literals. Does not know: where they stand.

use super::change::Syntax;
use crate::model::Wanted;

/// The value as a text.
#[must_use]
pub fn spell(value: &Wanted, syntax: Syntax) -> String {
    match value {
        Wanted::Bool(value) => value.to_string(),
        Wanted::Number(value) => value.to_string(),
        Wanted::Text(text) => quote(text, syntax),
        Wanted::Texts(texts) => {
            let items: Vec<String> = texts.iter().map(|text| quote(text, syntax)).collect();
            format!("[{}]", items.join(", "))
        }
        // What stands between the braces of a block is laid out by whoever adds it.
        Wanted::Block => "{}".to_owned(),
    }
}

fn quote(text: &str, syntax: Syntax) -> String {
    match syntax {
        Syntax::Json => serde_json::Value::from(text).to_string(),
        Syntax::Bicep => {
            let escaped = text.replace('\\', "\\\\").replace('\'', "\\'").replace("${", "\\${");
            format!("'{}'", escaped.replace('\n', "\\n").replace('\r', "\\r"))
        }
        Syntax::Block | Syntax::Object => {
            let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace("${", "$${").replace("%{", "%%{");
            format!("\"{}\"", escaped.replace('\n', "\\n").replace('\r', "\\r"))
        }
    }
}

/// Whether a text is a truth value, a number or a text without anything to compute.
#[must_use]
pub fn is_plain(text: &str, syntax: Syntax) -> bool {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
    if matches!(text, "true" | "false") || is_number {
        return true;
    }
    let mark = if syntax == Syntax::Bicep { '\'' } else { '"' };
    let Some(inner) = text.strip_prefix(mark).and_then(|text| text.strip_suffix(mark)) else { return false };
    let is_computed = match syntax {
        // `[…]` is an expression of ARM.
        Syntax::Json => inner.starts_with('[') && !inner.starts_with("[["),
        _ => inner.contains("${") || inner.contains("%{"),
    };
    !is_computed && !inner.contains([mark, '\n', '\\'])
}

#[cfg(test)]
mod tests {
    use super::{is_plain, spell};
    use crate::fixes::Syntax;
    use crate::model::Wanted;

    #[test]
    fn texts_are_quoted_as_the_language_does() {
        let text = Wanted::Text("a'b\"c${d}\\".to_owned());
        assert_eq!(spell(&text, Syntax::Block), r#""a'b\"c$${d}\\""#);
        assert_eq!(spell(&text, Syntax::Bicep), r#"'a\'b"c\${d}\\'"#);
        assert_eq!(spell(&text, Syntax::Json), r#""a'b\"c${d}\\""#);
        assert_eq!(spell(&Wanted::Texts(vec!["a".into(), "b".into()]), Syntax::Object), r#"["a", "b"]"#);
    }

    #[test]
    fn plain_values_are_told_from_computed_ones() {
        for plain in ["true", "-12.5", "\"Free\"", "\"\""] {
            assert!(is_plain(plain, Syntax::Object), "{plain}");
        }
        for computed in ["var.x", "\"${x}\"", "\"a\" + \"b\"", "null", "", "<<EOT"] {
            assert!(!is_plain(computed, Syntax::Object), "{computed}");
        }
        assert!(!is_plain("\"[parameters('x')]\"", Syntax::Json));
        assert!(is_plain("\"[[x]\"", Syntax::Json));
        assert!(is_plain("'Free'", Syntax::Bicep) && !is_plain("\"Free\"", Syntax::Bicep));
    }
}
