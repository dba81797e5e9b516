//! Sends the deliveries of the outbox: signed, in order per bot and room, retried until 2xx or the last attempt.
//!
//! The server threads add deliveries to the [`Outbox`]. Thread `deliveries` waits there, takes due ones, evaluates the
//! fault rules and gives the jobs to the sender pool, which never blocks. Where a bot took the event, the sending thread
//! releases the ordering key: the next event is sent while this attempt is stored, up to a limit. Thread `attempts` waits
//! for the pool's results. It first records the exchanges, so that no attempt is missing from the history, then the outcomes
//! in the database, without waiting for the disk a second time (the history has the attempt, and what power loss takes is
//! delivered again), and then unblocks the other keys; thread `deliveries` does the same for attempts that were not sent.
//! Deliveries that are due together share a transaction, and so do results that arrive together. Thread `attempts` ends
//! when the pool is dropped, so it holds only a weak reference to the pool. A bot of this machine that refuses the
//! connection gets no attempt: its delivery is held until thread `ports` finds that it listens ([`port_watch`]). So are
//! those of a bot that is known to be offline ([`super::presence`]). The lock order is that of [`super::state`].
mod attempt;
mod outbox;
mod port_watch;

pub(super) use attempt::{failure_message, send_once};
pub(super) use outbox::Outbox;

use super::state::PlatformState;
use crate::error::{Error, Result};
use crate::io::client;
use crate::io::client::engine::{SendResult, SendResults, SenderPool};
use crate::io::listeners::{self, Listeners};
use crate::io::sqlite::{AttemptOutcome, DueDelivery};
use crate::model::activity::{Activity, ObservedExchange};
use crate::model::fault::{DeliveryContext, DeliveryEffect};
use crate::model::http::{Request, target};
use crate::model::platform::bot::Bot;
use crate::model::platform::outbox::{CALLBACK_TIMEOUT, DeliveryQueue, OrderingKey};
use crate::model::text::phrase::Phrase;
use crate::model::time::Timestamp;
use attempt::{Attempt, AttemptJob, Hold, QueueAction, SendOutcome};
use port_watch::PortWatch;
use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Delay before deliveries are retried after a database error or a panic.
const DATABASE_RETRY_DELAY: Duration = Duration::from_secs(1);

/// The delivery threads.
pub(super) struct Dispatcher {
    outbox: Outbox,
    sender_pool: Option<Arc<SenderPool<Attempt>>>,
    threads: Vec<JoinHandle<()>>,
}

impl Dispatcher {
    /// Reads the waiting deliveries from the database and starts the threads.
    pub(super) fn start(state: &Arc<PlatformState>) -> Result<Self> {
        let mut queue = DeliveryQueue::default();
        let now = state.now();
        for (key, seq) in state.store().waiting_deliveries()? {
            // A new run waits for no retry of the one before.
            queue.push(key, seq, now);
        }
        let outbox = Outbox::new(queue);
        let (releasing, releasing_outbox) = (state.clone(), outbox.clone());
        let release = move |attempt: &mut Attempt, outcome: &client::Outcome| {
            attempt.is_released = attempt.is_accepted(outcome)
                && releasing_outbox.release(&attempt.key, releasing.now());
        };
        let (pool, results) = state.client.start_sender_pool(CALLBACK_TIMEOUT, release)?;
        let pool = Arc::new(pool);
        let sending_worker = DeliveryWorker {
            state: state.clone(),
            outbox: outbox.clone(),
        };
        let (results_worker, sender) = (sending_worker.clone(), pool.clone());
        let weak_pool = Arc::downgrade(&pool);
        let port_watch = PortWatch::new(state.clone(), outbox.clone());
        Ok(Self {
            threads: vec![
                spawn("deliveries", move || sending_worker.send_all(&sender))?,
                spawn("attempts", move || {
                    results_worker.store_results(results, &weak_pool)
                })?,
                spawn("ports", move || port_watch.run())?,
            ],
            outbox,
            sender_pool: Some(pool),
        })
    }

    pub(super) fn outbox(&self) -> Outbox {
        self.outbox.clone()
    }

    pub(super) fn is_running(&self) -> bool {
        self.threads.iter().all(|thread| !thread.is_finished())
    }

