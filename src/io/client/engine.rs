//! Very many requests: reqwest's async half on one runtime a core, behind a function that blocks.
//!
//! Each core has a thread, a runtime and a client of its own, so that no two cores wait for one another. What was
//! sent travels to the caller's thread through a queue of fixed length: who is slow to take it slows down the sending,
//! but never the answers that are being waited for.
//!
//! With a rate the pace is kept whatever the answers do (an open loop): a request has a time at which it is due, and how
//! late it began is told with it. Measured from its sending alone, a peer that stalls would hide its own stall.
use super::failure::explain;
use super::parts::{self, Parts};
use super::{Client, ClientOptions, Outcome, Way, millis};
use crate::error::{Error, Result};
use crate::model::exchange::{Failure, Timing};
use crate::model::http::{Request, Response};
use futures_util::future;
use futures_util::stream::{FuturesUnordered, StreamExt};
use std::cell::OnceCell;
use std::ops::ControlFlow;
use std::pin::pin;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;

/// How many outcomes may wait for the caller.
const QUEUE: usize = 1024;
/// How often the caller hears that nothing happened.
const TICK: Duration = Duration::from_millis(100);
/// Requests that are due within this time are let go together.
const GRAIN: Duration = Duration::from_micros(100);

/// How much is sent, and how fast.
#[derive(Debug, Clone)]
pub struct Load {
    /// How many requests may be under way at the same time.
    pub concurrency: usize,
    /// How many are due in a second; none sends the next when one is answered.
    pub rate: Option<f64>,
    /// How many are sent in all.
    pub limit: Option<u64>,
    /// No further one begins after this time; it starts with the first that is no warm-up.
    pub duration: Option<Duration>,
    /// How many of the first only warm up.
    pub warmup: u64,
    /// How long each may take.
    pub timeout: Duration,
}

/// A request and what the caller wants to have back with its outcome.
pub struct Job<T> {
    /// The request.
    pub request: Request,
    /// The caller's own.
    pub tag: T,
}

/// A request that was sent.
pub struct Sent<T> {
    /// Its number, from 0.
    pub number: u64,
    /// The request.
    pub request: Request,
    /// The caller's own.
    pub tag: T,
    /// What came of it.
    pub outcome: Outcome,
    /// How much later it began than it was due.
    pub late: Duration,
}

/// What the caller hears.
pub enum Happened<T> {
    /// A request is over.
    Sent(Sent<T>),
    /// Nothing, for a while: time to show that it goes on.
    Nothing,
}

/// How it went as a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Run {
    /// From the first request that was no warm-up to the last outcome.
    pub elapsed: Duration,
    /// How many were due in the time that was given, but had not begun when it was over.
    pub unsent: u64,
    /// How many were under way when the caller broke off.
    pub cut_off: u64,
}

/// What all threads share.
struct Shared<'a, T> {
    load: &'a Load,
    options: &'a ClientOptions,
    next: &'a (dyn Fn(u64) -> Option<Job<T>> + Sync),
    numbers: AtomicU64,
    begun: AtomicU64,
    start: Instant,
    measured: OnceLock<Instant>,
    due: Semaphore,
    let_go: AtomicU64,
    is_over: AtomicBool,
    /// Never gives a permit; closed when the caller breaks off.
    broken_off: Semaphore,
}

impl Client {
    /// Sends what `next` gives for the numbers from 0, until it gives nothing or the load is done. `next` runs on the
    /// threads that send; `hear` on this one, and breaks it off.
    pub fn run<T: Send>(
        &self,
        load: &Load,
        next: &(dyn Fn(u64) -> Option<Job<T>> + Sync),
        hear: &mut dyn FnMut(Happened<T>) -> ControlFlow<()>,
    ) -> Result<Run> {
        let shared = Shared {
            load,
            options: &self.0.options,
            next,
            numbers: AtomicU64::new(0),
            begun: AtomicU64::new(0),
            start: Instant::now(),
            measured: OnceLock::new(),
            due: Semaphore::new(0),
            let_go: AtomicU64::new(0),
            is_over: AtomicBool::new(false),
            broken_off: Semaphore::new(0),
        };
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = cores.min(load.concurrency).max(1);
        let ear = runtime()?;
        let runtimes: Vec<_> = (0..threads).map(|_| runtime()).collect::<Result<_>>()?;
        let (sender, receiver) = channel(QUEUE);
        std::thread::scope(|scope| {
            for (place, runtime) in runtimes.into_iter().enumerate() {
                let extra = usize::from(place < load.concurrency % threads);
                let share = load.concurrency / threads + extra;
                let (shared, sender) = (&shared, sender.clone());
                scope.spawn(move || shared.send_on(runtime, share, sender));
            }
            drop(sender);
            if load.rate.is_some() {
                scope.spawn(|| shared.keep_pace());
            }
            let heard = listen(&ear, receiver, hear);
            shared.is_over.store(true, Ordering::Relaxed);
            shared.broken_off.close();
            Ok(shared.result(heard))
        })
    }
}

