//! Reading numbers and texts out of values that may not be known.

use crate::document::{Data, Value};
use crate::planning::Bounds;

/// What a value says about a count; none where it is absent, an error where it is no count.
pub(super) fn count(value: &Value) -> Result<Option<Bounds>, String> {
    Ok(match &value.data {
        Data::Null => None,
        Data::Unknown(_) => Some(Bounds::UNKNOWN),
        Data::Number(number) => match number.to_i64().map(u64::try_from) {
            Some(Ok(count)) => Some(Bounds::exactly(count)),
            _ => return Err(format!("{number} is no number of anything")),
        },
        Data::OneOf(members) => {
            let mut all: Option<Bounds> = None;
            for member in members.iter() {
                // One that is absent leaves it to Azure.
                let bounds = count(member)?.unwrap_or(Bounds::UNKNOWN);
                all = Some(all.map_or(bounds, |all| all.or(bounds)));
            }
            all
        }
        _ => return Err("it is no number".to_owned()),
    })
}

/// The texts a value may be; `None` among them where it may be absent. No list where it is not known.
pub(super) fn texts(value: &Value) -> Option<Vec<Option<&str>>> {
    match &value.data {
        Data::Null => Some(vec![None]),
        Data::String(text) => Some(vec![Some(text)]),
        Data::OneOf(members) => {
            let mut all = Vec::new();
            for member in members.iter() {
                all.extend(texts(member)?);
            }
            Some(all)
        }
        _ => None,
    }
}

/// Whether a truth value is true; none where it is not known. What is absent is not.
pub(super) fn truth(value: &Value) -> Option<bool> {
    match &value.data {
        Data::Bool(truth) => Some(*truth),
        Data::Null => Some(false),
        _ => None,
    }
}

/// Whether something is set; none where that is not known.
pub(super) fn is_set(value: &Value) -> Option<bool> {
    match &value.data {
        Data::Null => Some(false),
        _ if value.is_certainly_set() => Some(true),
        _ => None,
    }
}

/// Whether a text is this one; none where it is not known.
pub(super) fn is_text(value: &Value, text: &str) -> Option<bool> {
    let all = texts(value)?;
    let mut answers = all.iter().map(|one| one.is_some_and(|one| one.eq_ignore_ascii_case(text)));
    let first = answers.next()?;
    answers.all(|answer| answer == first).then_some(first)
}
