//! Requests of one core that wait for their time: held back, or to be tried again. They hold up no other, and what
//! they take is bounded by how many wait.
use futures_util::future::{self, Either};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, Semaphore};
use tokio::time::timeout;

/// How many new ones may be held back on a core where no rate says when they come: without a rate a new one is made
/// whenever nothing is due, and what is held back for long would be all there is.
const MAX_DELAYED_NEW: usize = 4096;

/// A request and when it is due.
pub(super) struct DelayedJob<J> {
    pub(super) number: u64,
    pub(super) due_at: Instant,
    pub(super) job: J,
    is_new: bool,
}

/// What a sender does next.
pub(super) enum NextJob<N, J> {
    /// Another request.
    New(N),
    /// One whose time has come.
    Delayed(Box<DelayedJob<J>>),
}

/// By when they are due, and then by which came first.
type DelayMap<J> = BTreeMap<(Instant, u64), Box<DelayedJob<J>>>;

/// The requests that wait.
pub(super) struct DelayQueue<'a, J> {
    waiting: RefCell<DelayMap<J>>,
    due: RefCell<VecDeque<Box<DelayedJob<J>>>>,
    /// One permit for each that is released.
    due_permits: Semaphore,
    /// Something happened that [`Later::release`] must look at.
    changed: Notify,
    /// How many were ever held: tells apart those that are due at the same moment.
    next_id: Cell<u64>,
    /// How many senders have a request that may come to wait.
    jobs_in_flight: Cell<usize>,
    /// How many wait that were never sent yet, and how many may.
    new_count: Cell<usize>,
    max_new: usize,
    /// Whether there are no new ones.
    is_source_empty: Cell<bool>,
    /// How many wait, on all cores.
    total_waiting: &'a AtomicU64,
}

impl<'a, J> DelayQueue<'a, J> {
    /// Nothing waits yet.
    pub(super) fn new(total_waiting: &'a AtomicU64, has_rate: bool) -> Self {
        Self {
            waiting: RefCell::default(),
            due: RefCell::default(),
            due_permits: Semaphore::new(0),
            changed: Notify::new(),
            next_id: Cell::new(0),
            jobs_in_flight: Cell::new(0),
            new_count: Cell::new(0),
            max_new: if has_rate { usize::MAX } else { MAX_DELAYED_NEW },
            is_source_empty: Cell::new(false),
            total_waiting,
        }
    }

    /// What comes first: a request whose time has come, or the next new one; none when neither can come any more.
    /// Who takes one says [`Later::done`] when it is over.
    pub(super) async fn next<N>(
        &self,
        turn: impl Future<Output = Option<N>>,
    ) -> Option<NextJob<N, J>> {
        let held = pin!(async {
            self.due_permits.acquire().await.ok()?.forget();
            self.due.borrow_mut().pop_front()
        });
        let turn = pin!(async {
            if self.new_count.get() >= self.max_new {
                // One of them is due before a new one has its turn.
                future::pending::<()>().await;
            }
            match turn.await {
                Some(new) => new,
                None => {
                    self.is_source_empty.set(true);
                    self.changed.notify_one();
                    future::pending().await
                }
            }
        });
        let first = match future::select(held, turn).await {
            Either::Left((held, _)) => NextJob::Delayed(held?),
            Either::Right((new, _)) => NextJob::New(new),
        };
        if let NextJob::Delayed(held) = &first {
            self.new_count.set(self.new_count.get() - usize::from(held.is_new));
            self.total_waiting.fetch_sub(1, Ordering::Relaxed);
        }
        self.jobs_in_flight.set(self.jobs_in_flight.get() + 1);
        Some(first)
    }

    /// Keeps a request that was not sent yet until it is due.
    pub(super) fn delay_new(&self, number: u64, due: Instant, job: J) {
        self.new_count.set(self.new_count.get() + 1);
        self.insert(DelayedJob {
            number,
            due_at: due,
            job,
            is_new: true,
        });
    }

    /// Keeps a request that is tried again until it is due.
    pub(super) fn schedule_retry(&self, number: u64, due: Instant, job: J) {
        self.insert(DelayedJob {
            number,
            due_at: due,
            job,
            is_new: false,
        });
    }

    fn insert(&self, held: DelayedJob<J>) {
        let place = self.next_id.replace(self.next_id.get() + 1);
        let (due, held) = (held.due_at, Box::new(held));
        self.total_waiting.fetch_add(1, Ordering::Relaxed);
        self.waiting.borrow_mut().insert((due, place), held);
        self.changed.notify_one();
    }

    /// What was taken is over.
    pub(super) fn job_done(&self) {
        self.jobs_in_flight.set(self.jobs_in_flight.get() - 1);
        self.changed.notify_one();
    }

    /// Lets go what is due, until nothing waits and nothing more can come.
    pub(super) async fn run(&self) {
        loop {
            let pause = self.release_due(Instant::now());
            let is_empty = pause.is_none() && self.due.borrow().is_empty();
            if is_empty && self.is_source_empty.get() && self.jobs_in_flight.get() == 0 {
                self.due_permits.close();
                return;
            }
            let changed = self.changed.notified();
            match pause {
                Some(pause) => drop(timeout(pause, changed).await),
                None => changed.await,
            }
        }
    }

    /// Lets go what is due now; how long the next must wait.
    fn release_due(&self, now: Instant) -> Option<Duration> {
        let mut waiting = self.waiting.borrow_mut();
        while let Some(first) = waiting.first_entry() {
            let due = first.key().0;
            if due > now {
                return Some(due - now);
            }
            self.due.borrow_mut().push_back(first.remove());
            self.due_permits.add_permits(1);
        }
        None
    }
}
