//! The arguments of one call, converted to what the parameters ask for.

use std::sync::Arc;

use dashu_int::IBig;
use dashu_int::ops::UnsignedAbs as _;
use unicode_normalization::UnicodeNormalization as _;

use super::CallContext;
use super::error::{FunctionError, Outcome};
use crate::document::{Cause, Data, List, ListKind, Number, Reason, Value};

/// What one element of a list or object costs in memory, in bytes.
const ELEMENT_BYTES: u64 = 96;

/// The arguments of one call.
pub(super) struct Arguments<'a> {
    /// The function's name, for messages and reasons.
    pub function: &'static str,
    /// What the call can see.
    pub context: &'a CallContext<'a>,
    /// The converted arguments.
    pub values: Vec<Value>,
}

impl Arguments<'_> {
    pub fn len(&self) -> usize {
        self.values.len()
    }

    pub fn value(&self, index: usize) -> Outcome<&Value> {
        self.values.get(index).ok_or_else(|| FunctionError::new("an argument is missing"))
    }

    /// A text; an error for what is unknown, which functions that read texts never get.
    pub fn text(&self, index: usize) -> Outcome<&str> {
        self.value(index)?.as_str().ok_or_else(|| FunctionError::at(index, "string required"))
    }

    pub fn number(&self, index: usize) -> Outcome<&Number> {
        match &self.value(index)?.data {
            Data::Number(number) => Ok(number),
            _ => Err(FunctionError::at(index, "a number is required")),
        }
    }

    /// A whole number of 64 bits.
    pub fn integer(&self, index: usize) -> Outcome<i64> {
        self.number(index)?.to_i64().ok_or_else(|| {
            let (least, most) = (i64::MIN, i64::MAX);
            FunctionError::at(index, format!("value must be a whole number, between {least} and {most} inclusive"))
        })
    }

    /// A whole number: whether it is negative, and its magnitude.
    pub fn whole(&self, index: usize) -> Outcome<(bool, u128)> {
        let refuse = || FunctionError::at(index, "value must be a whole number");
        let number: IBig = self.number(index)?.to_integer().ok_or_else(refuse)?;
        let is_negative = number < IBig::ZERO;
        let magnitude =
            u128::try_from(number.unsigned_abs()).map_err(|_| FunctionError::at(index, "number too large"))?;
        Ok((is_negative, magnitude))
    }

    pub fn list(&self, index: usize) -> Outcome<&Arc<List>> {
        self.value(index)?.as_list().ok_or_else(|| FunctionError::at(index, "list required"))
    }

    /// Counts bytes that are about to be produced.
    pub fn allocate(&self, bytes: usize) -> Outcome<()> {
        Ok(self.context.budget.allocate(u64::try_from(bytes).unwrap_or(u64::MAX))?)
    }

    /// Counts elements that are about to be produced.
    pub fn elements(&self, count: usize) -> Outcome<()> {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        self.context.budget.spend(count)?;
        Ok(self.context.budget.allocate(count.saturating_mul(ELEMENT_BYTES))?)
    }

    /// A text as result, in the normal form C that Terraform gives all texts.
    pub fn produce(&self, text: impl Into<String>) -> Outcome {
        let text = text.into();
        self.allocate(text.len())?;
        Ok(Value::string(normalize(text)))
    }

    /// A value that Terraform would know and we do not compute, and why.
    pub fn not_computed(&self, why: &str) -> Value {
        Value::unknown_set(Reason::new(Cause::Function, self.function, format!("{}(): {why}", self.function)))
    }

    /// An unknown result that is certainly set.
    pub fn unknown_set(&self, reason: Arc<Reason>) -> Value {
        Value::unknown_set(reason)
    }
}

/// A text in the normal form C.
pub(super) fn normalize(text: String) -> String {
    if text.is_ascii() || unicode_normalization::is_nfc(&text) { text } else { text.nfc().collect() }
}

/// A list of texts as result.
pub(super) fn texts(arguments: &Arguments<'_>, parts: Vec<&str>) -> Outcome {
    arguments.elements(parts.len())?;
    arguments.allocate(parts.iter().map(|part| part.len()).sum())?;
    let items = parts.into_iter().map(|part| Value::string(normalize(part.to_owned()))).collect();
    Ok(Value::list(items, ListKind::List))
}
