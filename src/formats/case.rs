//! Upper, lower and title case as Go and .NET map them: one character to one character, without context.
//!
//! Knows: the simple mappings of Unicode. Does not know: any language's own rules.
//!
//! Rust's mappings are the full ones of Unicode (`ß` gives `SS`); where they give several characters the simple
//! mapping of `UnicodeData.txt` is the character itself, except for the Greek letters with iota subscript, and `İ`.

/// The simple upper case of a character.
#[must_use]
pub fn upper(letter: char) -> char {
    let mut full = letter.to_uppercase();
    match (full.next(), full.next()) {
        (Some(only), None) => only,
        _ => iota_title(letter),
    }
}

/// The simple lower case of a character.
#[must_use]
pub fn lower(letter: char) -> char {
    if letter == 'İ' {
        return 'i';
    }
    let mut full = letter.to_lowercase();
    match (full.next(), full.next()) {
        (Some(only), None) => only,
        _ => letter,
    }
}

/// The simple title case of a character: upper case, except for the letters that Unicode gives a case of their own.
#[must_use]
pub fn title(letter: char) -> char {
    match letter {
        'Ǆ'..='ǆ' => 'ǅ',
        'Ǉ'..='ǉ' => 'ǈ',
        'Ǌ'..='ǌ' => 'ǋ',
        'Ǳ'..='ǳ' => 'ǲ',
        'ა'..='ჺ' | 'ჽ'..='ჿ' => letter,
        _ => upper(letter),
    }
}

/// Whether a word starts behind this character.
#[must_use]
pub fn is_separator(letter: char) -> bool {
    match letter {
        '_' => false,
        _ if letter.is_ascii() => !letter.is_ascii_alphanumeric(),
        _ => !letter.is_alphanumeric() && letter.is_whitespace(),
    }
}

/// The precomposed title case of a Greek letter with iota subscript; any other letter is its own.
fn iota_title(letter: char) -> char {
    let code = u32::from(letter);
    let mapped = match code {
        0x1F80..=0x1F87 | 0x1F90..=0x1F97 | 0x1FA0..=0x1FA7 => code + 8,
        0x1FB3 | 0x1FC3 | 0x1FF3 => code + 9,
        _ => code,
    };
    char::from_u32(mapped).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::{is_separator, lower, title, upper};

    #[test]
    fn maps_one_character_to_one() {
        assert_eq!("straße ŉ ᾀ é".chars().map(upper).collect::<String>(), "STRAßE ŉ ᾈ É");
        assert_eq!("İΣ ÀB".chars().map(lower).collect::<String>(), "iσ àb");
        assert_eq!(title('ǆ'), 'ǅ');
        assert_eq!(upper('ǆ'), 'Ǆ');
    }

    #[test]
    fn words_start_behind_separators() {
        assert!(is_separator('-') && is_separator(' ') && is_separator('\u{a0}'));
        assert!(!is_separator('_') && !is_separator('é') && !is_separator('7') && !is_separator('…'));
    }
}