    /// Starts no further delivery and waits up to [`super::STOP_GRACE`] for those in flight. A delivery that takes
    /// longer is sent again after the next start (at-least-once delivery).
    pub(super) fn stop(&mut self) {
        let deadline = Instant::now() + super::STOP_GRACE;
        self.outbox.stop();
        self.outbox.wait_until_idle(deadline);
        drop(self.sender_pool.take());
        while Instant::now() < deadline && self.threads.iter().any(|it| !it.is_finished()) {
            std::thread::sleep(Duration::from_millis(2));
        }
        self.threads.clear();
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    std::thread::Builder::new()
        .name(name.into())
        .spawn(work)
        .map_err(|error| Error::unknown("cannot start a delivery thread").because(error))
}

/// State of both threads.
#[derive(Clone)]
struct DeliveryWorker {
    state: Arc<PlatformState>,
    outbox: Outbox,
}

/// An attempt with its request and its outcome.
type FinishedSend = (Attempt, Request, SendOutcome);

/// Due deliveries, by what to do with them.
#[derive(Default)]
struct Batch {
    /// To send.
    ready: Vec<AttemptJob>,
    /// Failed without being sent.
    finished: Vec<FinishedSend>,
    /// No longer waiting: dropped in the meantime.
    removed: Vec<OrderingKey>,
    /// Not sent, because the bot is offline.
    held: Vec<Hold>,
    /// Postponed, with the delay and whether the next delivery overtakes.
    postponed: Vec<(OrderingKey, Duration, bool)>,
}

/// Finished attempts, by what is to be stored, and what their keys do then.
#[derive(Default)]
struct FinishedBatch {
    /// New states, by `seq`.
    attempts: Vec<(i64, AttemptOutcome)>,
    holds: Vec<Hold>,
    actions: Vec<(OrderingKey, QueueAction)>,
}

impl FinishedBatch {
    fn hold(&mut self, hold: Hold) {
        self.actions.push((hold.key.clone(), QueueAction::Hold));
        self.holds.push(hold);
    }
}

impl DeliveryWorker {
    /// Sends due deliveries until the platform stops.
    fn send_all(&self, pool: &SenderPool<Attempt>) {
        let now = || self.state.now();
        let max_retry_delay = self.state.options.retry.max_delay();
        // A longer wait means that the clock was set back.
        let max_delay =
            || max_retry_delay.max(self.state.with_fault_rules(|rules| rules.max_delay()));
        while let Some(batch) = self.outbox.take_due(now, max_delay) {
            let keys = batch.iter().map(|(key, _)| key.clone()).collect();
            let Some(batch) = self.retry_on_failure(retry(keys), || self.prepare(batch)) else {
                continue;
            };
            let now = now();
            self.outbox.update(|queue| {
                for key in batch.removed {
                    queue.complete(key, now);
                }
                for (key, delay, is_overtaken) in batch.postponed {
                    match is_overtaken {
                        true => queue.let_next_overtake(key, now.after(delay), now),
                        false => queue.postpone(key, now.after(delay)),
                    }
                }
            });
            let seqs: Vec<_> = batch.ready.iter().map(|it| it.tag.seq).collect();
            self.outbox.note_sent(&seqs, now);
            self.state.publish_deliveries(&seqs, true);
            pool.send(batch.ready);
            self.finish(batch.finished);
            if !batch.held.is_empty() {
                self.hold_back(batch.held);
            }
        }
    }

    /// Reads due deliveries from the database and decides what to do with each.
    fn prepare(&self, due: Vec<(OrderingKey, i64)>) -> Result<Batch> {
        let seqs: Vec<_> = due.iter().map(|(_, seq)| *seq).collect();
        let deliveries = self.state.store().due_deliveries(&seqs)?;
        let sockets: LazyCell<Listeners> = LazyCell::new(listeners::listening);
        let mut batch = Batch::default();
        for ((key, seq), delivery) in due.into_iter().zip(deliveries) {
            match delivery {
                Some(delivery) if self.is_offline(&delivery.bot, &sockets)? => {
                    batch.held.push(Hold {
                        seq,
                        key,
                        bot_id: delivery.bot.id.clone(),
                        callback_url: delivery.bot.callback_url.clone(),
                        effect: None,
                    })
                }
                Some(delivery) => self.decide(key, delivery, &mut batch),
                None => {
                    self.state.with_fault_rules(|rules| rules.forget(seq));
                    self.state.publish_deliveries(&[seq], false);
                    batch.removed.push(key);
                }
            }
        }
        Ok(batch)
    }

