//! The parser's tree, copied statement by statement into a flat array: nodes in the order of the text, comments set
//! apart, punctuation left out where there is no error.
//!
//! Knows: tree-sitter. Does not know: what a node means.

use std::ops::{ControlFlow, Range};

use akslint_bicep_grammar::recoveries;
use tree_sitter::{ParseOptions, ParseState, Parser, Tree, TreeCursor};

use super::kind::{Kind, language};
use crate::bicep::syntax::CommentKind;

/// Callbacks of the parser that any text may take, and bytes for each further one. The parser calls back every hundred
/// operations, which is some three hundred bytes of usual text without errors, and twenty of the densest.
const CALLBACKS: usize = 4_000;
const CLEAN_CALLBACKS: usize = 100;
const BYTES_PER_CALLBACK: usize = 8;
/// Longer texts with errors are not worth the search for a way on: no declaration is that long.
const MAX_BROKEN: usize = 128 * 1024;

/// Where a node stands in the array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NodeId(u32);

/// A node.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// What it is.
    pub(super) kind: Kind,
    /// Offset of the first byte in the parsed text.
    pub(super) start: u32,
    /// Offset behind the last byte.
    pub(super) end: u32,
    /// The parser supplied it because it was missing.
    pub(super) is_missing: bool,
    /// Something in it is missing or had to be passed over.
    pub(super) has_error: bool,
    first_child: u32,
    next: u32,
}

/// A statement of the parsed text and what belongs to it, or what the parser had to pass over.
#[derive(Debug, Default)]
pub(super) struct Concrete {
    nodes: Vec<Node>,
}

/// A parser, for one text after the other.
pub(super) struct Engine(Parser);

impl Engine {
    /// A parser of our grammar.
    pub(super) fn new() -> Self {
        let mut parser = Parser::new();
        // A test holds that the grammar fits the runtime; without it every text would be one that takes too long.
        let fits = parser.set_language(language());
        debug_assert!(fits.is_ok(), "the grammar fits the runtime");
        Self(parser)
    }

    /// Parses a text without errors; none for any other, as soon as that shows.
    pub(super) fn parse_clean(&mut self, text: &str) -> Option<Tree> {
        self.parse(text, true).filter(|tree| !tree.root_node().has_error())
    }

    /// Parses a text with errors. None when it is too long, or takes more than its budget, as may happen with text that
    /// is no Bicep.
    pub(super) fn parse_any(&mut self, text: &str) -> Option<Tree> {
        if text.len() <= MAX_BROKEN { self.parse(text, false) } else { None }
    }

