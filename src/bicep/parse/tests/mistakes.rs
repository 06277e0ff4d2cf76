//! What people get wrong, and what they are told: `testdata/bicep/mistakes.txt`.
//!
//! A case is a text, then a line `>> LINE:COLUMN MESSAGE` for each problem with `>> help: …` behind it where there is
//! help, then `==` with the declarations that survive, a star behind those that are read in part.

use super::parse;
use crate::source::SourceFile;

/// What a text gives, as the file of cases has it.
fn told(text: &str) -> String {
    let file = SourceFile::new("main.bicep".to_owned(), text.to_owned());
    let (tree, problems) = parse(text);
    let mut told = String::new();
    for problem in &problems {
        let start = file.position(problem.span.expect("every problem has a place").start as usize);
        told.push_str(&format!(">> {}:{} {}\n", start.line, start.column, problem.message));
        told.extend(problem.help.iter().map(|help| format!(">> help: {help}\n")));
    }
    told.push_str("==");
    for declaration in &tree.declarations {
        let name = declaration.name().map_or("-", |name| &*name.text);
        told.push_str(&format!(" {name}{}", if declaration.is_partial { "*" } else { "" }));
    }
    told + "\n"
}

#[test]
fn mistakes_are_told_where_they_are_with_what_was_expected() {
    let cases: Vec<&str> = include_str!("../../../../testdata/bicep/mistakes.txt").split("----\n").skip(1).collect();
    assert!(cases.len() >= 100, "{}", cases.len());
    let mut wrong = String::new();
    for case in cases {
        let end = case.find("\n>> ").expect("every case is a mistake") + 1;
        let (text, expected) = case.split_at(end);
        let told = told(text);
        if told != expected {
            wrong.push_str(&format!("{text}{told}expected\n{expected}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
