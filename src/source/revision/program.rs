//! Running `git` so that nothing of the repository runs with it.
//!
//! Knows: which settings and variables make git start programs, write files or reach for the network. Does not know what
//! is asked of it.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::RevisionError;

/// Variables that tell git of another repository, or make it write or run something. They are those of a hook or of the
/// person's shell, and would speak of another work tree than the one that is read.
const FORGOTTEN: [&str; 21] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CEILING_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_SYSTEM",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_TRACE",
    "GIT_TRACE2",
    "GIT_TRACE2_EVENT",
    "GIT_TRACE2_PERF",
    "GIT_WORK_TREE",
];

/// Variables that keep git to itself: neither the machine's nor the person's settings, no replaced or grafted objects, no
/// lock, no question, no fetching of what a partial clone lacks, one language for messages.
const SET: [(&str, &str); 11] = [
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_ATTR_NOSYSTEM", "1"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_GRAFT_FILE", "/dev/null"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_PAGER", "cat"),
    ("LC_ALL", "C"),
];

/// Settings that go before those of the repository. `safe.directory`: git refuses work trees of other users because their
/// settings may start programs; here none does, and akslint reads the work tree itself in any case.
/// `safe.bareRepository`: files of the work tree that look like a repository are none.
const SETTINGS: [&str; 8] = [
    "advice.graftFileDeprecated=false",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.alternateRefsCommand=false",
    "core.pager=cat",
    "protocol.allow=never",
    "safe.directory=*",
    "safe.bareRepository=explicit",
];

/// The most bytes of an answer or of an error message that are kept.
const MOST: u64 = 64 * 1024;

/// `git` in a directory, with nothing of the repository's own.
pub(super) fn git(directory: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(directory).arg("--no-pager").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    for variable in FORGOTTEN {
        command.env_remove(variable);
    }
    command.envs(SET);
    command
}

/// Starts a command.
pub(super) fn start(command: &mut Command) -> Result<Child, RevisionError> {
    command.spawn().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => RevisionError::NoGit,
        kind => RevisionError::Failed(format!("git cannot be started: {kind}")),
    })
}

/// A short answer.
pub(super) struct Answer {
    /// Whether git succeeded.
    pub is_success: bool,
    /// What it said, without the line end.
    pub text: String,
    /// What it said was fatal; empty for nothing.
    pub complaint: String,
}

/// Asks for something short.
pub(super) fn ask(command: &mut Command) -> Result<Answer, RevisionError> {
    let mut child = start(command.stderr(Stdio::piped()))?;
    let error = child.stderr.take();
    // Both are read at once, for git waits for whichever is full.
    let complaint = std::thread::spawn(move || start_of(error));
    let text = start_of(child.stdout.take());
    let complaint = complaint.join().unwrap_or_default();
    let status = child.wait().map_err(|error| RevisionError::Failed(error.kind().to_string()))?;
    let is_fatal = |line: &&str| line.starts_with("fatal: ") || line.starts_with("error: ");
    let complaint = complaint.lines().find(is_fatal).and_then(|line| line.split_once(": "));
    let complaint = complaint.map_or(String::new(), |(_, complaint)| complaint.to_owned());
    Ok(Answer { is_success: status.success(), text: text.trim_end_matches(['\n', '\r']).to_owned(), complaint })
}

/// The first bytes of a stream; the rest is read and dropped.
fn start_of(stream: Option<impl Read>) -> String {
    let Some(mut stream) = stream else { return String::new() };
    let mut bytes = Vec::new();
    let _ = stream.by_ref().take(MOST).read_to_end(&mut bytes);
    let _ = std::io::copy(&mut stream, &mut std::io::sink());
    String::from_utf8_lossy(&bytes).into_owned()
}
