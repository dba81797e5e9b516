//! Reads responses as their bytes arrive (RFC 9112, sections 4 to 7).
//!
//! Lenient where clients are: line ends of LF alone, folded values (5.2: each fold becomes a space), equal lengths
//! repeated. A framing that cannot be trusted is an error, or ends the connection.
use super::chunks::{ChunkDecoder, ChunkError, ChunkSyntax};
use super::framing::{content_length, ends_in_chunks, keeps_alive};
use crate::model::http::{Headers, Response};
use httparse::{ParserConfig, Status};
use std::borrow::Cow;

/// Maximum bytes of a status line with all headers, inclusive.
const MAX_HEAD: usize = 64 * 1024;
const MAX_HEADERS: usize = 128;
/// Number of headers of nearly all responses: room for more costs time.
const USUAL_HEADERS: usize = 24;
/// Bytes of a head from which on it is parsed only when a line has ended: each attempt begins at the first byte.
const EAGER_HEAD: usize = 256;

/// Why bytes are no response, or not a complete one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseError {
    Version,
    Status,
    Header,
    HeadTooLarge,
    ContentLength,
    /// `Transfer-Encoding` of HTTP/1.0 (RFC 9112, 6.1).
    TransferEncoding,
    Chunk(ChunkError),
    /// The body of the response with this status exceeds the limit.
    BodyTooLarge(u16),
    /// The connection ended within the head, or before it.
    ClosedInHead,
    /// The connection ended within the body.
    ClosedInBody,
}

impl ResponseError {
    /// Returns the words for people.
    pub fn text(self) -> &'static str {
        match self {
            Self::Version => "invalid HTTP version parsed",
            Self::Status => "invalid HTTP status-code parsed",
            Self::Header => "invalid HTTP header parsed",
            Self::HeadTooLarge => "message head is too large",
            Self::ContentLength => "invalid content-length parsed",
            Self::TransferEncoding => "unexpected transfer-encoding parsed",
            Self::Chunk(ChunkError::Size) => "Invalid chunk size line: Invalid Size",
            Self::Chunk(ChunkError::LineEnd) => "Invalid chunk size LF",
            Self::Chunk(ChunkError::DataEnd) => "Invalid chunk body CR",
            Self::Chunk(ChunkError::Extension) => "invalid chunk extension",
            Self::Chunk(ChunkError::LineTooLong) => "chunk extensions over limit",
            Self::Chunk(ChunkError::Trailer) => "invalid chunk trailer",
            Self::Chunk(ChunkError::TrailersTooLarge) => "chunk trailers bytes over limit",
            Self::Chunk(ChunkError::TooLarge) | Self::BodyTooLarge(_) => "the body is too large",
            Self::Chunk(ChunkError::TooMuchFraming) => "the chunks are more framing than body",
            Self::ClosedInHead => "connection closed before message completed",
            Self::ClosedInBody => "end of file before message length reached",
        }
    }

    /// Returns whether the connection ended too early, rather than that the bytes are wrong.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::ClosedInHead | Self::ClosedInBody)
    }
}

impl From<httparse::Error> for ResponseError {
    fn from(error: httparse::Error) -> Self {
        match error {
            httparse::Error::Version => Self::Version,
            httparse::Error::Status => Self::Status,
            httparse::Error::TooManyHeaders => Self::HeadTooLarge,
            _ => Self::Header,
        }
    }
}

#[derive(Debug)]
enum ReadState {
    /// Reads the head of an interim or of the final response.
    Head,
    /// Number of bytes of the body that are still to come.
    Length(u64),
    Chunks(Box<ChunkDecoder>),
    /// The body ends with the connection.
    UntilClose,
    Done,
}

/// Reader of the response to one request.
#[derive(Debug)]
pub struct ResponseReader {
    /// Whether the response to this method has no body: HEAD. CONNECT: none after success.
    method: BodylessMethod,
    /// Maximum bytes of the body, inclusive.
    max_body: usize,
    state: ReadState,
    /// The bytes of an incomplete head.
    head_bytes: Vec<u8>,
    has_bytes: bool,
    has_head: bool,
    says_close: bool,
    keep_alive: bool,
    response: Response,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BodylessMethod {
    Head,
    Connect,
    Other,
}

impl ResponseReader {
    /// Makes a reader of the response to a request of this method.
    pub fn new(method: &str, max_body: usize) -> Self {
        Self {
            method: match method {
                "HEAD" => BodylessMethod::Head,
                "CONNECT" => BodylessMethod::Connect,
                _ => BodylessMethod::Other,
            },
            max_body,
            state: ReadState::Head,
            head_bytes: Vec::new(),
            has_bytes: false,
            has_head: false,
            says_close: false,
            keep_alive: false,
            response: Response {
                status: 0,
                headers: Headers::new(),
                body: Vec::new(),
            },
        }
    }

