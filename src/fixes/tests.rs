//! Suggestions together, checks of what comes out, patches.

use super::{Change, FileChange, Harm, Suggestion, check, combine, unified};
use crate::source::{Edit, FileId, Sources, Span};

const TEXT: &str = "a \"b\" {\n  x = 1\n  y = 2\n}\n\nc \"d\" {\n  z = 3\n}\n";

fn edit(file: FileId, old: &str, new: &str) -> Edit {
    let at = TEXT.find(old).unwrap();
    Edit { span: Span::new(file, at, at + old.len()), text: new.to_owned() }
}

fn suggestion(sources: &Sources, edit: Edit) -> Suggestion {
    Suggestion::new(true, String::new(), vec![Change::Replace(edit)], sources).unwrap()
}

#[test]
fn of_two_that_contradict_each_other_the_first_wins() {
    let sources = Sources::in_memory();
    let file = sources.add("main.tf", TEXT);
    let one = suggestion(&sources, edit(file, "1", "true"));
    let other = suggestion(&sources, edit(file, "1", "false"));
    let third = suggestion(&sources, edit(file, "3", "30"));
    let combined = combine(&[&one, &other, &one, &third], &sources);
    assert_eq!((combined.applied, combined.conflicting), (vec![0, 2, 3], vec![1]));
    assert_eq!(combined.files[0].new, TEXT.replace('1', "true").replace('3', "30"));
}

#[test]
fn a_file_that_would_break_is_left_out_whole() {
    let sources = Sources::in_memory();
    let file = sources.add("main.tf", TEXT);
    let good = suggestion(&sources, edit(file, "1", "10"));
    let bad = suggestion(&sources, edit(file, "3", "}}"));
    let combined = combine(&[&good, &bad], &sources);
    assert_eq!((combined.files.len(), combined.applied.len()), (0, 0));
    assert_eq!(combined.refused, [("main.tf".to_owned(), Harm::Syntax.to_string())]);
}

#[test]
fn what_was_not_meant_to_change_is_noticed() {
    let file = Sources::in_memory().add("main.tf", TEXT);
    let meant = [edit(file, "1", "10")];
    assert_eq!(check("main.tf", TEXT, &TEXT.replace('1', "10"), &meant), Ok(()));
    assert_eq!(check("main.tf", TEXT, &TEXT.replace('3', "30"), &meant), Err(Harm::Others));
    assert_eq!(check("main.tf", TEXT, &TEXT.replace("c \"d\" {\n  z = 3\n}\n", ""), &meant), Err(Harm::Others));
    assert_eq!(check("main.tf", TEXT, &TEXT.replace('1', "("), &meant), Err(Harm::Syntax));
    assert_eq!(check("main.bicep", "param x int = 1\n", "param x int = (\n", &meant), Err(Harm::Syntax));
    assert_eq!(check("main.json", "{\"resources\": []}", "{\"resources\": [}", &meant), Err(Harm::Syntax));
}

#[test]
fn hunks_are_those_of_a_unified_patch() {
    let file = Sources::in_memory().add("main.tf", "");
    let old: String = (1..=20).map(|line| format!("line {line}\n")).collect::<String>() + "end";
    let at = |text: &str| old.find(text).unwrap();
    let edits = vec![
        Edit { span: Span::new(file, at("line 2\n"), at("line 2\n") + 6), text: "LINE 2".to_owned() },
        Edit { span: Span::new(file, at("line 6\n") + 6, at("line 6\n") + 6), text: "\nadded".to_owned() },
        Edit { span: Span::new(file, at("end"), at("end") + 3), text: "END".to_owned() },
    ];
    let new = crate::source::apply_edits(&old, &edits).unwrap();
    let change = FileChange { path: "a b.tf".to_owned(), old: old.clone(), new, edits };
    let patch = unified(&change, &|_| false, "***");
    assert_eq!(
        patch,
        "--- a/a b.tf\t\n+++ b/a b.tf\t\n@@ -1,9 +1,10 @@\n line 1\n-line 2\n+LINE 2\n line 3\n line 4\n line 5\n line 6\n\
         +added\n line 7\n line 8\n line 9\n@@ -18,4 +19,4 @@\n line 18\n line 19\n line 20\n-end\n\
         \\ No newline at end of file\n+END\n\\ No newline at end of file\n"
    );
    // A secret ends the context; on a changed line it is not shown.
    let secret = |hidden: &'static str| move |range: std::ops::Range<usize>| old[range].trim_end() == hidden;
    let patch = unified(&change, &secret("line 4"), "***");
    assert!(
        !patch.contains("line 4") && patch.contains("@@ -1,3 +1,3 @@") && patch.contains("@@ -5,5 +5,6 @@"),
        "{patch}"
    );
    let change_of_secret = unified(&change, &|range| range.start == 7, "***");
    assert!(change_of_secret.contains("-***\n+***\n") && !change_of_secret.contains("LINE 2"), "{change_of_secret}");
}
