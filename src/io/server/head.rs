//! A request's head: httparse reads it; the rules here refuse what servers disagree about.
//!
//! Strict where two readings of the same bytes would let a request hide in another (RFC 9112, sections 2.2,
//! 3.2, 6): line ends are CRLF, one `Host`, one length or chunks but not both. Lenient where nothing can hide:
//! unknown methods, UTF-8 in the URL and in values.
use super::limits::Limits;
use super::buffered_connection::RequestError;
use crate::model::http::{Headers, Request};
use std::borrow::Cow;

/// The longest method that is worth recording.
const MAX_METHOD: usize = 32;

/// What a head says.
#[derive(Debug)]
pub(super) struct RequestHead {
    /// The request, without its body.
    pub(super) request: Request,
    /// How its body comes.
    pub(super) framing: Framing,
    /// Whether the client waits for `100 Continue`.
    pub(super) expects_continue: bool,
    /// Whether the connection stays open after the answer.
    pub(super) keep_alive: bool,
    /// Whether the client speaks HTTP/1.1, not 1.0.
    pub(super) is_http11: bool,
}

/// How a body comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    /// This many bytes.
    Length(u64),
    /// In chunks.
    Chunked,
}

/// Refuses what can be refused before the head is complete; the bytes before `from` have been looked at.
pub(super) fn check_start(bytes: &[u8], from: usize) -> Result<(), RequestError> {
    if bytes.first() == Some(&0x16) {
        return Err(RequestError::Reject(400, "this port speaks plain HTTP, not TLS"));
    }
    if bytes.starts_with(b"PRI * HTTP/2.0") {
        return Err(RequestError::Reject(505, "only HTTP/1.1 and 1.0 are spoken here"));
    }
    let bare = |(at, byte): (usize, &u8)| *byte == b'\n' && (at == 0 || bytes[at - 1] != b'\r');
    if bytes.iter().enumerate().skip(from).any(bare) {
        return Err(RequestError::Reject(400, "a line ends with a bare LF"));
    }
    Ok(())
}

/// Reads a whole head, up to and with its empty line.
pub(super) fn parse_head(bytes: &[u8], limits: &Limits) -> Result<RequestHead, RequestError> {
    if has_overlong_ascii(bytes) {
        return reject(400, "the URL hides a character in overlong UTF-8");
    }
    let bytes = with_readable_target(bytes);
    let mut space = vec![httparse::EMPTY_HEADER; limits.headers];
    let mut parsed = httparse::Request::new(&mut space);
    match parsed.parse(&bytes) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) => return reject(400, "the head is not complete"),
        Err(httparse::Error::TooManyHeaders) => return reject(431, "there are too many headers"),
        Err(httparse::Error::Version) => {
            return reject(505, "only HTTP/1.1 and 1.0 are spoken here");
        }
        Err(_) => return reject(400, "the head is malformed"),
    }
    let modern = parsed.version == Some(1);
    let headers: Headers = parsed
        .headers
        .iter()
        .map(|header| (header.name.to_owned(), header.value.to_owned()))
        .collect();
    let method = parsed.method.unwrap_or_default();
    check_method(method)?;
    check_host(&headers, modern)?;
    let url = target(parsed.path.unwrap_or_default(), method, &headers)?;
    if url.len() > limits.url {
        return reject(414, "the URL is too long");
    }
    let framing = framing(&headers, modern, method)?;
    Ok(RequestHead {
        expects_continue: expects_continue(&headers, modern)?,
        keep_alive: keep_alive(&headers, modern),
        request: Request {
            method: method.to_owned(),
            url,
            headers,
            body: Vec::new(),
        },
        framing,
        is_http11: modern,
    })
}

fn reject<T>(status: u16, reason: &'static str) -> Result<T, RequestError> {
    Err(RequestError::Reject(status, reason))
}

/// Whether the request line has an ASCII character in two bytes, as `C0 AF` for `/`. No text has that in any
/// UTF-8 (RFC 3629, 3); it is only written to slip past a check of paths.
fn has_overlong_ascii(bytes: &[u8]) -> bool {
    let line = bytes.split(|byte| *byte == b'\n').next();
    line.unwrap_or_default()
        .windows(2)
        .any(|pair| matches!(pair, [0xC0 | 0xC1, 0x80..=0xBF]))
}

