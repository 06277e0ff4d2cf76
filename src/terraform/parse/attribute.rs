//! Attributes: the expression, the end of its line, and an error in place of what cannot be read.

use std::ops::Range;
use std::sync::Arc;

use super::lower::Lowering;
use super::structure::{CONFLICT, Structure, blanks};
use super::token::{Token, TokenKind};
use crate::terraform::syntax::{Attribute, Expression, ExpressionKind};

impl Structure<'_> {
    pub(super) fn attribute(&mut self, name: Token, is_single_line: bool) -> Attribute {
        let column = self.column(name.start);
        let equals = self.grammar.read();
        self.grammar.margin = self.by_indentation.then_some(column);
        let checked = self.grammar.root();
        self.grammar.margin = None;
        let expression = match checked {
            Ok(range) => self.checked(range, is_single_line, column),
            Err(failure) => {
                let is_syntax = failure.kind == crate::document::ProblemKind::Syntax;
                let message = failure.message.clone();
                self.fail(failure);
                let margin = if is_syntax { column } else { 0 };
                let end = self.skip_item(equals.end, margin);
                let start = equals.end + blanks(&self.grammar.text[equals.end..end]);
                self.error(start..end, &message)
            }
        };
        let name_span = self.span(name.range());
        let expression = if self.in_conflict {
            Expression { kind: ExpressionKind::Error(Arc::from(CONFLICT)), span: expression.span }
        } else {
            expression
        };
        Attribute { name: self.name(name.range()), span: name_span.to(expression.span), name_span, expression }
    }

    /// The expression in a range that was checked, and the end of its line.
    fn checked(&mut self, range: Range<usize>, is_single_line: bool, column: usize) -> Expression {
        let next = self.grammar.peek();
        // Behind the argument of a single-line block, the block has the say.
        let ends = is_single_line || matches!(next.kind, TokenKind::Newline | TokenKind::End);
        if !ends {
            let rest = self.grammar.text[next.end..self.end].trim_start_matches([' ', '\t', '\r']);
            let is_trailing_comma = next.kind == TokenKind::Comma && (rest.is_empty() || rest.starts_with('\n'));
            let message = if next.kind == TokenKind::Comma {
                "Unexpected comma after argument: argument definitions must be separated by newlines, not commas"
            } else {
                "Missing newline after argument: an argument definition must end with a newline"
            };
            let failure = self.grammar.unexpected(next, message, None);
            let message = failure.message.clone();
            self.fail(failure);
            let notes = std::mem::take(&mut self.grammar.notes);
            let end = self.skip_item(next.start, column);
            if !is_trailing_comma && next.kind != TokenKind::CloseBrace {
                return self.error(range.start..end.max(range.end), &message);
            }
            self.grammar.notes = notes;
        }
        if let Some(failure) = self.grammar.notes.over_budget.take() {
            let message = failure.message.clone();
            self.fail(failure);
            return self.error(range, &message);
        }
        let lowering = Lowering { text: self.grammar.text, place: self.place, notes: &self.grammar.notes };
        lowering.expression(range.clone()).unwrap_or_else(|failure| {
            let message = failure.message.clone();
            self.fail(failure);
            self.error(range, &message)
        })
    }

    fn error(&self, range: Range<usize>, message: &str) -> Expression {
        Expression { kind: ExpressionKind::Error(Arc::from(message)), span: self.span(range) }
    }
}
