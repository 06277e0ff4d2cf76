//! Unification: the one type that several values can be converted to.

use std::collections::BTreeMap;

use super::{AttributeType, TypeConstraint, convert};
use crate::document::Value;

/// Converts all values to one common type, as `tolist`, `coalesce` and conditionals do.
///
/// # Errors
/// When there is no such type, or a value does not convert to it.
pub fn unify(values: &[Value]) -> Result<Vec<Value>, String> {
    let types: Vec<_> = values.iter().map(TypeConstraint::of).collect();
    let common = unify_types(&types).ok_or_else(|| "the values have no common type".to_owned())?;
    values.iter().map(|value| convert(value, &common)).collect()
}

/// The one type that all these types convert to, following cty's unsafe unification; none when there is none. What is
/// null or unknown ([`TypeConstraint::Any`]) goes with any simple type and makes structures unpredictable.
#[must_use]
pub fn unify_types(types: &[TypeConstraint]) -> Option<TypeConstraint> {
    use TypeConstraint as T;
    let count = |matches: fn(&T) -> bool| types.iter().filter(|one| matches(one)).count();
    let [any, lists, sets, maps, tuples, objects] = [
        count(T::is_any),
        count(|one| matches!(one, T::List(_))),
        count(|one| matches!(one, T::Set(_))),
        count(|one| matches!(one, T::Map(_))),
        count(|one| matches!(one, T::Tuple(_))),
        count(|one| matches!(one, T::Object(_))),
    ];
    let has_any = any > 0;
    let covers = |counted: usize| counted + any == types.len();
    if any == types.len() {
        return Some(T::Any);
    }
    if maps > 0 && covers(maps) {
        return if has_any { Some(T::Any) } else { Some(T::Map(Box::new(unify_types(&elements(types))?))) };
    }
    if maps > 0 && covers(maps + objects) {
        if let Some(element) = unify_types(&elements(types)) {
            return Some(T::Map(Box::new(element)));
        }
    } else if lists > 0 && covers(lists) {
        return if has_any { Some(T::Any) } else { Some(T::List(Box::new(unify_types(&elements(types))?))) };
    } else if lists > 0 && covers(lists + tuples) {
        if let Some(element) = unify_types(&elements(types)) {
            return Some(T::List(Box::new(element)));
        }
    } else if sets > 0 && covers(sets) {
        return if has_any { Some(T::Any) } else { Some(T::Set(Box::new(unify_types(&elements(types))?))) };
    } else if objects > 0 && covers(objects) {
        return if has_any { Some(T::Any) } else { unify_objects(types) };
    } else if tuples > 0 && covers(tuples) {
        return if has_any { Some(T::Any) } else { unify_tuples(types) };
    } else if objects > 0 && tuples > 0 {
        return None;
    }
    let mut candidates: Vec<&T> = types.iter().filter(|one| !one.is_any()).collect();
    candidates.sort_by_key(|one| preference(one));
    let common = candidates.into_iter().find(|wanted| types.iter().all(|given| converts(given, wanted))).cloned();
    // Where one of the types is not known, they may still meet in it.
    common.or(has_any.then_some(T::Any))
}

/// Types that others convert to without loss come first.
fn preference(constraint: &TypeConstraint) -> u8 {
    match constraint {
        TypeConstraint::String => 0,
        TypeConstraint::List(_) => 1,
        TypeConstraint::Set(_) => 2,
        TypeConstraint::Map(_) => 3,
        _ => 4,
    }
}

/// The element and attribute types of all of them.
fn elements(types: &[TypeConstraint]) -> Vec<TypeConstraint> {
    let mut elements = Vec::new();
    for one in types {
        match one {
            TypeConstraint::List(element) | TypeConstraint::Set(element) | TypeConstraint::Map(element) => {
                elements.push((**element).clone());
            }
            TypeConstraint::Tuple(items) => elements.extend(items.iter().cloned()),
            TypeConstraint::Object(attributes) => {
                elements.extend(attributes.values().map(|attribute| attribute.constraint.clone()));
            }
            _ => elements.push(TypeConstraint::Any),
        }
    }
    elements
}

fn unify_objects(types: &[TypeConstraint]) -> Option<TypeConstraint> {
    let objects: Vec<&BTreeMap<_, AttributeType>> = types
        .iter()
        .filter_map(|one| if let TypeConstraint::Object(attributes) = one { Some(attributes) } else { None })
        .collect();
    let (first, rest) = objects.split_first()?;
    if rest.iter().all(|other| other.len() == first.len() && first.keys().all(|name| other.contains_key(name))) {
        let unified: Option<BTreeMap<_, _>> = first
            .keys()
            .map(|name| {
                let column: Vec<_> =
                    objects.iter().filter_map(|object| object.get(name)).map(|a| a.constraint.clone()).collect();
                Some((name.clone(), AttributeType::required(unify_types(&column)?)))
            })
            .collect();
        if let Some(attributes) = unified {
            return Some(TypeConstraint::Object(attributes));
        }
    }
    Some(TypeConstraint::Map(Box::new(unify_types(&elements(types))?)))
}

fn unify_tuples(types: &[TypeConstraint]) -> Option<TypeConstraint> {
    let tuples: Vec<&Vec<TypeConstraint>> = types
        .iter()
        .filter_map(|one| if let TypeConstraint::Tuple(items) = one { Some(items) } else { None })
        .collect();
    let (first, rest) = tuples.split_first()?;
    if rest.iter().all(|other| other.len() == first.len()) {
        let unified: Option<Vec<_>> = (0..first.len())
            .map(|index| unify_types(&tuples.iter().map(|tuple| tuple[index].clone()).collect::<Vec<_>>()))
            .collect();
        if let Some(items) = unified {
            return Some(TypeConstraint::Tuple(items));
        }
    }
    Some(TypeConstraint::List(Box::new(unify_types(&elements(types))?)))
}

/// Whether values of type `given` may convert to `wanted`, some of them perhaps not.
fn converts(given: &TypeConstraint, wanted: &TypeConstraint) -> bool {
    use TypeConstraint as T;
    match (given, wanted) {
        (T::Any, _)
        | (_, T::Any)
        | (T::Bool | T::Number | T::String, T::String)
        | (T::String | T::Bool, T::Bool)
        | (T::String | T::Number, T::Number) => true,
        (T::List(from) | T::Set(from), T::List(to) | T::Set(to)) | (T::Map(from), T::Map(to)) => converts(from, to),
        (T::Tuple(items), T::List(to) | T::Set(to)) => {
            if to.is_any() {
                unify_types(items).is_some()
            } else {
                items.iter().all(|item| converts(item, to))
            }
        }
        (T::Object(attributes), T::Map(to)) => {
            if to.is_any() {
                unify_types(&elements(std::slice::from_ref(given))).is_some()
            } else {
                attributes.values().all(|attribute| converts(&attribute.constraint, to))
            }
        }
        (T::Map(from), T::Object(to)) => to.values().all(|attribute| converts(from, &attribute.constraint)),
        (T::Object(from), T::Object(to)) => to.iter().all(|(name, attribute)| match from.get(name) {
            Some(given) => converts(&given.constraint, &attribute.constraint),
            None => attribute.is_optional,
        }),
        (T::Tuple(from), T::Tuple(to)) => from.len() == to.len() && from.iter().zip(to).all(|(a, b)| converts(a, b)),
        _ => false,
    }
}
