//! Work that goes on beside: how much of it is under way, and waiting for its end.
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Counts the threads that are at work.
pub(super) struct TaskLimit {
    most: usize,
    count: Mutex<usize>,
    left: Condvar,
}

impl TaskLimit {
    /// At most so many at once.
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            count: Mutex::default(),
            left: Condvar::new(),
        })
    }

    /// A place among them; with too many it waits for one.
    pub(super) fn enter(self: &Arc<Self>) -> Place {
        let full = |count: &mut usize| *count >= self.most;
        let count = self.left.wait_while(self.count(), full);
        *count.unwrap_or_else(PoisonError::into_inner) += 1;
        Place(self.clone())
    }

    /// A place among them, where there is one.
    pub(super) fn try_enter(self: &Arc<Self>) -> Option<Place> {
        let mut count = self.count();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Place(self.clone()))
    }

    /// Waits, at most so long, until all are done.
    pub(super) fn settle(&self, grace: Duration) {
        let busy = |count: &mut usize| *count > 0;
        drop(self.left.wait_timeout_while(self.count(), grace, busy));
    }

    fn count(&self) -> MutexGuard<'_, usize> {
        self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the crew, which is given back when it is dropped.
pub(super) struct Place(Arc<TaskLimit>);

impl Drop for Place {
    fn drop(&mut self) {
        *self.0.count() -= 1;
        self.0.left.notify_all();
    }
}