    fn parse(&mut self, text: &str, only_clean: bool) -> Option<Tree> {
        let allowed = if only_clean { CLEAN_CALLBACKS } else { CALLBACKS };
        let mut calls = 0;
        let before = recoveries();
        let mut spend = |state: &ParseState| {
            calls += 1;
            let is_over = calls > allowed + state.current_byte_offset() / BYTES_PER_CALLBACK;
            if is_over || only_clean && recoveries() != before {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let options = ParseOptions::new().progress_callback(&mut spend);
        let mut read = |at: usize, _| text.as_bytes().get(at..).unwrap_or(&[]);
        let tree = self.0.parse_with_options(&mut read, None, Some(options));
        // A parse that was broken off would be continued otherwise.
        self.0.reset();
        tree
    }
}

/// Copies one statement after the other, each into the same memory, and hands them over in the order of the text.
/// Gives the comments and directives: kind, start, end.
pub(super) fn statements(tree: &Tree, text: &str, mut each: impl FnMut(&Concrete)) -> Vec<(CommentKind, usize, usize)> {
    let mut comments = Vec::new();
    let mut statement = Concrete::default();
    let mut cursor = tree.walk();
    // An error that swallows the whole text is the root itself.
    if Kind::of(cursor.node().kind_id()) == Kind::Program && !cursor.goto_first_child() {
        return comments;
    }
    loop {
        copy(&mut cursor, text, &mut statement.nodes, &mut comments);
        if !statement.nodes.is_empty() {
            each(&statement);
        }
        if !cursor.goto_next_sibling() {
            return comments;
        }
    }
}

/// Copies the node at the cursor with everything below it, and returns there.
fn copy(cursor: &mut TreeCursor, text: &str, nodes: &mut Vec<Node>, comments: &mut Vec<(CommentKind, usize, usize)>) {
    nodes.clear();
    // The nodes above the current one, the innermost last, and the one before it at its level.
    let mut path: Vec<u32> = Vec::new();
    let mut previous: Option<u32> = None;
    loop {
        let node = cursor.node();
        let kind = Kind::of(node.kind_id());
        let is_comment = match kind {
            Kind::Comment if text.as_bytes().get(node.start_byte() + 1) == Some(&b'*') => Some(CommentKind::Block),
            Kind::Comment => Some(CommentKind::Line),
            Kind::Directive => Some(CommentKind::Directive),
            _ => None,
        };
        let is_in_order = path.last().is_some_and(|&parent| !nodes[parent as usize].has_error);
        if let Some(kind) = is_comment {
            comments.push((kind, node.start_byte(), node.end_byte()));
        } else if !(is_in_order && kind.is_punctuation()) {
            let at = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
            match (previous, path.last()) {
                (Some(previous), _) => nodes[previous as usize].next = at,
                (None, Some(&parent)) => nodes[parent as usize].first_child = at,
                (None, None) => {}
            }
            let clip = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
            let (start, end) = (clip(node.start_byte()), clip(node.end_byte()));
            let (is_missing, has_error) = (node.is_missing(), node.has_error());
            nodes.push(Node { kind, start, end, is_missing, has_error, first_child: 0, next: 0 });
            previous = Some(at);
            if kind.has_children() && cursor.goto_first_child() {
                path.push(at);
                previous = None;
                continue;
            }
        }
        loop {
            if path.is_empty() {
                return;
            }
            if cursor.goto_next_sibling() {
                break;
            }
            cursor.goto_parent();
            previous = path.pop();
        }
    }
}

impl Concrete {
    /// The root.
    #[expect(clippy::unused_self, reason = "an id means nothing without its tree")]
    pub(super) fn root(&self) -> NodeId {
        NodeId(0)
    }

    /// What the parser had to pass over, in the order of the text.
    pub(super) fn errors(&self) -> Vec<Range<usize>> {
        let mut errors: Vec<Range<usize>> = Vec::new();
        for node in self.nodes.iter().filter(|node| node.kind == Kind::Error) {
            // One in another one belongs to it.
            if errors.last().is_none_or(|last| node.start as usize >= last.end) {
                errors.push(node.start as usize..node.end as usize);
            }
        }
        errors
    }

    /// Whether the parser had to make up a closing bracket, so that nobody knows what belongs to which.
    pub(super) fn lacks_bracket(&self) -> bool {
        self.nodes.iter().any(|node| {
            node.is_missing && matches!(node.kind, Kind::BraceClose | Kind::BracketClose | Kind::ParenthesisClose)
        })
    }

    /// A node of this tree.
    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// Its kind.
    pub(super) fn kind(&self, id: NodeId) -> Kind {
        self.node(id).kind
    }

    /// Its children in the order of the text.
    pub(super) fn children(&self, id: NodeId) -> Children<'_> {
        Children { tree: self, next: self.node(id).first_child }
    }
}

/// The children of a node.
#[derive(Debug, Clone)]
pub(super) struct Children<'a> {
    tree: &'a Concrete,
    next: u32,
}

impl Iterator for Children<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        // The root is nobody's child.
        if self.next == 0 {
            return None;
        }
        let id = NodeId(self.next);
        self.next = self.tree.node(id).next;
        Some(id)
    }
}
