//! Requests for as long as something runs: sent as they come, on one runtime a core, and told when they are over.
use super::core::Core;
use super::gather::{self, Gathered, Gatherer};
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
const MUCH: usize = 4;

/// Takes requests to send. What is still under way when it is dropped is given up.
pub struct Post<T> {
    cores: Vec<UnboundedSender<Vec<Job<T>>>>,
    turn: AtomicUsize,
}

/// Tells what came of the requests.
pub struct Posted<T>(Gathered<Posting<T>>);

/// A request that was sent.
pub struct Posting<T> {
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
    pub fn post<T: Send + 'static>(&self, timeout: Duration) -> Result<(Post<T>, Posted<T>)> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let (gathered, gatherers) = gather::over(cores, Duration::ZERO);
        let start = |gatherer| {
            let (core, runtime) = (self.0.options.clone(), runtime()?);
            let (requests, taken) = unbounded_channel();
            std::thread::Builder::new()
                .name("sending".into())
                .spawn(move || send_all(runtime, Core::new(core), timeout, taken, gatherer))
                .map_err(|error| Error::unknown("cannot start a sending thread").because(error))?;
            Ok(requests)
        };
        let post = Post {
            cores: gatherers.into_iter().map(start).collect::<Result<_>>()?,
            turn: AtomicUsize::new(0),
        };
        Ok((post, Posted(gathered)))
    }
}

impl<T> Post<T> {
    /// Sends requests; what comes of each is told with its tag. Each core is woken once, and alone only one is.
    pub fn send(&self, requests: Vec<Job<T>>) {
        let cores = self.cores.len();
        let share = requests.len().div_ceil(cores).max(MUCH);
        let mut requests = requests.into_iter();
        loop {
            let part: Vec<_> = requests.by_ref().take(share).collect();
            if part.is_empty() {
                return;
            }
            let turn = self.turn.fetch_add(1, Ordering::Relaxed);
            // Its thread runs for as long as this end is there.
            let _ = self.cores[turn % cores].send(part);
        }
    }
}

impl<T> Posted<T> {
    /// Waits until some are over and gives all that are; none when there is no post any more.
    pub fn take(&mut self) -> Option<Vec<Posting<T>>> {
        let mut batch = self.0.blocking_recv()?;
        while let Ok(more) = self.0.try_recv() {
            batch.extend(more);
        }
        Some(batch)
    }
}

fn send_all<T: Send + 'static>(
    runtime: Runtime,
    core: Core,
    timeout: Duration,
    mut requests: UnboundedReceiver<Vec<Job<T>>>,
    gatherer: Gatherer<Posting<T>>,
) {
    let (core, gatherer) = (Rc::new(core), Rc::new(gatherer));
    LocalSet::new().block_on(&runtime, async {
        let courier = gatherer.clone();
        spawn_local(async move { courier.hand_over_in_time().await });
        while let Some(part) = requests.recv().await {
            for job in part {
                let (core, gatherer) = (core.clone(), gatherer.clone());
                spawn_local(async move {
                    let manner = job.manner.as_deref();
                    let outcome = core.send(&job.request, manner, timeout).await;
                    let posting = Posting {
                        request: job.request,
                        tag: job.tag,
                        outcome,
                    };
                    gatherer.add(posting).await;
                });
            }
        }
        gatherer.hand_over().await;
    });
    // A look-up of a name that has timed out may still run; nobody waits for it.
    runtime.shutdown_background();
}
