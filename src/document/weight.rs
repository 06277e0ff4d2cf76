//! How much there is to walk over in a value.

use super::{Data, Exhausted, Value};

/// Deeper than this no value is built.
const DEEPEST: u32 = 128;

/// How many parts a value has, itself included, when every part is counted wherever it stands. Parts are shared in memory,
/// but not for those who walk over the value: a list of twice the same list doubles the work.
///
/// # Errors
/// When there are more than `most`, or it is nested too deeply.
pub fn weigh(value: &Value, most: u64) -> Result<u64, Exhausted> {
    let mut left = most;
    weigh_parts(value, 0, &mut left)?;
    Ok(most - left)
}

fn weigh_parts(value: &Value, depth: u32, left: &mut u64) -> Result<(), Exhausted> {
    *left = left.checked_sub(1).ok_or(Exhausted::Bytes)?;
    if depth > DEEPEST {
        return Err(Exhausted::Depth);
    }
    match &value.data {
        Data::List(list) => list.items.iter().try_for_each(|item| weigh_parts(item, depth + 1, left)),
        Data::Object(object) => {
            object.entries.values().try_for_each(|entry| weigh_parts(&entry.value, depth + 1, left))
        }
        Data::OneOf(members) => members.iter().try_for_each(|member| weigh_parts(member, depth + 1, left)),
        _ => Ok(()),
    }
}

/// Whether it or anything in it must never be shown.
#[must_use]
pub fn is_deeply_sensitive(value: &Value) -> bool {
    value.sensitive
        || match &value.data {
            Data::List(list) => list.items.iter().any(is_deeply_sensitive),
            Data::Object(object) => object.entries.values().any(|entry| is_deeply_sensitive(&entry.value)),
            Data::OneOf(alternatives) => alternatives.iter().any(is_deeply_sensitive),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::{is_deeply_sensitive, weigh};
    use crate::document::{Exhausted, Value};

    #[test]
    fn shared_parts_count_each_time() {
        let mut value = Value::number(1);
        for _ in 0..10 {
            value = Value::tuple(vec![value.clone(), value]);
        }
        assert_eq!(weigh(&value, 10_000), Ok(2047));
        assert_eq!(weigh(&value, 2046), Err(Exhausted::Bytes));
        for _ in 0..200 {
            value = Value::tuple(vec![value]);
        }
        assert_eq!(weigh(&value, 10_000), Err(Exhausted::Depth));
    }

    #[test]
    fn secrets_are_found_at_any_depth() {
        let secret = Value::string("x").with_sensitive(true);
        assert!(is_deeply_sensitive(&Value::tuple(vec![Value::object([("a".into(), secret)])])));
        assert!(!is_deeply_sensitive(&Value::tuple(vec![Value::string("x")])));
    }
}
