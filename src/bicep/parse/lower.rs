//! From the parser's tree to the typed one: what all of its parts share.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::concrete::{Concrete, NodeId};
use super::kind::Kind;
use crate::bicep::syntax::{Expression, ExpressionKind, MAX_DEPTH, Name};
use crate::document::{Problem, ProblemKind};
use crate::source::{FileId, Span};

/// The message of expressions and types that could not be read.
const UNREAD: &str = "it could not be read";

/// What the statements of a file share.
pub(super) struct Shared<'a> {
    /// The file.
    pub(super) file: FileId,
    /// What is wrong though the grammar permits it.
    pub(super) problems: Vec<Problem>,
    /// Broken declarations beyond those whose errors are listed.
    pub(super) unlisted: usize,
    /// Parts of the file of which either half may be meant.
    pub(super) conflicts: Vec<Range<usize>>,
    unread: Arc<str>,
    names: FxHashMap<&'a str, Arc<str>>,
}

impl Shared<'_> {
    /// Nothing yet.
    pub(super) fn new(file: FileId) -> Self {
        let (problems, conflicts) = (Vec::new(), Vec::new());
        Self { file, problems, unlisted: 0, conflicts, unread: Arc::from(UNREAD), names: FxHashMap::default() }
    }

    /// For a text that is not part of the file.
    pub(super) fn apart(&self) -> Shared<'static> {
        Shared { conflicts: self.conflicts.clone(), ..Shared::new(self.file) }
    }

    /// The message of what could not be read.
    pub(super) fn unread_message(&self) -> Arc<str> {
        Arc::clone(&self.unread)
    }
}

/// One statement on its way.
pub(super) struct Lowering<'a, 's> {
    /// The parsed text.
    pub(super) text: &'a str,
    /// Where in the file it starts.
    pub(super) offset: usize,
    /// The statement's tree.
    pub(super) tree: &'s Concrete,
    /// A bracket is missing or left over: any object or array may hold what stands in another one.
    pub(super) is_unclosed: bool,
    shared: &'s mut Shared<'a>,
    depth: usize,
    is_too_deep: bool,
}

impl<'a, 's> Lowering<'a, 's> {
    /// Lowers a statement of a text that starts at byte `offset` of the file.
    pub(super) fn new(text: &'a str, offset: usize, tree: &'s Concrete, shared: &'s mut Shared<'a>) -> Self {
        Self { text, offset, tree, is_unclosed: false, shared, depth: 0, is_too_deep: false }
    }

    /// The place of a node.
    pub(super) fn span(&self, id: NodeId) -> Span {
        let node = self.tree.node(id);
        self.place(node.start as usize, node.end as usize)
    }

    /// The place of a range of the parsed text.
    pub(super) fn place(&self, start: usize, end: usize) -> Span {
        Span::new(self.shared.file, self.offset + start, self.offset + end)
    }

