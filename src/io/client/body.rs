//! Bodies out of the ordinary: in chunks, in pieces with pauses, or broken off before they are whole.
//!
//! The bytes are always those that were signed; only how they travel differs.
use crate::model::fault::TransportEffect;
use crate::model::history::exchange::{Cause, Failure, Timing};
use crate::model::time;
use futures_util::stream;
use reqwest::header::{CONTENT_LENGTH, HeaderValue};
use std::collections::VecDeque;
use std::error::Error as StdError;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How many pieces a body comes in, with and without pauses.
const THROTTLED_CHUNKS: usize = 10;
const CHUNKS: usize = 4;
/// How long what was sent may travel before the connection is closed behind it.
const ABORT_DELAY: Duration = Duration::from_millis(50);

/// A body on its way; knows when it was whole.
pub(super) struct ThrottledBody {
    completed_at: Arc<OnceLock<Instant>>,
}

/// What is still to be sent.
struct BodyStream {
    chunks: VecDeque<Vec<u8>>,
    pause: Duration,
    is_aborted: bool,
    is_first: bool,
    completed_at: Arc<OnceLock<Instant>>,
}

/// momo broke the body off.
#[derive(Debug)]
struct Aborted;

impl fmt::Display for Aborted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("broken off")
    }
}

impl StdError for Aborted {}

impl ThrottledBody {
    /// Gives the request this body, to be sent in this manner; none where that is the usual one.
    pub(super) fn attach(ready: &mut reqwest::Request, body: &[u8], manner: &TransportEffect) -> Option<Self> {
        if manner.has_plain_body() {
            return None;
        }
        let whole = Arc::new(OnceLock::new());
        let is_cut = manner.closes_early && !body.is_empty();
        if !manner.is_chunked {
            ready
                .headers_mut()
                .insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        }
        let count = match manner.slow_body {
            Some(_) => THROTTLED_CHUNKS,
            None => CHUNKS,
        };
        let mut pieces: VecDeque<_> = body
            .chunks(body.len().div_ceil(count).max(1))
            .map(<[u8]>::to_vec)
            .collect();
        let pauses = u32::try_from(pieces.len().saturating_sub(1)).unwrap_or(u32::MAX);
        if is_cut {
            pieces.truncate(pieces.len() / 2);
        }
        let rest = BodyStream {
            chunks: pieces,
            pause: manner.slow_body.unwrap_or_default() / pauses.max(1),
            is_aborted: is_cut,
            is_first: true,
            completed_at: whole.clone(),
        };
        let pieces = stream::unfold(rest, BodyStream::next);
        *ready.body_mut() = Some(reqwest::Body::wrap_stream(pieces));
        if let (Some(timeout), Some(slow)) = (ready.timeout().copied(), manner.slow_body) {
            *ready.timeout_mut() = Some(timeout + slow);
        }
        Some(Self { completed_at: whole })
    }

    /// The time that our own pauses took is not the bot's.
    pub(super) fn exclude_send_time(&self, timing: &mut Timing, begun: Instant) {
        let own = self.completed_at.get().map(|whole| time::millis(*whole - begun));
        let Some(own) = own.filter(|own| timing.first_byte_ms.is_none_or(|first| first >= *own))
        else {
            return;
        };
        timing.total_ms -= own;
        timing.first_byte_ms = timing.first_byte_ms.map(|first| first - own);
        // It lies before the time that is counted.
        timing.connect_ms = None;
    }

    /// What became of the request, where momo itself has broken it off.
    pub(super) fn abort_failure<'a>(&self, error: &'a (dyn StdError + 'static)) -> Option<Failure> {
        let mut links =
            std::iter::successors(Some(error), |link: &&'a (dyn StdError + 'static)| {
                let link: &'a (dyn StdError + 'static) = *link;
                link.source()
            });
        links.any(|link| link.is::<Aborted>()).then(|| Failure {
            cause: Cause::Cut,
            message: "momo closed the connection before the request was whole".into(),
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
        let piece = self.chunks.pop_front();
        if self.chunks.is_empty() && !self.is_aborted {
            let _ = self.completed_at.set(Instant::now());
        }
        Some((Ok(piece?), self))
    }
}
