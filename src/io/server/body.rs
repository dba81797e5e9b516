//! Reads request bodies under size limits, time limits and a memory budget.
use super::buffered_connection::{BufferedConnection, RequestError};
use super::head::Framing;
use super::limits::Limits;
use crate::model::diagnosis::TOO_MANY_BODIES;
use crate::model::http::is_token;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// Maximum bytes searched for the end of a line of a chunked body (a chunk size with extensions, or a trailer) before
/// more are read.
const MAX_LINE: usize = 4096;
/// Maximum bytes of all trailers together. They are read and dropped.
const MAX_TRAILERS: usize = 16 * 1024;
/// Maximum hex digits of a chunk size.
const MAX_SIZE_DIGITS: usize = 8;

/// Bytes that all bodies being received reserve at present.
#[derive(Debug, Default)]
pub(super) struct BodyBudget(AtomicUsize);

/// Reservation of one body; released on drop.
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
            return Err(RequestError::Reject(503, TOO_MANY_BODIES));
        }
        Ok(())
    }
}

impl Drop for BudgetReservation<'_> {
    fn drop(&mut self) {
        self.budget.0.fetch_sub(self.reserved, Ordering::SeqCst);
    }
}

/// Reads a body into `body`. After an error `body` holds the bytes received so far.
pub(super) fn read_body(
    connection: &mut BufferedConnection<'_>,
    framing: Framing,
    limits: &Limits,
    budget: &BodyBudget,
    body: &mut Vec<u8>,
) -> Result<(), RequestError> {
    let mut reader = BodyReader {
        connection,
        limits,
        deadline: Instant::now() + limits.body_time,
        reservation: BudgetReservation {
            budget,
            limit: limits.bodies,
            reserved: 0,
        },
        body,
    };
    match framing {
        Framing::Length(length) => match usize::try_from(length) {
            Ok(length) if length <= limits.body => reader.read_bytes(length),
            _ => Err(body_too_large()),
        },
        Framing::Chunked => reader.read_chunks(),
    }
}

fn body_too_large() -> RequestError {
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
        let stall_deadline = Instant::now() + self.limits.stall_time;
        self.connection.fill(self.deadline.min(stall_deadline))
    }

    /// Reads `count` bytes. Allocates as bytes arrive, not by the announced length.
    fn read_bytes(&mut self, mut count: usize) -> Result<(), RequestError> {
        while count > 0 {
            if self.connection.buffered().is_empty() {
                self.fill()?;
            }
            let length = count.min(self.connection.buffered().len());
            self.reservation.grow(length)?;
            self.body
                .extend_from_slice(&self.connection.buffered()[..length]);
            self.connection.consume(length);
            count -= length;
        }
        Ok(())
    }

    fn read_chunks(&mut self) -> Result<(), RequestError> {
        let mut framing_bytes = 0;
        loop {
            let line = self.read_line()?;
            framing_bytes += line.len() + 4;
            if framing_bytes > self.limits.body {
                return Err(RequestError::Reject(
                    413,
                    "the chunks are more framing than body",
                ));
            }
            let size = parse_chunk_size(&line)?;
            if size == 0 {
                return self.skip_trailers();
            }
            if self.body.len() + size > self.limits.body {
                return Err(body_too_large());
            }
            self.read_bytes(size)?;
            if !self.read_line()?.is_empty() {
                return Err(RequestError::Reject(400, "a chunk is longer than its size"));
            }
        }
    }

    /// Reads and drops the trailers. Checks only their line ends and size.
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

    /// Reads a line and returns it without its CRLF.
    fn read_line(&mut self) -> Result<Vec<u8>, RequestError> {
        let mut searched = 0;
        loop {
            let buffered = self.connection.buffered();
            if let Some(index) = buffered[searched..].iter().position(|byte| *byte == b'\n') {
                let line = buffered[..searched + index].to_vec();
                self.connection.consume(line.len() + 1);
                return match line.strip_suffix(b"\r") {
                    Some(line) if !line.contains(&b'\r') => Ok(line.to_vec()),
                    _ => Err(RequestError::Reject(
                        400,
                        "a line of a chunked body does not end with CRLF",
                    )),
                };
            }
            searched = buffered.len();
            if searched > MAX_LINE {
                return Err(RequestError::Reject(
                    400,
                    "a line of a chunked body is too long",
                ));
            }
            self.fill()?;
        }
    }
}

/// Parses a chunk size in hex. Well-formed extensions are dropped, others are an error.
fn parse_chunk_size(line: &[u8]) -> Result<usize, RequestError> {
    let mut parts = line.split(|byte| *byte == b';');
    let digits = parts.next().unwrap_or_default();
    if !parts.all(is_extension) {
        return Err(RequestError::Reject(
            400,
            "a chunk's extension is malformed",
        ));
    }
    let is_hex = digits.len() <= MAX_SIZE_DIGITS && digits.iter().all(u8::is_ascii_hexdigit);
    let size = std::str::from_utf8(digits)
        .ok()
        .and_then(|text| usize::from_str_radix(text, 16).ok());
    size.filter(|_| is_hex)
        .ok_or(RequestError::Reject(400, "a chunk's size is malformed"))
}

/// Matches `name`, `name=value` and `name="text"`. A text with escapes does not match, nor one with `;`, at which the
/// caller splits.
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
        Some(index) => {
            is_token(part[..index].trim_ascii()) && is_value(part[index + 1..].trim_ascii())
        }
        None => is_token(part.trim_ascii()),
    }
}
