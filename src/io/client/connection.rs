//! A connection to a server: sends a request and reads its response, both at the same time.
use super::outgoing::{OutgoingRequest, SendError};
use super::stream::Stream;
use crate::model::http1::response_reader::{ResponseError, ResponseReader};
use std::future::poll_fn;
use std::io;
use std::task::{Context, Poll};
use std::time::Instant;
use tokio::time::timeout_at;

/// Bytes of the read buffer.
const BUFFER_SIZE: usize = 16 * 1024;

pub(super) struct ClientConnection {
    stream: Stream,
    buffer: Vec<u8>,
    /// Number of unread bytes in the buffer, after a response.
    left_over: usize,
}

/// Why a response did not come or was not taken.
#[derive(Debug)]
pub(super) enum ExchangeError {
    Io(io::Error),
    Response(ResponseError),
    /// momo aborted the request on purpose.
    Aborted,
}

impl ClientConnection {
    pub(super) fn new(stream: Stream) -> Self {
        Self {
            stream,
            buffer: vec![0; BUFFER_SIZE],
            left_over: 0,
        }
    }

    /// Returns whether bytes came behind the last response.
    pub(super) fn has_left_over(&self) -> bool {
        self.left_over > 0
    }

    /// Returns whether the connection is open and can carry a request.
    pub(super) async fn is_usable(&mut self) -> bool {
        !self.has_left_over() && self.stream.is_quiet().await
    }

    /// Sends the request and reads its response. Calls `on_head` when the final head is complete. A response that is
    /// complete before the request ends the exchange.
    ///
    /// # Errors
    /// The connection ended or broke, the bytes are no response, or momo aborted the request.
    pub(super) async fn exchange(
        &mut self,
        request: &mut OutgoingRequest<'_>,
        reader: &mut ResponseReader,
        on_head: &mut dyn FnMut(),
    ) -> Result<(), ExchangeError> {
        let mut write_error = None;
        let mut is_writing = true;
        poll_fn(|context| {
            if is_writing {
                match request.poll_send(context, &mut self.stream) {
                    Poll::Pending => {}
                    Poll::Ready(Ok(())) => is_writing = false,
                    Poll::Ready(Err(SendError::Aborted)) => {
                        return Poll::Ready(Err(ExchangeError::Aborted));
                    }
                    // A server may refuse the rest of a request, and say why.
                    Poll::Ready(Err(SendError::Io(error))) => {
                        is_writing = false;
                        write_error = Some(error);
                    }
                }
            }
            self.poll_response(context, reader, on_head)
                .map_err(|error| match write_error.take() {
                    Some(write_error) if !reader.has_bytes() => ExchangeError::Io(write_error),
                    _ => error,
                })
        })
        .await
    }

    fn poll_response(
        &mut self,
        context: &mut Context<'_>,
        reader: &mut ResponseReader,
        on_head: &mut dyn FnMut(),
    ) -> Poll<Result<(), ExchangeError>> {
        loop {
            let read = match self.stream.poll_read(context, &mut self.buffer) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(ExchangeError::Io(error))),
                Poll::Ready(Ok(0)) => {
                    return Poll::Ready(reader.end().map_err(ExchangeError::Response));
                }
                Poll::Ready(Ok(read)) => read,
            };
            let had_head = reader.has_head();
            let used = reader.read(&self.buffer[..read]);
            if reader.has_head() && !had_head {
                on_head();
            }
            match used {
                Err(error) => return Poll::Ready(Err(ExchangeError::Response(error))),
                Ok(used) if reader.is_done() => {
                    self.left_over = read - used;
                    return Poll::Ready(Ok(()));
                }
                Ok(_) => {}
            }
        }
    }

    /// Sends the rest of a request whose response came early, at most until the deadline, and closes the connection.
    pub(super) fn finish_in_background(
        mut self,
        mut rest: OutgoingRequest<'static>,
        deadline: Instant,
    ) {
        tokio::spawn(async move {
            let sending = poll_fn(|context| rest.poll_send(context, &mut self.stream));
            // The response has come: whatever happens now changes nothing.
            let _ = timeout_at(deadline.into(), sending).await;
        });
    }
}
