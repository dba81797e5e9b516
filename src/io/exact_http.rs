//! Sends requests byte by byte as they are given, over plain HTTP/1.1: in chunks, in pieces, several on one connection.
//!
//! No proxy is used, nothing is added but `Host` and the framing, and nothing is sent twice.
use crate::model::check::WireForm;
use crate::model::history::exchange::{Failure, FailureCause};
use crate::model::http::{Request, Response, target};
use crate::model::http1::request_head::{BodyFraming, LAST_CHUNK, OutgoingHead, write_chunk};
use crate::model::http1::response_reader::{ResponseError, ResponseReader};
use crate::model::text::phrase::Phrase;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

/// Maximum bytes of a response's body, and of what is received at once.
const MAX_RESPONSE: usize = 2 * 1024 * 1024;
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
                write_chunk(&request.body[..middle], &mut bytes);
                write_chunk(&request.body[middle..], &mut bytes);
                bytes.extend(LAST_CHUNK);
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
        let mut reader = ResponseReader::new(method, MAX_RESPONSE);
        loop {
            let used = reader
                .read(&self.received)
                .map_err(|error| self.protocol_failure(error))?;
            self.received.drain(..used);
            if !reader.is_done() {
                match self.receive(deadline) {
                    Ok(0) => reader.end().map_err(|error| self.protocol_failure(error))?,
                    Ok(_) => continue,
                    Err(error) => return Err(self.failure(&error)),
                }
            }
            return Ok(ExactResponse {
                says_close: reader.says_close(),
                response: reader.into_response(),
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

    fn failure(&self, error: &io::Error) -> Failure {
        failure(&self.place, error, self.limit)
    }

    fn protocol_failure(&self, error: ResponseError) -> Failure {
        if error.is_closed() {
            return self.failure(&ErrorKind::UnexpectedEof.into());
        }
        Failure {
            cause: FailureCause::Protocol,
            message: Phrase::new("failure.not-http")
                .with("place", self.place.clone())
                .with("why", Phrase::library(error.text())),
        }
    }
}

/// Writes the head of a request in this form.
fn head(request: &Request, form: WireForm) -> Vec<u8> {
    let url = &request.url;
    let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    let target = rest.find(['/', '?']).map_or("/", |start| &rest[start..]);
    let slash = if target.starts_with('?') { "/" } else { "" };
    let expectation: [(&str, &[u8]); 1] = [("Expect", b"100-continue")];
    let mut bytes = Vec::new();
    OutgoingHead {
        method: &request.method,
        target: &format!("{slash}{target}"),
        host: target::host_and_port(url),
        user_agent: concat!("momo/", env!("CARGO_PKG_VERSION")),
        extra: &expectation[..usize::from(form == WireForm::Expect)],
        framing: match form {
            WireForm::Chunked => BodyFraming::Chunked,
            _ if !request.body.is_empty()
                || ["POST", "PUT", "PATCH"].contains(&&*request.method) =>
            {
                BodyFraming::Length(request.body.len())
            }
            _ => BodyFraming::Absent,
        },
        is_lower_case: form == WireForm::LowerCase,
        has_connection_headers: true,
    }
    .write(&request.headers, &mut bytes);
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
