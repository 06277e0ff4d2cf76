//! `yamldecode`: YAML 1.1 scalars as Terraform resolves them, aliases bounded by the budget.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use granit_parser::{Event, Parser, ScalarStyle, Tag};

use super::arguments::{Arguments, normalize};
use super::error::{FunctionError, Outcome, excerpt};
use super::json::MAX_DEPTH;
use crate::document::{Data, Entry, Number, Object, Value};

const NAMESPACE: &str = "tag:yaml.org,2002:";

pub(super) fn yamldecode(arguments: &Arguments<'_>) -> Outcome {
    let text = arguments.text(0)?;
    arguments.allocate(text.len())?;
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut reader =
        Reader { parser: Parser::new_from_str_with_options(text, options), anchors: HashMap::new(), arguments };
    let value = loop {
        match reader.next()? {
            Event::StreamStart => {}
            Event::DocumentStart(_, version) => {
                if version.is_some_and(|version| (version.major, version.minor) != (1, 1)) {
                    return Err(FunctionError::new("found incompatible YAML document"));
                }
                break reader.value(0)?;
            }
            _ => return Err(FunctionError::new("on line 1, column 1: missing start of document")),
        }
    };
    loop {
        match reader.next()? {
            Event::DocumentEnd => {}
            Event::StreamEnd => return Ok(value),
            _ => return Err(FunctionError::new("unexpected extra content after value")),
        }
    }
}

struct Reader<'a> {
    parser: Parser<'a, granit_parser::StrInput<'a>>,
    /// Finished values by anchor, with their size in nodes; none while the value is being read.
    anchors: HashMap<usize, Option<(Value, usize)>>,
    arguments: &'a Arguments<'a>,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Outcome<Event<'a>> {
        self.arguments.elements(1)?;
        match self.parser.next_event() {
            Some(Ok((event, _))) => Ok(event),
            Some(Err(error)) => {
                let (line, column) = (error.marker().line(), error.marker().col() + 1);
                let reason = error.kind().to_string();
                Err(FunctionError::new(format!("on line {line}, column {column}: {reason}")))
            }
            None => Ok(Event::StreamEnd),
        }
    }

    fn value(&mut self, depth: usize) -> Outcome {
        let event = self.next()?;
        self.value_of(event, depth)
    }

    fn value_of(&mut self, event: Event<'a>, depth: usize) -> Outcome {
        if depth > MAX_DEPTH {
            return Err(FunctionError::new("the YAML text is nested too deeply"));
        }
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let value = scalar(&text, style, tag.as_deref())?;
                self.arguments.allocate(text.len())?;
                Ok(self.anchored(anchor, value))
            }
            Event::SequenceStart(_, anchor, tag) => {
                expect_tag(tag.as_deref(), "seq", "sequence")?;
                self.begin(anchor);
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        Event::SequenceEnd => break,
                        event => items.push(self.value_of(event, depth + 1)?),
                    }
                }
                Ok(self.anchored(anchor, Value::tuple(items)))
            }
            Event::MappingStart(_, anchor, tag) => {
                expect_tag(tag.as_deref(), "map", "mapping")?;
                self.begin(anchor);
                let value = self.mapping(depth)?;
                Ok(self.anchored(anchor, value))
            }
            Event::Alias(anchor) => self.alias(anchor),
            _ => Err(FunctionError::new("a value is missing")),
        }
    }

    fn mapping(&mut self, depth: usize) -> Outcome {
        let mut entries: BTreeMap<Arc<str>, Entry> = BTreeMap::new();
        loop {
            let event = match self.next()? {
                Event::MappingEnd => break,
                event => event,
            };
            let is_merge = matches!(&event, Event::Scalar(text, ScalarStyle::Plain, ..) if text == "<<");
            let key = self.value_of(event, depth + 1)?;
            let value = self.value(depth + 1)?;
            if is_merge {
                let Some(merged) = value.as_object() else {
                    return Err(FunctionError::new("cannot merge anything but a mapping into a mapping"));
                };
                self.arguments.elements(merged.entries.len())?;
                entries.extend(merged.entries.iter().map(|(key, entry)| (Arc::clone(key), entry.clone())));
                continue;
            }
            let key = match &key.data {
                Data::Null => return Err(FunctionError::new("mapping key cannot be null")),
                _ => super::convert::to_text(&key)
                    .ok_or_else(|| FunctionError::new("only strings are allowed as mapping keys"))?,
            };
            entries.insert(key, Entry::from(value));
        }
        Ok(Value::new(Data::Object(Arc::new(Object { entries, ..Object::default() }))))
    }

    fn begin(&mut self, anchor: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, None);
        }
    }

    fn anchored(&mut self, anchor: usize, value: Value) -> Value {
        if anchor != 0 {
            let size = size(&value);
            self.anchors.insert(anchor, Some((value.clone(), size)));
        }
        value
    }

    fn alias(&mut self, anchor: usize) -> Outcome {
        match self.anchors.get(&anchor) {
            Some(Some((value, size))) => {
                // Shared in memory, but whoever walks the result meets every copy.
                self.arguments.elements(*size)?;
                Ok(value.clone())
            }
            Some(None) => Err(FunctionError::new("cannot refer to an anchor from inside its own definition")),
            None => Err(FunctionError::new("reference to undefined anchor")),
        }
    }
}

