//! Writes request heads: header names as the caller spells them, in the caller's order.
use crate::model::http::{Headers, is_connection_header};
use std::io::Write;

/// How the body of a request is framed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyFraming {
    /// No body.
    Absent,
    /// Number of bytes.
    Length(usize),
    Chunked,
}

/// A request head besides its headers.
#[derive(Debug, Clone, Copy)]
pub struct OutgoingHead<'a> {
    pub method: &'a str,
    /// Path and query, or the absolute URL for a proxy.
    pub target: &'a str,
    /// Host and port, for requests without a `Host` header.
    pub host: &'a str,
    /// `User-Agent` of requests that have none.
    pub user_agent: &'a str,
    /// Further fields of momo, such as for a proxy, if the request has none of the name.
    pub extra: &'a [(&'a str, &'a [u8])],
    pub framing: BodyFraming,
    /// Whether the names are written in lower case, instead of as they are spelled.
    pub is_lower_case: bool,
    /// Whether the caller's connection headers are sent. They usually describe another connection.
    pub has_connection_headers: bool,
}

impl OutgoingHead<'_> {
    /// Appends the head to `bytes`: `Host` first, unless the headers have one; then the headers; then what momo adds, and
    /// the framing last. The caller has checked that names are tokens and values hold no control characters.
    pub fn write(&self, headers: &Headers, bytes: &mut Vec<u8>) {
        for part in [self.method, " ", self.target, " HTTP/1.1\r\n"] {
            bytes.extend_from_slice(part.as_bytes());
        }
        let mut has_user_agent = false;
        let mut has_host = false;
        for header in headers.iter() {
            // Lengths first: nearly all names are others.
            match header.name.len() {
                4 => has_host |= header.name.eq_ignore_ascii_case("host"),
                10 => has_user_agent |= header.name.eq_ignore_ascii_case("user-agent"),
                _ => {}
            }
        }
        if !has_host {
            self.write_field(bytes, "Host", self.host.as_bytes());
        }
        for header in headers.iter() {
            if self.has_connection_headers || !is_connection_header(&header.name) {
                self.write_field(bytes, &header.name, &header.value);
            }
        }
        if !has_user_agent {
            self.write_field(bytes, "User-Agent", self.user_agent.as_bytes());
        }
        for (name, value) in self.extra {
            if headers.get(name).is_none() {
                self.write_field(bytes, name, value);
            }
        }
        match self.framing {
            BodyFraming::Absent => {}
            BodyFraming::Length(length) => {
                self.write_field(bytes, "Content-Length", length.to_string().as_bytes());
            }
            BodyFraming::Chunked => self.write_field(bytes, "Transfer-Encoding", b"chunked"),
        }
        bytes.extend_from_slice(b"\r\n");
    }

    fn write_field(&self, bytes: &mut Vec<u8>, name: &str, value: &[u8]) {
        let start = bytes.len();
        bytes.extend_from_slice(name.as_bytes());
        if self.is_lower_case {
            bytes[start..].make_ascii_lowercase();
        }
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value);
        bytes.extend_from_slice(b"\r\n");
    }
}

/// Appends a chunk; an empty one would end the body.
pub fn write_chunk(data: &[u8], bytes: &mut Vec<u8>) {
    if data.is_empty() {
        return;
    }
    let _ = write!(bytes, "{:x}\r\n", data.len());
    bytes.extend_from_slice(data);
    bytes.extend_from_slice(b"\r\n");
}

/// The last chunk, without trailers.
pub const LAST_CHUNK: &[u8] = b"0\r\n\r\n";
