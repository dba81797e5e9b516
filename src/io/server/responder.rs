//! Answers a request from any thread, after its handler has returned.
use super::connections::Connection;
use super::serve::{EncodedResponse, ServerContext, encode_for, internal_error};
use super::socket::write_by;
use crate::model::http::Response;
use std::sync::Arc;

/// The right to answer one request. Dropped unused, it answers with a 500.
pub struct Responder {
    pending: Option<PendingResponse>,
}

/// The request that waits for its response. Its connection is in the phase `Handling`.
struct PendingResponse {
    context: Arc<ServerContext>,
    connection: Arc<Connection>,
    is_head: bool,
    is_http11: bool,
}

impl Responder {
    pub(super) fn new(
        context: &Arc<ServerContext>,
        connection: &Arc<Connection>,
        is_head: bool,
        is_http11: bool,
    ) -> Self {
        let pending = PendingResponse {
            context: context.clone(),
            connection: connection.clone(),
            is_head,
            is_http11,
        };
        Self {
            pending: Some(pending),
        }
    }

    /// Sends the response. Never blocks: if the client does not read, a thread of its own writes the rest.
    pub fn send(mut self, response: &Response) {
        if let Some(pending) = self.pending.take() {
            pending.send(response);
        }
    }

    /// Gives up the right to answer: the connection's thread answers.
    pub(super) fn release(mut self) {
        self.pending = None;
    }
}

impl Drop for Responder {
    fn drop(&mut self) {
        if let Some(pending) = self.pending.take() {
            pending.send(&internal_error());
        }
    }
}

impl PendingResponse {
    fn send(self, response: &Response) {
        let how = (self.is_head, true, self.is_http11);
        let encoded = encode_for(&self.context, response, how);
        let count = self.connection.respond(&encoded.bytes, encoded.keep_alive);
        if count < encoded.bytes.len() {
            write_rest(self.connection, encoded, count);
        }
    }
}

/// Writes what is left of a response, after `count` bytes, on a thread of its own.
fn write_rest(connection: Arc<Connection>, encoded: EncodedResponse, count: usize) {
    let thread = std::thread::Builder::new().name("response".into());
    let writer = connection.clone();
    let started = thread.spawn(move || {
        let rest = &encoded.bytes[count..];
        let is_written = write_by(&writer.stream, rest, encoded.deadline).is_ok();
        writer.end_response(encoded.keep_alive && is_written);
    });
    if started.is_err() {
        connection.end_response(false);
    }
}
