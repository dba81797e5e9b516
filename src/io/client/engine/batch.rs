//! Batching channel from the sender threads to the caller's thread.
//!
//! Waking a thread costs as much as sending a request. A sender therefore collects results and passes them on in a
//! batch: when the batch is full or when its first result has waited for `max_wait`. The channel is bounded, so a
//! slow receiver slows down the senders.
use std::cell::RefCell;
use std::mem;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::sleep;

/// Maximum results in a batch, unless the channel is full.
const MAX_BATCH: usize = 64;
/// Maximum batches that wait for the receiver.
const MAX_QUEUED_BATCHES: usize = 16;

/// Receives batches; ends when all senders are dropped.
pub(super) type BatchReceiver<T> = Receiver<Vec<T>>;

/// One thread's sending end.
pub(super) struct BatchSender<T> {
    pending: RefCell<Vec<T>>,
    batch_started: Notify,
    max_wait: Duration,
    batches: Sender<Vec<T>>,
}

/// Makes a channel from `count` senders to one receiver. A result waits at most `max_wait` for its batch to fill.
pub(super) fn batch_channel<T>(
    count: usize,
    max_wait: Duration,
) -> (BatchReceiver<T>, Vec<BatchSender<T>>) {
    let (batches, receiver) = channel(MAX_QUEUED_BATCHES);
    let make_sender = |_| BatchSender {
        pending: RefCell::default(),
        batch_started: Notify::new(),
        max_wait,
        batches: batches.clone(),
    };
    (receiver, (0..count).map(make_sender).collect())
}

impl<T> BatchSender<T> {
    /// Adds a result to the batch. If that fills it, waits for a free place in the channel.
    pub(super) async fn send(&self, item: T) {
        let length = {
            let mut pending = self.pending.borrow_mut();
            pending.push(item);
            pending.len()
        };
        if length == 1 {
            self.batch_started.notify_one();
        }
        if length >= MAX_BATCH {
            self.flush().await;
        }
    }

    /// Sends the batch once the channel has a free place. Cancelling the future loses nothing: until then the results
    /// stay in `pending`. A dropped receiver is no error.
    pub(super) async fn flush(&self) {
        if let Ok(permit) = self.batches.reserve().await {
            let batch = mem::take(&mut *self.pending.borrow_mut());
            if !batch.is_empty() {
                permit.send(batch);
            }
        }
    }

    /// Flushes each batch after `max_wait`. Never returns.
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
