//! Where the report of a scan goes: one format to standard output, any number to files.
//!
//! Knows every format by name. Does not know what is in a report.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::UsageError;
use super::arguments::Format;
use crate::planning::estate::Estate;
use crate::report::{self, PolicyInfo, Report, TextOptions};
use crate::source::Sources;

/// The outputs of a scan, opened.
pub struct Outputs {
    /// The format for standard output.
    pub printed: Format,
    files: Vec<(Format, OutputFile)>,
}

impl Outputs {
    /// Opens all files.
    ///
    /// # Errors
    /// When one cannot be written, or two outputs have the same place.
    pub fn open(format: Option<Format>, outputs: &[(Format, PathBuf)]) -> anyhow::Result<Self> {
        let is_standard = |path: &Path| path.as_os_str() == "-";
        let mut printed = outputs.iter().filter(|(_, path)| is_standard(path)).map(|(format, _)| *format).chain(format);
        let first = printed.next();
        if printed.next().is_some() {
            return Err(UsageError("two formats for standard output: give the others a file".to_owned()).into());
        }
        let mut known = BTreeSet::new();
        let mut files = Vec::new();
        for (format, path) in outputs.iter().filter(|(_, path)| !is_standard(path)) {
            if !known.insert(path) {
                return Err(UsageError(format!("--output: two formats for {}", path.display())).into());
            }
            files.push((*format, OutputFile::open(path)?));
        }
        Ok(Self { printed: first.unwrap_or(Format::Full), files })
    }

    /// Whether this format is asked for anywhere.
    pub fn holds(&self, wanted: Format) -> bool {
        self.printed == wanted || self.files.iter().any(|(format, _)| *format == wanted)
    }

    /// Writes every file.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn write(self, render: impl Fn(Format) -> String) -> anyhow::Result<()> {
        for (format, file) in self.files {
            let path = file.path.clone();
            file.finish(&render(format)).with_context(|| format!("cannot write {}", path.display()))?;
        }
        Ok(())
    }
}

/// The report in a format.
#[must_use]
pub fn render(
    format: Format,
    report: &Report,
    policies: &[PolicyInfo<'_>],
    sources: &Sources,
    text: &TextOptions<'_>,
    category: Option<&str>,
    plan: Option<&Estate>,
) -> String {
    match format {
        Format::Full => report::full(report, sources, text),
        Format::Concise => report::concise(report, sources, text),
        Format::Json => report::json(report, sources),
        Format::Sarif => report::sarif::sarif(report, policies, sources, category),
        Format::Github => report::github(report, policies, sources),
        Format::Azure => report::azure(report, policies, sources),
        Format::Gitlab => report::gitlab(report, policies, sources),
        Format::Junit => report::junit(report, policies, sources),
        Format::Rdjson => report::rdjson(report, policies, sources),
        Format::Markdown => report::markdown(report, policies, sources),
        Format::Html => report::html_with_plan(report, policies, sources, plan),
    }
}

/// A file that appears whole or not at all: written beside its place, then renamed. What is there and is no regular
/// file (a pipe, a terminal) is written as it is.
struct OutputFile {
    path: PathBuf,
    target: Target,
}

enum Target {
    /// What is there and no regular file.
    Open(File),
    /// The name under which a file is written before it gets its own.
    Beside(PathBuf),
}

impl OutputFile {
    fn open(path: &Path) -> anyhow::Result<Self> {
        let failed = || format!("cannot write {}", path.display());
        if path.exists() && !path.is_file() {
            let file = OpenOptions::new().write(true).open(path).with_context(failed)?;
            return Ok(Self { path: path.to_owned(), target: Target::Open(file) });
        }
        let mut name = path.file_name().context("an output needs a file name")?.to_owned();
        name.push(format!(".{}.partial", std::process::id()));
        let partial = path.with_file_name(name);
        // Only a trial: a run that is interrupted leaves nothing behind.
        File::create(&partial).with_context(failed)?;
        std::fs::remove_file(&partial).with_context(failed)?;
        Ok(Self { path: path.to_owned(), target: Target::Beside(partial) })
    }

    fn finish(mut self, text: &str) -> anyhow::Result<()> {
        match &mut self.target {
            Target::Open(file) => file.write_all(text.as_bytes())?,
            Target::Beside(partial) => {
                let mut file = File::create(&*partial)?;
                file.write_all(text.as_bytes())?;
                file.sync_all()?;
                std::fs::rename(partial, &self.path)?;
            }
        }
        Ok(())
    }
}

impl Drop for OutputFile {
    fn drop(&mut self) {
        if let Target::Beside(partial) = &self.target {
            // After a rename there is nothing to remove, and a failure to clean up hides nothing.
            let _ = std::fs::remove_file(partial);
        }
    }
}
