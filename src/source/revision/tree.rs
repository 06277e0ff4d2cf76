//! The files of a revision as git lists them.
//!
//! Knows: the listing's form, directories, links inside the tree. Does not read contents itself.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use crate::source::{DirectoryEntry, ReadError};

/// The most links that are followed for one path, as the operating system does.
const MOST_LINKS: usize = 40;

/// What lies at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// A file, by the name of its contents.
    File(Box<str>),
    /// A link, by the name of its target's text.
    Link(Box<str>),
    /// Another repository, by its commit.
    Repository(Box<str>),
    /// A directory with its entries, sorted.
    Directory(Vec<PathBuf>),
}

/// All paths of a revision, relative to the read boundary.
#[derive(Debug, Default)]
pub(super) struct Tree {
    nodes: HashMap<PathBuf, Node>,
}

impl Tree {
    /// Adds one line of `git ls-tree -r -z`, without its end: `MODE TYPE NAME<tab>PATH`. Whether it is of that form.
    pub fn add(&mut self, line: &[u8]) -> bool {
        let Some(tab) = line.iter().position(|&byte| byte == b'\t') else { return false };
        let (head, path) = (&line[..tab], &line[tab + 1..]);
        let Ok(head) = std::str::from_utf8(head) else { return false };
        let words: Vec<&str> = head.split(' ').collect();
        let [mode, _, name] = words[..] else { return false };
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        let Some(path) = path_of(path).filter(|_| is_name) else { return is_name };
        // A hostile tree may hold names that no file system takes for one name.
        let is_plain = path.components().all(|component| matches!(component, Component::Normal(_)));
        if !is_plain || path.as_os_str().is_empty() {
            return true;
        }
        let node = match mode {
            "120000" => Node::Link(name.into()),
            "160000" => Node::Repository(name.into()),
            _ => Node::File(name.into()),
        };
        self.insert(path, node);
        true
    }

    fn insert(&mut self, path: PathBuf, node: Node) {
        if self.nodes.insert(path.clone(), node).is_some() {
            return;
        }
        let mut child = path;
        while let Some(parent) = child.parent().map(Path::to_owned) {
            match self.nodes.get_mut(&parent) {
                Some(Node::Directory(entries)) => {
                    entries.push(child);
                    return;
                }
                Some(_) => return,
                None => {
                    self.nodes.insert(parent.clone(), Node::Directory(vec![child]));
                }
            }
            child = parent;
        }
    }

    /// Puts the entries of all directories in order.
    pub fn settle(&mut self) {
        for node in self.nodes.values_mut() {
            if let Node::Directory(entries) = node {
                entries.sort();
            }
        }
        self.nodes.entry(PathBuf::new()).or_insert_with(|| Node::Directory(Vec::new()));
    }

    /// What lies at a path, links not followed.
    pub fn node(&self, path: &Path) -> Option<&Node> {
        self.nodes.get(path)
    }

    /// The other repositories, with the commit that each is asked to be at, in no particular order.
    pub fn repositories(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.nodes.iter().filter_map(|(path, node)| match node {
            Node::Repository(commit) => Some((&**path, &**commit)),
            _ => None,
        })
    }

    /// The names in a directory, sorted; `is_directory` tells of links.
    pub fn list(
        &self,
        directory: &Path,
        is_directory: impl Fn(&Path) -> bool,
    ) -> Result<Vec<DirectoryEntry>, ReadError> {
        match self.nodes.get(directory) {
            Some(Node::Directory(paths)) => {
                let entry = |path: &PathBuf| {
                    let name = path.file_name()?.to_str()?.to_owned();
                    let is_directory = match self.nodes.get(path)? {
                        Node::File(_) => false,
                        Node::Directory(_) | Node::Repository(_) => true,
                        Node::Link(_) => is_directory(path),
                    };
                    Some(DirectoryEntry { name, is_directory })
                };
                Ok(paths.iter().filter_map(entry).collect())
            }
            Some(Node::Repository(_)) => Ok(Vec::new()),
            Some(_) => Err(ReadError::WrongType("a file, not a directory")),
            None => Err(ReadError::NotFound),
        }
    }

    /// A path with links resolved, relative to the boundary. `target` reads the text of a link. From the first name on that
    /// the tree does not have, the path is left as it is.
    ///
    /// # Errors
    /// When it leads out of the boundary, through a file, or round in circles.
    pub fn resolve(
        &self,
        path: &Path,
        boundary: &Path,
        target: &dyn Fn(&str) -> Result<PathBuf, ReadError>,
    ) -> Result<Resolved, ReadError> {
        let mut real = PathBuf::new();
        let mut rest: Vec<Step> = steps(path)?;
        rest.reverse();
        let mut links = 0;
        while let Some(step) = rest.pop() {
            match step {
                Step::Up => {
                    if !real.pop() {
                        return Err(ReadError::OutsideBoundary);
                    }
                    continue;
                }
                Step::Down(name) => real.push(name),
            }
            match self.nodes.get(&real) {
                Some(Node::Directory(_)) => {}
                Some(Node::File(_)) if rest.is_empty() => {}
                Some(Node::File(_)) => return Err(ReadError::WrongType("a file, not a directory")),
                Some(Node::Link(name)) => {
                    links += 1;
                    if links > MOST_LINKS {
                        return Err(ReadError::Io("a loop of symbolic links".to_owned()));
                    }
                    let target = target(name)?;
                    real.pop();
                    let inner = match target.strip_prefix(boundary) {
                        Ok(inner) => {
                            real = PathBuf::new();
                            inner.to_owned()
                        }
                        Err(_) if target.is_absolute() => return Err(ReadError::OutsideBoundary),
                        Err(_) => target,
                    };
                    rest.extend(steps(&inner)?.into_iter().rev());
                }
                Some(Node::Repository(_)) | None => {
                    let is_repository = self.nodes.contains_key(&real);
                    for step in rest.into_iter().rev() {
                        match step {
                            Step::Down(name) => real.push(name),
                            // Where nothing is known, nothing is guessed.
                            Step::Up => return Err(ReadError::NotFound),
                        }
                    }
                    return Ok(if is_repository { Resolved::InRepository(real) } else { Resolved::Missing(real) });
                }
            }
        }
        Ok(Resolved::Found(real))
    }
}

