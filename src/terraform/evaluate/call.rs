//! Function calls. `try` and `can` work on unevaluated arguments; all others belong to the functions' own room.

use std::sync::Arc;

use super::evaluator::{Evaluator, Outcome, error, placed};
use super::{EvaluationError, collection::ENTRY_BYTES};
use crate::document::{Cause, Data, Reason, Unknown, Value, is_deeply_sensitive};
use crate::formats::closest;
use crate::source::Span;
use crate::terraform::functions::{self, CallContext};
use crate::terraform::syntax::{Call, Expression, ExpressionKind};

/// More combinations of alternatives than this are not tried.
const MAX_COMBINATIONS: usize = 64;

impl Evaluator<'_> {
    pub(super) fn call(&self, call: &Call, span: Span) -> Outcome {
        let name = &*call.name;
        match name.strip_prefix("core::").unwrap_or(name) {
            "try" if !call.expand_last => return self.attempt(&call.arguments, span),
            "can" if !call.expand_last => return self.can(&call.arguments, span),
            _ => {}
        }
        if !functions::is_known_function(name) {
            let mut message = format!("Call to unknown function: there is no function named \"{name}\"");
            if let Some(close) = closest(name, functions::function_names()) {
                message.push_str(&format!("; did you mean \"{close}\"?"));
            }
            return Err(error(message, call.name_span));
        }
        if name.trim_start_matches("core::") == "templatestring"
            && let Some(template) = call.arguments.first().filter(|template| !is_reference(template))
        {
            let message = "Invalid function argument: invalid value for \"template\" parameter: the template must be a \
                           direct reference to a string from elsewhere";
            return Err(error(message, template.span));
        }
        let mut arguments = Vec::with_capacity(call.arguments.len());
        for argument in &call.arguments {
            arguments.push(self.evaluate(argument)?);
        }
        // A null without a type leaves the type of what is formatted open; Terraform then knows nothing of the result.
        if matches!(name.trim_start_matches("core::"), "format" | "formatlist")
            && call.arguments.iter().skip(1).any(|argument| matches!(argument.kind, ExpressionKind::Null))
        {
            let reason = Reason::new(Cause::Invalid, name, format!("`{name}` formats a null")).at(span);
            return Ok(Value::unknown(reason).at(span));
        }
        if self.guards.get() > 0 && arguments.iter().any(|argument| argument.first_reason().is_some()) {
            self.doubt.set(true);
        }
        if call.expand_last
            && let Some(last) = arguments.pop()
        {
            let last_span = call.arguments.last().map_or(span, |argument| argument.span);
            return self.call_expanded(call, arguments, &last, last_span, span);
        }
        self.call_evaluated(call, &arguments, span)
    }

    /// A call whose last argument is a sequence of arguments.
    fn call_expanded(
        &self,
        call: &Call,
        mut arguments: Vec<Value>,
        last: &Value,
        last_span: Span,
        span: Span,
    ) -> Outcome {
        let refused = "Invalid expanding argument value: the expanding argument (indicated by ...) must be of a tuple, \
                       list, or set type";
        let unknown = |reason: &Arc<Reason>| {
            self.doubt.set(true);
            let is_sensitive = last.sensitive || arguments.iter().any(|argument| argument.sensitive);
            let value = Value::unknown(Arc::clone(reason)).made_of(arguments.iter().chain([last]));
            Ok(value.at(span).with_sensitive(is_sensitive))
        };
        match &last.data {
            Data::List(list) => match &list.open {
                Some(reason) => unknown(reason),
                None => {
                    self.allocate(ENTRY_BYTES * list.items.len(), span)?;
                    arguments.extend(list.items.iter().map(|item| {
                        let trail = item.trail.within(&last.trail);
                        item.clone().with_trail(trail).with_sensitive(last.sensitive)
                    }));
                    self.call_evaluated(call, &arguments, span)
                }
            },
            Data::Unknown(given) => unknown(&given.reason),
            Data::OneOf(members) if members.len() <= MAX_COMBINATIONS => {
                let mut results = Vec::with_capacity(members.len());
                let mut errors = Vec::new();
                for member in members.iter() {
                    match self.call_expanded(call, arguments.clone(), member, last_span, span) {
                        Ok(value) => results.push(value),
                        Err(error) if error.is_exhausted => return Err(error),
                        Err(error) => {
                            let reason = Reason::new(Cause::Invalid, "", error.message.as_str());
                            results.push(Value::unknown(reason));
                            errors.push(error);
                        }
                    }
                }
                if errors.len() == members.len()
                    && let Some(error) = errors.pop()
                {
                    return Err(error);
                }
                if !errors.is_empty() {
                    self.doubt.set(true);
                }
                Ok(placed(Value::one_of(results, members.reason()), span).with_sensitive(last.sensitive))
            }
            _ => Err(error(refused, last_span)),
        }
    }

    fn call_evaluated(&self, call: &Call, arguments: &[Value], span: Span) -> Outcome {
        let context = CallContext {
            sources: self.scope.sources(),
            directory: self.scope.directory(),
            budget: self.scope.budget(),
        };
        match functions::call(&call.name, arguments, &context) {
            Ok(value) if functions::is_of_its_arguments(&call.name) => Ok(placed(value.made_of(arguments), span)),
            Ok(value) => Ok(placed(value, span)),
            Err(failure) => {
                let argument = failure.argument.and_then(|index| call.arguments.get(index));
                let is_secret = !failure.is_exhausted && arguments.iter().any(is_deeply_sensitive);
                Err(EvaluationError {
                    message: match is_secret {
                        // The message may quote what was made of a secret.
                        true => format!("Error in call to function \"{}\": an argument is sensitive", call.name),
                        false => failure.message,
                    },
                    span: argument.map_or(span, |argument| argument.span),
                    is_exhausted: failure.is_exhausted,
                })
            }
        }
    }

    /// `try`: the first argument that is not in error.
    fn attempt(&self, arguments: &[Expression], span: Span) -> Outcome {
        let mut messages: Vec<String> = Vec::new();
        // Those that may be in error, so that what follows them may count.
        let mut candidates: Vec<Value> = Vec::new();
        let mut result = None;
        for argument in arguments {
            let (outcome, is_doubtful) = self.guarded(argument);
            match outcome {
                Err(error) if self.is_fatal(&error) => return Err(error),
                Err(error) => messages.push(error.message),
                Ok(value) if is_doubtful => candidates.push(value),
                Ok(value) => {
                    result = Some(value);
                    break;
                }
            }
        }
        if result.is_none() {
            self.doubt.set(true);
            result = candidates.pop();
        }
        let Some(result) = result else {
            messages.truncate(8);
            let message = format!("Error in function call: no expression succeeded: {}", messages.join("; "));
            return Err(error(message, span));
        };
        Ok(candidates.into_iter().rev().fold(result, |fallback, value| either(value, fallback, span)))
    }

    fn can(&self, arguments: &[Expression], span: Span) -> Outcome {
        let [argument] = arguments else {
            return Err(error("Error in function call: \"can\" takes exactly one argument", span));
        };
        let (outcome, is_doubtful) = self.guarded(argument);
        match outcome {
            Err(error) if self.is_fatal(&error) => Err(error),
            Err(_) => Ok(Value::bool(false).at(span)),
            Ok(value) if is_doubtful => {
                let reason = value.first_reason().unwrap_or_else(|| {
                    let text = "it is not known whether an expression is in error";
                    Arc::new(Reason::new(Cause::Condition, "can", text).at(span))
                });
                Ok(Value::unknown_set(reason).at(span))
            }
            Ok(_) => Ok(Value::bool(true).at(span)),
        }
    }

    /// Evaluates and says whether the outcome is in doubt. The doubt around is kept.
    pub(super) fn guarded(&self, expression: &Expression) -> (Outcome, bool) {
        let before = self.doubt.replace(false);
        self.guards.set(self.guards.get() + 1);
        let outcome = self.evaluate(expression);
        self.guards.set(self.guards.get() - 1);
        let is_doubtful = self.doubt.replace(before);
        (outcome, is_doubtful)
    }
}

