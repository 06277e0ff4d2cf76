//! Operators between two operands.

use super::term::{Data, Support, Term, union};
use crate::policy::language::{Arithmetic, Comparison};

/// Compares. With what is absent only `!=` holds, whatever the other operand is.
pub(super) fn compare(comparison: Comparison, left: Term, right: Term) -> Term {
    let is_absent = |term: &Term| matches!(term.data, Data::Absent);
    let unequal = comparison == Comparison::Unequal;
    match (is_absent(&left), is_absent(&right)) {
        (true, true) => return Term::bool(unequal, union(left.support, &right.support)),
        (true, false) => return Term::bool(unequal, left.support),
        (false, true) => return Term::bool(unequal, right.support),
        (false, false) => {}
    }
    if left.is_unknown() || right.is_unknown() {
        return Term::unknown(unknown_support(left, right));
    }
    if let (Data::Between(..), _) | (_, Data::Between(..)) = (&left.data, &right.data) {
        return compare_ranges(comparison, left, right);
    }
    let result = match (&left.data, &right.data) {
        (Data::Number(a), Data::Number(b)) => Some(ordered(comparison, *a, *b)),
        (Data::AtLeast(least), Data::Number(b)) => at_least(comparison, *least, *b),
        (Data::Number(a), Data::AtLeast(least)) => at_least(mirrored(comparison), *least, *a),
        (a, b) => equal(a, b).map(|equal| equal != unequal),
    };
    let support = union(left.support, &right.support);
    result.map_or_else(|| Term::unknown(support.clone()), |result| Term::bool(result, support.clone()))
}

/// The least and the most a number can be.
fn limits(data: &Data) -> Option<(f64, f64)> {
    match data {
        Data::Number(number) => Some((*number, *number)),
        Data::AtLeast(least) => Some((*least, f64::INFINITY)),
        Data::Between(least, most, _) => Some((*least, *most)),
        _ => None,
    }
}

/// Compares numbers of which limits are known.
fn compare_ranges(comparison: Comparison, left: Term, right: Term) -> Term {
    let (Some(a), Some(b)) = (limits(&left.data), limits(&right.data)) else {
        return Term::unknown(unknown_support(left, right));
    };
    // What holds for every pair: one of them lies wholly below, or at most touches, the other.
    let decided = |holds: bool, fails: bool| if holds { Some(true) } else { fails.then_some(false) };
    let result = match comparison {
        Comparison::Less => decided(a.1 < b.0, a.0 >= b.1),
        Comparison::LessEqual => decided(a.1 <= b.0, a.0 > b.1),
        Comparison::Greater => decided(a.0 > b.1, a.1 <= b.0),
        Comparison::GreaterEqual => decided(a.0 >= b.1, a.1 < b.0),
        Comparison::Equal => decided(false, a.1 < b.0 || b.1 < a.0),
        Comparison::Unequal => decided(a.1 < b.0 || b.1 < a.0, false),
    };
    match result {
        Some(result) => Term::bool(result, union(left.support, &right.support)),
        None => Term::unknown(unknown_support(left, right)),
    }
}

/// Adds, or takes away, where limits are known.
fn shift(operation: Arithmetic, left: &Term, right: &Term) -> Option<Term> {
    if !matches!((&left.data, &right.data), (Data::Between(..), _) | (_, Data::Between(..))) {
        return None;
    }
    let ((a, b), (c, d)) = (limits(&left.data)?, limits(&right.data)?);
    let (least, most) = match operation {
        Arithmetic::Add => (a + c, b + d),
        Arithmetic::Subtract => (a - d, b - c),
        _ => return None,
    };
    let open = |term: &Term| match &term.data {
        Data::Between(_, _, open) => Support::from_slice(open),
        Data::AtLeast(_) => term.support.clone(),
        _ => Support::new(),
    };
    let open = union(open(left), &open(right));
    let is_number = least.is_finite() && !most.is_nan();
    is_number.then(|| {
        let support = union(left.support.clone(), &right.support);
        Term::new(Data::Between(least, most, open.as_slice().into()), support)
    })
}

/// Whether two plain values are equal; texts without regard to the case of ASCII letters, as ARM compares.
pub(super) fn equal(a: &Data, b: &Data) -> Option<bool> {
    match (a, b) {
        (Data::Bool(a), Data::Bool(b)) => Some(a == b),
        (Data::Text(a), Data::Text(b)) => Some(a.eq_ignore_ascii_case(b)),
        (Data::Number(a), Data::Number(b)) => Some(ordered(Comparison::Equal, *a, *b)),
        _ => None,
    }
}

/// Computes. What is absent has no number; neither has division by zero, or a result beyond all numbers.
pub(super) fn arithmetic(operation: Arithmetic, left: Term, right: Term) -> Term {
    match (&left.data, &right.data) {
        (Data::Number(a), Data::Number(b)) => {
            let (a, b) = (*a, *b);
            let result = match operation {
                Arithmetic::Add => a + b,
                Arithmetic::Subtract => a - b,
                Arithmetic::Multiply => a * b,
                Arithmetic::Divide => a / b,
                Arithmetic::Remainder => a % b,
            };
            let support = union(left.support, &right.support);
            if result.is_finite() { Term::new(Data::Number(result), support) } else { Term::unknown(support) }
        }
        _ => shift(operation, &left, &right).unwrap_or_else(|| Term::unknown(unknown_support(left, right))),
    }
}

/// The support of what is unknown because an operand is not a plain value.
fn unknown_support(left: Term, right: Term) -> Support {
    let open = |term: Term| match term.data {
        Data::Between(_, _, open) => Term { data: Data::Unknown { is_set: true }, support: Support::from_slice(&open) },
        data => Term { data, ..term },
    };
    let (left, right) = (open(left), open(right));
    let is_plain = |term: &Term| matches!(term.data, Data::Number(_) | Data::Bool(_) | Data::Text(_));
    match (is_plain(&left), is_plain(&right)) {
        (false, true) => left.support,
        (true, false) => right.support,
        _ => union(left.support, &right.support),
    }
}

#[expect(clippy::float_cmp, reason = "numbers of a page are compared as they are written")]
fn ordered(comparison: Comparison, a: f64, b: f64) -> bool {
    match comparison {
        Comparison::Equal => a == b,
        Comparison::Unequal => a != b,
        Comparison::Less => a < b,
        Comparison::LessEqual => a <= b,
        Comparison::Greater => a > b,
        Comparison::GreaterEqual => a >= b,
    }
}

/// Compares a number that is `least` or larger.
fn at_least(comparison: Comparison, least: f64, with: f64) -> Option<bool> {
    match comparison {
        Comparison::Equal => (least > with).then_some(false),
        Comparison::Unequal => (least > with).then_some(true),
        Comparison::Less => (least >= with).then_some(false),
        Comparison::LessEqual => (least > with).then_some(false),
        Comparison::Greater => (least > with).then_some(true),
        Comparison::GreaterEqual => (least >= with).then_some(true),
    }
}

fn mirrored(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::LessEqual => Comparison::GreaterEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterEqual => Comparison::LessEqual,
        same => same,
    }
}