    /// Takes bytes from the start of `input` and returns their number. What is left behind a complete response does
    /// not belong to it.
    ///
    /// # Errors
    /// The bytes are no response, or a limit is exceeded.
    pub fn read(&mut self, input: &[u8]) -> Result<usize, ResponseError> {
        self.has_bytes |= !input.is_empty();
        let mut used = 0;
        while used < input.len() && !self.is_done() {
            used += match self.state {
                ReadState::Head => self.read_head(&input[used..])?,
                _ => self.read_body(&input[used..])?,
            };
        }
        Ok(used)
    }

    /// Handles the end of the connection. It completes a body without other framing.
    ///
    /// # Errors
    /// The response is not complete.
    pub fn end(&mut self) -> Result<(), ResponseError> {
        match self.state {
            ReadState::Done => Ok(()),
            ReadState::UntilClose => {
                self.state = ReadState::Done;
                Ok(())
            }
            // What is no response is not called an incomplete one.
            ReadState::Head => match self.parse_head() {
                Err(error) => Err(error),
                Ok(_) => Err(ResponseError::ClosedInHead),
            },
            ReadState::Length(_) | ReadState::Chunks(_) => Err(ResponseError::ClosedInBody),
        }
    }

    pub fn is_done(&self) -> bool {
        matches!(self.state, ReadState::Done)
    }

    /// Returns whether a byte of a response has come, perhaps of an interim one.
    pub fn has_bytes(&self) -> bool {
        self.has_bytes
    }

    /// Returns whether the head of the final response is complete.
    pub fn has_head(&self) -> bool {
        self.has_head
    }

    /// Returns whether the headers say that the server closes the connection.
    pub fn says_close(&self) -> bool {
        self.says_close
    }

    /// Returns whether the connection can carry another request after this response.
    pub fn keeps_alive(&self) -> bool {
        self.keep_alive
    }

    /// Returns the response as far as it has come.
    pub fn into_response(self) -> Response {
        self.response
    }

    fn read_head(&mut self, input: &[u8]) -> Result<usize, ResponseError> {
        let before = self.head_bytes.len();
        if before == 0 {
            // Nearly always the whole head comes at once and is not copied.
            if let Some(length) = self.parse(input)? {
                return Ok(length);
            }
        }
        let room = (MAX_HEAD + 1).saturating_sub(before);
        self.head_bytes
            .extend_from_slice(&input[..input.len().min(room)]);
        let is_worth_parsing = before < EAGER_HEAD || memchr::memchr(b'\n', input).is_some();
        if before > 0
            && is_worth_parsing
            && let Some(length) = self.parse_head()?
        {
            self.head_bytes.clear();
            return Ok(length - before);
        }
        match self.head_bytes.len() > MAX_HEAD {
            true => Err(ResponseError::HeadTooLarge),
            false => Ok(input.len()),
        }
    }

    fn parse_head(&mut self) -> Result<Option<usize>, ResponseError> {
        let bytes = std::mem::take(&mut self.head_bytes);
        let parsed = self.parse(&bytes);
        self.head_bytes = bytes;
        parsed
    }

    /// Parses a head and returns its length; `None` if it is not complete.
    fn parse(&mut self, bytes: &[u8]) -> Result<Option<usize>, ResponseError> {
        match self.parse_into(bytes, &mut [httparse::EMPTY_HEADER; USUAL_HEADERS]) {
            Err(ResponseError::HeadTooLarge) => {
                self.parse_into(bytes, &mut [httparse::EMPTY_HEADER; MAX_HEADERS])
            }
            result => result,
        }
    }