    /// Returns whether events of the bot are held. Reads the listening sockets only for a bot that is noted as offline.
    fn is_offline(&self, bot: &Bot, sockets: &LazyCell<Listeners>) -> Result<bool> {
        if bot.offline_since.is_none() {
            return Ok(false);
        }
        // Where only a connection can tell, thread `ports` makes it.
        let is_offline = self.state.is_offline(bot, sockets)?;
        Ok(is_offline != Some(false))
    }

    /// Holds deliveries that were not sent.
    fn hold_back(&self, holds: Vec<Hold>) {
        let keys = holds.iter().map(|it| it.key.clone()).collect();
        let mut batch = FinishedBatch::default();
        holds.into_iter().for_each(|it| batch.hold(it));
        self.retry_on_failure(retry(keys), || self.store(batch));
    }

    /// Applies the fault rules to a delivery and adds it to the batch.
    fn decide(&self, key: OrderingKey, due: DueDelivery, batch: &mut Batch) {
        let context = DeliveryContext {
            seq: due.seq,
            bot_id: &due.bot.id,
            room_id: due.room_id,
            body: &due.body,
            is_first: due.attempts == 0,
        };
        let effect = self
            .state
            .with_fault_rules(|rules| rules.apply_to_delivery(&context));
        if let DeliveryEffect::Postponed {
            delay,
            is_overtaken,
        } = effect
        {
            return batch.postponed.push((key, delay, is_overtaken));
        }
        let message_id = due.message_id;
        let mut job = Attempt::prepare(&self.state, key, due);
        job.tag.note_effect(effect.clone());
        if job.tag.is_unsigned() {
            return batch
                .finished
                .push((job.tag, job.request, SendOutcome::Unsigned));
        }
        match effect {
            DeliveryEffect::Postponed { .. } => {}
            DeliveryEffect::Dropped { faults, message } => {
                job.tag.apply_faults(faults, false);
                batch
                    .finished
                    .push((job.tag, job.request, SendOutcome::Dropped(message)));
            }
            DeliveryEffect::Sent {
                faults,
                transport,
                has_bad_signature,
                is_duplicated,
            } => {
                if has_bad_signature {
                    job.tag.corrupt_signature(&mut job.request);
                }
                job.tag.apply_faults(faults, is_duplicated);
                job.effect = transport.map(Box::new);
                self.state.note_sent_message(&job.tag.key, message_id);
                batch.ready.push(job);
            }
        }
    }

    /// Stores the pool's results until the pool is dropped.
    fn store_results(&self, mut results: SendResults<Attempt>, pool: &Weak<SenderPool<Attempt>>) {
        while let Some(batch) = results.recv() {
            let finished =
                |it: SendResult<Attempt>| (it.tag, it.request, SendOutcome::Sent(it.outcome));
            let duplicates = self.finish(batch.into_iter().map(finished).collect());
            // Without a pool the platform is stopping. A duplicate that is not sent does not change its delivery's
            // state.
            if let Some(pool) = pool.upgrade() {
                pool.send(duplicates);
            }
        }
    }

    /// Stores finished attempts, then unblocks their keys, if they are not yet. Returns the duplicates, whose keys stay
    /// blocked.
    fn finish(&self, sends: Vec<FinishedSend>) -> Vec<AttemptJob> {
        let (mut keys, mut released) = (Vec::new(), Vec::new());
        for (attempt, ..) in &sends {
            match attempt.is_released {
                true => released.push((attempt.key.clone(), attempt.seq)),
                false => keys.push(attempt.key.clone()),
            }
        }
        let seqs: Vec<_> = sends.iter().map(|(attempt, ..)| attempt.seq).collect();
        let released_count = released.len();
        let send_again = |queue: &mut DeliveryQueue, at| {
            retry(keys)(queue, at);
            // The last first, so that they keep their order.
            for (key, seq) in released.into_iter().rev() {
                queue.put_back(key, seq, at);
            }
        };
        let duplicates = self.retry_on_failure(send_again, || self.store(self.record(sends)?));
        self.outbox.note_stored(released_count);
        duplicates.unwrap_or_else(|| {
            self.outbox.note_returned(&seqs);
            Vec::new()
        })
    }

