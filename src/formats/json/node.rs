//! The tree of a JSON document.

use std::ops::Range;

use crate::document::Number;
use crate::formats::Place;
use crate::source::FileId;

/// A decoded string.
#[derive(Debug, Clone)]
pub struct Text {
    /// What it says, escapes decoded.
    pub text: String,
    /// Where it stands, with its quotes.
    pub range: Range<usize>,
    /// Offsets in the decoded text and in the document, from where both run in step.
    pub(super) steps: Vec<(usize, usize)>,
}

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where it stands.
    pub range: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// What a value is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number in the standard's notation; its text is what stands at the node's range.
    Number,
    /// A text.
    String(Text),
    /// Items in order.
    Array(Vec<Node>),
    /// Members in order, also several of one name.
    Object(Vec<(Text, Node)>),
    /// A pipeline placeholder that stands for a value.
    Placeholder,
    /// Could not be read; the message.
    Error(String),
}

impl Text {
    /// Where the text stands in its file, which starts `shift` bytes before the document.
    #[must_use]
    pub fn place(&self, file: FileId, shift: usize) -> Place {
        let steps = self.steps.iter().map(|&(decoded, source)| (decoded, source + shift)).collect();
        Place::decoded(file, shift, steps)
    }
}

impl Node {
    /// The value of a member, compared without regard to case as Azure does; of several the last. None when this is no
    /// object or has no such member.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.member(name).map(|(_, value)| value)
    }

    /// A member with its name, as [`get`](Self::get) finds it.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&(Text, Node)> {
        self.members().iter().rfind(|(key, _)| key.text.eq_ignore_ascii_case(name))
    }

    /// The members of an object; none of anything else.
    #[must_use]
    pub fn members(&self) -> &[(Text, Node)] {
        if let Kind::Object(members) = &self.kind { members } else { &[] }
    }

    /// The items of an array; none of anything else.
    #[must_use]
    pub fn items(&self) -> &[Node] {
        if let Kind::Array(items) = &self.kind { items } else { &[] }
    }

    /// The text of a string.
    #[must_use]
    pub fn as_text(&self) -> Option<&Text> {
        if let Kind::String(text) = &self.kind { Some(text) } else { None }
    }

    /// What a string says.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        self.as_text().map(|text| text.text.as_str())
    }

    /// The truth value.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        if let Kind::Bool(value) = self.kind { Some(value) } else { None }
    }

    /// The number, whose text stands in `text`; none for anything else and for numbers beyond all bounds.
    #[must_use]
    pub fn as_number(&self, text: &str) -> Option<Number> {
        match self.kind {
            Kind::Number => Number::parse(text.get(self.range.clone())?),
            _ => None,
        }
    }
}
