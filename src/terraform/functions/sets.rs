//! Functions on sets. Equal elements are one; the order is that of Terraform's iteration.

use std::sync::Arc;

use super::arguments::Arguments;
use super::convert::{list_of, picked, reason_of, unify};
use super::error::{FunctionError, Outcome};
use crate::document::equals;
use crate::document::{Data, ListKind, Reason, Value};
use crate::terraform::types::set_items;

/// The elements of each argument after conversion to one type, and why each may hold others.
struct Operands {
    sets: Vec<Vec<Value>>,
    open: Vec<Option<Arc<Reason>>>,
}

impl Operands {
    fn read(arguments: &Arguments<'_>) -> Outcome<Self> {
        let mut all = Vec::new();
        let (mut lengths, mut open) = (Vec::new(), Vec::new());
        for value in &arguments.values {
            let items = value.as_list().map_or(&[][..], |list| &list.items);
            arguments.elements(items.len())?;
            let known = items.iter().filter(|item| item.is_wholly_known());
            let before = all.len();
            all.extend(known.map(|item| picked(item, value)));
            lengths.push(all.len() - before);
            open.push(value.first_reason());
        }
        let all = unify(&all).ok_or_else(|| FunctionError::new("all sets must have elements of one type"))?;
        let mut rest = all.into_iter();
        let sets = lengths.into_iter().map(|length| rest.by_ref().take(length).collect()).collect();
        Ok(Self { sets, open })
    }
}

fn holds(arguments: &Arguments<'_>, set: &[Value], item: &Value) -> Outcome<bool> {
    arguments.context.budget.spend(u64::try_from(set.len() / 8 + 1).unwrap_or(u64::MAX))?;
    Ok(set.iter().any(|other| equals(other, item) == Some(true)))
}

pub(super) fn setunion(arguments: &Arguments<'_>) -> Outcome {
    let operands = Operands::read(arguments)?;
    let items = operands.sets.into_iter().flatten().collect();
    Ok(list_of(set_items(items), operands.open.into_iter().flatten().next(), ListKind::Set))
}

pub(super) fn setintersection(arguments: &Arguments<'_>) -> Outcome {
    let operands = Operands::read(arguments)?;
    let mut items = Vec::new();
    let Some((first, others)) = operands.sets.split_first() else {
        return Err(FunctionError::new("a set is required"));
    };
    for item in first {
        let mut is_common = true;
        for other in others {
            is_common = is_common && holds(arguments, other, item)?;
        }
        if is_common {
            items.push(item.clone());
        }
    }
    // A closed empty set leaves nothing, whatever the others hold.
    let is_empty = operands.sets.iter().zip(&operands.open).any(|(set, open)| set.is_empty() && open.is_none());
    let open = if is_empty { None } else { operands.open.into_iter().flatten().next() };
    Ok(list_of(set_items(items), open, ListKind::Set))
}

pub(super) fn setsubtract(arguments: &Arguments<'_>) -> Outcome {
    let operands = Operands::read(arguments)?;
    let ([from, what], [from_open, what_open]) = (&operands.sets[..], &operands.open[..]) else {
        return Err(FunctionError::new("two sets are required"));
    };
    let mut items = Vec::new();
    for item in from {
        if !holds(arguments, what, item)? {
            items.push(item.clone());
        }
    }
    match what_open {
        // Any of them may be taken away.
        Some(reason) if !items.is_empty() => Ok(arguments.unknown_set(Arc::clone(reason))),
        _ => Ok(list_of(set_items(items), from_open.clone(), ListKind::Set)),
    }
}

