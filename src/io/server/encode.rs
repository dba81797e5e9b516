//! Encodes responses with `tiny_http` into one buffer, which one write sends.
use crate::model::http::{Response, is_token};

/// The `Connection` header of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ConnectionHeader {
    /// No header: HTTP/1.1 keeps the connection open by default.
    Omit,
    /// Keeps the connection of an HTTP/1.0 client open.
    KeepAlive,
    Close,
}

/// Encodes head and body; with `omits_body` only the head, as for HEAD requests. Drops header fields with an invalid
/// name or a value of other characters than printable ASCII and tabs.
pub(super) fn encode_response(
    response: &Response,
    omits_body: bool,
    connection: ConnectionHeader,
) -> Vec<u8> {
    let headers = response
        .headers
        .iter()
        .filter(|header| is_token(header.name.as_bytes()) && is_header_text(&header.value))
        .filter_map(|header| tiny_http::Header::from_bytes(&*header.name, &*header.value).ok())
        .collect();
    let length = response.body.len();
    let mut tiny_response = tiny_http::Response::new(
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
        tiny_response.add_header(server);
    }
    let mut bytes = Vec::with_capacity(256 + length);
    tiny_response
        .raw_print(&mut bytes, (1, 1).into(), &[], omits_body, None)
        .expect("a vector takes all bytes");
    insert_connection(&mut bytes, connection);
    bytes
}

/// Inserts the `Connection` header after the status line: tiny_http does not write it.
fn insert_connection(bytes: &mut Vec<u8>, connection: ConnectionHeader) {
    let line: &[u8] = match connection {
        ConnectionHeader::Omit => return,
        ConnectionHeader::KeepAlive => b"Connection: keep-alive\r\n",
        ConnectionHeader::Close => b"Connection: close\r\n",
    };
    let end = bytes
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(0, |index| index + 1);
    bytes.splice(end..end, line.iter().copied());
}

/// Returns whether a header value is printable ASCII or tabs, so that it cannot end its line.
fn is_header_text(value: &[u8]) -> bool {
    value
        .iter()
        .all(|byte| (0x20..0x7f).contains(byte) || *byte == b'\t')
}
