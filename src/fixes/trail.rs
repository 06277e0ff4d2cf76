//! Finds the literal that a value comes from, where nothing else is made of it.
//!
//! Knows: bare references to variables, locals and parameters, arguments of module calls, files of values. Does not know:
//! how a value is computed; where anything is, there is no fix.

use std::path::{Path, PathBuf};

use super::change::Syntax;
use super::literal::is_plain;
use crate::document::{Step, StepKind, Trail};
use crate::source::{FileId, Sources, Span};

/// The literal at the end of a value's way, how it is written there, and whether it is a default that others may rely on.
///
/// # Errors
/// Why it is not to be changed: a sentence part.
pub fn literal(value: Span, trail: &Trail, sources: &Sources) -> Result<(Span, Syntax, bool), String> {
    let end = trail.literal.ok_or("its value is computed")?;
    let mut place = value;
    for step in trail.steps() {
        check_reference(place, sources)?;
        if step.kind == StepKind::ValueFile {
            check_values(place, step, sources)?;
        }
        if !matches!(step.kind, StepKind::Local | StepKind::Default | StepKind::ValueFile | StepKind::Argument) {
            return Err("its value comes from another resource or module".to_owned());
        }
        place = assigned(step.span, sources).ok_or("its value is computed")?;
    }
    let syntax = syntax_of(&sources.file(end.file).path);
    let is_end = place == end || syntax == Syntax::Json && place.contains(end);
    let text = &sources.file(end.file).text;
    match is_end && text.get(end.range()).is_some_and(|text| is_plain(text, syntax)) {
        true => Ok((end, syntax, trail.is_default())),
        false => Err("its value is computed".to_owned()),
    }
}

/// How values are written in a file.
#[must_use]
pub fn syntax_of(path: &str) -> Syntax {
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    match extension {
        "json" | "jsonc" => Syntax::Json,
        "bicep" | "bicepparam" => Syntax::Bicep,
        _ => Syntax::Object,
    }
}

/// What stands behind the sign of an assignment: `name = value`, `param name type = value`, `name: value`.
fn assigned(span: Span, sources: &Sources) -> Option<Span> {
    let file = sources.file(span.file);
    let text = file.text.get(span.range())?;
    let signs: &[char] = match syntax_of(&file.path) {
        Syntax::Bicep if text.starts_with("param ") || text.starts_with("var ") => &['='],
        Syntax::Bicep | Syntax::Json => &[':'],
        Syntax::Block | Syntax::Object => &['='],
    };
    let behind = text.find(signs)? + 1;
    let value = &text[behind..];
    let start = behind + value.len() - value.trim_start().len();
    let range = span.range();
    Some(Span::new(span.file, range.start + start, range.start + text.trim_end().len()))
}

/// A place must be a bare reference to something that is used there alone.
fn check_reference(place: Span, sources: &Sources) -> Result<(), String> {
    let file = sources.file(place.file);
    let reference = file.text.get(place.range()).unwrap_or_default();
    let is_name = |name: &str| {
        name.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_')
            && name.chars().all(|character| is_word(character) || character == '-')
    };
    match syntax_of(&file.path) {
        Syntax::Bicep if is_name(reference) && !reference.contains('-') => {
            // Once where it is declared, once here.
            match count(&file.text, reference) {
                2 => Ok(()),
                _ => Err(format!("`{reference}` is used elsewhere too")),
            }
        }
        Syntax::Object
            if reference
                .split_once('.')
                .is_some_and(|(root, name)| matches!(root, "var" | "local") && is_name(name)) =>
        {
            match count_in_directory(&file.path, reference, sources) {
                Some(1) => Ok(()),
                _ => Err(format!("`{reference}` is used elsewhere too")),
            }
        }
        _ => Err("its value is computed".to_owned()),
    }
}

/// A file of values serves the configuration it lies in or below.
fn check_values(reference: Span, step: &Step, sources: &Sources) -> Result<(), String> {
    let (user, values) = (sources.file(reference.file), sources.file(step.span.file));
    let directory = Path::new(&user.path).parent().unwrap_or(Path::new(""));
    let is_template = syntax_of(&user.path) != Syntax::Object;
    match is_template || Path::new(&values.path).starts_with(directory) {
        true => Ok(()),
        false => Err(format!("`{}` may serve other configurations too", values.path)),
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// How often a name stands in a text as a whole, comments and texts included.
fn count(text: &str, name: &str) -> usize {
    text.match_indices(name)
        .filter(|(at, _)| {
            let before = text[..*at].chars().next_back();
            let behind = text[at + name.len()..].chars().next();
            let is_part =
                |character: Option<char>| character.is_some_and(|character| is_word(character) || character == '-');
            !is_part(before) && !is_part(behind)
        })
        .count()
}

/// How often a reference stands in the configuration of a directory; none where that cannot be read.
fn count_in_directory(shown: &str, reference: &str, sources: &Sources) -> Option<usize> {
    let directory: PathBuf = match sources.boundary() {
        Some(boundary) => boundary.join(shown),
        None => PathBuf::from(shown),
    };
    let directory = directory.parent()?;
    let mut found = 0;
    for entry in sources.list(directory).ok()?.iter().filter(|entry| !entry.is_directory) {
        if crate::terraform::is_configuration(&entry.name) {
            let file: FileId = sources.read(&directory.join(&entry.name)).ok()?;
            found += count(&sources.file(file).text, reference);
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn names_are_counted_as_wholes() {
        let text = "a = var.x\nb = var.x_y\nc = var.x-y\n# var.x\nd = [var.x, myvar.x]\n";
        assert_eq!(count(text, "var.x"), 3);
        assert_eq!(count("param é bool\nx: é", "é"), 2);
    }
}
