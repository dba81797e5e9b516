//! Decodes bodies in chunks (RFC 9112, section 7.1), as the bytes arrive.
use crate::model::http::is_token;

/// Maximum bytes of a line without its end: a chunk size with extensions, or a trailer.
const MAX_LINE: usize = 4096;
/// Maximum bytes of all trailers together. They are read and dropped.
const MAX_TRAILERS: usize = 16 * 1024;

/// What a decoder takes besides the grammar's canonical form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChunkSyntax {
    /// Sizes of up to 8 digits without white space, well-formed extensions, any trailer: for requests, which another
    /// server may have read differently.
    Strict,
    /// Sizes padded with white space, any extension, well-formed trailers: for responses, as clients take them.
    Lenient,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChunkError {
    Size,
    Extension,
    /// The bytes of a chunk are not followed by a line end.
    DataEnd,
    /// A line ends otherwise than with CRLF.
    LineEnd,
    LineTooLong,
    Trailer,
    TrailersTooLarge,
    /// The body exceeds its limit.
    TooLarge,
    /// Sizes and extensions exceed the limit of the body.
    TooMuchFraming,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ChunkState {
    Size,
    /// Number of bytes of the chunk that are still to come.
    Data(u64),
    DataEnd,
    Trailers,
    Done,
}

/// Decoder of one body.
#[derive(Debug)]
pub struct ChunkDecoder {
    syntax: ChunkSyntax,
    /// Maximum bytes of the body, inclusive.
    limit: u64,
    state: ChunkState,
    /// The beginning of a line whose end has not come.
    line: Vec<u8>,
    /// Bytes of all chunks announced so far.
    announced: u64,
    framing_bytes: u64,
    trailer_bytes: usize,
}

impl ChunkDecoder {
    /// Makes a decoder of a body of at most `limit` bytes.
    pub fn new(syntax: ChunkSyntax, limit: usize) -> Self {
        Self {
            syntax,
            limit: u64::try_from(limit).unwrap_or(u64::MAX),
            state: ChunkState::Size,
            line: Vec::new(),
            announced: 0,
            framing_bytes: 0,
            trailer_bytes: 0,
        }
    }

    /// Returns whether the last chunk and its trailers have come.
    pub fn is_done(&self) -> bool {
        self.state == ChunkState::Done
    }

    /// Takes bytes from the start of `input`. Returns their number and the part of them that belongs to the body.
    /// Takes none at the end of the body and of `input`.
    ///
    /// # Errors
    /// The bytes are no chunks, or a limit is exceeded.
    pub fn advance<'i>(&mut self, input: &'i [u8]) -> Result<(usize, &'i [u8]), ChunkError> {
        let mut used = 0;
        while used < input.len() && !self.is_done() {
            let rest = &input[used..];
            if let ChunkState::Data(size) = self.state {
                let count = usize::try_from(size).map_or(rest.len(), |size| size.min(rest.len()));
                let left = size - count as u64;
                self.state = match left {
                    0 => ChunkState::DataEnd,
                    _ => ChunkState::Data(left),
                };
                return Ok((used + count, &rest[..count]));
            }
            match memchr::memchr(b'\n', rest) {
                Some(index) => {
                    used += index + 1;
                    self.end_line(&rest[..index])?;
                }
                None => {
                    used = input.len();
                    self.line.extend_from_slice(rest);
                    if self.line.len() > MAX_LINE {
                        return Err(ChunkError::LineTooLong);
                    }
                }
            }
        }
        Ok((used, &[]))
    }

    /// Handles a line, of which `end` is the part that came last, without its LF.
    fn end_line(&mut self, end: &[u8]) -> Result<(), ChunkError> {
        if self.line.is_empty() {
            return self.handle_line(end);
        }
        let mut line = std::mem::take(&mut self.line);
        line.extend_from_slice(end);
        self.handle_line(&line)
    }

    fn handle_line(&mut self, line: &[u8]) -> Result<(), ChunkError> {
        let line = match line.strip_suffix(b"\r") {
            Some(line) if !line.contains(&b'\r') => line,
            _ => return Err(ChunkError::LineEnd),
        };
        match self.state {
            ChunkState::Size => self.handle_size(line),
            ChunkState::DataEnd if line.is_empty() => {
                self.state = ChunkState::Size;
                Ok(())
            }
            ChunkState::DataEnd => Err(ChunkError::DataEnd),
            ChunkState::Trailers => self.handle_trailer(line),
            ChunkState::Data(_) | ChunkState::Done => Ok(()),
        }
    }

    fn handle_size(&mut self, line: &[u8]) -> Result<(), ChunkError> {
        self.framing_bytes += line.len() as u64 + 4;
        let max_framing = match self.syntax {
            ChunkSyntax::Strict => self.limit,
            ChunkSyntax::Lenient => self.limit.max(MAX_LINE as u64),
        };
        if self.framing_bytes > max_framing {
            return Err(ChunkError::TooMuchFraming);
        }
        let size = self.syntax.size(line)?;
        self.announced = self.announced.saturating_add(size);
        if self.announced > self.limit {
            return Err(ChunkError::TooLarge);
        }
        self.state = match size {
            0 => ChunkState::Trailers,
            _ => ChunkState::Data(size),
        };
        Ok(())
    }

    fn handle_trailer(&mut self, line: &[u8]) -> Result<(), ChunkError> {
        if line.is_empty() {
            self.state = ChunkState::Done;
            return Ok(());
        }
        self.trailer_bytes += line.len();
        if self.trailer_bytes > MAX_TRAILERS {
            return Err(ChunkError::TrailersTooLarge);
        }
        match self.syntax == ChunkSyntax::Strict || is_field(line) {
            true => Ok(()),
            false => Err(ChunkError::Trailer),
        }
    }
}

