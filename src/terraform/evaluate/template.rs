//! Templates: interpolation and directives.

use std::sync::Arc;

use super::evaluator::{Evaluator, Outcome, error, normalized, undecided};
use crate::document::Truth;
use crate::document::{
    Data, LONGEST_SKETCH, MAX_ALTERNATIVES, MAX_ORIGINS, Origins, Reason, Reference, Unknown, Value,
};
use crate::source::Span;
use crate::terraform::syntax::{Expression, TemplatePart};
use crate::terraform::types::convert_to_string;

/// A text under construction.
struct Text {
    /// The id of a declaration that it begins with; the alternatives are what follows.
    id: Option<Unknown>,
    /// What it may be.
    alternatives: Vec<String>,
    /// Why it is not known which alternative, or any text, it is.
    reason: Option<Arc<Reason>>,
    /// It may be any text.
    is_unknown: bool,
    is_sensitive: bool,
    /// What it was made of that is not known, and the words between.
    parts: Vec<Value>,
    sketch: String,
}

impl Text {
    fn new() -> Self {
        let (parts, sketch) = Default::default();
        let alternatives = vec![String::new()];
        Self { id: None, alternatives, reason: None, is_unknown: false, is_sensitive: false, parts, sketch }
    }

    /// Adds a part that is not known.
    fn lose_value(&mut self, reason: &Arc<Reason>, value: &Value) {
        if self.parts.len() < MAX_ORIGINS {
            self.parts.push(value.clone());
        }
        self.lose(reason);
    }

    fn lose(&mut self, reason: &Arc<Reason>) {
        self.reason.get_or_insert_with(|| Arc::clone(reason));
        if !self.is_unknown {
            // Of several alternatives none is certain.
            self.sketch = if self.alternatives.len() == 1 { self.alternatives.remove(0) } else { String::new() };
        }
        self.is_unknown = true;
        self.alternatives.clear();
        self.sketch(" ");
    }

    /// Words that are certainly there.
    fn sketch(&mut self, more: &str) {
        if self.is_unknown && self.sketch.len() + more.len() <= LONGEST_SKETCH {
            self.sketch.push_str(more);
        }
    }

    /// Begins with an id of which only the declaration is known: `"${azurerm_virtual_network.hub.id}/subnets/nodes"`.
    fn begin(&mut self, unknown: &Unknown) -> bool {
        let is_id = |reference: &Arc<Reference>| !reference.address.is_empty() && &*reference.path == "id";
        let begins = self.id.is_none()
            && !self.is_unknown
            && self.alternatives.len() == 1
            && self.alternatives[0].is_empty()
            && unknown.reference.as_ref().is_some_and(is_id);
        if begins {
            self.id = Some(unknown.clone());
            self.parts.push(Value::new(Data::Unknown(unknown.clone())));
        }
        begins
    }

    /// What the text was made of, where it is not known as a whole.
    fn origins(&self) -> Origins {
        let references = Value::tuple(self.parts.clone()).origins();
        let known = (self.id.as_ref()).filter(|_| !self.is_unknown).and_then(|_| self.alternatives.first());
        let sketch = known.unwrap_or(&self.sketch);
        Origins { references, sketch: (!sketch.trim().is_empty()).then(|| sketch.as_str().into()) }
    }

    fn finish(self, span: Span) -> Value {
        if let Some(unknown) = &self.id {
            let within = self.alternatives.first().filter(|_| self.alternatives.len() == 1);
            let within = within.filter(|within| within.starts_with('/')).zip(unknown.reference.as_ref());
            let reference = within.map(|(within, reference)| {
                Arc::new(Reference { address: Arc::clone(&reference.address), path: format!("id{within}").into() })
            });
            let unknown = Unknown { reason: Arc::clone(&unknown.reason), not_null: true, reference, origins: None };
            let value = Value::new(Data::Unknown(unknown)).at(span).with_sensitive(self.is_sensitive);
            return value.with_origins(self.origins());
        }
        let origins = self.origins();
        let reason = self.reason.unwrap_or_else(|| Arc::new(Reason::undecided_condition()));
        if self.is_unknown {
            return undecided(reason, self.is_sensitive, span).with_origins(origins);
        }
        let texts = self.alternatives.into_iter().map(|text| Value::string(normalized(&text.into())).at(span));
        let value = Value::one_of(texts, &reason).with_sensitive(self.is_sensitive);
        if value.trail.literal.is_some() { value } else { value.at(span) }
    }
}