fn runtime() -> Result<Runtime> {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::unknown("the sending engine cannot be started").because(error))
}

/// Passes on what is sent until all is or the caller breaks off; how many there were, and when the last. What was
/// answered by then is passed on all the same.
fn listen<T>(
    ear: &Runtime,
    mut receiver: Receiver<Sent<T>>,
    hear: &mut dyn FnMut(Happened<T>) -> ControlFlow<()>,
) -> (u64, Instant) {
    let (mut count, mut ticked) = (0, Instant::now());
    let mut is_broken_off = false;
    loop {
        let happened = match receiver.try_recv() {
            Ok(sent) => Some(sent),
            Err(_) => match ear.block_on(async { timeout(TICK, receiver.recv()).await }) {
                Ok(Some(sent)) => Some(sent),
                Ok(None) => break,
                Err(_) => None,
            },
        };
        let is_quiet = happened.is_none() || ticked.elapsed() >= TICK;
        if let Some(sent) = happened {
            count += 1;
            is_broken_off |= hear(Happened::Sent(sent)).is_break();
        }
        if is_quiet && !is_broken_off {
            ticked = Instant::now();
            is_broken_off = hear(Happened::Nothing).is_break();
        }
        if is_broken_off {
            receiver.close();
        }
    }
    (count, Instant::now())
}

