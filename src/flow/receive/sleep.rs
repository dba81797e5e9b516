//! A sleep that ends at once when the server stops.
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Sleeps that can be interrupted together. Any number of threads may sleep at the same time.
#[derive(Debug, Default)]
pub(in crate::flow) struct InterruptibleSleep {
    is_interrupted: Mutex<bool>,
    wake: Condvar,
}

impl InterruptibleSleep {
    /// Blocks for `duration`. Returns false if it was interrupted.
    pub(in crate::flow) fn sleep(&self, duration: Duration) -> bool {
        let is_interrupted = self
            .is_interrupted
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let result = self
            .wake
            .wait_timeout_while(is_interrupted, duration, |interrupted| !*interrupted);
        result.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    /// Ends all sleeps, including later ones.
    pub(in crate::flow) fn interrupt(&self) {
        *self
            .is_interrupted
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = true;
        self.wake.notify_all();
    }
}
