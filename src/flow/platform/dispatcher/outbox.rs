//! In-memory queue of waiting deliveries, shared by the server threads and the dispatcher threads.
use crate::model::platform::outbox::{Delivery, DeliveryQueue, NextDelivery, OrderingKey};
use crate::model::time::Timestamp;
use parking_lot::{Condvar, Mutex};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Maximum wait if no delivery is scheduled.
const MAX_IDLE_WAIT: Duration = Duration::from_secs(3600);
/// Maximum number of deliveries taken at once.
const MAX_BATCH: usize = 256;

/// Handle to the queue; clones share it.
#[derive(Clone)]
pub(in crate::flow::platform) struct Outbox(Arc<SharedOutbox>);

struct SharedOutbox {
    state: Mutex<OutboxState>,
    changed: Condvar,
}

struct OutboxState {
    queue: DeliveryQueue,
    is_stopping: bool,
}

impl Outbox {
    /// Creates an outbox from the deliveries that already wait.
    pub(super) fn new(queue: DeliveryQueue) -> Self {
        let state = OutboxState {
            queue,
            is_stopping: false,
        };
        Self(Arc::new(SharedOutbox {
            state: Mutex::new(state),
            changed: Condvar::new(),
        }))
    }

    /// Adds deliveries that were just stored in the database.
    pub(in crate::flow::platform) fn add(&self, deliveries: &[Delivery]) {
        self.update(|queue| {
            for delivery in deliveries {
                let key = (delivery.bot_id.clone(), delivery.room_id);
                queue.push(key, delivery.seq, delivery.next_attempt_at);
            }
        });
    }

    /// Waits for due deliveries and returns at most [`MAX_BATCH`] that may be sent now; `None` when the platform stops.
    /// Calls `now` and `max_delay` with the queue locked.
    pub(super) fn take_due(
        &self,
        now: impl Fn() -> Timestamp,
        max_delay: impl Fn() -> Duration,
    ) -> Option<Vec<(OrderingKey, i64)>> {
        let mut state = self.0.state.lock();
        let mut batch = Vec::new();
        while !state.is_stopping {
            let max_delay = max_delay();
            let wait = loop {
                match state.queue.next(now(), max_delay) {
                    NextDelivery::Due(key, seq) => batch.push((key, seq)),
                    NextDelivery::WaitUntil(until) => break until.since(now()),
                    NextDelivery::Idle => break MAX_IDLE_WAIT,
                }
                if batch.len() == MAX_BATCH {
                    break Duration::ZERO;
                }
            };
            if !batch.is_empty() {
                return Some(batch);
            }
            self.0.changed.wait_for(&mut state, wait);
        }
        None
    }

    /// Changes the queue and wakes the waiting threads.
    pub(super) fn update(&self, change: impl FnOnce(&mut DeliveryQueue)) {
        change(&mut self.0.state.lock().queue);
        self.0.changed.notify_all();
    }

    /// Re-evaluates what is due, after a change of the clock or of the fault rules.
    pub(in crate::flow::platform) fn wake(&self) {
        self.update(|_| {});
    }

    /// Makes [`Self::take_due`] return `None`.
    pub(super) fn stop(&self) {
        self.0.state.lock().is_stopping = true;
        self.0.changed.notify_all();
    }

    /// Waits until nothing is in flight, or until the deadline.
    pub(super) fn wait_until_idle(&self, deadline: Instant) {
        let mut state = self.0.state.lock();
        while state.queue.in_flight() > 0 {
            if self.0.changed.wait_until(&mut state, deadline).timed_out() {
                return;
            }
        }
    }
}
