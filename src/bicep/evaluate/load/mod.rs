//! `loadTextContent` and the like: files inside the read boundary, of limited size.
//!
//! Knows: paths, encodings, limits of the compiler. Does not know: what is done with the content.
//!
//! Source: learn.microsoft.com, "Files functions for Bicep"; limits from the compiler (131,072 characters of text,
//! 1,048,576 of JSON and YAML).

mod json;
mod json_path;
mod yaml;

use std::path::PathBuf;
use std::sync::Arc;

use super::EvaluationError;
use super::evaluator::{Evaluator, Outcome, error, refused};
use crate::bicep::syntax::Expression;
use crate::document::{Cause, Reason, Value};
use crate::formats::json::Dialect;
use crate::source::{FileId, ReadError, Span};

/// The most characters of a text, and of a file as base64.
const MOST_CHARACTERS: usize = 131_072;
/// The most characters of a file in JSON or YAML.
const MOST_STRUCTURED: usize = 1_048_576;

/// What Newtonsoft's reader, which the compiler uses, reads.
const DIALECT: Dialect = Dialect { unique_keys: false, ..Dialect::AZURE };

/// A function that loads a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Loading {
    Text,
    Base64,
    Json,
    Yaml,
    Directory,
}

/// The text of a file.
struct Content {
    text: String,
    /// The file, where its places are those of the text.
    file: Option<FileId>,
}

/// An argument that must be known.
enum Constant {
    Known(Arc<str>),
    Unknown(Arc<Reason>),
}

