//! `loadTextContent` and the like: files inside the read boundary, of limited size.

use std::sync::Arc;

use base64::Engine as _;

use super::evaluator::{Evaluator, Outcome, error, refused};
use crate::arm::functions::{Argument, call as call_function};
use crate::bicep::syntax::Expression;
use crate::document::{Cause, Data, Reason, Value};
use crate::source::{ReadError, Span};

/// The largest file that is loaded, in bytes; the compiler's own limit is 131,072 characters.
const LARGEST: usize = 4 * 131_072;

impl Evaluator<'_> {
    /// Loads a file, if this is a function that does.
    pub(super) fn load(&self, name: &str, arguments: &[Expression], span: Span) -> Option<Outcome> {
        let known =
            ["loadTextContent", "loadFileAsBase64", "loadJsonContent", "loadYamlContent", "loadDirectoryFileInfo"];
        let name = known.into_iter().find(|known| known.eq_ignore_ascii_case(name))?;
        Some(self.loaded(name, arguments, span))
    }

    fn loaded(&self, name: &str, arguments: &[Expression], span: Span) -> Outcome {
        let Some(first) = arguments.first() else {
            return Err(error("Expected 1 to 3 arguments, but got 0", span));
        };
        let path = self.evaluate(first)?;
        let Some(written) = path.as_str() else {
            return match path.first_reason() {
                Some(reason) => Ok(Value::unknown_set(reason).at(span)),
                None => Err(error("A path must be a text that is known when it is compiled", first.span)),
            };
        };
        let run = self.scope.run();
        let target = self.scope.file().parent().unwrap_or(self.scope.file()).join(written);
        if name == "loadDirectoryFileInfo" {
            let text = "the list of files of a directory is not followed";
            return Ok(Value::unknown_set(Reason::new(Cause::Function, name, text).at(span)).at(span));
        }
        let unread = |read: &ReadError| error(format!("Unable to read the file \"{written}\": {read}"), first.span);
        let bytes = run.sources.read_bytes(&target).map_err(|read| unread(&read))?;
        let context = self.context(span);
        context.allocate(bytes.len()).map_err(|error| refused(error, span))?;
        if bytes.len() > LARGEST {
            let message = format!("The file \"{written}\" is larger than what the compiler loads");
            return Err(error(message, first.span));
        }
        if name == "loadFileAsBase64" {
            let encoded = base64::engine::general_purpose::STANDARD.encode(&bytes);
            return Ok(Value::string(encoded).at(span));
        }
        let text = String::from_utf8_lossy(&bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        match name {
            "loadTextContent" => Ok(Value::string(text).at(span)),
            "loadJsonContent" => {
                let text = Argument::Value(Value::string(without_comments(text)));
                let loaded = match call_function("json", &[text], context) {
                    Some(outcome) => {
                        outcome.map_err(|_| error(format!("The file \"{written}\" is no valid JSON"), first.span))?
                    }
                    None => return Err(error("json() is not known", span)),
                };
                match arguments.get(1) {
                    Some(path) => self.selected(&loaded, path, span),
                    None => Ok(loaded),
                }
            }
            _ => {
                let text = "YAML is not followed into values";
                Ok(Value::unknown_set(Reason::new(Cause::Function, name, text).at(span)).at(span))
            }
        }
    }

    /// A JSON path of plain members, `$.a.b` or `a.b`; of anything else nobody knows.
    fn selected(&self, value: &Value, path: &Expression, span: Span) -> Outcome {
        let written = self.evaluate(path)?;
        let Some(text) = written.as_str() else {
            return Ok(Value::unknown(
                written.first_reason().unwrap_or_else(|| Arc::new(Reason::undecided_condition())),
            ));
        };
        let plain = text.strip_prefix('$').unwrap_or(text).trim_start_matches('.');
        if plain.contains(['[', '*', '?', '(']) || plain.contains("..") {
            let text = "the JSON path is not followed";
            return Ok(Value::unknown(Reason::new(Cause::Function, "loadJsonContent", text).at(span)).at(span));
        }
        let mut found = value.clone();
        for name in plain.split('.').filter(|name| !name.is_empty()) {
            let Data::Object(_) = &found.data else {
                return Err(error(format!("The JSON path \"{text}\" leads nowhere"), path.span));
            };
            found = crate::arm::operators::member(&found, name, false).map_err(|error| refused(error, path.span))?;
        }
        Ok(found)
    }
}

/// JSON without `//` and `/* */` comments: blanks in their place.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    let mut in_string = false;
    while let Some(character) = characters.next() {
        match (in_string, character, characters.peek()) {
            (true, '\\', Some(_)) => {
                out.push(character);
                out.extend(characters.next());
            }
            (_, '"', _) => {
                in_string = !in_string;
                out.push('"');
            }
            (false, '/', Some('/')) => {
                for character in characters.by_ref() {
                    if character == '\n' {
                        out.push('\n');
                        break;
                    }
                }
            }
            (false, '/', Some('*')) => {
                characters.next();
                let mut last = ' ';
                for character in characters.by_ref() {
                    if last == '*' && character == '/' {
                        break;
                    }
                    last = character;
                }
                out.push(' ');
            }
            _ => out.push(character),
        }
    }
    out
}