/// The head with a request line that is UTF-8: bytes that are not become `%XX`, as a URL would spell them.
fn with_readable_target(bytes: &[u8]) -> Cow<'_, [u8]> {
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let (line, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
    if std::str::from_utf8(line).is_ok() {
        return Cow::Borrowed(bytes);
    }
    let mut mended = Vec::with_capacity(bytes.len() + 64);
    for piece in line.utf8_chunks() {
        mended.extend_from_slice(piece.valid().as_bytes());
        for byte in piece.invalid() {
            mended.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
    }
    mended.extend_from_slice(rest);
    Cow::Owned(mended)
}

fn check_method(method: &str) -> Result<(), RequestError> {
    match method {
        "CONNECT" => reject(405, "this is no proxy"),
        _ if method.len() > MAX_METHOD => reject(501, "the method is unknown"),
        _ => Ok(()),
    }
}

/// Exactly one `Host`, made of the characters of a host and port; HTTP/1.0 may go without.
fn check_host(headers: &Headers, modern: bool) -> Result<(), RequestError> {
    let is_host = |value: &[u8]| {
        let fits = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_:[]%".contains(byte);
        !value.is_empty() && value.iter().all(fits)
    };
    let mut hosts = headers.all("host");
    match (hosts.next(), hosts.next()) {
        (Some(host), None) if is_host(host) => Ok(()),
        (None, None) if !modern => Ok(()),
        (Some(_), None) => reject(400, "the Host header is malformed"),
        _ => reject(400, "exactly one Host header is needed"),
    }
}

/// Path and query. A whole URL (RFC 9112, 3.2.2) is taken where it names the same host as `Host`.
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
    let same = headers
        .text("host")
        .is_none_or(|named| named.eq_ignore_ascii_case(host));
    if !same || host.is_empty() {
        return reject(400, "the URL and the Host header name different hosts");
    }
    let slash = if path.starts_with('/') { "" } else { "/" };
    Ok(format!("{slash}{path}"))
}

/// How the body comes; every doubt is a refusal, because the next request begins where this one ends.
fn framing(headers: &Headers, modern: bool, method: &str) -> Result<Framing, RequestError> {
    let mut length = None;
    for value in headers.all("content-length") {
        let digits = !value.is_empty() && value.len() <= 19 && value.iter().all(u8::is_ascii_digit);
        let number = std::str::from_utf8(value)
            .ok()
            .and_then(|text| text.parse::<u64>().ok());
        let Some(number) = number.filter(|_| digits) else {
            return reject(400, "the Content-Length is no number");
        };
        if length.is_some_and(|other| other != number) {
            return reject(400, "there are two different Content-Lengths");
        }
        length = Some(number);
    }
    let mut codings = headers.all("transfer-encoding");
    match (codings.next(), codings.next()) {
        (None, _) => {}
        (Some(_), _) if length.is_some() => {
            return reject(
                400,
                "there are both a Content-Length and a Transfer-Encoding",
            );
        }
        (Some(coding), None) if modern && coding.eq_ignore_ascii_case(b"chunked") => {
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
        (None, "POST" | "PUT" | "PATCH") if !modern => {
            reject(411, "HTTP/1.0 needs a Content-Length")
        }
        _ => Ok(Framing::Length(length.unwrap_or(0))),
    }
}

fn expects_continue(headers: &Headers, modern: bool) -> Result<bool, RequestError> {
    match headers.get("expect") {
        None => Ok(false),
        Some(value) if value.eq_ignore_ascii_case(b"100-continue") => Ok(modern),
        Some(_) => reject(417, "the expectation is unknown"),
    }
}

fn keep_alive(headers: &Headers, modern: bool) -> bool {
    let options: Vec<_> = headers
        .all("connection")
        .flat_map(|value| value.split(|byte| *byte == b','))
        .map(|option| option.trim_ascii().to_ascii_lowercase())
        .collect();
    let asks = |word: &[u8]| options.iter().any(|option| option == word);
    !asks(b"close") && (modern || asks(b"keep-alive"))
}
