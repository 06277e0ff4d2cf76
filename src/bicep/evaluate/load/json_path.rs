//! `JSONPath` as `loadJsonContent` takes it: members, elements, wildcards, descent; no filters and scripts.

use crate::arm::functions::{CallContext, FunctionError};
use crate::document::{Data, Value};

/// What a path selects.
pub(super) enum Selected {
    /// These; none where it leads nowhere or is malformed.
    Values(Vec<Value>),
    /// The path holds what is not followed here.
    Unsupported,
}

enum Step {
    Member(String),
    Element(i64),
    Every,
    /// The values of the rest of the path at any depth.
    Descend,
}

/// Selects the parts of a value, in document order.
///
/// # Errors
/// When the budget runs out.
pub(super) fn select(value: &Value, path: &str, context: CallContext<'_>) -> Result<Selected, FunctionError> {
    let steps = match parse(path) {
        Parsed::Steps(steps) => steps,
        Parsed::Malformed => return Ok(Selected::Values(Vec::new())),
        Parsed::Unsupported => return Ok(Selected::Unsupported),
    };
    let mut found = vec![value.clone()];
    for step in &steps {
        let mut next = Vec::new();
        for value in &found {
            context.spend()?;
            apply(step, value, &mut next, context)?;
        }
        found = next;
    }
    Ok(Selected::Values(found))
}

fn apply(step: &Step, value: &Value, next: &mut Vec<Value>, context: CallContext<'_>) -> Result<(), FunctionError> {
    match (step, &value.data) {
        (Step::Member(name), Data::Object(object)) => {
            next.extend(object.get(name).map(|entry| entry.value.clone()));
        }
        (Step::Element(at), Data::List(list)) => {
            next.extend(usize::try_from(*at).ok().and_then(|at| list.items.get(at)).cloned());
        }
        (Step::Every, Data::List(list)) => {
            context.allocate(list.items.len() * 64)?;
            next.extend(list.items.iter().cloned());
        }
        (Step::Every, Data::Object(object)) => {
            context.allocate(object.entries.len() * 64)?;
            next.extend(object.entries.values().map(|entry| entry.value.clone()));
        }
        (Step::Descend, _) => {
            // Without recursion: documents may be deep.
            let mut pending = vec![value.clone()];
            while let Some(value) = pending.pop() {
                context.allocate(64)?;
                match &value.data {
                    Data::List(list) => pending.extend(list.items.iter().rev().cloned()),
                    Data::Object(object) => {
                        pending.extend(object.entries.values().rev().map(|entry| entry.value.clone()));
                    }
                    _ => {}
                }
                next.push(value);
            }
        }
        _ => {}
    }
    Ok(())
}

enum Parsed {
    Steps(Vec<Step>),
    Malformed,
    Unsupported,
}

fn parse(path: &str) -> Parsed {
    let mut steps = Vec::new();
    let mut rest = path.trim();
    rest = rest.strip_prefix('$').unwrap_or(rest);
    let mut is_first = true;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let Some((step, behind)) = bracket(inner) else { return Parsed::Unsupported };
            steps.push(step);
            rest = behind;
        } else {
            if let Some(behind) = rest.strip_prefix("..") {
                steps.push(Step::Descend);
                rest = behind;
                if rest.starts_with('[') {
                    continue;
                }
            } else if let Some(behind) = rest.strip_prefix('.') {
                rest = behind;
            } else if !is_first {
                return Parsed::Malformed;
            }
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            match &rest[..end] {
                "" => return Parsed::Malformed,
                "*" => steps.push(Step::Every),
                name => steps.push(Step::Member(name.to_owned())),
            }
            rest = &rest[end..];
        }
        is_first = false;
    }
    Parsed::Steps(steps)
}

/// What stands behind `[`, with the rest behind `]`; none for filters, slices, unions and scripts.
fn bracket(text: &str) -> Option<(Step, &str)> {
    for quote in ['\'', '"'] {
        if let Some(quoted) = text.strip_prefix(quote) {
            let (name, behind) = quoted.split_once(quote)?;
            return (!name.contains('\\'))
                .then_some(())
                .and_then(|()| behind.strip_prefix(']'))
                .map(|behind| (Step::Member(name.to_owned()), behind));
        }
    }
    let (inner, behind) = text.split_once(']')?;
    match inner.trim() {
        "*" => Some((Step::Every, behind)),
        number => number.parse().ok().map(|at| (Step::Element(at), behind)),
    }
}
