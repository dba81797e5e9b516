//! Sends the events of the outbox: signed, each lane in order, again and again until 2xx or the last attempt.
//!
//! One thread takes what is due, the engine sends it, another thread keeps what came of it: the history first, so that
//! an attempt that was made is never missing from it, then the outbox; then the lane goes on. What is due or over at
//! the same time shares a transaction.
mod attempt;
mod queue;

pub(super) use attempt::{problem, send_once};
pub(super) use queue::Outbox;

use super::Happening;
use super::state::State;
use crate::error::{Error, Result};
use crate::io::client::engine::{SenderPool, SendResults, SendResult};
use crate::io::sqlite::Due;
use crate::model::fault::{DeliveryEffect, DeliveryContext};
use crate::model::http::Request;
use crate::model::platform::outbox::{self, OrderingKey, DeliveryQueue};
use attempt::{Attempt, Came, Ready, Then};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long an event waits when the database could not be read or written.
const DATABASE_PAUSE: Duration = Duration::from_secs(1);

/// The threads and what they share.
pub(super) struct Dispatcher {
    outbox: Outbox,
    post: Option<Arc<SenderPool<Attempt>>>,
    threads: Vec<JoinHandle<()>>,
}

impl Dispatcher {
    /// Reads what waits and starts to send it.
    pub(super) fn start(state: &Arc<State>) -> Result<Self> {
        let mut lanes = DeliveryQueue::default();
        for (lane, seq, due) in state.store().waiting()? {
            lanes.push(lane, seq, due);
        }
        let outbox = Outbox::new(lanes);
        let (post, posted) = state.client.start_sender_pool(outbox::BUDGET)?;
        let post = Arc::new(post);
        let desk = Desk {
            state: state.clone(),
            outbox: outbox.clone(),
        };
        let (keeper, sent) = (desk.clone(), post.clone());
        // The keeper ends when there is no post any more: it may not keep one itself.
        let again = Arc::downgrade(&post);
        Ok(Self {
            threads: vec![
                spawn("deliveries", move || desk.send_all(&sent))?,
                spawn("attempts", move || keeper.keep_all(posted, &again))?,
            ],
            outbox,
            post: Some(post),
        })
    }

    /// The events that wait.
    pub(super) fn outbox(&self) -> Outbox {
        self.outbox.clone()
    }