/// Where a path leads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Resolved {
    /// To something in the tree.
    Found(PathBuf),
    /// Into another repository, or to it.
    InRepository(PathBuf),
    /// Nowhere in the tree.
    Missing(PathBuf),
}

enum Step {
    Up,
    Down(std::ffi::OsString),
}

fn steps(path: &Path) -> Result<Vec<Step>, ReadError> {
    let mut steps = Vec::new();
    for component in path.components() {
        match component {
            Component::Normal(name) => steps.push(Step::Down(name.to_owned())),
            Component::CurDir => {}
            Component::ParentDir => steps.push(Step::Up),
            Component::RootDir | Component::Prefix(_) => return Err(ReadError::OutsideBoundary),
        }
    }
    Ok(steps)
}

/// A path from the bytes that git has for it; none where this system has no such path.
#[cfg(unix)]
pub(super) fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStrExt as _;
    Some(PathBuf::from(std::ffi::OsStr::from_bytes(bytes)))
}

/// A path from the bytes that git has for it; none where this system has no such path.
#[cfg(not(unix))]
pub(super) fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    std::str::from_utf8(bytes).ok().filter(|path| !path.contains(['\\', ':'])).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Resolved, Tree};
    use crate::source::ReadError;

    fn tree(lines: &[&str]) -> Tree {
        let mut tree = Tree::default();
        for line in lines {
            assert!(tree.add(line.as_bytes()), "{line}");
        }
        tree.settle();
        tree
    }

    #[test]
    fn listings_have_directories() {
        let tree = tree(&["100644 blob aa\ta/b/main.tf", "100644 blob bb\ta/x.tf", "120000 blob cc\ta/link"]);
        let entries = tree.list(Path::new("a"), |_| true).unwrap();
        let names: Vec<_> = entries.iter().map(|entry| (&*entry.name, entry.is_directory)).collect();
        assert_eq!(names, [("b", true), ("link", true), ("x.tf", false)]);
        assert_eq!(tree.list(Path::new(""), |_| true).unwrap().len(), 1);
        assert_eq!(tree.list(Path::new("a/x.tf"), |_| true), Err(ReadError::WrongType("a file, not a directory")));
        assert_eq!(tree.list(Path::new("none"), |_| true), Err(ReadError::NotFound));
    }

    #[test]
    fn links_are_followed_inside_only() {
        let tree = tree(&[
            "120000 blob 01\ta/up",
            "120000 blob 02\tloop",
            "120000 blob 03\tout",
            "120000 blob 04\tabsolute",
            "120000 blob 05\troot",
            "100644 blob aa\tb/main.tf",
            "160000 commit bb\tother",
        ]);
        let target = |name: &str| {
            let text = match name {
                "01" => "../b",
                "02" => "loop",
                "03" => "../../etc",
                "04" => "/repository/b",
                _ => "/etc/passwd",
            };
            Ok(PathBuf::from(text))
        };
        let resolve = |path: &str| tree.resolve(Path::new(path), Path::new("/repository"), &target);
        assert_eq!(resolve("a/up/main.tf"), Ok(Resolved::Found("b/main.tf".into())));
        assert_eq!(resolve("absolute/main.tf"), Ok(Resolved::Found("b/main.tf".into())));
        assert_eq!(resolve("loop"), Err(ReadError::Io("a loop of symbolic links".to_owned())));
        assert_eq!(resolve("out/passwd"), Err(ReadError::OutsideBoundary));
        assert_eq!(resolve("root"), Err(ReadError::OutsideBoundary));
        assert_eq!(resolve("../x"), Err(ReadError::OutsideBoundary));
        assert_eq!(resolve("b/main.tf/x"), Err(ReadError::WrongType("a file, not a directory")));
        assert_eq!(resolve("other/x.tf"), Ok(Resolved::InRepository("other/x.tf".into())));
        assert_eq!(resolve("b/none/x.tf"), Ok(Resolved::Missing("b/none/x.tf".into())));
    }

    #[test]
    fn listings_of_another_form_are_refused_and_names_that_are_none_left_out() {
        let mut tree = Tree::default();
        for line in ["", "100644 blob aa", "100644 blob\tx", "100644 blob zz\tx"] {
            assert!(!tree.add(line.as_bytes()), "{line}");
        }
        assert!(tree.add(b"100644 blob aa\t../x.tf"));
        assert!(tree.add(b"100644 blob aa\t/etc/x.tf"));
        tree.settle();
        assert!(tree.list(Path::new(""), |_| true).unwrap().is_empty());
    }
}
