//! The format `azure`: logging commands that Azure Pipelines shows as issues of a run.
//!
//! Knows how the agent reads commands, and how many it shows. Does not know how anything was found.

use std::fmt::Write as _;

use super::annotation::{Annotation, Level, annotations};
use super::shown::Shown;
use super::visible::visible;
use super::{PolicyInfo, Report};
use crate::source::Sources;

/// Issues of one type that the agent keeps of a step; the rest stays in its log.
const MOST_OF_A_TYPE: usize = 10;

/// `##vso[task.logissue type=error;sourcepath=…;linenumber=…;columnnumber=…;code=…;]message`, one per finding and problem,
/// worst first; a last line says how many the agent does not show.
#[must_use]
pub fn azure(report: &Report, policies: &[PolicyInfo<'_>], sources: &Sources) -> String {
    let shown = Shown::new(sources);
    let annotations = annotations(report, policies, &shown);
    let mut out = String::new();
    for annotation in &annotations {
        write_command(&mut out, annotation, &shown);
    }
    let hidden = |is_error: bool| {
        let count = annotations.iter().filter(|one| (one.level == Level::Error) == is_error).count();
        count.saturating_sub(MOST_OF_A_TYPE)
    };
    let (errors, warnings) = (hidden(true), hidden(false));
    if errors + warnings > 0 {
        let _ = writeln!(
            out,
            "akslint: Azure Pipelines lists {MOST_OF_A_TYPE} issues of each type, the worst. Only in this log are {errors} \
             errors and {warnings} warnings."
        );
    }
    if let Some(changes) = &report.summary.changes {
        // Behind our own words, what the user named cannot begin a command.
        let _ = writeln!(out, "akslint: {} against {}", changes.counts(), visible(&changes.base).replace("##", "# #"));
    }
    out
}

fn write_command(out: &mut String, annotation: &Annotation<'_>, shown: &Shown<'_>) {
    // There is no third type.
    let kind = if annotation.level == Level::Error { "error" } else { "warning" };
    let _ = write!(out, "##vso[task.logissue type={kind};");
    if let Some(path) = &annotation.path {
        let _ = write!(out, "sourcepath={};", property(&visible(path)));
    }
    if let Some(span) = annotation.span {
        let start = shown.place(span).start;
        let _ = write!(out, "linenumber={};columnnumber={};", start.line, start.column);
    }
    let severity = annotation.severity.map_or(String::new(), |severity| format!("{}: ", severity.name()));
    let text = annotation.text(|line| visible(line).into_owned());
    let _ = writeln!(out, "code={};]{}", property(&visible(annotation.code)), data(&format!("{severity}{text}")));
}

/// The text of a command: what would end it is escaped. The agent's own escape for a percent sign is longer than
/// others', for texts that hold `%25`.
fn data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command: as [`data`], and what separates properties.
fn property(text: &str) -> String {
    data(text).replace(';', "%3B").replace(']', "%5D")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn what_ends_a_command_is_escaped() {
        assert_eq!(data("100%0A\r\n]x;y"), "100%AZP250A%0D%0A]x;y");
        assert_eq!(property("a;b]c%3B\n"), "a%3Bb%5Dc%AZP253B%0A");
    }
}