impl<T: Send> Shared<'_, T> {
    /// One core's part: so many requests at a time until there are no more, or until the caller breaks off.
    fn send_on(&self, runtime: Runtime, share: usize, sender: Sender<Sent<T>>) {
        let ways = Ways::default();
        runtime.block_on(async {
            let mut senders: FuturesUnordered<_> = (0..share)
                .map(|_| self.send_one_after_another(&ways, &sender))
                .collect();
            let all = pin!(async { while senders.next().await.is_some() {} });
            let broken_off = pin!(self.broken_off.acquire());
            future::select(all, broken_off).await;
        });
        // A look-up of a name that has timed out may still run; nobody waits for it.
        runtime.shutdown_background();
    }

    async fn send_one_after_another(&self, ways: &Ways, sender: &Sender<Sent<T>>) {
        while let Some((number, due)) = self.turn().await {
            let Some(job) = (self.next)(number) else {
                self.is_over.store(true, Ordering::Relaxed);
                self.due.close();
                return;
            };
            self.begun.fetch_add(1, Ordering::Relaxed);
            let late = due.map_or(Duration::ZERO, |due| due.elapsed());
            let outcome = self.send(ways, &job.request).await;
            let sent = Sent {
                number,
                request: job.request,
                tag: job.tag,
                outcome,
                late,
            };
            if sender.send(sent).await.is_err() {
                return;
            }
        }
    }

    /// The number of the next request and when it is due, at that time; none where there is none.
    async fn turn(&self) -> Option<(u64, Option<Instant>)> {
        if let Some(rate) = self.load.rate {
            self.due.acquire().await.ok()?.forget();
            let number = self.number()?;
            return Some((number, Some(self.start + nth(number, rate))));
        }
        Some((self.number()?, None))
    }

    fn number(&self) -> Option<u64> {
        if self.is_over.load(Ordering::Relaxed) {
            return None;
        }
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        if self.load.limit.is_some_and(|limit| number >= limit) {
            self.due.close();
            return None;
        }
        if number >= self.load.warmup {
            let measured = self.measured.get_or_init(Instant::now);
            let is_late = |duration| measured.elapsed() >= duration;
            if self.load.rate.is_none() && self.load.duration.is_some_and(is_late) {
                return None;
            }
        }
        Some(number)
    }

    /// Lets requests go when they are due.
    fn keep_pace(&self) {
        let rate = self.load.rate.unwrap_or(f64::INFINITY);
        let in_time = self
            .load
            .duration
            .map(|duration| self.load.warmup + (duration.as_secs_f64() * rate).ceil() as u64);
        let end = in_time.into_iter().chain(self.load.limit).min();
        let mut gone = 0;
        while end.is_none_or(|end| gone < end) && !self.is_over.load(Ordering::Relaxed) {
            let passed = self.start.elapsed();
            let mut due = (passed.as_secs_f64() * rate) as u64 + 1;
            due = end.map_or(due, |end| due.min(end));
            self.due
                .add_permits(usize::try_from(due.saturating_sub(gone)).unwrap_or(0));
            gone = gone.max(due);
            self.let_go.store(gone, Ordering::Relaxed);
            let wait = nth(gone, rate).saturating_sub(self.start.elapsed());
            std::thread::sleep(wait.clamp(GRAIN, TICK));
        }
        // The last ones may still wait for their turn.
        let whole = self
            .load
            .duration
            .map(|duration| nth(self.load.warmup, rate) + duration);
        let is_in_time = || whole.is_none_or(|whole| self.start.elapsed() < whole);
        while self.due.available_permits() > 0
            && is_in_time()
            && !self.is_over.load(Ordering::Relaxed)
        {
            std::thread::sleep(GRAIN);
        }
        if !is_in_time() {
            self.is_over.store(true, Ordering::Relaxed);
        }
        self.due.close();
    }

    async fn send(&self, ways: &Ways, request: &Request) -> Outcome {
        let timeout = self.load.timeout;
        let prepared = ways
            .client(self.options, Way::to(&request.url))
            .and_then(|client| Ok((client, prepare(client, request, timeout)?)));
        let begun = Instant::now();
        let mut timing = Timing::default();
        let response = match prepared {
            Ok((client, ready)) => {
                self.exchange(client, ready, request, &mut timing, begun)
                    .await
            }
            Err(failure) => Err(failure),
        };
        timing.total_ms = millis(begun);
        Outcome { response, timing }
    }

    async fn exchange(
        &self,
        client: &reqwest::Client,
        ready: reqwest::Request,
        request: &Request,
        timing: &mut Timing,
        begun: Instant,
    ) -> Result<Response, Failure> {
        let fault = |error: reqwest::Error| explain(&error, &request.url, self.load.timeout);
        let mut answer = client.execute(ready).await.map_err(fault)?;
        timing.first_byte_ms = Some(millis(begun));
        let (status, headers) = parts::head(answer.status(), answer.headers());
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(fault)? {
            if body.len() + chunk.len() > self.options.max_body {
                return Err(parts::too_large(status, self.options.max_body));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response {
            status,
            headers,
            body,
        })
    }

    fn result(&self, (heard, ended): (u64, Instant)) -> Run {
        let begun = self.begun.load(Ordering::Relaxed);
        let let_go = self.let_go.load(Ordering::Relaxed);
        let measured = self.measured.get().copied();
        Run {
            elapsed: measured.map_or(Duration::ZERO, |measured| ended - measured),
            unsent: let_go.saturating_sub(begun),
            cut_off: begun.saturating_sub(heard),
        }
    }
}

/// When the request of this number is due.
fn nth(number: u64, rate: f64) -> Duration {
    Duration::try_from_secs_f64(number as f64 / rate).unwrap_or(Duration::MAX)
}

/// One client for each way out, made when it is first gone; each core has its own.
#[derive(Default)]
struct Ways([OnceCell<Result<reqwest::Client, Failure>>; 4]);

impl Ways {
    fn client(&self, options: &ClientOptions, way: Way) -> Result<&reqwest::Client, Failure> {
        let made = self.0[way.index()].get_or_init(|| {
            parts::builder(options, way)
                .build()
                .map_err(|error| parts::unmade(way, &error))
        });
        made.as_ref().map_err(Clone::clone)
    }
}

fn prepare(
    client: &reqwest::Client,
    request: &Request,
    timeout: Duration,
) -> Result<reqwest::Request, Failure> {
    let Parts {
        method,
        url,
        headers,
    } = Parts::of(request)?;
    client
        .request(method, url)
        .headers(headers)
        .body(request.body.clone())
        .timeout(timeout)
        .build()
        .map_err(|error| parts::unsendable(&error))
}
