//! Sends the events of the outbox: signed, each lane in order, again and again until 2xx or the last attempt.
use super::state::State;
use crate::error::{Error, Result};
use crate::io::sqlite::{Due, Outcome};
use crate::io::system;
use crate::model::bot::Bot;
use crate::model::exchange::{Cause, Direction, Exchange, Failure, Timing};
use crate::model::http::Request;
use crate::model::outbox::{self, Delivery, Lane, Lanes, Next};
use crate::model::protocol::{Event, momotalk_authenticate, momotalk_sign};
use crate::model::signature::{Check, SignatureCheck};
use crate::model::time::Timestamp;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How many events are on the wire at once. A callback that hangs holds one of them for the whole budget.
const WORKERS: usize = 64;
/// The stack of a worker: it signs, sends and writes SQLite.
const STACK: usize = 512 * 1024;
/// How long a worker sleeps that nobody wakes.
const IDLE: Duration = Duration::from_secs(3600);
/// How long an event waits when the database could not be read or written.
const DATABASE_PAUSE: Duration = Duration::from_secs(1);

/// The workers and what they share.
pub(super) struct Dispatcher {
    outbox: Outbox,
    workers: Vec<JoinHandle<()>>,
}

/// The events that wait; clones share them.
#[derive(Clone)]
pub(super) struct Outbox(Arc<Shared>);

struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
}

#[derive(Default)]
struct Queue {
    lanes: Lanes,
    stopping: bool,
}

