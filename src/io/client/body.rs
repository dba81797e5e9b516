//! Request bodies for fault injection: chunked, throttled, or aborted half-way.
//!
//! The bytes are always those that were signed; only their transport differs.
use crate::model::fault::TransportEffect;
use crate::model::history::exchange::{Failure, FailureCause, Timing};
use crate::model::text::phrase::Phrase;
use crate::model::time;
use futures_util::stream;
use reqwest::header::{CONTENT_LENGTH, HeaderValue};
use std::collections::VecDeque;
use std::error::Error as StdError;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// Maximum number of chunks of a throttled body.
const THROTTLED_CHUNKS: usize = 10;
/// Maximum number of chunks of a body without pauses.
const CHUNKS: usize = 4;
/// Pause between the last byte of an aborted body and the close, so that the peer receives the bytes.
const ABORT_DELAY: Duration = Duration::from_millis(50);

/// Handle of a streamed request body.
pub(super) struct StreamedBody {
    /// When hyper took the last chunk; empty before that, and for an aborted body.
    completed_at: Arc<OnceLock<Instant>>,
}

/// Chunks that are still to be sent.
struct BodyStream {
    chunks: VecDeque<Vec<u8>>,
    pause: Duration,
    is_aborted: bool,
    is_first: bool,
    completed_at: Arc<OnceLock<Instant>>,
}

/// Error of a body that momo aborted on purpose.
#[derive(Debug)]
struct Aborted;

impl fmt::Display for Aborted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("broken off")
    }
}

impl StdError for Aborted {}

impl StreamedBody {
    /// Sets `body` as the request's body with the transport `effect`. `None`: the effect leaves the body as it is.
    /// A throttled body extends the request's timeout by its own duration.
    pub(super) fn attach(
        request: &mut reqwest::Request,
        body: &[u8],
        effect: &TransportEffect,
    ) -> Option<Self> {
        if effect.has_plain_body() {
            return None;
        }
        let completed_at = Arc::new(OnceLock::new());
        let is_aborted = effect.closes_early && !body.is_empty();
        if !effect.is_chunked {
            request
                .headers_mut()
                .insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        }
        let count = match effect.slow_body {
            Some(_) => THROTTLED_CHUNKS,
            None => CHUNKS,
        };
        let mut chunks: VecDeque<_> = body
            .chunks(body.len().div_ceil(count).max(1))
            .map(<[u8]>::to_vec)
            .collect();
        let pauses = u32::try_from(chunks.len().saturating_sub(1)).unwrap_or(u32::MAX);
        if is_aborted {
            chunks.truncate(chunks.len() / 2);
        }
        let remaining = BodyStream {
            chunks,
            pause: effect.slow_body.unwrap_or_default() / pauses.max(1),
            is_aborted,
            is_first: true,
            completed_at: completed_at.clone(),
        };
        let stream = stream::unfold(remaining, BodyStream::next);
        *request.body_mut() = Some(reqwest::Body::wrap_stream(stream));
        if let (Some(timeout), Some(duration)) = (request.timeout().copied(), effect.slow_body) {
            *request.timeout_mut() = Some(timeout + duration);
        }
        Some(Self { completed_at })
    }

    /// Subtracts the time that momo spent on sending the body, so that the timing is the peer's. Does nothing if the
    /// body was not completed, or the response began before.
    pub(super) fn exclude_send_time(&self, timing: &mut Timing, started: Instant) {
        let send_ms = self
            .completed_at
            .get()
            .map(|end| time::millis(*end - started));
        let Some(send_ms) =
            send_ms.filter(|send_ms| timing.first_byte_ms.is_none_or(|first| first >= *send_ms))
        else {
            return;
        };
        timing.total_ms -= send_ms;
        timing.first_byte_ms = timing.first_byte_ms.map(|first| first - send_ms);
        // Connecting lies before the measured time, and so does a first connection that was closed.
        timing.connect_ms = None;
    }

    /// Returns the failure if momo aborted the body; `None` for any other error.
    pub(super) fn abort_failure<'a>(&self, error: &'a (dyn StdError + 'static)) -> Option<Failure> {
        let mut links =
            std::iter::successors(Some(error), |cause: &&'a (dyn StdError + 'static)| {
                let cause: &'a (dyn StdError + 'static) = *cause;
                cause.source()
            });
        links.any(|cause| cause.is::<Aborted>()).then(|| Failure {
            cause: FailureCause::Cut,
            message: Phrase::new("failure.closed-by-momo"),
        })
    }
}

impl BodyStream {
    async fn next(mut self) -> Option<(Result<Vec<u8>, Aborted>, Self)> {
        if self.chunks.is_empty() && self.is_aborted {
            sleep(ABORT_DELAY).await;
            return Some((Err(Aborted), self));
        }
        if !std::mem::take(&mut self.is_first) && !self.pause.is_zero() {
            sleep(self.pause).await;
        }
        let chunk = self.chunks.pop_front();
        if self.chunks.is_empty() && !self.is_aborted {
            let _ = self.completed_at.set(Instant::now());
        }
        Some((Ok(chunk?), self))
    }
}
