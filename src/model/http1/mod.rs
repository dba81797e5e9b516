//! HTTP/1.1 messages as bytes (RFC 9112): momo writes what it sends in number itself, and reads the responses.
//!
//! [`request_head`] writes heads as the caller spells and orders the headers. [`response_reader`] reads responses:
//! httparse parses the heads, momo bounds and frames. [`chunks`] and [`framing`] also frame the requests that momo's
//! server reads, where ambiguity is an error. No module knows a socket.
pub mod chunks;
pub mod framing;
pub mod request_head;
pub mod response_reader;
