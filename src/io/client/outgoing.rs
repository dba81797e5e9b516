//! The bytes of a request on their way: at once, or as fault injection wants them: chunked, throttled, aborted half-way.
//!
//! The bytes of the body are always those that were signed; only their transport differs.
use super::stream::Stream;
use crate::model::fault::TransportEffect;
use crate::model::history::exchange::Timing;
use crate::model::http1::request_head::{BodyFraming, LAST_CHUNK, write_chunk};
use crate::model::time;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};
use tokio::time::{Sleep, sleep};

/// Maximum number of chunks of a throttled body.
const THROTTLED_CHUNKS: usize = 10;
/// Maximum number of chunks of a body without pauses.
const CHUNKS: usize = 4;
/// Pause between the last byte of an aborted body and the close, so that the peer receives the bytes.
const ABORT_DELAY: Duration = Duration::from_millis(50);
/// Maximum bytes of a body that is copied behind its head, so that one packet holds both.
const MAX_COPIED: usize = 64 * 1024;

/// Bytes, and the pause before them.
struct Part<'a> {
    pause: Duration,
    bytes: Cow<'a, [u8]>,
}

/// What remains to be sent of a request.
pub(super) struct OutgoingRequest<'a> {
    /// The head, with a body that fits behind it.
    head: Vec<u8>,
    /// What follows the head.
    parts: VecDeque<Part<'a>>,
    /// Bytes of the head that are written.
    head_written: usize,
    is_head_sent: bool,
    /// Bytes of the first part that are sent.
    written: usize,
    pause: Option<Pin<Box<Sleep>>>,
    /// Whether momo closes the connection where the parts end.
    is_aborted: bool,
    /// Whether the body is sent with a fault.
    is_faulty: bool,
    /// When the last byte was handed over.
    completed_at: Option<Instant>,
}

/// Why a request was not sent whole.
#[derive(Debug)]
pub(super) enum SendError {
    Io(io::Error),
    /// momo aborted it on purpose.
    Aborted,
}

/// Returns the framing of a body.
pub(super) fn framing(
    has_body: bool,
    length: usize,
    effect: Option<&TransportEffect>,
) -> BodyFraming {
    match effect {
        Some(effect) if effect.is_chunked => BodyFraming::Chunked,
        Some(effect) if !effect.has_plain_body() => BodyFraming::Length(length),
        _ if has_body => BodyFraming::Length(length),
        _ => BodyFraming::Absent,
    }
}

impl<'a> OutgoingRequest<'a> {
    /// Makes a request of its head and its body.
    pub(super) fn new(mut head: Vec<u8>, body: &'a [u8], effect: Option<&TransportEffect>) -> Self {
        if let Some(effect) = effect.filter(|effect| !effect.has_plain_body()) {
            return Self::with_fault(head, body, effect);
        }
        let mut parts = VecDeque::new();
        match body.len() <= MAX_COPIED {
            true => head.extend_from_slice(body),
            false => parts.push_back(Part::at_once(body)),
        }
        Self {
            head,
            parts,
            head_written: 0,
            is_head_sent: false,
            written: 0,
            pause: None,
            is_aborted: false,
            is_faulty: false,
            completed_at: None,
        }
    }

