//! What only some expressions of a template see: loops, lambdas, the parameters of user functions.

use std::sync::Arc;

use crate::document::Value;

/// Bindings, innermost first.
#[derive(Clone, Copy)]
pub(super) struct Bindings<'b> {
    before: Option<&'b Bindings<'b>>,
    binding: Binding<'b>,
}

#[derive(Clone, Copy)]
enum Binding<'b> {
    None,
    Loop(&'b Loop),
    Lambda(&'b [Arc<str>], &'b [Value]),
    Function(&'b [(Arc<str>, Value)]),
}

/// One round of a copy loop.
#[derive(Debug, Clone)]
pub(super) struct Loop {
    pub name: Option<Arc<str>>,
    /// Counted from 0; unknown where the count is.
    pub index: Value,
    /// A property's loop, which `copyIndex()` without a name does not mean.
    pub is_property: bool,
}

impl<'b> Bindings<'b> {
    pub const NONE: Bindings<'static> = Bindings { before: None, binding: Binding::None };

    pub fn with_loop(&'b self, round: &'b Loop) -> Self {
        Self { before: Some(self), binding: Binding::Loop(round) }
    }

    pub fn with_lambda(&'b self, names: &'b [Arc<str>], values: &'b [Value]) -> Self {
        Self { before: Some(self), binding: Binding::Lambda(names, values) }
    }

    /// A user function sees its parameters alone.
    pub fn function(parameters: &'b [(Arc<str>, Value)]) -> Self {
        Self { before: None, binding: Binding::Function(parameters) }
    }

    fn chain(&'b self) -> impl Iterator<Item = &'b Binding<'b>> {
        std::iter::successors(Some(self), |bindings| bindings.before).map(|bindings| &bindings.binding)
    }

    /// The value of a lambda's variable.
    pub fn lambda_variable(&self, name: &str) -> Option<Value> {
        self.chain().find_map(|binding| match binding {
            Binding::Lambda(names, values) => {
                let at = names.iter().position(|known| known.eq_ignore_ascii_case(name))?;
                values.get(at).cloned()
            }
            _ => None,
        })
    }

    /// The parameters of the user function that is running.
    pub fn function_parameters(&self) -> Option<&[(Arc<str>, Value)]> {
        self.chain().find_map(|binding| match binding {
            Binding::Function(parameters) => Some(*parameters),
            _ => None,
        })
    }

    /// The loop of this name, or the innermost one that needs no name.
    pub fn find_loop(&self, name: Option<&str>) -> Option<&Loop> {
        self.chain().find_map(|binding| match (binding, name) {
            (Binding::Loop(round), None) if !round.is_property => Some(*round),
            (Binding::Loop(round), Some(name)) => {
                round.name.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(name)).then_some(*round)
            }
            _ => None,
        })
    }
}