impl Evaluator<'_> {
    /// Loads a file, if this is a function that does.
    pub(super) fn load(&self, name: &str, arguments: &[Expression], span: Span) -> Option<Outcome> {
        let loading = match name {
            "loadTextContent" => Loading::Text,
            "loadFileAsBase64" => Loading::Base64,
            "loadJsonContent" => Loading::Json,
            "loadYamlContent" => Loading::Yaml,
            "loadDirectoryFileInfo" => Loading::Directory,
            _ => return None,
        };
        Some(self.loaded(loading, name, arguments, span))
    }

    fn loaded(&self, loading: Loading, name: &str, arguments: &[Expression], span: Span) -> Outcome {
        let most = match loading {
            Loading::Base64 => 1,
            Loading::Text | Loading::Directory => 2,
            Loading::Json | Loading::Yaml => 3,
        };
        let (Some(first), true) = (arguments.first(), arguments.len() <= most) else {
            let expected = if most == 1 { "1 argument".to_owned() } else { format!("1 to {most} arguments") };
            return Err(error(format!("Expected {expected}, but got {}", arguments.len()), span));
        };
        let later = |reason: Arc<Reason>| Ok(Value::unknown_set(reason).at(span));
        let written = match self.constant(first)? {
            Constant::Known(written) => written,
            Constant::Unknown(reason) => return later(reason),
        };
        let path = self.path(&written, first.span)?;
        if loading == Loading::Directory {
            let text = "the list of files of a directory is not followed";
            return later(Arc::new(Reason::new(Cause::Function, name, text).at(span)));
        }
        let unread =
            |read: &ReadError| error(format!("An error occurred reading file \"{written}\": {read}"), first.span);
        let sources = self.scope.run().sources;
        if loading == Loading::Base64 {
            let bytes = sources.read_bytes(&path).map_err(|read| unread(&read))?;
            self.limit(bytes.len().div_ceil(3) * 4, MOST_CHARACTERS, &written, first.span)?;
            return Ok(Value::string(crate::formats::base64::encode(&bytes)).at(span));
        }
        let encoding = match arguments.get(if loading == Loading::Text { 1 } else { 2 }) {
            None => None,
            Some(argument) => match self.constant(argument)? {
                Constant::Known(encoding) => Some((encoding, argument.span)),
                Constant::Unknown(reason) => return later(reason),
            },
        };
        let content = match &encoding {
            None => match sources.read(&path) {
                Ok(file) => Content { text: sources.file(file).text.clone(), file: Some(file) },
                // What is no UTF-8 the compiler reads with characters replaced.
                Err(ReadError::NotText { .. }) => {
                    let bytes = sources.read_bytes(&path).map_err(|read| unread(&read))?;
                    Content { text: decode(&bytes, encoding_rs::UTF_8), file: None }
                }
                Err(read) => return Err(unread(&read)),
            },
            Some((name, place)) => {
                let Some(known) = encoding_of(name) else {
                    let supported = "'us-ascii' | 'iso-8859-1' | 'utf-8' | 'utf-16BE' | 'utf-16'";
                    let message = format!("Expected a value of type \"{supported}\" but the provided value is another");
                    return Err(error(message, *place));
                };
                let bytes = sources.read_bytes(&path).map_err(|read| unread(&read))?;
                Content { text: decode(&bytes, known), file: None }
            }
        };
        let limit = if loading == Loading::Text { MOST_CHARACTERS } else { MOST_STRUCTURED };
        self.limit(content.text.encode_utf16().count(), limit, &written, first.span)?;
        if loading == Loading::Text {
            let text = content.text.strip_prefix('\u{feff}').unwrap_or(&content.text);
            return Ok(Value::string(text).at(span));
        }
        self.context(span).allocate(content.text.len() * 4).map_err(|error| refused(error, span))?;
        let what = if loading == Loading::Json { "JSON" } else { "YAML" };
        let broken = |detail: &str| {
            let message = format!("Unable to parse literal {what} value. Please ensure that it is well-formed{detail}");
            error(message, first.span)
        };
        let value = match loading {
            Loading::Json => json::read(&content, &self.scope.run().options.placeholders, span),
            _ => yaml::read(&content, self.context(span)).map_err(|error| match error.is_exhausted {
                true => refused(error, span),
                false => broken(&format!(": {}", error.message)),
            })?,
        };
        let Some(value) = value else { return Err(broken("")) };
        match arguments.get(1) {
            None => Ok(value),
            Some(selector) => match self.constant(selector)? {
                Constant::Known(text) => self.selected(&value, &text, name, selector.span, span),
                Constant::Unknown(reason) => Ok(Value::unknown(reason).at(span)),
            },
        }
    }

    /// A text that the compiler needs to know.
    fn constant(&self, argument: &Expression) -> Result<Constant, EvaluationError> {
        let value = self.evaluate(argument)?;
        match (&value.data, value.first_reason()) {
            (crate::document::Data::String(text), _) => Ok(Constant::Known(Arc::clone(text))),
            (_, Some(reason)) => Ok(Constant::Unknown(reason)),
            _ => Err(error("The value must be a compile-time constant", argument.span)),
        }
    }

    /// The path as the compiler takes it: relative to the file, with `/`.
    fn path(&self, written: &str, place: Span) -> Result<PathBuf, EvaluationError> {
        let message = if written.is_empty() {
            "The specified path is empty"
        } else if written.starts_with('/') {
            "The specified path begins with \"/\". Files must be referenced using relative paths"
        } else if written.contains('\\') {
            "The specified file path contains a \"\\\" character. Use \"/\" instead as the directory separator character"
        } else if written.chars().any(char::is_control) {
            "The specified file path contains invalid control code characters"
        } else {
            return Ok(self.scope.file().parent().unwrap_or(self.scope.file()).join(written));
        };
        Err(error(message, place))
    }

    fn limit(&self, characters: usize, most: usize, written: &str, place: Span) -> Result<(), EvaluationError> {
        if characters > most {
            let message = format!("The file \"{written}\" exceeds the maximum size of {most} characters");
            return Err(error(message, place));
        }
        self.context(place).allocate(characters).map_err(|error| refused(error, place))
    }

    fn selected(&self, value: &Value, path: &str, name: &str, place: Span, span: Span) -> Outcome {
        let selected = json_path::select(value, path, self.context(span)).map_err(|error| refused(error, place))?;
        match selected {
            json_path::Selected::Values(mut found) if found.len() == 1 => Ok(found.swap_remove(0)),
            json_path::Selected::Values(found) if !found.is_empty() => Ok(Value::tuple(found).at(span)),
            json_path::Selected::Values(_) => {
                Err(error("Specified JSONPath does not exist in the given file or is invalid", place))
            }
            json_path::Selected::Unsupported => {
                let text = format!("the JSONPath `{path}` is not followed");
                Ok(Value::unknown(Reason::new(Cause::Function, name, text).at(place)).at(span))
            }
        }
    }
}

/// The encodings that the compiler names.
fn encoding_of(name: &str) -> Option<&'static encoding_rs::Encoding> {
    Some(match name {
        "utf-8" => encoding_rs::UTF_8,
        "utf-16" => encoding_rs::UTF_16LE,
        "utf-16BE" => encoding_rs::UTF_16BE,
        // The same for what either can hold; the web's standard reads both so.
        "us-ascii" | "iso-8859-1" => encoding_rs::WINDOWS_1252,
        _ => return None,
    })
}

/// Decoded; a byte order mark counts for more than what was asked for.
fn decode(bytes: &[u8], encoding: &'static encoding_rs::Encoding) -> String {
    encoding.decode(bytes).0.into_owned()
}
