//! The files of a git revision, read from git's object store: nothing is checked out, and nothing of the repository runs.
//!
//! Knows: how to name a revision, and which files stand in for those that git does not keep. Does not know what is read
//! from it, or why.

mod ignores;
mod objects;
mod program;
mod tree;
mod walk;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

pub(super) use self::ignores::Ignores;
use self::objects::{ObjectError, Objects, Received};
use self::program::{ask, git, start};
use self::tree::{Node, Resolved, Tree, path_of};
pub(super) use self::walk::search;
use super::{DirectoryEntry, ReadError};

/// The most bytes of a listing of paths: some millions of files.
const MOST_LISTED: u64 = 1 << 30;

/// The longest target of a link, in bytes, as on disk.
const LONGEST_TARGET: u64 = 4096;

/// The most other repositories whose state is asked for.
const MOST_REPOSITORIES: usize = 200;

/// Why a revision could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RevisionError {
    /// The program is not there.
    #[error("git was not found: comparing with a revision needs it on the PATH")]
    NoGit,
    /// The files lie in no repository.
    #[error("{directory} is not in a git repository")]
    NoRepository {
        /// The read boundary.
        directory: String,
    },
    /// What was given cannot be a revision.
    #[error("`{0}` is no revision")]
    NoRevision(String),
    /// git does not know it.
    #[error("git knows no commit `{revision}` here{}", hint(*is_shallow))]
    Unknown {
        /// The revision as given.
        revision: String,
        /// The clone lacks older commits.
        is_shallow: bool,
    },
    /// Two commits with nothing in common.
    #[error("`{revision}` and HEAD have no commit in common{}", if *is_shallow { hint(true) } else { "" })]
    Unrelated {
        /// The revision as given.
        revision: String,
        /// The clone lacks older commits.
        is_shallow: bool,
    },
    /// Something that the revision needs is not in the clone.
    #[error("the clone lacks files of `{0}`: it was made without them (--filter); `git fetch --refetch` gets them")]
    Partial(String),
    /// Anything else, in git's words.
    #[error("git: {0}")]
    Failed(String),
}

fn hint(is_shallow: bool) -> &'static str {
    if is_shallow {
        ": the clone is shallow; fetch more of its history (`git fetch --unshallow`, or `fetch-depth: 0` at actions/checkout)"
    } else {
        "; was it fetched?"
    }
}

/// Which commit a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// That very commit.
    Itself,
    /// The commit at which HEAD left it: what a pull request is compared with.
    MergeBase,
}

/// The files of a commit below the read boundary.
#[derive(Debug)]
pub struct Revision {
    name: String,
    commit: String,
    boundary: PathBuf,
    tree: Tree,
    /// What git keeps nothing of, and is taken from disk: files and directories, relative to the boundary.
    on_disk: Option<BTreeSet<PathBuf>>,
    objects: Mutex<Objects>,
    failure: OnceLock<RevisionError>,
}

/// Where a path of a revision leads; relative to the boundary.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// To a file or directory of the revision.
    Tree(PathBuf),
    /// To what lies on disk.
    Disk(PathBuf),
}

