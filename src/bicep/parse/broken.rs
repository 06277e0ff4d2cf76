//! Reading a declaration that breaks the grammar: what is wrong, and what of it holds nonetheless.

use std::ops::Range;
use std::sync::Arc;

use super::concrete::{Engine, statements};
use super::conflict::is_marker;
use super::diagnose::{Failure, first_failure};
use super::lower::{Lowering, Shared};
use super::salvage::salvage;
use super::{MAX_PROBLEMS, Part};
use crate::bicep::syntax::{Comment, Declaration, DeclarationKind, Expression, ExpressionKind};
use crate::document::{Problem, ProblemKind};
use crate::source::Span;

/// Problems that one declaration may have beyond its first.
const FURTHER_PROBLEMS: usize = 4;
/// What is passed over may close or open what a declaration holds.
const BRACKETS: [char; 6] = ['{', '}', '[', ']', '(', ')'];
/// Characters of passed-over text that are shown.
const SHOWN: usize = 40;

/// Reads a part of a file that is one broken declaration, or no declaration at all.
pub(super) fn read<'a>(
    part: &Part<'a>,
    engine: &mut Engine,
    shared: &mut Shared<'a>,
    declarations: &mut Vec<Declaration>,
) -> Vec<Comment> {
    let before = declarations.len();
    if shared.problems.len() >= MAX_PROBLEMS {
        // Too many errors to list are too many to search for a way on.
        shared.unlisted += 1;
        declarations.extend(salvage(part, engine, shared));
        return Vec::new();
    }
    let Some(parsed) = engine.parse_any(part.text) else {
        report(part, &[], shared);
        let message = "There is too much that cannot be read: the rest of this declaration is passed over";
        shared.problems.push(Problem::at(ProblemKind::Budget, part.place(0..first_line(part.text)), message));
        declarations.extend(salvage(part, engine, shared));
        return Vec::new();
    };
    let mut errors: Vec<Range<usize>> = Vec::new();
    let mut is_unclosed = false;
    statements(&parsed, part.text, |statement| {
        let root = statement.node(statement.root());
        let text = &part.text[root.start as usize..root.end as usize];
        errors.extend(statement.errors());
        is_unclosed |= statement.lacks_bracket() || !root.kind.is_declaration() && text.contains(BRACKETS);
    });
    let mut end = None;
    let comments = statements(&parsed, part.text, |statement| {
        let mut lowering = Lowering::new(part.text, part.start, statement, shared);
        lowering.is_unclosed = is_unclosed;
        let root = statement.node(statement.root());
        let range = root.start as usize..root.end as usize;
        if let Some(declaration) = lowering.declaration(statement.root()) {
            declarations.push(declaration);
            end = Some(range.end);
        } else if let (Some(end), Some(last)) = (end.take(), declarations.last_mut()) {
            // What follows a declaration in its line belongs to it, and so does an operator in the next one.
            let gap = &part.text[end..range.start];
            if !gap.contains(['\n', '\r']) || goes_on(&part.text[range.clone()]) {
                spoil(last, part.place(range), &lowering);
            }
        }
    });
    report(part, &errors, shared);
    let found = &mut declarations[before..];
    found.iter_mut().for_each(|declaration| declaration.is_partial |= is_unclosed);
    let salvaged = salvage(part, engine, shared).filter(|salvaged| {
        let name = salvaged.name().map(|name| &name.text);
        found.iter().all(|declaration| declaration.name().map(|name| &name.text) != name)
    });
    declarations.extend(salvaged);
    part.comments(comments)
}

fn report(part: &Part, errors: &[Range<usize>], shared: &mut Shared) {
    let failure = first_failure(part.text);
    let mut line = 0;
    if let Some(failure) = &failure {
        line = failure.at.end + first_line(&part.text[failure.at.end..]);
        let place = part.place(failure.at.clone());
        // One conflict is one problem, whatever the parser makes of its markers.
        let start = place.start as usize;
        let is_told = shared.conflicts.iter().any(|conflict| conflict.start < start && conflict.contains(&start));
        if !is_told {
            let mut problem = Problem::at(ProblemKind::Syntax, place, failure.message.clone());
            problem.help = failure.help.clone().or_else(|| unclosed(part, failure));
            shared.problems.push(problem);
        }
        if failure.is_about_all {
            return;
        }
    }
    let is_further = |error: &&Range<usize>| {
        let text = part.text[(*error).clone()].trim();
        (failure.is_none() || error.start >= line) && !text.is_empty() && !text.lines().any(is_marker)
    };
    for error in errors.iter().filter(is_further).take(FURTHER_PROBLEMS) {
        let text = part.text[error.clone()].trim_start();
        let shown: String = text.lines().next().unwrap_or_default().chars().take(SHOWN).collect();
        let start = error.end - text.len();
        let place = part.place(start..start + first_line(text));
        let message = format!("Unexpected \"{}\" at this location", shown.trim_end());
        shared.problems.push(Problem::at(ProblemKind::Syntax, place, message));
    }
}

/// Where the bracket that is not closed was opened, unless that is the same line.
fn unclosed(part: &Part, failure: &Failure) -> Option<String> {
    let opening = failure.unclosed?;
    let is_far = part.text.get(opening..failure.at.start)?.contains(['\n', '\r']);
    let bracket = part.text.get(opening..opening + 1).filter(|_| is_far)?;
    let line = line_number(part.whole.get(..part.start + opening)?);
    Some(format!("the \"{bracket}\" in line {line} is not closed"))
}

/// The number of the line in which a text ends.
fn line_number(text: &str) -> usize {
    let mut before = 0;
    let ends = memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()).filter(|&at| {
        let is_second_half = text.as_bytes()[at] == b'\n' && at > 0 && before == at && text.as_bytes()[at - 1] == b'\r';
        before = at + 1;
        !is_second_half
    });
    1 + ends.count()
}

/// Whether text behind an expression seems to belong to it.
fn goes_on(text: &str) -> bool {
    let text = text.trim_start();
    let operators = ["&&", "||", "??", "==", "!=", "=~", "!~", "<", ">", "+", "-", "*", "/", "%", "?", ":", ".", "["];
    operators.iter().any(|operator| text.starts_with(operator)) && !text.lines().next().is_some_and(is_marker)
}

fn first_line(text: &str) -> usize {
    text.find(['\n', '\r']).unwrap_or(text.len())
}

/// The value of the declaration goes on with what could not be read.
fn spoil(declaration: &mut Declaration, place: Span, lowering: &Lowering) {
    let unread = lowering.unread(place);
    declaration.is_partial = true;
    let value = match &mut declaration.kind {
        DeclarationKind::TargetScope(value) | DeclarationKind::Extends(value) => value,
        DeclarationKind::Metadata(metadata) => &mut metadata.value,
        DeclarationKind::Parameter(parameter) => {
            parameter.default = Some(unread);
            return;
        }
        DeclarationKind::Variable(variable) => &mut variable.value,
        DeclarationKind::Function(function) => &mut function.body,
        DeclarationKind::Output(output) => &mut output.value,
        DeclarationKind::Assert(assert) => &mut assert.condition,
        DeclarationKind::ParameterAssignment(assignment) => &mut assignment.value,
        _ => return,
    };
    *value = unread;
}

/// An expression that could not be read.
pub(super) fn unread(message: &Arc<str>, span: Span) -> Expression {
    Expression { kind: ExpressionKind::Error(Arc::clone(message)), span }
}
