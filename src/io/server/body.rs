//! A request's body: never more than allowed, never more than came.
use super::head::Framing;
use super::limits::Limits;
use super::buffered_connection::{RequestError, BufferedConnection};
use crate::model::http::is_token;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// The longest line of a chunked body: a size with extensions, or a trailer.
const MAX_LINE: usize = 4096;
/// All trailers together. They are read and dropped.
const MAX_TRAILERS: usize = 16 * 1024;
/// More digits of a chunk's size than any body may have.
const MAX_SIZE_DIGITS: usize = 8;

/// Room that all bodies of a server share.
#[derive(Debug, Default)]
pub(super) struct BodyBudget(AtomicUsize);

/// The part of the room that one body takes; given back on drop.
struct BudgetReservation<'a> {
    budget: &'a BodyBudget,
    limit: usize,
    reserved: usize,
}

impl BudgetReservation<'_> {
    fn grow(&mut self, count: usize) -> Result<(), RequestError> {
        self.reserved += count;
        let before = self.budget.0.fetch_add(count, Ordering::SeqCst);
        if before + count > self.limit {
            return Err(RequestError::Reject(503, "too many bodies are coming in at once"));
        }
        Ok(())
    }
}

impl Drop for BudgetReservation<'_> {
    fn drop(&mut self) {
        self.budget.0.fetch_sub(self.reserved, Ordering::SeqCst);
    }
}

/// Reads a body into `body`, which keeps what came also where the body is refused.
pub(super) fn read_body(
    wire: &mut BufferedConnection<'_>,
    framing: Framing,
    limits: &Limits,
    room: &BodyBudget,
    body: &mut Vec<u8>,
) -> Result<(), RequestError> {
    let mut reader = BodyReader {
        connection: wire,
        limits,
        deadline: Instant::now() + limits.body_time,
        reservation: BudgetReservation {
            budget: room,
            limit: limits.bodies,
            reserved: 0,
        },
        body,
    };
    match framing {
        Framing::Length(length) => match usize::try_from(length) {
            Ok(length) if length <= limits.body => reader.read_bytes(length),
            _ => Err(too_large()),
        },
        Framing::Chunked => reader.read_chunks(),
    }
}

fn too_large() -> RequestError {
    RequestError::Reject(413, "the body is too large")
}

struct BodyReader<'a, 'w> {
    connection: &'a mut BufferedConnection<'w>,
    limits: &'a Limits,
    deadline: Instant,
    reservation: BudgetReservation<'a>,
    body: &'a mut Vec<u8>,
}

impl BodyReader<'_, '_> {
    fn fill(&mut self) -> Result<(), RequestError> {
        let stalled = Instant::now() + self.limits.stall_time;
        self.connection.fill(self.deadline.min(stalled))
    }

    /// Takes `count` bytes as they come: the vector grows with data, not with promises.
    fn read_bytes(&mut self, mut count: usize) -> Result<(), RequestError> {
        while count > 0 {
            if self.connection.buffered().is_empty() {
                self.fill()?;
            }
            let piece = count.min(self.connection.buffered().len());
            self.reservation.grow(piece)?;
            self.body.extend_from_slice(&self.connection.buffered()[..piece]);
            self.connection.consume(piece);
            count -= piece;
        }
        Ok(())
    }

    fn read_chunks(&mut self) -> Result<(), RequestError> {
        let mut framing = 0;
        loop {
            let line = self.read_line()?;
            framing += line.len() + 4;
            if framing > self.limits.body {
                return Err(RequestError::Reject(413, "the chunks are more framing than body"));
            }
            let size = parse_chunk_size(&line)?;
            if size == 0 {
                return self.skip_trailers();
            }
            if self.body.len() + size > self.limits.body {
                return Err(too_large());
            }
            self.read_bytes(size)?;
            if !self.read_line()?.is_empty() {
                return Err(RequestError::Reject(400, "a chunk is longer than its size"));
            }
        }
    }

    /// Fields after the last chunk: their form is checked, their content dropped.
    fn skip_trailers(&mut self) -> Result<(), RequestError> {
        let mut total = 0;
        loop {
            let line = self.read_line()?;
            if line.is_empty() {
                return Ok(());
            }
            total += line.len();
            if total > MAX_TRAILERS {
                return Err(RequestError::Reject(431, "the trailers are too large"));
            }
        }
    }

    /// One line, without its CRLF.
    fn read_line(&mut self) -> Result<Vec<u8>, RequestError> {
        let mut seen = 0;
        loop {
            let waiting = self.connection.buffered();
            if let Some(at) = waiting[seen..].iter().position(|byte| *byte == b'\n') {
                let line = waiting[..seen + at].to_vec();
                self.connection.consume(line.len() + 1);
                return match line.strip_suffix(b"\r") {
                    Some(line) if !line.contains(&b'\r') => Ok(line.to_vec()),
                    _ => Err(RequestError::Reject(
                        400,
                        "a line of a chunked body does not end with CRLF",
                    )),
                };
            }
            seen = waiting.len();
            if seen > MAX_LINE {
                return Err(RequestError::Reject(400, "a line of a chunked body is too long"));
            }
            self.fill()?;
        }
    }
}

/// The size in hex digits; extensions behind it must be well-formed, and are dropped.
fn parse_chunk_size(line: &[u8]) -> Result<usize, RequestError> {
    let mut parts = line.split(|byte| *byte == b';');
    let digits = parts.next().unwrap_or_default();
    if !parts.all(is_extension) {
        return Err(RequestError::Reject(400, "a chunk's extension is malformed"));
    }
    let are_digits = digits.len() <= MAX_SIZE_DIGITS && digits.iter().all(u8::is_ascii_hexdigit);
    let size = std::str::from_utf8(digits)
        .ok()
        .and_then(|text| usize::from_str_radix(text, 16).ok());
    size.filter(|_| are_digits)
        .ok_or(RequestError::Reject(400, "a chunk's size is malformed"))
}

/// `name`, `name=value` or `name="text"`; a text that needs escapes or a `;` is not taken.
fn is_extension(part: &[u8]) -> bool {
    let is_text = |text: &[u8]| {
        let fits = |byte: &u8| matches!(byte, b'\t' | b' '..=b'~') && !b"\"\\".contains(byte);
        text.iter().all(fits)
    };
    let is_value = |value: &[u8]| match value {
        [b'"', text @ .., b'"'] => is_text(text),
        _ => is_token(value),
    };
    match part.iter().position(|byte| *byte == b'=') {
        Some(at) => is_token(part[..at].trim_ascii()) && is_value(part[at + 1..].trim_ascii()),
        None => is_token(part.trim_ascii()),
    }
}
