//! The format `github`: workflow commands that GitHub shows as annotations of a run and of the lines of a change.
//!
//! Knows how the runner reads commands, and how many it shows. Does not know how anything was found.

use std::fmt::Write as _;

use super::annotation::{Annotation, Level, annotations};
use super::shown::Shown;
use super::visible::visible;
use super::{PolicyInfo, Report};
use crate::source::Sources;

/// Annotations of one level that the runner keeps of a step; the rest stays in its log.
const MOST_OF_A_LEVEL: usize = 10;

/// `::error title=…,file=…,line=…,col=…,endLine=…,endColumn=…::message`, one per finding and problem, worst first. When
/// GitHub will not show all of them, the first one says so.
#[must_use]
pub fn github(report: &Report, policies: &[PolicyInfo<'_>], sources: &Sources) -> String {
    let shown = Shown::new(sources);
    let annotations = annotations(report, policies, &shown);
    let mut out = String::new();
    let of = |level: Level| annotations.iter().filter(|one| one.level == level).count();
    let hidden = |level: Level, most: usize| of(level).saturating_sub(most);
    let [errors, warnings, notices] =
        [Level::Error, Level::Warning, Level::Notice].map(|one| hidden(one, MOST_OF_A_LEVEL));
    if errors + warnings + notices > 0 {
        // This notice takes the place of another.
        let notices = hidden(Level::Notice, MOST_OF_A_LEVEL - 1);
        let _ = writeln!(
            out,
            "::notice title=akslint::GitHub shows {MOST_OF_A_LEVEL} annotations of each level, the worst. Not shown are \
             {errors} errors, {warnings} warnings and {notices} notices: the log of this step has them."
        );
    }
    for annotation in &annotations {
        write_command(&mut out, annotation, &shown);
    }
    if let Some(changes) = &report.summary.changes {
        let text = format!("compared with {}: {}", visible(&changes.base), changes.counts());
        let _ = writeln!(out, "::notice title=akslint::{}", data(&text));
    }
    out
}

fn write_command(out: &mut String, annotation: &Annotation<'_>, shown: &Shown<'_>) {
    let level = match annotation.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Notice => "notice",
    };
    let severity = annotation.severity.map_or(String::new(), |severity| format!("{}: ", severity.name()));
    let title = format!("akslint: {severity}{}", visible(annotation.code));
    let _ = write!(out, "::{level} title={}", property(&title));
    if let Some(path) = &annotation.path {
        let _ = write!(out, ",file={}", property(&visible(path)));
    }
    if let Some(span) = annotation.span {
        let place = shown.place(span);
        let (start, end) = (place.start, place.end);
        let _ = write!(out, ",line={},endLine={}", start.line, end.line);
        // GitHub refuses columns that are not ascending.
        if end.column > start.column {
            let _ = write!(out, ",col={},endColumn={}", start.column, end.column);
        }
    }
    let _ = writeln!(out, "::{}", data(&annotation.text(|line| visible(line).into_owned())));
}

/// The text of a command: what would end or change it is escaped.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command: as [`data`], and what separates properties.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn what_ends_a_command_is_escaped() {
        assert_eq!(data("100%0A\r\n::error::x"), "100%250A%0D%0A::error::x");
        assert_eq!(property("a,b:c%2C\n"), "a%2Cb%3Ac%252C%0A");
    }
}
