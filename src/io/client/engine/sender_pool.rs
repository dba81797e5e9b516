//! Requests for as long as something runs: sent as they come, on one runtime a core, and told when they are over.
use super::thread_client::ThreadClient;
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

/// So few requests are not worth waking another core for.
const MIN_JOBS_PER_SENDER: usize = 4;

/// Takes requests to send. What is still under way when it is dropped is given up.
pub struct SenderPool<T> {
    senders: Vec<UnboundedSender<Vec<Job<T>>>>,
    next_sender: AtomicUsize,
}

/// Tells what came of the requests.
pub struct SendResults<T>(BatchReceiver<SendResult<T>>);

/// A request that was sent.
pub struct SendResult<T> {
    /// The request.
    pub request: Request,
    /// The caller's own.
    pub tag: T,
    /// What came of it.
    pub outcome: Outcome,
}

impl Client {
    /// Opens a way for requests that come one by one, each of which may take so long. Whoever sends them sees to it
    /// that not too many are under way.
    pub fn start_sender_pool<T: Send + 'static>(&self, timeout: Duration) -> Result<(SenderPool<T>, SendResults<T>)> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let (gathered, gatherers) = batch::batch_channel(cores, Duration::ZERO);
        let start = |gatherer| {
            let (core, runtime) = (self.0.options.clone(), runtime()?);
            let (requests, taken) = unbounded_channel();
            std::thread::Builder::new()
                .name("sending".into())
                .spawn(move || run_sender(runtime, ThreadClient::new(core), timeout, taken, gatherer))
                .map_err(|error| Error::unknown("cannot start a sending thread").because(error))?;
            Ok(requests)
        };
        let post = SenderPool {
            senders: gatherers.into_iter().map(start).collect::<Result<_>>()?,
            next_sender: AtomicUsize::new(0),
        };
        Ok((post, SendResults(gathered)))
    }
}

impl<T> SenderPool<T> {
    /// Sends requests; what comes of each is told with its tag. Each core is woken once, and alone only one is.
    pub fn send(&self, requests: Vec<Job<T>>) {
        let cores = self.senders.len();
        let share = requests.len().div_ceil(cores).max(MIN_JOBS_PER_SENDER);
        let mut requests = requests.into_iter();
        loop {
            let part: Vec<_> = requests.by_ref().take(share).collect();
            if part.is_empty() {
                return;
            }
            let turn = self.next_sender.fetch_add(1, Ordering::Relaxed);
            // Its thread runs for as long as this end is there.
            let _ = self.senders[turn % cores].send(part);
        }
    }
}

impl<T> SendResults<T> {
    /// Waits until some are over and gives all that are; none when there is no post any more.
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
    core: ThreadClient,
    timeout: Duration,
    mut requests: UnboundedReceiver<Vec<Job<T>>>,
    gatherer: BatchSender<SendResult<T>>,
) {
    let (core, gatherer) = (Rc::new(core), Rc::new(gatherer));
    LocalSet::new().block_on(&runtime, async {
        let courier = gatherer.clone();
        spawn_local(async move { courier.run_flush_timer().await });
        while let Some(part) = requests.recv().await {
            for job in part {
                let (core, gatherer) = (core.clone(), gatherer.clone());
                spawn_local(async move {
                    let manner = job.manner.as_deref();
                    let outcome = core.send(&job.request, manner, timeout).await;
                    let posting = SendResult {
                        request: job.request,
                        tag: job.tag,
                        outcome,
                    };
                    gatherer.send(posting).await;
                });
            }
        }
        gatherer.flush().await;
    });
    // A look-up of a name that has timed out may still run; nobody waits for it.
    runtime.shutdown_background();
}
