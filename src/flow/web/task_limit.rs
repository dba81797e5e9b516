//! A counting semaphore that limits concurrent tasks and can wait until all of them have ended.
use parking_lot::{Condvar, Mutex};
use std::sync::Arc;
use std::time::Duration;

/// Limit on the number of concurrent tasks.
pub(in crate::flow) struct TaskLimit {
    max: usize,
    running: Mutex<usize>,
    released: Condvar,
}

impl TaskLimit {
    /// Allows at most `max` tasks at once.
    pub(in crate::flow) fn new(max: usize) -> Arc<Self> {
        Arc::new(Self {
            max,
            running: Mutex::default(),
            released: Condvar::new(),
        })
    }

    /// Returns a permit, after waiting for one if all are in use.
    pub(in crate::flow) fn acquire(self: &Arc<Self>) -> TaskPermit {
        let is_full = |count: &mut usize| *count >= self.max;
        let mut count = self.running.lock();
        self.released.wait_while(&mut count, is_full);
        *count += 1;
        TaskPermit(self.clone())
    }

    /// Returns a permit, or `None` if all are in use.
    pub(in crate::flow) fn try_acquire(self: &Arc<Self>) -> Option<TaskPermit> {
        let mut count = self.running.lock();
        if *count >= self.max {
            return None;
        }
        *count += 1;
        Some(TaskPermit(self.clone()))
    }

    /// Waits until all permits are returned, but at most `grace`.
    pub(in crate::flow) fn drain(&self, grace: Duration) {
        let is_busy = |count: &mut usize| *count > 0;
        let mut count = self.running.lock();
        self.released.wait_while_for(&mut count, is_busy, grace);
    }
}

/// Permission to run one task; returned on drop.
pub(in crate::flow) struct TaskPermit(Arc<TaskLimit>);

impl Drop for TaskPermit {
    fn drop(&mut self) {
        *self.0.running.lock() -= 1;
        self.0.released.notify_all();
    }
}
