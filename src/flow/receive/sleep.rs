//! Pauses that end at once when the receiver does.
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// A pause that many threads can make.
#[derive(Debug, Default)]
pub(in crate::flow) struct InterruptibleSleep {
    is_interrupted: Mutex<bool>,
    wake: Condvar,
}

impl InterruptibleSleep {
    /// Waits so long; whether it was whole.
    pub(in crate::flow) fn sleep(&self, time: Duration) -> bool {
        let is_over = self.is_interrupted.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.wake.wait_timeout_while(is_over, time, |over| !*over);
        waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    /// Ends all pauses, also those to come.
    pub(in crate::flow) fn interrupt(&self) {
        *self.is_interrupted.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.wake.notify_all();
    }
}
