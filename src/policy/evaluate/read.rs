//! The facts that were read, and how they are told.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::rc::Rc;
use std::sync::Arc;

use crate::document::{Data, Reason, Trail, Value};
use crate::model::table::{Link, is_opposite};
use crate::model::{Fact, How, ResourceId};
use crate::policy::Evidence;
use crate::source::Span;

/// The most characters of a sentence of the model.
const SHOWN_SENTENCE: usize = 200;

/// The most characters of a value that are shown.
const SHOWN_CHARACTERS: usize = 60;

/// The most elements of a list that are shown.
const SHOWN_ELEMENTS: usize = 4;

/// Identifies a fact that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ReadId(pub u32);

/// A fact that was read.
#[derive(Debug, Clone)]
pub(super) struct Read {
    pub resource: ResourceId,
    pub subject: Subject,
    pub aspect: Aspect,
    pub told: Told,
    pub span: Span,
    pub how: How,
    pub is_sensitive: bool,
}

/// What was told.
#[derive(Debug, Clone)]
pub(super) enum Told {
    /// A property, by the model.
    Fact(Rc<Fact>),
    /// A part of one, with the way it came.
    Part(Value, Trail),
    /// That it is not there, or no value.
    Nothing,
}

impl Read {
    fn data(&self) -> &Data {
        match &self.told {
            Told::Fact(fact) => &fact.value.data,
            Told::Part(value, _) => &value.data,
            Told::Nothing => &Data::Null,
        }
    }

    /// The way of the value.
    pub fn trail(&self) -> Trail {
        match &self.told {
            Told::Fact(fact) => fact.value.trail.clone(),
            Told::Part(_, trail) => trail.clone(),
            Told::Nothing => Trail::default(),
        }
    }

    fn first_reason(&self) -> Option<Arc<Reason>> {
        match &self.told {
            Told::Fact(fact) => fact.value.first_reason(),
            Told::Part(value, _) => value.first_reason(),
            Told::Nothing => None,
        }
    }

    /// Its value as the attribute of this name says it.
    fn as_spelt(&self, name: &str) -> String {
        match &self.told {
            Told::Fact(fact) => as_spelt(name, &fact.value),
            Told::Part(value, _) => as_spelt(name, value),
            Told::Nothing => as_spelt(name, &Value::null()),
        }
    }
}

