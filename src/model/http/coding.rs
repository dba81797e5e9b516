//! Content codings: whether a body is packed as its headers say.
use super::Request;

/// Header that names how a body is packed.
pub const CONTENT_ENCODING: &str = "Content-Encoding";

/// Returns whether the body may be packed as `Content-Encoding` says; true without the header.
pub fn matches_body(request: &Request) -> bool {
    let Some(codings) = request.headers.text(CONTENT_ENCODING) else {
        return true;
    };
    let body = &*request.body;
    // The last coding was applied last.
    let last = codings.rsplit(',').next().unwrap_or(codings).trim();
    match &*last.to_ascii_lowercase() {
        "" | "identity" => true,
        "gzip" | "x-gzip" => body.starts_with(&[0x1f, 0x8b]),
        "zstd" => body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]),
        // The others have no mark of their own. What is text is not packed.
        _ => std::str::from_utf8(body).is_err() || body.contains(&0),
    }
}