    /// The text of a node.
    pub(super) fn source(&self, id: NodeId) -> &'a str {
        let node = self.tree.node(id);
        self.text.get(node.start as usize..node.end as usize).unwrap_or_default()
    }

    /// A text of the file, held once for all the times it occurs.
    pub(super) fn intern(&mut self, text: &'a str) -> Arc<str> {
        Arc::clone(self.shared.names.entry(text).or_insert_with(|| Arc::from(text)))
    }

    /// Whether a place lies where either of two versions may be meant.
    pub(super) fn is_disputed(&self, span: Span) -> bool {
        let start = span.start as usize;
        self.shared.conflicts.iter().any(|conflict| conflict.contains(&start))
    }

    /// A node that is a name.
    pub(super) fn name(&mut self, id: NodeId) -> Name {
        Name { text: self.intern(self.source(id)), span: self.span(id) }
    }

    /// The first child of this kind as a name; empty where the parser had to make it up.
    pub(super) fn first_name(&mut self, id: NodeId) -> Name {
        match self.child(id, |kind| kind == Kind::Name) {
            Some(name) => self.name(name),
            None => {
                let start = self.tree.node(id).start as usize;
                Name { text: Arc::from(""), span: self.place(start, start) }
            }
        }
    }

    /// The first child whose kind is wanted.
    pub(super) fn child(&self, id: NodeId, is_wanted: impl Fn(Kind) -> bool) -> Option<NodeId> {
        self.tree.children(id).find(|child| is_wanted(self.tree.kind(*child)))
    }

    /// Whether one of the children is of this kind.
    pub(super) fn has(&self, id: NodeId, kind: Kind) -> bool {
        self.child(id, |other| other == kind).is_some()
    }

    /// Whether the parser had to pass over something among the children, or to make up one of them.
    pub(super) fn is_broken(&self, id: NodeId) -> bool {
        let node = self.tree.node(id);
        node.is_missing
            || node.has_error
                && self.tree.children(id).any(|child| {
                    let child = self.tree.node(child);
                    child.kind == Kind::Error || child.is_missing
                })
    }

    /// The expressions among the children.
    pub(super) fn expressions(&mut self, id: NodeId) -> Vec<Expression> {
        let tree = self.tree;
        let children = tree.children(id).filter(|child| tree.kind(*child).is_expression());
        children.map(|child| self.expression(child)).collect()
    }

    /// The expressions among the children, if there are exactly that many.
    pub(super) fn exactly<const COUNT: usize>(&mut self, id: NodeId) -> Option<Box<[Expression; COUNT]>> {
        let tree = self.tree;
        let mut children = tree.children(id).filter(|child| tree.kind(*child).is_expression());
        let mut found = [id; COUNT];
        for slot in &mut found {
            *slot = children.next()?;
        }
        children.next().is_none().then(|| Box::new(found.map(|child| self.expression(child))))
    }

    /// The first expression among the children.
    pub(super) fn first_expression(&mut self, id: NodeId) -> Expression {
        match self.child(id, Kind::is_expression) {
            Some(child) => self.expression(child),
            None => self.unread(self.span(id)),
        }
    }

    /// The first string among the children.
    pub(super) fn first_string(&mut self, id: NodeId) -> Expression {
        match self.child(id, Kind::is_string) {
            Some(child) => self.expression(child),
            None => self.unread(self.span(id)),
        }
    }

    /// An expression that could not be read. What is wrong is said elsewhere.
    pub(super) fn unread(&self, span: Span) -> Expression {
        Expression { kind: ExpressionKind::Error(self.unread_message()), span }
    }

    /// The message of what could not be read.
    pub(super) fn unread_message(&self) -> Arc<str> {
        self.shared.unread_message()
    }

    /// Says what is wrong at a place.
    pub(super) fn report(&mut self, span: Span, message: impl Into<String>) -> Arc<str> {
        let message = message.into();
        let shared = Arc::from(&*message);
        self.shared.problems.push(Problem::at(ProblemKind::Syntax, span, message));
        shared
    }

    /// Says what the compiler would refuse though it can be read.
    pub(super) fn refuse(&mut self, span: Span, message: &str) {
        self.shared.problems.push(Problem::at(ProblemKind::Evaluation, span, message));
    }

    /// Says what is wrong at a place, and what to do about it.
    pub(super) fn report_with_help(&mut self, span: Span, message: &str, help: &str) -> Arc<str> {
        self.shared.problems.push(Problem::at(ProblemKind::Syntax, span, message).help(help));
        Arc::from(message)
    }

    /// Goes one level deeper, unless that is too deep; says so once for each statement.
    pub(super) fn deeper<T>(&mut self, span: Span, lower: impl FnOnce(&mut Self) -> T) -> Result<T, Arc<str>> {
        if self.depth >= MAX_DEPTH {
            if self.is_too_deep {
                return Err(self.unread_message());
            }
            self.is_too_deep = true;
            let message = format!("This is nested too deeply: at most {MAX_DEPTH} levels are read");
            self.shared.problems.push(Problem::at(ProblemKind::Budget, span, message.clone()));
            return Err(Arc::from(message));
        }
        self.depth += 1;
        let lowered = lower(self);
        self.depth -= 1;
        Ok(lowered)
    }
}
