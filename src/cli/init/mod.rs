//! `akslint init`: a configuration fitted to what is there, the hook and the workflow. Nothing that is there is changed.
//!
//! Knows: which files are written, and where. Does not know: what stands in them beyond what it fills in.

mod text;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::arguments::ReadArguments;
use super::pipeline::Pipeline;
use super::{Surroundings, UsageError, answer};
use crate::config::{self, schema};
use crate::report::visible;

/// The GitHub workflow, as it is written.
const WORKFLOW: &str = include_str!("../../../integrations/github-workflow.yml");
/// The configuration of pre-commit, as it is written.
const HOOK: &str = include_str!("pre-commit-config.yaml");
/// The name of the schema beside a configuration.
const SCHEMA_FILE: &str = "akslint.schema.json";

/// Arguments of `init`.
#[derive(Debug, Clone, Args)]
pub struct InitArguments {
    /// The folder that akslint.yaml is written to [default: the current one]. Hook and workflow go to the root of the
    /// repository around it.
    #[arg(value_name = "DIR", default_value = ".", hide_default_value = true)]
    pub directory: PathBuf,
    /// Do not write akslint.yaml.
    #[arg(long)]
    pub no_settings: bool,
    /// Do not write the pre-commit hook.
    #[arg(long)]
    pub no_hook: bool,
    /// Do not write the GitHub workflow.
    #[arg(long)]
    pub no_workflow: bool,
    /// Also write akslint.schema.json, from which editors complete akslint.yaml.
    #[arg(long)]
    pub schema: bool,
    /// Print what would be written, and write nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// Runs the command.
///
/// # Errors
/// When the folder cannot be read, and failures to write.
pub fn run(
    arguments: &InitArguments,
    surroundings: &Surroundings,
    out: &mut dyn Write,
    log: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    let directory = &arguments.directory;
    if !directory.is_dir() {
        return Err(UsageError(format!("{}: no such folder", directory.display())).into());
    }
    let read = ReadArguments::of_folder(directory)?;
    let pipeline = Pipeline::new(&read, surroundings, false)?;
    let found = look(&pipeline)?;
    let root = repository(directory);
    let mut writer = Writer { is_dry: arguments.dry_run, out };
    let settings = directory.join(config::FILE);
    if arguments.schema {
        writer.create(&directory.join(SCHEMA_FILE), &schema::text(pipeline.catalogue()), false)?;
    }
    if !arguments.no_settings {
        let has_schema = arguments.schema || directory.join(SCHEMA_FILE).is_file();
        let is_new = settings.symlink_metadata().is_err();
        writer.create(&settings, &text::settings(&found, pipeline.catalogue(), has_schema), true)?;
        if let Some(around) = found.around.as_ref().filter(|_| is_new) {
            let (around, below) = (visible(around), shown(directory));
            writeln!(
                writer.out,
                "note: {around} counts no more below {below}: copy into the new file what is to hold there"
            )?;
        }
    }
    if !arguments.no_hook {
        let path = root.join(".pre-commit-config.yaml");
        let is_there = path.symlink_metadata().is_ok();
        writer.create(&path, HOOK, true)?;
        if is_there {
            writeln!(writer.out, "add the hook to it:\n\n{}", text::snippet(HOOK))?;
        }
    }
    if !arguments.no_workflow {
        let folder = root.join(".github").join("workflows");
        writer.create_in(&root, &folder, "akslint.yml", WORKFLOW)?;
    }
    out.flush()?;
    for line in found.lines() {
        writeln!(log, "{line}")?;
    }
    writeln!(log, "next: akslint scan {}", shown(directory))?;
    Ok(ExitCode::SUCCESS)
}

/// What there is to configure.
#[derive(Debug, Default)]
struct Found {
    /// The environments of each root, as shown from the folder.
    roots: BTreeMap<String, Vec<Arc<str>>>,
    /// The configuration that counts without the one to be written, as shown.
    around: Option<Arc<str>>,
}

impl Found {
    fn lines(&self) -> Vec<String> {
        if self.roots.is_empty() {
            return vec!["no root with AKS resources found".to_owned()];
        }
        let mut lines: Vec<String> = (self.roots.iter().take(MOST_ROOTS))
            .map(|(root, environments)| match environments.is_empty() {
                true => format!("found {}", visible(root)),
                false => {
                    let names: Vec<_> = environments.iter().map(|name| visible(name)).collect();
                    format!("found {} with the environments {}", visible(root), names.join(", "))
                }
            })
            .collect();
        if self.roots.len() > MOST_ROOTS {
            lines.push(format!("found {} roots more", self.roots.len() - MOST_ROOTS));
        }
        lines
    }
}

/// The most roots that are listed.
const MOST_ROOTS: usize = 20;

fn look(pipeline: &Pipeline) -> anyhow::Result<Found> {
    let analysis = pipeline.analyse()?;
    let mut found = Found { around: pipeline.scope(&analysis).file.clone(), ..Found::default() };
    let judged = analysis.model.resources().iter().filter(|resource| resource.is_judged());
    for resource in judged {
        let document = &analysis.documents[resource.document];
        if document.is_called {
            continue;
        }
        let root = pipeline.relative_to_path(&resource.root);
        let environments = found.roots.entry(root).or_default();
        if let Some(environment) = &resource.environment
            && !environments.contains(environment)
        {
            environments.push(Arc::clone(environment));
        }
    }
    for environments in found.roots.values_mut() {
        environments.sort();
    }
    Ok(found)
}

/// The root of the repository around a folder, as a path from where the folder's starts; the folder itself without one.
fn repository(directory: &Path) -> PathBuf {
    let Ok(real) = directory.canonicalize() else { return directory.to_owned() };
    let depth = real.ancestors().position(|ancestor| ancestor.join(".git").exists());
    let mut root = directory.to_owned();
    for _ in 0..depth.unwrap_or(0) {
        root.push("..");
    }
    // Shorter where nothing is gained by the detour.
    match (depth, real.ancestors().nth(depth.unwrap_or(0))) {
        (Some(1..), Some(ancestor)) if directory.is_absolute() => ancestor.to_owned(),
        _ => root,
    }
}

fn shown(path: &Path) -> String {
    let text = path.display().to_string().replace('\\', "/");
    let text = text.strip_prefix("./").unwrap_or(&text);
    visible(if text.is_empty() { "." } else { text }).into_owned()
}

struct Writer<'o> {
    is_dry: bool,
    out: &'o mut dyn Write,
}

