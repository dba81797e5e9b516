//! Long-lived sender threads, one per core, for requests that arrive over time.
//!
//! [`SenderPool::send`] distributes jobs to the threads through unbounded channels and never blocks. Results come back
//! through a bounded [`batch`] channel.
use super::super::thread_client::ThreadClient;
use super::batch::{self, BatchReceiver, BatchSender};
use super::{Client, Job, Outcome, runtime};
use crate::error::{Error, Result};
use crate::model::http::Request;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::{LocalSet, spawn_local};

/// Minimum jobs per thread: fewer are not worth waking another one.
const MIN_JOBS_PER_SENDER: usize = 4;

/// Sends requests. Dropping it abandons the requests in flight.
pub struct SenderPool<T> {
    senders: Vec<UnboundedSender<Vec<Job<T>>>>,
    next_sender: AtomicUsize,
}

/// Receives the results of a [`SenderPool`].
pub struct SendResults<T>(BatchReceiver<SendResult<T>>);

/// A sent request with its outcome.
pub struct SendResult<T> {
    pub request: Request,
    /// The caller's data from the [`Job`].
    pub tag: T,
    pub outcome: Outcome,
}

impl Client {
    /// Starts one sender thread per core. `timeout` bounds each request. `on_outcome` runs in the sending thread before a
    /// result is handed over. Does not limit concurrency: callers must.
    ///
    /// # Errors
    /// A thread or its runtime cannot be started.
    pub fn start_sender_pool<T: Send + 'static>(
        &self,
        timeout: Duration,
        on_outcome: impl Fn(&mut T, &Outcome) + Clone + Send + 'static,
    ) -> Result<(SenderPool<T>, SendResults<T>)> {
        let count = std::thread::available_parallelism().map_or(1, usize::from);
        let (results, batch_senders) = batch::batch_channel(count, Duration::ZERO);
        let start = |results| {
            let (options, runtime) = (self.0.options.clone(), runtime()?);
            let (jobs, receiver) = unbounded_channel();
            let on_outcome = on_outcome.clone();
            std::thread::Builder::new()
                .name("sending".into())
                .spawn(move || {
                    run_sender(
                        runtime,
                        ThreadClient::new(options),
                        timeout,
                        receiver,
                        results,
                        on_outcome,
                    )
                })
                .map_err(|error| Error::unknown("cannot start a sending thread").because(error))?;
            Ok(jobs)
        };
        let pool = SenderPool {
            senders: batch_senders
                .into_iter()
                .map(start)
                .collect::<Result<_>>()?,
            next_sender: AtomicUsize::new(0),
        };
        Ok((pool, SendResults(results)))
    }
}

impl<T> SenderPool<T> {
    /// Sends requests. Wakes each thread at most once, and only one for few jobs.
    pub fn send(&self, jobs: Vec<Job<T>>) {
        let count = self.senders.len();
        let share_size = jobs.len().div_ceil(count).max(MIN_JOBS_PER_SENDER);
        let mut jobs = jobs.into_iter();
        loop {
            let share: Vec<_> = jobs.by_ref().take(share_size).collect();
            if share.is_empty() {
                return;
            }
            let index = self.next_sender.fetch_add(1, Ordering::Relaxed);
            // The thread runs as long as its sender exists.
            let _ = self.senders[index % count].send(share);
        }
    }
}

impl<T> SendResults<T> {
    /// Blocks until there are results and returns all of them; `None` after the pool was dropped.
    pub fn recv(&mut self) -> Option<Vec<SendResult<T>>> {
        let mut batch = self.0.blocking_recv()?;
        while let Ok(more) = self.0.try_recv() {
            batch.extend(more);
        }
        Some(batch)
    }
}

fn run_sender<T: Send + 'static>(
    runtime: Runtime,
    client: ThreadClient,
    timeout: Duration,
    mut jobs: UnboundedReceiver<Vec<Job<T>>>,
    results: BatchSender<SendResult<T>>,
    on_outcome: impl Fn(&mut T, &Outcome) + 'static,
) {
    let (client, results) = (Rc::new(client), Rc::new(results));
    let on_outcome = Rc::new(on_outcome);
    LocalSet::new().block_on(&runtime, async {
        let flusher = results.clone();
        spawn_local(async move { flusher.run_flush_timer().await });
        let closer = client.clone();
        spawn_local(async move { closer.close_idle_connections().await });
        while let Some(share) = jobs.recv().await {
            for mut job in share {
                let (client, results) = (client.clone(), results.clone());
                let on_outcome = on_outcome.clone();
                spawn_local(async move {
                    let effect = job.effect.as_deref();
                    let outcome = client.send(&job.request, effect, timeout).await;
                    on_outcome(&mut job.tag, &outcome);
                    let result = SendResult {
                        request: job.request,
                        tag: job.tag,
                        outcome,
                    };
                    results.send(result).await;
                });
            }
        }
        results.flush().await;
    });
    // A name look-up that timed out may still run: do not wait for it.
    runtime.shutdown_background();
}
