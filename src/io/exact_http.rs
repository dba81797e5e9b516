//! Sends requests byte by byte as they are given, over plain HTTP/1.1: in chunks, in pieces, several on one connection.
//!
//! No proxy is used, nothing is added but `Host` and the framing, and nothing is sent twice.
use crate::model::check::WireForm;
use crate::model::history::exchange::{Failure, FailureCause};
use crate::model::http::{Headers, Request, Response, target};
use crate::model::text::phrase::Phrase;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

/// Maximum bytes of a response, head and body together.
const MAX_RESPONSE: usize = 2 * 1024 * 1024;
const MAX_HEADERS: usize = 128;
/// Number of pieces of a body that is sent slowly, and the pause between two of them.
const PIECES: usize = 4;
const PIECE_PAUSE: Duration = Duration::from_millis(60);
/// How long a sender waits for `100 Continue` before it sends the body all the same.
const CONTINUE_WAIT: Duration = Duration::from_millis(500);

/// A connection to a server, and what it has sent beyond the last response.
pub struct ExactConnection {
    stream: TcpStream,
    place: String,
    /// What the sender gives the server in all, for messages.
    limit: Duration,
    received: Vec<u8>,
}

/// A response, and whether the server said that it closes the connection.
#[derive(Debug, Clone)]
pub struct ExactResponse {
    pub response: Response,
    pub says_close: bool,
}

impl ExactConnection {
    /// Connects to the host of an `http` URL.
    ///
    /// # Errors
    /// The name has no address, or none of its addresses takes the connection in time.
    pub fn open(url: &str, timeout: Duration) -> Result<Self, Failure> {
        let place = target::host_and_port(url).to_owned();
        let port = target::port(url).unwrap_or(80);
        let host = target::host(&place).trim_matches(['[', ']']).to_owned();
        let unknown = |error: io::Error| Failure {
            cause: FailureCause::Dns,
            message: Phrase::new("failure.no-address")
                .with("host", host.clone())
                .with("why", Phrase::verbatim(error.to_string())),
        };
        let addresses = (host.as_str(), port).to_socket_addrs().map_err(unknown)?;
        let mut last = io::Error::from(ErrorKind::NotFound);
        for address in addresses.take(3) {
            match TcpStream::connect_timeout(&address, timeout) {
                Ok(stream) => {
                    let _ = stream.set_nodelay(true);
                    return Ok(Self {
                        stream,
                        place,
                        limit: timeout,
                        received: Vec::new(),
                    });
                }
                Err(error) => last = error,
            }
        }
        Err(failure(&place, &last, timeout))
    }

    /// Sends a request in this form.
    ///
    /// # Errors
    /// The server does not take all of it until the deadline. It may have answered all the same.
    pub fn send(
        &mut self,
        request: &Request,
        form: WireForm,
        deadline: Instant,
    ) -> Result<(), Failure> {
        let head = head(request, form);
        let result = match form {
            WireForm::Plain | WireForm::LowerCase => {
                self.write(&[head, request.body.clone()].concat(), deadline)
            }
            WireForm::Chunked => {
                let middle = request.body.len() / 2;
                let mut bytes = head;
                for chunk in [&request.body[..middle], &request.body[middle..]] {
                    bytes.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
                    bytes.extend(chunk);
                    bytes.extend(b"\r\n");
                }
                bytes.extend(b"0\r\n\r\n");
                self.write(&bytes, deadline)
            }
            WireForm::Slow => self.write_slowly(head, &request.body, deadline),
            WireForm::Expect => {
                let sent = self.write(&head, deadline);
                self.await_continue(deadline.min(Instant::now() + CONTINUE_WAIT));
                sent.and_then(|()| self.write(&request.body, deadline))
            }
        };
        result.map_err(|error| self.failure(&error))
    }

    fn write(&mut self, bytes: &[u8], deadline: Instant) -> io::Result<()> {
        self.stream.set_write_timeout(Some(remaining(deadline)))?;
        self.stream.write_all(bytes)
    }

    fn write_slowly(&mut self, head: Vec<u8>, body: &[u8], deadline: Instant) -> io::Result<()> {
        self.write(&head, deadline)?;
        for piece in body.chunks(body.len().div_ceil(PIECES).max(1)) {
            std::thread::sleep(PIECE_PAUSE);
            self.write(piece, deadline)?;
        }
        Ok(())
    }

