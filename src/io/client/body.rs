//! Bodies out of the ordinary: in chunks, in pieces with pauses, or broken off before they are whole.
//!
//! The bytes are always those that were signed; only how they travel differs.
use crate::model::fault::Manner;
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
const SLOW_PIECES: usize = 10;
const PIECES: usize = 4;
/// How long what was sent may travel before the connection is closed behind it.
const BEFORE_CUT: Duration = Duration::from_millis(50);

/// A body on its way; knows when it was whole.
pub(super) struct Paced {
    whole: Arc<OnceLock<Instant>>,
}

/// What is still to be sent.
struct Rest {
    pieces: VecDeque<Vec<u8>>,
    pause: Duration,
    is_cut: bool,
    is_first: bool,
    whole: Arc<OnceLock<Instant>>,
}

/// momo broke the body off.
#[derive(Debug)]
struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("broken off")
    }
}

impl StdError for Cut {}

impl Paced {
    /// Gives the request this body, to be sent in this manner; none where that is the usual one.
    pub(super) fn put(ready: &mut reqwest::Request, body: &[u8], manner: &Manner) -> Option<Self> {
        if manner.is_plain_body() {
            return None;
        }
        let whole = Arc::new(OnceLock::new());
        let is_cut = manner.is_cut && !body.is_empty();
        if !manner.is_chunked {
            ready
                .headers_mut()
                .insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        }
        let count = match manner.slow {
            Some(_) => SLOW_PIECES,
            None => PIECES,
        };
        let mut pieces: VecDeque<_> = body
            .chunks(body.len().div_ceil(count).max(1))
            .map(<[u8]>::to_vec)
            .collect();
        let pauses = u32::try_from(pieces.len().saturating_sub(1)).unwrap_or(u32::MAX);
        if is_cut {
            pieces.truncate(pieces.len() / 2);
        }
        let rest = Rest {
            pieces,
            pause: manner.slow.unwrap_or_default() / pauses.max(1),
            is_cut,
            is_first: true,
            whole: whole.clone(),
        };
        let pieces = stream::unfold(rest, Rest::next);
        *ready.body_mut() = Some(reqwest::Body::wrap_stream(pieces));
        if let (Some(timeout), Some(slow)) = (ready.timeout().copied(), manner.slow) {
            *ready.timeout_mut() = Some(timeout + slow);
        }
        Some(Self { whole })
    }

    /// The time that our own pauses took is not the bot's.
    pub(super) fn leave_out(&self, timing: &mut Timing, begun: Instant) {
        let own = self.whole.get().map(|whole| time::millis(*whole - begun));
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
    pub(super) fn own_failure<'a>(&self, error: &'a (dyn StdError + 'static)) -> Option<Failure> {
        let mut links =
            std::iter::successors(Some(error), |link: &&'a (dyn StdError + 'static)| {
                let link: &'a (dyn StdError + 'static) = *link;
                link.source()
            });
        links.any(|link| link.is::<Cut>()).then(|| Failure {
            cause: Cause::Cut,
            message: "momo closed the connection before the request was whole".into(),
        })
    }
}

impl Rest {
    async fn next(mut self) -> Option<(Result<Vec<u8>, Cut>, Self)> {
        if self.pieces.is_empty() && self.is_cut {
            sleep(BEFORE_CUT).await;
            return Some((Err(Cut), self));
        }
        if !std::mem::take(&mut self.is_first) && !self.pause.is_zero() {
            sleep(self.pause).await;
        }
        let piece = self.pieces.pop_front();
        if self.pieces.is_empty() && !self.is_cut {
            let _ = self.whole.set(Instant::now());
        }
        Some((Ok(piece?), self))
    }
}
