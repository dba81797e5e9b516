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
const MOST: usize = 4096;

/// A request and when it is due.
pub(super) struct Held<J> {
    pub(super) number: u64,
    pub(super) due: Instant,
    pub(super) job: J,
    is_new: bool,
}

/// What a sender does next.
pub(super) enum Turn<N, J> {
    /// Another request.
    New(N),
    /// One whose time has come.
    Held(Box<Held<J>>),
}

/// By when they are due, and then by which came first.
type Agenda<J> = BTreeMap<(Instant, u64), Box<Held<J>>>;

/// The requests that wait.
pub(super) struct Later<'a, J> {
    waiting: RefCell<Agenda<J>>,
    released: RefCell<VecDeque<Box<Held<J>>>>,
    /// One permit for each that is released.
    ready: Semaphore,
    /// Something happened that [`Later::release`] must look at.
    changed: Notify,
    /// How many were ever held: tells apart those that are due at the same moment.
    held: Cell<u64>,
    /// How many senders have a request that may come to wait.
    busy: Cell<usize>,
    /// How many wait that were never sent yet, and how many may.
    new: Cell<usize>,
    most: usize,
    /// Whether there are no new ones.
    is_over: Cell<bool>,
    /// How many wait, on all cores.
    count: &'a AtomicU64,
}

impl<'a, J> Later<'a, J> {
    /// Nothing waits yet.
    pub(super) fn new(count: &'a AtomicU64, has_rate: bool) -> Self {
        Self {
            waiting: RefCell::default(),
            released: RefCell::default(),
            ready: Semaphore::new(0),
            changed: Notify::new(),
            held: Cell::new(0),
            busy: Cell::new(0),
            new: Cell::new(0),
            most: if has_rate { usize::MAX } else { MOST },
            is_over: Cell::new(false),
            count,
        }
    }

    /// What comes first: a request whose time has come, or the next new one; none when neither can come any more.
    /// Who takes one says [`Later::done`] when it is over.
    pub(super) async fn first<N>(
        &self,
        turn: impl Future<Output = Option<N>>,
    ) -> Option<Turn<N, J>> {
        let held = pin!(async {
            self.ready.acquire().await.ok()?.forget();
            self.released.borrow_mut().pop_front()
        });
        let turn = pin!(async {
            if self.new.get() >= self.most {
                // One of them is due before a new one has its turn.
                future::pending::<()>().await;
            }
            match turn.await {
                Some(new) => new,
                None => {
                    self.is_over.set(true);
                    self.changed.notify_one();
                    future::pending().await
                }
            }
        });
        let first = match future::select(held, turn).await {
            Either::Left((held, _)) => Turn::Held(held?),
            Either::Right((new, _)) => Turn::New(new),
        };
        if let Turn::Held(held) = &first {
            self.new.set(self.new.get() - usize::from(held.is_new));
            self.count.fetch_sub(1, Ordering::Relaxed);
        }
        self.busy.set(self.busy.get() + 1);
        Some(first)
    }

    /// Keeps a request that was not sent yet until it is due.
    pub(super) fn hold_back(&self, number: u64, due: Instant, job: J) {
        self.new.set(self.new.get() + 1);
        self.keep(Held {
            number,
            due,
            job,
            is_new: true,
        });
    }

    /// Keeps a request that is tried again until it is due.
    pub(super) fn hold(&self, number: u64, due: Instant, job: J) {
        self.keep(Held {
            number,
            due,
            job,
            is_new: false,
        });
    }

    fn keep(&self, held: Held<J>) {
        let place = self.held.replace(self.held.get() + 1);
        let (due, held) = (held.due, Box::new(held));
        self.count.fetch_add(1, Ordering::Relaxed);
        self.waiting.borrow_mut().insert((due, place), held);
        self.changed.notify_one();
    }

    /// What was taken is over.
    pub(super) fn done(&self) {
        self.busy.set(self.busy.get() - 1);
        self.changed.notify_one();
    }

    /// Lets go what is due, until nothing waits and nothing more can come.
    pub(super) async fn release(&self) {
        loop {
            let pause = self.let_go(Instant::now());
            let is_empty = pause.is_none() && self.released.borrow().is_empty();
            if is_empty && self.is_over.get() && self.busy.get() == 0 {
                self.ready.close();
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
    fn let_go(&self, now: Instant) -> Option<Duration> {
        let mut waiting = self.waiting.borrow_mut();
        while let Some(first) = waiting.first_entry() {
            let due = first.key().0;
            if due > now {
                return Some(due - now);
            }
            self.released.borrow_mut().push_back(first.remove());
            self.ready.add_permits(1);
        }
        None
    }
}