    /// Parses a head with at most as many headers as `room` holds.
    fn parse_into<'b>(
        &mut self,
        bytes: &'b [u8],
        room: &mut [httparse::Header<'b>],
    ) -> Result<Option<usize>, ResponseError> {
        let mut parsed = httparse::Response::new(room);
        let mut config = ParserConfig::default();
        config.allow_obsolete_multiline_headers_in_responses(true);
        match config.parse_response(&mut parsed, bytes)? {
            Status::Partial => Ok(None),
            Status::Complete(length) if length > MAX_HEAD => Err(ResponseError::HeadTooLarge),
            Status::Complete(length) => {
                self.take_head(&parsed)?;
                Ok(Some(length))
            }
        }
    }

    /// Takes a complete head; one of an interim response is dropped.
    fn take_head(&mut self, parsed: &httparse::Response<'_, '_>) -> Result<(), ResponseError> {
        let status = parsed.code.unwrap_or_default();
        let is_http11 = parsed.version == Some(1);
        match status {
            0..100 => return Err(ResponseError::Status),
            100 | 102..200 => return Ok(()),
            _ => {}
        }
        let fields = parsed.headers.iter();
        let headers = fields
            .map(|field| (field.name.to_owned(), unfold(field.value).into_owned()))
            .collect();
        self.begin_body(status, headers, is_http11)
    }

    /// Takes a final head and determines how the body ends (RFC 9112, 6.3).
    fn begin_body(
        &mut self,
        status: u16,
        headers: Headers,
        is_http11: bool,
    ) -> Result<(), ResponseError> {
        self.has_head = true;
        self.keep_alive = keeps_alive(&headers, is_http11);
        self.says_close = !self.keep_alive;
        self.response.status = status;
        self.response.headers = headers;
        let headers = &self.response.headers;
        let is_tunnel = status == 101
            || (self.method == BodylessMethod::Connect && (200..300).contains(&status));
        if is_tunnel || self.method == BodylessMethod::Head || matches!(status, 204 | 304) {
            self.keep_alive &= !is_tunnel;
            self.state = ReadState::Done;
            return Ok(());
        }
        self.state = match ends_in_chunks(headers) {
            Some(_) if !is_http11 => return Err(ResponseError::TransferEncoding),
            Some(true) => {
                // A proxy before momo may have framed the response by the length beside it.
                self.keep_alive &= headers.get("content-length").is_none();
                ReadState::Chunks(Box::new(ChunkDecoder::new(
                    ChunkSyntax::Lenient,
                    self.max_body,
                )))
            }
            Some(false) => ReadState::UntilClose,
            None => match content_length(headers, true) {
                Err(_) => return Err(ResponseError::ContentLength),
                Ok(None) => ReadState::UntilClose,
                Ok(Some(0)) => ReadState::Done,
                Ok(Some(length)) if length > self.max_body as u64 => {
                    return Err(ResponseError::BodyTooLarge(status));
                }
                Ok(Some(length)) => ReadState::Length(length),
            },
        };
        self.keep_alive &= !matches!(self.state, ReadState::UntilClose);
        Ok(())
    }

    fn read_body(&mut self, input: &[u8]) -> Result<usize, ResponseError> {
        let status = self.response.status;
        let (used, data) = match &mut self.state {
            ReadState::Length(remaining) => {
                let count =
                    usize::try_from(*remaining).map_or(input.len(), |it| it.min(input.len()));
                *remaining -= count as u64;
                let is_last = *remaining == 0;
                if is_last {
                    self.state = ReadState::Done;
                }
                (count, &input[..count])
            }
            ReadState::Chunks(decoder) => {
                let advanced = decoder.advance(input).map_err(|error| match error {
                    ChunkError::TooLarge => ResponseError::BodyTooLarge(status),
                    error => ResponseError::Chunk(error),
                })?;
                if decoder.is_done() {
                    self.state = ReadState::Done;
                }
                advanced
            }
            ReadState::UntilClose => (input.len(), input),
            ReadState::Head | ReadState::Done => (0, &input[..0]),
        };
        let body = &mut self.response.body;
        if data.len() > self.max_body - body.len() {
            return Err(ResponseError::BodyTooLarge(status));
        }
        body.extend_from_slice(data);
        Ok(used)
    }
}

/// Replaces each fold of a value by a space.
fn unfold(value: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr2(b'\r', b'\n', value).is_none() {
        return Cow::Borrowed(value);
    }
    let lines: Vec<_> = value
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .collect();
    Cow::Owned(lines.join(&b' ').trim_ascii().to_vec())
}
