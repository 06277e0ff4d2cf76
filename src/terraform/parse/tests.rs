use super::*;
use crate::document::ProblemKind;
use crate::source::{SourceFile, Sources};
use crate::terraform::syntax::{Block, ExpressionKind};

fn file() -> FileId {
    Sources::in_memory().add("a.tf", "")
}

fn parse(text: &str) -> Parsed {
    parse_file(text, file())
}

/// Each problem as `line:column message`.
fn problems(text: &str, parsed: &Parsed) -> Vec<String> {
    let source = SourceFile::new("a.tf".into(), text.into());
    let place = |problem: &Problem| source.position(problem.span.unwrap().start as usize);
    (parsed.problems.iter())
        .map(|problem| format!("{}:{} {}", place(problem).line, place(problem).column, problem.message))
        .collect()
}

fn corpus() {}

#[test]
fn real_files_parse_without_problem() {
    let root = std::path::Path::new("/work/shared/corpus");
    let mut stack = vec![root.to_path_buf()];
    let mut count = 0;
    while let Some(dir) = stack.pop() {
        #[allow(clippy::disallowed_methods)]
        let Ok(entries) = std::fs::read_dir(&dir) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                stack.push(path);
            } else if path.extension().is_some_and(|e| e == "tf" || e == "tfvars") {
                #[allow(clippy::disallowed_methods)]
                let text = std::fs::read_to_string(&path).unwrap();
                let parsed = parse(&text);
                count += 1;
                if !parsed.problems.is_empty() {
                    println!("{}: {:?}", path.display(), problems(&text, &parsed));
                }
            }
        }
    }
    println!("{count} files");
    corpus();
}