    /// Waits until the head of an interim or a final response is there.
    fn await_continue(&mut self, deadline: Instant) {
        while !self.received.windows(4).any(|end| end == b"\r\n\r\n") {
            match self.receive(deadline) {
                Ok(0) | Err(_) => return,
                Ok(_) => {}
            }
        }
    }

    /// Reads the next final response to a request of this method.
    ///
    /// # Errors
    /// None comes until the deadline, the connection ends before, or it is not HTTP.
    pub fn receive_response(
        &mut self,
        method: &str,
        deadline: Instant,
    ) -> Result<ExactResponse, Failure> {
        loop {
            let (head, length) = self.receive_head(deadline)?;
            self.received.drain(..length);
            if (100..200).contains(&head.status) && head.status != 101 {
                continue;
            }
            let body = self.receive_body(&head, method, deadline)?;
            return Ok(ExactResponse {
                says_close: head.says_close,
                response: Response {
                    status: head.status,
                    headers: head.headers,
                    body,
                },
            });
        }
    }

    /// Returns whether the server closes the connection within this time.
    pub fn is_closed_within(&mut self, time: Duration) -> bool {
        let deadline = Instant::now() + time;
        loop {
            match self.receive(deadline) {
                Ok(0) => return true,
                Ok(_) => {}
                Err(error) => return !is_timeout(&error),
            }
        }
    }

    fn receive(&mut self, deadline: Instant) -> io::Result<usize> {
        self.stream.set_read_timeout(Some(remaining(deadline)))?;
        let mut buffer = [0; 16 * 1024];
        let length = self.stream.read(&mut buffer)?;
        self.received.extend_from_slice(&buffer[..length]);
        match self.received.len() > MAX_RESPONSE {
            true => Err(ErrorKind::InvalidData.into()),
            false => Ok(length),
        }
    }

    fn receive_head(&mut self, deadline: Instant) -> Result<(ResponseHead, usize), Failure> {
        loop {
            match ResponseHead::parse(&self.received) {
                Ok(Some(parsed)) => return Ok(parsed),
                Ok(None) => {}
                Err(error) => return Err(self.protocol_failure(&error.to_string())),
            }
            match self.receive(deadline) {
                Ok(0) => return Err(self.failure(&ErrorKind::UnexpectedEof.into())),
                Ok(_) => {}
                Err(error) => return Err(self.failure(&error)),
            }
        }
    }

    fn receive_body(
        &mut self,
        head: &ResponseHead,
        method: &str,
        deadline: Instant,
    ) -> Result<Vec<u8>, Failure> {
        if method == "HEAD" || matches!(head.status, 204 | 304) {
            return Ok(Vec::new());
        }
        if head.is_chunked {
            return self.receive_chunks(deadline);
        }
        match head.length {
            Some(length) => {
                self.receive_at_least(length, deadline)?;
                Ok(self.received.drain(..length).collect())
            }
            None => loop {
                match self.receive(deadline) {
                    Ok(0) => return Ok(std::mem::take(&mut self.received)),
                    Ok(_) => {}
                    Err(error) => return Err(self.failure(&error)),
                }
            },
        }
    }

    fn receive_at_least(&mut self, length: usize, deadline: Instant) -> Result<(), Failure> {
        while self.received.len() < length {
            match self.receive(deadline) {
                Ok(0) => return Err(self.failure(&ErrorKind::UnexpectedEof.into())),
                Ok(_) => {}
                Err(error) => return Err(self.failure(&error)),
            }
        }
        Ok(())
    }

    fn receive_chunks(&mut self, deadline: Instant) -> Result<Vec<u8>, Failure> {
        let mut body = Vec::new();
        loop {
            let (start, size) = loop {
                match httparse::parse_chunk_size(&self.received) {
                    Ok(httparse::Status::Complete((start, size))) => break (start, size),
                    Ok(httparse::Status::Partial) => {
                        let length = self.received.len() + 1;
                        self.receive_at_least(length, deadline)?;
                    }
                    Err(_) => return Err(self.protocol_failure("a chunk has no size")),
                }
            };
            let size = usize::try_from(size)
                .unwrap_or(MAX_RESPONSE)
                .min(MAX_RESPONSE);
            self.receive_at_least(start + size + 2, deadline)?;
            body.extend_from_slice(&self.received[start..start + size]);
            self.received.drain(..start + size + 2);
            if size == 0 {
                return Ok(body);
            }
        }
    }