    fn with_fault(head: Vec<u8>, body: &'a [u8], effect: &TransportEffect) -> Self {
        let is_aborted = effect.closes_early && !body.is_empty();
        let count = match effect.slow_body {
            Some(_) => THROTTLED_CHUNKS,
            None => CHUNKS,
        };
        let mut pieces: Vec<_> = body.chunks(body.len().div_ceil(count).max(1)).collect();
        let pauses = u32::try_from(pieces.len().saturating_sub(1)).unwrap_or(u32::MAX);
        let pause = effect.slow_body.unwrap_or_default() / pauses.max(1);
        if is_aborted {
            pieces.truncate(pieces.len() / 2);
        }
        let mut parts = VecDeque::with_capacity(pieces.len() + 1);
        for (index, piece) in pieces.into_iter().enumerate() {
            parts.push_back(Part {
                pause: if index == 0 { Duration::ZERO } else { pause },
                bytes: match effect.is_chunked {
                    true => {
                        let mut chunk = Vec::with_capacity(piece.len() + 16);
                        write_chunk(piece, &mut chunk);
                        chunk.into()
                    }
                    false => piece.into(),
                },
            });
        }
        if is_aborted {
            parts.push_back(Part {
                pause: ABORT_DELAY,
                bytes: Cow::Borrowed(&[]),
            });
        } else if effect.is_chunked {
            parts.push_back(Part::at_once(LAST_CHUNK));
        }
        Self {
            head,
            parts,
            head_written: 0,
            is_head_sent: false,
            written: 0,
            pause: None,
            is_aborted,
            is_faulty: true,
            completed_at: None,
        }
    }

    /// Returns whether all bytes were handed over.
    pub(super) fn is_sent(&self) -> bool {
        self.is_head_sent && self.parts.is_empty()
    }

    /// Returns the memory of the head, for the next one.
    pub(super) fn into_buffer(self) -> Vec<u8> {
        self.head
    }

    /// Sends what remains, part by part.
    pub(super) fn poll_send(
        &mut self,
        context: &mut Context<'_>,
        stream: &mut Stream,
    ) -> Poll<Result<(), SendError>> {
        if !self.is_head_sent {
            ready!(poll_write_all(
                context,
                stream,
                &self.head,
                &mut self.head_written
            ))
            .map_err(SendError::Io)?;
            self.is_head_sent = true;
        }
        while let Some(part) = self.parts.front() {
            if self.written == 0 && !part.pause.is_zero() {
                let pause = self
                    .pause
                    .get_or_insert_with(|| Box::pin(sleep(part.pause)));
                ready!(pause.as_mut().poll(context));
                self.pause = None;
            }
            ready!(poll_write_all(
                context,
                stream,
                &part.bytes,
                &mut self.written
            ))
            .map_err(SendError::Io)?;
            self.parts.pop_front();
            self.written = 0;
        }
        if self.is_aborted {
            return Poll::Ready(Err(SendError::Aborted));
        }
        if self.is_faulty {
            self.completed_at.get_or_insert_with(Instant::now);
        }
        Poll::Ready(Ok(()))
    }

    /// Subtracts the time that momo spent on sending the body with a fault, so that the timing is the peer's. Does
    /// nothing if the body was not completed, or the response began before.
    pub(super) fn exclude_send_time(&self, timing: &mut Timing, started: Instant) {
        let send_ms = self.completed_at.map(|end| time::millis(end - started));
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

    /// Copies what is borrowed, so that the rest can be sent in the background.
    pub(super) fn into_owned(self) -> OutgoingRequest<'static> {
        let parts = self.parts.into_iter().map(|part| Part {
            pause: part.pause,
            bytes: Cow::Owned(part.bytes.into_owned()),
        });
        OutgoingRequest {
            head: self.head,
            parts: parts.collect(),
            head_written: self.head_written,
            is_head_sent: self.is_head_sent,
            written: self.written,
            pause: self.pause,
            is_aborted: self.is_aborted,
            is_faulty: self.is_faulty,
            completed_at: self.completed_at,
        }
    }
}

/// Writes what is left of `bytes` from `written` on, and flushes it.
fn poll_write_all(
    context: &mut Context<'_>,
    stream: &mut Stream,
    bytes: &[u8],
    written: &mut usize,
) -> Poll<io::Result<()>> {
    while *written < bytes.len() {
        match ready!(stream.poll_write(context, &bytes[*written..]))? {
            0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
            count => *written += count,
        }
    }
    stream.poll_flush(context)
}

impl<'a> Part<'a> {
    fn at_once(bytes: impl Into<Cow<'a, [u8]>>) -> Self {
        Self {
            pause: Duration::ZERO,
            bytes: bytes.into(),
        }
    }
}