/// How many nodes a value has when written out. The budget has bounded them already.
fn size(value: &Value) -> usize {
    let inner: usize = match &value.data {
        Data::List(list) => list.items.iter().map(size).fold(0, usize::saturating_add),
        Data::Object(object) => object.entries.values().map(|entry| size(&entry.value)).fold(0, usize::saturating_add),
        _ => 0,
    };
    inner.saturating_add(1)
}

fn expect_tag(tag: Option<&Tag>, wanted: &str, what: &str) -> Outcome<()> {
    match tag.map(|tag| tag.suffix_in_namespace(NAMESPACE)) {
        None => Ok(()),
        Some(Some(suffix)) if suffix == wanted => Ok(()),
        Some(_) => Err(FunctionError::new(format!("can't interpret {what} with that tag"))),
    }
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Outcome {
    let text_value = || Ok(Value::string(normalize(text.to_owned())));
    let Some(tag) = tag else {
        return if style == ScalarStyle::Plain { plain(text) } else { text_value() };
    };
    let suffix = tag.suffix_in_namespace(NAMESPACE);
    let is_plain = style == ScalarStyle::Plain;
    let refuse = || FunctionError::new(format!("cannot parse \"{}\" as {}", excerpt(text), tag.original()));
    match suffix.as_deref() {
        Some("str") => text_value(),
        Some("binary") => match crate::formats::base64::decode(text) {
            Some(_) => text_value(),
            None => Err(refuse()),
        },
        // A quoted scalar stays a text whatever its tag says.
        Some("bool" | "int" | "float" | "null" | "timestamp") if !is_plain => text_value(),
        Some("bool") => constant(text).filter(|value| value.as_bool().is_some()).ok_or_else(refuse),
        Some("int" | "float") => number(text).map(Value::number).ok_or_else(refuse),
        Some("null") => Ok(Value::null()),
        Some("timestamp") => timestamp(text).map(Value::string).ok_or_else(refuse),
        _ => Err(FunctionError::new(format!("unsupported tag \"{}\"", excerpt(&tag.original())))),
    }
}

/// A scalar without quotes and tag.
fn plain(text: &str) -> Outcome {
    if let Some(value) = constant(text) {
        return Ok(value);
    }
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Err(FunctionError::new("floating point NaN is not supported"));
    }
    if let Some(time) = timestamp(text) {
        return Ok(Value::string(time));
    }
    match number(text) {
        Some(number) => Ok(Value::number(number)),
        None => Ok(Value::string(normalize(text.to_owned()))),
    }
}

/// The words that YAML 1.1 gives a meaning.
fn constant(text: &str) -> Option<Value> {
    Some(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::null(),
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Value::bool(true),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Value::bool(false),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Value::number(Number::from_f64(f64::INFINITY)?),
        "-.inf" | "-.Inf" | "-.INF" => Value::number(Number::from_f64(f64::NEG_INFINITY)?),
        _ => return None,
    })
}

/// Decimal numbers, and whole ones in hexadecimal and in octal with `0o`.
fn number(text: &str) -> Option<Number> {
    let first = text.trim_start_matches(['+', '-']);
    if !first.starts_with(|letter: char| letter == '.' || letter.is_ascii_digit()) {
        return None;
    }
    let radix = |digits: &str, radix: u32| {
        let is_digits = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
        is_digits.then(|| dashu_int::IBig::from_str_radix(digits, radix).ok()).flatten().and_then(Number::from_integer)
    };
    match (text.strip_prefix("0x"), text.strip_prefix("0o")) {
        (Some(digits), _) => radix(digits, 16),
        (_, Some(digits)) => radix(digits, 8),
        (None, None) => Number::parse(text),
    }
}

