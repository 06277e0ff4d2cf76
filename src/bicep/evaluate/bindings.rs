//! Names that loops and lambdas bind.

use std::sync::Arc;

use crate::document::Value;

/// The bound names, innermost first. Cheap to clone and to extend.
#[derive(Debug, Clone, Default)]
pub struct Bindings(Option<Arc<Binding>>);

#[derive(Debug)]
struct Binding {
    name: Arc<str>,
    value: Value,
    outer: Bindings,
}

impl Bindings {
    /// Nothing is bound.
    #[must_use]
    pub fn empty() -> Self {
        Self(None)
    }

    /// One name more.
    #[must_use]
    pub fn with(&self, name: Arc<str>, value: Value) -> Self {
        Self(Some(Arc::new(Binding { name, value, outer: self.clone() })))
    }

    /// The value bound to a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        let mut bindings = self;
        while let Some(binding) = &bindings.0 {
            if *binding.name == *name {
                return Some(&binding.value);
            }
            bindings = &binding.outer;
        }
        None
    }
}