impl ChunkSyntax {
    /// Parses a size line.
    fn size(self, line: &[u8]) -> Result<u64, ChunkError> {
        let end = memchr::memchr(b';', line).unwrap_or(line.len());
        let (mut digits, extensions) = line.split_at(end);
        let max_digits = match self {
            Self::Strict => 8,
            Self::Lenient => {
                digits = digits.trim_ascii_end();
                16
            }
        };
        let mut extensions = extensions.split(|byte| *byte == b';').skip(1);
        if self == Self::Strict && !extensions.all(is_extension) {
            return Err(ChunkError::Extension);
        }
        let significant = match self {
            Self::Strict => digits,
            // Some servers write sizes of a fixed width.
            Self::Lenient => without_zeros(digits),
        };
        let is_hex = significant.len() <= max_digits && digits.iter().all(u8::is_ascii_hexdigit);
        let size = std::str::from_utf8(significant)
            .ok()
            .and_then(|text| u64::from_str_radix(text, 16).ok());
        size.filter(|_| is_hex).ok_or(ChunkError::Size)
    }
}

/// Removes leading zeros, but the last digit.
fn without_zeros(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    &digits[zeros.min(digits.len().saturating_sub(1))..]
}

/// Matches `name`, `name=value` and `name="text"`. A text with escapes does not match, nor one with `;`, at which the
/// caller splits.
fn is_extension(part: &[u8]) -> bool {
    let is_text = |text: &[u8]| {
        let fits = |byte: &u8| matches!(byte, b'\t' | b' '..=b'~') && !b"\"\\".contains(byte);
        text.iter().all(fits)
    };
    let is_value = |value: &[u8]| match value {
        [b'"', text @ .., b'"'] => is_text(text),
        _ => is_token(value),
    };
    match part.iter().position(|byte| *byte == b'=') {
        Some(index) => {
            is_token(part[..index].trim_ascii()) && is_value(part[index + 1..].trim_ascii())
        }
        None => is_token(part.trim_ascii()),
    }
}

/// Returns whether the line is a header field: a name, a colon, and a value without control characters.
fn is_field(line: &[u8]) -> bool {
    let Some(colon) = memchr::memchr(b':', line) else {
        return false;
    };
    is_token(&line[..colon]) && line[colon..].iter().all(|byte| is_value_byte(*byte))
}

/// Returns whether a header value may hold the byte.
pub fn is_value_byte(byte: u8) -> bool {
    byte == b'\t' || (byte >= b' ' && byte != 0x7f)
}
