//! The way of what was sent from the cores to the caller's thread.
//!
//! Waking a thread costs as much as sending a request, so a core gathers what is over, and hands it on when it is
//! much or when the first of it has waited for a moment. The queue is short: who is slow to take it slows down the
//! sending.
use std::cell::RefCell;
use std::mem;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::sleep;

/// How many are handed on together at most.
const MAX_BATCH: usize = 64;
/// How many such batches may wait for the caller.
const MAX_QUEUED_BATCHES: usize = 16;

/// What the caller takes the batches from; it ends when all gatherers have.
pub(super) type BatchReceiver<T> = Receiver<Vec<T>>;

/// One core's end of the way.
pub(super) struct BatchSender<T> {
    pending: RefCell<Vec<T>>,
    batch_started: Notify,
    max_wait: Duration,
    queue: Sender<Vec<T>>,
}

/// A way from so many cores to one caller; the first of a batch waits for this moment.
pub(super) fn batch_channel<T>(cores: usize, moment: Duration) -> (BatchReceiver<T>, Vec<BatchSender<T>>) {
    let (queue, gathered) = channel(MAX_QUEUED_BATCHES);
    let gatherer = |_| BatchSender {
        pending: RefCell::default(),
        batch_started: Notify::new(),
        max_wait: moment,
        queue: queue.clone(),
    };
    (gathered, (0..cores).map(gatherer).collect())
}

impl<T> BatchSender<T> {
    /// Takes one; waits where the caller is far behind.
    pub(super) async fn send(&self, item: T) {
        let length = {
            let mut gathered = self.pending.borrow_mut();
            gathered.push(item);
            gathered.len()
        };
        if length == 1 {
            self.batch_started.notify_one();
        }
        if length >= MAX_BATCH {
            self.flush().await;
        }
    }

    /// Hands on what has been gathered, once there is room for it: until then nothing leaves the gatherer, so nothing
    /// is lost where this is given up. A caller that is gone wants nothing more.
    pub(super) async fn flush(&self) {
        if let Ok(place) = self.queue.reserve().await {
            let batch = mem::take(&mut *self.pending.borrow_mut());
            if !batch.is_empty() {
                place.send(batch);
            }
        }
    }

    /// Never ends: hands on what has waited for its moment.
    pub(super) async fn run_flush_timer(&self) {
        loop {
            self.batch_started.notified().await;
            if !self.max_wait.is_zero() {
                sleep(self.max_wait).await;
            }
            self.flush().await;
        }
    }
}
