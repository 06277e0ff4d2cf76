//! Filling a hole never flips a definite result: what an expression gives with unknown inputs must agree with what it
//! gives once they are known.

#![allow(clippy::unwrap_used, reason = "the helpers of a test may fail it")]

mod vague;

use std::path::Path;
use std::sync::Arc;

use akslint::document::{Budget, BudgetLimits, Data, Value};
use akslint::source::{Sources, Span};
use akslint::terraform::evaluate::{EvaluationError, Scope, evaluate};
use akslint::terraform::functions::{self, CallContext};
use akslint::terraform::parse::parse_expression;
use akslint::terraform::types::convert_to_string;
use vague::{Random, Variables, agrees, expression, show, without_order};

struct Inputs<'v> {
    variables: &'v Variables,
    is_vague: bool,
    budget: Budget,
    sources: Sources,
}

impl<'v> Inputs<'v> {
    fn new(variables: &'v Variables, is_vague: bool) -> Self {
        Self { variables, is_vague, budget: Budget::new(BudgetLimits::default()), sources: Sources::in_memory() }
    }
}

impl Scope for Inputs<'_> {
    fn lookup(&self, _: &str, names: &[&str], _: Span) -> Result<(Value, usize), EvaluationError> {
        let (known, vague) = &self.variables[names[0]];
        Ok((if self.is_vague { vague } else { known }.clone(), 1))
    }

    fn budget(&self) -> &Budget {
        &self.budget
    }

    fn sources(&self) -> &Sources {
        &self.sources
    }

    fn directory(&self) -> &Path {
        Path::new("")
    }
}

fn result(text: &str, variables: &Variables, is_vague: bool) -> Result<Value, EvaluationError> {
    let scope = Inputs::new(variables, is_vague);
    let file = scope.sources.add("expression", text);
    let expression = parse_expression(text, file, 0).unwrap_or_else(|problem| panic!("{text}: {}", problem.message));
    evaluate(&expression, &scope)
}

#[test]
fn definite_results_hold_whatever_the_unknown_parts_are() {
    let (mut definite, mut errors) = (0, 0);
    for seed in 0..20_000 {
        let mut random = Random::new(seed);
        let variables = vague::variables(&mut random);
        let text = expression(&mut random);
        let known = result(&text, &variables, false);
        let vague = result(&text, &variables, true);
        let shown = || {
            let used = variables.iter().filter(|(name, _)| text.contains(&format!("var.{name}")));
            let inputs: String =
                used.map(|(name, (known, vague))| format!("\n  {name}: {} as {}", show(known), show(vague))).collect();
            let result = |result: &Result<Value, EvaluationError>| match result {
                Ok(value) => show(value),
                Err(error) => error.message.clone(),
            };
            format!("seed {seed}: {text}{inputs}\n  known {}\n  vague {}", result(&known), result(&vague))
        };
        match (&known, &vague) {
            (Err(_), Err(_)) => errors += 1,
            // Terraform refuses it; what we make of it then is free.
            (Err(_), Ok(_)) => {}
            (Ok(_), Err(_)) => panic!("an error is claimed that need not be\n{}", shown()),
            (Ok(known), Ok(vague)) => {
                assert!(agrees(vague, known), "{}", shown());
                definite += usize::from(vague.is_wholly_known());
            }
        }
    }
    assert!(definite > 4_000, "the property must not hold by never deciding: {definite} definite");
    assert!(errors < 6_000, "too many expressions are in error: {errors}");
}

/// The same for single calls of functions, whose arguments are vaguer than expressions make them.
#[test]
fn definite_results_of_functions_hold_whatever_the_unknown_parts_are() {
    let (mut definite, mut decided) = (0, 0);
    let mut wrong = Vec::new();
    for seed in 0..100_000 {
        let (name, known, vague) = vague::calls::call(&mut Random::new(seed));
        let sources = Sources::in_memory();
        let budget = Budget::new(BudgetLimits::default());
        let context = CallContext { sources: &sources, directory: Path::new(""), budget: &budget };
        let results = [&known, &vague].map(|arguments| functions::call(name, arguments, &context));
        let shown = || {
            let all = |values: &[Value]| values.iter().map(show).collect::<Vec<_>>().join(", ");
            let [of_known, of_vague] = results.each_ref().map(|result| match result {
                Ok(value) => show(value),
                Err(error) => error.message.clone(),
            });
            format!("seed {seed}: {name}({}) = {of_known}\n        {name}({}) = {of_vague}", all(&known), all(&vague))
        };
        match &results {
            [Err(_), _] => {}
            // An error is claimed that need not be.
            [Ok(_), Err(_)] => wrong.push(shown()),
            [Ok(known), Ok(vague)] => {
                // Where an unknown element stands before its equal, the order of distinct ones is not decided.
                let shape = |value| if name == "distinct" { without_order(as_text(value)) } else { as_text(value) };
                if !agrees(&shape(vague), &shape(known)) {
                    wrong.push(shown());
                }
                definite += usize::from(vague.is_wholly_known());
                decided += usize::from(!matches!(vague.data, Data::Unknown(_)));
            }
        }
    }
    let count = wrong.len();
    wrong.truncate(20);
    assert!(wrong.is_empty(), "{count} wrong:\n{}", wrong.join("\n"));
    assert!(definite > 20_000, "the property must not hold by never deciding: {definite} definite");
    assert!(decided > definite + 5_000, "partly known results are expected: {decided} of them, {definite} definite");
}

/// Numbers and truth values as texts: an unknown argument that turns out to be a text makes texts of the others.
fn as_text(value: &Value) -> Value {
    let mut value = value.clone();
    match &mut value.data {
        Data::Bool(_) | Data::Number(_) => return convert_to_string(&value).unwrap(),
        Data::OneOf(members) => {
            return Value::one_of(members.iter().map(as_text), members.reason());
        }
        Data::List(list) => Arc::make_mut(list).items.iter_mut().for_each(|item| *item = as_text(item)),
        Data::Object(object) => {
            Arc::make_mut(object).entries.values_mut().for_each(|entry| entry.value = as_text(&entry.value));
        }
        _ => {}
    }
    value
}

#[test]
fn a_disagreement_is_noticed() {
    let reason = Arc::new(akslint::document::Reason::undecided_condition());
    let number = |number: i64| Value::number(number);
    assert!(!agrees(&number(1), &number(2)));
    assert!(!agrees(&Value::one_of([number(1), number(2)], &reason), &number(3)));
    assert!(!agrees(&Value::unknown_set(Arc::clone(&reason)), &Value::null()));
    assert!(!agrees(&Value::tuple(vec![]), &Value::tuple(vec![number(1)])));
    assert!(agrees(&Value::one_of([number(1), number(2)], &reason), &number(2)));
}