    /// Stores the exchanges of attempts and returns what else is to be stored.
    fn record(&self, sends: Vec<FinishedSend>) -> Result<FinishedBatch> {
        let (mut exchanges, mut batch) = (Vec::new(), FinishedBatch::default());
        for (mut attempt, request, outcome) in sends {
            if let Some(hold) = attempt.hold(&self.state, &request, &outcome) {
                batch.hold(hold);
                continue;
            }
            let blocked_key = (!attempt.is_released).then(|| attempt.key.clone());
            let attempt = attempt.finish(&self.state, request, outcome)?;
            exchanges.push(ObservedExchange::new(attempt.exchange));
            batch.attempts.extend(attempt.outcome);
            let action = blocked_key.map(|key| (key, attempt.next));
            batch.actions.extend(action);
        }
        self.state.journal.record_all(exchanges);
        Ok(batch)
    }

    /// Stores the batch, with which the keys that are still blocked go on. Returns the duplicates to send, whose keys stay
    /// blocked. Publishes each bot of which nothing was held before.
    fn store(&self, batch: FinishedBatch) -> Result<Vec<AttemptJob>> {
        let FinishedBatch {
            attempts,
            mut holds,
            actions,
        } = batch;
        self.note_refused(&mut holds)?;
        let reasons: Vec<_> = holds.iter().map(hold_reason).collect();
        let seqs = attempts.iter().map(|(seq, _)| *seq);
        let seqs: Vec<_> = seqs.chain(holds.iter().map(|it| it.seq)).collect();
        let mut absent = match holds.is_empty() {
            true => BTreeSet::new(),
            false => self.outbox.bots_with_held(),
        };
        let mut store = self.state.store();
        if !attempts.is_empty() {
            store.record_attempts(&attempts)?;
        }
        if !holds.is_empty() {
            store.hold_deliveries(&reasons)?;
        }
        // Under the store lock, so that what is stored, what is with its bot and what is due change at once.
        let now = self.state.now();
        let duplicates = self.outbox.finish_attempts(&seqs, &attempts, actions, now);
        drop(store);
        self.state.publish_deliveries(&seqs, false);
        for hold in holds {
            let is_starting = self.state.running_bots.is_starting(&hold.bot_id);
            if absent.insert(hold.bot_id.clone()) && !is_starting {
                self.state.journal.publish(Activity::BotAbsent {
                    bot_id: hold.bot_id,
                    callback_url: hold.callback_url,
                });
            }
        }
        Ok(duplicates)
    }

    /// Notes that bots refused connections, and keeps the effects of the fault rules for the next attempts.
    fn note_refused(&self, holds: &mut [Hold]) -> Result<()> {
        for hold in holds {
            if let Some(effect) = hold.effect.take() {
                self.state.forget_sent_message(&hold.key);
                self.state.note_offline(&hold.bot_id)?;
                self.state
                    .with_fault_rules(|rules| rules.keep(hold.seq, effect));
            }
        }
        Ok(())
    }

    /// Runs `work`. After an error or a panic, lets `send_again` schedule the deliveries, whose keys would otherwise stay
    /// blocked for ever.
    fn retry_on_failure<R>(
        &self,
        send_again: impl FnOnce(&mut DeliveryQueue, Timestamp),
        work: impl FnOnce() -> Result<R>,
    ) -> Option<R> {
        let started = Instant::now();
        let result = catch_unwind(AssertUnwindSafe(work));
        let panic_error = |_| Err(Error::unknown("the delivery of events panicked"));
        match result.unwrap_or_else(panic_error) {
            Ok(result) => Some(result),
            Err(error) => {
                self.state.journal.publish(Activity::NotStored(error));
                // Calls of the API wait for the same database: they get it for as long as this held it.
                let delay = DATABASE_RETRY_DELAY.max(started.elapsed());
                let at = self.state.now().after(delay);
                self.outbox.update(|queue| send_again(queue, at));
                None
            }
        }
    }
}

/// Returns what schedules another attempt of the heads of these keys, which are in flight.
fn retry(keys: Vec<OrderingKey>) -> impl FnOnce(&mut DeliveryQueue, Timestamp) {
    move |queue, at| keys.into_iter().for_each(|key| queue.retry_at(key, at))
}

/// Returns `seq` and why the delivery is held.
fn hold_reason(hold: &Hold) -> (i64, Phrase) {
    let place = target::authority(&hold.callback_url);
    let reason = Phrase::new("delivery.not-listening").with("place", place);
    (hold.seq, reason)
}