/// What was read.
#[derive(Debug, Clone)]
pub(super) enum Subject {
    /// A property, in the author's spelling.
    Property(Cow<'static, str>),
    /// An element of a list.
    Element(ReadId, usize),
    /// A field of an object, or a key of a map.
    Field(ReadId, Arc<str>),
    /// A link, and how many resources it leads to.
    Link(&'static Link, usize),
    /// The same as another.
    Same(ReadId),
}

/// What about it counts.
#[derive(Debug, Clone)]
pub(super) enum Aspect {
    /// Its value.
    Value,
    /// There may be more in it.
    Open(Arc<Reason>),
    /// It may not be there.
    Maybe(Arc<Reason>),
    /// Its value cannot be used.
    Invalid(Arc<Reason>),
}

/// All facts that one evaluation read.
#[derive(Debug, Default)]
pub(super) struct Reads {
    reads: Vec<Read>,
}

impl Reads {
    pub fn clear(&mut self) {
        self.reads.clear();
    }

    pub fn push(&mut self, read: Read) -> ReadId {
        let id = ReadId(u32::try_from(self.reads.len()).unwrap_or(u32::MAX));
        self.reads.push(read);
        id
    }

    pub fn get(&self, id: ReadId) -> &Read {
        &self.reads[id.0 as usize]
    }

    /// Another aspect of a fact.
    pub fn aspect(&mut self, id: ReadId, aspect: Aspect) -> ReadId {
        let read = Read { subject: Subject::Same(id), aspect, ..self.get(id).clone() };
        self.push(read)
    }

    /// A fact as evidence.
    pub fn evidence(&self, id: ReadId) -> Evidence {
        let read = self.get(id);
        let reason = match &read.aspect {
            Aspect::Value => match read.data() {
                Data::Unknown(unknown) => Some(Arc::clone(&unknown.reason)),
                Data::OneOf(_) => read.first_reason(),
                _ => None,
            },
            Aspect::Open(reason) | Aspect::Maybe(reason) | Aspect::Invalid(reason) => Some(Arc::clone(reason)),
        };
        Evidence {
            resource: read.resource,
            span: read.span,
            text: self.text(read),
            data: self.whole(read).data().clone(),
            how: read.how,
            trail: read.trail(),
            reason,
            is_sensitive: read.is_sensitive,
        }
    }

    /// The property that an element or a field is part of.
    fn whole<'r>(&'r self, read: &'r Read) -> &'r Read {
        let mut read = read;
        while let Subject::Element(of, _) | Subject::Field(of, _) | Subject::Same(of) = read.subject {
            read = self.get(of);
        }
        read
    }

    fn text(&self, read: &Read) -> String {
        if let Some((link, count)) = self.link(read) {
            return match (&read.aspect, count) {
                (Aspect::Open(reason), 0) => format!("there may be `{}` because {}", link.name, reason.text),
                (Aspect::Open(reason), _) => format!("there may be other `{}` because {}", link.name, reason.text),
                (Aspect::Maybe(reason), _) => format!("`{}` is not known because {}", link.name, reason.text),
                (_, 0) => format!("no `{}` found", link.name),
                (_, 1) => format!("`{}` found", link.name),
                (_, count) => format!("{count} `{}` found", link.name),
            };
        }
        let name = self.name(read);
        match &read.aspect {
            Aspect::Open(reason) => return format!("`{name}` may hold more because {}", reason.text),
            Aspect::Maybe(reason) => return format!("`{name}` may not be set because {}", reason.text),
            Aspect::Invalid(reason) => return format!("`{name}` cannot be judged because {}", reason.text),
            Aspect::Value => {}
        }
        match (read.data(), read.how) {
            (Data::Unknown(unknown), How::Silent(_)) => {
                format!("`{name}` is not set; its default is not known because {}", unknown.reason.text)
            }
            (Data::Unknown(unknown), _) => format!("`{name}` is not known because {}", unknown.reason.text),
            (Data::Null, _) | (_, How::Absent) => format!("`{name}` is not set"),
            _ if read.is_sensitive => format!("`{name}` is set (its value is secret)"),
            (Data::String(text), How::Silent(row))
                if row.is_sentence() && matches!(read.subject, Subject::Element(..)) =>
            {
                escaped(text, SHOWN_SENTENCE, false)
            }
            (_, How::Silent(row)) if row.is_conclusion() => format!("`{name}` is {}", read.as_spelt(&name)),
            (_, How::Silent(_)) => format!("`{name}` is not set; the default is {}", read.as_spelt(&name)),
            (Data::Object(_), How::Written) => format!("`{name}` is set"),
            (Data::List(list), How::Written) if list.items.is_empty() => format!("`{name}` is empty"),
            (Data::List(list), How::Written) if list.items.iter().all(|item| item.as_object().is_some()) => {
                format!("`{name}` has {} entries", list.items.len())
            }
            (_, How::Written) => format!("`{name}` is {}", read.as_spelt(&name)),
        }
    }

    fn link(&self, read: &Read) -> Option<(&'static Link, usize)> {
        match read.subject {
            Subject::Link(link, count) => Some((link, count)),
            Subject::Same(id) => self.link(self.get(id)),
            _ => None,
        }
    }

    /// The author's spelling.
    fn name(&self, read: &Read) -> String {
        // Steps inwards are collected from the inside out; expressions bound how many there are.
        let mut steps = Vec::new();
        let mut subject = &read.subject;
        let mut name = loop {
            subject = match subject {
                Subject::Property(spelling) => break spelling.to_string(),
                Subject::Link(link, _) => break link.name.to_owned(),
                Subject::Same(of) => &self.get(*of).subject,
                Subject::Element(of, index) => {
                    steps.push(format!("[{index}]"));
                    &self.get(*of).subject
                }
                Subject::Field(of, field) => {
                    steps.push(format!(".{field}"));
                    &self.get(*of).subject
                }
            };
        };
        name.extend(steps.into_iter().rev());
        name
    }
}

/// A property's value as the attribute of this name says it.
fn as_spelt(name: &str, value: &Value) -> String {
    match value.data {
        Data::Bool(value) if is_opposite(name) => (!value).to_string(),
        _ => show(value),
    }
}

/// A value in few words; what is secret stays so.
pub(super) fn show(value: &Value) -> String {
    if value.sensitive {
        return "secret".to_owned();
    }
    match &value.data {
        Data::Null => "not set".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Number(number) => number.to_string(),
        Data::String(text) => show_text(text),
        Data::Unknown(_) => "not known".to_owned(),
        Data::Object(object) => format!("an object of {}", object.entries.len()),
        Data::List(list) => {
            let mut out = String::from("[");
            for (index, item) in list.items.iter().take(SHOWN_ELEMENTS).enumerate() {
                let separator = if index > 0 { ", " } else { "" };
                let item = match &item.data {
                    Data::List(_) => "[…]".to_owned(),
                    _ => show(item),
                };
                // Writing to a string cannot fail.
                let _ = write!(out, "{separator}{item}");
            }
            if list.items.len() > SHOWN_ELEMENTS || list.open.is_some() {
                out.push_str(if list.items.is_empty() { "…" } else { ", …" });
            }
            out.push(']');
            out
        }
        Data::OneOf(alternatives) => alternatives.iter().map(show).collect::<Vec<_>>().join(" or "),
    }
}

/// A text in quotes, clipped, with control and direction marks made visible.
pub(in crate::policy) fn show_text(text: &str) -> String {
    format!("\"{}\"", escaped(text, SHOWN_CHARACTERS, true))
}

/// A text, clipped, with control and direction marks made visible.
pub(super) fn escaped(text: &str, most: usize, quotes: bool) -> String {
    let mut out = String::new();
    for (index, character) in text.chars().enumerate() {
        if index == most {
            out.push('…');
            break;
        }
        let is_direction =
            matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if quotes && matches!(character, '"' | '\\') || character.is_control() || is_direction {
            out.extend(character.escape_default());
        } else {
            out.push(character);
        }
    }
    out
}
