//! How long a connection took to come about: its look-up, TCP and TLS, whatever of that there was.
//!
//! reqwest says nothing of it, so a layer around what connects keeps the time of the last connection that came about. Who
//! waits for an answer asks right behind the step that may have opened one: it is the one that this answer came over.
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tower_layer::Layer;
use tower_service::Service;

/// The nanoseconds of the last one; 0 while there is none.
#[derive(Debug, Clone, Default)]
pub(super) struct ConnectTimer(Arc<AtomicU64>);

impl ConnectTimer {
    /// What was opened before does not count.
    pub(super) fn reset(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    /// How long the last one took, where one came about since.
    pub(super) fn last(&self) -> Option<Duration> {
        let nanos = self.0.load(Ordering::Relaxed);
        (nanos > 0).then(|| Duration::from_nanos(nanos))
    }

    fn record(&self, took: Duration) {
        let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.0.store(nanos.max(1), Ordering::Relaxed);
    }

    /// Waits for `answer`; gives with it the time of the connection that was opened for it. All connections of this layer
    /// must be opened on this thread: one that comes about between two steps was opened for another answer, or for none.
    pub(super) async fn measure<T>(&self, answer: impl Future<Output = T>) -> (T, Option<Duration>) {
        let mut answer = pin!(answer);
        let mut took = None;
        let answer = std::future::poll_fn(|context| {
            self.reset();
            let step = answer.as_mut().poll(context);
            took = self.last().or(took);
            step
        });
        (answer.await, took)
    }
}

impl<S> Layer<S> for ConnectTimer {
    type Service = TimedConnector<S>;

    fn layer(&self, inner: S) -> TimedConnector<S> {
        TimedConnector {
            inner,
            timer: self.clone(),
        }
    }
}

/// What connects, and is timed.
#[derive(Clone)]
pub(super) struct TimedConnector<S> {
    inner: S,
    timer: ConnectTimer,
}

impl<S, T> Service<T> for TimedConnector<S>
where
    S: Service<T>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, place: T) -> Self::Future {
        let begun = Instant::now();
        let connection = self.inner.call(place);
        let opened = self.timer.clone();
        Box::pin(async move {
            let connection = connection.await?;
            opened.record(begun.elapsed());
            Ok(connection)
        })
    }
}