    fn failure(&self, error: &io::Error) -> Failure {
        failure(&self.place, error, self.limit)
    }

    fn protocol_failure(&self, why: &str) -> Failure {
        Failure {
            cause: FailureCause::Protocol,
            message: Phrase::new("failure.not-http")
                .with("place", self.place.clone())
                .with("why", Phrase::verbatim(why.to_owned())),
        }
    }
}

/// The head of a response.
struct ResponseHead {
    status: u16,
    headers: Headers,
    is_chunked: bool,
    /// `Content-Length`; `None` without one.
    length: Option<usize>,
    says_close: bool,
}

impl ResponseHead {
    /// Parses a head and returns it with its length in bytes; `None` if it is not complete.
    fn parse(bytes: &[u8]) -> Result<Option<(Self, usize)>, httparse::Error> {
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut parsed = httparse::Response::new(&mut headers);
        let httparse::Status::Complete(length) = parsed.parse(bytes)? else {
            return Ok(None);
        };
        let mut headers = Headers::new();
        for header in parsed.headers.iter() {
            headers.push(header.name, header.value);
        }
        let says = |name: &str, word: &str| {
            let value = headers.text(name).unwrap_or_default().to_ascii_lowercase();
            value.split(',').any(|part| part.trim() == word)
        };
        let head = Self {
            status: parsed.code.unwrap_or_default(),
            is_chunked: says("Transfer-Encoding", "chunked"),
            length: headers
                .text("Content-Length")
                .and_then(|text| text.parse().ok()),
            says_close: says("Connection", "close")
                || (parsed.version == Some(0) && !says("Connection", "keep-alive")),
            headers,
        };
        Ok(Some((head, length)))
    }
}

/// Writes the head of a request: `Host` first, the framing last.
fn head(request: &Request, form: WireForm) -> Vec<u8> {
    let url = &request.url;
    let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    let target = rest.find(['/', '?']).map_or("/", |start| &rest[start..]);
    let slash = if target.starts_with('?') { "/" } else { "" };
    let mut bytes = format!("{} {slash}{target} HTTP/1.1\r\n", request.method).into_bytes();
    let mut push = |name: &str, value: &[u8]| {
        let name = match form {
            WireForm::LowerCase => name.to_ascii_lowercase(),
            _ => name.to_owned(),
        };
        bytes.extend(name.as_bytes());
        bytes.extend(b": ");
        bytes.extend(value);
        bytes.extend(b"\r\n");
    };
    push("Host", target::host_and_port(url).as_bytes());
    if request.headers.get("User-Agent").is_none() {
        push(
            "User-Agent",
            concat!("momo/", env!("CARGO_PKG_VERSION")).as_bytes(),
        );
    }
    for header in request.headers.iter() {
        push(&header.name, &header.value);
    }
    match form {
        WireForm::Chunked => push("Transfer-Encoding", b"chunked"),
        _ if !request.body.is_empty() || ["POST", "PUT", "PATCH"].contains(&&*request.method) => {
            push("Content-Length", request.body.len().to_string().as_bytes());
        }
        _ => {}
    }
    if form == WireForm::Expect {
        push("Expect", b"100-continue");
    }
    bytes.extend(b"\r\n");
    bytes
}

/// Returns the time until the deadline; a timeout may not be zero.
fn remaining(deadline: Instant) -> Duration {
    let remaining = deadline.saturating_duration_since(Instant::now());
    remaining.max(Duration::from_millis(1))
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

fn failure(place: &str, error: &io::Error, timeout: Duration) -> Failure {
    let at_place = |code: &'static str| Phrase::new(code).with("place", place);
    let (cause, message) = match error.kind() {
        ErrorKind::ConnectionRefused => (FailureCause::Refused, at_place("failure.refused")),
        _ if is_timeout(error) => (
            FailureCause::Timeout,
            at_place("failure.no-answer-within").with("time", format!("{timeout:?}")),
        ),
        ErrorKind::UnexpectedEof
        | ErrorKind::BrokenPipe
        | ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted => (FailureCause::Broken, at_place("failure.closed-early")),
        _ => (
            FailureCause::Connect,
            at_place("failure.no-connection").with("why", Phrase::verbatim(error.to_string())),
        ),
    };
    Failure { cause, message }
}
