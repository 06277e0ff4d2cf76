//! Problems as SARIF notifications: what could not be read, and what else is to be known of a run.

use super::results::{MOST_RESULTS, location, whole};
use super::schema::{
    Configuration, DescriptorReference, Help, Location, Message, Notification, NotificationDescriptor,
};
use super::uri::relative_uri;
use crate::document::{Problem, ProblemKind};
use crate::report::annotation::sentence;
use crate::report::shown::Shown;

/// The most notifications of a run; the gravest are kept.
const MOST_NOTIFICATIONS: usize = 1_000;

/// A kind of notifications.
struct Kind {
    kind: ProblemKind,
    name: &'static str,
    brief: &'static str,
    full: &'static str,
    help: &'static str,
}

/// The kinds, in the order of their descriptors.
const KINDS: [Kind; 6] = [
    Kind {
        kind: ProblemKind::Syntax,
        name: "BrokenSyntax",
        brief: "The text breaks the language's grammar.",
        full: "The part that could not be parsed was not judged; everything else in the file was.",
        help: "Mend the text and scan again; the language's own formatter finds the place too.",
    },
    Kind {
        kind: ProblemKind::Evaluation,
        name: "RefusedConfiguration",
        brief: "The language's own tool would refuse this.",
        full: "An expression or a setting is in error: its value is not known, and what depends on it is undecided.",
        help: "Run the language's own check (`terraform validate`, `bicep build`) and mend what it says.",
    },
    Kind {
        kind: ProblemKind::Module,
        name: "ModuleNotFollowed",
        brief: "A module could not be followed.",
        full: "What the module declares was not judged.",
        help: "Install modules before the scan (`terraform init`, `bicep restore`), or name their folders with --module-map.",
    },
    Kind {
        kind: ProblemKind::Io,
        name: "UnreadableFile",
        brief: "A file or folder could not be read.",
        full: "What is in it was not judged.",
        help: "Look at its permissions, its encoding, which has to be UTF-8, and its size (--max-file-size).",
    },
    Kind {
        kind: ProblemKind::Budget,
        name: "LimitReached",
        brief: "A limit was reached, so the result is partial.",
        full: "The code takes more steps, memory or time than a scan may use, or the log holds as much as its readers take.",
        help: "Scan parts of the repository by themselves.",
    },
    Kind {
        kind: ProblemKind::Note,
        name: "SomethingToKnow",
        brief: "Something to know that hides nothing.",
        full: "It never changes the exit code: a module that is judged by its call, a folder that should not be tracked.",
        help: "Nothing has to be done.",
    },
];

/// What the notifications are, one per kind of problem.
pub fn descriptors() -> Vec<NotificationDescriptor> {
    let text = |text: &str| Message { text: text.to_owned() };
    let descriptor = |one: &Kind| NotificationDescriptor {
        id: one.kind.name(),
        name: one.name,
        short_description: text(one.brief),
        full_description: text(one.full),
        help: Help { text: one.help.to_owned(), markdown: one.help.to_owned() },
        default_configuration: Configuration { level: Some(level(one.kind)), enabled: None },
    };
    KINDS.iter().map(descriptor).collect()
}

/// The gravest problems in the report's order, and what the log itself leaves out.
pub fn notifications(problems: &[Problem], results_left_out: usize, shown: &Shown<'_>) -> Vec<Notification> {
    let mut order: Vec<usize> = (0..problems.len()).collect();
    order.sort_by_key(|&index| (!problems[index].kind.is_incomplete(), problems[index].kind == ProblemKind::Note));
    order.truncate(MOST_NOTIFICATIONS);
    order.sort_unstable();
    let left_out = |count, what: &str, most| {
        let message = format!("{count} {what} are left out: a run holds at most {most}, the worst are kept");
        (count > 0).then(|| notification(&Problem::with_path(ProblemKind::Budget, "", message), shown))
    };
    let more = left_out(problems.len() - order.len(), "notifications", MOST_NOTIFICATIONS);
    let kept = order.iter().map(|&index| notification(&problems[index], shown));
    kept.chain(left_out(results_left_out, "results", MOST_RESULTS)).chain(more).collect()
}

fn level(kind: ProblemKind) -> &'static str {
    match kind {
        kind if kind.is_incomplete() => "error",
        ProblemKind::Note => "note",
        _ => "warning",
    }
}

fn notification(problem: &Problem, shown: &Shown<'_>) -> Notification {
    let whole_file = || {
        let uri = relative_uri(problem.path.as_deref()?)?;
        Some(Location { id: None, physical_location: whole(&uri), message: None, logical_locations: Vec::new() })
    };
    let place = problem.span.and_then(|span| location(span, shown)).or_else(whole_file);
    let mut text = sentence(&shown.text(&problem.message));
    if let Some(help) = &problem.help {
        text.push(' ');
        text.push_str(&sentence(&shown.text(help)));
    }
    Notification {
        descriptor: DescriptorReference {
            id: problem.kind.name().to_owned(),
            index: KINDS.iter().position(|one| one.kind == problem.kind).unwrap_or(0),
        },
        level: level(problem.kind),
        message: Message { text },
        locations: place.into_iter().collect(),
    }
}
