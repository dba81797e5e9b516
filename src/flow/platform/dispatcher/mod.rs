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
use crate::io::client::Outcome;
use crate::io::client::engine::{Post, Posted, Posting};
use crate::model::http::Request;
use crate::model::outbox::{self, Lane, Lanes};
use crate::model::time::Timestamp;
use attempt::Attempt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long an event waits when the database could not be read or written.
const DATABASE_PAUSE: Duration = Duration::from_secs(1);

/// The threads and what they share.
pub(super) struct Dispatcher {
    outbox: Outbox,
    post: Option<Arc<Post<Attempt>>>,
    threads: Vec<JoinHandle<()>>,
}

impl Dispatcher {
    /// Reads what waits and starts to send it.
    pub(super) fn start(state: &Arc<State>) -> Result<Self> {
        let mut lanes = Lanes::default();
        for (lane, seq, due) in state.store().waiting()? {
            lanes.push(lane, seq, due);
        }
        let outbox = Outbox::new(lanes);
        let (post, posted) = state.client.post(outbox::BUDGET)?;
        let post = Arc::new(post);
        let desk = Desk {
            state: state.clone(),
            outbox: outbox.clone(),
        };
        let (keeper, sent) = (desk.clone(), post.clone());
        Ok(Self {
            threads: vec![
                spawn("deliveries", move || desk.send_all(&sent))?,
                spawn("attempts", move || keeper.keep_all(posted))?,
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

/// A request that is to be sent, and the attempt that it makes.
type Ready = (Request, Attempt);

/// An attempt that is over: its request, and what came of it where it was sent.
type Over = (Attempt, Request, Option<Outcome>);

impl Desk {
    /// Sends what is due until the platform stops.
    fn send_all(&self, post: &Post<Attempt>) {
        let now = || self.state.now();
        let longest = self.state.options.retry.longest();
        while let Some(taken) = self.outbox.take(now, longest) {
            let lanes = taken.iter().map(|(lane, _)| lane.clone()).collect();
            let Some((ready, gone)) = self.guarded(lanes, || self.prepare(taken)) else {
                continue;
            };
            self.outbox.change(|lanes| {
                for lane in gone {
                    lanes.advance(lane, now());
                }
            });
            let is_unsigned = |(_, attempt): &Ready| attempt.is_unsigned();
            let (unsigned, signed): (Vec<_>, Vec<_>) = ready.into_iter().partition(is_unsigned);
            let seqs: Vec<_> = signed.iter().map(|(_, attempt)| attempt.seq).collect();
            self.state.tell_deliveries(&seqs, true);
            post.send(signed);
            let over = |(request, attempt)| (attempt, request, None);
            self.keep(unsigned.into_iter().map(over).collect());
        }
    }

    /// The attempts that are due, and the lanes whose event is not to be sent any more.
    fn prepare(&self, taken: Vec<(Lane, i64)>) -> Result<(Vec<Ready>, Vec<Lane>)> {
        let seqs: Vec<_> = taken.iter().map(|(_, seq)| *seq).collect();
        let due = self.state.store().due(&seqs)?;
        let (mut ready, mut gone) = (Vec::new(), Vec::new());
        for ((lane, seq), due) in taken.into_iter().zip(due) {
            match due {
                Some(due) => ready.push(Attempt::of(&self.state, lane, due)),
                None => {
                    self.state.tell_deliveries(&[seq], false);
                    gone.push(lane);
                }
            }
        }
        Ok((ready, gone))
    }

    /// Keeps what comes of attempts until none can come any more.
    fn keep_all(&self, mut posted: Posted<Attempt>) {
        while let Some(batch) = posted.take() {
            let over = |it: Posting<Attempt>| (it.tag, it.request, Some(it.outcome));
            self.keep(batch.into_iter().map(over).collect());
        }
    }

    /// Keeps attempts that are over, then lets their lanes go on.
    fn keep(&self, over: Vec<Over>) {
        let lanes = over.iter().map(|(attempt, ..)| attempt.lane.clone());
        let lanes: Vec<_> = lanes.collect();
        let Some(next) = self.guarded(lanes.clone(), || self.kept(over)) else {
            return;
        };
        let now = self.state.now();
        self.outbox.change(|known| {
            for (lane, next) in lanes.into_iter().zip(next) {
                match next {
                    Some(at) => known.again(lane, at),
                    None => known.advance(lane, now),
                }
            }
        });
    }

    /// When each is tried again, once all are on the disk.
    fn kept(&self, over: Vec<Over>) -> Result<Vec<Option<Timestamp>>> {
        let (mut exchanges, mut outcomes, mut next) = (Vec::new(), Vec::new(), Vec::new());
        for (attempt, request, outcome) in over {
            let ended = attempt.end(&self.state, request, outcome)?;
            exchanges.push(ended.exchange);
            outcomes.push((ended.seq, ended.outcome));
            next.push(ended.next);
        }
        if !outcomes.is_empty() {
            self.state.record_all(exchanges);
            self.state.store().attempted(&outcomes)?;
            let seqs: Vec<_> = outcomes.iter().map(|(seq, _)| *seq).collect();
            self.state.tell_deliveries(&seqs, false);
        }
        Ok(next)
    }

    /// Whatever goes wrong, even a panic: the lanes do not stand still for ever, but are tried again.
    fn guarded<R>(&self, lanes: Vec<Lane>, work: impl FnOnce() -> Result<R>) -> Option<R> {
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
