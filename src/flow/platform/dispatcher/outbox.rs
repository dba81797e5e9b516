//! In-memory queue of waiting deliveries, shared by the server threads and the dispatcher threads.
use super::attempt::{AttemptJob, QueueAction};
use crate::io::sqlite::AttemptOutcome;
use crate::model::platform::outbox::{
    Delivery, DeliveryQueue, DeliveryState, NextDelivery, OrderingKey, PausedBot, SLOW_ANSWER,
    max_in_flight,
};
use crate::model::time::Timestamp;
use parking_lot::{Condvar, Mutex};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Maximum wait if no delivery is scheduled.
const MAX_IDLE_WAIT: Duration = Duration::from_secs(3600);
/// Maximum number of deliveries taken at once.
const MAX_BATCH: usize = 256;
/// Maximum number of deliveries that their bots took and that are not stored yet, while the next of their keys go on. After a
/// crash they are delivered again.
const MAX_RELEASED: usize = 256;

/// Handle to the queue; clones share it.
#[derive(Clone)]
pub(in crate::flow::platform) struct Outbox(Arc<SharedOutbox>);

struct SharedOutbox {
    state: Mutex<OutboxState>,
    changed: Condvar,
    /// Notified when a delivery is held or fails, and at the stop.
    paused: Condvar,
}

struct OutboxState {
    queue: DeliveryQueue,
    /// Deliveries, by `seq`, that are with their bots, and since when.
    under_way: BTreeMap<i64, Timestamp>,
    /// Number of deliveries that were released and are not stored yet.
    released: usize,
    /// Deliveries, by `seq`, whose last attempt ended with its connection.
    broken: BTreeSet<i64>,
    is_stopping: bool,
}

impl OutboxState {
    /// Returns how many deliveries may be with their bots.
    fn max_in_flight(&self, now: Timestamp) -> usize {
        let oldest = self.under_way.values().min();
        max_in_flight(oldest.map_or(Duration::ZERO, |since| now.since(*since)))
    }

    fn note_returned(&mut self, seqs: &[i64]) {
        for seq in seqs {
            self.under_way.remove(seq);
        }
    }
}

