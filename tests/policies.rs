//! Every page keeps its word: each example gives what its section says, at the marked line.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]

use std::collections::BTreeMap;

use akslint::cli::{built_in, check_example};
use akslint::policy::Outcome;
use akslint::policy::page::{Example, ExampleLanguage, Page};

#[test]
fn every_example_gives_what_its_page_says() {
    let catalogue = built_in();
    let mut wrong = Vec::new();
    let mut checked: BTreeMap<ExampleLanguage, usize> = BTreeMap::new();
    for policy in catalogue.policies() {
        let page: Page = policy.page().unwrap_or_else(|error| panic!("{error}"));
        for example in page.examples.iter().filter(|example| example.language != ExampleLanguage::Yaml) {
            *checked.entry(example.language).or_default() += 1;
            if let Err(message) = check_example(&catalogue, policy.id(), example) {
                wrong.push(format!("{}:{} ({}): {message}", policy.path(), example.line, example.section.name()));
            }
        }
    }
    let count = |language| checked.get(&language).copied().unwrap_or_default();
    let least = [(ExampleLanguage::Terraform, 150), (ExampleLanguage::Bicep, 100), (ExampleLanguage::Json, 5)];
    for (language, least) in least {
        assert!(count(language) >= least, "only {} examples in {language:?}", count(language));
    }
    assert!(wrong.is_empty(), "{} examples of {checked:?}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_expression_compiles() {
    let errors: Vec<String> = built_in().errors().iter().map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn a_wrong_page_would_be_noticed() {
    let catalogue = built_in();
    let index = catalogue.index_of("aks-rbac-enabled").unwrap();
    let page = catalogue.policy(index).unwrap().page().unwrap();
    for language in [ExampleLanguage::Terraform, ExampleLanguage::Bicep, ExampleLanguage::Json] {
        let is_bad = |example: &&Example| example.expected == Outcome::Fail && example.language == language;
        let bad = page.examples.iter().find(is_bad).unwrap();
        assert_eq!(check_example(&catalogue, &page.id, bad), Ok(()));
        let lie = Example { expected: Outcome::Pass, ..bad.clone() };
        assert!(check_example(&catalogue, &page.id, &lie).is_err());
        let mut moved = bad.clone();
        moved.files[0].finding_lines.push(999);
        assert!(check_example(&catalogue, &page.id, &moved).is_err());
        let mut broken = bad.clone();
        broken.files[0].text.push_str("\nresource (");
        let message = check_example(&catalogue, &page.id, &broken).unwrap_err();
        assert!(message.starts_with("the example cannot be read"), "{message}");
    }
}
