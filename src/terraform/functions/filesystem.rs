//! Functions on paths and files. Files are read through the store alone, which keeps to the read boundary.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::arguments::Arguments;
use super::error::{FunctionError, Outcome, excerpt};
use super::glob::{self, Segment};
use super::{encoding, hash};
use crate::document::{Cause, Data, ListKind, Reason, Value};
use crate::source::{FileId, ReadError};

/// The deepest directory that `**` enters, counted from where it starts.
const MAX_DEPTH: usize = 32;

pub(super) fn basename(arguments: &Arguments<'_>) -> Outcome {
    let path = arguments.text(0)?.trim_end_matches('/');
    if path.is_empty() {
        return arguments.produce(if arguments.text(0)?.is_empty() { "." } else { "/" });
    }
    arguments.produce(path.rsplit('/').next().unwrap_or(path))
}

pub(super) fn dirname(arguments: &Arguments<'_>) -> Outcome {
    let path = arguments.text(0)?;
    let directory = path.rfind('/').map_or("", |at| &path[..=at]);
    arguments.produce(clean(directory))
}

/// A path without `.`, doubled slashes and `..` behind a name, as Go's `filepath.Clean`.
fn clean(path: &str) -> String {
    let is_rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if is_rooted => {}
            _ => parts.push(part),
        }
    }
    match (is_rooted, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}

pub(super) fn abspath(arguments: &Arguments<'_>) -> Outcome {
    let value = arguments.value(0)?;
    match &value.data {
        Data::String(path) if path.starts_with('/') => arguments.produce(clean(path)),
        Data::String(_) => Ok(arguments.not_computed("depends on the directory that Terraform runs in")),
        _ => Ok(unknown_text(value)),
    }
}

pub(super) fn pathexpand(arguments: &Arguments<'_>) -> Outcome {
    let value = arguments.value(0)?;
    match &value.data {
        Data::String(path) if path.starts_with('~') => {
            Ok(arguments.not_computed("depends on the home directory of the user who runs Terraform"))
        }
        Data::String(_) => Ok(value.clone()),
        _ => Ok(unknown_text(value)),
    }
}

fn unknown_text(value: &Value) -> Value {
    let reason = value.first_reason();
    Value::unknown_set(reason.unwrap_or_else(|| Reason::undecided_condition().into()))
}

/// What reading gives: the content, or the value of the call when the content is not known.
type Read<T> = Result<T, Box<Value>>;

/// The path of an argument, seen from the root module.
fn locate(arguments: &Arguments<'_>, index: usize) -> Outcome<Read<PathBuf>> {
    let path = arguments.text(index)?;
    arguments.context.budget.spend(100)?;
    if path.starts_with('~') {
        let why = "depends on the home directory of the user who runs Terraform";
        return Ok(Err(Box::new(arguments.not_computed(why))));
    }
    if path.contains('\0') {
        return Err(FunctionError::at(index, "invalid path"));
    }
    Ok(Ok(arguments.context.directory.join(path)))
}

/// The outcome of a failed read: a file that is not there is Terraform's error, anything else is not known.
fn failure(arguments: &Arguments<'_>, index: usize, error: &ReadError) -> Outcome<Box<Value>> {
    let path = excerpt(arguments.text(index)?);
    match error {
        ReadError::NotFound => Err(FunctionError::at(
            index,
            format!(
                "no file exists at \"{path}\"; this function works only with files that are distributed as part of the \
                 configuration source code"
            ),
        )),
        ReadError::WrongType(what) => {
            Err(FunctionError::at(index, format!("failed to read file \"{path}\": it is {what}")))
        }
        _ => {
            let text = format!("{}(\"{path}\"): {error}", arguments.function);
            Ok(Box::new(Value::unknown_set(Reason::new(Cause::Function, arguments.function, text))))
        }
    }
}

/// A file as text.
pub(super) fn read_text(arguments: &Arguments<'_>, index: usize) -> Outcome<Read<FileId>> {
    let path = match locate(arguments, index)? {
        Ok(path) => path,
        Err(value) => return Ok(Err(value)),
    };
    match arguments.context.sources.read(&path) {
        Ok(file) => Ok(Ok(file)),
        Err(ReadError::NotText { .. }) => {
            let path = excerpt(arguments.text(index)?);
            Err(FunctionError::at(
                index,
                format!(
                    "contents of \"{path}\" are not valid UTF-8; use the filebase64 function to obtain the Base64 \
                     encoded contents or the other file functions (e.g. filemd5, filesha256) to obtain file hashing \
                     results instead"
                ),
            ))
        }
        Err(error) => Ok(Err(failure(arguments, index, &error)?)),
    }
}

