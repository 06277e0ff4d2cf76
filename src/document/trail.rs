//! Where a value's deciding literal stands, and which way it came.

use std::sync::Arc;

use crate::source::Span;

/// The way of a value: the literal that decided it, then the places it passed on its way to the reader, innermost
/// first. Cheap to clone and to extend.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trail {
    /// The literal (or expression) that decided the value; none for what nobody wrote.
    pub literal: Option<Span>,
    /// The last place it passed; follow [`Step::before`] towards the literal.
    pub last: Option<Arc<Step>>,
}

/// One place a value passed.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What kind of place.
    pub kind: StepKind,
    /// In the user's spelling: `var.ranges`, `local.tags`, `module.aks.private`, `envs/prod.tfvars`.
    pub name: Arc<str>,
    /// The place.
    pub span: Span,
    /// The place before (nearer to the literal).
    pub before: Option<Arc<Step>>,
}

/// What kind of place a value passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StepKind {
    /// A variable's or parameter's default: anyone may override it.
    Default,
    /// A line of a file of values (tfvars, bicepparam, parameters.json) or the command line.
    ValueFile,
    /// The argument of a module call.
    Argument,
    /// A local or variable (Bicep `var`).
    Local,
    /// A module's output.
    Output,
    /// An attribute of another resource.
    Attribute,
}

impl Trail {
    /// The trail of a literal.
    #[must_use]
    pub fn literal(span: Span) -> Self {
        Self { literal: Some(span), last: None }
    }

    /// The trail after passing one more place.
    #[must_use]
    pub fn through(&self, kind: StepKind, name: Arc<str>, span: Span) -> Self {
        Self { literal: self.literal, last: Some(Arc::new(Step { kind, name, span, before: self.last.clone() })) }
    }

    /// The trail of an element that was picked from a container with the trail `container`: its own way first, then
    /// the container's.
    #[must_use]
    pub fn within(&self, container: &Trail) -> Self {
        let literal = self.literal.or(container.literal);
        let Some(outer) = &container.last else { return Self { literal, last: self.last.clone() } };
        if self.last.is_none() {
            return Self { literal, last: Some(Arc::clone(outer)) };
        }
        let mut last = self.last.clone();
        let mut steps: Vec<&Step> = std::iter::successors(Some(&**outer), |step| step.before.as_deref()).collect();
        steps.reverse();
        for step in steps {
            let step = Step { before: last, ..step.clone() };
            last = Some(Arc::new(step));
        }
        Self { literal, last }
    }

    /// The steps, the last place passed first, back to the literal.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        std::iter::successors(self.last.as_deref(), |step| step.before.as_deref())
    }

    /// Whether the value is a default that a caller or a file of values may override.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.steps().any(|step| step.kind == StepKind::Default)
    }
}
