//! Work that goes on beside: how much of it is under way, and waiting for its end.
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Counts the threads that are at work.
pub(super) struct TaskLimit {
    max: usize,
    running: Mutex<usize>,
    released: Condvar,
}

impl TaskLimit {
    /// At most so many at once.
    pub(super) fn new(max: usize) -> Arc<Self> {
        Arc::new(Self {
            max,
            running: Mutex::default(),
            released: Condvar::new(),
        })
    }

    /// A place among them; with too many it waits for one.
    pub(super) fn acquire(self: &Arc<Self>) -> TaskPermit {
        let full = |count: &mut usize| *count >= self.max;
        let count = self.released.wait_while(self.count(), full);
        *count.unwrap_or_else(PoisonError::into_inner) += 1;
        TaskPermit(self.clone())
    }

    /// A place among them, where there is one.
    pub(super) fn try_acquire(self: &Arc<Self>) -> Option<TaskPermit> {
        let mut count = self.count();
        if *count >= self.max {
            return None;
        }
        *count += 1;
        Some(TaskPermit(self.clone()))
    }

    /// Waits, at most so long, until all are done.
    pub(super) fn drain(&self, grace: Duration) {
        let busy = |count: &mut usize| *count > 0;
        drop(self.released.wait_timeout_while(self.count(), grace, busy));
    }

    fn count(&self) -> MutexGuard<'_, usize> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the crew, which is given back when it is dropped.
pub(super) struct TaskPermit(Arc<TaskLimit>);

impl Drop for TaskPermit {
    fn drop(&mut self) {
        *self.0.count() -= 1;
        self.0.released.notify_all();
    }
}
