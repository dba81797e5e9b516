//! Measures connects: name look-up, TCP and TLS handshake together.
//!
//! reqwest does not report connect times. A layer around its connector stores the time of the last connect.
//! Callers read it right after the step that may have connected, so it belongs to their request.
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tower_layer::Layer;
use tower_service::Service;

/// Duration of the last connect in nanoseconds; 0 means none yet.
#[derive(Debug, Clone, Default)]
pub(super) struct ConnectTimer(Arc<AtomicU64>);

impl ConnectTimer {
    /// Returns the duration of the last connect; `None` without one.
    pub(super) fn last(&self) -> Option<Duration> {
        let nanos = self.0.load(Ordering::Relaxed);
        (nanos > 0).then(|| Duration::from_nanos(nanos))
    }

    fn record(&self, connect_time: Duration) {
        let nanos = u64::try_from(connect_time.as_nanos()).unwrap_or(u64::MAX);
        self.0.store(nanos.max(1), Ordering::Relaxed);
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

/// A connector with timed connects.
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

    fn call(&mut self, destination: T) -> Self::Future {
        let started = Instant::now();
        let connection = self.inner.call(destination);
        let timer = self.timer.clone();
        Box::pin(async move {
            let connection = connection.await?;
            timer.record(started.elapsed());
            Ok(connection)
        })
    }
}