pub(super) fn setproduct(arguments: &Arguments<'_>) -> Outcome {
    if arguments.len() < 2 {
        return Err(FunctionError::new("at least two arguments are required"));
    }
    let mut columns: Vec<Vec<Value>> = Vec::new();
    let mut undecided: Option<Arc<Reason>> = None;
    let mut is_set = false;
    for (index, value) in arguments.values.iter().enumerate() {
        let list = match &value.data {
            Data::Unknown(unknown) => {
                undecided.get_or_insert_with(|| Arc::clone(&unknown.reason));
                continue;
            }
            Data::List(list) => list,
            _ => return Err(FunctionError::at(index, "a set or a list is required")),
        };
        if list.kind == ListKind::Set {
            is_set = true;
            if !value.is_wholly_known() {
                undecided.get_or_insert_with(|| reason_of(value));
            }
        }
        undecided = undecided.or_else(|| list.open.clone());
        let items: Vec<Value> = list.items.iter().map(|item| picked(item, value)).collect();
        let items = unify(&items).ok_or_else(|| FunctionError::at(index, "all elements must be of the same type"))?;
        columns.push(items);
    }
    if let Some(reason) = undecided {
        return Ok(arguments.unknown_set(reason));
    }
    let total = columns.iter().map(Vec::len).fold(1usize, usize::saturating_mul);
    arguments.elements(total.saturating_mul(columns.len() + 1))?;
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    if total == 0 {
        rows.clear();
    }
    for column in columns.iter().filter(|_| total > 0) {
        let extend = |row: &Vec<Value>, item: &Value| row.iter().chain([item]).cloned().collect();
        rows = rows.iter().flat_map(|row| column.iter().map(move |item| extend(row, item))).collect();
    }
    let rows: Vec<Value> = rows.into_iter().map(Value::tuple).collect();
    Ok(if is_set { Value::list(set_items(rows), ListKind::Set) } else { Value::list(rows, ListKind::List) })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{answer, fails, gives};

    #[test]
    fn setunion_holds_all() {
        gives("setunion", r#"[["a", "b"], ["b", "c"], ["d"]]"#, r#"["a","b","c","d"]"#);
        gives("setunion", r#"[[1], ["a"]]"#, r#"["1","a"]"#);
        gives("setunion", r#"[["a"], {"$unknown":"x"}]"#, r#"["a",…]"#);
        fails("setunion", "[]", "Missing value for \"first_set\"");
        fails("setunion", "[[1], [[1]]]", "elements of one type");
    }

    #[test]
    fn setintersection_holds_what_is_common() {
        gives("setintersection", r#"[["a", "b"], ["b", "c"], ["b", "d"]]"#, r#"["b"]"#);
        gives("setintersection", r#"[[], {"$unknown":"x"}]"#, "[]");
        gives("setintersection", r#"[["a", "b"], {"$open":["b"]}]"#, r#"["b",…]"#);
    }

    #[test]
    fn setsubtract_takes_away() {
        gives("setsubtract", r#"[["a", "b", "c"], ["a", "c"]]"#, r#"["b"]"#);
        gives("setsubtract", r#"[{"$open":["a", "b"]}, ["a"]]"#, r#"["b",…]"#);
        gives("setsubtract", r#"[["a", "b"], {"$open":["a"]}]"#, "set: open");
        gives("setsubtract", r#"[["a"], {"$open":["a"]}]"#, "[]");
    }

    #[test]
    fn setproduct_combines() {
        gives(
            "setproduct",
            r#"[["development", "production"], ["app1", "app2"]]"#,
            r#"[["development","app1"],["development","app2"],["production","app1"],["production","app2"]]"#,
        );
        gives("setproduct", r#"[["a", 1], [true]]"#, r#"[["a",true],["1",true]]"#);
        gives("setproduct", r#"[{"$set":["b"]}, ["x"]]"#, r#"[["b","x"]]"#);
        gives("setproduct", r#"[["a"], [{"$some":"x"}]]"#, r#"[["a",set: x]]"#);
        gives("setproduct", r#"[["a"], {"$open":["b"]}]"#, "set: open");
        gives("setproduct", r#"[[], ["a"]]"#, "[]");
        fails("setproduct", r#"[["a"]]"#, "at least two arguments are required");
        fails("setproduct", r#"[{"a":1}, [1]]"#, "a set or a list is required");
    }

    #[test]
    fn products_end_at_the_budget() {
        let column = format!("[{}]", vec!["1"; 1000].join(","));
        let error = answer("setproduct", &format!("[{column},{column},{column}]")).unwrap_err();
        assert!(error.is_exhausted, "{}", error.message);
    }
}