/// A date, or date and time, as RFC 3339 without fractions of a second.
fn timestamp(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    if !(bytes.len() >= 8 && bytes[..4].iter().all(u8::is_ascii_digit) && bytes[4] == b'-') {
        return None;
    }
    let (date, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (&text[..at], Some(&text[at..])),
        None => (text, None),
    };
    let pad = |part: &str| (matches!(part.len(), 1 | 2)).then(|| format!("{part:0>2}"));
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, pad(parts.next()?)?, pad(parts.next()?)?);
    if parts.next().is_some() {
        return None;
    }
    let clock = match time {
        None => "00:00:00Z".to_owned(),
        Some(time) => {
            let (clock, zone) = match (time.strip_prefix(' '), time[1..].find(['Z', '+', '-'])) {
                (Some(clock), None) => (clock, "Z"),
                (None, Some(at)) => (&time[1..=at], &time[at + 1..]),
                _ => return None,
            };
            let (clock, fraction) = clock.split_once('.').map_or((clock, None), |(clock, rest)| (clock, Some(rest)));
            if fraction.is_some_and(|digits| digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit())) {
                return None;
            }
            let parts: Option<Vec<_>> = clock.split(':').map(pad).collect();
            let parts = parts.filter(|parts| parts.len() == 3)?;
            format!("{}{zone}", parts.join(":"))
        }
    };
    super::date::canonical(&format!("{year}-{month}-{day}T{clock}"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{fails, gives};

    fn decodes(yaml: &str, expected: &str) {
        gives("yamldecode", &format!("[{}]", serde_json::to_string(yaml).unwrap()), expected);
    }

    fn refuses(yaml: &str, message: &str) {
        fails("yamldecode", &format!("[{}]", serde_json::to_string(yaml).unwrap()), message);
    }

    #[test]
    fn yamldecode_reads_structures() {
        decodes("hello: world", r#"{"hello":"world"}"#);
        decodes("true", "true");
        decodes("{a: &foo [1, 2, 3], b: *foo}", r#"{"a":[1,2,3],"b":[1,2,3]}"#);
        decodes("- 1\n- - 2\n  - 3\n- {}", "[1,[2,3],{}]");
        decodes("a: |\n  x\n  y\nb: >\n  x\n  y\n", r#"{"a":"x\ny\n","b":"x y\n"}"#);
        decodes("x: &a {k: 1}\nz:\n  <<: *a\n  m: 2", r#"{"x":{"k":1},"z":{"k":1,"m":2}}"#);
        decodes("a: 1\na: 2 # last one wins", r#"{"a":2}"#);
        decodes("1: a\ntrue: b", r#"{"1":"a","true":"b"}"#);
        decodes("---\n", "null");
    }

    #[test]
    fn yamldecode_resolves_scalars() {
        decodes("[yes, on, n, True, ~, null, 'yes', \"1\"]", r#"[true,true,false,true,null,null,"yes","1"]"#);
        decodes(
            "[0x1F, 0o17, 017, 1_000, .5, 1e3, 0b11, -0x10, +5, 5.]",
            r#"[31,15,17,"1_000",0.5,1000,"0b11","-0x10",5,5]"#,
        );
        decodes(
            "[2001-01-01, 2001-12-14t21:59:43.10-05:00, 2001-12-14 21:59:43]",
            r#"["2001-01-01T00:00:00Z","2001-12-14T21:59:43-05:00","2001-12-14T21:59:43Z"]"#,
        );
        decodes("[1:20, 1.2.3, 2001-13-01]", r#"["1:20","1.2.3","2001-13-01"]"#);
        decodes(
            "[!!str 5, !!int \"7\", !!float 3, !!bool true, !!binary aGk=, !!null '']",
            r#"["5","7",3,true,"aGk=",""]"#,
        );
        refuses("a: .nan", "NaN is not supported");
        refuses("a: !foo 5", "unsupported tag");
        refuses("!!set {a, b}", "can't interpret mapping");
    }

    #[test]
    fn yamldecode_refuses() {
        refuses("", "missing start of document");
        refuses("# only a comment", "missing start of document");
        refuses("a: 1\n---\nb: 2", "unexpected extra content");
        refuses("? [a]\n: 1", "only strings are allowed as mapping keys");
        refuses("null: c", "mapping key cannot be null");
        refuses("a: *b", "failed");
        refuses("a: &x [*x]", "inside its own definition");
        refuses("a: [1\n", "on line");
        refuses("a:\n\tb: 1", "on line");
        refuses("<<: [{a: 1}]", "cannot merge");
        refuses("%YAML 1.2\n---\na: 1\n", "incompatible");
        refuses(&"[".repeat(100_000), "failed");
    }

    #[test]
    fn aliases_cannot_explode() {
        let mut yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let alias = format!("*a{}", level - 1);
            yaml.push_str(&format!("a{level}: &a{level} [{}]\n", [&alias[..]; 10].join(", ")));
        }
        let arguments = format!("[{}]", serde_json::to_string(&yaml).unwrap());
        let error = super::super::testing::answer("yamldecode", &arguments).unwrap_err();
        assert!(error.is_exhausted, "{}", error.message);
    }
}
