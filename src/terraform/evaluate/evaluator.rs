//! The walk over an expression: what each kind does, the names bound by `for`, and the budget.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::access::{Selection, select_attribute, select_index};
use super::{EvaluationError, Scope};
use crate::document::{Cause, Data, Exhausted, Reason, Trail, Value, weigh};
use crate::source::Span;
use crate::terraform::syntax::{Expression, ExpressionKind};

/// What evaluating gives.
pub(super) type Outcome = Result<Value, EvaluationError>;

/// The state of one evaluation.
pub(super) struct Evaluator<'a> {
    pub(super) scope: &'a dyn Scope,
    /// The names bound by `for`, innermost last.
    bindings: RefCell<Vec<(Arc<str>, Value)>>,
    depth: Cell<u32>,
    /// How many `try` and `can` are around.
    pub(super) guards: Cell<u32>,
    /// Something that is not known decides whether what was evaluated is in error.
    pub(super) doubt: Cell<bool>,
    /// The last reference that could not be resolved.
    unresolved: RefCell<Option<EvaluationError>>,
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(scope: &'a dyn Scope) -> Self {
        Self {
            scope,
            bindings: RefCell::default(),
            depth: Cell::new(0),
            guards: Cell::new(0),
            doubt: Cell::new(false),
            unresolved: RefCell::default(),
        }
    }

    /// Evaluates one expression.
    pub(super) fn evaluate(&self, expression: &Expression) -> Outcome {
        let span = expression.span;
        self.spend(1, span)?;
        let depth = self.depth.get() + 1;
        if depth > self.scope.budget().limits().depth {
            return Err(exhausted(Exhausted::Depth, span));
        }
        self.depth.set(depth);
        let outcome = self.evaluate_kind(expression);
        self.depth.set(depth - 1);
        outcome
    }

    fn evaluate_kind(&self, expression: &Expression) -> Outcome {
        let span = expression.span;
        match &expression.kind {
            ExpressionKind::Null => Ok(Value::null().at(span)),
            ExpressionKind::Bool(value) => Ok(Value::bool(*value).at(span)),
            ExpressionKind::Number(number) => Ok(Value::number(number.clone()).at(span)),
            ExpressionKind::String(text) => Ok(Value::string(normalized(text)).at(span)),
            ExpressionKind::Template(parts) => self.template(parts, span),
            ExpressionKind::Wrap(inner) | ExpressionKind::Parenthesis(inner) => self.evaluate(inner),
            ExpressionKind::Tuple(items) => self.tuple(items, span),
            ExpressionKind::Object(items) => self.object(items, span),
            ExpressionKind::Variable(_) | ExpressionKind::Attribute(..) => self.reference(expression),
            ExpressionKind::Index(base, key) => self.index(base, key, span),
            ExpressionKind::Splat(splat) => self.splat(splat, span),
            ExpressionKind::Conditional(parts) => {
                let [condition, yes, no] = &**parts;
                self.conditional(condition, yes, no, span)
            }
            ExpressionKind::Call(call) => self.call(call, span),
            ExpressionKind::Not(operand) => self.not(operand, span),
            ExpressionKind::Negate(operand) => self.negate(operand, span),
            ExpressionKind::Binary(operator, operands) => {
                let [left, right] = &**operands;
                self.binary(*operator, left, right, span)
            }
            ExpressionKind::For(expression) => self.for_expression(expression, span),
            ExpressionKind::Pipeline(token) => {
                let text = format!("`{token}` is replaced by the pipeline");
                Ok(Value::unknown_set(Reason::new(Cause::Pipeline, Arc::clone(token), text).at(span)).at(span))
            }
            ExpressionKind::Error(message) => {
                let text = format!("it could not be read: {message}");
                Ok(Value::unknown(Reason::new(Cause::Syntax, "", text).at(span)).at(span))
            }
        }
    }

    /// A root name and the attributes behind it.
    fn reference(&self, expression: &Expression) -> Outcome {
        let mut names: Vec<(&Arc<str>, Span)> = Vec::new();
        let mut base = expression;
        while let ExpressionKind::Attribute(inner, name) = &base.kind {
            names.push((name, base.span));
            base = inner;
        }
        names.reverse();
        let (mut value, used) = match &base.kind {
            ExpressionKind::Variable(root) => match self.bound(root) {
                Some(value) => (value, 0),
                None => {
                    let is_number = |name: &str| name.bytes().all(|byte| byte.is_ascii_digit());
                    let plain: Vec<&str> =
                        names.iter().map(|(name, _)| &***name).take_while(|name| !is_number(name)).collect();
                    let (value, used) = self
                        .scope
                        .lookup(root, &plain, expression.span)
                        .inspect_err(|error| *self.unresolved.borrow_mut() = Some(error.clone()))?;
                    (value, used.min(names.len()))
                }
            },
            _ => (self.evaluate(base)?, 0),
        };
        for (name, span) in &names[used..] {
            self.spend(1, *span)?;
            value = self.selected(select_attribute(&value, name), *span)?;
        }
        Ok(placed(value, expression.span))
    }

    fn index(&self, base: &Expression, key: &Expression, span: Span) -> Outcome {
        let base = self.evaluate(base)?;
        let key = self.evaluate(key)?;
        Ok(placed(self.selected(select_index(&base, &key), span)?, span))
    }

    /// The value that was selected, or the error at `span`; notes when it may be in error.
    pub(super) fn selected(&self, selection: Selection, span: Span) -> Outcome {
        match selection {
            Selection::Certain(value) => Ok(value),
            Selection::Perhaps(value) => {
                self.doubt.set(true);
                Ok(value)
            }
            Selection::Missing(message) => Err(error(message, span)),
        }
    }

    fn bound(&self, name: &str) -> Option<Value> {
        let bindings = self.bindings.borrow();
        bindings.iter().rev().find(|(bound, _)| &**bound == name).map(|(_, value)| value.clone())
    }

    /// Evaluates with more names bound.
    pub(super) fn with_bindings<T>(&self, names: [Option<(&Arc<str>, Value)>; 2], run: impl FnOnce() -> T) -> T {
        let before = self.bindings.borrow().len();
        for (name, value) in names.into_iter().flatten() {
            self.bindings.borrow_mut().push((Arc::clone(name), value));
        }
        let result = run();
        self.bindings.borrow_mut().truncate(before);
        result
    }

    /// Whether the error is one that `try` and `can` do not swallow: Terraform resolves every reference before it
    /// evaluates anything.
    pub(super) fn is_fatal(&self, error: &EvaluationError) -> bool {
        error.is_exhausted || self.unresolved.borrow().as_ref() == Some(error)
    }

    /// Counts steps.
    pub(super) fn spend(&self, steps: u64, span: Span) -> Result<(), EvaluationError> {
        self.scope.budget().spend(steps).map_err(|what| exhausted(what, span))
    }

    /// Counts memory that is about to be produced.
    pub(super) fn allocate(&self, bytes: usize, span: Span) -> Result<(), EvaluationError> {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.scope.budget().allocate(bytes).map_err(|what| exhausted(what, span))
    }

    /// Counts everything in a value that is about to become part of another. Parts are shared in memory, but not for
    /// those who walk over the value: a list of twice the same list doubles the work.
    pub(super) fn weigh(&self, value: &Value, span: Span) -> Result<(), EvaluationError> {
        if !matches!(value.data, Data::List(_) | Data::Object(_) | Data::OneOf(_)) {
            return Ok(());
        }
        let limit = self.scope.budget().limits().bytes / super::collection::ENTRY_BYTES as u64;
        match weigh(value, limit) {
            Ok(count) => self.spend(count, span),
            Err(Exhausted::Depth) => Err(exhausted(Exhausted::Depth, span)),
            Err(_) => self.allocate(usize::MAX, span),
        }
    }

    /// An unknown operand: notes that it may not convert.
    pub(super) fn note_doubt(&self, value: &Value) {
        if matches!(value.data, Data::Unknown(_)) {
            self.doubt.set(true);
        }
    }
}

/// An error that Terraform would raise.
pub(super) fn error(message: impl Into<String>, span: Span) -> EvaluationError {
    EvaluationError { message: message.into(), span, is_exhausted: false }
}

/// The budget ran out.
pub(super) fn exhausted(what: Exhausted, span: Span) -> EvaluationError {
    EvaluationError { message: what.to_string(), span, is_exhausted: true }
}

/// The value, decided at `span` if nothing says where it was decided.
pub(super) fn placed(value: Value, span: Span) -> Value {
    if value.trail.literal.is_some() {
        return value;
    }
    let trail = Trail { literal: Some(span), last: value.trail.last.clone() };
    value.with_trail(trail)
}

/// The text in Unicode's composed form, in which Terraform keeps every string.
pub(super) fn normalized(text: &Arc<str>) -> Arc<str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return Arc::clone(text);
    }
    text.nfc().collect::<String>().into()
}

/// An unknown result that is certainly not null.
pub(super) fn undecided(reason: Arc<Reason>, is_sensitive: bool, span: Span) -> Value {
    Value::unknown_set(reason).at(span).with_sensitive(is_sensitive)
}
