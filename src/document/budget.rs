//! Bounds on the work that untrusted input can cause.

use std::cell::Cell;
use std::time::Instant;

/// The budget of one evaluation.
#[derive(Debug, Clone, Copy)]
pub struct BudgetLimits {
    /// Evaluation steps (expressions evaluated, elements produced).
    pub steps: u64,
    /// Bytes of strings and elements produced, added up.
    pub bytes: u64,
    /// Nested evaluations.
    pub depth: u32,
    /// When the whole run must end.
    pub deadline: Option<Instant>,
}

impl Default for BudgetLimits {
    fn default() -> Self {
        Self { steps: 20_000_000, bytes: 256 * 1024 * 1024, depth: 512, deadline: None }
    }
}

/// What ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Exhausted {
    /// Too many steps.
    #[error("the evaluation takes too many steps")]
    Steps,
    /// Too much memory.
    #[error("the evaluation takes too much memory")]
    Bytes,
    /// Nested too deeply.
    #[error("the evaluation is nested too deeply")]
    Depth,
    /// The time given by `--timeout` is over.
    #[error("the time is over (--timeout)")]
    Time,
}

/// Counts work and says when it is too much. One per root; not shared between threads.
#[derive(Debug)]
pub struct Budget {
    limits: BudgetLimits,
    steps: Cell<u64>,
    bytes: Cell<u64>,
    exhausted: Cell<Option<Exhausted>>,
}

impl Budget {
    /// A fresh budget.
    #[must_use]
    pub fn new(limits: BudgetLimits) -> Self {
        Self { limits, steps: Cell::new(0), bytes: Cell::new(0), exhausted: Cell::new(None) }
    }

    /// The limits.
    #[must_use]
    pub fn limits(&self) -> BudgetLimits {
        self.limits
    }

    /// Counts `steps` of work.
    ///
    /// # Errors
    /// When the budget has run out, now or before: what follows must be cut short.
    pub fn spend(&self, steps: u64) -> Result<(), Exhausted> {
        if let Some(exhausted) = self.exhausted.get() {
            return Err(exhausted);
        }
        let before = self.steps.get();
        let after = before.saturating_add(steps);
        self.steps.set(after);
        if after > self.limits.steps {
            return self.exhaust(Exhausted::Steps);
        }
        // Asking the clock is dear: only now and then.
        if before >> 12 != after >> 12 && self.limits.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return self.exhaust(Exhausted::Time);
        }
        Ok(())
    }

    /// Asks the clock, which [`spend`](Self::spend) does only now and then: before work of unknown size.
    ///
    /// # Errors
    /// When the budget has run out, now or before.
    pub fn check_time(&self) -> Result<(), Exhausted> {
        match self.exhausted.get() {
            Some(exhausted) => Err(exhausted),
            None if self.limits.deadline.is_some_and(|deadline| Instant::now() >= deadline) => {
                self.exhaust(Exhausted::Time)
            }
            None => Ok(()),
        }
    }

    /// Counts `bytes` of memory that is about to be produced.
    ///
    /// # Errors
    /// When it would be too much: do not produce it.
    pub fn allocate(&self, bytes: u64) -> Result<(), Exhausted> {
        if let Some(exhausted) = self.exhausted.get() {
            return Err(exhausted);
        }
        let after = self.bytes.get().saturating_add(bytes);
        if after > self.limits.bytes {
            return self.exhaust(Exhausted::Bytes);
        }
        self.bytes.set(after);
        Ok(())
    }

    /// What ran out, if anything did.
    #[must_use]
    pub fn exhausted(&self) -> Option<Exhausted> {
        self.exhausted.get()
    }

    fn exhaust(&self, what: Exhausted) -> Result<(), Exhausted> {
        self.exhausted.set(Some(what));
        Err(what)
    }
}
