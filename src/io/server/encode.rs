//! Responses as bytes, written by `tiny_http` into one buffer: one buffer, one write, no waiting for an acknowledgement.
use crate::model::http::{Response, is_token};

/// What the answer says of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ConnectionHeader {
    /// It stays open, as HTTP/1.1 takes for granted.
    Omit,
    /// It stays open, which an HTTP/1.0 client must be told.
    KeepAlive,
    /// It is closed.
    Close,
}

/// The whole response.
pub(super) fn encode_response(response: &Response, without_body: bool, connection: ConnectionHeader) -> Vec<u8> {
    let headers = response
        .headers
        .iter()
        .filter(|header| is_token(header.name.as_bytes()) && is_header_text(&header.value))
        .filter_map(|header| tiny_http::Header::from_bytes(&*header.name, &*header.value).ok())
        .collect();
    let length = response.body.len();
    let mut answer = tiny_http::Response::new(
        tiny_http::StatusCode(response.status),
        headers,
        &*response.body,
        Some(length),
        None,
    )
    .with_chunked_threshold(usize::MAX);
    if response.headers.get("server").is_none()
        && let Ok(server) = tiny_http::Header::from_bytes("Server", "momo")
    {
        answer.add_header(server);
    }
    let mut bytes = Vec::with_capacity(256 + length);
    answer
        .raw_print(&mut bytes, (1, 1).into(), &[], without_body, None)
        .expect("a vector takes all bytes");
    insert_connection(&mut bytes, connection);
    bytes
}

/// tiny_http keeps the `Connection` header to itself and does not write it: it goes behind the status line.
fn insert_connection(bytes: &mut Vec<u8>, connection: ConnectionHeader) {
    let line: &[u8] = match connection {
        ConnectionHeader::Omit => return,
        ConnectionHeader::KeepAlive => b"Connection: keep-alive\r\n",
        ConnectionHeader::Close => b"Connection: close\r\n",
    };
    let end = bytes
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    bytes.splice(end..end, line.iter().copied());
}

/// Whether a value can stand in a header line without ending it; tiny_http's values are ASCII.
fn is_header_text(value: &[u8]) -> bool {
    value
        .iter()
        .all(|byte| (0x20..0x7f).contains(byte) || *byte == b'\t')
}
