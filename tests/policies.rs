//! Every page keeps its word: each example gives what its section says, at the marked line.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]

use akslint::cli::{built_in, check_example};
use akslint::policy::Outcome;
use akslint::policy::page::{Example, ExampleLanguage, Page};

#[test]
fn every_example_gives_what_its_page_says() {
    let catalogue = built_in();
    let mut wrong = Vec::new();
    let mut checked = 0;
    for policy in catalogue.policies() {
        let page: Page = policy.page().unwrap_or_else(|error| panic!("{error}"));
        for example in page.examples.iter().filter(|example| example.language != ExampleLanguage::Yaml) {
            checked += 1;
            if let Err(message) = check_example(&catalogue, policy.id(), example) {
                wrong.push(format!("{}:{} ({}): {message}", policy.path(), example.line, example.section.name()));
            }
        }
    }
    assert!(checked > 60, "only {checked} examples");
    assert!(wrong.is_empty(), "{} of {checked} examples:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_expression_compiles() {
    let errors: Vec<String> = built_in().errors().iter().map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn a_wrong_page_would_be_noticed() {
    let catalogue = built_in();
    let page = catalogue.policies()[0].page().unwrap();
    let bad = page.examples.iter().find(|example| example.expected == Outcome::Fail).unwrap();
    let lie = Example { expected: Outcome::Pass, ..bad.clone() };
    assert!(check_example(&catalogue, &page.id, &lie).is_err());
    let mut moved = bad.clone();
    moved.files[0].finding_lines.push(999);
    assert!(check_example(&catalogue, &page.id, &moved).is_err());
}