impl Outbox {
    /// Creates an outbox from the deliveries that already wait.
    pub(super) fn new(queue: DeliveryQueue) -> Self {
        let state = OutboxState {
            queue,
            under_way: BTreeMap::new(),
            released: 0,
            broken: BTreeSet::new(),
            is_stopping: false,
        };
        Self(Arc::new(SharedOutbox {
            state: Mutex::new(state),
            changed: Condvar::new(),
            paused: Condvar::new(),
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
            let (max_delay, max_in_flight) = (max_delay(), state.max_in_flight(now()));
            let wait = loop {
                match state.queue.next(now(), max_delay, max_in_flight) {
                    NextDelivery::Due(key, seq) => batch.push((key, seq)),
                    NextDelivery::WaitUntil(until) => break until.since(now()),
                    // More are allowed as soon as an answer is slow.
                    NextDelivery::Idle if state.queue.in_flight() >= max_in_flight => {
                        break SLOW_ANSWER;
                    }
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

    /// Waits for `interval`, then until deliveries are held or wait after a failure, and returns their bots; `None` when
    /// the platform stops.
    pub(super) fn wait_for_paused(&self, interval: Duration) -> Option<Vec<PausedBot>> {
        let from = Instant::now() + interval;
        let mut state = self.0.state.lock();
        while !state.is_stopping {
            if Instant::now() < from {
                self.0.paused.wait_until(&mut state, from);
                continue;
            }
            let bots = state.queue.paused_bots();
            if !bots.is_empty() {
                return Some(bots);
            }
            self.0.paused.wait(&mut state);
        }
        None
    }

    /// Returns the ids of the bots with deliveries that are held.
    pub(super) fn bots_with_held(&self) -> BTreeSet<String> {
        let bots = self.0.state.lock().queue.paused_bots().into_iter();
        bots.filter(|bot| bot.is_held).map(|bot| bot.id).collect()
    }

    /// Makes the deliveries to a bot due that are held or wait after a failure.
    pub(in crate::flow::platform) fn hurry(&self, bot_id: &str, now: Timestamp) {
        self.update(|queue| queue.hurry(|(bot, _), _| bot == bot_id, now));
    }

    /// Makes the heads due whose keys are those of these deliveries.
    pub(in crate::flow::platform) fn hurry_keys(&self, deliveries: &[Delivery], now: Timestamp) {
        let is_chosen = |(bot, room): &OrderingKey| {
            let mut deliveries = deliveries.iter();
            deliveries.any(|it| it.bot_id == *bot && it.room_id == *room)
        };
        self.update(|queue| queue.hurry(|key, _| is_chosen(key), now));
    }

    /// Makes those of these deliveries due that are heads.
    pub(in crate::flow::platform) fn hurry_heads(&self, deliveries: &[Delivery], now: Timestamp) {
        let is_chosen = |_: &OrderingKey, seq| deliveries.iter().any(|it| it.seq == seq);
        self.update(|queue| queue.hurry(is_chosen, now));
    }

    /// Notes that these deliveries go to their bots now.
    pub(super) fn note_sent(&self, seqs: &[i64], now: Timestamp) {
        let sent = seqs.iter().map(|seq| (*seq, now));
        self.0.state.lock().under_way.extend(sent);
    }

    /// Notes that these deliveries are no longer with their bots.
    pub(super) fn note_returned(&self, seqs: &[i64]) {
        self.0.state.lock().note_returned(seqs);
    }

    /// Sets since when each delivery is with its bot, also one that was dropped meanwhile.
    pub(in crate::flow::platform) fn mark_under_way(&self, deliveries: &mut [Delivery]) {
        let state = self.0.state.lock();
        for delivery in deliveries {
            let is_open = delivery.state.is_pending() || delivery.state == DeliveryState::Dropped;
            let since = state.under_way.get(&delivery.seq).copied();
            delivery.under_way_since = since.filter(|_| is_open);
        }
    }

    /// Lets the next delivery of the key go on before this one, which its bot took, is stored. Returns `false`, and changes
    /// nothing, if too many are not stored yet.
    pub(super) fn release(&self, key: &OrderingKey, now: Timestamp) -> bool {
        let mut state = self.0.state.lock();
        if state.released == MAX_RELEASED {
            return false;
        }
        state.released += 1;
        state.queue.complete(key.clone(), now);
        drop(state);
        self.0.changed.notify_all();
        true
    }

    /// Notes that so many released deliveries are stored, or will be sent again.
    pub(super) fn note_stored(&self, released: usize) {
        let mut state = self.0.state.lock();
        state.released -= released;
        if state.is_stopping {
            self.0.changed.notify_all();
        }
    }

    /// Notes that these deliveries are no longer with their bots, and which of their attempts ended with the connection, and
    /// lets their keys go on. Returns the duplicates to send.
    pub(super) fn finish_attempts(
        &self,
        seqs: &[i64],
        attempts: &[(i64, AttemptOutcome)],
        actions: Vec<(OrderingKey, QueueAction)>,
        now: Timestamp,
    ) -> Vec<AttemptJob> {
        let mut state = self.0.state.lock();
        state.note_returned(seqs);
        for (seq, outcome) in attempts {
            match outcome.is_broken {
                true => state.broken.insert(*seq),
                false => state.broken.remove(seq),
            };
        }
        let is_pause = |it: &QueueAction| matches!(it, QueueAction::RetryAt(_) | QueueAction::Hold);
        let has_pauses = actions.iter().any(|(_, action)| is_pause(action));
        let mut duplicates = Vec::new();
        for (key, action) in actions {
            match action {
                QueueAction::RetryAt(at) => state.queue.retry_at(key, at),
                QueueAction::Hold => state.queue.hold(key),
                QueueAction::Complete => state.queue.complete(key, now),
                QueueAction::SendDuplicate(duplicate) => duplicates.push(*duplicate),
            }
        }
        drop(state);
        self.0.changed.notify_all();
        if has_pauses {
            self.0.paused.notify_all();
        }
        duplicates
    }

    /// Waits until nothing is in flight to the bot, or until the deadline. Returns the deliveries, of any bot, whose last
    /// attempt ended with its connection.
    pub(in crate::flow::platform) fn broken_deliveries(
        &self,
        bot_id: &str,
        deadline: Instant,
    ) -> Vec<i64> {
        let mut state = self.0.state.lock();
        while state.queue.in_flight_to(bot_id) > 0 {
            if self.0.changed.wait_until(&mut state, deadline).timed_out() {
                break;
            }
        }
        state.broken.iter().copied().collect()
    }

    /// Forgets that attempts ended with their connection.
    pub(in crate::flow::platform) fn forget_broken(&self, seqs: &[i64]) {
        let mut state = self.0.state.lock();
        state.broken.retain(|seq| !seqs.contains(seq));
    }

    /// Re-evaluates what is due, after a change of the clock or of the fault rules.
    pub(in crate::flow::platform) fn wake(&self) {
        self.update(|_| {});
    }

    /// Makes [`Self::take_due`] return `None`.
    pub(super) fn stop(&self) {
        self.0.state.lock().is_stopping = true;
        self.0.changed.notify_all();
        self.0.paused.notify_all();
    }

    /// Waits until nothing is in flight or released, or until the deadline.
    pub(super) fn wait_until_idle(&self, deadline: Instant) {
        let mut state = self.0.state.lock();
        while state.queue.in_flight() > 0 || state.released > 0 {
            if self.0.changed.wait_until(&mut state, deadline).timed_out() {
                return;
            }
        }
    }
}