impl Outbox {
    /// Takes over events that have just been promised in the database.
    pub(super) fn add(&self, deliveries: &[Delivery]) {
        let mut queue = self.queue();
        for delivery in deliveries {
            let lane = (delivery.bot_id.clone(), delivery.room_id);
            queue
                .lanes
                .push(lane, delivery.seq, delivery.next_attempt_at);
            self.0.changed.notify_one();
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the next event that is due; none when the platform stops.
    fn take(&self, now: impl Fn() -> Timestamp, longest: Duration) -> Option<(Lane, i64)> {
        let mut queue = self.queue();
        while !queue.stopping {
            let pause = match queue.lanes.next(now(), longest) {
                Next::Take(lane, seq) => {
                    // Whoever looked after the rest may have been woken for this one: another takes over.
                    self.0.changed.notify_one();
                    return Some((lane, seq));
                }
                Next::Wait(until) => until.since(now()),
                Next::Idle => IDLE,
            };
            let woken = self.0.changed.wait_timeout(queue, pause);
            queue = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
        None
    }

    /// Changes the lanes and wakes whoever waits for them.
    fn change(&self, change: impl FnOnce(&mut Lanes)) {
        change(&mut self.queue().lanes);
        self.0.changed.notify_one();
    }
}

impl Dispatcher {
    /// Reads what waits and starts the workers.
    pub(super) fn start(state: &Arc<State>) -> Result<Self> {
        let mut queue = Queue::default();
        for (lane, seq, due) in state.store().waiting()? {
            queue.lanes.push(lane, seq, due);
        }
        let outbox = Outbox(Arc::new(Shared {
            queue: Mutex::new(queue),
            changed: Condvar::new(),
        }));
        let worker = |number| {
            let (state, outbox) = (state.clone(), outbox.clone());
            std::thread::Builder::new()
                .name(format!("delivery {number}"))
                .stack_size(STACK)
                .spawn(move || work(&state, &outbox))
                .map_err(|error| Error::unknown("cannot start a delivery thread").because(error))
        };
        let workers = (1..=WORKERS).map(worker).collect::<Result<_>>()?;
        Ok(Self { outbox, workers })
    }

    /// The events that wait.
    pub(super) fn outbox(&self) -> Outbox {
        self.outbox.clone()
    }

    /// Starts no further delivery, and waits a little for those on the wire. One that outlasts the wait
    /// is delivered again after the next start: at least once.
    pub(super) fn stop(&mut self) {
        self.outbox.queue().stopping = true;
        self.outbox.0.changed.notify_all();
        let until = Instant::now() + super::GRACE;
        while Instant::now() < until && self.workers.iter().any(|it| !it.is_finished()) {
            std::thread::sleep(Duration::from_millis(2));
        }
        self.workers.clear();
    }
}

fn work(state: &State, outbox: &Outbox) {
    let now = || state.now();
    let longest = state.options.retry.longest();
    while let Some((lane, seq)) = outbox.take(now, longest) {
        // A panic would leave the lane standing still for ever.
        let attempt = catch_unwind(AssertUnwindSafe(|| deliver(state, seq)));
        let fault = |_| {
            Err(Error::unknown(format!(
                "the delivery of event {seq} panicked"
            )))
        };
        match attempt.unwrap_or_else(fault) {
            Ok(Some(at)) => outbox.change(|lanes| lanes.again(lane, at)),
            Ok(None) => outbox.change(|lanes| lanes.advance(lane, now())),
            Err(error) => {
                state.tell(super::Happening::NotKept(error));
                outbox.change(|lanes| lanes.again(lane, now().after(DATABASE_PAUSE)));
            }
        }
    }
}

/// One attempt; gives the time of the next one, or none when the event is done with.
fn deliver(state: &State, seq: i64) -> Result<Option<Timestamp>> {
    let due = state.store().due(seq)?;
    let Some(Due {
        delivery,
        body,
        bot,
    }) = due
    else {
        return Ok(None);
    };
    let number = delivery.attempts + 1;
    let exchange = attempt(state, &bot, body, number)?;
    let delivered = exchange.is_success();
    let pause = state
        .options
        .retry
        .pause(number, u16::from_be_bytes(system::random()?));
    let (outcome, next) = match (delivered, pause) {
        (true, _) => (outbox::State::Delivered, None),
        (false, None) => (outbox::State::Failed, None),
        (false, Some(pause)) => {
            let at = state.now().after(pause);
            (outbox::State::Waiting, Some(at))
        }
    };
    let outcome = Outcome {
        state: outcome,
        next_attempt_at: next.unwrap_or(exchange.started_at),
        status: exchange.response.as_ref().map(|response| response.status),
        failure: problem(&exchange),
        exchange_id: exchange.id.clone(),
    };
    // The history first: an attempt that was made is never missing from it.
    state.record(exchange);
    state.store().attempted(seq, &outcome)?;
    Ok(next)
}

/// Sends an event to a bot once.
pub(super) fn attempt(state: &State, bot: &Bot, body: Vec<u8>, number: u32) -> Result<Exchange> {
    let mut request = Request::post(&bot.callback_url, "application/json", body);
    let started_at = state.now();
    let secret = state.secret(&bot.id);
    let signature = match &secret {
        Some(secret) => {
            momotalk_sign(&mut request, secret);
            momotalk_authenticate(&request, std::slice::from_ref(secret))
        }
        None => SignatureCheck::of(Check::Missing),
    };
    let (outcome, timing) = match secret {
        Some(_) => {
            let outcome = state.client.send(&request, outbox::BUDGET);
            (outcome.response, outcome.timing)
        }
        None => (Err(no_secret(&bot.id)), Timing::default()),
    };
    let event = Event::read(&request.body);
    let random = system::random()?;
    let exchange = Exchange {
        bot_id: Some(bot.id.clone()),
        attempt: Some(number),
        signature,
        ..Exchange::event(Direction::Sent, started_at, random, request, event)
    };
    Ok(exchange.ended(outcome, timing))
}

fn no_secret(bot_id: &str) -> Failure {
    Failure {
        cause: Cause::Rejected,
        message: format!(
            "the webhook secret of `{bot_id}` is not in the credentials file; make a new one with `momo bot rotate {bot_id} --secret`"
        ),
    }
}

/// Why an attempt failed, in words; none where it did not.
pub(super) fn problem(exchange: &Exchange) -> Option<String> {
    match (&exchange.response, &exchange.failure) {
        (Some(response), _) if response.is_success() => None,
        (Some(response), _) => Some(format!("the callback answered {}", response.status)),
        (None, Some(failure)) => Some(failure.message.clone()),
        (None, None) => Some("nothing came back".into()),
    }
}
