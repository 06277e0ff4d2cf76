//! Results in words, for the placeholders of messages.

use super::read::{escaped, show, show_text};
use super::term::{Data, Term};
use super::{Evaluator, Exhausted};
use crate::document::{self, Value};
use crate::model::table::is_sentence_in_words;
use crate::planning::plan::is_derived;
use crate::policy::language::{Node, Program};

/// The most characters of a sentence that was computed: it names several resources.
const SENTENCE_CHARACTERS: usize = 600;

/// Whether a program asks for a computed sentence.
fn is_sentence(program: &Program) -> bool {
    matches!(&program.root, Node::Property(_, property) if is_derived(property) || is_sentence_in_words(property))
}

impl Evaluator<'_> {
    /// The value of an expression in words: for messages.
    pub fn show(&mut self, program: &Program) -> String {
        self.variables.clear();
        self.variables.resize(program.slots, None);
        match self.evaluate(&program.root) {
            Ok(term) if term.support.iter().any(|&id| self.reads.get(id).is_sensitive) => "(secret)".to_owned(),
            Ok(Term { data: Data::Text(text), .. }) if is_sentence(program) => {
                escaped(&text, SENTENCE_CHARACTERS, false)
            }
            Ok(term) => self.show_data(&term.data),
            Err(Exhausted) => "(not known)".to_owned(),
        }
    }

    fn show_data(&self, data: &Data) -> String {
        match data {
            Data::Absent => "(not set)".to_owned(),
            Data::Bool(value) => value.to_string(),
            Data::Number(value) => value.to_string(),
            Data::Between(least, most, _) if most.is_finite() => format!("{least} to {most}"),
            Data::Between(value, ..) | Data::AtLeast(value) => format!("at least {value}"),
            // In a sentence a text stands without quotes.
            Data::Text(text) => show_text(text).trim_matches('"').to_owned(),
            Data::Told(list, id, _) if !self.reads.get(*id).is_sensitive => {
                show(&Value::new(document::Data::List(list.clone())))
            }
            Data::Made(items) => {
                let items: Vec<_> = items.items.iter().take(8).map(|item| self.show_data(&item.term.data)).collect();
                format!("[{}]", items.join(", "))
            }
            Data::Told(..) | Data::Object(..) | Data::Resource(_) => "(set)".to_owned(),
            Data::Unknown { .. } => "(not known)".to_owned(),
            Data::OneOf(alternatives) => {
                alternatives.iter().map(|data| self.show_data(data)).collect::<Vec<_>>().join(" or ")
            }
        }
    }
}
