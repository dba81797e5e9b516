//! Parses request heads with httparse and rejects ambiguous ones.
//!
//! Strict where servers read the same bytes differently, which allows request smuggling (RFC 9112, sections 2.2,
//! 3.2, 6): line ends are CRLF, there is one `Host`, and either one length or chunks. Lenient elsewhere: unknown
//! methods, UTF-8 in the URL and in values.
use super::buffered_connection::RequestError;
use super::limits::Limits;
use crate::model::http::{Headers, Request};
use crate::model::http1::framing::{LengthError, content_length, keeps_alive};
use std::borrow::Cow;

/// Maximum bytes of a method.
const MAX_METHOD: usize = 32;
/// Number of headers of a head that is parsed without an allocation for them.
const USUAL_HEADERS: usize = 32;

/// A parsed request head.
#[derive(Debug)]
pub(super) struct RequestHead {
    /// The request, without its body.
    pub(super) request: Request,
    pub(super) framing: Framing,
    /// Whether the client waits for `100 Continue`.
    pub(super) expects_continue: bool,
    /// Whether the connection stays open after the response.
    pub(super) keep_alive: bool,
    /// Whether the version is HTTP/1.1; otherwise it is 1.0.
    pub(super) is_http11: bool,
}

/// Framing of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    /// Number of bytes; 0 without a body.
    Length(u64),
    Chunked,
}

/// Rejects what is certainly wrong before the head is complete. The bytes before `from` were checked before.
pub(super) fn check_start(bytes: &[u8], from: usize) -> Result<(), RequestError> {
    if bytes.first() == Some(&0x16) {
        return Err(RequestError::Reject(
            400,
            "this port speaks plain HTTP, not TLS",
        ));
    }
    if bytes.starts_with(b"PRI * HTTP/2.0") {
        return Err(RequestError::Reject(
            505,
            "only HTTP/1.1 and 1.0 are spoken here",
        ));
    }
    let is_bare_lf =
        |(index, byte): (usize, &u8)| *byte == b'\n' && (index == 0 || bytes[index - 1] != b'\r');
    if bytes.iter().enumerate().skip(from).any(is_bare_lf) {
        return Err(RequestError::Reject(400, "a line ends with a bare LF"));
    }
    Ok(())
}

/// Parses a complete head, which ends with its empty line.
pub(super) fn parse_head(bytes: &[u8], limits: &Limits) -> Result<RequestHead, RequestError> {
    if has_overlong_ascii(bytes) {
        return reject(400, "the URL hides a character in overlong UTF-8");
    }
    let bytes = with_readable_target(bytes);
    // Usual heads need no allocation; one with more headers is parsed again.
    let (mut few, mut many) = ([httparse::EMPTY_HEADER; USUAL_HEADERS], Vec::new());
    let few = &mut few[..limits.headers.min(USUAL_HEADERS)];
    let mut request = httparse::Request::new(few);
    let mut parsed = request.parse(&bytes);
    if parsed == Err(httparse::Error::TooManyHeaders) && limits.headers > USUAL_HEADERS {
        many.resize(limits.headers, httparse::EMPTY_HEADER);
        request = httparse::Request::new(&mut many);
        parsed = request.parse(&bytes);
    }
    match parsed {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) => return reject(400, "the head is not complete"),
        Err(httparse::Error::TooManyHeaders) => return reject(431, "there are too many headers"),
        Err(httparse::Error::Version) => {
            return reject(505, "only HTTP/1.1 and 1.0 are spoken here");
        }
        Err(_) => return reject(400, "the head is malformed"),
    }
    let is_http11 = request.version == Some(1);
    let headers: Headers = request
        .headers
        .iter()
        .map(|header| (header.name.to_owned(), header.value.to_owned()))
        .collect();
    let method = request.method.unwrap_or_default();
    check_method(method)?;
    check_host(&headers, is_http11)?;
    let url = target(request.path.unwrap_or_default(), method, &headers)?;
    if url.len() > limits.url {
        return reject(414, "the URL is too long");
    }
    let framing = framing(&headers, is_http11, method)?;
    Ok(RequestHead {
        expects_continue: expects_continue(&headers, is_http11)?,
        keep_alive: keeps_alive(&headers, is_http11),
        request: Request {
            method: method.to_owned(),
            url,
            headers,
            body: Vec::new(),
        },
        framing,
        is_http11,
    })
}

fn reject<T>(status: u16, reason: &'static str) -> Result<T, RequestError> {
    Err(RequestError::Reject(status, reason))
}

