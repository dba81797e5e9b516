//! Headers that frame a message and decide about its connection (RFC 9112, sections 6 and 9).
use crate::model::http::Headers;

/// Why the `Content-Length` headers tell no length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LengthError {
    /// A value is no number.
    Malformed,
    /// Two values differ.
    Conflict,
}

/// Returns the length that all `Content-Length` headers agree on; `None` without one. With `allows_lists` a value may
/// repeat the number, as in `5, 5` (RFC 9110, 8.6).
///
/// # Errors
/// A value is no number of at most 19 digits, or two differ.
pub fn content_length(headers: &Headers, allows_lists: bool) -> Result<Option<u64>, LengthError> {
    let mut length = None;
    for value in headers.get_all("content-length") {
        let mut parts = value.split(|byte| allows_lists && *byte == b',');
        parts.try_for_each(|part| {
            let number = match allows_lists {
                true => parse_decimal(part.trim_ascii()),
                false => parse_decimal(part),
            };
            let number = number.ok_or(LengthError::Malformed)?;
            match length.replace(number) {
                Some(other) if other != number => Err(LengthError::Conflict),
                _ => Ok(()),
            }
        })?;
    }
    Ok(length)
}

/// Parses digits without sign and white space.
fn parse_decimal(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > 19 || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// Returns whether `chunked` is the last transfer coding, of a list that is ASCII; `None` without `Transfer-Encoding`.
pub fn ends_in_chunks(headers: &Headers) -> Option<bool> {
    let value = headers.get_all("transfer-encoding").last()?;
    let last = value.rsplit(|byte| *byte == b',').next()?;
    Some(value.is_ascii() && last.trim_ascii().eq_ignore_ascii_case(b"chunked"))
}

/// Returns whether the connection stays open after a message with these headers.
pub fn keeps_alive(headers: &Headers, is_http11: bool) -> bool {
    let has_option = |word: &[u8]| {
        let mut options = headers
            .get_all("connection")
            .flat_map(|value| value.split(|byte| *byte == b','));
        options.any(|option| option.trim_ascii().eq_ignore_ascii_case(word))
    };
    !has_option(b"close") && (is_http11 || has_option(b"keep-alive"))
}
