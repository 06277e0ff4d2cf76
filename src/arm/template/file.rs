//! A template file: its JSON and its expressions, each read once.

use std::cell::RefCell;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::arm::Run;
use crate::arm::expression::{self, Content, ParseError};
use crate::formats::json::{self, Dialect, Node, Text};
use crate::source::{FileId, ReadError, SourceFile, Span};

/// A file with a template.
pub(in crate::arm) struct TemplateFile {
    pub file: FileId,
    pub path: PathBuf,
    pub source: Arc<SourceFile>,
    pub root: Node,
    contents: RefCell<FxHashMap<usize, Rc<Result<Content, ParseError>>>>,
}

impl TemplateFile {
    /// Reads a file, once per run. What cannot be understood in it is reported.
    ///
    /// # Errors
    /// When there is no such file, or it may not be read.
    pub fn load(run: &Run<'_>, path: &Path) -> Result<Rc<Self>, ReadError> {
        let file = run.sources.read(path)?;
        if let Some(known) = run.template_files.borrow().get(&file) {
            return Ok(Rc::clone(known));
        }
        let source = run.sources.file(file);
        let (root, problems) = json::read_file(&source.text, file, None, Dialect::AZURE);
        problems.into_iter().for_each(|problem| run.problem(problem));
        let loaded = Rc::new(Self { file, path: path.to_owned(), source, root, contents: RefCell::default() });
        run.template_files.borrow_mut().insert(file, Rc::clone(&loaded));
        Ok(loaded)
    }

    /// What a string of the file says.
    pub fn content(&self, text: &Text) -> Rc<Result<Content, ParseError>> {
        if let Some(known) = self.contents.borrow().get(&text.range.start) {
            return Rc::clone(known);
        }
        let content = Rc::new(expression::read(text, self.file));
        self.contents.borrow_mut().insert(text.range.start, Rc::clone(&content));
        content
    }

    pub fn span(&self, range: &Range<usize>) -> Span {
        json::span(self.file, range)
    }

    /// The span of a whole member.
    pub fn member_span(&self, name: &Text, value: &Node) -> Span {
        self.span(&(name.range.start..value.range.end))
    }
}