    /// Starts no further delivery, and waits a little for those on the wire. One that outlasts the wait
    /// is delivered again after the next start: at least once.
    pub(super) fn stop(&mut self) {
        let until = Instant::now() + super::GRACE;
        self.outbox.stop();
        self.outbox.wait_for_the_wire(until);
        drop(self.post.take());
        while Instant::now() < until && self.threads.iter().any(|it| !it.is_finished()) {
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

/// What both threads work with.
#[derive(Clone)]
struct Desk {
    state: Arc<State>,
    outbox: Outbox,
}

/// An attempt that is over: its request, and what came of it.
type Over = (Attempt, Request, Came);

/// What is to be done with events that were taken.
#[derive(Default)]
struct Taken {
    /// Sent.
    ready: Vec<Ready>,
    /// Over before they were sent.
    over: Vec<Over>,
    /// Not to be sent any more.
    gone: Vec<OrderingKey>,
    /// Put off: for so long, and whether the next one overtakes it.
    put_off: Vec<(OrderingKey, Duration, bool)>,
}

impl Desk {
    /// Sends what is due until the platform stops.
    fn send_all(&self, post: &SenderPool<Attempt>) {
        let now = || self.state.now();
        let retry = self.state.options.retry.longest();
        // Who waits longer than that waits for a time to which the clock was set back.
        let longest = || retry.max(self.state.rehearse(|panel| panel.max_delay()));
        while let Some(taken) = self.outbox.take(now, longest) {
            let lanes = taken.iter().map(|(lane, _)| lane.clone()).collect();
            let Some(taken) = self.guarded(lanes, || self.prepare(taken)) else {
                continue;
            };
            let now = now();
            self.outbox.change(|lanes| {
                for lane in taken.gone {
                    lanes.advance(lane, now);
                }
                for (lane, delay, is_overtaken) in taken.put_off {
                    match is_overtaken {
                        true => lanes.give_way(lane, now.after(delay), now),
                        false => lanes.again(lane, now.after(delay)),
                    }
                }
            });
            let seqs: Vec<_> = taken.ready.iter().map(|it| it.tag.seq).collect();
            self.state.tell_deliveries(&seqs, true);
            post.send(taken.ready);
            self.keep(taken.over);
        }
    }

    /// What is to be done with events that are due.
    fn prepare(&self, due: Vec<(OrderingKey, i64)>) -> Result<Taken> {
        let seqs: Vec<_> = due.iter().map(|(_, seq)| *seq).collect();
        let found = self.state.store().due(&seqs)?;
        let mut taken = Taken::default();
        for ((lane, seq), found) in due.into_iter().zip(found) {
            match found {
                Some(due) => self.decide(lane, due, &mut taken),
                None => {
                    self.state.rehearse(|panel| panel.forget(seq));
                    self.state.tell_deliveries(&[seq], false);
                    taken.gone.push(lane);
                }
            }
        }
        Ok(taken)
    }

    /// What is to be done with one event, and what befalls it on purpose.
    fn decide(&self, lane: OrderingKey, due: Due, taken: &mut Taken) {
        let trip = DeliveryContext {
            seq: due.seq,
            bot_id: &due.bot.id,
            room_id: due.room_id,
            body: &due.body,
            is_first: due.attempts == 0,
        };
        let lot = self.state.rehearse(|panel| panel.apply_to_delivery(&trip));
        if let DeliveryEffect::Postponed {
            delay,
            is_overtaken,
        } = lot
        {
            return taken.put_off.push((lane, delay, is_overtaken));
        }
        let mut ready = Attempt::of(&self.state, lane, due);
        if ready.tag.is_unsigned() {
            return taken.over.push((ready.tag, ready.request, Came::Unsigned));
        }
        match lot {
            DeliveryEffect::Postponed { .. } => {}
            DeliveryEffect::Dropped { faults, words } => {
                ready.tag.suffer(faults, false);
                let over = (ready.tag, ready.request, Came::Lost(words));
                taken.over.push(over);
            }
            DeliveryEffect::Sent {
                faults,
                manner,
                is_forged,
                is_doubled,
            } => {
                if is_forged {
                    ready.tag.forge(&mut ready.request);
                }
                ready.tag.suffer(faults, is_doubled);
                ready.manner = manner.map(Box::new);
                taken.ready.push(ready);
            }
        }
    }

    /// Keeps what comes of attempts until none can come any more.
    fn keep_all(&self, mut posted: SendResults<Attempt>, post: &Weak<SenderPool<Attempt>>) {
        while let Some(batch) = posted.recv() {
            let over = |it: SendResult<Attempt>| (it.tag, it.request, Came::Back(it.outcome));
            let copies = self.keep(batch.into_iter().map(over).collect());
            // A copy that nobody sends any more is like one that was cut off: the event is as it was before.
            if let Some(post) = post.upgrade() {
                post.send(copies);
            }
        }
    }

    /// Keeps attempts that are over, then lets their lanes go on; what is to be sent once more before that.
    fn keep(&self, over: Vec<Over>) -> Vec<Ready> {
        let lanes = over.iter().map(|(attempt, ..)| attempt.lane.clone());
        let lanes: Vec<_> = lanes.collect();
        let Some(then) = self.guarded(lanes.clone(), || self.kept(over)) else {
            return Vec::new();
        };
        let now = self.state.now();
        let mut copies = Vec::new();
        self.outbox.change(|known| {
            for (lane, then) in lanes.into_iter().zip(then) {
                match then {
                    Then::Again(at) => known.again(lane, at),
                    Then::Advance => known.advance(lane, now),
                    Then::Copy(copy) => copies.push(*copy),
                }
            }
        });
        copies
    }

    /// How each lane goes on, once all are on the disk.
    fn kept(&self, over: Vec<Over>) -> Result<Vec<Then>> {
        let (mut exchanges, mut outcomes, mut then) = (Vec::new(), Vec::new(), Vec::new());
        for (attempt, request, came) in over {
            let ended = attempt.end(&self.state, request, came)?;
            exchanges.push(ended.exchange);
            outcomes.extend(ended.outcome);
            then.push(ended.then);
        }
        self.state.record_all(exchanges);
        if !outcomes.is_empty() {
            self.state.store().attempted(&outcomes)?;
            let seqs: Vec<_> = outcomes.iter().map(|(seq, _)| *seq).collect();
            self.state.tell_deliveries(&seqs, false);
        }
        Ok(then)
    }

    /// Whatever goes wrong, even a panic: the lanes do not stand still for ever, but are tried again.
    fn guarded<R>(&self, lanes: Vec<OrderingKey>, work: impl FnOnce() -> Result<R>) -> Option<R> {
        let done = catch_unwind(AssertUnwindSafe(work));
        let fault = |_| Err(Error::unknown("the delivery of events panicked"));
        match done.unwrap_or_else(fault) {
            Ok(done) => Some(done),
            Err(error) => {
                self.state.tell(Happening::NotKept(error));
                let at = self.state.now().after(DATABASE_PAUSE);
                self.outbox.change(|known| {
                    for lane in lanes {
                        known.again(lane, at);
                    }
                });
                None
            }
        }
    }
}
