//! YAML files as values, each part at its place in the file. Aliases are bounded by the budget.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use granit_parser::{Event, Parser, ScalarStyle};

use super::Content;
use crate::arm::functions::{CallContext, FunctionError};
use crate::document::{Data, Entry, Number, Object, Value};
use crate::source::Span;

/// How deeply a document may nest.
const DEEPEST: usize = 128;

/// The value that a file holds: of several documents the first; none where it holds nothing.
///
/// # Errors
/// When it is no YAML, or the budget ran out.
pub(super) fn read(content: &Content, context: CallContext<'_>) -> Result<Option<Value>, FunctionError> {
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: DEEPEST,
        block_nesting_limit: DEEPEST,
    };
    let text = content.text.strip_prefix('\u{feff}').unwrap_or(&content.text);
    let skipped = content.text.len() - text.len();
    let parser = Parser::new_from_str_with_options(text, options);
    let mut reader = Reader { parser, content, skipped, anchors: HashMap::new(), context };
    loop {
        match reader.next()?.0 {
            Event::StreamStart => {}
            Event::DocumentStart(..) => {
                let (event, span) = reader.next()?;
                return reader.value(event, span, 0).map(Some);
            }
            _ => return Ok(None),
        }
    }
}

struct Reader<'a> {
    parser: Parser<'a, granit_parser::StrInput<'a>>,
    content: &'a Content,
    skipped: usize,
    /// Finished values by anchor, with their size in nodes; none while the value is being read.
    anchors: HashMap<usize, Option<(Value, usize)>>,
    context: CallContext<'a>,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), FunctionError> {
        self.context.spend()?;
        match self.parser.next_event() {
            Some(Ok((event, span))) => {
                let place = self.place(&span);
                Ok((event, place))
            }
            Some(Err(error)) => {
                let (line, column) = (error.marker().line(), error.marker().col() + 1);
                Err(refused(format!("line {line}, column {column}: {}", error.kind())))
            }
            None => Ok((Event::StreamEnd, self.context.span)),
        }
    }

    fn place(&self, span: &granit_parser::Span) -> Span {
        match (self.content.file, span.byte_range()) {
            (Some(file), Some(range)) => Span::new(file, range.start + self.skipped, range.end + self.skipped),
            _ => self.context.span,
        }
    }

    fn value(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Value, FunctionError> {
        if depth > DEEPEST {
            return Err(refused("it is nested too deeply"));
        }
        self.context.allocate(64)?;
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = style != ScalarStyle::Plain || tag.is_some_and(|tag| tag.original().ends_with("str"));
                let value = if is_text { Value::string(&*text) } else { plain(&text) };
                self.context.allocate(text.len())?;
                Ok(self.anchored(anchor, value.at(span)))
            }
            Event::SequenceStart(_, anchor, _) => {
                self.begin(anchor);
                let mut items = Vec::new();
                let end = loop {
                    match self.next()? {
                        (Event::SequenceEnd, end) => break end,
                        (event, span) => items.push(self.value(event, span, depth + 1)?),
                    }
                };
                Ok(self.anchored(anchor, Value::tuple(items).at(Span { end: end.end, ..span })))
            }
            Event::MappingStart(_, anchor, _) => {
                self.begin(anchor);
                let (entries, end) = self.mapping(depth)?;
                let value = Value::new(Data::Object(Arc::new(Object { entries, ..Object::default() })));
                Ok(self.anchored(anchor, value.at(Span { end: end.end, ..span })))
            }
            Event::Alias(anchor) => self.alias(anchor),
            _ => Err(refused("a value is missing")),
        }
    }

    fn mapping(&mut self, depth: usize) -> Result<(BTreeMap<Arc<str>, Entry>, Span), FunctionError> {
        let mut entries: BTreeMap<Arc<str>, Entry> = BTreeMap::new();
        loop {
            let (event, span) = match self.next()? {
                (Event::MappingEnd, end) => return Ok((entries, end)),
                next => next,
            };
            let Event::Scalar(name, ..) = event else { return Err(refused("only texts name members")) };
            let name: Arc<str> = (&*name).into();
            let (event, inner) = self.next()?;
            let value = self.value(event, inner, depth + 1)?;
            let end = value.trail.literal.filter(|literal| literal.file == span.file).map_or(span.end, |it| it.end);
            let place = Span { end: end.max(span.end), ..span };
            if &*name == "<<"
                && let Some(merged) = value.as_object()
            {
                self.context.allocate(merged.entries.len() * 64)?;
                for (name, entry) in &merged.entries {
                    entries.entry(Arc::clone(name)).or_insert_with(|| entry.clone());
                }
                continue;
            }
            entries.insert(name, Entry { span: Some(place), ..Entry::from(value) });
        }
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

    fn alias(&mut self, anchor: usize) -> Result<Value, FunctionError> {
        match self.anchors.get(&anchor) {
            Some(Some((value, size))) => {
                // Shared in memory, but whoever walks the result meets every copy.
                self.context.allocate(size.saturating_mul(64))?;
                Ok(value.clone())
            }
            _ => Err(refused("an alias refers to no finished anchor")),
        }
    }
}

fn refused(message: impl Into<String>) -> FunctionError {
    FunctionError { message: message.into(), argument: None, is_exhausted: false }
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

/// A scalar without quotes, by the core schema of YAML 1.2.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::null(),
        "true" | "True" | "TRUE" => Value::bool(true),
        "false" | "False" | "FALSE" => Value::bool(false),
        _ => {
            let starts = text.trim_start_matches(['+', '-']).starts_with(|first: char| first.is_ascii_digit());
            match Number::parse(text).filter(|_| starts) {
                Some(number) => Value::number(number),
                None => Value::string(text),
            }
        }
    }
}