pub(super) fn file(arguments: &Arguments<'_>) -> Outcome {
    match read_text(arguments, 0)? {
        Ok(file) => arguments.produce(arguments.context.sources.file(file).text.clone()),
        Err(value) => Ok(*value),
    }
}

/// A result made of a file's bytes.
fn of_bytes(arguments: &Arguments<'_>, make: impl FnOnce(&[u8]) -> Outcome) -> Outcome {
    let path = match locate(arguments, 0)? {
        Ok(path) => path,
        Err(value) => return Ok(*value),
    };
    match arguments.context.sources.read_bytes(&path) {
        Ok(bytes) => {
            arguments.allocate(bytes.len())?;
            make(&bytes)
        }
        Err(error) => Ok(*failure(arguments, 0, &error)?),
    }
}

pub(super) fn filebase64(arguments: &Arguments<'_>) -> Outcome {
    of_bytes(arguments, |bytes| encoding::encode_bytes(arguments, bytes))
}

pub(super) fn filemd5(arguments: &Arguments<'_>) -> Outcome {
    of_bytes(arguments, |bytes| Ok(Value::string(hash::hexadecimal::<md5::Md5>(bytes))))
}

pub(super) fn filesha1(arguments: &Arguments<'_>) -> Outcome {
    of_bytes(arguments, |bytes| Ok(Value::string(hash::hexadecimal::<sha1::Sha1>(bytes))))
}

pub(super) fn filesha256(arguments: &Arguments<'_>) -> Outcome {
    of_bytes(arguments, |bytes| Ok(Value::string(hash::hexadecimal::<sha2::Sha256>(bytes))))
}

pub(super) fn filesha512(arguments: &Arguments<'_>) -> Outcome {
    of_bytes(arguments, |bytes| Ok(Value::string(hash::hexadecimal::<sha2::Sha512>(bytes))))
}

pub(super) fn filebase64sha256(arguments: &Arguments<'_>) -> Outcome {
    of_bytes(arguments, |bytes| Ok(Value::string(hash::base64::<sha2::Sha256>(bytes))))
}

pub(super) fn filebase64sha512(arguments: &Arguments<'_>) -> Outcome {
    of_bytes(arguments, |bytes| Ok(Value::string(hash::base64::<sha2::Sha512>(bytes))))
}

pub(super) fn fileexists(arguments: &Arguments<'_>) -> Outcome {
    let path = match locate(arguments, 0)? {
        Ok(path) => path,
        Err(value) => return Ok(*value),
    };
    let sources = arguments.context.sources;
    match sources.resolve(&path) {
        Ok(_) if !sources.exists(&path) => Ok(Value::bool(false)),
        Ok(_) if is_directory(arguments, &path) => {
            let path = excerpt(arguments.text(0)?);
            Err(FunctionError::at(0, format!("\"{path}\" is a directory, not a file")))
        }
        Ok(_) => Ok(Value::bool(true)),
        Err(ReadError::NotFound | ReadError::WrongType(_)) => Ok(Value::bool(false)),
        Err(error) => Ok(*failure(arguments, 0, &error)?),
    }
}

fn is_directory(arguments: &Arguments<'_>, path: &Path) -> bool {
    let sources = arguments.context.sources;
    // A store in memory has a directory wherever it has files below.
    sources.list(path).is_ok_and(|entries| sources.boundary().is_some() || !entries.is_empty())
}

pub(super) fn fileset(arguments: &Arguments<'_>) -> Outcome {
    let base = match locate(arguments, 0)? {
        Ok(path) => path,
        Err(value) => return Ok(*value),
    };
    let Some(patterns) = glob::parse(arguments.text(1)?) else {
        return Err(FunctionError::at(1, "failed to glob pattern: syntax error in pattern"));
    };
    let mut walk = Walk { arguments, found: BTreeSet::new(), unread: None };
    for segments in &patterns {
        walk.enter(&base, String::new(), segments, &mut Vec::new())?;
    }
    arguments.elements(walk.found.len())?;
    let items = walk.found.into_iter().map(Value::string).collect();
    let mut result = Value::list(items, ListKind::Set);
    if let (Some(error), Data::List(list)) = (walk.unread, &mut result.data) {
        let text = format!("fileset(): {error}");
        std::sync::Arc::make_mut(list).open = Some(Reason::new(Cause::Function, "fileset", text).into());
    }
    Ok(result)
}

/// A walk through the directories that a pattern can reach.
struct Walk<'a> {
    arguments: &'a Arguments<'a>,
    /// Paths relative to the base, with forward slashes.
    found: BTreeSet<String>,
    /// Why some directory could not be listed.
    unread: Option<ReadError>,
}

