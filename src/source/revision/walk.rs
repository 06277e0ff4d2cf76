//! Walking the files of a revision, as the files on disk are walked.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use super::objects::{BATCH, Received};
use super::tree::Node;
use super::{Ignores, Place, Revision};
use crate::source::ReadError;
use crate::source::search::{Look, START, Search, SearchOptions, is_skipped};

/// The most paths that are visited: links to directories may repeat others many times.
const MOST_VISITED: usize = 5_000_000;

/// The most directories in each other, links among them.
const DEEPEST: usize = 256;

/// A walk in progress.
struct Walk<'a> {
    revision: &'a Revision,
    ignores: Option<Arc<Ignores>>,
    is_candidate: &'a dyn Fn(&str) -> bool,
    /// The path as walked, with the name of the contents.
    files: Vec<(PathBuf, &'a str)>,
    /// Paths that lie on disk.
    on_disk: Vec<PathBuf>,
    failures: Vec<(PathBuf, ReadError)>,
    visited: usize,
}

/// As [`search`](crate::source::search), in a revision. What lies on disk beside the revision is handed back, to be
/// searched there; where ignore files are used none of that is looked at. Those used are the revision's own, unless others are
/// trusted.
pub(in crate::source) fn search<T>(
    revision: &Arc<Revision>,
    roots: &[PathBuf],
    options: SearchOptions,
    trusted: Option<Arc<Ignores>>,
    look: &Look<'_, impl Fn(&str) -> bool, impl Fn(&str, &[u8]) -> T, impl Fn(&str, &[u8]) -> bool>,
) -> (Search<T>, Vec<PathBuf>) {
    let mut walk = Walk {
        revision,
        ignores: options
            .use_ignore_files
            .then(|| trusted.unwrap_or_else(|| Arc::new(Ignores::new(Arc::clone(revision))))),
        is_candidate: look.is_candidate,
        files: Vec::new(),
        on_disk: Vec::new(),
        failures: Vec::new(),
        visited: 0,
    };
    for root in roots {
        walk.directory(root, &mut Vec::new());
    }
    let Walk { mut files, on_disk, failures, .. } = walk;
    files.sort_unstable_by(|a, b| a.0.as_os_str().cmp(b.0.as_os_str()));
    files.dedup();
    let mut found = Search { files: Vec::new(), failures, untrusted: Vec::new() };
    for batch in files.chunks(BATCH) {
        revision.examine(batch, options.file_bytes, look, &mut found);
    }
    (found, on_disk)
}

impl<'a> Walk<'a> {
    /// `inside`: the directories around this one, links resolved.
    fn directory(&mut self, path: &Path, inside: &mut Vec<PathBuf>) {
        let revision = self.revision;
        let real = match path.strip_prefix(&revision.boundary).map(|relative| revision.resolve(relative)) {
            Ok(Ok(Place::Tree(real))) => real,
            Ok(Ok(Place::Disk(_))) => return self.on_disk.push(path.to_owned()),
            _ => return,
        };
        if inside.contains(&real) || inside.len() >= DEEPEST {
            return self.failures.push((path.to_owned(), ReadError::Io("a loop of symbolic links".to_owned())));
        }
        let Some(Node::Directory(children)) = revision.tree.node(&real) else { return };
        inside.push(real.clone());
        for child in children {
            let Some(name) = child.file_name() else { continue };
            self.visited += 1;
            if self.visited > MOST_VISITED {
                break;
            }
            self.entry(child, &path.join(name), inside);
        }
        if self.ignores.is_none() {
            let below = revision.on_disk.iter().flatten().filter(|beside| beside.parent() == Some(&*real));
            self.on_disk.extend(below.filter_map(|beside| Some(path.join(beside.file_name()?))));
        }
        inside.pop();
    }

    fn entry(&mut self, child: &Path, path: &Path, inside: &mut Vec<PathBuf>) {
        let revision = self.revision;
        let node = match revision.tree.node(child) {
            Some(Node::Link(_)) => match revision.resolve(child) {
                Ok(Place::Tree(real)) => revision.tree.node(&real),
                // On disk, what a link leads to is seen as it is.
                Ok(Place::Disk(_)) => return self.on_disk.push(path.to_owned()),
                Err(_) => None,
            },
            node => node,
        };
        let Some(node) = node else { return };
        let is_directory = matches!(node, Node::Directory(_) | Node::Repository(_));
        let name = path.file_name().and_then(|name| name.to_str());
        let is_hidden = is_directory && name.is_some_and(is_skipped)
            || self.ignores.as_ref().is_some_and(|ignores| ignores.is_ignored(path, is_directory));
        match node {
            _ if is_hidden => {}
            Node::File(contents) => {
                if name.is_some_and(|name| (self.is_candidate)(name)) {
                    self.files.push((path.to_owned(), contents));
                }
            }
            Node::Directory(_) => self.directory(path, inside),
            Node::Repository(_) if revision.is_on_disk(child) => self.on_disk.push(path.to_owned()),
            Node::Repository(_) | Node::Link(_) => {}
        }
    }
}

impl Revision {
    /// Looks into some files, at most [`BATCH`].
    fn examine<T>(
        &self,
        files: &[(PathBuf, &str)],
        limit: u64,
        look: &Look<'_, impl Fn(&str) -> bool, impl Fn(&str, &[u8]) -> T, impl Fn(&str, &[u8]) -> bool>,
        found: &mut Search<T>,
    ) {
        let mut objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = objects.ask(files.iter().map(|(_, contents)| *contents)) {
            self.failed(error);
            return;
        }
        for (path, _) in files {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            match objects.receive(limit, START) {
                Ok(Received::Whole(bytes)) => found.files.push((path.clone(), (look.examine)(name, &bytes))),
                Ok(Received::TooLarge { size, start }) => {
                    if (look.matters)(name, &start) {
                        found.failures.push((path.clone(), ReadError::TooLarge { size, limit }));
                    }
                }
                Err(error) => found.failures.push((path.clone(), self.failed(error))),
            }
        }
    }
}