impl Revision {
    /// Finds a commit and lists its files below `boundary`, an absolute path with links resolved.
    ///
    /// `with_disk`: what git ignores, installed modules (`.terraform`) and other repositories (submodules) that are at
    /// the commit that the revision asks for are taken from disk, so that an analysis finds the same of them as one of
    /// the work tree does.
    ///
    /// # Errors
    /// When there is no git, no repository, no such commit, or not all of it is there.
    pub fn open(boundary: &Path, name: &str, base: Base, with_disk: bool) -> Result<Self, RevisionError> {
        let is_name = !name.is_empty() && !name.starts_with('-') && !name.contains(['\0', '\n']) && name.len() < 1000;
        if !is_name {
            return Err(RevisionError::NoRevision(name.escape_debug().take(200).collect()));
        }
        let state = ask(git(boundary).args(["rev-parse", "--is-shallow-repository"]))?;
        if !state.is_success && state.complaint.contains("not a git repository") {
            return Err(RevisionError::NoRepository { directory: boundary.display().to_string() });
        }
        if !state.is_success {
            return Err(RevisionError::Failed(state.complaint));
        }
        let is_shallow = state.text == "true";
        let verify = ["rev-parse", "--verify", "--quiet", "--end-of-options"];
        let commit = ask(git(boundary).args(verify).arg(format!("{name}^{{commit}}")))?;
        let is_commit = |text: &str| text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !commit.is_success || !is_commit(&commit.text) {
            return Err(RevisionError::Unknown { revision: name.to_owned(), is_shallow });
        }
        let commit = match base {
            Base::Itself => commit.text,
            Base::MergeBase => {
                let common = ask(git(boundary).args(["merge-base", "--end-of-options", &commit.text, "HEAD"]))?;
                if !common.is_success || !is_commit(&common.text) {
                    return match common.complaint.is_empty() {
                        true => Err(RevisionError::Unrelated { revision: name.to_owned(), is_shallow }),
                        false => Err(RevisionError::Failed(common.complaint)),
                    };
                }
                common.text
            }
        };
        let tree = list(boundary, &commit)?;
        let on_disk = if with_disk { Some(beside(boundary, &tree)?) } else { None };
        let objects = Mutex::new(Objects::open(boundary)?);
        let (name, boundary, failure) = (name.to_owned(), boundary.to_owned(), OnceLock::new());
        Ok(Self { name, commit, boundary, tree, on_disk, objects, failure })
    }

    /// The revision as the user named it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of the commit that is read.
    #[must_use]
    pub fn commit(&self) -> &str {
        &self.commit
    }

    /// Whether a path relative to the read boundary is a file or directory of the revision itself; links are not followed.
    #[must_use]
    pub fn has(&self, shown: &str) -> bool {
        self.tree.node(Path::new(shown)).is_some()
    }

    /// What went wrong while contents were read: what was read is then not all there is.
    #[must_use]
    pub fn failure(&self) -> Option<&RevisionError> {
        self.failure.get()
    }

    /// Where a path relative to the boundary leads, links resolved.
    pub(super) fn resolve(&self, path: &Path) -> Result<Place, ReadError> {
        let target = |name: &str| {
            let bytes = self.blob(name, LONGEST_TARGET)?;
            path_of(&bytes).ok_or_else(|| ReadError::Io("a link that leads nowhere".to_owned()))
        };
        match self.tree.resolve(path, &self.boundary, &target)? {
            Resolved::Found(real) => Ok(Place::Tree(real)),
            Resolved::InRepository(real) | Resolved::Missing(real) if self.is_on_disk(&real) => Ok(Place::Disk(real)),
            Resolved::InRepository(real) if matches!(self.tree.node(&real), Some(Node::Repository(_))) => {
                Ok(Place::Tree(real))
            }
            Resolved::InRepository(_) | Resolved::Missing(_) => Err(ReadError::NotFound),
        }
    }

    /// The names in a directory, sorted, those on disk among them.
    pub(super) fn list(&self, directory: &Path) -> Result<Vec<DirectoryEntry>, ReadError> {
        let mut entries = self.tree.list(directory, |link| self.is_directory(link))?;
        if let Some(on_disk) = &self.on_disk {
            let below = on_disk.range(directory.to_owned()..).take_while(|path| path.starts_with(directory));
            for path in below.filter(|path| path.parent() == Some(directory)) {
                let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
                let is_directory = self.boundary.join(path).is_dir();
                entries.push(DirectoryEntry { name: name.to_owned(), is_directory });
            }
            entries.sort();
            entries.dedup();
        }
        Ok(entries)
    }

    /// The contents of a file of the revision, links already resolved.
    pub(super) fn read(&self, real: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        match self.tree.node(real) {
            Some(Node::File(name)) => self.blob(name, limit),
            Some(Node::Directory(_) | Node::Repository(_)) => Err(ReadError::WrongType("a directory, not a file")),
            Some(Node::Link(_)) => Err(ReadError::WrongType("not a regular file")),
            None => Err(ReadError::NotFound),
        }
    }

    /// The contents of the file that a path relative to the boundary leads to.
    pub(super) fn read_at(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        match self.resolve(path)? {
            Place::Tree(real) => self.read(&real, limit),
            Place::Disk(real) => super::store::read_file(&self.boundary.join(real), limit),
        }
    }