impl Walk<'_> {
    /// Follows the segments from a directory; `above` holds the real paths on the way, against loops of links.
    fn enter(
        &mut self,
        directory: &Path,
        relative: String,
        segments: &[Segment],
        above: &mut Vec<PathBuf>,
    ) -> Outcome<()> {
        let Some((segment, rest)) = segments.split_first() else { return Ok(()) };
        let sources = self.arguments.context.sources;
        let join = |name: &str| if relative.is_empty() { name.to_owned() } else { format!("{relative}/{name}") };
        if let Segment::Name(name) = segment
            && name == ".."
        {
            return self.enter(&directory.join(name), join(name), rest, above);
        }
        self.arguments.context.budget.spend(100)?;
        let real = match sources.resolve(directory) {
            Ok(real) => real,
            Err(error) => return self.skip(error),
        };
        if above.len() >= MAX_DEPTH || above.contains(&real) && matches!(segment, Segment::AnyDepth) {
            return Ok(());
        }
        let entries = match sources.list(directory) {
            Ok(entries) => entries,
            Err(error) => return self.skip(error),
        };
        above.push(real);
        if *segment == Segment::AnyDepth {
            // No directory at all.
            self.enter(directory, relative.clone(), rest, &mut above.clone())?;
        }
        for entry in entries.iter() {
            self.arguments.context.budget.spend(1)?;
            let (fits, next) = match segment {
                Segment::AnyDepth => (true, segments),
                Segment::Name(name) => (*name == entry.name, rest),
                Segment::Pattern(tokens) => (glob::matches(tokens, &entry.name), rest),
            };
            if !fits {
                continue;
            }
            if entry.is_directory {
                self.enter(&directory.join(&entry.name), join(&entry.name), next, above)?;
            } else if rest.is_empty() {
                self.found.insert(join(&entry.name));
            }
        }
        above.pop();
        Ok(())
    }

    fn skip(&mut self, error: ReadError) -> Outcome<()> {
        if !matches!(error, ReadError::NotFound | ReadError::WrongType(_)) {
            self.unread.get_or_insert(error);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::testing::{fails, gives, shown};
    use super::super::{CallContext, call};
    use crate::document::{Budget, BudgetLimits, Cause, Value};
    use crate::source::{Limits, Sources};

    #[test]
    fn paths_are_texts() {
        gives("basename", r#"["foo/bar/baz.txt"]"#, r#""baz.txt""#);
        gives("basename", r#"[""]"#, r#"".""#);
        gives("basename", r#"["//"]"#, r#""/""#);
        gives("basename", r#"["a/b/"]"#, r#""b""#);
        gives("dirname", r#"["foo/bar/baz.txt"]"#, r#""foo/bar""#);
        gives("dirname", r#"["foo"]"#, r#"".""#);
        gives("dirname", r#"["/a"]"#, r#""/""#);
        gives("dirname", r#"["a/../b/c"]"#, r#""b""#);
        gives("dirname", r#"["a//b/"]"#, r#""a/b""#);
        gives("pathexpand", r#"["a/b"]"#, r#""a/b""#);
        gives("abspath", r#"["/a/../b"]"#, r#""/b""#);
        assert_eq!(shown("abspath", r#"["a"]"#), "set: abspath(): depends on the directory that Terraform runs in");
        assert!(shown("pathexpand", r#"["~/a"]"#).contains("home directory"));
        fails("basename", "[null]", "argument must not be null");
    }

    /// Calls with texts in a directory that holds some files.
    fn on_disk(name: &str, texts: &[&str]) -> Result<Value, String> {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().canonicalize().unwrap();
        let inner = root.join("inside");
        std::fs::create_dir_all(inner.join("sub/deep")).unwrap();
        #[expect(clippy::disallowed_methods, reason = "a test's own files")]
        for (path, content) in [
            ("inside/hello.txt", &b"Hello World"[..]),
            ("inside/sub/a.json", b"{}"),
            ("inside/sub/deep/b.json", b"{}"),
            ("inside/binary", b"\xff\x00"),
            ("outside.txt", b"secret"),
        ] {
            std::fs::write(root.join(path), content).unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(&inner, inner.join("sub/loop")).unwrap();
        let sources = Sources::new(inner.clone(), Limits::default());
        let budget = Budget::new(BudgetLimits::default());
        let context = CallContext { sources: &sources, directory: &inner, budget: &budget };
        let arguments: Vec<_> = texts.iter().map(|text| Value::string(*text)).collect();
        call(name, &arguments, &context).map_err(|error| error.message)
    }

    fn text(name: &str, path: &str) -> String {
        on_disk(name, &[path]).unwrap().as_str().unwrap().to_owned()
    }

    #[test]
    fn files_are_read_inside_the_boundary() {
        assert_eq!(text("file", "hello.txt"), "Hello World");
        assert_eq!(text("file", "./sub/../hello.txt"), "Hello World");
        assert_eq!(text("filebase64", "hello.txt"), "SGVsbG8gV29ybGQ=");
        assert_eq!(text("filebase64", "binary"), "/wA=");
        assert_eq!(text("filemd5", "hello.txt"), "b10a8db164e0754105b7a99be72e3fe5");
        assert_eq!(text("filesha1", "hello.txt"), "0a4d55a8d778e5022fab701977c5d840bbc486d0");
        assert_eq!(text("filesha256", "hello.txt"), "a591a6d40bf420404a011733cfb7b190d62c65bf0bcda32b57b277d9ad9f146e");
        assert_eq!(text("filebase64sha256", "hello.txt"), "pZGm1Av0IEBKARczz7exkNYsZb8LzaMrV7J32a2fFG4=");
        assert!(text("filesha512", "hello.txt").starts_with("2c74fd17edafd80e8447b0d46741ee24"));
        assert!(text("filebase64sha512", "hello.txt").starts_with("LHT9F+2v2A6ER7DUZ0HuJDt+"));
        assert!(on_disk("file", &["binary"]).unwrap_err().contains("not valid UTF-8"));
        assert!(on_disk("file", &["nope"]).unwrap_err().contains("no file exists at \"nope\""));
        assert!(on_disk("file", &["sub"]).unwrap_err().contains("a directory"));
    }

    #[test]
    fn what_lies_outside_is_unknown() {
        for (name, arguments) in [
            ("file", &["../outside.txt"][..]),
            ("filemd5", &["../outside.txt"]),
            ("fileexists", &["../outside.txt"]),
            ("file", &["~/.ssh/id_rsa.pub"]),
        ] {
            let value = on_disk(name, arguments).unwrap();
            let unknown = value.as_unknown().unwrap();
            assert!(unknown.not_null && unknown.reason.cause == Cause::Function, "{name}");
        }
        let set = on_disk("fileset", &[".", "../*.txt"]).unwrap();
        assert!(set.as_list().unwrap().items.is_empty() && set.as_list().unwrap().open.is_some());
    }

    #[test]
    fn fileexists_tells_files_from_directories() {
        assert_eq!(on_disk("fileexists", &["hello.txt"]).unwrap().as_bool(), Some(true));
        assert_eq!(on_disk("fileexists", &["nope/nope"]).unwrap().as_bool(), Some(false));
        assert_eq!(on_disk("fileexists", &["hello.txt/nope"]).unwrap().as_bool(), Some(false));
        assert!(on_disk("fileexists", &["sub"]).unwrap_err().contains("a directory"));
        assert!(on_disk("fileexists", &["."]).unwrap_err().contains("a directory"));
    }

    #[test]
    fn fileset_walks_and_survives_loops() {
        let found = |base: &str, pattern: &str| {
            let value = on_disk("fileset", &[base, pattern]).unwrap();
            let list = value.as_list().unwrap();
            list.items.iter().map(|item| item.as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found(".", "*"), ["binary", "hello.txt"]);
        assert_eq!(found(".", "{hello,x}.*"), ["hello.txt"]);
        assert_eq!(found("sub", "*.json"), ["a.json"]);
        assert_eq!(found("nodir", "*"), Vec::<String>::new());
        let all = found(".", "**/*.json");
        assert!(all.contains(&"sub/a.json".to_owned()) && all.contains(&"sub/deep/b.json".to_owned()));
        assert!(all.len() < 10, "{all:?}");
        assert!(on_disk("fileset", &[".", "[a"]).unwrap_err().contains("pattern"));
    }

    #[test]
    fn a_store_in_memory_serves_its_texts() {
        let sources = Sources::in_memory();
        sources.add("m/a.txt", "é");
        let budget = Budget::new(BudgetLimits::default());
        let context = CallContext { sources: &sources, directory: Path::new("m"), budget: &budget };
        let answer = |name: &str, path: &str| call(name, &[Value::string(path)], &context);
        assert_eq!(answer("file", "a.txt").unwrap().as_str(), Some("é"));
        assert_eq!(answer("fileexists", "a.txt").unwrap().as_bool(), Some(true));
        assert_eq!(answer("fileexists", "b.txt").unwrap().as_bool(), Some(false));
        assert!(answer("file", "b.txt").is_err());
    }
}