impl Writer<'_> {
    /// Writes a file that is not there yet, and says what was done.
    fn create(&mut self, path: &Path, text: &str, is_shown: bool) -> anyhow::Result<()> {
        if path.symlink_metadata().is_ok() {
            writeln!(self.out, "{} is there already and stays as it is", shown(path))?;
            return Ok(());
        }
        if self.is_dry {
            writeln!(self.out, "would write {}", shown(path))?;
            if is_shown {
                writeln!(self.out, "\n{}", indented(text))?;
            }
            return Ok(());
        }
        // Whole or not at all, and never in place of something: a link of a name fails where the name is taken.
        let mut partial = path.as_os_str().to_owned();
        partial.push(format!(".{}.partial", std::process::id()));
        let partial = PathBuf::from(partial);
        let mut file = answer(std::fs::File::create_new(&partial), path)?;
        let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
        let linked = written.and_then(|()| std::fs::hard_link(&partial, path));
        let removed = std::fs::remove_file(&partial);
        answer(linked.and(removed), path)?;
        writeln!(self.out, "wrote {}", shown(path))?;
        Ok(())
    }

    /// Writes a file into a folder that may have to be made; never through a link.
    fn create_in(&mut self, root: &Path, folder: &Path, name: &str, text: &str) -> anyhow::Result<()> {
        let made = folder.strip_prefix(root).unwrap_or(folder);
        let mut at = root.to_owned();
        for part in made.components() {
            at.push(part);
            if at.symlink_metadata().is_ok_and(|metadata| !metadata.is_dir()) {
                let message = format!("{} is no folder of its own: {name} is not written there", shown(&at));
                return Err(UsageError(message).into());
            }
        }
        if !self.is_dry {
            answer(std::fs::create_dir_all(folder), folder)?;
        }
        self.create(&folder.join(name), text, true)
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") }).collect()
}