/// Whether an expression only refers to something.
fn is_reference(expression: &Expression) -> bool {
    let mut expression = expression;
    loop {
        expression = match &expression.kind {
            ExpressionKind::Variable(_) => return true,
            ExpressionKind::Attribute(base, _) => base,
            ExpressionKind::Index(base, key) => match key.kind {
                ExpressionKind::String(_) | ExpressionKind::Number(_) => base,
                _ => return false,
            },
            _ => return false,
        };
    }
}

/// A value or, if it should be in error, what stands in for it.
fn either(value: Value, fallback: Value, span: Span) -> Value {
    if let Data::Unknown(unknown) = &value.data {
        // The unknown value says enough, and refers to where it comes from.
        let not_null = unknown.not_null && fallback.is_certainly_set();
        let data = Data::Unknown(Unknown { not_null, ..unknown.clone() });
        return Value { data, trail: value.trail, sensitive: value.sensitive || fallback.sensitive };
    }
    let reason = value.first_reason().unwrap_or_else(|| {
        let text = "it is not known whether an expression is in error";
        Arc::new(Reason::new(Cause::Condition, "try", text).at(span))
    });
    // An alternative that is in error gives way to the fallback.
    let members: Vec<Value> = match &value.data {
        Data::OneOf(members) => (members.iter())
            .filter(|member| member.as_unknown().is_none_or(|unknown| unknown.reason.cause != Cause::Invalid))
            .cloned()
            .chain([fallback])
            .collect(),
        _ => vec![value.clone(), fallback],
    };
    placed(Value::one_of(members, &reason), span)
}
