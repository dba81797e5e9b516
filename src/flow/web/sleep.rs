//! A sleep that ends at once when the server stops.
use parking_lot::{Condvar, Mutex};
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
        let mut is_interrupted = self.is_interrupted.lock();
        self.wake
            .wait_while_for(&mut is_interrupted, |interrupted| !*interrupted, duration)
            .timed_out()
    }

    /// Ends all sleeps, including later ones.
    pub(in crate::flow) fn interrupt(&self) {
        *self.is_interrupted.lock() = true;
        self.wake.notify_all();
    }
}
