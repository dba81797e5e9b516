//! Reads request bodies under size limits, time limits and a memory budget.
use super::buffered_connection::{BufferedConnection, RequestError};
use super::head::Framing;
use super::limits::Limits;
use crate::model::diagnosis::TOO_MANY_BODIES;
use crate::model::http1::chunks::{ChunkDecoder, ChunkError, ChunkSyntax};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

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
        let mut decoder = ChunkDecoder::new(ChunkSyntax::Strict, self.limits.body);
        loop {
            let (used, data) = decoder
                .advance(self.connection.buffered())
                .map_err(chunk_rejection)?;
            self.reservation.grow(data.len())?;
            self.body.extend_from_slice(data);
            self.connection.consume(used);
            if decoder.is_done() {
                return Ok(());
            }
            if self.connection.buffered().is_empty() {
                self.fill()?;
            }
        }
    }
}

fn chunk_rejection(error: ChunkError) -> RequestError {
    let (status, reason) = match error {
        ChunkError::TooLarge => return body_too_large(),
        ChunkError::Size => (400, "a chunk's size is malformed"),
        ChunkError::Extension => (400, "a chunk's extension is malformed"),
        ChunkError::DataEnd => (400, "a chunk is longer than its size"),
        ChunkError::LineEnd => (400, "a line of a chunked body does not end with CRLF"),
        ChunkError::LineTooLong => (400, "a line of a chunked body is too long"),
        ChunkError::Trailer => (400, "a trailer is malformed"),
        ChunkError::TrailersTooLarge => (431, "the trailers are too large"),
        ChunkError::TooMuchFraming => (413, "the chunks are more framing than body"),
    };
    RequestError::Reject(status, reason)
}
