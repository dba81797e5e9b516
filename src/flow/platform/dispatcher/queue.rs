//! The events that wait for their delivery, shared by who promises, who sends and who settles them.
use crate::model::platform::outbox::{Delivery, OrderingKey, DeliveryQueue, Next};
use crate::model::time::Timestamp;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long the sender sleeps that nobody wakes.
const IDLE: Duration = Duration::from_secs(3600);
/// How many events are taken together at most.
const BATCH: usize = 256;

/// The events that wait; clones share them.
#[derive(Clone)]
pub(in crate::flow::platform) struct Outbox(Arc<Shared>);

struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
}

struct Queue {
    lanes: DeliveryQueue,
    stopping: bool,
}

impl Outbox {
    /// With what waited already.
    pub(super) fn new(lanes: DeliveryQueue) -> Self {
        let queue = Queue {
            lanes,
            stopping: false,
        };
        Self(Arc::new(Shared {
            queue: Mutex::new(queue),
            changed: Condvar::new(),
        }))
    }

    /// Takes over events that have just been promised in the database.
    pub(in crate::flow::platform) fn add(&self, deliveries: &[Delivery]) {
        self.change(|lanes| {
            for delivery in deliveries {
                let lane = (delivery.bot_id.clone(), delivery.room_id);
                lanes.push(lane, delivery.seq, delivery.next_attempt_at);
            }
        });
    }

    /// Waits for events that are due, and gives as many as may be sent; none when the platform stops.
    pub(super) fn take(
        &self,
        now: impl Fn() -> Timestamp,
        longest: impl Fn() -> Duration,
    ) -> Option<Vec<(OrderingKey, i64)>> {
        let mut queue = self.queue();
        let mut taken = Vec::new();
        while !queue.stopping {
            let longest = longest();
            let pause = loop {
                match queue.lanes.next(now(), longest) {
                    Next::Take(lane, seq) => taken.push((lane, seq)),
                    Next::Wait(until) => break until.since(now()),
                    Next::Idle => break IDLE,
                }
                if taken.len() == BATCH {
                    break Duration::ZERO;
                }
            };
            if !taken.is_empty() {
                return Some(taken);
            }
            let woken = self.0.changed.wait_timeout(queue, pause);
            queue = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
        None
    }

    /// Changes the lanes and wakes whoever waits for them.
    pub(super) fn change(&self, change: impl FnOnce(&mut DeliveryQueue)) {
        change(&mut self.queue().lanes);
        self.0.changed.notify_all();
    }

    /// Looks anew at what is due: the clock was moved, or a fault has changed.
    pub(in crate::flow::platform) fn wake(&self) {
        self.change(|_| {});
    }

    /// Gives out no further event.
    pub(super) fn stop(&self) {
        self.queue().stopping = true;
        self.0.changed.notify_all();
    }

    /// Waits until nothing is on the wire, until this moment at most.
    pub(super) fn wait_for_the_wire(&self, until: Instant) {
        let mut queue = self.queue();
        while queue.lanes.under_way() > 0 {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            let woken = self.0.changed.wait_timeout(queue, left);
            queue = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