    fn is_directory(&self, path: &Path) -> bool {
        match self.resolve(path) {
            Ok(Place::Tree(real)) => matches!(self.tree.node(&real), Some(Node::Directory(_) | Node::Repository(_))),
            Ok(Place::Disk(real)) => self.boundary.join(real).is_dir(),
            Err(_) => false,
        }
    }

    /// Whether a path that the tree does not have is taken from disk.
    fn is_on_disk(&self, path: &Path) -> bool {
        let Some(on_disk) = &self.on_disk else { return false };
        path.components().any(|component| component == Component::Normal(".terraform".as_ref()))
            || path.ancestors().any(|ancestor| on_disk.contains(ancestor))
    }

    fn blob(&self, name: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
        // After an answer that made no sense, the next may be that to another question.
        if matches!(self.failure.get(), Some(RevisionError::Failed(_))) {
            return Err(self.failed(ObjectError::Broken));
        }
        let mut objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        match objects.ask([name]).and_then(|()| objects.receive(limit, 0)) {
            Ok(Received::Whole(bytes)) => Ok(bytes),
            Ok(Received::TooLarge { size, .. }) => Err(ReadError::TooLarge { size, limit }),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Remembers what makes the whole revision unreadable.
    fn failed(&self, error: ObjectError) -> ReadError {
        let (failure, text) = match error {
            ObjectError::Read(error) => return error,
            ObjectError::Missing => (RevisionError::Partial(self.name.clone()), "not in the clone"),
            ObjectError::Broken => (RevisionError::Failed("no contents could be read".to_owned()), "git ended early"),
        };
        let _ = self.failure.set(failure);
        ReadError::Io(text.to_owned())
    }
}

/// All files of a commit below a directory.
fn list(boundary: &Path, commit: &str) -> Result<Tree, RevisionError> {
    let mut tree = Tree::default();
    let is_read = listed(boundary, &["ls-tree", "-r", "-z", commit], |line| tree.add(line))?;
    if !is_read {
        return Err(RevisionError::Failed(format!("the files of {commit} cannot be listed")));
    }
    tree.settle();
    Ok(tree)
}

/// What lies on disk and git keeps nothing of: what it ignores, and other repositories that are where the tree has them.
fn beside(boundary: &Path, tree: &Tree) -> Result<BTreeSet<PathBuf>, RevisionError> {
    let mut found = BTreeSet::new();
    let arguments = ["ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z"];
    let is_read = listed(boundary, &arguments, |line| {
        found.extend(path_of(line.strip_suffix(b"/").unwrap_or(line)));
        true
    })?;
    if !is_read {
        return Err(RevisionError::Failed("the files that it ignores cannot be listed".to_owned()));
    }
    let mut repositories: Vec<_> = tree.repositories().collect();
    repositories.sort_unstable();
    for (path, commit) in repositories.into_iter().take(MOST_REPOSITORIES) {
        let directory = boundary.join(path);
        if !directory.join(".git").exists() {
            continue;
        }
        let head = ask(git(&directory).args(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]))?;
        if head.is_success && head.text == commit {
            found.insert(path.to_owned());
        }
    }
    found.remove(Path::new(""));
    Ok(found)
}

/// Hands on the parts of an answer that end in a zero byte, until one is refused. Whether git ended well and none was.
fn listed(boundary: &Path, arguments: &[&str], mut take: impl FnMut(&[u8]) -> bool) -> Result<bool, RevisionError> {
    let mut child = start(git(boundary).args(arguments))?;
    let Some(stream) = child.stdout.take() else { return Ok(false) };
    let mut stream = BufReader::with_capacity(256 * 1024, stream.take(MOST_LISTED));
    let mut line = Vec::new();
    let mut is_read = true;
    loop {
        line.clear();
        match stream.read_until(0, &mut line) {
            Ok(0) => break,
            Ok(_) if line.pop() == Some(0) && take(&line) => {}
            _ => {
                is_read = false;
                let _ = child.kill();
                break;
            }
        }
    }
    Ok(child.wait().is_ok_and(|status| status.success()) && is_read)
}