/// Returns whether the request line holds an ASCII character as two bytes, as `C0 AF` for `/`. UTF-8 forbids it
/// (RFC 3629, 3); it only serves to bypass path checks.
fn has_overlong_ascii(bytes: &[u8]) -> bool {
    let line = bytes.split(|byte| *byte == b'\n').next();
    line.unwrap_or_default()
        .windows(2)
        .any(|pair| matches!(pair, [0xC0 | 0xC1, 0x80..=0xBF]))
}

/// Returns the head with a UTF-8 request line: percent-encodes invalid bytes.
fn with_readable_target(bytes: &[u8]) -> Cow<'_, [u8]> {
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let (line, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
    if std::str::from_utf8(line).is_ok() {
        return Cow::Borrowed(bytes);
    }
    let mut escaped = Vec::with_capacity(bytes.len() + 64);
    for piece in line.utf8_chunks() {
        escaped.extend_from_slice(piece.valid().as_bytes());
        for byte in piece.invalid() {
            escaped.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
    }
    escaped.extend_from_slice(rest);
    Cow::Owned(escaped)
}

fn check_method(method: &str) -> Result<(), RequestError> {
    match method {
        "CONNECT" => reject(405, "this is no proxy"),
        _ if method.len() > MAX_METHOD => reject(501, "the method is unknown"),
        _ => Ok(()),
    }
}

/// Requires exactly one `Host` with the characters of a host and port. HTTP/1.0 may omit it.
fn check_host(headers: &Headers, is_http11: bool) -> Result<(), RequestError> {
    let is_host = |value: &[u8]| {
        let fits = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_:[]%".contains(byte);
        !value.is_empty() && value.iter().all(fits)
    };
    let mut hosts = headers.get_all("host");
    match (hosts.next(), hosts.next()) {
        (Some(host), None) if is_host(host) => Ok(()),
        (None, None) if !is_http11 => Ok(()),
        (Some(_), None) => reject(400, "the Host header is malformed"),
        _ => reject(400, "exactly one Host header is needed"),
    }
}

/// Returns path and query, or `*` of OPTIONS. Accepts an absolute URL (RFC 9112, 3.2.2) with the host of the `Host`
/// header.
fn target(target: &str, method: &str, headers: &Headers) -> Result<String, RequestError> {
    if target.starts_with('/') || (target == "*" && method == "OPTIONS") {
        return Ok(target.to_owned());
    }
    let scheme = target.get(..7).unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("http://") {
        return reject(400, "the request's target is neither a path nor a URL");
    }
    let rest = &target[7..];
    let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let is_same_host = headers
        .text("host")
        .is_none_or(|header| header.eq_ignore_ascii_case(host));
    if !is_same_host || host.is_empty() {
        return reject(400, "the URL and the Host header name different hosts");
    }
    let slash = if path.starts_with('/') { "" } else { "/" };
    Ok(format!("{slash}{path}"))
}

/// Returns the framing of the body. Rejects any ambiguity: the next request starts where this one ends.
fn framing(headers: &Headers, is_http11: bool, method: &str) -> Result<Framing, RequestError> {
    let length = match content_length(headers, false) {
        Ok(length) => length,
        Err(LengthError::Malformed) => return reject(400, "the Content-Length is no number"),
        Err(LengthError::Conflict) => {
            return reject(400, "there are two different Content-Lengths");
        }
    };
    let mut encodings = headers.get_all("transfer-encoding");
    match (encodings.next(), encodings.next()) {
        (None, _) => {}
        (Some(_), _) if length.is_some() => {
            return reject(
                400,
                "there are both a Content-Length and a Transfer-Encoding",
            );
        }
        (Some(encoding), None) if is_http11 && encoding.eq_ignore_ascii_case(b"chunked") => {
            return Ok(Framing::Chunked);
        }
        _ => {
            return reject(
                400,
                "of transfer encodings only `chunked` on HTTP/1.1 is taken",
            );
        }
    }
    match (length, method) {
        (None, "POST" | "PUT" | "PATCH") if !is_http11 => {
            reject(411, "HTTP/1.0 needs a Content-Length")
        }
        _ => Ok(Framing::Length(length.unwrap_or(0))),
    }
}

fn expects_continue(headers: &Headers, is_http11: bool) -> Result<bool, RequestError> {
    match headers.get("expect") {
        None => Ok(false),
        Some(value) if value.eq_ignore_ascii_case(b"100-continue") => Ok(is_http11),
        Some(_) => reject(417, "the expectation is unknown"),
    }
}