impl Evaluator<'_> {
    pub(super) fn template(&self, parts: &[TemplatePart], span: Span) -> Outcome {
        let mut text = Text::new();
        self.append_parts(parts, &mut text, span)?;
        Ok(text.finish(span))
    }

    fn append_parts(&self, parts: &[TemplatePart], text: &mut Text, span: Span) -> Result<(), super::EvaluationError> {
        for part in parts {
            match part {
                TemplatePart::Literal(literal) => self.append(text, literal, span)?,
                TemplatePart::Interpolation(expression) => {
                    let value = self.evaluate(expression)?;
                    self.append_value(text, &value, expression.span)?;
                }
                TemplatePart::If { condition, yes, no } => self.append_if(text, condition, yes, no, span)?,
                TemplatePart::For { key, value, collection, body } => {
                    self.append_for(text, key.as_ref(), value, collection, body, span)?;
                }
            }
        }
        Ok(())
    }

    fn append(&self, text: &mut Text, more: &str, span: Span) -> Result<(), super::EvaluationError> {
        // A text that grows piece by piece is copied now and then: count each byte twice.
        self.allocate(2 * more.len() * text.alternatives.len(), span)?;
        text.alternatives.iter_mut().for_each(|alternative| alternative.push_str(more));
        text.sketch(more);
        Ok(())
    }

    fn append_value(&self, text: &mut Text, value: &Value, span: Span) -> Result<(), super::EvaluationError> {
        text.is_sensitive |= value.sensitive;
        if value.is_null() {
            let message = "Invalid template interpolation value: the expression result is null; cannot include a null \
                           value in a string template";
            return Err(error(message, span));
        }
        self.note_doubt(value);
        let converted = convert_to_string(value).map_err(|message| {
            error(format!("Invalid template interpolation value: cannot include the given value in a string template: {message}"), span)
        })?;
        match &converted.data {
            Data::String(more) => self.append(text, more, span),
            Data::Unknown(unknown) if text.begin(unknown) => Ok(()),
            Data::Unknown(unknown) => {
                text.lose_value(&unknown.reason, value);
                Ok(())
            }
            Data::OneOf(members) => {
                let texts: Vec<&str> = members.iter().filter_map(Value::as_str).collect();
                if texts.len() < members.len() {
                    self.doubt.set(true);
                }
                if texts.len() < members.len() || texts.len() * text.alternatives.len() > MAX_ALTERNATIVES {
                    text.lose_value(members.reason(), value);
                    return Ok(());
                }
                let total: usize = text.alternatives.iter().map(String::len).sum();
                let more: usize = texts.iter().map(|more| more.len()).sum();
                self.allocate(2 * (total * texts.len() + more * text.alternatives.len()), span)?;
                let joined =
                    text.alternatives.iter().flat_map(|start| texts.iter().map(move |end| format!("{start}{end}")));
                text.alternatives = joined.collect();
                text.reason.get_or_insert_with(|| Arc::clone(members.reason()));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn append_if(
        &self,
        text: &mut Text,
        condition: &Expression,
        yes: &[TemplatePart],
        no: &[TemplatePart],
        span: Span,
    ) -> Result<(), super::EvaluationError> {
        let (truth, is_sensitive) = self.condition(condition, "condition")?;
        text.is_sensitive |= is_sensitive;
        match truth {
            Truth::Known(true) => self.append_parts(yes, text, span),
            Truth::Known(false) => self.append_parts(no, text, span),
            Truth::Unknown(reason) => {
                let branch = |parts| match self.template(parts, span) {
                    Err(error) if !error.is_exhausted => {
                        self.doubt.set(true);
                        Ok(Value::unknown_set(Arc::clone(&reason)))
                    }
                    outcome => outcome,
                };
                let both = Value::one_of([branch(yes)?, branch(no)?], &reason);
                self.append_value(text, &both, span)
            }
        }
    }

    fn append_for(
        &self,
        text: &mut Text,
        key: Option<&Arc<str>>,
        value: &Arc<str>,
        collection: &Expression,
        body: &[TemplatePart],
        span: Span,
    ) -> Result<(), super::EvaluationError> {
        let given = self.evaluate(collection)?;
        text.is_sensitive |= given.sensitive;
        let rounds = match self.rounds(&given, collection.span)? {
            Some(rounds) => rounds,
            None => {
                let reason = given.first_reason().unwrap_or_else(|| Arc::new(Reason::undecided_condition()));
                text.lose_value(&reason, &given);
                return Ok(());
            }
        };
        for round in rounds.elements {
            self.spend(1, span)?;
            let names = [key.map(|key| (key, round.key)), Some((value, round.value))];
            match round.maybe {
                None => self.with_bindings(names, || self.append_parts(body, text, span))?,
                Some(reason) => text.lose(&reason),
            }
        }
        if let Some(reason) = rounds.open {
            text.lose(&reason);
        }
        Ok(())
    }
}
